//! Laws of contributions to a joint effect: they add up, and no order of the changes is theirs.

use fluxledger_core::shapley::shapley;
use proptest::prelude::*;

/// Up to six changes with a value for each set of them.
fn game() -> impl Strategy<Value = (usize, Vec<f64>)> {
    (1_usize..=6).prop_flat_map(|changes| (Just(changes), prop::collection::vec(-1e6..1e6_f64, 1 << changes)))
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| f64::max(largest, value.abs()))
}

/// All orders of a number of changes.
fn orders(changes: usize) -> Vec<Vec<usize>> {
    if changes == 0 {
        return vec![Vec::new()];
    }
    let with_last = |order: Vec<usize>| {
        (0..changes).map(move |at| {
            let mut order = order.clone();
            order.insert(at, changes - 1);
            order
        })
    };
    orders(changes - 1).into_iter().flat_map(with_last).collect()
}

proptest! {
    #[test]
    fn contributions_add_up_to_the_joint_effect((changes, values) in game()) {
        let sum: f64 = shapley(changes, |set| values[set]).iter().sum();
        let joint = values[values.len() - 1] - values[0];
        prop_assert!((sum - joint).abs() <= 1e-12 * largest(&values), "{sum} is not {joint}");
    }

    #[test]
    fn contributions_do_not_hang_on_the_order_of_the_changes((changes, values) in game(), turn in 0_usize..6) {
        let turned = |change: usize| (change + turn) % changes;
        let set_of = |set: usize| (0..changes).filter(|change| set & 1 << change != 0).map(|change| 1 << turned(change)).sum::<usize>();
        let (before, after) = (shapley(changes, |set| values[set_of(set)]), shapley(changes, |set| values[set]));
        for change in 0..changes {
            prop_assert!((before[change] - after[turned(change)]).abs() <= 1e-12 * largest(&values));
        }
    }

    #[test]
    fn a_contribution_is_the_mean_over_all_orders((changes, values) in game()) {
        let orders = orders(changes);
        let mut means = vec![0.0; changes];
        for order in &orders {
            let mut set = 0;
            for &change in order {
                means[change] += (values[set | 1 << change] - values[set]) / orders.len() as f64;
                set |= 1 << change;
            }
        }
        for (mean, found) in means.iter().zip(shapley(changes, |set| values[set])) {
            prop_assert!((mean - found).abs() <= 1e-10 * largest(&values));
        }
    }

    #[test]
    fn a_change_that_changes_nothing_contributes_nothing((changes, values) in game()) {
        let idle = shapley(changes + 1, |set| values[set & (values.len() - 1)]);
        prop_assert_eq!(idle[changes], 0.0);
    }
}

/// v = 0, 1, 3, 8: ((1 − 0) + (8 − 3)) / 2 = 3 and ((3 − 0) + (8 − 1)) / 2 = 5.
#[test]
fn two_changes_share_what_they_bring_together() {
    let found = shapley(2, |set| [0.0, 1.0, 3.0, 8.0][set]);
    assert!((found[0] - 3.0).abs() < 1e-15 && (found[1] - 5.0).abs() < 1e-15, "{found:?}");
}
