//! A layer of regions that gives way to another in each cell.

use super::{ByRow, CellShare, RegionCoverage, Run};

/// Shares of a second layer, reduced where those of the first leave less: outlines that were cut along others meet them but for rounding.
///
/// Only what rounding can do is made up for; a larger overlap stays and is found by the check of overlaps.
pub(super) fn yielding(second: Vec<RegionCoverage>, first: &[RegionCoverage], shape: (usize, usize)) -> Vec<RegionCoverage> {
    let (rows, columns) = shape;
    let [first, by_row] = [first, second.as_slice()].map(|regions| ByRow::of_regions(regions, 0..rows, columns));
    let mut reduced: Vec<Vec<Run>> = vec![Vec::new(); second.len()];
    for row in 0..rows {
        let mut left = Left::of_row(row * columns, columns, first.runs(row));
        for (number, run) in by_row.runs(row) {
            let runs = &mut reduced[number as usize];
            let cells = run.cells().map(|cell| left.take(cell)).filter(|cell| cell.share > 0.0);
            cells.for_each(|cell| Run::of(cell).append_to(runs, columns));
        }
    }
    second.into_iter().zip(reduced).map(|(region, runs)| RegionCoverage { runs, ..region }).collect()
}

/// The largest overlap of a cell that rounding explains: a long coast in a small cell, its points off by 10⁻⁷ of a degree.
const ROUNDING: f64 = 1e-4;

/// What is left of the cells of a row.
struct Left {
    first_cell: usize,
    shares: Vec<f64>,
}

impl Left {
    fn of_row(first_cell: usize, columns: usize, taken: impl Iterator<Item = (u32, Run)>) -> Self {
        let mut shares = vec![1.0; columns];
        for (_, run) in taken {
            let cells = run.range();
            shares[cells.start - first_cell..cells.end - first_cell].iter_mut().for_each(|left| *left -= run.share);
        }
        Self { first_cell, shares }
    }

    fn take(&mut self, cell: CellShare) -> CellShare {
        let available = &mut self.shares[cell.cell as usize - self.first_cell];
        let share = if cell.share - *available <= ROUNDING { cell.share.min(available.max(0.0)) } else { cell.share };
        *available -= share;
        CellShare { share, ..cell }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Area, RegionCode};

    fn region(cells: &[(u32, f64)]) -> RegionCoverage {
        let cells = cells.iter().map(|&(cell, share)| CellShare { cell, share });
        RegionCoverage { code: RegionCode::new("A"), name: "a".into(), area: Area::ZERO, runs: Run::joined(cells, 3) }
    }

    /// Cell 0 has 0.25 left and 0.250 01 is asked; cell 1 has nothing left; in cell 2 the second layer overlaps by more than rounding can.
    #[test]
    fn rounding_is_made_up_for_and_nothing_else() {
        let found = yielding(vec![region(&[(0, 0.250_01), (1, 1e-9), (2, 0.6)])], &[region(&[(0, 0.75), (1, 1.0), (2, 0.5)])], (1, 3));
        assert_eq!(found[0].cells().collect::<Vec<_>>(), [CellShare { cell: 0, share: 0.25 }, CellShare { cell: 2, share: 0.6 }]);
    }
}
