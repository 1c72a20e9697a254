//! From a plan to a report: totals, reconciliation, findings, tables and figures.

use crate::coast_weights::CoastWeights;
use crate::coasts::{self, CoastRow};
use crate::correlated_errors::{
    self, CellErrors, CorrelationRequest, SweepRow, TotalsUnder, correlate, under_each, warning_of_percentiles,
};
use crate::counted_ground::{BridgeTotals, add_cut_outlines};
use crate::coverage_cache::CoverageCache;
use crate::declared_uncertainty::declare;
use crate::deviation_gaps;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ensemble_members::{self, side_of};
use crate::equivalents;
use crate::figure::FigureError;
use crate::frame::{Coasts, Frame, FrameError, FrameRequest, KnownGrids};
use crate::largest_cells::{self, CellMasses, LayerPlace};
use crate::ledger::{self, TotalledLedger};
use crate::length_sweep::{ComparedLengths, compared_lengths};
use crate::output::Extent;
use crate::plan::{Plan, PlannedEnsemble, PlannedInventory, PlannedProduct, StatedProduct};
use crate::product_totals::{FileTotals, product_totals, totals_by_coast};
use crate::progress::{Loudness, Progress};
use crate::recalculations;
use crate::report::default_uncertainties::{Defaults, DefaultsUsed};
use crate::report::draw::{FluxMap, Geography, figures};
use crate::report::guideline;
use crate::report::{
    InventoryFacts, ProductFacts, Provenance, Report, ReportTable, Section, default_uncertainties, explanations, findings, margin_in_words,
    tables, trend_findings, warning_of_letters, words_of,
};
use crate::run_file::RunFile;
use crate::state_errors;
use crate::stated_totals::{self, stated_totals};
use crate::territories;
use crate::vintage::Vintage;
use crate::whole_cells::by_centre;
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::coverage::FineEmissions;
use fluxledger_core::reconcile::{
    BridgedProduct, Bridges, Bridging, Comparison, CountedGround, ErrorCorrelation, ErrorModel, InventorySide, Prior, ProductSide,
    ProductTotal, Reconciliation, Settings, SpanLeftOut, TrendComparison, bridges, reconcile,
};
use fluxledger_core::{
    CategoryCode, CoastPolicy, Field, Gas, Inventory, LayerMeaning, Period, ProductKind, RegionCode, ReportingYear, Role, Scope,
    StepSpread, Warned, Warning,
};
use fluxledger_ingest::inventory::known_defaults;
use fluxledger_ingest::product::ProductFile;
use std::collections::{BTreeMap, BTreeSet};

/// The categories whose sums are compared: sectors, and the national total without land use.
const SUMS: [&str; 7] = ["M.0.EL", "1", "1.B", "2", "M.AG", "3.A", "4"];

/// What one product came to.
struct Totalled {
    totals: Vec<ProductTotal>,
    layers: Vec<LayerTotals>,
    /// Its totals were coastal cells shared out by area, where another policy is in force.
    by_area: Option<Vec<ProductTotal>>,
    /// Its totals were its cells whole in the region in which their centre lies, where the bridge begins with them.
    by_centre: Option<Vec<ProductTotal>>,
    coasts: Vec<CoastRow>,
    sweep: Vec<SweepRow>,
    /// Its totals under each assumption of the sweep.
    under: Vec<TotalsUnder>,
    area_source: String,
    flux: Option<Field>,
    /// The masses of its cells, where the run lists the largest.
    cells: CellMasses,
}

/// What the products of a run came to, and the ledger with what its rasters did.
pub struct RunTotals {
    products: Vec<Totalled>,
    ledger: TotalledLedger,
}

/// Carries out a plan.
///
/// # Errors
/// If values cannot be read, regions do not fit a grid, or a total does not close.
pub fn run(plan: &Plan, extent: Extent, timestamp: &str, loudness: Loudness, cache: Option<&CoverageCache>) -> Result<Report, Diagnostics> {
    let mut warnings = plan.warnings.clone();
    let totalled = totalled(plan, extent, loudness, cache)?.collect_into(&mut warnings);
    warnings.extend(parties_without_region(plan));
    warnings.extend(priors_unstated(plan));
    let reconciliation = reconciled(plan, &totalled);
    let bridges = bridged(plan, &totalled, &reconciliation);
    warnings.extend(warnings_of(plan, &totalled, &reconciliation));
    warnings.extend(equivalents::refusals(plan));
    warnings.extend(spans_left_out(plan, &reconciliation));
    warnings.extend(groups_without_comparison(plan, &reconciliation));
    let cells = largest_cells_of(plan, &totalled.products, &reconciliation).collect_into(&mut warnings);
    let lengths = if extent == Extent::Whole { lengths_compared(plan, &totalled, &reconciliation) } else { Vec::new() };
    let mut report = assemble(plan, &totalled, (reconciliation, bridges, cells), warnings, timestamp);
    report.lengths = lengths;
    report.tables.extend(guideline::tables(&report));
    match extent {
        Extent::Whole => with_figures(plan, totalled.products, report),
        Extent::Tables => Ok(report),
    }
}

