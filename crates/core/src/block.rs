//! Parts of a product on their way through the program: some layers over some whole rows of the grid.

use ndarray::Array3;
use std::ops::Range;

/// The numbers of some layers over some whole rows of a grid.
///
/// A layer's true value is the stored number in double precision × the layer's factor, in the layer's canonical measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The layers, by their numbers in the product.
    pub layers: Vec<usize>,
    /// The rows of the grid; row 0 is the northernmost.
    pub rows: Range<usize>,
    /// For each of `layers` what a stored number is multiplied by.
    pub factors: Vec<f64>,
    /// The stored numbers.
    pub values: BlockValues,
}

/// Stored numbers by layer, row and column; NaN is the one missing value.
///
/// The numbers of a row stand side by side in memory. Its rows may stand in either order, as in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockValues {
    /// Numbers that the file holds in single precision, as they are.
    Single(Array3<f32>),
    /// All other numbers.
    Double(Array3<f64>),
}
