//! From a plan to a report: totals, reconciliation, findings, tables and figures.

mod assembly;
mod bridged;
mod facts;
mod sides;
mod totalled;
mod warnings;

pub use facts::program;
pub use totalled::totalled;
pub use warnings::warnings_of;

use crate::correlated_errors::CellErrors;
use crate::coverage_cache::CoverageCache;
use crate::diagnostic::Diagnostics;
use crate::largest_cells::CellMasses;
use crate::ledger::TotalledLedger;
use crate::length_sweep::{ComparedLengths, compared_lengths};
use crate::output::Extent;
use crate::plan::{Plan, PlannedEnsemble};
use crate::progress::Loudness;
use crate::report::{Report, ReportTable, guideline};
use crate::run_file::RunFile;
use crate::{equivalents, largest_cells};
use assembly::{assemble, with_figures};
use bridged::bridged;
use fluxledger_core::reconcile::{
    Comparison, ErrorCorrelation, ErrorModel, InventorySide, ProductSide, Reconciliation, Settings, reconcile,
};
use fluxledger_core::{CategoryCode, RegionCode, Warned};
use sides::{is_only_member, product_sides, sides_with};
use std::collections::BTreeSet;
use totalled::Totalled;
use warnings::{contradicted_sums, groups_without_comparison, parties_without_region, priors_unstated, spans_left_out};

/// The categories whose sums are compared: sectors, and the national total without land use.
const SUMS: [&str; 7] = ["M.0.EL", "1", "1.B", "2", "M.AG", "3.A", "4"];

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
    warnings.extend(contradicted_sums(plan, &reconciliation));
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

/// The regions that are compared: those selected, else all that an inventory reports for.
fn compared(plan: &Plan) -> Vec<RegionCode> {
    if plan.regions.selected.is_some() {
        return plan.regions.codes();
    }
    let parties: BTreeSet<&RegionCode> =
        plan.inventories.iter().flat_map(|planned| &planned.inventory.records).map(|record| &record.party).collect();
    plan.regions.codes().into_iter().filter(|code| parties.contains(code)).collect()
}

/// Whether a verdict that the user names breaks a threshold.
#[must_use]
pub fn breaks_threshold(run: &RunFile, reconciliation: &Reconciliation) -> bool {
    reconciliation.comparisons.iter().any(|row| run.fail_on.iter().any(|fail_on| fail_on.is_met_by(&row.verdict)))
}
