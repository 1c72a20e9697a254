//! No two regions may cover the same ground.

use super::{Coverage, CoverageError, RegionCoverage};

/// By how much the shares of a cell may exceed 1: outlines are often rounded to a raster, region by region.
const TOLERANCE: f64 = 1e-6;

/// Finds the cell that is covered most, and the two regions with the largest shares in it if that is more than the cell.
pub(super) fn check(coverage: &Coverage) -> Result<(), CoverageError> {
    let totals = coverage.total_shares().into_raw_vec_and_offset().0;
    let cells = coverage.regions.iter().flat_map(|region| &region.cells).map(|share| share.cell as usize);
    match cells.max_by(|&a, &b| totals[a].total_cmp(&totals[b])) {
        Some(cell) if totals[cell] > 1.0 + TOLERANCE => {
            let [first, second] = largest_two(coverage, cell).map(|region| region.code.clone());
            let (row, column) = (cell / coverage.shape.1, cell % coverage.shape.1);
            Err(CoverageError::Overlap { first, second, row, column, excess: totals[cell] - 1.0 })
        }
        _ => Ok(()),
    }
}

/// The two regions with the largest shares in a cell, the larger first.
fn largest_two(coverage: &Coverage, cell: usize) -> [&RegionCoverage; 2] {
    let mut regions: Vec<_> = coverage.regions.iter().filter_map(|region| Some((share_in(region, cell)?, region))).collect();
    regions.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    [regions[0].1, regions[1].1]
}

fn share_in(region: &RegionCoverage, cell: usize) -> Option<f64> {
    let position = region.cells.binary_search_by_key(&cell, |share| share.cell as usize).ok()?;
    Some(region.cells[position].share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::CellShare;
    use crate::{Area, RegionCode};

    fn coverage(regions: &[(&str, &[(u32, f64)])]) -> Coverage {
        let region = |&(code, cells): &(&str, &[(u32, f64)])| RegionCoverage {
            code: RegionCode::new(code),
            name: code.into(),
            area: Area::ZERO,
            cells: cells.iter().map(|&(cell, share)| CellShare { cell, share }).collect(),
        };
        Coverage { shape: (2, 2), regions: regions.iter().map(region).collect() }
    }

    #[test]
    fn regions_that_fill_a_cell_pass() {
        assert_eq!(check(&coverage(&[("AAA", &[(0, 1.0), (3, 0.5)]), ("BBB", &[(3, 0.500_000_5)])])), Ok(()));
    }

    #[test]
    fn the_two_largest_in_the_worst_cell_are_named() {
        let overlapping = coverage(&[("AAA", &[(1, 0.6), (3, 0.125)]), ("BBB", &[(1, 0.5), (3, 0.75)]), ("CCC", &[(3, 0.5)])]);
        insta::assert_snapshot!(check(&overlapping).expect_err("an overlap"), @"regions BBB and CCC overlap in row 1, column 1 by 3.750e-1 of the cell");
    }

    #[test]
    fn the_shares_of_a_cell_are_added_up() {
        let totals = coverage(&[("AAA", &[(0, 1.0), (3, 0.5)]), ("BBB", &[(3, 0.25)])]).total_shares();
        assert_eq!(totals, ndarray::array![[1.0, 0.0], [0.0, 0.75]]);
    }
}
