//! The total without land use of a table that has it in CO₂ equivalents only: the total with land use less land use, both in mass, wherever the
//! table's own equivalents say the same.
//!
//! Figures of the table have six digits. A difference that the equivalents do not bear out to 2 in 100 000 is left out.

use super::cell;
use super::table::TextTable;
use fluxledger_core::Gas;

/// Digits that the table keeps, as a relative deviation of a sum of three figures.
const ROUNDING: f64 = 2e-5;

/// GWP of 100 years of the Second Assessment Report, by which these Parties report (decision 17/CP.8, annex, paragraph 20; IPCC 1996, WG I, Table 4).
const fn global_warming_potential(gas: Gas) -> Option<f64> {
    match gas {
        Gas::Co2 => Some(1.0),
        Gas::Ch4 => Some(21.0),
        Gas::N2o => Some(310.0),
        // The table has no totals of single fluorinated gases.
        Gas::Fluorinated(_) => None,
    }
}

/// The rows of one Party and gas.
#[derive(Clone, Copy)]
pub(super) struct TotalRows {
    /// The total with land use, in mass.
    pub(super) with_land_use: usize,
    /// Land use, in mass, where it is reported.
    pub(super) land_use: Option<usize>,
    /// The total without land use, in CO₂ equivalents.
    pub(super) equivalents: usize,
}

/// Whether a sum of figures is another figure of the table, to its digits.
pub(super) fn is_rounded(sum: f64, figure: f64) -> bool {
    (sum - figure).abs() <= ROUNDING * figure.abs()
}

/// What a year comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum NetTotal {
    /// The table has no total without land use.
    Absent,
    /// The total, in the unit of the rows in mass.
    Agreed(f64),
    /// The difference is not what the equivalents say.
    Contradicted,
}

impl TotalRows {
    /// The total without land use in a column of the table.
    pub(super) fn net(self, table: &TextTable, column: usize, gas: Gas) -> NetTotal {
        let figure = |row: usize| cell::number(table.cell(row, column));
        let Some(equivalents) = figure(self.equivalents) else { return NetTotal::Absent };
        let Some(with_land_use) = figure(self.with_land_use) else { return NetTotal::Contradicted };
        let net = with_land_use - self.land_use.and_then(figure).unwrap_or(0.0);
        let Some(potential) = global_warming_potential(gas) else { return NetTotal::Absent };
        let scale = equivalents.abs().max((with_land_use * potential).abs());
        if (net * potential - equivalents).abs() <= ROUNDING * scale { NetTotal::Agreed(net) } else { NetTotal::Contradicted }
    }
}
