//! The straight line through values whose errors, and how these go together, are known.

use ndarray::Array2;

/// A line by least squares, with the standard deviation that the errors stated give its slope: b = Σ wᵢ yᵢ with wᵢ = gᵢ (tᵢ − t̄) / Σ g (t − t̄)² and t̄ the mean of
/// years by g, and Var b = Σᵢⱼ wᵢ wⱼ Vᵢⱼ.
///
/// Years of independent errors count by g = 1 / σ², which is generalised least squares (Aitken 1936, Proc. R. Soc. Edinb. 55, 42–48). Where errors go together all
/// years count alike: errors that grow with the figures make V from the figures themselves, and generalised least squares would then explain a rise by the error that
/// all share, and lie outside what it fits (Peelle's puzzle; Chiba and Smith 1991, ANL/NDM-121).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Change in a year.
    pub slope: f64,
    /// Its standard deviation.
    pub standard_deviation: f64,
    /// Value at the year 0 of the points.
    pub intercept: f64,
    /// √(Σ (r / σ)² / (n − 2)) with r the residuals: above 1 the values scatter more than their errors explain; none for two points, and where all years count alike.
    pub scatter: Option<f64>,
}

/// Variances smaller than this share of the largest make all years count alike: one of them would else count alone.
const UNLIKE: f64 = 1e-14;

impl Line {
    /// The line through points of year and value with the covariance of their errors.
    ///
    /// None for fewer than two years.
    #[must_use]
    pub fn through(points: &[(f64, f64)], covariance: &Array2<f64>) -> Option<Self> {
        let known = weights_of_independent(covariance);
        let weights = known.clone().unwrap_or_else(|| vec![1.0; points.len()]);
        let whole: f64 = weights.iter().sum();
        let mean = |of: fn(&(f64, f64)) -> f64| weights.iter().zip(points).map(|(weight, point)| weight * of(point)).sum::<f64>() / whole;
        let (middle, level) = (mean(|point| point.0), mean(|point| point.1));
        let squares: f64 = weights.iter().zip(points).map(|(weight, point)| weight * (point.0 - middle).powi(2)).sum();
        if squares.is_nan() || squares <= 0.0 {
            return None;
        }
        let of_value: Vec<f64> = weights.iter().zip(points).map(|(weight, point)| weight * (point.0 - middle) / squares).collect();
        let slope: f64 = of_value.iter().zip(points).map(|(weight, point)| weight * (point.1 - level)).sum();
        let variance: f64 = covariance.indexed_iter().map(|((one, other), shared)| of_value[one] * of_value[other] * shared).sum();
        let line = Self { slope, standard_deviation: variance.max(0.0).sqrt(), intercept: level - slope * middle, scatter: None };
        Some(Self { scatter: known.and_then(|weights| line.scatter_of(points, &weights)), ..line })
    }

    fn scatter_of(&self, points: &[(f64, f64)], weights: &[f64]) -> Option<f64> {
        let freedom = points.len().checked_sub(2).filter(|&freedom| freedom > 0)?;
        let squares: f64 = points.iter().zip(weights).map(|(point, weight)| weight * (point.1 - self.at(point.0)).powi(2)).sum();
        Some((squares / count(freedom)).sqrt())
    }

    /// Its value in a year.
    #[must_use]
    pub fn at(&self, year: f64) -> f64 {
        self.intercept + self.slope * year
    }
}

/// 1 / σ² of errors that are independent and not all too unlike.
fn weights_of_independent(covariance: &Array2<f64>) -> Option<Vec<f64>> {
    let is_independent = covariance.indexed_iter().all(|((one, other), shared)| one == other || *shared == 0.0);
    let variances = covariance.diag();
    let largest = variances.iter().copied().fold(0.0, f64::max);
    let is_known = largest > 0.0 && variances.iter().all(|variance| *variance > UNLIKE * largest);
    (is_independent && is_known).then(|| variances.iter().map(|variance| 1.0 / variance).collect())
}

/// The covariance of errors of which each two have the same correlation: σᵢσⱼ, times the correlation where i and j differ.
#[must_use]
pub fn common_covariance(deviations: &[f64], correlation: f64) -> Array2<f64> {
    let size = deviations.len();
    Array2::from_shape_fn((size, size), |(one, other)| deviations[one] * deviations[other] * if one == other { 1.0 } else { correlation })
}

