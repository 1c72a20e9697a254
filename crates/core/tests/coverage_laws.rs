//! Laws that coverage must keep whatever the grid and the outline, each as a property test.

use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use ndarray::Array2;
use proptest::prelude::*;
use std::f64::consts::TAU;

const TOLERANCE: f64 = 1e-12;

type Points = Vec<[f64; 2]>;

fn solid(points: Points) -> Polygon {
    Polygon { exterior: Ring(points), holes: Vec::new() }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Points {
    vec![[west, south], [east, south], [east, north], [west, north]]
}

/// A set of regions, one per list of polygons.
fn set(regions: Vec<Vec<Polygon>>) -> RegionSet {
    let region = |(number, polygons)| Region {
        code: RegionCode::new(format!("R{number}")),
        name: format!("Region {number}"),
        country: None,
        polygons,
    };
    let shapes = RegionShapes::Outlines(regions.into_iter().enumerate().map(region).collect::<Vec<_>>().into());
    RegionSet { id: "test".into(), source: "made up".into(), complete_for_land: false, shapes }
}

fn cover(grid: &Grid, regions: Vec<Vec<Polygon>>, measure: CoverageMeasure) -> Coverage {
    Coverage::compute(grid, &set(regions), Earth::Wgs84, measure).expect("outlines that do not overlap")
}

/// Shares of one region; shape rows × columns.
fn shares(grid: &Grid, polygons: Vec<Polygon>, measure: CoverageMeasure) -> Array2<f64> {
    cover(grid, vec![polygons], measure).total_shares()
}

fn largest_difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim());
    (a - b).iter().fold(0.0, |largest, difference| difference.abs().max(largest))
}

/// What four cells that make a square hold together.
fn four_added(fine: &Array2<f64>) -> Array2<f64> {
    let (rows, columns) = fine.dim();
    Array2::from_shape_fn((rows / 2, columns / 2), |(row, column)| {
        [(0, 0), (0, 1), (1, 0), (1, 1)].iter().map(|(south, east)| fine[[2 * row + south, 2 * column + east]]).sum()
    })
}

/// A global grid that begins at a longitude.
fn global(rows: usize, columns: usize, west: f64) -> Grid {
    let latitudes = Axis::uniform(-90.0, 90.0, rows).expect("rows");
    Grid::new(latitudes, Axis::uniform(west, west + 360.0, columns).expect("columns")).expect("a grid")
}

/// Ends and, in rising order, positions between them, none twice.
fn cuts(first: f64, last: f64, most: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(first..last, 1..most).prop_map(move |mut cuts| {
        cuts.extend([first, last]);
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|a, b| (*a - *b).abs() < 1e-3);
        cuts
    })
}

/// Centre, reach in degrees, and the distances of the points from the centre as shares of the reach.
fn stars() -> impl Strategy<Value = ((f64, f64), f64, Vec<f64>)> {
    ((-179.0..179.0_f64, -89.0..89.0_f64), 0.5..40.0_f64, prop::collection::vec(0.2..1.0_f64, 3..20))
}

fn star() -> impl Strategy<Value = Points> {
    stars().prop_map(|(centre, size, radii)| star_about(centre, size, &radii))
}

/// A star-shaped outline, its reach cut so that it stays within the poles and the antimeridian.
#[expect(clippy::cast_precision_loss, reason = "a handful of points")]
fn star_about((longitude, latitude): (f64, f64), size: f64, radii: &[f64]) -> Points {
    let reach = size.min(90.0 - latitude.abs()).min(180.0 - longitude.abs());
    let point = |(i, radius): (usize, &f64)| {
        let (sine, cosine) = (TAU * i as f64 / radii.len() as f64).sin_cos();
        [longitude + reach * radius * cosine, latitude + reach * radius * sine]
    };
    radii.iter().enumerate().map(point).collect()
}

fn measures() -> impl Strategy<Value = CoverageMeasure> {
    prop_oneof![Just(CoverageMeasure::Area), Just(CoverageMeasure::Planar)]
}

/// Western edges in eighths of a degree, to which a turn is added without rounding.
fn wests() -> impl Strategy<Value = f64> {
    prop_oneof![Just(-180.0), Just(0.0), Just(-179.5), (-1440..1440_i32).prop_map(|eighths| f64::from(eighths) / 8.0)]
}

fn grids() -> impl Strategy<Value = Grid> {
    (1..60_usize, 1..90_usize, wests()).prop_map(|(rows, columns, west)| global(rows, columns, west))
}

