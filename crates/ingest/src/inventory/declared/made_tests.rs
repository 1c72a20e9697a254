//! Layouts of tables of which no real file is at hand, on a few lines made after their descriptions; and what is shipped of a real one only in parts.

use super::super::table::Content;
use super::super::{InventoryError, InventoryOptions};
use super::tests::{lines, options};
use super::{objection, read, table_layouts};
use fluxledger_core::{Inventory, Warned};
use rust_xlsxwriter::Workbook;
use std::path::Path;

/// Reads a content as the layout of an id, which must recognise it.
fn read_as(id: &str, file: &str, content: &Content, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let layout = table_layouts().iter().find(|layout| layout.id == id).unwrap_or_else(|| panic!("no layout {id}"));
    assert_eq!(objection(layout, content, Path::new(file)), None, "{id}");
    let recognised = table_layouts().iter().find(|layout| objection(layout, content, Path::new(file)).is_none());
    assert_eq!(recognised.map(|layout| layout.id.as_str()), Some(id));
    read(layout, content, Path::new(file), options)
}

fn text(text: &str) -> Content {
    Content::Text(text.to_owned())
}

/// Sheets with their rows; a cell that reads as a number is one.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Content {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (row, column) = (u32::try_from(row).expect("few rows"), u16::try_from(column).expect("few columns"));
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).expect("a cell"),
                    Err(_) => sheet.write(row, column, *cell).expect("a cell"),
                };
            }
        }
    }
    Content::Workbook(workbook.save_to_buffer().expect("a workbook"))
}

