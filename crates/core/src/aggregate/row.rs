//! Sums over one row of cells: the innermost loops, in which nearly all time is spent.
//!
//! A row is cut into steps of a fixed number of columns. Each step is summed once; what lies in a holder is put together from whole steps
//! and the cells before and after them, and the sum of the grid from all steps. The cut depends on the columns alone, so that the same cells
//! give the same bits however rows are read.
#![expect(clippy::inline_always, reason = "what is not inlined into its caller does not see the registers that the caller may use")]

use super::parcels::Holding;
use crate::sum::{CompensatedSum, compensated};
use fearless_simd::{Select, Simd, SimdBase, SimdFrom, SimdMask, SimdSplit, f32x16, f64x8};
use std::ops::Range;

/// A number as it is stored.
pub(super) trait Stored: Copy + Sync {
    /// Its value in double precision.
    fn value(self) -> f64;

    /// Whether all numbers of a step are 0, as they are over sea and desert.
    fn are_zero<S: Simd>(registers: S, numbers: &[Self; STEP]) -> bool;
}

impl Stored for f32 {
    fn value(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn are_zero<S: Simd>(registers: S, numbers: &[Self; STEP]) -> bool {
        let zero = f32x16::splat(registers, 0.0);
        let (lanes, _) = numbers.as_chunks::<16>();
        lanes.iter().fold(zero.simd_eq(zero), |all, &lanes| all & f32x16::simd_from(registers, lanes).simd_eq(zero)).all_true()
    }
}

impl Stored for f64 {
    fn value(self) -> f64 {
        self
    }

    #[inline(always)]
    fn are_zero<S: Simd>(registers: S, numbers: &[Self; STEP]) -> bool {
        let zero = f64x8::splat(registers, 0.0);
        let (lanes, _) = numbers.as_chunks::<8>();
        lanes.iter().fold(zero.simd_eq(zero), |all, &lanes| all & f64x8::simd_from(registers, lanes).simd_eq(zero)).all_true()
    }
}

/// What the cells of a row weigh.
pub(super) struct RowWeights<'a> {
    /// By what each value is multiplied: widths or areas of cells for fluxes; none for masses.
    pub(super) values: Option<&'a [f64]>,
    /// The widths of the columns, for areas.
    pub(super) widths: &'a [f64],
    /// Whether each of `values` is a number; where a cell's own area is missing, even a zero is.
    pub(super) all_known: bool,
}

/// Sums over the cells of a row that lie in a holder, in the units of the row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RowSums {
    /// Σ weight × value.
    pub(super) mass: f64,
    /// Σ (weight × value)².
    pub(super) squares: f64,
    /// Σ share × width over cells without a value.
    pub(super) missing_width: f64,
    /// The number of cells without a value.
    pub(super) missing: usize,
}

/// The sums over neighbouring cells, each whole.
#[derive(Clone, Copy, Debug, Default)]
struct RunSums {
    mass: f64,
    squares: f64,
    gross: f64,
    missing_width: f64,
    missing: usize,
}

/// So many cells, steps or parcels are summed without compensation: few enough to lose no digit that counts, enough for the processor's wide registers.
const STEP: usize = 32;

/// Partial sums that run side by side in the processor.
const LANES: usize = 8;

/// The memory of a row, which serves one row after the other.
#[derive(Default)]
pub(super) struct RowMemory {
    /// 0 in every step that is not weighed.
    masses: Vec<f64>,
    steps: Vec<RunSums>,
    /// A bit for each step that has a value or lacks a weight.
    weighed: Vec<u64>,
}

/// As many steps as there are bits in a word of [`RowMemory`].
const STEPS_OF_WORD: usize = u64::BITS as usize;

/// A row with the sums of its steps; the step at a position begins at the column [`STEP`] times the position.
pub(super) struct Row<'a, S> {
    registers: S,
    /// The value of each cell × what it weighs, and as many numbers that are none as a register has lanes.
    masses: &'a [f64],
    /// Those of steps that are weighed; others are of an earlier row.
    steps: &'a [RunSums],
    /// A bit for each step; none where all values are 0 and no weight is missing.
    weighed: &'a [u64],
    widths: &'a [f64],
}

