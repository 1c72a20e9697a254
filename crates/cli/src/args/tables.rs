//! Files of tables on the command line, their formats told by their endings.

use std::path::PathBuf;

/// The format of a result's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultFormat {
    /// A table.
    Table(TableFormat),
    /// A list of rows.
    Json,
}

/// A result's file, its format told by its ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// The file.
    pub path: PathBuf,
    /// Its format.
    pub format: ResultFormat,
}

/// The format of a table's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// A table's file, its format told by its ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// The file.
    pub path: PathBuf,
    /// Its format.
    pub format: TableFormat,
}

pub(super) fn result_file(text: &str) -> Result<ResultFile, String> {
    if text.to_lowercase().ends_with(".json") {
        return Ok(ResultFile { path: text.into(), format: ResultFormat::Json });
    }
    let of_table = |TableFile { path, format }| ResultFile { path, format: ResultFormat::Table(format) };
    table_file(text).map(of_table).map_err(|_| "the name must end in `.csv`, `.parquet` or `.json`".to_owned())
}

pub(super) fn table_file(text: &str) -> Result<TableFile, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok(TableFile { path, format: TableFormat::Csv }),
        Some("parquet") => Ok(TableFile { path, format: TableFormat::Parquet }),
        _ => Err("the name must end in `.csv` or `.parquet`".to_owned()),
    }
}
