//! Patterns of names, and texts that are filled from what a pattern found.

use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A regular expression that must match a whole name; named groups carry parts of it on.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&format!("^(?:{text})$")).map(Self)
    }
}

impl Pattern {
    /// Whether the whole text fits.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The named groups of a text that fits; groups that took no part are absent.
    #[must_use]
    pub fn groups(&self, text: &str) -> Option<Groups> {
        let captures = self.0.captures(text)?;
        let found = |name: &str| captures.name(name).map(|part| (name.to_owned(), part.as_str().to_owned()));
        Some(Groups(self.0.capture_names().flatten().filter_map(found).collect()))
    }

    /// The expression as the profile writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let whole = self.0.as_str();
        &whole["^(?:".len()..whole.len() - ")$".len()]
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
