//! Warnings as part of the return value, so that none is lost between a file and the report.

/// Something that the user must know though the work went on: where, and what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The place: a file, a variable, a row.
    pub place: String,
    /// What was found and what was made of it.
    pub message: String,
}

impl Warning {
    /// A warning about a place.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

/// A value and the warnings that arose while it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Warned<T> {
    /// The value.
    pub value: T,
    /// The warnings, in the order in which they arose.
    pub warnings: Vec<Warning>,
}

impl<T> Warned<T> {
    /// A value with its warnings.
    pub const fn new(value: T, warnings: Vec<Warning>) -> Self {
        Self { value, warnings }
    }

    /// A value without a warning.
    pub const fn clean(value: T) -> Self {
        Self { value, warnings: Vec::new() }
    }

    /// The value, its warnings moved to the end of a list.
    pub fn collect_into(self, warnings: &mut Vec<Warning>) -> T {
        warnings.extend(self.warnings);
        self.value
    }
}
