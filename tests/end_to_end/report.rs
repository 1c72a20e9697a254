//! What the report says of years that differ, and that no word of the user's becomes part of the page's own language.

use crate::command_line::{Answer, fluxledger};
use crate::demo::svg_files;
use crate::made_product;
use crate::result_table::ResultTable;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Markup as it stands between the quotes of TOML and JSON alike.
const HOSTILE: &str = r#"<script>alert(1)</script> & <b>Co</b> \" onload=\"x"#;

/// A product of 2015, an inventory of 2010 and a country of the name given; the entry of the inventory takes more lines.
fn folder_with(country: &str, name: &str, more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: String| fs::write(folder.path().join(file), text).unwrap();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 1);
    write("inventory.csv", "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,M.0.EL,CH4,2010,9,kt\n".to_owned());
    write(
        "square.geojson",
        format!(
            r#"{{ "type": "FeatureCollection", "features": [{{ "type": "Feature", "properties": {{ "ISO_A3": "DEU", "NAME": "{country}" }},
            "geometry": {{ "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] }} }}] }}"#
        ),
    );
    write(
        "run.toml",
        format!(
            "title = \"Title {name}\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2015]\nregions = {{ file = \"square.geojson\" }}\n\
             [[product]]\nname = \"Product {name}\"\nfiles = [\"ch4_2015.nc\"]\nscope = \"anthropogenic\"\ncategory = \"M.0.EL\"\n\
             [[inventory]]\nname = \"Inventory {name}\"\nfiles = [\"inventory.csv\"]\n{more}\n"
        ),
    );
    folder
}

fn run(folder: &TempDir) -> Answer {
    fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).done()
}

fn page(folder: &Path) -> String {
    fs::read_to_string(folder.join("out/report.html")).unwrap()
}

#[test]
fn another_year_of_the_inventory_is_named_in_every_sentence_that_uses_it() {
    let folder = folder_with("Squareland", "A", "inventory_year = 2010");
    let stdout = run(&folder).stdout;
    let sentences: Vec<&str> = stdout.lines().filter(|line| line.starts_with("- ")).collect();
    insta::assert_snapshot!(sentences.join("\n"), @"- Squareland, National total excluding land use (M.0.EL), product year 2015 against inventory year 2010: whether the gridded inventory “Product A” really differs from the inventory “Inventory A” is not tested, because neither side states an uncertainty. The gridded inventory “Product A” gives 5.00 kt CH₄, 4.00 kt (44 %) less than the inventory “Inventory A” with 9.00 kt CH₄.");
    let row = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let row = row.row(&[("region", "DEU")]);
    assert_eq!((row.text("year"), row.text("inventory_year")), ("2015", "2010"));
    let page = page(folder.path());
    let findings: Vec<&str> = page.lines().filter(|line| line.starts_with("<li><span class=\"badge")).collect();
    assert_eq!(findings.len(), 1);
    assert!(findings.iter().all(|line| line.contains("product year 2015 against inventory year 2010")), "{findings:?}");
    assert!(page.contains("<td>2015 &#x2f; 2010</td>"));
}

#[test]
fn figures_of_different_years_are_not_compared_unless_asked_for() {
    let folder = folder_with("Squareland", "A", "");
    let answer = run(&folder);
    let sentences: Vec<&str> = answer.stdout.lines().filter(|line| line.starts_with("- ")).collect();
    insta::assert_snapshot!(sentences.join("\n"), @"- Squareland, National total excluding land use (M.0.EL), 2015: not comparable with the inventory “Inventory A”, because there is no common year: “Inventory A” has 2010.");
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let row = comparison.row(&[("region", "DEU")]);
    assert_eq!(
        (row.text("verdict"), row.text("reason"), row.text("difference_kt")),
        ("not comparable", "no common year, the inventory has 2010", "")
    );
    assert!(page(folder.path()).contains("no common year"));
}

/// Three months of 2015 are no total of 2015: the figure of the inventory is left over, and a warning names the days that it lacks.
#[test]
fn a_year_that_the_product_fills_in_part_is_left_out_for_that_reason() {
    let folder = folder_with("Squareland", "A", "inventory_year = 2010");
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 3);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    assert!(answer.stderr.contains("does not fill 2015: it lacks 2015-04-01 to 2016-01-01"), "{}", answer.stderr);
    let unmatched = ResultTable::open(&folder.path().join("out/tables/unmatched.csv"));
    let row = unmatched.row(&[("region", "DEU")]);
    assert_eq!((row.number("mass_kt"), row.text("reason")), (9.0, "the product has no total of the whole year"));
}

#[test]
fn no_word_of_the_user_is_read_as_markup() {
    let folder = folder_with(HOSTILE, HOSTILE, &format!("inventory_year = 2010\nsource = \"{HOSTILE}\"\nterritory = \"{HOSTILE}\""));
    run(&folder);
    let page = page(folder.path());
    assert!(page.contains("&lt;script&gt;alert"), "the name is shown");
    let figures = svg_files(&folder.path().join("out/figures"));
    assert!(!figures.is_empty());
    let drawn = figures.iter().map(|path| fs::read_to_string(path).unwrap());
    for text in drawn.chain([page]) {
        for markup in ["<script>alert", "<b>", "\" onload=\""] {
            assert!(!text.contains(markup), "{markup}: {text}");
        }
    }
}
