//! How surprising the differences of all regions are, in one figure.

use super::{Pair, frame, mark, part};
use crate::figure::FigureError;
use crate::figure::forest::{self, Forest, ForestRow};
use crate::report::{Report, ReportFigure};
use fluxledger_core::reconcile::{Comparison, Difference, Estimate, Reservation, Verdict, critical_z};

/// Most rows of one figure; further ones make a further figure.
const MOST_ROWS: usize = 50;

/// The broadest comparison of each region that is tested, by its z.
pub(super) fn figures(report: &Report, pair: &Pair<'_>) -> Result<Vec<ReportFigure>, FigureError> {
    let broadest = pair.broadest(report);
    let rows: Vec<ForestRow> = broadest.iter().filter_map(|row| of_comparison(row, report.errors.sides)).collect();
    if rows.len() < 2 {
        return Ok(Vec::new());
    }
    let left_out = broadest.len() - rows.len();
    let parts: Vec<&[ForestRow]> = rows.chunks(MOST_ROWS).collect();
    let figure = |(position, rows): (usize, &&[ForestRow])| {
        let figure = Forest {
            frame: frame(report, "differences of product and inventory in standard deviations, one row a country"),
            critical: critical_z(report.thresholds.significance),
            others: "z if the product’s parts err independently".into(),
            rows: rows.to_vec(),
        };
        Ok(ReportFigure {
            name: format!("forest{}{}", pair.suffix, part(position, parts.len())),
            title: format!("{} in standard deviations, {}.", pair.title(), broadest[0].span),
            caption: caption(left_out, report),
            svg: forest::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

fn caption(left_out: usize, report: &Report) -> String {
    let without = if left_out == 0 { String::new() } else { format!(" Not shown: {left_out} without a test.") };
    let among = format!(
        " A level of {} holds for each row by itself; among the {} tests of levels in this report some may cross the band by chance.",
        report.thresholds.significance, report.reconciliation.tests
    );
    format!("Each country with the broadest comparison that both sides allow.{among}{without}")
}

fn of_comparison(row: &Comparison, correlation: f64) -> Option<ForestRow> {
    row.probability()?;
    let hangs = matches!(row.verdict, Verdict::Indicative(Reservation::Correlation { .. }));
    Some(ForestRow {
        label: row.region_name.clone(),
        z: row.difference?.significance?.z,
        others: z_if_independent(row, correlation).filter(|_| hangs).into_iter().collect(),
        verdict: mark(&row.verdict),
    })
}

fn z_if_independent(row: &Comparison, correlation: f64) -> Option<f64> {
    let deviation = row.product_uncertainty.as_ref()?.bracket().uncorrelated;
    let product = Estimate { deviation: Some(deviation), ..row.product_estimate };
    Some(Difference::between(&product, &row.inventory_estimate?, correlation).significance?.z)
}
