use super::super::uncertainty::UncertaintyRow;
use super::heading::category_code;
use super::*;

/// Rows of the worked example in Table 3.4 of the 2019 Refinement (the guidelines' own spreadsheet), with a heading of three rows.
const TABLE_3_2: &str = "\
Table 3.2 Approach 1 uncertainty calculation,,,,,,,,
A,B,C,D,E,F,G,H,M
IPCC category,Gas,Base year emissions or removals,Year t emissions or removals,Activity data uncertainty,Emission factor / estimation parameter uncertainty,Combined uncertainty,Contribution to variance by category in year t,Uncertainty introduced into the trend in total national emissions
,,Input data,Input data,Input data,Input data,,,
,,Gg CO2 equivalent,Gg CO2 equivalent,%,%,%,,%
1.A.1. Energy industries - liquid fuels,CO2,2616.208152,2256.04225,3,2.5,3.905124837953327,0.0771,0.0473
1.A.1. Energy industries - solid fuels,CO2,10000,4000,1,3,,0.1,0.1
1.A.1. Energy industries,CH4,9,10,1,75,75.0067,0.1,0.1
Other sources,CH4,9,10,1,75,75.0067,0.1,0.1
2F1 Refrigeration,HFCs,0,100,10,10,14.14,0.1,0.1
Total,,57289.887,31733.136,,,43.97,1933.3,34.43
";

const TABLE_7A: &str = "\
IPCC category,Gas,Base year,Year t,Activity data uncertainty,,Combined uncertainty,,Approach and comments
,,kt CO2 eq,kt CO2 eq,(-) %,(+) %,(-) %,(+) %,
3.C.4 Direct N2O of managed soils,N2O,100,90,-5,5,-70,200,Approach 2
4.A Solid waste disposal,CH4,50,40,10,10,NE,,
4.B Composting,CH4,50,40,10,20,,,
";

fn read(text: &str) -> Result<Option<Warned<UncertaintyTable>>, InventoryError> {
    table_of(&Content::Text(text.to_owned()), Path::new("uncertainty.csv"))
}

fn shown(text: &str) -> String {
    let table = read(text).expect("readable").expect("a table of the guidelines");
    let row = |row: &UncertaintyRow| {
        let UncertaintyRow { category, gas, uncertainty, place, .. } = row;
        format!("{category} {gas} −{:.6} +{:.6} {place}\n", uncertainty.low.as_percent(), uncertainty.high.as_percent())
    };
    let warnings: String = table.warnings.iter().map(|warning| format!("{warning}\n")).collect();
    table.value.rows.iter().map(row).collect::<String>() + &warnings
}

/// Only the trend is in per cent here: 0.05 may be 5 %.
#[test]
fn per_cent_of_another_column_say_nothing_of_uncertainties() {
    let text = "Category,Gas,Activity data uncertainty,Emission factor uncertainty,Combined uncertainty,Uncertainty introduced into the trend (%)\n1.A.1,CO2,0.03,0.04,0.05,1\n";
    let error = read(text).expect_err("fractions or per cent");
    assert!(error.to_string().contains("does not say whether uncertainties are per cent or fractions"), "{error}");
}

