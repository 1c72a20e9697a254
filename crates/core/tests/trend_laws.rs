//! Laws of trends: what must not change when nothing about the course of the years does.

use fluxledger_core::trend::{Line, MannKendall, TheilSen, common_covariance};
use proptest::prelude::*;

/// Values that are whole, so that shifts and scales by powers of two do not round, with a standard deviation each.
fn years() -> impl Strategy<Value = Vec<(f64, f64, f64)>> {
    let year = (-1000..1000_i32, 1..50_u32).prop_map(|(value, deviation)| (f64::from(value), f64::from(deviation)));
    prop::collection::vec(year, 3..20)
        .prop_map(|values| (2000_i32..).zip(values).map(|(year, (value, deviation))| (f64::from(year), value, deviation)).collect())
}

fn points(years: &[(f64, f64, f64)]) -> Vec<(f64, f64)> {
    years.iter().map(|&(year, value, _)| (year, value)).collect()
}

fn line(years: &[(f64, f64, f64)], correlation: f64) -> Line {
    let deviations: Vec<f64> = years.iter().map(|year| year.2).collect();
    Line::through(&points(years), &common_covariance(&deviations, correlation)).expect("a positive definite covariance")
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-8 * one.abs().max(other.abs()).max(1.0)
}

proptest! {
    #[test]
    fn the_level_does_not_matter(years in years(), level in -500..500_i32, correlation in 0.0..0.9_f64) {
        let raised: Vec<(f64, f64, f64)> = years.iter().map(|&(year, value, deviation)| (year, value + f64::from(level), deviation)).collect();
        let (before, after) = (line(&years, correlation), line(&raised, correlation));
        prop_assert!(close(before.slope, after.slope) && close(before.standard_deviation, after.standard_deviation));
        prop_assert_eq!(TheilSen::of(&points(&years)), TheilSen::of(&points(&raised)));
    }

    #[test]
    fn the_unit_does_not_matter(years in years(), power in -10..10_i32, correlation in 0.0..0.9_f64) {
        let factor = f64::from(power).exp2();
        let scaled: Vec<(f64, f64, f64)> = years.iter().map(|&(year, value, deviation)| (year, value * factor, deviation * factor)).collect();
        let (before, after) = (line(&years, correlation), line(&scaled, correlation));
        prop_assert!(close(before.slope * factor, after.slope) && close(before.standard_deviation * factor, after.standard_deviation));
        let values = |years: &[(f64, f64, f64)]| years.iter().map(|year| year.1).collect::<Vec<f64>>();
        prop_assert_eq!(MannKendall::of(&values(&years)), MannKendall::of(&values(&scaled)));
    }

    #[test]
    fn what_all_years_share_never_widens_a_slope_of_equal_deviations(years in years(), correlation in 0.0..0.9_f64) {
        let alike: Vec<(f64, f64, f64)> = years.iter().map(|&(year, value, _)| (year, value, 3.0)).collect();
        let (independent, shared) = (line(&alike, 0.0), line(&alike, correlation));
        prop_assert!(close(independent.slope, shared.slope));
        prop_assert!(close(shared.standard_deviation, independent.standard_deviation * (1.0 - correlation).sqrt()));
    }

    #[test]
    fn turning_time_round_turns_the_sign(years in years()) {
        let values: Vec<f64> = years.iter().map(|year| year.1).collect();
        let backwards: Vec<f64> = values.iter().rev().copied().collect();
        prop_assert_eq!(MannKendall::of(&values).s, -MannKendall::of(&backwards).s);
    }
}
