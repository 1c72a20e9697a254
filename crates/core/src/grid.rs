//! Grids in longitude and latitude or in the plane of a projection: edges and integers, never a running sum.

use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::projection::{Extent, PlaneCell, Projection, extent};
use crate::quantity::Area;
use crate::sum::compensated;
use ndarray::Array2;
use rayon::prelude::*;

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
    /// A grid in a plane reaches where the projection has no point of the Earth.
    #[error("the grid reaches easting {easting} m, northing {northing} m, where its projection shows no point of the Earth, or its seam")]
    BeyondProjection {
        /// Easting in metres.
        easting: f64,
        /// Northing in metres.
        northing: f64,
    },
}

/// As many rows and columns stand for all of a grid in a plane where only its whole area is asked for.
const PARTS_OF_AREA: usize = 64;

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

    /// The edges, one more than there are cells, in degrees, or in metres in a plane.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Whether all cells are equal, so that a position follows from arithmetic.
    #[must_use]
    pub const fn is_uniform(&self) -> bool {
        self.uniform
    }

    /// The middle of a cell.
    #[must_use]
    pub fn centre(&self, cell: usize) -> f64 {
        f64::midpoint(self.edges[cell], self.edges[cell + 1])
    }

    /// The first edge.
    #[must_use]
    pub fn first(&self) -> f64 {
        self.edges[0]
    }

    /// The last edge.
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

/// What the edges of a grid are counted in.
#[derive(Clone, Debug, PartialEq)]
pub enum Plane {
    /// Degrees of latitude and longitude.
    LongitudeLatitude,
    /// Metres of northing and easting of a projection.
    Projected(Box<Projection>),
}

impl Plane {
    /// Whether edges in both are counted in the same.
    #[must_use]
    pub fn coincides_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::LongitudeLatitude, Self::LongitudeLatitude) => true,
            (Self::Projected(own), Self::Projected(other)) => own.coincides_with(other),
            _ => false,
        }
    }
}

