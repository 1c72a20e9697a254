//! What `totals` is asked for, opened and checked before any value is read.

use crate::args::TotalsArguments;
use crate::coast_weights::{CoastWeights, CoastWeightsError, check_beside_sea, check_named};
use crate::command::failure;
use crate::command::requested_regions::{no_regions, requested};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::frame::FrameError;
use crate::memory_limit::{MemoryLimit, Needs};
use crate::named_files::all_named;
use crate::open_files;
use crate::plan::PlannedRegions;
use crate::totals::conventions;
use fluxledger_core::{Conventions, Grid, LayerMeaning, Warned, Warning};
use fluxledger_ingest::product::{OpenOptions, ProductFile, Profile, open};
use fluxledger_ingest::top_down::detect;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many files at most are held open: more gain nothing.
const HELD_OPEN: usize = 200;

/// Of the files that the system allows one in so many at most is held open: each may take two, and so may those that are opened anew.
const ALLOWED_FOR_HELD: usize = 4;

/// A file whose header has been read.
pub(super) struct PlannedFile {
    pub(super) path: PathBuf,
    /// The file, unless there are so many that it will be opened anew.
    pub(super) opened: Option<ProductFile>,
    pub(super) grid: Arc<Grid>,
    pub(super) conventions: Conventions,
    pub(super) profile: Profile,
    /// The meanings of the layers that carry mass.
    pub(super) layers: Vec<LayerMeaning>,
    /// What its blocks take, where memory is limited.
    pub(super) needs: Option<Needs>,
}

/// What becomes of a file whose header has been read.
#[derive(Clone, Copy, PartialEq)]
enum Until {
    /// It is held open until it is totalled.
    Totalled,
    /// It is closed, and opened anew when it is totalled.
    Planned,
}

impl PlannedFile {
    /// Opens a file and reads its header.
    fn open(path: &Path, options: &OpenOptions, held: Until, limit: Option<MemoryLimit>) -> Result<Warned<Self>, Diagnostic> {
        if matches!(detect(path), Ok(Some(_))) {
            return Err(stated_already(path));
        }
        let Warned { value: file, warnings } = open(path, options).map_err(|error| failure::product(path, &error))?;
        let planned = Self::of(path, file, held, limit).map_err(|error| of_frame(path, &error))?;
        Ok(Warned::new(planned, warnings))
    }

    fn of(path: &Path, file: ProductFile, held: Until, limit: Option<MemoryLimit>) -> Result<Self, FrameError> {
        let needs = limit.map(|_| Needs::of(&file));
        if let (Some(limit), Some(Needs { least: needed, .. })) = (limit, needs)
            && needed > limit
        {
            return Err(FrameError::Memory { needed, limit });
        }
        Ok(Self {
            path: path.to_owned(),
            grid: Arc::clone(&file.grid),
            conventions: file.conventions.clone(),
            profile: file.profile.clone(),
            layers: file.layers_with_mass().into_iter().map(|layer| file.layers[layer].clone()).collect(),
            needs,
            opened: (held == Until::Totalled).then_some(file),
        })
    }
}

/// What was asked for, opened.
pub(super) struct Planned {
    pub(super) files: Vec<PlannedFile>,
    pub(super) options: OpenOptions,
    pub(super) regions: PlannedRegions,
    pub(super) weights: Option<CoastWeights>,
}

