//! Grids in the plane of a projection: laws, and shares beside computations that share nothing with the code under test.

use approx::assert_relative_eq;
use fluxledger_core::aggregate::{Aggregation, Apportionment, LayerTotals};
use fluxledger_core::projection::{Method, Pole};
use fluxledger_core::*;
use ndarray::Array2;
use std::f64::consts::PI;
use std::sync::Arc;

const RADIUS: f64 = 6_370_000.0;

fn projected(projection: Projection, south_west: [f64; 2], cell: f64, (rows, columns): (usize, usize)) -> Grid {
    let axis = |start: f64, count: usize| {
        let last = start + cell * f64::from(u32::try_from(count).expect("a small count"));
        Axis::uniform(start, last, count).expect("an axis")
    };
    Grid::projected(projection, axis(south_west[1], rows), axis(south_west[0], columns)).expect("a grid")
}

fn lambert(ellipsoid: Ellipsoid) -> Projection {
    let method = Method::LambertConformalConic { latitude_of_origin: 40.0, standard_parallels: [33.0, 45.0], scale: 1.0 };
    Projection::new(ellipsoid, method, -97.0, [0.0, 0.0]).expect("a projection")
}

fn albers(ellipsoid: Ellipsoid) -> Projection {
    let method = Method::AlbersEqualArea { latitude_of_origin: 23.0, standard_parallels: [29.5, 45.5] };
    Projection::new(ellipsoid, method, -96.0, [0.0, 0.0]).expect("a projection")
}

fn azimuthal() -> Projection {
    let method = Method::LambertAzimuthalEqualArea { latitude_of_origin: 52.0 };
    Projection::new(Ellipsoid::GRS80, method, 10.0, [4_321_000.0, 3_210_000.0]).expect("a projection")
}

fn polar() -> Projection {
    let method = Method::PolarStereographic { pole: Pole::North, standard_parallel: 70.0 };
    Projection::new(Ellipsoid::WGS84, method, -45.0, [0.0, 0.0]).expect("a projection")
}

fn region(code: &str, polygons: Vec<Polygon>) -> Region {
    Region { code: RegionCode::new(code), name: code.to_owned(), country: None, polygons }
}

fn polygon(exterior: &[[f64; 2]], holes: &[&[[f64; 2]]]) -> Polygon {
    Polygon { exterior: Ring(exterior.to_vec()), holes: holes.iter().map(|hole| Ring(hole.to_vec())).collect() }
}

fn rectangle(code: &str, [west, east]: [f64; 2], [south, north]: [f64; 2]) -> Region {
    region(code, vec![polygon(&[[west, south], [east, south], [east, north], [west, north]], &[])])
}

fn set(regions: Vec<Region>) -> RegionSet {
    RegionSet { id: "made".into(), source: "made up".into(), complete_for_land: false, shapes: RegionShapes::Outlines(regions.into()) }
}

fn cover(grid: &Grid, regions: Vec<Region>, earth: Earth) -> Coverage {
    Coverage::compute(grid, &set(regions), earth, CoverageMeasure::Area).expect("a coverage")
}

/// The area of a region on a grid: Σ share × area of the cell.
fn area_on(grid: &Grid, coverage: &Coverage, region: usize) -> f64 {
    let areas = grid.cell_areas(Earth::Wgs84);
    let areas = areas.as_slice().expect("row by row");
    coverage.regions[region].cells().map(|cell| cell.share * areas[cell.cell as usize]).sum()
}

/// A grid of 12 km cells over the United States, and the like elsewhere.
fn grids() -> Vec<(Grid, [f64; 2], [f64; 2])> {
    vec![
        (projected(lambert(Ellipsoid::WGS84), [-2_400_000.0, -1_500_000.0], 12_000.0, (240, 400)), [-113.3, -85.7], [31.1, 47.9]),
        (projected(albers(Ellipsoid::GRS80), [-2_400_000.0, 300_000.0], 12_000.0, (240, 400)), [-113.3, -85.7], [31.1, 47.9]),
        (projected(azimuthal(), [2_500_000.0, 1_400_000.0], 25_000.0, (160, 160)), [-3.3, 28.1], [41.2, 61.7]),
        (projected(polar(), [-3_000_000.0, -3_000_000.0], 50_000.0, (120, 120)), [-170.0, 170.0], [71.0, 84.0]),
    ]
}

