//! Standard deviations of regions from maps of them, under correlation lengths.

use crate::frame::{Frame, FrameError};
use crate::product_totals::FileTotals;
use crate::table::{Column, Table};
use fluxledger_core::correlation_length::{CorrelationLength, covariances};
use fluxledger_core::covariance::Covariance;
use fluxledger_core::reconcile::{Deviation, DeviationBracket, ErrorBasis, ErrorSource, JointErrors, ProductTotal, TotalUncertainty};
use fluxledger_core::{LayerMeaning, Mass, RegionCode, TimeSpan, Warned, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which lengths, for which regions.
#[derive(Clone, Debug)]
pub struct CorrelationRequest {
    /// The length in force first, then those of the sweep.
    pub lengths: Vec<CorrelationLength>,
    /// The regions that are compared, and the members of groups.
    pub regions: BTreeSet<RegionCode>,
}

/// The covariances between regions of one layer of standard deviations in one step, for each length.
pub struct CorrelatedErrors {
    meaning: LayerMeaning,
    /// Where a region stands in the covariances.
    positions: BTreeMap<RegionCode, usize>,
    by_length: Vec<(CorrelationLength, Arc<Covariance>)>,
    /// What had to be put right in them.
    warnings: Vec<Warning>,
}

impl CorrelatedErrors {
    /// Reads a layer of standard deviations and correlates the errors of its cells.
    ///
    /// # Errors
    /// [`FrameError`] if the layer cannot be read, or a standard deviation is no number.
    pub fn of(file: &ProductFile, frame: &Frame<'_>, layer: usize, request: &CorrelationRequest) -> Result<Self, FrameError> {
        let (codes, regions): (Vec<RegionCode>, Vec<_>) = frame.region_errors(layer, &request.regions)?.into_iter().unzip();
        let mut warnings = Vec::new();
        let mut of_length =
            |&length: &CorrelationLength| Ok((length, Arc::new(covariances(&regions, length)?.collect_into(&mut warnings))));
        let by_length = request.lengths.iter().map(&mut of_length).collect::<Result<_, FrameError>>()?;
        let positions = codes.into_iter().enumerate().map(|(position, code)| (code, position)).collect();
        Ok(Self { meaning: file.layers[layer].clone(), positions, by_length, warnings })
    }
}

/// Puts the errors under the length in force in place of the bounds that a map of standard deviations leaves, and lists them under every length.
///
/// How the errors of steps go together is not known: each is a source of its own.
#[must_use]
pub fn correlate(product: &str, files: &[FileTotals], totals: &mut [ProductTotal]) -> Warned<Vec<SweepRow>> {
    let mut rows = Vec::new();
    for total in totals {
        let Some(TotalUncertainty::Bracket(limits)) = total.uncertainty else { continue };
        let lengths: Vec<JointErrors> = (0..).map_while(|place| of_total(files, total, place)).collect();
        let Some(in_force) = lengths.first() else { continue };
        rows.extend(sweep(product, total, limits, &lengths));
        total.uncertainty = Some(TotalUncertainty::Joint(in_force.clone()));
    }
    let clipped: BTreeSet<&String> =
        files.iter().flat_map(|file| &file.correlated).flat_map(|step| &step.warnings).map(|warning| &warning.message).collect();
    Warned::new(rows, clipped.into_iter().map(|message| Warning::new(product, message)).collect())
}

/// The totals of a product under one assumption of how the errors of its cells go together.
#[derive(Clone, Debug)]
pub struct TotalsUnder {
    /// The assumption.
    pub cells: CellErrors,
    /// The totals.
    pub totals: Vec<ProductTotal>,
}

/// Totals that maps of standard deviations leave between bounds, under every assumption, from independent cells to cells that err as one; none without a length.
#[must_use]
pub fn under_each(files: &[FileTotals], totals: &[ProductTotal]) -> Vec<TotalsUnder> {
    let Some(first) = files.iter().flat_map(|file| &file.correlated).next() else { return Vec::new() };
    let mut lengths: Vec<(usize, f64)> = first.by_length.iter().map(|(length, _)| length.as_kilometres()).enumerate().collect();
    lengths.sort_by(|one, other| one.1.total_cmp(&other.1));
    lengths.dedup_by(|one, other| one.1.total_cmp(&other.1).is_eq());
    let under = |(place, kilometres): (usize, f64)| TotalsUnder {
        cells: CellErrors::Length(kilometres),
        totals: totals.iter().map(|total| under_length(files, total, place)).collect(),
    };
    let [independent, as_one] = [CellErrors::Independent, CellErrors::AsOne].map(|cells| TotalsUnder { cells, totals: totals.to_vec() });
    std::iter::once(independent).chain(lengths.into_iter().map(under)).chain([as_one]).collect()
}

fn under_length(files: &[FileTotals], total: &ProductTotal, place: usize) -> ProductTotal {
    let is_bracket = matches!(total.uncertainty, Some(TotalUncertainty::Bracket(_)));
    let joint = is_bracket.then(|| of_total(files, total, place)).flatten();
    ProductTotal { uncertainty: joint.map(TotalUncertainty::Joint).or_else(|| total.uncertainty.clone()), ..total.clone() }
}

/// Says that a correlation length does nothing for totals whose errors come from percentiles.
#[must_use]
pub fn warning_of_percentiles(product: &str, request: Option<&CorrelationRequest>, totals: &[ProductTotal]) -> Option<Warning> {
    let has_percentiles = totals.iter().any(|total| matches!(total.uncertainty, Some(TotalUncertainty::Percentiles(_))));
    let message =
        "the correlation length is not used for percentiles of cells: σ stays between independent cells and cells that err as one";
    (request.is_some() && has_percentiles).then(|| Warning::new(product, message))
}

/// The errors of a total under the length at a place of the request; none without a map of standard deviations or beyond the last length.
fn of_total(files: &[FileTotals], total: &ProductTotal, place: usize) -> Option<JointErrors> {
    let year = total.span.year()?.period();
    let of_step = |(source, step): (usize, &CorrelatedErrors)| {
        let share = step.meaning.period.common(year)?.share_of(step.meaning.period, step.meaning.calendar);
        let (length, covariance) = step.by_length.get(place)?;
        let basis = ErrorBasis::CorrelationLength { kilometres: length.as_kilometres() };
        Some(JointErrors::new(basis, ErrorSource(source), Arc::clone(covariance), *step.positions.get(&total.region)?).scaled(share))
    };
    let steps = files.iter().flat_map(|file| &file.correlated).enumerate();
    let parts: Vec<JointErrors> = steps.filter(|(_, step)| step.meaning.category == total.category).filter_map(of_step).collect();
    (!parts.is_empty()).then(|| JointErrors::sum(&parts.iter().collect::<Vec<_>>()))
}

/// The standard deviation of a total of a product under one assumption of how the errors of its cells go together.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepRow {
    product: String,
    region: RegionCode,
    region_name: String,
    layer: String,
    span: TimeSpan,
    mass: Mass,
    cells: CellErrors,
    deviation: DeviationBracket,
    /// (Σ h σ)² / variance, steps taken as one: so many independent cells of equal error would err as much.
    effective_cells: f64,
}

