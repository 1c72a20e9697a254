//! Tables as Parquet, through the table engine; its API changes often and is used for output here alone.

use super::{Cells, Column, Table, TableError};
use polars::prelude::{Column as FrameColumn, DataFrame, KeyValueMetadata, NamedFrom, ParquetWriter, PolarsResult, Series};

/// The table as Parquet.
///
/// # Errors
/// [`TableError::Frame`] if the engine refuses the table.
pub fn parquet(table: &Table) -> Result<Vec<u8>, TableError> {
    parquet_with(table, Vec::new())
}

/// The table as Parquet, with pairs of a key and a text in the file's metadata.
///
/// # Errors
/// [`TableError::Frame`] if the engine refuses the table.
pub fn parquet_with(table: &Table, metadata: Vec<(String, String)>) -> Result<Vec<u8>, TableError> {
    let metadata = (!metadata.is_empty()).then(|| KeyValueMetadata::from_static(metadata));
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_key_value_metadata(metadata);
    let outcome = frame(table).and_then(|mut frame| writer.finish(&mut frame));
    outcome.map(|_| bytes).map_err(|source| TableError::Frame { table: table.name, source })
}

fn frame(table: &Table) -> PolarsResult<DataFrame> {
    DataFrame::new(table.rows(), table.columns.iter().map(frame_column).collect())
}

fn frame_column(column: &Column) -> FrameColumn {
    let name = column.name.as_ref().into();
    match &column.cells {
        Cells::Text(cells) => Series::new(name, cells.iter().collect::<Vec<_>>()),
        Cells::Number(cells) => Series::new(name, cells),
        Cells::Integer(cells) => Series::new(name, cells),
    }
    .into()
}