/// A rectangle in longitude and latitude has the area of the closed form, whole rows of cells and cut ones together.
#[test]
fn a_rectangle_has_its_area_on_the_ellipsoid() {
    for (grid, longitudes, latitudes) in grids() {
        let coverage = cover(&grid, vec![rectangle("A", longitudes, latitudes)], Earth::Wgs84);
        let expected = Earth::Wgs84.cell_area(latitudes[0], latitudes[1], longitudes[1] - longitudes[0]).as_m2();
        assert_relative_eq!(coverage.regions[0].area.as_m2(), expected, max_relative = 1e-12);
        assert_relative_eq!(area_on(&grid, &coverage, 0), expected, max_relative = 1e-9);
    }
}

/// The cap north of 80° contains the pole and the seam opposite the central meridian.
#[test]
fn a_cap_about_the_pole_is_whole() {
    let grid = projected(polar(), [-3_000_000.0, -3_000_000.0], 50_000.0, (120, 120));
    let cap = vec![polygon(&[[-180.0, 80.0], [180.0, 80.0], [180.0, 90.0], [-180.0, 90.0]], &[])];
    let coverage = cover(&grid, vec![region("CAP", cap)], Earth::Wgs84);
    let expected = Earth::Wgs84.cell_area(80.0, 90.0, 360.0).as_m2();
    // The parallel is 7000 km long, and a chord strays by 5 mm.
    assert_relative_eq!(area_on(&grid, &coverage, 0), expected, epsilon = 7e6 * 5e-3);
    assert_eq!(coverage.total_shares()[[60, 60]], 1.0);
}

/// What a hole takes away another region has, an island in it included; the shares of all add up to whole cells.
#[test]
fn regions_that_tile_the_ground_tile_the_cells() {
    for (grid, [west, east], [south, north]) in grids() {
        let (centre, middle) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let hole = [[centre - 2.0, middle - 2.0], [centre + 2.5, middle - 1.7], [centre, middle + 2.0]];
        let around = [[west, south], [east, south], [east, north], [west, north]];
        let regions = vec![region("OUT", vec![polygon(&around, &[&hole])]), region("IN", vec![polygon(&hole, &[])])];
        let coverage = cover(&grid, regions, Earth::Wgs84);
        let whole = cover(&grid, vec![rectangle("ALL", [west, east], [south, north])], Earth::Wgs84);
        let difference = coverage.total_shares() - whole.total_shares();
        assert!(difference.iter().all(|difference| difference.abs() < 1e-12));
    }
}

/// A region that crosses the antimeridian in two parts is as large as one that does not, and so is one beyond the map's edge.
#[test]
fn the_antimeridian_and_the_edge_of_the_window_are_no_border() {
    let method = Method::LambertConformalConic { latitude_of_origin: 55.0, standard_parallels: [50.0, 60.0], scale: 1.0 };
    let projection = Projection::new(Ellipsoid::WGS84, method, 178.0, [0.0, 0.0]).expect("a projection");
    let grid = projected(projection, [-600_000.0, -500_000.0], 10_000.0, (100, 120));
    let parts = vec![
        polygon(&[[177.0, 54.0], [180.0, 54.0], [180.0, 56.0], [177.0, 56.0]], &[]),
        polygon(&[[-180.0, 54.0], [-178.0, 54.0], [-178.0, 56.0], [-180.0, 56.0]], &[]),
    ];
    let globe = polygon(&[[-180.0, -90.0], [180.0, -90.0], [180.0, 90.0], [-180.0, 90.0]], &[]);
    let coverage = cover(&grid, vec![region("TWO", parts)], Earth::Wgs84);
    // The outline is 1100 km long, and a chord strays by 1 mm.
    assert_relative_eq!(area_on(&grid, &coverage, 0), Earth::Wgs84.cell_area(54.0, 56.0, 5.0).as_m2(), epsilon = 1.1e6 * 1e-3);
    let coverage = cover(&grid, vec![region("ALL", vec![globe])], Earth::Wgs84);
    assert!(coverage.total_shares().iter().all(|&share| share == 1.0));
}

