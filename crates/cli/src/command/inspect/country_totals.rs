//! What a table of country totals holds.

use super::document::texts;
use super::{Description, section};
use crate::command::text_table::{Fact, TextColumn, facts, table};
use fluxledger_core::{CategoryCode, Gas, TimeSpan, Warned, Warning};
use fluxledger_ingest::top_down::{CountryTable, Layout, Quantity, TopDownError, read};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every experiment is read, so that a damage in any of them is found.
pub(super) fn description(path: &Path, layout: &Layout) -> Result<Warned<Description>, TopDownError> {
    let tables = layout.experiments.keys().map(|experiment| read(path, Some(experiment))).collect::<Result<Vec<_>, _>>()?;
    let warnings: BTreeSet<Warning> = tables.iter().flat_map(|read| read.warnings.clone()).collect();
    let tables: Vec<CountryTable> = tables.into_iter().map(|read| read.value).collect();
    let warnings: Vec<Warning> = warnings.into_iter().collect();
    let json = super::as_json(&CountryTotalsDocument::of(path, layout, &tables, &warnings));
    let text = format!("{}\n{}", path.display(), text(layout, &tables));
    Ok(Warned::new(Description { text, json }, warnings))
}

/// A table of country totals as a document.
#[derive(Serialize)]
struct CountryTotalsDocument {
    kind: &'static str,
    file: String,
    layout: String,
    title: String,
    product_kind: &'static str,
    gas: Option<&'static str>,
    rows: usize,
    regions: BTreeSet<String>,
    periods: BTreeSet<String>,
    experiments: BTreeMap<String, String>,
    fluxes: Vec<String>,
    broken_sums: usize,
    warnings: Vec<String>,
}

impl CountryTotalsDocument {
    fn of(path: &Path, layout: &Layout, tables: &[CountryTable], warnings: &[Warning]) -> Self {
        let rows = &tables[0].rows;
        Self {
            kind: "table of country totals",
            file: path.display().to_string(),
            layout: layout.id.clone(),
            title: layout.title.clone(),
            product_kind: layout.kind.name(),
            gas: layout.gas.map(Gas::code),
            rows: rows.len(),
            regions: rows.iter().map(|row| row.region.to_string()).collect(),
            periods: rows.iter().map(|row| row.span.to_string()).collect(),
            experiments: layout.experiments.clone(),
            fluxes: layout.quantities.iter().map(|quantity| quantity.name.clone()).collect(),
            broken_sums: tables.iter().flat_map(|table| &table.checks).map(|check| check.broken.len()).sum(),
            warnings: texts(warnings),
        }
    }
}

fn text(layout: &Layout, tables: &[CountryTable]) -> String {
    let mut text = facts(&header(layout));
    text.push_str(&section("Rows", &facts(&rows(&tables[0]))));
    text.push_str(&section("Experiments: choose one with `experiment`", &table(&experiments(layout))));
    text.push_str(&section("Fluxes, positive to the atmosphere: choose one with `variable`", &table(&fluxes(layout))));
    text.push_str(&section("Sums checked in every row", &table(&sums(tables))));
    text
}

fn header(layout: &Layout) -> Vec<Fact> {
    vec![
        ("Read as", format!("table of country totals, layout {} ({})", layout.id, layout.title)),
        ("Kind", layout.kind.name().to_owned()),
        ("Prior", layout.prior.clone().unwrap_or_else(|| "not stated".to_owned())),
        ("Gas", layout.gas.map_or("not stated", Gas::code).to_owned()),
        ("Uncertainty", "one standard deviation".to_owned()),
        ("Citation", layout.citation.clone()),
        ("Licence", layout.licence.clone()),
        ("Evidence", layout.evidence.to_string()),
    ]
}

fn rows(table: &CountryTable) -> Vec<Fact> {
    let regions: BTreeSet<_> = table.rows.iter().map(|row| row.region.as_str()).collect();
    let (countries, groups): (BTreeSet<&str>, BTreeSet<&str>) = regions.into_iter().partition(|code| code.len() == 3);
    let spans: BTreeSet<&TimeSpan> = table.rows.iter().map(|row| &row.span).collect();
    vec![
        ("Rows", table.rows.len().to_string()),
        ("Countries", countries.len().to_string()),
        ("Groups of countries", if groups.is_empty() { "none".to_owned() } else { groups.into_iter().collect::<Vec<_>>().join(", ") }),
        ("Periods", spans.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    ]
}

fn experiments(layout: &Layout) -> Vec<TextColumn> {
    let rows: Vec<(&String, &String)> = layout.experiments.iter().collect();
    vec![
        TextColumn::words("Experiment", &rows, |(name, _)| (*name).clone()),
        TextColumn::words("Rests on", &rows, |(_, basis)| (*basis).clone()),
    ]
}

fn fluxes(layout: &Layout) -> Vec<TextColumn> {
    let rows = &layout.quantities;
    let beside = |quantity: &Quantity| quantity.categories.iter().map(CategoryCode::as_str).collect::<Vec<_>>().join(" + ");
    vec![
        TextColumn::words("Flux", rows, |quantity| quantity.name.clone()),
        TextColumn::words("What it is", rows, |quantity| quantity.title.clone()),
        TextColumn::words("Kind", rows, |quantity| quantity.kind.unwrap_or(layout.kind).name().to_owned()),
        TextColumn::words("Counts", rows, |quantity| quantity.scope.name().to_owned()),
        TextColumn::words("Stands beside (IPCC 2006)", rows, |quantity| {
            if quantity.categories.is_empty() { "nothing".to_owned() } else { beside(quantity) }
        }),
    ]
}

fn sums(tables: &[CountryTable]) -> Vec<TextColumn> {
    let rows: Vec<_> = tables.iter().flat_map(|table| table.checks.iter().map(move |check| (&table.experiment, check))).collect();
    vec![
        TextColumn::words("Experiment", &rows, |(experiment, _)| (*experiment).clone()),
        TextColumn::words("Sum", &rows, |(_, check)| check.identity.clone()),
        TextColumn::numbers("Rows", &rows, |(_, check)| check.rows.to_string()),
        TextColumn::numbers("Broken", &rows, |(_, check)| check.broken.len().to_string()),
        TextColumn::numbers("Largest departure", &rows, |(_, check)| format!("{:.1e}", check.largest)),
    ]
}
