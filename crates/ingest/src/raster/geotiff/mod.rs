//! GeoTIFF, also cloud-optimised and larger than 4 GiB, in pure Rust.

mod chunks;
mod decoders;
mod georeference;
mod mask;
mod metadata;
mod packed;
mod projected;

use super::bands::{self, Band, Place};
use super::encoding::{Encoding, NumberType};
use super::file_bytes::FileBytes;
use super::packing::in_storage;
use super::{Attributes, MissingSingles, Numbers, RasterError, RasterFile, Storage, Variable, part_of};
use chunks::{Chunks, Source};
use decoders::Decoders;
use fluxledger_core::Projection;
pub use mask::mask_file;
use ndarray::ArrayD;
use std::fmt::Display;
use std::fs::File;
use std::io::BufReader;
use std::ops::Range;
use std::path::{Path, PathBuf};
use tiff::TiffError;
use tiff::decoder::Decoder;
use tiff::tags::{CompressionMethod, PhotometricInterpretation, SampleFormat, Tag};

type TiffDecoder = Decoder<BufReader<File>>;

/// Kinds of further images in a file, by the bits of the tag `NewSubfileType` (TIFF 6.0, section 8).
const REDUCED_IMAGE: u32 = 1;
const TRANSPARENCY_MASK: u32 = 4;

/// An opened GeoTIFF; each band is a variable.
pub struct GeotiffFile {
    path: PathBuf,
    /// The file once more, to be read by several threads.
    file: FileBytes,
    decoders: Decoders,
    chunks: Chunks,
    place: Place,
    attributes: Attributes,
    variables: Vec<Variable>,
}

impl GeotiffFile {
    /// Opens a GeoTIFF, reads its header and makes sure that the file holds all its data.
    ///
    /// # Errors
    /// [`RasterError::NotDecoded`] for a compression that only GDAL knows, [`RasterError::Masked`] for a mask or an alpha band, which are left to GDAL,
    /// [`RasterError::OtherCoordinateSystem`], [`RasterError::Rotated`], [`RasterError::UnfitImage`], [`RasterError::Truncated`],
    /// [`RasterError::Unreadable`].
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        Self::open_copy(path, path)
    }

    /// Opens the bytes of `copy`, which are those of `path`.
    pub(super) fn open_copy(path: &Path, copy: &Path) -> Result<Self, RasterError> {
        let failed = |error| failure(path, "header", error);
        mask::expect_none_beside(path, copy)?;
        let opened = File::open(copy).map_err(|source| RasterError::Unopened { path: path.to_owned(), source })?;
        let file = FileBytes::open(copy).map_err(|error| unreadable(path, "header", &error))?;
        let mut decoder = decoders::open(opened).map_err(failed)?;
        let encoding = encoding_of(path, &mut decoder, &file)?;
        let storage = storage_of(encoding);
        let place = georeference::place(path, &mut decoder)?;
        let mut chunks = Chunks::of(&mut decoder, encoding).map_err(failed)?;
        chunks.expect_within(path, file.length())?;
        let notes = metadata::Notes::read(path, &mut decoder)?;
        chunks.empty = in_storage(storage, notes.fill.unwrap_or(0.0));
        mask::expect_no_alpha(path, &mut decoder, &notes)?;
        expect_one_image(path, &mut decoder)?;
        let bands: Vec<Band> = (0..chunks.bands).map(|band| notes.band(band, storage)).collect();
        let variables = bands::variables(&bands, &place, [chunks.rows, chunks.columns]);
        let (path, decoders, attributes) = (path.to_owned(), Decoders::new(copy, decoder), notes.file_attributes());
        Ok(Self { path, file, decoders, chunks, place, attributes, variables })
    }
}

impl GeotiffFile {
    const fn source(&self) -> Source<'_> {
        Source { file: &self.file, decoders: &self.decoders }
    }

    fn failure(&self, variable: &Variable, error: TiffError) -> RasterError {
        failure(&self.path, &format!("variable `{}`", variable.name), error)
    }
}

impl RasterFile for GeotiffFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn projection(&self) -> Option<&Projection> {
        self.place.projection()
    }

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        if let Some(values) = self.place.axes().and_then(|axes| axes.values(&variable.name)) {
            return Ok(part_of(&values, ranges));
        }
        let band = bands::position_of(&variable.name).expect("a variable is a coordinate or a band");
        let numbers = match variable.storage {
            Storage::Float32 => self.chunks.read::<f32>(self.source(), band, ranges, |_| ()).map(Numbers::Single),
            _ => self.chunks.read::<f64>(self.source(), band, ranges, |_| ()).map(Numbers::Double),
        };
        numbers.map_err(|error| self.failure(variable, error))
    }

    fn read_singles(
        &self,
        variable: &Variable,
        ranges: &[Range<usize>],
        missing: &MissingSingles,
    ) -> Option<Result<ArrayD<f32>, RasterError>> {
        let band = bands::position_of(&variable.name)?;
        let values = self.chunks.read(self.source(), band, ranges, |numbers| missing.replace(numbers));
        Some(values.map_err(|error| self.failure(variable, error)))
    }

    fn chunk_lengths(&self, variable: &Variable) -> Option<Vec<usize>> {
        bands::position_of(&variable.name).map(|_| self.chunks.lengths())
    }
}

