//! Numbers for people: thousands set apart by a thin space, as many digits as the reader can use.

use fluxledger_core::time_span::{self, ReportingYear};

/// Narrow no-break space, which sets thousands apart (SI brochure 2019, section 5.4.4).
const THIN_SPACE: char = '\u{202f}';
/// The true minus sign.
const MINUS: char = '−';
/// The least power of ten that is written out: a gram of a gas is 10⁻⁹ kt, a kilogram 10⁻⁶ kt.
const LEAST_EXPONENT: i32 = -6;

/// A mass in kilotonnes, or another number of whatever size, with about four significant figures; the smallest as powers of ten.
#[must_use]
pub fn kilotonnes(value: f64) -> String {
    let scientific = format!("{value:.3e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse() {
        _ if value == 0.0 => decimal(value, 0),
        Ok(0 | 1) | Err(_) => decimal(value, 2),
        Ok(exponent) if exponent < LEAST_EXPONENT => format!("{}×10{}", mantissa.replace('-', "−"), superscript(exponent)),
        Ok(exponent) => decimal(value, usize::try_from(3 - exponent).unwrap_or(0)),
    }
}

/// A difference or a slope of masses beside one of them: what is less than a thousand-millionth of it is rounding, and nothing.
#[must_use]
pub fn kilotonnes_beside(mass: f64, value: f64) -> String {
    kilotonnes(if value.abs() < 1e-9 * mass.abs() { 0.0 } else { value })
}

/// A change of a mass in kilotonnes with its sign.
#[must_use]
pub fn signed_kilotonnes(change: f64) -> String {
    let number = kilotonnes(change);
    if change > 0.0 { format!("+{number}") } else { number }
}

/// A count before the word for one, or the word for any other number of them.
#[must_use]
pub fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// An exponent in raised digits.
#[must_use]
pub fn superscript(exponent: i32) -> String {
    let raised = |character| match character {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁰' as u32 + digit as u32 - '0' as u32).unwrap_or(digit),
    };
    exponent.to_string().chars().map(raised).collect()
}

/// A number with a fixed count of decimals.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let is_zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut text = if value < 0.0 && !is_zero { String::from(MINUS) } else { String::new() };
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 && whole.len() > 4 {
            text.push(THIN_SPACE);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A difference with its sign; what rounds to zero has none.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    if value > 0.0 && text.contains(|digit| ('1'..='9').contains(&digit)) { format!("+{text}") } else { text }
}

/// A share in per cent: whole from 10 %, one decimal below.
#[must_use]
pub fn percent(fraction: f64) -> String {
    let value = fraction * 100.0;
    format!("{}{THIN_SPACE}%", decimal(value, usize::from(value.abs() < 9.95)))
}

/// A probability after the letter that it is known by, with three decimals; "p < 0.001" for the smallest.
///
/// Where three decimals would show a whole hundredth, as levels are, there are more: 0.0496 is not the 0.050 of a level.
#[must_use]
pub fn probability(letter: char, probability: f64) -> String {
    if probability < 0.001 {
        return format!("{letter} < 0.001");
    }
    let is_hundredth = |text: &String| text[4..].bytes().all(|digit| digit == b'0');
    let mut told_apart = (3..6).map(|decimals| format!("{probability:.decimals$}")).skip_while(is_hundredth);
    format!("{letter} = {}", told_apart.next().unwrap_or_else(|| format!("{probability:.3}")))
}

/// Calendar years with runs drawn together, `1990–2012, 2014`; `none` where there are none.
#[must_use]
pub fn years(years: &[i32]) -> String {
    let named: Vec<ReportingYear> = years.iter().map(|&year| ReportingYear::calendar(year)).collect();
    time_span::in_words(&named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounding_leaves_of_a_difference_is_nothing() {
        assert_eq!([kilotonnes_beside(100.0, 1.49e-14), kilotonnes_beside(100.0, -2.5e-7)], ["0", "−2.500×10⁻⁷"]);
    }

    #[test]
    fn masses_keep_the_digits_that_count() {
        assert_eq!(kilotonnes(28_697.114_5), "28\u{202f}697");
        assert_eq!(kilotonnes(2_103.3), "2103");
        assert_eq!(kilotonnes(443.000_2), "443.0");
        assert_eq!(kilotonnes(-4.0), "−4.00");
        assert_eq!(kilotonnes(0.0), "0");
    }

    /// A country emits kilograms of some gases: four figures of 0.034 37 kt and of 2.5 kg, and of a rounding error of a sum as well.
    #[test]
    fn small_masses_are_not_rounded_away() {
        assert_eq!([0.999_96, 0.5, 0.034_371, 2.5e-6].map(kilotonnes), ["1.00", "0.5000", "0.03437", "0.000002500"]);
        assert_eq!([-0.000_01, -2.54e-7, 9.999_96e-7].map(kilotonnes), ["−0.00001000", "−2.540×10⁻⁷", "0.000001000"]);
    }

    #[test]
    fn a_difference_has_a_sign_unless_it_rounds_to_zero() {
        assert_eq!([0.04, -0.04, 0.06, -0.06].map(|value| signed(value, 1)), ["0.0", "0.0", "+0.1", "−0.1"]);
    }

    #[test]
    fn runs_of_years_are_drawn_together() {
        assert_eq!(years(&[1990, 1991, 1992, 2005, 2012, 2013]), "1990–1992, 2005, 2012–2013");
        assert_eq!(years(&[]), "none");
    }

    #[test]
    fn shares_and_probabilities_are_short() {
        assert_eq!(percent(0.503), "50\u{202f}%");
        assert_eq!(percent(-0.0249), "−2.5\u{202f}%");
        assert_eq!(probability('p', 0.000_2), "p < 0.001");
        assert_eq!(probability('q', 0.0312), "q = 0.031");
    }

    #[test]
    fn a_probability_beside_a_level_is_told_apart_from_it() {
        assert_eq!(probability('p', 0.0496), "p = 0.0496");
        assert_eq!(probability('p', 0.050_02), "p = 0.05002");
        assert_eq!(probability('p', 0.05), "p = 0.050");
        assert_eq!(probability('p', 1.0), "p = 1.000");
    }
}
