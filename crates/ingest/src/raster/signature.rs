//! What the first bytes of a file say, and whether the file is as long as it says.

use super::RasterError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";

/// Signatures of files that are often taken for NetCDF, and what to call them.
const OTHERS: [(&[u8], &str); 12] = [
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"II+\0", "a BigTIFF image"),
    (b"GRIB", "a GRIB file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x0e\x03\x13\x01", "an HDF4 file"),
    (b"version https://git-lfs", "a Git LFS pointer instead of the file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"{", "a JSON text"),
];

/// Checks that a file begins as NetCDF does and, for NetCDF-4, that it is as long as its superblock states.
pub(super) fn expect_netcdf(path: &Path) -> Result<(), RasterError> {
    let unopened = |source| RasterError::Unopened { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unopened)?;
    let metadata = file.metadata().map_err(unopened)?;
    if metadata.is_dir() {
        return Err(RasterError::UnknownFormat { path: path.to_owned(), found: "a directory".to_owned() });
    }
    let mut head = Vec::new();
    file.by_ref().take(64).read_to_end(&mut head).map_err(unopened)?;
    if head.starts_with(HDF5) {
        return expect_length(path, stated_length(&head), metadata.len());
    }
    if matches!(head.get(..4), Some(b"CDF\x01" | b"CDF\x02" | b"CDF\x05")) {
        return Ok(());
    }
    Err(RasterError::UnknownFormat { path: path.to_owned(), found: name_of(&head) })
}

fn name_of(head: &[u8]) -> String {
    let known = OTHERS.iter().find(|(signature, _)| head.starts_with(signature)).map(|&(_, name)| name.to_owned());
    match head {
        [] => "an empty file".to_owned(),
        _ => known.unwrap_or_else(|| format!("a file that begins with `{}`", head[..head.len().min(8)].escape_ascii())),
    }
}

/// The end-of-file address in the superblock of an HDF5 file with eight-byte offsets
/// (HDF5 File Format Specification 3.0, section II.A: after the base address in versions 2 and 3, two addresses later in 0 and 1).
fn stated_length(head: &[u8]) -> Option<u64> {
    let (size_of_offsets, position) = match head.get(8)? {
        0 => (13, 40),
        1 => (13, 44),
        2 | 3 => (9, 28),
        _ => return None,
    };
    let address = head.get(position..position + 8)?;
    (head.get(size_of_offsets) == Some(&8)).then(|| u64::from_le_bytes(address.try_into().expect("a slice of eight bytes")))
}

fn expect_length(path: &Path, stated: Option<u64>, found: u64) -> Result<(), RasterError> {
    match stated {
        Some(stated) if stated > found => {
            Err(RasterError::Truncated { path: path.to_owned(), expected: format!("its header states {stated} bytes"), found })
        }
        _ => Ok(()),
    }
}
