//! Statistics of rasters over regions: the rows, and their table.

mod second_raster;

pub use second_raster::{Pieces, SecondRaster};

use crate::table::{Cells, Column, Table};
use fluxledger_core::coverage::{CoverageError, RegionCoverage, Run, expect_numbered_cells};
use fluxledger_core::statistics::{Answer, CoverageWeight, Gathering, Statistic, Summary};
use fluxledger_core::sum::{CompensatedSum, compensated};
use fluxledger_core::{Area, CellAreas, Grid, RegionCode};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use second_raster::Seconds;
use std::ops::Range;

/// The largest number of classes that become columns; more are the values of a raster that has no classes.
const MOST_CLASSES: usize = 256;

/// All cells of a grid as one region.
///
/// # Errors
/// [`CoverageError::TooManyCells`].
pub fn whole(grid: &Grid, areas: &ZoneAreas) -> Result<RegionCoverage, CoverageError> {
    expect_numbered_cells(grid)?;
    let (rows, columns) = grid.shape();
    let number = |count: usize| u32::try_from(count).expect("the cells are numbered");
    let run = |row: usize| Run { first: number(row * columns), length: number(columns), share: 1.0 };
    let (code, name) = (RegionCode::new("_GRID"), "whole grid".to_owned());
    Ok(RegionCoverage { code, name, area: Area::from_m2(areas.sum()), runs: (0..rows).map(run).collect() })
}

/// The areas of the cells of a grid in m².
pub enum ZoneAreas {
    /// On the Earth, from those of rows and columns.
    Earth(CellAreas),
    /// As another program has them, cell by cell.
    Cells(Array2<f64>),
}

impl ZoneAreas {
    fn at(&self, row: usize, column: usize) -> f64 {
        match self {
            Self::Earth(areas) => areas.of(row, column),
            Self::Cells(areas) => areas[[row, column]],
        }
    }

    fn sum(&self) -> f64 {
        match self {
            Self::Earth(areas) => areas.total(),
            Self::Cells(areas) => compensated(areas.iter().copied()),
        }
    }
}

/// The values of one layer in some rows of its grid, with what else its cells are weighted by.
pub struct BandCells<'a> {
    /// The rows.
    pub rows: Range<usize>,
    /// The raster's values.
    pub values: ArrayView2<'a, f64>,
    /// The areas of all cells of the grid.
    pub areas: &'a ZoneAreas,
    /// A second raster.
    pub second: Option<SecondRaster<'a>>,
    /// What a cell counts for beside its share.
    pub weight: CoverageWeight,
}

/// The statistics of one layer over one region in the making.
#[derive(Clone)]
struct Tally {
    gathering: Gathering,
    /// The area in m² of the region's cells with a value.
    observed: CompensatedSum,
}

impl Tally {
    fn add(&mut self, number: usize, zone: &RegionCoverage, cells: &BandCells<'_>) {
        let columns = cells.values.ncols();
        let mut seconds = cells.second.as_ref().map(|second| Seconds::of(second, number, columns, cells.weight));
        for row in cells.rows.clone() {
            let runs = zone.runs_in(&(row..row + 1), columns);
            if runs.is_empty() {
                continue;
            }
            if let Some(seconds) = &mut seconds {
                seconds.go_to(row);
            }
            for (column, share) in runs.iter().flat_map(|run| run.cells()).map(|cell| (cell.cell as usize % columns, cell.share)) {
                let (value, area) = (cells.values[[row - cells.rows.start, column]], cells.areas.at(row, column));
                let second = seconds.as_ref().map_or(f64::NAN, |seconds| seconds.at(column, share));
                self.gathering.add(cells.weight.sample(value, share, area, second));
                if value.is_finite() {
                    self.observed.add(share * area);
                }
            }
        }
    }
}

/// The statistics of one layer over all regions in the making; its rows are added from north to south, so that the bands do not matter.
pub struct Tallies(Vec<Tally>);

impl Tallies {
    /// No row yet.
    #[must_use]
    pub fn begin(zones: &[RegionCoverage], wanted: &[Statistic]) -> Self {
        Self(vec![Tally { gathering: Gathering::of(wanted), observed: CompensatedSum::default() }; zones.len()])
    }

    /// Adds some rows.
    pub fn add(&mut self, zones: &[RegionCoverage], cells: &BandCells<'_>) {
        self.0.par_iter_mut().zip(zones).enumerate().for_each(|(number, (tally, zone))| tally.add(number, zone, cells));
    }

