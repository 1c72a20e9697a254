//! Parties by their names in inventory tables.

use super::vocabulary;
use crate::region::code_for;
use fluxledger_core::{RegionCode, Warning};
use std::collections::BTreeMap;

/// Parties met so far, each resolved once and each unknown name reported once.
#[derive(Default)]
pub(super) struct Parties {
    codes: BTreeMap<String, RegionCode>,
    warnings: Vec<Warning>,
}

impl Parties {
    /// The code of a party: that of its country, else its own text.
    ///
    /// A group of Parties keeps its text, so that it is never mistaken for a country; so does an unknown name, with a warning.
    pub(super) fn code(&mut self, name: &str, place: impl FnOnce() -> String) -> RegionCode {
        if let Some(code) = self.codes.get(name) {
            return code.clone();
        }
        let code = if vocabulary::is_group(name) { None } else { code_for(name).or_else(|| self.warn(name, place())) };
        let code = code.unwrap_or_else(|| RegionCode::new(name));
        self.codes.insert(name.to_owned(), code.clone());
        code
    }

    fn warn(&mut self, name: &str, place: String) -> Option<RegionCode> {
        self.warnings.push(Warning::new(place, format!("`{name}` is no country known by that name or code; the text stays as its code")));
        None
    }

    /// What the user must know about the names.
    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}
