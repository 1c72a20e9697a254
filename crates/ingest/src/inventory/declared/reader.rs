//! Rows of a table of a declared layout, one figure for each cell of a column of figures.

use super::super::cell::{self, EXPECTED_FIGURE};
use super::super::error::{CellProblem, CellProblems, InventoryError};
use super::super::party::Parties;
use super::super::vocabulary::{Vocabulary, single_blanks};
use super::super::{InventoryOptions, file_name};
use super::figures::{Figure, Figures, Key};
use super::grid::{Grid, GridRow};
use super::header::{self, Header, ValueColumn};
use super::layout::{Role, TableForm, TableLayout};
use super::rules::LeftOut;
use super::substance::{self, Kilograms, Refusal, Substance};
use crate::product::{Evidence, Groups};
use fluxledger_core::{Category, Conventions, NotationKeys, RegionCode, Reported, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is learnt while the tables of a file are read.
pub(super) struct Reader<'a> {
    layout: &'a TableLayout,
    options: &'a InventoryOptions,
    conventions: Conventions,
    path: &'a Path,
    pub(super) file: String,
    /// What the file's name tells.
    named: Groups,
    keys: BTreeMap<String, NotationKeys>,
    vocabulary: &'a Vocabulary,
    parties: Parties<'a>,
    left_out: LeftOut,
    unread: BTreeSet<String>,
    last_party: Last<RegionCode>,
    last_category: Last<(Category, String)>,
    last_unit: Last<(Substance, Kilograms)>,
    figures: Figures,
    warnings: BTreeMap<String, Warning>,
    problems: CellProblems,
}

/// What one place tells of each role, with its column where it is a cell of the row.
type Said<'a> = [Option<(&'a str, Option<usize>)>; Role::ALL.len()];

impl<'a> Reader<'a> {
    pub(super) fn new(
        layout: &'a TableLayout,
        vocabulary: &'a Vocabulary,
        path: &'a Path,
        options: &'a InventoryOptions,
    ) -> Result<Self, InventoryError> {
        let file = file_name(path);
        let named = match &layout.file.name {
            None => Groups::default(),
            Some(pattern) => pattern.groups(&file).ok_or_else(|| InventoryError::Structure {
                path: path.to_owned(),
                place: "file name".to_owned(),
                found: format!("`{file}`"),
                expected: format!("a name of the pattern `{}`, which tells what the file does not", pattern.as_str()),
                hint: Some("give the file its name back".to_owned()),
            })?,
        };
        let keys = layout.notation_keys.iter().map(|(label, keys)| (label.clone(), keys.parse().unwrap_or_default())).collect();
        Ok(Self {
            layout,
            options,
            conventions: own_conventions(layout, &options.conventions),
            path,
            file,
            named,
            keys,
            vocabulary,
            parties: Parties::called_as_in(vocabulary),
            left_out: LeftOut::default(),
            unread: BTreeSet::new(),
            last_party: Last::default(),
            last_category: Last::default(),
            last_unit: Last::default(),
            figures: Figures::default(),
            warnings: BTreeMap::new(),
            problems: CellProblems::of(path),
        })
    }

    /// Reads one table.
    pub(super) fn table(&mut self, form: &TableForm, grid: &Grid) -> Result<(), InventoryError> {
        let position = header::position(&form.header, grid)
            .ok_or_else(|| self.structure(grid.name(), "no such row", header::expected(&form.header)))?;
        let mut common = self.named.clone();
        for stated in &form.stated {
            common.join(&self.stated(stated, grid, position)?);
        }
        let header = Header::read(form, grid, position, &mut self.problems);
        common.join(&header.groups);
        let selected = self.selected(grid, &header)?;
        let rows: Vec<&GridRow> = self.rows(form, grid, &header, &selected);
        self.check_single(form, grid, &header, &rows)?;
        let unread = header.unread.iter().filter(|&&column| rows.iter().any(|row| !row.cell(column).is_empty()));
        self.unread.extend(unread.map(|&column| header.heads[column].clone()));
        let table = Table { form, grid, header: &header, common: said_by(&form.fixed, &common) };
        for row in rows {
            self.row(&table, row);
        }
        Ok(())
    }

