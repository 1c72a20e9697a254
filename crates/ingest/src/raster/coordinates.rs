//! From coordinates to a grid, and from a file's order of rows and columns to the grid's.

use super::{RasterError, RasterFile, Storage, Variable};
use fluxledger_core::grid::GridError;
use fluxledger_core::{Axis, Grid, Warned, Warning};
use ndarray::{Array2, ArrayD, Axis as ArrayAxis, Ix2};
use std::sync::Arc;

/// Deviation from equal cells, in shares of a cell, that is taken for noise of the coordinates.
const NOISE: f64 = 1e-3;
/// Spacing of single-precision numbers near 180°, in degrees; coordinates computed in single precision are off by a few of them.
const SINGLE_PRECISION_SPACING: f64 = 1.53e-5;

/// Decimals that coordinates and steps are written with on purpose; more of them are the trace of a computation.
const MEANT_DIGITS: i32 = 4;

/// Latitude or longitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Latitude,
    Longitude,
}

/// An axis that a profile states because the file does not.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedAxis {
    /// The dimension along which it runs.
    pub dimension: String,
    /// The outer edge of the first cell in degrees.
    pub first_edge: f64,
    /// The outer edge of the last cell in degrees.
    pub last_edge: f64,
}

/// Axes that a profile states because the file does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatedAxes {
    /// The axis of latitude.
    pub latitude: Option<StatedAxis>,
    /// The axis of longitude.
    pub longitude: Option<StatedAxis>,
}

/// How a variable lies on a grid.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The grid, its first row the northernmost.
    pub grid: Arc<Grid>,
    /// The dimension along which latitude runs.
    pub latitude: String,
    /// The dimension along which longitude runs.
    pub longitude: String,
    transposed: bool,
    southern_row_first: bool,
    eastern_column_first: bool,
}

impl Layout {
    /// A slab of a variable along its two horizontal dimensions, turned so that rows run from north to south and columns from west to east.
    ///
    /// # Panics
    /// If the slab has not two dimensions.
    #[must_use]
    pub fn oriented(&self, slab: ArrayD<f64>) -> Array2<f64> {
        let mut rows = slab.into_dimensionality::<Ix2>().expect("all dimensions but the horizontal ones have a position");
        if self.transposed {
            rows.swap_axes(0, 1);
        }
        if self.southern_row_first {
            rows.invert_axis(ArrayAxis(0));
        }
        if self.eastern_column_first {
            rows.invert_axis(ArrayAxis(1));
        }
        rows.as_standard_layout().into_owned()
    }
}

/// One axis of a file: its edges in the file's order, and the dimension along which it runs.
struct FoundAxis {
    dimension: String,
    position: usize,
    axis: Axis,
}

/// The grid of a variable, from its coordinates or from the axes stated for it.
///
/// # Errors
/// [`RasterError::NoCoordinate`], [`RasterError::UnequalCells`], [`RasterError::GapInBounds`], [`RasterError::UnusableCoordinate`],
/// [`RasterError::Grid`], and those of reading.
pub fn layout(file: &dyn RasterFile, variable: &Variable, stated: &StatedAxes) -> Result<Warned<Layout>, RasterError> {
    let not_a_grid = |source: GridError| RasterError::Grid { path: file.path().to_owned(), source };
    let latitude = find_axis(file, variable, Direction::Latitude, stated.latitude.as_ref())?;
    let longitude = find_axis(file, variable, Direction::Longitude, stated.longitude.as_ref())?;
    let mut warnings = Vec::new();
    let latitudes = cut_at_poles(latitude.axis, file, &mut warnings).map_err(not_a_grid)?;
    let eastern_column_first = longitude.axis.first() > longitude.axis.last();
    let longitudes = running_east(longitude.axis).map_err(not_a_grid)?;
    let southern_row_first = latitudes.first() < latitudes.last();
    let grid = Arc::new(Grid::new(latitudes, longitudes).map_err(not_a_grid)?);
    let transposed = longitude.position < latitude.position;
    let layout =
        Layout { grid, latitude: latitude.dimension, longitude: longitude.dimension, transposed, southern_row_first, eastern_column_first };
    Ok(Warned::new(layout, warnings))
}

/// Whether a variable has a dimension with a coordinate of latitude and one of longitude.
#[must_use]
pub fn is_gridded(file: &dyn RasterFile, variable: &Variable) -> bool {
    coordinate(file, variable, Direction::Latitude).is_some() && coordinate(file, variable, Direction::Longitude).is_some()
}