impl SweepRow {
    /// The region.
    #[must_use]
    pub const fn region(&self) -> &RegionCode {
        &self.region
    }
}

/// How the errors of cells go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CellErrors {
    /// They are independent.
    Independent,
    /// Their correlation falls off as exp(−d/L), L in km.
    Length(f64),
    /// They are one.
    AsOne,
}

impl CellErrors {
    fn in_words(self) -> String {
        match self {
            Self::Independent => "independent".to_owned(),
            Self::Length(kilometres) => format!("exp(−d/{kilometres} km)"),
            Self::AsOne => "as one".to_owned(),
        }
    }
}

fn sweep(product: &str, total: &ProductTotal, limits: DeviationBracket, lengths: &[JointErrors]) -> Vec<SweepRow> {
    let row = |(cells, deviation): (CellErrors, DeviationBracket)| SweepRow {
        product: product.to_owned(),
        region: total.region.clone(),
        region_name: total.region_name.clone(),
        layer: total.layer.clone(),
        span: total.span.clone(),
        mass: total.mass,
        cells,
        deviation,
        effective_cells: (limits.correlated.up.as_kg() / deviation.correlated.up.as_kg()).powi(2),
    };
    let mut correlated: Vec<(f64, DeviationBracket)> =
        lengths.iter().filter_map(|errors| Some((kilometres(errors)?, errors.bracket()))).collect();
    correlated.sort_by(|one, other| one.0.total_cmp(&other.0));
    correlated.dedup_by(|one, other| one.0.total_cmp(&other.0).is_eq());
    let between = correlated.into_iter().map(|(kilometres, deviation)| (CellErrors::Length(kilometres), deviation));
    let ends = [
        (CellErrors::Independent, DeviationBracket::known(limits.uncorrelated)),
        (CellErrors::AsOne, DeviationBracket::known(limits.correlated)),
    ];
    let [first, last] = ends;
    std::iter::once(first).chain(between).chain([last]).map(row).collect()
}

fn kilometres(errors: &JointErrors) -> Option<f64> {
    if let ErrorBasis::CorrelationLength { kilometres } = errors.basis { Some(kilometres) } else { None }
}

/// The standard deviations under every length, one row each.
#[must_use]
pub fn table(rows: &[SweepRow]) -> Table {
    let sigma = |deviation: Deviation| Some(deviation.up.as_kilotonnes());
    let columns =
        vec![
            Column::text("product", "Product", rows, |row| Some(row.product.as_str())),
            Column::text("region", "Region", rows, |row| Some(row.region.as_str())),
            Column::text("region_name", "Name", rows, |row| Some(row.region_name.as_str())),
            Column::text("layer", "Layer", rows, |row| Some(row.layer.as_str())),
            Column::text("period", "Period", rows, |row| Some(row.span.to_string())),
            Column::number("mass_kt", "Mass (kt)", rows, |row| Some(row.mass.as_kilotonnes())),
            Column::text("cells", "Errors of cells", rows, |row| Some(row.cells.in_words())),
            Column::number("length_km", "L (km)", rows, |row| {
                if let CellErrors::Length(kilometres) = row.cells { Some(kilometres) } else { None }
            }),
            Column::number("sigma_steps_independent_kt", "σ, steps independent (kt)", rows, |row| sigma(row.deviation.uncorrelated)),
            Column::number("sigma_steps_as_one_kt", "σ, steps as one (kt)", rows, |row| sigma(row.deviation.correlated)),
            Column::number("effective_cells", "Effective number of cells", rows, |row| Some(row.effective_cells)),
        ];
    Table { name: "correlation-lengths", title: "Standard deviation of totals by the correlation of cells’ errors".into(), columns }
}
