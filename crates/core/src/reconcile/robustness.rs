//! Which conclusions hold whatever convention is followed: those of a reconciliation beside those of others of the same data.

use super::comparison::{Comparison, GroupMembers, Level};
use super::difference::Estimate;
use super::trend::TrendComparison;
use super::verdict::{Outcome, Reservation, Verdict};
use crate::category::CategoryCode;
use crate::quantity::Mass;
use crate::region::RegionCode;
use crate::time_span::in_words;
use std::collections::HashMap;

/// What other conventions may overturn: a comparison of levels or of trends.
pub trait Conclusion {
    /// What it is of; the same under every convention.
    fn subject(&self) -> Subject<'_>;

    /// Its numbers and its verdict.
    fn as_varied(&self) -> Varied;
}

/// A comparison under another convention.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    /// The product's estimate: a mass, or of trends a slope.
    pub product: Estimate,
    /// The inventory's, where it states a mass.
    pub inventory: Option<Estimate>,
    /// The difference in standard deviations of the difference, where it is tested.
    pub z: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
}

/// What a comparison is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject<'a> {
    product: &'a str,
    inventory: &'a str,
    region: &'a RegionCode,
    level: Level,
    categories: &'a [CategoryCode],
    spans: String,
    /// The members of a group, the layers and the records that are added up.
    added_up: (Option<&'a [RegionCode]>, &'a [String], &'a [String]),
}

impl Conclusion for Comparison {
    fn subject(&self) -> Subject<'_> {
        Subject {
            product: &self.product,
            inventory: &self.inventory,
            region: &self.region,
            level: self.level,
            categories: &self.categories,
            spans: self.spans(),
            added_up: (counted(self.group.as_ref()), &self.layers, &self.records),
        }
    }

    fn as_varied(&self) -> Varied {
        Varied {
            product: self.product_estimate,
            inventory: self.inventory_estimate,
            z: self.difference.and_then(|difference| difference.significance).map(|test| test.z),
            verdict: self.verdict.clone(),
        }
    }
}

impl Conclusion for TrendComparison {
    fn subject(&self) -> Subject<'_> {
        Subject {
            product: &self.product,
            inventory: &self.inventory,
            region: &self.region,
            level: self.level,
            categories: &self.categories,
            spans: in_words(&self.years),
            added_up: (counted(self.group.as_ref()), &[], &[]),
        }
    }

    fn as_varied(&self) -> Varied {
        Varied {
            product: self.product_trend.slope,
            inventory: Some(self.inventory_trend.slope),
            z: self.difference.significance.map(|test| test.z),
            verdict: self.verdict.clone(),
        }
    }
}

fn counted(group: Option<&GroupMembers>) -> Option<&[RegionCode]> {
    group.map(|group| group.counted.as_slice())
}

/// A comparison, and what becomes of it under each of several other conventions.
#[derive(Clone, Debug, PartialEq)]
pub struct Robustness<'a, C> {
    /// The comparison as the run has it.
    pub own: &'a C,
    /// The same under each other convention, in their order; none where that has no such comparison.
    pub varied: Vec<Option<Varied>>,
}

impl<C: Conclusion> Robustness<'_, C> {
    /// Whether the run calls it significant.
    #[must_use]
    pub fn is_significant(&self) -> bool {
        self.own.as_varied().verdict.is_significant()
    }

    /// The positions of the conventions under which the verdict is another one.
    #[must_use]
    pub fn overturned_by(&self) -> Vec<usize> {
        let own = self.own.as_varied().verdict;
        self.positions(|varied| varied.as_ref().is_some_and(|varied| conclusion(&varied.verdict) != conclusion(&own)))
    }

    /// The positions of the conventions under which there is no such comparison.
    #[must_use]
    pub fn missing_in(&self) -> Vec<usize> {
        self.positions(Option::is_none)
    }

    /// Whether the verdict is the same under every convention.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.overturned_by().is_empty() && self.missing_in().is_empty()
    }

    /// The least and the greatest estimate of the product, each with the position of the convention that gives it; none is the run's own.
    #[must_use]
    pub fn extremes(&self) -> [(Mass, Option<usize>); 2] {
        let own = (self.own.as_varied().product.mass, None);
        let others = self.varied.iter().enumerate();
        let others = others.filter_map(|(position, varied)| Some((varied.as_ref()?.product.mass, Some(position))));
        others.fold([own, own], |[least, greatest], found| {
            let (low, high) = (found.0.as_kg() < least.0.as_kg(), found.0.as_kg() > greatest.0.as_kg());
            [if low { found } else { least }, if high { found } else { greatest }]
        })
    }

    fn positions(&self, is_meant: impl Fn(&Option<Varied>) -> bool) -> Vec<usize> {
        (0..self.varied.len()).filter(|&position| is_meant(&self.varied[position])).collect()
    }
}

