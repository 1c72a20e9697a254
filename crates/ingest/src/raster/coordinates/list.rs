//! Lists: every cell of a grid that only the profile knows, or points that stand for some of its cells.

use super::arrangement::Arrangement;
use super::axis::Direction;
use super::{Layout, PointLabel, PointRules, RasterError, RasterFile, StatedAxes, StatedAxis, Unlisted, Variable, axis, expect_count};
use fluxledger_core::{Axis, Grid};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far a point may lie from where its cell has it, in shares of a cell.
const TOLERANCE: f64 = 1e-3;

/// The layout of a variable whose cells run along one dimension, as the profile says; none if it runs along two.
pub(super) fn layout(file: &dyn RasterFile, variable: &Variable, stated: &StatedAxes) -> Result<Option<Layout>, RasterError> {
    let (Some(latitude), Some(longitude)) = (&stated.latitude, &stated.longitude) else { return Ok(None) };
    let (Some(rows), Some(columns)) = (latitude.cells, longitude.cells) else { return Ok(None) };
    if latitude.dimension != longitude.dimension || variable.position_of(&latitude.dimension).is_none() {
        return Ok(None);
    }
    let arrangement = match stated.points {
        Some(rules) => Points { file, variable, rules, latitude: (latitude, rows), longitude: (longitude, columns) }.arrangement()?,
        None => {
            expect_count(file, variable, &latitude.dimension, rows * columns)?;
            Arrangement::List
        }
    };
    Ok(Some(Layout {
        grid: Arc::new(grid(file, (latitude, rows), (longitude, columns))?),
        latitude: latitude.dimension.clone(),
        longitude: longitude.dimension.clone(),
        arrangement,
        southern_row_first: latitude.first_edge < latitude.last_edge,
        eastern_column_first: longitude.first_edge > longitude.last_edge,
        repeated_column: false,
    }))
}

fn grid(file: &dyn RasterFile, latitude: (&StatedAxis, usize), longitude: (&StatedAxis, usize)) -> Result<Grid, RasterError> {
    let uniform = |(axis, cells): (&StatedAxis, usize)| Axis::uniform(axis.first_edge, axis.last_edge, cells);
    let eastward = |longitudes: Axis| axis::running_east(&longitudes).map(|found| found.axis);
    let grid = uniform(latitude).and_then(|latitudes| Grid::new(latitudes, uniform(longitude).and_then(eastward)?));
    grid.map_err(|source| RasterError::Grid { path: file.path().to_owned(), source })
}

/// Points of a file, and the grid in which each must have a cell of its own.
struct Points<'a> {
    file: &'a dyn RasterFile,
    variable: &'a Variable,
    rules: PointRules,
    latitude: (&'a StatedAxis, usize),
    longitude: (&'a StatedAxis, usize),
}

impl Points<'_> {
    fn arrangement(&self) -> Result<Arrangement, RasterError> {
        let (latitudes, longitudes) = (self.coordinate(Direction::Latitude)?, self.coordinate(Direction::Longitude)?);
        let mut taken = BTreeMap::new();
        let mut cells = Vec::with_capacity(latitudes.len());
        for (point, (&latitude, &longitude)) in latitudes.iter().zip(&longitudes).enumerate() {
            let cell = self.cell(latitude, longitude).ok_or_else(|| self.off_grid(point, latitude, longitude))?;
            if let Some(first) = taken.insert(cell, point) {
                return Err(self.repeated(first, point, latitude, longitude));
            }
            cells.push(cell);
        }
        let unlisted = if self.rules.unlisted == Unlisted::Zero { 0.0 } else { f32::NAN };
        Ok(Arrangement::Points { cells: cells.into(), unlisted })
    }

    fn coordinate(&self, direction: Direction) -> Result<Vec<f64>, RasterError> {
        let (_, coordinate) = axis::coordinate(self.file, self.variable, direction)
            .ok_or_else(|| axis::no_coordinate(self.file, self.variable, direction))?;
        Ok(self.file.read_whole(&coordinate.name)?.into_iter().collect())
    }

    /// The cell that a point names, counted row by row; none if it lies between cells or beyond the grid.
    fn cell(&self, latitude: f64, longitude: f64) -> Option<usize> {
        let row = position(self.latitude, latitude, self.rules.label)?;
        let column = position(self.longitude, longitude, self.rules.label)?;
        Some(row * self.longitude.1 + column)
    }

    fn off_grid(&self, point: usize, latitude: f64, longitude: f64) -> RasterError {
        let variable = self.variable.name.clone();
        RasterError::OffGrid { path: self.file.path().to_owned(), variable, point: point + 1, latitude, longitude }
    }

    fn repeated(&self, first: usize, second: usize, latitude: f64, longitude: f64) -> RasterError {
        let (path, variable) = (self.file.path().to_owned(), self.variable.name.clone());
        RasterError::RepeatedPoint { path, variable, first: first + 1, second: second + 1, latitude, longitude }
    }
}

/// The cell of an axis whose label a number is.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the position is checked to be a cell's"
)]
fn position((axis, cells): (&StatedAxis, usize), degrees: f64, label: PointLabel) -> Option<usize> {
    let step = (axis.last_edge - axis.first_edge) / cells as f64;
    let from_first_edge = (degrees - axis.first_edge) / step;
    let from_label = match label {
        PointLabel::Centre => from_first_edge - 0.5,
        PointLabel::LowLeftCorner if step > 0.0 => from_first_edge,
        PointLabel::LowLeftCorner => from_first_edge - 1.0,
    };
    let nearest = from_label.round();
    ((from_label - nearest).abs() <= TOLERANCE && nearest >= 0.0 && nearest < cells as f64).then_some(nearest as usize)
}
