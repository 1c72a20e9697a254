//! What a run file says, and what is wrong in one.

mod mistakes;
mod values;
mod verdicts;

use super::*;
use crate::position::Position;
use crate::region_source::{MaskFile, RegionSource};
use fluxledger_core::reconcile::ErrorCorrelation;
use fluxledger_core::{CarbonToCo2, CoastPolicy, ConventionChoices, CoverageMeasure, Earth, NamedAfter, RegionCode, Share, YearLength};
use fluxledger_ingest::region::Faults;

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
        prior_inventory: None,
        year: None,
        scope: None,
        category: None,
        conventions: ConventionChoices::default(),
        crosswalk: None,
        ensemble: None,
        state: None,
        uncertainty: None,
    };
    let inventory = InventoryEntry {
        name: text_at("NIR", 12, 8),
        files: vec![text_at("nir.xlsx", 13, 10)],
        layout: None,
        select: Vec::new(),
        submission_year: None,
        earlier_files: Vec::new(),
        earlier_submission_year: None,
        inventory_year: None,
        year_start: None,
        party: None,
        gwp_set: None,
        territory: None,
        grounds: Vec::new(),
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
        trends: Vec::new(),
        regions: RegionChoice {
            source: at(RegionSource::Set("natural-earth-50m".into()), 5, 19),
            id_field: None,
            faults: Faults::Named,
            sea: None,
            select: Vec::new(),
        },
        boundaries: None,
        coast_weights: None,
        groups: vec![],
        thresholds: Thresholds::default(),
        errors: ErrorModel::default(),
        sweep: Vec::new(),
        fail_on: Vec::new(),
        equivalents: None,
        bridge_start: BridgeStart::Shares,
        cells: None,
        figure_size: Size::DoubleColumn,
        ledger: Vec::new(),
        products: vec![product],
        ensembles: Vec::new(),
        inventories: vec![inventory],
        uncertainties: Vec::new(),
        default_uncertainties: None,
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
        prior_inventory: None,
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
        ensemble: None,
        state: None,
        uncertainty: None,
    };
    let reported = InventoryEntry {
        name: text_at("NIR", 32, 8),
        files: vec![text_at("nir.xlsx", 33, 10)],
        layout: Some(text_at("crt", 34, 10)),
        select: Vec::new(),
        submission_year: Some(at(2014, 35, 19)),
        earlier_files: Vec::new(),
        earlier_submission_year: None,
        inventory_year: Some(at(2011, 36, 18)),
        year_start: None,
        party: Some(PartyChoice::Named(vec![("United States of America".into(), at(RegionCode::new("USA"), 37, 40))])),
        gwp_set: Some(text_at("AR5", 38, 11)),
        territory: Some(text_at("with Puerto Rico", 39, 13)),
        grounds: Vec::new(),
        source: Some(text_at("UNFCCC", 40, 10)),
        crosswalk: Some(at("categories.csv".into(), 41, 13)),
    };
    let national = InventoryEntry {
        name: text_at("EPA", 44, 8),
        files: vec![text_at("epa.csv", 45, 10)],
        party: Some(PartyChoice::All(at(RegionCode::new("USA"), 46, 9))),
        layout: None,
        select: Vec::new(),
        submission_year: None,
        earlier_files: Vec::new(),
        earlier_submission_year: None,
        inventory_year: None,
        year_start: None,
        gwp_set: None,
        territory: None,
        grounds: Vec::new(),
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
        trends: Vec::new(),
        regions: RegionChoice {
            source: at(RegionSource::Mask(mask), 5, 20),
            id_field: Some(text_at("iso", 5, 56)),
            faults: Faults::Named,
            sea: None,
            select: vec![at(RegionCode::new("USA"), 5, 73), at(RegionCode::new("CAN"), 5, 80)],
        },
        boundaries: None,
        coast_weights: None,
        groups: vec![],
        thresholds: Thresholds { significance: 0.1, sensitivity: 0.4, coverage: Share::WHOLE, ..Thresholds::default() },
        errors: ErrorModel { parts: ErrorCorrelation::None, ..ErrorModel::default() },
        sweep: Vec::new(),
        fail_on: vec![FailOn::Significant, FailOn::NotComparable],
        equivalents: None,
        bridge_start: BridgeStart::Shares,
        cells: None,
        figure_size: Size::DoubleColumn,
        ledger: Vec::new(),
        products: vec![product],
        ensembles: Vec::new(),
        inventories: vec![reported, national],
        uncertainties: vec![UncertaintyEntry {
            file: at("uncertainties.csv".into(), 49, 8),
            inventory: Some(text_at("NIR", 50, 13)),
            categorization: None,
        }],
        default_uncertainties: None,
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
fn a_span_is_listed_once() {
    let spans = |key: &str| format!("{key} = [{{ from = 2015, to = 2017 }}, {{ from = 2015, to = 2017 }}, {{ from = 2014, to = 2017 }}]");
    let text = with_years(&format!("years = {{ from = 2014, to = 2017 }}\n{}\n{}", spans("means"), spans("trends")));
    insta::assert_snapshot!(problems(&text), @r"
    error: runs/run.toml:5:38: the mean of 2015 to 2017 is listed twice
    error: runs/run.toml:6:39: the trend of 2015 to 2017 is listed twice
    2 problems, nothing was written
    ");
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
