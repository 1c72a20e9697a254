//! The figures of a report, from its comparisons and the flux that was totalled.

mod bridge;
mod categories;
mod countries;
mod ensemble;
mod forest;
mod ledger;
mod lengths;
mod maps;
mod members;
mod trends;
mod years;

pub use maps::{FluxMap, Geography};

use super::subject::category;
use super::{Report, ReportFigure};
use crate::figure::verdict::Verdict as Mark;
use crate::figure::{self, FigureError, Frame, Measured};
use fluxledger_core::reconcile::{Comparison, Estimate, Level, Verdict};
use fluxledger_core::{Gas, ProductKind, RegionCode};

/// Most regions whose categories are drawn one by one; the tables hold the others.
const MOST_REGIONS: usize = 6;
const INTERVAL: &str = "95 % interval";
/// What every caption of a map says.
const NO_OPINION: &str = "Boundaries imply no opinion on the status of any territory.";

/// Draws every figure that the comparisons allow.
///
/// # Errors
/// [`FigureError`] if a figure cannot be drawn.
pub fn figures(report: &Report, geography: &Geography<'_>, fluxes: &[FluxMap]) -> Result<Vec<ReportFigure>, FigureError> {
    let mut figures = Vec::new();
    for pair in pairs(report) {
        figures.extend(countries::ranked(report, &pair)?);
        figures.extend(maps::differences(report, &pair, geography, fluxes)?);
        figures.extend(countries::scatter(report, &pair)?);
        figures.extend(forest::figures(report, &pair)?);
        figures.extend(lengths::figures(report, &pair)?);
        figures.extend(members::figures(report, &pair)?);
        figures.extend(years::figures(report, &pair)?);
        figures.extend(trends::figures(report, &pair)?);
    }
    figures.extend(ledger::figures(report)?);
    figures.extend(bridge::figures(report)?);
    figures.extend(ensemble::figures(report)?);
    for region in regions_by_size(report).into_iter().take(MOST_REGIONS) {
        figures.extend(categories::figure(report, &region)?);
    }
    for flux in fluxes {
        figures.push(maps::flux(report, flux, geography)?);
    }
    Ok(figures)
}

/// A product and an inventory that are compared.
struct Pair<'a> {
    product: &'a str,
    inventory: &'a str,
    /// What tells the names of its figures from those of other pairs; nothing where there is one pair.
    suffix: String,
}

/// The pairs in the order in which they are compared.
fn pairs(report: &Report) -> Vec<Pair<'_>> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for row in &report.reconciliation.comparisons {
        let name = (row.product.as_str(), row.inventory.as_str());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let alone = names.len() == 1;
    let suffix = |(product, inventory)| if alone { String::new() } else { format!("-{}-{}", file_name(product), file_name(inventory)) };
    names.into_iter().map(|name| Pair { product: name.0, inventory: name.1, suffix: suffix(name) }).collect()
}

impl Pair<'_> {
    fn title(&self) -> String {
        format!("“{}” and “{}”", self.product, self.inventory)
    }

    fn rows<'r>(&self, report: &'r Report) -> Vec<&'r Comparison> {
        let rows = report.reconciliation.comparisons.iter();
        rows.filter(|row| row.product == self.product && row.inventory == self.inventory).collect()
    }

    /// The broadest comparison of each region in the last year compared, or of the mean where there is no year, the largest region first.
    fn broadest<'r>(&self, report: &'r Report) -> Vec<&'r Comparison> {
        let rows = self.rows(report);
        let last = rows.iter().filter_map(|row| row.span.year()).max();
        let rows: Vec<&Comparison> = rows.into_iter().filter(|row| row.span.year() == last).collect();
        regions_by_size(report).iter().filter_map(|region| broadest(&rows, region)).collect()
    }
}

fn frame(report: &Report, description: &str) -> Frame {
    let simulated = report.products.iter().any(|product| product.kind == ProductKind::Simulated);
    Frame { size: report.figure_size, tag: simulated.then(|| "SIMULATED DATA".to_owned()), description: description.to_owned() }
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
    for row in report.reconciliation.comparisons.iter().filter(|row| row.level == Level::Category && row.mean.is_none()) {
        let mass = row.inventory_estimate.map_or(0.0, |estimate| estimate.mass.as_kg().abs());
        match sizes.iter_mut().find(|(region, _)| *region == row.region) {
            Some((_, size)) => *size += mass,
            None => sizes.push((row.region.clone(), mass)),
        }
    }
    sizes.sort_by(|left, right| right.1.total_cmp(&left.1));
    sizes.into_iter().map(|(region, _)| region).collect()
}

/// The comparison of a region that counts most: its widest sum, else its only category.
fn broadest<'a>(rows: &[&'a Comparison], region: &RegionCode) -> Option<&'a Comparison> {
    let own = || rows.iter().copied().filter(|row| row.region == *region);
    own().find(|row| row.level == Level::Sum).or_else(|| own().next().filter(|_| own().count() == 1))
}

/// A verdict as figures show it.
#[must_use]
pub const fn mark(verdict: &Verdict) -> Mark {
    match verdict {
        Verdict::Higher => Mark::SignificantlyHigher,
        Verdict::Lower => Mark::SignificantlyLower,
        Verdict::Equivalent => Mark::Equivalent,
        Verdict::Inconclusive => Mark::Inconclusive,
        Verdict::Indicative(_) => Mark::IndicativeOnly,
        Verdict::PriorDominated { .. } => Mark::PriorDominated,
        Verdict::Untested(_) => Mark::NotTested,
        Verdict::NotComparable(_) => Mark::NotComparable,
    }
}

/// Names, each once, in the order in which they come up.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

fn label(row: &Comparison) -> String {
    category(row.level, &row.category_name, &row.categories)
}

/// A name in letters that every file system takes.
fn file_name(name: &str) -> String {
    let plain = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
    plain.collect::<String>().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// The part of a file's name that numbers the figures of one kind; nothing for the only one.
fn part(position: usize, count: usize) -> String {
    if count == 1 { String::new() } else { format!("-{}", position + 1) }
}
