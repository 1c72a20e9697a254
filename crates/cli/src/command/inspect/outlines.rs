//! What a file of boundaries, or a mask of regions, holds.

use crate::command::inspect::section;
use crate::command::text_table::{Fact, TextColumn, facts, table};
use fluxledger_core::{RegionSet, RegionShapes, Warned};
use std::path::Path;

/// How many regions are shown by name.
const SHOWN: usize = 10;

pub(super) fn description(path: &Path, set: Warned<RegionSet>) -> Warned<String> {
    let text = format!("{}\n{}", path.display(), contents(Vec::new(), &set.value));
    Warned::new(text, set.warnings)
}

/// The facts on a set of regions, after others that belong before them, and its first regions.
pub(super) fn contents(before: Vec<Fact>, set: &RegionSet) -> String {
    let kind = match &set.shapes {
        RegionShapes::Outlines(_) => "regions as outlines".to_owned(),
        RegionShapes::Mask(mask) => format!("regions as a mask on a grid of {} rows × {} columns", mask.grid.rows(), mask.grid.columns()),
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