#[test]
fn a_grid_beyond_its_projection_is_refused() {
    let axis = |first, last| Axis::uniform(first, last, 10).expect("an axis");
    let beyond = Grid::projected(lambert(Ellipsoid::WGS84), axis(5e6, 9e6), axis(-2e6, 2e6)).unwrap_err();
    assert!(beyond.to_string().contains("where its projection shows no point of the Earth"), "{beyond}");
    let about_the_apex = Grid::projected(lambert(Ellipsoid::WGS84), axis(6.5e6, 8.5e6), axis(-1e6, 1e6)).unwrap_err();
    assert!(matches!(about_the_apex, grid::GridError::BeyondProjection { .. }));
}

/// Spherical Lambert conformal conic in its closed form, for comparison alone.
struct Cone {
    n: f64,
    factor: f64,
    origin: f64,
}

impl Cone {
    fn new() -> Self {
        let t = |degrees: f64| (PI / 4.0 + degrees.to_radians() / 2.0).tan();
        let (first, second) = (33.0_f64, 45.0_f64);
        let n = (first.to_radians().cos() / second.to_radians().cos()).ln() / (t(second) / t(first)).ln();
        let factor = RADIUS * first.to_radians().cos() * t(first).powf(n) / n;
        Self { n, factor, origin: factor / t(40.0).powf(n) }
    }

    fn longitude_latitude(&self, x: f64, y: f64) -> (f64, f64) {
        let radius = x.hypot(self.origin - y);
        let latitude = 2.0 * (self.factor / radius).powf(1.0 / self.n).atan() - PI / 2.0;
        (-97.0 + (x.atan2(self.origin - y) / self.n).to_degrees(), latitude.to_degrees())
    }

    /// The area on the sphere per area of the plane: 1 / k², k = n ρ / (R cos φ).
    fn density(&self, x: f64, y: f64) -> f64 {
        let radius = x.hypot(self.origin - y);
        let (_, latitude) = self.longitude_latitude(x, y);
        (RADIUS * latitude.to_radians().cos() / (self.n * radius)).powi(2)
    }
}

/// Simpson's rule with so many double steps.
fn simpson(from: f64, to: f64, steps: u32, value: impl Fn(f64) -> f64) -> f64 {
    let step = (to - from) / f64::from(2 * steps);
    let at = |i: u32| value(from + step * f64::from(i));
    let inner: f64 = (1..2 * steps).map(|i| if i % 2 == 1 { 4.0 * at(i) } else { 2.0 * at(i) }).sum();
    step / 3.0 * (at(0) + inner + at(2 * steps))
}

/// The share of a cell west of a line that is straight in longitude and latitude, found by bisection in each of many rows.
fn share_west_of(cone: &Cone, [west, east]: [f64; 2], [south, north]: [f64; 2], line: impl Fn(f64) -> f64) -> f64 {
    let is_west = |x: f64, y: f64| {
        let (longitude, latitude) = cone.longitude_latitude(x, y);
        longitude < line(latitude)
    };
    let border = |y: f64| {
        let (mut low, mut high) = (west, east);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if is_west(middle, y) { low = middle } else { high = middle }
        }
        low
    };
    let mass = |to: &dyn Fn(f64) -> f64| simpson(south, north, 20, |y| simpson(west, to(y), 20, |x| cone.density(x, y)));
    mass(&border) / mass(&|_| east)
}

