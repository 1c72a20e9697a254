//! Weights of other programs, which state centres of cells, areas and averages.

use super::{Format, Links, Source, WeightFile, count, has, set};
use crate::raster::coordinates::without_jumps;
use crate::region::MaskError;
use fluxledger_core::grid::GridError;
use fluxledger_core::{Axis, CellMiddles, Earth, Grid, MaskGrid, RegionCode, RegionMask, RegionSet};
use std::sync::Arc;

/// Columns and rows of the source grid, in both formats.
const SHAPE: &str = "src_grid_dims";

/// By how much an edge may lie beyond a pole through rounding, in degrees.
const ROUNDING_AT_POLE: f64 = 1e-6;

/// How far centres may lie from an even spacing, in cells.
const EVEN: f64 = 1e-3;

/// Latitudes that end at the poles: rows whose centres lie on a pole are cut in half, all others keep their height.
fn ending_at_poles(latitudes: &Axis) -> Result<Axis, GridError> {
    let beyond = latitudes.first().abs().max(latitudes.last().abs()) - 90.0;
    let cut = |edge: f64| edge.clamp(-90.0, 90.0);
    match beyond {
        beyond if beyond <= 0.0 => Ok(latitudes.clone()),
        beyond if beyond <= ROUNDING_AT_POLE => Axis::uniform(cut(latitudes.first()), cut(latitudes.last()), latitudes.count()),
        _ => Axis::from_edges(latitudes.edges().iter().map(|&edge| cut(edge)).collect()),
    }
}

/// How CDO calls the method of which the areas of cells are those of their covered parts (`gencon`, `genycon`).
const OF_COVERED_PARTS: &str = "clipping on sphere";

/// Whether all cells of a row have one latitude and all of a column one longitude, to a thousandth of a step.
fn in_rows_and_columns(latitudes: &[f64], longitudes: &[f64], columns: usize) -> bool {
    let step = |centres: &[f64], distance: usize| EVEN * centres.get(distance).map_or(f64::INFINITY, |next| (next - centres[0]).abs());
    let (rows_apart, columns_apart) = (step(latitudes, columns), step(longitudes, 1));
    let mut cells = latitudes.iter().zip(longitudes).enumerate();
    cells.all(|(cell, (latitude, longitude))| {
        let (first_of_row, first_of_column) = (latitudes[cell - cell % columns], longitudes[cell % columns]);
        (latitude - first_of_row).abs() <= rows_apart && (longitude - first_of_column).abs() <= columns_apart
    })
}

/// A grid of which the middles alone are known; its rows run from the south where the first lies south of the last.
fn of_middles((rows, columns): (usize, usize), latitudes: &[f64], longitudes: &[f64]) -> Source {
    let sum = |row: usize| latitudes[row * columns..(row + 1) * columns].iter().sum::<f64>();
    let from_south = sum(0) < sum(rows - 1);
    let from_north = (0..rows).map(|row| if from_south { rows - 1 - row } else { row });
    let middles = from_north.flat_map(|row| (row * columns..(row + 1) * columns).map(|cell| [longitudes[cell], latitudes[cell]])).collect();
    Source { grid: MaskGrid::Middles(CellMiddles { shape: (rows, columns), middles }), from_south }
}

