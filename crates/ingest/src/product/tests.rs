use super::*;
use crate::raster::fixture::Fixture;
use fluxledger_core::{Category, Earth, Measure, Period, Role, Scope, YearLength};
use netcdf_writer::NcAttrValue;
use std::path::PathBuf;

pub(super) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

pub(super) fn message<T>(result: Result<T, ProductError>, folder: &tempfile::TempDir) -> String {
    let error = result.err().expect("an error");
    let hint = error.hint().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{error}{hint}").replace(&format!("{}/", folder.path().display()), "")
}

fn opened(path: &Path) -> ProductFile {
    open(path, &OpenOptions::default()).unwrap().value
}

/// A file in the layout of OpenGHG with 2 × 4 cells, its values 1 to 8 mol m⁻² s⁻¹ in rows from the south.
fn openghg(units: &str, days: &[f64]) -> Fixture {
    let steps = days.len();
    let values: Vec<f64> = (0..8 * steps).map(|index| (index / steps + 1) as f64).collect();
    Fixture::new()
        .small_grid()
        .dimension("time", steps as u64)
        .variable("time", &["time"], days, &[("units", "days since 2016-01-01")])
        .variable("flux", &["lat", "lon", "time"], &values, &[("units", units), ("species", "ch4")])
}

fn simulated() -> Fixture {
    let kilograms = [("units", "kg m-2 s-1")];
    Fixture::new()
        .attribute("fluxledger_simulation", "yes")
        .attribute("gas", "CH4")
        .small_grid()
        .dimension("time", 1)
        .dimension("bound", 2)
        .variable("time", &["time"], &[180.0], &[("units", "days since 2019-01-01"), ("bounds", "time_bnds")])
        .variable("time_bnds", &["time", "bound"], &[0.0, 365.0], &[])
        .variable("prior_energy", &["time", "lat", "lon"], &[1.0; 8], &kilograms)
        .variable("posterior_energy", &["time", "lat", "lon"], &[2.0; 8], &kilograms)
        .variable("sigma_energy", &["time", "lat", "lon"], &[0.5; 8], &kilograms)
        .variable("sensitivity_energy", &["time", "lat", "lon"], &[0.7; 8], &[("units", "1")])
}

#[test]
fn every_profile_of_the_project_is_embedded_under_the_name_of_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/products");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned())).collect();
    files.sort();
    let ids: Vec<&str> = profiles().iter().map(|profile| profile.id.as_str()).collect();
    assert_eq!(ids, files);
}

#[test]
fn moles_become_kilograms_and_rows_run_south() {
    let folder = folder();
    let product = opened(&openghg("mol m-2 s-1", &[0.0]).netcdf4(folder.path(), "ch4_2016.nc"));
    assert_eq!(product.profile.id, "openghg-flux");
    assert_eq!(product.layers[0].gas, Gas::Ch4);
    assert_eq!(product.layers[0].period, Period::year(2016));
    assert_eq!(product.layers[0].measure, Measure::Flux);
    let field = product.read(0).unwrap();
    assert!((field.values[[0, 0]] - 5.0 * 16.043e-3).abs() < 1e-15);
    assert!((field.values[[1, 3]] - 4.0 * 16.043e-3).abs() < 1e-15);
}

#[test]
fn the_users_molar_mass_goes_before_the_default() {
    let folder = folder();
    let path = openghg("mol/m2/s", &[0.0]).classic(folder.path(), "ch4_2016.nc");
    let conventions = ConventionChoices { molar_masses: vec![(Gas::Ch4, 16.0)], ..ConventionChoices::default() };
    let product = open(&path, &OpenOptions { conventions, ..OpenOptions::default() }).unwrap().value;
    assert!((product.read(0).unwrap().values[[1, 0]] - 16e-3).abs() < 1e-15);
}

