//! Covariances of many quantities, and what they become for sums of them.

use crate::sum::compensated;
use ndarray::{Array2, Axis};
use rayon::prelude::*;

/// By how much a covariance may miss its own bounds through rounding to single precision, as a share of the variances.
pub(crate) const ROUNDING: f64 = 1e-5;

/// A symmetric matrix of covariances.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariance(Array2<f64>);

/// A matrix that is no covariance, or not one of what is summed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CovarianceError {
    /// It has not as many rows as columns.
    #[error("expected as many rows as columns, found {rows} rows and {columns} columns")]
    NotSquare {
        /// Rows found.
        rows: usize,
        /// Columns found.
        columns: usize,
    },
    /// A value is missing or infinite.
    #[error("expected a number in row {row}, column {column}, found {found}")]
    NotFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What stands there.
        found: f64,
    },
    /// A variance is below zero.
    #[error("expected a variance in row and column {element}, found {found}")]
    NegativeVariance {
        /// Row and column, from 0.
        element: usize,
        /// What stands there.
        found: f64,
    },
    /// Two mirrored values differ.
    #[error("expected the same in row {row}, column {column} and mirrored, found {one} and {other}")]
    NotSymmetric {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What stands there.
        one: f64,
        /// What stands in the mirrored place.
        other: f64,
    },
    /// A weighted sum of several quantities varies by less than nothing.
    #[error("expected no sum with a variance below zero, found one of row {element} and rows before it")]
    NotSemidefinite {
        /// The last row that the sum needs, from 0.
        element: usize,
    },
    /// Two quantities vary together by more than each varies by itself.
    #[error("row {row}, column {column}: expected a correlation between -1 and 1, found {correlation}")]
    NoCorrelation {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What the matrix makes of it.
        correlation: f64,
    },
    /// The sums are of another number of quantities.
    #[error("expected {expected} elements, found {found}")]
    OtherElements {
        /// Elements of the matrix.
        expected: usize,
        /// Elements of the sums.
        found: usize,
    },
}

impl Covariance {
    /// A matrix that can be a covariance.
    ///
    /// # Errors
    /// [`CovarianceError`] if it is not square, finite and symmetric, or some pair of its elements has no correlation between −1 and 1.
    pub fn new(matrix: Array2<f64>) -> Result<Self, CovarianceError> {
        let (rows, columns) = matrix.dim();
        if rows != columns {
            return Err(CovarianceError::NotSquare { rows, columns });
        }
        (0..rows).into_par_iter().find_map_first(|row| check_row(&matrix, row).err()).map_or(Ok(()), Err)?;
        Ok(Self(matrix))
    }

    /// S = L Lᵀ from a matrix L with a row for each quantity.
    ///
    /// # Errors
    /// [`CovarianceError::NotFinite`].
    pub fn of_factor(factor: &Array2<f64>) -> Result<Self, CovarianceError> {
        match factor.indexed_iter().find(|(_, value)| !value.is_finite()) {
            Some(((row, column), &found)) => Err(CovarianceError::NotFinite { row, column, found }),
            None => Ok(Self(factor.dot(&factor.t()))),
        }
    }

    /// The number of quantities.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.0.nrows()
    }

    /// The covariance of two quantities.
    #[must_use]
    pub fn between(&self, one: usize, other: usize) -> f64 {
        self.0[[one, other]]
    }

    /// H S Hᵀ, the covariance of sums of the quantities; H has a row of weights for each sum.
    ///
    /// # Errors
    /// [`CovarianceError::OtherElements`] if the rows have not one weight for each quantity; of a matrix that is no covariance, though each pair of its elements
    /// could be, [`CovarianceError::NegativeVariance`] where a sum, [`CovarianceError::NotSemidefinite`] where a sum of sums shows it.
    pub fn of_sums(&self, weights: &Array2<f64>) -> Result<Self, CovarianceError> {
        let (expected, found) = (self.elements(), weights.ncols());
        if expected != found {
            return Err(CovarianceError::OtherElements { expected, found });
        }
        let product = parallel_product(weights, &self.0).dot(&weights.t());
        // The product of floating-point numbers is symmetric but for rounding; the mean of both halves is.
        let sums = (&product + &product.t()) * 0.5;
        let deviation = |(weight, variance): (&f64, &f64)| weight.abs() * variance.sqrt();
        let gross: Vec<f64> = weights.rows().into_iter().map(|row| row.iter().zip(self.0.diag()).map(deviation).sum()).collect();
        let negative = gross.iter().enumerate().map(|(element, gross)| (element, sums[[element, element]], gross * gross));
        if let Some((element, found, _)) = negative.into_iter().find(|(_, found, gross)| *found < -ROUNDING * gross) {
            return Err(CovarianceError::NegativeVariance { element, found });
        }
        expect_semidefinite(&sums, &gross)?;
        Ok(Self(sums))
    }

    /// The variance of a weighted sum of some of the quantities: Σ Σ aᵢ Sᵢⱼ aⱼ, not below zero.
    ///
    /// What is below zero is rounding: [`Self::of_sums`] refuses what is more, [`Self::of_factor`] can make no more, and where neither covariances nor weights are
    /// negative, as with correlation lengths, there is nothing below zero.
    #[must_use]
    pub fn variance(&self, weights: &[(usize, f64)]) -> f64 {
        let row = |(one, weight): &(usize, f64)| weight * compensated(weights.iter().map(|(other, with)| self.0[[*one, *other]] * with));
        compensated(weights.iter().map(row)).max(0.0)
    }
}

