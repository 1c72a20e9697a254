//! Weight files of ESMF and SCRIP: which part of each cell of a grid goes to which region, computed before, here or by another program.
//!
//! # References
//! Earth System Modeling Framework, Reference Manual 8.6, section 12.9 "Regrid weight file format".
//! Jones, P. W. (1998): A User's Guide for SCRIP 1.4, section 2.3. Los Alamos National Laboratory.

use super::MaskError;
use crate::raster::RasterFile;
use fluxledger_core::coverage::CellShare;
use fluxledger_core::{Axis, Grid, RegionCode, RegionMask, RegionSet, RegionShapes, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

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

/// Columns and rows of the source grid, in both formats.
const SHAPE: &str = "src_grid_dims";

/// What only our own files have: exact shares, edges of the grid and codes of the regions.
const OWN: [&str; 4] = ["share", "latitude_edges", "longitude_edges", "region_code"];

/// By how much a share of a foreign file may exceed 1 by rounding.
const ROUNDING: f64 = 1e-6;

/// How far centres may lie from an even spacing, in cells.
const EVEN: f64 = 1e-3;

fn has(file: &dyn RasterFile, name: &str) -> bool {
    file.variables().iter().any(|variable| variable.name == name)
}

fn format_of(file: &dyn RasterFile) -> Option<&'static Format> {
    FORMATS.iter().find(|format| [format.source, format.target, format.weight].into_iter().all(|name| has(file, name)))
}

/// Whether a file holds weights.
pub(super) fn are_in(file: &dyn RasterFile) -> bool {
    format_of(file).is_some()
}

/// The regions of a weight file as shares of the cells of its source grid.
///
/// A foreign file has no codes of regions: they are the numbers of its targets. Its share of a cell is weight × target area / source area,
/// times the target's fraction where weights are normalized by it.
///
/// # Errors
/// [`MaskError::Raster`] for a variable that is missing, [`MaskError::BadWeights`] for what does not fit together.
pub(super) fn read(path: &Path, file: &dyn RasterFile) -> Result<Warned<RegionSet>, MaskError> {
    let weights = WeightFile { path, file, format: format_of(file).expect("the file is known to hold weights") };
    let is_own = OWN.iter().all(|name| has(file, name));
    let source = if is_own { weights.own_grid()? } else { weights.foreign_grid()? };
    let shares = if is_own { weights.numbers("share")? } else { weights.foreign_shares()? };
    let [cells, targets] = [weights.numbers(weights.format.source)?, weights.numbers(weights.format.target)?];
    let last = targets.iter().copied().fold(0.0, f64::max);
    let codes = if is_own { file.read_labels("region_code")? } else { (1..=count(last)).map(|number| number.to_string()).collect() };
    let regions: Vec<(RegionCode, String)> = codes.into_iter().map(|code| (RegionCode::new(&code), code)).collect();
    let cells = weights.by_region(&source, regions.len(), [&cells, &targets, &shares])?;
    let mask = RegionMask { grid: Arc::new(source.grid), regions, cells };
    let set = RegionSet {
        id: path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        source: file.attributes().text("source").unwrap_or("weights of another program").to_owned(),
        complete_for_land: false,
        shapes: RegionShapes::Mask(mask),
    };
    let unnamed = Warning::new(path.display().to_string(), "the file names no regions: their codes are the numbers of its targets");
    Ok(Warned::new(set, if is_own { Vec::new() } else { vec![unnamed] }))
}

/// The grid of a file, and whether its rows run from the south.
struct Source {
    grid: Grid,
    from_south: bool,
}

struct WeightFile<'a> {
    path: &'a Path,
    file: &'a dyn RasterFile,
    format: &'static Format,
}

