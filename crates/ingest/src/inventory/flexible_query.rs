//! Layout `unfccc-flexible-query`: what the flexible query of the UNFCCC data interface exports, one gas per file.
//!
//! A title with the unit, a line that repeats the query, a blank line, a header of two rows (years and units), one row for each Party and
//! category, notes, source and the day of the report. `Last Inventory Year (2021)` is the year 2021. The column `Base year` is left out: it is
//! another year for each Party, and the export does not say which.
//!
//! The interface shows a category under each of its parents (a sector stands under the totals with and without land use and by itself), so a
//! Party and label may come more than once: rows that say the same count once, rows that differ are an error.

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::lines::Line;
use super::mass_unit::{MassUnit, NoMassUnit};
use super::party::Parties;
use super::table::{Content, TextTable, lines_of};
use super::vocabulary;
use super::{InventoryOptions, file_name};
use fluxledger_core::{Category, Conventions, Gas, Inventory, Record, Warned, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CATEGORIZATION: &str = "CRF";
const QUERY: &str = "Query results for";
const PARTY: usize = 0;
const CATEGORY: usize = 1;
const FIRST_FIGURE: usize = 2;

/// Why a content has not this layout, or nothing where it has.
pub(super) fn objection(content: &Content) -> Option<String> {
    let Content::Text(text) = content else { return Some(content.kind().to_owned()) };
    let second = text.lines().nth(1).unwrap_or_default();
    (!second.starts_with(QUERY)).then(|| format!("its second line does not begin with `{QUERY}`"))
}

/// Reads an export.
pub(super) fn read(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let Content::Text(text) = content else {
        return Err(structure(path, "start", content.kind().to_owned(), "the text of an export"));
    };
    let lines = lines_of(text, path)?;
    let (preamble, rest) = split_at_header(&lines, path)?;
    let (body, tail) = rest.split_at(rest.iter().position(Line::is_blank).unwrap_or(rest.len()));
    let gas = gas_of_query(preamble, path)?;
    let mut problems = CellProblems::of(path);
    let table = TextTable::from_lines(body, path, &mut problems)?;
    let figures = figure_columns(&table, path, gas, &options.conventions, &mut problems)?;
    let mut rows = Rows { table, figures, gas, file: file_name(path), parties: Parties::default(), warnings: Vec::new() };
    let records = rows.records(&mut problems);
    problems.none_or_error()?;
    let inventory = Inventory {
        name: options.name.clone(),
        source: source(tail),
        submission_year: options.submission_year,
        gwp_set: None,
        territory: options.territory.clone(),
        licence: Some(super::UNFCCC_LICENCE.to_owned()),
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    };
    Ok(Warned::new(inventory, rows.into_warnings(tail)))
}

fn split_at_header<'a, 'b>(lines: &'a [Line<'b>], path: &Path) -> Result<(&'a [Line<'b>], &'a [Line<'b>]), InventoryError> {
    let header = lines.iter().position(|line| line.text.trim_start().starts_with(",Year,"));
    header
        .map(|position| lines.split_at(position))
        .ok_or_else(|| structure(path, "header", "no row of years".to_owned(), "a row that begins with ` ,Year,`"))
}

/// The gas that the query names, once it is clear that the figures are net emissions of whole categories.
fn gas_of_query(preamble: &[Line<'_>], path: &Path) -> Result<Gas, InventoryError> {
    let query = preamble.iter().map(|line| line.text).find(|text| text.starts_with(QUERY)).unwrap_or_default();
    expect_in_query(query, "Classification", "Total for category", path)?;
    expect_in_query(query, "Type of value", "Net emissions/removals", path)?;
    let found = query_part(query, "Gas");
    found.parse().map_err(|_| structure(path, QUERY, format!("gas `{found}`"), "one of CH4, CO2, N2O, one gas per export"))
}

fn expect_in_query(query: &str, part: &str, expected: &str, path: &Path) -> Result<(), InventoryError> {
    let found = query_part(query, part);
    if found == expected { Ok(()) } else { Err(structure(path, QUERY, format!("{part} `{found}`"), &format!("`{expected}`"))) }
}

fn query_part<'a>(query: &'a str, part: &str) -> &'a str {
    let parts = query.split('|').filter_map(|text| text.split_once(':'));
    parts.into_iter().find(|(name, _)| name.trim() == part).map_or("", |(_, value)| value.trim_end_matches(',').trim())
}

fn structure(path: &Path, place: &str, found: String, expected: &str) -> InventoryError {
    InventoryError::Structure { path: path.to_owned(), place: place.to_owned(), found, expected: expected.to_owned(), hint: None }
}

/// A column of figures of one year.
struct FigureColumn {
    position: usize,
    year: i32,
    unit: MassUnit,
}

/// The columns of figures with their years and units, as the two rows of the header give them.
fn figure_columns(
    table: &TextTable,
    path: &Path,
    gas: Gas,
    conventions: &Conventions,
    problems: &mut CellProblems,
) -> Result<Vec<FigureColumn>, InventoryError> {
    if table.height() == 0 {
        return Err(structure(path, "header", "no row of units".to_owned(), "a row that begins with `Party,Category \\ Unit,`"));
    }
    let positions = FIRST_FIGURE..table.header().len();
    let columns = positions.filter(|&position| !matches!(table.header()[position].as_str(), "Base year" | ""));
    Ok(columns.filter_map(|position| problems.keep(figure_column(table, position, gas, conventions))).collect())
}

