//! Products and inventories side by side: what differs, and whether that means anything.

mod bridge;
mod comparison;
mod contribution;
mod difference;
mod ensemble;
mod evidence;
pub mod false_discovery;
mod group;
mod input;
mod like_years;
#[cfg(test)]
mod made_comparison;
mod margin;
mod mean;
mod member_trends;
mod monte_carlo;
pub mod naive;
pub(crate) mod normal;
mod pairing;
mod prior;
mod robustness;
mod trend;
mod uncertainty;
mod verdict;
mod year_errors;

pub use bridge::{
    Bridge, BridgeMissing, BridgeStep, BridgedProduct, Bridges, Bridging, CountedGround, GroundChange, GroundSwitch, NoBridge,
    RestOfOutline, StepEffect, Switch, bridges,
};
pub use comparison::{Comparison, GroupMembers, LeftOut, Level, Reconciliation, Test, Unmatched, UnmatchedReason};
pub use contribution::{Contribution, contributions};
pub use difference::{Deviation, Difference, Estimate, NORMAL_QUANTILE_95, Significance};
pub use ensemble::{ProductEnsemble, product_ensembles};
pub use evidence::Evidence;
pub use input::{ErrorCorrelation, ErrorModel, InventorySide, ProductSide, ProductTotal, Settings};
pub use margin::Margin;
pub use mean::{MeanOfYears, SpanLeftOut, YearBracket};
pub use member_trends::{MemberTrend, MemberTrends};
pub use monte_carlo::MonteCarlo;
pub use prior::Prior;
pub use robustness::{Conclusion, Robustness, Subject, Varied, robustness};
pub use trend::{FEWEST_YEARS, Trend, TrendComparison, YearCorrelation};
pub use uncertainty::{Centre, DeviationBracket, EnsembleRule, ErrorBasis, ErrorSource, JointErrors, Members, Spread, TotalUncertainty};
pub use verdict::{MissingUncertainty, Obstacle, Outcome, Reservation, Side, Thresholds, Verdict};

use crate::category_tree::CategoryTree;
use crate::gas::Gas;
use crate::region::RegionCode;
use crate::time_span::ReportingYear;
use group::GroupPairing;
use pairing::Pairing;

/// Reconciles every product with every inventory, region by region and year by year, then group by group.
///
/// A region of which an inventory has no figure is passed over where another inventory has some: inventories of several groups of Parties stand side by
/// side without naming each other's Parties.
#[must_use]
pub fn reconcile(
    tree: &CategoryTree,
    products: &[ProductSide<'_>],
    inventories: &[InventorySide<'_>],
    settings: &Settings,
) -> Reconciliation {
    let is_compared = |name: &String| products.iter().any(|product| product.name == *name);
    let composites = products.iter().filter(|product| product.members.iter().any(is_compared));
    let mut outcome = Reconciliation { composites: composites.map(|product| product.name.clone()).collect(), ..Reconciliation::default() };
    let pairs: Vec<_> = products.iter().flat_map(|product| inventories.iter().map(move |inventory| (product, inventory))).collect();
    for region in &settings.regions {
        let reporting = reporting(inventories, region, settings.gas);
        for (product, inventory) in products.iter().flat_map(|product| reporting.iter().map(move |inventory| (product, *inventory))) {
            let first = outcome.comparisons.len();
            for &year in &settings.years {
                pairing(tree, product, inventory, settings, region, year).reconcile(&mut outcome);
            }
            trend::add_trends(tree, (product, inventory), settings, first, &mut outcome);
            mean::add_means(tree, (product, inventory), settings, first, &mut outcome);
        }
    }
    for group in &settings.groups {
        for &(product, inventory) in &pairs {
            let first = outcome.comparisons.len();
            for &year in &settings.years {
                let pairing = pairing(tree, product, inventory, settings, &group.code, year);
                GroupPairing { group, pairing }.reconcile(&mut outcome);
            }
            trend::add_trends(tree, (product, inventory), settings, first, &mut outcome);
            mean::add_means(tree, (product, inventory), settings, first, &mut outcome);
        }
    }
    check_by_draws(&mut outcome, settings);
    false_discovery::control(&mut outcome, &settings.thresholds);
    outcome
}

/// Draws the estimates of each test at random, where that is asked for; what the draws do not bear out is an indication and no more.
fn check_by_draws(outcome: &mut Reconciliation, settings: &Settings) {
    let Some(monte_carlo) = settings.errors.monte_carlo else { return };
    let draws = monte_carlo.draws();
    for row in &mut outcome.comparisons {
        let (Some(p), Some(inventory)) = (row.probability(), row.inventory_estimate) else { continue };
        row.test.drawn_p = draws.probability(&row.product_estimate, &inventory, settings.errors.sides);
        let level = settings.thresholds.significance;
        let contradicts = |drawn: &f64| (*drawn < level) != (p < level);
        let outcome = match row.verdict {
            Verdict::Higher => Outcome::Higher,
            Verdict::Lower => Outcome::Lower,
            Verdict::Inconclusive => Outcome::Inconclusive,
            _ => continue,
        };
        if let Some(p) = row.test.drawn_p.filter(contradicts) {
            row.verdict = Verdict::Indicative(Reservation::Draws { outcome, p });
        }
    }
}

/// The |z| from which on a difference is significant at a two-sided level: 1.96 at 0.05.
#[must_use]
pub fn critical_z(significance: f64) -> f64 {
    normal::exceeded_with(significance / 2.0)
}

fn pairing<'a>(
    tree: &'a CategoryTree,
    product: &'a ProductSide<'a>,
    inventory: &'a InventorySide<'a>,
    settings: &'a Settings,
    region: &'a RegionCode,
    year: i32,
) -> Pairing<'a> {
    let named = |year| ReportingYear { year, start: inventory.year_start };
    Pairing { product, inventory, settings, tree, region, year: named(year), inventory_year: named(inventory.year.unwrap_or(year)) }
}

/// The inventories that have figures of a region; all of them if none has.
fn reporting<'a, 'i>(inventories: &'a [InventorySide<'i>], region: &RegionCode, gas: Gas) -> Vec<&'a InventorySide<'i>> {
    let reports = |side: &&InventorySide<'_>| side.inventory.records.iter().any(|record| record.party == *region && record.gas == gas);
    let reporting: Vec<_> = inventories.iter().filter(reports).collect();
    if reporting.is_empty() { inventories.iter().collect() } else { reporting }
}
