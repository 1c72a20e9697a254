//! Rows and cells of a text or of a sheet, every cell as text with its place.

use super::super::error::InventoryError;
use super::super::table::Content;
use super::super::workbook::{Address, Cell, Sheet, column_letters, sheet_names};
use super::layout::{FileForm, FileFormat, TableForm};
use csv::StringRecord;
use std::borrow::Cow;
use std::path::Path;

/// The cells of one table with what stands above and below it.
pub(super) struct Grid {
    /// The sheet's name; none for a text.
    pub(super) sheet: Option<String>,
    /// The rows that were read, blank ones of a text left out.
    pub(super) rows: Vec<GridRow>,
}

/// One row.
pub(super) struct GridRow {
    /// Where it is, in a file that has neither lines nor sheets.
    label: Option<String>,
    /// Its line in a text, its row in a sheet, from 1.
    pub(super) number: usize,
    cells: StringRecord,
}

impl GridRow {
    /// A row of a file that has neither lines nor sheets.
    pub(super) fn labelled(label: String, cells: &[impl AsRef<str>]) -> Self {
        let cells = cells.iter().collect();
        Self { label: Some(label), number: 0, cells }
    }

    /// The text of a cell without blanks round it, empty where the row has no such cell.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    /// How many cells it has.
    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }

    /// All cells in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(str::trim)
    }

    /// The first cell that is not empty.
    pub(super) fn first(&self) -> &str {
        self.cells().find(|text| !text.is_empty()).unwrap_or_default()
    }
}

impl Grid {
    /// The place of a cell: `line 4` in a text, `sheet 21, cell F8` in a workbook.
    pub(super) fn place(&self, row: &GridRow, column: usize) -> String {
        if let Some(label) = &row.label {
            return label.clone();
        }
        match &self.sheet {
            None => format!("line {}", row.number),
            Some(sheet) => format!("sheet {sheet}, cell {}{}", column_letters(column), row.number),
        }
    }

    /// The place of a cell with the head of its column, where the place alone does not name it.
    pub(super) fn place_under(&self, row: &GridRow, column: usize, head: &str) -> String {
        let place = self.place(row, column);
        if self.sheet.is_some() { place } else { format!("{place}, column {head}") }
    }

    /// Where the table as a whole is.
    pub(super) fn name(&self) -> String {
        self.sheet.as_ref().map_or_else(|| "header".to_owned(), |sheet| format!("sheet {sheet}, header"))
    }

    /// The text at an address such as `A2`.
    pub(super) fn at(&self, address: Address) -> &str {
        self.rows.iter().find(|found| found.number == address.row + 1).map_or("", |found| found.cell(address.column))
    }
}

/// The text of a content in the layout's encoding; none where it is none.
pub(super) fn text_of<'a>(content: &'a Content, form: &FileForm) -> Option<Cow<'a, str>> {
    match (content, &form.encoding) {
        (Content::Text(text), _) => Some(Cow::Borrowed(text)),
        (Content::Bytes(bytes), Some(label)) => {
            let (text, malformed) = encoding_rs::Encoding::for_label(label.as_bytes())?.decode_without_bom_handling(bytes);
            (!malformed).then_some(text)
        }
        _ => None,
    }
}

/// The rows of a text, at most so many.
pub(super) fn rows_of_text(text: &str, form: &FileForm, path: &Path, limit: usize) -> Result<Grid, InventoryError> {
    let separator = u8::try_from(form.separator).map_err(|_| InventoryError::BadLayout {
        place: path.display().to_string(),
        message: format!("separator `{}`, expected one such as `;`", form.separator),
    })?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records().take(limit) {
        let cells = record.map_err(|error| InventoryError::Engine { path: path.to_owned(), reason: error.to_string() })?;
        let number = cells.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        rows.push(GridRow { label: None, number, cells });
    }
    if limit == usize::MAX && text.bytes().filter(|&byte| byte == b'"').count() % 2 == 1 {
        return Err(open_quote(path, rows.last().map_or(1, |row| row.number)));
    }
    Ok(Grid { sheet: None, rows })
}

/// A quote that never closes takes all that follows into its cell, so that it opens in the last record.
fn open_quote(path: &Path, line: usize) -> InventoryError {
    InventoryError::Structure {
        path: path.to_owned(),
        place: format!("line {line}"),
        found: "a quote that never closes".to_owned(),
        expected: "quotes in pairs".to_owned(),
        hint: None,
    }
}

/// The tables of a file that have one form: the text, or the sheets that its name fits.
pub(super) fn grids(content: &Content, form: &FileForm, table: &TableForm, path: &Path) -> Result<Vec<Grid>, InventoryError> {
    match (form.format, content, &table.sheet) {
        (FileFormat::Csv, _, _) => {
            let text = text_of(content, form).ok_or_else(|| other_kind(content, form, path))?;
            Ok(vec![rows_of_text(&text, form, path, usize::MAX)?])
        }
        (FileFormat::Workbook, Content::Workbook(bytes), Some(name)) => {
            let names = sheet_names(bytes, path)?;
            let fitting: Vec<&String> = names.iter().filter(|found| name.fits(found)).collect();
            if fitting.is_empty() {
                return Err(InventoryError::Structure {
                    path: path.to_owned(),
                    place: "sheets".to_owned(),
                    found: names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                    expected: format!("a sheet `{}`", name.as_str()),
                    hint: None,
                });
            }
            fitting.into_iter().map(|found| rows_of_sheet(bytes, found, form.decimal, path)).collect()
        }
        (FileFormat::Netcdf, Content::Bytes(_), _) => Ok(vec![super::interchange::grid(path)?]),
        _ => Err(other_kind(content, form, path)),
    }
}

/// The rows of a sheet, its numbers with a decimal sign as in the file's texts.
pub(super) fn rows_of_sheet(bytes: &[u8], name: &str, decimal: char, path: &Path) -> Result<Grid, InventoryError> {
    let sheet = Sheet::open(bytes, name, path)?;
    let margin = sheet.first_column();
    let row = |row: super::super::workbook::SheetRow<'_>| {
        let mut cells: StringRecord = std::iter::repeat_n("", margin).collect();
        row.cells.iter().for_each(|cell| push(&mut cells, *cell, decimal));
        GridRow { label: None, number: row.position + 1, cells }
    };
    Ok(Grid { sheet: Some(name.to_owned()), rows: sheet.rows().into_iter().map(row).collect() })
}

/// A number is written so that it reads back as the same number.
fn push(cells: &mut StringRecord, cell: Cell<'_>, decimal: char) {
    match cell {
        Cell::Text(text) => cells.push_field(text),
        Cell::Number(number) if decimal != '.' => cells.push_field(&number.to_string().replace('.', &decimal.to_string())),
        other => cells.push_field(&other.to_string()),
    }
}

fn other_kind(content: &Content, form: &FileForm, path: &Path) -> InventoryError {
    let expected = match (form.format, &form.encoding) {
        (FileFormat::Workbook, _) => "a workbook (.xlsx)".to_owned(),
        (FileFormat::Netcdf, _) => "a NetCDF file".to_owned(),
        (FileFormat::Csv, None) => "a text in UTF-8".to_owned(),
        (FileFormat::Csv, Some(encoding)) => format!("a text in UTF-8 or {encoding}"),
    };
    InventoryError::Structure { path: path.to_owned(), place: "start".to_owned(), found: content.kind().to_owned(), expected, hint: None }
}
