//! Files of a product that are known and not read.

use super::ProductError;
use super::inputs::file_name;
use super::pattern::Pattern;
use super::profile::Profile;
use crate::raster::RasterFile;
use serde::Deserialize;

/// Files that belong to a product and hold something else than its layers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Pattern of their names.
    pub file_name: Pattern,
    /// What they hold, as the end of a sentence that begins with the file.
    pub holds: String,
    /// The way out.
    pub instead: String,
}

/// Refuses a file that the profile knows and does not read.
pub(super) fn refuse(file: &dyn RasterFile, profile: &Profile) -> Result<(), ProductError> {
    match profile.refuse.iter().find(|refusal| refusal.file_name.fits(file_name(file))) {
        None => Ok(()),
        Some(refusal) => Err(ProductError::Refused {
            path: file.path().to_owned(),
            profile: profile.id.clone(),
            holds: refusal.holds.clone(),
            instead: refusal.instead.clone(),
        }),
    }
}
