//! The verb `weights`: which part of each cell of a grid lies in which region, as a file.

use super::failure;
use super::standard_output::write_result;
use super::warning::write_warnings;
use crate::args::{GlobalArguments, WeightsArguments};
use crate::atomic_file::write_whole;
use crate::convention_words::Stated;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::plan::{RegionProblem, RegionWishes, plan_regions};
use crate::region_source::RegionSource;
use crate::table::parquet;
use crate::weight_file::Weights;
use fluxledger_core::{ConventionChoices, Coverage, RegionSet, Warning};
use fluxledger_ingest::product::{OpenOptions, open};
use std::io::Write;

/// Writes the weights of a grid.
///
/// # Errors
/// If the file or the regions cannot be read or do not fit, or the output cannot be written.
pub fn weights(arguments: &WeightsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let conventions =
        ConventionChoices { earth: arguments.earth.and_then(Stated::choice), coverage: arguments.coverage, ..ConventionChoices::default() };
    let options = OpenOptions { profile: arguments.profile.clone(), conventions, ..OpenOptions::default() };
    let file = open(&arguments.file, &options).map_err(|error| failure::product(&arguments.file, &error))?.collect_into(&mut warnings);
    let regions = regions(arguments, &mut warnings)?;
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let (earth, measure) = (file.conventions.earth, file.conventions.coverage);
    let coverage = match global.cache() {
        Some(cache) => cache.coverage(&file.grid, &regions, earth, measure),
        None => Coverage::compute(&file.grid, &regions, earth, measure),
    };
    let coverage =
        coverage.map_err(|error| Diagnostics::from(Diagnostic::about("--regions", error.to_string()).with_hint(error.hint())))?;
    let source = format!("fluxledger {}: {} on the grid of {}", env!("CARGO_PKG_VERSION"), regions.source, file.profile.id);
    let weights = Weights { grid: &file.grid, areas: file.grid.areas(earth), coverage: &coverage, source };
    let content = match arguments.output.extension().and_then(|ending| ending.to_str()) {
        Some("nc") => weights.netcdf().map_err(|error| failed(&error))?,
        Some("parquet") => parquet(&weights.table()).map_err(|error| failed(&error))?,
        _ => return Err(Diagnostic::about("--output", "the name must end in `.parquet` or `.nc`").into()),
    };
    write_whole(&arguments.output, |file| file.write_all(&content)).map_err(|error| failure::output(&arguments.output, &error))?;
    let parts: usize = coverage.regions.iter().flat_map(|region| &region.runs).map(|run| run.length as usize).sum();
    let said = format!("{parts} parts of cells of {} regions: {}\n", coverage.regions.len(), arguments.output.display());
    write_result(out, said.as_bytes())
}

fn regions(arguments: &WeightsArguments, warnings: &mut Vec<Warning>) -> Result<RegionSet, Diagnostics> {
    let source = RegionSource::from_argument(&arguments.regions);
    let wishes = RegionWishes { source: &source, id_field: arguments.region_id.as_deref(), sea: None, select: &[], groups: &[] };
    let planned = plan_regions(&wishes).map_err(|found| {
        let mut problems = Diagnostics::default();
        for RegionProblem { message, hint, .. } in found {
            problems.push(Diagnostic::about("--regions", message).with_hint(hint));
        }
        problems
    })?;
    Ok(planned.collect_into(warnings).set)
}

fn failed(error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::about("--output", error.to_string()).into()
}