impl<'a, S: Simd> Row<'a, S> {
    /// Sums the steps of a row.
    #[inline(always)]
    pub(super) fn new<T: Stored>(registers: S, values: &[T], weights: &RowWeights<'a>, memory: &'a mut RowMemory) -> Self {
        memory.fit(values.len());
        let RowMemory { masses, steps, weighed } = memory;
        for (word, values) in values.chunks(STEP * STEPS_OF_WORD).enumerate() {
            let before = std::mem::take(&mut weighed[word]);
            for (bit, values) in values.chunks(STEP).enumerate() {
                let position = word * STEPS_OF_WORD + bit;
                let columns = position * STEP..position * STEP + values.len();
                if weights.all_known && are_zero(registers, values) {
                    if before >> bit & 1 == 1 {
                        masses[columns].fill(0.0);
                    }
                    continue;
                }
                let of_values = weights.values.map_or(&ONES[..values.len()], |weights| &weights[columns.clone()]);
                weigh(values, of_values, &mut masses[columns.clone()]);
                steps[position] = of_cells(registers, masses, weights.widths, columns);
                weighed[word] |= 1 << bit;
            }
        }
        Self { registers, masses, steps, weighed, widths: weights.widths }
    }

    /// The sums over all cells.
    #[inline(always)]
    pub(super) fn whole(&self) -> RowSums {
        let run = self.run(0..self.columns());
        RowSums { mass: run.mass, squares: run.squares, missing_width: run.missing_width, missing: run.missing }
    }

    const fn columns(&self) -> usize {
        self.masses.len() - LANES
    }

    /// Σ |value × weight| over all cells.
    #[inline(always)]
    pub(super) fn gross(&self) -> f64 {
        let words = self.weighed.iter().enumerate();
        let of_word = |(word, &bits): (usize, &u64)| positions(word * STEPS_OF_WORD, bits).map(|position| self.steps[position].gross);
        compensated(words.flat_map(of_word))
    }

    /// The value of a cell × what it weighs, if it has one.
    pub(super) fn mass(&self, column: usize) -> Option<f64> {
        Some(self.masses[column]).filter(|mass| mass.is_finite())
    }

    /// The sums over a holder's parcels.
    #[inline(always)]
    pub(super) fn sums(&self, holding: &Holding<'_>) -> RowSums {
        let [mut mass, mut squares] = [CompensatedSum::default(); 2];
        let (mut missing, mut missing_width) = (0, 0.0);
        for start in (0..holding.parcels.len()).step_by(STEP) {
            let sums = self.plain_sums(holding, start..(start + STEP).min(holding.parcels.len()));
            mass.add(sums.mass);
            squares.add(sums.squares);
            missing += sums.missing;
            missing_width += sums.missing_width;
        }
        RowSums { mass: mass.value(), squares: squares.value(), missing_width, missing }
    }

    /// The sums over a few parcels, without compensation as in a step.
    #[inline(always)]
    fn plain_sums(&self, holding: &Holding<'_>, positions: Range<usize>) -> RowSums {
        let mut sums = RowSums::default();
        for (position, parcel) in positions.clone().zip(&holding.parcels[positions]) {
            let columns = parcel.columns();
            let run = if parcel.length == 1 { of_cell(self.masses[columns.start], self.widths[columns.start]) } else { self.run(columns) };
            sums.mass += parcel.weight * run.mass;
            sums.squares += parcel.weight * parcel.weight * run.squares;
            if run.missing > 0 {
                sums.missing += run.missing;
                sums.missing_width += holding.share(position) * run.missing_width;
            }
        }
        sums
    }

    /// The sums over neighbouring cells: over so many steps at a time without compensation, over all with it.
    #[inline(always)]
    fn run(&self, columns: Range<usize>) -> RunSums {
        const STEPS: usize = STEP * STEP;
        // Most runs: there is nothing to compensate in a sum of one term.
        if columns.start / STEPS == columns.end.saturating_sub(1) / STEPS {
            return self.plain_run(columns);
        }
        let [mut mass, mut squares] = [CompensatedSum::default(); 2];
        let (mut missing, mut missing_width) = (0, 0.0);
        for start in (columns.start / STEPS * STEPS..columns.end).step_by(STEPS) {
            let sums = self.plain_run(start.max(columns.start)..(start + STEPS).min(columns.end));
            mass.add(sums.mass);
            squares.add(sums.squares);
            missing += sums.missing;
            missing_width += sums.missing_width;
        }
        RunSums { mass: mass.value(), squares: squares.value(), missing, missing_width, ..RunSums::default() }
    }

