//! Gridded numbers as text, and files compressed by gzip.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use flate2::Compression;
use flate2::write::GzEncoder;
use fluxledger_ingest::raster::coordinates::{PointLabel, PointRules, StatedAxes, StatedAxis, Unlisted, layout};
use fluxledger_ingest::raster::{self, RasterError, RasterFile};
use ndarray::{Array2, array};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster").join(name)
}

fn written(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn message<T>(result: Result<T, RasterError>, folder: &TempDir) -> String {
    let error = result.err().expect("an error");
    let hint = error.hint().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{error}{hint}").replace(&format!("{}/", folder.path().display()), "")
}

/// Axes of 2 rows from the north and 3 columns, along one dimension.
fn listed(dimension: &str, points: Option<PointRules>) -> StatedAxes {
    let axis = |first_edge, last_edge, cells| StatedAxis { dimension: dimension.to_owned(), first_edge, last_edge, cells: Some(cells) };
    StatedAxes { latitude: Some(axis(90.0, -90.0, 2)), longitude: Some(axis(-180.0, 180.0, 3)), points }
}

fn values(file: &dyn RasterFile, variable: &str, stated: &StatedAxes) -> Result<Array2<f64>, RasterError> {
    let dimensions = file.variable(variable)?.dimensions.len();
    layout(file, file.variable(variable)?, stated)?.value.read(file, variable, &vec![None; dimensions])
}

#[test]
fn an_ascii_grid_lies_where_its_corner_or_its_centre_says() {
    for (name, east) in [("corner.asc", -8.5), ("centre.asc", -8.5), ("oblong.asc", -4.0)] {
        let file = raster::open(&fixture("ascii").join(name)).unwrap();
        let grid = layout(file.as_ref(), file.variable("Band1").unwrap(), &StatedAxes::default()).unwrap().value.grid;
        assert_eq!(grid.latitudes().edges(), [41.0, 40.5, 40.0], "{name}");
        assert_eq!((grid.longitudes().first(), grid.longitudes().last()), (-10.0, east), "{name}");
        let values = values(file.as_ref(), "Band1", &StatedAxes::default()).unwrap();
        assert_eq!(values.row(1).to_vec(), [0.001, -4.0, 5.000000001], "{name}");
        assert!(values[[0, 2]].is_nan(), "{name}");
    }
}

#[test]
fn a_missing_value_is_the_same_in_single_precision_and_a_byte_order_mark_is_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let header = "\u{feff}ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nnodata_value -3.4028235e+38\n";
    let file = raster::open(&written(&folder, "mark.asc", format!("{header}-3.4028234663852886e+38 0.1\n"))).unwrap();
    let values = file.read_whole("Band1").unwrap();
    assert!(values[[0, 0]].is_nan());
    assert_eq!(values[[0, 1]], 0.1, "other numbers keep all their digits");
}

#[test]
fn an_ascii_grid_that_is_not_as_announced_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let header = "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n";
    let read = |name: &str, text: String| message(raster::open(&written(&folder, name, text)), &folder);
    insta::assert_snapshot!(read("short.asc", format!("{header}1 2\n3\n")), @"`short.asc`, values after the header: cannot be read: expected 2 rows of 2 numbers, found 3 numbers");
    let many = header.replace("ncols 2\nnrows 2", "ncols 999999999\nnrows 999999999").replace("cellsize 1", "cellsize 0.00000001");
    insta::assert_snapshot!(read("many.asc", format!("{many}1 2\n")), @"`many.asc`, values after the header: cannot be read: expected 999999999 rows of 999999999 numbers, found 2 numbers");
    insta::assert_snapshot!(read("word.asc", format!("{header}1 2\n3 x\n")), @"`word.asc`, line 7: expected numbers, found `x`");
    insta::assert_snapshot!(read("metres.asc", format!("{}1 2\n3 4\n", header.replace("cellsize 1", "cellsize 1000"))), @"
    `metres.asc`: coordinates are in other units than degrees: x from 0 to 2000, y from 0 to 2000, expected longitude and latitude in degrees or metres of a projection that is known here
    hint: bring it to longitude and latitude so that the total is kept, for example with `gdalwarp -t_srs OGC:CRS84 -r sum` for masses per cell or `-r average` for masses per area
    ");
    insta::assert_snapshot!(read("bare.asc", "ncols 2\nnrows 2\ncellsize 1\n1 2\n3 4\n".to_owned()), @"`bare.asc`, line 4: expected `xllcorner` or `xllcenter`, found `another line`");
    let unknown = std::fs::read_to_string(fixture("ascii/metres.prj")).unwrap().replace("Transverse_Mercator", "Krovak");
    written(&folder, "metres.prj", unknown);
    let read = read("metres.asc", format!("{header}1 2\n3 4\n"));
    assert!(read.contains("coordinates are in WGS_1984_UTM_Zone_31N: `Krovak` is not known here, expected"), "{read}");
}

/// The western side of zone 31's metres.asc is its central meridian, 3° E, and 1 km is 0.009° of latitude.
#[test]
fn an_ascii_grid_lies_in_the_plane_that_the_file_beside_it_describes() {
    let file = raster::open(&fixture("ascii/metres.asc")).unwrap();
    let grid = layout(file.as_ref(), file.variable("Band1").unwrap(), &StatedAxes::default()).unwrap().value.grid;
    assert_eq!(grid.row_axis().edges(), [4_002_000.0, 4_001_000.0, 4_000_000.0]);
    assert_eq!(grid.column_axis().edges(), [500_000.0, 501_000.0, 502_000.0, 503_000.0]);
    let [longitude, _] = grid.projection().unwrap().inverse([500_000.0, 4_000_000.0]).unwrap();
    assert!((longitude - 3.0).abs() < 1e-12);
}

