//! What each verdict says and what it does not, and what the words of a report mean: for readers of the page and of `docs/glossary.md`.

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
pub const MEANINGS: [Meaning; 8] = [
    Meaning {
        verdict: "significantly higher",
        sentence: "The product exceeds the inventory by more than both uncertainties explain, at the level stated. It does not say which of the two is wrong.",
    },
    Meaning {
        verdict: "significantly lower",
        sentence: "The product falls short of the inventory by more than both uncertainties explain, at the level stated. It does not say which of the two is wrong.",
    },
    Meaning {
        verdict: "indicative only",
        sentence: "The numbers point somewhere, but what a claim would rest on is not given: the correlation of the product's errors, independent origins of the two, or the shape of their errors. The finding says which.",
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
        verdict: "equivalent",
        sentence: "The uncertainties keep the difference within the margin that was declared before the data were seen, whether or not it is zero. Another margin could give another verdict.",
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

/// A word of the report that is no verdict, and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The word.
    pub term: &'static str,
    /// What it means, in plain words first.
    pub definition: &'static str,
}

const fn term(term: &'static str, definition: &'static str) -> Term {
    Term { term, definition }
}

/// The words, those of the numbers first.
pub const TERMS: [Term; 24] = [
    term("Mass", "Mass of the gas itself in a year in kt, never CO₂ equivalents."),
    term(
        "Product",
        "The gridded estimate, T in formulas. An inversion infers fluxes from observations of the atmosphere; a bottom-up grid lays statistics out on a map and holds no observation of the atmosphere.",
    ),
    term("Inventory", "The figures that a country or another compiler reports, I in formulas."),
    term("Difference", "Product minus inventory; in % as a share of the inventory."),
    term(
        "Standard deviation",
        "σ: about two in three errors are smaller. Products state it as 1σ, inventories as U, half of a 95 % interval; here σ = U / 1.96, so that the two are never mixed.",
    ),
    term(
        "Interval",
        "95 % confidence interval: 1.96 standard deviations to either side. For an inventory it is the uncertainty that it reports. Two intervals that overlap may still differ significantly: trust z and p, not the eye.",
    ),
    term(
        "z",
        "The difference in standard deviations of the difference, (T − I) / √(σ_T² + σ_I² − 2ρσ_Tσ_I), with ρ the correlation of their errors, 0 unless the run file says otherwise. An estimate enters with the side of its error that faces the other.",
    ),
    term(
        "p",
        "The probability that chance alone makes a difference at least as large. Below the level of significance α, 0.05 unless stated, a difference is significant.",
    ),
    term(
        "q",
        "The rate of false findings, among all tests of levels in the report (those of trends are a family of their own), at which this one would still be a finding (Benjamini and Hochberg 1995). With many tests p alone finds something somewhere.",
    ),
    term(
        "Minimal detectable difference",
        "The smallest true difference that the test would find with the stated power, 0.8 unless stated: (z of 1 − α/2 + z of the power) times the standard deviation of the difference, divided by the sensitivity of the product where there is one. What is smaller may be there unseen.",
    ),
    term(
        "Margin of equivalence",
        "How large a difference may be without meaning anything to the user, declared in the run file before the data are seen.",
    ),
    term(
        "Correlation of a product’s errors",
        "A map of standard deviations does not say whether neighbouring cells err alike. If they do, standard deviations add up; if they do not, their squares do. Where nobody says which, both are looked at.",
    ),
    term(
        "Ledger of scope",
        "The fluxes of which product and inventory count different ones, line by line, each with value, uncertainty and source: taken off the product, added to the inventory, or stated only. Verdicts are on the comparable totals to which it leads.",
    ),
    term(
        "Bridge",
        "The discrepancy split into what is only time, mask, scope or definition and a residual. Each effect is the mean over all orders of switching. What is not stated is part of the residual, and not zero.",
    ),
    term("Prior", "What an inversion started from. Where that descends from the inventory it is compared with, agreement proves nothing."),
    term("Sensitivity", "Averaging-kernel sensitivity of the product's total: 0 is the prior alone, 1 the observations alone."),
    term(
        "Notation keys",
        "NO, NA, IE, NE, C or FX beside an inventory's mass stand for parts of it without a number; NE, C or FX mean that the sum is incomplete.",
    ),
    term(
        "Sum of matched",
        "A shaded row adds up the matched categories within a sector or a total. On both sides it counts only what has a partner, so it can be smaller than the national total.",
    ),
    term(
        "Trend",
        "The slope of a straight line through the years that both sides have, by least squares: where the errors of years are independent, years that are better known count for more. Its interval is that of the stated uncertainties; how the errors of years go together is stated with the conventions.",
    ),
    term("Theil and Sen’s slope", "The median of the slopes between all pairs of years. A few odd years hardly move it."),
    term(
        "Mann and Kendall’s test",
        "Whether later years mostly lie above (or below) earlier ones. It uses the order of the values alone, not their uncertainties.",
    ),
    term(
        "Change",
        "From the first year to the last, in per cent of the first, and none where that is a removal; two changes differ by percentage points (pp).",
    ),
    term(
        "Ends",
        "The range of a difference of slopes when the first year, the last or both are left out: a trend that hangs on one year is none.",
    ),
    term(
        "Remainder rows",
        "In tables/totals.csv every gram of a product ends in one row. What no region of the report holds stands in rows whose codes begin with an underscore: _OTHER (regions that were not selected), _DISPUTED_… (land without a code of its own), _SEA (outside all land), _UNASSIGNED (in no region). _GRID is the whole grid, the sum of all rows above it.",
    ),
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
    use fluxledger_core::reconcile::{MissingUncertainty, Obstacle, Outcome, Reservation, Verdict};

    /// The glossary as a document.
    fn markdown() -> String {
        let line = |word: &str, meaning: &str| format!("**{word}**  \n{meaning}\n\n");
        let verdicts: String = MEANINGS.iter().map(|meaning| line(meaning.verdict, meaning.sentence)).collect();
        let terms: String = TERMS.iter().map(|term| line(term.term, term.definition)).collect();
        format!("# Glossary\n\nThe words of the report, as it explains them itself.\n\n## Verdicts\n\n{verdicts}## Terms\n\n{terms}")
    }

    /// `FLUXLEDGER_WRITE_DOCS=1 cargo test -p fluxledger --lib meaning` writes it anew.
    #[test]
    fn the_glossary_in_the_documents_is_that_of_the_report() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/glossary.md");
        if std::env::var_os("FLUXLEDGER_WRITE_DOCS").is_some() {
            std::fs::write(path, markdown()).unwrap();
        } else {
            assert_eq!(std::fs::read_to_string(path).unwrap(), markdown(), "write the glossary anew with FLUXLEDGER_WRITE_DOCS=1");
        }
    }

    #[test]
    fn every_verdict_has_a_meaning_in_the_order_of_the_findings() {
        let ranked = [
            Verdict::Higher,
            Verdict::Lower,
            Verdict::Indicative(Reservation::SharedPrior(Outcome::Higher)),
            Verdict::Untested(MissingUncertainty::Both),
            Verdict::Inconclusive,
            Verdict::Equivalent,
            Verdict::PriorDominated { sensitivity: 0.1 },
            Verdict::NotComparable(Obstacle::OutsideGrid { covered: Share::new(0.5) }),
        ];
        assert_eq!(MEANINGS.map(|meaning| meaning.verdict), ranked.map(|verdict| verdict.name()));
        assert!(meaning_of("inconclusive").contains("no proof of agreement"));
        assert_eq!(meaning_of("wrong"), "");
    }
}