/// Solid fuels state an uncertainty and liquid fuels none; activity data alone stand for the product where no factor is stated.
#[test]
fn what_is_not_stated_is_said() {
    let head = "Category,Gas,Year t,Activity data uncertainty %,Emission factor uncertainty %,Combined uncertainty %\n";
    let found = shown(&format!("{head}1.A.1 liquid,CO2,900,NE,NE,\n1.A.1 solid,CO2,100,10,,\n"));
    insta::assert_snapshot!(found, @"
    1.A.1 CO2 −10.000000 +10.000000 uncertainty.csv: line 3, cell 1
    uncertainty.csv: line 3, cell 1: no uncertainty of the emission factor; the other one is taken as the combined one
    uncertainty.csv: 1.A.1, CO2: no uncertainty in line 2, cell 1; that of the other rows is taken for all
    ");
}

/// 1.A.1, CO2: liquid √(3² + 2.5²) = 3.905125 %, solid √(1² + 3²) = 3.162278 %;
/// √((3.905125·2256.04225)² + (3.162278·4000)²) / 6256.04225 = √(77 617 113 + 160 000 013) / 6256.04225 = 15 414.84 / 6256.04 = 2.464 %.
#[test]
fn table_3_2_is_read_with_its_fuels_combined() {
    insta::assert_snapshot!(shown(TABLE_3_2), @"
    1.A.1 CH4 −75.006700 +75.006700 uncertainty.csv: line 8, cell 1
    1.A.1 CO2 −2.463998 +2.463998 uncertainty.csv: line 6, cell 1 and uncertainty.csv: line 7, cell 1
    uncertainty.csv: line 9, cell 1: `Other sources` begins with no code of a category; the row is left out
    uncertainty.csv: rows of gas `HFCs` left out: 1
    ");
}

#[test]
fn table_7a_has_two_sides_and_what_is_not_combined_follows_from_its_parts() {
    insta::assert_snapshot!(shown(TABLE_7A), @"
    3.C.4 N2O −70.000000 +200.000000 uncertainty.csv: line 3, cell 1
    4.B CH4 −10.000000 +20.000000 uncertainty.csv: line 5, cell 1
    uncertainty.csv: line 5, cell 1: no uncertainty of the emission factor; the other one is taken as the combined one
    ");
}

#[test]
fn a_heading_without_per_cent_is_refused() {
    insta::assert_snapshot!(read(&TABLE_3_2.replace('%', "")).expect_err("no unit"), @"`uncertainty.csv`, line 5, cell 1: found a heading that does not say whether uncertainties are per cent or fractions, expected `%` above the columns of uncertainties");
}

#[test]
fn a_combined_uncertainty_that_contradicts_its_parts_is_a_warning() {
    let text = "IPCC category,Gas,Activity data uncertainty (%),Emission factor uncertainty (%),Combined uncertainty (%)\n1A1,CO2,3,4,12\n";
    insta::assert_snapshot!(shown(text), @"
    1.A.1 CO2 −12.000000 +12.000000 uncertainty.csv: line 2, cell 1
    uncertainty.csv: line 2, cell 1: the combined uncertainty −12.0/+12.0 % is not what activity data and emission factor give (−5.0/+5.0 %); the combined one is taken
    ");
}

#[test]
fn rows_that_cannot_be_weighed_and_bad_numbers_are_named_together() {
    let text = "Category,Gas,Combined uncertainty (%)\n1.A.1 liquid,CO2,3\n1.A.1 solid,CO2,4\n2.A,CO2,about 5\n";
    insta::assert_snapshot!(read(text).expect_err("two problems"), @"
    2 cells of `uncertainty.csv` cannot be used
      line 4, cell 3, column `uncertainty`: found `about 5`, expected half of the 95 % interval in per cent, such as 25
      uncertainty.csv: line 2, cell 1 and uncertainty.csv: line 3, cell 1, column `year t`: found nothing, expected the emissions of each row of 1.A.1, CO2, whose sum is not zero: they weigh the rows
    ");
}

/// Two columns that are not headed as sides, and one of another confidence than 95 %: half an interval cannot be told from them.
#[test]
fn columns_that_are_no_half_of_a_95_per_cent_interval_are_refused() {
    let refused = |columns: &str| {
        let cells = columns.split(',').map(|_| "20").collect::<Vec<_>>().join(",");
        read(&format!("IPCC category,Gas,{columns}\n1.A,CH4,{cells}\n")).expect_err("a heading").to_string()
    };
    insta::assert_snapshot!(refused("Combined uncertainty lower (%),Combined uncertainty upper (%)"), @"`uncertainty.csv`, line 1, cell 4: found several columns: `combined uncertainty lower (%)`, `combined uncertainty upper (%)`, expected one column of half the 95 % interval, or two that are headed `(-)` and `(+)`");
    insta::assert_snapshot!(refused("Combined uncertainty (1 standard deviation in %)"), @"`uncertainty.csv`, line 1, cell 3: found `combined uncertainty (1 standard deviation in %)`, expected one column of half the 95 % interval, or two that are headed `(-)` and `(+)`");
    assert!(refused("Combined uncertainty (90 % confidence)").contains("90 % confidence"));
    assert!(read("IPCC category,Gas,Combined uncertainty (95 % confidence interval)\n1.A,CH4,20\n").is_ok());
}

/// A merged cell holds its text in the first row only.
#[test]
fn a_row_without_its_category_and_a_side_without_the_other_are_named() {
    let text = "IPCC category,Gas,Combined uncertainty (%) (-),Combined uncertainty (%) (+)\n1.A,CO2,20,20\n,CH4,30,30\n1.B,CH4,20,\n";
    insta::assert_snapshot!(read(text).expect_err("two cells"), @"
    2 cells of `uncertainty.csv` cannot be used
      line 3, cell 1, column `category`: found nothing, expected the code of a category
      line 4, cell 4, column `uncertainty`: found nothing, expected a number, since the other side is given
    ");
}

/// The name of a sheet, its rows, and the texts that stand across columns of its second row, with the first and the last of these.
type MadeSheet<'a> = (&'a str, &'a [&'a [&'a str]], &'a [(u16, u16, &'a str)]);

/// A workbook of sheets, numbers as numbers.
fn workbook(sheets: &[MadeSheet<'_>]) -> Content {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows, merged) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number),
                    Err(_) => sheet.write(row, column, *text),
                }
                .expect("written");
            }
        }
        for (first, last, text) in *merged {
            sheet.merge_range(1, *first, 1, *last, text, &rust_xlsxwriter::Format::new()).expect("merged");
        }
    }
    Content::Workbook(book.save_to_buffer().expect("a workbook"))
}

fn shown_book(sheets: &[MadeSheet<'_>]) -> Result<String, InventoryError> {
    let table = table_of(&workbook(sheets), Path::new("uncertainty.xlsx"))?.expect("a table of the guidelines");
    let row = |row: &UncertaintyRow| {
        let UncertaintyRow { category, gas, uncertainty, place, .. } = row;
        format!("{category} {gas} −{:.3} +{:.3} {place}\n", uncertainty.low.as_percent(), uncertainty.high.as_percent())
    };
    let warnings: String = table.warnings.iter().map(|warning| format!("{warning}\n")).collect();
    Ok(table.value.rows.iter().map(row).collect::<String>() + &warnings)
}

/// Table 3.2 with its heading in one row below a title: √(3² + 4²) = 5, which the second row leaves to be computed.
#[test]
fn table_3_2_is_read_from_a_workbook_with_one_row_of_heads() {
    let rows: &[&[&str]] = &[
        &["Table 3.2 Approach 1 uncertainty calculation"],
        &[
            "IPCC category",
            "Gas",
            "Base year emissions",
            "Year t emissions",
            "Activity data uncertainty (%)",
            "Emission factor uncertainty (%)",
            "Combined uncertainty (%)",
        ],
        &["1.A.1 Energy industries", "CO2", "100", "90", "3", "4", "5"],
        &["4.A Solid waste disposal", "CH4", "50", "40", "30", "40", ""],
        &["Total", "", "150", "130", "", "", "15.7"],
    ];
    insta::assert_snapshot!(shown_book(&[("Table 3.2", rows, &[])]).expect("a table"), @"
    1.A.1 CO2 −5.000 +5.000 uncertainty.xlsx: sheet Table 3.2, cell A3
    4.A CH4 −50.000 +50.000 uncertainty.xlsx: sheet Table 3.2, cell A4
    ");
}

/// Table 3.3, which begins in column B and row 2, its sides below merged cells; a second sheet holds another such table.
#[test]
fn table_3_3_is_read_from_a_workbook_with_merged_heads() {
    let rows: &[&[&str]] = &[
        &[],
        &["", "IPCC category", "Gas", "Base year emissions", "Year t emissions", "", "", "", "", "Contribution to variance in year t"],
        &["", "", "", "Gg CO2 equivalent", "Gg CO2 equivalent", "(-) %", "(+) %", "(-) %", "(+) %", "(fraction)"],
        &["", "3.A.1 Enteric fermentation", "CH4", "10", "12", "10", "10", "-25", "30", "0.1"],
        &["", "3.C.4 Direct N2O of soils", "N2O", "10", "12", "20", "20", "60", "200", "0.9"],
    ];
    let merged: &[(u16, u16, &str)] = &[(5, 6, "Activity data uncertainty"), (7, 8, "Combined uncertainty")];
    let another: &[&[&str]] = &[&["Category", "Gas", "Combined uncertainty %"], &["1.A", "CO2", "7"]];
    insta::assert_snapshot!(shown_book(&[("Table 3.3", rows, merged), ("Old", another, &[])]).expect("a table"), @"
    3.A.1 CH4 −25.000 +30.000 uncertainty.xlsx: sheet Table 3.3, cell B4
    3.C.4 N2O −60.000 +200.000 uncertainty.xlsx: sheet Table 3.3, cell B5
    uncertainty.xlsx: sheet Table 3.3 is read; these have such a table too and are not: Old
    ");
}

/// Table 7A of the 2019 Refinement: the units in a row between the heads and the sides, and a column of flags.
#[test]
fn table_7a_is_read_from_a_workbook() {
    let rows: &[&[&str]] = &[
        &["Table 7A"],
        &["IPCC category", "Gas", "Base year", "Year t", "", "", "", "", "", "", "Approach and comments"],
        &["", "", "kt CO2 eq", "kt CO2 eq", "%", "%", "%", "%", "%", "%", ""],
        &["", "", "", "", "(−)", "(+)", "(−)", "(+)", "(−)", "(+)", ""],
        &["3.B.1.a Forest land remaining forest land", "CO2", "-100", "-90", "10", "10", "20", "30", "22.36", "31.62", "Approach 1"],
        &["4.D Wastewater", "CH4", "5", "4", "NE", "NE", "NE", "NE", "NE", "NE", ""],
    ];
    let merged: &[(u16, u16, &str)] = &[
        (4, 5, "Activity data uncertainty"),
        (6, 7, "Emission factor / estimation parameter uncertainty"),
        (8, 9, "Combined uncertainty"),
    ];
    insta::assert_snapshot!(shown_book(&[("Table 7A", rows, merged)]).expect("a table"), @"3.B.1.a CO2 −22.360 +31.620 uncertainty.xlsx: sheet Table 7A, cell A5");
}

/// Cells in the format of per cent hold fractions, though the heading says per cent.
#[test]
fn fractions_under_a_heading_in_per_cent_are_refused() {
    let rows: &[&[&str]] =
        &[&["Category", "Gas", "Combined uncertainty (%)"], &["1.A", "CO2", "0.03"], &["4.A", "CH4", "0.5"], &["3.C", "N2O", "2"]];
    let error = shown_book(&[("Sheet1", rows, &[])]).expect_err("fractions");
    insta::assert_snapshot!(error, @"`uncertainty.xlsx`, sheet Sheet1, cell A2: found 2 of 3 uncertainties below 1 %, or of CO2 below 0.3 %, expected half of the 95 % interval in per cent, such as 25");
}

#[test]
fn another_table_is_none_of_the_guidelines() {
    assert!(read("category,gas,low,high\n4,CH4,50,100\n").expect("readable").is_none());
}

#[test]
fn codes_are_read_however_their_levels_are_set_apart() {
    let code = |text: &str| category_code(text).map(|code| code.to_string());
    assert_eq!(
        ["1.A.1. Energy", "1A1a Public", "3.C.4", "1.B.2.a.i Exploration", "Total", "2019"].map(code),
        [Some("1.A.1"), Some("1.A.1.a"), Some("3.C.4"), Some("1.B.2.a.i"), None, Some("2019")].map(|code| code.map(str::to_owned))
    );
}
