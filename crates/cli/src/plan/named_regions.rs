//! What a code that the user writes stands for in a set of regions.

use fluxledger_core::{RegionCode, RegionSet};
use fluxledger_ingest::known_words::nearest;
use fluxledger_ingest::region::code_for;
use std::collections::BTreeSet;

/// The codes by which regions of a set are named: their own, and those of the countries whose provinces they are.
pub(super) struct NamedRegions<'a> {
    set: &'a RegionSet,
    codes: BTreeSet<RegionCode>,
}

impl<'a> NamedRegions<'a> {
    pub(super) fn of(set: &'a RegionSet) -> Self {
        Self { set, codes: set.names().into_iter().map(|(code, _)| code).collect() }
    }

    /// The name of the set.
    pub(super) fn set(&self) -> &str {
        &self.set.id
    }

    /// Whether a region has the code.
    pub(super) fn hold(&self, code: &RegionCode) -> bool {
        self.codes.contains(code)
    }

    /// The region that has the code, else all provinces of the country that has it; none if the set has neither.
    pub(super) fn meant_by(&self, code: &RegionCode) -> Vec<RegionCode> {
        if self.hold(code) { vec![code.clone()] } else { self.set.provinces_of(code) }
    }

    /// What the user may have meant by a code that names nothing, among the regions and some more words.
    pub(super) fn near<'b>(&'b self, code: &str, more: impl Iterator<Item = &'b str>) -> Option<String> {
        let by_name = code_for(code).filter(|named| !self.meant_by(named).is_empty()).map(|named| named.to_string());
        let near = || nearest(code, self.codes.iter().map(RegionCode::as_str).chain(more)).map(str::to_owned);
        by_name.or_else(near).map(|near| format!("did you mean `{near}`?"))
    }
}
