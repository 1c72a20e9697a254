//! Countries in one figure: ranked, and product against inventory.

use super::{INTERVAL, Pair, drawn, frame, mark, measured, part};
use crate::figure::dots::{self, Dots, Row};
use crate::figure::scatter::{self, Scatter, ScatterPoint};
use crate::figure::{FigureError, Scale};
use crate::report::{Report, ReportFigure};
use fluxledger_core::reconcile::Comparison;

/// Most countries of one figure; further ones make a further figure.
const MOST_ROWS: usize = 50;
/// Fewest countries of which a pattern could be seen.
const FEWEST_POINTS: usize = 3;
const BROADEST: &str = "Each country with the broadest comparison that both sides allow: the sum of matched categories, or the total.";

/// The broadest comparison of each region, ranked by its size.
pub(super) fn ranked(report: &Report, pair: &Pair<'_>) -> Result<Vec<ReportFigure>, FigureError> {
    let broadest = pair.broadest(report);
    if broadest.len() < 2 {
        return Ok(Vec::new());
    }
    // Below zero there are no ratios; a single zero is drawn at the end of their scale.
    let is_below_zero = |row: &&Comparison| {
        drawn(row.product_estimate).central < 0.0 || row.inventory_estimate.is_some_and(|estimate| drawn(estimate).central < 0.0)
    };
    let scale = if broadest.iter().any(is_below_zero) { Scale::Linear } else { Scale::Logarithmic };
    let parts: Vec<&[&Comparison]> = broadest.chunks(MOST_ROWS).collect();
    let figure = |(position, rows): (usize, &&[&Comparison])| {
        let dots = Dots {
            frame: frame(report, "product and inventory by country, ranked"),
            measured: measured(report.gas),
            scale,
            inventory: pair.inventory.to_owned(),
            product: pair.product.to_owned(),
            rows: rows.iter().map(|row| dot(row)).collect(),
            interval_meaning: INTERVAL.to_owned(),
        };
        Ok(ReportFigure {
            name: format!("ranked{}{}", pair.suffix, part(position, parts.len())),
            title: format!("{} by country, {}.", pair.title(), rows[0].span),
            caption: BROADEST.to_owned(),
            svg: dots::draw(&dots)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

fn dot(row: &Comparison) -> Row {
    Row {
        label: row.region_name.clone(),
        inventory: row.inventory_estimate.map(drawn),
        product: Some(drawn(row.product_estimate)),
        verdict: mark(&row.verdict),
    }
}

/// Product against inventory, one point a country.
pub(super) fn scatter(report: &Report, pair: &Pair<'_>) -> Result<Option<ReportFigure>, FigureError> {
    let broadest = pair.broadest(report);
    let point = |row: &&Comparison| {
        Some(ScatterPoint {
            label: row.region_name.clone(),
            inventory: drawn(row.inventory_estimate?),
            product: drawn(row.product_estimate),
            verdict: mark(&row.verdict),
        })
    };
    let comparable = broadest.iter().filter(|row| row.verdict.is_comparable());
    let points: Vec<ScatterPoint> = comparable.filter_map(point).collect();
    if points.len() < FEWEST_POINTS {
        return Ok(None);
    }
    let figure = Scatter {
        frame: frame(report, "product against inventory, one point a country"),
        measured: measured(report.gas),
        inventory: pair.inventory.to_owned(),
        product: pair.product.to_owned(),
        points,
        interval_meaning: INTERVAL.to_owned(),
    };
    Ok(Some(ReportFigure {
        name: format!("scatter{}", pair.suffix),
        title: format!("{} country against country, {}.", pair.title(), broadest[0].span),
        caption: format!(
            "{BROADEST} Named are those farthest from equality, as far as their names have room; countries that are not comparable are left out."
        ),
        svg: scatter::draw(&figure)?,
    }))
}
