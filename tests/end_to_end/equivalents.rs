//! Equivalents of carbon dioxide under one set, from the run file to the table.

use crate::command_line::fluxledger;
use crate::made_product;
use crate::result_table::ResultTable;
use std::fs;
use tempfile::TempDir;

/// A product of 5 kt beside an inventory of 9 kt, which may state a set.
fn folder(equivalents: &str, of_inventory: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    made_product::write(&folder.path().join("ch4_2014.nc"), 2014, 12);
    write("inventory.csv", "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,4,CH4,2014,9,kt\n");
    write(
        "square.geojson",
        r#"{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "ISO_A3": "DEU", "NAME": "Squareland" },
        "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } }] }"#,
    );
    let run = format!(
        "title = \"Equivalents\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2014]\nregions = {{ file = \"square.geojson\" }}\n\
         co2_equivalents = {equivalents}\n\
         [[product]]\nname = \"Product\"\nfiles = [\"ch4_*.nc\"]\nscope = \"anthropogenic\"\ncategory = \"4\"\n\
         conventions = {{ earth = \"sphere:6371000\", molar_mass = {{ CH4 = 16 }}, year_seconds = \"365d\" }}\n\
         [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n{of_inventory}\n"
    );
    write("run.toml", &run);
    folder
}

fn table(folder: &TempDir) -> ResultTable {
    ResultTable::open(&folder.path().join("out/tables/co2-equivalents.csv"))
}

/// 5 · 28 = 140 and 9 · 28 = 252; waste is not fossil, so that by origin AR6 gives 5 · 27 = 135.
#[test]
fn masses_stand_under_the_set_that_is_named_and_on_request_by_origin() {
    for (equivalents, product, inventory) in
        [("{ gwp_set = \"AR5\" }", 140.0, 252.0), ("{ gwp_set = \"AR6\", methane = \"by-origin\" }", 135.0, 243.0)]
    {
        let folder = folder(equivalents, "");
        fluxledger(folder.path(), ["run", "run.toml", "--tables-only"]).done();
        let table = table(&folder);
        let row = table.row(&[("region", "DEU")]);
        let found = [row.number("product_kt_co2eq"), row.number("inventory_kt_co2eq"), row.number("difference_kt_co2eq")];
        for (found, expected) in found.into_iter().zip([product, inventory, product - inventory]) {
            assert!((found - expected).abs() < 1e-6, "{equivalents}: {found} is not {expected}");
        }
    }
}

#[test]
fn nothing_is_compared_across_sets() {
    let folder = folder("{ gwp_set = \"AR5\" }", "gwp_set = \"AR4\"");
    let answer = fluxledger(folder.path(), ["run", "run.toml", "--tables-only"]).done();
    assert!(answer.stderr.contains("states its equivalents under AR4, the run asks for AR5"), "{}", answer.stderr);
    let table = table(&folder);
    let row = table.row(&[("region", "DEU")]);
    assert_eq!((row.text("inventory_kt_co2eq"), row.text("difference_kt_co2eq")), ("", ""));
    assert_eq!(row.text("why_not"), "the inventory states its equivalents under AR4");
    let refused = fluxledger(self::folder("{ gwp_set = \"AR4\", methane = \"by-origin\" }", "").path(), ["check", "run.toml"]).refusal();
    assert!(refused.contains("AR4 has no potentials of fossil and of other methane, expected AR5 or AR6"), "{refused}");
}

/// 9 · 28 = 252 under a set whose name stands among other words.
#[test]
fn a_set_is_known_by_its_name_among_other_words() {
    let folder = folder("{ gwp_set = \"AR5\" }", "gwp_set = \"IPCC AR5\"");
    let answer = fluxledger(folder.path(), ["run", "run.toml", "--tables-only"]).done();
    assert!(!answer.stderr.contains("states its equivalents under"), "{}", answer.stderr);
    assert!((table(&folder).row(&[("region", "DEU")]).number("inventory_kt_co2eq") - 252.0).abs() < 1e-6);
}

/// What the categories of the demonstration bring to the z of their country adds up to it, and each step of the list is of a category.
#[test]
fn the_parts_of_the_demonstration_add_up_to_its_discrepancies() {
    let folder = tempfile::tempdir().unwrap();
    fluxledger(folder.path(), ["demo", "--output", "demo"]).done();
    let find = |name: &str| {
        let pattern = format!("{}/demo/**/tables/{name}.csv", folder.path().display());
        let path = glob::glob(&pattern).unwrap().next().unwrap_or_else(|| panic!("no {pattern}")).unwrap();
        ResultTable::open(&path)
    };
    let (parts, comparison, steps) = (find("where-to-look"), find("comparison"), find("improvements"));
    let first = parts.rows().next().expect("parts");
    let wanted = [("region_name", first.text("whole")), ("period", first.text("period")), ("category", first.text("whole_category"))];
    let of_whole = |row: &crate::result_table::Row<'_>| {
        ["whole", "period", "whole_category"].iter().all(|column| row.text(column) == first.text(column))
    };
    let sum: f64 = parts.rows().filter(of_whole).map(|row| row.number("of_z")).sum();
    let whole = comparison.row(&[wanted[0], wanted[1], wanted[2]]);
    assert!((sum - whole.number("z")).abs() < 1e-9, "{sum} is not {}", whole.text("z"));
    assert!(steps.rows().count() > 0 && steps.rows().all(|row| !row.text("step").is_empty()));
}
