//! The figures of one party, substance and year, and what they add up to below each category.

use super::digits::{agrees, gap, total};
use super::reasons::of_members;
use super::{Agreement, Key, RebuiltSum};
use crate::category::CategoryCode;
use crate::category_tree::{CategoryNode, CategoryTree};
use crate::gas::Gas;
use crate::inventory::{NotationKeys, Reported};
use crate::quantity::Mass;
use crate::region::RegionCode;
use std::collections::BTreeMap;

/// A figure of a table with its place.
#[derive(Clone, Copy)]
pub(super) struct Figure<'a> {
    pub(super) reported: &'a Reported,
    pub(super) place: &'a str,
}

/// The figures of one party, substance and year.
pub(super) struct Column<'a> {
    pub(super) nodes: &'a BTreeMap<&'a CategoryCode, &'a CategoryNode>,
    pub(super) gas: Option<Gas>,
    pub(super) figures: BTreeMap<&'a CategoryCode, Figure<'a>>,
    finest: BTreeMap<&'a CategoryCode, Finest>,
}

/// What the finest figures below a category say.
#[derive(Clone, Default)]
struct Finest {
    mass: Option<Mass>,
    incomplete: Vec<(CategoryCode, NotationKeys)>,
    origins: Vec<(CategoryCode, Mass)>,
}

impl<'a> Column<'a> {
    pub(super) fn new(
        tree: &'a CategoryTree,
        nodes: &'a BTreeMap<&'a CategoryCode, &'a CategoryNode>,
        gas: Option<Gas>,
        figures: BTreeMap<&'a CategoryCode, Figure<'a>>,
    ) -> Self {
        let mut column = Self { nodes, gas, figures, finest: BTreeMap::new() };
        tree.nodes().iter().for_each(|node| column.collect_finest(node));
        column
    }

    pub(super) fn rebuilt(&self, node: &CategoryNode, key: &Key<'_>, members: &[(&RegionCode, &Self)]) -> Option<RebuiltSum> {
        let figure = self.figures.get(&node.code).filter(|_| !node.children.is_empty())?;
        let (parts, finest) = (self.masses_of_parts(node), self.finest[&node.code].clone());
        let agreement = self.agreement(node, figure.reported.mass, &parts, members)?;
        Some(RebuiltSum {
            party: key.party.clone(),
            counted: key.counted.clone(),
            year: key.year,
            category: node.code.clone(),
            stated: figure.reported.clone(),
            parts: total(&parts),
            contradicting: if agreement.is_unexplained() { self.masses_by_part(node) } else { Vec::new() },
            leaves: finest.mass,
            agreement,
            incomplete: finest.incomplete,
            origins: finest.origins,
            place: figure.place.to_owned(),
        })
    }

    /// The masses one level below: as stated, else what the finest figures of the part add up to.
    pub(super) fn masses_of_parts(&self, node: &CategoryNode) -> Vec<Mass> {
        let parts = node.summed_parts(self.gas).filter_map(|part| self.mass(part));
        parts.chain(self.masses_of_rest(node)).collect()
    }

    /// The same, each with its category.
    fn masses_by_part(&self, node: &CategoryNode) -> Vec<(CategoryCode, Mass)> {
        let rest = node.rest(self.gas).into_iter().flat_map(|rest| &rest.rows);
        let parts = node.summed_parts(self.gas).filter_map(|part| Some((part.clone(), self.mass(part)?)));
        parts.chain(rest.filter_map(|row| Some((row.clone(), self.figures.get(row)?.reported.mass?)))).collect()
    }

    /// What the table shows of what a category counts beyond its parts.
    fn masses_of_rest(&self, node: &CategoryNode) -> impl Iterator<Item = Mass> {
        let rows = node.rest(self.gas).into_iter().flat_map(|rest| &rest.rows);
        rows.filter_map(|row| self.figures.get(row)?.reported.mass)
    }

    pub(super) fn mass(&self, code: &CategoryCode) -> Option<Mass> {
        let stated = self.figures.get(code).and_then(|figure| figure.reported.mass);
        stated.or_else(|| self.finest.get(code)?.mass)
    }

    /// Finds the finest figures of a category, after those of its parts.
    fn collect_finest(&mut self, node: &'a CategoryNode) {
        if self.finest.contains_key(&node.code) {
            return;
        }
        let parts: Vec<&CategoryNode> = node.summed_parts(self.gas).map(|part| self.nodes[part]).collect();
        parts.iter().for_each(|part| self.collect_finest(part));
        let finest = self.finest_of(node, &parts);
        self.finest.insert(&node.code, finest);
    }

    /// Those of its parts where any has a mass, else its own.
    fn finest_of(&self, node: &CategoryNode, parts: &[&CategoryNode]) -> Finest {
        let own = self.figures.get(&node.code).map(|figure| figure.reported);
        let parts: Vec<&Finest> = parts.iter().map(|part| &self.finest[&part.code]).collect();
        let masses: Vec<Mass> = parts.iter().filter_map(|part| part.mass).chain(self.masses_of_rest(node)).collect();
        let mut incomplete: Vec<_> = parts.iter().flat_map(|part| part.incomplete.clone()).collect();
        if let Some(reported) = own.filter(|reported| reported.keys.leave_sum_incomplete() && incomplete.is_empty()) {
            incomplete.push((node.code.clone(), reported.keys.clone()));
        }
        let stated = own.and_then(|reported| reported.mass);
        let gap = stated.filter(|_| !masses.is_empty()).and_then(|stated| gap(stated, &self.masses_of_parts(node)));
        let origins = gap.map(|gap| (node.code.clone(), gap)).into_iter().chain(parts.iter().flat_map(|part| part.origins.clone()));
        Finest { mass: total(&masses).or(stated), incomplete, origins: origins.collect() }
    }

    fn agreement(&self, node: &CategoryNode, stated: Option<Mass>, parts: &[Mass], members: &[(&RegionCode, &Self)]) -> Option<Agreement> {
        match (stated, parts.is_empty()) {
            (None, true) => None,
            (None, false) => Some(Agreement::StatedAsKeys),
            (Some(_), true) if node.children.iter().all(|part| !self.figures.contains_key(part)) => Some(Agreement::Undivided),
            (Some(stated), _) => {
                let reasons = || self.reasons(node, stated, parts).into_iter().chain(of_members(node, stated, parts, members)).collect();
                Some(agrees(stated, parts).unwrap_or_else(|| Agreement::Differs(reasons())))
            }
        }
    }
}
