//! What the products of a run come to over its regions.

use super::{RunTotals, compared};
use crate::coast_weights::CoastWeights;
use crate::coasts::CoastRow;
use crate::correlated_errors::{CorrelationRequest, SweepRow, TotalsUnder, correlate, under_each, warning_of_percentiles};
use crate::counted_ground::{BridgeTotals, add_cut_outlines};
use crate::coverage_cache::CoverageCache;
use crate::declared_uncertainty::declare;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::frame::{Coasts, Frame, FrameError, FrameRequest, KnownGrids};
use crate::largest_cells::{CellMasses, LayerPlace};
use crate::output::Extent;
use crate::plan::{Plan, PlannedProduct};
use crate::product_totals::{FileTotals, product_totals, totals_by_coast};
use crate::progress::{Loudness, Progress};
use crate::whole_cells::by_centre;
use crate::{coasts, deviation_gaps, ledger, state_errors};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::coverage::FineEmissions;
use fluxledger_core::reconcile::{ErrorCorrelation, ProductTotal};
use fluxledger_core::{CoastPolicy, Field, Gas, LayerMeaning, Period, ReportingYear, Role, Scope, StepSpread, Warned, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::BTreeSet;

/// What a product came to under other correlation lengths.
struct Swept {
    sweep: Vec<SweepRow>,
    under: Vec<TotalsUnder>,
}

/// What a product came to with its cells shared out in other ways than the one in force.
#[derive(Default)]
struct OtherWays {
    by_area: Option<Vec<ProductTotal>>,
    by_centre: Option<Vec<ProductTotal>>,
    coasts: Vec<CoastRow>,
}

/// What one product came to.
pub(super) struct Totalled {
    pub(super) totals: Vec<ProductTotal>,
    pub(super) layers: Vec<LayerTotals>,
    /// Its totals were coastal cells shared out by area, where another policy is in force.
    pub(super) by_area: Option<Vec<ProductTotal>>,
    /// Its totals were its cells whole in the region in which their centre lies, where the bridge begins with them.
    pub(super) by_centre: Option<Vec<ProductTotal>>,
    pub(super) coasts: Vec<CoastRow>,
    pub(super) sweep: Vec<SweepRow>,
    /// Its totals under each assumption of the sweep.
    pub(super) under: Vec<TotalsUnder>,
    pub(super) area_source: String,
    pub(super) flux: Option<Field>,
    /// The masses of its cells, where the run lists the largest.
    pub(super) cells: CellMasses,
}

/// Totals the products of a plan and the rasters of its ledger over its regions.
///
/// # Errors
/// If values cannot be read, regions do not fit a grid, or a total does not close.
pub fn totalled(plan: &Plan, extent: Extent, loudness: Loudness, cache: Option<&CoverageCache>) -> Result<Warned<RunTotals>, Diagnostics> {
    let steps = plan.products.iter().map(|product| product.files.len() as u64).sum();
    let progress = Progress::begin(loudness, "totals", steps);
    let weights = coast_weights(plan)?;
    let rows = plan.rows();
    let request = |product: &PlannedProduct| FrameRequest {
        regions: &plan.regions.set,
        selected: rows.as_ref(),
        groups: &plan.regions.groups,
        own_areas: product.own_areas,
        cache,
        coasts: Coasts { compared: true, weights: weights.as_ref() },
        memory: None,
    };
    let correlation = correlation(plan);
    let wishes = Wishes { plan, extent, correlation: correlation.as_ref(), progress: &progress };
    let failed = |product: &PlannedProduct, error: FrameError| {
        Diagnostics::from(Diagnostic::about(&product.name, error.to_string()).with_hint(error.hint()))
    };
    let of_product = |product| wishes.total(product, request(product)).map_err(|error| failed(product, error));
    let products = plan.products.iter().map(of_product).collect::<Result<Vec<_>, _>>()?;
    let mut warnings = Vec::new();
    let products = products.into_iter().map(|warned| warned.collect_into(&mut warnings)).collect();
    let of_line = |line: &PlannedProduct| FrameRequest { coasts: Coasts { compared: false, weights: weights.as_ref() }, ..request(line) };
    let ledger = ledger::ledger(plan, of_line)?.collect_into(&mut warnings);
    Ok(Warned::new(RunTotals { products, ledger }, warnings))
}

/// The values of the emissions by which coastal cells can be split.
fn coast_weights(plan: &Plan) -> Result<Option<FineEmissions>, Diagnostics> {
    let read = plan.coast_weights.as_ref().map(CoastWeights::read).transpose();
    read.map_err(|error| Diagnostic::about("coast_weights", error.to_string()).with_hint(error.hint()).into())
}

/// What is asked of each product of a run.
struct Wishes<'a> {
    plan: &'a Plan,
    extent: Extent,
    correlation: Option<&'a CorrelationRequest>,
    progress: &'a Progress,
}