impl WeightFile<'_> {
    fn bad(&self, place: &str, message: impl Into<String>) -> MaskError {
        MaskError::BadWeights { path: self.path.to_owned(), place: place.to_owned(), message: message.into() }
    }

    fn numbers(&self, name: &str) -> Result<Vec<f64>, MaskError> {
        Ok(self.file.read_whole(name)?.into_iter().collect())
    }

    fn own_grid(&self) -> Result<Source, MaskError> {
        let [latitudes, longitudes] = [self.numbers("latitude_edges")?, self.numbers("longitude_edges")?];
        let from_south = latitudes.first() < latitudes.last();
        let axis = |name: &str, edges| Axis::from_edges(edges).map_err(|error| self.bad(name, error.to_string()));
        let (latitudes, longitudes) = (axis("latitude_edges", latitudes)?, axis("longitude_edges", longitudes)?);
        let grid = Grid::new(latitudes, longitudes).map_err(|error| self.bad("longitude_edges", error.to_string()))?;
        Ok(Source { grid, from_south })
    }

    /// The grid whose centres a foreign file states, cell by cell.
    fn foreign_grid(&self) -> Result<Source, MaskError> {
        let shape = self.numbers(SHAPE)?;
        let [columns, rows] = shape.as_slice() else {
            return Err(self.bad(SHAPE, format!("expected the columns and rows of a grid, found {} numbers", shape.len())));
        };
        let (columns, rows) = (count(*columns), count(*rows));
        let [latitudes, longitudes] = [self.degrees(self.format.latitude)?, self.degrees(self.format.longitude)?];
        if latitudes.len() != rows * columns || longitudes.len() != rows * columns {
            return Err(self.bad(SHAPE, format!("{columns} × {rows} cells, but {} centres", latitudes.len())));
        }
        let latitudes: Vec<f64> = latitudes.iter().copied().step_by(columns).collect();
        let from_south = latitudes.first() < latitudes.last();
        let axis = |name, centres: &[f64]| self.evenly_spaced(name, centres);
        let (latitudes, longitudes) = (axis(self.format.latitude, &latitudes)?, axis(self.format.longitude, &longitudes[..columns])?);
        let grid = Grid::new(latitudes, longitudes).map_err(|error| self.bad(self.format.longitude, error.to_string()))?;
        Ok(Source { grid, from_south })
    }

    fn degrees(&self, name: &str) -> Result<Vec<f64>, MaskError> {
        let in_radians = self.file.variable(name)?.attributes.text("units").is_some_and(|units| units.starts_with("radian"));
        Ok(self.numbers(name)?.into_iter().map(|angle| if in_radians { angle.to_degrees() } else { angle }).collect())
    }

    #[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
    fn evenly_spaced(&self, name: &str, centres: &[f64]) -> Result<Axis, MaskError> {
        let ([first, .., last], cells) = (centres, centres.len()) else {
            return Err(self.bad(name, "expected at least two rows and columns"));
        };
        let step = (last - first) / (cells - 1) as f64;
        if let Some(position) = (0..cells).find(|&cell| (centres[cell] - first - step * cell as f64).abs() > EVEN * step.abs()) {
            return Err(self.bad(name, format!("expected evenly spaced centres, found {} at {}", centres[position], position + 1)));
        }
        let edge = |centre: f64, outwards: f64| {
            if name == self.format.latitude { (centre + outwards).clamp(-90.0, 90.0) } else { centre + outwards }
        };
        Axis::uniform(edge(*first, -step / 2.0), edge(*last, step / 2.0), cells).map_err(|error| self.bad(name, error.to_string()))
    }

    /// Shares from weights that average over a target.
    fn foreign_shares(&self) -> Result<Vec<f64>, MaskError> {
        let Format { source, target, weight, source_area, target_area, target_fraction, .. } = self.format;
        let [cells, targets] = [self.numbers(source)?, self.numbers(target)?];
        let weights = self.numbers(weight)?;
        // SCRIP keeps the weights of higher orders beside the first.
        let orders = weights.len() / cells.len().max(1);
        let [source_areas, target_areas] = [self.numbers(source_area)?, self.numbers(target_area)?];
        let normalization = self.file.attributes().text("normalization").unwrap_or("destarea").to_owned();
        let fractions = if normalization == "fracarea" { Some(self.numbers(target_fraction)?) } else { None };
        let share = |link: usize| {
            let of = |areas: &[f64], number: f64, name: &str| {
                let position = count(number).checked_sub(1).and_then(|position| areas.get(position)).copied();
                position.ok_or_else(|| self.bad(name, format!("link {}: there is no cell {number}", link + 1)))
            };
            let (cell, region) = (of(&source_areas, cells[link], source)?, of(&target_areas, targets[link], target)?);
            let fraction = fractions.as_ref().map_or(Ok(1.0), |fractions| of(fractions, targets[link], target))?;
            let per_area = if normalization == "none" { 1.0 } else { region * fraction };
            Ok(weights[link * orders] * per_area / cell)
        };
        (0..cells.len()).map(share).collect()
    }

    /// For each region its cells in rising order, numbered from the north; links that name a cell twice add up.
    fn by_region(&self, source: &Source, regions: usize, [cells, targets, shares]: [&[f64]; 3]) -> Result<Vec<Vec<CellShare>>, MaskError> {
        let (rows, columns) = source.grid.shape();
        let mut by_region = vec![BTreeMap::new(); regions];
        for (link, ((&cell, &target), &share)) in cells.iter().zip(targets).zip(shares).enumerate() {
            let place = || format!("link {}", link + 1);
            let (Some(cell), Some(region)) = (count(cell).checked_sub(1), count(target).checked_sub(1)) else {
                return Err(self.bad(&place(), "cells and regions are counted from 1"));
            };
            if cell >= rows * columns || region >= regions {
                return Err(self.bad(&place(), format!("cell {} of {}, region {} of {regions}", cell + 1, rows * columns, region + 1)));
            }
            let row = if source.from_south { rows - 1 - cell / columns } else { cell / columns };
            let number = u32::try_from(row * columns + cell % columns).map_err(|_| self.bad(&place(), "there are too many cells"))?;
            *by_region[region].entry(number).or_insert(0.0) += share;
        }
        let checked = |(region, cells): (usize, BTreeMap<u32, f64>)| {
            let share = |(cell, share): (u32, f64)| match share {
                _ if (-ROUNDING..=1.0 + ROUNDING).contains(&share) => Ok(CellShare { cell, share: share.clamp(0.0, 1.0) }),
                _ => {
                    Err(self
                        .bad(&format!("region {}", region + 1), format!("expected shares from 0 to 1, found {share} of cell {}", cell + 1)))
                }
            };
            cells.into_iter().map(share).filter(|cell| !matches!(cell, Ok(cell) if cell.share == 0.0)).collect()
        };
        by_region.into_iter().enumerate().map(checked).collect()
    }
}

