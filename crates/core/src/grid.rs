//! Longitude–latitude grids: edges and integers, never a running sum.

use crate::earth::Earth;
use crate::quantity::Area;

/// A description of edges that is no axis of a grid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GridError {
    /// There are fewer than two edges.
    #[error("an axis needs at least one cell, found {edges} edges")]
    TooFewEdges {
        /// Number of edges found.
        edges: usize,
    },
    /// The edges do not run strictly in one direction.
    #[error("cell edges must run strictly in one direction, found {before} before {after} at edge {position}")]
    NotMonotonic {
        /// Position of the second of the two edges.
        position: usize,
        /// The edge before.
        before: f64,
        /// The edge after.
        after: f64,
    },
    /// A latitude lies beyond a pole.
    #[error("latitude edge {latitude} lies beyond a pole")]
    BeyondPole {
        /// The latitude in degrees.
        latitude: f64,
    },
    /// The longitudes go round the Earth more than once.
    #[error("longitude edges span {span} degrees, more than one turn")]
    MoreThanOneTurn {
        /// East edge minus west edge in degrees.
        span: f64,
    },
}

/// By how much a full turn may exceed 360° through rounding of its edges, in degrees.
const ROUNDING: f64 = 1e-9;

/// Cell edges along one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    edges: Vec<f64>,
    uniform: bool,
}

impl Axis {
    /// An axis of equal cells: edge i = first + (last − first) · i / count.
    ///
    /// # Errors
    /// [`GridError::TooFewEdges`] without a cell, [`GridError::NotMonotonic`] if the ends coincide.
    #[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
    pub fn uniform(first_edge: f64, last_edge: f64, count: usize) -> Result<Self, GridError> {
        let edge =
            |index: usize| if index == count { last_edge } else { first_edge + (last_edge - first_edge) * index as f64 / count as f64 };
        Ok(Self { uniform: true, ..Self::from_edges((0..=count).map(edge).collect())? })
    }

    /// An axis from its edges, which must run strictly up or strictly down.
    ///
    /// # Errors
    /// [`GridError::TooFewEdges`], [`GridError::NotMonotonic`].
    pub fn from_edges(edges: Vec<f64>) -> Result<Self, GridError> {
        if edges.len() < 2 {
            return Err(GridError::TooFewEdges { edges: edges.len() });
        }
        let rising = edges[1] > edges[0];
        let broken = (1..edges.len()).find(|&i| edges[i] == edges[i - 1] || !edges[i].is_finite() || (edges[i] > edges[i - 1]) != rising);
        match broken {
            Some(position) => Err(GridError::NotMonotonic { position, before: edges[position - 1], after: edges[position] }),
            None => Ok(Self { edges, uniform: false }),
        }
    }

    /// Number of cells.
    #[must_use]
    pub fn count(&self) -> usize {
        self.edges.len() - 1
    }

    /// The edges, one more than there are cells, in degrees.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Whether all cells are equal, so that a position follows from arithmetic.
    #[must_use]
    pub const fn is_uniform(&self) -> bool {
        self.uniform
    }

    /// The middle of a cell in degrees.
    #[must_use]
    pub fn centre(&self, cell: usize) -> f64 {
        f64::midpoint(self.edges[cell], self.edges[cell + 1])
    }

    /// The first edge in degrees.
    #[must_use]
    pub fn first(&self) -> f64 {
        self.edges[0]
    }

    /// The last edge in degrees.
    #[must_use]
    pub fn last(&self) -> f64 {
        self.edges[self.count()]
    }

    fn reversed_to_fall(mut self) -> Self {
        if self.edges[0] < self.edges[1] {
            self.edges.reverse();
        }
        self
    }
}

/// A longitude–latitude grid; row 0 is the northernmost, column 0 the westernmost.
///
/// The western edge lies in [−180°, 180°); columns run east from there, at most one turn, so that a grid given from 0° to 360°
/// keeps its order of columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    latitudes: Axis,
    longitudes: Axis,
}

impl Grid {
    /// A grid from latitude edges in either direction and longitude edges that run east.
    ///
    /// # Errors
    /// [`GridError::BeyondPole`], [`GridError::MoreThanOneTurn`], or [`GridError::NotMonotonic`] if the longitudes run west.
    pub fn new(latitudes: Axis, longitudes: Axis) -> Result<Self, GridError> {
        let latitudes = latitudes.reversed_to_fall();
        if let Some(&latitude) = [latitudes.first(), latitudes.last()].iter().find(|edge| edge.abs() > 90.0) {
            return Err(GridError::BeyondPole { latitude });
        }
        let span = longitudes.last() - longitudes.first();
        if span < 0.0 {
            return Err(GridError::NotMonotonic { position: 1, before: longitudes.edges[0], after: longitudes.edges[1] });
        }
        if span > 360.0 + ROUNDING {
            return Err(GridError::MoreThanOneTurn { span });
        }
        Ok(Self { latitudes, longitudes: turned_into_range(longitudes) })
    }

    /// Latitude edges, from north to south.
    #[must_use]
    pub const fn latitudes(&self) -> &Axis {
        &self.latitudes
    }

    /// Longitude edges, from west to east.
    #[must_use]
    pub const fn longitudes(&self) -> &Axis {
        &self.longitudes
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.latitudes.count()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.longitudes.count()
    }

