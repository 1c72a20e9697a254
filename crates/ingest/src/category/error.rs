//! What can be wrong with a file of categories.

use fluxledger_core::category_tree::CategoryTreeError;
use fluxledger_core::crosswalk::CrosswalkError;
use fluxledger_core::{CategoryCode, Gas};
use thiserror::Error;

/// A file of categories that cannot be used: where, what was found, what was expected.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CategoryError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read: {message}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        message: String,
    },
    /// A column is missing.
    #[error("{file}: has no column `{column}`, found {}", listed(found))]
    MissingColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
        /// The columns that are there.
        found: Vec<String>,
    },
    /// The comments do not say what the codes are.
    #[error("{file}: does not say `#: {statement}`")]
    MissingStatement {
        /// The file.
        file: String,
        /// What should be stated.
        statement: &'static str,
    },
    /// A cell does not hold what its column holds.
    #[error("{file}, line {line}: `{column}` is `{found}`, expected {expected}")]
    Cell {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The column.
        column: &'static str,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// The categories make no tree.
    #[error("{file}: {cause}")]
    Tree {
        /// The file.
        file: String,
        /// What is wrong.
        cause: CategoryTreeError,
    },
    /// The rows make no crosswalk.
    #[error("{file}, line {line}: {cause}")]
    Crosswalk {
        /// The file.
        file: String,
        /// The last line of the source category.
        line: usize,
        /// What is wrong.
        cause: CrosswalkError,
    },
    /// Two rows of which neither contains the other count one leaf.
    #[error("{file}, line {line}: `{second}` counts `{leaf}` ({gas}), which `{first}` counts too")]
    CountedTwice {
        /// The file.
        file: String,
        /// The line of the second row.
        line: usize,
        /// The one row.
        first: CategoryCode,
        /// The other row.
        second: CategoryCode,
        /// The leaf.
        leaf: CategoryCode,
        /// The gas.
        gas: Gas,
    },
    /// A row counts what the row that contains it does not.
    #[error("{file}, line {line}: `{inner}` counts `{leaf}` ({gas}), which `{outer}` above it does not")]
    OutsideParent {
        /// The file.
        file: String,
        /// The line of the inner row.
        line: usize,
        /// The row that contains it.
        outer: CategoryCode,
        /// The row.
        inner: CategoryCode,
        /// The leaf.
        leaf: CategoryCode,
        /// The gas.
        gas: Gas,
    },
    /// A part has no other part beside it.
    #[error("{file}, line {line}: `{code}` is the only part of its targets ({gas}), expected another row with the same targets")]
    LonePart {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The row.
        code: CategoryCode,
        /// The gas.
        gas: Gas,
    },
}

fn listed(found: &[String]) -> String {
    found.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl CategoryError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable { .. } => "check the path and that the file is text in UTF-8".to_owned(),
            Self::MissingColumn { column, .. } => format!("put `{column}` into the first line that is no comment"),
            Self::MissingStatement { statement, .. } => format!("add a line such as `#: {statement} …` above the table"),
            Self::Cell { .. } => return None,
            Self::Tree { .. } => "correct the column `children`".to_owned(),
            Self::Crosswalk { cause: CrosswalkError::Repeated { .. }, .. } => "keep one of the rows, or name the gases of each".to_owned(),
            Self::Crosswalk { cause: CrosswalkError::UnknownTarget { categorization, .. }, .. } => {
                format!("use codes of {categorization}, set apart by blanks")
            }
            Self::CountedTwice { first, second, .. } => format!(
                "take the leaf out of one of them; or name `{second}` in `contains` of `{first}` (or the other way round); or make both `part`"
            ),
            Self::OutsideParent { inner, outer, .. } => format!("add the targets of `{inner}` to `{outer}`, or correct them"),
            Self::LonePart { .. } => "make it `whole`, or leave its targets empty so that its mass counts in the row above".to_owned(),
        })
    }
}
