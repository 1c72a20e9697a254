//! What a file says of its latitudes and longitudes besides their names and units: a grid mapping, and coordinates of each cell.

use super::super::projection::grid_mapping;
use super::super::{RasterError, RasterFile, Storage, Variable};
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
    Some(file.find(name).ok_or_else(|| name.to_owned()))
}

/// Whether the grid mapping that a variable names, or else the only one of the file, is of longitude and latitude.
pub(super) fn is_geographic(file: &dyn RasterFile, variable: &Variable) -> bool {
    let is_mapping = |candidate: &&Variable| grid_mapping::is_in(&candidate.attributes);
    let only = || {
        let mut mappings = file.variables().iter().filter(is_mapping);
        mappings.next().filter(|_| mappings.next().is_none())
    };
    let mapping = mapping(file, variable).map_or_else(only, Result::ok).filter(is_mapping);
    mapping.is_some_and(|mapping| grid_mapping::expect_geographic(&mapping.attributes).is_ok())
}

fn expect_geographic(file: &dyn RasterFile, variable: &Variable) -> Result<(), RasterError> {
    let Some(Ok(mapping)) = mapping(file, variable) else { return Ok(()) };
    grid_mapping::expect_geographic(&mapping.attributes).map_err(|reason| RasterError::UnknownProjection {
        path: file.path().to_owned(),
        place: mapping.name.clone(),
        message: format!(
            "{reason}, but the coordinates of variable `{}` pass for latitude and longitude; if the mapping is left over, take its attribute `grid_mapping` out",
            variable.name
        ),
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
    let named = variable.attributes.text("coordinates").unwrap_or_default();
    let is_list = |candidate: &&Variable| {
        let is_named = candidate.attributes.text("standard_name") == Some(direction.name())
            || named.split_whitespace().any(|name| name == candidate.name);
        candidate.dimensions.len() == 2
            && !matches!(candidate.storage, Storage::Text | Storage::Other)
            && [own, other].iter().all(|name| candidate.position_of(name).is_some())
            && is_named
            && axis::is_coordinate(candidate, direction)
    };
    let Some(list) = file.variables().iter().find(is_list) else { return Ok(()) };
    let along = list.position_of(own).unwrap_or_default();
    let across = 1 - along;
    let expected = file.read_whole(&coordinate.name)?;
    let step = expected.get([1]).map_or(0.0, |next| (next - expected[[0]]).abs());
    let is_off = |off: f64| (off - (off / 360.0).round() * 360.0).abs() > NOISE * step + 4.0 * SINGLE_PRECISION_SPACING;
    // What lies beyond the Earth marks cells without a place.
    let is_place = |found: f64| found.abs() <= if direction == Direction::Latitude { 90.0 } else { 720.0 };
    // The first and the last cell of each line: on other grids one of them has another coordinate.
    let last = list.dimensions[across].length.saturating_sub(1);
    for end in [0, last] {
        let mut at = [None; 2];
        at[across] = Some(end);
        let listed = file.read(&list.name, &at)?;
        let mut cells = expected.iter().zip(&listed).filter(|(_, found)| is_place(**found));
        if let Some((expected, found)) = cells.find(|(expected, found)| is_off(*found - *expected)) {
            return Err(RasterError::UnusableCoordinate {
                path: file.path().to_owned(),
                coordinate: coordinate.name.clone(),
                message: format!("has {expected} for a cell that `{}` places at {found}, so that it is no {}", list.name, direction.name()),
            });
        }
    }
    Ok(())
}
