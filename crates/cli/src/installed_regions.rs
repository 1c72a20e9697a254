//! Sets of regions that the user has installed: files of outlines in a folder of their own.

use std::path::{Path, PathBuf};

/// The ending of an installed set's file.
const ENDING: &str = "geojson";

/// The folder of installed sets: `FLUXLEDGER_REGIONS`, else `fluxledger/regions` in the user's folder for data (XDG Base Directory Specification 0.8).
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let stated = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = || stated("XDG_DATA_HOME").or_else(|| Some(stated("HOME")?.join(".local/share")));
    stated("FLUXLEDGER_REGIONS").or_else(|| Some(data()?.join("fluxledger/regions")))
}

/// The file of an installed set in a folder, if there is one.
#[must_use]
pub fn path_in(folder: &Path, id: &str) -> Option<PathBuf> {
    Some(target_in(folder, id)).filter(|path| path.is_file())
}

/// Where a set is, or would be, installed in a folder.
#[must_use]
pub fn target_in(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.{ENDING}"))
}

/// The names of the sets in a folder, in order.
#[must_use]
pub fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == ENDING));
    let mut names: Vec<String> = paths.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_found_by_the_names_of_their_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.geojson", "a.geojson", "notes.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(names_in(folder.path()), ["a", "b"]);
        assert_eq!(path_in(folder.path(), "a"), Some(folder.path().join("a.geojson")));
        assert_eq!(path_in(folder.path(), "notes"), None);
        assert!(names_in(&folder.path().join("nowhere")).is_empty());
    }
}
