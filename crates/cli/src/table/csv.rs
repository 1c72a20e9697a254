//! Tables as CSV: UTF-8, comma, point, empty cells for missing ones.

use super::{Cells, Column, Table, TableError, Words};
use rayon::prelude::*;
use std::io::{self, Write};
use std::ops::Range;

/// Rows that one thread puts into words at a time: months over thousands of counties are hundreds of thousands of rows.
const ROWS_AT_ONCE: usize = 8192;

/// The table as CSV.
///
/// # Errors
/// [`TableError::Csv`] if the writer refuses it.
pub fn csv(table: &Table) -> Result<Vec<u8>, TableError> {
    let mut text = Vec::new();
    write_csv(table, &mut text).map_err(|error| TableError::Csv(error.into()))?;
    Ok(text)
}

/// Writes the table as CSV; while rows are written the next ones are put into words.
///
/// # Errors
/// If the target refuses it.
pub fn write_csv(table: &Table, target: &mut (impl Write + Send)) -> io::Result<()> {
    let fields: Vec<Fields<'_>> = table.columns.par_iter().map(Fields::of).collect::<io::Result<_>>()?;
    let mut parts = vec![head(table)?];
    let starts: Vec<usize> = (0..table.rows()).step_by(ROWS_AT_ONCE).collect();
    for starts in starts.chunks(rayon::current_num_threads().max(2)) {
        let rows = |start: usize| rows(&fields, start..(start + ROWS_AT_ONCE).min(table.rows()));
        let next = || starts.par_iter().map(|&start| rows(start)).collect();
        let (written, next) = rayon::join(|| parts.iter().try_for_each(|part| target.write_all(part)), next);
        written?;
        parts = next;
    }
    parts.iter().try_for_each(|part| target.write_all(part))
}

fn head(table: &Table) -> io::Result<Vec<u8>> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.name.as_bytes()))?;
    writer.into_inner().map_err(::csv::IntoInnerError::into_error)
}

fn rows(fields: &[Fields<'_>], rows: Range<usize>) -> Vec<u8> {
    let mut text = Vec::new();
    for row in rows {
        for field in fields {
            field.append_to(&mut text, row);
            text.push(b',');
        }
        if let Some(last) = text.last_mut() {
            *last = b'\n';
        }
    }
    text
}

/// What the cells of a column are as fields of records.
enum Fields<'a> {
    Words(&'a Words, Quoted),
    Numbers(&'a [Option<f64>]),
    Integers(&'a [Option<i64>]),
}

impl<'a> Fields<'a> {
    fn of(column: &'a Column) -> io::Result<Self> {
        Ok(match &column.cells {
            Cells::Text(words) => Self::Words(words, Quoted::of(words)?),
            Cells::Number(numbers) => Self::Numbers(numbers),
            Cells::Integer(numbers) => Self::Integers(numbers),
        })
    }

    fn append_to(&self, text: &mut Vec<u8>, row: usize) {
        match self {
            Self::Words(words, quoted) => text.extend(words.place(row).map_or(&[][..], |place| quoted.field(place))),
            // The shortest digits that read as the same number.
            Self::Numbers(numbers) => {
                numbers[row].into_iter().for_each(|number| text.extend(zmij::Buffer::new().format(number).as_bytes()))
            }
            Self::Integers(numbers) => numbers[row].into_iter().for_each(|number| text.extend(number.to_string().as_bytes())),
        }
    }
}

/// The words of a column with the quotes that they need, each made once.
struct Quoted {
    text: Vec<u8>,
    /// Where each field stands in the text.
    places: Vec<Range<usize>>,
}

impl Quoted {
    fn of(words: &Words) -> io::Result<Self> {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        let place = |word: &str| {
            let start = writer.get_ref().len();
            if word.is_empty() {
                // Alone in a record it would be quoted, since a line of nothing is no record.
                return Ok(start..start);
            }
            writer.write_record([word])?;
            writer.flush()?;
            Ok(start..writer.get_ref().len() - 1)
        };
        let places = words.distinct().iter().map(|word| &**word).map(place).collect::<io::Result<_>>()?;
        Ok(Self { text: writer.into_inner().map_err(::csv::IntoInnerError::into_error)?, places })
    }

    fn field(&self, place: usize) -> &[u8] {
        &self.text[self.places[place].clone()]
    }
}