/// The globe in rectangles, each in two triangles where the diagonal runs up or down, or left whole.
fn tiling() -> impl Strategy<Value = Vec<Vec<Polygon>>> {
    (cuts(-180.0, 180.0, 7), cuts(-90.0, 90.0, 6), prop::collection::vec(0..3_u8, 64)).prop_map(|(meridians, parallels, diagonals)| {
        let rectangles = parallels.windows(2).flat_map(|row| {
            let (south, north) = (row[0], row[1]);
            meridians.windows(2).map(move |column| rectangle(column[0], south, column[1], north))
        });
        rectangles.zip(diagonals.into_iter().cycle()).flat_map(|(corners, diagonal)| halves(&corners, diagonal)).collect()
    })
}

fn halves(corners: &[[f64; 2]], diagonal: u8) -> Vec<Vec<Polygon>> {
    let triangle = |corner: usize| vec![solid((0..3).map(|i| corners[(corner + i) % 4]).collect())];
    match diagonal {
        0 => vec![vec![solid(corners.to_vec())]],
        1 => vec![triangle(0), triangle(2)],
        _ => vec![triangle(1), triangle(3)],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tiling_of_the_globe_is_a_partition_of_unity(grid in grids(), tiles in tiling(), measure in measures()) {
        let coverage = cover(&grid, tiles, measure);
        prop_assert!(coverage.total_shares().iter().all(|total| (total - 1.0).abs() <= TOLERANCE));
        let area: f64 = coverage.regions.iter().map(|region| region.area.as_m2()).sum();
        prop_assert!((area / Earth::Wgs84.total_area().as_m2() - 1.0).abs() <= TOLERANCE);
    }

    #[test]
    fn cells_of_any_size_are_covered_alike(
        parallels in cuts(-90.0, 90.0, 40), meridians in cuts(-170.0, 190.0, 60), tiles in tiling(), measure in measures(),
    ) {
        let axis = |edges| Axis::from_edges(edges).expect("edges in order");
        let grid = Grid::new(axis(parallels), axis(meridians)).expect("a grid");
        prop_assert!(cover(&grid, tiles, measure).total_shares().iter().all(|total| (total - 1.0).abs() <= TOLERANCE));
    }

    #[test]
    fn edges_as_a_list_are_edges_by_rule(grid in grids(), outline in star(), measure in measures()) {
        let listed = |axis: &Axis| Axis::from_edges(axis.edges().to_vec()).expect("edges in order");
        let same = Grid::new(listed(grid.latitudes()), listed(grid.longitudes())).expect("a grid");
        prop_assert_eq!(cover(&grid, vec![vec![solid(outline.clone())]], measure), cover(&same, vec![vec![solid(outline)]], measure));
    }

    #[test]
    fn cells_cut_in_four_add_up_to_the_cell(
        rows in 1..40_usize, columns in 1..60_usize, west in wests(), outline in star(), measure in measures(),
    ) {
        let (coarse, fine) = (global(rows, columns, west), global(2 * rows, 2 * columns, west));
        let extents = |grid: &Grid| match measure {
            CoverageMeasure::Area => grid.cell_areas(Earth::Wgs84),
            CoverageMeasure::Planar => Array2::ones(grid.shape()),
        };
        let covered = four_added(&(shares(&fine, vec![solid(outline.clone())], measure) * extents(&fine)));
        let added = covered / four_added(&extents(&fine));
        prop_assert!(largest_difference(&added, &shares(&coarse, vec![solid(outline)], measure)) <= TOLERANCE);
    }

    #[test]
    fn a_grid_from_0_to_360_has_the_same_cells(cells_per_degree in 1..4_usize, outline in star(), measure in measures()) {
        let (rows, columns) = (180 * cells_per_degree, 360 * cells_per_degree);
        let about_greenwich = shares(&global(rows, columns, -180.0), vec![solid(outline.clone())], measure);
        let from_greenwich = shares(&global(rows, columns, 0.0), vec![solid(outline)], measure);
        let turned = Array2::from_shape_fn((rows, columns), |(row, column)| from_greenwich[[row, (column + columns / 2) % columns]]);
        prop_assert!(largest_difference(&about_greenwich, &turned) <= TOLERANCE);
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(rows in 1..60_usize, outline in star(), measure in measures()) {
        let longitudes = || Axis::uniform(-180.0, 180.0, 72).expect("columns");
        let rising = Axis::uniform(-90.0, 90.0, rows).expect("rows");
        let falling = Axis::from_edges(rising.edges().iter().rev().copied().collect()).expect("rows");
        let covered = |latitudes| cover(&Grid::new(latitudes, longitudes()).expect("a grid"), vec![vec![solid(outline.clone())]], measure);
        prop_assert_eq!(covered(rising), covered(falling));
    }

    #[test]
    fn a_hole_and_its_filling_make_the_whole(
        grid in grids(), (centre, size, radii) in stars(), measure in measures(), shrinkage in 0.1..0.9_f64,
    ) {
        let shrunk: Vec<f64> = radii.iter().map(|radius| shrinkage * radius).collect();
        let (outline, filling) = (star_about(centre, size, &radii), star_about(centre, size, &shrunk));
        let ring = Polygon { exterior: Ring(outline.clone()), holes: vec![Ring(filling.clone())] };
        let parts = cover(&grid, vec![vec![ring], vec![solid(filling)]], measure);
        let whole = cover(&grid, vec![vec![solid(outline)]], measure);
        prop_assert!(largest_difference(&parts.total_shares(), &whole.total_shares()) <= TOLERANCE);
        let area = |coverage: &Coverage| coverage.regions.iter().map(|region| region.area.as_m2()).sum::<f64>();
        prop_assert!((area(&parts) / area(&whole) - 1.0).abs() <= TOLERANCE);
    }

    #[test]
    fn where_a_ring_starts_and_which_way_it_runs_does_not_matter(
        grid in grids(), outline in star(), start in 0..20_usize, measure in measures(),
    ) {
        let mut other = outline.clone();
        other.rotate_left(start % outline.len());
        other.reverse();
        let [one, other] = [outline, other].map(|points| cover(&grid, vec![vec![solid(points)]], measure));
        prop_assert!(largest_difference(&one.total_shares(), &other.total_shares()) <= TOLERANCE);
        prop_assert!((one.regions[0].area.as_m2() / other.regions[0].area.as_m2() - 1.0).abs() <= TOLERANCE);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits(grid in grids(), tiles in tiling(), measure in measures()) {
        let with_threads = |count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("a pool of threads");
            pool.install(|| cover(&grid, tiles.clone(), measure))
        };
        let one = with_threads(1);
        prop_assert_eq!(&one, &with_threads(2));
        prop_assert_eq!(&one, &with_threads(7));
    }

    #[test]
    fn the_order_of_the_regions_does_not_matter(grid in grids(), tiles in tiling(), turn in 0..64_usize, measure in measures()) {
        let named = |(number, polygons)| Region { code: RegionCode::new(format!("{number}")), name: String::new(), country: None, polygons };
        let in_order: Vec<Region> = tiles.into_iter().enumerate().map(named).collect();
        let mut turned = in_order.clone();
        turned.reverse();
        turned.rotate_left(turn % in_order.len());
        let covered = |regions: Vec<Region>| {
            let mut set = set(Vec::new());
            set.shapes = RegionShapes::Outlines(regions.into());
            let mut coverage = Coverage::compute(&grid, &set, Earth::Wgs84, measure).expect("outlines that do not overlap");
            coverage.regions.sort_by(|a, b| a.code.cmp(&b.code));
            coverage
        };
        prop_assert_eq!(covered(in_order), covered(turned));
    }

    /// Longitudes in 1024ths of a degree and columns of an eighth to one degree, so that nothing is rounded by the move.
    #[test]
    fn an_outline_moved_by_whole_columns_has_its_shares_moved(
        width in prop_oneof![Just(0.125), Just(0.5), Just(1.0)], latitude in -80.0..80.0_f64, size in 0.5..9.0_f64,
        radii in prop::collection::vec(0.2..1.0_f64, 3..20), columns in 0..40_usize, measure in measures(),
    ) {
        let exact = |[longitude, latitude]: [f64; 2]| [(longitude * 1024.0).round() / 1024.0, latitude];
        let outline: Points = star_about((-100.0, latitude), size, &radii).into_iter().map(exact).collect();
        let step = width * f64::from(u8::try_from(columns).expect("few columns"));
        let moved = outline.iter().map(|[longitude, latitude]| [longitude + step, *latitude]).collect();
        let axis = |first: f64, last: f64, count: usize| Axis::uniform(first, last, count).expect("an axis");
        let grid = Grid::new(axis(-90.0, 90.0, 90), axis(-128.0, -128.0 + 280.0 * width, 280)).expect("a grid");
        let (before, after) = (shares(&grid, vec![solid(outline)], measure), shares(&grid, vec![solid(moved)], measure));
        let shifted = Array2::from_shape_fn((90, 280 - columns), |(row, column)| after[[row, column + columns]]);
        let kept = Array2::from_shape_fn((90, 280 - columns), |place| before[place]);
        prop_assert!(largest_difference(&kept, &shifted) <= TOLERANCE);
    }

    /// A grid cut into windows along some of its lines: the windows put together are the grid.
    #[test]
    fn windows_of_a_grid_put_together_have_its_shares(
        tiles in tiling(), rows in 2..40_usize, columns in 2..60_usize, cut in (1..40_usize, 1..60_usize), west in wests(), measure in measures(),
    ) {
        let whole = global(rows, columns, west);
        let (row, column) = (1 + cut.0 % (rows - 1), 1 + cut.1 % (columns - 1));
        // One region of every other tile, so that there are walls in it.
        let polygons: Vec<Polygon> = tiles.into_iter().step_by(2).flatten().collect();
        let axis = |axis: &Axis, from: usize, to: usize| Axis::from_edges(axis.edges()[from..=to].to_vec()).expect("edges");
        let mut together = Array2::zeros((rows, columns));
        for (top, bottom) in [(0, row), (row, rows)] {
            for (left, right) in [(0, column), (column, columns)] {
                let window = Grid::new(axis(whole.latitudes(), top, bottom), axis(whole.longitudes(), left, right)).expect("a grid");
                for ((i, j), share) in shares(&window, polygons.clone(), measure).indexed_iter() {
                    together[[top + i, left + j]] = *share;
                }
            }
        }
        let all = shares(&whole, polygons, measure);
        prop_assert!(largest_difference(&together, &all) <= TOLERANCE);
    }

    /// Whatever the grid's first meridian: a cell is whole where the region holds its centre.
    #[test]
    fn cells_by_their_centres_are_those_whose_centre_the_region_holds(grid in grids(), (centre, size, radii) in stars(), shrinkage in 0.1..0.9_f64) {
        let shrunk: Vec<f64> = radii.iter().map(|radius| shrinkage * radius).collect();
        let holed = Polygon { exterior: Ring(star_about(centre, size, &radii)), holes: vec![Ring(star_about(centre, size, &shrunk))] };
        let set = set(vec![vec![holed]]);
        let shares = Coverage::by_centres(&grid, &set, Earth::Wgs84).expect("one region").total_shares();
        let region = &set.outlines().expect("outlines")[0];
        for ((row, column), share) in shares.indexed_iter() {
            let longitude = grid.longitudes().centre(column);
            let point = [if longitude >= 180.0 { longitude - 360.0 } else { longitude }, grid.latitudes().centre(row)];
            prop_assert_eq!(*share == 1.0, region.holds(point), "{:?}", point);
        }
    }

    #[test]
    fn shares_times_areas_are_the_area_of_the_region(grid in grids(), outline in star()) {
        let coverage = cover(&grid, vec![vec![solid(outline)]], CoverageMeasure::Area);
        let on_grid = (coverage.total_shares() * grid.cell_areas(Earth::Wgs84)).sum();
        let area = coverage.regions[0].area.as_m2();
        // Shares below 10⁻¹² are dropped, and there may be one in every cell.
        let dropped = TOLERANCE * Earth::Wgs84.total_area().as_m2();
        prop_assert!((on_grid - area).abs() <= TOLERANCE * area + dropped, "{on_grid} instead of {area}");
    }

    #[test]
    fn a_part_of_a_grid_has_the_shares_of_the_whole(
        outline in star(), top in 0..30_usize, left in 0..60_usize, (rows, columns) in (1..30_usize, 1..60_usize), measure in measures(),
    ) {
        let whole = global(60, 120, -180.0);
        let axis = |axis: &Axis, first: usize, count: usize| Axis::from_edges(axis.edges()[first..=first + count].to_vec()).expect("edges");
        let part = Grid::new(axis(whole.latitudes(), top, rows), axis(whole.longitudes(), left, columns)).expect("a grid");
        let all = shares(&whole, vec![solid(outline.clone())], measure);
        let window = Array2::from_shape_fn((rows, columns), |(row, column)| all[[top + row, left + column]]);
        prop_assert!(largest_difference(&window, &shares(&part, vec![solid(outline)], measure)) <= TOLERANCE);
    }
}

#[test]
fn a_uniform_flux_over_the_globe_makes_its_area() {
    for (rows, columns, west) in [(180, 360, -180.0), (360, 720, 0.0), (90, 180, -179.5), (45, 72, 12.34), (1, 1, -180.0)] {
        let grid = global(rows, columns, west);
        let shares = shares(&grid, vec![solid(rectangle(-180.0, -90.0, 180.0, 90.0))], CoverageMeasure::Area);
        assert!(shares.iter().all(|share| (share - 1.0).abs() <= TOLERANCE));
        let square_kilometres = (shares * grid.cell_areas(Earth::Wgs84)).sum() / 1e6;
        assert!((square_kilometres - 510_065_621.724).abs() < 5e-4, "{square_kilometres}");
    }
}
