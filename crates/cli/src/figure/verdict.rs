//! The verdicts as figures show them: by shape and by colour.

use super::style::Colour;
use super::symbol::Symbol;

/// What the comparison of a product with an inventory came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The product is significantly higher.
    SignificantlyHigher,
    /// The product is significantly lower.
    SignificantlyLower,
    /// An uncertainty is missing, so that there is no test.
    NotTested,
    /// The numbers point somewhere, but what a claim would rest on is not given.
    IndicativeOnly,
    /// The uncertainties leave it open.
    Inconclusive,
    /// The difference is smaller than the margin declared.
    Equivalent,
    /// The product mostly repeats its prior.
    PriorDominated,
    /// The two do not count the same.
    NotComparable,
}

impl Verdict {
    pub(super) const ALL: [Self; 8] = [
        Self::SignificantlyHigher,
        Self::SignificantlyLower,
        Self::IndicativeOnly,
        Self::NotTested,
        Self::Inconclusive,
        Self::Equivalent,
        Self::PriorDominated,
        Self::NotComparable,
    ];

    /// The name in the legend.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignificantlyHigher => "significantly higher",
            Self::SignificantlyLower => "significantly lower",
            Self::NotTested => "not tested",
            Self::IndicativeOnly => "indicative only",
            Self::Inconclusive => "inconclusive",
            Self::Equivalent => "equivalent",
            Self::PriorDominated => "prior-dominated",
            Self::NotComparable => "not comparable",
        }
    }

    /// The colour and shape that say it, each alone.
    pub(super) const fn mark(self) -> (Colour, Symbol) {
        match self {
            Self::SignificantlyHigher => (Colour::VERMILLION, Symbol::TriangleUp),
            Self::SignificantlyLower => (Colour::BLUE, Symbol::TriangleDown),
            Self::NotTested => (Colour::SKY_BLUE, Symbol::Circle),
            Self::IndicativeOnly => (Colour::BLACK, Symbol::HollowDiamond),
            Self::Equivalent => (Colour::BLUISH_GREEN, Symbol::Plus),
            Self::Inconclusive => (Colour::REDDISH_PURPLE, Symbol::Ring),
            Self::PriorDominated => (Colour::ORANGE, Symbol::Square),
            Self::NotComparable => (Colour::MUTED, Symbol::HollowSquare),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_differ_in_shape_and_in_colour() {
        for (position, one) in Verdict::ALL.iter().enumerate() {
            for other in &Verdict::ALL[position + 1..] {
                assert!(one.mark().0 != other.mark().0 && one.mark().1 != other.mark().1, "{one:?} looks like {other:?}");
            }
        }
    }
}
