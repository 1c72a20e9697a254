//! The command line: what the user may type, and what each word of it means to them.

mod audit;
mod cache;
mod categories;
mod conventions;
mod crosswalk;
mod figures;
mod inspect;
mod inventory;
mod layouts;
mod products;
mod recalculation;
mod regions;
mod run;
mod shell;
mod tables;
#[cfg(test)]
mod tests;
mod totals;
mod weights;
mod zonal;

pub use audit::AuditArguments;
pub use cache::{CacheAction, CacheArguments};
pub use categories::CategoriesArguments;
pub use conventions::ConventionArguments;
pub use crosswalk::CrosswalkArguments;
pub use figures::FigureArguments;
pub use inspect::InspectArguments;
pub use inventory::InventoryArguments;
pub use layouts::{LayoutsAction, LayoutsArguments, NewLayoutArguments, ShowLayoutArguments};
pub use products::{NewProductArguments, ProductsAction, ProductsArguments, ShowProductArguments};
pub use recalculation::RecalculationArguments;
pub use regions::{
    InstallRegionsArguments, OutlineArguments, RegionArguments, RegionRequest, RegionsAction, RegionsArguments, SeaPriority,
    ShowRegionsArguments,
};
pub use run::{CheckArguments, DemoArguments, Overwrite, RunArguments, RunFileArguments};
pub use shell::{CompletionsArguments, ManArguments, SchemaArguments};
pub use tables::{ResultFile, ResultFormat, TableFile, TableFormat};
pub use totals::{RowPeriod, TotalsArguments};
pub use weights::{WeightsArguments, WeightsFile};
pub use zonal::{CellWeight, ZonalArguments};

use crate::companion;
use crate::coverage_cache::CoverageCache;
use crate::progress::Loudness;
use clap::{Args, Parser, Subcommand};
use std::num::NonZeroUsize;

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  done, and a threshold that you stated is broken (`fail_on` in the run file), or a check that you asked for
     found what it looks for (`inventory --check`, `crosswalk`)
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
    /// Repeat a run under every other convention, and show which of its conclusions hold
    ///
    /// Coasts, shares and areas of cells, the length of the year, boundaries and the correlation of errors are changed one at a time. A
    /// conclusion that hangs on one of them is named with it.
    Audit(AuditArguments),
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
    /// Read inventory tables of any known layout and write them as one plain table, or check their sums
    ///
    /// The table has one row for each party, category, gas and year, with the mass in kilotonnes of the gas or the notation keys, the
    /// uncertainty where there is one, and the cell of the file that it was read from.
    Inventory(InventoryArguments),
    /// Put two submissions of an inventory side by side: what was recalculated, and what only one of them has
    ///
    /// Only parties and gases that both tables have are compared. A change is new less old in kilotonnes of the gas, and in per cent of the size of the old figure. Without `--output` it is summed up on standard output.
    Recalculation(RecalculationArguments),
    /// Prove that two sources can be compared category by category: nothing is counted twice, nothing is lost
    ///
    /// Each source is a categorization (IPCC2006, CRF, CRT, IPCC1996, EDGAR, …), a table of an inventory or a gridded product. They are matched at
    /// the finest level that both have, and each leaf of both must be in exactly one row, or is named as what it is. The exit code is 1 where a
    /// leaf is counted twice or lost.
    Crosswalk(CrosswalkArguments),
    /// List the categorizations and the groups of categories, or the categories of one categorization
    ///
    /// Without a further word it lists the categorizations and the groups that people speak of, such as oil-and-gas, with their codes in each.
    Categories(CategoriesArguments),
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
    /// List the layouts of inventory tables that are understood, show one, or draft one for a table of your own
    ///
    /// Without a further word it lists the layouts.
    Layouts(LayoutsArguments),
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
