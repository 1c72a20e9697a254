//! What a reader of the report sees, in words: the page and the paper show the same.

use super::meaning::{MEANINGS, TERMS, Term, meaning_of};
use super::number::{decimal, kilotonnes, kilotonnes_beside, percent};
use super::share;
use super::tables::codes;
use super::{Provenance, Report, ReportFigure, ReportTable, Section};
use crate::table::{Cells, Column, Table};
use crate::vintage;
use fluxledger_core::reconcile::{Comparison, ErrorCorrelation, ErrorModel, Estimate, Level, Margin, MonteCarlo};
use fluxledger_core::{
    CarbonToCo2, CoastPolicy, Compat, Conventions, CoverageMeasure, NamedAfter, ProductKind, RegionSet, RegionShapes, Share, StepSpread,
    YearStart,
};
use serde::Serialize;

/// What a template sees.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    title: &'a str,
    timestamp: &'a str,
    headlines: &'a [String],
    simulated: bool,
    several_pairs: bool,
    has_sensitivity: bool,
    gas: &'static str,
    verdicts: [PageVerdict; 8],
    terms: [Term; TERMS.len()],
    tests: usize,
    findings: Vec<PageFinding<'a>>,
    trend_findings: Vec<PageFinding<'a>>,
    counts: Vec<(&'static str, usize)>,
    comparisons: Vec<PageComparison>,
    figure_size: &'static str,
    figure_width: f64,
    figures: Vec<PageFigure<'a>>,
    sections: Vec<PageSection>,
    conventions: PageTable,
    products: Vec<Vec<(&'static str, String)>>,
    inventories: Vec<Vec<(&'static str, String)>>,
    vintages: Vec<(&'a str, String)>,
    submissions: String,
    warnings: Vec<String>,
    provenance: &'a Provenance,
}

impl<'a> Page<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self {
            title: &report.title,
            timestamp: &report.timestamp,
            headlines: &report.headlines,
            simulated: report.products.iter().any(|product| product.kind == ProductKind::Simulated),
            several_pairs: report.products.len() * report.inventories.len() > 1,
            has_sensitivity: report.reconciliation.comparisons.iter().any(|row| row.sensitivity.is_some()),
            gas: report.gas.formula(),
            verdicts: MEANINGS.map(|meaning| verdict(meaning.verdict)),
            terms: TERMS,
            tests: report.reconciliation.tests,
            findings: findings(report),
            trend_findings: trend_findings(report),
            counts: counts(report),
            comparisons: report.reconciliation.comparisons.iter().map(comparison).collect(),
            figure_size: report.figure_size.word(),
            figure_width: report.figure_size.millimetres(),
            figures: report.figures.iter().map(figure).collect(),
            sections: report.tables.iter().filter_map(|table| section(table, report)).collect(),
            conventions: page_table(&conventions(report)),
            products: report.products.iter().map(product).collect(),
            inventories: report.inventories.iter().map(inventory).collect(),
            vintages: report.inventories.iter().map(|inventory| (inventory.name.as_str(), inventory.vintage.in_words())).collect(),
            submissions: submissions(report),
            warnings: report.warnings.iter().map(ToString::to_string).collect(),
            provenance: &report.provenance,
        }
    }
}

/// The inventories with their submissions, as a caption names them.
fn submissions(report: &Report) -> String {
    let named = report.inventories.iter().map(|inventory| format!("“{}”{}", inventory.name, inventory.vintage.clause(&inventory.name)));
    named.collect::<Vec<_>>().join(", ")
}

/// A verdict as a badge.
#[derive(Serialize)]
pub(super) struct PageVerdict {
    pub(super) name: &'static str,
    pub(super) class: String,
    pub(super) meaning: &'static str,
}

pub(super) fn verdict(name: &'static str) -> PageVerdict {
    PageVerdict { name, class: name.replace(' ', "-"), meaning: meaning_of(name) }
}

#[derive(Serialize)]
struct PageFinding<'a> {
    opening: &'a str,
    details: &'a str,
    verdict: PageVerdict,
}

fn findings(report: &Report) -> Vec<PageFinding<'_>> {
    let all = report.findings.iter();
    all.map(|finding| PageFinding { opening: &finding.opening, details: &finding.details, verdict: verdict(finding.verdict) }).collect()
}

