//! Several products of one quantity: their mean and their spread.

use crate::quantity::Mass;

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
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
        Some(Self {
            members: sorted.len(),
            mean: Mass::from_kg(mean),
            standard_deviation: Mass::from_kg((squares / (count - 1.0)).sqrt()),
            median: Mass::from_kg(median),
            minimum: Mass::from_kg(minimum),
            maximum: Mass::from_kg(maximum),
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

    /// Of −3 and 1 the mean and the median are −1, and s² = (4 + 4) / 1.
    #[test]
    fn two_products_have_a_spread_and_one_has_none() {
        let spread = of(&[1.0, -3.0]).expect("there are two");
        assert_eq!((spread.mean.as_kg(), spread.median.as_kg()), (-1.0, -1.0));
        assert!((spread.standard_deviation.as_kg() - 8.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!((of(&[1.0]), of(&[])), (None, None));
    }
}
