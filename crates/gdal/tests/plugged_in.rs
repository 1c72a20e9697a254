//! Files that only GDAL reads, through ingest with GDAL's readers plugged in.
#![expect(clippy::print_stdout, reason = "a test says what it skips")]

use fluxledger_core::{RegionSet, RegionShapes, Warned, Warning};
use fluxledger_gdal::{GdalFile, read_vector};
use fluxledger_ingest::other_readers;
use fluxledger_ingest::raster::{self, RasterFile};
use fluxledger_ingest::region::{self, Faults, RegionError, read_geojson};
use gdal::raster::RasterCreationOptions;
use gdal::{Dataset, DriverManager};
use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use std::path::{Path, PathBuf};

/// Real boundaries, or none where there are none.
fn real_data(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from);
    let path = folder.join("boundaries").join(file);
    if path.exists() {
        println!("real data: {file}");
    } else {
        println!("skipped: {} is not there", path.display());
    }
    Some(path).filter(|path| path.exists())
}

fn read_outlines(path: &Path, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    other_readers::plug_in(fluxledger_gdal::readers());
    region::read_outlines(path, id_field, Faults::Shown)
}

fn code_at(set: &RegionSet, name: &str) -> Option<String> {
    set.names().into_iter().find(|(_, found)| found == name).map(|(code, _)| code.as_str().to_owned())
}

#[test]
fn a_shapefile_of_natural_earth_is_read() {
    let Some(path) = real_data("ne_110m/ne_110m_admin_0_countries.shp") else { return };
    let set = read_outlines(&path, None).unwrap();
    assert_eq!(set.value.len(), 177);
    assert_eq!(code_at(&set.value, "France").as_deref(), Some("FRA"));
    let RegionShapes::Outlines(regions) = &set.value.shapes else { panic!("outlines are no mask") };
    let points = regions.iter().flat_map(|region| &region.polygons).flat_map(|polygon| &polygon.exterior.0);
    assert!(points.into_iter().all(|[longitude, latitude]| longitude.abs() <= 180.0 && latitude.abs() <= 90.0));
    let jumps = |warning: &&Warning| warning.message.contains("antimeridian");
    assert_eq!(set.warnings.iter().filter(jumps).count(), 0, "{:?}", set.warnings);
}

#[test]
fn gdal_and_the_geojson_reader_see_the_same_regions() {
    let Some(path) = real_data("ne_50m/ne_50m_admin_0_countries_rnaturalearthdata.geojson") else { return };
    assert_eq!(read_vector(&path, Some("adm0_a3")).unwrap(), read_geojson(&path, Some("adm0_a3")).unwrap());
}

#[test]
fn a_shapefile_in_a_zip_is_read() {
    let Some(path) = real_data("ne_10m/ne_10m_admin_0_countries_deu.zip") else { return };
    let set = read_outlines(&path, Some("ADM0_A3")).unwrap();
    assert_eq!(code_at(&set.value, "Germany").as_deref(), Some("DEU"));
}

/// `make_geotiff.py` writes the same numbers into both files.
#[test]
fn a_compression_that_only_gdal_knows_is_left_to_gdal() {
    other_readers::plug_in(fluxledger_gdal::readers());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/geotiff");
    let (theirs, ours) = (raster::open(&path.join("lerc.tif")).unwrap(), raster::open(&path.join("plain.tif")).unwrap());
    for variable in ["Band1", "lat", "lon"] {
        let bits = |file: &dyn RasterFile| file.read_whole(variable).unwrap().mapv(f64::to_bits);
        assert_eq!(bits(theirs.as_ref()), bits(ours.as_ref()), "{variable}");
    }
}

#[test]
fn several_images_in_a_file_that_only_gdal_decodes_are_refused() {
    other_readers::plug_in(fluxledger_gdal::readers());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/geotiff/plain.tif");
    let (image, folder) = (Dataset::open(path).unwrap(), tempfile::tempdir().unwrap());
    let path = folder.path().join("two.tif");
    let append = |options: &[&str]| {
        let driver = DriverManager::get_driver_by_name("GTiff").unwrap();
        let copy = image.create_copy(&driver, &path, &RasterCreationOptions::from_iter(options.iter().copied())).unwrap();
        copy.close().unwrap();
    };
    append(&["COMPRESS=LZMA"]);
    assert!(raster::open(&path).is_ok());
    append(&["COMPRESS=LZMA", "APPEND_SUBDATASET=YES"]);
    let error = raster::open(&path).err().unwrap().to_string();
    assert!(error.contains("two.tif") && error.ends_with("found several images"), "{error}");
}

#[test]
fn gdal_and_the_own_reader_unpack_alike() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = NcFileBuilder::new();
    let [latitude, longitude] = [("lat", 2), ("lon", 4)].map(|(name, length)| file.add_dimension(name, length).unwrap());
    let packed = file.add_variable::<i16>("packed", &[latitude, longitude]).unwrap();
    file.add_variable_attribute(packed, "_FillValue", NcAttrValue::Shorts(vec![-1])).unwrap();
    file.add_variable_attribute(packed, "scale_factor", NcAttrValue::Doubles(vec![0.1])).unwrap();
    file.add_variable_attribute(packed, "add_offset", NcAttrValue::Doubles(vec![10.0])).unwrap();
    file.write_variable(packed, &[4i16, -1, -2, 101, 0, 7, -1, 3]).unwrap();
    let filled = file.add_variable::<f32>("filled", &[longitude, latitude]).unwrap();
    file.add_variable_attribute(filled, "_FillValue", NcAttrValue::Floats(vec![1e20])).unwrap();
    file.add_variable_attribute(filled, "units", NcAttrValue::Chars("kg m-2 s-1".to_owned())).unwrap();
    file.write_variable(filled, &[1e20f32, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1e20]).unwrap();
    for (name, format) in [("classic.nc", NcWriteFormat::Classic), ("netcdf4.nc", NcWriteFormat::Nc4)] {
        let path = folder.path().join(name);
        std::fs::write(&path, file.to_vec(NcWriteOptions { format }).unwrap().1).unwrap();
        let (ours, theirs) = (raster::open(&path).unwrap(), GdalFile::open(&path).unwrap());
        assert_eq!(theirs.variable("filled").unwrap().attributes.text("units"), Some("kg m-2 s-1"));
        for name in ["packed", "filled"] {
            let bits = |file: &dyn RasterFile| file.read(name, &[Some(1), None]).unwrap().mapv(f64::to_bits);
            assert_eq!(bits(ours.as_ref()), bits(&theirs), "{name}");
        }
    }
}
