//! Errors of totals that a covariance holds together.

use super::bracket::DeviationBracket;
use crate::covariance::Covariance;
use crate::quantity::Mass;
use crate::reconcile::difference::Deviation;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a covariance rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ErrorBasis {
    /// The product's own covariance.
    Covariance,
    /// A map of standard deviations, and a correlation exp(−d / L) of the errors of cells at a distance d by the user's word.
    CorrelationLength {
        /// L in km.
        kilometres: f64,
    },
}

/// A covariance that holds for several totals: those of one layer in one period, or all that one state covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrorSource(pub usize);

/// The error of a total as a weighted sum of errors with a known covariance.
///
/// Under one source the variance of a sum of totals is Σ Σ aᵢ Sᵢⱼ aⱼ, the covariances between its parts included. How the errors of several sources go together is
/// not known.
#[derive(Clone, Debug, PartialEq)]
pub struct JointErrors {
    /// What the covariances rest on.
    pub basis: ErrorBasis,
    by_source: BTreeMap<ErrorSource, WeightedErrors>,
}

/// A covariance in kg², and by how much each of its errors enters a total.
#[derive(Clone, Debug, PartialEq)]
struct WeightedErrors {
    covariance: Arc<Covariance>,
    weights: BTreeMap<usize, f64>,
}

impl WeightedErrors {
    /// In kg².
    fn variance(&self) -> f64 {
        let weights: Vec<(usize, f64)> = self.weights.iter().map(|(&position, &weight)| (position, weight)).collect();
        self.covariance.variance(&weights)
    }
}

impl JointErrors {
    /// The error at one position of a covariance in kg².
    #[must_use]
    pub fn new(basis: ErrorBasis, source: ErrorSource, covariance: Arc<Covariance>, position: usize) -> Self {
        let weighted = WeightedErrors { covariance, weights: BTreeMap::from([(position, 1.0)]) };
        Self { basis, by_source: BTreeMap::from([(source, weighted)]) }
    }

    /// The error of a sum; its basis is the first one's, since a product has one.
    ///
    /// # Panics
    /// Without a part.
    #[must_use]
    pub fn sum(parts: &[&Self]) -> Self {
        let (first, rest) = parts.split_first().expect("a sum has a part");
        let mut sum = (*first).clone();
        for (&source, added) in rest.iter().flat_map(|part| &part.by_source) {
            let entry = sum.by_source.entry(source).or_insert_with(|| WeightedErrors { weights: BTreeMap::new(), ..added.clone() });
            added.weights.iter().for_each(|(&position, weight)| *entry.weights.entry(position).or_insert(0.0) += weight);
        }
        sum
    }

    /// The error of the mean, from that of the sum of so many parts.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "there are few parts")]
    pub fn over(&self, parts: usize) -> Self {
        self.scaled(1.0 / parts as f64)
    }

    /// The error of a multiple.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let mut scaled = self.clone();
        scaled.by_source.values_mut().flat_map(|errors| errors.weights.values_mut()).for_each(|weight| *weight *= factor);
        scaled
    }

    /// The covariance with another total in kg², where one source holds both: half of what the variance of the sum has beyond those of the parts.
    #[must_use]
    pub fn covariance(&self, other: &Self) -> Option<f64> {
        let only = |errors: &Self| errors.by_source.keys().copied().next().filter(|_| errors.by_source.len() == 1);
        let source = only(self).filter(|source| only(other) == Some(*source))?;
        let variance = |errors: &Self| errors.by_source[&source].variance();
        Some((variance(&Self::sum(&[self, other])) - variance(self) - variance(other)) / 2.0)
    }

    /// One standard deviation: known under one source, between independent and fully correlated sources where there are several.
    #[must_use]
    pub fn bracket(&self) -> DeviationBracket {
        let deviation = |errors: &WeightedErrors| DeviationBracket::known(Deviation::symmetric(Mass::from_kg(errors.variance().sqrt())));
        DeviationBracket::of_sum(&self.by_source.values().map(deviation).collect::<Vec<_>>())
    }
}
