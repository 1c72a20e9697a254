use super::form::{CRF, CRT, Form};
use crate::inventory::{InventoryError, InventoryOptions, detect_layout, files_of, read};
use fluxledger_core::{
    Categorization, Category, CategoryCode, Explanation, Gas, Inventory, Mass, OtherMeasure, OtherRecord, Record, Reported, Warned,
};
use rust_xlsxwriter::Workbook;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Simulated; another program wrote it (`tests/fixtures/inventories/make.py`).
const FIXTURE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/inventories/ZZZ-CRT-2025-V1.0-2023-20250115-120000_simulated.xlsx");

fn simulated() -> Warned<Inventory> {
    read(Path::new(FIXTURE), &InventoryOptions::default()).expect("a readable workbook")
}

fn folder() -> PathBuf {
    tempfile::tempdir().expect("a folder").keep()
}

fn figure(inventory: &Inventory, code: &str, gas: Gas) -> (Option<f64>, String, String) {
    let category = Category::new("CRT", code);
    let found = inventory.records.iter().find(|record| record.category == category && record.gas == gas);
    let found = found.unwrap_or_else(|| panic!("no {code} {gas}"));
    let place = found.place.rsplit(": ").next().unwrap_or_default().to_owned();
    (found.reported.mass.map(Mass::as_kilotonnes), found.reported.keys.to_string(), place)
}

#[test]
fn a_crt_workbook_is_known_and_read() {
    assert_eq!(detect_layout(Path::new(FIXTURE)).expect("a layout").id, "unfccc-crt");
    let Warned { value, .. } = simulated();
    let mass = |number, place: &str| (Some(number), String::new(), place.to_owned());
    let keys = |keys: &str, place: &str| (None, keys.to_owned(), place.to_owned());
    assert_eq!(figure(&value, "1.A.1", Gas::Co2), mass(50.0, "sheet Table1, cell C12"));
    assert_eq!(figure(&value, "1.A.1", Gas::Ch4), keys("NO,IE", "sheet Table1, cell D12"));
    assert_eq!(figure(&value, "Memo.1.D.1", Gas::N2o), keys("FX", "sheet Table1, cell E16"));
    assert_eq!(figure(&value, "Memo.1.D.1.b", Gas::Co2), mass(7.0, "sheet Table1, cell C17"));
    assert_eq!(figure(&value, "1.A.Liquid fuels", Gas::Co2), mass(45.0, "sheet Table1.A(a)s1, cell H11"));
    assert_eq!(figure(&value, "Memo.1.D.3.1.A", Gas::Co2), mass(30.0, "sheet Table1.A(a)s1, cell H12"));
    assert_eq!(figure(&value, "1.A.1.Burning of driftwood", Gas::Co2), mass(5.0, "sheet Table1.A(a)s1, cell H14"));
    assert_eq!(figure(&value, "1.B.2.a.vi.1", Gas::Ch4), mass(1.0, "sheet Table1.B.2, cell J12"));
    assert_eq!(figure(&value, "1.B.2.b.vi.1", Gas::Ch4), mass(2.0, "sheet Table1.B.2, cell J14"));
    assert_eq!(figure(&value, "3.A.1.Dairy cattle", Gas::Ch4), mass(12.0, "sheet Table3, cell D14"));
    assert_eq!(figure(&value, "Total.with.LULUCF", Gas::Ch4), mass(35.5, "sheet Summary1, cell D10"));
    assert_eq!(figure(&value, "Memo.Indirect.N2O", Gas::N2o), mass(0.01, "sheet Summary1, cell E17"));
    assert_eq!((value.submission_year, value.gwp_set.as_deref()), (Some(2025), Some("AR5")));
    assert_eq!((value.records.len(), value.others.len()), (128, 44));
}