/// What must be said of comparisons: lines of the ledger that lack a value or a place, and totals that an ensemble leaves out.
#[must_use]
pub fn warnings_of(plan: &Plan, totals: &RunTotals, reconciliation: &Reconciliation) -> Vec<Warning> {
    let mut warnings = ledger::gaps(&totals.ledger.ledger, reconciliation);
    warnings.extend(ledger::unused(&totals.ledger.ledger, reconciliation));
    warnings.extend(product_sides(plan, &totals.products).warnings);
    warnings
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
    let of_product = |product| total(plan, product, request(product), extent, correlation.as_ref(), &progress);
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

fn total(
    plan: &Plan,
    product: &PlannedProduct,
    request: FrameRequest<'_>,
    extent: Extent,
    correlation: Option<&CorrelationRequest>,
    progress: &Progress,
) -> Result<Warned<Totalled>, Diagnostics> {
    let failed = |error: FrameError| Diagnostics::from(Diagnostic::about(&product.name, error.to_string()).with_hint(error.hint()));
    let years = plan.run.reporting_years();
    let mapped = plan.run.mapped_year();
    let gas = plan.run.gas.value;
    let (mut files, mut area_sources, mut flux, mut doubts) = (Vec::new(), BTreeSet::new(), None, Vec::new());
    let mut known = KnownGrids::default();
    let members = number_of_members(product);
    let mut of_map: Vec<LayerPlace> = Vec::new();
    for (place, file) in product.files.iter().enumerate() {
        let shares = known.shares(&file.grid, &file.conventions, request).map_err(failed)?;
        let frame = Frame::new(file, request, shares).map_err(failed)?;
        area_sources.insert(frame.area_source());
        let totals = FileTotals::of(file, &frame, gas, correlation, product.state.as_ref(), &|| progress.step()).map_err(failed)?;
        doubts.extend(file.doubts(&totals.layers).map_err(|error| failed(error.into()))?);
        files.push(totals);
        for position in mapped_layers(product, file, gas, mapped) {
            of_map.push((place, position));
            if extent == Extent::Whole {
                add_flux(&mut flux, &frame, position, mapped, members).map_err(failed)?;
            }
        }
    }
    let spread = product.files[0].conventions.spread;
    let frame = |file| Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?);
    let gaps = deviation_gaps::find(&product.files, &files, (gas, &years), frame).map_err(failed)?;
    let (mut totals, mut warnings) = product_totals(&product.name, &files, &gaps, &years, spread, product.rule);
    let mut under = if product.state.is_none() { under_each(&files, &totals) } else { Vec::new() };
    let sweep = correlate(&product.name, &files, &mut totals).collect_into(&mut warnings);
    warnings.extend(warning_of_percentiles(&product.name, correlation, &totals));
    if let Some(state) = &product.state {
        state_errors::apply(state, product.rule, &files, &mut totals).map_err(|error| failed(error.into()))?;
    }
    warnings.extend(declare(&product.name, &mut totals, product.declared));
    under.iter_mut().for_each(|under| drop(declare(&product.name, &mut under.totals, product.declared)));
    warnings.extend(doubts);
    let by_coast = totals_by_coast(&product.name, product.files[0].conventions.coast, &files, &years, spread, product.rule);
    warnings.extend(coasts::warning_of_unweighted(&product.name, &files));
    // Samples of a state move the totals in force alone, and those of other policies would stand beside them as if they were of one kind.
    let by_coast = if product.state.is_some() { Vec::new() } else { by_coast };
    let coasts = coasts::of_product(&product.name, &by_coast);
    let mut by_area = by_coast.into_iter().skip(1).find(|(policy, _)| *policy == CoastPolicy::Share).map(|(_, totals)| totals);
    let (mut by_centre, refused) =
        if product.state.is_some() { (None, None) } else { by_centre(plan, product, request).map_err(failed)? };
    warnings.extend(refused);
    // Samples of a state move the totals in force, and cut outlines would be without them.
    if product.state.is_none() {
        let of_bridge = BridgeTotals { in_force: &mut totals, by_area: by_area.as_mut(), by_centre: by_centre.as_mut() };
        add_cut_outlines(plan, product, request, of_bridge).map_err(failed)?;
    }
    let cells = if plan.run.cells.is_some() {
        let frame = |file| Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?);
        CellMasses::of(&product.files, frame, &of_map, (mapped, members, &compared(plan).into_iter().collect())).map_err(failed)?
    } else {
        CellMasses::default()
    };
    warnings.extend(cells.warning(&product.name));
    let layers = files.into_iter().flat_map(|file| file.layers).collect();
    let area_source = area_sources.into_iter().collect::<Vec<_>>().join("; ");
    Ok(Warned::new(Totalled { totals, layers, by_area, by_centre, coasts, sweep, under, area_source, flux, cells }, warnings))
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

