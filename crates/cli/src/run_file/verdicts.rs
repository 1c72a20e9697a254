//! When a difference means something: the thresholds of verdicts, and what is taken of the errors.

use super::keys::{CORRELATION_LENGTH, LENGTHS, MARGIN, MONTE_CARLO, YEAR_CORRELATION};
use super::reader::{Fault, Section, Value};
use fluxledger_core::correlation_length::CorrelationLength;
use fluxledger_core::reconcile::{ErrorCorrelation, ErrorModel, Margin, MonteCarlo, Thresholds, YearCorrelation};
use fluxledger_core::{Mass, Share};
use std::ops::RangeInclusive;
use toml::de::DeValue;

/// Numbers of draws that tell 5 % from 6 % and that end while somebody waits.
pub(super) const DRAWS: RangeInclusive<i64> = 1_000..=10_000_000;
/// The numbers that fit a TOML integer and are no less than zero.
pub(super) const SEEDS: RangeInclusive<i64> = 0..=i64::MAX;

/// Reads the thresholds of verdicts.
pub(super) fn thresholds(root: &Section<'_, '_>) -> Thresholds {
    let defaults = Thresholds::default();
    let level = "0.05 is the 5 % level, that is 95 % confidence";
    let rate = "0.05 lets about one in twenty of the significant findings be due to chance";
    let level_of = |key, hint| optional_number(root, key, |level| level > 0.0 && level <= 0.5, "a level above 0 and up to 0.5", hint);
    let share_of = |key, hint| optional_number(root, key, |share| (0.0..=1.0).contains(&share), "a share from 0 to 1", hint);
    let power = "0.8 finds four in five of the differences of the minimal detectable size";
    Thresholds {
        significance: level_of("significance", level).unwrap_or(defaults.significance),
        power: optional_number(root, "power", |power| (0.5..=0.999).contains(&power), "a probability from 0.5 to 0.999", power)
            .unwrap_or(defaults.power),
        margin: root.optional("equivalence_margin").and_then(|value| margin(&value)),
        false_discovery: level_of("false_discovery_rate", rate),
        sensitivity: share_of("sensitivity_threshold", "0 asks nothing of the observations, 1 asks all").unwrap_or(defaults.sensitivity),
        coverage: share_of("minimum_coverage", "0.99 is 99 % of the region's area").map_or(defaults.coverage, Share::new),
    }
}

/// Reads what is taken of the errors of both sides.
pub(super) fn errors(root: &Section<'_, '_>) -> ErrorModel {
    let is_correlation = |correlation: f64| (-0.99..=0.99).contains(&correlation);
    let hint = "0 takes the errors of product and inventory as independent; what both have from one source is above 0";
    let sides = optional_number(root, "error_correlation", is_correlation, "a correlation from -0.99 to 0.99", hint);
    let is_uncertainty = |share: f64| share > 0.0 && share <= 10.0;
    let hint = "0.5 takes figures that are uncertain by more than 50 % as lognormal";
    let lognormal = optional_number(root, "lognormal_above", is_uncertainty, "a share above 0 and up to 10", hint);
    ErrorModel {
        parts: root.optional("product_error_correlation").and_then(|value| parts(&value)).unwrap_or_default(),
        sides: sides.unwrap_or_default(),
        years: root.optional("year_correlation").and_then(|value| years(&value)).unwrap_or_default(),
        lognormal_above: lognormal.map(Share::new),
        monte_carlo: root.optional("monte_carlo").and_then(|value| monte_carlo(&value)),
    }
}

fn parts(value: &Value<'_, '_>) -> Option<ErrorCorrelation> {
    if matches!(value.raw(), DeValue::Table(_)) {
        let section = value.section("`product_error_correlation`", CORRELATION_LENGTH, &[])?;
        return section.required("length_km", "length_km = 500").and_then(|value| length(&value)).map(ErrorCorrelation::Length);
    }
    let words = [("unknown", ErrorCorrelation::Unknown), ("full", ErrorCorrelation::Full), ("none", ErrorCorrelation::None)];
    value.one_of(&words).map(|located| located.value)
}

/// Reads the correlation lengths whose standard deviations are listed beside the one in force.
pub(super) fn sweep(root: &Section<'_, '_>) -> Vec<CorrelationLength> {
    let in_braces = |value: Value<'_, '_>| -> Option<Vec<CorrelationLength>> {
        let DeValue::Table(_) = value.raw() else { return None };
        let section = value.section("`product_error_correlation`", CORRELATION_LENGTH, CORRELATION_LENGTH)?;
        let stated = section.optional("sweep_km").and_then(|value| value.list("a list of lengths such as [100, 500]"));
        Some(stated.map_or_else(|| SWEEP.map(known_length).to_vec(), |lengths| lengths.iter().filter_map(length).collect()))
    };
    root.optional("product_error_correlation").and_then(in_braces).unwrap_or_default()
}

