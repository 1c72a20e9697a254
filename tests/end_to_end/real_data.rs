//! The program on files as their providers publish them, against sums of an independent program and the providers' own.
//!
//! The files are no part of the project: they are looked for in `FLUXLEDGER_DATA`, else beside the workspace. Each test begins a line with
//! `real data:` or `skipped:`.

use crate::command_line::{Answer, fluxledger};
use crate::demo::svg_files;
use crate::result_table::ResultTable;
use calamine::{Data, Reader, Xlsx};
use fluxledger_ingest::raster;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const EPA: &str = "epa_gridded_ch4_2012/GEPA_Annual.nc";
const OPENGHG: &str = "openghg_inversions_europe_ch4/flux_total_ch4_europe_edgar7_2019-01-01_2019-12-31_data.nc";
const OPENGHG_MASK: &str = "openghg_inversions_europe_ch4/country_EUROPE.nc";
const OPENGHG_TOTALS: &str = "openghg_inversions_europe_ch4/standard_rhime_outs.nc";
const EDGAR: &str = "edgar_v5_ch4_europe_2012/ch4-anthro_EUROPE_2012.nc";
const EDGAR_MASK: &str = "edgar_v5_ch4_europe_2012/country_EUROPE.nc";
const UNFCCC: &str = "unfccc_annex1/CH4_Annual_Net_emissions_removals_in_kt.csv";
const CDIAC: &str = "cdiac_co2/gridcar.2013";
const CARBONTRACKER: &str = "carbontracker_co2/CT2015.flux1x1.2014-mean.nc";
const OCO2_MIP: &str = "oco2mip_country_co2/pilot_topdown_CO2_Budget_countries_v1.csv";
const SOUTH_AMERICA: &str = "ch4_total_samerica_2016_monthly/ch4_SOUTHAMERICA_2016_SWAMPS-v32-5_Saunois-Annual-Mean.nc";
const UNFCCC_CO2: &str = "unfccc_annex1/CO2_Annual_Net_emissions_removals_in_kt.csv";
const NON_ANNEX_1: &str = "unfccc_non_annex1/detailed-data-by-country-non-annex-one.csv";
const NATURAL_EARTH: &str = "boundaries/ne_50m/ne_50m_admin_0_countries_rnaturalearthdata.geojson";

/// The files of a test, if all are there; says which, or that the test is skipped.
pub(crate) fn real_files<const N: usize>(test: &str, relative: [&str; N]) -> Option<[PathBuf; N]> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from);
    let paths = relative.map(|relative| folder.join(relative));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        println!("skipped: {test}, because there is no file at `{}`", missing.display());
        return None;
    }
    println!("real data: {test}");
    Some(paths)
}

/// The table of `fluxledger totals` on one file.
fn totals(file: &Path, options: &str) -> ResultTable {
    let file = file.display().to_string();
    let arguments = ["totals", file.as_str()].into_iter().chain(options.split_whitespace());
    ResultTable::from_csv(&fluxledger(Path::new("."), arguments).done().stdout)
}

/// The total of the whole grid of each layer, in kt.
fn grid_totals(table: &ResultTable) -> BTreeMap<&str, f64> {
    let rows = table.rows().filter(|row| row.text("region") == "_GRID");
    rows.map(|row| (row.text("layer"), row.number("mass_kg") / 1e6)).collect()
}

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "found {found}, expected {expected}");
}

/// Equal to a number as it is printed.
#[track_caller]
fn assert_prints(found: f64, expected: &str) {
    let decimals = expected.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    assert_eq!(format!("{found:.decimals$}"), expected);
}

#[test]
fn natural_and_anthropogenic_layers_of_carbontracker_are_not_added_up() {
    let Some([file]) = real_files("layers of CarbonTracker by their scope", [CARBONTRACKER]) else { return };
    let text = fluxledger(Path::new("."), ["inspect", file.to_str().unwrap()]).done().stdout;
    let sums: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("Sum")).collect();
    assert_eq!(sums.len(), 3, "{text}");
    for (sum, end) in sums.iter().zip([
        "1 emission layer of scope anthropogenic",
        "1 emission layer of scope natural",
        "2 emission layers of scope total",
    ]) {
        assert!(sum.ends_with(end), "{sum}");
    }
}