/// The products as they are compared: on grids, of tables, and ensembles of them in the place of members that are not compared by themselves.
fn product_sides<'a>(plan: &'a Plan, totalled: &[Totalled]) -> Warned<Vec<ProductSide<'a>>> {
    sides_with(plan, totalled, |totalled| totalled.totals.clone())
}

/// The same with other totals of the products on grids.
fn sides_with<'a>(plan: &'a Plan, totalled: &[Totalled], totals: impl Fn(&Totalled) -> Vec<ProductTotal>) -> Warned<Vec<ProductSide<'a>>> {
    let mut warnings = Vec::new();
    let mut products: Vec<ProductSide<'_>> = plan
        .products
        .iter()
        .zip(totalled)
        .map(|(product, totalled)| ProductSide {
            name: product.name.clone(),
            kind: product.files[0].profile.kind,
            prior: product.prior.clone(),
            crosswalk: &product.crosswalk,
            members: Vec::new(),
            taken_off: BTreeSet::new(),
            totals: totals(totalled),
        })
        .chain(plan.stated.iter().map(|product| stated_side(plan, product, &mut warnings)))
        .collect();
    let (ensembles, left_out): (Vec<_>, Vec<_>) = plan.ensembles.iter().map(|ensemble| side_of(ensemble, &products)).unzip();
    warnings.extend(left_out.into_iter().flatten());
    products.retain(|product| !is_only_member(plan, &product.name));
    products.extend(ensembles);
    Warned::new(products, warnings)
}

/// The bridges of a reconciliation; products that state their totals have one policy of coasts.
fn bridged(plan: &Plan, totals: &RunTotals, reconciliation: &Reconciliation) -> Bridges {
    let sides = product_sides(plan, &totals.products).value;
    let gridded = |side: &ProductSide<'_>| Some(&totals.products[plan.products.iter().position(|product| product.name == side.name)?]);
    let bridged = |side| {
        let totals = gridded(side);
        let by_area = totals.and_then(|totals| totals.by_area.as_deref());
        BridgedProduct { side, by_area, by_centre: totals.and_then(|totals| totals.by_centre.as_deref()) }
    };
    let products: Vec<BridgedProduct<'_>> = sides.iter().map(bridged).collect();
    let grounds: Vec<CountedGround> = plan.grounds.iter().map(|planned| planned.ground.clone()).collect();
    let bridging =
        Bridging { products: &products, ledger: &totals.ledger.ledger, grounds: &grounds, coverage: plan.run.thresholds.coverage };
    bridges(&reconciliation.comparisons, bridging)
}

/// Lays the totals beside the inventories of the plan, after the lines of the ledger.
#[must_use]
pub fn reconciled(plan: &Plan, totals: &RunTotals) -> Reconciliation {
    reconciled_with(plan, &product_sides(plan, &totals.products).value, totals, plan.run.errors)
}

