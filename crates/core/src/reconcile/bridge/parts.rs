//! The bridge of a mean of years and of a group of regions: those of its parts, added up.
//!
//! A discrepancy of a sum is the sum of the discrepancies under every combination of switches, and Shapley's effects of a sum of games are the sums of the effects
//! (his axiom of additivity, Shapley 1953), so that nothing has to be switched again.

use super::{Bridge, BridgeStep, NoBridge, StepEffect, Switch};
use crate::ledger::LedgerEntry;
use crate::quantity::Mass;
use crate::reconcile::comparison::{Comparison, LeftOut};
use crate::region::RegionCode;
use crate::time_span::ReportingYear;

/// How far a sum of differences or residuals may lie from the difference of the whole, as a share of the larger of product and inventory, before the whole is taken for something else
/// than the sum of its parts: a mean that the product itself states, or a median.
const LARGEST_GAP: f64 = 1e-9;

/// The rows of which a mean of years or a group is made.
///
/// # Errors
/// [`NoBridge::PartNotCompared`] for the first part that is not compared by itself.
pub(super) fn parts(comparisons: &[Comparison], whole: &Comparison) -> Result<Vec<usize>, NoBridge> {
    let not_compared = |part: String| NoBridge::PartNotCompared { part };
    match (&whole.mean, &whole.group) {
        (Some(_), _) => {
            let years = whole.span.years_of_mean().ok_or(NoBridge::NoTotal)?;
            years.iter().map(|&year| of_year(comparisons, whole, year).ok_or_else(|| not_compared(year.to_string()))).collect()
        }
        (None, Some(group)) => {
            let members = group.counted.iter();
            members.map(|member| of_member(comparisons, whole, member).ok_or_else(|| not_compared(member.to_string()))).collect()
        }
        (None, None) => Err(NoBridge::NoTotal),
    }
}

fn of_member(comparisons: &[Comparison], whole: &Comparison, member: &RegionCode) -> Option<usize> {
    let is_its = |row: &Comparison| row.group.is_none() && row.region == *member && row.span == whole.span && is_alike(row, whole);
    comparisons.iter().position(is_its)
}

fn of_year(comparisons: &[Comparison], whole: &Comparison, year: ReportingYear) -> Option<usize> {
    let is_its =
        |row: &Comparison| row.span.year() == Some(year) && row.region == whole.region && row.group == whole.group && is_alike(row, whole);
    comparisons.iter().position(is_its)
}

fn is_alike(row: &Comparison, whole: &Comparison) -> bool {
    let subject = |row: &Comparison| (row.product.clone(), row.inventory.clone(), row.level, row.categories.clone());
    row.mean.is_none() && row.verdict.is_comparable() && subject(row) == subject(whole)
}

/// The bridge of a whole from those of its parts, over their number for a mean.
///
/// # Errors
/// [`NoBridge`] where the parts do not add up to it, or a factor that moves some of them is not stated for others.
pub(super) fn joined(position: usize, comparisons: &[Comparison], parts: &[Bridge]) -> Result<Bridge, NoBridge> {
    let whole = &comparisons[position];
    let (first, count) = (parts.first().ok_or(NoBridge::NoTotal)?, if whole.mean.is_some() { parts.len() } else { 1 });
    let sum = |of: fn(&Bridge) -> Mass| parts.iter().map(of).sum::<Mass>().over(count);
    let named = |part: &Bridge| {
        let row = &comparisons[part.comparison];
        if whole.mean.is_some() { row.span.to_string() } else { row.region.to_string() }
    };
    let at = |place: usize| parts.iter().map(|part| (named(part), &part.steps[place])).collect::<Vec<_>>();
    let steps = (0..first.steps.len()).map(|place| step(&at(place), count)).collect::<Result<_, _>>()?;
    let differences = parts.iter().map(|part| Some(comparisons[part.comparison].difference?.mass)).collect::<Option<Vec<_>>>();
    let differences = differences.ok_or(NoBridge::NoTotal)?;
    let bridge = Bridge { comparison: position, discrepancy: sum(|part| part.discrepancy), steps, residual: sum(|part| part.residual) };
    let adds_up = is_difference_of(whole, differences.into_iter().sum::<Mass>().over(count));
    // The residual of a bridge that leads to another year or to other ground is not the difference that is compared.
    let is_whole = adds_up && (bridge.leaves_the_comparison() || is_difference_of(whole, bridge.residual));
    if is_whole { Ok(bridge) } else { Err(NoBridge::DoesNotAddUp) }
}

/// Whether a mass is the difference of the whole, but for rounding.
fn is_difference_of(whole: &Comparison, mass: Mass) -> bool {
    let Some(difference) = whole.difference else { return false };
    let sides = whole.inventory_estimate.iter().chain([&whole.product_estimate]);
    let scale = sides.map(|estimate| estimate.mass.as_kg().abs()).fold(0.0, f64::max);
    (mass - difference.mass).as_kg().abs() <= LARGEST_GAP * scale
}

/// One step of the whole, from those of its parts with their names.
fn step(parts: &[(String, &BridgeStep)], count: usize) -> Result<BridgeStep, NoBridge> {
    let steps: Vec<&BridgeStep> = parts.iter().map(|(_, step)| *step).collect();
    let moved: Vec<Mass> =
        steps.iter().filter_map(|part| if let StepEffect::Moves(mass) = part.effect { Some(mass) } else { None }).collect();
    let unstated = parts.iter().filter(|(_, step)| step.effect == StepEffect::NotStated).map(|(name, _)| name.clone());
    let not_stated_for: Vec<String> = unstated.collect();
    let effect = match (moved.is_empty(), not_stated_for.is_empty()) {
        (false, false) => return Err(NoBridge::StatedForSome { factor: steps[0].factor, not_stated: not_stated_for }),
        (false, true) => StepEffect::Moves(moved.into_iter().sum::<Mass>().over(count)),
        (true, false) => StepEffect::NotStated,
        (true, true) => StepEffect::None,
    };
    let made_of = made_of(steps.iter().flat_map(|part| &part.made_of), count);
    Ok(BridgeStep { factor: steps[0].factor, effect, made_of, not_stated: not_stated(&steps) })
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
