//! Regions: countries, provinces, sea areas, as outlines or as a mask of cells.

use crate::coverage::CellShare;
use crate::grid::Grid;
use std::fmt;
use std::sync::Arc;

/// The code of a region: an ISO 3166-1 alpha-3 code where there is one, else the source's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode(String);

impl RegionCode {
    /// A region's code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
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
    /// Its outline.
    pub polygons: Vec<Polygon>,
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
    pub grid: Arc<Grid>,
    /// Code and name of each region.
    pub regions: Vec<(RegionCode, String)>,
    /// For each region its cells in rising order, each with the share of it that belongs to the region; 1 for a whole cell.
    pub cells: Vec<Vec<CellShare>>,
}

/// The shape of a set of regions.
#[derive(Clone, Debug, PartialEq)]
pub enum RegionShapes {
    /// Outlines in longitude and latitude.
    Outlines(Vec<Region>),
    /// A mask on a product's own grid.
    Mask(RegionMask),
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
            RegionShapes::Outlines(regions) => regions.iter().map(|region| (region.code.clone(), region.name.clone())).collect(),
            RegionShapes::Mask(mask) => mask.regions.clone(),
        }
    }

    /// The number of regions.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.shapes {
            RegionShapes::Outlines(regions) => regions.len(),
            RegionShapes::Mask(mask) => mask.regions.len(),
        }
    }

    /// Whether there is no region.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
