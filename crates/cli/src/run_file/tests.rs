use super::*;
use crate::position::Position;
use crate::region_source::{MaskFile, RegionSource};
use fluxledger_core::{CarbonToCo2, CoastPolicy, ConventionChoices, CoverageMeasure, Earth, NamedAfter, RegionCode, Share, YearLength};

fn parse(text: &str) -> Result<RunFile, Diagnostics> {
    RunFile::parse(Path::new("runs/run.toml"), text)
}

fn open(path: &Path) -> Result<RunFile, Diagnostics> {
    RunFile::parse(path, &RunFile::text(path)?)
}

fn problems(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

/// The minimal run file with a line added at its top.
fn problems_with(line: &str) -> String {
    problems(&format!("{line}\n{MINIMAL}"))
}

fn at<T>(value: T, line: usize, column: usize) -> Located<T> {
    Located::new(value, Position { line, column })
}

fn text_at(value: &str, line: usize, column: usize) -> Located<String> {
    at(value.to_owned(), line, column)
}

const MINIMAL: &str = r#"title = "Methane of France"
output = "out"
gas = "CH4"
years = [2020]
regions = { set = "natural-earth-50m" }

[[product]]
name = "inversion"
files = ["inversion.nc"]

[[inventory]]
name = "NIR"
files = ["nir.xlsx"]
"#;

const FULL: &str = r#"title = "Methane of the United States"
output = "out/usa"
gas = "CH₄"
years = { from = 2012, to = 2013 }
regions = { mask = 'C:\masks\x.nc:country', id_field = "iso", select = ["USA", "CAN"] }
significance = 0.1
sensitivity_threshold = 0.4
minimum_coverage = 1
product_error_correlation = "none"
fail_on = ["significant", "not comparable"]

[conventions]
earth = "wgs84"
year_seconds = "365d"
molar_mass = { CO2 = 44.01, CH4 = 16.0425 }
carbon_to_co2 = 3.664
coverage = "planar"
coast = "land"

[[product]]
name = "inversion"
files = ["a*.nc", "b.nc"]
profile = "tropomi"
variable = "posterior"
year = 2012
crosswalk = "sectors.csv"
[product.conventions]
earth = "product"
molar_mass = { CH4 = 16.04 }

[[inventory]]
name = "NIR"
files = ["nir.xlsx"]
layout = "crt"
submission_year = 2014
inventory_year = 2011
party = { "United States of America" = "USA" }
gwp_set = "AR5"
territory = "with Puerto Rico"
source = "UNFCCC"
crosswalk = "categories.csv"

[[inventory]]
name = "EPA"
files = ["epa.csv"]
party = "USA"

[[uncertainty]]
file = "uncertainties.csv"
inventory = "NIR"
"#;

#[test]
fn a_minimal_run_file_has_defaults_for_the_rest() {
    let product = ProductEntry {
        name: text_at("inversion", 8, 8),
        files: vec![text_at("inversion.nc", 9, 10)],
        profile: None,
        variable: None,
        experiment: None,
        year: None,
        scope: None,
        category: None,
        conventions: ConventionChoices::default(),
        crosswalk: None,
    };
    let inventory = InventoryEntry {
        name: text_at("NIR", 12, 8),
        files: vec![text_at("nir.xlsx", 13, 10)],
        layout: None,
        submission_year: None,
        inventory_year: None,
        year_start: None,
        party: None,
        gwp_set: None,
        territory: None,
        source: None,
        crosswalk: None,
    };
    let expected = RunFile {
        path: "runs/run.toml".into(),
        title: text_at("Methane of France", 1, 9),
        output: at("out".into(), 2, 10),
        gas: at(Gas::Ch4, 3, 7),
        years: vec![at(2020, 4, 10)],
        year_start: YearStart::JANUARY,
        means: Vec::new(),
        regions: RegionChoice {
            source: at(RegionSource::Set("natural-earth-50m".into()), 5, 19),
            id_field: None,
            sea: None,
            select: Vec::new(),
        },
        boundaries: None,
        coast_weights: None,
        groups: vec![],
        thresholds: Thresholds::default(),
        product_error_correlation: ErrorCorrelation::Full,
        fail_on: Vec::new(),
        figure_size: Size::DoubleColumn,
        products: vec![product],
        inventories: vec![inventory],
        uncertainties: Vec::new(),
    };
    assert_eq!(parse(MINIMAL), Ok(expected));
}

#[test]
fn a_full_run_file_says_all_there_is_to_say() {
    let mask = MaskFile { path: r"C:\masks\x.nc".into(), variable: Some("country".into()) };
    let product = ProductEntry {
        name: text_at("inversion", 21, 8),
        files: vec![text_at("a*.nc", 22, 10), text_at("b.nc", 22, 19)],
        profile: Some(text_at("tropomi", 23, 11)),
        variable: Some(text_at("posterior", 24, 12)),
        experiment: None,
        year: Some(at(2012, 25, 8)),
        scope: None,
        category: None,
        conventions: ConventionChoices {
            earth: None,
            year_length: Some(YearLength::Days365),
            molar_masses: vec![(Gas::Co2, 44.01), (Gas::Ch4, 16.04)],
            carbon_to_co2: Some(CarbonToCo2::GlobalCarbonBudget),
            coverage: Some(CoverageMeasure::Planar),
            coast: Some(CoastPolicy::Land),
            spread: None,
            compat: None,
        },
        crosswalk: Some(at("sectors.csv".into(), 26, 13)),
    };
    let reported = InventoryEntry {
        name: text_at("NIR", 32, 8),
        files: vec![text_at("nir.xlsx", 33, 10)],
        layout: Some(text_at("crt", 34, 10)),
        submission_year: Some(at(2014, 35, 19)),
        inventory_year: Some(at(2011, 36, 18)),
        year_start: None,
        party: Some(PartyChoice::Named(vec![("United States of America".into(), at(RegionCode::new("USA"), 37, 40))])),
        gwp_set: Some(text_at("AR5", 38, 11)),
        territory: Some(text_at("with Puerto Rico", 39, 13)),
        source: Some(text_at("UNFCCC", 40, 10)),
        crosswalk: Some(at("categories.csv".into(), 41, 13)),
    };
    let national = InventoryEntry {
        name: text_at("EPA", 44, 8),
        files: vec![text_at("epa.csv", 45, 10)],
        party: Some(PartyChoice::All(at(RegionCode::new("USA"), 46, 9))),
        layout: None,
        submission_year: None,
        inventory_year: None,
        year_start: None,
        gwp_set: None,
        territory: None,
        source: None,
        crosswalk: None,
    };
    let expected = RunFile {
        path: "runs/run.toml".into(),
        title: text_at("Methane of the United States", 1, 9),
        output: at("out/usa".into(), 2, 10),
        gas: at(Gas::Ch4, 3, 7),
        years: vec![at(2012, 4, 18), at(2013, 4, 18)],
        year_start: YearStart::JANUARY,
        means: Vec::new(),
        regions: RegionChoice {
            source: at(RegionSource::Mask(mask), 5, 20),
            id_field: Some(text_at("iso", 5, 56)),
            sea: None,
            select: vec![at(RegionCode::new("USA"), 5, 73), at(RegionCode::new("CAN"), 5, 80)],
        },
        boundaries: None,
        coast_weights: None,
        groups: vec![],
        thresholds: Thresholds { significance: 0.1, sensitivity: 0.4, coverage: Share::WHOLE },
        product_error_correlation: ErrorCorrelation::None,
        fail_on: vec![FailOn::Significant, FailOn::NotComparable],
        figure_size: Size::DoubleColumn,
        products: vec![product],
        inventories: vec![reported, national],
        uncertainties: vec![UncertaintyEntry { file: at("uncertainties.csv".into(), 49, 8), inventory: Some(text_at("NIR", 50, 13)) }],
    };
    assert_eq!(parse(FULL), Ok(expected));
}

#[test]
fn conventions_of_a_product_outrank_those_of_the_run() {
    let run_file = parse(FULL).unwrap();
    let settled = run_file.products[0].conventions.settle(&ConventionChoices { earth: Some(Earth::AUTHALIC_SPHERE), ..Default::default() });
    assert_eq!(settled.earth, Earth::AUTHALIC_SPHERE);
    assert_eq!(settled.molar_masses.ch4, 16.04);
    assert_eq!(settled.molar_masses.co2, 44.01);
}

/// [`MINIMAL`] with other years and one more key.
fn with_years(years: &str) -> String {
    MINIMAL.replace("years = [2020]", years)
}

#[test]
fn years_may_be_fiscal_and_an_inventory_may_count_its_own() {
    let run_file =
        parse(&with_years("years = { fiscal = \"07-01\", from = 2015, to = 2016 }\nmeans = [{ from = 2015, to = 2016 }]")).unwrap();
    let july = YearStart { month: 7, day: 1, named_after: NamedAfter::Start };
    assert_eq!((run_file.year_start, &run_file.means), (july, &vec![2015..=2016]));
    let spans = |run_file: &RunFile| run_file.reporting_years().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(spans(&run_file), ["2015/16", "2016/17"]);
    let own = format!("{MINIMAL}fiscal_year_start = \"04-01\"\nfiscal_year_named_after = \"end\"\n");
    assert_eq!(spans(&parse(&own).unwrap()), ["2019/20"]);
}

#[test]
fn mistakes_in_times_are_named() {
    let text = with_years(
        "years = { from = 2015, to = 2016, fiscal = \"02-29\" }\nmeans = [{ from = 2016, to = 2017 }, { from = 2016, to = 2016 }]",
    );
    insta::assert_snapshot!(problems(&format!("{text}fiscal_year_named_after = \"end\"\n")), @r#"
    error: runs/run.toml:4:44: found `02-29`, expected the first day of the year as month and day
    hint: write 1 July as "07-01"
    error: runs/run.toml:5:10: a mean needs the year 2017, which is none of `years`
    hint: add it to `years`, or shorten the span
    error: runs/run.toml:5:38: a mean needs more than one year
    error: runs/run.toml:15:27: `fiscal_year_named_after` says nothing without `fiscal_year_start`
    hint: write for example fiscal_year_start = "07-01"
    4 problems, nothing was written
    "#);
}

#[test]
fn figures_have_the_size_that_is_asked_for() {
    assert_eq!(parse(&format!("figure_size = \"slide\"\n{MINIMAL}")).unwrap().figure_size, Size::Slide);
    insta::assert_snapshot!(problems_with("figure_size = \"A4\""), @"
    error: runs/run.toml:1:15: unknown word `A4` for `figure_size`, expected single-column, double-column or slide
    1 problem, nothing was written
    ");
}

#[test]
fn ten_mistakes_are_shown_at_once() {
    let text = r#"titel = "Methane of France"
gas = "CH3"
years = ["2020"]
regions = { set = "natural-earth-50m", file = "borders.geojson" }
significance = 95
fail_on = ["significent"]

[conventions]
earth = "sphere:6371"

[[product]]
name = "inversion"
files = "inversion.nc"
conventions = { coast = "sea" }

[[inventory]]
name = "NIR"
files = ["nir.xlsx"]
"#;
    insta::assert_snapshot!(problems(text), @r#"
    error: runs/run.toml:1:1: unknown key `titel`
    hint: did you mean `title`?
    error: runs/run.toml:1:1: `output` is missing
    hint: write for example output = "out/france-2020"
    error: runs/run.toml:2:7: unknown gas `CH3`, expected CH4, CO2 or N2O
    error: runs/run.toml:3:10: each of `years` must be a whole number, the year, found the text "2020"
    hint: write it without quotes: 2020
    error: runs/run.toml:4:11: `regions` come from one place, found several of `set`, `file` and `mask`
    hint: keep one of them
    error: runs/run.toml:5:16: `significance` must be a level above 0 and up to 0.5, found 95
    hint: 0.05 is the 5 % level, that is 95 % confidence
    error: runs/run.toml:6:12: unknown word `significent` for `fail_on`, expected significant, significantly higher, significantly lower, inconclusive, prior-dominated, not tested or not comparable
    hint: did you mean `significant`?
    error: runs/run.toml:9:9: a sphere with a radius of 6371 m is not the Earth, expected 6300000 to 6400000 m
    hint: the radius is in metres, for example `sphere:6371007.181`
    error: runs/run.toml:13:9: `files` must be a list of files such as ["2020.nc"], found the text "inversion.nc"
    hint: write files = ["inversion.nc"]
    error: runs/run.toml:14:25: unknown treatment of coasts `sea`, expected share, land or weighted
    10 problems, nothing was written
    "#);
}

#[test]
fn an_empty_file_lacks_everything_that_is_required() {
    insta::assert_snapshot!(problems(""), @r#"
    error: runs/run.toml:1:1: `title` is missing
    hint: write for example title = "Methane of France, 2020"
    error: runs/run.toml:1:1: `output` is missing
    hint: write for example output = "out/france-2020"
    error: runs/run.toml:1:1: `gas` is missing
    hint: write for example gas = "CH4"
    error: runs/run.toml:1:1: `years` is missing
    hint: write for example years = [2020] or years = { from = 2015, to = 2020 }
    error: runs/run.toml:1:1: `regions` is missing
    hint: write for example regions = { set = "natural-earth-50m", select = ["FRA"] }
    error: runs/run.toml:1:1: `product` is missing
    hint: write for example [[product]] on a line of its own, and below it name = "…" and files = ["…"]
    error: runs/run.toml:1:1: `inventory` is missing
    hint: write for example [[inventory]] on a line of its own, and below it name = "…" and files = ["…"]
    7 problems, nothing was written
    "#);
}

#[test]
fn values_of_a_wrong_kind_are_shown_with_what_they_should_be() {
    let text = r#"
title = 2020
output = true
gas = ""
years = 2020
regions = "natural-earth-50m"
significance = "0.05"
sensitivity_threshold = 50
minimum_coverage = [0.99]
fail_on = "significant"
product_error_correlation = "partial"
boundaries = 12
conventions = "wgs84"
uncertainty = "u.csv"

[product]
name = 5
files = [1, "b.nc"]
year = 20

[[inventory]]
name = "NIR"
files = { first = "a.csv" }
submission_year = 2020-01-01
inventory_year = 2020.5
party = 1
"#;
    insta::assert_snapshot!(problems(text), @r#"
    error: runs/run.toml:2:9: `title` must be a text in quotes, found the number 2020
    hint: write it in quotes: "2020"
    error: runs/run.toml:3:10: `output` must be a text in quotes, found the word true
    error: runs/run.toml:4:7: `gas` is empty
    error: runs/run.toml:5:9: `years` must be a list of years such as [2020], or { from = 2015, to = 2020 }, found the number 2020
    hint: write years = [2020]
    error: runs/run.toml:6:11: `regions` must be keys in braces, found a text
    hint: write regions = { set = "natural-earth-50m" }, or file = or mask = in place of set =
    error: runs/run.toml:7:16: `significance` must be a number, found the text "0.05"
    hint: write it without quotes: 0.05
    error: runs/run.toml:8:25: `sensitivity_threshold` must be a share from 0 to 1, found 50
    hint: 0 asks nothing of the observations, 1 asks all
    error: runs/run.toml:9:20: `minimum_coverage` must be a number, found a list
    error: runs/run.toml:10:11: `fail_on` must be a list of verdicts such as ["significant"], found the text "significant"
    hint: write fail_on = ["significant"]
    error: runs/run.toml:11:29: unknown word `partial` for `product_error_correlation`, expected full or none
    error: runs/run.toml:12:14: `boundaries` must be a text in quotes, found the number 12
    hint: write it in quotes: "12"
    error: runs/run.toml:13:15: `conventions` must be keys in braces such as { earth = … }, found the text "wgs84"
    error: runs/run.toml:14:15: `uncertainty` must be written as sections that begin with [[uncertainty]], found the text "u.csv"
    error: runs/run.toml:16:1: `product` needs double brackets, because there may be several
    hint: write [[product]]
    error: runs/run.toml:17:8: `name` must be a text in quotes, found the number 5
    hint: write it in quotes: "5"
    error: runs/run.toml:18:10: each of `files` must be a text in quotes, found the number 1
    hint: write it in quotes: "1"
    error: runs/run.toml:19:8: `year` must be a year from 1700 to 2300, found 20
    error: runs/run.toml:23:9: `files` must be a list of files such as ["2020.nc"], found keys in braces
    error: runs/run.toml:24:19: `submission_year` must be a whole number, the year, found the date 2020-01-01
    error: runs/run.toml:25:18: `inventory_year` must be a whole number, the year, found the number 2020.5
    error: runs/run.toml:26:9: `party` must be a text in quotes, found the number 1
    hint: write it in quotes: "1"
    21 problems, nothing was written
    "#);
}

#[test]
fn a_key_in_the_wrong_section_is_sent_to_its_place() {
    insta::assert_snapshot!(problems(&format!("{MINIMAL}significance = 0.05\nyears = [2020]\nsumbission_year = 2024\ncolour = \"red\"")), @r"
    error: runs/run.toml:14:1: unknown key `significance` in [[inventory]]
    hint: `significance` belongs to the run as a whole: move it to the top, above the first line in [brackets]
    error: runs/run.toml:15:1: unknown key `years` in [[inventory]]
    hint: `years` belongs to the run as a whole: move it to the top, above the first line in [brackets]
    error: runs/run.toml:16:1: unknown key `sumbission_year` in [[inventory]]
    hint: did you mean `submission_year`?
    error: runs/run.toml:17:1: unknown key `colour` in [[inventory]]
    hint: expected name, files, layout, submission_year, inventory_year, fiscal_year_start, fiscal_year_named_after, party, gwp_set, territory, source or crosswalk
    4 problems, nothing was written
    ");
}

#[test]
fn names_must_tell_entries_apart_and_uncertainties_name_an_inventory() {
    let more = "[[product]]\nname = \"inversion\"\nfiles = [\"b.nc\"]\n[[uncertainty]]\nfile = \"u.csv\"\ninventory = \"NIT\"\n";
    insta::assert_snapshot!(problems(&format!("{MINIMAL}{more}")), @r"
    error: runs/run.toml:15:8: the product of line 8 is named `inversion` already
    hint: give each a name of its own
    error: runs/run.toml:19:13: no inventory is named `NIT`
    hint: did you mean `NIR`?
    2 problems, nothing was written
    ");
}

#[test]
fn years_are_sorted_distinct_and_go_forward() {
    let with_years = |years: &str| MINIMAL.replace("[2020]", years);
    let years = parse(&with_years("[2021, 2019]")).unwrap().years;
    assert_eq!(years, [at(2019, 4, 16), at(2021, 4, 10)]);
    let refused = ["[2020, 2020]", "{ from = 2020, to = 2015 }", "{ from = 2020, till = 2021 }", "[]", "[20]"];
    insta::assert_snapshot!(refused.map(|years| problems(&with_years(years))).join("\n"), @r"
    error: runs/run.toml:4:16: the year 2020 is listed twice
    1 problem, nothing was written
    error: runs/run.toml:4:9: the years go from 2020 back to 2015
    hint: write the earlier year first
    1 problem, nothing was written
    error: runs/run.toml:4:9: `to` is missing in `years`
    hint: write for example { from = 2015, to = 2020 }
    error: runs/run.toml:4:24: unknown key `till` in `years`
    hint: expected from, to, fiscal or named_after
    2 problems, nothing was written
    error: runs/run.toml:4:9: `years` is empty, expected a list of years such as [2020], or { from = 2015, to = 2020 }
    1 problem, nothing was written
    error: runs/run.toml:4:10: each of `years` must be a year from 1700 to 2300, found 20
    1 problem, nothing was written
    ");
}

#[test]
fn regions_come_from_one_place() {
    let with_regions = |regions: &str| MINIMAL.replace("{ set = \"natural-earth-50m\" }", regions);
    let refused = [
        "{ select = [\"FRA\"] }",
        "{ file = \"a.geojson\", mask = \"b.nc\" }",
        "{ set = \"natural-earth-50m\", id_field = \"iso\" }",
        "{ sett = \"natural-earth-50m\" }",
        "{ set = \"natural-earth-50m\", select = \"FRA\" }",
        "{ set = \"natural-earth-50m\", select = [] }",
        "{ set = \"natural-earth-50m\", select = [\"FRA\", \"DEU\", \"FRA\"] }",
    ];
    insta::assert_snapshot!(refused.map(|regions| problems(&with_regions(regions))).join("\n"), @r#"
    error: runs/run.toml:5:11: `regions` do not say where they come from
    hint: write for example regions = { set = "natural-earth-50m", select = ["FRA"] }
    1 problem, nothing was written
    error: runs/run.toml:5:11: `regions` come from one place, found several of `set`, `file` and `mask`
    hint: keep one of them
    1 problem, nothing was written
    error: runs/run.toml:5:51: `id_field` is for a file of your own, but the regions are those of the set `natural-earth-50m`
    hint: leave `id_field` out
    1 problem, nothing was written
    error: runs/run.toml:5:13: unknown key `sett` in `regions`
    hint: did you mean `set`?
    1 problem, nothing was written
    error: runs/run.toml:5:49: `select` must be a list of codes such as ["FRA", "DEU"], found the text "FRA"
    hint: write select = ["FRA"]
    1 problem, nothing was written
    error: runs/run.toml:5:49: `select` is empty, expected a list of codes such as ["FRA", "DEU"]
    1 problem, nothing was written
    error: runs/run.toml:5:64: the region `FRA` is listed twice
    1 problem, nothing was written
    "#);
}

#[test]
fn boundaries_take_the_place_of_the_source_of_regions() {
    let own = Located::new(RegionSource::Outlines("own.gpkg".into()), Position { line: 1, column: 14 });
    let beside_a_set = parse(&format!("boundaries = \"own.gpkg\"\n{MINIMAL}")).unwrap();
    assert_eq!(beside_a_set.regions.source, own);
    let alone = format!("boundaries = \"own.gpkg\"\n{}", MINIMAL.replace("regions = { set = \"natural-earth-50m\" }\n", ""));
    assert_eq!(parse(&alone).unwrap().regions.source, own);
}

#[test]
fn molar_masses_belong_to_known_gases() {
    insta::assert_snapshot!(problems_with("conventions = { molar_mass = { CH3 = 15, CO2 = 12.011, N2O = \"44\" } }"), @r#"
    error: runs/run.toml:1:32: unknown gas `CH3`, expected CH4, CO2 or N2O
    error: runs/run.toml:1:48: 12.011 g/mol is not the molar mass of CO2, expected a value within 1 % of 44.009
    hint: a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen
    error: runs/run.toml:1:62: `N2O` must be a number, found the text "44"
    hint: write it without quotes: 44
    3 problems, nothing was written
    "#);
}

#[test]
fn what_breaks_the_rules_of_toml_comes_alone_with_the_likely_cause() {
    let broken = [
        r#"files = "C:\data\x.nc""#,
        "title = “Methane”",
        "title = Methane",
        "gas = \"CH4\"\ngas = \"CO2\"",
        "title = \"Methane",
        "title \"Methane\"",
        "carbon_to_co2 = 44/12",
        "years = [2020",
        "significance = 0,05",
        "years = [2019 2020]",
        "years = { from = 2019 to = 2020 }",
        "[[product]\nname = \"a\"",
    ];
    insta::assert_snapshot!(broken.map(problems).join("\n"), @r#"
    error: runs/run.toml:1:13: a backslash between double quotes has a meaning of its own
    hint: write paths with forward slashes, "C:/data/x.nc", or in single quotes, 'C:\data\x.nc'
    1 problem, nothing was written
    error: runs/run.toml:1:9: a text must stand in straight quotes `"`
    hint: replace the curved quotes of a word processor by straight ones
    1 problem, nothing was written
    error: runs/run.toml:1:9: this is no number, list or text in quotes
    hint: texts stand in straight quotes, "Methane of France", and the elements of a list have commas between them, [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:2:1: this key is given twice
    hint: keep one of the two
    1 problem, nothing was written
    error: runs/run.toml:1:17: a text does not end with `"` in its line
    hint: texts stand in straight quotes: title = "Methane of France"
    1 problem, nothing was written
    error: runs/run.toml:1:7: a key needs `=` and a value behind it
    hint: write for example gas = "CH4"
    1 problem, nothing was written
    error: runs/run.toml:1:17: this is no number, list or text in quotes
    hint: texts stand in straight quotes, "Methane of France", and the elements of a list have commas between them, [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:1:14: a list does not end with `]`
    hint: write for example years = [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:1:17: a number cannot have a comma
    hint: write a point: 0.05
    1 problem, nothing was written
    error: runs/run.toml:1:10: this is no number, list or text in quotes
    hint: texts stand in straight quotes, "Methane of France", and the elements of a list have commas between them, [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:1:26: keys in braces need commas between them
    hint: write for example years = { from = 2015, to = 2020 }
    1 problem, nothing was written
    error: runs/run.toml:1:11: a line that begins with `[[` does not end with `]]`
    hint: write for example [[product]]
    1 problem, nothing was written
    "#);
}

#[test]
fn a_path_whose_backslashes_became_line_breaks_is_found() {
    insta::assert_snapshot!(problems_with(r#"boundaries = "C:\new\borders.gpkg""#), @r#"
    error: runs/run.toml:1:14: `boundaries` holds a line break or tab, as `\n` and `\t` between double quotes make them
    hint: write paths with forward slashes, "C:/data/x.nc", or in single quotes, 'C:\data\x.nc'
    1 problem, nothing was written
    "#);
}

/// Each cut and each line left out may only be good or be reported at a place within the text.
#[test]
fn every_damage_is_reported_within_the_file() {
    let cuts = (0..FULL.len()).filter(|&end| FULL.is_char_boundary(end)).map(|end| FULL[..end].to_owned());
    let lines: Vec<_> = FULL.lines().collect();
    let gaps = (0..lines.len()).map(|gap| [&lines[..gap], &lines[gap + 1..]].concat().join("\n"));
    for text in cuts.chain(gaps) {
        let Err(diagnostics) = parse(&text) else { continue };
        assert!(!diagnostics.is_empty());
        for position in diagnostics.sorted().iter().filter_map(|diagnostic| diagnostic.position) {
            let line = text.split('\n').nth(position.line - 1).expect("a line of the text");
            assert!(position.column <= line.chars().count() + 1, "{position} of\n{text}");
        }
    }
}

#[test]
fn files_that_are_missing_or_no_text_are_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.toml");
    let problem = || open(&path).unwrap_err().to_string().replace(&folder.path().display().to_string(), "FOLDER");
    let missing = problem();
    std::fs::write(&path, b"title = \"M\xe9thane\"").unwrap();
    insta::assert_snapshot!([missing, problem()].join("\n"), @r"
    error: FOLDER/run.toml: there is no such file
    hint: `fluxledger demo` writes a complete example with a run file to copy
    1 problem, nothing was written
    error: FOLDER/run.toml:1:11: the file is not plain text in UTF-8
    hint: save it in the editor with the encoding UTF-8
    1 problem, nothing was written
    ");
    std::fs::write(&path, format!("\u{feff}{MINIMAL}")).unwrap();
    assert_eq!(open(&path).map(|run_file| run_file.title), Ok(text_at("Methane of France", 1, 9)));
}

#[test]
fn paths_are_relative_to_the_run_file() {
    let run_file = parse(MINIMAL).unwrap();
    assert_eq!(run_file.resolve(&run_file.output.value), Path::new("runs/out"));
    assert_eq!(run_file.resolve(Path::new("/data/x.nc")), Path::new("/data/x.nc"));
}

#[test]
fn verdicts_break_the_thresholds_that_name_them() {
    assert!(FailOn::Significant.is_met_by(&Verdict::Lower));
    assert!(!FailOn::Higher.is_met_by(&Verdict::Lower));
    assert!(FailOn::PriorDominated.is_met_by(&Verdict::PriorDominated { sensitivity: 0.2 }));
    for (word, cause) in FailOn::WORDS.into_iter().skip(1) {
        let verdicts = [
            Verdict::Higher,
            Verdict::Lower,
            Verdict::Inconclusive,
            Verdict::PriorDominated { sensitivity: 0.2 },
            Verdict::Untested(fluxledger_core::reconcile::MissingUncertainty::Both),
            Verdict::NotComparable(fluxledger_core::reconcile::Obstacle::Scope),
        ];
        let met: Vec<_> = verdicts.iter().filter(|verdict| cause.is_met_by(verdict)).map(Verdict::name).collect();
        assert_eq!(met, [word]);
    }
}