fn messages(inventory: &Warned<Inventory>) -> String {
    inventory.warnings.iter().map(|warning| warning.message.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn primap_hist_has_several_scenarios_of_which_one_is_read() {
    let table = "\
category (IPCC2006_PRIMAP),source,scenario (PRIMAP-hist),provenance,area (ISO3),entity,unit,2019,2020
M.AG,PRIMAP-hist_v2.6_final,HISTCR,derived,DEU,CH4,CH4 * gigagram / a,1200,
M.AG,PRIMAP-hist_v2.6_final,HISTTP,derived,DEU,CH4,CH4 * gigagram / a,1300,1310
M.0.EL,PRIMAP-hist_v2.6_final,HISTCR,derived,EARTH,KYOTOGHG (AR6GWP100),CO2 * gigagram / a,5e7,5.1e7
";
    let several = read_as("primap-csv", "hist.csv", &text(table), &InventoryOptions::default()).expect_err("two scenarios");
    insta::assert_snapshot!(several, @"`hist.csv`, header, column `scenario (PRIMAP-hist)`: found `HISTCR`, `HISTTP`, expected one of them, since each is an estimate of its own");
    insta::assert_snapshot!(several.hint().unwrap_or_default(), @r#"choose one: `--select "scenario (PRIMAP-hist)=…"`, in a run file `select = { "scenario (PRIMAP-hist)" = "…" }`"#);
    let one = read_as("primap-csv", "hist.csv", &text(table), &options(&[("scenario", "HISTCR")])).expect("one scenario");
    insta::assert_snapshot!(lines(&one.value), @r#"
    DEU IPCC2006_PRIMAP M.AG CH4 2019 1200
    EARTH IPCC2006_PRIMAP M.0.EL KYOTOGHG Some("AR6") 2019 50000000
    EARTH IPCC2006_PRIMAP M.0.EL KYOTOGHG Some("AR6") 2020 51000000
    "#);
}

#[test]
fn the_file_beside_an_interchange_table_says_where_it_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hist.csv");
    let table = "area (ISO3),entity,unit,category (IPCC2006),2020\nDEU,CH4,kt CH4 / yr,0,1\n";
    std::fs::write(
        folder.path().join("hist.yaml"),
        "attrs:\n  area: area (ISO3)\n  title: A history\n  references: doi:10/x\n  rights: CC BY 4.0\ndata_file: hist.csv\n",
    )
    .expect("written");
    let layout = table_layouts().iter().find(|layout| layout.id == "primap-csv").expect("the layout");
    let inventory = read(layout, &text(table), &path, &InventoryOptions::default()).expect("a table");
    assert_eq!(
        inventory.value.source,
        "PRIMAP; an estimate of a third party, not a submission of the country; A history; doi:10/x; CC BY 4.0"
    );
    std::fs::write(folder.path().join("hist.yaml"), "attrs: [1, 2\n").expect("written");
    let error = read(layout, &text(table), &path, &InventoryOptions::default()).expect_err("no attributes").to_string();
    assert!(error.contains("hist.yaml") && error.contains("expected the attributes of a table"), "{error}");
}

#[test]
fn countries_of_ceds_are_in_small_letters() {
    let table = "\
em,country,sector,units,X2021,X2022
CH4,deu,3E_Enteric-fermentation,ktCH4,1000,990.5
CH4,srb (kosovo),5A_Solid-waste-disposal,ktCH4,10,11
CH4,global,1A3di_International-shipping,ktCH4,1,
";
    let inventory = read_as("ceds-countries", "CH4_CEDS.csv", &text(table), &InventoryOptions::default()).expect("a table");
    insta::assert_snapshot!(lines(&inventory.value), @r"
    DEU CEDS-sectors 3E_Enteric-fermentation CH4 2021 1000
    DEU CEDS-sectors 3E_Enteric-fermentation CH4 2022 990.5
    XKX CEDS-sectors 5A_Solid-waste-disposal CH4 2021 10
    XKX CEDS-sectors 5A_Solid-waste-disposal CH4 2022 11
    global CEDS-sectors 1A3di_International-shipping CH4 2021 1
    ");
    insta::assert_snapshot!(messages(&inventory), @r"
    no file of the provider was at hand when this layout was written, only provider code: look some figures up in the table
    kept as groups or rests, which are no countries: global
    ");
}

#[test]
fn our_world_in_data_has_masses_and_equivalents_side_by_side() {
    let table = "\
country,year,iso_code,population,gdp,cement_co2,cement_co2_per_capita,co2,co2_including_luc,coal_co2,land_use_change_co2,methane,nitrous_oxide,total_ghg,total_ghg_excluding_lucf,share_global_co2
Germany,2020,DEU,83,4e12,12.5,0.1,650.2,651.0,220,0.8,50,30,740,739,1.8
Kosovo,2020,OWID_KOS,2,1e10,,,8,,7,,,,,,
World,2020,,7800,1e14,1600,,35000,,14000,4000,,,,,100
";
    let inventory = read_as("owid-co2", "owid-co2-data.csv", &text(table), &InventoryOptions::default()).expect("a table");
    insta::assert_snapshot!(lines(&inventory.value));
    insta::assert_snapshot!(messages(&inventory));
}

#[test]
fn china_of_faostat_is_the_mainland_and_never_counted_beside_its_sum() {
    let table = "\
\"Area Code\",\"Area Code (M49)\",\"Area\",\"Item Code\",\"Item\",\"Element Code\",\"Element\",\"Year Code\",\"Year\",\"Source Code\",\"Source\",\"Unit\",\"Value\",\"Flag\",\"Note\"
\"351\",\"'159\",\"China\",\"5058\",\"Enteric Fermentation\",\"7225\",\"Emissions (CH4)\",\"2020\",\"2020\",\"3050\",\"FAO TIER 1\",\"kt\",\"9100\",\"E\",\"\"
\"41\",\"'156\",\"China, mainland\",\"5058\",\"Enteric Fermentation\",\"7225\",\"Emissions (CH4)\",\"2020\",\"2020\",\"3050\",\"FAO TIER 1\",\"kt\",\"9000\",\"E\",\"\"
\"41\",\"'156\",\"China, mainland\",\"5058\",\"Enteric Fermentation\",\"7225\",\"Emissions (CH4)\",\"2020\",\"2020\",\"3051\",\"UNFCCC\",\"kt\",\"9856\",\"X\",\"\"
\"41\",\"'156\",\"China, mainland\",\"5064\",\"Crop Residues\",\"7236\",\"Indirect emissions (N2O)\",\"2020\",\"2020\",\"3050\",\"FAO TIER 1\",\"kt\",\"8\",\"E\",\"\"
\"107\",\"'384\",\"C\u{f4}te d'Ivoire\",\"5058\",\"Enteric Fermentation\",\"723113\",\"Emissions (CO2eq) (AR5)\",\"2020\",\"2020\",\"3050\",\"FAO TIER 1\",\"kt\",\"2800\",\"E\",\"\"
";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(table);
    let content = Content::Bytes(bytes.into_owned());
    let several = read_as("faostat-normalized", "totals.csv", &content, &InventoryOptions::default()).expect_err("two sources");
    assert!(several.to_string().contains("column `Source`: found `FAO TIER 1`, `UNFCCC`"), "{several}");
    let own = read_as("faostat-normalized", "totals.csv", &content, &options(&[("Source", "FAO TIER 1")])).expect("one source");
    insta::assert_snapshot!(lines(&own.value), @r#"
    CHN FAOSTAT Enteric Fermentation CH4 2020 9000
    CIV FAOSTAT Enteric Fermentation GHG Some("AR5") 2020 2800
    "#);
    insta::assert_snapshot!(messages(&own), @r"
    no file of the provider was at hand when this layout was written, only reader code: look some figures up in the table
    rows left out, since area 351, China, is the sum of the mainland, Hong Kong, Macao and Taiwan: 1
    rows left out, since they hold other elements than emissions: stocks, areas, and the direct and indirect part of N2O: 1
    ");
}

#[test]
fn the_wide_table_of_faostat_has_flags_between_its_years() {
    let table = "\
Area Code,Area Code (M49),Area,Item Code,Item,Element Code,Element,Source Code,Source,Unit,Y1990,Y1990F,Y1990N,Y1991,Y1991F,Y1991N
79,'276,Germany,5060,Rice Cultivation,7225,Emissions (CH4),3050,FAO TIER 1,kt,0,E,,,,
79,'276,Germany,5059,Manure Management,7230,Emissions (N2O),3050,FAO TIER 1,kt,9.5,E,,9.25,E,
";
    let inventory = read_as("faostat-wide", "totals.csv", &text(table), &InventoryOptions::default()).expect("a table");
    insta::assert_snapshot!(lines(&inventory.value), @r"
    DEU FAOSTAT Rice Cultivation CH4 1990 0
    DEU FAOSTAT Manure Management N2O 1990 9.5
    DEU FAOSTAT Manure Management N2O 1991 9.25
    ");
}

const EDGAR_HEAD: &[&str] = &[
    "IPCC_annex",
    "C_group_IM24_sh",
    "Country_code_A3",
    "Name",
    "ipcc_code_2006_for_standard_report",
    "ipcc_code_2006_for_standard_report_name",
    "Substance",
    "fossil_bio",
    "Y_1970",
    "Y_1971",
];

#[test]
fn methane_of_edgar_is_the_sum_of_fossil_and_biomass() {
    let rows: &[&[&str]] = &[
        &["Content:", "Emissions"],
        &["Compound:", "CH4"],
        &["Unit:", "Gg"],
        &[],
        EDGAR_HEAD,
        &["Annex_I", "OECD_Europe", "DEU", "Germany", "1.A.4", "Other sectors", "CH4", "bio", "10", "11"],
        &["Annex_I", "OECD_Europe", "DEU", "Germany", "1.A.4", "Other sectors", "CH4", "fossil", "2.5", "2"],
        &["Annex_I", "OECD_Europe", "FRA", "France and Monaco", "1.A.3.b_noRES", "Road", "CH4", "fossil", "3", ""],
    ];
    let inventory =
        read_as("edgar-ch4-n2o-xlsx", "EDGAR_CH4_1970_2023.xlsx", &workbook(&[("IPCC 2006", rows)]), &InventoryOptions::default())
            .expect("a table");
    // 10 + 2.5 = 12.5; 11 + 2 = 13.
    insta::assert_snapshot!(lines(&inventory.value), @r"
    DEU IPCC2006 1.A.4 CH4 1970 12.5
    DEU IPCC2006 1.A.4 CH4 1971 13
    FRA+MCO IPCC2006 1.A.3.b CH4 1970 3
    ");
    assert!(
        inventory.value.records[0].place.ends_with("sheet IPCC 2006, cell I6 + sheet IPCC 2006, cell I7"),
        "{}",
        inventory.value.records[0].place
    );
}

#[test]
fn carbon_dioxide_of_edgar_is_the_fossil_one() {
    let rows: &[&[&str]] = &[
        &["Unit:", "Gg"],
        EDGAR_HEAD,
        &["Annex_I", "OECD_Europe", "DEU", "Germany", "1.A.4", "Other sectors", "CO2", "bio", "90", "91"],
        &["Annex_I", "OECD_Europe", "DEU", "Germany", "1.A.4", "Other sectors", "CO2", "fossil", "200", "190"],
        &["Int. Aviation", "AIR", "AIR", "Int. Aviation", "1.A.3.a", "Civil Aviation", "CO2", "fossil", "7", "8"],
    ];
    let inventory =
        read_as("edgar-co2-xlsx", "IEA_EDGAR_CO2_1970_2023.xlsx", &workbook(&[("IPCC 2006", rows)]), &InventoryOptions::default())
            .expect("a table");
    insta::assert_snapshot!(lines(&inventory.value), @r"
    DEU IPCC2006 1.A.4 CO2 1970 200
    DEU IPCC2006 1.A.4 CO2 1971 190
    AIR IPCC2006 1.A.3.a CO2 1970 7
    AIR IPCC2006 1.A.3.a CO2 1971 8
    ");
    assert!(messages(&inventory).contains("rows left out, since CO2 of biomass stands beside the totals: 1"));
}

#[test]
fn the_booklets_of_edgar_end_with_groups() {
    let sectors: &[&[&str]] = &[
        &["Substance", "Sector", "EDGAR Country Code", "Country", "1970", "1971"],
        &["GWP_100_AR5_GHG", "Buildings", "ITA", "Italy, San Marino and the Holy See", "50", "51.5"],
    ];
    let totals: &[&[&str]] = &[
        &["EDGAR Country Code", "Country", "1970", "1971"],
        &["DEU", "Germany", "1300", "1310"],
        &[],
        &["EU27", "EU27", "4500", ""],
        &["GLOBAL TOTAL", "GLOBAL TOTAL", "", "24000"],
    ];
    let ghg = workbook(&[("info", &[]), ("GHG_totals_by_country", totals), ("GHG_by_sector_and_country", sectors)]);
    let inventory = read_as("edgar-booklet", "EDGAR_2024_GHG_booklet_2024.xlsx", &ghg, &InventoryOptions::default()).expect("a table");
    insta::assert_snapshot!(lines(&inventory.value), @r#"
    ITA+SMR+VAT EDGAR-sectors buildings GHG Some("AR5") 1970 50000
    ITA+SMR+VAT EDGAR-sectors buildings GHG Some("AR5") 1971 51500
    DEU EDGAR-sectors Total GHG Some("AR5") 1970 1300000
    DEU EDGAR-sectors Total GHG Some("AR5") 1971 1310000
    EU27 EDGAR-sectors Total GHG Some("AR5") 1970 4500000
    GLOBAL TOTAL EDGAR-sectors Total GHG Some("AR5") 1971 24000000
    "#);
    let fossil: &[&[&str]] =
        &[&["Substance", "Sector", "EDGAR Country Code", "Country", "1970"], &["CO2", "Transport", "DEU", "Germany", "100"]];
    let totals: &[&[&str]] = &[&["Substance", "EDGAR Country Code", "Country", "1970"], &["CO2", "DEU", "Germany", "1000.5"]];
    let fossil = workbook(&[("fossil_CO2_totals_by_country", totals), ("fossil_CO2_by_sector_country_su", fossil)]);
    let file = "EDGAR_2024_GHG_booklet_2024_fossilCO2only.xlsx";
    let inventory = read_as("edgar-booklet-co2", file, &fossil, &InventoryOptions::default()).expect("a table");
    insta::assert_snapshot!(lines(&inventory.value), @r"
    DEU EDGAR-sectors transport CO2 1970 100000
    DEU EDGAR-sectors Total CO2 1970 1000500
    ");
}
