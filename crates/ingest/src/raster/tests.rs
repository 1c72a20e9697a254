use super::coordinates::{Layout, StatedAxes, layout};
use super::fixture::Fixture;
use super::time::{Label, Labelling, Months, Periods, Reading, Step, periods};
use super::*;
use fluxledger_core::BlockValues;
use ndarray::array;
use netcdf_writer::{NcAttrValue, NcWriteFormat};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// An error without the folder of the test.
fn message<T>(result: Result<T, RasterError>, folder: &tempfile::TempDir) -> String {
    let error = result.err().expect("an error");
    let hint = error.hint().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{error}{hint}").replace(&format!("{}/", folder.path().display()), "")
}

fn layout_of(path: &Path, variable: &str) -> Result<Layout, RasterError> {
    let file = open(path)?;
    let variable = file.variable(variable)?;
    layout(file.as_ref(), variable, &StatedAxes::default()).map(|warned| warned.value)
}

#[test]
fn packed_integers_are_unpacked_and_fill_becomes_nan_in_every_format() {
    let folder = folder();
    let attributes = [
        ("_FillValue", NcAttrValue::Shorts(vec![-1])),
        ("missing_value", NcAttrValue::Shorts(vec![-2])),
        ("valid_range", NcAttrValue::Shorts(vec![0, 100])),
        ("scale_factor", NcAttrValue::Doubles(vec![0.5])),
        ("add_offset", NcAttrValue::Doubles(vec![10.0])),
    ];
    let fixture = Fixture::new().dimension("n", 5).variable_with("flux", &["n"], &[4i16, -1, -2, 101, 0], &attributes);
    for format in [NcWriteFormat::Classic, NcWriteFormat::Offset64, NcWriteFormat::Cdf5, NcWriteFormat::Nc4] {
        let file = open(&fixture.write(folder.path(), "packed.nc", format)).unwrap();
        let values = file.read_whole("flux").unwrap();
        assert_eq!(values[[0]], 12.0);
        assert_eq!(values[[4]], 10.0);
        assert_eq!(values.iter().filter(|value| value.is_nan()).count(), 3);
    }
}

#[test]
fn limits_in_text_are_taken_as_numbers_or_named() {
    let folder = folder();
    let values = |name: &str, text: &str| {
        let fixture = Fixture::new().small_grid().variable(
            "flux",
            &["lat", "lon"],
            &[1.0f32, 5.0, 9.0, 5.0, 5.0, 5.0, 5.0, 5.0],
            &[("valid_max", text)],
        );
        let file = open(&fixture.classic(folder.path(), name)).unwrap();
        let warnings = gridded_variables(file.as_ref(), None).unwrap().warnings;
        let valid = file.read_whole("flux").unwrap().iter().filter(|value| !value.is_nan()).count();
        (valid, warnings.iter().map(|warning| warning.message.clone()).collect::<Vec<_>>())
    };
    assert_eq!(values("number.nc", "5"), (7, vec![]));
    assert_eq!(
        values("word.nc", "five"),
        (8, vec!["expected a number as `valid_max`, found the text `five`, by which no value is missing".to_owned()])
    );
}

/// 65535 is what a library leaves in places of unsigned numbers, and −1 of numbers with a sign that are said to have none.
#[test]
fn fills_of_the_other_sign_are_values() {
    let folder = folder();
    let fixture = Fixture::new().dimension("n", 3).variable("flux", &["n"], &[-1i16, -32_767, 7], &[("_Unsigned", "true")]);
    let values = open(&fixture.classic(folder.path(), "short.nc")).unwrap().read_whole("flux").unwrap();
    assert_eq!((values[[0]], values[[2]]), (65_535.0, 7.0));
    assert!(values[[1]].is_nan());
}

