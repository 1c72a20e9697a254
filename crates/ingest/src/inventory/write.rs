//! Writing the long table, so that what is written is read again as the same records.

use super::error::InventoryError;
use super::long::column;
use super::table::{self, OutputColumn, TableFormat};
use fluxledger_core::{Inventory, Mass, Record, Share};
use std::io::Write;

/// Writes an inventory as a long table: the columns of [`mod@column`], the figures in kilotonnes, what all records share in each row.
///
/// # Errors
///
/// [`InventoryError::Unwritable`] with what the table engine or the writer says.
pub fn write_long(inventory: &Inventory, format: TableFormat, writer: impl Write) -> Result<(), InventoryError> {
    let columns = record_columns(&inventory.records).into_iter().chain(shared_columns(inventory)).collect();
    table::write(columns, format, writer)
}

fn record_columns(records: &[Record]) -> Vec<OutputColumn> {
    let text = |name, of: fn(&Record) -> String| OutputColumn::Text(name, records.iter().map(of).map(non_empty).collect());
    let number = |name, of: fn(&Record) -> Option<f64>| OutputColumn::Number(name, records.iter().map(of).collect());
    vec![
        text(column::PARTY, |record| record.party.to_string()),
        text(column::CATEGORIZATION, |record| record.category.categorization.to_string()),
        text(column::CATEGORY, |record| record.category.code.to_string()),
        text(column::CATEGORY_NAME, |record| record.category_name.clone()),
        text(column::GAS, |record| record.gas.to_string()),
        OutputColumn::Year(column::YEAR, records.iter().map(|record| Some(record.year)).collect()),
        number(column::VALUE_KT, |record| record.reported.mass.map(kilotonnes)),
        text(column::NOTATION_KEYS, |record| record.reported.keys.to_string()),
        number(column::UNCERTAINTY_LOW, |record| record.uncertainty.map(|uncertainty| percent(uncertainty.low))),
        number(column::UNCERTAINTY_HIGH, |record| record.uncertainty.map(|uncertainty| percent(uncertainty.high))),
    ]
}

fn shared_columns(inventory: &Inventory) -> Vec<OutputColumn> {
    let rows = inventory.records.len();
    let text = |name, value: Option<String>| OutputColumn::Text(name, vec![value; rows]);
    vec![
        text(column::SOURCE, non_empty(inventory.source.clone())),
        OutputColumn::Year(column::SUBMISSION_YEAR, vec![inventory.submission_year; rows]),
        text(column::GWP_SET, inventory.gwp_set.clone()),
        text(column::TERRITORY, inventory.territory.clone()),
        text(column::LICENCE, inventory.licence.clone()),
    ]
}

fn non_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn kilotonnes(mass: Mass) -> f64 {
    shortest_preimage(mass, mass.as_kilotonnes(), Mass::from_kilotonnes)
}

fn percent(share: Share) -> f64 {
    shortest_preimage(share, share.as_percent(), |percent| Share::new(percent / 100.0))
}

/// The number nearest to a guess that is read as the quantity again, the one with the fewest digits where neighbours do so too.
///
/// A scaled number is rounded twice on the way to a table and back; without this, 7 % would be written as 7.000000000000001.
fn shortest_preimage<Q: PartialEq>(quantity: Q, guess: f64, read: impl Fn(f64) -> Q) -> f64 {
    let candidates = [guess, guess.next_down(), guess.next_up()].into_iter();
    candidates.filter(|&candidate| read(candidate) == quantity).min_by_key(|candidate| candidate.to_string().len()).unwrap_or(guess)
}
