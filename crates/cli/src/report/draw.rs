//! The figures of a report, from its comparisons and the flux that was totalled.

use super::number::kilotonnes;
use super::{Report, ReportFigure};
use crate::figure::bars::{Bar, BarStyle, Bars, Group};
use crate::figure::dots::{Dots, Row};
use crate::figure::map::{ColourScale, Map, Window};
use crate::figure::style::Size;
use crate::figure::time_series::{IntervalStyle, Series, TimeSeries};
use crate::figure::{self, FigureError, Frame, Measured, Scale};
use fluxledger_core::reconcile::{Comparison, Estimate, Level, Verdict};
use fluxledger_core::{Field, Gas, Inventory, Polygon, ProductKind, RegionCode, ReportingYear};
use std::collections::BTreeSet;

/// Most regions whose categories are drawn one by one; the tables hold the others.
const MOST_REGIONS: usize = 6;
const INTERVAL: &str = "95 % interval";
const INCOMPLETE: &str = "incomplete (NE, C or FX)";

/// A field with what a map needs beside it.
pub struct MapContent<'a> {
    /// The product's name.
    pub product: String,
    /// The product's kind.
    pub kind: ProductKind,
    /// The year.
    pub year: i32,
    /// Flux in kg m⁻² s⁻¹.
    pub flux: Field,
    /// Boundaries of all regions.
    pub outlines: &'a [Polygon],
    /// Boundaries of the regions compared.
    pub selected: &'a [Polygon],
}

/// Draws every figure that the comparisons allow.
///
/// # Errors
/// [`FigureError`] if a figure cannot be drawn.
pub fn figures(report: &Report, inventories: &[&Inventory], maps: &[MapContent<'_>]) -> Result<Vec<ReportFigure>, FigureError> {
    let mut figures = Vec::new();
    figures.extend(ranked(report)?);
    for region in regions_by_size(report).into_iter().take(MOST_REGIONS) {
        figures.extend(categories(report, &region)?);
        figures.extend(years(report, &region, inventories)?);
    }
    for map in maps {
        figures.push(flux_map(report, map)?);
    }
    Ok(figures)
}

fn frame(report: &Report, description: &str) -> Frame {
    let simulated = report.products.iter().any(|product| product.kind == ProductKind::Simulated);
    Frame { size: Size::DoubleColumn, tag: simulated.then(|| "SIMULATED DATA".to_owned()), description: description.to_owned() }
}

fn measured(gas: Gas) -> Measured {
    Measured { quantity: format!("{} emissions", gas.formula()), unit: format!("kt {} yr⁻¹", gas.formula()) }
}

fn drawn(estimate: Estimate) -> figure::Estimate {
    let interval = estimate.deviation.map(|deviation| {
        let (low, high) = deviation.interval_95(estimate.mass);
        (low.as_kilotonnes(), high.as_kilotonnes())
    });
    figure::Estimate { central: estimate.mass.as_kilotonnes(), interval }
}

/// Regions by the mass that their inventories report, the largest first.
fn regions_by_size(report: &Report) -> Vec<RegionCode> {
    let mut sizes: Vec<(RegionCode, f64)> = Vec::new();
    for row in report.reconciliation.comparisons.iter().filter(|row| row.level == Level::Category) {
        let mass = row.inventory_estimate.map_or(0.0, |estimate| estimate.mass.as_kg().abs());
        match sizes.iter_mut().find(|(region, _)| *region == row.region) {
            Some((_, size)) => *size += mass,
            None => sizes.push((row.region.clone(), mass)),
        }
    }
    sizes.sort_by(|left, right| right.1.total_cmp(&left.1));
    sizes.into_iter().map(|(region, _)| region).collect()
}

/// The broadest comparison of each region, ranked by its size: one row a region, product and inventory.
fn ranked(report: &Report) -> Result<Option<ReportFigure>, FigureError> {
    let Some(first) = report.reconciliation.comparisons.first() else { return Ok(None) };
    let same_pair = |row: &&Comparison| row.product == first.product && row.inventory == first.inventory;
    let last_year = report.reconciliation.comparisons.iter().filter(same_pair).filter_map(|row| row.span.year()).max();
    let of_pair = |row: &&Comparison| same_pair(row) && row.span.year() == last_year;
    let rows: Vec<&Comparison> = report.reconciliation.comparisons.iter().filter(of_pair).collect();
    let mut broadest: Vec<&Comparison> = regions_by_size(report).iter().filter_map(|region| broadest(&rows, region)).collect();
    if broadest.len() < 2 {
        return Ok(None);
    }
    broadest.truncate(50);
    let dots = Dots {
        frame: frame(report, "product and inventory by country, ranked"),
        measured: measured(report.gas),
        scale: Scale::Logarithmic,
        inventory: first.inventory.clone(),
        product: first.product.clone(),
        rows: broadest.iter().map(|row| dot(row)).collect(),
        interval_meaning: INTERVAL.to_owned(),
    };
    let title = format!("“{}” and “{}” by country, {}.", first.product, first.inventory, broadest[0].span);
    let caption = "Each row is the broadest comparison that both sides allow: the sum of matched categories, or the total.";
    Ok(Some(ReportFigure { name: "ranked".into(), title, caption: caption.to_owned(), svg: figure::dots::draw(&dots)? }))
}

/// The comparison of a region that counts most: its widest sum, else its only category.
fn broadest<'a>(rows: &[&'a Comparison], region: &RegionCode) -> Option<&'a Comparison> {
    let own = || rows.iter().copied().filter(|row| row.region == *region);
    own().find(|row| row.level == Level::Sum).or_else(|| own().next().filter(|_| own().count() == 1))
}

