//! A second raster by which cells are weighted: on the grid of the first, or on another that lies in the same plane.

use fluxledger_core::coverage::RegionCoverage;
use fluxledger_core::statistics::CoverageWeight;
use fluxledger_core::{CellAreas, CoverageMeasure, Earth, Grid, Refinement};
use ndarray::ArrayView2;

/// Some rows of a second raster.
#[derive(Clone, Copy)]
pub enum SecondRaster<'a> {
    /// On the grid of the first.
    SameGrid {
        /// The row at which the values begin.
        first_row: usize,
        /// The values.
        values: ArrayView2<'a, f64>,
    },
    /// On another grid.
    OtherGrid {
        /// What both grids cut one another into.
        pieces: &'a Pieces,
        /// The row of the second grid at which the values begin.
        first_row: usize,
        /// The values.
        values: ArrayView2<'a, f64>,
    },
}

/// The cells of two grids cut along one another, and what the regions have of each piece.
pub struct Pieces {
    /// The pieces.
    pub refinement: Refinement,
    zones: Vec<RegionCoverage>,
    extents: CellAreas,
    extents_of_first: CellAreas,
    extents_of_second: CellAreas,
    /// The value of a cell of the first grid where the second raster has none, in a cell of its own or beyond its grid.
    beyond: f64,
}

impl Pieces {
    /// The pieces of a first and a second grid with the regions on them, in the order of those on the first grid.
    #[must_use]
    pub fn new(
        refinement: Refinement,
        zones: Vec<RegionCoverage>,
        [first, second]: [&Grid; 2],
        (earth, measure): (Earth, CoverageMeasure),
        beyond: f64,
    ) -> Self {
        let extents = |grid: &Grid| grid.extents(earth, measure);
        let (extents, extents_of_first, extents_of_second) = (extents(&refinement.grid), extents(first), extents(second));
        Self { refinement, zones, extents, extents_of_first, extents_of_second, beyond }
    }
}

/// The second raster's weight of each cell of a row for one region.
pub(super) enum Seconds<'a> {
    SameGrid { first_row: usize, row: usize, values: ArrayView2<'a, f64> },
    OtherGrid(Shared<'a>),
}

impl<'a> Seconds<'a> {
    /// Those of the region of a number, on a first grid of so many columns.
    pub(super) fn of(second: &SecondRaster<'a>, zone: usize, columns: usize, weight: CoverageWeight) -> Self {
        match *second {
            SecondRaster::SameGrid { first_row, values } => Self::SameGrid { first_row, row: first_row, values },
            SecondRaster::OtherGrid { pieces, first_row, values } => {
                let per_cell = weight == CoverageWeight::Fraction;
                Self::OtherGrid(Shared {
                    pieces,
                    zone: &pieces.zones[zone],
                    first_row,
                    values,
                    per_cell,
                    amounts: vec![(0.0, 0.0); columns],
                })
            }
        }
    }

    /// Begins a row of the first grid.
    pub(super) fn go_to(&mut self, next: usize) {
        match self {
            Self::SameGrid { row, .. } => *row = next,
            Self::OtherGrid(shared) => shared.go_to(next),
        }
    }

    /// The weight of a cell of which the region has a share.
    pub(super) fn at(&self, column: usize, share: f64) -> f64 {
        match self {
            Self::SameGrid { first_row, row, values } => values[[row - first_row, column]],
            Self::OtherGrid(shared) => shared.at(column, share),
        }
    }
}

/// A second raster on another grid, shared out by area among the cells of a row of the first.
pub(super) struct Shared<'a> {
    pieces: &'a Pieces,
    zone: &'a RegionCoverage,
    first_row: usize,
    values: ArrayView2<'a, f64>,
    /// Whether its values are amounts in its cells, and not densities.
    per_cell: bool,
    /// For each cell of the row the region's amount in it, and the extent of the region's part of it.
    amounts: Vec<(f64, f64)>,
}

impl Shared<'_> {
    /// Sums the pieces of each cell of a row. A density counts by the extent of the region's part of a piece; an amount is spread evenly over its
    /// cell, and counts by the share of it that the region's part of the piece is.
    fn go_to(&mut self, row: usize) {
        self.amounts.fill((0.0, 0.0));
        let Pieces { refinement, extents, extents_of_first, extents_of_second, beyond, .. } = self.pieces;
        let columns = refinement.columns();
        for piece_row in refinement.rows_in(&(row..row + 1)) {
            for cell in self.zone.runs_in(&(piece_row..piece_row + 1), columns.len()).iter().flat_map(|run| run.cells()) {
                let position = cell.cell as usize % columns.len();
                let column = columns[position];
                let part = cell.share * extents.of(piece_row, position);
                let of_second = refinement.row(piece_row).second.zip(column.second);
                let stated =
                    of_second.map(|(row, column)| (self.values[[row - self.first_row, column]], extents_of_second.of(row, column)));
                let stated = stated.filter(|(value, _)| !value.is_nan());
                let (value, extent) = stated.unwrap_or_else(|| (*beyond, extents_of_first.of(row, column.first)));
                let (amount, covered) = &mut self.amounts[column.first];
                *amount += value * if self.per_cell { part / extent } else { part };
                *covered += part;
            }
        }
    }

    /// What makes share × weight the region's amount in a cell, or the mean density in the region's part of it; 0 for a part too small for a piece.
    fn at(&self, column: usize, share: f64) -> f64 {
        let (amount, covered) = self.amounts[column];
        match covered {
            0.0 => 0.0,
            _ if self.per_cell => amount / share,
            covered => amount / covered,
        }
    }
}
