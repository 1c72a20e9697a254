//! The report as one page that needs nothing beside it.

use super::number::{decimal, kilotonnes, percent};
use super::{Provenance, Report, ReportFigure};
use crate::table::{Cells, Column, Table};
use fluxledger_core::reconcile::{Comparison, ErrorCorrelation, Estimate, Level};
use fluxledger_core::{CarbonToCo2, CoastPolicy, Conventions, CoverageMeasure, ProductKind};
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use serde::Serialize;

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("report page: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

const TEMPLATE: &str = include_str!("report.html");

/// The page; every word that comes from a file is escaped.
///
/// # Errors
/// [`HtmlError`] if the template does not fit the report.
pub fn html(report: &Report) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template("report.html", TEMPLATE)?;
    Ok(environment.get_template("report.html")?.render(Serde(Page::of(report)))?)
}

/// What the template sees.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    timestamp: &'a str,
    headlines: &'a [String],
    simulated: bool,
    several_pairs: bool,
    has_sensitivity: bool,
    gas: &'static str,
    findings: Vec<PageFinding>,
    counts: Vec<(&'static str, usize)>,
    comparisons: Vec<PageComparison>,
    figures: Vec<PageFigure<'a>>,
    unmatched: PageTable,
    audit: PageTable,
    conventions: Vec<PageConvention>,
    products: Vec<Vec<(&'static str, String)>>,
    inventories: Vec<Vec<(&'static str, String)>>,
    warnings: Vec<String>,
    provenance: &'a Provenance,
}

impl<'a> Page<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            title: &report.title,
            timestamp: &report.timestamp,
            headlines: &report.headlines,
            simulated: report.products.iter().any(|product| product.kind == ProductKind::Simulated),
            several_pairs: report.products.len() * report.inventories.len() > 1,
            has_sensitivity: report.reconciliation.comparisons.iter().any(|row| row.sensitivity.is_some()),
            gas: report.gas.formula(),
            findings: findings(report),
            counts: counts(report),
            comparisons: report.reconciliation.comparisons.iter().map(comparison).collect(),
            figures: report.figures.iter().map(figure).collect(),
            unmatched: page_table(&report.tables.unmatched),
            audit: page_table(&report.tables.audit),
            conventions: conventions(report),
            products: report.products.iter().map(product).collect(),
            inventories: report.inventories.iter().map(inventory).collect(),
            warnings: report.warnings.iter().map(ToString::to_string).collect(),
            provenance: &report.provenance,
        }
    }
}

#[derive(Serialize)]
struct PageFinding {
    sentence: String,
    verdict: &'static str,
    class: String,
}

fn findings(report: &Report) -> Vec<PageFinding> {
    let page = |finding: &super::Finding| PageFinding {
        sentence: finding.sentence.clone(),
        verdict: finding.verdict,
        class: class_of(finding.verdict),
    };
    report.findings.iter().map(page).collect()
}

fn class_of(verdict: &str) -> String {
    verdict.replace(' ', "-")
}

/// How many comparisons came to each verdict, in the order of the findings.
fn counts(report: &Report) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for finding in &report.findings {
        match counts.iter_mut().find(|(verdict, _)| *verdict == finding.verdict) {
            Some((_, count)) => *count += 1,
            None => counts.push((finding.verdict, 1)),
        }
    }
    counts
}

#[derive(Serialize)]
struct PageComparison {
    region: String,
    year: String,
    category: String,
    codes: String,
    product: String,
    product_mass: String,
    product_interval: String,
    inventory: String,
    inventory_mass: String,
    inventory_interval: String,
    difference: String,
    relative: String,
    z: String,
    sensitivity: String,
    verdict: &'static str,
    class: String,
    is_sum: bool,
}

