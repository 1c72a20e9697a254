//! What profiles can say of sectors, periods, expectations and files that are not read.

use super::tests::{folder, message};
use super::*;
use crate::raster::fixture::Fixture;
use fluxledger_core::{Date, Period, Role, Scope};
use netcdf_writer::NcAttrValue;
use tempfile::TempDir;

const HEAD: &str = r#"
id = "own"
title = "An own product"
kind = "inversion"
scope = "total"
licence = "CC0"
citation = "none"
evidence = "inferred"
gas = "CO2"
basis = "gas"
unit = "kg m-2 s-1"
"#;

const KILOGRAMS: &[(&str, &str)] = &[("units", "kg m-2 s-1")];

/// Opens a file by a profile that is the common head and the rest given.
fn opened(folder: &TempDir, rest: &str, fixture: &Fixture, name: &str) -> Result<Warned<ProductFile>, ProductError> {
    let profile = folder.path().join("own.toml");
    std::fs::write(&profile, format!("{HEAD}{rest}")).unwrap();
    let path = fixture.netcdf4(folder.path(), name);
    open(&path, &OpenOptions { profile: Some(profile.display().to_string()), ..OpenOptions::default() })
}

/// Three sectors in an order that is not that of their labels; sector 0 has the flux 1, sector 1 the flux 2, sector 2 the flux 3.
fn sectors(ids: &str) -> Fixture {
    let values: Vec<f64> = [3.0, 1.0, 2.0].iter().flat_map(|&value| [value; 8]).collect();
    Fixture::new().small_grid().dimension("sector", 3).variable("sector", &["sector"], &[2i32, 0, 1], &[("ids", ids)]).variable(
        "flux",
        &["sector", "lat", "lon"],
        &values,
        KILOGRAMS,
    )
}

const SECTORS: &str = r#"
categorization = "IPCC2006"
[time]
file_name = "(?P<year>[0-9]{4})\\.nc"
[[layers]]
variable = "flux"
role = "emission"
name = "{sector}"
category = "{sector}"
categories = { Farms = "M.AG", "Mines, wells" = "1.B", Seas = "0" }
sectors = { dimension = "sector", labels_attribute = "ids" }
"#;

#[test]
fn positions_of_sectors_are_layers_with_the_labels_of_their_numbers() {
    let folder = folder();
    let product = opened(&folder, SECTORS, &sectors("0: Farms; 1: Mines, wells; 2: Seas"), "2019.nc").unwrap().value;
    let names: Vec<&str> = product.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["Seas", "Farms", "Mines, wells"]);
    let values: Vec<f64> = (0..3).map(|layer| product.read(layer).unwrap().values[[0, 0]]).collect();
    assert_eq!(values, [3.0, 1.0, 2.0]);
    assert_eq!(product.layers[2].category.as_ref().unwrap().code.as_str(), "1.B");
}

#[test]
fn sectors_without_a_label_or_a_category_are_refused() {
    let folder = folder();
    let read = |ids: &str| message(opened(&folder, SECTORS, &sectors(ids), "2019.nc"), &folder);
    insta::assert_snapshot!(read("0: Farms; 1: Mines, wells"), @"`2019.nc`, variable `flux`, sectors along `sector`: attribute `ids` has no label for number 2, found `0: Farms; 1: Mines, wells`");
    insta::assert_snapshot!(read("0: Farms; 1: Wells; 2: Seas"), @"`2019.nc`, variable `flux`: the profile has no category for `Wells`, expected `Farms`, `Mines, wells`, `Seas`");
}

#[test]
fn a_layer_has_its_own_scope() {
    let folder = folder();
    let rest = "[time]\nfile_name = '(?P<year>[0-9]{4})\\.nc'\n[[layers]]\nvariable = 'fossil'\nrole = 'emission'\nscope = 'anthropogenic'\n\
        [[layers]]\nvariable = 'ocean'\nrole = 'emission'\n";
    let fixture = Fixture::new().small_grid().variable("fossil", &["lat", "lon"], &[1.0; 8], KILOGRAMS).variable(
        "ocean",
        &["lat", "lon"],
        &[1.0; 8],
        KILOGRAMS,
    );
    let product = opened(&folder, rest, &fixture, "2019.nc").unwrap().value;
    let scopes: Vec<Scope> = product.layers.iter().map(|layer| layer.scope).collect();
    assert_eq!(scopes, [Scope::Anthropogenic, Scope::Total]);
}

