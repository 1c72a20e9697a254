//! Values taken as classes: how much of a region each holds.

use super::By;
use super::sample::Kept;
use crate::sum::compensated;

/// How much of a region a class holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassFraction {
    /// The value that stands for the class.
    pub class: f64,
    /// Its part of the weights, between 0 and 1.
    pub fraction: f64,
}

/// The weight of each value that occurs, in rising order of the values.
pub(super) struct Classes(Vec<(f64, f64)>);

impl Classes {
    /// The classes of values in rising order.
    pub(super) fn of(sorted: &[Kept], by: By) -> Self {
        let weight = |kept: &Kept| match by {
            By::Coverage => kept.weight,
            By::SecondRaster => kept.weight * kept.second,
        };
        let class = |equal: &[Kept]| (equal[0].value, compensated(equal.iter().map(weight)));
        Self(sorted.chunk_by(|a, b| a.value == b.value).map(class).collect())
    }

    pub(super) fn fractions(&self) -> Vec<ClassFraction> {
        let total = compensated(self.0.iter().map(|(_, weight)| *weight));
        self.0.iter().map(|&(class, weight)| ClassFraction { class, fraction: weight / total }).collect()
    }

    /// The class of the largest weight; the last of several, which is the largest.
    pub(super) fn majority(&self) -> Option<f64> {
        self.0.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(class, _)| *class)
    }

    /// The class of the smallest weight; the first of several, which is the smallest.
    pub(super) fn minority(&self) -> Option<f64> {
        self.0.iter().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(class, _)| *class)
    }

    #[expect(clippy::cast_precision_loss, reason = "no region has 2^53 cells")]
    pub(super) fn variety(&self) -> f64 {
        self.0.len() as f64
    }
}