#[expect(clippy::cast_precision_loss, reason = "there are few years")]
const fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [(f64, f64); 4] = [(2000.0, 10.0), (2001.0, 13.0), (2002.0, 14.0), (2003.0, 19.0)];

    /// With equal σ = 2 the line is that of ordinary least squares: Σ(t − t̄)² = 5, Σ(t − t̄) y = −15 − 6.5 + 7 + 28.5 = 14, b = 2.8, σ_b = 2 / √5.
    #[test]
    fn with_equal_independent_errors_it_is_the_ordinary_line() {
        let line = Line::through(&POINTS, &common_covariance(&[2.0; 4], 0.0)).expect("a line");
        assert!((line.slope - 2.8).abs() < 1e-12 && (line.standard_deviation - 2.0 / 5.0_f64.sqrt()).abs() < 1e-12, "{line:?}");
        assert!((line.at(2001.5) - 14.0).abs() < 1e-9);
        // Residuals 0.2, 0.4, −1.4, 0.8: Σ r² = 2.8, and √(2.8 / 4 / 2) = 0.5916.
        assert!((line.scatter.expect("four points") - 0.35_f64.sqrt()).abs() < 1e-9);
    }

    /// Errors of 20 % that all years share and of 0.2 % of each: the slope of 10, 12 and 17 is the 3.5 of ordinary least squares, which lies between those of its steps,
    /// 2 and 5. Generalised least squares would find 0.03.
    #[test]
    fn errors_that_all_years_share_do_not_flatten_a_rise() {
        let figures = [10.0, 12.0, 17.0];
        let own = |one: usize, other: usize| if one == other { 0.002_f64.powi(2) } else { 0.0 };
        let covariance = Array2::from_shape_fn((3, 3), |(one, other)| figures[one] * figures[other] * (0.04 + own(one, other)));
        let points = [(2000.0, 10.0), (2001.0, 12.0), (2002.0, 17.0)];
        let line = Line::through(&points, &covariance).expect("a line");
        assert!((line.slope - 3.5).abs() < 1e-9 && (line.standard_deviation - 0.7).abs() < 1e-3 && line.scatter.is_none(), "{line:?}");
    }

    /// What all years have in common moves the line and does not turn it: σ_b = σ √(1 − ρ) / √Σ(t − t̄)².
    #[test]
    fn a_common_error_leaves_the_slope_and_narrows_it() {
        let line = Line::through(&POINTS, &common_covariance(&[2.0; 4], 0.75)).expect("a line");
        assert!((line.slope - 2.8).abs() < 1e-12 && (line.standard_deviation - 1.0 / 5.0_f64.sqrt()).abs() < 1e-12, "{line:?}");
    }

    /// With σ = 1, 1, 1, 10⁶ the last point counts nothing: 10, 13, 14 have b = 2.
    #[test]
    fn a_year_that_is_hardly_known_hardly_counts() {
        let line = Line::through(&POINTS, &common_covariance(&[1.0, 1.0, 1.0, 1e6], 0.0)).expect("a line");
        assert!((line.slope - 2.0).abs() < 1e-9, "{line:?}");
    }

    /// σ = 0, 1, 2, 3 as of figures of which the first is zero; weights −0.3, −0.1, 0.1, 0.3, so that σ_b = √(0.01 + 0.04 + 0.81) independent, and
    /// −0.1 + 0.2 + 0.9 as one.
    #[test]
    fn errors_that_are_nothing_in_some_years_or_wholly_one_leave_the_ordinary_line() {
        for (correlation, deviation) in [(0.0, 0.86_f64.sqrt()), (1.0, 1.0)] {
            let line = Line::through(&POINTS, &common_covariance(&[0.0, 1.0, 2.0, 3.0], correlation)).expect("a line");
            assert!((line.slope - 2.8).abs() < 1e-12 && (line.standard_deviation - deviation).abs() < 1e-12, "{line:?}");
        }
        let nearly = Line::through(&POINTS, &common_covariance(&[1e-7, 1.0, 2.0, 3.0], 0.0)).expect("a line");
        assert!((nearly.standard_deviation - 0.86_f64.sqrt()).abs() < 1e-9, "{nearly:?}");
        let one = Line::through(&POINTS, &common_covariance(&[1.0; 4], 1.0)).expect("a line");
        assert!(one.standard_deviation < 1e-8, "{one:?}");
    }

    #[test]
    fn there_is_no_line_through_one_year() {
        assert_eq!(Line::through(&[POINTS[0]; 2], &common_covariance(&[1.0; 2], 0.0)), None);
    }
}
