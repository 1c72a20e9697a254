//! How much of a product's flux lies on land, and whether more of it would if the grid were turned.

use super::yearly::YearlySum;
use super::{Finding, Outcome};
use crate::product::{ProductError, ProductFile};
use crate::region::embedded;
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{Axis, Block, BlockValues, CellAreas, Coverage, CoverageMeasure, Earth, Grid, Measure, RegionCode, Role, Scope};
use ndarray::Axis as Dimension;
use rayon::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// The set of outlines that says what is land; coarse, since a share in per cent is all that is asked.
const OUTLINES: &str = "natural-earth-110m";
/// The share on land that a turned grid must have to be the better reading.
const MOSTLY_LAND: f64 = 0.7;
/// By how much a turned grid must beat the grid as it is.
const CLEARLY: f64 = 0.2;

/// By how much gross and net may differ for fluxes of one sign.
const ONE_SIGN: f64 = 1e-9;

/// The most cells that are checked; 0.05° has 26 million.
const MOST_CELLS: usize = 30_000_000;

/// Another way in which the columns and rows of the file could be meant.
struct Turn {
    half_circle: bool,
    upside_down: bool,
    words: &'static str,
}

const TURNS: [Turn; 3] = [
    Turn {
        half_circle: true,
        upside_down: false,
        words: "the columns may run from 0° to 360° where they are read as −180° to 180°, or the reverse",
    },
    Turn {
        half_circle: false,
        upside_down: true,
        words: "the rows may run from north to south where they are read as from south to north, or the reverse",
    },
    Turn { half_circle: true, upside_down: true, words: "rows and columns may both be turned" },
];

/// Checks where the fluxes of a global grid lie.
pub(super) fn check(file: &ProductFile, sums: &[YearlySum], totals: &[LayerTotals]) -> Result<Outcome, ProductError> {
    if !file.is_global() || !is_full_turn(&file.grid) {
        return Ok(Outcome::NotJudged("the grid covers a part of the Earth".to_owned()));
    }
    let Some(sum) = sums.first().filter(|sum| sum.scope != Scope::Natural) else {
        return Ok(Outcome::NotJudged("natural fluxes may lie anywhere".to_owned()));
    };
    if let Some(share) = share_by_totals(sum, totals).filter(|share| share + CLEARLY > 1.0) {
        return Ok(Outcome::Passed(format!("{} of the {} flux lies on land (the regions in use)", percent(share), sum.gas)));
    }
    if file.grid.rows() * file.grid.columns() > MOST_CELLS {
        return Ok(Outcome::NotJudged("the grid is too fine for a check on the side".to_owned()));
    }
    let [as_read, turned @ ..] = flux(file, sum)?.shares();
    if !as_read.is_finite() {
        return Ok(Outcome::NotJudged("all values are zero or missing".to_owned()));
    }
    let better = turned.into_iter().zip(&TURNS).max_by(|one, other| one.0.total_cmp(&other.0));
    match better {
        Some((turned, turn)) if turned >= MOSTLY_LAND && turned >= as_read + CLEARLY => Ok(Outcome::Doubtful(Finding::new(
            "grid",
            format!("found {} of the flux on land, but {} if the grid were turned: {}", percent(as_read), percent(turned), turn.words),
            "look at the map in `fluxledger inspect`; correct the coordinates in the file or state the axes under `[grid]` in a profile of your own",
        ))),
        _ => Ok(Outcome::Passed(format!("{} of the {} flux lies on land (Natural Earth 1:110m)", percent(as_read), sum.gas))),
    }
}

