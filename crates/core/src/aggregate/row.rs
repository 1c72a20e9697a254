//! Sums over one row of cells: the innermost loops, in which nearly all time is spent.
//!
//! A row is cut into steps of a fixed number of columns. Each step is summed once; what lies in a holder is put together from whole steps
//! and the cells before and after them, and the sum of the grid from all steps. The cut depends on the columns alone, so that the same cells
//! give the same bits however rows are read.

use super::apportionment::Parcel;
use crate::sum::{CompensatedSum, compensated};
use std::ops::Range;

/// A number as it is stored.
pub(super) trait Stored: Copy + Sync {
    /// Its value in double precision.
    fn value(self) -> f64;

    /// Whether all numbers are 0, as they are over sea and desert.
    fn are_zero(numbers: &[Self]) -> bool;
}

impl Stored for f32 {
    fn value(self) -> f64 {
        f64::from(self)
    }

    fn are_zero(numbers: &[Self]) -> bool {
        // The sign is shifted out, since −0 is 0 too; one OR over all is quicker than to stop at the first.
        numbers.iter().fold(0, |bits, number| bits | (number.to_bits() << 1)) == 0
    }
}

impl Stored for f64 {
    fn value(self) -> f64 {
        self
    }

    fn are_zero(numbers: &[Self]) -> bool {
        numbers.iter().fold(0, |bits, number| bits | (number.to_bits() << 1)) == 0
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

/// A row with the sums of its steps; the step at a position begins at the column [`STEP`] times the position.
pub(super) struct Row<'a, T> {
    values: &'a [T],
    weights: &'a RowWeights<'a>,
    /// None where all values are 0.
    steps: Vec<Option<RunSums>>,
}

impl<'a, T: Stored> Row<'a, T> {
    /// Sums the steps of a row.
    pub(super) fn new(values: &'a [T], weights: &'a RowWeights<'a>) -> Self {
        Self { values, weights, steps: steps(values, weights) }
    }

    /// The sums over all cells.
    pub(super) fn whole(&self) -> RowSums {
        let run = self.run(0..self.values.len());
        RowSums { mass: run.mass, squares: run.squares, missing_width: run.missing_width, missing: run.missing }
    }

    /// Σ |value × weight| over all cells.
    pub(super) fn gross(&self) -> f64 {
        compensated(self.steps.iter().flatten().map(|step| step.gross))
    }

    /// The sums over a holder's parcels.
    pub(super) fn sums(&self, parcels: &[Parcel]) -> RowSums {
        let [mut mass, mut squares] = [CompensatedSum::default(); 2];
        let (mut missing, mut missing_width) = (0, 0.0);
        for parcels in parcels.chunks(STEP) {
            let sums = self.plain_sums(parcels);
            mass.add(sums.mass);
            squares.add(sums.squares);
            missing += sums.missing;
            missing_width += sums.missing_width;
        }
        RowSums { mass: mass.value(), squares: squares.value(), missing_width, missing }
    }

    /// The sums over a few parcels, without compensation as in a step.
    fn plain_sums(&self, parcels: &[Parcel]) -> RowSums {
        let mut sums = RowSums::default();
        for parcel in parcels {
            let columns = parcel.columns();
            let run = if parcel.length == 1 { of_cell(self.values, self.weights, columns.start) } else { self.run(columns) };
            sums.mass += parcel.weight * run.mass;
            sums.squares += parcel.weight * parcel.weight * run.squares;
            sums.missing += run.missing;
            sums.missing_width += parcel.share * run.missing_width;
        }
        sums
    }

    /// The sums over neighbouring cells: over so many steps at a time without compensation, over all with it.
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

