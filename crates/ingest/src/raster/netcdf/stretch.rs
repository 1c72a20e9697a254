//! Variables whose numbers stand one after the other: those of classic files, and of NetCDF-4 without chunks.

use super::super::Variable;
use super::super::encoding::{Bytes, Decoded, Encoding};
use super::super::file_bytes::FileBytes;
use super::super::pieces::unwritten;
use hdf5_reader::error::Error;
use ndarray::{ArrayD, indices};
use std::ops::Range;

/// As many bytes as one call reads: they stay in the nearest cache until they are numbers.
const PIECE: usize = 64 << 10;

/// Where the numbers of a variable stand in a file.
pub(super) struct Stretch {
    /// The place of the first number.
    pub(super) start: u64,
    /// From one position to the next along each dimension, in bytes.
    pub(super) steps: Vec<u64>,
    pub(super) encoding: Encoding,
    /// The variable's lengths.
    pub(super) lengths: Vec<usize>,
}

impl Stretch {
    /// The numbers of a variable from `start` on, without gaps; between its records, where it has some, lie `record` bytes.
    pub(super) fn of(variable: &Variable, start: u64, encoding: Encoding, record: Option<u64>) -> Self {
        let lengths: Vec<usize> = variable.dimensions.iter().map(|dimension| dimension.length).collect();
        let mut steps = vec![encoding.width() as u64; lengths.len()];
        for dimension in (1..lengths.len()).rev() {
            steps[dimension - 1] = steps[dimension] * lengths[dimension] as u64;
        }
        if let (Some(first), Some(record)) = (steps.first_mut(), record) {
            *first = record;
        }
        Self { start, steps, encoding, lengths }
    }

    /// The lengths of parts of about [`PIECE`] bytes that stand together.
    pub(super) fn chunk_lengths(&self) -> Vec<usize> {
        let mut lengths = vec![1; self.lengths.len()];
        let mut count = PIECE / self.encoding.width();
        for dimension in (0..lengths.len()).rev().take_while(|&dimension| self.stands_together(dimension)) {
            lengths[dimension] = count.clamp(1, self.lengths[dimension].max(1));
            count /= self.lengths[dimension].max(1);
        }
        lengths
    }

    /// Whether the next position along a dimension begins where all numbers of one end.
    fn stands_together(&self, dimension: usize) -> bool {
        let within: usize = self.lengths[dimension + 1..].iter().product();
        self.steps[dimension] == (within * self.encoding.width()) as u64
    }

    /// The numbers within some ranges; `finish` works on each piece of them.
    pub(super) fn read<T: Decoded>(
        &self,
        file: &FileBytes,
        ranges: &[Range<usize>],
        finish: impl Fn(&mut [T]) + Copy,
    ) -> Result<ArrayD<T>, Error> {
        let mut array = unwritten(ranges);
        let shape = array.shape().to_vec();
        let numbers = array.as_slice_mut().expect("a new array has its numbers side by side");
        let outer = self.outer_dimensions(ranges);
        let run: usize = shape[outer..].iter().product();
        let begin = |dimension: usize, place: usize| (ranges[dimension].start + place) as u64 * self.steps[dimension];
        let inner: u64 = (outer..shape.len()).map(|dimension| begin(dimension, 0)).sum();
        for (place, numbers) in indices(&shape[..outer]).into_iter().zip(numbers.chunks_exact_mut(run.max(1))) {
            let outer: u64 = (0..outer).map(|dimension| begin(dimension, place[dimension])).sum();
            self.read_run(file, self.start + outer + inner, numbers, finish)?;
        }
        Ok(array)
    }

    /// The number of dimensions outside those along which the numbers of the ranges stand side by side.
    fn outer_dimensions(&self, ranges: &[Range<usize>]) -> usize {
        let mut outer = ranges.len();
        while outer > 0 && self.stands_together(outer - 1) {
            outer -= 1;
            if ranges[outer].len() < self.lengths[outer] {
                break;
            }
        }
        outer
    }

    fn read_run<T: Decoded>(&self, file: &FileBytes, start: u64, numbers: &mut [T], finish: impl Fn(&mut [T])) -> Result<(), Error> {
        let width = self.encoding.width();
        for (piece, numbers) in numbers.chunks_mut(PIECE / width).enumerate() {
            let start = start + (piece * (PIECE / width) * width) as u64;
            if self.encoding.number == T::NUMBER {
                file.read(start, bytemuck::cast_slice_mut(numbers))?;
                T::in_order_of_machine(self.encoding, numbers);
            } else {
                file.with(start, numbers.len() * width, |bytes| T::decode(self.encoding, Bytes::Plain(bytes), 0, numbers))?;
            }
            finish(numbers);
        }
        Ok(())
    }
}
