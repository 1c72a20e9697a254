//! The edges of regions in the plane: straight in longitude and latitude and drawn as chords, or straight between the places of their ends.

use super::CHORD;
use crate::chords::{self, Bend, Place};
use crate::grid::{Axis, Grid};
use crate::projection::Projection;
use crate::region::Ring;
use std::convert::Infallible;

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

impl<'a> Curves<'a> {
    pub(super) fn new(grid: &Grid, projection: &'a Projection, edges: Edges) -> Self {
        let shortest = |axis: &Axis| axis.edges().windows(2).map(|cell| (cell[1] - cell[0]).abs()).fold(f64::INFINITY, f64::min);
        Self { projection, edges, tolerance: CHORD * shortest(grid.row_axis()).min(shortest(grid.column_axis())) }
    }

    /// A ring in the plane. Its longitudes are counted from the central meridian.
    pub(super) fn drawn(&self, ring: &Ring) -> Ring {
        if self.edges == Edges::InPlane {
            return Ring(ring.0.iter().map(|&point| self.projection.forward_relative(point)).collect());
        }
        let Ok(points) = chords::drawn(self, &ring.0);
        Ring(points)
    }
}

impl Bend for Curves<'_> {
    type Error = Infallible;

    /// A million parts.
    const HALVINGS: u32 = 20;

    const ALWAYS_HALVED: bool = true;

    fn draw(&self, on_earth: [f64; 2]) -> Result<[f64; 2], Infallible> {
        Ok(self.projection.forward_relative(on_earth))
    }

    /// In metres.
    fn strays(&self, start: &Place, end: &Place, point: &Place, along: f64) -> f64 {
        let [x, y] = [0, 1].map(|direction| {
            let (from, to) = (start.drawn[direction], end.drawn[direction]);
            point.drawn[direction] - (from + along * (to - from))
        });
        libm::hypot(x, y)
    }

    fn tolerance(&self) -> f64 {
        self.tolerance
    }
}
