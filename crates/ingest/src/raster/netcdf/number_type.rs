//! Whether the numbers of a variable fill their bytes: whole numbers with all their bits, and floating-point numbers of IEEE 754.
//!
//! HDF5 knows others, of which the library's header does not tell (HDF5 File Format Specification 3.0, sections IV.A.1 and IV.A.2.d).

use hdf5_reader::Hdf5File;
use hdf5_reader::error::Error;
use hdf5_reader::io::Cursor;

const DATATYPE: u16 = 0x03;
const CONTINUATION: u16 = 0x10;

/// The bit of a message's flags that says that its contents stand in another header.
const SHARED: u8 = 0b10;

/// Whether the numbers of the variable with the object header at that address are such; none if its header does not say.
pub(super) fn are_common(file: &Hdf5File, address: u64) -> Option<bool> {
    let (flags, message) = datatype(file, address).ok()??;
    if flags & SHARED == 0 {
        return is_common(&message);
    }
    let (flags, message) = datatype(file, elsewhere(file, &message)?).ok()??;
    if flags & SHARED == 0 { is_common(&message) } else { None }
}

/// Whether a datatype message describes such numbers, or no numbers at all.
fn is_common(message: &[u8]) -> Option<bool> {
    let (head, properties) = message.split_first_chunk::<8>()?;
    let [class, flags, sign, _, size @ ..] = *head;
    let bits = 8 * u32::from_le_bytes(size);
    // The lowest bit and the number of bits; then, of floating-point numbers, place and length of exponent and mantissa and the exponent's bias.
    let floating = |exponent: u8, mantissa: u8, bias: [u8; 2]| {
        let expected = [0, 0, bits.to_le_bytes()[0], 0, mantissa, exponent, 0, mantissa, bias[0], bias[1], 0, 0];
        // The bytes are in one order or the other, and the first bit of the mantissa is implied.
        properties.starts_with(&expected) && flags & 0b0111_0000 == 0b0010_0000 && u32::from(sign) == bits - 1
    };
    Some(match (class & 0x0F, bits) {
        (0, _) => properties.starts_with(&[0, 0]) && properties.get(2..4)? == &bits.to_le_bytes()[..2],
        (1, 32) => floating(8, 23, 127_u16.to_le_bytes()),
        (1, 64) => floating(11, 52, 1023_u16.to_le_bytes()),
        (1, _) => false,
        _ => true,
    })
}

/// The flags and the bytes of the datatype message of an object header.
fn datatype(file: &Hdf5File, address: u64) -> Result<Option<(u8, Vec<u8>)>, Error> {
    let (head, first) = Head::of(file, address)?;
    let mut blocks = vec![first];
    while let Some((start, length)) = blocks.pop() {
        let block = file.storage().read_range(start, usize::try_from(length).unwrap_or(usize::MAX))?;
        let mut cursor = Cursor::new(&block);
        while cursor.remaining() >= head.length() {
            let (kind, flags, size) = head.read(&mut cursor)?;
            let message = cursor.read_bytes(size)?;
            match kind {
                DATATYPE => return Ok(Some((flags, message.to_vec()))),
                CONTINUATION => blocks.push(head.continued(file, message)?),
                _ => (),
            }
        }
    }
    Ok(None)
}

/// What stands before each message of an object header.
enum Head {
    First,
    /// With the order in which messages were made, if the header keeps it.
    Second {
        order: bool,
    },
}

impl Head {
    /// The head of the messages of an object header, and where the first block of them begins and how long it is.
    fn of(file: &Hdf5File, address: u64) -> Result<(Self, (u64, u64)), Error> {
        /// The signature, version, flags, four times, two numbers of attributes and the length.
        const LONGEST: u64 = 4 + 1 + 1 + 16 + 4 + 8;
        let available = LONGEST.min(file.storage().len().saturating_sub(address));
        let bytes = file.storage().read_range(address, usize::try_from(available).unwrap_or_default())?;
        let mut cursor = Cursor::new(&bytes);
        if !bytes.starts_with(b"OHDR") {
            cursor.skip(8)?;
            let length = cursor.read_u32_le()?;
            return Ok((Self::First, (address + 16, u64::from(length))));
        }
        cursor.skip(5)?;
        let flags = cursor.read_u8()?;
        cursor.skip(if flags & 0b10_0000 == 0 { 0 } else { 16 })?;
        cursor.skip(if flags & 0b1_0000 == 0 { 0 } else { 4 })?;
        let length = cursor.read_uvar(1 << (flags & 0b11))?;
        Ok((Self::Second { order: flags & 0b100 != 0 }, (address + cursor.position(), length)))
    }

    const fn length(&self) -> u64 {
        match self {
            Self::First => 8,
            Self::Second { order: false } => 4,
            Self::Second { order: true } => 6,
        }
    }

    /// Type, flags and length of the message that follows.
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<(u16, u8, usize), Error> {
        let kind = if matches!(self, Self::First) { cursor.read_u16_le()? } else { u16::from(cursor.read_u8()?) };
        let (size, flags) = (cursor.read_u16_le()?, cursor.read_u8()?);
        // Types take a byte more in the first version.
        let read = if matches!(self, Self::First) { 5 } else { 4 };
        cursor.skip(usize::try_from(self.length()).unwrap_or_default() - read)?;
        Ok((kind, flags, usize::from(size)))
    }

    /// Where the messages of the block begin that a continuation message names, and how many bytes they take.
    fn continued(&self, file: &Hdf5File, message: &[u8]) -> Result<(u64, u64), Error> {
        let mut cursor = Cursor::new(message);
        let (start, length) = (cursor.read_offset(file.superblock().offset_size)?, cursor.read_length(file.superblock().length_size)?);
        Ok(match self {
            Self::First => (start, length),
            // Between a signature and a checksum.
            Self::Second { .. } => (start + 4, length.saturating_sub(8)),
        })
    }
}

/// The object header that a shared message names; none if it names another place.
fn elsewhere(file: &Hdf5File, message: &[u8]) -> Option<u64> {
    let mut cursor = Cursor::new(message);
    let (version, place) = (cursor.read_u8().ok()?, cursor.read_u8().ok()?);
    cursor.skip(if version == 1 { 6 } else { 0 }).ok()?;
    let header = version < 3 || place == 2;
    if header { cursor.read_offset(file.superblock().offset_size).ok() } else { None }
}