fn trend_findings(report: &Report) -> Vec<PageFinding<'_>> {
    let all = report.trend_findings.iter();
    all.map(|finding| PageFinding { opening: &finding.opening, details: &finding.details, verdict: verdict(finding.verdict) }).collect()
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
    product_mass: PageCell,
    inventory: String,
    inventory_mass: PageCell,
    difference: PageCell,
    relative: PageCell,
    z: PageCell,
    sensitivity: PageCell,
    verdict: PageVerdict,
    is_sum: bool,
}

fn comparison(row: &Comparison) -> PageComparison {
    let difference = row.difference;
    PageComparison {
        region: row.region_name.clone(),
        year: row.spans(),
        category: row.category_name.clone(),
        codes: codes(&row.categories),
        product: row.product.clone(),
        product_mass: estimate_cell(Some(row.product_estimate)),
        inventory: row.inventory.clone(),
        inventory_mass: estimate_cell(row.inventory_estimate).followed_by(&row.inventory_keys.to_string()),
        difference: PageCell::number(difference.map(|difference| difference.mass.as_kilotonnes()), |difference| {
            kilotonnes_beside(row.product_estimate.mass.as_kilotonnes(), difference)
        }),
        relative: PageCell::number(share::of_inventory(row), percent),
        z: PageCell::number(difference.and_then(|difference| difference.significance).map(|test| test.z), |z| decimal(z, 1)),
        sensitivity: PageCell::number(row.sensitivity, |sensitivity| decimal(sensitivity, 2)),
        verdict: verdict(row.verdict.name()),
        is_sum: row.level == Level::Sum,
    }
}

