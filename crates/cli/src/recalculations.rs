//! The tables of a report on the submissions that it uses: which they are, and what was recalculated since an earlier one.

use crate::plan::{Plan, PlannedInventory};
use crate::report::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::recalculation::{Change, Recalculation, recalculations};
use fluxledger_core::{Inventory, Mass, Record, Reported, Share};
use std::collections::BTreeSet;

const RECALCULATIONS: Section = Section {
    heading: "Recalculations",
    note: "The change is new less old, in per cent of the size of the old figure. Totals and sectors of the Parties, gas and years of this report; the table of recalculations in its folder has all categories.",
    empty: "Nothing was recalculated.",
};

/// What the section says where it has no row.
const fn nothing_to_show(changes: usize) -> &'static str {
    if changes == 0 {
        RECALCULATIONS.empty
    } else {
        "No total and no sector was recalculated; the table of recalculations in the folder of this report has what changed below them."
    }
}

const fn change_word(change: Change) -> &'static str {
    match change {
        Change::None => "same",
        Change::Recalculated => "recalculated",
        Change::KeysChanged => "keys changed",
        Change::OnlyOld => "only in the old",
        Change::OnlyNew => "only in the new",
    }
}

/// Every figure of both submissions as a row.
#[must_use]
pub fn changes_table(name: &'static str, changes: &[Recalculation]) -> Table {
    let mass = |reported: &Option<Reported>| reported.as_ref().and_then(|reported| reported.mass).map(Mass::as_kilotonnes);
    let keys = |reported: &Option<Reported>| reported.as_ref().map(|reported| reported.keys.to_string()).filter(|keys| !keys.is_empty());
    Table {
        name,
        title: "Recalculations".into(),
        columns: vec![
            Column::text("party", "Party", changes, |change| Some(change.party.to_string())),
            Column::text("categorization", "Categorization", changes, |change| Some(change.category.categorization.to_string())),
            Column::text("category", "Category", changes, |change| Some(change.category.code.to_string())),
            Column::text("category_name", "Name", changes, |change| Some(change.category_name.clone())),
            Column::text("gas", "Gas", changes, |change| Some(change.gas.to_string())),
            Column::integer("year", "Year", changes, |change| Some(i64::from(change.year))),
            Column::number("old_kt", "Old (kt)", changes, |change| mass(&change.old)),
            Column::text("old_keys", "Old keys", changes, |change| keys(&change.old)),
            Column::number("new_kt", "New (kt)", changes, |change| mass(&change.new)),
            Column::text("new_keys", "New keys", changes, |change| keys(&change.new)),
            Column::number("change_kt", "Change (kt)", changes, |change| change.difference().map(Mass::as_kilotonnes)),
            Column::number("change_percent", "Change (%)", changes, |change| change.relative_difference().map(Share::as_percent)),
            Column::text("state", "State", changes, |change| Some(change_word(change.change()))),
        ],
    }
}

/// Each inventory with its submission, also the earlier ones.
#[must_use]
pub fn vintages(inventories: &[PlannedInventory]) -> Table {
    let current = inventories.iter().map(|planned| (planned.layout.as_str(), "compared", &planned.inventory));
    let earlier =
        inventories.iter().filter_map(|planned| Some(("recognised from the file", "earlier submission", planned.earlier.as_ref()?)));
    let rows: Vec<(&str, &str, &Inventory)> = current.chain(earlier).collect();
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Table {
        name: "inventories",
        title: "Inventories and their submissions".into(),
        columns: vec![
            Column::text("inventory", "Inventory", &rows, |row| given(&row.2.name)),
            Column::text("use", "Use", &rows, |row| Some(row.1)),
            Column::text("source", "Source", &rows, |row| given(&row.2.source)),
            Column::integer("submission_year", "Submission year", &rows, |row| row.2.submission_year.map(i64::from)),
            Column::text("gwp_set", "GWP set", &rows, |row| row.2.gwp_set.clone()),
            Column::text("territory", "Territory", &rows, |row| row.2.territory.clone()),
            Column::text("licence", "Licence", &rows, |row| row.2.licence.clone()),
            Column::text("layout", "Layout", &rows, |row| given(row.0)),
            Column::integer("figures", "Figures", &rows, |row| i64::try_from(row.2.records.len()).ok()),
        ],
    }
}

/// What was recalculated, if the run file names an earlier submission: all of it as a file, totals and sectors as a section.
#[must_use]
pub fn tables(plan: &Plan) -> Vec<ReportTable> {
    let with_earlier: Vec<&PlannedInventory> = plan.inventories.iter().filter(|planned| planned.earlier.is_some()).collect();
    if with_earlier.is_empty() {
        return Vec::new();
    }
    let changes: Vec<(String, Recalculation)> = with_earlier.into_iter().flat_map(|planned| changes(plan, planned)).collect();
    let main: Vec<(String, Recalculation)> = changes.iter().filter(|(_, change)| is_main(change)).cloned().collect();
    let section = Section { empty: nothing_to_show(changes.len()), ..RECALCULATIONS };
    vec![
        ReportTable::in_section(named_table("recalculations_of_sectors", &main), section),
        ReportTable::in_files(named_table("recalculations", &changes)),
    ]
}

/// What changed in the figures of the gas, regions and years that the report is about.
fn changes(plan: &Plan, planned: &PlannedInventory) -> Vec<(String, Recalculation)> {
    let regions = plan.regions.codes();
    let years: BTreeSet<i32> = planned.year.map_or_else(|| plan.run.years.iter().map(|year| year.value).collect(), |year| [year].into());
    let of_report = |record: &&Record| record.gas == plan.run.gas.value && regions.contains(&record.party) && years.contains(&record.year);
    let figures = |inventory: &Inventory| inventory.records.iter().filter(of_report).cloned().collect::<Vec<_>>();
    let (old, new) = (planned.earlier.as_ref().map(figures).unwrap_or_default(), figures(&planned.inventory));
    let changed = recalculations(&old, &new).into_iter().filter(|change| change.change() != Change::None);
    changed.map(|change| (planned.inventory.name.clone(), change)).collect()
}

/// Whether a category is a total or a sector.
fn is_main(change: &Recalculation) -> bool {
    let code = change.category.code.as_str();
    !code.contains('.') || ["Total.", "M."].iter().any(|total| code.starts_with(total))
}

fn named_table(name: &'static str, changes: &[(String, Recalculation)]) -> Table {
    let only: Vec<Recalculation> = changes.iter().map(|(_, change)| change.clone()).collect();
    let mut table = changes_table(name, &only);
    table.columns.insert(0, Column::text("inventory", "Inventory", changes, |(inventory, _)| Some(inventory.clone())));
    table
}
