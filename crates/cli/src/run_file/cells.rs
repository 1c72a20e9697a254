//! How many of the largest cells are listed, and beside what.

use super::entries;
use super::keys::LARGEST_CELLS;
use super::reader::Value;
use super::verdicts::whole;
use crate::largest_cells::CellsChoice;
use std::ops::RangeInclusive;

/// How many cells of a region may be listed.
pub(super) const NUMBERS: RangeInclusive<i64> = 1..=1000;

/// Reads `largest_cells = { most = 10, beside = "EDGAR" }`.
pub(super) fn choice(value: &Value<'_, '_>) -> Option<CellsChoice> {
    let section = value.section("`largest_cells`", LARGEST_CELLS, &[])?;
    let most = section.required("most", "largest_cells = { most = 10 }").and_then(|value| whole(&value, NUMBERS));
    let beside = entries::text(&section, "beside");
    Some(CellsChoice { most: usize::try_from(most?).ok()?, beside })
}
