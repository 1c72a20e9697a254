//! From the coordinates of a file to the edges of cells.

use super::super::{RasterError, RasterFile, Storage, Variable};
use super::{plane, reference};
use fluxledger_core::grid::GridError;
use fluxledger_core::{Axis, Warning};

/// Deviation from equal cells, in shares of a cell, that is taken for noise of the coordinates.
pub(super) const NOISE: f64 = 1e-3;
/// Spacing of single-precision numbers near 180°, in degrees; coordinates computed in single precision are off by a few of them.
pub(super) const SINGLE_PRECISION_SPACING: f64 = 1.53e-5;

/// Decimals that coordinates and steps are written with on purpose; more of them are the trace of a computation.
const MEANT_DIGITS: i32 = 4;

/// By how much coordinates in double precision are off after a computation, in degrees or metres: a tenth of a millimetre of ground at most.
const DOUBLE_PRECISION_NOISE: f64 = 1e-9;

/// By how much arithmetic on degrees in double precision is off at most, in degrees.
const ARITHMETIC_NOISE: f64 = 1e-12;

/// What a coordinate measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Latitude,
    Longitude,
    /// Easting or northing, which does not turn round the Earth.
    Length,
}

impl Direction {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
            Self::Length => "length",
        }
    }

    /// The names of coordinates that say nothing of their unit.
    const fn neutral_names(self) -> [&'static str; 2] {
        match self {
            Self::Latitude => ["y", "projection_y_coordinate"],
            Self::Longitude | Self::Length => ["x", "projection_x_coordinate"],
        }
    }
}

pub(super) fn no_coordinate(file: &dyn RasterFile, variable: &Variable, direction: Direction) -> RasterError {
    let lists_cells = |candidate: &&Variable| {
        let runs_along = |name: &str| variable.position_of(name).is_some();
        candidate.dimensions.len() == 2
            && candidate.dimensions.iter().all(|dimension| runs_along(&dimension.name))
            && is_coordinate(candidate, direction)
    };
    if let Some(listed) = file.variables().iter().find(lists_cells) {
        let message = format!(
            "`{}` lists a coordinate cell by cell, and the file has neither eastings and northings in metres nor their projection",
            listed.name
        );
        return RasterError::UnknownProjection { path: file.path().to_owned(), place: variable.name.clone(), message };
    }
    let called = file.variables().iter().filter(|candidate| !plane::is_length(candidate));
    let mut of_other_unit = called.filter_map(|candidate| Some((candidate, other_unit(candidate, variable, direction)?)));
    if let Some((coordinate, found)) = of_other_unit.next() {
        let message = format!("expected degrees east or north, metres or kilometres as its unit, found {found}");
        return unusable(file, coordinate, &message);
    }
    RasterError::NoCoordinate {
        path: file.path().to_owned(),
        variable: variable.name.clone(),
        axis: direction.name(),
        dimensions: variable.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
    }
}

/// The unit of what is called a coordinate of a direction along a dimension of a variable, and is none by its unit.
fn other_unit(candidate: &Variable, variable: &Variable, direction: Direction) -> Option<String> {
    let is_along = variable.dimensions.iter().any(|dimension| candidate.runs_along(&dimension.name));
    let called = candidate.attributes.text("standard_name").unwrap_or(&candidate.name).to_ascii_lowercase();
    let is_called = spellings(direction).names.contains(&called.as_str()) || direction.neutral_names().contains(&called.as_str());
    let unit = candidate.attributes.text("units").filter(|unit| !unit.is_empty());
    (is_along && is_called && !is_coordinate(candidate, direction)).then(|| {
        unit.map_or_else(
            || "none, as where cells are counted; if it is in degrees, give it the attribute `units`".to_owned(),
            |unit| format!("`{unit}`"),
        )
    })
}

