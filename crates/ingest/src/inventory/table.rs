//! Tables of text in, typed tables out: the one place that knows the table engine.

use super::bundle::{self, Bundle};
use super::error::{CellProblem, CellProblems, InventoryError};
use super::lines::{self, Line};
use super::workbook::{self, Container, LARGEST_FILE};
use polars::prelude::*;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;

/// What a file holds, before any layout is thought of.
pub(super) enum Content {
    /// Text, without a byte order mark.
    Text(String),
    /// A Parquet file.
    Parquet(Vec<u8>),
    /// A workbook in the format of Office Open XML (.xlsx).
    Workbook(Vec<u8>),
    /// The files of a folder or a zip archive.
    Bundle(Bundle),
    /// Bytes that are none of these: text only where a layout says how it is encoded.
    Bytes(Vec<u8>),
}

impl Content {
    /// What kind of file it is.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Parquet(_) => "a Parquet file",
            Self::Workbook(_) => "a workbook",
            Self::Bundle(_) => "a folder or an archive of files",
            Self::Bytes(_) => "no text in UTF-8",
        }
    }

    /// Reads a whole file, or lists those of a folder or an archive.
    pub(super) fn open(path: &Path) -> Result<Self, InventoryError> {
        if path.is_dir() {
            return Bundle::of_folder(path).map(Self::Bundle);
        }
        let bytes = bytes_of(path)?;
        match Container::of(&bytes, path)? {
            Some(Container::Workbook) => {
                workbook::check(&bytes, path)?;
                return Ok(Self::Workbook(bytes));
            }
            Some(Container::Archive) => return Bundle::of_archive(bytes, path).map(Self::Bundle),
            None if bytes.starts_with(b"PAR1") => return Ok(Self::Parquet(bytes)),
            None => {}
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
            Err(error) => Self::Bytes(error.into_bytes()),
        })
    }

    /// The refusal of bytes that are no text.
    pub(super) fn not_text(&self, path: &Path) -> Option<InventoryError> {
        let Self::Bytes(bytes) = self else { return None };
        let valid_bytes = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        Some(InventoryError::NotText { path: path.to_owned(), valid_bytes })
    }

    /// The whole content as a table: of a text its first line that is no comment is the header.
    pub(super) fn to_table(&self, path: &Path, problems: &mut CellProblems) -> Result<TextTable, InventoryError> {
        match self {
            Self::Text(text) => TextTable::from_lines(&table_lines(text, path)?, path, problems),
            Self::Parquet(bytes) => TextTable::from_parquet(bytes, path),
            Self::Workbook(_) | Self::Bundle(_) | Self::Bytes(_) => Err(self.not_text(path).unwrap_or_else(|| self.no_table(path))),
        }
    }

    /// The header of that table.
    pub(super) fn header(&self, path: &Path) -> Result<Vec<String>, InventoryError> {
        match self {
            Self::Text(text) => {
                let lines = table_lines(text, path)?;
                let first = &lines[..lines.len().min(1)];
                TextTable::from_lines(first, path, &mut CellProblems::of(path)).map(|table| table.header)
            }
            Self::Parquet(bytes) => {
                let schema = ParquetReader::new(Cursor::new(bytes)).schema().map_err(|error| engine(path, &error))?;
                Ok(schema.iter_names().map(ToString::to_string).collect())
            }
            Self::Workbook(_) | Self::Bundle(_) | Self::Bytes(_) => Err(self.not_text(path).unwrap_or_else(|| self.no_table(path))),
        }
    }

    fn no_table(&self, path: &Path) -> InventoryError {
        InventoryError::Structure {
            path: path.to_owned(),
            place: "start".to_owned(),
            found: self.kind().to_owned(),
            expected: "a table in CSV or Parquet".to_owned(),
            hint: Some("save the sheet as `CSV UTF-8`".to_owned()),
        }
    }
}

