//! Regions from the embedded sets, from GeoJSON, from any vector file that GDAL reads and from masks, and the names of countries.

mod antimeridian;
mod attribute;
pub mod country_names;
pub mod embedded;
pub mod error;
mod fractions;
pub mod geojson;
pub mod groups;
pub mod mask;
pub mod outline;
pub mod sea;
pub mod territories;
mod validity;
mod weights;
pub mod write;

pub use country_names::{code_for, name_of};
pub use embedded::{EMBEDDED, EmbeddedSet, embedded};
pub use error::RegionError;
pub use geojson::read_geojson;
pub use groups::{KnownGroup, group, groups};
pub use mask::{MaskError, read_mask};
pub use sea::{LayerError, Priority, with_sea};
pub use territories::{Counted, Territory, outline_without, territories};
pub use validity::Faults;
pub use weights::{GridEdges, WEIGHTS_KEY, WeightTable};

use crate::other_readers;
use fluxledger_core::{RegionSet, Warned};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads outlines from a file: GeoJSON if its text starts as JSON does, else what the other readers know that are plugged in.
///
/// The code of a region is the value of `id_field`, or of a field that is known to hold codes: the first of those in which no two features
/// have the same value, else the first. Features with the same code become one region.
///
/// Outlines that do not count what they enclose and regions that share ground are named or mended, see [`Faults`].
///
/// # Errors
/// If the file cannot be read, holds anything but areas in degrees, leaves a feature without a code, or has regions that share more than slivers of ground
/// that are not to be mended; see [`RegionError`].
pub fn read_outlines(path: &Path, id_field: Option<&str>, faults: Faults) -> Result<Warned<RegionSet>, RegionError> {
    let read = if starts_as_json(path)? { read_geojson(path, id_field) } else { read_vector(path, id_field) };
    validity::checked(&path.display().to_string(), read?, faults)
}

/// Whether the first byte of a file that is neither white space nor a byte order mark opens a JSON object; not so for a folder.
///
/// # Errors
/// [`RegionError::Unreadable`].
pub fn starts_as_json(path: &Path) -> Result<bool, RegionError> {
    if path.is_dir() {
        return Ok(false);
    }
    let unreadable = |error: std::io::Error| RegionError::Unreadable { place: path.display().to_string(), message: error.to_string() };
    let mut start = Vec::new();
    File::open(path).map_err(unreadable)?.take(64).read_to_end(&mut start).map_err(unreadable)?;
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    Ok(text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{'))
}

/// Reads a file that is not GeoJSON by another reader, if one is plugged in.
fn read_vector(path: &Path, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    let message = "without the program `fluxledger-gdal` beside this one GeoJSON alone is read";
    let missing = || RegionError::UnknownFormat { place: path.display().to_string(), message: message.to_owned() };
    (other_readers::needed().ok_or_else(missing)?.outlines)(path, id_field)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Real boundaries, or none where there are none.
    fn real_data(file: &str) -> Option<std::path::PathBuf> {
        let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| "../../../shared/data".into(), std::path::PathBuf::from);
        let path = folder.join("boundaries").join(file);
        if path.exists() {
            println!("real data: {file}");
        } else {
            println!("skipped: {} is not there", path.display());
        }
        Some(path).filter(|path| path.exists())
    }

    fn code_at(set: &RegionSet, name: &str) -> Option<String> {
        set.names().into_iter().find(|(_, found)| found == name).map(|(code, _)| code.as_str().to_owned())
    }

    #[test]
    fn a_geojson_of_natural_earth_is_read() {
        let Some(path) = real_data("ne_50m/ne_50m_admin_0_countries_rnaturalearthdata.geojson") else { return };
        let set = read_outlines(&path, None, Faults::Shown).unwrap();
        assert_eq!(set.value.len(), 241);
        assert_eq!(code_at(&set.value, "Kosovo").as_deref(), Some("KOS"));
        assert!(set.warnings.iter().any(|warning| warning.message.contains("`KOS` is from `adm0_a3`")), "{:?}", set.warnings);
    }
}
