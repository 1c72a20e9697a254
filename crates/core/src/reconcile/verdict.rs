//! What may be said about a difference.

use super::margin::Margin;
use crate::inventory::NotationKeys;
use crate::quantity::Share;

/// What a comparison amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The product is higher than the inventory, beyond the stated level.
    Higher,
    /// The product is lower than the inventory, beyond the stated level.
    Lower,
    /// The difference is smaller than the margin that was declared, whether or not it is zero.
    Equivalent,
    /// The difference is within what the uncertainties allow; that is no proof of agreement.
    Inconclusive,
    /// The numbers point somewhere, but what a claim would rest on is not given.
    Indicative(Reservation),
    /// The product's estimate rests on its prior more than on observations, so that it says little about the inventory.
    PriorDominated {
        /// Averaging-kernel sensitivity of the total.
        sensitivity: f64,
    },
    /// An uncertainty is missing, so that the difference cannot be tested.
    Untested(MissingUncertainty),
    /// The two numbers do not count the same thing.
    NotComparable(Obstacle),
}

/// What a test of two estimates comes to, before anything is asked about what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Higher, beyond the level.
    Higher,
    /// Lower, beyond the level.
    Lower,
    /// Within the margin declared.
    Equivalent,
    /// None of these.
    Inconclusive,
}

impl From<Outcome> for Verdict {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Higher => Self::Higher,
            Outcome::Lower => Self::Lower,
            Outcome::Equivalent => Self::Equivalent,
            Outcome::Inconclusive => Self::Inconclusive,
        }
    }
}

/// Why an outcome is an indication and no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reservation {
    /// The product gives no covariance, and the two ends of what the correlation of its errors may be differ in their outcome.
    Correlation {
        /// The outcome if the errors of its parts are one.
        correlated: Outcome,
        /// The outcome if they are independent.
        independent: Outcome,
    },
    /// The product descends from the inventory that it is compared with.
    SharedPrior(Outcome),
    /// Drawing both estimates at random does not bear the outcome out.
    Draws {
        /// The outcome of the closed form.
        outcome: Outcome,
        /// The two-sided probability from the draws.
        p: f64,
    },
}

/// Whose uncertainty is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingUncertainty {
    /// The product's.
    Product,
    /// The inventory's.
    Inventory,
    /// The inventory's, since it states zero, of which a percentage says nothing.
    InventoryOfZero,
    /// Both.
    Both,
}

/// What stands in the way of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// Part of the region lies off the grid, or in cells without a value.
    OutsideGrid {
        /// Share of the region that the product covers.
        covered: Share,
    },
    /// The inventory states no mass there.
    NotReported(NotationKeys),
    /// One side counts only part of what the other counts.
    PartOnly {
        /// Category codes that the other side counts as well.
        missing: Vec<String>,
        /// Who lacks them.
        side: Side,
    },
    /// The product counts natural fluxes as well, or only those.
    Scope,
    /// The product counts natural fluxes as well, and the ledger says nothing about some of them.
    TermsNotStated {
        /// Their names.
        missing: Vec<String>,
    },
    /// The inventory has no figures for the year.
    NoCommonYear {
        /// The years for which it has figures of the region and gas.
        other_years: Vec<i32>,
    },
}

/// One of the two that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The gridded product.
    Product,
    /// The inventory.
    Inventory,
}

/// The thresholds of verdicts; each is stated in the report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Two-sided level of significance α; the two one-sided tests of equivalence have it each.
    pub significance: f64,
    /// The probability with which a difference of the minimal detectable size is found.
    pub power: f64,
    /// The margin within which estimates count as equivalent; without one, none ever do.
    pub margin: Option<Margin>,
    /// The rate of false discoveries at which significant differences are findings; without one, each test stands on its own.
    pub false_discovery: Option<f64>,
    /// Sensitivity below which a verdict is prior-dominated.
    pub sensitivity: f64,
    /// Share of a region below which it is not comparable.
    pub coverage: Share,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { significance: 0.05, power: 0.8, margin: None, false_discovery: None, sensitivity: 0.5, coverage: Share::new(0.99) }
    }
}

impl Verdict {
    /// The verdict with the reason that a figure of the inventory behind it is zero without a standard deviation, where that is the reason.
    #[must_use]
    pub(super) fn of_zero(self, is_of_zero: bool) -> Self {
        match self {
            Self::Untested(MissingUncertainty::Inventory) if is_of_zero => Self::Untested(MissingUncertainty::InventoryOfZero),
            verdict => verdict,
        }
    }

    /// Whether the product differs from the inventory beyond the stated level.
    #[must_use]
    pub const fn is_significant(&self) -> bool {
        matches!(self, Self::Higher | Self::Lower)
    }

    /// Whether a test stands behind it.
    #[must_use]
    pub const fn is_tested(&self) -> bool {
        !matches!(self, Self::NotComparable(_) | Self::PriorDominated { .. } | Self::Untested(_))
    }

    /// Whether the two numbers count the same thing.
    #[must_use]
    pub const fn is_comparable(&self) -> bool {
        !matches!(self, Self::NotComparable(_))
    }

    /// The verdict as a word for tables.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Higher => "significantly higher",
            Self::Lower => "significantly lower",
            Self::Equivalent => "equivalent",
            Self::Inconclusive => "inconclusive",
            Self::Indicative(_) => "indicative only",
            Self::PriorDominated { .. } => "prior-dominated",
            Self::Untested(_) => "not tested",
            Self::NotComparable(_) => "not comparable",
        }
    }
}