fn months(dimension: &str, count: u64) -> Fixture {
    let values: Vec<f64> = (1..=count).flat_map(|month| [month as f64; 8]).collect();
    Fixture::new().small_grid().dimension(dimension, count).variable("flux", &[dimension, "lat", "lon"], &values, KILOGRAMS)
}

const LAYER: &str = "[[layers]]\nvariable = 'flux'\nrole = 'emission'\n";

#[test]
fn counted_months_are_those_of_the_year_in_the_name() {
    let folder = folder();
    let rest = format!("[time]\nfile_name = 'y(?P<year>[0-9]{{4}})\\.nc'\ncounted_months = {{ dimension = 'month' }}\n{LAYER}");
    let twelve = months("month", 12).variable("month", &["month"], &(1..=12).collect::<Vec<i32>>(), &[]);
    let product = opened(&folder, &rest, &twelve, "y2016.nc").unwrap().value;
    let periods: Vec<Period> = product.layers.iter().map(|layer| layer.period).collect();
    assert_eq!(periods, (1..=12).map(|month| Period::month(2016, month)).collect::<Vec<_>>());
    assert_eq!(product.read(1).unwrap().values[[0, 0]], 2.0);
    let late = months("month", 3).variable("month", &["month"], &[2i32, 3, 4], &[]);
    insta::assert_snapshot!(message(opened(&folder, &rest, &late, "y2017.nc"), &folder).lines().next().unwrap(), @"`y2017.nc`, time `month`: expected the months of 2017 from 1 on, found them from 2 on");
    let many = months("month", 13);
    insta::assert_snapshot!(message(opened(&folder, &rest, &many, "y2018.nc"), &folder).lines().next().unwrap(), @"`y2018.nc`, time `month`: expected up to 12 months, found 13");
}

#[test]
fn months_without_any_date_are_counted_from_the_profiles_year_with_a_warning() {
    let folder = folder();
    let rest = format!("[time]\ncounted_months = {{ dimension = 'n_months', first_year = 2015, lengths = [14] }}\n{LAYER}");
    let warned = opened(&folder, &rest, &months("n_months", 14), "mean.nc").unwrap();
    assert_eq!(warned.value.layers[13].period, Period::month(2016, 2));
    assert_eq!(warned.warnings[0].message, "the file does not date its months: they are counted from January 2015, as its profile says");
}

#[test]
fn dates_in_parts_name_months() {
    let folder = folder();
    let rest = format!("[time]\nstep = 'month'\ndate_components = 'start_date'\n{LAYER}");
    let dated = |dates: &[i16]| months("time", 2).dimension("part", 3).variable("start_date", &["time", "part"], dates, &[]);
    let product = opened(&folder, &rest, &dated(&[2015, 12, 15, 2016, 1, 15]), "a.nc").unwrap().value;
    assert_eq!([product.layers[0].period, product.layers[1].period], [Period::month(2015, 12), Period::month(2016, 1)]);
    let refused = opened(&folder, &rest, &dated(&[2015, 12, 15, 2016, 13, 15]), "b.nc");
    insta::assert_snapshot!(message(refused, &folder).lines().next().unwrap(), @"`b.nc`, time `start_date`: expected year, month and day as whole numbers");
}

#[test]
fn an_attribute_states_a_mean_of_years() {
    let folder = folder();
    let rest = format!(
        "[time]\nperiod_attribute = {{ name = 'averaging_period', pattern = '(?P<year>[0-9]{{4}})-(?P<last_year>[0-9]{{4}}) mean' }}\n{LAYER}"
    );
    let fixture = Fixture::new().attribute("averaging_period", "2001-2014 mean").small_grid();
    let fixture = fixture.variable("flux", &["lat", "lon"], &[1.0; 8], KILOGRAMS);
    let product = opened(&folder, &rest, &fixture, "longterm.nc").unwrap().value;
    assert_eq!(product.layers[0].period, Period { start: Date::new(2001, 1, 1), end: Date::new(2015, 1, 1) });
}

