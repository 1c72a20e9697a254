//! Submissions of one inventory in a report, and tables of uncertainties as the guidelines lay them out. Countries and figures are made up.

use crate::command_line::fluxledger;
use crate::made_product;
use crate::result_table::ResultTable;
use std::fs;
use tempfile::TempDir;

const NEW: &str = "\
party,categorization,category,gas,year,value,unit,source,submission_year,licence
DEU,CRF,Total.without.LULUCF,CH4,2015,9,kt,second submission,2018,CC BY 4.0
DEU,CRF,5,CH4,2015,4.5,kt,second submission,2018,CC BY 4.0
DEU,CRF,5.A,CH4,2015,4.5,kt,second submission,2018,CC BY 4.0
DEU,CRF,5,CH4,2014,4,kt,second submission,2018,CC BY 4.0
";
const OLD: &str = "\
party,categorization,category,gas,year,value,unit,source,submission_year
DEU,CRF,Total.without.LULUCF,CH4,2015,8,kt,first submission,2017
DEU,CRF,5,CH4,2015,NE,kt,first submission,2017
DEU,CRF,5,CH4,2014,3,kt,first submission,2017
";
const UNCERTAINTY: &str = "\
Table 3.3 General reporting table for uncertainties,,,,
IPCC category,Gas,Year t emissions,Combined uncertainty,
,,Gg CO2 equivalent,(-) %,(+) %
Total,CH4,225,10,20
1.A. Fuel combustion,CH4,100,10,20
";

fn folder(more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 1);
    write("new.csv", NEW);
    write("old.csv", OLD);
    write("uncertainty.csv", UNCERTAINTY);
    write(
        "square.geojson",
        r#"{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "ISO_A3": "DEU", "NAME": "Squareland" },
            "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]] } }] }"#,
    );
    write(
        "run.toml",
        &format!(
            "title = \"Two submissions\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2015]\nregions = {{ file = \"square.geojson\" }}\n\
             [[product]]\nname = \"Product\"\nfiles = [\"ch4_2015.nc\"]\nscope = \"anthropogenic\"\ncategory = \"M.0.EL\"\n\
             [[inventory]]\nname = \"Inventory\"\nfiles = [\"new.csv\"]\n{more}\n"
        ),
    );
    folder
}

/// 8 → 9 kt is + 1 kt and + 12.5 %; 5 was NE; the year 2014 is none of the report's, and 5.A is no sector.
#[test]
fn an_earlier_submission_gives_the_report_a_table_of_recalculations() {
    let folder = folder("earlier_files = [\"old.csv\"]");
    fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).done();
    let main = ResultTable::open(&folder.path().join("out/tables/recalculations_of_sectors.csv"));
    let shown: Vec<[&str; 5]> =
        main.rows().map(|row| ["category", "old_kt", "old_keys", "new_kt", "state"].map(|column| row.text(column))).collect();
    assert_eq!(shown, [["5", "", "NE", "4.5", "keys changed"], ["Total.without.LULUCF", "8.0", "", "9.0", "recalculated"]]);
    assert!((main.row(&[("category", "Total.without.LULUCF")]).number("change_percent") - 12.5).abs() < 1e-12);
    let all = ResultTable::open(&folder.path().join("out/tables/recalculations.csv"));
    assert_eq!(all.row(&[("category", "5.A")]).text("state"), "only in the new");
    let inventories = ResultTable::open(&folder.path().join("out/tables/inventories.csv"));
    let vintages: Vec<[&str; 4]> =
        inventories.rows().map(|row| ["use", "source", "submission_year", "licence"].map(|column| row.text(column))).collect();
    assert_eq!(vintages, [["compared", "second submission", "2018", "CC BY 4.0"], ["earlier submission", "first submission", "2017", ""]]);
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("Recalculations") && page.contains("CC BY 4.0"));
}

#[test]
fn an_earlier_submission_in_another_categorization_is_refused() {
    let folder = folder("earlier_files = [\"old.csv\"]");
    fs::write(folder.path().join("old.csv"), OLD.replace(",CRF,", ",IPCC2006,")).unwrap();
    let answer = fluxledger(folder.path(), ["run", "run.toml", "--quiet"]);
    assert!(answer.stderr.contains("the earlier submission has categories of IPCC2006, the inventory of CRF"), "{}", answer.stderr);
}

