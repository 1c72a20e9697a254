//! What each of several changes contributes to their joint effect, whatever the order in which they are made.
//!
//! Changes made one after the other each bring something, and how much depends on those made before. The mean over all orders belongs to none of them
//! (Shapley 1953, "A value for n-person games", in Contributions to the Theory of Games II, 307–317).

use crate::sum::compensated;

/// Most changes that are shared out: their subsets are looked at one by one.
pub const MOST_CHANGES: usize = 12;

/// The contribution of each change: Σ over the sets S without it of |S|! (n − |S| − 1)! / n! · (v(S ∪ {i}) − v(S)).
///
/// The value is asked for once for each set of changes; bit i of a set is change i. The contributions add up to v(all) − v(none).
///
/// # Panics
/// Where there are more than [`MOST_CHANGES`].
#[must_use]
pub fn shapley(changes: usize, value: impl Fn(usize) -> f64) -> Vec<f64> {
    assert!(changes <= MOST_CHANGES, "{changes} changes have too many orders");
    let values: Vec<f64> = (0..1 << changes).map(value).collect();
    let weights: Vec<f64> = (0..changes).map(|before| weight(before, changes)).collect();
    let contribution = |change: usize| {
        let bit = 1 << change;
        let without = (0..values.len()).filter(|set| set & bit == 0);
        compensated(without.map(|set| weights[set.count_ones() as usize] * (values[set | bit] - values[set])))
    };
    (0..changes).map(contribution).collect()
}

/// The share of all orders in which just the changes of one set of this size come before a given one: s! (n − s − 1)! / n!.
fn weight(before: usize, changes: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "the number of changes is small")]
    let factorial = |number: usize| (1..=number).map(|factor| factor as f64).product::<f64>();
    factorial(before) * factorial(changes - before - 1) / factorial(changes)
}
