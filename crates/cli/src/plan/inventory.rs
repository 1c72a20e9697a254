//! Inventories that the plan has read, with their uncertainties.

use super::{Desk, categories, parties};
use crate::position::Located;
use crate::run_file::{Draft, InventoryEntry, UncertaintyEntry};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::{Categorization, Gas, Inventory, Warning, YearStart};
use fluxledger_ingest::inventory::{
    DefaultUncertainty, InventoryError, InventoryOptions, UncertaintyLayout, UncertaintyRow, UncertaintyTable, files_of,
    join_default_uncertainty, join_uncertainty, known_defaults, merge, read, read_uncertainty,
};
use fluxledger_ingest::known_words::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// An inventory, read.
pub struct PlannedInventory {
    /// Its figures.
    pub inventory: Inventory,
    /// An earlier submission of it, where the user names one.
    pub earlier: Option<Inventory>,
    /// The layout in which it was read; recognised where the user names none.
    pub layout: String,
    /// Which of its figures have a default uncertainty, by their places.
    pub defaults: BTreeMap<String, DefaultUncertainty>,
    /// From its categories to IPCC 2006.
    pub crosswalk: Crosswalk,
    /// The year to compare, where the user asks for another than the product's.
    pub year: Option<i32>,
    /// When its years begin.
    pub year_start: YearStart,
}

/// Reads the inventories of a run file.
pub(super) fn planned(desk: &mut Desk, draft: &Draft, tree: &CategoryTree) -> Vec<PlannedInventory> {
    let gas = draft.gas.as_ref().map(|gas| gas.value);
    let years: Vec<i32> = draft.years.iter().flatten().map(|year| year.value).collect();
    let read = draft.inventories.iter().filter_map(|entry| inventory(desk, entry, gas, &years, draft.year_start, tree));
    let mut inventories: Vec<PlannedInventory> = read.collect();
    for entry in &draft.uncertainties {
        join(desk, entry, &mut inventories);
    }
    if let Some(choice) = &draft.default_uncertainties {
        join_defaults(desk, choice, &mut inventories);
    }
    inventories
}

fn inventory(
    desk: &mut Desk,
    entry: &InventoryEntry,
    gas: Option<Gas>,
    years: &[i32],
    of_run: YearStart,
    tree: &CategoryTree,
) -> Option<PlannedInventory> {
    let options = InventoryOptions {
        name: entry.name.value.clone(),
        layout: entry.layout.as_ref().map(|layout| layout_name(desk, layout)),
        select: entry.select.iter().map(|(column, text)| (column.clone(), text.value.clone())).collect(),
        submission_year: entry.submission_year.as_ref().map(|year| year.value),
        territory: entry.territory.as_ref().map(|territory| territory.value.clone()),
        conventions: fluxledger_core::Conventions::default(),
    };
    let mut inventory = submission(desk, entry, &entry.files, &options, gas)?;
    if let Some(gwp_set) = &entry.gwp_set {
        inventory.gwp_set = Some(gwp_set.value.clone());
    }
    if let Some(source) = &entry.source {
        inventory.source.clone_from(&source.value);
    }
    check_gas(desk, entry, &inventory, gas);
    let found: BTreeSet<Categorization> = inventory.records.iter().map(|record| record.category.categorization.clone()).collect();
    let crosswalk = categories::crosswalk(desk, tree, entry.crosswalk.as_ref(), &found, entry.name.position)?;
    let earlier = earlier(desk, entry, &options, gas, &found)?;
    let layout = options.layout.unwrap_or_else(|| "recognised from the file".to_owned());
    warn_of_another_year(desk, entry, years);
    let year = entry.inventory_year.as_ref().map(|year| year.value);
    Some(PlannedInventory {
        inventory,
        earlier,
        layout,
        defaults: BTreeMap::new(),
        crosswalk,
        year,
        year_start: entry.year_start.unwrap_or(of_run),
    })
}

/// The files of one submission as one inventory, its parties as the user names them.
fn submission(
    desk: &mut Desk,
    entry: &InventoryEntry,
    files: &[Located<String>],
    options: &InventoryOptions,
    gas: Option<Gas>,
) -> Option<Inventory> {
    let paths: Vec<Located<PathBuf>> = files.iter().flat_map(|file| desk.files(file)).collect();
    let parts: Vec<Option<Inventory>> = paths.iter().map(|file| one_file(desk, entry, file, options)).collect();
    let parts = parts.into_iter().collect::<Option<Vec<Inventory>>>().filter(|parts| !parts.is_empty())?;
    let merged = desk.keep(files[0].position, merge(&entry.name.value, parts), InventoryError::hint)?;
    let merged = merged.collect_into(&mut desk.warnings);
    if let Some(gas) = gas {
        desk.warnings.extend(mixes(&merged, gas));
    }
    let named = parties::renamed(desk, merged, entry.party.as_ref())?;
    Some(match gas {
        Some(gas) => named.with_records_of(gas),
        None => named,
    })
}