/// Northland's 60 and Southland's 40 are not both Germany's, neither by one code for all nor by a code for each.
#[test]
fn two_parties_do_not_become_one() {
    let table = "party,categorization,category,gas,year,value,unit\nNorthland,CRF,5,CH4,2015,60,kt\nSouthland,CRF,5,CH4,2015,40,kt\n";
    let refusal = |party: &str| {
        let folder = folder(party);
        fs::write(folder.path().join("new.csv"), table).unwrap();
        fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).refusal()
    };
    insta::assert_snapshot!(refusal("party = \"DEU\""), @r#"
    error: run.toml:14:9: inventory `Inventory` has figures of 2 Parties, `Northland`, `Southland`, expected those of one
    hint: name those that have no code, such as `party = { "Northland" = "DEU" }`, and no others
    1 problem, nothing was written
    "#);
    insta::assert_snapshot!(refusal("party = { Northland = \"DEU\", Southland = \"DEU\" }"), @r"
    error: run.toml:14:23: DEU, CRF 5, CH4, 2015: found in new.csv: line 2 and in new.csv: line 3, expected once
    hint: two Parties of the table have one code: give each a code of its own
    1 problem, nothing was written
    ");
}

/// Waste of 3 kt is compared as it is stated; its landfills alone are 4.5 kt.
#[test]
fn a_sum_that_its_parts_contradict_is_told() {
    let folder = folder("");
    let table = "party,categorization,category,gas,year,value,unit\nDEU,CRF,5,CH4,2015,3,kt\nDEU,CRF,5.A,CH4,2015,4.5,kt\n";
    fs::write(folder.path().join("new.csv"), table).unwrap();
    let run_file = fs::read_to_string(folder.path().join("run.toml")).unwrap();
    fs::write(folder.path().join("run.toml"), run_file.replace("M.0.EL", "4")).unwrap();
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    let warning = answer.stderr.lines().find(|line| line.contains("their parts make other numbers"));
    insta::assert_snapshot!(warning.expect("a warning"), @"warning: Inventory: sums are compared as the table states them, though their parts make other numbers and nothing in it says why: 5 of DEU in 2015 is 3.000000 kt and its parts are 4.500000 kt (new.csv: line 2); `fluxledger inventory FILE --check` says more");
}

/// The table of the guidelines names no categorization, so that the run file must.
#[test]
fn a_table_of_the_guidelines_needs_its_categorization() {
    let uncertainty = "[[uncertainty]]\nfile = \"uncertainty.csv\"";
    let without = folder(uncertainty);
    let answer = fluxledger(without.path(), ["run", "run.toml", "--quiet"]);
    assert!(answer.stderr.contains("does not say to which categorization its codes belong"), "{}", answer.stderr);
    let with = folder(&format!("{uncertainty}\ncategorization = \"CRF\""));
    let answer = fluxledger(with.path(), ["run", "run.toml"]).done();
    assert!(answer.stderr.contains("no record takes this uncertainty of category `1.A`, CH4, any party"), "{}", answer.stderr);
}

/// A run with a table of default uncertainties; its inventory states none.
fn with_defaults(defaults: &str) -> TempDir {
    let folder = folder("");
    let run_file = folder.path().join("run.toml");
    let text = fs::read_to_string(&run_file).unwrap();
    fs::write(&run_file, format!("inventory_default_uncertainties = \"defaults.csv\"\n{text}")).unwrap();
    fs::write(folder.path().join("defaults.csv"), defaults).unwrap();
    folder
}

#[test]
fn a_default_uncertainty_is_called_one_in_table_sentence_and_figure() {
    let folder =
        with_defaults("category,gas,categorization,uncertainty,reference\nTotal.without.LULUCF,CH4,CRF,50,\"Made guideline, table 1\"\n");
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    assert!(
        answer.stderr.contains("figures that state no uncertainty and have a default one, which is not the Party's: 1"),
        "{}",
        answer.stderr
    );
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let row = comparison.row(&[("year", "2015"), ("inventory", "Inventory")]);
    let source = row.text("inventory_uncertainty_source").to_owned();
    assert!(
        source.starts_with("default where none is stated: ±50")
            && source.ends_with("for CRF Total.without.LULUCF (Made guideline, table 1)"),
        "{source}"
    );
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("Where the inventory states no uncertainty, its interval rests on default uncertainties: ±50"));
    assert!(page.contains("uncertainty rests on defaults that are not the Party"));
}

