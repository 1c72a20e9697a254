//! The verb `inventory`: tables of any known layout become one plain table.

use super::standard_output::write_result;
use super::{failure, sums, warning};
use crate::args::{FigureArguments, GlobalArguments, InventoryArguments, ResultFile, ResultFormat, TableFormat};
use crate::atomic_file::write_whole;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use fluxledger_core::crosswalk::is_above;
use fluxledger_core::{Category, CategoryCode, Gas, Inventory, OtherRecord, Record, RegionCode, Warned, Warning};
use fluxledger_ingest::category::groups;
use fluxledger_ingest::inventory::{self, InventoryOptions, write_long};
use fluxledger_ingest::known_words::nearest;
use fluxledger_ingest::region::code_for;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Reads inventory tables and writes the figures that were asked for as one long table, or what their sums are.
///
/// # Errors
/// If a file cannot be read, a choice selects nothing, or the table cannot be written.
pub fn inventory(arguments: &InventoryArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let mut warnings = Vec::new();
    let select = arguments.select.iter().cloned().collect();
    let options = InventoryOptions { layout: arguments.layout.clone(), select, ..InventoryOptions::default() };
    let read = read_all(&arguments.files, &options)?.collect_into(&mut warnings);
    warning::write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let [chosen] = Choice::of(&arguments.figures).select([read])?;
    if arguments.check {
        sums::check(&chosen, arguments.output.as_ref(), out)
    } else {
        write_table(&chosen, arguments.output.as_ref(), out)
    }
}

/// All files as one inventory; the problems of all of them come together.
pub(super) fn read_all(files: &[PathBuf], options: &InventoryOptions) -> Result<Warned<Inventory>, Diagnostics> {
    let (mut inventories, mut warnings, mut problems) = (Vec::new(), Vec::<Warning>::new(), Diagnostics::default());
    for file in files {
        match inventory::read(file, options) {
            Ok(read) => inventories.push(read.collect_into(&mut warnings)),
            Err(error) => problems.push(failure::inventory(file, &error)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let merged = inventory::merge("all files", inventories).map_err(|error| {
        let hint = error.hint().or_else(|| Some("name each table once, and tables of one submission only".to_owned()));
        Diagnostic::about("the files together", error.to_string()).with_hint(hint)
    })?;
    let merged = merged.collect_into(&mut warnings);
    Ok(Warned::new(merged, warnings))
}

/// Which figures are asked for; none of a kind means all.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) parties: Vec<RegionCode>,
    pub(super) gas: Option<Gas>,
    pub(super) year: Option<i32>,
    pub(super) categories: Vec<String>,
}

impl Choice {
    pub(super) fn of(asked: &FigureArguments) -> Self {
        let (parties, categories) = (parties(&asked.party), asked.category.clone());
        Self { parties, gas: asked.gas, year: asked.year, categories }
    }

    pub(super) fn includes(&self, record: &Record) -> bool {
        (self.parties.is_empty() || self.parties.contains(&record.party))
            && self.gas.is_none_or(|gas| gas == record.gas)
            && self.year.is_none_or(|year| year == record.year)
            && (self.categories.is_empty() || self.categories.iter().any(|word| is_of_category(&record.category, Some(record.gas), word)))
    }

    /// Figures of other substances and in CO₂ equivalents are no mass of the gas that is chosen; a choice of a gas leaves them out.
    fn includes_other(&self, other: &OtherRecord) -> bool {
        let is_chosen = |word: &String| is_of_category(&other.category, other.substance.parse().ok(), word);
        (self.parties.is_empty() || self.parties.contains(&other.party))
            && self.gas.is_none()
            && self.year.is_none_or(|year| year == other.year)
            && (self.categories.is_empty() || self.categories.iter().any(is_chosen))
    }

    /// The figures of each table that are asked for; each choice must be met by some table, alone and together with the others.
    pub(super) fn select<const TABLES: usize>(&self, tables: [Inventory; TABLES]) -> Result<[Inventory; TABLES], Diagnostics> {
        let tables = tables.map(|table| match self.gas {
            Some(gas) => table.with_records_of(gas),
            None => table,
        });
        let mut problems = self.unmet(&tables);
        let chosen = tables.map(|table| self.chosen(table));
        if problems.is_empty() {
            problems.extend(self.unmet_together(&chosen));
        }
        if problems.is_empty() { Ok(chosen) } else { Err(problems) }
    }

    fn chosen(&self, table: Inventory) -> Inventory {
        let records: Vec<Record> = table.records.into_iter().filter(|record| self.includes(record)).collect();
        let others: Vec<OtherRecord> = table.others.into_iter().filter(|other| self.includes_other(other)).collect();
        Inventory { records, others, ..table }
    }

    /// Choices that no figure of the files meets.
    fn unmet(&self, tables: &[Inventory]) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let records = || tables.iter().flat_map(|table| &table.records);
        let others = || tables.iter().flat_map(|table| &table.others);
        let known: BTreeSet<&str> = parties_of(tables).map(RegionCode::as_str).collect();
        for party in self.parties.iter().map(RegionCode::as_str).filter(|party| !known.contains(party)) {
            let hint = nearest(party, known.iter().copied()).map(|known| format!("did you mean `{known}`?"));
            problems.push(not_in_the_files("--party", party, &listed(&known)).with_hint(hint));
        }
        let gases: BTreeSet<Gas> = records().map(|record| record.gas).collect();
        if let Some(gas) = self.gas.filter(|gas| !gases.contains(gas)) {
            problems.push(not_in_the_files("--gas", gas.code(), &listed(&gases)));
        }
        let years: BTreeSet<i32> = records().map(|record| record.year).chain(others().map(|other| other.year)).collect();
        if let Some(year) = self.year.filter(|year| !years.contains(year)) {
            problems.push(not_in_the_files("--year", &year.to_string(), &year_ranges(&years)));
        }
        let of_records = records().map(|record| (&record.category, Some(record.gas)));
        let categories: Vec<(&Category, Option<Gas>)> =
            of_records.chain(others().map(|other| (&other.category, other.substance.parse().ok()))).collect();
        for word in self.categories.iter().filter(|word| !categories.iter().any(|(category, gas)| is_of_category(category, *gas, word))) {
            let groups: Vec<&str> = groups().iter().map(|group| group.id.as_str()).collect();
            let found: BTreeSet<&str> = categories.iter().map(|(category, _)| category.categorization.name()).collect();
            let problem = not_in_the_files("--category", word, &format!("categories of {}", listed(&found)));
            problems.push(problem.with_hint(format!("name codes of the files, or groups: {}", groups.join(", "))));
        }
        problems
    }

    /// Parties that are left without a figure when all choices hold.
    fn unmet_together(&self, chosen: &[Inventory]) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let categories = (!self.categories.is_empty()).then(|| self.categories.join(", "));
        let rest = [self.gas.map(|gas| gas.to_string()), self.year.map(|year| year.to_string()), categories];
        let rest = rest.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        for party in self.parties.iter().filter(|party| !parties_of(chosen).any(|found| found == *party)) {
            problems.push(Diagnostic::about("--party", format!("`{party}` has no figure for {rest} in the files")));
        }
        if self.parties.is_empty() && parties_of(chosen).next().is_none() {
            problems.push(if rest.is_empty() {
                Diagnostic::about("files", "hold no figure, expected a mass or notation keys in one row at least")
            } else {
                Diagnostic::about("all choices", "no figure in the files meets them together")
            });
        }
        problems
    }
}

