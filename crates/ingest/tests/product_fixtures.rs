//! Each product in a small file that another writer made: `tests/fixtures/products/build.sh` compiles the texts beside them with `ncgen`.
//!
//! Their eight cells of 90° × 90° are each an eighth of the ellipsoid, 510 065 621 724 088.4 m² / 8 = 63 758 202 715 511.05 m², so that a
//! total is the sum of the values × that area × the seconds of the period.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_core::{Gas, LayerMeaning, Measure, Period, Role, Scope, Warned};
use fluxledger_ingest::product::{OpenOptions, ProductFile, open};
use fluxledger_ingest::raster::{self, Attributes, Variable};
use std::path::{Path, PathBuf};
use std::process::Command;

const CEDS: &str = "CH4-em-anthro_input4MIPs_emissions_CMIP_CEDS-2017-05-18_gn_197001-201412.nc";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/products").join(name)
}

/// Compiles a text anew; none where `ncgen` is not installed.
fn compiled(text: &Path, folder: &Path) -> Option<PathBuf> {
    let written = std::fs::read_to_string(text).unwrap();
    let kind = written.lines().next().and_then(|line| line.strip_prefix("// kind: ")).unwrap();
    let target = folder.join("compiled.nc");
    let status = Command::new("ncgen").args(["-k", kind, "-o"]).args([&target, text]).status().ok()?;
    assert!(status.success(), "{}", text.display());
    Some(target)
}

/// All that a file holds: attributes, variables, and the bits of their numbers.
fn contents(path: &Path) -> (Attributes, Vec<(Variable, Vec<u64>)>) {
    let file = raster::open(path).unwrap();
    let bits = |variable: &Variable| file.read_whole(&variable.name).unwrap().iter().map(|value| value.to_bits()).collect();
    (file.attributes().clone(), file.variables().iter().map(|variable| (variable.clone(), bits(variable))).collect())
}

#[test]
fn fixtures_are_what_their_texts_say() {
    let temporary = tempfile::tempdir().unwrap();
    let paths = std::fs::read_dir(fixture("")).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "cdl")).collect();
    assert!(texts.len() > 15);
    for text in texts {
        let Some(anew) = compiled(&text, temporary.path()) else {
            println!("skipped: fixtures are not compiled anew, because `ncgen` is not installed");
            return;
        };
        assert!(contents(&anew) == contents(&text.with_extension("")), "run build.sh: {}", text.display());
    }
}

/// Opens a fixture as a user would, without options, and checks which product it is taken for.
fn opened(name: &str, profile: &str) -> Warned<ProductFile> {
    let opened = open(&fixture(name), &OpenOptions::default()).unwrap_or_else(|error| panic!("{error}: {:?}", error.hint()));
    assert_eq!(opened.value.profile.id, profile);
    opened
}

/// The mass of a layer over the whole grid, in kt of the gas.
fn kilotonnes(product: &ProductFile, layer: usize) -> f64 {
    let field = product.read(layer).unwrap();
    let observed = |values: &mut dyn Iterator<Item = f64>| values.filter(|value| !value.is_nan()).sum::<f64>() / 1e6;
    if field.meaning.measure == Measure::MassPerCell {
        return observed(&mut field.values.iter().copied());
    }
    let areas = product.cell_areas().unwrap().unwrap_or_else(|| product.grid.cell_areas(product.conventions.earth));
    let seconds = field.meaning.period.seconds(field.meaning.calendar, product.conventions.year_length).as_seconds();
    observed(&mut field.values.iter().zip(&areas).map(|(flux, area)| flux * area * seconds))
}

/// The layers of a name, with their positions.
fn layers<'a>(product: &'a ProductFile, name: &str) -> Vec<(usize, &'a LayerMeaning)> {
    product.layers.iter().enumerate().filter(|(_, layer)| layer.name == name).collect()
}

/// The mass of the first layer of a name, in kt.
fn first(product: &ProductFile, name: &str) -> f64 {
    kilotonnes(product, layers(product, name)[0].0)
}

