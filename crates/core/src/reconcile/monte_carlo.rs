//! The probability of a difference by drawing both estimates at random: a check of the closed form where errors are skewed.

use super::difference::{Deviation, Estimate, NORMAL_QUANTILE_95};
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

/// How many pairs are drawn, and from which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonteCarlo {
    /// Number of pairs.
    pub draws: u32,
    /// Seed of the generator, PCG XSL RR 128/64.
    pub seed: u64,
}

/// Pairs of standard normal numbers, the same for each comparison, so that none depends on which others stand beside it.
pub(super) struct Draws(Vec<[f64; 2]>);

impl MonteCarlo {
    pub(super) fn draws(self) -> Draws {
        let mut generator = Pcg64::new(self.seed.into(), 0);
        let mut normal = || StandardNormal.sample(&mut generator);
        Draws((0..self.draws).map(|_| [normal(), normal()]).collect())
    }
}

impl Draws {
    /// p = 2 min(P(D ≤ 0), P(D ≥ 0)) of D = T − I, each probability with one draw added to either side, so that p is never zero.
    ///
    /// The two estimates are drawn with a correlation of their normal scores (a Gaussian copula). None where a deviation is not known.
    #[expect(clippy::cast_precision_loss, reason = "there are fewer draws than 2^53")]
    pub(super) fn probability(&self, product: &Estimate, inventory: &Estimate, correlation: f64) -> Option<f64> {
        let (product, inventory) = (Drawn::of(product)?, Drawn::of(inventory)?);
        let rest = (1.0 - correlation * correlation).sqrt();
        let differences = self.0.iter().map(|[one, other]| product.at(*one) - inventory.at(correlation * one + rest * other));
        let (below, above) = differences.fold((0_u32, 0_u32), |(below, above), difference| {
            (below + u32::from(difference <= 0.0), above + u32::from(difference >= 0.0))
        });
        let share = |count: u32| (f64::from(count) + 1.0) / (self.0.len() as f64 + 1.0);
        Some((2.0 * share(below.min(above))).min(1.0))
    }
}

/// How an estimate follows from a standard normal number, so that its 2.5 and 97.5 percentiles are the ends of its 95 % interval.
enum Drawn {
    /// Lognormal through both ends, where it is skewed upwards and both are positive (IPCC 2006, Vol. 1, section 3.2.2.4).
    Lognormal { logarithm: f64, deviation: f64 },
    /// Normal, or normal on either side with a deviation of its own.
    TwoSided { central: f64, deviation: Deviation },
}

impl Drawn {
    fn of(estimate: &Estimate) -> Option<Self> {
        let deviation = estimate.deviation?;
        let (low, high) = deviation.interval_95(estimate.mass);
        let (low, high) = (low.as_kg(), high.as_kg());
        Some(if deviation.up > deviation.down && low > 0.0 {
            let (low, high) = (libm::log(low), libm::log(high));
            Self::Lognormal { logarithm: f64::midpoint(low, high), deviation: (high - low) / (2.0 * NORMAL_QUANTILE_95) }
        } else {
            Self::TwoSided { central: estimate.mass.as_kg(), deviation }
        })
    }

    fn at(&self, score: f64) -> f64 {
        match self {
            Self::Lognormal { logarithm, deviation } => libm::exp(logarithm + deviation * score),
            Self::TwoSided { central, deviation } => {
                let side = if score < 0.0 { deviation.down } else { deviation.up };
                central + side.as_kg() * score
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Mass;
    use crate::reconcile::Difference;

    fn estimate(mass: f64, down: f64, up: f64) -> Estimate {
        Estimate { mass: Mass::from_kg(mass), deviation: Some(Deviation { down: Mass::from_kg(down), up: Mass::from_kg(up) }) }
    }

    const MANY: MonteCarlo = MonteCarlo { draws: 400_000, seed: 1 };

    /// With symmetric errors the draws must find what the closed form says; 400 000 draws know p = 0.05 to 4 · √(0.025 / 400 000) · 2 = 0.002.
    #[test]
    fn with_symmetric_errors_the_draws_agree_with_the_closed_form() {
        let (product, inventory) = (estimate(13.0, 1.0, 1.0), estimate(10.0, 1.2, 1.2));
        let draws = MANY.draws();
        for correlation in [0.0, 0.6, -0.6] {
            let closed = Difference::between(&product, &inventory, correlation).significance.expect("both are known").p;
            let drawn = draws.probability(&product, &inventory, correlation).expect("both are known");
            assert!((closed - drawn).abs() < 0.002, "{closed} and {drawn} at {correlation}");
        }
    }

    /// Lognormal with a median of √(5 · 20) = 10 and P(X > 20) = 0.025, against 20 that is known: p = 0.05.
    #[test]
    fn a_skewed_estimate_is_lognormal_through_both_ends_of_its_interval() {
        let side = |width: f64| width / NORMAL_QUANTILE_95;
        let product = estimate(11.0, side(6.0), side(9.0));
        let drawn = MANY.draws().probability(&product, &estimate(20.0, 0.0, 0.0), 0.0).expect("both are known");
        assert!((drawn - 0.05).abs() < 0.002, "{drawn}");
    }

    #[test]
    fn the_same_seed_gives_the_same_probability_and_another_seed_another() {
        let (product, inventory) = (estimate(13.0, 1.0, 2.0), estimate(10.0, 1.2, 1.2));
        let of_seed = |seed| MonteCarlo { draws: 10_000, seed }.draws().probability(&product, &inventory, 0.0);
        assert_eq!(of_seed(1), of_seed(1));
        assert_ne!(of_seed(1), of_seed(2));
    }
}
