//! The coverage of a grid by a mask of cells, whole or in shares.

use super::{CellShare, CoverageError, RegionCoverage, Run};
use crate::earth::Earth;
use crate::grid::Grid;
use crate::mask_grid::CellOrder;
use crate::quantity::Area;
use crate::region::RegionMask;

/// How far the edges or middles of a mask may lie from those of the product, in cell widths.
const TOLERANCE: f64 = 1e-3;

/// The coverage of a grid by each region of a mask, in their order.
pub(super) fn cover(grid: &Grid, mask: &RegionMask, earth: Earth) -> Result<Vec<RegionCoverage>, CoverageError> {
    let Some(order) = mask.grid.order_on(grid, TOLERANCE) else {
        let ((mask_rows, mask_columns), (rows, columns)) = (mask.grid.shape(), grid.shape());
        return Err(CoverageError::OtherGrid { mask_rows, mask_columns, rows, columns, tolerance: TOLERANCE });
    };
    let areas = grid.cell_areas(earth);
    let areas = areas.as_slice().expect("areas stand row by row");
    Ok(mask
        .regions
        .iter()
        .zip(&mask.cells)
        .enumerate()
        .map(|(number, ((code, name), cells))| {
            let cells = on_grid(cells, order, grid.shape());
            let on_grid: Area = cells.iter().map(|cell| Area::from_m2(areas[cell.cell as usize] * cell.share)).sum();
            let share = mask.gridded_shares.as_ref().map_or(1.0, |shares| shares[number]);
            let area = if share > 0.0 { Area::from_m2(on_grid.as_m2() / share) } else { on_grid };
            let runs = Run::joined(cells, grid.columns());
            RegionCoverage { code: code.clone(), name: name.clone(), area, runs }
        })
        .collect())
}

