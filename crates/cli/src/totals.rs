//! Totals of layers over regions: the table, and the audit beside it.

use crate::table::{Column, Table};
use fluxledger_core::aggregate::{LayerTotals, RegionTotal, RowKind};
use fluxledger_core::{Conventions, LayerMeaning, RegionSet, Role};
use serde::Serialize;
use std::sync::Arc;

/// A row of the table: one region of one layer.
struct Row<'a> {
    labels: &'a Labels,
    total: &'a RegionTotal,
}

/// What all rows of a layer hold, made once.
struct Labels {
    layer: Arc<str>,
    role: Arc<str>,
    categorization: Option<Arc<str>>,
    category: Option<Arc<str>>,
    scope: Arc<str>,
    gas: Arc<str>,
    period_start: Arc<str>,
    period_end: Arc<str>,
    years: f64,
}

impl Labels {
    fn of(meaning: &LayerMeaning) -> Self {
        let category = meaning.category.as_ref();
        Self {
            layer: meaning.name.as_str().into(),
            role: role(meaning.role).into(),
            categorization: category.map(|category| category.categorization.name().into()),
            category: category.map(|category| category.code.as_str().into()),
            scope: meaning.scope.name().into(),
            gas: meaning.gas.code().into(),
            period_start: meaning.period.start.to_string().into(),
            period_end: meaning.period.end.to_string().into(),
            years: meaning.period.years(meaning.calendar),
        }
    }
}

/// The totals of several layers as one table, masses in kg.
#[must_use]
pub fn table(layers: &[LayerTotals]) -> Table {
    let labels: Vec<Labels> = layers.iter().map(|layer| Labels::of(&layer.meaning)).collect();
    let rows: Vec<Row<'_>> =
        layers.iter().zip(&labels).flat_map(|(layer, labels)| layer.rows.iter().map(move |total| Row { labels, total })).collect();
    let (mut columns, numbers) = rayon::join(|| words(&rows), || numbers(&rows));
    columns.extend(numbers);
    Table { name: "totals", title: "Totals by region and layer".into(), columns }
}

fn words(rows: &[Row<'_>]) -> Vec<Column> {
    let kinds = RowKind::ALL.map(|kind| (kind, Arc::from(kind.name())));
    let kind = |kind: RowKind| kinds.iter().find(|(known, _)| *known == kind).map(|(_, name): &(_, Arc<str>)| Arc::clone(name));
    vec![
        Column::text("kind", "Kind", rows, |row| kind(row.total.kind)),
        Column::text("region", "Region", rows, |row| Some(row.total.code.shared())),
        Column::text("region_name", "Name", rows, |row| Some(Arc::clone(&row.total.name))),
        Column::text("layer", "Layer", rows, |row| Some(Arc::clone(&row.labels.layer))),
        Column::text("role", "Role", rows, |row| Some(Arc::clone(&row.labels.role))),
        Column::text("categorization", "Categorization", rows, |row| row.labels.categorization.clone()),
        Column::text("category", "Category", rows, |row| row.labels.category.clone()),
        Column::text("scope", "Scope", rows, |row| Some(Arc::clone(&row.labels.scope))),
        Column::text("gas", "Gas", rows, |row| Some(Arc::clone(&row.labels.gas))),
        Column::text("period_start", "From", rows, |row| Some(Arc::clone(&row.labels.period_start))),
        Column::text("period_end", "Until (not included)", rows, |row| Some(Arc::clone(&row.labels.period_end))),
    ]
}

fn numbers(rows: &[Row<'_>]) -> Vec<Column> {
    vec![
        Column::number("mass_kg", "Mass (kg)", rows, |row| Some(row.total.mass.as_kg())),
        Column::number("mass_kg_per_year", "Mass per year (kg a⁻¹)", rows, |row| Some(row.total.mass.as_kg() / row.labels.years)),
        Column::number("region_area_m2", "Area of region (m²)", rows, |row| Some(row.total.region_area.as_m2())),
        Column::number("observed_area_m2", "Area with a value (m²)", rows, |row| Some(row.total.observed_area.as_m2())),
        Column::number("covered_share", "Share of region with a value", rows, |row| Some(row.total.covered_share().as_fraction())),
    ]
}

/// The name of a role in tables.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Emission => "emission",
        Role::Prior => "prior",
        Role::StandardDeviation => "standard deviation",
        Role::DeviationBelow => "standard deviation below, by percentiles",
        Role::DeviationAbove => "standard deviation above, by percentiles",
        Role::Sensitivity => "sensitivity",
    }
}

