use super::*;
use crate::covariance::Covariance;
use crate::reconcile::difference::Deviation;
use ndarray::{Array2, array};
use proptest::prelude::*;
use std::sync::Arc;

fn masses(kilograms: &[f64]) -> Vec<Mass> {
    kilograms.iter().copied().map(Mass::from_kg).collect()
}

fn members(kilograms: &[f64], rule: EnsembleRule) -> TotalUncertainty {
    TotalUncertainty::Members(Members::new(masses(kilograms), rule))
}

/// The totals of one source.
fn joint(source: usize, covariance: Array2<f64>) -> Vec<TotalUncertainty> {
    let covariance = Arc::new(Covariance::new(covariance).expect("the tests have covariances"));
    let of = |position| JointErrors::new(ErrorBasis::Covariance, ErrorSource(source), Arc::clone(&covariance), position);
    (0..covariance.elements()).map(of).map(TotalUncertainty::Joint).collect()
}

fn sides(bracket: DeviationBracket) -> [f64; 2] {
    [bracket.uncorrelated.up.as_kg(), bracket.correlated.up.as_kg()]
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

const MEDIAN: EnsembleRule = EnsembleRule { centre: Centre::Median, spread: Spread::Interquartile };

/// Members of two countries (1, 2, 9) and (8, 1, 1): the medians are 2 and 1 and add up to 3, but the members' sums are 9, 3, 10 and their median is 9.
#[test]
fn the_median_of_sums_is_not_the_sum_of_medians() {
    let (one, other) = (members(&[1.0, 2.0, 9.0], MEDIAN), members(&[8.0, 1.0, 1.0], MEDIAN));
    let sum = TotalUncertainty::of_sum(&[&one, &other]);
    assert_eq!([&one, &other, &sum].map(|part| part.centre().map(Mass::as_kg)), [Some(2.0), Some(1.0), Some(9.0)]);
}

/// Errors that cancel: (1, 2, 3) and (3, 2, 1) add up to 4 in each member, so that the sum has no spread, whatever the parts have.
#[test]
fn errors_that_cancel_between_members_cancel_in_the_sum() {
    let rule = EnsembleRule::default();
    let sum = TotalUncertainty::of_sum(&[&members(&[1.0, 2.0, 3.0], rule), &members(&[3.0, 2.0, 1.0], rule)]);
    assert_eq!((sum.centre().map(Mass::as_kg), sides(sum.bracket())), (Some(4.0), [0.0, 0.0]));
}

/// 1, 2, 3, 4, 10: s² = (9 + 4 + 1 + 0 + 36) / 4 = 12.5 about the mean of 4; P25 = 2, P75 = 4 and 2 / 1.349 = 1.4826 about the median of 3;
/// P2.5 = 1.1 and P97.5 = 4 + 0.9 · 6 = 9.4, that is 1.9 / 1.96 below and 6.4 / 1.96 above the median.
#[test]
fn the_run_file_chooses_what_is_the_standard_deviation() {
    let values = [10.0, 1.0, 3.0, 2.0, 4.0];
    let of = |centre, spread| {
        let ensemble = Members::new(masses(&values), EnsembleRule { centre, spread });
        (ensemble.centre().as_kg(), ensemble.between())
    };
    let (mean, deviation) = of(Centre::Mean, Spread::StandardDeviation);
    assert!(mean == 4.0 && (deviation.up.as_kg() - 12.5_f64.sqrt()).abs() < 1e-12);
    let (median, deviation) = of(Centre::Median, Spread::Interquartile);
    assert!(median == 3.0 && (deviation.up.as_kg() - 1.482_6).abs() < 1e-4, "{deviation:?}");
    let (_, Deviation { down, up }) = of(Centre::Median, Spread::Percentiles);
    assert!((down.as_kg() - 1.9 / 1.959_964).abs() < 1e-6 && (up.as_kg() - 6.4 / 1.959_964).abs() < 1e-6, "{down:?} {up:?}");
}

/// Two members, 10 ± 3 and 14 ± 5: between them s² = 8, within them (9 + 25) / 2 = 17, together √25 = 5.
#[test]
fn the_variance_within_members_comes_on_top_of_that_between_them() {
    let within = [3.0, 5.0].map(|sigma| TotalUncertainty::Bracket(DeviationBracket::known(Deviation::symmetric(Mass::from_kg(sigma)))));
    let both = Members { within: Some(within.to_vec().into()), ..Members::new(masses(&[10.0, 14.0]), EnsembleRule::default()) };
    close(sides(both.bracket())[1], 5.0);
}

/// Two countries with variances 9 and 5 and a covariance of 3 have √(9 + 5 + 2 · 3) = √20 together, and their mean half of it. With a third of variance 9
/// from another source they have √29 to √20 + 3.
#[test]
fn totals_of_one_source_add_up_with_their_covariance() {
    let countries = joint(0, array![[9.0, 3.0], [3.0, 5.0]]);
    let both = TotalUncertainty::of_sum(&[&countries[0], &countries[1]]);
    for (found, expected) in sides(both.bracket()).into_iter().chain(sides(both.over(2).bracket())).zip([
        20.0_f64.sqrt(),
        20.0_f64.sqrt(),
        5.0_f64.sqrt(),
        5.0_f64.sqrt(),
    ]) {
        close(found, expected);
    }
    let three = TotalUncertainty::of_sum(&[&both, &joint(1, array![[9.0]])[0]]);
    close(sides(three.bracket())[0], 29.0_f64.sqrt());
    close(sides(three.bracket())[1], 20.0_f64.sqrt() + 3.0);
    let twice = TotalUncertainty::of_sum(&[&countries[0], &countries[0]]);
    close(sides(twice.bracket())[0], 6.0);
}

/// Two members of 10 kg in each of two countries, whose errors have variances 9 and 5 and a covariance of −3 in both members: √(9 + 5 − 2 · 3) = √8, as each
/// member has it, and nothing between them.
#[test]
fn a_sum_of_members_keeps_the_covariance_within_each() {
    let countries = joint(0, array![[9.0, -3.0], [-3.0, 5.0]]);
    let ensemble = |error: &TotalUncertainty| {
        let within = Some(Arc::from(vec![error.clone(), error.clone()]));
        TotalUncertainty::Members(Members { within, ..Members::new(masses(&[10.0, 10.0]), EnsembleRule::default()) })
    };
    let both = TotalUncertainty::of_sum(&[&ensemble(&countries[0]), &ensemble(&countries[1])]);
    sides(both.bracket()).into_iter().for_each(|side| close(side, 8.0_f64.sqrt()));
}

/// Members of unlike numbers cannot be added member by member: what is left are bounds, √(0.5 + 1) to √0.5 + 1.
#[test]
fn of_unlike_parts_no_more_is_known_than_bounds() {
    let rule = EnsembleRule::default();
    let sum = TotalUncertainty::of_sum(&[&members(&[1.0, 2.0], rule), &members(&[1.0, 2.0, 3.0], rule)]);
    assert!(sum.is_bracket() && sum.centre().is_none());
    close(sides(sum.bracket())[0], 1.5_f64.sqrt());
    close(sides(sum.bracket())[1], 0.5_f64.sqrt() + 1.0);
}

#[test]
fn negative_members_are_counted_and_stay_negative() {
    let found = Members::new(masses(&[-3.0, 1.0, -1.0]), EnsembleRule::default());
    assert_eq!((found.negative(), found.centre().as_kg()), (2, -1.0));
}

/// A line of the ledger may have a value, and a deviation of 5 kg, in one year alone.
#[test]
fn a_sum_of_members_keeps_the_deviation_that_one_part_has() {
    let plain = Members::new(masses(&[1.0, 2.0]), EnsembleRule::default());
    let known = TotalUncertainty::Bracket(DeviationBracket::known(Deviation::symmetric(Mass::from_kg(5.0))));
    let with = Members { within: Some(Arc::from(vec![known.clone(), known.clone()])), ..plain.clone() };
    let sum = Members::sum(&[&plain, &with]).unwrap();
    assert_eq!(sum.within.as_deref(), Some(&[known.clone(), known][..]));
    assert_eq!(Members::sum(&[&plain, &plain]).unwrap().within, None);
}

/// Of 99 members of 1 kg and one of 10 000 kg the mean, 101 kg, lies above the percentile 97.5: nothing is left on that side but the standard deviation.
#[test]
fn a_mean_beyond_its_percentile_keeps_an_error() {
    let mut kilograms = vec![1.0; 99];
    kilograms.push(10_000.0);
    let rule = EnsembleRule { spread: Spread::Percentiles, ..EnsembleRule::default() };
    let found = Members::new(masses(&kilograms), rule);
    assert_eq!(found.between().up, found.statistics().unwrap().standard_deviation);
}

proptest! {
    /// σ is that of the sum over all parts, in whatever portions they are added.
    #[test]
    fn members_add_up_in_any_portions(values in prop::collection::vec(prop::array::uniform4(-1e3..1e3_f64), 2..6), at in 1_usize..5) {
        let parts: Vec<TotalUncertainty> = values.iter().map(|part| members(part, EnsembleRule::default())).collect();
        let parts: Vec<&TotalUncertainty> = parts.iter().collect();
        let (one, other) = parts.split_at(at.min(parts.len() - 1));
        let at_once = TotalUncertainty::of_sum(&parts).bracket();
        let by_portions = TotalUncertainty::of_sum(&[&TotalUncertainty::of_sum(one), &TotalUncertainty::of_sum(other)]).bracket();
        prop_assert!((sides(at_once)[0] - sides(by_portions)[0]).abs() < 1e-9);
    }

    /// The standard deviation of a sum lies between none at all and the sum of the parts' own: |s₁ − s₂| ≤ s ≤ s₁ + s₂.
    #[test]
    fn a_sum_errs_no_more_than_its_parts_together(one in 0.0..1e3_f64, other in 0.0..1e3_f64, correlation in -1.0..1.0_f64) {
        let common = correlation * one * other;
        let parts = joint(0, array![[one * one, common], [common, other * other]]);
        let both = sides(TotalUncertainty::of_sum(&[&parts[0], &parts[1]]).bracket())[0];
        prop_assert!(both <= one + other + 1e-9 && both >= (one - other).abs() - 1e-4);
    }

    /// A multiple has that multiple of the error.
    #[test]
    fn errors_scale_with_the_total(part in prop::array::uniform4(-1e3..1e3_f64), count in 2_usize..9) {
        let part = members(&part, EnsembleRule::default());
        let sum = TotalUncertainty::of_sum(&vec![&part; count]);
        let back = sum.over(count);
        prop_assert!((sides(back.bracket())[0] - sides(part.bracket())[0]).abs() < 1e-9);
    }
}

/// Widths of 1 and 3 kg below, 2 and 4 above: the sum has between √10 and 4 below, between √20 and 6 above.
#[test]
fn a_sum_of_percentiles_keeps_its_sides_apart() {
    let of = |down: f64, up: f64| {
        let sides = Deviation { down: Mass::from_kg(down), up: Mass::from_kg(up) };
        TotalUncertainty::Percentiles(DeviationBracket::known(sides))
    };
    let TotalUncertainty::Percentiles(sum) = TotalUncertainty::of_sum(&[&of(1.0, 2.0), &of(3.0, 4.0)]) else {
        panic!("they stay percentiles")
    };
    close(sum.uncorrelated.down.as_kg(), 10.0_f64.sqrt());
    close(sum.uncorrelated.up.as_kg(), 20.0_f64.sqrt());
    assert_eq!([sum.correlated.down.as_kg(), sum.correlated.up.as_kg()], [4.0, 6.0]);
}
