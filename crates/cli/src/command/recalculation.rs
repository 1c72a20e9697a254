//! The verb `recalculation`: two submissions of an inventory side by side.

use super::inventory::{Choice, listed, read_all, year_ranges};
use super::result_file::write_table;
use super::standard_output::write_result;
use super::text_table::{TextColumn, facts, table};
use super::warning;
use crate::args::{GlobalArguments, RecalculationArguments};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::recalculations::changes_table;
use crate::report::number::{decimal, signed};
use crate::table::Table;
use crate::vintage::{self, Vintage};
use fluxledger_core::recalculation::{Change, Recalculation, recalculations};
use fluxledger_core::{Category, Gas, Inventory, Record, RegionCode, Reported, Warning};
use fluxledger_ingest::inventory::InventoryOptions;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

/// How many changes are shown in words; the table has all.
const SHOWN: usize = 40;

/// Says what changed between two submissions, in words or as a table in a file.
///
/// # Errors
/// If a table cannot be read, a choice selects nothing, the two have no figure in common, or the table cannot be written.
pub fn recalculation(arguments: &RecalculationArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let options = InventoryOptions { layout: arguments.layout.clone(), ..InventoryOptions::default() };
    let mut read = |path: &Path| read_all(&[path.to_owned()], &options).map(|read| read.collect_into(&mut warnings));
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    warnings.extend(not_compared(&old, &new));
    warning::write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    common("categorization", &old, &new, |record| record.category.categorization.clone(), OTHER_CODES)?;
    let common_parties = common("Party", &old, &new, |record| record.party.clone(), OTHER_TABLES)?;
    let gases = common("gas", &old, &new, |record| record.gas, OTHER_TABLES)?;
    let mut choice = Choice::of(&arguments.figures);
    if choice.parties.is_empty() {
        choice.parties = common_parties.into_iter().collect();
    }
    let [old, new] = choice.select([old, new].map(|table| of_gases(table, &gases)))?;
    let changes = recalculations(&old.records, &new.records);
    match &arguments.output {
        None => write_result(out, text(&old, &new, &changes).as_bytes()),
        Some(file) => write_table(&with_vintages(&old, &new, &changes), file).map(|()| ExitStatus::Done),
    }
}

/// Every figure with what tells the two submissions apart.
fn with_vintages(old: &Inventory, new: &Inventory, changes: &[Recalculation]) -> Table {
    let (before, after) = (Vintage::of(old), Vintage::of(new));
    let mut table = changes_table("recalculations", changes);
    table.columns.extend(vintage::columns("old", changes, |_| Some(&before)));
    table.columns.extend(vintage::columns("new", changes, |_| Some(&after)));
    table
}

/// The way out where both tables number their categories in other ways.
const OTHER_CODES: &str = "`fluxledger crosswalk A B --gas GAS` says what can be compared; a code of one is not that of the other";
/// The way out where two tables have nothing to do with each other.
const OTHER_TABLES: &str = "name two submissions of one Party's inventory";

/// What the figures of both tables have in common of a kind; something they must.
fn common<T: Ord + Clone + Display>(
    what: &str,
    old: &Inventory,
    new: &Inventory,
    of: impl Fn(&Record) -> T,
    hint: &str,
) -> Result<BTreeSet<T>, Diagnostic> {
    let found = |inventory: &Inventory| inventory.records.iter().map(&of).collect::<BTreeSet<T>>();
    let (before, after) = (found(old), found(new));
    let both: BTreeSet<T> = before.intersection(&after).cloned().collect();
    if !both.is_empty() {
        return Ok(both);
    }
    let named = |found: &BTreeSet<T>| if found.is_empty() { "none".to_owned() } else { listed(found) };
    let message = format!("have no {what} in common: the old has {}, the new has {}", named(&before), named(&after));
    Err(Diagnostic::about("the two tables", message).with_hint(hint.to_owned()))
}

/// Figures that take no part, because they are no masses of the gases.
fn not_compared(old: &Inventory, new: &Inventory) -> Option<Warning> {
    let count = old.others.len() + new.others.len();
    let message = format!("figures of other gases or in CO2 equivalents, which are not compared: {count}");
    (count > 0).then(|| Warning::new("both tables", message))
}

/// The figures of gases that both tables have; what only one has is no recalculation.
fn of_gases(inventory: Inventory, gases: &BTreeSet<Gas>) -> Inventory {
    let records: Vec<Record> = inventory.records.into_iter().filter(|record| gases.contains(&record.gas)).collect();
    Inventory { records, ..inventory }
}

fn text(old: &Inventory, new: &Inventory, changes: &[Recalculation]) -> String {
    let years = year_ranges(&changes.iter().map(|change| change.year).collect());
    let parties: BTreeSet<&RegionCode> = changes.iter().map(|change| &change.party).collect();
    let head = facts(&[
        ("Old", Vintage::of(old).in_words()),
        ("New", Vintage::of(new).in_words()),
        ("Parties", listed(&parties)),
        ("Years", years),
    ]);
    format!("{head}\n{}{}", counts(changes), largest(changes))
}

