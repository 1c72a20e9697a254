use super::*;
use crate::product::{OpenOptions, open};
use crate::raster::fixture::Fixture;
use crate::region::embedded;
use fluxledger_core::aggregate::{Aggregation, Apportionment};
use fluxledger_core::{Coverage, CoverageMeasure, RegionSet, RegionShapes};
use ndarray::Array2;

/// The flux in kg m⁻² s⁻¹ that gives 369.321 Tg over WGS 84 in 365 days: 3.69321·10¹¹ / (5.100656217·10¹⁴ m² · 31 536 000 s).
const METHANE_OF_THE_WORLD: f64 = 2.295_988e-11;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// 18 × 36 cells of 10°, the first centre of longitude given.
fn world(first_longitude: f64) -> Fixture {
    let latitudes: Vec<f64> = (0..18).map(|row| -85.0 + 10.0 * f64::from(row)).collect();
    let longitudes: Vec<f64> = (0..36).map(|column| first_longitude + 10.0 * f64::from(column)).collect();
    Fixture::new().dimension("lat", 18).dimension("lon", 36).variable("lat", &["lat"], &latitudes, &[("units", "degrees_north")]).variable(
        "lon",
        &["lon"],
        &longitudes,
        &[("units", "degrees_east")],
    )
}

/// A file in the layout of EDGAR with one value everywhere.
fn edgar(value: f64, attributes: &[(&str, &str)]) -> Fixture {
    let own: Vec<(&str, &str)> = [("units", "kg m-2 s-1")].into_iter().chain(attributes.iter().copied()).collect();
    world(5.0).variable("emi_ch4", &["lat", "lon"], &[value; 648], &own)
}

const EDGAR_NAME: &str = "v6.0_CH4_2015_TOTALS.0.1x0.1.nc";

/// A file that no profile knows, with one value everywhere.
fn unknown(value: f64, units: &str, attributes: &[(&str, &str)]) -> Fixture {
    let own: Vec<(&str, &str)> = [("units", units), ("species", "co2")].into_iter().chain(attributes.iter().copied()).collect();
    world(5.0).attribute("year", "2015").variable("fossil", &["lat", "lon"], &[value; 648], &own)
}

/// The totals of all layers over the whole grid.
fn totals(file: &ProductFile) -> Vec<LayerTotals> {
    let nothing =
        RegionSet { id: "none".into(), source: String::new(), complete_for_land: false, shapes: RegionShapes::Outlines(Vec::new().into()) };
    let coverage = Coverage::compute(&file.grid, &nothing, file.conventions.earth, CoverageMeasure::Area).unwrap();
    let (apportionment, areas) = (Apportionment::by_share(&coverage), file.grid.areas(file.conventions.earth));
    let aggregation = Aggregation {
        apportionment: &apportionment,
        areas: &areas,
        own_areas: None,
        complete_for_land: false,
        selected: None,
        year_length: file.conventions.year_length,
    };
    (0..file.layers.len()).map(|layer| aggregation.totals(&file.read(layer).unwrap()).unwrap()).collect()
}

/// What came of the check of a name on a file, in one line.
fn outcome(fixture: &Fixture, file_name: &str, profile: Option<&str>, check: &str) -> String {
    let folder = folder();
    let path = fixture.netcdf4(folder.path(), file_name);
    let own = folder.path().join("own.toml");
    let options = OpenOptions {
        profile: profile.map(|text| {
            std::fs::write(&own, text).unwrap();
            own.display().to_string()
        }),
        ..OpenOptions::default()
    };
    let file = open(&path, &options).unwrap().value;
    let checks = file.checks(&totals(&file)).unwrap();
    let found = checks.into_iter().find(|found| found.name == check).expect("a check of that name");
    match found.outcome {
        Outcome::Passed(text) => format!("passed: {text}"),
        Outcome::NotJudged(text) => format!("not judged: {text}"),
        Outcome::Doubtful(Finding { place, message, hint }) => format!("doubtful: {place}: {message}\nhint: {hint}"),
        Outcome::Wrong(Finding { place, message, hint }) => format!("wrong: {place}: {message}\nhint: {hint}"),
    }
}