/// Expects no weighted sum of quantities to have a variance below zero by more than rounding: with C the matrix over the gross deviations, n its rows and r
/// [`ROUNDING`], C + n r I has a Cholesky factor.
///
/// Elements that are out of place by r move an eigenvalue by no more than n r (Golub and Van Loan 2013: Matrix Computations, sections 4.2 and 8.1).
#[expect(clippy::cast_precision_loss, reason = "there are few totals")]
fn expect_semidefinite(matrix: &Array2<f64>, gross: &[f64]) -> Result<(), CovarianceError> {
    let allowed = ROUNDING * gross.len() as f64;
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(gross.len());
    for row in 0..gross.len() {
        let mut entries: Vec<f64> = Vec::with_capacity(row + 1);
        for (column, above) in factor.iter().enumerate() {
            let rest = correlation(matrix, gross, [row, column]) - dot(&entries, above);
            entries.push(rest / above[column]);
        }
        let rest = correlation(matrix, gross, [row, row]) + allowed - dot(&entries, &entries);
        if rest <= 0.0 {
            return Err(CovarianceError::NotSemidefinite { element: row });
        }
        entries.push(rest.sqrt());
        factor.push(entries);
    }
    Ok(())
}

/// A covariance over the gross deviations of both elements; none of an element that has no deviation.
fn correlation(matrix: &Array2<f64>, gross: &[f64], [row, column]: [usize; 2]) -> f64 {
    let norm = gross[row] * gross[column];
    if norm > 0.0 { matrix[[row, column]] / norm } else { 0.0 }
}

/// The sum of products as far as both go.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// A row of the matrix against its own variances and against what mirrors it.
fn check_row(matrix: &Array2<f64>, row: usize) -> Result<(), CovarianceError> {
    let variance = matrix[[row, row]];
    if let Some(column) = (0..matrix.ncols()).find(|&column| !matrix[[row, column]].is_finite()) {
        return Err(CovarianceError::NotFinite { row, column, found: matrix[[row, column]] });
    }
    if variance < 0.0 {
        return Err(CovarianceError::NegativeVariance { element: row, found: variance });
    }
    for column in 0..row {
        let (one, other) = (matrix[[row, column]], matrix[[column, row]]);
        let most = (variance * matrix[[column, column]].max(0.0)).sqrt();
        if (one - other).abs() > ROUNDING * most {
            return Err(CovarianceError::NotSymmetric { row, column, one, other });
        }
        if one.abs() > (1.0 + ROUNDING) * most {
            return Err(CovarianceError::NoCorrelation { row, column, correlation: one / most });
        }
    }
    Ok(())
}

