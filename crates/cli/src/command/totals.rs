//! `fluxledger totals`: gridded files added up over regions.

use crate::args::{GlobalArguments, RegionRequest, RowPeriod, TableFile, TableFormat, TotalsArguments};
use crate::atomic_file::write_whole;
use crate::coast_weights::{CoastWeights, CoastWeightsError, check_beside_sea, check_named};
use crate::coasts;
use crate::command::failure;
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::command::zonal::of_compat;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::frame::{Coasts, Frame, FrameError, FrameRequest, GridShares, KnownGrids, OwnAreas};
use crate::plan::{PlannedRegions, RegionWishes, plan_regions};
use crate::progress::Progress;
use crate::region_source::{MaskFile, RegionSource};
use crate::run::program;
use crate::table::{self, Table};
use crate::totals::{self, Audit, LayerAudit};
use fluxledger_core::aggregate::{LayerTotals, annual};
use fluxledger_core::{CoastPolicy, Conventions, Grid, Measure, RegionSet, RegionShapes, ReportingYear, StepSpread, Warned, Warning};
use fluxledger_ingest::product::{OpenOptions, ProductFile, open};
use fluxledger_ingest::top_down::detect;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Totals files over regions and writes the table.
///
/// # Errors
/// Every file, region or option that is at fault; nothing is written then.
pub fn totals(arguments: &TotalsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let planned = planned(arguments, &mut warnings)?;
    let Totalled { by_policy, area_sources, doubts } = all_layers(arguments, global, &planned)?;
    warnings.extend(doubts);
    warnings.extend(arguments.conventions.choices().compat.map(of_compat));
    warnings.extend(coasts::unweighted_in("coasts", by_policy.iter().flat_map(|(_, layers)| layers)));
    let rows = by_policy.iter().map(|(policy, layers)| (*policy, rows_of(layers, arguments.period)));
    let rows: Vec<(CoastPolicy, Warned<Vec<LayerTotals>>)> = rows.collect();
    warnings.extend(rows[0].1.warnings.iter().cloned());
    let rows: Vec<(CoastPolicy, Vec<LayerTotals>)> = rows.into_iter().map(|(policy, rows)| (policy, rows.value)).collect();
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let table = totals::table(&rows[0].1);
    match &arguments.output {
        None => drop(write_result(out, &encoded(&table, TableFormat::Csv)?)?),
        Some(TableFile { path, format }) => write_file(path, &encoded(&table, *format)?)?,
    }
    if let Some(TableFile { path, format }) = &arguments.coast_table {
        write_file(path, &encoded(&coasts::table(&coasts::of_layers(&planned.files[0].profile, &rows)), *format)?)?;
    }
    if let Some(path) = &arguments.audit {
        write_file(path, &audit(&planned, &by_policy[0].1, &area_sources, &warnings)?)?;
    }
    Ok(ExitStatus::Done)
}

fn problem(place: &str, error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::about(place, error.to_string()).into()
}

/// So many files at most are held open; the system allows each program some hundreds.
const HELD_OPEN: usize = 200;

/// A file whose header has been read.
struct PlannedFile {
    /// The file, unless there are so many that it will be opened anew.
    opened: Option<ProductFile>,
    grid: Arc<Grid>,
    conventions: Conventions,
    profile: String,
}

impl PlannedFile {
    fn of(file: ProductFile, is_held: bool) -> Self {
        let (grid, conventions, profile) = (Arc::clone(&file.grid), file.conventions.clone(), file.profile.id.clone());
        Self { opened: is_held.then_some(file), grid, conventions, profile }
    }
}

/// What was asked for, opened.
struct Planned {
    files: Vec<PlannedFile>,
    options: OpenOptions,
    regions: PlannedRegions,
    weights: Option<CoastWeights>,
}

/// Opens all files and regions, and collects what is wrong with any of them.
fn planned(arguments: &TotalsArguments, warnings: &mut Vec<Warning>) -> Result<Planned, Diagnostics> {
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
        if matches!(detect(path), Ok(Some(_))) {
            problems.push(stated_already(path));
            continue;
        }
        match open(path, &options) {
            Ok(file) => files.push(PlannedFile::of(file.collect_into(warnings), files.len() < HELD_OPEN)),
            Err(error) => problems.push(failure::product(path, &error)),
        }
    }
    let weights = weights(arguments, &files, warnings).map_err(|others| problems.extend(others));
    let regions = requested_regions(arguments).map_err(|others| problems.extend(others));
    match (regions, weights) {
        (Ok(regions), Ok(weights)) if problems.is_empty() => {
            Ok(Planned { files, options, regions: regions.collect_into(warnings), weights })
        }
        _ => Err(problems),
    }
}

