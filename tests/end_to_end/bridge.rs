//! The bridge from the run file to its table: of a year, a mean of years and a group.

use crate::command_line::fluxledger;
use crate::product_uncertainty::{folder, product, run, write};
use crate::real_data::real_files;
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

/// The west has 6 kt of one product by exact shares and 9 by whole cells, of the other twice as much. Beside 10 kt their mean leads from 13.5 − 10 = 3.5 over
/// 9 − 13.5 = −4.5 to −1.
#[test]
fn the_bridge_of_an_ensemble_begins_with_the_whole_cells_of_its_members() {
    let ensemble = "[[ensemble]]\nname = \"Both of them\"\nproducts = [\"One\", \"Two\"]\ncentre = \"mean\"\n";
    let products = format!("{}{}{ensemble}", product("One", "\"one.nc\"", ""), product("Two", "\"two.nc\"", ""));
    let folder = folder("bridge_begins_with = \"whole-cells\"", &products);
    let outlines = fs::read_to_string(folder.path().join("countries.geojson")).unwrap();
    fs::write(folder.path().join("countries.geojson"), outlines.replace("[30,", "[20,")).unwrap();
    write(&folder.path().join("one.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    write(&folder.path().join("two.nc"), &[("flux", &[], vec![8.0, 12.0, 10.0, 12.0])], &[]);
    run(&folder);
    let table = ResultTable::open(&folder.path().join("out/tables/bridge.csv"));
    for (factor, expected) in [("discrepancy", 3.5), ("gridding", -4.5), ("residual", -1.0)] {
        let found = table.row(&[("region", "WST"), ("factor", factor)]).number("effect_kt");
        assert!((found - expected).abs() < 1e-9, "{factor}: {found}");
    }
}

/// A folder in which the west has the south-western cell of 4 kt and an isle beside it the north-western one of 5; the east the south-eastern one of 6 and a bay as sea
/// area the north-eastern one of 6. The inventories of 10 kt each count the ground that is said of them.
fn folder_with_isle_and_bay(grounds: &str) -> tempfile::TempDir {
    let folder = folder("", &product("Grid", "\"made.nc\"", ""));
    let square = |code: &str, west: i32, south: i32| {
        let (east, north) = (west + 30, south + 30);
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{code} by name"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let collection = |squares: &[String]| format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","));
    let put = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    put("countries.geojson", &collection(&[square("WST", 0, -30), square("ISL", 0, 0), square("XEA", 30, -30)]));
    put("bay.geojson", &collection(&[square("BAY", 30, 0)]));
    write(&folder.path().join("made.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    let run_file = fs::read_to_string(folder.path().join("run.toml")).unwrap();
    let with_bay = run_file.replace(
        "{ file = \"countries.geojson\" }",
        "{ file = \"countries.geojson\", select = [\"WST\", \"XEA\"], sea = { file = \"bay.geojson\" } }",
    );
    put("run.toml", &format!("{with_bay}ground = [{grounds}]\n"));
    folder
}

/// West: 4 − 10 = −6, with the isle −1. East: 6 − 10 = −4, with the bay 2. Both: −10, −5 + … the bay moves the east and nothing is said of the west's sea, so that they
/// have no bridge; where the west is said to count none, it leads from −10 over 5 and 6 to 1.
#[test]
fn the_ground_that_an_inventory_counts_is_a_step_of_the_bridge() {
    let west = |sea: &str| format!("{{ region = \"WST\", territories = [\"ISL\"]{sea}, source = \"report, page 1\" }}");
    let east = "{ region = \"XEA\", territories = \"none\", sea_areas = [\"BAY\"], source = \"report, page 2\" }";
    let folder = folder_with_isle_and_bay(&format!("{}, {east}", west("")));
    let findings = run(&folder);
    let table = ResultTable::open(&folder.path().join("out/tables/bridge.csv"));
    let effect = |region: &str, factor: &str| table.row(&[("region", region), ("factor", factor)]).number("effect_kt");
    for (region, factor, expected) in [
        ("WST", "discrepancy", -6.0),
        ("WST", "territories", 5.0),
        ("WST", "residual", -1.0),
        ("XEA", "discrepancy", -4.0),
        ("XEA", "territories", 0.0),
        ("XEA", "sea areas", 6.0),
        ("XEA", "residual", 2.0),
        ("Both", "difference", -10.0),
    ] {
        assert!((effect(region, factor) - expected).abs() < 1e-9, "{region}, {factor}: {}", effect(region, factor));
    }
    let words = |region: &str, factor: &str, column: &str| table.row(&[("region", region), ("factor", factor)]).text(column).to_owned();
    assert_eq!(words("WST", "territories", "made_of"), "the ground that the inventory counts: with ISL by name (report, page 1)");
    assert_eq!(words("XEA", "sea areas", "made_of"), "the ground that the inventory counts: with BAY by name (report, page 2)");
    assert_eq!((words("WST", "sea areas", "status"), words("WST", "sea areas", "effect_kt")), ("not stated".to_owned(), String::new()));
    assert_eq!(words("Both", "difference", "made_of"), "sea areas moves some parts and is not stated for WST");
    assert_eq!(words("WST", "residual", "z"), "");
    assert!(words("WST", "residual", "made_of").contains("over the ground that the inventory counts"));
    assert!(findings.contains("WST"), "{findings}");

    let folder = folder_with_isle_and_bay(&format!("{}, {east}", west(", sea_areas = \"none\"")));
    run(&folder);
    let table = ResultTable::open(&folder.path().join("out/tables/bridge.csv"));
    for (factor, expected) in [("discrepancy", -10.0), ("territories", 5.0), ("sea areas", 6.0), ("residual", 1.0)] {
        let found = table.row(&[("region", "Both"), ("factor", factor)]).number("effect_kt");
        assert!((found - expected).abs() < 1e-9, "{factor}: {found}");
    }
}

#[test]
fn mistakes_in_a_ground_are_named_with_their_place() {
    let grounds = "{ region = \"WSD\", territories = \"none\", source = \"p\" }, { region = \"XEA\", territories = [\"NIX\"], sea_areas = [\"BAI\"], source = \"p\" }, \
                   { region = \"WST\", source = \"p\" }";
    let folder = folder_with_isle_and_bay(grounds);
    let refused = fluxledger(folder.path(), ["check", "run.toml"]).refusal();
    for expected in [
        "set `countries` has no region `WSD`",
        "did you mean `WST`?",
        "`NIX` is neither another region of set `countries` nor a known territory of `XEA`",
        "set `countries` has no region `BAI`",
        "did you mean `BAY`?",
        "a `ground` that says neither which territories nor which sea areas are counted",
    ] {
        assert!(refused.contains(expected), "{expected}: {refused}");
    }
}

#[test]
fn ground_that_is_counted_already_is_no_sea_area() {
    let folder = folder_with_isle_and_bay("{ region = \"WST\", territories = [\"ISL\"], sea_areas = [\"ISL\", \"WST\"], source = \"p\" }");
    let refused = fluxledger(folder.path(), ["check", "run.toml"]).refusal();
    for code in ["ISL", "WST"] {
        let expected = format!("`{code}` is counted already, as the region of the `ground` or one of its territories");
        assert!(refused.contains(&expected), "{expected}: {refused}");
    }
}

/// Fossil CO₂ of CDIAC over France, 2013, coastal cells to the land. With the islands of the Convention's perimeter the residual is the difference and what `totals` gives for
/// them; as if the inventory counted no territory, the five overseas departments are cut from the outline: 7259 kt over a copy of Natural Earth's outline without its
/// European parts, beside the neighbours overseas, of which the set in use differs by less than 0.1 %.
#[test]
fn the_ground_of_france_is_that_of_its_inventory() {
    let files = ["cdiac_co2/gridcar.2013", "unfccc_annex1/CO2_Annual_Net_emissions_removals_in_kt.csv"];
    let Some([grid, inventory]) = real_files("the_ground_of_france_is_that_of_its_inventory", files) else { return };
    let islands = ["MAF", "BLM", "NCL", "PYF", "SPM", "WLF"];
    let departments = ["GUF", "GLP", "MTQ", "MYT", "REU"];
    let folder = tempfile::tempdir().unwrap();
    let section = |name: &str, territories: &str| {
        format!(
            "[[inventory]]\nname = \"{name}\"\nfiles = ['{}']\nlayout = \"unfccc-flexible-query\"\nground = [{{ region = \"FRA\", territories = {territories}, source = \"made\" }}]\n",
            inventory.display()
        )
    };
    let run_file = format!(
        "title = \"France\"\noutput = \"out\"\ngas = \"CO2\"\nyears = [2013]\nregions = {{ set = \"natural-earth-50m\", select = [\"FRA\"] }}\n\
         [[product]]\nname = \"CDIAC\"\nfiles = ['{}']\nprofile = \"cdiac-gridcar\"\nconventions = {{ coast = \"land\" }}\n{}{}",
        grid.display(),
        section("Convention", &format!("{:?}", [&departments[..], &islands[..]].concat())),
        section("Europe", "\"none\"")
    );
    fs::write(folder.path().join("run.toml"), run_file).unwrap();
    fluxledger(folder.path(), ["run", "run.toml", "--tables-only"]).done();
    let [comparison, bridge] =
        ["comparison", "bridge"].map(|table| ResultTable::open(&folder.path().join(format!("out/tables/{table}.csv"))));
    let moved = |inventory: &str| {
        let difference = comparison.row(&[("inventory", inventory), ("region", "FRA")]).number("difference_kt");
        bridge.row(&[("inventory", inventory), ("region", "FRA"), ("factor", "residual")]).number("effect_kt") - difference
    };
    let (grid, select) = (grid.display().to_string(), islands.join(","));
    let arguments = ["totals", &grid, "--regions", "natural-earth-50m", "--select", &select, "--coast", "land"];
    let totals = ResultTable::from_csv(&fluxledger(folder.path(), arguments).done().stdout);
    let expected: f64 = islands.iter().map(|island| totals.row(&[("region", island)]).number("mass_kg") / 1e6).sum();
    assert!((moved("Convention") - expected).abs() < 1e-6 * expected, "{} and {expected}", moved("Convention"));
    assert!((moved("Europe") / -7259.37 - 1.0).abs() < 1e-3, "{}", moved("Europe"));
}
