//! Layouts `unfccc-crf` and `unfccc-crt`: the workbooks in which Parties submit their inventories, one for each year.
//!
//! What the tables look like is data: sheets, heads, rows and their categories stand in `data/layouts/crf/` and `data/layouts/crt/`.
//! A workbook is read alone, or with those of other years in a folder or a zip archive.

mod choice;
mod completeness;
mod exchange;
mod figure;
mod form;
mod gwp;
mod identity;
mod reading;
mod rows;
mod sheet;
mod text;

use super::bundle::{Bundle, Member};
use super::error::InventoryError;
use super::party::Parties;
use super::table::Content;
use super::workbook::sheet_names;
use super::{InventoryOptions, file_name, shared};
use choice::Placed;
use completeness::FoundExplanation;
pub(super) use exchange::{objection as exchange_objection, read as read_exchange};
use fluxledger_core::{
    Category, Explanation, Gas, Inventory, NotationKeys, OtherMeasure, OtherRecord, Record, RegionCode, Reported, Warned, Warning,
};
use form::{Form, Unit};
use rayon::prelude::*;
use reading::Reading;
use std::collections::BTreeMap;
use std::path::Path;

/// Why a content is not of the common reporting format, or nothing where it is.
pub(super) fn crf_objection(content: &Content) -> Option<String> {
    objection(&form::CRF, content)
}

/// Reads workbooks of the common reporting format.
pub(super) fn read_crf(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    read(&form::CRF, content, path, options)
}

/// Why a content is not of the common reporting tables, or nothing where it is.
pub(super) fn crt_objection(content: &Content) -> Option<String> {
    objection(&form::CRT, content)
}

/// Reads workbooks of the common reporting tables.
pub(super) fn read_crt(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    read(&form::CRT, content, path, options)
}

fn objection(form: &Form, content: &Content) -> Option<String> {
    let known = |bytes: &[u8]| {
        let names = sheet_names(bytes, Path::new("")).unwrap_or_default();
        let missing = form.outline.known_by.iter().find(|sheet| !names.contains(sheet));
        missing.map(|sheet| format!("it has no sheet `{sheet}`"))
    };
    match content {
        Content::Workbook(bytes) => known(bytes),
        Content::Bundle(bundle) => match tables(bundle).first() {
            Some(first) => bundle.bytes(first).map_or_else(|error| Some(error.to_string()), |bytes| known(&bytes)),
            None => Some("no workbook is in it".to_owned()),
        },
        _ => Some(content.kind().to_owned()),
    }
}

/// The workbooks of a bundle that may hold tables.
fn tables(bundle: &Bundle) -> Vec<&Member> {
    bundle.with_extension("xlsx").into_iter().filter(|member| !identity::is_no_table(&member.path)).collect()
}

fn read(form: &'static Form, content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let mut warnings = Vec::new();
    let mut readings = match content {
        Content::Workbook(bytes) => vec![reading::read(form, bytes, path)?],
        Content::Bundle(bundle) => {
            warnings.extend(passed_over(bundle, path));
            let read = |member: &&Member| reading::read(form, &bundle.bytes(member)?, &member.path);
            tables(bundle).par_iter().map(read).collect::<Vec<_>>().into_iter().collect::<Result<_, _>>()?
        }
        _ => return Err(no_workbook(content, path)),
    };
    one_for_each_year(&readings, path)?;
    readings.iter_mut().for_each(|reading| warnings.append(&mut reading.warnings));
    warnings.extend(about_own_rows(&readings, path));
    let inventory = inventory(form, &readings, path, options, warnings);
    shared::refuse_repeated(&inventory.value)?;
    Ok(inventory)
}

fn no_workbook(content: &Content, path: &Path) -> InventoryError {
    let (place, found) = ("start".to_owned(), content.kind().to_owned());
    let expected = "a workbook, or a folder or zip archive of workbooks".to_owned();
    InventoryError::Structure { path: path.to_owned(), place, found, expected, hint: None }
}

/// The files of a bundle that are not read.
fn passed_over(bundle: &Bundle, path: &Path) -> Option<Warning> {
    let is_read = |member: &&Member| member.has_extension("xlsx") && !identity::is_no_table(&member.path);
    let others: Vec<String> = bundle.members().iter().filter(|member| !is_read(member)).map(|member| file_name(&member.path)).collect();
    (!others.is_empty())
        .then(|| Warning::new(file_name(path), format!("files that hold no tables of the inventory, not read: {}", others.join(", "))))
}

/// Refuses two workbooks of one Party and year, which are two submissions or two versions of one.
fn one_for_each_year(readings: &[Reading], path: &Path) -> Result<(), InventoryError> {
    let mut known: BTreeMap<(&str, i32), &str> = BTreeMap::new();
    for reading in readings {
        if let Some(first) = known.insert((&reading.identity.party, reading.identity.year), &reading.file) {
            return Err(InventoryError::Structure {
                path: path.to_owned(),
                place: format!("`{first}` and `{}`", reading.file),
                found: format!("two workbooks of {} for {}", reading.identity.party, reading.identity.year),
                expected: "one workbook for each year".to_owned(),
                hint: Some("keep each submission in a folder of its own, and compare them as two inventories".to_owned()),
            });
        }
    }
    Ok(())
}