/// A grid in longitude and latitude, or in the plane of a projection; row 0 is the northernmost, column 0 the westernmost.
///
/// In longitude and latitude the western edge lies in [−180°, 180°); columns run east from there, at most one turn, so that a grid given from
/// 0° to 360° keeps its order of columns. In a plane north is the direction of the northing.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    plane: Plane,
    rows: Axis,
    columns: Axis,
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
        running_east(&longitudes)?;
        let span = longitudes.last() - longitudes.first();
        if span > 360.0 + ROUNDING {
            return Err(GridError::MoreThanOneTurn { span });
        }
        Ok(Self { plane: Plane::LongitudeLatitude, rows: latitudes, columns: turned_into_range(longitudes) })
    }

    /// A grid in the plane of a projection, from northings in either direction and eastings that run east, in metres.
    ///
    /// # Errors
    /// [`GridError::BeyondProjection`] where it reaches beyond the map or over its seam; [`GridError::NotMonotonic`] if the eastings run west.
    pub fn projected(projection: Projection, northings: Axis, eastings: Axis) -> Result<Self, GridError> {
        running_east(&eastings)?;
        let northings = northings.reversed_to_fall();
        extent(&projection, &northings, &eastings)?;
        Ok(Self { plane: Plane::Projected(Box::new(projection)), rows: northings, columns: eastings })
    }

    /// What its edges are counted in.
    #[must_use]
    pub const fn plane(&self) -> &Plane {
        &self.plane
    }

    /// The projection in whose plane it lies, if it lies in one.
    #[must_use]
    pub fn projection(&self) -> Option<&Projection> {
        match &self.plane {
            Plane::LongitudeLatitude => None,
            Plane::Projected(projection) => Some(projection),
        }
    }

    /// The edges of the rows, from north to south, in degrees of latitude or metres of northing.
    #[must_use]
    pub const fn row_axis(&self) -> &Axis {
        &self.rows
    }

    /// The edges of the columns, from west to east, in degrees of longitude or metres of easting.
    #[must_use]
    pub const fn column_axis(&self) -> &Axis {
        &self.columns
    }

    /// Latitude edges, from north to south.
    ///
    /// # Panics
    /// On a grid in a plane, whose rows have no latitude: ask [`Self::projection`] first.
    #[must_use]
    pub fn latitudes(&self) -> &Axis {
        assert!(self.projection().is_none(), "the rows of a grid in a plane have no latitudes");
        &self.rows
    }

    /// Longitude edges, from west to east.
    ///
    /// # Panics
    /// On a grid in a plane, whose columns have no longitude: ask [`Self::projection`] first.
    #[must_use]
    pub fn longitudes(&self) -> &Axis {
        assert!(self.projection().is_none(), "the columns of a grid in a plane have no longitudes");
        &self.columns
    }

    /// Longitude and latitude in degrees of the middle of a cell.
    #[must_use]
    pub fn centre(&self, row: usize, column: usize) -> [f64; 2] {
        let middle = [self.columns.centre(column), self.rows.centre(row)];
        match &self.plane {
            Plane::LongitudeLatitude => middle,
            Plane::Projected(projection) => projection.inverse(middle).unwrap_or([f64::NAN; 2]),
        }
    }

    /// The cell that holds a longitude and latitude in degrees; of two that share a border the northern or western.
    #[must_use]
    pub fn locate(&self, [longitude, latitude]: [f64; 2]) -> Option<(usize, usize)> {
        let [x, y] = match &self.plane {
            Plane::LongitudeLatitude => {
                let west = self.columns.first();
                [west + (longitude - west).rem_euclid(360.0), latitude]
            }
            Plane::Projected(projection) => projection.forward([longitude, latitude]),
        };
        let is_inside = (self.rows.last()..=self.rows.first()).contains(&y) && (self.columns.first()..=self.columns.last()).contains(&x);
        let row = self.rows.edges[1..].partition_point(|&edge| edge > y);
        let column = self.columns.edges[1..].partition_point(|&edge| edge < x);
        is_inside.then_some((row, column))
    }

    /// The area of all cells together; in a plane to a millionth.
    ///
    /// # Panics
    /// Never: what the grid covers can be divided into larger cells.
    #[must_use]
    pub fn area(&self, earth: Earth) -> Area {
        match &self.plane {
            Plane::LongitudeLatitude => earth.cell_area(self.rows.last(), self.rows.first(), self.columns.last() - self.columns.first()),
            Plane::Projected(projection) => {
                let coarse = |axis: &Axis| Axis::uniform(axis.first(), axis.last(), PARTS_OF_AREA).expect("the ends of an axis differ");
                let coarse = Self { plane: self.plane.clone(), rows: coarse(&self.rows), columns: coarse(&self.columns) };
                Area::from_m2(coarse.areas_in_plane(projection, earth).sum())
            }
        }
    }

    /// A box of longitudes and latitudes that holds the grid, close about it in longitude and latitude, with some room to spare in a plane.
    ///
    /// # Panics
    /// Never: a grid that reaches beyond its projection cannot be made.
    #[must_use]
    pub fn extent(&self) -> Extent {
        match &self.plane {
            Plane::LongitudeLatitude => {
                Extent { longitudes: [self.columns.first(), self.columns.last()], latitudes: [self.rows.last(), self.rows.first()] }
            }
            Plane::Projected(projection) => {
                let Extent { longitudes, latitudes } = self.relative_extent(projection);
                Extent { longitudes: longitudes.map(|longitude| longitude + projection.central_meridian()), latitudes }
            }
        }
    }

    /// The extent in longitudes counted from the central meridian.
    pub(crate) fn relative_extent(&self, projection: &Projection) -> Extent {
        extent(projection, &self.rows, &self.columns).expect("the extent was found when the grid was made")
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.count()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns.count()
    }

    /// Number of rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rows(), self.columns())
    }

    /// The area of one cell.
    #[must_use]
    pub fn cell_area(&self, earth: Earth, row: usize, column: usize) -> Area {
        match &self.plane {
            Plane::LongitudeLatitude => {
                let (north, south) = (self.rows.edges[row], self.rows.edges[row + 1]);
                earth.cell_area(south, north, self.columns.edges[column + 1] - self.columns.edges[column])
            }
            Plane::Projected(projection) => Area::from_m2(PlaneCell::of(self, row, column).area(projection, earth)),
        }
    }

    /// The areas of all cells.
    #[must_use]
    pub fn areas(&self, earth: Earth) -> CellAreas {
        match &self.plane {
            Plane::LongitudeLatitude => {
                let per_radian: Vec<f64> = self.rows.edges.iter().map(|&latitude| earth.area_per_radian(latitude)).collect();
                CellAreas::RowsAndColumns {
                    heights: per_radian.windows(2).map(|row| row[0] - row[1]).collect(),
                    widths: self.columns.edges.windows(2).map(|column| (column[1] - column[0]).to_radians()).collect(),
                }
            }
            Plane::Projected(projection) => CellAreas::Each(self.areas_in_plane(projection, earth)),
        }
    }

    /// What shares of cells are shares of: their areas on the Earth, or their extents in the units of the grid's edges.
    #[must_use]
    pub fn extents(&self, earth: Earth, measure: CoverageMeasure) -> CellAreas {
        let lengths = |axis: &Axis| axis.edges.windows(2).map(|cell| (cell[1] - cell[0]).abs()).collect();
        match measure {
            CoverageMeasure::Area => self.areas(earth),
            CoverageMeasure::Planar => CellAreas::RowsAndColumns { heights: lengths(&self.rows), widths: lengths(&self.columns) },
        }
    }

    /// The areas of all cells in m², row by row; shape rows × columns.
    #[must_use]
    pub fn cell_areas(&self, earth: Earth) -> Array2<f64> {
        match self.areas(earth) {
            CellAreas::RowsAndColumns { heights, widths } => {
                Array2::from_shape_fn(self.shape(), |(row, column)| widths[column] * heights[row])
            }
            CellAreas::Each(areas) => areas,
        }
    }

    fn areas_in_plane(&self, projection: &Projection, earth: Earth) -> Array2<f64> {
        let row = |row: usize| (0..self.columns()).map(move |column| PlaneCell::of(self, row, column).area(projection, earth));
        let areas = (0..self.rows()).into_par_iter().flat_map_iter(row).collect();
        Array2::from_shape_vec(self.shape(), areas).expect("as many areas as the grid has cells")
    }

    /// Whether two grids have the same cells in the same order, to a share of a cell's width at every edge.
    #[must_use]
    pub fn coincides_with(&self, other: &Self, tolerance: f64) -> bool {
        let close = |ours: &Axis, theirs: &Axis| ours.count() == theirs.count() && ours.is_close_to(theirs, tolerance);
        self.plane.coincides_with(&other.plane) && close(&self.rows, &other.rows) && close(&self.columns, &other.columns)
    }

    /// The column at which another grid begins that has the same cells, to a share of a cell's width at every edge: the first, or around the
    /// whole Earth any; none if the cells differ.
    #[must_use]
    pub fn first_column_of(&self, other: &Self, tolerance: f64) -> Option<usize> {
        if self.coincides_with(other, tolerance) {
            return Some(0);
        }
        let is_around = self.projection().is_none() && (self.columns.last() - self.columns.first() - 360.0).abs() <= ROUNDING;
        let begins_there = |&column: &usize| {
            let turned = Self { columns: self.columns.beginning_at(column, other.columns.first()), ..self.clone() };
            turned.coincides_with(other, tolerance)
        };
        let is_near = |&column: &usize| {
            let from_there = self.columns.edges[column] - other.columns.first();
            (from_there - 360.0 * (from_there / 360.0).round()).abs() <= tolerance * cell_width(&self.columns, column)
        };
        (0..self.columns()).filter(|_| is_around).filter(is_near).find(begins_there)
    }
}

