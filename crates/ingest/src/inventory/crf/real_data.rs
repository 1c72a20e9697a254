//! The workbook of the United Kingdom for 2021 as it was submitted; skipped where it is absent.

use crate::inventory::real_data::data_directory;
use crate::inventory::{InventoryOptions, read};
use fluxledger_core::{Category, Gas, Inventory, Mass, NotationKey, OtherMeasure, Record, Reported, Warned};
use std::collections::{BTreeSet, HashMap};

const FILE: &str = "uk_crf_2023/GBR_2023_2021_13042023_170954.xlsx";

fn workbook() -> Option<Warned<Inventory>> {
    let path = data_directory().join(FILE);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    println!("real data: {FILE}");
    Some(read(&path, &InventoryOptions::default()).expect("a readable workbook"))
}

fn record<'a>(inventory: &'a Inventory, code: &str, gas: Gas, year: i32) -> &'a Record {
    let category = Category::new("CRF", code);
    let is_it = |record: &&Record| record.category == category && record.gas == gas && record.year == year;
    let mut found = inventory.records.iter().filter(is_it);
    let first = found.next().unwrap_or_else(|| panic!("{code} {gas} {year}"));
    assert!(found.next().is_none(), "{code} {gas} {year} twice");
    first
}

/// The workbook says whose it is where its file does not; both ways it is one country.
#[test]
fn the_workbook_is_not_read_twice_under_two_names_nor_as_that_of_another_country() {
    let path = data_directory().join(FILE);
    if !path.exists() {
        return println!("skipped: {} is absent", path.display());
    }
    println!("real data: {FILE}");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |name: &str| {
        let copied = folder.path().join(name);
        std::fs::copy(&path, &copied).expect("a copy");
        copied
    };
    let refused = |path: &std::path::Path| read(path, &InventoryOptions::default()).expect_err("refused").to_string();
    let as_france = copy("FRA_2023_2021_13042023_170954.xlsx");
    assert!(refused(&as_france).contains("expected FRA, as the name of the file says"), "{}", refused(&as_france));
    std::fs::remove_file(as_france).expect("a file of ours");
    copy("GBR_2023_2021_13042023_170954.xlsx");
    copy("uk.xlsx");
    assert!(refused(folder.path()).contains("two workbooks of GBR for 2021"), "{}", refused(folder.path()));
}

/// The numbers of a count over the same file by another program (openpyxl in Python, with the rows and columns of the data files).
#[test]
fn the_workbook_is_read_whole() {
    let Some(Warned { value, warnings }) = workbook() else { return };
    let masses = |reported: &[&Reported]| reported.iter().filter(|reported| reported.mass.is_some()).count();
    let records: Vec<&Reported> = value.records.iter().map(|record| &record.reported).collect();
    let others: Vec<&Reported> = value.others.iter().map(|other| &other.reported).collect();
    let key_sets: BTreeSet<String> = records.iter().chain(&others).map(|reported| reported.keys.to_string()).collect();
    assert_eq!((records.len(), masses(&records)), (6088, 4275));
    assert_eq!((others.len(), masses(&others)), (3830, 2583));
    assert_eq!(value.records.iter().filter(|record| record.year == 2021).count(), 1842);
    let expected = ["", "IE", "IE,NE", "NA", "NA,IE", "NE", "NO", "NO,IE", "NO,IE,NE", "NO,NA", "NO,NA,IE,NE", "NO,NA,NE", "NO,NE"];
    assert_eq!(key_sets, BTreeSet::from(expected.map(str::to_owned)));
    let years: BTreeSet<i32> = value.records.iter().map(|record| record.year).collect();
    assert_eq!(years, (1990..=2021).collect());
    let parties: BTreeSet<&str> = value.records.iter().map(|record| record.party.as_str()).collect();
    assert_eq!((parties, value.submission_year, value.gwp_set.as_deref()), (BTreeSet::from(["GBR"]), Some(2023), Some("AR5")));
    assert!(!warnings.iter().any(|warning| warning.message.contains("the first is taken")), "all cells of a figure agree");
}

