//! The emissions of a finer grid, by whose pattern coastal cells can be split.

use fluxledger_core::coverage::FineEmissions;
use fluxledger_core::{CoastPolicy, Conventions, Earth, LayerMeaning, Measure, Role, Warned};
use fluxledger_ingest::product::{OpenOptions, ProductError, ProductFile, open};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Which emissions are wanted as weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoastWeightsRequest {
    /// A file of a gridded product finer than the one that is totalled.
    pub path: PathBuf,
    /// The layer; the only one where none is named.
    pub layer: Option<String>,
    /// The profile of the file; recognized where none is named.
    pub profile: Option<String>,
}

/// Emissions of a finer grid, the headers of their file read.
pub struct CoastWeights {
    file: ProductFile,
    layer: String,
    path: PathBuf,
}

/// Emissions that cannot be weights.
#[derive(Debug, thiserror::Error)]
pub enum CoastWeightsError {
    /// The file is no product that can be read.
    #[error(transparent)]
    Product(#[from] ProductError),
    /// The layer is none of the file's emissions, or none is named where there are several.
    #[error("{}: {}, found {}", path.display(), asked(.wanted.as_ref()), .layers.join(", "))]
    Layer {
        /// The file.
        path: PathBuf,
        /// The layer that was asked for.
        wanted: Option<String>,
        /// The layers of emissions in the file.
        layers: Vec<String>,
    },
    /// A negative value cannot be a weight.
    #[error("{}, layer `{layer}`: {value} in row {row}, column {column} is negative and cannot be a weight", path.display())]
    Negative {
        /// The file.
        path: PathBuf,
        /// The layer.
        layer: String,
        /// Row of the cell, from the north.
        row: usize,
        /// Column of the cell.
        column: usize,
        /// The value in kg m⁻², or kg of a cell.
        value: f64,
    },
    /// The policy needs weights and there are none.
    #[error("`coast = \"weighted\"` splits cells by the emissions of a finer grid, and none is named")]
    NotNamed,
    /// The policy gives a coastal cell to the regions in it, and sea areas are among them.
    #[error("sea areas beside `coast = \"{}\"`, which would give coastal cells to them as to land, expected `share`", coast.name())]
    BesideSea {
        /// The policy in force.
        coast: CoastPolicy,
    },
}

fn asked(wanted: Option<&String>) -> String {
    wanted.map_or_else(|| "several layers could be the weights".to_owned(), |layer| format!("has no layer `{layer}` of emissions"))
}

impl CoastWeightsError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Product(error) => return error.hint(),
            Self::Layer { .. } => "name one of them as the layer".to_owned(),
            Self::Negative { .. } => "choose a layer of sources without sinks".to_owned(),
            Self::BesideSea { .. } => "leave the sea areas out, or let coasts be shared out by area".to_owned(),
            Self::NotNamed => {
                "name it: coast_weights = { file = \"FINE.nc\", layer = \"NAME\" } in the run file, --coast-weights FINE.nc:NAME".to_owned()
            }
        })
    }
}

impl CoastWeights {
    /// Opens the file of the weights and finds their layer; values are not read.
    ///
    /// # Errors
    /// [`CoastWeightsError::Product`], [`CoastWeightsError::Layer`].
    pub fn open(request: &CoastWeightsRequest) -> Result<Warned<Self>, CoastWeightsError> {
        let opened = open(&request.path, &OpenOptions { profile: request.profile.clone(), ..OpenOptions::default() })?;
        let names: BTreeSet<&str> =
            opened.value.layers.iter().filter(|layer| is_emission(layer)).map(|layer| layer.name.as_str()).collect();
        let layer = match (&request.layer, names.iter().next()) {
            (Some(wanted), _) if names.contains(wanted.as_str()) => wanted.clone(),
            (None, Some(only)) if names.len() == 1 => (*only).to_owned(),
            _ => {
                let layers = names.into_iter().map(|name| format!("`{name}`")).collect();
                return Err(CoastWeightsError::Layer { path: request.path.clone(), wanted: request.layer.clone(), layers });
            }
        };
        Ok(Warned::new(Self { file: opened.value, layer, path: request.path.clone() }, opened.warnings))
    }

    /// Reads the weights: the layer's emissions per area over all its steps.
    ///
    /// # Errors
    /// [`CoastWeightsError::Product`] if values cannot be read, [`CoastWeightsError::Negative`] if one is no weight.
    pub fn read(&self) -> Result<FineEmissions, CoastWeightsError> {
        let areas = self.file.grid.cell_areas(Earth::Wgs84);
        let mut density = ndarray::Array2::zeros(self.file.grid.shape());
        for step in (0..self.file.layers.len()).filter(|&step| self.is_wanted(step)) {
            let field = self.file.read(step)?;
            self.check(&field.values)?;
            let seconds = field.meaning.period.seconds(field.meaning.calendar, self.file.conventions.year_length).as_seconds();
            density += &match field.meaning.measure {
                Measure::Flux => field.values * seconds,
                Measure::MassPerCell | Measure::Dimensionless => field.values / &areas,
            };
        }
        Ok(FineEmissions { grid: Arc::clone(&self.file.grid), density })
    }

    /// File and layer in words.
    #[must_use]
    pub fn describe(&self) -> String {
        let file = self.path.file_name().map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned());
        format!("layer `{}` of {file} ({})", self.layer, self.file.profile.id)
    }

    fn is_wanted(&self, step: usize) -> bool {
        is_emission(&self.file.layers[step]) && self.file.layers[step].name == self.layer
    }

    fn check(&self, values: &ndarray::Array2<f64>) -> Result<(), CoastWeightsError> {
        match values.indexed_iter().find(|(_, value)| **value < 0.0) {
            Some(((row, column), &value)) => {
                Err(CoastWeightsError::Negative { path: self.path.clone(), layer: self.layer.clone(), row, column, value })
            }
            None => Ok(()),
        }
    }
}

fn is_emission(layer: &LayerMeaning) -> bool {
    layer.role == Role::Emission
}

/// Whether one of the files gives coastal cells to the regions in them, which sea areas must not be among.
///
/// # Errors
/// [`CoastWeightsError::BesideSea`].
pub fn check_beside_sea<'a>(files: impl IntoIterator<Item = &'a Conventions>) -> Result<(), CoastWeightsError> {
    let other = files.into_iter().map(|conventions| conventions.coast).find(|&coast| coast != CoastPolicy::Share);
    other.map_or(Ok(()), |coast| Err(CoastWeightsError::BesideSea { coast }))
}

/// Whether one of the files is to be split by weights and there are none.
///
/// # Errors
/// [`CoastWeightsError::NotNamed`].
pub fn check_named<'a>(files: impl IntoIterator<Item = &'a Conventions>, weights: Option<&CoastWeights>) -> Result<(), CoastWeightsError> {
    let is_weighted = files.into_iter().any(|conventions| conventions.coast == CoastPolicy::Weighted);
    if is_weighted && weights.is_none() { Err(CoastWeightsError::NotNamed) } else { Ok(()) }
}
