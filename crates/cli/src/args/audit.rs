//! The command line of `audit`.

use super::Overwrite;
use crate::timestamp::Timestamp;
use clap::Args;
use std::path::PathBuf;

/// Options of `audit`.
#[derive(Clone, Debug, Args)]
pub struct AuditArguments {
    /// The run file
    #[arg(value_name = "RUN.toml")]
    pub run_file: PathBuf,
    /// Folder for the tables and the figure [default: the outcome in words on standard output]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Whether an earlier output is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
    /// Date and time to note, for an outcome that is the same on each run [default: now]
    #[arg(long, value_name = "ISO8601")]
    pub timestamp: Option<Timestamp>,
}
