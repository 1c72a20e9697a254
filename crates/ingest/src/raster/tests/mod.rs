mod coordinates;
mod packing;
mod time;

use super::fixture::Fixture;
use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// An error without the folder of the test.
fn message<T>(result: Result<T, RasterError>, folder: &tempfile::TempDir) -> String {
    let error = result.err().expect("an error");
    let hint = error.hint().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{error}{hint}").replace(&format!("{}/", folder.path().display()), "")
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

#[test]
fn an_opened_file_is_shared_between_threads() {
    fn shared<T: Send + Sync + ?Sized>() {}
    shared::<dyn RasterFile>();
    shared::<crate::product::ProductFile>();
}
