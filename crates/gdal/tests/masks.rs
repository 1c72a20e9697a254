//! Cells that are masked have no value, whatever masks them.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_gdal::GdalBandsFile;
use fluxledger_ingest::other_readers;
use fluxledger_ingest::raster::{self, GeotiffFile, RasterError, RasterFile};
use gdal::raster::{Buffer, ColorInterpretation, GdalType, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::{Dataset, DriverManager, config};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Opacities or a mask of two rows of three cells, of which the first and the last count for nothing.
const MASK: [u8; 6] = [0, 255, 255, 255, 1, 0];

/// What is left of the numbers 1 to 6.
const LEFT: [f64; 6] = [f64::NAN, 2.0, 3.0, 4.0, 5.0, f64::NAN];

/// A raster of two rows and three columns of 10°; each band holds 1 to 6.
fn create<T: GdalType + Copy + From<u8>>(path: &Path, bands: usize, options: &[&str]) -> Dataset {
    let driver = DriverManager::get_driver_by_name("GTiff").unwrap();
    let options = RasterCreationOptions::from_iter(options.iter().copied());
    let mut dataset = driver.create_with_band_type_with_options::<T, _>(path, 3, 2, bands, &options).unwrap();
    dataset.set_geo_transform(&[0.0, 10.0, 0.0, 20.0, 0.0, -10.0]).unwrap();
    dataset.set_spatial_ref(&SpatialRef::from_epsg(4326).unwrap()).unwrap();
    for band in 1..=bands {
        let numbers = [1, 2, 3, 4, 5, 6].map(T::from).to_vec();
        dataset.rasterband(band).unwrap().write((0, 0), (3, 2), &mut Buffer::new((3, 2), numbers)).unwrap();
    }
    dataset
}

/// A raster with a mask that all bands share, within the file or in one of its own.
fn create_masked<T: GdalType + Copy + From<u8>>(path: &Path, within: bool, options: &[&str]) {
    config::set_thread_local_config_option("GDAL_TIFF_INTERNAL_MASK", if within { "YES" } else { "NO" }).unwrap();
    let dataset = create::<T>(path, 2, options);
    let mut band = dataset.rasterband(1).unwrap();
    band.create_mask_band(true).unwrap();
    band.open_mask_band().unwrap().write((0, 0), (3, 2), &mut Buffer::new((3, 2), MASK.to_vec())).unwrap();
    dataset.close().unwrap();
}

fn place(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    (folder, path)
}

/// The bands as the program reads them, with GDAL at hand.
fn read(path: &Path) -> Box<dyn RasterFile> {
    other_readers::plug_in(fluxledger_gdal::readers());
    raster::open(path).unwrap()
}

#[track_caller]
fn assert_values(file: &dyn RasterFile, band: &str, expected: [f64; 6]) {
    let found = file.read_whole(band).unwrap();
    let same = |(found, expected): (&f64, &f64)| found == expected || found.is_nan() && expected.is_nan();
    assert!(found.len() == 6 && found.iter().zip(&expected).all(same), "{band}: {found}");
}

fn is_left_to_gdal(path: &Path, found: &str) {
    let error = GeotiffFile::open(path).err().unwrap();
    assert!(matches!(&error, RasterError::Masked { found: own, .. } if own.contains(found)), "{error}");
    assert!(error.hint().unwrap().contains("fluxledger-gdal"));
}

#[test]
fn cells_under_a_mask_within_the_file_are_missing() {
    let (_folder, path) = place("within.tif");
    create_masked::<f32>(&path, true, &["COMPRESS=DEFLATE"]);
    assert!(raster::mask_file(&path).is_none());
    is_left_to_gdal(&path, "a mask within the file");
    ["Band1", "Band2"].iter().for_each(|band| assert_values(read(&path).as_ref(), band, LEFT));
}

#[test]
fn cells_of_whole_numbers_under_a_mask_in_a_compression_that_only_gdal_knows_are_missing() {
    let (_folder, path) = place("lzma.tif");
    create_masked::<u8>(&path, true, &["COMPRESS=LZMA"]);
    assert!(matches!(GeotiffFile::open(&path), Err(RasterError::NotDecoded { .. })));
    assert_values(read(&path).as_ref(), "Band1", LEFT);
}

#[test]
fn cells_under_a_mask_in_a_file_of_its_own_are_missing() {
    for options in [&[][..], &["COMPRESS=LZMA"]] {
        let (_folder, path) = place("beside.tif");
        create_masked::<f64>(&path, false, options);
        is_left_to_gdal(&path, "beside.tif.msk");
        ["Band1", "Band2"].iter().for_each(|band| assert_values(read(&path).as_ref(), band, LEFT));
    }
}

#[test]
fn a_file_beside_that_is_no_mask_to_gdal_is_refused() {
    let (_folder, path) = place("other.tif");
    create::<f32>(&path, 1, &[]).close().unwrap();
    std::fs::copy(&path, path.with_extension("tif.msk")).unwrap();
    let error = GdalBandsFile::open(&path).err().unwrap();
    assert!(matches!(error, RasterError::UnfitImage { .. }), "{error}");
}

/// GDAL itself has a mask of opacities only where they are the second or the fourth band.
#[test]
fn cells_without_opacity_are_missing_and_opacities_are_no_variable() {
    for bands in [2, 3, 4] {
        let (_folder, path) = place("alpha.tif");
        let dataset = create::<u8>(&path, bands, &["PHOTOMETRIC=MINISBLACK"]);
        let mut alpha = dataset.rasterband(bands).unwrap();
        alpha.set_color_interpretation(ColorInterpretation::AlphaBand).unwrap();
        alpha.write((0, 0), (3, 2), &mut Buffer::new((3, 2), MASK.to_vec())).unwrap();
        dataset.close().unwrap();
        is_left_to_gdal(&path, "an alpha band");
        let file = read(&path);
        (1..bands).for_each(|band| assert_values(file.as_ref(), &format!("Band{band}"), LEFT));
        assert!(file.variable(&format!("Band{bands}")).is_err());
    }
}

#[test]
fn a_missing_value_beside_a_mask_stays_one_and_alone_needs_no_mask() {
    let (_folder, path) = place("both.tif");
    create_masked::<f32>(&path, true, &[]);
    let dataset =
        Dataset::open_ex(&path, gdal::DatasetOptions { open_flags: gdal::GdalOpenFlags::GDAL_OF_UPDATE, ..Default::default() }).unwrap();
    dataset.rasterband(1).unwrap().set_no_data_value(Some(3.0)).unwrap();
    dataset.close().unwrap();
    assert_values(read(&path).as_ref(), "Band1", [f64::NAN, 2.0, f64::NAN, 4.0, 5.0, f64::NAN]);

    let (_folder, path) = place("missing.tif");
    let dataset = create::<f32>(&path, 1, &[]);
    dataset.rasterband(1).unwrap().set_no_data_value(Some(3.0)).unwrap();
    dataset.close().unwrap();
    let expected = [1.0, 2.0, f64::NAN, 4.0, 5.0, 6.0];
    assert_values(&GeotiffFile::open(&path).unwrap(), "Band1", expected);
    assert_values(&GdalBandsFile::open(&path).unwrap(), "Band1", expected);
}
