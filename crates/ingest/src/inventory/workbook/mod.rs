//! Sheets of workbooks: the one place that knows the library that opens them.
//!
//! Cells are read one after the other and kept as they come: what a sheet says of its own size is not believed.

mod address;
mod container;

pub(super) use address::{Address, column_letters};
pub(super) use container::{Container, LARGEST_FILE, check};

use super::error::InventoryError;
use calamine::{Data, Reader, Xlsx, XlsxError, open_workbook_from_rs};
use std::fmt::Display;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// The most cells with content that a sheet may have.
const MOST_CELLS: usize = 2_000_000;

/// The most cells, empty or not, between the first and the last row and column with content.
const LARGEST_AREA: usize = 5_000_000;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// A text, without blanks round it.
    Text(&'a str),
    /// A formula whose result is not stored in the file.
    Uncomputed,
    /// A date, a truth value, an error of a formula.
    Other(&'a Data),
}

impl<'a> Cell<'a> {
    fn new(content: &'a CellContent) -> Self {
        match content {
            CellContent::Uncomputed => Self::Uncomputed,
            CellContent::Value(Data::Empty) => Self::Empty,
            CellContent::Value(Data::Float(number)) => Self::Number(*number),
            // Whole numbers of a workbook are stored as floating-point numbers, so that none is too long for one.
            CellContent::Value(data @ Data::Int(number)) => number.to_string().parse().map_or(Self::Other(data), Self::Number),
            CellContent::Value(Data::String(text)) => Self::Text(text.trim()),
            CellContent::Value(data) => Self::Other(data),
        }
    }

    /// The text, empty where there is none.
    pub(super) const fn text(self) -> &'a str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

impl Display for Cell<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
            Self::Uncomputed => formatter.write_str("a formula without its result"),
            Self::Other(Data::DateTime(time)) => {
                // Not the days since 1900 by which it is stored: they would read as a number.
                let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
                if time.is_duration() || time.as_f64() < 1.0 {
                    write!(formatter, "the time {hour:02}:{minute:02}:{second:02}")
                } else {
                    write!(formatter, "the date {year}-{month:02}-{day:02}")
                }
            }
            Self::Other(data) => data.fmt(formatter),
        }
    }
}

/// A workbook whose parts are known to be within the limits.
pub(super) struct Workbook<'a> {
    path: PathBuf,
    sheets: Xlsx<Cursor<&'a [u8]>>,
}

impl<'a> Workbook<'a> {
    /// Opens the bytes of a file.
    pub(super) fn open(bytes: &'a [u8], path: &Path) -> Result<Self, InventoryError> {
        check(bytes, path)?;
        let sheets = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: XlsxError| unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), sheets })
    }

    /// The names of all sheets.
    pub(super) fn sheet_names(&self) -> Vec<String> {
        self.sheets.sheet_names()
    }

    /// The sheet of a name.
    pub(super) fn sheet(&mut self, name: &str) -> Result<Sheet, InventoryError> {
        let names = self.sheet_names();
        if !names.iter().any(|found| found == name) {
            let found = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(structure(&self.path, "sheets", &found, &format!("a sheet `{name}`"), None));
        }
        let cells = self.cells(name)?;
        Sheet::new(name, cells).map_err(|found| {
            let expected = format!("at most {LARGEST_AREA} cells from the first to the last row and column");
            structure(&self.path, &format!("sheet {name}"), &found, &expected, Some("delete what stands far from the table"))
        })
    }

    fn cells(&mut self, name: &str) -> Result<Vec<(Address, CellContent)>, InventoryError> {
        let path = &self.path;
        let mut reader = self.sheets.worksheet_cells_reader(name).map_err(|error| unreadable(path, &error))?;
        let mut cells = Vec::new();
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| unreadable(path, &error))? {
            let content = match Data::from(cell.value) {
                Data::Empty if cell.formula.is_some() => CellContent::Uncomputed,
                Data::Empty => continue,
                value => CellContent::Value(value),
            };
            if cells.len() == MOST_CELLS {
                let (found, expected) = (format!("more than {MOST_CELLS} cells"), format!("at most {MOST_CELLS}"));
                return Err(structure(path, &format!("sheet {name}"), &found, &expected, None));
            }
            cells.push((Address { row: cell.pos.0 as usize, column: cell.pos.1 as usize }, content));
        }
        Ok(cells)
    }
}

