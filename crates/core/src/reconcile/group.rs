//! A group of regions against the sum of its members' inventories.

use super::comparison::{Comparison, GroupMembers, Level, Reconciliation};
use super::pairing::{Pairing, Selection, SideBySide};
use crate::category::CategoryCode;
use crate::region::{RegionCode, RegionGroup};
use std::collections::BTreeSet;

/// A group, and the pair of sources and year in which its members are compared.
pub(super) struct GroupPairing<'a> {
    pub(super) group: &'a RegionGroup,
    pub(super) pairing: Pairing<'a>,
}

/// What product and inventory of one member both count.
struct Part<'a> {
    member: &'a RegionCode,
    found: SideBySide<'a>,
}

impl GroupPairing<'_> {
    /// Adds a row for each sum, and for each category that all members with figures on both sides have.
    ///
    /// A row counts the members whose product and inventory count the same thing, on both sides alike, and names the others. The product's errors go
    /// together as they do within a region; inventories are independent from member to member (IPCC 2006, Vol. 1, equation 3.2).
    pub(super) fn reconcile(&self, outcome: &mut Reconciliation) {
        let pairings: Vec<Pairing<'_>> = self.group.members.iter().map(|region| Pairing { region, ..self.pairing }).collect();
        let of_member = |pairing| Pairing::side_by_side(pairing).into_iter().map(|found| Part { member: pairing.region, found });
        let parts: Vec<Part<'_>> = pairings.iter().flat_map(of_member).collect();
        for (level, codes) in rows(&parts) {
            let of_row: Vec<&Part<'_>> = parts.iter().filter(|part| part.is_of(level, &codes)).collect();
            outcome.comparisons.push(self.row(level, &codes, &of_row));
        }
    }

    /// The sum of the members that are comparable; where none is, all of them with what stands in the way of the first.
    fn row(&self, level: Level, codes: &[CategoryCode], parts: &[&Part<'_>]) -> Comparison {
        let comparable: Vec<&Part<'_>> = parts.iter().copied().filter(|part| part.found.obstacle.is_none()).collect();
        let (shown, obstacle) = if comparable.is_empty() { (parts, parts[0].found.obstacle.clone()) } else { (&comparable[..], None) };
        let members = self.members(&comparable);
        let selection = Selection::joined(shown.iter().map(|part| &part.found.selection));
        let sum = self.pairing.compare(level, codes, &selection, obstacle);
        // Members have the same layers.
        let layers: BTreeSet<String> = sum.layers.iter().cloned().collect();
        Comparison {
            region: self.group.code.clone(),
            region_name: members.heading(&self.group.name),
            group: Some(members),
            counted: comparable.iter().map(|part| (part.member.clone(), part.found.added.clone())).collect(),
            layers: layers.into_iter().collect(),
            ..sum
        }
    }

    fn members(&self, comparable: &[&Part<'_>]) -> GroupMembers {
        let is_counted = |member: &&RegionCode| comparable.iter().any(|part| part.member == *member);
        let (counted, left_out): (Vec<&RegionCode>, Vec<&RegionCode>) = self.group.members.iter().partition(is_counted);
        GroupMembers { counted: counted.into_iter().cloned().collect(), left_out: left_out.into_iter().cloned().collect() }
    }
}

impl Part<'_> {
    fn is_of(&self, level: Level, codes: &[CategoryCode]) -> bool {
        self.found.level == level && self.found.codes == codes
    }
}

/// The rows of a group: categories that all members with figures have, then sums that are more than one category for some member.
fn rows(parts: &[Part<'_>]) -> Vec<(Level, Vec<CategoryCode>)> {
    let members = parts.iter().map(|part| part.member).collect::<BTreeSet<_>>().len();
    let mut rows: Vec<(Level, Vec<CategoryCode>)> = Vec::new();
    for found in parts.iter().map(|part| &part.found) {
        let with_it = || parts.iter().filter(|part| part.is_of(found.level, &found.codes));
        let is_row = match found.level {
            Level::Category => with_it().count() == members,
            Level::Sum => with_it().any(|part| part.found.parts > 1),
        };
        if is_row && !rows.iter().any(|(level, codes)| *level == found.level && *codes == found.codes) {
            rows.push((found.level, found.codes.clone()));
        }
    }
    rows.sort_by_key(|(level, _)| *level);
    rows
}
