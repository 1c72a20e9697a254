//! Outlines as a GeoJSON file that is read back as the same regions.

use fluxledger_core::{Polygon, Region, RegionCode, Ring};
use serde_json::{Value, json};

/// Regions as GeoJSON (RFC 7946) with the properties `code`, `name` and, of provinces, `country`, and the member `source`; coordinates keep every bit.
#[must_use]
pub fn geojson(source: &str, regions: &[Region]) -> String {
    let features: Vec<Value> = regions.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "source": source, "features": features }).to_string()
}

fn feature(region: &Region) -> Value {
    let polygons: Vec<Value> = region.polygons.iter().map(polygon).collect();
    json!({
        "type": "Feature",
        "properties": { "code": region.code.as_str(), "name": region.name, "country": region.country.as_ref().map(RegionCode::as_str) },
        "geometry": { "type": "MultiPolygon", "coordinates": polygons },
    })
}

fn polygon(polygon: &Polygon) -> Value {
    std::iter::once(&polygon.exterior).chain(&polygon.holes).map(closed).collect()
}

/// A ring with its first point repeated at the end.
fn closed(ring: &Ring) -> Value {
    ring.0.iter().chain(ring.0.first()).map(|&[longitude, latitude]| json!([longitude, latitude])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::{embedded, read_geojson};

    /// Antarctica is left out: its ring runs along the pole from one end of the map to the other, which a reader takes for a jump.
    #[test]
    fn what_is_written_is_read_back_bit_for_bit() {
        let set = embedded("natural-earth-110m").unwrap();
        let regions: Vec<Region> = set.outlines().unwrap().iter().filter(|region| region.code.as_str() != "ATA").cloned().collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy.geojson");
        std::fs::write(&path, geojson(&set.source, &regions)).unwrap();
        let copy = read_geojson(&path, None).unwrap();
        assert_eq!((copy.value.id.as_str(), &copy.value.source), ("copy", &set.source));
        assert_eq!(copy.value.outlines(), Some(&regions[..]));
        assert!(copy.warnings.is_empty(), "{:?}", copy.warnings);
    }

    #[test]
    fn provinces_keep_their_country() {
        let set = embedded("natural-earth-10m-provinces").unwrap();
        let of_germany = |region: &&Region| region.country.as_ref().is_some_and(|country| country.as_str() == "DEU");
        let regions: Vec<Region> = set.all_outlines().filter(of_germany).cloned().collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("laender.geojson");
        std::fs::write(&path, geojson(&set.source, &regions)).unwrap();
        assert_eq!(read_geojson(&path, None).unwrap().value.outlines(), Some(&regions[..]));
    }
}
