//! The command line of `zonal`.

use super::conventions::{compat, coverage, earth};
use super::tables::result_file;
use super::{RegionArguments, ResultFile};
use crate::convention_words::Stated;
use crate::region_source::MaskFile;
use clap::{Args, ValueEnum};
use fluxledger_core::statistics::Statistic;
use fluxledger_core::{Compat, CoverageMeasure, Earth};
use std::path::PathBuf;

/// Options of `zonal`.
#[derive(Clone, Debug, Args)]
pub struct ZonalArguments {
    /// Gridded files: NetCDF, GeoTIFF, Zarr, ASCII grid; or patterns of their names
    #[arg(value_name = "RASTER", required = true)]
    pub files: Vec<PathBuf>,
    /// Statistic of the values; once for each
    ///
    /// count, sum, mean, variance, stdev, coefficient_of_variation, min, max, median, quantile(q=0.25), majority, minority, variety, and frac, which has
    /// a column for each value. By a second raster: weighted_sum, weighted_mean, weighted_variance, weighted_stdev, weighted_frac.
    ///
    /// Rasters are read in bands of rows, so that they may be larger than the memory. Quantiles and the median keep the values of each region until
    /// its layer is read, 16 bytes a cell; frac, majority, minority and variety keep each value that occurs.
    #[arg(short, long = "stat", value_name = "STATISTIC", required = true)]
    pub stat: Vec<Statistic>,
    /// Variable to read, for a GeoTIFF Band1, Band2, … [default: every variable with rows and columns]
    #[arg(long, value_name = "NAME")]
    pub variable: Option<String>,
    /// Regions and what is asked of them.
    #[command(flatten)]
    pub regions: RegionArguments,
    /// Second raster of one layer, for the weighted statistics
    ///
    /// It may lie on another grid of the same plane, and is shared out exactly by area: with `--coverage-weight area` as values per area, with
    /// `fraction` as amounts that are spread evenly over its cells, such as inhabitants.
    #[arg(long, value_name = "RASTER[:VARIABLE]", value_parser = weight_raster)]
    pub weights: Option<MaskFile>,
    /// Weight of cells of which the second raster says nothing [default: weighted statistics are left empty where there are any]
    #[arg(long, value_name = "W", requires = "weights", allow_negative_numbers = true)]
    pub default_weight: Option<f64>,
    /// What a cell counts for: its share times its area, its share, or 1 if it is touched [default: area; must be given for sums]
    ///
    /// `sum` and `weighted_sum` have no default. `area` is for values per area, and makes a sum a total in the values' unit times m². `fraction` is for values per cell, and what exactextract
    /// does if nothing is said. `none` takes every cell that is touched as whole.
    #[arg(long, value_name = "area|fraction|none", value_enum)]
    pub coverage_weight: Option<CellWeight>,
    /// Table to write, its ending .csv, .parquet or .json [default: CSV on standard output]
    #[arg(short, long, value_name = "FILE.csv|.parquet|.json", value_parser = result_file)]
    pub output: Option<ResultFile>,
    /// Figure of the Earth for the areas of cells: wgs84, or sphere:R with the radius in metres [default: wgs84]
    #[arg(long, value_name = "wgs84|sphere:R", value_parser = earth, help_heading = "Conventions")]
    earth: Option<Stated<Earth>>,
    /// What the share of a cell in a region is a share of: its true area or its square degrees [default: area]
    #[arg(long, value_name = "area|planar", value_parser = coverage, help_heading = "Conventions")]
    coverage: Option<CoverageMeasure>,
    /// Reproduce the shares and areas of another program, as in `totals` [default: none]
    #[arg(long, value_name = "exactextract|cdo", value_parser = compat(), hide_possible_values = true, conflicts_with_all = ["earth", "coverage"], help_heading = "Conventions")]
    pub compat: Option<Compat>,
}

impl ZonalArguments {
    /// The figure of the Earth and the measure of shares.
    #[must_use]
    pub fn measures(&self) -> (Earth, CoverageMeasure) {
        (self.earth.and_then(Stated::choice).unwrap_or_default(), self.coverage.unwrap_or_default())
    }
}

/// What a cell counts for beside its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CellWeight {
    /// Its area
    Area,
    /// Nothing
    Fraction,
    /// Not even its share
    None,
}

pub(super) fn weight_raster(text: &str) -> Result<MaskFile, std::convert::Infallible> {
    Ok(MaskFile::from_argument(text))
}
