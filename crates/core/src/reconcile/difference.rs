//! Two estimates side by side: difference, ratio, and how surprising the difference is.

use super::normal;
use crate::quantity::Mass;

/// The quantile of the normal distribution that makes a 95 % confidence interval two-sided.
///
/// Inventories state half that interval (IPCC 2006, Vol. 1, Ch. 3.1.3), products one standard deviation.
pub const NORMAL_QUANTILE_95: f64 = 1.959_963_984_540_054;

/// A mass with its standard deviation on either side, where known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mass.
    pub mass: Mass,
    /// One standard deviation downwards and upwards.
    pub deviation: Option<Deviation>,
}

impl Estimate {
    /// Whether it is zero, so that a percentage of it says nothing of its error.
    pub(super) fn is_nothing(&self) -> bool {
        self.mass == Mass::ZERO && self.deviation.is_none()
    }
}

/// One standard deviation on either side, both positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// Downwards.
    pub down: Mass,
    /// Upwards.
    pub up: Mass,
}

impl Deviation {
    /// The same on both sides.
    #[must_use]
    pub const fn symmetric(standard_deviation: Mass) -> Self {
        Self { down: standard_deviation.abs(), up: standard_deviation.abs() }
    }

    /// The sum of independent errors, side by side: √Σ σ² (IPCC 2006, Vol. 1, equation 3.2).
    #[must_use]
    pub fn in_quadrature(parts: impl IntoIterator<Item = Self>) -> Self {
        let (down, up) =
            parts.into_iter().fold((0.0, 0.0), |(down, up), part| (down + part.down.as_kg().powi(2), up + part.up.as_kg().powi(2)));
        Self { down: Mass::from_kg(f64::sqrt(down)), up: Mass::from_kg(f64::sqrt(up)) }
    }

    /// The sum of fully correlated errors: Σ σ.
    #[must_use]
    pub fn in_line(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::symmetric(Mass::ZERO), |sum, part| Self { down: sum.down + part.down, up: sum.up + part.up })
    }

    /// The deviation of a mean, from that of the sum of so many parts.
    #[must_use]
    pub fn over(self, parts: usize) -> Self {
        Self { down: self.down.over(parts), up: self.up.over(parts) }
    }

    /// The larger of the two sides, where one number has to stand for both.
    #[must_use]
    pub fn larger(self) -> Mass {
        if self.down > self.up { self.down } else { self.up }
    }

    /// The side of a difference on which zero lies.
    pub(super) fn facing_zero(self, difference: Mass) -> Mass {
        if difference > Mass::ZERO { self.down } else { self.up }
    }

    /// The 95 % confidence interval around a mass.
    #[must_use]
    pub fn interval_95(self, mass: Mass) -> (Mass, Mass) {
        let scaled = |side: Mass| Mass::from_kg(NORMAL_QUANTILE_95 * side.as_kg());
        (mass - scaled(self.down), mass + scaled(self.up))
    }
}

/// A product's estimate minus an inventory's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// T − I.
    pub mass: Mass,
    /// T / I, where the inventory is not zero.
    pub ratio: Option<f64>,
    /// One standard deviation of the difference downwards and upwards, where both deviations are known.
    pub deviation: Option<Deviation>,
    /// The significance, where both deviations are known.
    pub significance: Option<Significance>,
}

/// How surprising a difference is, were the two estimates of the same thing with normal errors of the correlation stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Significance {
    /// Standard deviation of the difference, on the side where the two estimates face each other.
    pub standard_deviation: Mass,
    /// z = (T − I) / √(σ_T² + σ_I² − 2 ρ σ_T σ_I).
    pub z: f64,
    /// Two-sided probability of a larger |z|: erfc(|z| / √2).
    pub p: f64,
}

