//! Tables of text that begin below other lines, at a line that is known when it is seen.

use super::error::{CellProblems, InventoryError};
use super::table::{Content, TextTable, lines_of};
use std::path::Path;

/// A table below a preamble.
pub(crate) struct HeadedTable(TextTable);

impl HeadedTable {
    /// The table from its header on, or nothing where no line is its header.
    pub(crate) fn open(path: &Path, is_header: impl Fn(&str) -> bool) -> Result<Option<Self>, InventoryError> {
        let Content::Text(text) = Content::open(path)? else { return Ok(None) };
        let lines: Vec<_> =
            lines_of(&text, path)?.into_iter().skip_while(|line| !is_header(line.text)).filter(|line| !line.is_blank()).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let mut problems = CellProblems::of(path);
        let table = TextTable::from_lines(&lines, path, &mut problems)?;
        problems.none_or_error()?;
        Ok(Some(Self(table)))
    }

    /// The position of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.0.header().iter().position(|column| column == name)
    }

    /// The number of rows.
    pub(crate) fn height(&self) -> usize {
        self.0.height()
    }

    /// The text of a cell.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        self.0.cell(row, column)
    }

    /// The line of a row.
    pub(crate) fn place(&self, row: usize) -> String {
        self.0.place(row)
    }
}