const FOSSIL_RUN: &str = r#"
title = "Fossil CO2 of 2014"
output = "out"
gas = "CO2"
years = [2014]
regions = { set = "natural-earth-50m", select = ["USA"] }

[[product]]
name = "CarbonTracker"
files = ["PRODUCT"]

[[inventory]]
name = "UNFCCC"
files = ["INVENTORY"]
layout = "unfccc-flexible-query"
submission_year = 2023
"#;

#[test]
fn fossil_fluxes_that_are_imposed_on_an_inversion_are_no_finding_of_it() {
    let Some([product, inventory]) = real_files("fossil CO2 of CarbonTracker against UNFCCC", [CARBONTRACKER, UNFCCC_CO2]) else { return };
    let folder = TempDir::new().unwrap();
    let run = FOSSIL_RUN.replace("PRODUCT", product.to_str().unwrap()).replace("INVENTORY", inventory.to_str().unwrap());
    fs::write(folder.path().join("run.toml"), run).unwrap();
    let answer = fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).done();
    let said = (answer.stdout + &answer.stderr).replace(['\u{202f}', '\u{a0}'], " ");
    let imposed = "In “CarbonTracker” `fire_flux_imp`, `fossil_flux_imp` are imposed and not estimated";
    let fossil =
        "United States, Energy + Industrial processes and product use (1 + 2), 2014: whether the gridded inventory “CarbonTracker”";
    let figures = "The gridded inventory “CarbonTracker” gives 5 2";
    let land = "(M.LULUCF), 2014: not comparable with the inventory “UNFCCC” (submission of 2023), because “CarbonTracker” counts natural fluxes too";
    for sentence in [imposed, fossil, figures, land] {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
}

/// In TgC on WGS84, with 365 days and 12.011 g of carbon a mole; a mole of CO₂ has 44.009 g.
#[test]
fn a_file_of_carbontracker_is_totalled_over_countries_without_any_option() {
    let Some([file]) = real_files("a file of CarbonTracker without any option", [CARBONTRACKER]) else { return };
    let table = totals(&file, "");
    let carbon: BTreeMap<&str, f64> = grid_totals(&table).into_iter().map(|(layer, kt)| (layer, kt / 1e3 * 12.011 / 44.009)).collect();
    for (layer, expected) in
        [("fossil_flux_imp", 9798.75), ("bio_flux_opt", -4397.76), ("ocn_flux_opt", -2819.17), ("fire_flux_imp", 1930.94)]
    {
        assert!((carbon[layer] - expected).abs() < 0.006, "{layer}: found {}, expected {expected}", carbon[layer]);
    }
    let of_china = table.rows().filter(|row| row.text("region") == "CHN" && row.text("layer") == "fossil_flux_imp");
    let periods: Vec<(&str, &str)> = of_china.map(|row| (row.text("period_start"), row.text("period_end"))).collect();
    assert_eq!(periods, [("2014-01-01", "2015-01-01")]);
}

#[test]
fn the_layers_of_epa_sum_to_the_independent_totals() {
    let Some([file]) = real_files("sums of all layers of the gridded EPA inventory", [EPA]) else { return };
    let expected: BTreeMap<String, f64> =
        serde_json::from_slice(&fs::read(file.with_file_name("sector_totals_kt_computed.json")).unwrap()).unwrap();
    let table = totals(&file, "--regions none --earth sphere:6371007.181 --molar-mass CH4=16.0425 --year-seconds 366d");
    let found = grid_totals(&table);
    assert_eq!(found.len(), 22);
    for (layer, kilotonnes) in &found {
        assert_close(*kilotonnes, expected[*layer], 1e-7);
    }
}

#[test]
fn epa_by_its_own_conventions_gives_the_figures_of_its_inventory() {
    let Some([file]) = real_files("the gridded EPA inventory by its own conventions", [EPA]) else { return };
    let table = totals(&file, "--regions none");
    let found = grid_totals(&table);
    for (layer, expected) in [
        ("emissions_2C2_Ferroalloy_Production", "1.0000000"),
        ("emissions_2B5_Petrochemical_Production", "4.0000094"),
        ("emissions_4F_Field_Burning", "11.000007"),
        ("emissions_5_Forest_Fires", "443.0002"),
        ("emissions_4A_Enteric_Fermentation", "6658.413"),
    ] {
        assert_prints(found[layer], expected);
    }
    assert_prints(found.values().sum(), "28692.578");
}

