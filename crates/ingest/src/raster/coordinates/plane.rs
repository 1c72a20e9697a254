//! Grids in the plane of a projection: coordinates in metres, and the projection that they belong to.

use super::super::projection::grid_mapping;
use super::super::{RasterError, RasterFile, Storage, Variable};
use super::arrangement::Arrangement;
use super::{Layout, axis, reference};
use fluxledger_core::{Axis, Grid, Projection, Warned, Warning};
use std::sync::Arc;

/// Easting or northing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Easting,
    Northing,
}

/// Spellings of the metre and the kilometre, and how many metres they are.
const UNITS: [(&str, f64); 11] = [
    ("m", 1.0),
    ("metre", 1.0),
    ("metres", 1.0),
    ("meter", 1.0),
    ("meters", 1.0),
    ("km", 1000.0),
    ("kilometre", 1000.0),
    ("kilometres", 1000.0),
    ("kilometer", 1000.0),
    ("kilometers", 1000.0),
    ("1000 m", 1000.0),
];

/// A coordinate in a plane, with the position of its dimension among the variable's.
#[derive(Clone, Copy)]
struct Coordinate<'a> {
    position: usize,
    variable: &'a Variable,
    /// The length of its unit in metres.
    metres: f64,
}

/// The layout of a variable on eastings and northings; none if it runs along neither.
pub(super) fn layout(file: &dyn RasterFile, variable: &Variable) -> Result<Option<Warned<Layout>>, RasterError> {
    let Some([easting, northing]) = coordinates(file, variable) else { return Ok(None) };
    let projection = projection(file, variable, easting.metres)?;
    let (eastings, northings) = (axis_of(file, &easting)?, axis_of(file, &northing)?);
    let mut warnings = projection.warnings;
    warnings.extend(expect_lengths(file, [(&easting, &eastings), (&northing, &northings)])?);
    let not_a_grid = |source| RasterError::Grid { path: file.path().to_owned(), source };
    let eastern_column_first = eastings.first() > eastings.last();
    let southern_row_first = northings.first() < northings.last();
    let eastings = if eastern_column_first { reversed(&eastings) } else { eastings };
    let layout = Layout {
        grid: Arc::new(Grid::projected(projection.value, northings, eastings).map_err(not_a_grid)?),
        latitude: variable.dimensions[northing.position].name.clone(),
        longitude: variable.dimensions[easting.position].name.clone(),
        arrangement: Arrangement::Rows { transposed: easting.position < northing.position },
        southern_row_first,
        eastern_column_first,
        repeated_column: false,
    };
    Ok(Some(Warned::new(layout, warnings)))
}

/// Whether a variable runs along eastings and northings and is not itself a table of the cells' latitudes or longitudes.
pub(super) fn is_gridded(file: &dyn RasterFile, variable: &Variable) -> bool {
    let says = |direction| axis::is_coordinate(variable, direction);
    !says(axis::Direction::Latitude) && !says(axis::Direction::Longitude) && coordinates(file, variable).is_some()
}

/// Whether easting or northing runs along a dimension of a variable.
pub(super) fn is_horizontal(file: &dyn RasterFile, variable: &Variable, dimension: &str) -> bool {
    coordinates(file, variable).is_some_and(|found| found.iter().any(|own| variable.dimensions[own.position].name == dimension))
}

/// Easting and northing of a variable that has both.
fn coordinates<'a>(file: &'a dyn RasterFile, variable: &Variable) -> Option<[Coordinate<'a>; 2]> {
    Some([coordinate(file, variable, Direction::Easting)?, coordinate(file, variable, Direction::Northing)?])
}

fn coordinate<'a>(file: &'a dyn RasterFile, variable: &Variable, direction: Direction) -> Option<Coordinate<'a>> {
    variable.dimensions.iter().enumerate().find_map(|(position, dimension)| {
        let along = |candidate: &&Variable| candidate.runs_along(&dimension.name) && is_named(candidate, direction);
        let mut named = file.variables().iter().filter(along);
        named.find_map(|found| {
            Some(Coordinate { position, variable: found, metres: metres(found).or_else(|| unstated(file, variable, found))? })
        })
    })
}

/// Whether a variable is called a coordinate of a direction: by its `standard_name`, or by its name (CF 1.11, section 5.6).
fn is_named(variable: &Variable, direction: Direction) -> bool {
    let (standard_name, names) = match direction {
        Direction::Easting => ("projection_x_coordinate", ["x", "easting"]),
        Direction::Northing => ("projection_y_coordinate", ["y", "northing"]),
    };
    match variable.attributes.text("standard_name") {
        Some(found) => found == standard_name,
        None => names.contains(&variable.name.to_ascii_lowercase().as_str()),
    }
}

/// The length in metres of the unit that a coordinate does not state: that of the plane which the grid mapping of a variable has in well-known text.
fn unstated(file: &dyn RasterFile, variable: &Variable, coordinate: &Variable) -> Option<f64> {
    let mapping = if is_bare(coordinate) { reference::mapping(file, variable)?.ok()? } else { return None };
    grid_mapping::unit_of_plane(&mapping.attributes)
}

fn is_bare(coordinate: &Variable) -> bool {
    coordinate.attributes.text("units").is_none_or(str::is_empty)
}

