//! What the user must put right: where, what, and the way out; all of it at once.

use crate::position::Position;
use std::fmt;

/// One problem in what the user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is in: a file by its name, or an option of the command line.
    pub place: String,
    /// Where in the file, unless the problem is the file itself.
    pub position: Option<Position>,
    /// What was found and what was expected.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A problem with a whole file or an option.
    pub fn about(place: impl fmt::Display, message: impl Into<String>) -> Self {
        Self { place: place.to_string(), position: None, message: message.into(), hint: None }
    }

    /// A problem at a position in a file.
    pub fn at(place: impl fmt::Display, position: Position, message: impl Into<String>) -> Self {
        Self { position: Some(position), ..Self::about(place, message) }
    }

    /// The same problem with the way out, where one is known.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<Option<String>>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}", self.place)?;
        if let Some(position) = self.position {
            write!(formatter, ":{position}")?;
        }
        write!(formatter, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// All problems found before any work began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all problems of another list.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether there is no problem.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems by place, then position, then as they were found.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|diagnostic| (&diagnostic.place, diagnostic.position));
        sorted
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    /// Writes every problem in the order of the file, and closes with their number.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.sorted() {
            writeln!(formatter, "{diagnostic}")?;
        }
        let problems = if self.0.len() == 1 { "problem" } else { "problems" };
        write!(formatter, "{} {problems}, nothing was written", self.0.len())
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_come_in_the_order_of_the_file_with_their_number() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(
            Diagnostic::at("run.toml", Position { line: 10, column: 1 }, "unknown key `titel`")
                .with_hint("did you mean `title`?".to_owned()),
        );
        diagnostics.push(Diagnostic::at("run.toml", Position { line: 9, column: 12 }, "`years` is empty"));
        diagnostics.push(Diagnostic::about("--regions", "no file `x.geojson`"));
        insta::assert_snapshot!(diagnostics, @r"
        error: --regions: no file `x.geojson`
        error: run.toml:9:12: `years` is empty
        error: run.toml:10:1: unknown key `titel`
        hint: did you mean `title`?
        3 problems, nothing was written
        ");
    }

    #[test]
    fn one_problem_is_counted_in_the_singular() {
        let diagnostics = Diagnostics::from(Diagnostic::about("run.toml", "the file does not exist"));
        insta::assert_snapshot!(diagnostics, @r"
        error: run.toml: the file does not exist
        1 problem, nothing was written
        ");
    }
}
