//! `fluxledger weights`, and `totals --weights` with its files and with those of other programs.

use crate::command_line::{Answer, fluxledger};
use crate::made_product::{self, CONVENTIONS};
use crate::result_table::ResultTable;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Squareland is the cell of 5 kt, Halfland the eastern halves of the cells of 2 and 6 kt, Outland the western half of that of 1 kt and as much
/// ground off the grid, Farland lies off the grid.
const COUNTRIES: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "ISO_A3": "AAA", "NAME": "Squareland" },
    "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "BBB", "NAME": "Côte d’Half" },
    "geometry": { "type": "Polygon", "coordinates": [[[45, -30], [60, -30], [60, 30], [45, 30], [45, -30]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "CCC", "NAME": "Outland" },
    "geometry": { "type": "Polygon", "coordinates": [[[-15, -30], [15, -30], [15, 0], [-15, 0], [-15, -30]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "DDD", "NAME": "Farland" },
    "geometry": { "type": "Polygon", "coordinates": [[[-45, 0], [-30, 0], [-30, 15], [-45, 15], [-45, 0]]] } }
] }"#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("squares.geojson"), COUNTRIES).unwrap();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 1);
    folder
}

fn totals(folder: &Path, options: &str) -> String {
    let words = ["totals", "ch4_2015.nc"].into_iter().chain(CONVENTIONS).chain(options.split_whitespace());
    fluxledger(folder, words).done().stdout
}

fn weights(folder: &Path, options: &str) -> Answer {
    let words = ["weights", "ch4_2015.nc", "--earth", "sphere:6371000"].into_iter().chain(options.split_whitespace());
    fluxledger(folder, words)
}

/// The rows of a table as text and numbers.
fn rows(csv: &str) -> Vec<(String, String, [f64; 3])> {
    let row = |row: crate::result_table::Row<'_>| {
        let numbers = ["mass_kg", "region_area_m2", "observed_area_m2"].map(|column| row.number(column));
        (row.text("region").to_owned(), row.text("region_name").to_owned(), numbers)
    };
    ResultTable::from_csv(csv).rows().map(row).collect()
}

/// Masses and observed areas have every bit; the area of a region, which is kept as the share of it on the grid, may miss the last.
#[test]
fn weights_that_were_kept_give_the_same_table_in_each_format() {
    let folder = folder();
    let direct = rows(&totals(folder.path(), "--regions squares.geojson"));
    for (file, format) in [("w.parquet", ""), ("e.nc", ""), ("s.nc", "--format scrip")] {
        let said = weights(folder.path(), &format!("--regions squares.geojson -o {file} {format}")).done().stdout;
        assert_eq!(said, format!("4 parts of cells of 4 regions: {file}\n"));
        let kept = rows(&totals(folder.path(), &format!("--weights {file}")));
        assert_eq!(kept.len(), direct.len());
        for (kept, direct) in kept.iter().zip(&direct) {
            assert_eq!((&kept.0, &kept.1, kept.2[0], kept.2[2]), (&direct.0, &direct.1, direct.2[0], direct.2[2]), "{file}");
            // Nothing is known of the area of a region of which no part lies on the grid.
            let expected = if direct.0 == "DDD" { 0.0 } else { direct.2[1] };
            assert!((kept.2[1] - expected).abs() <= 4.0 * f64::EPSILON * expected, "{file}: {kept:?} instead of {direct:?}");
        }
    }
}

/// A grid that is of no product, and regions without their option: the shares are those on the same grid of the product.
#[test]
fn weights_are_of_any_grid() {
    let folder = folder();
    let grid = "ncols 6\nnrows 6\nxllcorner -30\nyllcorner -90\ncellsize 30\n".to_owned() + &"1 1 1 1 1 1\n".repeat(6);
    std::fs::write(folder.path().join("plain.asc"), grid).unwrap();
    let said = fluxledger(folder.path(), ["weights", "plain.asc", "squares.geojson", "-o", "w.parquet"]).done().stdout;
    assert_eq!(said, "5 parts of cells of 4 regions: w.parquet\n");
    let twice = fluxledger(folder.path(), ["weights", "plain.asc", "squares.geojson", "--regions", "none", "-o", "v.parquet"]);
    assert!(twice.refusal().contains("cannot be used with"));
}