fn reconciled_with(plan: &Plan, products: &[ProductSide<'_>], totals: &RunTotals, errors: ErrorModel) -> Reconciliation {
    let inventories: Vec<InventorySide<'_>> = plan
        .inventories
        .iter()
        .map(|planned| InventorySide {
            inventory: &planned.inventory,
            crosswalk: &planned.crosswalk,
            year: planned.year,
            year_start: planned.year_start,
        })
        .collect();
    let settings = Settings {
        gas: plan.run.gas.value,
        years: plan.run.years.iter().map(|year| year.value).collect(),
        means: plan.run.means.clone(),
        trends: plan.run.trends.clone(),
        regions: compared(plan),
        groups: plan.regions.groups.clone(),
        thresholds: plan.run.thresholds,
        errors,
        sums: SUMS.into_iter().map(CategoryCode::new).collect(),
        ledger: totals.ledger.ledger.clone(),
    };
    reconcile(&plan.tree, products, &inventories, &settings)
}

/// What comparisons come to under each assumption of the sweep of correlation lengths.
fn lengths_compared(plan: &Plan, totals: &RunTotals, reconciliation: &Reconciliation) -> Vec<ComparedLengths> {
    let with_map = totals.products.iter().find(|totalled| !totalled.under.is_empty());
    let assumptions = with_map.iter().flat_map(|totalled| &totalled.under).map(|under| under.cells);
    let under = |cells: CellErrors| {
        let of = |totalled: &Totalled| {
            let under = totalled.under.iter().find(|under| under.cells == cells);
            under.map_or(&totalled.totals, |under| &under.totals).clone()
        };
        let parts = match cells {
            CellErrors::Independent => ErrorCorrelation::None,
            CellErrors::Length(_) => plan.run.errors.parts,
            CellErrors::AsOne => ErrorCorrelation::Full,
        };
        let sides = sides_with(plan, &totals.products, of).value;
        (cells, reconciled_with(plan, &sides, totals, ErrorModel { parts, ..plan.run.errors }))
    };
    let under: Vec<(CellErrors, Reconciliation)> = assumptions.map(under).collect();
    let has_map = |row: &Comparison| {
        let products = plan.products.iter().zip(&totals.products);
        products.into_iter().any(|(product, totalled)| product.name == row.product && !totalled.under.is_empty())
    };
    compared_lengths(reconciliation, &under, has_map)
}

/// A product that states its totals, which bear the names of the regions that are compared.
fn stated_side<'a>(plan: &Plan, product: &'a StatedProduct, warnings: &mut Vec<Warning>) -> ProductSide<'a> {
    let names = plan.regions.set.names().into_iter().collect();
    let mut totals = stated_totals(product, &names);
    warnings.extend(declare(&product.name, &mut totals, product.declared));
    ProductSide {
        name: product.name.clone(),
        kind: product.kind(),
        prior: product.prior.clone(),
        crosswalk: &product.crosswalk,
        members: Vec::new(),
        taken_off: product.quantity().taken_off.clone(),
        totals,
    }
}

/// Inversions of which nobody says whether their prior descends from an inventory compared: their independence is taken for granted.
fn priors_unstated(plan: &Plan) -> Vec<Warning> {
    let on_grids = plan.products.iter().map(|product| (&product.name, product.files[0].profile.kind, &product.prior));
    let stated = plan.stated.iter().map(|product| (&product.name, product.kind(), &product.prior));
    let open = on_grids.chain(stated).filter(|(_, kind, prior)| *kind == ProductKind::Inversion && **prior == Prior::Unstated);
    let message = "whether its prior descends from an inventory of this run is not stated, and its independence, which the IPCC asks for, is \
                   taken for granted; `prior_inventory` in its section says it";
    open.map(|(name, ..)| Warning::new(name, message)).collect()
}

/// Parties whose figures stand beside nothing, because no region of the set has their code; only where all regions are compared.
fn parties_without_region(plan: &Plan) -> Vec<Warning> {
    let codes: BTreeSet<RegionCode> = plan.regions.codes().into_iter().collect();
    let of_inventory = |planned: &PlannedInventory| {
        let records = planned.inventory.records.iter().filter(|record| record.gas == plan.run.gas.value);
        let left_out: BTreeSet<&str> =
            records.map(|record| &record.party).filter(|party| !codes.contains(party)).map(RegionCode::as_str).collect();
        let message = format!(
            "no region of set `{}` has the code of: {}",
            plan.regions.set.id,
            left_out.iter().copied().collect::<Vec<_>>().join(", ")
        );
        (!left_out.is_empty()).then(|| Warning::new(&planned.inventory.name, message))
    };
    if plan.regions.selected.is_some() { Vec::new() } else { plan.inventories.iter().filter_map(of_inventory).collect() }
}

