//! Layout `unfccc-non-annex-1`: the UNFCCC's detailed data by Party, for Parties not in Annex I, packed as one table.
//!
//! One row for each Party, parent, category, gas and unit, one column for each year, no notation keys. A category has a row under each of
//! its parents: rows that say the same count once, rows that differ are an error. Rows in CO₂ equivalents are no masses of a gas and are left
//! out, as are rows of gases that are none of ours; a warning counts them and names what the table has in equivalents only. The total without
//! land use is such: it is formed from the total with land use and from land use, see [`super::net_total`]. Where that total is the sum of the
//! sectors that have a figure, the other sectors are not in it; they count as not estimated, which leaves every sum with them incomplete.

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::mass_unit::{MassUnit, MassUnits, NoMassUnit};
use super::net_total::{NetTotal, TotalRows, is_rounded};
use super::party::Parties;
use super::table::{Content, TextTable};
use super::vocabulary::{NON_ANNEX_1, single_blanks};
use super::{InventoryOptions, file_name};
use fluxledger_core::{Category, Gas, Inventory, Mass, NotationKey, Record, RegionCode, Reported, Warned, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const HEADER: &str = "Party,Parent Category,Category,Gas,Unit,";
const PARTY: usize = 0;
const CATEGORY: usize = 2;
const GAS: usize = 3;
const UNIT: usize = 4;
const FIRST_YEAR: usize = 5;

/// The sectors of the total without land use, each with the gases that it can have.
const SECTORS: [(&str, &[Gas]); 6] = [
    ("1. Energy", &Gas::MAIN),
    ("2. Industrial Processes", &Gas::MAIN),
    ("3. Solvent and Other Product Use", &[Gas::Co2, Gas::N2o]),
    ("4. Agriculture", &[Gas::Ch4, Gas::N2o]),
    ("6. Waste", &Gas::MAIN),
    ("7. Other", &Gas::MAIN),
];
const WITH_LAND_USE: &str = "Total GHG emissions including LULUCF/LUCF";
const WITHOUT_LAND_USE: &str = "Total GHG emissions excluding LULUCF/LUCF";
const LAND_USE: &str = "5. Land-Use Change and Forestry";

const CATEGORIZATION: &str = "IPCC1996";
const SOURCE: &str = "UNFCCC GHG Data Interface, detailed data by Party, Parties not in Annex I";
const OTHER_GASES: [&str; 5] = ["Aggregate GHGs", "Aggregate F-gases", "HFCs", "PFCs", "SF₆"];

/// Why a content has not this layout, or nothing where it has.
pub(super) fn objection(content: &Content) -> Option<String> {
    let Content::Text(text) = content else { return Some(content.kind().to_owned()) };
    (!text.starts_with(HEADER)).then(|| format!("its first line does not begin with `{HEADER}`"))
}

/// Reads a table.
pub(super) fn read(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    if let Some(objection) = objection(content) {
        let (place, found, expected) = ("line 1".to_owned(), objection, "the table of Parties not in Annex I".to_owned());
        return Err(InventoryError::Structure { path: path.to_owned(), place, found, expected, hint: None });
    }
    let mut problems = CellProblems::of(path);
    let table = content.to_table(path, &mut problems)?;
    let years = (FIRST_YEAR..table.header().len()).filter_map(|column| problems.keep(year(&table, column))).collect();
    let mut reader = Reader {
        table: &table,
        years,
        file: file_name(path),
        units: MassUnits::new(&options.conventions),
        parties: Parties::called_as_in(&NON_ANNEX_1),
        first_rows: BTreeMap::new(),
        left_out: LeftOut::default(),
        warnings: Vec::new(),
        problems,
    };
    let mut records = reader.records();
    records.extend(reader.net_totals());
    let warnings = reader.finish()?;
    let inventory = Inventory {
        name: options.name.clone(),
        source: SOURCE.to_owned(),
        submission_year: options.submission_year,
        gwp_set: None,
        territory: options.territory.clone(),
        licence: Some(super::UNFCCC_LICENCE.to_owned()),
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    };
    Ok(Warned::new(inventory, warnings))
}

fn year(table: &TextTable, column: usize) -> Result<(usize, i32), CellProblem> {
    let found = &table.header()[column];
    let problem = || CellProblem {
        place: "header".to_owned(),
        column: found.clone(),
        found: found.clone(),
        expected: "a calendar year such as 2014".to_owned(),
        hint: None,
    };
    cell::year(found).map(|year| (column, year)).ok_or_else(problem)
}

/// Party, label of the category, and gas.
type Key<'a> = (&'a str, String, Gas);

/// Rows that hold no mass of a gas of ours.
#[derive(Default)]
struct LeftOut<'a> {
    other_gases: usize,
    equivalents: BTreeMap<Key<'a>, usize>,
    rows_in_equivalents: usize,
}

