//! Axes: the range of a scale, its round ticks, and how their numbers are written.

use crate::report::number::superscript;

/// How values turn into lengths or colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equal lengths.
    Linear,
    /// Equal ratios are equal lengths; zero and below have no place on it.
    Logarithmic,
}

/// A marked place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

impl Tick {
    pub(super) fn is_power_of_ten(&self) -> bool {
        let power = self.value.abs().log10();
        (power - power.round()).abs() < 1e-9
    }
}

/// A range of values that begins and ends at a round number, or as given, with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) scale: Scale,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<Tick>,
}

impl Axis {
    /// A linear axis that holds all values and has about the wanted number of ticks, 1, 2 or 5 times a power of ten apart.
    pub(super) fn linear(values: impl Iterator<Item = f64>, wanted: f64) -> Self {
        let (low, high) = widened(extent(values).unwrap_or((0.0, 1.0)));
        let step = round_step((high - low) / wanted);
        let (first, last) = (snapped(low / step).floor(), snapped(high / step).ceil());
        Self::of_steps(step, first, last)
    }

    /// Whether its ticks stand at equal distances.
    pub(super) fn is_even(&self) -> bool {
        let steps = || self.ticks.windows(2).map(|pair| pair[1].value - pair[0].value);
        let (least, most) = (steps().fold(f64::INFINITY, f64::min), steps().fold(0.0, f64::max));
        most - least <= 1e-6 * most
    }

    /// A linear axis that is not widened to round ends.
    pub(super) fn linear_between(low: f64, high: f64, step: f64) -> Self {
        let axis = Self::of_steps(step, snapped(low / step).ceil(), snapped(high / step).floor());
        Self { low, high, ..axis }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the number of steps is small")]
    fn of_steps(step: f64, first: f64, last: f64) -> Self {
        let tick = |index: i64| {
            let value = multiple(step, index);
            Tick { value, label: number(value, step) }
        };
        let ticks: Vec<Tick> = (first as i64..=last as i64).map(tick).collect();
        Self { scale: Scale::Linear, low: multiple(step, first as i64), high: multiple(step, last as i64), ticks }
    }

    /// A logarithmic axis that holds all values above zero, down to a number of decades below the largest.
    pub(super) fn logarithmic(values: impl Iterator<Item = f64>, decades: i32) -> Self {
        let (low, high) = extent(values.filter(|value| *value > 0.0)).unwrap_or((1.0, 10.0));
        let top = round_up(high);
        let floor = 10f64.powi(exponent(top) - decades);
        let low = round_down(low).max(floor);
        let low = if low < top { low } else { top / 10.0 };
        Self { scale: Scale::Logarithmic, low, high: top, ticks: decade_ticks(low, top) }
    }

    /// Where a value lies between the low (0) and the high (1) end; values beyond lie at the end.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Logarithmic if value <= 0.0 => 0.0,
            Scale::Logarithmic => (value / self.low).ln() / (self.high / self.low).ln(),
        };
        share.clamp(0.0, 1.0)
    }

    /// Whether a value lies below the low end, so that a mark at the end would mislead.
    pub(super) fn is_below(&self, value: f64) -> bool {
        value < self.low - (self.high - self.low).abs() * 1e-12
    }
}

/// Smallest and largest value, if there is any.
pub(super) fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |extent, value| match extent {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

/// A range that is not empty.
fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if high > low {
        (low, high)
    } else if low == 0.0 {
        (0.0, 1.0)
    } else {
        (low - low.abs() * 0.1, low + low.abs() * 0.1)
    }
}

/// A number of steps without the last bits that a division leaves, so that 3.0000000000000004 steps are not rounded up to 4.
fn snapped(steps: f64) -> f64 {
    if (steps - steps.round()).abs() < 1e-9 { steps.round() } else { steps }
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least the given step.
pub(super) fn round_step(step: f64) -> f64 {
    round_up(step)
}

fn round_up(value: f64) -> f64 {
    let exponent = exponent(value);
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| scaled(digit, exponent))
        .find(|round| value <= round * (1.0 + 1e-9))
        .unwrap_or_else(|| scaled(10.0, exponent))
}

fn round_down(value: f64) -> f64 {
    let exponent = exponent(value);
    let below = [5.0, 2.0, 1.0].into_iter().map(|digit| scaled(digit, exponent)).find(|round| value >= round * (1.0 - 1e-9));
    below.unwrap_or_else(|| scaled(1.0, exponent))
}

/// The exponent of the power of ten at or below a value above zero.
#[expect(clippy::cast_possible_truncation, reason = "exponents of f64 fit in i32")]
fn exponent(value: f64) -> i32 {
    (value.log10() + 1e-9).floor() as i32
}

