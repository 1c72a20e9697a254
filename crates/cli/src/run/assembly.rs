//! The report of a run, put together from what it found.

use super::facts::{headline, inventory_facts, product_facts, provenance};
use super::totalled::Totalled;
use super::{RunTotals, compared};
use crate::coasts::CoastRow;
use crate::correlated_errors::SweepRow;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::figure::FigureError;
use crate::plan::{Plan, PlannedProduct};
use crate::report::default_uncertainties::{Defaults, DefaultsUsed};
use crate::report::draw::{FluxMap, Geography, figures};
use crate::report::{
    ProductFacts, Report, ReportTable, Section, default_uncertainties, explanations, findings, tables, trend_findings, warning_of_letters,
};
use crate::vintage::Vintage;
use crate::{correlated_errors, ensemble_members, equivalents, recalculations, stated_totals, territories};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::reconcile::{Bridges, Comparison, Reconciliation, TrendComparison};
use fluxledger_core::{Inventory, LayerMeaning, ProductKind, RegionCode, Warning};
use std::collections::BTreeSet;

pub(super) fn assemble(
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
    let gridded =
        plan.products.iter().zip(totalled).map(|(product, totalled)| product_facts(product, &totalled.area_source, &plan.regions.set));
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

pub(super) fn with_figures(plan: &Plan, totalled: Vec<Totalled>, mut report: Report) -> Result<Report, Diagnostics> {
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
