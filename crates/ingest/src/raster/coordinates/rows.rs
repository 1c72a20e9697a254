//! Whole rows of a grid, of one layer or of several at once, out of a file that may order them otherwise.

use super::super::{Numbers, RasterError, RasterFile, Variable};
use super::Layout;
use super::arrangement::Arrangement;
use fluxledger_core::BlockValues;
use ndarray::{Array3, ArrayD, ArrayView2, ArrayViewD, Axis, Slice};
use std::ops::Range;

/// Where a layer lies in its variable: a position along each dimension but the horizontal ones.
pub(crate) type At = [Option<usize>];

/// A number in the precision in which a file holds it.
pub(super) trait Number: Copy + Default + PartialEq + From<f32> + Into<f64> {}
impl Number for f32 {}
impl Number for f64 {}

impl Layout {
    /// The values of some layers of a variable in some rows of the grid, from north to south, columns from west to east.
    ///
    /// # Errors
    /// [`RasterError::UnequalCopies`] if a column stands at both ends and differs; those of [`RasterFile::read_box`].
    pub(crate) fn read_rows(
        &self,
        file: &dyn RasterFile,
        variable: &Variable,
        layers: &[&At],
        rows: Range<usize>,
    ) -> Result<BlockValues, RasterError> {
        let all = 0..self.grid.rows();
        if rows != all && self.dimension_of_rows(variable).is_none() {
            let mut values = self.read_rows(file, variable, layers, all)?;
            let rows = Slice::from(rows);
            match &mut values {
                BlockValues::Single(values) => values.slice_axis_inplace(Axis(1), rows),
                BlockValues::Double(values) => values.slice_axis_inplace(Axis(1), rows),
            }
            return Ok(values);
        }
        let ranges = self.ranges(variable, layers, &rows);
        let inside = |at: &&At| at.iter().zip(&ranges).map(|(position, range)| Some((*position)? - range.start)).collect();
        let layers: Vec<Vec<Option<usize>>> = layers.iter().map(inside).collect();
        let turn = Turn { layout: self, file, variable, layers: &layers, rows };
        Ok(match file.read_box(variable, &ranges)? {
            Numbers::Single(numbers) => BlockValues::Single(turn.turned(numbers)?),
            Numbers::Double(numbers) => BlockValues::Double(turn.turned(numbers)?),
        })
    }

    /// The rows of the grid in bands of which each is read by itself, in their order; `rows_of_band` counts from the file's first row.
    pub(crate) fn bands(&self, rows_of_band: usize) -> Vec<Range<usize>> {
        let rows = self.grid.rows();
        let stored = (0..rows).step_by(rows_of_band.max(1)).map(|first| first..(first + rows_of_band.max(1)).min(rows));
        let mut bands: Vec<Range<usize>> = stored.map(|band| self.mirrored(&band)).collect();
        bands.sort_by_key(|band| band.start);
        bands
    }

    /// The position of the dimension of rows in a variable of which the rows can be read apart.
    pub(crate) fn dimension_of_rows(&self, variable: &Variable) -> Option<usize> {
        let apart = matches!(self.arrangement, Arrangement::Rows { transposed: false });
        variable.position_of(&self.latitude).filter(|_| apart)
    }

    /// Rows of the file as rows of the grid, and the other way round.
    fn mirrored(&self, rows: &Range<usize>) -> Range<usize> {
        if self.southern_row_first { self.grid.rows() - rows.end..self.grid.rows() - rows.start } else { rows.clone() }
    }

    /// The part of a variable that holds some layers and rows.
    fn ranges(&self, variable: &Variable, layers: &[&At], rows: &Range<usize>) -> Vec<Range<usize>> {
        let of_rows = self.dimension_of_rows(variable);
        let range = |(dimension, length): (usize, usize)| {
            let positions = layers.iter().filter_map(|at| at[dimension]);
            match (positions.clone().min(), positions.max()) {
                (Some(first), Some(last)) => first..last + 1,
                _ if of_rows == Some(dimension) => self.mirrored(rows),
                _ => 0..length,
            }
        };
        variable.dimensions.iter().map(|dimension| dimension.length).enumerate().map(range).collect()
    }
}

