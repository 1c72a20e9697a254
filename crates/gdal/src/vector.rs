//! Outlines in any other vector format, through GDAL: shapefiles, GeoPackages, FlatGeobuf, KML, also inside a `.zip`.

use crate::plane_edges::PlaneEdges;
use fluxledger_core::{RegionSet, Warned, Warning};
use fluxledger_ingest::region::RegionError;
use fluxledger_ingest::region::outline::{self, Rings};
use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use gdal::vector::{Feature, FieldValue, Geometry, Layer, LayerAccess, OGRwkbGeometryType, geometry_type_flatten};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use std::path::{Path, PathBuf};

/// Reads the areas of a vector file as regions, in longitude and latitude on WGS 84.
///
/// The first layer is read. An edge of a projected layer is straight in its plane and gets points in longitude and latitude, so that it strays
/// by at most [`crate::plane_edges::STRAY`]; the edges of a geographic layer are straight in its degrees, whatever its datum. Codes, merging and the antimeridian are as for GeoJSON. A layer without a coordinate system is taken to
/// be in longitude and latitude, with a warning.
///
/// # Errors
/// If GDAL cannot open or reproject the file, it holds points or lines, or a feature has no code.
pub fn read_vector(path: &Path, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    let place = path.display().to_string();
    let unknown = |error: GdalError| RegionError::UnknownFormat { place: place.clone(), message: in_words(&error) };
    let dataset = open(path).map_err(unknown)?;
    let mut warnings = Vec::new();
    let mut layer = dataset.layer(0).map_err(unknown)?;
    if dataset.layer_count() > 1 {
        warnings.push(Warning::new(&place, format!("has {} layers, the first, `{}`, is read", dataset.layer_count(), layer.name())));
    }
    let to_degrees = transformation(&layer).map_err(unknown)?;
    if to_degrees.is_none() {
        warnings.push(Warning::new(&place, "names no coordinate system, coordinates are taken as longitude and latitude"));
    }
    let features = features(&place, &mut layer, to_degrees.as_ref())?;
    let set = outline::region_set(path, features, id_field)?;
    warnings.extend(set.warnings);
    Ok(Warned::new(set.value, warnings))
}

/// What GDAL says; where no driver takes up a file it says nothing.
fn in_words(error: &GdalError) -> String {
    match error {
        GdalError::NullPointer { msg, .. } if msg.is_empty() => "GDAL finds no vector format in it".to_owned(),
        _ => error.to_string(),
    }
}

/// The dataset of a file; a `.zip` is looked into.
fn open(path: &Path) -> Result<Dataset, GdalError> {
    let is_zip = path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("zip"));
    let path = if is_zip { PathBuf::from(format!("/vsizip/{}", path.display())) } else { path.to_owned() };
    Dataset::open_ex(path, DatasetOptions { open_flags: GdalOpenFlags::GDAL_OF_VECTOR, ..DatasetOptions::default() })
}

/// The way from a layer's coordinate system to longitude and latitude in this order.
enum ToDegrees {
    /// From other degrees: edges stay straight between their corners.
    OfCorners(CoordTransform),
    /// From a plane, or from degrees about other poles: edges become curves.
    OfEdges(PlaneEdges),
}

/// The way to longitude and latitude, or none if the layer names no coordinate system.
fn transformation(layer: &Layer<'_>) -> Result<Option<ToDegrees>, GdalError> {
    let Some(mut source) = layer.spatial_ref() else { return Ok(None) };
    let mut target = SpatialRef::from_epsg(4326)?;
    source.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    target.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let transformation = CoordTransform::new(&source, &target)?;
    let has_straight_edges = source.is_geographic() && !source.is_derived_geographic();
    Ok(Some(if has_straight_edges { ToDegrees::OfCorners(transformation) } else { ToDegrees::OfEdges(PlaneEdges(transformation)) }))
}

fn features(place: &str, layer: &mut Layer<'_>, to_degrees: Option<&ToDegrees>) -> Result<Vec<outline::Feature>, RegionError> {
    let features = layer.features().enumerate();
    features.map(|(position, feature)| outline_of(place, position + 1, &feature, to_degrees)).collect()
}

fn outline_of(place: &str, number: usize, feature: &Feature<'_>, to_degrees: Option<&ToDegrees>) -> Result<outline::Feature, RegionError> {
    let mut polygons = Vec::new();
    if let Some(geometry) = feature.geometry() {
        let not_moved =
            |error: GdalError| RegionError::UnknownFormat { place: format!("{place}, feature {number}"), message: error.to_string() };
        let moved = match to_degrees {
            Some(ToDegrees::OfCorners(transformation)) => Some(geometry.transform(transformation).map_err(not_moved)?),
            _ => None,
        };
        collect_polygons(moved.as_ref().unwrap_or(geometry), &mut polygons).map_err(|found| RegionError::NotAnArea {
            place: place.to_owned(),
            feature: number,
            found,
        })?;
        if let Some(ToDegrees::OfEdges(edges)) = to_degrees {
            for ring in polygons.iter_mut().flatten() {
                *ring = edges.drawn(ring).map_err(not_moved)?;
            }
        }
    }
    Ok(outline::Feature { number, attributes: attributes(feature), polygons })
}

