//! Patterns of names, and texts that are filled from what a pattern found.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

/// A regular expression that must match a whole name; named groups carry parts of it on.
///
/// It is parsed at once, so that a mistake in it is known, and compiled when it first meets a text that may fit: to compile the hundreds of
/// expressions of all profiles would take longer than to read a file. One that may be too large to compile is compiled at once too.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Arc<Expression>);

struct Expression {
    text: String,
    frame: Frame,
    compiled: OnceLock<Regex>,
}

/// So many characters, with repetitions written out, always compile.
const SMALL: usize = 500;

/// So that it says the same whether it has been compiled or not.
impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Pattern").field(&self.0.text).finish()
    }
}

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        let parsed = regex_syntax::parse(&whole(&text)).map_err(|error| regex::Error::Syntax(error.to_string()))?;
        let compiled = if characters(&parsed) > SMALL { OnceLock::from(Regex::new(&whole(&text))?) } else { OnceLock::new() };
        Ok(Self(Arc::new(Expression { frame: Frame::of(&parsed), text, compiled })))
    }
}

/// The expression that nothing but the whole of a name fits.
fn whole(text: &str) -> String {
    format!("^(?:{text})$")
}

/// What every text that fits has, as is plain without compiling the expression.
struct Frame {
    start: Vec<u8>,
    end: Vec<u8>,
    lengths: RangeInclusive<usize>,
    /// Whether that is all: one text fits, and has no groups.
    is_all: bool,
}

impl Frame {
    fn of(parsed: &Hir) -> Self {
        let parts: &[Hir] = if let HirKind::Concat(parts) = parsed.kind() { parts } else { &[] };
        // The first and the last part are the ends of a name.
        let parts = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
        let literal = |part: Option<&Hir>| match part.map(Hir::kind) {
            Some(HirKind::Literal(literal)) => literal.0.to_vec(),
            _ => Vec::new(),
        };
        let (start, end) = (literal(parts.first()), literal(parts.last()));
        let lengths = parsed.properties().minimum_len().unwrap_or(0)..=parsed.properties().maximum_len().unwrap_or(usize::MAX);
        Self { is_all: parts.len() == 1 && !start.is_empty(), start, end, lengths }
    }

    fn holds(&self, text: &str) -> bool {
        self.lengths.contains(&text.len()) && text.as_bytes().starts_with(&self.start) && text.as_bytes().ends_with(&self.end)
    }
}

/// The size of an expression with its repetitions written out.
fn characters(parsed: &Hir) -> usize {
    match parsed.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1) as usize;
            characters(&repetition.sub).saturating_mul(times)
        }
        HirKind::Capture(capture) => characters(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(characters).fold(0, usize::saturating_add),
    }
}

impl Pattern {
    /// Whether the whole text fits.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let frame = &self.0.frame;
        frame.holds(text) && (frame.is_all || self.compiled().is_match(text))
    }

    /// The named groups of a text that fits; groups that took no part are absent.
    #[must_use]
    pub fn groups(&self, text: &str) -> Option<Groups> {
        let captures = self.0.frame.holds(text).then(|| self.compiled().captures(text))??;
        let found = |name: &str| captures.name(name).map(|part| (name.to_owned(), part.as_str().to_owned()));
        Some(Groups(self.compiled().capture_names().flatten().filter_map(found).collect()))
    }

    /// The expression as the profile writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    fn compiled(&self) -> &Regex {
        self.0.compiled.get_or_init(|| Regex::new(&whole(&self.0.text)).expect("an expression that has been parsed and is small compiles"))
    }
}

/// An attribute, and the pattern of its text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeWithPattern {
    /// The attribute.
    pub name: String,
    /// The pattern that its text must fit.
    pub pattern: Pattern,
}

/// Named parts of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups(BTreeMap<String, String>);

impl Groups {
    /// The part of a name.
    #[must_use]
    pub fn get(&self, group: &str) -> Option<&str> {
        self.0.get(group).map(String::as_str)
    }

    /// The part of a name as a number.
    #[must_use]
    pub fn number<T: std::str::FromStr>(&self, group: &str) -> Option<T> {
        self.get(group)?.parse().ok()
    }

    /// Adds parts; those that are there already stay.
    pub fn add(&mut self, others: &BTreeMap<String, String>) {
        for (group, part) in others {
            self.0.entry(group.clone()).or_insert_with(|| part.clone());
        }
    }

    /// Adds the parts of another name.
    pub fn join(&mut self, others: &Self) {
        self.add(&others.0);
    }

    /// A text with `{group}` replaced by the part of that name.
    #[must_use]
    pub fn filled(&self, template: &str) -> String {
        self.0.iter().fold(template.to_owned(), |text, (group, part)| text.replace(&format!("{{{group}}}"), part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Result<Pattern, String> {
        Pattern::try_from(text.to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_pattern_fits_whole_names_only() {
        for (text, fitting, other) in [
            ("flux", "flux", "flux2"),
            ("", "", "a"),
            ("é", "é", "e"),
            ("(?:a|b)c", "bc", "bd"),
            ("ab?|ab*c", "abbc", "abb"),
            ("a|b", "b", "ab"),
            ("(?i)ch4_[0-9]{4}", "CH4_2012", "CH4_2012x"),
            (r"a\.b", "a.b", "aXb"),
        ] {
            let pattern = pattern(text).unwrap();
            assert!(pattern.fits(fitting) && !pattern.fits(other), "{text}");
        }
        assert_eq!(pattern("x(?P<year>[0-9]{4})").unwrap().groups("x2012").unwrap().number::<i32>("year"), Some(2012));
    }

    proptest::proptest! {
        /// What is plain without compiling is what the compiled expression says.
        #[test]
        fn a_pattern_fits_what_its_expression_matches(
            expression in r"\^?(a|bc|\(\?:a\|b\)|\(\?i\)c|\[ab\]|\.|a\*|b\{2,3\}|\||é){0,5}\$?",
            text in "[abcBCé]{0,5}",
        ) {
            let (Ok(pattern), Ok(expression)) = (pattern(&expression), Regex::new(&whole(&expression))) else { return Ok(()) };
            proptest::prop_assert_eq!(pattern.fits(&text), expression.is_match(&text));
            proptest::prop_assert_eq!(pattern.groups(&text).is_some(), expression.is_match(&text));
        }
    }

    #[test]
    fn a_pattern_that_is_no_expression_or_a_huge_one_is_refused() {
        insta::assert_snapshot!(pattern("a(b").unwrap_err(), @r"
        regex parse error:
            ^(?:a(b)$
             ^
        error: unclosed group
        ");
        // The remark would hide the end of the name.
        assert!(pattern("(?x)flux # a remark").is_err());
        insta::assert_snapshot!(pattern(r"((\w{100}){100}){100}").unwrap_err(), @"Compiled regex exceeds size limit of 10485760 bytes.");
        assert!(pattern("(?s).{15000}").is_err());
        assert!(pattern("[a-z]{400}").unwrap().fits(&"a".repeat(400)));
    }

    /// Kept totals are found again by what a profile says of itself.
    #[test]
    fn a_pattern_says_the_same_of_itself_before_and_after_it_has_been_used() {
        let pattern = pattern("a|b").unwrap();
        let before = format!("{pattern:?}");
        assert!(pattern.fits("a"));
        assert_eq!((format!("{pattern:?}"), before.as_str()), (before.clone(), r#"Pattern("a|b")"#));
    }
}
