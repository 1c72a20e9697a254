//! Several products of one quantity: their mean and their spread.

use crate::quantity::Mass;
use crate::statistics::{Probability, unweighted_quantile};

/// The spread of several products over one quantity.
///
/// The IPCC asks for each product and for their average and standard deviation (IPCC 2019 Refinement, Vol. 1, Ch. 6, table 6.5, row D).
/// The standard deviation says how far products lie apart. It is not the uncertainty of their mean: products may share observations, transport or prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ensemble {
    /// Number of products.
    pub members: usize,
    /// x̄ = Σ x / n.
    pub mean: Mass,
    /// s = √(Σ (x − x̄)² / (n − 1)).
    pub standard_deviation: Mass,
    /// The middle value, or the mean of the two in the middle.
    pub median: Mass,
    /// The smallest value.
    pub minimum: Mass,
    /// The largest value.
    pub maximum: Mass,
    /// (P75 − P25) / 1.349: the standard deviation of normal values with these quartiles.
    pub interquartile: Mass,
    /// P2.5 and P97.5.
    pub central_95: (Mass, Mass),
    /// The smallest and the largest mean that is left when one value is.
    pub leave_one_out: (Mass, Mass),
}

/// The distance of the quartiles of a normal distribution in standard deviations: 2 · 0.674 490.
const NORMAL_QUARTILES: f64 = 1.348_979_500_392_163;

/// The value below which so much of a sample lies, interpolated (type 7 of Hyndman and Fan).
fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let probability = Probability::new(probability).expect("a probability lies between 0 and 1");
    unweighted_quantile(sorted, probability).expect("a sample has a value")
}

impl Ensemble {
    /// The spread of masses; none for fewer than two, which have no spread.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "there are few products")]
    pub fn of(masses: &[Mass]) -> Option<Self> {
        let mut sorted: Vec<f64> = masses.iter().map(|mass| mass.as_kg()).collect();
        sorted.sort_by(f64::total_cmp);
        let [minimum, .., maximum] = *sorted else { return None };
        let count = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / count;
        let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
        let without = |value: f64| Mass::from_kg((mean * count - value) / (count - 1.0));
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
        Some(Self {
            members: sorted.len(),
            mean: Mass::from_kg(mean),
            standard_deviation: Mass::from_kg((squares / (count - 1.0)).sqrt()),
            median: Mass::from_kg(median),
            minimum: Mass::from_kg(minimum),
            maximum: Mass::from_kg(maximum),
            interquartile: Mass::from_kg((quantile(&sorted, 0.75) - quantile(&sorted, 0.25)) / NORMAL_QUARTILES),
            central_95: (Mass::from_kg(quantile(&sorted, 0.025)), Mass::from_kg(quantile(&sorted, 0.975))),
            leave_one_out: (without(maximum), without(minimum)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Option<Ensemble> {
        Ensemble::of(&values.iter().copied().map(Mass::from_kg).collect::<Vec<_>>())
    }

    /// 2, 4, 4, 5, 5, 7, 15: the mean is 42 / 7 = 6, the squares are 16 + 4 + 4 + 1 + 1 + 1 + 81 = 108, and 108 / 6 = 18.
    #[test]
    fn the_spread_of_seven_products() {
        let spread = of(&[5.0, 2.0, 15.0, 4.0, 7.0, 4.0, 5.0]).expect("there are several");
        let numbers = [spread.mean, spread.median, spread.minimum, spread.maximum].map(Mass::as_kg);
        assert_eq!((spread.members, numbers), (7, [6.0, 5.0, 2.0, 15.0]));
        assert!((spread.standard_deviation.as_kg() - 18.0_f64.sqrt()).abs() < 1e-12);
    }

    /// The same seven: P25 lies at position 1.5, which is 4, P75 at 4.5, which is 6, and 2 / 1.349 = 1.4826; P2.5 at 0.15 is 2.3, P97.5 at 5.85 is
    /// 7 + 0.85 · 8 = 13.8; without 15 the mean is 27 / 6, without 2 it is 40 / 6.
    #[test]
    fn quartiles_percentiles_and_means_without_one_of_seven_products() {
        let spread = of(&[5.0, 2.0, 15.0, 4.0, 7.0, 4.0, 5.0]).expect("there are several");
        let pair = |(low, high): (Mass, Mass)| [low.as_kg(), high.as_kg()];
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        close(spread.interquartile.as_kg(), 2.0 / 1.348_979_500_392_163);
        pair(spread.central_95).into_iter().zip([2.3, 13.8]).for_each(|(found, expected)| close(found, expected));
        pair(spread.leave_one_out).into_iter().zip([4.5, 40.0 / 6.0]).for_each(|(found, expected)| close(found, expected));
    }

    /// Of −3 and 1 the mean and the median are −1, and s² = (4 + 4) / 1.
    #[test]
    fn two_products_have_a_spread_and_one_has_none() {
        let spread = of(&[1.0, -3.0]).expect("there are two");
        assert_eq!((spread.mean.as_kg(), spread.median.as_kg()), (-1.0, -1.0));
        assert!((spread.standard_deviation.as_kg() - 8.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!((of(&[1.0]), of(&[])), (None, None));
    }
}
