//! Tables of Parties not in Annex I, of CDIAC and of the Global Carbon Budget as they were published; skipped where they are absent.

use super::real_data::data_directory;
use super::{Inventory, InventoryOptions, Warned, read};
use crate::region::code_for;
use fluxledger_core::{Category, Gas, Mass, Record};
use std::collections::BTreeSet;

const NON_ANNEX_1: &str = "unfccc_non_annex1/detailed-data-by-country-non-annex-one.csv";
const CDIAC: &str = "cdiac_co2/nation.1751_2014.csv";
const FOSSIL: &str = "gcb_national/National_Fossil_Carbon_Emissions_2024v1.0.xlsx";
const LAND_USE: &str = "gcb_national/National_LandUseChange_Carbon_Emissions_2024v1.0.xlsx";

/// The table of a file, or none with a word on it.
fn table(file: &str, layout: Option<&str>) -> Option<Warned<Inventory>> {
    let path = data_directory().join(file);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    println!("real data: {file}");
    let options = InventoryOptions { layout: layout.map(str::to_owned), ..InventoryOptions::default() };
    Some(read(&path, &options).expect("a readable table"))
}

fn record<'a>(inventory: &'a Inventory, party: &str, category: &Category, gas: Gas, year: i32) -> Option<&'a Record> {
    let is_it =
        |record: &&Record| record.party.as_str() == party && record.category == *category && record.gas == gas && record.year == year;
    inventory.records.iter().find(is_it)
}

fn parties(inventory: &Inventory) -> BTreeSet<&str> {
    inventory.records.iter().map(|record| record.party.as_str()).collect()
}

/// The numbers of a count over the same file by another CSV reader (Python's `csv`).
#[test]
fn the_table_of_parties_not_in_annex_i_is_read_whole() {
    let Some(Warned { value, warnings }) = table(NON_ANNEX_1, None) else { return };
    assert_eq!(value.records.len(), 35_640 + 2486 + 6374, "cells in mass, totals without land use, and sectors that are not estimated");
    assert_eq!(parties(&value).len(), 146, "Parties with a mass of CO2, CH4 or N2O");
    assert!(parties(&value).into_iter().all(|party| code_for(party).is_some()));
    let warnings: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    `Total GHG emissions excluding LULUCF/LUCF` is not formed where the equivalents contradict it: Cuba CH4 1992; Cuba CH4 1994; Cuba CH4 1996; Cuba CH4 1998; Cuba CO2 1992; Cuba CO2 1994; Cuba CO2 1996; Cuba CO2 1998; Cuba N2O 1998
    sectors without a figure, taken as not estimated (NE) since the total is the sum of the others: 6374
    rows left out as sums of gases, HFCs, PFCs or SF₆: 9666
    rows left out as CO₂ equivalents, which are no masses of the gas: 437
    `Total GHG emissions excluding LULUCF/LUCF` of CH4, CO2, N2O stands in CO₂ equivalents only (Parties: 146), formed from the total with land use less land use
    ");
}

#[test]
fn each_of_the_148_parties_has_a_code_of_its_own() {
    let path = data_directory().join(NON_ANNEX_1);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return;
    };
    println!("real data: names of Parties not in Annex I");
    let names: BTreeSet<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default()).collect();
    let codes: BTreeSet<_> = names.iter().map(|name| code_for(name).unwrap_or_else(|| panic!("`{name}` has no code"))).collect();
    assert_eq!((names.len(), codes.len()), (148, 148));
}

/// Cells copied from the text of the file, with the line in which each stands first.
#[test]
fn cells_of_the_table_are_as_they_stand_in_it() {
    let Some(Warned { value, .. }) = table(NON_ANNEX_1, None) else { return };
    let cells = [
        (4961, "CHN", "1.B.1", Gas::Ch4, 2014, 21_015.0),
        (4963, "CHN", "1.B.2", Gas::Ch4, 2014, 1127.0),
        (5007, "CHN", "4.A", Gas::Ch4, 2014, 9856.0),
        (5009, "CHN", "4.B", Gas::Ch4, 2014, 3155.0),
        (5012, "CHN", "4.C", Gas::Ch4, 2014, 8911.0),
        (5025, "CHN", "6.A", Gas::Ch4, 2014, 3842.0),
        (5028, "CHN", "6.B", Gas::Ch4, 2014, 2721.0),
        (4955, "CHN", "1.A.5", Gas::Ch4, 2014, 1384.0),
        (4961, "CHN", "1.B.1", Gas::Ch4, 1994, 7100.0),
        (4961, "CHN", "1.B.1", Gas::Ch4, 2012, 23_847.0),
        (5009, "CHN", "4.B", Gas::Ch4, 2010, 3048.0),
        (5056, "CHN", "1", Gas::Ch4, 2005, 23_666.7),
        (5127, "CHN", "5", Gas::Co2, 2014, -1.150_91e6),
        (5026, "CHN", "6.A", Gas::Co2, 2014, 20_055.0),
        (5036, "CHN", "Memo.Bunkers.Aviation", Gas::Co2, 2014, 29_336.0),
        (5189, "CHN", "Total.with.LULUCF", Gas::Ch4, 2014, 55_290.0),
        (10_578, "IND", "4.C", Gas::Ch4, 2010, 3398.47),
        (3177, "BRA", "4.A", Gas::Ch4, 2016, 11_822.9),
        (18_635, "KOR", "1.A", Gas::Co2, 2016, 595_831.0),
        (10_949, "IDN", "5", Gas::Co2, 2000, 821_173.0),
        (24_833, "VNM", "6.A", Gas::Ch4, 2013, 297.43),
        (14_726, "MEX", "4.D", Gas::N2o, 2013, 50.1835),
        (906, "ARG", "Memo.Bunkers", Gas::Co2, 2012, 7600.65),
    ];
    for (line, party, code, gas, year, expected) in cells {
        let found = record(&value, party, &Category::new("IPCC1996", code), gas, year).expect("a record");
        assert_eq!(found.reported.mass, Some(Mass::from_kilotonnes(expected)), "{party} {code} {gas} {year}");
        assert!(found.place.ends_with(&format!("line {line}, column {year}")), "{}", found.place);
    }
    let mines = |year| record(&value, "CHN", &Category::new("IPCC1996", "1.B.1"), Gas::Ch4, year);
    assert_eq!(mines(2005), None, "China reported sectors only in 2005");
    assert_eq!(mines(2013), None);
}

