//! The bridge from the run file to its table: of a year, a mean of years and a group.

use crate::product_uncertainty::{folder, product, run, write};
use crate::result_table::ResultTable;
use std::fs;

/// The west reaches to 20° E and has two thirds of cells that hold 9 kt, the east the rest of them and 12 kt; by their centres at 15° E they are the west's whole. Beside
/// 10 kt each the west's bridge leads from −1 over −3 to −4, the east's from 2 over 3 to 5, and that of both from 1 over nothing to 1.
#[test]
fn a_bridge_that_begins_with_whole_cells_says_what_exact_shares_change() {
    let folder = folder("bridge_begins_with = \"whole-cells\"", &product("Grid", "\"made.nc\"", ""));
    let outlines = fs::read_to_string(folder.path().join("countries.geojson")).unwrap();
    fs::write(folder.path().join("countries.geojson"), outlines.replace("[30,", "[20,")).unwrap();
    write(&folder.path().join("made.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    run(&folder);
    let table = ResultTable::open(&folder.path().join("out/tables/bridge.csv"));
    for (region, expected) in [("WST", [-1.0, -3.0, -4.0]), ("XEA", [2.0, 3.0, 5.0]), ("Both", [1.0, 0.0, 1.0])] {
        for (factor, expected) in ["discrepancy", "gridding", "residual"].into_iter().zip(expected) {
            let found = table.row(&[("region", region), ("factor", factor)]).number("effect_kt");
            assert!((found - expected).abs() < 1e-9, "{region}, {factor}: {found}");
        }
    }
    let first = table.row(&[("region", "WST"), ("factor", "discrepancy")]);
    assert!(first.text("made_of").contains("whole in the region in which their centre lies"));
}