/// The means and trends that were asked for and could not be made, a warning for each pair of sources.
fn spans_left_out(plan: &Plan, reconciliation: &Reconciliation) -> Vec<Warning> {
    let of_groups = if plan.regions.groups.is_empty() { "" } else { ", those of a group over the same members" };
    let too_short = |spans: &[SpanLeftOut], what: &'static str, fewest: &'static str| {
        by_pair(spans, what).into_iter().map(move |((pair, span), subjects)| {
            let why = format!("where fewer than {fewest} of its years can be compared{of_groups}");
            Warning::new(pair, format!("no {span} {why}: {}", subjects.join("; ")))
        })
    };
    let asks = !plan.run.means.is_empty() || !plan.run.trends.is_empty();
    let fixed = plan.inventories.iter().filter(|planned| planned.year.is_some() && asks);
    let of_one_year = fixed.map(|planned| {
        Warning::new(
            &planned.inventory.name,
            "no mean and no trend of years is compared with it, since `inventory_year` names the only year of it to compare",
        )
    });
    let means = too_short(&reconciliation.means_left_out, "mean", "two");
    means.chain(too_short(&reconciliation.trends_left_out, "trend", "three")).chain(of_one_year).collect()
}

fn by_pair(spans: &[SpanLeftOut], what: &str) -> BTreeMap<(String, String), Vec<String>> {
    let mut subjects: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for left_out in spans {
        let pair = format!("{} and {}", left_out.product, left_out.inventory);
        let span = format!("{what} of {}–{}", left_out.asked.start(), left_out.asked.end());
        subjects.entry((pair, span)).or_default().push(format!("{}, {}", left_out.region_name, left_out.category_name));
    }
    subjects
}

/// Groups of which no member has figures on both sides.
fn groups_without_comparison(plan: &Plan, reconciliation: &Reconciliation) -> Vec<Warning> {
    let is_compared = |code: &RegionCode| reconciliation.comparisons.iter().any(|row| row.group.is_some() && row.region == *code);
    let groups = plan.regions.groups.iter().filter(|group| !is_compared(&group.code));
    groups
        .map(|group| Warning::new(format!("group {}", group.code), "no member has figures on both sides; the group is not compared"))
        .collect()
}

/// The regions that are compared: those selected, else all that an inventory reports for.
fn compared(plan: &Plan) -> Vec<RegionCode> {
    if plan.regions.selected.is_some() {
        return plan.regions.codes();
    }
    let parties: BTreeSet<&RegionCode> =
        plan.inventories.iter().flat_map(|planned| &planned.inventory.records).map(|record| &record.party).collect();
    plan.regions.codes().into_iter().filter(|code| parties.contains(code)).collect()
}

fn assemble(
    plan: &Plan,
    RunTotals { products: totalled, ledger }: &RunTotals,
    (reconciliation, bridges, cells): (Reconciliation, Bridges, Option<ReportTable>),
    warnings: Vec<Warning>,
    timestamp: &str,
) -> Report {
    let layers: Vec<(String, LayerTotals)> = plan
        .products
        .iter()
        .zip(totalled)
        .flat_map(|(product, totalled)| totalled.layers.iter().map(|layer| (product.name.clone(), layer.clone())))
        .collect();
    let gridded = plan.products.iter().zip(totalled).map(|(product, totalled)| product_facts(product, &totalled.area_source));
    let products: Vec<ProductFacts> =
        gridded.chain(plan.stated.iter().map(stated_totals::facts)).chain(plan.ensembles.iter().map(ensemble_members::facts)).collect();
    let headlines = plan.products.iter().filter_map(headline).chain(plan.stated.iter().filter_map(stated_totals::headline));
    let territories = territories::of_regions(&plan.regions.set, &compared(plan));
    let mut tables = tables::all(&reconciliation, &bridges, &layers, &coasts_of_compared(plan, totalled), &territories);
    tables.extend(equivalents::section(plan, &reconciliation));
    tables.extend(cells);
    let sweep = sweep_of_compared(plan, totalled);
    tables.extend((!sweep.is_empty()).then(|| ReportTable::in_section(correlated_errors::table(&sweep), CORRELATION_LENGTHS)));
    tables.push(ReportTable::in_files(recalculations::vintages(&plan.inventories)));
    tables.extend(recalculations::tables(plan));
    tables
        .iter_mut()
        .filter(|table| table.table.name == tables::COMPARISONS)
        .for_each(|table| default_uncertainties::label_table(&mut table.table, &reconciliation.comparisons, &defaults_of(plan)));
    let inventories: Vec<&Inventory> = plan.inventories.iter().map(|planned| &planned.inventory).collect();
    tables.extend(explanations::table(&inventories, plan.run.gas.value, &compared(plan)).map(ReportTable::in_files));
    let findings = findings(
        &reconciliation.comparisons,
        &plan.run.thresholds,
        |comparison| kind_of(plan, comparison),
        |comparison| clause_of(plan, comparison),
    );
    let trend_findings = trend_findings(
        &reconciliation.trends,
        &plan.run.thresholds,
        |trend| first_of(&reconciliation, trend).map_or(ProductKind::BottomUp, |comparison| kind_of(plan, comparison)),
        |trend| first_of(&reconciliation, trend).map_or_else(String::new, |comparison| clause_of(plan, comparison)),
        |trend| first_of(&reconciliation, trend).and_then(|comparison| comparison.ledger.as_ref()),
    );
    if !plan.stated.is_empty() {
        tables.push(ReportTable::in_files(stated_totals::table(&plan.stated)));
    }
    Report {
        title: plan.run.title.value.clone(),
        timestamp: timestamp.to_owned(),
        figure_size: plan.run.figure_size,
        gas: plan.run.gas.value,
        years: plan.run.years.iter().map(|year| year.value).collect(),
        headlines: headlines.collect(),
        inventories: plan.inventories.iter().map(inventory_facts).collect(),
        boundaries: plan.regions.set.source.clone(),
        thresholds: plan.run.thresholds,
        errors: plan.run.errors,
        findings: default_uncertainties::beside(
            explanations::beside(findings, &reconciliation.comparisons, &inventories),
            &reconciliation.comparisons,
            &defaults_of(plan),
        ),
        trend_findings,
        tables,
        provenance: provenance(plan, &products, &ledger.conventions, timestamp),
        products,
        ledger_conventions: ledger.conventions.clone(),
        defaults: DefaultsUsed::of(&reconciliation.comparisons, &defaults_of(plan)),
        bridges: bridges.bridges,
        reconciliation,
        lengths: Vec::new(),
        figures: Vec::new(),
        warnings,
    }
}

