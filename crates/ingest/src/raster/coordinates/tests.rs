use super::{Layout, StatedAxes, layout};
use crate::raster::fixture::Fixture;
use crate::raster::{RasterError, open};
use fluxledger_core::Earth;
use std::f64::consts::PI;

/// A sphere of one metre, whose surface is 4π m².
const UNIT_SPHERE: Earth = Earth::Sphere { radius: 1.0 };

/// A file with one variable `flux` on given centres.
fn fixture(latitudes: &[f64], longitudes: &[f64], flux: &[f64]) -> Fixture {
    Fixture::new()
        .dimension("lat", latitudes.len() as u64)
        .dimension("lon", longitudes.len() as u64)
        .variable("lat", &["lat"], latitudes, &[("units", "degrees_north"), ("bounds", "lat_edges")])
        .variable("lon", &["lon"], longitudes, &[("units", "degrees_east")])
        .variable("flux", &["lat", "lon"], flux, &[])
}

/// The layout with its warnings, and the total of `flux` on the unit sphere.
fn total(fixture: &Fixture) -> Result<(Layout, Vec<String>, f64), RasterError> {
    let folder = tempfile::tempdir().unwrap();
    let file = open(&fixture.netcdf4(folder.path(), "grid.nc")).unwrap();
    let warned = layout(file.as_ref(), file.variable("flux").unwrap(), &StatedAxes::default())?;
    let values = warned.value.read(file.as_ref(), "flux", &[None, None])?;
    let total = (&values * &warned.value.grid.cell_areas(UNIT_SPHERE)).sum();
    Ok((warned.value, warned.warnings.into_iter().map(|warning| warning.message).collect(), total))
}

fn message(fixture: &Fixture) -> String {
    let error = total(fixture).expect_err("an error");
    let text = error.to_string();
    text.split_once("grid.nc`").expect("the file").1.to_owned()
}

fn steps(first: f64, step: f64, count: u32) -> Vec<f64> {
    (0..count).map(|position| first + f64::from(position) * step).collect()
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-9, "found {found}, expected {expected}");
}

#[test]
fn grids_with_centres_at_the_poles_have_half_cells_there() {
    // LMDZ: 96 latitudes of 180/95 degrees, 96 longitudes of 3.75 degrees; then 91 and 181 latitudes of 2 and 1 degrees.
    for (rows, columns) in [(96u32, 96u32), (91, 144), (181, 360)] {
        let (height, width) = (180.0 / f64::from(rows - 1), 360.0 / f64::from(columns));
        let mut flux = vec![0.0; (rows * columns) as usize];
        flux[..columns as usize].fill(1.0);
        let (layout, warnings, cap) = total(&fixture(&steps(-90.0, height, rows), &steps(-180.0, width, columns), &flux)).unwrap();
        // The southernmost row is the cap of half a cell: 2π (1 − cos(height / 2)) on the unit sphere.
        assert_close(cap, 2.0 * PI * (1.0 - (height / 2.0).to_radians().cos()));
        assert_close(layout.grid.cell_areas(UNIT_SPHERE).sum(), 4.0 * PI);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
    }
}

#[test]
fn half_cells_whose_centres_lie_in_their_middle_are_recognised() {
    // GEOS-Chem at 4° × 5°: −89, −86, −82, …, 86, 89; the outer rows are 2 degrees high.
    let latitudes: Vec<f64> = [-89.0].into_iter().chain(steps(-86.0, 4.0, 44)).chain([89.0]).collect();
    let mut flux = vec![0.0; 46 * 72];
    flux[..72].fill(1.0);
    let (layout, warnings, cap) = total(&fixture(&latitudes, &steps(-180.0, 5.0, 72), &flux)).unwrap();
    assert_close(cap, 2.0 * PI * (1.0 - 2f64.to_radians().cos()));
    assert_eq!(layout.grid.latitudes().edges()[..3], [90.0, 88.0, 84.0]);
    assert!(warnings.is_empty(), "{warnings:?}");
    let elsewhere: Vec<f64> = [-88.5].into_iter().chain(steps(-86.0, 4.0, 44)).chain([89.0]).collect();
    insta::assert_snapshot!(message(&fixture(&elsewhere, &steps(-180.0, 5.0, 72), &flux)), @", coordinate `lat`: cells are not equal, expected -84.55555555555556 at position 1, found -86, and there are no bounds");
}

/// As corners of 1° cells, from either pole; a region up to a pole has its last centre half a cell before it.
#[test]
fn corners_of_cells_are_not_taken_for_their_centres() {
    let flux = vec![1.0; 180 * 360];
    let global = |first, step| fixture(&steps(first, step, 180), &steps(-180.0, 1.0, 360), &flux);
    insta::assert_snapshot!(message(&global(-90.0, 1.0)), @", coordinate `lat`: expected the centres of cells, found latitudes from -90 to 89, which are their corners");
    insta::assert_snapshot!(message(&global(90.0, -1.0)), @", coordinate `lat`: expected the centres of cells, found latitudes from 90 to -89, which are their corners");
    assert!(total(&global(-89.5, 1.0)).is_ok());
}

