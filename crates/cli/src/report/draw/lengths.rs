//! The standard deviation of a product's totals over the correlation length of its cells' errors.

use super::{Pair, frame, label, mark, part};
use crate::correlated_errors::CellErrors;
use crate::figure::length_sweep::{self, Length, LengthSweep, SweepPanel, SweepPoint};
use crate::figure::{FigureError, Measured};
use crate::length_sweep::{ComparedLengths, LengthOutcome};
use crate::report::{Report, ReportFigure};
use fluxledger_core::reconcile::{Comparison, ErrorCorrelation};

/// Most panels of one figure; further ones make a further figure.
const MOST_PANELS: usize = 12;

/// The broadest comparison of each region under every length of the sweep.
pub(super) fn figures(report: &Report, pair: &Pair<'_>) -> Result<Vec<ReportFigure>, FigureError> {
    let ErrorCorrelation::Length(in_use) = report.errors.parts else { return Ok(Vec::new()) };
    let compared = |row: &Comparison| {
        let is_of = |lengths: &&ComparedLengths| std::ptr::eq(&report.reconciliation.comparisons[lengths.comparison], row);
        report.lengths.iter().find(is_of)
    };
    let broadest = pair.broadest(report);
    let panels: Vec<SweepPanel> = broadest.iter().filter_map(|row| Some(panel(row, compared(row)?))).collect();
    let parts: Vec<&[SweepPanel]> = panels.chunks(MOST_PANELS).collect();
    let figure = |(position, panels): (usize, &&[SweepPanel])| {
        let figure = LengthSweep {
            frame: frame(report, "the standard deviation of the product over the correlation length of the errors of its cells"),
            measured: Measured {
                quantity: "Standard deviation of the product’s total".to_owned(),
                unit: format!("kt {} yr⁻¹", report.gas.formula()),
            },
            in_use: in_use.as_kilometres(),
            panels: panels.to_vec(),
        };
        Ok(ReportFigure {
            name: format!("correlation-lengths{}{}", pair.suffix, part(position, parts.len())),
            title: format!("{} by the correlation length of the errors of cells, {}.", pair.title(), broadest[0].span),
            caption: CAPTION.to_owned(),
            svg: length_sweep::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

const CAPTION: &str = "Each mark says what the comparison comes to were L the length, all else as in this run. \
    The correlation of two cells falls off as exp(−d/L) with their distance d; no map of standard deviations says what L is.";

fn panel(row: &Comparison, lengths: &ComparedLengths) -> SweepPanel {
    SweepPanel { title: format!("{}: {}", row.region_name, label(row)), points: lengths.outcomes.iter().map(point).collect() }
}

fn point(outcome: &LengthOutcome) -> SweepPoint {
    let length = match outcome.cells {
        CellErrors::Independent => Length::Zero,
        CellErrors::Length(kilometres) => Length::Kilometres(kilometres),
        CellErrors::AsOne => Length::Infinite,
    };
    SweepPoint { length, sigma: outcome.sigma.as_kilotonnes(), least: outcome.least.as_kilotonnes(), verdict: mark(&outcome.verdict) }
}
