//! The largest cells, from the run file to their table.

use crate::command_line::fluxledger;
use crate::product_uncertainty::{folder, product, run, write};
use crate::result_table::ResultTable;
use std::fs;

fn cells(folder: &tempfile::TempDir) -> ResultTable {
    ResultTable::open(&folder.path().join("out/tables/cells.csv"))
}

/// The west has 4 kt south and 5 kt north of the equator, σ 1 and 2; its prior 4.5 and 1, so that the north moved by 4 and the south by −0.5. Beside a grid of 2 kt in each
/// cell the differences are 3 and 2.
#[test]
fn the_largest_cells_are_those_of_the_difference_that_the_run_can_form() {
    let masses = vec![4.0, 6.0, 5.0, 6.0];
    let sigma = vec![1.0, 2.0, 2.0, 2.0];
    for (choice, with_prior, expected) in [
        ("{ most = 1 }", true, [5.0, 1.0, 4.0, 2.0, 4.0 / 4.5]),
        ("{ most = 1, beside = \"Even\" }", true, [5.0, 2.0, 3.0, 2.0, 3.0 / 5.0]),
        ("{ most = 1 }", false, [5.0, f64::NAN, f64::NAN, 2.0, 5.0 / 9.0]),
    ] {
        let products = product("Grid", "\"made.nc\"", "") + &product("Even", "\"even.nc\"", "");
        let folder = folder(&format!("largest_cells = {choice}"), &products);
        let mut layers: Vec<crate::product_uncertainty::Layer<'_>> = vec![("flux", &[], masses.clone()), ("sigma", &[], sigma.clone())];
        if with_prior {
            layers.push(("prior", &[], vec![4.5, 6.0, 1.0, 6.0]));
        }
        write(&folder.path().join("made.nc"), &layers, &[]);
        write(&folder.path().join("even.nc"), &[("flux", &[], vec![2.0; 4])], &[]);
        run(&folder);
        let table = cells(&folder);
        let row = table.row(&[("product", "Grid"), ("region", "WST")]);
        assert_eq!([row.number("longitude"), row.number("latitude")], [15.0, 15.0]);
        for (column, expected) in ["product_kt", "beside_kt", "difference_kt", "sigma_kt", "share"].into_iter().zip(expected) {
            match expected.is_nan() {
                true => assert_eq!(row.text(column), "", "{choice}: {column}"),
                false => assert!((row.number(column) - expected).abs() < 1e-9, "{choice}: {column} is {}", row.number(column)),
            }
        }
    }
}

#[test]
fn cells_beside_a_product_that_is_none_are_refused() {
    let folder = folder("largest_cells = { most = 3, beside = \"Gird\" }", &product("Grid", "\"made.nc\"", ""));
    write(&folder.path().join("made.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]);
    assert!(
        answer.stderr.contains("`Gird` is no product with a grid") && answer.stderr.contains("did you mean `Grid`?"),
        "{}",
        answer.stderr
    );
    assert!(fs::metadata(folder.path().join("out")).is_err());
}

/// A line of the ledger takes 1 kt off what is compared, of which no cell knows.
#[test]
fn cells_that_are_not_what_is_compared_are_left_out_with_a_warning() {
    let line = "\n[[ledger]]\nname = \"Fires\"\nterm = \"wildfire\"\ntreatment = \"subtract\"\ncategory = \"M.0.EL\"\nvalue_kt = 1\nsource = \"made\"\nregions = [\"WST\"]\n";
    let folder = folder("largest_cells = { most = 1 }", &(product("Grid", "\"made.nc\"", "scope = \"total\"") + line));
    write(&folder.path().join("made.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    assert!(answer.stderr.contains("no largest cells of WST: those on the map of the year do not add up"), "{}", answer.stderr);
    let table = cells(&folder);
    assert_eq!(table.row(&[("product", "Grid"), ("region", "XEA")]).text("ranked_by").split(':').next(), Some("its own cells"));
}

/// The prior of the first test, in a file of its own.
#[test]
fn a_prior_in_another_file_is_found() {
    let folder = folder("largest_cells = { most = 1 }", &product("Grid", "\"made.nc\", \"prior.nc\"", ""));
    write(&folder.path().join("made.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    write(&folder.path().join("prior.nc"), &[("prior", &[], vec![4.5, 6.0, 1.0, 6.0])], &[]);
    run(&folder);
    let table = cells(&folder);
    let row = table.row(&[("product", "Grid"), ("region", "WST")]);
    assert_eq!(row.text("ranked_by"), "minus its own prior");
    for (column, expected) in [("product_kt", 5.0), ("beside_kt", 1.0), ("difference_kt", 4.0)] {
        assert!((row.number(column) - expected).abs() < 1e-9, "{column} is {}", row.number(column));
    }
}

/// Members of 4 and 5 kt in the west and of 8 and 1: their mean has 6 and 3.
#[test]
fn the_cells_of_an_ensemble_are_the_mean_of_its_members() {
    let ensemble = "[[ensemble]]\nname = \"Two\"\nproducts = [\"One\", \"Other\"]\n";
    let products = product("One", "\"one.nc\"", "") + &product("Other", "\"other.nc\"", "") + ensemble;
    let folder = folder("largest_cells = { most = 2 }", &products);
    write(&folder.path().join("one.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    write(&folder.path().join("other.nc"), &[("flux", &[], vec![8.0, 6.0, 1.0, 6.0])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    assert!(!answer.stderr.contains("no largest cells"), "{}", answer.stderr);
    let table = cells(&folder);
    for (rank, expected) in [("1", 6.0), ("2", 3.0)] {
        let row = table.row(&[("product", "Two"), ("region", "WST"), ("rank", rank)]);
        assert!((row.number("product_kt") - expected).abs() < 1e-9, "{rank}: {}", row.number("product_kt"));
    }
    assert!(table.rows().all(|row| row.text("product") == "Two"));
}
