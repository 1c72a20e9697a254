//! The command line: what the user may type, and what each word of it means to them.

use crate::atomic_folder::Existing;
use crate::coast_weights::CoastWeightsRequest;
use crate::companion;
use crate::convention_words::{self, ConventionWordError, Stated};
use crate::coverage_cache::CoverageCache;
use crate::figure::style::Size;
use crate::memory_limit::MemoryLimit;
use crate::plan::SeaRequest;
use crate::progress::Loudness;
use crate::region_group::GroupRequest;
use crate::region_source::{MaskFile, RegionSource};
use crate::timestamp::Timestamp;
use crate::weight_file::NetcdfFormat;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use fluxledger_core::statistics::Statistic;
use fluxledger_core::{CarbonToCo2, CoastPolicy, Compat, ConventionChoices, CoverageMeasure, Earth, Gas, YearLength};
use fluxledger_ingest::region::Priority;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  done, and a threshold that you stated is broken (`fail_on` in the run file)
  2  not done: the message names the file, the place in it and what to change

Results go to standard output or to the files you name; progress, warnings and errors go to standard error.";

/// What the user typed.
#[derive(Clone, Debug, Parser)]
#[command(name = "fluxledger", version, long_version = companion::version(), max_term_width = 100, after_help = AFTER_HELP, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", disable_help_subcommand = true)]
#[command(about = "Put a satellite-informed emission map beside a national greenhouse-gas inventory")]
#[command(long_about = "\
Put a satellite-informed emission map beside a national greenhouse-gas inventory, and say with the uncertainty of both \
where they differ, by how much and why.

Begin with `fluxledger demo`, which needs no data. For your own data, write a run file (`fluxledger demo` makes one to \
copy), have it checked with `fluxledger check RUN.toml`, then `fluxledger run RUN.toml`. `fluxledger VERB --help` explains \
each verb.")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// Options of every verb.
    #[command(flatten)]
    pub global: GlobalArguments,
}

/// Options of every verb.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every verb")]
pub struct GlobalArguments {
    /// Number of processor cores to use; the result is the same with any number [default: all]
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Compute anew which part of each cell lies in which region [default: keep it for later runs]
    #[arg(long, global = true)]
    no_cache: bool,
    /// Say nothing but errors [default: show progress and warnings]
    #[arg(long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more about what is being done; -vv says still more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

impl GlobalArguments {
    /// How much to say.
    #[must_use]
    pub const fn loudness(&self) -> Loudness {
        match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (false, 0) => Loudness::Normal,
            (false, level) => Loudness::Verbose(level),
        }
    }

    /// The folder of coverages that are kept, unless it is not to be used.
    #[must_use]
    pub fn cache(&self) -> Option<CoverageCache> {
        if self.no_cache { None } else { CoverageCache::of_user() }
    }
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Compare products with inventories as a run file says, and write the report
    ///
    /// The folder of results holds the report, its figures and tables, and the proof of where each number comes
    /// from. It appears when all of it is complete, or not at all.
    Run(RunArguments),
    /// Check a run file: show what would be done and every problem in it, and write nothing
    ///
    /// All problems are shown at once, each with its line and column in the run file and with what to change.
    Check(CheckArguments),
    /// Write a complete example with simulated data, its run file and its report
    ///
    /// The product is simulated around real inventories with known differences in it, so that you see what the report makes of them. The
    /// run file in the folder is made to be copied and changed.
    Demo(DemoArguments),
    /// Show what a file holds and as what it would be read
    ///
    /// For a gridded file: the product that it is taken for, a map, its grid, periods, layers and totals beside what is plausible for the
    /// world, what speaks against it, and its variables. For a table: its layout, parties, gases and years. For boundaries: the regions.
    Inspect(InspectArguments),
    /// Add up a gridded product over countries or other regions
    ///
    /// Each cell counts for a region by the exact share of it that lies there. What lies in no region has rows of its own, so that
    /// all rows together give the total of the file.
    Totals(Box<TotalsArguments>),
    /// Statistics of any raster over countries or other regions: mean, variance, quantiles, classes and others at once
    ///
    /// For files that need be no product: a cell counts by the exact share of it that lies in the region and, unless another weight is asked
    /// for, by its area. Names of statistics and their columns are those of exactextract. There is a row for each region and layer.
    Zonal(Box<ZonalArguments>),
    /// Read inventory tables of any known layout and write them as one plain table
    ///
    /// The table has one row for each party, category, gas and year, with the mass in kilotonnes of the gas or the notation keys, the
    /// uncertainty where there is one, and the cell of the file that it was read from.
    Inventory(InventoryArguments),
    /// List the products whose files are understood, show what is known about one, or draft a profile for another
    ///
    /// Without a further word it lists the products.
    Products(ProductsArguments),
    /// List the sets and groups of regions, show what one holds, or install one
    ///
    /// Without a further word it lists the built-in sets, the installed ones and the groups.
    Regions(RegionsArguments),
    /// Write which part of each cell of a grid lies in which region, for other programs and for `totals --weights`
    Weights(WeightsArguments),
    /// List or clear what is kept to make later runs quicker
    ///
    /// Which part of each cell lies in which region is computed once for a grid and a set of regions, and kept in the folder in
    /// FLUXLEDGER_CACHE, else in fluxledger in your folder for caches; at most 2 GiB, or as many bytes as FLUXLEDGER_CACHE_BYTES says.
    Cache(CacheArguments),
    /// List the layouts of inventory tables that are understood
    Layouts,
    /// Write the schema of run files, with which an editor completes and checks them
    ///
    /// Save it beside your run files and put `#:schema run-file.schema.json` into the first line of each. Editors with support for TOML schemas
    /// then show what each key means.
    Schema(SchemaArguments),
    /// Write the completions of a shell
    ///
    /// For bash: fluxledger completions bash > ~/.local/share/bash-completion/completions/fluxledger. For fish: fluxledger completions fish >
    /// ~/.config/fish/completions/fluxledger.fish. For zsh: a file _fluxledger in a folder of $fpath. For PowerShell: a line in $PROFILE.
    Completions(CompletionsArguments),
    /// Write the manual pages of the command and its verbs
    Man(ManArguments),
}