#[test]
fn country_totals_of_openghg_are_those_of_the_inversion() {
    let Some([flux, mask, inversion]) =
        real_files("104 country totals of an inversion of OpenGHG", [OPENGHG, OPENGHG_MASK, OPENGHG_TOTALS])
    else {
        return;
    };
    let table = totals(&flux, &format!("--regions {} --earth sphere:6367500 --molar-mass CH4=16.0426 --year-seconds 365d", mask.display()));
    let inversion = raster::open(&inversion).unwrap();
    let grams: Vec<f64> = inversion.read_whole("countryapriori").unwrap().into_iter().collect();
    let names = inversion.read_labels("countrynames").unwrap();
    let named = table.rows().filter(|row| !["_UNASSIGNED", "_GRID"].contains(&row.text("region"))).count();
    assert_eq!((grams.len(), named), (104, 104));
    for (name, grams) in names.iter().zip(&grams) {
        assert_close(table.row(&[("region_name", name)]).number("mass_kg"), grams / 1e3, 2e-7);
    }
    for (region, expected) in
        [("DEU", 2454.264), ("FRA", 2618.600), ("GBR", 1011.438), ("ITA", 1574.191), ("POL", 2310.806), ("OCEAN", 4039.660)]
    {
        assert_close(table.row(&[("region", region)]).number("mass_kg") / 1e6, expected, 1e-6);
    }
    assert_close(grid_totals(&table)["flux"], 72_201.135, 1e-7);
}

#[test]
fn edgar_on_its_european_domain_sums_to_the_independent_totals() {
    let Some([file, mask]) = real_files("EDGAR v5.0 on its European domain", [EDGAR, EDGAR_MASK]) else { return };
    for (conventions, expected) in [
        ("--earth sphere:6371007.181 --year-seconds 365d", 73_949.42),
        ("--earth sphere:6371007.181 --year-seconds 366d", 74_152.03),
        ("--earth wgs84 --year-seconds 365d", 74_019.94),
        ("--earth wgs84 --year-seconds calendar", 74_222.73),
    ] {
        let table = totals(&file, &format!("--regions none --molar-mass CH4=16.0425 {conventions}"));
        assert_close(grid_totals(&table)["flux"], expected, 1e-5);
    }
    let table = totals(&file, &format!("--regions {} --earth wgs84 --year-seconds 365d --molar-mass CH4=16.0425", mask.display()));
    for (region, expected) in
        [("DEU", 3165.91), ("FRA", 2596.06), ("GBR", 3687.90), ("ITA", 1662.48), ("POL", 2701.79), ("ESP", 1538.47), ("OCEAN", 4649.03)]
    {
        assert_close(table.row(&[("region", region)]).number("mass_kg") / 1e6, expected, 1e-5);
    }
}

/// An example of the project in a folder of its own, with its data beside it.
struct Example {
    folder: TempDir,
    run_file: String,
}

impl Example {
    fn new(name: &str, data: &[PathBuf]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        for file in data {
            fs::copy(file, folder.path().join("data").join(file.file_name().unwrap())).unwrap();
        }
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(format!("{name}.toml"));
        for beside in ["uncertainties", "prior"].map(|what| format!("{name}-{what}.csv")) {
            if example.with_file_name(&beside).exists() {
                fs::copy(example.with_file_name(&beside), folder.path().join(&beside)).unwrap();
            }
        }
        Self { folder, run_file: fs::read_to_string(example).unwrap() }
    }

    /// Puts lines on top of the run file.
    fn with(self, lines: &str) -> Self {
        Self { run_file: format!("{lines}\n{}", self.run_file), ..self }
    }

    fn run(&self) -> Answer {
        fs::write(self.folder.path().join("run.toml"), &self.run_file).unwrap();
        fluxledger(self.folder.path(), ["run", "run.toml", "--output", "results", "--quiet"]).done()
    }

    fn result(&self, name: &str) -> PathBuf {
        self.folder.path().join("results").join(name)
    }

    fn table(&self, name: &str) -> ResultTable {
        ResultTable::open(&self.result("tables").join(name).with_extension("csv"))
    }

    fn page(&self) -> String {
        fs::read_to_string(self.result("report.html")).unwrap()
    }
}