#[test]
fn a_sum_that_is_not_the_stated_total_is_wrong() {
    let stated = [("total_emi_ch4", "   3.69321e+011 kg/year")];
    let right = outcome(&edgar(METHANE_OF_THE_WORLD, &stated), EDGAR_NAME, None, "stated total");
    assert_eq!(right, "passed: 369.3 Tg stated, 369.3 Tg summed in 2015");
    insta::assert_snapshot!(outcome(&edgar(0.9 * METHANE_OF_THE_WORLD, &stated), EDGAR_NAME, None, "stated total"), @"
    wrong: variable `emi_ch4`, attribute `total_emi_ch4`: 369.3 Tg stated, 332.4 Tg summed in 2015: the sum is 0.9000 times what is stated, expected the same within 1 %
    hint: the file `v6.0_CH4_2015_TOTALS.0.1x0.1.nc` is cut, thinned or changed, or unit, basis or axes in profile `edgar-v5-v7-annual` are not those of this file
    ");
    let nonsense = outcome(&edgar(METHANE_OF_THE_WORLD, &[("total_emi_ch4", "much")]), EDGAR_NAME, None, "stated total");
    assert!(
        nonsense.starts_with("wrong: variable `emi_ch4`, attribute `total_emi_ch4`: expected a number and a unit of mass, found `much`"),
        "{nonsense}"
    );
    assert_eq!(outcome(&edgar(METHANE_OF_THE_WORLD, &[]), EDGAR_NAME, None, "stated total"), "not judged: the file states no total");
}

#[test]
fn an_implausible_global_total_is_doubtful_and_an_absurd_one_wrong() {
    let of_world = |times: f64| outcome(&edgar(times * METHANE_OF_THE_WORLD, &[]), EDGAR_NAME, None, "global total");
    insta::assert_snapshot!(of_world(1.0), @"passed: 369.3 Tg CH4 per year, plausible are 247.0 Tg to 430.0 Tg per year of anthropogenic CH4");
    insta::assert_snapshot!(of_world(2.0), @"
    doubtful: layer `TOTALS`: found 738.6 Tg CH4 per year, expected the world's 247.0 Tg to 430.0 Tg per year of anthropogenic CH4
    hint: check gas, basis, unit and scope in the product's profile; a file with a part of the sources may have less, and one with layers that contain others needs `[contains]`
    ");
    assert!(of_world(0.5).starts_with("doubtful: "));
    assert!(of_world(1e5).starts_with("wrong: "));
    assert!(of_world(0.0).starts_with("not judged: "));
}

#[test]
fn a_sector_may_have_less_than_the_world_and_not_more() {
    let of_sector = |times: f64| outcome(&edgar(times * METHANE_OF_THE_WORLD, &[]), "v6.0_CH4_2015_ENF.0.1x0.1.nc", None, "global total");
    assert!(of_sector(0.25).starts_with("passed: 92.33 Tg CH4 per year, a part of all sources"), "{}", of_sector(0.25));
    assert!(of_sector(2.0).starts_with("doubtful: "));
}

/// 9.8 Pg C: 36 Pg CO2 / 3.664 over the world and 31 536 000 s is 6.11·10⁻¹⁰ kg C m⁻² s⁻¹.
#[test]
fn carbon_taken_for_carbon_dioxide_is_found_by_the_total() {
    let standard_name = [("standard_name", "tendency_of_atmosphere_mass_content_of_carbon_dioxide_due_to_emission")];
    let carbon = unknown(6.11e-10, "kg m-2 s-1", &standard_name);
    let profile = OWN_PROFILE.replace("basis = \"gas\"\n", "basis = \"gas\"\nunit = \"kg m-2 s-1\"\n");
    insta::assert_snapshot!(outcome(&carbon, "fossil.nc", Some(&profile), "global total"), @r#"
    doubtful: layer `fossil`: found 9.828 Pg CO2 per year, expected the world's 30.10 Pg to 45.50 Pg per year of anthropogenic CO2
    hint: 36.01 Pg would be plausible: the numbers may count carbon where they are read as CO2; state `basis = "carbon"` in a profile of your own if they do
    "#);
    let twice = unknown(6.11e-10 * 3.664, "kg m-2 s-1", &standard_name);
    let profile = profile.replace("basis = \"gas\"", "basis = \"carbon\"");
    insta::assert_snapshot!(outcome(&twice, "fossil.nc", Some(&profile), "global total"), @r#"
    doubtful: layer `fossil`: found 131.9 Pg CO2 per year, expected the world's 30.10 Pg to 45.50 Pg per year of anthropogenic CO2
    hint: 36.01 Pg would be plausible: the numbers may count CO2 where they are read as carbon; state `basis = "gas"` in a profile of your own if they do
    "#);
    insta::assert_snapshot!(outcome(&twice, "fossil.nc", Some(&profile), "what a mass counts"), @"
    doubtful: variable `fossil`, attribute `standard_name`: `tendency_of_atmosphere_mass_content_of_carbon_dioxide_due_to_emission` says that a mass is that of the gas, but it is read as carbon
    hint: state `basis` in a profile of your own as the provider's documents say; C for CO2 is a factor of 3.66, N for N2O one of 1.57
    ");
}

const OWN_PROFILE: &str = r#"
id = "own"
title = "An own product"
kind = "bottom-up"
scope = "anthropogenic"
licence = "CC0"
citation = "none"
evidence = "documents"
gas = "CO2"
basis = "gas"
[time]
year_attributes = ["year"]
[[layers]]
variable = "fossil"
role = "emission"
"#;

/// 648 cells of one world's 36 Pg: 36·10¹² kg / 648 / 31 536 000 s = 1.762·10³ kg s⁻¹ in each, read as per m².
#[test]
fn a_mass_per_cell_taken_for_a_flux_per_area_is_wrong() {
    let per_cell = unknown(1.762e3, "kg m-2 s-1", &[]);
    let profile = OWN_PROFILE.replace("basis = \"gas\"\n", "basis = \"gas\"\nunit = \"kg m-2 s-1\"\n");
    insta::assert_snapshot!(outcome(&per_cell, "fossil.nc", Some(&profile), "global total"), @"
    wrong: layer `fossil`: found 2.834e13 Pg CO2 per year, expected the world's 30.10 Pg to 45.50 Pg per year of anthropogenic CO2
    hint: 36.01 Pg would be plausible: the numbers may be per cell where they are read as per area; state the `unit` per cell in a profile of your own
    ");
}

/// 36·10¹² kg / 5.100656217·10¹⁴ m² = 0.0706 kg m⁻² in the year, read as per cell.
#[test]
fn a_flux_per_area_taken_for_a_mass_per_cell_is_wrong() {
    let per_area = unknown(0.0706, "kg", &[]);
    let profile = OWN_PROFILE.replace("basis = \"gas\"\n", "basis = \"gas\"\nunit = \"kg cell-1 yr-1\"\nspellings = [\"kg\"]\n");
    insta::assert_snapshot!(outcome(&per_area, "fossil.nc", Some(&profile), "global total"), @"
    wrong: layer `fossil`: found 4.575e-5 kt CO2 per year, expected the world's 30.10 Pg to 45.50 Pg per year of anthropogenic CO2
    hint: 36.01 Pg would be plausible: the numbers may be per area where they are read as per cell; state the `unit` per area in a profile of your own
    ");
}

#[test]
fn a_part_of_the_world_is_judged_from_above_and_against_next_to_nothing() {
    let region = |value: f64| {
        let fixture = Fixture::new().small_grid().variable("emi_ch4", &["lat", "lon"], &[value; 8], &[("units", "kg m-2 s-1")]);
        outcome(&fixture, EDGAR_NAME, None, "global total")
    };
    insta::assert_snapshot!(region(METHANE_OF_THE_WORLD), @"not judged: the grid covers 3.8 % of the Earth; 13.98 Tg CH4 per year is not more than the world's 247.0 Tg to 430.0 Tg per year of anthropogenic CH4");
    insta::assert_snapshot!(region(1e3 * METHANE_OF_THE_WORLD), @"
    doubtful: layer `TOTALS`: found 13.98 Pg CH4 per year, expected no more than the world's and not next to nothing of its 247.0 Tg to 430.0 Tg per year of anthropogenic CH4
    hint: check gas, basis, unit and scope in the product's profile; a file with a part of the sources may have less, and one with layers that contain others needs `[contains]`
    ");
    assert!(region(1e-9 * METHANE_OF_THE_WORLD).starts_with("doubtful: "));
    assert!(region(1e9 * METHANE_OF_THE_WORLD).starts_with("wrong: "));
}

/// A file of simulated methane for 2019 by its bounds, with the label given in days of 2019.
fn labelled(label: f64) -> Fixture {
    world(5.0)
        .attribute("fluxledger_simulation", "yes")
        .attribute("gas", "CH4")
        .dimension("time", 1)
        .dimension("bound", 2)
        .variable("time", &["time"], &[label], &[("units", "days since 2019-01-01"), ("bounds", "time_bnds")])
        .variable("time_bnds", &["time", "bound"], &[0.0, 365.0], &[])
        .variable("posterior_waste", &["time", "lat", "lon"], &[1e-12; 648], &[("units", "kg m-2 s-1")])
}

#[test]
fn a_time_label_outside_its_bounds_is_found() {
    let judged = |label| outcome(&labelled(label), "simulated.nc", None, "time labels");
    assert_eq!(judged(182.5), "passed: 1 within their bounds");
    assert_eq!(judged(365.0), "passed: 1 within their bounds");
    insta::assert_snapshot!(judged(600.0), @"
    wrong: coordinate `time`: found label 2020-08-23, expected one within its bounds, 2019-01-01 to 2020-01-01
    hint: the bounds are what is read; find out from the provider which of the two holds, and correct the other in the file
    ");
}

#[test]
fn a_year_in_the_file_name_that_is_not_that_of_the_time_is_wrong() {
    let fixture = world(5.0)
        .dimension("time", 2)
        .variable("time", &["time"], &[0.0, 31.0], &[("units", "days since 2018-01-01")])
        .variable("flux", &["time", "lat", "lon"], &[1e-9; 1296], &[("units", "mol m-2 s-1"), ("species", "ch4")]);
    insta::assert_snapshot!(outcome(&fixture, "ch4-anthro_2019.nc", None, "time labels"), @"
    wrong: layer `flux`: found 2018-01-01 to 2018-02-01 in the time of the file, expected 2019 by its name `ch4-anthro_2019.nc`
    hint: rename the file, or correct its time, whichever is wrong
    ");
    let right = outcome(&fixture, "ch4-anthro_2018.nc", None, "time labels");
    assert_eq!(right, "not judged: `time` has no bounds to compare its labels with");
}

#[test]
fn attributes_that_speak_of_another_substance_are_found() {
    let of = |attribute: &str, text: &str| outcome(&edgar(1e-11, &[(attribute, text)]), EDGAR_NAME, None, "what a mass counts");
    assert_eq!(of("long_name", "methane as CH4"), "passed: the gas itself; no attribute says otherwise");
    assert_eq!(of("comment", "kg of carbon dioxide as carbon dioxide"), "passed: the gas itself; no attribute says otherwise");
    insta::assert_snapshot!(of("standard_name", "surface_upward_mass_flux_of_methane_expressed_as_carbon_due_to_emission"), @"
    wrong: variable `emi_ch4`, attribute `standard_name`: `surface_upward_mass_flux_of_methane_expressed_as_carbon_due_to_emission` says that a mass is that of carbon, but it is read as the gas itself
    hint: state `basis` in a profile of your own as the provider's documents say; C for CO2 is a factor of 3.66, N for N2O one of 1.57
    ");
    insta::assert_snapshot!(of("standard_name", "surface_upward_mole_flux_of_methane"), @"
    doubtful: variable `emi_ch4`, attribute `standard_name`: `surface_upward_mole_flux_of_methane` says moles, but the unit is one of mass
    hint: correct `units` or `standard_name`, or state `unit` in a profile of your own
    ");
    insta::assert_snapshot!(of("long_name", "methane emissions in kg C m-2 s-1"), @"
    doubtful: variable `emi_ch4`, attribute `long_name`: `kg C` speaks of an element, but the numbers are read as the gas itself
    hint: state `basis` in a profile of your own as the provider's documents say; C for CO2 is a factor of 3.66, N for N2O one of 1.57
    ");
    let own = unknown(1e-9, "kg m-2 s-1", &[("standard_name", "surface_upward_mole_flux_of_carbon_dioxide")]);
    assert!(outcome(&own, "fossil.nc", Some(OWN_PROFILE), "what a mass counts").starts_with("wrong: "));
}

/// A world whose flux lies on land where the columns begin at the given longitude.
fn on_land(first_longitude: f64) -> Vec<f64> {
    let grid = fluxledger_core::Grid::new(
        fluxledger_core::Axis::uniform(-90.0, 90.0, 18).unwrap(),
        fluxledger_core::Axis::uniform(first_longitude - 5.0, first_longitude + 355.0, 36).unwrap(),
    );
    let coverage = Coverage::compute(&grid.unwrap(), &embedded("natural-earth-110m").unwrap(), Earth::Wgs84, CoverageMeasure::Area);
    let shares: Array2<f64> = coverage.unwrap().total_shares();
    // Rows of the coverage run from the north, those of the file from the south; Antarctica emits nothing.
    (0..18)
        .rev()
        .flat_map(|row| shares.row(row).iter().map(move |share| if row < 15 && *share > 0.8 { 1e-10 } else { 0.0 }).collect::<Vec<_>>())
        .collect()
}

#[test]
fn columns_from_0_taken_for_columns_from_180_west_are_found_by_the_land() {
    let file = |first_longitude: f64, values: &[f64]| {
        let fixture = world(first_longitude).variable("emi_ch4", &["lat", "lon"], values, &[("units", "kg m-2 s-1")]);
        outcome(&fixture, EDGAR_NAME, None, "land and sea")
    };
    assert!(file(5.0, &on_land(5.0)).starts_with("passed: 9"), "{}", file(5.0, &on_land(5.0)));
    assert!(file(-175.0, &on_land(-175.0)).starts_with("passed: 9"));
    insta::assert_snapshot!(file(-175.0, &on_land(5.0)), @"
    doubtful: grid: found 46 % of the flux on land, but 96 % if the grid were turned: the columns may run from 0° to 360° where they are read as −180° to 180°, or the reverse
    hint: look at the map in `fluxledger inspect`; correct the coordinates in the file or state the axes under `[grid]` in a profile of your own
    ");
    let upside_down: Vec<f64> = on_land(5.0).chunks(36).rev().flatten().copied().collect();
    insta::assert_snapshot!(file(5.0, &upside_down), @"
    doubtful: grid: found 24 % of the flux on land, but 96 % if the grid were turned: the rows may run from north to south where they are read as from south to north, or the reverse
    hint: look at the map in `fluxledger inspect`; correct the coordinates in the file or state the axes under `[grid]` in a profile of your own
    ");
    let everywhere = file(5.0, &[1e-11; 648]);
    assert!(everywhere.starts_with("passed: "), "{everywhere}");
}

#[test]
fn what_is_doubtful_becomes_a_warning_and_what_is_wrong_an_error() {
    let finding = |place: &str| Finding::new(place, "found a, expected b", "do c");
    let doubtful = Check { name: "one", outcome: Outcome::Doubtful(finding("layer `x`")) };
    let wrong = Check { name: "two", outcome: Outcome::Wrong(finding("layer `y`")) };
    let path = Path::new("a.nc");
    let warnings = settled(path, std::slice::from_ref(&doubtful)).unwrap();
    assert_eq!(warnings[0].to_string(), "a.nc, layer `x`: found a, expected b (do c)");
    let error = settled(path, &[doubtful, wrong]).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.hint().as_deref()), ("`a.nc`: layer `y`: found a, expected b", Some("do c")));
}
