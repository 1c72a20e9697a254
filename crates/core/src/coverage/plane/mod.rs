//! The coverage of a grid in the plane of a projection by regions that are given as outlines.
//!
//! An edge that is straight in longitude and latitude is a curve in the plane. It is replaced by chords that stray from it by at most
//! [`CHORD`] of a cell's side, so that the share of a cell is off by at most that times the length in sides of the outline within the cell.
//! What lies within the chords is weighed by the Earth's area in each square metre of the plane.

mod curve;
mod moments;
mod sweep;
mod window;

use super::cut::{Cutter, Mesh};
use super::edge::edges;
use super::integral::{Density, signed_area};
use super::outline::{Inside, rings};
use super::{CoverageError, RegionCoverage};
use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::grid::Grid;
use crate::projection::{PlaneCell, Projection};
use crate::quantity::Area;
use crate::region::{Region, Ring};
use curve::Curves;
pub(super) use curve::Edges;
use moments::{Moments, Part};
use rayon::prelude::*;
use sweep::Sweep;
use window::Window;

/// How far a chord may stray from the edge of a region, in sides of a cell.
pub(super) const CHORD: f64 = 1e-7;

/// The coverage of a grid by each region, in their order.
pub(super) fn cover(
    grid: &Grid,
    projection: &Projection,
    regions: &[Region],
    earth: Earth,
    (measure, edges): (CoverageMeasure, Edges),
) -> Result<Vec<RegionCoverage>, CoverageError> {
    let canvas = Canvas::new(grid, projection, earth, (measure, edges));
    // All are collected before the first error is taken, so that it is the same on any number of threads.
    let covered: Vec<_> = regions.par_iter().with_max_len(1).map(|region| canvas.cover(region)).collect();
    covered.into_iter().collect()
}

/// What all regions have in common.
struct Canvas<'a> {
    grid: &'a Grid,
    projection: &'a Projection,
    earth: Earth,
    measure: CoverageMeasure,
    on_earth: Density,
    mesh: Mesh<'a>,
    drawing: Drawing<'a>,
}

/// How outlines come into the plane of a grid.
pub(super) struct Drawing<'a> {
    window: Window,
    curves: Curves<'a>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(grid: &Grid, projection: &'a Projection, edges: Edges) -> Self {
        Self { window: Window::of(grid, projection), curves: Curves::new(grid, projection, edges) }
    }

    /// The parts of a ring about the grid, in the plane.
    pub(super) fn parts(&self, ring: &Ring) -> impl Iterator<Item = Ring> {
        self.window.parts(ring).into_iter().map(|visible| self.curves.drawn(&visible))
    }
}

impl<'a> Canvas<'a> {
    fn new(grid: &'a Grid, projection: &'a Projection, earth: Earth, (measure, edges): (CoverageMeasure, Edges)) -> Self {
        let mesh = Mesh { parallels: grid.row_axis().edges(), meridians: grid.column_axis().edges().to_vec() };
        Self {
            grid,
            projection,
            earth,
            measure,
            on_earth: Density::new(earth, CoverageMeasure::Area),
            mesh,
            drawing: Drawing::new(grid, projection, edges),
        }
    }

    fn cover(&self, region: &Region) -> Result<RegionCoverage, CoverageError> {
        let columns = self.grid.columns();
        let mut sweep = Sweep::default();
        let area = region.polygons.iter().flat_map(rings).map(|(ring, inside)| self.add_ring(ring, inside, &mut sweep)).sum();
        let share = |row: usize, column: usize, part: &Part| part.share(&self.weights(row, column));
        let runs = sweep.finish(columns, share).map_err(|(cell, share)| CoverageError::SelfOverlap {
            region: region.code.clone(),
            row: cell / columns,
            column: cell % columns,
            share,
        })?;
        Ok(RegionCoverage { code: region.code.clone(), name: region.name.clone(), area, runs })
    }

    /// What the plane of a cell counts for at the nodes.
    fn weights(&self, row: usize, column: usize) -> [[f64; 4]; 4] {
        match self.measure {
            CoverageMeasure::Planar => [[1.0; 4]; 4],
            CoverageMeasure::Area => PlaneCell::of(self.grid, row, column).densities(self.projection, self.earth),
        }
    }

    /// Adds what a ring encloses to the cells and returns its area on the Earth, negative for a hole.
    fn add_ring(&self, ring: &Ring, inside: Inside, sweep: &mut Sweep) -> Area {
        let area = signed_area(&self.on_earth, ring);
        let sign = f64::from(inside as i8);
        for drawn in self.drawing.parts(ring) {
            if !self.mesh.reaches(&drawn) {
                continue;
            }
            let mut cutter = Cutter::new(&self.mesh);
            for edge in edges(&drawn) {
                // As in longitude and latitude: east is right of north in the plane, too.
                let weight = -sign * area.signum() * edge.direction;
                cutter.cut(&edge, |piece| {
                    let height = self.mesh.parallels[piece.row] - self.mesh.parallels[piece.row + 1];
                    sweep.add(piece.row, piece.column, &Moments::east_of(&piece, height).times(weight));
                });
            }
        }
        Area::from_m2(sign * area.abs())
    }
}
