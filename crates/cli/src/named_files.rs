//! The files that a name on the command line or in a run file stands for.

use crate::diagnostic::{Diagnostic, Diagnostics};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A name that stands for no file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NamedFilesError {
    /// A pattern is none.
    #[error("is no pattern of names: {message}")]
    Pattern {
        /// What is wrong with it.
        message: String,
    },
    /// A pattern that nothing fits.
    #[error("no file fits the pattern `{pattern}`")]
    NoneFits {
        /// The pattern as it was named.
        pattern: String,
    },
}

/// The files that are named within a folder: one by its path, or all that fit a pattern (`2020_*.nc`), in the order of their names.
///
/// A path that is there is no pattern, whatever its characters; a path without any of a pattern is taken as it is, though nothing be there.
///
/// # Errors
/// [`NamedFilesError`].
pub fn named_files(folder: &Path, name: &Path) -> Result<Vec<PathBuf>, NamedFilesError> {
    let path = folder.join(name);
    let pattern = match path.to_str() {
        Some(text) if name.to_string_lossy().contains(['*', '?', '[']) && !path.exists() => text,
        _ => return Ok(vec![path]),
    };
    let fitting = glob::glob(pattern).map_err(|error| NamedFilesError::Pattern { message: error.to_string() })?;
    let files: Vec<PathBuf> = fitting.flatten().collect();
    if files.is_empty() { Err(NamedFilesError::NoneFits { pattern: name.display().to_string() }) } else { Ok(files) }
}

/// The files that the arguments of a command name, one argument after the other.
///
/// # Errors
/// Every argument that stands for no file.
pub fn all_named(names: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostics> {
    let (mut files, mut problems) = (Vec::with_capacity(names.len()), Diagnostics::default());
    for name in names {
        match named_files(Path::new(""), name) {
            Ok(named) => files.extend(named),
            Err(error) => problems.push(Diagnostic::about(name.display(), error.to_string())),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_the_files_that_fit_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["ch4_2016.nc", "ch4_2015.nc", "co2_2015.nc", "[odd].nc"] {
            std::fs::write(folder.path().join(name), b"").unwrap();
        }
        let named = |name: &str| {
            let files = named_files(folder.path(), Path::new(name))?;
            Ok::<_, NamedFilesError>(
                files.iter().map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string()).collect::<Vec<_>>(),
            )
        };
        assert_eq!(named("ch4_*.nc").unwrap(), ["ch4_2015.nc", "ch4_2016.nc"]);
        assert_eq!(named("[odd].nc").unwrap(), ["[odd].nc"]);
        assert_eq!(named("none.nc").unwrap(), ["none.nc"]);
        let error = |name: &str| named(name).expect_err("nothing").to_string();
        insta::assert_snapshot!(error("n2o_*.nc"), @"no file fits the pattern `n2o_*.nc`");
        assert!(error("ch4_[.nc").starts_with("is no pattern of names: "), "{}", error("ch4_[.nc"));
    }
}
