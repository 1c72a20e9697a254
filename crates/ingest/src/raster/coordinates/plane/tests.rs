use super::super::{StatedAxes, layout};
use crate::raster::fixture::Fixture;
use crate::raster::{self, RasterError};
use fluxledger_core::Warned;
use fluxledger_core::projection::Method;
use netcdf_writer::NcAttrValue;
use std::path::Path;

const X: &[(&str, &str)] = &[("standard_name", "projection_x_coordinate"), ("units", "km")];
const Y: &[(&str, &str)] = &[("standard_name", "projection_y_coordinate"), ("units", "km")];

/// Two rows and three columns of 10 km in Albers' projection, the southern row first.
fn albers(x: &[(&str, &str)], flux: &[(&str, &str)]) -> Fixture {
    let numbers = |values: &[f64]| NcAttrValue::Doubles(values.to_vec());
    let mapping = [
        ("grid_mapping_name", NcAttrValue::Chars("albers_conical_equal_area".to_owned())),
        ("standard_parallel", numbers(&[29.5, 45.5])),
        ("latitude_of_projection_origin", numbers(&[23.0])),
        ("longitude_of_central_meridian", numbers(&[-96.0])),
        ("false_easting", numbers(&[100.0])),
        ("semi_major_axis", numbers(&[6_378_137.0])),
        ("inverse_flattening", numbers(&[298.257_222_101])),
    ];
    Fixture::new()
        .dimension("y", 2)
        .dimension("x", 3)
        .variable("x", &["x"], &[105.0f64, 115.0, 125.0], x)
        .variable("y", &["y"], &[1005.0f64, 1015.0], Y)
        .variable_with::<i32>("albers", &[], &[0], &mapping)
        .variable("flux", &["y", "x"], &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], flux)
}

fn read(path: &Path) -> Result<Warned<super::Layout>, RasterError> {
    let file = raster::open(path).unwrap();
    layout(file.as_ref(), file.variable("flux").unwrap(), &StatedAxes::default())
}

fn read_fixture(fixture: &Fixture) -> Result<Warned<super::Layout>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture.classic(folder.path(), "plane.nc");
    read(&path).map_err(|error| error.to_string().replace(&folder.path().display().to_string(), ""))
}

#[test]
fn kilometres_of_a_named_projection_are_metres_of_a_grid() {
    let found = read_fixture(&albers(X, &[("grid_mapping", "albers")])).unwrap();
    assert!(found.warnings.is_empty());
    let grid = &found.value.grid;
    assert_eq!(grid.row_axis().edges(), [1_020_000.0, 1_010_000.0, 1_000_000.0]);
    assert_eq!(grid.column_axis().edges(), [100_000.0, 110_000.0, 120_000.0, 130_000.0]);
    assert!(matches!(grid.projection().unwrap().method(), Method::AlbersEqualArea { .. }));
    // The false easting of 100 km puts the central meridian on the western side.
    let [west, _] = grid.projection().unwrap().inverse([100_000.0, 1_000_000.0]).unwrap();
    assert!((west + 96.0).abs() < 1e-12);
    assert!(found.value.stored_order().starts_with("rows from south to north"));
}

#[test]
fn the_extended_form_names_the_projection_before_a_colon() {
    let plain = read_fixture(&albers(X, &[("grid_mapping", "albers")])).unwrap().value.grid;
    assert_eq!(read_fixture(&albers(X, &[("grid_mapping", "albers: x y")])).unwrap().value.grid, plain);
}

#[test]
fn the_only_projection_of_a_file_is_taken_with_a_warning() {
    let found = read_fixture(&albers(X, &[])).unwrap();
    assert_eq!(found.warnings[0].message, "variable `flux` names no grid mapping; `albers` was taken, the only one in the file");
}

#[test]
fn a_projection_that_is_not_there_is_an_error() {
    insta::assert_snapshot!(read_fixture(&albers(X, &[("grid_mapping", "crs")])).unwrap_err(), @"`/plane.nc`, `crs`: variable `flux` names it, but it is not in the file");
}

#[test]
fn degrees_named_x_are_no_metres() {
    let in_degrees = [("standard_name", "projection_x_coordinate"), ("units", "degrees")];
    let refused = read_fixture(&albers(&in_degrees, &[("grid_mapping", "albers")])).unwrap_err();
    assert!(refused.contains("latitude") || refused.contains("longitude"), "{refused}");
}

