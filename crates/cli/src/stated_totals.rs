//! What products without a grid state: their totals, with what stands beside them in their tables.

use crate::plan::StatedProduct;
use crate::report::ProductFacts;
use crate::table::{Column, Table};
use fluxledger_core::reconcile::{Deviation, DeviationBracket, ProductTotal, TotalUncertainty};
use fluxledger_core::{Category, Mass, ProductKind, RegionCode, Share, StepSpread};
use fluxledger_ingest::top_down::{CountryRow, Figure};
use std::collections::BTreeMap;

/// The totals of a product as its table states them; regions go by the names given.
#[must_use]
pub fn stated_totals(product: &StatedProduct, names: &BTreeMap<RegionCode, String>) -> Vec<ProductTotal> {
    let total = |row: &CountryRow| {
        let Figure { mass, deviation } = row.figures[product.quantity];
        ProductTotal {
            region: row.region.clone(),
            region_name: names.get(&row.region).map_or_else(|| row.region.to_string(), Clone::clone),
            layer: product.quantity().name.clone(),
            category: Some(Category { categorization: product.crosswalk.from.clone(), code: product.code() }),
            scope: product.scope,
            span: row.span.clone(),
            mass,
            uncertainty: deviation.map(|deviation| TotalUncertainty::Bracket(DeviationBracket::known(deviation))),
            prior: None,
            sensitivity: None,
            covered: Share::WHOLE,
            spread: StepSpread::None,
        }
    };
    product.table.rows.iter().map(total).collect()
}

/// What a product that states its totals is, and how it was read.
#[must_use]
pub fn facts(product: &StatedProduct) -> ProductFacts {
    let layout = &product.table.layout;
    ProductFacts {
        name: product.name.clone(),
        profile: layout.id.clone(),
        title: format!("{}: {}", layout.title, product.quantity().title),
        kind: product.kind(),
        scope: product.scope,
        prior: layout.prior.clone(),
        citation: Some(layout.citation.clone()),
        licence: Some(layout.licence.clone()),
        evidence: layout.evidence.to_string(),
        conventions: conventions(product),
    }
}

/// What was read of a table that needs no grid, and what of it was checked.
fn conventions(product: &StatedProduct) -> Vec<(&'static str, String)> {
    let table = &product.table;
    let basis = table.layout.experiments.get(&table.experiment).map_or("", String::as_str);
    let column = product.quantity().value.replace("{experiment}", &table.experiment);
    let checks = table.checks.iter().map(|check| {
        let held = check.rows - check.broken.len();
        format!("{} on {held} of {} rows, departures up to {:.1e} of the largest term", check.identity, check.rows, check.largest)
    });
    let checks: Vec<String> = checks.collect();
    let uncertainty = match product.quantity().interval {
        Some(_) => "its 95 % interval, as the file states it: the distance of either end over 1.96 is one standard deviation of that side",
        None => "one standard deviation, as the table states it",
    };
    vec![
        ("Totals", format!("as the table states them in column `{column}`; no grid is read")),
        ("Experiment", format!("{}: {basis}", table.experiment)),
        ("Uncertainty", uncertainty.to_owned()),
        ("Sums checked", if checks.is_empty() { "none are known".to_owned() } else { checks.join("; ") }),
    ]
}

/// What must be said first about a stated term in which there is no observation.
#[must_use]
pub fn headline(product: &StatedProduct) -> Option<String> {
    let sentence = "is a prescribed, bottom-up term of a top-down budget: no observation of the atmosphere is in it.";
    (product.kind() == ProductKind::BottomUp).then(|| format!("“{}” {sentence}", product.name))
}

/// One stated figure.
struct StatedFigure<'a> {
    product: &'a StatedProduct,
    row: &'a CountryRow,
    figure: Figure,
}

fn figures(product: &StatedProduct) -> impl Iterator<Item = StatedFigure<'_>> {
    product.table.rows.iter().map(move |row| StatedFigure { product, row, figure: row.figures[product.quantity] })
}

/// Every figure of the products that state their totals, one row each, in the order of their tables.
#[must_use]
pub fn table(products: &[StatedProduct]) -> Table {
    let rows: Vec<StatedFigure<'_>> = products.iter().flat_map(figures).collect();
    let columns = vec![
        Column::text("product", "Product", &rows, |row| Some(row.product.name.as_str())),
        Column::text("quantity", "Quantity", &rows, |row| Some(row.product.quantity().name.as_str())),
        Column::text("experiment", "Experiment", &rows, |row| Some(row.product.table.experiment.as_str())),
        Column::text("region", "Region", &rows, |row| Some(row.row.region.as_str())),
        Column::text("period", "Period", &rows, |row| Some(row.row.span.to_string())),
        Column::number("mass_kt", "Mass (kt)", &rows, |row| Some(row.figure.mass.as_kilotonnes())),
        Column::number("sigma_kt", "1σ (kt)", &rows, |row| Some(mean_of_sides(row.figure.deviation?).as_kilotonnes())),
        Column::number("low_kt", "95 % low", &rows, |row| Some(row.figure.deviation?.interval_95(row.figure.mass).0.as_kilotonnes())),
        Column::number("high_kt", "95 % high", &rows, |row| Some(row.figure.deviation?.interval_95(row.figure.mass).1.as_kilotonnes())),
        Column::number("agreement_z", "Disagreement of experiments (z)", &rows, |row| row.row.agreement),
        Column::number("uncertainty_reduction", "Fractional reduction of uncertainty", &rows, |row| row.row.uncertainty_reduction),
        Column::text("place", "Line", &rows, |row| Some(row.row.place.as_str())),
    ];
    Table { name: "stated", title: "Totals as products without a grid state them".into(), columns }
}

/// One standard deviation for both sides.
fn mean_of_sides(deviation: Deviation) -> Mass {
    Mass::from_kg(f64::midpoint(deviation.down.as_kg(), deviation.up.as_kg()))
}
