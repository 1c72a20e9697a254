//! Which share of each cell of a grid belongs to which region.

mod centre;
mod choice;
mod cut;
mod edge;
mod fine;
mod integral;
mod layer;
mod mask;
mod outline;
mod overlap;
mod plane;
mod rows;
mod run;
mod sweep;

pub use fine::{FineEmissions, FineShares};
pub(crate) use rows::{ByRow, ROWS_OF_BAND, bands, stretches};
pub use run::{CellShare, Run};

use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::grid::{Grid, Plane};
use crate::quantity::Area;
use crate::region::{Region, RegionCode, RegionSet, RegionShapes};
use ndarray::Array2;
use plane::Edges;
use std::ops::Range;

/// The version of the method: it rises when the same outlines on the same grid get other shares, if only by a bit.
pub const METHOD: u32 = 3;

/// The cells of one region, in rising order.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionCoverage {
    /// The region's code.
    pub code: RegionCode,
    /// The region's name.
    pub name: String,
    /// The area of the whole region, on the grid or off it.
    pub area: Area,
    /// Its share of each cell that it touches, neighbours of one row with the same share in one run; in rising order.
    pub runs: Vec<Run>,
}

impl RegionCoverage {
    /// Its share of each cell that it touches, in rising order.
    pub fn cells(&self) -> impl Iterator<Item = CellShare> {
        self.runs.iter().flat_map(Run::cells)
    }

    /// The rows from its first run to its last on a grid of so many columns; none without a run.
    #[must_use]
    pub fn rows(&self, columns: usize) -> Range<usize> {
        let row = |run: &Run| run.first as usize / columns;
        self.runs.first().zip(self.runs.last()).map_or(0..0, |(first, last)| row(first)..row(last) + 1)
    }

    /// Its runs in some rows of a grid of so many columns.
    #[must_use]
    pub fn runs_in(&self, rows: &Range<usize>, columns: usize) -> &[Run] {
        let first_from = |row: usize| self.runs.partition_point(|run| (run.first as usize) < row * columns);
        &self.runs[first_from(rows.start)..first_from(rows.end)]
    }
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
        "the regions' grid of {mask_rows} × {mask_columns} cells is not the product's of {rows} × {columns}, or its edges differ by more than {tolerance} of a cell"
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
    /// Regions that are cells cannot be refined.
    #[error("regions `{set}` are cells of a grid, and emissions of a finer grid can be shared out over outlines only")]
    NoOutlines {
        /// The set of regions.
        set: String,
    },
    /// Regions that are parts of cells have no other shares than those.
    #[error(
        "regions `{set}` are parts of cells as their file states them, expected outlines, from which shares of another kind can be computed"
    )]
    StatedShares {
        /// The set of regions.
        set: String,
    },
    /// Finer emissions lie in another plane than the grid.
    #[error("the finer emissions do not lie in the plane of the grid")]
    OtherPlane,
    /// A grid has more cells than are numbered.
    #[error("the grid has {rows} × {columns} cells, expected fewer than 2³² (4 294 967 296)")]
    TooManyCells {
        /// Rows of the grid.
        rows: usize,
        /// Columns of the grid.
        columns: usize,
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
    /// A region covers itself twice, or a hole lies outside its outline.
    #[error("region {region} covers {share} of the cell in row {row}, column {column}, expected a share between 0 and 1")]
    SelfOverlap {
        /// The region.
        region: RegionCode,
        /// Row of the cell.
        row: usize,
        /// Column of the cell.
        column: usize,
        /// The share found.
        share: f64,
    },
}

