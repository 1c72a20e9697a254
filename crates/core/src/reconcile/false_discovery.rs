//! The share of false findings among many: Benjamini and Hochberg's step-up procedure.

use super::comparison::Reconciliation;
use super::verdict::{Thresholds, Verdict};

/// The smallest rate of false discoveries at which each test would be a finding, in the order of the tests.
///
/// q of the test with the k-th smallest of m probabilities is the least of m p / j over all j ≥ k, with p the j-th smallest (Benjamini & Hochberg 1995,
/// J. R. Stat. Soc. B 57, 289–300, procedure 1). It holds for independent tests and for those that depend positively on each other (Benjamini &
/// Yekutieli 2001, Ann. Stat. 29, 1165–1188).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "there are fewer tests than 2^53")]
pub fn adjusted(probabilities: &[f64]) -> Vec<f64> {
    let count = probabilities.len() as f64;
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&one, &other| probabilities[one].total_cmp(&probabilities[other]));
    let mut adjusted = vec![1.0; probabilities.len()];
    let mut least = 1.0_f64;
    for (rank, &position) in order.iter().enumerate().rev() {
        least = least.min(probabilities[position] * count / (rank as f64 + 1.0));
        adjusted[position] = least;
    }
    adjusted
}

/// Gives each tested comparison its q, and takes back what is no finding at the rate that the user sets. Trends are a family of tests of their own.
pub(super) fn control(outcome: &mut Reconciliation, thresholds: &Thresholds) {
    let mut levels: Vec<Tested<'_>> = outcome
        .comparisons
        .iter_mut()
        .filter_map(|row| Some(Tested { p: row.probability()?, q: &mut row.test.adjusted_p, verdict: &mut row.verdict }))
        .collect();
    outcome.tests = levels.len();
    take_back(&mut levels, thresholds);
    let trends = outcome.trends.iter_mut();
    let mut trends: Vec<Tested<'_>> = trends
        .filter_map(|trend| Some(Tested { p: trend.probability()?, q: &mut trend.adjusted_p, verdict: &mut trend.verdict }))
        .collect();
    take_back(&mut trends, thresholds);
}

/// A test of a family.
struct Tested<'a> {
    p: f64,
    q: &'a mut Option<f64>,
    verdict: &'a mut Verdict,
}

fn take_back(family: &mut [Tested<'_>], thresholds: &Thresholds) {
    let probabilities: Vec<f64> = family.iter().map(|test| test.p).collect();
    for (test, q) in family.iter_mut().zip(adjusted(&probabilities)) {
        *test.q = Some(q);
        let is_too_many = thresholds.false_discovery.is_some_and(|rate| q > rate);
        if is_too_many && test.verdict.is_significant() {
            *test.verdict = Verdict::Inconclusive;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 15 probabilities of Benjamini & Hochberg (1995), section 3.2: at a rate of 0.05 the first four are findings, by Bonferroni three.
    #[test]
    fn the_example_of_the_paper_has_four_findings() {
        let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];
        let q = adjusted(&p);
        assert_eq!(q.iter().filter(|&&q| q <= 0.05).count(), 4);
        // 0.0095 · 15 / 4; from 0.0201 · 15 / 5 = 0.0603 on the rate is exceeded.
        assert!((q[3] - 0.035_625).abs() < 1e-12 && (q[4] - 0.0603).abs() < 1e-12, "{q:?}");
    }

    /// 0.04 · 3 / 2 = 0.06 would exceed 0.05 · 3 / 3 = 0.05, the q of the test after it.
    #[test]
    fn a_smaller_p_never_has_a_larger_q_whatever_the_order() {
        let found = adjusted(&[0.05, 0.01, 0.04]);
        assert!(found.iter().zip([0.05, 0.03, 0.05]).all(|(found, expected)| (found - expected).abs() < 1e-15), "{found:?}");
        assert!(adjusted(&[]).is_empty());
    }
}
