//! Totals of files that are done, kept beside a table until all of it is written, so that a call that was stopped goes on where it was.
//!
//! They stand in one file, `.NAME.resume`, to which the totals of each file are added when it is done, under a digest of all that they follow
//! from and with a sum by which damage is known. What a stopped call left half written at the end is cut off.

mod encoding;
mod key;

pub use key::{Circumstances, Key};

use crate::atomic_file::{WriteError, beside, make_parent};
use crate::bytes::{Reader, Writer};
use crate::totalled_file::TotalledFile;
use fluxledger_core::LayerMeaning;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The first line of the file: what it is and its version.
const HEADING: &[u8] = b"fluxledger-totals 1\n";

/// The totals kept for one table.
pub struct KeptTotals {
    path: PathBuf,
    /// Locked, so that two calls do not write to it.
    file: Mutex<File>,
    known: BTreeMap<Key, Vec<u8>>,
}

impl KeptTotals {
    /// Opens what is kept for a table, or begins to keep it.
    ///
    /// # Errors
    /// [`WriteError::Busy`] if another call writes the table, [`WriteError::System`].
    pub fn open(table: &Path) -> Result<Self, WriteError> {
        let path = beside(table, "resume")?;
        let refused = |source| WriteError::system(&path, source);
        make_parent(&path)?;
        let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(refused)?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(WriteError::Busy { path: table.to_owned() });
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refused)?;
        let (known, whole) = records(&bytes);
        file.set_len(whole as u64).and_then(|()| file.seek(SeekFrom::End(0))).map_err(refused)?;
        if whole == 0 {
            file.write_all(HEADING).map_err(refused)?;
        }
        Ok(Self { file: Mutex::new(file), known, path })
    }

    /// The file in which they stand.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The totals of a file whose layers are known, if they were kept.
    #[must_use]
    pub fn totals(&self, key: &Key, layers: &[LayerMeaning]) -> Option<TotalledFile> {
        encoding::decoded(self.known.get(key)?, layers)
    }

    /// Keeps the totals of a file.
    ///
    /// # Errors
    /// [`WriteError::System`].
    pub fn keep(&self, key: &Key, totals: &TotalledFile) -> Result<(), WriteError> {
        let content = encoding::encoded(totals);
        let mut record = Writer::default();
        record.count(content.len());
        record.0.extend(key.as_bytes());
        record.0.extend(content);
        // One call for all of it, and one after the other, so that records do not mix.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&record.with_sum()).map_err(|source| WriteError::system(&self.path, source))
    }

    /// Removes them, when the table is written.
    ///
    /// # Errors
    /// [`WriteError::System`].
    pub fn remove(self) -> Result<(), WriteError> {
        fs::remove_file(&self.path).map_err(|source| WriteError::system(&self.path, source))
    }
}

/// The records of a file up to the first that is not whole, and how many bytes they have; no byte of a file that is none of ours.
fn records(bytes: &[u8]) -> (BTreeMap<Key, Vec<u8>>, usize) {
    let (mut known, mut rest) = (BTreeMap::new(), bytes.strip_prefix(HEADING).unwrap_or_default());
    let mut whole = if bytes.starts_with(HEADING) { HEADING.len() } else { 0 };
    while let Some((key, content, length)) = record(rest) {
        known.insert(key, content.to_vec());
        whole += length;
        rest = &rest[length..];
    }
    (known, whole)
}

/// The first record of some bytes: its key, its content and the bytes of both with their length and sum.
fn record(bytes: &[u8]) -> Option<(Key, &[u8], usize)> {
    let length = Reader(bytes).count()?.checked_add(size_of::<u64>() + Key::LENGTH + size_of::<u32>())?;
    let mut record = Reader(crate::bytes::without_sum(bytes.get(..length)?)?);
    record.count()?;
    Some((Key::from_bytes(record.array()?), record.0, length))
}

#[cfg(test)]
mod tests;