impl CoverageError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::OtherGrid { .. } => "bring the mask or the weights to the grid of the product, or give the regions as outlines".into(),
            Self::NoOutlines { .. } => "give the regions as outlines, or choose another policy of coasts".into(),
            Self::StatedShares { .. } => {
                "give the regions as outlines, or leave the shares of cells as they are (no `--coverage`, no `--compat`)".into()
            }
            Self::OtherPlane => "bring the finer emissions to the plane of the product, or choose another policy of coasts".into(),
            Self::TooManyCells { .. } => "cut the file into parts, such as one for each continent, or bring it to a coarser grid".into(),
            Self::Overlap { first, second, .. } => {
                format!(
                    "choose a set in which {first} and {second} have one boundary, leave one of them out, or have outlines of a file made valid (`--make-valid`)"
                )
            }
            Self::SelfOverlap { region, .. } => {
                format!(
                    "repair the outline of {region}, or have it made valid (`--make-valid`): its polygons must not overlap, nor their rings cross, and holes must lie \
                     inside"
                )
            }
        })
    }
}

impl Coverage {
    /// Computes the coverage of a grid by a set of regions.
    ///
    /// Share = area of region ∩ cell / area of cell, with polygon edges straight in longitude and latitude, exact to rounding: areas on
    /// `earth` for [`CoverageMeasure::Area`], square degrees for [`CoverageMeasure::Planar`]. [`RegionCoverage::area`] is
    /// on `earth` in both.
    ///
    /// On a grid in the plane of a projection edges are drawn as chords that stray by at most 10⁻⁷ of a cell's side; shares are of the area on
    /// `earth`, or of square metres in the plane. Otherwise the same.
    ///
    /// Regions are computed in parallel and each on its own, so that the result has the same bits on any number of threads.
    ///
    /// # Errors
    /// [`CoverageError::TooManyCells`]; [`CoverageError::OtherGrid`] for a mask on another grid, [`CoverageError::StatedShares`] where parts of cells are to be
    /// planar, [`CoverageError::Overlap`] where the shares of a cell exceed 1,
    /// [`CoverageError::SelfOverlap`] where one region's share does, or falls below 0.
    pub fn compute(grid: &Grid, regions: &RegionSet, earth: Earth, measure: CoverageMeasure) -> Result<Self, CoverageError> {
        Self::with_edges(grid, regions, earth, (measure, Edges::OnEarth))
    }

    /// The coverage by shares of the grid's own square degrees or metres, with edges that on a grid in a plane are straight there between the places of their
    /// ends, as in programs that move the corners of regions into the plane and know no other edges.
    ///
    /// An outline that reaches far beyond the grid is cut off there along its edges in longitude and latitude.
    ///
    /// # Errors
    /// As of [`Self::compute`].
    pub(crate) fn planar(grid: &Grid, regions: &RegionSet, earth: Earth) -> Result<Self, CoverageError> {
        Self::with_edges(grid, regions, earth, (CoverageMeasure::Planar, Edges::InPlane))
    }

    fn with_edges(grid: &Grid, regions: &RegionSet, earth: Earth, by: (CoverageMeasure, Edges)) -> Result<Self, CoverageError> {
        expect_numbered_cells(grid)?;
        if by.0 == CoverageMeasure::Planar {
            expect_no_stated_shares(regions)?;
        }
        let regions = match &regions.shapes {
            RegionShapes::Mask(mask) => mask::cover(grid, mask, earth)?,
            RegionShapes::Outlines(_) | RegionShapes::Layered { .. } => of_outlines(grid, regions, earth, by)?,
        };
        let coverage = Self { shape: grid.shape(), regions };
        overlap::check(&coverage)?;
        Ok(coverage)
    }

    /// The coverage of a grid by a set of regions of which each has the cells whose centre it holds, whole; a mask has its own cells.
    ///
    /// # Errors
    /// As of [`Self::compute`].
    pub fn by_centres(grid: &Grid, regions: &RegionSet, earth: Earth) -> Result<Self, CoverageError> {
        expect_numbered_cells(grid)?;
        let regions = match &regions.shapes {
            RegionShapes::Mask(mask) => mask::cover(grid, mask, earth)?,
            RegionShapes::Outlines(outlines) => centre::cover(grid, outlines, earth),
            RegionShapes::Layered { first, second } => {
                let mut covered = centre::cover(grid, first, earth);
                covered.extend(centre::cover(grid, second, earth));
                covered
            }
        };
        let coverage = Self { shape: grid.shape(), regions };
        overlap::check(&coverage)?;
        Ok(coverage)
    }

