//! Shares of cell areas on WGS 84 against a quadrature of its own, which takes nothing from the library but the grid's edges.
//!
//! The reference goes through a cell parallel by parallel: on each it finds where the outline crosses, measures what lies inside by the
//! even–odd rule, and integrates over latitude by Gauss–Legendre quadrature of order 20 between all latitudes at which something changes.
//! It uses no line integral, and the density of area in terms of the sine of latitude.

use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use proptest::prelude::*;
use std::f64::consts::{PI, TAU};

const ORDER: usize = 20;

/// Of a cell's area, for cells of a tenth of a degree and larger.
const TOLERANCE: f64 = 1e-12;
/// Of a cell's area, for cells of a 120th of a degree, whose edges are themselves known to 3 × 10⁻¹² of a cell only.
const TOLERANCE_AT_A_KILOMETRE: f64 = 1e-10;

/// How far shares may be off on a grid of so many cells per degree.
const fn tolerance(cells_per_degree: usize) -> f64 {
    if cells_per_degree > 10 { TOLERANCE_AT_A_KILOMETRE } else { TOLERANCE }
}

/// Nodes and weights on [0, 1], from Newton's method on the Legendre polynomial.
#[expect(clippy::cast_precision_loss, reason = "twenty nodes")]
fn gauss_legendre() -> [(f64, f64); ORDER] {
    std::array::from_fn(|i| {
        let mut node = (PI * (i as f64 + 0.75) / (ORDER as f64 + 0.5)).cos();
        let mut slope = 0.0;
        for _ in 0..50 {
            let (mut previous, mut value) = (1.0, node);
            for k in 2..=ORDER {
                let k = k as f64;
                (previous, value) = (value, ((2.0 * k - 1.0) * node * value - (k - 1.0) * previous) / k);
            }
            slope = ORDER as f64 * (node * value - previous) / (node * node - 1.0);
            node -= value / slope;
        }
        (f64::midpoint(1.0, node), 1.0 / ((1.0 - node * node) * slope * slope))
    })
}

/// cos φ / (1 − e² sin² φ)² with the e² of WGS 84, at so many degrees north of a base; near a pole by the distance to it.
fn density(base: f64, north: f64) -> f64 {
    const E2: f64 = 0.006_694_379_990_141_316_5;
    let from_pole = if base >= 0.0 { (90.0 - base) - north } else { (90.0 + base) + north };
    let sine = from_pole.to_radians().cos();
    from_pole.to_radians().sin() / (1.0 - E2 * sine * sine).powi(2)
}

/// One cell, and the outline's edges relative to its south-western corner.
struct Cell {
    base: f64,
    width: f64,
    height: f64,
    edges: Vec<[[f64; 2]; 2]>,
}

impl Cell {
    fn of(grid: &Grid, row: usize, column: usize, points: &[[f64; 2]]) -> Self {
        let (parallels, meridians) = (grid.latitudes().edges(), grid.longitudes().edges());
        let (base, west) = (parallels[row + 1], meridians[column]);
        let local: Vec<[f64; 2]> = points.iter().map(|point| [point[0] - west, point[1] - base]).collect();
        let edges = local.iter().zip(local.iter().cycle().skip(1)).map(|(&a, &b)| [a, b]).collect();
        Self { base, width: meridians[column + 1] - west, height: parallels[row] - base, edges }
    }

