//! Why a stated sum may be another than that of its parts.

use super::column::Column;
use super::digits::{agrees, total, within_own_digits};
use super::{Reason, is_total};
use crate::category::CategoryCode;
use crate::category_tree::CategoryNode;
use crate::inventory::{NotationKey, NotationKeys};
use crate::quantity::Mass;
use crate::region::RegionCode;

impl Column<'_> {
    pub(super) fn reasons(&self, node: &CategoryNode, stated: Mass, parts: &[Mass]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        // A source that is missing can only make the sum of the parts too small; a sink can do either.
        let may_be_missing = stated > total(parts).unwrap_or_default() || parts.iter().any(|part| *part < Mass::default());
        if may_be_missing {
            reasons.extend(self.without_figure(node));
            reasons.extend(self.marked(node));
        }
        reasons.extend(node.rest(self.gas).map(|rest| Reason::CountsMore(rest.words.clone())));
        reasons.extend(self.other_total(node, stated).map(Reason::IsSumOf));
        reasons.extend(self.own_rows(node, stated, parts));
        reasons.extend(within_own_digits(stated, parts).then_some(Reason::OwnDigits));
        reasons
    }

    fn without_figure(&self, node: &CategoryNode) -> Option<Reason> {
        let without = |part: &&CategoryCode| !self.figures.contains_key(part) && self.mass(part).is_none();
        let parts: Vec<CategoryCode> = node.summed_parts(self.gas).filter(without).cloned().collect();
        (!parts.is_empty()).then_some(Reason::WithoutFigure(parts))
    }

    fn marked(&self, node: &CategoryNode) -> Option<Reason> {
        let none_has_mass = self.masses_of_parts(node).is_empty();
        let may_be_in_the_sum = |keys: &NotationKeys| keys.leave_sum_incomplete() || none_has_mass && keys.contains(NotationKey::Ie);
        let keys = |part: &CategoryCode| {
            let reported = self.figures.get(part)?.reported;
            may_be_in_the_sum(&reported.keys).then(|| (part.clone(), reported.keys.clone()))
        };
        let parts: Vec<_> = node.summed_parts(self.gas).filter_map(keys).collect();
        (!parts.is_empty()).then_some(Reason::Marked(parts))
    }

    /// Rows directly below a category that are not in the tree, if the sum closes with them.
    fn own_rows(&self, node: &CategoryNode, stated: Mass, parts: &[Mass]) -> Option<Reason> {
        let own: Vec<(&CategoryCode, Mass)> =
            self.figures.iter().filter_map(|(code, figure)| Some((*code, figure.reported.mass?))).collect();
        // The rows of a rest are among the parts already.
        let is_of_rest = |code: &CategoryCode| node.rest(self.gas).is_some_and(|rest| rest.rows.contains(code));
        let is_own = |code: &CategoryCode| !self.nodes.contains_key(code) && self.nearest(code) == Some(&node.code) && !is_of_rest(code);
        let own = own.into_iter().filter(|(code, _)| is_own(code));
        let (codes, masses): (Vec<CategoryCode>, Vec<Mass>) = own.map(|(code, mass)| (code.clone(), mass)).unzip();
        let closes = !codes.is_empty() && agrees(stated, &[parts, &masses].concat()).is_some();
        closes.then_some(Reason::OwnRows(codes))
    }

    /// The category of the tree above a code that is not in it.
    fn nearest(&self, code: &CategoryCode) -> Option<&CategoryCode> {
        let mut rest = code.as_str();
        while let Some((upper, _)) = rest.rsplit_once('.') {
            if let Some((known, _)) = self.nodes.get_key_value(&CategoryCode::new(upper)) {
                return Some(*known);
            }
            rest = upper;
        }
        None
    }

    /// The other total of all sectors whose parts add up to what this one states.
    fn other_total(&self, node: &CategoryNode, stated: Mass) -> Option<CategoryCode> {
        let others = self.nodes.values().filter(|other| other.code != node.code && is_total(node) && is_total(other));
        others.into_iter().find(|other| agrees(stated, &self.masses_of_parts(other)).is_some()).map(|other| other.code.clone())
    }
}

/// The members of a group whose own sums leave the differences that make up that of the group.
pub(super) fn of_members(node: &CategoryNode, stated: Mass, parts: &[Mass], members: &[(&RegionCode, &Column<'_>)]) -> Option<Reason> {
    let stated_and_parts = |column: &Column<'_>| {
        let stated = column.figures.get(&node.code).and_then(|figure| figure.reported.mass).unwrap_or_default();
        (stated, column.masses_of_parts(node))
    };
    let sums = members.iter().map(|(party, column)| (*party, stated_and_parts(column)));
    let apart: Vec<(&RegionCode, Mass)> = sums
        .filter(|(_, (stated, parts))| *stated != Mass::default() || !parts.is_empty())
        .filter(|(_, (stated, parts))| agrees(*stated, parts).is_none())
        .map(|(party, (stated, parts))| (party, stated - total(&parts).unwrap_or_default()))
        .collect();
    let (codes, gaps): (Vec<RegionCode>, Vec<Mass>) = apart.into_iter().map(|(party, gap)| (party.clone(), gap)).unzip();
    let closes = !codes.is_empty() && agrees(stated, &[parts, &gaps].concat()).is_some();
    closes.then_some(Reason::Members(codes))
}
