//! Variables of HDF5 of uncommon kinds, in files that another writer made (`tests/fixtures/hdf5/make.py`).

use fluxledger_ingest::raster::{self, RasterError};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hdf5").join(name)
}

fn numbers(name: &str) -> Result<Vec<f64>, RasterError> {
    let file = raster::open(&fixture(name))?;
    Ok(file.read("v", &[None, None])?.into_iter().collect())
}

fn expected() -> Vec<f64> {
    (0..3).flat_map(|row| (0..5).map(move |column| f64::from(10 * row + column))).collect()
}

#[test]
fn chunks_are_numbered_by_the_lengths_to_which_a_variable_may_grow() {
    for name in ["may-grow.nc", "may-grow-deflated.nc", "may-grow-early.nc"] {
        assert_eq!(numbers(name).unwrap(), expected(), "{name}");
    }
}

#[test]
fn what_the_library_would_misplace_is_refused() {
    let error = numbers("may-grow-scale-offset.nc").unwrap_err().to_string();
    assert!(error.contains("may-grow-scale-offset.nc") && error.contains("variable `v`") && error.contains("may grow"), "{error}");
}

#[test]
fn numbers_that_do_not_fill_their_bytes_or_are_not_of_ieee_754_are_refused() {
    for name in ["of-12-bits.nc", "of-12-bits-moved.nc", "of-12-bits-filter.nc", "of-12-bits-named.nc", "of-other-exponent.nc"] {
        let error = numbers(name).unwrap_err();
        let message = error.to_string();
        assert!(message.contains(name) && message.contains("variable `v`") && message.contains("IEEE 754"), "{message}");
        assert!(error.hint().unwrap().contains("to_netcdf"));
    }
}

#[test]
fn usual_numbers_are_told_in_headers_of_both_versions() {
    for name in ["of-32-bits-first-header.nc", "of-32-bits-float.nc"] {
        assert_eq!(numbers(name).unwrap(), expected(), "{name}");
    }
}

/// The second chunk of the first row begins at column 2; a damaged file says 3, where none can begin.
#[test]
fn a_chunk_where_none_can_begin_is_refused() {
    let mut bytes = std::fs::read(fixture("chunks-first-header.nc")).unwrap();
    let tree = bytes.windows(5).position(|window| window == b"TREE\x01").unwrap();
    // A node begins with 24 bytes; a key has a size, a mask, two positions and a 0, and an address follows it (HDF5 File Format Specification 3.0, section III.A.1).
    let column = tree + 24 + (8 + 3 * 8 + 8) + 8 + 8;
    assert_eq!(bytes[column], 2);
    bytes[column] = 3;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.nc");
    std::fs::write(&path, bytes).unwrap();
    let error = raster::open(&path).unwrap().read("v", &[None, None]).unwrap_err().to_string();
    assert!(error.contains("damaged.nc") && error.contains("variable `v`") && error.contains("multiples of their lengths"), "{error}");
    assert_eq!(numbers("chunks-first-header.nc").unwrap(), expected());
}

#[test]
fn a_variable_that_is_shorter_than_its_dimensions_must_be_able_to_grow() {
    let error = numbers("shorter.nc").unwrap_err().to_string();
    assert!(error.contains("as many positions as its dimensions"), "{error}");
    let grown = numbers("shorter-grows.nc").unwrap();
    assert_eq!(grown[..10], expected()[..10]);
    assert!(grown.len() == 15 && grown[10..].iter().all(|number| number.is_nan()), "{grown:?}");
    assert!(numbers("shorter-of-zeros.nc").is_err(), "what is not there is no zero");
    let error = numbers("shorter-of-12-bits.nc").unwrap_err().to_string();
    assert!(error.contains("IEEE 754"), "{error}");
}

#[test]
fn a_filter_that_is_not_known_is_named() {
    let error = numbers("lzf.nc").unwrap_err().to_string();
    assert!(error.ends_with("found LZF"), "{error}");
}

#[test]
fn variables_in_groups_are_named_with_the_way_out() {
    let within = raster::open(&fixture("in-groups.nc")).unwrap();
    assert_eq!(within.in_groups(), ["PRODUCT/SUPPORT/lat", "PRODUCT/SUPPORT/lon", "PRODUCT/SUPPORT/v"]);
    let error = raster::gridded_variables(within.as_ref(), None).unwrap_err();
    assert!(error.to_string().contains("`PRODUCT/SUPPORT/v (in a group)`"), "{error}");
    assert!(error.hint().unwrap().contains("group=\"GROUP\""));

    let beside = raster::open(&fixture("beside-groups.nc")).unwrap();
    let warnings = raster::gridded_variables(beside.as_ref(), None).unwrap().warnings;
    assert_eq!(warnings[0].message, "variables in groups of the file are not read: `PRODUCT/SUPPORT/albedo`");
}