/// digit · 10^exponent, dividing for small numbers because 10^−n is not exact but 10^n is.
fn scaled(digit: f64, exponent: i32) -> f64 {
    if exponent < 0 { digit / 10f64.powi(-exponent) } else { digit * 10f64.powi(exponent) }
}

/// index · step, rounded as the decimal number that it stands for.
#[expect(clippy::cast_precision_loss, reason = "the number of steps is small")]
fn multiple(step: f64, index: i64) -> f64 {
    if step < 1.0 { index as f64 / (1.0 / step).round() } else { index as f64 * step }
}

/// The powers of ten in a range, with 2 and 5 times them where the range is short.
fn decade_ticks(low: f64, high: f64) -> Vec<Tick> {
    let digits: &[f64] = if high / low <= 1000.0 * (1.0 + 1e-9) { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let exponents = exponent(low)..=exponent(high);
    let values = exponents.flat_map(|exponent| digits.iter().map(move |digit| scaled(*digit, exponent)));
    let within = values.filter(|value| *value >= low * (1.0 - 1e-9) && *value <= high * (1.0 + 1e-9));
    within.map(|value| Tick { value, label: number(value, value) }).collect()
}

/// A number as it is printed: with the decimals of a step, thousands set off by thin spaces, a real minus,
/// and as a power of ten where the step is very small or large, so that all numbers of an axis are written alike.
pub(super) fn number(value: f64, step: f64) -> String {
    let step_exponent = exponent(step);
    if !(-4..7).contains(&step_exponent) {
        return if value == 0.0 { "0".to_owned() } else { power_of_ten(value, step_exponent) };
    }
    let decimals = usize::try_from(-step_exponent).unwrap_or(0);
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), String::new()), |(whole, part)| (whole, format!(".{part}")));
    format!("{}{}{fraction}", minus(value), thousands(whole))
}

fn power_of_ten(value: f64, step_exponent: i32) -> String {
    let exponent = exponent(value.abs());
    let decimals = usize::try_from(exponent - step_exponent).unwrap_or(0);
    let mantissa = format!("{:.decimals$}", value.abs() / scaled(1.0, exponent));
    let power = format!("10{}", superscript(exponent));
    if mantissa == "1" { format!("{}{power}", minus(value)) } else { format!("{}{mantissa}×{power}", minus(value)) }
}

const fn minus(value: f64) -> &'static str {
    if value < 0.0 { "\u{2212}" } else { "" }
}

/// Digits in groups of three from the right; four digits stay together (ISO 80000-1, 7.3.1 leaves that free).
fn thousands(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let grouped = digits.char_indices().map(|(index, digit)| {
        let space = if index > 0 && (digits.len() - index).is_multiple_of(3) { "\u{2009}" } else { "" };
        format!("{space}{digit}")
    });
    grouped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_round_and_hold_the_data() {
        let axis = Axis::linear([0.0, 9730.0].into_iter(), 5.0);
        assert_eq!(labels(&axis), ["0", "2000", "4000", "6000", "8000", "10\u{2009}000"]);
        assert_eq!((axis.low, axis.high), (0.0, 10_000.0));
        assert_eq!(labels(&Axis::linear([-0.3, 0.3].into_iter(), 6.0)), ["−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3"]);
    }

    #[test]
    fn one_value_or_none_still_makes_an_axis() {
        assert_eq!(labels(&Axis::linear([0.0].into_iter(), 2.0)), ["0.0", "0.5", "1.0"]);
        let axis = Axis::linear([7.0].into_iter(), 4.0);
        assert!(axis.low < 7.0 && axis.high > 7.0);
        assert_eq!(labels(&Axis::logarithmic(std::iter::empty(), 3)), ["1", "2", "5", "10"]);
    }

    #[test]
    fn logarithmic_ticks_are_decades_and_skip_what_is_not_above_zero() {
        let axis = Axis::logarithmic([-5.0, 0.0, 0.003, 800.0].into_iter(), 8);
        assert_eq!(labels(&axis), ["0.01", "0.1", "1", "10", "100", "1000"]);
        assert_eq!((axis.low, axis.high), (0.002, 1000.0));
        assert_eq!(axis.share(-1.0), 0.0);
        assert_eq!(axis.share(1e9), 1.0);
    }

    #[test]
    fn long_numbers_are_grouped_or_written_as_powers() {
        assert_eq!(number(1_234_567.0, 1.0), "1\u{2009}234\u{2009}567");
        assert_eq!(number(-0.5, 0.1), "−0.5");
        assert_eq!(number(2e-9, 1e-9), "2×10⁻⁹");
        assert_eq!(number(1e12, 1e12), "10¹²");
        assert_eq!(number(2.5e7, 5e6), "25\u{2009}000\u{2009}000");
        assert_eq!(number(-2.5e8, 5e7), "−2.5×10⁸");
        assert_eq!(number(0.0, 1e-9), "0");
    }
}
