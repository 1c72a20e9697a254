//! Trends of product and inventory: lines through the years, and slopes side by side.

use super::{INTERVAL, Pair, drawn, frame, mark, measured, part, regions_by_size};
use crate::figure::dots::{self, Dots, Row};
use crate::figure::small_multiples::{self, MOST_PANELS, Panel, SmallMultiples};
use crate::figure::time_series::{IntervalStyle, Series};
use crate::figure::{FigureError, Measured, Scale};
use crate::report::{Report, ReportFigure};
use fluxledger_core::RegionCode;
use fluxledger_core::reconcile::{Comparison, Estimate, Level, Trend, TrendComparison};
use fluxledger_core::time_span::in_words;

/// Most regions whose slopes stand in one figure.
const MOST_ROWS: usize = 50;
/// Most members whose lines stand in one panel.
const MOST_MEMBERS: usize = 30;

/// For each span of years the lines of each region, and the slopes of all; nothing where no trend was asked for.
pub(super) fn figures(report: &Report, pair: &Pair<'_>) -> Result<Vec<ReportFigure>, FigureError> {
    let mut figures = Vec::new();
    for (position, trends) in by_span(report, pair).iter().enumerate() {
        let suffix = format!("{}{}", pair.suffix, part(position, by_span(report, pair).len()));
        figures.extend(panels(report, pair, trends, &suffix)?);
        figures.extend(slopes(report, pair, trends, &suffix)?);
    }
    Ok(figures)
}

/// The broadest trend of each region, the largest region first, by the years that were asked for.
fn by_span<'r>(report: &'r Report, pair: &Pair<'_>) -> Vec<Vec<&'r TrendComparison>> {
    let own: Vec<&TrendComparison> =
        report.reconciliation.trends.iter().filter(|trend| trend.product == pair.product && trend.inventory == pair.inventory).collect();
    let mut spans: Vec<(i32, i32)> = own.iter().map(|trend| asked(trend)).collect();
    spans.sort_unstable();
    spans.dedup();
    let regions = regions_by_size(report);
    let of_span = |span: (i32, i32)| {
        let of_region = |region: &RegionCode| broadest(own.iter().copied().filter(|trend| asked(trend) == span && trend.region == *region));
        regions.iter().filter_map(of_region).collect::<Vec<_>>()
    };
    spans.into_iter().map(of_span).filter(|trends| !trends.is_empty()).collect()
}

/// The first and the last year asked for, whether or not both sides have them.
fn asked(trend: &TrendComparison) -> (i32, i32) {
    let years = || trend.years.iter().map(|year| year.year).chain(trend.left_out.iter().copied());
    (years().min().unwrap_or_default(), years().max().unwrap_or_default())
}

/// The widest sum, else the only category.
fn broadest<'r>(trends: impl Iterator<Item = &'r TrendComparison>) -> Option<&'r TrendComparison> {
    let own: Vec<&TrendComparison> = trends.collect();
    own.iter().copied().find(|trend| trend.level == Level::Sum).or_else(|| own.first().copied().filter(|_| own.len() == 1))
}