/// The stated bound: 10⁻⁷ of a side times the length of the outline within the cell in sides.
#[test]
fn shares_agree_with_a_quadrature_of_their_own() {
    let cone = Cone::new();
    for cell in [1_000.0, 10_000.0, 100_000.0] {
        let grid = projected(lambert(Ellipsoid::sphere(RADIUS)), [900_000.0, -700_000.0], cell, (6, 6));
        let (rows, columns) = (grid.row_axis().edges(), grid.column_axis().edges());
        // From the middle of the southern side to that of the northern side of the grid's second row, leaning.
        let ends = [[columns[3], rows[6]], [f64::midpoint(columns[2], columns[3]), rows[0]]].map(|[x, y]| cone.longitude_latitude(x, y));
        let line = |latitude: f64| ends[0].0 + (latitude - ends[0].1) / (ends[1].1 - ends[0].1) * (ends[1].0 - ends[0].0);
        let (bottom, top) = (ends[0].1 - 1.0, ends[1].1 + 1.0);
        let outline = [[line(bottom), bottom], [line(top), top], [-130.0, top], [-130.0, bottom]];
        let coverage = cover(&grid, vec![region("W", vec![polygon(&outline, &[])])], Earth::Sphere { radius: RADIUS });
        let shares = coverage.total_shares();
        for row in 1..5 {
            let expected = share_west_of(&cone, [columns[2], columns[3]], [rows[row + 1], rows[row]], line);
            assert!((0.3..1.0).contains(&expected), "the line passes through the cell");
            let off = (shares[[row, 2]] - expected).abs();
            assert!(off < 1.2e-7, "{cell} m, row {row}: {} and not {expected}, off by {off:e}", shares[[row, 2]]);
        }
    }
}

/// With a horizontal border that is no chord's matter, what remains is the polynomial: a cell of 100 km divided along its middle row.
#[test]
fn areas_of_cells_agree_with_a_quadrature_of_their_own() {
    let cone = Cone::new();
    let earth = Earth::Sphere { radius: RADIUS };
    for (cell, bound) in [(1_000.0, 1e-13), (10_000.0, 1e-13), (40_000.0, 1e-12), (100_000.0, 1e-11)] {
        let grid = projected(lambert(Ellipsoid::sphere(RADIUS)), [1_900_000.0, 900_000.0], cell, (3, 3));
        let (rows, columns) = (grid.row_axis().edges(), grid.column_axis().edges());
        let expected = simpson(rows[1], rows[0], 40, |y| simpson(columns[2], columns[3], 40, |x| cone.density(x, y)));
        assert_relative_eq!(grid.cell_area(earth, 0, 2).as_m2(), expected, max_relative = bound);
    }
}

fn meaning(measure: Measure) -> LayerMeaning {
    LayerMeaning {
        name: "flux".into(),
        role: Role::Emission,
        gas: Gas::Ch4,
        category: None,
        scope: Scope::Total,
        kind: ProductKind::Simulated,
        period: Period::year(2023),
        calendar: Calendar::Standard,
        measure,
        contains: vec![],
        member: None,
    }
}

fn totals(grid: Grid, regions: Vec<Region>, flux: impl Fn([f64; 2]) -> f64, measure: Measure) -> LayerTotals {
    let coverage = cover(&grid, regions, Earth::Wgs84);
    let values = Array2::from_shape_fn(grid.shape(), |(row, column)| flux(grid.centre(row, column)));
    let areas = grid.areas(Earth::Wgs84);
    let field = Field { meaning: meaning(measure), grid: Arc::new(grid), values };
    let aggregation = Aggregation {
        apportionment: &Apportionment::by_share(&coverage),
        areas: &areas,
        own_areas: None,
        complete_for_land: false,
        selected: None,
        year_length: YearLength::Calendar,
    };
    aggregation.totals(&field).expect("totals that close")
}

fn halves() -> Vec<Region> {
    let wedge = [[-113.0, 31.0], [-99.0, 31.0], [-104.0, 48.0], [-113.0, 48.0]];
    let other = [[-99.0, 31.0], [-86.0, 31.0], [-86.0, 48.0], [-104.0, 48.0]];
    vec![region("W", vec![polygon(&wedge, &[])]), region("E", vec![polygon(&other, &[])])]
}