/// The coordinate of a direction among a variable's dimensions, with the position of its dimension.
///
/// What is called `x` or `y` and has no unit is one where its long name or the grid mapping says so; elsewhere it may as well count cells.
pub(super) fn coordinate<'a>(file: &'a dyn RasterFile, variable: &Variable, direction: Direction) -> Option<(usize, &'a Variable)> {
    let along = |is_meant: &dyn Fn(&Variable) -> bool| {
        variable.dimensions.iter().enumerate().find_map(|(position, dimension)| {
            let runs = |candidate: &&Variable| candidate.runs_along(&dimension.name) && is_meant(candidate);
            file.variables().iter().find(runs).map(|coordinate| (position, coordinate))
        })
    };
    let is_bare = |candidate: &Variable| {
        let is_neutral = direction.neutral_names().contains(&candidate.name.to_lowercase().as_str());
        is_neutral && ["units", "standard_name"].iter().all(|name| candidate.attributes.text(name).is_none_or(str::is_empty))
    };
    let says_so = |candidate: &Variable| {
        let long_name = candidate.attributes.text("long_name").unwrap_or_default().to_lowercase();
        is_bare(candidate) && (long_name == direction.name() || reference::is_geographic(file, variable))
    };
    along(&|candidate| is_coordinate(candidate, direction)).or_else(|| along(&says_so))
}

/// How a coordinate of a direction is spelled.
struct Spellings {
    /// What follows the word for degrees in its unit.
    ends: &'static [&'static str],
    names: &'static [&'static str],
}

const fn spellings(direction: Direction) -> Spellings {
    match direction {
        Direction::Latitude => Spellings { ends: &["north", "n", "latitude", "lat"], names: &["lat", "latitude"] },
        Direction::Longitude => Spellings { ends: &["east", "e", "longitude", "lon"], names: &["lon", "longitude"] },
        Direction::Length => Spellings { ends: &[], names: &[] },
    }
}

/// What a unit says of its direction, if it is the degree: nothing, or `north`, `e` and the like.
fn degrees_towards(unit: &str) -> Option<&str> {
    const DEGREES: [&str; 8] = ["decimal_degrees", "arc_degrees", "arc_degree", "degrees", "degree", "degs", "deg", "°"];
    let after = DEGREES.iter().find_map(|spelling| unit.strip_prefix(spelling))?;
    Some(after.trim_matches(['_', '.', '(', ')']))
}

/// A unit in small letters, its words set apart by underscores.
fn spelled(unit: &str) -> String {
    unit.to_lowercase().split_whitespace().collect::<Vec<_>>().join("_")
}

/// Standard names that leave the direction to the unit: that of CDO for any axis with a grid mapping, and some that are no names of CF.
const OPEN_NAMES: [&str; 6] = ["projection_x_coordinate", "projection_y_coordinate", "lat", "lon", "x", "y"];

/// Whether a variable is a coordinate of a direction, by its `standard_name`, else its `units`, else its name (CF 1.11, section 4); its unit, if it has one,
/// is the degree, counted to the north or to the east.
pub(super) fn is_coordinate(variable: &Variable, direction: Direction) -> bool {
    let Spellings { ends, names } = spellings(direction);
    let found = |attribute| variable.attributes.text(attribute).unwrap_or_default().to_lowercase();
    let (standard_name, unit, name) = (found("standard_name"), spelled(&found("units")), variable.name.to_lowercase());
    let end = degrees_towards(&unit);
    let is_of_direction = end.is_some_and(|end| ends.contains(&end));
    let is_angle = end == Some("");
    if !standard_name.is_empty() && !OPEN_NAMES.contains(&standard_name.as_str()) {
        return standard_name == direction.name() && (is_of_direction || is_angle || unit.is_empty());
    }
    if standard_name.starts_with("projection") {
        return is_of_direction;
    }
    // Cells may be counted by an `x` without a unit, but not by one in degrees.
    let is_neutral = is_angle && direction.neutral_names().contains(&name.as_str());
    is_of_direction || is_neutral || (names.contains(&name.as_str()) && (is_angle || unit.is_empty()))
}

pub(super) fn axis_of(file: &dyn RasterFile, coordinate: &Variable, direction: Direction) -> Result<Axis, RasterError> {
    let axis = match bounds_of(file, coordinate) {
        Some(bounds) => axis_from_edges(edges_from_bounds(file, bounds, coordinate, direction)?, bounds.storage),
        None => axis_without_bounds(file, coordinate, direction)?,
    };
    axis.map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })
}