/// Options of `weights`.
#[derive(Clone, Debug, Args)]
pub struct WeightsArguments {
    /// File of a gridded product on the grid
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Product that the file belongs to [default: recognized from the file]
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Regions: the name of a built-in set, or a file
    #[arg(long, value_name = "SET|FILE[:VARIABLE]", default_value = "natural-earth-50m")]
    pub regions: String,
    /// Field of the boundary file that holds the codes of the regions [default: recognized]
    #[arg(long, value_name = "FIELD")]
    pub region_id: Option<String>,
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

fn weights_file(text: &str) -> Result<WeightsFile, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("parquet") => Ok(WeightsFile::Parquet(path)),
        Some("nc") => Ok(WeightsFile::Netcdf(path)),
        _ => Err("the name must end in `.parquet` or `.nc`".to_owned()),
    }
}

/// Options of `cache`.
#[derive(Clone, Debug, Args)]
pub struct CacheArguments {
    /// What to do.
    #[command(subcommand)]
    pub action: CacheAction,
}

/// What `cache` is to do.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum CacheAction {
    /// Show what is kept, the one used last first
    List,
    /// Remove all that is kept
    Clear,
}

/// Options of `schema`.
#[derive(Clone, Copy, Debug, Args)]
pub struct SchemaArguments {
    /// Write the tables of keys of the reference instead, in Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Options of `completions`.
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Clone, Debug, Args)]
pub struct ManArguments {
    /// Folder for the pages of all verbs [default: the page of the command on standard output]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// Options of `run`.
#[derive(Clone, Debug, Args)]
pub struct RunArguments {
    /// The run file
    #[arg(value_name = "RUN.toml")]
    pub run_file: PathBuf,
    /// Folder for the results [default: `output` of the run file]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Whether an earlier output is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
    /// Date and time to print in the report, for a report that is the same on each run [default: now]
    #[arg(long, value_name = "ISO8601")]
    pub timestamp: Option<Timestamp>,
    /// Width of the figures and size of their text [default: `figure_size` of the run file]
    #[arg(long, value_name = "SIZE", value_parser = figure_size())]
    pub figure_size: Option<Size>,
}

fn figure_size() -> impl TypedValueParser<Value = Size> {
    let words = PossibleValuesParser::new(Size::WORDS.map(|(word, _)| word));
    words.map(|word| Size::named(&word).expect("each possible value names a size"))
}

/// Whether an earlier output is replaced.
#[derive(Clone, Copy, Debug, Args)]
pub struct Overwrite {
    /// Replace an earlier output in the folder [default: stop if there is one]
    ///
    /// Only a folder that fluxledger has written is replaced, and only when the new output is complete.
    #[arg(long)]
    overwrite: bool,
}

impl Overwrite {
    /// What becomes of an earlier output.
    #[must_use]
    pub const fn existing(self) -> Existing {
        if self.overwrite { Existing::Replace } else { Existing::Keep }
    }
}

/// Options of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    /// The run file
    #[arg(value_name = "RUN.toml")]
    pub run_file: PathBuf,
}

