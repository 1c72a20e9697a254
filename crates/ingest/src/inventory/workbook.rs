//! Sheets of workbooks: the one place that knows the library that opens them.

use super::error::InventoryError;
use calamine::{Data, Range, Reader, Xlsx, XlsxError, open_workbook_from_rs};
use std::io::Cursor;
use std::path::Path;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// A text, without blanks round it.
    Text(&'a str),
    /// A date, a truth value, an error of a formula.
    Other(&'a Data),
}

impl<'a> Cell<'a> {
    fn new(data: &'a Data) -> Self {
        match data {
            Data::Empty => Self::Empty,
            Data::Float(number) => Self::Number(*number),
            // Whole numbers of a workbook are stored as floating-point numbers, so that none is too long for one.
            Data::Int(number) => number.to_string().parse().map_or(Self::Other(data), Self::Number),
            Data::String(text) => Self::Text(text.trim()),
            _ => Self::Other(data),
        }
    }

    /// The text, empty where there is none.
    pub(super) const fn text(self) -> &'a str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
            Self::Other(data) => data.fmt(formatter),
        }
    }
}

/// One sheet.
pub(super) struct Sheet {
    name: String,
    cells: Range<Data>,
}

/// One row of a sheet.
pub(super) struct SheetRow<'a> {
    /// Its position in the sheet, from 0.
    pub(super) position: usize,
    /// Its cells, from the first column that holds anything.
    pub(super) cells: Vec<Cell<'a>>,
}

/// The names of all sheets.
pub(super) fn sheet_names(bytes: &[u8], path: &Path) -> Result<Vec<String>, InventoryError> {
    Ok(open(bytes, path)?.sheet_names())
}

fn open<'a>(bytes: &'a [u8], path: &Path) -> Result<Xlsx<Cursor<&'a [u8]>>, InventoryError> {
    open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &XlsxError) -> InventoryError {
    InventoryError::Engine { path: path.to_owned(), reason: format!("cannot be read as a workbook: {error}") }
}

impl Sheet {
    /// The sheet of a name.
    pub(super) fn open(bytes: &[u8], name: &str, path: &Path) -> Result<Self, InventoryError> {
        let mut workbook = open(bytes, path)?;
        let names = workbook.sheet_names();
        if !names.iter().any(|found| found == name) {
            return Err(InventoryError::Structure {
                path: path.to_owned(),
                place: "sheets".to_owned(),
                found: names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                expected: format!("a sheet `{name}`"),
                hint: None,
            });
        }
        let cells = workbook.worksheet_range(name).map_err(|error| unreadable(path, &error))?;
        Ok(Self { name: name.to_owned(), cells })
    }

    /// The rows from the first to the last that holds anything.
    pub(super) fn rows(&self) -> Vec<SheetRow<'_>> {
        let first = self.cells.start().map_or(0, |(row, _)| row as usize);
        let rows = self.cells.rows().enumerate();
        rows.map(|(row, cells)| SheetRow { position: first + row, cells: cells.iter().map(Cell::new).collect() }).collect()
    }

    /// The position of the first column that holds anything, from 0.
    pub(super) fn first_column(&self) -> usize {
        self.cells.start().map_or(0, |(_, column)| column as usize)
    }

    /// The place of a cell of a row as spreadsheet programs name it.
    pub(super) fn place(&self, row: &SheetRow<'_>, cell: usize) -> String {
        format!("sheet {}, cell {}{}", self.name, column_letters(self.first_column() + cell), row.position + 1)
    }
}

/// The letters of a column: A to Z, then AA.
pub(super) fn column_letters(column: usize) -> String {
    let letter = char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column % 26]);
    let before = if column < 26 { String::new() } else { column_letters(column / 26 - 1) };
    format!("{before}{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        // Z is the 26th column, AA the 27th, ZZ the 26 + 26·26 = 702nd.
        let named = [0, 25, 26, 51, 52, 701, 702].map(column_letters);
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_damaged_workbook_is_an_error_with_its_path() {
        let error = sheet_names(b"PK\x03\x04\xff\xfe", Path::new("budget.xlsx")).expect_err("no workbook");
        assert!(error.to_string().starts_with("`budget.xlsx`: cannot be read as a workbook: "), "{error}");
    }
}
