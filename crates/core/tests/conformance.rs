//! Published coverage matrices, in planar mode, and the sums over large real outlines.
//!
//! The cases are read from `FLUXLEDGER_CONFORMANCE`, a folder with `exactextract_cases.json`, `antarctica.wkt` and `russia.wkt`.

use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use ndarray::Array2;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of the cases, or where it was looked for in vain.
fn folder() -> Result<PathBuf, String> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    let folder = std::env::var_os("FLUXLEDGER_CONFORMANCE").map_or_else(beside, PathBuf::from);
    if folder.is_dir() { Ok(folder) } else { Err(format!("skipped: no conformance cases in {}", folder.display())) }
}

/// The polygons of a text in well-known form: POLYGON, MULTIPOLYGON or a GEOMETRYCOLLECTION of them; none of points and lines.
fn polygons(text: &str) -> Vec<Polygon> {
    if text.contains("LINESTRING") || text.contains("POINT") {
        return Vec::new();
    }
    let single_spaced = text.replace('"', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let compact = single_spaced.replace(" (", "(").replace(" )", ")").replace(") ", ")").replace("( ", "(").replace(", ", ",");
    compact.split("POLYGON").skip(1).flat_map(|part| part.split(")),((").map(polygon).collect::<Vec<_>>()).collect()
}

/// One polygon from `((ring),(ring))` with any number of brackets around.
fn polygon(text: &str) -> Polygon {
    let mut rings = text.split("),(").map(ring);
    Polygon { exterior: rings.next().expect("an outer ring"), holes: rings.collect() }
}

/// One ring from `longitude latitude,longitude latitude` with any number of brackets around and whatever follows the last.
fn ring(text: &str) -> Ring {
    let inner = text.trim_start_matches('(').split(')').next().expect("a first part");
    let number = |text: &str| text.parse().expect("a coordinate");
    let point = |pair: &str| pair.trim().split_once(' ').map(|(x, y)| [number(x), number(y)]).expect("a pair");
    let mut points: Vec<[f64; 2]> = inner.split(',').map(point).collect();
    assert_eq!(points.pop(), points.first().copied(), "a ring is closed");
    Ring(points)
}

/// Planar shares of one region; shape rows × columns.
fn planar_shares(grid: &Grid, polygons: Vec<Polygon>) -> Array2<f64> {
    let region = Region { code: RegionCode::new("CASE"), name: "case".into(), country: None, polygons };
    let shapes = RegionShapes::Outlines(vec![region].into());
    let set = RegionSet { id: "case".into(), source: "conformance".into(), complete_for_land: false, shapes };
    Coverage::compute(grid, &set, Earth::Wgs84, CoverageMeasure::Planar).expect("a valid outline").total_shares()
}

/// A grid from west, south, east, north and the size of its cells.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive counts")]
fn grid([west, south, east, north]: [f64; 4], [width, height]: [f64; 2]) -> Grid {
    let axis = |first: f64, last: f64, size: f64| Axis::uniform(first, last, ((last - first) / size).round() as usize).expect("an axis");
    Grid::new(axis(south, north, height), axis(west, east, width)).expect("a grid on the Earth")
}

/// The square degrees that a ring encloses, by the surveyor's formula.
fn square_degrees(ring: &Ring) -> f64 {
    let [x0, y0] = ring.0[0];
    let ends = ring.0.iter().cycle().skip(1);
    ring.0.iter().zip(ends).map(|(a, b)| (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)).sum::<f64>().abs() / 2.0
}

/// A published case whose polygons and grid are there.
struct Case {
    name: String,
    kind: String,
    extent: [f64; 4],
    size: [f64; 2],
    polygons: Vec<Polygon>,
    expected: Vec<Vec<f64>>,
}

/// The cases that serve: polygons, not lines, on a grid.
fn cases(folder: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(folder.join("exactextract_cases.json")).expect("the cases");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a list of cases");
    cases.iter().filter_map(|case| read_case(folder, case)).collect()
}

fn read_case(folder: &Path, case: &Value) -> Option<Case> {
    let grid = case["grids"].get(0)?;
    let polygons = polygons(&outline_text(folder, case)?);
    let expected = case["expected"].get(0).map(|expected| matrix(&expected["frac"])).unwrap_or_default();
    (!polygons.is_empty()).then(|| Case {
        name: case["name"].as_str().expect("a name").into(),
        kind: case["kind"].as_str().expect("a kind").into(),
        extent: std::array::from_fn(|side| number(&grid["extent"][side])),
        size: [number(&grid["dx"]), number(&grid["dy"])],
        polygons,
        expected,
    })
}

/// The outline as it stands in the case, or in the file that the case names.
fn outline_text(folder: &Path, case: &Value) -> Option<String> {
    match case["wkt"].get(0).and_then(Value::as_str) {
        Some(inline) => Some(inline.to_owned()),
        None => std::fs::read_to_string(folder.join(format!("{}.wkt", case["resource"].get(0)?.as_str()?))).ok(),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn matrix(rows: &Value) -> Vec<Vec<f64>> {
    let row = |row: &Value| row.as_array().expect("a row").iter().map(number).collect();
    rows.as_array().expect("rows").iter().map(row).collect()
}

/// Where a published matrix begins in the whole grid: it covers only the rows and columns that the polygon touches.
fn touched_corner(shares: &Array2<f64>) -> (usize, usize) {
    let touched = |line: ndarray::ArrayView1<f64>| line.iter().any(|&share| share > 0.0);
    (shares.rows().into_iter().position(touched).unwrap_or(0), shares.columns().into_iter().position(touched).unwrap_or(0))
}

/// A published matrix in its place in the whole grid.
fn in_place(matrix: &[Vec<f64>], shares: &Array2<f64>) -> Array2<f64> {
    let (top, left) = touched_corner(shares);
    Array2::from_shape_fn(shares.dim(), |(row, column)| {
        let value = || matrix.get(row.checked_sub(top)?)?.get(column.checked_sub(left)?);
        value().copied().unwrap_or(0.0)
    })
}

#[test]
fn published_matrices_are_met() {
    let folder = match folder() {
        Ok(folder) => folder,
        Err(skipped) => return println!("{skipped}"),
    };
    let exact: Vec<Case> = cases(&folder).into_iter().filter(|case| case.kind == "exact").collect();
    assert_eq!(exact.len(), 15);
    for case in exact {
        let shares = planar_shares(&grid(case.extent, case.size), case.polygons);
        let expected = in_place(&case.expected, &shares);
        let published: f64 = case.expected.iter().flatten().sum();
        assert!((expected.sum() - published).abs() < 1e-12, "{}: the matrix does not fit into the grid", case.name);
        let worst = (&shares - &expected).iter().fold(0.0_f64, |worst, difference| worst.max(difference.abs()));
        assert!(worst < 1e-6, "{}: off by {worst}\n{shares}\n{expected}", case.name);
    }
}

/// Where polygons lie wholly on the grid the shares must add up to their area, too.
#[test]
fn difficult_outlines_do_not_fail() {
    let folder = match folder() {
        Ok(folder) => folder,
        Err(skipped) => return println!("{skipped}"),
    };
    let others: Vec<Case> = cases(&folder).into_iter().filter(|case| case.kind != "exact").map(brought_to_earth).collect();
    assert_eq!(others.len(), 10);
    for case in others {
        let shares = planar_shares(&grid(case.extent, case.size), case.polygons.clone());
        assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{}", case.name);
        let expected = match case.name.as_str() {
            "Geometry entirely outside raster" => 0.0,
            // The hole lies off the grid, so that only the outer ring counts.
            "Invalid geometry with detached inner ring outside raster" => 2.0,
            _ => case.polygons.iter().map(|polygon| square_degrees(&polygon.exterior)).sum::<f64>() / (case.size[0] * case.size[1]),
        };
        // Shares below 10⁻¹² are dropped: a sliver over a few cells is all of that kind.
        assert!((shares.sum() - expected).abs() <= 1e-9 * expected + 1e-11, "{}: {} instead of {expected}", case.name, shares.sum());
    }
}

/// The case on a grid that exists on the Earth.
fn brought_to_earth(mut case: Case) -> Case {
    match case.name.as_str() {
        // It reaches half a degree beyond each pole and more than once around: the same cells, where there is an Earth.
        "Regression test - Fiji" => case.extent = [-180.0, -90.0, 180.0, 90.0],
        // Metres of a map projection, west and east before south and north: moved to the origin and counted in kilometres.
        "Robustness regression test #7" => {
            let [west, east, south, north] = case.extent;
            let moved = |point: &mut [f64; 2]| *point = [(point[0] - west) / 1e3, (point[1] - south) / 1e3];
            case.polygons.iter_mut().flat_map(|polygon| &mut polygon.exterior.0).for_each(moved);
            case.extent = [0.0, 0.0, (east - west) / 1e3, (north - south) / 1e3];
            case.size = case.size.map(|size| size / 1e3);
        }
        _ => {}
    }
    case
}

#[test]
fn shares_of_large_outlines_add_up_to_their_area() {
    let folder = match folder() {
        Ok(folder) => folder,
        Err(skipped) => return println!("{skipped}"),
    };
    let grid = grid([-180.0, -90.0, 180.0, 90.0], [1.0 / 6.0, 1.0 / 6.0]);
    for (file, sum) in [("antarctica.wkt", 217_038.102_993_88), ("russia.wkt", 105_545.950_038_96)] {
        let text = std::fs::read_to_string(folder.join(file)).expect("an outline");
        let found = planar_shares(&grid, polygons(&text)).sum();
        println!("{file}: {found:.8}");
        assert!((found - sum).abs() < 1e-7, "{file}: {found:.8} instead of {sum:.8}");
    }
}