/// Parties by the words of the user: codes, or names of countries.
fn parties(words: &[String]) -> Vec<RegionCode> {
    words.iter().map(|word| code_for(word).unwrap_or_else(|| RegionCode::new(word.trim()))).collect()
}

/// The Party of each figure.
fn parties_of(tables: &[Inventory]) -> impl Iterator<Item = &RegionCode> {
    tables.iter().flat_map(|table| table.records.iter().map(|record| &record.party).chain(table.others.iter().map(|other| &other.party)))
}

/// Whether a category is the one that a word names or lies below it; a group's word stands for its codes in the category's own categorization, for
/// the gas of the figure.
fn is_of_category(category: &Category, gas: Option<Gas>, word: &str) -> bool {
    let within = |code: &CategoryCode| *code == category.code || is_above(code, &category.code);
    match groups().iter().find(|group| group.id == word) {
        Some(group) => gas.and_then(|gas| group.codes(&category.categorization, gas)).is_some_and(|codes| codes.iter().any(within)),
        None => within(&CategoryCode::new(word)),
    }
}

fn not_in_the_files(option: &str, found: &str, known: &str) -> Diagnostic {
    Diagnostic::about(option, format!("`{found}` is not in the files, found {known}"))
}

/// Items between commas.
pub(super) fn listed<T: std::fmt::Display>(items: &BTreeSet<T>) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Years as ranges: `1990 to 2012, 2014`.
pub(super) fn year_ranges(years: &BTreeSet<i32>) -> String {
    let mut ranges: Vec<(i32, i32)> = Vec::new();
    for &year in years {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => ranges.push((year, year)),
        }
    }
    let text = |&(first, last): &(i32, i32)| if first == last { first.to_string() } else { format!("{first} to {last}") };
    ranges.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// Writes the long table to its file, or as CSV to standard output.
