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
