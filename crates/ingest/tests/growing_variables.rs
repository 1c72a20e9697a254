//! Variables of HDF5 that may grow, in files that another writer made (`tests/fixtures/hdf5/make.py`).

use fluxledger_ingest::raster::{self, RasterError};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hdf5").join(name)
}

fn numbers(name: &str) -> Result<Vec<f64>, RasterError> {
    let file = raster::open(&fixture(name))?;
    Ok(file.read("v", &[None, None])?.into_iter().collect())
}

#[test]
fn chunks_are_numbered_by_the_lengths_to_which_a_variable_may_grow() {
    let expected: Vec<f64> = (0..3).flat_map(|row| (0..5).map(move |column| f64::from(10 * row + column))).collect();
    for name in ["may-grow.nc", "may-grow-deflated.nc", "may-grow-early.nc"] {
        assert_eq!(numbers(name).unwrap(), expected, "{name}");
    }
}

#[test]
fn what_the_library_would_misplace_is_refused() {
    let error = numbers("may-grow-scale-offset.nc").unwrap_err().to_string();
    assert!(error.contains("may-grow-scale-offset.nc") && error.contains("variable `v`") && error.contains("may grow"), "{error}");
}