/// What is learnt while the rows are read.
struct Reader<'a> {
    table: &'a TextTable,
    years: Vec<(usize, i32)>,
    file: String,
    units: MassUnits<'a>,
    parties: Parties<'static>,
    first_rows: BTreeMap<Key<'a>, usize>,
    left_out: LeftOut<'a>,
    warnings: Vec<Warning>,
    problems: CellProblems,
}

impl<'a> Reader<'a> {
    fn records(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        for row in 0..self.table.height() {
            if let Some((key, unit)) = self.mass_row(row) {
                match self.first_rows.get(&key) {
                    Some(&first) => self.compare_rows(first, row),
                    None => {
                        self.push_row(row, &key, unit, &mut records);
                        self.first_rows.insert(key, row);
                    }
                }
            }
        }
        records
    }

    /// The totals without land use of all Parties; what contradicts the table's equivalents is left out, with a warning.
    fn net_totals(&mut self) -> Vec<Record> {
        let (mut records, mut contradicted, mut not_estimated) = (Vec::new(), Vec::new(), 0);
        for (key, &equivalents) in self.left_out.equivalents.iter().filter(|(key, _)| key.1 == WITHOUT_LAND_USE) {
            let row_of =
                |label: &str| self.first_rows.get(&(key.0, label.to_owned(), key.2)).copied().filter(|&row| self.is_in_gigagrams(row));
            let Some(with_land_use) = row_of(WITH_LAND_USE) else { continue };
            let rows = TotalRows { with_land_use, land_use: row_of(LAND_USE), equivalents };
            for &(column, year) in &self.years {
                match rows.net(self.table, column, key.2) {
                    NetTotal::Absent => {}
                    NetTotal::Agreed(kilotonnes) => {
                        records.push(self.net_record(key, rows, year, kilotonnes));
                        let gaps = self.gaps(key, column, year, kilotonnes);
                        not_estimated += gaps.len();
                        records.extend(gaps);
                    }
                    NetTotal::Contradicted => contradicted.push(format!("{} {} {year}", key.0, key.2)),
                }
            }
        }
        if !contradicted.is_empty() {
            let message = format!("`{WITHOUT_LAND_USE}` is not formed where the equivalents contradict it: {}", contradicted.join("; "));
            self.warnings.push(Warning::new(&self.file, message));
        }
        if not_estimated > 0 {
            let message =
                format!("sectors without a figure, taken as not estimated (NE) since the total is the sum of the others: {not_estimated}");
            self.warnings.push(Warning::new(&self.file, message));
        }
        records
    }

    /// The sectors without a figure in a year, if the total is the sum of those with one.
    fn gaps(&self, (party, _, gas): &Key<'_>, column: usize, year: i32, total: f64) -> Vec<Record> {
        let figure = |label: &str| {
            let row = self.first_rows.get(&(party, label.to_owned(), *gas))?;
            cell::number(self.table.cell(*row, column))
        };
        let sectors = SECTORS.into_iter().map(|(label, gases)| (label, gases, figure(label)));
        if !is_rounded(sectors.clone().filter_map(|(.., figure)| figure).sum(), total) {
            return Vec::new();
        }
        let without = sectors.filter(|(_, gases, figure)| gases.contains(gas) && figure.is_none());
        without.map(|(label, ..)| self.gap(party, label, *gas, year)).collect()
    }

    fn gap(&self, party: &str, label: &str, gas: Gas, year: i32) -> Record {
        Record {
            party: self.parties.known(party),
            category: Category::new(CATEGORIZATION, NON_ANNEX_1.category(label).unwrap_or(label)),
            category_name: label.to_owned(),
            gas,
            year,
            reported: Reported { mass: None, keys: [NotationKey::Ne].into_iter().collect() },
            uncertainty: None,
            place: format!("{}: no figure of {party}, column {year}", self.file),
        }
    }

    fn is_in_gigagrams(&self, row: usize) -> bool {
        self.table.cell(row, UNIT) == "Gg"
    }

    fn net_record(&self, (party, label, gas): &Key<'_>, rows: TotalRows, year: i32, kilotonnes: f64) -> Record {
        let land_use = rows.land_use.map_or_else(String::new, |row| format!(" less {}", self.table.place(row)));
        let (total, check) = (self.table.place(rows.with_land_use), self.table.place(rows.equivalents));
        Record {
            party: self.parties.known(party),
            category: Category::new(CATEGORIZATION, NON_ANNEX_1.category(label).unwrap_or(label)),
            category_name: label.clone(),
            gas: *gas,
            year,
            reported: Reported { mass: Some(Mass::from_kilotonnes(kilotonnes)), ..Reported::default() },
            uncertainty: None,
            place: format!("{}: {total}{land_use}, borne out by {check}, column {year}", self.file),
        }
    }

