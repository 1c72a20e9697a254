//! The bytes of a file, which several threads read at once, each into memory that it has already.

use hdf5_reader::error::Error;
use std::cell::Cell;
use std::fs::File;
use std::io;
use std::path::Path;

thread_local! {
    /// The memory in which a thread read bytes last: new memory takes longer to touch than to fill.
    static KEPT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// An opened file.
pub(super) struct FileBytes {
    file: File,
    length: u64,
}

impl FileBytes {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    /// How many they are.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Fills memory with the bytes from an offset on.
    ///
    /// # Errors
    /// [`Error::UnexpectedEof`] if the file has fewer, [`Error::Io`] if the system does not hand them over.
    pub(super) fn read(&self, offset: u64, bytes: &mut [u8]) -> Result<(), Error> {
        self.expect(offset, bytes.len())?;
        Ok(read_exact_at(&self.file, bytes, offset)?)
    }

    /// Works on so many bytes from an offset on.
    ///
    /// # Errors
    /// As of [`Self::read`].
    pub(super) fn with<T>(&self, offset: u64, length: usize, work: impl FnOnce(&[u8]) -> T) -> Result<T, Error> {
        // Before memory is asked for: a damaged file may name any number.
        self.expect(offset, length)?;
        let mut bytes = KEPT.take();
        if bytes.len() < length {
            bytes.resize(length, 0);
        }
        let done = self.read(offset, &mut bytes[..length]).map(|()| work(&bytes[..length]));
        KEPT.set(bytes);
        done
    }

    fn expect(&self, offset: u64, length: usize) -> Result<(), Error> {
        let (needed, available) = (length as u64, self.length.saturating_sub(offset));
        if needed > available { Err(Error::UnexpectedEof { offset, needed, available }) } else { Ok(()) }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                bytes = &mut bytes[read..];
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twelve_bytes() -> (tempfile::TempDir, FileBytes) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bytes");
        std::fs::write(&path, b"twelve bytes").unwrap();
        let bytes = FileBytes::open(&path).unwrap();
        (folder, bytes)
    }

    #[test]
    fn bytes_are_read_from_any_place() {
        let (_folder, bytes) = twelve_bytes();
        assert_eq!(bytes.with(7, 5, <[u8]>::to_vec).unwrap(), b"bytes");
        let mut two = [0; 2];
        bytes.read(0, &mut two).unwrap();
        assert_eq!(&two, b"tw");
    }

    #[test]
    fn bytes_beyond_the_end_are_an_error_before_memory_is_asked_for() {
        let (_folder, bytes) = twelve_bytes();
        let found = bytes.with(7, usize::MAX, <[u8]>::len).unwrap_err();
        assert!(matches!(found, Error::UnexpectedEof { offset: 7, available: 5, .. }), "{found}");
        assert!(bytes.with(12, 1, <[u8]>::len).is_err());
    }
}
