//! The report: one plain structure, and every output a small pure function of it.

pub mod draw;
pub mod finding;
mod html;
pub mod meaning;
pub mod number;
pub mod tables;

pub use finding::{Finding, findings};
pub use html::{HtmlError, html, words_of};

use crate::table::Table;
use fluxledger_core::reconcile::{ErrorCorrelation, Reconciliation, Thresholds};
use fluxledger_core::{Conventions, Gas, ProductKind, Scope, Warning};
use serde::Serialize;

/// All that a report says.
#[derive(Clone, Debug)]
pub struct Report {
    /// The user's title.
    pub title: String,
    /// When it was made, as ISO 8601; an option fixes it.
    pub timestamp: String,
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
    /// Correlation of the products' errors.
    pub correlation: ErrorCorrelation,
    /// The comparisons and what is left over.
    pub reconciliation: Reconciliation,
    /// The findings, ranked.
    pub findings: Vec<Finding>,
    /// The tables that stand in the report and beside it.
    pub tables: Tables,
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

/// The tables of a report.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Product and inventory side by side.
    pub comparison: Table,
    /// What has no partner.
    pub unmatched: Table,
    /// Totals by region and layer.
    pub totals: Table,
    /// The balance of each layer.
    pub audit: Table,
    /// Totals under each policy of coasts.
    pub coasts: Table,
}

impl Tables {
    /// All of them, in the order of the workbook.
    #[must_use]
    pub fn all(&self) -> [&Table; 5] {
        [&self.comparison, &self.unmatched, &self.totals, &self.audit, &self.coasts]
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
    /// The conventions in force.
    pub conventions: Conventions,
    /// Where the cell areas for fluxes come from.
    pub area_source: String,
}

/// What an inventory is.
#[derive(Clone, Debug)]
pub struct InventoryFacts {
    /// The user's name for it.
    pub name: String,
    /// Where its figures come from.
    pub source: String,
    /// The layout in which it was read.
    pub layout: String,
    /// Year of submission.
    pub submission_year: Option<i32>,
    /// GWP set.
    pub gwp_set: Option<String>,
    /// Territory.
    pub territory: Option<String>,
    /// Number of figures read.
    pub records: usize,
    /// The year compared, where the user asked for another than the product's.
    pub year: Option<i32>,
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
