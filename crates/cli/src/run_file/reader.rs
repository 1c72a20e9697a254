//! Reading a document of nested keys by hand, so that every value keeps its place and every problem is found in one go.

use super::keys::{Key, names};
use super::syntax::BACKSLASH_HINT;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::position::{Located, Position};
use fluxledger_ingest::known_words::{any_of, nearest};
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong with a value, and the way out.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// A document and the problems found in it so far.
pub(super) struct Document<'t> {
    place: String,
    text: &'t str,
    problems: RefCell<Diagnostics>,
}

impl<'t> Document<'t> {
    pub(super) fn new(place: String, text: &'t str) -> Self {
        Self { place, text, problems: RefCell::default() }
    }

    pub(super) fn report(&self, position: Position, fault: Fault) {
        self.problems.borrow_mut().push(Diagnostic::at(&self.place, position, fault.message).with_hint(fault.hint));
    }

    /// The problems, once all is read.
    pub(super) fn finish(self) -> Diagnostics {
        self.problems.into_inner()
    }

    fn position(&self, span: &Range<usize>) -> Position {
        Position::of_byte(self.text, span.start)
    }
}

/// The keys of one part of the document.
pub(super) struct Section<'d, 't> {
    document: &'d Document<'t>,
    name: String,
    position: Position,
    table: &'d DeTable<'t>,
    known: &'static [Key],
}

impl<'d, 't> Section<'d, 't> {
    /// The whole document.
    pub(super) fn root(document: &'d Document<'t>, table: &'d DeTable<'t>, known: &'static [Key]) -> Self {
        let section = Self { document, name: String::new(), position: Position { line: 1, column: 1 }, table, known };
        section.report_unknown_keys(&[]);
        section
    }

    /// Reports a fault of the section as a whole.
    pub(super) fn report(&self, fault: Fault) {
        self.document.report(self.position, fault);
    }

    /// Reports a fault at a place in the section.
    pub(super) fn report_at(&self, position: Position, fault: Fault) {
        self.document.report(position, fault);
    }

    /// The value of a key, if the user gave one.
    pub(super) fn optional(&self, key: &'static str) -> Option<Value<'d, 't>> {
        self.table.get(key).map(|spanned| self.value(key, spanned))
    }

    /// The value of a key that must be there, shown in an example where it is missing.
    pub(super) fn required(&self, key: &'static str, example: &str) -> Option<Value<'d, 't>> {
        let value = self.optional(key);
        if value.is_none() && !self.has_misspelling_of(key) {
            self.report(Fault::new(format!("`{key}` is missing{}", self.of_section()), format!("write for example {example}")));
        }
        value
    }

    /// All keys of the section as values, each with the place of its key.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Located<&'d str>, Value<'d, 't>)> {
        self.table.iter().map(|(key, spanned)| {
            let position = self.document.position(&key.span());
            let name: &str = key.get_ref();
            (Located::new(name, position), self.value(name, spanned))
        })
    }

    fn value(&self, key: &str, spanned: &'d Spanned<DeValue<'t>>) -> Value<'d, 't> {
        Value { document: self.document, key: key.to_owned(), label: format!("`{key}`"), spanned }
    }

    /// Whether some key is none of the known ones.
    pub(super) fn has_unknown_keys(&self) -> bool {
        self.unknown_keys().next().is_some()
    }

    fn unknown_keys(&self) -> impl Iterator<Item = &'d str> {
        self.table.keys().map(|written| &**written.get_ref()).filter(|written| !self.knows(written))
    }

    fn knows(&self, key: &str) -> bool {
        names(self.known).any(|name| name == key)
    }

    fn of_section(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!(" in {}", self.name) }
    }

    fn has_misspelling_of(&self, key: &'static str) -> bool {
        self.unknown_keys().any(|written| self.meant_by(written) == Some(key))
    }

    /// The known key that is not there and that an unknown one most likely stands for.
    fn meant_by(&self, written: &str) -> Option<&'static str> {
        nearest(written, names(self.known).filter(|key| !self.table.contains_key(*key)))
    }

    fn report_unknown_keys(&self, known_outside: &'static [Key]) {
        for (key, _) in self.entries().filter(|(key, _)| !self.knows(key.value)) {
            let message = format!("unknown key `{}`{}", key.value, self.of_section());
            let hint = match self.meant_by(key.value) {
                _ if names(known_outside).any(|name| name == key.value) => {
                    format!("`{}` belongs to the run as a whole: move it to the top, above the first line in [brackets]", key.value)
                }
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("expected {}", any_of(&names(self.known).collect::<Vec<_>>())),
            };
            self.document.report(key.position, Fault::new(message, hint));
        }
    }
}

/// One value and the key that it belongs to.
pub(super) struct Value<'d, 't> {
    document: &'d Document<'t>,
    key: String,
    /// The value in messages: its key, or that it is one of a list.
    label: String,
    spanned: &'d Spanned<DeValue<'t>>,
}

impl<'d, 't> Value<'d, 't> {
    pub(super) fn position(&self) -> Position {
        self.document.position(&self.spanned.span())
    }

    /// The value's name in messages.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// Reports a fault of the value.
    pub(super) fn report(&self, fault: Fault) {
        self.document.report(self.position(), fault);
    }

