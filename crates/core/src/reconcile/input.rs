//! What enters a reconciliation: a product's totals, an inventory's records, and the settings.

use super::verdict::Thresholds;
use crate::category::{Category, CategoryCode};
use crate::conventions::StepSpread;
use crate::crosswalk::Crosswalk;
use crate::field::{ProductKind, Scope};
use crate::gas::Gas;
use crate::inventory::Inventory;
use crate::quantity::{Mass, Share};
use crate::region::{RegionCode, RegionGroup};
use crate::time_span::{TimeSpan, YearStart};
use std::ops::RangeInclusive;

/// One layer's total over one region in one span of time, with what is known of its error.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductTotal {
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// The layer.
    pub layer: String,
    /// The layer's category, in the product's own categorization.
    pub category: Option<Category>,
    /// Which fluxes it counts.
    pub scope: Scope,
    /// What it is of.
    pub span: TimeSpan,
    /// The mass of the gas.
    pub mass: Mass,
    /// Its standard deviation from the product's map of standard deviations, at both ends of what the cells' correlation may be.
    pub deviation: Option<DeviationBracket>,
    /// The mass before the observations.
    pub prior: Option<Mass>,
    /// Averaging-kernel sensitivity of the total.
    pub sensitivity: Option<f64>,
    /// Share of the region in cells with a value.
    pub covered: Share,
    /// [`StepSpread::Even`] where steps of the product were divided by days.
    pub spread: StepSpread,
}

/// The standard deviation of a total between two bounds: what a map of σ alone allows.
///
/// √Σ (h σ)² if the errors of cells are independent, Σ |h| σ if they are one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeviationBracket {
    /// Independent cells.
    pub uncorrelated: Mass,
    /// Fully correlated cells.
    pub correlated: Mass,
}

/// How the errors of a product's cells and layers are taken to hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ErrorCorrelation {
    /// As one: standard deviations add up. The cautious end.
    #[default]
    Full,
    /// Not at all: variances add up.
    None,
}

/// One product.
#[derive(Clone, Debug)]
pub struct ProductSide<'a> {
    /// The user's name for it.
    pub name: String,
    /// What it is.
    pub kind: ProductKind,
    /// From its categories to IPCC 2006.
    pub crosswalk: &'a Crosswalk,
    /// Its totals.
    pub totals: Vec<ProductTotal>,
}

/// One inventory.
#[derive(Clone, Debug)]
pub struct InventorySide<'a> {
    /// Its records.
    pub inventory: &'a Inventory,
    /// From its categories to IPCC 2006.
    pub crosswalk: &'a Crosswalk,
    /// The year to compare with, whatever the product's year; only where the user asked for it.
    pub year: Option<i32>,
    /// When its years begin.
    pub year_start: YearStart,
}

/// What is compared and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The gas.
    pub gas: Gas,
    /// The years, as the inventories name theirs.
    pub years: Vec<i32>,
    /// Spans of years of which the mean is compared as well.
    pub means: Vec<RangeInclusive<i32>>,
    /// The regions, in the order of the report.
    pub regions: Vec<RegionCode>,
    /// The groups of regions that are compared as well.
    pub groups: Vec<RegionGroup>,
    /// Thresholds of verdicts.
    pub thresholds: Thresholds,
    /// Correlation of the product's errors.
    pub correlation: ErrorCorrelation,
    /// Codes whose sums are compared as well, such as sectors and national totals.
    pub sums: Vec<CategoryCode>,
}
