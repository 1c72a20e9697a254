//! Outlines that count ground twice or cancel it, and regions that share ground: named, refused or mended when the file is read, whatever grid is used later.
//!
//! Squares and triangles of tenths of a degree lie within one cell of a degree at the equator, so that no cell's share would show what is wrong.

use approx::assert_abs_diff_eq;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, RegionSet, Warned};
use fluxledger_ingest::region::{Faults, RegionError, embedded, read_outlines, write};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;

/// A ring of points.
type Points = Vec<[f64; 2]>;

/// Rings of a polygon, the outer one first.
type Rings = Vec<Points>;

fn square(west: f64, south: f64, side: f64) -> Points {
    vec![[west, south], [west + side, south], [west + side, south + side], [west, south + side]]
}

/// Two triangles of 0.4° × 0.4° / 2 that meet in (0.5°, 0.3°), one run round against the other.
fn bow_tie() -> Rings {
    vec![vec![[0.1, 0.1], [0.9, 0.5], [0.9, 0.1], [0.1, 0.5]]]
}

/// Two squares of 0.16 square degrees that share one of 0.04.
fn overlapping_squares() -> [Rings; 2] {
    [vec![square(0.1, 0.1, 0.4)], vec![square(0.3, 0.3, 0.4)]]
}

/// A square of 0.16 square degrees, and as its hole one of 0.09 beside it.
fn hole_outside() -> Rings {
    vec![square(0.1, 0.1, 0.4), square(0.6, 0.6, 0.3)]
}

fn read_regions(regions: &[(&str, Vec<Rings>)], faults: Faults) -> Result<Warned<RegionSet>, RegionError> {
    let closed = |ring: &Points| -> Points { ring.iter().chain(ring.first()).copied().collect() };
    let feature = |(code, polygons): &(&str, Vec<Rings>)| -> Value {
        let polygons: Vec<Vec<Points>> = polygons.iter().map(|rings| rings.iter().map(closed).collect()).collect();
        json!({ "type": "Feature", "properties": { "code": code }, "geometry": { "type": "MultiPolygon", "coordinates": polygons } })
    };
    let features: Vec<Value> = regions.iter().map(feature).collect();
    read_text(&json!({ "type": "FeatureCollection", "features": features }).to_string(), faults)
}

fn read_text(text: &str, faults: Faults) -> Result<Warned<RegionSet>, RegionError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("parts.geojson");
    fs::write(&path, text).expect("a file");
    let mut read = read_outlines(&path, None, faults)?;
    read.warnings.iter_mut().for_each(|warning| assert!(std::mem::take(&mut warning.place).starts_with(&path.display().to_string())));
    Ok(read)
}

/// What is said of one region.
fn said(polygons: Vec<Rings>, faults: Faults) -> String {
    messages(&read_regions(&[("A", polygons)], faults).expect("outlines"))
}

fn messages(read: &Warned<RegionSet>) -> String {
    read.warnings.iter().map(|warning| warning.message.clone()).collect::<Vec<_>>().join("\n")
}

/// The share of each region in the cell from 0° to 1°, by square degrees.
fn shares(set: &RegionSet) -> Vec<f64> {
    let axis = || Axis::uniform(0.0, 1.0, 1).expect("an axis");
    let grid = Grid::new(axis(), axis()).expect("a grid");
    let coverage = Coverage::compute(&grid, set, Earth::Wgs84, CoverageMeasure::Planar).expect("outlines that share no ground");
    coverage.regions.iter().map(|region| region.cells().map(|cell| cell.share).sum()).collect()
}

/// The share of one region after its outline has been made valid.
fn mended_share(polygons: Vec<Rings>) -> f64 {
    shares(&read_regions(&[("A", polygons)], Faults::Mended).expect("outlines").value)[0]
}

