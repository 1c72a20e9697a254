//! Cells that have a flux and of which a map of standard deviations says nothing.
//!
//! Summed as they are, such cells would count as without error, and a region would seem the better known the less is said of it. A cell whose estimate lies beyond its
//! own percentile has no width on that side either.

use crate::frame::{Frame, FrameError};
use crate::product_totals::FileTotals;
use crate::unknown_errors::{self, Unknown};
use fluxledger_core::aggregate::{GrossMass, LayerTotals, RegionTotal, RowKind};
use fluxledger_core::{Gas, LayerMeaning, Mass, Period, RegionCode, ReportingYear, Role, Share, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::{BTreeMap, BTreeSet};

/// By which share of a region the areas that two grids cover may differ by rounding alone.
const ROUNDING: f64 = 1e-9;

/// What maps of standard deviations leave open of a product's emissions, by layer, member, region, year and role of the map; empty where they leave nothing open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeviationGaps(BTreeMap<Subject, GrossMass>);

/// The name of a layer, its member, a region, a year and the role of a map.
type Subject = (String, Option<usize>, RegionCode, ReportingYear, Role);

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
    if !leaves_open(totals) {
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
                    years.iter().for_each(|&year| gaps.add((flux, sigma.role), within, year, &by_region));
                }
            }
        }
    }
    Ok(gaps)
}

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

/// Whether maps of errors lack cells of a region, leave out a part of one in which there is a flux, or have widths below zero.
fn leaves_open(totals: &[FileTotals]) -> bool {
    let layers = || totals.iter().flat_map(|file| &file.layers);
    let emissions = || layers().filter(|layer| layer.meaning.role == Role::Emission);
    let is_narrower = |sigma: &LayerTotals| {
        emissions().filter(|flux| is_of(&sigma.meaning, &flux.meaning)).any(|flux| regions(flux).any(|row| !reaches_as_far(sigma, row)))
    };
    let leaves_open = |layer: &LayerTotals| regions(layer).any(|row| !is_filled(row)) || is_narrower(layer) || goes_below_zero(layer);
    layers().any(|layer| is_error(layer.meaning.role) && leaves_open(layer))
}

/// Whether some cell of a layer is below zero: its gross mass is more than its mass.
fn goes_below_zero(layer: &LayerTotals) -> bool {
    let (gross, whole) = (layer.balance.gross_mass.as_kg(), layer.rows.iter().find(|row| row.kind == RowKind::Total));
    whole.is_some_and(|whole| gross - whole.mass.as_kg() > ROUNDING * gross)
}

fn regions(layer: &LayerTotals) -> impl Iterator<Item = &RegionTotal> {
    layer.rows.iter().filter(|row| row.kind == RowKind::Region)
}

/// Whether every cell of a region has a value.
fn is_filled(row: &RegionTotal) -> bool {
    row.observed_area >= row.gridded_area
}

/// Whether a map of errors covers as much of a region as its flux does; by shares, since files may differ in their Earth.
fn reaches_as_far(sigma: &LayerTotals, flux: &RegionTotal) -> bool {
    let share = |row: &RegionTotal| row.covered_share().as_fraction();
    sigma.row(&flux.code).is_some_and(|row| share(row) >= share(flux) - ROUNDING)
}

/// Cells of unlike grids cannot be laid on one another: of a region in which some standard deviation is missing, none counts as known.
fn of_unlike_grids(flux: (&FileTotals, &LayerMeaning), sigma: (&FileTotals, &LayerMeaning)) -> Vec<(RegionCode, GrossMass)> {
    let [Some(flux), Some(sigma)] = [flux, sigma].map(|(file, meaning)| file.layers.iter().find(|layer| layer.meaning == *meaning)) else {
        return Vec::new();
    };
    let gross = |row: &RegionTotal| {
        let is_whole = sigma.row(&row.code).is_some_and(is_filled) && reaches_as_far(sigma, row);
        let whole = row.mass.abs();
        (row.code.clone(), GrossMass { whole, without: if is_whole { Mass::ZERO } else { whole } })
    };
    regions(flux).map(gross).collect()
}

impl DeviationGaps {
    /// Adds what a map of a role leaves open of a step of a flux in a year.
    fn add(&mut self, (flux, role): (&LayerMeaning, Role), within: Period, year: ReportingYear, by_region: &[(RegionCode, GrossMass)]) {
        let Some(common) = within.common(year.period()) else { return };
        let share = Share::new(common.share_of(flux.period, flux.calendar));
        for (region, gross) in by_region {
            let sum = self.0.entry((flux.name.clone(), flux.member, region.clone(), year, role)).or_default();
            *sum = GrossMass { whole: sum.whole + gross.whole * share, without: sum.without + gross.without * share };
        }
    }

