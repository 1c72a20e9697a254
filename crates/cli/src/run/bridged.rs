//! The bridges of a run: its products and ensembles as they are compared, and with cells shared out in other ways.

use super::RunTotals;
use super::sides::{product_sides, sides_with};
use super::totalled::Totalled;
use crate::plan::Plan;
use fluxledger_core::reconcile::{BridgedProduct, Bridges, Bridging, CountedGround, ProductSide, ProductTotal, Reconciliation, bridges};
use std::collections::BTreeMap;

/// The bridges of a reconciliation; products that state their totals have one policy of coasts.
pub(super) fn bridged(plan: &Plan, totals: &RunTotals, reconciliation: &Reconciliation) -> Bridges {
    let sides = product_sides(plan, &totals.products).value;
    let by_area = shared_out_by(plan, &totals.products, |totalled| totalled.by_area.as_ref());
    let by_centre = shared_out_by(plan, &totals.products, |totalled| totalled.by_centre.as_ref());
    let bridged = sides.iter().map(|side| {
        let [by_area, by_centre] = [&by_area, &by_centre].map(|way| way.get(&side.name).map(Vec::as_slice));
        BridgedProduct { side, by_area, by_centre }
    });
    let products: Vec<BridgedProduct<'_>> = bridged.collect();
    let grounds: Vec<CountedGround> = plan.grounds.iter().map(|planned| planned.ground.clone()).collect();
    let bridging =
        Bridging { products: &products, ledger: &totals.ledger.ledger, grounds: &grounds, coverage: plan.run.thresholds.coverage };
    bridges(&reconciliation.comparisons, bridging)
}

/// The totals of each product with cells shared out in a way, of an ensemble where every one of its members has them.
fn shared_out_by(
    plan: &Plan,
    products: &[Totalled],
    way: impl Fn(&Totalled) -> Option<&Vec<ProductTotal>>,
) -> BTreeMap<String, Vec<ProductTotal>> {
    let has_them = |name: &String| {
        let place = plan.products.iter().position(|product| product.name == *name);
        place.is_some_and(|place| way(&products[place]).is_some())
    };
    let is_shared_out = |side: &ProductSide<'_>| {
        if side.members.is_empty() { has_them(&side.name) } else { side.members.iter().all(has_them) }
    };
    let sides = sides_with(plan, products, |totalled| way(totalled).cloned().unwrap_or_default()).value;
    sides.into_iter().filter(is_shared_out).map(|side| (side.name, side.totals)).collect()
}