/// Refuses coordinates without a unit that may as well count cells, and tells of others.
fn expect_lengths(file: &dyn RasterFile, axes: [(&Coordinate<'_>, &Axis); 2]) -> Result<Option<Warning>, RasterError> {
    for (Coordinate { variable, metres, .. }, axis) in axes.iter().filter(|(coordinate, _)| is_bare(coordinate.variable)) {
        let [first, last] = [axis.first(), axis.last()].map(|edge| edge / metres);
        let counts = (last - first).abs() == count(axis.count()) && [-0.5, 0.0, 0.5].contains(&first.min(last));
        if counts {
            return Err(RasterError::UnusableCoordinate {
                path: file.path().to_owned(),
                coordinate: variable.name.clone(),
                message: "has no unit and runs on by 1, as numbers of cells do, expected metres or kilometres".to_owned(),
            });
        }
    }
    let bare: Vec<_> = axes.iter().map(|(coordinate, _)| coordinate.variable).filter(|variable| is_bare(variable)).collect();
    let names = bare.iter().map(|variable| format!("`{}`", variable.name)).collect::<Vec<_>>().join(" and ");
    let message = format!("no unit is stated of {names}; that of the plane in the grid mapping was taken");
    Ok((!bare.is_empty()).then(|| Warning::new(file.path().display().to_string(), message)))
}

/// Whether a variable has metres or kilometres as its unit.
pub(super) fn is_length(variable: &Variable) -> bool {
    metres(variable).is_some()
}

fn metres(variable: &Variable) -> Option<f64> {
    let unit = variable.attributes.text("units")?;
    UNITS.iter().find(|(spelling, _)| spelling.eq_ignore_ascii_case(unit)).map(|&(_, metres)| metres)
}

/// The projection that the file as a whole has, that the variable names, or that is the only one the file describes.
fn projection(file: &dyn RasterFile, variable: &Variable, metres: f64) -> Result<Warned<Projection>, RasterError> {
    if let Some(projection) = file.projection() {
        return Ok(Warned::clean(projection.clone()));
    }
    let (mapping, warnings) = match reference::mapping(file, variable) {
        Some(Ok(named)) => (named, Vec::new()),
        Some(Err(name)) => return Err(unknown(file, &name, format!("variable `{}` names it, but it is not in the file", variable.name))),
        None => {
            let only = only_mapping(file, variable)?;
            let message =
                format!("variable `{}` names no grid mapping; `{}` was taken, the only one in the file", variable.name, only.name);
            (only, vec![Warning::new(file.path().display().to_string(), message)])
        }
    };
    let projection = grid_mapping::projection(&mapping.attributes, metres).map_err(|message| unknown(file, &mapping.name, message))?;
    Ok(Warned::new(projection, warnings))
}

fn only_mapping<'a>(file: &'a dyn RasterFile, variable: &Variable) -> Result<&'a Variable, RasterError> {
    let is_mapping = |candidate: &&Variable| grid_mapping::is_in(&candidate.attributes);
    let mut mappings = file.variables().iter().filter(is_mapping);
    match (mappings.next(), mappings.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => {
            Err(unknown(file, &variable.name, "runs along eastings and northings, and the file describes no projection".to_owned()))
        }
        (Some(_), Some(_)) => Err(unknown(file, &variable.name, "names none of the projections that the file describes".to_owned())),
    }
}

fn unknown(file: &dyn RasterFile, place: &str, message: String) -> RasterError {
    RasterError::UnknownProjection { path: file.path().to_owned(), place: place.to_owned(), message }
}

/// How far edges in double precision may lie off an even spacing, in cells, to be taken for evenly spaced.
const EVEN: f64 = 1e-6;

/// The edges of cells in metres, in the order of the file.
fn axis_of(file: &dyn RasterFile, coordinate: &Coordinate<'_>) -> Result<Axis, RasterError> {
    let Some(bounds) = axis::bounds_of(file, coordinate.variable) else { return axis_without_bounds(file, coordinate) };
    let edges = axis::edges_from_bounds(file, bounds, coordinate.variable, axis::Direction::Length)?;
    let cells = edges.len() - 1;
    let is_even = if bounds.storage == Storage::Float32 {
        axis::first_unequal(&edges).is_none()
    } else {
        axis::first_off_line(&edges, EVEN * (edges[cells] - edges[0]).abs() / count(cells)).is_none()
    };
    let axis = if is_even {
        let (first, step) = line(bounds, &edges);
        Axis::uniform(first * coordinate.metres, (first + count(cells) * step) * coordinate.metres, cells)
    } else {
        Axis::from_edges(edges.iter().map(|edge| edge * coordinate.metres).collect())
    };
    axis.map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })
}

/// First value and step of evenly spaced numbers; those in single precision stand for the decimals that their author meant.
fn line(variable: &Variable, values: &[f64]) -> (f64, f64) {
    let last = values.len() - 1;
    if variable.storage == Storage::Float32 {
        axis::line_through(values, variable.storage)
    } else {
        (values[0], (values[last] - values[0]) / count(last))
    }
}

/// Equal cells about the centres of a coordinate.
fn axis_without_bounds(file: &dyn RasterFile, coordinate: &Coordinate<'_>) -> Result<Axis, RasterError> {
    let centres = axis::centres_of(file, coordinate.variable, axis::Direction::Length)?;
    if let Some((position, expected)) = axis::first_unequal(&centres) {
        let (path, found) = (file.path().to_owned(), centres[position]);
        return Err(RasterError::UnequalCells { path, coordinate: coordinate.variable.name.clone(), position, expected, found });
    }
    let (first, step) = line(coordinate.variable, &centres);
    let edge = |cells: f64| (first + (cells - 0.5) * step) * coordinate.metres;
    Axis::uniform(edge(0.0), edge(count(centres.len())), centres.len())
        .map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })
}

#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
const fn count(cells: usize) -> f64 {
    cells as f64
}

fn reversed(axis: &Axis) -> Axis {
    let reversed = if axis.is_uniform() {
        Axis::uniform(axis.last(), axis.first(), axis.count())
    } else {
        Axis::from_edges(axis.edges().iter().rev().copied().collect())
    };
    reversed.expect("an axis turned round is one")
}

#[cfg(test)]
mod tests;
