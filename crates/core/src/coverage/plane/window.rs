//! The part of the Earth that a grid in a plane may show, and what of an outline lies in it.

use crate::grid::Grid;
use crate::projection::{Extent, Projection};
use crate::region::Ring;

/// A box of longitudes and latitudes about the grid, longitudes counted from the central meridian.
pub(super) struct Window {
    central_meridian: f64,
    extent: Extent,
}

/// Turns by which a longitude within [−180°, 180°] may come to lie within that of the central meridian.
const TURNS: [f64; 3] = [-360.0, 0.0, 360.0];

impl Window {
    pub(super) fn of(grid: &Grid, projection: &Projection) -> Self {
        Self { central_meridian: projection.central_meridian(), extent: grid.relative_extent(projection) }
    }

    /// The parts of a ring in the box, one at most for each turn; where a part leaves the box it runs along its sides.
    ///
    /// The sides lie beyond the grid, or are the seam along which the map closes and where what one part gains the other loses.
    pub(super) fn parts(&self, ring: &Ring) -> Vec<Ring> {
        let seen = |turn: f64| {
            let turned = ring.0.iter().map(|&[longitude, latitude]| [longitude - self.central_meridian + turn, latitude]);
            self.cut(turned.collect())
        };
        TURNS.into_iter().map(seen).filter(|part| part.0.len() > 2).collect()
    }

    /// The part of a ring within all four sides (Sutherland and Hodgman 1974, Communications of the ACM 17, 32–42).
    fn cut(&self, ring: Vec<[f64; 2]>) -> Ring {
        let [west, east] = self.extent.longitudes;
        let [south, north] = self.extent.latitudes;
        let sides = [(0, west, 1.0), (0, east, -1.0), (1, south, 1.0), (1, north, -1.0)];
        Ring(sides.into_iter().fold(ring, |ring, (direction, line, sign)| beyond(&ring, direction, line, sign)))
    }
}

/// The part of a ring on one side of a meridian or parallel: east or north of it where the sign is positive.
fn beyond(ring: &[[f64; 2]], direction: usize, line: f64, sign: f64) -> Vec<[f64; 2]> {
    let inside = |point: &[f64; 2]| sign * (point[direction] - line) >= 0.0;
    if ring.iter().all(inside) {
        return ring.to_vec();
    }
    let mut kept = Vec::new();
    for (position, &point) in ring.iter().enumerate() {
        let before = ring[(position + ring.len() - 1) % ring.len()];
        if inside(&before) != inside(&point) {
            kept.push(crossing(before, point, direction, line));
        }
        if inside(&point) {
            kept.push(point);
        }
    }
    kept
}

/// Where an edge meets a meridian or parallel; the same seen from either end.
fn crossing(start: [f64; 2], end: [f64; 2], direction: usize, line: f64) -> [f64; 2] {
    let (low, high) = if start[direction] < end[direction] { (start, end) } else { (end, start) };
    let along = (line - low[direction]) / (high[direction] - low[direction]);
    let other = 1 - direction;
    let mut point = [line; 2];
    point[other] = low[other] + along * (high[other] - low[other]);
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(longitudes: [f64; 2], central_meridian: f64) -> Window {
        Window { central_meridian, extent: Extent { longitudes, latitudes: [-10.0, 10.0] } }
    }

    fn square(west: f64, east: f64) -> Ring {
        Ring(vec![[west, -5.0], [east, -5.0], [east, 5.0], [west, 5.0]])
    }

    #[test]
    fn a_ring_inside_stays_as_it_is_but_for_its_meridian() {
        assert_eq!(window([-20.0, 20.0], 10.0).parts(&square(10.0, 15.0)), [square(0.0, 5.0)]);
    }

    #[test]
    fn a_ring_is_cut_at_the_sides_and_not_seen_beyond_them() {
        assert_eq!(
            window([-20.0, 20.0], 0.0).parts(&square(10.0, 30.0)),
            [Ring(vec![[10.0, -5.0], [20.0, -5.0], [20.0, 5.0], [10.0, 5.0]])]
        );
        assert_eq!(window([-20.0, 20.0], 0.0).parts(&square(30.0, 40.0)), []);
    }

    /// About 170° east, what lies from 178° west to 176° west lies 12° to 14° further east.
    #[test]
    fn a_ring_beyond_the_antimeridian_is_turned() {
        assert_eq!(window([-20.0, 20.0], 170.0).parts(&square(-178.0, -176.0)), [square(12.0, 14.0)]);
    }

    /// About 100° west the seam lies at 80° east: a ring over it is seen on both sides.
    #[test]
    fn a_ring_on_the_seam_is_seen_on_both_sides() {
        let parts = window([-180.0, 180.0], -100.0).parts(&square(70.0, 90.0));
        assert_eq!(parts.len(), 2);
        let width = |part: &Ring| part.0.iter().map(|point| point[0]).fold(0.0_f64, |widest, x| widest.max(180.0 - x.abs()));
        assert_eq!(parts.iter().map(width).collect::<Vec<_>>(), [10.0, 10.0]);
    }
}