/// The areas of a grid's cells.
#[derive(Clone, Debug, PartialEq)]
pub enum CellAreas {
    /// Each is the height of its row times the width of its column.
    RowsAndColumns {
        /// For each row Q(north) − Q(south) in m² per radian, see [`Earth::area_per_radian`].
        heights: Vec<f64>,
        /// For each column its width in radians.
        widths: Vec<f64>,
    },
    /// Each by itself, in m². Rows × columns.
    Each(Array2<f64>),
}

impl CellAreas {
    /// The factor that the areas of a row have in common.
    #[must_use]
    pub fn height(&self, row: usize) -> f64 {
        match self {
            Self::RowsAndColumns { heights, .. } => heights[row],
            Self::Each(_) => 1.0,
        }
    }

    /// The areas of the cells of a row, but for the factor that they have in common.
    ///
    /// # Panics
    /// Never: areas stand row by row.
    #[must_use]
    pub fn widths(&self, row: usize) -> &[f64] {
        match self {
            Self::RowsAndColumns { widths, .. } => widths,
            Self::Each(areas) => {
                let columns = areas.ncols();
                &areas.as_slice().expect("areas stand row by row")[row * columns..(row + 1) * columns]
            }
        }
    }

    /// The area of all cells together in m².
    #[must_use]
    pub fn total(&self) -> f64 {
        match self {
            Self::RowsAndColumns { heights, widths } => compensated(heights.iter().copied()) * compensated(widths.iter().copied()),
            Self::Each(areas) => compensated(areas.iter().copied()),
        }
    }