/// Options of `demo`.
#[derive(Clone, Debug, Args)]
pub struct DemoArguments {
    /// Folder for the example
    #[arg(long, value_name = "DIR", default_value = "fluxledger-demo")]
    pub output: PathBuf,
    /// Number from which the simulated data are drawn; the same number gives the same data
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Table of the differences to hide in the simulated product [default: built in]
    #[arg(long, value_name = "FILE")]
    pub factors: Option<PathBuf>,
    /// Whether an earlier output is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
}

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
    /// Gas of a gridded file that does not state it: CH4, CO2 or N2O [default: as the file says]
    #[arg(long, value_name = "GAS")]
    pub gas: Option<Gas>,
}

/// Options of `products`.
#[derive(Clone, Debug, Args)]
#[command(subcommand_value_name = "WHAT", subcommand_help_heading = "What to do")]
pub struct ProductsArguments {
    /// What to do; none lists the products.
    #[command(subcommand)]
    pub action: Option<ProductsAction>,
}

/// What `products` is to do.
#[derive(Clone, Debug, Subcommand)]
pub enum ProductsAction {
    /// Print the profile of a product
    ///
    /// The text is what fluxledger knows of the product, in the form in which you write a profile of your own.
    Show(ShowProductArguments),
    /// Draft a profile for a file that no profile fits
    ///
    /// What the file's header says is filled in. What it does not say is a line that begins with `# ?`: a question and the answers that are
    /// allowed. Put the answers in their places; the profile is refused until no question is left. Then name it with `--profile`.
    New(NewProductArguments),
    /// Print the table of products that the README holds, in Markdown
    Table,
}

/// Options of `products show`.
#[derive(Clone, Debug, Args)]
pub struct ShowProductArguments {
    /// Name of the profile, as `fluxledger products` lists it
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Options of `products new`.
#[derive(Clone, Debug, Args)]
pub struct NewProductArguments {
    /// A gridded file of the product
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// File for the draft, which must not exist yet [default: standard output]
    #[arg(long, value_name = "PROFILE.toml")]
    pub output: Option<PathBuf>,
}

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
    /// Whether an earlier set of that name is replaced.
    #[command(flatten)]
    pub overwrite: Overwrite,
}

/// Options of `totals`.
#[derive(Clone, Debug, Args)]
pub struct TotalsArguments {
    /// Files of one gridded product
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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["regions", "region_id", "sea"])]
    pub weights: Option<PathBuf>,
    /// Year to add up [default: every year in the files]
    #[arg(long, value_name = "Y")]
    pub year: Option<i32>,
    /// Whether each row is a whole year or one time step of the file
    #[arg(long, value_enum, default_value_t)]
    pub period: RowPeriod,
    /// Gas to add up: CH4, CO2 or N2O [default: every gas of the product]
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
    /// themselves, for each core the chunk that it inflates, and one layer for the check of a global file that is not mostly on land.
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

