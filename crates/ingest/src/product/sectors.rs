//! A dimension of sectors: each of its positions is a layer with a label.

use super::ProductError;
use super::inputs::Inputs;
use crate::raster::{RasterFile, Variable};
use serde::Deserialize;

/// The dimension of a variable along which sectors run, and where their labels stand; a label is the group `sector` of the layer's names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectorDimension {
    /// The dimension.
    pub dimension: String,
    /// An attribute of the dimension's own variable that lists numbers and labels: `0: Agriculture; 1: Energy`.
    pub labels_attribute: Option<String>,
    /// A variable of texts along the dimension.
    pub labels_variable: Option<String>,
}

/// The labels of a variable's sectors, one per position of the dimension.
pub(super) fn labels(inputs: &Inputs, variable: &Variable, sectors: &SectorDimension) -> Result<Vec<String>, ProductError> {
    let failed = |message: String| ProductError::Sectors {
        path: inputs.path(),
        variable: variable.name.clone(),
        dimension: sectors.dimension.clone(),
        message,
    };
    let position = variable.position_of(&sectors.dimension).ok_or_else(|| failed("the variable does not run along it".to_owned()))?;
    let length = variable.dimensions[position].length;
    let labels = match (&sectors.labels_attribute, &sectors.labels_variable) {
        (Some(attribute), _) => listed_in_attribute(inputs.file, &sectors.dimension, attribute)?.map_err(failed)?,
        (None, Some(name)) => inputs.file.read_labels(name)?,
        (None, None) => return Err(failed("the profile does not say where its labels stand".to_owned())),
    };
    if labels.len() != length {
        return Err(failed(format!("expected {length} labels, found {}", labels.len())));
    }
    Ok(labels)
}

/// The labels of an attribute such as `0: Agriculture; 1: Energy`, in the order of the numbers in the dimension's own variable.
fn listed_in_attribute(file: &dyn RasterFile, dimension: &str, attribute: &str) -> Result<Result<Vec<String>, String>, ProductError> {
    let coordinate = file.variable(dimension)?;
    let text = coordinate.attributes.text(attribute).unwrap_or_default().to_owned();
    let entries: Vec<(f64, &str)> = text.split(';').filter_map(|entry| numbered(entry)).collect();
    let label = |number: f64| {
        let found = entries.iter().find(|(own, _)| *own == number).map(|(_, label)| (*label).to_owned());
        found.ok_or_else(|| format!("attribute `{attribute}` has no label for number {number}, found `{text}`"))
    };
    Ok(file.read_whole(dimension)?.iter().map(|&number| label(number)).collect())
}

fn numbered(entry: &str) -> Option<(f64, &str)> {
    let (number, label) = entry.split_once(':')?;
    Some((number.trim().parse().ok()?, label.trim()))
}
