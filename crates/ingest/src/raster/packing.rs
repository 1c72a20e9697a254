//! From stored numbers to values: signs, fill values, valid ranges and packing, applied once, here.

use super::limits::stored_limits;
use super::{Numbers, RasterFile, Storage, Variable};
use fearless_simd::{Simd, SimdBase, SimdFrom, SimdMask, f32x16};
use fluxledger_core::Warning;
use ndarray::ArrayD;

/// The fill value that a NetCDF library leaves in places never written, where the variable names none
/// (NC_FILL_FLOAT and NC_FILL_DOUBLE, which are equal; NetCDF Users Guide).
const DEFAULT_FILL: f64 = 9.969_209_968_386_869e36;

/// The values behind stored numbers: NaN where missing, else stored × `scale_factor` + `add_offset`; an infinite number is no value.
///
/// Fill values and valid ranges are compared with the stored number in the precision in which it is stored (CF 1.11, section 2.5.1);
/// the numbers of places never written count where the variable names no fill value.
pub(super) fn unpacked(variable: &Variable, unwritten: &[f64], stored: Numbers) -> Numbers {
    let missing = Missing::of(variable, unwritten);
    match stored {
        Numbers::Single(mut numbers) if stays_single(variable) => {
            let missing = MissingSingles::new(&missing);
            match numbers.as_slice_mut() {
                Some(numbers) => missing.replace(numbers),
                None => numbers.map_inplace(|number| missing.replace(std::slice::from_mut(number))),
            }
            Numbers::Single(numbers)
        }
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
    let stated = |name| variable.attributes.numbers_or_texts(name).and_then(|numbers| numbers.first().copied());
    (stated("scale_factor").unwrap_or(1.0), stated("add_offset").unwrap_or(0.0))
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
    let Storage::Integer { bits } = variable.storage else { return number };
    let count = 2f64.powi(i32::from(bits));
    match () {
        () if number < 0.0 && says(variable, "true") => number + count,
        () if number >= 0.5 * count && says(variable, "false") => number - count,
        () => number,
    }
}

/// What the attribute `_Unsigned` says.
fn says(variable: &Variable, word: &str) -> bool {
    variable.attributes.text("_Unsigned").is_some_and(|text| text.eq_ignore_ascii_case(word))
}

/// The attributes that name missing values.
const NAMES_OF_MISSING: [&str; 2] = ["_FillValue", "missing_value"];

/// Warnings of attributes that should be numbers and are texts without one: nothing is missing, scaled or moved by them.
pub(crate) fn unread_numbers(file: &dyn RasterFile, variable: &Variable) -> Vec<Warning> {
    if matches!(variable.storage, Storage::Text | Storage::Other) {
        return Vec::new();
    }
    let missing = NAMES_OF_MISSING.into_iter().chain(["valid_range", "valid_min", "valid_max"]);
    let named = missing.map(|name| (name, "by which no value is missing"));
    let packing = ["scale_factor", "add_offset"].map(|name| (name, "which changes no value"));
    let unread = named.chain(packing).filter(|(name, _)| variable.attributes.numbers_or_texts(name).is_none());
    let warning = |(name, so)| {
        let place = format!("{}, variable `{}`", file.path().display(), variable.name);
        let found = variable.attributes.text(name).unwrap_or_default();
        Warning::new(place, format!("expected a number as `{name}`, found the text `{found}`, {so}"))
    };
    unread.map(warning).collect()
}

struct Missing {
    values: Vec<f64>,
    smallest: f64,
    largest: f64,
}

impl Missing {
    fn of(variable: &Variable, unwritten: &[f64]) -> Self {
        let attributes = &variable.attributes;
        let stored = |number: f64| with_sign(variable, in_storage(variable.storage, number));
        let named = NAMES_OF_MISSING.iter().filter_map(|name| attributes.numbers_or_texts(name)).flatten();
        let [smallest, largest] = stored_limits(variable, scale_and_offset(variable), stored);
        Self {
            values: named.chain(default_fills(variable, unwritten)).map(stored).collect(),
            smallest: smallest.unwrap_or(f64::NEG_INFINITY),
            largest: largest.unwrap_or(f64::INFINITY),
        }
    }

    fn includes(&self, number: f64) -> bool {
        number < self.smallest || number > self.largest || self.values.contains(&number)
    }
}

/// Which of the numbers that a variable stores in single precision are missing, by its attributes (CF 1.11, section 2.5.1); the others are its values.
pub struct MissingSingles {
    smallest: f32,
    largest: f32,
    values: Vec<f32>,
}

impl MissingSingles {
    /// Those of a variable, if its values are the numbers that it stores in single precision.
    pub(super) fn of(variable: &Variable) -> Option<Self> {
        stays_single(variable).then(|| Self::new(&Missing::of(variable, &[])))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the limits were brought to single precision")]
    fn new(missing: &Missing) -> Self {
        // Within the finite numbers, so that infinities lie outside in any case.
        let (smallest, largest) = ((missing.smallest as f32).max(f32::MIN), (missing.largest as f32).min(f32::MAX));
        Self { smallest, largest, values: missing.values.iter().map(|&value| value as f32).collect() }
    }

    /// Puts NaN in their places: the same comparisons as in double precision, since the limits are in that of the numbers.
    ///
    /// Memory is written to only where some are missing.
    pub(super) fn replace(&self, numbers: &mut [f32]) {
        /// As many numbers as stay in the nearest cache between the search and the replacement.
        const STRETCH: usize = 4096;
        for stretch in numbers.chunks_mut(STRETCH) {
            // With the widest registers that the processor has.
            if fearless_simd::dispatch!(fearless_simd::Level::new(), registers => self.includes_any(registers, stretch)) {
                stretch.iter_mut().filter(|number| self.includes(**number)).for_each(|number| *number = f32::NAN);
            }
        }
    }

    fn includes(&self, number: f32) -> bool {
        number < self.smallest || number > self.largest || self.values.contains(&number)
    }

    /// Whether any number is missing; all are looked at, which is quicker than to stop at the first.
    #[expect(clippy::inline_always, reason = "what is not inlined into its caller does not see the registers that the caller may use")]
    #[inline(always)]
    fn includes_any<S: Simd>(&self, registers: S, numbers: &[f32]) -> bool {
        let all = |number| f32x16::splat(registers, number);
        let (smallest, largest, first) = (all(self.smallest), all(self.largest), all(self.values.first().copied().unwrap_or(f32::NAN)));
        let mut found = smallest.simd_lt(smallest);
        let (whole, rest) = numbers.as_chunks::<16>();
        for numbers in whole {
            let numbers = f32x16::simd_from(registers, *numbers);
            // The first value goes along with the limits: most variables have one.
            found |= numbers.simd_lt(smallest) | numbers.simd_gt(largest) | numbers.simd_eq(first);
            for &value in self.values.iter().skip(1) {
                found |= numbers.simd_eq(all(value));
            }
        }
        found.any_true() || rest.iter().any(|&number| self.includes(number))
    }
}

/// The numbers of places never written, of a variable that names no fill value.
fn default_fills(variable: &Variable, unwritten: &[f64]) -> Vec<f64> {
    match variable.storage {
        _ if variable.attributes.numbers_or_texts("_FillValue").is_some_and(|named| !named.is_empty()) => vec![],
        Storage::Float32 | Storage::Float64 => vec![DEFAULT_FILL],
        // What is said to be unsigned is stored with a sign, and the other way round.
        _ => {
            unwritten.iter().copied().filter(|&fill| if fill < 0.0 { !says(variable, "false") } else { !says(variable, "true") }).collect()
        }
    }
}

/// A number in the precision in which a variable stores its own.
#[expect(clippy::cast_possible_truncation, reason = "the number is compared with numbers of that precision")]
pub(super) fn in_storage(storage: Storage, number: f64) -> f64 {
    if storage == Storage::Float32 { f64::from(number as f32) } else { number }
}
