//! The command line of `inventory`.

use super::TableFile;
use super::tables::table_file;
use clap::Args;
use fluxledger_core::Gas;
use std::path::PathBuf;

/// Options of `inventory`.
#[derive(Clone, Debug, Args)]
pub struct InventoryArguments {
    /// Tables of one inventory
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Layout of the tables, see `fluxledger layouts` [default: recognized from the files]
    #[arg(long, value_name = "ID")]
    pub layout: Option<String>,
    /// Codes of the parties to keep, set apart by commas [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Gas to keep: CH4, CO2 or N2O [default: all]
    #[arg(long, value_name = "GAS")]
    pub gas: Option<Gas>,
    /// Year to keep [default: all]
    #[arg(long, value_name = "Y")]
    pub year: Option<i32>,
    /// Table to write, its ending .csv or .parquet [default: CSV on standard output]
    #[arg(long, value_name = "FILE.csv|.parquet", value_parser = table_file)]
    pub output: Option<TableFile>,
}
