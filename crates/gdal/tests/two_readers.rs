//! The pure-Rust reader and GDAL give the same bits.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails loudly and says what it skips")]

use fluxledger_gdal::{GdalBandsFile, GdalFile};
use fluxledger_ingest::raster::{self, GeotiffFile, NetcdfFile, RasterError, RasterFile, Storage, Variable};
use ndarray::ArrayD;
use std::path::{Path, PathBuf};

/// All NetCDF files below a folder, in order of their paths.
fn netcdf_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            netcdf_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "nc") {
            found.push(path);
        }
    }
}

fn fixtures(format: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster").join(format);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn is_number(variable: &Variable) -> bool {
    !matches!(variable.storage, Storage::Text | Storage::Other)
}

/// The number of variables compared.
fn compare(path: &Path) -> usize {
    let (rust, gdal) = (NetcdfFile::open(path).unwrap(), GdalFile::open(path).unwrap());
    let mut compared = 0;
    for variable in rust.variables().iter().filter(|variable| is_number(variable)) {
        let Ok(theirs) = gdal.variable(&variable.name) else {
            println!("{}: GDAL does not show `{}`", path.display(), variable.name);
            continue;
        };
        assert_eq!(variable.dimensions, theirs.dimensions, "{}: {}", path.display(), variable.name);
        let ours = rust.read_whole(&variable.name).unwrap();
        let theirs = gdal.read_whole(&variable.name).unwrap();
        assert!(have_same_bits(&ours, &theirs), "{}: `{}` differs", path.display(), variable.name);
        compared += 1;
    }
    compared
}

fn have_same_bits(ours: &ArrayD<f64>, theirs: &ArrayD<f64>) -> bool {
    let same = |(ours, theirs): (&f64, &f64)| ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan());
    ours.shape() == theirs.shape() && ours.iter().zip(theirs).all(same)
}

/// Compares all that two readers say of a file: names, shapes, attributes, values and coordinates.
fn compare_bands(path: &Path, ours: &dyn RasterFile, theirs: &dyn RasterFile) {
    let described = |file: &dyn RasterFile| file.variables().iter().map(|variable| format!("{variable:?}")).collect::<Vec<_>>();
    assert_eq!(described(ours), described(theirs), "{}", path.display());
    for Variable { name, .. } in ours.variables() {
        let same = have_same_bits(&ours.read_whole(name).unwrap(), &theirs.read_whole(name).unwrap());
        assert!(same, "{}: `{name}` differs", path.display());
    }
}

#[test]
fn every_geotiff_has_the_same_bits_in_both_readers() {
    let (mut compared, mut in_plane) = (0, 0);
    for path in fixtures("geotiff") {
        match (GeotiffFile::open(&path), GdalBandsFile::open(&path)) {
            (Ok(ours), Ok(theirs)) => {
                compare_bands(&path, &ours, &theirs);
                let maps = ours.projection().zip(theirs.projection());
                assert!(maps.is_none_or(|(ours, theirs)| ours.coincides_with(theirs)), "{}", path.display());
                assert_eq!(ours.projection().is_some(), theirs.projection().is_some(), "{}", path.display());
                compared += 1;
                in_plane += usize::from(maps.is_some());
            }
            (Err(RasterError::NotDecoded { .. }), Ok(_)) => assert!(path.ends_with("lerc.tif")),
            (Err(ours), Err(theirs)) => assert_eq!(ours.to_string(), theirs.to_string()),
            (ours, theirs) => panic!("{}: {:?}, {:?}", path.display(), ours.err(), theirs.err()),
        }
    }
    // 29 files, of which four lie in planes, two in planes that neither reader knows, one is rotated and one compressed in a way that the own reader
    // does not know.
    assert_eq!((compared, in_plane), (25, 4));
}

#[test]
fn every_way_of_storing_netcdf_has_the_same_bits_in_both_readers() {
    let compared: usize = fixtures("netcdf").iter().map(|path| compare(path)).sum();
    // 19 variables in chunks, 7 in records, 4 of which one has records, and 6 under the indexes of newer HDF5.
    assert_eq!(compared, 36);
}

#[test]
fn every_real_file_has_the_same_bits_in_both_readers() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: no real data at `{}`", folder.display());
        return;
    }
    let mut files = Vec::new();
    netcdf_files(&folder, &mut files);
    let compared: usize = files.iter().map(|path| compare(path)).sum();
    println!("real data: {compared} variables of {} files are equal", files.len());
    assert!(compared > 100);
}

#[test]
fn every_ascii_grid_has_the_same_bits_in_both_readers() {
    // Otherwise GDAL keeps single precision only.
    gdal::config::set_config_option("AAIGRID_DATATYPE", "Float64").unwrap();
    let grids = fixtures("ascii").into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "asc"));
    let mut compared = 0;
    for path in grids {
        let (ours, theirs) = (raster::open(&path).unwrap(), GdalBandsFile::open(&path).unwrap());
        compare_bands(&path, ours.as_ref(), &theirs);
        assert_eq!(ours.projection(), theirs.projection(), "{}", path.display());
        compared += 1;
    }
    assert_eq!(compared, 5);
}

#[test]
fn every_zarr_store_of_version_2_has_the_same_bits_in_both_readers() {
    // GDAL 3.6 opens a store of version 3 as an empty group, without an error.
    let stores = fixtures("zarr").into_iter().filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("v2"));
    let mut compared = 0;
    for path in stores {
        let (ours, theirs) = (raster::open(&path).unwrap(), GdalFile::open(&path).unwrap());
        for variable in ours.variables().iter().filter(|variable| is_number(variable)) {
            let all: Vec<_> = variable.dimensions.iter().map(|dimension| 0..dimension.length).collect();
            let dimensions = &theirs.variable(&variable.name).unwrap().dimensions;
            assert_eq!(&variable.dimensions, dimensions, "{}: {}", path.display(), variable.name);
            let stored = |file: &dyn RasterFile| file.read_stored(variable, &all).unwrap().into_double();
            assert!(have_same_bits(&stored(ours.as_ref()), &stored(&theirs)), "{}: `{}` differs", path.display(), variable.name);
            compared += 1;
        }
    }
    // Five arrays of numbers in two stores, three in the third.
    assert_eq!(compared, 13);
}
