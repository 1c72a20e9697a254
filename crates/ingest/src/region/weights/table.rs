//! Tables of weights in Parquet: a row for each part of a cell, and in the file's metadata the grid and the regions.

use super::{GridEdges, Links, Source, bad, grid_of_edges, set};
use crate::region::MaskError;
use fluxledger_core::{MaskGrid, RegionCode, RegionMask, RegionSet};
use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// The key under which the metadata of a table of weights stand.
pub const WEIGHTS_KEY: &str = "fluxledger:weights";

/// What a table of weights says of its grid and its regions, beside the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeightTable {
    /// Where grid and outlines come from.
    pub source: String,
    /// Whether what lies in no region is sea.
    pub complete_for_land: bool,
    /// Where the cells of the grid lie.
    #[serde(flatten)]
    pub edges: GridEdges,
    /// Code, name and share on the grid of each region, also of those that no cell touches.
    pub regions: Vec<(String, String, f64)>,
}

/// Whether a file begins as Parquet does.
pub(super) fn is_parquet(path: &Path) -> bool {
    let mut mark = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut mark)).is_ok() && mark == *b"PAR1"
}

pub(super) fn read(path: &Path) -> Result<RegionSet, MaskError> {
    let failed = |error: &dyn std::error::Error| bad(path, "table", error.to_string());
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut reader = ParquetReader::new(file);
    let metadata = reader.get_metadata().map_err(|error| failed(&error))?;
    let pairs = metadata.key_value_metadata().as_deref().unwrap_or_default();
    let Some(text) = pairs.iter().find(|pair| pair.key == WEIGHTS_KEY).and_then(|pair| pair.value.clone()) else {
        return Err(bad(path, "metadata", format!("expected the key `{WEIGHTS_KEY}`, as `fluxledger weights` writes it")));
    };
    let WeightTable { source, complete_for_land, edges, regions } =
        serde_json::from_str(&text).map_err(|error| bad(path, WEIGHTS_KEY, error.to_string()))?;
    let rows = reader.finish().map_err(|error| failed(&error))?;
    let grid = Source { grid: MaskGrid::Edges(Arc::new(grid_of_edges(path, edges)?)), from_south: false };
    let numbers: BTreeMap<&str, f64> = regions.iter().map(|(code, ..)| code.as_str()).zip((1..).map(f64::from)).collect();
    let cells = links(path, &rows, &numbers, &grid)?;
    let mask = RegionMask {
        grid: grid.grid,
        gridded_shares: Some(regions.iter().map(|(.., share)| *share).collect()),
        regions: regions.into_iter().map(|(code, name, _)| (RegionCode::new(code), name)).collect(),
        cells,
    };
    Ok(set(path, &source, complete_for_land, mask))
}

/// The cells of each region; `numbers` counts the regions from 1.
fn links(
    path: &Path,
    rows: &DataFrame,
    numbers: &BTreeMap<&str, f64>,
    source: &Source,
) -> Result<Vec<Vec<fluxledger_core::coverage::CellShare>>, MaskError> {
    let failed = |name: &str, error: &dyn std::error::Error| bad(path, name, error.to_string());
    let column = |name: &str| -> Result<Vec<f64>, MaskError> {
        let cast = rows.column(name).and_then(|column| column.cast(&DataType::Float64)).map_err(|error| failed(name, &error))?;
        let values = cast.f64().map_err(|error| failed(name, &error))?;
        values.iter().map(|value| value.ok_or_else(|| bad(path, name, "a row has no value"))).collect()
    };
    let codes = rows.column("region").and_then(|column| column.str()).map_err(|error| failed("region", &error))?;
    let number = |code: Option<&str>| {
        code.and_then(|code| numbers.get(code).copied())
            .ok_or_else(|| bad(path, "region", format!("no region `{}` is listed", code.unwrap_or(""))))
    };
    let targets = codes.iter().map(number).collect::<Result<Vec<f64>, _>>()?;
    let (from_north, from_west, shares) = (column("row")?, column("column")?, column("share")?);
    let (_, width) = source.grid.shape();
    let cells: Vec<f64> = from_north.iter().zip(&from_west).map(|(row, column)| cell(*row, *column, width)).collect();
    Links { path, cells: &cells, targets: &targets, shares: &shares }.by_region(source, numbers.len())
}

/// The number of a cell, counted from 1; 0 for one that is off the grid.
#[expect(clippy::cast_precision_loss, reason = "no grid has 2^53 columns")]
fn cell(row: f64, column: f64, columns: usize) -> f64 {
    let is_on_grid = row >= 0.0 && (0.0..columns as f64).contains(&column);
    if is_on_grid { row * columns as f64 + column + 1.0 } else { 0.0 }
}