/// Regions, and what is asked of them.
#[derive(Clone, Debug, Args)]
pub struct RegionArguments {
    /// Regions: the name of a built-in set, a file, or `none`
    ///
    /// `fluxledger regions` lists the built-in sets. A file holds either boundaries (GeoJSON, Shapefile, GeoPackage) or a mask on the
    /// product's grid; FILE:VARIABLE names the variable of the mask. A file without an ending is written with its folder: ./FILE.
    /// `none` gives the total of the whole grid alone.
    #[arg(id = "regions", long = "regions", value_name = "SET|FILE[:VARIABLE]|none", value_parser = regions, default_value = "natural-earth-50m")]
    pub source: RegionRequest,
    /// Field of the boundary file that holds the codes of the regions [default: recognized]
    #[arg(long, value_name = "FIELD")]
    pub region_id: Option<String>,
    /// File of sea areas, such as exclusive economic zones, beside the regions; what lies in neither becomes one row
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
    /// Codes of the regions or groups to show, set apart by commas; the other regions become one row [default: all regions]
    ///
    /// In a set of provinces the code of a country stands for all its provinces.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Group of regions to sum beside them; once for each group
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

/// Options of `zonal`.
#[derive(Clone, Debug, Args)]
pub struct ZonalArguments {
    /// Gridded files in longitude and latitude: NetCDF, GeoTIFF, Zarr, ASCII grid
    #[arg(value_name = "RASTER", required = true)]
    pub files: Vec<PathBuf>,
    /// Statistic of the values; once for each
    ///
    /// count, sum, mean, variance, stdev, coefficient_of_variation, min, max, median, quantile(q=0.25), majority, minority, variety, and frac, which has
    /// a column for each value. By a second raster: weighted_sum, weighted_mean, weighted_variance, weighted_stdev, weighted_frac.
    ///
    /// Rasters are read in bands of rows, so that they may be larger than the memory. Quantiles, the median, frac, majority, minority and variety
    /// keep the values of each region until its layer is read, 24 bytes a cell.
    #[arg(short, long = "stat", value_name = "STATISTIC", required = true)]
    pub stat: Vec<Statistic>,
    /// Variable to read, for a GeoTIFF Band1, Band2, … [default: every variable with rows and columns]
    #[arg(long, value_name = "NAME")]
    pub variable: Option<String>,
    /// Regions and what is asked of them.
    #[command(flatten)]
    pub regions: RegionArguments,
    /// Second raster on the same grid, of one layer, for the weighted statistics
    #[arg(long, value_name = "RASTER[:VARIABLE]", value_parser = weight_raster)]
    pub weights: Option<MaskFile>,
    /// Weight of cells of which the second raster says nothing [default: weighted statistics are left empty where there are any]
    #[arg(long, value_name = "W", requires = "weights", allow_negative_numbers = true)]
    pub default_weight: Option<f64>,
    /// What a cell counts for: its share times its area, its share, or 1 if it is touched [default: area; must be given for `sum`]
    ///
    /// `area` is for values per area, and makes `sum` a total in the values' unit times m². `fraction` is for values per cell, and what exactextract
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

/// The format of a result's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultFormat {
    /// A table.
    Table(TableFormat),
    /// A list of rows.
    Json,
}

/// A result's file, its format told by its ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// The file.
    pub path: PathBuf,
    /// Its format.
    pub format: ResultFormat,
}

/// Over what the command line wants to add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionRequest {
    /// The whole grid alone.
    WholeGrid,
    /// Regions from a source.
    From(RegionSource),
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

/// The format of a table's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// A table's file, its format told by its ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// The file.
    pub path: PathBuf,
    /// Its format.
    pub format: TableFormat,
}

/// Conventions on the command line; each left out follows the product's profile.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Conventions")]
pub struct ConventionArguments {
    /// Figure of the Earth for the areas of cells [default: product]
    ///
    /// `product`: the areas in the file, or as the product's authors compute them, or WGS84 where they do not say.
    /// `wgs84`: the ellipsoid. `sphere:R`: a sphere with the radius R in metres, such as sphere:6371007.181.
    #[arg(long, value_name = "product|wgs84|sphere:R", value_parser = earth)]
    earth: Option<Stated<Earth>>,
    /// What the share of a cell in a region is a share of [default: area]
    ///
    /// `area`: its true area. `planar`: its square degrees, as many tools do it; for comparison with them.
    #[arg(long, value_name = "area|planar", value_parser = coverage)]
    coverage: Option<CoverageMeasure>,
    /// What becomes of coastal cells [default: share]
    ///
    /// `share`: a region gets the share of the cell that it covers, and the sea the rest. `land`: the land gets all of the cell.
    /// `weighted`: the cell is split as the emissions of `--coast-weights` lie in it.
    #[arg(long, value_name = "share|land|weighted", value_parser = coast)]
    coast: Option<CoastPolicy>,
    /// Reproduce the shares and areas of another program, to explain a difference to its numbers [default: none]
    ///
    /// `exactextract`: shares of square degrees and areas of cells on a sphere of 6 378 137 m, in single precision. `cdo`: whole cells whose centre
    /// lies in the region (`maskregion`), areas within great circles on a sphere of 6 371 000 m (`gridarea`).
    #[arg(long, value_name = "exactextract|cdo", value_parser = compat(), hide_possible_values = true, conflicts_with_all = ["earth", "coverage"])]
    compat: Option<Compat>,
    /// Length of a year when a rate becomes a mass [default: product]
    ///
    /// `product`: as the product's authors count it, or by the calendar where they do not say. `calendar`: 365 or 366 days, as the year
    /// has. `365d`, `366d`, `365.25d`: so many days in every year.
    #[arg(long, value_name = "product|calendar|365d|366d|365.25d", value_parser = year_length)]
    year_seconds: Option<Stated<YearLength>>,
    /// Molar mass of a gas in g/mol, such as CH4=16.0425; once for each gas [default: as the product]
    #[arg(long, value_name = "GAS=G", value_parser = molar_mass)]
    molar_mass: Vec<(Gas, f64)>,
    /// Factor from carbon to CO2 [default: as the product, else molar]
    ///
    /// `44/12`: that of the IPCC guidelines. `3.664`: that of the Global Carbon Budget. `molar`: the quotient of the molar masses.
    #[arg(long, value_name = "44/12|3.664|molar", value_parser = carbon_to_co2)]
    carbon_to_co2: Option<CarbonToCo2>,
}

