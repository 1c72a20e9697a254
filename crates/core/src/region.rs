//! Regions: countries, provinces, sea areas, as outlines or as a mask of cells.

use crate::coverage::CellShare;
use crate::mask_grid::MaskGrid;
use crate::outlines::{Outlines, PackedOutlines};
use std::fmt;
use std::sync::Arc;

/// The code of a region: an ISO 3166-1 alpha-3 code where there is one, else the source's own.
///
/// Its copies share their letters, since a table of months over counties holds hundreds of thousands of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode(Arc<str>);

impl RegionCode {
    /// A region's code.
    pub fn new(code: impl AsRef<str>) -> Self {
        Self(code.as_ref().into())
    }

    /// The code's letters, to be kept beside the code.
    #[must_use]
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// The code's letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A closed line, without its first point repeated at the end; points are [longitude, latitude] in degrees, edges straight between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring(pub Vec<[f64; 2]>);

/// An outer ring and the holes in it; rings may run either way.
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon {
    /// The outer ring.
    pub exterior: Ring,
    /// Rings cut out of it.
    pub holes: Vec<Ring>,
}

/// A region as one or more polygons that do not overlap, within [−180°, 180°].
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its code.
    pub code: RegionCode,
    /// Its name for people.
    pub name: String,
    /// The country that it is a province of; none for a country, or where the source does not say.
    pub country: Option<RegionCode>,
    /// Its outline.
    pub polygons: Vec<Polygon>,
}

impl Region {
    /// Whether a point lies in the region: its meridian to the north crosses the rings of one polygon an odd number of times.
    #[must_use]
    pub fn holds(&self, point: [f64; 2]) -> bool {
        let crossings = |polygon: &Polygon| -> usize {
            let rings = std::iter::once(&polygon.exterior).chain(&polygon.holes);
            rings.map(|ring| ring.crossings_north_of(point)).sum()
        };
        self.polygons.iter().any(|polygon| crossings(polygon) % 2 == 1)
    }
}

impl Ring {
    /// How many edges lie above a point on its meridian.
    fn crossings_north_of(&self, [longitude, latitude]: [f64; 2]) -> usize {
        let ends = self.0.iter().zip(self.0.iter().cycle().skip(1));
        let is_above = |(from, to): &(&[f64; 2], &[f64; 2])| {
            let spans = (from[0] > longitude) != (to[0] > longitude);
            spans && from[1] + (to[1] - from[1]) * (longitude - from[0]) / (to[0] - from[0]) > latitude
        };
        ends.filter(is_above).count()
    }
}

/// A group of regions, such as the member states of a union: a sum beside its members, outside the balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionGroup {
    /// Its code, unlike that of any region.
    pub code: RegionCode,
    /// Its name for people.
    pub name: String,
    /// Its members; a region may be in several groups.
    pub members: Vec<RegionCode>,
}

/// A mask: the cells of each region on one grid, whole or in shares.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionMask {
    /// The grid of the mask, which must be the product's.
    pub grid: MaskGrid,
    /// Code and name of each region.
    pub regions: Vec<(RegionCode, String)>,
    /// For each region its cells in rising order, each with the share of it that belongs to the region; 1 for a whole cell.
    pub cells: Vec<Vec<CellShare>>,
    /// For each region the share of its area that lies on the grid, where that is known; otherwise a region has no ground off the grid.
    pub gridded_shares: Option<Vec<f64>>,
}

impl RegionMask {
    /// Whether it gives parts of cells to regions, and so says what a share of a cell is.
    #[must_use]
    pub fn states_parts(&self) -> bool {
        self.cells.iter().flatten().any(|cell| cell.share != 1.0)
    }
}