/// The mass of all layers of a name together, in kt.
fn all(product: &ProductFile, name: &str) -> f64 {
    layers(product, name).iter().map(|&(position, _)| kilotonnes(product, position)).sum()
}

fn code(layer: &LayerMeaning) -> (String, String) {
    let category = layer.category.as_ref().unwrap();
    (category.categorization.name().to_owned(), category.code.to_string())
}

/// Values in single precision are off by 6e-8.
#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-7, "found {found}, expected {expected}");
}

#[test]
fn edgar_v432_has_years_and_months_in_its_names() {
    // (1 + … + 8) pg m⁻² s⁻¹ = 36e-12 kg m⁻² s⁻¹ × 63 758 202 715 511.05 m² × 366 × 86 400 s = 72 582 746 024 kg
    let year = opened("v432_CH4_2012_IPCC_6A_6D.0.1x0.1.nc", "edgar-v432").value;
    assert_eq!((year.layers[0].gas, year.layers[0].period), (Gas::Ch4, Period::year(2012)));
    assert_eq!(code(&year.layers[0]), ("EDGAR-v4.3.2".to_owned(), "6A_6D".to_owned()));
    assert_close(kilotonnes(&year, 0), 72_582.746_024);
    // The same for the 30 days of September.
    let month = opened("v432_CH4_2010_9_IPCC_6A_6D.0.1x0.1.nc", "edgar-v432").value;
    assert_eq!((month.layers[0].name.as_str(), month.layers[0].period), ("6A_6D", Period::month(2010, 9)));
    assert_close(kilotonnes(&month, 0), 5_949.405_412);
}

#[test]
fn edgar_v6_and_v7_have_months_and_years() {
    // 36e-12 kg m⁻² s⁻¹ × 63 758 202 715 511.05 m² × 28 × 86 400 s
    let month = opened("v6.0_CH4_2015_2_ENE.0.1x0.1.nc", "edgar-v5-v7-monthly").value;
    assert_eq!((code(&month.layers[0]).1.as_str(), month.layers[0].period), ("ENE", Period::month(2015, 2)));
    assert_close(kilotonnes(&month, 0), 5_552.778_384);
    // The same for the 366 days of 2020.
    let year = opened("v7.0_FT2021_CH4_2020_ENF.0.1x0.1.nc", "edgar-v5-v7-annual").value;
    assert_eq!((code(&year.layers[0]).1.as_str(), year.layers[0].period), ("ENF", Period::year(2020)));
    assert_close(kilotonnes(&year, 0), 72_582.746_024);
}

#[test]
fn edgar_v8_has_fluxes_and_emissions_per_cell() {
    // As above, for the 366 days of 2020.
    let flux = opened("v8.0_FT2022_GHG_CH4_2020_ENF_flx.nc", "edgar-v8-on").value;
    assert_eq!((code(&flux.layers[0]).1.as_str(), flux.layers[0].period), ("ENF", Period::year(2020)));
    assert_close(kilotonnes(&flux, 0), 72_582.746_024);
    // 1 + … + 8 t = 36 t = 0.036 kt, whatever area and year
    let mass = opened("EDGAR_2024_GHG_CH4_2023_PRO_FFF_emi.nc", "edgar-v8-on").value;
    assert_eq!((mass.layers[0].measure, mass.layers[0].period), (Measure::MassPerCell, Period::year(2023)));
    assert!(mass.layers[0].contains.contains(&"PRO_GAS".to_owned()));
    assert_close(kilotonnes(&mass, 0), 0.036);
}

#[test]
fn edgar_v8_has_months_of_groups_of_sectors() {
    // Month m holds m t in each of 8 cells: 8 t (1 + … + 12) = 624 t
    let mass = opened("EDGAR_2024_GHG_CO2_2023_bkl_TRANSPORT_emi.nc", "edgar-v8-on").value;
    let periods: Vec<Period> = mass.layers.iter().map(|layer| layer.period).collect();
    assert_eq!(periods, (1..=12).map(|month| Period::month(2023, month)).collect::<Vec<_>>());
    assert_eq!((mass.layers[0].gas, code(&mass.layers[0]).1.as_str()), (Gas::Co2, "TRANSPORT"));
    assert_close(kilotonnes(&mass, 6), 0.056);
    assert_close(all(&mass, "TRANSPORT"), 0.624);
    // Month m has the flux m pg m⁻² s⁻¹ in 8 cells; Σ m × days of m = 2384 in the leap year 2020:
    // 8 × 1e-12 kg m⁻² s⁻¹ × 63 758 202 715 511.05 m² × 2384 × 86 400 s
    let flux = opened("v8.0_FT2022_GHG_CH4_2020_FUEL_EXPLOITATION_flx.nc", "edgar-v8-on").value;
    assert_close(all(&flux, "FUEL_EXPLOITATION"), 105_062.092_605);
}