fn comparison(row: &Comparison) -> PageComparison {
    let interval = |estimate: Option<Estimate>| estimate.map_or_else(String::new, interval_in_words);
    let keys = row.inventory_keys.to_string();
    let reported = row.inventory_estimate.map(|estimate| kilotonnes(estimate.mass.as_kilotonnes()));
    PageComparison {
        region: row.region_name.clone(),
        year: if row.year == row.inventory_year { row.year.to_string() } else { format!("{} / {}", row.year, row.inventory_year) },
        category: row.category_name.clone(),
        codes: row.categories.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + "),
        product: row.product.clone(),
        product_mass: kilotonnes(row.product_estimate.mass.as_kilotonnes()),
        product_interval: interval(Some(row.product_estimate)),
        inventory: row.inventory.clone(),
        inventory_mass: [reported.unwrap_or_default(), keys].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        inventory_interval: interval(row.inventory_estimate),
        difference: row.difference.map_or_else(String::new, |difference| kilotonnes(difference.mass.as_kilotonnes())),
        relative: row.difference.and_then(|difference| difference.ratio).map_or_else(String::new, |ratio| percent(ratio - 1.0)),
        z: row.difference.and_then(|difference| difference.significance).map_or_else(String::new, |test| decimal(test.z, 1)),
        sensitivity: row.sensitivity.map_or_else(String::new, |sensitivity| decimal(sensitivity, 2)),
        verdict: row.verdict.name(),
        class: class_of(row.verdict.name()),
        is_sum: row.level == Level::Sum,
    }
}

fn interval_in_words(estimate: Estimate) -> String {
    estimate.deviation.map_or_else(String::new, |deviation| {
        let (low, high) = deviation.interval_95(estimate.mass);
        format!("{} to {}", kilotonnes(low.as_kilotonnes()), kilotonnes(high.as_kilotonnes()))
    })
}

#[derive(Serialize)]
struct PageFigure<'a> {
    name: &'a str,
    title: &'a str,
    caption: &'a str,
    svg: &'a str,
}

fn figure(figure: &ReportFigure) -> PageFigure<'_> {
    PageFigure { name: &figure.name, title: &figure.title, caption: &figure.caption, svg: &figure.svg }
}

/// A table as the page prints it.
#[derive(Serialize)]
struct PageTable {
    headings: Vec<&'static str>,
    rows: Vec<Vec<PageCell>>,
}

#[derive(Serialize)]
struct PageCell {
    text: String,
    is_number: bool,
}

fn page_table(table: &Table) -> PageTable {
    let rows = (0..table.rows()).map(|row| table.columns.iter().map(|column| page_cell(column, row)).collect());
    PageTable { headings: table.columns.iter().map(|column| column.heading).collect(), rows: rows.collect() }
}

fn page_cell(column: &Column, row: usize) -> PageCell {
    match &column.cells {
        Cells::Text(cells) => PageCell { text: cells[row].clone().unwrap_or_default(), is_number: false },
        Cells::Number(cells) => PageCell { text: cells[row].map_or_else(String::new, number_cell), is_number: true },
        Cells::Integer(cells) => PageCell { text: cells[row].map_or_else(String::new, |cell| cell.to_string()), is_number: true },
    }
}

fn number_cell(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 { format!("{value:.1e}") } else { kilotonnes(value) }
}

#[derive(Serialize)]
struct PageConvention {
    subject: String,
    convention: &'static str,
    value: String,
}

fn conventions(report: &Report) -> Vec<PageConvention> {
    let row = |subject: &str, convention, value: String| PageConvention { subject: subject.to_owned(), convention, value };
    let mut rows: Vec<PageConvention> = report
        .products
        .iter()
        .flat_map(|product| {
            words_of(&product.conventions, &product.area_source)
                .into_iter()
                .map(|(convention, value)| row(&product.name, convention, value))
        })
        .collect();
    let thresholds = &report.thresholds;
    rows.push(row("verdicts", "Level of significance, two-sided", decimal(thresholds.significance, 3)));
    rows.push(row("verdicts", "Sensitivity below which a verdict is prior-dominated", decimal(thresholds.sensitivity, 2)));
    rows.push(row("verdicts", "Least share of a region on the grid", percent(thresholds.coverage.as_fraction())));
    rows.push(row("verdicts", "Errors of a product's cells and layers", correlation_in_words(report.correlation).to_owned()));
    rows.push(row("verdicts", "Errors of an inventory's categories", "independent (IPCC 2006, Vol. 1, equation 3.2)".to_owned()));
    rows.push(row("verdicts", "Inventory uncertainty", "half the 95 % confidence interval; σ = U / 1.96".to_owned()));
    rows
}

