//! The verb `inspect`: what is in a file, and what it would be read as.

mod country_totals;
mod document;
mod gridded;
mod layers;
mod map;
mod outlines;
mod tables;

use super::standard_output::write_result;
use super::{failure, warning};
use crate::args::{GlobalArguments, InspectArguments};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::progress::Loudness;
use fluxledger_core::Warned;
use fluxledger_ingest::inventory::{InventoryError, detect_layout, read_uncertainty};
use fluxledger_ingest::product::OpenOptions;
use fluxledger_ingest::raster::{self, RasterError};
use fluxledger_ingest::region::{Faults, read_outlines, starts_as_json};
use fluxledger_ingest::top_down;
use serde::Serialize;
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

/// Shows what a file holds and as what it would be read; its content decides, never its name.
///
/// # Errors
/// If the file cannot be read as anything that is known, or is known and damaged.
pub fn inspect(arguments: &InspectArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let Warned { value: Description { text, json }, warnings } = description(arguments, global.loudness())?;
    let result = if arguments.json { format!("{json:#}\n") } else { text };
    let status = write_result(out, result.as_bytes())?;
    warning::write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    Ok(status)
}

/// What a file was found to be: for people, and the same for programs.
struct Description {
    text: String,
    json: serde_json::Value,
}

fn as_json(document: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(document).expect("a document of texts and numbers with texts as keys is JSON")
}

/// The description of a file: as a table of country totals, as a gridded file, as outlines, as a table of an inventory or of its
/// uncertainties, in this order.
fn description(arguments: &InspectArguments, loudness: Loudness) -> Result<Warned<Description>, Diagnostics> {
    let path = arguments.file.as_path();
    if let Ok(Some(layout)) = top_down::detect(path) {
        return country_totals::description(path, &layout).map_err(|error| failure::with_file(path, &error, error.hint()).into());
    }
    let mut tried = Tried { path, refusals: Vec::new() };
    match raster::open(path) {
        Ok(file) => {
            let described = gridded::description(file.as_ref(), &options(arguments), loudness);
            return described.or_else(|problems| match detect_layout(path) {
                Ok(layout) => tables::inventory(path, &layout).map_err(|error| failure::inventory(path, &error).into()),
                Err(_) => Err(problems),
            });
        }
        Err(error @ RasterError::UnknownFormat { .. }) => tried.note("gridded file", &error),
        Err(error) => return Err(failure::raster(path, &error).into()),
    }
    let outlines = || read_outlines(path, None, Faults::Shown).map(|set| outlines::description(path, set));
    if starts_as_json(path).map_err(|error| failure::outlines(path, &error))? {
        return outlines().map_err(|error| failure::outlines(path, &error).into());
    }
    match detect_layout(path) {
        Ok(layout) => return tables::inventory(path, &layout).map_err(|error| failure::inventory(path, &error).into()),
        Err(error) => tried.note("table of an inventory", &error),
    }
    match read_uncertainty(path) {
        Ok(table) => return Ok(tables::uncertainties(path, table)),
        Err(InventoryError::Cells(problems)) if !tables::has_uncertainty_header(&problems) => {
            tried
                .note("table of uncertainties", &"its header has not the columns `category`, `gas` and `uncertainty`, or `low` and `high`");
        }
        Err(error @ InventoryError::Cells(_)) => return Err(failure::inventory(path, &error).into()),
        Err(error) => tried.note("table of uncertainties", &error),
    }
    outlines().map_err(|error| {
        tried.note("boundaries", &error);
        tried.into_problem().into()
    })
}

/// What the user states about a gridded file.
fn options(arguments: &InspectArguments) -> OpenOptions {
    OpenOptions {
        profile: arguments.profile.clone(),
        variable: arguments.variable.clone(),
        year: arguments.year,
        gas: arguments.gas,
        ..OpenOptions::default()
    }
}

/// What a file is not, with the reasons.
struct Tried<'a> {
    path: &'a Path,
    refusals: Vec<String>,
}

impl Tried<'_> {
    fn note(&mut self, kind: &str, refusal: &impl Display) {
        let reason = failure::without_path(self.path, &refusal.to_string());
        self.refusals.push(format!("\n  {kind}: {}", reason.replace('\n', "\n  ")));
    }

    fn into_problem(self) -> Diagnostic {
        let message = format!("is nothing that fluxledger reads; tried as{}", self.refusals.concat());
        Diagnostic::about(self.path.display(), message)
            .with_hint("see `fluxledger products` and `fluxledger layouts` for what is read".to_owned())
    }
}

/// A heading and what stands below it, set off by a blank line from what stands before.
fn section(heading: &str, body: &str) -> String {
    format!("\n{heading}\n{body}")
}

#[cfg(test)]
mod tests;
