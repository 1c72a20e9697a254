//! Two grids cut along one another, so that each piece lies in one cell of either.

use crate::coverage::{RegionCoverage, Run};
use crate::grid::{Axis, Grid, Plane};
use std::ops::Range;

/// How far edges of the two grids may lie apart to be one, in widths of the narrowest cell: files round their coordinates to `f32`.
const SAME_EDGE: f64 = 1e-3;

/// Turns by which a longitude of the second grid may come to lie on the first.
const TURNS: [f64; 3] = [-360.0, 0.0, 360.0];

/// The cells of a first grid, cut where the edges of a second one pass through them.
#[derive(Clone, Debug, PartialEq)]
pub struct Refinement {
    /// The pieces, which are rows and columns again and cover what the first grid covers.
    pub grid: Grid,
    rows: Vec<Piece>,
    columns: Vec<Piece>,
}

/// One row or column of pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The row or column of the first grid.
    pub first: usize,
    /// That of the second; none where it does not reach.
    pub second: Option<usize>,
}

impl Refinement {
    /// Cuts the cells of a first grid by those of a second; none if one of them lies in another plane than the other.
    ///
    /// # Panics
    /// Never: pieces of rows and columns are rows and columns.
    #[must_use]
    pub fn of(first: &Grid, second: &Grid) -> Option<Self> {
        if !first.plane().coincides_with(second.plane()) {
            return None;
        }
        let turns: &[f64] = if first.projection().is_none() { &TURNS } else { &[0.0] };
        // Rows run south: their edges rise with the sign turned.
        let (row_edges, rows) = cut(&risen(first.row_axis()), &risen(second.row_axis()), &[0.0]);
        let (column_edges, columns) = cut(first.column_axis().edges(), second.column_axis().edges(), turns);
        let row_axis = Axis::from_edges(row_edges.into_iter().map(|edge| -edge).collect()).expect("pieces of rows");
        let column_axis = Axis::from_edges(column_edges).expect("pieces of columns");
        let grid = match first.plane() {
            Plane::LongitudeLatitude => Grid::new(row_axis, column_axis),
            Plane::Projected(projection) => Grid::projected(projection.as_ref().clone(), row_axis, column_axis),
        };
        Some(Self { grid: grid.expect("the pieces of a grid cover what it covers"), rows, columns })
    }

    /// A row of pieces.
    #[must_use]
    pub fn row(&self, row: usize) -> Piece {
        self.rows[row]
    }

    /// The columns of pieces, from the west.
    #[must_use]
    pub fn columns(&self) -> &[Piece] {
        &self.columns
    }

    /// Regions on the first grid as regions on the pieces: what a region has of a cell is spread evenly over it.
    ///
    /// # Panics
    /// If there are 2³² pieces or more.
    #[must_use]
    pub fn spread(&self, regions: &[RegionCoverage]) -> Vec<RegionCoverage> {
        let columns = self.columns.len();
        let number = |count: usize| u32::try_from(count).expect("the pieces are numbered");
        let position = |column: usize| self.columns.partition_point(|piece| piece.first < column);
        let run = |row: usize, run: &Run, first_columns: usize| {
            let west = run.first as usize % first_columns;
            let pieces = position(west)..position(west + run.length as usize);
            Run { first: number(row * columns + pieces.start), length: number(pieces.len()), share: run.share }
        };
        let first_columns = self.columns.last().map_or(0, |piece| piece.first + 1);
        let of_region = |region: &RegionCoverage| {
            let rows = self.rows.iter().enumerate().flat_map(|(row, piece)| {
                region.runs_in(&(piece.first..piece.first + 1), first_columns).iter().map(move |found| run(row, found, first_columns))
            });
            RegionCoverage { runs: rows.collect(), ..region.clone() }
        };
        regions.iter().map(of_region).collect()
    }

    /// The rows of pieces that lie in some rows of the first grid.
    #[must_use]
    pub fn rows_in(&self, rows: &Range<usize>) -> Range<usize> {
        let first_in = |row: usize| self.rows.partition_point(|piece| piece.first < row);
        first_in(rows.start)..first_in(rows.end)
    }

    /// The rows of the second grid that touch some rows of the first.
    #[must_use]
    pub fn second_rows(&self, rows: &Range<usize>) -> Range<usize> {
        let touched = || self.rows[self.rows_in(rows)].iter().filter_map(|piece| piece.second);
        touched().min().map_or(0..0, |northern| northern..touched().max().unwrap_or(northern) + 1)
    }
}

fn risen(axis: &Axis) -> Vec<f64> {
    axis.edges().iter().map(|edge| -edge).collect()
}

