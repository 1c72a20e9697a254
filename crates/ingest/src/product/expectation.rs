//! What files of a product look like, so that a profile which nobody has checked against one refuses what it does not know.

use super::ProductError;
use super::inputs::Inputs;
use super::layers::LayerVariable;
use super::pattern::Pattern;
use super::profile::Evidence;
use crate::raster::listed;
use fluxledger_core::{Axis, Grid};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// Deviation of an outer edge from the expected one, in degrees, that is taken for noise of single precision.
const EDGE_NOISE: f64 = 1e-3;

/// What holds for every file of a product; a breach is an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expectations {
    /// Patterns of the file's attributes.
    pub attributes: BTreeMap<String, Pattern>,
    /// Spellings of the layers' unit; a file without units is a breach as well.
    pub units: Vec<String>,
    /// The lengths that a dimension may have.
    pub dimensions: BTreeMap<String, Vec<usize>>,
    /// Variables beside the layers.
    pub variables: Vec<String>,
    /// The outer edges in degrees, from south to north.
    pub latitudes: Option<[f64; 2]>,
    /// The outer edges in degrees, from west to east.
    pub longitudes: Option<[f64; 2]>,
}

/// A place in a file where it is not as its profile expects, and what the profile rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The place in the file.
    pub place: String,
    /// The profile.
    pub profile: String,
    /// What the profile rests on.
    pub evidence: Evidence,
    /// What the profile expects there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, profile, evidence, expected, found } = self;
        write!(formatter, "{place}: profile `{profile}` (evidence: {evidence}) expects {expected}, found {found}")
    }
}

/// The error for a place in a file that is not as its profile expects.
pub(super) fn unexpected(inputs: &Inputs, place: String, expected: String, found: String) -> ProductError {
    let (profile, evidence) = (inputs.profile.id.clone(), inputs.profile.evidence);
    ProductError::Unexpected { path: inputs.path(), breach: Box::new(Breach { place, profile, evidence, expected, found }) }
}

/// A place in a file, what is expected there, and what was found.
struct Difference {
    place: String,
    expected: String,
    found: String,
}

impl Expectations {
    /// Checks the headers of a file.
    pub(super) fn check(&self, inputs: &Inputs, layers: &[LayerVariable], grid: &Grid) -> Result<(), ProductError> {
        let difference = self
            .attribute_difference(inputs)
            .or_else(|| self.variable_difference(inputs))
            .or_else(|| layers.iter().find_map(|layer| self.unit_difference(layer)))
            .or_else(|| layers.iter().find_map(|layer| self.length_difference(layer)))
            .or_else(|| edge_difference("latitude", self.latitudes, grid, Grid::row_axis))
            .or_else(|| edge_difference("longitude", self.longitudes, grid, Grid::column_axis));
        difference.map_or(Ok(()), |Difference { place, expected, found }| Err(unexpected(inputs, place, expected, found)))
    }

    fn attribute_difference(&self, inputs: &Inputs) -> Option<Difference> {
        self.attributes.iter().find_map(|(name, pattern)| {
            let found = inputs.file.attributes().shown(name);
            let fits = found.as_ref().is_some_and(|text| pattern.fits(text));
            (!fits).then(|| Difference {
                place: format!("attribute `{name}`"),
                expected: quoted(pattern.as_str()),
                found: quoted_or_none(found),
            })
        })
    }

    fn variable_difference(&self, inputs: &Inputs) -> Option<Difference> {
        let missing = self.variables.iter().find(|name| inputs.file.find(name).is_none())?;
        let found = inputs.file.names();
        Some(Difference { place: "variables".to_owned(), expected: quoted(missing), found: listed(&found) })
    }

    fn unit_difference(&self, layer: &LayerVariable) -> Option<Difference> {
        let found = layer.variable.attributes.text("units").map(str::to_owned);
        let fits = self.units.is_empty() || found.as_ref().is_some_and(|unit| self.units.contains(unit));
        let place = || format!("variable `{}`, units", layer.variable.name);
        (!fits).then(|| Difference { place: place(), expected: listed(&self.units), found: quoted_or_none(found) })
    }

    fn length_difference(&self, layer: &LayerVariable) -> Option<Difference> {
        layer.variable.dimensions.iter().find_map(|dimension| {
            let lengths = self.dimensions.get(&dimension.name)?;
            let expected = || lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
            let place = || format!("variable `{}`, length of dimension `{}`", layer.variable.name, dimension.name);
            (!lengths.contains(&dimension.length)).then(|| Difference {
                place: place(),
                expected: expected(),
                found: dimension.length.to_string(),
            })
        })
    }
}

fn edge_difference(name: &str, expected: Option<[f64; 2]>, grid: &Grid, axis: fn(&Grid) -> &Axis) -> Option<Difference> {
    let expected = expected?;
    let axis = axis(grid);
    let found = [axis.first().min(axis.last()), axis.first().max(axis.last())];
    let fits = expected.iter().zip(&found).all(|(expected, found)| (expected - found).abs() <= EDGE_NOISE);
    let range = |[from, to]: [f64; 2]| format!("{from}° to {to}°");
    if let Some(projection) = grid.projection() {
        let found = format!("a grid in a plane ({projection})");
        return Some(Difference { place: format!("outer edges of {name}"), expected: range(expected), found });
    }
    (!fits).then(|| Difference { place: format!("outer edges of {name}"), expected: range(expected), found: range(found) })
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}

fn quoted_or_none(text: Option<String>) -> String {
    text.map_or_else(|| "none".to_owned(), |text| quoted(&text))
}
