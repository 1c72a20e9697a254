//! Product and inventory over the years.

use super::{INTERVAL, Pair, broadest, drawn, frame, label, measured, part, regions_by_size};
use crate::figure::FigureError;
use crate::figure::small_multiples::{self, MOST_PANELS, Panel, SmallMultiples};
use crate::figure::time_series::{self, IntervalStyle, Series, TimeSeries};
use crate::report::number::years;
use crate::report::{Report, ReportFigure};
use fluxledger_core::reconcile::{Comparison, Estimate};
use fluxledger_core::{RegionCode, ReportingYear};
use std::collections::BTreeSet;

/// The broadest comparison of a region in each year.
struct OverYears<'r> {
    region: RegionCode,
    rows: Vec<&'r Comparison>,
}

/// One figure for a single region, and panels for several; none where there is one year.
pub(super) fn figures(report: &Report, pair: &Pair<'_>) -> Result<Vec<ReportFigure>, FigureError> {
    let rows = pair.rows(report);
    let regions = regions_by_size(report).into_iter().map(|region| over_years(&rows, region));
    let several: Vec<OverYears<'_>> = regions.filter(|region| region.rows.len() > 1).collect();
    match several.as_slice() {
        [] => Ok(Vec::new()),
        [only] => Ok(vec![alone(report, pair, only)?]),
        _ => panels(report, pair, &several),
    }
}

fn over_years<'r>(rows: &[&'r Comparison], region: RegionCode) -> OverYears<'r> {
    let own: Vec<&Comparison> = rows.iter().copied().filter(|row| row.region == region).collect();
    let years: BTreeSet<ReportingYear> = own.iter().filter_map(|row| row.span.year()).collect();
    let of_year = |year: ReportingYear| own.iter().copied().filter(|row| row.span.year() == Some(year)).collect::<Vec<_>>();
    let rows = years.into_iter().filter_map(|year| broadest(&of_year(year), &region)).collect();
    OverYears { region, rows }
}

fn series(pair: &Pair<'_>, rows: &[&Comparison]) -> Vec<Series> {
    let points = |value: &dyn Fn(&Comparison) -> Option<Estimate>| {
        rows.iter().filter_map(|row| Some((row.span.year()?.year, drawn(value(row)?)))).collect::<Vec<_>>()
    };
    let inventory = points(&|row| row.inventory_estimate);
    let product = points(&|row| Some(row.product_estimate));
    vec![
        Series {
            name: pair.inventory.to_owned(),
            points: inventory,
            interval_style: IntervalStyle::Band,
            trend: None,
            member_trends: Vec::new(),
        },
        Series {
            name: pair.product.to_owned(),
            points: product,
            interval_style: IntervalStyle::Whiskers,
            trend: None,
            member_trends: Vec::new(),
        },
    ]
}

/// The years asked for in which a line breaks, by region; empty where there is none.
fn gaps(report: &Report, regions: &[OverYears<'_>]) -> String {
    let of_region = |region: &OverYears<'_>| {
        let both = |year: i32| {
            region.rows.iter().any(|row| row.span.year().is_some_and(|own| own.year == year) && row.inventory_estimate.is_some())
        };
        let lacking: Vec<i32> = report.years.iter().copied().filter(|&year| !both(year)).collect();
        (!lacking.is_empty()).then(|| format!("{} in {}", region.rows[0].region_name, years(&lacking)))
    };
    let lacking: Vec<String> = regions.iter().filter_map(of_region).collect();
    if lacking.is_empty() { String::new() } else { format!(" Not both sides have a figure: {}.", lacking.join("; ")) }
}

fn alone(report: &Report, pair: &Pair<'_>, region: &OverYears<'_>) -> Result<ReportFigure, FigureError> {
    let first = region.rows[0];
    let figure = TimeSeries {
        frame: frame(report, &format!("emissions of {} over the years", first.region_name)),
        measured: measured(report.gas),
        series: series(pair, &region.rows),
        interval_meaning: INTERVAL.to_owned(),
    };
    Ok(ReportFigure {
        name: format!("years-{}{}", region.region, pair.suffix),
        title: format!("{}: {} over the years.", first.region_name, report.gas.formula()),
        caption: format!("Compared: {}.{}", label(first), gaps(report, std::slice::from_ref(region))),
        svg: time_series::draw(&figure)?,
    })
}

/// One panel a region, so many figures as they need.
fn panels(report: &Report, pair: &Pair<'_>, regions: &[OverYears<'_>]) -> Result<Vec<ReportFigure>, FigureError> {
    let parts: Vec<&[OverYears<'_>]> = regions.chunks(MOST_PANELS).collect();
    let figure = |(position, regions): (usize, &&[OverYears<'_>])| {
        let panel = |region: &OverYears<'_>| Panel { title: region.rows[0].region_name.clone(), series: series(pair, &region.rows) };
        let figure = SmallMultiples {
            frame: frame(report, "product and inventory over the years, one panel a country"),
            measured: measured(report.gas),
            panels: regions.iter().map(panel).collect(),
            interval_meaning: INTERVAL.to_owned(),
        };
        let which = if parts.len() == 1 { String::new() } else { format!(" (part {} of {})", position + 1, parts.len()) };
        Ok(ReportFigure {
            name: format!("years{}{}", pair.suffix, part(position, parts.len())),
            title: format!("{} over the years, by country{which}.", pair.title()),
            caption: format!(
                "Each panel has its own scale and shows the broadest comparison that both sides allow in each year.{}",
                gaps(report, regions)
            ),
            svg: small_multiples::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}
