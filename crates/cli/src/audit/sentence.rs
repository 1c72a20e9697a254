//! What an audit comes to, in sentences that can be quoted.

use super::{Audit, Audited};
use fluxledger_core::reconcile::{Comparison, Robustness, TrendComparison};
use std::collections::BTreeMap;

/// What one of a kind of conclusion is called, and several.
type Kind = (&'static str, &'static str);

const OF_LEVELS: [Kind; 2] = [("significant finding", "significant findings"), ("other verdict", "other verdicts")];
const OF_TRENDS: [Kind; 2] =
    [("significant difference of trends", "significant differences of trends"), ("other verdict on trends", "other verdicts on trends")];

/// How many conclusions hold under every convention, and on what the others hang; the same of trends, where there are any.
#[must_use]
pub fn sentence(audit: &Audit, rows: &[Robustness<'_, Comparison>], trends: &[Robustness<'_, TrendComparison>]) -> String {
    let of_levels = survivors(audit, rows, OF_LEVELS);
    if trends.is_empty() {
        return of_levels;
    }
    format!("{of_levels} {}", survivors(audit, trends, OF_TRENDS))
}

/// The same of conclusions of one kind: of the significant ones, then of all others, by what one of each is called.
fn survivors<C: Audited>(audit: &Audit, rows: &[Robustness<'_, C>], [finding, other]: [Kind; 2]) -> String {
    let (significant, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.is_significant());
    format!("{} {}", holding(audit, &significant, finding), holding(audit, &others, other))
}

fn holding<C: Audited>(audit: &Audit, rows: &[&Robustness<'_, C>], (one, several): Kind) -> String {
    let conventions = audit.tried.len();
    let holding = rows.iter().filter(|row| row.holds()).count();
    let count = match (rows.len(), holding) {
        (0, _) => format!("There is no {one}"),
        (1, 1) => format!("The one {one} holds under each of the {conventions} conventions tried"),
        (all, holding) if all == holding => format!("All {all} {several} hold under each of the {conventions} conventions tried"),
        (all, holding) => format!("{holding} of {all} {several} hold under each of the {conventions} conventions tried"),
    };
    let hinges = hinges(audit, rows);
    if hinges.is_empty() { format!("{count}.") } else { format!("{count}; the rest hang on {}.", hinges.join(", ")) }
}

/// The assumptions on which verdicts hang, each with their number; those of most verdicts first.
fn hinges<C: Audited>(audit: &Audit, rows: &[&Robustness<'_, C>]) -> Vec<String> {
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
