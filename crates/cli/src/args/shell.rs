//! The command lines of `schema`, `completions` and `man`.

use clap::Args;
use std::path::PathBuf;

/// Options of `schema`.
#[derive(Clone, Copy, Debug, Args)]
pub struct SchemaArguments {
    /// Write the tables of keys of the reference instead, in Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Options of `completions`.
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Clone, Debug, Args)]
pub struct ManArguments {
    /// Folder for the pages of all verbs [default: the page of the command on standard output]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
