//! Files that belong together: those of a folder, or of a zip archive.

use super::error::InventoryError;
use super::workbook::LARGEST_FILE;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// The files of a folder or an archive, in alphabetical order; each is read when it is asked for.
pub(super) struct Bundle {
    path: PathBuf,
    archive: Option<Vec<u8>>,
    members: Vec<Member>,
}

/// One file of a bundle.
pub(super) struct Member {
    /// Its path, within the archive where it lies in one.
    pub(super) path: PathBuf,
    /// Its position in the archive.
    entry: usize,
}

impl Member {
    /// Whether its name ends so, whatever the case of its letters.
    pub(super) fn has_extension(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
    }
}

impl Bundle {
    /// The files that lie in a folder itself.
    pub(super) fn of_folder(folder: &Path) -> Result<Self, InventoryError> {
        let unreadable = |cause| InventoryError::Unreadable { path: folder.to_owned(), cause };
        let mut members = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_file() && !is_hidden(&path) {
                members.push(Member { path, entry: 0 });
            }
        }
        members.sort_by(|first, second| first.path.cmp(&second.path));
        Ok(Self { path: folder.to_owned(), archive: None, members })
    }

    /// The files of a zip archive, whatever folders they lie in.
    ///
    /// # Errors
    /// If an entry is an archive in its turn, or the list of entries is damaged.
    pub(super) fn of_archive(bytes: Vec<u8>, path: &Path) -> Result<Self, InventoryError> {
        let archive = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|error| damaged(path, &error))?;
        let mut members = Vec::new();
        for (entry, name) in archive.file_names().enumerate() {
            let name = name.map_err(|error| damaged(path, &error))?;
            let member = Member { path: path.join(name.as_ref()), entry };
            if member.has_extension("zip") {
                return Err(nested(path, &name));
            }
            if !name.ends_with('/') && !is_hidden(&member.path) {
                members.push(member);
            }
        }
        drop(archive);
        members.sort_by(|first, second| first.path.cmp(&second.path));
        Ok(Self { path: path.to_owned(), archive: Some(bytes), members })
    }

    /// The files.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The files whose names end so.
    pub(super) fn with_extension(&self, extension: &str) -> Vec<&Member> {
        self.members.iter().filter(|member| member.has_extension(extension)).collect()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// If it cannot be read, or is longer than [`LARGEST_FILE`].
    pub(super) fn bytes(&self, member: &Member) -> Result<Vec<u8>, InventoryError> {
        let unreadable = |cause| InventoryError::Unreadable { path: member.path.clone(), cause };
        let mut bytes = Vec::new();
        match &self.archive {
            None => std::fs::File::open(&member.path).map_err(unreadable)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes),
            Some(archive) => {
                let mut archive = ZipArchive::new(Cursor::new(archive.as_slice())).map_err(|error| damaged(&self.path, &error))?;
                let entry = archive.by_index(member.entry).map_err(|error| damaged(&member.path, &error))?;
                entry.take(LARGEST_FILE + 1).read_to_end(&mut bytes)
            }
        }
        .map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST_FILE { Err(too_large(&member.path)) } else { Ok(bytes) }
    }
}

/// What operating systems and office programs leave beside files.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with('.') || name.starts_with("~$") || path.components().any(|part| part.as_os_str() == "__MACOSX")
}

fn damaged(path: &Path, error: &dyn std::fmt::Display) -> InventoryError {
    InventoryError::Engine { path: path.to_owned(), reason: format!("cannot be read as a zip archive: {error}") }
}

fn nested(path: &Path, name: &str) -> InventoryError {
    InventoryError::Structure {
        path: path.to_owned(),
        place: format!("entry `{name}`"),
        found: "an archive in the archive".to_owned(),
        expected: "workbooks".to_owned(),
        hint: Some("unpack it, and name the folder".to_owned()),
    }
}

/// The refusal of a file that is longer than [`LARGEST_FILE`].
pub(super) fn too_large(path: &Path) -> InventoryError {
    InventoryError::Structure {
        path: path.to_owned(),
        place: "length".to_owned(),
        found: format!("more than {} MiB", LARGEST_FILE >> 20),
        expected: format!("at most {} MiB", LARGEST_FILE >> 20),
        hint: None,
    }
}