    /// The same with other shares of the cells; a cell of which nothing is left is left out.
    #[must_use]
    pub(crate) fn map_shares(mut self, share: impl Fn(CellShare) -> f64) -> Self {
        let columns = self.shape.1;
        for region in &mut self.regions {
            let cells = region.cells().map(|cell| CellShare { share: share(cell), ..cell }).filter(|cell| cell.share > 0.0);
            region.runs = Run::joined(cells, columns);
        }
        self
    }

    /// The share of each cell of a row that lies in any region.
    #[must_use]
    pub fn total_shares_of_row(&self, row: usize) -> Vec<f64> {
        let columns = self.shape.1;
        let mut totals = vec![0.0; columns];
        for run in self.regions.iter().flat_map(|region| region.runs_in(&(row..row + 1), columns)) {
            let first = run.first as usize - row * columns;
            totals[first..first + run.length as usize].iter_mut().for_each(|total| *total += run.share);
        }
        totals
    }

    /// The share of each cell that lies in any region; shape rows × columns.
    #[must_use]
    pub fn total_shares(&self) -> Array2<f64> {
        let mut totals = vec![0.0; self.shape.0 * self.shape.1];
        for run in self.regions.iter().flat_map(|region| &region.runs) {
            totals[run.range()].iter_mut().for_each(|total| *total += run.share);
        }
        Array2::from_shape_vec(self.shape, totals).expect("as many totals as the shape has cells")
    }
}

/// The coverage of a grid by regions that must be outlines, in their order.
fn of_outlines(
    grid: &Grid,
    regions: &RegionSet,
    earth: Earth,
    (measure, edges): (CoverageMeasure, Edges),
) -> Result<Vec<RegionCoverage>, CoverageError> {
    let cover = |outlines: &[Region]| match grid.plane() {
        Plane::LongitudeLatitude => outline::cover(grid, outlines, earth, measure),
        Plane::Projected(projection) => plane::cover(grid, projection, outlines, earth, (measure, edges)),
    };
    match &regions.shapes {
        RegionShapes::Outlines(outlines) => cover(outlines),
        RegionShapes::Layered { first, second } => {
            let mut covered = cover(first)?;
            let second = cover(second)?;
            covered.extend(layer::yielding(second, &covered, grid.shape()));
            Ok(covered)
        }
        RegionShapes::Mask(_) => Err(CoverageError::NoOutlines { set: regions.id.clone() }),
    }
}

/// Refuses regions that are parts of cells, where these are to be measured otherwise than their file did.
pub(crate) fn expect_no_stated_shares(regions: &RegionSet) -> Result<(), CoverageError> {
    match &regions.shapes {
        RegionShapes::Mask(mask) if mask.states_parts() => Err(CoverageError::StatedShares { set: regions.id.clone() }),
        _ => Ok(()),
    }
}

/// Refuses a grid of 2³² cells or more, before anything is made for each of them: a cell's number, and the one behind the last, have 32 bits.
///
/// # Errors
/// [`CoverageError::TooManyCells`].
pub fn expect_numbered_cells(grid: &Grid) -> Result<(), CoverageError> {
    let (rows, columns) = grid.shape();
    let is_numbered = rows.checked_mul(columns).is_some_and(|cells| u32::try_from(cells).is_ok());
    if is_numbered { Ok(()) } else { Err(CoverageError::TooManyCells { rows, columns }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells 7 and 8 lie in row 1 of five columns, cell 17 in row 3.
    #[test]
    fn rows_reach_from_the_first_run_to_the_last() {
        let region = |cells: &[u32]| RegionCoverage {
            code: RegionCode::new("ABC"),
            name: "Abc".into(),
            area: Area::ZERO,
            runs: Run::joined(cells.iter().map(|&cell| CellShare { cell, share: 1.0 }), 5),
        };
        assert_eq!(region(&[7, 8, 17]).rows(5), 1..4);
        assert_eq!(region(&[]).rows(5), 0..0);
    }
}