    fn plain_run(&self, columns: Range<usize>) -> RunSums {
        let mut sums = RunSums::default();
        let mut start = columns.start;
        while start < columns.end {
            let end_of_step = ((start / STEP + 1) * STEP).min(self.values.len());
            let end = end_of_step.min(columns.end);
            let is_whole = start.is_multiple_of(STEP) && end == end_of_step;
            let step = if is_whole { self.steps[start / STEP] } else { of_step(self.values, self.weights, start..end) };
            if let Some(step) = step {
                sums.mass += step.mass;
                sums.squares += step.squares;
                sums.missing += step.missing;
                sums.missing_width += step.missing_width;
            }
            start = end;
        }
        sums
    }
}

fn steps<T: Stored>(values: &[T], weights: &RowWeights<'_>) -> Vec<Option<RunSums>> {
    let starts = (0..values.len()).step_by(STEP);
    // The widest registers that the processor has; the lanes stay the same, and with them the bits of the sums.
    let steps = || starts.map(|start| of_step(values, weights, start..(start + STEP).min(values.len()))).collect();
    fearless_simd::dispatch!(fearless_simd::Level::new(), _registers => steps())
}

fn of_cell<T: Stored>(values: &[T], weights: &RowWeights<'_>, column: usize) -> RunSums {
    let value = values[column].value() * weights.values.map_or(1.0, |weights| weights[column]);
    if value.is_finite() {
        RunSums { mass: value, squares: value * value, gross: value.abs(), ..RunSums::default() }
    } else {
        RunSums { missing: 1, missing_width: weights.widths[column], ..RunSums::default() }
    }
}

/// The sums over a few cells, or none where all values are 0 and no weight is missing.
#[expect(clippy::inline_always, reason = "what is not inlined into its caller does not see the registers that the caller may use")]
#[inline(always)]
fn of_step<T: Stored>(values: &[T], weights: &RowWeights<'_>, columns: Range<usize>) -> Option<RunSums> {
    let part = &values[columns.clone()];
    if weights.all_known && T::are_zero(part) {
        return None;
    }
    let sums = lane_sums(part, weights.values.map_or(&ONES[..part.len()], |weights| &weights[columns.clone()]));
    // A value or weight that is missing or infinite makes the sum so.
    Some(if sums.mass.is_finite() { sums } else { cell_by_cell(values, weights, columns) })
}

fn cell_by_cell<T: Stored>(values: &[T], weights: &RowWeights<'_>, columns: Range<usize>) -> RunSums {
    columns.map(|column| of_cell(values, weights, column)).fold(RunSums::default(), |sums, cell| RunSums {
        mass: sums.mass + cell.mass,
        squares: sums.squares + cell.squares,
        gross: sums.gross + cell.gross,
        missing: sums.missing + cell.missing,
        missing_width: sums.missing_width + cell.missing_width,
    })
}

const ONES: [f64; STEP] = [1.0; STEP];

/// Partial sums that run side by side in the processor.
const LANES: usize = 8;

#[expect(clippy::inline_always, reason = "as for a step")]
#[inline(always)]
fn lane_sums<T: Stored>(values: &[T], weights: &[f64]) -> RunSums {
    let [mut mass, mut squares, mut gross] = [[0.0; LANES]; 3];
    for (values, weights) in values.chunks(LANES).zip(weights.chunks(LANES)) {
        for (lane, (value, weight)) in values.iter().zip(weights).enumerate() {
            let value = value.value() * weight;
            mass[lane] += value;
            squares[lane] += value * value;
            gross[lane] += value.abs();
        }
    }
    let joined = |sums: [f64; LANES]| ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    RunSums { mass: joined(mass), squares: joined(squares), gross: joined(gross), ..RunSums::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights<'a>(widths: &'a [f64], values: &'a [f64]) -> RowWeights<'a> {
        RowWeights { values: Some(values), widths, all_known: false }
    }

    /// 70 cells of width 1: two whole steps of 32 and a last one of 6.
    #[test]
    fn steps_and_their_parts_add_up_to_the_cells() {
        let values: Vec<f32> = (0..70_u8).map(f32::from).collect();
        let weights = weights(&[1.0; 70], &[1.0; 70]);
        let row = Row::new(&values, &weights);
        // 0 + 1 + … + 69 = 69 · 70 / 2
        assert_eq!(row.whole().mass, 2415.0);
        // 3 + … + 67 = (3 + 67) · 65 / 2
        let parcel = Parcel { holder: 0, column: 3, length: 65, share: 1.0, weight: 0.5 };
        let sums = row.sums(&[parcel]);
        assert_eq!((sums.mass, sums.missing), (1137.5, 0));
    }

    /// Cells of a product with areas of its own, of which one is missing under a flux of 0.
    #[test]
    fn a_cell_without_an_area_is_missing_even_where_the_flux_is_zero() {
        let mut areas = [2.0; 70];
        areas[40] = f64::NAN;
        let weights = weights(&[3.0; 70], &areas);
        let row = Row::new(&[0.0_f32; 70], &weights);
        assert_eq!((row.whole().mass, row.whole().missing, row.whole().missing_width), (0.0, 1, 3.0));
        let sums = row.sums(&[Parcel { holder: 0, column: 32, length: 32, share: 0.5, weight: 0.5 }]);
        assert_eq!((sums.missing, sums.missing_width), (1, 1.5));
    }
}
