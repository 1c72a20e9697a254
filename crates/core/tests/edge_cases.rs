//! The cases in which programs that lay outlines over grids go wrong, each as a test named after it.
//!
//! Most lie on cells of one degree at the equator and are counted in square degrees, so that shares can be worked out on squared paper.

use approx::{assert_abs_diff_eq, assert_relative_eq};
use fluxledger_core::coverage::CoverageError;
use fluxledger_core::grid::GridError;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use ndarray::{Array2, array};
use proptest::prelude::*;

type Points = Vec<[f64; 2]>;

fn solid(points: &[[f64; 2]]) -> Polygon {
    Polygon { exterior: Ring(points.to_vec()), holes: Vec::new() }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Points {
    vec![[west, south], [east, south], [east, north], [west, north]]
}

fn with_holes(exterior: Points, holes: Vec<Points>) -> Polygon {
    Polygon { exterior: Ring(exterior), holes: holes.into_iter().map(Ring).collect() }
}

/// Cells of one degree from 0° north, 0° east; row 0 is the northernmost.
#[expect(clippy::cast_precision_loss, reason = "a handful of cells")]
fn squares(rows: usize, columns: usize) -> Grid {
    let latitudes = Axis::uniform(0.0, rows as f64, rows).expect("rows");
    Grid::new(latitudes, Axis::uniform(0.0, columns as f64, columns).expect("columns")).expect("a grid")
}

fn compute(grid: &Grid, polygons: Vec<Polygon>, measure: CoverageMeasure) -> Result<Coverage, CoverageError> {
    let region = Region { code: RegionCode::new("ABC"), name: "abc".into(), country: None, polygons };
    let shapes = RegionShapes::Outlines(vec![region].into());
    let set = RegionSet { id: "test".into(), source: "made up".into(), complete_for_land: false, shapes };
    Coverage::compute(grid, &set, Earth::Wgs84, measure)
}

/// Shares of square degrees.
fn planar(grid: &Grid, polygons: Vec<Polygon>) -> Array2<f64> {
    compute(grid, polygons, CoverageMeasure::Planar).expect("a valid outline").total_shares()
}

#[track_caller]
fn assert_shares(found: &Array2<f64>, expected: &Array2<f64>) {
    assert_eq!(found.dim(), expected.dim());
    found.iter().zip(expected).for_each(|(found, expected)| assert_abs_diff_eq!(*found, *expected, epsilon = 1e-14));
}

/// As the straight border of Libya and Egypt: neighbours share nothing of each other's cells.
#[test]
fn an_outline_on_cell_walls_has_whole_cells_and_no_neighbours() {
    let grid = squares(4, 4);
    for measure in [CoverageMeasure::Planar, CoverageMeasure::Area] {
        let coverage = compute(&grid, vec![solid(&rectangle(1.0, 1.0, 3.0, 3.0))], measure).expect("a valid outline");
        let shares = coverage.total_shares();
        assert_eq!(shares, array![[0., 0., 0., 0.], [0., 1., 1., 0.], [0., 1., 1., 0.], [0., 0., 0., 0.]]);
        let on_grid = (shares * grid.cell_areas(Earth::Wgs84)).sum();
        assert_relative_eq!(on_grid, coverage.regions[0].area.as_m2(), max_relative = 1e-14);
    }
}

/// A diamond of 8 square degrees, with a point wherever it meets a wall and two at corners of cells.
#[test]
fn an_outline_may_start_on_a_wall_or_a_corner_and_run_either_way() {
    let diamond = [
        [2.5, 0.5],
        [3.0, 1.0],
        [4.0, 2.0],
        [4.5, 2.5],
        [4.0, 3.0],
        [3.0, 4.0],
        [2.5, 4.5],
        [2.0, 4.0],
        [1.0, 3.0],
        [0.5, 2.5],
        [1.0, 2.0],
        [2.0, 1.0],
    ];
    let expected =
        array![[0., 0., 0.25, 0., 0.], [0., 0.5, 1., 0.5, 0.], [0.25, 1., 1., 1., 0.25], [0., 0.5, 1., 0.5, 0.], [0., 0., 0.25, 0., 0.]];
    for start in 0..diamond.len() {
        let mut points = diamond.to_vec();
        points.rotate_left(start);
        assert_shares(&planar(&squares(5, 5), vec![solid(&points)]), &expected);
        points.reverse();
        assert_shares(&planar(&squares(5, 5), vec![solid(&points)]), &expected);
    }
}

#[test]
fn an_outline_along_the_outer_edges_of_the_grid_covers_the_cells_there() {
    let expected = array![[0., 0., 0.], [0., 1., 1.], [0., 1., 1.]];
    assert_eq!(planar(&squares(3, 3), vec![solid(&rectangle(1.0, 0.0, 3.0, 2.0))]), expected);
    assert_eq!(planar(&squares(3, 3), vec![solid(&rectangle(0.0, 0.0, 3.0, 3.0))]), Array2::ones((3, 3)));
}

/// As Trinidad and Tobago: a triangle of height 0.8 and base 0.6 whose tip lies on the wall to the next cell.
#[test]
fn an_outline_that_bounces_off_a_wall_stays_in_its_cell() {
    assert_shares(&planar(&squares(1, 2), vec![solid(&[[0.2, 0.2], [1.0, 0.5], [0.2, 0.8]])]), &array![[0.24, 0.]]);
    assert_shares(&planar(&squares(1, 2), vec![solid(&[[1.8, 0.2], [1.0, 0.5], [1.8, 0.8]])]), &array![[0., 0.24]]);
}

#[test]
fn a_spike_adds_nothing() {
    for tip in [[2.5, 0.5], [2.5, 1.9], [0.75, 1.5], [-3.0, 0.5]] {
        let spiked = [[0.25, 0.25], [0.75, 0.25], [0.75, 0.5], tip, [0.75, 0.5], [0.75, 0.75], [0.25, 0.75]];
        assert_shares(&planar(&squares(2, 3), vec![solid(&spiked)]), &array![[0., 0., 0.], [0.25, 0., 0.]]);
    }
}

/// Two squares that meet in a corner, drawn in one go; and a square whose inner triangle hangs from a point of its northern side.
#[test]
fn rings_that_touch_themselves_have_their_area() {
    let two = [[0., 0.], [1., 0.], [1., 1.], [2., 1.], [2., 2.], [1., 2.], [1., 1.], [0., 1.]];
    assert_shares(&planar(&squares(2, 2), vec![solid(&two)]), &array![[0., 1.], [1., 0.]]);
    let hung = [[0., 0.], [3., 0.], [3., 3.], [1.5, 3.], [2., 2.], [1., 2.], [1.5, 3.], [0., 3.]];
    assert_shares(&planar(&squares(3, 3), vec![solid(&hung)]), &array![[1., 0.5, 1.], [1., 1., 1.], [1., 1., 1.]]);
}

#[test]
fn a_hole_as_large_as_a_cell_leaves_it_empty_and_an_island_in_it_counts() {
    let land = with_holes(rectangle(0.0, 0.0, 3.0, 3.0), vec![rectangle(1.0, 1.0, 2.0, 2.0)]);
    let mut expected = Array2::ones((3, 3));
    expected[[1, 1]] = 0.0;
    assert_eq!(planar(&squares(3, 3), vec![land.clone()]), expected);
    expected[[1, 1]] = 0.25;
    assert_eq!(planar(&squares(3, 3), vec![land, solid(&rectangle(1.25, 1.25, 1.75, 1.75))]), expected);
}

/// 0.4 × 0.9 − 0.2 × 0.5 + 0.3 × 0.5.
#[test]
fn shells_and_a_hole_in_one_cell_add_up() {
    let holed = with_holes(rectangle(0.0, 0.05, 0.4, 0.95), vec![rectangle(0.1, 0.25, 0.3, 0.75)]);
    assert_shares(&planar(&squares(1, 1), vec![holed, solid(&rectangle(0.5, 0.25, 0.8, 0.75))]), &array![[0.41]]);
}

#[test]
fn a_region_smaller_than_a_cell_has_the_ratio_of_areas() {
    let grid = squares(2, 2);
    let coverage = compute(&grid, vec![solid(&rectangle(0.5, 1.25, 0.75, 1.5))], CoverageMeasure::Area).expect("a valid outline");
    let ratio = coverage.regions[0].area.as_m2() / grid.cell_area(Earth::Wgs84, 0, 0).as_m2();
    assert_relative_eq!(coverage.total_shares()[[0, 0]], ratio, max_relative = 1e-13);
    assert_eq!(coverage.total_shares().sum(), coverage.total_shares()[[0, 0]]);
}

/// A hundred-millionth of a degree wide, far from Greenwich, leaning either way or not: no share is negative or larger than the sliver.
#[test]
fn slivers_are_as_thin_as_they_are() {
    let grid = Grid::new(Axis::uniform(40.0, 44.0, 4).expect("rows"), Axis::uniform(170.0, 174.0, 4).expect("columns")).expect("a grid");
    for lean in [0.0, 1e-8, -1e-8, 0.9, -0.9] {
        let width = 1e-8;
        let (south, north) = (172.5, 172.5 + lean);
        let sliver = [[south, 40.0], [south + width, 40.0], [north + width, 44.0], [north, 44.0]];
        let shares = planar(&grid, vec![solid(&sliver)]);
        assert!(shares.iter().all(|share| (0.0..=width * 1.001).contains(share)), "{shares}");
        assert_abs_diff_eq!(shares.sum(), 4.0 * width, epsilon = 1e-12);
    }
}

/// Two of five degrees of longitude lie on the grid.
#[test]
fn a_region_partly_off_the_grid_has_the_exact_part_and_its_whole_area() {
    let grid = squares(3, 5);
    let coverage = compute(&grid, vec![solid(&rectangle(3.0, 1.0, 8.0, 2.0))], CoverageMeasure::Area).expect("a valid outline");
    assert_eq!(coverage.total_shares(), array![[0., 0., 0., 0., 0.], [0., 0., 0., 1., 1.], [0., 0., 0., 0., 0.]]);
    let on_grid = (coverage.total_shares() * grid.cell_areas(Earth::Wgs84)).sum();
    assert_relative_eq!(on_grid / coverage.regions[0].area.as_m2(), 0.4, max_relative = 1e-14);
}

#[test]
fn a_region_larger_than_the_grid_covers_all_of_it() {
    let everything = rectangle(-180.0, -90.0, 180.0, 90.0);
    assert_eq!(planar(&squares(3, 5), vec![solid(&everything)]), Array2::ones((3, 5)));
}

/// One lobe of a bow tie runs against the other, so that one of them counts as less than nothing.
#[test]
fn a_ring_that_crosses_itself_is_named() {
    let bow_tie = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0]];
    let error = compute(&squares(2, 2), vec![solid(&bow_tie)], CoverageMeasure::Area).expect_err("a ring that crosses itself");
    assert!(matches!(&error, CoverageError::SelfOverlap { region, .. } if region.as_str() == "ABC"), "{error}");
}

