//! Files compressed by gzip: they are unpacked beside, into a temporary file that vanishes with the reader.

use super::{Attributes, MissingSingles, Numbers, RasterError, RasterFile, Storage, Variable, open_copy};
use flate2::read::MultiGzDecoder;
use fluxledger_core::Projection;
use ndarray::ArrayD;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use tempfile::NamedTempFile;

/// A gridded file that was unpacked; its path is the user's.
pub(super) struct UnpackedFile {
    inner: Box<dyn RasterFile>,
    /// Held until the reader is dropped.
    _copy: NamedTempFile,
}

/// Unpacks the bytes of `copy`, which are those of `path`, and opens what is in them.
pub(super) fn open(path: &Path, copy: &Path) -> Result<Box<dyn RasterFile>, RasterError> {
    let packed = File::open(copy).map_err(|source| RasterError::Unopened { path: path.to_owned(), source })?;
    let unpacked = unpack(packed).map_err(|source| RasterError::NotUnpacked { path: path.to_owned(), source })?;
    let inner = open_copy(path, unpacked.path())?;
    Ok(Box::new(UnpackedFile { inner, _copy: unpacked }))
}

fn unpack(packed: File) -> io::Result<NamedTempFile> {
    let unpacked = NamedTempFile::with_prefix("fluxledger-")?;
    let mut writer = BufWriter::new(unpacked);
    io::copy(&mut MultiGzDecoder::new(BufReader::new(packed)), &mut writer)?;
    writer.flush()?;
    writer.into_inner().map_err(io::IntoInnerError::into_error)
}

impl RasterFile for UnpackedFile {
    fn path(&self) -> &Path {
        self.inner.path()
    }

    fn attributes(&self) -> &Attributes {
        self.inner.attributes()
    }

    fn variables(&self) -> &[Variable] {
        self.inner.variables()
    }

    fn projection(&self) -> Option<&Projection> {
        self.inner.projection()
    }

    fn unwritten(&self, storage: Storage) -> &'static [f64] {
        self.inner.unwritten(storage)
    }

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        self.inner.read_stored(variable, ranges)
    }

    fn read_singles(
        &self,
        variable: &Variable,
        ranges: &[Range<usize>],
        missing: &MissingSingles,
    ) -> Option<Result<ArrayD<f32>, RasterError>> {
        self.inner.read_singles(variable, ranges, missing)
    }

    fn chunk_lengths(&self, variable: &Variable) -> Option<Vec<usize>> {
        self.inner.chunk_lengths(variable)
    }

    fn read_labels(&self, variable: &str) -> Result<Vec<String>, RasterError> {
        self.inner.read_labels(variable)
    }
}
