//! The ledger of scope, from the run file to the findings: numbers, tables, rasters and tables of countries.

use crate::command_line::{Answer, fluxledger};
use crate::made_product;
use crate::real_data::real_files;
use crate::result_table::ResultTable;
use crate::top_down::table;
use std::fs;
use tempfile::TempDir;

/// What rivers and trade carry, from the product's own table, and no flux of unmanaged land.
const LATERAL: &str = r#"
[[ledger]]
name = "Rivers of the budget"
term = "rivers"
treatment = "subtract"
category = "M.LULUCF"
files = ["budget.csv"]
experiment = "IS"
variable = "Rivers"
source = "the budget itself"

[[ledger]]
name = "Trade of the budget"
term = "crop-and-wood-trade"
treatment = "subtract"
category = "M.LULUCF"
files = ["budget.csv"]
experiment = "IS"
variable = "Wood+Crop"
source = "the budget itself"

[[ledger]]
name = "Unmanaged land"
term = "unmanaged-land"
treatment = "stated"
category = "M.LULUCF"
value_kt = 0
sigma_kt = 0
regions = ["FRA"]
source = "the Party calls all its land managed"
"#;

/// NBE of −80 and −70 Tg with σ = 4 beside −30 Tg with U = 20 %; rivers −10 ± 2 and trade −20 ± 6.
fn budget(variable: &str, ledger: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("budget.csv", &table(&[(2015, -50, 4), (2016, -40, 4)]));
    let rows = [2015, 2016].map(|year| format!("FRA,IPCC2006,M.LULUCF,CO2,{year},-30,Tg,20,20\n")).concat();
    write("inventory.csv", &format!("party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high\n{rows}"));
    write(
        "run.toml",
        &format!(
            "title = \"Ledger\"\noutput = \"out\"\ngas = \"CO2\"\nyears = [2015, 2016]\nmeans = [{{ from = 2015, to = 2016 }}]\n\
             regions = {{ set = \"natural-earth-110m\", select = [\"FRA\"] }}\n\
             [[product]]\nname = \"Budget\"\nfiles = [\"budget.csv\"]\nexperiment = \"IS\"\nvariable = \"{variable}\"\nprior_inventory = \"none\"\n\
             [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n{ledger}"
        ),
    );
    folder
}

fn run(folder: &TempDir) -> Answer {
    fluxledger(folder.path(), ["run", "run.toml"]).done()
}

fn open(folder: &TempDir, name: &str) -> ResultTable {
    ResultTable::open(&folder.path().join(format!("out/tables/{name}.csv")))
}

/// −80 less −10 and −20 is −50, the table's own dC_loss; σ = √(4² + 2² + 6²) = √56 = 7.483.
#[test]
fn the_ledger_leads_from_what_the_air_receives_to_what_the_land_loses() {
    let folder = budget("NBE", LATERAL);
    let answer = run(&folder);
    let first = answer.stdout.lines().find(|line| line.starts_with("- ")).unwrap();
    insta::assert_snapshot!(first, @"- France, Land use as the CRF tables delimit it (M.LULUCF), 2015: the product “Budget”, with carbon carried away by rivers and carbon carried across borders in crops and wood taken off, is lower than the inventory “Inventory” by more than the stated uncertainties of both explain. The product “Budget”, with carbon carried away by rivers and carbon carried across borders in crops and wood taken off, gives −50 000 kt CO₂ (95 % interval −64 667 to −35 333), 20 000 kt (67 %) less than the inventory “Inventory” with −30 000 kt CO₂ (95 % interval −36 000 to −24 000): 2.5 standard deviations, p = 0.013. By the ledger of scope the product's −80 000 kt less carbon carried away by rivers (−10 000 kt) and carbon carried across borders in crops and wood (−20 000 kt) make its comparable total of −50 000 kt. Stated, and changing no number: unmanaged land (0 kt). The product's uncertainty is larger than the inventory's, which calls for caution.");
    let comparison = open(&folder, "comparison");
    let row = comparison.row(&[("period", "2015")]);
    assert_eq!((row.number("product_kt"), row.number("inventory_kt")), (-50_000.0, -30_000.0));
    let expected = -20_000.0 / (56.0 + (0.2 * 30.0 / 1.959_964_f64).powi(2)).sqrt() / 1000.0;
    assert!((row.number("z") / expected - 1.0).abs() < 1e-6, "{}", row.text("z"));
    assert_eq!(comparison.row(&[("period", "mean of 2015–2016")]).number("product_kt"), -45_000.0);
    let ledger = open(&folder, "ledger");
    let of_year = |row: &crate::result_table::Row<'_>| row.text("period") == "2015" && row.text("side") == "product";
    let effects: f64 =
        ledger.rows().filter(of_year).filter(|row| !row.text("effect_kt").is_empty()).map(|row| row.number("effect_kt")).sum();
    let closing = ledger.row(&[("period", "2015"), ("side", "product"), ("row", "comparable total")]);
    assert_eq!((effects, closing.number("value_kt")), (-50_000.0, -50_000.0));
    assert!((closing.number("sigma_kt") - 7_483.314_77).abs() < 1e-3);
    let values = open(&folder, "ledger-values");
    let stated = values.row(&[("period", "2015"), ("line", "Unmanaged land")]);
    assert_eq!((stated.text("side"), stated.text("treatment"), stated.text("place")), ("neither", "stated only", "run file, line 44"));
    let bridge = open(&folder, "bridge");
    let step = |factor| bridge.row(&[("period", "2015"), ("factor", factor)]);
    assert_eq!((step("discrepancy").number("effect_kt"), step("residual").number("effect_kt")), (-50_000.0, -20_000.0));
    assert_eq!(step("lateral carbon and unmanaged land").number("effect_kt"), 30_000.0);
    assert_eq!((step("gridding").text("status"), step("gridding").text("effect_kt")), ("not stated", ""));
    for figure in ["ledger", "bridge"] {
        assert!(folder.path().join(format!("out/figures/{figure}.svg")).exists(), "{figure}");
    }
}

