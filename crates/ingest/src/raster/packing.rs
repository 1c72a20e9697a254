//! From stored numbers to values: signs, fill values, valid ranges and packing, applied once, here.

use super::{Storage, Variable};
use ndarray::ArrayD;

/// The fill value that a NetCDF library leaves in places never written, where the variable names none
/// (NC_FILL_FLOAT and NC_FILL_DOUBLE, which are equal; NetCDF Users Guide).
const DEFAULT_FILL: f64 = 9.969_209_968_386_869e36;

/// The values behind stored numbers: NaN where missing, else stored × `scale_factor` + `add_offset`.
///
/// Fill values and valid ranges are compared with the stored number in the precision in which it is stored (CF 1.11, section 2.5.1).
pub(super) fn unpacked(variable: &Variable, mut stored: ArrayD<f64>) -> ArrayD<f64> {
    let missing = Missing::of(variable);
    let scale = variable.attributes.number("scale_factor").unwrap_or(1.0);
    let offset = variable.attributes.number("add_offset").unwrap_or(0.0);
    let packed = scale != 1.0 || offset != 0.0;
    stored.mapv_inplace(|number| {
        let number = with_sign(variable, number);
        match missing.includes(number) {
            true => f64::NAN,
            false if packed => number * scale + offset,
            false => number,
        }
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
