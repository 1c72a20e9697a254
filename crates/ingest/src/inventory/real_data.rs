//! The exports as the UNFCCC data interface wrote them; skipped where they are absent.

use super::{Inventory, InventoryOptions, Warned, read};
use fluxledger_core::{Category, Record};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn data_directory() -> PathBuf {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    std::env::var_os("FLUXLEDGER_DATA").map_or_else(default, PathBuf::from)
}

/// The export of a gas, or none with a word on it.
fn export(gas: &str) -> Option<Warned<Inventory>> {
    let path = data_directory().join(format!("unfccc_annex1/{gas}_Annual_Net_emissions_removals_in_kt.csv"));
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(read(&path, &InventoryOptions { name: gas.to_owned(), ..InventoryOptions::default() }).expect("a readable export"))
}

/// Records, records with a mass, distinct sets of notation keys, unknown labels, parties.
fn counts(inventory: &Warned<Inventory>) -> [usize; 5] {
    let records = &inventory.value.records;
    let masses = records.iter().filter(|record| record.reported.mass.is_some()).count();
    let key_sets: BTreeSet<_> = records.iter().map(|record| &record.reported.keys).filter(|keys| !keys.is_empty()).collect();
    let unknown = inventory.warnings.iter().filter(|warning| warning.message.contains("is no known category")).count();
    let parties: BTreeSet<_> = records.iter().map(|record| &record.party).collect();
    [records.len(), masses, key_sets.len(), unknown, parties.len()]
}

#[test]
fn three_exports_count() {
    for gas in ["CH4", "CO2", "N2O"] {
        let Some(inventory) = export(gas) else { continue };
        println!("{gas} {:?} {:#?} {}", counts(&inventory), inventory.warnings, inventory.value.source);
    }
}

fn kilotonnes(inventory: &Inventory, party: &str, code: &str, year: i32) -> Option<f64> {
    let category = Category::new("CRF", code);
    let is_it = |record: &&Record| record.party.as_str() == party && record.category == category && record.year == year;
    inventory.records.iter().find(is_it)?.reported.mass.map(fluxledger_core::Mass::as_kilotonnes)
}
