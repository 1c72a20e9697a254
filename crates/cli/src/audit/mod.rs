//! The convention audit: the comparisons of a run repeated under each other convention, to see which conclusions survive.

mod audited;
pub mod figure;
pub mod sentence;
pub mod tables;
pub mod variant;

pub use audited::Audited;
pub use variant::{LeftAlone, Variant};

use crate::coverage_cache::CoverageCache;
use crate::diagnostic::Diagnostics;
use crate::output::Extent;
use crate::plan::Plan;
use crate::progress::{Loudness, Progress};
use crate::run::{RunTotals, reconciled, totalled, warnings_of};
use fluxledger_core::reconcile::{Comparison, ErrorCorrelation, Reconciliation, Robustness, TrendComparison, robustness};
use fluxledger_core::{Warned, Warning};
use variant::Change;

/// What an audit found.
pub struct Audit {
    /// The comparisons as the run has them.
    pub own: Reconciliation,
    /// The conventions tried, in the order of [`Self::others`].
    pub tried: Vec<Variant>,
    /// The comparisons under each of them.
    pub others: Vec<Reconciliation>,
    /// The conventions under which the run cannot be made, with what stands in the way.
    pub impossible: Vec<(Variant, Diagnostics)>,
    /// What was not tried.
    pub left_alone: Vec<LeftAlone>,
}

impl Audit {
    /// Each comparison of the run beside the same one under every convention tried.
    #[must_use]
    pub fn robustness(&self) -> Vec<Robustness<'_, Comparison>> {
        let others: Vec<&[Comparison]> = self.others.iter().map(|other| other.comparisons.as_slice()).collect();
        robustness(&self.own.comparisons, &others)
    }

    /// Each comparison of trends, in the same way.
    #[must_use]
    pub fn robustness_of_trends(&self) -> Vec<Robustness<'_, TrendComparison>> {
        let others: Vec<&[TrendComparison]> = self.others.iter().map(|other| other.trends.as_slice()).collect();
        robustness(&self.own.trends, &others)
    }
}

/// Repeats the comparisons of a plan under each other convention; the plan is as before when this returns.
///
/// Warnings are those of the run itself.
///
/// # Errors
/// If the run itself cannot be made; a convention under which it cannot be made is part of the outcome.
pub fn audit(plan: &mut Plan, loudness: Loudness, cache: Option<&CoverageCache>) -> Result<Warned<Audit>, Diagnostics> {
    let Warned { value: own_totals, warnings } = totalled(plan, Extent::Tables, loudness, cache)?;
    let own = reconciled(plan, &own_totals);
    let of_comparisons = warnings_of(plan, &own_totals, &own);
    let variants = variant::variants(plan);
    let mut audit = Audit { own, tried: Vec::new(), others: Vec::new(), impossible: Vec::new(), left_alone: variant::left_alone(plan) };
    let progress = Progress::begin(loudness, "conventions", variants.len() as u64);
    for variant in variants {
        match under(plan, &variant, &own_totals, cache) {
            Ok(reconciliation) => {
                audit.tried.push(variant);
                audit.others.push(reconciliation);
            }
            Err(problems) => audit.impossible.push((variant, problems)),
        }
        progress.step();
    }
    let all: Vec<Warning> = plan.warnings.iter().cloned().chain(warnings).chain(of_comparisons).collect();
    Ok(Warned::new(audit, all))
}

/// The comparisons under one convention.
fn under(plan: &mut Plan, variant: &Variant, own_totals: &RunTotals, cache: Option<&CoverageCache>) -> Result<Reconciliation, Diagnostics> {
    match &variant.change {
        Change::Errors(change) => {
            let own = plan.run.errors;
            change(&mut plan.run.errors);
            // A correlation length has gone into the totals.
            let is_in_totals = matches!(own.parts, ErrorCorrelation::Length(_)) && plan.run.errors.parts != own.parts;
            let again = is_in_totals.then(|| totalled(plan, Extent::Tables, Loudness::Quiet, cache)).transpose();
            let reconciliation = again.map(|again| reconciled(plan, again.as_ref().map_or(own_totals, |totals| &totals.value)));
            plan.run.errors = own;
            reconciliation
        }
        Change::Gridded(change) => {
            let mut gridded = plan.gridded_under(change)?;
            plan.exchange(&mut gridded);
            let totals = totalled(plan, Extent::Tables, Loudness::Quiet, cache);
            let reconciliation = totals.map(|totals| reconciled(plan, &totals.value));
            plan.exchange(&mut gridded);
            reconciliation
        }
    }
}
