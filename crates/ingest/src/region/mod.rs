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
mod outline;
pub mod sea;
pub mod territories;
#[cfg(feature = "gdal")]
pub mod vector;
pub mod write;

pub use country_names::{code_for, name_of};
pub use embedded::{EMBEDDED, EmbeddedSet, embedded};
pub use error::RegionError;
pub use geojson::read_geojson;
pub use groups::{KnownGroup, group, groups};
pub use mask::{MaskError, read_mask};
pub use sea::{LayerError, Priority, with_sea};
pub use territories::{Counted, Territory, territories};
#[cfg(feature = "gdal")]
pub use vector::read_vector;

use fluxledger_core::{RegionSet, Warned};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads outlines from a file: GeoJSON if its text starts as JSON does, else any vector format of GDAL, also inside a `.zip`.
///
/// The code of a region is the value of `id_field`, or of the first field that is known to hold codes; features with the same
/// code become one region.
///
/// # Errors
/// If the file cannot be read, holds anything but areas in degrees, or leaves a feature without a code; see [`RegionError`].
pub fn read_outlines(path: &Path, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    if starts_as_json(path)? { read_geojson(path, id_field) } else { read_vector(path, id_field) }
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

/// Refuses a file that is not GeoJSON, since this build has no GDAL.
#[cfg(not(feature = "gdal"))]
fn read_vector(path: &Path, _id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    let message = "this build reads GeoJSON only (feature `gdal` is off)".to_owned();
    Err(RegionError::UnknownFormat { place: path.display().to_string(), message })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "gdal")]
    use fluxledger_core::{RegionShapes, Warning};

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
        let set = read_outlines(&path, None).unwrap();
        assert_eq!(set.value.len(), 241);
        assert_eq!(code_at(&set.value, "Kosovo").as_deref(), Some("KOS"));
        assert!(set.warnings.iter().any(|warning| warning.message.contains("`KOS` is from `adm0_a3`")), "{:?}", set.warnings);
    }

    #[cfg(feature = "gdal")]
    #[test]
    fn a_shapefile_of_natural_earth_is_read() {
        let Some(path) = real_data("ne_110m/ne_110m_admin_0_countries.shp") else { return };
        let set = read_outlines(&path, None).unwrap();
        assert_eq!(set.value.len(), 177);
        assert_eq!(code_at(&set.value, "France").as_deref(), Some("FRA"));
        let RegionShapes::Outlines(regions) = &set.value.shapes else { panic!("outlines are no mask") };
        let points = regions.iter().flat_map(|region| &region.polygons).flat_map(|polygon| &polygon.exterior.0);
        assert!(points.into_iter().all(|[longitude, latitude]| longitude.abs() <= 180.0 && latitude.abs() <= 90.0));
        let jumps = |warning: &&Warning| warning.message.contains("antimeridian");
        assert_eq!(set.warnings.iter().filter(jumps).count(), 0, "{:?}", set.warnings);
    }

    #[cfg(feature = "gdal")]
    #[test]
    fn gdal_and_the_geojson_reader_see_the_same_regions() {
        let Some(path) = real_data("ne_50m/ne_50m_admin_0_countries_rnaturalearthdata.geojson") else { return };
        assert_eq!(read_vector(&path, Some("adm0_a3")).unwrap(), read_geojson(&path, Some("adm0_a3")).unwrap());
    }

    #[cfg(feature = "gdal")]
    #[test]
    fn a_shapefile_in_a_zip_is_read() {
        let Some(path) = real_data("ne_10m/ne_10m_admin_0_countries_deu.zip") else { return };
        let set = read_outlines(&path, Some("ADM0_A3")).unwrap();
        assert_eq!(code_at(&set.value, "Germany").as_deref(), Some("DEU"));
    }
}