/// The heads of these sheets are assumed.
#[test]
fn waste_the_summary_in_equivalents_and_the_series_are_read_too() {
    let Warned { value, .. } = simulated();
    let mass = |number, place: &str| (Some(number), String::new(), place.to_owned());
    assert_eq!(figure(&value, "5.A.1.a", Gas::Ch4), mass(2.5, "sheet Table5.A, cell H13"));
    assert_eq!(figure(&value, "5.B.1.a", Gas::N2o), mass(0.003, "sheet Table5.B, cell I12"));
    assert_eq!(figure(&value, "Memo.5.C.5.C.1.a", Gas::Co2), mass(3.0, "sheet Table5.C, cell G12"));
    assert_eq!(figure(&value, "5.C.1.b.ii.Driftwood with paint", Gas::Ch4), mass(0.001, "sheet Table5.C, cell H15"));
    assert_eq!(figure(&value, "5.D.1", Gas::Ch4), mass(0.399, "sheet Table5.D, cell H12"));
    let of_2022: Vec<(String, Option<f64>, String)> = value
        .records
        .iter()
        .filter(|record| record.year == 2022)
        .map(|record| {
            let Reported { mass, keys } = &record.reported;
            (record.category.code.to_string(), mass.map(Mass::as_kilotonnes), keys.to_string())
        })
        .collect();
    let expected = [
        ("1", Some(11.0), ""),
        ("1.A", None, "IE"),
        ("5", Some(3.5), ""),
        ("Total.without.LULUCF", Some(36.5), ""),
        ("Memo.1.D.1", None, "NE"),
    ];
    assert_eq!(of_2022, expected.map(|(code, mass, keys)| (code.to_owned(), mass, keys.to_owned())));
    let equivalent = |code: &str, substance: &str, year| {
        let is_it = |other: &&OtherRecord| other.category.code.as_str() == code && other.substance == substance && other.year == year;
        value
            .others
            .iter()
            .find(is_it)
            .map(|other| (other.reported.mass.map(Mass::as_kilotonnes), other.place.rsplit(": ").next().unwrap_or_default()))
    };
    assert_eq!(equivalent("5", "CH4", 2023), Some((Some(84.0), "sheet Summary2, cell D13")));
    assert_eq!(equivalent("2", "HFCs", 2022), Some((Some(11.0), "sheet Table10s6, cell E11")));
}

/// The head is assumed. −80 = −60 − 20 kt in all, −50 at home and −30 abroad; codes stand before the names of rows.
#[test]
fn wood_of_a_crt_workbook_stands_by_destination_and_product() {
    let Warned { value, .. } = simulated();
    let mass = |number: f64| Some(number);
    let kilotonnes = |code: &str| figure(&value, code, Gas::Co2).0;
    assert_eq!([kilotonnes("4.G"), kilotonnes("4.G.1"), kilotonnes("4.G.2")], [-80.0, -60.0, -20.0].map(mass));
    assert_eq!([kilotonnes("4.G.Domestic.Total"), kilotonnes("4.G.Domestic.1.b")], [-50.0, -10.0].map(mass));
    assert_eq!([kilotonnes("4.G.Export.Total"), kilotonnes("4.G.Export.2")], [-30.0, -10.0].map(mass));
    assert_eq!(figure(&value, "4.G.Export.3", Gas::Co2).1, "NO");
    assert_eq!(figure(&value, "Memo.4.G.SWDS", Gas::Co2).1, "NE");
    let of_other_sectors = value.records.iter().filter(|record| record.place.contains("Table4.Gs1"));
    assert!(of_other_sectors.clone().all(|record| record.category.code.as_str().contains("4.G")), "{of_other_sectors:?}");
}

/// Simulated CRF workbooks with harvested wood of several approaches; another program wrote them (`tests/fixtures/inventories/make.py`).
fn wood(party: &str) -> Warned<Inventory> {
    let name = format!("{party}_2023_2021_15012023_120000_simulated.xlsx");
    read(&Path::new(FIXTURE).with_file_name(name), &InventoryOptions::default()).expect("a readable workbook")
}

/// What a workbook has of harvested wood: code, and kilotonnes or keys.
fn of_wood(inventory: &Inventory) -> Vec<(&str, String)> {
    let records = inventory.records.iter().filter(|record| record.category.code.as_str().contains("4.G"));
    let shown = |reported: &Reported| reported.mass.map_or_else(|| reported.keys.to_string(), |mass| mass.as_kilotonnes().to_string());
    records.map(|record| (record.category.code.as_str(), shown(&record.reported))).collect()
}

/// A Party has one approach; a workbook with figures in all three is not counted twice. Approach A: −100 = −40 − 20 − 10 − 30 kt; it stands first.
#[test]
fn wood_of_all_approaches_is_counted_once() {
    let Warned { value, warnings } = wood("ZZZ");
    let found = of_wood(&value);
    let codes: BTreeSet<&str> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes.len(), found.len(), "{found:?}");
    let tree = crate::category::tree_of(&Categorization::new("CRF")).expect("a tree");
    let leaves = tree.leaves(&CategoryCode::new("4.G")).expect("harvested wood");
    let is_leaf = |record: &&Record| leaves.contains(&record.category.code);
    let masses = value.records.iter().filter(is_leaf).filter_map(|record| record.reported.mass);
    assert_eq!(masses.map(Mass::as_kilotonnes).sum::<f64>(), -100.0);
    let of = |code: &str| found.iter().find(|(known, _)| *known == code).map(|(_, shown)| shown.as_str());
    assert_eq!([of("4.G"), of("4.G.1"), of("4.G.1.c"), of("4.G.3")], [Some("-100"), Some("-70"), Some("-10"), Some("NO")]);
    assert_eq!([of("4.G.Domestic.Total"), of("4.G.Export.Total"), of("4.G.Domestic.1.c")], [Some("-50"), Some("-30"), Some("-5")]);
    let warnings: Vec<String> = warnings.iter().map(ToString::to_string).filter(|text| text.contains("the first is taken")).collect();
    insta::assert_snapshot!(warnings.join("\n"));
}

