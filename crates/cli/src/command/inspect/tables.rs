//! What a table of an inventory, or of its uncertainties, holds.

use super::document::texts;
use super::{Description, section};
use crate::command::inventory::{listed, year_ranges};
use crate::command::text_table::{Fact, TextColumn, facts, table};
use fluxledger_core::crosswalk::is_above;
use fluxledger_core::{Category, CategoryCode, Inventory, NotationKey, Record, Warned};
use fluxledger_ingest::inventory::{self, CellProblems, InventoryError, InventoryOptions, KnownLayout, UncertaintyTable};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const NOT_STATED: &str = "not stated";

/// What each notation key means (decision 18/CMA.1, annex, paragraph 31, and IPCC 2006, Vol. 1, Table 8.1).
const KEYS: [(NotationKey, &str); 6] = [
    (NotationKey::No, "not occurring"),
    (NotationKey::Na, "not applicable"),
    (NotationKey::Ie, "included elsewhere"),
    (NotationKey::Ne, "not estimated: the sum is incomplete"),
    (NotationKey::C, "confidential: the sum is incomplete"),
    (NotationKey::Fx, "flexibility: the sum is incomplete"),
];

pub(super) fn inventory(path: &Path, layout: &KnownLayout) -> Result<Warned<Description>, InventoryError> {
    let read = inventory::read(path, &InventoryOptions { layout: Some(layout.id.to_owned()), ..InventoryOptions::default() })?;
    let text = format!("{}\n{}", path.display(), contents(&read.value, layout));
    let json = super::as_json(&InventoryDocument::of(path, layout, &read));
    Ok(Warned::new(Description { text, json }, read.warnings))
}

/// A table of an inventory as a document; `docs/inspect.md` explains its keys.
#[derive(Debug, Serialize)]
struct InventoryDocument {
    kind: &'static str,
    file: String,
    layout: String,
    source: String,
    submission_year: Option<i32>,
    gwp_set: Option<String>,
    territory: Option<String>,
    licence: Option<String>,
    parties: BTreeSet<String>,
    gases: BTreeSet<&'static str>,
    years: BTreeSet<i32>,
    categories: BTreeMap<String, BTreeSet<String>>,
    figures: usize,
    figures_with_keys_only: usize,
    figures_with_uncertainty: usize,
    warnings: Vec<String>,
}

impl InventoryDocument {
    fn of(path: &Path, layout: &KnownLayout, read: &Warned<Inventory>) -> Self {
        let inventory = &read.value;
        let records = &inventory.records;
        let mut categories: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for category in distinct(records) {
            categories.entry(category.categorization.to_string()).or_default().insert(category.code.to_string());
        }
        Self {
            kind: "inventory table",
            file: path.display().to_string(),
            layout: layout.id.to_owned(),
            source: inventory.source.clone(),
            submission_year: inventory.submission_year,
            gwp_set: inventory.gwp_set.clone(),
            territory: inventory.territory.clone(),
            licence: inventory.licence.clone(),
            parties: records.iter().map(|record| record.party.to_string()).collect(),
            gases: records.iter().map(|record| record.gas.code()).collect(),
            years: records.iter().map(|record| record.year).collect(),
            categories,
            figures: records.len(),
            figures_with_keys_only: records.iter().filter(|record| record.reported.mass.is_none()).count(),
            figures_with_uncertainty: records.iter().filter(|record| record.uncertainty.is_some()).count(),
            warnings: texts(&read.warnings),
        }
    }
}

fn contents(inventory: &Inventory, layout: &KnownLayout) -> String {
    let records = &inventory.records;
    let mut text = facts(&header(inventory, layout)) + &section("Figures", &facts(&figures(records)));
    let keys = keys(records);
    if !keys.is_empty() {
        text.push_str(&section("Notation keys", &table(&keys)));
    }
    let sums = sums(records);
    if !sums.is_empty() {
        text.push_str(&section("Sum rows, not to be added to the rows that they contain", &facts(&sums)));
    }
    text
}

fn header(inventory: &Inventory, layout: &KnownLayout) -> Vec<Fact> {
    let stated = |value: &Option<String>| value.clone().unwrap_or_else(|| NOT_STATED.to_owned());
    let source = Some(inventory.source.clone()).filter(|source| !source.is_empty());
    vec![
        ("Read as", format!("table of an inventory, layout {} ({})", layout.id, layout.title)),
        ("Source", stated(&source)),
        ("Submission year", inventory.submission_year.map_or_else(|| NOT_STATED.to_owned(), |year| year.to_string())),
        ("GWP set", stated(&inventory.gwp_set)),
        ("Territory", stated(&inventory.territory)),
        ("Licence", stated(&inventory.licence)),
    ]
}

