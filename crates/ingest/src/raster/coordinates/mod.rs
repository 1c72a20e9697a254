//! From coordinates to a grid, and from a file's order of rows and columns to the grid's.

mod arrangement;
mod axis;
mod list;
mod plane;
mod reference;
mod rows;

use super::{RasterError, RasterFile, Variable};
use arrangement::Arrangement;
pub(crate) use axis::without_jumps;
use axis::{Direction, Longitudes};
use fluxledger_core::grid::GridError;
use fluxledger_core::{Axis, BlockValues, Grid, Warned, Warning};
use ndarray::Array2;
use std::sync::Arc;

/// An axis that a profile states because the file does not.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedAxis {
    /// The dimension along which it runs; in a list it is the same for latitude and longitude.
    pub dimension: String,
    /// The outer edge of the first cell in degrees.
    pub first_edge: f64,
    /// The outer edge of the last cell in degrees.
    pub last_edge: f64,
    /// The number of cells, where files must have so many and no others.
    pub cells: Option<usize>,
}

/// Axes that a profile states because the file does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatedAxes {
    /// The axis of latitude.
    pub latitude: Option<StatedAxis>,
    /// The axis of longitude.
    pub longitude: Option<StatedAxis>,
    /// How the points of a list that holds coordinates stand for cells; without it a list holds every cell.
    pub points: Option<PointRules>,
}

/// How points stand for cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointRules {
    /// Which point of its cell is listed.
    pub label: PointLabel,
    /// What a cell without a point holds.
    pub unlisted: Unlisted,
}

/// Which point of a cell names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointLabel {
    /// Its middle.
    Centre,
    /// Its south-western corner.
    LowLeftCorner,
}

/// What a cell holds that a list of points leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unlisted {
    /// Nothing is emitted there.
    Zero,
    /// Nobody knows.
    Missing,
}

/// How a variable lies on a grid.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The grid, its first row the northernmost.
    pub grid: Arc<Grid>,
    /// The dimension along which latitude or northing runs.
    pub latitude: String,
    /// The dimension along which longitude or easting runs; the same as latitude's in a list.
    pub longitude: String,
    arrangement: Arrangement,
    southern_row_first: bool,
    eastern_column_first: bool,
    repeated_column: bool,
}

impl Layout {
    /// The values of a variable at one position along every dimension but the horizontal ones, rows from north to south and columns from
    /// west to east.
    ///
    /// # Errors
    /// [`RasterError::UnequalCopies`] if a column stands at both ends and differs; those of [`RasterFile::read`].
    pub fn read(&self, file: &dyn RasterFile, variable: &str, at: &[Option<usize>]) -> Result<Array2<f64>, RasterError> {
        let variable = file.variable(variable)?;
        file.check_positions(variable, at)?;
        Ok(match self.read_rows(file, variable, &[at], 0..self.grid.rows())? {
            BlockValues::Single(values) => values.index_axis(ndarray::Axis(0), 0).as_standard_layout().mapv(f64::from),
            BlockValues::Double(values) if values.is_standard_layout() => values.index_axis_move(ndarray::Axis(0), 0),
            BlockValues::Double(values) => values.index_axis(ndarray::Axis(0), 0).as_standard_layout().into_owned(),
        })
    }
}

impl Layout {
    /// Whether the first row of the file is the southernmost.
    #[must_use]
    pub const fn is_from_south(&self) -> bool {
        self.southern_row_first
    }

    /// Whether the file holds just the grid's cells, row by row from west to east.
    #[must_use]
    pub const fn is_row_by_row(&self) -> bool {
        matches!(self.arrangement, Arrangement::Rows { transposed: false }) && !self.eastern_column_first && !self.repeated_column
    }

    /// In which order a file holds rows and columns.
    #[must_use]
    pub fn stored_order(&self) -> String {
        let rows = if self.southern_row_first { "south to north" } else { "north to south" };
        let columns = if self.eastern_column_first { "east to west" } else { "west to east" };
        let repeated = if self.repeated_column { ", the first column repeated at the end" } else { "" };
        match &self.arrangement {
            Arrangement::Rows { transposed: false } => format!("rows from {rows}, columns from {columns}{repeated}"),
            Arrangement::Rows { transposed: true } => format!("columns from {columns}, each with rows from {rows}{repeated}"),
            Arrangement::List => format!("a list, row by row: rows from {rows}, columns from {columns}{repeated}"),
            Arrangement::Points { .. } => "a list of points, each with its coordinates".to_owned(),
        }
    }
}

