//! Numbers out of bytes, in whatever width and order of bytes a file holds them.

use super::spare::Reused;
use std::array::from_fn;

/// What the bytes of one number stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberType {
    Float32,
    Float64,
    Signed8,
    Unsigned8,
    Signed16,
    Unsigned16,
    Signed32,
    Unsigned32,
    Signed64,
    Unsigned64,
}

/// How numbers are written down as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Encoding {
    pub(super) number: NumberType,
    /// Whether the byte of the highest value comes first.
    pub(super) big_endian: bool,
}

impl Encoding {
    /// The bytes of one number.
    pub(super) const fn width(self) -> usize {
        match self.number {
            NumberType::Signed8 | NumberType::Unsigned8 => 1,
            NumberType::Signed16 | NumberType::Unsigned16 => 2,
            NumberType::Float32 | NumberType::Signed32 | NumberType::Unsigned32 => 4,
            NumberType::Float64 | NumberType::Signed64 | NumberType::Unsigned64 => 8,
        }
    }
}

/// The bytes of numbers that follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bytes<'a> {
    /// Each number's bytes side by side.
    Plain(&'a [u8]),
    /// The first bytes of all numbers, then the second ones, and so on (HDF5's filter `shuffle`).
    Shuffled(&'a [u8]),
}

impl Bytes<'_> {
    /// Makes each of `target` of its bytes; the first of them is number `first`.
    fn make<const WIDTH: usize, T>(self, first: usize, target: &mut [T], make: impl Fn([u8; WIDTH]) -> T) {
        match self {
            Self::Plain(bytes) => {
                let (numbers, _) = bytes[first * WIDTH..(first + target.len()) * WIDTH].as_chunks::<WIDTH>();
                target.iter_mut().zip(numbers).for_each(|(place, &number)| *place = make(number));
            }
            Self::Shuffled(bytes) => {
                let count = bytes.len() / WIDTH;
                let planes: [&[u8]; WIDTH] = from_fn(|byte| &bytes[byte * count + first..][..target.len()]);
                target.iter_mut().enumerate().for_each(|(number, place)| *place = make(from_fn(|byte| planes[byte][number])));
            }
        }
    }
}

/// A number in memory that is made of bytes.
pub(super) trait Decoded: bytemuck::Pod + Default + Reused + Send + Sync {
    /// What it is in a file that holds it as memory does, but for the order of bytes.
    const NUMBER: NumberType;

    /// The nearest number of the type.
    fn of(number: f64) -> Self;

    /// Makes each of `target` of its bytes; the first of them is number `first`.
    fn decode(encoding: Encoding, bytes: Bytes<'_>, first: usize, target: &mut [Self]);

    /// Brings the bytes of numbers that were read as they stand in a file into the order of the machine.
    fn in_order_of_machine(encoding: Encoding, numbers: &mut [Self]) {
        if encoding.big_endian != cfg!(target_endian = "big") {
            numbers.iter_mut().for_each(|number| bytemuck::bytes_of_mut(number).reverse());
        }
    }
}

impl Decoded for f32 {
    const NUMBER: NumberType = NumberType::Float32;

    #[expect(clippy::cast_possible_truncation, reason = "the nearest is asked for")]
    fn of(number: f64) -> Self {
        number as Self
    }

    /// The bytes are those of numbers in single precision.
    fn decode(encoding: Encoding, bytes: Bytes<'_>, first: usize, target: &mut [Self]) {
        debug_assert_eq!(encoding.number, NumberType::Float32);
        match encoding.big_endian {
            true => bytes.make(first, target, Self::from_be_bytes),
            false => bytes.make(first, target, Self::from_le_bytes),
        }
    }
}

impl Decoded for f64 {
    const NUMBER: NumberType = NumberType::Float64;

    fn of(number: f64) -> Self {
        number
    }

    #[expect(clippy::cast_precision_loss, reason = "wide integers are read in double precision from every format")]
    fn decode(encoding: Encoding, bytes: Bytes<'_>, first: usize, target: &mut [Self]) {
        macro_rules! widened {
            ($stored:ty, $widen:expr) => {
                match encoding.big_endian {
                    true => bytes.make(first, target, |number| $widen(<$stored>::from_be_bytes(number))),
                    false => bytes.make(first, target, |number| $widen(<$stored>::from_le_bytes(number))),
                }
            };
        }
        match encoding.number {
            NumberType::Float32 => widened!(f32, Self::from),
            NumberType::Float64 => widened!(f64, Self::from),
            NumberType::Signed8 => widened!(i8, Self::from),
            NumberType::Unsigned8 => widened!(u8, Self::from),
            NumberType::Signed16 => widened!(i16, Self::from),
            NumberType::Unsigned16 => widened!(u16, Self::from),
            NumberType::Signed32 => widened!(i32, Self::from),
            NumberType::Unsigned32 => widened!(u32, Self::from),
            NumberType::Signed64 => widened!(i64, |number| number as Self),
            NumberType::Unsigned64 => widened!(u64, |number| number as Self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TYPES: [NumberType; 10] = [
        NumberType::Float32,
        NumberType::Float64,
        NumberType::Signed8,
        NumberType::Unsigned8,
        NumberType::Signed16,
        NumberType::Unsigned16,
        NumberType::Signed32,
        NumberType::Unsigned32,
        NumberType::Signed64,
        NumberType::Unsigned64,
    ];

    #[test]
    fn bytes_of_either_order_stand_for_the_same_number() {
        let decoded = |number, big_endian, bytes: &[u8]| {
            let mut target = [0.0f64];
            f64::decode(Encoding { number, big_endian }, Bytes::Plain(bytes), 0, &mut target);
            target[0]
        };
        // 0xFFFE is −2 with a sign and 65534 without; 0x40490FDB is π in single precision.
        assert_eq!(decoded(NumberType::Signed16, true, &[0xFF, 0xFE]), -2.0);
        assert_eq!(decoded(NumberType::Unsigned16, false, &[0xFE, 0xFF]), 65534.0);
        assert_eq!(decoded(NumberType::Float32, true, &[0x40, 0x49, 0x0F, 0xDB]), f64::from(std::f32::consts::PI));
        assert_eq!(decoded(NumberType::Signed64, true, &[0xFF; 8]), -1.0);
        assert_eq!(decoded(NumberType::Unsigned64, false, &[0xFF; 8]), 18_446_744_073_709_551_616.0);
    }

    proptest! {
        #[test]
        fn shuffled_bytes_hold_the_same_numbers(
            bytes in proptest::collection::vec(any::<u8>(), 160), number in proptest::sample::select(TYPES.to_vec()), big_endian: bool, first in 0usize..20,
        ) {
            let encoding = Encoding { number, big_endian };
            let count = 20;
            let bytes = &bytes[..count * encoding.width()];
            let shuffled: Vec<u8> = (0..bytes.len()).map(|place| bytes[place % count * encoding.width() + place / count]).collect();
            let decoded = |bytes| {
                let mut target = vec![0.0f64; count - first];
                f64::decode(encoding, bytes, first, &mut target);
                target.into_iter().map(f64::to_bits).collect::<Vec<_>>()
            };
            prop_assert_eq!(decoded(Bytes::Plain(bytes)), decoded(Bytes::Shuffled(&shuffled)));
        }
    }
}
