//! Statistics of rasters over regions: the rows, and their table.

use crate::table::{Cells, Column, Table};
use fluxledger_core::coverage::{CellShare, Run};
use fluxledger_core::statistics::{Answer, CoverageWeight, Sample, Statistic, Summary, summarize};
use fluxledger_core::sum::compensated;
use fluxledger_core::{Coverage, Grid, RegionCode};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The largest number of classes that become columns; more are the values of a raster that has no classes.
const MOST_CLASSES: usize = 256;

/// A region on a grid.
pub struct Zone {
    code: RegionCode,
    name: String,
    /// In m², on the grid or off it.
    area: f64,
    runs: Vec<Run>,
}

impl Zone {
    /// The regions of a coverage, or those of them that are asked for, in their order.
    #[must_use]
    pub fn of(coverage: Coverage, selected: Option<&BTreeSet<RegionCode>>) -> Vec<Self> {
        let wanted = coverage.regions.into_iter().filter(|region| selected.is_none_or(|selected| selected.contains(&region.code)));
        wanted.map(|region| Self { code: region.code, name: region.name, area: region.area.as_m2(), runs: region.runs }).collect()
    }

    /// All cells of a grid.
    #[must_use]
    pub fn whole(grid: &Grid, areas: &[f64]) -> Self {
        let count = u32::try_from(grid.rows() * grid.columns()).expect("a grid has fewer than 2³² cells");
        let runs = Run::joined((0..count).map(|cell| CellShare { cell, share: 1.0 }), grid.columns());
        Self { code: RegionCode::new("_GRID"), name: "whole grid".to_owned(), area: compensated(areas.iter().copied()), runs }
    }

    fn cells(&self) -> impl Iterator<Item = CellShare> {
        self.runs.iter().flat_map(Run::cells)
    }
}

/// The values of one layer, with what else its cells are weighted by; row by row.
#[derive(Clone, Copy)]
pub struct LayerCells<'a> {
    /// The raster's values.
    pub values: &'a [f64],
    /// The areas of the cells in m².
    pub areas: &'a [f64],
    /// The values of a second raster.
    pub second: Option<&'a [f64]>,
    /// What a cell counts for beside its share.
    pub weight: CoverageWeight,
}

impl LayerCells<'_> {
    fn sample(&self, CellShare { cell, share }: CellShare) -> Sample {
        let cell = cell as usize;
        self.weight.sample(self.values[cell], share, self.areas[cell], self.second.map_or(f64::NAN, |second| second[cell]))
    }

    /// The area in m² of a zone's cells with a value.
    fn observed(&self, zone: &Zone) -> f64 {
        let with_value = zone.cells().filter(|cell| self.values[cell.cell as usize].is_finite());
        compensated(with_value.map(|cell| cell.share * self.areas[cell.cell as usize]))
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
}

/// The rows of one layer, one for each zone in their order.
#[must_use]
pub fn rows(zones: &[Zone], layer: &LayerName, cells: LayerCells<'_>, wanted: &[Statistic]) -> Vec<ZonalRow> {
    let row = |zone: &Zone| ZonalRow {
        code: zone.code.clone(),
        name: zone.name.clone(),
        layer: layer.clone(),
        summary: summarize(zone.cells().map(|cell| cells.sample(cell)), wanted),
        covered: (zone.area > 0.0).then(|| cells.observed(zone) / zone.area),
    };
    zones.par_iter().map(row).collect()
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
        let label = |row: &ZonalRow| row.layer.places.iter().find(|(name, _)| name == dimension).map(|(_, label)| label.clone());
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
