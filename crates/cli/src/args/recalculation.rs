//! The command line of `recalculation`.

use super::ResultFile;
use super::tables::result_file;
use clap::Args;
use fluxledger_core::Gas;
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
    /// Codes of the parties to keep, set apart by commas [default: those that both tables have]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Gas to keep: CH4, CO2 or N2O [default: those that both tables have]
    #[arg(long, value_name = "GAS")]
    pub gas: Option<Gas>,
    /// Year to keep [default: all]
    #[arg(long, value_name = "Y")]
    pub year: Option<i32>,
    /// Categories to keep, with all below them: codes, or groups such as oil-and-gas [default: all]
    #[arg(long, value_name = "CODE|GROUP", value_delimiter = ',')]
    pub category: Vec<String>,
    /// Table with every figure of both, its ending .csv, .parquet or .json [default: what changed in words on standard output]
    #[arg(long, value_name = "FILE.csv|.parquet|.json", value_parser = result_file)]
    pub output: Option<ResultFile>,
}