impl ConventionArguments {
    /// The conventions that the user has stated.
    #[must_use]
    pub fn choices(&self) -> ConventionChoices {
        ConventionChoices {
            earth: self.earth.and_then(Stated::choice),
            year_length: self.year_seconds.and_then(Stated::choice),
            molar_masses: self.molar_mass.clone(),
            carbon_to_co2: self.carbon_to_co2,
            coverage: self.coverage,
            coast: self.coast,
            spread: None,
            compat: self.compat,
        }
    }
}

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

fn regions(text: &str) -> Result<RegionRequest, std::convert::Infallible> {
    Ok(if text == "none" { RegionRequest::WholeGrid } else { RegionRequest::From(RegionSource::from_argument(text)) })
}

fn coast_weights(text: &str) -> Result<CoastWeightsRequest, std::convert::Infallible> {
    let file = MaskFile::from_argument(text);
    Ok(CoastWeightsRequest { path: file.path, layer: file.variable, profile: None })
}

fn weight_raster(text: &str) -> Result<MaskFile, std::convert::Infallible> {
    Ok(MaskFile::from_argument(text))
}

fn result_file(text: &str) -> Result<ResultFile, String> {
    if text.to_lowercase().ends_with(".json") {
        return Ok(ResultFile { path: text.into(), format: ResultFormat::Json });
    }
    let of_table = |TableFile { path, format }| ResultFile { path, format: ResultFormat::Table(format) };
    table_file(text).map(of_table).map_err(|_| "the name must end in `.csv`, `.parquet` or `.json`".to_owned())
}

fn table_file(text: &str) -> Result<TableFile, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok(TableFile { path, format: TableFormat::Csv }),
        Some("parquet") => Ok(TableFile { path, format: TableFormat::Parquet }),
        _ => Err("the name must end in `.csv` or `.parquet`".to_owned()),
    }
}

fn earth(text: &str) -> Result<Stated<Earth>, String> {
    convention_words::earth(text).map_err(explained)
}

fn compat() -> impl TypedValueParser<Value = Compat> {
    let words = PossibleValuesParser::new(Compat::ALL.map(Compat::name));
    words.map(|word| Compat::ALL.into_iter().find(|compat| compat.name() == word).expect("each possible value names a program"))
}

fn coverage(text: &str) -> Result<CoverageMeasure, String> {
    convention_words::coverage(text).map_err(explained)
}

fn coast(text: &str) -> Result<CoastPolicy, String> {
    convention_words::coast(text).map_err(explained)
}

fn year_length(text: &str) -> Result<Stated<YearLength>, String> {
    convention_words::year_length(text).map_err(explained)
}

fn molar_mass(text: &str) -> Result<(Gas, f64), String> {
    convention_words::molar_mass(text).map_err(explained)
}

fn carbon_to_co2(text: &str) -> Result<CarbonToCo2, String> {
    convention_words::carbon_to_co2(text).map_err(explained)
}

