//! The command line of `audit`.

use super::RunFileArguments;
use clap::Args;
use std::path::PathBuf;

/// Options of `audit`.
#[derive(Clone, Debug, Args)]
pub struct AuditArguments {
    /// The run file and how it is carried out.
    #[command(flatten)]
    pub run_file: RunFileArguments,
    /// Folder for the tables and the figure [default: the outcome in words on standard output]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}