impl Difference {
    /// Compares a product with an inventory, the errors of the two having a correlation above −1 and below 1; 0 where they are independent.
    ///
    /// Each estimate enters with the deviation of the side that faces the other (for asymmetric errors).
    #[must_use]
    pub fn between(product: &Estimate, inventory: &Estimate, correlation: f64) -> Self {
        let mass = product.mass - inventory.mass;
        let ratio = (inventory.mass != Mass::ZERO).then(|| product.mass.as_kg() / inventory.mass.as_kg());
        let deviation = product.deviation.zip(inventory.deviation).map(|(product, inventory)| Deviation {
            down: of_difference(product.down, inventory.up, correlation),
            up: of_difference(product.up, inventory.down, correlation),
        });
        let significance = deviation.and_then(|deviation| Significance::of(mass, deviation.facing_zero(mass)));
        Self { mass, ratio, deviation, significance }
    }

    /// Whether two one-sided tests both exclude a difference as large as a margin: D + z σ < δ and D − z σ > −δ, z the quantile of their level.
    ///
    /// Schuirmann 1987, J. Pharmacokinet. Biopharm. 15, 657–680.
    #[must_use]
    pub fn is_within(&self, margin: Mass, quantile: f64) -> bool {
        self.deviation.is_some_and(|deviation| {
            let reach = |side: Mass| quantile * side.as_kg();
            let (difference, margin) = (self.mass.as_kg(), margin.as_kg());
            difference + reach(deviation.up) < margin && difference - reach(deviation.down) > -margin
        })
    }
}

/// √(σ_T² + σ_I² − 2 ρ σ_T σ_I).
fn of_difference(product: Mass, inventory: Mass, correlation: f64) -> Mass {
    let (product, inventory) = (product.as_kg(), inventory.as_kg());
    let shared = 2.0 * (1.0 - correlation) * (product * inventory);
    Mass::from_kg(if correlation == 0.0 { libm::hypot(product, inventory) } else { ((product - inventory).powi(2) + shared).sqrt() })
}

impl Significance {
    fn of(difference: Mass, standard_deviation: Mass) -> Option<Self> {
        (standard_deviation > Mass::ZERO).then(|| {
            let z = difference.as_kg() / standard_deviation.as_kg();
            Self { standard_deviation, z, p: normal::two_sided(z) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mass: f64, down: f64, up: f64) -> Estimate {
        Estimate { mass: Mass::from_kg(mass), deviation: Some(Deviation { down: Mass::from_kg(down), up: Mass::from_kg(up) }) }
    }

    /// Two intervals of 95 % with equal deviations that just touch: z = 2 × 1.96 / √2 = 2.77, p = 0.006.
    #[test]
    fn intervals_that_touch_are_far_from_equal() {
        let half = NORMAL_QUANTILE_95;
        let difference = Difference::between(&estimate(2.0 * half, 1.0, 1.0), &estimate(0.0, 1.0, 1.0), 0.0);
        let significance = difference.significance.expect("both deviations are known");
        assert!((significance.z - 2.7718).abs() < 1e-4);
        assert!((significance.p - 0.005_57).abs() < 1e-5);
        assert_eq!(difference.ratio, None);
    }

    #[test]
    fn each_estimate_shows_the_side_that_faces_the_other() {
        let significance = Difference::between(&estimate(10.0, 3.0, 99.0), &estimate(5.0, 99.0, 4.0), 0.0)
            .significance
            .expect("both deviations are known");
        assert_eq!((significance.standard_deviation.as_kg(), significance.z), (5.0, 1.0));
    }

    #[test]
    fn without_one_deviation_there_is_no_significance() {
        let bare = Estimate { mass: Mass::from_kg(4.0), deviation: None };
        let difference = Difference::between(&bare, &estimate(2.0, 1.0, 1.0), 0.0);
        assert_eq!((difference.mass.as_kg(), difference.ratio, difference.significance), (2.0, Some(2.0), None));
    }

    /// √(3² + 4² − 2 · 0.5 · 3 · 4) = √13.
    #[test]
    fn errors_in_common_cancel_in_the_difference() {
        let of = |correlation| {
            let test = Difference::between(&estimate(10.0, 3.0, 3.0), &estimate(5.0, 4.0, 4.0), correlation).significance;
            test.expect("both deviations are known").standard_deviation.as_kg()
        };
        assert!((of(0.5) - 13.0_f64.sqrt()).abs() < 1e-12);
        assert!((of(-0.5) - 37.0_f64.sqrt()).abs() < 1e-12);
        assert!((of(1e-15) - of(0.0)).abs() < 1e-12);
    }
}
