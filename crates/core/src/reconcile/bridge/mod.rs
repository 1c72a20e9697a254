//! The bridge: what of a discrepancy is only time, mask, scope or definition, and what remains.
//!
//! Every reason that a run can switch is switched off and on, alone and together with the others, and the mean over all orders of switching is its bar
//! ([`shapley`](crate::shapley::shapley)), so that no order is chosen for the reader. What nobody stated stands by its name, and is not zero.

mod builder;
mod ground;
mod masses;
mod missing;
mod parts;
#[cfg(test)]
mod tests;

pub use ground::{CountedGround, GroundChange, GroundSwitch, RestOfOutline};
pub use missing::{BridgeMissing, NoBridge};

use super::comparison::{Comparison, LeftOut, Level};
use super::input::{ProductSide, ProductTotal};
use crate::ledger::{Factor, Ledger, LedgerEntry};
use crate::quantity::{Mass, Share};
use crate::region::RegionCode;
use crate::time_span::{ReportingYear, TimeSpan};
use builder::Builder;
use std::collections::BTreeMap;

/// A discrepancy, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Position of the comparison among the reconciliation's.
    pub comparison: usize,
    /// Product minus inventory with nothing switched: as both state it, coastal cells by area, over the outline of the region.
    pub discrepancy: Mass,
    /// One step for each factor, in their order.
    pub steps: Vec<BridgeStep>,
    /// What remains with everything switched: product minus inventory where both count the same.
    pub residual: Mass,
}

/// What one factor does to the discrepancy.
#[derive(Clone, Debug, PartialEq)]
pub struct BridgeStep {
    /// The factor.
    pub factor: Factor,
    /// What it does.
    pub effect: StepEffect,
    /// What was switched.
    pub made_of: Vec<Switch>,
    /// The terms of the factor of which neither the ledger nor the product says anything, though the product may count them, and ground of the inventory of
    /// which the product has no total; their names. Their effect is part of the residual.
    pub not_stated: Vec<String>,
}

impl Bridge {
    /// Whether it leads beyond what is compared and tested: to another year, or to other ground than the outline.
    #[must_use]
    pub fn leaves_the_comparison(&self) -> bool {
        self.steps.iter().flat_map(|step| &step.made_of).any(|switch| matches!(switch, Switch::Year(_) | Switch::Ground(_)))
    }
}

/// What is known of the effect of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepEffect {
    /// It changes the discrepancy by so much.
    Moves(Mass),
    /// There is none, by construction or by what is stated.
    None,
    /// The run says nothing about it, so that it is part of the residual.
    NotStated,
}

/// Something that is switched.
#[derive(Clone, Debug, PartialEq)]
pub enum Switch {
    /// The product's total of the inventory's year in place of its own.
    Year(ReportingYear),
    /// Coastal cells by the policy in force in place of area.
    Coast,
    /// Cells shared out exactly in place of whole cells that belong to the region in which their centre lies.
    Cells,
    /// The ground that the inventory counts in place of the outline.
    Ground(GroundSwitch),
    /// A line of the ledger.
    Line(LedgerEntry),
    /// A figure of one side that the other one does not have.
    LeftOut(LeftOut),
}

/// A product with its totals were cells shared out in other ways than those in force.
#[derive(Clone, Copy)]
pub struct BridgedProduct<'a> {
    /// The product as it is compared.
    pub side: &'a ProductSide<'a>,
    /// Its totals by area.
    pub by_area: Option<&'a [ProductTotal]>,
    /// Its totals of whole cells by their centres, where the bridge is to begin with them.
    pub by_centre: Option<&'a [ProductTotal]>,
}

impl<'a> BridgedProduct<'a> {
    /// Its totals in the ways in which cells are shared out: whole, by area, by the policy in force.
    fn ways(&self) -> [&'a [ProductTotal]; 3] {
        let by_area = self.by_area.unwrap_or(&self.side.totals);
        [self.by_centre.unwrap_or(by_area), by_area, &self.side.totals]
    }
}

/// What bridges are made of.
#[derive(Clone, Copy)]
pub struct Bridging<'a> {
    /// The products.
    pub products: &'a [BridgedProduct<'a>],
    /// The ledger, which says what terms a product of all fluxes may count.
    pub ledger: &'a Ledger,
    /// What ground the inventories count.
    pub grounds: &'a [CountedGround],
    /// The share of ground that a product must cover before its total of it counts.
    pub coverage: Share,
}

/// The bridges of a reconciliation, and the comparisons that have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bridges {
    /// Those that there are.
    pub bridges: Vec<Bridge>,
    /// Those that could not be made.
    pub missing: Vec<BridgeMissing>,
}

/// The bridge of the broadest comparison of each region or group, year or mean of years, product and inventory whose sides count the same.
///
/// That of a mean or a group is made of those of its years or members, and is left out where one of these is not compared by itself, where they do not add up to it, or where something that moves
/// some of them is not stated for others.
#[must_use]
pub fn bridges(comparisons: &[Comparison], bridging: Bridging<'_>) -> Bridges {
    let of_groups = widest(comparisons, |row| row.group.is_some());
    let mut positions: Vec<usize> = broadest(comparisons).into_iter().chain(of_groups).collect();
    positions.sort_unstable();
    let mut found = Bridges::default();
    for comparison in positions {
        match bridge_at(comparisons, bridging, comparison) {
            Ok(bridge) => found.bridges.push(bridge),
            Err(reason) => found.missing.push(BridgeMissing { comparison, reason }),
        }
    }
    found
}

fn bridge_at(comparisons: &[Comparison], bridging: Bridging<'_>, position: usize) -> Result<Bridge, NoBridge> {
    let row = &comparisons[position];
    if row.mean.is_none() && row.group.is_none() {
        let product = bridging.products.iter().find(|product| product.side.name == row.product);
        let builder = product.and_then(|product| Builder::of(row, *product, bridging));
        return builder.and_then(|builder| builder.bridge(position)).ok_or(NoBridge::NoTotal);
    }
    let parts = parts::parts(comparisons, row)?;
    let bridges: Vec<Bridge> = parts.into_iter().map(|part| bridge_at(comparisons, bridging, part)).collect::<Result<_, _>>()?;
    parts::joined(position, comparisons, &bridges)
}

/// Of the comparable rows of each region, year, product and inventory the widest sum, else the only category.
pub(super) fn broadest(comparisons: &[Comparison]) -> Vec<usize> {
    widest(comparisons, |row| row.group.is_none())
}

fn widest(comparisons: &[Comparison], is_meant: fn(&Comparison) -> bool) -> Vec<usize> {
    let mut subjects: BTreeMap<(&RegionCode, &str, &str, &TimeSpan), Vec<usize>> = BTreeMap::new();
    let comparable = comparisons.iter().enumerate().filter(|(_, row)| is_meant(row) && row.verdict.is_comparable());
    for (position, row) in comparable {
        subjects.entry((&row.region, &row.product, &row.inventory, &row.span)).or_default().push(position);
    }
    let widest = |positions: &Vec<usize>| {
        // Sums stand in the order of the tree, the widest first.
        let sum = positions.iter().copied().find(|&position| comparisons[position].level == Level::Sum);
        sum.or_else(|| positions.first().copied().filter(|_| positions.len() == 1))
    };
    let mut chosen: Vec<usize> = subjects.values().filter_map(widest).collect();
    chosen.sort_unstable();
    chosen
}
