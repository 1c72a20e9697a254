//! Quantiles of weighted values.

use super::sample::Kept;
use crate::sum::{CompensatedSum, compensated};

/// The probability of a quantile, between 0 and 1.
///
/// The quantile of probability p of values x₁ ≤ x₂ ≤ … with weights cᵢ is Σ xᵢ (F(tᵢ) − F(tᵢ₋₁)), where tᵢ is the share of the weights up to
/// xᵢ, n* = (Σ c)² / Σ c² the effective number of values (Kish), and F rises straight from 0 at (n* − 1) p / n* to 1 at ((n* − 1) p + 1) / n*. With equal
/// weights that is the usual interpolation of type 7 of Hyndman and Fan. Values that repeat keep their weight, and a common factor of all weights changes nothing.
///
/// # References
/// Akinshin, A. (2023): Weighted quantile estimators. arXiv:2304.07265, the weighted estimator of type 7.
/// Hyndman, R. J., Fan, Y. (1996): Sample quantiles in statistical packages. The American Statistician 50, 361–365.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability(f64);

impl Probability {
    /// One half, that of the median.
    pub const HALF: Self = Self(0.5);

    /// A probability; none unless it lies between 0 and 1.
    #[must_use]
    pub fn new(probability: f64) -> Option<Self> {
        (0.0..=1.0).contains(&probability).then_some(Self(probability))
    }

    /// The number.
    #[must_use]
    pub const fn as_fraction(self) -> f64 {
        self.0
    }
}

/// The quantile of values in rising order that count alike; none without a value.
pub(crate) fn unweighted_quantile(sorted: &[f64], probability: Probability) -> Option<f64> {
    quantile(&sorted.iter().map(|&value| Kept { value, weight: 1.0 }).collect::<Vec<_>>(), probability)
}

/// The quantile of values in rising order, weighted by coverage; none without a value.
pub(super) fn quantile(sorted: &[Kept], Probability(probability): Probability) -> Option<f64> {
    let total = compensated(sorted.iter().map(|kept| kept.weight));
    let effective = total * total / compensated(sorted.iter().map(|kept| kept.weight * kept.weight));
    let reached = |share: f64| (share * effective - (effective - 1.0) * probability).clamp(0.0, 1.0);
    let (mut up_to, mut before, mut result) = (CompensatedSum::default(), 0.0, CompensatedSum::default());
    for (position, kept) in sorted.iter().enumerate() {
        up_to.add(kept.weight);
        let here = if position + 1 == sorted.len() { 1.0 } else { reached(up_to.value() / total) };
        result.add(kept.value * (here - before));
        before = here;
    }
    (total > 0.0).then(|| result.value())
}
