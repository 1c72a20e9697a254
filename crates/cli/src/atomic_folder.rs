//! Output folders that appear whole or not at all, and replace only what is ours.

use crate::atomic_file::{ContentError, WriteError, beside, make_parent, sync_parent};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The file by which an output folder of fluxledger is known.
pub const PROVENANCE: &str = "provenance.json";

/// What becomes of an output that stands in the place already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and the new one is refused.
    #[default]
    Keep,
    /// It gives way to the new one.
    Replace,
}

/// Checks, before any work, whether an output folder may be written to a place.
///
/// # Errors
/// Where something stands there that must stay: an output that is to be kept, or what fluxledger did not make; or where the system
/// does not let the place be looked at.
pub fn check_place(target: &Path, existing: Existing) -> Result<(), WriteError> {
    let standing = if is_free(target)? { beside(target, "previous")? } else { target.to_owned() };
    let is_ours = standing.join(PROVENANCE).is_file();
    if is_ours && existing == Existing::Keep {
        Err(WriteError::Exists { path: target.to_owned() })
    } else if !is_ours && standing == target {
        Err(WriteError::NotOurs { path: target.to_owned() })
    } else {
        Ok(())
    }
}

/// Builds an output folder that appears whole or not at all.
///
/// `build` fills `.NAME.partial` beside the target. Then an earlier output steps aside as `.NAME.previous`, the new one takes its
/// place, and the earlier one is removed. Whatever fails on the way, the earlier output is kept; if the machine stops between
/// the two renamings, the next call puts it back.
///
/// # Errors
/// Where [`check_place`] refuses, `build` fails or the system does.
pub fn build_folder<T, E: Into<ContentError>>(
    target: &Path,
    existing: Existing,
    build: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, WriteError> {
    let (partial, previous) = (beside(target, "partial")?, beside(target, "previous")?);
    make_parent(target)?;
    let _lock = Lock::take(target)?;
    put_back(target, &previous)?;
    check_place(target, existing)?;
    let built = fill(target, &partial, build).and_then(|value| swap(target, &partial, &previous).map(|()| value));
    if built.is_err() {
        // The first error is the one to report; a partial folder that cannot be removed is removed by the next run.
        let _ = fs::remove_dir_all(&partial);
    }
    built
}

/// The right to build an output folder, held as a lock on `.NAME.lock` beside it, so that two runs do not mix their files.
struct Lock {
    path: PathBuf,
    _held: File,
}

impl Lock {
    fn take(target: &Path) -> Result<Self, WriteError> {
        let path = beside(target, "lock")?;
        let file = File::create(&path).map_err(|source| WriteError::system(target, source))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(WriteError::Busy { path: target.to_owned() }),
            // A file system that knows no locks must not keep a lone run from its work.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self { path, _held: file }),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that stays behind is empty and locks nothing.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether nothing stands at a place but perhaps an empty folder.
fn is_free(target: &Path) -> Result<bool, WriteError> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(source) => Err(WriteError::system(target, source)),
    }
}

/// Puts an earlier output back that a stopped run left aside.
fn put_back(target: &Path, previous: &Path) -> Result<(), WriteError> {
    if previous.join(PROVENANCE).is_file() && !target.exists() {
        fs::rename(previous, target).map_err(|source| WriteError::system(target, source))?;
    }
    Ok(())
}

fn fill<T, E: Into<ContentError>>(target: &Path, partial: &Path, build: impl FnOnce(&Path) -> Result<T, E>) -> Result<T, WriteError> {
    let refused = |source| WriteError::system(target, source);
    remove_if_there(partial).and_then(|()| fs::create_dir(partial)).map_err(refused)?;
    let value = build(partial).map_err(|source| WriteError::Content { path: target.to_owned(), source: source.into() })?;
    sync_all(partial).map_err(refused)?;
    Ok(value)
}

fn swap(target: &Path, partial: &Path, previous: &Path) -> Result<(), WriteError> {
    let refused = |source| WriteError::system(target, source);
    remove_if_there(previous).map_err(refused)?;
    let stepped_aside = target.exists();
    if stepped_aside {
        fs::rename(target, previous).map_err(refused)?;
    }
    if let Err(source) = fs::rename(partial, target) {
        if stepped_aside {
            fs::rename(previous, target).map_err(refused)?;
        }
        return Err(refused(source));
    }
    sync_parent(target)?;
    remove_if_there(previous).map_err(refused)
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Brings every file below a folder to the disk.
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        } else {
            File::options().write(true).open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::{TempDir, tempdir};

    /// A folder with an output in it whose report says `old`.
    fn with_old_output() -> (TempDir, PathBuf) {
        let folder = tempdir().unwrap();
        let target = folder.path().join("usa");
        build_folder(&target, Existing::Keep, |path| write_output(path, "old")).unwrap();
        (folder, target)
    }

    fn write_output(path: &Path, report: &str) -> io::Result<()> {
        fs::create_dir(path.join("tables"))?;
        fs::write(path.join("tables/report.txt"), report)?;
        fs::write(path.join(PROVENANCE), "{}")
    }

    fn report(target: &Path) -> String {
        fs::read_to_string(target.join("tables/report.txt")).unwrap()
    }

    fn number_of_entries(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_folder_appears_when_it_is_complete() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("out/usa");
        build_folder(&target, Existing::Keep, |path| {
            assert!(!target.exists());
            write_output(path, "new")
        })
        .unwrap();
        assert_eq!(report(&target), "new");
        assert_eq!(number_of_entries(target.parent().unwrap()), 1);
    }

    #[test]
    fn a_failure_in_between_leaves_nothing_at_the_target() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("usa");
        let failed = build_folder(&target, Existing::Keep, |path| {
            write_output(path, "half")?;
            Err::<(), _>(io::Error::other("the report is torn"))
        });
        assert!(matches!(failed, Err(WriteError::Content { .. })));
        assert_eq!(number_of_entries(folder.path()), 0);
    }

    #[test]
    fn an_old_output_is_replaced_only_when_asked_for() {
        let (folder, target) = with_old_output();
        assert!(matches!(build_folder(&target, Existing::Keep, |path| write_output(path, "new")), Err(WriteError::Exists { .. })));
        assert_eq!(report(&target), "old");
        build_folder(&target, Existing::Replace, |path| write_output(path, "new")).unwrap();
        assert_eq!(report(&target), "new");
        assert_eq!(number_of_entries(folder.path()), 1);
    }

    #[test]
    fn the_old_output_stays_whole_when_the_new_one_fails() {
        let (folder, target) = with_old_output();
        let failed = build_folder(&target, Existing::Replace, |_| Err::<(), _>(io::Error::other("the report is torn")));
        assert!(failed.is_err());
        assert_eq!(report(&target), "old");
        assert_eq!(number_of_entries(folder.path()), 1);
    }

    #[test]
    fn what_a_killed_run_left_behind_does_no_harm() {
        let (folder, target) = with_old_output();
        fs::rename(&target, folder.path().join(".usa.previous")).unwrap();
        fs::create_dir(folder.path().join(".usa.partial")).unwrap();
        fs::write(folder.path().join(".usa.partial/half"), "").unwrap();
        assert!(matches!(check_place(&target, Existing::Keep), Err(WriteError::Exists { .. })));
        assert!(check_place(&target, Existing::Replace).is_ok());
        assert!(matches!(build_folder(&target, Existing::Keep, |path| write_output(path, "new")), Err(WriteError::Exists { .. })));
        assert_eq!(report(&target), "old");
        build_folder(&target, Existing::Replace, |path| write_output(path, "new")).unwrap();
        assert_eq!(report(&target), "new");
        assert_eq!(number_of_entries(folder.path()), 1);
    }

    #[test]
    fn two_runs_do_not_build_the_same_folder() {
        let (folder, target) = with_old_output();
        build_folder(&target, Existing::Replace, |path| {
            let second = build_folder(&target, Existing::Replace, |path| write_output(path, "second"));
            assert!(matches!(second, Err(WriteError::Busy { .. })));
            write_output(path, "first")
        })
        .unwrap();
        assert_eq!(report(&target), "first");
        assert_eq!(number_of_entries(folder.path()), 1);
    }

    #[test]
    fn an_empty_folder_is_a_free_place_and_a_foreign_one_is_left_alone() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("usa");
        fs::create_dir(&target).unwrap();
        build_folder(&target, Existing::Keep, |path| write_output(path, "new")).unwrap();

        let foreign = folder.path().join("thesis");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("chapter-1.docx"), "years of work").unwrap();
        let refused = build_folder(&foreign, Existing::Replace, |path| write_output(path, "new")).unwrap_err();
        assert!(matches!(refused, WriteError::NotOurs { .. }));
        assert!(foreign.join("chapter-1.docx").is_file());
        assert!(matches!(check_place(&foreign.join("chapter-1.docx"), Existing::Replace), Err(WriteError::NotOurs { .. })));
    }

    #[test]
    fn refusals_say_what_to_do() {
        let path = PathBuf::from("out/usa");
        let errors = [WriteError::Exists { path: path.clone() }, WriteError::Busy { path: path.clone() }, WriteError::NotOurs { path }];
        let texts = errors.map(|error| format!("{error} | {}", error.hint().unwrap_or_default()));
        insta::assert_snapshot!(texts.join("\n"), @r"
        the output folder `out/usa` exists already | name another folder, or add `--overwrite` to replace what this one holds
        another run is writing `out/usa` | wait for it to end, or name another output
        `out/usa` is not an output of fluxledger and is left alone | name a folder that does not exist yet; only a folder with a `provenance.json` is replaced
        ");
    }
}
