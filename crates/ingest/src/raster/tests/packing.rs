use super::folder;
use crate::raster::fixture::Fixture;
use crate::raster::*;
use netcdf_writer::{NcAttrValue, NcWriteFormat};

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
fn packing_written_as_text_is_read_as_numbers() {
    let folder = folder();
    let texts = [("scale_factor", "0.5"), ("add_offset", "1")];
    let fixture = Fixture::new().dimension("n", 2).variable("flux", &["n"], &[2i16, 4], &texts);
    let values = open(&fixture.classic(folder.path(), "texts.nc")).unwrap().read_whole("flux").unwrap();
    assert_eq!(values.into_raw_vec_and_offset().0, [2.0, 3.0]);
}
