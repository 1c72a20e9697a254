//! `fluxledger zonal`: statistics of any raster over regions.

use crate::args::{CellWeight, GlobalArguments, RegionRequest, ResultFile, ResultFormat, TableFormat, ZonalArguments};
use crate::atomic_file::write_whole;
use crate::command::failure;
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::plan::{RegionWishes, plan_regions};
use crate::progress::Progress;
use crate::region_source::MaskFile;
use crate::table::{self, Table};
use crate::zonal::{self, LayerCells, LayerName, ZonalRow, Zone};
use fluxledger_core::statistics::{By, CoverageWeight, Statistic};
use fluxledger_core::{Compat, Coverage, Grid, RegionCode, RegionSet, Warned, Warning};
use fluxledger_ingest::raster::{GriddedVariable, RasterError, RasterFile, gridded_variables, open};
use ndarray::Array2;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far the edges of the second raster may lie from those of the first, in cell widths.
const SAME_GRID: f64 = 1e-3;

/// Forms statistics of files over regions and writes the table.
///
/// # Errors
/// Every file, region or option that is at fault; nothing is written then.
pub fn zonal(arguments: &ZonalArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let planned = planned(arguments, &mut warnings)?;
    let rows = all_rows(arguments, global, &planned)?;
    warnings.extend(arguments.compat.map(of_compat));
    warnings.extend(without_weight(&rows, arguments));
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let table = zonal::table(&rows, &arguments.stat, arguments.weights.is_some()).map_err(|error| {
        Diagnostic::about("--stat", error.to_string()).with_hint("name the variable that holds classes with `--variable`".to_owned())
    })?;
    match &arguments.output {
        None => write_result(out, &encoded(&table, ResultFormat::Table(TableFormat::Csv))?),
        Some(ResultFile { path, format }) => {
            let content = encoded(&table, *format)?;
            write_whole(path, |file| file.write_all(&content)).map_err(|error| failure::output(path, &error))?;
            Ok(ExitStatus::Done)
        }
    }
}

fn encoded(table: &Table, format: ResultFormat) -> Result<Vec<u8>, Diagnostics> {
    let encoded = match format {
        ResultFormat::Table(TableFormat::Csv) => table::csv(table),
        ResultFormat::Table(TableFormat::Parquet) => table::parquet(table),
        ResultFormat::Json => table::json(table),
    };
    encoded.map_err(|error| Diagnostic::about("zonal", error.to_string()).into())
}

/// What was asked for, opened.
struct Planned {
    rasters: Vec<Raster>,
    regions: Regions,
    weights: Option<Weights>,
    weight: CoverageWeight,
}

/// The values of a second raster, NaN where it has none.
struct Weights {
    grid: Arc<Grid>,
    values: Array2<f64>,
}

/// An opened file with its variables.
struct Raster {
    path: PathBuf,
    file: Box<dyn RasterFile>,
    variables: Vec<GriddedVariable>,
}

/// Opens all files and regions, and collects what is wrong with any of them.
fn planned(arguments: &ZonalArguments, warnings: &mut Vec<Warning>) -> Result<Planned, Diagnostics> {
    let mut problems = Diagnostics::default();
    let weight = cell_weight(arguments).map_err(|problem| problems.push(problem));
    asked_twice(&arguments.stat).into_iter().for_each(|problem| problems.push(problem));
    let mut rasters = Vec::new();
    for path in &arguments.files {
        match opened(path, arguments.variable.as_deref()) {
            Ok(raster) => rasters.push(raster.collect_into(warnings)),
            Err(error) => problems.push(failure::raster(path, &error)),
        }
    }
    let regions = requested_regions(arguments, warnings).map_err(|others| problems.extend(others));
    let weights = weights(arguments, &rasters, warnings).map_err(|problem| problems.push(problem));
    match (weight, regions, weights) {
        (Ok(weight), Ok(regions), Ok(weights)) if problems.is_empty() => Ok(Planned { rasters, regions, weights, weight }),
        _ => Err(problems),
    }
}

/// What cells count for; a sum of values per area is another than one of values per cell, so that it must be said which is meant.
fn cell_weight(arguments: &ZonalArguments) -> Result<CoverageWeight, Diagnostic> {
    let is_sum = |statistic: &&Statistic| matches!(statistic, Statistic::Sum(By::Coverage | By::SecondRaster));
    match (arguments.coverage_weight, arguments.stat.iter().find(is_sum)) {
        (None, Some(sum)) => Err(Diagnostic::about("--coverage-weight", format!("is not given, and `{sum}` depends on it"))
            .with_hint("`area` for values per m², `fraction` for values per cell".to_owned())),
        (None | Some(CellWeight::Area), _) => Ok(CoverageWeight::Area),
        (Some(CellWeight::Fraction), _) => Ok(CoverageWeight::Fraction),
        (Some(CellWeight::None), _) => Ok(CoverageWeight::None),
    }
}

