//! The command line of `recalculation`.

use super::tables::result_file;
use super::{FigureArguments, ResultFile};
use clap::Args;
use std::path::PathBuf;

/// Options of `recalculation`.
#[derive(Clone, Debug, Args)]
pub struct RecalculationArguments {
    /// Table of the earlier submission
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Table of the later submission
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Layout of both tables, see `fluxledger layouts` [default: recognized from each]
    #[arg(long, value_name = "ID")]
    pub layout: Option<String>,
    /// The figures to keep, of those that both tables have.
    #[command(flatten)]
    pub figures: FigureArguments,
    /// Table with every figure of both, its ending .csv, .parquet or .json [default: what changed in words on standard output]
    #[arg(long, value_name = "FILE.csv|.parquet|.json", value_parser = result_file)]
    pub output: Option<ResultFile>,
}
