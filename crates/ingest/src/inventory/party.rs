//! Parties by their names in inventory tables.

use super::vocabulary::{self, Vocabulary};
use crate::region::code_for;
use fluxledger_core::{RegionCode, Warning};
use std::collections::BTreeMap;

/// Parties met so far, each resolved once and each unknown name reported once.
pub(super) struct Parties<'v> {
    vocabulary: &'v Vocabulary,
    codes: BTreeMap<String, RegionCode>,
    warnings: Vec<Warning>,
}

impl Default for Parties<'static> {
    fn default() -> Self {
        Self::called_as_in(&vocabulary::FLEXIBLE_QUERY)
    }
}

impl<'v> Parties<'v> {
    /// No parties yet; what the vocabulary calls them outranks the names of countries.
    pub(super) const fn called_as_in(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, codes: BTreeMap::new(), warnings: Vec::new() }
    }

    /// The code of a party: that of its country, else its own text.
    ///
    /// A group of Parties keeps its text, so that it is never mistaken for a country; so does an unknown name, with a warning.
    pub(super) fn code(&mut self, name: &str, place: impl FnOnce() -> String) -> RegionCode {
        if let Some(code) = self.codes.get(name) {
            return code.clone();
        }
        let code = self.known_country(name).or_else(|| self.warn(name, place())).unwrap_or_else(|| RegionCode::new(name));
        self.codes.insert(name.to_owned(), code.clone());
        code
    }

    /// The code that the vocabulary or the names of countries give a name.
    pub(super) fn known_country(&self, name: &str) -> Option<RegionCode> {
        self.vocabulary.party(name).map(RegionCode::new).or_else(|| code_for(name))
    }

    fn warn(&mut self, name: &str, place: String) -> Option<RegionCode> {
        self.warnings.push(Warning::new(place, format!("`{name}` is no country known by that name or code; the text stays as its code")));
        None
    }

    /// The code of a party met before; its text where it was not.
    pub(super) fn known(&self, name: &str) -> RegionCode {
        self.codes.get(name).cloned().unwrap_or_else(|| RegionCode::new(name))
    }

    /// The names met with their codes, in alphabetical order.
    pub(super) fn met(&self) -> impl Iterator<Item = (&str, &RegionCode)> {
        self.codes.iter().map(|(name, code)| (name.as_str(), code))
    }

    /// What the user must know about the names.
    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}
