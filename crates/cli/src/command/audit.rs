//! `fluxledger audit`: which conclusions of a run survive every convention.

use crate::args::{AuditArguments, GlobalArguments};
use crate::atomic_folder::{build_folder, check_place};
use crate::audit::{self, Audit, Audited, figure, sentence::sentence, tables};
use crate::command::run::{boxed, distinct};
use crate::command::standard_output::write_result;
use crate::command::text_table::{TextColumn, table};
use crate::command::warning::write_warnings;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::figure::{FigureError, Frame};
use crate::output::{AuditFiles, input_files, write_audit};
use crate::plan::{Plan, plan};
use crate::report::number::decimal;
use crate::run::program;
use crate::table::{Cells, Table};
use fluxledger_core::ProductKind;
use fluxledger_core::reconcile::{Comparison, Robustness, TrendComparison};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many verdicts that do not hold are shown in words.
const SHOWN: usize = 15;

/// Repeats a run under every other convention and says which of its conclusions hold.
///
/// # Errors
/// All problems of the run file and its files at once, before anything is read or written; or what failed on the way.
pub fn audit(arguments: &AuditArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let refused =
        |error: crate::atomic_file::WriteError| Diagnostics::from(Diagnostic::about("--output", error.to_string()).with_hint(error.hint()));
    let existing = arguments.run_file.overwrite.existing();
    arguments.output.as_ref().map_or(Ok(()), |target| check_place(target, existing)).map_err(refused)?;
    let mut plan = plan(&arguments.run_file.path)?;
    let found = audit::audit(&mut plan, global.loudness(), global.cache().as_ref())?;
    write_warnings(&found.warnings, global.loudness(), &mut std::io::stderr());
    let held = Held { levels: found.value.robustness(), trends: found.value.robustness_of_trends() };
    let text = in_words(&plan, &found.value, &held);
    if let Some(target) = &arguments.output {
        let timestamp = arguments.run_file.timestamp();
        let files = files(&plan, &found.value, &held, text.clone(), timestamp.as_str())?;
        build_folder(target, existing, |partial| write_audit(&files, partial).map_err(boxed)).map_err(refused)?;
    }
    write_result(out, text.as_bytes())
}

/// What of a run was held against every other convention.
struct Held<'a> {
    levels: Vec<Robustness<'a, Comparison>>,
    trends: Vec<Robustness<'a, TrendComparison>>,
}