#[test]
fn carbontracker_keeps_what_people_emit_apart_from_the_rest() {
    // mol m⁻² s⁻¹ × cells × 63 758 202 715 511.05 m² × 29 × 86 400 s × 0.044009 kg mol⁻¹:
    // fossil 1e-9 × 8; ocean −2e-9 × 7, the eighth cell is missing; biosphere −4e-9 × 8; fire 0.5e-9 × 8
    let product = opened("CT2022.flux1x1.202002.nc", "carbontracker-co2").value;
    let seen: Vec<(&str, Scope, f64)> =
        product.layers.iter().enumerate().map(|(at, layer)| (layer.name.as_str(), layer.scope, kilotonnes(&product, at))).collect();
    let expected = [
        ("bio_flux_opt", Scope::Total, -224_977.602_971),
        ("ocn_flux_opt", Scope::Natural, -98_427.701_300),
        ("fossil_flux_imp", Scope::Anthropogenic, 56_244.400_743),
        ("fire_flux_imp", Scope::Total, 28_122.200_371),
    ];
    assert_eq!(seen.len(), expected.len());
    for ((name, scope, mass), (expected_name, expected_scope, expected_mass)) in seen.into_iter().zip(expected) {
        assert_eq!((name, scope), (expected_name, expected_scope));
        assert_close(mass, expected_mass);
    }
    assert!(product.layers.iter().all(|layer| layer.period == Period::month(2020, 2) && layer.gas == Gas::Co2));
}

#[test]
fn cams_glob_ant_has_sectors_as_variables_and_a_sum_that_contains_them() {
    // 1 pg m⁻² s⁻¹ of `ene`, 4 of `shp` and 10 of `sum` in 8 cells for 365 days:
    // 8e-12 kg m⁻² s⁻¹ × 63 758 202 715 511.05 m² × 365 × 86 400 s, and four and ten times that
    let product = opened("CAMS-GLOB-ANT_v5.3_methane_2019.nc", "cams-glob-ant").value;
    assert_eq!(product.layers.len(), 72);
    assert_eq!((product.layers[1].period, product.layers[1].gas), (Period::month(2019, 2), Gas::Ch4));
    assert_close(all(&product, "ene"), 16_085.429_447);
    assert_close(all(&product, "shp"), 4.0 * 16_085.429_447);
    assert_close(all(&product, "sum"), 10.0 * 16_085.429_447);
    assert!(layers(&product, "sum")[0].1.contains.contains(&"fef".to_owned()));
}

#[test]
fn ceds_has_sectors_along_a_dimension_and_a_february_of_28_days() {
    let product = opened(CEDS, "ceds-input4mips").value;
    let codes: Vec<String> = product.layers.iter().step_by(2).map(|layer| code(layer).1).collect();
    assert_eq!(codes, ["AGR", "ENE", "IND", "TRA", "RCO", "SLV", "WST", "SHP"]);
    let ships = layers(&product, "International Shipping");
    assert_eq!([ships[0].1.period, ships[1].1.period], [Period::month(2012, 1), Period::month(2012, 2)]);
    // 8 pg m⁻² s⁻¹ in 8 cells: 64e-12 kg m⁻² s⁻¹ × 63 758 202 715 511.05 m² × 28 × 86 400 s, though February 2012 had 29 days
    assert_close(kilotonnes(&product, ships[1].0), 9_871.606_017);
    // 1 pg m⁻² s⁻¹ in 8 cells for the 31 days of January
    assert_close(first(&product, "Agriculture"), 1_366.159_761);
}

