//! How the numbers of a chunk are packed (TIFF 6.0, sections 7, 13 and 14; Adobe Photoshop TIFF Technical Note 3).

use super::super::encoding::{Bytes, Encoding};
use super::super::inflate::{self, InflateError};
use super::TiffDecoder;
use tiff::TiffResult;
use tiff::tags::{CompressionMethod, Tag};
use weezl::decode::Configuration;
use weezl::{BitOrder, LzwStatus};

/// The compression of chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// Numbers stand as they are.
    Not,
    /// With something done to each line before.
    Compressed(Compression, Predictor),
    /// In a way that is left to the library.
    Otherwise,
}

/// The compressions that are undone here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Deflate,
    Lzw,
}

/// What is stored in the place of numbers, so that lines pack better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predictor {
    /// The numbers.
    None,
    /// The difference from the number before, its bytes read as a whole number.
    Horizontal,
    /// The difference from the byte before, where the highest bytes of all numbers of a line come first, then the second ones, and so on.
    FloatingPoint,
}

impl Packed {
    pub(super) fn of(decoder: &mut TiffDecoder) -> TiffResult<Self> {
        let mut number = |tag| decoder.find_tag_unsigned::<u16>(tag).map(|found| found.unwrap_or(1));
        let predictor = match number(Tag::Predictor)? {
            1 => Some(Predictor::None),
            2 => Some(Predictor::Horizontal),
            3 => Some(Predictor::FloatingPoint),
            _ => None,
        };
        Ok(match (CompressionMethod::from_u16_exhaustive(number(Tag::Compression)?), predictor) {
            (CompressionMethod::None, Some(Predictor::None)) => Self::Not,
            (CompressionMethod::Deflate | CompressionMethod::OldDeflate, Some(predictor)) => {
                Self::Compressed(Compression::Deflate, predictor)
            }
            (CompressionMethod::LZW, Some(predictor)) => Self::Compressed(Compression::Lzw, predictor),
            _ => Self::Otherwise,
        })
    }
}

impl Compression {
    /// Works on the `length` bytes that packed ones stand for; none if they stand for less.
    ///
    /// # Errors
    /// If they are damaged or stand for more, of which other readers may see nothing.
    pub(super) fn with_unpacked<T>(
        self,
        packed: &[u8],
        length: usize,
        work: impl FnOnce(&mut [u8]) -> T,
    ) -> Result<Option<T>, InflateError> {
        match self {
            Self::Deflate => match inflate::with_inflated(packed, length, work) {
                Err(InflateError::Short { .. }) => Ok(None),
                done => done.map(Some),
            },
            Self::Lzw => Ok(lzw(packed, length).map(|mut bytes| work(&mut bytes))),
        }
    }
}

/// The first `length` bytes that a stream of LZW stands for; none if it ends before.
fn lzw(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut decoder = Configuration::with_tiff_size_switch(BitOrder::Msb, 8).build();
    let (mut bytes, mut read, mut written) = (vec![0; length], 0, 0);
    while written < length {
        let step = decoder.decode_bytes(&packed[read..], &mut bytes[written..]);
        (read, written) = (read + step.consumed_in, written + step.consumed_out);
        if !matches!(step.status, Ok(LzwStatus::Ok)) {
            break;
        }
    }
    (written == length).then_some(bytes)
}

impl Predictor {
    /// How the numbers of a line are written down once the predictor is undone.
    pub(super) const fn encoding(self, stored: Encoding) -> Encoding {
        match self {
            Self::None | Self::Horizontal => stored,
            Self::FloatingPoint => Encoding { big_endian: true, ..stored },
        }
    }

    /// The numbers of a line; those of so many bands stand side by side.
    pub(super) fn undone(self, stored: Encoding, bands: usize, line: &mut [u8]) -> Bytes<'_> {
        match self {
            Self::None => Bytes::Plain(line),
            Self::Horizontal => {
                add_up_numbers(stored, bands, line);
                Bytes::Plain(line)
            }
            Self::FloatingPoint => {
                add_up(line, bands, u8::wrapping_add);
                Bytes::Shuffled(line)
            }
        }
    }
}

/// Adds to each number the one of the same band before it.
fn add_up<T: Copy>(line: &mut [T], bands: usize, add: impl Fn(T, T) -> T) {
    for place in bands..line.len() {
        line[place] = add(line[place], line[place - bands]);
    }
}

fn add_up_numbers(stored: Encoding, bands: usize, line: &mut [u8]) {
    macro_rules! whole {
        ($number:ty) => {
            match stored.big_endian {
                true => whole!($number, from_be_bytes, to_be_bytes),
                false => whole!($number, from_le_bytes, to_le_bytes),
            }
        };
        ($number:ty, $from:ident, $to:ident) => {
            add_up(line.as_chunks_mut().0, bands, |one, other| <$number>::$from(one).wrapping_add(<$number>::$from(other)).$to())
        };
    }
    match stored.width() {
        1 => whole!(u8),
        2 => whole!(u16),
        4 => whole!(u32),
        _ => whole!(u64),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::encoding::NumberType;
    use super::*;

    /// The TIFF library wants the end of a stream after the part of a tile that lies on the image, and not all writers put one there.
    #[test]
    fn a_stream_of_lzw_stands_for_its_bytes_or_for_none() {
        let bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        let packed = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(&bytes).unwrap();
        let unpacked = |packed: &[u8], length| Compression::Lzw.with_unpacked(packed, length, |bytes| bytes.to_vec()).unwrap();
        assert_eq!(unpacked(&packed, 512), Some(bytes.clone()));
        assert_eq!(unpacked(&packed, 300), Some(bytes[..300].to_vec()));
        assert_eq!(unpacked(&packed, 513), None);
        assert_eq!(unpacked(&packed[..100], 512), None);
    }

    #[test]
    fn differences_are_added_up_band_by_band() {
        // Two bands: 1, 3, 6 and 10, 9, 8; in the second the differences are −1 = 0xFFFF.
        let mut line = [0, 1, 0, 10, 0, 2, 0xFF, 0xFF, 0, 3, 0xFF, 0xFF];
        let stored = Encoding { number: NumberType::Unsigned16, big_endian: true };
        assert!(matches!(Predictor::Horizontal.undone(stored, 2, &mut line), Bytes::Plain([0, 1, 0, 10, 0, 3, 0, 9, 0, 6, 0, 8])));
        // The same of one band with the lowest byte first, and a carry: 255 + 1 = 256.
        let mut line = [255, 0, 1, 0];
        let stored = Encoding { number: NumberType::Signed16, big_endian: false };
        assert!(matches!(Predictor::Horizontal.undone(stored, 1, &mut line), Bytes::Plain([255, 0, 0, 1])));
    }

    #[test]
    fn bytes_of_floating_point_numbers_are_added_up_and_stay_apart() {
        // The bytes 63, 64, 128, 0 as differences: those of 1 = 3F80 and 2 = 4000 in their two highest bytes.
        let mut line = [63, 1, 64, 128];
        let stored = Encoding { number: NumberType::Float32, big_endian: false };
        assert!(matches!(Predictor::FloatingPoint.undone(stored, 1, &mut line), Bytes::Shuffled([63, 64, 128, 0])));
        assert!(Predictor::FloatingPoint.encoding(stored).big_endian);
    }
}
