//! Digests of content, by which what is kept is found again and never taken for something else.

use fluxledger_core::{Grid, Region, RegionSet};
use sha2::{Digest, Sha256};

/// A digest of whatever is put into it, each thing with its length.
#[derive(Default)]
pub(crate) struct ContentDigest {
    digest: Sha256,
    /// Numbers that wait for the digest, which is quick on many bytes at once.
    waiting: Vec<u8>,
}

impl ContentDigest {
    pub(crate) fn numbers(&mut self, numbers: &[f64]) {
        self.count(numbers.len());
        self.waiting.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        self.pass_on();
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.waiting.extend(text.as_bytes());
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.waiting.extend((count as u64).to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.digest.update(&self.waiting);
        self.waiting.clear();
        self.digest.update(bytes);
    }

    /// The edges of a grid's cells, and the projection in whose plane they lie.
    pub(crate) fn grid(&mut self, grid: &Grid) {
        if let Some(projection) = grid.projection() {
            // Rust writes a number with as many digits as tell it from all others.
            self.text(&format!("{projection:?}"));
        }
        [grid.row_axis(), grid.column_axis()].into_iter().for_each(|axis| self.numbers(axis.edges()));
    }

    /// The outlines of a set, by what they are packed in where they are; a mask has none.
    pub(crate) fn outlines(&mut self, regions: &RegionSet) {
        if let Some(packed) = regions.packed_outlines() {
            self.text("packed");
            return packed.content.iter().for_each(|file| self.bytes(file));
        }
        // Regions of two layers are told from one by the place of the border between them.
        self.text(&format!("{:?}", regions.outlines().map(<[Region]>::len)));
        regions.all_outlines().for_each(|region| self.region(region));
    }

    fn region(&mut self, region: &Region) {
        self.text(region.code.as_str());
        self.text(&region.name);
        self.count(region.polygons.len());
        for polygon in &region.polygons {
            self.count(polygon.holes.len());
            std::iter::once(&polygon.exterior).chain(&polygon.holes).for_each(|ring| self.numbers(ring.0.as_flattened()));
        }
    }

    fn pass_on(&mut self) {
        if self.waiting.len() >= 1 << 16 {
            self.digest.update(&self.waiting);
            self.waiting.clear();
        }
    }

    /// The digest in hexadecimal.
    pub(crate) fn finished(mut self) -> String {
        self.digest.update(&self.waiting);
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
