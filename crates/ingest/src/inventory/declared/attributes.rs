//! What a table, or a file beside it, says of where it comes from.

use super::super::error::InventoryError;
use super::layout::{AttributeFile, FileFormat, TableLayout};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The file of attributes in the interchange format of primap2 (documentation of primap2, data format, interchange format).
#[derive(Deserialize)]
struct Interchange {
    attrs: BTreeMap<String, serde_yaml::Value>,
}

/// The attributes that say where figures come from, in the order of a citation.
const OF_SOURCE: [&str; 5] = ["title", "institution", "references", "rights", "comment"];

/// Where the figures of a table come from: what the layout says, and what the file of attributes beside the table says, where there is one.
///
/// # Errors
/// [`InventoryError::Structure`] if that file is there and is none of attributes.
pub(super) fn source(layout: &TableLayout, path: &Path) -> Result<String, InventoryError> {
    if layout.file.format == FileFormat::Netcdf {
        let told = super::interchange::attributes(path)?.unwrap_or_default();
        let told: Vec<&str> = OF_SOURCE.iter().filter_map(|name| Some(told.iter().find(|(own, _)| own == name)?.1.as_str())).collect();
        return Ok(cited(&layout.source, &told));
    }
    let beside = path.with_extension("yaml");
    if layout.file.attributes != Some(AttributeFile::Yaml) || !beside.exists() {
        return Ok(layout.source.clone());
    }
    let text = std::fs::read_to_string(&beside).map_err(|cause| InventoryError::Unreadable { path: beside.clone(), cause })?;
    let read: Interchange = serde_yaml::from_str(&text).map_err(|error| InventoryError::Structure {
        path: beside.clone(),
        place: error.location().map_or_else(|| "start".to_owned(), |place| format!("line {}", place.line())),
        found: error.to_string(),
        expected: "the attributes of a table, `attrs:` and below it `title: …`".to_owned(),
        hint: Some("delete the file if it does not belong to the table".to_owned()),
    })?;
    let told: Vec<&str> = OF_SOURCE.iter().filter_map(|name| read.attrs.get(*name)?.as_str()).collect();
    Ok(cited(&layout.source, &told))
}

fn cited(source: &str, told: &[&str]) -> String {
    let told = told.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    std::iter::once(source).chain(told).collect::<Vec<_>>().join("; ")
}