    /// The value itself, for where several types will do.
    pub(super) fn raw(&self) -> &'d DeValue<'t> {
        self.spanned.get_ref()
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Option<Located<String>> {
        match self.raw() {
            DeValue::String(text) if text.trim().is_empty() => self.fails(Fault::new(format!("{} is empty", self.label), None)),
            DeValue::String(text) if text.contains(char::is_control) => {
                let message = format!("{} holds a line break or tab, as `\\n` and `\\t` between double quotes make them", self.label);
                self.fails(Fault::new(message, BACKSLASH_HINT.to_owned()))
            }
            DeValue::String(text) => Some(Located::new(text.clone().into_owned(), self.position())),
            _ => self.wrong_type("a text in quotes"),
        }
    }

    /// A text, or a number as it is written, that a function makes something of.
    pub(super) fn read_as<T>(&self, read: impl FnOnce(&str) -> Result<T, Fault>) -> Option<Located<T>> {
        let text = match self.raw() {
            DeValue::Float(number) => number.as_str().to_owned(),
            _ => self.text()?.value,
        };
        match read(&text) {
            Ok(value) => Some(Located::new(value, self.position())),
            Err(fault) => self.fails(fault),
        }
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Option<Located<T>> {
        self.read_as(|text| {
            let names: Vec<_> = words.iter().map(|&(name, _)| name).collect();
            let found = words.iter().find(|&&(name, _)| name == text).map(|&(_, value)| value);
            found.ok_or_else(|| {
                let hint = nearest(text, names.iter().copied()).map(|word| format!("did you mean `{word}`?"));
                Fault::new(format!("unknown word `{text}` for `{}`, expected {}", self.key, any_of(&names)), hint)
            })
        })
    }

    /// A whole number.
    pub(super) fn integer(&self, expected: &str) -> Option<Located<i64>> {
        let DeValue::Integer(integer) = self.raw() else { return self.wrong_type(expected) };
        match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => Some(Located::new(number, self.position())),
            Err(_) => self.fails(Fault::new(format!("`{integer}` is too large a number for `{}`", self.key), None)),
        }
    }

    /// A number, whole or not.
    pub(super) fn number(&self) -> Option<Located<f64>> {
        let literal = match self.raw() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            _ => return self.wrong_type("a number"),
        };
        literal.parse().ok().map(|number| Located::new(number, self.position()))
    }

    /// The elements of a list that is not empty.
    pub(super) fn list(&self, expected: &str) -> Option<Vec<Self>> {
        match self.raw() {
            DeValue::Array(elements) if elements.is_empty() => {
                self.fails(Fault::new(format!("{} is empty, expected {expected}", self.label), None))
            }
            DeValue::Array(elements) => Some(elements.iter().map(|spanned| self.element(spanned)).collect()),
            _ => self.wrong_type(expected),
        }
    }

    /// The keys in braces, or below a line in brackets.
    pub(super) fn section(&self, name: &str, known: &'static [Key], known_outside: &'static [Key]) -> Option<Section<'d, 't>> {
        let DeValue::Table(table) = self.raw() else {
            return self.wrong_type(&format!("keys in braces such as {{ {} = … }}", known[0].name));
        };
        let section = Section { document: self.document, name: name.to_owned(), position: self.position(), table, known };
        section.report_unknown_keys(known_outside);
        Some(section)
    }

    /// The keys in braces, whatever their names.
    pub(super) fn free_section(&self, example: &str) -> Option<Section<'d, 't>> {
        let DeValue::Table(table) = self.raw() else { return self.wrong_type(&format!("keys in braces such as {example}")) };
        Some(Section { document: self.document, name: format!("`{}`", self.key), position: self.position(), table, known: &[] })
    }

    /// The sections that begin with `[[KEY]]`; one that begins with `[KEY]` is reported and read all the same.
    pub(super) fn repeated(&self) -> Option<Vec<Self>> {
        match self.raw() {
            DeValue::Array(elements) => Some(elements.iter().map(|spanned| self.element(spanned)).collect()),
            DeValue::Table(_) => {
                let hint = format!("write [[{}]]", self.key);
                self.report(Fault::new(format!("`{}` needs double brackets, because there may be several", self.key), hint));
                Some(vec![self.element(self.spanned)])
            }
            _ => self.wrong_type(&format!("written as sections that begin with [[{}]]", self.key)),
        }
    }

    fn element(&self, spanned: &'d Spanned<DeValue<'t>>) -> Self {
        let label = format!("each of {}", self.label);
        Self { document: self.document, key: self.key.clone(), label, spanned }
    }

    fn fails<T>(&self, fault: Fault) -> Option<T> {
        self.report(fault);
        None
    }

    /// Reports that the value is of another type than expected.
    pub(super) fn wrong_type<T>(&self, expected: &str) -> Option<T> {
        let message = format!("{} must be {expected}, found {}", self.label, described(self.raw()));
        self.fails(Fault::new(message, self.type_hint(expected)))
    }

    fn type_hint(&self, expected: &str) -> Option<String> {
        let written = self.document.text[self.spanned.span()].trim();
        match self.raw() {
            DeValue::String(text) if expected.contains("number") && text.trim().parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: {text}"))
            }
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) if expected.contains("quotes") => {
                Some(format!("write it in quotes: \"{written}\""))
            }
            DeValue::String(_) | DeValue::Integer(_) if expected.contains("list") => Some(format!("write {} = [{written}]", self.key)),
            _ => None,
        }
    }
}

/// A value as its writer sees it.
fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text \"{text}\""),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(truth) => format!("the word {truth}"),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "keys in braces".to_owned(),
    }
}
