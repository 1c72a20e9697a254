//! Tables of Parties not in Annex I, of CDIAC and of the Global Carbon Budget, each on a few lines that are checked by eye.

use super::*;
use fluxledger_core::Mass;

fn read_text(text: &str) -> Result<Warned<Inventory>, InventoryError> {
    read_content(&Content::Text(text.to_owned()), Path::new("table.csv"), &InventoryOptions::default())
}

/// Party, category, gas, year, kilotonnes of each record.
fn figures(inventory: &Inventory) -> Vec<String> {
    let figure = |record: &fluxledger_core::Record| {
        let kilotonnes = record.reported.mass.map(Mass::as_kilotonnes).expect("a mass");
        format!("{} {} {} {} {kilotonnes}", record.party, record.category, record.gas, record.year)
    };
    inventory.records.iter().map(figure).collect()
}

fn texts(warnings: &[Warning]) -> String {
    warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

mod non_annex_1 {
    use super::*;

    fn table(rows: &str) -> String {
        format!("Party,Parent Category,Category,Gas,Unit,2010,2014\n{rows}")
    }

    #[test]
    fn rows_become_records_and_gaps_stay_gaps() {
        let text = table("China,4. Agriculture,4.C Rice Cultivation,CH₄,Gg,8729,8911\nChina,6. Waste,6.C Waste Incineration,N₂O,Gg,,7\n");
        let Warned { value, warnings } = read_text(&text).expect("a table");
        assert_eq!(figures(&value), ["CHN IPCC1996 4.C CH4 2010 8729", "CHN IPCC1996 4.C CH4 2014 8911", "CHN IPCC1996 6.C N2O 2014 7"]);
        assert_eq!(value.records[1].place, "table.csv: line 2, column 2014");
        assert_eq!(value.gwp_set, None);
        assert_eq!(warnings, []);
    }

    #[test]
    fn a_category_under_two_parents_counts_once() {
        let text = table(
            "China,4. Agriculture,4.C Rice Cultivation,CH₄,Gg,8729,8911\n\
             China,Total GHG emissions including LULUCF/LUCF,4.C Rice Cultivation,CH₄,Gg,8729,8911\n",
        );
        assert_eq!(read_text(&text).expect("a table").value.records.len(), 2);
    }

    #[test]
    fn a_category_that_differs_under_two_parents_is_an_error() {
        let text = table(
            "China,4. Agriculture,4.C Rice Cultivation,CH₄,Gg,,8911\n\
             China,Total GHG emissions including LULUCF/LUCF,4.C Rice Cultivation,CH₄,Gg,8729,8912\n",
        );
        insta::assert_snapshot!(read_text(&text).expect_err("two figures"), @r"
        2 cells of `table.csv` cannot be used
          line 3, column `2010`: found `8729`, expected nothing, as the same Party, category and gas have in line 2
          line 3, column `2014`: found `8912`, expected `8911`, as the same Party, category and gas have in line 2
        ");
    }

    #[test]
    fn equivalents_are_never_read_as_masses() {
        let text = table(
            "China,Totals,4. Agriculture,Aggregate GHGs,Gg CO₂ equivalent,1,2\n\
             China,Totals,4. Agriculture,CH₄,Gg CO₂ equivalent,1000,2000\n\
             China,Totals,4. Agriculture,CH₄,Gg,,22245\n\
             China,Totals,Total GHG emissions excluding LULUCF/LUCF,CH₄,Gg CO₂ equivalent,3000,4000\n\
             Brazil,Totals,Total GHG emissions excluding LULUCF/LUCF,CO₂,Gg CO₂ equivalent,3000,4000\n",
        );
        let Warned { value, warnings } = read_text(&text).expect("a table");
        assert_eq!(figures(&value), ["CHN IPCC1996 4 CH4 2014 22245"]);
        insta::assert_snapshot!(texts(&warnings), @r"
        table.csv: rows left out as sums of gases, HFCs, PFCs or SF₆: 1
        table.csv: rows left out as CO₂ equivalents, which are no masses of the gas: 3
        table.csv: `Total GHG emissions excluding LULUCF/LUCF` of CH4, CO2 stands in CO₂ equivalents only (Parties: 2), formed from the total with land use less land use
        ");
    }

    #[test]
    fn the_total_without_land_use_is_formed_where_the_equivalents_bear_it_out() {
        // Methane of 2014: 55 290 less 1720 is 53 570 kt, times 21 is 1 124 970 kt CO₂ equivalent. For 2010 the table says something else.
        let text = table(
            "China,Totals,5. Land-Use Change and Forestry,CH₄,Gg,,1720\n\
             China,Totals,Total GHG emissions excluding LULUCF/LUCF,CH₄,Gg CO₂ equivalent,1126690,1.12497e+06\n\
             China,Totals,Total GHG emissions including LULUCF/LUCF,CH₄,Gg,55392,55290\n",
        );
        let Warned { value, warnings } = read_text(&text).expect("a table");
        assert_eq!(figures(&value).last().map(String::as_str), Some("CHN IPCC1996 Total.without.LULUCF CH4 2014 53570"));
        assert_eq!(value.records.len(), 4);
        insta::assert_snapshot!(value.records[3].place, @"table.csv: line 4 less line 2, borne out by line 3, column 2014");
        insta::assert_snapshot!(texts(&warnings), @r"
        table.csv: `Total GHG emissions excluding LULUCF/LUCF` is not formed where the equivalents contradict it: China CH4 2010
        table.csv: rows left out as CO₂ equivalents, which are no masses of the gas: 1
        table.csv: `Total GHG emissions excluding LULUCF/LUCF` of CH4 stands in CO₂ equivalents only (Parties: 1), formed from the total with land use less land use
        ");
    }

    #[test]
    fn a_sector_that_the_total_has_not_is_not_estimated() {
        // 24 756 + 6 + 22 245 + 6563 = 53 570 kt, the whole total of 2014; in 2010 agriculture is missing from the sum, so that nothing is known.
        let text = table(
            "China,Totals,1. Energy,CH₄,Gg,26833,24756\n\
             China,Totals,2. Industrial Processes,CH₄,Gg,5,6\n\
             China,Totals,4. Agriculture,CH₄,Gg,,22245\n\
             China,Totals,6. Waste,CH₄,Gg,4401,6563\n\
             China,Totals,Total GHG emissions excluding LULUCF/LUCF,CH₄,Gg CO₂ equivalent,1126692,1124970\n\
             China,Totals,Total GHG emissions including LULUCF/LUCF,CH₄,Gg,53652,53570\n",
        );
        let Warned { value, warnings } = read_text(&text).expect("a table");
        let gaps: Vec<_> = value.records.iter().filter(|record| record.reported.mass.is_none()).collect();
        assert_eq!(gaps.len(), 1);
        assert_eq!((gaps[0].category.to_string().as_str(), gaps[0].year), ("IPCC1996 7", 2014));
        assert_eq!(gaps[0].reported.keys.to_string(), "NE");
        assert!(texts(&warnings).contains("taken as not estimated (NE) since the total is the sum of the others: 1"));
    }

    #[test]
    fn bad_cells_are_named_at_once() {
        let text = table(
            "China,6. Waste,6.D Other,NF₃,Gg,1,2\nChina,6. Waste,6.D Other,CH₄,bushel,1,2\nChina,6. Waste,6.C Waste Incineration,CH₄,Gg,x,2\n",
        );
        insta::assert_snapshot!(read_text(&text).expect_err("bad cells"), @r"
        3 cells of `table.csv` cannot be used
          line 2, column `Gas`: found `NF₃`, expected CH₄, CO₂, N₂O, Aggregate GHGs, Aggregate F-gases, HFCs, PFCs, SF₆
          line 3, column `Unit`: found `bushel`, expected a unit of mass such as kt, Gg, t, Mt, Tg or kg
          line 4, column `2010`: found `x`, expected a number such as 12.5, or notation keys such as NO,IE
        ");
        insta::assert_snapshot!(read_text(&table("").replace("2014", "2014a")).expect_err("no year"), @r"
        1 cell of `table.csv` cannot be used
          header, column `2014a`: found `2014a`, expected a calendar year such as 2014
        ");
    }

    #[test]
    fn unknown_names_keep_their_text() {
        let Warned { value, warnings } = read_text(&table("Atlantis,6. Waste,9. Magic,CH₄,Gg,1,\n")).expect("a table");
        assert_eq!(figures(&value), ["Atlantis IPCC1996 9. Magic CH4 2010 1"]);
        insta::assert_snapshot!(texts(&warnings), @r"
        table.csv: line 2: `Atlantis` is no country known by that name or code; the text stays as its code
        table.csv: line 2: `9. Magic` is no known category; the text stays as its code
        ");
    }
}

mod cdiac {
    use super::*;

    fn table(rows: &str) -> String {
        format!(
            "\"Nation\",\"Year\",\"Total CO2 emissions from fossil-fuels and cement production (thousand metric tons of C)\",\"Emissions from solid fuel consumption\"\n\
             (Note: missing values denoted by \".\")\n\
             Source: Tom Boden and Bob Andres (Oak Ridge National Laboratory); Gregg Marland (Appalachian State University)\n\
             DOI: 10.3334/CDIAC/00001_V2017\n{rows}"
        )
    }

    #[test]
    fn carbon_becomes_carbon_dioxide_and_gaps_are_left_out() {
        let text = table("\"CHINA (MAINLAND)\",2013,1000,900\n\"CHINA (MAINLAND)\",2014,.,.\n");
        let Warned { value, warnings } = read_text(&text).expect("a table");
        // 1000 kt of carbon times 44.009 / 12.011 = 3664.058 kt of carbon dioxide.
        let kilotonnes = value.records[0].reported.mass.expect("a mass").as_kilotonnes();
        assert!((kilotonnes - 3_664.058).abs() < 1e-3, "{kilotonnes}");
        assert_eq!(value.records.len(), 1);
        assert_eq!(
            (value.records[0].party.as_str(), value.records[0].place.as_str()),
            ("CHN", "table.csv: line 5, column Total CO2 emissions from fossil-fuels and cement production (thousand metric tons of C)")
        );
        assert_eq!(value.records[0].category, fluxledger_core::Category::new("CDIAC", "Total"));
        insta::assert_snapshot!(texts(&warnings), @r"
        table.csv: the total counts fuels, flaring and cement, and no other carbonates; its parts are left out, and so are bunkers, which it does not count
        table.csv: FRANCE (INCLUDING MONACO) is read as FRA, ITALY (INCLUDING SAN MARINO) as ITA
        table.csv: rows left out, notes and citation: 3
        ");
    }

    #[test]
    fn territories_of_the_past_are_no_countries_of_today() {
        let rows =
            ["USSR", "FEDERAL REPUBLIC OF GERMANY", "GERMANY", "SUDAN", "REPUBLIC OF SUDAN", "FRANCE (INCLUDING MONACO)", "ATLANTIS"];
        let rows: String = rows.iter().map(|nation| format!("\"{nation}\",1990,1,1\n")).collect();
        let Warned { value, warnings } = read_text(&table(&rows)).expect("a table");
        let parties: Vec<_> = value.records.iter().map(|record| record.party.as_str()).collect();
        assert_eq!(parties, ["SUN", "FEDERAL REPUBLIC OF GERMANY UNTIL 1990", "DEU", "SUDAN UNTIL 2011", "SDN", "FRA", "ATLANTIS"]);
        insta::assert_snapshot!(texts(&warnings), @r"
        table.csv: line 11: `ATLANTIS` is no country known by that name or code; the text stays as its code
        table.csv: the total counts fuels, flaring and cement, and no other carbonates; its parts are left out, and so are bunkers, which it does not count
        table.csv: FRANCE (INCLUDING MONACO) is read as FRA, ITALY (INCLUDING SAN MARINO) as ITA
        table.csv: rows left out, notes and citation: 3
        table.csv: under codes that are no country's: FEDERAL REPUBLIC OF GERMANY as FEDERAL REPUBLIC OF GERMANY UNTIL 1990; SUDAN as SUDAN UNTIL 2011; USSR as SUN
        ");
    }

    #[test]
    fn bad_cells_are_named() {
        insta::assert_snapshot!(read_text(&table("\"CUBA\",MCM,1,1\n\"CUBA\",1990,\"1,5\",1\n")).expect_err("bad cells"), @r"
        2 cells of `table.csv` cannot be used
          line 5, column `Year`: found `MCM`, expected a calendar year such as 2014
          line 6, column `Total CO2 emissions from fossil-fuels and cement production (thousand metric tons of C)`: found `1,5`, expected a number such as 12.5, or notation keys such as NO,IE
        ");
    }
}

mod global_carbon_budget {
    use super::*;

    const STATEMENT: &str =
        "All values in million tonnes of carbon per year. For values in million tonnes of CO2 per year, multiply the values below by 3.664";

    /// A workbook with two lines of text, names, and years.
    fn workbook(sheet: &str, statement: &str, rows: &[&[&str]]) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet().set_name(sheet).expect("a name");
        sheet.write_string(0, 0, "Emissions by country").expect("a cell");
        sheet.write_string(1, 0, statement).expect("a cell");
        for (row, cells) in (4_u32..).zip(rows) {
            for (column, text) in (0_u16..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).expect("a cell"),
                    Err(_) => sheet.write_string(row, column, *text).expect("a cell"),
                };
            }
        }
        workbook.save_to_buffer().expect("a workbook")
    }

    fn read_workbook(bytes: Vec<u8>, layout: Option<&str>) -> Result<Warned<Inventory>, InventoryError> {
        let options = InventoryOptions { layout: layout.map(str::to_owned), ..InventoryOptions::default() };
        read_content(&Content::Workbook(bytes), Path::new("budget.xlsx"), &options)
    }

    #[test]
    fn the_row_of_names_is_found_above_the_first_year() {
        let rows: [&[&str]; 4] = [&["MtC/yr"], &["", "Afghanistan", "World", ""], &["1850", "", "53.9", "7"], &["1851", "0.5", "54", "8"]];
        let Warned { value, warnings } = read_workbook(workbook("Territorial Emissions", STATEMENT, &rows), None).expect("a workbook");
        // 0.5 Mt C times 3.664 is 1832 kt; the column without a name is nobody's.
        assert_eq!(
            figures(&value),
            ["World GCB Fossil CO2 1850 197489.6", "AFG GCB Fossil CO2 1851 1832", "World GCB Fossil CO2 1851 197856"]
        );
        assert_eq!(value.records[1].place, "budget.xlsx: sheet Territorial Emissions, cell B8");
        insta::assert_snapshot!(value.source, @"Global Carbon Budget, sheet Territorial Emissions; Mt C times 3.664, its own factor; an estimate of a third party, not a submission of the country");
        insta::assert_snapshot!(texts(&warnings), @r"
        budget.xlsx: the Global Carbon Budget states ±5 % (1σ) for the fossil emissions of the world and nothing by country: no uncertainty is assumed
        budget.xlsx: kept as groups or rests, which are no countries: World
        ");
    }

    #[test]
    fn another_unit_or_a_text_among_numbers_is_refused() {
        let rows: [&[&str]; 2] = [&["", "Afghanistan"], &["1850", "n.a."]];
        let error = |statement| read_workbook(workbook("Territorial Emissions", statement, &rows), None).expect_err("refused");
        insta::assert_snapshot!(error(STATEMENT), @r"
        1 cell of `budget.xlsx` cannot be used
          sheet Territorial Emissions, cell B6, column `Afghanistan`: found `n.a.`, expected a number such as 12.5, or notation keys such as NO,IE
        ");
        insta::assert_snapshot!(error("All values in million tonnes of CO2"), @"`budget.xlsx`, sheet Territorial Emissions, header: found no such text above it, expected a text of the pattern `(?s).*million tonnes of carbon.*multiply the values below by 3\\.664.*`");
        let rows: [&[&str]; 1] = [&["", "Afghanistan"]];
        let without_years = read_workbook(workbook("Territorial Emissions", STATEMENT, &rows), Some("gcb-fossil")).expect_err("no years");
        insta::assert_snapshot!(without_years, @"`budget.xlsx`, sheet Territorial Emissions, header: found no such row, expected the heads of columns, and directly below them a row that begins with `[0-9]{4}`");
    }

    #[test]
    fn one_of_several_estimates_is_never_chosen_unasked() {
        let rows: [&[&str]; 2] = [&["unit: Tg C/year", "Brazil"], &["2020", "338.22008"]];
        let bytes = workbook("BLUE", STATEMENT, &rows);
        insta::assert_snapshot!(read_workbook(bytes.clone(), None).expect_err("several"), @r"
        `budget.xlsx`: found no known inventory layout; tried
          `unfccc-crf`: it has no sheet `Table1s1`
          `unfccc-crt`: it has no sheet `Table1`
          `unfccc-crt-json`, `unfccc-flexible-query`, `unfccc-non-annex-1`: a workbook
          `fluxledger-long`: start: a workbook
          `gcb-luc-blue`: one of several estimates in the file, to be named
          the layouts that are data: it has neither the name nor the sheets and heads of columns of any
        ");
        let blue = read_workbook(bytes.clone(), Some("gcb-luc-blue")).expect("a sheet");
        // 338.220 08 Mt C times 3.664 = 1 239 238.373 kt.
        assert_eq!(blue.value.records[0].category.to_string(), "GCB LUC");
        let kilotonnes = blue.value.records[0].reported.mass.expect("a mass").as_kilotonnes();
        assert!((kilotonnes - 1_239_238.373).abs() < 1e-3, "{kilotonnes}");
        insta::assert_snapshot!(texts(&blue.warnings), @"budget.xlsx: a bookkeeping model leaves out what environmental change does on managed land, which inventories count");
        insta::assert_snapshot!(read_workbook(bytes, Some("gcb-luc-oscar")).expect_err("another sheet"), @"`budget.xlsx`, sheets: found `BLUE`, expected a sheet `OSCAR`");
    }

    #[test]
    fn the_table_of_2019_is_known_by_its_header_alone() {
        let Warned { value, warnings } =
            read_text("Code,Year,Emissions,Source\nDEU,2013,226.957,UNFCCC\nAIA,1959,,CDIAC\nEUU,2013,1,UNFCCC\n").expect("a table");
        // 226.957 Mt C times 3.664 = 831 570.448 kt.
        assert_eq!(value.records.len(), 2);
        let kilotonnes = value.records[0].reported.mass.expect("a mass").as_kilotonnes();
        assert!((kilotonnes - 831_570.448).abs() < 1e-6, "{kilotonnes}");
        insta::assert_snapshot!(texts(&warnings), @r"
        table.csv: the table does not state its unit: read as million tonnes of carbon, as its provider describes it
        table.csv: kept as groups or rests, which are no countries: EUU
        ");
        for other in ["Code,Year,Consumption-Emissions\nALB,1990,1.533\n", "Code,Year,Emissions,Unit\nDEU,2020,644310,kt CO2\n"] {
            let error = read_text(other).expect_err("another table");
            assert!(error.to_string().contains("found no known inventory layout"), "{error}");
        }
    }
}