    /// The groups of a text that must stand above the heads.
    fn stated(&self, stated: &super::layout::Stated, grid: &Grid, header: usize) -> Result<Groups, InventoryError> {
        let expected = format!("a text of the pattern `{}`", stated.text.as_str());
        let Some(cell) = &stated.cell else {
            let mut above = grid.rows[..header].iter().flat_map(GridRow::cells);
            let found = above.find_map(|text| stated.text.groups(text));
            return found.ok_or_else(|| self.structure(grid.name(), "no such text above it", expected));
        };
        let text = cell.parse().map_or("", |address| grid.at(address));
        let place = grid.sheet.as_ref().map_or_else(|| format!("cell {cell}"), |sheet| format!("sheet {sheet}, cell {cell}"));
        let found = if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
        stated.text.groups(text).ok_or_else(|| self.structure(place, &found, expected))
    }

    /// The rows of the table itself that the rules keep.
    fn rows<'g>(&mut self, form: &TableForm, grid: &'g Grid, header: &Header<'_>, selected: &[(usize, &str)]) -> Vec<&'g GridRow> {
        let below = grid.rows.iter().skip(header.first_row);
        let inside = below.take_while(|row| form.end.as_ref().is_none_or(|end| !end.fits(row.first())));
        let mut kept = Vec::new();
        for row in inside.filter(|row| !row.first().is_empty()) {
            if grid.sheet.is_none() && row.width() > header.heads.len() {
                self.problems.push(too_long(row, header.heads.len()));
            } else if selected.iter().all(|&(column, text)| row.cell(column) == text) && !self.left_out.takes(&form.rows, header, row) {
                kept.push(row);
            }
        }
        kept
    }

    /// The columns by which the user selects rows, each with the text of rows that are read.
    fn selected(&self, grid: &Grid, header: &Header<'_>) -> Result<Vec<(usize, &'a str)>, InventoryError> {
        let column = |name: &str| {
            let is_it = |head: &String| head == name || head.strip_prefix(name).is_some_and(|rest| rest.starts_with(" ("));
            header.heads.iter().position(is_it).ok_or_else(|| {
                let heads = header.heads.iter().map(|head| format!("`{head}`")).collect::<Vec<_>>().join(", ");
                self.structure(grid.name(), &format!("the columns {heads}"), format!("`{name}`, by which rows are selected"))
            })
        };
        self.options.select.iter().map(|(name, text)| Ok((column(name)?, text.as_str()))).collect()
    }

    /// Refuses a table in which a column that may hold one text only holds several.
    fn check_single(&self, form: &TableForm, grid: &Grid, header: &Header<'_>, rows: &[&GridRow]) -> Result<(), InventoryError> {
        for name in &form.single {
            let Some(column) = header.position(name) else { continue };
            let texts: BTreeSet<&str> = rows.iter().map(|row| row.cell(column)).collect();
            if texts.len() > 1 {
                let head = &header.heads[column];
                let found = texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
                return Err(InventoryError::Structure {
                    path: self.path.to_owned(),
                    place: format!("{}, column `{head}`", grid.name()),
                    found,
                    expected: "one of them, since each is an estimate of its own".to_owned(),
                    hint: Some(format!("choose one: `--select \"{head}=…\"`, in a run file `select = {{ \"{head}\" = \"…\" }}`")),
                });
            }
        }
        Ok(())
    }