/// A warning of mixes that may hold some of the gas: its own figures are then too small.
fn mixes(inventory: &Inventory, gas: Gas) -> Option<Warning> {
    let mut mixes = inventory.mixes_with(gas).map(|mix| mix.substance.as_str()).collect::<BTreeSet<_>>().into_iter();
    let first = mixes.next()?;
    let substances = mixes.fold(format!("`{first}`"), |list, mix| format!("{list}, `{mix}`"));
    let message =
        format!("has figures of {substances}, of which some may be {}; what it states of the gas itself is then too little", gas.formula());
    Some(Warning::new(format!("inventory `{}`", inventory.name), message))
}

/// The earlier submission that the user names, if any; it must be in the categorization of the inventory. Nothing at all where it cannot be used.
///
/// What the user says of the later one's layout, year and territory is not said of this one.
fn earlier(
    desk: &mut Desk,
    entry: &InventoryEntry,
    options: &InventoryOptions,
    gas: Option<Gas>,
    found: &BTreeSet<Categorization>,
) -> Option<Option<Inventory>> {
    let Some(first) = entry.earlier_files.first() else { return Some(None) };
    let submission_year = entry.earlier_submission_year.as_ref().map(|year| year.value);
    let options = InventoryOptions { submission_year, layout: None, territory: None, ..options.clone() };
    let inventory = submission(desk, entry, &entry.earlier_files, &options, gas)?;
    if inventory.records.iter().any(|record| found.contains(&record.category.categorization)) {
        return Some(Some(inventory));
    }
    let own: BTreeSet<&str> = inventory.records.iter().map(|record| record.category.categorization.name()).collect();
    let message = format!(
        "the earlier submission has categories of {}, the inventory of {}: the same code is not the same category",
        own.into_iter().collect::<Vec<_>>().join(", "),
        found.iter().map(Categorization::name).collect::<Vec<_>>().join(", ")
    );
    desk.report(first.position, message, Some("name a submission in the same tables".to_owned()));
    None
}

/// A layout is an id, or the path of a file relative to the run file.
fn layout_name(desk: &mut Desk, layout: &Located<String>) -> String {
    if !layout.value.ends_with(".toml") {
        return layout.value.clone();
    }
    let path = desk.resolve(&layout.value);
    desk.inputs.push(("layout", path.clone()));
    path.display().to_string()
}

/// A comparison across years is the user's wish, and a limit of what it says.
fn warn_of_another_year(desk: &mut Desk, entry: &InventoryEntry, years: &[i32]) {
    let Some(own) = entry.inventory_year.as_ref().map(|year| year.value) else { return };
    let others: Vec<String> = years.iter().filter(|&&year| year != own).map(ToString::to_string).collect();
    if !others.is_empty() {
        let message = format!(
            "its figures of {own} stand beside {} of the products, by `inventory_year`: what changed in between is in the difference",
            others.join(", ")
        );
        desk.warnings.push(Warning::new(&entry.name.value, message));
    }
}

fn one_file(desk: &mut Desk, entry: &InventoryEntry, file: &Located<PathBuf>, options: &InventoryOptions) -> Option<Inventory> {
    let path = &file.value;
    let result = files_of(path).and_then(|files| {
        desk.inputs.extend(files.into_iter().map(|file| ("inventory", file)));
        read(path, options)
    });
    let place = match (&result, &entry.layout) {
        (
            Err(InventoryError::UnknownLayout { .. } | InventoryError::BadLayout { .. } | InventoryError::OpenQuestions { .. }),
            Some(layout),
        ) => layout.position,
        _ => file.position,
    };
    Some(desk.keep(place, result, InventoryError::hint)?.collect_into(&mut desk.warnings))
}

fn check_gas(desk: &mut Desk, entry: &InventoryEntry, inventory: &Inventory, gas: Option<Gas>) {
    if let Some(gas) = gas.filter(|gas| !inventory.records.iter().any(|record| record.gas == *gas)) {
        let found: BTreeSet<&str> = inventory.records.iter().map(|record| record.gas.code()).collect();
        let found = if found.is_empty() { "no figures at all".to_owned() } else { found.into_iter().collect::<Vec<_>>().join(", ") };
        let message = format!("inventory `{}` has no figures of {gas}, found {found}", entry.name.value);
        desk.report(entry.name.position, message, Some("correct `gas`, or name the file with that gas".to_owned()));
    }
}

