//! What must be said of a run beside its findings.

use super::RunTotals;
use super::sides::product_sides;
use crate::ledger;
use crate::plan::{Plan, PlannedInventory};
use crate::report::number::decimal;
use fluxledger_core::rebuild::{RebuiltSum, rebuild};
use fluxledger_core::reconcile::{Prior, Reconciliation, SpanLeftOut};
use fluxledger_core::{Categorization, Gas, Inventory, Mass, ProductKind, Record, RegionCode, Warning};
use fluxledger_ingest::category::tree_of;
use fluxledger_ingest::inventory::party_groups;
use std::collections::{BTreeMap, BTreeSet};

/// How many sums that their parts contradict a warning names.
const SUMS_NAMED: usize = 3;

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

/// Sums compared that are not what their parts add up to, though nothing in their table says why.
pub(super) fn contradicted_sums(plan: &Plan, reconciliation: &Reconciliation) -> Vec<Warning> {
    let of_inventory = |planned: &PlannedInventory| {
        let inventory = &planned.inventory;
        let comparisons = reconciliation.comparisons.iter().filter(|row| row.inventory == inventory.name);
        let places = comparisons.flat_map(|row| &row.records).map(String::as_str).collect();
        let sums = unexplained(&compared_years(inventory, plan.run.gas.value, &places));
        let compared: Vec<String> = sums.iter().filter(|sum| places.contains(sum.place.as_str())).map(in_words).collect();
        (!compared.is_empty()).then(|| Warning::new(&inventory.name, contradiction(&compared)))
    };
    plan.inventories.iter().filter_map(of_inventory).collect()
}

/// The records of a gas in the years of which some stand at one of the places.
fn compared_years(inventory: &Inventory, gas: Gas, places: &BTreeSet<&str>) -> Vec<Record> {
    let of_gas = || inventory.records.iter().filter(|record| record.gas == gas);
    let years: BTreeSet<i32> = of_gas().filter(|record| places.contains(record.place.as_str())).map(|record| record.year).collect();
    of_gas().filter(|record| years.contains(&record.year)).cloned().collect()
}

fn unexplained(records: &[Record]) -> Vec<RebuiltSum> {
    let categorizations: BTreeSet<&Categorization> = records.iter().map(|record| &record.category.categorization).collect();
    let trees = categorizations.into_iter().filter_map(tree_of);
    trees.flat_map(|tree| rebuild(tree, records, &[], &party_groups())).filter(|sum| sum.agreement.is_unexplained()).collect()
}

fn in_words(sum: &RebuiltSum) -> String {
    let kilotonnes = |mass: Option<Mass>| decimal(mass.unwrap_or_default().as_kilotonnes(), 6);
    format!(
        "{} of {} in {} is {} kt and its parts are {} kt ({})",
        sum.category,
        sum.party,
        sum.year,
        kilotonnes(sum.stated.mass),
        kilotonnes(sum.parts),
        sum.place
    )
}

/// The first sums by name and the number of the rest.
fn contradiction(sums: &[String]) -> String {
    let named = sums.iter().take(SUMS_NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    let more = if sums.len() > SUMS_NAMED { format!("; and {} more", sums.len() - SUMS_NAMED) } else { String::new() };
    format!(
        "sums are compared as the table states them, though their parts make other numbers and nothing in it says why: {named}{more}; \
         `fluxledger inventory FILE --check` says more"
    )
}