/// A whole number of a file as a count; 0 for what is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "files count their cells in whole numbers")]
fn count(number: f64) -> usize {
    if number.is_finite() && number > 0.0 { number as usize } else { 0 }
}

#[cfg(test)]
mod tests {
    use crate::raster::fixture::Fixture;
    use crate::region::{MaskError, read_mask};
    use fluxledger_core::coverage::CellShare;
    use fluxledger_core::{RegionMask, RegionSet, RegionShapes, Warned};
    use std::f64::consts::PI;

    fn read(fixture: &Fixture) -> Result<Warned<RegionSet>, MaskError> {
        let folder = tempfile::tempdir().unwrap();
        read_mask(&fixture.classic(folder.path(), "weights.nc"), None)
    }

    fn mask(set: RegionSet) -> RegionMask {
        let RegionShapes::Mask(mask) = set.shapes else { panic!("a mask") };
        mask
    }

    const fn share(cell: u32, share: f64) -> CellShare {
        CellShare { cell, share }
    }

    /// Two rows from the south of two columns; target 1 is cell 1 and a half of cell 4, target 2 a quarter of cell 4. With cells of area
    /// 2 and 1, target areas 2.5 and 0.25, the weights that average are 2/2.5, 0.5/2.5 and 0.25/0.25.
    fn esmf() -> Fixture {
        Fixture::new()
            .dimension("n_s", 3)
            .dimension("n_a", 4)
            .dimension("n_b", 2)
            .dimension("src_grid_rank", 2)
            .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
            .variable("yc_a", &["n_a"], &[-10.0, -10.0, 10.0, 10.0], &[("units", "degrees")])
            .variable("xc_a", &["n_a"], &[100.0, 120.0, 100.0, 120.0], &[("units", "degrees")])
            .variable("area_a", &["n_a"], &[2.0, 2.0, 1.0, 1.0], &[])
            .variable("area_b", &["n_b"], &[2.5, 0.25], &[])
            .variable("col", &["n_s"], &[1, 4, 4], &[])
            .variable("row", &["n_s"], &[1, 1, 2], &[])
            .variable("S", &["n_s"], &[0.8, 0.2, 1.0], &[])
    }