fn join(desk: &mut Desk, entry: &UncertaintyEntry, inventories: &mut [PlannedInventory]) {
    let path = desk.resolve(&entry.file.value);
    desk.inputs.push(("uncertainty", path.clone()));
    let Some(table) = desk.keep(entry.file.position, read_uncertainty(&path), InventoryError::hint) else { return };
    let mut table = table.collect_into(&mut desk.warnings);
    match &entry.categorization {
        Some(categorization) => table = table.in_categorization(&Categorization::new(categorization.value.clone())),
        None if table.layout == UncertaintyLayout::Guidelines => {
            let message = "a table of the guidelines does not say to which categorization its codes belong: 3.C is rice in CRF and CRT, and is not in IPCC2006";
            desk.report(
                entry.file.position,
                message.to_owned(),
                Some("add `categorization = \"CRF\"`, or whichever it is, to this [[uncertainty]]".to_owned()),
            );
            return;
        }
        None => {}
    }
    let belongs = |name: &str| entry.inventory.as_ref().is_none_or(|inventory| inventory.value == name);
    for planned in inventories.iter_mut().filter(|planned| belongs(&planned.inventory.name)) {
        desk.warnings.extend(join_uncertainty(&mut planned.inventory, &table));
    }
}

/// Gives figures without an uncertainty of their own the defaults that the run file names.
fn join_defaults(desk: &mut Desk, choice: &Located<String>, inventories: &mut [PlannedInventory]) {
    if let Some(known) = known_defaults().into_iter().find(|known| known.id == choice.value) {
        let Some(table) = desk.keep(choice.position, known.table(), InventoryError::hint) else { return };
        let table = table.collect_into(&mut desk.warnings);
        give_defaults(desk, &table, inventories);
    } else if let Some(table) = own_defaults(desk, choice) {
        give_defaults(desk, &table, inventories);
        let given: BTreeSet<&str> =
            inventories.iter().flat_map(|planned| planned.defaults.values()).map(|given| given.row_place.as_str()).collect();
        desk.warnings.extend(table.rows.iter().filter(|row| !given.contains(row.place.as_str())).map(UncertaintyRow::unused));
    }
}

/// The user's table of defaults, each row of which must say where it is from and whose code it has.
fn own_defaults(desk: &mut Desk, choice: &Located<String>) -> Option<UncertaintyTable> {
    let path = desk.resolve(&choice.value);
    if !path.exists() {
        let names = known_defaults().map(|known| known.id);
        let meant = nearest(&choice.value, names).map(|name| format!("did you mean `{name}`?"));
        let hint = meant.unwrap_or_else(|| {
            format!("name a file, or {}, which come with the program", names.map(|name| format!("`{name}`")).join(" or "))
        });
        desk.report(choice.position, format!("no file and no table of default uncertainties is named `{}`", choice.value), Some(hint));
        return None;
    }
    desk.inputs.push(("default uncertainties", path.clone()));
    let table = desk.keep(choice.position, read_uncertainty(&path), InventoryError::hint)?.collect_into(&mut desk.warnings);
    let without = |row: &UncertaintyRow, what: &str| format!("{}: a default uncertainty of `{}` without a {what}", row.place, row.category);
    if let Some(row) = table.rows.iter().find(|row| row.reference.is_none()) {
        let hint = "say in a column `reference` where each is from: document, table, page";
        desk.report(choice.position, without(row, "reference"), Some(hint.to_owned()));
        return None;
    }
    if let Some(row) = table.rows.iter().find(|row| row.categorization.is_none()) {
        let hint = "say in a column `categorization` whose code it is: 4 is waste in IPCC2006 and land use in CRF";
        desk.report(choice.position, without(row, "categorization"), Some(hint.to_owned()));
        return None;
    }
    Some(table)
}

fn give_defaults(desk: &mut Desk, table: &UncertaintyTable, inventories: &mut [PlannedInventory]) {
    for planned in inventories {
        planned.defaults = join_default_uncertainty(&mut planned.inventory, table, &planned.crosswalk);
        let message = match planned.defaults.len() {
            0 => "no figure takes a default uncertainty".to_owned(),
            count => format!("figures that state no uncertainty and have a default one, which is not the Party's: {count}"),
        };
        desk.warnings.push(Warning::new(&planned.inventory.name, message));
    }
}