    /// The area of one cell in m².
    #[must_use]
    pub fn of(&self, row: usize, column: usize) -> f64 {
        self.height(row) * self.widths(row)[column]
    }
}

fn running_east(axis: &Axis) -> Result<(), GridError> {
    if axis.last() > axis.first() {
        return Ok(());
    }
    Err(GridError::NotMonotonic { position: 1, before: axis.edges[0], after: axis.edges[1] })
}

impl Axis {
    /// Whether as many edges lie where those of another axis do, to a share of a cell's width.
    fn is_close_to(&self, other: &Self, tolerance: f64) -> bool {
        self.edges.iter().zip(&other.edges).enumerate().all(|(i, (a, b))| (a - b).abs() <= tolerance * cell_width(self, i))
    }

    /// Longitudes around the whole Earth from one of their columns on, turned by whole circles to begin near a longitude.
    fn beginning_at(&self, column: usize, longitude: f64) -> Self {
        let turn = 360.0 * ((longitude - self.edges[column]) / 360.0).round();
        let behind = self.edges[1..=column].iter().map(|edge| edge + 360.0 + turn);
        Self { edges: self.edges[column..].iter().map(|edge| edge + turn).chain(behind).collect(), uniform: false }
    }
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
    use crate::projection::Method;

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

    /// Cells of 45°: 50° N lies in the first row, 10° west in the fourth column from 180° W and in the last from 0°.
    #[test]
    fn a_point_lies_in_one_cell() {
        assert_eq!(global(-180.0).locate([-10.0, 50.0]), Some((0, 3)));
        assert_eq!(global(0.0).locate([-10.0, 50.0]), Some((0, 7)));
        assert_eq!(
            [[0.0, 90.0], [0.0, 45.0], [45.0, -90.0]].map(|point| global(0.0).locate(point)),
            [Some((0, 0)), Some((0, 0)), Some((3, 0))]
        );
        let method = Method::LambertAzimuthalEqualArea { latitude_of_origin: 50.0 };
        let projection = Projection::new(crate::Ellipsoid::WGS84, method, 10.0, [0.0; 2]).expect("a projection");
        let axis = || Axis::uniform(-200_000.0, 200_000.0, 4).expect("four cells of 100 km");
        let grid = Grid::projected(projection, axis(), axis()).expect("a grid");
        // 1° is 111 km to the north and 71 km to the east.
        assert_eq!([[10.5, 50.5], [8.5, 50.5], [10.5, 48.5]].map(|point| grid.locate(point)), [Some((1, 2)), Some((1, 0)), Some((3, 2))]);
        assert_eq!(grid.locate([10.0, 55.0]), None);
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