#[test]
fn years_that_the_file_declares_invalid_are_left_out_with_a_warning() {
    let folder = folder();
    let rest = format!("[time]\nstep = 'month'\nvalid_years = {{ first = 'first_valid', last = 'last_valid' }}\n{LAYER}");
    let dated = |fixture: Fixture| {
        fixture
            .small_grid()
            .dimension("time", 2)
            .variable("time", &["time"], &[10.0, 40.0], &[("units", "days since 2015-12-01")])
            .variable("flux", &["time", "lat", "lon"], &[1.0; 16], KILOGRAMS)
    };
    let valid = dated(Fixture::new().attribute("first_valid", "2016").attribute("last_valid", "2020"));
    let warned = opened(&folder, &rest, &valid, "valid.nc").unwrap();
    assert_eq!(warned.value.layers.iter().map(|layer| layer.period).collect::<Vec<_>>(), [Period::month(2016, 1)]);
    assert_eq!(
        warned.warnings[0].message,
        "1 of 2 layers lie outside 2016 to 2020, the years that the file declares valid, and are left out"
    );
    let silent = opened(&folder, &rest, &dated(Fixture::new()), "silent.nc");
    insta::assert_snapshot!(message(silent, &folder).lines().next().unwrap(), @"`silent.nc`, attribute `first_valid`: profile `own` (evidence: inferred) expects a year, found none");
}

#[test]
fn a_file_that_is_not_as_expected_is_refused_with_what_the_profile_rests_on() {
    let folder = folder();
    let read = |expectation: &str, attributes: &[(&str, NcAttrValue)]| {
        let rest = format!("[time]\nfile_name = '(?P<year>[0-9]{{4}})\\.nc'\n[expect]\n{expectation}\n{LAYER}");
        let fixture = Fixture::new().attribute("projection", "rotated").small_grid();
        let fixture = fixture.variable_with("flux", &["lat", "lon"], &[1.0; 8], attributes);
        opened(&folder, &rest, &fixture, "2019.nc").map(|_| ())
    };
    let refused = |expectation: &str, attributes: &[(&str, NcAttrValue)]| {
        message(read(expectation, attributes), &folder).lines().next().unwrap().to_owned()
    };
    let kilograms = [("units", NcAttrValue::Chars("kg m-2 s-1".to_owned()))];
    insta::assert_snapshot!(refused("attributes = { projection = 'lat.*' }", &kilograms), @"`2019.nc`, attribute `projection`: profile `own` (evidence: inferred) expects `lat.*`, found `rotated`");
    insta::assert_snapshot!(refused("variables = ['area']", &kilograms), @"`2019.nc`, variables: profile `own` (evidence: inferred) expects `area`, found `lat`, `lon`, `flux`");
    insta::assert_snapshot!(refused("units = ['kg m-2 s-1']", &[]), @"`2019.nc`, variable `flux`, units: profile `own` (evidence: inferred) expects `kg m-2 s-1`, found none");
    insta::assert_snapshot!(refused("dimensions = { lat = [3, 4] }", &kilograms), @"`2019.nc`, variable `flux`, length of dimension `lat`: profile `own` (evidence: inferred) expects 3 or 4, found 2");
    insta::assert_snapshot!(refused("latitudes = [-90.0, 90.0]", &kilograms), @"`2019.nc`, outer edges of latitude: profile `own` (evidence: inferred) expects -90° to 90°, found 0° to 20°");
    insta::assert_snapshot!(refused("longitudes = [0.0, 360.0]", &kilograms), @"`2019.nc`, outer edges of longitude: profile `own` (evidence: inferred) expects 0° to 360°, found 0° to 80°");
    let all = "attributes = { projection = 'rot.*' }\nvariables = ['lat']\nunits = ['kg m-2 s-1']\ndimensions = { lat = [2] }\n\
        latitudes = [0.0, 20.0]\nlongitudes = [0.0, 80.0]";
    assert!(read(all, &kilograms).is_ok());
}

