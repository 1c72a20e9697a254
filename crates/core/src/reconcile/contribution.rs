//! Where to look: of what a discrepancy is made, category by category and region by region.
//!
//! The differences of the parts of a sum add up to its difference D, and D_part / σ_D to its z, so that each part has a share in both; a line of the ledger that is
//! booked on the sum alone is in no part.

use super::bridge::broadest;
use super::comparison::{Comparison, Level};
use super::difference::Deviation;
use crate::quantity::Mass;
use crate::region::RegionCode;

/// The share of one category in a sum, or of one member in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// Position of the sum, or of the group, among the comparisons.
    pub whole: usize,
    /// Position of the part.
    pub part: usize,
    /// The part's own difference.
    pub difference: Mass,
    /// That as a share of the difference of the whole, where that is not zero.
    pub of_difference: Option<f64>,
    /// What the part brings to the z of the whole: its difference over the standard deviation of the difference of the whole.
    pub of_z: Option<f64>,
    /// The share of the variance of the whole difference that the inventory's figure of this part makes, its errors being independent of the others'.
    pub of_variance: Option<f64>,
}

/// The parts of each region's broadest sum and of each group, for each sum those that bring most to its z first.
#[must_use]
pub fn contributions(comparisons: &[Comparison]) -> Vec<Contribution> {
    let groups =
        (0..comparisons.len()).filter(|&position| comparisons[position].group.is_some() && comparisons[position].verdict.is_comparable());
    let wholes = broadest(comparisons).into_iter().filter(|&position| comparisons[position].level == Level::Sum).chain(groups);
    wholes.flat_map(|whole| of_whole(comparisons, whole)).collect()
}

fn of_whole(comparisons: &[Comparison], whole: usize) -> Vec<Contribution> {
    let row = &comparisons[whole];
    let within: Vec<usize> = (0..comparisons.len()).filter(|&part| is_within(&comparisons[part], row)).collect();
    let parts = match &row.group {
        None => within
            .into_iter()
            .filter(|&part| comparisons[part].level == Level::Category && comparisons[part].region == row.region)
            .collect(),
        Some(members) => members.counted.iter().filter_map(|member| of_member(comparisons, &within, member)).collect::<Vec<_>>(),
    };
    let mut contributions: Vec<Contribution> = parts.into_iter().filter_map(|part| contribution(comparisons, whole, part)).collect();
    let size = |contribution: &Contribution| contribution.difference.as_kg().abs();
    contributions.sort_by(|one, other| size(other).total_cmp(&size(one)));
    contributions
}

/// Whether a row of a region is added up in another row: its layers and its inventory's figures are among those.
fn is_within(part: &Comparison, whole: &Comparison) -> bool {
    let of_one_pair = (&part.product, &part.inventory, &part.span) == (&whole.product, &whole.inventory, &whole.span);
    let among = |own: &[String], all: &[String]| !own.is_empty() && own.iter().all(|one| all.contains(one));
    of_one_pair
        && part.group.is_none()
        && part.verdict.is_comparable()
        && among(&part.layers, &whole.layers)
        && among(&part.records, &whole.records)
}

/// All that a group counts of a member: its widest sum, else its only category.
fn of_member(comparisons: &[Comparison], within: &[usize], member: &RegionCode) -> Option<usize> {
    let own: Vec<usize> = within.iter().copied().filter(|&part| comparisons[part].region == *member).collect();
    let sum = own.iter().copied().find(|&part| comparisons[part].level == Level::Sum);
    sum.or_else(|| own.first().copied().filter(|_| own.len() == 1))
}

fn contribution(comparisons: &[Comparison], whole: usize, part: usize) -> Option<Contribution> {
    let difference = comparisons[part].difference?.mass;
    let of_whole = comparisons[whole].difference?;
    let sigma = of_whole.significance.map(|test| test.standard_deviation.as_kg());
    // σ of the difference is made of the sides that face zero, and so is the part's.
    let facing = |sigma: Deviation| if of_whole.mass > Mass::ZERO { sigma.up.as_kg() } else { sigma.down.as_kg() };
    let of_inventory = comparisons[part].inventory_estimate.and_then(|estimate| estimate.deviation).map(facing);
    Some(Contribution {
        whole,
        part,
        difference,
        of_difference: (of_whole.mass != Mass::ZERO).then(|| difference.as_kg() / of_whole.mass.as_kg()),
        of_z: sigma.map(|sigma| difference.as_kg() / sigma),
        of_variance: sigma.zip(of_inventory).map(|(sigma, part)| (part / sigma).powi(2)),
    })
}