/// The same plane as `albers` with well-known text in the place of CF's attributes, but for the false easting.
#[test]
fn a_grid_mapping_of_well_known_text_alone_is_understood() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/projections/5070.wkt2")).unwrap();
    let of = |name: &str, text: &str| {
        let fixture = Fixture::new()
            .dimension("y", 2)
            .dimension("x", 3)
            .variable("x", &["x"], &[105.0f64, 115.0, 125.0], X)
            .variable("y", &["y"], &[1005.0f64, 1015.0], Y)
            .variable_with::<i32>("crs", &[], &[0], &[(name, NcAttrValue::Chars(text.to_owned()))])
            .variable("flux", &["y", "x"], &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], &[("grid_mapping", "crs")]);
        read_fixture(&fixture)
    };
    for name in ["crs_wkt", "spatial_ref"] {
        let grid = of(name, &text).unwrap().value.grid;
        let [west, _] = grid.projection().unwrap().inverse([0.0, 1_000_000.0]).unwrap();
        assert!((west + 96.0).abs() < 1e-12 && matches!(grid.projection().unwrap().method(), Method::AlbersEqualArea { .. }));
    }
    insta::assert_snapshot!(of("proj4", "+proj=aea").unwrap_err(), @"`/plane.nc`, `crs`: states neither `grid_mapping_name` nor `crs_wkt` nor `spatial_ref`");
    insta::assert_snapshot!(of("crs_wkt", &text.replace("Albers Equal Area", "Krovak")).unwrap_err(), @"`/plane.nc`, `crs`: `Krovak` is not known here");
}

/// As WRF writes them: latitudes and longitudes of all cells, and no coordinate in metres.
#[test]
fn coordinates_cell_by_cell_alone_are_refused_by_name() {
    let fixture = Fixture::new()
        .dimension("south_north", 2)
        .dimension("west_east", 2)
        .variable("XLAT", &["south_north", "west_east"], &[40.0f32, 40.0, 40.1, 40.1], &[("units", "degree_north")])
        .variable("XLONG", &["south_north", "west_east"], &[-97.0f32, -96.9, -97.0, -96.9], &[("units", "degree_east")])
        .variable("flux", &["south_north", "west_east"], &[1.0f32, 2.0, 3.0, 4.0], &[]);
    insta::assert_snapshot!(read_fixture(&fixture).unwrap_err(), @"`/plane.nc`, `flux`: `XLAT` lists a coordinate cell by cell, and the file has neither eastings and northings in metres nor their projection");
}

/// Two rows and three columns about 5° and 15° north, 5°, 15° and 25° east, whose coordinates have some names and attributes.
fn on_earth(names: [&str; 2], attributes: [&[(&str, &str)]; 2], flux: &[(&str, &str)]) -> Fixture {
    let [y, x] = names;
    Fixture::new()
        .dimension(y, 2)
        .dimension(x, 3)
        .variable(y, &[y], &[5.0f64, 15.0], attributes[0])
        .variable(x, &[x], &[5.0f64, 15.0, 25.0], attributes[1])
        .variable("flux", &[y, x], &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], flux)
}

const NORTH: &[(&str, &str)] = &[("units", "degrees_north")];
const EAST: &[(&str, &str)] = &[("units", "degrees_east")];