/// Cells of 0.001° whose corners are no round numbers: 4 % of a cell is more than nothing.
#[test]
fn coordinates_in_double_precision_stand_where_they_say() {
    let file = fixture(&steps(-0.05, 0.1, 2), &steps(179.000_04, 0.001, 100), &[0.0; 200]);
    let edges = total(&file).unwrap().0.grid.longitudes().edges().to_vec();
    assert!((edges[0] - 178.999_54).abs() < 1e-9 && (edges[100] - 179.099_54).abs() < 1e-9, "{edges:?}");
}

/// No decimal ends a third of a degree: edges lie where the centres say, to the noise of arithmetic, and not where nine decimals end.
#[test]
fn edges_of_thirds_of_a_degree_are_not_rounded() {
    let third = 1.0 / 3.0;
    let file = fixture(&steps(-0.5 * third, third, 2), &steps(10.0 + 0.5 * third, third, 40), &[0.0; 80]);
    let edges = total(&file).unwrap().0.grid.longitudes().edges().to_vec();
    assert!(edges[0] == 10.0 && (edges[40] - (10.0 + 40.0 / 3.0)).abs() < 2e-14, "{edges:?}");
}

#[test]
fn a_grid_shifted_by_half_a_cell_covers_the_earth_once() {
    let flux = vec![1.0; 180 * 360];
    for first in [-180.0, 0.0, -179.5, 0.5] {
        let (layout, warnings, total) = total(&fixture(&steps(-89.5, 1.0, 180), &steps(first, 1.0, 360), &flux)).unwrap();
        assert_close(total, 4.0 * PI);
        let west = layout.grid.longitudes().first();
        assert_eq!((west - (first - 0.5)).rem_euclid(360.0), 0.0, "{west}");
        assert!(warnings.is_empty(), "{warnings:?}");
    }
}

#[test]
fn a_column_at_both_ends_is_counted_once() {
    // 3 rows of 60 degrees, columns at −180, −90, 0, 90 and again 180: each row is 1, 2, 3, 4, 1.
    let row = [1.0, 2.0, 3.0, 4.0, 1.0];
    let flux: Vec<f64> = row.iter().copied().cycle().take(15).collect();
    let longitudes = steps(-180.0, 90.0, 5);
    let (layout, warnings, total) = total(&fixture(&[-60.0, 0.0, 60.0], &longitudes, &flux)).unwrap();
    assert_eq!(layout.grid.columns(), 4);
    // A quarter of the sphere each: π (1 + 2 + 3 + 4).
    assert_close(total, 10.0 * PI);
    assert_eq!(warnings, ["the last column repeats the first a full turn to the east and was left out"]);
}

#[test]
fn columns_at_both_ends_that_differ_are_refused() {
    let mut flux = vec![1.0; 15];
    flux[9] = 1.5;
    insta::assert_snapshot!(message(&fixture(&[-60.0, 0.0, 60.0], &steps(-180.0, 90.0, 5), &flux)), @", variable `flux`: first and last column are the same longitude, but row 1 holds 1 in one and 1.5 in the other");
}

#[test]
fn gaussian_latitudes_need_their_bounds() {
    // Nodes and weights of the Gauss–Legendre rule with 4 points: sin(latitude) = ±0.339981, ±0.861136; weights 0.652145, 0.347855.
    // A row's share of the sphere is half its weight, so that the inner bounds lie at sin = ±0.652145 and 0.
    let latitudes: Vec<f64> = [0.861_136_311_594_052_6f64, 0.339_981_043_584_856_3, -0.339_981_043_584_856_3, -0.861_136_311_594_052_6]
        .iter()
        .map(|sine| sine.asin().to_degrees())
        .collect();
    let inner = 0.652_145_154_862_546_1f64.asin().to_degrees();
    let bounds = [90.0, inner, inner, 0.0, 0.0, -inner, -inner, -90.0];
    let flux: Vec<f64> = [1.0, 2.0, 3.0, 4.0].iter().flat_map(|&row| [row; 8]).collect();
    let bare = fixture(&latitudes, &steps(0.0, 45.0, 8), &flux);
    insta::assert_snapshot!(message(&bare), @", coordinate `lat`: cells are not equal, expected 19.81480276305559 at position 1, found 19.875719147440904, and there are no bounds");
    let (_, warnings, total) = total(&bare.dimension("end", 2).variable("lat_edges", &["lat", "end"], &bounds, &[])).unwrap();
    // 4π / 2 · (0.347855 · (1 + 4) + 0.652145 · (2 + 3)) = 2π · 5.
    assert_close(total, 10.0 * PI);
    assert!(warnings.is_empty(), "{warnings:?}");
}
