//! The verb `weights`: which part of each cell of a grid lies in which region, as a file.

use super::failure;
use super::grid_of_file::{GridOfFile, GridRequest};
use super::requested_regions::requested;
use super::standard_output::write_result;
use super::warning::write_warnings;
use crate::args::{GlobalArguments, WeightsArguments, WeightsFile};
use crate::atomic_file::write_whole;
use crate::convention_words::Stated;
use crate::coverage_cache::{coverage_of, words_of};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::plan::PlannedRegions;
use crate::weight_file::{Weights, WeightsError};
use fluxledger_core::{ConventionChoices, RegionCode, RegionGroup, Warning};
use std::io::Write;

/// Writes the weights of a grid.
///
/// # Errors
/// If the file or the regions cannot be read or do not fit, or the output cannot be written.
pub fn weights(arguments: &WeightsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let (file, PlannedRegions { set, selected, groups }) = planned(arguments, &mut warnings)?;
    if !file.is_row_by_row {
        let message = "holds its cells in another order than row by row from the west, in which weights number them";
        warnings.push(Warning::new(arguments.file.display().to_string(), message));
    }
    let (earth, measure) = (file.earth, file.measure);
    let coverage = coverage_of(global.cache().as_ref(), &file.grid, &set, earth, measure);
    let coverage =
        coverage.map_err(|error| Diagnostics::from(Diagnostic::about("--regions", error.to_string()).with_hint(error.hint())))?;
    let coverage = coverage.chosen(selected.as_ref(), &groups);
    let codes: Vec<&RegionCode> = coverage.regions.iter().map(|region| &region.code).collect();
    warnings.extend(groups.iter().filter_map(|group| of_overlap(group, &codes, &groups)));
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let version = env!("CARGO_PKG_VERSION");
    let source = format!("fluxledger {version}: {} on the grid of {}, {}", set.source, file.name, words_of(measure));
    // Where regions are left out, what lies in none of the others need not be sea.
    let complete_for_land = set.complete_for_land && selected.is_none();
    let (areas, from_south) = (file.grid.areas(earth), file.is_from_south);
    let weights = Weights { grid: &file.grid, areas, earth, from_south, coverage: &coverage, complete_for_land, source };
    let content = content(arguments, &weights)?;
    let path = arguments.output.path();
    write_whole(path, |file| file.write_all(&content)).map_err(|error| failure::output(path, &error))?;
    let parts: usize = coverage.regions.iter().flat_map(|region| &region.runs).map(|run| run.length as usize).sum();
    let said = format!("{parts} parts of cells of {} regions: {}\n", coverage.regions.len(), path.display());
    write_result(out, said.as_bytes())
}

/// What was asked for, opened, and such that the output can hold it.
fn planned(arguments: &WeightsArguments, warnings: &mut Vec<Warning>) -> Result<(GridOfFile, PlannedRegions), Diagnostics> {
    if matches!(arguments.output, WeightsFile::Parquet(_)) && arguments.format.is_some() {
        let problem = Diagnostic::about("--format", "is for a NetCDF file, and a table is to be written");
        return Err(problem.with_hint("let the name of the output end in `.nc`".to_owned()).into());
    }
    let conventions =
        ConventionChoices { earth: arguments.earth.and_then(Stated::choice), coverage: arguments.coverage, ..ConventionChoices::default() };
    let WeightsArguments { file: path, profile, variable, .. } = arguments;
    let request = GridRequest { path, profile: profile.as_deref(), variable: variable.as_deref(), conventions };
    let file = GridOfFile::open(request, warnings)?;
    if let WeightsFile::Netcdf(_) = arguments.output {
        arguments.format.unwrap_or_default().expect_room_for(file.grid.shape()).map_err(|error| not_written(&error))?;
    }
    let Some(regions) = requested(&arguments.regions(), None)? else {
        let problem = Diagnostic::about("--regions none", "leaves no regions to write weights of");
        return Err(problem.with_hint("leave it out, or name a set".to_owned()).into());
    };
    Ok((file, regions.collect_into(warnings)))
}

/// A warning of a group that lies in the file beside its members, or beside another group with one of them.
fn of_overlap(group: &RegionGroup, codes: &[&RegionCode], groups: &[RegionGroup]) -> Option<Warning> {
    let is_elsewhere = |member: &&RegionCode| {
        let of_other = |other: &RegionGroup| other.code != group.code && other.members.contains(member);
        codes.contains(member) || groups.iter().any(of_other)
    };
    let shared = group.members.iter().find(is_elsewhere)?;
    let message = format!(
        "shares the ground of {shared} with another region of the file: programs that average with the weights take both, \
         and `totals --weights` refuses regions that overlap; `--select {}` alone leaves the members out",
        group.code
    );
    Some(Warning::new(format!("group {}", group.code), message))
}

fn content(arguments: &WeightsArguments, weights: &Weights<'_>) -> Result<Vec<u8>, Diagnostics> {
    match arguments.output {
        WeightsFile::Parquet(_) => weights.parquet().map_err(|error| Diagnostic::about("--output", error.to_string()).into()),
        WeightsFile::Netcdf(_) => weights.netcdf(arguments.format.unwrap_or_default()).map_err(|error| not_written(&error).into()),
    }
}

fn not_written(error: &WeightsError) -> Diagnostic {
    Diagnostic::about("--output", error.to_string()).with_hint(error.hint())
}
