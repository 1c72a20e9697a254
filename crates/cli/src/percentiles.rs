//! From percentiles of cells to the standard deviation of a total on either side.

use fluxledger_core::aggregate::{LayerTotals, RegionTotal};
use fluxledger_core::reconcile::{Deviation, DeviationBracket, ProductTotal, TotalUncertainty};
use fluxledger_core::{Mass, Role, Warning};
use std::collections::BTreeSet;

/// What one standard deviation of cells on either side allows of that of their total.
///
/// Percentiles of cells add up to a percentile of the total only where all cells err as one; of independent errors the squares of the sides add up. A side is
/// counted from the estimate, so that a cell whose estimate lies beyond its own percentile takes away from the sum. None where a side of the total is not above
/// zero: its estimate lies beyond its percentiles then, and they tell no width.
#[must_use]
pub fn bracket(below: &RegionTotal, above: &RegionTotal) -> Option<TotalUncertainty> {
    let sides = |of: fn(&RegionTotal) -> Mass| Deviation { down: of(below), up: of(above) };
    let is_a_width = |row: &RegionTotal| row.mass > Mass::ZERO;
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
    let message = "no standard deviation follows from the percentiles, which lack a side, a period or all cells there, or between which the estimate does not lie";
    let listed = listed.into_iter().collect::<Vec<_>>().join(", ");
    (!listed.is_empty()).then(|| Warning::new(product, format!("{message}: {listed}")))
}
