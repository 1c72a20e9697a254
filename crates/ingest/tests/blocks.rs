//! Blocks put together are the layers, bit for bit, however a file orders and cuts them.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_core::BlockValues;
use fluxledger_ingest::product::{BlockAddress, OpenOptions, ProductFile, open};
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
        let values = match block.values {
            BlockValues::Single(values) => values.mapv(f64::from),
            BlockValues::Double(values) => values,
        };
        assert_eq!(values.dim(), (block.layers.len(), block.rows.len(), shape.1));
        for ((&layer, factor), values) in block.layers.iter().zip(block.factors).zip(values.outer_iter()) {
            layers[layer].slice_axis_mut(Axis(0), Slice::from(block.rows.clone())).assign(&values.mapv(|value| value * factor));
            times_read[layer][block.rows.clone()].iter_mut().for_each(|times| *times += 1);
        }
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
    let product = open(path, &OpenOptions::default()).ok()?.value;
    let read: Vec<Array2<f64>> = (0..product.layers.len()).map(|layer| product.read(layer).unwrap().values).collect();
    for bytes in [0, 1 << 16, usize::MAX] {
        let (together, _) = from_blocks(&product, bytes);
        for (layer, (one, other)) in together.iter().zip(&read).enumerate() {
            assert!(same_bits(one, other), "{}: layer {layer} differs in blocks of {bytes} bytes", path.display());
        }
    }
    Some(product.layers.len())
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