/// A verdict by its name and, of an indication, by what it points to.
const fn conclusion(verdict: &Verdict) -> (&'static str, Option<Outcome>) {
    let outcome = match verdict {
        Verdict::Indicative(
            Reservation::Correlation { correlated: outcome, .. } | Reservation::SharedPrior(outcome) | Reservation::Draws { outcome, .. },
        ) => Some(*outcome),
        _ => None,
    };
    (verdict.name(), outcome)
}

/// Lays each conclusion of a run beside the same one under every other convention: of the same product, inventory, region, span and categories, over the
/// same members, layers and records.
#[must_use]
pub fn robustness<'a, C: Conclusion>(own: &'a [C], others: &[&[C]]) -> Vec<Robustness<'a, C>> {
    let others: Vec<HashMap<Subject<'_>, &C>> = others.iter().map(|other| other.iter().map(|row| (row.subject(), row)).collect()).collect();
    let beside = |row: &'a C| Robustness {
        own: row,
        varied: others.iter().map(|other| other.get(&row.subject()).map(|row| row.as_varied())).collect(),
    };
    own.iter().map(beside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Deviation;
    use crate::reconcile::made_comparison::comparison;

    fn estimate(kilotonnes: f64) -> Estimate {
        Estimate { mass: Mass::from_kilotonnes(kilotonnes), deviation: Some(Deviation::symmetric(Mass::from_kilotonnes(1.0))) }
    }

    /// `product` ± 1 kt beside 4 ± 1 kt.
    fn row(region: &str, product: f64, verdict: Verdict) -> Comparison {
        let region = RegionCode::new(region);
        Comparison { region, level: Level::Category, verdict, ..comparison(estimate(product), estimate(4.0)) }
    }

    fn beside<'a>(own: &'a [Comparison], others: &[Vec<Comparison>]) -> Vec<Robustness<'a, Comparison>> {
        robustness(own, &others.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn a_verdict_holds_if_it_is_the_same_under_every_convention() {
        let own = vec![row("AAA", 9.0, Verdict::Higher), row("BBB", 8.0, Verdict::Higher)];
        let others = [
            vec![row("BBB", 7.0, Verdict::Higher), row("AAA", 9.5, Verdict::Higher)],
            vec![row("AAA", 8.5, Verdict::Higher), row("BBB", 5.0, Verdict::Inconclusive)],
        ];
        let found = beside(&own, &others);
        assert!(found[0].holds());
        assert_eq!(found[1].overturned_by(), [1]);
        // (5 − 4) / √2 under the second convention.
        assert!((found[1].varied[1].as_ref().unwrap().z.unwrap() - 0.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_comparison_that_a_convention_does_not_have_does_not_hold_under_it() {
        let own = vec![row("AAA", 9.0, Verdict::Higher)];
        let found = beside(&own, &[vec![row("BBB", 9.0, Verdict::Higher)]]);
        assert_eq!((found[0].missing_in(), found[0].holds()), (vec![0], false));
    }

    #[test]
    fn an_indication_that_turns_round_does_not_hold_though_its_word_is_the_same() {
        let indication = |outcome| Verdict::Indicative(Reservation::SharedPrior(outcome));
        let own = vec![row("AAA", 9.0, indication(Outcome::Higher))];
        let other = |outcome| vec![row("AAA", 9.0, indication(outcome))];
        let found = beside(&own, &[other(Outcome::Higher), other(Outcome::Lower)]);
        assert_eq!(found[0].overturned_by(), [1]);
    }

    #[test]
    fn a_sum_over_other_layers_is_another_comparison() {
        let own = vec![row("AAA", 9.0, Verdict::Higher)];
        let fewer = Comparison { layers: vec!["one".to_owned()], ..row("AAA", 5.0, Verdict::Higher) };
        assert_eq!(beside(&own, &[vec![fewer]])[0].missing_in(), [0]);
    }

    #[test]
    fn the_extremes_name_the_convention_and_the_run_itself_where_nothing_goes_beyond_it() {
        let own = vec![row("AAA", 9.0, Verdict::Higher)];
        let other = |mass| vec![row("AAA", mass, Verdict::Higher)];
        let found = beside(&own, &[other(9.0), other(8.0), other(8.5)]);
        let kilotonnes = |mass| Mass::from_kilotonnes(mass);
        assert_eq!(found[0].extremes(), [(kilotonnes(8.0), Some(1)), (kilotonnes(9.0), None)]);
    }
}
