//! The members of products that are ensembles.

use super::ensemble::drawn_spread;
use super::{INTERVAL, Pair, drawn, frame, label, measured, part};
use crate::figure::FigureError;
use crate::figure::ensemble::{self, EnsembleRow, EnsembleSpread};
use crate::report::{Report, ReportFigure};
use fluxledger_core::reconcile::{Comparison, Level, TotalUncertainty};

/// Most rows of one figure; further ones make a further figure.
const MOST_ROWS: usize = 25;

const CAPTION: &str = "Every dot is one member, totalled by itself over the region. The box is the mean and one standard deviation (n − 1) of the members; \
    it is no error of the mean, since members may share observations, transport and prior.";

/// One figure for each pair whose product is an ensemble: the regions in the last year, or the categories of the only region.
pub(super) fn figures(report: &Report, pair: &Pair<'_>) -> Result<Vec<ReportFigure>, FigureError> {
    let shown = shown(report, pair);
    let rows: Vec<EnsembleRow> = shown.iter().copied().filter_map(row).collect();
    // All rows are of the last year.
    let span = shown.first().map_or_else(String::new, |row| format!(", {}", row.span));
    let parts: Vec<_> = rows.chunks(MOST_ROWS).collect();
    let figure = |(position, rows): (usize, &&[EnsembleRow])| {
        let figure = EnsembleSpread {
            frame: frame(report, "the members of an ensemble beside the inventory"),
            measured: measured(report.gas),
            products: vec![format!("member of “{}”", pair.product)],
            inventory: pair.inventory.to_owned(),
            rows: rows.to_vec(),
            interval_meaning: INTERVAL.to_owned(),
        };
        Ok(ReportFigure {
            name: format!("members{}{}", pair.suffix, part(position, parts.len())),
            title: format!("Members of “{}” beside “{}”{span}.", pair.product, pair.inventory),
            caption: CAPTION.to_owned(),
            svg: ensemble::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

fn shown<'r>(report: &'r Report, pair: &Pair<'_>) -> Vec<&'r Comparison> {
    if report.regions_compared() > 1 {
        return pair.broadest(report);
    }
    let rows = pair.rows(report);
    let last = rows.iter().filter_map(|row| row.span.year()).max();
    rows.into_iter().filter(|row| row.level == Level::Category && row.span.year() == last).collect()
}

fn row(row: &Comparison) -> Option<EnsembleRow> {
    let TotalUncertainty::Members(members) = row.product_uncertainty.as_ref()? else { return None };
    Some(EnsembleRow {
        label: format!("{}: {}", row.region_name, label(row)),
        members: members.masses.iter().map(|mass| (0, mass.as_kilotonnes())).collect(),
        spread: drawn_spread(&members.statistics()?),
        inventory: row.inventory_estimate.map(drawn),
    })
}
