use crate::args::{Arguments, Verb};
use crate::command::real_data::real_file;
use crate::exit::ExitStatus;
use clap::Parser;
use std::path::Path;

const TABLE: &str = "\
party,categorization,category,category_name,gas,year,value,unit
DEU,CRF,Total.without.LULUCF,Total,CH4,2020,15,kt
DEU,CRF,1,Energy,CH4,2020,5,kt
DEU,CRF,3,Agriculture,CH4,2020,7,kt
DEU,CRF,3.A,Enteric Fermentation,CH4,2020,4.25,kt
DEU,CRF,3.B,Manure Management,CH4,2020,NE,kt
DEU,CRF,5,Waste,CH4,2020,3,kt
DEU,CRF,5.A,Solid Waste Disposal,CH4,2020,2.5,kt
DEU,CRF,5.B,Biological Treatment,CH4,2020,1.25,kt
";

/// What the check prints or writes, with how it ends.
fn check(path: &Path, options: &str) -> Result<(String, ExitStatus), String> {
    let line = format!("fluxledger --quiet inventory {} --check {options}", path.display());
    let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
    let Verb::Inventory(verb) = &arguments.verb else { panic!("another verb") };
    let mut out = Vec::new();
    let status = crate::command::inventory::inventory(verb, &arguments.global, &mut out).map_err(|problems| problems.to_string())?;
    Ok((String::from_utf8(out).unwrap(), status))
}

fn check_table(text: &str, options: &str) -> Result<(String, ExitStatus), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    let output = folder.path().join("sums.json");
    let checked = check(&path, &options.replace("OUTPUT", &output.display().to_string()))?;
    Ok(if output.exists() { (std::fs::read_to_string(output).unwrap(), checked.1) } else { checked })
}

/// 3.A 4.25 + 3.B NE = 4.25, stated 7: 2.75 more, and 3.B is marked. 5.A 2.5 + 5.B 1.25 = 3.75, stated 3: 0.75 less, for which there is no reason.
#[test]
fn sums_that_differ_are_shown_with_their_reasons() {
    let (text, status) = check_table(TABLE, "").unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(status, ExitStatus::ThresholdBroken);
}

#[test]
fn a_table_whose_sums_have_their_reasons_ends_well() {
    let (_, status) =
        check_table(&TABLE.replace("5.B,Biological Treatment,CH4,2020,1.25", "5.B,Biological Treatment,CH4,2020,0.5"), "").unwrap();
    assert_eq!(status, ExitStatus::Done);
}

#[test]
fn every_sum_is_a_row_for_programs() {
    insta::assert_snapshot!(check_table(TABLE, "--output OUTPUT").unwrap().0);
}

#[test]
fn a_categorization_without_a_tree_is_refused() {
    insta::assert_snapshot!(check_table(&TABLE.replace(",CRF,", ",EDGAR,"), "").unwrap_err(), @"
    error: --check: categorization `EDGAR` has no tree of categories, expected IPCC2006, CRF, CRT, IPCC1996
    hint: only tables with categories of these have sums that can be recomputed
    1 problem, nothing was written
    ");
}

/// Germany 1990 to 2021 as it stands in the export: 1656 + 1824 + 1592 = 5072 sums, none of them without a reason.
///
/// CH4 of 2021: 1866.252742 − 1856.900670 = 9.352072 = 8.436366 (1.A.2.g) + 0.915706 (4.A).
#[test]
fn germany_is_rebuilt_from_its_leaves() {
    let mut shown = String::new();
    for gas in ["CH4", "CO2", "N2O"] {
        let Some(path) = real_file(&format!("unfccc_annex1/{gas}_Annual_Net_emissions_removals_in_kt.csv")) else { return };
        shown += &check(&path, "--party DEU").unwrap().0;
    }
    insta::assert_snapshot!(shown);
}

/// China's five years, figures of six digits at most.
#[test]
fn chinas_five_years_are_rebuilt_from_their_leaves() {
    let Some(path) = real_file("unfccc_non_annex1/detailed-data-by-country-non-annex-one.csv") else { return };
    insta::assert_snapshot!(check(&path, "--party CHN").unwrap().0);
}

/// The workbook of the United Kingdom for 2021: tables 4(I) to 4(V) close the sums of land use, which the export of the data interface leaves open.
#[test]
fn the_workbook_of_the_united_kingdom_is_rebuilt_from_its_leaves() {
    let Some(path) = real_file("uk_crf_2023/GBR_2023_2021_13042023_170954.xlsx") else { return };
    insta::assert_snapshot!(check(&path, "--year 2021").unwrap().0);
}

/// What of the export of methane for all Parties and groups has no reason: Bulgaria's 1.A.2.g of 31 years, and 1.A.4.b of Kazakhstan in four.
#[test]
fn the_export_of_annex_i_has_few_sums_without_a_reason() {
    let Some(path) = real_file("unfccc_annex1/CH4_Annual_Net_emissions_removals_in_kt.csv") else { return };
    let (text, status) = check(&path, "").unwrap();
    assert_eq!(status, ExitStatus::ThresholdBroken);
    insta::assert_snapshot!(text);
}
