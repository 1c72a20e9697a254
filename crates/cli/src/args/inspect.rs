//! The command line of `inspect`.

use clap::Args;
use fluxledger_core::Gas;
use std::path::PathBuf;

/// Options of `inspect`.
#[derive(Clone, Debug, Args)]
pub struct InspectArguments {
    /// A gridded product, a table of an inventory or a file of boundaries
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Write everything as one JSON document, for programs [default: text for people]
    #[arg(long)]
    pub json: bool,
    /// Product that a gridded file belongs to, see `fluxledger products`, or a profile's file [default: recognized from the file]
    #[arg(long, value_name = "ID|PROFILE.toml")]
    pub profile: Option<String>,
    /// The one variable of a gridded file to look at [default: every variable of the product]
    #[arg(long, value_name = "NAME")]
    pub variable: Option<String>,
    /// Year of a gridded file that does not state it, or the one year to look at [default: every year in the file]
    #[arg(long, value_name = "Y")]
    pub year: Option<i32>,
    /// Gas of a gridded file that does not state it: CH4, CO2, N2O or a fluorinated gas such as HFC-23 [default: as the file says]
    #[arg(long, value_name = "GAS")]
    pub gas: Option<Gas>,
}