/// What the files of a product hold.
#[derive(Default)]
struct ReadFiles {
    totals: Vec<FileTotals>,
    area_sources: BTreeSet<String>,
    /// What speaks against the totals of a file.
    doubts: Vec<Warning>,
    /// The layers that the map adds up.
    of_map: Vec<LayerPlace>,
    /// Their sum, where the run draws maps.
    flux: Option<Field>,
}

impl Wishes<'_> {
    /// Reads the files of a product one after the other.
    fn read(&self, product: &PlannedProduct, request: FrameRequest<'_>, known: &mut KnownGrids) -> Result<ReadFiles, FrameError> {
        let (gas, mapped, members) = (self.plan.run.gas.value, self.plan.run.mapped_year(), number_of_members(product));
        let mut read = ReadFiles::default();
        for (place, file) in product.files.iter().enumerate() {
            let frame = Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?)?;
            read.area_sources.insert(frame.area_source());
            let totals = FileTotals::of(file, &frame, gas, self.correlation, product.state.as_ref(), &|| self.progress.step())?;
            read.doubts.extend(file.doubts(&totals.layers)?);
            read.totals.push(totals);
            for position in mapped_layers(product, file, gas, mapped) {
                read.of_map.push((place, position));
                if self.extent == Extent::Whole {
                    add_flux(&mut read.flux, &frame, position, mapped, members)?;
                }
            }
        }
        Ok(read)
    }

    fn total(&self, product: &PlannedProduct, request: FrameRequest<'_>) -> Result<Warned<Totalled>, FrameError> {
        let (plan, years, spread) = (self.plan, self.plan.run.reporting_years(), product.files[0].conventions.spread);
        let mut known = KnownGrids::default();
        let ReadFiles { totals: files, area_sources, doubts, of_map, flux } = self.read(product, request, &mut known)?;
        let frame = |file| Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?);
        let gaps = deviation_gaps::find(&product.files, &files, (plan.run.gas.value, &years), frame)?;
        let frame = |file| Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?);
        let of_year = (plan.run.mapped_year(), number_of_members(product), &compared(plan).into_iter().collect());
        let cells = if plan.run.cells.is_some() { CellMasses::of(&product.files, frame, &of_map, of_year)? } else { CellMasses::default() };
        let (mut totals, mut warnings) = product_totals(&product.name, &files, &gaps, &years, spread, product.rule);
        let Swept { sweep, under } = self.add_errors(product, &files, &mut totals)?.collect_into(&mut warnings);
        warnings.extend(doubts);
        let ways = self.other_ways(product, request, &files, &mut totals)?.collect_into(&mut warnings);
        warnings.extend(cells.warning(&product.name));
        let OtherWays { by_area, by_centre, coasts } = ways;
        let layers = files.into_iter().flat_map(|file| file.layers).collect();
        let area_source = area_sources.into_iter().collect::<Vec<_>>().join("; ");
        Ok(Warned::new(Totalled { totals, layers, by_area, by_centre, coasts, sweep, under, area_source, flux, cells }, warnings))
    }

    /// Gives totals the errors that the run asks for, and says what they are under other correlation lengths.
    fn add_errors(&self, product: &PlannedProduct, files: &[FileTotals], totals: &mut [ProductTotal]) -> Result<Warned<Swept>, FrameError> {
        let mut warnings = Vec::new();
        let mut under = if product.state.is_none() { under_each(files, totals) } else { Vec::new() };
        let sweep = correlate(&product.name, files, totals).collect_into(&mut warnings);
        warnings.extend(warning_of_percentiles(&product.name, self.correlation, totals));
        if let Some(state) = &product.state {
            warnings.extend(state_errors::apply(&product.name, state, product.rule, (files, totals))?);
        }
        warnings.extend(declare(&product.name, totals, product.declared));
        under.iter_mut().for_each(|under| drop(declare(&product.name, &mut under.totals, product.declared)));
        Ok(Warned::new(Swept { sweep, under }, warnings))
    }

    /// The totals with cells shared out in other ways, from which the bridge goes to those in force.
    ///
    /// Samples of a state move the totals in force alone, and others would stand beside them as if they were of one kind.
    fn other_ways(
        &self,
        product: &PlannedProduct,
        request: FrameRequest<'_>,
        files: &[FileTotals],
        totals: &mut Vec<ProductTotal>,
    ) -> Result<Warned<OtherWays>, FrameError> {
        let mut warnings: Vec<Warning> = coasts::warning_of_unweighted(&product.name, files).into_iter().collect();
        if product.state.is_some() {
            return Ok(Warned::new(OtherWays::default(), warnings));
        }
        let years = self.plan.run.reporting_years();
        let in_force = &product.files[0].conventions;
        let by_coast = totals_by_coast(&product.name, in_force.coast, files, &years, in_force.spread, product.rule);
        let coasts = coasts::of_product(&product.name, &by_coast);
        let mut by_area = by_coast.into_iter().skip(1).find(|(policy, _)| *policy == CoastPolicy::Share).map(|(_, totals)| totals);
        let (mut by_centre, refused) = by_centre(self.plan, product, request)?;
        warnings.extend(refused);
        let of_bridge = BridgeTotals { in_force: totals, by_area: by_area.as_mut(), by_centre: by_centre.as_mut() };
        add_cut_outlines(self.plan, product, request, of_bridge)?;
        Ok(Warned::new(OtherWays { by_area, by_centre, coasts }, warnings))
    }
}

