use super::*;
use crate::inventory::table::Content;
use std::io::Write;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const START: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A zip archive of parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook of one sheet, which says that it is as large as can be, and of further parts.
fn workbook(cells: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData></worksheet>"#
    );
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", START.as_bytes()),
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    archive(&[parts.as_slice(), more].concat())
}

fn sheet(bytes: &[u8]) -> Result<Sheet, InventoryError> {
    Sheet::open(bytes, "Sheet", Path::new("made.xlsx"))
}

fn refusal<T>(result: Result<T, InventoryError>) -> String {
    match result {
        Ok(_) => panic!("it was read"),
        Err(error) => format!("{error}\n{}", error.hint().unwrap_or_default()),
    }
}

fn opened(name: &str, bytes: &[u8]) -> String {
    let path = tempfile::tempdir().expect("a folder").keep().join(name);
    std::fs::write(&path, bytes).expect("a file");
    refusal(Content::open(&path)).replace(&format!("{}/", path.parent().expect("a folder").display()), "")
}

const TWO_CELLS: &str = r#"<row r="1"><c r="A1"><v>1.5</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>"#;

#[test]
fn what_a_sheet_says_of_its_size_is_not_believed() {
    let sheet = sheet(&workbook(TWO_CELLS, &[])).expect("a sheet of two cells");
    let cells: Vec<(String, Cell<'_>)> = sheet.filled().map(|(at, cell)| (at.to_string(), cell)).collect();
    assert_eq!(cells, [("A1".to_owned(), Cell::Number(1.5)), ("C3".to_owned(), Cell::Number(2.0))]);
    let rows: Vec<(usize, usize)> = sheet.rows().iter().map(|row| (row.position, row.cells.len())).collect();
    assert_eq!(rows, [(0, 3), (1, 3), (2, 3)]);
}

#[test]
fn cells_at_both_ends_of_a_sheet_exhaust_no_memory() {
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    insta::assert_snapshot!(refusal(sheet(&workbook(far, &[]))));
}

#[test]
fn a_formula_without_its_result_is_told_from_an_empty_cell() {
    let cells = r#"<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"/></row>"#;
    let sheet = sheet(&workbook(cells, &[])).expect("a sheet");
    let cell = |at: &str| sheet.cell(at.parse().expect("an address"));
    assert_eq!([cell("A1"), cell("B1"), cell("C1")], [Cell::Uncomputed, Cell::Number(2.0), Cell::Empty]);
}

#[test]
fn a_count_of_texts_that_the_part_is_too_short_for_is_refused() {
    let texts = br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="99999999999999"><si><t>a</t></si></sst>"#;
    insta::assert_snapshot!(refusal(sheet(&workbook(TWO_CELLS, &[("xl/sharedStrings.xml", texts.as_slice())]))));
}

#[test]
fn parts_that_are_too_long_when_they_are_inflated_are_refused() {
    let zeros = vec![b' '; (256 << 20) + 1];
    let bytes = workbook(TWO_CELLS, &[("xl/media/picture.xml", zeros.as_slice())]);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    insta::assert_snapshot!(refusal(sheet(&bytes)));
    assert!(opened("long.xlsx", &bytes).contains("parts that are more than 256 MiB long when they are inflated"));
}

#[test]
fn entities_of_a_workbooks_own_are_refused() {
    let styles = br#"<?xml version="1.0"?><!DOCTYPE styleSheet [<!ENTITY a "12"><!ENTITY b "&a;&a;&a;&a;">]><styleSheet/>"#;
    insta::assert_snapshot!(opened("made.xlsx", &workbook(TWO_CELLS, &[("xl/styles.xml", styles.as_slice())])));
}

#[test]
fn a_picture_may_have_a_document_type_and_a_late_one_is_found() {
    let picture = br#"<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ""><svg/>"#;
    assert!(sheet(&workbook(TWO_CELLS, &[("xl/media/image1.svg", picture.as_slice())])).is_ok());
    let styles = format!("<!--{}--><!DOCTYPE styleSheet []><styleSheet/>", " ".repeat(5000));
    assert!(opened("made.xlsx", &workbook(TWO_CELLS, &[("xl/styles.xml", styles.as_bytes())])).contains("a document type"));
}

#[test]
fn a_damaged_workbook_is_an_error_with_its_path() {
    let error = sheet_names(b"PK\x03\x04\xff\xfe", Path::new("budget.xlsx")).expect_err("no workbook");
    assert!(error.to_string().starts_with("`budget.xlsx`: cannot be read as a workbook: "), "{error}");
}

#[test]
fn a_workbook_that_is_cut_off_is_named_as_such() {
    let bytes = workbook(TWO_CELLS, &[]);
    insta::assert_snapshot!(opened("cut.xlsx", &bytes[..bytes.len() / 2]));
}

/// Any flipped bit is an error or leaves the cells as they were: checksums cover every part.
#[test]
fn a_flipped_bit_never_changes_a_figure() {
    let bytes = workbook(TWO_CELLS, &[]);
    let cells = |sheet: &Sheet| sheet.filled().map(|(at, cell)| format!("{at} {cell}")).collect::<Vec<_>>();
    let mut refused = 0;
    for position in (0..bytes.len()).step_by(7) {
        let mut flipped = bytes.clone();
        flipped[position] ^= 1 << (position % 8);
        match sheet(&flipped) {
            Ok(sheet) => assert_eq!(cells(&sheet), ["A1 1.5", "C3 2"], "byte {position}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn workbooks_with_a_password_and_old_ones_are_named_as_such() {
    let start = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    insta::assert_snapshot!(opened("locked.xlsx", &[start.as_slice(), &stream].concat()));
    insta::assert_snapshot!(opened("old.xls", &start));
}

#[test]
fn an_archive_in_an_archive_is_refused() {
    let inner = archive(&[("GBR_2023_2021_13042023.xlsx", workbook(TWO_CELLS, &[]).as_slice())]);
    insta::assert_snapshot!(opened("all.zip", &archive(&[("part/inner.zip", inner.as_slice())])));
}
