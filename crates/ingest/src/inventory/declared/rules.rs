//! Rows that are left out, and parties that are no countries: what a layout states, and what a reader of the figures is told of it.

use super::super::party::Parties;
use super::grid::GridRow;
use super::header::Header;
use super::layout::RowRule;
use crate::region::{code_for, group};
use std::collections::BTreeMap;

/// How many rows each rule left out.
#[derive(Default)]
pub(super) struct LeftOut(BTreeMap<String, usize>);

impl LeftOut {
    /// Whether a rule leaves the row out, which is counted.
    pub(super) fn takes(&mut self, rules: &[RowRule], header: &Header<'_>, row: &GridRow) -> bool {
        let leaves_out = |rule: &&RowRule| {
            let text = header.position(&rule.column).map_or("", |column| row.cell(column));
            let named = |names: &[super::layout::Name]| names.iter().any(|name| name.fits(text));
            named(&rule.leave_out) || (!rule.keep.is_empty() && !named(&rule.keep))
        };
        let rule = rules.iter().find(leaves_out);
        if let Some(rule) = rule {
            *self.0.entry(rule.why.clone()).or_default() += 1;
        }
        rule.is_some()
    }

    /// What was left out, and why.
    pub(super) fn messages(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(why, rows)| format!("rows left out, {why}: {rows}"))
    }
}

/// What the figures of parties count that are not single countries.
pub(super) fn of_parties(parties: &Parties<'_>, groups: &[String]) -> Vec<String> {
    let is_rest = |name: &str, code: &str| groups.iter().any(|group| group == name || group == code);
    let (mut rests, mut together, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    for (name, code) in parties.met().map(|(name, code)| (name, code.as_str())) {
        if is_rest(name, code) {
            rests.push(code.to_owned());
        } else if let Some(group) = group(code) {
            let members: Vec<_> = group.members.iter().map(|member| member.as_str()).collect();
            together.push(format!("{code} ({}, here {name})", members.join(", ")));
        } else if name != code && code_for(code).is_none() {
            renamed.push(format!("{name} as {code}"));
        }
    }
    let messages = [
        ("kept as groups or rests, which are no countries", rests),
        ("countries that the source counts together stay together under codes of their own", together),
        ("under codes that are no country's", renamed),
    ];
    messages.into_iter().filter(|(_, found)| !found.is_empty()).map(|(what, found)| format!("{what}: {}", found.join("; "))).collect()
}