fn counts(changes: &[Recalculation]) -> String {
    let gases: Vec<Gas> = changes.iter().map(|change| change.gas).collect::<BTreeSet<_>>().into_iter().collect();
    let count = |wanted: Change| {
        move |gas: &Gas| changes.iter().filter(|change| change.gas == *gas && change.change() == wanted).count().to_string()
    };
    table(&[
        TextColumn::words("Gas", &gases, Gas::to_string),
        TextColumn::numbers("Same", &gases, count(Change::None)),
        TextColumn::numbers("Recalculated", &gases, count(Change::Recalculated)),
        TextColumn::numbers("Keys changed", &gases, count(Change::KeysChanged)),
        TextColumn::numbers("Only old", &gases, count(Change::OnlyOld)),
        TextColumn::numbers("Only new", &gases, count(Change::OnlyNew)),
    ])
}

/// For each category the years that were recalculated, with the largest change; the largest first.
fn largest(changes: &[Recalculation]) -> String {
    let mut series: BTreeMap<(&RegionCode, Gas, &Category), Vec<&Recalculation>> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.change() == Change::Recalculated) {
        series.entry((&change.party, change.gas, &change.category)).or_default().push(change);
    }
    let size = |change: &Recalculation| change.difference().map_or(0.0, |difference| difference.as_kg().abs());
    let most = |changes: &[&Recalculation]| changes.iter().copied().max_by(|one, other| size(one).total_cmp(&size(other))).cloned();
    let mut rows: Vec<(Recalculation, String)> = series
        .values()
        .filter_map(|changes| Some((most(changes)?, year_ranges(&changes.iter().map(|change| change.year).collect()))))
        .collect();
    rows.sort_by(|one, other| size(&other.0).total_cmp(&size(&one.0)));
    if rows.is_empty() {
        return String::new();
    }
    let shown = &rows[..rows.len().min(SHOWN)];
    let kilotonnes = |reported: &Option<Reported>| {
        reported.as_ref().and_then(|reported| reported.mass).map_or_else(String::new, |mass| decimal(mass.as_kilotonnes(), 3))
    };
    let text = table(&[
        TextColumn::words("Party", shown, |row| row.0.party.to_string()),
        TextColumn::words("Gas", shown, |row| row.0.gas.to_string()),
        TextColumn::words("Category", shown, |row| row.0.category.code.to_string()),
        TextColumn::numbers("Year", shown, |row| row.0.year.to_string()),
        TextColumn::numbers("Old (kt)", shown, |row| kilotonnes(&row.0.old)),
        TextColumn::numbers("New (kt)", shown, |row| kilotonnes(&row.0.new)),
        TextColumn::numbers("Change (kt)", shown, |row| {
            row.0.difference().map_or_else(String::new, |mass| signed(mass.as_kilotonnes(), 3))
        }),
        TextColumn::numbers("Change", shown, |row| {
            row.0.relative_difference().map_or_else(String::new, |share| format!("{} %", signed(share.as_percent(), 2)))
        }),
        TextColumn::words("Years recalculated", shown, |row| row.1.clone()),
    ]);
    let more = if rows.len() > SHOWN { format!("  … {} more; `--output FILE.csv` has all\n", rows.len() - SHOWN) } else { String::new() };
    format!("\nLargest change of each category\n{text}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Arguments, Verb};
    use crate::command::real_data::real_file;
    use clap::Parser;
    use std::io::Read;

    /// Simulated: two submissions of a country that does not exist.
    const OLD: &str = "\
party,categorization,category,category_name,gas,year,value,unit,source,submission_year,gwp_set
DEU,CRF,5,Waste,CH4,2019,310.5,kt,first submission,2021,AR4
DEU,CRF,5,Waste,CH4,2020,300,kt,first submission,2021,AR4
DEU,CRF,3.C,Rice Cultivation,CH4,2020,NO,kt,first submission,2021,AR4
DEU,CRF,1.B.1,Solid fuels,CH4,2020,12,kt,first submission,2021,AR4
DEU,CRF,3.D,Agricultural Soils,N2O,2020,70,kt,first submission,2021,AR4
";
    const NEW: &str = "\
party,categorization,category,category_name,gas,year,value,unit,source,submission_year,gwp_set
DEU,CRF,5,Waste,CH4,2019,331.5,kt,second submission,2024,AR5
DEU,CRF,5,Waste,CH4,2020,300,kt,second submission,2024,AR5
DEU,CRF,3.C,Rice Cultivation,CH4,2020,0.5,kt,second submission,2024,AR5
DEU,CRF,5.E,Other waste,CH4,2020,1,kt,second submission,2024,AR5
FRA,CRF,5,Waste,CH4,2020,1,kt,second submission,2024,AR5
";

    fn run(old: &str, new: &str, options: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let [before, after] = [("old.csv", old), ("new.csv", new)].map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        });
        let line = format!(
            "fluxledger --quiet recalculation {before} {after} {}",
            options.replace("FOLDER", &folder.path().display().to_string())
        );
        let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
        let Verb::Recalculation(verb) = &arguments.verb else { panic!("another verb") };
        let mut out = Vec::new();
        recalculation(verb, &arguments.global, &mut out).map_err(|problems| problems.to_string())?;
        let table = folder.path().join("table.csv");
        Ok(if table.exists() { std::fs::read_to_string(table).unwrap() } else { String::from_utf8(out).unwrap() })
    }

    #[test]
    fn two_submissions_are_summed_up_in_words() {
        insta::assert_snapshot!(run(OLD, NEW, "").unwrap());
    }

    #[test]
    fn every_figure_of_both_is_a_row_of_the_table() {
        insta::assert_snapshot!(run(OLD, NEW, "--output FOLDER/table.csv").unwrap());
    }

    #[test]
    fn a_group_of_categories_chooses_its_codes() {
        let table = run(OLD, NEW, "--category rice --output FOLDER/table.csv").unwrap();
        assert_eq!(table.lines().count(), 2);
        assert!(table.contains("DEU,CRF,3.C,Rice Cultivation,CH4,2020,,NO,0.5,,,,keys changed"), "{table}");
    }

    /// Other waste is a row of the new tables alone, and 1.B.1 of the old.
    #[test]
    fn what_only_one_submission_has_can_be_chosen() {
        let rows = |options: &str| {
            let table = run(OLD, NEW, &format!("{options} --output FOLDER/table.csv")).unwrap();
            table.lines().skip(1).map(|row| row.split(",,").next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(rows("--category 5.E"), ["DEU,CRF,5.E,Other waste,CH4,2020"]);
        assert_eq!(rows("--category 1.B.1 --year 2020").len(), 1);
        insta::assert_snapshot!(run(OLD, NEW, "--year 2018").unwrap_err(), @r"
        error: --year: `2018` is not in the files, found 2019 to 2020
        1 problem, nothing was written
        ");
    }

    #[test]
    fn categorizations_that_are_others_are_refused() {
        let refused = run(OLD, &NEW.replace("CRF", "IPCC2006"), "").unwrap_err();
        insta::assert_snapshot!(refused, @"
        error: the two tables: have no categorization in common: the old has CRF, the new has IPCC2006
        hint: `fluxledger crosswalk A B --gas GAS` says what can be compared; a code of one is not that of the other
        1 problem, nothing was written
        ");
    }

    #[test]
    fn tables_of_other_parties_or_gases_are_refused() {
        insta::assert_snapshot!(run(&OLD.replace("DEU", "POL"), NEW, "").unwrap_err(), @"
        error: the two tables: have no Party in common: the old has POL, the new has DEU, FRA
        hint: name two submissions of one Party's inventory
        1 problem, nothing was written
        ");
        insta::assert_snapshot!(run(OLD, &NEW.replace("CH4", "CO2"), "").unwrap_err(), @"
        error: the two tables: have no gas in common: the old has CH4, N2O, the new has CO2
        hint: name two submissions of one Party's inventory
        1 problem, nothing was written
        ");
    }

    /// A copy of a workbook with texts of its parts replaced, as a script would.
    fn changed_copy(from: &Path, to: &Path, changes: &[(&str, &str, &str)]) {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
        let mut copy = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
        for part in 0..archive.len() {
            let mut part = archive.by_index(part).unwrap();
            let name = part.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            for (_, old, new) in changes.iter().filter(|(changed, ..)| *changed == name) {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.contains(old), "{name} holds {old}");
                bytes = text.replace(old, new).into_bytes();
            }
            copy.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            copy.write_all(&bytes).unwrap();
        }
        copy.finish().unwrap();
    }

    /// The workbook of the United Kingdom beside a copy that calls itself the submission of 2024 and has 55600 kt CO2 in 1.A.1.a of 2021, where the
    /// workbook has 55516.738: + 83.262 kt, which is 0.15 %.
    #[test]
    fn two_workbooks_of_a_party_are_compared_figure_by_figure() {
        const FILE: &str = "uk_crf_2023/GBR_2023_2021_13042023_170954.xlsx";
        let Some(old) = real_file(FILE) else { return };
        let folder = tempfile::tempdir().unwrap();
        let new = folder.path().join("GBR_2024_2021_15042024_120000.xlsx");
        let changes = [
            ("xl/sharedStrings.xml", "Submission 2023 v2", "Submission 2024 v1"),
            ("xl/worksheets/sheet2.xml", "<v>55516.73777923462</v>", "<v>55600</v>"),
        ];
        changed_copy(&old, &new, &changes);
        let line = ["fluxledger", "--quiet", "recalculation", old.to_str().unwrap(), new.to_str().unwrap()];
        let arguments = Arguments::try_parse_from(line).unwrap();
        let Verb::Recalculation(verb) = &arguments.verb else { panic!("another verb") };
        let mut out = Vec::new();
        recalculation(verb, &arguments.global, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
