//! How much of a product's flux lies on land, and whether more of it would if the grid were turned.

use super::yearly::YearlySum;
use super::{Finding, Outcome};
use crate::product::{ProductError, ProductFile};
use crate::region::embedded;
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Measure, RegionCode, Role, Scope};
use ndarray::Array2;

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
    let magnitudes = magnitudes(file, sum)?;
    let land = land(file);
    let share = |turn: Option<&Turn>| share_on_land(&magnitudes, &land, turn);
    let as_read = share(None);
    if !as_read.is_finite() {
        return Ok(Outcome::NotJudged("all values are zero or missing".to_owned()));
    }
    let better = TURNS.iter().map(|turn| (share(Some(turn)), turn)).max_by(|one, other| one.0.total_cmp(&other.0));
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

/// The magnitude of the first step of every layer in the sum, by cell; in which unit does not matter.
fn magnitudes(file: &ProductFile, sum: &YearlySum) -> Result<Array2<f64>, ProductError> {
    let areas = file.grid.cell_areas(Earth::Wgs84);
    let mut magnitudes = Array2::zeros(areas.dim());
    for name in &sum.layers {
        let is_first_step =
            |layer: &fluxledger_core::LayerMeaning| layer.name == *name && layer.gas == sum.gas && layer.role == Role::Emission;
        let Some(position) = file.layers.iter().position(is_first_step) else { continue };
        let field = file.read(position)?;
        let seconds = field.meaning.period.seconds(field.meaning.calendar, file.conventions.year_length).as_seconds();
        let is_flux = field.meaning.measure == Measure::Flux;
        ndarray::Zip::from(&mut magnitudes).and(&field.values).and(&areas).for_each(|magnitude, value, area| {
            let mass = value.abs() * if is_flux { area * seconds } else { 1.0 };
            *magnitude += if mass.is_finite() { mass } else { 0.0 };
        });
    }
    Ok(magnitudes)
}

/// The share of each cell that is land.
fn land(file: &ProductFile) -> Array2<f64> {
    let set = embedded(OUTLINES).expect("the set comes with the program");
    let coverage = Coverage::compute(&file.grid, &set, Earth::Wgs84, CoverageMeasure::Area);
    coverage.expect("an embedded set of outlines covers any grid without overlaps").total_shares()
}

/// Σ magnitude × land / Σ magnitude, with the magnitudes turned.
fn share_on_land(magnitudes: &Array2<f64>, land: &Array2<f64>, turn: Option<&Turn>) -> f64 {
    let (rows, columns) = magnitudes.dim();
    let half = if turn.is_some_and(|turn| turn.half_circle) { columns / 2 } else { 0 };
    let upside_down = turn.is_some_and(|turn| turn.upside_down);
    let on_land = magnitudes.indexed_iter().map(|((row, column), magnitude)| {
        let row = if upside_down { rows - 1 - row } else { row };
        magnitude * land[[row, (column + half) % columns]]
    });
    on_land.sum::<f64>() / magnitudes.sum()
}
