//! Texts of the tables as they are compared: without footnotes, blanks, case and punctuation.

use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// Marks of footnotes: `(1)`, `(2, 3)`, `(4) (5)`.
static FOOTNOTES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\(\s*\d+(?:[\s,;()]+\d+)*\s*\)").expect("a pattern"));

/// What tables say to the compiler and not of the row.
static REQUESTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\((?:please )?specify[^)]*\)|\(as specified in [^()]*(?:\([^()]*\)[^()]*)*\)").expect("a pattern"));

/// A text without footnotes, on one line, with every run of blanks as one.
pub(super) fn without_footnotes(text: &str) -> String {
    let text = text.replace("_x000d_", " ").replace("_x000D_", " ");
    FOOTNOTES.replace_all(&text, "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two texts have in common that mean the same: their letters and digits in lower case.
pub(super) fn key(text: &str) -> String {
    let text = without_footnotes(text);
    let letters = REQUESTS.replace_all(&text, "").to_lowercase();
    letters.chars().map(plain).filter(|letter| letter.is_alphanumeric() || *letter == '%').collect()
}

/// The whole code of a category before its name: `1.A.1 Energy industries`, `1.A.1.a. Public electricity`, `1. B. 1. a. Coal mining`.
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:(\d+(?:\.[A-Za-z0-9]{1,4})+)\s+|(\d+(?:\.\s*[A-Za-z0-9]{1,4})*)\.\s*)").expect("a pattern"));

/// What tells the label of a row from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelKey {
    /// The code before the name, where the tables have codes there.
    pub(super) code: Option<String>,
    name: String,
}

/// How the rows of tables are labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Labels {
    /// Below the row above: `a. Oil` below `2. Oil and natural gas`.
    #[default]
    Relative,
    /// By the whole code of the category: `1.B.2.a. Oil`.
    Coded,
}

impl LabelKey {
    /// The key of a label in tables that label their rows so.
    pub(super) fn of(label: &str, labels: Labels) -> Self {
        let label = without_footnotes(label);
        match CODE.captures(&label).filter(|_| labels == Labels::Coded) {
            Some(found) => {
                let code = found.get(1).or(found.get(2)).map(|code| code.as_str().split_whitespace().collect());
                Self { code, name: key(&label[found[0].len()..]) }
            }
            None => Self { code: None, name: key(&label) },
        }
    }

    /// Whether two labels are of one row: of one code, else, where one has none, of one name.
    pub(super) fn matches(&self, other: &Self) -> bool {
        match (&self.code, &other.code) {
            (Some(first), Some(second)) => first == second,
            _ => self.name == other.name,
        }
    }
}

/// Whether a row is one under which a Party enters rows of its own.
pub(super) fn asks_for_rows(label: &str) -> bool {
    label.to_lowercase().contains("specify")
}

const fn plain(letter: char) -> char {
    match letter {
        '₂' => '2',
        '₃' => '3',
        '₄' => '4',
        '₆' => '6',
        'ₓ' => 'x',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_and_requests_do_not_tell_rows_apart() {
        assert_eq!(without_footnotes("D.  Agricultural soils(2) (3) (4)"), "D. Agricultural soils");
        assert_eq!(without_footnotes("Net CO2 emissions/removals(1), (2)"), "Net CO2 emissions/removals");
        assert_eq!(key("1. B. 2. a. Oil(6)"), key("1.B.2.a.  oil"));
        assert_eq!(key("H.  Other (as specified in tables 2(I).A-H and 2(II))(3)"), "hother");
        assert_eq!(key("Other fossil  fuels (please specify)(4)"), key("Other Fossil Fuels"));
        assert_eq!(key("N₂O"), key("N2O"));
    }

    #[test]
    fn whole_codes_outrank_names() {
        let key = |label| LabelKey::of(label, Labels::Coded);
        assert_eq!(key("1. B. 1. a. Coal mining and handling").code.as_deref(), Some("1.B.1.a"));
        assert_eq!(key("1.A.1  Energy Industries").code.as_deref(), Some("1.A.1"));
        assert_eq!(key("2. Oil and natural gas").code.as_deref(), Some("2"));
        assert_eq!(key("1.D.1.b.Navigation").code.as_deref(), Some("1.D.1.b"));
        assert!(key("3.E. Prescribed burning of savannas").matches(&key("3.E. Prescribed burning of savannahs")));
        assert!(key("Continuously flooded").matches(&key("3.C.1.a. Continuously flooded")));
        assert!(!key("3.C.1. Other").matches(&key("3.C.2. Other")));
        assert_eq!(LabelKey::of("1. Other", Labels::Relative).code, None);
    }

    #[test]
    fn what_is_no_footnote_stays() {
        assert_ne!(key("Total (without LULUCF)"), key("Total (with LULUCF)"));
        assert_eq!(without_footnotes("Liquefied petroleum gases (LPG)"), "Liquefied petroleum gases (LPG)");
    }
}