impl WeightFile<'_> {
    pub(super) fn of_foreign(&self) -> Result<RegionSet, MaskError> {
        self.expect_conservative()?;
        let source = self.foreign_grid()?;
        let shares = self.foreign_shares(&source)?;
        let [cells, targets] = [self.numbers(self.format.source)?, self.numbers(self.format.target)?];
        let last = count(targets.iter().copied().fold(0.0, f64::max));
        let regions = (1..=last).map(|number| (RegionCode::new(number.to_string()), number.to_string())).collect();
        let cells = Links { path: self.path, cells: &cells, targets: &targets, shares: &shares }.by_region(&source, last)?;
        let mask = RegionMask { grid: source.grid, regions, cells, gridded_shares: self.foreign_gridded_shares(last)? };
        Ok(set(self.path, self.file.attributes().text("source").unwrap_or("weights of another program"), false, mask))
    }

    /// Refuses weights that do not say what of a cell lies in a target.
    fn expect_conservative(&self) -> Result<(), MaskError> {
        match self.method() {
            Some(method) if !method.to_lowercase().contains("conservative") => {
                Err(MaskError::OtherMethod { path: self.path.to_owned(), found: method.to_owned() })
            }
            _ => Ok(()),
        }
    }

    fn method(&self) -> Option<&str> {
        self.file.attributes().text("map_method")
    }

    /// The grid whose centres a foreign file states, cell by cell; in rows and columns of longitude and latitude its edges lie between them.
    fn foreign_grid(&self) -> Result<Source, MaskError> {
        let shape = self.numbers(SHAPE)?;
        let [columns, rows] = shape.as_slice() else {
            return Err(self.bad(SHAPE, format!("expected the columns and rows of a grid, found {} numbers", shape.len())));
        };
        let (columns, rows) = (count(*columns), count(*rows));
        if columns == 0 || rows == 0 {
            return Err(self.bad(SHAPE, format!("expected a grid of rows and columns, found {rows} × {columns}")));
        }
        let [latitudes, longitudes] = [self.degrees(self.format.latitude)?, self.degrees(self.format.longitude)?];
        let cells = rows.checked_mul(columns);
        if cells != Some(latitudes.len()) || cells != Some(longitudes.len()) {
            return Err(self.bad(SHAPE, format!("{columns} × {rows} cells, but {} centres", latitudes.len())));
        }
        if !in_rows_and_columns(&latitudes, &longitudes, columns) {
            return Ok(of_middles((rows, columns), &latitudes, &longitudes));
        }
        let latitudes: Vec<f64> = latitudes.iter().copied().step_by(columns).collect();
        let from_south = latitudes.first() < latitudes.last();
        let axis = |name, centres: &[f64]| self.evenly_spaced(name, centres);
        let longitudes = without_jumps(longitudes[..columns].to_vec());
        let (latitudes, longitudes) = (axis(self.format.latitude, &latitudes)?, axis(self.format.longitude, &longitudes)?);
        let grid = Grid::new(latitudes, longitudes).map_err(|error| self.bad(self.format.longitude, error.to_string()))?;
        Ok(Source { grid: MaskGrid::Edges(Arc::new(grid)), from_south })
    }

    /// Which share of each target lies on the source grid, where the file says it; by rounding it may exceed 1.
    fn foreign_gridded_shares(&self, targets: usize) -> Result<Option<Vec<f64>>, MaskError> {
        if !has(self.file, self.format.target_fraction) {
            return Ok(None);
        }
        let mut fractions = self.numbers(self.format.target_fraction)?;
        fractions.resize(targets, 1.0);
        fractions.iter_mut().for_each(|fraction| *fraction = fraction.clamp(0.0, 1.0));
        Ok(Some(fractions))
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
        let bad = |error: GridError| self.bad(name, error.to_string());
        let axis = Axis::uniform(first - step / 2.0, last + step / 2.0, cells).map_err(bad)?;
        if name == self.format.latitude { ending_at_poles(&axis).map_err(bad) } else { Ok(axis) }
    }

    /// The areas of the source cells as the file counts them.
    ///
    /// By its newer method CDO states what of each cell its targets cover, and not the area of the cell: on a sphere, between parallels.
    fn source_areas(&self, source: &Source) -> Result<Vec<f64>, MaskError> {
        let mut areas = self.numbers(self.format.source_area)?;
        if !self.method().is_some_and(|method| method.contains(OF_COVERED_PARTS)) {
            return Ok(areas);
        }
        let MaskGrid::Edges(grid) = &source.grid else {
            let found = "it states the areas of covered parts of cells, and the cells' own are unknown where they do not lie along parallels and meridians";
            return Err(self.bad(self.format.source_area, found));
        };
        let whole = grid.cell_areas(Earth::Sphere { radius: 1.0 });
        let columns = grid.columns();
        for (cell, area) in areas.iter_mut().enumerate().take(grid.rows() * columns) {
            *area = area.max(whole[[source.row(cell, columns), cell % columns]]);
        }
        Ok(areas)
    }

    /// Shares from weights that average over a target.
    fn foreign_shares(&self, grid: &Source) -> Result<Vec<f64>, MaskError> {
        let Format { source, target, weight, target_area, target_fraction, .. } = self.format;
        let [cells, targets] = [self.numbers(source)?, self.numbers(target)?];
        let weights = self.numbers(weight)?;
        // SCRIP keeps the weights of higher orders beside the first.
        let orders = weights.len() / cells.len().max(1);
        let (source_areas, target_areas) = (self.source_areas(grid)?, self.numbers(target_area)?);
        let normalization = self.file.attributes().text("normalization").unwrap_or("destarea").to_owned();
        let fractions = if normalization == "fracarea" { Some(self.numbers(target_fraction)?) } else { None };
        if targets.len() != cells.len() || weights.len() < cells.len() || weights.len() % cells.len().max(1) != 0 {
            return Err(self.bad(weight, format!("{} weights and {} targets for {} links", weights.len(), targets.len(), cells.len())));
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 361 rows with centres from −90° to 90°: half a degree each, and a quarter at the poles.
    #[test]
    fn rows_centred_on_poles_are_half_as_high_and_no_other_row_changes() {
        let axis = ending_at_poles(&Axis::uniform(-90.25, 90.25, 361).unwrap()).unwrap();
        assert_eq!((axis.count(), axis.first(), axis.last()), (361, -90.0, 90.0));
        assert!(axis.edges()[1..360].iter().zip(0_u16..).all(|(edge, row)| (edge + 89.75 - f64::from(row) / 2.0).abs() < 1e-12));
    }
}