/// Opens all files and regions, and collects what is wrong with any of them.
pub(super) fn planned(arguments: &TotalsArguments, warnings: &mut Vec<Warning>) -> Result<Planned, Diagnostics> {
    let mut problems = Diagnostics::default();
    let options = OpenOptions {
        profile: arguments.profile.clone(),
        variable: arguments.variable.clone(),
        year: arguments.year,
        gas: arguments.gas,
        conventions: arguments.conventions.choices(),
        members: None,
    };
    let paths = all_named(&arguments.files).map_err(|others| problems.extend(others)).unwrap_or_default();
    let numbered = paths.par_iter().enumerate();
    let held_open = HELD_OPEN.min(open_files::allowed() / ALLOWED_FOR_HELD);
    let held = |number: usize| if number < held_open { Until::Totalled } else { Until::Planned };
    let opened = numbered.map(|(number, path)| PlannedFile::open(path, &options, held(number), arguments.memory));
    let mut files = Vec::with_capacity(paths.len());
    for file in opened.collect::<Vec<_>>() {
        match file {
            Ok(file) => files.push(file.collect_into(warnings)),
            Err(problem) => problems.push(problem),
        }
    }
    of_other_products(&files).for_each(|problem| problems.push(problem));
    warnings.extend(of_other_conventions(&files));
    let weights = weights(arguments, &files, warnings).map_err(|others| problems.extend(others));
    let regions = requested(&arguments.regions, arguments.weights.as_deref()).map_err(|others| problems.extend(others));
    match (regions, weights) {
        (Ok(regions), Ok(weights)) if problems.is_empty() => {
            let whole_grid = || Warned::clean(PlannedRegions { set: no_regions(), selected: None, groups: Vec::new() });
            Ok(Planned { files, options, regions: regions.unwrap_or_else(whole_grid).collect_into(warnings), weights })
        }
        _ => Err(problems),
    }
}

/// The files of another product than the first: their rows would stand under its name and conventions.
fn of_other_products(files: &[PlannedFile]) -> impl Iterator<Item = Diagnostic> {
    let others = files.split_first().into_iter().flat_map(|(first, files)| files.iter().map(move |file| (first, file)));
    others.filter(|(first, file)| first.profile.id != file.profile.id).map(|(first, file)| {
        let message = format!(
            "is of product `{}`, and {} of `{}`, expected files of one product",
            file.profile.id,
            first.path.display(),
            first.profile.id
        );
        Diagnostic::about(file.path.display(), message).with_hint("call `totals` once for each product".to_owned())
    })
}

/// A warning of files that state conventions of their own, such as the length of a year: the audit has room for those of one.
fn of_other_conventions(files: &[PlannedFile]) -> Option<Warning> {
    let (first, others) = files.split_first()?;
    let other = others.iter().find(|file| file.conventions != first.conventions)?;
    let count = others.iter().filter(|file| file.conventions != first.conventions).count();
    let words = |file: &PlannedFile| conventions(&file.conventions, "", None);
    let differing = words(first).into_iter().zip(words(other)).filter(|(one, other)| one != other);
    let differing: Vec<String> = differing.map(|((name, one), (_, other))| format!("{name}: {other} instead of {one}")).collect();
    let message = format!(
        "{count} of {} files state other conventions than {}, each is totalled under its own, and the audit states those of the latter ({})",
        files.len(),
        first.path.display(),
        differing.join("; ")
    );
    Some(Warning::new(other.path.display().to_string(), message))
}

/// A table of country totals has no cells to add up.
fn stated_already(path: &Path) -> Diagnostic {
    let message = "is a table of country totals: there is no grid to add up";
    Diagnostic::about(path.display(), message)
        .with_hint("`fluxledger inspect` shows what it holds; a run file compares it, as a product with an `experiment`".to_owned())
}

/// Opens the weights of coasts, which must be there where the policy in force needs them.
fn weights(arguments: &TotalsArguments, files: &[PlannedFile], warnings: &mut Vec<Warning>) -> Result<Option<CoastWeights>, Diagnostics> {
    let opened = arguments.coast_weights.as_ref().map(CoastWeights::open).transpose().map_err(|error| of_weights(&error))?;
    let weights = opened.map(|weights| weights.collect_into(warnings));
    let conventions = || files.iter().map(|file| &file.conventions);
    check_named(conventions(), weights.as_ref()).map_err(|error| of_weights(&error))?;
    if arguments.regions.sea.is_some() {
        check_beside_sea(conventions()).map_err(|error| Diagnostic::about("--sea", error.to_string()).with_hint(error.hint()))?;
    }
    Ok(weights)
}

pub(super) fn of_weights(error: &CoastWeightsError) -> Diagnostics {
    Diagnostic::about("--coast-weights", error.to_string()).with_hint(error.hint()).into()
}

/// A file that cannot be totalled.
pub(super) fn of_frame(path: &Path, error: &FrameError) -> Diagnostic {
    failure::with_file(path, error, error.hint())
}