/// The balances of several layers as a table: what entered the rows against what lies on the grid.
#[must_use]
pub fn audit_table(layers: &[(String, LayerTotals)]) -> Table {
    let balance = |layer: &(String, LayerTotals)| layer.1.balance;
    let columns = vec![
        Column::text("product", "Product", layers, |layer| Some(layer.0.as_str())),
        Column::text("layer", "Layer", layers, |layer| Some(layer.1.meaning.name.as_str())),
        Column::text("role", "Role", layers, |layer| Some(role(layer.1.meaning.role))),
        Column::text("period", "Period", layers, |layer| Some(layer.1.meaning.period.to_string())),
        Column::number("grid_kt", "Whole grid (kt)", layers, |layer| layer.1.grid().map(|row| row.mass.as_kilotonnes())),
        Column::number("residual", "Residual of the balance", layers, |layer| Some(balance(layer).residual)),
        Column::number("observed_km2", "Area with a value (km²)", layers, |layer| Some(balance(layer).observed_area.as_m2() / 1e6)),
        Column::number("missing_km2", "Area without a value (km²)", layers, |layer| Some(balance(layer).missing_area.as_m2() / 1e6)),
    ];
    Table { name: "audit", title: "Audit".into(), columns }
}

/// The audit of totals as a file beside them.
#[derive(Debug, Serialize)]
pub struct Audit {
    /// The program and its version.
    pub program: String,
    /// Source of the boundaries.
    pub regions: String,
    /// The conventions in force.
    pub conventions: Vec<(String, String)>,
    /// The balance of each layer.
    pub layers: Vec<LayerAudit>,
    /// All warnings.
    pub warnings: Vec<String>,
}

/// The balance of one layer.
#[derive(Debug, Serialize)]
pub struct LayerAudit {
    /// The layer.
    pub layer: String,
    /// Its period.
    pub period: String,
    /// Total of the grid in kg.
    pub grid_kg: f64,
    /// |Σ rows − grid| / gross mass.
    pub closure_residual: f64,
    /// Area of cells with a value in m².
    pub observed_area_m2: f64,
    /// Area of cells without one in m².
    pub missing_area_m2: f64,
    /// Area of regions off the grid in m².
    pub off_grid_area_m2: f64,
    /// Gross mass in kg of split cells for which the weights of coasts say nothing, so that they went by area.
    pub unweighted_kg: f64,
}

impl LayerAudit {
    /// The audit of a layer's totals.
    #[must_use]
    pub fn of(layer: &LayerTotals) -> Self {
        let in_balance = layer.rows.iter().filter(|row| row.kind != RowKind::Group);
        let off_grid: f64 = in_balance.map(|row| row.region_area.as_m2() - row.gridded_area.as_m2()).sum();
        Self {
            layer: layer.meaning.name.clone(),
            period: layer.meaning.period.to_string(),
            grid_kg: layer.grid().map_or(0.0, |row| row.mass.as_kg()),
            closure_residual: layer.balance.residual,
            observed_area_m2: layer.balance.observed_area.as_m2(),
            missing_area_m2: layer.balance.missing_area.as_m2(),
            off_grid_area_m2: off_grid,
            unweighted_kg: layer.balance.unweighted_mass.as_kg(),
        }
    }
}

/// The conventions over regions as pairs of name and value, for the audit.
#[must_use]
pub fn conventions(conventions: &Conventions, area_source: &str, regions: Option<&RegionSet>) -> Vec<(String, String)> {
    crate::report::words_of(conventions, area_source, regions).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