/// The variable of bounds that a coordinate names, or that is named after it (CF 1.11, section 7.1).
pub(super) fn bounds_of<'a>(file: &'a dyn RasterFile, coordinate: &Variable) -> Option<&'a Variable> {
    let named = coordinate.attributes.text("bounds").map(str::to_owned);
    let names = named.into_iter().chain(["_bnds", "_bounds"].map(|ending| format!("{}{ending}", coordinate.name)));
    let fits = |bounds: &&Variable| match bounds.dimensions.as_slice() {
        [own, pair] => coordinate.runs_along(&own.name) && pair.length == 2,
        _ => false,
    };
    names.filter_map(|name| file.find(&name)).find(fits)
}

pub(super) fn edges_from_bounds(
    file: &dyn RasterFile,
    bounds: &Variable,
    coordinate: &Variable,
    direction: Direction,
) -> Result<Vec<f64>, RasterError> {
    let values: Vec<f64> = file.read_whole(&bounds.name)?.iter().map(|&edge| decimal(bounds, edge)).collect();
    let values = turned_on(values, direction);
    check_finite(file, bounds, &values)?;
    let mut pairs: Vec<[f64; 2]> = values.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    let centres: Vec<f64> = file.read_whole(&coordinate.name)?.iter().map(|&centre| decimal(coordinate, centre)).collect();
    orient_along(&mut pairs, &centres);
    expect_centres_inside(file, bounds, &pairs, &centres, direction)?;
    let apart = |pair: &[[f64; 2]]| (pair[0][1] - pair[1][0]).abs() > NOISE * (pair[0][1] - pair[0][0]).abs() + SINGLE_PRECISION_SPACING;
    if let Some(position) = pairs.windows(2).position(apart) {
        let (end, start) = (pairs[position][1], pairs[position + 1][0]);
        return Err(RasterError::GapInBounds { path: file.path().to_owned(), bounds: bounds.name.clone(), position, end, start });
    }
    Ok(pairs.iter().map(|pair| pair[0]).chain(pairs.last().map(|pair| pair[1])).collect())
}

/// Refuses bounds of which a centre lies outside or on the edge, since then one of the two is not what it is taken for.
///
/// Longitudes are compared but for whole turns; a cell that ends at a pole may have its centre there.
fn expect_centres_inside(
    file: &dyn RasterFile,
    bounds: &Variable,
    pairs: &[[f64; 2]],
    centres: &[f64],
    direction: Direction,
) -> Result<(), RasterError> {
    let without_turns = |off: f64| if direction == Direction::Length { off } else { off - (off / 360.0).round() * 360.0 };
    let is_inside = |(&[start, end], &centre): (&[f64; 2], &f64)| {
        let off = without_turns(centre - f64::midpoint(start, end)).abs();
        off < (end - start).abs() * (0.5 - NOISE) || (centre.abs() == 90.0 && (start == centre || end == centre))
    };
    match pairs.iter().zip(centres).position(|cell| !is_inside(cell)) {
        Some(position) => {
            let (path, bounds, [start, end]) = (file.path().to_owned(), bounds.name.clone(), pairs[position]);
            Err(RasterError::CentreNotInside { path, bounds, position, centre: centres[position], start, end })
        }
        None => Ok(()),
    }
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

/// An axis of equal cells round the centres of a coordinate; of latitudes the outermost may be half as high and end at the poles.
fn axis_without_bounds(file: &dyn RasterFile, coordinate: &Variable, direction: Direction) -> Result<Result<Axis, GridError>, RasterError> {
    let centres = centres_of(file, coordinate, direction)?;
    if direction == Direction::Latitude && are_corners(&centres) {
        let (path, coordinate, [first, last]) = (file.path().to_owned(), coordinate.name.clone(), [centres[0], centres[centres.len() - 1]]);
        return Err(RasterError::Corners { path, coordinate, first, last });
    }
    let Some((position, expected)) = first_unequal(&centres) else { return Ok(axis_from_centres(&centres, coordinate.storage)) };
    let half_cells = if direction == Direction::Latitude { edges_with_polar_half_cells(&centres, coordinate.storage) } else { None };
    half_cells.map(Axis::from_edges).map(Ok).unwrap_or_else(|| {
        let (path, found) = (file.path().to_owned(), centres[position]);
        Err(RasterError::UnequalCells { path, coordinate: coordinate.name.clone(), position, expected, found })
    })
}

/// The centres of a coordinate's cells, of which there must be more than one.
pub(super) fn centres_of(file: &dyn RasterFile, coordinate: &Variable, direction: Direction) -> Result<Vec<f64>, RasterError> {
    let centres: Vec<f64> = file.read_whole(&coordinate.name)?.iter().map(|&centre| decimal(coordinate, centre)).collect();
    let centres = turned_on(centres, direction);
    check_finite(file, coordinate, &centres)?;
    if centres.len() < 2 {
        return Err(unusable(file, coordinate, "has one cell only and no bounds, so that the cell's width is unknown"));
    }
    Ok(centres)
}

/// Whether latitudes begin at a pole and end a whole cell before the other, as corners of cells do: rows about them would leave half a cell out at
/// one pole and reach beyond the other.
fn are_corners(latitudes: &[f64]) -> bool {
    let step = (latitudes[1] - latitudes[0]).abs();
    let (one, other) = (latitudes[0].abs(), latitudes[latitudes.len() - 1].abs());
    one.max(other) == 90.0 && latitudes[0] * latitudes[latitudes.len() - 1] < 0.0 && (90.0 - step - one.min(other)).abs() <= NOISE * step
}

/// The edges of latitudes whose first and last centre lie in the middle between the pole and the equal cells before it, as on grids of
/// GEOS-Chem (−89°, −86°, −82°, …, 86°, 89°); none if they lie anywhere else.
fn edges_with_polar_half_cells(centres: &[f64], storage: Storage) -> Option<Vec<f64>> {
    let [first, inner @ .., last] = centres else { return None };
    if inner.len() < 2 || first_unequal(inner).is_some() {
        return None;
    }
    let inner = axis_from_centres(inner, storage).ok()?;
    let pole = if inner.first() < inner.last() { -90.0 } else { 90.0 };
    let fits = |centre: &f64, pole: f64, edge: f64| (f64::midpoint(pole, edge) - centre).abs() <= 4.0 * SINGLE_PRECISION_SPACING;
    let within = inner.first().abs() < 90.0 && inner.last().abs() < 90.0;
    (within && fits(first, pole, inner.first()) && fits(last, -pole, inner.last()))
        .then(|| std::iter::once(pole).chain(inner.edges().iter().copied()).chain([-pole]).collect())
}

/// Equal cells round their centres: the outer edges lie half a step beyond the first and the last.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn axis_from_centres(centres: &[f64], storage: Storage) -> Result<Axis, GridError> {
    let (first, step) = line_through(centres, storage);
    let edge = |edge: usize| without_rounding_noise(first + (edge as f64 - 0.5) * step);
    Axis::uniform(edge(0), edge(centres.len()), centres.len())
}

