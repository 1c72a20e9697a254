//! The grid of a gridded file, whether a product or any other.

use super::failure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use fluxledger_core::{ConventionChoices, CoverageMeasure, Earth, Grid, Warning};
use fluxledger_ingest::product::{OpenOptions, ProductError, ProductGrid, open_grid};
use fluxledger_ingest::raster::{self, gridded_variables};
use std::path::Path;
use std::sync::Arc;

/// A grid as its file has it, and how its cells are measured.
pub(super) struct GridOfFile {
    /// The grid.
    pub(super) grid: Arc<Grid>,
    /// The figure of the Earth for the areas of its cells.
    pub(super) earth: Earth,
    /// What a share of a cell is.
    pub(super) measure: CoverageMeasure,
    /// The product that the file is of, else the name of the file.
    pub(super) name: String,
    /// Whether the file's first row is the southernmost.
    pub(super) is_from_south: bool,
    /// Whether the file holds just the grid's cells, row by row from west to east.
    pub(super) is_row_by_row: bool,
}

/// What is asked of a file's grid.
pub(super) struct GridRequest<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// The product that it is of, where it is not to be recognized.
    pub(super) profile: Option<&'a str>,
    /// The variable whose grid is meant, whatever product it is of.
    pub(super) variable: Option<&'a str>,
    /// Conventions that outrank those of the product.
    pub(super) conventions: ConventionChoices,
}

impl GridOfFile {
    /// That of a product; of another file, or for a variable by its name, the grid on which its variables lie.
    ///
    /// # Errors
    /// If the file cannot be read, is not of the product that is named, or holds several grids.
    pub(super) fn open(request: GridRequest<'_>, warnings: &mut Vec<Warning>) -> Result<Self, Diagnostics> {
        let GridRequest { path, profile, variable, ref conventions } = request;
        if variable.is_some() {
            return Self::of_variables(&request, warnings);
        }
        let options = OpenOptions { profile: profile.map(str::to_owned), conventions: conventions.clone(), ..OpenOptions::default() };
        match open_grid(path, &options) {
            Err(ProductError::NoProfile { .. }) if profile.is_none() => Self::of_variables(&request, warnings),
            opened => {
                let ProductGrid { product: name, conventions, grid, is_from_south, is_row_by_row } =
                    opened.map_err(|error| failure::product(path, &error))?.collect_into(warnings);
                Ok(Self { grid, earth: conventions.earth, measure: conventions.coverage, name, is_from_south, is_row_by_row })
            }
        }
    }

    fn of_variables(request: &GridRequest<'_>, warnings: &mut Vec<Warning>) -> Result<Self, Diagnostics> {
        let path = request.path;
        let failed = |error| Diagnostics::from(failure::raster(path, &error));
        let file = raster::open(path).map_err(failed)?;
        let variables = gridded_variables(file.as_ref(), request.variable).map_err(failed)?.collect_into(warnings);
        let [first, others @ ..] = variables.as_slice() else { unreachable!("a file without a gridded variable is an error") };
        if let Some(other) = others.iter().find(|other| other.layout.grid != first.layout.grid) {
            let message = format!("variables `{}` and `{}` lie on different grids, expected one", first.name, other.name);
            return Err(Diagnostic::about(path.display(), message).with_hint("name one with `--variable`".to_owned()).into());
        }
        Ok(Self {
            grid: Arc::clone(&first.layout.grid),
            earth: request.conventions.earth.unwrap_or_default(),
            measure: request.conventions.coverage.unwrap_or_default(),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            is_from_south: first.layout.is_from_south(),
            is_row_by_row: variables.iter().all(|variable| variable.layout.is_row_by_row()),
        })
    }
}