    /// What a row is about and its unit; none where it holds no mass of a gas of ours, or a cell is bad.
    fn mass_row(&mut self, row: usize) -> Option<(Key<'a>, MassUnit)> {
        let (gas, unit) = (self.table.cell(row, GAS), self.table.cell(row, UNIT));
        if OTHER_GASES.contains(&gas) {
            self.left_out.other_gases += 1;
            return None;
        }
        let Some(gas) = Gas::main_named(gas) else {
            let expected = format!("CH₄, CO₂, N₂O, {}", OTHER_GASES.join(", "));
            self.problem(row, GAS, expected, None);
            return None;
        };
        let key = (self.table.cell(row, PARTY), single_blanks(self.table.cell(row, CATEGORY)), gas);
        if unit.contains("equivalent") {
            self.left_out.rows_in_equivalents += 1;
            self.left_out.equivalents.entry(key).or_insert(row);
            return None;
        }
        match self.units.named(unit, gas) {
            Ok(unit) => Some((key, unit)),
            Err(NoMassUnit { hint }) => {
                self.problem(row, UNIT, MassUnit::EXPECTED.to_owned(), hint);
                None
            }
        }
    }

    fn push_row(&mut self, row: usize, (party, label, gas): &Key<'_>, unit: MassUnit, records: &mut Vec<Record>) {
        let place = format!("{}: {}", self.file, self.table.place(row));
        let party: RegionCode = self.parties.code(party, || place.clone());
        let category = self.category(label, &place);
        for (column, year) in self.years.clone() {
            match cell::figure(self.table.cell(row, column)) {
                Err(_) => self.problem(row, column, cell::EXPECTED_FIGURE.to_owned(), None),
                Ok(None) => {}
                Ok(Some(figure)) => records.push(Record {
                    party: party.clone(),
                    category: category.clone(),
                    category_name: label.clone(),
                    gas: *gas,
                    year,
                    reported: figure.in_unit(unit),
                    uncertainty: None,
                    place: format!("{place}, column {year}"),
                }),
            }
        }
    }

    /// The category of a label; an unknown label keeps its text as code, with a warning.
    fn category(&mut self, label: &str, place: &str) -> Category {
        let code = NON_ANNEX_1.category(label).unwrap_or_else(|| {
            self.warnings.push(Warning::new(place, format!("`{label}` is no known category; the text stays as its code")));
            label
        });
        Category::new(CATEGORIZATION, code)
    }

    fn compare_rows(&mut self, first: usize, row: usize) {
        for (column, _) in self.years.clone() {
            let known = self.table.cell(first, column);
            if known != self.table.cell(row, column) {
                let known = if known.is_empty() { "nothing".to_owned() } else { format!("`{known}`") };
                let expected = format!("{known}, as the same Party, category and gas have in {}", self.table.place(first));
                self.problem(row, column, expected, None);
            }
        }
    }

    fn problem(&mut self, row: usize, column: usize, expected: String, hint: Option<String>) {
        let (place, found) = (self.table.place(row), self.table.cell(row, column).to_owned());
        self.problems.push(CellProblem { place, column: self.table.header()[column].clone(), found, expected, hint });
    }

    /// What the user must know, unless a cell cannot be used.
    fn finish(self) -> Result<Vec<Warning>, InventoryError> {
        let left_out = self.left_out.warnings(&self.file, &self.first_rows);
        self.problems.none_or_error()?;
        Ok(self.parties.into_warnings().into_iter().chain(self.warnings).chain(left_out).collect())
    }
}

impl LeftOut<'_> {
    fn warnings(&self, file: &str, masses: &BTreeMap<Key<'_>, usize>) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.other_gases > 0 {
            let message = format!("rows left out as sums of gases, HFCs, PFCs or SF₆: {}", self.other_gases);
            warnings.push(Warning::new(file, message));
        }
        if self.rows_in_equivalents > 0 {
            let rows = self.rows_in_equivalents;
            let message = format!("rows left out as CO₂ equivalents, which are no masses of the gas: {rows}");
            warnings.push(Warning::new(file, message));
        }
        let only: Vec<&Key<'_>> = self.equivalents.keys().filter(|key| !masses.contains_key(key)).collect();
        let labels: BTreeSet<&str> = only.iter().map(|key| key.1.as_str()).collect();
        warnings.extend(labels.into_iter().map(|label| {
            let of_label = only.iter().filter(|key| key.1 == label);
            let parties: BTreeSet<&str> = of_label.clone().map(|key| key.0).collect();
            let gases: BTreeSet<&str> = of_label.map(|key| key.2.code()).collect();
            let gases = gases.into_iter().collect::<Vec<_>>().join(", ");
            let formed =
                if label == WITHOUT_LAND_USE { "formed from the total with land use less land use" } else { "no mass of it is read" };
            Warning::new(file, format!("`{label}` of {gases} stands in CO₂ equivalents only (Parties: {}), {formed}", parties.len()))
        }));
        warnings
    }
}
