//! The command line of `inventory`.

use super::tables::result_file;
use super::{FigureArguments, ResultFile};
use clap::Args;
use std::path::PathBuf;

/// Options of `inventory`.
#[derive(Clone, Debug, Args)]
pub struct InventoryArguments {
    /// Tables of one inventory
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Layout of the tables: one of `fluxledger layouts`, or a file of your own [default: recognized from the files]
    #[arg(long, value_name = "ID|LAYOUT.toml")]
    pub layout: Option<String>,
    /// Column and the text of the rows to read, where a table holds several estimates side by side
    #[arg(long, value_name = "COLUMN=TEXT", value_parser = column_and_text)]
    pub select: Vec<(String, String)>,
    /// The figures to keep.
    #[command(flatten)]
    pub figures: FigureArguments,
    /// Recompute the sums that the tables state from their parts, and say where they differ and why
    ///
    /// Parts that are marked NO, NA or IE bring nothing, NE, C and FX leave a sum incomplete. Figures in CO2 equivalents are recomputed from the masses. The exit code is 1 if a sum differs without a reason or an equivalent contradicts its masses.
    #[arg(long)]
    pub check: bool,
    /// Table to write, its ending .csv or .parquet, with `--check` also .json [default: CSV on standard output, with `--check` what was found in words]
    #[arg(long, value_name = "FILE.csv|.parquet", value_parser = result_file)]
    pub output: Option<ResultFile>,
}

fn column_and_text(text: &str) -> Result<(String, String), String> {
    let (column, text) = text.split_once('=').ok_or_else(|| "expected a column and a text, as in scenario=HISTCR".to_owned())?;
    Ok((column.trim().to_owned(), text.trim().to_owned()))
}