#[test]
fn the_cams_inversion_counts_carbon_on_its_own_areas() {
    // 4 × 1e-3 × 1e13 − 4 × 2e-3 × 9e13 kg C = −6.8e11 kg C in the month; × 44.009 / 12.011
    let opened = opened("cams73_latest_co2_flux_surface_mm_201902.nc", "cams-inversion-co2");
    let product = opened.value;
    assert_close(first(&product, "flux_apos_bio"), -2_491_559.403_880);
    // 4e-3 × (4 × 1e13 + 4 × 9e13 + 4 × 1e13) kg C = 1.76e12 kg C; × 44.009 / 12.011
    assert_close(first(&product, "flux_foss"), 6_448_741.986_512);
    let roles: Vec<Role> = product.layers.iter().map(|layer| layer.role).collect();
    assert_eq!(roles, [Role::Emission, Role::Emission, Role::Prior, Role::Prior, Role::Emission]);
    assert!(product.layers.iter().all(|layer| layer.period == Period::month(2019, 2)));
    // Rows centred on the poles end there.
    assert_eq!(product.grid.latitudes().edges(), [90.0, 45.0, -45.0, -90.0]);
    assert!(opened.warnings[0].message.contains("beyond a pole and was cut there"), "{:?}", opened.warnings);
}

#[test]
fn jena_carboscope_counts_carbon_per_cell_in_the_years_that_it_declares_valid() {
    // −(1 + … + 8) × 1e-3 PgC a⁻¹ = −36e9 kg C a⁻¹; / 366 for one day of 2016; × 44.009 / 12.011
    let opened = opened("nbetEXToc_v2024E.flux.nc", "jena-carboscope");
    let product = opened.value;
    let land = layers(&product, "co2flux_land");
    assert_eq!((land.len(), land[0].1.period.start, land[0].1.measure), (3, Period::year(2016).start, Measure::MassPerCell));
    assert_close(kilotonnes(&product, land[0].0), -360.399_142);
    // 8 × 8e-3 PgC a⁻¹ = 64e9 kg C a⁻¹
    assert_close(first(&product, "co2flux_subt"), 640.709_586);
    let left_out = "4 of 16 layers lie outside 2016 to 2023, the years that the file declares valid, and are left out";
    assert!(opened.warnings.iter().any(|warning| warning.message == left_out), "{:?}", opened.warnings);
}

#[test]
fn models_of_the_oco2_mip_state_their_dates() {
    // −30 g C m⁻² a⁻¹ × 8 cells × 63 758 202 715 511.05 m² × 31 / 366; × 44.009 / 12.011
    let product = opened("CSU_gridded_fluxes_LNLGIS.nc4", "oco2-mip-gridded").value;
    let land = layers(&product, "land");
    assert_eq!([land[0].1.period, land[1].1.period], [Period::month(2016, 1), Period::month(2016, 2)]);
    assert_close(first(&product, "land"), -4_748_869.658_688);
    // −15 g C m⁻² a⁻¹ × 8 cells × 63 758 202 715 511.05 m² × 29 / 366; × 44.009 / 12.011
    assert_close(kilotonnes(&product, layers(&product, "net")[1].0), -2_221_245.485_515);
    assert_eq!(layers(&product, "net")[0].1.contains, ["land", "ocean"]);
    assert_eq!(layers(&product, "ocean")[0].1.scope, Scope::Natural);
}

#[test]
fn the_ensemble_of_the_oco2_mip_is_dated_by_its_profile_with_a_warning() {
    // −25 g C m⁻² a⁻¹ × 8 cells × 63 758 202 715 511.05 m² × 31 / 365; × 44.009 / 12.011
    let mean = opened("EnsMean_gridded_fluxes_LNLGIS.nc4", "oco2-mip-gridded");
    assert_close(first(&mean.value, "net"), -3_968_233.550_411);
    let last = layers(&mean.value, "land")[47].1;
    assert_eq!(last.period, Period::month(2018, 12));
    let warnings: Vec<&str> = mean.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(warnings, ["the file does not date its months: they are counted from January 2015, as its profile says"]);
    let deviations = opened("EnsStd_gridded_fluxes_LNLGIS.nc4", "oco2-mip-gridded").value;
    assert!(deviations.layers.iter().all(|layer| layer.role == Role::StandardDeviation));
}

