//! What a product and an inventory may count differently.

use super::Factor;
use crate::gas::Gas;
use std::collections::BTreeSet;

/// A flux, or several, that one side may count and the other not: wetlands, river carbon, bunkers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeTerm {
    /// The word for it in run files.
    pub code: String,
    /// How reports name it.
    pub name: String,
    /// The single fluxes that it counts; itself where it is one.
    pub fluxes: BTreeSet<String>,
    /// The part of a discrepancy to which it belongs.
    pub factor: Factor,
    /// Whether nobody emits it, so that it cannot be taken off what people emit.
    pub is_natural: bool,
    /// The gases of which a total of all fluxes is comparable only when a ledger says something about the term.
    pub needed: Vec<Gas>,
}

impl ScopeTerm {
    /// A flux that both terms count, if any.
    #[must_use]
    pub fn shared_with<'a>(&'a self, other: &'a Self) -> Option<&'a str> {
        self.fluxes.intersection(&other.fluxes).next().map(String::as_str)
    }
}
