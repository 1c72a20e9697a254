//! Outlines in the plane of a projection keep their areas, whose true size is that of the plane where the projection is equal-area.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, RegionSet, Warned};
use fluxledger_gdal::plane_edges::STRAY;
use fluxledger_gdal::read_vector;
use fluxledger_ingest::raster::plane_of_text;
use gdal::DriverManager;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Feature, FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType};

/// Lambert's azimuthal equal-area projection about the north pole and EASE-Grid 2.0, a cylindrical one.
const ABOUT_THE_NORTH_POLE: u32 = 6931;
const CYLINDRICAL: u32 = 6933;
/// Lambert's azimuthal equal-area projection about 10° east, 52° north.
const EUROPE: u32 = 3035;
/// Planes that are not equal-area: polar stereographic about the south pole, transverse Mercator about 9° east.
const SOUTH_POLE_STEREOGRAPHIC: u32 = 3031;
const UTM: u32 = 32632;

/// A degree of latitude on the ground is no longer than this, in kilometres.
const DEGREE: f64 = 111.7;

fn read(epsg: u32, shapes: &[&str]) -> Warned<RegionSet> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("areas.gpkg");
    let mut dataset = DriverManager::get_driver_by_name("GPKG").unwrap().create_vector_only(&path).unwrap();
    let mut system = SpatialRef::from_epsg(epsg).unwrap();
    system.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let layer = dataset.create_layer(LayerOptions { name: "areas", srs: Some(&system), ..LayerOptions::default() }).unwrap();
    FieldDefn::new("code", OGRFieldType::OFTString).unwrap().add_to_layer(&layer).unwrap();
    for (number, shape) in shapes.iter().enumerate() {
        let mut feature = Feature::new(layer.defn()).unwrap();
        feature.set_geometry(Geometry::from_wkt(shape).unwrap()).unwrap();
        feature.set_field_string(feature.field_index("code").unwrap(), &format!("X{number}")).unwrap();
        feature.create(&layer).unwrap();
    }
    dataset.close().unwrap();
    read_vector(&path, None).unwrap()
}

/// The corners of a box, from the south-west anticlockwise, in kilometres.
fn corners([west, south, east, north]: [i32; 4]) -> String {
    format!("({west}000 {south}000, {east}000 {south}000, {east}000 {north}000, {west}000 {north}000, {west}000 {south}000)")
}

fn polygon(rings: &[[i32; 4]]) -> String {
    format!("POLYGON ({})", rings.iter().map(|&ring| corners(ring)).collect::<Vec<_>>().join(", "))
}

/// The areas of all regions in square kilometres.
fn areas(set: &RegionSet) -> Vec<f64> {
    let grid = Grid::new(Axis::uniform(-90.0, 90.0, 18).unwrap(), Axis::uniform(-180.0, 180.0, 36).unwrap()).unwrap();
    let coverage = Coverage::compute(&grid, set, Earth::Wgs84, CoverageMeasure::Area).unwrap();
    coverage.regions.iter().map(|region| region.area.as_m2() / 1e6).collect()
}

/// The area of the one region that consists of boxes in a plane.
fn area(epsg: u32, rings: &[[i32; 4]]) -> f64 {
    areas(&read(epsg, &[&polygon(rings)]).value)[0]
}

/// How far the area within an outline so many kilometres long may be off, in square kilometres.
fn bound(outline: i32) -> f64 {
    STRAY * DEGREE * f64::from(outline)
}

#[test]
fn a_box_in_an_equal_area_plane_has_the_area_of_the_plane() {
    let found = area(EUROPE, &[[2500, 1500, 5500, 4500]]);
    assert!((found - 9e6).abs() < bound(12_000), "{found}");
    let found = area(CYLINDRICAL, &[[-2000, -3000, 2000, 3000]]);
    assert!((found - 24e6).abs() < bound(20_000), "{found}");
}

#[test]
fn a_box_round_the_pole_has_the_area_of_the_plane() {
    let found = area(ABOUT_THE_NORTH_POLE, &[[-2000, -2000, 2000, 2000]]);
    assert!((found - 16e6).abs() < bound(16_000), "{found}");
    let found = area(ABOUT_THE_NORTH_POLE, &[[-2000, -2000, 2000, 2000], [-500, -700, 500, 700]]);
    assert!((found - 14.6e6).abs() < bound(20_800), "{found}");
}