/// Whether Σ regions + Σ remainders is the whole grid, layer by layer.
#[track_caller]
fn assert_closes(totals: &ResultTable) {
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in totals.rows() {
        let (parts, whole) = sums.entry(row.text("layer")).or_default();
        match row.text("kind") {
            "region" | "remainder" => *parts += row.number("mass_kg"),
            "total" => *whole += row.number("mass_kg"),
            kind => panic!("{kind}"),
        }
    }
    assert!(!sums.is_empty());
    for (parts, whole) in sums.values() {
        assert_close(*parts, *whole, 1e-9);
    }
}

/// Whether a workbook's cells under a heading are numbers or empty, and how many are numbers.
fn numbers_below(workbook: &Path, heading: &str) -> usize {
    let mut workbook: Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    let sheet = workbook.worksheet_range("comparison").unwrap();
    let is_heading = |cell: &Data| matches!(cell, Data::String(text) if text == heading);
    let (row, column) = sheet.rows().enumerate().find_map(|(row, cells)| Some((row, cells.iter().position(is_heading)?))).unwrap();
    let cells = || sheet.rows().skip(row + 1).map(|cells| &cells[column]);
    assert!(cells().all(|cell| matches!(cell, Data::Float(_) | Data::Int(_) | Data::Empty)), "{heading}");
    cells().filter(|cell| **cell != Data::Empty).count()
}

#[test]
fn the_example_of_the_united_states_says_that_it_compares_two_vintages() {
    let Some(data) = real_files("the example of the United States, 2012", [EPA, UNFCCC]) else { return };
    let example = Example::new("usa-ch4-2012", &data);
    let answer = example.run();
    assert!(answer.stdout.lines().next().unwrap().contains("this report compares two vintages of one inventory"), "{}", answer.stdout);
    assert!(example.page().contains("this report compares two vintages of one inventory"));
    let comparison = example.table("comparison");
    assert_prints(comparison.row(&[("category", "3.A.1")]).number("inventory_kt"), "6639.9");
    assert_closes(&example.table("totals"));
    assert!(example.table("audit").rows().all(|row| row.number("residual") <= 1e-9));
    assert!(svg_files(&example.result("figures")).len() >= 2);
    for heading in ["Product (kt)", "Inventory (kt)", "Difference (kt)"] {
        assert_eq!(numbers_below(&example.result("tables.xlsx"), heading), comparison.rows().count());
    }
}

#[test]
fn the_example_of_europe_compares_what_its_grid_holds() {
    let Some(data) = real_files("the example of Europe, 2012", [EDGAR, UNFCCC]) else { return };
    let example = Example::new("europe-ch4-2012", &data);
    example.run();
    let comparison = example.table("comparison");
    let row = |region| comparison.row(&[("region", region), ("category", "M.0.EL")]);
    let comparable = comparison.rows().filter(|row| row.text("verdict") != "not comparable").count();
    assert!(comparable >= 12, "{comparable}");
    for region in ["RUS", "USA", "CAN"] {
        assert_eq!(row(region).text("verdict"), "not comparable");
        let reason = row(region).text("reason");
        let share = reason
            .strip_suffix(" % of the region lies inside the grid, in cells with a value")
            .unwrap_or_else(|| panic!("{region}: {reason}"));
        assert!((0.0..50.0).contains(&share.parse::<f64>().unwrap()), "{region}: {reason}");
    }
    for (region, expected) in [
        ("DEU", "2103.3"),
        ("FRA", "2509.4"),
        ("GBR", "2334.2"),
        ("ITA", "1857.0"),
        ("ESP", "1533.4"),
        ("POL", "1628.8"),
        ("NLD", "734.9"),
        ("AUT", "266.8"),
        ("CHE", "196.4"),
        ("PRT", "395.1"),
    ] {
        assert_prints(row(region).number("inventory_kt"), expected);
    }
    assert_closes(&example.table("totals"));
}

