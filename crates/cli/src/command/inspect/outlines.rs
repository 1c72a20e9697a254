//! What a file of boundaries, or a mask of regions, holds.

use super::document::texts;
use super::{Description, section};
use crate::command::text_table::{Fact, TextColumn, facts, table};
use fluxledger_core::{RegionSet, RegionShapes, Warned};
use serde::Serialize;
use std::path::Path;

/// How many regions are shown by name.
const SHOWN: usize = 10;

pub(super) fn description(path: &Path, set: Warned<RegionSet>) -> Warned<Description> {
    let text = format!("{}\n{}", path.display(), contents(Vec::new(), &set.value));
    let json = super::as_json(&document(path, &set));
    Warned::new(Description { text, json }, set.warnings)
}

/// A set of regions as a document; `docs/inspect.md` explains its keys.
#[derive(Debug, Serialize)]
pub(super) struct RegionsDocument {
    kind: &'static str,
    file: String,
    shapes: &'static str,
    source: String,
    regions: Vec<RegionDocument>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RegionDocument {
    code: String,
    name: String,
}

pub(super) fn document(path: &Path, set: &Warned<RegionSet>) -> RegionsDocument {
    let regions = set.value.names().into_iter().map(|(code, name)| RegionDocument { code: code.to_string(), name });
    RegionsDocument {
        kind: "regions",
        file: path.display().to_string(),
        shapes: match &set.value.shapes {
            RegionShapes::Outlines(_) | RegionShapes::Layered { .. } => "outlines",
            RegionShapes::Mask(_) => "mask",
        },
        source: set.value.source.clone(),
        regions: regions.collect(),
        warnings: texts(&set.warnings),
    }
}

/// The facts on a set of regions, after others that belong before them, and its first regions.
pub(super) fn contents(before: Vec<Fact>, set: &RegionSet) -> String {
    let kind = match &set.shapes {
        RegionShapes::Outlines(_) | RegionShapes::Layered { .. } => "regions as outlines".to_owned(),
        RegionShapes::Mask(mask) => {
            let (rows, columns) = mask.grid.shape();
            format!("regions as a mask on a grid of {rows} rows × {columns} columns")
        }
    };
    let names = set.names();
    let known = [("Read as", kind), ("Regions", set.len().to_string()), ("Source", set.source.clone())];
    let shown = &names[..names.len().min(SHOWN)];
    let columns =
        [TextColumn::words("Code", shown, |(code, _)| code.to_string()), TextColumn::words("Name", shown, |(_, name)| name.clone())];
    let heading = if names.len() > SHOWN { format!("First {SHOWN} of {} regions", names.len()) } else { "Regions".to_owned() };
    let known: Vec<Fact> = before.into_iter().chain(known).collect();
    facts(&known) + &section(&heading, &table(&columns))
}
