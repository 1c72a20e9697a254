//! The simulated product as a NetCDF file, as a data provider would publish it.

use super::simulation::{SectorLayers, SimulatedProduct};
use fluxledger_core::{Calendar, Date, Grid};
use ndarray::Array2;
use netcdf_writer::{DimensionId, Error, NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions, VariableId};

/// The file could not be laid out.
#[derive(Debug, thiserror::Error)]
#[error("simulated product: {0}")]
pub struct ProductFileError(#[from] Error);

const FLUX_UNIT: &str = "kg m-2 s-1";

/// The bytes of a NetCDF-4 file with prior, posterior, one standard deviation and sensitivity of every sector.
///
/// # Errors
/// [`ProductFileError`] if the writer refuses the layout.
pub fn write(product: &SimulatedProduct, grid: &Grid, seed: u64) -> Result<Vec<u8>, ProductFileError> {
    let mut file = NcFileBuilder::new();
    describe(&mut file, product, seed)?;
    let dimensions = add_coordinates(&mut file, product.year, grid)?;
    for layers in &product.sectors {
        add_sector(&mut file, &dimensions, layers)?;
    }
    Ok(file.to_vec(NcWriteOptions { format: NcWriteFormat::Nc4 })?.1)
}

fn describe(file: &mut NcFileBuilder, product: &SimulatedProduct, seed: u64) -> Result<(), Error> {
    let title =
        format!("SIMULATED methane fluxes of {}, made by fluxledger demo with seed {seed}; no observation went into them", product.year);
    for (name, value) in [
        ("Conventions", "CF-1.8"),
        ("title", title.as_str()),
        ("fluxledger_simulation", "yes"),
        ("comment", "Random numbers around reported inventory totals. They say nothing about real emissions."),
    ] {
        file.add_attribute(name, text(value))?;
    }
    Ok(())
}

fn text(value: &str) -> NcAttrValue {
    NcAttrValue::Chars(value.to_owned())
}

fn add_coordinates(file: &mut NcFileBuilder, year: i32, grid: &Grid) -> Result<[DimensionId; 3], Error> {
    let time = file.add_dimension("time", 1)?;
    let latitude = file.add_dimension("latitude", grid.rows() as u64)?;
    let longitude = file.add_dimension("longitude", grid.columns() as u64)?;
    let bounds = file.add_dimension("bounds", 2)?;
    let day = |date| days_since_1970(date);
    let year_bounds = [day(Date::new(year, 1, 1)), day(Date::new(year + 1, 1, 1))];
    let units = "days since 1970-01-01 00:00:00";
    let attributes = [("units", units), ("calendar", "standard"), ("bounds", "time_bounds")];
    add_values(file, "time", &[time], &[f64::midpoint(year_bounds[0], year_bounds[1])], &attributes)?;
    add_values(file, "time_bounds", &[time, bounds], &year_bounds, &[])?;
    let latitudes: Vec<f64> = (0..grid.rows()).map(|row| grid.latitudes().centre(row)).collect();
    add_values(file, "latitude", &[latitude], &latitudes, &[("units", "degrees_north"), ("standard_name", "latitude")])?;
    let longitudes: Vec<f64> = (0..grid.columns()).map(|column| grid.longitudes().centre(column)).collect();
    add_values(file, "longitude", &[longitude], &longitudes, &[("units", "degrees_east"), ("standard_name", "longitude")])?;
    Ok([time, latitude, longitude])
}

#[expect(clippy::cast_precision_loss, reason = "days of this age are far below 2^53")]
fn days_since_1970(date: Date) -> f64 {
    Calendar::Standard.days_between(Date::new(1970, 1, 1), date) as f64
}

fn add_sector(file: &mut NcFileBuilder, dimensions: &[DimensionId; 3], layers: &SectorLayers) -> Result<(), Error> {
    let sector = layers.sector.name;
    for (prefix, values, unit, meaning) in [
        ("prior", &layers.prior, FLUX_UNIT, "simulated prior methane flux"),
        ("posterior", &layers.posterior, FLUX_UNIT, "simulated posterior methane flux"),
        ("sigma", &layers.deviation, FLUX_UNIT, "one standard deviation of the simulated posterior flux"),
        ("sensitivity", &layers.sensitivity, "1", "simulated averaging-kernel sensitivity"),
    ] {
        let long_name = format!("{meaning}, {sector}");
        let variable = add_layer(file, &format!("{prefix}_{sector}"), dimensions, values)?;
        file.add_variable_attribute(variable, "units", text(unit))?;
        file.add_variable_attribute(variable, "long_name", text(&long_name))?;
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "products are published in single precision")]
fn add_layer(file: &mut NcFileBuilder, name: &str, dimensions: &[DimensionId; 3], values: &Array2<f64>) -> Result<VariableId, Error> {
    let variable = file.add_variable::<f32>(name, dimensions)?;
    let (rows, columns) = values.dim();
    file.set_variable_chunking(variable, vec![1, rows as u64 / 4, columns as u64 / 4])?;
    file.set_variable_deflate(variable, Some(4), true)?;
    let single: Vec<f32> = values.iter().map(|value| *value as f32).collect();
    file.write_variable(variable, &single)?;
    Ok(variable)
}

fn add_values(
    file: &mut NcFileBuilder,
    name: &str,
    dimensions: &[DimensionId],
    values: &[f64],
    attributes: &[(&str, &str)],
) -> Result<(), Error> {
    let variable = file.add_variable::<f64>(name, dimensions)?;
    for (key, value) in attributes {
        file.add_variable_attribute(variable, *key, text(value))?;
    }
    file.write_variable(variable, values)
}
