//! `fluxledger totals` on a grid whose sums can be done by hand, and the streams and files that it writes.

use crate::command_line::{Answer, CACHE, fluxledger, fluxledger_with_cache};
use crate::made_product::{self, CONVENTIONS};
use crate::result_table::ResultTable;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Squareland is the cell of 5 kt, Halfland the eastern halves of the cells of 2 and 6 kt.
const COUNTRIES: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "ISO_A3": "AAA", "NAME": "Squareland" },
    "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "BBB", "NAME": "Halfland" },
    "geometry": { "type": "Polygon", "coordinates": [[[45, -30], [60, -30], [60, 30], [45, 30], [45, -30]]] } }
] }"#;

/// A folder with `squares.geojson` and the product `ch4_2015.nc` of so many steps.
fn folder_with(steps: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("squares.geojson"), COUNTRIES).unwrap();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, steps);
    folder
}

fn totals(folder: &TempDir, options: &str) -> Answer {
    let words = ["totals", "ch4_2015.nc"].into_iter().chain(CONVENTIONS).chain(options.split_whitespace());
    fluxledger(folder.path(), words)
}

/// The rows in short: kind, region, name, from, until, kilotonnes to nine decimals and the share of the region that is covered.
fn in_short(csv: &str) -> String {
    let line = |row: crate::result_table::Row<'_>| {
        let [kind, region, name, from, until] =
            ["kind", "region", "region_name", "period_start", "period_end"].map(|column| row.text(column));
        let (kilotonnes, covered) = (row.number("mass_kg") / 1e6, row.number("covered_share"));
        format!("{kind} {region} ({name}) {from} {until} {kilotonnes:.9} kt {covered:.9}\n")
    };
    ResultTable::from_csv(csv).rows().map(line).collect()
}