#[test]
fn gfei_has_a_file_per_sector_with_its_year_in_an_attribute() {
    // (0.01 + … + 0.08) t km⁻² a⁻¹ = 0.36 × 63 758 202.715 511 05 km² × 1 a = 22 952 952.98 t
    let coal = opened("Global_Fuel_Exploitation_Inventory_Coal.nc", "gfei").value;
    assert_eq!((coal.layers[0].name.as_str(), coal.layers[0].period), ("Coal", Period::year(2016)));
    assert_close(kilotonnes(&coal, 0), 22_952.952_978);
    let gas = opened("Global_Fuel_Exploitation_Inventory_v2_2019_Gas_All.nc", "gfei").value;
    assert_eq!((code(&gas.layers[0]).1.as_str(), gas.layers[0].period), ("Gas_All", Period::year(2019)));
    assert!(gas.layers[0].contains.contains(&"Gas_Production".to_owned()));
    assert_close(kilotonnes(&gas, 0), 22_952.952_978);
    let relative = open(&fixture("Global_Fuel_Exploitation_Inventory_Coal_rsd.nc"), &OpenOptions::default()).err().unwrap().to_string();
    assert!(relative.ends_with("it holds relative standard deviations, which are no mass"), "{relative}");
}

#[test]
fn version_2_of_the_epa_inventory_has_a_file_per_year() {
    // (1 + … + 8) × 1e9 molecules cm⁻² s⁻¹ = 36e13 m⁻² s⁻¹ / 6.02214076e23 mol⁻¹ × 0.016043 kg mol⁻¹ × 63 758 202 715 511.05 m² × 365 × 86 400 s
    let product = opened("Gridded_GHGI_Methane_v2_2015.nc", "epa-ghgi-v2");
    assert_close(first(&product.value, "emi_ch4_1B2b_Natural_Gas_Production"), 19_283.233_273);
    assert!(product.value.layers.iter().all(|layer| layer.period == Period::year(2015)));
    assert_eq!(product.warnings, []);
    // 8e9 instead of 36e9, and 366 days
    let extension = opened("Express_Extension_Gridded_GHGI_Methane_v2_2020.nc", "epa-ghgi-v2").value;
    assert_eq!(code(layers(&extension, "emi_ch4_Supp_1B2b_PostMeter")[0].1).1, "Supp_1B2b_PostMeter");
    assert_close(first(&extension, "emi_ch4_Supp_1B2b_PostMeter"), 4_296.903_122);
}

#[test]
fn files_of_another_kind_are_refused_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    for (fixture_name, name, holds) in [
        ("EDGAR_2024_GHG_CH4_2023_PRO_FFF_emi.nc", "EDGAR_2024_GHG_CO2bio_2023_TOTALS_emi.nc", "CO2 of biomass, a memo item"),
        ("EDGAR_2024_GHG_CH4_2023_PRO_FFF_emi.nc", "EDGAR_2024_GHG_GWP_100_AR5_GHG_2023_TOTALS_emi.nc", "CO2 equivalents of several gases"),
        ("CT2022.flux1x1.202002.nc", "CT2022.flux1x1.20200201.nc", "the three-hourly fluxes of one day"),
        (
            "CAMS-GLOB-ANT_v5.3_methane_2019.nc",
            "CAMS-GLOB-ANT_Glb_0.1x0.1_anthro_co2_short-cycle_org_C_v6.2_monthly.nc",
            "CO2 of short-cycle",
        ),
        ("CAMS-GLOB-ANT_v5.3_methane_2019.nc", "CAMS-GLOB-ANT_Glb_0.1x0.1_anthro_ch4_v6.2_yearly_2019.nc", "steps of another length"),
        (CEDS, "CH4-em-AIR-anthro_input4MIPs_emissions_CMIP_CEDS-2017-05-18_gn_197001-201412.nc", "emissions of aircraft"),
        ("Gridded_GHGI_Methane_v2_2015.nc", "Gridded_GHGI_Methane_v2_Monthly_Scale_Factors_2015.nc", "monthly factors"),
        (
            "Global_Fuel_Exploitation_Inventory_Coal_rsd.nc",
            "Global_Fuel_Exploitation_Inventory_Oil_All_gsd.nc",
            "geometric standard deviations",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::copy(fixture(fixture_name), &path).unwrap();
        let error = open(&path, &OpenOptions::default()).err().expect("another kind of file");
        assert!(error.to_string().contains(&format!("and not read: it holds {holds}")), "{error}");
        assert!(error.hint().is_some(), "{name}");
    }
}

