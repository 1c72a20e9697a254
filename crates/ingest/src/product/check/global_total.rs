//! The yearly total against what the whole world emits, with what would explain a total that is not plausible.

use super::yearly::YearlySum;
use super::{Finding, Outcome, PlausibleRange, plausible_range, shown};
use crate::product::{BlockAddress, ProductError, ProductFile};
use fluxledger_core::{Amount, AreaUnit, Basis, Block, BlockValues, Earth, Extent, Gas, Mass, Measure, Scope, Unit};
use ndarray::Axis;
use rayon::prelude::*;

/// A total that exceeds the plausible range by more than this is wrong, whatever else it may be.
const ABSURD: f64 = 1e3;
/// A grid whose flux per area is below this share of the world's least plausible mean is doubtful.
const FAINT: f64 = 1e-6;

/// How many bytes of values are looked at in one go.
const BYTES_OF_BLOCK: usize = 64 << 20;

/// Checks the total of the emission layers of one gas.
pub(super) fn check(file: &ProductFile, sum: &YearlySum) -> Result<Outcome, ProductError> {
    let (gas, scope) = (sum.gas, sum.scope.name());
    if sum.scope == Scope::Total && sum.is_part && !sum.is_net {
        return Ok(Outcome::NotJudged(format!("a part of all fluxes: {} {gas} per year", shown(sum.per_year))));
    }
    let Some(range) = plausible_range(gas, sum.scope, sum.years) else {
        let [first, last] = sum.years;
        return Ok(Outcome::NotJudged(format!("no plausible range is known for {scope} {gas} of {first} to {last}")));
    };
    if sum.gross_per_year.as_kg() == 0.0 {
        return Ok(Outcome::NotJudged(format!("all values of {gas} are zero or missing")));
    }
    if sum.per_year.as_kg() > ABSURD * range.high.as_kg() {
        return Ok(Outcome::Wrong(finding(file, sum, &range, explained_by_measure(file, sum, &range)?)));
    }
    if !file.is_global() {
        return regional(file, sum, &range);
    }
    if !sum.fills_years {
        return Ok(Outcome::NotJudged("the steps do not fill whole years, so that a season weighs more than another".to_owned()));
    }
    global(file, sum, &range)
}

fn global(file: &ProductFile, sum: &YearlySum, range: &PlausibleRange) -> Result<Outcome, ProductError> {
    let found = format!("{} {} per year", shown(sum.per_year), sum.gas);
    if range.holds(sum.per_year) {
        return Ok(Outcome::Passed(format!("{found}, plausible are {}", words(range))));
    }
    if sum.per_year < range.low && sum.is_part {
        return Ok(Outcome::Passed(format!("{found}, a part of all sources; all of them are plausible at {}", words(range))));
    }
    let other_measure = explained_by_measure(file, sum, range)?;
    let outcome = if other_measure.is_some() { Outcome::Wrong } else { Outcome::Doubtful };
    Ok(outcome(finding(file, sum, range, other_measure)))
}

/// A part of the world emits less than the world, and not next to nothing.
fn regional(file: &ProductFile, sum: &YearlySum, range: &PlausibleRange) -> Result<Outcome, ProductError> {
    let least = FAINT * range.low.as_kg() * file.share_of_earth();
    if sum.per_year > range.high || sum.gross_per_year.as_kg() < least {
        return Ok(Outcome::Doubtful(finding(file, sum, range, None)));
    }
    let share = file.share_of_earth() * 100.0;
    Ok(Outcome::NotJudged(format!(
        "the grid covers {share:.1} % of the Earth; {} {} per year is not more than the world's {}",
        shown(sum.per_year),
        sum.gas,
        words(range)
    )))
}

fn words(range: &PlausibleRange) -> String {
    let (low, high) = (shown(range.low), shown(range.high));
    format!("{low} to {high} per year of {} {}", range.scope.name(), range.gas)
}

/// What speaks against the total, with what would explain it: the other measure, if that does.
fn finding(file: &ProductFile, sum: &YearlySum, range: &PlausibleRange, other_measure: Option<String>) -> Finding {
    let place = match sum.layers.as_slice() {
        [only] => format!("layer `{only}`"),
        layers => format!("sum of {} layers", layers.len()),
    };
    let expected = if file.is_global() { "the world's" } else { "no more than the world's and not next to nothing of its" };
    let message = format!("found {} {} per year, expected {expected} {}", shown(sum.per_year), sum.gas, words(range));
    Finding::new(place, message, other_measure.unwrap_or_else(|| explanation(file, sum, range)))
}

/// What would bring the total into the range, or what else there is to ask.
fn explanation(file: &ProductFile, sum: &YearlySum, range: &PlausibleRange) -> String {
    explained_by_element(file, sum, range).unwrap_or_else(|| {
        "check gas, basis, unit and scope in the product's profile; a file with a part of the sources may have less, \
         and one with layers that contain others needs `[contains]`"
            .to_owned()
    })
}

