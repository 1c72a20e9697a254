//! What GDAL writes into a GeoTIFF beside the standard: the missing value, and items as XML.

use super::super::bands::Band;
use super::super::{AttributeValue, Attributes, Storage};
use super::{RasterError, TiffDecoder, failure};
use roxmltree::{Document, Node};
use std::path::Path;
use tiff::tags::Tag;

/// The tag of GDAL's items (GDAL, driver GTiff, `GDAL_METADATA`).
const GDAL_METADATA: Tag = Tag::Unknown(42112);

/// One item: a name and a value, of one band or of the file, perhaps with a role.
struct Item {
    name: String,
    role: Option<String>,
    band: Option<usize>,
    value: String,
}

/// The missing value and the items of a file.
pub(super) struct Notes {
    pub(super) fill: Option<f64>,
    items: Vec<Item>,
}

impl Notes {
    pub(super) fn read(path: &Path, decoder: &mut TiffDecoder) -> Result<Self, RasterError> {
        let fill = text(path, decoder, Tag::GdalNodata)?.map(|text| number(path, "missing value", &text)).transpose()?;
        let items = match text(path, decoder, GDAL_METADATA)? {
            Some(xml) => items_of(path, &xml)?,
            None => Vec::new(),
        };
        if let Some(item) = items.iter().find(|item| matches!(item.role.as_deref(), Some("scale" | "offset"))) {
            number(path, "scale or offset", &item.value)?;
        }
        Ok(Self { fill, items })
    }

    /// What is known of a band.
    pub(super) fn band(&self, band: usize, storage: Storage) -> Band {
        let with_role = |role: &str| self.items.iter().find(|item| item.band == Some(band) && item.role.as_deref() == Some(role));
        let text = |role| with_role(role).map(|item| item.value.clone());
        let number = |role| with_role(role).and_then(|item| item.value.trim().parse().ok());
        Band {
            storage,
            fill: self.fill,
            scale: number("scale"),
            offset: number("offset"),
            unit: text("unittype"),
            description: text("description"),
        }
    }

    /// Whether an item says of a band that it is one of opacities.
    pub(super) fn name_an_alpha_band(&self) -> bool {
        self.items.iter().any(|item| item.role.as_deref() == Some("colorinterp") && item.value.trim() == "Alpha")
    }

    /// The items that stand for the whole file.
    pub(super) fn file_attributes(&self) -> Attributes {
        let of_file = self.items.iter().filter(|item| item.band.is_none());
        Attributes::new(of_file.map(|item| (item.name.clone(), AttributeValue::Text(item.value.clone()))).collect())
    }
}

fn text(path: &Path, decoder: &mut TiffDecoder, tag: Tag) -> Result<Option<String>, RasterError> {
    let value = decoder.find_tag(tag).map_err(|error| failure(path, "header", error))?;
    let text = value.map(|value| value.into_string()).transpose().map_err(|error| failure(path, "header", error))?;
    Ok(text
        .map(|text| text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0').to_owned())
        .filter(|text| !text.is_empty()))
}

fn number(path: &Path, what: &str, text: &str) -> Result<f64, RasterError> {
    text.trim().parse().map_err(|_| unreadable(path, format!("expected a number as {what}, found `{text}`")))
}

fn unreadable(path: &Path, message: String) -> RasterError {
    RasterError::Unreadable { path: path.to_owned(), place: "GDAL_METADATA".to_owned(), message }
}

fn items_of(path: &Path, xml: &str) -> Result<Vec<Item>, RasterError> {
    let document = Document::parse(xml).map_err(|error| unreadable(path, error.to_string()))?;
    Ok(document.descendants().filter(|node| node.has_tag_name("Item")).map(|node| item_of(&node)).collect())
}

fn item_of(node: &Node<'_, '_>) -> Item {
    Item {
        name: node.attribute("name").unwrap_or_default().to_owned(),
        role: node.attribute("role").map(str::to_owned),
        band: node.attribute("sample").and_then(|sample| sample.parse().ok()),
        value: node.text().unwrap_or_default().to_owned(),
    }
}
