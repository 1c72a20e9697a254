//! Statistics of few cells, worked out by hand or by other programs, and laws that they keep.

use super::*;
use approx::{assert_abs_diff_eq, assert_relative_eq};
use proptest::prelude::*;

fn cell(value: f64, weight: f64, second: f64) -> Sample {
    CoverageWeight::Fraction.sample(value, weight, f64::NAN, second)
}

fn weighted(cells: &[(f64, f64)]) -> Vec<Sample> {
    cells.iter().map(|&(value, weight)| cell(value, weight, f64::NAN)).collect()
}

fn equal(values: &[f64]) -> Vec<Sample> {
    values.iter().map(|&value| cell(value, 1.0, f64::NAN)).collect()
}

/// A statistic by its name.
fn number(cells: &[Sample], name: &str) -> Option<f64> {
    match &summarize(cells.iter().copied(), &[name.parse().expect("a statistic")]).answers[..] {
        [Answer::Number(number)] => *number,
        other => panic!("`{name}` gave {other:?}"),
    }
}

fn fractions(cells: &[Sample], name: &str) -> Vec<(f64, f64)> {
    match &summarize(cells.iter().copied(), &[name.parse().expect("a statistic")]).answers[..] {
        [Answer::Fractions(fractions)] => fractions.iter().map(|class| (class.class, class.fraction)).collect(),
        other => panic!("`{name}` gave {other:?}"),
    }
}

const SCATTERED: [f64; 9] = [2.5, -1.0, 7.25, 3.0, 3.0, 11.5, 0.5, 8.0, 4.75];
const WEIGHTS: [f64; 9] = [1.0, 2.0, 0.5, 0.25, 3.0, 1.5, 0.125, 1.0, 2.0];

/// Weights 1, −1 and 1 come to nothing on the way: the mean is (2 − 3 + 7) / 1, and no variance is defined.
#[test]
fn a_negative_weight_leaves_a_mean_and_no_variance() {
    let cells = [cell(2.0, 1.0, 1.0), cell(3.0, 1.0, -1.0), cell(7.0, 1.0, 1.0)];
    assert_eq!(number(&cells, "weighted_mean"), Some(6.0));
    assert_eq!((number(&cells, "weighted_variance"), number(&cells, "weighted_stdev")), (None, None));
    assert_eq!(fractions(&cells, "weighted_frac"), []);
    assert_eq!(number(&cells, "variance"), Some(14.0 / 3.0));
    let negative = [cell(2.0, 1.0, -1.0), cell(4.0, 1.0, -3.0)];
    assert_eq!(number(&negative, "weighted_mean"), Some(3.5));
    let cancelled = [cell(2.0, 1.0, 0.1), cell(3.0, 1.0, 0.2), cell(7.0, 1.0, -0.3)];
    assert_eq!(number(&cancelled, "weighted_mean"), None);
}

/// The example of exactextract's documentation: values 1 to 4, weights 5 to 8, shares ½, 0, 1 and ¼.
#[test]
fn the_documented_example_has_its_documented_answers() {
    let cells = [cell(1.0, 0.5, 5.0), cell(3.0, 1.0, 7.0), cell(4.0, 0.25, 8.0)];
    for (name, expected) in [
        ("count", 1.75),
        ("sum", 4.5),
        ("mean", 4.5 / 1.75),
        ("variance", 1.102_040_816_326_530_6),
        ("stdev", 1.049_781_318_335_648),
        ("coefficient_of_variation", 1.049_781_318_335_648 / (4.5 / 1.75)),
        ("weighted_sum", 31.5),
        ("weighted_mean", 31.5 / 11.5),
        ("min", 1.0),
        ("max", 4.0),
        ("majority", 3.0),
        ("minority", 4.0),
        ("variety", 3.0),
    ] {
        assert_relative_eq!(number(&cells, name).expect(name), expected, max_relative = 1e-15);
    }
    assert_eq!(fractions(&cells, "frac"), [(1.0, 0.5 / 1.75), (3.0, 1.0 / 1.75), (4.0, 0.25 / 1.75)]);
    assert_eq!(fractions(&cells, "weighted_frac"), [(1.0, 2.5 / 11.5), (3.0, 7.0 / 11.5), (4.0, 2.0 / 11.5)]);
}

