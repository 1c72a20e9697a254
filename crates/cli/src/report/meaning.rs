//! What each verdict says and what it does not, for readers of the page.

use serde::Serialize;

/// A verdict as a word, and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// The word, as [`Verdict::name`](fluxledger_core::reconcile::Verdict::name) gives it.
    pub verdict: &'static str,
    /// One or two plain sentences.
    pub sentence: &'static str,
}

/// All verdicts in the order in which findings rank them.
pub const MEANINGS: [Meaning; 6] = [
    Meaning {
        verdict: "significantly higher",
        sentence: "The product exceeds the inventory by more than both uncertainties explain, at the level stated. It does not say which of the two is wrong.",
    },
    Meaning {
        verdict: "significantly lower",
        sentence: "The product falls short of the inventory by more than both uncertainties explain, at the level stated. It does not say which of the two is wrong.",
    },
    Meaning {
        verdict: "not tested",
        sentence: "One or both sides state no uncertainty; the difference is given, not judged. It may be real or chance.",
    },
    Meaning {
        verdict: "inconclusive",
        sentence: "The difference lies within the uncertainties. That is no proof of agreement: wide uncertainties hide large differences.",
    },
    Meaning {
        verdict: "prior-dominated",
        sentence: "The product rests here more on its prior than on observations, so that it says little about the inventory; nothing is claimed.",
    },
    Meaning {
        verdict: "not comparable",
        sentence: "The two numbers do not count the same thing; the finding says why. Nothing follows for the difference.",
    },
];

/// The meaning of a verdict; empty for a word that is none.
#[must_use]
pub fn meaning_of(verdict: &str) -> &'static str {
    MEANINGS.iter().find(|meaning| meaning.verdict == verdict).map_or("", |meaning| meaning.sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::Share;
    use fluxledger_core::reconcile::{MissingUncertainty, Obstacle, Verdict};

    #[test]
    fn every_verdict_has_a_meaning_in_the_order_of_the_findings() {
        let ranked = [
            Verdict::Higher,
            Verdict::Lower,
            Verdict::Untested(MissingUncertainty::Both),
            Verdict::Inconclusive,
            Verdict::PriorDominated { sensitivity: 0.1 },
            Verdict::NotComparable(Obstacle::OutsideGrid { covered: Share::new(0.5) }),
        ];
        assert_eq!(MEANINGS.map(|meaning| meaning.verdict), ranked.map(|verdict| verdict.name()));
        assert!(meaning_of("inconclusive").contains("no proof of agreement"));
        assert_eq!(meaning_of("wrong"), "");
    }
}
