//! The gridded EPA inventory against what the USA reported: which layers meet which rows; skipped where the export is absent.

use super::{crosswalk, ipcc_2006};
use crate::inventory::{InventoryOptions, read};
use fluxledger_core::matching::{CategoryItem, Content, match_categories};
use fluxledger_core::{Categorization, CategoryCode, Gas, Mass, Record};
use insta::assert_snapshot;
use std::path::PathBuf;

/// What the USA reported for methane in 2012, or none with a word on it.
fn records_of_the_usa() -> Option<Vec<Record>> {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let directory = std::env::var_os("FLUXLEDGER_DATA").map_or_else(default, PathBuf::from);
    let path = directory.join("unfccc_annex1/CH4_Annual_Net_emissions_removals_in_kt.csv");
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    println!("real data: methane of the USA in 2012 by category");
    let inventory = read(&path, &InventoryOptions { name: "USA".to_owned(), ..InventoryOptions::default() }).unwrap().value;
    Some(inventory.records.into_iter().filter(|record| record.party.as_str() == "USA" && record.year == 2012).collect())
}

fn item(from: &str, own: &CategoryCode, content: Content) -> Option<CategoryItem> {
    let crosswalk = crosswalk(&Categorization::new(from)).unwrap();
    crosswalk.targets(own, Gas::Ch4).map(|codes| CategoryItem { own_code: own.clone(), codes: codes.to_vec(), content })
}

/// A row of the inventory as an item, and what stands in it.
type Row = (CategoryItem, Record);

/// The EPA layers, and the rows of the USA that have a counterpart.
fn sides() -> Option<(Vec<CategoryItem>, Vec<Row>)> {
    let crosswalk = crosswalk(&Categorization::new("EPA-GHGI-v1")).unwrap();
    let layers = crosswalk.sources().into_iter().filter_map(|code| item("EPA-GHGI-v1", code, Content::Mass)).collect();
    let content = |record: &Record| if record.reported.brings_nothing() { Content::Nothing } else { Content::Mass };
    let rows = records_of_the_usa()?.into_iter().filter_map(|record| Some((item("CRF", &record.category.code, content(&record))?, record)));
    Some((layers, rows.collect()))
}

fn joined(codes: impl IntoIterator<Item = impl ToString>) -> String {
    codes.into_iter().map(|code| code.to_string()).collect::<Vec<_>>().join(" ")
}

/// Each group in a line: its categories, the layers, the rows with their sum in kt, and what a side lacks.
fn groups(layers: &[CategoryItem], rows: &[Row]) -> String {
    let items: Vec<CategoryItem> = rows.iter().map(|(item, _)| item.clone()).collect();
    let matching = match_categories(&ipcc_2006(), layers, &items);
    let lines = matching.groups.iter().map(|group| {
        let reported: Mass = group.right.iter().filter_map(|&row| rows[row].1.reported.mass).sum();
        let layers = joined(group.left.iter().map(|&layer| &layers[layer].own_code));
        let reports = joined(group.right.iter().map(|&row| &items[row].own_code));
        let (left, right) = (joined(&group.missing_left), joined(&group.missing_right));
        let lacking = [("layers", left), ("rows", right)].into_iter().filter(|(_, codes)| !codes.is_empty());
        let lacks: String = lacking.map(|(side, codes)| format!(" | {side} lack {codes}")).collect();
        format!("{} | {layers} | {reports} {:.1}{lacks}", joined(&group.codes), reported.as_kilotonnes())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The USA counts venting and flaring (1.B.2.c, IE) with oil and gas each, so that oil and gas are compared each.
#[test]
fn the_epa_layers_meet_the_rows_that_an_inventory_compiler_expects() {
    let Some((layers, rows)) = sides() else { return };
    assert_snapshot!(groups(&layers, &rows), @"
    1.A.1 1.A.2 1.A.4 | 1A_Combustion_Stationary | 1.A.1 1.A.2 1.A.4 300.1
    1.A.3 | 1A_Combustion_Mobile | 1.A.3 122.8
    1.B.1.a.i.1 1.B.1.a.i.2 1.B.1.a.i.4 | 1B1a_Coal_Mining_Underground | 1.B.1.a.i.1 1.B.1.a.i.2 2106.6
    1.B.1.a.i.3 | 1B1a_Abandoned_Coal | 1.B.1.a.i.3 248.6
    1.B.1.a.ii | 1B1a_Coal_Mining_Surface | 1.B.1.a.ii 498.9
    1.B.2.a | 1B2a_Petroleum | 1.B.2.a 2306.5
    1.B.2.b.i 1.B.2.b.ii 1.B.2.b.iii.1 1.B.2.b.iii.2 | 1B2b_Natural_Gas_Production | 1.B.2.b.i 1.B.2.b.ii 4191.2
    1.B.2.b.iii.3 | 1B2b_Natural_Gas_Processing | 1.B.2.b.iii 400.4
    1.B.2.b.iii.4 | 1B2b_Natural_Gas_Transmission | 1.B.2.b.iv 1338.0
    1.B.2.b.iii.5 | 1B2b_Natural_Gas_Distribution | 1.B.2.b.v 588.0
    2.B.8 | 2B5_Petrochemical_Production | 2.B.8 2.5
    2.C.2 | 2C2_Ferroalloy_Production | 2.C.2 0.5
    3.A.1 | 4A_Enteric_Fermentation | 3.A 6639.9
    3.A.2 | 4B_Manure_Management | 3.B 2180.3
    3.B.1 3.C.1.a | 5_Forest_Fires | 4.A 225.0 | layers lack 3.B.1
    3.C.1.b | 4F_Field_Burning | 3.F 15.9
    3.C.7 | 4C_Rice_Cultivation | 3.C 606.4
    4.A | 6A_Landfills_Industrial 6A_Landfills_Municipal | 5.A 4687.5
    4.B | 6D_Composting | 5.B 81.5
    4.D.1 | 6B_Wastewater_Treatment_Domestic | 5.D.1 550.1
    4.D.2 | 6B_Wastewater_Treatment_Industrial | 5.D.2 238.9
    ");
}

#[test]
fn a_total_meets_the_reported_total() {
    let Some((_, rows)) = sides() else { return };
    let total = CategoryItem { own_code: CategoryCode::new("total"), codes: vec![CategoryCode::new("M.0.EL")], content: Content::Mass };
    assert_snapshot!(groups(&[total], &rows), @"M.0.EL | total | Total.without.LULUCF 27549.4");
}
