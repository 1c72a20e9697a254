//! The change from the first year to the last in per cent, as inventories state their trend.

use crate::quantity::Mass;
use crate::reconcile::{NORMAL_QUANTILE_95, normal};

/// (E_t − E_0) / E_0 in per cent, with its standard deviation in percentage points (IPCC 2006, Vol. 1, section 3.2.3.1, table 3.2, columns I to M).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The change in per cent of the first year.
    pub percent: f64,
    /// Its standard deviation in percentage points, where those of both years are known.
    pub deviation: Option<f64>,
}

impl Change {
    /// The change from a first to a last figure, each with its standard deviation, the errors of the two having a correlation.
    ///
    /// By propagation of the first order: Var(E_t / E_0) = (σ_t / E_0)² + (E_t σ_0 / E_0²)² − 2 ρ E_t σ_0 σ_t / E_0³. None where the first figure is zero or may
    /// be, or is a removal: a percentage of it has no meaning then, or the other sign than the change (IPCC 2006, Vol. 1, section 3.2.3.1, on sums near zero).
    #[must_use]
    pub fn between(first: (Mass, Option<Mass>), last: (Mass, Option<Mass>), correlation: f64) -> Option<Self> {
        let (start, end) = (first.0.as_kg(), last.0.as_kg());
        let deviation = first.1.zip(last.1).map(|(of_start, of_end)| {
            let (by_end, by_start) = (of_end.as_kg() / start, end * of_start.as_kg() / (start * start));
            100.0 * (by_end * by_end + by_start * by_start - 2.0 * correlation * by_end * by_start).max(0.0).sqrt()
        });
        let may_be_zero = start <= 0.0 || first.1.is_some_and(|of_start| start < NORMAL_QUANTILE_95 * of_start.as_kg());
        (!may_be_zero).then(|| Self { percent: 100.0 * (end - start) / start, deviation })
    }
}

/// One change minus another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangeDifference {
    /// In percentage points.
    pub points: f64,
    /// z and the two-sided probability, where both deviations are known.
    pub test: Option<(f64, f64)>,
}

impl ChangeDifference {
    /// The product's change minus the inventory's, their errors having a correlation.
    #[must_use]
    pub fn between(product: Change, inventory: Change, correlation: f64) -> Self {
        let points = product.percent - inventory.percent;
        let test = product.deviation.zip(inventory.deviation).and_then(|(one, other)| {
            let z = points / (one * one + other * other - 2.0 * correlation * one * other).sqrt();
            z.is_finite().then(|| (z, normal::two_sided(z)))
        });
        Self { points, test }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn figure(kilograms: f64, deviation: f64) -> (Mass, Option<Mass>) {
        (Mass::from_kg(kilograms), Some(Mass::from_kg(deviation)))
    }

    /// From 100 ± 3 to 80 ± 3.2: −20 %; √(0.032² + (0.8 · 0.03)²) = √(0.001024 + 0.000576) = 0.04, that is 4 percentage points.
    #[test]
    fn the_change_and_its_percentage_points() {
        let change = Change::between(figure(100.0, 3.0), figure(80.0, 3.2), 0.0).expect("a first figure");
        assert!((change.percent + 20.0).abs() < 1e-12 && (change.deviation.expect("both are known") - 4.0).abs() < 1e-12);
        assert_eq!(Change::between(figure(0.0, 0.0), figure(80.0, 3.2), 0.0), None);
        assert_eq!(Change::between(figure(-100.0, 3.0), figure(-80.0, 3.2), 0.0), None, "a removal that shrinks rises");
        assert_eq!(Change::between(figure(100.0, 52.0), figure(80.0, 3.2), 0.0), None, "0 lies within 100 ± 1.96 · 52");
    }

    /// An error of 4 % in both years, the same one, is none in their quotient.
    #[test]
    fn an_error_that_both_years_share_is_none_in_the_change() {
        let change = Change::between(figure(100.0, 4.0), figure(80.0, 3.2), 1.0).expect("a first figure");
        assert!(change.deviation.expect("both are known") < 1e-6);
    }

    /// −20 ± 4 against −5 ± 3: −15 / 5 = −3.
    #[test]
    fn two_changes_are_compared_with_the_uncertainty_of_both() {
        let change = |percent, deviation| Change { percent, deviation: Some(deviation) };
        let difference = ChangeDifference::between(change(-20.0, 4.0), change(-5.0, 3.0), 0.0);
        assert!((difference.points + 15.0).abs() < 1e-12);
        let (z, p) = difference.test.expect("both are known");
        assert!((z + 3.0).abs() < 1e-12 && (p - 0.002_699_796).abs() < 1e-8);
        assert_eq!(ChangeDifference::between(change(1.0, 0.0), change(2.0, 0.0), 0.0).test, None);
    }
}
