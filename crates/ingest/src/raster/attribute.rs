//! Attributes of files and variables.

use serde::{Deserialize, Serialize};

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AttributeValue {
    /// One text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// One number or more.
    Numbers(Vec<f64>),
}

/// Attributes in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attributes(Vec<(String, AttributeValue)>);

impl Attributes {
    /// Attributes from names and values.
    #[must_use]
    pub const fn new(entries: Vec<(String, AttributeValue)>) -> Self {
        Self(entries)
    }

    /// An attribute's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// All attributes, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AttributeValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// An attribute that is a text, without blanks and null characters around it; of several texts the first.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = match self.get(name)? {
            AttributeValue::Text(text) => text,
            AttributeValue::Texts(texts) => texts.first()?,
            AttributeValue::Numbers(_) => return None,
        };
        Some(trimmed(text))
    }

    /// An attribute as a person would read it, be it text or number.
    #[must_use]
    pub fn shown(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            AttributeValue::Numbers(numbers) => Some(numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            AttributeValue::Text(_) | AttributeValue::Texts(_) => self.text(name).map(str::to_owned),
        }
    }

    /// The numbers of an attribute; empty if it is absent or a text.
    #[must_use]
    pub fn numbers(&self, name: &str) -> &[f64] {
        match self.get(name) {
            Some(AttributeValue::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// The numbers of an attribute, also where each is written as text; empty if it is absent, none if a text is no number.
    #[must_use]
    pub fn numbers_or_texts(&self, name: &str) -> Option<Vec<f64>> {
        let texts = match self.get(name) {
            None => return Some(Vec::new()),
            Some(AttributeValue::Numbers(numbers)) => return Some(numbers.clone()),
            Some(AttributeValue::Text(text)) => std::slice::from_ref(text),
            Some(AttributeValue::Texts(texts)) => texts,
        };
        texts.iter().map(|text| trimmed(text).parse().ok()).collect()
    }

    /// The first number of an attribute.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        self.numbers(name).first().copied()
    }
}

/// A text without blanks and null characters around it.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0')
}