fn unreadable(path: &Path, error: &dyn Display) -> InventoryError {
    InventoryError::Engine { path: path.to_owned(), reason: format!("cannot be read as a workbook: {error}") }
}

fn structure(path: &Path, place: &str, found: &str, expected: &str, hint: Option<&str>) -> InventoryError {
    let [place, found, expected] = [place, found, expected].map(str::to_owned);
    InventoryError::Structure { path: path.to_owned(), place, found, expected, hint: hint.map(str::to_owned) }
}

#[derive(Clone, Debug)]
enum CellContent {
    Value(Data),
    Uncomputed,
}

/// One sheet.
pub(super) struct Sheet {
    name: String,
    /// In the order of rows, and of columns in a row.
    cells: Vec<(Address, CellContent)>,
    first_column: usize,
    /// The number of columns from the first to the last that holds anything.
    width: usize,
}

/// One row of a sheet.
pub(super) struct SheetRow<'a> {
    /// Its position in the sheet, from 0.
    pub(super) position: usize,
    /// Its cells, from the first column of the sheet that holds anything to the last.
    pub(super) cells: Vec<Cell<'a>>,
}

impl Sheet {
    /// A sheet of cells in any order, or the words for the range of its cells if that is too large.
    fn new(name: &str, mut cells: Vec<(Address, CellContent)>) -> Result<Self, String> {
        cells.sort_by_key(|(address, _)| *address);
        let columns = || cells.iter().map(|(address, _)| address.column);
        let (first_column, last_column) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
        let (first_row, last_row) = (cells.first().map_or(0, |cell| cell.0.row), cells.last().map_or(0, |cell| cell.0.row));
        let area = (last_row - first_row + 1).saturating_mul(last_column - first_column + 1);
        if area > LARGEST_AREA {
            let (first, last) = (Address { row: first_row, column: first_column }, Address { row: last_row, column: last_column });
            return Err(format!("cells from {first} to {last}"));
        }
        Ok(Self { name: name.to_owned(), cells, first_column, width: last_column - first_column + 1 })
    }

    /// The sheet of a name in the workbook of some bytes.
    pub(super) fn open(bytes: &[u8], name: &str, path: &Path) -> Result<Self, InventoryError> {
        Workbook::open(bytes, path)?.sheet(name)
    }

    /// What stands at an address.
    pub(super) fn cell(&self, address: Address) -> Cell<'_> {
        let found = self.cells.binary_search_by_key(&address, |(address, _)| *address);
        found.map_or(Cell::Empty, |position| Cell::new(&self.cells[position].1))
    }

    /// The cells that hold anything, in the order of rows.
    pub(super) fn filled(&self) -> impl Iterator<Item = (Address, Cell<'_>)> {
        self.cells.iter().map(|(address, content)| (*address, Cell::new(content)))
    }

    /// The rows from the first to the last that holds anything.
    pub(super) fn rows(&self) -> Vec<SheetRow<'_>> {
        let (Some((first, _)), Some((last, _))) = (self.cells.first(), self.cells.last()) else { return Vec::new() };
        let mut filled = self.cells.chunk_by(|(first, _), (second, _)| first.row == second.row).peekable();
        let row = |position| self.row(position, filled.next_if(|row| row[0].0.row == position).unwrap_or_default());
        (first.row..=last.row).map(row).collect()
    }

    fn row<'a>(&'a self, position: usize, filled: &'a [(Address, CellContent)]) -> SheetRow<'a> {
        let mut cells = vec![Cell::Empty; self.width];
        filled.iter().for_each(|(address, content)| cells[address.column - self.first_column] = Cell::new(content));
        SheetRow { position, cells }
    }

    /// The position of the first column that holds anything, from 0.
    pub(super) fn first_column(&self) -> usize {
        self.first_column
    }

    /// The place of a cell of a row as spreadsheet programs name it.
    pub(super) fn place(&self, row: &SheetRow<'_>, cell: usize) -> String {
        format!("sheet {}, cell {}", self.name, Address { row: row.position, column: self.first_column + cell })
    }
}

/// The names of all sheets.
pub(super) fn sheet_names(bytes: &[u8], path: &Path) -> Result<Vec<String>, InventoryError> {
    Ok(Workbook::open(bytes, path)?.sheet_names())
}

#[cfg(test)]
mod tests;
