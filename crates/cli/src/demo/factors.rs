//! The differences that a simulation injects, as a table that a user can edit.

use fluxledger_core::{CategoryCode, RegionCode};

/// The factors of the demonstration.
pub const DEFAULT_FACTORS: &str = include_str!("../../../../data/demo/factors.csv");

/// Which simulated truth, and how well it is seen, for each region and category.
#[derive(Clone, Debug, PartialEq)]
pub struct Factors {
    rows: Vec<Row>,
}

/// What is injected for one region and category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Injection {
    /// Simulated truth / reported emission.
    pub factor: f64,
    /// Averaging-kernel sensitivity, between 0 (prior only) and 1 (data only).
    pub sensitivity: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    region: Option<RegionCode>,
    category: Option<CategoryCode>,
    injection: Injection,
}

/// A table of factors cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: found `{found}`, expected {expected}")]
pub struct FactorsError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: &'static str,
}

const HEADER: &str = "region,category,factor,sensitivity";

impl Factors {
    /// Reads a table of factors; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// [`FactorsError`] for the first line that is not `region,category,factor,sensitivity`, with a factor above 0 and a sensitivity within [0, 1].
    pub fn parse(file: &str, text: &str) -> Result<Self, FactorsError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let error =
            |line: usize, found: &str, expected| FactorsError { file: file.to_owned(), line: line + 1, found: found.to_owned(), expected };
        match lines.next() {
            Some((_, HEADER)) => {}
            Some((line, other)) => return Err(error(line, other, "the header `region,category,factor,sensitivity`")),
            None => return Err(error(0, "", "the header `region,category,factor,sensitivity`")),
        }
        let rows = lines.map(|(line, text)| Row::parse(text).map_err(|expected| error(line, text, expected)));
        Ok(Self { rows: rows.collect::<Result<_, _>>()? })
    }

    /// What is injected: the last row that applies; nothing (factor 1, sensitivity 1) where none does.
    #[must_use]
    pub fn of(&self, region: &RegionCode, category: &CategoryCode) -> Injection {
        let applies =
            |row: &&Row| row.region.as_ref().is_none_or(|own| own == region) && row.category.as_ref().is_none_or(|own| own == category);
        self.rows.iter().rfind(applies).map_or(Injection { factor: 1.0, sensitivity: 1.0 }, |row| row.injection)
    }
}

impl Row {
    fn parse(line: &str) -> Result<Self, &'static str> {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let [region, category, factor, sensitivity] = cells[..] else { return Err("four cells") };
        let factor: f64 = factor.parse().ok().filter(|factor| *factor > 0.0).ok_or("a factor above 0")?;
        let sensitivity: f64 = sensitivity.parse().ok().filter(|value| (0.0..=1.0).contains(value)).ok_or("a sensitivity within [0, 1]")?;
        let named = |cell: &str| (cell != "*").then(|| cell.to_owned());
        Ok(Self {
            region: named(region).map(RegionCode::new),
            category: named(category).map(CategoryCode::new),
            injection: Injection { factor, sensitivity },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(factors: &Factors, region: &str, category: &str) -> (f64, f64) {
        let injection = factors.of(&RegionCode::new(region), &CategoryCode::new(category));
        (injection.factor, injection.sensitivity)
    }

    #[test]
    fn later_rows_outrank_earlier_ones() {
        let factors = Factors::parse("factors.csv", DEFAULT_FACTORS).expect("the table of the demonstration");
        assert_eq!(of(&factors, "FRA", "4"), (1.0, 0.9));
        assert_eq!(of(&factors, "RUS", "4"), (1.0, 0.2));
        assert_eq!(of(&factors, "RUS", "1"), (1.8, 0.2));
    }

    #[test]
    fn a_wrong_cell_is_named() {
        let error = |row: &str| Factors::parse("f.csv", &format!("# a comment\n{HEADER}\n{row}\n")).unwrap_err().to_string();
        assert_eq!(error("USA,1,0,0.5"), "f.csv:3: found `USA,1,0,0.5`, expected a factor above 0");
        assert_eq!(error("USA,1,2,1.5"), "f.csv:3: found `USA,1,2,1.5`, expected a sensitivity within [0, 1]");
        assert_eq!(error("USA,1,2"), "f.csv:3: found `USA,1,2`, expected four cells");
        assert_eq!(
            Factors::parse("f.csv", "").unwrap_err().to_string(),
            "f.csv:1: found ``, expected the header `region,category,factor,sensitivity`"
        );
    }
}
