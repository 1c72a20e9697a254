//! Each behaviour of the layouts on a table small enough to check by eye.

use super::*;
use fluxledger_core::{
    Category, Explanation, Gas, Mass, NotationKeys, OtherMeasure, OtherRecord, Record, RegionCode, Reported, ReportedUncertainty, Share,
};
use proptest::prelude::*;

fn read_text(text: &str) -> Result<Warned<Inventory>, InventoryError> {
    read_content(&Content::Text(text.to_owned()), Path::new("inventory.csv"), &InventoryOptions::default())
}

fn texts(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

/// Party, category, year, kilotonnes, notation keys of each record.
fn figures(inventory: &Inventory) -> Vec<(String, String, i32, Option<f64>, String)> {
    let figure = |record: &Record| {
        let Record { party, category, year, reported, .. } = record;
        (party.to_string(), category.to_string(), *year, reported.mass.map(Mass::as_kilotonnes), reported.keys.to_string())
    };
    inventory.records.iter().map(figure).collect()
}

fn figure(party: &str, category: &str, year: i32, kilotonnes: Option<f64>, keys: &str) -> (String, String, i32, Option<f64>, String) {
    (party.to_owned(), category.to_owned(), year, kilotonnes, keys.to_owned())
}

mod flexible_query {
    use super::*;

    /// An export with the body given.
    fn export(body: &str) -> String {
        format!(
            "Annual Net emissions/removals in kt\n\
             Query results for — Party: Germany | Year: 1990 | Category: 1.  Energy and 2 other(s) | Classification: Total for category | \
             Type of value: Net emissions/removals | Gas: CH₄ | Unit: kt\n\
             \n ,Year,Base year,1990,Last Inventory Year (2021)\n\
             Party,Category \\ Unit,kt,kt,kt\n\
             {body}\n\n\
             Note 1: The requirements are different.\n\
             \"Note 6: Data displayed for Germany reflects an \"\"earlier\"\" submission.\"\n\n\
             Source: UNFCCC GHG Data Interface\n\nReport produced on Sunday 2 March 2025 at 12:33:52 GMT-5,,,"
        )
    }

    #[test]
    fn an_export_becomes_records_with_codes_years_and_keys() {
        let text = export(
            "Germany,1.AA  Fuel Combustion - Sectoral approach,\"9,999\",12.5,\"NO,IE\"\nAnnex I,5.  Waste,1,2,\nGermany,5.  Waste,3",
        );
        let Warned { value, warnings } = read_text(&text).expect("an export");
        assert_eq!(
            figures(&value),
            [
                figure("DEU", "CRF 1.A", 1990, Some(12.5), ""),
                figure("DEU", "CRF 1.A", 2021, None, "NO,IE"),
                figure("Annex I", "CRF 5", 1990, Some(2.0), ""),
            ]
        );
        assert_eq!(value.source, "UNFCCC GHG Data Interface, report produced on Sunday 2 March 2025 at 12:33:52 GMT-5");
        assert_eq!(value.submission_year, None);
        assert_eq!(value.records[1].place, "inventory.csv: line 6, column 2021");
        assert_eq!(value.records[1].category_name, "1.AA Fuel Combustion - Sectoral approach");
        assert_eq!(texts(&warnings), ["inventory.csv: line 11: Note 6: Data displayed for Germany reflects an \"earlier\" submission."]);
    }

    #[test]
    fn windows_line_ends_change_nothing() {
        let text = export("Germany,5.  Waste,1,2,3");
        assert_eq!(read_text(&text.replace('\n', "\r\n")).expect("an export"), read_text(&text).expect("an export"));
    }

    #[test]
    fn a_row_under_two_parents_counts_once() {
        let inventory = read_text(&export("Germany,5.  Waste,1,2,3\nGermany,5. Waste,1,2,3")).expect("an export").value;
        assert_eq!(figures(&inventory).len(), 2);
    }

    #[test]
    fn rows_of_one_key_that_differ_are_an_error() {
        let error = read_text(&export("Germany,5.  Waste,1,2,3\nGermany,5. Waste,1,2,4")).expect_err("two figures");
        insta::assert_snapshot!(error, @r"
        1 cell of `inventory.csv` cannot be used
          line 7, column `Last Inventory Year (2021)`: found `4`, expected `3`, as the same Party and category have in line 6
        ");
    }

    #[test]
    fn unknown_labels_keep_their_text() {
        let Warned { value, warnings } = read_text(&export("Atlantis,9.  Magic,1,2,3")).expect("an export");
        assert_eq!(figures(&value)[0], figure("Atlantis", "CRF 9. Magic", 1990, Some(2.0), ""));
        insta::assert_snapshot!(texts(&warnings).join("\n"), @r"
        inventory.csv: line 6: `Atlantis` is no country known by that name or code; the text stays as its code
        inventory.csv: line 6: `9. Magic` is no known category; the text stays as its code
        ");
    }

    #[test]
    fn a_bad_cell_is_named() {
        let error = read_text(&export("Germany,5.  Waste,1,\"1,054\",N.O.")).expect_err("bad cells");
        insta::assert_snapshot!(error, @r"
        2 cells of `inventory.csv` cannot be used
          line 6, column `1990`: found `1,054`, expected a number such as 12.5, or notation keys such as NO,IE
          line 6, column `Last Inventory Year (2021)`: found `N.O.`, expected a number such as 12.5, or notation keys such as NO,IE
        ");
    }

    #[test]
    fn equivalents_are_refused() {
        let error = read_text(&export("Germany,5.  Waste,1,2,3").replace("kt,kt,kt", "kt,kt,kt CO₂ equivalent")).expect_err("equivalents");
        insta::assert_snapshot!(error, @r"
        1 cell of `inventory.csv` cannot be used
          header, column `Last Inventory Year (2021)`: found `kt CO₂ equivalent`, expected a unit of mass such as kt, Gg, t, Mt, Tg or kg
        ");
        insta::assert_snapshot!(error.hint().unwrap_or_default(), @"use the layer or column in mass of the gas, or divide by the GWP that was used");
    }

    #[test]
    fn another_kind_of_value_is_refused() {
        let error = read_text(&export("").replace("Net emissions/removals |", "Implied emission factor |")).expect_err("no emissions");
        insta::assert_snapshot!(error, @"`inventory.csv`, Query results for: found Type of value `Implied emission factor`, expected `Net emissions/removals`");
        let error = read_text(&export("").replace("Gas: CH₄", "Gas: CH₄ and 2 other(s)")).expect_err("three gases");
        insta::assert_snapshot!(error, @"`inventory.csv`, Query results for: found gas `CH₄ and 2 other(s)`, expected one of CH4, CO2, N2O, one gas per export");
    }
}

mod long {
    use super::*;

    const HEADER: &str = "party,categorization,category,gas,year,value,unit";

    fn rows(rows: &str) -> Result<Warned<Inventory>, InventoryError> {
        read_text(&format!("{HEADER}\n{rows}"))
    }

    #[test]
    fn rows_become_records() {
        let inventory = rows("DEU,IPCC2006,4,CH4,2014,2,Mt\nGermany,CRF,5,ch₄,2015,\"NO,IE\",\nFRA,CRF,5,CH4,2015,,kt\n").expect("a table");
        assert_eq!(
            figures(&inventory.value),
            [figure("DEU", "IPCC2006 4", 2014, Some(2000.0), ""), figure("DEU", "CRF 5", 2015, None, "NO,IE")]
        );
        assert_eq!(inventory.warnings, []);
    }

    #[test]
    fn comments_and_empty_lines_do_not_count_but_lines_do() {
        let inventory = read_text(&format!("# a \"citation\n\n{HEADER}\n# more\nDEU,CRF,5,CH4,2014,2,kt\n,,,\n")).expect("a table").value;
        assert_eq!(inventory.records[0].place, "inventory.csv: line 5");
    }

    #[test]
    fn optional_columns_are_read() {
        let text = "uncertainty_high,party,categorization,category,category_name,gas,year,value_kt,notation_keys,uncertainty_low,source,submission_year,\
                    gwp_set,territory\n30,DEU,CRF,5,Waste,CH4,2014,2,\"IE,NE\",20,NIR,2016,AR4,Germany";
        let inventory = read_text(text).expect("a table").value;
        let record = &inventory.records[0];
        assert_eq!(record.category_name, "Waste");
        assert_eq!(record.reported.keys.to_string(), "IE,NE");
        assert_eq!(record.uncertainty, Some(ReportedUncertainty { low: Share::new(0.2), high: Share::new(0.3) }));
        assert_eq!(inventory.source, "NIR");
        assert_eq!(inventory.submission_year, Some(2016));
        assert_eq!((inventory.gwp_set.as_deref(), inventory.territory.as_deref()), (Some("AR4"), Some("Germany")));
    }

    #[test]
    fn options_win_over_the_table() {
        let rows = "DEU,CRF,5,CH4,2014,2,kt,2016\nFRA,CRF,5,CH4,2014,2,kt,2015\n";
        let content = Content::Text(format!("{HEADER},submission_year\n{rows}"));
        let options = InventoryOptions { name: "mine".to_owned(), submission_year: Some(2017), ..InventoryOptions::default() };
        let Warned { value, warnings } = read_content(&content, Path::new("inventory.csv"), &options).expect("a table");
        assert_eq!((value.name.as_str(), value.submission_year, warnings), ("mine", Some(2017), Vec::new()));
    }

    #[test]
    fn facts_that_differ_are_given_up_with_a_warning() {
        let text = format!("{HEADER},submission_year,source\nDEU,CRF,5,CH4,2014,2,kt,2016,b\nFRA,CRF,5,CH4,2014,2,kt,2017,a\n");
        let Warned { value, warnings } = read_text(&text).expect("a table");
        assert_eq!((value.submission_year, value.source.as_str()), (None, "a; b"));
        insta::assert_snapshot!(texts(&warnings).join("\n"), @"inventory.csv: more than one submission year: `2016`, `2017`; the inventory as a whole is given none");
    }

    #[test]
    fn an_unknown_party_keeps_its_text_with_one_warning() {
        let Warned { value, warnings } = rows("Atlantis,CRF,5,CH4,2014,2,kt\nAtlantis,CRF,5,CH4,2015,2,kt\n").expect("a table");
        assert_eq!(value.records[1].party, RegionCode::new("Atlantis"));
        insta::assert_snapshot!(texts(&warnings).join("\n"), @"inventory.csv: line 2: `Atlantis` is no country known by that name or code; the text stays as its code");
    }

    #[test]
    fn all_bad_cells_are_named_at_once() {
        let error = rows("DEU,CRF,5,SF7,2014,2,kt\nDEU,,5,CH4,14,\"2,5\",bushel\nDEU,CRF,5,CH4,2014,2,kt CO2 eq\nDEU,CRF,5,CH4,2014,2,\n")
            .expect_err("bad cells");
        insta::assert_snapshot!(error, @r"
        7 cells of `inventory.csv` cannot be used
          line 2, column `gas`: found `SF7`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23
          line 3, column `categorization`: found nothing, expected a text
          line 3, column `year`: found `14`, expected a calendar year such as 2014
          line 3, column `value`: found `2,5`, expected a number such as 12.5, or notation keys such as NO,IE
          line 3, column `unit`: found `bushel`, expected a unit of mass such as kt, Gg, t, Mt, Tg or kg
          line 4, column `unit`: found `kt CO2 eq`, expected a unit of mass such as kt, Gg, t, Mt, Tg or kg
          line 5, column `unit`: found nothing, expected a unit of mass such as kt, Gg, t, Mt, Tg or kg
        ");
        insta::assert_snapshot!(error.hint().unwrap_or_default(), @"use the layer or column in mass of the gas, or divide by the GWP that was used");
    }

    const WITH_OTHERS: &str = "party,categorization,category,gas,year,value_kt,unit,value_kt_co2eq,notation_keys,gwp_set,place";

    /// One mass of methane, the same in equivalents of two sets, one mass of SF7 and keys in equivalents.
    #[test]
    fn other_substances_and_equivalents_have_columns_of_their_own() {
        let rows = "DEU,CRF,5,CH4,2020,2,kt,,,AR5,a.xlsx: Table5!B7\nDEU,CRF,5,CH4,2020,,kt CO2eq,56,,AR5,\nDEU,CRF,5,CH4,2020,,kt CO2eq,50,,AR4,\n\
                    DEU,CRF,2.G,SF6,2020,0.25,,,,AR5,\nDEU,CRF,2.F,HFCs,2020,,kt CO2eq,,\"NO,IE\",AR5,\n";
        let Warned { value, warnings } = read_text(&format!("{WITH_OTHERS}\n{rows}")).expect("a table");
        assert_eq!(figures(&value), [figure("DEU", "CRF 5", 2020, Some(2.0), "")]);
        assert_eq!((value.records[0].place.as_str(), value.gwp_set.as_deref(), warnings), ("a.xlsx: Table5!B7", Some("AR5"), Vec::new()));
        let others: Vec<String> =
            value.others.iter().map(|one| format!("{} {:?} {:?}", one.substance, one.measure, one.reported)).collect();
        insta::assert_snapshot!(others.join("\n"));
    }

    /// A zero for the letter O, a letter for a figure, and a word; mixes, fluorinated gases, sums and precursors are what they are.
    #[test]
    fn a_misspelt_gas_is_no_other_substance_in_silence() {
        let row = |gas: &str, year: i32| format!("DEU,CRF,5,{gas},{year},1,,,,,\n");
        let known = ["unspecified mix of HFCs and PFCs", "HFC-134a", "hfc-43-10MEE", "GHG", "NOx", "CO"].map(|gas| row(gas, 2020)).concat();
        assert_eq!(read_text(&format!("{WITH_OTHERS}\n{known}")).expect("a table").warnings, Vec::new());
        let slips = [row("C02", 2020), row("C02", 2021), row("CHA", 2020), row("HFC-134b", 2020), row("methane", 2020)].concat();
        let Warned { value, warnings } = read_text(&format!("{WITH_OTHERS}\n{slips}")).expect("a table");
        assert_eq!((value.records.len(), value.others.len()), (0, 5));
        insta::assert_snapshot!(warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), @r"
        inventory.csv: line 2: `C02` in column `gas` is no substance that is known here, and its figures are in no comparison (rows: 2); did you mean `CO2`?
        inventory.csv: line 4: `CHA` in column `gas` is no substance that is known here, and its figure is in no comparison (rows: 1); did you mean `CH4`?
        inventory.csv: line 5: `HFC-134b` in column `gas` is no substance that is known here, and its figure is in no comparison (rows: 1); did you mean `HFC-134a`?
        inventory.csv: line 6: `methane` in column `gas` is no substance that is known here, and its figure is in no comparison (rows: 1)
        ");
    }

    #[test]
    fn a_figure_in_the_column_of_another_unit_is_refused() {
        let rows = "DEU,CRF,5,CH4,2020,2,kt CO2eq,,,,\nDEU,CRF,5,SF6,2020,,kt,3,,,\nDEU,CRF,5,SF6,2021,1,t,,,,\nDEU,CRF,2,SF6,2020,1,,,,,\nDEU,CRF,2,SF6,2020,1,kt,,,,\n";
        insta::assert_snapshot!(read_text(&format!("{WITH_OTHERS}\n{rows}")).expect_err("wrong columns"));
    }

    /// 56 kt CO2eq are no 56 kt of methane.
    #[test]
    fn equivalents_in_the_column_of_masses_are_refused() {
        let header = "party,categorization,category,gas,year,value_kt,unit";
        let refused = read_text(&format!("{header}\nDEU,CRF,5,CH4,2020,56,kt CO2eq\n")).expect_err("equivalents").to_string();
        assert!(refused.contains("a figure in kt CO2eq stands in a column `value_kt_co2eq`"), "{refused}");
        assert_eq!(read_text(&format!("{header}\nDEU,CRF,5,CH4,2020,2,kt\n")).expect("a mass").value.records.len(), 1);
    }

    #[test]
    fn twenty_bad_cells_are_shown_and_all_counted() {
        let bad: String = (0..25).map(|year| format!("DEU,CRF,5,CH4,{},x,kt\n", 1990 + year)).collect();
        let InventoryError::Cells(problems) = rows(&bad).expect_err("bad cells") else { panic!("another error") };
        assert_eq!((problems.total, problems.first.len()), (25, 20));
        assert!(problems.to_string().ends_with("  and 5 more"));
    }

    #[test]
    fn a_figure_that_comes_twice_is_an_error() {
        let error = rows("DEU,CRF,5,CH4,2014,2,kt\nGermany,CRF,5,CH4,2014,2,kt\n").expect_err("twice");
        insta::assert_snapshot!(error, @r"
        1 cell of `inventory.csv` cannot be used
          line 3, column `party`: found `DEU, CRF 5, CH4, 2014`, expected each figure once; it stands already in inventory.csv: line 2
        ");
    }

    #[test]
    fn the_header_is_checked() {
        let error = read_text("party,category,gas,year,value,units,gas\n").expect_err("bad header");
        insta::assert_snapshot!(error, @r"
        4 cells of `inventory.csv` cannot be used
          header, column `units`: found `units`, expected one of party, categorization, category, gas, year, value, unit, category_name, notation_keys, uncertainty_low, uncertainty_high, source, submission_year, gwp_set, territory, licence, place, explanation, explanation_place
          header, column `gas`: found `gas`, expected each column once
          header, column `categorization`: found nothing, expected the column to be there
          header, column `unit`: found nothing, expected the column to be there
        ");
    }

    #[test]
    fn columns_without_name_and_content_do_not_count() {
        assert_eq!(read_text(&format!("{HEADER},,\nDEU,CRF,5,CH4,2014,2,kt,,\n")).expect("a table").value.records.len(), 1);
        assert!(read_text(&format!("{HEADER},,\nDEU,CRF,5,CH4,2014,2,kt,,x\n")).is_err());
    }

    #[test]
    fn a_submission_year_of_some_rows_is_not_that_of_all() {
        let text = format!("{HEADER},submission_year\nDEU,CRF,5,CH4,2014,2,kt,2016\nFRA,CRF,5,CH4,2014,2,kt,\n");
        let Warned { value, warnings } = read_text(&text).expect("a table");
        assert_eq!(value.submission_year, None);
        assert!(texts(&warnings)[0].contains("none, `2016`"), "{warnings:?}");
    }

    #[test]
    fn a_row_with_too_many_cells_is_named() {
        let error = rows("DEU,CRF,5,CH4,2014,2,5,kt\n").expect_err("eight cells");
        insta::assert_snapshot!(error, @r"
        1 cell of `inventory.csv` cannot be used
          line 2, column `8`: found `8 cells`, expected 7 cells, as many as the header has
        ");
        insta::assert_snapshot!(error.hint().unwrap_or_default(), @"put quotes round a text that holds a comma");
    }
}

#[test]
fn a_table_of_no_known_layout_says_what_was_tried() {
    let error = read_text("Land;Jahr;Wert\nDE;2014;2,5\n").expect_err("no layout");
    insta::assert_snapshot!(error, @r"
    `inventory.csv`: found no known inventory layout; tried
      `unfccc-crf`, `unfccc-crt`: a text
      `unfccc-crt-json`: it is no JSON document with `country_specific_data`
      `unfccc-flexible-query`: its second line does not begin with `Query results for`
      `unfccc-non-annex-1`: its first line does not begin with `Party,Parent Category,Category,Gas,Unit,`
      `fluxledger-long`: its cells are set apart by semicolons, not by commas
      the layouts that are data: it has neither the name nor the sheets and heads of columns of any
    ");
    insta::assert_snapshot!(error.hint().unwrap_or_default(), @"name the layout, draft one with `fluxledger layouts new FILE`, or give the table the header that `docs/inventory-table.md` describes");
    insta::assert_snapshot!(read_text("").expect_err("nothing"), @r"
    `inventory.csv`: found no known inventory layout; tried
      `unfccc-crf`, `unfccc-crt`: a text
      `unfccc-crt-json`: it is no JSON document with `country_specific_data`
      `unfccc-flexible-query`: its second line does not begin with `Query results for`
      `unfccc-non-annex-1`: its first line does not begin with `Party,Parent Category,Category,Gas,Unit,`
      `fluxledger-long`: line 1: no table
      the layouts that are data: it has neither the name nor the sheets and heads of columns of any
    ");
}

#[test]
fn an_unknown_layout_is_refused() {
    let options = InventoryOptions { layout: Some("crf".to_owned()), ..InventoryOptions::default() };
    let error = read_content(&Content::Text(String::new()), Path::new("inventory.csv"), &options).expect_err("no such layout");
    let message = error.to_string();
    assert!(
        message.starts_with("unknown inventory layout `crf`, expected one of `unfccc-crf`, `unfccc-crt`, `unfccc-crt-json`, "),
        "{message}"
    );
    assert!(layouts().iter().all(|layout| message.contains(&format!("`{}`", layout.id))), "{message}");
}

#[test]
fn bytes_of_another_kind_are_no_text() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), b"\xd0\xcf\x11\xe0").expect("written");
    let error = read(file.path(), &InventoryOptions::default()).expect_err("an old workbook");
    assert!(error.to_string().ends_with("expected a table in CSV or Parquet, or a workbook"), "{error}");
    assert!(error.hint().is_some());
}

#[test]
fn a_damaged_workbook_is_refused_before_any_layout_is_tried() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), b"PK\x03\x04\xff\xfe").expect("written");
    let error = read(file.path(), &InventoryOptions::default()).expect_err("no workbook");
    assert!(error.to_string().contains("cannot be read as a workbook: "), "{error}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_header() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "\u{feff}party,categorization,category,gas,year,value,unit\nDEU,CRF,5,CH4,2014,2,kt\n").expect("written");
    assert_eq!(read(file.path(), &InventoryOptions::default()).expect("a table").value.records.len(), 1);
}

#[test]
fn files_are_merged_unless_they_repeat_a_figure() {
    let of_year = |year: i32| {
        read_text(&format!("party,categorization,category,gas,year,value_kt\nDEU,CRF,5,CH4,{year},2\n")).expect("a table").value
    };
    let merged = merge("both", vec![of_year(2014), of_year(2015)]).expect("two years").value;
    assert_eq!((merged.name.as_str(), merged.records.len()), ("both", 2));
    insta::assert_snapshot!(merge("both", vec![of_year(2014), of_year(2014)]).expect_err("one year twice"), @"DEU, CRF 5, CH4, 2014: found in inventory.csv: line 2 and in inventory.csv: line 2, expected once");
}

fn any_other() -> impl Strategy<Value = OtherRecord> {
    let set = prop::option::of(prop::sample::select(vec!["AR4".to_owned(), "AR5".to_owned()]));
    let measure = prop_oneof![Just(OtherMeasure::Mass), set.prop_map(|gwp_set| OtherMeasure::Co2Equivalent { gwp_set })];
    let substance = prop::sample::select(vec!["SF6", "HFC-134a", "unspecified mix of HFCs and PFCs", "GHG", "CH4"]);
    (any_record(), measure, substance).prop_map(|(record, measure, substance)| {
        let Record { party, category, category_name, year, reported, place, .. } = record;
        let substance = if measure == OtherMeasure::Mass && substance == "CH4" { "NF3" } else { substance }.to_owned();
        OtherRecord { party, category, category_name, substance, measure, year, reported, place }
    })
}

/// An explanation of every figure for which there are words, in the order of the figures.
fn explained(records: &[Record], others: &[OtherRecord], words: &[Option<String>]) -> Vec<Explanation> {
    let explanation = |party: &RegionCode, category: &Category, substance: &str, year, keys: &NotationKeys, text: &String| Explanation {
        party: party.clone(),
        category: category.clone(),
        subject: String::new(),
        substance: substance.to_owned(),
        keys: keys.clone(),
        year,
        allocation: None,
        text: text.clone(),
        place: "workbook.xlsx: Table9!D7".to_owned(),
    };
    let of_records = records.iter().map(|one| (&one.party, &one.category, one.gas.code(), one.year, &one.reported.keys));
    let of_others = others.iter().map(|one| (&one.party, &one.category, one.substance.as_str(), one.year, &one.reported.keys));
    let explained = of_records.chain(of_others).zip(words).filter_map(|(figure, words)| Some((figure, words.as_ref()?)));
    explained.map(|((party, category, substance, year, keys), words)| explanation(party, category, substance, year, keys, words)).collect()
}

fn any_record() -> impl Strategy<Value = Record> {
    let text = "[A-Za-z0-9\"',;#.–]([A-Za-z0-9\"',;# .–]{0,12}[A-Za-z])?";
    let keys = prop::sample::select(vec!["", "NO", "NO,IE", "NE", "NA,C"]);
    // A table of which most uncertainties are below 1 % is refused.
    let percent = prop::option::of((0.0..300.0_f64, 1.0..300.0_f64));
    let key = (text, prop::sample::select(vec!["1", "1.B.2.a", "M.AG"]), prop::sample::select(Gas::MAIN.to_vec()), 1750..2200_i32);
    (key, text, prop::option::of(-1e6..1e6_f64), keys, percent).prop_map(|((party, code, gas, year), name, kilotonnes, keys, percent)| {
        let keys: NotationKeys = if kilotonnes.is_none() && keys.is_empty() { "NO" } else { keys }.parse().expect("keys");
        Record {
            party: RegionCode::new(format!("Party {party}")),
            category: Category::new("IPCC2006", code),
            category_name: name,
            gas,
            year,
            reported: Reported { mass: kilotonnes.map(Mass::from_kilotonnes), keys },
            uncertainty: percent.map(|(low, high)| ReportedUncertainty { low: Share::new(low / 100.0), high: Share::new(high / 100.0) }),
            place: "workbook.xlsx: Table5!B7".to_owned(),
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        records in prop::collection::vec(any_record(), 1..12),
        others in prop::collection::vec(any_other(), 0..6),
        submission_year in prop::option::of(1990..2030_i32),
        words in prop::collection::vec(prop::option::of("[A-Z][a-z ,\"]{0,20}[a-z]"), 18),
        format in prop::sample::select(vec![TableFormat::Csv, TableFormat::Parquet]),
    ) {
        prop_assume!(shared::duplicates(&records, shared::key).is_empty());
        prop_assume!(shared::duplicates(&others, shared::other_key).is_empty());
        let territory = Some("with \"quotes\", commas".to_owned());
        let explanations = explained(&records, &others, &words);
        let inventory = Inventory { name: String::new(), source: "NIR; #2".to_owned(), submission_year, gwp_set: None, territory, licence: Some("CC BY 4.0".to_owned()), records, others, explanations };
        let mut bytes = Vec::new();
        write_long(&inventory, format, &mut bytes).expect("written");
        let content = match format {
            TableFormat::Csv => Content::Text(String::from_utf8(bytes).expect("text")),
            TableFormat::Parquet => Content::Parquet(bytes),
        };
        let again = read_content(&content, Path::new("inventory"), &InventoryOptions::default()).expect("read").value;
        prop_assert_eq!(again, inventory);
    }
}

/// A cell that a spreadsheet shows as 25 % holds 0.25.
#[test]
fn uncertainties_that_are_mostly_below_one_per_cent_are_refused() {
    let header = "party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high\n";
    let table = |rows: &str| read_text(&format!("{header}{rows}"));
    let error = table("DEU,IPCC2006,4,CH4,2014,5,kt,0.25,0.25\nDEU,IPCC2006,1,CO2,2014,5,kt,0,0\n").expect_err("fractions");
    insta::assert_snapshot!(error, @"`inventory.csv`, column `uncertainty_high`: found 1 of 1 uncertainties below 1 %, or of CO2 below 0.3 %, expected half of the 95 % interval in per cent, such as 25");
    assert!(table("DEU,IPCC2006,1,CO2,2014,5,kt,0.8,0.8\n").is_ok());
    assert!(table("DEU,IPCC2006,4,CH4,2014,5,kt,25,25\nDEU,IPCC2006,1,CO2,2014,5,kt,0.5,0.5\n").is_ok());
}

#[test]
fn a_code_that_misses_its_categorization_by_its_letters_is_a_warning() {
    let text = "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,1.b.2,CH4,2014,5,kt\nDEU,IPCC2006,1.b.2,CH4,2015.0,5,kt\n";
    let read = read_text(text).expect("a table");
    insta::assert_snapshot!(texts(&read.warnings).join("\n"), @"inventory.csv: line 2: `1.b.2` is no code of IPCC2006, and has no partner in a comparison (figures: 2); did you mean `1.B.2`?");
}

/// The table engine, as it is built here, knows no decimals, and stops where it meets them.
#[test]
fn a_parquet_column_of_decimals_is_named() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/inventories/decimals_simulated.parquet"));
    let error = read_content(&Content::open(path).expect("a file"), Path::new("decimals.parquet"), &InventoryOptions::default());
    insta::assert_snapshot!(error.expect_err("decimals"), @"`decimals.parquet`, column `value`: found values of the type Decimal(10, 2), expected text, numbers in single or double precision or whole numbers of 32 or 64 bits");
}

/// A table that is written has an explanation beside the mass and beside the equivalents of a figure; read back it is one.
#[test]
fn an_explanation_beside_a_mass_and_its_equivalents_is_one() {
    let header = "party,categorization,category,gas,year,value_kt,value_kt_co2eq,unit,notation_keys,gwp_set,explanation,explanation_place";
    let row = |unit: &str, set: &str| format!("DEU,CRF,3.D,CH4,2021,,,{unit},NE,{set},Expected to be small,Table9 D7");
    let read = read_text(&format!("{header}\n{}\n{}\n", row("kt", ""), row("kt CO2eq", "AR5"))).expect("a table").value;
    assert_eq!((read.records.len(), read.others.len(), read.explanations.len()), (1, 1, 1));
}