fn estimate_cell(estimate: Option<Estimate>) -> PageCell {
    let mass = estimate.map(|estimate| estimate.mass.as_kilotonnes());
    PageCell { interval: estimate.map_or_else(String::new, interval_in_words), ..PageCell::number(mass, kilotonnes) }
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

/// A section that holds a table.
#[derive(Serialize)]
struct PageSection {
    id: &'static str,
    heading: &'static str,
    note: &'static str,
    empty: &'static str,
    table: PageTable,
}

fn section(table: &ReportTable, report: &Report) -> Option<PageSection> {
    let Section { heading, note, empty } = table.section.clone()?;
    Some(PageSection { id: table.table.name, heading, note, empty, table: page_table(&vintage::named(&table.table, &report.inventories)) })
}

/// A table as the page prints it.
#[derive(Serialize)]
struct PageTable {
    title: String,
    columns: Vec<PageColumn>,
    rows: Vec<Vec<PageCell>>,
}

#[derive(Serialize)]
struct PageColumn {
    heading: String,
    is_number: bool,
}

/// A cell: its words, and the number behind them, by which the page sorts.
#[derive(Serialize)]
struct PageCell {
    text: String,
    interval: String,
    value: Option<f64>,
    is_number: bool,
}

impl PageCell {
    fn words(text: String) -> Self {
        Self { text, interval: String::new(), value: None, is_number: false }
    }

    fn number(value: Option<f64>, in_words: impl Fn(f64) -> String) -> Self {
        Self { text: value.map_or_else(String::new, in_words), interval: String::new(), value, is_number: true }
    }

    fn followed_by(mut self, words: &str) -> Self {
        self.text = format!("{} {words}", self.text).trim().to_owned();
        self
    }
}

fn page_table(table: &Table) -> PageTable {
    let columns = table
        .columns
        .iter()
        .map(|column| PageColumn { heading: column.heading.to_string(), is_number: !matches!(column.cells, Cells::Text(_)) });
    let rows = (0..table.rows()).map(|row| table.columns.iter().map(|column| page_cell(column, row)).collect());
    PageTable { title: table.title.clone(), columns: columns.collect(), rows: rows.collect() }
}

fn page_cell(column: &Column, row: usize) -> PageCell {
    match &column.cells {
        Cells::Text(cells) => PageCell::words(cells.get(row).unwrap_or_default().to_owned()),
        Cells::Number(cells) => PageCell::number(cells[row], kilotonnes),
        Cells::Integer(cells) => {
            PageCell { is_number: true, ..PageCell::words(cells[row].map_or_else(String::new, |cell| cell.to_string())) }
        }
    }
}

fn conventions(report: &Report) -> Table {
    let rows = conventions_in_force(report);
    let columns = vec![
        Column::text("subject", "For", &rows, |row| Some(row.0.as_str())),
        Column::text("convention", "Convention", &rows, |row| Some(row.1)),
        Column::text("value", "Value", &rows, |row| Some(row.2.as_str())),
    ];
    Table { name: "conventions", title: "What turns a file's numbers into masses, and differences into verdicts".into(), columns }
}

fn conventions_in_force(report: &Report) -> Vec<(String, &'static str, String)> {
    let mut rows: Vec<(String, &'static str, String)> = Vec::new();
    for product in &report.products {
        rows.extend(product.conventions.iter().map(|(convention, value)| (product.name.clone(), *convention, value.clone())));
    }
    for (line, conventions) in &report.ledger_conventions {
        rows.extend(conventions.iter().map(|(convention, value)| (format!("ledger: {line}"), *convention, value.clone())));
    }
    let fiscal = report.inventories.iter().filter(|inventory| !inventory.year_start.is_calendar());
    rows.extend(fiscal.map(|inventory| (inventory.name.clone(), "Its years", year_in_words(inventory.year_start))));
    rows.extend(rules_of_verdicts(report).into_iter().map(|(convention, value)| ("verdicts".to_owned(), convention, value)));
    rows
}

/// When a fiscal year begins and how it is named; the product's total is that of the same days.
fn year_in_words(start: YearStart) -> String {
    let YearStart { month, day, named_after } = start;
    let named = match named_after {
        NamedAfter::Start => "begins",
        NamedAfter::End => "ends",
    };
    format!(
        "fiscal years that begin on {month:02}-{day:02} (month-day), each named in the inventory after the calendar year in which it {named}; \
         the product's totals are of the same days"
    )
}

fn rules_of_verdicts(report: &Report) -> Vec<(&'static str, String)> {
    let thresholds = &report.thresholds;
    let has_means = report.reconciliation.comparisons.iter().any(|row| row.mean.is_some());
    let words = "a product's as those of its cells and layers, an inventory's fully correlated";
    let of_means = has_means.then(|| ("Errors of the years in a mean", words.to_owned()));
    let errors = &report.errors;
    let (tests, of_trends) = (report.reconciliation.tests, tested_trends(report));
    let rules = [
        ("Level of significance α, two-sided", thresholds.significance.to_string()),
        ("Power at the minimal detectable difference", thresholds.power.to_string()),
        ("Margin of equivalence", thresholds.margin.map_or_else(|| "none declared: no verdict is equivalent".to_owned(), margin_in_words)),
        (
            "Tests of this report",
            format!("{tests} of levels, {of_trends} of trends; q of each by Benjamini and Hochberg (1995) over all of its kind"),
        ),
        (
            "Rate of false discoveries",
            thresholds.false_discovery.map_or_else(|| "not set: each test stands on its own".to_owned(), |rate| rate.to_string()),
        ),
        ("Sensitivity below which a verdict is prior-dominated", thresholds.sensitivity.to_string()),
        ("Least share of a region on the grid", share_in_words(thresholds.coverage)),
        ("Errors of a product's cells and layers", correlation_in_words(errors.parts)),
        ("Correlation of the errors of product and inventory", errors.sides.to_string()),
        ("Errors of an inventory's categories", "independent (IPCC 2006, Vol. 1, equation 3.2)".to_owned()),
        ("Inventory uncertainty", inventory_uncertainty_in_words(errors)),
        ("Product uncertainty", "one standard deviation σ; its 95 % interval is 1.96 σ to either side".to_owned()),
        ("Check by random draws", monte_carlo_in_words(errors)),
    ];
    let years = errors.years;
    let of_trends = (!report.reconciliation.trends.is_empty()).then(|| {
        let words = format!("product {}, inventory {}", years.product, years.inventory);
        ("Correlation of the errors of years, for trends", words)
    });
    rules.into_iter().chain(of_means).chain(of_trends).collect()
}

fn tested_trends(report: &Report) -> usize {
    report.reconciliation.trends.iter().filter(|trend| trend.difference.significance.is_some()).count()
}

fn correlation_in_words(correlation: ErrorCorrelation) -> String {
    match correlation {
        ErrorCorrelation::Unknown => {
            "not known: z is that of fully correlated errors, and what independent errors would change is indicative only".to_owned()
        }
        ErrorCorrelation::Full => "fully correlated, by the user's word: standard deviations add up".to_owned(),
        ErrorCorrelation::None => "independent, by the user's word: variances add up".to_owned(),
        ErrorCorrelation::Length(length) => {
            format!("of cells exp(−d/L) with L = {} km, by the user's word; of layers and steps not known", length.as_kilometres())
        }
    }
}

/// A share as the user declared it, with all its digits.
fn share_in_words(share: Share) -> String {
    // Twelve digits hold what anybody writes, and drop what the binary number adds to 0.07 * 100.
    format!("{}\u{202f}%", (share.as_percent() * 1e12).round() / 1e12)
}

/// A margin of equivalence in words, with all digits of the declared number.
#[must_use]
pub fn margin_in_words(margin: Margin) -> String {
    match margin {
        Margin::ShareOfInventory(share) => format!("{} of the inventory's figure", share_in_words(share)),
        Margin::InventoryUncertainty(multiple) => format!("{} times half of the inventory's own 95 % interval", multiple),
        Margin::Mass(mass) => format!("{} kt", mass.as_kilotonnes()),
    }
}

fn inventory_uncertainty_in_words(errors: &ErrorModel) -> String {
    let large = errors
        .lognormal_above
        .map_or_else(String::new, |above| format!("; above {} lognormal (IPCC 2006, Vol. 1, equations 3.5 to 3.7)", share_in_words(above)));
    format!("half the 95 % confidence interval; σ = U / 1.96, each side its own{large}")
}

fn monte_carlo_in_words(errors: &ErrorModel) -> String {
    errors.monte_carlo.map_or_else(|| "none".to_owned(), |MonteCarlo { draws, seed }| {
        format!("{draws} pairs, seed {seed}; errors longer upwards are lognormal through both ends of the 95 % interval, others normal on either side")
    })
}

/// The conventions in force over regions, in words, with the gas masses that were used.
#[must_use]
pub fn words_of(conventions: &Conventions, area_source: &str, regions: Option<&RegionSet>) -> Vec<(&'static str, String)> {
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
        ("Share of a cell", shares_in_words(conventions, regions).to_owned()),
        ("Coasts", coast_in_words(conventions.coast).to_owned()),
        ("Steps in two years", spread_in_words(conventions.spread).to_owned()),
        ("Territories", "by ISO 3166-1, unless your own outlines differ: HKG, MAC and TWN are no part of CHN".to_owned()),
    ]
}

const fn spread_in_words(spread: StepSpread) -> &'static str {
    match spread {
        StepSpread::None => "not divided; the years are left out",
        StepSpread::Even => "divided by days, as if the source were even all through a step",
    }
}