/// 0.16 square degrees of 110.574 km × 111.320 km at the equator are 1969 km².
#[test]
fn a_ring_that_crosses_itself_within_a_cell_is_named_with_what_it_counts_and_encloses() {
    insta::assert_snapshot!(said(vec![bow_tie()], Faults::Named), @r#"polygons of `A` overlap, its rings cross or a hole lies outside, so that it counts 0 km² and encloses 1969 km²; repair it, or have it made valid (`--make-valid`, in a run file `outlines = "made-valid"`)"#);
    insta::assert_snapshot!(said(vec![bow_tie()], Faults::Mended), @"polygons of `A` overlap, its rings cross or a hole lies outside, so that it counts 0 km² and encloses 1969 km²; it is made valid");
    assert_abs_diff_eq!(mended_share(vec![bow_tie()]), 0.16, epsilon = 1e-8);
}

#[test]
fn parts_that_overlap_within_a_cell_are_named() {
    insta::assert_snapshot!(said(overlapping_squares().to_vec(), Faults::Named), @r#"polygons of `A` overlap, its rings cross or a hole lies outside, so that it counts 3939 km² and encloses 3446 km²; repair it, or have it made valid (`--make-valid`, in a run file `outlines = "made-valid"`)"#);
    assert_abs_diff_eq!(mended_share(overlapping_squares().to_vec()), 0.28, epsilon = 1e-8);
}

#[test]
fn a_hole_outside_its_shell_is_named_and_takes_nothing_away_once_mended() {
    insta::assert_snapshot!(said(vec![hole_outside()], Faults::Named), @r#"polygons of `A` overlap, its rings cross or a hole lies outside, so that it counts 862 km² and encloses 1969 km²; repair it, or have it made valid (`--make-valid`, in a run file `outlines = "made-valid"`)"#);
    assert_abs_diff_eq!(mended_share(vec![hole_outside()]), 0.16, epsilon = 1e-8);
}

#[test]
fn the_worst_outlines_are_named_and_the_others_counted() {
    let codes = ["A", "B", "C", "D", "E"];
    let moved = |east: f64| -> Rings { bow_tie().into_iter().map(|ring| ring.into_iter().map(|[x, y]| [x + east, y]).collect()).collect() };
    let regions: Vec<_> = codes.iter().zip(0_u32..).map(|(&code, east)| (code, vec![moved(f64::from(east))])).collect();
    let read = read_regions(&regions, Faults::Named).expect("outlines");
    assert_eq!(read.warnings.len(), 4);
    insta::assert_snapshot!(read.warnings[3].message, @"the same is so of 2 more regions, by less");
}

#[test]
fn regions_that_share_ground_within_a_cell_are_refused() {
    let [one, other] = overlapping_squares();
    let refused = read_regions(&[("A", vec![one.clone()]), ("B", vec![other.clone()]), ("C", vec![one.clone()])], Faults::Named);
    let error = refused.expect_err("shared ground");
    let text = error.to_string();
    insta::assert_snapshot!(text.split_once(": ").expect("a place").1, @"`A` and `C` share 1969 km², 100 % of `A`, as do 2 more pairs of regions, expected regions that share no ground");
    insta::assert_snapshot!(error.hint().expect("a way out"), @r#"choose outlines in which A and C have one boundary, leave one of them out, or have the ground given to the smaller region (`--make-valid`, in a run file `outlines = "made-valid"`)"#);
    let shown = read_regions(&[("A", vec![one.clone()]), ("B", vec![other.clone()])], Faults::Shown).expect("outlines");
    insta::assert_snapshot!(messages(&shown), @r#"2 regions share ground: `A` and `B` 492 km², 25.0 % of `A`; it counts for both, and is refused where it lies in a cell that is full; have it given to the smaller region (`--make-valid`, in a run file `outlines = "made-valid"`)"#);
    let mended = read_regions(&[("A", vec![one]), ("B", vec![other])], Faults::Mended).expect("outlines");
    insta::assert_snapshot!(messages(&mended), @"2 regions share ground: `A` and `B` 492 km², 25.0 % of `A`; it counts for the smaller region");
    let shares = shares(&mended.value);
    assert_abs_diff_eq!(shares[0], 0.16, epsilon = 1e-8);
    assert_abs_diff_eq!(shares[1], 0.12, epsilon = 1e-8);
    assert_eq!(mended.value.source, "parts.geojson, made valid");
}

/// A country of 0.5 square degrees whose second half holds an enclave of 0.01 that is no hole of it: the smaller region keeps its ground.
#[test]
fn an_enclave_that_is_no_hole_keeps_its_ground_once_mended() {
    let country = vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 0.5], [0.0, 0.5]]];
    let mended = read_regions(&[("A", vec![country]), ("B", vec![vec![square(0.7, 0.2, 0.1)]])], Faults::Mended).expect("outlines");
    let shares = shares(&mended.value);
    assert_abs_diff_eq!(shares[0], 0.49, epsilon = 1e-8);
    assert_abs_diff_eq!(shares[1], 0.01, epsilon = 1e-8);
}

/// The same with an enclave of 0.5 %: a file that is sound elsewhere can be used there.
#[test]
fn an_enclave_that_is_no_hole_is_warned_of() {
    let country = vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 0.5], [0.0, 0.5]]];
    let read = read_regions(&[("A", vec![country]), ("B", vec![vec![square(0.7, 0.2, 0.05)]])], Faults::Named).expect("outlines");
    assert!(
        messages(&read).starts_with("2 regions share ground: `B` and `A` 30.8 km², 100 % of `B`; it counts for both"),
        "{}",
        messages(&read)
    );
}