#[test]
fn a_list_of_values_lies_on_the_grid_that_a_profile_states() {
    let folder = tempfile::tempdir().unwrap();
    let file = raster::open(&written(&folder, "list.2013", " 0.100000E+01\n 2\n3\n4\n5\n6\n")).unwrap();
    assert_eq!(values(file.as_ref(), "value", &listed("cell", None)).unwrap(), array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    insta::assert_snapshot!(message(values(file.as_ref(), "value", &StatedAxes::default()), &folder), @"
    `list.2013`, variable `value`: no latitude coordinate along its dimensions `cell`
    hint: state the edges of the latitude axis under `[grid]` in a product profile of your own
    ");
    let short = raster::open(&written(&folder, "short.2013", "1\n2\n3\n4\n5\n")).unwrap();
    insta::assert_snapshot!(message(values(short.as_ref(), "value", &listed("cell", None)), &folder), @"
    `short.2013`, variable `value`: expected 6 values along `cell`, found 5
    hint: the file is cut out, or the profile's `[grid]` is not its grid; state the right one in a product profile of your own
    ");
    insta::assert_snapshot!(message(raster::open(&written(&folder, "words.2013", "1\n2\nthree\n")), &folder), @"`words.2013`, line 3: expected one number, found `three`");
}

#[test]
fn points_fill_the_cells_that_they_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Some product\nunit: ton\nlat;lon;emission\n-90;-180;1.5\n0; 60 ;2.5\n";
    let file = raster::open(&written(&folder, "points.txt", text)).unwrap();
    assert_eq!(file.attributes().text("comment"), Some("Some product\nunit: ton"));
    let rules = |label, unlisted| Some(PointRules { label, unlisted });
    let found = values(file.as_ref(), "emission", &listed("point", rules(PointLabel::LowLeftCorner, Unlisted::Zero))).unwrap();
    // The corner −90, −180 is that of the south-western cell; 0, 60 that of the northern row's last.
    assert_eq!(found, array![[0.0, 0.0, 2.5], [1.5, 0.0, 0.0]]);
    let found = values(file.as_ref(), "emission", &listed("point", rules(PointLabel::LowLeftCorner, Unlisted::Missing))).unwrap();
    assert_eq!(found.iter().filter(|value| value.is_nan()).count(), 4);
    let centres = values(file.as_ref(), "emission", &listed("point", rules(PointLabel::Centre, Unlisted::Zero)));
    insta::assert_snapshot!(message(centres, &folder), @"
    `points.txt`, variable `emission`: point 1 at latitude -90, longitude -180 is no cell of the grid that the profile states
    hint: the file is cut out, or the profile's `[grid]` is not its grid; state the right one in a product profile of your own
    ");
}

#[test]
fn a_list_of_points_with_anything_unexpected_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, text: &str| message(raster::open(&written(&folder, name, text)), &folder);
    insta::assert_snapshot!(read("four.txt", "lat;lon;emission\n1;2;3;4\n"), @"`four.txt`, line 2: expected three numbers set apart by `;`, found `1;2;3;4`");
    insta::assert_snapshot!(read("comma.txt", "lat;lon;emission\n1;2;3,4\n"), @"`comma.txt`, line 2: expected three numbers set apart by `;`, found `1;2;3,4`");
    insta::assert_snapshot!(read("unnamed.txt", "CH4 of 2012\n1;2;3\n"), @"
    `unnamed.txt`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found a file that begins with `CH4 of 2`
    hint: convert the file to NetCDF, or download it again if it should be one of these
    ");
    let twice = raster::open(&written(&folder, "twice.txt", "lat,lon,emission\n0,60,1\n0,60,2\n")).unwrap();
    let rules = Some(PointRules { label: PointLabel::LowLeftCorner, unlisted: Unlisted::Zero });
    insta::assert_snapshot!(message(values(twice.as_ref(), "emission", &listed("point", rules)), &folder), @"`twice.txt`, variable `emission`: points 1 and 2 both lie at latitude 0, longitude 60");
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_is_recognised_by_its_first_bytes_around_any_format() {
    let folder = tempfile::tempdir().unwrap();
    for (name, inside) in [("plain.tif.gz", "geotiff/plain.tif"), ("named-otherwise", "ascii/corner.asc")] {
        let path = written(&folder, name, gzipped(&std::fs::read(fixture(inside)).unwrap()));
        let (packed, plain) = (raster::open(&path).unwrap(), raster::open(&fixture(inside)).unwrap());
        assert_eq!(packed.path(), path);
        let bits = |file: &dyn RasterFile| file.read_whole("Band1").unwrap().mapv(f64::to_bits);
        assert_eq!(bits(packed.as_ref()), bits(plain.as_ref()));
    }
}

#[test]
fn damaged_gzip_is_named_by_the_users_path() {
    let folder = tempfile::tempdir().unwrap();
    let packed = gzipped(&std::fs::read(fixture("geotiff/plain.tif")).unwrap());
    let mut flipped = packed.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    insta::assert_snapshot!(message(raster::open(&written(&folder, "short.tif.gz", &packed[..packed.len() / 2])), &folder), @"
    `short.tif.gz`: cannot be unpacked: incomplete deflate stream
    hint: the file is cut off or damaged; download it again and compare its checksum
    ");
    let refused = message(raster::open(&written(&folder, "flipped.tif.gz", flipped)), &folder);
    assert!(refused.starts_with("`flipped.tif.gz`: cannot be unpacked: "), "{refused}");
    let inner = message(raster::open(&written(&folder, "page.nc.gz", gzipped(b"<!DOCTYPE html>"))), &folder);
    insta::assert_snapshot!(inner, @"
    `page.nc.gz`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found a web page
    hint: convert the file to NetCDF, or download it again if it should be one of these
    ");
}
