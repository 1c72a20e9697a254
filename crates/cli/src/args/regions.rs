//! The command line of `regions`, and the regions that other verbs are given.

use super::Overwrite;
use crate::plan::SeaRequest;
use crate::region_group::GroupRequest;
use crate::region_source::RegionSource;
use clap::{Args, Subcommand, ValueEnum};
use fluxledger_ingest::region::{Faults, Priority};
use std::path::PathBuf;

/// Options of `regions`.
#[derive(Clone, Debug, Args)]
#[command(subcommand_value_name = "WHAT", subcommand_help_heading = "What to do")]
pub struct RegionsArguments {
    /// What to do; none lists the sets and groups.
    #[command(subcommand)]
    pub action: Option<RegionsAction>,
}

/// What `regions` is to do.
#[derive(Clone, Debug, Subcommand)]
pub enum RegionsAction {
    /// Show the codes, names and areas of the regions in a set or a file, or the members of a group
    Show(ShowRegionsArguments),
    /// Install outlines under a name, so that `run` and `totals` find them as a set
    ///
    /// The file stays where it is; a copy goes to the folder in FLUXLEDGER_REGIONS, else to fluxledger/regions in your folder for data.
    /// Regions that share ground are refused.
    Install(InstallRegionsArguments),
}

/// What becomes of outlines at fault.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutlineArguments {
    /// Make the outlines of a file valid where polygons of a region overlap, rings cross, holes lie outside or regions share ground
    ///
    /// A region then has all that its rings run round, and a hole takes away nothing outside its own polygon. Ground that two regions share belongs to the
    /// smaller one. A warning says of which regions, and by how much they change. Without it outlines at fault are warned of, and regions that share more
    /// than slivers of ground refused.
    #[arg(long)]
    make_valid: bool,
}

impl OutlineArguments {
    /// What becomes of outlines at fault.
    #[must_use]
    pub const fn faults(self) -> Faults {
        if self.make_valid { Faults::Mended } else { Faults::Named }
    }
}

/// Options of `regions show`.
#[derive(Clone, Debug, Args)]
pub struct ShowRegionsArguments {
    /// A set, a file of outlines or a group
    #[arg(value_name = "SET|FILE|GROUP")]
    pub what: String,
    /// Codes of the regions to show, set apart by commas; that of a country stands for its provinces [default: all regions]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
    /// Field of the file that holds the codes of the regions [default: recognized]
    #[arg(long, value_name = "FIELD")]
    pub region_id: Option<String>,
    /// What becomes of outlines at fault.
    #[command(flatten)]
    pub outlines: OutlineArguments,
}

/// Options of `regions install`.
#[derive(Clone, Debug, Args)]
pub struct InstallRegionsArguments {
    /// A file of outlines: GeoJSON, or with GDAL any other vector format
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Name of the set [default: that of the file without its ending]
    #[arg(long, value_name = "SET")]
    pub name: Option<String>,
    /// Field of the file that holds the codes of the regions [default: recognized]
    #[arg(long, value_name = "FIELD")]
    pub region_id: Option<String>,
    /// What becomes of outlines at fault.
    #[command(flatten)]
    pub outlines: OutlineArguments,
    /// Whether an earlier set of that name is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
}

/// Regions, and what is asked of them.
#[derive(Clone, Debug, Args)]
pub struct RegionArguments {
    /// Regions: the name of a built-in set, a file, or `none`
    ///
    /// `fluxledger regions` lists the built-in sets. A file holds either boundaries (GeoJSON, Shapefile, GeoPackage) or a mask on the
    /// product's grid; FILE:VARIABLE names the variable of the mask. A file without an ending is written with its folder: ./FILE.
    /// `none` stands for the whole grid alone.
    #[arg(id = "regions", long = "regions", value_name = "SET|FILE[:VARIABLE]|none", value_parser = regions, default_value = "natural-earth-50m")]
    pub source: RegionRequest,
    /// Field of the boundary file that holds the codes of the regions [default: recognized]
    #[arg(long, value_name = "FIELD")]
    pub region_id: Option<String>,
    /// What becomes of outlines at fault.
    #[command(flatten)]
    pub outlines: OutlineArguments,
    /// File of sea areas, such as exclusive economic zones, beside the regions
    ///
    /// GeoJSON, or with GDAL any other vector format. Ground that a sea area shares with land is counted once, see `--sea-priority`.
    #[arg(long, value_name = "FILE")]
    pub sea: Option<PathBuf>,
    /// Field of the file of sea areas that holds their codes [default: recognized]
    #[arg(long, value_name = "FIELD", requires = "sea")]
    pub sea_id: Option<String>,
    /// Which keeps the ground that both cover
    #[arg(long, value_enum, default_value_t, requires = "sea")]
    pub sea_priority: SeaPriority,
    /// Codes of the regions or groups to show, set apart by commas [default: all regions]
    ///
    /// In a set of provinces the code of a country stands for all its provinces. In `totals` the regions that are not shown become one row, in `weights` they are
    /// left out.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Group of regions to show as one beside them; once for each group
    ///
    /// The code of a known group, such as EU27 (`fluxledger regions` lists them), or a name and members of your own: Iberia=ESP,PRT.
    #[arg(long, value_name = "CODE|NAME=A,B", value_parser = GroupRequest::from_argument)]
    pub group: Vec<GroupRequest>,
}

impl RegionArguments {
    /// The layer of sea areas that is asked for.
    #[must_use]
    pub fn sea_request(&self) -> Option<SeaRequest> {
        let priority = match self.sea_priority {
            SeaPriority::Land => Priority::Land,
            SeaPriority::Sea => Priority::Sea,
        };
        Some(SeaRequest { path: self.sea.clone()?, id_field: self.sea_id.clone(), priority })
    }
}

/// Which layer keeps the ground that land and sea areas share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SeaPriority {
    /// The land: a sea area has what no land region has
    #[default]
    Land,
    /// The sea: a land region has what no sea area has
    Sea,
}

/// Over what the command line wants to add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionRequest {
    /// The whole grid alone.
    WholeGrid,
    /// Regions from a source.
    From(RegionSource),
}

pub(super) fn regions(text: &str) -> Result<RegionRequest, std::convert::Infallible> {
    Ok(if text == "none" { RegionRequest::WholeGrid } else { RegionRequest::From(RegionSource::from_argument(text)) })
}