/// The pole lies on an edge, and on a corner.
#[test]
fn a_box_that_ends_at_the_pole_has_the_area_of_the_plane() {
    for (ring, expected) in
        [([-2000, 0, 2000, 1000], 4e6), ([-2000, -1000, 2000, 0], 4e6), ([-1000, 0, 0, 1000], 1e6), ([0, -1000, 1000, 0], 1e6)]
    {
        let found = area(ABOUT_THE_NORTH_POLE, &[ring]);
        assert!((found - expected).abs() < bound(10_000), "{ring:?}: {found}");
    }
}

/// In this plane the antimeridian runs from the pole along x = 0 to where y is positive.
#[test]
fn boxes_over_and_at_the_antimeridian_have_the_area_of_the_plane() {
    let found = area(ABOUT_THE_NORTH_POLE, &[[-500, 1000, 700, 2000]]);
    assert!((found - 1.2e6).abs() < bound(4400), "{found}");
    let found = area(ABOUT_THE_NORTH_POLE, &[[0, 1000, 700, 2000]]);
    assert!((found - 0.7e6).abs() < bound(3400), "{found}");
}

/// The antimeridian lies 17 367.530 445 161 4 km from the middle of the plane, to the east and to the west.
#[test]
fn a_belt_round_the_earth_in_one_edge_is_whole() {
    let edge = 17_367_530.445_161_4;
    let belt = format!("POLYGON ((-{edge} 0, {edge} 0, {edge} 1000000, -{edge} 1000000, -{edge} 0))");
    let set = read(CYLINDRICAL, &[&belt]);
    let found = areas(&set.value)[0];
    assert!((found - 2.0 * edge).abs() < bound(71_470), "{found}");
    assert!(set.warnings.is_empty(), "{:?}", set.warnings);
}

/// The area of a box in a plane by the areal scale of its projection, in cells of 100 km.
fn area_by_scale(epsg: u32, [west, south, east, north]: [i32; 4]) -> f64 {
    let (projection, _) = plane_of_text(&SpatialRef::from_epsg(epsg).unwrap().to_wkt().unwrap()).unwrap();
    let axis = |start: i32, end: i32| {
        let cells = usize::try_from((end - start) / 100).unwrap();
        Axis::uniform(f64::from(start) * 1e3, f64::from(end) * 1e3, cells).unwrap()
    };
    Grid::projected(projection, axis(south, north), axis(west, east)).unwrap().area(Earth::Wgs84).as_m2() / 1e6
}

#[test]
fn a_box_in_any_plane_has_the_area_by_its_scale() {
    for (epsg, ring, expected) in
        [(SOUTH_POLE_STEREOGRAPHIC, [-2000, -2000, 2000, 2000], 16_346_680.0), (UTM, [400, 4000, 600, 6000], 400_287.0)]
    {
        let (found, by_scale) = (area(epsg, &[ring]), area_by_scale(epsg, ring));
        assert!((found - by_scale).abs() < bound(16_000), "{epsg}: {found} {by_scale}");
        assert!((found - expected).abs() < 1.0, "{epsg}: {found}");
    }
}

#[test]
fn neighbours_share_their_edge_to_the_last_bit() {
    let set = read(EUROPE, &[&polygon(&[[2500, 1500, 4000, 4500]]), &polygon(&[[4000, 1500, 5500, 4500]])]).value;
    let outlines = set.outlines().unwrap();
    let [west, east] = [0, 1].map(|region| outlines[region].polygons[0].exterior.0.iter().map(|point| point.map(f64::to_bits)));
    let east: Vec<_> = east.collect();
    let shared: Vec<usize> = west.enumerate().filter(|(_, point)| east.contains(point)).map(|(position, _)| position).collect();
    // One after the other on the ring, so that no point of one lies between two that both have.
    assert!(shared.len() > 1000 && shared.windows(2).all(|pair| pair[1] == pair[0] + 1), "{}", shared.len());
    let whole = area(EUROPE, &[[2500, 1500, 5500, 4500]]);
    assert!((areas(&set).iter().sum::<f64>() - whole).abs() < 1e-6, "{whole}");
}
