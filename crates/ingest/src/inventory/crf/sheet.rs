//! The figures of one sheet.

use super::figure;
use super::form::{Counted, HeaderCell, HeaderPlace, Outline, Separators, SheetForm, Years};
use super::rows::{FoundRow, RowFinder};
use super::text::{LabelKey, key, without_footnotes};
use crate::inventory::cell::{EXPECTED_FIGURE, Figure, is_in_thousands};
use crate::inventory::error::{CellProblem, CellProblems};
use crate::inventory::workbook::{Address, Cell, Sheet};
use std::borrow::Cow;

/// How far a table may lie from where the form has it in columns, and how deep its head may be in rows.
const FARTHEST: usize = 6;

/// A figure where it stands.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    pub(super) sheet: &'static str,
    pub(super) at: Address,
    pub(super) code: Cow<'static, str>,
    pub(super) label: String,
    pub(super) counted: Counted,
    pub(super) year: i32,
    pub(super) figure: Figure,
}

/// A row of the Party's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnRow {
    pub(super) sheet: &'static str,
    pub(super) at: Address,
    pub(super) code: String,
    pub(super) label: String,
}

/// What a sheet holds.
#[derive(Default)]
pub(super) struct SheetReading {
    pub(super) sightings: Vec<Sighting>,
    pub(super) own_rows: Vec<OwnRow>,
    /// Rows that subdivide the one above them.
    pub(super) subdivisions: usize,
    /// Texts that were read as notation keys though they are none, with their cells.
    pub(super) spellings: Vec<(Address, String)>,
    /// What differs from an assumed head; the sheet is then not read.
    pub(super) other_head: Vec<CellProblem>,
}

/// What holds for all sheets of a workbook.
pub(super) struct Context<'a> {
    pub(super) outline: &'static Outline,
    pub(super) separators: Option<Separators>,
    pub(super) year: i32,
    pub(super) problems: &'a mut CellProblems,
}

/// Reads a sheet; what cannot be used is noted in the problems.
pub(super) fn read(form: &'static SheetForm, sheet: &Sheet, context: &mut Context<'_>) -> SheetReading {
    let mut reading = SheetReading::default();
    let found = Table::find(form, sheet).and_then(|table| table.columns(context.year).map(|columns| (table, columns)));
    let (table, columns) = match found {
        Ok(found) => found,
        Err(problems) if form.assumed => return SheetReading { other_head: problems, ..reading },
        Err(problems) => {
            problems.into_iter().for_each(|problem| context.problems.push(problem));
            return reading;
        }
    };
    let mut finder = RowFinder::new(form);
    for (row, label) in table.rows(context.outline) {
        table.read_row(row, label, &columns, &mut finder, &mut reading, context);
    }
    reading
}

/// A table where it stands in its sheet.
struct Table<'a> {
    form: &'static SheetForm,
    sheet: &'a Sheet,
    /// Rows and columns by which it lies farther down and right than in the form.
    shift: (isize, isize),
}

/// A column with figures: of a year other than the workbook's, and of something that rows need not say.
struct FigureColumn {
    column: usize,
    year: i32,
    counted: Option<&'static Counted>,
}

impl<'a> Table<'a> {
    /// The table of a form, found by the text above its labels; where several tables of a sheet begin alike, the nearest whose head fits.
    fn find(form: &'static SheetForm, sheet: &'a Sheet) -> Result<Self, Vec<CellProblem>> {
        let expected = key(&form.label_text);
        let near = |at: &Address| at.row.abs_diff(form.label.row) <= form.farthest && at.column.abs_diff(form.label.column) <= FARTHEST;
        let labels = sheet.filled().filter(|(at, cell)| near(at) && key(cell.text()).starts_with(&expected));
        let shift = |found: usize, expected: usize| found.cast_signed() - expected.cast_signed();
        let begun =
            |(at, _): (Address, _)| Self { form, sheet, shift: (shift(at.row, form.label.row), shift(at.column, form.label.column)) };
        let mut tables: Vec<Self> = labels.map(begun).collect();
        tables.sort_by_key(|table| table.shift.0.unsigned_abs() + table.shift.1.unsigned_abs());
        let fits = |table: &Self| form.header.iter().all(|cell| table.located(cell).is_ok()) && table.other_first_row().is_none();
        let position = tables.iter().position(fits).unwrap_or(0);
        let found = tables.into_iter().nth(position);
        found.ok_or_else(|| vec![mismatch(form, form.label, &sheet.cell(form.label).to_string(), &form.label_text)])
    }

    fn moved(&self, address: Address) -> Address {
        let moved = |place: usize, shift: isize| place.saturating_add_signed(shift);
        Address { row: moved(address.row, self.shift.0), column: moved(address.column, self.shift.1) }
    }

