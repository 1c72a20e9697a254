//! Cells that belong to the region in which their centre lies, whole or not at all.
//!
//! Edges are straight in longitude and latitude; in a plane they are drawn as for shares, so that a centre within 10⁻⁷ of a cell of an edge may fall on its other side.

use super::edge::edges;
use super::integral::{Density, signed_area};
use super::plane::{Drawing, Edges};
use super::{RegionCoverage, Run};
use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::grid::{Axis, Grid};
use crate::quantity::Area;
use crate::region::{Polygon, Region, Ring};
use rayon::prelude::*;
use std::ops::Range;

/// The cells of each region, in the regions' order; its area is that of its outline on the Earth.
pub(super) fn cover(grid: &Grid, regions: &[Region], earth: Earth) -> Vec<RegionCoverage> {
    let centres = Centres {
        parallels: centres(grid.row_axis()),
        meridians: centres(grid.column_axis()),
        drawing: grid.projection().map(|projection| Drawing::new(grid, projection, Edges::OnEarth)),
    };
    let on_earth = Density::new(earth, CoverageMeasure::Area);
    let covered = |region: &Region| RegionCoverage {
        code: region.code.clone(),
        name: region.name.clone(),
        area: region.polygons.iter().map(|polygon| area(polygon, &on_earth)).sum(),
        runs: centres.runs(region),
    };
    regions.par_iter().with_max_len(1).map(covered).collect()
}

fn centres(axis: &Axis) -> Vec<f64> {
    (0..axis.count()).map(|cell| axis.centre(cell)).collect()
}

fn area(polygon: &Polygon, on_earth: &Density) -> Area {
    let of = |ring: &Ring| signed_area(on_earth, ring).abs();
    Area::from_m2(of(&polygon.exterior) - polygon.holes.iter().map(of).sum::<f64>())
}

/// The centres of all cells.
struct Centres<'a> {
    /// From north to south.
    parallels: Vec<f64>,
    /// From west to east.
    meridians: Vec<f64>,
    /// How outlines come into the plane of the grid, where it lies in one.
    drawing: Option<Drawing<'a>>,
}

impl Centres<'_> {
    /// The cells of a region, neighbours in one run.
    fn runs(&self, region: &Region) -> Vec<Run> {
        let mut inside: Vec<(usize, Range<usize>)> = region.polygons.iter().flat_map(|polygon| self.inside(polygon)).collect();
        inside.sort_by_key(|(row, columns)| (*row, columns.start));
        let columns = self.meridians.len();
        let number = |cell: usize| u32::try_from(cell).expect("grids of more cells are refused at the beginning");
        let mut runs = Vec::new();
        for (row, range) in inside {
            let run = Run { first: number(row * columns + range.start), length: number(range.len()), share: 1.0 };
            run.append_to(&mut runs, columns);
        }
        runs
    }

    /// Rows and columns of the centres in a polygon: on each parallel those between an odd crossing of the outline and the next.
    fn inside(&self, polygon: &Polygon) -> Vec<(usize, Range<usize>)> {
        let rings = std::iter::once(&polygon.exterior).chain(&polygon.holes);
        let mut crossings: Vec<(usize, f64)> = match &self.drawing {
            None => rings.flat_map(|ring| self.crossings(ring)).collect(),
            Some(drawing) => rings.flat_map(|ring| drawing.parts(ring)).flat_map(|ring| self.crossings(&ring)).collect(),
        };
        crossings.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        // Longitudes come round again, eastings do not.
        let turns: &[f64] = if self.drawing.is_none() { &[0.0, 360.0] } else { &[0.0] };
        let between = |pair: &[(usize, f64)]| {
            let (row, [west, east]) = (pair[0].0, [pair[0].1, pair[1].1]);
            turns.iter().map(move |turn| (row, self.columns_between(west + turn, east + turn))).collect::<Vec<_>>()
        };
        crossings.chunks_exact(2).flat_map(between).filter(|(_, columns)| !columns.is_empty()).collect()
    }

    /// Where a ring crosses the parallels: row and longitude. An end of an edge counts in the south and not in the north, so that none counts twice.
    fn crossings(&self, ring: &Ring) -> Vec<(usize, f64)> {
        let row_below = |latitude: f64| self.parallels.partition_point(|&parallel| parallel >= latitude);
        let of_edge = |edge: super::edge::Edge| {
            (row_below(edge.north[1])..row_below(edge.south[1])).map(move |row| (row, edge.east_of(0.0, self.parallels[row])))
        };
        edges(ring).flat_map(of_edge).collect()
    }

    fn columns_between(&self, west: f64, east: f64) -> Range<usize> {
        let column_from = |longitude: f64| self.meridians.partition_point(|&meridian| meridian < longitude);
        column_from(west)..column_from(east)
    }
}
