//! An inventory that has no figures of the product's year, compared by its nearest year because the user says so.

use crate::command_line::fluxledger;
use crate::made_product;
use crate::result_table::ResultTable;
use std::path::Path;

const RUN_FILE: &str = r#"title = "Methane of China, 2013"
output = "out"
gas = "CH4"
years = [2013]
regions = { file = "china.geojson" }

[[product]]
name = "made"
files = ["ch4_2013.nc"]
scope = "anthropogenic"
category = "M.0.EL"
conventions = { earth = "sphere:6371000", year_seconds = "365d", molar_mass = { CH4 = 16.0 } }

[[inventory]]
name = "China"
files = ["detailed.csv"]
"#;

/// The last cell in the north of the made product, which emits 8 kt a year.
const CHINA: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"CHN","name":"China"},
"geometry":{"type":"Polygon","coordinates":[[[90,0],[120,0],[120,30],[90,30],[90,0]]]}}]}"#;

/// Methane of 6 kt in 2014: 7 kt with land use less 1 kt of it, and 6 · 21 = 126 kt in CO₂ equivalents.
const TABLE: &str = "\
Party,Parent Category,Category,Gas,Unit,2012,2014
China,Totals,1. Energy,CH₄,Gg,5,6
China,Totals,5. Land-Use Change and Forestry,CH₄,Gg,,1
China,Totals,Total GHG emissions excluding LULUCF/LUCF,CH₄,Gg CO₂ equivalent,105,126
China,Totals,Total GHG emissions including LULUCF/LUCF,CH₄,Gg,5,7
";

fn write_files(folder: &Path, run_file: &str) {
    made_product::write(&folder.join("ch4_2013.nc"), 2013, 1);
    for (name, text) in [("run.toml", run_file), ("china.geojson", CHINA), ("detailed.csv", TABLE)] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// The rows of the table of comparisons.
fn comparisons(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("out/tables/comparison.csv")).unwrap()
}

#[test]
fn another_year_is_never_taken_unasked() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), RUN_FILE);
    fluxledger(folder.path(), ["run", "run.toml"]).done();
    let rows = comparisons(folder.path());
    assert!(rows.contains("not comparable") && rows.contains("2012, 2014"), "{rows}");
}

#[test]
fn the_nearest_year_is_compared_on_request_with_a_plain_warning() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &format!("{RUN_FILE}inventory_year = 2014\n"));
    let stderr = fluxledger(folder.path(), ["run", "run.toml"]).done().stderr;
    let warning =
        "China: its figures of 2014 stand beside 2013 of the products, by `inventory_year`: what changed in between is in the difference";
    assert!(stderr.contains(warning), "{stderr}");
    assert!(std::fs::read_to_string(folder.path().join("out/report.html")).unwrap().contains("its figures of 2014 stand beside 2013"));
    let table = ResultTable::from_csv(&comparisons(folder.path()));
    let row = table.row(&[("region", "CHN"), ("year", "2013"), ("inventory_year", "2014"), ("category", "M.0.EL")]);
    assert!((row.number("product_kt") - 8.0).abs() < 1e-9 && (row.number("inventory_kt") - 6.0).abs() < 1e-9);
    assert_eq!(row.text("verdict"), "not tested");
    assert_eq!(row.text("records"), "detailed.csv: line 5 less line 3, borne out by line 4, column 2014");
}