/// Whether latitude or longitude runs along a dimension of a variable.
pub(crate) fn is_horizontal(file: &dyn RasterFile, variable: &Variable, dimension: &str) -> bool {
    let runs =
        |direction| coordinate(file, variable, direction).is_some_and(|(position, _)| variable.dimensions[position].name == dimension);
    runs(Direction::Latitude) || runs(Direction::Longitude)
}

fn find_axis(
    file: &dyn RasterFile,
    variable: &Variable,
    direction: Direction,
    stated: Option<&StatedAxis>,
) -> Result<FoundAxis, RasterError> {
    if let Some(stated) = stated
        && let Some(position) = variable.position_of(&stated.dimension)
    {
        let count = variable.dimensions[position].length;
        let axis = Axis::uniform(stated.first_edge, stated.last_edge, count)
            .map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })?;
        return Ok(FoundAxis { dimension: stated.dimension.clone(), position, axis });
    }
    let (position, coordinate) = coordinate(file, variable, direction).ok_or_else(|| no_coordinate(file, variable, direction))?;
    let axis = axis_of(file, coordinate, direction)?;
    Ok(FoundAxis { dimension: variable.dimensions[position].name.clone(), position, axis })
}

fn no_coordinate(file: &dyn RasterFile, variable: &Variable, direction: Direction) -> RasterError {
    RasterError::NoCoordinate {
        path: file.path().to_owned(),
        variable: variable.name.clone(),
        axis: match direction {
            Direction::Latitude => "latitude",
            Direction::Longitude => "longitude",
        },
        dimensions: variable.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
    }
}

/// The coordinate of a direction among a variable's dimensions, with the position of its dimension.
fn coordinate<'a>(file: &'a dyn RasterFile, variable: &Variable, direction: Direction) -> Option<(usize, &'a Variable)> {
    variable.dimensions.iter().enumerate().find_map(|(position, dimension)| {
        let along = |candidate: &&Variable| candidate.runs_along(&dimension.name) && is_coordinate(candidate, direction);
        file.variables().iter().find(along).map(|coordinate| (position, coordinate))
    })
}

/// Whether a variable is a coordinate of a direction, by its `standard_name`, else its `units`, else its name (CF 1.11, section 4).
fn is_coordinate(variable: &Variable, direction: Direction) -> bool {
    let (standard_name, units, names) = match direction {
        Direction::Latitude => ("latitude", "degrees_north degree_north degree_n degrees_n degreen degreesn", ["lat", "latitude", "y"]),
        Direction::Longitude => ("longitude", "degrees_east degree_east degree_e degrees_e degreee degreese", ["lon", "longitude", "x"]),
    };
    if let Some(found) = variable.attributes.text("standard_name") {
        return found == standard_name;
    }
    let found_units = variable.attributes.text("units").unwrap_or_default().to_ascii_lowercase();
    if units.split(' ').any(|unit| unit == found_units) {
        return true;
    }
    let silent = found_units.is_empty() || found_units.starts_with("degree");
    silent && names.contains(&variable.name.to_ascii_lowercase().as_str())
}

fn axis_of(file: &dyn RasterFile, coordinate: &Variable, direction: Direction) -> Result<Axis, RasterError> {
    let axis = match bounds_of(file, coordinate) {
        Some(bounds) => axis_from_edges(edges_from_bounds(file, bounds, coordinate, direction)?),
        None => axis_from_centres(&centres_of(file, coordinate, direction)?),
    };
    axis.map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })
}

/// The variable of bounds that a coordinate names, or that is named after it (CF 1.11, section 7.1).
fn bounds_of<'a>(file: &'a dyn RasterFile, coordinate: &Variable) -> Option<&'a Variable> {
    let named = coordinate.attributes.text("bounds").map(str::to_owned);
    let names = named.into_iter().chain(["_bnds", "_bounds"].map(|ending| format!("{}{ending}", coordinate.name)));
    let fits = |bounds: &&Variable| match bounds.dimensions.as_slice() {
        [own, pair] => coordinate.runs_along(&own.name) && pair.length == 2,
        _ => false,
    };
    names.filter_map(|name| file.variable(&name).ok()).find(fits)
}

