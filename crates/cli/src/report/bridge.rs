//! The bridge in words and as a table.

use super::number::kilotonnes;
use super::tables::{codes, pairs};
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::Mass;
use fluxledger_core::ledger::Factor;
use fluxledger_core::reconcile::{
    Bridge, BridgeMissing, BridgeStep, Bridges, Comparison, GroundSwitch, LeftOut, NoBridge, Reconciliation, Side, StepEffect, Switch,
};

const SECTION: Section = Section {
    heading: "Bridge",
    note: "What of a discrepancy is only time, mask, scope or definition. Everything that this run can switch is switched off and on, alone and with the others; the effect of a factor is the mean over all orders of switching (Shapley 1953), so that discrepancy and effects add up to the residual. What is not stated is part of the residual, and not zero. A group or a mean of years has the bridges of its members or years added up; where that cannot be, it says why.",
    empty: "",
};

/// The bridges in which something moves, and beside them the comparisons that have none, with the reason.
pub(super) fn section(reconciliation: &Reconciliation, Bridges { bridges, missing }: &Bridges) -> Option<ReportTable> {
    let moving: Vec<Row<'_>> = bridges.iter().filter(|bridge| moves(bridge)).flat_map(|bridge| rows(reconciliation, bridge)).collect();
    let without = missing.iter().map(|missing| without_bridge(reconciliation, missing)).collect();
    (!moving.is_empty()).then(|| ReportTable::in_section(table(&[moving, without].concat()), SECTION))
}

/// The row of a comparison that has no bridge.
fn without_bridge<'a>(reconciliation: &'a Reconciliation, missing: &BridgeMissing) -> Row<'a> {
    let comparison = &reconciliation.comparisons[missing.comparison];
    let mass = comparison.difference.map(|difference| difference.mass);
    Row { comparison, what: "difference", mass, z: None, status: "no bridge", words: reason(&missing.reason) }
}

fn reason(reason: &NoBridge) -> String {
    match reason {
        NoBridge::NoTotal => "the product has no total of its own under every combination of what can be switched".to_owned(),
        NoBridge::PartNotCompared { part } => format!("{part} is not compared by itself, or not in the same categories"),
        NoBridge::StatedForSome { factor, not_stated } => {
            format!("{} moves some parts and is not stated for {}", factor.name(), not_stated.join(", "))
        }
        NoBridge::DoesNotAddUp => {
            "the differences of its parts do not add up to its own: a median of members, or a mean that the product states itself"
                .to_owned()
        }
    }
}

/// Whether any factor moves the discrepancy.
pub(super) fn moves(bridge: &Bridge) -> bool {
    bridge.steps.iter().any(|step| matches!(step.effect, StepEffect::Moves(_)))
}

/// One row of a bridge: the discrepancy, a factor or the residual; or the difference that has no bridge.
#[derive(Clone)]
struct Row<'a> {
    comparison: &'a Comparison,
    what: &'static str,
    mass: Option<Mass>,
    z: Option<f64>,
    status: &'static str,
    words: String,
}

fn rows<'a>(reconciliation: &'a Reconciliation, bridge: &Bridge) -> Vec<Row<'a>> {
    let comparison = &reconciliation.comparisons[bridge.comparison];
    let row = |what, mass, status, words| Row { comparison, what, mass, z: None, status, words };
    let step = |step: &BridgeStep| {
        let (mass, status, words) = match step.effect {
            StepEffect::Moves(mass) if is_in_part(step) => (Some(mass), "stated in part", made_of(step)),
            StepEffect::Moves(mass) => (Some(mass), "switched", made_of(step)),
            StepEffect::None if is_in_part(step) => (Some(Mass::ZERO), "stated in part", "of what is stated there is none".to_owned()),
            StepEffect::None => (Some(Mass::ZERO), "none by construction", absence(step.factor).to_owned()),
            StepEffect::NotStated => (None, "not stated", silence(step.factor).to_owned()),
        };
        row(step.factor.name(), mass, status, with_rest(words, step))
    };
    let first = row("discrepancy", Some(bridge.discrepancy), "as stated", beginning(bridge).to_owned());
    let last = Row {
        z: z_of_residual(comparison, bridge),
        ..row("residual", Some(bridge.residual), "remains", residual_in_words(comparison, bridge))
    };
    std::iter::once(first).chain(bridge.steps.iter().map(step)).chain([last]).collect()
}

/// Whether the discrepancy is that of a product whose cells belong whole to a region.
pub(super) fn begins_with_whole_cells(bridge: &Bridge) -> bool {
    bridge.steps.iter().any(|step| step.made_of.contains(&Switch::Cells))
}

fn beginning(bridge: &Bridge) -> &'static str {
    if begins_with_whole_cells(bridge) {
        "product minus inventory with nothing switched, the product's cells whole in the region in which their centre lies"
    } else {
        "product minus inventory with nothing switched"
    }
}

/// The z of the comparison, whose difference the residual is; none where its product was moved to another year or to other ground.
fn z_of_residual(comparison: &Comparison, bridge: &Bridge) -> Option<f64> {
    comparison.difference?.significance.filter(|_| !bridge.leaves_the_comparison()).map(|test| test.z)
}