/// The shape of a set of regions.
#[derive(Clone, Debug, PartialEq)]
pub enum RegionShapes {
    /// Outlines in longitude and latitude.
    Outlines(Outlines),
    /// A mask on a product's own grid.
    Mask(RegionMask),
    /// Outlines in two layers that share no ground but for rounding, where the second gives way: land and sea areas, or the reverse.
    Layered {
        /// Regions that keep their ground.
        first: Vec<Region>,
        /// Regions that have been cut along the first.
        second: Vec<Region>,
    },
}

/// A set of regions that do not overlap, with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionSet {
    /// Short name: an embedded set's, or the file's.
    pub id: String,
    /// Where the boundaries come from, as it stands under every map.
    pub source: String,
    /// Whether the set holds all land, so that what lies outside is sea.
    pub complete_for_land: bool,
    /// The regions.
    pub shapes: RegionShapes,
}

impl RegionSet {
    /// Code and name of each region, in order.
    #[must_use]
    pub fn names(&self) -> Vec<(RegionCode, String)> {
        match &self.shapes {
            RegionShapes::Mask(mask) => mask.regions.clone(),
            RegionShapes::Outlines(_) | RegionShapes::Layered { .. } => {
                self.all_outlines().map(|region| (region.code.clone(), region.name.clone())).collect()
            }
        }
    }

    /// All outlines, of both layers where there are two.
    pub fn all_outlines(&self) -> impl Iterator<Item = &Region> {
        let (first, second): (&[Region], &[Region]) = match &self.shapes {
            RegionShapes::Outlines(regions) => (regions, &[]),
            RegionShapes::Layered { first, second } => (first, second),
            RegionShapes::Mask(_) => (&[], &[]),
        };
        first.iter().chain(second)
    }

    /// The outlines of a set that has one layer of them.
    #[must_use]
    pub fn outlines(&self) -> Option<&[Region]> {
        match &self.shapes {
            RegionShapes::Outlines(regions) => Some(regions),
            RegionShapes::Mask(_) | RegionShapes::Layered { .. } => None,
        }
    }

    /// What the outlines are packed in, if they are.
    #[must_use]
    pub fn packed_outlines(&self) -> Option<&PackedOutlines> {
        match &self.shapes {
            RegionShapes::Outlines(outlines) => outlines.as_packed(),
            RegionShapes::Mask(_) | RegionShapes::Layered { .. } => None,
        }
    }

    /// The region whose outline holds a point of longitude and latitude.
    #[must_use]
    pub fn region_at(&self, point: [f64; 2]) -> Option<RegionCode> {
        self.all_outlines().find(|region| region.holds(point)).map(|region| region.code.clone())
    }

    /// The provinces of a country, in order; none where the set does not divide it.
    #[must_use]
    pub fn provinces_of(&self, country: &RegionCode) -> Vec<RegionCode> {
        self.all_outlines().filter(|region| region.country.as_ref() == Some(country)).map(|region| region.code.clone()).collect()
    }

    /// The number of regions.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.shapes {
            RegionShapes::Mask(mask) => mask.regions.len(),
            RegionShapes::Outlines(outlines) => outlines.count(),
            RegionShapes::Layered { first, second } => first.len() + second.len(),
        }
    }

    /// Whether there is no region.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, east: f64) -> Ring {
        Ring(vec![[west, west], [east, west], [east, east], [west, east]])
    }

    #[test]
    fn a_point_in_a_hole_is_outside_and_one_on_an_island_in_it_inside() {
        let polygons = vec![
            Polygon { exterior: square(0.0, 10.0), holes: vec![square(2.0, 8.0)] },
            Polygon { exterior: square(4.0, 6.0), holes: vec![] },
        ];
        let region = Region { code: RegionCode::new("A"), name: "a".into(), country: None, polygons };
        let inside = [[1.0, 1.0], [5.0, 5.0], [9.0, 5.0]];
        let outside = [[3.0, 3.0], [11.0, 5.0], [5.0, -1.0], [5.0, 11.0]];
        assert!(inside.into_iter().all(|point| region.holds(point)) && !outside.into_iter().any(|point| region.holds(point)));
    }
}