const fn carbon_in_words(factor: CarbonToCo2) -> &'static str {
    match factor {
        CarbonToCo2::FortyFourTwelfths => "44/12",
        CarbonToCo2::GlobalCarbonBudget => "3.664",
        CarbonToCo2::Molar => "quotient of molar masses",
    }
}

/// What a share of a cell is: regions that are parts of cells have those of their file.
fn shares_in_words(conventions: &Conventions, regions: Option<&RegionSet>) -> &'static str {
    match regions.map(|regions| &regions.shapes) {
        Some(RegionShapes::Mask(mask)) if mask.states_parts() => "as the file of the regions states it",
        _ => conventions.compat.map_or_else(|| coverage_in_words(conventions.coverage), Compat::description),
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
        CoastPolicy::Weighted => "weighted: a cell is split as the emissions of a finer grid lie in it",
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
        ("Source", inventory.vintage.source.clone()),
        ("Layout", inventory.layout.clone()),
        ("Submission year", year(inventory.vintage.submission_year)),
        ("GWP set", given(&inventory.vintage.gwp_set)),
        ("Territory", given(&inventory.vintage.territory)),
        ("Licence", given(&inventory.vintage.licence)),
        ("Figures read", inventory.records.to_string()),
        ("Year compared", inventory.year.map_or_else(|| "the product's".to_owned(), |year| format!("{year}, by the user's choice"))),
    ]
}