#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn axis_from_edges(edges: Vec<f64>, storage: Storage) -> Result<Axis, GridError> {
    if edges.len() < 2 || first_unequal(&edges).is_some() {
        return Axis::from_edges(edges);
    }
    let (first, step) = line_through(&edges, storage);
    let count = edges.len() - 1;
    Axis::uniform(without_rounding_noise(first), without_rounding_noise(first + count as f64 * step), count)
}

/// First value and step of equally spaced coordinates, as their author meant them: the decimals with the fewest digits that give every
/// stored value to the noise of its precision, else the first value and (last − first)/(count − 1).
///
/// Numbers in double precision that are all numbers of single precision were that once, and have its noise; all others stand where they say.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
pub(super) fn line_through(values: &[f64], storage: Storage) -> (f64, f64) {
    let last = values.len() - 1;
    let ends = (values[0], (values[last] - values[0]) / last as f64);
    let decimals = |noise| (0..=MEANT_DIGITS).map(|digits| to_digits(ends, digits)).find(|&line| gives_all(values, line, noise));
    if let Some(line) = decimals(DOUBLE_PRECISION_NOISE) {
        return line;
    }
    let was_single = storage == Storage::Float32 || values.iter().all(|&value| is_single(value));
    let of_single = || decimals(SINGLE_PRECISION_SPACING * 4.0 / 180.0 * values[0].abs().max(values[last].abs()));
    was_single.then(of_single).flatten().unwrap_or(ends)
}

fn to_digits((first, step): (f64, f64), digits: i32) -> (f64, f64) {
    let power = 10f64.powi(digits);
    ((first * power).round() / power, (step * power).round() / power)
}

/// Whether all values lie on a line, given by its first value and its step, but for noise.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn gives_all(values: &[f64], (first, step): (f64, f64), noise: f64) -> bool {
    values.iter().enumerate().all(|(position, value)| (first + position as f64 * step - value).abs() <= noise)
}

