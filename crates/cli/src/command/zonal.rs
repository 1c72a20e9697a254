//! `fluxledger zonal`: statistics of any raster over regions.

use crate::args::{CellWeight, GlobalArguments, ResultFormat, TableFormat, ZonalArguments};
use crate::command::failure;
use crate::command::requested_regions::requested;
use crate::command::result_file::{encoded, write_table};
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::coverage_cache::coverage_of;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::named_files::all_named;
use crate::plan::PlannedRegions;
use crate::progress::Progress;
use crate::region_source::MaskFile;
use crate::zonal::{self, BandCells, LayerName, Pieces, SecondRaster, Tallies, ZonalRow, ZoneAreas};
use fluxledger_core::coverage::{CoverageError, RegionCoverage, expect_numbered_cells};
use fluxledger_core::statistics::{By, CoverageWeight, Statistic};
use fluxledger_core::{Compat, Coverage, Grid, Refinement, RegionSet, RegionShapes, Warned, Warning};
use fluxledger_ingest::raster::{GriddedVariable, RasterError, RasterFile, gridded_variables, open};
use ndarray::{Array3, Axis};
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far the edges of the second raster may lie from those of the first, in cell widths.
const SAME_GRID: f64 = 1e-3;

/// How many bytes of values are held at once, unless the chunks of a file are larger.
const BYTES_OF_BAND: usize = 32 << 20;

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
    warnings.extend(negative_weights(&rows, arguments));
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let table = zonal::table(&rows, &arguments.stat, arguments.weights.is_some()).map_err(|error| {
        Diagnostic::about("--stat", error.to_string()).with_hint("name the variable that holds classes with `--variable`".to_owned())
    })?;
    match &arguments.output {
        None => write_result(out, &encoded(&table, ResultFormat::Table(TableFormat::Csv))?),
        Some(file) => write_table(&table, file).map(|()| ExitStatus::Done),
    }
}

/// What was asked for, opened.
struct Planned {
    rasters: Vec<Raster>,
    /// None for the whole grid.
    regions: Option<PlannedRegions>,
    weights: Option<Weights>,
    weight: CoverageWeight,
}

/// A second raster of one layer.
struct Weights {
    raster: Raster,
    /// The weight of cells of which it says nothing.
    default: f64,
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
    let paths = all_named(&arguments.files).map_err(|others| problems.extend(others)).unwrap_or_default();
    for path in &paths {
        match opened(path, arguments.variable.as_deref()) {
            Ok(raster) => rasters.push(raster.collect_into(warnings)),
            Err(error) => problems.push(failure::raster(path, &error)),
        }
    }
    let regions = requested(&arguments.regions, None).map_err(|others| problems.extend(others));
    let weights = weights(arguments, &rasters, warnings).map_err(|problem| problems.push(problem));
    match (weight, regions, weights) {
        (Ok(weight), Ok(regions), Ok(weights)) if problems.is_empty() => {
            Ok(Planned { rasters, regions: regions.map(|regions| regions.collect_into(warnings)), weights, weight })
        }
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

/// Opens the second raster, which the weighted statistics need and which must lie in the plane of every raster.
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
            let raster = weight_raster(source)?.collect_into(warnings);
            expect_fitting(&source.path, &raster.variables[0].layout.grid, arguments, rasters)?;
            Ok(Some(Weights { raster, default: arguments.default_weight.unwrap_or(f64::NAN) }))
        }
    }
}

/// A raster that holds one layer.
fn weight_raster(MaskFile { path, variable }: &MaskFile) -> Result<Warned<Raster>, Diagnostic> {
    let Warned { value: raster, warnings } = opened(path, variable.as_deref()).map_err(|error| failure::raster(path, &error))?;
    let layers: usize = raster.variables.iter().map(|variable| variable.layers.len()).sum();
    if layers == 1 {
        return Ok(Warned::new(raster, warnings));
    }
    let problem = Diagnostic::about(path.display(), format!("holds {layers} layers of weights, expected one"));
    let names: Vec<&str> = raster.variables.iter().map(|variable| variable.name.as_str()).collect();
    let hint = format!("name one of the variables {} as {}:VARIABLE", names.join(", "), path.display());
    Err(problem.with_hint((names.len() > 1).then_some(hint)))
}

