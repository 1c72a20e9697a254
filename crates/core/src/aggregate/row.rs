//! Sums over one row of cells: the innermost loops, in which nearly all time is spent.

use super::apportionment::Parcel;
use crate::sum::CompensatedSum;

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
    /// For each column the sum of the widths west of it, one more than there are columns.
    pub(super) west: &'a [f64],
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
    /// Σ weight × |value|.
    pub(super) gross: f64,
    /// Σ share × width.
    pub(super) gridded: f64,
    /// Σ share × width over cells with a value.
    pub(super) observed: f64,
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

/// The sums over a holder's parcels of a row.
pub(super) fn sums<T: Stored>(values: &[T], weights: &RowWeights<'_>, parcels: &[Parcel]) -> RowSums {
    let [mut mass, mut squares, mut gross, mut gridded, mut observed] = [CompensatedSum::default(); 5];
    for parcel in parcels {
        let columns = parcel.columns();
        let width =
            if parcel.length == 1 { weights.widths[columns.start] } else { weights.west[columns.end] - weights.west[columns.start] };
        let run = if parcel.length == 1 { of_cell(values, weights, columns.start) } else { of_run(values, weights, columns) };
        mass.add(parcel.weight * run.mass);
        squares.add(parcel.weight * parcel.weight * run.squares);
        gross.add(parcel.weight * run.gross);
        gridded.add(parcel.share * width);
        if run.missing < parcel.length as usize {
            observed.add(parcel.share * (width - run.missing_width));
        }
    }
    RowSums { mass: mass.value(), squares: squares.value(), gross: gross.value(), gridded: gridded.value(), observed: observed.value() }
}

fn of_cell<T: Stored>(values: &[T], weights: &RowWeights<'_>, column: usize) -> RunSums {
    let value = values[column].value() * weights.values.map_or(1.0, |weights| weights[column]);
    if value.is_finite() {
        RunSums { mass: value, squares: value * value, gross: value.abs(), ..RunSums::default() }
    } else {
        RunSums { missing: 1, missing_width: weights.widths[column], ..RunSums::default() }
    }
}

/// So many cells are summed without compensation: short enough to lose no digit that counts, long enough for the processor's wide registers.
const STEP: usize = 64;

fn of_run<T: Stored>(values: &[T], weights: &RowWeights<'_>, columns: std::ops::Range<usize>) -> RunSums {
    let [mut mass, mut squares, mut gross] = [CompensatedSum::default(); 3];
    let (mut missing, mut missing_width) = (0, 0.0);
    let mut start = columns.start;
    while start < columns.end {
        let end = (start + STEP).min(columns.end);
        let part = RowWeights { values: weights.values.map(|values| &values[start..end]), widths: &weights.widths[start..end], ..*weights };
        let step = of_step(&values[start..end], &part);
        if let Some(step) = step {
            mass.add(step.mass);
            squares.add(step.squares);
            gross.add(step.gross);
            missing += step.missing;
            missing_width += step.missing_width;
        }
        start = end;
    }
    RunSums { mass: mass.value(), squares: squares.value(), gross: gross.value(), missing, missing_width }
}

/// The sums over a few cells, or none where all values are 0.
fn of_step<T: Stored>(values: &[T], weights: &RowWeights<'_>) -> Option<RunSums> {
    if weights.all_known && T::are_zero(values) {
        return None;
    }
    let sums = lane_sums(values, weights.values.unwrap_or(&ONES[..values.len()]));
    // A value that is missing or infinite makes the sum so.
    if sums.mass.is_finite() {
        return Some(sums);
    }
    let cells = (0..values.len()).map(|column| of_cell(values, weights, column));
    Some(cells.fold(RunSums::default(), |sums, cell| RunSums {
        mass: sums.mass + cell.mass,
        squares: sums.squares + cell.squares,
        gross: sums.gross + cell.gross,
        missing: sums.missing + cell.missing,
        missing_width: sums.missing_width + cell.missing_width,
    }))
}

const ONES: [f64; STEP] = [1.0; STEP];

/// Partial sums that run side by side in the processor.
const LANES: usize = 4;

fn lane_sums<T: Stored>(values: &[T], weights: &[f64]) -> RunSums {
    let mut lanes = [RunSums::default(); LANES];
    let (values, weights) = (values.chunks(LANES), weights.chunks(LANES));
    for (values, weights) in values.zip(weights) {
        for ((lane, value), weight) in lanes.iter_mut().zip(values).zip(weights) {
            let value = value.value() * weight;
            lane.mass += value;
            lane.squares += value * value;
            lane.gross += value.abs();
        }
    }
    let joined = |part: fn(&RunSums) -> f64| (part(&lanes[0]) + part(&lanes[1])) + (part(&lanes[2]) + part(&lanes[3]));
    RunSums { mass: joined(|sums| sums.mass), squares: joined(|sums| sums.squares), gross: joined(|sums| sums.gross), ..RunSums::default() }
}