/// The emission layers of a file that the map of a year adds up: those that no other layer of the product contains.
fn mapped_layers(product: &PlannedProduct, file: &ProductFile, gas: Gas, year: ReportingYear) -> Vec<usize> {
    let divides = file.conventions.spread == StepSpread::Even;
    let is_within = |period: Period| period.common(year.period()).is_some_and(|common| divides || common == period);
    let of_year = |meaning: &&LayerMeaning| meaning.role == Role::Emission && meaning.gas == gas && is_within(meaning.period);
    let all: Vec<&LayerMeaning> = product.files.iter().flat_map(|file| &file.layers).filter(of_year).collect();
    let contained: BTreeSet<&String> = all.iter().flat_map(|meaning| &meaning.contains).collect();
    // Natural layers beside anthropogenic ones are not what is compared.
    let mixed = all.iter().any(|meaning| meaning.scope == Scope::Anthropogenic);
    let is_mapped = |meaning: &LayerMeaning| {
        of_year(&meaning) && !contained.contains(&meaning.name) && (!mixed || meaning.scope == Scope::Anthropogenic)
    };
    (0..file.layers.len()).filter(|&position| is_mapped(&file.layers[position])).collect()
}

/// The number of an ensemble's members, 1 for a product without any.
#[expect(clippy::cast_precision_loss, reason = "there are few members")]
fn number_of_members(product: &PlannedProduct) -> f64 {
    let layers = product.files.iter().flat_map(|file| &file.layers);
    layers.filter_map(|layer| layer.member).collect::<BTreeSet<_>>().len().max(1) as f64
}

/// Adds a layer's part of the mean flux of its year; a layer on another grid than the first one stays off the map.
fn add_flux(sum: &mut Option<Field>, frame: &Frame<'_>, position: usize, year: ReportingYear, members: f64) -> Result<(), FrameError> {
    let mut field = frame.flux(position)?;
    let within = field.meaning.period.common(year.period());
    let share_of_year = within.map_or(0.0, |within| within.share_of(year.period(), field.meaning.calendar));
    // Of an ensemble the map shows the mean of the members.
    let weight = share_of_year / members;
    field.values.mapv_inplace(|value| value * weight);
    match sum {
        None => *sum = Some(field),
        Some(sum) if sum.grid == field.grid => sum.values += &field.values,
        Some(_) => {}
    }
    Ok(())
}

/// The correlation lengths asked for and the regions of which errors are needed; none if the run file names no length.
fn correlation(plan: &Plan) -> Option<CorrelationRequest> {
    let ErrorCorrelation::Length(in_force) = plan.run.errors.parts else { return None };
    let lengths = std::iter::once(in_force).chain(plan.run.sweep.iter().copied()).collect();
    let members = plan.regions.groups.iter().flat_map(|group| &group.members).cloned();
    Some(CorrelationRequest { lengths, regions: compared(plan).into_iter().chain(members).collect() })
}
