//! Zarr stores as xarray writes them; `tests/fixtures/raster/make_zarr.py` says how they were made.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_ingest::raster::coordinates::{StatedAxes, layout};
use fluxledger_ingest::raster::time::{Label, Labelling, Months, Step, periods};
use fluxledger_ingest::raster::{self, RasterFile, Storage};
use ndarray::{Array2, Axis, array};
use std::path::Path;

fn opened(name: &str) -> Box<dyn RasterFile> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/zarr").join(name);
    raster::open(&path).unwrap_or_else(|error| panic!("{error}"))
}

fn values(file: &dyn RasterFile, variable: &str, at: &[Option<usize>]) -> Array2<f64> {
    layout(file, file.variable(variable).unwrap(), &StatedAxes::default()).unwrap().value.read(file, variable, at).unwrap()
}

const XARRAY: [&str; 4] = ["v2-zlib.zarr", "v2-blosc.zarr", "v3-zstd.zarr", "v3-sharded.zarr"];

#[test]
fn arrays_are_variables_in_both_versions() {
    for name in XARRAY {
        let file = opened(name);
        let flux = file.variable("flux").unwrap();
        let dimensions: Vec<(&str, usize)> = flux.dimensions.iter().map(|dimension| (dimension.name.as_str(), dimension.length)).collect();
        assert_eq!(dimensions, [("time", 2), ("lat", 3), ("lon", 4)], "{name}");
        assert_eq!((flux.storage, flux.attributes.text("units")), (Storage::Float32, Some("kg m-2 s-1")), "{name}");
        assert_eq!(file.attributes().text("title"), Some("a store for tests"), "{name}");
        assert_eq!(file.attributes().numbers("levels"), [1.0, 2.0], "{name}");
        assert_eq!(file.read_labels("country").unwrap(), ["FRA", "DEU"], "{name}");
    }
}

#[test]
fn numbers_are_read_whole_and_by_position() {
    for name in XARRAY {
        let file = opened(name);
        // The value of cell (month, row from the south, column) is (12 · month + 4 · row + column) / 8; the first row comes last here.
        let february = array![[2.5, 2.625, 2.75, 2.875], [2.0, 2.125, 2.25, 2.375], [1.5, 1.625, 1.75, 1.875]];
        assert_eq!(values(file.as_ref(), "flux", &[Some(1), None, None]), february, "{name}");
        let whole = file.read_whole("flux").unwrap();
        assert_eq!(whole.index_axis(Axis(0), 1), file.read("flux", &[Some(1), None, None]).unwrap(), "{name}");
        assert!(whole[[0, 0, 1]].is_nan(), "{name}");
        assert_eq!(whole.iter().filter(|value| value.is_nan()).count(), 1, "{name}");
    }
}

#[test]
fn packed_numbers_are_unpacked_and_the_missing_one_is_missing() {
    for name in XARRAY {
        // Stored 9, 10, 11, 12 in the north and 5, −1 (missing), 7, 8 in the middle; value = stored · 0.5 + 10.
        let packed = values(opened(name).as_ref(), "packed", &[None, None]);
        assert_eq!(packed.row(0).to_vec(), [14.5, 15.0, 15.5, 16.0], "{name}");
        assert!(packed[[1, 1]].is_nan(), "{name}");
        assert_eq!(packed[[1, 2]], 13.5, "{name}");
    }
}

#[test]
fn time_is_decoded() {
    for name in XARRAY {
        let file = opened(name);
        let labelling = Labelling { label: Some(Label::Start), step: Step::Month, months: Months::Refused };
        let found = periods(file.as_ref(), file.variable("time").unwrap(), labelling).unwrap();
        assert_eq!(found.periods[1].unwrap().to_string(), "2012-02-01 to 2012-03-01", "{name}");
    }
}

#[test]
fn a_chunk_that_was_never_written_is_missing() {
    let flux = values(opened("v2-unwritten.zarr").as_ref(), "flux", &[None, None]);
    assert_eq!(flux.row(0).to_vec()[..2], [9.0, 10.0]);
    assert!(flux[[0, 2]].is_nan() && flux[[0, 3]].is_nan());
    assert_eq!(flux.row(1).to_vec(), [5.0, -1.0, 7.0, 8.0]);
}

#[test]
fn a_folder_that_is_no_store_is_called_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = raster::open(folder.path()).err().unwrap().to_string();
    assert!(error.ends_with("found a folder that is no Zarr store"), "{error}");
}

/// A store of one array of 2 × 2 cells beside another that is packed in a way that nobody here knows.
#[test]
fn an_array_in_an_unknown_codec_is_left_out_with_a_warning_or_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, contents: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    };
    let array = |name: &str, dimensions: &[&str], compressor: &str| {
        let shape: Vec<usize> = dimensions.iter().map(|_| 2).collect();
        let header = format!(
            r#"{{"zarr_format": 2, "shape": {shape:?}, "chunks": {shape:?}, "dtype": "<f8", "compressor": {compressor}, "fill_value": null, "order": "C", "filters": null}}"#
        );
        write(&format!("{name}/.zarray"), header.as_bytes());
        write(&format!("{name}/.zattrs"), format!(r#"{{"_ARRAY_DIMENSIONS": {dimensions:?}}}"#).as_bytes());
        let numbers: Vec<u8> =
            (0..2_u32.pow(u32::try_from(dimensions.len()).unwrap())).flat_map(|number| f64::from(number).to_le_bytes()).collect();
        write(&format!("{name}/{}", vec!["0"; dimensions.len()].join(".")), &numbers);
    };
    write(".zgroup", br#"{"zarr_format": 2}"#);
    ["lat", "lon"].iter().for_each(|name| array(name, &[name], "null"));
    array("packed", &["lat", "lon"], r#"{"id": "unheard-of"}"#);
    let error = raster::gridded_variables(raster::open(folder.path()).unwrap().as_ref(), None).unwrap_err().to_string();
    assert!(error.contains("variable `packed`") && error.contains("unheard-of"), "{error}");
    array("plain", &["lat", "lon"], "null");
    let file = raster::open(folder.path()).unwrap();
    let gridded = raster::gridded_variables(file.as_ref(), None).unwrap();
    assert_eq!(gridded.value.iter().map(|variable| variable.name.as_str()).collect::<Vec<_>>(), ["plain"]);
    assert!(gridded.warnings.iter().any(|warning| warning.message.contains("left out") && warning.message.contains("`packed`")));
    let error = file.read_whole("packed").unwrap_err().to_string();
    assert!(error.contains("unheard-of"), "{error}");
}
