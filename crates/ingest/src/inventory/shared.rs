//! What all records of an inventory share, and what no two of them may.

use super::error::InventoryError;
use fluxledger_core::{Record, Warning};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;

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

/// Each record whose party, category, gas and year an earlier one has, behind that earlier one.
pub(super) fn duplicates(records: &[Record]) -> Vec<(&Record, &Record)> {
    let mut first_records = HashMap::with_capacity(records.len());
    let mut duplicates = Vec::new();
    for record in records {
        let key = (&record.party, &record.category, record.gas, record.year);
        let first = *first_records.entry(key).or_insert(record);
        if !std::ptr::eq(first, record) {
            duplicates.push((first, record));
        }
    }
    duplicates
}

/// Refuses two figures of one party, category, gas and year.
///
/// # Errors
/// [`InventoryError::Repeated`] with the first two.
pub(super) fn refuse_repeated(records: &[Record]) -> Result<(), InventoryError> {
    let Some((first, second)) = duplicates(records).first().copied() else { return Ok(()) };
    Err(InventoryError::Repeated { key: key_text(first), first: first.place.clone(), second: second.place.clone() })
}

/// The key of a record for people: `DEU, IPCC2006 4, CH4, 2014`.
pub(super) fn key_text(record: &Record) -> String {
    let Record { party, category, gas, year, .. } = record;
    format!("{party}, {category}, {gas}, {year}")
}
