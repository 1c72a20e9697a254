//! Sum, mean and variance of weighted values in one pass.

use crate::sum::CompensatedSum;

/// Weights of either sign whose sum is less than so much of their gross sum come to nothing.
const CANCELLED: f64 = 1e-9;

/// Sums of weighted values, and the sum of squares about their running mean.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    /// Whether there was a value, of whatever weight.
    any: bool,
    /// Whether a weight was less than nothing, so that no variance is defined.
    any_negative: bool,
    weights: CompensatedSum,
    /// Σ |w|.
    gross: CompensatedSum,
    values: CompensatedSum,
    /// Running Σ w, mean and Σ w (x − mean)².
    running: [f64; 3],
}

impl Moments {
    /// Adds a value; one of no weight changes no sum.
    ///
    /// # References
    /// West, D. H. D. (1979): Updating mean and variance estimates: an improved method. Communications of the ACM 22, 532–535.
    pub(super) fn add(&mut self, value: f64, weight: f64) {
        self.any = true;
        if weight == 0.0 {
            return;
        }
        self.any_negative |= weight < 0.0;
        self.weights.add(weight);
        self.gross.add(weight.abs());
        self.values.add(weight * value);
        let [before, mean, squares] = self.running;
        let (total, deviation) = (before + weight, value - mean);
        let step = deviation * weight / total;
        self.running = [total, mean + step, squares + before * deviation * step];
    }

    /// Σ w x, 0 where no value has a weight; none without a value.
    pub(super) fn sum(&self) -> Option<f64> {
        self.any.then(|| self.values.value())
    }

    /// Σ w x / Σ w; none where the weights come to nothing, but for rounding.
    pub(super) fn mean(&self) -> Option<f64> {
        let total = self.weights.value();
        (total.abs() > CANCELLED * self.gross.value()).then(|| self.values.value() / total)
    }

    /// Whether a weight was less than nothing.
    pub(super) const fn has_negative_weights(&self) -> bool {
        self.any_negative
    }

    /// Σ w (x − mean)² / Σ w; none unless the weights are more than nothing, or if one is less.
    pub(super) fn variance(&self) -> Option<f64> {
        let [total, _, squares] = self.running;
        (total > 0.0 && !self.any_negative).then(|| squares / total)
    }
}