/// The bytes of a file of at most [`LARGEST_FILE`] bytes, so that a mistaken name does not exhaust memory.
fn bytes_of(path: &Path) -> Result<Vec<u8>, InventoryError> {
    let unreadable = |cause| InventoryError::Unreadable { path: path.to_owned(), cause };
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE { Err(bundle::too_large(path)) } else { Ok(bytes) }
}

fn table_lines<'a>(text: &'a str, path: &Path) -> Result<Vec<Line<'a>>, InventoryError> {
    Ok(lines_of(text, path)?.into_iter().filter(|line| !line.is_comment() && !line.is_blank()).collect())
}

/// The records of a text that was read from a file.
pub(super) fn lines_of<'a>(text: &'a str, path: &Path) -> Result<Vec<Line<'a>>, InventoryError> {
    lines::lines(text).map_err(|number| InventoryError::Structure {
        path: path.to_owned(),
        place: format!("line {number}"),
        found: "a quote that never closes".to_owned(),
        expected: "quotes in pairs".to_owned(),
        hint: None,
    })
}

/// A table whose cells are all text; an empty cell is the empty text.
pub(super) struct TextTable {
    header: Vec<String>,
    columns: Vec<StringChunked>,
    numbering: Numbering,
}

enum Numbering {
    /// The line of each row in a text file.
    Lines(Vec<usize>),
    /// Rows counted from 1.
    Rows,
}

impl TextTable {
    /// A table from records, the first of which is the header.
    ///
    /// A row that is too short has empty cells at its end (spreadsheet programs write such rows); one that is too long is a problem.
    pub(super) fn from_lines(lines: &[Line<'_>], path: &Path, problems: &mut CellProblems) -> Result<Self, InventoryError> {
        let Some((first, rows)) = lines.split_first() else { return Err(empty(path)) };
        rows.iter().filter(|line| line.cells > first.cells).for_each(|line| problems.push(too_long(line, first)));
        let text = lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
        let mut columns = string_columns(text, first.cells).map_err(|error| engine(path, &error))?;
        if columns.first().is_none_or(|column| column.len() != lines.len()) {
            return Err(engine(path, &"lines and rows of the table differ in number"));
        }
        let header = columns.iter().map(|column| column.get(0).unwrap_or_default().trim().to_owned()).collect();
        columns.iter_mut().for_each(|column| *column = column.slice(1, rows.len()));
        Ok(Self { header, columns, numbering: Numbering::Lines(rows.iter().map(|line| line.number).collect()) })
    }

    fn from_parquet(bytes: &[u8], path: &Path) -> Result<Self, InventoryError> {
        let schema = ParquetReader::new(Cursor::new(bytes)).schema().map_err(|error| engine(path, &error))?;
        refuse_types(&schema, path)?;
        let frame = ParquetReader::new(Cursor::new(bytes)).finish().map_err(|error| engine(path, &error))?;
        let columns = frame.columns().iter().map(as_text).collect::<PolarsResult<_>>().map_err(|error| engine(path, &error))?;
        let header = frame.get_column_names().into_iter().map(ToString::to_string).collect();
        Ok(Self { header, columns, numbering: Numbering::Rows })
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The number of rows.
    pub(super) fn height(&self) -> usize {
        self.columns.first().map_or(0, StringChunked::len)
    }

    /// The text of a cell, without blanks round it.
    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        self.columns[column].get(row).unwrap_or_default().trim()
    }

    /// Whether no row has anything in a column.
    pub(super) fn is_empty_column(&self, column: usize) -> bool {
        (0..self.height()).all(|row| self.cell(row, column).is_empty())
    }

    /// The place of a row in the file: `line 4`, `row 3`.
    pub(super) fn place(&self, row: usize) -> String {
        match &self.numbering {
            Numbering::Lines(lines) => format!("line {}", lines[row]),
            Numbering::Rows => format!("row {}", row + 1),
        }
    }
}

fn string_columns(text: String, width: usize) -> PolarsResult<Vec<StringChunked>> {
    let schema = (0..width).map(|column| Field::new(format!("{column}").into(), DataType::String)).collect::<Schema>();
    let frame = CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(Arc::new(schema)))
        .with_rechunk(true)
        .map_parse_options(|options| options.with_truncate_ragged_lines(true))
        .into_reader_with_file_handle(Cursor::new(text.into_bytes()))
        .finish()?;
    frame.columns().iter().map(as_text).collect()
}

