//! The edges of regions in the plane: straight in longitude and latitude and drawn as chords, or straight between the places of their ends.

use super::CHORD;
use crate::grid::{Axis, Grid};
use crate::projection::Projection;
use crate::region::Ring;

/// What the edges of a region are between two of its corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::coverage) enum Edges {
    /// Straight in longitude and latitude, a curve in the plane.
    OnEarth,
    /// Straight in the plane: what is left of them where a program has moved the corners there.
    InPlane,
}

/// How edges are drawn on one grid.
pub(super) struct Curves<'a> {
    projection: &'a Projection,
    edges: Edges,
    /// How far a chord may stray, in metres.
    tolerance: f64,
}

/// A point in longitude and latitude, and where the plane has it.
#[derive(Clone, Copy)]
struct Place {
    on_earth: [f64; 2],
    in_plane: [f64; 2],
}

/// An edge is halved no more often than this: a million parts.
const HALVINGS: u32 = 20;

impl<'a> Curves<'a> {
    pub(super) fn new(grid: &Grid, projection: &'a Projection, edges: Edges) -> Self {
        let shortest = |axis: &Axis| axis.edges().windows(2).map(|cell| (cell[1] - cell[0]).abs()).fold(f64::INFINITY, f64::min);
        Self { projection, edges, tolerance: CHORD * shortest(grid.row_axis()).min(shortest(grid.column_axis())) }
    }

    /// A ring in the plane. Its longitudes are counted from the central meridian.
    pub(super) fn drawn(&self, ring: &Ring) -> Ring {
        let places: Vec<Place> = ring.0.iter().map(|&point| self.place(point)).collect();
        if self.edges == Edges::InPlane {
            return Ring(places.into_iter().map(|place| place.in_plane).collect());
        }
        let mut points = Vec::with_capacity(2 * places.len());
        for (start, end) in places.iter().zip(places.iter().cycle().skip(1)) {
            points.push(start.in_plane);
            let first = points.len();
            // Neighbours draw an edge that they share from the same end, and so get the same points.
            if start.on_earth <= end.on_earth {
                self.halve(*start, *end, HALVINGS, &mut points);
            } else {
                self.halve(*end, *start, HALVINGS, &mut points);
                points[first..].reverse();
            }
        }
        Ring(points)
    }

    fn place(&self, on_earth: [f64; 2]) -> Place {
        Place { on_earth, in_plane: self.projection.forward_relative(on_earth) }
    }

    /// Adds the points between two ends.
    ///
    /// About its middle a short curve is a parabola, so that each half strays a quarter as far as the whole; a second point
    /// makes sure that the curve does not merely cross its chord in the middle.
    fn halve(&self, start: Place, end: Place, halvings: u32, points: &mut Vec<[f64; 2]>) {
        let middle = self.between(&start, &end, 0.5);
        let is_straight = strays(&start, &end, &middle, 0.5) <= 4.0 * self.tolerance
            && strays(&start, &end, &self.between(&start, &end, BESIDE_MIDDLE), BESIDE_MIDDLE) <= 4.0 * self.tolerance;
        if is_straight || halvings == 0 {
            points.push(middle.in_plane);
            return;
        }
        self.halve(start, middle, halvings - 1, points);
        points.push(middle.in_plane);
        self.halve(middle, end, halvings - 1, points);
    }

    fn between(&self, start: &Place, end: &Place, along: f64) -> Place {
        self.place([0, 1].map(|direction| {
            let (from, to) = (start.on_earth[direction], end.on_earth[direction]);
            if from == to { from } else { from + along * (to - from) }
        }))
    }
}

/// A point at which neither a parabola nor a cubic about the middle lies on the chord.
const BESIDE_MIDDLE: f64 = 0.3;

/// How far a point on an edge lies from the point on the chord that stands for it, in metres.
fn strays(start: &Place, end: &Place, point: &Place, along: f64) -> f64 {
    let [x, y] = [0, 1].map(|direction| {
        let (from, to) = (start.in_plane[direction], end.in_plane[direction]);
        point.in_plane[direction] - (from + along * (to - from))
    });
    libm::hypot(x, y)
}