fn write_table(inventory: &Inventory, output: Option<&ResultFile>, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let Some(file) = output else {
        let mut table = Vec::new();
        write_long(inventory, inventory::TableFormat::Csv, &mut table)
            .map_err(|error| Diagnostic::about("standard output", error.to_string()))?;
        return write_result(out, &table);
    };
    let format = match file.format {
        ResultFormat::Table(TableFormat::Csv) => inventory::TableFormat::Csv,
        ResultFormat::Table(TableFormat::Parquet) => inventory::TableFormat::Parquet,
        ResultFormat::Json => {
            let problem = Diagnostic::about("--output", "the long table is not written as JSON");
            return Err(problem.with_hint("name a file with the ending `.csv` or `.parquet`; `--check` writes JSON".to_owned()).into());
        }
    };
    write_whole(&file.path, |writer| write_long(inventory, format, writer)).map_err(|error| failure::output(&file.path, &error))?;
    Ok(ExitStatus::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Arguments, Verb};
    use crate::command::real_data::real_file;
    use clap::Parser;
    use std::path::Path;

    const TABLE: &str = "\
party,categorization,category,category_name,gas,year,value,unit
DEU,IPCC2006,4.A,Solid waste disposal,CH4,2019,310.5,kt
DEU,IPCC2006,4.A,Solid waste disposal,CH4,2020,0.29,Mt
FRA,IPCC2006,4.A,Solid waste disposal,CH4,2020,\"NE\",kt
FRA,IPCC2006,3.C.4,Managed soils,N2O,2020,100,kt
";

    fn run(folder: &Path, options: &str) -> Result<String, String> {
        let path = folder.join("table.csv");
        std::fs::write(&path, TABLE).unwrap();
        run_on(&path, options).map_err(|error| error.replace(&folder.display().to_string(), "FOLDER"))
    }

    fn run_on(path: &Path, options: &str) -> Result<String, String> {
        let line = format!("fluxledger --quiet inventory {} {options}", path.display());
        let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
        let Verb::Inventory(inventory_arguments) = &arguments.verb else { panic!("another verb") };
        let mut out = Vec::new();
        let status = inventory(inventory_arguments, &arguments.global, &mut out).map_err(|problems| problems.to_string())?;
        assert_eq!(status, ExitStatus::Done);
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_table_without_a_figure_is_called_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, TABLE.lines().next().unwrap()).unwrap();
        insta::assert_snapshot!(run_on(&path, "").unwrap_err(), @r"
        error: files: hold no figure, expected a mass or notation keys in one row at least
        1 problem, nothing was written
        ");
    }

    #[test]
    fn a_table_becomes_the_long_table_in_kilotonnes() {
        let folder = tempfile::tempdir().unwrap();
        insta::assert_snapshot!(run(folder.path(), "").unwrap());
    }

    #[test]
    fn party_gas_and_year_choose_figures_and_a_country_goes_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = run(folder.path(), "--party Germany --gas CH4 --year 2020").unwrap();
        assert_eq!(chosen.lines().count(), 2);
        assert!(chosen.lines().nth(1).unwrap().starts_with("DEU,IPCC2006,4.A,Solid waste disposal,CH4,2020,290"), "{chosen}");
    }

    #[test]
    fn choices_that_select_nothing_are_named_with_what_the_files_have() {
        let folder = tempfile::tempdir().unwrap();
        insta::assert_snapshot!(run(folder.path(), "--party DEX,USA --gas CO2 --year 1989").unwrap_err());
        insta::assert_snapshot!(run(folder.path(), "--party DEU --gas N2O").unwrap_err());
        insta::assert_snapshot!(run(folder.path(), "--gas N2O --year 2019").unwrap_err());
    }

    #[test]
    fn a_written_table_is_read_again_as_the_same_figures() {
        let folder = tempfile::tempdir().unwrap();
        let on_screen = run(folder.path(), "").unwrap();
        for name in ["long.csv", "long.parquet"] {
            let output = folder.path().join(name);
            assert_eq!(run(folder.path(), &format!("--output {}", output.display())).unwrap(), "");
            assert_eq!(run_on(&output, "").unwrap(), on_screen, "{name}");
        }
    }

    #[test]
    fn every_file_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let bad = folder.path().join("bad.csv");
        std::fs::write(&bad, "a,b\n1,2\n").unwrap();
        let both = run(folder.path(), &format!("{} {}/absent.csv", bad.display(), folder.path().display())).unwrap_err();
        assert!(both.contains("bad.csv: found no known inventory layout") && both.contains("absent.csv: "), "{both}");
        assert!(both.ends_with("2 problems, nothing was written"), "{both}");
    }

    #[test]
    fn workbooks_of_submissions_become_the_long_table() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/inventories");
        let workbook = folder.join("ZZZ-CRT-2025-V1.0-2023-20250115-120000_simulated.xlsx");
        for path in [workbook, folder.join("crt-exchange")] {
            let table = run_on(&path, "--party ZZZ --gas CH4 --year 2023").unwrap();
            assert!(table.lines().any(|line| line.starts_with("ZZZ,CRT,3.C,3.C. Rice")), "{table}");
        }
    }

    #[test]
    fn years_are_shown_as_ranges() {
        assert_eq!(year_ranges(&BTreeSet::from([1990, 1991, 1992, 2005, 2007, 2008])), "1990 to 1992, 2005, 2007 to 2008");
        assert_eq!(year_ranges(&BTreeSet::new()), "");
    }

    #[test]
    fn the_export_of_the_unfccc_has_germanys_total_of_2012() {
        let Some(path) = real_file("unfccc_annex1/CH4_Annual_Net_emissions_removals_in_kt.csv") else { return };
        let table = run_on(&path, "--party DEU --gas CH4 --year 2012").unwrap();
        let total = table.lines().find(|line| line.contains("Total.without.LULUCF,")).unwrap();
        let kilotonnes: f64 = total.split(",CH4,2012,").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
        assert!((kilotonnes - 2103.3).abs() < 0.05, "{total}");
    }
}