    /// The columns with figures, if the head and the first row are those of the form; else what differs.
    fn columns(&self, year: i32) -> Result<Vec<FigureColumn>, Vec<CellProblem>> {
        let (mut columns, mut problems) = (Vec::new(), Vec::new());
        for cell in &self.form.header {
            match self.located(cell) {
                Ok(at) => {
                    columns.extend(cell.counted.as_ref().map(|counted| FigureColumn { column: at.column, year, counted: Some(counted) }))
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(self.other_first_row());
        if let Some(years) = &self.form.years {
            let found = self.year_columns(years);
            if found.is_empty() {
                let at = self.moved(years.first);
                problems.push(mismatch(self.form, at, &self.sheet.cell(at).to_string(), "1990"));
            }
            columns.extend(found);
        }
        if problems.is_empty() { Ok(columns) } else { Err(problems) }
    }

    /// What is wrong where the first row of the table should stand.
    fn other_first_row(&self) -> Option<CellProblem> {
        let first = self.moved(Address { row: self.form.first_row, ..self.form.label });
        let found = self.sheet.cell(first).text();
        let key = LabelKey::of(found, self.form.labels);
        let is_known = self.form.categories.iter().any(|row| row.key.matches(&key));
        (!is_known).then(|| mismatch(self.form, first, found, &self.form.categories[0].label))
    }

    /// Where a cell of the head stands.
    fn located(&self, cell: &HeaderCell) -> Result<Address, CellProblem> {
        let keys: Vec<String> = cell.texts.iter().map(|text| key(text)).collect();
        let holds = |at: &Address| keys.contains(&key(self.sheet.cell(*at).text()));
        let expected = cell.texts.join("` or `");
        match &cell.place {
            HeaderPlace::At(at) => {
                let at = self.moved(*at);
                if holds(&at) { Ok(at) } else { Err(mismatch(self.form, at, &self.sheet.cell(at).to_string(), &expected)) }
            }
            HeaderPlace::InRow { row, below } => {
                let label = self.moved(self.form.label);
                let first =
                    Address { row: self.moved(Address { row: *row, column: 0 }).row, column: self.left_end(below.as_deref(), label) };
                let in_row = || self.sheet.filled().map(|(at, _)| at).filter(|at| at.row == first.row && *at >= first);
                let found = || in_row().map(|at| self.sheet.cell(at).text()).collect::<Vec<_>>().join(", ");
                let above = below.as_ref().map_or_else(String::new, |below| format!(" below {below}"));
                in_row().find(holds).ok_or_else(|| mismatch(self.form, first, &found(), &format!("{expected}{above}")))
            }
        }
    }

    /// The first column below a text of the head, else the first beside the labels.
    fn left_end(&self, below: Option<&str>, label: Address) -> usize {
        let head =
            || self.sheet.filled().filter(|(at, _)| at.row + 1 >= label.row && at.row <= label.row + FARTHEST && at.column > label.column);
        let above = below.and_then(|below| head().find(|(_, cell)| key(cell.text()) == key(below)));
        above.map_or(label.column + 1, |(at, _)| at.column)
    }

    fn year_columns(&self, years: &'static Years) -> Vec<FigureColumn> {
        let first = self.moved(years.first);
        let heads = self.sheet.filled().filter(|(at, _)| at.row == first.row && at.column >= first.column);
        heads
            .filter_map(|(at, cell)| Some(FigureColumn { column: at.column, year: year(cell)?, counted: years.counted.as_ref() }))
            .collect()
    }

    /// The rows of the table with their labels; rows that repeat its head are left out.
    fn rows(&self, outline: &Outline) -> Vec<(usize, &'a str)> {
        let column = self.moved(self.form.label).column;
        let first = self.moved(Address { row: self.form.first_row, column }).row;
        let last = self.sheet.filled().last().map_or(0, |(address, _)| address.row);
        let labels = (first..=last).map(|row| (row, self.sheet.cell(Address { row, column }).text()));
        let ends = |label: &str| outline.ends.iter().chain(&self.form.ends).any(|end| label.starts_with(end.as_str()));
        let table = labels.take_while(|(_, label)| !ends(label));
        let head = key(&self.form.label_text);
        table.filter(|(_, label)| !key(label).starts_with(&head)).collect()
    }

    fn read_row(
        &self,
        row: usize,
        label: &str,
        columns: &[FigureColumn],
        finder: &mut RowFinder,
        reading: &mut SheetReading,
        context: &mut Context<'_>,
    ) {
        let cells = self.figure_cells(row, columns, !key(label).is_empty());
        let label = if label.is_empty() { NO_LABEL } else { label };
        let Some(found) = finder.next(label, !cells.is_empty()) else { return };
        let at = Address { row, column: self.moved(self.form.label).column };
        if found.form.is_none() && self.form.subdivided {
            reading.subdivisions += 1;
            return;
        }
        if found.form.is_none() {
            reading.own_rows.push(OwnRow { sheet: &self.form.name, at, code: found.code.to_string(), label: found.label.clone() });
        }
        for (column, cell) in cells {
            let at = Address { row, column: column.column };
            if let Some(figure) = self.figure(at, cell, &found.label, reading, context) {
                match counted(&found, column.counted) {
                    Some(counted) => reading.sightings.push(sighting(&self.form.name, at, column.year, counted, &found, figure)),
                    None => context.problems.push(self.problem(at, &found.label, &cell, "no figure, or a row whose substance is known")),
                }
            }
        }
    }

    /// The cells of a row that may be figures: numbers and, in a row with a label, texts.
    fn figure_cells<'b>(&self, row: usize, columns: &'b [FigureColumn], has_label: bool) -> Vec<(&'b FigureColumn, Cell<'a>)> {
        let cells = columns.iter().map(|column| (column, self.sheet.cell(Address { row, column: column.column })));
        let may_be = |cell: &Cell<'_>| match cell {
            Cell::Empty => false,
            Cell::Number(_) => true,
            Cell::Text(text) => has_label && !text.is_empty(),
            Cell::Uncomputed | Cell::Other(_) => has_label,
        };
        cells.filter(|(_, cell)| may_be(cell)).collect()
    }

    fn figure(&self, at: Address, cell: Cell<'_>, label: &str, reading: &mut SheetReading, context: &mut Context<'_>) -> Option<Figure> {
        match figure::read(cell, context.outline, context.separators) {
            Ok(read) => {
                let read = read?;
                reading.spellings.extend(read.spelling.map(|text| (at, text)));
                Some(read.figure)
            }
            Err(_) => {
                context.problems.push(self.problem(at, label, &cell, EXPECTED_FIGURE));
                None
            }
        }
    }

    fn problem(&self, at: Address, label: &str, found: &Cell<'_>, expected: &str) -> CellProblem {
        CellProblem {
            place: format!("sheet {}, cell {at}", self.form.name),
            column: label.to_owned(),
            found: found.to_string(),
            expected: expected.to_owned(),
            hint: hint(found).map(str::to_owned),
        }
    }
}

/// The name of a row that has figures and no label.
const NO_LABEL: &str = "row without a label";

const UNCOMPUTED_HINT: &str = "open the workbook in a spreadsheet program and save it, so that the results of its formulas stand in it";

const SEPARATOR_HINT: &str = "make the cell a number: whether the sign of its text parts thousands or decimals cannot be told";

/// The way out of a cell that is no figure.
fn hint(found: &Cell<'_>) -> Option<&'static str> {
    match found {
        Cell::Uncomputed => Some(UNCOMPUTED_HINT),
        Cell::Text(text) if [',', '.'].iter().any(|sign| parts_thousands(text, *sign)) => Some(SEPARATOR_HINT),
        _ => None,
    }
}

fn parts_thousands(text: &str, sign: char) -> bool {
    text.contains(sign) && !text.contains(char::is_alphabetic) && is_in_thousands(text, sign)
}

/// A cell of the head that does not hold what the form has there.
fn mismatch(form: &SheetForm, at: Address, found: &str, expected: &str) -> CellProblem {
    let hint = "the tables are read as their data files in `data/layouts` have them; another version needs files of its own";
    CellProblem {
        place: format!("sheet {}, cell {at}", form.name),
        column: "head of the table".to_owned(),
        found: found.to_owned(),
        expected: format!("`{expected}`"),
        hint: Some(hint.to_owned()),
    }
}

/// What a figure counts: what its row says, else its column.
fn counted(row: &FoundRow, column: Option<&Counted>) -> Option<Counted> {
    let substance = row.form.and_then(|form| form.substance.clone()).or_else(|| column.map(|counted| counted.substance.clone()))?;
    let unit = row.form.and_then(|form| form.unit).or_else(|| column.map(|counted| counted.unit))?;
    Some(Counted { substance, unit })
}

fn sighting(sheet: &'static str, at: Address, year: i32, counted: Counted, row: &FoundRow, figure: Figure) -> Sighting {
    let outside = row.outside.as_ref().filter(|(substance, _)| *substance == counted.substance);
    let code = outside.map_or_else(|| row.code.clone(), |(_, code)| Cow::Owned(code.clone()));
    Sighting { sheet, at, code, label: row.label.clone(), counted, year, figure }
}

/// A year at the head of a column; the base year and the change in per cent are none.
fn year(cell: Cell<'_>) -> Option<i32> {
    match cell {
        Cell::Text(text) => without_footnotes(text).parse().ok().filter(|year| (1900..=2100).contains(year)),
        Cell::Number(number) => (1900..=2100).find(|&year| f64::from(year) == number),
        _ => None,
    }
}
