//! NetCDF in the interchange format of primap2, as the same rows that the text of the format has.
//!
//! A variable for each entity with the attributes `entity` and `units`, over the dimensions time, area, category and others, whose coordinates are
//! texts; a coordinate without a dimension holds for the whole file (documentation of primap2, data format). Global attributes `area` and `cat`
//! name the coordinates of areas and categories.

use super::super::error::InventoryError;
use super::grid::{Grid, GridRow};
use crate::raster::time::{self, Label, Labelling, Months, Step};
use crate::raster::{self, RasterError, RasterFile, Storage, Variable};
use ndarray::{ArrayD, Axis};
use std::path::Path;

/// The head of the column that holds the variable of a row.
const ENTITY: &str = "entity";
const UNIT: &str = "unit";
const TIME: &str = "time";

/// The attributes of a file that say where its figures come from, where it is one of this format.
pub(super) fn attributes(path: &Path) -> Result<Option<Vec<(String, String)>>, InventoryError> {
    let file = raster::open(path).map_err(|error| unreadable(path, &error))?;
    let text = |name: &str| file.attributes().text(name).map(str::to_owned);
    if text("area").is_none() || text("cat").is_none() {
        return Ok(None);
    }
    Ok(Some(file.attributes().iter().filter_map(|(name, _)| Some((name.to_owned(), text(name)?))).collect()))
}

/// Why a file is not one of this format, or nothing where it is.
pub(super) fn objection(bytes: &[u8], path: &Path) -> Option<String> {
    if !bytes.starts_with(b"\x89HDF") {
        return Some("no NetCDF-4 file".to_owned());
    }
    match attributes(path) {
        Ok(Some(_)) => None,
        Ok(None) => Some("it has not the attributes `area` and `cat` of the interchange format".to_owned()),
        Err(error) => Some(error.to_string()),
    }
}

/// The rows of a file: one for each variable and position along all dimensions but time, one column for each year.
pub(super) fn grid(path: &Path) -> Result<Grid, InventoryError> {
    let file = raster::open(path).map_err(|error| unreadable(path, &error))?;
    let file = file.as_ref();
    let years = years(file, path)?;
    let coordinates = coordinates(file, path)?;
    let mut heads: Vec<&str> = coordinates.iter().map(|coordinate| coordinate.name.as_str()).collect();
    heads.extend([ENTITY, UNIT]);
    heads.extend(years.iter().map(String::as_str));
    let mut rows = vec![GridRow::labelled("heads".to_owned(), &heads)];
    for variable in file.variables().iter().filter(|variable| variable.attributes.text(ENTITY).is_some()) {
        push_rows(file, variable, &coordinates, &mut rows).map_err(|error| unreadable(path, &error))?;
    }
    Ok(Grid { sheet: None, rows })
}

/// A coordinate of texts, along a dimension of its name or none.
struct Coordinate {
    name: String,
    texts: Vec<String>,
}

fn coordinates(file: &dyn RasterFile, path: &Path) -> Result<Vec<Coordinate>, InventoryError> {
    let texts = |variable: &&Variable| matches!(variable.storage, Storage::Text | Storage::Other) && variable.dimensions.len() <= 1;
    let coordinate = |variable: &Variable| -> Result<Coordinate, InventoryError> {
        let texts = file.read_labels(&variable.name).map_err(|error| unreadable(path, &error))?;
        Ok(Coordinate { name: variable.name.clone(), texts })
    };
    file.variables().iter().filter(texts).map(coordinate).collect()
}

/// The years of the coordinate of time, which names the start of each.
fn years(file: &dyn RasterFile, path: &Path) -> Result<Vec<String>, InventoryError> {
    let labelling = Labelling { label: Some(Label::Start), step: Step::Year, months: Months::Refused };
    let coordinate = file.variable(TIME).map_err(|error| unreadable(path, &error))?;
    let periods = time::periods(file, coordinate, labelling).map_err(|error| unreadable(path, &error))?;
    Ok(periods.labels.iter().map(|date| date.year.to_string()).collect())
}

fn push_rows(file: &dyn RasterFile, variable: &Variable, coordinates: &[Coordinate], rows: &mut Vec<GridRow>) -> Result<(), RasterError> {
    let mut values = file.read_whole(&variable.name)?;
    let unit = variable.attributes.text("units").unwrap_or_default();
    let mut names: Vec<&str> = variable.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
    let Some(position) = names.iter().position(|name| *name == TIME) else { return Ok(()) };
    // Time becomes the last axis, the others keep their order.
    let order: Vec<usize> = (0..names.len()).filter(|&axis| axis != position).chain([position]).collect();
    names.remove(position);
    values = values.permuted_axes(order);
    for (at, series) in positions(&values).into_iter().zip(values.lanes(Axis(names.len()))) {
        let text = |coordinate: &Coordinate| {
            let axis = names.iter().position(|name| *name == coordinate.name);
            axis.map_or_else(|| coordinate.texts.first(), |axis| coordinate.texts.get(at[axis])).map_or("", String::as_str).to_owned()
        };
        let mut cells: Vec<String> = coordinates.iter().map(text).collect();
        let along = coordinates.iter().zip(&cells).filter(|(coordinate, _)| names.contains(&coordinate.name.as_str()));
        let label = along.map(|(coordinate, text)| format!(", {} {text}", coordinate.name)).collect::<String>();
        cells.extend([variable.name.clone(), unit.to_owned()]);
        cells.extend(series.iter().map(|number| if number.is_nan() { String::new() } else { number.to_string() }));
        rows.push(GridRow::labelled(format!("variable {}{label}", variable.name), &cells));
    }
    Ok(())
}

/// The positions along all axes but the last, in the order of lanes along the last.
fn positions(values: &ArrayD<f64>) -> Vec<Vec<usize>> {
    let lengths = &values.shape()[..values.ndim() - 1];
    lengths.iter().fold(vec![Vec::new()], |known, &length| {
        known.iter().flat_map(|at| (0..length).map(|position| at.iter().copied().chain([position]).collect())).collect()
    })
}

fn unreadable(path: &Path, error: &RasterError) -> InventoryError {
    InventoryError::Engine { path: path.to_owned(), reason: error.to_string() }
}
