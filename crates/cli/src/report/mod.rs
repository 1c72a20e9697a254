//! The report: one plain structure, and every output a small pure function of it.

mod bridge;
pub mod default_uncertainties;
pub mod draw;
#[cfg(test)]
mod example;
pub mod explanations;
pub mod finding;
pub mod guideline;
mod html;
mod lack;
mod ledger;
mod letters;
pub mod meaning;
mod naive;
pub mod number;
mod page;
mod pdf;
mod share;
pub mod subject;
pub mod tables;
mod trend_finding;
mod trends;
mod uncertainty;
mod where_to_look;

pub use finding::{Finding, findings};
pub use html::{HtmlError, html};
pub use letters::warning_of_letters;
pub use page::{margin_in_words, words_of};
pub use pdf::pdf;
pub use trend_finding::{TrendFinding, trend_findings};
pub(crate) use trends::labels as trend_labels;

use crate::figure::style::Size;
use crate::length_sweep::ComparedLengths;
use crate::table::Table;
use crate::vintage::Vintage;
use fluxledger_core::reconcile::{Bridge, ErrorModel, Reconciliation, Thresholds};
use fluxledger_core::{Gas, ProductKind, Scope, Warning, YearStart};
use serde::Serialize;

/// All that a report says.
#[derive(Clone, Debug)]
pub struct Report {
    /// The user's title.
    pub title: String,
    /// When it was made, as ISO 8601; an option fixes it.
    pub timestamp: String,
    /// The width of its figures.
    pub figure_size: Size,
    /// The gas.
    pub gas: Gas,
    /// The years asked for.
    pub years: Vec<i32>,
    /// Sentences that stand before everything else: what kind of comparison this is.
    pub headlines: Vec<String>,
    /// The products.
    pub products: Vec<ProductFacts>,
    /// The inventories.
    pub inventories: Vec<InventoryFacts>,
    /// Source of the boundaries.
    pub boundaries: String,
    /// Thresholds of verdicts.
    pub thresholds: Thresholds,
    /// What is taken of the errors of both sides.
    pub errors: ErrorModel,
    /// The conventions by which rasters of the ledger were totalled, by the name of the line.
    pub ledger_conventions: Vec<(String, Vec<(&'static str, String)>)>,
    /// The comparisons and what is left over.
    pub reconciliation: Reconciliation,
    /// How far the comparisons rest on default uncertainties.
    pub defaults: default_uncertainties::DefaultsUsed,
    /// The broadest discrepancies, step by step.
    pub bridges: Vec<Bridge>,
    /// What comparisons come to under each correlation length of the sweep.
    pub lengths: Vec<ComparedLengths>,
    /// The findings, ranked.
    pub findings: Vec<Finding>,
    /// What is said of trends.
    pub trend_findings: Vec<TrendFinding>,
    /// The tables, in the order of the page and of the workbook.
    pub tables: Vec<ReportTable>,
    /// The figures.
    pub figures: Vec<ReportFigure>,
    /// All warnings.
    pub warnings: Vec<Warning>,
    /// Where everything comes from.
    pub provenance: Provenance,
}

impl Report {
    /// The number of regions that are compared.
    #[must_use]
    pub fn regions_compared(&self) -> usize {
        self.reconciliation.comparisons.iter().map(|row| &row.region).collect::<std::collections::BTreeSet<_>>().len()
    }
}

/// A table of the report and where it stands; every one is also a file and a sheet of the workbook.
#[derive(Clone, Debug)]
pub struct ReportTable {
    /// The table.
    pub table: Table,
    /// Its section of the page; none where the page shows its content in another way, or leaves it to the files.
    pub section: Option<Section>,
}

/// A section of the page that holds a table.
#[derive(Clone, Debug)]
pub struct Section {
    /// The section's heading, at most a few words.
    pub heading: &'static str,
    /// A sentence beneath the table's title; empty where that says all.
    pub note: &'static str,
    /// What to say where the table has no row.
    pub empty: &'static str,
}

impl ReportTable {
    /// A table that stands in a section of its own.
    #[must_use]
    pub const fn in_section(table: Table, section: Section) -> Self {
        Self { table, section: Some(section) }
    }

    /// A table that is a file only.
    #[must_use]
    pub const fn in_files(table: Table) -> Self {
        Self { table, section: None }
    }
}

/// What a product is and how it was read.
#[derive(Clone, Debug)]
pub struct ProductFacts {
    /// The user's name for it.
    pub name: String,
    /// Identifier of the profile.
    pub profile: String,
    /// The profile's title.
    pub title: String,
    /// What it is.
    pub kind: ProductKind,
    /// Which fluxes it counts.
    pub scope: Scope,
    /// Its prior and the inventory that the prior descends from, in words.
    pub prior: Option<String>,
    /// How to cite it.
    pub citation: Option<String>,
    /// Under which licence it comes.
    pub licence: Option<String>,
    /// What stands behind the profile.
    pub evidence: String,
    /// The conventions in force and how it was read, in words.
    pub conventions: Vec<(&'static str, String)>,
}

/// What an inventory is.
#[derive(Clone, Debug)]
pub struct InventoryFacts {
    /// The user's name for it.
    pub name: String,
    /// Of which submission its figures are.
    pub vintage: Vintage,
    /// That of the earlier submission, where the user names one.
    pub earlier: Option<Vintage>,
    /// The layout in which it was read.
    pub layout: String,
    /// Number of figures read.
    pub records: usize,
    /// The year compared, where the user asked for another than the product's.
    pub year: Option<i32>,
    /// When its years begin.
    pub year_start: YearStart,
}

/// A figure of the report.
#[derive(Clone, Debug)]
pub struct ReportFigure {
    /// Name of its file.
    pub name: String,
    /// Heading.
    pub title: String,
    /// The sentence beneath it.
    pub caption: String,
    /// The drawing.
    pub svg: String,
}

/// Where everything comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Provenance {
    /// The program and its version.
    pub program: String,
    /// When the run was made, as ISO 8601.
    pub timestamp: String,
    /// The run file, word for word.
    pub run_file: String,
    /// Every file that was read.
    pub inputs: Vec<InputFile>,
    /// Embedded knowledge that was used: boundary sets, profiles, crosswalks.
    pub knowledge: Vec<String>,
    /// The conventions in force, by product.
    pub conventions: serde_json::Value,
    /// The thresholds in force.
    pub thresholds: serde_json::Value,
}

/// One file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// What it is to the run: product, inventory, boundaries, run file.
    pub role: String,
    /// Its path as the run file gives it.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its content.
    pub sha256: String,
}
