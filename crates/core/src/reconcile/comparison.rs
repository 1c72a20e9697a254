//! The rows of a reconciliation.

use super::difference::{Difference, Estimate};
use super::mean::{MeanOfYears, SpanLeftOut};
use super::trend::TrendComparison;
use super::uncertainty::TotalUncertainty;
use super::verdict::{Side, Verdict};
use crate::category::CategoryCode;
use crate::conventions::StepSpread;
use crate::gas::Gas;
use crate::inventory::NotationKeys;
use crate::ledger::LedgerAccount;
use crate::quantity::{Mass, Share};
use crate::region::RegionCode;
use crate::time_span::TimeSpan;
use std::collections::BTreeSet;

/// Whether a row is a matched category or a sum of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The finest level that both sides have.
    Category,
    /// A sum over matched categories.
    Sum,
}

/// Which members of a group stand in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMembers {
    /// Those that are counted, on both sides.
    pub counted: Vec<RegionCode>,
    /// Those for which one side has no figure that counts the same thing; they are counted on neither.
    pub left_out: Vec<RegionCode>,
}

impl GroupMembers {
    /// The group's name with the number of members that are counted.
    #[must_use]
    pub fn heading(&self, name: &str) -> String {
        let all = self.counted.len() + self.left_out.len();
        if self.left_out.is_empty() { format!("{name}, {all} members") } else { format!("{name}, {} of {all} members", self.counted.len()) }
    }
}

/// What a test says beside z and p; nothing where there is no test.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Test {
    /// The smallest true difference that the test would find with the power asked for.
    pub minimal_detectable: Option<Mass>,
    /// The margin within which the two would count as equivalent.
    pub margin: Option<Mass>,
    /// The smallest rate of false discoveries, over all tests of the reconciliation, at which this one is a finding.
    pub adjusted_p: Option<f64>,
    /// The two-sided probability by drawing both estimates at random.
    pub drawn_p: Option<f64>,
}

/// One product and one inventory side by side, for one region, year and category.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The product's name.
    pub product: String,
    /// The inventory's name.
    pub inventory: String,
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// The members, where it is a group of regions.
    pub group: Option<GroupMembers>,
    /// The gas.
    pub gas: Gas,
    /// What the product's estimate is of.
    pub span: TimeSpan,
    /// What the inventory's estimate is of, which differs only where the user asked for it.
    pub inventory_span: TimeSpan,
    /// Category or sum.
    pub level: Level,
    /// The codes compared, in IPCC 2006.
    pub categories: Vec<CategoryCode>,
    /// Their name.
    pub category_name: String,
    /// The product's estimate, after the ledger where there is one.
    pub product_estimate: Estimate,
    /// The inventory's, where it states a mass; after the ledger where there is one.
    pub inventory_estimate: Option<Estimate>,
    /// Notation keys among the records; NE, C or FX leave the inventory's sum incomplete.
    pub inventory_keys: NotationKeys,
    /// The product's standard deviation at both ends of what the correlation of its errors may be.
    pub product_uncertainty: Option<TotalUncertainty>,
    /// The difference, where both have a mass.
    pub difference: Option<Difference>,
    /// What else the test says.
    pub test: Test,
    /// From what both descend, in words, where the product is known not to be independent of the inventory.
    pub shared_prior: Option<String>,
    /// Averaging-kernel sensitivity of the product's estimate.
    pub sensitivity: Option<f64>,
    /// Share of the region that the product covers.
    pub covered: Share,
    /// [`StepSpread::Even`] where steps of the product were divided by days.
    pub spread: StepSpread,
    /// The categories that are added up, in IPCC 2006, of each region that is; none where nothing can be compared.
    pub counted: Vec<(RegionCode, Vec<CategoryCode>)>,
    /// What the sum leaves out on both sides, because only one of them has it.
    pub left_out: Vec<LeftOut>,
    /// What was taken off and added, where the ledger of scope has lines for it.
    pub ledger: Option<LedgerAccount>,
    /// How the mean was made, where it is one of several years.
    pub mean: Option<MeanOfYears>,
    /// What may be said.
    pub verdict: Verdict,
    /// The product's layers that were added.
    pub layers: Vec<String>,
    /// Where the inventory's records stand.
    pub records: Vec<String>,
}

impl Comparison {
    /// What is compared with what in time: `2015`, or `2015 / 2010` where the user asked for another year of the inventory.
    #[must_use]
    pub fn spans(&self) -> String {
        if self.span == self.inventory_span { self.span.to_string() } else { format!("{} / {}", self.span, self.inventory_span) }
    }

    /// The two-sided probability of the difference by chance, where it is tested.
    #[must_use]
    pub fn probability(&self) -> Option<f64> {
        self.difference?.significance.filter(|_| self.verdict.is_tested()).map(|test| test.p)
    }

    /// Standard deviation of the product over that of the inventory, each the mean of its two sides, where both are known.
    ///
    /// Above 1 the comparison is to be treated with caution (IPCC 2019 Refinement, Vol. 1, section 6.10.2.1).
    #[must_use]
    pub fn sigma_ratio(&self) -> Option<f64> {
        let mean = |estimate: Estimate| estimate.deviation.map(|deviation| f64::midpoint(deviation.down.as_kg(), deviation.up.as_kg()));
        let inventory = mean(self.inventory_estimate?)?;
        (inventory > 0.0).then_some(mean(self.product_estimate)? / inventory)
    }
}

/// A figure of one side within a sum that the other side does not have, so that it is in neither total.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Whose figure it is.
    pub side: Side,
    /// The product's layer, or the inventory's category with its name.
    pub name: String,
    /// The mass, where one is stated.
    pub mass: Option<Mass>,
    /// The notation keys in its place or beside it.
    pub keys: NotationKeys,
}

/// A number of one side that has no partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmatched {
    /// Whose number it is.
    pub side: Side,
    /// Name of the product or inventory.
    pub source: String,
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// What it is of.
    pub span: TimeSpan,
    /// The category as its source spells it.
    pub category: String,
    /// The mass, where one is stated.
    pub mass: Option<Mass>,
    /// Why it has no partner.
    pub reason: UnmatchedReason,
}

/// Why a number has no partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnmatchedReason {
    /// The inventory gives notation keys instead of a mass, and the product has no such category.
    NotationKeys(NotationKeys),
    /// The product has no layer for the category.
    NotInProduct,
    /// The inventory has no record for the category.
    NotInInventory,
    /// The crosswalk leads nowhere: the category lies outside national totals, or no row names it.
    NoCounterpart,
    /// The layer has no category.
    NoCategory,
    /// The product has no total for the year.
    NoCommonYear {
        /// The years asked for that it has.
        other_years: Vec<i32>,
    },
}

/// The outcome of a reconciliation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciliation {
    /// The comparisons: by region, product, inventory, year, then categories in the order of their tree, then sums; means of years after the years.
    pub comparisons: Vec<Comparison>,
    /// What has no partner.
    pub unmatched: Vec<Unmatched>,
    /// The means of several years that could not be made.
    pub means_left_out: Vec<SpanLeftOut>,
    /// The trends, in the order of the comparisons.
    pub trends: Vec<TrendComparison>,
    /// The trends that could not be laid.
    pub trends_left_out: Vec<SpanLeftOut>,
    /// The ensembles of which a member is compared by itself as well, so that no mean over products may count it twice.
    pub composites: BTreeSet<String>,
    /// The number of tests among the comparisons: those over which false discoveries are counted.
    pub tests: usize,
}
