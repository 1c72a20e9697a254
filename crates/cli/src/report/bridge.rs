//! The bridge in words and as a table.

use super::number::kilotonnes;
use super::tables::{codes, pairs};
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::Mass;
use fluxledger_core::ledger::Factor;
use fluxledger_core::reconcile::{Bridge, BridgeStep, Comparison, LeftOut, Reconciliation, Side, StepEffect, Switch};

const SECTION: Section = Section {
    heading: "Bridge",
    note: "What of a discrepancy is only time, mask, scope or definition. Everything that this run can switch is switched off and on, alone and with the others; the effect of a factor is the mean over all orders of switching (Shapley 1953), so that discrepancy and effects add up to the residual. What is not stated is part of the residual, and not zero.",
    empty: "",
};

/// The bridges in which something moves.
pub(super) fn section(reconciliation: &Reconciliation, bridges: &[Bridge]) -> Option<ReportTable> {
    let rows: Vec<Row<'_>> = bridges.iter().filter(|bridge| moves(bridge)).flat_map(|bridge| rows(reconciliation, bridge)).collect();
    (!rows.is_empty()).then(|| ReportTable::in_section(table(&rows), SECTION))
}

/// Whether any factor moves the discrepancy.
pub(super) fn moves(bridge: &Bridge) -> bool {
    bridge.steps.iter().any(|step| matches!(step.effect, StepEffect::Moves(_)))
}

/// One row of a bridge: the discrepancy, a factor or the residual.
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

/// The z of the comparison, whose difference the residual is; none where its product was moved to another year.
fn z_of_residual(comparison: &Comparison, bridge: &Bridge) -> Option<f64> {
    comparison.difference?.significance.filter(|_| !is_moved_in_time(bridge)).map(|test| test.z)
}

fn is_moved_in_time(bridge: &Bridge) -> bool {
    bridge.steps.iter().any(|step| step.factor == Factor::Time && matches!(step.effect, StepEffect::Moves(_)))
}

fn residual_in_words(comparison: &Comparison, bridge: &Bridge) -> String {
    if is_moved_in_time(bridge) {
        return format!(
            "product minus inventory in {}; the test of the comparison is of {}",
            comparison.inventory_span,
            comparison.spans()
        );
    }
    format!("product minus inventory where both count the same: {}", comparison.verdict.name())
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
        Switch::Line(entry) => format!("{} ({}, {})", entry.line, entry.term.name, entry.treatment.name()),
        Switch::LeftOut(left) => left_out(left),
    }
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
        Factor::Mask | Factor::Sea | Factor::Gridding => "the ledger states that there is none",
    }
}

/// What nobody stated, and how it could be.
const fn silence(factor: Factor) -> &'static str {
    match factor {
        Factor::Time => "the run has no total of the product in the inventory's year; add that year to `years`",
        Factor::Mask => {
            "coastal cells go by area, as table 6.5 of the 2019 Refinement has it, or the product states its totals by a mask of its own"
        }
        Factor::Sea => "no line of the ledger says what lies at sea",
        Factor::Natural => "no line of the ledger says what is natural",
        Factor::Land => "no line of the ledger says what rivers and trade carry, or what unmanaged land takes up",
        Factor::Category => "no figure is left out",
        Factor::Gridding => {
            "no line of the ledger says what was gained or lost when the inventory was laid out on the grid, and the run does not begin with whole cells (`bridge_begins_with`)"
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
