//! Products that come as text or GeoTIFF, in small files that `tests/fixtures/raster/make_products.py` makes, and as CDIAC publishes them.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use fluxledger_core::{CarbonToCo2, Category, ConventionChoices, Gas, Measure, Period};
use fluxledger_ingest::product::{OpenOptions, ProductFile, open};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/raster/products").join(name)
}

/// Opens a file as CO₂ by 44/12 and checks which product it is taken for.
fn opened(path: &Path, profile: &str) -> ProductFile {
    let conventions = ConventionChoices { carbon_to_co2: Some(CarbonToCo2::FortyFourTwelfths), ..ConventionChoices::default() };
    let opened = open(path, &OpenOptions { conventions, ..OpenOptions::default() });
    let product = opened.unwrap_or_else(|error| panic!("{error}: {:?}", error.hint())).value;
    assert_eq!(product.profile.id, profile);
    product
}

/// The mass of a layer over the whole grid in kt of the gas.
fn kilotonnes(product: &ProductFile, layer: usize) -> f64 {
    let field = product.read(layer).unwrap();
    if field.meaning.measure == Measure::MassPerCell {
        return field.values.sum() / 1e6;
    }
    let areas = product.grid.cell_areas(product.conventions.earth);
    let seconds = field.meaning.period.seconds(field.meaning.calendar, product.conventions.year_length).as_seconds();
    (&field.values * &areas).sum() * seconds / 1e6
}

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    assert!((found / expected - 1.0).abs() < relative, "found {found}, expected {expected}");
}

#[test]
fn cdiac_is_a_list_of_cells_from_the_north_west() {
    let product = opened(&fixture("gridcar.2013.gz"), "cdiac-gridcar");
    let layer = &product.layers[0];
    assert_eq!((layer.gas, layer.period), (Gas::Co2, Period::year(2013)));
    assert_eq!(layer.category, Some(Category::new("CDIAC", "Total")));
    // 0.5 + 1.5 + 0.25 = 2.25 Tg of carbon; × 44/12 = 8.25 Tg of CO₂.
    assert_close(kilotonnes(&product, 0), 8250.0, 1e-14);
    let values = product.read(0).unwrap().values;
    let tg_of_carbon = |row: usize, column: usize| values[[row, column]] / 1e9 * 12.0 / 44.0;
    assert_close(tg_of_carbon(0, 0), 0.5, 1e-14);
    assert_close(tg_of_carbon(89, 180), 1.5, 1e-14);
    assert_close(tg_of_carbon(179, 359), 0.25, 1e-14);
    assert_eq!((product.grid.latitudes().first(), product.grid.longitudes().first()), (90.0, -180.0));
}

#[test]
fn cdiac_sums_to_its_own_totals() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from).join("cdiac_co2");
    for (year, tg_of_carbon) in [(1990, 5872.1421), (2010, 8694.8083), (2013, 9233.6278)] {
        let path = folder.join(format!("gridcar.{year}"));
        if !path.exists() {
            println!("skipped: no real file at `{}`", path.display());
            return;
        }
        println!("real data: gridcar.{year}");
        let product = opened(&path, "cdiac-gridcar");
        assert_close(kilotonnes(&product, 0), tg_of_carbon * 1e3 * 44.0 / 12.0, 1e-8);
        assert_eq!(product.layers[0].period, Period::year(year));
    }
}

#[test]
fn a_list_of_cells_that_lost_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gridcar.2013");
    std::fs::write(&path, " 0.000000E+00\n".repeat(64_799)).unwrap();
    let error = open(&path, &OpenOptions::default()).err().unwrap().to_string();
    assert!(error.ends_with("variable `value`: expected 64800 values along `cell`, found 64799"), "{error}");
}

#[test]
fn edgar_as_text_names_cells_by_their_low_left_corner() {
    let product = opened(&fixture("EDGAR_2024_GHG_CH4_2023_ENF_emi.txt"), "edgar-txt");
    let layer = &product.layers[0];
    assert_eq!((layer.gas, layer.period, layer.name.as_str()), (Gas::Ch4, Period::year(2023), "ENF"));
    assert_eq!(layer.category, Some(Category::new("EDGAR", "ENF")));
    // 1.5 + 2.25 + 0.25 = 4 t.
    assert_close(kilotonnes(&product, 0), 0.004, 1e-14);
    let values = product.read(0).unwrap().values;
    assert_eq!(values.dim(), (1800, 3600));
    // −90, −180 is the corner in the south-west; 0, 0 that of the 900th row above the equator's south; 89.9, 179.9 the last.
    assert_eq!((values[[1799, 0]], values[[899, 1800]], values[[0, 3599]]), (1500.0, 2250.0, 250.0));
}

#[test]
fn edgar_as_text_in_another_corner_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v8.0_FT2022_GHG_CH4_2020_ENF.txt");
    std::fs::write(&path, "lat;lon;emission\n0.05;0.05;1\n").unwrap();
    let error = open(&path, &OpenOptions::default()).err().unwrap().to_string();
    assert!(error.ends_with("point 1 at latitude 0.05, longitude 0.05 is no cell of the grid that the profile states"), "{error}");
}

#[test]
fn odiac_at_one_kilometre_has_its_month_in_its_name() {
    let product = opened(&fixture("odiac2024_1km_excl_intl_2002.tif.gz"), "odiac-1km");
    assert_eq!((product.layers[0].gas, product.layers[0].period), (Gas::Co2, Period::month(2020, 2)));
    assert_eq!(product.layers[0].category, Some(Category::new("ODIAC", "land")));
    // 12.5 + 100 = 112.5 t of carbon; × 44/12 = 412.5 t of CO₂.
    assert_close(kilotonnes(&product, 0), 0.4125, 1e-14);
}

#[test]
fn odiac_without_a_reference_system_must_have_all_cells_of_the_earth() {
    let error = open(&fixture("odiac2024_1km_excl_intl_2003.tif.gz"), &OpenOptions::default()).err().unwrap().to_string();
    assert!(error.ends_with("variable `Band1`: expected 21600 values along `y`, found 18"), "{error}");
}

#[test]
fn odiac_on_one_degree_counts_twelve_months_of_the_year_in_its_name() {
    let product = opened(&fixture("odiac2024_1x1d_2019.nc"), "odiac-1x1");
    assert_eq!(product.layers.len(), 24);
    let of = |name: &str, month: u8| {
        let fits = |layer: &&fluxledger_core::LayerMeaning| layer.name == name && layer.period == Period::month(2019, month);
        let position = product.layers.iter().position(|layer| fits(&layer)).unwrap();
        (kilotonnes(&product, position), product.layers[position].category.clone().unwrap())
    };
    // 1 g of carbon per m² and day in January: 510 065 621 724 088.4 m² · 31 d · 44/12 = 57 977 459.002638 kt of CO₂.
    assert_close(of("land", 1).0, 57_977_459.002_638, 1e-12);
    // December is 12 times as much, bunkers a tenth.
    assert_close(of("intl_bunker", 12).0, 1.2 * 57_977_459.002_638, 1e-7);
    assert_eq!(of("intl_bunker", 12).1, Category::new("ODIAC", "intl_bunker"));
}