/// Methane of China by sector, whose sums are those of the sources that were submitted: 24 756 + 6 + 22 245 + 6563 = 53 570 kt in 2014.
#[test]
fn the_sectors_of_china_are_the_sum_of_their_categories() {
    let Some(Warned { value, .. }) = table(NON_ANNEX_1, None) else { return };
    let mass = |code: &str, year| {
        record(&value, "CHN", &Category::new("IPCC1996", code), Gas::Ch4, year)
            .and_then(|record| record.reported.mass)
            .map_or(0.0, Mass::as_kilotonnes)
    };
    let sum = |codes: &[&str], year| codes.iter().map(|code| mass(code, year)).sum::<f64>();
    for (year, total) in [(1994, 34_287.0), (2010, 53_652.0), (2012, 55_900.0), (2014, 53_570.0)] {
        assert_eq!(sum(&["1.A", "1.B.1", "1.B.2"], year), mass("1", year), "{year}");
        assert_eq!(sum(&["4.A", "4.B", "4.C", "4.F"], year), mass("4", year), "{year}");
        assert_eq!(sum(&["6.A", "6.B"], year), mass("6", year), "{year}");
        assert_eq!(sum(&["1", "2", "4", "6"], year), total, "{year}");
        assert_eq!(mass("Total.without.LULUCF", year), total, "{year}");
    }
}

#[test]
fn the_national_table_of_cdiac_is_read_whole() {
    let Some(Warned { value, warnings }) = table(CDIAC, None) else { return };
    let total = |year| {
        value.records.iter().filter(|record| record.year == year).filter_map(|record| record.reported.mass).sum::<Mass>().as_kilotonnes()
    };
    // Sums of the column by another reader, in kt C, times 44.009 / 12.011.
    for (year, carbon) in [(2013, 9_234_807.0), (1990, 5_833_178.0)] {
        assert!((total(year) / (carbon * 44.009 / 12.011) - 1.0).abs() < 1e-12, "{year}: {}", total(year));
    }
    assert_eq!(value.records.len(), 17_232);
    let cells = [
        (3059, "CHN", 2013, 2_797_384.0),
        (16_416, "USA", 2014, 1_432_855.0),
        (5595, "FRA", 2013, 91_109.0),
        (16_638, "SUN", 1990, 1_035_322.0),
    ];
    for (line, party, year, carbon) in cells {
        let found = record(&value, party, &Category::new("CDIAC", "Total"), Gas::Co2, year).expect("a record");
        let kilotonnes = found.reported.mass.expect("a mass").as_kilotonnes();
        assert!((kilotonnes / (carbon * 44.009 / 12.011) - 1.0).abs() < 1e-12, "{party}: {kilotonnes}");
        assert!(found.place.contains(&format!(": line {line}, column Total")), "{}", found.place);
    }
    assert_eq!(record(&value, "DEU", &Category::new("CDIAC", "Total"), Gas::Co2, 1990), None, "two Germanies until 1990");
    let warnings: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    the total counts fuels, flaring and cement, and no other carbonates; its parts are left out, and so are bunkers, which it does not count
    FRANCE (INCLUDING MONACO) is read as FRA, ITALY (INCLUDING SAN MARINO) as ITA
    rows left out, notes and citation: 3
    kept as groups or rests, which are no countries: ANTARCTIC FISHERIES; EAST & WEST PAKISTAN; FEDERATION OF MALAYA-SINGAPORE; FORMER YEMEN; FRENCH EQUATORIAL AFRICA; FRENCH INDO-CHINA; FRENCH WEST AFRICA; JAPAN (EXCLUDING THE RUYUKU ISLANDS); KUWAITI OIL FIRES; LEEWARD ISLANDS; NETHERLAND ANTILLES AND ARUBA; PENINSULAR MALAYSIA; REPUBLIC OF SOUTH VIETNAM; RHODESIA-NYASALAND; RWANDA-URUNDI; RYUKYU ISLANDS; SABAH; SARAWAK; ST. KITTS-NEVIS-ANGUILLA; TANGANYIKA; UNITED KOREA; ZANZIBAR
    under codes that are no country's: CZECHOSLOVAKIA as CSK; DEMOCRATIC REPUBLIC OF VIETNAM as VDR; FEDERAL REPUBLIC OF GERMANY as FEDERAL REPUBLIC OF GERMANY UNTIL 1990; FORMER DEMOCRATIC YEMEN as YMD; FORMER GERMAN DEMOCRATIC REPUBLIC as DDR; FORMER PANAMA CANAL ZONE as PCZ; NETHERLAND ANTILLES as ANT; PACIFIC ISLANDS (PALAU) as PCI; SUDAN as SUDAN UNTIL 2011; USSR as SUN; YUGOSLAVIA (FORMER SOCIALIST FEDERAL REPUBLIC) as YUG; YUGOSLAVIA (MONTENEGRO & SERBIA) as SCG
    ");
}

