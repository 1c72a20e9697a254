//! Blocks put together are the layers, bit for bit, however a file orders and cuts them.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_core::{BlockValues, Gas};
use fluxledger_ingest::product::{BlockAddress, OpenOptions, ProductFile, open, reuse};
use fluxledger_ingest::raster::{self, GriddedVariable, RasterFile, gridded_variables};
use ndarray::{Array2, Axis, Slice};
use std::path::{Path, PathBuf};

/// All files and stores below a folder, in order of their paths.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && path.extension().is_none_or(|ending| ending != "zarr") {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The layers of a product put together from blocks of at most so many bytes; NaN in rows that no block holds.
fn from_blocks(product: &ProductFile, bytes: usize) -> (Vec<Array2<f64>>, Vec<BlockAddress>) {
    let all: Vec<usize> = (0..product.layers.len()).collect();
    let shape = (product.grid.rows(), product.grid.columns());
    let mut layers = vec![Array2::from_elem(shape, f64::NAN); all.len()];
    let mut times_read = vec![vec![0; shape.0]; all.len()];
    let addresses = product.blocks(&all, bytes);
    for address in &addresses {
        let block = product.read_block(address).unwrap();
        assert_eq!((&block.layers, &block.rows), (&address.layers, &address.rows));
        let values = match &block.values {
            BlockValues::Single(values) => values.mapv(f64::from),
            BlockValues::Double(values) => values.clone(),
        };
        assert_eq!(values.dim(), (block.layers.len(), block.rows.len(), shape.1));
        for ((&layer, factor), values) in block.layers.iter().zip(&block.factors).zip(values.outer_iter()) {
            layers[layer].slice_axis_mut(Axis(0), Slice::from(block.rows.clone())).assign(&values.mapv(|value| value * factor));
            times_read[layer][block.rows.clone()].iter_mut().for_each(|times| *times += 1);
        }
        // What the next block is read into must not be seen in it.
        reuse(block);
    }
    assert!(times_read.iter().flatten().all(|&times| times == 1), "each row of each layer lies in one block");
    (layers, addresses)
}

fn same_bits(one: &Array2<f64>, other: &Array2<f64>) -> bool {
    one.dim() == other.dim()
        && one.iter().zip(other).all(|(one, other)| one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan()))
}

/// Compares blocks of several sizes with the layers of a file; none if it is no product.
fn compare(path: &Path) -> Option<usize> {
    Some(compare_layers(path, &open(path, &OpenOptions::default()).ok()?.value))
}

fn compare_layers(path: &Path, product: &ProductFile) -> usize {
    let read: Vec<Array2<f64>> = (0..product.layers.len()).map(|layer| product.read(layer).unwrap().values).collect();
    for bytes in [0, usize::MAX] {
        let (together, _) = from_blocks(product, bytes);
        for (layer, (one, other)) in together.iter().zip(&read).enumerate() {
            assert!(same_bits(one, other), "{}: layer {layer} differs in blocks of {bytes} bytes", path.display());
        }
    }
    product.layers.len()
}

#[test]
fn blocks_put_together_are_the_layers_however_a_netcdf_file_stores_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/netcdf");
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut layers = 0;
    for path in paths {
        let file = raster::open(&path).unwrap();
        for variable in file.variables().iter().filter(|variable| variable.dimensions.len() > 1) {
            let options =
                OpenOptions { variable: Some(variable.name.clone()), gas: Some(Gas::Ch4), year: Some(2019), ..OpenOptions::default() };
            let product = open(&path, &options).unwrap_or_else(|error| panic!("{}: {}: {error}", path.display(), variable.name)).value;
            layers += compare_layers(&path, &product);
        }
    }
    // 15 variables of 5 months in chunks, 3 in records, and 1 + 1 + 1 + 4 of one layer.
    assert_eq!(layers, 97);
}

fn shuffled(path: &Path) -> ProductFile {
    let options = OpenOptions { variable: Some("shuffled".to_owned()), gas: Some(Gas::Ch4), ..OpenOptions::default() };
    open(path, &options).unwrap().value
}

fn chunks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/netcdf/chunks.nc")
}