/// An error with its hint on the next line, as the parser of arguments prints it.
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of `map_err`")]
fn explained(error: ConventionWordError) -> String {
    match error.hint() {
        Some(hint) => format!("{error}\nhint: {hint}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split_whitespace())
    }

    fn totals(options: &str) -> TotalsArguments {
        match parse(&format!("fluxledger totals x.nc {options}")).unwrap().verb {
            Verb::Totals(totals) => *totals,
            other => panic!("{other:?}"),
        }
    }

    fn refusal(options: &str) -> String {
        parse(&format!("fluxledger totals x.nc --regions none {options}")).unwrap_err().to_string()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_of_each_verb() {
        let mut command = Arguments::command().term_width(100);
        command.build();
        insta::assert_snapshot!("fluxledger", command.render_long_help().to_string());
        let verbs: Vec<_> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        for verb in verbs {
            let help = command.find_subcommand_mut(&verb).expect("a verb just listed").clone().term_width(100).render_long_help();
            insta::assert_snapshot!(verb, help.to_string());
        }
    }

    #[test]
    fn help_of_what_products_can_do() {
        let mut command = Arguments::command().term_width(100);
        command.build();
        let products = command.find_subcommand("products").expect("a verb");
        for action in products.get_subcommands().filter(|action| action.get_name() != "help") {
            let help = action.clone().term_width(100).render_long_help();
            insta::assert_snapshot!(format!("products_{}", action.get_name()), help.to_string());
        }
    }

    #[test]
    fn conventions_become_choices() {
        let options =
            "--regions none --earth sphere:6371000 --year-seconds product --molar-mass CH4=16.0425 --molar-mass CO2=44.01 --coast land";
        assert_eq!(
            totals(options).conventions.choices(),
            ConventionChoices {
                earth: Some(Earth::Sphere { radius: 6_371_000.0 }),
                molar_masses: vec![(Gas::Ch4, 16.0425), (Gas::Co2, 44.01)],
                coast: Some(CoastPolicy::Land),
                ..Default::default()
            }
        );
    }

    #[test]
    fn lists_are_set_apart_by_commas_and_tables_told_by_their_ending() {
        let totals = totals("y.nc --regions natural-earth-50m --select DEU,FRA --output t.Parquet");
        assert_eq!(totals.files.len(), 2);
        assert_eq!(totals.regions.select, ["DEU", "FRA"]);
        assert_eq!(totals.period, RowPeriod::Year);
        assert_eq!(totals.regions.source, RegionRequest::From(RegionSource::Set("natural-earth-50m".into())));
        assert_eq!(totals.output, Some(TableFile { path: "t.Parquet".into(), format: TableFormat::Parquet }));
    }

    #[test]
    fn global_options_stand_before_and_behind_the_verb() {
        assert_eq!(parse("fluxledger -vv check run.toml").unwrap().global.loudness(), Loudness::Verbose(2));
        let behind = parse("fluxledger check run.toml --quiet --threads 3").unwrap().global;
        assert_eq!((behind.loudness(), behind.threads), (Loudness::Quiet, NonZeroUsize::new(3)));
        assert!(parse("fluxledger check run.toml --quiet -v").is_err());
    }

    #[test]
    fn an_earlier_output_is_kept_unless_overwritten() {
        for (line, expected) in [("fluxledger demo", Existing::Keep), ("fluxledger demo --overwrite", Existing::Replace)] {
            match parse(line).unwrap().verb {
                Verb::Demo(demo) => assert_eq!(demo.overwrite.existing(), expected),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_is_typed_wrong_ends_like_any_failure() {
        let error = parse("fluxledger totals").unwrap_err();
        assert_eq!(error.exit_code(), i32::from(crate::exit::ExitStatus::Failed.code()));
    }

    #[test]
    fn refusals_say_what_is_expected() {
        let refusals = ["--earth wgs48", "--earth sphere:6371", "--gas CH3", "--output t.xls", "--molar-mass CH4=12"].map(refusal);
        insta::assert_snapshot!(refusals.join("\n"), @r"
        error: invalid value 'wgs48' for '--earth <product|wgs84|sphere:R>': unknown figure of the Earth `wgs48`, expected product, wgs84 or sphere:RADIUS
        hint: did you mean `wgs84`?

        For more information, try '--help'.

        error: invalid value 'sphere:6371' for '--earth <product|wgs84|sphere:R>': a sphere with a radius of 6371 m is not the Earth, expected 6300000 to 6400000 m
        hint: the radius is in metres, for example `sphere:6371007.181`

        For more information, try '--help'.

        error: invalid value 'CH3' for '--gas <GAS>': unknown gas `CH3`, expected CH4, CO2 or N2O

        For more information, try '--help'.

        error: invalid value 't.xls' for '--output <FILE.csv|.parquet>': the name must end in `.csv` or `.parquet`

        For more information, try '--help'.

        error: invalid value 'CH4=12' for '--molar-mass <GAS=G>': 12 g/mol is not the molar mass of CH4, expected a value within 1 % of 16.043
        hint: a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen

        For more information, try '--help'.
        ");
    }
}