/// The cells of a region as the grid counts them, in rising order.
fn on_grid(cells: &[CellShare], order: CellOrder, shape: (usize, usize)) -> Vec<CellShare> {
    let on_grid = cells.iter().map(|&CellShare { cell, share }| {
        let (row, column) = order.place(cell as usize, shape);
        CellShare { cell: u32::try_from(row * shape.1 + column).expect("a grid has fewer than 2³² cells"), share }
    });
    let mut on_grid: Vec<CellShare> = on_grid.collect();
    on_grid.sort_by_key(|cell| cell.cell);
    on_grid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::{Method, Pole};
    use crate::{Axis, CellMiddles, Coverage, CoverageMeasure, Ellipsoid, MaskGrid, Projection, RegionCode, RegionSet, RegionShapes};
    use approx::assert_relative_eq;
    use std::sync::Arc;

    fn grid(west: f64) -> Grid {
        let latitudes = Axis::uniform(0.0, 2.0, 2).expect("two rows");
        Grid::new(latitudes, Axis::uniform(west, west + 3.0, 3).expect("three columns")).expect("a grid")
    }

    /// Cells 0 to 2 in the north, 3 to 5 in the south; both regions have a part of cell 4.
    fn set(grid: Grid, second_share: f64) -> RegionSet {
        let regions = vec![(RegionCode::new("ABC"), "Left".into()), (RegionCode::new("XYZ"), "Right".into())];
        let share = |cell, share| CellShare { cell, share };
        let cells = vec![vec![share(0, 1.0), share(3, 1.0), share(4, 0.25)], vec![share(2, 1.0), share(4, second_share)]];
        let shapes = RegionShapes::Mask(RegionMask { grid: MaskGrid::Edges(Arc::new(grid)), regions, cells, gridded_shares: None });
        RegionSet { id: "mask".into(), source: "made up".into(), complete_for_land: false, shapes }
    }

    fn compute(product: &Grid, mask: Grid) -> Result<Coverage, CoverageError> {
        Coverage::compute(product, &set(mask, 0.75), Earth::Wgs84, CoverageMeasure::Area)
    }

    #[test]
    fn a_region_has_its_shares_of_cells() {
        let grid = grid(10.0);
        let coverage = compute(&grid, grid.clone()).expect("the same grid");
        let cells: Vec<Vec<u32>> = coverage.regions.iter().map(|region| region.cells().map(|cell| cell.cell).collect()).collect();
        assert_eq!(cells, [vec![0, 3, 4], vec![2, 4]]);
        let [north, south] = [0, 1].map(|row| grid.cell_area(Earth::Wgs84, row, 0).as_m2());
        assert_relative_eq!(coverage.regions[0].area.as_m2(), north + 1.25 * south, max_relative = 1e-15);
        assert_relative_eq!(coverage.regions[1].area.as_m2(), north + 0.75 * south, max_relative = 1e-15);
        assert_eq!(coverage.total_shares()[[1, 1]], 1.0);
    }

    /// About the north pole the first row of a grid in a plane is as far south as the last, so that a file of middles may have either first.
    #[test]
    fn a_mask_of_middles_may_begin_with_the_last_row() {
        let method = Method::PolarStereographic { pole: Pole::North, standard_parallel: 70.0 };
        let projection = Projection::new(Ellipsoid::WGS84, method, -45.0, [0.0; 2]).expect("a projection");
        let axis = |first: f64, count| Axis::uniform(first, -first, count).expect("an axis");
        let plane = Grid::projected(projection, axis(20_000.0, 2), axis(-30_000.0, 3)).expect("a grid");
        let of_rows = |rows: [usize; 2]| {
            let middles =
                rows.iter().flat_map(|&row| (0..3).map(move |column| (row, column))).map(|(row, column)| plane.centre(row, column));
            let mut set = set(grid(0.0), 0.75);
            let RegionShapes::Mask(mask) = &mut set.shapes else { panic!("a mask") };
            mask.grid = MaskGrid::Middles(CellMiddles { shape: (2, 3), middles: middles.collect() });
            let coverage = Coverage::compute(&plane, &set, Earth::Wgs84, CoverageMeasure::Area).expect("the same grid");
            coverage.regions.iter().map(|region| region.cells().map(|cell| cell.cell).collect()).collect::<Vec<Vec<u32>>>()
        };
        assert_eq!(of_rows([0, 1]), [vec![0, 3, 4], vec![2, 4]]);
        assert_eq!(of_rows([1, 0]), [vec![0, 1, 3], vec![1, 5]]);
    }

    /// Half of the first region lies off the grid, and all of the second on it.
    #[test]
    fn a_region_may_have_ground_off_the_grid() {
        let grid = grid(10.0);
        let mut halved = set(grid.clone(), 0.75);
        let RegionShapes::Mask(mask) = &mut halved.shapes else { panic!("a mask") };
        mask.gridded_shares = Some(vec![0.5, 1.0]);
        let areas = |set: &RegionSet| -> Vec<f64> {
            let coverage = Coverage::compute(&grid, set, Earth::Wgs84, CoverageMeasure::Area).expect("the same grid");
            coverage.regions.iter().map(|region| region.area.as_m2()).collect()
        };
        let whole = areas(&set(grid.clone(), 0.75));
        assert_eq!(areas(&halved), [2.0 * whole[0], whole[1]]);
    }

    #[test]
    fn shares_of_a_cell_above_one_are_named_with_their_regions() {
        let grid = grid(10.0);
        let overlapping = Coverage::compute(&grid, &set(grid.clone(), 0.875), Earth::Wgs84, CoverageMeasure::Area);
        insta::assert_snapshot!(overlapping.expect_err("an overlap"), @"regions XYZ and ABC overlap in row 1, column 1 by 1.250e-1 of the cell");
    }

    /// Six columns of 60°: the mask's first lies at −180°, the product's at 0°, so that columns 0 to 2 of the one are 3 to 5 of the other.
    #[test]
    fn a_mask_around_the_earth_may_begin_at_another_meridian() {
        let around = |west: f64| {
            let latitudes = Axis::uniform(10.0, -10.0, 2).expect("two rows");
            Grid::new(latitudes, Axis::uniform(west, west + 360.0, 6).expect("six columns")).expect("a grid")
        };
        let cells = |product: &Grid, mask: Grid| -> Option<Vec<u32>> {
            let coverage = compute(product, mask).ok()?;
            Some(coverage.regions[0].cells().map(|cell| cell.cell).collect())
        };
        assert_eq!(cells(&around(-180.0), around(-180.0)), Some(vec![0, 3, 4]));
        assert_eq!(cells(&around(0.0), around(-180.0)), Some(vec![0, 1, 3]));
        assert_eq!(cells(&around(-180.0), around(180.0 - 1e-9)), Some(vec![0, 3, 4]));
        assert_eq!(cells(&around(0.0), around(-170.0)), None);
    }

    #[test]
    fn a_mask_may_be_off_by_a_thousandth_of_a_cell() {
        assert!(compute(&grid(10.0), grid(10.0009)).is_ok());
        insta::assert_snapshot!(compute(&grid(10.0), grid(10.1)).expect_err("another grid"), @"the regions' grid of 2 × 3 cells is not the product's of 2 × 3, or its edges differ by more than 0.001 of a cell");
    }
}
