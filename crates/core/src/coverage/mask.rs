//! The coverage of a grid by a mask of whole cells.

use super::{CellShare, CoverageError, RegionCoverage};
use crate::earth::Earth;
use crate::grid::Grid;
use crate::quantity::Area;
use crate::region::{RegionCode, RegionMask};

/// How far the edges of a mask may lie from those of the product, in cell widths.
const TOLERANCE: f64 = 1e-3;

/// The coverage of a grid by each region of a mask, in their order.
pub(super) fn cover(grid: &Grid, mask: &RegionMask, earth: Earth) -> Result<Vec<RegionCoverage>, CoverageError> {
    if mask.cells.dim() != grid.shape() || !grid.coincides_with(&mask.grid, TOLERANCE) {
        let ((mask_rows, mask_columns), (rows, columns)) = (mask.cells.dim(), grid.shape());
        return Err(CoverageError::OtherGrid { mask_rows, mask_columns, rows, columns, tolerance: TOLERANCE });
    }
    let cells = cells_by_region(mask);
    let areas = grid.cell_areas(earth);
    let areas = areas.as_slice().expect("areas stand row by row");
    Ok(mask.regions.iter().zip(cells).map(|((code, name), cells)| region_coverage(code.clone(), name.clone(), cells, areas)).collect())
}

fn region_coverage(code: RegionCode, name: String, cells: Vec<CellShare>, areas: &[f64]) -> RegionCoverage {
    let area = cells.iter().map(|cell| Area::from_m2(areas[cell.cell as usize])).sum();
    RegionCoverage { code, name, area, cells }
}

/// The cells of each region, whole, in rising order.
fn cells_by_region(mask: &RegionMask) -> Vec<Vec<CellShare>> {
    let mut cells = vec![Vec::new(); mask.regions.len()];
    for (cell, region) in (0..).zip(&mask.cells) {
        if let Some(region) = *region {
            cells[region as usize].push(CellShare { cell, share: 1.0 });
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Coverage, CoverageMeasure, RegionSet, RegionShapes};
    use approx::assert_relative_eq;
    use ndarray::array;
    use std::sync::Arc;

    fn grid(west: f64) -> Grid {
        let latitudes = Axis::uniform(0.0, 2.0, 2).expect("two rows");
        Grid::new(latitudes, Axis::uniform(west, west + 3.0, 3).expect("three columns")).expect("a grid")
    }

    fn set(grid: Grid) -> RegionSet {
        let regions = vec![(RegionCode::new("ABC"), "Left".into()), (RegionCode::new("XYZ"), "Right".into())];
        let cells = array![[Some(0), None, Some(1)], [Some(0), Some(0), None]];
        let shapes = RegionShapes::Mask(RegionMask { grid: Arc::new(grid), regions, cells });
        RegionSet { id: "mask".into(), source: "made up".into(), complete_for_land: false, shapes }
    }

    fn compute(product: &Grid, mask: Grid) -> Result<Coverage, CoverageError> {
        Coverage::compute(product, &set(mask), Earth::Wgs84, CoverageMeasure::Area)
    }

    #[test]
    fn a_region_has_its_cells_whole() {
        let grid = grid(10.0);
        let coverage = compute(&grid, grid.clone()).expect("the same grid");
        let cells: Vec<Vec<u32>> = coverage.regions.iter().map(|region| region.cells.iter().map(|cell| cell.cell).collect()).collect();
        assert_eq!(cells, [vec![0, 3, 4], vec![2]]);
        assert!(coverage.regions.iter().flat_map(|region| &region.cells).all(|cell| cell.share == 1.0));
        let [north, south] = [0, 1].map(|row| grid.cell_area(Earth::Wgs84, row, 0).as_m2());
        assert_relative_eq!(coverage.regions[0].area.as_m2(), north + 2.0 * south, max_relative = 1e-15);
        assert_relative_eq!(coverage.regions[1].area.as_m2(), north, max_relative = 1e-15);
    }

    #[test]
    fn a_mask_may_be_off_by_a_thousandth_of_a_cell() {
        assert!(compute(&grid(10.0), grid(10.0009)).is_ok());
        insta::assert_snapshot!(compute(&grid(10.0), grid(10.1)).expect_err("another grid"), @"the mask's grid of 2 × 3 cells is not the product's of 2 × 3, or its edges differ by more than 0.001 of a cell");
    }
}
