//! The layers of any gridded file: each gridded variable at each position along its other dimensions, whatever it measures.

use super::coordinates::{self, Layout, StatedAxes};
use super::{Dimension, RasterError, RasterFile, Storage, Variable, time};
use fluxledger_core::Warned;
use ndarray::Array2;

/// A variable with rows and columns, and its layers.
#[derive(Clone, Debug)]
pub struct GriddedVariable {
    /// Its name.
    pub name: String,
    /// Its unit as the file states it.
    pub unit: Option<String>,
    /// How it lies on its grid.
    pub layout: Layout,
    /// Its layers, the last dimension running fastest.
    pub layers: Vec<LayerPlace>,
}

/// Where a layer stands among those of its variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerPlace {
    /// For each dimension but the horizontal ones its name, and what its coordinate says there: a date, a name, a number, or the position counted from 1.
    pub labels: Vec<(String, String)>,
    at: Vec<Option<usize>>,
}

impl GriddedVariable {
    /// The values of a layer, rows from north to south and columns from west to east, NaN where missing.
    ///
    /// # Errors
    /// As of [`Layout::read`].
    pub fn read(&self, file: &dyn RasterFile, layer: &LayerPlace) -> Result<Array2<f64>, RasterError> {
        self.layout.read(file, &self.name, &layer.at)
    }
}

/// The gridded variables of a file, or the one that is asked for.
///
/// # Errors
/// [`RasterError::NoVariable`], [`RasterError::NoGrid`] if no variable has rows and columns, and those of [`coordinates::layout`].
pub fn gridded_variables(file: &dyn RasterFile, wanted: Option<&str>) -> Result<Warned<Vec<GriddedVariable>>, RasterError> {
    let numbers = |variable: &&Variable| !matches!(variable.storage, Storage::Text | Storage::Other);
    let chosen: Vec<&Variable> = match wanted {
        Some(name) => vec![file.variable(name)?],
        None => file.variables().iter().filter(numbers).filter(|variable| coordinates::is_gridded(file, variable)).collect(),
    };
    if chosen.is_empty() {
        let found = file.variables().iter().map(|variable| variable.name.clone()).collect();
        return Err(RasterError::NoGrid { path: file.path().to_owned(), found });
    }
    let mut warnings = Vec::new();
    let mut gridded = Vec::with_capacity(chosen.len());
    for variable in chosen {
        let layout = coordinates::layout(file, variable, &StatedAxes::default())?.collect_into(&mut warnings);
        gridded.push(with_layers(file, variable, layout)?);
    }
    warnings.dedup();
    Ok(Warned::new(gridded, warnings))
}

fn with_layers(file: &dyn RasterFile, variable: &Variable, layout: Layout) -> Result<GriddedVariable, RasterError> {
    let mut layers = vec![LayerPlace { labels: Vec::new(), at: Vec::new() }];
    for dimension in &variable.dimensions {
        if dimension.name == layout.latitude || dimension.name == layout.longitude {
            layers.iter_mut().for_each(|layer| layer.at.push(None));
        } else {
            let labels = labels(file, dimension)?;
            layers = layers.iter().flat_map(|layer| labels.iter().enumerate().map(|place| layer.further(&dimension.name, place))).collect();
        }
    }
    let unit = variable.attributes.text("units").map(str::to_owned);
    Ok(GriddedVariable { name: variable.name.clone(), unit, layout, layers })
}

impl LayerPlace {
    /// The place at a position along one more dimension.
    fn further(&self, dimension: &str, (position, label): (usize, &String)) -> Self {
        let mut place = self.clone();
        place.at.push(Some(position));
        place.labels.push((dimension.to_owned(), label.clone()));
        place
    }
}

/// What the coordinate of a dimension says at each position; the positions themselves where there is none.
fn labels(file: &dyn RasterFile, dimension: &Dimension) -> Result<Vec<String>, RasterError> {
    let coordinate = file.variable(&dimension.name).ok().filter(|coordinate| {
        coordinate.runs_along(&dimension.name)
            || (coordinate.storage == Storage::Text && coordinate.position_of(&dimension.name) == Some(0))
    });
    match coordinate {
        None => Ok((1..=dimension.length).map(|position| position.to_string()).collect()),
        Some(coordinate) if coordinate.storage == Storage::Text => file.read_labels(&coordinate.name),
        Some(coordinate) if time::is_time(coordinate) => time::moments(file, coordinate),
        Some(coordinate) => Ok(file.read_whole(&coordinate.name)?.iter().map(f64::to_string).collect()),
    }
}
