//! Products as their providers publish them, against sums computed by an independent program.
//!
//! The files are not part of the project: without `FLUXLEDGER_DATA` and its default folder the tests say that they were skipped.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails loudly and says what it skips")]

use fluxledger_core::coverage::CellShare;
use fluxledger_core::{Category, ConventionChoices, Coverage, CoverageMeasure, Earth, Gas, Measure, Period, RegionShapes, YearLength};
use fluxledger_ingest::product::{OpenOptions, ProductFile, detect, open};
use fluxledger_ingest::raster;
use fluxledger_ingest::region::read_mask;
use std::path::{Path, PathBuf};

fn real_file(relative: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from).join(relative);
    if !path.exists() {
        println!("skipped: no real file at `{}`", path.display());
        return None;
    }
    println!("real data: {relative}");
    Some(path)
}

fn opened(path: &Path, conventions: ConventionChoices) -> ProductFile {
    let options = OpenOptions { conventions, ..OpenOptions::default() };
    open(path, &options).unwrap_or_else(|error| panic!("{error}: {:?}", error.hint())).value
}

/// The mass of a layer over the whole grid under the conventions in force, in kt.
fn kilotonnes(product: &ProductFile, layer: usize) -> f64 {
    let areas = product.grid.cell_areas(product.conventions.earth);
    let field = product.read(layer).unwrap();
    assert_eq!(field.meaning.measure, Measure::Flux);
    let seconds = field.meaning.period.seconds(field.meaning.calendar, product.conventions.year_length).as_seconds();
    let rate: f64 = field.values.iter().zip(&areas).filter(|(flux, _)| !flux.is_nan()).map(|(flux, area)| flux * area).sum();
    rate * seconds / 1e6
}

fn choices(earth: Earth, molar_mass: f64, year_length: YearLength) -> ConventionChoices {
    ConventionChoices {
        earth: Some(earth),
        molar_masses: vec![(Gas::Ch4, molar_mass)],
        year_length: Some(year_length),
        ..ConventionChoices::default()
    }
}

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    assert!((found / expected - 1.0).abs() < relative, "found {found}, expected {expected}");
}

#[test]
fn epa_layers_sum_to_the_independent_totals() {
    let Some(path) = real_file("epa_gridded_ch4_2012/GEPA_Annual.nc") else { return };
    let totals = std::fs::read_to_string(path.with_file_name("sector_totals_kt_computed.json")).unwrap();
    let totals: serde_json::Value = serde_json::from_str(&totals).unwrap();
    let product = opened(&path, choices(Earth::AUTHALIC_SPHERE, 16.0425, YearLength::Days366));
    assert_eq!(product.layers.len(), 22);
    let mut total = 0.0;
    for (layer, meaning) in product.layers.iter().enumerate() {
        let sum = kilotonnes(&product, layer);
        assert_close(sum, totals[&meaning.name].as_f64().unwrap(), 1e-10);
        total += sum;
    }
    assert_close(total, 28_697.114_5, 1e-8);
}

#[test]
fn epa_by_its_own_conventions_gives_the_rounded_figures_of_its_inventory() {
    let Some(path) = real_file("epa_gridded_ch4_2012/GEPA_Annual.nc") else { return };
    let product = opened(&path, ConventionChoices::default());
    assert_eq!(product.profile.id, "epa-ghgi-v1");
    let sum = |name: &str| {
        let layer = product.layers.iter().position(|meaning| meaning.name == name).unwrap();
        assert_eq!(product.layers[layer].period, Period::year(2012));
        let code = name.strip_prefix("emissions_").unwrap();
        assert_eq!(product.layers[layer].category, Some(Category::new("EPA-GHGI-v1", code)));
        kilotonnes(&product, layer)
    };
    assert!((sum("emissions_2C2_Ferroalloy_Production") - 1.0).abs() < 5e-8);
    assert!((sum("emissions_2B5_Petrochemical_Production") - 4.000_009_4).abs() < 5e-8);
    assert!((sum("emissions_5_Forest_Fires") - 443.0002).abs() < 5e-5);
    assert!((sum("emissions_4A_Enteric_Fermentation") - 6658.413).abs() < 5e-4);
    let total: f64 = (0..product.layers.len()).map(|layer| kilotonnes(&product, layer)).sum();
    assert!((total - 28_692.578).abs() < 5e-4, "{total}");
}

#[test]
fn epa_on_the_ellipsoid_gives_its_known_total() {
    let Some(path) = real_file("epa_gridded_ch4_2012/GEPA_Annual.nc") else { return };
    let product = opened(&path, choices(Earth::Wgs84, 16.0425, YearLength::Calendar));
    let total: f64 = (0..product.layers.len()).map(|layer| kilotonnes(&product, layer)).sum();
    assert!((total - 28_711.960).abs() < 1e-3, "{total}");
}

