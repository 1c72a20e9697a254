//! A layer of sea areas beside a set of land: which of the two gives way where they share ground.

use super::validity::SOLVER;
use fluxledger_core::{Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::overlay::{FloatOverlay, OverlayOptions};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Which layer keeps the ground that both cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Priority {
    /// The land; a sea area has what no land region has.
    #[default]
    Land,
    /// The sea; a land region has what no sea area has.
    Sea,
}

/// Two sets that cannot be layers of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayerError {
    /// One of the sets is a mask.
    #[error("regions `{set}` are cells of a grid, and a layer of sea areas needs outlines on both sides")]
    NoOutlines {
        /// The set.
        set: String,
    },
    /// A code means a region of both.
    #[error("`{code}` is a region of `{land}` and of `{sea}`")]
    SameCode {
        /// The code.
        code: RegionCode,
        /// The set of land.
        land: String,
        /// The layer of sea areas.
        sea: String,
    },
}

impl LayerError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoOutlines { .. } => "give both as outlines".to_owned(),
            Self::SameCode { .. } => "name the field of the sea areas that holds codes of their own".to_owned(),
        }
    }
}

/// Land and sea areas as one set in which they share no ground: the layer without priority loses what the other covers.
///
/// The difference of outlines is taken once, region by region; points where outlines cross are rounded to about 10⁻⁷ of a degree, and
/// [`RegionShapes::Layered`] makes up for that in each cell.
///
/// # Errors
/// [`LayerError`] if a set is a mask, or a code stands in both.
pub fn with_sea(land: RegionSet, sea: &RegionSet, priority: Priority) -> Result<RegionSet, LayerError> {
    let outlines = |set: &RegionSet| set.outlines().map(<[Region]>::to_vec).ok_or_else(|| LayerError::NoOutlines { set: set.id.clone() });
    let (of_land, of_sea) = (outlines(&land)?, outlines(sea)?);
    let codes: BTreeSet<&RegionCode> = of_land.iter().map(|region| &region.code).collect();
    if let Some(region) = of_sea.iter().find(|region| codes.contains(&region.code)) {
        return Err(LayerError::SameCode { code: region.code.clone(), land: land.id, sea: sea.id.clone() });
    }
    let (first, second) = match priority {
        Priority::Land => (of_land, of_sea),
        Priority::Sea => (of_sea, of_land),
    };
    let second = without(second, &first);
    let source = format!("{}; sea areas: {}", land.source, sea.source);
    Ok(RegionSet { source, shapes: RegionShapes::Layered { first, second }, ..land })
}

/// Regions without the ground of others; one that has none left stays, without an outline.
fn without(regions: Vec<Region>, others: &[Region]) -> Vec<Region> {
    let others: Vec<Bounded<'_>> = others.iter().flat_map(|region| &region.polygons).map(Bounded::of).collect();
    let left_of = |region: &Region| region.polygons.iter().flat_map(|polygon| left_of_polygon(polygon, &others)).collect();
    regions.into_par_iter().map(|region| Region { polygons: left_of(&region), ..region }).collect()
}

/// A polygon and the box about it.
struct Bounded<'a> {
    polygon: &'a Polygon,
    /// West, south, east and north.
    bounds: [f64; 4],
}

impl<'a> Bounded<'a> {
    fn of(polygon: &'a Polygon) -> Self {
        let nothing = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let bounds = polygon.exterior.0.iter().fold(nothing, |[west, south, east, north], &[longitude, latitude]| {
            [west.min(longitude), south.min(latitude), east.max(longitude), north.max(latitude)]
        });
        Self { polygon, bounds }
    }

    fn is_near(&self, other: &Self) -> bool {
        let ([west, south, east, north], [other_west, other_south, other_east, other_north]) = (self.bounds, other.bounds);
        west <= other_east && other_west <= east && south <= other_north && other_south <= north
    }
}

