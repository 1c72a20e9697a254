//! From stored numbers to values: signs, fill values, valid ranges and packing, applied once, here.

use super::{Numbers, Storage, Variable};
use ndarray::ArrayD;

/// The fill value that a NetCDF library leaves in places never written, where the variable names none
/// (NC_FILL_FLOAT and NC_FILL_DOUBLE, which are equal; NetCDF Users Guide).
const DEFAULT_FILL: f64 = 9.969_209_968_386_869e36;

/// The values behind stored numbers: NaN where missing, else stored × `scale_factor` + `add_offset`; an infinite number is no value.
///
/// Fill values and valid ranges are compared with the stored number in the precision in which it is stored (CF 1.11, section 2.5.1).
pub(super) fn unpacked(variable: &Variable, stored: Numbers) -> Numbers {
    let missing = Missing::of(variable);
    match stored {
        Numbers::Single(numbers) if stays_single(variable) => Numbers::Single(missing.masked_single(numbers)),
        stored => Numbers::Double(unpacked_double(variable, &missing, stored.into_double())),
    }
}

/// Whether the values of a variable are the numbers that it stores in single precision, but for the missing ones.
fn stays_single(variable: &Variable) -> bool {
    variable.storage == Storage::Float32 && scale_and_offset(variable) == (1.0, 0.0)
}

/// The bytes of one value of a variable as it is read.
pub(crate) fn bytes_of_number(variable: &Variable) -> usize {
    if stays_single(variable) { size_of::<f32>() } else { size_of::<f64>() }
}

fn scale_and_offset(variable: &Variable) -> (f64, f64) {
    let number = |name, default| variable.attributes.number(name).unwrap_or(default);
    (number("scale_factor", 1.0), number("add_offset", 0.0))
}

fn unpacked_double(variable: &Variable, missing: &Missing, mut stored: ArrayD<f64>) -> ArrayD<f64> {
    let (scale, offset) = scale_and_offset(variable);
    let packed = scale != 1.0 || offset != 0.0;
    stored.mapv_inplace(|number| {
        let number = with_sign(variable, number);
        let value = if packed { number * scale + offset } else { number };
        if missing.includes(number) || !value.is_finite() { f64::NAN } else { value }
    });
    stored
}

/// A stored number with the sign that the attribute `_Unsigned` gives it (NetCDF Best Practices, unsigned data).
fn with_sign(variable: &Variable, number: f64) -> f64 {
    match variable.storage {
        Storage::Integer { bits } if number < 0.0 && variable.attributes.text("_Unsigned") == Some("true") => {
            number + 2f64.powi(i32::from(bits))
        }
        _ => number,
    }
}

struct Missing {
    values: Vec<f64>,
    smallest: f64,
    largest: f64,
}

impl Missing {
    fn of(variable: &Variable) -> Self {
        let attributes = &variable.attributes;
        let stored = |number: f64| with_sign(variable, in_storage(variable.storage, number));
        let named = attributes.numbers("_FillValue").iter().chain(attributes.numbers("missing_value")).copied();
        let (smallest, largest) = match *attributes.numbers("valid_range") {
            [smallest, largest] => (Some(smallest), Some(largest)),
            _ => (attributes.number("valid_min"), attributes.number("valid_max")),
        };
        Self {
            values: named.chain(default_fill(variable)).map(stored).collect(),
            smallest: smallest.map_or(f64::NEG_INFINITY, stored),
            largest: largest.map_or(f64::INFINITY, stored),
        }
    }

    fn includes(&self, number: f64) -> bool {
        number < self.smallest || number > self.largest || self.values.contains(&number)
    }

    /// Numbers in single precision with NaN for the missing ones: the same comparisons, since `self` is in that precision too.
    #[expect(clippy::cast_possible_truncation, reason = "the limits were brought to single precision")]
    fn masked_single(&self, mut numbers: ArrayD<f32>) -> ArrayD<f32> {
        // Within the finite numbers, so that infinities lie outside in any case.
        let (smallest, largest) = ((self.smallest as f32).max(f32::MIN), (self.largest as f32).min(f32::MAX));
        let mut values = self.values.iter().map(|&value| value as f32);
        // The first goes along with the limits: most variables have one, and each pass goes through all memory.
        let first = values.next().unwrap_or(f32::NAN);
        replace_by_nan(&mut numbers, |number| number < smallest || number > largest || number == first);
        values.for_each(|value| replace_by_nan(&mut numbers, |number| number == value));
        numbers
    }
}

/// Puts NaN in the places where numbers are missing; memory is written to only where there are some.
fn replace_by_nan(numbers: &mut ArrayD<f32>, is_missing: impl Fn(f32) -> bool + Copy) {
    match numbers.as_slice_mut() {
        // The widest registers that the processor has; what is missing hangs on each number alone.
        Some(numbers) => fearless_simd::dispatch!(fearless_simd::Level::new(), _registers => replace_in_stretches(numbers, is_missing)),
        None => numbers.mapv_inplace(|number| if is_missing(number) { f32::NAN } else { number }),
    }
}

#[expect(clippy::inline_always, reason = "what is not inlined into its caller does not see the registers that the caller may use")]
#[inline(always)]
fn replace_in_stretches(numbers: &mut [f32], is_missing: impl Fn(f32) -> bool) {
    /// As many numbers as stay in the nearest cache between the search and the replacement.
    const STRETCH: usize = 4096;
    numbers.chunks_mut(STRETCH).for_each(|stretch| {
        // A sum of all, and not a search for the first, is what the compiler turns into vector instructions.
        if stretch.iter().map(|&number| u32::from(is_missing(number))).sum::<u32>() > 0 {
            stretch.iter_mut().filter(|number| is_missing(**number)).for_each(|number| *number = f32::NAN);
        }
    });
}

fn default_fill(variable: &Variable) -> Option<f64> {
    let named = variable.attributes.get("_FillValue").is_some();
    (!named && matches!(variable.storage, Storage::Float32 | Storage::Float64)).then_some(DEFAULT_FILL)
}

/// A number in the precision in which a variable stores its own.
#[expect(clippy::cast_possible_truncation, reason = "the number is compared with numbers of that precision")]
pub(super) fn in_storage(storage: Storage, number: f64) -> f64 {
    if storage == Storage::Float32 { f64::from(number as f32) } else { number }
}
