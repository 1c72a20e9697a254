//! What may stand in the cell of a figure: a number, notation keys, nothing.

use super::mass_unit::MassUnit;
use fluxledger_core::{NotationKeys, Reported, Share};

/// What may stand in the place of a figure.
pub(super) const EXPECTED_FIGURE: &str = "a number such as 12.5, or notation keys such as NO,IE";

/// A figure whose unit is not yet known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figure {
    /// The number.
    pub(super) number: Option<f64>,
    /// The notation keys.
    pub(super) keys: NotationKeys,
}

impl Figure {
    /// The figure in a unit.
    pub(super) fn in_unit(self, unit: MassUnit) -> Reported {
        Reported { mass: self.number.map(|number| unit.mass(number)), keys: self.keys }
    }
}

/// Reads a figure; `None` where nothing is reported, which an empty cell says, or the dash of the UNFCCC data interface.
///
/// # Errors
///
/// A text that is neither a number nor a list of notation keys is returned as it is.
pub(super) fn figure(text: &str) -> Result<Option<Figure>, &str> {
    match text {
        "" | "–" => Ok(None),
        _ if text.starts_with(|letter: char| letter.is_ascii_alphabetic()) => {
            Ok(Some(Figure { number: None, keys: text.parse().map_err(|_| text)? }))
        }
        _ => Ok(Some(Figure { number: Some(number(text).ok_or(text)?), keys: NotationKeys::default() })),
    }
}

/// A finite number with a decimal point and without separators of thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A calendar year in the range for which inventories and historical data sets give figures; `2014.0`, as programs write it whose column of years is
/// of numbers, is 2014.
pub(super) fn year(text: &str) -> Option<i32> {
    let whole = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0')).map_or(text, |(whole, _)| whole);
    whole.parse().ok().filter(|year| (1750..=2200).contains(year))
}

/// A number with a decimal point and without signs between thousands, from one with these signs; none where a sign stands in another place.
pub(super) fn with_point(text: &str, decimal: char, thousands: Option<char>) -> Option<String> {
    let (whole, fraction) = text.split_at(text.find(decimal).unwrap_or(text.len()));
    let sign = thousands.filter(|sign| text.contains(*sign));
    if sign.is_some_and(|sign| fraction.contains(sign) || !is_in_thousands(whole, sign)) {
        return None;
    }
    let plain = sign.map_or_else(|| text.to_owned(), |sign| text.replace(sign, ""));
    if decimal == '.' {
        return Some(plain);
    }
    (!plain.contains('.')).then(|| plain.replace(decimal, "."))
}

/// Whether a whole number is parted into thousands: `1234.567` and `0.125` are not, and tell that the sign is the decimal one.
pub(super) fn is_in_thousands(whole: &str, sign: char) -> bool {
    let mut groups = whole.trim_start_matches(['-', '−', '+']).split(sign);
    let first = groups.next().unwrap_or_default();
    let is_whole = |group: &str| group.bytes().all(|digit| digit.is_ascii_digit());
    (1..=3).contains(&first.len()) && is_whole(first) && !first.starts_with('0') && groups.all(|group| group.len() == 3 && is_whole(group))
}

/// What may stand in the place of an uncertainty.
pub(super) const EXPECTED_PERCENT: &str = "half of the 95 % interval in per cent of the value, such as 25";

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

    #[test]
    fn a_figure_is_a_number_or_keys_or_nothing() {
        let number = |number| Ok(Some(Figure { number: Some(number), keys: NotationKeys::default() }));
        assert_eq!(figure("12.5"), number(12.5));
        assert_eq!(figure("-2.84E-11"), number(-2.84E-11));
        assert_eq!(figure("NO,IE"), Ok(Some(Figure { number: None, keys: "IE NO".parse().expect("keys") })));
        assert_eq!(figure(""), Ok(None));
        assert_eq!(figure("–"), Ok(None));
    }

    #[test]
    fn anything_else_comes_back_as_it_is() {
        for text in ["12,5", "1 054", "N.O.", "inf", "NaN", "-", "1e999"] {
            assert_eq!(figure(text), Err(text));
        }
    }

    #[test]
    fn an_uncertainty_is_a_share_of_the_value() {
        assert_eq!(percent("25"), Some(Some(Share::new(0.25))));
        assert_eq!(percent(""), Some(None));
        assert_eq!(percent("-5"), None);
        assert_eq!(percent("5 %"), None);
    }

    #[test]
    fn a_year_may_be_written_as_a_number() {
        assert_eq!(["2014", "2014.0", "2014.5", "201", "2014.", "n/a"].map(year), [Some(2014), Some(2014), None, None, Some(2014), None]);
    }

    #[test]
    fn thousands_are_groups_of_three_behind_one_to_three_figures() {
        for (whole, is) in [
            ("1.234", true),
            ("-12.345.678", true),
            ("1234.567", false),
            ("0.125", false),
            ("12.5", false),
            (".125", false),
            ("1.5E5", false),
        ] {
            assert_eq!(is_in_thousands(whole, '.'), is, "{whole}");
        }
    }
}