/// The default uncertainties of the inventories.
fn defaults_of(plan: &Plan) -> Defaults<'_> {
    plan.inventories.iter().map(|planned| (planned.inventory.name.as_str(), &planned.defaults)).collect()
}

/// The cells that bear most on the differences, if the run asks for them.
fn largest_cells_of(plan: &Plan, totalled: &[Totalled], reconciliation: &Reconciliation) -> Warned<Option<ReportTable>> {
    let cells = |name: &str| plan.products.iter().position(|product| product.name == name).map(|place| &totalled[place].cells);
    let mean_of = |ensemble: &PlannedEnsemble| {
        let members: Option<Vec<&CellMasses>> = ensemble.members.iter().map(|member| cells(member)).collect();
        CellMasses::mean(&members?)
    };
    let means: Vec<(&str, CellMasses)> =
        plan.ensembles.iter().filter_map(|ensemble| Some((ensemble.name.as_str(), mean_of(ensemble)?))).collect();
    let is_beside = |name: &str| plan.run.cells.iter().flat_map(|choice| &choice.beside).any(|beside| beside.value == name);
    let is_shown = |name: &str| !is_only_member(plan, name) || is_beside(name);
    let products = plan.products.iter().map(|product| product.name.as_str()).filter(|name| is_shown(name));
    let products = products.filter_map(|name| Some((name, cells(name)?))).chain(means.iter().map(|(name, cells)| (*name, cells)));
    let names = plan.regions.set.names().into_iter().collect();
    largest_cells::section(plan.run.cells.as_ref(), &products.collect::<Vec<_>>(), &reconciliation.comparisons, &names)
}

/// Whether a product is a member of an ensemble and not compared by itself.
fn is_only_member(plan: &Plan, name: &str) -> bool {
    plan.ensembles.iter().any(|ensemble| !ensemble.compares_members && ensemble.members.iter().any(|member| member == name))
}

/// A comparison of levels through which a trend is laid.
fn first_of<'r>(reconciliation: &'r Reconciliation, trend: &TrendComparison) -> Option<&'r Comparison> {
    reconciliation.comparisons.iter().find(|row| {
        (&row.product, &row.inventory, &row.region) == (&trend.product, &trend.inventory, &trend.region)
            && row.categories == trend.categories
            && row.verdict.is_comparable()
    })
}

/// Which submission of its inventory a comparison is with, as sentences say it.
fn clause_of(plan: &Plan, comparison: &Comparison) -> String {
    let planned = plan.inventories.iter().find(|planned| planned.inventory.name == comparison.inventory);
    planned.map_or_else(String::new, |planned| Vintage::of(&planned.inventory).clause(&planned.inventory.name))
}