/// Stored 0 to 200 are −1 to 1 in steps of 0.01; a range of −0.5 to 0.5 means stored 50 to 150 if it is as wide as the factor, and nothing stored if not.
#[test]
fn a_valid_range_as_wide_as_the_factor_is_one_of_values() {
    let folder = folder();
    let valid = |range: NcAttrValue| {
        let attributes =
            [("valid_range", range), ("scale_factor", NcAttrValue::Floats(vec![0.01])), ("add_offset", NcAttrValue::Floats(vec![-1.0]))];
        let fixture = Fixture::new().dimension("n", 6).variable_with("flux", &["n"], &[0i16, 49, 50, 150, 151, 200], &attributes);
        let values = open(&fixture.netcdf4(folder.path(), "range.nc")).unwrap().read_whole("flux").unwrap();
        values.iter().map(|value| !value.is_nan()).collect::<Vec<_>>()
    };
    assert_eq!(valid(NcAttrValue::Floats(vec![-0.5, 0.5])), [false, false, true, true, false, false]);
    assert_eq!(valid(NcAttrValue::Shorts(vec![49, 151])), [false, true, true, true, true, false]);
    assert_eq!(valid(NcAttrValue::Doubles(vec![49.0, 151.0])), [false, true, true, true, true, false]);
}

#[test]
fn a_single_precision_fill_value_is_compared_in_single_precision() {
    let folder = folder();
    let attributes = [("missing_value", NcAttrValue::Doubles(vec![1e20]))];
    let fixture = Fixture::new().dimension("n", 3).variable_with("flux", &["n"], &[1e20f32, 2.0, 9.969_21e36], &attributes);
    let values = open(&fixture.netcdf4(folder.path(), "fill.nc")).unwrap().read_whole("flux").unwrap();
    assert!(values[[0]].is_nan(), "1e20 in single precision is another number than in double");
    assert_eq!(values[[1]], 2.0);
    assert!(values[[2]].is_nan(), "a place that nobody wrote is missing");
}

/// A fill value beside another missing value, the fill that a library leaves, no number, and both infinities; and a packed −499 that becomes
/// the fill value only by its scale, −499 · 2 − 1 = −999, and stays a value.
#[test]
fn every_kind_of_missing_value_is_missing_and_nothing_else() {
    let folder = folder();
    let named = [("_FillValue", NcAttrValue::Floats(vec![-999.0])), ("missing_value", NcAttrValue::Floats(vec![-1.0, -2.0]))];
    let stored = [-999f32, -1.0, -2.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, 7.0];
    let packed = [
        ("_FillValue", NcAttrValue::Shorts(vec![-999])),
        ("scale_factor", NcAttrValue::Doubles(vec![2.0])),
        ("add_offset", NcAttrValue::Doubles(vec![-1.0])),
    ];
    let fixture = Fixture::new()
        .dimension("n", 8)
        .dimension("m", 3)
        .variable_with("flux", &["n"], &stored, &named)
        .variable("unwritten", &["m"], &[9.969_209_968_386_869e36f64, 1e308, -1e308], &[("scale_factor_of", "none")])
        .variable_with("packed", &["m"], &[-499i16, -999, 4], &packed)
        .variable_with("overflowing", &["m"], &[1e308, 1.0, -1e308], &[("scale_factor", NcAttrValue::Doubles(vec![10.0]))]);
    let file = open(&fixture.netcdf4(folder.path(), "missing.nc")).unwrap();
    let values = |name: &str| file.read_whole(name).unwrap().iter().map(|value| value.is_finite().then_some(*value)).collect::<Vec<_>>();
    assert_eq!(values("flux"), [None, None, None, None, None, None, Some(0.0), Some(7.0)]);
    assert_eq!(values("unwritten"), [None, Some(1e308), Some(-1e308)]);
    assert_eq!(values("packed"), [Some(-999.0), None, Some(7.0)]);
    assert_eq!(values("overflowing"), [None, Some(10.0), None]);
    assert!(file.read_whole("flux").unwrap().iter().all(|value| !value.is_infinite()), "one missing value, NaN");
}

/// Places of whole numbers that nobody wrote hold NC_FILL_SHORT or NC_FILL_INT, unless the variable names another; a byte may be anything.
#[test]
fn whole_numbers_that_nobody_wrote_are_missing() {
    let folder = folder();
    let scale = [("scale_factor", NcAttrValue::Doubles(vec![0.5]))];
    let named = [("_FillValue", NcAttrValue::Shorts(vec![-1]))];
    let fixture = Fixture::new()
        .dimension("n", 2)
        .variable_with("shorts", &["n"], &[-32_767i16, 4], &scale)
        .variable("integers", &["n"], &[-2_147_483_647i32, 65_535], &[])
        .variable_with("named", &["n"], &[-32_767i16, -1], &named)
        .variable("bytes", &["n"], &[-127i8, -128], &[]);
    for path in [fixture.netcdf4(folder.path(), "unwritten.nc"), fixture.classic(folder.path(), "classic.nc")] {
        let file = open(&path).unwrap();
        let values =
            |name: &str| file.read_whole(name).unwrap().iter().map(|value| value.is_finite().then_some(*value)).collect::<Vec<_>>();
        assert_eq!(values("shorts"), [None, Some(2.0)]);
        assert_eq!(values("integers"), [None, Some(65_535.0)]);
        assert_eq!(values("named"), [Some(-32_767.0), None]);
        assert_eq!(values("bytes"), [Some(-127.0), Some(-128.0)]);
    }
}