/// Numbers on their way from the order of the file to that of the grid.
struct Turn<'a> {
    layout: &'a Layout,
    file: &'a dyn RasterFile,
    variable: &'a Variable,
    /// The layers by their positions in the part that was read.
    layers: &'a [Vec<Option<usize>>],
    rows: Range<usize>,
}

impl Turn<'_> {
    fn turned<T: Number>(&self, numbers: ArrayD<T>) -> Result<Array3<T>, RasterError> {
        let shape = (self.layers.len(), self.rows.len(), self.layout.grid.columns());
        if self.stand_as_in_the_grid(numbers.shape()) {
            let mut values = numbers.into_shape_with_order(shape).expect("as many numbers as the layers have cells");
            if self.layout.southern_row_first {
                // Only the view is turned: to move all numbers takes as long as to make them of their bytes.
                values.invert_axis(Axis(1));
            }
            return Ok(values);
        }
        let mut values = Array3::from_elem(shape, T::default());
        for (at, mut layer) in self.layers.iter().zip(values.outer_iter_mut()) {
            let stored = self.layout.arrangement.rows(at_positions(numbers.view(), at), self.stored_shape());
            layer.assign(&self.oriented(stored.view())?);
        }
        Ok(values)
    }

    /// Whether the layers follow each other in a part that holds nothing else, each row by row, but perhaps from the south.
    fn stand_as_in_the_grid(&self, shape: &[usize]) -> bool {
        let horizontal = shape.len().saturating_sub(2);
        let number = |at: &Vec<Option<usize>>| {
            at[..horizontal].iter().zip(shape).try_fold(0, |number, (position, length)| Some(number * length + (*position)?))
        };
        matches!(self.layout.arrangement, Arrangement::Rows { transposed: false })
            && !self.layout.eastern_column_first
            && !self.layout.repeated_column
            && shape[..horizontal].iter().product::<usize>() == self.layers.len()
            && self.layers.iter().enumerate().all(|(place, at)| number(at) == Some(place))
    }

    /// The rows and columns of a layer in the file.
    fn stored_shape(&self) -> (usize, usize) {
        (self.rows.len(), self.layout.grid.columns() + usize::from(self.layout.repeated_column))
    }

    fn oriented<'a, T: Number>(&self, mut stored: ArrayView2<'a, T>) -> Result<ArrayView2<'a, T>, RasterError> {
        if self.layout.southern_row_first {
            stored.invert_axis(Axis(0));
        }
        if self.layout.eastern_column_first {
            stored.invert_axis(Axis(1));
        }
        if self.layout.repeated_column { self.without_repeated_column(stored) } else { Ok(stored) }
    }

    /// All columns but the last, which must repeat the first.
    fn without_repeated_column<'a, T: Number>(&self, mut stored: ArrayView2<'a, T>) -> Result<ArrayView2<'a, T>, RasterError> {
        let last = stored.ncols() - 1;
        let ends = |row: usize| -> (f64, f64) { (stored[[row, 0]].into(), stored[[row, last]].into()) };
        let differ = |(first, last): (f64, f64)| first != last && !(first.is_nan() && last.is_nan());
        if let Some(row) = (0..stored.nrows()).find(|&row| differ(ends(row))) {
            let (path, variable, (first, last)) = (self.file.path().to_owned(), self.variable.name.clone(), ends(row));
            return Err(RasterError::UnequalCopies { path, variable, row: self.rows.start + row, first, last });
        }
        stored.slice_axis_inplace(Axis(1), Slice::from(..last));
        Ok(stored)
    }
}

/// An array at one position along each dimension for which one is given.
fn at_positions<'a, T>(numbers: ArrayViewD<'a, T>, at: &At) -> ArrayViewD<'a, T> {
    let given = at.iter().enumerate().rev().filter_map(|(dimension, position)| Some((dimension, (*position)?)));
    given.fold(numbers, |numbers, (dimension, position)| numbers.index_axis_move(Axis(dimension), position))
}
