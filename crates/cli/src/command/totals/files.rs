//! The totals of all files, several at once, or what is kept of them from a call that was stopped.

use super::plan::{Planned, PlannedFile, of_frame, of_weights};
use crate::args::{GlobalArguments, TotalsArguments};
use crate::coast_weights::CoastWeights;
use crate::command::failure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::frame::{Coasts, FrameRequest, GridShares, KnownGrids, OwnAreas};
use crate::kept_totals::{Circumstances, KeptTotals, Key};
use crate::memory_limit::shared_out;
use crate::plan::PlannedRegions;
use crate::progress::Progress;
use crate::totalled_file::TotalledFile;
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{CoastPolicy, Warning};
use fluxledger_ingest::product::{OpenOptions, open};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The totals of every layer of every file.
#[derive(Default)]
pub(super) struct Totalled {
    /// Under each policy of coasts that was asked for, the one in force first.
    pub(super) by_policy: Vec<(CoastPolicy, Vec<LayerTotals>)>,
    /// Where the cell areas for fluxes came from.
    pub(super) area_sources: BTreeSet<String>,
    /// What speaks against the totals of a file.
    pub(super) doubts: Vec<Warning>,
    /// The number of files whose totals were kept by an earlier call.
    pub(super) files_kept: usize,
}

/// A file whose totals are to be had.
struct Task<'a> {
    file: &'a PlannedFile,
    /// Under which its totals are kept, if they are.
    key: Option<Key>,
    source: Source,
}

/// Where the totals of a file come from.
enum Source {
    /// An earlier call has kept them.
    Kept(TotalledFile),
    /// They are summed over the shares of the file's grid.
    Grid(Arc<GridShares>),
}

/// Totals all files; `kept` holds what an earlier call has done, and takes what this one does.
pub(super) fn all_files(
    arguments: &TotalsArguments,
    global: &GlobalArguments,
    planned: &Planned,
    kept: Option<&KeptTotals>,
) -> Result<Totalled, Diagnostics> {
    let own_areas = if arguments.conventions.choices().earth.is_some() { OwnAreas::Outranked } else { OwnAreas::Used };
    let weights = planned.weights.as_ref().map(CoastWeights::read).transpose().map_err(|error| of_weights(&error))?;
    let coasts = Coasts { compared: arguments.coast_table.is_some(), weights: weights.as_ref() };
    let PlannedRegions { set, selected, groups } = &planned.regions;
    let (cache, needs) = (global.cache(), planned.files.iter().filter_map(|file| file.needs));
    let (at_once, memory) = arguments.memory.map(|limit| shared_out(limit, needs)).unzip();
    let request = FrameRequest { regions: set, selected: selected.as_ref(), groups, own_areas, coasts, cache: cache.as_ref(), memory };
    let progress = Progress::begin(global.loudness(), "totals", planned.files.len() as u64);
    let mut totalled = Totalled::default();
    let mut tasks = tasks(planned, request, kept)?;
    while !tasks.is_empty() {
        let later = tasks.split_off(at_once.unwrap_or(usize::MAX).min(tasks.len()));
        // All are collected before the first error is taken, so that it is the same on any number of threads.
        let done: Vec<_> = tasks.into_par_iter().map(|task| task.done(&planned.options, request, kept, &progress)).collect();
        done.into_iter().try_for_each(|file| file.map(|file| totalled.add(file)))?;
        tasks = later;
    }
    Ok(totalled)
}

/// What is to be done for each file: a grid that several of them share is shared out among the regions once.
fn tasks<'a>(planned: &'a Planned, request: FrameRequest<'_>, kept: Option<&KeptTotals>) -> Result<Vec<Task<'a>>, Diagnostics> {
    let circumstances = kept.map(|kept| (kept, Circumstances::of(request)));
    let mut known = KnownGrids::default();
    let task = |file: &'a PlannedFile| {
        let PlannedFile { path, grid, conventions, profile, layers, .. } = file;
        let (mut key, mut source) = (None, None);
        if let Some((kept, circumstances)) = &circumstances {
            let of_file = circumstances.key(path, profile, conventions, layers);
            let of_file = of_file.map_err(|error| not_looked_at(path, &error))?;
            source = kept.totals(&of_file, layers).map(Source::Kept);
            key = Some(of_file);
        }
        let source = match source {
            Some(kept) => kept,
            None => Source::Grid(known.shares(grid, conventions, request).map_err(|error| of_frame(path, &error))?),
        };
        Ok(Task { file, key, source })
    };
    planned.files.iter().map(task).collect()
}

/// A file of which size, time of change and ends cannot be read, by which `--resume` knows it again.
fn not_looked_at(path: &Path, error: &std::io::Error) -> Diagnostics {
    let hint = "see that the file is there and may be read, or leave out `--resume`, which has to know it again";
    Diagnostic::about(path.display(), format!("cannot be looked at: {error}")).with_hint(hint.to_owned()).into()
}

impl Task<'_> {
    /// The totals of the file, and whether they were kept before.
    fn done(
        self,
        options: &OpenOptions,
        request: FrameRequest<'_>,
        kept: Option<&KeptTotals>,
        progress: &Progress,
    ) -> Result<(TotalledFile, bool), Diagnostics> {
        let PlannedFile { path, opened, .. } = self.file;
        let shares = match self.source {
            Source::Kept(totals) => {
                progress.step();
                return Ok((totals, true));
            }
            Source::Grid(shares) => shares,
        };
        let anew = if opened.is_some() { None } else { Some(open(path, options).map_err(|error| failure::product(path, &error))?.value) };
        let file = opened.as_ref().or(anew.as_ref()).expect("the file is held open or opened anew");
        let totals = TotalledFile::of(file, request, shares).map_err(|error| of_frame(path, &error))?;
        if let (Some(kept), Some(key)) = (kept, &self.key) {
            kept.keep(key, &totals).map_err(|error| failure::output(kept.path(), &error))?;
        }
        progress.step();
        Ok((totals, false))
    }
}

impl Totalled {
    fn add(&mut self, (file, was_kept): (TotalledFile, bool)) {
        self.area_sources.insert(file.area_source);
        self.doubts.extend(file.doubts);
        self.files_kept += usize::from(was_kept);
        for (position, (policy, totals)) in file.by_policy.into_iter().enumerate() {
            match self.by_policy.get_mut(position) {
                Some((_, layers)) => layers.extend(totals),
                None => self.by_policy.push((policy, totals)),
            }
        }
    }
}
