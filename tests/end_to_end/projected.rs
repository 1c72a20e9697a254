//! Products and rasters in the plane of a projection, from the command line.

use crate::command_line::{Answer, fluxledger, fluxledger_with_cache};
use crate::result_table::ResultTable;
use std::path::Path;
use tempfile::TempDir;

const VULCAN: &str = "Vulcan_v3_US_annual_1km_onroad_mn.nc4";

/// Both sides of a meridian that passes through the grid of the product, and land all about it.
const SIDES: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "ISO_A3": "WWW", "NAME": "West" },
    "geometry": { "type": "Polygon", "coordinates": [[[-110, 30], [-96.99, 30], [-96.99, 50], [-110, 50], [-110, 30]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "EEE", "NAME": "East" },
    "geometry": { "type": "Polygon", "coordinates": [[[-96.99, 30], [-96.98, 30], [-96.98, 50], [-96.99, 50], [-96.99, 30]]] } }
] }"#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    std::fs::copy(fixtures.join("products").join(VULCAN), folder.path().join(VULCAN)).unwrap();
    std::fs::copy(fixtures.join("raster/geotiff/albers-esri.tif"), folder.path().join("albers.tif")).unwrap();
    std::fs::write(folder.path().join("sides.geojson"), SIDES).unwrap();
    folder
}

fn answer(folder: &TempDir, words: &str) -> Answer {
    fluxledger(folder.path(), words.split_whitespace())
}

/// 70.095 582 626 t of carbon on the grid, as `vulcan_counts_carbon_per_square_kilometre_of_the_ellipsoid_on_its_cone` works out.
#[test]
fn the_rows_of_a_projected_product_are_the_whole_grid() {
    let folder = folder();
    let totals = format!("totals {VULCAN} --regions sides.geojson --year 2010");
    let csv = answer(&folder, &totals).done().stdout;
    let table = ResultTable::from_csv(&csv);
    let tonnes = |region: &str| table.row(&[("region", region)]).number("mass_kg") / 1e3;
    let (west, east, rest, grid) = (tonnes("WWW"), tonnes("EEE"), tonnes("_UNASSIGNED"), tonnes("_GRID"));
    assert!((grid / (70.095_582_626 * 44.009 / 12.011) - 1.0).abs() < 1e-7, "{grid}");
    assert!((west + east + rest - grid).abs() < 1e-9 * grid && [west, east, rest].iter().all(|part| *part > 1.0), "{west} {east} {rest}");
    let cache = folder.path().join("kept");
    let run = |words: &str| fluxledger_with_cache(folder.path(), &cache, words.split_whitespace()).done().stdout;
    assert_eq!((run(&totals), run(&totals)), (csv.clone(), csv));
    assert!(run("cache list").contains("sides on 3 × 4 cells"), "{}", run("cache list"));
}

#[test]
fn inspect_says_in_which_plane_a_product_lies() {
    let said = answer(&folder(), &format!("inspect {VULCAN}")).done().stdout;
    let facts = said.lines().skip_while(|line| !line.contains("Projection")).take(6).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(facts, @"
    Projection    Lambert conformal conic, standard parallels 33° and 45°, latitude of origin 40°,
                  central meridian -97°
    Cells         1000 m of northing × 1000 m of easting
    Northing      510000 m to 513000 m
    Easting       -1000 m to 3000 m
    Latitude      within 44.6° and 44.6°
    ");
    assert!(said.contains('█'), "the map has cells: {said}");
}

#[test]
fn statistics_of_a_raster_in_a_plane_count_its_cells() {
    let csv = answer(&folder(), "zonal albers.tif --regions sides.geojson --stat count --coverage-weight fraction").done().stdout;
    // 37 columns of 10 km from 500 km west of 96° W reach 96.99° W nowhere near their end: both sides hold cells.
    let table = ResultTable::from_csv(&csv);
    let count = |region: &str| table.row(&[("region", region)]).number("count");
    assert!(count("WWW") > 600.0 && count("WWW") + count("EEE") < 851.0, "{csv}");
}

/// Shares, edges in metres and the projection stand in the file, so that each mass has every bit.
#[test]
fn weights_of_a_grid_in_a_plane_give_the_same_table() {
    let folder = folder();
    let masses = |options: &str| -> Vec<(String, f64)> {
        let csv = answer(&folder, &format!("totals {VULCAN} --year 2010 {options}")).done().stdout;
        ResultTable::from_csv(&csv).rows().map(|row| (row.text("region").to_owned(), row.number("mass_kg"))).collect()
    };
    let direct = masses("--regions sides.geojson");
    for (file, format) in [("w.parquet", ""), ("e.nc", ""), ("s.nc", "--format scrip")] {
        answer(&folder, &format!("weights {VULCAN} --regions sides.geojson -o {file} {format}")).done();
        assert_eq!(masses(&format!("--weights {file}")), direct, "{file}");
    }
    // The same edges in the plane of another projection are other cells.
    let other = answer(&folder, "zonal albers.tif --regions e.nc --stat count");
    assert!(other.refusal().contains("the regions' grid"), "another grid is refused");
}

/// The cell in the north-west has 9 t of carbon a km² in 2010, on 1.001 km² of the ellipsoid; the square lies within the 12 cells.
const SQUARE: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "ISO_A3": "USA", "NAME": "Square" },
    "geometry": { "type": "Polygon", "coordinates": [[[-97.01, 44.61], [-96.98, 44.61], [-96.98, 44.63], [-97.01, 44.63], [-97.01, 44.61]]] } }
] }"#;

