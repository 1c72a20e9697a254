//! The run file: what a comparison is to be made of, as its author wrote it, every value with its place.
//!
//! Nothing is opened or looked up here; a path stays as it is written until the plan resolves it.

mod cells;
mod coast_weights;
mod conventions;
mod ensembles;
mod entries;
mod equivalents;
mod ground;
mod group;
mod keys;
mod ledger;
mod reader;
mod reference;
mod schema;
mod scope;
mod state;
mod syntax;
mod verdicts;

pub use coast_weights::CoastWeightsEntry;
pub use ensembles::{EnsembleEntry, MembersEntry, MembersOf};
pub use entries::{InventoryEntry, NO_INVENTORY, PartyChoice, ProductEntry, UncertaintyEntry};
pub use equivalents::EquivalentsChoice;
pub use ground::GroundChoice;
pub use ledger::{LedgerChoice, ValueChoice};
pub use reference::markdown;
pub use schema::text as schema;
pub use scope::{RegionChoice, SeaChoice};
pub use state::{Scales, StateEntry};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::figure::style::Size;
use crate::largest_cells::CellsChoice;
use crate::position::Located;
use crate::region_group::GroupRequest;
use crate::whole_cells::BridgeStart;
use fluxledger_core::correlation_length::CorrelationLength;
use fluxledger_core::reconcile::{ErrorModel, Thresholds, Verdict};
use fluxledger_core::{Gas, ReportingYear, YearStart};
use reader::{Document, Fault, Section, Value};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A run file.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFile {
    /// The file itself.
    pub path: PathBuf,
    /// Heading of the report.
    pub title: Located<String>,
    /// Folder of the results, relative to the run file.
    pub output: Located<PathBuf>,
    /// The gas that is compared.
    pub gas: Located<Gas>,
    /// The years that are compared, in order.
    pub years: Vec<Located<i32>>,
    /// When those years begin, for inventories that do not say it of their own.
    pub year_start: YearStart,
    /// Spans of years of which the mean is compared as well.
    pub means: Vec<RangeInclusive<i32>>,
    /// Spans of years whose trends are compared.
    pub trends: Vec<RangeInclusive<i32>>,
    /// The regions that are compared.
    pub regions: RegionChoice,
    /// A file of outlines that takes the place of the outlines on maps and of the regions of totals alike.
    pub boundaries: Option<Located<PathBuf>>,
    /// The thresholds of verdicts.
    pub thresholds: Thresholds,
    /// What is taken of the errors of both sides.
    pub errors: ErrorModel,
    /// The correlation lengths for which standard deviations from maps are listed.
    pub sweep: Vec<CorrelationLength>,
    /// The verdicts for which the exit code says that a threshold is broken.
    pub fail_on: Vec<FailOn>,
    /// The emissions of a finer grid by which coastal cells are split under the weighted policy.
    pub coast_weights: Option<CoastWeightsEntry>,
    /// Under which potentials equivalents of carbon dioxide are formed, if they are.
    pub equivalents: Option<EquivalentsChoice>,
    /// What the bridge begins with.
    pub bridge_start: BridgeStart,
    /// How many of the largest cells are listed, if they are.
    pub cells: Option<CellsChoice>,
    /// The width of the figures and the size of their text.
    pub figure_size: Size,
    /// The groups of regions that are compared as well.
    pub groups: Vec<Located<GroupRequest>>,
    /// The products, at least one.
    pub products: Vec<ProductEntry>,
    /// The ensembles of products.
    pub ensembles: Vec<EnsembleEntry>,
    /// The inventories, at least one.
    pub inventories: Vec<InventoryEntry>,
    /// Tables of uncertainties of inventories.
    pub uncertainties: Vec<UncertaintyEntry>,
    /// A table of uncertainties for figures that state none: the name of one that comes with the program, or a path.
    pub default_uncertainties: Option<Located<String>>,
    /// The lines of the ledger of scope.
    pub ledger: Vec<LedgerChoice>,
}

/// A verdict that breaks a threshold of the user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailOn {
    /// A significant difference, whichever side is higher.
    Significant,
    /// The product is significantly higher.
    Higher,
    /// The product is significantly lower.
    Lower,
    /// The difference is smaller than the margin declared.
    Equivalent,
    /// The test does not decide.
    Inconclusive,
    /// What a claim would rest on is not given.
    Indicative,
    /// The product rests on its prior.
    PriorDominated,
    /// An uncertainty is missing.
    NotTested,
    /// The two numbers do not count the same thing.
    NotComparable,
}

impl FailOn {
    const WORDS: [(&str, Self); 9] = [
        ("significant", Self::Significant),
        ("significantly higher", Self::Higher),
        ("significantly lower", Self::Lower),
        ("equivalent", Self::Equivalent),
        ("inconclusive", Self::Inconclusive),
        ("indicative only", Self::Indicative),
        ("prior-dominated", Self::PriorDominated),
        ("not tested", Self::NotTested),
        ("not comparable", Self::NotComparable),
    ];

