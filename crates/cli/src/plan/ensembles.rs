//! Ensembles of products: their members are found among the products that the plan has opened.

use super::{Desk, PlannedProduct, StatedProduct};
use crate::run_file::{Draft, EnsembleEntry};
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::reconcile::{EnsembleRule, Prior};
use fluxledger_core::{ProductKind, Scope};
use std::collections::BTreeSet;

/// Several products as members of one.
pub struct PlannedEnsemble {
    /// The user's name for it.
    pub name: String,
    /// The names of its members.
    pub members: Vec<String>,
    /// How they become an estimate.
    pub rule: EnsembleRule,
    /// Whether the members are compared by themselves as well.
    pub compares_members: bool,
    /// What all its members are.
    pub kind: ProductKind,
    /// Which fluxes its first member counts; totals of other scopes find no partner.
    pub scope: Scope,
    /// What its members started from: an inventory if one of them did.
    pub prior: Prior,
    /// From their categories to IPCC 2006.
    pub crosswalk: Crosswalk,
}

/// A product on a grid or one of stated totals, as an ensemble sees it.
struct Candidate<'a> {
    name: &'a str,
    kind: ProductKind,
    scope: Scope,
    prior: &'a Prior,
    crosswalk: &'a Crosswalk,
}

/// The ensembles of a run file whose members are known.
pub(super) fn planned(desk: &mut Desk, draft: &Draft, products: &[PlannedProduct], stated: &[StatedProduct]) -> Vec<PlannedEnsemble> {
    let on_grids = products.iter().map(|product| Candidate {
        name: &product.name,
        kind: product.files[0].profile.kind,
        scope: product.scope,
        prior: &product.prior,
        crosswalk: &product.crosswalk,
    });
    let of_tables = stated.iter().map(|product| Candidate {
        name: &product.name,
        kind: product.kind(),
        scope: product.scope,
        prior: &product.prior,
        crosswalk: &product.crosswalk,
    });
    let candidates: Vec<Candidate<'_>> = on_grids.chain(of_tables).collect();
    draft.ensembles.iter().filter_map(|entry| ensemble(desk, entry, &candidates)).collect()
}

fn ensemble(desk: &mut Desk, entry: &EnsembleEntry, candidates: &[Candidate<'_>]) -> Option<PlannedEnsemble> {
    let member = |name: &str| candidates.iter().find(|candidate| candidate.name == name);
    // A product that could not be opened has been reported; what a table has been divided into is known only now.
    if desk.problems.is_empty() {
        report_unknown(desk, entry, candidates);
    }
    let members: Vec<&Candidate<'_>> = entry.products.iter().map(|name| member(&name.value)).collect::<Option<_>>()?;
    let first = members[0];
    if members.iter().any(|member| member.kind != first.kind || member.crosswalk != first.crosswalk) {
        let message = format!("the members of ensemble `{}` differ in kind or categories", entry.name.value);
        desk.report(entry.name.position, message, Some("name as members only products that count the same in the same way".to_owned()));
        return None;
    }
    let prior = common_prior(desk, entry, &members)?;
    Some(PlannedEnsemble {
        name: entry.name.value.clone(),
        members: members.iter().map(|member| member.name.to_owned()).collect(),
        rule: entry.rule,
        compares_members: entry.compares_members,
        kind: first.kind,
        scope: first.scope,
        prior,
        crosswalk: first.crosswalk.clone(),
    })
}

fn report_unknown(desk: &mut Desk, entry: &EnsembleEntry, candidates: &[Candidate<'_>]) {
    let known = candidates.iter().map(|candidate| format!("`{}`", candidate.name)).collect::<Vec<_>>().join(", ");
    for name in entry.products.iter().filter(|name| candidates.iter().all(|candidate| candidate.name != name.value)) {
        desk.report(name.position, format!("no product is named `{}`, expected some of {known}", name.value), None);
    }
}

/// From what an ensemble descends: a submission if a member does, else the one inventory that members name, else what is known least.
fn common_prior(desk: &mut Desk, entry: &EnsembleEntry, members: &[&Candidate<'_>]) -> Option<Prior> {
    let inventories: BTreeSet<&String> =
        members.iter().filter_map(|member| if let Prior::Inventory(name) = member.prior { Some(name) } else { None }).collect();
    if inventories.len() > 1 {
        let listed = inventories.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message = format!("the members of ensemble `{}` descend from different inventories: {listed}", entry.name.value);
        desk.report(entry.name.position, message, Some("form an ensemble of those that descend from one".to_owned()));
        return None;
    }
    let rank = |prior: &Prior| match prior {
        Prior::Submission(_) => 0,
        Prior::Inventory(_) => 1,
        Prior::Unstated => 2,
        Prior::Independent => 3,
    };
    members.iter().map(|member| member.prior).min_by_key(|prior| rank(prior)).cloned()
}