    fn row(&mut self, table: &Table<'_, '_>, row: &GridRow) {
        let part = table.form.parts.as_ref().and_then(|name| table.header.position(name)).map(|column| row.cell(column).to_owned());
        let of_row = table.said_by_row(row);
        for column in &table.header.values {
            let text = row.cell(column.position);
            if !self.is_missing(text) {
                let said = or(said_by(column.fixed, &column.groups), &of_row);
                self.figure(table, row, column, text, &said, part.clone());
            }
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        text.is_empty() || self.layout.file.missing.iter().any(|missing| missing == text)
    }

    fn figure(
        &mut self,
        table: &Table<'_, '_>,
        row: &GridRow,
        column: &ValueColumn<'_>,
        text: &str,
        said: &Said<'_>,
        part: Option<String>,
    ) {
        let cell = Cell { table, row, column: column.position };
        let figure = self.number_or_keys(text).ok_or_else(|| cell.problem(None, EXPECTED_FIGURE));
        let figure = self.problems.keep(figure);
        let party = self.once(&cell, said, &[Role::Party], |reader| &mut reader.last_party, Self::party);
        let of_category = [Role::Categorization, Role::Category, Role::CategoryName];
        let category = self.once(&cell, said, &of_category, |reader| &mut reader.last_category, Self::category);
        let year = self.required(&cell, said, Role::Year).and_then(|(text, place)| {
            self.problems.keep(cell::year(text).ok_or_else(|| cell.problem(place, "a calendar year such as 2014")))
        });
        let of_unit = [Role::Gas, Role::GwpSet, Role::Unit];
        let unit = self.once(&cell, said, &of_unit, |reader| &mut reader.last_unit, Self::unit);
        let beside = said[Role::NotationKeys as usize].map_or(Ok(NotationKeys::default()), |(keys, place)| {
            keys.parse().map_err(|_| cell.problem(place, "some of NO, NA, IE, NE, C, FX"))
        });
        let beside = self.problems.keep(beside);
        let (Some((number, keys)), Some(party), Some((category, category_name)), Some(year), Some((substance, kilograms)), Some(beside)) =
            (figure, party, category, year, unit, beside)
        else {
            return;
        };
        let mass = number.map(|number| kilograms.mass(number * column.factor));
        let reported = Reported { mass, keys: keys.union(&beside) };
        let head = &table.header.heads[column.position];
        let place = table.grid.place_under(row, column.position, head);
        let key = Key { party, category, substance, year };
        let figure = Figure { key, category_name, reported, part, place };
        self.figures.push(figure, |expected| cell.problem(None, expected), &mut self.problems);
    }

    /// What the texts of some roles stand for, read anew only where they differ from those of the figure before; what is wrong with them is
    /// noted once for each row.
    fn once<'s, T: Clone>(
        &mut self,
        cell: &Cell<'_, '_, '_>,
        said: &Said<'s>,
        roles: &[Role],
        last: impl Fn(&mut Self) -> &mut Last<T>,
        read: impl FnOnce(&mut Self, &Cell<'_, '_, '_>, &Said<'s>) -> Option<T>,
    ) -> Option<T> {
        let texts: Vec<Option<&str>> = roles.iter().map(|&role| said[role as usize].map(|(text, _)| text)).collect();
        let known = last(self);
        let is_same = known.texts.len() == texts.len() && known.texts.iter().zip(&texts).all(|(known, text)| known.as_deref() == *text);
        if is_same && (known.value.is_some() || known.row == cell.row.number) {
            return known.value.clone();
        }
        let value = read(self, cell, said);
        let texts = texts.into_iter().map(|text| text.map(str::to_owned)).collect();
        *last(self) = Last { row: cell.row.number, texts, value: value.clone() };
        value
    }

    /// A number in the file's spelling, or keys.
    fn number_or_keys(&self, text: &str) -> Option<(Option<f64>, NotationKeys)> {
        if let Some(keys) = self.keys.get(text) {
            return Some((None, keys.clone()));
        }
        let form = &self.layout.file;
        let is_number = !text.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let plain = if is_number { cell::with_point(text, form.decimal, form.thousands)? } else { text.to_owned() };
        let figure = cell::figure(&plain).ok()??;
        Some((figure.number, figure.keys))
    }

