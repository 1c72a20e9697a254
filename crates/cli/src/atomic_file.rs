//! Files that appear whole or not at all: written beside their place, brought to the disk, then renamed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What a writer's own failure may be.
pub type ContentError = Box<dyn std::error::Error + Send + Sync>;

/// An output cannot be written; what stood in its place before still stands there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The path ends in no name.
    #[error("`{path}` names no file or folder", path = .path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("`{path}` cannot be written: {source}", path = .path.display())]
    System {
        /// The output.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its content cannot be made.
    #[error("the content of `{path}` cannot be written: {source}", path = .path.display())]
    Content {
        /// The output.
        path: PathBuf,
        /// What went wrong.
        source: ContentError,
    },
    /// There is an earlier output, and nobody said that it may go.
    #[error("the output folder `{path}` exists already", path = .path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// Another run is writing the same output.
    #[error("another run is writing `{path}`", path = .path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// What stands in the place of an output folder was not made by fluxledger.
    #[error("`{path}` is not an output of fluxledger and is left alone", path = .path.display())]
    NotOurs {
        /// The file or folder.
        path: PathBuf,
    },
}

impl WriteError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoName { .. } => Some("name a new file or folder".to_owned()),
            Self::System { source, .. } => system_hint(source.kind()).map(str::to_owned),
            Self::Exists { .. } => Some("name another folder, or add `--overwrite` to replace what this one holds".to_owned()),
            Self::Busy { .. } => Some("wait for it to end, or name another output".to_owned()),
            Self::NotOurs { .. } => {
                Some("name a folder that does not exist yet; only a folder with a `provenance.json` is replaced".to_owned())
            }
            Self::Content { .. } => None,
        }
    }

    pub(crate) fn system(path: &Path, source: io::Error) -> Self {
        Self::System { path: path.to_owned(), source }
    }
}

fn system_hint(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::PermissionDenied => Some("choose a folder in which you may write, and close the file in other programs"),
        io::ErrorKind::StorageFull => Some("make room on the disk or choose another one"),
        _ => None,
    }
}

/// Writes a file that appears whole or not at all, and makes the folders that lead to it.
///
/// The content goes to `.NAME.partial` beside the target. A file that stands at the target stays as it is until the new one is complete.
///
/// # Errors
/// Where the content fails or the system refuses.
pub fn write_whole<T, E: Into<ContentError>>(
    target: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, WriteError> {
    let partial = beside(target, "partial")?;
    let written = fill(target, &partial, content).and_then(|value| {
        fs::rename(&partial, target).map_err(|source| WriteError::system(target, source))?;
        sync_parent(target)?;
        Ok(value)
    });
    if written.is_err() {
        // The first error is the one to report; a partial file that cannot be removed is overwritten by the next run.
        let _ = fs::remove_file(&partial);
    }
    written
}

fn fill<T, E: Into<ContentError>>(
    target: &Path,
    partial: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, WriteError> {
    let refused = |source| WriteError::system(target, source);
    make_parent(target)?;
    let mut file = BufWriter::new(File::create(partial).map_err(refused)?);
    let value = content(&mut file).map_err(|source| WriteError::Content { path: target.to_owned(), source: source.into() })?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(refused)?;
    Ok(value)
}

/// The name `.NAME.SUFFIX` beside a path.
pub(crate) fn beside(target: &Path, suffix: &str) -> Result<PathBuf, WriteError> {
    let name = target.file_name().ok_or_else(|| WriteError::NoName { path: target.to_owned() })?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".");
    hidden.push(suffix);
    Ok(target.with_file_name(hidden))
}

/// The folder that holds a path.
pub(crate) fn parent_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

pub(crate) fn make_parent(target: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(parent_of(target)).map_err(|source| WriteError::system(target, source))
}

/// Brings a renamed entry to the disk; only Unix lets a folder be opened for that.
pub(crate) fn sync_parent(target: &Path) -> Result<(), WriteError> {
    if cfg!(unix) {
        File::open(parent_of(target)).and_then(|folder| folder.sync_all()).map_err(|source| WriteError::system(target, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = entries.collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_with_its_whole_content_and_nothing_beside_it() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("tables/totals.csv");
        write_whole(&target, |file| file.write_all(b"a,b\n")).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "a,b\n");
        assert_eq!(names_in(target.parent().unwrap()), ["totals.csv"]);
    }

    #[test]
    fn a_failure_in_between_leaves_nothing() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("totals.csv");
        let failed = write_whole(&target, |file| {
            file.write_all(b"half")?;
            Err::<(), _>(io::Error::other("the table is torn"))
        });
        assert!(matches!(failed, Err(WriteError::Content { .. })));
        assert!(names_in(folder.path()).is_empty());
    }

    #[test]
    fn the_old_file_stays_whole_while_and_after_the_new_one_fails() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("totals.csv");
        fs::write(&target, "old").unwrap();
        let failed = write_whole(&target, |file| {
            file.write_all(b"new")?;
            file.flush()?;
            assert_eq!(fs::read_to_string(&target)?, "old");
            Err::<(), _>(io::Error::other("the table is torn"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
    }

    #[test]
    fn a_path_without_a_name_is_refused() {
        let refused = write_whole(Path::new("/"), |_| Ok::<_, io::Error>(())).unwrap_err();
        insta::assert_snapshot!(refused, @"`/` names no file or folder");
    }
}