    /// Whether a verdict is the one meant.
    #[must_use]
    pub const fn is_met_by(self, verdict: &Verdict) -> bool {
        match self {
            Self::Significant => verdict.is_significant(),
            Self::Higher => matches!(verdict, Verdict::Higher),
            Self::Lower => matches!(verdict, Verdict::Lower),
            Self::Equivalent => matches!(verdict, Verdict::Equivalent),
            Self::Inconclusive => matches!(verdict, Verdict::Inconclusive),
            Self::Indicative => matches!(verdict, Verdict::Indicative(_)),
            Self::PriorDominated => matches!(verdict, Verdict::PriorDominated { .. }),
            Self::NotTested => matches!(verdict, Verdict::Untested(_)),
            Self::NotComparable => !verdict.is_comparable(),
        }
    }
}

impl RunFile {
    /// The text of a run file.
    ///
    /// # Errors
    /// Where the file cannot be opened or is not text.
    pub fn text(path: &Path) -> Result<String, Diagnostics> {
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
        Ok(syntax::decoded(path, &bytes)?.to_owned())
    }

    /// Reads the text of a run file as far as it goes; the path is for messages and for what is relative to it.
    ///
    /// The problems are keys that are missing, unknown or given twice, values of a wrong type, and values that cannot be.
    ///
    /// # Errors
    /// A text that breaks the rules of TOML has that one problem, and nothing of it can be read.
    pub fn draft(path: &Path, text: &str) -> Result<(Draft, Diagnostics), Diagnostics> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let table = DeTable::parse(text).map_err(|error| syntax::diagnostic(path, text, &error))?;
        let document = Document::new(path.display().to_string(), text);
        let draft = Draft::read(&Section::root(&document, table.get_ref(), keys::RUN));
        Ok((draft, document.finish()))
    }

    /// Reads the text of a run file.
    ///
    /// # Errors
    /// With all problems of [`Self::draft`].
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        let (draft, problems) = Self::draft(path, text)?;
        let complete = if problems.is_empty() { draft.complete(path.to_owned()) } else { None };
        complete.ok_or(problems)
    }

    /// The years of the products that some inventory asks for.
    #[must_use]
    pub fn reporting_years(&self) -> BTreeSet<ReportingYear> {
        scope::reporting_years(&self.years, self.year_start, &self.inventories)
    }

    /// The year that maps show: the last one compared.
    ///
    /// # Panics
    /// Never; a run file has a year.
    #[must_use]
    pub fn mapped_year(&self) -> ReportingYear {
        ReportingYear { year: self.years.last().expect("a run file has a year").value, start: self.year_start }
    }

    /// A path as it is meant: relative to the folder of the run file.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.path.parent().unwrap_or_else(|| Path::new("")).join(path)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostics {
    let missing = error.kind() == std::io::ErrorKind::NotFound;
    let message = if missing { "there is no such file".to_owned() } else { format!("the file cannot be read: {error}") };
    let hint = missing.then(|| "`fluxledger demo` writes a complete example with a run file to copy".to_owned());
    Diagnostic::about(path.display(), message).with_hint(hint).into()
}

/// What could be read of a run file; what is missing has been reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Heading of the report.
    pub title: Option<Located<String>>,
    /// Folder of the results.
    pub output: Option<Located<PathBuf>>,
    /// The gas.
    pub gas: Option<Located<Gas>>,
    /// The years.
    pub years: Option<Vec<Located<i32>>>,
    /// When they begin.
    pub year_start: YearStart,
    /// Spans of years of which the mean is compared.
    pub means: Vec<RangeInclusive<i32>>,
    /// Spans of years whose trends are compared.
    pub trends: Vec<RangeInclusive<i32>>,
    /// The regions.
    pub regions: Option<RegionChoice>,
    /// The file that takes the place of boundaries.
    pub boundaries: Option<Located<PathBuf>>,
    /// The thresholds of verdicts.
    pub thresholds: Thresholds,
    /// What is taken of the errors of both sides.
    pub errors: ErrorModel,
    /// The correlation lengths for which standard deviations from maps are listed.
    pub sweep: Vec<CorrelationLength>,
    /// The verdicts for which the exit code says that a threshold is broken.
    pub fail_on: Vec<FailOn>,
    /// The emissions of a finer grid by which coastal cells are split under the weighted policy.
    pub coast_weights: Option<CoastWeightsEntry>,
    /// Under which potentials equivalents of carbon dioxide are formed, if they are.
    pub equivalents: Option<EquivalentsChoice>,
    /// What the bridge begins with.
    pub bridge_start: BridgeStart,
    /// How many of the largest cells are listed, if they are.
    pub cells: Option<CellsChoice>,
    /// The width of the figures and the size of their text.
    pub figure_size: Size,
    /// The groups of regions that are compared as well.
    pub groups: Vec<Located<GroupRequest>>,
    /// The products that could be read.
    pub products: Vec<ProductEntry>,
    /// The ensembles of products.
    pub ensembles: Vec<EnsembleEntry>,
    /// The inventories that could be read.
    pub inventories: Vec<InventoryEntry>,
    /// Tables of uncertainties.
    pub uncertainties: Vec<UncertaintyEntry>,
    /// A table of uncertainties for figures that state none: the name of one that comes with the program, or a path.
    pub default_uncertainties: Option<Located<String>>,
    /// The lines of the ledger of scope.
    pub ledger: Vec<LedgerChoice>,
}

