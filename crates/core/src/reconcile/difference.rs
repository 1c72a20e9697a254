//! Two estimates side by side: difference, ratio, and how surprising the difference is.

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
    /// The significance, where both deviations are known.
    pub significance: Option<Significance>,
}

/// How surprising a difference is, were the two estimates of the same thing with independent normal errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Significance {
    /// Standard deviation of the difference.
    pub standard_deviation: Mass,
    /// z = (T − I) / √(σ_T² + σ_I²).
    pub z: f64,
    /// Two-sided probability of a larger |z|: erfc(|z| / √2).
    pub p: f64,
}

impl Difference {
    /// Compares a product with an inventory.
    ///
    /// Each estimate enters with the deviation of the side that faces the other (for asymmetric errors); the errors of the two are taken as independent.
    #[must_use]
    pub fn between(product: &Estimate, inventory: &Estimate) -> Self {
        let mass = product.mass - inventory.mass;
        let ratio = (inventory.mass != Mass::ZERO).then(|| product.mass.as_kg() / inventory.mass.as_kg());
        let significance = product.deviation.zip(inventory.deviation).and_then(|(product, inventory)| {
            let facing = if mass > Mass::ZERO { (product.down, inventory.up) } else { (product.up, inventory.down) };
            Significance::of(mass, facing.0, facing.1)
        });
        Self { mass, ratio, significance }
    }
}

impl Significance {
    fn of(difference: Mass, product: Mass, inventory: Mass) -> Option<Self> {
        let deviation = libm::hypot(product.as_kg(), inventory.as_kg());
        (deviation > 0.0).then(|| {
            let z = difference.as_kg() / deviation;
            Self { standard_deviation: Mass::from_kg(deviation), z, p: libm::erfc(z.abs() / std::f64::consts::SQRT_2) }
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
        let difference = Difference::between(&estimate(2.0 * half, 1.0, 1.0), &estimate(0.0, 1.0, 1.0));
        let significance = difference.significance.expect("both deviations are known");
        assert!((significance.z - 2.7718).abs() < 1e-4);
        assert!((significance.p - 0.005_57).abs() < 1e-5);
        assert_eq!(difference.ratio, None);
    }

    #[test]
    fn each_estimate_shows_the_side_that_faces_the_other() {
        let significance =
            Difference::between(&estimate(10.0, 3.0, 99.0), &estimate(5.0, 99.0, 4.0)).significance.expect("both deviations are known");
        assert_eq!((significance.standard_deviation.as_kg(), significance.z), (5.0, 1.0));
    }

    #[test]
    fn without_one_deviation_there_is_no_significance() {
        let bare = Estimate { mass: Mass::from_kg(4.0), deviation: None };
        let difference = Difference::between(&bare, &estimate(2.0, 1.0, 1.0));
        assert_eq!((difference.mass.as_kg(), difference.ratio, difference.significance), (2.0, Some(2.0), None));
    }
}
