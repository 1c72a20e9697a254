//! The members of an ensemble: each is totalled by itself before anything is said of all.

use super::TotalUncertainty;
use super::bracket::DeviationBracket;
use crate::ensemble::Ensemble;
use crate::quantity::Mass;
use crate::reconcile::difference::{Deviation, NORMAL_QUANTILE_95};
use std::sync::Arc;

/// Which value stands for an ensemble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Centre {
    /// The mean of the members.
    #[default]
    Mean,
    /// The middle member.
    Median,
}

/// What of the members' scatter is taken as the standard deviation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// s, with n − 1.
    #[default]
    StandardDeviation,
    /// (P75 − P25) / 1.349, which a few odd members hardly move.
    Interquartile,
    /// From the centre to P2.5 and to P97.5, over 1.96: unlike sides of samples of a skewed posterior.
    Percentiles,
}

/// How an ensemble becomes an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnsembleRule {
    /// Which value stands for it.
    pub centre: Centre,
    /// What is its standard deviation.
    pub spread: Spread,
}

/// One total of each member, in an order that is the same for all totals of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// The totals.
    pub masses: Arc<[Mass]>,
    /// What is known of each member's own error, where it is of each.
    pub within: Option<Arc<[TotalUncertainty]>>,
    /// How they become an estimate.
    pub rule: EnsembleRule,
}

impl Members {
    /// Members without deviations of their own.
    #[must_use]
    pub fn new(masses: impl Into<Arc<[Mass]>>, rule: EnsembleRule) -> Self {
        Self { masses: masses.into(), within: None, rule }
    }

    /// The members of a sum, added member by member; none if the parts have unlike numbers of them.
    #[must_use]
    pub fn sum(parts: &[&Self]) -> Option<Self> {
        let (first, rest) = parts.split_first()?;
        let count = first.masses.len();
        if rest.iter().any(|part| part.masses.len() != count) {
            return None;
        }
        let mass = |member: usize| parts.iter().map(|part| part.masses[member]).sum();
        // What has no error of its own adds none; what has one keeps it, with how its parts err together.
        let has_within = parts.iter().any(|part| part.within.is_some());
        let of_member = |member: usize| {
            TotalUncertainty::of_sum(&parts.iter().filter_map(|part| Some(&part.within.as_ref()?[member])).collect::<Vec<_>>())
        };
        Some(Self {
            masses: (0..count).map(mass).collect(),
            within: has_within.then(|| (0..count).map(of_member).collect()),
            rule: first.rule,
        })
    }

    /// The members of the mean, from those of the sum of so many parts.
    #[must_use]
    pub fn over(&self, parts: usize) -> Self {
        let within = self.within.as_ref().map(|within| within.iter().map(|error| error.over(parts)).collect());
        Self { masses: self.masses.iter().map(|mass| mass.over(parts)).collect(), within, ..self.clone() }
    }

    /// The members of a total that is larger by a known mass.
    #[must_use]
    pub fn shifted(&self, mass: Mass) -> Self {
        Self { masses: self.masses.iter().map(|member| *member + mass).collect(), ..self.clone() }
    }

    /// The members of a total to which a term with an independent error is added, the same for each.
    #[must_use]
    pub fn with(&self, independent: Deviation) -> Self {
        let within = (0..self.masses.len()).map(|member| self.own(member).with(independent)).collect();
        Self { within: Some(within), ..self.clone() }
    }

    /// The members of a total to one of which a mass with an independent error is added.
    #[must_use]
    pub(crate) fn with_of_member(&self, position: usize, mass: Mass, independent: Deviation) -> Self {
        let is_it = |member: usize| member == position;
        let with = |member: usize| if is_it(member) { self.own(member).with(independent) } else { self.own(member) };
        let within = (0..self.masses.len()).map(with);
        let masses = self.masses.iter().enumerate().map(|(member, own)| if is_it(member) { *own + mass } else { *own });
        Self { masses: masses.collect(), within: Some(within.collect()), ..self.clone() }
    }

    /// What is known of a member's own error; none is one of nothing.
    fn own(&self, member: usize) -> TotalUncertainty {
        let nothing = || TotalUncertainty::Bracket(DeviationBracket::known(Deviation::symmetric(Mass::ZERO)));
        self.within.as_ref().map_or_else(nothing, |within| within[member].clone())
    }

    /// Mean, standard deviation, median and the rest; none for a single member, which has no spread.
    #[must_use]
    pub fn statistics(&self) -> Option<Ensemble> {
        Ensemble::of(&self.masses)
    }

    /// The value that stands for the ensemble.
    ///
    /// # Panics
    /// Without a member.
    #[must_use]
    pub fn centre(&self) -> Mass {
        match (self.statistics(), self.rule.centre) {
            (Some(statistics), Centre::Mean) => statistics.mean,
            (Some(statistics), Centre::Median) => statistics.median,
            (None, _) => self.masses[0],
        }
    }

    /// How far the members lie apart; zero for a single one.
    #[must_use]
    pub fn between(&self) -> Deviation {
        let Some(statistics) = self.statistics() else { return Deviation::symmetric(Mass::ZERO) };
        match self.rule.spread {
            Spread::StandardDeviation => Deviation::symmetric(statistics.standard_deviation),
            Spread::Interquartile => Deviation::symmetric(statistics.interquartile),
            Spread::Percentiles => {
                let (low, high) = statistics.central_95;
                // A mean beyond a percentile of its members leaves no width on that side, where their standard deviation must do.
                let side = |width: Mass| {
                    if width > Mass::ZERO { Mass::from_kg(width.as_kg() / NORMAL_QUANTILE_95) } else { statistics.standard_deviation }
                };
                Deviation { down: side(self.centre() - low), up: side(high - self.centre()) }
            }
        }
    }

    /// One standard deviation: √(between² + mean of within²), the law of total variance, where members have deviations of their own; else that between them.
    #[must_use]
    pub fn bracket(&self) -> DeviationBracket {
        let between = self.between();
        let mean_square = |within: &[TotalUncertainty]| {
            let within: Vec<DeviationBracket> = within.iter().map(TotalUncertainty::bracket).collect();
            let bound = |bound: fn(&DeviationBracket) -> Deviation| {
                let sum = Deviation::in_quadrature(within.iter().map(bound));
                #[expect(clippy::cast_precision_loss, reason = "there are few members")]
                let root = (within.len() as f64).sqrt();
                Deviation { down: Mass::from_kg(sum.down.as_kg() / root), up: Mass::from_kg(sum.up.as_kg() / root) }
            };
            DeviationBracket { uncorrelated: bound(|bracket| bracket.uncorrelated), correlated: bound(|bracket| bracket.correlated) }
        };
        self.within.as_ref().map_or(DeviationBracket::known(between), |within| mean_square(within).with(DeviationBracket::known(between)))
    }

    /// How many members are below zero.
    #[must_use]
    pub fn negative(&self) -> usize {
        self.masses.iter().filter(|mass| **mass < Mass::ZERO).count()
    }
}
