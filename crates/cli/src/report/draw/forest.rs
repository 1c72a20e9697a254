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
            caption: caption(&broadest, report),
            svg: forest::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

fn caption(broadest: &[&Comparison], report: &Report) -> String {
    let among = format!(
        " A level of {} holds for each row by itself; among the {} tests of levels in this report some may cross the band by chance.",
        report.thresholds.significance, report.reconciliation.tests
    );
    format!("Each country with the broadest comparison that both sides allow.{among}{}", not_shown(broadest))
}

/// How many rows have no mark: nothing is claimed where the prior dominates, and of the others there is no test.
fn not_shown(broadest: &[&Comparison]) -> String {
    let not_tested = || broadest.iter().filter(|row| row.probability().is_none());
    let dominated = not_tested().filter(|row| matches!(row.verdict, Verdict::PriorDominated { .. })).count();
    let counts = [(dominated, "prior-dominated"), (not_tested().count() - dominated, "without a test")];
    let said: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if said.is_empty() { String::new() } else { format!(" Not shown: {}.", said.join(", ")) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};

    #[test]
    fn rows_without_a_mark_are_counted_by_why_they_have_none() {
        let tested = compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        let dominated = Comparison { verdict: Verdict::PriorDominated { sensitivity: 0.1 }, ..tested.clone() };
        let without = compared("Beeland", estimate(9.0, 1.0), None);
        assert_eq!(not_shown(&[&tested]), "");
        assert_eq!(not_shown(&[&tested, &dominated]), " Not shown: 1 prior-dominated.");
        assert_eq!(not_shown(&[&without, &dominated, &without]), " Not shown: 1 prior-dominated, 2 without a test.");
    }
}