fn edges_from_bounds(
    file: &dyn RasterFile,
    bounds: &Variable,
    coordinate: &Variable,
    direction: Direction,
) -> Result<Vec<f64>, RasterError> {
    let values: Vec<f64> = file.read_whole(&bounds.name)?.iter().map(|&edge| decimal(bounds, edge)).collect();
    let values = turned_on(values, direction);
    check_finite(file, bounds, &values)?;
    let mut pairs: Vec<[f64; 2]> = values.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    orient_along(&mut pairs, &file.read_whole(&coordinate.name)?.into_iter().collect::<Vec<_>>());
    let apart = |pair: &[[f64; 2]]| (pair[0][1] - pair[1][0]).abs() > NOISE * (pair[0][1] - pair[0][0]).abs() + SINGLE_PRECISION_SPACING;
    if let Some(position) = pairs.windows(2).position(apart) {
        let (end, start) = (pairs[position][1], pairs[position + 1][0]);
        return Err(RasterError::GapInBounds { path: file.path().to_owned(), bounds: bounds.name.clone(), position, end, start });
    }
    Ok(pairs.iter().map(|pair| pair[0]).chain(pairs.last().map(|pair| pair[1])).collect())
}

/// Turns each pair of bounds so that it runs as the centres do; files disagree on it for axes that run down.
fn orient_along(pairs: &mut [[f64; 2]], centres: &[f64]) {
    let falling = centres.first() > centres.last();
    for pair in pairs {
        if (pair[0] > pair[1]) != falling {
            pair.swap(0, 1);
        }
    }
}

/// The centres of a coordinate's cells, which must be equal.
fn centres_of(file: &dyn RasterFile, coordinate: &Variable, direction: Direction) -> Result<Vec<f64>, RasterError> {
    let centres: Vec<f64> = file.read_whole(&coordinate.name)?.iter().map(|&centre| decimal(coordinate, centre)).collect();
    let centres = turned_on(centres, direction);
    check_finite(file, coordinate, &centres)?;
    if centres.len() < 2 {
        return Err(unusable(file, coordinate, "has one cell only and no bounds, so that the cell's width is unknown"));
    }
    match first_unequal(&centres) {
        Some((position, expected)) => {
            let (path, found) = (file.path().to_owned(), centres[position]);
            Err(RasterError::UnequalCells { path, coordinate: coordinate.name.clone(), position, expected, found })
        }
        None => Ok(centres),
    }
}

/// Equal cells round their centres: the outer edges lie half a step beyond the first and the last.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn axis_from_centres(centres: &[f64]) -> Result<Axis, GridError> {
    let (first, step) = line_through(centres);
    let edge = |edge: usize| without_rounding_noise(first + (edge as f64 - 0.5) * step);
    Axis::uniform(edge(0), edge(centres.len()), centres.len())
}

#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn axis_from_edges(edges: Vec<f64>) -> Result<Axis, GridError> {
    if edges.len() < 2 || first_unequal(&edges).is_some() {
        return Axis::from_edges(edges);
    }
    let (first, step) = line_through(&edges);
    let count = edges.len() - 1;
    Axis::uniform(without_rounding_noise(first), without_rounding_noise(first + count as f64 * step), count)
}

/// First value and step of equally spaced coordinates, as their author meant them: the decimals with the fewest digits that give every
/// stored value to the noise of single precision, else the first value and (last − first)/(count − 1).
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn line_through(values: &[f64]) -> (f64, f64) {
    let last = values.len() - 1;
    let (first, step) = (values[0], (values[last] - values[0]) / last as f64);
    let noise = SINGLE_PRECISION_SPACING * 4.0 / 180.0 * first.abs().max(values[last].abs());
    let rounded = |digits: i32| {
        let power = 10f64.powi(digits);
        ((first * power).round() / power, (step * power).round() / power)
    };
    let gives_all = |&(first, step): &(f64, f64)| {
        values.iter().enumerate().all(|(position, value)| (first + position as f64 * step - value).abs() <= noise)
    };
    (0..=MEANT_DIGITS).map(rounded).find(gives_all).unwrap_or((first, step))
}

fn unusable(file: &dyn RasterFile, coordinate: &Variable, message: &str) -> RasterError {
    RasterError::UnusableCoordinate { path: file.path().to_owned(), coordinate: coordinate.name.clone(), message: message.to_owned() }
}

fn check_finite(file: &dyn RasterFile, coordinate: &Variable, values: &[f64]) -> Result<(), RasterError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(position) => Err(unusable(file, coordinate, &format!("the value at position {position} is missing"))),
        None => Ok(()),
    }
}

