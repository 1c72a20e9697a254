//! Cells that have a flux and of which a map of standard deviations says nothing.
//!
//! Summed as they are, such cells would count as without error, and a region would seem the better known the less is said of it.

use crate::frame::{Frame, FrameError};
use crate::product_totals::FileTotals;
use fluxledger_core::aggregate::{GrossMass, LayerTotals, RegionTotal, RowKind};
use fluxledger_core::reconcile::ProductTotal;
use fluxledger_core::{Gas, LayerMeaning, Mass, Period, RegionCode, ReportingYear, Role, Share, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::{BTreeMap, BTreeSet};

/// The share of a total's gross flux that may lie in cells without a standard deviation before that of the total counts as unknown.
pub const MOST_WITHOUT: f64 = 0.01;

/// What maps of standard deviations leave open of a product's emissions, by layer, member, region and year; empty where they leave nothing open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeviationGaps(BTreeMap<Subject, GrossMass>);

/// The name of a layer, its member, a region and a year.
type Subject = (String, Option<usize>, RegionCode, ReportingYear);

/// Lays the maps of standard deviations of a product beside its emissions, cell by cell.
///
/// # Errors
/// [`FrameError`] if a layer cannot be read.
pub fn find<'a>(
    files: &'a [ProductFile],
    totals: &[FileTotals],
    (gas, years): (Gas, &BTreeSet<ReportingYear>),
    mut frame: impl FnMut(&'a ProductFile) -> Result<Frame<'a>, FrameError>,
) -> Result<DeviationGaps, FrameError> {
    let mut gaps = DeviationGaps::default();
    if !totals.iter().flat_map(|file| &file.layers).any(|layer| is_error(layer.meaning.role) && has_gaps(layer)) {
        return Ok(gaps);
    }
    for (file, of_file) in files.iter().zip(totals) {
        let frame = frame(file)?;
        for (layer, flux) in of_roles(file, gas, |role| role == Role::Emission).filter(|(_, flux)| lies_in(flux.period, years)) {
            for (other, of_other) in files.iter().zip(totals) {
                for (its_layer, sigma) in of_roles(other, gas, is_error).filter(|(_, sigma)| is_of(sigma, flux)) {
                    let Some(within) = flux.period.common(sigma.period) else { continue };
                    let by_region = if file.grid == other.grid {
                        frame.gross_without(layer, (other, its_layer))?
                    } else {
                        of_unlike_grids((of_file, flux), (of_other, sigma))
                    };
                    years.iter().for_each(|&year| gaps.add(flux, within, year, &by_region));
                }
            }
        }
    }
    Ok(gaps)
}

/// Of an estimate with percentiles both sides count, and the share is their mean.
const fn is_error(role: Role) -> bool {
    matches!(role, Role::StandardDeviation | Role::DeviationBelow | Role::DeviationAbove)
}

fn of_roles(file: &ProductFile, gas: Gas, is_meant: fn(Role) -> bool) -> impl Iterator<Item = (usize, &LayerMeaning)> {
    file.layers.iter().enumerate().filter(move |(_, meaning)| meaning.gas == gas && is_meant(meaning.role))
}

fn lies_in(period: Period, years: &BTreeSet<ReportingYear>) -> bool {
    years.iter().any(|year| period.common(year.period()).is_some())
}

/// Whether standard deviations are those of a flux, or of all its members.
fn is_of(sigma: &LayerMeaning, flux: &LayerMeaning) -> bool {
    sigma.category == flux.category && (sigma.member.is_none() || sigma.member == flux.member)
}

/// Whether a region has cells without a value.
fn has_gaps(layer: &LayerTotals) -> bool {
    layer.rows.iter().any(|row| row.kind == RowKind::Region && row.observed_area < row.gridded_area)
}

/// Cells of unlike grids cannot be laid on one another: of a region in which some standard deviation is missing, none counts as known.
fn of_unlike_grids(flux: (&FileTotals, &LayerMeaning), sigma: (&FileTotals, &LayerMeaning)) -> Vec<(RegionCode, GrossMass)> {
    let [Some(flux), Some(sigma)] = [flux, sigma].map(|(file, meaning)| file.layers.iter().find(|layer| layer.meaning == *meaning)) else {
        return Vec::new();
    };
    let gross = |row: &RegionTotal| {
        let is_whole = sigma.row(&row.code).is_some_and(|row| row.observed_area == row.gridded_area);
        let whole = row.mass.abs();
        (row.code.clone(), GrossMass { whole, without: if is_whole { Mass::ZERO } else { whole } })
    };
    flux.rows.iter().filter(|row| row.kind == RowKind::Region).map(gross).collect()
}

impl DeviationGaps {
    /// Adds what a step has in a year.
    fn add(&mut self, flux: &LayerMeaning, within: Period, year: ReportingYear, by_region: &[(RegionCode, GrossMass)]) {
        let Some(common) = within.common(year.period()) else { return };
        let share = Share::new(common.share_of(flux.period, flux.calendar));
        for (region, gross) in by_region {
            let sum = self.0.entry((flux.name.clone(), flux.member, region.clone(), year)).or_default();
            *sum = GrossMass { whole: sum.whole + gross.whole * share, without: sum.without + gross.without * share };
        }
    }

    /// The share of a region's gross flux in a year that lies in cells without a standard deviation; of one member where the layer has members.
    #[must_use]
    pub fn share(&self, flux: &LayerMeaning, region: &RegionCode, year: ReportingYear) -> f64 {
        self.0.get(&(flux.name.clone(), flux.member, region.clone(), year)).map_or(0.0, share_without)
    }

    /// What is said of a layer's totals: one warning of those of which little is without a standard deviation, one of those whose own is unknown.
    #[must_use]
    pub fn warnings(&self, product: &str, layer: &str, totals: &[ProductTotal]) -> Vec<Warning> {
        let names: BTreeMap<&RegionCode, &str> = totals.iter().map(|total| (&total.region, total.region_name.as_str())).collect();
        let [mut few, mut many] = [BTreeMap::new(), BTreeMap::new()];
        for ((_, _, region, _), gross) in self.0.iter().filter(|((name, ..), _)| name == layer) {
            let (Some(&name), share) = (names.get(region), share_without(gross)) else { continue };
            if share > 0.0 {
                let most = if share > MOST_WITHOUT { &mut many } else { &mut few }.entry(name).or_insert(share);
                *most = share.max(*most);
            }
        }
        let unknown = format!("more than {} % of it, so that the standard deviation of the total is unknown", in_percent(MOST_WITHOUT));
        let said = |shares: BTreeMap<&str, f64>, what: &str| {
            let regions = shares.iter().map(|(region, share)| format!("{region} (up to {} %)", in_percent(*share))).collect::<Vec<_>>();
            let message = format!("some of the flux lies in cells without a standard deviation, {what}: {}", regions.join(", "));
            (!regions.is_empty()).then(|| Warning::new(format!("{product}, layer `{layer}`"), message))
        };
        said(few, "which count as without error").into_iter().chain(said(many, &unknown)).collect()
    }
}

fn share_without(gross: &GrossMass) -> f64 {
    if gross.whole > Mass::ZERO { gross.without.as_kg() / gross.whole.as_kg() } else { 0.0 }
}

fn in_percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 0.01 { "0.01".to_owned() } else { format!("{percent:.2}").trim_end_matches('0').trim_end_matches('.').to_owned() }
}
