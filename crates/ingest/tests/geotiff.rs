//! GeoTIFF as GDAL writes it; `tests/fixtures/raster/make_geotiff.py` says how the files were made.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_ingest::raster::coordinates::{Layout, StatedAxes, StatedAxis, layout};
use fluxledger_ingest::raster::{self, RasterError, RasterFile};
use ndarray::Array2;
use std::io::Write;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/geotiff").join(name)
}

fn opened(name: &str) -> Box<dyn RasterFile> {
    raster::open(&fixture(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn layout_of(file: &dyn RasterFile) -> Layout {
    layout(file, file.variable("Band1").unwrap(), &StatedAxes::default()).unwrap().value
}

/// A band, its first row in the north.
fn oriented(file: &dyn RasterFile, band: &str) -> Array2<f64> {
    layout_of(file).read(file, band, &[None, None]).unwrap()
}

/// The pattern that the script writes, in single precision as there.
fn pattern(row: usize, column: usize, band: usize) -> f64 {
    if (row * 5 + column * 3).is_multiple_of(41) {
        return f64::NAN;
    }
    f64::from(((row as f64 - 4.0) * 100.0 + column as f64 * 1.25 + band as f64 * 0.1) as f32)
}

#[track_caller]
fn assert_pattern(values: &Array2<f64>, expected: impl Fn(usize, usize) -> f64) {
    for ((row, column), &found) in values.indexed_iter() {
        let expected = expected(row, column);
        assert!(
            found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()),
            "{row} {column}: {found} is not {expected}"
        );
    }
}

fn message(name: &str) -> String {
    let error = raster::open(&fixture(name)).err().expect("an error");
    let hint = error.hint().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{error}{hint}").replace(&fixture("").display().to_string(), "")
}

#[test]
fn every_way_of_storing_gives_the_same_pattern() {
    for name in [
        "plain.tif",
        "deflate-tiles.tif",
        "deflate-strips.tif",
        "zstd-double.tif",
        "big-endian.tif",
        "bigtiff.tif",
        "bigtiff-big-endian.tif",
        "pixel-interleaved.tif",
        "band-interleaved.tif",
    ] {
        let file = opened(name);
        assert_eq!(oriented(file.as_ref(), "Band1").dim(), (23, 37), "{name}");
        assert_pattern(&oriented(file.as_ref(), "Band1"), |row, column| pattern(row, column, 1));
    }
    for name in ["pixel-interleaved.tif", "band-interleaved.tif"] {
        let file = opened(name);
        assert_pattern(&oriented(file.as_ref(), "Band3"), |row, column| pattern(row, column, 3));
        assert!(file.variable("Band4").is_err());
    }
}

#[test]
fn cells_lie_where_the_header_places_them() {
    // 37 columns and 23 rows of 2° from 10° W, 40° N: to 64° E and 6° S.
    let grid = layout_of(opened("plain.tif").as_ref()).grid;
    assert_eq!((grid.latitudes().first(), grid.latitudes().last()), (40.0, -6.0));
    assert_eq!((grid.longitudes().first(), grid.longitudes().last()), (-10.0, 64.0));
    assert!(grid.latitudes().is_uniform() && grid.longitudes().is_uniform());
    for name in ["point.tif", "bigtiff-big-endian.tif", "south-up.tif"] {
        assert_eq!(layout_of(opened(name).as_ref()).grid, grid, "{name}");
    }
}

#[test]
fn a_file_with_its_first_row_in_the_south_is_turned() {
    // The script writes the pattern's rows from the south: row 22 of the pattern is the northernmost.
    assert_pattern(&oriented(opened("south-up.tif").as_ref(), "Band1"), |row, column| pattern(22 - row, column, 1));
}

#[test]
fn packed_numbers_are_unpacked() {
    // Row 0, column 1: (0 − 4) · 100 + 1.25 + 0.1 = −398.65, stored as the whole number −399; −399 · 0.5 + 10 = −189.5.
    let file = opened("packed.tif");
    let values = oriented(file.as_ref(), "Band1");
    assert_eq!(values[[0, 1]], -189.5);
    assert!(values[[0, 0]].is_nan(), "the missing value is named in stored numbers");
    assert_eq!(file.attributes().text("title"), Some("packed numbers"));
}

#[test]
fn cells_that_a_sparse_file_leaves_out_are_missing() {
    // 60 × 40 cells of which the pattern fills 37 × 23: tiles beyond are not in the file.
    let values = oriented(opened("sparse.tif").as_ref(), "Band1");
    assert_eq!(values.dim(), (40, 60));
    assert_pattern(&values, |row, column| if row < 23 && column < 37 { pattern(row, column, 1) } else { f64::NAN });
}

#[test]
fn overviews_are_no_images_of_their_own() {
    assert_eq!(opened("overviews.tif").variable("Band1").unwrap().dimensions[0].length, 161);
}

#[test]
fn what_is_no_grid_of_longitudes_and_latitudes_is_refused_by_name() {
    insta::assert_snapshot!(message("british.tif"), @"
    `british.tif`: coordinates are in OSGB36 / British National Grid (EPSG:27700), expected longitude and latitude in degrees or metres of a projection that is known here
    hint: bring it to longitude and latitude so that the total is kept, for example with `gdalwarp -t_srs OGC:CRS84 -r sum` for masses per cell or `-r average` for masses per area
    ");
    insta::assert_snapshot!(message("rotated.tif"), @"
    `rotated.tif`: rows and columns are turned against parallels and meridians
    hint: bring it to longitude and latitude so that the total is kept, for example with `gdalwarp -t_srs OGC:CRS84 -r sum` for masses per cell or `-r average` for masses per area
    ");
    let file = opened("no-reference.tif");
    let refused = layout(file.as_ref(), file.variable("Band1").unwrap(), &StatedAxes::default()).unwrap_err();
    assert!(matches!(refused, RasterError::NoCoordinate { .. }));
}

/// The middle of the first and the last cell by PROJ 9.5.1 (pyproj 3.7.2), in the system that the script writes into the file: the longitude and latitude
/// that PROJ's way there leads to the middle, since its way back is off by 0.3 mm.
#[test]
fn cells_in_a_plane_lie_where_proj_has_them() {
    for (name, expected) in [
        ("projected.tif", [[-16.938_063_611_901, 51.526_744_841_243], [-16.335_272_453_022, 51.460_412_229_053]]),
        ("cone-on-sphere.tif", [[-102.908_084_733_638, 40.713_441_777_863], [-98.568_038_410_297, 38.858_979_046_688]]),
        ("albers-esri.tif", [[-101.710_943_532_141, 38.214_871_618_976], [-97.518_664_729_940, 36.374_740_523_107]]),
        ("polar.tif", [[-145.864_059_922_088, 85.349_574_185_865], [-92.202_598_161_766, 88.301_714_030_869]]),
    ] {
        let file = opened(name);
        let layout = layout_of(file.as_ref());
        assert_pattern(&oriented(file.as_ref(), "Band1"), |row, column| pattern(row, column, 1));
        for ((row, column), [longitude, latitude]) in [(0, 0), (22, 36)].into_iter().zip(expected) {
            let found = layout.grid.centre(row, column);
            let off = (found[0] - longitude).abs().max((found[1] - latitude).abs());
            assert!(off < 1e-9, "{name}, {row} {column}: {found:?}");
        }
    }
}

#[test]
fn a_file_without_a_reference_system_lies_where_a_profile_states() {
    let axis = |dimension: &str, first_edge, last_edge, cells| {
        Some(StatedAxis { dimension: dimension.to_owned(), first_edge, last_edge, cells: Some(cells) })
    };
    let stated = |rows| StatedAxes { latitude: axis("y", 40.0, -6.0, rows), longitude: axis("x", -10.0, 64.0, 37), points: None };
    let file = opened("no-reference.tif");
    let band = file.variable("Band1").unwrap();
    let placed = layout(file.as_ref(), band, &stated(23)).unwrap().value;
    assert_eq!(placed.grid, layout_of(opened("plain.tif").as_ref()).grid);
    assert_pattern(&placed.read(file.as_ref(), "Band1", &[None, None]).unwrap(), |row, column| pattern(row, column, 1));
    assert!(matches!(layout(file.as_ref(), band, &stated(24)), Err(RasterError::OtherCount { expected: 24, found: 23, .. })));
}

#[test]
fn a_truncated_file_is_refused_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("short.tif");
    let bytes = std::fs::read(fixture("plain.tif")).unwrap();
    std::fs::write(&path, &bytes[..3000]).unwrap();
    let error = raster::open(&path).err().unwrap().to_string();
    insta::assert_snapshot!(error.replace(&folder.path().display().to_string(), ""), @"`/short.tif`: truncated, its header places data up to byte 3788, found 3000 bytes");
}

/// A file whose entry of the header for a tag, 256 of its columns or 257 of its rows, states another length.
fn with_length(name: &str, tag: u16, length: u32) -> (tempfile::TempDir, PathBuf) {
    const SHORT: [u8; 6] = [3, 0, 1, 0, 0, 0];
    let mut bytes = std::fs::read(fixture(name)).unwrap();
    let entry = bytes.windows(8).position(|window| window[..2] == tag.to_le_bytes() && window[2..] == SHORT).unwrap();
    // Four bytes (type 4) in place of two.
    bytes[entry + 2] = 4;
    bytes[entry + 8..entry + 12].copy_from_slice(&length.to_le_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn a_header_that_states_billions_of_columns_or_more_rows_than_strips_is_refused() {
    let (_folder, path) = with_length("plain.tif", 256, i32::MAX.unsigned_abs());
    let file = raster::open(&path).unwrap();
    let error = layout(file.as_ref(), file.variable("Band1").unwrap(), &StatedAxes::default()).err().unwrap().to_string();
    assert!(error.contains("plain.tif") && error.ends_with("along `lon`, found 2147483647; the header may be damaged"), "{error}");
    let (_folder, path) = with_length("plain.tif", 257, 50_000);
    let error = raster::open(&path).err().unwrap().to_string();
    assert!(error.contains("plain.tif") && error.contains("inconsistent sizes"), "{error}");
}

#[test]
fn a_damaged_tile_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.tif");
    let mut bytes = std::fs::read(fixture("deflate-tiles.tif")).unwrap();
    let end = bytes.len();
    bytes[end - 60..].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    let error = raster::open(&path).unwrap().read_whole("Band1").unwrap_err().to_string();
    insta::assert_snapshot!(error.replace(&folder.path().display().to_string(), ""), @"`/damaged.tif`, variable `Band1`: cannot be read: its compressed bytes are damaged");
}

/// A flipped bit in a deflated strip can give other numbers of the same count; its checksum tells.
#[test]
fn a_strip_with_a_wrong_checksum_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flipped.tif");
    let bytes = std::fs::read(fixture("deflate-strips.tif")).unwrap();
    // Behind the header, of which the first strip begins with 78 (RFC 1950).
    let start = bytes.windows(2).position(|window| window == [0x78, 0x5e] || window == [0x78, 0x9c] || window == [0x78, 0xda]).unwrap();
    let sound = raster::open(&fixture("deflate-strips.tif")).unwrap().read_whole("Band1").unwrap();
    let mut refused = 0;
    for bit in (0..8 * 100).step_by(7) {
        let mut bytes = bytes.clone();
        bytes[start + bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, bytes).unwrap();
        match raster::open(&path).unwrap().read_whole("Band1") {
            // A code that stands for the same.
            Ok(numbers) => assert_eq!(numbers.mapv(f64::to_bits), sound.mapv(f64::to_bits), "bit {bit}"),
            Err(error) => {
                assert!(error.to_string().contains("variable `Band1`"), "bit {bit}: {error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_count_of_billions_in_the_header_is_refused() {
    // The tag 33922 of tie points has 12 (double precision) as its type.
    let mut bytes = std::fs::read(fixture("plain.tif")).unwrap();
    let entry = bytes.windows(4).position(|window| window[..2] == 33_922_u16.to_le_bytes() && window[2..] == [12, 0]).unwrap();
    bytes[entry + 4..entry + 8].copy_from_slice(&0xFFFF_FFF0_u32.to_le_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("billions.tif");
    std::fs::write(&path, bytes).unwrap();
    let error = raster::open(&path).err().unwrap().to_string();
    assert!(error.contains("billions.tif") && error.contains("limits"), "{error}");
}

#[test]
fn a_compression_that_only_gdal_knows_is_refused_without_gdal() {
    insta::assert_snapshot!(message("lerc.tif"), @r"
    `lerc.tif`: cannot be decoded here: compression Unknown(34887)
    hint: put the program `fluxledger-gdal` beside this one, or write the file anew with `gdal_translate -co COMPRESS=DEFLATE IN.tif OUT.tif`
    ");
}

/// What is said of a file with another one beside it that GDAL may take for its mask.
fn message_with_mask_beside(name: &str, write: impl Fn(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    write(&path);
    std::fs::write(folder.path().join("plain.tif.msk"), "").unwrap();
    let error = raster::open(&path).err().expect("an error");
    format!("{error}\nhint: {}", error.hint().unwrap()).replace(&folder.path().display().to_string(), "")
}

#[test]
fn a_mask_in_a_file_of_its_own_is_not_ignored() {
    let plain = |path: &Path| assert!(std::fs::copy(fixture("plain.tif"), path).is_ok());
    insta::assert_snapshot!(message_with_mask_beside("plain.tif", plain), @r"
    `/plain.tif`: cells are masked or changed by `/plain.tif.msk`, expected a number in the file that stands for missing values, or GDAL to apply it
    hint: put the program `fluxledger-gdal` beside this one, or write masked cells as missing values with `gdalwarp -ot Float64 -dstnodata -9999 IN.tif OUT.tif` and leave an alpha band out with `gdal_translate -b 1`
    ");
    let packed = |path: &Path| {
        let mut packer = flate2::write::GzEncoder::new(std::fs::File::create(path).unwrap(), flate2::Compression::fast());
        packer.write_all(&std::fs::read(fixture("plain.tif")).unwrap()).unwrap();
        packer.finish().unwrap();
    };
    insta::assert_snapshot!(message_with_mask_beside("plain.tif.gz", packed), @r"
    `/plain.tif.gz`: expected one image with its bands, found a mask or notes in a file of its own beside a compressed one
    hint: write one image with `gdal_translate`; unpack a file that has a mask beside it
    ");
}
