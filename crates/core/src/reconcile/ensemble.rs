//! Several products over the same categories of one region.

use super::comparison::{Comparison, Reconciliation};
use crate::ensemble::Ensemble;

/// Comparable products of one region, year and set of categories beside one inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductEnsemble<'a> {
    /// One comparison per product.
    pub rows: Vec<&'a Comparison>,
    /// Mean and spread of the products' masses.
    pub spread: Ensemble,
}

/// The ensembles of a reconciliation, in the order of its comparisons.
///
/// Products stand together only where they are compared with the same cells of the same inventory: sums of matched categories may else count
/// different parts. What is not comparable is left out, and so is an ensemble whose members are compared by themselves.
#[must_use]
pub fn product_ensembles(reconciliation: &Reconciliation) -> Vec<ProductEnsemble<'_>> {
    let mut groups: Vec<Vec<&Comparison>> = Vec::new();
    for row in
        reconciliation.comparisons.iter().filter(|row| row.verdict.is_comparable() && !reconciliation.composites.contains(&row.product))
    {
        match groups.iter_mut().find(|group| count_the_same(group[0], row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.into_iter().filter_map(ProductEnsemble::of).collect()
}

impl<'a> ProductEnsemble<'a> {
    /// None for one product, which has no spread.
    fn of(rows: Vec<&'a Comparison>) -> Option<Self> {
        let masses: Vec<_> = rows.iter().map(|row| row.product_estimate.mass).collect();
        Some(Self { spread: Ensemble::of(&masses)?, rows })
    }
}

fn count_the_same(one: &Comparison, other: &Comparison) -> bool {
    one.region == other.region
        && one.inventory == other.inventory
        && one.level == other.level
        && (&one.span, &one.inventory_span) == (&other.span, &other.inventory_span)
        && one.categories == other.categories
        && one.records == other.records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::CategoryCode;
    use crate::conventions::StepSpread;
    use crate::gas::Gas;
    use crate::inventory::NotationKeys;
    use crate::quantity::{Mass, Share};
    use crate::reconcile::{Estimate, Level, MissingUncertainty, Obstacle, Test, Verdict};
    use crate::region::RegionCode;
    use crate::time_span::TimeSpan;
    use std::collections::BTreeSet;

    fn row(product: &str, kilotonnes: f64, record: &str) -> Comparison {
        Comparison {
            product: product.to_owned(),
            inventory: "inventory".to_owned(),
            region: RegionCode::new("DEU"),
            region_name: "Germany".to_owned(),
            group: None,
            gas: Gas::Ch4,
            span: TimeSpan::calendar(2014),
            inventory_span: TimeSpan::calendar(2014),
            level: Level::Sum,
            categories: vec![CategoryCode::new("1")],
            category_name: "Energy".to_owned(),
            product_estimate: Estimate { mass: Mass::from_kilotonnes(kilotonnes), deviation: None },
            inventory_estimate: None,
            inventory_keys: NotationKeys::default(),
            product_uncertainty: None,
            difference: None,
            test: Test::default(),
            shared_prior: None,
            sensitivity: None,
            covered: Share::WHOLE,
            spread: StepSpread::None,
            left_out: Vec::new(),
            ledger: None,
            mean: None,
            verdict: Verdict::Untested(MissingUncertainty::Both),
            layers: Vec::new(),
            records: vec![record.to_owned()],
        }
    }

    /// A third product whose sum has another part of the inventory beside it, the ensemble of the first two, one that is not comparable, and another year.
    #[test]
    fn only_products_over_the_same_cells_stand_together() {
        let not_comparable = Comparison { verdict: Verdict::NotComparable(Obstacle::Scope), ..row("four", 99.0, "B2") };
        let later = Comparison { span: TimeSpan::calendar(2015), ..row("one", 99.0, "B2") };
        let of_both = row("both", 6.0, "B2");
        let comparisons = vec![row("one", 4.0, "B2"), row("two", 8.0, "B2"), row("three", 99.0, "B3"), of_both, not_comparable, later];
        let reconciliation = Reconciliation { comparisons, composites: BTreeSet::from(["both".to_owned()]), ..Reconciliation::default() };
        let ensembles = product_ensembles(&reconciliation);
        assert_eq!(ensembles.len(), 1);
        assert_eq!(ensembles[0].rows.iter().map(|row| row.product.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!((ensembles[0].spread.mean.as_kilotonnes(), ensembles[0].spread.members), (6.0, 2));
    }
}
