//! The verb `weights`: which part of each cell of a grid lies in which region, as a file.

use super::failure;
use super::requested_regions::whole_set;
use super::standard_output::write_result;
use super::warning::write_warnings;
use crate::args::{GlobalArguments, WeightsArguments, WeightsFile};
use crate::atomic_file::write_whole;
use crate::convention_words::Stated;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::weight_file::Weights;
use fluxledger_core::coverage::CoverageError;
use fluxledger_core::{ConventionChoices, Coverage, Warning};
use fluxledger_ingest::product::{OpenOptions, open};
use std::io::Write;

/// Writes the weights of a grid.
///
/// # Errors
/// If the file or the regions cannot be read or do not fit, or the output cannot be written.
pub fn weights(arguments: &WeightsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    if matches!(arguments.output, WeightsFile::Parquet(_)) && arguments.format.is_some() {
        let problem = Diagnostic::about("--format", "is for a NetCDF file, and a table is to be written");
        return Err(problem.with_hint("let the name of the output end in `.nc`".to_owned()).into());
    }
    let mut warnings = Vec::new();
    let conventions =
        ConventionChoices { earth: arguments.earth.and_then(Stated::choice), coverage: arguments.coverage, ..ConventionChoices::default() };
    let options = OpenOptions { profile: arguments.profile.clone(), conventions, ..OpenOptions::default() };
    let file = open(&arguments.file, &options).map_err(|error| failure::product(&arguments.file, &error))?.collect_into(&mut warnings);
    if let Some(projection) = file.grid.projection() {
        let refused = CoverageError::InPlane { what: "a file of weights", projection: projection.to_string() };
        return Err(Diagnostic::about(arguments.file.display(), refused.to_string()).with_hint(refused.hint()).into());
    }
    let regions = whole_set(&arguments.regions, arguments.region_id.as_deref())?.collect_into(&mut warnings).set;
    if !file.is_row_by_row() {
        let message = "holds its cells in another order than row by row from the west, in which weights number them";
        warnings.push(Warning::new(arguments.file.display().to_string(), message));
    }
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let (earth, measure) = (file.conventions.earth, file.conventions.coverage);
    let coverage = match global.cache() {
        Some(cache) => cache.coverage(&file.grid, &regions, earth, measure),
        None => Coverage::compute(&file.grid, &regions, earth, measure),
    };
    let coverage =
        coverage.map_err(|error| Diagnostics::from(Diagnostic::about("--regions", error.to_string()).with_hint(error.hint())))?;
    let source = format!("fluxledger {}: {} on the grid of {}", env!("CARGO_PKG_VERSION"), regions.source, file.profile.id);
    let (areas, complete_for_land) = (file.grid.areas(earth), regions.complete_for_land);
    let from_south = file.is_from_south();
    let weights = Weights { grid: &file.grid, areas, earth, from_south, coverage: &coverage, complete_for_land, source };
    let content = content(arguments, &weights)?;
    let path = arguments.output.path();
    write_whole(path, |file| file.write_all(&content)).map_err(|error| failure::output(path, &error))?;
    let parts: usize = coverage.regions.iter().flat_map(|region| &region.runs).map(|run| run.length as usize).sum();
    let said = format!("{parts} parts of cells of {} regions: {}\n", coverage.regions.len(), path.display());
    write_result(out, said.as_bytes())
}

fn content(arguments: &WeightsArguments, weights: &Weights<'_>) -> Result<Vec<u8>, Diagnostics> {
    let failed =
        |error: &dyn std::error::Error, hint: Option<String>| Diagnostic::about("--output", error.to_string()).with_hint(hint).into();
    match arguments.output {
        WeightsFile::Parquet(_) => weights.parquet().map_err(|error| failed(&error, None)),
        WeightsFile::Netcdf(_) => weights.netcdf(arguments.format.unwrap_or_default()).map_err(|error| failed(&error, error.hint())),
    }
}
