//! What the rows of a block add to the sums of its layers: a few rows at a time, with all layers, several pieces at once.

use super::Aggregation;
use super::layer_sums::{LayerPart, RowOutcome, RowOutcomes};
use super::row::{Row, RowMemory, RowSums, RowWeights, Stored};
use crate::block::{Block, BlockValues};
use crate::field::LayerMeaning;
use fearless_simd::Simd;
use ndarray::{ArrayView3, Axis};
use rayon::prelude::*;
use std::ops::Range;

/// So many rows are summed one after the other: enough to share memory, few enough to sum several pieces at once.
const ROWS_OF_PIECE: usize = 8;

/// One layer of a block.
pub(super) struct Layer<'a> {
    pub(super) meaning: &'a LayerMeaning,
    /// What its stored numbers are multiplied by.
    pub(super) factor: f64,
}

impl Aggregation<'_> {
    /// What a block adds to the sums of each of its layers, whose meanings stand in the order of the block.
    ///
    /// Rows are summed in parallel, a few at a time with all layers of the block.
    ///
    /// # Panics
    /// If there are not as many meanings as layers, or the block has other columns than the grid.
    #[must_use]
    pub fn summed(&self, meanings: &[&LayerMeaning], block: &Block) -> Vec<LayerPart> {
        assert!(meanings.len() == block.layers.len(), "a block has as many layers as there are meanings for them");
        let layers: Vec<Layer<'_>> = meanings.iter().zip(&block.factors).map(|(meaning, &factor)| Layer { meaning, factor }).collect();
        match &block.values {
            BlockValues::Single(values) => self.parts(&layers, block.rows.clone(), &values.view()),
            BlockValues::Double(values) => self.parts(&layers, block.rows.clone(), &values.view()),
        }
    }

    /// What rows add to the sums of layers, whose values stand by layer, row and column.
    pub(super) fn parts<T: Stored>(&self, layers: &[Layer<'_>], rows: Range<usize>, values: &ArrayView3<'_, T>) -> Vec<LayerPart> {
        assert!(values.dim() == (layers.len(), rows.len(), self.apportionment.shape.1), "a block has the columns of the grid");
        let piece = |first: usize| {
            let piece = first..(first + ROWS_OF_PIECE).min(rows.end);
            let values = values.slice_axis(Axis(1), (piece.start - rows.start..piece.end - rows.start).into());
            // The widest registers that the processor has; the lanes stay the same, and with them the bits of the sums.
            fearless_simd::dispatch!(fearless_simd::Level::new(), registers => self.piece(registers, layers, piece, &values))
        };
        let mut parts: Vec<LayerPart> = layers.iter().map(|_| LayerPart { rows: rows.clone(), outcomes: Vec::new() }).collect();
        for piece in rows.clone().into_par_iter().step_by(ROWS_OF_PIECE).map(piece).collect::<Vec<_>>() {
            parts.iter_mut().zip(piece).for_each(|(part, outcomes)| part.outcomes.push(outcomes));
        }
        parts
    }

    /// What a few rows add to the sums of each layer: one layer after the other, while the parcels of the rows are near the processor.
    #[expect(clippy::inline_always, reason = "what is not inlined into its caller does not see the registers that the caller may use")]
    #[inline(always)]
    fn piece<S: Simd, T: Stored>(
        &self,
        registers: S,
        layers: &[Layer<'_>],
        rows: Range<usize>,
        values: &ArrayView3<'_, T>,
    ) -> Vec<RowOutcomes> {
        let mut memory = RowMemory::default();
        let mut pieces = Vec::with_capacity(layers.len());
        for (layer, values) in layers.iter().zip(values.outer_iter()) {
            let mut outcomes = RowOutcomes::default();
            for (row, values) in rows.clone().zip(values.outer_iter()) {
                let values = values.to_slice().expect("cells are laid out row by row");
                self.add_outcome(registers, layer, row, values, &mut memory, &mut outcomes);
            }
            pieces.push(outcomes);
        }
        pieces
    }

    /// Adds what one row of a layer adds to its sums.
    #[expect(clippy::inline_always, reason = "as for a piece")]
    #[inline(always)]
    fn add_outcome<S: Simd, T: Stored>(
        &self,
        registers: S,
        layer: &Layer<'_>,
        row: usize,
        values: &[T],
        memory: &mut RowMemory,
        outcomes: &mut RowOutcomes,
    ) {
        let of_values = self.value_weights(layer.meaning, row);
        // Only areas that a file states may be missing.
        let all_known = self.own_areas.is_none() || of_values.is_none_or(|areas| areas.iter().all(|area| area.is_finite()));
        let sums = Row::new(registers, values, &RowWeights { values: of_values, widths: self.areas.widths(row), all_known }, memory);
        let (scale, height) = (layer.factor * self.scale(layer.meaning, row), self.areas.height(row));
        let scaled = |sums: RowSums| RowSums {
            mass: sums.mass * scale,
            squares: sums.squares * (scale * scale),
            missing_width: sums.missing_width * height,
            missing: sums.missing,
        };
        for holding in self.apportionment.row(row) {
            outcomes.holders.push((holding.holder, scaled(sums.sums(&holding))));
        }
        outcomes.rows.push(RowOutcome {
            holders: outcomes.holders.len(),
            grid: scaled(sums.whole()),
            gross: sums.gross() * scale.abs(),
            unweighted: self.unweighted(row, &sums) * scale.abs(),
        });
    }

    /// The gross mass of a row's split cells for which the fine emissions say nothing.
    fn unweighted<S: Simd>(&self, row: usize, sums: &Row<'_, S>) -> f64 {
        let cells = &self.apportionment.unweighted_cells;
        let first_of = |row: usize| row * self.apportionment.shape.1;
        let position = |row: usize| cells.partition_point(|&other| (other as usize) < first_of(row));
        let masses = cells[position(row)..position(row + 1)].iter().filter_map(|&cell| sums.mass(cell as usize - first_of(row)));
        crate::sum::compensated(masses.map(f64::abs))
    }
}
