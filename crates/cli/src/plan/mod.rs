//! The plan: what the user wrote, with every path opened, every unit parsed and every code known, before any raster value is read.

mod categories;
mod cells;
mod coasts;
mod ensembles;
mod ground;
mod groups;
mod inventory;
mod ledger;
mod named_regions;
mod parties;
mod product;
mod regions;
mod state;
mod stated;

pub use ensembles::PlannedEnsemble;
pub use inventory::PlannedInventory;
pub use product::PlannedProduct;
pub use regions::{PlannedRegions, RegionProblem, RegionWishes, SeaRequest, plan_regions};
pub use state::PlannedState;
pub use stated::StatedProduct;

use crate::coast_weights::CoastWeights;
use crate::counted_ground::PlannedGround;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ledger::PlannedLine;
use crate::named_files::named_files;
use crate::position::{Located, Position};
use crate::run_file::{Draft, RunFile};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::ledger::Booking;
use fluxledger_core::{RegionCode, Warning};
use fluxledger_ingest::category;
use ledger::Beside;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A run that can begin.
pub struct Plan {
    /// What the user wrote.
    pub run: RunFile,
    /// The run file, word for word.
    pub text: String,
    /// The categories in which everything is compared.
    pub tree: CategoryTree,
    /// The regions.
    pub regions: PlannedRegions,
    /// The emissions of a finer grid by which coastal cells can be split.
    pub coast_weights: Option<CoastWeights>,
    /// The products on grids, their headers read.
    pub products: Vec<PlannedProduct>,
    /// The products that state totals of countries, read.
    pub stated: Vec<StatedProduct>,
    /// The ensembles of these products.
    pub ensembles: Vec<PlannedEnsemble>,
    /// The inventories, read.
    pub inventories: Vec<PlannedInventory>,
    /// The ground that inventories count, as far as the run file states it.
    pub grounds: Vec<PlannedGround>,
    /// The lines of the ledger of scope, their tables read and the headers of their rasters.
    pub ledger: Vec<PlannedLine>,
    /// Every file that the run reads: what it is to the run, and its path.
    pub inputs: Vec<(&'static str, PathBuf)>,
    /// What arose while all this was read.
    pub warnings: Vec<Warning>,
}

/// Reads a run file and opens all that it names.
///
/// # Errors
/// All problems of the run file and of the files that it names, at once.
pub fn plan(path: &Path) -> Result<Plan, Diagnostics> {
    let text = RunFile::text(path)?;
    let (draft, problems) = RunFile::draft(path, &text)?;
    let mut desk = Desk::new(path, problems);
    desk.inputs.push(("run file", path.to_owned()));
    let tree = category::ipcc_2006();
    let regions = draft.regions.as_ref().and_then(|choice| regions::planned(&mut desk, choice, &draft.groups));
    let products = product::planned(&mut desk, &draft, &tree);
    cells::check(&mut desk, &draft, &products);
    let stated = stated::planned(&mut desk, &draft, &tree);
    let ensembles = ensembles::planned(&mut desk, &draft, &products, &stated);
    let coast_weights = coasts::planned(&mut desk, &draft, &products);
    let inventories = inventory::planned(&mut desk, &draft, &tree);
    let beside = Beside { products: &products, stated: &stated, ensembles: &ensembles, inventories: &inventories };
    let ledger = ledger::planned(&mut desk, &draft, &tree, regions.as_ref(), &beside);
    let grounds = ground::planned(&mut desk, &draft, regions.as_ref());
    desk.finish(draft, |run, desk| {
        Some(Plan {
            run,
            text,
            tree,
            regions: regions?,
            coast_weights,
            products,
            stated,
            ensembles,
            inventories,
            grounds,
            ledger,
            inputs: desk.inputs,
            warnings: desk.warnings,
        })
    })
}

/// What of a plan hangs on the conventions of masses and regions.
pub struct Gridded {
    regions: PlannedRegions,
    coast_weights: Option<CoastWeights>,
    products: Vec<PlannedProduct>,
    ledger: Vec<PlannedLine>,
}

impl Plan {
    /// Regions and products as they would be if the run file said something else.
    ///
    /// # Errors
    /// What stands in the way of that.
    pub fn gridded_under(&self, change: impl FnOnce(&mut Draft)) -> Result<Gridded, Diagnostics> {
        let (mut draft, problems) = RunFile::draft(&self.run.path, &self.text)?;
        change(&mut draft);
        let mut desk = Desk::new(&self.run.path, problems);
        let regions = draft.regions.as_ref().and_then(|choice| regions::planned(&mut desk, choice, &draft.groups));
        let products = product::planned(&mut desk, &draft, &self.tree);
        let coast_weights = coasts::planned(&mut desk, &draft, &products);
        let beside = Beside { products: &products, stated: &self.stated, ensembles: &self.ensembles, inventories: &self.inventories };
        let ledger = ledger::planned(&mut desk, &draft, &self.tree, regions.as_ref(), &beside);
        match regions.filter(|_| desk.problems.is_empty()) {
            Some(regions) => Ok(Gridded { regions, coast_weights, products, ledger }),
            None => Err(desk.problems),
        }
    }

