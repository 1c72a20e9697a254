//! Result tables in the files that the user names.

use super::failure;
use crate::args::{ResultFile, ResultFormat, TableFormat};
use crate::atomic_file::write_whole;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::table::{self, Table};
use std::io::Write;

/// The table in a format.
///
/// # Errors
/// If the table engine refuses it.
pub fn encoded(table: &Table, format: ResultFormat) -> Result<Vec<u8>, Diagnostics> {
    let encoded = match format {
        ResultFormat::Table(TableFormat::Csv) => table::csv(table),
        ResultFormat::Table(TableFormat::Parquet) => table::parquet(table),
        ResultFormat::Json => table::json(table),
    };
    encoded.map_err(|error| Diagnostic::about(table.name, error.to_string()).into())
}

/// Writes the table to its file, whole or not at all.
///
/// # Errors
/// If the table engine refuses it or the file cannot be written.
pub fn write_table(table: &Table, file: &ResultFile) -> Result<(), Diagnostics> {
    let written = if file.format == ResultFormat::Table(TableFormat::Csv) {
        write_whole(&file.path, |writer| table::write_csv(table, writer))
    } else {
        let content = encoded(table, file.format)?;
        write_whole(&file.path, |writer| writer.write_all(&content))
    };
    Ok(written.map_err(|error| failure::output(&file.path, &error))?)
}