    #[inline(always)]
    fn plain_run(&self, columns: Range<usize>) -> RunSums {
        let mut sums = RunSums::default();
        let (first, end) = (columns.start / STEP, columns.end.div_ceil(STEP));
        // Neighbouring cells of so few steps have theirs in one word; what lies in a step that is not weighed adds nothing.
        let bits = self.weighed[first / STEPS_OF_WORD] >> (first % STEPS_OF_WORD) & ((1 << (end - first)) - 1);
        for position in positions(first, bits) {
            let step = self.steps[position];
            let whole = position * STEP..((position + 1) * STEP).min(self.columns());
            let part = whole.start.max(columns.start)..whole.end.min(columns.end);
            let step = if part == whole { step } else { of_cells(self.registers, self.masses, self.widths, part) };
            sums.mass += step.mass;
            sums.squares += step.squares;
            sums.missing += step.missing;
            sums.missing_width += step.missing_width;
        }
        sums
    }
}

impl RowMemory {
    /// Makes room for a row of so many columns; that of an earlier row of as many stays as it is.
    fn fit(&mut self, columns: usize) {
        if self.masses.len() != columns + LANES {
            let steps = columns.div_ceil(STEP);
            self.masses = vec![0.0; columns + LANES];
            self.steps = vec![RunSums::default(); steps];
            self.weighed = vec![0; steps.div_ceil(STEPS_OF_WORD)];
        }
    }
}

/// The positions whose bits are set, of which the lowest is the first.
#[inline(always)]
fn positions(first: usize, mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let position = (bits != 0).then(|| first + bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        position
    })
}

const ONES: [f64; STEP] = [1.0; STEP];

/// Whether all values of a step are 0; the last step of a row may be short.
#[inline(always)]
fn are_zero<S: Simd, T: Stored>(registers: S, values: &[T]) -> bool {
    match values.as_array::<STEP>() {
        Some(values) => T::are_zero(registers, values),
        None => values.iter().all(|value| value.value() == 0.0),
    }
}

#[inline(always)]
fn weigh<T: Stored>(values: &[T], weights: &[f64], masses: &mut [f64]) {
    for ((mass, value), weight) in masses.iter_mut().zip(values).zip(weights) {
        *mass = value.value() * weight;
    }
}

#[inline(always)]
fn of_cell(mass: f64, width: f64) -> RunSums {
    if mass.is_finite() {
        RunSums { mass, squares: mass * mass, gross: mass.abs(), ..RunSums::default() }
    } else {
        RunSums { missing: 1, missing_width: width, ..RunSums::default() }
    }
}

/// The sums over a few cells.
#[inline(always)]
fn of_cells<S: Simd>(registers: S, masses: &[f64], widths: &[f64], columns: Range<usize>) -> RunSums {
    let sums = lane_sums(registers, masses, columns.clone());
    // A value or weight that is missing or infinite makes the sum so.
    if sums.mass.is_finite() { sums } else { cell_by_cell(&masses[columns.clone()], &widths[columns]) }
}

#[inline(never)]
fn cell_by_cell(masses: &[f64], widths: &[f64]) -> RunSums {
    masses.iter().zip(widths).map(|(mass, width)| of_cell(*mass, *width)).fold(RunSums::default(), |sums, cell| RunSums {
        mass: sums.mass + cell.mass,
        squares: sums.squares + cell.squares,
        gross: sums.gross + cell.gross,
        missing: sums.missing + cell.missing,
        missing_width: sums.missing_width + cell.missing_width,
    })
}

/// The sums over a few cells of which each has a mass, in lanes that begin with the first of them.
#[inline(always)]
fn lane_sums<S: Simd>(registers: S, masses: &[f64], columns: Range<usize>) -> RunSums {
    let zero = f64x8::splat(registers, 0.0);
    let [mut mass, mut squares, mut gross] = [zero; 3];
    for start in columns.clone().step_by(LANES) {
        let mut masses = f64x8::from_slice(registers, &masses[start..start + LANES]);
        if columns.end - start < LANES {
            masses = of_first(registers, masses, columns.end - start, zero);
        }
        mass += masses;
        squares += masses * masses;
        gross += masses.abs();
    }
    RunSums { mass: joined(mass), squares: joined(squares), gross: joined(gross), ..RunSums::default() }
}

/// The first lanes, and another number in the others.
#[inline(always)]
fn of_first<S: Simd>(registers: S, lanes: f64x8<S>, count: usize, others: f64x8<S>) -> f64x8<S> {
    const NUMBERS: [f64; LANES] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    f64x8::from_slice(registers, &NUMBERS).simd_lt(f64x8::splat(registers, NUMBERS[count])).select(lanes, others)
}

