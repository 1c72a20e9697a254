//! What must be said of a run beside its findings.

use super::RunTotals;
use super::sides::product_sides;
use crate::ledger;
use crate::plan::{Plan, PlannedInventory};
use fluxledger_core::reconcile::{Prior, Reconciliation, SpanLeftOut};
use fluxledger_core::{ProductKind, RegionCode, Warning};
use std::collections::{BTreeMap, BTreeSet};

/// What must be said of comparisons: lines of the ledger that lack a value or a place, and totals that an ensemble leaves out.
#[must_use]
pub fn warnings_of(plan: &Plan, totals: &RunTotals, reconciliation: &Reconciliation) -> Vec<Warning> {
    let mut warnings = ledger::gaps(&totals.ledger.ledger, reconciliation);
    warnings.extend(ledger::unused(&totals.ledger.ledger, reconciliation));
    warnings.extend(product_sides(plan, &totals.products).warnings);
    warnings
}

/// Inversions of which nobody says whether their prior descends from an inventory compared: their independence is taken for granted.
pub(super) fn priors_unstated(plan: &Plan) -> Vec<Warning> {
    let on_grids = plan.products.iter().map(|product| (&product.name, product.files[0].profile.kind, &product.prior));
    let stated = plan.stated.iter().map(|product| (&product.name, product.kind(), &product.prior));
    let open = on_grids.chain(stated).filter(|(_, kind, prior)| *kind == ProductKind::Inversion && **prior == Prior::Unstated);
    let message = "whether its prior descends from an inventory of this run is not stated, and its independence, which the IPCC asks for, is \
                   taken for granted; `prior_inventory` in its section says it";
    open.map(|(name, ..)| Warning::new(name, message)).collect()
}

/// Parties whose figures stand beside nothing, because no region of the set has their code; only where all regions are compared.
pub(super) fn parties_without_region(plan: &Plan) -> Vec<Warning> {
    let codes: BTreeSet<RegionCode> = plan.regions.codes().into_iter().collect();
    let of_inventory = |planned: &PlannedInventory| {
        let records = planned.inventory.records.iter().filter(|record| record.gas == plan.run.gas.value);
        let left_out: BTreeSet<&str> =
            records.map(|record| &record.party).filter(|party| !codes.contains(party)).map(RegionCode::as_str).collect();
        let message = format!(
            "no region of set `{}` has the code of: {}",
            plan.regions.set.id,
            left_out.iter().copied().collect::<Vec<_>>().join(", ")
        );
        (!left_out.is_empty()).then(|| Warning::new(&planned.inventory.name, message))
    };
    if plan.regions.selected.is_some() { Vec::new() } else { plan.inventories.iter().filter_map(of_inventory).collect() }
}

/// The means and trends that were asked for and could not be made, a warning for each pair of sources.
pub(super) fn spans_left_out(plan: &Plan, reconciliation: &Reconciliation) -> Vec<Warning> {
    let of_groups = if plan.regions.groups.is_empty() { "" } else { ", those of a group over the same members" };
    let too_short = |spans: &[SpanLeftOut], what: &'static str, fewest: &'static str| {
        by_pair(spans, what).into_iter().map(move |((pair, span), subjects)| {
            let why = format!("where fewer than {fewest} of its years can be compared{of_groups}");
            Warning::new(pair, format!("no {span} {why}: {}", subjects.join("; ")))
        })
    };
    let asks = !plan.run.means.is_empty() || !plan.run.trends.is_empty();
    let fixed = plan.inventories.iter().filter(|planned| planned.year.is_some() && asks);
    let of_one_year = fixed.map(|planned| {
        Warning::new(
            &planned.inventory.name,
            "no mean and no trend of years is compared with it, since `inventory_year` names the only year of it to compare",
        )
    });
    let means = too_short(&reconciliation.means_left_out, "mean", "two");
    means.chain(too_short(&reconciliation.trends_left_out, "trend", "three")).chain(of_one_year).collect()
}

fn by_pair(spans: &[SpanLeftOut], what: &str) -> BTreeMap<(String, String), Vec<String>> {
    let mut subjects: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for left_out in spans {
        let pair = format!("{} and {}", left_out.product, left_out.inventory);
        let span = format!("{what} of {}–{}", left_out.asked.start(), left_out.asked.end());
        subjects.entry((pair, span)).or_default().push(format!("{}, {}", left_out.region_name, left_out.category_name));
    }
    subjects
}

/// Groups of which no member has figures on both sides.
pub(super) fn groups_without_comparison(plan: &Plan, reconciliation: &Reconciliation) -> Vec<Warning> {
    let is_compared = |code: &RegionCode| reconciliation.comparisons.iter().any(|row| row.group.is_some() && row.region == *code);
    let groups = plan.regions.groups.iter().filter(|group| !is_compared(&group.code));
    groups
        .map(|group| Warning::new(format!("group {}", group.code), "no member has figures on both sides; the group is not compared"))
        .collect()
}
