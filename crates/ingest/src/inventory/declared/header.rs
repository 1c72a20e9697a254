//! The heads of a table's columns, and which column tells what.

use super::super::error::{CellProblem, CellProblems};
use super::super::vocabulary::single_blanks;
use super::grid::{Grid, GridRow};
use super::layout::{HeaderForm, Name, Role, TableForm};
use crate::product::Groups;

/// The columns of a table by what they tell.
pub(super) struct Header<'a> {
    /// The texts of the heads; a column without one is called by its letters, as `column B`.
    pub(super) heads: Vec<String>,
    /// The row in which the table begins, as a position among the rows of the grid.
    pub(super) first_row: usize,
    /// The columns of each role, in the order in which they count.
    pub(super) columns: [Vec<usize>; Role::ALL.len()],
    /// The columns of figures.
    pub(super) values: Vec<ValueColumn<'a>>,
    /// What the heads of columns tell that holds for all figures, such as the categorization.
    pub(super) groups: Groups,
    /// The columns that nothing names.
    pub(super) unread: Vec<usize>,
}

/// A column of figures.
pub(super) struct ValueColumn<'a> {
    /// Its position.
    pub(super) position: usize,
    /// What numbers are multiplied with to be in the unit.
    pub(super) factor: f64,
    /// What the layout says of it.
    pub(super) fixed: &'a std::collections::BTreeMap<Role, String>,
    /// What its head says.
    pub(super) groups: Groups,
}

/// The position of the row of heads among the rows of a grid.
pub(super) fn position(form: &HeaderForm, grid: &Grid) -> Option<usize> {
    if let Some(first) = &form.above {
        return grid.rows.iter().position(|row| first.fits(row.first()))?.checked_sub(form.depth.unwrap_or(1));
    }
    let is_it = |row: &GridRow| match (form.row, &form.begins) {
        (Some(number), None) => row.number == number,
        (number, Some(begins)) => begins.fits(row.first()) && number.is_none_or(|number| number == row.number),
        (None, None) => !row.first().is_empty(),
    };
    grid.rows.iter().position(is_it)
}

/// What a layout expects in the place of the heads.
pub(super) fn expected(form: &HeaderForm) -> String {
    if let Some(first) = &form.above {
        return format!("the heads of columns, and directly below them a row that begins with `{}`", first.as_str());
    }
    match (form.row, &form.begins) {
        (Some(number), Some(begins)) => format!("row {number} to begin with `{}`", begins.as_str()),
        (Some(number), None) => format!("the heads of columns in row {number}"),
        (None, Some(begins)) => format!("a row that begins with `{}`", begins.as_str()),
        (None, None) => "the heads of columns".to_owned(),
    }
}

impl<'a> Header<'a> {
    /// The heads at a position, with every column that the form names found once; what is missing is noted.
    pub(super) fn read(form: &'a TableForm, grid: &Grid, position: usize, problems: &mut CellProblems) -> Self {
        let depth = form.header.depth.unwrap_or(1).max(1);
        let rows = &grid.rows[position..grid.rows.len().min(position + depth)];
        let mut header = Self {
            heads: heads(rows),
            first_row: position + depth,
            columns: Default::default(),
            values: Vec::new(),
            groups: Groups::default(),
            unread: Vec::new(),
        };
        for (role, columns) in &form.columns {
            header.columns[*role as usize] = columns.names().iter().filter_map(|name| header.find(name, grid, problems)).collect();
        }
        let needed = form.rows.iter().map(|rule| &rule.column).chain(&form.parts);
        let mut further: Vec<usize> = needed.filter_map(|name| header.find(name, grid, problems)).collect();
        further.extend(form.single.iter().filter_map(|name| header.position(name)));
        header.find_values(form, &further);
        if header.values.is_empty() {
            let names: Vec<_> = form.values.iter().map(|values| values.column.as_str()).collect();
            problems.push(problem(grid, &names.join("`, `"), "", "a column of figures of this name"));
        }
        header
    }

    /// The position of the column of a name, kept with what its head says; noted where it is not there or more than once.
    fn find(&mut self, name: &Name, grid: &Grid, problems: &mut CellProblems) -> Option<usize> {
        let position = self.position(name);
        match position {
            Some(position) if self.heads[position + 1..].iter().any(|head| name.fits(head)) => {
                problems.push(problem(grid, name.as_str(), &self.heads[position], "each column once"));
            }
            Some(position) => self.groups.join(&name.groups(&self.heads[position]).unwrap_or_default()),
            None => problems.push(problem(grid, name.as_str(), "", "the column to be there")),
        }
        position
    }

    /// The first column whose head a name fits.
    pub(super) fn position(&self, name: &Name) -> Option<usize> {
        self.heads.iter().position(|head| name.fits(head))
    }

    /// The columns of figures, each by the first entry that fits, and the columns that nothing names.
    fn find_values(&mut self, form: &'a TableForm, further: &[usize]) {
        for (position, head) in self.heads.iter().enumerate() {
            if self.columns.iter().flatten().chain(further).any(|&named| named == position) {
                continue;
            }
            let entry = form.values.iter().find_map(|values| Some((values, values.column.groups(head)?)));
            match entry {
                Some((values, groups)) => {
                    self.values.push(ValueColumn { position, factor: values.factor.unwrap_or(1.0), fixed: &values.fixed, groups });
                }
                None if form.ignore.iter().any(|name| name.fits(head)) => {}
                None => self.unread.push(position),
            }
        }
    }
}

/// The texts of each column below one another.
pub(super) fn heads(rows: &[GridRow]) -> Vec<String> {
    let width = rows.iter().map(GridRow::width).max().unwrap_or(0);
    let head = |column: usize| {
        let texts: Vec<&str> = rows.iter().map(|row| row.cell(column)).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            return format!("column {}", super::super::workbook::column_letters(column));
        }
        single_blanks(&texts.join(" "))
    };
    (0..width).map(head).collect()
}

fn problem(grid: &Grid, column: &str, found: &str, expected: &str) -> CellProblem {
    let [column, found, expected] = [column, found, expected].map(str::to_owned);
    CellProblem { place: grid.name(), column, found, expected, hint: None }
}
