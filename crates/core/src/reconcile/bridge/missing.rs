//! Why a comparison has no bridge.

use crate::ledger::Factor;

/// A comparison that has no bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeMissing {
    /// Position of the comparison among the reconciliation's.
    pub comparison: usize,
    /// Why it has none.
    pub reason: NoBridge,
}

/// Why there is no bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBridge {
    /// The product has no total of its own there under one of the combinations of switches.
    NoTotal,
    /// A member of the group or a year of the mean is not compared by itself, or what it compares is other than what the whole does.
    PartNotCompared {
        /// The member or the year.
        part: String,
    },
    /// A factor moves some members or years and is not stated for others: its bar would be that of the former alone.
    StatedForSome {
        /// The factor.
        factor: Factor,
        /// The members or years for which nothing is stated.
        not_stated: Vec<String>,
    },
    /// The differences of the members or years do not add up to that of the whole: it is a median, or a mean that the product states itself.
    DoesNotAddUp,
}