/// From NumPy 2.4: `np.quantile(x, q)`, `x.mean()`, `x.var()`, `x.std()`.
#[test]
fn equal_weights_give_what_unweighted_programs_give() {
    let cells = equal(&SCATTERED);
    for (name, expected) in [
        ("quantile(q=0)", -1.0),
        ("quantile(q=0.1)", 0.2),
        ("quantile(q=0.25)", 2.5),
        ("quantile(q=0.37)", 2.98),
        ("median", 3.0),
        ("quantile(q=0.9)", 8.7),
        ("quantile(q=1)", 11.5),
        ("mean", 4.388_888_888_888_889),
        ("variance", 13.723_765_432_098_766),
        ("stdev", 3.704_560_086_177_408),
    ] {
        assert_abs_diff_eq!(number(&cells, name).expect(name), expected, epsilon = 1e-14);
    }
}

/// From NumPy: Σ w x / Σ w and Σ w (x − mean)² / Σ w; for quantiles the mean of the inverse distribution between its two limits, integrated step by step.
#[test]
fn unequal_weights_give_what_an_integration_gives() {
    let cells = weighted(&SCATTERED.into_iter().zip(WEIGHTS).collect::<Vec<_>>());
    for (name, expected) in [
        ("mean", 4.280_219_780_219_78),
        ("variance", 14.322_575_775_872_478),
        ("quantile(q=0.1)", 0.426_864_590_876_176_45),
        ("median", 3.240_767_559_739_318_4),
        ("quantile(q=0.9)", 8.882_512_671_976_825),
    ] {
        assert_relative_eq!(number(&cells, name).expect(name), expected, max_relative = 1e-14);
    }
}

/// exactextract gives 5 for the median, because it counts the zeros as one value (exactextractr, issue 113).
#[test]
fn values_that_repeat_do_not_collapse() {
    let cells = equal(&[0.0, 0.0, 0.0, 10.0]);
    assert_eq!(number(&cells, "median"), Some(0.0));
    assert_eq!(number(&cells, "quantile(q=0.75)"), Some(2.5));
    assert_relative_eq!(number(&cells, "quantile(q=0.9)").expect("a value"), 7.0, max_relative = 1e-15);
}

#[test]
fn of_classes_as_frequent_as_others_the_largest_is_the_majority_and_the_smallest_the_minority() {
    let cells = equal(&[7.0, 2.0, 7.0, 5.0, 2.0, 4.0]);
    assert_eq!((number(&cells, "majority"), number(&cells, "minority"), number(&cells, "variety")), (Some(7.0), Some(4.0), Some(4.0)));
}

#[test]
fn zero_is_one_class_whatever_its_sign() {
    assert_eq!(fractions(&equal(&[0.0, -0.0, 1.0, 0.0]), "frac"), [(0.0, 0.75), (1.0, 0.25)]);
}

#[test]
fn cells_without_a_value_are_counted_and_left_out() {
    let values = [1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 3.0];
    let summary = summarize(values.map(|value| cell(value, 0.5, 1.0)), &["count", "mean", "max"].map(|name| name.parse().expect("a name")));
    assert_eq!(summary.answers, [Some(1.0), Some(2.0), Some(3.0)].map(Answer::Number));
    assert_eq!((summary.missing, summary.without_weight), (1.5, 0.0));
}

#[test]
fn a_region_without_a_value_has_no_answers_and_no_cells() {
    let cells = [cell(f64::NAN, 0.5, 1.0)];
    assert_eq!(number(&cells, "count"), Some(0.0));
    for name in ["sum", "mean", "variance", "stdev", "min", "max", "median", "majority", "minority", "weighted_mean"] {
        assert_eq!(number(&cells, name), None, "{name}");
    }
    assert_eq!((number(&cells, "variety"), fractions(&cells, "frac")), (Some(0.0), vec![]));
}

/// Values that weigh nothing add up to nothing, and have no mean.
#[test]
fn a_weighted_sum_over_weights_of_zero_is_zero() {
    let cells = [cell(1.0, 0.5, 0.0), cell(4.0, 0.25, 0.0)];
    assert_eq!((number(&cells, "weighted_sum"), number(&cells, "weighted_mean")), (Some(0.0), None));
}