/// Statistics that would have the same column.
fn asked_twice(wanted: &[Statistic]) -> Vec<Diagnostic> {
    let columns: Vec<String> = wanted.iter().map(|statistic| statistic.column()).collect();
    let again = columns.iter().enumerate().filter(|(position, column)| columns[..*position].contains(column));
    again.map(|(_, column)| Diagnostic::about("--stat", format!("`{column}` is asked for twice"))).collect()
}

fn opened(path: &Path, variable: Option<&str>) -> Result<Warned<Raster>, RasterError> {
    let file = open(path)?;
    let Warned { value: variables, warnings } = gridded_variables(file.as_ref(), variable)?;
    Ok(Warned::new(Raster { path: path.to_owned(), file, variables }, warnings))
}

/// The regions, and those of them that are asked for; none for the whole grid.
type Regions = Option<(RegionSet, Option<BTreeSet<RegionCode>>)>;

fn requested_regions(arguments: &ZonalArguments, warnings: &mut Vec<Warning>) -> Result<Regions, Diagnostics> {
    let RegionRequest::From(source) = &arguments.regions else { return Ok(None) };
    let select: Vec<_> = arguments.select.iter().map(RegionCode::new).collect();
    let id_field = arguments.region_id.as_deref();
    let planned = plan_regions(&RegionWishes { source, id_field, sea: None, select: &select, groups: &[] }).map_err(|found| {
        let mut problems = Diagnostics::default();
        found.into_iter().for_each(|one| problems.push(Diagnostic::about("--regions", one.message).with_hint(one.hint)));
        problems
    })?;
    let planned = planned.collect_into(warnings);
    match planned.groups.first() {
        Some(group) => Err(Diagnostic::about("--select", format!("`{}` is a group, and statistics are of regions", group.code)).into()),
        None => Ok(Some((planned.set, planned.selected))),
    }
}

/// Reads the second raster, which the weighted statistics need and which must lie on the grid of every raster.
fn weights(arguments: &ZonalArguments, rasters: &[Raster], warnings: &mut Vec<Warning>) -> Result<Option<Weights>, Diagnostic> {
    let needing = arguments.stat.iter().find(|statistic| statistic.needs_weights());
    match (&arguments.weights, needing) {
        (None, None) => Ok(None),
        (None, Some(statistic)) => Err(Diagnostic::about("--weights", format!("is not given, and `{statistic}` needs it"))),
        (Some(MaskFile { path, .. }), None) => {
            let problem = Diagnostic::about(path.display(), "is given as weights, and no weighted statistic is asked for");
            Err(problem.with_hint("ask for one, such as `--stat weighted_mean`".to_owned()))
        }
        (Some(source), Some(_)) => {
            let weights = weight_values(source, arguments.default_weight)?.collect_into(warnings);
            expect_same_grid(&source.path, &weights.grid, rasters)?;
            Ok(Some(weights))
        }
    }
}

fn weight_values(MaskFile { path, variable }: &MaskFile, default: Option<f64>) -> Result<Warned<Weights>, Diagnostic> {
    let failed = |error: RasterError| failure::raster(path, &error);
    let Warned { value: raster, warnings } = opened(path, variable.as_deref()).map_err(failed)?;
    let layers: usize = raster.variables.iter().map(|variable| variable.layers.len()).sum();
    let [GriddedVariable { layers: places, .. }] = raster.variables.as_slice() else {
        let names: Vec<&str> = raster.variables.iter().map(|variable| variable.name.as_str()).collect();
        let problem = Diagnostic::about(path.display(), format!("holds {layers} layers of weights, expected one"));
        return Err(problem.with_hint(format!("name one of the variables {} as {}:VARIABLE", names.join(", "), path.display())));
    };
    let ([variable], [place]) = (raster.variables.as_slice(), places.as_slice()) else {
        return Err(Diagnostic::about(path.display(), format!("holds {layers} layers of weights, expected one")));
    };
    let values = variable.read(raster.file.as_ref(), place).map_err(failed)?;
    let known = values.mapv_into(|weight| if weight.is_nan() { default.unwrap_or(f64::NAN) } else { weight });
    Ok(Warned::new(Weights { grid: variable.layout.grid.clone(), values: known }, warnings))
}

