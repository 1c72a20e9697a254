//! A sheet or a text as cells with their places.

use super::super::error::InventoryError;
use super::super::lines::Line;
use super::super::table::{Content, lines_of};
use super::super::workbook::{Sheet, Workbook};
use crate::category::cells_of_line;
use std::path::Path;

/// A table of text with the place of each cell.
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) rows: Vec<Vec<String>>,
    places: Vec<Vec<String>>,
}

impl Grid {
    fn of_text(lines: &[Line<'_>]) -> Self {
        let rows: Vec<Vec<String>> = lines.iter().map(|line| cells_of_line(line.text)).collect();
        let places =
            lines.iter().zip(&rows).map(|(line, row)| (1..=row.len()).map(|cell| format!("line {}, cell {cell}", line.number)).collect());
        Self { name: String::new(), places: places.collect(), rows }
    }

    fn of_sheet(sheet: &Sheet, name: String) -> Self {
        let rows = sheet.rows();
        let cells = rows.iter().map(|row| row.cells.iter().map(ToString::to_string).collect()).collect();
        let places = rows.iter().map(|row| (0..row.cells.len()).map(|cell| sheet.place(row, cell)).collect());
        Self { name, rows: cells, places: places.collect() }
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        self.rows[row].get(column).map_or("", |text| text.trim())
    }

    pub(super) fn place(&self, row: usize, column: usize) -> &str {
        self.places[row].get(column).or(self.places[row].last()).map_or("an empty row", String::as_str)
    }

    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }
}

pub(super) fn grids(content: &Content, path: &Path) -> Result<Vec<Grid>, InventoryError> {
    match content {
        Content::Text(text) => Ok(vec![Grid::of_text(&lines_of(text, path)?)]),
        Content::Workbook(bytes) => {
            let mut workbook = Workbook::open(bytes, path)?;
            let names = workbook.sheet_names();
            names.into_iter().map(|name| Ok(Grid::of_sheet(&workbook.sheet(&name)?, name))).collect()
        }
        _ => Ok(Vec::new()),
    }
}