#[test]
fn openghg_europe_sums_to_the_inversions_own_total() {
    let Some(path) = real_file("openghg_inversions_europe_ch4/flux_total_ch4_europe_edgar7_2019-01-01_2019-12-31_data.nc") else {
        return;
    };
    let product = opened(&path, choices(Earth::Sphere { radius: 6_367_500.0 }, 16.0426, YearLength::Days365));
    assert_eq!((product.profile.id.as_str(), product.layers[0].period), ("openghg-flux", Period::year(2019)));
    assert_close(kilotonnes(&product, 0), 72_201.135, 1e-7);
}

#[test]
fn edgar_on_the_european_domain_sums_to_the_independent_totals() {
    let Some(path) = real_file("edgar_v5_ch4_europe_2012/ch4-anthro_EUROPE_2012.nc") else { return };
    for (earth, length, expected) in [
        (Earth::AUTHALIC_SPHERE, YearLength::Days365, 73_949.42),
        (Earth::AUTHALIC_SPHERE, YearLength::Days366, 74_152.03),
        (Earth::Wgs84, YearLength::Days365, 74_019.94),
        (Earth::Wgs84, YearLength::Calendar, 74_222.73),
    ] {
        assert_close(kilotonnes(&opened(&path, choices(earth, 16.0425, length)), 0), expected, 2e-7);
    }
}

#[test]
fn twelve_months_of_south_america_are_twelve_layers() {
    let Some(path) = real_file("ch4_total_samerica_2016_monthly/ch4_SOUTHAMERICA_2016_SWAMPS-v32-5_Saunois-Annual-Mean.nc") else {
        return;
    };
    let product = opened(&path, ConventionChoices::default());
    let periods: Vec<Period> = product.layers.iter().map(|layer| layer.period).collect();
    assert_eq!(periods, (1..=12).map(|month| Period::month(2016, month)).collect::<Vec<_>>());
    let months: Vec<f64> = (0..12).map(|layer| kilotonnes(&product, layer)).collect();
    assert!(months.iter().all(|&month| month > 1000.0), "{months:?}");
}

/// A profile with the outer edges of its axes, because thinned files hold points instead of cells.
fn profile_for_thinned(id: &str, latitudes: [f64; 2], longitudes: [f64; 2], folder: &Path) -> String {
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../data/products/{id}.toml"));
    let axis = |name: &str, [first, last]: [f64; 2]| {
        format!("{name} = {{ first_edge = {first:?}, last_edge = {last:?}, dimension = \"{}\" }}\n", &name[..3])
    };
    let axes = format!("[grid]\n{}{}", axis("latitude", latitudes), axis("longitude", longitudes));
    let path = folder.join("thinned.toml");
    std::fs::write(&path, format!("{}\n{axes}", std::fs::read_to_string(profile).unwrap())).unwrap();
    path.display().to_string()
}

#[test]
fn thinned_files_of_edgar_are_recognised_and_refused_as_grids() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile_for_thinned("edgar-v5-v7-annual", [-90.0, 90.0], [0.0, 360.0], folder.path());
    for (name, gas, year, layer_name, length) in [
        ("v50_CH4_2015.5.3x5.1.nc", Gas::Ch4, 2015, "TOTALS", YearLength::Days365),
        ("v6.0_CH4_2016_TOTALS.5.3x5.1.nc", Gas::Ch4, 2016, "TOTALS", YearLength::Days366),
        ("v6.0_CO2_excl_short-cycle_org_C_2015_TOTALS.5.3x5.1.nc", Gas::Co2, 2015, "TOTALS", YearLength::Days365),
        ("v6.0_CO2_org_short-cycle_C_2015_TOTALS.5.3x5.1.nc", Gas::Co2, 2015, "TOTALS_short_cycle", YearLength::Days365),
        ("v6.0_N2O_2015_TOTALS.5.3x5.1.nc", Gas::N2o, 2015, "TOTALS", YearLength::Days365),
    ] {
        let Some(path) = real_file(&format!("openghg_small_flux_samples/{name}")) else { return };
        let refused = open(&path, &OpenOptions::default()).err().expect("points are no cells").to_string();
        assert!(refused.ends_with("more than one turn"), "{refused}");
        assert_eq!(detect(raster::open(&path).unwrap().as_ref()).unwrap().id, "edgar-v5-v7-annual");
        let product = open(&path, &OpenOptions { profile: Some(profile.clone()), ..OpenOptions::default() }).unwrap().value;
        let layer = &product.layers[0];
        assert_eq!((product.profile.id.as_str(), product.layers.len()), ("edgar-v5-v7-annual", 1), "{name}");
        assert_eq!((layer.gas, layer.period, layer.name.as_str()), (gas, Period::year(year), layer_name), "{name}");
        assert_eq!(product.conventions.year_length, length, "{name}");
        let sector = (layer_name == "TOTALS").then(|| Category::new("EDGAR", "TOTALS"));
        assert_eq!(layer.category, sector, "{name}");
    }
}