/// The same part twice counts its ground twice, which shows in the cell of which it has 0.6.
#[test]
fn a_part_that_is_there_twice_is_named() {
    let part = solid(&rectangle(0.25, 0.2, 1.6, 1.0));
    let error = compute(&squares(1, 2), vec![part.clone(), part], CoverageMeasure::Planar).expect_err("an overlap");
    assert!(matches!(error, CoverageError::SelfOverlap { column: 0, .. }), "{error}");
}

/// The cap within 1° of the pole, closed by two points on it, once on a grid with half cells there.
#[test]
fn half_cells_at_the_poles_are_filled_by_a_cap_of_their_height() {
    let between = (-45..45).map(|row| f64::from(row) * 2.0 + 1.0);
    let edges = std::iter::once(-90.0).chain(between).chain([90.0]).collect();
    let longitudes = Axis::uniform(-181.25, 178.75, 144).expect("columns");
    let grid = Grid::new(Axis::from_edges(edges).expect("rows"), longitudes).expect("a grid");
    for (south, north, row) in [(89.0, 90.0, 0), (-90.0, -89.0, grid.rows() - 1)] {
        let shares = planar(&grid, vec![solid(&rectangle(-180.0, south, 180.0, north))]);
        assert!(shares.row(row).iter().all(|share| (share - 1.0).abs() < 1e-14), "{}", shares.row(row));
        assert_abs_diff_eq!(shares.sum(), 144.0, epsilon = 1e-11);
    }
}