/// The means of the posterior that the file states, in t, and the ends of their 95 % intervals: `countrymean` and `country95`. On the grid they come out 1.3e-5
/// smaller: the inversion counts 70.0139 g of HFC-23 a mole, the standard atomic weights give 70.013.
#[test]
fn the_example_of_east_asia_sums_its_flux_to_the_totals_that_it_states() {
    const INVERSION: &str = "openghg_inversions_europe_ch4/standard_rhime_outs_EASTASIA.nc";
    const MASK: &str = "openghg_inversions_europe_ch4/country_EASTASIA.nc";
    let Some(data) = real_files("the example of HFC-23 in East Asia, 2022", [INVERSION, MASK]) else { return };
    let example = Example::new("hfc23-eastasia-2022", &data);
    example.run();
    let comparison = example.table("comparison");
    let row = |product: &str, region: &str| comparison.row(&[("product", product), ("region", region)]);
    for (region, mean, low, high) in [
        ("EChi1", 35_950.845_522, 470.160_237, 59_255.460_845),
        ("EChi2", 8_725.749_186, 64.750_689, 14_416.695_542),
        ("JPN", 55.610_863, 6.378_375, 85.433_714),
        ("S.Kor", 50.318_452, 5.668_000, 77.422_129),
        ("TWN", 202.574_863, 1.317_211, 334.812_699),
    ] {
        let stated = row("its own country totals", region);
        assert_close(stated.number("product_kt") * 1e3, mean, 1e-6);
        assert_close(stated.number("product_low_kt") * 1e3, low, 1e-4);
        assert_close(stated.number("product_high_kt") * 1e3, high, 1e-6);
        let summed = row("flux on the grid", region).number("product_kt") * 1e3;
        assert_close(summed * 70.013_902 / 70.013, mean, 1e-6);
    }
    assert!(comparison.rows().all(|row| row.text("gas") == "HFC-23" && !row.text("verdict").starts_with("significantly")));
    assert_closes(&example.table("totals"));
    assert!(example.page().contains("is not independent of the inventory “prior of the inversion”"));
}

/// Reported by China for 2014: 8 924 930 kt of energy and 1 329 870 kt of industrial processes, in all 10 254 800 kt; no solvents.
#[test]
fn the_example_of_cdiac_compares_china_with_its_nearest_year_and_says_so() {
    let Some(data) = real_files("the example of CDIAC, 2013", [CDIAC, UNFCCC_CO2, NON_ANNEX_1]) else { return };
    let example = Example::new("fossil-co2-cdiac-2013", &data);
    example.run();
    let comparison = example.table("comparison");
    let china = comparison.row(&[("region", "CHN")]);
    assert_prints(china.number("inventory_kt"), "10254800");
    assert_eq!((china.text("period"), china.text("inventory_keys"), china.text("verdict")), ("2013 / 2014", "NE", "not tested"));
    assert!(
        example
            .page()
            .contains("China, Energy + Industrial processes and product use (1 + 2), product year 2013 against inventory year 2014")
    );
    // Germany is no Party of the other table, so it stands in one row.
    assert_eq!(comparison.row(&[("region", "DEU")]).text("inventory"), "UNFCCC submission 2023");
    assert!(!example.page().contains("two vintages of one inventory"));
    assert_closes(&example.table("totals"));
}

/// Means of 2015 to 2020 for Germany by the table: rivers −14.6728 Mt, crops and wood 18.3229 Mt.
#[test]
fn the_example_of_the_land_flux_compares_what_its_ledger_speaks_of_and_refuses_the_rest() {
    let Some(data) = real_files("the example of CarbonTracker's land flux, 2014", [CARBONTRACKER, UNFCCC_CO2, OCO2_MIP]) else { return };
    let example = Example::new("land-flux-carbontracker-2014", &data);
    example.run();
    let comparison = example.table("comparison");
    let land: Vec<_> = comparison.rows().filter(|row| row.text("category") == "M.LULUCF").collect();
    let with = |verdict: &str| land.iter().filter(|row| row.text("verdict") == verdict).count();
    assert_eq!((land.len(), with("not tested"), with("not comparable")), (18, 6, 12));
    let refused = land.iter().find(|row| row.text("region") == "RUS").unwrap();
    assert_eq!(refused.text("reason"), "ledger says nothing about unmanaged land");
    let totals = example.table("totals");
    let of_layer = |layer: &str| totals.row(&[("region", "DEU"), ("layer", layer)]).number("mass_kg") / 1e6;
    let expected = of_layer("bio_flux_opt") + of_layer("fire_flux_imp") + 14_672.8 - 18_322.9;
    assert_close(comparison.row(&[("region", "DEU"), ("category", "M.LULUCF")]).number("product_kt"), expected, 1e-9);
    assert_eq!(comparison.row(&[("region", "DEU"), ("category", "1 + 2")]).text("verdict"), "not tested");
    assert!(example.page().contains("the mean of 2015 to 2020 in place of 2014"));
}

