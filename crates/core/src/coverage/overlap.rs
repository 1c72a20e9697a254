//! No two regions may cover the same ground.

use super::{ByRow, Coverage, CoverageError, Run, bands, stretches};
use rayon::prelude::*;
use std::ops::Range;

/// By how much the shares of a cell may exceed 1: outlines are often rounded to a raster, region by region.
const TOLERANCE: f64 = 1e-6;

/// Finds the cell that is covered most, and the two regions with the largest shares in it if that is more than the cell.
pub(super) fn check(coverage: &Coverage) -> Result<(), CoverageError> {
    let (rows, columns) = coverage.shape;
    let of_band = |rows| {
        let by_row = ByRow::of_regions(&coverage.regions, rows, columns);
        by_row.rows().filter_map(|row| Fullest::of_row(&by_row.runs(row).collect::<Vec<_>>())).reduce(Fullest::fuller)
    };
    let fullest = bands(rows).filter_map(of_band).reduce_with(Fullest::fuller);
    match fullest {
        Some(Fullest { cell, total, largest: [first, second] }) if total > 1.0 + TOLERANCE => {
            let code = |region: u32| coverage.regions[region as usize].code.clone();
            let (row, column) = (cell / coverage.shape.1, cell % coverage.shape.1);
            Err(CoverageError::Overlap { first: code(first), second: code(second), row, column, excess: total - 1.0 })
        }
        _ => Ok(()),
    }
}

/// The cell that is covered most, the westernmost of several in the northernmost row of several.
struct Fullest {
    cell: usize,
    total: f64,
    /// The regions with the largest shares, the larger first.
    largest: [u32; 2],
}

impl Fullest {
    /// That of a row in which regions share cells.
    fn of_row(runs: &[(u32, Run)]) -> Option<Self> {
        let ranges: Vec<Range<u32>> = runs.iter().map(|(_, run)| run.first..run.first + run.length).collect();
        let mut fullest: Option<Self> = None;
        stretches(&ranges, |cells, active| {
            let total = active.iter().map(|&position| runs[position].1.share).sum();
            if active.len() > 1 && fullest.as_ref().is_none_or(|fullest| total > fullest.total) {
                fullest = Some(Self { cell: cells.start as usize, total, largest: largest_two(runs, active) });
            }
        });
        fullest
    }

    fn fuller(self, other: Self) -> Self {
        if (other.total, self.cell) > (self.total, other.cell) { other } else { self }
    }
}

fn largest_two(runs: &[(u32, Run)], active: &[usize]) -> [u32; 2] {
    let mut sorted = active.to_vec();
    sorted.sort_by(|&a, &b| runs[b].1.share.total_cmp(&runs[a].1.share));
    [runs[sorted[0]].0, runs[sorted[1]].0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::{CellShare, RegionCoverage};
    use crate::{Area, RegionCode};

    fn coverage(regions: &[(&str, &[(u32, f64)])]) -> Coverage {
        let region = |&(code, cells): &(&str, &[(u32, f64)])| RegionCoverage {
            code: RegionCode::new(code),
            name: code.into(),
            area: Area::ZERO,
            runs: Run::joined(cells.iter().map(|&(cell, share)| CellShare { cell, share }), 2),
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
        let shared = coverage(&[("AAA", &[(0, 1.0), (3, 0.5)]), ("BBB", &[(3, 0.25)])]);
        assert_eq!(shared.total_shares(), ndarray::array![[1.0, 0.0], [0.0, 0.75]]);
        assert_eq!([0, 1].map(|row| shared.total_shares_of_row(row)), [[1.0, 0.0], [0.0, 0.75]]);
    }
}
