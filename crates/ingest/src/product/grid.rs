//! The grid of a product, for which neither its time nor its gas need be known.

use super::contents::layout_on;
use super::inputs::Inputs;
use super::{OpenOptions, ProductError, layers, recognized};
use crate::raster::coordinates::layout;
use fluxledger_core::{Conventions, Grid, Warned};
use std::path::Path;
use std::sync::Arc;

/// The grid on which all layers of a product lie.
pub struct ProductGrid {
    /// The short name of the product.
    pub product: String,
    /// The conventions in force.
    pub conventions: Conventions,
    /// The grid.
    pub grid: Arc<Grid>,
    /// Whether the file's first row is the southernmost, as those know that count its cells.
    pub is_from_south: bool,
    /// Whether the file holds just the grid's cells, row by row from west to east.
    pub is_row_by_row: bool,
}

/// Opens a gridded product for its grid alone.
///
/// # Errors
/// [`ProductError`]: the file is none that is read here, no profile or several fit it, or its variables contradict the profile or lie on several grids.
pub fn open_grid(path: &Path, options: &OpenOptions) -> Result<Warned<ProductGrid>, ProductError> {
    let (file, profile) = recognized(path, options)?;
    let inputs = Inputs { file: file.as_ref(), profile: &profile, options };
    let variables = layers::layer_variables(inputs)?;
    let first = variables[0].variable;
    let Warned { value: on_grid, warnings } = layout(inputs.file, first, &profile.grid.axes())?;
    profile.expect.check(&inputs, &variables, &on_grid.grid)?;
    let mut is_row_by_row = true;
    for layer in &variables {
        is_row_by_row &= layout_on(&inputs, &on_grid.grid, layer.variable, &first.name)?.is_row_by_row();
    }
    let conventions = options.conventions.settle(&profile.conventions.choices(&first.attributes));
    let is_from_south = on_grid.is_from_south();
    Ok(Warned::new(ProductGrid { product: profile.id, conventions, grid: on_grid.grid, is_from_south, is_row_by_row }, warnings))
}
