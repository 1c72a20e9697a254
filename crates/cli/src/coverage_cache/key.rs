//! The name under which a coverage is kept: a digest of all that it follows from.

use fluxledger_core::coverage::METHOD;
use fluxledger_core::{CoverageMeasure, Earth, Grid, Region, RegionSet};
use sha2::{Digest, Sha256};

/// The digest of grid, outlines, Earth, measure and method, in hexadecimal.
pub(super) fn key(grid: &Grid, regions: &RegionSet, earth: Earth, measure: CoverageMeasure) -> String {
    let mut digest = Content::default();
    digest.text(&format!("{METHOD} {earth} {measure:?}"));
    [grid.latitudes(), grid.longitudes()].into_iter().for_each(|axis| digest.numbers(axis.edges()));
    // Regions of two layers are told from one by the place of the border between them.
    digest.text(&format!("{:?}", regions.outlines().map(<[Region]>::len)));
    regions.all_outlines().for_each(|region| digest.region(region));
    digest.finished()
}

#[derive(Default)]
struct Content {
    digest: Sha256,
    /// Numbers that wait for the digest, which is quick on many bytes at once.
    waiting: Vec<u8>,
}

impl Content {
    fn numbers(&mut self, numbers: &[f64]) {
        self.count(numbers.len());
        self.waiting.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        self.pass_on();
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.waiting.extend(text.as_bytes());
    }

    fn count(&mut self, count: usize) {
        self.waiting.extend((count as u64).to_le_bytes());
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

    fn finished(mut self) -> String {
        self.digest.update(&self.waiting);
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Axis, Polygon, RegionCode, RegionShapes, Ring};

    fn grid(columns: usize) -> Grid {
        let axis = |last, count| Axis::uniform(0.0, last, count).unwrap();
        Grid::new(axis(2.0, 2), axis(4.0, columns)).unwrap()
    }

    fn regions(corner: f64) -> Vec<Region> {
        let exterior = Ring(vec![[0.0, 0.0], [corner, 0.0], [0.0, 1.0]]);
        vec![Region { code: RegionCode::new("A"), name: "a".into(), country: None, polygons: vec![Polygon { exterior, holes: vec![] }] }]
    }

    fn set(shapes: RegionShapes) -> RegionSet {
        RegionSet { id: "set".into(), source: "made up".into(), complete_for_land: false, shapes }
    }

    #[test]
    fn whatever_changes_the_coverage_changes_the_key() {
        let outlines = |corner| set(RegionShapes::Outlines(regions(corner)));
        let layered = set(RegionShapes::Layered { first: regions(1.0), second: vec![] });
        let keys = [
            key(&grid(4), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(5), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(4), &outlines(1.000_000_1), Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(4), &layered, Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(4), &outlines(1.0), Earth::AUTHALIC_SPHERE, CoverageMeasure::Area),
            key(&grid(4), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Planar),
        ];
        assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), keys.len());
        assert_eq!(keys[0], key(&grid(4), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area));
    }
}