/// By this profile the one label of the file does not tell how long it holds, and no year is named: `totals` cannot go on, and no weight hangs on it.
#[test]
fn weights_need_no_time() {
    let folder = folder();
    let profile = "id = \"own\"\ntitle = \"Own\"\nkind = \"bottom-up\"\nscope = \"total\"\nlicence = \"CC0\"\ncitation = \"none\"\nevidence = \"inferred\"\n\
                   gas = \"CH4\"\n[[layers]]\nvariable = \"flux\"\nrole = \"emission\"\n";
    std::fs::write(folder.path().join("own.toml"), profile).unwrap();
    let words = "totals ch4_2015.nc --profile own.toml --regions squares.geojson";
    assert!(fluxledger(folder.path(), words.split_whitespace()).refusal().contains("period unknown"));
    let said = weights(folder.path(), "--regions squares.geojson --profile own.toml -o own.parquet").done();
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("4 parts of cells of 4 regions: own.parquet\n", ""));
    weights(folder.path(), "--regions squares.geojson -o w.parquet").done();
    assert_eq!(rows(&totals(folder.path(), "--weights own.parquet")), rows(&totals(folder.path(), "--weights w.parquet")));
}

/// Shares that are kept have one measure and are whole or not, so that neither `--coverage` nor `--compat` applies to them; the audit says so.
#[test]
fn shares_that_were_kept_are_said_to_be_those_of_their_file() {
    let folder = folder();
    weights(folder.path(), "--regions squares.geojson -o w.parquet --coverage planar").done();
    totals(folder.path(), "--weights w.parquet --audit audit.json");
    let audit = std::fs::read_to_string(folder.path().join("audit.json")).unwrap();
    assert!(audit.contains("as the file of the regions states it") && audit.contains("shares of square degrees (planar)"), "{audit}");
    for option in ["--coverage planar", "--compat cdo"] {
        let words = format!("totals ch4_2015.nc --weights w.parquet {option}");
        let answer = fluxledger(folder.path(), words.split_whitespace());
        assert!(answer.refusal().contains("cannot be used with"), "{option}");
    }
}

/// The same with countries on cells of one degree, where each of the shares has all its digits, and what lies in no country is sea.
#[test]
fn weights_of_countries_have_every_bit() {
    let folder = tempfile::tempdir().unwrap();
    made_product::write_germany(&folder.path().join("ch4_2015.nc"), 2015);
    let direct = rows(&totals(folder.path(), "--regions natural-earth-10m"));
    for (file, format) in [("w.parquet", ""), ("e.nc", ""), ("s.nc", "--format scrip")] {
        weights(folder.path(), &format!("--regions natural-earth-10m -o {file} {format}")).done();
        let kept = rows(&totals(folder.path(), &format!("--weights {file}")));
        let masses = |rows: &[(String, String, [f64; 3])]| rows.iter().map(|row| (row.0.clone(), row.2[0])).collect::<Vec<_>>();
        assert_eq!(masses(&kept), masses(&direct), "{file}");
        assert!(kept.iter().any(|row| row.0 == "_SEA"));
    }
}

/// A file of another program: areas in radians, rows from the south, weights normalized by the target's area. Target 1 is the northern cell in the
/// west (5 kt), target 2 the halves of the second column (1 and 3 kt).
const FOREIGN: &str = "
netcdf weights {
dimensions: LINKS = 3 ; CELLS = 8 ; REGIONS = 2 ; src_grid_rank = 2 ; ORDERS
variables:
  int src_grid_dims(src_grid_rank) ;
  double LATITUDE(CELLS) ; LATITUDE:units = \"degrees\" ;
  double LONGITUDE(CELLS) ; LONGITUDE:units = \"degrees\" ;
  double AREA(CELLS) ; double TARGET_AREA(REGIONS) ;
  int FROM(LINKS) ; int TO(LINKS) ; double WEIGHT(LINKS MATRIX) ;
  :normalization = \"destarea\" ;
data:
  src_grid_dims = 4, 2 ;
  LATITUDE = -15, -15, -15, -15, 15, 15, 15, 15 ;
  LONGITUDE = 15, 45, 75, 105, 15, 45, 75, 105 ;
  AREA = 2, 2, 2, 2, 2, 2, 2, 2 ; TARGET_AREA = 2, 2 ;
  FROM = 5, 2, 6 ; TO = 1, 2, 2 ; WEIGHT = 1, 0.5, 0.5 ;
}";