/// Refuses weights that lie neither on the grid of a raster nor in its plane, and what is not defined where grids differ.
fn expect_fitting(path: &Path, grid: &Grid, arguments: &ZonalArguments, rasters: &[Raster]) -> Result<(), Diagnostic> {
    let layouts = rasters.iter().flat_map(|raster| raster.variables.iter().map(move |variable| (raster, variable)));
    for (raster, variable) in layouts.filter(|(_, variable)| !variable.layout.grid.coincides_with(grid, SAME_GRID)) {
        let (own, place) = (&variable.layout.grid, format!("`{}` in {}", variable.name, raster.path.display()));
        let refused = |message: String, hint: &str| Err(Diagnostic::about(path.display(), message).with_hint(hint.to_owned()));
        let ((rows, columns), (weight_rows, weight_columns)) = (own.shape(), grid.shape());
        let grids = format!(
            "its grid of {weight_rows} × {weight_columns} cells is not that of {place}, {rows} × {columns} cells, or lies elsewhere"
        );
        if !own.plane().coincides_with(grid.plane()) {
            return refused(format!("its grid does not lie in the plane of {place}"), "bring the weights to the plane of the raster first");
        }
        if let Some(compat) = arguments.compat {
            return refused(format!("{grids}, and {} is reproduced on one grid only", compat.name()), "leave out `--compat`");
        }
        if arguments.coverage_weight == Some(CellWeight::None) {
            return refused(
                format!("{grids}, and without shares nothing is shared out among cells"),
                "`--coverage-weight area` for weights per area, `fraction` for weights per cell",
            );
        }
    }
    Ok(())
}

/// Regions on one grid, with the areas of its cells.
struct Zones {
    grid: Arc<Grid>,
    areas: ZoneAreas,
    zones: Vec<RegionCoverage>,
    /// Where the second raster lies on another grid.
    pieces: Option<Pieces>,
}

impl Zones {
    fn on(
        (raster, grid): (&Raster, &Arc<Grid>),
        arguments: &ZonalArguments,
        global: &GlobalArguments,
        planned: &Planned,
    ) -> Result<Self, Diagnostic> {
        expect_numbered_cells(grid).map_err(|error| of_coverage(&raster.path.display().to_string(), &error))?;
        let areas = match arguments.compat {
            Some(compat) => ZoneAreas::Cells(compat.cell_areas(grid)),
            None => ZoneAreas::Earth(grid.areas(arguments.measures().0)),
        };
        let zones = on_grid(grid, &areas, arguments, global, planned)?;
        let of_weights = planned.weights.as_ref().filter(|weights| !grid.coincides_with(weights.grid(), SAME_GRID));
        let pieces = of_weights.map(|weights| pieces((grid, &zones), weights, arguments, global, planned)).transpose()?;
        Ok(Self { grid: grid.clone(), areas, zones, pieces })
    }
}

/// The regions that are asked for on a grid, and behind them the groups.
fn on_grid(
    grid: &Grid,
    areas: &ZoneAreas,
    arguments: &ZonalArguments,
    global: &GlobalArguments,
    planned: &Planned,
) -> Result<Vec<RegionCoverage>, Diagnostic> {
    match &planned.regions {
        None => Ok(vec![zonal::whole(grid, areas).map_err(|error| of_coverage("--regions none", &error))?]),
        Some(PlannedRegions { set, selected, groups }) => {
            let coverage = coverage(grid, set, arguments, global, (areas, planned.weight));
            Ok(coverage.map_err(|error| of_coverage("--regions", &error))?.chosen(selected.as_ref(), groups).regions)
        }
    }
}

fn of_coverage(place: &str, error: &CoverageError) -> Diagnostic {
    Diagnostic::about(place, error.to_string()).with_hint(error.hint())
}

