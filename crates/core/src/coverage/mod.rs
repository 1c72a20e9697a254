//! Which share of each cell of a grid belongs to which region.

use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::grid::Grid;
use crate::quantity::Area;
use crate::region::{RegionCode, RegionSet};

/// A region's share of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellShare {
    /// Row × number of columns + column.
    pub cell: u32,
    /// Share of the cell, between 0 and 1.
    pub share: f64,
}

/// The cells of one region, in rising order.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionCoverage {
    /// The region's code.
    pub code: RegionCode,
    /// The region's name.
    pub name: String,
    /// The area of the whole region, on the grid or off it.
    pub area: Area,
    /// Its share of each cell that it touches.
    pub cells: Vec<CellShare>,
}

/// A sparse matrix of regions × cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Rows and columns of the grid.
    pub shape: (usize, usize),
    /// The regions, in the order of their set.
    pub regions: Vec<RegionCoverage>,
}

/// Two regions or grids that do not fit together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CoverageError {
    /// A mask was drawn on another grid.
    #[error(
        "the mask's grid of {mask_rows} × {mask_columns} cells is not the product's of {rows} × {columns}, or its edges differ by more than {tolerance} of a cell"
    )]
    OtherGrid {
        /// Rows of the mask.
        mask_rows: usize,
        /// Columns of the mask.
        mask_columns: usize,
        /// Rows of the product.
        rows: usize,
        /// Columns of the product.
        columns: usize,
        /// Tolerance in cell widths.
        tolerance: f64,
    },
    /// Two regions share ground.
    #[error("regions {first} and {second} overlap in row {row}, column {column} by {excess:.3e} of the cell")]
    Overlap {
        /// One region.
        first: RegionCode,
        /// The other.
        second: RegionCode,
        /// Row of a cell that both cover.
        row: usize,
        /// Column of that cell.
        column: usize,
        /// How much more than the whole cell the shares amount to.
        excess: f64,
    },
}

impl Coverage {
    /// Computes the coverage of a grid by a set of regions.
    ///
    /// # Errors
    /// [`CoverageError::OtherGrid`] for a mask on another grid, [`CoverageError::Overlap`] where the shares of a cell exceed 1.
    pub fn compute(_grid: &Grid, _regions: &RegionSet, _earth: Earth, _measure: CoverageMeasure) -> Result<Self, CoverageError> {
        todo!()
    }

    /// The share of each cell that lies in any region; one number per cell, row by row.
    #[must_use]
    pub fn covered_shares(&self) -> Vec<f64> {
        let mut covered = vec![0.0; self.shape.0 * self.shape.1];
        for cell in self.regions.iter().flat_map(|region| &region.cells) {
            covered[cell.cell as usize] += cell.share;
        }
        covered
    }
}
