//! What all records of an inventory share, and what no two of them may.

use super::error::InventoryError;
use fluxledger_core::{Category, Gas, Inventory, OtherMeasure, OtherRecord, Record, RegionCode, Warning};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::hash::Hash;

/// The one value that all agree on; where they differ, or only some have one, there is none, with a warning.
pub(super) fn agreed<T: Ord + Display>(
    what: &str,
    place: &str,
    values: impl IntoIterator<Item = Option<T>>,
    warnings: &mut Vec<Warning>,
) -> Option<T> {
    let mut distinct: BTreeSet<Option<T>> = values.into_iter().collect();
    if distinct.len() > 1 {
        let name = |value: &Option<T>| value.as_ref().map_or_else(|| "none".to_owned(), |value| format!("`{value}`"));
        let found = distinct.iter().map(name).collect::<Vec<_>>().join(", ");
        warnings.push(Warning::new(place, format!("more than one {what}: {found}; the inventory as a whole is given none")));
        return None;
    }
    distinct.pop_first().flatten()
}

/// All distinct texts in alphabetical order.
pub(super) fn joined(texts: impl IntoIterator<Item = Option<String>>) -> String {
    let distinct: BTreeSet<String> = texts.into_iter().flatten().collect();
    distinct.into_iter().collect::<Vec<_>>().join("; ")
}

/// What tells a record from all others of an inventory.
pub(super) fn key(record: &Record) -> (&RegionCode, &Category, Gas, i32) {
    (&record.party, &record.category, record.gas, record.year)
}

/// Each figure whose key an earlier one has, behind that earlier one.
pub(super) fn duplicates<'a, F, K: Hash + Eq>(figures: &'a [F], key: impl Fn(&'a F) -> K) -> Vec<(&'a F, &'a F)> {
    let mut first_figures = HashMap::with_capacity(figures.len());
    let mut duplicates = Vec::new();
    for figure in figures {
        let first = *first_figures.entry(key(figure)).or_insert(figure);
        if !std::ptr::eq(first, figure) {
            duplicates.push((first, figure));
        }
    }
    duplicates
}

/// What tells a figure of another substance from all others of an inventory.
pub(super) fn other_key(other: &OtherRecord) -> (&RegionCode, &Category, &str, &OtherMeasure, i32) {
    (&other.party, &other.category, &other.substance, &other.measure, other.year)
}

/// Refuses two figures of one party, category, gas and year; those of other substances also have one measure.
///
/// # Errors
/// [`InventoryError::Repeated`] with the first two.
pub fn refuse_repeated(inventory: &Inventory) -> Result<(), InventoryError> {
    if let Some((first, second)) = duplicates(&inventory.records, key).first() {
        return Err(repeated(key_text(first), &first.place, &second.place));
    }
    match duplicates(&inventory.others, other_key).first() {
        Some((first, second)) => Err(repeated(other_key_text(first), &first.place, &second.place)),
        None => Ok(()),
    }
}

fn repeated(key: String, first: &str, second: &str) -> InventoryError {
    InventoryError::Repeated { key, first: first.to_owned(), second: second.to_owned() }
}

/// The key of a record for people: `DEU, IPCC2006 4, CH4, 2014`.
pub(super) fn key_text(record: &Record) -> String {
    let Record { party, category, gas, year, .. } = record;
    format!("{party}, {category}, {gas}, {year}")
}

/// The key of a figure of another substance for people: `DEU, IPCC2006 2, HFCs, 2014`.
pub(super) fn other_key_text(OtherRecord { party, category, substance, year, .. }: &OtherRecord) -> String {
    format!("{party}, {category}, {substance}, {year}")
}