    #[test]
    fn averaging_weights_of_esmf_become_shares() {
        let Warned { value, warnings } = read(&esmf()).unwrap();
        assert_eq!(warnings[0].message, "the file names no regions: their codes are the numbers of its targets");
        let mask = mask(value);
        assert_eq!(mask.grid.latitudes().edges(), [20.0, 0.0, -20.0]);
        assert_eq!(mask.grid.longitudes().edges(), [90.0, 110.0, 130.0]);
        assert_eq!(mask.cells, [vec![share(1, 0.5), share(2, 1.0)], vec![share(1, 0.25)]]);
    }

    /// The same in the words of SCRIP: centres in radians, weights normalized by the covered fraction of the targets, a second order beside.
    #[test]
    fn weights_of_scrip_become_the_same_shares() {
        let radians = |degrees: f64| degrees * PI / 180.0;
        let scrip = Fixture::new()
            .dimension("num_links", 3)
            .dimension("num_wgts", 2)
            .dimension("src_grid_size", 4)
            .dimension("dst_grid_size", 2)
            .dimension("src_grid_rank", 2)
            .attribute("normalization", "fracarea")
            .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
            .variable("src_grid_center_lat", &["src_grid_size"], &[-10.0, -10.0, 10.0, 10.0].map(radians), &[("units", "radians")])
            .variable("src_grid_center_lon", &["src_grid_size"], &[100.0, 120.0, 100.0, 120.0].map(radians), &[("units", "radians")])
            .variable("src_grid_area", &["src_grid_size"], &[2.0, 2.0, 1.0, 1.0], &[])
            .variable("dst_grid_area", &["dst_grid_size"], &[5.0, 0.25], &[])
            .variable("dst_grid_frac", &["dst_grid_size"], &[0.5, 1.0], &[])
            .variable("src_address", &["num_links"], &[1, 4, 4], &[])
            .variable("dst_address", &["num_links"], &[1, 1, 2], &[])
            .variable("remap_matrix", &["num_links", "num_wgts"], &[0.8, 7.0, 0.2, 7.0, 1.0, 7.0], &[]);
        assert_eq!(mask(read(&scrip).unwrap().value).cells, mask(read(&esmf()).unwrap().value).cells);
    }

    #[test]
    fn a_link_to_a_cell_that_does_not_exist_is_named() {
        let broken = Fixture::new()
            .dimension("n_s", 1)
            .dimension("n_a", 4)
            .dimension("n_b", 1)
            .dimension("src_grid_rank", 2)
            .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
            .variable("yc_a", &["n_a"], &[-10.0, -10.0, 10.0, 10.0], &[])
            .variable("xc_a", &["n_a"], &[100.0, 120.0, 100.0, 120.0], &[])
            .variable("area_a", &["n_a"], &[1.0; 4], &[])
            .variable("area_b", &["n_b"], &[1.0], &[])
            .variable("col", &["n_s"], &[5], &[])
            .variable("row", &["n_s"], &[1], &[])
            .variable("S", &["n_s"], &[1.0], &[]);
        let error = read(&broken).unwrap_err().to_string();
        insta::assert_snapshot!(error.split_once("weights.nc`").unwrap().1, @", col: link 1: there is no cell 5");
    }
}