/// The polygons of a geometry and of all that it collects, or the kind of the first part that is not an area.
fn collect_polygons(geometry: &Geometry, polygons: &mut Vec<Rings>) -> Result<(), String> {
    let members = 0..geometry.geometry_count();
    match geometry_type_flatten(geometry.geometry_type()) {
        OGRwkbGeometryType::wkbPolygon if geometry.is_empty() => Ok(()),
        OGRwkbGeometryType::wkbPolygon => {
            polygons.push(members.map(|ring| points(&geometry.get_geometry(ring))).collect());
            Ok(())
        }
        OGRwkbGeometryType::wkbMultiPolygon | OGRwkbGeometryType::wkbGeometryCollection => {
            members.into_iter().try_for_each(|member| collect_polygons(&geometry.get_geometry(member), polygons))
        }
        _ => Err(geometry.geometry_name()),
    }
}

fn points(ring: &Geometry) -> Vec<[f64; 2]> {
    let mut points = Vec::new();
    ring.get_points(&mut points);
    points.into_iter().map(|(x, y, _)| [x, y]).collect()
}

fn attributes(feature: &Feature<'_>) -> Vec<(String, String)> {
    feature.fields().map(|(field, value)| (field, value.and_then(text).unwrap_or_default())).collect()
}

fn text(value: FieldValue) -> Option<String> {
    match value {
        FieldValue::StringValue(text) => Some(text),
        FieldValue::IntegerValue(number) => Some(number.to_string()),
        FieldValue::Integer64Value(number) => Some(number.to_string()),
        FieldValue::RealValue(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Region, RegionShapes};
    use gdal::DriverManager;
    use gdal::vector::{FieldDefn, LayerOptions, OGRFieldType};

    /// Writes a file by a driver of GDAL, in a coordinate system, with one region of the given shape.
    fn write(driver: &str, path: &Path, epsg: Option<u32>, shape: &str) {
        let mut dataset = DriverManager::get_driver_by_name(driver).unwrap().create_vector_only(path).unwrap();
        let mut srs = epsg.map(|code| SpatialRef::from_epsg(code).unwrap());
        srs.iter_mut().for_each(|srs| srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder));
        let layer = dataset.create_layer(LayerOptions { name: "areas", srs: srs.as_ref(), ..LayerOptions::default() }).unwrap();
        FieldDefn::new("code", OGRFieldType::OFTString).unwrap().add_to_layer(&layer).unwrap();
        let mut feature = Feature::new(layer.defn()).unwrap();
        feature.set_geometry(Geometry::from_wkt(shape).unwrap()).unwrap();
        feature.set_field_string(feature.field_index("code").unwrap(), "X").unwrap();
        feature.create(&layer).unwrap();
    }

    fn read(epsg: Option<u32>, shape: &str) -> Result<Warned<RegionSet>, RegionError> {
        read_from("GPKG", "areas.gpkg", epsg, shape)
    }

    fn read_from(driver: &str, file: &str, epsg: Option<u32>, shape: &str) -> Result<Warned<RegionSet>, RegionError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        write(driver, &path, epsg, shape);
        read_vector(&path, None)
    }

    fn region(set: &RegionSet) -> &Region {
        let RegionShapes::Outlines(regions) = &set.shapes else { panic!("outlines are no mask") };
        &regions[0]
    }

    /// The false origin of ETRS89-LAEA (EPSG:3035), 4 321 000 m east and 3 210 000 m north, is 10° east and 52° north.
    #[test]
    fn projected_outlines_become_longitude_and_latitude() {
        let set = read(Some(3035), "POLYGON ((4321000 3210000, 4421000 3210000, 4421000 3310000, 4321000 3210000))").unwrap();
        assert!(set.warnings.is_empty(), "{:?}", set.warnings);
        let [longitude, latitude] = region(&set.value).polygons[0].exterior.0[0];
        assert!((longitude - 10.0).abs() < 1e-6 && (latitude - 52.0).abs() < 1e-6, "[{longitude}, {latitude}]");
    }

    #[test]
    fn geographic_outlines_keep_the_order_of_longitude_and_latitude_and_every_bit() {
        let set = read(Some(4326), "MULTIPOLYGON (((10.1 50, 11 50, 11 51, 10.1 50)), ((20 60, 21 60, 21 61, 20 60)))").unwrap();
        let region = region(&set.value);
        assert_eq!((region.code.as_str(), region.polygons.len()), ("X", 2));
        assert_eq!(region.polygons[0].exterior.0, [[10.1, 50.0], [11.0, 50.0], [11.0, 51.0]]);
    }

    #[test]
    fn flatgeobuf_and_kml_with_heights_keep_every_bit() {
        let shape = "MULTIPOLYGON Z (((10.1 50 5, 11 50 5, 11 51 5, 10.1 50 5)), ((20 60 0, 21 60 0, 21 61 0, 20 60 0)))";
        for (driver, file) in [("FlatGeobuf", "areas.fgb"), ("LIBKML", "areas.kml"), ("LIBKML", "areas.kmz")] {
            let set = read_from(driver, file, Some(4326), shape).unwrap();
            let region = region(&set.value);
            assert_eq!((region.code.as_str(), region.polygons.len(), set.warnings), ("X", 2, Vec::new()), "{file}");
            assert_eq!(region.polygons[0].exterior.0, [[10.1, 50.0], [11.0, 50.0], [11.0, 51.0]], "{file}");
        }
    }

    /// FlatGeobuf in metres: the false origin of ETRS89-LAEA (EPSG:3035) is 10° east and 52° north.
    #[test]
    fn a_projected_flatgeobuf_becomes_longitude_and_latitude() {
        let shape = "POLYGON ((4321000 3210000, 4421000 3210000, 4421000 3310000, 4321000 3210000))";
        let set = read_from("FlatGeobuf", "areas.fgb", Some(3035), shape).unwrap();
        let [longitude, latitude] = region(&set.value).polygons[0].exterior.0[0];
        assert!((longitude - 10.0).abs() < 1e-6 && (latitude - 52.0).abs() < 1e-6, "[{longitude}, {latitude}]");
    }

    /// As programs for globes draw areas: a name, words, heights, and no field for a code.
    const DRAWN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>basins</name>
        <Placemark><name>North</name><description>a basin</description><Polygon><altitudeMode>clampToGround</altitudeMode><outerBoundaryIs>
        <LinearRing><coordinates>10.1,50,120 11,50,0 11,51,0 10.1,50,120</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
        <Placemark><name>South</name><MultiGeometry><Polygon><outerBoundaryIs>
        <LinearRing><coordinates>20,0,0 24,0,0 24,4,0 20,4,0 20,0,0</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs>
        <LinearRing><coordinates>21,1,0 21,2,0 22,2,0 21,1,0</coordinates></LinearRing></innerBoundaryIs></Polygon><Polygon><outerBoundaryIs>
        <LinearRing><coordinates>30,0,0 31,0,0 31,1,0 30,0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
        </Document></kml>"#;

    fn drawn(text: &str) -> Result<Warned<RegionSet>, RegionError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("basins.kml");
        std::fs::write(&path, text).unwrap();
        read_vector(&path, None)
    }

    #[test]
    fn areas_drawn_on_a_globe_go_by_their_names() {
        let set = drawn(DRAWN).unwrap();
        let regions = set.value.outlines().unwrap();
        assert_eq!(regions.iter().map(|region| region.code.as_str()).collect::<Vec<_>>(), ["North", "South"]);
        assert_eq!(regions[0].polygons[0].exterior.0, [[10.1, 50.0], [11.0, 50.0], [11.0, 51.0]]);
        assert_eq!((regions[1].polygons.len(), regions[1].polygons[0].holes.len()), (2, 1));
        assert!(set.warnings.is_empty(), "{:?}", set.warnings);
    }

    #[test]
    fn a_second_folder_of_a_kml_is_named_and_a_pin_refused() {
        let folders = DRAWN.replace("</name>\n        <Placemark><name>North", "</name><Folder><name>one</name><Placemark><name>North");
        let folders = folders.replace("<Placemark><name>South", "</Folder><Folder><name>two</name><Placemark><name>South");
        let set = drawn(&folders.replace("</Document>", "</Folder></Document>")).unwrap();
        assert_eq!(set.value.len(), 1);
        assert!(set.warnings[0].message.contains("has 2 layers, the first, `one`, is read"), "{:?}", set.warnings);
        let pin = "<Placemark><name>Pin</name><Point><coordinates>10,50,0</coordinates></Point></Placemark></Document>";
        let error = drawn(&DRAWN.replace("</Document>", pin)).unwrap_err();
        assert!(matches!(&error, RegionError::NotAnArea { feature: 3, found, .. } if found == "POINT"), "{error}");
    }

    #[test]
    fn lines_are_refused() {
        let error = read(Some(4326), "LINESTRING (0 0, 1 1)").unwrap_err();
        assert!(matches!(&error, RegionError::NotAnArea { feature: 1, found, .. } if found == "LINESTRING"), "{error}");
    }

    #[test]
    fn a_file_that_gdal_does_not_know_is_refused_with_a_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("areas.xyz");
        std::fs::write(&path, "nothing of a map").unwrap();
        let error = read_vector(&path, None).unwrap_err();
        assert!(error.to_string().ends_with("GDAL finds no vector format in it"), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("GeoJSON")));
    }
}
