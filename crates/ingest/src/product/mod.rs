//! Products: what the variables of a gridded file mean, and their values in kilograms of the gas.

mod detect;
mod error;
mod layers;
mod pattern;
mod periods;
mod profile;
mod spelled;

pub use detect::detect;
pub use error::ProductError;
pub use pattern::{Groups, Pattern};
pub use profile::{
    BasisOfName, Detection, DetectionRules, Evidence, GasSources, LayerPattern, OwnConventions, Profile, ScopeOfFiles, StatedEdges,
    StatedGrid, TimeRules, profile_from_file, profiles,
};

use crate::raster::coordinates::{Layout, layout};
use crate::raster::{self, RasterFile};
use fluxledger_core::{ConventionChoices, Conventions, Field, Gas, Grid, LayerMeaning, Warned, Warning};
use layers::LayerVariable;
use ndarray::Array2;
use std::path::Path;
use std::sync::Arc;

/// What a user states about a file beyond its path.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The id of a profile, or the path of one; none leaves it to be detected.
    pub profile: Option<String>,
    /// The one variable to read.
    pub variable: Option<String>,
    /// The year of a file that does not state it; of a file with several periods, the year whose layers are wanted.
    pub year: Option<i32>,
    /// The gas of a file that does not state it.
    pub gas: Option<Gas>,
    /// Conventions that go before the product's own.
    pub conventions: ConventionChoices,
}

/// A gridded product of which the headers are read.
pub struct ProductFile {
    /// What is known of the product.
    pub profile: Profile,
    /// The conventions in force.
    pub conventions: Conventions,
    /// The grid of all layers.
    pub grid: Arc<Grid>,
    /// The layers, in the order of the file and of time.
    pub layers: Vec<LayerMeaning>,
    file: Box<dyn RasterFile>,
    slabs: Vec<Slab>,
    areas: Option<Layout>,
}

/// Where a layer's numbers are, and what makes them canonical.
struct Slab {
    variable: String,
    at: Vec<Option<usize>>,
    layout: Layout,
    factor: f64,
}

impl ProductFile {
    /// The values of one layer, in its canonical measure.
    ///
    /// # Errors
    /// [`ProductError::Raster`].
    ///
    /// # Panics
    /// If there is no layer of that number.
    pub fn read(&self, layer: usize) -> Result<Field, ProductError> {
        let slab = &self.slabs[layer];
        let mut values = slab.layout.oriented(self.file.read(&slab.variable, &slab.at)?);
        values.mapv_inplace(|value| value * slab.factor);
        Ok(Field { meaning: self.layers[layer].clone(), grid: Arc::clone(&self.grid), values })
    }

    /// The areas of the cells in m² as the product states them, if it does.
    ///
    /// # Errors
    /// [`ProductError::Raster`].
    pub fn cell_areas(&self) -> Result<Option<Array2<f64>>, ProductError> {
        let (Some(name), Some(layout)) = (&self.profile.cell_areas, &self.areas) else { return Ok(None) };
        Ok(Some(layout.oriented(self.file.read_whole(name)?)))
    }
}

/// Opens a gridded product: headers and coordinates are read, values are not.
///
/// # Errors
/// [`ProductError`]: the file is none that is read here, no profile or several fit it, or it contradicts its profile or the options.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Warned<ProductFile>, ProductError> {
    let file = raster::open(path)?;
    let mut profile = match &options.profile {
        Some(name) => detect::named(name)?,
        None => detect(file.as_ref())?,
    };
    let name = detect::file_name(file.as_ref());
    if let Some(rule) = profile.scopes.iter().find(|rule| rule.file_name.fits(name)) {
        profile.scope = rule.scope;
    }
    let mut warnings = Vec::new();
    let contents = Contents::of(file.as_ref(), &profile, options, &mut warnings)?;
    let Contents { conventions, grid, layers, slabs, areas } = contents;
    Ok(Warned::new(ProductFile { profile, conventions, grid, layers, file, slabs, areas }, warnings))
}

/// What the headers of a file say.
struct Contents {
    conventions: Conventions,
    grid: Arc<Grid>,
    layers: Vec<LayerMeaning>,
    slabs: Vec<Slab>,
    areas: Option<Layout>,
}