/// A polygon without those of the others that come near it; bit for bit itself if none does.
fn left_of_polygon(polygon: &Polygon, others: &[Bounded<'_>]) -> Vec<Polygon> {
    let own = Bounded::of(polygon);
    let near: Vec<Vec<[f64; 2]>> = others.iter().filter(|other| other.is_near(&own)).flat_map(|other| rings(other.polygon)).collect();
    if near.is_empty() {
        return vec![polygon.clone()];
    }
    let own: Vec<Vec<[f64; 2]>> = rings(polygon).collect();
    let mut overlay = FloatOverlay::with_subj_and_clip_custom(&own, &near, OverlayOptions::ogc(), SOLVER);
    overlay.overlay(OverlayRule::Difference, FillRule::EvenOdd).into_iter().filter_map(polygon_of).collect()
}

fn rings(polygon: &Polygon) -> impl Iterator<Item = Vec<[f64; 2]>> {
    std::iter::once(&polygon.exterior).chain(&polygon.holes).map(|ring| ring.0.clone())
}

/// The polygon of an outer contour and those of its holes.
fn polygon_of(contours: Vec<Vec<[f64; 2]>>) -> Option<Polygon> {
    let mut rings = contours.into_iter().map(Ring);
    Some(Polygon { exterior: rings.next()?, holes: rings.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid};

    fn set(id: &str, regions: &[(&str, [f64; 4])]) -> RegionSet {
        let region = |&(code, [west, south, east, north]): &(&str, [f64; 4])| Region {
            code: RegionCode::new(code),
            name: code.to_lowercase(),
            country: None,
            polygons: vec![Polygon { exterior: Ring(vec![[west, south], [east, south], [east, north], [west, north]]), holes: vec![] }],
        };
        let shapes = RegionShapes::Outlines(regions.iter().map(region).collect::<Vec<_>>().into());
        RegionSet { id: id.to_owned(), source: id.to_owned(), complete_for_land: true, shapes }
    }

    /// Shares of area in one row of cells of 1° × 1°, from 0° to 3° east, in the plane.
    fn shares(priority: Priority) -> Vec<(String, Vec<(u32, f64)>)> {
        let land = set("land", &[("L", [0.0, 0.0, 1.5, 1.0])]);
        let sea = set("sea", &[("S", [1.25, 0.0, 2.5, 1.0]), ("T", [0.0, 0.0, 0.5, 1.0])]);
        let layered = with_sea(land, &sea, priority).unwrap();
        let axis = |last, count| Axis::uniform(0.0, last, count).unwrap();
        let grid = Grid::new(axis(1.0, 1), axis(3.0, 3)).unwrap();
        let coverage = Coverage::compute(&grid, &layered, Earth::Wgs84, CoverageMeasure::Planar).unwrap();
        let cells = |region: &fluxledger_core::coverage::RegionCoverage| region.cells().map(|cell| (cell.cell, cell.share)).collect();
        coverage.regions.iter().map(|region| (region.code.to_string(), cells(region))).collect()
    }

    fn assert_shares(found: &[(String, Vec<(u32, f64)>)], expected: &[(&str, &[(u32, f64)])]) {
        assert_eq!(
            found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
            expected.iter().map(|(code, _)| *code).collect::<Vec<_>>()
        );
        for ((code, found), (_, expected)) in found.iter().zip(expected) {
            let close = |((cell, share), (expected_cell, expected_share)): (&(u32, f64), &(u32, f64))| {
                cell == expected_cell && (share - expected_share).abs() < 1e-6
            };
            assert!(found.len() == expected.len() && found.iter().zip(*expected).all(close), "{code}: {found:?}");
        }
    }

    /// Square degrees within a polygon.
    fn planar_area(polygon: &Polygon) -> f64 {
        let area = |ring: &Ring| {
            let edges = ring.0.iter().zip(ring.0.iter().cycle().skip(1));
            edges.map(|([x, y], [next_x, next_y])| x * next_y - next_x * y).sum::<f64>().abs() / 2.0
        };
        area(&polygon.exterior) - polygon.holes.iter().map(area).sum::<f64>()
    }

    /// A sea area as large as the globe, out of which all land with its hundred thousand corners is cut at once.
    #[test]
    fn land_and_the_sea_round_it_are_the_whole_globe() {
        let land = crate::region::embedded("natural-earth-50m").unwrap();
        let of_land: f64 = land.outlines().unwrap().iter().flat_map(|region| &region.polygons).map(planar_area).sum();
        let layered = with_sea(land, &set("sea", &[("S", [-180.0, -90.0, 180.0, 90.0])]), Priority::Land).unwrap();
        let RegionShapes::Layered { second, .. } = layered.shapes else { panic!("two layers") };
        let of_sea: f64 = second.iter().flat_map(|region| &region.polygons).map(planar_area).sum();
        assert!((of_land + of_sea - 360.0 * 180.0).abs() < 1e-3, "{of_land} and {of_sea}");
    }

    /// Land 0° to 1.5°; sea areas 1.25° to 2.5° and, wholly on land, 0° to 0.5°. Land first: it keeps cell 0 and half of cell 1; S has the
    /// other half and half of cell 2; T has nothing.
    #[test]
    fn with_land_first_the_sea_has_what_no_land_has() {
        assert_shares(&shares(Priority::Land), &[("L", &[(0, 1.0), (1, 0.5)]), ("S", &[(1, 0.5), (2, 0.5)]), ("T", &[])]);
    }

    /// Sea first: S keeps three quarters of cell 1, T half of cell 0; the land has 0.5° to 1.25°.
    #[test]
    fn with_sea_first_the_land_has_what_no_sea_has() {
        assert_shares(&shares(Priority::Sea), &[("S", &[(1, 0.75), (2, 0.5)]), ("T", &[(0, 0.5)]), ("L", &[(0, 0.5), (1, 0.25)])]);
    }

    #[test]
    fn a_code_of_both_layers_is_refused() {
        let [land, sea] = ["land", "sea"].map(|id| set(id, &[("A", [0.0, 0.0, 1.0, 1.0])]));
        let error = with_sea(land, &sea, Priority::Land).unwrap_err();
        insta::assert_snapshot!(format!("{error} | {}", error.hint()), @"`A` is a region of `land` and of `sea` | name the field of the sea areas that holds codes of their own");
    }

    /// What lies near no other region keeps every bit.
    #[test]
    fn an_outline_that_shares_no_ground_is_left_as_it_is() {
        let far = set("sea", &[("S", [100.1, 0.3, 102.7, 1.9])]);
        let layered = with_sea(set("land", &[("L", [0.0, 0.0, 1.5, 1.0])]), &far, Priority::Land).unwrap();
        let RegionShapes::Layered { second, .. } = layered.shapes else { panic!("two layers") };
        assert_eq!(Some(&second[..]), far.outlines());
    }
}
