//! The command line of `crosswalk`.

use super::ResultFile;
use super::tables::result_file;
use clap::Args;
use fluxledger_core::Gas;

/// Options of `crosswalk`.
#[derive(Clone, Debug, Args)]
pub struct CrosswalkArguments {
    /// First source: a categorization such as EDGAR, or a file
    #[arg(value_name = "A")]
    pub left: String,
    /// Second source
    #[arg(value_name = "B")]
    pub right: String,
    /// Gas: CH4, CO2 or N2O
    #[arg(long, value_name = "GAS")]
    pub gas: Gas,
    /// Table to write, its ending .csv, .parquet or .json [default: text on standard output]
    #[arg(long, value_name = "FILE.csv|.parquet|.json", value_parser = result_file)]
    pub output: Option<ResultFile>,
}
