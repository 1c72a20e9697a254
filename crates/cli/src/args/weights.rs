//! The command line of `weights`.

use super::RegionArguments;
use super::conventions::{coverage, earth};
use crate::convention_words::Stated;
use crate::weight_file::NetcdfFormat;
use clap::Args;
use fluxledger_core::{CoverageMeasure, Earth};
use std::path::{Path, PathBuf};

/// Options of `weights`.
#[derive(Clone, Debug, Args)]
pub struct WeightsArguments {
    /// File of a gridded product on the grid
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Product that the file belongs to [default: recognized from the file]
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Regions and what is asked of them.
    #[command(flatten)]
    pub regions: RegionArguments,
    /// File to write: a table if its ending is .parquet, weights that average over regions if it is .nc
    #[arg(short, long, value_name = "FILE.parquet|.nc", value_parser = weights_file)]
    pub output: WeightsFile,
    /// Format of a .nc file [default: esmf]
    #[arg(long, value_name = "esmf|scrip", value_enum)]
    pub format: Option<NetcdfFormat>,
    /// Figure of the Earth: wgs84 or sphere:RADIUS in metres [default: that of the product]
    #[arg(long, value_name = "EARTH", value_parser = earth)]
    pub earth: Option<Stated<Earth>>,
    /// What a share of a cell is: area, or planar as other tools have it [default: area]
    #[arg(long, value_name = "COVERAGE", value_parser = coverage)]
    pub coverage: Option<CoverageMeasure>,
}

/// A file for weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WeightsFile {
    /// A table.
    Parquet(PathBuf),
    /// Weights that average over regions.
    Netcdf(PathBuf),
}

impl WeightsFile {
    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        let (Self::Parquet(path) | Self::Netcdf(path)) = self;
        path
    }
}

pub(super) fn weights_file(text: &str) -> Result<WeightsFile, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("parquet") => Ok(WeightsFile::Parquet(path)),
        Some("nc") => Ok(WeightsFile::Netcdf(path)),
        _ => Err("the name must end in `.parquet` or `.nc`".to_owned()),
    }
}