fn failure(path: &Path, place: &str, error: TiffError) -> RasterError {
    match error {
        TiffError::UnsupportedError(what) => RasterError::NotDecoded { path: path.to_owned(), found: what.to_string() },
        _ => unreadable(path, place, &error),
    }
}

fn unreadable(path: &Path, place: &str, error: &impl Display) -> RasterError {
    RasterError::Unreadable { path: path.to_owned(), place: place.to_owned(), message: error.to_string() }
}

/// How the numbers are written down, if it is in a way that is decoded here without loss or interpretation.
fn encoding_of(path: &Path, decoder: &mut TiffDecoder, file: &FileBytes) -> Result<Encoding, RasterError> {
    let not_decoded = |found: String| RasterError::NotDecoded { path: path.to_owned(), found };
    let number = |decoder: &mut TiffDecoder, tag, default| {
        decoder.find_tag_unsigned::<u16>(tag).map(|found| found.unwrap_or(default)).map_err(|error| failure(path, "header", error))
    };
    let compression = CompressionMethod::from_u16_exhaustive(number(decoder, Tag::Compression, 1)?);
    if !matches!(
        compression,
        CompressionMethod::None
            | CompressionMethod::LZW
            | CompressionMethod::Deflate
            | CompressionMethod::OldDeflate
            | CompressionMethod::PackBits
            | CompressionMethod::ZSTD
    ) {
        return Err(not_decoded(format!("compression {compression:?}")));
    }
    // The library turns other colours over, which would spoil numbers.
    let photometric = PhotometricInterpretation::from_u16(number(decoder, Tag::PhotometricInterpretation, 1)?);
    if !matches!(photometric, Some(PhotometricInterpretation::BlackIsZero | PhotometricInterpretation::RGB)) {
        return Err(not_decoded(format!("photometric interpretation {photometric:?}")));
    }
    let bits = decoder.colortype().map_err(|error| failure(path, "header", error))?.bit_depth();
    let formats = decoder.find_tag_unsigned_vec::<u16>(Tag::SampleFormat).map_err(|error| failure(path, "header", error))?;
    let format =
        formats.as_deref().and_then(<[u16]>::first).map_or(SampleFormat::Uint, |&format| SampleFormat::from_u16_exhaustive(format));
    let number = match (format, bits) {
        (SampleFormat::IEEEFP, 32) => NumberType::Float32,
        (SampleFormat::IEEEFP, 64) => NumberType::Float64,
        (SampleFormat::Uint, 8) => NumberType::Unsigned8,
        (SampleFormat::Uint, 16) => NumberType::Unsigned16,
        (SampleFormat::Uint, 32) => NumberType::Unsigned32,
        (SampleFormat::Uint, 64) => NumberType::Unsigned64,
        (SampleFormat::Int, 8) => NumberType::Signed8,
        (SampleFormat::Int, 16) => NumberType::Signed16,
        (SampleFormat::Int, 32) => NumberType::Signed32,
        (SampleFormat::Int, 64) => NumberType::Signed64,
        _ => return Err(not_decoded(format!("{bits} bits of format {format:?}"))),
    };
    // The file's first two bytes name the order of all others (TIFF 6.0, section 2).
    let mut order = [0; 2];
    file.read(0, &mut order).map_err(|error| unreadable(path, "header", &error))?;
    Ok(Encoding { number, big_endian: &order == b"MM" })
}

fn storage_of(encoding: Encoding) -> Storage {
    match (encoding.number, encoding.width()) {
        (NumberType::Float32, _) => Storage::Float32,
        (NumberType::Float64, _) => Storage::Float64,
        (_, 1) => Storage::Integer { bits: 8 },
        (_, 2) => Storage::Integer { bits: 16 },
        (_, 4) => Storage::Integer { bits: 32 },
        (_, _) => Storage::Integer { bits: 64 },
    }
}

/// Refuses a file with further images at full size, of which nobody says which is meant; one with a mask is left to GDAL.
fn expect_one_image(path: &Path, decoder: &mut TiffDecoder) -> Result<(), RasterError> {
    let failed = |error| failure(path, "header", error);
    let mut next = decoder.image_ifd().directory().next();
    while let Some(pointer) = next {
        let directory = decoder.read_directory(pointer).map_err(failed)?;
        let kind = decoder.read_directory_tags(&directory).find_tag_unsigned::<u32>(Tag::NewSubfileType).map_err(failed)?.unwrap_or(0);
        if kind & TRANSPARENCY_MASK != 0 {
            return Err(RasterError::Masked { path: path.to_owned(), found: "a mask within the file".to_owned() });
        }
        if kind & REDUCED_IMAGE == 0 {
            return Err(RasterError::UnfitImage { path: path.to_owned(), found: "several images" });
        }
        next = directory.next();
    }
    Ok(())
}
