//! The totals of a product by region, category and year, with what its error layers say.

use crate::frame::{Frame, FrameError};
use fluxledger_core::aggregate::{AnnualTotals, Incomplete, LayerTotals, RegionTotal, RowKind, annual};
use fluxledger_core::reconcile::{DeviationBracket, ProductTotal};
use fluxledger_core::{Category, Gas, LayerMeaning, RegionCode, Role, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::BTreeMap;

/// All that one file says about the regions.
pub struct FileTotals {
    /// Totals of each layer that carries mass, in the order of the file.
    pub layers: Vec<LayerTotals>,
    sensitivities: Vec<Sensitivities>,
}

/// Averaging-kernel sensitivities of the regions' totals of one category in one year.
struct Sensitivities {
    category: Option<Category>,
    year: i32,
    by_region: BTreeMap<RegionCode, f64>,
}

impl FileTotals {
    /// Totals every layer of a gas.
    ///
    /// # Errors
    /// [`FrameError`] if a layer cannot be read or does not close.
    pub fn of(file: &ProductFile, frame: &Frame<'_>, gas: Gas, done: &dyn Fn()) -> Result<Self, FrameError> {
        let (mut layers, mut sensitivities) = (Vec::new(), Vec::new());
        for (position, meaning) in file.layers.iter().enumerate().filter(|(_, meaning)| meaning.gas == gas) {
            if meaning.role == Role::Sensitivity {
                sensitivities.extend(sensitivity(file, frame, position, meaning)?);
            } else {
                layers.push(frame.totals(position)?);
            }
            done();
        }
        Ok(Self { layers, sensitivities })
    }
}

/// The sensitivity of each region's total, weighted by the prior of the same category and period.
fn sensitivity(file: &ProductFile, frame: &Frame<'_>, layer: usize, meaning: &LayerMeaning) -> Result<Option<Sensitivities>, FrameError> {
    let is_prior = |other: &LayerMeaning| other.role == Role::Prior && other.category == meaning.category && other.period == meaning.period;
    let (Some(prior), Some(year)) = (file.layers.iter().position(is_prior), meaning.period.as_year()) else { return Ok(None) };
    let means = frame.weighted_means(layer, prior)?.into_iter().filter_map(|(region, mean)| Some((region, mean?)));
    Ok(Some(Sensitivities { category: meaning.category.clone(), year, by_region: means.collect() }))
}

/// The totals of a product for the years asked for, and warnings about years that its steps do not fill.
#[must_use]
pub fn product_totals(product: &str, files: &[FileTotals], years: &[i32]) -> (Vec<ProductTotal>, Vec<Warning>) {
    let (mut totals, mut warnings) = (Vec::new(), Vec::new());
    let layers: Vec<&LayerTotals> = files.iter().flat_map(|file| &file.layers).collect();
    for emission in distinct(&layers, Role::Emission) {
        for &year in years {
            match of_year(&layers, emission, Role::Emission, year) {
                Ok(annual) => totals.extend(rows(files, &layers, emission, &annual, year)),
                Err(incomplete) => warnings.push(Warning::new(product, format!("{incomplete}; the year is left out"))),
            }
        }
    }
    (totals, warnings)
}

/// One layer of each name with a role.
fn distinct<'a>(layers: &[&'a LayerTotals], role: Role) -> Vec<&'a LayerMeaning> {
    let mut distinct: Vec<&LayerMeaning> = Vec::new();
    for layer in layers.iter().filter(|layer| layer.meaning.role == role) {
        if !distinct.iter().any(|known| known.name == layer.meaning.name) {
            distinct.push(&layer.meaning);
        }
    }
    distinct
}

/// The year of the layer that stands in a role to an emission layer: itself, or that of the same category.
fn of_year(layers: &[&LayerTotals], emission: &LayerMeaning, role: Role, year: i32) -> Result<AnnualTotals, Incomplete> {
    let belongs = |meaning: &LayerMeaning| {
        meaning.role == role && if role == Role::Emission { meaning.name == emission.name } else { meaning.category == emission.category }
    };
    let steps: Vec<&LayerTotals> = layers.iter().copied().filter(|layer| belongs(&layer.meaning)).collect();
    annual(&steps, year)
}

fn rows(files: &[FileTotals], layers: &[&LayerTotals], emission: &LayerMeaning, annual: &AnnualTotals, year: i32) -> Vec<ProductTotal> {
    let deviations = of_year(layers, emission, Role::StandardDeviation, year).ok();
    let priors = of_year(layers, emission, Role::Prior, year).ok();
    let own = |sensitivities: &&Sensitivities| sensitivities.category == emission.category && sensitivities.year == year;
    let sensitivities = files.iter().flat_map(|file| &file.sensitivities).find(own);
    let row = |row: &RegionTotal| ProductTotal {
        region: row.code.clone(),
        region_name: row.name.clone(),
        layer: emission.name.clone(),
        category: emission.category.clone(),
        year,
        mass: row.mass,
        deviation: deviations.as_ref().and_then(|annual| annual.totals.row(&row.code)).map(bracket),
        prior: priors.as_ref().and_then(|annual| annual.totals.row(&row.code)).map(|row| row.mass),
        sensitivity: sensitivities.and_then(|sensitivities| sensitivities.by_region.get(&row.code).copied()),
        covered: row.covered_share(),
    };
    annual.totals.rows.iter().filter(|row| row.kind == RowKind::Region).map(row).collect()
}

fn bracket(row: &RegionTotal) -> DeviationBracket {
    DeviationBracket { uncorrelated: row.quadrature, correlated: row.mass }
}
