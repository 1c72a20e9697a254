//! Where the cells of a mask lie: on a grid with edges, or at places of which only the middles are known.

use crate::grid::{Grid, Plane};
use std::sync::Arc;

/// Where the cells of a mask lie.
#[derive(Clone, Debug, PartialEq)]
pub enum MaskGrid {
    /// On a grid whose edges are known.
    Edges(Arc<Grid>),
    /// On a grid of which the mask knows the middles of cells alone, such as one in the plane of a projection that nobody names.
    Middles(CellMiddles),
}

/// In which order a mask counts the cells of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellOrder {
    from_last_row: bool,
    first_column: usize,
}

/// The middles of the cells of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct CellMiddles {
    /// Rows and columns.
    pub shape: (usize, usize),
    /// Longitude and latitude in degrees, row by row: from the end that lies further north, which about a pole may be either end of a grid.
    pub middles: Vec<[f64; 2]>,
}

impl MaskGrid {
    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        match self {
            Self::Edges(grid) => grid.shape(),
            Self::Middles(middles) => middles.shape,
        }
    }

    /// The grid, where its edges are known.
    #[must_use]
    pub fn edges(&self) -> Option<&Grid> {
        if let Self::Edges(grid) = self { Some(grid) } else { None }
    }

    /// The order in which these are the cells of a grid, to a share of a cell's width at every edge or middle; none if they are others.
    ///
    /// Around the whole Earth a mask may begin at another meridian than the grid.
    #[must_use]
    pub fn order_on(&self, grid: &Grid, tolerance: f64) -> Option<CellOrder> {
        match self {
            Self::Edges(own) => grid.first_column_of(own, tolerance).map(|first_column| CellOrder { first_column, ..CellOrder::SAME }),
            Self::Middles(own) => [CellOrder::SAME, CellOrder::FROM_LAST_ROW].into_iter().find(|order| own.fit(grid, *order, tolerance)),
        }
    }
}

impl CellOrder {
    /// That of the grid.
    pub const SAME: Self = Self { from_last_row: false, first_column: 0 };
    /// Rows from the grid's last to its first.
    pub const FROM_LAST_ROW: Self = Self { from_last_row: true, first_column: 0 };

    /// Row and column of the cell of a grid of so many rows and columns that is counted as one, from 0.
    #[must_use]
    pub const fn place(self, counted: usize, (rows, columns): (usize, usize)) -> (usize, usize) {
        let row = counted / columns;
        (if self.from_last_row { rows - 1 - row } else { row }, (counted % columns + self.first_column) % columns)
    }
}

impl CellMiddles {
    fn fit(&self, grid: &Grid, order: CellOrder, tolerance: f64) -> bool {
        let place = |cell: usize| order.place(cell, grid.shape());
        let is_cell = |(cell, &middle): (usize, &[f64; 2])| is_middle_of(grid, place(cell), middle, tolerance);
        self.shape == grid.shape() && self.middles.iter().enumerate().all(is_cell)
    }
}

/// Whether a place is the middle of a cell, to a share of its width and height.
fn is_middle_of(grid: &Grid, (row, column): (usize, usize), place: [f64; 2], tolerance: f64) -> bool {
    let (rows, columns) = (grid.row_axis(), grid.column_axis());
    let middle = [columns.centre(column), rows.centre(row)];
    let off = match grid.plane() {
        Plane::LongitudeLatitude => [(place[0] - middle[0] + 180.0).rem_euclid(360.0) - 180.0, place[1] - middle[1]],
        Plane::Projected(projection) => {
            let [easting, northing] = projection.forward(place);
            [easting - middle[0], northing - middle[1]]
        }
    };
    let width = |edges: &[f64], cell: usize| (edges[cell + 1] - edges[cell]).abs();
    off[0].abs() <= tolerance * width(columns.edges(), column) && off[1].abs() <= tolerance * width(rows.edges(), row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::{Method, Projection};
    use crate::{Axis, Ellipsoid};

    /// Two rows and three columns of 10 km about 97° W, 40° N in the plane of a Lambert projection.
    fn plane() -> Grid {
        let method = Method::LambertConformalConic { latitude_of_origin: 40.0, standard_parallels: [33.0, 45.0], scale: 1.0 };
        let projection = Projection::new(Ellipsoid::WGS84, method, -97.0, [0.0, 0.0]).expect("a projection");
        let axis = |last: f64, count| Axis::uniform(-last, last, count).expect("an axis");
        Grid::projected(projection, axis(10_000.0, 2), axis(15_000.0, 3)).expect("a grid")
    }

    fn middles(grid: &Grid) -> Vec<[f64; 2]> {
        (0..grid.rows()).flat_map(|row| (0..grid.columns()).map(move |column| grid.centre(row, column))).collect()
    }

    #[test]
    fn middles_of_cells_fit_their_grid_and_no_other() {
        let plane = plane();
        let own = CellMiddles { shape: (2, 3), middles: middles(&plane) };
        assert_eq!(MaskGrid::Middles(own.clone()).order_on(&plane, 1e-3), Some(CellOrder::SAME));
        // 0.0002° are 17 m of longitude there, more than a thousandth of 10 km.
        let moved = CellMiddles { middles: own.middles.iter().map(|[x, y]| [x + 0.0002, *y]).collect(), ..own.clone() };
        assert_eq!(MaskGrid::Middles(moved).order_on(&plane, 1e-3), None);
        let turned = CellMiddles { shape: (3, 2), ..own.clone() };
        assert_eq!(MaskGrid::Middles(turned).order_on(&plane, 1e-3), None);
        let from_below = CellMiddles { middles: own.middles.chunks(3).rev().flatten().copied().collect(), ..own };
        assert_eq!(MaskGrid::Middles(from_below).order_on(&plane, 1e-3), Some(CellOrder::FROM_LAST_ROW));
    }

    #[test]
    fn longitudes_may_be_counted_a_turn_further() {
        let axis = |first, last, count| Axis::uniform(first, last, count).expect("an axis");
        let grid = Grid::new(axis(10.0, 0.0, 2), axis(-180.0, -150.0, 3)).expect("a grid");
        let turned = middles(&grid).into_iter().map(|[x, y]| [x + 360.0, y]).collect();
        assert_eq!(MaskGrid::Middles(CellMiddles { shape: (2, 3), middles: turned }).order_on(&grid, 1e-3), Some(CellOrder::SAME));
    }
}