/// H S, some rows of H at a time, so that all cores work; each element is the same whatever their number.
fn parallel_product(weights: &Array2<f64>, matrix: &Array2<f64>) -> Array2<f64> {
    let mut product = Array2::zeros((weights.nrows(), matrix.ncols()));
    let rows_at_once = 32;
    let parts: Vec<_> = product.axis_chunks_iter_mut(Axis(0), rows_at_once).zip(weights.axis_chunks_iter(Axis(0), rows_at_once)).collect();
    parts.into_par_iter().for_each(|(mut part, weights)| part.assign(&weights.dot(matrix)));
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    /// Elements with variances 4 and 9 and a covariance of −3: their sum has 4 + 9 − 6 = 7, the first less twice the second 4 + 36 + 12 = 52, and the two
    /// sums have 4 − 2 · 9 + (1 − 2) · −3 = −11 in common.
    #[test]
    fn two_elements_by_hand() {
        let state = Covariance::new(array![[4.0, -3.0], [-3.0, 9.0]]).unwrap();
        let sums = state.of_sums(&array![[1.0, 1.0], [1.0, -2.0]]).unwrap();
        assert_eq!([sums.between(0, 0), sums.between(1, 1), sums.between(0, 1)], [7.0, 52.0, -11.0]);
        assert_eq!(state.variance(&[(0, 1.0), (1, -2.0)]), 52.0);
    }

    /// Three elements of variance 1 that have −0.6 in common: each pair has 2 − 1.2 = 0.8, and all together 3 − 3.6 = −0.6.
    #[test]
    fn sums_of_which_a_sum_varies_by_less_than_nothing_are_refused() {
        let of =
            |common: f64| Covariance::new(Array2::from_shape_fn((3, 3), |(row, column)| if row == column { 1.0 } else { common })).unwrap();
        let each = Array2::eye(3);
        assert_eq!(of(-0.6).of_sums(&each), Err(CovarianceError::NotSemidefinite { element: 2 }));
        assert!(matches!(of(-0.6).of_sums(&array![[1.0, 1.0, 1.0]]), Err(CovarianceError::NegativeVariance { element: 0, .. })));
        // 3 − 3 = 0, which rounding to single precision may miss.
        let whole = [(0, 1.0), (1, 1.0), (2, 1.0)];
        assert!(of(-0.500_000_1).of_sums(&each).unwrap().variance(&whole) == 0.0);
        assert!(of(1.0).of_sums(&each).unwrap().variance(&whole) == 9.0);
    }

    #[test]
    fn what_is_no_covariance_is_refused_with_its_place() {
        let of = |matrix: Array2<f64>| Covariance::new(matrix).unwrap_err().to_string();
        insta::assert_snapshot!([
            of(array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
            of(array![[1.0, f64::NAN], [0.0, 1.0]]),
            of(array![[1.0, 0.0], [0.0, -1.0]]),
            of(array![[1.0, 0.5], [0.4, 1.0]]),
            of(array![[1.0, 3.0], [3.0, 4.0]]),
            Covariance::new(array![[1.0]]).unwrap().of_sums(&array![[1.0, 2.0]]).unwrap_err().to_string(),
        ].join("\n"), @r"
        expected as many rows as columns, found 2 rows and 3 columns
        expected a number in row 0, column 1, found NaN
        expected a variance in row and column 1, found -1
        expected the same in row 1, column 0 and mirrored, found 0.4 and 0.5
        row 1, column 0: expected a correlation between -1 and 1, found 1.5
        expected 1 elements, found 2
        ");
    }

    proptest! {
        /// (H L)(H L)ᵀ = H (L Lᵀ) Hᵀ: a low rank gives what the matrix made of it gives.
        #[test]
        fn a_factor_gives_what_its_matrix_gives(factor in prop::collection::vec(-2.0..2.0_f64, 12), weights in prop::collection::vec(-3.0..3.0_f64, 8)) {
            let factor = Array2::from_shape_vec((4, 3), factor).unwrap();
            let weights = Array2::from_shape_vec((2, 4), weights).unwrap();
            let by_matrix = Covariance::of_factor(&factor).unwrap().of_sums(&weights).unwrap();
            let by_factor = Covariance::of_factor(&weights.dot(&factor)).unwrap();
            for place in [[0, 0], [0, 1], [1, 1]] {
                prop_assert!((by_matrix.0[place] - by_factor.0[place]).abs() < 1e-10);
            }
        }

        /// Regions whose sum is the whole: the variance of the whole is the sum of all their covariances.
        #[test]
        fn the_covariances_of_regions_add_up_to_the_variance_of_their_sum(factor in prop::collection::vec(-2.0..2.0_f64, 12), split in prop::collection::vec(0.0..1.0_f64, 4)) {
            let state = Covariance::of_factor(&Array2::from_shape_vec((4, 3), factor).unwrap()).unwrap();
            let mut regions = Array2::ones((2, 4));
            for (element, share) in split.iter().enumerate() {
                (regions[[0, element]], regions[[1, element]]) = (*share, 1.0 - share);
            }
            let of_regions = state.of_sums(&regions).unwrap().variance(&[(0, 1.0), (1, 1.0)]);
            let whole = state.variance(&[(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)]);
            prop_assert!((of_regions - whole).abs() < 1e-10 * whole.max(1.0));
        }
    }
}
