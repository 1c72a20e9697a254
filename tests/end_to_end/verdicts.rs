//! What a run file declares about differences, from its keys to the tables and the first words of the findings.

use crate::command_line::fluxledger;
use crate::result_table::{ResultTable, Row};
use crate::top_down::table;
use std::fs;
use tempfile::TempDir;

/// Losses of −50, −40 and −30 Tg with σ = 4 beside −30 Tg each year with U = 20 %, σ = 0.2 · 30 / 1.96 = 3.061: σ of the difference 5.037.
pub(crate) fn folder(declared: &str, of_product: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("budget.csv", &table(&[(2015, -50, 4), (2016, -40, 4), (2017, -30, 4)]));
    let rows = [2015, 2016, 2017].map(|year| format!("FRA,IPCC2006,M.LULUCF,CO2,{year},-30,Tg,20,20\n")).concat();
    write("inventory.csv", &format!("party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high\n{rows}"));
    let run = format!(
        "title = \"Verdicts\"\noutput = \"out\"\ngas = \"CO2\"\nyears = [2015, 2016, 2017]\n{declared}\n\
         regions = {{ set = \"natural-earth-110m\", select = [\"FRA\"] }}\n\
         [[product]]\nname = \"Budget\"\nfiles = [\"budget.csv\"]\nexperiment = \"IS\"\nvariable = \"dC_loss\"\nscope = \"anthropogenic\"\n\
         {of_product}\n[[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n"
    );
    write("run.toml", &run);
    folder
}

fn tables(folder: &TempDir) -> [ResultTable; 2] {
    fluxledger(folder.path(), ["run", "run.toml", "--tables-only", "--quiet"]).done();
    assert!(!folder.path().join("out/report.html").exists(), "only tables were asked for");
    ["comparison", "naive"].map(|name| ResultTable::open(&folder.path().join(format!("out/tables/{name}.csv"))))
}

fn verdicts(table: &ResultTable) -> Vec<&str> {
    table.rows().map(|row| row.text("verdict")).collect()
}

fn is_near(row: Row<'_>, column: &str, expected: f64) {
    assert!((row.number(column) / expected - 1.0).abs() < 1e-4, "{column}: found {}, expected {expected}", row.text(column));
}

/// z is −20, −10 and 0 over 5.037; q of the second of three tests is 0.0471 · 3 / 2, and 2.8016 · 5.037 = 14.11 Tg can be detected.
#[test]
fn each_test_stands_with_its_q_and_what_it_could_detect() {
    let folder = folder("", "");
    let [comparison, naive] = tables(&folder);
    assert_eq!(verdicts(&comparison), ["significantly lower", "significantly lower", "inconclusive"]);
    let second = comparison.row(&[("period", "2016")]);
    is_near(second, "z", -1.985_306);
    is_near(second, "q", 0.047_110_4 * 1.5);
    is_near(second, "minimal_detectable_kt", 14_111.6);
    let naive = naive.row(&[("period", "2016")]);
    assert_eq!((naive.text("naive_conclusion"), naive.text("verdict")), ("no difference", "significantly lower"));
}

#[test]
fn a_margin_and_a_rate_of_false_discoveries_decide_where_they_are_declared() {
    let [comparison, _] = tables(&folder("equivalence_margin = { kilotonnes = 15000 }\nfalse_discovery_rate = 0.05", ""));
    assert_eq!(verdicts(&comparison), ["significantly lower", "inconclusive", "equivalent"]);
    let [comparison, _] = tables(&folder("error_correlation = -0.5\nmonte_carlo = { draws = 20000, seed = 1 }", ""));
    // √(16 + 9.37 + 12.245) = 6.133: z = −1.63.
    assert_eq!(verdicts(&comparison), ["significantly lower", "inconclusive", "inconclusive"]);
    let drawn = comparison.row(&[("period", "2016")]);
    assert!((drawn.number("p_drawn") - drawn.number("p")).abs() < 0.01);
}

