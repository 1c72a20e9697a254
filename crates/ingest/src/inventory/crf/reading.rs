//! One workbook: its figures sheet by sheet.

use super::completeness::{self, FoundExplanation};
use super::form::Form;
use super::gwp::{self, Found};
use super::identity::Identity;
use super::sheet::{self, Context, OwnRow, Sighting};
use crate::inventory::error::{CellProblem, CellProblems, InventoryError};
use crate::inventory::file_name;
use crate::inventory::workbook::{Address, Workbook};
use fluxledger_core::Warning;
use std::path::Path;

/// What a workbook holds.
pub(super) struct Reading {
    pub(super) file: String,
    pub(super) identity: Identity,
    pub(super) gwp_set: Option<&'static str>,
    /// In the order of the sheets of the form.
    pub(super) sightings: Vec<Sighting>,
    pub(super) own_rows: Vec<OwnRow>,
    pub(super) explanations: Vec<FoundExplanation>,
    pub(super) warnings: Vec<Warning>,
}

/// Reads a workbook.
///
/// # Errors
/// If it has none of the sheets of the form, or with every cell that cannot be used.
pub(super) fn read(form: &'static Form, bytes: &[u8], path: &Path) -> Result<Reading, InventoryError> {
    let mut workbook = Workbook::open(bytes, path)?;
    let names = workbook.sheet_names();
    let identity = Identity::of(form, path, &workbook.sheet(&form.sheets[0].name)?)?;
    let mut problems = CellProblems::of(path);
    let separators = form.outline.separators.get(&identity.party).copied();
    let mut context = Context { outline: &form.outline, separators, year: identity.year, problems: &mut problems };
    let (mut sightings, mut own_rows, mut spellings, mut subdivisions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut other_heads = Vec::new();
    for sheet_form in form.sheets.iter().filter(|sheet| names.contains(&sheet.name)) {
        let found = sheet::read(sheet_form, &workbook.sheet(&sheet_form.name)?, &mut context);
        sightings.extend(found.sightings);
        own_rows.extend(found.own_rows);
        other_heads.extend(about_other_head(&sheet_form.name, &found.other_head, path));
        subdivisions.extend((found.subdivisions > 0).then(|| format!("{} {}", sheet_form.name, found.subdivisions)));
        spellings.extend(found.spellings.into_iter().map(|(at, text)| (sheet_form.name.as_str(), at, text)));
    }
    problems.none_or_error()?;
    let file = file_name(path);
    let mut warnings = Vec::new();
    warnings.extend(about_sheets(form, &names, &file));
    warnings.extend(about_spellings(&spellings, &file));
    warnings.extend(other_heads);
    if !subdivisions.is_empty() {
        let message = format!("rows of subdivisions, of which the sums are read and not the rows: {}", subdivisions.join(", "));
        warnings.push(Warning::new(&file, message));
    }
    let gwp_set = gwp_set(form, &identity, &sightings, &file, &mut warnings);
    let explanations = match form.outline.completeness.as_ref().filter(|table| names.contains(&table.sheet)) {
        Some(table) => {
            let read = completeness::read(table, &workbook.sheet(&table.sheet)?, &sightings, &file);
            warnings.extend(read.warnings);
            read.explanations
        }
        None => Vec::new(),
    };
    Ok(Reading { file, identity, gwp_set, sightings, own_rows, explanations, warnings })
}

/// Sheets of the form that the workbook has not, and sheets of the workbook that the form does not know.
fn about_sheets(form: &Form, names: &[String], file: &str) -> Vec<Warning> {
    let absent: Vec<&str> =
        form.sheets.iter().map(|sheet| sheet.name.as_str()).filter(|name| !names.iter().any(|found| found == name)).collect();
    let explains = |name: &String| form.outline.completeness.as_ref().is_some_and(|table| table.sheet == *name);
    let is_known =
        |name: &&String| form.outline.left_out.contains(*name) || explains(name) || form.sheets.iter().any(|sheet| sheet.name == **name);
    let unknown: Vec<&str> = names.iter().filter(|name| !is_known(name)).map(String::as_str).collect();
    let warning = |what: &str, names: &[&str]| (!names.is_empty()).then(|| Warning::new(file, format!("{what}: {}", names.join(", "))));
    warning("sheets that are not in the workbook", &absent)
        .into_iter()
        .chain(warning("sheets that are not known and not read", &unknown))
        .collect()
}

/// An assumed sheet whose head is another one in the workbook.
fn about_other_head(sheet: &str, problems: &[CellProblem], path: &Path) -> Option<Warning> {
    let found = |problem: &CellProblem| {
        let found = if problem.found.is_empty() { "nothing".to_owned() } else { format!("`{}`", problem.found) };
        format!("{}: {found}, not {}", problem.place.trim_start_matches(&format!("sheet {sheet}, ")), problem.expected)
    };
    let found: Vec<String> = problems.iter().map(found).collect();
    let place = format!("{}: sheet {sheet}", file_name(path));
    (!found.is_empty()).then(|| Warning::new(place, format!("not read, because its head is not the one assumed: {}", found.join("; "))))
}

fn about_spellings(spellings: &[(&str, Address, String)], file: &str) -> Option<Warning> {
    let cells: Vec<String> = spellings.iter().map(|(sheet, at, text)| format!("`{text}` (sheet {sheet}, cell {at})")).collect();
    (!cells.is_empty()).then(|| Warning::new(file, format!("texts read as the notation keys that they must mean: {}", cells.join(", "))))
}

/// The GWP set that the figures show, else the one of the submission; what is not as it should be is a warning.
fn gwp_set(
    form: &'static Form,
    identity: &Identity,
    sightings: &[Sighting],
    file: &str,
    warnings: &mut Vec<Warning>,
) -> Option<&'static str> {
    let expected = identity.submission.and_then(|year| form.expected_gwp(year));
    let cells = |equivalent: &Sighting, mass: &Sighting| {
        format!("sheet {}, cell {} over sheet {}, cell {}", equivalent.sheet, equivalent.at, mass.sheet, mass.at)
    };
    let mut warn = |message: String| warnings.push(Warning::new(file, message));
    match gwp::found(sightings, identity.year) {
        Found::Set { name, substance, equivalent, mass } => {
            if let (Some(expected), Some(submission)) = (expected.filter(|expected| *expected != name), identity.submission) {
                let quotient = cells(equivalent, mass);
                warn(format!(
                    "its equivalents are by {name} ({substance}: {quotient}), where submissions of {submission} have {expected} by rule"
                ));
            }
            Some(name)
        }
        Found::Unknown { quotient, equivalent, mass } => {
            warn(format!(
                "its equivalents are {quotient:.4} times the mass ({}), which is the GWP of no known set",
                cells(equivalent, mass)
            ));
            None
        }
        Found::NotShown => {
            warn(expected.map_or_else(
                || "its figures do not show by which GWP set its equivalents are".to_owned(),
                |set| format!("its figures do not show by which GWP set its equivalents are; taken as {set}, the rule for its submission"),
            ));
            expected
        }
    }
}