const OF_ESMF: [(&str, &str); 11] = [
    ("LINKS MATRIX", "n_s"),
    ("ORDERS", ""),
    ("LINKS", "n_s"),
    ("CELLS", "n_a"),
    ("REGIONS", "n_b"),
    ("LATITUDE", "yc_a"),
    ("LONGITUDE", "xc_a"),
    ("TARGET_AREA", "area_b"),
    ("AREA", "area_a"),
    ("FROM", "col"),
    ("TO", "row"),
];

const OF_SCRIP: [(&str, &str); 11] = [
    ("LINKS MATRIX", "num_links, num_wgts"),
    ("ORDERS", "num_wgts = 1 ;"),
    ("LINKS", "num_links"),
    ("CELLS", "src_grid_size"),
    ("REGIONS", "dst_grid_size"),
    ("LATITUDE", "src_grid_center_lat"),
    ("LONGITUDE", "src_grid_center_lon"),
    ("TARGET_AREA", "dst_grid_area"),
    ("AREA", "src_grid_area"),
    ("FROM", "src_address"),
    ("TO", "dst_address"),
];

#[test]
fn weights_of_other_programs_are_read_in_both_formats() {
    let folder = folder();
    for (names, weight) in [(OF_ESMF, "S"), (OF_SCRIP, "remap_matrix")] {
        let text = names.iter().fold(FOREIGN.to_owned(), |text, (from, to)| text.replace(from, to)).replace("WEIGHT", weight);
        std::fs::write(folder.path().join("weights.cdl"), &text).unwrap();
        let made = Command::new("ncgen").current_dir(folder.path()).args(["-o", "foreign.nc", "weights.cdl"]).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: ncgen is not installed");
            return;
        }
        let masses: Vec<f64> = rows(&totals(folder.path(), "--weights foreign.nc")).iter().map(|row| row.2[0] / 1e6).collect();
        for (found, expected) in masses.iter().zip([5.0, 4.0, 27.0, 36.0]) {
            assert!((found - expected).abs() < 1e-9, "{masses:?}");
        }
    }
}

/// The cell of 5 kt, and the eastern half of that of 6 kt. CDO's newer method states what targets cover of a cell as its area, to 10⁻⁴ where cells are
/// so large; weights of other kinds say nothing of shares.
#[test]
fn weights_that_cdo_makes_give_shares_of_whole_cells() {
    let folder = folder();
    let targets = "gridtype = unstructured\ngridsize = 2\nnvertex = 4\nxvals = 15 52.5\nyvals = 15 15\n\
                   xbounds = 0 30 30 0 45 60 60 45\nybounds = 0 0 30 30 0 0 30 30\n";
    std::fs::write(folder.path().join("targets.txt"), targets).unwrap();
    for operator in ["gencon", "genycon", "genbil"] {
        let words = ["-s", &format!("{operator},targets.txt"), "ch4_2015.nc", "cdo.nc"];
        if Command::new("cdo").current_dir(folder.path()).args(words).status().is_err() {
            return println!("skipped: cdo is not installed");
        }
        if operator == "genbil" {
            let arguments = ["totals", "ch4_2015.nc"].into_iter().chain(CONVENTIONS).chain(["--weights", "cdo.nc"]);
            let refusal = fluxledger(folder.path(), arguments).refusal();
            assert!(refusal.contains("expected weights of a conservative method, found `Bilinear remapping`"), "{refusal}");
            continue;
        }
        let masses: Vec<f64> = rows(&totals(folder.path(), "--weights cdo.nc")).iter().map(|row| row.2[0] / 1e6).collect();
        for (found, expected) in masses.iter().zip([5.0, 3.0, 28.0, 36.0]) {
            assert!((found - expected).abs() < 1e-4 * expected, "{operator}: {masses:?}");
        }
    }
}

/// Programs that apply weights count the cells of a file as they stand in it: the product's first row is the southern one, so that the cell of
/// Squareland, the northern one in the west, is the fifth. CDO gives Squareland's flux and the mean of Halfland's two cells.
#[test]
fn cells_are_counted_as_the_file_holds_them() {
    let folder = folder();
    weights(folder.path(), "--regions squares.geojson -o s.nc --format scrip").done();
    let dump = Command::new("ncdump").current_dir(folder.path()).args(["-v", "src_address,dst_address", "s.nc"]).output();
    let Ok(dump) = dump else { return println!("skipped: ncdump is not installed") };
    let text = String::from_utf8(dump.stdout).unwrap();
    assert!(text.contains("src_address = 5, 6, 2, 1 ;") && text.contains("dst_address = 1, 2, 2, 3 ;"), "{text}");
    std::fs::write(folder.path().join("regions.txt"), "gridtype = unstructured\ngridsize = 4\nxvals = 0 1 2 3\nyvals = 0 1 2 3\n").unwrap();
    let words = ["-s", "outputf,%.8e", "-divc,1e-12", "-remap,regions.txt,s.nc", "ch4_2015.nc"];
    let Ok(cdo) = Command::new("cdo").current_dir(folder.path()).args(words).output() else {
        return println!("skipped: cdo is not installed");
    };
    let fluxes: Vec<f64> = String::from_utf8(cdo.stdout).unwrap().split_whitespace().filter_map(|number| number.parse().ok()).collect();
    assert!((fluxes[1] / fluxes[0] - 0.8).abs() < 1e-6 && (fluxes[2] / fluxes[0] - 0.2).abs() < 1e-6, "{fluxes:?}");
}

