//! What an audit comes to, in a sentence that can be quoted.

use super::Audit;
use fluxledger_core::reconcile::Robustness;
use std::collections::BTreeMap;

/// How many conclusions hold under every convention, and on what the others hang.
#[must_use]
pub fn sentence(audit: &Audit, robustness: &[Robustness<'_>]) -> String {
    let conventions = audit.tried.len();
    let (significant, others): (Vec<_>, Vec<_>) = robustness.iter().partition(|row| row.comparison.verdict.is_significant());
    let of = |rows: &[&Robustness<'_>], what: &str| {
        let holding = rows.iter().filter(|row| row.holds()).count();
        let count = match (rows.len(), holding) {
            (0, _) => format!("There is no {what}"),
            (1, 1) => format!("The one {what} holds under each of the {conventions} conventions tried"),
            (all, holding) if all == holding => format!("All {all} {what}s hold under each of the {conventions} conventions tried"),
            (all, holding) => format!("{holding} of {all} {what}s hold under each of the {conventions} conventions tried"),
        };
        let hinges = hinges(audit, rows);
        if hinges.is_empty() { format!("{count}.") } else { format!("{count}; the rest hang on {}.", hinges.join(", ")) }
    };
    format!("{} {}", of(&significant, "significant finding"), of(&others, "other verdict"))
}

/// The assumptions on which verdicts hang, each with their number; those of most verdicts first.
fn hinges(audit: &Audit, rows: &[&Robustness<'_>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        let mut assumptions: Vec<&str> =
            row.overturned_by().into_iter().chain(row.missing_in()).map(|position| audit.tried[position].assumption).collect();
        assumptions.sort_unstable();
        assumptions.dedup();
        assumptions.into_iter().for_each(|assumption| *counts.entry(assumption).or_default() += 1);
    }
    let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
    ranked.sort_by_key(|&(assumption, count)| (std::cmp::Reverse(count), assumption));
    ranked.into_iter().map(|(assumption, count)| format!("{assumption} ({count})")).collect()
}
