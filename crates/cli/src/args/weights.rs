//! The command line of `weights`.

use super::conventions::{coverage, earth};
use super::regions::regions;
use super::{RegionArguments, RegionRequest};
use crate::convention_words::Stated;
use crate::weight_file::NetcdfFormat;
use clap::Args;
use fluxledger_core::{CoverageMeasure, Earth};
use std::path::{Path, PathBuf};

/// Options of `weights`.
#[derive(Clone, Debug, Args)]
pub struct WeightsArguments {
    /// A gridded file on the grid: of a product, or any other
    #[arg(value_name = "GRID")]
    pub file: PathBuf,
    /// Regions, as after `--regions`
    #[arg(value_name = "REGIONS", value_parser = regions, conflicts_with = "regions")]
    pub named_regions: Option<RegionRequest>,
    /// Product that the file belongs to [default: recognized from the file]
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Variable whose grid is meant, where the file is of no product or has several grids [default: every variable on a grid]
    #[arg(long, value_name = "NAME", conflicts_with = "profile")]
    pub variable: Option<String>,
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

impl WeightsArguments {
    /// The regions, wherever they stand.
    #[must_use]
    pub fn regions(&self) -> RegionArguments {
        let source = self.named_regions.as_ref().unwrap_or(&self.regions.source).clone();
        RegionArguments { source, ..self.regions.clone() }
    }
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
