//! What two estimates say about each other.

use super::difference::{Deviation, Difference, Estimate};
use super::normal;
use super::verdict::{MissingUncertainty, Outcome, Reservation, Thresholds, Verdict};
use crate::quantity::Mass;

/// Two estimates that count the same thing, with all that decides the verdict on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence<'a> {
    /// The product's estimate.
    pub product: Estimate,
    /// The inventory's.
    pub inventory: Estimate,
    /// The product's standard deviation were the errors of its parts independent, where nothing says whether they are.
    pub if_independent: Option<Deviation>,
    /// Averaging-kernel sensitivity of the product's estimate.
    pub sensitivity: Option<f64>,
    /// Whether the product descends from the inventory.
    pub shares_prior: bool,
    /// Correlation of the errors of the two sides, above −1 and below 1.
    pub correlation: f64,
    /// The thresholds.
    pub thresholds: &'a Thresholds,
}

impl Evidence<'_> {
    /// T − I with its significance.
    #[must_use]
    pub fn difference(&self) -> Difference {
        Difference::between(&self.product, &self.inventory, self.correlation)
    }

    /// The margin within which the two count as equivalent, where one is declared.
    #[must_use]
    pub fn margin(&self) -> Option<Mass> {
        self.thresholds.margin?.beside(&self.inventory)
    }

    /// The smallest true difference that the test would find with the power asked for: (z of 1 − α/2 + z of the power) · σ_D / a.
    ///
    /// A product that follows only the share a of a true change, its averaging-kernel sensitivity, needs a larger one by 1 / a; where none is given a is 1.
    #[must_use]
    pub fn minimal_detectable(&self) -> Option<Mass> {
        let deviation = self.difference().significance?.standard_deviation.as_kg();
        let reach = normal::exceeded_with(self.thresholds.significance / 2.0) - normal::exceeded_with(self.thresholds.power);
        let sensitivity = self.sensitivity.unwrap_or(1.0);
        (sensitivity > 0.0).then(|| Mass::from_kg(reach * deviation / sensitivity))
    }

    /// The verdict.
    ///
    /// A low sensitivity outranks the test, because an estimate that hardly depends on observations agrees with its prior whatever the truth
    /// (IPCC 2019 Refinement, Vol. 1, section 6.10.2.7: estimates must be guided more by observations than by the prior). An outcome that would be
    /// another one if the errors of the product's parts were independent, or that rests on a shared prior, is an indication and no more.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if let Some(sensitivity) = self.sensitivity.filter(|&sensitivity| sensitivity < self.thresholds.sensitivity) {
            return Verdict::PriorDominated { sensitivity };
        }
        let outcome = match (self.missing(), self.outcome(&self.difference())) {
            (Some(missing), _) => return Verdict::Untested(missing),
            // Both stated as zero, which tells as little as none.
            (None, None) => return Verdict::Untested(MissingUncertainty::Both),
            (None, Some(outcome)) => outcome,
        };
        match self.outcome_if_independent() {
            Some(independent) if independent != outcome => {
                Verdict::Indicative(Reservation::Correlation { correlated: outcome, independent })
            }
            _ if self.shares_prior && outcome != Outcome::Inconclusive => Verdict::Indicative(Reservation::SharedPrior(outcome)),
            _ => outcome.into(),
        }
    }

    fn outcome_if_independent(&self) -> Option<Outcome> {
        let product = Estimate { deviation: Some(self.if_independent?), ..self.product };
        self.outcome(&Difference::between(&product, &self.inventory, self.correlation))
    }

    /// Equivalent where both one-sided tests exclude a difference as large as the margin; else what the two-sided test says.
    fn outcome(&self, difference: &Difference) -> Option<Outcome> {
        let test = difference.significance?;
        let is_within = |margin: Mass| difference.is_within(margin, normal::exceeded_with(self.thresholds.significance));
        Some(if self.margin().is_some_and(is_within) {
            Outcome::Equivalent
        } else if test.p >= self.thresholds.significance {
            Outcome::Inconclusive
        } else if difference.mass > Mass::ZERO {
            Outcome::Higher
        } else {
            Outcome::Lower
        })
    }

    fn missing(&self) -> Option<MissingUncertainty> {
        match (self.product.deviation.is_some(), self.inventory.deviation.is_some()) {
            (true, true) => None,
            (false, true) => Some(MissingUncertainty::Product),
            (true, false) if self.inventory.mass == Mass::ZERO => Some(MissingUncertainty::InventoryOfZero),
            (true, false) => Some(MissingUncertainty::Inventory),
            (false, false) => Some(MissingUncertainty::Both),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Share;
    use crate::reconcile::Margin;

    fn estimate(mass: f64, deviation: f64) -> Estimate {
        Estimate { mass: Mass::from_kg(mass), deviation: Some(Deviation::symmetric(Mass::from_kg(deviation))) }
    }

    const fn evidence(product: Estimate, inventory: Estimate, thresholds: &Thresholds) -> Evidence<'_> {
        Evidence { product, inventory, if_independent: None, sensitivity: None, shares_prior: false, correlation: 0.0, thresholds }
    }

    #[test]
    fn three_standard_deviations_are_significant_and_one_is_not() {
        let thresholds = Thresholds::default();
        let verdict = |product, inventory| evidence(estimate(product, 1.0), estimate(inventory, 1.0), &thresholds).verdict();
        assert_eq!((verdict(10.0, 5.0), verdict(5.0, 10.0), verdict(6.0, 5.0)), (Verdict::Higher, Verdict::Lower, Verdict::Inconclusive));
    }

    #[test]
    fn a_low_sensitivity_outranks_a_large_difference() {
        let thresholds = Thresholds::default();
        let with = |sensitivity| Evidence { sensitivity, ..evidence(estimate(10.0, 1.0), estimate(5.0, 1.0), &thresholds) };
        assert_eq!(with(Some(0.2)).verdict(), Verdict::PriorDominated { sensitivity: 0.2 });
        assert_eq!(with(Some(0.8)).verdict(), Verdict::Higher);
    }

    #[test]
    fn what_cannot_be_tested_says_so() {
        let thresholds = Thresholds::default();
        let bare = Estimate { deviation: None, ..estimate(5.0, 1.0) };
        assert_eq!(evidence(estimate(10.0, 1.0), bare, &thresholds).verdict(), Verdict::Untested(MissingUncertainty::Inventory));
        let exact = evidence(estimate(10.0, 0.0), estimate(5.0, 0.0), &thresholds);
        assert_eq!(exact.verdict(), Verdict::Untested(MissingUncertainty::Both));
    }

    /// σ_D = 0.5: with a margin of 10 % of 20, that is 2, the differences 1.1 (1.1 + 1.645 · 0.5 = 1.92) and −1.1 are within it and 1.2 (2.02) is not.
    #[test]
    fn equivalent_is_only_what_both_one_sided_tests_keep_within_the_margin() {
        let margin = Some(Margin::ShareOfInventory(Share::new(0.1)));
        let thresholds = Thresholds { margin, ..Thresholds::default() };
        let verdict = |product| evidence(estimate(product, 0.3), estimate(20.0, 0.4), &thresholds).verdict();
        assert_eq!([20.3, 21.1, 18.9].map(verdict), [Verdict::Equivalent, Verdict::Equivalent, Verdict::Equivalent]);
        assert_eq!((verdict(21.2), verdict(18.8)), (Verdict::Higher, Verdict::Lower));
        let none_declared = Thresholds::default();
        assert_eq!(evidence(estimate(20.3, 0.3), estimate(20.0, 0.4), &none_declared).verdict(), Verdict::Inconclusive);
    }

    /// z is 3 / √(2² + 1) = 1.3 if the product's cells err as one and 3 / √(0.5² + 1) = 2.7 if they err independently.
    #[test]
    fn a_verdict_that_hangs_on_an_unknown_correlation_is_indicative_only() {
        let thresholds = Thresholds::default();
        let open = evidence(estimate(13.0, 2.0), estimate(10.0, 1.0), &thresholds);
        assert_eq!(open.verdict(), Verdict::Inconclusive);
        let narrow = Some(Deviation::symmetric(Mass::from_kg(0.5)));
        let (correlated, independent) = (Outcome::Inconclusive, Outcome::Higher);
        let expected = Verdict::Indicative(Reservation::Correlation { correlated, independent });
        assert_eq!(Evidence { if_independent: narrow, ..open }.verdict(), expected);
        let clear = Evidence { if_independent: narrow, ..evidence(estimate(20.0, 2.0), estimate(10.0, 1.0), &thresholds) };
        assert_eq!(clear.verdict(), Verdict::Higher);
    }

    #[test]
    fn a_shared_prior_caps_every_claim_and_leaves_an_open_question_open() {
        let thresholds = Thresholds { margin: Some(Margin::Mass(Mass::from_kg(4.0))), ..Thresholds::default() };
        let verdict =
            |product| Evidence { shares_prior: true, ..evidence(estimate(product, 1.0), estimate(10.0, 1.0), &thresholds) }.verdict();
        let capped = |outcome| Verdict::Indicative(Reservation::SharedPrior(outcome));
        assert_eq!((verdict(20.0), verdict(10.5)), (capped(Outcome::Higher), capped(Outcome::Equivalent)));
        assert_eq!(verdict(12.5), Verdict::Inconclusive);
    }

    /// (1.959964 + 0.841621) · 5 = 14.008; half the sensitivity needs twice as much.
    #[test]
    fn the_minimal_detectable_difference_grows_with_the_deviation_and_as_the_sensitivity_falls() {
        let thresholds = Thresholds::default();
        let evidence = evidence(estimate(10.0, 3.0), estimate(9.0, 4.0), &thresholds);
        let detectable = |sensitivity| Evidence { sensitivity, ..evidence }.minimal_detectable().expect("both are known").as_kg();
        assert!((detectable(None) - 14.007_926).abs() < 1e-5);
        assert!((detectable(Some(0.5)) / detectable(None) - 2.0).abs() < 1e-12);
    }
}
