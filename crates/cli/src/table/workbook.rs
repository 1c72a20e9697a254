//! Tables as one Excel workbook, numbers as numbers.

use super::{Cells, Column, Table, TableError};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// The widest column in characters; longer cells are cut from view, not from the file.
const WIDEST: usize = 60;

/// A workbook with one sheet for each table; the time stamp is the file's date of creation (ISO 8601).
///
/// # Errors
/// [`TableError::Workbook`] if the writer refuses a cell or a sheet's name.
pub fn workbook(tables: &[Table], timestamp: &str) -> Result<Vec<u8>, TableError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::parse_from_str(timestamp.trim_end_matches('Z'))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for table in tables {
        write_sheet(book.add_worksheet(), table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    let heading = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
    for (position, column) in (0..).zip(&table.columns) {
        sheet.write_with_format(0, position, column.heading.as_ref(), &heading)?;
        write_cells(sheet, position, column)?;
        sheet.set_column_width(position, width(column))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Ok(last_row), Ok(last_column)) = (u32::try_from(table.rows()), u16::try_from(table.columns.len() - 1)) {
        sheet.autofilter(0, 0, last_row, last_column)?;
    }
    Ok(())
}

fn write_cells(sheet: &mut Worksheet, position: u16, column: &Column) -> Result<(), XlsxError> {
    let whole = Format::new().set_num_format("0");
    match &column.cells {
        Cells::Text(cells) => present(cells.iter()).try_for_each(|(row, cell)| sheet.write_string(row, position, cell).map(|_| ())),
        Cells::Number(cells) => {
            present(cells.iter().copied()).try_for_each(|(row, cell)| sheet.write_number(row, position, cell).map(|_| ()))
        }
        #[expect(clippy::cast_precision_loss, reason = "a workbook knows only floating-point numbers")]
        Cells::Integer(cells) => present(cells.iter().copied())
            .try_for_each(|(row, cell)| sheet.write_number_with_format(row, position, cell as f64, &whole).map(|_| ())),
    }
}

/// The cells that are not missing, with their rows in the sheet.
fn present<T>(cells: impl Iterator<Item = Option<T>>) -> impl Iterator<Item = (u32, T)> {
    (1..).zip(cells).filter_map(|(row, cell)| Some((row, cell?)))
}

fn width(column: &Column) -> f64 {
    let longest = match &column.cells {
        Cells::Text(cells) => cells.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or(0),
        Cells::Number(_) => 12,
        Cells::Integer(_) => 8,
    };
    let characters = longest.max(column.heading.chars().count().min(20)).min(WIDEST);
    u32::try_from(characters + 2).map_or(20.0, f64::from)
}