fn figure_column(table: &TextTable, position: usize, gas: Gas, conventions: &Conventions) -> Result<FigureColumn, CellProblem> {
    let (header, unit) = (&table.header()[position], table.cell(0, position));
    let problem = |found: &str, expected: &str, hint| CellProblem {
        place: "header".to_owned(),
        column: header.clone(),
        found: found.to_owned(),
        expected: expected.to_owned(),
        hint,
    };
    let year = year_of(header).ok_or_else(|| problem(header, "a year, `Base year` or `Last Inventory Year (…)`", None))?;
    let unit = MassUnit::named(unit, gas, conventions).map_err(|NoMassUnit { hint }| problem(unit, MassUnit::EXPECTED, hint))?;
    Ok(FigureColumn { position, year, unit })
}

/// The year of a column: `1990`, `Last Inventory Year (2021)`.
fn year_of(header: &str) -> Option<i32> {
    let year = header.strip_prefix("Last Inventory Year (").and_then(|rest| rest.strip_suffix(')')).unwrap_or(header);
    cell::year(year)
}

/// The rows of a table with what is learnt while they are read.
struct Rows {
    table: TextTable,
    figures: Vec<FigureColumn>,
    gas: Gas,
    file: String,
    parties: Parties<'static>,
    warnings: Vec<Warning>,
}

impl Rows {
    /// The records of all rows; the row of units comes first and has none.
    fn records(&mut self, problems: &mut CellProblems) -> Vec<Record> {
        let mut first_rows = BTreeMap::new();
        let mut categories = BTreeMap::new();
        let mut records = Vec::with_capacity(self.table.height() * self.figures.len());
        for row in 1..self.table.height() {
            let label = vocabulary::single_blanks(self.table.cell(row, CATEGORY));
            let key = (self.table.cell(row, PARTY).to_owned(), label.clone());
            if let Some(&first) = first_rows.get(&key) {
                self.compare_rows(first, row, problems);
                continue;
            }
            first_rows.insert(key, row);
            let category = categories.entry(label.clone()).or_insert_with(|| self.category(&label, row)).clone();
            self.push_row(row, &category, &label, &mut records, problems);
        }
        records
    }

    /// The category of a label; an unknown label keeps its text as code, with a warning.
    fn category(&mut self, label: &str, row: usize) -> Category {
        let code = vocabulary::FLEXIBLE_QUERY.category(label).unwrap_or_else(|| {
            let place = format!("{}: {}", self.file, self.table.place(row));
            self.warnings.push(Warning::new(place, format!("`{label}` is no known category; the text stays as its code")));
            label
        });
        Category::new(CATEGORIZATION, code)
    }

    fn compare_rows(&self, first: usize, row: usize, problems: &mut CellProblems) {
        for column in &self.figures {
            let (known, found) = (self.table.cell(first, column.position), self.table.cell(row, column.position));
            if known != found {
                problems.push(self.problem(
                    row,
                    column,
                    found,
                    format!("`{known}`, as the same Party and category have in {}", self.table.place(first)),
                ));
            }
        }
    }

    fn push_row(&mut self, row: usize, category: &Category, label: &str, records: &mut Vec<Record>, problems: &mut CellProblems) {
        let place = format!("{}: {}", self.file, self.table.place(row));
        let party = self.parties.code(self.table.cell(row, PARTY), || place.clone());
        for column in &self.figures {
            let figure = cell::figure(self.table.cell(row, column.position));
            let figure = figure.map_err(|found| self.problem(row, column, found, cell::EXPECTED_FIGURE.to_owned()));
            if let Some(Some(figure)) = problems.keep(figure) {
                records.push(Record {
                    party: party.clone(),
                    category: category.clone(),
                    category_name: label.to_owned(),
                    gas: self.gas,
                    year: column.year,
                    reported: figure.in_unit(column.unit),
                    uncertainty: None,
                    place: format!("{place}, column {}", column.year),
                });
            }
        }
    }

    fn problem(&self, row: usize, column: &FigureColumn, found: &str, expected: String) -> CellProblem {
        let column = self.table.header()[column.position].clone();
        CellProblem { place: self.table.place(row), column, found: found.to_owned(), expected, hint: None }
    }

    /// What the user must know: on parties, on categories, and the notes that bear on figures.
    fn into_warnings(self, tail: &[Line<'_>]) -> Vec<Warning> {
        let notes = self.notes_on_parties(tail);
        self.parties.into_warnings().into_iter().chain(self.warnings).chain(notes).collect()
    }

    /// The notes that name a Party of the table, such as one on the submission that its figures come from.
    fn notes_on_parties(&self, tail: &[Line<'_>]) -> Vec<Warning> {
        let names: BTreeSet<_> = (1..self.table.height()).map(|row| self.table.cell(row, PARTY)).collect();
        let parties: Vec<_> = names.into_iter().filter(|name| vocabulary::FLEXIBLE_QUERY.party(name).is_none()).collect();
        let notes = tail.iter().map(|line| (line.number, line.sentence())).filter(|(_, note)| note.starts_with("Note "));
        let on_parties = notes.filter(|(_, note)| parties.iter().any(|party| note.contains(party)));
        on_parties.map(|(line, note)| Warning::new(format!("{}: line {line}", self.file), note)).collect()
    }
}

fn source(tail: &[Line<'_>]) -> String {
    let sentence =
        |start: &str| tail.iter().map(Line::sentence).find_map(|text| text.strip_prefix(start).map(|rest| rest.trim().to_owned()));
    let interface = sentence("Source:").unwrap_or_else(|| "UNFCCC GHG Data Interface".to_owned());
    sentence("Report produced on").map_or_else(|| interface.clone(), |day| format!("{interface}, report produced on {day}"))
}