#[test]
fn a_known_file_of_another_kind_is_refused_with_the_way_out() {
    let folder = folder();
    let rest = format!("[[refuse]]\nfile_name = '.*_rsd\\.nc'\nholds = 'relative errors'\ninstead = 'multiply them'\n{LAYER}");
    insta::assert_snapshot!(message(opened(&folder, &rest, &months("month", 1), "coal_rsd.nc"), &folder), @"
    `coal_rsd.nc`: known to product `own` and not read: it holds relative errors
    hint: multiply them
    ");
}

#[test]
fn a_spelling_of_one_layers_unit_is_none_of_anothers() {
    let folder = folder();
    let rest = "[time]\nfile_name = '(?P<year>[0-9]{4})\\.nc'\n[[layers]]\nvariable = 'flux'\nrole = 'emission'\n\
        [[layers]]\nvariable = 'mass'\nrole = 'emission'\nunit = 't cell-1'\nspellings = ['Tonnes']\n";
    let named = |name: &str| Fixture::new().small_grid().variable(name, &["lat", "lon"], &[2.0; 8], &[("units", "Tonnes")]);
    let product = opened(&folder, rest, &named("mass"), "2019.nc").unwrap().value;
    assert_eq!((product.layers[0].role, product.read(0).unwrap().values[[0, 0]]), (Role::Emission, 2000.0));
    let refused = message(opened(&folder, rest, &named("flux"), "2019.nc"), &folder);
    assert!(refused.starts_with("`2019.nc`, variable `flux`: expected unit `kg m-2 s-1`, found `Tonnes`"), "{refused}");
}

const BOUNDS: &str = r#"
categorization = "IPCC2006"
[time]
file_name = "(?P<year>[0-9]{4})\\.nc"
[[layers]]
variable = "flux_(?P<sector>.*)"
role = "emission"
category = "{sector}"
categories = { energy = "1", waste = "4" }
[[layers]]
variable = "low_(?P<sector>.*)"
role = "standard-deviation"
percentiles = { of = "flux_{sector}", at = [0.025] }
[[layers]]
variable = "high_(?P<sector>.*)"
role = "standard-deviation"
category = "M.AG"
percentiles = { of = "flux_{sector}", at = [0.975] }
"#;

/// The lower bounds of energy and waste are those of their estimates; the upper one has a category of its own.
#[test]
fn percentiles_without_a_category_have_that_of_their_estimate() {
    let folder = folder();
    let names = ["flux_energy", "flux_waste", "low_energy", "low_waste", "high_waste"];
    let put = |fixture: Fixture, name: &&str| fixture.variable(name, &["lat", "lon"], &[1.0; 8], KILOGRAMS);
    let fixture = names.iter().fold(Fixture::new().small_grid(), put);
    let product = opened(&folder, BOUNDS, &fixture, "2019.nc").unwrap().value;
    let found = product.layers.iter().map(|layer| (layer.name.as_str(), layer.category.as_ref().map(|category| category.code.to_string())));
    let found: Vec<(&str, String)> = found.map(|(name, code)| (name, code.unwrap_or_default())).collect();
    let codes = ["1", "4", "1", "4", "M.AG"].map(str::to_owned);
    assert_eq!(found, names.into_iter().zip(codes).collect::<Vec<_>>());
}

/// A dimension of sectors gives its label to the estimate too.
#[test]
fn percentiles_of_sectors_have_the_category_of_their_sector() {
    let folder = folder();
    let bounds = "[[layers]]\nvariable = \"low\"\nrole = \"standard-deviation\"\npercentiles = { of = \"flux\", at = [0.025] }\n\
                  sectors = { dimension = \"sector\", labels_attribute = \"ids\" }\n";
    let fixture = sectors("0: Farms; 1: Mines, wells; 2: Seas").variable("low", &["sector", "lat", "lon"], &[0.5; 24], KILOGRAMS);
    let product = opened(&folder, &format!("{SECTORS}{bounds}"), &fixture, "2019.nc").unwrap().value;
    let codes = |role| {
        let layers = product.layers.iter().filter(move |layer| layer.role == role);
        layers.map(|layer| layer.category.as_ref().map(|category| category.code.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(codes(Role::DeviationBelow), codes(Role::Emission));
}
