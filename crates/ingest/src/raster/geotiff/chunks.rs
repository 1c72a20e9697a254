//! The strips or tiles of an image, and a band out of them.

use super::{RasterError, TiffDecoder};
use ndarray::{Array2, ArrayViewMut2, Axis, Slice};
use std::path::Path;
use tiff::decoder::{ChunkType, DecodingResult};
use tiff::tags::{PlanarConfiguration, Tag};
use tiff::{TiffError, TiffFormatError, TiffResult};

/// How an image is cut into strips or tiles.
pub(super) struct Chunks {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) bands: usize,
    /// The number in places that the file leaves out.
    pub(super) empty: f64,
    rows_of_chunk: usize,
    columns_of_chunk: usize,
    /// Whether each band has chunks of its own; otherwise the numbers of all bands of a cell stand side by side.
    apart: bool,
    /// Where each chunk begins and how many bytes it has; both are 0 for a chunk that was left out.
    extents: Vec<(u64, u64)>,
}

impl Chunks {
    pub(super) fn of(decoder: &mut TiffDecoder) -> TiffResult<Self> {
        let (columns, rows) = decoder.dimensions()?;
        let (columns_of_chunk, rows_of_chunk) = decoder.chunk_dimensions();
        let (offsets, lengths) = match decoder.get_chunk_type() {
            ChunkType::Strip => (Tag::StripOffsets, Tag::StripByteCounts),
            ChunkType::Tile => (Tag::TileOffsets, Tag::TileByteCounts),
        };
        let planar = decoder.find_tag_unsigned::<u16>(Tag::PlanarConfiguration)?;
        Ok(Self {
            rows: usize::try_from(rows)?,
            columns: usize::try_from(columns)?,
            bands: usize::from(decoder.find_tag_unsigned::<u16>(Tag::SamplesPerPixel)?.unwrap_or(1)),
            empty: 0.0,
            // A strip may be said to be longer than the image.
            rows_of_chunk: usize::try_from(rows_of_chunk.min(rows))?,
            columns_of_chunk: usize::try_from(columns_of_chunk)?,
            apart: planar == Some(PlanarConfiguration::Planar.to_u16()),
            extents: decoder.get_tag_u64_vec(offsets)?.into_iter().zip(decoder.get_tag_u64_vec(lengths)?).collect(),
        })
    }

    /// Checks that every chunk ends within a file of that length.
    pub(super) fn expect_within(&self, path: &Path, length: u64) -> Result<(), RasterError> {
        let end = self.extents.iter().map(|&(offset, bytes)| offset.saturating_add(bytes)).max().unwrap_or(0);
        if end > length {
            let expected = format!("its header places data up to byte {end}");
            return Err(RasterError::Truncated { path: path.to_owned(), expected, found: length });
        }
        Ok(())
    }

    /// The numbers of a band, one row after the other; one chunk at a time is in memory beside them.
    pub(super) fn read(&self, decoder: &mut TiffDecoder, band: usize) -> TiffResult<Array2<f64>> {
        let mut values = Array2::from_elem((self.rows, self.columns), self.empty);
        let across = self.columns.div_ceil(self.columns_of_chunk);
        let of_band = across * self.rows.div_ceil(self.rows_of_chunk);
        for position in 0..of_band {
            let chunk = if self.apart { band * of_band + position } else { position };
            if self.extents.get(chunk).is_none_or(|&extent| extent == (0, 0)) {
                continue;
            }
            let (row, column) = (position / across * self.rows_of_chunk, position % across * self.columns_of_chunk);
            let (rows, columns) = (self.rows_of_chunk.min(self.rows - row), self.columns_of_chunk.min(self.columns - column));
            let mut place = values.view_mut();
            place.slice_axis_inplace(Axis(0), Slice::from(row..row + rows));
            place.slice_axis_inplace(Axis(1), Slice::from(column..column + columns));
            let chunk = u32::try_from(chunk)?;
            let width = usize::try_from(decoder.chunk_data_dimensions(chunk).0)?;
            let (first, step) = if self.apart { (0, 1) } else { (band, self.bands) };
            put(place, &decoder.read_chunk(chunk)?, Samples { first, step, width })?;
        }
        Ok(values)
    }
}

/// Where the numbers of a band stand in a decoded chunk.
#[derive(Clone, Copy)]
struct Samples {
    first: usize,
    step: usize,
    width: usize,
}

#[expect(clippy::cast_precision_loss, reason = "GDAL gives wide integers as double precision too")]
fn put(place: ArrayViewMut2<'_, f64>, decoded: &DecodingResult, samples: Samples) -> TiffResult<()> {
    match decoded {
        DecodingResult::U8(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::U16(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::U32(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::U64(numbers) => copy(place, numbers, samples, |number| number as f64),
        DecodingResult::I8(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::I16(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::I32(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::I64(numbers) => copy(place, numbers, samples, |number| number as f64),
        DecodingResult::F32(numbers) => copy(place, numbers, samples, f64::from),
        DecodingResult::F64(numbers) => copy(place, numbers, samples, |number| number),
        DecodingResult::F16(_) => unreachable!("half precision is left to GDAL when the file is opened"),
    }
}

fn copy<T: Copy>(mut place: ArrayViewMut2<'_, f64>, numbers: &[T], samples: Samples, convert: impl Fn(T) -> f64) -> TiffResult<()> {
    let (rows, columns) = place.dim();
    if rows > 0 && numbers.len() < ((rows - 1) * samples.width + columns) * samples.step {
        return Err(TiffError::FormatError(TiffFormatError::InconsistentSizesEncountered));
    }
    for (row, mut cells) in place.rows_mut().into_iter().enumerate() {
        let begin = row * samples.width * samples.step + samples.first;
        for (cell, &number) in cells.iter_mut().zip(numbers[begin..].iter().step_by(samples.step)) {
            *cell = convert(number);
        }
    }
    Ok(())
}
