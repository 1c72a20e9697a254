//! Values of a line of the ledger of scope in a table: `region,year,value_kt,sigma_kt`.

use crate::inventory::{CellProblem, CellProblems, HeadedTable, InventoryError};
use fluxledger_core::ledger::LedgerValue;
use fluxledger_core::{Mass, RegionCode};
use std::path::Path;

/// The columns; years and standard deviations may be empty, the others not.
const COLUMNS: [&str; 4] = ["region", "year", "value_kt", "sigma_kt"];

/// Reads a table of values, positive to the atmosphere: a row without a year holds for every year, one without `sigma_kt` has no known standard deviation.
///
/// # Errors
/// A file that cannot be opened or has no such header, and all bad cells in one error.
pub fn read_ledger_table(path: &Path) -> Result<Vec<LedgerValue>, InventoryError> {
    let no_header = || InventoryError::Structure {
        path: path.to_owned(),
        place: "header".to_owned(),
        found: "no line that begins with `region`".to_owned(),
        expected: format!("the columns {}", COLUMNS.join(", ")),
        hint: Some("docs/ledger.md shows such a table".to_owned()),
    };
    let table = HeadedTable::open(path, |line| line.starts_with("region"))?.ok_or_else(no_header)?;
    if let Some(column) = COLUMNS.into_iter().find(|column| table.column(column).is_none()) {
        return Err(InventoryError::Structure {
            path: path.to_owned(),
            place: "header".to_owned(),
            found: format!("no column `{column}`"),
            expected: format!("the columns {}", COLUMNS.join(", ")),
            hint: Some("docs/ledger.md shows such a table".to_owned()),
        });
    }
    let mut reader = Reader { table: &table, problems: CellProblems::of(path) };
    let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let mut values: Vec<LedgerValue> = Vec::new();
    for row in 0..table.height() {
        let Some(value) = reader.value(row, &file) else { continue };
        if values.iter().any(|earlier| (&earlier.region, earlier.year) == (&value.region, value.year)) {
            reader.problem(row, "region", "each region and year once");
        }
        values.push(value);
    }
    reader.problems.none_or_error()?;
    Ok(values)
}

struct Reader<'a> {
    table: &'a HeadedTable,
    problems: CellProblems,
}

impl Reader<'_> {
    fn value(&mut self, row: usize, file: &str) -> Option<LedgerValue> {
        let region = self.text(row, "region").to_owned();
        if region.is_empty() {
            self.problem(row, "region", "the code of a region");
        }
        let year = self.optional(row, "year", "a year such as 2015, or nothing for every year", |year: &i32| (1750..=2200).contains(year));
        let value = self.optional(row, "value_kt", "a number of kilotonnes", |value: &f64| value.is_finite());
        let sigma = self.optional(row, "sigma_kt", "a standard deviation of zero or more, or nothing", |sigma: &f64| {
            sigma.is_finite() && *sigma >= 0.0
        });
        if value == Some(None) {
            self.problem(row, "value_kt", "a number of kilotonnes");
        }
        let (mass, deviation) = (Mass::from_kilotonnes(value??), sigma?.map(Mass::from_kilotonnes));
        let place = format!("{file}: {}", self.table.place(row));
        Some(LedgerValue { region: RegionCode::new(region), year: year?, mass, deviation, place })
    }

    fn text(&self, row: usize, column: &str) -> &str {
        self.table.column(column).map_or("", |position| self.table.cell(row, position).trim())
    }

    /// What a cell holds, or nothing where it is empty; none and a problem where it holds something else.
    fn optional<T: std::str::FromStr>(
        &mut self,
        row: usize,
        column: &str,
        expected: &str,
        holds: impl Fn(&T) -> bool,
    ) -> Option<Option<T>> {
        if self.text(row, column).is_empty() {
            return Some(None);
        }
        let value = self.text(row, column).parse().ok().filter(|value| holds(value));
        if value.is_none() {
            self.problem(row, column, expected);
        }
        value.map(Some)
    }

    fn problem(&mut self, row: usize, column: &str, expected: &str) {
        let (place, found) = (self.table.place(row), self.text(row, column).to_owned());
        self.problems.push(CellProblem { place, column: column.to_owned(), found, expected: expected.to_owned(), hint: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<LedgerValue>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.csv");
        std::fs::write(&path, text).unwrap();
        read_ledger_table(&path).map_err(|error| error.to_string().replace(&folder.path().display().to_string(), "folder"))
    }

    #[test]
    fn rows_hold_for_a_year_or_for_every_year() {
        let values = read("# wetlands\nregion,year,value_kt,sigma_kt\nDEU,2015,12.5,3\nDEU,,10,\n").unwrap();
        let found: Vec<_> =
            values.iter().map(|value| (value.year, value.mass.as_kilotonnes(), value.deviation.map(Mass::as_kilotonnes))).collect();
        assert_eq!(found, [(Some(2015), 12.5, Some(3.0)), (None, 10.0, None)]);
        assert_eq!(values[1].place, "lines.csv: line 4");
    }

    #[test]
    fn all_bad_cells_are_named_at_once() {
        insta::assert_snapshot!(read("region,year,value_kt,sigma_kt\nDEU,x,1,1\nFRA,,,1\nITA,2015,1,-1\nITA,2015,1,1\n,2015,1,1\nESP,,1,\nESP,,2,\n").unwrap_err(), @r"
        5 cells of `folder/lines.csv` cannot be used
          line 2, column `year`: found `x`, expected a year such as 2015, or nothing for every year
          line 3, column `value_kt`: found nothing, expected a number of kilotonnes
          line 4, column `sigma_kt`: found `-1`, expected a standard deviation of zero or more, or nothing
          line 6, column `region`: found nothing, expected the code of a region
          line 8, column `region`: found `ESP`, expected each region and year once
        ");
        assert!(read("region,year,value\n").unwrap_err().contains("no column `value_kt`"));
        assert!(read("country,year,value\n").unwrap_err().contains("no line that begins with `region`"));
    }
}