/// The sum of the lanes, in one order on any processor.
#[inline(always)]
fn joined<S: Simd>(lanes: f64x8<S>) -> f64 {
    let (west, east) = lanes.split();
    let (west, east) = (west + east).split();
    let sums = west + east;
    sums[0] + sums[1]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "columns are few")]

    use super::super::parcels::Parcel;
    use super::*;
    use fearless_simd::Level;
    use proptest::prelude::*;

    fn weights<'a>(widths: &'a [f64], values: &'a [f64]) -> RowWeights<'a> {
        RowWeights { values: Some(values), widths, all_known: false }
    }

    /// Checks the sums of a row with the narrowest registers that a processor of the kind has, and with the widest of this one.
    fn with_row(values: &[f32], weights: &RowWeights<'_>, mut check: impl FnMut(RowSums, &dyn Fn(&[Parcel]) -> RowSums)) {
        for level in [Level::baseline(), Level::new()] {
            let mut memory = RowMemory::default();
            fearless_simd::dispatch!(level, registers => {
                let row = Row::new(registers, values, weights, &mut memory);
                check(row.whole(), &|parcels| row.sums(&Holding::by_share(0, parcels)));
            });
        }
    }

    proptest! {
        #[test]
        fn the_width_of_registers_changes_no_bit(
            values in prop::collection::vec(prop_oneof![8 => -1e3..1e3_f32, 4 => Just(0.0), 1 => Just(f32::NAN)], 1..200),
            cut in 0.0..1.0_f64,
            weight in 0.0..1.0_f64,
        ) {
            let widths: Vec<f64> = (0..values.len()).map(|column| 1.0 + 1e-3 * column as f64).collect();
            let start = (cut * (values.len() - 1) as f64) as u32;
            let parcel = Parcel { column: start, length: u32::try_from(values.len()).unwrap() - start, weight };
            let mut found = Vec::new();
            with_row(&values, &weights(&widths, &widths), |whole, sums| found.push([whole, sums(&[parcel])]));
            prop_assert_eq!(found[0], found[1]);
        }
    }

    /// 70 cells of width 1: two whole steps of 32 and a last one of 6.
    #[test]
    fn steps_and_their_parts_add_up_to_the_cells() {
        let values: Vec<f32> = (0..70_u8).map(f32::from).collect();
        with_row(&values, &weights(&[1.0; 70], &[1.0; 70]), |whole, sums| {
            // 0 + 1 + … + 69 = 69 · 70 / 2
            assert_eq!(whole.mass, 2415.0);
            // 3 + … + 67 = (3 + 67) · 65 / 2
            let sums = sums(&[Parcel { column: 3, length: 65, weight: 0.5 }]);
            assert_eq!((sums.mass, sums.missing), (1137.5, 0));
        });
    }

    /// Memory that serves one row after the other keeps nothing of the row before, neither in whole steps nor in single cells.
    #[test]
    fn a_row_knows_nothing_of_the_row_before() {
        let widths = [1.0; 4000];
        let weights = RowWeights { values: None, widths: &widths, all_known: true };
        let mut row = [0.0_f32; 4000];
        let mut memory = RowMemory::default();
        let cell = |column| Parcel { column, length: 1, weight: 1.0 };
        for (column, parcel) in [(5, cell(5)), (3999, cell(3999)), (2100, Parcel { column: 2000, length: 200, weight: 1.0 })] {
            for value in [7.0, 0.0] {
                row[column] = value;
                let sums = fearless_simd::dispatch!(Level::new(), registers => {
                    let row = Row::new(registers, &row, &weights, &mut memory);
                    [row.whole().mass, row.gross(), row.sums(&Holding::by_share(0, &[parcel])).mass]
                });
                assert_eq!(sums, [f64::from(value); 3]);
            }
        }
    }

    /// Cells of a product with areas of its own, of which one is missing under a flux of 0.
    #[test]
    fn a_cell_without_an_area_is_missing_even_where_the_flux_is_zero() {
        let mut areas = [2.0; 70];
        areas[40] = f64::NAN;
        with_row(&[0.0_f32; 70], &weights(&[3.0; 70], &areas), |whole, sums| {
            assert_eq!((whole.mass, whole.missing, whole.missing_width), (0.0, 1, 3.0));
            let sums = sums(&[Parcel { column: 32, length: 32, weight: 0.5 }]);
            assert_eq!((sums.missing, sums.missing_width), (1, 1.5));
        });
    }
}
