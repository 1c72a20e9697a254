//! What is at hand while headers are read: the file, the profile, and what the user states.

use super::{OpenOptions, Profile};
use crate::raster::{RasterFile, Variable};
use std::path::PathBuf;

/// The file, the profile, and what the user states.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) file: &'a dyn RasterFile,
    pub(super) profile: &'a Profile,
    pub(super) options: &'a OpenOptions,
}

impl Inputs<'_> {
    /// The file's path, for errors.
    pub(super) fn path(&self) -> PathBuf {
        self.file.path().to_owned()
    }

    /// The last part of the file's path.
    pub(super) fn file_name(&self) -> &str {
        file_name(self.file)
    }

    /// An attribute of a variable or, if it has none of that name, of the file.
    pub(super) fn attribute(&self, variable: &Variable, name: &str) -> Option<String> {
        variable.attributes.shown(name).or_else(|| self.file.attributes().shown(name))
    }
}

/// The last part of a file's path, without the ending that compression by gzip adds.
pub(super) fn file_name(file: &dyn RasterFile) -> &str {
    let name = file.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.strip_suffix(".gz").unwrap_or(name)
}
