//! Uncertainties from a table of their own, joined to the records of an inventory.

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::long::column;
use super::party::Parties;
use super::rows::{NamedTable, Row};
use super::table::Content;
use fluxledger_core::{Categorization, CategoryCode, Gas, Inventory, Record, RegionCode, ReportedUncertainty, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

const LOW: &str = "low";
const HIGH: &str = "high";
const BOTH: &str = "uncertainty";

/// One row of a table of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyRow {
    /// The system of categories; without it the code counts in every system.
    pub categorization: Option<Categorization>,
    /// The category's code.
    pub category: CategoryCode,
    /// The gas.
    pub gas: Gas,
    /// The party; without it the row is for every party that has no row of its own.
    pub party: Option<RegionCode>,
    /// Half of the 95 % interval as a share of the value, downwards and upwards.
    pub uncertainty: ReportedUncertainty,
    /// Where the row stands.
    pub place: String,
}

impl UncertaintyRow {
    /// Whether the row, of the record's code and gas, is for its categorization and party too.
    fn is_for(&self, record: &Record) -> bool {
        self.categorization.as_ref().is_none_or(|name| *name == record.category.categorization)
            && self.party.as_ref().is_none_or(|party| *party == record.party)
    }

    fn unused(&self) -> Warning {
        let party = self.party.as_ref().map_or_else(|| "any party".to_owned(), ToString::to_string);
        Warning::new(&self.place, format!("no record takes this uncertainty of category `{}`, {}, {party}", self.category, self.gas))
    }
}

/// A table of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyTable {
    /// Its rows.
    pub rows: Vec<UncertaintyRow>,
}

/// Reads a table of uncertainties, CSV or Parquet: columns `category`, `gas` and either `uncertainty` or `low` and `high`,
/// in per cent of the value (half of the 95 % interval); optional columns `categorization` and `party`.
///
/// # Errors
///
/// [`InventoryError`], with every bad cell of the file in one.
pub fn read_uncertainty(path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
    let mut problems = CellProblems::of(path);
    let cells = Content::open(path)?.to_table(path, &mut problems)?;
    let symmetric = cells.header().iter().any(|name| name == BOTH);
    let required: &[&str] = if symmetric { &[column::CATEGORY, column::GAS, BOTH] } else { &[column::CATEGORY, column::GAS, LOW, HIGH] };
    let table = NamedTable::new(cells, path, required, &[column::CATEGORIZATION, column::PARTY], &mut problems);
    problems.clone().none_or_error()?;
    let mut parties = Parties::default();
    let rows = table.rows().filter_map(|row| uncertainty_row(row, &mut parties, &mut problems)).collect();
    problems.none_or_error()?;
    Ok(Warned::new(UncertaintyTable { rows }, parties.into_warnings()))
}

fn uncertainty_row(row: Row<'_>, parties: &mut Parties, problems: &mut CellProblems) -> Option<UncertaintyRow> {
    let category = problems.keep(row.required(column::CATEGORY));
    let gas = problems.keep(row.gas());
    let uncertainty = problems.keep(uncertainty(row));
    Some(UncertaintyRow {
        categorization: row.optional(column::CATEGORIZATION).map(Categorization::new),
        category: CategoryCode::new(category?),
        gas: gas?,
        party: row.optional(column::PARTY).map(|name| parties.code(name, || row.place())),
        uncertainty: uncertainty?,
        place: row.place(),
    })
}

fn uncertainty(row: Row<'_>) -> Result<ReportedUncertainty, CellProblem> {
    if row.table().has(BOTH) {
        let half = row.percent(BOTH)?.ok_or_else(|| row.problem(BOTH, cell::EXPECTED_PERCENT))?;
        return Ok(ReportedUncertainty { low: half, high: half });
    }
    row.two_sided(LOW, HIGH)?.ok_or_else(|| row.problem(LOW, cell::EXPECTED_PERCENT))
}

/// Gives the records of an inventory the uncertainties of a table, by category and gas.
///
/// A row for the record's party wins over a row for all parties, and a row with a categorization over one without; of equal rows the first
/// one wins. What the table says replaces what the record had. A row that is used for no record is a warning.
pub fn join_uncertainty(inventory: &mut Inventory, table: &UncertaintyTable) -> Vec<Warning> {
    let mut rows_of_codes: BTreeMap<(&CategoryCode, Gas), Vec<usize>> = BTreeMap::new();
    for (position, row) in table.rows.iter().enumerate() {
        rows_of_codes.entry((&row.category, row.gas)).or_default().push(position);
    }
    // The most specific row comes first; the sort is stable, so that equal rows keep the order of the table.
    for positions in rows_of_codes.values_mut() {
        positions.sort_by_key(|&position| (table.rows[position].party.is_none(), table.rows[position].categorization.is_none()));
    }
    let mut used = vec![false; table.rows.len()];
    for record in &mut inventory.records {
        let positions = rows_of_codes.get(&(&record.category.code, record.gas)).map_or(&[][..], Vec::as_slice);
        if let Some(&position) = positions.iter().find(|&&position| table.rows[position].is_for(record)) {
            record.uncertainty = Some(table.rows[position].uncertainty);
            used[position] = true;
        }
    }
    table.rows.iter().zip(used).filter(|(_, used)| !used).map(|(row, _)| row.unused()).collect()
}