#[test]
fn a_block_holds_the_layers_and_rows_of_whole_chunks() {
    // Chunks hold 2 of 5 months, 5 of 13 rows counted from the south, and 7 of 17 columns: 13 − 10 = 3 rows are left in the north.
    let product = shuffled(&chunks());
    let found: Vec<_> = product.blocks(&[0, 1, 2, 3, 4], 0).into_iter().map(|block| (block.layers, block.rows)).collect();
    let rows = [0..3, 3..8, 8..13];
    let expected = [vec![0, 1], vec![2, 3], vec![4]].into_iter().flat_map(|layers| rows.clone().map(|rows| (layers.clone(), rows)));
    assert_eq!(found, expected.collect::<Vec<_>>());
    // A row of chunks has 2 · 5 · 17 · 4 = 680 bytes: 1500 bytes hold two of them, the southern ones first.
    let found: Vec<_> = product.blocks(&[1, 0], 1500).into_iter().map(|block| (block.layers, block.rows)).collect();
    assert_eq!(found, [(vec![1, 0], 0..3), (vec![1, 0], 3..13)]);
}

/// What is said when the first chunk of `shuffled` begins with other bytes.
fn message_of_damage(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.nc");
    let mut file = std::fs::read(chunks()).unwrap();
    let streams: Vec<usize> = file.windows(2).enumerate().filter(|(_, head)| head == b"\x78\x5e").map(|(place, _)| place).collect();
    let of_first_chunk = streams.into_iter().find(|&place| {
        let mut damaged = file.clone();
        damaged[place..place + bytes.len()].copy_from_slice(bytes);
        std::fs::write(&path, &damaged).unwrap();
        shuffled(&path).read_block(&BlockAddress { layers: vec![0], rows: 8..13 }).is_err()
    });
    let place = of_first_chunk.unwrap();
    file[place..place + bytes.len()].copy_from_slice(bytes);
    std::fs::write(&path, &file).unwrap();
    let error = shuffled(&path).read(0).unwrap_err();
    error.to_string().replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_damaged_chunk_is_named() {
    insta::assert_snapshot!(message_of_damage(&[0; 20]), @"`damaged.nc`, variable `shuffled`, chunk at [0, 0, 14]: cannot be read: its compressed bytes are damaged");
    // A stream of zlib with the three bytes `two` and their checksum.
    let two = [0x78, 0x9c, 0x2b, 0x29, 0xcf, 0x07, 0x00, 0x02, 0xbc, 0x01, 0x5b];
    insta::assert_snapshot!(message_of_damage(&two), @"`damaged.nc`, variable `shuffled`, chunk at [0, 0, 14]: cannot be read: expected 280 bytes in it, found 3");
}

#[test]
fn blocks_put_together_are_the_layers_of_every_fixture() {
    let mut paths = Vec::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    files(&fixtures.join("products"), &mut paths);
    files(&fixtures.join("raster"), &mut paths);
    let compared: Vec<usize> = paths.iter().filter_map(|path| compare(path)).collect();
    assert!(compared.len() > 20, "{} products", compared.len());
}

/// Compares bands of single rows of chunks and of all rows with layers that are read by themselves.
fn compare_bands(file: &dyn RasterFile, variable: &GriddedVariable) {
    let rows = variable.layout.grid.rows();
    let whole: Vec<_> = (0..variable.layers.len()).map(|layer| variable.read_rows(file, &[layer], 0..rows).unwrap()).collect();
    for bytes in [0, usize::MAX] {
        let mut seen = 0;
        for layers in variable.groups(file) {
            let bands = variable.bands(file, layers.len(), bytes);
            assert_eq!((bands[0].start, bands.last().unwrap().end), (0, rows));
            assert!(bands.windows(2).all(|pair| pair[0].end == pair[1].start));
            for band in bands {
                let values = variable.read_rows(file, &layers, band.clone()).unwrap();
                for (&layer, values) in layers.iter().zip(values.outer_iter()) {
                    let expected = whole[layer].index_axis(Axis(0), 0).slice_axis(Axis(0), Slice::from(band.clone())).to_owned();
                    assert!(same_bits(&values.to_owned(), &expected), "{}: layer {layer}, rows {band:?}", file.path().display());
                }
            }
            seen += layers.len();
        }
        assert_eq!(seen, variable.layers.len());
    }
}

#[test]
fn bands_put_together_are_the_layers_of_every_fixture() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster"), &mut paths);
    let mut compared = 0;
    for path in paths {
        let Ok(file) = raster::open(&path) else { continue };
        let Ok(variables) = gridded_variables(file.as_ref(), None) else { continue };
        variables.value.iter().for_each(|variable| compare_bands(file.as_ref(), variable));
        compared += variables.value.len();
    }
    assert!(compared > 20, "{compared} variables");
}

#[test]
fn blocks_put_together_are_the_layers_of_every_real_file() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: no real data at `{}`", folder.display());
        return;
    }
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let compared: Vec<usize> = paths.iter().filter_map(|path| compare(path)).collect();
    println!("real data: {} layers of {} files are equal", compared.iter().sum::<usize>(), compared.len());
    assert!(compared.len() > 10);
}
