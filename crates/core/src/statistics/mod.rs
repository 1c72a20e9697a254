//! Statistics of a raster's values over the cells of one region, several at once in one pass.
//!
//! A cell counts with a weight c: its share in the region times what a [`CoverageWeight`] makes of the cell. Names and definitions are those of
//! exactextract, so that its users find their way; where we depart from it, the statistic says so.

mod classes;
mod moments;
mod name;
mod quantile;
mod sample;

pub use classes::ClassFraction;
pub use name::StatisticNameError;
pub use quantile::Probability;
pub(crate) use quantile::unweighted_quantile;
pub use sample::{CoverageWeight, Sample};

use crate::sum::CompensatedSum;
use classes::Classes;
use moments::Moments;
use sample::Kept;

/// By what a statistic weights a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// c, the cell's coverage.
    Coverage,
    /// c · w, where w is the value of a second raster.
    SecondRaster,
}

/// A statistic of the cells of a region that have a value x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// The number of cells: the sum of shares, whatever the areas of cells; with [`CoverageWeight::None`] the number of cells touched.
    ///
    /// exactextract sums areas here where it weights by area.
    Count,
    /// Σ c x, or Σ c w x; none where no cell has a value, where exactextract gives 0.
    Sum(By),
    /// Σ c x / Σ c, or Σ c w x / Σ c w; none where Σ c w comes to less than 10⁻⁹ of Σ c |w|.
    Mean(By),
    /// Σ c (x − mean)² / Σ c, the variance of the population, or the same with c w; none if a w is negative.
    Variance(By),
    /// The square root of the variance.
    StandardDeviation(By),
    /// The standard deviation divided by the mean.
    CoefficientOfVariation,
    /// The smallest value of a cell that is touched.
    Min,
    /// The largest value of a cell that is touched.
    Max,
    /// The quantile of probability one half.
    Median,
    /// A quantile of the values weighted by c, see [`Probability`]; exactextract's collapses where values repeat.
    Quantile(Probability),
    /// The fraction of c, or of c w, for each value that occurs; none if a w is negative.
    Fractions(By),
    /// The value with the largest fraction, the largest of several.
    Majority,
    /// The value with the smallest fraction, the smallest of several.
    Minority,
    /// The number of different values.
    Variety,
}

impl Statistic {
    /// Whether a second raster must be given.
    #[must_use]
    pub const fn needs_weights(self) -> bool {
        use Statistic::{Fractions, Mean, StandardDeviation, Sum, Variance};
        matches!(self, Sum(by) | Mean(by) | Variance(by) | StandardDeviation(by) | Fractions(by) if matches!(by, By::SecondRaster))
    }

    /// Whether the values themselves must be kept, and not only their sums.
    const fn keeps_values(self) -> bool {
        matches!(self, Self::Median | Self::Quantile(_))
    }

    /// Whether each value that occurs must be kept, with the weight of its cells.
    const fn keeps_classes(self) -> bool {
        matches!(self, Self::Fractions(_) | Self::Majority | Self::Minority | Self::Variety)
    }
}

/// What a statistic comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A number; none where no cell has a value, or where weights are missing.
    Number(Option<f64>),
    /// The fraction of each class, in rising order of the classes.
    Fractions(Vec<ClassFraction>),
}

/// The statistics of one region, with what they could not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// One answer for each statistic that was asked for, in its order.
    pub answers: Vec<Answer>,
    /// Cells without a value, counted as [`Statistic::Count`] counts.
    pub missing: f64,
    /// Cells with a value of which the second raster says nothing, counted alike; where there are any, weighted statistics have no answer.
    pub without_weight: f64,
    /// Whether the second raster has a negative value in a cell with a value; variances and fractions by it have no answer then.
    pub negative_weights: bool,
}

/// Forms statistics of the cells of a region, in one pass and in the cells' order, so that the same cells give the same bits.
///
/// A cell without a value is counted as missing and nothing else.
#[must_use]
pub fn summarize(cells: impl IntoIterator<Item = Sample>, wanted: &[Statistic]) -> Summary {
    let mut gathering = Gathering::of(wanted);
    cells.into_iter().for_each(|cell| gathering.add(cell));
    gathering.summary()
}