/// Approach C gives kinds of wood only; their sum, −90 − 35 = −125 kt, stands in table 4.
#[test]
fn wood_by_approach_c_alone_is_read() {
    let Warned { value, warnings } = wood("YYY");
    let found = of_wood(&value);
    let expected = [("4.G", "-125"), ("Memo.4.G.SWDS", "NE"), ("4.G.1", "-90"), ("4.G.2", "-35"), ("4.G.3", "NO")];
    assert_eq!(found, expected.map(|(code, shown)| (code, shown.to_owned())));
    assert!(!warnings.iter().any(|warning| warning.message.contains("the first is taken")), "{warnings:?}");
}

#[test]
fn what_is_not_given_is_explained() {
    let shown = |one: &Explanation| {
        let allocation = one.allocation.as_deref().unwrap_or_default();
        format!(
            "{} {} {} | {} | {} | {allocation} | {}",
            one.category.code,
            one.substance,
            one.keys,
            one.subject,
            one.text,
            one.place.rsplit(": ").next().unwrap_or_default()
        )
    };
    let explanations: Vec<String> = simulated().value.explanations.iter().map(shown).collect();
    assert_eq!(
        explanations,
        [
            "3.D CH4 NE |  | Nothing was measured. |  | sheet Table9, cell E7",
            "5.C.1 N2O NE | 5.C.1.c. Kites | Too few. |  | sheet Table9, cell E8",
            "Kites CH4 NE |  | Too few. |  | sheet Table9, cell E9",
            "1.A.Biomass CH4 IE |  | Shares in blends are not known. | 1.A: liquid fuels | sheet Table9, cell F13",
        ]
    );
}

#[test]
fn what_a_crt_workbook_leaves_to_be_known_is_said() {
    let warnings: Vec<String> = simulated().warnings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(warnings.join("\n"));
}

#[test]
fn sums_in_equivalents_and_fluorinated_gases_are_no_records() {
    let Warned { value, .. } = simulated();
    let other = |code: &str, substance: &str| {
        let found = value.others.iter().find(|other| other.category == Category::new("CRT", code) && other.substance == substance);
        found.map(|other| (other.measure.clone(), other.reported.mass.map(Mass::as_kilotonnes), other.reported.keys.to_string()))
    };
    let by_ar5 = || OtherMeasure::Co2Equivalent { gwp_set: Some("AR5".to_owned()) };
    assert_eq!(other("1.B", "GHG"), Some((by_ar5(), Some(380.0), String::new())));
    assert_eq!(other("Total.with.LULUCF", "SF6"), Some((OtherMeasure::Mass, Some(0.001), String::new())));
    assert_eq!(other("Total.with.LULUCF", "unspecified mix of HFCs and PFCs"), Some((by_ar5(), None, "C".to_owned())));
}

fn zipped(files: &[(&str, &[u8])]) -> PathBuf {
    let path = folder().join("submission.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive");
    path
}

#[test]
fn workbooks_of_several_years_are_one_inventory() {
    let bytes = std::fs::read(FIXTURE).expect("the fixture");
    let files: [(&str, &[u8]); 4] = [
        ("tables/ZZZ-CRT-2025-V1.0-2023.xlsx", bytes.as_slice()),
        ("tables/ZZZ-CRT-2025-V1.0-2022.xlsx", bytes.as_slice()),
        ("ZZZ-CTF-NDC-2025-V1.0.xlsx", b"other tables"),
        ("read me.txt", b"hello"),
    ];
    let archive = zipped(&files);
    let in_folder = folder();
    for (name, bytes) in files {
        std::fs::write(in_folder.join(name.trim_start_matches("tables/")), bytes).expect("a file");
    }
    let [from_archive, from_folder] = [&archive, &in_folder].map(|path| read(path, &InventoryOptions::default()).expect("two years"));
    assert_eq!(from_archive.value, from_folder.value);
    let years: BTreeSet<i32> = from_archive.value.records.iter().map(|record| record.year).collect();
    assert_eq!((years, from_archive.value.records.len()), (BTreeSet::from([2022, 2023]), 246));
    let left_out = from_archive.warnings.iter().find(|warning| warning.message.starts_with("files that hold no tables"));
    assert_eq!(
        left_out.expect("a warning").message,
        "files that hold no tables of the inventory, not read: ZZZ-CTF-NDC-2025-V1.0.xlsx, read me.txt"
    );
}