/// Missing are −1 and −2 by numbers in text, and the place that nobody wrote where the text is none.
#[test]
fn missing_values_in_text_are_taken_as_numbers_or_named() {
    let folder = folder();
    let stored = [-1f32, -2.0, 9.969_21e36, 4.0];
    let texts = [("missing_value", NcAttrValue::Strings(vec!["-1".to_owned(), "-2.0".to_owned()]))];
    let fixture = Fixture::new()
        .small_grid()
        .dimension("n", 4)
        .variable("one", &["n"], &stored, &[("missing_value", " -1")])
        .variable_with("both", &["n"], &stored, &texts)
        .variable("word", &["n"], &stored, &[("missing_value", "none")])
        .variable("grid", &["lat", "lon"], &[1.0; 8], &[("missing_value", "none")]);
    let file = open(&fixture.netcdf4(folder.path(), "texts.nc")).unwrap();
    let missing = |name: &str| file.read_whole(name).unwrap().iter().map(|value| value.is_nan()).collect::<Vec<_>>();
    assert_eq!(missing("one"), [true, false, true, false]);
    assert_eq!(missing("both"), [true, true, true, false]);
    assert_eq!(missing("word"), [false, false, true, false]);
    let warnings = gridded_variables(file.as_ref(), None).unwrap().warnings;
    let said: Vec<String> =
        warnings.iter().map(|warning| warning.to_string().replace(&format!("{}/", folder.path().display()), "")).collect();
    assert_eq!(
        said,
        ["texts.nc, variable `grid`: expected a number as `missing_value`, found the text `none`, by which no value is missing"]
    );
}

