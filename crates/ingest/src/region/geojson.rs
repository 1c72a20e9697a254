//! Outlines in GeoJSON (RFC 7946).

use crate::region::attribute::Attributes;
use crate::region::error::RegionError;
use crate::region::outline::{self, Rings};
use fluxledger_core::{RegionSet, Warned};
use geojson::feature::Id;
use geojson::{Feature, GeoJson, Geometry, GeometryValue, JsonObject, JsonValue, Position};
use std::path::Path;

/// Reads the areas of a GeoJSON file as regions.
///
/// Codes and merging are as [`read_outlines`](super::read_outlines) says. Rings over the antimeridian are cut there, longitudes from 0° to 360° moved. The set is not declared complete
/// for land. A file that is one geometry becomes one region, named after the file. A member `source` of the document says where the
/// outlines come from.
///
/// # Errors
/// If the file cannot be read or parsed, names another coordinate system, holds points, lines or coordinates that are not degrees, or
/// leaves a feature without a code.
pub fn read_geojson(path: &Path, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    let place = path.display().to_string();
    let document = parse(path, &place)?;
    check_coordinate_system(&place, &document)?;
    let source = foreign_member(&document, "source").and_then(JsonValue::as_str).map(str::to_owned);
    let numbered = features(path, document).into_iter().zip(1..);
    let features: Result<_, _> = numbered.map(|(feature, number)| outline_of(&place, number, feature)).collect();
    let mut set = outline::region_set(path, features?, id_field)?;
    if let Some(source) = source {
        set.value.source = source;
    }
    Ok(set)
}

fn parse(path: &Path, place: &str) -> Result<GeoJson, RegionError> {
    let unreadable = |error: std::io::Error| RegionError::Unreadable { place: place.to_owned(), message: error.to_string() };
    let not_geojson = |error: geojson::Error| RegionError::NotGeoJson { place: place.to_owned(), message: error.to_string() };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    text.trim_start_matches('\u{feff}').parse().map_err(not_geojson)
}

/// Refuses the `crs` member of the older GeoJSON 2008 unless it means longitude and latitude on WGS 84, or nothing.
fn check_coordinate_system(place: &str, document: &GeoJson) -> Result<(), RegionError> {
    let Some(system) = foreign_member(document, "crs").filter(|system| !system.is_null()) else { return Ok(()) };
    let name = system.pointer("/properties/name").and_then(JsonValue::as_str);
    let found = name.map_or_else(|| system.to_string(), str::to_owned);
    let upper = found.to_uppercase();
    let known = upper.ends_with("CRS84") || upper.ends_with(":4326") || upper.ends_with("/4326") || upper == "WGS84" || upper == "WGS 84";
    if known { Ok(()) } else { Err(RegionError::OtherCoordinateSystem { place: place.to_owned(), found }) }
}

/// A member of the document that GeoJSON does not know.
fn foreign_member<'d>(document: &'d GeoJson, name: &str) -> Option<&'d JsonValue> {
    let foreign = match document {
        GeoJson::FeatureCollection(collection) => &collection.foreign_members,
        GeoJson::Feature(feature) => &feature.foreign_members,
        GeoJson::Geometry(geometry) => &geometry.foreign_members,
    };
    foreign.as_ref()?.get(name)
}

/// The features of a document; a bare geometry becomes a feature that the file's name identifies.
fn features(path: &Path, document: GeoJson) -> Vec<Feature> {
    match document {
        GeoJson::FeatureCollection(collection) => collection.features,
        GeoJson::Feature(feature) => vec![feature],
        GeoJson::Geometry(geometry) => {
            let id = path.file_stem().map(|stem| Id::String(stem.to_string_lossy().into_owned()));
            vec![Feature { bbox: None, geometry: Some(geometry), id, properties: None, foreign_members: None }]
        }
    }
}

fn outline_of(place: &str, number: usize, feature: Feature) -> Result<outline::Feature, RegionError> {
    let mut polygons = Vec::new();
    if let Some(geometry) = feature.geometry {
        collect_polygons(geometry, &mut polygons).map_err(|flaw| flaw.at(place, number))?;
    }
    Ok(outline::Feature { number, attributes: attributes(feature.properties, feature.id), polygons })
}

