//! Totals of which a part lies in cells whose error nobody states, and what is said of them.

use fluxledger_core::Warning;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The share of a total's flux that may lie in cells of unknown error before the error of the total counts as unknown.
pub const MOST_WITHOUT: f64 = 0.01;

/// The share of a total's flux that lies in cells of unknown error, beside the name of its region.
pub type Unknown = (Arc<str>, f64);

/// What is said of totals: one warning of those of which little lies in such `cells`, one of those of which so much does that the `outcome` follows.
#[must_use]
pub fn warnings(subject: &str, (cells, outcome): (&str, &str), unknown: &[Unknown]) -> Vec<Warning> {
    let [mut few, mut many] = [BTreeMap::new(), BTreeMap::new()];
    for (region, share) in unknown.iter().filter(|(_, share)| *share > 0.0) {
        let most = if *share > MOST_WITHOUT { &mut many } else { &mut few }.entry(&**region).or_insert(*share);
        *most = share.max(*most);
    }
    let unknown = format!("more than {} % of it, so that {outcome}", in_percent(MOST_WITHOUT));
    let said = |shares: BTreeMap<&str, f64>, what: &str| {
        let regions = shares.iter().map(|(region, share)| format!("{region} (up to {} %)", in_percent(*share))).collect::<Vec<_>>();
        let message = format!("some of the flux lies in cells {cells}, {what}: {}", regions.join(", "));
        (!regions.is_empty()).then(|| Warning::new(subject, message))
    };
    said(few, "which do not add to the error of the total as they should").into_iter().chain(said(many, &unknown)).collect()
}

fn in_percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 0.01 { "0.01".to_owned() } else { format!("{percent:.2}").trim_end_matches('0').trim_end_matches('.').to_owned() }
}
