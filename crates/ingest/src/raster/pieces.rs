//! An array that is filled chunk by chunk: the part of each chunk, so that several threads fill it at once.

use super::encoding::{Bytes, Decoded, Encoding};
use super::spare;
use ndarray::{ArrayD, ArrayViewMutD, Axis, IxDyn, indices};
use std::ops::Range;

/// The part of an array that one chunk fills.
pub(super) struct Piece<'a, T> {
    /// The chunk's number along each dimension.
    pub(super) chunk: Vec<usize>,
    /// Where in the chunk the part begins.
    pub(super) first: Vec<usize>,
    /// The part.
    pub(super) places: ArrayViewMutD<'a, T>,
}

/// An array for some ranges of a variable, of which all places have to be written.
pub(super) fn unwritten<T: Decoded>(ranges: &[Range<usize>]) -> ArrayD<T> {
    let shape: Vec<usize> = ranges.iter().map(ExactSizeIterator::len).collect();
    ArrayD::from_shape_vec(IxDyn(&shape), spare::numbers(shape.iter().product())).expect("as many numbers as the ranges hold")
}

/// The parts of an array that holds some ranges of a variable in chunks of those lengths, in the order of the chunks.
pub(super) fn pieces<'a, T>(whole: ArrayViewMutD<'a, T>, ranges: &[Range<usize>], lengths: &[usize]) -> Vec<Piece<'a, T>> {
    let whole = vec![Piece { chunk: Vec::new(), first: Vec::new(), places: whole }];
    let along = ranges.iter().zip(lengths).enumerate();
    along
        .fold(whole, |pieces, (axis, (range, &length))| pieces.into_iter().flat_map(|piece| piece.cut(Axis(axis), range, length)).collect())
}

impl<'a, T> Piece<'a, T> {
    /// Cuts a part where chunks meet along one dimension.
    fn cut(self, axis: Axis, range: &Range<usize>, length: usize) -> Vec<Self> {
        let (mut parts, mut rest, mut position) = (Vec::new(), self.places, range.start);
        while position < range.end {
            let end = ((position / length + 1) * length).min(range.end);
            let (places, remainder) = rest.split_at(axis, end - position);
            let joined = |outer: &[usize], number| outer.iter().copied().chain([number]).collect();
            parts.push(Self { chunk: joined(&self.chunk, position / length), first: joined(&self.first, position % length), places });
            (rest, position) = (remainder, end);
        }
        parts
    }
}

impl<T: Decoded> Piece<'_, T> {
    /// Fills the part with the numbers of its chunk, which has those lengths; `finish` works on those that were made.
    ///
    /// # Panics
    /// If the bytes are fewer than the chunk has.
    pub(super) fn fill(mut self, encoding: Encoding, bytes: Bytes<'_>, lengths: &[usize], finish: impl Fn(&mut [T])) {
        if self.places.shape() == lengths
            && let Some(places) = self.places.as_slice_mut()
        {
            T::decode(encoding, bytes, 0, places);
            return finish(places);
        }
        let last = lengths.len() - 1;
        let outer = &self.places.shape()[..last];
        let starts = indices(outer).into_iter().map(|place| {
            let within = |number, dimension: usize| number * lengths[dimension] + self.first[dimension] + place[dimension];
            (0..last).fold(0, within) * lengths[last] + self.first[last]
        });
        for (start, mut lane) in starts.zip(self.places.lanes_mut(Axis(last))) {
            let lane = lane.as_slice_mut().expect("numbers along the last dimension stand side by side");
            T::decode(encoding, bytes, start, lane);
            finish(lane);
        }
    }
}
