//! Chunks of NetCDF-4: each is found in the index of HDF5, read from its place and inflated once, several at a time
//! (HDF5 File Format Specification 3.0, sections III.A1, IV.A.2.i and IV.A.2.l).

use super::super::encoding::{Bytes, Decoded, Encoding};
use super::super::file_bytes::FileBytes;
use super::super::inflate::{self, InflateError};
use super::super::pieces::{Piece, pieces, unwritten};
use super::header::Header;
use super::places::Refusal;
use hdf5_reader::checksum::fletcher32;
use hdf5_reader::chunk_index::ChunkEntry;
use hdf5_reader::error::Error;
use ndarray::ArrayD;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// Why a chunk cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChunkError {
    /// The file does not hold its bytes.
    #[error(transparent)]
    Bytes(Error),
    /// Its compressed bytes are not what they must be.
    #[error("{0}")]
    Inflate(#[from] InflateError),
    /// It holds more or fewer bytes than its lengths say.
    #[error("expected {expected} bytes in it, found {found}")]
    Length { expected: usize, found: usize },
    /// Its checksum is that of other bytes.
    #[error("its checksum is wrong")]
    Checksum,
}

/// A filter as it was applied when the chunk was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Shuffle,
    Deflate,
    Fletcher32,
}

/// A variable cut into chunks, of which the file says where they are.
pub(super) struct Chunks {
    /// The lengths of a chunk.
    pub(super) lengths: Vec<usize>,
    encoding: Encoding,
    /// The filters in the order in which they were applied.
    filters: Vec<Filter>,
    /// The bytes of the number in places that were never written.
    fill: Vec<u8>,
    entries: BTreeMap<Vec<usize>, ChunkEntry>,
}

impl Chunks {
    /// The chunks of a variable; none if they are not of the common kind, which is then left to the library.
    pub(super) fn of(header: &Header, encoding: Encoding) -> Result<Option<Self>, Refusal> {
        let Some(entries) = header.chunk_entries()? else { return Ok(None) };
        Ok(Self::with_entries(header, encoding, entries))
    }

    fn with_entries(header: &Header, encoding: Encoding, found: Vec<ChunkEntry>) -> Option<Self> {
        let (lengths, filters) = (header.chunk_lengths()?, header.filters(encoding.width())?);
        // Bytes are brought back into the order of numbers last of all; no other filter may have been applied before.
        let shuffled_late = filters.iter().skip(1).any(|&filter| filter == Filter::Shuffle);
        let number = |(&offset, &length): (&u64, &usize)| Some(usize::try_from(offset).ok()? / length);
        let numbers = |entry: &ChunkEntry| entry.offsets.iter().zip(&lengths).map(number).collect::<Option<Vec<usize>>>();
        let count = found.len();
        let entries = found.into_iter().map(|entry| Some((numbers(&entry)?, entry))).collect::<Option<BTreeMap<_, _>>>()?;
        let fill = header.fill(encoding.width())?;
        (!shuffled_late && entries.len() == count).then_some(Self { lengths, encoding, filters, fill, entries })
    }

    /// The numbers within some ranges; `finish` works on those of each chunk.
    ///
    /// # Errors
    /// The first chunk in their order that cannot be read, and why.
    pub(super) fn read<T: Decoded>(
        &self,
        file: &FileBytes,
        ranges: &[Range<usize>],
        finish: impl Fn(&mut [T]) + Copy + Send + Sync,
    ) -> Result<ArrayD<T>, (Vec<usize>, ChunkError)> {
        let mut numbers = unwritten(ranges);
        let pieces = pieces(numbers.view_mut(), ranges, &self.lengths);
        let done: Vec<_> = pieces.into_par_iter().map(|piece| self.fill(file, piece, finish)).collect();
        done.into_iter().collect::<Result<(), _>>()?;
        Ok(numbers)
    }

    fn fill<T: Decoded>(
        &self,
        file: &FileBytes,
        mut piece: Piece<'_, T>,
        finish: impl Fn(&mut [T]),
    ) -> Result<(), (Vec<usize>, ChunkError)> {
        let Some(entry) = self.entries.get(&piece.chunk) else {
            let mut number = [T::default()];
            T::decode(self.encoding, Bytes::Plain(&self.fill), 0, &mut number);
            finish(&mut number);
            piece.places.fill(number[0]);
            return Ok(());
        };
        let first = piece.chunk.iter().zip(&self.lengths).map(|(number, length)| number * length).collect();
        let filled = self.with_bytes(file, entry, |bytes| piece.fill(self.encoding, bytes, &self.lengths, finish));
        filled.map_err(|error| (first, error))
    }

    /// Works on the bytes of a chunk, of which all filters are undone but that of the order of bytes.
    fn with_bytes(&self, file: &FileBytes, entry: &ChunkEntry, work: impl FnOnce(Bytes<'_>)) -> Result<(), ChunkError> {
        let stored = if entry.size > 0 { usize::try_from(entry.size).unwrap_or(usize::MAX) } else { self.bytes() };
        file.with(entry.address, stored, |stored| self.with_stored(stored, entry, work)).map_err(ChunkError::Bytes)?
    }

    fn with_stored(&self, stored: &[u8], entry: &ChunkEntry, work: impl FnOnce(Bytes<'_>)) -> Result<(), ChunkError> {
        let applied = self.filters.iter().enumerate().filter(|(number, _)| entry.filter_mask & (1 << number) == 0);
        let applied: Vec<Filter> = applied.map(|(_, &filter)| filter).collect();
        match applied.iter().position(|&filter| filter == Filter::Deflate) {
            Some(deflate) => {
                let (before, after) = (&applied[..deflate], &applied[deflate + 1..]);
                let checksum = if before.contains(&Filter::Fletcher32) { size_of::<u32>() } else { 0 };
                let packed = without_checksum(stored, after)?;
                inflate::with_inflated(packed, self.bytes() + checksum, |bytes| self.work_on(bytes, before, work))?
            }
            None => self.work_on(stored, &applied, work),
        }
    }

    fn work_on(&self, bytes: &[u8], applied: &[Filter], work: impl FnOnce(Bytes<'_>)) -> Result<(), ChunkError> {
        let bytes = without_checksum(bytes, applied)?;
        if bytes.len() != self.bytes() {
            return Err(ChunkError::Length { expected: self.bytes(), found: bytes.len() });
        }
        work(if applied.contains(&Filter::Shuffle) { Bytes::Shuffled(bytes) } else { Bytes::Plain(bytes) });
        Ok(())
    }

    /// The bytes of the numbers of a chunk; those at the edge are as long as the others.
    fn bytes(&self) -> usize {
        self.lengths.iter().product::<usize>() * self.encoding.width()
    }
}

/// Bytes without the checksum at their end, which is that of the others, if it was applied.
fn without_checksum<'a>(bytes: &'a [u8], applied: &[Filter]) -> Result<&'a [u8], ChunkError> {
    if !applied.contains(&Filter::Fletcher32) {
        return Ok(bytes);
    }
    let (bytes, checksum) = bytes.split_last_chunk().ok_or(ChunkError::Checksum)?;
    if fletcher32(bytes) == u32::from_le_bytes(*checksum) { Ok(bytes) } else { Err(ChunkError::Checksum) }
}
