//! The exports as the UNFCCC data interface wrote them; skipped where they are absent.

use super::{Inventory, InventoryOptions, Warned, merge, read};
use fluxledger_core::{Category, Mass, Record, Reported};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(super) fn data_directory() -> PathBuf {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    std::env::var_os("FLUXLEDGER_DATA").map_or_else(default, PathBuf::from)
}

/// The export of a gas, or none with a word on it.
fn export(gas: &str) -> Option<Warned<Inventory>> {
    let path = data_directory().join(format!("unfccc_annex1/{gas}_Annual_Net_emissions_removals_in_kt.csv"));
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    println!("real data: export of {gas}");
    Some(read(&path, &InventoryOptions { name: gas.to_owned(), ..InventoryOptions::default() }).expect("a readable export"))
}

/// Records, records with a mass, distinct sets of notation keys, unknown labels, parties.
fn counts(inventory: &Warned<Inventory>) -> [usize; 5] {
    let records = &inventory.value.records;
    let masses = records.iter().filter(|record| record.reported.mass.is_some()).count();
    let key_sets: BTreeSet<_> = records.iter().map(|record| &record.reported.keys).filter(|keys| !keys.is_empty()).collect();
    let unknown = inventory.warnings.iter().filter(|warning| warning.message.contains("is no known category")).count();
    let parties: BTreeSet<_> = records.iter().map(|record| &record.party).collect();
    [records.len(), masses, key_sets.len(), unknown, parties.len()]
}

/// The numbers of a count over the same file by another CSV reader (Python's `csv`), cells of `Base year` left out.
#[test]
fn the_methane_export_is_read_whole() {
    let Some(inventory) = export("CH4") else { return };
    assert_eq!(counts(&inventory), [325_632, 167_274, 22, 0, 47]);
    assert_eq!(inventory.value.source, "UNFCCC GHG Data Interface, report produced on Sunday 2 March 2025 at 12:33:52 GMT-5");
}

#[test]
fn the_carbon_dioxide_export_is_read_whole() {
    let Some(inventory) = export("CO2") else { return };
    assert_eq!(counts(&inventory), [388_598, 219_137, 17, 0, 47]);
}

#[test]
fn the_nitrous_oxide_export_is_read_whole() {
    let Some(inventory) = export("N2O") else { return };
    assert_eq!(counts(&inventory), [282_790, 169_091, 19, 0, 47]);
}

#[test]
fn the_only_warning_is_the_note_on_australia() {
    let Some(inventory) = export("CH4") else { return };
    let warnings: Vec<_> = inventory.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].starts_with("CH4_Annual_Net_emissions_removals_in_kt.csv: line 10200: Note 6: Data displayed for Australia"));
}

/// Cells copied from the text of the file.
#[test]
fn cells_of_the_methane_export_are_as_they_stand_in_it() {
    let Some(inventory) = export("CH4") else { return };
    let cells = [
        ("USA", "Total.without.LULUCF", 2012, 27549.44158022618),
        ("DEU", "Total.without.LULUCF", 2012, 2103.306076312815),
        ("DEU", "1.B.1.a", 1990, 1019.7755099300001),
        ("DEU", "1.A", 2021, 164.08876799),
        ("USA", "3.A", 2012, 6639.942920824181),
        ("RUS", "1.B.2.b", 2021, 2012.19925),
        ("TUR", "5.A", 2000, 383.26092226223307),
        ("JPN", "3.C", 2014, 484.05635281424543),
        ("AUS", "1", 2020, 1366.5641908358925),
        ("POL", "1.B.1.a.i", 2019, 536.272333225),
        ("GBR", "5.D", 1995, 84.88470754556784),
        ("UKR", "1.B.2.b.v", 2005, 716.6429344328801),
    ];
    for (party, code, year, expected) in cells {
        let reported = figure(&inventory.value, party, "CRF", code, year).expect("a record");
        assert_eq!(reported.mass, Some(Mass::from_kilotonnes(expected)), "{party} {code} {year}");
    }
    let [burning, missing] = [("USA", 2014), ("AUS", 2021)].map(|(party, year)| figure(&inventory.value, party, "CRF", "5.C.2", year));
    assert_eq!(burning.map(|reported| reported.keys.to_string()).as_deref(), Some("NA"));
    assert_eq!(missing, None, "nothing is reported for Australia's last year");
}

fn figure<'a>(inventory: &'a Inventory, party: &str, categorization: &str, code: &str, year: i32) -> Option<&'a Reported> {
    let category = Category::new(categorization, code);
    let is_it = |record: &&Record| record.party.as_str() == party && record.category == category && record.year == year;
    inventory.records.iter().find(is_it).map(|record| &record.reported)
}

#[test]
fn three_exports_merge() {
    let Some(inventories) = ["CH4", "CO2", "N2O"].map(export).into_iter().collect::<Option<Vec<_>>>() else { return };
    let merged = merge("Annex I", inventories.into_iter().map(|inventory| inventory.value).collect()).expect("three gases");
    assert_eq!(merged.value.records.len(), 325_632 + 388_598 + 282_790);
}

const DEMONSTRATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/demo/methane-inventory.csv");

/// Category of the demonstration, sector of the CRF tables, sector of the IPCC 1996 Guidelines as the interface calls it.
const SECTORS: [(&str, &str, &str); 4] =
    [("1", "1", "1. Energy"), ("2", "2", "2. Industrial Processes"), ("M.AG", "3", "4. Agriculture"), ("4", "5", "6. Waste")];

fn demonstration() -> Warned<Inventory> {
    read(Path::new(DEMONSTRATION), &InventoryOptions::default()).expect("the table of the demonstration")
}

#[test]
fn the_demonstration_is_read_without_a_warning() {
    let Warned { value, warnings } = demonstration();
    assert_eq!(warnings, []);
    assert_eq!(value.records.len(), 15 * SECTORS.len());
    assert!(value.records.iter().all(|record| record.reported.mass.is_some() && record.uncertainty.is_some()));
}

#[test]
fn the_demonstration_has_the_figures_of_annex_i_parties() {
    let Some(export) = export("CH4") else { return };
    for record in demonstration().value.records.iter().filter(|record| record.party.as_str() != "CHN") {
        let (_, sector, _) = SECTORS.into_iter().find(|(code, ..)| record.category == Category::new("IPCC2006", *code)).expect("a sector");
        let reported = figure(&export.value, record.party.as_str(), "CRF", sector, record.year);
        assert_eq!(Some(&record.reported), reported, "{} {sector}", record.party);
    }
}

#[test]
fn the_demonstration_has_the_figures_of_china() {
    let path = data_directory().join("unfccc_non_annex1/detailed-data-by-country-non-annex-one.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return;
    };
    println!("real data: methane of China in 2014");
    let years = text.lines().next().expect("a header").split(',');
    let column = years.into_iter().position(|year| year == "2014").expect("the year 2014");
    for (code, _, label) in SECTORS {
        let row = text.lines().find(|line| line.starts_with(&format!("China,Totals,{label},CH₄,Gg,"))).expect("the sector");
        let expected: f64 = row.split(',').nth(column).expect("a cell").parse().expect("a number");
        let inventory = demonstration().value;
        let reported = figure(&inventory, "CHN", "IPCC2006", code, 2014).expect("a record");
        assert_eq!(reported.mass, Some(Mass::from_kilotonnes(expected)), "{label}");
    }
}