/// The sector of roads beside the same category of an inventory: the report holds what `totals` says, the table of coasts and a map.
#[test]
fn a_run_compares_a_product_in_a_plane_with_an_inventory() {
    let folder = folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("square.geojson", SQUARE);
    let head = "party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high";
    write("inventory.csv", &format!("{head}\nUSA,IPCC2006,1.A.3.b,CO2,2010,0.1,kt,10,10\nUSA,IPCC2006,1.A.3.b,CO2,2011,0.1,kt,10,10\n"));
    write(
        "run.toml",
        &format!(
            "title = \"Roads\"\noutput = \"out\"\ngas = \"CO2\"\nyears = [2010, 2011]\nregions = {{ file = \"square.geojson\" }}\n\
             [[product]]\nname = \"Vulcan\"\nfiles = [\"{VULCAN}\"]\n[[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n"
        ),
    );
    answer(&folder, "run run.toml --quiet").done();
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let csv = answer(&folder, &format!("totals {VULCAN} --regions square.geojson")).done().stdout;
    let totals = ResultTable::from_csv(&csv);
    for year in ["2010", "2011"] {
        let kilotonnes = comparison.row(&[("period", year), ("category", "1.A.3.b")]).number("product_kt");
        let expected = totals.row(&[("region", "USA"), ("period_start", &format!("{year}-01-01"))]).number("mass_kg") / 1e6;
        assert!((kilotonnes / expected - 1.0).abs() < 1e-12 && kilotonnes > 0.01, "{year}: {kilotonnes} instead of {expected}");
    }
    assert!(folder.path().join("out/report.html").exists() && folder.path().join("out/figures/map-vulcan.svg").exists());
}

/// exactextract counts a cell as its 1 km² in the plane, which is 1.001 km² of the ellipsoid; CDO takes latitudes for those of a sphere of 6371 km.
#[test]
fn other_programs_are_reproduced_in_a_plane() {
    let folder = folder();
    let grid = |options: &str| {
        let answer = answer(&folder, &format!("totals {VULCAN} --regions sides.geojson --year 2010 {options}")).done();
        let table = ResultTable::from_csv(&answer.stdout);
        let kilograms = |region: &str| table.row(&[("region", region)]).number("mass_kg");
        let parts: f64 = ["WWW", "EEE", "_UNASSIGNED"].into_iter().map(kilograms).sum();
        assert!((parts / kilograms("_GRID") - 1.0).abs() < 1e-9, "{}", answer.stdout);
        (kilograms("_GRID"), answer.stderr)
    };
    let (own, _) = grid("");
    let (of_exactextract, warning) = grid("--compat exactextract");
    assert!((own / of_exactextract - 1.001).abs() < 5e-4, "{own} and {of_exactextract}");
    assert!(warning.contains("in a plane: of square metres there"), "{warning}");
    let (of_cdo, _) = grid("--compat cdo");
    assert!((own / of_cdo - 1.0).abs() < 0.01 && (own / of_cdo - 1.0).abs() > 1e-4, "{own} and {of_cdo}");
}