    /// What is said of a role, noted where nothing is.
    fn required<'s>(&mut self, cell: &Cell<'_, '_, '_>, said: &Said<'s>, role: Role) -> Option<(&'s str, Option<usize>)> {
        let found = said[role as usize];
        if found.is_none() {
            let column = cell.table.header.columns[role as usize].first().copied();
            let mut problem = cell.problem(column, "a text");
            if column.is_none() {
                problem.column = role.name().to_owned();
                problem.found = String::new();
                problem.expected = "the layout to say where it stands, or what it is".to_owned();
            }
            self.problems.push(problem);
        }
        found
    }

    fn party(&mut self, cell: &Cell<'_, '_, '_>, said: &Said<'_>) -> Option<RegionCode> {
        let (text, _) = self.required(cell, said, Role::Party)?;
        let place = || format!("{}: {}", self.file, cell.table.grid.place(cell.row, cell.column));
        Some(self.parties.code(&single_blanks(text), place))
    }

    /// The category and its name; an unknown label keeps its text as code, with a warning.
    fn category(&mut self, cell: &Cell<'_, '_, '_>, said: &Said<'_>) -> Option<(Category, String)> {
        let categorization = self.required(cell, said, Role::Categorization).map(|(text, _)| text);
        let (text, column) = self.required(cell, said, Role::Category)?;
        let label = single_blanks(text);
        let name = said[Role::CategoryName as usize].map(|(name, _)| single_blanks(name));
        if self.layout.categories.is_empty() {
            return Some((Category::new(categorization?, label), name.unwrap_or_default()));
        }
        let known = self.vocabulary.category(&label).or(self.layout.category_codes.then_some(label.as_str()));
        let code = known.map(str::to_owned).unwrap_or_else(|| {
            let place = format!("{}: {}", self.file, cell.table.grid.place(cell.row, column.unwrap_or(cell.column)));
            let message = format!("`{label}` is no known category; the text stays as its code");
            self.warnings.entry(label.clone()).or_insert_with(|| Warning::new(place, message));
            label.clone()
        });
        Some((Category::new(categorization?, code), name.unwrap_or(label)))
    }

    /// What the figure is of, and how many kilograms its unit is.
    fn unit(&mut self, cell: &Cell<'_, '_, '_>, said: &Said<'_>) -> Option<(Substance, Kilograms)> {
        let gas = self.required(cell, said, Role::Gas).map(|(text, _)| text);
        let (unit, _) = self.required(cell, said, Role::Unit)?;
        let gas = self.layout.gases.get(gas?).map_or(gas?, String::as_str);
        let set = said[Role::GwpSet as usize].map(|(text, _)| text);
        let read = substance::read(gas, unit, set, &self.conventions);
        self.problems.keep(read.map_err(|Refusal { role, expected, hint }| {
            let (found, column) = said[role as usize].unwrap_or_default();
            CellProblem { column: cell.name(column, role), found: found.to_owned(), hint, ..cell.problem(column, expected) }
        }))
    }

    fn structure(&self, place: String, found: &str, expected: String) -> InventoryError {
        InventoryError::Structure { path: self.path.to_owned(), place, found: found.to_owned(), expected, hint: None }
    }

    /// The figures with what the user must know, unless a cell cannot be used.
    pub(super) fn finish(self) -> Result<(Vec<Figure>, Vec<Warning>), InventoryError> {
        self.problems.clone().none_or_error()?;
        let mut warnings: Vec<Warning> = Vec::new();
        let mut note = |message: String| warnings.push(Warning::new(&self.file, message));
        self.layout.notes.iter().cloned().for_each(&mut note);
        if self.layout.evidence != Evidence::RealBytes {
            note(format!(
                "no file of the provider was at hand when this layout was written, only {}: look some figures up in the table",
                self.layout.evidence
            ));
        }
        self.left_out.messages().for_each(&mut note);
        if self.figures.of_no_named_set() > 0 {
            note(format!("figures in CO2 equivalents of a set of potentials that nothing names: {}", self.figures.of_no_named_set()));
        }
        super::rules::of_parties(&self.parties, &self.layout.groups).into_iter().for_each(&mut note);
        if self.figures.sums > 0 {
            note(format!("figures that are sums of rows which the table holds apart: {}", self.figures.sums));
        }
        if !self.unread.is_empty() {
            let heads: Vec<_> = self.unread.iter().map(|head| format!("`{head}`")).collect();
            note(format!("columns that are not read: {}", heads.join(", ")));
        }
        let named = self.parties.into_warnings().into_iter().chain(self.warnings.into_values());
        let warnings = named.chain(warnings).collect();
        Ok((self.figures.into_iter().collect(), warnings))
    }
}