/// Lengths from that of a province to that of a continent.
const SWEEP: [f64; 4] = [100.0, 250.0, 500.0, 1_000.0];

fn known_length(kilometres: f64) -> CorrelationLength {
    CorrelationLength::from_kilometres(kilometres).expect("the lengths of the sweep are above zero")
}

fn length(value: &Value<'_, '_>) -> Option<CorrelationLength> {
    let number = value.number()?.value;
    let fitting = CorrelationLength::from_kilometres(number).filter(|_| (LENGTHS.0..=LENGTHS.1).contains(&number));
    if fitting.is_none() {
        let message = format!("{} must be a length in km from {} to {}, found {number}", value.label(), LENGTHS.0, LENGTHS.1);
        value.report(Fault::new(message, "\"none\" takes cells as independent, \"full\" as one".to_owned()));
    }
    fitting
}

fn years(value: &Value<'_, '_>) -> Option<YearCorrelation> {
    let section = value.section("`year_correlation`", YEAR_CORRELATION, &[])?;
    let hint = "0 takes the errors of years as independent; an emission factor that stays the same makes them nearly one";
    let is_correlation = |correlation: f64| (0.0..=0.99).contains(&correlation);
    let of = |key| optional_number(&section, key, is_correlation, "a correlation from 0 to 0.99", hint).unwrap_or_default();
    Some(YearCorrelation { product: of("product"), inventory: of("inventory") })
}

/// A margin is of one kind; two would leave open which of them holds.
fn margin(value: &Value<'_, '_>) -> Option<Margin> {
    let section = value.section("`equivalence_margin`", MARGIN, &[])?;
    let number = |key, most: f64, hint| {
        let expected = format!("a number above 0 and up to {most}");
        optional_number(&section, key, |number| number > 0.0 && number <= most, &expected, hint)
    };
    let share = number("inventory_share", 1.0, "0.1 is a tenth of the inventory's figure");
    let uncertainty = number("inventory_uncertainty", 10.0, "1 is half of the inventory's own 95 % interval");
    let kilotonnes = number("kilotonnes", 1e9, "it is the mass of the gas itself");
    let given = MARGIN.iter().filter(|key| section.optional(key.name).is_some()).count();
    if given != 1 {
        let message = format!("{} needs exactly one of its keys, found {given}", value.label());
        value.report(Fault::new(message, "write for example equivalence_margin = { inventory_share = 0.1 }".to_owned()));
        return None;
    }
    let of_share = share.map(|share| Margin::ShareOfInventory(Share::new(share)));
    let of_uncertainty = uncertainty.map(Margin::InventoryUncertainty);
    of_share.or(of_uncertainty).or_else(|| kilotonnes.map(|mass| Margin::Mass(Mass::from_kilotonnes(mass))))
}

fn monte_carlo(value: &Value<'_, '_>) -> Option<MonteCarlo> {
    let section = value.section("`monte_carlo`", MONTE_CARLO, &[])?;
    let draws = section.required("draws", "draws = 100000").and_then(|value| whole(&value, DRAWS));
    let seed = section.required("seed", "seed = 1").and_then(|value| whole(&value, SEEDS));
    Some(MonteCarlo { draws: u32::try_from(draws?).ok()?, seed: u64::try_from(seed?).ok()? })
}

/// A whole number between bounds.
pub(super) fn whole(value: &Value<'_, '_>, bounds: RangeInclusive<i64>) -> Option<i64> {
    let number = value.integer("a whole number")?.value;
    if bounds.contains(&number) {
        return Some(number);
    }
    let (from, to) = (bounds.start(), bounds.end());
    value.report(Fault::new(format!("{} must be a whole number from {from} to {to}, found {number}", value.label()), None));
    None
}

fn optional_number(section: &Section<'_, '_>, key: &'static str, holds: impl Fn(f64) -> bool, expected: &str, hint: &str) -> Option<f64> {
    let value = section.optional(key)?;
    let number = value.number()?.value;
    if holds(number) {
        return Some(number);
    }
    value.report(Fault::new(format!("{} must be {expected}, found {number}", value.label()), hint.to_owned()));
    None
}
