//! Numbers of a file in the precision in which it holds them.

use ndarray::ArrayD;

/// Numbers in single or double precision.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// In single precision.
    Single(ArrayD<f32>),
    /// In double precision.
    Double(ArrayD<f64>),
}

impl Numbers {
    /// The numbers in double precision; none changes.
    #[must_use]
    pub fn into_double(self) -> ArrayD<f64> {
        match self {
            Self::Single(numbers) => numbers.mapv(f64::from),
            Self::Double(numbers) => numbers,
        }
    }
}