#[test]
fn no_figure_of_cdiac_stands_twice() {
    let Some(Warned { value, .. }) = table(CDIAC, None) else { return };
    let keys: BTreeSet<_> = value.records.iter().map(|record| (record.party.as_str(), record.year)).collect();
    assert_eq!(keys.len(), value.records.len());
}

#[test]
fn the_fossil_sheet_of_the_global_carbon_budget_is_read_whole() {
    let Some(Warned { value, .. }) = table(FOSSIL, None) else { return };
    assert_eq!(value.records.len(), 27_363);
    let cells = [
        ("BV176", "DEU", 2013, 227.004_048_325_592),
        ("AN186", "CHN", 2023, 3_262.341_110_325_48),
        ("GX177", "USA", 2014, 1_508.919_505_233_7),
        ("CW173", "XKX", 2010, 2.280_209_513_672_39),
        ("HW186", "World", 2023, 10_265.765_404_189_2),
        ("HU163", "Bunkers", 2000, 214.304_431_739_843),
    ];
    for (cell, party, year, carbon) in cells {
        let found = record(&value, party, &Category::new("GCB", "Fossil"), Gas::Co2, year).expect("a record");
        let megatonnes = found.reported.mass.expect("a mass").as_kilotonnes() / 1000.0;
        assert!((megatonnes / (carbon * 3.664) - 1.0).abs() < 1e-12, "{party}: {megatonnes}");
        assert!(found.place.ends_with(&format!("cell {cell}")), "{}", found.place);
    }
    assert_eq!(record(&value, "AFG", &Category::new("GCB", "Fossil"), Gas::Co2, 1850), None);
}

#[test]
fn the_land_use_sheets_are_four_sources() {
    let brazil_in_2020 =
        [("gcb-luc-blue", 338.220_08), ("gcb-luc-hc2023", 137.0928), ("gcb-luc-oscar", 388.841_33), ("gcb-luc-luce", 380.899_18)];
    for (layout, carbon) in brazil_in_2020 {
        let Some(Warned { value, .. }) = table(LAND_USE, Some(layout)) else { return };
        assert_eq!(value.records.len(), 34_974, "{layout}");
        let found = record(&value, "BRA", &Category::new("GCB", "LUC"), Gas::Co2, 2020).expect("a record");
        let megatonnes = found.reported.mass.expect("a mass").as_kilotonnes() / 1000.0;
        assert!((megatonnes / (carbon * 3.664) - 1.0).abs() < 1e-12, "{layout}: {megatonnes}");
        assert!(found.place.ends_with("cell Y179"), "{}", found.place);
    }
}

#[test]
fn the_land_use_workbook_is_not_read_unasked() {
    let path = data_directory().join(LAND_USE);
    if path.exists() {
        println!("real data: {LAND_USE}");
        let error = read(&path, &InventoryOptions::default()).expect_err("four estimates");
        assert!(error.to_string().contains("`gcb-luc-luce`: one of several estimates"), "{error}");
    } else {
        println!("skipped: {} is absent", path.display());
    }
}

#[test]
fn the_table_of_2019_is_read() {
    let Some(Warned { value, .. }) = table("gcb_national/territorial-emissions_2019v1.0.csv", None) else { return };
    let found = record(&value, "DEU", &Category::new("GCB", "Fossil"), Gas::Co2, 2013).expect("a record");
    assert!(found.place.ends_with("line 3296, column Emissions"), "{}", found.place);
    assert!((found.reported.mass.expect("a mass").as_kilotonnes() / (226_957.0 * 3.664) - 1.0).abs() < 1e-12);
}