/// Numbers of the sheet as openpyxl shows them. The two destinations add up to the total of table 4: −1943.5708799484833 − 93.88442950642278.
#[test]
fn harvested_wood_is_read_by_destination_and_product() {
    let Some(Warned { value, .. }) = workbook() else { return };
    let kilotonnes = |code: &str| record(&value, code, Gas::Co2, 2021).reported.mass.map(Mass::as_kilotonnes);
    assert_eq!(kilotonnes("4.G.Domestic.1.a"), Some(-1031.96970901897));
    assert_eq!(kilotonnes("4.G.Export.2"), Some(-24.395061458977));
    let sum = kilotonnes("4.G.Domestic.Total").zip(kilotonnes("4.G.Export.Total")).map(|(domestic, export)| domestic + export);
    let total = kilotonnes("4.G").expect("a total");
    assert!(sum.is_some_and(|sum| (sum - total).abs() < 1e-9 * total.abs()), "{sum:?} {total}");
    assert_eq!(record(&value, "Memo.4.G.SWDS", Gas::Co2, 2021).reported.keys.to_string(), "NE");
}

/// Rows that the form does not know, each under the category above it, and what the user must know besides.
#[test]
fn the_rows_of_the_party_are_kept_and_named() {
    let Some(Warned { value, warnings }) = workbook() else { return };
    let texts: Vec<String> = warnings
        .iter()
        .map(|warning| format!("{}: {}", warning.place.trim_start_matches("GBR_2023_2021_13042023_170954.xlsx"), warning.message))
        .collect();
    insta::assert_snapshot!(texts.join("\n"));
    let fugitive = record(&value, "1.B.2.d.Natural gas exploration - N2O emissions", Gas::N2o, 2021);
    assert_eq!(fugitive.reported.mass, Some(Mass::from_kilotonnes(0.0008932041794)));
    let territories = record(&value, "3.J.OTs and CDs - Livestock", Gas::Ch4, 2021);
    assert_eq!(territories.reported.mass, Some(Mass::from_kilotonnes(8.15099207474688)));
}

