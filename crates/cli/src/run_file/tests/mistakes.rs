//! Mistakes are named with their places, all at once.

use super::*;

#[test]
fn ten_mistakes_are_shown_at_once() {
    let text = r#"titel = "Methane of France"
gas = "CH3"
years = ["2020"]
regions = { set = "natural-earth-50m", file = "borders.geojson" }
significance = 95
fail_on = ["significent"]

[conventions]
earth = "sphere:6371"

[[product]]
name = "inversion"
files = "inversion.nc"
conventions = { coast = "sea" }

[[inventory]]
name = "NIR"
files = ["nir.xlsx"]
"#;
    insta::assert_snapshot!(problems(text), @r#"
    error: runs/run.toml:1:1: unknown key `titel`
    hint: did you mean `title`?
    error: runs/run.toml:1:1: `output` is missing
    hint: write for example output = "out/france-2020"
    error: runs/run.toml:2:7: unknown gas `CH3`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23
    error: runs/run.toml:3:10: each of `years` must be a whole number, the year, found the text "2020"
    hint: write it without quotes: 2020
    error: runs/run.toml:4:11: `regions` come from one place, found several of `set`, `file` and `mask`
    hint: keep one of them
    error: runs/run.toml:5:16: `significance` must be a level above 0 and up to 0.5, found 95
    hint: 0.05 is the 5 % level, that is 95 % confidence
    error: runs/run.toml:6:12: unknown word `significent` for `fail_on`, expected significant, significantly higher, significantly lower, equivalent, inconclusive, indicative only, prior-dominated, not tested or not comparable
    hint: did you mean `significant`?
    error: runs/run.toml:9:9: a sphere with a radius of 6371 m is not the Earth, expected 6300000 to 6400000 m
    hint: the radius is in metres, for example `sphere:6371007.181`
    error: runs/run.toml:13:9: `files` must be a list of files such as ["2020.nc"], found the text "inversion.nc"
    hint: write files = ["inversion.nc"]
    error: runs/run.toml:14:25: unknown treatment of coasts `sea`, expected share, land or weighted
    10 problems, nothing was written
    "#);
}

#[test]
fn an_empty_file_lacks_everything_that_is_required() {
    insta::assert_snapshot!(problems(""), @r#"
    error: runs/run.toml:1:1: `title` is missing
    hint: write for example title = "Methane of France, 2020"
    error: runs/run.toml:1:1: `output` is missing
    hint: write for example output = "out/france-2020"
    error: runs/run.toml:1:1: `gas` is missing
    hint: write for example gas = "CH4"
    error: runs/run.toml:1:1: `years` is missing
    hint: write for example years = [2020] or years = { from = 2015, to = 2020 }
    error: runs/run.toml:1:1: `regions` is missing
    hint: write for example regions = { set = "natural-earth-50m", select = ["FRA"] }
    error: runs/run.toml:1:1: `product` is missing
    hint: write for example [[product]] on a line of its own, and below it name = "…" and files = ["…"]
    error: runs/run.toml:1:1: `inventory` is missing
    hint: write for example [[inventory]] on a line of its own, and below it name = "…" and files = ["…"]
    7 problems, nothing was written
    "#);
}

#[test]
fn values_of_a_wrong_kind_are_shown_with_what_they_should_be() {
    let text = r#"
title = 2020
output = true
gas = ""
years = 2020
regions = "natural-earth-50m"
significance = "0.05"
sensitivity_threshold = 50
minimum_coverage = [0.99]
fail_on = "significant"
product_error_correlation = "partial"
boundaries = 12
conventions = "wgs84"
uncertainty = "u.csv"

[product]
name = 5
files = [1, "b.nc"]
year = 20

[[inventory]]
name = "NIR"
files = { first = "a.csv" }
submission_year = 2020-01-01
inventory_year = 2020.5
party = 1
"#;
    insta::assert_snapshot!(problems(text), @r#"
    error: runs/run.toml:2:9: `title` must be a text in quotes, found the number 2020
    hint: write it in quotes: "2020"
    error: runs/run.toml:3:10: `output` must be a text in quotes, found the word true
    error: runs/run.toml:4:7: `gas` is empty
    error: runs/run.toml:5:9: `years` must be a list of years such as [2020], or { from = 2015, to = 2020 }, found the number 2020
    hint: write years = [2020]
    error: runs/run.toml:6:11: `regions` must be keys in braces, found a text
    hint: write regions = { set = "natural-earth-50m" }, or file = or mask = in place of set =
    error: runs/run.toml:7:16: `significance` must be a number, found the text "0.05"
    hint: write it without quotes: 0.05
    error: runs/run.toml:8:25: `sensitivity_threshold` must be a share from 0 to 1, found 50
    hint: 0 asks nothing of the observations, 1 asks all
    error: runs/run.toml:9:20: `minimum_coverage` must be a number, found a list
    error: runs/run.toml:10:11: `fail_on` must be a list of verdicts such as ["significant"], found the text "significant"
    hint: write fail_on = ["significant"]
    error: runs/run.toml:11:29: unknown word `partial` for `product_error_correlation`, expected unknown, full or none
    error: runs/run.toml:12:14: `boundaries` must be a text in quotes, found the number 12
    hint: write it in quotes: "12"
    error: runs/run.toml:13:15: `conventions` must be keys in braces such as { earth = … }, found the text "wgs84"
    error: runs/run.toml:14:15: `uncertainty` must be written as sections that begin with [[uncertainty]], found the text "u.csv"
    error: runs/run.toml:16:1: `product` needs double brackets, because there may be several
    hint: write [[product]]
    error: runs/run.toml:17:8: `name` must be a text in quotes, found the number 5
    hint: write it in quotes: "5"
    error: runs/run.toml:18:10: each of `files` must be a text in quotes, found the number 1
    hint: write it in quotes: "1"
    error: runs/run.toml:19:8: `year` must be a year from 1700 to 2300, found 20
    error: runs/run.toml:23:9: `files` must be a list of files such as ["2020.nc"], found keys in braces
    error: runs/run.toml:24:19: `submission_year` must be a whole number, the year, found the date 2020-01-01
    error: runs/run.toml:25:18: `inventory_year` must be a whole number, the year, found the number 2020.5
    error: runs/run.toml:26:9: `party` must be a text in quotes, found the number 1
    hint: write it in quotes: "1"
    21 problems, nothing was written
    "#);
}

#[test]
fn a_key_in_the_wrong_section_is_sent_to_its_place() {
    insta::assert_snapshot!(problems(&format!("{MINIMAL}significance = 0.05\nyears = [2020]\nsumbission_year = 2024\ncolour = \"red\"")), @r"
    error: runs/run.toml:14:1: unknown key `significance` in [[inventory]]
    hint: `significance` belongs to the run as a whole: move it to the top, above the first line in [brackets]
    error: runs/run.toml:15:1: unknown key `years` in [[inventory]]
    hint: `years` belongs to the run as a whole: move it to the top, above the first line in [brackets]
    error: runs/run.toml:16:1: unknown key `sumbission_year` in [[inventory]]
    hint: did you mean `submission_year`?
    error: runs/run.toml:17:1: unknown key `colour` in [[inventory]]
    hint: expected name, files, layout, select, submission_year, earlier_files, earlier_submission_year, inventory_year, fiscal_year_start, fiscal_year_named_after, party, gwp_set, territory, ground, source or crosswalk
    4 problems, nothing was written
    ");
}

#[test]
fn names_must_tell_entries_apart_and_uncertainties_name_an_inventory() {
    let more = "[[product]]\nname = \"inversion\"\nfiles = [\"b.nc\"]\n[[uncertainty]]\nfile = \"u.csv\"\ninventory = \"NIT\"\n";
    insta::assert_snapshot!(problems(&format!("{MINIMAL}{more}")), @r"
    error: runs/run.toml:15:8: the product of line 8 is named `inversion` already
    hint: give each a name of its own
    error: runs/run.toml:19:13: no inventory is named `NIT`
    hint: did you mean `NIR`?
    2 problems, nothing was written
    ");
}

#[test]
fn what_breaks_the_rules_of_toml_comes_alone_with_the_likely_cause() {
    let broken = [
        r#"files = "C:\data\x.nc""#,
        "title = “Methane”",
        "title = Methane",
        "gas = \"CH4\"\ngas = \"CO2\"",
        "title = \"Methane",
        "title \"Methane\"",
        "carbon_to_co2 = 44/12",
        "years = [2020",
        "significance = 0,05",
        "years = [2019 2020]",
        "years = { from = 2019 to = 2020 }",
        "[[product]\nname = \"a\"",
    ];
    insta::assert_snapshot!(broken.map(problems).join("\n"), @r#"
    error: runs/run.toml:1:13: a backslash between double quotes has a meaning of its own
    hint: write paths with forward slashes, "C:/data/x.nc", or in single quotes, 'C:\data\x.nc'
    1 problem, nothing was written
    error: runs/run.toml:1:9: a text must stand in straight quotes `"`
    hint: replace the curved quotes of a word processor by straight ones
    1 problem, nothing was written
    error: runs/run.toml:1:9: this is no number, list or text in quotes
    hint: texts stand in straight quotes, "Methane of France", and the elements of a list have commas between them, [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:2:1: this key is given twice
    hint: keep one of the two
    1 problem, nothing was written
    error: runs/run.toml:1:17: a text does not end with `"` in its line
    hint: texts stand in straight quotes: title = "Methane of France"
    1 problem, nothing was written
    error: runs/run.toml:1:7: a key needs `=` and a value behind it
    hint: write for example gas = "CH4"
    1 problem, nothing was written
    error: runs/run.toml:1:17: this is no number, list or text in quotes
    hint: texts stand in straight quotes, "Methane of France", and the elements of a list have commas between them, [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:1:14: a list does not end with `]`
    hint: write for example years = [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:1:17: a number cannot have a comma
    hint: write a point: 0.05
    1 problem, nothing was written
    error: runs/run.toml:1:10: this is no number, list or text in quotes
    hint: texts stand in straight quotes, "Methane of France", and the elements of a list have commas between them, [2019, 2020]
    1 problem, nothing was written
    error: runs/run.toml:1:26: keys in braces need commas between them
    hint: write for example years = { from = 2015, to = 2020 }
    1 problem, nothing was written
    error: runs/run.toml:1:11: a line that begins with `[[` does not end with `]]`
    hint: write for example [[product]]
    1 problem, nothing was written
    "#);
}

#[test]
fn a_path_whose_backslashes_became_line_breaks_is_found() {
    insta::assert_snapshot!(problems_with(r#"boundaries = "C:\new\borders.gpkg""#), @r#"
    error: runs/run.toml:1:14: `boundaries` holds a line break or tab, as `\n` and `\t` between double quotes make them
    hint: write paths with forward slashes, "C:/data/x.nc", or in single quotes, 'C:\data\x.nc'
    1 problem, nothing was written
    "#);
}

/// Each cut and each line left out may only be good or be reported at a place within the text.
#[test]
fn every_damage_is_reported_within_the_file() {
    let cuts = (0..FULL.len()).filter(|&end| FULL.is_char_boundary(end)).map(|end| FULL[..end].to_owned());
    let lines: Vec<_> = FULL.lines().collect();
    let gaps = (0..lines.len()).map(|gap| [&lines[..gap], &lines[gap + 1..]].concat().join("\n"));
    for text in cuts.chain(gaps) {
        let Err(diagnostics) = parse(&text) else { continue };
        assert!(!diagnostics.is_empty());
        for position in diagnostics.sorted().iter().filter_map(|diagnostic| diagnostic.position) {
            let line = text.split('\n').nth(position.line - 1).expect("a line of the text");
            assert!(position.column <= line.chars().count() + 1, "{position} of\n{text}");
        }
    }
}

#[test]
fn files_that_are_missing_or_no_text_are_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.toml");
    let problem = || open(&path).unwrap_err().to_string().replace(&folder.path().display().to_string(), "FOLDER");
    let missing = problem();
    std::fs::write(&path, b"title = \"M\xe9thane\"").unwrap();
    insta::assert_snapshot!([missing, problem()].join("\n"), @r"
    error: FOLDER/run.toml: there is no such file
    hint: `fluxledger demo` writes a complete example with a run file to copy
    1 problem, nothing was written
    error: FOLDER/run.toml:1:11: the file is not plain text in UTF-8
    hint: save it in the editor with the encoding UTF-8
    1 problem, nothing was written
    ");
    std::fs::write(&path, format!("\u{feff}{MINIMAL}")).unwrap();
    assert_eq!(open(&path).map(|run_file| run_file.title), Ok(text_at("Methane of France", 1, 9)));
}
