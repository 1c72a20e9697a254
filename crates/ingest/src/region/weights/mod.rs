//! Weight files: which part of each cell of a grid goes to which region, computed before, here or by another program.
//!
//! # References
//! Earth System Modeling Framework, Reference Manual 8.6, section 12.9 "Regrid weight file format".
//! Jones, P. W. (1998): A User's Guide for SCRIP 1.4, section 2.3. Los Alamos National Laboratory.

mod foreign;
mod grid_edges;
mod own;
mod table;
#[cfg(test)]
mod tests;

pub use grid_edges::GridEdges;
pub use table::{WEIGHTS_KEY, WeightTable};

use super::MaskError;
use crate::raster::{RasterFile, projection_of_grid_mapping};
use fluxledger_core::coverage::CellShare;
use fluxledger_core::{Axis, Grid, MaskGrid, RegionMask, RegionSet, RegionShapes, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

/// The names of a format's variables.
struct Format {
    source: &'static str,
    target: &'static str,
    weight: &'static str,
    source_area: &'static str,
    target_area: &'static str,
    target_fraction: &'static str,
    latitude: &'static str,
    longitude: &'static str,
}

const FORMATS: [Format; 2] = [
    Format {
        source: "col",
        target: "row",
        weight: "S",
        source_area: "area_a",
        target_area: "area_b",
        target_fraction: "frac_b",
        latitude: "yc_a",
        longitude: "xc_a",
    },
    Format {
        source: "src_address",
        target: "dst_address",
        weight: "remap_matrix",
        source_area: "src_grid_area",
        target_area: "dst_grid_area",
        target_fraction: "dst_grid_frac",
        latitude: "src_grid_center_lat",
        longitude: "src_grid_center_lon",
    },
];

/// By how much a share of a foreign file may exceed 1 by rounding.
const ROUNDING: f64 = 1e-6;

fn has(file: &dyn RasterFile, name: &str) -> bool {
    file.variables().iter().any(|variable| variable.name == name)
}

fn format_of(file: &dyn RasterFile) -> Option<&'static Format> {
    FORMATS.iter().find(|format| [format.source, format.target, format.weight].into_iter().all(|name| has(file, name)))
}

/// Whether a NetCDF file holds weights.
pub(super) fn are_in(file: &dyn RasterFile) -> bool {
    format_of(file).is_some()
}

/// Whether a file is a table of weights.
pub(super) fn are_in_table(path: &Path) -> bool {
    table::is_parquet(path)
}

/// The regions of a NetCDF file of weights as shares of the cells of its source grid.
///
/// A foreign file has no codes of regions: they are the numbers of its targets. Its share of a cell is weight × target area / source area,
/// times the target's fraction where weights are normalized by it.
///
/// # Errors
/// [`MaskError::Raster`] for a variable that is missing, [`MaskError::BadWeights`] for what does not fit together.
pub(super) fn read(path: &Path, file: &dyn RasterFile) -> Result<Warned<RegionSet>, MaskError> {
    let weights = WeightFile { path, file, format: format_of(file).expect("the file is known to hold weights") };
    if own::is_own(file) {
        return weights.of_own().map(Warned::clean);
    }
    let unnamed = Warning::new(path.display().to_string(), "the file names no regions: their codes are the numbers of its targets");
    Ok(Warned::new(weights.of_foreign()?, vec![unnamed]))
}

/// The regions of a table of weights.
///
/// # Errors
/// [`MaskError::BadWeights`] if it is none, or for what does not fit together.
pub(super) fn read_table(path: &Path) -> Result<Warned<RegionSet>, MaskError> {
    table::read(path).map(Warned::clean)
}

struct WeightFile<'a> {
    path: &'a Path,
    file: &'a dyn RasterFile,
    format: &'static Format,
}

impl WeightFile<'_> {
    fn bad(&self, place: &str, message: impl Into<String>) -> MaskError {
        bad(self.path, place, message)
    }

    fn numbers(&self, name: &str) -> Result<Vec<f64>, MaskError> {
        Ok(self.file.read_whole(name)?.into_iter().collect())
    }
}

fn bad(path: &Path, place: &str, message: impl Into<String>) -> MaskError {
    MaskError::BadWeights { path: path.to_owned(), place: place.to_owned(), message: message.into() }
}

