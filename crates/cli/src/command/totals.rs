//! `fluxledger totals`: gridded files added up over regions.

use crate::args::{GlobalArguments, RegionRequest, RowPeriod, TableFile, TableFormat, TotalsArguments};
use crate::atomic_file::write_whole;
use crate::command::failure;
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::frame::{Frame, OwnAreas};
use crate::plan::{PlannedRegions, plan_regions};
use crate::progress::Progress;
use crate::run::program;
use crate::table::{self, Table};
use crate::totals::{self, Audit, LayerAudit};
use fluxledger_core::aggregate::{LayerTotals, annual};
use fluxledger_core::{Measure, RegionSet, RegionShapes, Warned, Warning};
use fluxledger_ingest::product::{OpenOptions, ProductFile, open};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Totals files over regions and writes the table.
///
/// # Errors
/// Every file, region or option that is at fault; nothing is written then.
pub fn totals(arguments: &TotalsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let (files, regions) = planned(arguments, &mut warnings)?;
    let (layers, area_sources) = all_layers(arguments, global, &files, &regions)?;
    let rows = match arguments.period {
        RowPeriod::Step => layers.clone(),
        RowPeriod::Year => by_year(&layers, &mut warnings),
    };
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let table = totals::table(&rows);
    match &arguments.output {
        None => drop(write_result(out, &encoded(&table, TableFormat::Csv)?)?),
        Some(TableFile { path, format }) => write_file(path, &encoded(&table, *format)?)?,
    }
    if let Some(path) = &arguments.audit {
        write_file(path, &audit(&files, &regions, &layers, &area_sources, &warnings)?)?;
    }
    Ok(ExitStatus::Done)
}

fn problem(place: &str, error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::about(place, error.to_string()).into()
}

/// Opens all files and regions, and collects what is wrong with any of them.
fn planned(arguments: &TotalsArguments, warnings: &mut Vec<Warning>) -> Result<(Vec<ProductFile>, PlannedRegions), Diagnostics> {
    let mut problems = Diagnostics::default();
    let options = OpenOptions {
        profile: arguments.profile.clone(),
        variable: arguments.variable.clone(),
        year: arguments.year,
        gas: arguments.gas,
        conventions: arguments.conventions.choices(),
    };
    let mut files = Vec::new();
    for path in &arguments.files {
        match open(path, &options) {
            Ok(file) => files.push(file.collect_into(warnings)),
            Err(error) => problems.push(failure::product(path, &error)),
        }
    }
    match requested_regions(arguments) {
        Ok(regions) if problems.is_empty() => Ok((files, regions.collect_into(warnings))),
        Ok(_) => Err(problems),
        Err(others) => {
            problems.extend(others);
            Err(problems)
        }
    }
}

fn requested_regions(arguments: &TotalsArguments) -> Result<Warned<PlannedRegions>, Diagnostics> {
    let wanted: Vec<_> = arguments.select.iter().map(fluxledger_core::RegionCode::new).collect();
    match &arguments.regions {
        RegionRequest::WholeGrid => Ok(Warned::clean(PlannedRegions { set: no_regions(), selected: None })),
        RegionRequest::From(source) => plan_regions(source, arguments.region_id.as_deref(), &wanted).map_err(|found| {
            let mut problems = Diagnostics::default();
            for one in found {
                problems.push(Diagnostic::about("--regions", one.message).with_hint(one.hint));
            }
            problems
        }),
    }
}

/// A set without regions: all that is left is what lies in none.
pub(super) fn no_regions() -> RegionSet {
    RegionSet {
        id: "none".to_owned(),
        source: "no regions".to_owned(),
        complete_for_land: false,
        shapes: RegionShapes::Outlines(Vec::new()),
    }
}

/// The totals of every layer of every file, and where the cell areas for their fluxes came from.
fn all_layers(
    arguments: &TotalsArguments,
    global: &GlobalArguments,
    files: &[ProductFile],
    regions: &PlannedRegions,
) -> Result<(Vec<LayerTotals>, BTreeSet<String>), Diagnostics> {
    let own_areas = if arguments.conventions.choices().earth.is_some() { OwnAreas::Outranked } else { OwnAreas::Used };
    let steps = files.iter().map(|file| file.layers.len() as u64).sum();
    let progress = Progress::begin(global.loudness(), "totals", steps);
    let (mut layers, mut area_sources) = (Vec::new(), BTreeSet::new());
    for (file, path) in files.iter().zip(&arguments.files) {
        let failed = |error: crate::frame::FrameError| Diagnostics::from(failure::with_file(path, &error, error.hint()));
        let frame = Frame::new(file, &regions.set, regions.selected.as_ref(), own_areas).map_err(failed)?;
        area_sources.insert(frame.area_source());
        for layer in (0..file.layers.len()).filter(|&layer| file.layers[layer].measure != Measure::Dimensionless) {
            layers.push(frame.totals(layer).map_err(failed)?);
            progress.step();
        }
    }
    Ok((layers, area_sources))
}

/// Steps of one layer added up to years; a year that they do not fill is kept step by step, with a warning.
fn by_year(layers: &[LayerTotals], warnings: &mut Vec<Warning>) -> Vec<LayerTotals> {
    let keys: BTreeSet<(usize, i32)> = layers.iter().map(|layer| (first_of_name(layers, layer), layer.meaning.period.start.year)).collect();
    let mut rows = Vec::new();
    for (first, year) in keys {
        let steps: Vec<&LayerTotals> = layers.iter().filter(|layer| is_one_series(layer, &layers[first])).collect();
        match annual(&steps, year) {
            Ok(annual) => rows.push(annual.totals),
            Err(incomplete) => {
                warnings.push(Warning::new(&layers[first].meaning.name, format!("{incomplete}; its steps are listed one by one")));
                rows.extend(steps.into_iter().filter(|step| step.meaning.period.start.year == year).cloned());
            }
        }
    }
    rows
}

fn first_of_name(layers: &[LayerTotals], layer: &LayerTotals) -> usize {
    layers.iter().position(|other| is_one_series(other, layer)).expect("a layer is of its own name")
}

/// Whether two layers are the same thing, at one time or two.
fn is_one_series(one: &LayerTotals, other: &LayerTotals) -> bool {
    let key = |layer: &LayerTotals| (layer.meaning.name.clone(), layer.meaning.role, layer.meaning.gas);
    key(one) == key(other)
}

fn encoded(table: &Table, format: TableFormat) -> Result<Vec<u8>, Diagnostics> {
    let encoded = match format {
        TableFormat::Csv => table::csv(table),
        TableFormat::Parquet => table::parquet(table),
    };
    encoded.map_err(|error| problem("totals", &error))
}

fn write_file(path: &Path, content: &[u8]) -> Result<(), Diagnostics> {
    write_whole(path, |file| file.write_all(content))
        .map_err(|error| Diagnostic::about("output", error.to_string()).with_hint(error.hint()).into())
}

fn audit(
    files: &[ProductFile],
    regions: &PlannedRegions,
    layers: &[LayerTotals],
    area_sources: &BTreeSet<String>,
    warnings: &[Warning],
) -> Result<Vec<u8>, Diagnostics> {
    let area_source = area_sources.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
    let audit = Audit {
        program: program(),
        regions: regions.set.source.clone(),
        conventions: totals::conventions(&files[0].conventions, &area_source),
        layers: layers.iter().map(LayerAudit::of).collect(),
        warnings: warnings.iter().map(ToString::to_string).collect(),
    };
    serde_json::to_vec_pretty(&audit).map_err(|error| problem("audit", &error))
}
