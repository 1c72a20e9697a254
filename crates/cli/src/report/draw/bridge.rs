//! The bridge as a waterfall: from the discrepancy to what remains of it.

use super::{INTERVAL, frame, label, measured, part, regions_by_size};
use crate::figure::waterfall::{self, Bar, Content, Waterfall};
use crate::figure::{Estimate, FigureError};
use crate::report::bridge::{begins_with_whole_cells, is_in_part, moves, residual_in_words};
use crate::report::number::{kilotonnes, signed_kilotonnes};
use crate::report::{Report, ReportFigure};
use fluxledger_core::Mass;
use fluxledger_core::reconcile::{Bridge, BridgeStep, Comparison, StepEffect};

/// Most bridges that are drawn; the table holds all.
const MOST_BRIDGES: usize = 6;

/// The bridges of the last year, the largest regions first.
pub(super) fn figures(report: &Report) -> Result<Vec<ReportFigure>, FigureError> {
    let row = |bridge: &Bridge| &report.reconciliation.comparisons[bridge.comparison];
    let moving: Vec<&Bridge> = report.bridges.iter().filter(|bridge| moves(bridge)).collect();
    let last = moving.iter().filter_map(|bridge| row(bridge).span.year()).max();
    let of_region = |region| moving.iter().copied().filter(move |bridge| row(bridge).region == region && row(bridge).span.year() == last);
    let shown: Vec<&Bridge> = regions_by_size(report).into_iter().flat_map(of_region).take(MOST_BRIDGES).collect();
    shown.iter().enumerate().map(|(position, bridge)| figure(report, row(bridge), bridge, &part(position, shown.len()))).collect()
}

fn figure(report: &Report, row: &Comparison, bridge: &Bridge, suffix: &str) -> Result<ReportFigure, FigureError> {
    let mut quantity = measured(report.gas);
    quantity.quantity = format!("Product minus inventory, {}", report.gas.formula());
    let figure = Waterfall {
        frame: frame(report, "what of the difference of product and inventory is time, mask, scope or definition, and what remains"),
        measured: quantity,
        bars: bars(row, bridge),
        interval_meaning: INTERVAL.to_owned(),
    };
    Ok(ReportFigure {
        name: format!("bridge{suffix}"),
        title: format!("Bridge, {}, {}, {}: “{}” minus “{}”.", row.region_name, label(row), row.spans(), row.product, row.inventory),
        caption: format!(
            "Each effect is the mean over all orders in which the factors can be switched (Shapley 1953). What is not stated is part of the residual. \
             Residual: {}.",
            residual_in_words(row, bridge)
        ),
        svg: waterfall::draw(&figure)?,
    })
}

/// The discrepancy, the factors that move it or of which nobody says anything, and the residual.
fn bars(row: &Comparison, bridge: &Bridge) -> Vec<Bar> {
    let total = |label: &str, mass: Mass, interval| {
        let central = mass.as_kilotonnes();
        Bar { label: label.to_owned(), number: kilotonnes(central), content: Content::Total(Estimate { central, interval }) }
    };
    let step = |step: &BridgeStep| {
        let (number, content) = match step.effect {
            StepEffect::Moves(mass) if is_in_part(step) => {
                (format!("{}, stated in part", signed_kilotonnes(mass.as_kilotonnes())), Content::Step(mass.as_kilotonnes()))
            }
            StepEffect::Moves(mass) => (signed_kilotonnes(mass.as_kilotonnes()), Content::Step(mass.as_kilotonnes())),
            StepEffect::None if is_in_part(step) => ("0, stated in part".to_owned(), Content::Unknown),
            StepEffect::NotStated => ("not stated".to_owned(), Content::Unknown),
            StepEffect::None => return None,
        };
        Some(Bar { label: step.factor.name().to_owned(), number, content })
    };
    let first = total(
        if begins_with_whole_cells(bridge) { "discrepancy by whole cells" } else { "discrepancy as both state it" },
        bridge.discrepancy,
        None,
    );
    let last = total("residual", bridge.residual, interval(row, bridge));
    std::iter::once(first).chain(bridge.steps.iter().filter_map(step)).chain([last]).collect()
}

/// The interval of the comparison's difference, where the residual is that difference.
fn interval(row: &Comparison, bridge: &Bridge) -> Option<(f64, f64)> {
    let (difference, residual) = (row.difference?, bridge.residual);
    let is_it = !bridge.leaves_the_comparison() && (difference.mass - residual).as_kg().abs() <= 1e-9 * residual.as_kg().abs();
    let (low, high) = difference.deviation.filter(|_| is_it)?.interval_95(residual);
    Some((low.as_kilotonnes(), high.as_kilotonnes()))
}