/// Months have no certain length and julian days no calendar here, so that the numbers stay; a date is told where there is one.
#[test]
fn a_layer_is_named_by_the_number_where_no_calendar_tells_its_date() {
    let folder = folder();
    let labels = |units: &str, calendar: &str| {
        let fixture = Fixture::new()
            .small_grid()
            .dimension("time", 2)
            .variable("time", &["time"], &[0.0, 3.5], &[("units", units), ("calendar", calendar)])
            .variable("flux", &["time", "lat", "lon"], &[1.0; 16], &[]);
        let file = open(&fixture.netcdf4(folder.path(), "labels.nc")).unwrap();
        let variables = gridded_variables(file.as_ref(), None).unwrap().value;
        variables[0].layers.iter().map(|layer| layer.labels[0].1.clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels("months since 2015-01-01", "standard"), ["0 months since 2015-01-01", "3.5 months since 2015-01-01"]);
    assert_eq!(labels("years since 2015-01-01", "standard"), ["0 years since 2015-01-01", "3.5 years since 2015-01-01"]);
    assert_eq!(labels("days since 2015-01-01", "julian"), ["0 days since 2015-01-01", "3.5 days since 2015-01-01"]);
    assert_eq!(labels("days since 2015-01-01", "standard"), ["2015-01-01", "2015-01-04T12:00:00"]);
}

/// Where numbers are looked through as they are made, they come out as those that are looked through afterwards.
#[test]
fn missing_numbers_are_the_same_wherever_they_are_looked_for() {
    let folder = folder();
    let attributes = [
        ("_FillValue", NcAttrValue::Floats(vec![-999.0])),
        ("missing_value", NcAttrValue::Floats(vec![-1.0, -2.0])),
        ("valid_max", NcAttrValue::Floats(vec![100.0])),
    ];
    let stored = [-999f32, -1.0, -2.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0, 7.0, 100.5, 100.0, 1e-30, 3.0];
    let fixture = Fixture::new().dimension("n", 3).dimension("m", 4).variable_with("flux", &["n", "m"], &stored, &attributes);
    let bits =
        |values: &ArrayD<f32>| values.iter().map(|value| if value.is_nan() { None } else { Some(value.to_bits()) }).collect::<Vec<_>>();
    for format in [NcWriteFormat::Classic, NcWriteFormat::Offset64, NcWriteFormat::Cdf5, NcWriteFormat::Nc4] {
        let file = open(&fixture.write(folder.path(), "missing.nc", format)).unwrap();
        let variable = file.variable("flux").unwrap();
        for ranges in [[0..3, 0..4], [1..3, 1..4]] {
            let made = file.read_singles(variable, &ranges, &MissingSingles::of(variable).unwrap()).unwrap().unwrap();
            let afterwards = packing::unpacked(variable, &[], file.read_stored(variable, &ranges).unwrap());
            let Numbers::Single(afterwards) = afterwards else { panic!("numbers of single precision stay so") };
            assert_eq!(bits(&made), bits(&afterwards));
            assert!(afterwards.iter().any(|value| value.is_nan()));
        }
    }
}

/// No integer wraps round: the smallest and the largest of each kind that is no fill, of 64 bits as far as double precision counts.
#[test]
fn integers_of_every_kind_keep_their_values() {
    let folder = folder();
    let fixture = Fixture::new()
        .dimension("n", 2)
        .variable("i8", &["n"], &[i8::MIN, i8::MAX], &[])
        .variable("u8", &["n"], &[u8::MIN, u8::MAX], &[])
        .variable("i16", &["n"], &[i16::MIN, i16::MAX], &[])
        .variable("u16", &["n"], &[u16::MIN, u16::MAX - 1], &[])
        .variable("i32", &["n"], &[i32::MIN, i32::MAX], &[])
        .variable("u32", &["n"], &[u32::MIN, u32::MAX - 1], &[])
        .variable("i64", &["n"], &[-(1i64 << 53), 1i64 << 53], &[])
        .variable("u64", &["n"], &[0u64, 1u64 << 53], &[]);
    let file = open(&fixture.netcdf4(folder.path(), "integers.nc")).unwrap();
    let values = |name: &str| file.read_whole(name).unwrap().into_raw_vec_and_offset().0;
    assert_eq!((values("i8"), values("u8")), (vec![-128.0, 127.0], vec![0.0, 255.0]));
    assert_eq!((values("i16"), values("u16")), (vec![-32768.0, 32767.0], vec![0.0, 65534.0]));
    assert_eq!((values("i32"), values("u32")), (vec![-2_147_483_648.0, 2_147_483_647.0], vec![0.0, 4_294_967_294.0]));
    assert_eq!(
        (values("i64"), values("u64")),
        (vec![-9_007_199_254_740_992.0, 9_007_199_254_740_992.0], vec![0.0, 9_007_199_254_740_992.0])
    );
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
fn bytes_have_the_sign_that_the_attribute_gives_them() {
    let folder = folder();
    let attributes = [("_Unsigned", NcAttrValue::Chars("True".to_owned())), ("_FillValue", NcAttrValue::Bytes(vec![-1]))];
    let fixture = Fixture::new().dimension("n", 3).variable_with("flux", &["n"], &[-2i8, -1, 7], &attributes);
    let values = open(&fixture.classic(folder.path(), "unsigned.nc")).unwrap().read_whole("flux").unwrap();
    assert_eq!((values[[0]], values[[2]]), (254.0, 7.0));
    assert!(values[[1]].is_nan());
    let attributes = [("_Unsigned", NcAttrValue::Chars("false".to_owned())), ("_FillValue", NcAttrValue::UBytes(vec![255]))];
    let fixture = Fixture::new().dimension("n", 4).variable_with("flux", &["n"], &[254u8, 255, 7, 128], &attributes);
    let values = open(&fixture.netcdf4(folder.path(), "signed.nc")).unwrap().read_whole("flux").unwrap();
    assert_eq!((values[[0]], values[[2]], values[[3]]), (-2.0, 7.0, -128.0));
    assert!(values[[1]].is_nan());
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
fn packing_written_as_text_is_read_as_numbers() {
    let folder = folder();
    let texts = [("scale_factor", "0.5"), ("add_offset", "1")];
    let fixture = Fixture::new().dimension("n", 2).variable("flux", &["n"], &[2i16, 4], &texts);
    let values = open(&fixture.classic(folder.path(), "texts.nc")).unwrap().read_whole("flux").unwrap();
    assert_eq!(values.into_raw_vec_and_offset().0, [2.0, 3.0]);
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
fn labels_are_read_from_strings_and_from_characters() {
    let folder = folder();
    let fixture = Fixture::new().dimension("n", 2).dimension("letters", 8);
    let strings = fixture.strings("name", &["n"], &["FRANCE", "UNITED KINGDOM"]).netcdf4(folder.path(), "strings.nc");
    assert_eq!(open(&strings).unwrap().read_labels("name").unwrap(), ["FRANCE", "UNITED KINGDOM"]);
    let characters = Fixture::new().dimension("n", 2).dimension("letters", 8).characters("name", &["n", "letters"], &["UK", "IRELAND"]);
    for path in [characters.classic(folder.path(), "classic.nc"), characters.netcdf4(folder.path(), "characters.nc")] {
        assert_eq!(open(&path).unwrap().read_labels("name").unwrap(), ["UK", "IRELAND"]);
    }
}

#[test]
fn truncated_files_are_named() {
    let folder = folder();
    let fixture = Fixture::new().small_grid().variable("flux", &["lat", "lon"], &[1.0; 8], &[]);
    for path in [fixture.classic(folder.path(), "classic.nc"), fixture.netcdf4(folder.path(), "netcdf4.nc")] {
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 24]).unwrap();
    }
    let read = |name: &str| open(&folder.path().join(name));
    insta::assert_snapshot!(message(read("classic.nc"), &folder), @"
    `classic.nc`: truncated, variable `flux` needs 8 bytes from byte 316 on, found 316 bytes
    hint: download or copy the file again, and compare its size with the source's
    ");
    insta::assert_snapshot!(message(read("netcdf4.nc"), &folder), @"
    `netcdf4.nc`: truncated, its header states 5224 bytes, found 5200 bytes
    hint: download or copy the file again, and compare its size with the source's
    ");
}

#[test]
fn other_formats_are_called_by_their_name() {
    let folder = folder();
    for (name, bytes) in [("a.nc", b"<!DOCTYPE html>".as_slice()), ("b.grb", b"GRIB...."), ("c.nc", b""), ("d.nc", b"\x01\x02what")] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    std::fs::write(folder.path().join("e.mat"), [&[0; 512], b"\x89HDF\r\n\x1a\n".as_slice()].concat()).unwrap();
    let found = |name: &str| message(open(&folder.path().join(name)), &folder);
    assert!(found("e.mat").contains("found an HDF5 file behind a block of its user"));
    insta::assert_snapshot!(found("a.nc"), @"
    `a.nc`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found a web page
    hint: convert the file to NetCDF, or download it again if it should be one of these
    ");
    insta::assert_snapshot!(found("b.grb"), @"
    `b.grb`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found a GRIB file
    hint: convert the file to NetCDF, or download it again if it should be one of these
    ");
    insta::assert_snapshot!(found("c.nc"), @"
    `c.nc`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found an empty file
    hint: convert the file to NetCDF, or download it again if it should be one of these
    ");
    insta::assert_snapshot!(found("d.nc"), @r"
    `d.nc`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found a file that begins with `\x01\x02what`
    hint: convert the file to NetCDF, or download it again if it should be one of these
    ");
}

#[test]
fn absent_variables_and_positions_are_named() {
    let folder = folder();
    let file = open(&Fixture::new().small_grid().classic(folder.path(), "grid.nc")).unwrap();
    insta::assert_snapshot!(message(file.read_whole("flux"), &folder), @"`grid.nc`: no variable `flux`, found `lat`, `lon`");
    insta::assert_snapshot!(message(file.read("lat", &[Some(2)]), &folder), @"`grid.nc`, variable `lat`: positions [Some(2)] do not fit the lengths [2]");
}

fn read_time(units: &str, calendar: &str, values: &[f64], label: Option<Label>, step: Step) -> Result<Periods, RasterError> {
    let folder = folder();
    let fixture = Fixture::new().dimension("time", values.len() as u64).variable(
        "time",
        &["time"],
        values,
        &[("units", units), ("calendar", calendar)],
    );
    let file = open(&fixture.classic(folder.path(), "time.nc")).unwrap();
    periods(file.as_ref(), file.variable("time").unwrap(), Labelling { label, step, months: Months::Refused })
}

fn periods_of(units: &str, calendar: &str, values: &[f64], label: Label, step: Step) -> Result<Vec<String>, RasterError> {
    Ok(in_words(&read_time(units, calendar, values, Some(label), step)?))
}

fn in_words(found: &Periods) -> Vec<String> {
    found.periods.iter().map(|period| period.map_or_else(|| "?".to_owned(), |period| period.to_string())).collect()
}

#[test]
fn time_is_decoded_in_every_calendar() {
    let found = |calendar: &str, days: &[f64]| periods_of("days since 2016-01-01", calendar, days, Label::Start, Step::Neighbours).unwrap();
    assert_eq!(found("standard", &[0.0, 31.0, 60.0])[1], "2016-02-01 to 2016-03-01");
    assert_eq!(found("noleap", &[0.0, 31.0, 59.0])[1], "2016-02-01 to 2016-03-01");
    assert_eq!(found("360_day", &[0.0, 30.0, 60.0])[1], "2016-02-01 to 2016-03-01");
    assert_eq!(found("all_leap", &[0.0, 31.0, 60.0])[2], "2016-03-01 to 2016-04-01");
    assert_eq!(found("standard", &[0.0, 366.0]), ["2016", "2017"]);
}

#[test]
fn labels_name_the_start_the_middle_or_the_end_of_their_period() {
    let found = |label, step, hours: &[f64]| periods_of("hours since 2015-01-01 00:00:00", "standard", hours, label, step).unwrap();
    assert_eq!(found(Label::Start, Step::Month, &[0.0]), ["2015-01-01 to 2015-02-01"]);
    assert_eq!(found(Label::Middle, Step::Neighbours, &[350.0, 1100.0]), ["2015-01-01 to 2015-02-01", "2015-02-01 to 2015-03-01"]);
    assert_eq!(found(Label::End, Step::Neighbours, &[744.0, 1416.0]), ["2015-01-01 to 2015-02-01", "2015-02-01 to 2015-03-01"]);
    assert_eq!(found(Label::Start, Step::Neighbours, &[0.0, 240.0]), ["2015-01-01 to 2015-01-11", "2015-01-11 to 2015-01-21"]);
    assert_eq!(found(Label::Start, Step::Neighbours, &[0.0]), ["?"]);
}

/// The periods of labels in days since 2015-01-01 of which nobody says what they are, and how they were read.
fn unstated(days: &[f64], step: Step) -> (Vec<String>, Reading) {
    let found = read_time("days since 2015-01-01", "standard", days, None, step).unwrap();
    (in_words(&found), found.reading.unwrap())
}

/// Days of 2015 before each month.
const BEFORE_MONTHS: [f64; 12] = [0.0, 31.0, 59.0, 90.0, 120.0, 151.0, 181.0, 212.0, 243.0, 273.0, 304.0, 334.0];

/// From the 14th to the 17th of each month, and on 2 July of two years, and at noon of two days.
#[test]
fn labels_about_the_middles_of_periods_that_follow_each_other_name_these() {
    let assumed = Reading { part: Label::Middle, is_assumed: true };
    for day in [14.0, 15.0, 16.5, 17.0] {
        let (found, reading) = unstated(&BEFORE_MONTHS.map(|before| before + day - 1.0), Step::Neighbours);
        assert_eq!((found[0].as_str(), found[1].as_str()), ("2015-01-01 to 2015-02-01", "2015-02-01 to 2015-03-01"), "{day}");
        assert_eq!((found[11].as_str(), reading), ("2015-12-01 to 2016-01-01", assumed), "{day}");
    }
    assert_eq!(unstated(&[182.0, 548.0], Step::Neighbours), (vec!["2015".to_owned(), "2016".to_owned()], assumed));
    let across_new_year = vec!["2015-12-01 to 2016-01-01".to_owned(), "2016-01-01 to 2016-02-01".to_owned()];
    assert_eq!(unstated(&[349.0, 380.0], Step::Neighbours), (across_new_year, assumed));
    let days = vec!["2015-01-01 to 2015-01-02".to_owned(), "2015-01-02 to 2015-01-03".to_owned()];
    assert_eq!(unstated(&[0.5, 1.5], Step::Neighbours), (days, assumed));
}

/// First and last days of months, four weeks each, a month left out, and New Year's days.
#[test]
fn labels_elsewhere_are_starts() {
    for (days, first) in [
        (&BEFORE_MONTHS[..], "2015-01-01 to 2015-02-01"),
        (&[30.0, 58.0, 89.0, 119.0], "2015-01-31 to 2015-02-28"),
        (&[13.0, 41.0, 69.0, 97.0], "2015-01-14 to 2015-02-11"),
        (&[15.0, 45.0, 105.0], "2015-01-16 to 2015-02-15"),
        (&[0.0, 365.0], "2015"),
    ] {
        let (found, reading) = unstated(days, Step::Neighbours);
        assert_eq!((found[0].as_str(), reading), (first, Reading { part: Label::Start, is_assumed: true }));
    }
}

/// Whatever part of a month its 15th is, the month is the same; and one label alone tells nothing in any case.
#[test]
fn nothing_is_assumed_where_it_makes_no_difference() {
    assert!(!unstated(&[14.0, 45.0], Step::Month).1.is_assumed);
    assert_eq!(unstated(&[14.0], Step::Neighbours), (vec!["?".to_owned()], Reading { part: Label::Start, is_assumed: false }));
    assert_eq!(unstated(&[0.0, 31.0], Step::Month).1, Reading { part: Label::Start, is_assumed: true });
}

#[test]
fn time_that_is_not_certain_is_refused() {
    let refused = |units: &str, calendar: &str, values: &[f64], step| {
        periods_of(units, calendar, values, Label::Middle, step).unwrap_err().to_string().split_once("time.nc`, ").unwrap().1.to_owned()
    };
    insta::assert_snapshot!(refused("months since 2012-01-01", "standard", &[0.0], Step::Month), @"time `time`: units `months since 2012-01-01` count months, whose length is not defined, and the profile does not say what they mean");
    insta::assert_snapshot!(refused("days since 2012-01-01", "julian", &[0.0], Step::Month), @"time `time`: calendar `julian` is none of standard, proleptic_gregorian, noleap, all_leap, 360_day");
    insta::assert_snapshot!(refused("days since 2012-01-01", "standard", &[0.0, 1.0], Step::Month), @"time `time`: two labels fall in 2012-01-01 to 2012-02-01");
    insta::assert_snapshot!(refused("days since 2012-01-01", "standard", &[5.0, 1.0], Step::Month), @"time `time`: labels must rise, found 2012-01-06 before 2012-01-02");
    insta::assert_snapshot!(refused("days since 2012-01-01", "standard", &[0.0, 7.0], Step::Neighbours), @"time `time`: labels in the middle of their periods are neither one per month nor one per year");
}

#[test]
fn months_are_counted_where_a_profile_says_what_they_mean() {
    let folder = folder();
    let fixture = Fixture::new().dimension("time", 2).variable("time", &["time"], &[12.0, 13.0], &[("units", "months since 2015-01-01")]);
    let file = open(&fixture.classic(folder.path(), "months.nc")).unwrap();
    let labelling = Labelling { label: Some(Label::Start), step: Step::Neighbours, months: Months::Calendar };
    let found = periods(file.as_ref(), file.variable("time").unwrap(), labelling).unwrap();
    assert_eq!(found.periods[1].unwrap().to_string(), "2016-02-01 to 2016-03-01");
}

#[test]
fn bounds_outrank_labels() {
    let folder = folder();
    let fixture = Fixture::new()
        .dimension("time", 1)
        .dimension("pair", 2)
        .variable("time", &["time"], &[15.0], &[("units", "days since 2019-07-01"), ("bounds", "edges")])
        .variable("edges", &["time", "pair"], &[0.0, 366.0], &[]);
    let file = open(&fixture.classic(folder.path(), "bounds.nc")).unwrap();
    let labelling = Labelling { label: Some(Label::Start), step: Step::Month, months: Months::Refused };
    let found = periods(file.as_ref(), file.variable("time").unwrap(), labelling).unwrap();
    assert_eq!(found.periods[0].unwrap().to_string(), "2019-07-01 to 2020-07-01");
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

#[test]
fn an_opened_file_is_shared_between_threads() {
    fn shared<T: Send + Sync + ?Sized>() {}
    shared::<dyn RasterFile>();
    shared::<crate::product::ProductFile>();
}
