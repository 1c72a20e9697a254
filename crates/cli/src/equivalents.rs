//! The comparisons in equivalents of carbon dioxide, under the one set that the run file names.

use crate::plan::{Plan, PlannedInventory};
use crate::report::tables::subject;
use crate::report::{ReportTable, Section};
use crate::run_file::EquivalentsChoice;
use crate::table::{Column, Table};
use fluxledger_core::co2_equivalent::{Co2Equivalent, MethaneOrigin, Potential};
use fluxledger_core::equivalents::GwpSet;
use fluxledger_core::reconcile::{Comparison, Estimate, Reconciliation};
use fluxledger_core::{Gas, Mass, Warning};
use fluxledger_ingest::gwp::{gwp_sets, methane_origin};

const SECTION: Section = Section {
    heading: "CO₂ equivalents",
    note: "The masses above times the warming potential over 100 years, under the one set that the run file names. z, p and verdicts are those of the masses. Nothing is compared across sets: beside an inventory that states another one, in which the gas has another potential, nothing stands here. By origin, methane has an equivalent only where all of a category is fossil, or none of it.",
    empty: "",
};

/// A comparison in equivalents.
struct Row<'a> {
    comparison: &'a Comparison,
    origin: Option<MethaneOrigin>,
    potential: Option<Potential>,
    product: Option<Co2Equivalent>,
    inventory: Option<Co2Equivalent>,
    why_not: Option<String>,
}

/// The table, where the run file asks for it.
#[must_use]
pub fn section(plan: &Plan, reconciliation: &Reconciliation) -> Option<ReportTable> {
    let choice = plan.run.equivalents.as_ref()?;
    let set = gwp_sets().iter().find(|set| set.name == choice.gwp_set)?;
    let rows: Vec<Row<'_>> =
        reconciliation.comparisons.iter().filter(|row| row.verdict.is_comparable()).map(|row| of_row(plan, choice, set, row)).collect();
    Some(ReportTable::in_section(table(&rows), SECTION))
}

fn of_row<'a>(plan: &Plan, choice: &EquivalentsChoice, set: &GwpSet, comparison: &'a Comparison) -> Row<'a> {
    let is_split = choice.by_origin && comparison.gas == Gas::Ch4;
    let origin = if is_split { methane_origin(&comparison.categories, &plan.tree) } else { None };
    let potential = if is_split && origin.is_none() { None } else { Potential::of(comparison.gas, origin, set) };
    let other = plan
        .inventories
        .iter()
        .find(|planned| planned.inventory.name == comparison.inventory)
        .and_then(|planned| other_set(planned, choice, comparison.gas));
    let equivalent = |mass: Mass| potential.as_ref().map(|potential| potential.equivalent(mass));
    let why_not = match (&other, &potential) {
        (Some(other), _) => Some(format!("the inventory states its equivalents under {other}")),
        (None, None) if is_split => Some("fossil and other methane are mixed in it".to_owned()),
        (None, None) => Some(format!("{} has no potential of the gas", set.name)),
        (None, Some(_)) => None,
    };
    Row {
        origin,
        product: equivalent(comparison.product_estimate.mass),
        inventory: comparison.inventory_estimate.filter(|_| other.is_none()).and_then(|estimate: Estimate| equivalent(estimate.mass)),
        potential,
        why_not,
        comparison,
    }
}

/// The set that an inventory states, where it is another one than the run's in which the gas has another potential.
fn other_set<'p>(planned: &'p PlannedInventory, choice: &EquivalentsChoice, gas: Gas) -> Option<&'p str> {
    planned.inventory.gwp_set.as_deref().filter(|stated| !gives_the_same(stated, &choice.gwp_set, gas))
}

/// Whether two names mean the same set, or two sets in which a gas has the same potential.
fn gives_the_same(stated: &str, asked: &str, gas: Gas) -> bool {
    let origins = [None, Some(MethaneOrigin::Fossil), Some(MethaneOrigin::NonFossil)];
    let factors = |set: &GwpSet| origins.map(|origin| Potential::of(gas, origin, set).map(|potential| potential.factor));
    match [stated, asked].map(set_in) {
        [Some(stated), Some(asked)] => stated.name == asked.name || factors(stated) == factors(asked),
        _ => stated == asked,
    }
}

/// The set whose name is a word of a text, as in `IPCC AR5`; none where there are several.
fn set_in(text: &str) -> Option<&'static GwpSet> {
    let has_word = |name: &str| text.split(|character: char| !character.is_alphanumeric()).any(|word| word == name);
    let mut named = gwp_sets().iter().filter(|set| has_word(&set.name));
    let first = named.next()?;
    named.next().is_none().then_some(first)
}

/// Inventories beside which no equivalents stand.
#[must_use]
pub fn refusals(plan: &Plan) -> Vec<Warning> {
    let Some(choice) = &plan.run.equivalents else { return Vec::new() };
    let refused =
        plan.inventories.iter().filter_map(|planned| Some((&planned.inventory.name, other_set(planned, choice, plan.run.gas.value)?)));
    let message = |stated: &str| {
        format!("states its equivalents under {stated}, the run asks for {}: no equivalents stand beside it", choice.gwp_set)
    };
    refused.map(|(name, stated)| Warning::new(name, message(stated))).collect()
}

fn table(rows: &[Row<'_>]) -> Table {
    let kilotonnes = |equivalent: &Option<Co2Equivalent>| Some(equivalent.as_ref()?.mass().as_kilotonnes());
    // Of one set by construction, so that the difference is there where both are.
    let difference = |row: &Row<'_>| Some(row.product.as_ref()?.minus(row.inventory.as_ref()?).ok()?.mass().as_kilotonnes());
    let mut columns = subject(rows, |row| row.comparison);
    columns.extend([
        Column::text("gas", "Gas", rows, |row| Some(row.comparison.gas.code())),
        Column::text("gwp_set", "GWP set", rows, |row| row.potential.as_ref().map(|potential| potential.set.clone())),
        Column::text("origin", "Origin of methane", rows, |row| row.origin.map(MethaneOrigin::name)),
        Column::number("potential", "Potential", rows, |row| row.potential.as_ref().map(|potential| potential.factor)),
        Column::number("product_kt_co2eq", "Product (kt CO₂eq)", rows, |row| kilotonnes(&row.product)),
        Column::number("inventory_kt_co2eq", "Inventory (kt CO₂eq)", rows, |row| kilotonnes(&row.inventory)),
        Column::number("difference_kt_co2eq", "Difference (kt CO₂eq)", rows, difference),
        Column::text("verdict", "Verdict", rows, |row| Some(row.comparison.verdict.name())),
        Column::text("why_not", "Why there is none", rows, |row| row.why_not.clone()),
    ]);
    Table { name: "co2-equivalents", title: "The comparisons in CO₂ equivalents".into(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CO2 is 1 in every set; CH4 is 25 in AR4 and 28 in AR5.
    #[test]
    fn a_set_is_another_one_where_the_gas_has_another_potential() {
        let same = |stated, gas| gives_the_same(stated, "AR5", gas);
        assert!(same("AR5", Gas::Ch4) && same("IPCC AR5", Gas::Ch4) && same("GWP-100 (AR5)", Gas::Ch4));
        assert!(same("AR4", Gas::Co2) && !same("AR4", Gas::Ch4));
        let unclear = ["AR4 and AR5", "AR50", "own"];
        assert!(unclear.into_iter().all(|stated| !same(stated, Gas::Co2) && !same(stated, Gas::Ch4)));
    }
}