/// Cells copied from the workbook with openpyxl.
#[test]
fn cells_are_as_they_stand_in_the_workbook() {
    let Some(Warned { value, .. }) = workbook() else { return };
    let cells = [
        ("Table1s1", "B10", "1.A.1.a", Gas::Co2, 2021, 55516.73777923462),
        ("Table1s2", "C16", "1.B.1.a", Gas::Ch4, 2021, 18.11897308968011),
        ("Table1s2", "B33", "Memo.1.D.3", Gas::Co2, 2021, 47451.15837357332),
        ("Table1.A(a)s1", "G31", "1.A.1.a.i", Gas::Co2, 2021, 55516.73777923462),
        ("Table1.A(a)s3", "G28", "1.A.3.b.i.Gasoline", Gas::Co2, 2021, 29627.446968052293),
        ("Table1.A(a)s3", "G61", "Memo.1.D.3.1.A.3.b.v.All vehicles - biofuel use", Gas::Co2, 2021, 4344.25705),
        ("Table1.A(a)s4", "H93", "Memo.1.A.Waste.Fossil", Gas::Ch4, 2021, 5.755490391),
        ("Table1.B.2", "J21", "1.B.2.b.v", Gas::Ch4, 2021, 123.7586964026548),
        ("Table1.B.2", "J30", "1.B.2.c.ii.2", Gas::Ch4, 2021, 2.10085482513532),
        ("Table2(I)s1", "D15", "2.B.2", Gas::N2o, 2021, 0.106),
        ("Table2(I).A-Hs2", "G31", "2.D.3.d.Urea fuel additive", Gas::Co2, 2021, 61.3927847257959),
        ("Table3s1", "C12", "3.A.1.Dairy cattle", Gas::Ch4, 2021, 230.10210772000002),
        ("Table3.D", "E12", "3.D.1.b.ii", Gas::N2o, 2021, 0.90447951930508),
        ("Table4", "B26", "4.G", Gas::Co2, 2021, -2037.455309454906),
        ("Table4.A", "T15", "4.A.2.a", Gas::Co2, 2021, -4.12687367808419),
        ("Table4.C", "R15", "4.C.2.Carbon stock", Gas::Co2, 2021, -3149.42198977387),
        ("Table4.D", "R12", "4.D.1.a", Gas::Co2, 2021, 2111.192523750578),
        ("Table4(I)", "D14", "4.A.2.4(I).Inorganic N fertilizers", Gas::N2o, 2021, 0.00313103442189),
        ("Table4(II)", "I9", "4.A.4(II)", Gas::Ch4, 2021, 3.65747667807283),
        ("Table4(II)", "I50", "4.C.4(II).Organic soils.Drained", Gas::Ch4, 2021, 35.41990983065206),
        ("Table4(II)", "H66", "4.D.4(II).Peat extraction", Gas::N2o, 2021, 0.06638394626774),
        ("Table4(III)", "D16", "4.A.2.d", Gas::N2o, 2021, 0.00862003187951),
        ("Table4(IV)", "E9", "4.4(IV).Leaching", Gas::N2o, 2021, 0.57652315300567),
        ("Table4(V)", "J9", "4.A.4(V)", Gas::Ch4, 2021, 0.07453906097943),
        ("Table4(V)", "I48", "4.C.2.4(V).Controlled burning", Gas::Co2, 2021, 180.473209946383),
        ("Table6", "H9", "Memo.Indirect.1", Gas::N2o, 2021, 3.1777534332738),
        ("Table5", "C8", "5.A", Gas::Ch4, 2021, 492.03907641341357),
        ("Table5.C", "F24", "Memo.5.C.5.C.2.a.ii.Waste", Gas::Co2, 2021, 389.230270313566),
        ("Summary1.As1", "C7", "Total.with.LULUCF", Gas::Ch4, 2021, 2051.168174868067),
        ("Summary1.As1", "B9", "Memo.1.AB", Gas::Co2, 2021, 323070.7682699211),
        ("Table10s2", "C7", "1", Gas::Co2, 1990, 557715.5029143459),
        ("Table10s4", "C7", "1", Gas::N2o, 1990, 12.32648861791229),
    ];
    for (sheet, cell, code, gas, year, expected) in cells {
        let found = record(&value, code, gas, year);
        let kilotonnes = found.reported.mass.unwrap_or_else(|| panic!("{code}: a mass")).as_kilotonnes();
        assert!((kilotonnes / expected - 1.0).abs() < 1e-12, "{code} {gas} {year}: {kilotonnes}");
        assert_eq!(found.place, format!("GBR_2023_2021_13042023_170954.xlsx: sheet {sheet}, cell {cell}"));
    }
    assert_eq!(record(&value, "1.B.2.d", Gas::Ch4, 2021).reported.keys.to_string(), "NA,IE");
}

/// Rows 7 to 55 of table 9 are of sources not estimated, 58 to 207 of sources counted elsewhere, as another program (openpyxl) shows them; each has an
/// explanation, and no row names two categories.
#[test]
fn table_9_explains_what_is_not_given() {
    let Some(Warned { value, .. }) = workbook() else { return };
    let count = |key: NotationKey| value.explanations.iter().filter(|one| one.keys.contains(key)).count();
    assert_eq!((count(NotationKey::Ne), count(NotationKey::Ie)), (49, 150));
    let at = |cell: &str| {
        let found = value.explanations.iter().find(|one| one.place.ends_with(&format!("sheet Table9, cell {cell}")));
        found.unwrap_or_else(|| panic!("no explanation in {cell}"))
    };
    let shown = |cell: &str| format!("{} {} {} | {}", at(cell).category.code, at(cell).substance, at(cell).year, at(cell).subject);
    assert_eq!(shown("D7"), "3.D CH4 2021 | ");
    assert_eq!(at("D7").text, "Not estimated due to insufficient data. Emissions are expected to be very small");
    assert_eq!(shown("D20"), "1.B.1.a.i.1 CO2 2021 | ");
    assert_eq!(shown("D16"), "4.C.4(II).Organic soils.Rewetted CH4 2021 | Overseas Territories and Crown Dependencies");
    assert_eq!(shown("E61"), "1.A.1.b.Biomass CH4 2021 | ");
    assert_eq!(at("E61").allocation.as_deref(), Some("1.A.1.b: Gaseous Fuels"));
    assert_eq!(shown("E188"), "1.B.2.c.ii.3 N2O 2021 | ");
}

