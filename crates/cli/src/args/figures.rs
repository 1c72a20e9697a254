//! Which figures of inventory tables a verb is about.

use clap::Args;
use fluxledger_core::Gas;

/// The figures to keep; where nothing is said of a kind, all of them.
#[derive(Clone, Debug, Args)]
pub struct FigureArguments {
    /// Codes of the parties to keep, set apart by commas [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Gas to keep: CH4, CO2, N2O or a fluorinated gas such as HFC-23 [default: all]
    #[arg(long, value_name = "GAS")]
    pub gas: Option<Gas>,
    /// Year to keep [default: all]
    #[arg(long, value_name = "Y")]
    pub year: Option<i32>,
    /// Categories to keep, with all below them, set apart by commas: codes, or groups such as oil-and-gas, see `fluxledger categories` [default: all]
    #[arg(long, value_name = "CODE|GROUP", value_delimiter = ',')]
    pub category: Vec<String>,
}