/// The rising edges of one axis and, between them, those of another that is turned so; and what each piece is of.
fn cut(first: &[f64], second: &[f64], turns: &[f64]) -> (Vec<f64>, Vec<Piece>) {
    let narrowest = |edges: &[f64]| edges.windows(2).map(|cell| cell[1] - cell[0]).fold(f64::INFINITY, f64::min);
    let apart = SAME_EDGE * narrowest(first).min(narrowest(second));
    let mut others: Vec<f64> = turns.iter().flat_map(|turn| second.iter().map(move |edge| edge + turn)).collect();
    others.sort_by(f64::total_cmp);
    let (mut edges, mut pieces) = (vec![first[0]], Vec::new());
    for (number, cell) in first.windows(2).enumerate() {
        let within = others.partition_point(|&edge| edge < cell[0] + apart)..others.partition_point(|&edge| edge <= cell[1] - apart);
        for &edge in others[within].iter().chain([&cell[1]]) {
            let before = edges[edges.len() - 1];
            // Turned edges of a full circle meet, and are one.
            if edge - before > apart {
                pieces.push(Piece { first: number, second: cell_of(second, turns, f64::midpoint(before, edge)) });
                edges.push(edge);
            }
        }
    }
    (edges, pieces)
}

/// The cell of an axis of rising edges in which a point lies, turned as need be.
fn cell_of(edges: &[f64], turns: &[f64], point: f64) -> Option<usize> {
    let turned = turns.iter().map(|turn| point - turn).find(|point| (edges[0]..edges[edges.len() - 1]).contains(point))?;
    Some(edges.partition_point(|&edge| edge <= turned) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Area, RegionCode};

    fn grid(rows: (f64, f64, usize), columns: (f64, f64, usize)) -> Grid {
        let axis = |(first, last, count)| Axis::uniform(first, last, count).expect("an axis");
        Grid::new(axis(rows), axis(columns)).expect("a grid")
    }

    fn pieces(pieces: &[Piece]) -> Vec<(usize, Option<usize>)> {
        pieces.iter().map(|piece| (piece.first, piece.second)).collect()
    }

    /// Columns of 2° from 0° and of 3° from 1°: edges at 0, 1, 2, 4, 6, where the second grid begins at 1° and ends at 7°.
    #[test]
    fn each_piece_lies_in_one_cell_of_either() {
        let refinement = Refinement::of(&grid((0.0, 4.0, 2), (0.0, 6.0, 3)), &grid((0.0, 4.0, 4), (1.0, 7.0, 2))).expect("one plane");
        assert_eq!(refinement.grid.longitudes().edges(), [0.0, 1.0, 2.0, 4.0, 6.0]);
        assert_eq!(pieces(refinement.columns()), [(0, None), (0, Some(0)), (1, Some(0)), (2, Some(1))]);
        assert_eq!(refinement.grid.latitudes().edges(), [4.0, 3.0, 2.0, 1.0, 0.0]);
        assert_eq!(pieces(&refinement.rows), [(0, Some(0)), (0, Some(1)), (1, Some(2)), (1, Some(3))]);
        assert_eq!((refinement.rows_in(&(1..2)), refinement.second_rows(&(1..2))), (2..4, 2..4));
    }

    /// Thirds and sixths of a degree have edges that are not the same numbers; 0° to 360° and −180° to 180° are the same circle.
    #[test]
    fn edges_that_are_meant_to_be_one_are_one() {
        let refinement =
            Refinement::of(&grid((-90.0, 90.0, 2), (-180.0, 180.0, 1080)), &grid((-90.0, 90.0, 6), (0.0, 360.0, 2160))).expect("one plane");
        assert_eq!(refinement.grid.shape(), (6, 2160));
        assert_eq!(
            (refinement.columns()[0], refinement.columns()[2159]),
            (Piece { first: 0, second: Some(1080) }, Piece { first: 1079, second: Some(1079) })
        );
    }

    #[test]
    fn a_grid_that_does_not_reach_has_no_rows_in_it() {
        let refinement = Refinement::of(&grid((0.0, 4.0, 4), (0.0, 6.0, 3)), &grid((2.0, 4.0, 1), (0.0, 6.0, 3))).expect("one plane");
        assert_eq!((refinement.second_rows(&(2..4)), refinement.second_rows(&(0..4))), (0..0, 0..1));
    }

    /// Three cells of a row, of which a region has all of the first and half of the others; the second is cut.
    #[test]
    fn a_share_of_a_cell_is_that_of_its_pieces() {
        let refinement = Refinement::of(&grid((0.0, 2.0, 1), (0.0, 6.0, 3)), &grid((0.0, 2.0, 2), (0.0, 6.0, 2))).expect("one plane");
        let runs = vec![Run { first: 0, length: 1, share: 1.0 }, Run { first: 1, length: 2, share: 0.5 }];
        let region = RegionCoverage { code: RegionCode::new("A"), name: "a".into(), area: Area::ZERO, runs };
        let cells: Vec<f64> = refinement.spread(&[region])[0].cells().map(|cell| cell.share).collect();
        assert_eq!(cells, [1.0, 0.5, 0.5, 0.5, 1.0, 0.5, 0.5, 0.5]);
    }
}