/// The statistics of a region in the making, for cells that come a few at a time: [`summarize`] cell by cell, with the same bits.
///
/// It takes the same memory for any number of cells, unless a statistic needs more than sums: quantiles keep the value and the weight of each cell,
/// statistics of classes each value that occurs.
#[derive(Clone, Debug, Default)]
pub struct Gathering {
    wanted: Vec<Statistic>,
    count: CompensatedSum,
    missing: CompensatedSum,
    without_weight: CompensatedSum,
    plain: Moments,
    weighted: Moments,
    /// The smallest and the largest value.
    extremes: Option<[f64; 2]>,
    /// The values, if a statistic needs them.
    kept: Option<Vec<Kept>>,
    /// The classes, if a statistic needs them.
    classes: Option<Classes>,
}

impl Gathering {
    /// Some statistics of no cell yet.
    #[must_use]
    pub fn of(wanted: &[Statistic]) -> Self {
        let kept = wanted.iter().any(|statistic| statistic.keeps_values()).then(Vec::new);
        let classes = wanted.iter().any(|statistic| statistic.keeps_classes()).then(Classes::default);
        Self { wanted: wanted.to_vec(), kept, classes, ..Self::default() }
    }

    /// The statistics of all cells that have been added.
    #[must_use]
    pub fn summary(mut self) -> Summary {
        if let Some(kept) = &mut self.kept {
            kept.sort_by(|a, b| a.value.total_cmp(&b.value));
        }
        Summary {
            answers: self.wanted.iter().map(|&statistic| self.answer(statistic)).collect(),
            missing: self.missing.value(),
            without_weight: self.without_weight.value(),
            negative_weights: self.weighted.has_negative_weights(),
        }
    }

    /// Adds a cell.
    pub fn add(&mut self, cell: Sample) {
        if !cell.value.is_finite() {
            return self.missing.add(cell.counted);
        }
        self.count.add(cell.counted);
        self.plain.add(cell.value, cell.weight);
        let [smallest, largest] = self.extremes.unwrap_or([cell.value; 2]);
        self.extremes = Some([smallest.min(cell.value), largest.max(cell.value)]);
        if cell.second.is_finite() {
            self.weighted.add(cell.value, cell.weight * cell.second);
        } else {
            self.without_weight.add(cell.counted);
        }
        if let Some(kept) = &mut self.kept {
            kept.push(Kept { value: cell.value, weight: cell.weight });
        }
        if let Some(classes) = &mut self.classes {
            classes.add(cell.value, cell.weight, cell.second);
        }
    }

    fn answer(&self, statistic: Statistic) -> Answer {
        let kept = self.kept.as_deref().unwrap_or_default();
        Answer::Number(match statistic {
            Statistic::Fractions(by) => return Answer::Fractions(self.fractions(by)),
            Statistic::Count => Some(self.count.value()),
            Statistic::Sum(by) => self.moments(by).and_then(Moments::sum),
            Statistic::Mean(by) => self.moments(by).and_then(Moments::mean),
            Statistic::Variance(by) => self.moments(by).and_then(Moments::variance),
            Statistic::StandardDeviation(by) => self.moments(by).and_then(Moments::variance).map(f64::sqrt),
            Statistic::CoefficientOfVariation => {
                self.plain.variance().zip(self.plain.mean()).map(|(variance, mean)| variance.sqrt() / mean)
            }
            Statistic::Min => self.extremes.map(|[smallest, _]| smallest),
            Statistic::Max => self.extremes.map(|[_, largest]| largest),
            Statistic::Median => quantile::quantile(kept, Probability::HALF),
            Statistic::Quantile(probability) => quantile::quantile(kept, probability),
            Statistic::Majority => self.classes.as_ref().and_then(Classes::majority),
            Statistic::Minority => self.classes.as_ref().and_then(Classes::minority),
            Statistic::Variety => self.classes.as_ref().map(Classes::variety),
        })
    }

    /// The moments by one weight; none where the second raster leaves a cell without one.
    fn moments(&self, by: By) -> Option<&Moments> {
        match by {
            By::Coverage => Some(&self.plain),
            By::SecondRaster => self.all_weighted().then_some(&self.weighted),
        }
    }

    fn all_weighted(&self) -> bool {
        self.without_weight.value() == 0.0
    }

    fn fractions(&self, by: By) -> Vec<ClassFraction> {
        let is_defined = by == By::Coverage || self.all_weighted() && !self.weighted.has_negative_weights();
        let classes = self.classes.as_ref().filter(|_| is_defined);
        classes.map_or_else(Vec::new, |classes| classes.fractions(by))
    }
}

#[cfg(test)]
mod tests;