fn expect_same_grid(path: &Path, grid: &Grid, rasters: &[Raster]) -> Result<(), Diagnostic> {
    let layouts = rasters.iter().flat_map(|raster| raster.variables.iter().map(move |variable| (raster, variable)));
    let other = layouts.into_iter().find(|(_, variable)| !variable.layout.grid.coincides_with(grid, SAME_GRID));
    other.map_or(Ok(()), |(raster, variable)| {
        let ((rows, columns), (weight_rows, weight_columns)) = (variable.layout.grid.shape(), grid.shape());
        let message = format!(
            "its grid of {weight_rows} × {weight_columns} cells is not that of `{}` in {}, {rows} × {columns} cells, or lies elsewhere",
            variable.name,
            raster.path.display()
        );
        Err(Diagnostic::about(path.display(), message).with_hint("bring the weights to the grid of the raster first".to_owned()))
    })
}

/// Regions on one grid, with the areas of its cells.
struct Zones {
    grid: Arc<Grid>,
    areas: Array2<f64>,
    zones: Vec<Zone>,
}

impl Zones {
    fn on(grid: &Arc<Grid>, arguments: &ZonalArguments, regions: &Regions, weight: CoverageWeight) -> Result<Self, Diagnostic> {
        let (earth, measure) = arguments.measures();
        let areas = arguments.compat.map_or_else(|| grid.cell_areas(earth), |compat| compat.cell_areas(grid));
        let coverage = |set: &RegionSet| match (arguments.compat, weight) {
            (None, _) => Coverage::compute(grid, set, earth, measure),
            (Some(compat), CoverageWeight::Area) => Ok(compat.shares_of_area(compat.coverage(grid, set)?, &areas)),
            (Some(compat), _) => compat.coverage(grid, set),
        };
        let zones = match regions {
            None => vec![Zone::whole(grid, flat(&areas))],
            Some((set, selected)) => {
                let coverage = coverage(set).map_err(|error| Diagnostic::about("--regions", error.to_string()).with_hint(error.hint()))?;
                Zone::of(coverage, selected.as_ref())
            }
        };
        Ok(Self { grid: grid.clone(), areas, zones })
    }
}

/// The rows of every layer of every file; regions are laid over each grid once.
fn all_rows(arguments: &ZonalArguments, global: &GlobalArguments, planned: &Planned) -> Result<Vec<ZonalRow>, Diagnostics> {
    let layers = planned.rasters.iter().flat_map(|raster| &raster.variables).map(|variable| variable.layers.len() as u64).sum();
    let progress = Progress::begin(global.loudness(), "zonal", layers);
    let mut grids: Vec<Zones> = Vec::new();
    let mut rows = Vec::new();
    for raster in &planned.rasters {
        for variable in &raster.variables {
            let known = grids.iter().position(|zones| *zones.grid == *variable.layout.grid);
            let position = known.unwrap_or(grids.len());
            if known.is_none() {
                grids.push(Zones::on(&variable.layout.grid, arguments, &planned.regions, planned.weight)?);
            }
            for place in &variable.layers {
                let values = variable.read(raster.file.as_ref(), place).map_err(|error| failure::raster(&raster.path, &error))?;
                rows.extend(layer_rows(arguments, planned, &grids[position], &values, &layer_name(raster, variable, &place.labels)));
                progress.step();
            }
        }
    }
    Ok(rows)
}

fn layer_rows(arguments: &ZonalArguments, planned: &Planned, zones: &Zones, values: &Array2<f64>, name: &LayerName) -> Vec<ZonalRow> {
    let second = planned.weights.as_ref().map(|weights| flat(&weights.values));
    let cells = LayerCells { values: flat(values), areas: flat(&zones.areas), second, weight: planned.weight };
    zonal::rows(&zones.zones, name, cells, &arguments.stat)
}

fn layer_name(raster: &Raster, variable: &GriddedVariable, places: &[(String, String)]) -> LayerName {
    let file = raster.path.file_name().unwrap_or(raster.path.as_os_str());
    LayerName {
        raster: file.to_string_lossy().into_owned(),
        variable: variable.name.clone(),
        unit: variable.unit.clone(),
        places: places.to_vec(),
    }
}

/// A warning that the numbers are those of another program.
pub(super) fn of_compat(compat: Compat) -> Warning {
    Warning::new("--compat", format!("shares and areas are {}; without it they are exact", compat.description()))
}

/// A warning of rows whose weighted statistics are empty because weights are missing.
fn without_weight(rows: &[ZonalRow], arguments: &ZonalArguments) -> Option<Warning> {
    let source = arguments.weights.as_ref()?;
    let count = rows.iter().filter(|row| row.without_weight() > 0.0).count();
    let message = format!(
        "has no weight for cells with a value in {count} of {} rows, whose weighted statistics are empty; `--default-weight` would give them one",
        rows.len()
    );
    (count > 0).then(|| Warning::new(source.path.display().to_string(), message))
}

/// Cells row by row.
fn flat(cells: &Array2<f64>) -> &[f64] {
    cells.as_slice().expect("cells are laid out row by row")
}
