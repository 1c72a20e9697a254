//! The name under which a coverage is kept: a digest of all that it follows from.

use crate::content_digest::ContentDigest;
use fluxledger_core::coverage::METHOD;
use fluxledger_core::{CoverageMeasure, Earth, Grid, RegionSet};

/// So many hexadecimal figures make a name.
pub(super) const LENGTH: usize = 64;

/// The digest of grid, outlines, Earth, measure and method, in hexadecimal.
pub(super) fn key(grid: &Grid, regions: &RegionSet, earth: Earth, measure: CoverageMeasure) -> String {
    let mut digest = ContentDigest::default();
    digest.text(&format!("{METHOD} {earth} {measure:?}"));
    digest.grid(grid);
    digest.outlines(regions);
    digest.finished()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::projection::Method;
    use fluxledger_core::{Axis, Ellipsoid, Polygon, Projection, Region, RegionCode, RegionShapes, Ring};

    fn grid(columns: usize) -> Grid {
        let axis = |last, count| Axis::uniform(0.0, last, count).unwrap();
        Grid::new(axis(2.0, 2), axis(4.0, columns)).unwrap()
    }

    /// The same numbers of edges as those of the grid of four columns, in metres.
    fn in_plane(latitude_of_origin: f64) -> Grid {
        let method = Method::LambertAzimuthalEqualArea { latitude_of_origin };
        let projection = Projection::new(Ellipsoid::WGS84, method, 0.0, [0.0; 2]).unwrap();
        Grid::projected(projection, Axis::uniform(0.0, 2.0, 2).unwrap(), Axis::uniform(0.0, 4.0, 4).unwrap()).unwrap()
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
        let outlines = |corner| set(RegionShapes::Outlines(regions(corner).into()));
        let layered = set(RegionShapes::Layered { first: regions(1.0), second: vec![] });
        let keys = [
            key(&grid(4), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(5), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(4), &outlines(1.000_000_1), Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(4), &layered, Earth::Wgs84, CoverageMeasure::Area),
            key(&grid(4), &outlines(1.0), Earth::AUTHALIC_SPHERE, CoverageMeasure::Area),
            key(&grid(4), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Planar),
            key(&in_plane(40.0), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area),
            key(&in_plane(40.000_000_1), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area),
        ];
        assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), keys.len());
        assert_eq!(keys[0], key(&grid(4), &outlines(1.0), Earth::Wgs84, CoverageMeasure::Area));
    }
}