    /// The regions that need a total of their own: those that are asked for, the members of groups and the ground that inventories count; all if none is selected.
    #[must_use]
    pub fn rows(&self) -> Option<BTreeSet<RegionCode>> {
        let of_grounds = || self.grounds.iter().flat_map(PlannedGround::rows).cloned();
        self.regions.with_members().map(|rows| rows.into_iter().chain(of_grounds()).collect())
    }

    /// On what lines of the ledger are booked beyond the product and year that they name.
    #[must_use]
    pub fn booking(&self) -> Booking {
        let Self { products, stated, ensembles, inventories, .. } = self;
        Beside { products, stated, ensembles, inventories }.booking()
    }

    /// Puts other regions and products in the place of the plan's, and the plan's in theirs.
    pub fn exchange(&mut self, gridded: &mut Gridded) {
        std::mem::swap(&mut self.regions, &mut gridded.regions);
        std::mem::swap(&mut self.coast_weights, &mut gridded.coast_weights);
        std::mem::swap(&mut self.products, &mut gridded.products);
        std::mem::swap(&mut self.ledger, &mut gridded.ledger);
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or_else(|| Path::new("")).to_owned()
}

/// Where the plan is drawn up: what it stands on, and what has come up so far.
pub(crate) struct Desk {
    file: String,
    folder: PathBuf,
    problems: Diagnostics,
    warnings: Vec<Warning>,
    inputs: Vec<(&'static str, PathBuf)>,
}

impl Desk {
    fn new(path: &Path, problems: Diagnostics) -> Self {
        Self { file: path.display().to_string(), folder: folder_of(path), problems, warnings: Vec::new(), inputs: Vec::new() }
    }

    /// A path as it is meant: relative to the folder of the run file.
    fn resolve(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// The files that an entry names: itself, or all that fit it as a pattern (`2020_*.nc`), in the order of their names.
    fn files(&mut self, entry: &Located<String>) -> Vec<Located<PathBuf>> {
        let files = named_files(&self.folder, Path::new(&entry.value));
        let files = self.keep(entry.position, files, |_| None).unwrap_or_default();
        files.into_iter().map(|path| Located::new(path, entry.position)).collect()
    }

    fn report(&mut self, position: Position, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(Diagnostic::at(&self.file, position, message).with_hint(hint));
    }

    /// The value, or nothing and a problem at the place in the run file that led to it.
    fn keep<T, E: std::fmt::Display>(
        &mut self,
        position: Position,
        result: Result<T, E>,
        hint: impl Fn(&E) -> Option<String>,
    ) -> Option<T> {
        result.map_err(|error| self.report(position, error.to_string(), hint(&error))).ok()
    }

    fn finish(mut self, draft: Draft, build: impl FnOnce(RunFile, Self) -> Option<Plan>) -> Result<Plan, Diagnostics> {
        let problems = std::mem::take(&mut self.problems);
        let path = PathBuf::from(&self.file);
        let plan = if problems.is_empty() { draft.complete(path).and_then(|run| build(run, self)) } else { None };
        plan.ok_or(problems)
    }
}
