//! The smallest and the largest number of a variable that is no missing value (`valid_range`, `valid_min`, `valid_max`).

use super::{Storage, Variable};

/// What the limits of a variable are numbers of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limits {
    /// Numbers as they are stored.
    #[default]
    Stored,
    /// Values, that is stored × `scale_factor` + `add_offset`.
    Values,
}

impl Limits {
    /// Those of a variable that stores its numbers so, by how its attributes are stored: numbers as wide as the wider of `scale_factor` and
    /// `add_offset`, and wider than those of the variable, are limits of values (NetCDF Users Guide, attribute conventions, `valid_range`).
    #[must_use]
    pub fn of(stored: Storage, attribute: impl Fn(&str) -> Option<Storage>) -> Self {
        let widest = |names: &[&str]| names.iter().filter_map(|name| attribute(name)).max_by_key(|&storage| width(storage));
        let of_values = |limits, factors| width(limits) == width(factors) && width(factors) > width(stored);
        match (widest(&["valid_range", "valid_min", "valid_max"]), widest(&["scale_factor", "add_offset"])) {
            (Some(limits), Some(factors)) if of_values(limits, factors) => Self::Values,
            _ => Self::Stored,
        }
    }
}

/// Floating-point numbers are wider than whole numbers, as in netCDF-Java.
const fn width(storage: Storage) -> (bool, u8) {
    match storage {
        Storage::Float32 => (true, 32),
        Storage::Float64 => (true, 64),
        Storage::Integer { bits } => (false, bits),
        Storage::Text | Storage::Other => (false, 0),
    }
}

/// The smallest and the largest number of a variable as far as they are stated, as numbers that it stores.
///
/// Limits of values are brought to stored numbers by the factor and what is added; they give way by a hundredth of a step of whole numbers,
/// since limits and factors are rounded, often to single precision.
pub(super) fn stored_limits(variable: &Variable, (scale, offset): (f64, f64), stored: impl Fn(f64) -> f64) -> [Option<f64>; 2] {
    const GIVE: f64 = 0.01;
    let attributes = &variable.attributes;
    let numbers = |name: &str| attributes.numbers_or_texts(name).unwrap_or_default();
    let stated = match *numbers("valid_range").as_slice() {
        [smallest, largest] => [Some(smallest), Some(largest)],
        _ => ["valid_min", "valid_max"].map(|name| numbers(name).first().copied()),
    };
    if variable.limits == Limits::Stored {
        return stated.map(|limit| limit.map(&stored));
    }
    let mut limits = stated.map(|limit| limit.map(|limit| (limit - offset) / scale));
    if scale < 0.0 {
        limits.reverse();
    }
    let give = if matches!(variable.storage, Storage::Integer { .. }) { GIVE } else { 0.0 };
    [limits[0].map(|limit| limit - give), limits[1].map(|limit| limit + give)]
}

#[cfg(test)]
mod tests {
    use super::super::{AttributeValue, Attributes};
    use super::*;

    const BYTE: Storage = Storage::Integer { bits: 8 };
    const SHORT: Storage = Storage::Integer { bits: 16 };

    fn limits_of(range: Storage, factor: Storage) -> Limits {
        Limits::of(SHORT, |name| match name {
            "valid_range" => Some(range),
            "scale_factor" => Some(factor),
            "add_offset" => Some(SHORT),
            _ => None,
        })
    }

    #[test]
    fn limits_as_wide_as_the_factor_are_those_of_values() {
        assert_eq!(limits_of(Storage::Float32, Storage::Float32), Limits::Values);
        assert_eq!(limits_of(Storage::Float32, Storage::Float64), Limits::Stored);
        assert_eq!(limits_of(SHORT, Storage::Float64), Limits::Stored);
        assert_eq!(limits_of(SHORT, SHORT), Limits::Stored);
        assert_eq!(Limits::of(BYTE, |name| (name == "valid_max").then_some(Storage::Float32)), Limits::Stored);
    }

    #[test]
    fn limits_of_values_are_brought_to_stored_numbers() {
        let stored = |range: [f64; 2], factors| {
            let attributes = Attributes::new(vec![("valid_range".to_owned(), AttributeValue::Numbers(range.to_vec()))]);
            let variable = Variable { name: "flux".to_owned(), dimensions: vec![], storage: SHORT, attributes, limits: Limits::Values };
            stored_limits(&variable, factors, |limit| limit)
        };
        // 0 and 10 = 0.5 · n − 1 for n = 2 and 22.
        assert_eq!(stored([0.0, 10.0], (0.5, -1.0)), [Some(1.99), Some(22.01)]);
        assert_eq!(stored([0.0, 10.0], (-0.5, 0.0)), [Some(-20.01), Some(0.01)]);
    }
}
