//! Tables whose columns are found by name, row by row.

use super::cell;
use super::error::{CellProblem, CellProblems};
use super::file_name;
use super::table::TextTable;
use fluxledger_core::{Gas, ReportedUncertainty, Share};
use std::collections::BTreeMap;
use std::path::Path;

/// The column of gases, of the same name in every table.
pub(super) const GAS: &str = "gas";

/// A table with the positions of its columns by name.
pub(super) struct NamedTable {
    cells: TextTable,
    positions: BTreeMap<String, usize>,
    file: String,
}

impl NamedTable {
    /// A table with its header checked: each column once, all that are required, none but those and the optional ones.
    ///
    /// A column without name and content is one that a spreadsheet program left behind, and does not count.
    pub(super) fn new(cells: TextTable, path: &Path, required: &[&str], optional: &[&str], problems: &mut CellProblems) -> Self {
        let mut positions = BTreeMap::new();
        for (position, name) in cells.header().iter().enumerate() {
            if name.is_empty() && cells.is_empty_column(position) {
                continue;
            }
            if !required.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
                problems.push(header_problem(name, name, &format!("one of {}", [required, optional].concat().join(", "))));
            } else if positions.insert(name.clone(), position).is_some() {
                problems.push(header_problem(name, name, "each column once"));
            }
        }
        for missing in required.iter().filter(|name| !positions.contains_key(**name)) {
            problems.push(header_problem(missing, "", "the column to be there"));
        }
        Self { cells, positions, file: file_name(path) }
    }

    /// Whether the table has a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.positions.contains_key(column)
    }

    /// The name of the file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.cells.height()).map(|row| Row { table: self, row })
    }
}

fn header_problem(column: &str, found: &str, expected: &str) -> CellProblem {
    let hint = found.contains(';').then(|| "save the table with commas between the cells and a point in numbers".to_owned());
    CellProblem { place: "header".to_owned(), column: column.to_owned(), found: found.to_owned(), expected: expected.to_owned(), hint }
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a NamedTable,
    row: usize,
}

impl<'a> Row<'a> {
    /// The table that the row is from.
    pub(super) fn table(&self) -> &'a NamedTable {
        self.table
    }

    /// File and row, as records and warnings name them.
    pub(super) fn place(&self) -> String {
        format!("{}: {}", self.table.file, self.table.cells.place(self.row))
    }

    /// The text of a cell, empty where the table has no such column.
    pub(super) fn text(&self, column: &str) -> &'a str {
        self.table.positions.get(column).map_or("", |&position| self.table.cells.cell(self.row, position))
    }

    /// The text of a cell that may be empty.
    pub(super) fn optional(&self, column: &str) -> Option<&'a str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// The text of a cell that may not be empty.
    pub(super) fn required(&self, column: &str) -> Result<&'a str, CellProblem> {
        self.optional(column).ok_or_else(|| self.problem(column, "a text"))
    }

    /// What is wrong with a cell.
    pub(super) fn problem(&self, column: &str, expected: &str) -> CellProblem {
        CellProblem {
            place: self.table.cells.place(self.row),
            column: column.to_owned(),
            found: self.text(column).to_owned(),
            expected: expected.to_owned(),
            hint: None,
        }
    }

    /// The gas of the row.
    pub(super) fn gas(&self) -> Result<Gas, CellProblem> {
        self.text(GAS).parse().map_err(|_| self.problem(GAS, "CH4, CO2, N2O or a fluorinated gas such as HFC-23"))
    }

    /// An uncertainty of two sides, none where both cells are empty.
    pub(super) fn two_sided(&self, low: &str, high: &str) -> Result<Option<ReportedUncertainty>, CellProblem> {
        const OTHER_GIVEN: &str = "a number, since the other side is given";
        match (self.percent(low)?, self.percent(high)?) {
            (None, None) => Ok(None),
            (Some(low), Some(high)) => Ok(Some(ReportedUncertainty { low, high })),
            (None, Some(_)) => Err(self.problem(low, OTHER_GIVEN)),
            (Some(_), None) => Err(self.problem(high, OTHER_GIVEN)),
        }
    }

    /// An uncertainty in per cent, none where the cell is empty.
    pub(super) fn percent(&self, column: &str) -> Result<Option<Share>, CellProblem> {
        cell::percent(self.text(column)).ok_or_else(|| self.problem(column, cell::EXPECTED_PERCENT))
    }
}
