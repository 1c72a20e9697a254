//! The pure-Rust reader and GDAL give the same bits.
#![cfg(feature = "gdal")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails loudly and says what it skips")]

use fluxledger_ingest::raster::gdal::GdalFile;
use fluxledger_ingest::raster::{NetcdfFile, RasterFile, Storage, Variable};
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
        let same = ours.shape() == theirs.shape()
            && ours.iter().zip(&theirs).all(|(ours, theirs)| ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan()));
        assert!(same, "{}: `{}` differs", path.display(), variable.name);
        compared += 1;
    }
    compared
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