    /// The share of a region's gross flux in a year that lies in cells without a standard deviation, by the worst of some maps; of one member where the layer has
    /// members.
    #[must_use]
    pub fn share(&self, flux: &LayerMeaning, region: &RegionCode, year: ReportingYear, maps: &[Role]) -> f64 {
        let of_map = |role: &Role| self.0.get(&(flux.name.clone(), flux.member, region.clone(), year, *role)).map(share_without);
        maps.iter().filter_map(of_map).fold(0.0, f64::max)
    }
}

/// What is said of a layer's totals: one warning of those of which little is without a standard deviation, one of those whose own is unknown.
#[must_use]
pub fn warnings(product: &str, layer: &str, unknown: &[Unknown]) -> Vec<Warning> {
    let cells = ("without a standard deviation", "the standard deviation of the total is unknown");
    unknown_errors::warnings(&format!("{product}, layer `{layer}`"), cells, unknown)
}

fn share_without(gross: &GrossMass) -> f64 {
    if gross.whole > Mass::ZERO { gross.without.as_kg() / gross.whole.as_kg() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::aggregate::Balance;
    use fluxledger_core::{Area, Calendar, Measure, ProductKind, Scope};

    /// A layer of 8 kg in a region of 10 m², of which its grid reaches one part and has values in another.
    fn file(role: Role, gridded: f64, observed: f64) -> FileTotals {
        let [region_area, gridded_area, observed_area] = [10.0, gridded, observed].map(Area::from_m2);
        let row = RegionTotal {
            kind: RowKind::Region,
            code: RegionCode::new("RUS"),
            name: "Russia".into(),
            mass: Mass::from_kg(8.0),
            quadrature: Mass::from_kg(8.0),
            region_area,
            gridded_area,
            observed_area,
        };
        let meaning = LayerMeaning {
            name: "layer".into(),
            role,
            gas: Gas::Ch4,
            category: None,
            scope: Scope::Anthropogenic,
            kind: ProductKind::Inversion,
            period: Period::year(2021),
            calendar: Calendar::Standard,
            measure: Measure::Flux,
            contains: vec![],
            member: None,
        };
        let balance = Balance { gross_mass: row.mass, residual: 0.0, observed_area, missing_area: Area::ZERO, unweighted_mass: Mass::ZERO };
        let mut totals = FileTotals::default();
        totals.layers.push(LayerTotals { meaning, rows: vec![row], balance });
        totals
    }

    /// The flux fills its 10 m². A map of 4 m² without a gap leaves 8 of 8 kg open, one with a gap too; one of all 10 m² nothing, also where the last digit is lost.
    /// Beside a flux of 4 m² a map of 4 m² leaves nothing open.
    #[test]
    fn a_map_that_ends_within_a_region_leaves_its_flux_open() {
        let open = |of_flux: f64, gridded: f64, observed: f64| {
            let files = [file(Role::Emission, of_flux, of_flux), file(Role::StandardDeviation, gridded, observed)];
            let [flux, sigma] = &files;
            let of_unlike = of_unlike_grids((flux, &flux.layers[0].meaning), (sigma, &sigma.layers[0].meaning));
            (leaves_open(&files), of_unlike[0].1.without.as_kg())
        };
        assert_eq!([open(10.0, 4.0, 4.0), open(10.0, 10.0, 9.0)], [(true, 8.0); 2]);
        let nearly = 10.0 * (1.0 - 4.0 * f64::EPSILON);
        assert_eq!([open(10.0, 10.0, 10.0), open(10.0, nearly, nearly), open(4.0, 4.0, 4.0)], [(false, 0.0); 3]);
    }

    /// Of 8 kg a map of standard deviations lacks 0.2, 2.5 %, a map of lower bounds nothing and one of upper bounds 0.12, 1.5 %; all three together would lack 1.33 %.
    #[test]
    fn what_one_map_lacks_is_not_thinned_by_maps_that_are_whole() {
        let flux = file(Role::Emission, 10.0, 10.0).layers[0].meaning.clone();
        let (region, year) = (RegionCode::new("RUS"), ReportingYear::calendar(2021));
        let mut gaps = DeviationGaps::default();
        for (role, without) in [(Role::StandardDeviation, 0.2), (Role::DeviationBelow, 0.0), (Role::DeviationAbove, 0.12)] {
            let gross = GrossMass { whole: Mass::from_kg(8.0), without: Mass::from_kg(without) };
            gaps.add((&flux, role), flux.period, year, &[(region.clone(), gross)]);
        }
        let share = |maps: &[Role]| gaps.share(&flux, &region, year, maps);
        let found =
            [share(&[Role::StandardDeviation]), share(&[Role::DeviationBelow, Role::DeviationAbove]), share(&[Role::DeviationBelow])];
        found.into_iter().zip([0.025, 0.015, 0.0]).for_each(|(found, expected)| assert!((found - expected).abs() < 1e-12, "{found}"));
    }
}
