//! Gridded numbers as text: ESRI's ASCII grid, lists of one value per cell, and lists of points.

mod ascii_grid;
mod point_list;
mod value_list;

pub(super) use ascii_grid::AsciiGridFile;
pub(super) use point_list::PointListFile;
pub(super) use value_list::ValueListFile;

use super::{AttributeValue, Attributes, Dimension, Limits, RasterError, Storage, Variable};
use std::path::Path;

/// The layout of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextLayout {
    /// ESRI's ASCII grid.
    AsciiGrid,
    /// One value on each line.
    ValueList,
    /// Latitude, longitude and value on each line.
    PointList,
}

/// What some programs write before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The layout of a text by its first lines; none if they are of no layout that is read here.
///
/// The last line of `head` may be cut off.
pub(super) fn layout_of(head: &[u8]) -> Option<TextLayout> {
    let is_text = |byte: &u8| byte.is_ascii_whitespace() || *byte >= b' ';
    let text = std::str::from_utf8(head).ok().or_else(|| std::str::from_utf8(&head[..head.len().checked_sub(4)?]).ok())?;
    if !head.iter().all(is_text) {
        return None;
    }
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let first = text.lines().next()?;
    if ascii_grid::is_header(first) {
        Some(TextLayout::AsciiGrid)
    } else if first.trim().parse::<f64>().is_ok() {
        Some(TextLayout::ValueList)
    } else {
        text.lines().any(|line| point_list::columns_of(line).is_some()).then_some(TextLayout::PointList)
    }
}

fn read(path: &Path, copy: &Path) -> Result<String, RasterError> {
    let mut text = std::fs::read_to_string(copy).map_err(|source| RasterError::Unopened { path: path.to_owned(), source })?;
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len_utf8());
    }
    Ok(text)
}

fn bad_line(path: &Path, line: usize, expected: &str, found: &str) -> RasterError {
    let (expected, found) = (expected.to_owned(), found.chars().take(60).collect());
    RasterError::BadLine { path: path.to_owned(), line, expected, found }
}

/// A variable of numbers along one dimension.
fn listed_variable(name: &str, dimension: &str, length: usize, units: Option<&str>) -> Variable {
    let units = units.map(|units| ("units".to_owned(), AttributeValue::Text(units.to_owned())));
    Variable {
        name: name.to_owned(),
        dimensions: vec![Dimension { name: dimension.to_owned(), length }],
        storage: Storage::Float64,
        attributes: Attributes::new(units.into_iter().collect()),
        limits: Limits::Stored,
    }
}
