//! The library's decoders of one file, as many as are at work at once.

use super::TiffDecoder;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tiff::TiffResult;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, Limits};

/// Decoders of a file; between two reads one of them is held open, since the system lets few files be.
pub(super) struct Decoders {
    copy: PathBuf,
    idle: Mutex<Vec<TiffDecoder>>,
}

impl Decoders {
    pub(super) fn new(copy: &Path, first: TiffDecoder) -> Self {
        Self { copy: copy.to_owned(), idle: Mutex::new(vec![first.with_limits(Limits::unlimited())]) }
    }

    /// Works with a decoder that nobody else uses.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut TiffDecoder) -> TiffResult<T>) -> TiffResult<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut decoder = idle.map_or_else(|| Ok(open(File::open(&self.copy)?)?.with_limits(Limits::unlimited())), TiffResult::Ok)?;
        let done = work(&mut decoder);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(decoder);
        done
    }

    /// Closes all decoders but one.
    pub(super) fn rest(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).truncate(1);
    }
}

/// A decoder of the header of a file, no value of which is longer than the file.
pub(super) fn open(file: File) -> TiffResult<TiffDecoder> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let mut limits = Limits::unlimited();
    // In memory each number of a value takes more room than the one byte that it has in the file at least.
    (limits.ifd_value_size, limits.decoding_buffer_size) = (length, length.saturating_mul(size_of::<Value>()));
    Ok(Decoder::new(BufReader::new(file))?.with_limits(limits))
}