/// The regions on the pieces into which a grid and that of the weights cut one another; those that are cells of the grid are spread over its cells.
fn pieces(
    (grid, zones): (&Grid, &[RegionCoverage]),
    weights: &Weights,
    arguments: &ZonalArguments,
    global: &GlobalArguments,
    planned: &Planned,
) -> Result<Pieces, Diagnostic> {
    let refinement = Refinement::of(grid, weights.grid()).expect("weights in another plane were refused");
    expect_numbered_cells(&refinement.grid).map_err(|error| of_coverage(&weights.raster.path.display().to_string(), &error))?;
    let are_cells = |regions: &PlannedRegions| matches!(regions.set.shapes, RegionShapes::Mask(_));
    let zones = if planned.regions.as_ref().is_none_or(are_cells) {
        refinement.spread(zones)
    } else {
        on_grid(&refinement.grid, &ZoneAreas::Earth(refinement.grid.areas(arguments.measures().0)), arguments, global, planned)?
    };
    Ok(Pieces::new(refinement, zones, [grid, weights.grid()], arguments.measures(), weights.default))
}

/// The shares of cells, from those that are kept unless another program is to be reproduced.
fn coverage(
    grid: &Grid,
    set: &RegionSet,
    arguments: &ZonalArguments,
    global: &GlobalArguments,
    (areas, weight): (&ZoneAreas, CoverageWeight),
) -> Result<Coverage, CoverageError> {
    let (earth, measure) = arguments.measures();
    match (arguments.compat, areas, weight) {
        (Some(compat), ZoneAreas::Cells(areas), CoverageWeight::Area) => Ok(compat.shares_of_area(compat.coverage(grid, set)?, areas)),
        (Some(compat), ..) => compat.coverage(grid, set),
        (None, ..) => coverage_of(global.cache().as_ref(), grid, set, earth, measure),
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
                grids.push(Zones::on((raster, &variable.layout.grid), arguments, global, planned)?);
            }
            rows.extend(variable_rows(arguments, planned, &grids[position], (raster, variable), &progress)?);
        }
    }
    Ok(rows)
}

/// The rows of the layers of a variable, in their order; layers that lie in the same chunks are read together.
fn variable_rows(
    arguments: &ZonalArguments,
    planned: &Planned,
    zones: &Zones,
    (raster, variable): (&Raster, &GriddedVariable),
    progress: &Progress,
) -> Result<Vec<ZonalRow>, Diagnostic> {
    let mut of_layers: BTreeMap<usize, Vec<ZonalRow>> = BTreeMap::new();
    for layers in variable.groups(raster.file.as_ref()) {
        let tallies = tallied(arguments, planned, zones, (raster, variable), &layers)?;
        for (&layer, tallies) in layers.iter().zip(tallies) {
            let name = layer_name(raster, variable, &variable.layers[layer].labels);
            of_layers.insert(layer, tallies.rows(&zones.zones, &name));
            progress.step();
        }
    }
    Ok(of_layers.into_values().flatten().collect())
}

/// The statistics of some layers, read band by band.
fn tallied(
    arguments: &ZonalArguments,
    planned: &Planned,
    Zones { areas, zones, pieces, .. }: &Zones,
    (raster, variable): (&Raster, &GriddedVariable),
    layers: &[usize],
) -> Result<Vec<Tallies>, Diagnostic> {
    let file = raster.file.as_ref();
    let mut tallies: Vec<Tallies> = layers.iter().map(|_| Tallies::begin(zones, &arguments.stat)).collect();
    let touched = touched(zones, variable.layout.grid.columns());
    let bands = bands(variable, file, layers.len(), planned.weights.as_ref(), pieces.as_ref()).into_iter();
    let within = |band: Range<usize>| band.start.max(touched.start)..band.end.min(touched.end);
    for rows in bands.map(within).filter(|rows| !rows.is_empty()) {
        let values = variable.read_rows(file, layers, rows.clone()).map_err(|error| failure::raster(&raster.path, &error))?;
        let weights = planned.weights.as_ref().map(|weights| weights.read(&rows, pieces.as_ref())).transpose()?;
        let second = weights.as_ref().map(|(first_row, values)| second_raster(*first_row, values, pieces.as_ref()));
        for (tallies, values) in tallies.iter_mut().zip(values.outer_iter()) {
            tallies.add(zones, &BandCells { rows: rows.clone(), values, areas, second, weight: planned.weight });
        }
    }
    Ok(tallies)
}

