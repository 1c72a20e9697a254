//! A run file full of mistakes, in itself and in the files that it names: all of them are shown at once, and nothing is written.

use crate::command_line::fluxledger;
use crate::made_product;
use std::path::Path;

/// Mistakes in the words of the run file, and in the files behind them.
const RUN_FILE: &str = r#"titel = "Methane of Germany"
output = "out"
gas = "CH5"
years = [2015, 20155]
regions = { set = "natural-earth-50m", select = ["DEU", "Germany", "ATL"] }
significance = "0.05"
fail_on = ["significent"]

[conventions]
earth = "wgs48"

[[product]]
name = "inversion"
files = ["ch4_2015.nc", "absent.nc"]

[[product]]
name = "inversion"
files = ["ch4_2015.nc"]
profile = "opengh-flux"

[[product]]
name = "cut short"
files = ["cut_2015.nc"]

[[inventory]]
name = "NIR"
files = ["inventory.csv"]
layout = "flexible-query"

[[inventory]]
name = "reported"
files = ["misprinted.csv"]
submission_year = "2015"

[[uncertainty]]
file = "absent.csv"
inventory = "reportet"
"#;

const INVENTORY: &str = "party,categorization,category,gas,year,value,unit\nDEU,IPCC2006,1,CH4,2015,400,kt\n";

/// The folder of the run file, in which one product ends behind its header and one inventory has a misprint.
fn write_files(folder: &Path) {
    std::fs::write(folder.join("run.toml"), RUN_FILE).unwrap();
    std::fs::write(folder.join("inventory.csv"), INVENTORY).unwrap();
    std::fs::write(folder.join("misprinted.csv"), INVENTORY.replace("400", "4OO")).unwrap();
    made_product::write(&folder.join("ch4_2015.nc"), 2015, 1);
    let whole = std::fs::read(folder.join("ch4_2015.nc")).unwrap();
    let values_of_flux = 8 * size_of::<f64>();
    std::fs::write(folder.join("cut_2015.nc"), &whole[..whole.len() - values_of_flux]).unwrap();
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn all_mistakes_of_both_kinds_are_shown_at_once_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let before = names_in(folder.path());
    let refusal = fluxledger(folder.path(), ["run", "run.toml"]).refusal();
    // The lists grow with every product and layout.
    insta::with_settings!({ filters => vec![("one of `[^\n]*", "one of …")] }, {
        insta::assert_snapshot!(refusal, @r#"
        error: run.toml:1:1: unknown key `titel`
        hint: did you mean `title`?
        error: run.toml:3:7: unknown gas `CH5`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23
        error: run.toml:4:16: each of `years` must be a year from 1700 to 2300, found 20155
        error: run.toml:5:57: set `natural-earth-50m` has no region `Germany`
        hint: did you mean `DEU`?
        error: run.toml:5:68: set `natural-earth-50m` has no region `ATL`
        hint: did you mean `ATG`?
        error: run.toml:6:16: `significance` must be a number, found the text "0.05"
        hint: write it without quotes: 0.05
        error: run.toml:7:12: unknown word `significent` for `fail_on`, expected significant, significantly higher, significantly lower, equivalent, inconclusive, indicative only, prior-dominated, not tested or not comparable
        hint: did you mean `significant`?
        error: run.toml:10:9: unknown figure of the Earth `wgs48`, expected product, wgs84 or sphere:RADIUS
        hint: did you mean `wgs84`?
        error: run.toml:14:25: `absent.nc`: cannot be opened: No such file or directory (os error 2)
        error: run.toml:17:8: the product of line 13 is named `inversion` already
        hint: give each a name of its own
        error: run.toml:19:11: unknown product `opengh-flux`, expected a profile's file or one of …
        error: run.toml:23:10: `cut_2015.nc`: truncated, variable `flux` needs 8 bytes from byte 528 on, found 528 bytes
        hint: download or copy the file again, and compare its size with the source's
        error: run.toml:28:10: unknown inventory layout `flexible-query`, expected one of …
        error: run.toml:32:10: 1 cell of `misprinted.csv` cannot be used
          line 2, column `value`: found `4OO`, expected a number such as 12.5, or notation keys such as NO,IE
        error: run.toml:33:19: `submission_year` must be a whole number, the year, found the text "2015"
        hint: write it without quotes: 2015
        error: run.toml:36:8: `absent.csv`: No such file or directory (os error 2)
        error: run.toml:37:13: no inventory is named `reportet`
        hint: did you mean `reported`?
        17 problems, nothing was written
        "#);
    });
    assert_eq!(fluxledger(folder.path(), ["check", "run.toml"]).refusal(), refusal);
    assert_eq!(names_in(folder.path()), before);
}

/// A product of 2015 in a run of other years, and an inventory whose table has a header alone.
#[test]
fn sources_without_anything_to_compare_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 1);
    write("inventory.csv", INVENTORY.lines().next().unwrap());
    write(
        "run.toml",
        "title = \"T\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2012, 2013]\nregions = { set = \"natural-earth-110m\" }\n\
         [[product]]\nname = \"P\"\nfiles = [\"ch4_2015.nc\"]\n[[inventory]]\nname = \"I\"\nfiles = [\"inventory.csv\"]\n",
    );
    insta::assert_snapshot!(fluxledger(folder.path(), ["run", "run.toml"]).refusal(), @r"
    error: run.toml:7:8: product `P` has no layer in any of the `years`, found 2015
    hint: correct `years`, or leave the product out
    error: run.toml:10:8: inventory `I` has no figures of CH4, found no figures at all
    hint: correct `gas`, or name the file with that gas
    2 problems, nothing was written
    ");
}

#[test]
fn paths_are_relative_to_the_run_file_wherever_it_is_called_from() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let run_file = folder.path().join("run.toml").display().to_string();
    let from_elsewhere = fluxledger(elsewhere.path(), ["check", &run_file]).refusal();
    let beside_it = fluxledger(folder.path(), ["check", "run.toml"]).refusal();
    assert_eq!(from_elsewhere.replace(&format!("{}/", folder.path().display()), ""), beside_it);
}
