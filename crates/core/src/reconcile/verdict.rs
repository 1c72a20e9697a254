//! What may be said about a difference.

use super::difference::Difference;
use crate::inventory::NotationKeys;
use crate::quantity::{Mass, Share};

/// What a comparison amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The product is higher than the inventory, beyond the stated level.
    Higher,
    /// The product is lower than the inventory, beyond the stated level.
    Lower,
    /// The difference is within what the uncertainties allow; that is no proof of agreement.
    Inconclusive,
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

/// Whose uncertainty is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingUncertainty {
    /// The product's.
    Product,
    /// The inventory's.
    Inventory,
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
    /// Two-sided level of significance.
    pub significance: f64,
    /// Sensitivity below which a verdict is prior-dominated.
    pub sensitivity: f64,
    /// Share of a region below which it is not comparable.
    pub coverage: Share,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { significance: 0.05, sensitivity: 0.5, coverage: Share::new(0.99) }
    }
}

impl Verdict {
    /// The verdict on two estimates that count the same thing.
    ///
    /// A low sensitivity outranks the test, because an estimate that hardly depends on observations agrees with its prior whatever the truth
    /// (IPCC 2019 Refinement, Vol. 1, section 6.10.2.7: estimates must be guided more by observations than by the prior).
    #[must_use]
    pub fn on(difference: &Difference, missing: Option<MissingUncertainty>, sensitivity: Option<f64>, thresholds: &Thresholds) -> Self {
        if let Some(sensitivity) = sensitivity.filter(|&sensitivity| sensitivity < thresholds.sensitivity) {
            return Self::PriorDominated { sensitivity };
        }
        match (difference.significance, missing) {
            (_, Some(missing)) => Self::Untested(missing),
            // Both stated as zero, which tells as little as none.
            (None, None) => Self::Untested(MissingUncertainty::Both),
            (Some(test), None) if test.p >= thresholds.significance => Self::Inconclusive,
            _ if difference.mass > Mass::ZERO => Self::Higher,
            _ => Self::Lower,
        }
    }

    /// Whether the product differs from the inventory beyond the stated level.
    #[must_use]
    pub const fn is_significant(&self) -> bool {
        matches!(self, Self::Higher | Self::Lower)
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
            Self::Inconclusive => "inconclusive",
            Self::PriorDominated { .. } => "prior-dominated",
            Self::Untested(_) => "not tested",
            Self::NotComparable(_) => "not comparable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::difference::{Deviation, Estimate};

    fn difference(product: f64, inventory: f64) -> Difference {
        let estimate = |mass| Estimate { mass: Mass::from_kg(mass), deviation: Some(Deviation::symmetric(Mass::from_kg(1.0))) };
        Difference::between(&estimate(product), &estimate(inventory))
    }

    #[test]
    fn three_standard_deviations_are_significant_and_one_is_not() {
        let thresholds = Thresholds::default();
        assert_eq!(Verdict::on(&difference(10.0, 5.0), None, None, &thresholds), Verdict::Higher);
        assert_eq!(Verdict::on(&difference(5.0, 10.0), None, None, &thresholds), Verdict::Lower);
        assert_eq!(Verdict::on(&difference(6.0, 5.0), None, None, &thresholds), Verdict::Inconclusive);
    }

    #[test]
    fn a_low_sensitivity_outranks_a_large_difference() {
        let verdict = Verdict::on(&difference(10.0, 5.0), None, Some(0.2), &Thresholds::default());
        assert_eq!(verdict, Verdict::PriorDominated { sensitivity: 0.2 });
        assert_eq!(Verdict::on(&difference(10.0, 5.0), None, Some(0.8), &Thresholds::default()), Verdict::Higher);
    }

    #[test]
    fn what_cannot_be_tested_says_so() {
        let missing = Some(MissingUncertainty::Inventory);
        assert_eq!(
            Verdict::on(&difference(10.0, 5.0), missing, None, &Thresholds::default()),
            Verdict::Untested(MissingUncertainty::Inventory)
        );
    }
}
