//! Global warming potentials: `data/gwp/gwp100.csv`.
//!
//! They serve the check of figures in CO₂ equivalents alone ([`fluxledger_core::equivalents`]), under the set that a table itself states.

use crate::category::{CategoryError, Table};
use fluxledger_core::equivalents::GwpSet;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The sets of the table, in the order of their reports.
const SETS: [&str; 4] = ["SAR", "AR4", "AR5", "AR6"];

static GWP_SETS: LazyLock<Vec<GwpSet>> =
    LazyLock::new(|| from_text("gwp100.csv", include_str!("../../../data/gwp/gwp100.csv")).expect("the embedded potentials are numbers"));

/// The potentials over 100 years of each assessment report.
#[must_use]
pub fn gwp_sets() -> &'static [GwpSet] {
    &GWP_SETS
}

fn from_text(file: &str, text: &str) -> Result<Vec<GwpSet>, CategoryError> {
    let table = Table::new(file, text);
    std::iter::once("substance").chain(SETS).try_for_each(|column| table.require(column))?;
    SETS.into_iter().map(|name| Ok(GwpSet { name: name.to_owned(), potentials: potentials(&table, name)? })).collect()
}

fn potentials(table: &Table<'_>, set: &'static str) -> Result<BTreeMap<String, f64>, CategoryError> {
    let filled = table.rows.iter().filter(|row| !table.cell(row, set).is_empty());
    let potential = filled.map(|row| {
        let text = table.cell(row, set);
        let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
        let number = number.ok_or_else(|| table.wrong_cell(row, set, text, "a number above zero, or nothing"))?;
        Ok((table.cell(row, "substance").to_owned(), number))
    });
    potential.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn potential(set: &str, substance: &str) -> Option<f64> {
        gwp_sets().iter().find(|known| known.name == set)?.potentials.get(substance).copied()
    }

    /// Values as the reports print them: decision 24/CP.19, annex III (AR4), Table 8.A.1 (AR5), Table 7.SM.7 (AR6).
    #[test]
    fn potentials_are_those_of_the_reports() {
        let methane = ["SAR", "AR4", "AR5", "AR6"].map(|set| potential(set, "CH4"));
        assert_eq!(methane, [Some(21.0), Some(25.0), Some(28.0), Some(27.9)]);
        let others = [("AR4", "N2O"), ("AR5", "N2O"), ("AR4", "SF6"), ("AR5", "SF6"), ("AR4", "HFC-134a"), ("AR4", "NF3"), ("SAR", "NF3")];
        assert_eq!(
            others.map(|(set, substance)| potential(set, substance)),
            [Some(298.0), Some(265.0), Some(22800.0), Some(23500.0), Some(1430.0), Some(17200.0), None]
        );
        assert!(gwp_sets().iter().all(|set| set.potentials["CO2"].to_bits() == 1_f64.to_bits()));
    }

    #[test]
    fn a_cell_that_is_no_potential_is_named() {
        let refused = from_text("own.csv", "substance,SAR,AR4,AR5,AR6\nCH4,21,25,28,-1\n").unwrap_err().to_string();
        assert_eq!(refused, "own.csv, line 2: `AR6` is `-1`, expected a number above zero, or nothing");
    }
}
