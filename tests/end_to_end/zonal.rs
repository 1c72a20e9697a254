//! `fluxledger zonal` on grids whose statistics can be done by hand.

use crate::command_line::{Answer, fluxledger, fluxledger_with_cache};
use crate::made_product;
use crate::result_table::{ResultTable, Row};
use tempfile::TempDir;

/// Squareland is the cell of 5, Halfland the eastern halves of the cells of 2 and 6, Emptyland the cell without a value.
const COUNTRIES: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "ISO_A3": "AAA", "NAME": "Squareland" },
    "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "BBB", "NAME": "Halfland" },
    "geometry": { "type": "Polygon", "coordinates": [[[45, -30], [60, -30], [60, 30], [45, 30], [45, -30]]] } },
  { "type": "Feature", "properties": { "ISO_A3": "CCC", "NAME": "Emptyland" },
    "geometry": { "type": "Polygon", "coordinates": [[[90, 0], [120, 0], [120, 30], [90, 30], [90, 0]]] } }
] }"#;

/// Two rows of four cells of 30° on both sides of the equator, which have all the same area.
fn ascii_grid(rows: &str) -> String {
    format!("ncols 4\nnrows 2\nxllcorner 0\nyllcorner -30\ncellsize 30\nNODATA_value -9\n{rows}\n")
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("squares.geojson", COUNTRIES.to_owned()),
        ("values.asc", ascii_grid("5 6 7 -9\n1 2 3 4")),
        ("weights.asc", ascii_grid("1 1 1 1\n3 3 3 3")),
        ("holes.asc", ascii_grid("1 1 1 1\n3 -9 3 3")),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn zonal(folder: &TempDir, options: &str) -> Answer {
    let words = ["zonal"].into_iter().chain(options.split_whitespace());
    fluxledger(folder.path(), words)
}

/// The rows in short: the region and, to nine decimals, the columns that are asked for; `-` where one is empty.
fn in_short(csv: &str, columns: &[&str]) -> String {
    let cell =
        |row: &Row<'_>, column: &str| if row.text(column).is_empty() { "-".to_owned() } else { format!("{:.9}", row.number(column)) };
    let line = |row: Row<'_>| {
        let cells: Vec<String> = columns.iter().map(|column| format!("{column} {}", cell(&row, column))).collect();
        format!("{}: {}\n", row.text("region"), cells.join(", "))
    };
    ResultTable::from_csv(csv).rows().map(line).collect()
}

