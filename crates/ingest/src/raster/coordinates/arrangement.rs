//! How the values of a file stand for rows and columns.

use super::rows::Number;
use ndarray::{Array2, ArrayViewD, CowArray, Ix2};
use std::sync::Arc;

/// How the values of a file stand for rows and columns.
#[derive(Clone, Debug)]
pub(super) enum Arrangement {
    /// Along two dimensions, perhaps the columns first.
    Rows {
        /// Whether longitude is the slower dimension.
        transposed: bool,
    },
    /// One after the other along one dimension, all of a row before the next row.
    List,
    /// As points of which each knows its cell, counted row by row.
    Points {
        /// The cell of each point.
        cells: Arc<[usize]>,
        /// What the other cells hold.
        unlisted: f32,
    },
}

impl Arrangement {
    /// The values as rows and columns in the file's order.
    ///
    /// # Panics
    /// If there are more or fewer values than the layout was made for.
    pub(super) fn rows<'a, T: Number>(&self, values: ArrayViewD<'a, T>, shape: (usize, usize)) -> CowArray<'a, T, Ix2> {
        match self {
            Self::Rows { transposed } => {
                let rows = values.into_dimensionality::<Ix2>().expect("all dimensions but the horizontal ones have a position");
                if *transposed { rows.reversed_axes() } else { rows }.into()
            }
            Self::List => {
                let rows = Array2::from_shape_vec(shape, values.iter().copied().collect());
                rows.expect("the list is as long as the grid has cells").into()
            }
            Self::Points { cells, unlisted } => {
                let mut rows = Array2::from_elem(shape, T::from(*unlisted));
                let places = rows.as_slice_mut().expect("a new array stands row by row");
                cells.iter().zip(&values).for_each(|(&cell, &value)| places[cell] = value);
                rows.into()
            }
        }
    }
}