    /// The rows of the table, one for each zone in their order.
    #[must_use]
    pub fn rows(self, zones: &[RegionCoverage], layer: &LayerName) -> Vec<ZonalRow> {
        let row = |(tally, zone): (Tally, &RegionCoverage)| ZonalRow {
            code: zone.code.clone(),
            name: zone.name.clone(),
            layer: layer.clone(),
            covered: (zone.area > Area::ZERO).then(|| tally.observed.value() / zone.area.as_m2()),
            summary: tally.gathering.summary(),
        };
        self.0.into_par_iter().zip(zones).map(row).collect()
    }
}

/// Which layer a row is of.
#[derive(Clone, Debug)]
pub struct LayerName {
    /// The file.
    pub raster: String,
    /// The variable or band.
    pub variable: String,
    /// The unit of its values, as the file states it.
    pub unit: Option<String>,
    /// Its place along the variable's other dimensions, each with its name.
    pub places: Vec<(String, String)>,
}

/// The statistics of one layer over one region.
pub struct ZonalRow {
    code: RegionCode,
    name: String,
    layer: LayerName,
    summary: Summary,
    /// Share of the region's area that lies in cells with a value.
    covered: Option<f64>,
}

impl ZonalRow {
    /// How much of the region's cells has a value and no weight, in cells.
    #[must_use]
    pub const fn without_weight(&self) -> f64 {
        self.summary.without_weight
    }

    /// Whether a cell of the region has a negative weight.
    #[must_use]
    pub const fn has_negative_weights(&self) -> bool {
        self.summary.negative_weights
    }
}

/// A raster whose values are no classes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{statistic}` makes a column of each class, and there are {found} different values, expected {MOST_CLASSES} at most")]
pub struct TooManyClasses {
    statistic: String,
    found: usize,
}

