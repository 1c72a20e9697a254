//! Trends that rest on the order of values alone: Mann and Kendall's test, Theil and Sen's slope.

use crate::reconcile::NORMAL_QUANTILE_95;
use crate::reconcile::normal;

/// Mann and Kendall's test of a monotonic trend (Kendall 1975, Rank Correlation Methods, 4th ed., sections 1.9, 4.9 and 5.2).
///
/// It takes years as independent. Corrections for correlation in time need more than about twenty years, and are not made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannKendall {
    /// S = Σ sign(yⱼ − yᵢ) over all i < j.
    pub s: i32,
    /// Var S = [n (n − 1)(2n + 5) − Σ t (t − 1)(2t + 5)] / 18, with t the sizes of groups of equal values.
    pub variance: f64,
    /// Z = (S − sign S) / √Var S; 0 for S = 0.
    pub z: f64,
    /// Two-sided probability of a larger |Z|, by the normal approximation.
    pub p: f64,
}

impl MannKendall {
    /// The test of values in the order of time.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let s: i32 = pairs(values.len()).map(|(one, later)| sign(values[later] - values[one])).sum();
        let variance = (spread(values.len()) - ties(values).into_iter().map(spread).sum::<f64>()) / 18.0;
        let z = if s == 0 { 0.0 } else { f64::from(s - s.signum()) / variance.sqrt() };
        Self { s, variance, z, p: normal::two_sided(z) }
    }

    /// 1 where the values rise and −1 where they fall, at a two-sided level of significance; 0 where the test finds neither.
    #[must_use]
    pub fn direction(&self, significance: f64) -> i32 {
        if self.p < significance { self.s.signum() } else { 0 }
    }
}

/// The fewest years of which the slopes give an interval of 95 %: of five all but one in 60 orders have slopes on both sides of 0, of four all but one in 12.
const FEWEST_OF_INTERVAL: usize = 5;

/// The median of the slopes between all pairs of years, and its 95 % interval (Sen 1968, J. Am. Stat. Assoc. 63, 1379–1389).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilSen {
    /// Change in a year.
    pub slope: f64,
    /// The ends of the interval; none for four years and fewer, of which all slopes together are no interval of 95 %.
    pub interval: Option<[f64; 2]>,
}

impl TheilSen {
    /// The slope through points of year and value; none for fewer than two years.
    ///
    /// The ends of the interval are those of the N slopes whose ranks are (N − 1.96 √Var S) / 2 and (N + 1.96 √Var S) / 2 + 1, rounded as in
    /// `scipy.stats.theilslopes`.
    #[must_use]
    pub fn of(points: &[(f64, f64)]) -> Option<Self> {
        let slope = |(one, later): (usize, usize)| (points[later].1 - points[one].1) / (points[later].0 - points[one].0);
        let mut slopes: Vec<f64> = pairs(points.len()).map(slope).collect();
        slopes.sort_by(f64::total_cmp);
        let last = slopes.len().checked_sub(1)?;
        let values: Vec<f64> = points.iter().map(|point| point.1).collect();
        let reach = NORMAL_QUANTILE_95 * MannKendall::of(&values).variance.sqrt();
        let count = count_of(slopes.len());
        let at = |rank: f64| slopes[rank_within(rank, last)];
        let low = at(((count - reach) / 2.0).round_ties_even() - 1.0);
        let high = at(((count + reach) / 2.0).round_ties_even());
        Some(Self {
            slope: f64::midpoint(slopes[last / 2], slopes[last.div_ceil(2)]),
            interval: (points.len() >= FEWEST_OF_INTERVAL).then_some([low, high]),
        })
    }
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |one| (one + 1..count).map(move |later| (one, later)))
}

const fn sign(difference: f64) -> i32 {
    if difference > 0.0 {
        1
    } else if difference < 0.0 {
        -1
    } else {
        0
    }
}

/// n (n − 1)(2n + 5).
fn spread(count: usize) -> f64 {
    let count = count_of(count);
    count * (count - 1.0) * (2.0 * count + 5.0)
}