/// What made the layers of a comparison: the product, unless all of them were imposed on it.
fn kind_of(plan: &Plan, comparison: &Comparison) -> ProductKind {
    if let Some(stated) = plan.stated.iter().find(|product| product.name == comparison.product) {
        return stated.kind();
    }
    if let Some(ensemble) = plan.ensembles.iter().find(|ensemble| ensemble.name == comparison.product) {
        return ensemble.kind;
    }
    let Some(product) = plan.products.iter().find(|product| product.name == comparison.product) else { return ProductKind::BottomUp };
    let layers = product.files.iter().flat_map(|file| &file.layers);
    let compared: Vec<&LayerMeaning> = layers.filter(|layer| comparison.layers.contains(&layer.name)).collect();
    let imposed = !compared.is_empty() && compared.iter().all(|layer| layer.kind == ProductKind::BottomUp);
    if imposed { ProductKind::BottomUp } else { product.files[0].profile.kind }
}

/// The rows of coasts of the regions that are compared.
fn coasts_of_compared(plan: &Plan, totalled: &[Totalled]) -> Vec<CoastRow> {
    let compared: BTreeSet<RegionCode> = compared(plan).into_iter().collect();
    totalled.iter().flat_map(|totalled| &totalled.coasts).filter(|row| compared.contains(&row.region)).cloned().collect()
}

/// The correlation lengths asked for and the regions of which errors are needed; none if the run file names no length.
fn correlation(plan: &Plan) -> Option<CorrelationRequest> {
    let ErrorCorrelation::Length(in_force) = plan.run.errors.parts else { return None };
    let lengths = std::iter::once(in_force).chain(plan.run.sweep.iter().copied()).collect();
    let members = plan.regions.groups.iter().flat_map(|group| &group.members).cloned();
    Some(CorrelationRequest { lengths, regions: compared(plan).into_iter().chain(members).collect() })
}

const CORRELATION_LENGTHS: Section = Section {
    heading: "Correlation of the errors of cells",
    note: "One standard deviation of each total, were the errors of cells independent, were their correlation to fall off as exp(−d/L) with their distance, and were they one. Distances are those on the sphere between the middles of cells; far cells are taken together, which changes σ by less than 0.5 %. Effective number of cells: so many independent cells of equal error would give the same σ.",
    empty: "",
};

/// What was found of the regions that are compared.
fn sweep_of_compared(plan: &Plan, totalled: &[Totalled]) -> Vec<SweepRow> {
    let compared: BTreeSet<RegionCode> = compared(plan).into_iter().collect();
    totalled.iter().flat_map(|totalled| &totalled.sweep).filter(|row| compared.contains(row.region())).cloned().collect()
}

/// What must be said before everything else about a product that is no observation of the atmosphere.
fn headline(product: &PlannedProduct) -> Option<String> {
    let profile = &product.files[0].profile;
    let name = &product.name;
    match (profile.kind, &profile.inventory_vintage) {
        (ProductKind::BottomUp, Some(vintage)) => Some(format!(
            "“{name}” is a gridded form of {vintage}: this report compares two vintages of one inventory. \
             It shows recalculation and gridding; no observation of the atmosphere is in it."
        )),
        (ProductKind::BottomUp, None) => Some(format!(
            "“{name}” is a bottom-up grid: no observation of the atmosphere is in it. \
             What differs here is method, activity data and gridding."
        )),
        (ProductKind::Inversion, _) => imposed_layers(product),
        (ProductKind::Simulated, _) => None,
    }
}

/// What is said of an inversion of which a part is no result of observations.
fn imposed_layers(product: &PlannedProduct) -> Option<String> {
    let layers = product.files.iter().flat_map(|file| &file.layers).filter(|layer| layer.kind == ProductKind::BottomUp);
    let names: BTreeSet<String> = layers.map(|layer| format!("`{}`", layer.name)).collect();
    (!names.is_empty()).then(|| {
        let (name, names) = (&product.name, names.into_iter().collect::<Vec<_>>().join(", "));
        format!(
            "In “{name}” {names} are imposed and not estimated: what differs there is bottom-up, no observation of the atmosphere is in it."
        )
    })
}

/// What the run file says of a prior.
fn stated_prior(prior: &Prior) -> Option<String> {
    match prior {
        Prior::Inventory(name) => Some(format!("descends from the inventory “{name}”, by the run file")),
        Prior::Independent => Some("descends from no inventory compared, by the run file".to_owned()),
        Prior::Submission(_) | Prior::Unstated => None,
    }
}

