//! What the first bytes of a file say, and whether the file is as long as it says.

use super::text::{self, TextLayout};
use super::{RasterError, zarr};
use std::fs::File;
use std::io::Read;
use std::path::Path;

const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";

const GZIP: &[u8] = b"\x1f\x8b";

/// As many bytes of a text as hold its first lines.
const HEAD: u64 = 4096;

const NETCDF_CLASSIC: [&[u8]; 3] = [b"CDF\x01", b"CDF\x02", b"CDF\x05"];

/// TIFF and BigTIFF, in either order of bytes.
const TIFF: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];

/// Signatures of files that are often taken for gridded ones, and what to call them.
const OTHERS: [(&[u8], &str); 8] = [
    (b"GRIB", "a GRIB file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x0e\x03\x13\x01", "an HDF4 file"),
    (b"version https://git-lfs", "a Git LFS pointer instead of the file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"{", "a JSON text"),
];

/// A format that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Netcdf,
    Tiff,
    Zarr,
    Gzip,
    Text(TextLayout),
}

/// The format of the bytes of `copy` by the first of them; a NetCDF-4 file must be as long as its superblock states.
pub(super) fn format_of(path: &Path, copy: &Path) -> Result<Format, RasterError> {
    let unopened = |source| RasterError::Unopened { path: path.to_owned(), source };
    let mut file = File::open(copy).map_err(unopened)?;
    let metadata = file.metadata().map_err(unopened)?;
    if metadata.is_dir() && zarr::is_store(copy) {
        return Ok(Format::Zarr);
    }
    if metadata.is_dir() {
        return Err(RasterError::UnknownFormat { path: path.to_owned(), found: "a folder that is no Zarr store".to_owned() });
    }
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(unopened)?;
    let begins_with = |signatures: &[&[u8]]| signatures.iter().any(|signature| head.starts_with(signature));
    if head.starts_with(HDF5) {
        return expect_length(path, stated_length(&head), metadata.len()).map(|()| Format::Netcdf);
    }
    match () {
        () if begins_with(&NETCDF_CLASSIC) => Ok(Format::Netcdf),
        () if begins_with(&TIFF) => Ok(Format::Tiff),
        () if head.starts_with(GZIP) => Ok(Format::Gzip),
        () => {
            known_text(&head).map(Format::Text).ok_or_else(|| RasterError::UnknownFormat { path: path.to_owned(), found: name_of(&head) })
        }
    }
}

/// The layout of a text that is none of the others.
fn known_text(head: &[u8]) -> Option<TextLayout> {
    let other = OTHERS.iter().any(|(signature, _)| head.starts_with(signature));
    if other { None } else { text::layout_of(head) }
}

fn name_of(head: &[u8]) -> String {
    let known = OTHERS.iter().find(|(signature, _)| head.starts_with(signature)).map(|&(_, name)| name.to_owned());
    match head {
        [] => "an empty file".to_owned(),
        _ if has_user_block(head) => "an HDF5 file behind a block of its user".to_owned(),
        _ => known.unwrap_or_else(|| format!("a file that begins with `{}`", head[..head.len().min(8)].escape_ascii())),
    }
}

/// Whether an HDF5 file begins at one of the later places that are open to it (HDF5 File Format Specification 3.0, section II).
fn has_user_block(head: &[u8]) -> bool {
    [512, 1024, 2048].iter().any(|&start| head.get(start..).is_some_and(|rest| rest.starts_with(HDF5)))
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
