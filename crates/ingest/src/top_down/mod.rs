//! Products that are published as totals of countries, without a grid.

mod error;
mod identity;
mod layout;
mod netcdf;
mod read;
#[cfg(test)]
mod tests;

pub use error::TopDownError;
pub use identity::IdentityCheck;
pub use layout::{FurtherColumns, Identity, Layout, MeanRows, NetcdfRules, Quantity, layouts};
pub use netcdf::detect_in_netcdf;
pub use read::read;

use crate::inventory::HeadedTable;
use fluxledger_core::reconcile::Deviation;
use fluxledger_core::{Mass, RegionCode, TimeSpan};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A table of country totals under one of its experiments.
#[derive(Clone, Debug)]
pub struct CountryTable {
    /// What is known of it.
    pub layout: Layout,
    /// The experiment that was read.
    pub experiment: String,
    /// Its rows.
    pub rows: Vec<CountryRow>,
    /// What came of the sums that must hold.
    pub checks: Vec<IdentityCheck>,
}

/// One region in one year, or in the mean of several.
#[derive(Clone, Debug, PartialEq)]
pub struct CountryRow {
    /// The region: a country by its code, or a group by the name that the table gives it.
    pub region: RegionCode,
    /// What the figures are of.
    pub span: TimeSpan,
    /// The line of the file.
    pub place: String,
    /// The figures, in the order of the layout's quantities.
    pub figures: Vec<Figure>,
    /// How far the experiments disagree, in standard deviations.
    pub agreement: Option<f64>,
    /// Fractional reduction of the prior's uncertainty.
    pub uncertainty_reduction: Option<f64>,
}

/// A flux as a mass in a year, positive to the atmosphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The mass.
    pub mass: Mass,
    /// One standard deviation on either side, where the table has it.
    pub deviation: Option<Deviation>,
}

/// The layout of a file, if it is a table of country totals.
///
/// # Errors
/// [`TopDownError::Table`] if it looks like one and cannot be read.
pub fn detect(path: &Path) -> Result<Option<Layout>, TopDownError> {
    let beginning = beginning(path);
    let of_tables = layouts().into_iter().filter(|layout| layout.netcdf.is_none());
    for layout in of_tables.filter(|layout| beginning.lines().any(|line| line.starts_with(&head(layout)))) {
        if let Some(table) = table_of(path, &layout)?
            && layout.experiments.keys().flat_map(|experiment| layout.columns_of(experiment)).all(|column| table.column(&column).is_some())
        {
            return Ok(Some(layout));
        }
    }
    Ok(None)
}

/// The part of a file in which a table must begin, so that no large file is read for nothing; empty where it cannot be read.
fn beginning(path: &Path) -> String {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
    read.map_or_else(|_| String::new(), |_| String::from_utf8_lossy(&start).into_owned())
}

/// How the header line begins.
fn head(layout: &Layout) -> String {
    format!("{},{},", layout.region, layout.year)
}

/// The table from the line on that names the columns of regions and years.
fn table_of(path: &Path, layout: &Layout) -> Result<Option<HeadedTable>, TopDownError> {
    let head = head(layout);
    Ok(HeadedTable::open(path, |line| line.starts_with(&head))?)
}
