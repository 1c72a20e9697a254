//! `fluxledger run`: from a run file to a report.

use crate::args::{GlobalArguments, RunArguments};
use crate::atomic_folder::{Existing, build_folder, check_place};
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::output::{Extent, OutputError, input_files, write_report};
use crate::plan::{Plan, plan};
use crate::report::Report;
use crate::run;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Carries out a run file and says where the report lies.
///
/// # Errors
/// All problems of the run file and its files at once, before anything is read or written; or what failed on the way.
pub fn run(arguments: &RunArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut plan = plan(&arguments.run_file.path)?;
    plan.run.figure_size = arguments.figure_size.unwrap_or(plan.run.figure_size);
    let target = arguments.output.clone().unwrap_or_else(|| plan.run.resolve(&plan.run.output.value));
    let timestamp = arguments.run_file.timestamp();
    write_warnings(&plan.warnings, global.loudness(), &mut std::io::stderr());
    let extent = if arguments.tables_only { Extent::Tables } else { Extent::Whole };
    let report = carry_out(&plan, &target, extent, arguments.run_file.overwrite.existing(), timestamp.as_str(), global)?;
    // A report begins with the warnings of its plan, which are shown already.
    write_warnings(&report.warnings[plan.warnings.len()..], global.loudness(), &mut std::io::stderr());
    write_result(out, summary(&report, extent, &target).as_bytes())?;
    Ok(if run::breaks_threshold(&plan.run, &report.reconciliation) { ExitStatus::ThresholdBroken } else { ExitStatus::Done })
}

/// Makes the report of a plan and writes it whole or not at all.
///
/// # Errors
/// What stands in the way of the output, or what failed while the report was made.
pub fn carry_out(
    plan: &Plan,
    target: &Path,
    extent: Extent,
    existing: Existing,
    timestamp: &str,
    global: &GlobalArguments,
) -> Result<Report, Diagnostics> {
    let refused =
        |error: crate::atomic_file::WriteError| Diagnostics::from(Diagnostic::about("output", error.to_string()).with_hint(error.hint()));
    check_place(target, existing).map_err(refused)?;
    let mut report = run::run(plan, extent, timestamp, global.loudness(), global.cache().as_ref())?;
    let folder = plan.run.path.parent().map(Path::to_owned).unwrap_or_default();
    report.provenance.inputs = input_files(&distinct(&plan.inputs), &folder)
        .map_err(|error| Diagnostics::from(Diagnostic::about("provenance", error.to_string())))?;
    build_folder(target, existing, |partial| write_report(&report, extent, partial).map_err(boxed)).map_err(refused)?;
    Ok(report)
}

pub(super) fn boxed(error: OutputError) -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(error)
}

/// Each file once, though it may serve twice.
pub(super) fn distinct(inputs: &[(&'static str, PathBuf)]) -> Vec<(&'static str, PathBuf)> {
    let mut distinct: Vec<(&'static str, PathBuf)> = Vec::new();
    for input in inputs {
        if !distinct.contains(input) {
            distinct.push(input.clone());
        }
    }
    distinct
}

/// What came out, in a few lines.
#[must_use]
pub fn summary(report: &Report, extent: Extent, target: &Path) -> String {
    let findings = report.findings.iter().take(3).map(|finding| format!("- {}", finding.text()));
    let nothing = report.findings.is_empty().then(|| "nothing could be compared; the report lists what has no partner".to_owned());
    let further = report.findings.len().saturating_sub(3);
    let rest = (further > 0).then(|| format!("- and {further} more"));
    let place = match extent {
        Extent::Whole => format!("report: {}", target.join("report.html").display()),
        Extent::Tables => format!("tables: {}", target.join("tables").display()),
    };
    let lines = report.headlines.iter().cloned().chain(nothing).chain(findings).chain(rest).chain([place]);
    lines.map(|line| line + "\n").collect()
}
