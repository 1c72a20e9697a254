//! Outlines as files have them, unsplit and round a pole, on the grids that go wrong most often.

use approx::assert_relative_eq;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Warned};
use fluxledger_ingest::region::{RegionError, read_geojson};
use std::f64::consts::PI;

const UNIT_SPHERE: Earth = Earth::Sphere { radius: 1.0 };

/// The coverage of a grid by one GeoJSON geometry of polygons, and the warnings about it.
fn cover(grid: &Grid, polygons: &str) -> Result<(Coverage, Vec<String>), RegionError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("areas.geojson");
    std::fs::write(&path, format!(r#"{{"type":"MultiPolygon","coordinates":{polygons}}}"#)).expect("a file");
    let Warned { value: set, warnings } = read_geojson(&path, None)?;
    let coverage = Coverage::compute(grid, &set, UNIT_SPHERE, CoverageMeasure::Area).expect("outlines that do not overlap");
    Ok((coverage, warnings.into_iter().map(|warning| warning.message).collect()))
}

/// The area on the grid, on the unit sphere.
fn area_on(grid: &Grid, coverage: &Coverage) -> f64 {
    (coverage.total_shares() * grid.cell_areas(UNIT_SPHERE)).sum()
}

fn global(rows: usize, columns: usize, west: f64) -> Grid {
    let longitudes = Axis::uniform(west, west + 360.0, columns).expect("columns");
    Grid::new(Axis::uniform(-90.0, 90.0, rows).expect("rows"), longitudes).expect("a grid")
}

/// From −180°, from 0°, shifted by half a cell, and with polar cells of half the height.
fn grids() -> Vec<Grid> {
    let half_polar = std::iter::once(-90.0).chain((-22..=22).map(|row| f64::from(row) * 4.0)).chain([90.0]).collect();
    let half_polar =
        Grid::new(Axis::from_edges(half_polar).expect("rows"), Axis::uniform(-182.5, 177.5, 72).expect("columns")).expect("a grid");
    vec![global(180, 360, -180.0), global(180, 360, 0.0), global(180, 360, -179.5), half_polar]
}

/// Fiji as one ring from 179° east to 179° west, as two polygons, and with longitudes beyond 180°.
#[test]
fn an_unsplit_polygon_over_the_antimeridian_is_as_one_that_was_split() {
    let unsplit = "[[[[179,-18],[-179,-18],[-179,-17],[179,-17],[179,-18]]]]";
    let beyond = "[[[[179,-18],[181,-18],[181,-17],[179,-17],[179,-18]]]]";
    let split = "[[[[179,-18],[180,-18],[180,-17],[179,-17],[179,-18]]],[[[-180,-18],[-179,-18],[-179,-17],[-180,-17],[-180,-18]]]]";
    for grid in grids() {
        let [(unsplit, warnings), (beyond, _), (split, none)] = [unsplit, beyond, split].map(|text| cover(&grid, text).expect("polygons"));
        assert!((unsplit.total_shares() - split.total_shares()).iter().all(|difference| difference.abs() < 1e-13));
        assert!((beyond.total_shares() - split.total_shares()).iter().all(|difference| difference.abs() < 1e-13));
        assert_relative_eq!(area_on(&grid, &unsplit), UNIT_SPHERE.cell_area(-18.0, -17.0, 2.0).as_m2(), max_relative = 1e-12);
        assert!(none.is_empty() && warnings[0].starts_with("a ring jumps over the antimeridian"), "{warnings:?}");
    }
}

/// A cap is 2π (1 − sin φ) on the unit sphere; the pole on the ring's side of the equator is meant, whichever way the ring runs.
#[test]
fn a_cap_without_a_vertex_at_the_pole_is_the_whole_cap() {
    let expected = 2.0 * PI * (1.0 - 70f64.to_radians().sin());
    for ring in [
        "[[[[-120,-70],[0,-70],[120,-70],[-120,-70]]]]",
        "[[[[120,-70],[0,-70],[-120,-70],[120,-70]]]]",
        "[[[[10,70],[100,70],[190,70],[280,70],[10,70]]]]",
    ] {
        for grid in grids() {
            let (coverage, warnings) = cover(&grid, ring).expect("a cap");
            assert_relative_eq!(area_on(&grid, &coverage), expected, max_relative = 1e-11);
            assert_relative_eq!(coverage.regions[0].area.as_m2(), expected, max_relative = 1e-12);
            assert!(warnings.iter().any(|warning| warning.contains("pole without reaching it")), "{warnings:?}");
        }
    }
}

/// The southern ocean between 50° and 70° south, its inner ring round the pole and a hole over the antimeridian.
#[test]
fn holes_of_a_region_round_the_earth_are_cut_out_wherever_they_lie() {
    let outer = "[[-170,-50],[-50,-50],[70,-50],[-170,-50]]";
    let inner = "[[-120,-70],[0,-70],[120,-70],[-120,-70]]";
    let fiji = "[[175,-60],[-175,-60],[-175,-55],[175,-55],[175,-60]]";
    let belt = 2.0 * PI * (70f64.to_radians().sin() - 50f64.to_radians().sin());
    let hole = UNIT_SPHERE.cell_area(-60.0, -55.0, 10.0).as_m2();
    for grid in grids() {
        let (coverage, _) = cover(&grid, &format!("[[{outer},{inner},{fiji}]]")).expect("a belt");
        assert_relative_eq!(area_on(&grid, &coverage), belt - hole, max_relative = 1e-11);
    }
}

/// From 180° west to 180° east and straight back it is a belt of some width or none; whoever means the cap is told.
#[test]
fn a_ring_that_follows_a_parallel_round_the_earth_is_warned_of() {
    let grid = &grids()[0];
    let (coverage, warnings) = cover(grid, "[[[[-180,60],[180,60],[180,62],[0,62],[-180,62],[-180,60]]]]").expect("a belt");
    assert_relative_eq!(area_on(grid, &coverage), UNIT_SPHERE.cell_area(60.0, 62.0, 360.0).as_m2(), max_relative = 1e-12);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("an edge follows the parallel of 60° all round the Earth"), "{warnings:?}");
    let (_, warnings) = cover(grid, "[[[[-180,60],[180,60],[180,62],[-180,62],[-180,60]]]]").expect("a belt");
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn a_ring_round_the_earth_on_both_sides_of_the_equator_is_refused() {
    let error = cover(&grids()[0], "[[[[-120,-10],[0,20],[120,-10],[-120,-10]]]]").expect_err("no pole");
    assert!(matches!(error, RegionError::RoundThePole { feature: 1, .. }), "{error}");
}

/// A quarter of a cell twice is not half of it.
#[test]
fn a_part_that_a_region_has_twice_counts_once() {
    let quarter = "[[[0,0],[0.5,0],[0.5,0.5],[0,0.5],[0,0]]]";
    let grid = global(180, 360, -180.0);
    let (coverage, warnings) = cover(&grid, &format!("[{quarter},{quarter}]")).expect("a square");
    let (once, none) = cover(&grid, &format!("[{quarter}]")).expect("a square");
    assert_eq!(coverage, once);
    assert_eq!((warnings, none), (vec!["`areas` has 1 of its parts twice, which count once".to_owned()], vec![]));
}

/// Rings without an area leave a clear message and no crash.
#[test]
fn degenerate_rings_are_left_out_with_a_warning_or_refused() {
    let grid = global(180, 360, -180.0);
    let square = "[[[0,0],[2,0],[2,2],[0,2],[0,0]]]";
    let (coverage, warnings) = cover(&grid, &format!("[[[[5,5],[6,6],[5,5]]],{square}]")).expect("a square");
    assert_eq!(coverage.total_shares().sum(), 4.0);
    assert_eq!(warnings, ["a ring of 2 points encloses nothing and is left out"]);
    assert!(matches!(cover(&grid, "[[[[5,5],[6,6],[5,5]]]]"), Err(RegionError::NoRegions { .. })));
    assert!(matches!(cover(&grid, "[]"), Err(RegionError::NoRegions { .. })));
}
