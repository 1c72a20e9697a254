//! Whether figures agree as far as their digits go.

use super::Agreement;
use crate::quantity::Mass;

/// What a sum of numbers in double precision may be off by, as a share of what was added.
pub(crate) const ARITHMETIC: f64 = 1e-12;
/// How far a sum may be off that programs compute from figures which they show with fewer digits than they hold, as a share of what was added.
const COMPUTED: f64 = 1e-9;
/// Below this figures are written with powers of ten and have digits of their own.
const WRITTEN_WITH_POWERS: f64 = 1e-4;

pub(super) fn total(masses: &[Mass]) -> Option<Mass> {
    (!masses.is_empty()).then(|| masses.iter().copied().sum())
}

/// The stated sum less its parts, where they do not agree.
pub(super) fn gap(stated: Mass, parts: &[Mass]) -> Option<Mass> {
    let sum = total(parts).filter(|_| agrees(stated, parts).is_none())?;
    Some(stated - sum)
}

/// How a stated sum agrees with its parts, if it does.
pub(super) fn agrees(stated: Mass, parts: &[Mass]) -> Option<Agreement> {
    let sum = total(parts)?;
    let figures: Vec<f64> = parts.iter().chain([&stated]).map(|mass| mass.as_kilotonnes()).collect();
    let difference = (stated - sum).as_kilotonnes().abs();
    let added: f64 = figures.iter().map(|figure| figure.abs()).sum();
    if difference <= ARITHMETIC * added {
        return Some(Agreement::Exact);
    }
    (difference <= rounding(&figures) + COMPUTED * added).then_some(Agreement::Rounded)
}

/// The digits from which on a figure is taken to show its last place: that it has lost a zero at its end is then one case in ten, and changes little.
const TELLING_DIGITS: i32 = 6;

/// Whether the figures give the stated sum if each is rounded in the last place that it shows, where it shows enough digits to tell.
///
/// Programs that write the levels of a table with unlike numbers of decimals do this.
pub(super) fn within_own_digits(stated: Mass, parts: &[Mass]) -> bool {
    let Some(sum) = total(parts) else { return false };
    let figures: Vec<f64> = parts.iter().chain([&stated]).map(|mass| mass.as_kilotonnes()).collect();
    let own = |figure: &f64| {
        let shown = Shown::of(*figure);
        if shown.digits >= TELLING_DIGITS { 10_f64.powi(-shown.decimals) / 2.0 } else { 0.0 }
    };
    let half_places: f64 = half_last_places(&figures).into_iter().zip(figures.iter().map(own)).map(|(common, own)| common.max(own)).sum();
    let added: f64 = figures.iter().map(|figure| figure.abs()).sum();
    (stated - sum).as_kilotonnes().abs() <= half_places + ARITHMETIC * added
}

/// What the figures of one sum may be off by together: half the last place of each.
fn rounding(figures: &[f64]) -> f64 {
    half_last_places(figures).into_iter().sum()
}

/// The significant digits that a table is taken to show at least: where the figures of a sum have fewer they may be round as they are.
const FEWEST_DIGITS: i32 = 3;

/// Half the last place of each figure of one sum, in the order of the figures.
///
/// A table shows so many decimals, or so many significant digits, or both. The figure with the most of each tells how many; the others have lost
/// zeros at their end.
pub(crate) fn half_last_places(figures: &[f64]) -> Vec<f64> {
    let shown: Vec<Shown> = figures.iter().map(|&figure| Shown::of(figure)).collect();
    let decimals = shown.iter().map(|shown| shown.decimals).max().unwrap_or_default().max(0);
    let digits = shown.iter().map(|shown| shown.digits).max().unwrap_or_default().max(FEWEST_DIGITS);
    let place = |(&figure, own): (&f64, &Shown)| {
        let last_decimal = 10_f64.powi(-decimals);
        if figure == 0.0 {
            return last_decimal;
        }
        let last_digit = 10_f64.powi(own.digits - own.decimals - digits);
        let own_last = if figure.abs() < WRITTEN_WITH_POWERS { 10_f64.powi(-own.decimals) } else { 0.0 };
        last_decimal.max(last_digit).max(own_last)
    };
    figures.iter().zip(&shown).map(place).map(|place| place / 2.0).collect()
}

/// How a number is written: its significant digits, and the decimals of the last of them; fewer than none where zeros stand before the point.
struct Shown {
    digits: i32,
    decimals: i32,
}

impl Shown {
    /// The shortest writing that gives the number back, but for what a change of unit does to its last bits.
    fn of(figure: f64) -> Self {
        let back = |digits: &usize| {
            let text = format!("{figure:.*e}", digits - 1);
            text.parse::<f64>().is_ok_and(|read| (read - figure).abs() <= 4.0 * f64::EPSILON * figure.abs())
        };
        let digits = (1..=17).find(back).unwrap_or(17);
        let text = format!("{figure:.*e}", digits - 1);
        let exponent: i32 = text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or_default();
        let digits = i32::try_from(digits).unwrap_or(17);
        Self { digits, decimals: digits - 1 - exponent }
    }
}
