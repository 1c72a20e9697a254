//! A crosswalk from a table.

use super::check;
use super::error::CategoryError;
use super::table::{Row, Table};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::{Crosswalk, CrosswalkError, CrosswalkRule};
use fluxledger_core::{Categorization, CategoryCode};
use std::path::Path;

/// One row of a file: the rule, and what the check of the whole file needs besides.
pub(super) struct CrosswalkRow {
    pub(super) line: usize,
    pub(super) rule: CrosswalkRule,
    pub(super) extent: Extent,
    /// Source codes that are part of this one although their spelling does not say so.
    pub(super) contains: Vec<CategoryCode>,
}

/// How much of its targets a source category is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// A crosswalk from the text of a file, checked as a whole.
pub(super) fn from_text(file: &str, text: &str, tree: &CategoryTree) -> Result<Crosswalk, CategoryError> {
    let (crosswalk, rows) = read(file, text, tree)?;
    check::check(file, &rows, &crosswalk, tree)?;
    Ok(crosswalk)
}

/// A crosswalk that comes with the program; a test checks each as a whole, which would take half of the time of a short call.
///
/// # Panics
/// If it cannot be read.
pub(super) fn embedded((file, text): (&str, &str), tree: &CategoryTree) -> Crosswalk {
    read(file, text, tree).expect("an embedded crosswalk is sound").0
}

/// The categorization whose codes a crosswalk's text translates.
pub(super) fn categorization(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("#: from ")).map(str::trim)
}

/// A crosswalk with its rows, each of which is what its columns hold.
fn read(file: &str, text: &str, tree: &CategoryTree) -> Result<(Crosswalk, Vec<CrosswalkRow>), CategoryError> {
    let table = Table::new(file, text);
    ["code", "targets"].into_iter().try_for_each(|column| table.require(column))?;
    let (from, reference) = (table.statement("from")?, table.statement("reference")?);
    let rows = table.rows.iter().map(|row| crosswalk_row(&table, row)).collect::<Result<Vec<_>, _>>()?;
    let id = Path::new(file).file_stem().map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let rules = rows.iter().map(|row| row.rule.clone()).collect();
    let crosswalk = Crosswalk::new(id, reference.to_owned(), Categorization::new(from), rules, tree)
        .map_err(|cause| CategoryError::Crosswalk { file: file.to_owned(), line: last_line(&rows, &cause), cause })?;
    let sources = crosswalk.sources();
    for (row, cells) in rows.iter().zip(&table.rows) {
        if let Some(unknown) = row.contains.iter().find(|code| !sources.contains(code)) {
            return Err(table.wrong_cell(cells, "contains", unknown.as_str(), "codes of this file, set apart by blanks"));
        }
    }
    Ok((crosswalk, rows))
}

fn crosswalk_row(table: &Table<'_>, row: &Row) -> Result<CrosswalkRow, CategoryError> {
    let code = table.cell(row, "code");
    if code.is_empty() {
        return Err(table.wrong_cell(row, "code", code, "the code of a source category"));
    }
    let gases = table.gases(row, "gases")?;
    let extent = match table.cell(row, "extent") {
        "" | "whole" => Extent::Whole,
        "part" => Extent::Part,
        other => return Err(table.wrong_cell(row, "extent", other, "`whole` or `part`")),
    };
    let codes = |column| table.words(row, column).map(CategoryCode::new).collect();
    let rule = CrosswalkRule { from: CategoryCode::new(code), to: codes("targets"), gases };
    Ok(CrosswalkRow { line: row.line, rule, extent, contains: codes("contains") })
}

/// The last line of the source category that an error is about: of two rows the second.
fn last_line(rows: &[CrosswalkRow], cause: &CrosswalkError) -> usize {
    let (CrosswalkError::Repeated { code, .. } | CrosswalkError::UnknownTarget { code, .. }) = cause;
    rows.iter().rfind(|row| row.rule.from == *code).map_or(0, |row| row.line)
}
