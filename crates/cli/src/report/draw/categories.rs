//! Bars by category: product beside inventory in one region.

use super::{INTERVAL, drawn, frame, label, measured};
use crate::figure::FigureError;
use crate::figure::bars::{self, Bar, BarStyle, Bars, Group};
use crate::report::{Report, ReportFigure};
use fluxledger_core::RegionCode;
use fluxledger_core::reconcile::{Comparison, Level};

const INCOMPLETE: &str = "incomplete (NE, C or FX)";

/// Bars by category for one region in the last year compared.
pub(super) fn figure(report: &Report, region: &RegionCode) -> Result<Option<ReportFigure>, FigureError> {
    let own = || report.reconciliation.comparisons.iter().filter(|row| row.region == *region && row.level == Level::Category);
    if own().next().is_none() {
        return Ok(None);
    }
    let year = own().filter_map(|row| row.span.year()).max();
    let rows: Vec<&Comparison> = own().filter(|row| row.span.year() == year).collect();
    let series = series_names(&rows);
    let mut labels: Vec<String> = Vec::new();
    for label in rows.iter().map(|row| label(row)) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    // One category of many regions stands in the ranked dots already.
    if labels.len() < 2 && report.regions_compared() > 1 {
        return Ok(None);
    }
    let region_name = &rows[0].region_name;
    let bars = Bars {
        frame: frame(report, &format!("emissions of {region_name} by category, product beside inventory")),
        measured: measured(report.gas),
        groups: labels.into_iter().map(|label| group(&rows, label, &series)).collect(),
        series: series.iter().map(|(name, _)| name.clone()).collect(),
        interval_meaning: INTERVAL.to_owned(),
        faint_meaning: INCOMPLETE.to_owned(),
    };
    let title = format!("{region_name}: {} by category, {}.", report.gas.formula(), rows[0].span);
    let caption = "Categories of the 2006 IPCC Guidelines, at the finest level that product and inventory share.".to_owned();
    Ok(Some(ReportFigure { name: format!("categories-{region}"), title, caption, svg: bars::draw(&bars)? }))
}

/// Whose bar it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Inventory,
    Product,
}

fn series_names(rows: &[&Comparison]) -> Vec<(String, Whose)> {
    let mut names: Vec<(String, Whose)> = Vec::new();
    for (name, whose) in
        rows.iter().map(|row| (&row.inventory, Whose::Inventory)).chain(rows.iter().map(|row| (&row.product, Whose::Product)))
    {
        if !names.iter().any(|known| known.0 == *name && known.1 == whose) {
            names.push((name.clone(), whose));
        }
    }
    names
}

fn group(rows: &[&Comparison], name: String, series: &[(String, Whose)]) -> Group {
    let own: Vec<&&Comparison> = rows.iter().filter(|row| label(row) == name).collect();
    let bar = |(name, whose): &(String, Whose)| match whose {
        Whose::Product => {
            own.iter().find(|row| row.product == *name).map(|row| Bar { estimate: drawn(row.product_estimate), style: BarStyle::Full })
        }
        Whose::Inventory => own.iter().find(|row| row.inventory == *name).and_then(|row| {
            let style = if row.inventory_keys.leave_sum_incomplete() { BarStyle::Faint } else { BarStyle::Full };
            Some(Bar { estimate: drawn(row.inventory_estimate?), style })
        }),
    };
    let bars = series.iter().map(bar).collect();
    Group { label: name, bars }
}