fn dot(row: &Comparison) -> Row {
    Row {
        label: row.region_name.clone(),
        inventory: row.inventory_estimate.map(drawn),
        product: Some(drawn(row.product_estimate)),
        verdict: mark(&row.verdict),
    }
}

const fn mark(verdict: &Verdict) -> figure::dots::Verdict {
    match verdict {
        Verdict::Higher => figure::dots::Verdict::SignificantlyHigher,
        Verdict::Lower => figure::dots::Verdict::SignificantlyLower,
        Verdict::Inconclusive => figure::dots::Verdict::Inconclusive,
        Verdict::PriorDominated { .. } => figure::dots::Verdict::PriorDominated,
        Verdict::Untested(_) => figure::dots::Verdict::NotTested,
        Verdict::NotComparable(_) => figure::dots::Verdict::NotComparable,
    }
}

/// Bars by category for one region in the last year compared.
fn categories(report: &Report, region: &RegionCode) -> Result<Option<ReportFigure>, FigureError> {
    let own = || report.reconciliation.comparisons.iter().filter(|row| row.region == *region && row.level == Level::Category);
    let Some(year) = own().filter_map(|row| row.span.year()).max() else { return Ok(None) };
    let rows: Vec<&Comparison> = own().filter(|row| row.span.year() == Some(year)).collect();
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
    let title = format!("{region_name}: {} by category, {year}.", report.gas.formula());
    let caption = "Categories of the 2006 IPCC Guidelines, at the finest level that product and inventory share.".to_owned();
    Ok(Some(ReportFigure { name: format!("categories-{region}"), title, caption, svg: figure::bars::draw(&bars)? }))
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

fn label(row: &Comparison) -> String {
    let codes: Vec<&str> = row.categories.iter().map(fluxledger_core::CategoryCode::as_str).collect();
    format!("{} ({})", row.category_name, codes.join(", "))
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

/// The broadest comparison of a region over the years, where there are several.
fn years(report: &Report, region: &RegionCode, inventories: &[&Inventory]) -> Result<Option<ReportFigure>, FigureError> {
    let rows: Vec<&Comparison> = report.reconciliation.comparisons.iter().filter(|row| row.region == *region).collect();
    let years: BTreeSet<ReportingYear> = rows.iter().filter_map(|row| row.span.year()).collect();
    if years.len() < 2 || inventories.is_empty() {
        return Ok(None);
    }
    let of_year = |year: ReportingYear| rows.iter().copied().filter(|row| row.span.year() == Some(year)).collect::<Vec<_>>();
    let broad: Vec<&Comparison> = years.iter().filter_map(|&year| broadest(&of_year(year), region)).collect();
    let Some(first) = broad.first().copied() else { return Ok(None) };
    let points = |value: &dyn Fn(&Comparison) -> Option<Estimate>| {
        broad.iter().filter_map(|row| Some((row.span.year()?.year, drawn(value(row)?)))).collect::<Vec<_>>()
    };
    let series = vec![
        Series { name: first.inventory.clone(), points: points(&|row| row.inventory_estimate), interval_style: IntervalStyle::Band },
        Series { name: first.product.clone(), points: points(&|row| Some(row.product_estimate)), interval_style: IntervalStyle::Whiskers },
    ];
    let figure = TimeSeries {
        frame: frame(report, &format!("emissions of {} over the years", first.region_name)),
        measured: measured(report.gas),
        series,
        interval_meaning: INTERVAL.to_owned(),
    };
    let title = format!("{}: {} over the years.", first.region_name, report.gas.formula());
    let caption = format!("{}.", label(first));
    Ok(Some(ReportFigure { name: format!("years-{region}"), title, caption, svg: figure::time_series::draw(&figure)? }))
}

const SECONDS_PER_YEAR: f64 = 365.25 * 86_400.0;
const GRAMS_PER_KILOGRAM: f64 = 1e3;

/// The flux of a product with boundaries.
fn flux_map(report: &Report, content: &MapContent<'_>) -> Result<ReportFigure, FigureError> {
    // Colours, not totals: the Julian year makes the unit readable and is said in the caption.
    let values = &content.flux.values * (SECONDS_PER_YEAR * GRAMS_PER_KILOGRAM);
    let map = Map {
        frame: frame(report, &format!("flux of {} in {}", content.product, content.year)),
        measured: Measured {
            quantity: format!("{} flux", report.gas.formula()), unit: format!("g {} m⁻² yr⁻¹", report.gas.formula())
        },
        grid: &content.flux.grid,
        values: &values,
        colour_scale: ColourScale::Logarithmic,
        window: if report.regions_compared() > MOST_REGIONS || content.selected.is_empty() { Window::World } else { Window::Selected },
        outlines: content.outlines,
        selected: content.selected,
        boundary_source: report.boundaries.clone(),
    };
    let positive: f64 = values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    let title = format!("Flux of “{}”, {}.", content.product, content.year);
    let caption = format!(
        "All {} layers of the product added up ({}); the highest cell has {} g m⁻² in a year of 365.25 days. Boundaries imply no opinion on the status of any territory.",
        content.flux.meaning.gas.formula(),
        content.kind.name(),
        kilotonnes(positive)
    );
    let svg = match figure::map::draw(&map) {
        Err(FigureError::OutsideGrid) => figure::map::draw(&Map { window: Window::World, ..map })?,
        drawn => drawn?,
    };
    Ok(ReportFigure { name: format!("map-{}", file_name(&content.product)), title, caption, svg })
}

/// A name in letters that every file system takes.
fn file_name(name: &str) -> String {
    let plain = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
    plain.collect::<String>().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
