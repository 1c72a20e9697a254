//! Whose figures an inventory holds, as the user says it.

use super::Desk;
use crate::position::Located;
use crate::run_file::PartyChoice;
use fluxledger_core::{Inventory, RegionCode};
use fluxledger_ingest::inventory::refuse_repeated;
use std::collections::BTreeSet;

/// The inventory with the Parties that the user names, whose word outranks that of the files; none where two Parties would become one.
pub(super) fn renamed(desk: &mut Desk, inventory: Inventory, choice: Option<&PartyChoice>) -> Option<Inventory> {
    match choice {
        None => Some(inventory),
        Some(PartyChoice::All(code)) => all_of_one(desk, inventory, code),
        Some(PartyChoice::Named(names)) => by_name(desk, inventory, names),
    }
}

/// One code for all figures, which can only be those of one Party.
fn all_of_one(desk: &mut Desk, mut inventory: Inventory, code: &Located<RegionCode>) -> Option<Inventory> {
    let found: BTreeSet<RegionCode> = parties(&mut inventory).map(|party| party.clone()).collect();
    if found.len() > 1 {
        report_several(desk, &inventory.name, &found, code);
        return None;
    }
    parties(&mut inventory).for_each(|party| party.clone_from(&code.value));
    Some(inventory)
}

fn report_several(desk: &mut Desk, inventory: &str, found: &BTreeSet<RegionCode>, code: &Located<RegionCode>) {
    let named = found.iter().take(3).map(|party| format!("`{party}`")).collect::<Vec<_>>().join(", ");
    let more = if found.len() > 3 { " and more" } else { "" };
    let message = format!("inventory `{inventory}` has figures of {} Parties, {named}{more}, expected those of one", found.len());
    let hint = format!("name those that have no code, such as `party = {{ \"Northland\" = \"{}\" }}`, and no others", code.value);
    desk.report(code.position, message, Some(hint));
}

fn by_name(desk: &mut Desk, mut inventory: Inventory, names: &[(String, Located<RegionCode>)]) -> Option<Inventory> {
    let Some((_, first)) = names.first() else { return Some(inventory) };
    for party in parties(&mut inventory) {
        if let Some((_, code)) = names.iter().find(|(name, _)| name == party.as_str()) {
            party.clone_from(&code.value);
        }
    }
    let hint = "two Parties of the table have one code: give each a code of its own";
    desk.keep(first.position, refuse_repeated(&inventory), |_| Some(hint.to_owned()))?;
    Some(inventory)
}

/// Whose each figure and each explanation is.
fn parties(inventory: &mut Inventory) -> impl Iterator<Item = &mut RegionCode> {
    let Inventory { records, others, explanations, .. } = inventory;
    let of_figures = records.iter_mut().map(|record| &mut record.party).chain(others.iter_mut().map(|other| &mut other.party));
    of_figures.chain(explanations.iter_mut().map(|explanation| &mut explanation.party))
}
