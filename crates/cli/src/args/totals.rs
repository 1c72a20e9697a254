//! The command line of `totals`.

use super::tables::table_file;
use super::{ConventionArguments, RegionArguments, TableFile};
use crate::coast_weights::CoastWeightsRequest;
use crate::memory_limit::MemoryLimit;
use crate::region_source::MaskFile;
use clap::{Args, ValueEnum};
use fluxledger_core::Gas;
use std::path::PathBuf;

/// Options of `totals`.
#[derive(Clone, Debug, Args)]
pub struct TotalsArguments {
    /// Files of one gridded product, or patterns of their names such as 'ch4_20*.nc'
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Product that the files belong to, see `fluxledger products` [default: recognized from the files]
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Variable to add up [default: every emission variable of the product]
    #[arg(long, value_name = "NAME")]
    pub variable: Option<String>,
    /// Regions and what is asked of them.
    #[command(flatten)]
    pub regions: RegionArguments,
    /// Weights that were computed before, instead of regions: a file of `fluxledger weights`, or one of ESMF or SCRIP, for the files' grid
    #[arg(long, value_name = "FILE", conflicts_with_all = ["regions", "region_id", "make_valid", "sea", "coverage", "compat"])]
    pub weights: Option<PathBuf>,
    /// Year to add up [default: every year in the files]
    #[arg(long, value_name = "Y")]
    pub year: Option<i32>,
    /// Whether each row is a whole year or one time step of the file
    #[arg(long, value_enum, default_value_t)]
    pub period: RowPeriod,
    /// Gas to add up: CH4, CO2, N2O or a fluorinated gas such as HFC-23 [default: every gas of the product]
    #[arg(long, value_name = "GAS")]
    pub gas: Option<Gas>,
    /// Table to write, its ending .csv or .parquet [default: CSV on standard output]
    #[arg(short, long, value_name = "FILE.csv|.parquet", value_parser = table_file)]
    pub output: Option<TableFile>,
    /// Keep the totals of each file beside the output until all of it is written, so that the same call goes on where it was stopped
    ///
    /// They stand in .NAME.resume, each with a sum by which damage is known, and are used again only for the same file (path, size, time of
    /// change, and the first and last 64 KiB), regions, conventions and version of the program. The table has the same bytes as without.
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Most memory for values that are read and not yet summed, such as 500MB, 2GB or 1.5GiB [default: no limit]
    ///
    /// The result has the same bits with any limit; a small one costs time. Not in it are the shares of cells, the areas of cells, the totals
    /// themselves, and for each core the chunk that it inflates.
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<MemoryLimit>,
    /// File for the proof of the sum: areas observed, missing and off the grid, and what is left over [default: none]
    #[arg(long, value_name = "FILE.json")]
    pub audit: Option<PathBuf>,
    /// Emissions of a finer grid for `--coast weighted`: a file of a gridded product, and its layer where it has several
    #[arg(long, value_name = "FILE[:LAYER]", value_parser = coast_weights)]
    pub coast_weights: Option<CoastWeightsRequest>,
    /// Table of the totals under each policy of coasts, its ending .csv or .parquet [default: none]
    #[arg(long, value_name = "FILE.csv|.parquet", value_parser = table_file)]
    pub coast_table: Option<TableFile>,
    /// Conventions; they come last, because their heading holds for every option behind it.
    #[command(flatten)]
    pub conventions: ConventionArguments,
}

/// The stretch of time of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RowPeriod {
    /// One row for each time step of the file
    Step,
    /// One row for each year
    #[default]
    Year,
}

pub(super) fn coast_weights(text: &str) -> Result<CoastWeightsRequest, std::convert::Infallible> {
    let file = MaskFile::from_argument(text);
    Ok(CoastWeightsRequest { path: file.path, layer: file.variable, profile: None })
}
