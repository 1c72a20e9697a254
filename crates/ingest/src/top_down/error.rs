//! What can be wrong with a table of country totals.

use crate::inventory::InventoryError;
use crate::raster::RasterError;
use std::path::PathBuf;

/// Why a table of country totals was not read.
#[derive(Debug, thiserror::Error)]
pub enum TopDownError {
    /// The file is no table, or has cells that cannot be used.
    #[error(transparent)]
    Table(#[from] InventoryError),
    /// The file is NetCDF and cannot be read.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// The variables of a NetCDF file are not as its layout has them.
    #[error("`{}`, {place}: found {found}, expected {expected}", path.display())]
    Netcdf {
        /// The file.
        path: PathBuf,
        /// The attributes or the variable.
        place: String,
        /// What is there.
        found: String,
        /// What should be.
        expected: String,
    },
    /// The file has none of the known layouts.
    #[error("`{}`: found no known table of country totals", path.display())]
    NoLayout {
        /// The file.
        path: PathBuf,
    },
    /// No experiment was chosen, or one that the table has not.
    #[error("`{}`: found {}, expected one of {expected}", path.display(), found.as_ref().map_or_else(|| "no choice of an experiment".to_owned(), |found| format!("the experiment `{found}`")))]
    Experiment {
        /// The file.
        path: PathBuf,
        /// The experiment chosen.
        found: Option<String>,
        /// Those that the table has, with what each rests on.
        expected: String,
    },
}

impl TopDownError {
    /// The way out, where one is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Table(error) => error.hint(),
            Self::Raster(error) => error.hint(),
            Self::Netcdf { .. } => {
                Some("read its fluxes as a grid instead (leave `variable` out), or use a file of a whole year".to_owned())
            }
            Self::NoLayout { .. } => None,
            Self::Experiment { .. } => Some("name one, such as experiment = \"LNLGIS\"".to_owned()),
        }
    }
}
