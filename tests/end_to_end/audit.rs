//! The convention audit, from a run file to its words, tables and figure.

use crate::command_line::fluxledger;
use crate::made_product;
use crate::result_table::ResultTable;
use crate::verdicts;
use std::fs;
use tempfile::TempDir;

fn table(folder: &TempDir, name: &str) -> ResultTable {
    ResultTable::open(&folder.path().join(format!("audit/tables/{name}.csv")))
}

/// With a correlation of −0.5 the standard deviation of the difference is 6.133 Tg and 2016 is inconclusive (z = −1.63); without it 5.037
/// (−1.99), with 0.5 √(16 + 9.37 − 12.245) = 3.623 (−2.76): both would be significant.
#[test]
fn a_verdict_that_hangs_on_a_correlation_is_named_with_it() {
    let folder = verdicts::folder("error_correlation = -0.5", "");
    let answer = fluxledger(folder.path(), ["audit", "run.toml", "--output", "audit", "--quiet"]).done();
    let sentence = "The one significant finding holds under each of the 4 conventions tried. 1 of 2 other verdicts hold under each of the 4 \
                    conventions tried; the rest hang on errors of product and inventory (1).";
    assert!(answer.stdout.contains(sentence), "{}", answer.stdout);
    assert!(
        answer.stdout.contains("not varied, coasts, areas, time and boundaries: the products state totals of countries"),
        "{}",
        answer.stdout
    );
    let audit = table(&folder, "audit");
    let row = audit.row(&[("period", "2016")]);
    assert_eq!((row.text("verdict"), row.text("holds")), ("inconclusive", "no"));
    assert_eq!(
        row.text("overturned_by"),
        "errors of product and inventory: correlation 0 → significantly lower; errors of product and inventory: correlation 0.5 → \
         significantly lower"
    );
    assert!((row.number("lowest_z") + 10.0 / 3.622_8).abs() < 1e-3 && (row.number("highest_z") + 10.0 / 6.133).abs() < 1e-3);
    assert_eq!(audit.row(&[("period", "2015")]).text("holds"), "yes");
    let figure = fs::read_to_string(folder.path().join("audit/figures/audit.svg")).unwrap();
    assert!(figure.contains("the same under each of 4 other conventions"));
    let refusal = fluxledger(folder.path(), ["audit", "run.toml", "--output", "audit"]).refusal();
    assert!(refusal.contains("--overwrite"), "{refusal}");
}

/// Slopes of 10 ± 2.828 and 0 ± 2.165 Tg a year: z = 2.807, p = 0.005, no finding at a level of 0.004. Errors that years share are none of a slope's: with a
/// correlation of 0.5 both σ shrink by √0.5 and z is 3.97. With half of the errors of both sides in common it is 10 / √(8 + 4.687 − 6.124) = 3.90.
#[test]
fn a_trend_that_hangs_on_the_errors_of_years_is_named_with_them() {
    let folder = verdicts::folder("significance = 0.004\ntrends = [{ from = 2015, to = 2017 }]", "");
    let answer = fluxledger(folder.path(), ["audit", "run.toml", "--output", "audit", "--quiet"]).done();
    let sentence = "There is no significant difference of trends. 0 of 1 other verdicts on trends hold under each of the 5 conventions tried; the rest \
                    hang on errors of product and inventory (1), errors of years (1).";
    assert!(answer.stdout.contains(sentence), "{}", answer.stdout);
    let trends = table(&folder, "audit-trends");
    let row = trends.row(&[("region", "FRA")]);
    assert_eq!((row.text("years"), row.text("verdict"), row.text("holds")), ("2015–2017", "inconclusive", "no"));
    assert!((row.number("z") - 2.807_6).abs() < 1e-3 && (row.number("product_kt") - 10_000.0).abs() < 1e-6);
    let of_years = table(&folder, "variants-trends");
    let z = |choice: &str| of_years.row(&[("assumption", "errors of years"), ("choice", choice)]).number("z");
    assert!(
        (z("correlation 0.5") - 2.807_647 * 2.0_f64.sqrt()).abs() < 1e-4
            && (z("correlation 0.9") - 2.807_647 * 10.0_f64.sqrt()).abs() < 1e-4
    );
    let conventions = table(&folder, "conventions");
    let row = conventions.row(&[("assumption", "errors of years"), ("choice", "correlation 0.5")]);
    assert_eq!((row.text("other_verdicts"), row.text("other_trend_verdicts")), ("0", "1"));
    assert!(folder.path().join("audit/figures/audit-trends.svg").exists());
}

/// A leap year counted as 365 days loses 1 part in 366, 0.2732 %.
#[test]
fn each_convention_of_a_grid_is_tried_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    made_product::write_germany(&folder.path().join("ch4_2016.nc"), 2016);
    let inventory = "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,M.0.EL,CH4,2016,50,kt\n";
    fs::write(folder.path().join("inventory.csv"), inventory).unwrap();
    let run = "title = \"Conventions\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2016]\n\
               regions = { set = \"natural-earth-50m\", select = [\"DEU\"] }\n\
               [[product]]\nname = \"Grid\"\nfiles = [\"ch4_2016.nc\"]\ncategory = \"M.0.EL\"\nscope = \"anthropogenic\"\n\
               [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n";
    fs::write(folder.path().join("run.toml"), run).unwrap();
    fluxledger(folder.path(), ["audit", "run.toml", "--output", "audit", "--quiet"]).done();
    let conventions = table(&folder, "conventions");
    let tried: Vec<(&str, &str)> = conventions.rows().map(|row| (row.text("assumption"), row.text("choice"))).collect();
    for expected in [
        ("coast", "coast = land"),
        ("share of a cell", "share of square degrees"),
        ("share of a cell", "as exactextract"),
        ("share of a cell", "as cdo"),
        ("length of the year", "365d"),
        ("boundaries", "natural-earth-110m"),
        ("boundaries", "natural-earth-10m"),
        ("errors of a product's cells", "independent"),
    ] {
        assert!(tried.contains(&expected), "{expected:?} is not among {tried:?}");
    }
    assert!(!tried.contains(&("coast", "coast = share")) && !tried.contains(&("boundaries", "natural-earth-50m")), "{tried:?}");
    let change = |choice: &str| conventions.row(&[("choice", choice)]).number("largest_change_percent");
    assert!((change("365d") + 100.0 / 366.0).abs() < 1e-9, "{}", change("365d"));
    // Whole cells at the coast are more than parts of them; outlines of 1:110 million differ from those of 1:50 million by some per cent.
    assert!(change("coast = land") > 0.1 && change("natural-earth-110m").abs() < 5.0);
    assert_eq!(conventions.row(&[("choice", "independent")]).text("largest_change_percent"), "");
}
