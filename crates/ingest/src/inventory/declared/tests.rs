//! The engine on small tables made here.

use super::super::table::Content;
use super::super::{CellProblem, Inventory, InventoryError, InventoryOptions};
use super::{EMBEDDED, TableLayout, objection, read, table_layouts};
use crate::region::{code_for, group};
use fluxledger_core::{Gas, Mass, OtherMeasure, Warned};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str = "id = 'own'\ntitle = 'Own'\ndescription = 'made here'\nsource = 'Own'\nevidence = 'real bytes'\n";

fn layout(text: &str) -> TableLayout {
    TableLayout::from_text(&format!("{HEAD}{text}"), "own.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(text: &str) -> String {
    TableLayout::from_text(&format!("{HEAD}{text}"), "own.toml").expect_err("no layout").to_string()
}

pub(super) fn options(select: &[(&str, &str)]) -> InventoryOptions {
    let select: BTreeMap<_, _> = select.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect();
    InventoryOptions { select, ..InventoryOptions::default() }
}

fn read_text(layout: &TableLayout, text: &str, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    read(layout, &Content::Text(text.to_owned()), Path::new("table.csv"), options)
}

fn error(layout: &TableLayout, text: &str) -> String {
    read_text(layout, text, &InventoryOptions::default()).expect_err("no table").to_string()
}

/// Party, category, gas, year and kilotonnes of every record, one in a line.
pub(super) fn lines(inventory: &Inventory) -> String {
    let records = inventory.records.iter().map(|record| {
        let figure = record.reported.mass.map_or_else(|| record.reported.keys.to_string(), |mass| mass.as_kilotonnes().to_string());
        format!("{} {} {} {} {figure}", record.party, record.category, record.gas, record.year)
    });
    let others = inventory.others.iter().map(|other| {
        let figure = other.reported.mass.map_or_else(|| other.reported.keys.to_string(), |mass| mass.as_kilotonnes().to_string());
        let measure = match &other.measure {
            OtherMeasure::Mass => "mass".to_owned(),
            OtherMeasure::Co2Equivalent { gwp_set } => format!("{gwp_set:?}"),
        };
        format!("{} {} {} {measure} {} {figure}", other.party, other.category, other.substance, other.year)
    });
    records.chain(others).collect::<Vec<_>>().join("\n")
}

/// Years as columns, gas and unit in cells, decimal commas and semicolons, keys, a group and a column that nobody reads.
const WIDE: &str = "
groups = ['World']
notation_keys = { '..' = 'NE' }
file = { format = 'csv', separator = ';', decimal = ',', thousands = '.', missing = ['n/a'] }
[[tables]]
header = { begins = 'Country' }
columns = { party = 'Country', category = 'Code', gas = 'Gas', unit = 'Unit' }
fixed = { categorization = 'IPCC2006' }
values = [{ column = 'Y_(?P<year>[0-9]{4})' }]
end = 'Notes'
";

const WIDE_TABLE: &str = "\
A title; of the table
Country;Code;Gas;Unit;Y_2019;Y_2020;Population
Germany;1.B.2;CH4;t;1.234,5;n/a;83
World;4;SF6;t;2;..;7000
Germany;0;GHG (AR5GWP100);Mt;1;NE;83
Notes;these are
Nobody;;;;1;1;
";

#[test]
fn a_wide_table_becomes_figures() {
    let inventory = read_text(&layout(WIDE), WIDE_TABLE, &InventoryOptions::default()).expect("a table");
    // 1 234.5 t = 1.2345 kt; 2 t = 0.002 kt; 1 Mt = 1000 kt.
    insta::assert_snapshot!(lines(&inventory.value), @r#"
    DEU IPCC2006 1.B.2 CH4 2019 1.2345
    World IPCC2006 4 SF6 mass 2019 0.002
    World IPCC2006 4 SF6 mass 2020 NE
    DEU IPCC2006 0 GHG Some("AR5") 2019 1000
    DEU IPCC2006 0 GHG Some("AR5") 2020 NE
    "#);
    assert_eq!(inventory.value.records[0].place, "table.csv: line 3, column Y_2019");
    let warnings: Vec<String> = inventory.warnings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    table.csv: kept as groups or rests, which are no countries: World
    table.csv: columns that are not read: `Population`
    ");
}

#[test]
fn all_bad_cells_of_a_wide_table_are_named_at_once() {
    let table = "\
Country;Code;Gas;Unit;Y_2019;Y_2020
Germany;1;CH4;bushel;1;2
Germany;;CH4;t;1;
Germany;2;CH4;t;1.5 kt;1
Germany;2;CH4;t;;1
Germany;3;CH4;t;1;1;1
";
    insta::assert_snapshot!(error(&layout(WIDE), table));
}

#[test]
fn a_table_of_another_layout_says_what_is_missing() {
    insta::assert_snapshot!(error(&layout(WIDE), "a;b\n1;2\n"), @"`table.csv`, header: found no such row, expected a row that begins with `Country`");
    insta::assert_snapshot!(error(&layout(WIDE), "Country;Gas;Unit\n1;2;3\n"), @r"
    2 cells of `table.csv` cannot be used
      header, column `Code`: found nothing, expected the column to be there
      header, column `Y_(?P<year>[0-9]{4})`: found nothing, expected a column of figures of this name
    ");
    let content = Content::Text("Country;Gas;Unit;Y_2000\n".to_owned());
    let objection = objection(&layout(WIDE), &content, Path::new("table.csv"));
    assert_eq!(objection.as_deref(), Some("its header has no column `Code`"));
}

#[test]
fn a_quote_that_never_closes_is_named_by_its_line() {
    let found = error(&layout(WIDE), "Country;Code;Gas;Unit;Y_2019\nGermany;1;CH4;t;1\n\"France;1;CH4;t;1\nItaly;1;CH4;t;1\n");
    assert_eq!(found, "`table.csv`, line 3: found a quote that never closes, expected quotes in pairs");
}

/// One figure in a row, several gases in columns, estimates side by side, parts and rows that are left out.
const LONG: &str = "
gases = { methane = 'CH4' }
file = { format = 'csv' }
[[tables]]
columns = { party = ['iso', 'name'], category = 'item', year = 'year' }
fixed = { categorization = 'OWN', unit = 'kt' }
single = ['source \\(kind\\)']
parts = 'fuel'
rows = [{ column = 'name', leave_out = ['China'], why = 'China is the sum of its parts' }]
[[tables.values]]
column = 'methane|N2O'
gas = 'CH4'
";

#[test]
fn estimates_side_by_side_are_chosen_and_parts_are_added() {
    let table = "\
iso,name,item,year,source (kind),fuel,methane
,China,a,2000,X,coal,100
CHN,mainland,a,2000,X,coal,1
CHN,mainland,a,2000,Y,coal,7
CHN,mainland,a,2000,X,oil,2
";
    let layout = layout(LONG);
    insta::assert_snapshot!(error(&layout, table), @"`table.csv`, header, column `source (kind)`: found `X`, `Y`, expected one of them, since each is an estimate of its own");
    let chosen = read_text(&layout, table, &options(&[("source", "X")])).expect("one estimate");
    // 1 + 2 = 3.
    assert_eq!(lines(&chosen.value), "CHN OWN a CH4 2000 3");
    assert_eq!(chosen.value.records[0].place, "table.csv: line 3, column methane + line 5, column methane");
    let warnings: Vec<String> = chosen.warnings.iter().map(|warning| warning.message.clone()).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    rows left out, China is the sum of its parts: 1
    figures that are sums of rows which the table holds apart: 1
    ");
    let unknown = read_text(&layout, table, &options(&[("scenario", "X")])).expect_err("no such column");
    insta::assert_snapshot!(unknown, @"`table.csv`, header: found the columns `iso`, `name`, `item`, `year`, `source (kind)`, `fuel`, `methane`, expected `scenario`, by which rows are selected");
}

#[test]
fn a_figure_that_stands_twice_is_an_error() {
    let table = "iso,name,item,year,source (kind),fuel,methane\nDEU,,a,2000,X,coal,1\nDEU,,a,2000,X,coal,1\n";
    insta::assert_snapshot!(error(&layout(LONG), table), @r"
    1 cell of `table.csv` cannot be used
      line 3, column `methane`: found `DEU, OWN a, CH4, 2000`, expected each figure once; it stands already in line 2, column methane
    ");
}

/// Countries as columns, years as rows, a text that must be there and tells the year's unit, and a sheet for each gas.
const SHEETS: &str = "
file = { format = 'workbook' }
categories = { 'Oil  and gas' = '1.B.2', 'All' = '0' }
[[tables]]
sheet = '(CH4|N2O) data'
header = { row = 3, depth = 2 }
stated = [{ cell = 'B1', text = 'Emissions of (?P<gas>CH4|N2O) in (?P<unit>[a-zA-Z]+)' }]
columns = { category = ['column C', 'column B'] }
fixed = { categorization = 'OWN', year = '2014' }
values = [{ column = '(?P<party>[A-Za-z]+) total', factor = 2.0 }]
";

fn workbook(title: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("CH4 data").expect("a name");
    for (row, column, text) in [
        (0, 1, title),
        (2, 3, "Germany"),
        (2, 4, "France"),
        (3, 3, "total"),
        (3, 4, "total"),
        (4, 1, "All"),
        (5, 2, "Oil and gas"),
        (6, 2, "Something new"),
        (6, 3, "NO"),
    ] {
        sheet.write(row, column, text).expect("a cell");
    }
    for (row, column, number) in [(4, 3, 10.5), (4, 4, 20.0), (5, 3, 0.1)] {
        sheet.write(row, column, number).expect("a cell");
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn a_sheet_with_countries_as_columns_becomes_figures() {
    let content = Content::Workbook(workbook("Emissions of CH4 in kt"));
    let inventory = read(&layout(SHEETS), &content, Path::new("table.xlsx"), &InventoryOptions::default()).expect("a table");
    // Each number times the factor of 2.
    insta::assert_snapshot!(lines(&inventory.value), @r"
    DEU OWN 0 CH4 2014 21
    FRA OWN 0 CH4 2014 40
    DEU OWN 1.B.2 CH4 2014 0.2
    DEU OWN Something new CH4 2014 NO
    ");
    assert_eq!(inventory.value.records[2].place, "table.xlsx: sheet CH4 data, cell D6");
    let warnings: Vec<String> = inventory.warnings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(warnings.join("\n"), @"table.xlsx: sheet CH4 data, cell C7: `Something new` is no known category; the text stays as its code");
}

/// A cell that holds a number has no decimal sign of its own, only texts have.
#[test]
fn a_decimal_comma_is_that_of_texts_in_a_sheet() {
    let with_comma = SHEETS.replace("format = 'workbook'", "format = 'workbook', decimal = ',', thousands = '.'");
    let content = Content::Workbook(workbook("Emissions of CH4 in kt"));
    let of = |text: &str| read(&layout(text), &content, Path::new("table.xlsx"), &InventoryOptions::default()).expect("a table").value;
    assert_eq!(lines(&of(&with_comma)), lines(&of(SHEETS)));
}

/// A spreadsheet makes a date of a typed 3.5, and keeps it as days since 1900.
#[test]
fn a_date_in_the_place_of_a_figure_is_refused_by_its_name() {
    let mut made = Workbook::new();
    let sheet = made.add_worksheet().set_name("CH4 data").expect("a name");
    for (row, column, text) in [(0, 1, "Emissions of CH4 in kt"), (2, 3, "Germany"), (3, 3, "total"), (4, 1, "All")] {
        sheet.write(row, column, text).expect("a cell");
    }
    let date = ExcelDateTime::from_ymd(2023, 5, 3).expect("a date");
    sheet.write_with_format(4, 3, &date, &Format::new().set_num_format("d mmm")).expect("a cell");
    let content = Content::Workbook(made.save_to_buffer().expect("a workbook"));
    let error = read(&layout(SHEETS), &content, Path::new("table.xlsx"), &InventoryOptions::default()).expect_err("a date");
    insta::assert_snapshot!(error, @r"
    1 cell of `table.xlsx` cannot be used
      sheet CH4 data, cell D5, column `Germany total`: found `the date 2023-05-03`, expected a number such as 12.5, or notation keys such as NO,IE
    ");
}

#[test]
fn a_sheet_without_the_text_that_must_be_there_is_refused() {
    let content = Content::Workbook(workbook("Emissions of CO2"));
    let error = read(&layout(SHEETS), &content, Path::new("table.xlsx"), &InventoryOptions::default()).expect_err("another sheet");
    insta::assert_snapshot!(error, @"`table.xlsx`, sheet CH4 data, cell B1: found `Emissions of CO2`, expected a text of the pattern `Emissions of (?P<gas>CH4|N2O) in (?P<unit>[a-zA-Z]+)`");
}

#[test]
fn a_text_in_another_encoding_is_read_where_the_layout_names_it() {
    let text = WIDE.replace("missing = ['n/a']", "encoding = 'windows-1252'");
    let bytes = b"Country;Code;Gas;Unit;Y_2019\nT\xFCrkiye;1;CH4;kt;1\n".to_vec();
    let content = Content::Bytes(bytes);
    let inventory = read(&layout(&text), &content, Path::new("table.csv"), &InventoryOptions::default()).expect("a table");
    assert_eq!(inventory.value.records[0].party.as_str(), "TUR");
    let error = read(&layout(WIDE), &content, Path::new("table.csv"), &InventoryOptions::default()).expect_err("no encoding");
    insta::assert_snapshot!(error, @"`table.csv`, start: found no text in UTF-8, expected a text in UTF-8");
}

#[test]
fn the_name_of_a_file_tells_what_the_file_does_not() {
    let layout = layout(
        "
file = { format = 'csv', name = 'E\\.(?P<gas>CH4|N2O)\\.csv' }
[[tables]]
columns = { party = 'iso', category = 'item', year = 'year' }
fixed = { categorization = 'OWN', unit = 't' }
values = [{ column = 'value' }]
",
    );
    let content = Content::Text("iso,item,year,value\nDEU,a,2000,500\n".to_owned());
    let inventory = read(&layout, &content, Path::new("E.N2O.csv"), &InventoryOptions::default()).expect("a table");
    assert_eq!(inventory.value.records[0].gas, Gas::N2o);
    assert_eq!(inventory.value.records[0].reported.mass, Some(Mass::from_kilotonnes(0.5)));
    let error = read(&layout, &content, Path::new("other.csv"), &InventoryOptions::default()).expect_err("another name");
    assert!(error.to_string().starts_with("`other.csv`, file name: found `other.csv`, expected a name of the pattern"), "{error}");
}

#[test]
fn what_contradicts_itself_in_a_layout_is_named() {
    insta::assert_snapshot!(refusal("file = { format = 'csv' }\ntables = []\n"), @"layout `own.toml`: no `[[tables]]`, expected one at least");
    insta::assert_snapshot!(
        refusal("file = { format = 'workbook' }\n[[tables]]\nvalues = [{ column = 'a' }]\n"),
        @"layout `own.toml`: a table of a workbook without `sheet`"
    );
    insta::assert_snapshot!(
        refusal("file = { format = 'csv', encoding = 'latin-17' }\n[[tables]]\nvalues = [{ column = 'a' }]\n"),
        @"layout `own.toml`: encoding `latin-17`, expected one such as `windows-1252`"
    );
    assert!(refusal("file = { format = 'csv' }\n[[tables]]\nvalues = [{ column = 'a', gass = 'CH4' }]\n").contains("gass"));
    let question = TableLayout::from_text("# ? title: what it is called\n", "own.toml").expect_err("a question");
    insta::assert_snapshot!(question, @r"
    layout `own.toml`: 1 question is not answered yet
      line 1: title: what it is called
    ");
}

/// ISO 3166-3:2020.
const FORMER_COUNTRIES: [&str; 10] = ["ANT", "CSK", "DDR", "PCI", "PCZ", "SCG", "SUN", "VDR", "YMD", "YUG"];

#[test]
fn every_embedded_layout_is_sound() {
    let layouts = table_layouts();
    for (layout, (file, text)) in layouts.iter().zip(EMBEDDED) {
        assert_eq!(*file, format!("{}.toml", layout.id));
        for word in ["What:", "Source:", "Licence:", "Date:"] {
            assert!(text.contains(&format!("# {word}")), "{file}: {word}");
        }
        for code in layout.parties.values() {
            let is_code = code.len() == 3;
            let is_known = code_for(code).is_some() || group(code).is_some() || layout.groups.contains(code) || code.starts_with("CA-");
            assert!(is_known || FORMER_COUNTRIES.contains(&code.as_str()) || !is_code, "{file}: {code}");
        }
    }
}

/// One error names twenty cells at most, of however many.
#[test]
fn many_bad_cells_are_counted() {
    let rows: String = (0..30).map(|_| "Germany;1;CH4;t;x\n").collect();
    let error =
        read_text(&layout(WIDE), &format!("Country;Code;Gas;Unit;Y_2019\n{rows}"), &InventoryOptions::default()).expect_err("bad cells");
    let InventoryError::Cells(problems) = error else { panic!("{error}") };
    let CellProblem { place, column, found, .. } = &problems.first[0];
    assert_eq!((problems.total, problems.first.len()), (30, 20));
    assert_eq!((place.as_str(), column.as_str(), found.as_str()), ("line 2", "Y_2019", "x"));
}

#[test]
fn signs_between_thousands_stand_between_thousands() {
    let read = |text: &str| super::super::cell::with_point(text, ',', Some('.'));
    assert_eq!([read("1.234,5"), read("-1.234.567"), read("12,5")], ["1234.5", "-1234567", "12.5"].map(|text| Some(text.to_owned())));
    assert_eq!([read("12.5"), read("1,234.5"), read("1.2.3")], [None, None, None]);
}
