//! A small product in the layout of OpenGHG, made so that its sums can be done by hand.

use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use std::f64::consts::PI;
use std::path::Path;

/// The options under which [`write`] gives round masses.
pub(crate) const CONVENTIONS: [&str; 6] = ["--earth", "sphere:6371000", "--molar-mass", "CH4=16", "--year-seconds", "365d"];

/// Cells of 30° × 30° on both sides of the equator have the same area on a sphere: R² · π/6 · sin 30°.
const CELL_AREA: f64 = 6_371_000.0 * 6_371_000.0 * PI / 12.0;
const GRAMS_PER_MOL: f64 = 16.0;
const SECONDS_PER_YEAR: f64 = 365.0 * 86_400.0;

/// The flux in mol m⁻² s⁻¹ by which one cell emits a kilotonne of methane in a year of 365 days.
fn flux_of(kilotonnes: f64) -> f64 {
    kilotonnes * 1e9 / (GRAMS_PER_MOL * CELL_AREA * SECONDS_PER_YEAR)
}

/// Writes a year, or the first months of one, of which every step emits at the same yearly rate.
///
/// Two rows (30° S to 0°, 0° to 30° N) of four columns (0° to 120° E) emit 1, 2, 3, 4 and 5, 6, 7, 8 kt a year, 36 in all.
pub(crate) fn write(path: &Path, year: i32, steps: usize) {
    let fluxes = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0].map(flux_of);
    write_cells(path, year, steps, [&[-15.0, 15.0], &[15.0, 45.0, 75.0, 105.0]], &fluxes);
}

/// Writes the same area in twice as many columns, where 45° to 60° E has three times the flux of everything else.
pub(crate) fn write_fine(path: &Path, year: i32) {
    let longitudes = [7.5, 22.5, 37.5, 52.5, 67.5, 82.5, 97.5, 112.5];
    let row = longitudes.map(|longitude| flux_of(if longitude == 52.5 { 3.0 } else { 1.0 }));
    write_cells(path, year, 1, [&[-15.0, 15.0], &longitudes], &[row, row].concat());
}

/// Writes a year of the same flux everywhere from 46° to 56° N and 5° to 16° E, on cells of one degree.
pub(crate) fn write_germany(path: &Path, year: i32) {
    let centres = |first: i32, count: i32| (0..count).map(|step| f64::from(first + step) + 0.5).collect::<Vec<f64>>();
    let (latitudes, longitudes) = (centres(46, 10), centres(5, 11));
    let fluxes = vec![flux_of(1.0); latitudes.len() * longitudes.len()];
    write_cells(path, year, 1, [&latitudes, &longitudes], &fluxes);
}

/// Writes rows of cells by their centres with the fluxes of each step.
fn write_cells(path: &Path, year: i32, steps: usize, [latitudes, longitudes]: [&[f64]; 2], fluxes: &[f64]) {
    let mut file = NcFileBuilder::new();
    let text = |value: &str| NcAttrValue::Chars(value.to_owned());
    file.add_attribute("species", text("ch4")).unwrap();
    file.add_attribute("time_period", text("1 year")).unwrap();
    let [time, latitude, longitude] = [("time", steps), ("lat", latitudes.len()), ("lon", longitudes.len())]
        .map(|(name, length)| file.add_dimension(name, length as u64).unwrap());
    for (name, dimension, units, values) in [
        ("time", time, format!("days since {year}-01-01"), starts_of_months(steps)),
        ("lat", latitude, "degrees_north".to_owned(), latitudes.to_vec()),
        ("lon", longitude, "degrees_east".to_owned(), longitudes.to_vec()),
    ] {
        let variable = file.add_variable::<f64>(name, &[dimension]).unwrap();
        file.add_variable_attribute(variable, "units", text(&units)).unwrap();
        file.write_variable(variable, &values).unwrap();
    }
    let variable = file.add_variable::<f64>("flux", &[time, latitude, longitude]).unwrap();
    file.add_variable_attribute(variable, "units", text("mol/m2/s")).unwrap();
    file.write_variable(variable, &fluxes.repeat(steps)).unwrap();
    std::fs::write(path, file.to_vec(NcWriteOptions { format: NcWriteFormat::Classic }).unwrap().1).unwrap();
}

/// Days of a common year before each of its first months.
fn starts_of_months(number: usize) -> Vec<f64> {
    [0.0, 31.0, 59.0, 90.0, 120.0, 151.0, 181.0, 212.0, 243.0, 273.0, 304.0, 334.0][..number].to_vec()
}
