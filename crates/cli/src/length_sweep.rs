//! What comparisons come to under every correlation length of a sweep, from independent cells to cells that err as one.

use crate::correlated_errors::CellErrors;
use fluxledger_core::Mass;
use fluxledger_core::reconcile::{Comparison, Reconciliation, Verdict};

/// A comparison under each assumption.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedLengths {
    /// Position of the comparison among the reconciliation's.
    pub comparison: usize,
    /// What it comes to, from independent cells to cells that err as one.
    pub outcomes: Vec<LengthOutcome>,
}

/// What a comparison comes to under one assumption.
#[derive(Clone, Debug, PartialEq)]
pub struct LengthOutcome {
    /// How the errors of cells go together.
    pub cells: CellErrors,
    /// The product's standard deviation that is tested, the larger of its sides.
    pub sigma: Mass,
    /// What it is where the errors of layers and steps are independent.
    pub least: Mass,
    /// What may be said.
    pub verdict: Verdict,
}

/// The comparisons of products with a map of standard deviations that hang on the length, under each assumption.
///
/// The assumptions change errors and nothing else, so that all reconciliations have the same rows.
#[must_use]
pub fn compared_lengths(
    reconciliation: &Reconciliation,
    under: &[(CellErrors, Reconciliation)],
    has_map: impl Fn(&Comparison) -> bool,
) -> Vec<ComparedLengths> {
    let of_row = |comparison: usize| {
        let outcomes = under.iter().map(|(cells, reconciliation)| outcome(*cells, &reconciliation.comparisons[comparison]));
        let outcomes = outcomes.collect::<Option<Vec<_>>>()?;
        let hangs = outcomes.first()?.sigma != outcomes.last()?.sigma;
        hangs.then_some(ComparedLengths { comparison, outcomes })
    };
    let rows = reconciliation.comparisons.iter().enumerate().filter(|(_, row)| has_map(row));
    rows.filter_map(|(comparison, _)| of_row(comparison)).collect()
}

fn outcome(cells: CellErrors, row: &Comparison) -> Option<LengthOutcome> {
    let sigma = row.product_estimate.deviation?.larger();
    let bracket = row.product_uncertainty.as_ref()?.bracket();
    // At the ends cells, layers and steps go together in one way, and there is nothing between.
    let least = if matches!(cells, CellErrors::Length(_)) { bracket.uncorrelated.larger() } else { sigma };
    Some(LengthOutcome { cells, sigma, least, verdict: row.verdict.clone() })
}
