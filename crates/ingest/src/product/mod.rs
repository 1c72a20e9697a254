//! Products: what the variables of a gridded file mean, and their values in kilograms of the gas.

mod blocks;
mod check;
mod contents;
mod counted_months;
mod date_components;
mod detect;
mod draft;
mod error;
mod expectation;
mod grid;
mod inputs;
mod layers;
mod pattern;
mod percentiles;
mod periods;
mod profile;
mod refusal;
mod sectors;
pub(crate) mod spelled;
mod story;
mod time_rules;
mod valid_years;

pub use blocks::{BlockAddress, reuse};
pub use check::{Check, Finding, Outcome, PlausibleRange, StatedTotal, YearlySum, plausible_range};
pub use detect::detect;
pub use draft::draft;
pub use error::ProductError;
pub use expectation::{Breach, Expectations};
pub use grid::{ProductGrid, open_grid};
pub use pattern::{AttributeWithPattern, Groups, Pattern};
pub use percentiles::Percentiles;
pub(crate) use periods::date_of;
pub use profile::{
    BasisOfName, Detection, DetectionRules, Evidence, GasOfFiles, GasSources, LayerPattern, OwnConventions, Profile, ScopeOfFiles,
    StatedEdges, StatedGrid, StatedPoints, Support, profile_from_file, profile_text, profiles,
};
pub(crate) use profile::{QUESTION, open_questions};
pub use refusal::Refusal;
pub use sectors::SectorDimension;
pub use time_rules::{CountedMonths, DayAttributes, TimeRules, ValidYears};

use crate::raster::coordinates::Layout;
use crate::raster::{self, RasterFile};
use contents::{Contents, Other, Slab};
use fluxledger_core::{ConventionChoices, Conventions, CoverageMeasure, Field, Gas, Grid, LayerMeaning, Measure, Warned, Warning};
use inputs::{Inputs, file_name};
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
    /// The dimension along which the members of an ensemble, or the samples of a posterior, stand.
    pub members: Option<String>,
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
        let mut values = slab.layout.read(self.file.as_ref(), &slab.variable, &slab.at)?;
        let numbers = |slab: &Slab| slab.layout.read(self.file.as_ref(), &slab.variable, &slab.at);
        match slab.other.as_deref() {
            None => {}
            Some(Other::Minus(other)) => values -= &numbers(other)?,
            Some(Other::Times(other)) => values *= &numbers(other)?,
        }
        values.mapv_inplace(|value| value * slab.factor);
        Ok(Field { meaning: self.layers[layer].clone(), grid: Arc::clone(&self.grid), values })
    }

    /// The layers that can be added up, by their numbers: all but those without a unit.
    #[must_use]
    pub fn layers_with_mass(&self) -> Vec<usize> {
        (0..self.layers.len()).filter(|&layer| self.layers[layer].measure != Measure::Dimensionless).collect()
    }

    /// Whether the file brings the areas of its cells along.
    #[must_use]
    pub const fn has_areas(&self) -> bool {
        self.areas.is_some()
    }

    /// The areas of the cells in m² as the product states or counts them, if it does.
    ///
    /// # Errors
    /// [`ProductError::Raster`].
    pub fn cell_areas(&self) -> Result<Option<Array2<f64>>, ProductError> {
        if self.profile.areas_in_plane && self.grid.projection().is_some() {
            let areas = self.grid.extents(self.conventions.earth, CoverageMeasure::Planar);
            return Ok(Some(Array2::from_shape_fn(self.grid.shape(), |(row, column)| areas.of(row, column))));
        }
        let (Some(name), Some(layout)) = (&self.profile.cell_areas, &self.areas) else { return Ok(None) };
        Ok(Some(layout.read(self.file.as_ref(), name, &[None, None])?))
    }
}

/// Opens a gridded product: headers and coordinates are read, values are not.
///
/// # Errors
/// [`ProductError`]: the file is none that is read here, no profile or several fit it, or it contradicts its profile or the options.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Warned<ProductFile>, ProductError> {
    let (file, mut profile) = recognized(path, options)?;
    if let Some(rule) = profile.scopes.iter().find(|rule| rule.file_name.fits(file_name(file.as_ref()))) {
        profile.scope = rule.scope;
    }
    let caution = profile.caution.as_ref().map(|caution| Warning::new(path.display().to_string(), caution));
    let mut warnings: Vec<Warning> = caution.into_iter().collect();
    let inputs = Inputs { file: file.as_ref(), profile: &profile, options };
    let Contents { conventions, grid, layers, slabs, areas } = Contents::of(inputs)?.collect_into(&mut warnings);
    Ok(Warned::new(ProductFile { profile, conventions, grid, layers, file, slabs, areas }, warnings))
}

/// A file and the profile that is named or fits it; files that the profile refuses are an error.
fn recognized(path: &Path, options: &OpenOptions) -> Result<(Box<dyn RasterFile>, Profile), ProductError> {
    let file = raster::open(path)?;
    let profile = match &options.profile {
        Some(name) => detect::named(name)?,
        None => detect(file.as_ref())?,
    };
    refusal::refuse(file.as_ref(), &profile)?;
    Ok((file, profile))
}

#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod tests;