const fn correlation_in_words(correlation: ErrorCorrelation) -> &'static str {
    match correlation {
        ErrorCorrelation::Full => "fully correlated: standard deviations add up",
        ErrorCorrelation::None => "independent: variances add up",
    }
}

/// The conventions in force, in words, with the gas masses that were used.
#[must_use]
pub fn words_of(conventions: &Conventions, area_source: &str) -> Vec<(&'static str, String)> {
    let masses = &conventions.molar_masses;
    vec![
        ("Earth", conventions.earth.to_string()),
        ("Cell areas for fluxes", area_source.to_owned()),
        ("Length of the year", conventions.year_length.name().to_owned()),
        (
            "Molar masses (g mol⁻¹)",
            format!("CH₄ {}, CO₂ {}, N₂O {}, C {}, N {}", masses.ch4, masses.co2, masses.n2o, masses.carbon, masses.nitrogen),
        ),
        ("Carbon to CO₂", carbon_in_words(conventions.carbon_to_co2).to_owned()),
        ("Share of a cell", coverage_in_words(conventions.coverage).to_owned()),
        ("Coasts", coast_in_words(conventions.coast).to_owned()),
    ]
}

const fn carbon_in_words(factor: CarbonToCo2) -> &'static str {
    match factor {
        CarbonToCo2::FortyFourTwelfths => "44/12",
        CarbonToCo2::GlobalCarbonBudget => "3.664",
        CarbonToCo2::Molar => "quotient of molar masses",
    }
}

const fn coverage_in_words(coverage: CoverageMeasure) -> &'static str {
    match coverage {
        CoverageMeasure::Area => "share of its area on the Earth",
        CoverageMeasure::Planar => "share of its square degrees (planar)",
    }
}

const fn coast_in_words(coast: CoastPolicy) -> &'static str {
    match coast {
        CoastPolicy::Share => "share: a country gets its share of a coastal cell, the sea the rest",
        CoastPolicy::Land => "land: a coastal cell is split among the countries in it",
    }
}

fn product(product: &super::ProductFacts) -> Vec<(&'static str, String)> {
    let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "not stated".to_owned());
    vec![
        ("Name", product.name.clone()),
        ("Read as", format!("{} ({})", product.title, product.profile)),
        ("Kind", product.kind.name().to_owned()),
        ("Scope", product.scope.name().to_owned()),
        ("Prior", given(&product.prior)),
        ("Citation", given(&product.citation)),
        ("Licence", given(&product.licence)),
        ("What the reading rests on", product.evidence.clone()),
    ]
}

fn inventory(inventory: &super::InventoryFacts) -> Vec<(&'static str, String)> {
    let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "not stated".to_owned());
    let year = |value: Option<i32>| value.map_or_else(|| "not stated".to_owned(), |year| year.to_string());
    vec![
        ("Name", inventory.name.clone()),
        ("Source", inventory.source.clone()),
        ("Layout", inventory.layout.clone()),
        ("Submission year", year(inventory.submission_year)),
        ("GWP set", given(&inventory.gwp_set)),
        ("Territory", given(&inventory.territory)),
        ("Figures read", inventory.records.to_string()),
        ("Year compared", inventory.year.map_or_else(|| "the product's".to_owned(), |year| format!("{year}, by the user's choice"))),
    ]
}