/// A run of coal mining with the named defaults; the table of the program has for Germany and 1.B.1 −37.1 % and +49.3 %.
fn of_coal(defaults: &str, more: &str) -> TempDir {
    let folder = folder(more);
    let run_file = folder.path().join("run.toml");
    let text = fs::read_to_string(&run_file).unwrap().replace("category = \"M.0.EL\"", "category = \"1.B.1\"");
    fs::write(&run_file, format!("inventory_default_uncertainties = \"{defaults}\"\n{text}")).unwrap();
    let inventory = "party,categorization,category,gas,year,value,unit\nDEU,CRF,1.B.1,CH4,2015,9,kt\nDEU,CRF,1.B,CH4,2015,12,kt\n";
    fs::write(folder.path().join("new.csv"), inventory).unwrap();
    folder
}

#[test]
fn defaults_that_come_with_the_program_are_taken_by_their_name_through_the_crosswalk() {
    let folder = of_coal("solazzo-2021", "");
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    assert!(answer.stderr.contains("have a default one, which is not the Party's: 1"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("no record takes"), "{}", answer.stderr);
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let source =
        comparison.row(&[("year", "2015"), ("inventory", "Inventory")]).text("inventory_uncertainty_source").replace('\u{202f}', " ");
    assert_eq!(source, "default where none is stated: −37 %, +49 % for IPCC2006 1.B.1 (Solazzo et al. 2021, doi:10.5194/acp-21-5655-2021)");
    let steps = fs::read_to_string(folder.path().join("out/tables/table-6-5.csv")).unwrap();
    assert!(steps.contains("comparisons the inventory's uncertainty rests on defaults that are not the Party's (Solazzo"), "{steps}");
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("default uncertainties: solazzo-2021 (Default uncertainties of 14 Parties"));
}

#[test]
fn what_the_party_says_of_its_uncertainty_beats_a_default() {
    let folder = of_coal("solazzo-2021", "[[uncertainty]]\nfile = \"own.csv\"");
    fs::write(folder.path().join("own.csv"), "category,gas,party,uncertainty\n1.B.1,CH4,DEU,10\n").unwrap();
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    assert!(answer.stderr.contains("no figure takes a default uncertainty"), "{}", answer.stderr);
    let comparison = fs::read_to_string(folder.path().join("out/tables/comparison.csv")).unwrap();
    assert!(!comparison.contains("inventory_uncertainty_source"));
}

#[test]
fn defaults_of_an_unknown_name_are_refused_with_those_that_there_are() {
    let refused = |name: &str| fluxledger(of_coal(name, "").path(), ["run", "run.toml", "--quiet"]).stderr;
    let near = refused("solazo-2021");
    assert!(near.contains("no file and no table of default uncertainties is named `solazo-2021`"), "{near}");
    assert!(near.contains("did you mean `solazzo-2021`?"), "{near}");
    assert!(refused("own.csv").contains("`solazzo-2021` or `livestock-tier-1`, which come with the program"));
}

#[test]
fn a_default_uncertainty_without_a_reference_or_a_categorization_is_refused() {
    let folder = with_defaults("category,gas,uncertainty\n5,CH4,50\n");
    let answer = fluxledger(folder.path(), ["run", "run.toml", "--quiet"]);
    assert!(answer.stderr.contains("a default uncertainty of `5` without a reference"), "{}", answer.stderr);
    let folder = with_defaults("category,gas,uncertainty,reference\n4,CH4,50,a guideline for waste\n");
    let answer = fluxledger(folder.path(), ["run", "run.toml", "--quiet"]);
    assert!(answer.stderr.contains("a default uncertainty of `4` without a categorization"), "{}", answer.stderr);
}

#[test]
fn a_finding_quotes_what_the_party_says_of_its_keys() {
    let folder = folder("");
    let table = NEW.replace("licence\n", "licence,notation_keys,explanation,explanation_place\n");
    let rows: Vec<String> = table
        .lines()
        .map(|line| match line.starts_with("DEU,CRF,Total") {
            true => format!("{line},NE,\"No data on ponds.\",book.xlsx: sheet Table9: D7"),
            false => line.to_owned(),
        })
        .collect();
    fs::write(folder.path().join("new.csv"), rows.join("\n") + "\n").unwrap();
    fluxledger(folder.path(), ["run", "run.toml", "--quiet"]).done();
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("The Party says of Total.without.LULUCF (NE): “No data on ponds” (book.xlsx: sheet Table9: D7)."));
    let explanations = ResultTable::open(&folder.path().join("out/tables/explanations.csv"));
    assert_eq!(explanations.row(&[("category", "Total.without.LULUCF")]).text("explanation"), "No data on ponds.");
}
