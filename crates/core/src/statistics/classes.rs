//! Values taken as classes: how much of a region each holds.

use super::By;
use crate::sum::{CompensatedSum, compensated};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// How much of a region a class holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassFraction {
    /// The value that stands for the class.
    pub class: f64,
    /// Its part of the weights, between 0 and 1.
    pub fraction: f64,
}

/// A value that stands for a class, in the order of numbers.
#[derive(Clone, Copy, Debug)]
struct Class(f64);

impl Class {
    /// The class of a value; 0 and −0 are one.
    fn of(value: f64) -> Self {
        Self(value + 0.0)
    }
}

impl Ord for Class {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Class {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Class {}

/// The weights of each value that occurs, alone and times those of a second raster.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes(BTreeMap<Class, [CompensatedSum; 2]>);

impl Classes {
    /// Adds a cell to its class.
    pub(super) fn add(&mut self, value: f64, weight: f64, second: f64) {
        let [plain, weighted] = self.0.entry(Class::of(value)).or_default();
        plain.add(weight);
        weighted.add(weight * second);
    }

    /// The classes in rising order with their weights.
    fn weights(&self, by: By) -> impl Iterator<Item = (f64, f64)> {
        self.0.iter().map(move |(class, [plain, weighted])| match by {
            By::Coverage => (class.0, plain.value()),
            By::SecondRaster => (class.0, weighted.value()),
        })
    }

    pub(super) fn fractions(&self, by: By) -> Vec<ClassFraction> {
        let total = compensated(self.weights(by).map(|(_, weight)| weight));
        self.weights(by).map(|(class, weight)| ClassFraction { class, fraction: weight / total }).collect()
    }

    /// The class of the largest weight; the last of several, which is the largest.
    pub(super) fn majority(&self) -> Option<f64> {
        self.weights(By::Coverage).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(class, _)| class)
    }

    /// The class of the smallest weight; the first of several, which is the smallest.
    pub(super) fn minority(&self) -> Option<f64> {
        self.weights(By::Coverage).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(class, _)| class)
    }

    #[expect(clippy::cast_precision_loss, reason = "no region has 2^53 cells")]
    pub(super) fn variety(&self) -> f64 {
        self.0.len() as f64
    }
}