/// A table of country totals has no cells to add up.
fn stated_already(path: &Path) -> Diagnostic {
    let message = "is a table of country totals: there is no grid to add up";
    Diagnostic::about(path.display(), message)
        .with_hint("`fluxledger inspect` shows what it holds; a run file compares it, as a product with an `experiment`".to_owned())
}

/// Opens the weights of coasts, which must be there where the policy in force needs them.
fn weights(arguments: &TotalsArguments, files: &[PlannedFile], warnings: &mut Vec<Warning>) -> Result<Option<CoastWeights>, Diagnostics> {
    let opened = arguments.coast_weights.as_ref().map(CoastWeights::open).transpose().map_err(|error| of_weights(&error))?;
    let weights = opened.map(|weights| weights.collect_into(warnings));
    let conventions = || files.iter().map(|file| &file.conventions);
    check_named(conventions(), weights.as_ref()).map_err(|error| of_weights(&error))?;
    if arguments.sea.is_some() {
        check_beside_sea(conventions()).map_err(|error| Diagnostic::about("--sea", error.to_string()).with_hint(error.hint()))?;
    }
    Ok(weights)
}

fn of_weights(error: &CoastWeightsError) -> Diagnostics {
    Diagnostic::about("--coast-weights", error.to_string()).with_hint(error.hint()).into()
}

