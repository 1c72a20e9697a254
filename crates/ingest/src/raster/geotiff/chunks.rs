//! The strips or tiles of an image, and a part of a band out of them: each is read from its place and decoded once, several at a time.

use super::super::encoding::{Bytes, Decoded, Encoding};
use super::super::file_bytes::FileBytes;
use super::super::inflate::InflateError;
use super::super::pieces::{Piece, pieces, unwritten};
use super::decoders::Decoders;
use super::packed::{Compression, Packed, Predictor};
use super::{RasterError, TiffDecoder};
use ndarray::{ArrayD, Ix2};
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::path::Path;
use tiff::decoder::ChunkType;
use tiff::tags::{PlanarConfiguration, Tag};
use tiff::{TiffError, TiffFormatError, TiffResult};

/// How an image is cut into strips or tiles.
pub(super) struct Chunks {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) bands: usize,
    /// The number in places that the file leaves out.
    pub(super) empty: f64,
    /// The rows and columns of a chunk.
    lengths: [usize; 2],
    /// Whether chunks are tiles, which are as long at the edge as elsewhere; strips end with the image.
    tiled: bool,
    /// Whether each band has chunks of its own; otherwise the numbers of all bands of a cell stand side by side.
    apart: bool,
    /// Where each chunk begins and how many bytes it has; both are 0 for a chunk that was left out.
    extents: Vec<(u64, u64)>,
    encoding: Encoding,
    packed: Packed,
}

/// What chunks are read with.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a FileBytes,
    /// For the compressions that are not undone here.
    pub(super) decoders: &'a Decoders,
}

impl Chunks {
    pub(super) fn of(decoder: &mut TiffDecoder, encoding: Encoding) -> TiffResult<Self> {
        let (columns, rows) = decoder.dimensions()?;
        let (columns_of_chunk, rows_of_chunk) = decoder.chunk_dimensions();
        let tiled = decoder.get_chunk_type() == ChunkType::Tile;
        let (offsets, lengths) = if tiled { (Tag::TileOffsets, Tag::TileByteCounts) } else { (Tag::StripOffsets, Tag::StripByteCounts) };
        let planar = decoder.find_tag_unsigned::<u16>(Tag::PlanarConfiguration)?;
        Ok(Self {
            rows: usize::try_from(rows)?,
            columns: usize::try_from(columns)?,
            bands: usize::from(decoder.find_tag_unsigned::<u16>(Tag::SamplesPerPixel)?.unwrap_or(1)),
            empty: 0.0,
            // A strip may be said to be longer than the image.
            lengths: [usize::try_from(if tiled { rows_of_chunk } else { rows_of_chunk.min(rows) })?, usize::try_from(columns_of_chunk)?],
            tiled,
            apart: planar == Some(PlanarConfiguration::Planar.to_u16()),
            extents: decoder.get_tag_u64_vec(offsets)?.into_iter().zip(decoder.get_tag_u64_vec(lengths)?).collect(),
            encoding,
            packed: Packed::of(decoder)?,
        })
    }

    /// Checks that every chunk lies behind the header and within a file of that length.
    pub(super) fn expect_within(&self, path: &Path, length: u64) -> Result<(), RasterError> {
        if self.extents.iter().any(|&(offset, bytes)| offset == 0 && bytes > 0) {
            let message = "expected strips or tiles behind the header, found one at byte 0".to_owned();
            return Err(RasterError::Unreadable { path: path.to_owned(), place: "header".to_owned(), message });
        }
        let end = self.extents.iter().map(|&(offset, bytes)| offset.saturating_add(bytes)).max().unwrap_or(0);
        if end > length {
            let expected = format!("its header places data up to byte {end}");
            return Err(RasterError::Truncated { path: path.to_owned(), expected, found: length });
        }
        Ok(())
    }

    /// The lengths of the parts in which a band is read.
    pub(super) fn lengths(&self) -> Vec<usize> {
        // Rows of strips that are not packed are read by themselves.
        if self.packed == Packed::Not && !self.tiled { vec![1, self.columns] } else { self.lengths.to_vec() }
    }

    /// The numbers of a band within a range of rows and one of columns; `finish` works on those of each line of a chunk.
    ///
    /// # Errors
    /// Those of the first chunk in their order that cannot be decoded.
    pub(super) fn read<T: Decoded>(
        &self,
        source: Source<'_>,
        band: usize,
        ranges: &[Range<usize>],
        finish: impl Fn(&mut [T]) + Copy + Send + Sync,
    ) -> TiffResult<ArrayD<T>> {
        let mut values = unwritten(ranges);
        let pieces = pieces(values.view_mut(), ranges, &self.lengths);
        let done: Vec<TiffResult<()>> = pieces.into_par_iter().map(|piece| self.fill(source, band, piece, finish)).collect();
        source.decoders.rest();
        done.into_iter().collect::<TiffResult<()>>()?;
        Ok(values)
    }