fn product_facts(product: &PlannedProduct, area_source: &str) -> ProductFacts {
    let file = &product.files[0];
    let profile = &file.profile;
    let prior = [profile.prior.clone(), profile.inventory_vintage.clone(), stated_prior(&product.prior)];
    let prior = prior.into_iter().flatten().collect::<Vec<_>>();
    ProductFacts {
        name: product.name.clone(),
        profile: profile.id.clone(),
        title: profile.title.clone(),
        kind: profile.kind,
        scope: product.scope,
        prior: (!prior.is_empty()).then(|| prior.join("; ")),
        citation: Some(profile.citation.clone()),
        licence: Some(profile.licence.clone()),
        evidence: profile.evidence.to_string(),
        conventions: words_of(&file.conventions, area_source),
    }
}

fn inventory_facts(planned: &PlannedInventory) -> InventoryFacts {
    let inventory = &planned.inventory;
    InventoryFacts {
        name: inventory.name.clone(),
        vintage: Vintage::of(inventory),
        earlier: planned.earlier.as_ref().map(Vintage::of),
        layout: planned.layout.clone(),
        records: inventory.records.len(),
        year: planned.year,
        year_start: planned.year_start,
    }
}

fn provenance(plan: &Plan, products: &[ProductFacts], of_lines: &[(String, Vec<(&'static str, String)>)], timestamp: &str) -> Provenance {
    let of_products = products.iter().map(|product| (product.name.clone(), &product.conventions));
    let of_lines = of_lines.iter().map(|(line, words)| (format!("ledger: {line}"), words));
    let conventions = of_products.chain(of_lines).map(|(subject, words)| {
        let words = words.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into()));
        (subject, words.collect::<serde_json::Map<_, _>>().into())
    });
    let thresholds = &plan.run.thresholds;
    let mut knowledge = vec![format!("boundaries: {}", plan.regions.set.source), format!("categories: {}", plan.tree.categorization)];
    knowledge.extend(plan.coast_weights.iter().map(|weights| format!("coast weights: {}", weights.describe())));
    knowledge.extend(products.iter().map(|product| format!("profile: {} ({})", product.profile, product.evidence)));
    let of_products = plan.products.iter().map(|product| &product.crosswalk).chain(plan.stated.iter().map(|product| &product.crosswalk));
    let crosswalks = of_products.chain(plan.inventories.iter().map(|planned| &planned.crosswalk));
    let chosen = plan.run.default_uncertainties.iter();
    let defaults = chosen.filter_map(|choice| known_defaults().into_iter().find(|known| known.id == choice.value));
    knowledge.extend(defaults.map(|known| format!("default uncertainties: {} ({})", known.id, known.title)));
    knowledge.extend(crosswalks.map(|crosswalk| format!("crosswalk: {} ({})", crosswalk.id, crosswalk.reference)));
    Provenance {
        program: program(),
        timestamp: timestamp.to_owned(),
        run_file: plan.text.clone(),
        inputs: Vec::new(),
        knowledge,
        conventions: conventions.collect::<serde_json::Map<_, _>>().into(),
        thresholds: serde_json::json!({
            "significance": thresholds.significance,
            "power": thresholds.power,
            "equivalence_margin": thresholds.margin.map(margin_in_words),
            "false_discovery_rate": thresholds.false_discovery,
            "sensitivity": thresholds.sensitivity,
            "coverage": thresholds.coverage.as_fraction(),
        }),
    }
}

/// The program's name and version.
#[must_use]
pub fn program() -> String {
    concat!("fluxledger ", env!("CARGO_PKG_VERSION")).to_owned()
}

fn with_figures(plan: &Plan, totalled: Vec<Totalled>, mut report: Report) -> Result<Report, Diagnostics> {
    let year = plan.run.mapped_year();
    let flux = |(product, totalled): (&PlannedProduct, Totalled)| {
        Some(FluxMap { product: product.name.clone(), kind: product.files[0].profile.kind, year, flux: totalled.flux? })
    };
    let fluxes: Vec<FluxMap> = plan.products.iter().zip(totalled).filter_map(flux).collect();
    let geography = Geography::of(&plan.regions.set, plan.regions.selected.as_ref());
    let failed = |error: FigureError| Diagnostics::from(Diagnostic::about("figures", error.to_string()).with_hint(error.hint()));
    report.figures = figures(&report, &geography, &fluxes).map_err(failed)?;
    default_uncertainties::label_figures(&mut report.figures, &report.defaults);
    report.warnings.extend(warning_of_letters(&report).map_err(failed)?);
    Ok(report)
}

/// Whether a verdict that the user names breaks a threshold.
#[must_use]
pub fn breaks_threshold(run: &RunFile, reconciliation: &Reconciliation) -> bool {
    reconciliation.comparisons.iter().any(|row| run.fail_on.iter().any(|fail_on| fail_on.is_met_by(&row.verdict)))
}