#[test]
fn the_example_of_south_america_adds_up_its_months_and_compares_nothing() {
    let Some(data) = real_files("the example of South America, 2016", [SOUTH_AMERICA, NON_ANNEX_1]) else { return };
    let example = Example::new("south-america-ch4-2016", &data);
    example.run();
    let comparison = example.table("comparison");
    let totals = example.table("totals");
    let months = || totals.rows().filter(|row| row.text("region") == "BRA").map(|row| row.number("mass_kg") / 1e6);
    assert_eq!(months().count(), 12);
    let brazil = comparison.row(&[("region", "BRA")]);
    assert_close(brazil.number("product_kt"), months().sum(), 1e-12);
    assert!(comparison.rows().all(|row| row.text("verdict") == "not comparable"));
}

/// Of livestock the defaults have 24.0 % for enteric fermentation and 12.3 % for manure; their sum has √((0.24 · 6639.943)² + (0.123 · 2180.255)²) =
/// 1616.0 kt (IPCC 2006, Vol. 1, eq. 3.2). Waste has categories without a default, so that its sum has no uncertainty.
#[test]
fn a_sum_of_categories_with_default_uncertainties_rests_on_all_of_them() {
    let Some([grid, inventory]) = real_files("default uncertainties of the United States, 2012", [EPA, UNFCCC]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let run_file = format!(
        "title = \"Defaults\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2012]\nregions = {{ set = \"natural-earth-50m\", select = [\"USA\"] }}\n\
         inventory_default_uncertainties = \"solazzo-2021\"\nminimum_coverage = 0.8\n\
         [[product]]\nname = \"EPA\"\nfiles = [{grid:?}]\n[[inventory]]\nname = \"UNFCCC\"\nfiles = [{inventory:?}]\n"
    );
    fs::write(folder.path().join("run.toml"), run_file).unwrap();
    fluxledger(folder.path(), ["run", "run.toml", "--tables-only", "--quiet"]).done();
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let livestock = comparison.row(&[("category", "3.A")]);
    assert_close(livestock.number("inventory_high_kt") - livestock.number("inventory_kt"), 1616.0, 1e-4);
    let source = livestock.text("inventory_uncertainty_source").replace('\u{202f}', " ");
    let expected = "default where none is stated: ±24 % for IPCC2006 3.A.1 and ±12 % for IPCC2006 3.A.2 (Solazzo et al. 2021, doi:10.5194/acp-21-5655-2021)";
    assert_eq!(source, expected);
    let waste = comparison.row(&[("category", "4")]);
    assert_eq!([waste.text("inventory_high_kt"), waste.text("inventory_uncertainty_source")], ["", ""]);
}

#[test]
fn boundaries_of_the_user_take_the_place_of_the_built_in_ones() {
    let Some(data) = real_files("the example of the United States with boundaries from a file", [EPA, UNFCCC, NATURAL_EARTH]) else {
        return;
    };
    let name = data[2].file_name().unwrap().to_str().unwrap().to_owned();
    let built_in = Example::new("usa-ch4-2012", &data);
    built_in.run();
    let replaced = Example::new("usa-ch4-2012", &data).with(&format!("boundaries = \"data/{name}\""));
    replaced.run();
    assert!(built_in.page().contains("Boundaries: Natural Earth"));
    assert!(!replaced.page().contains("Boundaries: Natural Earth"));
    assert!(replaced.page().contains(&format!("Boundaries: {name}")));
    let map = |example: &Example| fs::read_to_string(example.result("figures/map-epa-gridded-inventory-v1.svg")).unwrap();
    assert_ne!(map(&built_in), map(&replaced));
    let of_usa = |example: &Example| {
        let totals = example.table("totals");
        totals.row(&[("region", "USA"), ("layer", "emissions_4A_Enteric_Fermentation")]).number("mass_kg")
    };
    assert_ne!(of_usa(&built_in), of_usa(&replaced));
    assert_close(of_usa(&built_in), of_usa(&replaced), 1e-3);
}
