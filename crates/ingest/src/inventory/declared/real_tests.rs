//! Tables of data providers as they were published, read by their layouts; skipped where they are absent.

use super::super::real_data::data_directory;
use super::super::{InventoryOptions, read};
use fluxledger_core::{Gas, Inventory, Mass, OtherMeasure, Warned};
use std::collections::BTreeSet;

/// The table of a file, or none with a word on it.
fn table(file: &str, options: &InventoryOptions) -> Option<Warned<Inventory>> {
    let path = data_directory().join(file);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    println!("real data: {file}");
    Some(read(&path, options).unwrap_or_else(|error| panic!("{file}: {error}")))
}

fn recognised(file: &str) -> Option<Warned<Inventory>> {
    table(file, &InventoryOptions::default())
}

/// Party, category, gas, year, kilotonnes, and the end of the place.
type Cell = (&'static str, &'static str, Gas, i32, f64, &'static str);

fn assert_cells(inventory: &Inventory, cells: &[Cell]) {
    for &(party, code, gas, year, kilotonnes, place) in cells {
        let is_it = |record: &&fluxledger_core::Record| {
            record.party.as_str() == party && record.category.code.as_str() == code && record.gas == gas && record.year == year
        };
        let found = inventory.records.iter().find(is_it).unwrap_or_else(|| panic!("no {party} {code} {gas} {year}"));
        let mass = found.reported.mass.map(Mass::as_kilotonnes).unwrap_or(f64::NAN);
        assert!((mass - kilotonnes).abs() <= 1e-12 * kilotonnes.abs(), "{party} {code} {gas} {year}: {mass}");
        assert!(found.place.ends_with(place), "{}", found.place);
    }
}

/// Party, category, substance, GWP set, year, kilotonnes, and the end of the place.
type OtherCell = (&'static str, &'static str, &'static str, Option<&'static str>, i32, f64, &'static str);

fn assert_others(inventory: &Inventory, cells: &[OtherCell]) {
    for &(party, code, substance, set, year, kilotonnes, place) in cells {
        let of_measure = |measure: &OtherMeasure| match (measure, set) {
            (OtherMeasure::Mass, None) => true,
            (OtherMeasure::Co2Equivalent { gwp_set }, Some(set)) => gwp_set.as_deref() == Some(set),
            _ => false,
        };
        let is_it = |other: &&fluxledger_core::OtherRecord| {
            other.party.as_str() == party
                && other.category.code.as_str() == code
                && other.substance == substance
                && of_measure(&other.measure)
                && other.year == year
        };
        let found = inventory.others.iter().find(is_it).unwrap_or_else(|| panic!("no {party} {code} {substance} {year}"));
        let mass = found.reported.mass.map(Mass::as_kilotonnes).unwrap_or(f64::NAN);
        assert!((mass - kilotonnes).abs() <= 1e-12 * kilotonnes.abs(), "{party} {code} {substance} {year}: {mass}");
        assert!(found.place.ends_with(place), "{}", found.place);
    }
}

fn messages(inventory: &Warned<Inventory>) -> String {
    inventory.warnings.iter().map(|warning| warning.message.as_str()).collect::<Vec<_>>().join("\n")
}

/// Numbers of a count over the same files by another CSV reader (Python's `csv`).
#[test]
fn the_country_tables_of_edgar_are_read_whole() {
    for (gas, figures, sums) in [("CH4", 198_396, 0), ("CO2", 217_944, 5508), ("N2O", 231_660, 0)] {
        let Some(inventory) = recognised(&format!("edgar_country_tables/E.{gas}_EDGAR.csv")) else { return };
        assert_eq!(inventory.value.records.len(), figures, "{gas}");
        assert_eq!(inventory.value.records.iter().filter(|record| record.place.contains(" + ")).count(), sums, "{gas}");
        assert!(inventory.value.others.is_empty());
    }
}

#[test]
fn cells_of_the_country_tables_of_edgar_are_as_they_stand_in_them() {
    let Some(methane) = recognised("edgar_country_tables/E.CH4_EDGAR.csv") else { return };
    let cells = [
        ("DEU", "1B2", Gas::Ch4, 2020, 231.189_381_604_37, "E.CH4_EDGAR.csv: line 878, column X2020"),
        ("CHN", "4C", Gas::Ch4, 2012, 14_278.310_145_604, "line 633, column X2012"),
        ("FRA+MCO", "6A", Gas::Ch4, 2000, 719.093_711_477_43, "line 1170, column X2000"),
        ("USA", "4A", Gas::Ch4, 2021, 6_849.419_612, "line 3468, column X2021"),
        ("SRB+MNE", "1B1", Gas::Ch4, 1990, 77.694_373_869_636, "line 2870, column X1990"),
    ];
    assert_cells(&methane.value, &cells);
    insta::assert_snapshot!(messages(&methane));
    let Some(dioxide) = recognised("edgar_country_tables/E.CO2_EDGAR.csv") else { return };
    // 1314.2022322 + 128.42827331 + 1.137491671495 = 1443.767997181495 of gaseous and liquid fuels and of oil and gas.
    let cells = [
        ("DEU", "1B2", Gas::Co2, 2020, 1_443.767_997_181_495, "line 993, column X2020 + line 994, column X2020 + line 995, column X2020"),
        ("USA", "1A1a", Gas::Co2, 2023, 1_463_280.652_768_3, "line 3922, column X2023"),
        ("CHN", "2A1", Gas::Co2, 2019, 790_129.143_923_74, "line 721, column X2019"),
        ("AIR", "1C1", Gas::Co2, 2010, 466_657.075_811_14, "line 65, column X2010"),
    ];
    assert_cells(&dioxide.value, &cells);
    let Some(oxide) = recognised("edgar_country_tables/E.N2O_EDGAR.csv") else { return };
    let cells = [
        ("BRA", "4D1", Gas::N2o, 2015, 105.922_235_891_26, "line 543, column X2015"),
        ("SEA", "1C2", Gas::N2o, 1999, 12.780_874_401_2, "line 3384, column X1999"),
        ("IND", "4D3", Gas::N2o, 2005, 89.022_987_554_878, "line 1836, column X2005"),
    ];
    assert_cells(&oxide.value, &cells);
}

/// Numbers of a count over the same workbook by another reader (openpyxl): 53 694 and 11 024 cells by AR4, 53 694 and 10 920 by AR5.
#[test]
fn the_workbook_of_edgar_v7_is_read_whole() {
    let Some(inventory) = recognised("edgar_country_tables/EDGARv7.0_GHG_AR4_AR5.xlsx") else { return };
    assert!(inventory.value.records.is_empty());
    assert_eq!(inventory.value.gwp_set, None, "two sets");
    assert_eq!(inventory.value.others.len(), 53_694 + 11_024 + 53_694 + 10_920);
    let cells = [
        ("CHN", "power", "GHG", Some("AR4"), 2012, 4_104_484.713_001_2, "sheet Total GHG by sector country AR4, cell AT45"),
        ("FRA+MCO", "power", "GHG", Some("AR4"), 2012, 50_809.627_984_852, "cell AT73"),
        ("DEU", "power", "GHG", Some("AR4"), 2012, 344_092.598_452_49, "cell AT78"),
        ("SEA", "transport", "GHG", Some("AR4"), 2012, 622_535.780_175_66, "cell AT422"),
        ("DEU", "Total", "GHG", Some("AR4"), 2012, 912_709.713_604_79, "sheet Total GHG by country AR4, cell AS81"),
        ("EU27", "Total", "GHG", Some("AR4"), 2012, 4_017_230.503_053, "cell AS217"),
        ("CHN", "power", "GHG", Some("AR5"), 2012, 4_101_639.628_893_04, "sheet Total GHG by sector country AR5, cell AT186"),
        ("DEU", "transport", "GHG", Some("AR5"), 2012, 150_267.901_036_566, "cell AT257"),
        ("FRA+MCO", "transport", "GHG", Some("AR5"), 2012, 128_873.703_476_892, "cell AT337"),
        ("CHN", "Total", "GHG", Some("AR5"), 2012, 13_030_272.838_468_134, "cell AS47"),
        ("DEU", "Total", "GHG", Some("AR5"), 2012, 930_938.752_384_896, "cell AS81"),
    ];
    assert_others(&inventory.value, &cells);
    insta::assert_snapshot!(messages(&inventory));
}

/// The five sectors of a country and year of EDGAR v7.0 add up to its total, to the digits of the workbook.
#[test]
fn the_sectors_of_edgar_v7_add_up_to_the_total() {
    let Some(inventory) = recognised("edgar_country_tables/EDGARv7.0_GHG_AR4_AR5.xlsx") else { return };
    let others = &inventory.value.others;
    let of = |party: &str, year: i32| {
        let figures: Vec<_> = others
            .iter()
            .filter(|other| other.party.as_str() == party && other.year == year)
            .filter(|other| matches!(&other.measure, OtherMeasure::Co2Equivalent { gwp_set } if gwp_set.as_deref() == Some("AR4")))
            .collect();
        let mass = |total: bool| {
            let wanted = figures.iter().filter(|other| (other.category.code.as_str() == "Total") == total);
            wanted.filter_map(|other| other.reported.mass).sum::<Mass>().as_kilotonnes()
        };
        (mass(false), mass(true))
    };
    for (party, year) in [("DEU", 2012), ("CHN", 2021), ("FRA+MCO", 1970), ("AIR", 2000)] {
        let (sectors, total) = of(party, year);
        assert!((sectors / total - 1.0).abs() < 1e-9, "{party} {year}: {sectors} {total}");
    }
}

/// 15 750 rows by another reader, three gases each; equivalents of all.
#[test]
fn climate_trace_is_read_whole() {
    let Some(inventory) = recognised("climate_trace_2022/climate_trace_emissions_inventory_20221201.csv") else { return };
    assert_eq!((inventory.value.records.len(), inventory.value.others.len()), (3 * 15_750, 15_750));
    let parties: BTreeSet<&str> = inventory.value.records.iter().map(|record| record.party.as_str()).collect();
    assert_eq!(parties.len(), 250);
    let cells = [
        ("CHN", "waste", Gas::Ch4, 2019, 15_590.965_795_703, "line 2736, column ch4"),
        ("CHN", "power", Gas::Co2, 2019, 5_238_130.936, "line 2764, column co2"),
        ("CHN", "agriculture", Gas::N2o, 2019, 814.165_824_605, "line 2743, column n20"),
        ("DEU", "power", Gas::Co2, 2019, 261_902.0, "line 3744, column co2"),
        ("DEU", "agriculture", Gas::Ch4, 2019, 1_271.355_749_169, "line 3758, column ch4"),
        ("DEU", "waste", Gas::Ch4, 2019, 706.739_563_132, "line 3772, column ch4"),
        ("IND", "agriculture", Gas::N2o, 2019, 600.552_035_271, "line 6558, column n20"),
        ("IND", "waste", Gas::Co2, 2019, 0.0, "line 6579, column co2"),
        ("USA", "waste", Gas::Ch4, 2019, 6_924.348_984_964, "line 14818, column ch4"),
        ("USA", "power", Gas::N2o, 2019, 27.889_485_5, "line 14853, column n20"),
    ];
    assert_cells(&inventory.value, &cells);
    let others = [("CHN", "fluorinated-gases", "GHG", Some("AR5"), 2019, 398_887.282_925_306, "line 2715, column co2e100")];
    assert_others(&inventory.value, &others);
    insta::assert_snapshot!(messages(&inventory));
}

const PRIMAP: &str = "primap_subsets/Guetschow-et-al-2021-PRIMAP-crf96_2021-v1.csv";

#[test]
fn a_table_of_primap_is_read_whole() {
    let Some(inventory) = recognised(PRIMAP) else { return };
    // Counted by another reader: ten rows of C2F6 and CF4 and two of methane of 30 years each; the last row breaks off before its figures.
    assert_eq!((inventory.value.records.len(), inventory.value.others.len()), (2 * 30, 10 * 30));
    assert_cells(
        &inventory.value,
        &[("AUS", "0", Gas::Ch4, 1990, 5697.0, "line 12, column 1990"), ("AUS", "1", Gas::Ch4, 2019, 1316.0, "line 13, column 2019")],
    );
    let others = [
        ("AUS", "0", "C2F6", None, 1990, 0.066_67, "line 2, column 1990"),
        ("AUS", "2", "C2F6", None, 2019, 0.009_93, "line 3, column 2019"),
        ("AUS", "2.C", "C2F6", None, 2005, 0.025_93, "line 4, column 2005"),
        ("AUS", "2.C.3", "C2F6", None, 2006, 0.009_943, "line 5, column 2006"),
        ("AUS", "M.0.EL", "C2F6", None, 1990, 0.066_67, "line 6, column 1990"),
        ("AUS", "2.C.3", "CF4", None, 1990, 0.513_3, "line 10, column 1990"),
        ("AUS", "2.C.3", "CF4", None, 2006, 0.076_56, "line 10, column 2006"),
        ("AUS", "M.0.EL", "CF4", None, 2019, 0.024_63, "line 11, column 2019"),
    ];
    assert_others(&inventory.value, &others);
    assert!(inventory.value.records.iter().all(|record| record.category.categorization.name() == "IPCC1996" && record.gas == Gas::Ch4));
    assert_eq!(messages(&inventory), "");
}

fn province(code: &str) -> Option<Warned<Inventory>> {
    recognised(&format!("canada_provincial_inventory/EN_GHG_IPCC_{code}.xlsx"))
}

/// Numbers of a count over the same workbooks by another reader (openpyxl): 68 rows of 32 years; three gases, and five columns of equivalents.
#[test]
fn the_tables_of_canadas_provinces_are_read_whole() {
    for (code, keys, other_keys) in [("AB", 1734, 8599), ("ON", 1634, 8444)] {
        let Some(inventory) = province(code) else { return };
        let (records, others) = (&inventory.value.records, &inventory.value.others);
        assert_eq!((records.len(), others.len()), (6528, 10_880), "{code}");
        assert_eq!(inventory.value.gwp_set.as_deref(), Some("AR4"));
        assert_eq!(records.iter().filter(|record| record.reported.mass.is_none()).count(), keys, "{code}");
        assert_eq!(others.iter().filter(|other| other.reported.mass.is_none()).count(), other_keys, "{code}");
        let message = format!("under codes that are no country's: {} as CA-{code}", if code == "AB" { "Alberta" } else { "Ontario" });
        assert_eq!(messages(&inventory), message);
    }
}

#[test]
fn cells_of_canadas_provinces_are_as_they_stand_in_them() {
    let Some(alberta) = province("AB") else { return };
    let cells = [
        ("CA-AB", "Total", Gas::Co2, 2021, 206_053.052_318_655, "EN_GHG_IPCC_AB.xlsx: sheet 21, cell F7"),
        ("CA-AB", "Total", Gas::Ch4, 2021, 1_652.709_109_045_62, "sheet 21, cell G7"),
        ("CA-AB", "1.c.2.3", Gas::Ch4, 2021, 409.440_781_265_012, "sheet 21, cell G44"),
        ("CA-AB", "1.c.2.1", Gas::Co2, 1990, 79.390_869_739_503_9, "sheet 90, cell F42"),
        ("CA-AB", "1.c.2.1", Gas::Ch4, 1990, 186.098_855_861_012, "sheet 90, cell G42"),
        ("CA-AB", "3.c.2", Gas::N2o, 2021, 2.995_638_456_567_58, "sheet 21, cell I66"),
        ("CA-AB", "4.e", Gas::Ch4, 2021, 3.045_544_972_850_76, "sheet 21, cell G74"),
        ("CA-AB", "1.b.5.6", Gas::N2o, 2021, 0.116_811_401_734_874, "sheet 21, cell I38"),
    ];
    assert_cells(&alberta.value, &cells);
    let others = [
        ("CA-AB", "Total", "HFCs", Some("AR4"), 2021, 1_603.741_275_883_1, "sheet 21, cell K7"),
        ("CA-AB", "Total", "GHG", Some("AR4"), 2021, 256_148.803_204_248, "sheet 21, cell O7"),
    ];
    assert_others(&alberta.value, &others);
    let cement = alberta.value.records.iter().find(|record| record.category.code.as_str() == "2.a.1" && record.year == 2021);
    assert_eq!(cement.map(|record| record.reported.keys.to_string()).as_deref(), Some("C"), "suppressed");
    let Some(ontario) = province("ON") else { return };
    let cells = [
        ("CA-ON", "Total", Gas::Co2, 2005, 175_853.387_120_165, "EN_GHG_IPCC_ON.xlsx: sheet 05, cell F7"),
        ("CA-ON", "2.a.1", Gas::Co2, 2005, 3_697.084_952_500_17, "sheet 05, cell F49"),
        ("CA-ON", "3.a", Gas::Ch4, 2005, 165.805_214_515_938, "sheet 05, cell G62"),
        ("CA-ON", "Total", Gas::N2o, 2005, 34.936_489_486_362_7, "sheet 05, cell I7"),
    ];
    assert_cells(&ontario.value, &cells);
}

/// Alberta and Ontario are 62 % of Canada's CO2, 59 % of its CH4 and 47 % of its N2O in 2021; the difference is the other eleven provinces and
/// territories, by another program: 204 591.562 kt, 1471.693 kt and 53.483 kt.
#[test]
fn alberta_and_ontario_are_a_part_of_canada() {
    let (Some(alberta), Some(ontario)) = (province("AB"), province("ON")) else { return };
    for (gas, canada_less_both) in
        [(Gas::Co2, 204_591.562_026_501_97), (Gas::Ch4, 1_471.692_852_594_052_5), (Gas::N2o, 53.483_352_851_247_7)]
    {
        let Some(annex_1) = recognised(&format!("unfccc_annex1/{gas}_Annual_Net_emissions_removals_in_kt.csv")) else { return };
        let mass = |inventory: &Inventory, party: &str, code: &str| {
            let is_it = |record: &&fluxledger_core::Record| {
                record.party.as_str() == party && record.category.code.as_str() == code && record.gas == gas && record.year == 2021
            };
            inventory.records.iter().find(is_it).and_then(|record| record.reported.mass).expect("a mass").as_kilotonnes()
        };
        let canada = mass(&annex_1.value, "CAN", "Total.without.LULUCF");
        let both = mass(&alberta.value, "CA-AB", "Total") + mass(&ontario.value, "CA-ON", "Total");
        assert!((canada - both - canada_less_both).abs() < 1e-6, "{gas}: {}", canada - both);
    }
}

/// The workbook of 2019 as .xlsx, which it must be saved as; its cells by another reader (xlrd).
#[test]
fn the_booklet_of_2019_is_read_whole_once_it_is_saved_anew() {
    let path = data_directory().join("edgar_country_tables/co2_booklets/EDGARv5.0_FT2018_fossil_CO2_GHG_booklet2019.xls");
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return;
    }
    println!("real data: booklet of 2019");
    let folder = tempfile::tempdir().expect("a folder");
    let saved = folder.path().join("booklet2019.xlsx");
    save_anew(&path, &saved);
    let inventory = read(&saved, &InventoryOptions::default()).expect("a readable table");
    assert_eq!((inventory.value.records.len(), inventory.value.others.len()), (50_377 + 10_388, 47_472 + 9752));
    let cells = [
        ("AFG", "Total", Gas::Co2, 1970, 1_466.158_620_693, "sheet fossil_CO2_totals_by_country, cell B2"),
        ("ALB", "Total", Gas::Co2, 1976, 5_256.256_429_93, "cell H3"),
        ("ZWE", "Total", Gas::Co2, 1972, 9_146.776_124, "cell D209"),
        ("EU28", "Total", Gas::Co2, 1970, 4_198_201.314_478_2, "cell B213"),
        ("GLOBAL TOTAL", "Total", Gas::Co2, 1971, 15_705_228.760_939_7, "cell C214"),
        ("AUT", "power", Gas::Co2, 1970, 8_132.052_2, "sheet fossil_CO2_by_sector_and_countr, cell C12"),
        ("International Shipping", "transport", Gas::Co2, 1975, 341_215.584_732_426, "cell H1037"),
    ];
    assert_cells(&inventory.value, &cells);
    assert!(inventory.warnings.iter().any(|warning| warning.message.ends_with("of a set of potentials that nothing names: 57224")));
}

fn save_anew(old: &std::path::Path, new: &std::path::Path) {
    use calamine::{Data, Reader, Xls, open_workbook};
    let mut from: Xls<_> = open_workbook(old).expect("the old workbook");
    let mut to = rust_xlsxwriter::Workbook::new();
    for (name, range) in from.worksheets() {
        let sheet = to.add_worksheet().set_name(name).expect("a name");
        for (row, column, cell) in range.used_cells() {
            let (row, column) = (u32::try_from(row).expect("few rows"), u16::try_from(column).expect("few columns"));
            match cell {
                Data::String(text) => sheet.write(row, column, text.as_str()).expect("a cell"),
                Data::Float(number) => sheet.write(row, column, *number).expect("a cell"),
                Data::Int(number) => sheet.write(row, column, *number).expect("a cell"),
                _ => continue,
            };
        }
    }
    to.save(new).expect("saved");
}

fn selecting(column: &str, text: &str) -> InventoryOptions {
    InventoryOptions { select: [(column.to_owned(), text.to_owned())].into(), ..InventoryOptions::default() }
}

/// Numbers of a count over the same file by another reader (netCDF4 for Python), values that are not NaN.
#[test]
fn the_excerpt_of_primap_hist_is_read_whole() {
    let Some(inventory) = recognised("primap_subsets/downscale_test_original.nc") else { return };
    assert_eq!((inventory.value.records.len(), inventory.value.others.len()), (9590, 23_290));
    let cells = [
        (
            "DEU",
            "1",
            Gas::Ch4,
            1990,
            1650.0,
            "variable CH4, source PRIMAP-hist_v2.6.1_final, category (IPCC2006_PRIMAP) 1, area (ISO3) DEU, column 1990",
        ),
        ("DEU", "1.A", Gas::Ch4, 2000, 85.1, "column 2000"),
        ("CZE", "2", Gas::Co2, 2010, 11_700.0, "column 2010"),
        ("CYP", "1", Gas::N2o, 2020, 0.0932, "column 2020"),
        ("DJI", "1.A", Gas::Co2, 1980, 318.0, "column 1980"),
    ];
    assert_cells(&inventory.value, &cells);
    let others =
        [("DEU", "1", "KYOTOGHG", Some("AR4"), 1990, 1_040_000.0, "column 1990"), ("DEU", "2", "SF6", None, 2005, 0.142, "column 2005")];
    assert_others(&inventory.value, &others);
    assert!(
        inventory.value.source.ends_with(
            "; v2.6.1_final; Climate Resource; 10.5281/zenodo.15016289; Creative Commons Attribution 4.0 International; \
        Where input data for the last years is missing time series are extrapolated numerically. 3 significant digits."
        ),
        "{}",
        inventory.value.source
    );
    assert_eq!(messages(&inventory), "");
}

#[test]
fn of_the_sources_of_primap_one_is_read() {
    const SOURCES: &str = "primap_subsets/primap2_test_data_v2.5.1_final.nc";
    let path = data_directory().join(SOURCES);
    if path.exists() {
        let error = read(&path, &InventoryOptions::default()).expect_err("nine sources").to_string();
        assert!(error.contains("column `source`: found `Andrew cement, HISTORY`, `CDIAC 2023, HISTORY`"), "{error}");
    }
    for (source, records, others) in [("EDGAR 8.0, HISTORY", 5572, 0), ("CRF 2023, 240108", 2132, 544), ("FAOSTAT 2023, HISTORY", 2521, 0)]
    {
        let Some(inventory) = table(SOURCES, &selecting("source", source)) else { return };
        assert_eq!((inventory.value.records.len(), inventory.value.others.len()), (records, others), "{source}");
    }
    let Some(edgar) = table(SOURCES, &selecting("source", "EDGAR 8.0, HISTORY")) else { return };
    assert_cells(&edgar.value, &[("BRA", "1.A", Gas::Ch4, 1970, 343.0, "source EDGAR 8.0, HISTORY, column 1970")]);
    let Some(one) = recognised("primap_subsets/PRIMAP-csg-test.nc") else { return };
    assert_eq!((one.value.records.len(), one.value.others.len()), (5127, 351));
}

/// Methane of 2012 in the country table beside the grid of EDGAR v5.0 by the country mask of the OpenGHG inversions (WGS 84, 365 days), whose totals
/// are those that `edgar_on_the_european_domain_sums_to_the_independent_totals` holds: two versions of EDGAR, years apart.
///
/// Kilotonnes: the sum of the rows of the table without bunkers (1C1, 1C2) by another CSV reader, and what the grid has beyond it. The mask cuts
/// the grid along outlines of 1:50 million, and the United Kingdom of v5.0 has twice what the later table gives it.
#[test]
fn the_country_table_of_edgar_stands_beside_the_grid_of_v5() {
    let Some(table) = recognised("edgar_country_tables/E.CH4_EDGAR.csv") else { return };
    let national = |party: &str| {
        let rows = table.value.records.iter().filter(|record| record.party.as_str() == party && record.year == 2012);
        let inside = rows.filter(|record| !record.category.code.as_str().starts_with("1C"));
        inside.filter_map(|record| record.reported.mass).sum::<Mass>().as_kilotonnes()
    };
    let countries = [
        ("DEU", 2_601.223_580_979_35, 3165.91, 564.686),
        ("FRA+MCO", 2_711.767_444_269_322, 2596.06, -115.707),
        ("GBR", 1_822.030_731_024_945_2, 3687.90, 1865.869),
        ("ITA+SMR+VAT", 1_709.340_052_016_339, 1662.48, -46.860),
        ("POL", 1_977.767_225_365_771_3, 2701.79, 724.023),
    ];
    for (party, of_table, of_grid, beyond) in countries {
        let kilotonnes = national(party);
        assert!((kilotonnes / of_table - 1.0).abs() < 1e-12, "{party}: {kilotonnes}");
        assert!((of_grid - kilotonnes - beyond).abs() < 1e-3, "{party}: {}", of_grid - kilotonnes);
    }
}