fn as_text(column: &Column) -> PolarsResult<StringChunked> {
    Ok(column.cast(&DataType::String)?.str()?.rechunk().into_owned())
}

/// Refuses a column of a type that the table engine, as it is built here, does not know.
fn refuse_types(schema: &ArrowSchema, path: &Path) -> Result<(), InventoryError> {
    let Some((name, field)) = schema.iter().find(|(_, field)| !is_read(field.dtype())) else { return Ok(()) };
    Err(InventoryError::Structure {
        path: path.to_owned(),
        place: format!("column `{name}`"),
        found: format!("values of the type {:?}", field.dtype()),
        expected: "text, numbers in single or double precision or whole numbers of 32 or 64 bits".to_owned(),
        hint: Some("write the column in one of these types".to_owned()),
    })
}

fn is_read(data_type: &ArrowDataType) -> bool {
    use ArrowDataType::{
        Binary, BinaryView, Boolean, Date32, Dictionary, Float32, Float64, Int32, Int64, LargeBinary, LargeUtf8, Null, Timestamp, UInt32,
        UInt64, Utf8, Utf8View,
    };
    matches!(
        data_type,
        Boolean
            | Int32
            | Int64
            | UInt32
            | UInt64
            | Float32
            | Float64
            | Date32
            | Timestamp(..)
            | Utf8
            | LargeUtf8
            | Utf8View
            | Binary
            | LargeBinary
            | BinaryView
            | Null
            | Dictionary(..)
    )
}

fn too_long(line: &Line<'_>, header: &Line<'_>) -> CellProblem {
    CellProblem {
        place: format!("line {}", line.number),
        column: format!("{}", header.cells + 1),
        found: format!("{} cells", line.cells),
        expected: format!("{} cells, as many as the header has", header.cells),
        hint: Some("put quotes round a text that holds a comma".to_owned()),
    }
}

fn empty(path: &Path) -> InventoryError {
    InventoryError::Structure {
        path: path.to_owned(),
        place: "line 1".to_owned(),
        found: "no table".to_owned(),
        expected: "a header".to_owned(),
        hint: None,
    }
}

fn engine(path: &Path, reason: &dyn std::fmt::Display) -> InventoryError {
    InventoryError::Engine { path: path.to_owned(), reason: reason.to_string() }
}

/// The file formats of tables that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values in UTF-8.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// A column to write, its name first; an absent value is an empty cell.
pub(super) enum OutputColumn {
    Text(&'static str, Vec<Option<String>>),
    Number(&'static str, Vec<Option<f64>>),
    Year(&'static str, Vec<Option<i32>>),
}

impl From<OutputColumn> for Column {
    fn from(column: OutputColumn) -> Self {
        match column {
            OutputColumn::Text(name, values) => Self::new(name.into(), values),
            OutputColumn::Number(name, values) => Self::new(name.into(), values),
            OutputColumn::Year(name, values) => Self::new(name.into(), values),
        }
    }
}

/// Writes columns of one length as a table.
pub(super) fn write(columns: Vec<OutputColumn>, format: TableFormat, writer: impl Write) -> Result<(), InventoryError> {
    let written = DataFrame::new_infer_height(columns.into_iter().map(Column::from).collect()).and_then(|mut frame| match format {
        TableFormat::Csv => CsvWriter::new(writer).finish(&mut frame),
        TableFormat::Parquet => ParquetWriter::new(writer).finish(&mut frame).map(|_| ()),
    });
    written.map_err(|error| InventoryError::Unwritable { reason: error.to_string() })
}