/// The rows of a Party's own, sheet by sheet, each once however many years have it.
fn about_own_rows(readings: &[Reading], path: &Path) -> Vec<Warning> {
    let mut sheets: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for reading in readings {
        for row in &reading.own_rows {
            let text = || format!("`{}` ({}) as `{}`", row.label, row.at, row.code);
            sheets.entry(row.sheet).or_default().entry(&row.code).or_insert_with(text);
        }
    }
    let warning = |(sheet, rows): (&str, BTreeMap<&str, String>)| {
        let rows = rows.into_values().collect::<Vec<_>>().join(", ");
        Warning::new(
            format!("{}: sheet {sheet}", file_name(path)),
            format!("rows of the Party's own, kept below the category above them: {rows}"),
        )
    };
    sheets.into_iter().map(warning).collect()
}

fn inventory(form: &Form, readings: &[Reading], path: &Path, options: &InventoryOptions, mut warnings: Vec<Warning>) -> Warned<Inventory> {
    let place = file_name(path);
    let submission = shared::agreed("submission year", &place, readings.iter().map(|reading| reading.identity.submission), &mut warnings);
    let gwp_set = shared::agreed("GWP set", &place, readings.iter().map(|reading| reading.gwp_set.map(str::to_owned)), &mut warnings);
    let mut parties = Parties::default();
    let (chosen, disagreements) = choice::choose(readings);
    warnings.extend(disagreements);
    let (mut records, mut others) = (Vec::new(), Vec::new());
    for placed in chosen {
        let party = parties.code(&placed.reading.identity.party, || placed.reading.file.clone());
        match Gas::main_named(&placed.sighting.counted.substance) {
            Some(gas) if placed.sighting.counted.unit != Unit::KilotonnesCo2Equivalent => records.push(record(form, placed, party, gas)),
            _ => others.push(other_record(form, placed, party)),
        }
    }
    let explanations = readings.iter().flat_map(|reading| explanations_of(form, reading, &mut parties)).collect();
    warnings.extend(parties.into_warnings());
    let inventory = Inventory {
        name: options.name.clone(),
        source: format!("{}, {}", form.outline.title, form.outline.reference),
        submission_year: options.submission_year.or(submission),
        gwp_set,
        territory: options.territory.clone(),
        licence: Some(super::UNFCCC_LICENCE.to_owned()),
        records,
        others,
        explanations,
    };
    Warned::new(inventory, warnings)
}

fn record(form: &Form, placed: Placed<'_>, party: RegionCode, gas: Gas) -> Record {
    Record {
        party,
        category: category(form, placed),
        category_name: placed.sighting.label.clone(),
        gas,
        year: placed.sighting.year,
        reported: reported(placed),
        uncertainty: None,
        place: placed.place(),
    }
}

fn other_record(form: &Form, placed: Placed<'_>, party: RegionCode) -> OtherRecord {
    let gwp_set = placed.reading.gwp_set.map(str::to_owned);
    let is_equivalent = placed.sighting.counted.unit == Unit::KilotonnesCo2Equivalent;
    OtherRecord {
        party,
        category: category(form, placed),
        category_name: placed.sighting.label.clone(),
        substance: placed.sighting.counted.substance.clone(),
        measure: if is_equivalent { OtherMeasure::Co2Equivalent { gwp_set } } else { OtherMeasure::Mass },
        year: placed.sighting.year,
        reported: reported(placed),
        place: placed.place(),
    }
}

fn explanations_of(form: &Form, reading: &Reading, parties: &mut Parties<'_>) -> Vec<Explanation> {
    let party = parties.code(&reading.identity.party, || reading.file.clone());
    let sheet = form.outline.completeness.as_ref().map_or("", |completeness| completeness.sheet.as_str());
    let explanation = |found: &FoundExplanation| Explanation {
        party: party.clone(),
        category: Category::new(form.outline.categorization.clone(), found.code.clone()),
        subject: found.subject.clone(),
        substance: found.substance.clone(),
        keys: NotationKeys::from_iter([found.key]),
        year: reading.identity.year,
        allocation: found.allocation.clone(),
        text: found.text.clone(),
        place: format!("{}: sheet {sheet}, cell {}", reading.file, found.at),
    };
    reading.explanations.iter().map(explanation).collect()
}

fn category(form: &Form, placed: Placed<'_>) -> Category {
    Category::new(form.outline.categorization.clone(), placed.sighting.code.clone())
}

fn reported(placed: Placed<'_>) -> Reported {
    let figure = &placed.sighting.figure;
    let mass = |number| exchange::mass(number, placed.sighting.counted.unit);
    Reported { mass: figure.number.map(mass), keys: figure.keys.clone() }
}

#[cfg(test)]
mod real_data;
#[cfg(test)]
mod tests;
