//! What is known of the error of a product's total, and what that becomes in a sum or a mean.

mod bracket;
mod joint;
mod members;

pub use bracket::DeviationBracket;
pub use joint::{ErrorBasis, ErrorSource, JointErrors};
pub use members::{Centre, EnsembleRule, Members, Spread};

use super::difference::Deviation;
use crate::quantity::Mass;

/// What is known of the error of a product's total.
///
/// A sum asks more than the standard deviation of each part. Where a product gives members or a covariance, the error travels in a form that adds up exactly over
/// categories, regions and years, and the standard deviation is taken last.
#[derive(Clone, Debug, PartialEq)]
pub enum TotalUncertainty {
    /// A standard deviation between two bounds: all that maps of standard deviations, or totals with one each, allow.
    Bracket(DeviationBracket),
    /// The same by the user's word: the product states no uncertainty.
    Declared(DeviationBracket),
    /// The same from percentiles of cells, with a width of its own on either side.
    Percentiles(DeviationBracket),
    /// The total of each member of an ensemble.
    Members(Members),
    /// Errors that a covariance holds together.
    Joint(JointErrors),
}

impl TotalUncertainty {
    /// The uncertainty of a sum of totals. Of unlike parts no more is known than the bounds.
    #[must_use]
    pub fn of_sum(parts: &[&Self]) -> Self {
        let members = || Members::sum(&all(parts, |part| if let Self::Members(members) = part { Some(members) } else { None })?);
        let joint = || all(parts, |part| if let Self::Joint(errors) = part { Some(errors) } else { None });
        let has = |of_kind: fn(&Self) -> bool| parts.iter().any(|part| of_kind(part));
        let bracket = || {
            let bracket = DeviationBracket::of_sum(&parts.iter().map(|part| part.bracket()).collect::<Vec<_>>());
            if has(|part| matches!(part, Self::Declared(_))) {
                Self::Declared(bracket)
            } else if has(|part| matches!(part, Self::Percentiles(_))) {
                Self::Percentiles(bracket)
            } else {
                Self::Bracket(bracket)
            }
        };
        let exact = members().map(Self::Members).or_else(|| joint().map(|parts| Self::Joint(JointErrors::sum(&parts))));
        exact.unwrap_or_else(bracket)
    }

    /// The uncertainty of the mean, from that of the sum of so many parts.
    #[must_use]
    pub fn over(&self, parts: usize) -> Self {
        match self {
            Self::Bracket(bracket) => Self::Bracket(bracket.over(parts)),
            Self::Declared(bracket) => Self::Declared(bracket.over(parts)),
            Self::Percentiles(bracket) => Self::Percentiles(bracket.over(parts)),
            Self::Members(members) => Self::Members(members.over(parts)),
            Self::Joint(errors) => Self::Joint(errors.over(parts)),
        }
    }

    /// What is known of a total that is larger by a known mass.
    #[must_use]
    pub fn shifted(self, mass: Mass) -> Self {
        if let Self::Members(members) = self { Self::Members(members.shifted(mass)) } else { self }
    }

    /// What is known of a total to which a term with an independent error of its own is added. Of errors that a covariance holds together the bounds are left.
    #[must_use]
    pub fn with(self, independent: Deviation) -> Self {
        let error = DeviationBracket::known(independent);
        match self {
            Self::Bracket(bracket) => Self::Bracket(bracket.with(error)),
            Self::Declared(bracket) => Self::Declared(bracket.with(error)),
            Self::Percentiles(bracket) => Self::Percentiles(bracket.with(error)),
            Self::Members(members) => Self::Members(members.with(independent)),
            Self::Joint(errors) => Self::Bracket(errors.bracket().with(error)),
        }
    }

    /// What is known of a total of so many members, to one of which a term with an independent error is added. Of errors that are not known member by member the
    /// bounds are left.
    #[must_use]
    pub(crate) fn with_of_member(self, (position, of): (usize, usize), mass: Mass, independent: Deviation) -> Self {
        match self {
            Self::Members(members) => Self::Members(members.with_of_member(position, mass, independent)),
            other => other.with(independent.over(of)),
        }
    }

    /// The middle of the members, which for a median is not the sum of the medians of the parts; none where there are no members.
    #[must_use]
    pub fn centre(&self) -> Option<Mass> {
        if let Self::Members(members) = self { Some(members.centre()) } else { None }
    }

    /// The standard deviation between the bounds that what is not known leaves open.
    #[must_use]
    pub fn bracket(&self) -> DeviationBracket {
        match self {
            Self::Bracket(bracket) | Self::Declared(bracket) | Self::Percentiles(bracket) => *bracket,
            Self::Members(members) => members.bracket(),
            Self::Joint(errors) => errors.bracket(),
        }
    }

    /// Whether all that is known are bounds.
    #[must_use]
    pub const fn is_bracket(&self) -> bool {
        matches!(self, Self::Bracket(_) | Self::Declared(_) | Self::Percentiles(_))
    }
}

/// What a choice finds in each part, if it does in all of them.
fn all<'a, T>(parts: &[&'a TotalUncertainty], choose: impl Fn(&'a TotalUncertainty) -> Option<T>) -> Option<Vec<T>> {
    parts.iter().map(|part| choose(part)).collect()
}

#[cfg(test)]
mod tests;