/// Why a geometry has no area here.
enum Flaw {
    /// It is of another kind.
    Kind(&'static str),
    /// It has a position of less than two numbers.
    Position(Vec<f64>),
}

impl Flaw {
    fn at(self, place: &str, feature: usize) -> RegionError {
        let place = place.to_owned();
        match self {
            Self::Kind(found) => RegionError::NotAnArea { place, feature, found: found.to_owned() },
            Self::Position(found) => {
                let message = format!("feature {feature} has the position {found:?}, expected a longitude and a latitude");
                RegionError::NotGeoJson { place, message }
            }
        }
    }
}

/// The polygons of a geometry and of all that it collects.
fn collect_polygons(geometry: Geometry, polygons: &mut Vec<Rings>) -> Result<(), Flaw> {
    match geometry.value {
        GeometryValue::Polygon { coordinates } => polygons.push(rings(coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => {
            for polygon in coordinates {
                polygons.push(rings(polygon)?);
            }
        }
        GeometryValue::GeometryCollection { geometries } => {
            for member in geometries {
                collect_polygons(member, polygons)?;
            }
        }
        other => return Err(Flaw::Kind(other.type_name())),
    }
    polygons.retain(|rings| !rings.is_empty());
    Ok(())
}

fn rings(coordinates: Vec<Vec<Position>>) -> Result<Rings, Flaw> {
    let point = |position: Position| match position.as_slice() {
        [longitude, latitude, ..] => Ok([*longitude, *latitude]),
        found => Err(Flaw::Position(found.to_vec())),
    };
    coordinates.into_iter().map(|ring| ring.into_iter().map(point).collect()).collect()
}

/// Properties as texts, and the feature's own identifier as `id` after them.
fn attributes(properties: Option<JsonObject>, id: Option<Id>) -> Attributes {
    let text = |value: JsonValue| match value {
        JsonValue::String(text) => Some(text),
        JsonValue::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let properties = properties.into_iter().flatten().map(|(field, value)| (field, text(value).unwrap_or_default()));
    let id = id.map(|id| match id {
        Id::String(text) => text,
        Id::Number(number) => number.to_string(),
    });
    properties.chain(id.map(|id| ("id".to_owned(), id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Region, RegionShapes};
    use insta::assert_snapshot;

    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}"#;

    fn read(text: &str, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("areas.geojson");
        std::fs::write(&path, text).unwrap();
        read_geojson(&path, id_field)
    }

    fn collection(features: &[(&str, &str)]) -> String {
        let feature =
            |(properties, geometry): &(&str, &str)| format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#);
        let features: Vec<String> = features.iter().map(feature).collect();
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
    }

    fn regions(set: Warned<RegionSet>) -> Vec<Region> {
        match set.value.shapes {
            RegionShapes::Outlines(regions) => regions.to_vec(),
            RegionShapes::Mask(_) | RegionShapes::Layered { .. } => panic!("outlines are no mask"),
        }
    }

    /// A text without the folder of the temporary file.
    fn without_folder(text: &str) -> String {
        text.split(' ').map(|word| word.rsplit('/').next().unwrap_or(word)).collect::<Vec<_>>().join(" ")
    }

    fn warnings(set: &Warned<RegionSet>) -> String {
        set.warnings.iter().map(|warning| without_folder(&warning.to_string())).collect::<Vec<_>>().join("\n")
    }

    fn error(text: &str, id_field: Option<&str>) -> String {
        let error = read(text, id_field).unwrap_err();
        format!("{}\nhint: {}", without_folder(&error.to_string()), error.hint().unwrap_or_default())
    }

    #[test]
    fn polygons_with_holes_become_regions_in_the_order_of_the_file() {
        let ring = r#"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}"#;
        let set = read(&collection(&[(r#"{"ISO_A3":"DEU","NAME":"Germany"}"#, ring), (r#"{"ISO_A3":"AUT"}"#, SQUARE)]), None).unwrap();
        assert_eq!((set.value.id.as_str(), set.value.source.as_str(), set.value.complete_for_land), ("areas", "areas.geojson", false));
        assert!(set.warnings.is_empty());
        let regions = regions(set);
        assert_eq!((regions[0].code.as_str(), regions[0].name.as_str()), ("DEU", "Germany"));
        assert_eq!((regions[1].code.as_str(), regions[1].name.as_str()), ("AUT", "Austria"));
        assert_eq!(regions[0].polygons[0].exterior.0, [[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0]]);
        assert_eq!(regions[0].polygons[0].holes[0].0, [[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0]]);
    }

    #[test]
    fn features_of_one_code_are_one_region_with_a_warning() {
        let [second, third] = ["4", "6"].map(|west| SQUARE.replace("[2,", &format!("[{west}.5,")).replace("[0,", &format!("[{west},")));
        let both = format!(r#"{{"type":"GeometryCollection","geometries":[{second},{third}]}}"#);
        let set = read(&collection(&[(r#"{"basin":"A"}"#, SQUARE), (r#"{"basin":"A"}"#, &both)]), Some("basin")).unwrap();
        assert_snapshot!(warnings(&set), @"areas.geojson: 2 features have the code `A` and are one region");
        let regions = regions(set);
        assert_eq!((regions.len(), regions[0].polygons.len()), (1, 3));
    }

    #[test]
    fn a_bare_geometry_is_named_after_its_file() {
        assert_eq!(regions(read(SQUARE, None).unwrap())[0].code.as_str(), "areas");
    }

    #[test]
    fn a_code_from_a_later_field_and_an_empty_geometry_are_warnings() {
        let text = collection(&[(r#"{"ISO_A3":"-99","ADM0_A3":"FRA"}"#, SQUARE), (r#"{"ISO_A3":"ATA"}"#, "null")]);
        assert_snapshot!(warnings(&read(&text, None).unwrap()), @r"
        areas.geojson, feature 1: `ISO_A3` holds no code, `FRA` is from `ADM0_A3`
        areas.geojson, feature 2: has no geometry and is left out
        ");
    }

    #[test]
    fn longitudes_up_to_360_are_moved_and_cut() {
        let ring = r#"{"type":"Polygon","coordinates":[[[170,0],[200,0],[200,10],[170,10],[170,0]]]}"#;
        let set = read(&collection(&[(r#"{"id":"x"}"#, ring)]), None).unwrap();
        assert!(set.warnings.is_empty());
        let polygons = &regions(set)[0].polygons;
        assert_eq!(polygons[0].exterior.0, [[170.0, 0.0], [180.0, 0.0], [180.0, 10.0], [170.0, 10.0]]);
        assert_eq!(polygons[1].exterior.0, [[-180.0, 0.0], [-160.0, 0.0], [-160.0, 10.0], [-180.0, 10.0]]);
    }

    #[test]
    fn a_hole_follows_its_ring_over_the_antimeridian() {
        let ring = r#"{"type":"Polygon","coordinates":[[[170,0],[-160,0],[-160,9],[170,9],[170,0]],[[-175,2],[-175,3],[-174,3],[-174,2],[-175,2]]]}"#;
        let set = read(&collection(&[(r#"{"id":"x"}"#, ring)]), None).unwrap();
        assert_snapshot!(warnings(&set), @"areas.geojson, feature 1: a ring jumps over the antimeridian and is cut there; if the long way round the Earth is meant, add points along it");
        let polygons = &regions(set)[0].polygons;
        assert_eq!((polygons[0].holes.len(), polygons[1].holes.len()), (0, 1));
        assert_eq!(polygons[1].holes[0].0[0], [-175.0, 2.0]);
    }

    #[test]
    fn what_cannot_be_a_region_is_refused_with_the_way_out() {
        let point = collection(&[(r#"{"id":"x"}"#, SQUARE), (r#"{"id":"y"}"#, r#"{"type":"Point","coordinates":[1,2]}"#)]);
        assert_snapshot!(error(&point, None), @r"
        areas.geojson, feature 2: is a `Point`, expected a `Polygon` or `MultiPolygon`
        hint: keep the polygons only, or build areas from the lines first (QGIS: Polygonize)
        ");
        let projected = collection(&[(
            r#"{"id":"x"}"#,
            r#"{"type":"Polygon","coordinates":[[[4321000,3210000],[4322000,3210000],[4322000,3211000]]]}"#,
        )]);
        assert_snapshot!(error(&projected, None), @r"
        areas.geojson, feature 1: [4321000, 3210000] is not a longitude and latitude in degrees
        hint: the coordinates are probably projected; convert them with `ogr2ogr -s_srs EPSG:CODE -t_srs OGC:CRS84 out.geojson FILE`
        ");
        let round = collection(&[(r#"{"id":"x"}"#, r#"{"type":"Polygon","coordinates":[[[-120,-10],[0,20],[120,-10],[-120,-10]]]}"#)]);
        assert_snapshot!(error(&round, None), @r"
        areas.geojson, feature 1: a ring runs round the Earth and does not close in longitude and latitude
        hint: close the ring along the pole: end it at ±180° and go on along latitude ±90°
        ");
        let wide = collection(&[(
            r#"{"id":"x"}"#,
            r#"{"type":"Polygon","coordinates":[[[-170,0],[170,0],[170,10],[-170,10],[-170,0]],[[0,2],[10,2],[10,4],[0,2]]]}"#,
        )]);
        assert_snapshot!(error(&wide, None), @r"
        areas.geojson, feature 1: a hole lies outside its ring, which jumps over the antimeridian
        hint: the ring has an edge of more than 180°, which is taken the short way, over the antimeridian; if the long way is meant, add points along it
        ");
        assert_snapshot!(error(&collection(&[]), None), @r"
        areas.geojson: holds no area
        hint: check that the file holds polygons and that the right layer comes first
        ");
    }

    #[test]
    fn a_feature_without_a_code_is_refused_with_its_fields() {
        let text = collection(&[(r#"{"basin":"Permian","km2":3}"#, SQUARE)]);
        assert_snapshot!(error(&text, None), @r"
        areas.geojson, feature 1: has no code in any field known to hold one
        hint: name the field that holds the code; the feature has `basin`, `km2`
        ");
        assert_snapshot!(error(&text, Some("state")), @r"
        areas.geojson, feature 1: has no code in the field `state`
        hint: name the field that holds the code; the feature has `basin`, `km2`
        ");
    }

    #[test]
    fn another_coordinate_system_is_refused() {
        let with_system = |name: &str| {
            let text = collection(&[(r#"{"id":"x"}"#, SQUARE)]);
            text.replacen('{', &format!(r#"{{"crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#), 1)
        };
        assert_snapshot!(error(&with_system("urn:ogc:def:crs:EPSG::3035"), None), @r"
        areas.geojson: coordinates are in `urn:ogc:def:crs:EPSG::3035`, expected longitude and latitude on WGS 84 (`CRS84`)
        hint: convert them with `ogr2ogr -t_srs OGC:CRS84 out.geojson FILE`
        ");
        assert!(read(&with_system("urn:ogc:def:crs:OGC:1.3:CRS84"), None).is_ok());
        assert!(read(&with_system("urn:ogc:def:crs:EPSG::4326"), None).is_ok());
    }

    #[test]
    fn what_is_not_geojson_is_refused_with_the_way_out() {
        for text in [r#"{"type":"Topology","objects":{}}"#, "longitude,latitude", ""] {
            let error = read(text, None).unwrap_err();
            assert!(matches!(error, RegionError::NotGeoJson { .. }) && error.hint().is_some(), "{error}");
        }
    }

    #[test]
    fn a_position_of_one_number_is_an_error() {
        let text = collection(&[(r#"{"id":"x"}"#, r#"{"type":"Polygon","coordinates":[[[1],[2],[3],[1]]]}"#)]);
        assert_snapshot!(error(&text, None), @r"
        areas.geojson: is not GeoJSON: feature 1 has the position [1.0], expected a longitude and a latitude
        hint: convert it, for example with `ogr2ogr -t_srs OGC:CRS84 -wrapdateline out.geojson FILE`
        ");
    }

    #[test]
    fn a_ring_of_two_points_is_left_out_with_a_warning() {
        let thin = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1],[0,0]]],[[[0,0],[2,0],[2,2],[0,0]]]]}"#;
        let set = read(&collection(&[(r#"{"id":"x"}"#, thin)]), None).unwrap();
        assert_snapshot!(warnings(&set), @"areas.geojson, feature 1: a ring of 2 points encloses nothing and is left out");
        assert_eq!(regions(set)[0].polygons.len(), 1);
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let error = read_geojson(Path::new("nowhere.geojson"), None).unwrap_err();
        assert!(matches!(error, RegionError::Unreadable { .. }), "{error}");
    }
}
