//! A layer of regions that gives way to another in each cell.

use super::{CellShare, RegionCoverage};

/// Shares of a second layer, reduced where those of the first leave less: outlines that were cut along others meet them but for rounding.
///
/// Only what rounding can do is made up for; a larger overlap stays and is found by the check of overlaps.
pub(super) fn yielding(second: Vec<RegionCoverage>, first: &[RegionCoverage], shape: (usize, usize)) -> Vec<RegionCoverage> {
    let mut left = vec![1.0; shape.0 * shape.1];
    for cell in first.iter().flat_map(|region| &region.cells) {
        left[cell.cell as usize] -= cell.share;
    }
    second.into_iter().map(|region| RegionCoverage { cells: reduced(region.cells, &mut left), ..region }).collect()
}

/// The largest overlap of a cell that rounding explains: a long coast in a small cell, its points off by 10⁻⁷ of a degree.
const ROUNDING: f64 = 1e-4;

fn reduced(cells: Vec<CellShare>, left: &mut [f64]) -> Vec<CellShare> {
    let reduced = cells.into_iter().map(|cell| {
        let available = &mut left[cell.cell as usize];
        let share = if cell.share - *available <= ROUNDING { cell.share.min(available.max(0.0)) } else { cell.share };
        *available -= share;
        CellShare { share, ..cell }
    });
    reduced.filter(|cell| cell.share > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Area, RegionCode};

    fn region(cells: &[(u32, f64)]) -> RegionCoverage {
        let cells = cells.iter().map(|&(cell, share)| CellShare { cell, share }).collect();
        RegionCoverage { code: RegionCode::new("A"), name: "a".into(), area: Area::ZERO, cells }
    }

    /// Cell 0 has 0.25 left and 0.250 01 is asked; cell 1 has nothing left; in cell 2 the second layer overlaps by more than rounding can.
    #[test]
    fn rounding_is_made_up_for_and_nothing_else() {
        let found = yielding(vec![region(&[(0, 0.250_01), (1, 1e-9), (2, 0.6)])], &[region(&[(0, 0.75), (1, 1.0), (2, 0.5)])], (1, 3));
        assert_eq!(found[0].cells, [CellShare { cell: 0, share: 0.25 }, CellShare { cell: 2, share: 0.6 }]);
    }
}
