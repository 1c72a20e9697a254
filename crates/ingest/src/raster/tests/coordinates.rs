use super::{folder, message};
use crate::raster::coordinates::{Layout, StatedAxes, layout};
use crate::raster::fixture::Fixture;
use crate::raster::*;
use fluxledger_core::BlockValues;
use ndarray::array;

fn layout_of(path: &Path, variable: &str) -> Result<Layout, RasterError> {
    let file = open(path)?;
    let variable = file.variable(variable)?;
    layout(file.as_ref(), variable, &StatedAxes::default()).map(|warned| warned.value)
}

/// Bounds from one centre to the next are half a cell off, and a coordinate of southern edges is no coordinate of centres.
#[test]
fn centres_given_as_edges_are_refused() {
    let folder = folder();
    let with_bounds = |bounds: &[f64]| {
        Fixture::new().small_grid().dimension("pair", 2).variable("lat_bnds", &["lat", "pair"], bounds, &[]).variable(
            "flux",
            &["lat", "lon"],
            &[0.0; 8],
            &[],
        )
    };
    let path = with_bounds(&[5.0, 15.0, 15.0, 25.0]).classic(folder.path(), "centres.nc");
    insta::assert_snapshot!(message(layout_of(&path, "flux"), &folder), @"
    `centres.nc`, bounds `lat_bnds`: the centre 5 of cell 0 does not lie inside its bounds 5 and 15
    hint: the bounds may be centres, or the coordinate edges; correct the one that is wrong, or take the bounds out of the file
    ");
    let path = with_bounds(&[20.0, 30.0, 30.0, 40.0]).classic(folder.path(), "elsewhere.nc");
    assert!(matches!(layout_of(&path, "flux"), Err(RasterError::CentreNotInside { position: 0, .. })));
    let path = with_bounds(&[0.0, 10.0, 10.0, 20.0]).classic(folder.path(), "right.nc");
    assert!(layout_of(&path, "flux").is_ok());
}

#[test]
fn rows_run_south_whatever_the_order_of_dimensions() {
    let folder = folder();
    let numbers: Vec<f64> = (0..8).map(f64::from).collect();
    let transposed = [0.0, 4.0, 1.0, 5.0, 2.0, 6.0, 3.0, 7.0];
    let fixture = Fixture::new()
        .small_grid()
        .dimension("time", 1)
        .variable("first", &["time", "lat", "lon"], &numbers, &[])
        .variable("middle", &["lat", "time", "lon"], &numbers, &[])
        .variable("last", &["lat", "lon", "time"], &numbers, &[])
        .variable("swapped", &["lon", "lat"], &transposed, &[]);
    let path = fixture.netcdf4(folder.path(), "orders.nc");
    let file = open(&path).unwrap();
    for name in ["first", "middle", "last", "swapped"] {
        let variable = file.variable(name).unwrap();
        let at: Vec<Option<usize>> = variable.dimensions.iter().map(|dimension| (dimension.name == "time").then_some(0)).collect();
        let values = layout_of(&path, name).unwrap().read(file.as_ref(), name, &at).unwrap();
        assert_eq!(values, array![[4.0, 5.0, 6.0, 7.0], [0.0, 1.0, 2.0, 3.0]], "{name}");
        let southern = layout_of(&path, name).unwrap().read_rows(file.as_ref(), variable, &[&at], 1..2).unwrap();
        let BlockValues::Double(southern) = southern else { panic!("numbers in double precision stay in it") };
        assert_eq!(southern, array![[[0.0, 1.0, 2.0, 3.0]]], "{name}");
    }
}

#[test]
fn falling_latitudes_and_longitudes_up_to_360_are_understood() {
    let folder = folder();
    let fixture = Fixture::new()
        .dimension("LAT", 2)
        .dimension("LON", 4)
        .variable("LAT", &["LAT"], &[45.0, -45.0], &[])
        .variable("LON", &["LON"], &[45.0, 135.0, 225.0, 315.0], &[])
        .variable("flux", &["LAT", "LON"], &(0..8).map(f64::from).collect::<Vec<_>>(), &[]);
    let path = fixture.classic(folder.path(), "global.nc");
    let layout = layout_of(&path, "flux").unwrap();
    assert_eq!(layout.grid.latitudes().edges(), [90.0, 0.0, -90.0]);
    assert_eq!(layout.grid.longitudes().edges(), [0.0, 90.0, 180.0, 270.0, 360.0]);
    assert_eq!(layout.read(open(&path).unwrap().as_ref(), "flux", &[None, None]).unwrap()[[0, 3]], 3.0);
}

#[test]
fn single_precision_coordinates_stand_for_their_decimals() {
    let folder = folder();
    let latitudes: Vec<f32> = (0..350).map(|row| (2005 + 10 * row) as f32 / 100.0).collect();
    let longitudes: Vec<f32> = (0..700).map(|column| (-12995 + 10 * column) as f32 / 100.0).collect();
    let fixture = Fixture::new()
        .dimension("lat", 350)
        .dimension("lon", 700)
        .variable("lat", &["lat"], &latitudes, &[])
        .variable("lon", &["lon"], &longitudes, &[])
        .variable("flux", &["lat", "lon"], &vec![0.0f32; 350 * 700], &[]);
    let grid = layout_of(&fixture.netcdf4(folder.path(), "decimals.nc"), "flux").unwrap().grid;
    assert_eq!((grid.latitudes().first(), grid.latitudes().last()), (55.0, 20.0));
    assert_eq!((grid.longitudes().first(), grid.longitudes().last()), (-130.0, -60.0));
    assert!(grid.longitudes().is_uniform());
}

#[test]
fn a_global_grid_of_tenths_spans_exactly_one_turn() {
    let folder = folder();
    let longitudes: Vec<f32> = (0..3600).map(|column| -179.95f32 + 0.1 * column as f32).collect();
    let latitudes: Vec<f32> = (0..1800).map(|row| -89.95f32 + 0.1 * row as f32).collect();
    let fixture = Fixture::new()
        .dimension("lat", 1800)
        .dimension("lon", 3600)
        .variable("lat", &["lat"], &latitudes, &[])
        .variable("lon", &["lon"], &longitudes, &[])
        .variable("flux", &["lon", "lat"], &vec![0i8; 1800 * 3600], &[]);
    let grid = layout_of(&fixture.netcdf4(folder.path(), "tenths.nc"), "flux").unwrap().grid;
    assert_eq!((grid.longitudes().first(), grid.longitudes().last()), (-180.0, 180.0));
    assert_eq!((grid.latitudes().first(), grid.latitudes().last()), (90.0, -90.0));
}

#[test]
fn unequal_cells_need_bounds() {
    let folder = folder();
    let fixture = Fixture::new()
        .dimension("lat", 3)
        .dimension("lon", 2)
        .dimension("pair", 2)
        .variable("lat", &["lat"], &[0.0, 10.0, 30.0], &[])
        .variable("lon", &["lon"], &[0.0, 10.0], &[])
        .variable("flux", &["lat", "lon"], &[0.0; 6], &[]);
    let path = fixture.classic(folder.path(), "unequal.nc");
    insta::assert_snapshot!(message(layout_of(&path, "flux"), &folder), @"
    `unequal.nc`, coordinate `lat`: cells are not equal, expected 15 at position 1, found 10, and there are no bounds
    hint: add the edges of the cells to the file as CF bounds (attribute `bounds` of `lat`)
    ");
    let bounded = fixture.variable("lat_bnds", &["lat", "pair"], &[-5.0, 5.0, 5.0, 15.0, 15.0, 45.0], &[]);
    let grid = layout_of(&bounded.classic(folder.path(), "bounded.nc"), "flux").unwrap().grid;
    assert_eq!(grid.latitudes().edges(), [45.0, 15.0, 5.0, -5.0]);
}

#[test]
fn bounds_that_do_not_meet_are_named() {
    let folder = folder();
    let fixture = Fixture::new()
        .small_grid()
        .dimension("pair", 2)
        .variable("lat_bnds", &["lat", "pair"], &[0.0, 10.0, 12.0, 18.0], &[])
        .variable("flux", &["lat", "lon"], &[0.0; 8], &[]);
    let path = fixture.classic(folder.path(), "gap.nc");
    insta::assert_snapshot!(message(layout_of(&path, "flux"), &folder), @"
    `gap.nc`, bounds `lat_bnds`: cell 0 ends at 10, but cell 1 begins at 12
    hint: the file may be a subsample; use the complete file
    ");
}

#[test]
fn a_variable_without_coordinates_is_named_with_the_way_out() {
    let folder = folder();
    let fixture = Fixture::new().dimension("dimy", 2).dimension("dimx", 2).variable("flux", &["dimy", "dimx"], &[0.0; 4], &[]);
    let path = fixture.classic(folder.path(), "bare.nc");
    insta::assert_snapshot!(message(layout_of(&path, "flux"), &folder), @"
    `bare.nc`, variable `flux`: no latitude coordinate along its dimensions `dimy`, `dimx`
    hint: state the edges of the latitude axis under `[grid]` in a product profile of your own
    ");
}

#[test]
fn polar_half_cells_are_cut_at_the_pole_with_a_warning() {
    let folder = folder();
    let fixture = Fixture::new()
        .dimension("lat", 3)
        .dimension("lon", 4)
        .variable("lat", &["lat"], &[-90.0, 0.0, 90.0], &[])
        .variable("lon", &["lon"], &[0.0, 90.0, 180.0, 270.0], &[])
        .variable("flux", &["lat", "lon"], &[0.0; 12], &[]);
    let file = open(&fixture.classic(folder.path(), "poles.nc")).unwrap();
    let warned = layout(file.as_ref(), file.variable("flux").unwrap(), &StatedAxes::default()).unwrap();
    assert_eq!(warned.value.grid.latitudes().edges(), [90.0, 45.0, -45.0, -90.0]);
    assert_eq!(warned.warnings[0].message, "the outermost row reaches 45 degrees beyond a pole and was cut there");
}

#[test]
fn longitudes_may_run_west_or_jump_over_the_antimeridian() {
    let folder = folder();
    let edges_and_row = |longitudes: [f64; 4]| {
        let fixture = Fixture::new()
            .dimension("lat", 2)
            .dimension("lon", 4)
            .variable("lat", &["lat"], &[1.0, 0.0], &[])
            .variable("lon", &["lon"], &longitudes, &[])
            .variable("flux", &["lat", "lon"], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], &[]);
        let path = fixture.classic(folder.path(), "longitudes.nc");
        let layout = layout_of(&path, "flux").unwrap();
        let values = layout.read(open(&path).unwrap().as_ref(), "flux", &[None, None]).unwrap();
        (layout.grid.longitudes().edges().to_vec(), values.row(0).to_vec())
    };
    assert_eq!(edges_and_row([40.0, 30.0, 20.0, 10.0]), (vec![5.0, 15.0, 25.0, 35.0, 45.0], vec![4.0, 3.0, 2.0, 1.0]));
    assert_eq!(edges_and_row([175.0, -175.0, -165.0, -155.0]), (vec![170.0, 180.0, 190.0, 200.0, 210.0], vec![1.0, 2.0, 3.0, 4.0]));
}