/// As many edges as cells cannot be: a row of centres is short of one edge, and the field does not fit the grid.
#[test]
fn centres_given_as_edges_make_another_grid() {
    let centres = vec![89.5, 88.5, 87.5];
    let latitudes = Axis::from_edges(centres).expect("an axis of two cells");
    assert_eq!(latitudes.count(), 2);
    assert_eq!(Axis::from_edges(vec![89.5]), Err(GridError::TooFewEdges { edges: 1 }));
}

/// Points on quarters of a degree about a grid of whole degrees, so that walls, corners, repeated points and crossings are frequent.
fn scribbles() -> impl Strategy<Value = Points> {
    let quarter = || (-4..=24_i32).prop_map(|quarters| f64::from(quarters) / 4.0);
    prop::collection::vec((quarter(), quarter()).prop_map(|(longitude, latitude)| [longitude, latitude]), 0..12)
}

/// Twice the signed area in square degrees, by the surveyor's formula.
fn twice_the_area(points: &[[f64; 2]]) -> f64 {
    points.iter().zip(points.iter().cycle().skip(1)).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is drawn: shares between 0 and 1 that add up to the area drawn, or an error that names the region.
    #[test]
    fn no_scribble_makes_it_crash(points in scribbles(), hole in scribbles(), holed in any::<bool>()) {
        let grid = Grid::new(Axis::uniform(-1.0, 6.0, 7).expect("rows"), Axis::uniform(-1.0, 6.0, 7).expect("columns")).expect("a grid");
        let holes = if holed { vec![hole.clone()] } else { Vec::new() };
        let expected = (twice_the_area(&points).abs() - if holed { twice_the_area(&hole).abs() } else { 0.0 }) / 2.0;
        match compute(&grid, vec![with_holes(points, holes)], CoverageMeasure::Planar) {
            Ok(coverage) => {
                let shares = coverage.total_shares();
                prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
                prop_assert!((shares.sum() - expected).abs() < 1e-10, "{} instead of {expected}", shares.sum());
            }
            Err(error) => prop_assert!(matches!(error, CoverageError::SelfOverlap { .. }), "{error}"),
        }
    }
}

/// 65 536 × 65 536 = 2³², one cell more than has a number. Only the edges of such a grid are in memory.
#[test]
fn a_grid_of_more_cells_than_are_numbered_is_refused() {
    let grid = |columns| {
        let latitudes = Axis::uniform(-90.0, 90.0, 65_536).expect("rows");
        Grid::new(latitudes, Axis::uniform(-180.0, 180.0, columns).expect("columns")).expect("a grid")
    };
    let square = || vec![solid(&rectangle(0.0, 0.0, 1e-3, 1e-3))];
    let refused = compute(&grid(65_536), square(), CoverageMeasure::Area).expect_err("too many cells");
    insta::assert_snapshot!(refused, @"the grid has 65536 × 65536 cells, expected fewer than 2³² (4 294 967 296)");
    let set =
        RegionSet { id: "none".into(), source: String::new(), complete_for_land: false, shapes: RegionShapes::Outlines(vec![].into()) };
    assert_eq!(Coverage::by_centres(&grid(65_536), &set, Earth::Wgs84), Err(refused));
    assert!(Coverage::by_centres(&grid(65_535), &set, Earth::Wgs84).is_ok());
}
