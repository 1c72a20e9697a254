//! How much of the grid each holder has, which is the same for every layer.

use super::apportionment::Apportionment;
use super::parcels::{Holding, Parcel};
use crate::grid::CellAreas;
use crate::quantity::Area;
use crate::sum::{CompensatedSum, compensated};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// The part of the grid that a holder has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Extent {
    /// Its area on the grid: Σ share × area of the cell.
    pub(super) area: Area,
    /// The number of cells of which it has a part.
    pub(super) cells: usize,
}

impl Extent {
    /// The area in cells with a value, where some are without one.
    pub(super) fn observed(self, missing_area: f64, missing_cells: usize) -> Area {
        if missing_cells == self.cells { Area::ZERO } else { Area::from_m2((self.area.as_m2() - missing_area).max(0.0)) }
    }
}

/// The extents of all holders, and of the grid.
#[derive(Clone, Debug)]
pub(super) struct Extents {
    pub(super) holders: Vec<Extent>,
    pub(super) grid: Extent,
}

impl Extents {
    pub(super) fn of(apportionment: &Apportionment, areas: &CellAreas) -> Self {
        let (mut sums, mut cells) = (vec![CompensatedSum::default(); apportionment.holders()], vec![0; apportionment.holders()]);
        // The widths of all rows are the same unless each cell has an area of its own.
        let shared = matches!(areas, CellAreas::RowsAndColumns { .. }).then(|| positions(areas.widths(0)));
        let (rows, columns) = apportionment.shape;
        let of_row = |row: usize| {
            let west = shared.as_ref().map_or_else(|| Cow::Owned(positions(areas.widths(row))), Cow::Borrowed);
            let grid = west[columns] * areas.height(row);
            RowExtents { holders: of_holders(apportionment.row(row), areas.widths(row), &west, areas.height(row)), grid }
        };
        let mut grid = CompensatedSum::default();
        for row in (0..rows).into_par_iter().with_min_len(64).map(of_row).collect::<Vec<_>>() {
            for (holder, area, of_holder) in row.holders {
                sums[holder].add(area);
                cells[holder] += of_holder;
            }
            grid.add(row.grid);
        }
        let extent = |(sum, cells): (CompensatedSum, usize)| Extent { area: Area::from_m2(sum.value()), cells };
        Self { holders: sums.into_iter().zip(cells).map(extent).collect(), grid: extent((grid, rows * columns)) }
    }
}

/// What one row adds.
struct RowExtents {
    /// Of each holder that has a part of the row its number, the area, and the number of cells.
    holders: Vec<(usize, f64, usize)>,
    /// The area of the row.
    grid: f64,
}

fn of_holders<'a>(row: impl Iterator<Item = Holding<'a>>, widths: &[f64], west: &[f64], height: f64) -> Vec<(usize, f64, usize)> {
    let width = |parcel: &Parcel| if parcel.length == 1 { widths[parcel.column as usize] } else { between(west, parcel.columns()) };
    let of_holder = |holding: Holding<'_>| {
        let parcels = holding.parcels.iter().enumerate();
        let area = compensated(parcels.map(|(position, parcel)| holding.share(position) * width(parcel))) * height;
        (holding.holder, area, holding.parcels.iter().map(|parcel| parcel.length as usize).sum())
    };
    row.map(of_holder).collect()
}

/// The width of neighbouring columns.
fn between(west: &[f64], columns: Range<usize>) -> f64 {
    west[columns.end] - west[columns.start]
}

/// The sum of the widths west of each column, and of all.
fn positions(widths: &[f64]) -> Vec<f64> {
    let mut sum = CompensatedSum::default();
    std::iter::once(0.0)
        .chain(widths.iter().map(|&width| {
            sum.add(width);
            sum.value()
        }))
        .collect()
}