fn requested_regions(arguments: &TotalsArguments) -> Result<Warned<PlannedRegions>, Diagnostics> {
    let wanted: Vec<_> = arguments.select.iter().map(fluxledger_core::RegionCode::new).collect();
    let sea = arguments.sea_request();
    let weights = arguments.weights.as_ref().map(|path| RegionSource::Mask(MaskFile { path: path.clone(), variable: None }));
    match &weights.map_or_else(|| arguments.regions.clone(), RegionRequest::From) {
        RegionRequest::WholeGrid if sea.is_some() || !arguments.group.is_empty() => {
            let problem = Diagnostic::about("--regions none", "leaves no regions for `--group` and `--sea`");
            Err(problem.with_hint("leave it out, or name a set".to_owned()).into())
        }
        RegionRequest::WholeGrid => Ok(Warned::clean(PlannedRegions { set: no_regions(), selected: None, groups: Vec::new() })),
        RegionRequest::From(source) => plan_regions(&RegionWishes {
            source,
            id_field: arguments.region_id.as_deref(),
            sea: sea.as_ref(),
            select: &wanted,
            groups: &arguments.group,
        })
        .map_err(|found| {
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

/// The totals of every layer of every file.
struct Totalled {
    /// Under each policy of coasts that was asked for, the one in force first.
    by_policy: Vec<(CoastPolicy, Vec<LayerTotals>)>,
    /// Where the cell areas for fluxes came from.
    area_sources: BTreeSet<String>,
    /// What speaks against the totals of a file.
    doubts: Vec<Warning>,
}

fn all_layers(arguments: &TotalsArguments, global: &GlobalArguments, planned: &Planned) -> Result<Totalled, Diagnostics> {
    let own_areas = if arguments.conventions.choices().earth.is_some() { OwnAreas::Outranked } else { OwnAreas::Used };
    let steps = planned.files.len() as u64;
    let weights = planned.weights.as_ref().map(CoastWeights::read).transpose().map_err(|error| of_weights(&error))?;
    let coasts = Coasts { compared: arguments.coast_table.is_some(), weights: weights.as_ref() };
    let PlannedRegions { set, selected, groups } = &planned.regions;
    let cache = global.cache();
    let request = FrameRequest { regions: set, selected: selected.as_ref(), groups, own_areas, coasts, cache: cache.as_ref() };
    let progress = Progress::begin(global.loudness(), "totals", steps);
    let (mut known, mut tasks) = (KnownGrids::default(), Vec::new());
    for (file, path) in planned.files.iter().zip(&arguments.files) {
        let shares = known.shares(&file.grid, &file.conventions, request);
        tasks.push((file, path, shares.map_err(|error| Diagnostics::from(failure::with_file(path, &error, error.hint())))?));
    }
    // All are collected before the first error is taken, so that it is the same on any number of threads.
    let files = tasks.into_par_iter().map(|(file, path, shares)| {
        let totals = match &file.opened {
            Some(file) => FileTotalled::of(file, path, request, shares),
            None => open(path, &planned.options)
                .map_err(|error| failure::product(path, &error).into())
                .and_then(|file| FileTotalled::of(&file.value, path, request, shares)),
        };
        progress.step();
        totals
    });
    let files: Vec<_> = files.collect();
    let mut totalled = Totalled { by_policy: Vec::new(), area_sources: BTreeSet::new(), doubts: Vec::new() };
    for totals in files {
        let FileTotalled { by_policy, area_source, doubts } = totals?;
        totalled.area_sources.insert(area_source);
        totalled.doubts.extend(doubts);
        totalled.add(by_policy);
    }
    Ok(totalled)
}

/// What is said of one file.
struct FileTotalled {
    by_policy: Vec<(CoastPolicy, Vec<LayerTotals>)>,
    area_source: String,
    doubts: Vec<Warning>,
}

impl FileTotalled {
    /// The totals of a file's layers that carry mass.
    fn of(file: &ProductFile, path: &Path, request: FrameRequest<'_>, shares: Arc<GridShares>) -> Result<Self, Diagnostics> {
        let failed = |error: FrameError| Diagnostics::from(failure::with_file(path, &error, error.hint()));
        let frame = Frame::new(file, request, shares).map_err(failed)?;
        let layers: Vec<usize> = (0..file.layers.len()).filter(|&layer| file.layers[layer].measure != Measure::Dimensionless).collect();
        let by_policy = frame.totals_by_coast(&layers).map_err(failed)?;
        let in_force = by_policy.first().map_or(&[][..], |(_, layers)| layers);
        let doubts = file.doubts(in_force).map_err(|error| failure::product(path, &error))?;
        Ok(Self { area_source: frame.area_source(), doubts, by_policy })
    }
}

impl Totalled {
    fn add(&mut self, file: Vec<(CoastPolicy, Vec<LayerTotals>)>) {
        for (position, (policy, totals)) in file.into_iter().enumerate() {
            match self.by_policy.get_mut(position) {
                Some((_, layers)) => layers.extend(totals),
                None => self.by_policy.push((policy, totals)),
            }
        }
    }
}

fn rows_of(layers: &[LayerTotals], period: RowPeriod) -> Warned<Vec<LayerTotals>> {
    match period {
        RowPeriod::Step => Warned::clean(layers.to_vec()),
        RowPeriod::Year => by_year(layers),
    }
}

/// Steps of one layer added up to years; a year that they do not fill is kept step by step, with a warning.
fn by_year(layers: &[LayerTotals]) -> Warned<Vec<LayerTotals>> {
    let keys: BTreeSet<(usize, i32)> = layers.iter().map(|layer| (first_of_name(layers, layer), layer.meaning.period.start.year)).collect();
    let (mut rows, mut warnings) = (Vec::new(), Vec::new());
    for (first, year) in keys {
        let steps: Vec<&LayerTotals> = layers.iter().filter(|layer| is_one_series(layer, &layers[first])).collect();
        match annual(&steps, ReportingYear::calendar(year), StepSpread::None) {
            Ok(annual) => rows.push(annual.totals),
            Err(incomplete) => {
                warnings.push(Warning::new(&layers[first].meaning.name, format!("{incomplete}; its steps are listed one by one")));
                rows.extend(steps.into_iter().filter(|step| step.meaning.period.start.year == year).cloned());
            }
        }
    }
    Warned::new(rows, warnings)
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

fn audit(planned: &Planned, layers: &[LayerTotals], area_sources: &BTreeSet<String>, warnings: &[Warning]) -> Result<Vec<u8>, Diagnostics> {
    let area_source = area_sources.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
    let audit = Audit {
        program: program(),
        regions: planned.regions.set.source.clone(),
        conventions: totals::conventions(&planned.files[0].conventions, &area_source),
        layers: layers.iter().map(LayerAudit::of).collect(),
        warnings: warnings.iter().map(ToString::to_string).collect(),
    };
    serde_json::to_vec_pretty(&audit).map_err(|error| problem("audit", &error))
}
