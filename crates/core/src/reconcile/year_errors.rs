//! How the errors of the years of one side go together.

use super::uncertainty::{JointErrors, TotalUncertainty};
use crate::trend::common_covariance;
use ndarray::Array2;
use std::ops::Range;

/// How the errors of the years of a trend go together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum YearErrors {
    /// The errors of any two have one correlation, by the user's word.
    Correlation(f64),
    /// The product's own covariance says it, in kg².
    Covariance(Array2<f64>),
}

impl YearErrors {
    /// What is known of the errors of some years: their covariance where one source holds all of them together, else a correlation.
    pub(super) fn of(years: &[Option<&TotalUncertainty>], correlation: f64) -> Self {
        let joint =
            |year: &Option<&TotalUncertainty>| if let Some(TotalUncertainty::Joint(errors)) = *year { Some(errors.clone()) } else { None };
        let covariance = years.iter().map(joint).collect::<Option<Vec<JointErrors>>>().and_then(|errors| covariance(&errors));
        covariance.map_or(Self::Correlation(correlation), Self::Covariance)
    }

    /// The same of a part of the years.
    pub(super) fn within(&self, years: Range<usize>) -> Self {
        match self {
            Self::Correlation(correlation) => Self::Correlation(*correlation),
            Self::Covariance(all) => {
                let (from, count) = (years.start, years.len());
                Self::Covariance(Array2::from_shape_fn((count, count), |(one, other)| all[[from + one, from + other]]))
            }
        }
    }

    /// The covariance of errors of these standard deviations.
    pub(super) fn covariance(&self, deviations: &[f64]) -> Array2<f64> {
        match self {
            Self::Correlation(correlation) => common_covariance(deviations, *correlation),
            Self::Covariance(covariance) => covariance.clone(),
        }
    }

    /// The correlation of the first and the last year.
    pub(super) fn of_ends(&self) -> f64 {
        match self {
            Self::Correlation(correlation) => *correlation,
            Self::Covariance(all) => {
                let last = all.nrows() - 1;
                let product = (all[[0, 0]] * all[[last, last]]).sqrt();
                if product > 0.0 { all[[0, last]] / product } else { 0.0 }
            }
        }
    }
}

fn covariance(years: &[JointErrors]) -> Option<Array2<f64>> {
    let count = years.len();
    let all: Option<Vec<f64>> = (0..count * count).map(|pair| years[pair / count].covariance(&years[pair % count])).collect();
    Array2::from_shape_vec((count, count), all?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::covariance::Covariance;
    use crate::reconcile::{ErrorBasis, ErrorSource};
    use ndarray::array;
    use std::sync::Arc;

    /// One factor of 1 ± 0.2 for three years of 10, 12 and 17 kg: errors of 2, 2.4 and 3.4 kg that are one.
    fn of_one_factor() -> Vec<TotalUncertainty> {
        let factor = Arc::new(Covariance::new(array![[0.04]]).expect("a covariance"));
        let error = JointErrors::new(ErrorBasis::Covariance, ErrorSource(0), factor, 0);
        [10.0, 12.0, 17.0].map(|kilograms| TotalUncertainty::Joint(error.scaled(kilograms))).into()
    }

    fn known(years: &[TotalUncertainty]) -> YearErrors {
        YearErrors::of(&years.iter().map(Some).collect::<Vec<_>>(), 0.5)
    }

    #[test]
    fn a_covariance_of_all_years_goes_before_the_word_of_the_user() {
        let errors = known(&of_one_factor());
        let YearErrors::Covariance(covariance) = &errors else { panic!("{errors:?}") };
        let expected = array![[4.0, 4.8, 6.8], [4.8, 5.76, 8.16], [6.8, 8.16, 11.56]];
        assert!((covariance - &expected).iter().all(|off| off.abs() < 1e-12), "{covariance}");
        assert!((errors.of_ends() - 1.0).abs() < 1e-12);
        assert_eq!(errors.within(1..3).covariance(&[]).dim(), (2, 2));
    }

    #[test]
    fn of_unlike_sources_the_correlation_is_that_of_the_user() {
        let mut years = of_one_factor();
        let other = Arc::new(Covariance::new(array![[1.0]]).expect("a covariance"));
        years[1] = TotalUncertainty::Joint(JointErrors::new(ErrorBasis::Covariance, ErrorSource(1), other, 0));
        assert_eq!(known(&years), YearErrors::Correlation(0.5));
        assert_eq!(YearErrors::of(&[None], 0.5), YearErrors::Correlation(0.5));
    }

    /// The slope of 10, 12 and 17 is 3.5 kg a year, and 20 % of it err: not √(2² + 3.4²) / 2.
    #[test]
    fn a_factor_of_all_years_errs_in_the_slope_as_in_the_years() {
        let errors = known(&of_one_factor());
        let points = [(2000.0, 10.0), (2001.0, 12.0), (2002.0, 17.0)];
        let line = crate::trend::Line::through(&points, &errors.covariance(&[2.0, 2.4, 3.4])).expect("a line");
        assert!((line.slope - 3.5).abs() < 1e-9 && (line.standard_deviation - 0.7).abs() < 1e-6, "{line:?}");
    }
}