/// The grid with edges of rows and columns that a file of ours states.
fn grid_of_edges(path: &Path, edges: GridEdges) -> Result<Grid, MaskError> {
    let axis = |name: &str, edges| Axis::from_edges(edges).map_err(|error| bad(path, name, error.to_string()));
    match edges {
        GridEdges::LongitudeLatitude { latitude_edges, longitude_edges } => {
            let (latitudes, longitudes) = (axis("latitude_edges", latitude_edges)?, axis("longitude_edges", longitude_edges)?);
            Grid::new(latitudes, longitudes).map_err(|error| bad(path, "longitude_edges", error.to_string()))
        }
        GridEdges::InPlane { northing_edges, easting_edges, projection } => {
            let projection = projection_of_grid_mapping(&projection, 1.0).map_err(|message| bad(path, "projection", message))?;
            let (northings, eastings) = (axis("northing_edges", northing_edges)?, axis("easting_edges", easting_edges)?);
            Grid::projected(projection, northings, eastings).map_err(|error| bad(path, "easting_edges", error.to_string()))
        }
    }
}

/// The grid of a file, and whether its rows run from the south.
struct Source {
    grid: MaskGrid,
    from_south: bool,
}

impl Source {
    /// The row from the north of a cell that the file counts from 0.
    fn row(&self, cell: usize, columns: usize) -> usize {
        let row = cell / columns;
        if self.from_south { self.grid.shape().0 - 1 - row } else { row }
    }
}

/// A list of links between cells and regions, both counted from 1 in whole numbers.
struct Links<'a> {
    path: &'a Path,
    cells: &'a [f64],
    targets: &'a [f64],
    shares: &'a [f64],
}

impl Links<'_> {
    /// For each region its cells in rising order, numbered from the north; links that name a cell twice add up.
    fn by_region(&self, source: &Source, regions: usize) -> Result<Vec<Vec<CellShare>>, MaskError> {
        let links = self.cells.len();
        if (self.targets.len(), self.shares.len()) != (links, links) {
            let found = format!("{links} cells, {} regions and {} shares", self.targets.len(), self.shares.len());
            return Err(bad(self.path, "links", format!("expected a cell, a region and a share for each link, found {found}")));
        }
        let (rows, columns) = source.grid.shape();
        let mut by_region = vec![BTreeMap::new(); regions];
        for (link, ((&cell, &target), &share)) in self.cells.iter().zip(self.targets).zip(self.shares).enumerate() {
            let refused = |message: String| bad(self.path, &format!("link {}", link + 1), message);
            let (Some(cell), Some(region)) = (count(cell).checked_sub(1), count(target).checked_sub(1)) else {
                return Err(refused("cells and regions are counted from 1".to_owned()));
            };
            if cell >= rows * columns || region >= regions {
                return Err(refused(format!("cell {} of {}, region {} of {regions}", cell + 1, rows * columns, region + 1)));
            }
            let row = source.row(cell, columns);
            let number = u32::try_from(row * columns + cell % columns).map_err(|_| refused("there are too many cells".to_owned()))?;
            *by_region[region].entry(number).or_insert(0.0) += share;
        }
        by_region.into_iter().enumerate().map(|(region, cells)| self.checked(region, cells)).collect()
    }

    fn checked(&self, region: usize, cells: BTreeMap<u32, f64>) -> Result<Vec<CellShare>, MaskError> {
        let share = |(cell, share): (u32, f64)| match share {
            _ if (-ROUNDING..=1.0 + ROUNDING).contains(&share) => Ok(CellShare { cell, share: share.clamp(0.0, 1.0) }),
            _ => {
                let message = format!("expected shares from 0 to 1, found {share} of cell {}", cell + 1);
                Err(bad(self.path, &format!("region {}", region + 1), message))
            }
        };
        cells.into_iter().map(share).filter(|cell| !matches!(cell, Ok(cell) if cell.share == 0.0)).collect()
    }
}

/// A set of regions that are shares of cells, named after its file.
fn set(path: &Path, source: &str, complete_for_land: bool, mask: RegionMask) -> RegionSet {
    RegionSet {
        id: path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        source: source.to_owned(),
        complete_for_land,
        shapes: RegionShapes::Mask(mask),
    }
}

/// A whole number of a file as a count; 0 for what is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "files count their cells in whole numbers")]
fn count(number: f64) -> usize {
    if number.is_finite() && number > 0.0 { number as usize } else { 0 }
}
