//! Two comparisons in wide use that test less than they seem to, so that a reader can see where they lead elsewhere.

use super::comparison::Comparison;
use super::ensemble::ProductEnsemble;
use std::f64::consts::FRAC_2_PI;

/// Whether the two 95 % intervals of a comparison overlap; none where one has no interval.
///
/// Overlap is no test: two equal intervals that just touch lie 2 · 1.96 / √2 = 2.77 standard deviations apart, p = 0.006.
#[must_use]
pub fn intervals_overlap(row: &Comparison) -> Option<bool> {
    let inventory = row.inventory_estimate?;
    let (product_low, product_high) = row.product_estimate.deviation?.interval_95(row.product_estimate.mass);
    let (low, high) = inventory.deviation?.interval_95(inventory.mass);
    Some(product_low <= high && low <= product_high)
}

/// Student's t-test of the mean of several products against one inventory, whose figure it takes as exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanTest {
    /// t = (x̄ − I) / (s / √n).
    pub t: f64,
    /// n − 1.
    pub degrees_of_freedom: u32,
    /// The two-sided probability of a larger |t|, were the products independent draws from what the inventory says.
    pub p: f64,
}

impl MeanTest {
    /// The test of an ensemble; none without a mass of the inventory or where all products are equal.
    ///
    /// Products that share observations, transport or prior are no independent draws: with every further one of them t grows, and nothing is learnt.
    #[must_use]
    pub fn of(ensemble: &ProductEnsemble<'_>) -> Option<Self> {
        let inventory = ensemble.rows[0].inventory_estimate?.mass;
        let members = u32::try_from(ensemble.spread.members).ok()?;
        let error = ensemble.spread.standard_deviation.as_kg() / f64::from(members).sqrt();
        let t = (ensemble.spread.mean - inventory).as_kg() / error;
        t.is_finite().then(|| Self { t, degrees_of_freedom: members - 1, p: two_sided(t, members - 1) })
    }
}

/// The two-sided probability of a larger |t| with so many degrees of freedom, at least one (Abramowitz & Stegun 1964, formulas 26.7.3 and 26.7.4).
fn two_sided(t: f64, degrees_of_freedom: u32) -> f64 {
    let angle = libm::atan(t.abs() / f64::from(degrees_of_freedom).sqrt());
    let (sine, cosine) = libm::sincos(angle);
    let is_odd = degrees_of_freedom % 2 == 1;
    let (mut term, mut sum) = (if is_odd { cosine } else { 1.0 }, 0.0);
    for power in (if is_odd { 1 } else { 0 }..degrees_of_freedom.saturating_sub(1)).step_by(2) {
        sum += term;
        term *= cosine * cosine * f64::from(power + 1) / f64::from(power + 2);
    }
    let within = if is_odd { FRAC_2_PI * (angle + sine * sum) } else { sine * sum };
    (1.0 - within).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of 2 · scipy.stats.t.sf; 2.228 is the critical value of 5 % with ten degrees of freedom.
    #[test]
    fn the_t_distribution_is_that_of_scipy() {
        for (t, degrees_of_freedom, p) in [
            (1.0, 1, 0.5),
            (2.0, 2, 0.183_503_419_072_273_97),
            (-2.5, 3, 0.087_706_647_008_065_56),
            (2.228_138_851_964_938_6, 10, 0.05),
            (3.3, 11, 0.007_077_990_164_459_755),
        ] {
            assert!((two_sided(t, degrees_of_freedom) - p).abs() < 1e-9, "{t}, {degrees_of_freedom}: {}", two_sided(t, degrees_of_freedom));
        }
    }
}
