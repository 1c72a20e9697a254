//! Fiscal years and means of years, from the run file to the report.

use crate::command_line::{Answer, fluxledger};
use crate::made_product;
use crate::result_table::{ResultTable, Row};
use std::fs;
use tempfile::TempDir;

/// A product of 2014 and 2015 in so many steps a year, which gives the square 5 kt a year, and an inventory that gives 9 kt and 7 kt.
fn folder_with(steps: usize, years: &str, more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    for year in [2014, 2015] {
        made_product::write(&folder.path().join(format!("ch4_{year}.nc")), year, steps);
    }
    write(
        "inventory.csv",
        "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,M.0.EL,CH4,2014,9,kt\nDEU,IPCC2006,M.0.EL,CH4,2015,7,kt\n",
    );
    write(
        "square.geojson",
        r#"{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "ISO_A3": "DEU", "NAME": "Squareland" },
        "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } }] }"#,
    );
    let run = format!(
        "title = \"Time\"\noutput = \"out\"\ngas = \"CH4\"\n{years}\nregions = {{ file = \"square.geojson\" }}\n\
         [[product]]\nname = \"Product\"\nfiles = [\"ch4_*.nc\"]\nscope = \"anthropogenic\"\ncategory = \"M.0.EL\"\n\
         conventions = {{ earth = \"sphere:6371000\", molar_mass = {{ CH4 = 16 }}, year_seconds = \"365d\"{more} }}\n\
         [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n"
    );
    write("run.toml", &run);
    folder
}

fn run(folder: &TempDir) -> Answer {
    fluxledger(folder.path(), ["run", "run.toml"]).done()
}

fn comparison(folder: &TempDir) -> ResultTable {
    ResultTable::open(&folder.path().join("out/tables/comparison.csv"))
}

fn findings(answer: &Answer) -> String {
    answer.stdout.lines().filter(|line| line.starts_with("- ")).collect::<Vec<_>>().join("\n")
}

fn is_close(row: Row<'_>, kilotonnes: f64) -> bool {
    (row.number("product_kt") - kilotonnes).abs() < 1e-6
}

const FISCAL: &str = "years = { fiscal = \"07-01\", from = 2014, to = 2014 }";

#[test]
fn months_make_up_a_fiscal_year_and_the_report_says_when_it_begins() {
    let folder = folder_with(12, FISCAL, "");
    let answer = run(&folder);
    insta::assert_snapshot!(findings(&answer), @"- Squareland, National total excluding land use (M.0.EL), 2014/15: whether the gridded inventory “Product” really differs from the inventory “Inventory” is not tested, because neither side states an uncertainty. The gridded inventory “Product” gives 5.00 kt CH₄, 4.00 kt (44 %) less than the inventory “Inventory” with 9.00 kt CH₄.");
    let table = comparison(&folder);
    let row = table.row(&[("region", "DEU")]);
    assert_eq!((row.text("period"), row.text("year"), row.number("inventory_kt")), ("2014/15", "2014", 9.0));
    assert!(is_close(row, 5.0), "{}", row.text("product_kt"));
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("fiscal years that begin on 07-01"));
}

#[test]
fn calendar_years_are_divided_only_where_the_user_says_so_and_the_finding_says_it_too() {
    let folder = folder_with(1, FISCAL, "");
    let refused = run(&folder);
    let reason = "does not fill 2014/15: 2014, 2015 cross its border, and only the convention spread = \"even\" divides a step";
    assert!(refused.stderr.contains(reason), "{}", refused.stderr);
    let folder = folder_with(1, FISCAL, ", spread = \"even\"");
    let divided = run(&folder);
    assert!(findings(&divided).contains("are divided by days, as if the source were even"), "{}", divided.stdout);
    // 5 kt in each year: 5 · (184 + 181) / 365.
    assert!(is_close(comparison(&folder).row(&[("region", "DEU")]), 5.0));
}

/// The inventory's mean is (9 + 7) / 2 kt.
#[test]
fn a_mean_of_years_has_a_row_of_its_own() {
    let folder = folder_with(12, "years = [2014, 2015]\nmeans = [{ from = 2014, to = 2015 }]", "");
    let answer = run(&folder);
    assert!(findings(&answer).contains("mean of 2014–2015: "), "{}", answer.stdout);
    let table = comparison(&folder);
    let row = table.row(&[("period", "mean of 2014–2015")]);
    assert_eq!((row.number("inventory_kt"), row.text("year")), (8.0, ""));
    assert!(is_close(row, 5.0));
    assert_eq!(table.rows().count(), 3);
}

/// A group of the square alone has the square's figures, its mean of years too.
#[test]
fn a_group_has_a_mean_of_years_too() {
    let years = "years = [2014, 2015]\nmeans = [{ from = 2014, to = 2015 }]\n[[group]]\nname = \"Squares\"\nmembers = [\"DEU\"]\n";
    let folder = folder_with(12, years, "");
    let run_file = folder.path().join("run.toml");
    let text = fs::read_to_string(&run_file).unwrap();
    // Keys above the first section come before it.
    let regions = "regions = { file = \"square.geojson\" }\n";
    fs::write(&run_file, format!("{regions}{}", text.replace(regions, ""))).unwrap();
    run(&folder);
    let table = comparison(&folder);
    let row = table.row(&[("period", "mean of 2014–2015"), ("kind", "group")]);
    assert_eq!((row.number("inventory_kt"), row.text("region_name"), row.text("members")), (8.0, "Squares, 1 members", "DEU"));
    assert!(is_close(row, 5.0));
    assert_eq!(table.rows().count(), 6);
}
