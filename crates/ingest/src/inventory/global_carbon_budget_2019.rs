//! Layout `gcb-2019`: territorial fossil CO₂ of the Global Carbon Budget 2019 as a table with one row for each country and year.
//!
//! The table holds million tonnes of carbon, which it does not say; its header tells it from every other. A table of consumption has
//! another header and is no inventory.

use super::InventoryOptions;
use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::global_carbon_budget::{FOSSIL, carbon, source};
use super::party::Parties;
use super::rows::{NamedTable, Row};
use super::table::Content;
use super::vocabulary::GLOBAL_CARBON_BUDGET;
use fluxledger_core::{Inventory, Record, Warned, Warning};
use std::path::Path;

const CODE: &str = "Code";
const YEAR: &str = "Year";
const EMISSIONS: &str = "Emissions";
const ORIGIN: &str = "Source";
const HEADER: [&str; 4] = [CODE, YEAR, EMISSIONS, ORIGIN];

/// Why a content has not this layout, or nothing where it has.
pub(super) fn objection(content: &Content) -> Option<String> {
    let Content::Text(_) = content else { return Some(content.kind().to_owned()) };
    let fits = content.header(Path::new("")).is_ok_and(|header| header == HEADER);
    (!fits).then(|| format!("its header is not `{}`", HEADER.join(",")))
}

/// Reads a table.
pub(super) fn read(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let mut problems = CellProblems::of(path);
    let table = NamedTable::new(content.to_table(path, &mut problems)?, path, &HEADER, &[], &mut problems);
    problems.clone().none_or_error()?;
    let mut parties = Parties::called_as_in(&GLOBAL_CARBON_BUDGET);
    let records = table.rows().filter_map(|row| problems.keep(record(row, &mut parties)).flatten()).collect();
    problems.none_or_error()?;
    let note =
        Warning::new(table.file(), "the table does not state its unit: read as million tonnes of carbon, as its provider describes it");
    let inventory = Inventory {
        name: options.name.clone(),
        source: source("edition of 2019"),
        submission_year: options.submission_year,
        gwp_set: None,
        territory: options.territory.clone(),
        licence: Some("CC BY 4.0 (Global Carbon Project)".to_owned()),
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    };
    Ok(Warned::new(inventory, parties.into_warnings().into_iter().chain([note]).collect()))
}

/// The record of a row, none where it has no figure.
fn record(row: Row<'_>, parties: &mut Parties<'_>) -> Result<Option<Record>, CellProblem> {
    let year = row.text(YEAR).parse().map_err(|_| row.problem(YEAR, "a calendar year such as 2014"))?;
    let Some(text) = row.optional(EMISSIONS) else { return Ok(None) };
    let number = cell::number(text).ok_or_else(|| row.problem(EMISSIONS, "a number, or nothing"))?;
    let party = parties.code(row.required(CODE)?, || row.place());
    Ok(Some(FOSSIL.record(party, year, carbon().mass(number), row.place())))
}