    fn fill<T: Decoded>(&self, source: Source<'_>, band: usize, mut piece: Piece<'_, T>, finish: impl Fn(&mut [T])) -> TiffResult<()> {
        let across = self.columns.div_ceil(self.lengths[1]);
        let of_band = across * self.rows.div_ceil(self.lengths[0]);
        let chunk = piece.chunk[0] * across + piece.chunk[1] + if self.apart { band * of_band } else { 0 };
        let Some(&extent) = self.extents.get(chunk).filter(|&&extent| extent != (0, 0)) else {
            let mut empty = [T::of(self.empty)];
            finish(&mut empty);
            piece.places.fill(empty[0]);
            return Ok(());
        };
        let bands = if self.apart { 1 } else { self.bands };
        let mut place = Place { piece, band: band % bands, bands, finish };
        let filled = match self.packed {
            Packed::Not => self.fill_unpacked(source.file, extent, &mut place),
            Packed::Compressed(compression, predictor) => {
                self.fill_compressed(source.file, extent, (compression, predictor), &mut place)?
            }
            Packed::Otherwise => None,
        };
        filled.map_or_else(|| self.fill_by_library(source.decoders, chunk, &mut place), Ok)
    }

    /// The rows that are wanted of a chunk that is not packed; none if it has fewer.
    fn fill_unpacked<T: Decoded>(
        &self,
        file: &FileBytes,
        (offset, bytes): (u64, u64),
        place: &mut Place<'_, T, impl Fn(&mut [T])>,
    ) -> Option<()> {
        let line = self.lengths[1] * place.bands * self.encoding.width();
        let (first, rows) = (place.piece.first[0] * line, place.piece.places.shape()[0] * line);
        if (first + rows) as u64 > bytes {
            return None;
        }
        file.with(offset + first as u64, rows, |lines| place.fill(self.encoding, lines.chunks_exact(line).map(Bytes::Plain))).ok()
    }

    /// A compressed chunk; none if it is not as long as it should be, which the library then says in its words.
    ///
    /// # Errors
    /// If its checksum is wrong, or it holds more: the library does not look at either.
    fn fill_compressed<T: Decoded>(
        &self,
        file: &FileBytes,
        (offset, bytes): (u64, u64),
        (compression, predictor): (Compression, Predictor),
        place: &mut Place<'_, T, impl Fn(&mut [T])>,
    ) -> TiffResult<Option<()>> {
        let below = self.rows - place.piece.chunk[0] * self.lengths[0];
        let rows = if self.tiled { self.lengths[0] } else { self.lengths[0].min(below) };
        let line = self.lengths[1] * place.bands * self.encoding.width();
        let wanted = place.piece.first[0] * line..(place.piece.first[0] + place.piece.places.shape()[0]) * line;
        let mut fill = |bytes: &mut [u8]| {
            let bands = place.bands;
            let lines = bytes[wanted.clone()].chunks_exact_mut(line).map(|line| predictor.undone(self.encoding, bands, line));
            place.fill(predictor.encoding(self.encoding), lines);
        };
        let unpacked =
            file.with(offset, usize::try_from(bytes)?, |packed| match compression.with_unpacked(packed, rows * line, &mut fill) {
                // Some writers fill the last strip up.
                Err(InflateError::Long { .. }) if rows < self.lengths[0] => compression.with_unpacked(packed, self.lengths[0] * line, fill),
                unpacked => unpacked,
            });
        let damaged = |error: InflateError| TiffError::IoError(io::Error::new(io::ErrorKind::InvalidData, error));
        unpacked.map_or(Ok(None), |unpacked| unpacked.map_err(damaged))
    }

    /// A chunk by the library, which knows the other compressions and cuts tiles off at the edge of the image.
    fn fill_by_library<T: Decoded>(
        &self,
        decoders: &Decoders,
        chunk: usize,
        place: &mut Place<'_, T, impl Fn(&mut [T])>,
    ) -> TiffResult<()> {
        let chunk = u32::try_from(chunk)?;
        let (width, mut decoded) = decoders.with(|decoder| Ok((decoder.chunk_data_dimensions(chunk).0, decoder.read_chunk(chunk)?)))?;
        let width = usize::try_from(width)?;
        let decoded = decoded.as_buffer(0);
        let line = width * place.bands * self.encoding.width();
        let wanted = place.piece.first[0] * line..(place.piece.first[0] + place.piece.places.shape()[0]) * line;
        let lines = decoded.as_bytes().get(wanted).ok_or(TiffError::FormatError(TiffFormatError::InconsistentSizesEncountered))?;
        let encoding = Encoding { big_endian: cfg!(target_endian = "big"), ..self.encoding };
        place.fill(encoding, lines.chunks_exact(line).map(Bytes::Plain));
        Ok(())
    }
}

/// The part of a band that one chunk fills.
struct Place<'a, T, F> {
    piece: Piece<'a, T>,
    /// The band among those whose numbers stand side by side in the chunk.
    band: usize,
    bands: usize,
    /// What is done with numbers when they are made.
    finish: F,
}

impl<T: Decoded, F: Fn(&mut [T])> Place<'_, T, F> {
    /// Fills the part from the lines of its chunk, the first of which is the part's first.
    fn fill<'a>(&mut self, encoding: Encoding, lines: impl Iterator<Item = Bytes<'a>>) {
        let first = self.piece.first[1];
        let mut places = self.piece.places.view_mut().into_dimensionality::<Ix2>().expect("a band has rows and columns");
        for (mut cells, line) in places.rows_mut().into_iter().zip(lines) {
            match cells.as_slice_mut().filter(|_| self.bands == 1) {
                Some(cells) => {
                    T::decode(encoding, line, first, cells);
                    (self.finish)(cells);
                }
                None => cells.iter_mut().map(std::slice::from_mut).enumerate().for_each(|(column, cell)| {
                    T::decode(encoding, line, (first + column) * self.bands + self.band, cell);
                    (self.finish)(cell);
                }),
            }
        }
    }
}