    /// Number of rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rows(), self.columns())
    }

    /// The area of one cell.
    #[must_use]
    pub fn cell_area(&self, earth: Earth, row: usize, column: usize) -> Area {
        let (north, south) = (self.latitudes.edges[row], self.latitudes.edges[row + 1]);
        earth.cell_area(south, north, self.longitudes.edges[column + 1] - self.longitudes.edges[column])
    }

    /// The areas of all cells.
    #[must_use]
    pub fn areas(&self, earth: Earth) -> CellAreas {
        let per_radian: Vec<f64> = self.latitudes.edges.iter().map(|&latitude| earth.area_per_radian(latitude)).collect();
        CellAreas {
            heights: per_radian.windows(2).map(|row| row[0] - row[1]).collect(),
            widths: self.longitudes.edges.windows(2).map(|column| (column[1] - column[0]).to_radians()).collect(),
        }
    }

    /// The areas of all cells in m², row by row; shape rows × columns.
    #[must_use]
    pub fn cell_areas(&self, earth: Earth) -> ndarray::Array2<f64> {
        let areas = self.areas(earth);
        ndarray::Array2::from_shape_fn(self.shape(), |(row, column)| areas.widths[column] * areas.heights[row])
    }

    /// Whether two grids have the same cells, to a share of a cell's width at every edge.
    #[must_use]
    pub fn coincides_with(&self, other: &Self, tolerance: f64) -> bool {
        let close = |ours: &Axis, theirs: &Axis| {
            ours.count() == theirs.count()
                && ours.edges.iter().zip(&theirs.edges).enumerate().all(|(i, (a, b))| (a - b).abs() <= tolerance * cell_width(ours, i))
        };
        close(&self.latitudes, &other.latitudes) && close(&self.longitudes, &other.longitudes)
    }
}

/// The areas of a grid's cells: each is the height of its row times the width of its column.
#[derive(Clone, Debug, PartialEq)]
pub struct CellAreas {
    /// For each row Q(north) − Q(south) in m² per radian, see [`Earth::area_per_radian`].
    pub heights: Vec<f64>,
    /// For each column its width in radians.
    pub widths: Vec<f64>,
}

/// The width of the cell that begins at an edge, or of the last cell at the last edge.
fn cell_width(axis: &Axis, edge: usize) -> f64 {
    let cell = edge.min(axis.count() - 1);
    (axis.edges[cell + 1] - axis.edges[cell]).abs()
}

/// The same longitudes, turned by whole circles until the first lies in [−180°, 180°).
fn turned_into_range(mut longitudes: Axis) -> Axis {
    let turn = ((longitudes.first() + 180.0) / 360.0).floor() * 360.0;
    if turn != 0.0 {
        longitudes.edges.iter_mut().for_each(|edge| *edge -= turn);
    }
    longitudes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global(first_longitude: f64) -> Grid {
        let latitudes = Axis::uniform(-90.0, 90.0, 4).expect("four rows");
        let longitudes = Axis::uniform(first_longitude, first_longitude + 360.0, 8).expect("eight columns");
        Grid::new(latitudes, longitudes).expect("a global grid")
    }

    #[test]
    fn rows_run_from_north_to_south_whatever_the_input() {
        assert_eq!(global(-180.0).latitudes().edges(), [90.0, 45.0, 0.0, -45.0, -90.0]);
    }

    #[test]
    fn the_western_edge_is_turned_into_range() {
        assert_eq!(global(0.0).longitudes().first(), 0.0);
        assert_eq!(global(180.0).longitudes().first(), -180.0);
        assert_eq!(global(-180.5).longitudes().first(), 179.5);
    }

    #[test]
    fn a_full_turn_may_round_to_a_little_more() {
        let west = 177.280_097_261_110_94;
        let longitudes = Axis::uniform(west, west + 360.0, 8).expect("eight columns");
        assert!(Grid::new(Axis::uniform(-90.0, 90.0, 4).expect("four rows"), longitudes).is_ok());
        let wider = Axis::uniform(0.0, 360.1, 8).expect("eight columns");
        let refused = Grid::new(Axis::uniform(-90.0, 90.0, 4).expect("four rows"), wider).unwrap_err();
        assert_eq!(refused.to_string(), "longitude edges span 360.1 degrees, more than one turn");
    }

    #[test]
    fn cell_areas_add_up_to_the_earth() {
        let sum: f64 = global(0.0).cell_areas(Earth::Wgs84).iter().sum();
        assert!((sum / Earth::Wgs84.total_area().as_m2() - 1.0).abs() < 1e-14);
    }

    #[test]
    fn edges_that_turn_back_are_named() {
        assert_eq!(
            Axis::from_edges(vec![0.0, 1.0, 0.5]).unwrap_err().to_string(),
            "cell edges must run strictly in one direction, found 1 before 0.5 at edge 2"
        );
        let latitudes = Axis::uniform(-91.0, 90.0, 4).expect("an axis");
        let longitudes = Axis::uniform(0.0, 1.0, 1).expect("an axis");
        assert_eq!(Grid::new(latitudes, longitudes).unwrap_err().to_string(), "latitude edge -91 lies beyond a pole");
    }
}
