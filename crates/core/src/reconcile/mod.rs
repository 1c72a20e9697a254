//! Products and inventories side by side: what differs, and whether that means anything.

mod comparison;
mod difference;
mod input;
mod pairing;
mod verdict;

pub use comparison::{Comparison, Level, Reconciliation, Unmatched, UnmatchedReason};
pub use difference::{Deviation, Difference, Estimate, NORMAL_QUANTILE_95, Significance};
pub use input::{DeviationBracket, ErrorCorrelation, InventorySide, ProductSide, ProductTotal, Settings};
pub use verdict::{MissingUncertainty, Obstacle, Side, Thresholds, Verdict};

use crate::category_tree::CategoryTree;
use pairing::Pairing;

/// Reconciles every product with every inventory, region by region and year by year.
#[must_use]
pub fn reconcile(
    tree: &CategoryTree,
    products: &[ProductSide<'_>],
    inventories: &[InventorySide<'_>],
    settings: &Settings,
) -> Reconciliation {
    let mut outcome = Reconciliation::default();
    for region in &settings.regions {
        for (product, inventory) in products.iter().flat_map(|product| inventories.iter().map(move |inventory| (product, inventory))) {
            for &year in &settings.years {
                let inventory_year = inventory.year.unwrap_or(year);
                Pairing { product, inventory, settings, tree, region, year, inventory_year }.reconcile(&mut outcome);
            }
        }
    }
    outcome
}
