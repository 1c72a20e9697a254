//! What can be wrong with an inventory table: every bad cell by its place, found and expected.

use std::fmt;
use std::path::{Path, PathBuf};

/// A cell that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblem {
    /// The row: `line 4` of a text file, `row 4` of a Parquet file.
    pub place: String,
    /// The column's name.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// The way out, where there is one that `expected` does not say.
    pub hint: Option<String>,
}

impl fmt::Display for CellProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, column, found, expected, .. } = self;
        if found.is_empty() {
            return write!(formatter, "{place}, column `{column}`: found nothing, expected {expected}");
        }
        write!(formatter, "{place}, column `{column}`: found `{found}`, expected {expected}")
    }
}

/// The bad cells of one file: all are counted, the first [`CellProblems::SHOWN`] are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblems {
    /// The file.
    pub path: PathBuf,
    /// How many cells are bad.
    pub total: usize,
    /// The first of them, in the order of the rows.
    pub first: Vec<CellProblem>,
}

impl CellProblems {
    /// How many bad cells one error lists.
    pub const SHOWN: usize = 20;

    pub(crate) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), total: 0, first: Vec::new() }
    }

    pub(crate) fn push(&mut self, problem: CellProblem) {
        self.total += 1;
        if self.first.len() < Self::SHOWN {
            self.first.push(problem);
        }
    }

    /// The value of a good cell; a bad one is noted.
    pub(super) fn keep<T>(&mut self, cell: Result<T, CellProblem>) -> Option<T> {
        cell.map_err(|problem| self.push(problem)).ok()
    }

    pub(crate) fn none_or_error(self) -> Result<(), InventoryError> {
        if self.total == 0 { Ok(()) } else { Err(InventoryError::Cells(self)) }
    }
}

impl fmt::Display for CellProblems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = if self.total == 1 { "cell" } else { "cells" };
        write!(formatter, "{} {cells} of `{}` cannot be used", self.total, self.path.display())?;
        for problem in &self.first {
            write!(formatter, "\n  {problem}")?;
        }
        match self.total - self.first.len() {
            0 => Ok(()),
            rest => write!(formatter, "\n  and {rest} more"),
        }
    }
}

/// Why an inventory table was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// The file cannot be opened.
    #[error("`{}`: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        cause: std::io::Error,
    },
    /// The file is neither UTF-8 text nor Parquet nor a workbook.
    #[error("`{}`: found bytes that are no UTF-8 text after byte {valid_bytes}, expected a table in CSV or Parquet, or a workbook", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// How many bytes from the start are text.
        valid_bytes: usize,
    },
    /// The layout asked for does not exist.
    #[error("unknown inventory layout `{found}`, expected one of {expected}")]
    UnknownLayout {
        /// The name given.
        found: String,
        /// The names that exist.
        expected: String,
    },
    /// The file of a layout is none.
    #[error("layout `{place}`: {message}")]
    BadLayout {
        /// The file of the layout.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// The draft of a layout has questions that nobody has answered.
    #[error("layout `{place}`: {} not answered yet\n  {}", counted(questions.len()), questions.join("\n  "))]
    OpenQuestions {
        /// The file of the layout.
        place: String,
        /// Each question with its line.
        questions: Vec<String>,
    },
    /// No layout fits the file.
    #[error("`{}`: found no known inventory layout; tried{tried}", path.display())]
    NoLayoutFits {
        /// The file.
        path: PathBuf,
        /// Each layout with the reason why it does not fit, in lines of their own.
        tried: String,
    },
    /// The file has not the shape that its layout asks for.
    #[error("`{}`, {place}: found {found}, expected {expected}", path.display())]
    Structure {
        /// The file.
        path: PathBuf,
        /// The line or part.
        place: String,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
        /// The way out.
        hint: Option<String>,
    },
    /// Cells that cannot be used.
    #[error("{0}")]
    Cells(CellProblems),
    /// Two files hold the same figure.
    #[error("{key}: found in {first} and in {second}, expected once")]
    Repeated {
        /// Party, category, gas and year.
        key: String,
        /// Where it stands first.
        first: String,
        /// Where it stands again.
        second: String,
    },
    /// The table engine gave up.
    #[error("`{}`: {reason}", path.display())]
    Engine {
        /// The file.
        path: PathBuf,
        /// What it says.
        reason: String,
    },
    /// The table cannot be written.
    #[error("the table cannot be written: {reason}")]
    Unwritable {
        /// What the table engine says.
        reason: String,
    },
}

fn counted(questions: usize) -> String {
    if questions == 1 { "1 question is".to_owned() } else { format!("{questions} questions are") }
}

impl InventoryError {
    /// The way out, where one is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotText { .. } => Some("save the sheet as `CSV UTF-8`, or as Parquet".to_owned()),
            Self::BadLayout { .. } => Some("`data/layouts/README.md` says what a layout holds".to_owned()),
            Self::OpenQuestions { .. } => {
                Some("write each answer as `key = value` in the place of its line, or delete the line if it says so".to_owned())
            }
            Self::NoLayoutFits { .. } => Some(
                "name the layout, draft one with `fluxledger layouts new FILE`, or give the table the header that `docs/inventory-table.md` describes"
                    .to_owned(),
            ),
            Self::Structure { hint, .. } => hint.clone(),
            Self::Cells(problems) => problems.first.iter().find_map(|problem| problem.hint.clone()),
            Self::Unreadable { .. }
            | Self::UnknownLayout { .. }
            | Self::Repeated { .. }
            | Self::Engine { .. }
            | Self::Unwritable { .. } => None,
        }
    }
}
