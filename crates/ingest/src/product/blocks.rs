//! The parts in which a product is read: whole rows of the grid, for the layers that lie in the same chunks of the file.

use super::contents::{Other, Slab};
use super::{ProductError, ProductFile};
use crate::raster::{self, bytes_of_number};
use fluxledger_core::{Block, BlockValues};
use ndarray::Array3;
use std::collections::BTreeMap;
use std::ops::Range;

/// As many bytes as stay in the cache of a core from their reading to their use.
const CACHED: usize = 512 << 10;

/// Which layers and rows a block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockAddress {
    /// The layers, by their numbers in the product; all are of one variable.
    pub layers: Vec<usize>,
    /// The rows of the grid.
    pub rows: Range<usize>,
}

/// Keeps the memory of a block that is done with, for one that is read later: new memory takes longer to touch than to fill.
pub fn reuse(block: Block) {
    raster::keep(block.values);
}

impl ProductFile {
    /// Cuts layers into blocks that hold each of their rows once and together read each chunk of the file once.
    ///
    /// A block has at most `bytes` bytes, and no more than a core's cache holds, unless one row of chunks has more.
    /// A layer whose rows the file does not hold apart is one block.
    ///
    /// # Panics
    /// If there is no layer of one of the numbers.
    #[must_use]
    pub fn blocks(&self, layers: &[usize], bytes: usize) -> Vec<BlockAddress> {
        let groups = self.in_same_chunks(layers);
        groups.into_iter().flat_map(|(layers, chunk)| self.bands(layers, chunk, bytes.min(CACHED))).collect()
    }

    /// The numbers of a block.
    ///
    /// # Errors
    /// [`ProductError::Raster`].
    ///
    /// # Panics
    /// If the block has no layer, or one that does not exist.
    pub fn read_block(&self, address: &BlockAddress) -> Result<Block, ProductError> {
        let slabs: Vec<&Slab> = address.layers.iter().map(|&layer| &self.slabs[layer]).collect();
        let stored = self.stored(&slabs, address)?;
        // Layers of one variable have all the same kind of other numbers, or none has.
        let others: Vec<&Slab> = slabs.iter().filter_map(|slab| slab.other.as_deref().map(Other::slab)).collect();
        let values = match slabs[0].other.as_deref() {
            None => stored,
            Some(Other::Minus(_)) => BlockValues::Double(doubled(stored) - doubled(self.stored(&others, address)?)),
            Some(Other::Times(_)) => BlockValues::Double(doubled(stored) * doubled(self.stored(&others, address)?)),
        };
        let factors = slabs.iter().map(|slab| slab.factor).collect();
        Ok(Block { layers: address.layers.clone(), rows: address.rows.clone(), factors, values })
    }

    /// The stored numbers of slabs of one variable over the rows of a block.
    fn stored(&self, slabs: &[&Slab], address: &BlockAddress) -> Result<BlockValues, ProductError> {
        let layers: Vec<_> = slabs.iter().map(|slab| slab.at.as_slice()).collect();
        let variable = self.file.variable(&slabs[0].variable)?;
        Ok(slabs[0].layout.read_rows(self.file.as_ref(), variable, &layers, address.rows.clone())?)
    }

    /// The bytes of the numbers of a block.
    ///
    /// # Panics
    /// If the block has no layer, or one that does not exist.
    #[must_use]
    pub fn bytes_of(&self, address: &BlockAddress) -> usize {
        address.layers.len() * address.rows.len() * self.grid.columns() * self.bytes_of_number(address.layers[0])
    }

    fn bytes_of_number(&self, layer: usize) -> usize {
        if self.slabs[layer].other.is_some() {
            // Both numbers and what comes of them, in double precision.
            return 3 * size_of::<f64>();
        }
        self.file.find(&self.slabs[layer].variable).map_or(size_of::<f64>(), bytes_of_number)
    }

    /// Layers that lie in the same chunks, in the order in which their groups begin, with the rows of a chunk if rows can be read apart.
    fn in_same_chunks(&self, layers: &[usize]) -> Vec<(Vec<usize>, Option<usize>)> {
        let mut chunks: BTreeMap<&str, Option<RowChunks>> = BTreeMap::new();
        let mut groups: Vec<(Vec<usize>, Option<usize>)> = Vec::new();
        let mut places: BTreeMap<(&str, Vec<usize>), usize> = BTreeMap::new();
        for &layer in layers {
            let slab = &self.slabs[layer];
            let Some(chunks) = chunks.entry(&slab.variable).or_insert_with(|| self.row_chunks(slab)) else {
                groups.push((vec![layer], None));
                continue;
            };
            let place = *places.entry((&slab.variable, chunks.position_of(slab))).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((group, _)) => group.push(layer),
                None => groups.push((vec![layer], Some(chunks.rows))),
            }
        }
        groups
    }

    fn row_chunks(&self, slab: &Slab) -> Option<RowChunks> {
        let variable = self.file.find(&slab.variable)?;
        let lengths = self.file.chunk_lengths(variable)?;
        let rows = *lengths.get(slab.layout.dimension_of_rows(variable)?)?;
        Some(RowChunks { lengths, rows })
    }

    /// The blocks of layers that lie in the same chunks: as many rows of chunks each as have no more than so many bytes, at least one.
    fn bands(&self, layers: Vec<usize>, rows_of_chunk: Option<usize>, bytes: usize) -> Vec<BlockAddress> {
        let layout = &self.slabs[layers[0]].layout;
        let Some(rows) = rows_of_chunk else { return vec![BlockAddress { layers, rows: 0..self.grid.rows() }] };
        let bytes_of_chunks = layers.len() * rows * self.grid.columns() * self.bytes_of_number(layers[0]);
        let bands = layout.bands(rows * (bytes / bytes_of_chunks.max(1)).max(1));
        bands.into_iter().map(|rows| BlockAddress { layers: layers.clone(), rows }).collect()
    }
}

fn doubled(values: BlockValues) -> Array3<f64> {
    match values {
        BlockValues::Single(values) => values.mapv(f64::from),
        BlockValues::Double(values) => values,
    }
}

/// How a variable is cut into chunks that hold whole rows, or parts of them side by side.
struct RowChunks {
    lengths: Vec<usize>,
    rows: usize,
}

impl RowChunks {
    /// The chunk in which a layer lies, by its position along every dimension but the horizontal ones.
    fn position_of(&self, slab: &Slab) -> Vec<usize> {
        slab.at.iter().zip(&self.lengths).filter_map(|(position, length)| Some((*position)? / length)).collect()
    }
}
