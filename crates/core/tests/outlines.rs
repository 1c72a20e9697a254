//! Small outlines of the shapes that go wrong most often, with shares and areas that can be worked out by hand.

use approx::assert_relative_eq;
use fluxledger_core::coverage::CoverageError;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use ndarray::Array2;

const UNIT_SPHERE: Earth = Earth::Sphere { radius: 1.0 };

fn solid(points: &[[f64; 2]]) -> Polygon {
    Polygon { exterior: Ring(points.to_vec()), holes: Vec::new() }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Polygon {
    solid(&[[west, south], [east, south], [east, north], [west, north]])
}

fn compute(grid: &Grid, regions: Vec<(&str, Vec<Polygon>)>, earth: Earth) -> Result<Coverage, CoverageError> {
    let region =
        |(code, polygons): (&str, Vec<Polygon>)| Region { code: RegionCode::new(code), name: code.into(), country: None, polygons };
    let shapes = RegionShapes::Outlines(regions.into_iter().map(region).collect::<Vec<_>>().into());
    let set = RegionSet { id: "test".into(), source: "made up".into(), complete_for_land: false, shapes };
    Coverage::compute(grid, &set, earth, CoverageMeasure::Area)
}

/// The shares of one region and its area in m².
fn cover(grid: &Grid, polygons: Vec<Polygon>, earth: Earth) -> (Array2<f64>, f64) {
    let coverage = compute(grid, vec![("ABC", polygons)], earth).expect("a valid outline");
    (coverage.total_shares(), coverage.regions[0].area.as_m2())
}

fn grid(latitudes: Vec<f64>, west: f64, columns: usize) -> Grid {
    let longitudes = Axis::uniform(west, west + 360.0, columns).expect("columns");
    Grid::new(Axis::from_edges(latitudes).expect("rows"), longitudes).expect("a grid")
}

/// A global grid of cells of one degree.
fn degrees(west: f64) -> Grid {
    grid((-90..=90).map(f64::from).collect(), west, 360)
}

fn on_grid(shares: &Array2<f64>, grid: &Grid, earth: Earth) -> f64 {
    (shares * &grid.cell_areas(earth)).sum()
}

/// ∫ sin φ dλ along an edge on the unit sphere: Δλ (cos φ₁ − cos φ₂) / (φ₂ − φ₁).
fn sine_integral([from, to]: [[f64; 2]; 2]) -> f64 {
    let [from, to] = [from, to].map(|point| point.map(f64::to_radians));
    (to[0] - from[0]) * (from[1].cos() - to[1].cos()) / (to[1] - from[1])
}

/// Below the diagonal of an octant lie ∫ (π/2 − φ) cos φ dφ = 1 of the unit sphere.
#[test]
fn the_lower_half_of_an_octant_has_the_area_of_the_radius_squared() {
    let triangle = solid(&[[0.0, 0.0], [90.0, 0.0], [0.0, 90.0]]);
    let (shares, area) = cover(&grid(vec![0.0, 90.0], 0.0, 4), vec![triangle], UNIT_SPHERE);
    assert_relative_eq!(area, 1.0, max_relative = 1e-14);
    assert_relative_eq!(shares[[0, 0]], 1.0 / std::f64::consts::FRAC_PI_2, max_relative = 1e-14);
    assert_eq!(shares.sum(), shares[[0, 0]]);
}

/// As Fiji: two degrees wide, half of it either side of 180°.
#[test]
fn two_parts_that_meet_at_the_antimeridian_fill_the_cells_there() {
    let fiji = || vec![rectangle(179.0, -18.0, 180.0, -17.0), rectangle(-180.0, -18.0, -179.0, -17.0)];
    for (west, expected) in [
        (-180.0, vec![(0, 1.0), (359, 1.0)]),
        (0.0, vec![(179, 1.0), (180, 1.0)]),
        (-179.5, vec![(0, 0.5), (358, 0.5), (359, 1.0)]),
        (179.5, vec![(0, 1.0), (1, 0.5), (359, 0.5)]),
    ] {
        let grid = degrees(west);
        let (shares, area) = cover(&grid, fiji(), Earth::Wgs84);
        for (column, share) in expected {
            assert_relative_eq!(shares[[107, column]], share, max_relative = 1e-13);
        }
        assert_relative_eq!(shares.sum(), 2.0, max_relative = 1e-13);
        assert_relative_eq!(area, Earth::Wgs84.cell_area(-18.0, -17.0, 2.0).as_m2(), max_relative = 1e-13);
    }
}

/// As Russia: a wide country with a slanting western side that goes on beyond 180°.
///
/// The width of its main part is w = 140° + (φ − 50°)/2, and ∫ w cos φ dφ = Δ(w sin φ) + ½ Δ cos φ.
#[test]
fn a_wide_country_across_the_antimeridian_has_its_area_on_every_grid() {
    let main = solid(&[[40.0, 50.0], [180.0, 50.0], [180.0, 70.0], [30.0, 70.0]]);
    let russia = vec![main, rectangle(-180.0, 60.0, -170.0, 70.0)];
    let [sine_50, sine_60, sine_70] = [50.0_f64, 60.0, 70.0].map(|latitude| latitude.to_radians().sin());
    let [cosine_50, cosine_70] = [50.0_f64, 70.0].map(|latitude| latitude.to_radians().cos());
    let main_area = 150_f64.to_radians() * sine_70 - 140_f64.to_radians() * sine_50 + (cosine_70 - cosine_50) / 2.0;
    let expected = main_area + 10_f64.to_radians() * (sine_70 - sine_60);
    for west in [-180.0, 0.0, -179.5, 100.25] {
        let grid = degrees(west);
        let (shares, area) = cover(&grid, russia.clone(), UNIT_SPHERE);
        assert_relative_eq!(area, expected, max_relative = 1e-13);
        assert_relative_eq!(on_grid(&shares, &grid, UNIT_SPHERE), expected, max_relative = 1e-12);
    }
}

/// As Antarctica: all longitudes, its ring closed along the pole; also on a grid whose polar cells have half the height.
#[test]
fn a_country_around_the_pole_has_its_area_and_whole_cells_inside() {
    let coast = [[180.0, -70.0], [60.0, -75.0], [-60.0, -65.0], [-180.0, -70.0]];
    let ring: Vec<_> = [[-180.0, -90.0], [180.0, -90.0]].into_iter().chain(coast).collect();
    let under_coast: f64 = coast.windows(2).map(|edge| sine_integral([edge[1], edge[0]])).sum();
    let expected = std::f64::consts::TAU + under_coast;
    let half_polar = std::iter::once(-90.0).chain((-22..=22).map(|row| f64::from(row) * 4.0)).chain([90.0]).collect();
    for grid in [degrees(-180.0), degrees(0.0), grid(half_polar, -177.5, 72)] {
        let (shares, area) = cover(&grid, vec![solid(&ring)], UNIT_SPHERE);
        assert_relative_eq!(area, expected, max_relative = 1e-13);
        assert_relative_eq!(on_grid(&shares, &grid, UNIT_SPHERE), expected, max_relative = 1e-12);
        assert!(shares.row(grid.rows() - 1).iter().all(|&share| share == 1.0));
        assert!(shares.row(0).iter().all(|&share| share == 0.0));
    }
}

#[test]
fn an_island_in_a_lake_counts_and_the_lake_does_not() {
    let lake = Ring(vec![[1.0, 1.0], [4.0, 1.0], [4.0, 4.0], [1.0, 4.0]]);
    let land = Polygon { exterior: Ring(vec![[0.0, 0.0], [5.0, 0.0], [5.0, 5.0], [0.0, 5.0]]), holes: vec![lake] };
    let (shares, area) = cover(&degrees(-180.0), vec![land, rectangle(2.0, 2.0, 3.0, 3.0)], Earth::Wgs84);
    let parts = [(0.0, 5.0, 5.0), (1.0, 4.0, -3.0), (2.0, 3.0, 1.0)];
    let expected: f64 = parts.iter().map(|&(south, north, width)| Earth::Wgs84.cell_area(south, north, width).as_m2()).sum();
    assert_relative_eq!(area, expected, max_relative = 1e-13);
    assert_eq!(shares.iter().filter(|&&share| share == 1.0).count(), 25 - 9 + 1);
    assert_eq!(shares.sum(), 17.0);
}

/// A region off the grid, without polygons, or as thin as a line has no cells; its area is known all the same.
#[test]
fn regions_without_a_share_are_kept() {
    let grid = Grid::new(Axis::uniform(0.0, 5.0, 5).expect("rows"), Axis::uniform(0.0, 5.0, 5).expect("columns")).expect("a grid");
    let line = solid(&[[1.0, 1.0], [3.0, 3.0]]);
    let regions = vec![("OFF", vec![rectangle(20.0, 20.0, 21.0, 21.0)]), ("NON", Vec::new()), ("LIN", vec![line, solid(&[])])];
    let coverage = compute(&grid, regions, Earth::Wgs84).expect("valid outlines");
    assert!(coverage.regions.iter().all(|region| region.runs.is_empty()));
    let areas: Vec<f64> = coverage.regions.iter().map(|region| region.area.as_m2()).collect();
    assert_relative_eq!(areas[0], Earth::Wgs84.cell_area(20.0, 21.0, 1.0).as_m2(), max_relative = 1e-13);
    assert_eq!(areas[1..], [0.0, 0.0]);
}

#[test]
fn regions_that_overlap_are_named() {
    let regions = vec![("AAA", vec![rectangle(0.0, 0.0, 2.0, 1.0)]), ("BBB", vec![rectangle(1.5, 0.0, 3.0, 1.0)])];
    let error = compute(&degrees(-180.0), regions, Earth::Wgs84).expect_err("an overlap");
    insta::assert_snapshot!(error, @"regions AAA and BBB overlap in row 89, column 181 by 5.000e-1 of the cell");
    insta::assert_snapshot!(error.hint().expect("a way out"), @"choose a set in which AAA and BBB have one boundary, leave one of them out, or have outlines of a file made valid (`--make-valid`)");
}

#[test]
fn a_region_that_covers_itself_twice_is_named() {
    let twice = vec![rectangle(0.0, 0.0, 2.0, 1.0), rectangle(1.5, 0.0, 3.0, 1.0)];
    let error = compute(&degrees(-180.0), vec![("AAA", twice)], Earth::Wgs84).expect_err("an overlap");
    insta::assert_snapshot!(error, @"region AAA covers 1.5 of the cell in row 89, column 181, expected a share between 0 and 1");
    insta::assert_snapshot!(error.hint().expect("a way out"), @"repair the outline of AAA, or have it made valid (`--make-valid`): its polygons must not overlap, nor their rings cross, and holes must lie inside");
}

#[test]
fn a_hole_outside_its_outline_is_named() {
    let hole = Ring(vec![[3.0, 0.0], [3.5, 0.0], [3.5, 1.0], [3.0, 1.0]]);
    let polygon = Polygon { holes: vec![hole], ..rectangle(0.0, 0.0, 2.0, 1.0) };
    let error = compute(&degrees(-180.0), vec![("AAA", vec![polygon])], Earth::Wgs84).expect_err("a hole outside");
    insta::assert_snapshot!(error, @"region AAA covers -0.5 of the cell in row 89, column 183, expected a share between 0 and 1");
}