#[test]
fn coordinates_of_other_units_are_no_degrees() {
    let refused = |names, attributes| read_fixture(&on_earth(names, attributes, &[])).unwrap_err();
    insta::assert_snapshot!(refused(["y", "x"], [&[], &[]]), @"`/plane.nc`, coordinate `y`: expected degrees east or north, metres or kilometres as its unit, found none, as where cells are counted; if it is in degrees, give it the attribute `units`");
    insta::assert_snapshot!(refused(["lat", "lon"], [NORTH, &[("units", "degrees_west")]]), @"`/plane.nc`, coordinate `lon`: expected degrees east or north, metres or kilometres as its unit, found `degrees_west`");
    insta::assert_snapshot!(refused(["lat", "lon"], [&[("units", "radian"), ("standard_name", "latitude")], EAST]), @"`/plane.nc`, coordinate `lat`: expected degrees east or north, metres or kilometres as its unit, found `radian`");
    insta::assert_snapshot!(refused(["y", "x"], [&[("units", "ft")], &[("units", "ft")]]), @"`/plane.nc`, coordinate `y`: expected degrees east or north, metres or kilometres as its unit, found `ft`");
    assert!(read_fixture(&on_earth(["y", "x"], [&[("units", "degrees")], &[("units", "degrees")]], &[])).is_ok());
    assert!(read_fixture(&on_earth(["latitude", "longitude"], [&[], &[]], &[])).is_ok());
    for (north, east) in [
        ("degrees north", "Degrees East"),
        ("degree (N)", "degree (E)"),
        ("deg_north", "degE"),
        ("°N", "°"),
        ("degrees_lat", "degrees_lon"),
    ] {
        assert!(read_fixture(&on_earth(["lat", "lon"], [&[("units", north)], &[("units", east)]], &[])).is_ok(), "{north}, {east}");
    }
    // As CDO writes degrees beside a grid mapping, and as names of long standing say it.
    let of_cdo = |name, unit| [("standard_name", name), ("units", unit)];
    let [y, x] = [of_cdo("projection_y_coordinate", "degrees_north"), of_cdo("projection_x_coordinate", "degrees_east")];
    assert!(read_fixture(&on_earth(["y", "x"], [&y, &x], &[])).is_ok());
    assert!(read_fixture(&on_earth(["y", "x"], [&[("long_name", "latitude")], &[("long_name", "longitude")]], &[])).is_ok());
}

#[test]
fn a_grid_mapping_that_says_otherwise_is_believed() {
    let with = |mapping: &[(&str, NcAttrValue)], names, attributes| {
        let fixture = on_earth(names, attributes, &[("grid_mapping", "crs")]).variable_with::<i32>("crs", &[], &[0], mapping);
        read_fixture(&fixture).map(|found| found.value)
    };
    let text = |text: &str| NcAttrValue::Chars(text.to_owned());
    let degrees = ["lat", "lon"];
    let rotated = [("grid_mapping_name", text("rotated_latitude_longitude"))];
    insta::assert_snapshot!(with(&rotated, degrees, [NORTH, EAST]).unwrap_err(), @"`/plane.nc`, `crs`: is `rotated_latitude_longitude`, but the coordinates of variable `flux` pass for latitude and longitude; if the mapping is left over, take its attribute `grid_mapping` out");
    assert!(with(&[("grid_mapping_name", text("latlon"))], degrees, [NORTH, EAST]).is_ok());
    let paris = [("grid_mapping_name", text("latitude_longitude")), ("longitude_of_prime_meridian", NcAttrValue::Doubles(vec![2.5]))];
    assert!(with(&paris, degrees, [NORTH, EAST]).unwrap_err().contains("prime meridian 2.5"));
    let well_known = |text: &str| [("crs_wkt", NcAttrValue::Chars(text.to_owned()))];
    let wgs84 = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#;
    assert!(with(&well_known(wgs84), degrees, [NORTH, EAST]).is_ok());
    // Without a unit the mapping says what they are.
    assert!(with(&well_known(wgs84), ["y", "x"], [&[], &[]]).is_ok());
    let unnamed = on_earth(["y", "x"], [&[], &[("units", "")]], &[]).variable_with::<i32>("crs", &[], &[0], &well_known(wgs84));
    assert!(read_fixture(&unnamed).is_ok(), "the only mapping of the file");
    assert!(with(&well_known(&wgs84.replace("0.0174532925199433", "0.0174533")), degrees, [NORTH, EAST]).is_ok());
    let grads = wgs84.replace("0.0174532925199433", "0.015707963267949");
    assert!(with(&well_known(&grads), degrees, [NORTH, EAST]).unwrap_err().contains("counts angles in units of 0.9"));
    assert!(with(&well_known("EPSG:4326"), degrees, [NORTH, EAST]).is_ok());
}

