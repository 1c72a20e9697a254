//! The coverage of a grid by regions that are given as outlines.

use super::cut::{Cutter, Mesh};
use super::edge::edges;
use super::integral::{Density, Moments, signed_area};
use super::sweep::{Deposit, Sweep};
use super::{CoverageError, RegionCoverage};
use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::grid::Grid;
use crate::quantity::Area;
use crate::region::{Polygon, Region, Ring};
use rayon::prelude::*;

/// The coverage of a grid by each region, in their order.
pub(super) fn cover(grid: &Grid, regions: &[Region], earth: Earth, measure: CoverageMeasure) -> Result<Vec<RegionCoverage>, CoverageError> {
    let canvas = Canvas::new(grid, earth, measure);
    // All are collected before the first error is taken, so that it is the same on any number of threads.
    let covered: Vec<_> = regions.par_iter().with_max_len(1).map(|region| canvas.cover(region)).collect();
    covered.into_iter().collect()
}

/// What all regions have in common: the grid's lines and what each of its rows counts for.
struct Canvas<'a> {
    /// What a share of a cell is counted by.
    density: Density,
    /// What a region's area is counted by.
    on_earth: Density,
    meshes: Vec<Mesh<'a>>,
    /// ∫ q dφ over each row, from north to south.
    rows: Vec<f64>,
    shape: (usize, usize),
    /// The smallest width or height of a cell in degrees.
    narrowest: f64,
}

/// Whether a ring's inside belongs to the region or is cut out of it.
#[derive(Clone, Copy)]
pub(super) enum Inside {
    Kept = 1,
    CutOut = -1,
}

impl<'a> Canvas<'a> {
    fn new(grid: &'a Grid, earth: Earth, measure: CoverageMeasure) -> Self {
        let density = Density::new(earth, measure);
        let parallels = grid.latitudes().edges();
        let rows = parallels.windows(2).map(|row| Moments::between(&density, row[1], 0.0, row[0] - row[1]).whole).collect();
        let on_earth = Density::new(earth, CoverageMeasure::Area);
        Self { density, on_earth, meshes: meshes(grid), rows, shape: grid.shape(), narrowest: narrowest(grid) }
    }

    fn cover(&self, region: &Region) -> Result<RegionCoverage, CoverageError> {
        let mut sweep = Sweep::new(self.shape.1, self.narrowest);
        let area = region.polygons.iter().flat_map(rings).map(|(ring, inside)| self.add_ring(ring, inside, &mut sweep)).sum();
        let runs = sweep.finish().map_err(|(cell, share)| CoverageError::SelfOverlap {
            region: region.code.clone(),
            row: cell / self.shape.1,
            column: cell % self.shape.1,
            share,
        })?;
        Ok(RegionCoverage { code: region.code.clone(), name: region.name.clone(), area, runs })
    }

    /// Adds what a ring encloses to the cells and returns its area, negative for a hole.
    fn add_ring(&self, ring: &Ring, inside: Inside, sweep: &mut Sweep) -> Area {
        let area = signed_area(&self.on_earth, ring);
        let sign = f64::from(inside as i8);
        for mesh in self.meshes.iter().filter(|mesh| mesh.reaches(ring)) {
            let mut cutter = Cutter::new(mesh);
            for edge in edges(ring) {
                // An edge that an anticlockwise ring runs along to the north has the inside in the west: the area east of it is taken away.
                let weight = -sign * area.signum() * edge.direction;
                cutter.cut(&edge, |piece| {
                    let moments = Moments::between(&self.density, mesh.parallels[piece.row + 1], piece.north[0], piece.north[1]);
                    let extent = self.rows[piece.row];
                    sweep.add(Deposit::east_of(&piece, moments.whole / extent, moments.tilt / extent).times(weight));
                });
            }
        }
        Area::from_m2(sign * area.abs())
    }
}

/// The rings of a polygon, and on which side the region lies.
pub(super) fn rings(polygon: &Polygon) -> impl Iterator<Item = (&Ring, Inside)> {
    let holes = polygon.holes.iter().map(|hole| (hole, Inside::CutOut));
    std::iter::once((&polygon.exterior, Inside::Kept)).chain(holes)
}

/// The smallest width or height of a cell of a grid, in degrees.
fn narrowest(grid: &Grid) -> f64 {
    let of_axis = |edges: &[f64]| edges.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(f64::INFINITY, f64::min);
    of_axis(grid.latitudes().edges()).min(of_axis(grid.longitudes().edges()))
}

/// The grid as it lies, and turned back by a circle where it reaches beyond 180° east.
///
/// The meridians are turned and not the outlines, because longitudes from 180° to 540° lose no digit by it.
fn meshes(grid: &Grid) -> Vec<Mesh<'_>> {
    let longitudes = grid.longitudes();
    let turns = if longitudes.last() > 180.0 { vec![0.0, 360.0] } else { vec![0.0] };
    let mesh =
        |turn| Mesh { parallels: grid.latitudes().edges(), meridians: longitudes.edges().iter().map(|meridian| meridian - turn).collect() };
    turns.into_iter().map(mesh).collect()
}
