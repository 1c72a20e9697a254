//! The command line of `layouts`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Options of `layouts`.
#[derive(Clone, Debug, Args)]
#[command(subcommand_value_name = "WHAT", subcommand_help_heading = "What to do")]
pub struct LayoutsArguments {
    /// What to do; none lists the layouts.
    #[command(subcommand)]
    pub action: Option<LayoutsAction>,
}

/// What `layouts` is to do.
#[derive(Clone, Debug, Subcommand)]
pub enum LayoutsAction {
    /// Print a layout that is data, or a table of default uncertainties
    ///
    /// The text of a layout says how a kind of table is read, in the form in which you write a layout of your own; that of a table says where each
    /// of its figures is from.
    Show(ShowLayoutArguments),
    /// Draft a layout for a table that no layout fits
    ///
    /// What the file says is filled in. What it does not say is a line that begins with `# ?`: a question and the answers that are allowed. Put
    /// the answers in their places; the layout is refused until no question is left. Then name it with `--layout`.
    New(NewLayoutArguments),
}

/// Options of `layouts show`.
#[derive(Clone, Debug, Args)]
pub struct ShowLayoutArguments {
    /// Name of the layout or table, as `fluxledger layouts` lists it
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Options of `layouts new`.
#[derive(Clone, Debug, Args)]
pub struct NewLayoutArguments {
    /// A table: a text or a workbook
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// File for the draft, which must not exist yet [default: standard output]
    #[arg(long, value_name = "LAYOUT.toml")]
    pub output: Option<PathBuf>,
}
