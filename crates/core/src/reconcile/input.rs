//! What enters a reconciliation: a product's totals, an inventory's records, and the settings.

use super::difference::Deviation;
use super::monte_carlo::MonteCarlo;
use super::prior::Prior;
use super::trend::YearCorrelation;
use super::uncertainty::{DeviationBracket, TotalUncertainty};
use super::verdict::Thresholds;
use crate::category::{Category, CategoryCode};
use crate::conventions::StepSpread;
use crate::correlation_length::CorrelationLength;
use crate::crosswalk::Crosswalk;
use crate::field::{ProductKind, Scope};
use crate::gas::Gas;
use crate::inventory::Inventory;
use crate::ledger::Ledger;
use crate::quantity::{Mass, Share};
use crate::region::{RegionCode, RegionGroup};
use crate::time_span::{TimeSpan, YearStart};
use std::collections::BTreeSet;
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
    /// What is known of its error.
    pub uncertainty: Option<TotalUncertainty>,
    /// The mass before the observations.
    pub prior: Option<Mass>,
    /// Averaging-kernel sensitivity of the total.
    pub sensitivity: Option<f64>,
    /// Share of the region in cells with a value.
    pub covered: Share,
    /// [`StepSpread::Even`] where steps of the product were divided by days.
    pub spread: StepSpread,
}

/// How the errors of a product's cells and layers are taken to hang together.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum ErrorCorrelation {
    /// It is not known: z is that of fully correlated errors, and a verdict that independent errors would change is indicative only.
    ///
    /// That end is the cautious one unless product and inventory err together ([`ErrorModel::sides`] above 0), where it may have the smaller deviation of
    /// the difference.
    #[default]
    Unknown,
    /// By the user's word as one: standard deviations add up.
    Full,
    /// By the user's word not at all: variances add up, those of the years of a mean too.
    None,
    /// By the user's word the less alike the farther cells lie apart; how the errors of layers and steps go together is not known.
    Length(CorrelationLength),
}

impl ErrorCorrelation {
    /// The standard deviation that goes into z.
    #[must_use]
    pub const fn deviation(self, bracket: DeviationBracket) -> Deviation {
        match self {
            Self::Unknown | Self::Full | Self::Length(_) => bracket.correlated,
            Self::None => bracket.uncorrelated,
        }
    }

    /// The other end, where it may be as true.
    #[must_use]
    pub const fn if_independent(self, bracket: DeviationBracket) -> Option<Deviation> {
        if matches!(self, Self::Unknown | Self::Length(_)) { Some(bracket.uncorrelated) } else { None }
    }
}

/// What is taken of the errors of both sides, where they do not say it themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ErrorModel {
    /// Correlation among the parts of a product.
    pub parts: ErrorCorrelation,
    /// Correlation ρ between product and inventory, above −1 and below 1.
    pub sides: f64,
    /// Correlation between years, for trends.
    pub years: YearCorrelation,
    /// The uncertainty above which an inventory's figure with equal lower and upper half is taken as lognormal; none leaves all normal.
    pub lognormal_above: Option<Share>,
    /// The draws that check each test, where they are asked for.
    pub monte_carlo: Option<MonteCarlo>,
}

/// One product.
#[derive(Clone, Debug)]
pub struct ProductSide<'a> {
    /// The user's name for it.
    pub name: String,
    /// What it is.
    pub kind: ProductKind,
    /// What it started from.
    pub prior: Prior,
    /// From its categories to IPCC 2006.
    pub crosswalk: &'a Crosswalk,
    /// The names of the products that it is an ensemble of; none for any other product.
    pub members: Vec<String>,
    /// Fluxes of the ledger of scope that its makers have taken off already.
    pub taken_off: BTreeSet<String>,
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
    /// Spans of years whose trends are compared.
    pub trends: Vec<RangeInclusive<i32>>,
    /// The regions, in the order of the report.
    pub regions: Vec<RegionCode>,
    /// The groups of regions that are compared as well.
    pub groups: Vec<RegionGroup>,
    /// Thresholds of verdicts.
    pub thresholds: Thresholds,
    /// What is taken of the errors.
    pub errors: ErrorModel,
    /// Codes whose sums are compared as well, such as sectors and national totals.
    pub sums: Vec<CategoryCode>,
    /// What is taken off products and added to inventories before they are compared.
    pub ledger: Ledger,
}