#[expect(clippy::cast_possible_truncation, reason = "whether anything is lost is the question")]
fn is_single(value: f64) -> bool {
    f64::from(value as f32) == value
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

/// The first value off the straight line from the first value to the last by more than noise, with its place on the line.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
pub(super) fn first_unequal(values: &[f64]) -> Option<(usize, f64)> {
    let step = (values[values.len() - 1] - values[0]) / (values.len() - 1) as f64;
    first_off_line(values, NOISE * step.abs() + 4.0 * SINGLE_PRECISION_SPACING)
}

/// The first value off the straight line from the first value to the last, with its place on the line.
#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
pub(super) fn first_off_line(values: &[f64], tolerance: f64) -> Option<(usize, f64)> {
    let last = values.len() - 1;
    let step = (values[last] - values[0]) / last as f64;
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

/// Longitudes without their jumps; other coordinates as they are.
fn turned_on(values: Vec<f64>, direction: Direction) -> Vec<f64> {
    if direction == Direction::Longitude { without_jumps(values) } else { values }
}

/// Longitudes without the jump from 180° to −180° or from 360° to 0°.
pub(crate) fn without_jumps(mut longitudes: Vec<f64>) -> Vec<f64> {
    for position in 1..longitudes.len() {
        let jump = ((longitudes[position] - longitudes[position - 1]) / 360.0).round() * 360.0;
        longitudes[position] -= jump;
    }
    longitudes
}

/// An edge as the decimal of nine digits that it is but for the noise of arithmetic, else as it is: steps such as 1/12° end nowhere.
fn without_rounding_noise(edge: f64) -> f64 {
    let decimal = (edge * 1e9).round() / 1e9;
    if (decimal - edge).abs() <= ARITHMETIC_NOISE { decimal } else { edge }
}

/// Latitude edges within the poles; a cell whose centre lies at a pole or before it and whose edge lies beyond is cut there.
pub(super) fn cut_at_poles(axis: Axis, file: &dyn RasterFile, warnings: &mut Vec<Warning>) -> Result<Axis, GridError> {
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

/// Longitudes from west to east, and whether a last column that repeats the first was left out.
pub(super) struct Longitudes {
    pub(super) axis: Axis,
    pub(super) repeated_column: bool,
}

/// Longitudes from west to east: a span that exceeds a full turn by noise only becomes a full turn, and a last cell that lies a full turn
/// east of the first is left out.
pub(super) fn running_east(axis: &Axis) -> Result<Longitudes, GridError> {
    let mut edges = axis.edges().to_vec();
    if axis.first() > axis.last() {
        edges.reverse();
    }
    let a_turn_apart = |edge: f64| (edge - edges[0] - 360.0).abs() <= 4.0 * SINGLE_PRECISION_SPACING;
    let repeated_column = edges.len() > 2 && a_turn_apart(edges[edges.len() - 2]);
    let count = axis.count() - usize::from(repeated_column);
    let (first, last) = (edges[0], if a_turn_apart(edges[count]) { edges[0] + 360.0 } else { edges[count] });
    if axis.is_uniform() {
        return Ok(Longitudes { axis: Axis::uniform(first, last, count)?, repeated_column });
    }
    edges.truncate(count + 1);
    edges[count] = last;
    Ok(Longitudes { axis: Axis::from_edges(edges)?, repeated_column })
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
            prop_assert_eq!(line_through(&values, Storage::Float64), (first, step));
        }

        #[test]
        fn exact_coordinates_are_not_rounded(first in -80.0f64..0.0, step in 0.05f64..2.0) {
            let values: Vec<f64> = (0..40).map(|position| first + f64::from(position) * step).collect();
            let (found_first, found_step) = line_through(&values, Storage::Float64);
            prop_assert!((found_first - first).abs() <= 1e-9 && (found_step - step).abs() <= 1e-10);
        }
    }

    #[test]
    fn thirds_of_a_degree_keep_their_step() {
        let values: Vec<f64> = (0..540).map(|row| -90.0 + (f64::from(row) + 0.5) / 3.0).collect();
        let (first, step) = line_through(&values, Storage::Float64);
        assert!((first + 90.0 - 1.0 / 6.0).abs() < 1e-12 && (step - 1.0 / 3.0).abs() < 1e-12);
    }
}
