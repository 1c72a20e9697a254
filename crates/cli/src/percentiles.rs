//! From percentiles of cells to the standard deviation of a total on either side.

use fluxledger_core::aggregate::{LayerTotals, RegionTotal};
use fluxledger_core::reconcile::{Deviation, DeviationBracket, ProductTotal, TotalUncertainty};
use fluxledger_core::{Mass, Role, Warning};
use std::collections::BTreeSet;

/// By which share the sum of the sides of cells may fall below the root of their squares by rounding alone, as where one cell is all.
const ROUNDING: f64 = 1e-9;

/// What one standard deviation of cells on either side allows of that of their total.
///
/// Percentiles of cells add up to a percentile of the total only where all cells err as one; of independent errors the squares of the sides add up. A side is
/// counted from the estimate, so that a cell whose estimate lies beyond its own percentile takes away from the sum. None where a side of the total is not above
/// zero, or is below that of independent cells: the estimate of the total or of too many cells lies beyond the percentiles then, and cells that err as one would
/// seem to err less than independent ones.
#[must_use]
pub fn bracket(below: &RegionTotal, above: &RegionTotal) -> Option<TotalUncertainty> {
    let sides = |of: fn(&RegionTotal) -> Mass| Deviation { down: of(below), up: of(above) };
    let is_a_width = |row: &RegionTotal| row.mass > Mass::ZERO && row.mass.as_kg() >= (1.0 - ROUNDING) * row.quadrature.as_kg();
    (is_a_width(below) && is_a_width(above)).then(|| {
        TotalUncertainty::Percentiles(DeviationBracket { uncorrelated: sides(|row| row.quadrature), correlated: sides(|row| row.mass) })
    })
}

/// Says which totals have no standard deviation though their layer has percentiles.
#[must_use]
pub fn warning(product: &str, layers: &[&LayerTotals], totals: &[ProductTotal]) -> Option<Warning> {
    let is_percentile = |layer: &&&LayerTotals| matches!(layer.meaning.role, Role::DeviationBelow | Role::DeviationAbove);
    let categories: Vec<_> = layers.iter().filter(is_percentile).map(|layer| &layer.meaning.category).collect();
    let without = totals.iter().filter(|total| total.uncertainty.is_none() && categories.contains(&&total.category));
    let listed: BTreeSet<String> = without.map(|total| format!("{} {}", total.region, total.span)).collect();
    let message = "no standard deviation follows from the percentiles, which lack a side, a period or all cells there, or between which the estimate of the total or \
                   of too many cells does not lie";
    let listed = listed.into_iter().collect::<Vec<_>>().join(", ");
    (!listed.is_empty()).then(|| Warning::new(product, format!("{message}: {listed}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::aggregate::RowKind;
    use fluxledger_core::{Area, RegionCode};

    /// The sums of a side over cells of so many kt each.
    fn side(cells: &[f64]) -> RegionTotal {
        let area = Area::from_m2(1.0);
        RegionTotal {
            kind: RowKind::Region,
            code: RegionCode::new("A"),
            name: "a".into(),
            mass: Mass::from_kg(1e6 * cells.iter().sum::<f64>()),
            quadrature: Mass::from_kg(1e6 * cells.iter().map(|cell| cell * cell).sum::<f64>().sqrt()),
            region_area: area,
            gridded_area: area,
            observed_area: area,
        }
    }

    /// Cells of +5 and −4 kt: 1 kt if they err as one, √41 = 6.4 kt if independent. Of +5 and −1 it is 4 and √26 = 5.1; of +5, +4 and −1 it is 8 and √42 = 6.5.
    #[test]
    fn cells_that_err_as_one_never_err_less_than_independent_ones() {
        let (whole, crossed) = (side(&[5.0, 4.0]), side(&[5.0, -4.0]));
        assert_eq!((bracket(&whole, &crossed), bracket(&crossed, &whole), bracket(&side(&[5.0, -1.0]), &whole)), (None, None, None));
        let known = bracket(&side(&[5.0, 4.0, -1.0]), &whole).expect("both sides are wide enough").bracket();
        assert_eq!((known.correlated.down.as_kg(), known.uncorrelated.down.as_kg()), (8e6, 1e6 * 42.0_f64.sqrt()));
    }

    #[test]
    fn a_single_cell_keeps_its_deviation_whatever_the_rounding() {
        let [one, mut rounded] = [side(&[0.1]), side(&[0.1])];
        rounded.quadrature = Mass::from_kg(rounded.mass.as_kg() * (1.0 + 4.0 * f64::EPSILON));
        assert!(bracket(&one, &rounded).is_some());
    }
}