#[test]
fn sectors_of_cams_glob_ant_mean_what_they_mean_in_their_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("CAMS-GLOB-ANT_Glb_0.1x0.1_anthro_co2_excl_short-cycle_org_C_v6.2_monthly_2019.nc");
    std::fs::copy(fixture("CAMS-GLOB-ANT_v5.3_methane_2019.nc"), &path).unwrap();
    let product = open(&path, &OpenOptions::default()).unwrap().value;
    assert!(product.layers.iter().all(|layer| layer.gas == Gas::Co2));
    let codes: Vec<String> = product.layers.iter().step_by(12).map(|layer| code(layer).1).collect();
    assert_eq!(codes, ["ene", "fef", "agl", "res-v6", "shp", "sum"]);
}

#[test]
fn vulcan_counts_carbon_per_square_kilometre_of_the_ellipsoid_on_its_cone() {
    // Σ value × area of its cell / km² = 70.095 582 626 t of carbon in 2010, where the sum of the values is 70: a square kilometre of the plane is
    // 1.0014 km² of the ellipsoid at 44.6° N (1 / k² at 8 × 8 points of each cell, Snyder 1987, equation 15-11); × 44.009 / 12.011.
    let product = opened("Vulcan_v3_US_annual_1km_onroad_mn.nc4", "vulcan-v3").value;
    assert_eq!(product.layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>(), ["onroad", "onroad"]);
    assert_eq!((product.layers[0].period, product.layers[1].period), (Period::year(2010), Period::year(2011)));
    assert_close(kilotonnes(&product, 0), 0.070_095_582_626 * 44.009 / 12.011);
    // The southernmost row stands first in the file; the one missing value lies in the middle row.
    let values = product.read(0).unwrap().values;
    assert!(values[[0, 3]] > values[[2, 0]] && values[[1, 3]].is_nan());
    let [longitude, latitude] = product.grid.centre(2, 0);
    assert!((longitude + 97.006_304).abs() < 1e-6 && (latitude - 44.612_356).abs() < 1e-6, "{longitude} {latitude}");
}

/// Cells of 10 km × 10 km count as 10⁸ m², as the product counts them: agriculture has 21 · 10⁻⁹ kg m⁻² s⁻¹ on the first day and 12 · 10⁻⁹ on the
/// second, × 10⁸ m² × 86 400 s = 181 440 kg and 103 680 kg. On the Earth the cells would be those of a cone between its parallels, 3 % larger.
#[test]
fn open_methane_counts_cells_of_its_plane_and_no_alias() {
    let product = opened("om-prior_2023-07-01_2023-07-02.nc", "open-methane").value;
    let scopes = ["agriculture", "wetland", "total"].map(|name| (layers(&product, name).len(), layers(&product, name)[0].1.scope));
    assert_eq!(scopes, [(2, Scope::Anthropogenic), (2, Scope::Natural), (2, Scope::Total)]);
    assert_eq!(product.layers.len(), 6);
    let agriculture = layers(&product, "agriculture")[0].0;
    assert_close(kilotonnes(&product, agriculture), 0.181_44);
    assert_close(kilotonnes(&product, agriculture + 1), 0.103_68);
    let on_earth = product.grid.cell_areas(product.conventions.earth);
    assert!((on_earth[[0, 0]] / 1e8 - 1.0).abs() > 0.01, "{}", on_earth[[0, 0]]);
}