#[test]
fn months_are_layers_and_a_year_selects_among_them() {
    let folder = folder();
    let path = openghg("mol/m2/s", &[0.0, 31.0, 60.0, 366.0]).netcdf4(folder.path(), "monthly.nc");
    let product = opened(&path);
    assert_eq!(product.layers.len(), 4);
    assert_eq!(product.layers[1].period, Period::month(2016, 2));
    let later = open(&path, &OpenOptions { year: Some(2020), ..OpenOptions::default() });
    insta::assert_snapshot!(message(later, &folder), @"`monthly.nc`: no layer lies in 2020, found periods from 2016-01-01 to 2017-11-03");
    let chosen = open(&path, &OpenOptions { year: Some(2016), ..OpenOptions::default() }).unwrap().value;
    assert!(chosen.layers.iter().all(|layer| layer.period.lies_in_year(2016)));
}

#[test]
fn a_simulated_file_has_roles_sectors_and_a_year() {
    let folder = folder();
    let product = opened(&simulated().netcdf4(folder.path(), "simulated.nc"));
    let roles: Vec<Role> = product.layers.iter().map(|layer| layer.role).collect();
    assert_eq!(roles, [Role::Prior, Role::Emission, Role::StandardDeviation, Role::Sensitivity]);
    assert!(
        product.layers.iter().all(|layer| layer.category == Some(Category::new("IPCC2006", "1")) && layer.period == Period::year(2019))
    );
    assert_eq!(product.layers[3].measure, Measure::Dimensionless);
    assert_eq!(product.read(3).unwrap().values[[0, 0]], 0.7);
}

#[test]
fn a_sector_without_a_category_is_named() {
    let folder = folder();
    let path = simulated().variable("prior_tourism", &["time", "lat", "lon"], &[0.0; 8], &[("units", "kg m-2 s-1")]);
    let found = open(&path.netcdf4(folder.path(), "simulated.nc"), &OpenOptions::default());
    insta::assert_snapshot!(message(found, &folder), @"`simulated.nc`, variable `prior_tourism`: the profile has no category for `tourism`, expected `agriculture`, `energy`, `industry`, `waste`");
}

/// A file of EDGAR with 2 × 4 cells.
fn edgar(folder: &tempfile::TempDir, variable: &str, name: &str, days: u16) -> PathBuf {
    let cell_method = format!("time: mean (interval: 1 year, {days} days)");
    let attributes = [("units", "kg m-2 s-1"), ("cell_method", cell_method.as_str())];
    Fixture::new().small_grid().variable(variable, &["lat", "lon"], &[1.0f32; 8], &attributes).netcdf4(folder.path(), name)
}

#[test]
fn the_name_of_an_edgar_file_holds_gas_year_and_sector() {
    let folder = folder();
    for (name, variable, gas, year, sector) in [
        ("v50_CH4_1978.0.1x0.1.nc", "emi_ch4", Gas::Ch4, 1978, "TOTALS"),
        ("v6.0_CH4_2015_ENF.0.1x0.1.nc", "emi_ch4", Gas::Ch4, 2015, "ENF"),
        ("v7.0_FT2021_CO2_excl_short-cycle_org_C_2020_TNR_Ship.0.1x0.1.nc", "emi_co2", Gas::Co2, 2020, "TNR_Ship"),
        ("v6.0_N2O_2015_N2O.0.1x0.1.nc", "emi_n2o", Gas::N2o, 2015, "N2O"),
    ] {
        let product = opened(&edgar(&folder, variable, name, 365));
        let layer = &product.layers[0];
        assert_eq!((layer.gas, layer.period, layer.name.as_str()), (gas, Period::year(year), sector), "{name}");
        assert_eq!(layer.category, Some(Category::new("EDGAR", sector)));
    }
}

#[test]
fn months_and_short_cycle_carbon_of_edgar_are_told_apart() {
    let folder = folder();
    let month = opened(&edgar(&folder, "emi_ch4", "v6.0_CH4_2015_2_ENE.0.1x0.1.nc", 365));
    assert_eq!(month.profile.id, "edgar-v5-v7-monthly");
    assert_eq!((month.layers[0].period, month.layers[0].name.as_str()), (Period::month(2015, 2), "ENE"));
    let short = opened(&edgar(&folder, "emi_co2", "v6.0_CO2_org_short-cycle_C_2015_TOTALS.0.1x0.1.nc", 365));
    assert_eq!((short.layers[0].name.as_str(), &short.layers[0].category), ("TOTALS_short_cycle", &None));
}