/// The rows from the first to the last that a region touches: no others need be read.
fn touched(zones: &[RegionCoverage], columns: usize) -> Range<usize> {
    let rows = zones.iter().map(|zone| zone.rows(columns)).filter(|rows| !rows.is_empty());
    rows.reduce(|all, rows| all.start.min(rows.start)..all.end.max(rows.end)).unwrap_or(0..0)
}

fn second_raster<'a>(first_row: usize, values: &'a Array3<f64>, pieces: Option<&'a Pieces>) -> SecondRaster<'a> {
    let values = values.index_axis(Axis(0), 0);
    match pieces {
        None => SecondRaster::SameGrid { first_row, values },
        Some(pieces) => SecondRaster::OtherGrid { pieces, first_row, values },
    }
}

/// The bands of rows in which layers are read: on one grid the larger ones of the two rasters, so that each of them reads its chunks once; on two
/// so few rows that neither the raster nor what lies in them of the weights is too much.
fn bands(
    variable: &GriddedVariable,
    file: &dyn RasterFile,
    layers: usize,
    weights: Option<&Weights>,
    pieces: Option<&Pieces>,
) -> Vec<Range<usize>> {
    let own = variable.bands(file, layers, BYTES_OF_BAND);
    match (weights, pieces) {
        (None, _) => own,
        (Some(weights), None) => [weights.bands(), own].into_iter().min_by_key(Vec::len).unwrap_or_default(),
        (Some(weights), Some(pieces)) => own.into_iter().flat_map(|rows| weights.parts_of_band(rows, pieces)).collect(),
    }
}

impl Weights {
    fn bands(&self) -> Vec<Range<usize>> {
        self.raster.variables[0].bands(self.raster.file.as_ref(), 1, BYTES_OF_BAND)
    }

    fn grid(&self) -> &Grid {
        &self.raster.variables[0].layout.grid
    }

    /// A band of rows of another grid cut so that the weights in each part are few, or the part is one row.
    fn parts_of_band(&self, band: Range<usize>, pieces: &Pieces) -> Vec<Range<usize>> {
        let bytes = |rows: &Range<usize>| pieces.refinement.second_rows(rows).len() * self.grid().columns() * size_of::<f64>();
        let mut parts: Vec<Range<usize>> = Vec::new();
        for row in band {
            match parts.last_mut() {
                Some(part) if bytes(&(part.start..row + 1)) <= BYTES_OF_BAND => part.end = row + 1,
                _ => parts.push(row..row + 1),
            }
        }
        parts
    }

    /// The weights in some rows of the raster's grid, as the one layer of an array, and the row of their own grid at which they begin.
    fn read(&self, rows: &Range<usize>, pieces: Option<&Pieces>) -> Result<(usize, Array3<f64>), Diagnostic> {
        let rows = pieces.map_or_else(|| rows.clone(), |pieces| pieces.refinement.second_rows(rows));
        if rows.is_empty() {
            return Ok((rows.start, Array3::zeros((1, 0, self.grid().columns()))));
        }
        let read = self.raster.variables[0].read_rows(self.raster.file.as_ref(), &[0], rows.clone());
        let weights = read.map_err(|error| failure::raster(&self.raster.path, &error))?;
        // On a grid of its own a cell without a weight may be part of one of the raster's, so that the pieces give the default.
        let default = if pieces.is_none() { self.default } else { f64::NAN };
        Ok((rows.start, weights.mapv_into(|weight| if weight.is_nan() { default } else { weight })))
    }
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

/// A warning of rows with negative weights, by which a mean may lie beyond all values and a variance is none.
fn negative_weights(rows: &[ZonalRow], arguments: &ZonalArguments) -> Option<Warning> {
    let source = arguments.weights.as_ref()?;
    let count = rows.iter().filter(|row| row.has_negative_weights()).count();
    let message = format!(
        "has negative weights in {count} of {} rows: weighted means may lie beyond all values, weighted variances and fractions are empty",
        rows.len()
    );
    (count > 0).then(|| Warning::new(source.path.display().to_string(), message))
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