/// The total if the numbers counted an element where they are read as the gas, or the gas where they are read as an element.
fn explained_by_element(file: &ProductFile, sum: &YearlySum, range: &PlausibleRange) -> Option<String> {
    if !matches!(unit_of(file)?.amount(), Amount::Mass(_)) {
        return None;
    }
    let masses = &file.conventions.molar_masses;
    let (element, factor) = match sum.gas {
        Gas::Co2 => ("carbon", file.conventions.carbon_to_co2.factor(masses)),
        Gas::Ch4 => ("carbon", masses.ch4 / masses.carbon),
        Gas::N2o => ("nitrogen", masses.n2o / (2.0 * masses.nitrogen)),
        Gas::Fluorinated(_) => return None,
    };
    let total = |factor: f64| Mass::from_kg(sum.per_year.as_kg() * factor);
    let gas = sum.gas.code();
    let (counted, taken, basis, would_be) = match file.profile.basis {
        Some(Basis::Carbon | Basis::Nitrogen) => (gas, element, "gas", total(1.0 / factor)),
        Some(Basis::Gas) | None => (element, gas, element, total(factor)),
    };
    range.holds(would_be).then(|| {
        format!(
            "{} would be plausible: the numbers may count {counted} where they are read as {taken}; \
             state `basis = \"{basis}\"` in a profile of your own if they do",
            shown(would_be)
        )
    })
}

/// The total if a mass per cell had been taken for a flux per area, or the reverse, where that brings it into the range.
fn explained_by_measure(file: &ProductFile, sum: &YearlySum, range: &PlausibleRange) -> Result<Option<String>, ProductError> {
    if !file.is_global() || !file.layers.iter().any(|layer| sum.layers.contains(&layer.name)) {
        return Ok(None);
    }
    let would_be = other_measure(file, sum)?;
    if !range.holds(would_be) {
        return Ok(None);
    }
    let is_flux = file.layers.iter().any(|layer| sum.layers.contains(&layer.name) && layer.measure == Measure::Flux);
    let (found, other) = if is_flux { ("per area", "per cell") } else { ("per cell", "per area") };
    Ok(Some(format!(
        "{} would be plausible: the numbers may be {other} where they are read as {found}; state the `unit` {other} in a profile of your own",
        shown(would_be)
    )))
}

/// The yearly total of the same numbers, each read as per cell instead of per area, or per area instead of per cell.
fn other_measure(file: &ProductFile, sum: &YearlySum) -> Result<Mass, ProductError> {
    let areas = file.grid.areas(Earth::Wgs84);
    let area_of_unit = match unit_of(file).map(|unit| unit.extent()) {
        Some(Extent::Area(area)) => area.square_metres(),
        _ => AreaUnit::SquareMetre.square_metres(),
    };
    let summed: Vec<usize> = (0..file.layers.len()).filter(|&layer| sum.layers.contains(&file.layers[layer].name)).collect();
    let of_block = |address: &BlockAddress| {
        let block = file.read_block(address)?;
        let of_layer = |(position, &layer): (usize, &usize)| {
            let meaning = &file.layers[layer];
            let seconds = meaning.period.seconds(meaning.calendar, file.conventions.year_length).as_seconds();
            match meaning.measure {
                Measure::Flux => block.factors[position] * sum_of(&block, position, |_, _| 1.0) * area_of_unit * seconds,
                Measure::MassPerCell | Measure::Dimensionless => {
                    block.factors[position] * sum_of(&block, position, |row, column| areas.of(row, column))
                }
            }
        };
        Ok(address.layers.iter().enumerate().map(of_layer).sum::<f64>())
    };
    let blocks: Vec<Result<f64, ProductError>> = file.blocks(&summed, BYTES_OF_BLOCK).par_iter().map(of_block).collect();
    let kilograms = blocks.into_iter().sum::<Result<f64, ProductError>>()?;
    let years: f64 = summed.iter().map(|&layer| file.layers[layer].period.years(file.layers[layer].calendar)).sum();
    let layers = f64::from(u32::try_from(sum.layers.len()).unwrap_or(u32::MAX));
    Ok(Mass::from_kg(kilograms / (years / layers)))
}

/// The sum of a layer's finite numbers in a block, each times what its row and column weigh.
fn sum_of(block: &Block, position: usize, weight: impl Fn(usize, usize) -> f64) -> f64 {
    let weighted = |((row, column), value): ((usize, usize), f64)| value * weight(block.rows.start + row, column);
    let layer = Axis(0);
    match &block.values {
        BlockValues::Single(values) => {
            let cells = values.index_axis(layer, position);
            cells.indexed_iter().filter(|(_, value)| value.is_finite()).map(|(place, &value)| weighted((place, f64::from(value)))).sum()
        }
        BlockValues::Double(values) => {
            let cells = values.index_axis(layer, position);
            cells.indexed_iter().filter(|(_, value)| value.is_finite()).map(|(place, &value)| weighted((place, value))).sum()
        }
    }
}

/// The unit of the product's first layer.
fn unit_of(file: &ProductFile) -> Option<Unit> {
    let of_file = || file.file.find(&file.slabs.first()?.variable)?.attributes.text("units")?.parse().ok();
    file.profile.unit.as_ref().and_then(|unit| unit.parse().ok()).or_else(of_file)
}
