//! Result tables: one list of columns feeds CSV, Parquet, the workbook and the page.

mod csv;
mod frame;
mod json;
mod words;
mod workbook;

pub use csv::{csv, write_csv};
pub use frame::{parquet, parquet_with};
pub use json::json;
pub use words::Words;
pub use workbook::workbook;

use std::borrow::Cow;
use std::sync::Arc;

/// A table with its name and heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name of the file or sheet, in plain letters.
    pub name: &'static str,
    /// Heading for people.
    pub title: String,
    /// The columns, all of one length.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name for machines, with its unit: `difference_kt`.
    pub name: Cow<'static, str>,
    /// Heading for people, with its unit.
    pub heading: Cow<'static, str>,
    /// The cells.
    pub cells: Cells,
}

/// The cells of a column; an empty cell is missing, never zero.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Words.
    Text(Words),
    /// Measured numbers.
    Number(Vec<Option<f64>>),
    /// Counts and years.
    Integer(Vec<Option<i64>>),
}

impl Cells {
    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Number(cells) => cells.len(),
            Self::Integer(cells) => cells.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether no cell holds anything.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(cells) => cells.iter().all(|cell| cell.is_none()),
            Self::Number(cells) => cells.iter().all(Option::is_none),
            Self::Integer(cells) => cells.iter().all(Option::is_none),
        }
    }
}

impl Column {
    /// A column of words, one from each row.
    pub fn text<'r, R, S: Into<Arc<str>>>(
        name: impl Into<Cow<'static, str>>,
        heading: impl Into<Cow<'static, str>>,
        rows: &'r [R],
        cell: impl Fn(&'r R) -> Option<S>,
    ) -> Self {
        Self { name: name.into(), heading: heading.into(), cells: Cells::Text(rows.iter().map(|row| cell(row).map(Into::into)).collect()) }
    }

    /// A column of measured numbers, one from each row.
    pub fn number<R>(
        name: impl Into<Cow<'static, str>>,
        heading: impl Into<Cow<'static, str>>,
        rows: &[R],
        cell: impl Fn(&R) -> Option<f64>,
    ) -> Self {
        let cells = rows.iter().map(|row| cell(row).filter(|value| value.is_finite())).collect();
        Self { name: name.into(), heading: heading.into(), cells: Cells::Number(cells) }
    }

    /// A column of counts or years, one from each row.
    pub fn integer<R>(
        name: impl Into<Cow<'static, str>>,
        heading: impl Into<Cow<'static, str>>,
        rows: &[R],
        cell: impl Fn(&R) -> Option<i64>,
    ) -> Self {
        Self { name: name.into(), heading: heading.into(), cells: Cells::Integer(rows.iter().map(cell).collect()) }
    }
}

impl Table {
    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }
}

/// A table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It could not be written as CSV.
    #[error("table as CSV: {0}")]
    Csv(::csv::Error),
    /// The table engine refused it.
    #[error("table `{table}`: {source}")]
    Frame {
        /// The table's name.
        table: &'static str,
        /// The engine's words.
        source: polars::error::PolarsError,
    },
    /// It could not be written as JSON.
    #[error("table as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The workbook writer refused it.
    #[error("workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader};

    fn table() -> Table {
        let rows = [("Côte d'Ivoire, \"west\"", Some(1.5), 2014), ("=1+1", None, 2015)];
        Table {
            name: "totals",
            title: "Totals".into(),
            columns: vec![
                Column::text("region", "Region", &rows, |row| Some(row.0)),
                Column::number("mass_kt", "Mass (kt)", &rows, |row| row.1),
                Column::integer("year", "Year", &rows, |row| Some(row.2)),
            ],
        }
    }

    #[test]
    fn csv_quotes_what_needs_it_and_leaves_missing_cells_empty() {
        let text = String::from_utf8(csv(&table()).expect("a csv")).expect("text");
        assert_eq!(text, "region,mass_kt,year\n\"Côte d'Ivoire, \"\"west\"\"\",1.5,2014\n=1+1,,2015\n");
    }

    /// Many rows are put into words in parts, and the words of one column may be empty, quoted and plain.
    #[test]
    fn rows_of_all_parts_stand_in_their_order() {
        let rows: Vec<usize> = (0..20_000).collect();
        let word = |row: &usize| [Some("a,b"), Some(""), None, Some("\n")][row % 4];
        let columns = vec![Column::text("word", "Word", &rows, word), Column::integer("row", "Row", &rows, |row| i64::try_from(*row).ok())];
        let text = String::from_utf8(csv(&Table { name: "rows", title: "Rows".into(), columns }).expect("a csv")).expect("text");
        let line = |row: &usize| format!("{},{row}\n", ["\"a,b\"", "", "", "\"\n\""][row % 4]);
        assert_eq!(text, std::iter::once("word,row\n".to_owned()).chain(rows.iter().map(line)).collect::<String>());
    }

    #[test]
    fn json_is_a_list_of_rows_with_null_for_missing_cells() {
        let text = String::from_utf8(json(&table()).expect("json")).expect("text");
        let rows = r#"[
{"region":"Côte d'Ivoire, \"west\"","mass_kt":1.5,"year":2014},
{"region":"=1+1","mass_kt":null,"year":2015}
]
"#;
        assert_eq!(text, rows);
    }

    #[test]
    fn numbers_stand_in_the_workbook_as_numbers_and_words_as_words() {
        let bytes = workbook(&[table()], "2026-01-02T03:04:05Z").expect("a workbook");
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opens again");
        let sheet = book.worksheet_range("totals").expect("the sheet");
        let row = |number: u32| (0..3).map(|column| sheet.get_value((number, column)).cloned().unwrap_or(Data::Empty)).collect::<Vec<_>>();
        assert_eq!(row(0)[0], Data::String("Region".into()));
        assert_eq!(row(1)[1..], [Data::Float(1.5), Data::Float(2014.0)]);
        assert_eq!(row(2)[..2], [Data::String("=1+1".into()), Data::Empty]);
    }

    #[test]
    fn parquet_begins_and_ends_with_its_mark() {
        let bytes = parquet(&table()).expect("a parquet file");
        assert_eq!((&bytes[..4], &bytes[bytes.len() - 4..]), (b"PAR1".as_slice(), b"PAR1".as_slice()));
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let stamp = "2026-01-02T03:04:05Z";
        assert_eq!(parquet(&table()).expect("once"), parquet(&table()).expect("twice"));
        assert_eq!(workbook(&[table()], stamp).expect("once"), workbook(&[table()], stamp).expect("twice"));
    }
}
