//! Totals below zero: carried as they are, and said.

use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::reconcile::{ProductTotal, TotalUncertainty};
use fluxledger_core::{Gas, Role, Warning};
use std::collections::{BTreeMap, BTreeSet};

/// What is said of emissions below zero, of gases of which land takes up next to nothing.
///
/// An inversion with normal errors gives such values where it knows little. Clipping them would raise every total that they are part of.
#[must_use]
pub fn warnings(product: &str, layers: &[&LayerTotals], totals: &[ProductTotal]) -> Vec<Warning> {
    if layers.iter().any(|layer| layer.meaning.gas == Gas::Co2) {
        return Vec::new();
    }
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    for layer in layers.iter().filter(|layer| layer.meaning.role == Role::Emission) {
        let most = shares.entry(&layer.meaning.name).or_default();
        *most = most.max(share_below_zero(layer));
    }
    let cells = shares.into_iter().filter_map(|(layer, share)| in_cells(product, layer, share));
    let of_totals: BTreeSet<String> = totals.iter().filter_map(below_zero).collect();
    let listed = of_totals.into_iter().collect::<Vec<_>>().join("; ");
    let of_totals =
        (!listed.is_empty()).then(|| Warning::new(product, format!("totals below zero are carried as they are, not clipped: {listed}")));
    cells.chain(of_totals).collect()
}

/// The share of a layer's gross mass that lies in cells below zero: (Σ|m| − Σm) / 2 Σ|m|.
fn share_below_zero(layer: &LayerTotals) -> f64 {
    let gross = layer.balance.gross_mass.as_kg();
    let net = layer.grid().map_or(gross, |row| row.mass.as_kg());
    if gross > 0.0 { (gross - net) / 2.0 / gross } else { 0.0 }
}

fn in_cells(product: &str, layer: &str, share: f64) -> Option<Warning> {
    let percent = 100.0 * share;
    let most = if percent < 0.01 { "less than 0.01".to_owned() } else { format!("up to {percent:.2}") };
    let message = format!("{most} % of the gross mass of a step lies in cells below zero, which are carried as they are, not clipped");
    // Rounding of sums is no cell.
    (share > 1e-9).then(|| Warning::new(format!("{product}, layer `{layer}`"), message))
}

fn below_zero(total: &ProductTotal) -> Option<String> {
    let place = || format!("{}, `{}`, {}", total.region_name, total.layer, total.span);
    match &total.uncertainty {
        Some(TotalUncertainty::Members(members)) if members.negative() > 0 => {
            Some(format!("{}: {} of {} members", place(), members.negative(), members.masses.len()))
        }
        _ => (total.mass.as_kg() < 0.0).then(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_share_is_not_called_none() {
        let message = |share| in_cells("P", "posterior", share).map(|warning| warning.to_string());
        assert!(message(2e-6).is_some_and(|text| text.contains("less than 0.01 % of the gross mass")));
        assert!(message(0.0909).is_some_and(|text| text.contains("up to 9.09 % of the gross mass")));
        assert_eq!(message(1e-12), None);
    }
}
