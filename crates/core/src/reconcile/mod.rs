//! Products and inventories side by side: what differs, and whether that means anything.

mod comparison;
mod difference;
mod ensemble;
mod input;
mod mean;
mod pairing;
mod verdict;

pub use comparison::{Comparison, Level, Reconciliation, Unmatched, UnmatchedReason};
pub use difference::{Deviation, Difference, Estimate, NORMAL_QUANTILE_95, Significance};
pub use ensemble::{ProductEnsemble, product_ensembles};
pub use input::{DeviationBracket, ErrorCorrelation, InventorySide, ProductSide, ProductTotal, Settings};
pub use mean::{MeanLeftOut, MeanOfYears, YearBracket};
pub use verdict::{MissingUncertainty, Obstacle, Side, Thresholds, Verdict};

use crate::category_tree::CategoryTree;
use crate::time_span::ReportingYear;
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
            let first = outcome.comparisons.len();
            for &year in &settings.years {
                let named = |year| ReportingYear { year, start: inventory.year_start };
                let (year, inventory_year) = (named(year), named(inventory.year.unwrap_or(year)));
                Pairing { product, inventory, settings, tree, region, year, inventory_year }.reconcile(&mut outcome);
            }
            mean::add_means(product, inventory, settings, first, &mut outcome);
        }
    }
    outcome
}