/// The first value off the straight line from the first value to the last, with its place on the line.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn first_unequal(values: &[f64]) -> Option<(usize, f64)> {
    let last = values.len() - 1;
    let step = (values[last] - values[0]) / last as f64;
    let tolerance = NOISE * step.abs() + 4.0 * SINGLE_PRECISION_SPACING;
    let line = |position: usize| values[0] + position as f64 * step;
    (0..values.len()).find(|&position| (values[position] - line(position)).abs() > tolerance).map(|position| (position, line(position)))
}

/// A coordinate as its author meant it: a single-precision number stands for the shortest decimal that gives it.
#[expect(clippy::cast_possible_truncation, reason = "the number was read from single precision")]
fn decimal(coordinate: &Variable, value: f64) -> f64 {
    if coordinate.storage != Storage::Float32 {
        return value;
    }
    (value as f32).to_string().parse().expect("a number written by Rust is read by Rust")
}

/// Longitudes without the jump from 180° to −180° or from 360° to 0°.
fn turned_on(mut values: Vec<f64>, direction: Direction) -> Vec<f64> {
    if direction == Direction::Longitude {
        for position in 1..values.len() {
            let jump = ((values[position] - values[position - 1]) / 360.0).round() * 360.0;
            values[position] -= jump;
        }
    }
    values
}

/// An edge to a thousandth of a millionth of a degree (a tenth of a millimetre), so that arithmetic on centres leaves no noise in it.
fn without_rounding_noise(edge: f64) -> f64 {
    (edge * 1e9).round() / 1e9
}

/// Latitude edges within the poles; a cell whose centre lies at a pole or before it and whose edge lies beyond is cut there.
fn cut_at_poles(axis: Axis, file: &dyn RasterFile, warnings: &mut Vec<Warning>) -> Result<Axis, GridError> {
    let (first, last, count) = (axis.first(), axis.last(), axis.count());
    let beyond = first.abs().max(last.abs()) - 90.0;
    if beyond <= 0.0 || axis.centre(0).abs().max(axis.centre(count - 1).abs()) > 90.0 {
        return Ok(axis);
    }
    let cut = |edge: f64| edge.clamp(-90.0, 90.0);
    if beyond <= 4.0 * SINGLE_PRECISION_SPACING {
        return Axis::uniform(cut(first), cut(last), count);
    }
    warnings.push(Warning::new(
        file.path().display().to_string(),
        format!("the outermost row reaches {beyond} degrees beyond a pole and was cut there"),
    ));
    Axis::from_edges(axis.edges().iter().map(|&edge| cut(edge)).collect())
}

/// Longitudes from west to east; a span that exceeds a full turn by noise only becomes a full turn.
fn running_east(axis: Axis) -> Result<Axis, GridError> {
    let mut edges = axis.edges().to_vec();
    if axis.first() > axis.last() {
        edges.reverse();
    }
    let (first, last, count) = (edges[0], edges[edges.len() - 1], axis.count());
    let last = if (last - first - 360.0).abs() <= 4.0 * SINGLE_PRECISION_SPACING { first + 360.0 } else { last };
    if axis.is_uniform() {
        return Axis::uniform(first, last, count);
    }
    edges[count] = last;
    Axis::from_edges(edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A coordinate in single precision whose decimals are those of a regular grid, with the noise of its own arithmetic.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the noise is what is tested")]
    fn single_precision(first: f64, step: f64, count: usize) -> Vec<f64> {
        (0..count).map(|position| f64::from(first as f32 + position as f32 * step as f32)).collect()
    }

    proptest! {
        #[test]
        fn decimals_survive_single_precision(first in -17_900i32..0, step in 1i32..200, count in 2usize..900) {
            let (first, step) = (f64::from(first) / 100.0, f64::from(step) / 1000.0);
            let values = single_precision(first, step, count);
            prop_assert_eq!(line_through(&values), (first, step));
        }

        #[test]
        fn exact_coordinates_are_not_rounded(first in -80.0f64..0.0, step in 0.05f64..2.0) {
            let values: Vec<f64> = (0..40).map(|position| first + f64::from(position) * step).collect();
            let (found_first, found_step) = line_through(&values);
            prop_assert!((found_first - first).abs() < 1e-4 && (found_step - step).abs() < 1e-5);
        }
    }

    #[test]
    fn thirds_of_a_degree_keep_their_step() {
        let values: Vec<f64> = (0..540).map(|row| -90.0 + (f64::from(row) + 0.5) / 3.0).collect();
        let (first, step) = line_through(&values);
        assert!((first + 90.0 - 1.0 / 6.0).abs() < 1e-12 && (step - 1.0 / 3.0).abs() < 1e-12);
    }
}