#[test]
fn the_files_behind_a_path_are_known() {
    let names = |path: &Path| files_of(path).expect("files").iter().map(|path| super::file_name(path)).collect::<Vec<_>>();
    let inventories = Path::new(FIXTURE).parent().expect("a folder");
    let exchange = ["ZZZ-CRT-2025-V1.0-simulated.json", "metadata.json"];
    assert_eq!(names(Path::new(FIXTURE)), ["ZZZ-CRT-2025-V1.0-2023-20250115-120000_simulated.xlsx"]);
    assert_eq!(names(&inventories.join("crt-exchange")), exchange);
    assert_eq!(names(&inventories.join("crt-exchange").join(exchange[0])), exchange);
}

fn refusal(path: &Path, layout: Option<&str>) -> String {
    let options = InventoryOptions { layout: layout.map(str::to_owned), ..InventoryOptions::default() };
    let error: InventoryError = read(path, &options).expect_err("a refusal");
    let text = format!("{error}\n{}", error.hint().unwrap_or_default());
    text.replace(&path.parent().expect("a folder").display().to_string(), "FOLDER")
}

#[test]
fn two_workbooks_of_one_year_are_refused() {
    let bytes = std::fs::read(FIXTURE).expect("the fixture");
    let archive = zipped(&[("ZZZ-CRT-2025-V1.0-2023.xlsx", bytes.as_slice()), ("ZZZ-CRT-2025-V1.1-2023.xlsx", bytes.as_slice())]);
    insta::assert_snapshot!(refusal(&archive, None));
}

/// A workbook of CRF sheets whose heads are written cell by cell.
fn made(name: &str, cells: &[(&str, &str)]) -> PathBuf {
    let mut book = Workbook::new();
    for sheet in ["Table1s1", "Table1s2", "Summary1.As1"] {
        let sheet = book.add_worksheet().set_name(sheet).expect("a name");
        for (at, text) in cells {
            let at: crate::inventory::workbook::Address = at.parse().expect("an address");
            sheet.write_string(at.row as u32, at.column as u16, *text).expect("a cell");
        }
    }
    let path = folder().join(name);
    book.save(&path).expect("a workbook");
    path
}

#[test]
fn a_head_that_is_not_the_forms_is_refused_cell_by_cell() {
    let path = made(
        "AUT_2023_1990_14032023.xlsx",
        &[("A5", "GREENHOUSE GAS SOURCE AND SINK CATEGORIES"), ("B5", "CH4"), ("C5", "CH4"), ("A7", "Total Energy")],
    );
    let text = refusal(&path, None);
    insta::assert_snapshot!(text.lines().take(4).collect::<Vec<_>>().join("\n"));
    let nothing = made("AUT_2023_1990_14032023.xlsx", &[("A1", "moved")]);
    assert!(
        refusal(&nothing, None)
            .contains("sheet Table1s1, cell A5, column `head of the table`: found nothing, expected `GREENHOUSE GAS SOURCE`")
    );
}

#[test]
fn a_workbook_that_does_not_say_whose_it_is_is_refused() {
    let cells = [("A5", "GREENHOUSE GAS SOURCE AND SINK CATEGORIES"), ("H1", "Inventory 1990"), ("H2", "Submission 2022 v1")];
    insta::assert_snapshot!(refusal(&made("tables.xlsx", &cells), Some("unfccc-crf")));
    insta::assert_snapshot!(refusal(&made("AUT_2023_1990_14032023.xlsx", &cells), Some("unfccc-crf")));
}

#[test]
fn a_text_is_no_workbook_of_tables() {
    let path = folder().join("table.csv");
    std::fs::write(&path, "a,b\n").expect("a file");
    assert!(refusal(&path, Some("unfccc-crt")).contains("found a text, expected a workbook, or a folder or zip archive of workbooks"));
}

/// Whatever a person corrects in the data files: each sheet has a table, and no label stands for two categories below one other.
#[test]
fn the_data_files_are_sound() {
    for form in [&*CRF, &*CRT] {
        assert!(form.outline.known_by.iter().all(|name| form.sheets.iter().any(|sheet| sheet.name == *name)));
        check_sheets(form);
    }
}

fn check_sheets(form: &Form) {
    for sheet in &form.sheets {
        let counted = sheet.header.iter().filter(|cell| cell.counted.is_some()).count();
        assert!(!sheet.categories.is_empty() && (counted > 0 || sheet.years.is_some()), "{}", sheet.name);
        assert!(!form.outline.left_out.contains(&sheet.name), "{}", sheet.name);
        let mut known = BTreeMap::new();
        for row in &sheet.categories {
            let key = (row.parent, row.key.code.clone(), row.label.to_lowercase(), row.substance.clone(), row.unit.is_some());
            let first = known.entry(key).or_insert(&row.code);
            assert_eq!(*first, &row.code, "{}: `{}` twice", sheet.name, row.label);
        }
    }
}
