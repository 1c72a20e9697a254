//! Where regions come from: an embedded set, a file of outlines, or a mask.

use std::path::{Path, PathBuf};

/// Endings of files that hold values on a grid, so that regions in them are a mask.
const GRIDDED: [&str; 10] = ["nc", "nc4", "cdf", "h5", "hdf5", "tif", "tiff", "asc", "grd", "zarr"];

/// Where regions come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionSource {
    /// An embedded set, by its name.
    Set(String),
    /// A file of outlines.
    Outlines(PathBuf),
    /// A file that says for each cell of a grid to which region it belongs.
    Mask(MaskFile),
}

/// A mask's file, and the variable in it where there are several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskFile {
    /// The file.
    pub path: PathBuf,
    /// The variable.
    pub variable: Option<String>,
}

impl MaskFile {
    /// Reads `FILE` or `FILE:VARIABLE`.
    ///
    /// A colon sets a variable apart only where no path goes on behind it and more than a drive letter stands before it,
    /// so that `C:\masks\x.nc` is a file.
    #[must_use]
    pub fn from_argument(text: &str) -> Self {
        let split = text.rsplit_once(':').filter(|(path, variable)| path.chars().count() > 1 && !variable.contains(['/', '\\']));
        match split {
            Some((path, variable)) if !variable.is_empty() => Self { path: path.into(), variable: Some(variable.to_owned()) },
            _ => Self { path: text.into(), variable: None },
        }
    }
}

impl RegionSource {
    /// Reads what the command line says: a bare word is an embedded set, anything else a file; its ending tells a mask from outlines.
    #[must_use]
    pub fn from_argument(text: &str) -> Self {
        let file = MaskFile::from_argument(text);
        if file.variable.is_some() || is_gridded(&file.path) {
            Self::Mask(file)
        } else if text.contains(['/', '\\', '.']) {
            Self::Outlines(file.path)
        } else {
            Self::Set(text.to_owned())
        }
    }
}

fn is_gridded(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| GRIDDED.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(path: &str, variable: Option<&str>) -> MaskFile {
        MaskFile { path: path.into(), variable: variable.map(str::to_owned) }
    }

    #[test]
    fn a_colon_sets_a_variable_apart_but_not_a_drive() {
        assert_eq!(MaskFile::from_argument("x.nc:country"), mask("x.nc", Some("country")));
        assert_eq!(MaskFile::from_argument(r"C:\x.nc"), mask(r"C:\x.nc", None));
        assert_eq!(MaskFile::from_argument(r"C:\x.nc:country"), mask(r"C:\x.nc", Some("country")));
        assert_eq!(MaskFile::from_argument("C:x.nc"), mask("C:x.nc", None));
        assert_eq!(MaskFile::from_argument("a:b/x.nc"), mask("a:b/x.nc", None));
        assert_eq!(MaskFile::from_argument("x.nc:"), mask("x.nc:", None));
    }

    #[test]
    fn a_bare_word_is_a_set_and_the_ending_tells_the_rest() {
        assert_eq!(RegionSource::from_argument("natural-earth-50m"), RegionSource::Set("natural-earth-50m".into()));
        assert_eq!(RegionSource::from_argument("borders/eu.geojson"), RegionSource::Outlines("borders/eu.geojson".into()));
        assert_eq!(RegionSource::from_argument("borders.gpkg"), RegionSource::Outlines("borders.gpkg".into()));
        assert_eq!(RegionSource::from_argument("mask.NC"), RegionSource::Mask(mask("mask.NC", None)));
        assert_eq!(RegionSource::from_argument("mask.bin:country"), RegionSource::Mask(mask("mask.bin", Some("country"))));
    }
}