#[test]
fn two_square_countries_get_their_share_and_the_rest_is_listed() {
    let answer = totals(&folder_with(1), "--regions squares.geojson").done();
    insta::assert_snapshot!(answer.stdout.lines().next().unwrap(), @"kind,region,region_name,layer,role,categorization,category,scope,gas,period_start,period_end,mass_kg,mass_kg_per_year,region_area_m2,observed_area_m2,covered_share");
    insta::assert_snapshot!(in_short(&answer.stdout), @"
    region AAA (Squareland) 2015-01-01 2016-01-01 5.000000000 kt 1.000000000
    region BBB (Halfland) 2015-01-01 2016-01-01 4.000000000 kt 1.000000000
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 27.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    ");
}

/// No shell puts the names in its place: the program reads the pattern.
#[test]
fn a_pattern_stands_for_files_in_the_order_of_their_names() {
    let folder = folder_with(1);
    made_product::write(&folder.path().join("ch4_2016.nc"), 2016, 1);
    let of = |files: &[&str]| {
        let words = ["totals"].into_iter().chain(files.iter().copied()).chain(CONVENTIONS).chain(["--regions", "squares.geojson"]);
        fluxledger(folder.path(), words)
    };
    let named = of(&["ch4_2015.nc", "ch4_2016.nc"]).done().stdout;
    assert_eq!(ResultTable::from_csv(&named).rows().count(), 8);
    assert_eq!(of(&["ch4_*.nc"]).done().stdout, named);
    let refusal = of(&["n2o_*.nc"]).refusal();
    assert!(refusal.contains("no file fits the pattern `n2o_*.nc`"), "{refusal}");
}

/// The second run takes what the first has kept, and `cache` shows and removes it.
#[test]
fn what_is_kept_changes_no_bit() {
    let folder = folder_with(1);
    let cache = folder.path().join("kept");
    let run = |words: &str| fluxledger_with_cache(folder.path(), &cache, words.split_whitespace()).done().stdout;
    let totals = "totals ch4_2015.nc --regions squares.geojson";
    let anew = run(&format!("{totals} --no-cache"));
    assert!(!cache.exists());
    assert_eq!(run(totals), anew);
    assert!(run("cache list").contains("squares on 2 × 4 cells"), "{}", run("cache list"));
    assert_eq!(run(totals), anew);
    assert!(run("cache clear").starts_with("removed 1 files"));
    assert!(run("cache list").starts_with("nothing is kept"));
}

/// More files than are held open, of which each is opened anew when its turn comes.
#[test]
fn any_number_of_files_is_totalled_in_one_call() {
    let folder = folder_with(1);
    let files = vec!["ch4_2015.nc"; 300];
    let words = ["totals"].into_iter().chain(files).chain(CONVENTIONS).chain("--regions squares.geojson --period step".split(' '));
    let table = fluxledger(folder.path(), words).done().stdout;
    let one = totals(&folder, "--regions squares.geojson --period step").done().stdout;
    let rows_of_one: Vec<&str> = one.lines().skip(1).collect();
    assert_eq!(table.lines().skip(1).collect::<Vec<_>>(), rows_of_one.repeat(300));
}

/// Squareland's 5 kt are by cells on a sphere of 6 371 000 m. exactextract has them on one of 6 378 137 m; CDO within great circles, where the cell is
/// π/6 less the triangle between the pole and two points at 30° N, 2 atan(⅓ sin 30° / (1 + ⅓ cos 30°)), instead of π/6 · sin 30°.
#[test]
fn another_program_is_reproduced_and_said_to_be() {
    let folder = folder_with(1);
    let thirty = 30f64.to_radians();
    let within_great_circles = thirty - 2.0 * (thirty.sin() / 3.0).atan2(1.0 + thirty.cos() / 3.0);
    for (compat, expected) in
        [("exactextract", 5.0 * (6_378_137.0f64 / 6_371_000.0).powi(2)), ("cdo", 5.0 * within_great_circles / (thirty * thirty.sin()))]
    {
        let options = format!("--regions squares.geojson --molar-mass CH4=16 --year-seconds 365d --audit audit.json --compat {compat}");
        let answer = fluxledger(folder.path(), ["totals", "ch4_2015.nc"].into_iter().chain(options.split_whitespace())).done();
        let kilotonnes = ResultTable::from_csv(&answer.stdout).row(&[("region", "AAA")]).number("mass_kg") / 1e6;
        assert!((kilotonnes / expected - 1.0).abs() < 1e-7, "{compat}: {kilotonnes} instead of {expected}");
        let audit = std::fs::read_to_string(folder.path().join("audit.json")).unwrap();
        assert!(audit.contains(&format!("computed as {compat} does")), "{audit}");
        assert!(answer.stderr.contains("without it they are exact"), "{}", answer.stderr);
    }
}

#[test]
fn without_regions_everything_lies_in_none() {
    insta::assert_snapshot!(in_short(&totals(&folder_with(1), "--regions none").done().stdout), @"
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    ");
}

#[test]
fn regions_that_are_not_selected_become_one_row() {
    insta::assert_snapshot!(in_short(&totals(&folder_with(1), "--regions squares.geojson --select AAA").done().stdout), @"
    region AAA (Squareland) 2015-01-01 2016-01-01 5.000000000 kt 1.000000000
    remainder _OTHER (regions not selected) 2015-01-01 2016-01-01 4.000000000 kt 1.000000000
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 27.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    ");
}

/// A sea area from 15° to 60° E over the northern row (cells of 5 and 6 kt): land first leaves it the western half of the second cell, 3 kt of 6,
/// since Squareland has all of the first cell and Halfland the eastern half of the second.
#[test]
fn land_and_sea_areas_close() {
    let folder = folder_with(1);
    let sea = r#"{ "type": "Feature", "properties": { "code": "BAY" },
      "geometry": { "type": "Polygon", "coordinates": [[[15, 0], [60, 0], [60, 30], [15, 30], [15, 0]]] } }"#;
    std::fs::write(folder.path().join("sea.geojson"), sea).unwrap();
    let rows = |priority: &str| {
        let options = format!("--regions squares.geojson --sea sea.geojson --sea-priority {priority}");
        let table = ResultTable::from_csv(&totals(&folder, &options).done().stdout);
        ["AAA", "BBB", "BAY", "_UNASSIGNED", "_GRID"].map(|region| table.row(&[("region", region)]).number("mass_kg") / 1e6)
    };
    // Sea first: the bay has half of the first cell and all of the second, 2.5 + 6 kt; Squareland 2.5 kt; Halfland 1 kt in the southern row.
    for (priority, expected) in [("land", [5.0, 4.0, 3.0, 24.0, 36.0]), ("sea", [2.5, 1.0, 8.5, 24.0, 36.0])] {
        for (found, expected) in rows(priority).into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{priority}: {:?}", rows(priority));
        }
    }
}

#[test]
fn sea_areas_are_refused_where_coastal_cells_go_to_the_regions_in_them() {
    let folder = folder_with(1);
    std::fs::write(folder.path().join("sea.geojson"), r#"{ "type": "FeatureCollection", "features": [] }"#).unwrap();
    let refused = totals(&folder, "--regions squares.geojson --sea sea.geojson --coast land").refusal();
    assert!(refused.contains("sea areas beside `coast = \"land\"`, which would give coastal cells to them as to land"), "{refused}");
}

#[test]
fn a_group_of_no_regions_is_refused() {
    let refused = totals(&folder_with(1), "--regions none --group EU27").refusal();
    assert!(refused.contains("leaves no regions for `--group` and `--sea`"), "{refused}");
}

/// 5 + 4 = 9 kt; the balance is that of the rows before the group.
#[test]
fn a_group_stands_beside_the_regions_with_the_sum_of_its_members() {
    insta::assert_snapshot!(in_short(&totals(&folder_with(1), "--regions squares.geojson --group Both=AAA,BBB --select BBB").done().stdout), @"
    region BBB (Halfland) 2015-01-01 2016-01-01 4.000000000 kt 1.000000000
    remainder _OTHER (regions not selected) 2015-01-01 2016-01-01 5.000000000 kt 1.000000000
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 27.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    group Both (Both) 2015-01-01 2016-01-01 9.000000000 kt 1.000000000
    ");
}

/// The code of a country stands for its provinces, in `--select` and as the member of a group. With one flux everywhere mass goes by area: the outlines of
/// the Länder and of Germany come from two versions of Natural Earth, which differ by 8 km² of 357 682 km².
#[test]
fn the_provinces_of_a_country_close_with_its_outline() {
    let folder = tempfile::tempdir().unwrap();
    made_product::write_germany(&folder.path().join("ch4_2015.nc"), 2015);
    let table = |options: &str| ResultTable::from_csv(&totals(&folder, options).done().stdout);
    let laender = table("--regions natural-earth-10m-provinces --select DEU --group Germany=DEU");
    let masses: Vec<f64> = laender.rows().filter(|row| row.text("kind") == "region").map(|row| row.number("mass_kg")).collect();
    let sum: f64 = masses.iter().sum();
    let germany = |table: &ResultTable, code| table.row(&[("region", code)]).number("mass_kg");
    assert_eq!((masses.len(), laender.row(&[("region", "DE-TH")]).text("region_name")), (16, "Thüringen"));
    assert!((sum / germany(&laender, "Germany") - 1.0).abs() < 1e-12);
    let country = germany(&table("--regions natural-earth-10m --select DEU"), "DEU");
    println!("made product: {sum:.0} kg in the Länder, {country:.0} kg in Germany");
    assert!((sum / country - 1.0).abs() < 5e-5, "{sum} {country}");
}

#[test]
fn a_coast_that_belongs_to_the_land_gets_all_of_its_cells() {
    insta::assert_snapshot!(in_short(&totals(&folder_with(1), "--regions squares.geojson --coast land").done().stdout), @"
    region AAA (Squareland) 2015-01-01 2016-01-01 5.000000000 kt 1.000000000
    region BBB (Halfland) 2015-01-01 2016-01-01 8.000000000 kt 1.000000000
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 23.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    ");
}

/// The finer grid has three quarters of the flux of both split cells, of 2 and 6 kt, in Halfland: 8 · 0.75 = 6 kt.
#[test]
fn a_coast_may_follow_the_emissions_of_a_finer_grid() {
    let folder = folder_with(1);
    made_product::write_fine(&folder.path().join("fine.nc"), 2015);
    let options = "--regions squares.geojson --coast weighted --coast-weights fine.nc:flux --coast-table coasts.csv";
    insta::assert_snapshot!(in_short(&totals(&folder, options).done().stdout), @"
    region AAA (Squareland) 2015-01-01 2016-01-01 5.000000000 kt 1.000000000
    region BBB (Halfland) 2015-01-01 2016-01-01 6.000000000 kt 1.000000000
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 25.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    ");
    let table = ResultTable::open(&folder.path().join("coasts.csv"));
    let row = table.row(&[("region", "BBB")]);
    for (policy, expected) in [("share_kt", 4.0), ("land_kt", 8.0), ("weighted_kt", 6.0), ("spread", 4.0 / 6.0)] {
        assert!((row.number(policy) / expected - 1.0).abs() < 1e-12, "{policy}: {}", row.number(policy));
    }
    assert_eq!(row.text("in_force"), "weighted");
}

#[test]
fn weights_must_be_named_and_be_a_layer_of_their_file() {
    let folder = folder_with(1);
    let problem = |options: &str| totals(&folder, &format!("--regions squares.geojson --coast weighted {options}")).refusal();
    insta::assert_snapshot!(problem(""), @r#"
    error: --coast-weights: `coast = "weighted"` splits cells by the emissions of a finer grid, and none is named
    hint: name it: coast_weights = { file = "FINE.nc", layer = "NAME" } in the run file, --coast-weights FINE.nc:NAME
    1 problem, nothing was written
    "#);
    insta::assert_snapshot!(problem("--coast-weights ch4_2015.nc:fluxes"), @r"
    error: --coast-weights: ch4_2015.nc: has no layer `fluxes` of emissions, found `flux`
    hint: name one of them as the layer
    1 problem, nothing was written
    ");
}

#[test]
fn twelve_months_are_a_year_or_twelve_rows_by_their_days() {
    let folder = folder_with(12);
    insta::assert_snapshot!(in_short(&totals(&folder, "--regions squares.geojson --period year").done().stdout), @"
    region AAA (Squareland) 2015-01-01 2016-01-01 5.000000000 kt 1.000000000
    region BBB (Halfland) 2015-01-01 2016-01-01 4.000000000 kt 1.000000000
    remainder _UNASSIGNED (in no region) 2015-01-01 2016-01-01 27.000000000 kt 1.000000000
    total _GRID (whole grid) 2015-01-01 2016-01-01 36.000000000 kt 1.000000000
    ");
    let table = ResultTable::from_csv(&totals(&folder, "--regions squares.geojson --period step").done().stdout);
    assert_eq!(table.rows().count(), 12 * 4);
    for (start, days) in [("2015-01-01", 31.0), ("2015-02-01", 28.0), ("2015-12-01", 31.0)] {
        let row = table.row(&[("region", "AAA"), ("period_start", start)]);
        assert!((row.number("mass_kg") / (5e6 * days / 365.0) - 1.0).abs() < 1e-12, "{start}");
    }
}

#[test]
fn months_that_are_no_year_are_listed_one_by_one_with_a_warning() {
    let answer = totals(&folder_with(3), "--regions none --period year").done();
    assert_eq!(
        ResultTable::from_csv(&answer.stdout).row(&[("kind", "total"), ("period_start", "2015-03-01")]).text("period_end"),
        "2015-04-01"
    );
    insta::assert_snapshot!(answer.stderr, @"
    warning: ch4_2015.nc: the layout does not say what made the fluxes: they are taken as bottom-up, and as anthropogenic only if the file name says so
    warning: flux: layer `flux` does not fill 2015: it lacks 2015-04-01 to 2016-01-01; its steps are listed one by one
    ");
}

#[test]
fn standard_output_holds_data_alone_and_standard_error_the_rest() {
    let folder = folder_with(1);
    let answer = totals(&folder, "--regions squares.geojson").done();
    assert!(answer.stdout.starts_with("kind,region,"), "{}", answer.stdout);
    insta::assert_snapshot!(answer.stderr, @"warning: ch4_2015.nc: the layout does not say what made the fluxes: they are taken as bottom-up, and as anthropogenic only if the file name says so");
    assert_eq!(totals(&folder, "--regions squares.geojson --quiet").done().stderr, "");
    let to_file = totals(&folder, "--regions squares.geojson --output totals.csv").done();
    assert_eq!(to_file.stdout, "");
    assert_eq!(std::fs::read_to_string(folder.path().join("totals.csv")).unwrap(), answer.stdout);
}

#[test]
fn a_parquet_file_holds_what_the_csv_holds() {
    let folder = folder_with(1);
    let csv = ResultTable::from_csv(&totals(&folder, "--regions squares.geojson").done().stdout);
    totals(&folder, "--regions squares.geojson --output totals.parquet").done();
    let stored = ResultTable::stored(&folder.path().join("totals.parquet"));
    let masses: Vec<f64> = stored.column("mass_kg").unwrap().f64().unwrap().into_no_null_iter().collect();
    assert_eq!(masses, csv.rows().map(|row| row.number("mass_kg")).collect::<Vec<_>>());
}

#[test]
fn the_audit_proves_the_sum() {
    let folder = folder_with(1);
    totals(&folder, "--regions squares.geojson --audit audit.json").done();
    let audit: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("audit.json")).unwrap()).unwrap();
    let layer = &audit["layers"][0];
    assert!((layer["grid_kg"].as_f64().unwrap() / 36e6 - 1.0).abs() < 1e-12, "{audit:#}");
    assert!(layer["closure_residual"].as_f64().unwrap().abs() < 1e-12, "{audit:#}");
    let cell_area = 6_371_000.0_f64.powi(2) * std::f64::consts::PI / 12.0;
    assert!((layer["observed_area_m2"].as_f64().unwrap() / (8.0 * cell_area) - 1.0).abs() < 1e-12, "{audit:#}");
    assert_eq!(layer["missing_area_m2"], 0.0);
    let conventions: Vec<(String, String)> = serde_json::from_value(audit["conventions"].clone()).unwrap();
    let lines: String = conventions.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    insta::assert_snapshot!(lines, @"
    Earth: sphere:6371000
    Cell areas for fluxes: computed on sphere:6371000
    Length of the year: 365d
    Molar masses (g mol⁻¹): CH₄ 16, CO₂ 44.009, N₂O 44.013, C 12.011, N 14.007
    Carbon to CO₂: quotient of molar masses
    Share of a cell: share of its area on the Earth
    Coasts: share: a country gets its share of a coastal cell, the sea the rest
    Steps in two years: not divided; the years are left out
    Territories: by ISO 3166-1, unless your own outlines differ: HKG, MAC and TWN are no part of CHN
    ");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = folder_with(12);
    let mut child = Command::new(env!("CARGO_BIN_EXE_fluxledger"))
        .env("FLUXLEDGER_CACHE", CACHE)
        .current_dir(folder.path())
        .args(["totals", "ch4_2015.nc", "--regions", "squares.geojson", "--period", "step"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(!stderr.contains("error"), "{stderr}");
}

#[test]
fn a_table_is_not_written_when_a_file_is_at_fault() {
    let folder = folder_with(1);
    let refusal = totals(&folder, "missing.nc --regions absent.geojson --select CCC --output totals.csv").refusal();
    insta::assert_snapshot!(refusal, @"
    error: --regions: absent.geojson: cannot be read: No such file or directory (os error 2)
    error: missing.nc: cannot be opened: No such file or directory (os error 2)
    2 problems, nothing was written
    ");
    assert!(!folder.path().join("totals.csv").exists());
}

/// Rows of one would stand under the name, and the audit under the conventions, of the other.
#[test]
fn files_of_two_products_are_refused() {
    let folder = folder_with(1);
    let name = "EDGAR_2024_GHG_CH4_2023_PRO_FFF_emi.nc";
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/products");
    std::fs::copy(fixtures.join(name), folder.path().join(name)).unwrap();
    insta::assert_snapshot!(totals(&folder, &format!("{name} --regions squares.geojson")).refusal(), @"
    error: EDGAR_2024_GHG_CH4_2023_PRO_FFF_emi.nc: is of product `edgar-v8-on`, and ch4_2015.nc of `openghg-flux`, expected files of one product
    hint: call `totals` once for each product
    1 problem, nothing was written
    ");
}

#[test]
fn an_audit_that_cannot_be_written_is_named() {
    let folder = folder_with(1);
    std::fs::create_dir(folder.path().join("proof.json")).unwrap();
    insta::assert_snapshot!(totals(&folder, "--regions squares.geojson --audit proof.json").refusal(), @"
    warning: ch4_2015.nc: the layout does not say what made the fluxes: they are taken as bottom-up, and as anthropogenic only if the file name says so
    error: proof.json: cannot be written: Is a directory (os error 21)
    1 problem, nothing was written
    ");
}
