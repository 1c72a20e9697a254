//! The standard normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// The probability of a larger |z| by chance: erfc(|z| / √2).
pub(crate) fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// The z that chance exceeds with a probability between 0 and 1.
///
/// Newton's method on ½ erfc(z / √2), begun at the rational approximation of Abramowitz & Stegun (1964), formula 26.2.23, whose error is below 4.5e-4.
pub(crate) fn exceeded_with(probability: f64) -> f64 {
    if probability > 0.5 {
        return -exceeded_with(1.0 - probability);
    }
    let t = (-2.0 * libm::log(probability)).sqrt();
    let numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let denominator = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let density = |z: f64| libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt();
    let improved = |z: f64| z + (0.5 * libm::erfc(z / SQRT_2) - probability) / density(z);
    improved(improved(improved(t - numerator / denominator)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of scipy.stats.norm.isf.
    #[test]
    fn quantiles_are_those_of_scipy() {
        for (probability, z) in [
            (0.025, 1.959_963_984_540_054),
            (0.05, 1.644_853_626_951_472_2),
            (0.2, 0.841_621_233_572_914_3),
            (0.5, 0.0),
            (0.975, -1.959_963_984_540_054),
            (1e-12, 7.034_483_825_301_132),
        ] {
            assert!((exceeded_with(probability) - z).abs() < 1e-12, "{probability}: {}", exceeded_with(probability));
        }
    }

    #[test]
    fn a_quantile_and_its_probability_belong_together() {
        for level in [0.5, 0.1, 0.05, 0.01, 1e-6] {
            assert!((two_sided(exceeded_with(level / 2.0)) / level - 1.0).abs() < 1e-12);
        }
    }
}