/// A flux that is the same in each cell of a projected grid and in longitude and latitude must give the same totals; here the flux is even, so
/// that no sampling comes between.
#[test]
fn an_even_flux_gives_the_totals_of_the_areas() {
    for (grid, ..) in grids().into_iter().take(2) {
        let totals = totals(grid, halves(), |_| 2e-12, Measure::Flux);
        for row in &totals.rows[..2] {
            let expected = row.region_area.as_m2() * 2e-12 * 365.0 * 86_400.0;
            assert_relative_eq!(row.mass.as_kg(), expected, max_relative = 1e-9);
            assert_relative_eq!(row.observed_area.as_m2(), row.region_area.as_m2(), max_relative = 1e-9);
        }
    }
}

/// A smooth flux, sampled at the centres of cells of 4 km in the plane and of 0.05° in longitude and latitude. The midpoint rule misses h²/24 of
/// the second derivatives: with a flux that varies over 5° about 10⁻⁵.
#[test]
fn a_smooth_flux_gives_the_same_totals_in_the_plane_and_in_longitude_and_latitude() {
    let flux = |[longitude, latitude]: [f64; 2]| 1.0 + (longitude / 5.0).sin() * (latitude / 4.0).cos();
    let plane =
        totals(projected(lambert(Ellipsoid::WGS84), [-2_000_000.0, -1_300_000.0], 4_000.0, (700, 1000)), halves(), flux, Measure::Flux);
    let axis = |first, last, count| Axis::uniform(first, last, count).expect("an axis");
    let geographic = Grid::new(axis(25.0, 55.0, 600), axis(-125.0, -75.0, 1000)).expect("a grid");
    let geographic = totals(geographic, halves(), flux, Measure::Flux);
    for (ours, theirs) in plane.rows.iter().zip(&geographic.rows).take(2) {
        assert_relative_eq!(ours.mass.as_kg(), theirs.mass.as_kg(), max_relative = 2e-5);
    }
}

#[test]
fn every_gram_on_a_projected_grid_ends_in_one_row() {
    for measure in [Measure::Flux, Measure::MassPerCell] {
        let totals = totals(grids().swap_remove(0).0, halves(), |[x, y]| (x * y * 12.9898).sin(), measure);
        let parts: f64 = totals.rows[..3].iter().map(|row| row.mass.as_kg()).sum();
        assert_eq!(totals.rows[3].code.as_str(), "_GRID");
        let gross: f64 = totals.rows.iter().map(|row| row.mass.as_kg().abs()).sum();
        assert!((parts - totals.rows[3].mass.as_kg()).abs() < 1e-9 * gross);
    }
}

/// A rectangle in longitude and latitude holds a cell's centre or it does not, whatever the plane makes of its sides.
#[test]
fn a_cell_belongs_to_the_region_in_which_its_centre_lies() {
    for (grid, longitudes, latitudes) in grids() {
        let coverage = Coverage::by_centres(&grid, &set(vec![rectangle("A", longitudes, latitudes)]), Earth::Wgs84).expect("one region");
        let shares = coverage.total_shares();
        let is_within = |value: f64, [low, high]: [f64; 2]| low < value && value < high;
        for ((row, column), &share) in shares.indexed_iter() {
            let [longitude, latitude] = grid.centre(row, column);
            let longitude = (longitude + 180.0).rem_euclid(360.0) - 180.0;
            let expected = is_within(longitude, longitudes) && is_within(latitude, latitudes);
            assert_eq!(share, f64::from(u8::from(expected)), "{longitude} {latitude}");
        }
        assert!(shares.sum() > 1000.0);
    }
}

/// The same bits whatever order regions are covered in, and whichever way their rings run.
#[test]
fn the_order_of_regions_and_of_points_changes_no_bit() {
    let grid = grids().swap_remove(0).0;
    let forward = cover(&grid, halves(), Earth::Wgs84);
    let mut regions = halves();
    regions.reverse();
    let backward = cover(&grid, regions, Earth::Wgs84);
    assert_eq!(forward.regions[0].runs, backward.regions[1].runs);
    assert_eq!(forward.regions[1].runs, backward.regions[0].runs);
}