/// The rows as a table, one column for each statistic and each class.
///
/// # Errors
/// [`TooManyClasses`].
pub fn table(rows: &[ZonalRow], wanted: &[Statistic], has_weights: bool) -> Result<Table, TooManyClasses> {
    let mut columns = vec![
        Column::text("region", "Region", rows, |row| Some(row.code.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(row.name.as_str())),
        Column::text("raster", "Raster", rows, |row| Some(row.layer.raster.as_str())),
        Column::text("variable", "Variable", rows, |row| Some(row.layer.variable.as_str())),
        Column::text("unit", "Unit of the values", rows, |row| row.layer.unit.as_deref()),
    ];
    columns.extend(places(rows));
    for (position, statistic) in wanted.iter().enumerate() {
        columns.extend(answers(rows, position, *statistic)?);
    }
    columns.push(Column::number("cells_without_value", "Cells without a value", rows, |row| Some(row.summary.missing)));
    if has_weights {
        columns.push(Column::number("cells_without_weight", "Cells without a weight", rows, |row| Some(row.without_weight())));
    }
    columns.push(Column::number("covered_share", "Share of region with a value", rows, |row| row.covered));
    Ok(Table { name: "zonal", title: "Statistics by region and layer".into(), columns })
}

/// A column for each dimension of the variables, in the order in which they first occur.
fn places(rows: &[ZonalRow]) -> Vec<Column> {
    let mut dimensions: Vec<&str> = Vec::new();
    for (dimension, _) in rows.iter().flat_map(|row| &row.layer.places) {
        if !dimensions.contains(&dimension.as_str()) {
            dimensions.push(dimension);
        }
    }
    let column = |dimension: &str| {
        let label = |row: &ZonalRow| row.layer.places.iter().find(|(name, _)| name == dimension).map(|(_, label)| label.as_str().into());
        Column {
            name: format!("at_{dimension}").into(),
            heading: dimension.to_owned().into(),
            cells: Cells::Text(rows.iter().map(label).collect()),
        }
    };
    dimensions.into_iter().map(column).collect()
}

/// The columns of the statistic at a position.
fn answers(rows: &[ZonalRow], position: usize, statistic: Statistic) -> Result<Vec<Column>, TooManyClasses> {
    let number = |row: &ZonalRow| match row.summary.answers[position] {
        Answer::Number(number) => number,
        Answer::Fractions(_) => None,
    };
    let mut columns = Vec::new();
    for class in classes(rows, position, statistic)? {
        let name = format!("{}_{class}", statistic.column());
        columns.push(column(name, rows, |row| fraction_of(class, &row.summary.answers[position])));
    }
    if !matches!(statistic, Statistic::Fractions(_)) {
        columns.push(column(statistic.column(), rows, number));
    }
    Ok(columns)
}

fn column(name: String, rows: &[ZonalRow], cell: impl Fn(&ZonalRow) -> Option<f64>) -> Column {
    Column::number(name.clone(), name, rows, cell)
}

/// All classes of all rows, in rising order.
fn classes(rows: &[ZonalRow], position: usize, statistic: Statistic) -> Result<Vec<f64>, TooManyClasses> {
    let of_row = |row: &ZonalRow| match &row.summary.answers[position] {
        Answer::Fractions(fractions) => fractions.iter().map(|class| class.class).collect(),
        Answer::Number(_) => Vec::new(),
    };
    let mut classes: Vec<f64> = rows.iter().flat_map(of_row).collect();
    classes.sort_by(f64::total_cmp);
    classes.dedup();
    let found = classes.len();
    if found > MOST_CLASSES { Err(TooManyClasses { statistic: statistic.to_string(), found }) } else { Ok(classes) }
}

/// The fraction of a class: 0 where a region has others only, none where it has no value or no weights.
fn fraction_of(class: f64, answer: &Answer) -> Option<f64> {
    match answer {
        Answer::Fractions(fractions) if !fractions.is_empty() => {
            Some(fractions.iter().find(|found| found.class == class).map_or(0.0, |found| found.fraction))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::coverage::CellShare;
    use fluxledger_core::{Coverage, Earth, RegionGroup};
    use ndarray::{Axis, Slice};

    /// Seven rows of five cells with a value missing, and two regions that share a cell.
    fn zones() -> Vec<RegionCoverage> {
        let region = |code: &str, cells: &[(u32, f64)]| RegionCoverage {
            code: RegionCode::new(code),
            name: code.to_lowercase(),
            area: Area::from_m2(40.0),
            runs: Run::joined(cells.iter().map(|&(cell, share)| CellShare { cell, share }), 5),
        };
        let north: Vec<(u32, f64)> = (0..17).map(|cell| (cell, 1.0)).chain([(17, 0.25)]).collect();
        let south: Vec<(u32, f64)> = [(17, 0.75)].into_iter().chain((20..35).map(|cell| (cell, 0.1))).collect();
        let coverage = Coverage { shape: (7, 5), regions: vec![region("N", &north), region("S", &south)] };
        let both = RegionGroup { code: RegionCode::new("B"), name: "b".into(), members: vec![RegionCode::new("N"), RegionCode::new("S")] };
        coverage.chosen(None, &[both]).regions
    }

    fn rows(rows_of_band: usize) -> Vec<ZonalRow> {
        let wanted = ["mean", "variance", "min", "median", "weighted_mean", "count"].map(|name| name.parse().expect("a statistic"));
        let mut values = Array2::from_shape_fn((7, 5), |(row, column)| 1.0 / (1.0 + 3.0 * (row * 5 + column) as f64));
        values[[1, 2]] = f64::NAN;
        let second = values.mapv(|value| if value.is_nan() { 1.0 } else { value.sqrt() });
        let areas = ZoneAreas::Earth(CellAreas::RowsAndColumns { heights: (1..8).map(f64::from).collect(), widths: vec![0.1; 5] });
        let zones = zones();
        let mut tallies = Tallies::begin(&zones, &wanted);
        for first in (0..7).step_by(rows_of_band) {
            let band = first..(first + rows_of_band).min(7);
            let part = |cells: &Array2<f64>| cells.slice_axis(Axis(0), Slice::from(band.clone())).to_owned();
            let (values, second) = (part(&values), part(&second));
            let cells = BandCells {
                rows: band.clone(),
                values: values.view(),
                areas: &areas,
                second: Some(SecondRaster::SameGrid { first_row: band.start, values: second.view() }),
                weight: CoverageWeight::Area,
            };
            tallies.add(&zones, &cells);
        }
        let layer = LayerName { raster: "r".into(), variable: "v".into(), unit: None, places: vec![] };
        tallies.rows(&zones, &layer)
    }

    #[test]
    fn the_bands_in_which_a_layer_is_read_change_no_bit() {
        let whole = rows(7);
        assert_eq!(whole.len(), 3);
        for rows_of_band in 1..7 {
            for (banded, whole) in rows(rows_of_band).iter().zip(&whole) {
                assert_eq!((&banded.summary, banded.covered), (&whole.summary, whole.covered), "{rows_of_band}");
            }
        }
    }

    /// 65 536 × 65 536 = 2³², one cell more than has a number.
    #[test]
    fn a_grid_of_too_many_cells_is_no_region() {
        let axis = |last| fluxledger_core::Axis::uniform(0.0, last, 65_536).unwrap();
        let grid = Grid::new(axis(90.0), axis(360.0)).unwrap();
        let refused = whole(&grid, &ZoneAreas::Earth(grid.areas(Earth::Wgs84))).unwrap_err();
        assert_eq!(refused, CoverageError::TooManyCells { rows: 65_536, columns: 65_536 });
    }
}
