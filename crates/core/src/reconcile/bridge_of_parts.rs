//! The bridge of a mean of years and of a group of regions: those of its parts, added up.
//!
//! A discrepancy of a sum is the sum of the discrepancies under every combination of switches, and Shapley's effects of a sum of games are the sums of the effects
//! (his axiom of additivity, Shapley 1953), so that nothing has to be switched again.

use super::bridge::{Bridge, BridgeStep, StepEffect, Switch};
use super::comparison::{Comparison, LeftOut};
use crate::ledger::{Factor, LedgerEntry};
use crate::quantity::Mass;
use crate::region::RegionCode;

/// How far a sum of differences or residuals may lie from the difference of the whole, as a share of the larger of product and inventory, before the whole is taken for something else
/// than the sum of its parts: a mean that the product itself states, or a median.
const LARGEST_GAP: f64 = 1e-9;

/// The rows of which a mean of years or a group is made; none for a row that is no such thing, or of which a part is not compared by itself.
pub(super) fn parts(comparisons: &[Comparison], whole: &Comparison) -> Option<Vec<usize>> {
    match (&whole.mean, &whole.group) {
        (Some(_), _) => years(comparisons, whole),
        (None, Some(group)) => {
            let of_member = |member: &RegionCode| {
                let is_its =
                    |row: &Comparison| row.group.is_none() && row.region == *member && row.span == whole.span && is_alike(row, whole);
                comparisons.iter().position(is_its)
            };
            group.counted.iter().map(of_member).collect()
        }
        (None, None) => None,
    }
}

fn years(comparisons: &[Comparison], whole: &Comparison) -> Option<Vec<usize>> {
    let of_year = |year| {
        let is_its = |row: &Comparison| {
            row.span.year() == Some(year) && row.region == whole.region && row.group == whole.group && is_alike(row, whole)
        };
        comparisons.iter().position(is_its)
    };
    whole.span.years_of_mean()?.iter().copied().map(of_year).collect()
}

fn is_alike(row: &Comparison, whole: &Comparison) -> bool {
    let subject = |row: &Comparison| (row.product.clone(), row.inventory.clone(), row.level, row.categories.clone());
    row.mean.is_none() && row.verdict.is_comparable() && subject(row) == subject(whole)
}

/// The bridge of a whole from those of its parts, over their number for a mean.
///
/// None where the parts do not add up to it, or a factor that moves some of them is not stated for others: its bar would be that of the former alone.
pub(super) fn joined(position: usize, comparisons: &[Comparison], parts: &[Bridge]) -> Option<Bridge> {
    let whole = &comparisons[position];
    let (first, count) = (parts.first()?, if whole.mean.is_some() { parts.len() } else { 1 });
    let sum = |of: fn(&Bridge) -> Mass| parts.iter().map(of).sum::<Mass>().over(count);
    let at = |place: usize| parts.iter().map(|part| &part.steps[place]).collect::<Vec<_>>();
    let steps = (0..first.steps.len()).map(|place| step(&at(place), count)).collect::<Option<_>>()?;
    let differences = parts.iter().map(|part| Some(comparisons[part.comparison].difference?.mass)).collect::<Option<Vec<_>>>()?;
    let bridge = Bridge { comparison: position, discrepancy: sum(|part| part.discrepancy), steps, residual: sum(|part| part.residual) };
    let adds_up = is_difference_of(whole, differences.into_iter().sum::<Mass>().over(count));
    // The residual of a product moved in time is that of another year.
    (adds_up && (is_moved_in_time(&bridge) || is_difference_of(whole, bridge.residual))).then_some(bridge)
}

fn is_moved_in_time(bridge: &Bridge) -> bool {
    bridge.steps.iter().any(|step| step.factor == Factor::Time && matches!(step.effect, StepEffect::Moves(_)))
}

/// Whether a mass is the difference of the whole, but for rounding.
fn is_difference_of(whole: &Comparison, mass: Mass) -> bool {
    let Some(difference) = whole.difference else { return false };
    let sides = whole.inventory_estimate.iter().chain([&whole.product_estimate]);
    let scale = sides.map(|estimate| estimate.mass.as_kg().abs()).fold(0.0, f64::max);
    (mass - difference.mass).as_kg().abs() <= LARGEST_GAP * scale
}

/// One step of the whole; none where it moves some parts and is not stated for others.
fn step(parts: &[&BridgeStep], count: usize) -> Option<BridgeStep> {
    let moved: Vec<Mass> =
        parts.iter().filter_map(|part| if let StepEffect::Moves(mass) = part.effect { Some(mass) } else { None }).collect();
    let effect = match (moved.is_empty(), parts.iter().any(|part| part.effect == StepEffect::NotStated)) {
        (false, true) => return None,
        (false, false) => StepEffect::Moves(moved.into_iter().sum::<Mass>().over(count)),
        (true, true) => StepEffect::NotStated,
        (true, false) => StepEffect::None,
    };
    Some(BridgeStep {
        factor: parts[0].factor,
        effect,
        made_of: made_of(parts.iter().flat_map(|part| &part.made_of), count),
        not_stated: not_stated(parts),
    })
}

/// The terms of which some part says nothing, each once.
fn not_stated(parts: &[&BridgeStep]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for term in parts.iter().flat_map(|part| &part.not_stated) {
        if !all.contains(term) {
            all.push(term.clone());
        }
    }
    all
}

/// What was switched in the parts, each thing once, with the sum or the mean of its figures.
fn made_of<'a>(switches: impl Iterator<Item = &'a Switch>, count: usize) -> Vec<Switch> {
    let mut all: Vec<Switch> = Vec::new();
    for switch in switches {
        match all.iter_mut().find(|known| is_same(known, switch)) {
            Some(known) => add(known, switch),
            None => all.push(switch.clone()),
        }
    }
    all.into_iter().map(|switch| over(switch, count)).collect()
}

fn is_same(one: &Switch, other: &Switch) -> bool {
    match (one, other) {
        (Switch::Line(one), Switch::Line(other)) => one.line == other.line,
        (Switch::LeftOut(one), Switch::LeftOut(other)) => (one.side, &one.name) == (other.side, &other.name),
        _ => one == other,
    }
}

fn add(sum: &mut Switch, part: &Switch) {
    match (sum, part) {
        (Switch::Line(sum), Switch::Line(part)) => sum.value = sum.value + part.value,
        (Switch::LeftOut(sum), Switch::LeftOut(part)) => {
            sum.mass = sum.mass.into_iter().chain(part.mass).reduce(|one, other| one + other);
            sum.keys = sum.keys.union(&part.keys);
        }
        _ => {}
    }
}

fn over(switch: Switch, count: usize) -> Switch {
    match switch {
        Switch::Line(entry) => Switch::Line(LedgerEntry { value: entry.value.over(count), ..entry }),
        Switch::LeftOut(left) => Switch::LeftOut(LeftOut { mass: left.mass.map(|mass| mass.over(count)), ..left }),
        other => other,
    }
}