impl Contents {
    fn of(file: &dyn RasterFile, profile: &Profile, options: &OpenOptions, warnings: &mut Vec<Warning>) -> Result<Self, ProductError> {
        let variables = layers::layer_variables(file, profile, options)?;
        let conventions = options.conventions.settle(&profile.conventions.choices(&variables[0].variable.attributes));
        let first = layout(file, variables[0].variable, &profile.grid.axes())?.collect_into(warnings);
        let mut contents = Self { conventions, grid: Arc::clone(&first.grid), layers: Vec::new(), slabs: Vec::new(), areas: None };
        for variable in &variables {
            contents.add(file, profile, options, variable, &variables[0].variable.name)?;
        }
        contents.keep_year(file, options.year)?;
        contents.areas = areas_layout(file, profile)?;
        warnings.extend(warning_of_unread(file, profile, options, &variables));
        Ok(contents)
    }

    fn add(
        &mut self,
        file: &dyn RasterFile,
        profile: &Profile,
        options: &OpenOptions,
        layer: &LayerVariable,
        first: &str,
    ) -> Result<(), ProductError> {
        let (path, variable) = (file.path().to_owned(), layer.variable.name.clone());
        let layout = layout(file, layer.variable, &profile.grid.axes())?.value;
        if layout.grid != self.grid {
            return Err(ProductError::DifferentGrids { path, first: first.to_owned(), second: variable });
        }
        let gas = layers::gas_of(file, profile, layer, options.gas)?;
        let unit = layers::unit_of(file, profile, layer)?;
        let category = layers::category_of(file, profile, layer)?;
        let basis = layers::basis_of(profile, layer.variable);
        let name = layers::name_of(layer);
        let (found, slabs) = layers::slabs_of(file, profile, layer, &layout, options)?;
        for (&period, at) in found.periods.iter().zip(slabs) {
            let conversion = unit
                .conversion(gas, basis, period, found.calendar, &self.conventions)
                .map_err(|source| ProductError::Conversion { path: path.clone(), variable: variable.clone(), source: Box::new(source) })?;
            self.layers.push(LayerMeaning {
                name: name.clone(),
                role: layer.pattern.role,
                gas,
                category: category.clone(),
                period,
                calendar: found.calendar,
                measure: conversion.measure,
                contains: profile.contains.get(&name).cloned().unwrap_or_default(),
            });
            self.slabs.push(Slab { variable: variable.clone(), at, layout: layout.clone(), factor: conversion.factor });
        }
        Ok(())
    }

    /// Leaves out layers of other years than the one asked for.
    fn keep_year(&mut self, file: &dyn RasterFile, year: Option<i32>) -> Result<(), ProductError> {
        let Some(year) = year else { return Ok(()) };
        let first = self.layers.iter().map(|layer| layer.period.start).min();
        let last = self.layers.iter().map(|layer| layer.period.end).max();
        let layers = std::mem::take(&mut self.layers);
        let slabs = std::mem::take(&mut self.slabs);
        let kept = layers.into_iter().zip(slabs).filter(|(layer, _)| layer.period.lies_in_year(year));
        (self.layers, self.slabs) = kept.unzip();
        match (self.layers.is_empty(), first, last) {
            (true, Some(first), Some(last)) => Err(ProductError::NoLayerInYear { path: file.path().to_owned(), year, first, last }),
            _ => Ok(()),
        }
    }
}

fn areas_layout(file: &dyn RasterFile, profile: &Profile) -> Result<Option<Layout>, ProductError> {
    let variable = profile.cell_areas.as_ref().and_then(|name| file.variable(name).ok());
    Ok(variable.map(|variable| layout(file, variable, &profile.grid.axes())).transpose()?.map(|warned| warned.value))
}

fn warning_of_unread(file: &dyn RasterFile, profile: &Profile, options: &OpenOptions, read: &[LayerVariable]) -> Option<Warning> {
    let unread = layers::unread_variables(file, profile, read);
    if unread.is_empty() || options.variable.is_some() {
        return None;
    }
    let names: Vec<String> = unread.into_iter().map(str::to_owned).collect();
    let message = format!("gridded variables that profile `{}` does not know were not read: {}", profile.id, raster::listed(&names));
    Some(Warning::new(file.path().display().to_string(), message))
}

#[cfg(test)]
mod tests;
