//! `fluxledger totals`: gridded files added up over regions.

mod files;
mod plan;
mod years;

use crate::args::{GlobalArguments, ResultFile, ResultFormat, TableFile, TableFormat, TotalsArguments};
use crate::atomic_file::write_whole;
use crate::coasts;
use crate::command::failure;
use crate::command::result_file::{encoded, write_table};
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::command::zonal::of_compat;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::kept_totals::KeptTotals;
use crate::memory_limit::in_small_pages;
use crate::run::program;
use crate::totals::{self, Audit, LayerAudit};
use files::{Totalled, all_files};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{CoastPolicy, Warned, Warning};
use plan::{Planned, planned};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use years::rows_of;

/// Totals files over regions and writes the table.
///
/// # Errors
/// Every file, region or option that is at fault; nothing is written then.
pub fn totals(arguments: &TotalsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    if arguments.memory.is_some() {
        in_small_pages();
    }
    let mut warnings = Vec::new();
    let planned = planned(arguments, &mut warnings)?;
    let kept = kept(arguments)?;
    let totalled = all_files(arguments, global, &planned, kept.as_ref());
    let of_next = kept.as_ref().filter(|_| totalled.is_err()).map(left_for_next);
    write_warnings(of_next.as_slice(), global.loudness(), &mut std::io::stderr());
    let Totalled { by_policy, area_sources, doubts, files_kept } = totalled?;
    // What an earlier call has done changes no result, so that it is no part of the audit.
    let of_earlier = kept.as_ref().filter(|_| files_kept > 0).map(|kept| taken_from(kept, files_kept, planned.files.len()));
    write_warnings(of_earlier.as_slice(), global.loudness(), &mut std::io::stderr());
    warnings.extend(doubts);
    warnings.extend(arguments.conventions.choices().compat.map(of_compat));
    warnings.extend(coasts::unweighted_in("coasts", by_policy.iter().flat_map(|(_, layers)| layers)));
    let rows = by_policy.iter().map(|(policy, layers)| (*policy, rows_of(layers, arguments.period)));
    let rows: Vec<(CoastPolicy, Warned<Cow<'_, [LayerTotals]>>)> = rows.collect();
    warnings.extend(rows[0].1.warnings.iter().cloned());
    let rows: Vec<(CoastPolicy, Cow<'_, [LayerTotals]>)> = rows.into_iter().map(|(policy, rows)| (policy, rows.value)).collect();
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let table = totals::table(&rows[0].1);
    if let Some(TableFile { path, format }) = &arguments.coast_table {
        let table = coasts::table(&coasts::of_layers(&planned.files[0].profile.id, &rows));
        write_table(&table, &result_file(path, *format))?;
    }
    if let Some(path) = &arguments.audit {
        write_file(path, &audit(&planned, &by_policy[0].1, &area_sources, &warnings)?)?;
    }
    // The table comes last, so that nobody takes it for a result when one of the others cannot be written.
    match &arguments.output {
        None => drop(write_result(out, &encoded(&table, ResultFormat::Table(TableFormat::Csv))?)?),
        Some(TableFile { path, format }) => write_table(&table, &result_file(path, *format))?,
    }
    kept.map_or(Ok(()), |kept| {
        let path = kept.path().to_owned();
        kept.remove().map_err(|error| failure::output(&path, &error))
    })?;
    Ok(ExitStatus::Done)
}

/// What is kept beside the table of an earlier call, if it is to be gone on with.
fn kept(arguments: &TotalsArguments) -> Result<Option<KeptTotals>, Diagnostics> {
    let table = arguments.output.as_ref().filter(|_| arguments.resume);
    let opened = table.map(|TableFile { path, .. }| KeptTotals::open(path).map_err(|error| failure::output(path, &error))).transpose();
    Ok(opened?)
}

fn left_for_next(kept: &KeptTotals) -> Warning {
    Warning::new(kept.path().display().to_string(), "keeps the totals of the files that are done, for the next call with `--resume`")
}

fn taken_from(kept: &KeptTotals, files_kept: usize, files: usize) -> Warning {
    let message = format!("{files_kept} of {files} files were totalled by an earlier call, and are taken from there");
    Warning::new(kept.path().display().to_string(), message)
}

fn problem(place: &str, error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::about(place, error.to_string()).into()
}

fn result_file(path: &Path, format: TableFormat) -> ResultFile {
    ResultFile { path: path.to_owned(), format: ResultFormat::Table(format) }
}

fn write_file(path: &Path, content: &[u8]) -> Result<(), Diagnostics> {
    write_whole(path, |file| file.write_all(content)).map_err(|error| failure::output(path, &error).into())
}

fn audit(planned: &Planned, layers: &[LayerTotals], area_sources: &BTreeSet<String>, warnings: &[Warning]) -> Result<Vec<u8>, Diagnostics> {
    let area_source = area_sources.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
    let audit = Audit {
        program: program(),
        regions: planned.regions.set.source.clone(),
        conventions: totals::conventions(&planned.files[0].conventions, &area_source, Some(&planned.regions.set)),
        layers: layers.iter().map(LayerAudit::of).collect(),
        warnings: warnings.iter().map(ToString::to_string).collect(),
    };
    serde_json::to_vec_pretty(&audit).map_err(|error| problem("audit", &error))
}