/// The share on land by the totals over regions that are complete for land, for fluxes of one sign: so large a share cannot be beaten
/// clearly, and the values need not be read once more.
fn share_by_totals(sum: &YearlySum, totals: &[LayerTotals]) -> Option<f64> {
    let is_summed = |layer: &&LayerTotals| {
        layer.meaning.role == Role::Emission && layer.meaning.gas == sum.gas && sum.layers.contains(&layer.meaning.name)
    };
    let (mut sea, mut gross) = (0.0, 0.0);
    for layer in totals.iter().filter(is_summed) {
        let grid = layer.grid()?.mass.abs();
        if (layer.balance.gross_mass - grid).as_kg() > ONE_SIGN * layer.balance.gross_mass.as_kg() {
            return None;
        }
        sea += layer.row(&RegionCode::new("_SEA"))?.mass.abs().as_kg();
        gross += grid.as_kg();
    }
    (gross > 0.0).then(|| 1.0 - sea / gross)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Whether the columns close the circle, so that they can be turned.
fn is_full_turn(grid: &Grid) -> bool {
    if grid.projection().is_some() {
        return false;
    }
    let axis: &Axis = grid.longitudes();
    axis.is_uniform() && (axis.last() - axis.first() - 360.0).abs() < 1e-6 && axis.count().is_multiple_of(2)
}

/// Magnitudes of flux, in which unit does not matter: of all cells, and of their parts on land.
#[derive(Clone, Copy, Default)]
struct Flux {
    all: f64,
    /// As the grid is read, and under each of the turns.
    on_land: [f64; 1 + TURNS.len()],
}

impl Flux {
    /// That of one row, whose own land and that of the row opposite the equator are given.
    fn of_row(magnitudes: &[f64], own_land: &[f64], opposite_land: &[f64]) -> Self {
        let half = magnitudes.len() / 2;
        let on = |land: &[f64], turn: usize| {
            let turned = land[turn..].iter().chain(&land[..turn]);
            magnitudes.iter().zip(turned).map(|(magnitude, land)| magnitude * land).sum()
        };
        let on_land = [(false, false)].into_iter().chain(TURNS.iter().map(|turn| (turn.half_circle, turn.upside_down)));
        let mut flux = Self { all: magnitudes.iter().sum(), ..Self::default() };
        for (sum, (half_circle, upside_down)) in flux.on_land.iter_mut().zip(on_land) {
            *sum = on(if upside_down { opposite_land } else { own_land }, if half_circle { half } else { 0 });
        }
        flux
    }

    fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.on_land.iter_mut().zip(other.on_land).for_each(|(sum, added)| *sum += added);
    }

    /// The share on land as the grid is read, and under each of the turns.
    fn shares(&self) -> [f64; 1 + TURNS.len()] {
        self.on_land.map(|on_land| on_land / self.all)
    }
}

/// The flux of the first step of every layer in the sum, read in blocks as small as the file allows.
fn flux(file: &ProductFile, sum: &YearlySum) -> Result<Flux, ProductError> {
    let (areas, land) = (file.grid.areas(Earth::Wgs84), land(&file.grid));
    let mut flux = Flux::default();
    for position in sum.layers.iter().filter_map(|name| first_step(file, sum, name)) {
        let weights = Weights::of(file, position, &areas);
        for address in file.blocks(&[position], 1) {
            let block = file.read_block(&address)?;
            let row = |(number, row): (usize, usize)| {
                let opposite = file.grid.rows() - 1 - row;
                let [own_land, opposite_land] = [row, opposite].map(|row| land.total_shares_of_row(row));
                Flux::of_row(&weights.magnitudes(&block, number, row), &own_land, &opposite_land)
            };
            let rows: Vec<Flux> = address.rows.clone().into_par_iter().enumerate().map(row).collect();
            rows.iter().for_each(|row| flux.add(row));
        }
    }
    Ok(flux)
}

/// The first step of a layer in the sum.
fn first_step(file: &ProductFile, sum: &YearlySum, name: &str) -> Option<usize> {
    file.layers.iter().position(|layer| layer.name == name && layer.gas == sum.gas && layer.role == Role::Emission)
}

/// What a layer's values are multiplied by to be masses.
struct Weights<'a> {
    seconds: f64,
    /// None for masses per cell.
    areas: Option<&'a CellAreas>,
}

impl<'a> Weights<'a> {
    fn of(file: &ProductFile, layer: usize, areas: &'a CellAreas) -> Self {
        let meaning = &file.layers[layer];
        let seconds = meaning.period.seconds(meaning.calendar, file.conventions.year_length).as_seconds();
        Self { seconds, areas: (meaning.measure == Measure::Flux).then_some(areas) }
    }

    /// The magnitudes of one row of a block of one layer.
    fn magnitudes(&self, block: &Block, number: usize, row: usize) -> Vec<f64> {
        let magnitude = |(column, stored): (usize, f64)| {
            let mass = (stored * block.factors[0]).abs() * self.areas.map_or(1.0, |areas| areas.of(row, column) * self.seconds);
            if mass.is_finite() { mass } else { 0.0 }
        };
        // The one layer of the block, and the row in it.
        match &block.values {
            BlockValues::Single(values) => {
                let row = values.index_axis(Dimension(0), 0).index_axis_move(Dimension(0), number);
                row.iter().map(|&value| f64::from(value)).enumerate().map(magnitude).collect()
            }
            BlockValues::Double(values) => {
                let row = values.index_axis(Dimension(0), 0).index_axis_move(Dimension(0), number);
                row.iter().copied().enumerate().map(magnitude).collect()
            }
        }
    }
}

/// The land of the grid that was looked at last, since a thousand files mostly lie on one.
static LAST: Mutex<Option<(Arc<Grid>, Arc<Coverage>)>> = Mutex::new(None);

/// Which share of each cell is land.
fn land(grid: &Arc<Grid>) -> Arc<Coverage> {
    let known = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, land)) = known.filter(|(known, _)| known == grid) {
        return land;
    }
    let set = embedded(OUTLINES).expect("the set comes with the program");
    let coverage = Coverage::compute(grid, &set, Earth::Wgs84, CoverageMeasure::Area);
    let land = Arc::new(coverage.expect("an embedded set of outlines covers any grid that is not too fine without overlaps"));
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(grid), Arc::clone(&land)));
    land
}
