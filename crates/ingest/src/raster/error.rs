//! What can be wrong with a gridded file before anybody asks what it means.

use fluxledger_core::grid::GridError;
use std::path::PathBuf;

/// A gridded file cannot be opened, read or placed on the Earth.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// The file cannot be opened.
    #[error("`{}`: cannot be opened: {source}", path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The first bytes are those of no format that is read here.
    #[error("`{}`: expected NetCDF (classic or NetCDF-4), found {found}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What the first bytes say.
        found: String,
    },
    /// The file ends before its contents do.
    #[error("`{}`: truncated, {expected}, found {found} bytes", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// What the header promises.
        expected: String,
        /// Length of the file in bytes.
        found: u64,
    },
    /// The reader gave up.
    #[error("`{}`, {place}: cannot be read: {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The part of the file.
        place: String,
        /// What the reader says.
        message: String,
    },
    /// There is no such variable.
    #[error("`{}`: no variable `{variable}`, found {}", path.display(), listed(found))]
    NoVariable {
        /// The file.
        path: PathBuf,
        /// The variable asked for.
        variable: String,
        /// The variables in the file.
        found: Vec<String>,
    },
    /// The variable holds no numbers.
    #[error("`{}`, variable `{variable}`: expected numbers, found texts or structures", path.display())]
    NotNumbers {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
    },
    /// A position beyond the end of a dimension, or a wrong number of them.
    #[error("`{}`, variable `{variable}`: positions {found:?} do not fit the lengths {lengths:?}", path.display())]
    BadPosition {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The lengths of the variable's dimensions.
        lengths: Vec<usize>,
        /// The positions asked for.
        found: Vec<Option<usize>>,
    },
    /// A variable has no axis of latitude or longitude.
    #[error("`{}`, variable `{variable}`: no {axis} coordinate along its dimensions {}", path.display(), listed(dimensions))]
    NoCoordinate {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// `latitude` or `longitude`.
        axis: &'static str,
        /// The variable's dimensions.
        dimensions: Vec<String>,
    },
    /// The centres of cells do not lie at equal distances, and no bounds are given.
    #[error(
        "`{}`, coordinate `{coordinate}`: cells are not equal, expected {expected} at position {position}, found {found}, and there are no bounds",
        path.display()
    )]
    UnequalCells {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// The first position off the line.
        position: usize,
        /// Where an equal cell would have its centre.
        expected: f64,
        /// Where it is.
        found: f64,
    },
    /// A coordinate has one cell only, or a missing value.
    #[error("`{}`, coordinate `{coordinate}`: {message}", path.display())]
    UnusableCoordinate {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// Why it is no axis.
        message: String,
    },
    /// The bounds of two neighbouring cells do not meet.
    #[error("`{}`, bounds `{bounds}`: cell {position} ends at {end}, but cell {} begins at {start}", path.display(), position + 1)]
    GapInBounds {
        /// The file.
        path: PathBuf,
        /// The variable of bounds.
        bounds: String,
        /// The cell before the gap.
        position: usize,
        /// Where it ends.
        end: f64,
        /// Where the next begins.
        start: f64,
    },
    /// The edges are no grid.
    #[error("`{}`: {source}", path.display())]
    Grid {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: GridError,
    },
    /// A time coordinate cannot be decoded.
    #[error("`{}`, time `{coordinate}`: {message}", path.display())]
    Time {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// Why not.
        message: String,
    },
}

impl RasterError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownFormat { .. } => Some("convert the file to NetCDF, or download it again if it should be NetCDF".to_owned()),
            Self::Truncated { .. } => Some("download or copy the file again, and compare its size with the source's".to_owned()),
            Self::NoCoordinate { axis, .. } => {
                Some(format!("state the edges of the {axis} axis under `[grid]` in a product profile of your own"))
            }
            Self::UnequalCells { coordinate, .. } => {
                Some(format!("add the edges of the cells to the file as CF bounds (attribute `bounds` of `{coordinate}`)"))
            }
            Self::GapInBounds { .. } => Some("the file may be a subsample; use the complete file".to_owned()),
            Self::Time { .. } => {
                Some("correct the attributes `units` and `calendar`, or state the year (`--year`, in a run file `year`)".to_owned())
            }
            _ => None,
        }
    }
}

/// Names between backticks, separated by commas.
pub(crate) fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
