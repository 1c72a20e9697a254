//! The running sums of one layer, to which its rows are added in their order.

use super::apportionment::Apportionment;
use super::extent::{Extent, Extents};
use super::row::RowSums;
use crate::grid::CellAreas;
use crate::quantity::{Area, Mass};
use crate::sum::CompensatedSum;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Running sums over one holder's cells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HolderSums {
    mass: CompensatedSum,
    squares: CompensatedSum,
    missing_area: f64,
    missing_cells: usize,
}

impl HolderSums {
    pub(super) fn add(&mut self, row: &RowSums) {
        self.mass.add(row.mass);
        self.squares.add(row.squares);
        self.missing_area += row.missing_width;
        self.missing_cells += row.missing;
    }

    pub(super) fn mass(&self) -> Mass {
        Mass::from_kg(self.mass.value())
    }

    pub(super) fn quadrature(&self) -> Mass {
        Mass::from_kg(self.squares.value().sqrt())
    }

    /// The area in cells with a value, of all that the holder has.
    pub(super) fn observed(&self, extent: Extent) -> Area {
        extent.observed(self.missing_area, self.missing_cells)
    }
}

/// What some neighbouring rows of a layer add to the running sums.
#[derive(Clone, Debug, Default)]
pub(super) struct RowOutcomes {
    /// The sums of each holder that has a part of a row, row by row.
    pub(super) holders: Vec<(usize, RowSums)>,
    pub(super) rows: Vec<RowOutcome>,
}

/// What one row of a layer adds to the running sums, but for what it adds to holders.
#[derive(Clone, Debug)]
pub(super) struct RowOutcome {
    /// Where the row's holders end.
    pub(super) holders: usize,
    /// The sums over all cells of the row.
    pub(super) grid: RowSums,
    /// Their gross mass.
    pub(super) gross: f64,
    /// Gross mass of cells for which the weights of the coast policy say nothing.
    pub(super) unweighted: f64,
}

/// The running sums of one layer.
///
/// Rows are added in their order whatever the parts in which they come, and the order of those, so that the sums have the same bits for any size of blocks
/// and any number of threads.
#[derive(Clone, Debug)]
pub struct LayerSums {
    pub(super) holders: Vec<HolderSums>,
    pub(super) grid: HolderSums,
    /// Σ |mass| of the cells.
    pub(super) gross: CompensatedSum,
    /// What the holders have of the grid.
    pub(super) extents: Arc<Extents>,
    pub(super) unweighted: CompensatedSum,
    /// The row that comes next.
    pub(super) next_row: usize,
    /// Parts of which others are missing before them, by their first row.
    waiting: BTreeMap<usize, LayerPart>,
}

impl LayerSums {
    /// The sums of a layer on a grid that is shared out so and has cells of such areas, before the first row; the same for each of its layers.
    ///
    /// # Panics
    /// If the areas are those of a grid with fewer rows or columns.
    #[must_use]
    pub fn begin(apportionment: &Apportionment, areas: &CellAreas) -> Self {
        let extents = Extents::of(apportionment, areas);
        Self {
            holders: vec![HolderSums::default(); extents.holders.len()],
            grid: HolderSums::default(),
            gross: CompensatedSum::default(),
            extents: Arc::new(extents),
            unweighted: CompensatedSum::default(),
            next_row: 0,
            waiting: BTreeMap::new(),
        }
    }

    /// Adds some rows of the layer; they may come before others that are to be added first, and wait for them.
    ///
    /// # Panics
    /// If a row comes a second time.
    pub fn add(&mut self, part: LayerPart) {
        let same = self.waiting.insert(part.rows.start, part);
        while let Some(part) = self.waiting.remove(&self.next_row) {
            part.outcomes.iter().for_each(|rows| self.add_rows(rows));
        }
        let waits_for_others = self.waiting.first_key_value().is_none_or(|(&first, _)| first > self.next_row);
        assert!(same.is_none() && waits_for_others, "no row of a layer is added twice");
    }

    fn add_rows(&mut self, RowOutcomes { holders, rows }: &RowOutcomes) {
        let mut start = 0;
        for row in rows {
            holders[start..row.holders].iter().for_each(|(holder, sums)| self.holders[*holder].add(sums));
            self.grid.add(&row.grid);
            self.gross.add(row.gross);
            self.unweighted.add(row.unweighted);
            start = row.holders;
        }
        self.next_row += rows.len();
    }
}

/// What some rows of one layer add to its sums.
#[derive(Clone, Debug)]
pub struct LayerPart {
    pub(super) rows: Range<usize>,
    pub(super) outcomes: Vec<RowOutcomes>,
}
