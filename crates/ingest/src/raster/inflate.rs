//! Deflate of whole chunks, whose length is known before.

use libdeflater::{DecompressionError, Decompressor};
use std::cell::Cell;

thread_local! {
    /// The decoder of a thread and the bytes of the last chunk, kept since new memory costs as much time as decoding into it.
    static KEPT: Cell<Option<(Decompressor, Vec<u8>)>> = const { Cell::new(None) };
}

/// A chunk does not inflate to the length that it must have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum InflateError {
    /// The bytes are no stream of zlib, or their checksum is wrong.
    #[error("its compressed bytes are damaged")]
    Damaged,
    /// The stream holds less.
    #[error("expected {expected} bytes in it, found {found}")]
    Short { expected: usize, found: usize },
    /// The stream holds more.
    #[error("expected {expected} bytes in it, found more")]
    Long { expected: usize },
}

/// Works on the `length` bytes that a stream of zlib (RFC 1950) holds.
pub(super) fn with_inflated<T>(packed: &[u8], length: usize, work: impl FnOnce(&mut [u8]) -> T) -> Result<T, InflateError> {
    let (mut decoder, mut bytes) = KEPT.take().unwrap_or_else(|| (Decompressor::new(), Vec::new()));
    if bytes.len() < length {
        bytes.resize(length, 0);
    }
    let done = match decoder.zlib_decompress(packed, &mut bytes[..length]) {
        Ok(found) if found == length => Ok(work(&mut bytes[..length])),
        Ok(found) => Err(InflateError::Short { expected: length, found }),
        Err(DecompressionError::InsufficientSpace) => Err(InflateError::Long { expected: length }),
        Err(DecompressionError::BadData) => Err(InflateError::Damaged),
    };
    KEPT.set(Some((decoder, bytes)));
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_chunk_inflates_to_its_length_or_not_at_all() {
        let packed = deflated(b"twelve bytes");
        assert_eq!(with_inflated(&packed, 12, |bytes| bytes.to_vec()).unwrap(), b"twelve bytes");
        assert_eq!(with_inflated(&packed, 13, |bytes| bytes.len()), Err(InflateError::Short { expected: 13, found: 12 }));
        assert_eq!(with_inflated(&packed, 11, |bytes| bytes.len()), Err(InflateError::Long { expected: 11 }));
        assert_eq!(with_inflated(&packed[..15], 12, |bytes| bytes.len()), Err(InflateError::Damaged));
        assert_eq!(with_inflated(&deflated(b"two"), 3, |bytes| bytes.to_vec()).unwrap(), b"two");
    }
}