    /// All latitudes at which the length inside may have a kink: the cell's own, of points, and of crossings with its sides.
    fn levels(&self) -> Vec<f64> {
        let mut levels = vec![0.0, self.height];
        for &[a, b] in &self.edges {
            levels.push(a[1]);
            let crossing = |side: f64| a[1] + (side - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
            levels.extend([0.0, self.width].into_iter().filter(|side| (a[0] < *side) != (b[0] < *side)).map(crossing));
        }
        levels.retain(|level| (0.0..=self.height).contains(level));
        levels.sort_by(f64::total_cmp);
        levels
    }

    /// What part of a parallel within the cell lies inside, where `edges` are those that cross it.
    fn inside(&self, edges: &[[[f64; 2]; 2]], north: f64) -> f64 {
        let crossing = |&[a, b]: &[[f64; 2]; 2]| a[0] + (north - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
        let mut crossings: Vec<f64> = edges.iter().map(|edge| crossing(edge).clamp(0.0, self.width)).collect();
        crossings.sort_by(f64::total_cmp);
        crossings.chunks(2).map(|pair| pair[1] - pair[0]).sum::<f64>() / self.width
    }

    fn share(&self, rule: &[(f64, f64); ORDER]) -> f64 {
        let (mut inside, mut whole) = (0.0, 0.0);
        for band in self.levels().windows(2) {
            let (middle, rise) = (f64::midpoint(band[0], band[1]), band[1] - band[0]);
            let crossing: Vec<_> = self.edges.iter().filter(|[a, b]| (a[1] < middle) != (b[1] < middle)).copied().collect();
            for (node, weight) in rule {
                let north = band[0] + node * rise;
                let area = weight * rise * density(self.base, north);
                whole += area;
                inside += area * self.inside(&crossing, north);
            }
        }
        inside / whole
    }
}

fn coverage(grid: &Grid, points: &[[f64; 2]]) -> Coverage {
    let polygons = vec![Polygon { exterior: Ring(points.to_vec()), holes: Vec::new() }];
    let region = Region { code: RegionCode::new("ABC"), name: "Somewhere".into(), country: None, polygons };
    let shapes = RegionShapes::Outlines(vec![region].into());
    let set = RegionSet { id: "test".into(), source: "made up".into(), complete_for_land: false, shapes };
    Coverage::compute(grid, &set, Earth::Wgs84, CoverageMeasure::Area).expect("a valid outline")
}

/// The largest difference between the library and the reference, over all cells that the outline's box touches.
fn worst_difference(grid: &Grid, points: &[[f64; 2]]) -> f64 {
    let rule = gauss_legendre();
    let shares = coverage(grid, points).total_shares();
    let touched = |edges: &[f64], axis: usize| -> Vec<usize> {
        let (low, high) = points.iter().fold((f64::MAX, f64::MIN), |(low, high), point| (low.min(point[axis]), high.max(point[axis])));
        (0..edges.len() - 1).filter(|&i| edges[i].min(edges[i + 1]) <= high && edges[i].max(edges[i + 1]) >= low).collect()
    };
    let columns = touched(grid.longitudes().edges(), 0);
    let differences = touched(grid.latitudes().edges(), 1).into_iter().flat_map(|row| {
        let (rule, shares) = (&rule, &shares);
        columns.iter().map(move |&column| (shares[[row, column]] - Cell::of(grid, row, column, points).share(rule)).abs())
    });
    differences.fold(0.0, f64::max)
}

/// The cells about some points, of a global grid with so many cells per degree: a grid of kilometres has too many to compute all.
fn about(cells_per_degree: usize, points: &[[f64; 2]]) -> Grid {
    let axis = |direction: usize, limit: f64, count: usize| {
        let (low, high) =
            points.iter().fold((f64::MAX, f64::MIN), |(low, high), point| (low.min(point[direction]), high.max(point[direction])));
        let edges = Axis::uniform(-limit, limit, count).expect("an axis").edges().to_vec();
        let first = edges.partition_point(|&edge| edge < low).saturating_sub(2);
        let last = (edges.partition_point(|&edge| edge < high) + 2).min(count);
        Axis::from_edges(edges[first..=last].to_vec()).expect("edges in order")
    };
    Grid::new(axis(1, 90.0, 180 * cells_per_degree), axis(0, 180.0, 360 * cells_per_degree)).expect("a grid")
}

/// A star about a centre: one point per radius, in even angles, kept within the poles and the antimeridian.
#[expect(clippy::cast_precision_loss, reason = "a handful of points")]
fn star(centre: [f64; 2], radii: &[f64], size: f64) -> Vec<[f64; 2]> {
    let reach = size.min(90.0 - centre[1].abs()).min(180.0 - centre[0].abs());
    let angle = |i: usize| TAU * i as f64 / radii.len() as f64;
    let point = |(i, radius): (usize, &f64)| [centre[0] + reach * radius * angle(i).cos(), centre[1] + reach * radius * angle(i).sin()];
    radii.iter().enumerate().map(point).collect()
}

fn resolutions() -> impl Strategy<Value = usize> {
    prop_oneof![Just(120_usize), Just(10), Just(2), Just(1)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_of_stars_agree(
        resolution in resolutions(),
        (longitude, latitude) in (-179.0..179.0_f64, -89.999..89.999_f64),
        radii in prop::collection::vec(0.2..1.0_f64, 3..24),
        cells in 0.2..12.0_f64,
    ) {
        let size = cells / f64::from(u8::try_from(resolution).expect("small"));
        let outline = star([longitude, latitude], &radii, size);
        let worst = worst_difference(&about(resolution, &outline), &outline);
        prop_assert!(worst <= tolerance(resolution), "off by {worst:e} of a cell");
    }

    #[test]
    fn shares_of_boxes_agree(
        resolution in resolutions(),
        (longitude, latitude) in (-179.0..170.0_f64, -90.0..80.0_f64),
        (width, height) in (0.01..9.0_f64, 0.01..9.0_f64),
        on_edges in any::<[bool; 4]>(),
    ) {
        let cells = f64::from(u8::try_from(resolution).expect("small"));
        let side = |value: f64, on_edge: bool| if on_edge { (value * cells).round() / cells } else { value };
        let [west, south] = [side(longitude, on_edges[0]), side(latitude, on_edges[1])];
        let [east, north] = [side(west + width / cells, on_edges[2]), side(south + height / cells, on_edges[3])];
        prop_assume!(west < east && south < north);
        let outline = [[west, south], [east, south], [east, north], [west, north]];
        let worst = worst_difference(&about(resolution, &outline), &outline);
        prop_assert!(worst <= tolerance(resolution), "off by {worst:e} of a cell");
    }

    /// Triangles with their tip on a pole, where cells shrink to nothing.
    #[test]
    fn shares_of_wedges_at_the_poles_agree(
        resolution in resolutions(),
        pole in prop_oneof![Just(-90.0), Just(90.0)],
        longitude in -179.0..160.0_f64,
        [height, other] in [0.1..12.0_f64, 0.1..12.0_f64],
        [width, tip] in [0.1..12.0_f64, 0.1..12.0_f64],
    ) {
        let cells = f64::from(u8::try_from(resolution).expect("small"));
        let north = |height: f64| pole - f64::signum(pole) * height / cells;
        let outline = [[longitude + tip / cells, pole], [longitude, north(height)], [longitude + width / cells, north(other)]];
        let worst = worst_difference(&about(resolution, &outline), &outline);
        prop_assert!(worst <= tolerance(resolution), "off by {worst:e} of a cell");
    }
}

/// Edges of a hundred degrees and more, over cells of a tenth of a degree on a strip of the globe.
#[test]
fn long_edges_lose_no_digits() {
    let triangle = [[-170.0, -80.0], [175.0, -10.3], [10.0, 88.0]];
    for (south, west) in [(-34.5, 55.0), (33.5, 95.0), (3.0, -85.0), (79.5, 0.0)] {
        let latitudes = Axis::uniform(south, south + 2.0, 20).expect("rows");
        let grid = Grid::new(latitudes, Axis::uniform(west, west + 10.0, 100).expect("columns")).expect("a grid");
        let worst = worst_difference(&grid, &triangle);
        assert!(coverage(&grid, &triangle).total_shares().iter().any(|share| (0.01..0.99).contains(share)), "no edge in sight");
        assert!(worst <= TOLERANCE, "off by {worst:e} of a cell");
    }
}

/// The largest cells in use, where one piece of an edge spans several steps of the quadrature.
#[test]
fn wide_cells_are_as_exact() {
    let star = star([20.0, 10.0], &[1.0, 0.4, 0.9, 0.5, 1.0, 0.3, 0.8, 0.6], 75.0);
    for (rows, columns) in [(45, 72), (18, 36), (9, 12), (1, 1)] {
        let latitudes = Axis::uniform(-90.0, 90.0, rows).expect("rows");
        let grid = Grid::new(latitudes, Axis::uniform(-180.0, 180.0, columns).expect("columns")).expect("a grid");
        let worst = worst_difference(&grid, &star);
        assert!(worst <= TOLERANCE, "off by {worst:e} of a cell");
    }
}
