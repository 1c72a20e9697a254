//! From the totals of members to those of their ensemble.

use crate::plan::PlannedEnsemble;
use crate::report::ProductFacts;
use fluxledger_core::reconcile::{EnsembleRule, Members, ProductSide, ProductTotal, TotalUncertainty};
use fluxledger_core::{Share, Warning};
use std::sync::Arc;

/// The totals of an ensemble from those of its members, each with the same totals in the same order.
///
/// A total keeps the mass of every member, so that sums over categories, regions and years are formed member by member, and their centre and spread last.
#[must_use]
pub fn of_members(members: &[Vec<ProductTotal>], rule: EnsembleRule) -> Vec<ProductTotal> {
    let Some(first) = members.first() else { return Vec::new() };
    let total = |position: usize| joined(&members.iter().map(|member| &member[position]).collect::<Vec<_>>(), rule);
    (0..first.len()).map(total).collect()
}

/// One total of an ensemble from the same total of each of its members.
///
/// # Panics
/// Without a member.
#[must_use]
pub fn joined(totals: &[&ProductTotal], rule: EnsembleRule) -> ProductTotal {
    let within: Option<Arc<[TotalUncertainty]>> = totals.iter().map(|total| total.uncertainty.clone()).collect();
    let masses: Vec<_> = totals.iter().map(|total| total.mass).collect();
    let members = Members { within, ..Members::new(masses, rule) };
    let least = |covered: Share, total: &&ProductTotal| if total.covered < covered { total.covered } else { covered };
    ProductTotal {
        mass: members.centre(),
        uncertainty: Some(TotalUncertainty::Members(members)),
        covered: totals.iter().fold(Share::WHOLE, least),
        sensitivity: totals
            .iter()
            .map(|total| total.sensitivity)
            .collect::<Option<Vec<f64>>>()
            .and_then(|all| all.into_iter().reduce(f64::min)),
        ..totals[0].clone()
    }
}

/// An ensemble of products as a product of its own, and what is said of totals that not all of its members have, or have with a standard deviation.
///
/// # Panics
/// If a member is none of the products.
#[must_use]
pub fn side_of<'a>(ensemble: &'a PlannedEnsemble, products: &[ProductSide<'_>]) -> (ProductSide<'a>, Vec<Warning>) {
    let member = |name: &String| products.iter().find(|product| product.name == *name).expect("the plan knows the members");
    let members: Vec<&ProductSide<'_>> = ensemble.members.iter().map(member).collect();
    let (first, others) = members.split_first().expect("an ensemble has members");
    let states_errors = members.iter().flat_map(|member| &member.totals).any(|total| total.uncertainty.is_some());
    let (mut left_out, mut known_in_part) = (0, 0);
    let mut totals = Vec::new();
    for total in &first.totals {
        let same: Option<Vec<&ProductTotal>> = others.iter().map(|member| only_like(total, &member.totals)).collect();
        let Some(same) = same else {
            left_out += 1;
            continue;
        };
        let of_all: Vec<&ProductTotal> = std::iter::once(total).chain(same).collect();
        let known = of_all.iter().filter(|total| total.uncertainty.is_some()).count();
        known_in_part += usize::from(states_errors && known < of_all.len());
        totals.push(joined(&of_all, ensemble.rule));
    }
    let of_totals = |count: usize, message: String| (count > 0).then(|| Warning::new(&ensemble.name, message));
    let missing =
        format!("{left_out} totals of “{}” are left out: not every member has just one of the region, category and period", first.name);
    let unknown = format!("the members' own standard deviations do not count in {known_in_part} totals: not every member has one there");
    let warnings = of_totals(left_out, missing).into_iter().chain(of_totals(known_in_part, unknown)).collect();
    // What is left in one member is left in the ensemble.
    let taken_off = others.iter().fold(first.taken_off.clone(), |common, member| &common & &member.taken_off);
    let side = ProductSide {
        name: ensemble.name.clone(),
        kind: ensemble.kind,
        prior: ensemble.prior.clone(),
        crosswalk: &ensemble.crosswalk,
        members: ensemble.members.clone(),
        taken_off,
        totals,
    };
    (side, warnings)
}

/// What stands in the place of a profile where a product is an ensemble of others.
pub const PROFILE: &str = "ensemble";

/// What an ensemble of products is.
#[must_use]
pub fn facts(ensemble: &PlannedEnsemble) -> ProductFacts {
    ProductFacts {
        name: ensemble.name.clone(),
        profile: PROFILE.to_owned(),
        title: format!("ensemble of {} products", ensemble.members.len()),
        kind: ensemble.kind,
        scope: ensemble.scope,
        prior: Some("that of each member".to_owned()),
        citation: None,
        licence: None,
        evidence: "that of its members".to_owned(),
        conventions: vec![("Members", ensemble.members.join("; "))],
    }
}

/// The one total of the same region, category, scope and period.
fn only_like<'t>(wanted: &ProductTotal, totals: &'t [ProductTotal]) -> Option<&'t ProductTotal> {
    let is_like = |total: &&ProductTotal| {
        total.region == wanted.region && total.category == wanted.category && total.scope == wanted.scope && total.span == wanted.span
    };
    let mut like = totals.iter().filter(is_like);
    like.next().filter(|_| like.next().is_none())
}
