//! The layers of any gridded file: each gridded variable at each position along its other dimensions, whatever it measures.

use super::coordinates::{self, Layout, StatedAxes};
use super::{Dimension, RasterError, RasterFile, Storage, Variable, listed, time, unread_numbers};
use fluxledger_core::{BlockValues, Warned, Warning};
use ndarray::Array3;
use std::ops::Range;

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
    /// The rows of the grid in bands from north to south that hold whole chunks and at least one, of layers that are read together: so that each
    /// chunk is read once, and the values have at most so many bytes if its chunks are not larger.
    ///
    /// A variable whose rows the file does not hold apart is one band.
    #[must_use]
    pub fn bands(&self, file: &dyn RasterFile, layers: usize, bytes: usize) -> Vec<Range<usize>> {
        let all = self.layout.grid.rows();
        let bytes_of_row = layers * self.layout.grid.columns() * size_of::<f64>();
        let rows = self.chunk_lengths(file).map_or(all, |(lengths, rows)| {
            let of_chunk = lengths[rows].max(1);
            of_chunk * (bytes / (bytes_of_row * of_chunk).max(1)).max(1)
        });
        self.layout.bands(rows.min(all))
    }

    /// The lengths of chunks and the position of the dimension of rows, if rows are held apart.
    fn chunk_lengths(&self, file: &dyn RasterFile) -> Option<(Vec<usize>, usize)> {
        let variable = file.find(&self.name)?;
        Some((file.chunk_lengths(variable)?, self.layout.dimension_of_rows(variable)?))
    }

    /// The layers, by their positions, in groups that lie in the same chunks.
    #[must_use]
    pub fn groups(&self, file: &dyn RasterFile) -> Vec<Vec<usize>> {
        let lengths = self.chunk_lengths(file).map(|(lengths, _)| lengths);
        let chunk = |layer: &LayerPlace| -> Option<Vec<usize>> {
            Some(layer.at.iter().zip(lengths.as_ref()?).filter_map(|(position, length)| Some((*position)? / length.max(&1))).collect())
        };
        let mut groups: Vec<(Option<Vec<usize>>, Vec<usize>)> = Vec::new();
        for (position, layer) in self.layers.iter().enumerate() {
            let chunk = chunk(layer);
            match groups.iter_mut().find(|(known, _)| chunk.is_some() && *known == chunk) {
                Some((_, group)) => group.push(position),
                None => groups.push((chunk, vec![position])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// The values of some layers, by their positions, in some rows, from north to south and west to east, NaN where missing.
    ///
    /// # Errors
    /// As of [`Layout::read`].
    ///
    /// # Panics
    /// If there is no layer of one of the positions.
    pub fn read_rows(&self, file: &dyn RasterFile, layers: &[usize], rows: Range<usize>) -> Result<Array3<f64>, RasterError> {
        let variable = file.variable(&self.name)?;
        let at: Vec<&[Option<usize>]> = layers.iter().map(|&layer| self.layers[layer].at.as_slice()).collect();
        Ok(match self.layout.read_rows(file, variable, &at, rows)? {
            BlockValues::Single(values) => values.mapv(f64::from).as_standard_layout().into_owned(),
            BlockValues::Double(values) => values.as_standard_layout().into_owned(),
        })
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
    let mut unread = if wanted.is_none() { unread_grids(file) } else { Vec::new() };
    if chosen.is_empty() {
        let no_grid = || RasterError::NoGrid { path: file.path().to_owned(), found: file.names() };
        return Err(unread.pop().or_else(|| nearly_grid(file)).unwrap_or_else(no_grid));
    }
    let left_out = |error: RasterError| Warning::new(file.path().display().to_string(), format!("a variable is left out: {error}"));
    let mut warnings: Vec<Warning> = unread.into_iter().map(left_out).chain(warning_of_groups(file)).collect();
    let mut gridded = Vec::with_capacity(chosen.len());
    let mut layouts: Vec<(&Variable, Layout)> = Vec::new();
    for variable in chosen {
        let layout = match layouts.iter().find(|(known, _)| lie_alike(known, variable)) {
            Some((_, layout)) => layout.clone(),
            None => {
                let layout = coordinates::layout(file, variable, &StatedAxes::default())?.collect_into(&mut warnings);
                layouts.push((variable, layout.clone()));
                layout
            }
        };
        warnings.extend(unread_numbers(file, variable));
        let variable = with_layers(file, variable, layout)?;
        if variable.layers.is_empty() {
            let place = format!("{}, variable `{}`", file.path().display(), variable.name);
            warnings.push(Warning::new(place, "expected layers, found a dimension without a position, and so no values".to_owned()));
        }
        gridded.push(variable);
    }
    warnings.dedup();
    Ok(Warned::new(gridded, warnings))
}

/// That the variables in a file's groups are not read, if it has some.
pub(crate) fn warning_of_groups(file: &dyn RasterFile) -> Option<Warning> {
    let paths = file.in_groups();
    let message = || format!("variables in groups of the file are not read: {}", listed(paths));
    (!paths.is_empty()).then(|| Warning::new(file.path().display().to_string(), message()))
}

/// Whether two variables have the same dimensions and name the same coordinates and grid mapping.
fn lie_alike(one: &Variable, other: &Variable) -> bool {
    let same = |name| one.attributes.get(name) == other.attributes.get(name);
    one.dimensions == other.dimensions && same("coordinates") && same("grid_mapping")
}

/// Why variables with rows and columns cannot be read, of those whose header alone tells.
fn unread_grids(file: &dyn RasterFile) -> Vec<RasterError> {
    let others = file.variables().iter().filter(|variable| variable.storage == Storage::Other);
    others.filter(|variable| coordinates::is_gridded(file, variable)).filter_map(|variable| file.why_unread(variable)).collect()
}

/// Why a variable of numbers along two dimensions or more lies on no grid, where its coordinates are named so and say otherwise.
fn nearly_grid(file: &dyn RasterFile) -> Option<RasterError> {
    let numbers = file.variables().iter().filter(|variable| !matches!(variable.storage, Storage::Text | Storage::Other));
    let along_two = numbers.filter(|variable| variable.dimensions.len() >= 2);
    let mut reasons = along_two.filter_map(|variable| coordinates::layout(file, variable, &StatedAxes::default()).err());
    reasons.find(|error| matches!(error, RasterError::UnusableCoordinate { .. } | RasterError::UnknownProjection { .. }))
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
    let coordinate = file.find(&dimension.name).filter(|coordinate| {
        coordinate.runs_along(&dimension.name)
            || (coordinate.storage == Storage::Text && coordinate.position_of(&dimension.name) == Some(0))
    });
    match coordinate {
        None => Ok((1..=dimension.length).map(|position| position.to_string()).collect()),
        Some(coordinate) if coordinate.storage == Storage::Text => file.read_labels(&coordinate.name),
        Some(coordinate) if time::is_time(coordinate) => time::labels(file, coordinate),
        Some(coordinate) => Ok(file.read_whole(&coordinate.name)?.iter().map(f64::to_string).collect()),
    }
}