#[test]
fn fluorinated_gases_and_sums_stand_beside_the_records() {
    let Some(Warned { value, .. }) = workbook() else { return };
    let by_ar5 = || OtherMeasure::Co2Equivalent { gwp_set: Some("AR5".to_owned()) };
    // HFC-134a of all sectors: 3168.379246871905 t, by 1300 of AR5 4118.89 kt.
    let cells = [
        ("Table2(I)s1", "E7", "2", "HFCs", by_ar5(), 10819.710287153594),
        ("Table2(I)s1", "H7", "2", "SF6", OtherMeasure::Mass, 0.01794968163969),
        ("Table2(II)", "H7", "2", "HFC-134a", OtherMeasure::Mass, 3.168379246871905),
        ("Table2(II)", "H39", "2", "HFC-134a", by_ar5(), 4118.893020933476),
        ("Summary2", "J8", "1", "GHG", by_ar5(), 334967.7143515596),
        ("Summary2", "C7", "Total.with.LULUCF", "CH4", by_ar5(), 57432.70889630588),
    ];
    for (sheet, cell, code, substance, measure, kilotonnes) in cells {
        let category = Category::new("CRF", code);
        let found = value
            .others
            .iter()
            .find(|other| other.category == category && other.substance == substance && other.measure == measure && other.year == 2021);
        let found = found.unwrap_or_else(|| panic!("{code} {substance}"));
        let mass = found.reported.mass.expect("a number").as_kilotonnes();
        assert!((mass / kilotonnes - 1.0).abs() < 1e-12, "{code} {substance}: {mass}");
        assert!(found.place.ends_with(&format!("sheet {sheet}, cell {cell}")), "{}", found.place);
    }
}

/// The Annex I export of the UNFCCC of March 2025 has the United Kingdom's 2021 of the same submission, figure for figure.
#[test]
fn the_export_of_annex_i_has_the_same_figures() {
    let Some(Warned { value, .. }) = workbook() else { return };
    let mut compared = 0;
    for gas in Gas::MAIN {
        let path = data_directory().join(format!("unfccc_annex1/{gas}_Annual_Net_emissions_removals_in_kt.csv"));
        if !path.exists() {
            println!("skipped: {} is absent", path.display());
            return;
        }
        println!("real data: export of {gas}");
        let export = read(&path, &InventoryOptions::default()).expect("a readable export").value;
        let of_party = export.records.iter().filter(|record| record.party.as_str() == "GBR" && record.year == 2021);
        let exported: HashMap<_, _> = of_party.map(|record| (&record.category, &record.reported)).collect();
        for record in value.records.iter().filter(|record| record.gas == gas && record.year == 2021) {
            let Some(other) = exported.get(&record.category) else { continue };
            let [mass, other_mass] = [&record.reported, other].map(|reported| reported.mass.map(Mass::as_kilotonnes));
            let same = mass.zip(other_mass).map_or(mass == other_mass, |(mass, other)| (mass - other).abs() <= 1e-6 * other.abs());
            assert!(same && record.reported.keys == other.keys, "{} {gas}: {} and {other:?}", record.category, record.place);
            compared += 1;
        }
    }
    assert_eq!(compared, 662, "figures that both have");
}
