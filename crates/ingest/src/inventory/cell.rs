//! What may stand in the cell of a figure: a number, notation keys, nothing.

use super::mass_unit::MassUnit;
use fluxledger_core::{NotationKeys, Reported, Share};

/// What may stand in the place of a figure.
pub(super) const EXPECTED_FIGURE: &str = "a number such as 12.5, or notation keys such as NO,IE";

/// Reads a figure; `None` where nothing is reported, which an empty cell says, or the dash of the UNFCCC data interface.
///
/// # Errors
///
/// A text that is neither a number nor a list of notation keys is returned as it is.
pub(super) fn figure(text: &str, unit: MassUnit) -> Result<Option<Reported>, &str> {
    match text {
        "" | "–" => Ok(None),
        _ if text.starts_with(|letter: char| letter.is_ascii_alphabetic()) => {
            let keys = text.parse::<NotationKeys>().map_err(|_| text)?;
            Ok(Some(Reported { mass: None, keys }))
        }
        _ => {
            let number = number(text).ok_or(text)?;
            Ok(Some(Reported { mass: Some(unit.mass(number)), keys: NotationKeys::default() }))
        }
    }
}

/// A finite number with a decimal point and without separators of thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// What may stand in the place of an uncertainty.
pub(super) const EXPECTED_PERCENT: &str = "half of the 95 % interval in per cent of the value, such as 25, or nothing";

/// An uncertainty in per cent, `Some(None)` where the cell is empty.
pub(super) fn percent(text: &str) -> Option<Option<Share>> {
    if text.is_empty() {
        return Some(None);
    }
    number(text).filter(|percent| *percent >= 0.0).map(|percent| Some(Share::new(percent / 100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::Mass;

    fn kilotonnes(text: &str) -> Result<Option<Reported>, &str> {
        figure(text, MassUnit::named("kt").expect("a unit"))
    }

    #[test]
    fn a_figure_is_a_number_or_keys_or_nothing() {
        assert_eq!(kilotonnes("12.5"), Ok(Some(Reported { mass: Some(Mass::from_kg(12.5e6)), keys: NotationKeys::default() })));
        assert_eq!(
            kilotonnes("-2.84E-11").map(|figure| figure.and_then(|reported| reported.mass)),
            Ok(Some(Mass::from_kg(-2.84E-11 * 1e6)))
        );
        assert_eq!(kilotonnes("NO,IE"), Ok(Some(Reported { mass: None, keys: "IE NO".parse().expect("keys") })));
        assert_eq!(kilotonnes(""), Ok(None));
        assert_eq!(kilotonnes("–"), Ok(None));
    }

    #[test]
    fn anything_else_comes_back_as_it_is() {
        for text in ["12,5", "1 054", "N.O.", "inf", "NaN", "-", "1e999"] {
            assert_eq!(kilotonnes(text), Err(text));
        }
    }
}