/// The sizes of the groups of equal values.
fn ties(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|one, next| one == next).map(<[f64]>::len).collect()
}

#[expect(clippy::cast_precision_loss, reason = "there are fewer years than 2^26, and fewer pairs of them than 2^53")]
const fn count_of(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to the ranks there are")]
fn rank_within(rank: f64, last: usize) -> usize {
    rank.clamp(0.0, count_of(last)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const RISING: [f64; 12] = [53.1, 54.5, 54.2, 53.6, 55.3, 54.9, 56.2, 55.8, 57.1, 56.7, 57.4, 57.9];
    const TIED: [f64; 10] = [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 5.0, 2.0];

    fn yearly(values: &[f64]) -> Vec<(f64, f64)> {
        (2000_i32..).zip(values).map(|(year, value)| (f64::from(year), *value)).collect()
    }

    /// Values of pymannkendall 1.4 and scipy 1.x for the same series; Var S is 12 · 11 · 29 / 18, and (10 · 9 · 25 − 66 − 66 − 18) / 18 with two
    /// groups of three and one of two.
    #[test]
    fn the_test_is_that_of_pymannkendall_with_and_without_ties() {
        let (rising, tied) = (MannKendall::of(&RISING), MannKendall::of(&TIED));
        assert_eq!((rising.s, tied.s), (54, 30));
        for (found, expected) in [
            (rising.variance, 212.666_666_666_666_66),
            (rising.z, 3.634_345_051_015_831),
            (rising.p, 0.000_278_687_684_234_002_5),
            (tied.variance, 116.666_666_666_666_67),
            (tied.z, 2.684_878_289_340_399_5),
            (tied.p, 0.007_255_622_276_777_007),
        ] {
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} and {expected}");
        }
    }

    #[test]
    fn the_slope_is_that_of_scipy_with_its_interval() {
        for (values, slope, low, high) in
            [(&RISING[..], 0.433_181_818_181_817_9, 0.32, 0.516_666_666_666_666_9), (&TIED[..], 0.5, 0.111_111_111_111_111_1, 0.6)]
        {
            let found = TheilSen::of(&yearly(values)).expect("there are several years");
            let [found_low, found_high] = found.interval.expect("there are ten years and more");
            for (found, expected) in [(found.slope, slope), (found_low, low), (found_high, high)] {
                assert!((found - expected).abs() < 1e-9, "{found} and {expected}");
            }
        }
    }

    /// Of all orders of three years 4 in 6 have slopes on both sides of 0, of four 22 in 24: no interval of 95 % can be had of either.
    #[test]
    fn few_years_have_no_interval_of_95_per_cent() {
        let has_interval = |years: usize| TheilSen::of(&yearly(&RISING[..years])).expect("several years").interval.is_some();
        assert_eq!([2, 3, 4, 5, 6].map(has_interval), [false, false, false, true, true]);
        assert_eq!(TheilSen::of(&yearly(&[7.0; 4])).expect("several years").interval, None);
    }

    #[test]
    fn nothing_rises_where_nothing_changes_and_turning_time_round_turns_the_sign() {
        let flat = MannKendall::of(&[7.0; 9]);
        assert_eq!((flat.s, flat.z, flat.p), (0, 0.0, 1.0));
        let backwards: Vec<f64> = TIED.iter().rev().copied().collect();
        assert_eq!(MannKendall::of(&backwards).z, -MannKendall::of(&TIED).z);
        assert_eq!(TheilSen::of(&yearly(&[1.0])), None);
    }

    /// p is 0.0073 for the second series, which no test at 0.005 finds to rise.
    #[test]
    fn a_direction_is_found_at_a_level() {
        let backwards: Vec<f64> = TIED.iter().rev().copied().collect();
        let directions = [&TIED[..], &backwards].map(|values| MannKendall::of(values).direction(0.05));
        assert_eq!((directions, MannKendall::of(&TIED).direction(0.005)), ([1, -1], 0));
    }
}
