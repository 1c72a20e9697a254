//! The command lines of `run`, `check` and `demo`.

use crate::atomic_folder::Existing;
use crate::figure::style::Size;
use crate::timestamp::Timestamp;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

/// What verbs that carry out a run file have in common.
#[derive(Clone, Debug, Args)]
pub struct RunFileArguments {
    /// The run file
    #[arg(value_name = "RUN.toml")]
    pub path: PathBuf,
    /// Whether an earlier output is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
    /// Date and time to print with the results, for results that are the same on each run [default: now]
    #[arg(long, value_name = "ISO8601")]
    timestamp: Option<Timestamp>,
}

impl RunFileArguments {
    /// The date and time to print.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp.clone().unwrap_or_else(Timestamp::now)
    }
}

/// Options of `run`.
#[derive(Clone, Debug, Args)]
pub struct RunArguments {
    /// The run file and how it is carried out.
    #[command(flatten)]
    pub run_file: RunFileArguments,
    /// Folder for the results [default: `output` of the run file]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Width of the figures and size of their text [default: `figure_size` of the run file]
    #[arg(long, value_name = "SIZE", value_parser = figure_size())]
    pub figure_size: Option<Size>,
    /// Write the tables and the provenance alone, without page, paper and figures, for programs that read on
    #[arg(long)]
    pub tables_only: bool,
}

pub(super) fn figure_size() -> impl TypedValueParser<Value = Size> {
    let words = PossibleValuesParser::new(Size::WORDS.map(|(word, _)| word));
    words.map(|word| Size::named(&word).expect("each possible value names a size"))
}

/// Whether an earlier output is replaced.
#[derive(Clone, Copy, Debug, Args)]
pub struct Overwrite {
    /// Replace an earlier output in the folder [default: stop if there is one]
    ///
    /// Only a folder that fluxledger has written is replaced, and only when the new output is complete.
    #[arg(long)]
    overwrite: bool,
}

impl Overwrite {
    /// What becomes of an earlier output.
    #[must_use]
    pub const fn existing(self) -> Existing {
        if self.overwrite { Existing::Replace } else { Existing::Keep }
    }
}

/// Options of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    /// The run file
    #[arg(value_name = "RUN.toml")]
    pub run_file: PathBuf,
}

/// Options of `demo`.
#[derive(Clone, Debug, Args)]
pub struct DemoArguments {
    /// Folder for the example
    #[arg(long, value_name = "DIR", default_value = "fluxledger-demo")]
    pub output: PathBuf,
    /// Number from which the simulated data are drawn; the same number gives the same data
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Table of the differences to hide in the simulated product [default: built in]
    #[arg(long, value_name = "FILE")]
    pub factors: Option<PathBuf>,
    /// Whether an earlier output is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
}
