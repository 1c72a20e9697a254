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
    use crate::quantity::Mass;
    use crate::reconcile::made_comparison::comparison;
    use crate::reconcile::{Estimate, Obstacle, Verdict};
    use crate::time_span::TimeSpan;
    use std::collections::BTreeSet;

    fn row(product: &str, kilotonnes: f64, record: &str) -> Comparison {
        let estimate = |kilotonnes| Estimate { mass: Mass::from_kilotonnes(kilotonnes), deviation: None };
        Comparison { product: product.to_owned(), records: vec![record.to_owned()], ..comparison(estimate(kilotonnes), estimate(5.0)) }
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