#[test]
fn several_statistics_stand_in_columns_beside_one_another() {
    let options =
        "values.asc --regions squares.geojson --stat count -s mean -s stdev -s min -s max -s quantile(q=0.25) -s majority -s variety";
    let answer = zonal(&folder(), options).done();
    insta::assert_snapshot!(answer.stdout.lines().next().unwrap(), @"region,region_name,raster,variable,unit,count,mean,stdev,min,max,quantile_25,majority,variety,cells_without_value,covered_share");
    let columns = ["count", "mean", "stdev", "min", "max", "quantile_25", "majority", "variety", "cells_without_value", "covered_share"];
    insta::assert_snapshot!(in_short(&answer.stdout, &columns), @"
    AAA: count 1.000000000, mean 5.000000000, stdev 0.000000000, min 5.000000000, max 5.000000000, quantile_25 5.000000000, majority 5.000000000, variety 1.000000000, cells_without_value 0.000000000, covered_share 1.000000000
    BBB: count 1.000000000, mean 4.000000000, stdev 2.000000000, min 2.000000000, max 6.000000000, quantile_25 3.000000000, majority 6.000000000, variety 2.000000000, cells_without_value 0.000000000, covered_share 1.000000000
    CCC: count 0.000000000, mean -, stdev -, min -, max -, quantile_25 -, majority -, variety 0.000000000, cells_without_value 1.000000000, covered_share 0.000000000
    ");
}

/// Halfland: (6 · 1 + 2 · 3) / 4. Where one of its two cells has no weight the mean is empty, and with a weight of 1 it is (6 + 2) / 2.
#[test]
fn a_second_raster_weighs_and_a_missing_weight_is_not_zero() {
    let folder = folder();
    let weighted = |weights: &str| {
        zonal(&folder, &format!("values.asc --regions squares.geojson --select BBB --stat weighted_mean --weights {weights}")).done()
    };
    let columns = ["weighted_mean", "cells_without_weight"];
    insta::assert_snapshot!(in_short(&weighted("weights.asc").stdout, &columns), @"BBB: weighted_mean 3.000000000, cells_without_weight 0.000000000");
    let missing = weighted("holes.asc");
    insta::assert_snapshot!(in_short(&missing.stdout, &columns), @"BBB: weighted_mean -, cells_without_weight 0.500000000");
    insta::assert_snapshot!(missing.stderr, @"warning: holes.asc: has no weight for cells with a value in 1 of 1 rows, whose weighted statistics are empty; `--default-weight` would give them one");
    insta::assert_snapshot!(in_short(&weighted("holes.asc --default-weight 1").stdout, &columns), @"BBB: weighted_mean 4.000000000, cells_without_weight 0.000000000");
}

#[test]
fn classes_have_a_column_each() {
    let answer = zonal(&folder(), "values.asc --regions squares.geojson --stat frac").done();
    insta::assert_snapshot!(in_short(&answer.stdout, &["frac_2", "frac_5", "frac_6"]), @"
    AAA: frac_2 0.000000000, frac_5 1.000000000, frac_6 0.000000000
    BBB: frac_2 0.500000000, frac_5 0.000000000, frac_6 0.500000000
    CCC: frac_2 -, frac_5 -, frac_6 -
    ");
}

/// Halfland has half of the cells of 2 and 6: 4 by shares, 8 by cells touched, and by area 4 times that of a cell. The grid holds 28.
#[test]
fn a_sum_is_of_what_the_coverage_weight_says_and_must_be_told() {
    let folder = folder();
    let sum = |options: &str| zonal(&folder, &format!("values.asc --stat sum {options}"));
    let of_halfland = |weight: &str| {
        sum(&format!("--regions squares.geojson --select BBB --earth sphere:6371000 --coverage-weight {weight}")).done().stdout
    };
    insta::assert_snapshot!(in_short(&of_halfland("fraction"), &["sum"]), @"BBB: sum 4.000000000");
    insta::assert_snapshot!(in_short(&of_halfland("none"), &["sum"]), @"BBB: sum 8.000000000");
    let area = 6_371_000f64.powi(2) * std::f64::consts::PI / 12.0;
    let by_area = ResultTable::from_csv(&of_halfland("area")).rows().next().unwrap().number("sum");
    assert!((by_area / (4.0 * area) - 1.0).abs() < 1e-12, "{by_area}");
    insta::assert_snapshot!(in_short(&sum("--regions none --coverage-weight fraction").done().stdout, &["sum"]), @"_GRID: sum 28.000000000");
    insta::assert_snapshot!(sum("--regions squares.geojson").refusal(), @"
    error: --coverage-weight: is not given, and `sum` depends on it
    hint: `area` for values per m², `fraction` for values per cell
    1 problem, nothing was written
    ");
}

/// Squareland is the cell of 5, Halfland the halves of those of 2 and 6: (5 + 1 + 3) / 2 over both; the largest part of them has the 5.
#[test]
fn a_group_is_the_ground_of_its_members() {
    let options = "values.asc --regions squares.geojson --select BBB --group Both=AAA,BBB --stat count -s mean -s max -s majority";
    insta::assert_snapshot!(in_short(&zonal(&folder(), options).done().stdout, &["count", "mean", "max", "majority", "covered_share"]), @"
    BBB: count 1.000000000, mean 4.000000000, max 6.000000000, majority 6.000000000, covered_share 1.000000000
    Both: count 2.000000000, mean 4.500000000, max 6.000000000, majority 5.000000000, covered_share 1.000000000
    ");
}

/// The bay has from the northern row what Squareland and Halfland leave of it: the western half of the cell of 6.
#[test]
fn sea_areas_stand_beside_the_regions() {
    let folder = folder();
    let sea = r#"{ "type": "Feature", "properties": { "code": "BAY" },
      "geometry": { "type": "Polygon", "coordinates": [[[15, 0], [60, 0], [60, 30], [15, 30], [15, 0]]] } }"#;
    std::fs::write(folder.path().join("sea.geojson"), sea).unwrap();
    let options = "values.asc --regions squares.geojson --sea sea.geojson --select AAA,BAY --stat count -s mean";
    insta::assert_snapshot!(in_short(&zonal(&folder, options).done().stdout, &["count", "mean"]), @"
    AAA: count 1.000000000, mean 5.000000000
    BAY: count 0.500000000, mean 6.000000000
    ");
    let refused = zonal(&folder, "values.asc --regions none --group Both=AAA,BBB --stat mean").refusal();
    assert!(refused.contains("leaves no regions for `--group` and `--sea`"), "{refused}");
}

#[test]
fn shares_that_were_kept_change_no_bit() {
    let folder = folder();
    let cache = folder.path().join("kept");
    let run = |words: &str| fluxledger_with_cache(folder.path(), &cache, words.split_whitespace()).done().stdout;
    let zonal = "zonal values.asc --regions squares.geojson --stat mean";
    let anew = run(&format!("{zonal} --no-cache"));
    assert!(!cache.exists());
    assert_eq!(run(zonal), anew);
    assert!(run("cache list").contains("squares on 2 × 4 cells"));
    assert_eq!(run(zonal), anew);
}

#[test]
fn each_step_of_a_file_has_its_rows_with_its_date() {
    let folder = folder();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 2);
    let answer = zonal(&folder, "ch4_2015.nc --regions squares.geojson --select AAA,BBB --stat mean").done();
    let line = |row: Row<'_>| ["region", "variable", "unit", "at_time"].map(|column| row.text(column)).join(" ") + "\n";
    insta::assert_snapshot!(ResultTable::from_csv(&answer.stdout).rows().map(line).collect::<String>(), @"
    AAA flux mol/m2/s 2015-01-01
    BBB flux mol/m2/s 2015-01-01
    AAA flux mol/m2/s 2015-02-01
    BBB flux mol/m2/s 2015-02-01
    ");
}

#[test]
fn the_ending_of_the_output_tells_its_format() {
    let folder = folder();
    for name in ["out.csv", "out.parquet", "out.json"] {
        let answer = zonal(&folder, &format!("values.asc --regions squares.geojson --stat max -o {name}")).done();
        assert_eq!(answer.stdout, "");
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let rows: serde_json::Value = serde_json::from_str(&read("out.json")).unwrap();
    assert_eq!((rows[1]["region"].as_str(), rows[1]["max"].as_f64(), rows[2]["max"].is_null()), (Some("BBB"), Some(6.0), true));
    assert_eq!(ResultTable::stored(&folder.path().join("out.parquet")).height(), 3);
    assert_eq!(read("out.csv").lines().count(), 4);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let folder = folder();
    let refusal = zonal(
        &folder,
        "values.asc absent.nc --regions squares.geojson --select DDD --stat weighted_sum -s mode -s majority --weights weights.asc",
    )
    .refusal();
    insta::assert_snapshot!(refusal, @"
    error: --coverage-weight: is not given, and `weighted_sum` depends on it
    hint: `area` for values per m², `fraction` for values per cell
    error: --regions: set `squares` has no region `DDD`
    error: --stat: `majority` is asked for twice
    error: absent.nc: cannot be opened: No such file or directory (os error 2)
    4 problems, nothing was written
    ");
}

#[test]
fn a_raster_without_classes_has_no_fractions() {
    let folder = folder();
    let numbers: Vec<String> = (0..600).map(|number| number.to_string()).collect();
    let rows: Vec<String> = numbers.chunks(30).map(|row| row.join(" ")).collect();
    std::fs::write(
        folder.path().join("many.asc"),
        format!("ncols 30\nnrows 20\nxllcorner 0\nyllcorner 0\ncellsize 1\n{}\n", rows.join("\n")),
    )
    .unwrap();
    insta::assert_snapshot!(zonal(&folder, "many.asc --regions squares.geojson --stat frac").refusal(), @"
    error: --stat: `frac` makes a column of each class, and there are 600 different values, expected 256 at most
    hint: name the variable that holds classes with `--variable`
    1 problem, nothing was written
    ");
}

/// The grid and outline of the tests of `core/src/compat.rs`. From exactextract 0.3.0 with each `coverage_weight`, and from CDO 2.1.1:
/// `-fldmean -maskregion` (its weights are not those of `gridarea`), `-fldsum -maskregion` and `-fldsum -mul -maskregion … -gridarea`.
#[test]
fn other_programs_are_reproduced() {
    let folder = folder();
    let row = |row: usize| (0..8).map(|column| (1 + (7 * row + 3 * column) % 11).to_string()).collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = (0..6).map(row).collect();
    let grid = format!("ncols 8\nnrows 6\nxllcorner 0\nyllcorner 40\ncellsize 5\n{}\n", rows.join("\n"));
    std::fs::write(folder.path().join("five.asc"), grid).unwrap();
    let outline = r#"{"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Polygon",
        "coordinates":[[[3.2,42.1],[36.7,44.4],[31.3,68.9],[12.5,61.2],[6.1,66.6],[3.2,42.1]]]}}"#;
    std::fs::write(folder.path().join("five.geojson"), outline).unwrap();
    let answer = |compat: &str, weight: &str| {
        let options =
            format!("five.asc --regions five.geojson --compat {compat} --coverage-weight {weight} -s sum -s mean -s stdev -s count");
        zonal(&folder, &options).done()
    };
    for (compat, weight, expected) in [
        ("exactextract", "area", [28_588_760_476_160.0, 6.065_021_278_819_584, 3.177_285_404_267_719]),
        ("exactextract", "fraction", [157.089_356_884_360_3, 6.074_138_000_573_98, 3.186_091_397_560_020_2]),
        ("exactextract", "none", [245.0, 5.975_609_756_097_561, 3.142_841_691_286_754_3]),
    ] {
        let table = ResultTable::from_csv(&answer(compat, weight).stdout);
        let found = ["sum", "mean", "stdev"].map(|column| table.rows().next().unwrap().number(column));
        assert!(found.iter().zip(expected).all(|(found, expected)| (found / expected - 1.0).abs() < 1e-12), "{weight}: {found:?}");
    }
    let sum = |weight: &str| ResultTable::from_csv(&answer("cdo", weight).stdout).rows().next().unwrap().number("sum");
    assert_eq!(sum("fraction"), 149.0);
    assert!((sum("area") / 26_699_023_968_060.38 - 1.0).abs() < 1e-12);
    insta::assert_snapshot!(answer("cdo", "area").stderr, @"warning: --compat: shares and areas are as CDO: whole cells whose centre lies in the region, areas within great circles on a sphere of 6 371 000 m; without it they are exact");
    assert!(zonal(&folder, "five.asc --stat mean --compat cdo --earth wgs84").code == 2);
}

/// A folder in which the second raster lies on cells of 15°, of 20° × 30° and of 60°, from the same corner.
fn folder_of_other_grids() -> TempDir {
    let folder = folder();
    let fine = "1 1 1 3 1 1 1 1\n1 1 1 9 1 1 1 1\n1 1 1 5 1 1 1 1\n1 1 1 5 1 1 1 1";
    for (name, header, rows) in [
        ("fine.asc", "ncols 8\nnrows 4\nxllcorner 0\nyllcorner -30\ncellsize 15\n", fine),
        ("oblong.asc", "ncols 6\nnrows 2\nxllcorner 0\nyllcorner -30\ndx 20\ndy 30\n", "1 1 8 1 1 1\n1 1 4 1 1 1"),
        ("coarse.asc", "ncols 1\nnrows 1\nxllcorner 0\nyllcorner -30\ncellsize 60\n", "2"),
        ("wide.asc", "ncols 2\nnrows 1\nxllcorner 0\nyllcorner -30\ncellsize 60\nNODATA_value -9\n", "2 -9"),
    ] {
        std::fs::write(folder.path().join(name), format!("{header}{rows}\n")).unwrap();
    }
    folder
}

/// Halfland has the whole of the cells of 15° with 3 and 9 in the north, where the value is 6, and with 5 and 5 in the south, where it is 2:
/// 6 · 12 + 2 · 10 = 92 of 22. Of the cells of 20° it has three quarters, 6 and 3: 6 · 6 + 2 · 3 = 42 of 9. Of the cell of 60° two eighths, 0.25
/// each: 2 of 0.5. The mean without weights is 4 in all of them.
#[test]
fn amounts_on_another_grid_are_shared_out_by_area() {
    let folder = folder_of_other_grids();
    let columns = ["weighted_sum", "weighted_mean", "mean", "count"];
    let row = |weights: &str| {
        let options = "--regions squares.geojson --select BBB -s weighted_sum -s weighted_mean -s mean -s count --coverage-weight fraction";
        in_short(&zonal(&folder, &format!("values.asc --weights {weights} {options}")).done().stdout, &columns)
    };
    insta::assert_snapshot!(["fine.asc", "oblong.asc", "coarse.asc"].map(row).concat(), @"
    BBB: weighted_sum 92.000000000, weighted_mean 4.181818182, mean 4.000000000, count 1.000000000
    BBB: weighted_sum 42.000000000, weighted_mean 4.666666667, mean 4.000000000, count 1.000000000
    BBB: weighted_sum 2.000000000, weighted_mean 4.000000000, mean 4.000000000, count 1.000000000
    ");
}

/// On a sphere the northern of two rows of 15° has (0.5 − sin 15°) / 0.5 = 0.482 361 910 of their area, so that the mean density in the north
/// is 3 · 0.482 361 910 + 9 · 0.517 638 090 = 6.105 828 541, and (6 · 6.105 828 541 + 2 · 5) / 11.105 828 541 = 4.199 143 817.
#[test]
fn densities_on_another_grid_count_by_the_area_of_each_piece() {
    let folder = folder_of_other_grids();
    let options = "values.asc --weights fine.asc --regions squares.geojson --select BBB -s weighted_mean --earth sphere:6371000";
    let answer = zonal(&folder, options).done();
    insta::assert_snapshot!(in_short(&answer.stdout, &["weighted_mean"]), @"BBB: weighted_mean 4.199143817");
}

/// The cell of 60° ends at 60° E: what lies east of it has no weight, unless one is given, whether the grid ends there or has a cell without a value.
#[test]
fn where_the_second_grid_does_not_reach_it_says_nothing() {
    let folder = folder_of_other_grids();
    for weights in ["coarse.asc", "wide.asc"] {
        let options = format!("values.asc --weights {weights} --regions none -s weighted_sum --coverage-weight fraction");
        let sum = |options: &str| in_short(&zonal(&folder, options).done().stdout, &["weighted_sum", "cells_without_weight"]);
        assert_eq!(sum(&options), "_GRID: weighted_sum -, cells_without_weight 3.000000000\n");
        // 2 · (5 + 6 + 1 + 2) / 4 = 7, and 7 + 3 + 4 further east, of weight 1 each.
        assert_eq!(sum(&format!("{options} --default-weight 1")), "_GRID: weighted_sum 21.000000000, cells_without_weight 0.000000000\n");
    }
}

/// Halfland: (6 · 9 − 2 · 5) / (9 − 5) = 11, above both values; of such weights there is no variance.
#[test]
fn negative_weights_are_warned_of() {
    let folder = folder();
    let header = "ncols 4\nnrows 2\nxllcorner 0\nyllcorner -30\ncellsize 30\n";
    std::fs::write(folder.path().join("signed.asc"), format!("{header}1 9 1 1\n1 -5 1 1\n")).unwrap();
    let options = "values.asc --weights signed.asc --regions squares.geojson --select BBB -s weighted_mean -s weighted_variance";
    let answer = zonal(&folder, options).done();
    insta::assert_snapshot!(in_short(&answer.stdout, &["weighted_mean", "weighted_variance"]), @"BBB: weighted_mean 11.000000000, weighted_variance -");
    insta::assert_snapshot!(answer.stderr, @"warning: signed.asc: has negative weights in 1 of 1 rows: weighted means may lie beyond all values, weighted variances and fractions are empty");
}

#[test]
fn weights_that_cannot_be_shared_out_are_refused() {
    let folder = folder_of_other_grids();
    let refused = |options: &str| {
        let answer = zonal(&folder, &format!("values.asc --weights fine.asc --regions squares.geojson -s weighted_mean {options}"));
        answer.refusal()
    };
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/geotiff/albers-esri.tif");
    std::fs::copy(fixtures, folder.path().join("albers.tif")).unwrap();
    let in_plane = zonal(&folder, "albers.tif --weights fine.asc --regions squares.geojson -s weighted_mean").refusal();
    insta::assert_snapshot!([refused("--compat cdo"), refused("--coverage-weight none"), in_plane].concat(), @"
    error: fine.asc: its grid of 4 × 8 cells is not that of `Band1` in values.asc, 2 × 4 cells, or lies elsewhere, and cdo is reproduced on one grid only
    hint: leave out `--compat`
    1 problem, nothing was written
    error: fine.asc: its grid of 4 × 8 cells is not that of `Band1` in values.asc, 2 × 4 cells, or lies elsewhere, and without shares nothing is shared out among cells
    hint: `--coverage-weight area` for weights per area, `fraction` for weights per cell
    1 problem, nothing was written
    error: fine.asc: its grid does not lie in the plane of `Band1` in albers.tif
    hint: bring the weights to the plane of the raster first
    1 problem, nothing was written
    ");
}

/// Two squares of 6° that share one of 3°, within the cell of 5; as one region and as two.
fn overlapping_squares(codes: [&str; 2]) -> String {
    let square = |code: &str, from: u32| {
        let to = from + 6;
        format!(
            r#"{{ "type": "Feature", "properties": {{ "ISO_A3": "{code}" }}, "geometry": {{ "type": "Polygon",
              "coordinates": [[[{from}, {from}], [{to}, {from}], [{to}, {to}], [{from}, {to}], [{from}, {from}]]] }} }}"#
        )
    };
    format!(r#"{{ "type": "FeatureCollection", "features": [{}, {}] }}"#, square(codes[0], 3), square(codes[1], 6))
}

/// 72 and 63 of the 900 square degrees of a cell; of two regions of one size the first keeps what they share. What lies within a cell is found, on the first run and on those that take the shares of cells from an earlier one.
#[test]
fn outlines_at_fault_within_a_cell_are_named_each_time_and_made_valid_when_asked() {
    let folder = folder();
    let cache = folder.path().join("cache");
    let call = |options: &str| {
        let words = ["zonal", "values.asc"].into_iter().chain(options.split_whitespace());
        fluxledger_with_cache(folder.path(), &cache, words)
    };
    std::fs::write(folder.path().join("parts.geojson"), overlapping_squares(["AAA", "AAA"])).unwrap();
    let counted = |answer: &Answer| in_short(&answer.stdout, &["count"]);
    let named = call("--regions parts.geojson --stat count --coverage planar").done();
    insta::assert_snapshot!(counted(&named), @"AAA: count 0.080000000");
    insta::assert_snapshot!(named.stderr, @r#"
    warning: parts.geojson: 2 features have the code `AAA` and are one region
    warning: parts.geojson: polygons of `AAA` overlap, its rings cross or a hole lies outside, so that it counts 878187 km² and encloses 768340 km²; repair it, or have it made valid (`--make-valid`, in a run file `outlines = "made-valid"`)
    "#);
    assert_eq!(call("--regions parts.geojson --stat count --coverage planar").done().stderr, named.stderr);
    let mended = call("--regions parts.geojson --stat count --coverage planar --make-valid").done();
    insta::assert_snapshot!(counted(&mended), @"AAA: count 0.070000000");
    insta::assert_snapshot!(mended.stderr, @"
    warning: parts.geojson: 2 features have the code `AAA` and are one region
    warning: parts.geojson: polygons of `AAA` overlap, its rings cross or a hole lies outside, so that it counts 878187 km² and encloses 768340 km²; it is made valid
    ");
    std::fs::write(folder.path().join("regions.geojson"), overlapping_squares(["AAA", "BBB"])).unwrap();
    insta::assert_snapshot!(call("--regions regions.geojson --stat count").refusal(), @r#"
    error: --regions: regions.geojson: `AAA` and `BBB` share 109847 km², 25.0 % of `AAA`, expected regions that share no ground
    hint: choose outlines in which AAA and BBB have one boundary, leave one of them out, or have the ground given to the smaller region (`--make-valid`, in a run file `outlines = "made-valid"`)
    1 problem, nothing was written
    "#);
    let mended = call("--regions regions.geojson --stat count --coverage planar --make-valid").done();
    insta::assert_snapshot!(counted(&mended), @"
    AAA: count 0.040000000
    BBB: count 0.030000000
    ");
}