#[test]
fn sectors_that_contain_others_say_so() {
    let folder = folder();
    let totals = opened(&edgar(&folder, "emi_ch4", "v6.0_CH4_2015_TOTALS.0.1x0.1.nc", 365));
    assert!(totals.layers[0].contains.contains(&"ENF".to_owned()));
    let fuel = opened(&edgar(&folder, "emi_ch4", "v7.0_CH4_2015_PRO_FFF.0.1x0.1.nc", 365));
    assert!(fuel.layers[0].contains.contains(&"PRO_COAL".to_owned()));
}

#[test]
fn the_header_states_the_length_of_the_year() {
    let folder = folder();
    let length = |days, name: &str| opened(&edgar(&folder, "emi_ch4", name, days)).conventions.year_length;
    assert_eq!(length(366, "v6.0_CH4_2016_TOTALS.0.1x0.1.nc"), YearLength::Days366);
    assert_eq!(length(365, "v6.0_CH4_2015_TOTALS.0.1x0.1.nc"), YearLength::Days365);
    assert_eq!(length(12, "v6.0_CH4_2014_TOTALS.0.1x0.1.nc"), YearLength::Calendar);
}

#[test]
fn a_unit_that_contradicts_the_profile_is_an_error() {
    let folder = folder();
    let path = openghg("kg m-2 s-1", &[0.0]).netcdf4(folder.path(), "ch4_2016.nc");
    insta::assert_snapshot!(message(open(&path, &OpenOptions::default()), &folder), @"
    `ch4_2016.nc`, variable `flux`: expected unit `mol m-2 s-1`, found `kg m-2 s-1`
    hint: correct the file's attribute `units`, or state the right `unit` or a further spelling in a profile of your own
    ");
}

#[test]
fn a_profile_that_is_forced_on_another_product_is_an_error() {
    let folder = folder();
    let path = openghg("mol/m2/s", &[0.0]).netcdf4(folder.path(), "ch4_2016.nc");
    let forced = |name: &str| open(&path, &OpenOptions { profile: Some(name.to_owned()), ..OpenOptions::default() });
    insta::assert_snapshot!(message(forced("paris-flux"), &folder), @"
    `ch4_2016.nc`: no layer of product `paris-flux`, expected `flux_total_posterior`, `flux_total_prior`, `percentile_flux_total_posterior`, found `lat`, `lon`, `time`, `flux`
    hint: name another profile (`--profile`, in a run file `profile`), or leave it to be detected
    ");
    let unknown = message(forced("paris"), &folder);
    assert!(
        unknown.starts_with("unknown product `paris`, expected a profile's file or one of `c") && unknown.contains("`paris-flux`"),
        "{unknown}"
    );
}

#[test]
fn one_time_label_does_not_tell_how_long_it_holds() {
    let folder = folder();
    let path = openghg("mol/m2/s", &[0.0]).netcdf4(folder.path(), "flux_20160101.nc");
    insta::assert_snapshot!(message(open(&path, &OpenOptions::default()), &folder), @r#"
    `flux_20160101.nc`, variable `flux`: period unknown, its one time label 2016-01-01 does not tell how long it holds
    hint: state the year (`--year`, in a run file `year`), or `step = "month"` under `[time]` in a product profile of your own
    "#);
    let stated = |year| open(&path, &OpenOptions { year: Some(year), ..OpenOptions::default() });
    assert_eq!(stated(2016).unwrap().value.layers[0].period, Period::year(2016));
    insta::assert_snapshot!(message(stated(2018), &folder), @"
    `flux_20160101.nc`, variable `flux`: `--year` states 2018, but the time label states 2016-01-01
    hint: rename the file or leave out the year that was asked for, whichever is wrong
    ");
}

#[test]
fn a_year_that_contradicts_the_file_name_is_an_error() {
    let folder = folder();
    let path = edgar(&folder, "emi_ch4", "v6.0_CH4_2015_TOTALS.0.1x0.1.nc", 365);
    let found = open(&path, &OpenOptions { year: Some(2016), ..OpenOptions::default() });
    insta::assert_snapshot!(message(found, &folder), @"
    `v6.0_CH4_2015_TOTALS.0.1x0.1.nc`, variable `emi_ch4`: the file name states 2015, but `--year` states 2016
    hint: rename the file or leave out the year that was asked for, whichever is wrong
    ");
}

/// A file that no profile knows.
fn unknown(units: &str, standard_name: &str) -> Fixture {
    let attributes = [("units", units), ("standard_name", standard_name)];
    Fixture::new().attribute("year", "2019").small_grid().variable("emis", &["lat", "lon"], &[2.0; 8], &attributes)
}

const METHANE: &str = "tendency_of_atmosphere_mass_content_of_methane_due_to_emission";

#[test]
fn an_unknown_product_is_read_by_its_unit_and_standard_name() {
    let folder = folder();
    let product = opened(&unknown("kg/m2/s", METHANE).netcdf4(folder.path(), "unknown.nc"));
    assert_eq!((product.profile.id.as_str(), product.layers[0].gas), ("cf-generic", Gas::Ch4));
    assert_eq!(product.layers[0].period, Period::year(2019));
    assert_eq!(product.read(0).unwrap().values[[0, 0]], 2.0);
}

/// Labels in the middle of January and February without bounds, in a file that no profile knows and in one whose profile says that they are starts.
#[test]
fn what_labels_without_bounds_are_taken_for_is_said_unless_the_profile_knows_it() {
    let folder = folder();
    let attributes = [("units", "kg m-2 s-1"), ("standard_name", METHANE)];
    let fixture = Fixture::new()
        .small_grid()
        .dimension("time", 2)
        .variable("time", &["time"], &[15.5, 45.0], &[("units", "days since 2015-01-01")])
        .variable("emis", &["time", "lat", "lon"], &[2.0; 16], &attributes);
    let Warned { value: product, warnings } = open(&fixture.netcdf4(folder.path(), "middles.nc"), &OpenOptions::default()).unwrap();
    assert_eq!(product.layers.iter().map(|layer| layer.period).collect::<Vec<_>>(), [Period::month(2015, 1), Period::month(2015, 2)]);
    assert_eq!(product.source_of_periods(0), "labels in `time`, each the middle of its period");
    let said = |warnings: &[Warning]| {
        let messages = warnings.iter().map(|warning| warning.message.clone());
        messages.filter(|message| message.contains("bounds")).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(said(&warnings), @"`time` has no bounds: its labels are taken for the middles of their periods, the first for 2015-01-01 to 2015-02-01; `label` under `[time]` in a product profile of your own says otherwise");
    let known = open(&openghg("mol/m2/s", &[15.0, 46.0]).netcdf4(folder.path(), "monthly.nc"), &OpenOptions::default()).unwrap();
    assert_eq!((known.value.layers[0].period.to_string().as_str(), said(&known.warnings).as_str()), ("2016-01-16 to 2016-02-16", ""));
}

/// Its one label does not tell how long it holds.
#[test]
fn a_grid_is_opened_without_the_time_of_its_product() {
    let folder = folder();
    let path = openghg("mol/m2/s", &[0.0]).netcdf4(folder.path(), "flux_20160101.nc");
    assert!(matches!(open(&path, &OpenOptions::default()), Err(ProductError::NoPeriod { .. })));
    let found = open_grid(&path, &OpenOptions::default()).unwrap().value;
    assert_eq!((found.product.as_str(), found.is_from_south, found.is_row_by_row), ("openghg-flux", true, true));
    assert_eq!(found.grid.latitudes().edges(), [20.0, 10.0, 0.0]);
}

#[test]
fn a_standard_name_tells_carbon_from_carbon_dioxide() {
    let folder = folder();
    let value = |name: &str| {
        let path = unknown("kg m-2 s-1", name).netcdf4(folder.path(), "carbon.nc");
        opened(&path).read(0).unwrap().values[[0, 0]]
    };
    assert_eq!(value("surface_upward_mass_flux_of_carbon_dioxide_due_to_emission"), 2.0);
    let carbon = value("surface_upward_mass_flux_of_carbon_dioxide_expressed_as_carbon_due_to_emission");
    assert!((carbon - 2.0 * 44.009 / 12.011).abs() < 1e-12);
}

#[test]
fn an_unknown_product_without_a_gas_or_a_unit_is_an_error() {
    let folder = folder();
    let named = |gas| OpenOptions { variable: Some("emis".to_owned()), gas, ..OpenOptions::default() };
    let bare = unknown("mol m-2 s-1", "").netcdf4(folder.path(), "bare.nc");
    insta::assert_snapshot!(message(open(&bare, &OpenOptions::default()), &folder), @"
    `bare.nc`: fits no known product, found variables `lat`, `lon`, `emis`
    hint: name the variable (`--variable`, in a run file `variable`) to see what is wrong with it, or draft a product profile (`fluxledger products new FILE`)
    ");
    insta::assert_snapshot!(message(open(&bare, &named(None)), &folder), @"
    `bare.nc`, variable `emis`: neither file nor profile `cf-generic` say which gas it counts
    hint: state it (`--gas`, in a run file `gas`)
    ");
    assert_eq!(open(&bare, &named(Some(Gas::Co2))).unwrap().value.layers[0].gas, Gas::Co2);
    let strange = unknown("furlongs", METHANE).netcdf4(folder.path(), "strange.nc");
    let (detected, asked) = (open(&strange, &OpenOptions::default()), open(&strange, &named(None)));
    assert_eq!(message(detected, &folder), message(asked, &folder));
    insta::assert_snapshot!(message(open(&strange, &named(None)), &folder), @"
    `strange.nc`, variable `emis`: unknown unit `furlongs`, cannot read `furlongs`
    hint: state the unit in the product's profile in a known spelling, such as `kg m-2 s-1`
    ");
    let stated = unknown("kg m-2 s-1", METHANE).netcdf4(folder.path(), "stated.nc");
    insta::assert_snapshot!(message(open(&stated, &named(Some(Gas::Co2))), &folder), @"
    `stated.nc`, variable `emis`: expected CO2, found CH4
    hint: ask for the gas that is there, or choose another file or variable
    ");
}

#[test]
fn several_fluxes_in_an_unknown_product_need_a_choice() {
    let folder = folder();
    let attributes = [("units", "kg m-2 s-1"), ("standard_name", METHANE)];
    let path = unknown("kg m-2 s-1", METHANE).variable("total", &["lat", "lon"], &[3.0; 8], &attributes);
    insta::assert_snapshot!(message(open(&path.netcdf4(folder.path(), "two.nc"), &OpenOptions::default()), &folder), @"
    `two.nc`: expected one flux variable, found `emis`, `total`
    hint: choose one (`--variable`, in a run file `variable`); one of them may contain others
    ");
}

#[test]
fn a_dimension_without_meaning_is_an_error() {
    let folder = folder();
    let attributes = [("units", "mol/m2/s"), ("species", "ch4")];
    let path = Fixture::new().small_grid().dimension("member", 3).variable("flux", &["member", "lat", "lon"], &[0.0; 24], &attributes);
    insta::assert_snapshot!(message(open(&path.netcdf4(folder.path(), "ch4_2019.nc"), &OpenOptions::default()), &folder), @r#"
    `ch4_2019.nc`, variable `flux`: dimension `member` with 3 positions has no meaning in profile `openghg-flux`
    hint: if its positions are members of an ensemble or samples, say so in the run file (`ensemble = { members = "…" }` with its name); if they are sectors, name it under `sectors` of the layer in a product profile of your own
    "#);
}

/// A profile as a user would write it, for a product without coordinates and with the mass in each cell.
const OWN_PROFILE: &str = r#"
id = "own"
title = "An own product"
kind = "inversion"
scope = "natural"
licence = "CC0"
citation = "none"
evidence = "inferred"
gas = "CH4"
basis = "gas"
unit = "t cell-1 yr-1"
spellings = ["Tonnes"]
cell_areas = "area"
[grid]
latitude = { dimension = "y", first_edge = -90.0, last_edge = 90.0 }
longitude = { dimension = "x", first_edge = 0.0, last_edge = 360.0 }
[conventions]
earth = "sphere:6371000"
[[layers]]
variable = "mass"
role = "emission"
"#;

#[test]
fn an_own_profile_states_grid_unit_and_areas() {
    let folder = folder();
    let profile = folder.path().join("own.toml");
    std::fs::write(&profile, OWN_PROFILE).unwrap();
    let fixture = Fixture::new()
        .dimension("y", 2)
        .dimension("x", 2)
        .variable_with("mass", &["y", "x"], &[1.0, 2.0, 3.0, 4.0], &[("units", NcAttrValue::Chars("Tonnes".to_owned()))])
        .variable("area", &["y", "x"], &[10.0, 20.0, 30.0, 40.0], &[("units", "m2")]);
    let path = fixture.netcdf4(folder.path(), "mass.nc");
    let options = OpenOptions { profile: Some(profile.display().to_string()), year: Some(2019), ..OpenOptions::default() };
    let product = open(&path, &options).unwrap().value;
    assert_eq!(product.profile.scope, Scope::Natural);
    assert_eq!(product.conventions.earth, Earth::Sphere { radius: 6_371_000.0 });
    assert_eq!(product.grid.latitudes().edges(), [90.0, 0.0, -90.0]);
    assert_eq!(product.layers[0].measure, Measure::MassPerCell);
    assert!((product.read(0).unwrap().values[[0, 0]] - 3000.0).abs() < 1e-9);
    assert_eq!(product.cell_areas().unwrap().unwrap()[[0, 1]], 40.0);
}

#[test]
fn mistakes_in_an_own_profile_are_named() {
    let folder = folder();
    let path = folder.path().join("own.toml");
    let read = |wrong: &str, right: &str| {
        std::fs::write(&path, OWN_PROFILE.replace(right, wrong)).unwrap();
        message(profile_from_file(&path), &folder)
    };
    assert!(read("colour = 'red'\nunit", "unit").contains("line 11, column 1\n   |\n11 | colour = 'red'"));
    insta::assert_snapshot!(read("kind = \"satellite\"", "kind = \"inversion\""), @r#"
    `own.toml`: TOML parse error at line 4, column 8
      |
    4 | kind = "satellite"
      |        ^^^^^^^^^^^
    expected one of `inversion`, `bottom-up`, `simulated`, found `satellite`
    "#);
    insta::assert_snapshot!(read("sphere:round", "sphere:6371000"), @r#"
    `own.toml`: TOML parse error at line 18, column 9
       |
    18 | earth = "sphere:round"
       |         ^^^^^^^^^^^^^^
    expected `wgs84` or `sphere:` and a radius in metres, found `sphere:round`
    "#);
    insta::assert_snapshot!(read("unit = \"furlongs\"", "unit = \"t cell-1 yr-1\""), @"`own.toml`: unknown unit `furlongs`, cannot read `furlongs`");
    assert!(read("variable = \"(mass\"", "variable = \"mass\"").contains("unclosed group"));
}

#[test]
fn gridded_variables_that_nobody_knows_are_warned_of() {
    let folder = folder();
    let fixture = openghg("mol/m2/s", &[0.0]).variable("albedo", &["lat", "lon"], &[0.1; 8], &[]);
    let warned = open(&fixture.netcdf4(folder.path(), "ch4_2016.nc"), &OpenOptions::default()).unwrap();
    assert_eq!(warned.warnings[1].message, "gridded variables that profile `openghg-flux` does not know were not read: `albedo`");
}

#[test]
fn an_unknown_product_in_a_unit_without_extent_or_amount_is_an_error() {
    let folder = folder();
    let named = OpenOptions { variable: Some("emis".to_owned()), ..OpenOptions::default() };
    for units in ["kg yr-1", "1"] {
        let found = open(&unknown(units, METHANE).netcdf4(folder.path(), "unit.nc"), &named);
        match units {
            "1" => insta::assert_snapshot!(message(found, &folder), @"
            `unit.nc`, variable `emis`: unit `1` fits no emission, expected a mass or an amount, such as `kg m-2 s-1`
            hint: correct the unit in the product's profile, or choose another layer or column
            "),
            _ => insta::assert_snapshot!(message(found, &folder), @"
            `unit.nc`, variable `emis`: expected a unit per area or per cell, found `kg yr-1`
            hint: state `unit` per cell in a product profile of your own, if that is what the numbers are
            "),
        }
    }
}

#[test]
fn an_inversion_of_paris_has_a_posterior_with_both_its_sides_and_a_prior_for_its_year() {
    // 2 − 0.5 and 5 − 2, each over the normal quantile of its percentile.
    for (percentiles, quantile) in [([0.025, 0.975], 1.959_963_984_540_054), ([0.159, 0.841], 0.998_576_270_615_659_6)] {
        has_both_sides(percentiles, quantile);
    }
}

fn has_both_sides(percentiles: [f64; 2], quantile: f64) {
    let folder = folder();
    let moles = [("units", "mol m-2 s-1")];
    let below_and_above: [f64; 16] = std::array::from_fn(|place| if place < 8 { 0.5 } else { 5.0 });
    let fixture = Fixture::new()
        .attribute("frequency", "yearly")
        .small_grid()
        .dimension("time", 1)
        .dimension("percentile", 2)
        .variable("time", &["time"], &[17_897.5], &[("units", "days since 1970-01-01 00:00:00"), ("calendar", "proleptic_gregorian")])
        .variable("flux_total_prior", &["time", "lat", "lon"], &[1.0; 8], &moles)
        .variable("flux_total_posterior", &["time", "lat", "lon"], &[2.0; 8], &moles)
        .variable("percentile", &["percentile"], &percentiles, &[("units", "1")])
        .variable("percentile_flux_total_posterior", &["time", "percentile", "lat", "lon"], &below_and_above, &moles);
    let path = fixture.netcdf4(folder.path(), "PARIS_EUROPE_CH4_2019.nc");
    let warned = open(&path, &OpenOptions { gas: Some(Gas::Ch4), ..OpenOptions::default() }).unwrap();
    let layers: Vec<(Role, Period)> = warned.value.layers.iter().map(|layer| (layer.role, layer.period)).collect();
    let roles = [Role::Prior, Role::Emission, Role::DeviationBelow, Role::DeviationAbove];
    assert_eq!(layers, roles.map(|role| (role, Period::year(2019))));
    // In the unit of the posterior, which is 2.
    let posterior = warned.value.read(1).unwrap().values[[0, 0]];
    for (layer, distance) in [(2, 1.5), (3, 3.0)] {
        let (found, expected) = (warned.value.read(layer).unwrap().values[[0, 0]], posterior * distance / 2.0 / quantile);
        assert!((found - expected).abs() < 1e-12 * expected, "{found} is not {expected}");
        let addresses = warned.value.blocks(&[layer], 1 << 20);
        let block = warned.value.read_block(&addresses[0]).unwrap();
        let fluxledger_core::BlockValues::Double(values) = block.values else { panic!("a difference is in double precision") };
        assert!((values[[0, 0, 0]] * block.factors[0] - expected).abs() < 1e-12 * expected);
    }
    assert_eq!(warned.value.profile.kind, fluxledger_core::ProductKind::Inversion);
    assert!(warned.warnings.is_empty());
}
