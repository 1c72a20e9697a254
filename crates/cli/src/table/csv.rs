//! Tables as CSV: UTF-8, comma, point, empty cells for missing ones.

use super::{Cells, Column, Table, TableError};
use rayon::prelude::*;
use std::ops::Range;

/// Rows that one thread writes at a time: months over thousands of counties are hundreds of thousands of rows.
const ROWS_AT_ONCE: usize = 8192;

/// The table as CSV.
///
/// # Errors
/// [`TableError::Csv`] if the writer refuses it.
pub fn csv(table: &Table) -> Result<Vec<u8>, TableError> {
    let mut text = head(table)?;
    let starts: Vec<usize> = (0..table.rows()).step_by(ROWS_AT_ONCE).collect();
    let parts = starts.into_par_iter().map(|start| rows(table, start..(start + ROWS_AT_ONCE).min(table.rows())));
    let parts: Vec<Vec<u8>> = parts.collect::<Result<_, _>>()?;
    parts.iter().for_each(|part| text.extend_from_slice(part));
    Ok(text)
}

fn head(table: &Table) -> Result<Vec<u8>, TableError> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.name.as_bytes())).map_err(TableError::Csv)?;
    finished(writer)
}

fn rows(table: &Table, rows: Range<usize>) -> Result<Vec<u8>, TableError> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        table.columns.iter().try_for_each(|column| write_cell(&mut writer, column, row)).map_err(TableError::Csv)?;
        writer.write_record(None::<&[u8]>).map_err(TableError::Csv)?;
    }
    finished(writer)
}

fn write_cell(writer: &mut ::csv::Writer<Vec<u8>>, column: &Column, row: usize) -> Result<(), ::csv::Error> {
    match &column.cells {
        Cells::Text(cells) => writer.write_field(cells[row].as_deref().unwrap_or_default()),
        // The shortest digits that read as the same number.
        Cells::Number(cells) => match cells[row] {
            Some(number) => writer.write_field(zmij::Buffer::new().format(number)),
            None => writer.write_field(""),
        },
        Cells::Integer(cells) => writer.write_field(cells[row].map(|number| number.to_string()).unwrap_or_default()),
    }
}

fn finished(writer: ::csv::Writer<Vec<u8>>) -> Result<Vec<u8>, TableError> {
    writer.into_inner().map_err(|error| TableError::Csv(error.into_error().into()))
}
