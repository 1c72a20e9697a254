//! A difference as a share of the inventory.

use fluxledger_core::reconcile::Comparison;

/// (T − I) / I; none where the inventory is not above zero: of a removal the share would have the sign opposite to that of the difference.
pub(super) fn of_inventory(row: &Comparison) -> Option<f64> {
    let inventory = row.inventory_estimate?.mass.as_kg();
    row.difference?.ratio.filter(|_| inventory > 0.0).map(|ratio| ratio - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};

    /// 3 kt against 2 kt are half as much again; 1552 kt above a removal of 800 kt are no −294 % of it.
    #[test]
    fn a_removal_has_no_share() {
        let share = |product, inventory| of_inventory(&compared("Ayland", estimate(product, 1.0), Some(estimate(inventory, 1.0))));
        assert_eq!([share(3.0, 2.0), share(1552.0, -800.0), share(3.0, 0.0)], [Some(0.5), None, None]);
    }
}