/// Three squares of half a degree in a row, each 0.0001° wide upon the next: slivers of 0.02 %.
#[test]
fn slivers_along_borders_are_one_warning() {
    let regions: Vec<_> =
        [("A", 0.0), ("B", 0.4999), ("C", 0.9998)].map(|(code, west)| (code, vec![vec![square(west, 0.0, 0.5)]])).to_vec();
    insta::assert_snapshot!(messages(&read_regions(&regions, Faults::Named).expect("outlines")), @r#"2 pairs of regions share ground, 1.23 km² in all: `A` and `B` 0.615 km², 0.020 % of `A`; `B` and `C` 0.615 km², 0.020 % of `B`; it counts for both, and is refused where it lies in a cell that is full; have it given to the smaller region (`--make-valid`, in a run file `outlines = "made-valid"`)"#);
    insta::assert_snapshot!(messages(&read_regions(&regions, Faults::Mended).expect("outlines")), @"2 pairs of regions share ground, 1.23 km² in all: `A` and `B` 0.615 km², 0.020 % of `A`; `B` and `C` 0.615 km², 0.020 % of `B`; it counts for the smaller region");
}

#[test]
fn regions_and_parts_that_only_touch_are_sound() {
    let lake = || square(0.2, 0.2, 0.4);
    let land = vec![vec![square(0.0, 0.0, 1.0), lake()], vec![square(0.3, 0.3, 0.1)]];
    // Fills the lake about the island; its border has a point where the lake's has none.
    let mut shore = lake();
    shore.insert(1, [0.3, 0.2]);
    let water = vec![vec![shore, square(0.3, 0.3, 0.1)]];
    let neighbour = vec![vec![vec![[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0], [1.0, 0.3]]]];
    // Squares that meet in a corner, drawn in one go, and a spike.
    let meeting = vec![vec![vec![[0., 2.], [1., 2.], [1., 3.], [2., 3.], [2., 4.], [1., 4.], [1., 3.], [0., 3.]]]];
    let spiked = vec![vec![vec![[4.0, 0.0], [5.0, 0.0], [5.0, 0.5], [6.0, 0.5], [5.0, 0.5], [5.0, 1.0], [4.0, 1.0]]]];
    let regions = [("A", land), ("B", water), ("C", neighbour), ("D", meeting), ("E", spiked)];
    for faults in [Faults::Named, Faults::Mended] {
        let read = read_regions(&regions, faults).expect("outlines");
        assert_eq!(messages(&read), "");
        assert_eq!(read.value.source, "parts.geojson");
    }
}

/// Over the antimeridian, round a pole, in longitudes from 0° to 360°: overlaps are looked for where the ground is.
#[test]
fn ground_beyond_the_antimeridian_is_found() {
    let east = vec![vec![vec![[170.0, 0.0], [190.0, 0.0], [190.0, 10.0], [170.0, 10.0]]]];
    let west = vec![vec![vec![[-175.0, 0.0], [-160.0, 0.0], [-160.0, 10.0], [-175.0, 10.0]]]];
    let error = read_regions(&[("A", east), ("B", west)], Faults::Named).expect_err("shared ground");
    assert!(matches!(error, RegionError::SharedGround { part, .. } if (part - 1.0 / 3.0).abs() < 1e-9), "{error}");
}

/// The sets that come with the program are not looked through when they are unpacked; here they are.
#[test]
fn embedded_sets_are_sound() {
    for id in ["natural-earth-110m", "natural-earth-50m"] {
        let set = embedded(id).expect("an embedded set");
        let read = read_text(&write::geojson(&set.source, set.outlines().expect("outlines")), Faults::Named).expect("outlines");
        assert_eq!((messages(&read).as_str(), read.value.len()), ("", set.len()), "{id}");
    }
}

/// West, south, width and height.
fn corner() -> impl Strategy<Value = [f64; 4]> {
    prop::array::uniform4(0.0..0.5_f64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rays from a centre, one in each sector, never cross.
    #[test]
    fn no_star_is_at_fault(distances in prop::collection::vec(0.001..20.0_f64, 3..60), middle in (-150.0..150.0_f64, -60.0..60.0_f64)) {
        let step = std::f64::consts::TAU / distances.len() as f64;
        let ray = |(position, distance): (usize, &f64)| {
            let (sine, cosine) = (position as f64 * step).sin_cos();
            [middle.0 + distance * cosine, middle.1 + distance * sine]
        };
        let star: Points = distances.iter().enumerate().map(ray).collect();
        prop_assert_eq!(said(vec![vec![star]], Faults::Named), "");
    }

    /// The union of two rectangles by inclusion and exclusion, which the mended region has; it is warned of where they overlap.
    #[test]
    fn overlaps_of_rectangles_are_found(one in corner(), other in corner()) {
        let rectangle = |[west, south, width, height]: [f64; 4]| -> Points {
            let (east, north) = (west + width.max(0.01), south + height.max(0.01));
            vec![[west, south], [east, south], [east, north], [west, north]]
        };
        let [one, other] = [one, other].map(rectangle);
        let area = |ring: &Points| (ring[2][0] - ring[0][0]) * (ring[2][1] - ring[0][1]);
        let common = |axis: usize| (one[2][axis].min(other[2][axis]) - one[0][axis].max(other[0][axis])).max(0.0);
        let shared = common(0) * common(1);
        let (one_area, other_area) = (area(&one), area(&other));
        let parts = vec![vec![one.clone()], vec![other.clone()]];
        prop_assume!(one != other && (shared == 0.0 || shared > 1e-5));
        prop_assert_eq!(said(parts.clone(), Faults::Named).is_empty(), shared == 0.0);
        prop_assert!((mended_share(parts) - (one_area + other_area - shared)).abs() < 1e-8);
        let refused = read_regions(&[("A", vec![vec![one]]), ("B", vec![vec![other]])], Faults::Named);
        match refused {
            Err(RegionError::SharedGround { part, .. }) => {
                prop_assert!((part - shared / one_area.min(other_area)).abs() < 1e-6 && shared / one_area.max(other_area) > 0.0099);
            }
            Err(error) => prop_assert!(false, "{error}"),
            Ok(read) => prop_assert_eq!(read.warnings.is_empty(), shared == 0.0),
        }
    }

    /// Whatever is drawn is read; once mended it counts between nothing and all of a cell, and nothing is said of it any more.
    #[test]
    fn a_mended_scribble_is_sound(rings in prop::collection::vec(prop::collection::vec((0..=8_i32, 0..=8_i32), 3..12), 1..4)) {
        let ring = |points: &Vec<(i32, i32)>| -> Points { points.iter().map(|&(x, y)| [f64::from(x) / 8.0, f64::from(y) / 8.0]).collect() };
        let polygons: Vec<Rings> = rings.iter().map(|points| vec![ring(points)]).collect();
        for polygons in [polygons.clone(), vec![polygons.concat()]] {
            // A scribble that encloses nothing is no region.
            let Ok(read) = read_regions(&[("A", polygons)], Faults::Mended) else { continue };
            let share = shares(&read.value)[0];
            prop_assert!((0.0..=1.0).contains(&share), "{share}");
            let again = read_text(&write::geojson("", read.value.outlines().expect("outlines")), Faults::Named);
            prop_assert_eq!(again.map(|read| messages(&read)).unwrap_or_default(), "");
        }
    }
}
