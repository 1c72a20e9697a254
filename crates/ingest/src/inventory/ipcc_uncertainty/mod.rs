//! Uncertainties in the layouts of the guidelines: Table 3.2 and Table 3.3 (IPCC 2006, Vol. 1, Ch. 3; Table 7A of the 2019 Refinement, Vol. 1, Ch. 8).
//!
//! The heading has one or more rows, the first of which names a category and a gas; columns are told by their words. Uncertainties are half of the
//! 95 % interval in per cent, symmetric or in two columns, (−) and (+). Where the combined uncertainty is not given it follows from those of activity data
//! and emission factor by the product rule (Eq. 3.1), and rows of one category and gas, such as its fuels, are combined by the sum rule (Eq. 3.2) with the
//! emissions of year t.

mod combination;
mod grid;
mod heading;
mod table;
#[cfg(test)]
mod tests;

use super::error::InventoryError;
use super::table::Content;
use super::uncertainty::UncertaintyTable;
use fluxledger_core::{Warned, Warning};
use heading::Heading;
use std::path::Path;
use table::Table;

/// Reads a table of the guidelines; nothing where the content has no heading of one.
///
/// # Errors
/// A workbook that cannot be opened, or a table with bad cells, all of them in one error.
pub(super) fn table_of(content: &Content, path: &Path) -> Result<Option<Warned<UncertaintyTable>>, InventoryError> {
    let grids = grid::grids(content, path)?;
    let mut tables = grids.iter().filter_map(|grid| Some((grid, Heading::of(grid)?)));
    let Some((grid, heading)) = tables.next() else { return Ok(None) };
    let file = super::file_name(path);
    let others: Vec<&str> = tables.map(|(grid, _)| grid.name.as_str()).collect();
    let mut read = Table { grid, heading, file: file.clone() }.read(path)?;
    if !others.is_empty() {
        let message = format!("sheet {} is read; these have such a table too and are not: {}", grid.name, others.join(", "));
        read.warnings.push(Warning::new(file, message));
    }
    Ok(Some(read))
}
