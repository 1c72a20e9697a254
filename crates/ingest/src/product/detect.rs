//! Which product a file is.

use super::ProductError;
use super::inputs::file_name;
use super::profile::{Detection, DetectionRules, Profile, profile_from_file, profiles};
use crate::raster::RasterFile;
use std::path::Path;

/// The one profile that fits a file; a last resort counts only when no other fits.
///
/// # Errors
/// [`ProductError::NoProfile`], [`ProductError::SeveralProfiles`].
pub fn detect(file: &dyn RasterFile) -> Result<Profile, ProductError> {
    let fitting = |detection: Detection| -> Vec<&Profile> {
        profiles().iter().filter(|profile| profile.detection == detection && fits(&profile.detect, file)).collect()
    };
    let mut candidates = fitting(Detection::ByRules);
    if candidates.is_empty() {
        candidates = fitting(Detection::LastResort);
    }
    match candidates.as_slice() {
        [] => Err(ProductError::NoProfile { path: file.path().to_owned(), variables: file.names() }),
        [only] => Ok((*only).clone()),
        several => {
            let profiles = several.iter().map(|profile| profile.id.clone()).collect();
            Err(ProductError::SeveralProfiles { path: file.path().to_owned(), profiles })
        }
    }
}

/// The profile that a user names, by its id or by its file.
pub(super) fn named(name: &str) -> Result<Profile, ProductError> {
    let known = profiles();
    if let Some(profile) = known.iter().find(|profile| profile.id == name) {
        return Ok(profile.clone());
    }
    if Path::new(name).extension().is_some_and(|ending| ending == "toml") {
        return profile_from_file(Path::new(name));
    }
    Err(ProductError::UnknownProfile { found: name.to_owned(), known: known.iter().map(|profile| profile.id.clone()).collect() })
}

fn fits(rules: &DetectionRules, file: &dyn RasterFile) -> bool {
    let variables = rules.variables.iter().all(|pattern| file.variables().iter().any(|variable| pattern.fits(&variable.name)));
    let attribute = |(name, pattern): (&String, &super::Pattern)| file.attributes().text(name).is_some_and(|text| pattern.fits(text));
    let file_name = rules.file_name.as_ref().is_none_or(|pattern| pattern.fits(file_name(file)));
    variables && rules.attributes.iter().all(attribute) && file_name
}