/// What the texts of some roles stood for in the figure before.
struct Last<T> {
    row: usize,
    texts: Vec<Option<String>>,
    value: Option<T>,
}

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self { row: 0, texts: Vec::new(), value: None }
    }
}

/// A table with what holds for all its figures.
struct Table<'a, 'h> {
    form: &'a TableForm,
    grid: &'a Grid,
    header: &'a Header<'h>,
    common: Said<'a>,
}

impl Table<'_, '_> {
    /// What a row says, by its cells first, by what holds for all rows where they say nothing.
    fn said_by_row<'s>(&'s self, row: &'s GridRow) -> Said<'s> {
        let of_cells: Said<'s> = std::array::from_fn(|role| {
            let filled = self.header.columns[role].iter().find(|&&column| !row.cell(column).is_empty());
            filled.map(|&column| (row.cell(column), Some(column)))
        });
        or(of_cells, &self.common)
    }
}

/// What a layout and the groups of patterns say.
fn said_by<'s>(fixed: &'s BTreeMap<Role, String>, groups: &'s Groups) -> Said<'s> {
    Role::ALL.map(|role| {
        let text = fixed.get(&role).map(String::as_str).or_else(|| groups.get(role.name()));
        text.map(|text| (text, None))
    })
}

/// The conventions in force, with the source's own factor from carbon to CO₂ where it has one.
fn own_conventions(layout: &TableLayout, in_force: &Conventions) -> Conventions {
    let carbon_to_co2 = layout.carbon_to_co2.unwrap_or(in_force.carbon_to_co2);
    Conventions { carbon_to_co2, ..in_force.clone() }
}

/// What is said first, else what is said second.
fn or<'s>(first: Said<'s>, second: &Said<'s>) -> Said<'s> {
    std::array::from_fn(|role| first[role].or(second[role]))
}

/// The cell of a figure.
struct Cell<'t, 'a, 'h> {
    table: &'t Table<'a, 'h>,
    row: &'t GridRow,
    column: usize,
}

impl Cell<'_, '_, '_> {
    /// What is wrong with another cell of the row, or with this one.
    fn problem(&self, column: Option<usize>, expected: &str) -> CellProblem {
        let column = column.unwrap_or(self.column);
        CellProblem {
            place: self.table.grid.place(self.row, column),
            column: self.table.header.heads[column].clone(),
            found: self.row.cell(column).to_owned(),
            expected: expected.to_owned(),
            hint: None,
        }
    }

    /// What a problem with a role is called by: the column, or the role where the layout says it.
    fn name(&self, column: Option<usize>, role: Role) -> String {
        column.map_or_else(
            || format!("{} ({})", self.table.header.heads[self.column], role.name()),
            |column| self.table.header.heads[column].clone(),
        )
    }
}

fn too_long(row: &GridRow, heads: usize) -> CellProblem {
    CellProblem {
        place: format!("line {}", row.number),
        column: (heads + 1).to_string(),
        found: format!("{} cells", row.width()),
        expected: format!("{heads} cells, as many as the header has"),
        hint: Some("put quotes round a text that holds the separator".to_owned()),
    }
}
