//! The terms of the ledger of scope: `data/scope/terms.csv`.

use crate::category::{CategoryError, Table};
use fluxledger_core::Gas;
use fluxledger_core::ledger::{Factor, ScopeTerm};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static TERMS: LazyLock<Vec<ScopeTerm>> =
    LazyLock::new(|| from_text("terms.csv", include_str!("../../../data/scope/terms.csv")).expect("the embedded terms are a table"));

/// The terms that a ledger of scope may have lines about, in the order of their table.
#[must_use]
pub fn terms() -> &'static [ScopeTerm] {
    &TERMS
}

fn from_text(file: &str, text: &str) -> Result<Vec<ScopeTerm>, CategoryError> {
    let table = Table::new(file, text);
    ["code", "name", "parts", "factor", "natural", "needed"].into_iter().try_for_each(|column| table.require(column))?;
    let single: BTreeSet<&str> =
        table.rows.iter().filter(|row| table.cell(row, "parts").is_empty()).map(|row| table.cell(row, "code")).collect();
    let term = |row| {
        let (code, factor) = (table.cell(row, "code"), table.cell(row, "factor"));
        let parts: BTreeSet<String> = table.cell(row, "parts").split_whitespace().map(str::to_owned).collect();
        if let Some(part) = parts.iter().find(|part| !single.contains(part.as_str())) {
            return Err(table.wrong_cell(row, "parts", part, "codes of terms that are one flux"));
        }
        let known = Factor::ALL.into_iter().find(|known| known.code() == factor);
        let needed = table.cell(row, "needed").split_whitespace().map(|gas| gas.parse::<Gas>());
        Ok(ScopeTerm {
            code: code.to_owned(),
            name: table.cell(row, "name").to_owned(),
            fluxes: if parts.is_empty() { BTreeSet::from([code.to_owned()]) } else { parts },
            factor: known.ok_or_else(|| table.wrong_cell(row, "factor", factor, "a factor of the bridge"))?,
            is_natural: table.cell(row, "natural") == "yes",
            needed: needed
                .collect::<Result<_, _>>()
                .map_err(|_| table.wrong_cell(row, "needed", table.cell(row, "needed"), "some of CH4, CO2, N2O, set apart by blanks"))?,
        })
    };
    table.rows.iter().map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_single_fluxes_or_made_of_them_and_their_codes_differ() {
        let codes: BTreeSet<&str> = terms().iter().map(|term| term.code.as_str()).collect();
        assert_eq!(codes.len(), terms().len());
        let fluxes =
            |code: &str| terms().iter().find(|term| term.code == code).unwrap().fluxes.iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(fluxes("natural-freshwater"), ["inland-waters", "wetlands"]);
        assert_eq!(fluxes("bunkers"), ["bunkers"]);
        assert_eq!(fluxes("lateral"), ["crop-trade", "rivers", "wood-trade"]);
    }

    /// Saunois et al. 2025 for methane, the global N₂O budget for nitrous oxide, Deng et al. 2022 for carbon.
    #[test]
    fn what_a_total_of_all_fluxes_needs_is_stated_for_each_gas() {
        let needed = |gas| terms().iter().filter(|term| term.needed.contains(&gas)).map(|term| term.code.as_str()).collect::<Vec<_>>();
        assert_eq!(needed(Gas::Ch4), ["wetlands", "inland-waters", "geological", "termites", "wildfire", "soil-sink"]);
        assert_eq!(needed(Gas::N2o), ["inland-waters", "wildfire", "natural-soils", "lightning"]);
        assert_eq!(needed(Gas::Co2), ["rivers", "crop-trade", "wood-trade", "unmanaged-land"]);
    }

    #[test]
    fn a_row_that_names_no_flux_or_factor_is_refused_by_its_line() {
        let head = "code,name,parts,factor,natural,needed\n";
        let refused = |row: &str| from_text("own.csv", &format!("{head}{row}")).unwrap_err().to_string();
        assert_eq!(refused("a,A,b,natural,,\n"), "own.csv, line 2: `parts` is `b`, expected codes of terms that are one flux");
        assert_eq!(refused("a,A,,nature,,\n"), "own.csv, line 2: `factor` is `nature`, expected a factor of the bridge");
    }
}