#[test]
fn files_of_the_openghg_layout_are_recognised_in_all_their_orders() {
    for (name, gas, year) in [
        ("ch4-ukghg-waste_EUROPE_2012.nc", Gas::Ch4, 2012),
        ("ch4_EUROPE_reduced_2013.nc", Gas::Ch4, 2013),
        ("co2-nemo-ocean-mth_TEST_2014.nc", Gas::Co2, 2014),
    ] {
        let Some(path) = real_file(&format!("openghg_small_flux_samples/{name}")) else { return };
        let product = opened(&path, ConventionChoices::default());
        assert_eq!(product.profile.id, "openghg-flux", "{name}");
        assert_eq!((product.layers[0].gas, product.layers[0].period), (gas, Period::year(year)), "{name}");
        assert!(product.read(0).unwrap().values.iter().any(|value| value.is_finite()), "{name}");
    }
}

/// The masses of a file of CarbonTracker by layer, in TgC, with 365 days and 12.011 g of carbon a mole.
fn carbon(relative: &str, earth: Earth) -> Option<(ProductFile, [f64; 4])> {
    let path = real_file(relative)?;
    let conventions = ConventionChoices {
        earth: Some(earth),
        year_length: Some(YearLength::Days365),
        molar_masses: vec![(Gas::Co2, 44.009)],
        ..ConventionChoices::default()
    };
    let product = opened(&path, conventions);
    assert_eq!((product.profile.id.as_str(), product.layers.len()), ("carbontracker-co2", 4));
    let mass = |name: &str| {
        let layer = product.layers.iter().position(|layer| layer.name == name).unwrap();
        kilotonnes(&product, layer) / 1e3 * 12.011 / 44.009
    };
    let masses = ["fossil_flux_imp", "bio_flux_opt", "ocn_flux_opt", "fire_flux_imp"].map(mass);
    Some((product, masses))
}

#[test]
fn carbontracker_gives_the_independent_totals_of_its_four_fluxes() {
    for (earth, expected) in
        [(Earth::AUTHALIC_SPHERE, [9799.34, -4395.51, -2814.26, 1936.15]), (Earth::Wgs84, [9798.75, -4397.76, -2819.17, 1930.94])]
    {
        let Some((product, masses)) = carbon("carbontracker_co2/CT2015.flux1x1.2014-mean.nc", earth) else { return };
        assert!(product.layers.iter().all(|layer| layer.period == Period::year(2014) && layer.gas == Gas::Co2));
        for (found, expected) in masses.into_iter().zip(expected) {
            assert!((found - expected).abs() < 0.006, "{earth}: found {found}, expected {expected}");
        }
    }
}

#[test]
fn long_term_means_of_carbontracker_have_the_period_of_their_attribute_in_both_layouts() {
    for (name, last_year) in [("CT2015.flux1x1.longterm.nc", 2014), ("CT2016.flux1x1.longterm.nc", 2015)] {
        let Some((product, masses)) = carbon(&format!("carbontracker_co2/{name}"), Earth::Wgs84) else { return };
        let years = Period { start: Period::year(2001).start, end: Period::year(last_year).end };
        assert!(product.layers.iter().all(|layer| layer.period == years), "{:?}", product.layers[0].period);
        // Fossil fuels and cement gave 7 to 10 PgC a year in these years.
        let a_year = masses[0] / f64::from(last_year - 2000);
        assert!((7_000.0..10_000.0).contains(&a_year), "{name}: {a_year}");
    }
}

#[test]
fn a_subsample_with_gaps_between_its_bounds_is_refused() {
    let Some(path) = real_file(
        "input4mips_ssp245_decimated/CH4-em-anthro_input4MIPs_emissions_ScenarioMIP_IAMC-MESSAGE-GLOBIOM-ssp245-1-1_gn_201501-210012.nc",
    ) else {
        return;
    };
    let options = OpenOptions { variable: Some("CH4_em_anthro".to_owned()), gas: Some(Gas::Ch4), ..OpenOptions::default() };
    let error = open(&path, &options).err().expect("a subsample is no grid").to_string();
    assert!(error.contains("bounds `lat_bnds`: cell 0 ends at"), "{error}");
}

