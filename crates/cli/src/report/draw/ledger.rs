//! The ledger of scope as a waterfall: from what a product states to what stands beside the inventory.

use super::{INTERVAL, drawn, frame, label, measured, part};
use crate::figure::waterfall::{self, Bar, Content, Waterfall};
use crate::figure::{self, FigureError};
use crate::report::ledger::closing_label;
use crate::report::number::{kilotonnes, signed_kilotonnes};
use crate::report::{Report, ReportFigure};
use fluxledger_core::ledger::{LedgerAccount, LedgerEntry, Treatment};
use fluxledger_core::reconcile::{Comparison, Estimate};

/// Most ledgers that are drawn; the table holds all.
const MOST_LEDGERS: usize = 6;

/// The ledgers with the largest changes, of the last year in which there is one.
pub(super) fn figures(report: &Report) -> Result<Vec<ReportFigure>, FigureError> {
    let of_row =
        |row: &'_ Comparison| row.ledger.as_ref().is_some_and(|account| account.entries.iter().any(|entry| entry.effect().as_kg() != 0.0));
    let rows: Vec<&Comparison> = report.reconciliation.comparisons.iter().filter(|row| of_row(row)).collect();
    let last = rows.iter().filter_map(|row| row.span.year()).max();
    let mut rows: Vec<&Comparison> = rows.into_iter().filter(|row| row.span.year() == last).collect();
    rows.sort_by(|one, other| change(other).total_cmp(&change(one)));
    rows.truncate(MOST_LEDGERS);
    rows.iter().enumerate().map(|(position, row)| figure(report, row, &part(position, rows.len()))).collect()
}

/// All that is taken off and added.
fn change(row: &Comparison) -> f64 {
    row.ledger.iter().flat_map(|account| &account.entries).map(|entry| entry.effect().as_kg().abs()).sum()
}

fn figure(report: &Report, row: &Comparison, suffix: &str) -> Result<ReportFigure, FigureError> {
    let account = row.ledger.as_ref().expect("rows with a ledger alone are drawn");
    let figure = Waterfall {
        frame: frame(report, "what is taken off a product and added to an inventory before the two are compared"),
        measured: measured(report.gas),
        bars: bars(row, account),
        interval_meaning: INTERVAL.to_owned(),
    };
    Ok(ReportFigure {
        name: format!("ledger{suffix}"),
        title: format!("Ledger of scope, {}, {}, {}: “{}” and “{}”.", row.region_name, label(row), row.spans(), row.product, row.inventory),
        caption:
            "From what each side states to what is left after the lines. Each step begins where the one above ended; positive to the atmosphere."
                .to_owned(),
        svg: waterfall::draw(&figure)?,
    })
}

fn bars(row: &Comparison, account: &LedgerAccount) -> Vec<Bar> {
    let mut bars =
        side((row, format!("{}, total", row.product)), account, Treatment::SubtractedFromProduct, account.product, row.product_estimate);
    if let (Some(stated), Some(comparable)) = (account.inventory, row.inventory_estimate) {
        let has_lines = account.of(Treatment::AddedToInventory).next().is_some();
        if has_lines {
            bars.extend(side((row, format!("{}, figure", row.inventory)), account, Treatment::AddedToInventory, stated, comparable));
        } else {
            bars.push(total(row.inventory.clone(), comparable, Content::Beside));
        }
    }
    bars
}

/// A side's total and the lines that are booked on it, with its comparable total where a line changes it.
fn side(
    (row, heading): (&Comparison, String),
    account: &LedgerAccount,
    treatment: Treatment,
    stated: Estimate,
    comparable: Estimate,
) -> Vec<Bar> {
    let steps: Vec<Bar> = account.of(treatment).map(step).collect();
    let closing = (!steps.is_empty()).then(|| total(closing_label(row).to_owned(), comparable, Content::Total));
    std::iter::once(total(heading, stated, Content::Total)).chain(steps).chain(closing).collect()
}

fn total(label: String, estimate: Estimate, content: fn(figure::Estimate) -> Content) -> Bar {
    Bar { label, number: kilotonnes(estimate.mass.as_kilotonnes()), content: content(drawn(estimate)) }
}

fn step(entry: &LedgerEntry) -> Bar {
    let effect = entry.effect().as_kilotonnes();
    Bar { label: format!("{} ({})", entry.line, entry.term.name), number: signed_kilotonnes(effect), content: Content::Step(effect) }
}
