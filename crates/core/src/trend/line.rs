//! The straight line through values whose errors, and how these go together, are known.

use ndarray::Array2;

/// A line by least squares with the standard deviation that the errors stated give its slope.
///
/// By generalised least squares b = (XᵀV⁻¹X)⁻¹ XᵀV⁻¹y with V the covariance of the errors (Aitken 1936, Proc. R. Soc. Edinb. 55, 42–48). With a diagonal V it
/// is the weighted fit. Its standard deviation is that of the errors stated, however far the values lie from the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Change in a year.
    pub slope: f64,
    /// Its standard deviation.
    pub standard_deviation: f64,
    /// Value at the year 0 of the points.
    pub intercept: f64,
    /// √(rᵀV⁻¹r / (n − 2)) with r the residuals: above 1 the values scatter more than their errors explain; none for two points, and by ordinary least squares.
    pub scatter: Option<f64>,
}

/// Differences smaller than this share of what is subtracted are rounding; errors of which some are a millionth of others come to it.
const ROUNDING: f64 = 1e-12;

impl Line {
    /// The line through points of year and value by generalised least squares; where some errors are nothing beside others or all are one, so that these
    /// cannot be solved, by ordinary ones.
    ///
    /// None for fewer than two years.
    #[must_use]
    pub fn through(points: &[(f64, f64)], covariance: &Array2<f64>) -> Option<Self> {
        Self::generalised(points, covariance).or_else(|| Self::ordinary(points, covariance))
    }

    /// The line by ordinary least squares, b = Σ wᵢ yᵢ with wᵢ = (tᵢ − t̄) / Σ (t − t̄)², whose variance is Σᵢⱼ wᵢ wⱼ Vᵢⱼ.
    fn ordinary(points: &[(f64, f64)], covariance: &Array2<f64>) -> Option<Self> {
        let middle = mean(points.iter().map(|point| point.0), points.len());
        let squares: f64 = points.iter().map(|point| (point.0 - middle).powi(2)).sum();
        if squares.is_nan() || squares <= 0.0 {
            return None;
        }
        let weights: Vec<f64> = points.iter().map(|point| (point.0 - middle) / squares).collect();
        let slope: f64 = weights.iter().zip(points).map(|(weight, point)| weight * point.1).sum();
        let variance: f64 = covariance.indexed_iter().map(|((one, other), shared)| weights[one] * weights[other] * shared).sum();
        let level = mean(points.iter().map(|point| point.1), points.len());
        Some(Self { slope, standard_deviation: variance.max(0.0).sqrt(), intercept: level - slope * middle, scatter: None })
    }

    /// None where the covariance is not positive definite, or so nearly that rounding decides.
    fn generalised(points: &[(f64, f64)], covariance: &Array2<f64>) -> Option<Self> {
        let root = Cholesky::of(covariance)?;
        // Years from their mean keep the equations well conditioned.
        let middle = mean(points.iter().map(|point| point.0), points.len());
        let whitened = |part: &dyn Fn(&(f64, f64)) -> f64| root.solve(&points.iter().map(part).collect::<Vec<f64>>());
        let (ones, years, values) = (whitened(&|_| 1.0), whitened(&|point| point.0 - middle), whitened(&|point| point.1));
        let (oo, oy, yy) = (dot(&ones, &ones), dot(&ones, &years), dot(&years, &years));
        let determinant = oo * yy - oy * oy;
        if determinant.is_nan() || determinant <= ROUNDING * oo * yy {
            return None;
        }
        let (ov, yv) = (dot(&ones, &values), dot(&years, &values));
        let (slope, level) = ((oo * yv - oy * ov) / determinant, (yy * ov - oy * yv) / determinant);
        let residuals: Vec<f64> = (0..points.len()).map(|point| values[point] - level * ones[point] - slope * years[point]).collect();
        let freedom = points.len() - 2;
        let scatter = (freedom > 0).then(|| (dot(&residuals, &residuals) / count(freedom)).sqrt());
        Some(Self { slope, standard_deviation: (oo / determinant).sqrt(), intercept: level - slope * middle, scatter })
    }

    /// Its value in a year.
    #[must_use]
    pub fn at(&self, year: f64) -> f64 {
        self.intercept + self.slope * year
    }
}

/// The covariance of errors of which each two have the same correlation: σᵢσⱼ, times the correlation where i and j differ.
#[must_use]
pub fn common_covariance(deviations: &[f64], correlation: f64) -> Array2<f64> {
    let size = deviations.len();
    Array2::from_shape_fn((size, size), |(one, other)| deviations[one] * deviations[other] * if one == other { 1.0 } else { correlation })
}

/// The lower triangle L of V = L Lᵀ.
struct Cholesky(Array2<f64>);

impl Cholesky {
    /// None where the matrix is not positive definite, or only by rounding.
    fn of(matrix: &Array2<f64>) -> Option<Self> {
        let size = matrix.nrows();
        let mut root = Array2::zeros((size, size));
        for row in 0..size {
            for column in 0..=row {
                let known: f64 = (0..column).map(|other| root[[row, other]] * root[[column, other]]).sum();
                let left: f64 = matrix[[row, column]] - known;
                if row == column {
                    if left.is_nan() || left <= ROUNDING * matrix[[row, row]] {
                        return None;
                    }
                    root[[row, row]] = left.sqrt();
                } else {
                    root[[row, column]] = left / root[[column, column]];
                }
            }
        }
        Some(Self(root))
    }

    /// L⁻¹ v.
    fn solve(&self, vector: &[f64]) -> Vec<f64> {
        let mut solution: Vec<f64> = Vec::with_capacity(vector.len());
        for (row, value) in vector.iter().enumerate() {
            let known: f64 = solution.iter().enumerate().map(|(column, found)| self.0[[row, column]] * found).sum();
            solution.push((value - known) / self.0[[row, row]]);
        }
        solution
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn mean(values: impl Iterator<Item = f64>, number: usize) -> f64 {
    values.sum::<f64>() / count(number)
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
        let nearly = Line::through(&POINTS, &common_covariance(&[1e-9, 1.0, 2.0, 3.0], 0.0)).expect("a line");
        assert!((nearly.standard_deviation - 0.86_f64.sqrt()).abs() < 1e-9, "{nearly:?}");
        let one = Line::through(&POINTS, &common_covariance(&[1.0; 4], 1.0)).expect("a line");
        assert!(one.standard_deviation < 1e-8, "{one:?}");
    }

    #[test]
    fn there_is_no_line_through_one_year() {
        assert_eq!(Line::through(&[POINTS[0]; 2], &common_covariance(&[1.0; 2], 0.0)), None);
    }
}