fn panels(report: &Report, pair: &Pair<'_>, trends: &[&TrendComparison], suffix: &str) -> Result<Vec<ReportFigure>, FigureError> {
    let parts: Vec<&[&TrendComparison]> = trends.chunks(MOST_PANELS).collect();
    let figure = |(position, trends): (usize, &&[&TrendComparison])| {
        let panel = |trend: &&TrendComparison| Panel { title: title(trend), series: series(report, pair, trend) };
        let figure = SmallMultiples {
            frame: frame(report, "trends of product and inventory, one panel a country"),
            measured: measured(report.gas),
            panels: trends.iter().map(panel).collect(),
            interval_meaning: INTERVAL.to_owned(),
        };
        Ok(ReportFigure {
            name: format!("trends{suffix}{}", part(position, parts.len())),
            title: format!("{}: trends over the years that both have.", pair.title()),
            caption: caption(trends),
            svg: small_multiples::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

fn caption(trends: &[&TrendComparison]) -> String {
    let panels = "Each panel has its own scale and names the verdict on the difference of the two slopes, not of the levels.";
    let of_members = " Thin lines are the trends of the ensemble's members, each laid by itself; those on the same side have a slope that lies on the same \
                      side of the inventory's as the ensemble's.";
    let has_members = trends.iter().any(|trend| !lines_of_members(trend).is_empty());
    format!("{panels}{}", if has_members { of_members } else { "" })
}

fn series(report: &Report, pair: &Pair<'_>, trend: &TrendComparison) -> Vec<Series> {
    let is_of_trend = |row: &&Comparison| {
        (&row.product, &row.inventory, &row.region, &row.categories) == (&trend.product, &trend.inventory, &trend.region, &trend.categories)
            && row.level == trend.level
            && row.span.year().is_some_and(|year| trend.years.contains(&year))
    };
    let rows: Vec<&Comparison> = report.reconciliation.comparisons.iter().filter(is_of_trend).collect();
    let one = |name: &str, value: fn(&Comparison) -> Option<Estimate>, line: &Trend, member_trends| Series {
        name: name.to_owned(),
        points: rows.iter().filter_map(|row| Some((row.span.year()?.year, drawn(value(row)?)))).collect(),
        interval_style: IntervalStyle::Whiskers,
        trend: ends(trend, line),
        member_trends,
    };
    vec![
        one(pair.inventory, |row| row.inventory_estimate, &trend.inventory_trend, Vec::new()),
        one(pair.product, |row| Some(row.product_estimate), &trend.product_trend, lines_of_members(trend)),
    ]
}

/// The lines of an ensemble's members; none where there are so many that they would cover one another.
fn lines_of_members(trend: &TrendComparison) -> Vec<[(i32, f64); 2]> {
    let members = trend.members.as_ref().map_or(&[][..], |members| &members.members);
    let drawn = members.iter().filter(|_| members.len() <= MOST_MEMBERS);
    drawn.filter_map(|member| ends(trend, &member.trend)).collect()
}

/// The verdict on a trend, after its region; of an ensemble also how many of its members lie on its side of the inventory.
fn title(trend: &TrendComparison) -> String {
    let of_members = trend
        .members
        .as_ref()
        .map_or_else(String::new, |members| format!("; {} of {} members on the same side", members.same_side, members.members.len()));
    format!("{}: {}{of_members}", trend.region_name, trend.verdict.name())
}

/// The line's values in the first and the last year.
fn ends(trend: &TrendComparison, line: &Trend) -> Option<[(i32, f64); 2]> {
    let (first, last) = (trend.years.first()?.year, trend.years.last()?.year);
    let start = line.first.as_kilotonnes();
    Some([(first, start), (last, start + line.slope.mass.as_kilotonnes() * f64::from(last - first))])
}

/// The slopes of all regions, where there are several.
fn slopes(report: &Report, pair: &Pair<'_>, trends: &[&TrendComparison], suffix: &str) -> Result<Vec<ReportFigure>, FigureError> {
    if trends.len() < 2 {
        return Ok(Vec::new());
    }
    let parts: Vec<&[&TrendComparison]> = trends.chunks(MOST_ROWS).collect();
    let formula = report.gas.formula();
    let row = |trend: &&TrendComparison| Row {
        label: trend.region_name.clone(),
        inventory: Some(drawn(trend.inventory_trend.slope)),
        product: Some(drawn(trend.product_trend.slope)),
        verdict: mark(&trend.verdict),
    };
    let figure = |(position, trends): (usize, &&[&TrendComparison])| {
        let dots = Dots {
            frame: frame(report, "slopes of product and inventory by country"),
            measured: Measured { quantity: format!("Trend of {formula} emissions"), unit: format!("kt {formula} yr⁻²") },
            scale: Scale::Linear,
            inventory: pair.inventory.to_owned(),
            product: pair.product.to_owned(),
            rows: trends.iter().map(row).collect(),
            interval_meaning: INTERVAL.to_owned(),
        };
        Ok(ReportFigure {
            name: format!("slopes{suffix}{}", part(position, parts.len())),
            title: format!("{}: slopes by country, {}.", pair.title(), in_words(&trends[0].years)),
            caption: "Each country with the broadest comparison that both sides allow, over the same years on both sides.".to_owned(),
            svg: dots::draw(&dots)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}