/// What the residual is.
pub(super) fn residual_in_words(comparison: &Comparison, bridge: &Bridge) -> String {
    let switches = || bridge.steps.iter().flat_map(|step| &step.made_of);
    let year = switches().any(|switch| matches!(switch, Switch::Year(_))).then(|| format!("in {}", comparison.inventory_span));
    let is_ground = switches().any(|switch| matches!(switch, Switch::Ground(_)));
    let ground = is_ground.then(|| "over the ground that the inventory counts".to_owned());
    let moved: Vec<String> = [ground, year].into_iter().flatten().collect();
    if moved.is_empty() {
        return format!("product minus inventory where both count the same: {}", comparison.verdict.name());
    }
    let outline = if is_ground { " over the outline" } else { "" };
    format!("product minus inventory {}; the test of the comparison is of {}{outline}", moved.join(" "), comparison.spans())
}

/// Whether something is said of a factor, and not of all that belongs to it.
pub(super) fn is_in_part(step: &BridgeStep) -> bool {
    step.effect != StepEffect::NotStated && !step.not_stated.is_empty()
}

/// What is said of a factor, and of what of it nothing is.
fn with_rest(words: String, step: &BridgeStep) -> String {
    if step.not_stated.is_empty() { words } else { format!("{words}; not stated: {}", step.not_stated.join(", ")) }
}

/// What was switched, in words.
pub(super) fn made_of(step: &BridgeStep) -> String {
    step.made_of.iter().map(switch).collect::<Vec<_>>().join("; ")
}

fn switch(switch: &Switch) -> String {
    match switch {
        Switch::Year(year) => format!("the product's total of {year}"),
        Switch::Coast => "coastal cells by the policy in force in place of area".to_owned(),
        Switch::Cells => "cells shared out exactly in place of whole cells by their centres".to_owned(),
        Switch::Ground(ground) => counted_ground(ground),
        Switch::Line(entry) => format!("{} ({}, {})", entry.line, entry.term.name, entry.treatment.name()),
        Switch::LeftOut(left) => left_out(left),
    }
}

fn counted_ground(ground: &GroundSwitch) -> String {
    let said = [("with", &ground.with), ("without", &ground.without)].into_iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<String> = said.map(|(word, names)| format!("{word} {}", names.join(", "))).collect();
    format!("the ground that the inventory counts: {} ({})", said.join("; "), ground.source)
}

fn left_out(left: &LeftOut) -> String {
    let side = match left.side {
        Side::Product => "product",
        Side::Inventory => "inventory",
    };
    let mass = left.mass.map(|mass| format!("{} kt", kilotonnes(mass.as_kilotonnes())));
    let keys = Some(left.keys.to_string()).filter(|keys| !keys.is_empty());
    let stated = [keys, mass].into_iter().flatten().collect::<Vec<_>>().join(" ");
    format!("{side} only: {} ({stated})", left.name)
}

/// Why a factor has no effect by construction.
const fn absence(factor: Factor) -> &'static str {
    match factor {
        Factor::Time => "the same year on both sides",
        Factor::Natural => "the product counts fluxes of people only, the ledger states that there is none, or the product is without them",
        Factor::Land => "carbon dioxide alone is carried so, the ledger states that there is none, or the product is without it",
        Factor::Category => "every category that one side counts has a partner",
        Factor::Territories => "the inventory counts the territories that the outline holds, or the ledger states that there is none",
        Factor::Sea => "the inventory counts no sea, or the ledger states that there is nothing of it",
        Factor::Mask | Factor::Gridding => "the ledger states that there is none",
    }
}

/// What nobody stated, and how it could be.
const fn silence(factor: Factor) -> &'static str {
    match factor {
        Factor::Time => "the run has no total of the product in the inventory's year; add that year to “years” in the run file",
        Factor::Mask => {
            "coastal cells go by area, as table 6.5 of the 2019 Refinement has it, or the product, or a member of the ensemble, has no totals by area beside its own"
        }
        Factor::Territories => {
            "neither the “ground” of the inventory nor a line of the ledger says which territories it counts, or the product has no total of them"
        }
        Factor::Sea => {
            "neither the “ground” of the inventory nor a line of the ledger says what of the sea it counts, or the product has no total of it"
        }
        Factor::Natural => "no line of the ledger says what is natural",
        Factor::Land => "no line of the ledger says what rivers and trade carry, or what unmanaged land takes up",
        Factor::Category => "no figure is left out",
        Factor::Gridding => {
            "no line of the ledger says what was gained or lost when the inventory was laid out on the grid, and the run does not begin with whole cells (“bridge_begins_with” in the run file), or the product, or a member of the ensemble, has no totals of them"
        }
    }
}

fn table(rows: &[Row<'_>]) -> Table {
    let mut columns = vec![
        Column::text("region", "Region", rows, |row| Some(row.comparison.region.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(row.comparison.region_name.as_str())),
        Column::text("period", "Period", rows, |row| Some(row.comparison.spans())),
        Column::text("category", "Category", rows, |row| Some(codes(&row.comparison.categories))),
    ];
    columns.extend(pairs(rows, |row| row.comparison));
    columns.extend([
        Column::text("factor", "Factor", rows, |row| Some(row.what)),
        Column::number("effect_kt", "Effect (kt)", rows, |row| Some(row.mass?.as_kilotonnes())),
        Column::number("z", "z", rows, |row| row.z),
        Column::text("status", "Status", rows, |row| Some(row.status)),
        Column::text("made_of", "Made of", rows, |row| Some(row.words.as_str())),
    ]);
    Table { name: "bridge", title: "From the discrepancy to what remains of it".into(), columns }
}