#[test]
fn a_prior_that_descends_from_the_inventory_is_said_first_and_caps_the_verdict() {
    let folder = folder("", "prior_inventory = \"Inventory\"");
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    let first = answer.stdout.lines().find(|line| line.starts_with("- ")).unwrap();
    assert!(
        first.contains("2015: “Budget” is not independent of the inventory “Inventory”, from which it or its prior descends; "),
        "{first}"
    );
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    assert_eq!(verdicts(&comparison), ["indicative only", "indicative only", "inconclusive"]);
    assert!(!answer.stderr.contains("prior_inventory"), "{}", answer.stderr);
    let unstated = fluxledger(self::folder("", "").path(), ["run", "run.toml", "--tables-only"]).done();
    assert!(unstated.stderr.contains("whether its prior descends from an inventory of this run is not stated"), "{}", unstated.stderr);
}

/// Slopes 10 ± 4 / √2 and 0 ± 3.061 / √2 Tg a year: 10 / 3.562 = 2.807.
#[test]
fn trends_have_tables_and_figures() {
    let folder = folder("trends = [{ from = 2015, to = 2017 }]", "");
    fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).done();
    let trends = ResultTable::open(&folder.path().join("out/tables/trends.csv"));
    let row = trends.row(&[("region", "FRA")]);
    assert_eq!((row.text("years"), row.text("verdict")), ("2015–2017", "significantly higher"));
    is_near(row, "product_slope_kt", 10_000.0);
    is_near(row, "z", 2.807_647);
    let sides = ResultTable::open(&folder.path().join("out/tables/trend-sides.csv"));
    let product = sides.row(&[("side", "product")]);
    assert_eq!((product.text("mann_kendall_s"), product.number("theil_sen_kt")), ("3", 10_000.0));
    // From −50 to −30 Tg: a removal that shrinks by 40 % rises.
    assert_eq!(product.text("change_percent"), "");
    for file in ["figures/trends.svg", "tables/trends.parquet"] {
        assert!(folder.path().join("out").join(file).exists(), "{file} is missing");
    }
}

/// Members of −50, −40, −30 and of −30, −28, −26 Tg change by 10 and by 2 Tg a year: mean 6, s = 8 / √2. The mean of both, −40, −34, −28, changes by 6, the
/// inventory by nothing. Over three years S is 3, Var S = 3 · 2 · 11 / 18 and Z = 2 / 1.915: no test finds a rise.
#[test]
fn an_ensemble_shows_the_trend_of_each_member_and_how_many_agree() {
    let folder = folder("trends = [{ from = 2015, to = 2017 }]", "");
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("other.csv", &table(&[(2015, -30, 4), (2016, -28, 4), (2017, -26, 4)]));
    let run = fs::read_to_string(folder.path().join("run.toml")).unwrap();
    let own = &run[run.find("[[product]]").unwrap()..run.find("[[inventory]]").unwrap()];
    let other = own.replace("\"Budget\"", "\"Other\"").replace("budget.csv", "other.csv");
    write("run.toml", &format!("{run}{other}[[ensemble]]\nname = \"Both\"\nproducts = [\"Budget\", \"Other\"]\n"));
    fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).done();
    let table = |name: &str| ResultTable::open(&folder.path().join(format!("out/tables/{name}.csv")));
    let spread = table("trend-spread");
    let row = spread.row(&[("region", "FRA")]);
    is_near(row, "slope_kt", 6000.0);
    is_near(row, "mean_slope_kt", 6000.0);
    is_near(row, "slope_standard_deviation_kt", 8000.0 / 2.0_f64.sqrt());
    is_near(row, "mean_theil_sen_kt", 6000.0);
    assert_eq!(["members", "same_sign", "same_side", "same_test"].map(|column| row.text(column)), ["2"; 4]);
    let members = table("trend-members");
    let of_other = members.row(&[("member", "Other")]);
    is_near(of_other, "slope_kt", 2000.0);
    is_near(of_other, "mann_kendall_z", 2.0 / (66.0_f64 / 18.0).sqrt());
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(
        page.contains("Of its 2 members, whose slopes are 6000 ± 5657 kt a year in each year"),
        "the sentence names the spread of the members"
    );
    let panel = fs::read_to_string(folder.path().join("out/figures/trends.svg")).unwrap();
    assert_eq!(panel.matches("class=\"member\"").count(), 2);
}
