//! Result tables, read back by the names of their columns.

use polars::prelude::{CsvReadOptions, DataFrame, ParquetReader, SerReader};
use std::fs::File;
use std::io::Cursor;
use std::path::Path;

/// A table whose cells are all text.
pub(crate) struct ResultTable(DataFrame);

/// One row of it.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a ResultTable,
    position: usize,
}

impl ResultTable {
    pub(crate) fn from_csv(text: &str) -> Self {
        let options = CsvReadOptions::default().with_infer_schema_length(Some(0));
        Self(options.into_reader_with_file_handle(Cursor::new(text.as_bytes().to_vec())).finish().unwrap())
    }

    pub(crate) fn open(path: &Path) -> Self {
        Self::from_csv(&std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// The table of a Parquet file as it is stored, numbers as numbers.
    pub(crate) fn stored(path: &Path) -> DataFrame {
        ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.0.height()).map(|position| Row { table: self, position })
    }

    /// The only row with these words in these columns.
    #[track_caller]
    pub(crate) fn row(&self, wanted: &[(&str, &str)]) -> Row<'_> {
        let fits = |row: &Row<'_>| wanted.iter().all(|(column, word)| row.text(column) == *word);
        let mut found = self.rows().filter(fits);
        match (found.next(), found.next()) {
            (Some(row), None) => row,
            (first, _) => panic!("{} rows with {wanted:?}", if first.is_some() { "several" } else { "no" }),
        }
    }
}

impl<'a> Row<'a> {
    /// A cell; empty where it is missing.
    #[track_caller]
    pub(crate) fn text(&self, column: &str) -> &'a str {
        let cells = self.table.0.column(column).unwrap_or_else(|error| panic!("{error}"));
        cells.str().unwrap().get(self.position).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn number(&self, column: &str) -> f64 {
        self.text(column).parse().unwrap_or_else(|_| panic!("`{column}` is `{}`", self.text(column)))
    }
}