impl Draft {
    /// Reads all parts before anybody asks whether each is there, so that no problem hides another.
    fn read(root: &Section<'_, '_>) -> Self {
        let boundaries = root.optional("boundaries").and_then(|value| path_of(&value));
        let conventions = conventions::of_run(root);
        let title = root.required("title", "title = \"Methane of France, 2020\"").and_then(|value| value.text());
        let output = root.required("output", "output = \"out/france-2020\"").and_then(|value| path_of(&value));
        let gas = root.required("gas", "gas = \"CH4\"").and_then(|value| gas(&value));
        let years = root.required("years", "years = [2020] or years = { from = 2015, to = 2020 }").and_then(|value| scope::years(&value));
        let (years, year_start) = years.map_or((None, YearStart::JANUARY), |choice| (Some(choice.years), choice.start));
        let mut draft = Self {
            title,
            output,
            gas,
            means: root.optional("means").and_then(|value| scope::means(&value, years.as_deref())).unwrap_or_default(),
            trends: root.optional("trends").and_then(|value| scope::trends(&value, years.as_deref())).unwrap_or_default(),
            years,
            year_start,
            regions: scope::regions(root, boundaries.as_ref()),
            boundaries,
            thresholds: verdicts::thresholds(root),
            errors: verdicts::errors(root),
            sweep: verdicts::sweep(root),
            fail_on: root.optional("fail_on").and_then(|value| fail_on(&value)).unwrap_or_default(),
            coast_weights: root.optional("coast_weights").and_then(|value| coast_weights::entry(&value)),
            equivalents: root.optional("co2_equivalents").and_then(|value| equivalents::equivalents(&value)),
            cells: root.optional("largest_cells").and_then(|value| cells::choice(&value)),
            bridge_start: root
                .optional("bridge_begins_with")
                .and_then(|value| value.one_of(&BridgeStart::WORDS))
                .map(|start| start.value)
                .unwrap_or_default(),
            figure_size: root
                .optional("figure_size")
                .and_then(|value| value.one_of(&Size::WORDS))
                .map(|size| size.value)
                .unwrap_or_default(),
            groups: group::groups(root),
            products: entries::products(root, &conventions),
            ensembles: Vec::new(),
            inventories: entries::inventories(root),
            uncertainties: Vec::new(),
            default_uncertainties: entries::text(root, "inventory_default_uncertainties"),
            ledger: Vec::new(),
        };
        entries::check_priors(root, &draft.products, &draft.inventories);
        draft.ensembles = ensembles::ensembles(root, &draft.products);
        draft.uncertainties = entries::uncertainties(root, &draft.inventories);
        draft.ledger = ledger::lines(root, &conventions);
        draft
    }

    /// The years of the products that some inventory asks for, as far as they could be read.
    #[must_use]
    pub fn reporting_years(&self) -> BTreeSet<ReportingYear> {
        scope::reporting_years(self.years.as_deref().unwrap_or_default(), self.year_start, &self.inventories)
    }

    /// The run file, if nothing that it needs is missing.
    #[must_use]
    pub fn complete(self, path: PathBuf) -> Option<RunFile> {
        Some(RunFile {
            path,
            title: self.title?,
            output: self.output?,
            gas: self.gas?,
            years: self.years?,
            year_start: self.year_start,
            means: self.means,
            trends: self.trends,
            regions: self.regions?,
            boundaries: self.boundaries,
            thresholds: self.thresholds,
            errors: self.errors,
            sweep: self.sweep,
            fail_on: self.fail_on,
            coast_weights: self.coast_weights,
            equivalents: self.equivalents,
            bridge_start: self.bridge_start,
            cells: self.cells,
            figure_size: self.figure_size,
            groups: self.groups,
            products: self.products,
            ensembles: self.ensembles,
            inventories: self.inventories,
            uncertainties: self.uncertainties,
            default_uncertainties: self.default_uncertainties,
            ledger: self.ledger,
        })
    }
}

fn path_of(value: &Value<'_, '_>) -> Option<Located<PathBuf>> {
    value.text().map(|text| text.map(PathBuf::from))
}

fn gas(value: &Value<'_, '_>) -> Option<Located<Gas>> {
    value.read_as(|text| text.parse().map_err(|error: fluxledger_core::gas::UnknownGas| Fault::new(error.to_string(), None)))
}

fn fail_on(value: &Value<'_, '_>) -> Option<Vec<FailOn>> {
    let words = value.list("a list of verdicts such as [\"significant\"]")?;
    Some(words.iter().filter_map(|word| word.one_of(&FailOn::WORDS)).map(|located| located.value).collect())
}

#[cfg(test)]
mod tests;