#[test]
fn a_total_stays_not_comparable_while_the_ledger_is_silent_about_a_flux() {
    let folder = budget("NBE", &LATERAL.replace("\"rivers\"", "\"crop-trade\"").replace("\"crop-and-wood-trade\"", "\"wood-trade\""));
    run(&folder);
    let comparison = open(&folder, "comparison");
    let row = comparison.row(&[("period", "2015")]);
    assert_eq!((row.text("verdict"), row.text("reason")), ("not comparable", "ledger says nothing about carbon carried away by rivers"));
}

#[test]
fn a_ledger_that_counts_a_flux_twice_is_refused() {
    let twice = LATERAL.replace("\"crop-and-wood-trade\"", "\"lateral\"");
    let refused = fluxledger(budget("NBE", &twice).path(), ["run", "run.toml"]).refusal();
    insta::assert_snapshot!(refused, @r"
    error: run.toml:18:8: lines `Rivers of the budget` and `Trade of the budget` both count rivers of FRA in 2015, expected it once
    hint: leave one of them out, or give it the treatment `stated`, which changes no number
    1 problem, nothing was written
    ");
    let before = fluxledger(budget("dC_loss", LATERAL).path(), ["run", "run.toml"]).refusal();
    insta::assert_snapshot!(before, @r"
    error: run.toml:18:8: line `Rivers of the budget` takes rivers off `Budget`, from which it is taken off already
    hint: leave the line out, or give it the treatment `stated`
    1 problem, nothing was written
    ");
}

#[test]
fn what_is_wrong_with_lines_is_said_at_once() {
    let lines = r#"
[[ledger]]
name = "One"
term = "wetland"
treatment = "substract"
category = "M.LULUCF"
value_kt = 3
table = "lines.csv"
source = "made up"

[[ledger]]
name = "Two"
term = "rivers"
treatment = "add"
category = "9.Z"
product = "Budgets"
value_kt = 3
sigma_kt = -1
regions = ["FRX"]
source = "made up"
"#;
    let refused = fluxledger(budget("NBE", lines).path(), ["check", "run.toml"]).refusal();
    insta::assert_snapshot!(refused, @r#"
    error: run.toml:17:1: a line of the ledger needs exactly one of `value_kt`, `table` and `files`, found value_kt, table
    hint: write for example value_kt = 120 and regions = ["DEU"]
    error: run.toml:20:13: unknown word `substract` for `treatment`, expected subtract, add or stated
    hint: did you mean `subtract`?
    error: run.toml:30:12: `9.Z` is no category of IPCC2006
    hint: `M.0.EL` is the national total without land use; data/categories/ipcc2006.csv lists all codes
    error: run.toml:31:11: no product is named `Budgets`, expected one of `Budget`
    hint: did you mean `Budget`?
    error: run.toml:33:12: `sigma_kt` must be a standard deviation of zero or more, found -1
    error: run.toml:34:12: `FRX` is no region that is compared
    hint: did you mean `FRA`?
    6 problems, nothing was written
    "#);
}

/// The square emits 5 kt. Of the raster of wetlands, the same file, it has 5 kt too; a share of 0.4 is 2 kt of standard deviation. A table adds 1 kt of ships to the
/// inventory's 9 kt.
#[test]
fn a_raster_and_a_table_are_lines_like_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    made_product::write(&folder.path().join("ch4_2014.nc"), 2014, 12);
    write("inventory.csv", "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,M.0.EL,CH4,2014,9,kt\n");
    write("ships.csv", "region,year,value_kt,sigma_kt\nDEU,2014,1,0.5\n");
    write(
        "square.geojson",
        r#"{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "ISO_A3": "DEU", "NAME": "Squareland" },
        "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } }] }"#,
    );
    let conventions = "conventions = { earth = \"sphere:6371000\", molar_mass = { CH4 = 16 }, year_seconds = \"365d\" }";
    let line = |name: &str, term: &str, treatment: &str, values: &str| {
        format!(
            "[[ledger]]\nname = \"{name}\"\nterm = \"{term}\"\ntreatment = \"{treatment}\"\ncategory = \"M.0.EL\"\nsource = \"made up\"\n{values}\n"
        )
    };
    let none = ["inland-waters", "geological", "termites", "wildfire", "soil-sink"]
        .map(|term| line(term, term, "stated", "value_kt = 0\nregions = [\"DEU\"]"));
    let wetlands = line("Wetland map", "wetlands", "subtract", &format!("files = [\"ch4_2014.nc\"]\nsigma_share = 0.4\n{conventions}"));
    let ships = line("Ships", "bunkers", "add", "table = \"ships.csv\"");
    write(
        "run.toml",
        &format!(
            "title = \"Raster\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2014]\nregions = {{ file = \"square.geojson\" }}\n\
             [[product]]\nname = \"Product\"\nfiles = [\"ch4_*.nc\"]\nscope = \"total\"\ncategory = \"M.0.EL\"\n{conventions}\n\
             [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n{wetlands}{ships}{}",
            none.concat()
        ),
    );
    let plan = fluxledger(folder.path(), ["check", "run.toml"]).done().stdout;
    let lines: Vec<&str> = plan.lines().skip_while(|line| !line.starts_with("ledger “Wetland map”")).take(2).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    ledger “Wetland map”: wetlands, subtracted from product, category M.0.EL, all products; files: 1, Flux file in the layout of OpenGHG (openghg-flux), totalled over the region
      Earth: sphere:6371000
    ");
    assert!(
        plan.contains(
            "ledger “Ships”: international aviation and navigation, added to inventory, category M.0.EL, all products; values: 1"
        ),
        "{plan}"
    );
    run(&folder);
    let provenance: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out/provenance.json")).unwrap()).unwrap();
    assert_eq!(provenance["conventions"]["ledger: Wetland map"]["Earth"], provenance["conventions"]["Product"]["Earth"]);
    assert!(provenance["conventions"]["ledger: Wetland map"]["Earth"].is_string());
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("ledger: Wetland map"));
    let comparison = open(&folder, "comparison");
    let row = comparison.row(&[("region", "DEU")]);
    assert!(row.number("product_kt").abs() < 1e-9 && row.number("inventory_kt") == 10.0, "{}", row.text("product_kt"));
    let ledger = open(&folder, "ledger");
    let map = ledger.row(&[("line", "Wetland map")]);
    assert!((map.number("value_kt") - 5.0).abs() < 1e-9 && (map.number("sigma_kt") - 2.0).abs() < 1e-9);
    let bridge = open(&folder, "bridge");
    let effect = |factor| bridge.row(&[("factor", factor)]).number("effect_kt");
    let found = ["discrepancy", "natural fluxes", "scope of categories", "residual"].map(effect);
    for (found, expected) in found.into_iter().zip([-4.0, -5.0, -1.0, -10.0]) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
}

/// A line on the product that the key names, with two values; the table of the budget has several fluxes where none is chosen.
fn fires(of: &str) -> String {
    format!(
        "[[ledger]]\nname = \"Fires\"\nterm = \"wildfire\"\ntreatment = \"add\"\ncategory = \"M.LULUCF\"\ntable = \"fires.csv\"\nsource = \"made up\"\n{of}"
    )
}

/// The inventory of 2015 has −30 Tg, and 1 Tg of fires is added to it, also beside the product of 2016, when the fires were 5 Tg.
#[test]
fn what_is_added_to_an_inventory_of_a_fixed_year_is_of_that_year() {
    let folder = budget("dC_loss", &format!("inventory_year = 2015\n{}", fires("")));
    fs::write(folder.path().join("fires.csv"), "region,year,value_kt,sigma_kt\nFRA,2015,1000,0\nFRA,2016,5000,0\n").unwrap();
    run(&folder);
    let comparison = open(&folder, "comparison");
    for period in ["2015", "2016 / 2015"] {
        assert_eq!(comparison.row(&[("period", period)]).number("inventory_kt"), -29_000.0, "{period}");
    }
}

#[test]
fn a_line_names_its_product_as_the_report_does() {
    let of = |product: &str| {
        let folder = budget("dC_loss", &fires(&format!("product = \"{product}\"\n")));
        fs::write(folder.path().join("fires.csv"), "region,year,value_kt,sigma_kt\nFRA,,1000,0\n").unwrap();
        let run = fs::read_to_string(folder.path().join("run.toml")).unwrap();
        fs::write(folder.path().join("run.toml"), run.replace("variable = \"dC_loss\"\n", "")).unwrap();
        fluxledger(folder.path(), ["check", "run.toml"])
    };
    let plan = of("Budget, NBE").done().stdout;
    assert!(plan.contains("ledger “Fires”: wildfire, added to inventory, category M.LULUCF, “Budget, NBE”; values: 1"), "{plan}");
    insta::assert_snapshot!(of("Budget").refusal(), @r"
    error: run.toml:22:11: no product is named `Budget`, expected one of `Budget, FF`, `Budget, dC_loss`, `Budget, NBE`, `Budget, NCE`
    hint: did you mean `Budget, FF`?
    1 problem, nothing was written
    ");
}

/// Two products of −50 Tg each. A line of 4 Tg that the second alone counts takes 2 Tg off their mean, −52 Tg; it must be stated of the first too.
#[test]
fn a_line_of_one_product_is_booked_in_the_ensemble_that_holds_it() {
    let product = |name: &str| {
        format!(
            "[[product]]\nname = \"{name}\"\nfiles = [\"budget.csv\"]\nexperiment = \"IS\"\nvariable = \"dC_loss\"\nprior_inventory = \"none\"\n"
        )
    };
    let line = |product: &str, treatment: &str, kilotonnes: i32| {
        format!(
            "[[ledger]]\nname = \"Forest of {product}\"\nterm = \"unmanaged-land\"\ntreatment = \"{treatment}\"\ncategory = \"M.LULUCF\"\n\
             value_kt = {kilotonnes}\nsigma_kt = 0\nregions = [\"FRA\"]\nsource = \"made up\"\nproduct = \"{product}\"\n"
        )
    };
    let folder = |centre: &str, lines: &str| {
        let ensemble = format!("[[ensemble]]\nname = \"Both\"\nproducts = [\"One\", \"Two\"]\ncentre = \"{centre}\"\n");
        budget("dC_loss", &[&product("One"), &product("Two"), &ensemble, lines].map(|text| text.to_owned()).concat())
    };
    let second = line("Two", "subtract", 4_000);
    let silent = folder("mean", &second);
    run(&silent);
    let reason = open(&silent, "comparison").row(&[("period", "2015"), ("product", "Both")]).text("reason").to_owned();
    assert_eq!(reason, "ledger says nothing about unmanaged land");
    let told = folder("mean", &(line("One", "stated", 0) + &second));
    run(&told);
    let [comparison, ledger] = ["comparison", "ledger"].map(|table| open(&told, table));
    assert_eq!(comparison.row(&[("period", "2015"), ("product", "Both")]).number("product_kt"), -52_000.0);
    let booked = ledger.row(&[("period", "2015"), ("line", "Forest of Two")]);
    assert_eq!((booked.number("value_kt"), booked.number("effect_kt"), booked.text("row")), (4_000.0, -2_000.0, "line of a member"));
    insta::assert_snapshot!(fluxledger(folder("median", &second).path(), ["check", "run.toml"]).refusal(), @r#"
    error: run.toml:41:11: a line of the member `Two` moves the median of the ensemble `Both` by no amount of its own
    hint: give the ensemble `centre = "mean"`, or book the line on all products
    1 problem, nothing was written
    "#);
}

/// NBE less rivers and trade is the dC_loss of the published table, in each of its rows.
#[test]
fn the_published_budget_closes_through_the_ledger() {
    let Some([budget]) = real_files("budget through the ledger", ["oco2mip_country_co2/pilot_topdown_CO2_Budget_countries_v1.csv"]) else {
        return;
    };
    let folder = self::budget("NBE", LATERAL);
    fs::copy(&budget, folder.path().join("budget.csv")).unwrap();
    run(&folder);
    let through_ledger = open(&folder, "comparison");
    let direct = self::budget("dC_loss", "");
    fs::copy(&budget, direct.path().join("budget.csv")).unwrap();
    run(&direct);
    let stated = open(&direct, "comparison");
    for period in ["2015", "2016"] {
        let [found, expected] = [&through_ledger, &stated].map(|table| table.row(&[("period", period)]).number("product_kt"));
        assert!((found - expected).abs() < 1e-5 * expected.abs().max(1e5), "{period}: {found} is not {expected}");
    }
}