#[test]
fn what_cannot_be_written_or_read_is_said_before_any_work() {
    let folder = folder();
    let refusal = weights(folder.path(), "--regions squares.geojson -o weights.csv").refusal();
    assert!(refusal.contains("the name must end in `.parquet` or `.nc`"), "{refusal}");
    let refusal = weights(folder.path(), "--regions missing.geojson -o weights.parquet --format scrip").refusal();
    assert!(refusal.contains("--format: is for a NetCDF file"), "{refusal}");
    totals(folder.path(), "--regions squares.geojson --output table.parquet");
    let words = ["totals", "ch4_2015.nc", "--weights", "table.parquet"];
    insta::assert_snapshot!(fluxledger(folder.path(), words).refusal(), @"
    error: --weights: `table.parquet`, metadata: expected the key `fluxledger:weights`, as `fluxledger weights` writes it
    1 problem, nothing was written
    ");
}

/// Halfland has 4 kt; with the cell of Squareland, 5 kt, it is 9 kt.
#[test]
fn weights_are_of_the_regions_and_groups_that_are_asked_for() {
    let folder = folder();
    let masses = |options: &str| -> Vec<(String, f64)> {
        weights(folder.path(), &format!("--regions squares.geojson -o w.nc {options}")).done();
        rows(&totals(folder.path(), "--weights w.nc")).into_iter().map(|row| (row.0, (row.2[0] / 1e3).round() / 1e3)).collect()
    };
    let named = |expected: &[(&str, f64)]| expected.iter().map(|&(code, mass)| (code.to_owned(), mass)).collect::<Vec<_>>();
    assert_eq!(masses("--select BBB"), named(&[("BBB", 4.0), ("_UNASSIGNED", 32.0), ("_GRID", 36.0)]));
    let group = "--group Both=AAA,BBB";
    assert_eq!(masses(&format!("{group} --select Both")), named(&[("Both", 9.0), ("_UNASSIGNED", 27.0), ("_GRID", 36.0)]));
    let beside = weights(folder.path(), &format!("--regions squares.geojson -o w.nc {group}")).done();
    insta::assert_snapshot!(beside.stderr, @"warning: group Both: shares the ground of AAA with another region of the file: programs that average with the weights take both, and `totals --weights` refuses regions that overlap; `--select Both` alone leaves the members out");
    assert!(fluxledger(folder.path(), ["totals", "ch4_2015.nc", "--weights", "w.nc"]).refusal().contains("overlap"));
    insta::assert_snapshot!(weights(folder.path(), "--regions none -o w.nc").refusal(), @"
    error: --regions none: leaves no regions to write weights of
    hint: leave it out, or name a set
    1 problem, nothing was written
    ");
}

/// The sea off Squareland: the western half of the cell of 1 kt below it, which no land has.
#[test]
fn weights_of_sea_areas_stand_beside_those_of_land() {
    let folder = folder();
    let sea = r#"{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "ISO_A3": "SEA", "NAME": "Sea" },
      "geometry": { "type": "Polygon", "coordinates": [[[0, -30], [30, -30], [30, 15], [0, 15], [0, -30]]] } }] }"#;
    std::fs::write(folder.path().join("sea.geojson"), sea).unwrap();
    let request = "--regions squares.geojson --sea sea.geojson";
    weights(folder.path(), &format!("{request} -o w.parquet")).done();
    let masses = |csv: &str| rows(csv).into_iter().map(|row| (row.0, row.2[0])).collect::<Vec<_>>();
    let kept = masses(&totals(folder.path(), "--weights w.parquet"));
    assert_eq!(kept, masses(&totals(folder.path(), request)));
    assert!(kept.len() == 7, "{kept:?}");
}