#[test]
fn coordinates_of_each_cell_are_believed_before_those_of_rows_and_columns() {
    let listed = |longitudes: &[f64]| {
        let fixture = on_earth(["lat", "lon"], [NORTH, EAST], &[])
            .variable(
                "where_north",
                &["lat", "lon"],
                &[5.0f64, 5.0, 5.0, 15.0, 15.0, 15.0],
                &[("standard_name", "latitude"), ("units", "degrees_north")],
            )
            .variable("where_east", &["lat", "lon"], longitudes, &[("standard_name", "longitude"), ("units", "degrees_east")]);
        read_fixture(&fixture).map(|found| found.warnings)
    };
    assert_eq!(listed(&[5.0, 15.0, 25.0, 365.0, 15.0, -335.0]), Ok(vec![]));
    insta::assert_snapshot!(listed(&[5.0, 15.0, 25.0, 5.5, 15.5, 25.5]).unwrap_err(), @"`/plane.nc`, coordinate `lon`: has 5 for a cell that `where_east` places at 5.5, so that it is no longitude");
}

#[test]
fn latitude_and_longitude_along_one_dimension_are_no_rows_and_columns() {
    let fixture = Fixture::new()
        .dimension("cell", 3)
        .variable("lat", &["cell"], &[5.0f64, 15.0, 25.0], NORTH)
        .variable("lon", &["cell"], &[5.0f64, 15.0, 25.0], EAST)
        .variable("flux", &["cell"], &[1.0f32, 2.0, 3.0], &[]);
    insta::assert_snapshot!(read_fixture(&fixture).unwrap_err(), @"`/plane.nc`, coordinate `cell`: latitude and longitude both run along it, expected rows and columns");
}

/// Cells are counted by `x` and `y`, and their places are the coordinates `lat` and `lon` along the same dimensions.
#[test]
fn coordinates_in_degrees_go_before_those_that_count_cells() {
    let fixture = Fixture::new()
        .dimension("y", 2)
        .dimension("x", 3)
        .variable("y", &["y"], &[0i32, 1], &[])
        .variable("x", &["x"], &[0i32, 1, 2], &[])
        .variable("lat", &["y"], &[5.0f64, 15.0], NORTH)
        .variable("lon", &["x"], &[105.0f64, 115.0, 125.0], EAST)
        .variable("flux", &["y", "x"], &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], &[("grid_mapping", "crs")])
        .variable_with::<i32>("crs", &[], &[0], &[("grid_mapping_name", NcAttrValue::Chars("latitude_longitude".to_owned()))]);
    assert_eq!(read_fixture(&fixture).unwrap().value.grid.column_axis().edges(), [100.0, 110.0, 120.0, 130.0]);
}

/// Two rows and three columns without a unit beside well-known text, as rioxarray writes them.
fn bare(x: [f64; 3], mapping: &[(&str, &str)]) -> Result<Warned<super::Layout>, String> {
    let mapping: Vec<_> = mapping.iter().map(|&(name, text)| (name, NcAttrValue::Chars(text.to_owned()))).collect();
    let fixture = Fixture::new()
        .dimension("y", 2)
        .dimension("x", 3)
        .variable("x", &["x"], &x, &[])
        .variable("y", &["y"], &[1_015_000.0f64, 1_005_000.0], &[])
        .variable_with::<i32>("spatial_ref", &[], &[0], &mapping)
        .variable("flux", &["y", "x"], &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], &[("grid_mapping", "spatial_ref")]);
    read_fixture(&fixture)
}

#[test]
fn coordinates_without_a_unit_have_that_of_the_plane_in_the_grid_mapping() {
    const ALBERS: &str = include_str!("../../../../../../tests/fixtures/projections/5070.wkt2");
    let mapping = [("crs_wkt", ALBERS), ("spatial_ref", ALBERS)];
    let found = bare([5000.0, 15_000.0, 25_000.0], &mapping).unwrap();
    assert_eq!(found.value.grid.column_axis().edges(), [0.0, 10_000.0, 20_000.0, 30_000.0]);
    assert_eq!(found.warnings[0].message, "no unit is stated of `x` and `y`; that of the plane in the grid mapping was taken");
    insta::assert_snapshot!(bare([0.0, 1.0, 2.0], &mapping).unwrap_err(), @"`/plane.nc`, coordinate `x`: has no unit and runs on by 1, as numbers of cells do, expected metres or kilometres");
    insta::assert_snapshot!(bare([5000.0, 15_000.0, 25_000.0], &[("grid_mapping_name", "albers_conical_equal_area")]).unwrap_err(), @"`/plane.nc`, coordinate `y`: expected degrees east or north, metres or kilometres as its unit, found none, as where cells are counted; if it is in degrees, give it the attribute `units`");
}
