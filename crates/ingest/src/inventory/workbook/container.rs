//! The container of a workbook: what it is, and whether its parts are within the limits, before any of them is parsed.
//!
//! The parts are inflated once to count their bytes, since a container may lie about their lengths.

use super::{structure, unreadable};
use crate::inventory::error::InventoryError;
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// The largest file that is read as a workbook or an archive of workbooks, in bytes.
pub(in crate::inventory) const LARGEST_FILE: u64 = 1 << 30;

/// The most bytes that the parts of one workbook may have together when they are inflated.
const LARGEST_INFLATED: u64 = 256 << 20;

/// The most parts that one workbook may have.
const MOST_PARTS: usize = 10_000;

/// The part that every workbook has (ECMA-376, Part 2, 7.2.3.2).
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The part in which the texts of all sheets stand.
const TEXTS: &str = "xl/sharedStrings.xml";

/// How a document type begins, which no part of a workbook that is parsed may have (ECMA-376, Part 2, on XML usage); pictures may.
const DOCUMENT_TYPE: &[u8] = b"<!DOCTYPE";

/// So many bytes of a part are looked at for a document type, which stands at its head.
const LONGEST_HEAD: u64 = 64 << 10;

/// What the first bytes of a file say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inventory) enum Container {
    /// A zip archive with the parts of a workbook.
    Workbook,
    /// Any other zip archive.
    Archive,
}

impl Container {
    /// What a file is, or nothing where it is no container.
    ///
    /// # Errors
    /// A damaged zip archive; a compound file, as Office programs write workbooks with a password and those before 2007.
    pub(in crate::inventory) fn of(bytes: &[u8], path: &Path) -> Result<Option<Self>, InventoryError> {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return Err(compound_file(bytes, path));
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return Ok(None);
        }
        let archive = open(bytes, path)?;
        Ok(Some(if archive.index_for_name(CONTENT_TYPES).is_some() { Self::Workbook } else { Self::Archive }))
    }
}

/// Why a compound file is not read (MS-OFFCRYPTO, 2.3: an encrypted workbook is the stream `EncryptedPackage`).
fn compound_file(bytes: &[u8], path: &Path) -> InventoryError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let expected = "a workbook (.xlsx) without a password";
    if bytes.windows(name.len()).any(|window| window == name) {
        let hint = "open it with its password, take the password off and save it again";
        return structure(path, "start", "a workbook that is encrypted with a password", expected, Some(hint));
    }
    structure(path, "start", "a file in the format of Office before 2007", expected, Some("save it as `.xlsx`"))
}

fn open<'a>(bytes: &'a [u8], path: &Path) -> Result<ZipArchive<Cursor<&'a [u8]>>, InventoryError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(path, &format!("{error}; it is cut off or damaged")))
}

/// Refuses a workbook whose parts are too many, too large, damaged or of a document type of their own.
pub(in crate::inventory) fn check(bytes: &[u8], path: &Path) -> Result<(), InventoryError> {
    let mut archive = open(bytes, path)?;
    if archive.len() > MOST_PARTS {
        let (found, expected) = (format!("{} parts", archive.len()), format!("at most {MOST_PARTS}"));
        return Err(structure(path, "container", &found, &expected, None));
    }
    let mut rest = LARGEST_INFLATED;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| unreadable(path, &error))?;
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        let length = check_part(&mut part, &name, rest, path)?;
        rest -= length;
    }
    Ok(())
}

/// The length of a part, at most what is left of the limit.
fn check_part(part: &mut impl Read, name: &str, rest: u64, path: &Path) -> Result<u64, InventoryError> {
    let damaged = |error: std::io::Error| unreadable(path, &format!("part `{name}`: {error}"));
    let mut head = Vec::new();
    part.by_ref().take(LONGEST_HEAD).read_to_end(&mut head).map_err(damaged)?;
    let tail = std::io::copy(&mut part.take(rest + 1), &mut std::io::sink()).map_err(damaged)?;
    let length = head.len() as u64 + tail;
    if length > rest {
        let found = format!("parts that are more than {} MiB long when they are inflated", LARGEST_INFLATED >> 20);
        return Err(structure(path, "container", &found, &format!("at most {} MiB", LARGEST_INFLATED >> 20), None));
    }
    let is_parsed = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
    if is_parsed && head.windows(DOCUMENT_TYPE.len()).any(|window| window == DOCUMENT_TYPE) {
        let (place, found) = (format!("part `{name}`"), "a document type, whose entities can stand for anything");
        return Err(structure(path, &place, found, "none, as in every workbook", None));
    }
    if name == TEXTS {
        check_texts(&head, length, path)?
    }
    Ok(length)
}

/// Refuses a count of texts that their part is too short for: memory is set aside by that count.
fn check_texts(head: &[u8], length: u64, path: &Path) -> Result<(), InventoryError> {
    let head = String::from_utf8_lossy(head);
    let stated = head.split("uniqueCount=\"").nth(1).and_then(|rest| rest.split('"').next()).and_then(|count| count.parse::<u64>().ok());
    // The shortest text is `<si/>`.
    match stated.filter(|count| *count > length / 5) {
        Some(count) => {
            let found = format!("a count of {count} texts in {length} bytes");
            Err(structure(path, &format!("part `{TEXTS}`"), &found, "a count that the part is long enough for", None))
        }
        None => Ok(()),
    }
}