/// A cell of unknown weight is not one of weight 0.
#[test]
fn a_missing_weight_leaves_weighted_statistics_without_answer() {
    let cells = [cell(1.0, 0.5, 2.0), cell(4.0, 0.25, f64::NAN)];
    assert_eq!((number(&cells, "weighted_mean"), number(&cells, "weighted_sum")), (None, None));
    assert_eq!((fractions(&cells, "weighted_frac"), number(&cells, "mean")), (vec![], Some(2.0)));
    assert_eq!(summarize(cells, &[]).without_weight, 0.25);
}

/// Two cells, one of twice the area, half of each in the region.
#[test]
fn areas_weigh_and_are_not_counted() {
    let cells = |weight: CoverageWeight| {
        [(1.0, 0.5, 200.0), (4.0, 0.5, 100.0)].map(|(value, share, area)| weight.sample(value, share, area, f64::NAN))
    };
    let answers = |weight| ["count", "sum", "mean"].map(|name| number(&cells(weight), name));
    assert_eq!(answers(CoverageWeight::Area), [Some(1.0), Some(300.0), Some(2.0)]);
    assert_eq!(answers(CoverageWeight::Fraction), [Some(1.0), Some(2.5), Some(2.5)]);
    assert_eq!(answers(CoverageWeight::None), [Some(2.0), Some(5.0), Some(2.5)]);
}

fn samples() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec(((-40..40_i32).prop_map(f64::from), 1e-3..1.0_f64), 1..60)
}

const NAMES: [&str; 9] = ["mean", "variance", "min", "max", "median", "quantile(q=0.05)", "quantile(q=0.9)", "majority", "variety"];

proptest! {
    #[test]
    fn a_common_factor_of_the_weights_changes_nothing(cells in samples(), factor in 1e-6..1e12_f64) {
        let scaled: Vec<_> = cells.iter().map(|&(value, weight)| (value, factor * weight)).collect();
        // Which of two classes that are equally frequent but for rounding comes first is not asked.
        for name in NAMES.into_iter().filter(|name| *name != "majority") {
            let [one, other] = [&cells, &scaled].map(|cells| number(&weighted(cells), name).expect("a value"));
            prop_assert!((one - other).abs() <= 1e-9 * one.abs().max(1.0), "{name}: {one} and {other}");
        }
    }

    #[test]
    fn the_order_of_the_cells_does_not_matter_but_for_rounding(cells in samples(), turn in 0..60_usize) {
        let mut turned = cells.clone();
        turned.reverse();
        turned.rotate_left(turn % cells.len());
        for name in NAMES {
            let [one, other] = [&cells, &turned].map(|cells| number(&weighted(cells), name).expect("a value"));
            prop_assert!(name == "majority" || (one - other).abs() <= 1e-9 * one.abs().max(1.0), "{name}: {one} and {other}");
        }
    }

    #[test]
    fn several_at_once_are_the_same_as_one_by_one(cells in samples()) {
        let cells = weighted(&cells);
        let together = summarize(cells.iter().copied(), &NAMES.map(|name| name.parse().expect("a statistic")));
        let alone = NAMES.map(|name| Answer::Number(number(&cells, name)));
        prop_assert_eq!(together.answers, alone);
    }

    #[test]
    fn quantiles_rise_with_their_probability_and_stay_among_the_values(cells in samples(), low in 0.0..1.0_f64, more in 0.0..1.0_f64) {
        let cells = weighted(&cells);
        let quantile = |probability: f64| number(&cells, &format!("quantile(q={probability})")).expect("a value");
        let (lower, upper) = (quantile(low), quantile(low + more * (1.0 - low)));
        let [smallest, largest] = ["min", "max"].map(|name| number(&cells, name).expect("a value"));
        prop_assert!(smallest - 1e-9 <= lower && lower <= upper + 1e-9 && upper <= largest + 1e-9, "{smallest} {lower} {upper} {largest}");
    }

    /// West's update against two passes.
    #[test]
    fn the_variance_is_that_of_two_passes(cells in samples(), far in -1e6..1e6_f64) {
        let moved: Vec<_> = cells.iter().map(|&(value, weight)| (value + far, weight)).collect();
        let total: f64 = moved.iter().map(|(_, weight)| weight).sum();
        let mean = moved.iter().map(|(value, weight)| value * weight).sum::<f64>() / total;
        let expected = moved.iter().map(|(value, weight)| weight * (value - mean).powi(2)).sum::<f64>() / total;
        let found = number(&weighted(&moved), "variance").expect("a value");
        prop_assert!((found - expected).abs() <= 1e-9 * expected + 1e-8, "{found} instead of {expected}");
    }
}