#[test]
fn scenarios_of_input4mips_have_their_sectors_and_uneven_years() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile_for_thinned("ssp-input4mips", [-90.0, 0.0], [100.0, 180.0], folder.path());
    for (gas, sectors) in [(Gas::Ch4, 8), (Gas::Co2, 9)] {
        let file = format!("{}-em-anthro_input4MIPs_emissions_ScenarioMIP_IAMC-MESSAGE-GLOBIOM-ssp245-1-1_gn_201501-210012.nc", gas.code());
        let Some(path) = real_file(&format!("input4mips_ssp245_decimated/{file}")) else { return };
        assert_eq!(detect(raster::open(&path).unwrap().as_ref()).unwrap().id, "ssp-input4mips");
        let product = open(&path, &OpenOptions { profile: Some(profile.clone()), ..OpenOptions::default() }).unwrap().value;
        assert_eq!(product.layers.len(), 120 * sectors);
        let ships: Vec<_> = product.layers.iter().filter(|layer| layer.name == "International Shipping").collect();
        assert_eq!((ships.len(), ships[0].gas, ships[0].category.as_ref()), (120, gas, Some(&Category::new("CEDS", "SHP"))));
        assert_eq!(
            [ships[0].period, ships[12].period, ships[24].period],
            [Period::month(2015, 1), Period::month(2020, 1), Period::month(2030, 1)]
        );
        assert_eq!(product.layers.iter().any(|layer| layer.name == "Negative CO2 Emissions"), gas == Gas::Co2);
    }
}

/// A number of a variable of one dimension in the inversion's own results.
fn inversion_results() -> Option<(Vec<String>, Vec<f64>)> {
    let path = real_file("openghg_inversions_europe_ch4/standard_rhime_outs.nc")?;
    let file = raster::open(&path).unwrap();
    let totals = file.read_whole("countryapriori").unwrap().into_iter().collect();
    Some((file.read_labels("countrynames").unwrap(), totals))
}

#[test]
fn country_totals_by_the_mask_are_the_inversions_own() {
    let Some(mask) = real_file("openghg_inversions_europe_ch4/country_EUROPE.nc") else { return };
    let set = read_mask(&mask, None).unwrap();
    let RegionShapes::Mask(mask) = &set.value.shapes else { panic!("a mask") };
    assert_eq!(mask.regions.len(), 104);
    let strange: Vec<&str> = set.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(strange, Vec::<&str>::new());
    let Some((names, expected)) = inversion_results() else { return };
    let path = real_file("openghg_inversions_europe_ch4/flux_total_ch4_europe_edgar7_2019-01-01_2019-12-31_data.nc").unwrap();
    let product = opened(&path, choices(Earth::Sphere { radius: 6_367_500.0 }, 16.0426, YearLength::Days365));
    assert_eq!(mask.grid.order_on(&product.grid, 1e-3), Some(fluxledger_core::CellOrder::SAME));
    let areas = product.grid.cell_areas(product.conventions.earth);
    let field = product.read(0).unwrap();
    let rates: Vec<f64> = field.values.iter().zip(&areas).map(|(flux, area)| flux * area).collect();
    let grams_of = |cells: &Vec<CellShare>| cells.iter().map(|cell| rates[cell.cell as usize] * cell.share * 365.0 * 86_400.0 * 1e3).sum();
    let grams: Vec<f64> = mask.cells.iter().map(grams_of).collect();
    for (name, expected) in names.iter().zip(&expected) {
        let row = mask.regions.iter().position(|(_, label)| label == name).unwrap();
        assert!((grams[row] - expected).abs() <= 2e-7 * expected.abs(), "{name}: {} instead of {expected}", grams[row]);
    }
    let code = |row: usize| mask.regions[row].0.as_str();
    assert_eq!((code(0), code(65), code(77)), ("OCEAN", "DEU", "FRO"));
}

#[test]
fn fractions_of_countries_add_up_to_the_independent_sums() {
    let Some(path) = real_file("aux/ptolemy_weighted_country_fraction.nc") else { return };
    let set = read_mask(&path, Some("geometry_index")).unwrap();
    let RegionShapes::Mask(mask) = &set.value.shapes else { panic!("a mask") };
    assert_eq!(mask.regions.len(), 14);
    // Sums over the array as numpy gives them, in cells.
    for (code, expected) in [("USA", 208.224_082_658_998_67), ("CAN", 328.660_144_321_620_46), ("MEX", 45.281_684_057_787_06)] {
        let row = mask.regions.iter().position(|(own, _)| own.as_str() == code).unwrap();
        assert_close(mask.cells[row].iter().map(|cell| cell.share).sum(), expected, 1e-12);
    }
    let coverage = Coverage::compute(mask.grid.edges().unwrap(), &set.value, Earth::Wgs84, CoverageMeasure::Area).unwrap();
    let largest = coverage.total_shares().iter().copied().fold(0.0, f64::max);
    assert!(largest > 0.999 && largest < 1.0 + 1e-6, "{largest}");
}
