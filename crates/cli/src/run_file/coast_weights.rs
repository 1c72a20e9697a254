//! The emissions of a finer grid by which coastal cells can be split.

use super::keys::COAST_WEIGHTS;
use super::path_of;
use super::reader::Value;
use crate::position::Located;
use std::path::PathBuf;

/// A layer of a finer product.
#[derive(Clone, Debug, PartialEq)]
pub struct CoastWeightsEntry {
    /// The file.
    pub file: Located<PathBuf>,
    /// The layer; the only one where none is named.
    pub layer: Option<Located<String>>,
    /// The profile of the file; recognized where none is named.
    pub profile: Option<Located<String>>,
}

/// Reads `coast_weights = { file = …, layer = … }`.
pub(super) fn entry(value: &Value<'_, '_>) -> Option<CoastWeightsEntry> {
    let section = value.section("`coast_weights`", COAST_WEIGHTS, &[])?;
    let file = section.required("file", "coast_weights = { file = \"fine.nc\" }").and_then(|value| path_of(&value));
    let layer = section.optional("layer").and_then(|value| value.text());
    let profile = section.optional("profile").and_then(|value| value.text());
    Some(CoastWeightsEntry { file: file?, layer, profile })
}