/// The grid of a variable, from its coordinates or from the axes stated for it.
///
/// # Errors
/// [`RasterError::NoCoordinate`], [`RasterError::UnequalCells`], [`RasterError::GapInBounds`], [`RasterError::UnusableCoordinate`],
/// [`RasterError::OtherCount`], [`RasterError::OffGrid`], [`RasterError::RepeatedPoint`], [`RasterError::UnknownProjection`],
/// [`RasterError::Grid`], and those of reading.
pub fn layout(file: &dyn RasterFile, variable: &Variable, stated: &StatedAxes) -> Result<Warned<Layout>, RasterError> {
    if let Some(listed) = list::layout(file, variable, stated)? {
        return Ok(Warned::clean(listed));
    }
    expect_lengths(file, variable)?;
    let is_stated = stated.latitude.is_some() && stated.longitude.is_some();
    if let Some(in_plane) = if is_stated { None } else { plane::layout(file, variable)? } {
        return Ok(in_plane);
    }
    let not_a_grid = |source: GridError| RasterError::Grid { path: file.path().to_owned(), source };
    let latitude = find_axis(file, variable, Direction::Latitude, stated.latitude.as_ref())?;
    let longitude = find_axis(file, variable, Direction::Longitude, stated.longitude.as_ref())?;
    if latitude.position == longitude.position {
        let (path, coordinate) = (file.path().to_owned(), latitude.dimension);
        let message = "latitude and longitude both run along it, expected rows and columns".to_owned();
        return Err(RasterError::UnusableCoordinate { path, coordinate, message });
    }
    if !is_stated {
        reference::expect_degrees_on_earth(file, variable)?;
    }
    let mut warnings = Vec::new();
    let latitudes = axis::cut_at_poles(latitude.axis, file, &mut warnings).map_err(not_a_grid)?;
    let eastern_column_first = longitude.axis.first() > longitude.axis.last();
    let Longitudes { axis: longitudes, repeated_column } = axis::running_east(&longitude.axis).map_err(not_a_grid)?;
    if repeated_column {
        let message = "the last column repeats the first a full turn to the east and was left out".to_owned();
        warnings.push(Warning::new(file.path().display().to_string(), message));
    }
    let layout = Layout {
        southern_row_first: latitudes.first() < latitudes.last(),
        eastern_column_first,
        repeated_column,
        grid: Arc::new(Grid::new(latitudes, longitudes).map_err(not_a_grid)?),
        latitude: latitude.dimension,
        longitude: longitude.dimension,
        arrangement: Arrangement::Rows { transposed: longitude.position < latitude.position },
    };
    Ok(Warned::new(layout, warnings))
}

/// Refuses dimensions longer than those of any grid, as a damaged header states them, before memory is asked for.
fn expect_lengths(file: &dyn RasterFile, variable: &Variable) -> Result<(), RasterError> {
    /// Cells of 0.4 m along the equator.
    const LONGEST: usize = 100_000_000;
    let Some(found) = variable.dimensions.iter().find(|dimension| dimension.length > LONGEST) else { return Ok(()) };
    Err(RasterError::Unreadable {
        path: file.path().to_owned(),
        place: format!("variable `{}`", variable.name),
        message: format!("expected at most {LONGEST} cells along `{}`, found {}; the header may be damaged", found.name, found.length),
    })
}

/// Whether a variable has a dimension with a coordinate of latitude and another with one of longitude, or of northing and easting.
#[must_use]
pub fn is_gridded(file: &dyn RasterFile, variable: &Variable) -> bool {
    let position = |direction| axis::coordinate(file, variable, direction).map(|(position, _)| position);
    matches!((position(Direction::Latitude), position(Direction::Longitude)), (Some(latitude), Some(longitude)) if latitude != longitude)
        || plane::is_gridded(file, variable)
}

/// Whether latitude, longitude, northing or easting runs along a dimension of a variable.
pub(crate) fn is_horizontal(file: &dyn RasterFile, variable: &Variable, dimension: &str) -> bool {
    let runs = |direction| {
        axis::coordinate(file, variable, direction).is_some_and(|(position, _)| variable.dimensions[position].name == dimension)
    };
    runs(Direction::Latitude) || runs(Direction::Longitude) || plane::is_horizontal(file, variable, dimension)
}

/// One axis of a file: its edges in the file's order, and the dimension along which it runs.
struct FoundAxis {
    dimension: String,
    position: usize,
    axis: Axis,
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
        expect_count(file, variable, &stated.dimension, stated.cells.unwrap_or(count))?;
        let axis = Axis::uniform(stated.first_edge, stated.last_edge, count)
            .map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })?;
        return Ok(FoundAxis { dimension: stated.dimension.clone(), position, axis });
    }
    let (position, coordinate) =
        axis::coordinate(file, variable, direction).ok_or_else(|| axis::no_coordinate(file, variable, direction))?;
    let axis = axis::axis_of(file, coordinate, direction)?;
    if axis.count() != variable.dimensions[position].length {
        return Err(RasterError::UnusableCoordinate {
            path: file.path().to_owned(),
            coordinate: coordinate.name.clone(),
            message: format!("expected {} cells as `{}` has, found {}", variable.dimensions[position].length, variable.name, axis.count()),
        });
    }
    Ok(FoundAxis { dimension: variable.dimensions[position].name.clone(), position, axis })
}

/// Checks that a dimension has as many positions as the profile says.
fn expect_count(file: &dyn RasterFile, variable: &Variable, dimension: &str, expected: usize) -> Result<(), RasterError> {
    let found = variable.dimensions.iter().find(|own| own.name == dimension).map_or(0, |own| own.length);
    if found == expected {
        return Ok(());
    }
    let (path, variable, dimension) = (file.path().to_owned(), variable.name.clone(), dimension.to_owned());
    Err(RasterError::OtherCount { path, variable, dimension, expected, found })
}

#[cfg(test)]
mod tests;
