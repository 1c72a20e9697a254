//! What a file says of its latitudes and longitudes besides their names and units: a grid mapping, and coordinates of each cell.

use super::super::projection::grid_mapping;
use super::super::{RasterError, RasterFile, Variable};
use super::axis::{self, Direction, NOISE, SINGLE_PRECISION_SPACING};

/// Refuses coordinates along two dimensions that pass for latitude and longitude where the grid mapping or the coordinates of each cell say otherwise.
pub(super) fn expect_degrees_on_earth(file: &dyn RasterFile, variable: &Variable) -> Result<(), RasterError> {
    expect_geographic(file, variable)?;
    let coordinate = |direction| axis::coordinate(file, variable, direction);
    let (Some(latitude), Some(longitude)) = (coordinate(Direction::Latitude), coordinate(Direction::Longitude)) else { return Ok(()) };
    expect_same_cells(file, variable, latitude, Direction::Latitude, longitude.0)?;
    expect_same_cells(file, variable, longitude, Direction::Longitude, latitude.0)
}

/// The grid mapping that a variable names, by that name; none if the file does not hold it.
///
/// Of several (`crs: x y wgs84: lat lon`) that of the variable's dimensions (CF 1.11, section 5.6).
pub(super) fn mapping<'a>(file: &'a dyn RasterFile, variable: &Variable) -> Option<Result<&'a Variable, String>> {
    let stated = variable.attributes.text("grid_mapping")?;
    let words: Vec<&str> = stated.split_whitespace().collect();
    let is_of_dimensions = |list: &&[&str]| list[1..].iter().any(|name| variable.position_of(name).is_some());
    let mut lists = words.chunk_by(|_, next| !next.ends_with(':'));
    let chosen = lists.clone().find(is_of_dimensions).or_else(|| lists.next())?;
    let name = chosen.first()?.trim_end_matches(':');
    Some(file.variable(name).map_err(|_| name.to_owned()))
}

/// Whether a variable names a grid mapping of longitude and latitude.
pub(super) fn is_geographic(file: &dyn RasterFile, variable: &Variable) -> bool {
    matches!(mapping(file, variable), Some(Ok(mapping)) if grid_mapping::is_in(&mapping.attributes) && grid_mapping::expect_geographic(&mapping.attributes).is_ok())
}

fn expect_geographic(file: &dyn RasterFile, variable: &Variable) -> Result<(), RasterError> {
    let Some(Ok(mapping)) = mapping(file, variable) else { return Ok(()) };
    grid_mapping::expect_geographic(&mapping.attributes).map_err(|reason| RasterError::UnknownProjection {
        path: file.path().to_owned(),
        place: mapping.name.clone(),
        message: format!("{reason}, but the coordinates of variable `{}` pass for latitude and longitude", variable.name),
    })
}

/// Refuses a coordinate beside a list of the same for each cell that has other values.
fn expect_same_cells(
    file: &dyn RasterFile,
    variable: &Variable,
    (position, coordinate): (usize, &Variable),
    direction: Direction,
    other: usize,
) -> Result<(), RasterError> {
    let [own, other] = [position, other].map(|position| variable.dimensions[position].name.as_str());
    let is_list = |candidate: &&Variable| {
        candidate.dimensions.len() == 2
            && [own, other].iter().all(|name| candidate.position_of(name).is_some())
            && axis::is_coordinate(candidate, direction)
    };
    let Some(list) = file.variables().iter().find(is_list) else { return Ok(()) };
    let (expected, listed) = (file.read_whole(&coordinate.name)?, file.read_whole(&list.name)?);
    let along = list.position_of(own).unwrap_or_default();
    let step = expected.get([1]).map_or(0.0, |next| (next - expected[[0]]).abs());
    let is_off = |off: f64| (off - (off / 360.0).round() * 360.0).abs() > NOISE * step + 4.0 * SINGLE_PRECISION_SPACING;
    let mut cells = listed.indexed_iter().map(|(cell, &found)| (expected[[cell[along]]], found));
    match cells.find(|(expected, found)| is_off(found - expected)) {
        None => Ok(()),
        Some((expected, found)) => Err(RasterError::UnusableCoordinate {
            path: file.path().to_owned(),
            coordinate: coordinate.name.clone(),
            message: format!("has {expected} for a cell that `{}` places at {found}, so that it is no {}", list.name, direction.name()),
        }),
    }
}