fn figures(records: &[Record]) -> Vec<Fact> {
    let count = |of: fn(&&Record) -> bool| records.iter().filter(of).count();
    let parties: BTreeSet<_> = records.iter().map(|record| &record.party).collect();
    let gases: BTreeSet<_> = records.iter().map(|record| record.gas).collect();
    vec![
        ("Parties", format!("{}: {}", parties.len(), listed(&parties))),
        ("Gases", listed(&gases)),
        ("Years", year_ranges(&records.iter().map(|record| record.year).collect())),
        ("Categories", categories(records)),
        ("Numbers", count(|record| record.reported.mass.is_some()).to_string()),
        ("Keys only", count(|record| record.reported.mass.is_none()).to_string()),
        ("With uncertainty", count(|record| record.uncertainty.is_some()).to_string()),
    ]
}

/// The number of categories by categorization.
fn categories(records: &[Record]) -> String {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for category in distinct(records) {
        *counts.entry(&category.categorization).or_default() += 1;
    }
    counts.iter().map(|(categorization, count)| format!("{count} of {categorization}")).collect::<Vec<_>>().join(", ")
}

fn distinct(records: &[Record]) -> BTreeSet<&Category> {
    records.iter().map(|record| &record.category).collect()
}

/// How often each notation key stands in the table.
fn keys(records: &[Record]) -> Vec<TextColumn> {
    let count = |key| records.iter().filter(|record| record.reported.keys.contains(key)).count();
    let found: Vec<_> = KEYS.iter().map(|&(key, meaning)| (key, count(key), meaning)).filter(|&(_, count, _)| count > 0).collect();
    if found.is_empty() {
        return Vec::new();
    }
    vec![
        TextColumn::words("Key", &found, |(key, ..)| key.code().to_owned()),
        TextColumn::numbers("Figures", &found, |(_, count, _)| count.to_string()),
        TextColumn::words("Meaning", &found, |(.., meaning)| (*meaning).to_owned()),
    ]
}

/// The categories that contain others of the table: totals of all sectors, and categories with a part below them.
fn sums(records: &[Record]) -> Vec<Fact> {
    let categories = distinct(records);
    let totals: BTreeSet<&CategoryCode> =
        categories.iter().map(|category| &category.code).filter(|code| code.as_str().starts_with("Total")).collect();
    let has_part = |category: &&&Category| {
        categories.iter().any(|other| other.categorization == category.categorization && is_above(&category.code, &other.code))
    };
    let parents: BTreeSet<&CategoryCode> = categories.iter().filter(has_part).map(|category| &category.code).collect();
    let rows = [("All sectors", totals), ("Categories", parents)];
    rows.into_iter().filter(|(_, codes)| !codes.is_empty()).map(|(name, codes)| (name, listed(&codes))).collect()
}

/// Whether the cells that cannot be used are in a table with the columns of uncertainties, so that it was meant as one.
pub(super) fn has_uncertainty_header(problems: &CellProblems) -> bool {
    const COLUMNS: [&str; 7] = ["category", "gas", "uncertainty", "low", "high", "categorization", "party"];
    problems.first.iter().all(|problem| problem.place != "header" && COLUMNS.contains(&problem.column.as_str()))
}

/// A table of uncertainties as a document; `docs/inspect.md` explains its keys.
#[derive(Debug, Serialize)]
struct UncertaintyDocument {
    kind: &'static str,
    file: String,
    rows: usize,
    gases: BTreeSet<&'static str>,
    categories: BTreeSet<String>,
    parties: BTreeSet<String>,
    warnings: Vec<String>,
}

pub(super) fn uncertainties(path: &Path, read: Warned<UncertaintyTable>) -> Warned<Description> {
    let rows = &read.value.rows;
    let gases: BTreeSet<_> = rows.iter().map(|row| row.gas).collect();
    let codes: BTreeSet<_> = rows.iter().map(|row| &row.category).collect();
    let parties: BTreeSet<_> = rows.iter().filter_map(|row| row.party.as_ref()).collect();
    let known = [
        ("Read as", "table of uncertainties of an inventory".to_owned()),
        ("Rows", rows.len().to_string()),
        ("Gases", listed(&gases)),
        ("Categories", listed(&codes)),
        ("Parties", if parties.is_empty() { "every party".to_owned() } else { listed(&parties) }),
    ];
    let document = UncertaintyDocument {
        kind: "uncertainty table",
        file: path.display().to_string(),
        rows: rows.len(),
        gases: gases.iter().map(|gas| gas.code()).collect(),
        categories: codes.iter().map(ToString::to_string).collect(),
        parties: parties.iter().map(ToString::to_string).collect(),
        warnings: texts(&read.warnings),
    };
    let text = format!("{}\n{}", path.display(), facts(&known));
    Warned::new(Description { text, json: super::as_json(&document) }, read.warnings)
}