/// All that an audit writes.
fn files(plan: &Plan, audit: &Audit, held: &Held<'_>, text: String, timestamp: &str) -> Result<AuditFiles, Diagnostics> {
    let folder = plan.run.path.parent().map(Path::to_owned).unwrap_or_default();
    let inputs: Vec<(&'static str, PathBuf)> = distinct(&plan.inputs);
    let inputs = input_files(&inputs, &folder).map_err(|error| Diagnostics::from(Diagnostic::about("provenance", error.to_string())))?;
    let tried: Vec<String> = audit.tried.iter().map(tables::in_words).collect();
    Ok(AuditFiles {
        text,
        tables: all_tables(audit, held),
        figures: figures(plan, audit, held)?,
        figure_size: plan.run.figure_size,
        timestamp: timestamp.to_owned(),
        provenance: serde_json::json!({
            "program": program(), "timestamp": timestamp, "run_file": plan.text, "inputs": inputs, "conventions_tried": tried,
        }),
    })
}

fn all_tables(audit: &Audit, Held { levels, trends }: &Held<'_>) -> Vec<Table> {
    let mut all = vec![tables::survival(audit, levels), tables::conventions(audit, levels, trends), tables::variants(audit, levels)];
    if !trends.is_empty() {
        all.extend([tables::survival(audit, trends), tables::variants(audit, trends)]);
    }
    all
}

fn figures(plan: &Plan, audit: &Audit, held: &Held<'_>) -> Result<Vec<(&'static str, String)>, Diagnostics> {
    let failed = |error: FigureError| Diagnostics::from(Diagnostic::about("figure", error.to_string()).with_hint(error.hint()));
    let simulated = plan.products.iter().any(|product| product.files[0].profile.kind == ProductKind::Simulated);
    let frame = |what: &str| Frame {
        size: plan.run.figure_size,
        tag: simulated.then(|| "SIMULATED DATA".to_owned()),
        description: format!("z of each comparison{what}, and of the same under every other convention"),
    };
    let significance = plan.run.thresholds.significance;
    let of_levels = figure::figure(audit, &held.levels, significance, frame("")).map_err(failed)?;
    let of_trends = figure::figure(audit, &held.trends, significance, frame(" of trends")).map_err(failed)?;
    Ok(of_levels.map(|svg| ("audit", svg)).into_iter().chain(of_trends.map(|svg| ("audit-trends", svg))).collect())
}

/// The audit for a terminal.
fn in_words(plan: &Plan, audit: &Audit, Held { levels, trends }: &Held<'_>) -> String {
    let mut text = format!("{}\n\n{}\n\n", plan.run.title.value, sentence(audit, levels, trends));
    text.push_str(&conventions(&tables::conventions(audit, levels, trends)));
    text.push_str(&overturned(audit, levels));
    text.push_str(&overturned(audit, trends));
    for (variant, problems) in &audit.impossible {
        let _ = writeln!(text, "\nnot possible, {}:\n{problems}", tables::in_words(variant));
    }
    for left in &audit.left_alone {
        let _ = writeln!(text, "\nnot varied, {}: {}", left.assumption, left.reason);
    }
    text
}

fn conventions(conventions: &Table) -> String {
    let rows: Vec<usize> = (0..conventions.rows()).collect();
    let cell = |name: &str, row: usize| {
        let column = conventions.columns.iter().find(|column| column.name == name);
        column.map_or_else(String::new, |column| match &column.cells {
            Cells::Text(cells) => cells.get(row).unwrap_or_default().to_owned(),
            Cells::Number(cells) => cells[row].map_or_else(String::new, |cell| decimal(cell, 2)),
            Cells::Integer(cells) => cells[row].map_or_else(String::new, |cell| cell.to_string()),
        })
    };
    let mut columns = vec![
        TextColumn::words("Assumption", &rows, |&row| cell("assumption", row)),
        TextColumn::words("Tried", &rows, |&row| cell("choice", row)),
        TextColumn::numbers("Other verdicts", &rows, |&row| cell("other_verdicts", row)),
        TextColumn::numbers("Missing", &rows, |&row| cell("missing", row)),
    ];
    if conventions.columns.iter().any(|column| column.name == "trends") {
        columns.push(TextColumn::numbers("of trends", &rows, |&row| cell("other_trend_verdicts", row)));
        columns.push(TextColumn::numbers("Missing", &rows, |&row| cell("missing_trends", row)));
    }
    columns.push(TextColumn::numbers("Largest change (%)", &rows, |&row| cell("largest_change_percent", row)));
    columns.push(TextColumn::words("of", &rows, |&row| cell("largest_change_of", row)));
    table(&columns)
}

/// The verdicts that do not hold, findings first.
fn overturned<C: Audited>(audit: &Audit, rows: &[Robustness<'_, C>]) -> String {
    let mut overturned: Vec<&Robustness<'_, C>> = rows.iter().filter(|row| !row.overturned_by().is_empty()).collect();
    overturned.sort_by_key(|row| !row.is_significant());
    if overturned.is_empty() {
        return String::new();
    }
    let shown = &overturned[..overturned.len().min(SHOWN)];
    let lines = table(&[
        TextColumn::words("Comparison", shown, |row| row.own.short(audit)),
        TextColumn::words("Verdict", shown, |row| row.own.as_varied().verdict.name().to_owned()),
        TextColumn::words("Another under", shown, |row| tables::overturned(audit, row).unwrap_or_default()),
    ]);
    let more = overturned.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!("  … {more} more; `--output DIR` writes all\n") } else { String::new() };
    format!("\n{lines}{rest}")
}
