//! Layout `fluxledger-long`: one figure per row, as `docs/inventory-table.md` describes it, in CSV or Parquet.

use super::InventoryOptions;
use super::cell::{self, Figure};
use super::error::{CellProblem, CellProblems, InventoryError};
use super::mass_unit::{MassUnit, MassUnits, NoMassUnit};
use super::party::Parties;
use super::rows::{NamedTable, Row};
use super::shared;
use super::table::Content;
use super::uncertainty::refuse_fractions;
use crate::gwp::substances;
use crate::known_words::nearest;
use fluxledger_core::{
    Category, Explanation, Gas, Inventory, Mass, NotationKeys, OtherMeasure, OtherRecord, Record, RegionCode, Reported, Unit, Warned,
    Warning,
};
use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;
use std::path::Path;

/// The columns of the long table.
pub mod column {
    /// Who reported: ISO 3166-1 alpha-3 code or name of a country, or the name of a group.
    pub const PARTY: &str = "party";
    /// The system of categories, such as `IPCC2006` or `CRF`.
    pub const CATEGORIZATION: &str = "categorization";
    /// The category's code.
    pub const CATEGORY: &str = "category";
    /// The category's name.
    pub const CATEGORY_NAME: &str = "category_name";
    /// The gas.
    pub const GAS: &str = super::super::rows::GAS;
    /// The calendar year of the emissions.
    pub const YEAR: &str = "year";
    /// The mass of the gas in the unit beside it, or notation keys.
    pub const VALUE: &str = "value";
    /// The unit of `value`.
    pub const UNIT: &str = "unit";
    /// The mass of the gas in kilotonnes, in place of `value` and `unit`.
    pub const VALUE_KT: &str = "value_kt";
    /// A figure in kilotonnes of CO₂ equivalents, beside `value_kt`; a table that has this column holds other substances too.
    pub const VALUE_KT_CO2EQ: &str = "value_kt_co2eq";
    /// Notation keys, set apart by commas.
    pub const NOTATION_KEYS: &str = "notation_keys";
    /// The lower half of the 95 % confidence interval in per cent of the value.
    pub const UNCERTAINTY_LOW: &str = "uncertainty_low";
    /// The upper half of the 95 % confidence interval in per cent of the value.
    pub const UNCERTAINTY_HIGH: &str = "uncertainty_high";
    /// Where the figure comes from.
    pub const SOURCE: &str = "source";
    /// The year in which it was submitted.
    pub const SUBMISSION_YEAR: &str = "submission_year";
    /// The GWP set behind figures in CO₂ equivalents.
    pub const GWP_SET: &str = "gwp_set";
    /// The territory that the figure counts.
    pub const TERRITORY: &str = "territory";
    /// The licence under which the figure may be passed on.
    pub const LICENCE: &str = "licence";
    /// Where the figure stands in what it was taken from.
    pub const PLACE: &str = "place";
    /// What the Party says of a figure that it does not give.
    pub const EXPLANATION: &str = "explanation";
    /// Where that stands in what it was taken from.
    pub const EXPLANATION_PLACE: &str = "explanation_place";

    /// The columns that a table must have; `value_kt` stands for the last two.
    pub const REQUIRED: [&str; 7] = [PARTY, CATEGORIZATION, CATEGORY, GAS, YEAR, VALUE, UNIT];
    /// The columns that it may have.
    pub const OPTIONAL: [&str; 12] = [
        CATEGORY_NAME,
        NOTATION_KEYS,
        UNCERTAINTY_LOW,
        UNCERTAINTY_HIGH,
        SOURCE,
        SUBMISSION_YEAR,
        GWP_SET,
        TERRITORY,
        LICENCE,
        PLACE,
        EXPLANATION,
        EXPLANATION_PLACE,
    ];
    /// The columns that it may have where it has `value_kt`.
    pub const BESIDE_VALUE_KT: [&str; 2] = [UNIT, VALUE_KT_CO2EQ];
}

/// The unit of `value_kt`.
pub(super) const KILOTONNES: &str = "kt";
/// The unit of `value_kt_co2eq`.
pub(super) const KILOTONNES_CO2EQ: &str = "kt CO2eq";

/// Why a content has not this layout, or nothing where it has.
pub(super) fn objection(content: &Content) -> Option<String> {
    let header = match content.header(Path::new("")) {
        Ok(header) => header,
        Err(InventoryError::Structure { place, found, .. }) => return Some(format!("{place}: {found}")),
        Err(error) => return Some(error.to_string()),
    };
    if header.len() == 1 && header[0].contains(';') {
        return Some("its cells are set apart by semicolons, not by commas".to_owned());
    }
    let missing =
        [column::PARTY, column::CATEGORY, column::GAS, column::YEAR].into_iter().find(|name| !header.iter().any(|found| found == name));
    missing.map(|name| format!("its header has no column `{name}`"))
}

/// Reads a long table.
pub(super) fn read(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let mut problems = CellProblems::of(path);
    let cells = content.to_table(path, &mut problems)?;
    let (required, optional) = columns(cells.header());
    let table = NamedTable::new(cells, path, &required, &optional, &mut problems);
    problems.clone().none_or_error()?;
    let mut reader = Reader { parties: Parties::default(), units: MassUnits::new(&options.conventions), problems };
    let (other_rows, rows): (Vec<Row<'_>>, Vec<Row<'_>>) = table.rows().partition(|row| is_other(*row));
    let records: Vec<(Row<'_>, Record)> = rows.into_iter().filter_map(|row| Some((row, reader.record(row)?))).collect();
    let others: Vec<(Row<'_>, OtherRecord)> = other_rows.into_iter().filter_map(|row| Some((row, reader.other(row)?))).collect();
    let Reader { parties, mut problems, .. } = reader;
    refuse_duplicates(&records, shared::key, shared::key_text, &mut problems);
    refuse_duplicates(&others, shared::other_key, shared::other_key_text, &mut problems);
    let submission_years: Vec<_> = table.rows().filter_map(|row| problems.keep(submission_year(row))).collect();
    problems.none_or_error()?;
    let stated = records.iter().filter_map(|(_, record)| Some((record.gas, record.uncertainty?)));
    refuse_fractions(stated, path, &format!("column `{}`", column::UNCERTAINTY_HIGH))?;
    let of_records = records.iter().filter_map(|(row, record)| explanation_of_record(*row, record));
    let explanations = each_once(of_records.chain(others.iter().filter_map(|(row, other)| explanation_of_other(*row, other))));
    let records = records.into_iter().map(|(_, record)| record).collect();
    let others = others.into_iter().map(|(_, other)| other).collect();
    let warnings = parties.into_warnings().into_iter().chain(unknown_substances(&table)).collect();
    Ok(assemble(&table, options, (records, others, explanations), submission_years, warnings))
}

/// The inventory of good records: what the options say wins over what the rows say.
fn assemble(
    table: &NamedTable,
    options: &InventoryOptions,
    (records, others, explanations): (Vec<Record>, Vec<OtherRecord>, Vec<Explanation>),
    submission_years: Vec<Option<i32>>,
    mut warnings: Vec<Warning>,
) -> Warned<Inventory> {
    let texts = |column: &'static str| table.rows().map(move |row| row.optional(column).map(str::to_owned));
    let submission_year = || shared::agreed("submission year", table.file(), submission_years, &mut warnings);
    let submission_year = options.submission_year.or_else(submission_year);
    // Figures in CO₂ equivalents carry sets of their own.
    let of_masses = table.rows().filter(|row| records.is_empty() || !is_other(*row));
    let gwp_sets = of_masses.map(|row| row.optional(column::GWP_SET).map(str::to_owned));
    let gwp_set = shared::agreed("GWP set", table.file(), gwp_sets, &mut warnings);
    let territory = || shared::agreed("territory", table.file(), texts(column::TERRITORY), &mut warnings);
    let territory = options.territory.clone().or_else(territory);
    let licence = shared::agreed("licence", table.file(), texts(column::LICENCE), &mut warnings);
    let source = shared::joined(texts(column::SOURCE));
    let name = options.name.clone();
    Warned::new(Inventory { name, source, submission_year, gwp_set, territory, licence, records, others, explanations }, warnings)
}

/// The columns that a table must have and those that it may have: one for figures in kilotonnes, or two for figures and their units.
fn columns(header: &[String]) -> (Vec<&'static str>, Vec<&'static str>) {
    if header.iter().any(|name| name == column::VALUE_KT) {
        let replaced = [column::VALUE, column::UNIT];
        let required = column::REQUIRED.into_iter().filter(|name| !replaced.contains(name)).chain([column::VALUE_KT]);
        return (required.collect(), [column::OPTIONAL.as_slice(), &column::BESIDE_VALUE_KT].concat());
    }
    (column::REQUIRED.to_vec(), column::OPTIONAL.to_vec())
}

/// Whether a row is of another substance or in CO₂ equivalents, which only a table with a column for these may hold.
fn is_other(row: Row<'_>) -> bool {
    row.table().has(column::VALUE_KT_CO2EQ)
        && (in_equivalents(row) || !row.text(column::GAS).is_empty() && Gas::main_named(row.text(column::GAS)).is_none())
}

/// What is said of names in the place of a gas that are of no known substance: a misspelt gas would else leave every comparison in silence.
fn unknown_substances(table: &NamedTable) -> Vec<Warning> {
    let mut first_and_count: BTreeMap<&str, (Row<'_>, usize)> = BTreeMap::new();
    let is_known = |name: &str| name.parse::<Gas>().is_ok() || substances().any(|known| known.eq_ignore_ascii_case(name));
    for row in table.rows().filter(|row| is_other(*row) && !is_known(row.text(column::GAS))) {
        first_and_count.entry(row.text(column::GAS)).or_insert((row, 0)).1 += 1;
    }
    let warning = |(name, (first, count)): (&str, (Row<'_>, usize))| {
        let meant = nearest(name, Gas::MAIN.into_iter().map(Gas::code).chain(substances()));
        let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        let figures = if count == 1 { "its figure is" } else { "its figures are" };
        Warning::new(
            first.place(),
            format!("`{name}` in column `gas` is no substance that is known here, and {figures} in no comparison (rows: {count}){meant}"),
        )
    };
    first_and_count.into_iter().map(warning).collect()
}

/// Whether the figure of a row is in CO₂ equivalents.
fn in_equivalents(row: Row<'_>) -> bool {
    row.text(column::UNIT).parse::<Unit>().is_ok_and(|unit| unit.is_co2_equivalent())
}

/// The columns of a row's figure: the one where it stands, and that where nothing may stand.
fn value_columns(row: Row<'_>) -> (&'static str, Option<&'static str>) {
    match row.table() {
        table if !table.has(column::VALUE_KT) => (column::VALUE, None),
        table if !table.has(column::VALUE_KT_CO2EQ) => (column::VALUE_KT, None),
        _ if in_equivalents(row) => (column::VALUE_KT_CO2EQ, Some(column::VALUE_KT)),
        _ => (column::VALUE_KT, Some(column::VALUE_KT_CO2EQ)),
    }
}

/// What is learnt while the rows are read.
struct Reader<'a> {
    parties: Parties<'static>,
    units: MassUnits<'a>,
    problems: CellProblems,
}

/// What a figure is of, but for its gas.
struct Subject {
    party: RegionCode,
    category: Category,
    year: i32,
}

impl Reader<'_> {
    /// The record of a row, or none where nothing is reported or a cell is bad.
    fn record(&mut self, row: Row<'_>) -> Option<Record> {
        let subject = self.subject(row);
        let gas = self.problems.keep(row.gas());
        let reported = self.reported(row, gas);
        let uncertainty = self.problems.keep(row.two_sided(column::UNCERTAINTY_LOW, column::UNCERTAINTY_HIGH));
        let Subject { party, category, year } = subject?;
        Some(Record {
            party,
            category,
            category_name: row.text(column::CATEGORY_NAME).to_owned(),
            gas: gas?,
            year,
            reported: reported?,
            uncertainty: uncertainty?,
            place: place(row),
        })
    }

    /// The same of another substance or in CO₂ equivalents, of which no uncertainty is kept.
    fn other(&mut self, row: Row<'_>) -> Option<OtherRecord> {
        let subject = self.subject(row);
        let reported = self.problems.keep(figure(row));
        for side in [column::UNCERTAINTY_LOW, column::UNCERTAINTY_HIGH].into_iter().filter(|side| row.optional(side).is_some()) {
            self.problems.push(row.problem(side, "nothing: uncertainties are those of masses of CH4, CO2 and N2O"));
        }
        let Subject { party, category, year } = subject?;
        let Figure { number, keys } = reported??;
        let gwp_set = row.optional(column::GWP_SET).map(str::to_owned);
        Some(OtherRecord {
            party,
            category,
            category_name: row.text(column::CATEGORY_NAME).to_owned(),
            substance: row.text(column::GAS).to_owned(),
            measure: if in_equivalents(row) { OtherMeasure::Co2Equivalent { gwp_set } } else { OtherMeasure::Mass },
            year,
            reported: Reported { mass: number.map(Mass::from_kilotonnes), keys },
            place: place(row),
        })
    }

    fn subject(&mut self, row: Row<'_>) -> Option<Subject> {
        let party = self.problems.keep(row.required(column::PARTY)).map(|name| self.parties.code(name, || row.place()));
        let categorization = self.problems.keep(row.required(column::CATEGORIZATION));
        let code = self.problems.keep(row.required(column::CATEGORY));
        let year = self.problems.keep(year(row));
        Some(Subject { party: party?, category: Category::new(categorization?, code?), year: year? })
    }

    /// The figure of a row, or none where nothing is reported or a cell is bad.
    fn reported(&mut self, row: Row<'_>, gas: Option<Gas>) -> Option<Reported> {
        let figure = self.problems.keep(figure(row));
        let unit = gas.map(|gas| self.unit(row, gas)).and_then(|unit| self.problems.keep(unit));
        let figure = figure??;
        match unit? {
            Some(unit) => Some(figure.in_unit(unit)),
            None if figure.number.is_none() => Some(Reported { mass: None, keys: figure.keys }),
            None => self.problems.keep(Err(row.problem(column::UNIT, MassUnit::EXPECTED))),
        }
    }

    /// The unit of a row, none where its cell is empty, as it may be beside notation keys.
    fn unit(&mut self, row: Row<'_>, gas: Gas) -> Result<Option<MassUnit>, CellProblem> {
        let name = if row.table().has(column::VALUE_KT) { KILOTONNES } else { row.text(column::UNIT) };
        if name.is_empty() {
            return Ok(None);
        }
        let problem = |refusal: NoMassUnit| CellProblem { hint: refusal.hint, ..row.problem(column::UNIT, MassUnit::EXPECTED) };
        self.units.named(name, gas).map(Some).map_err(problem)
    }
}

/// Explanations without those that stand beside a mass and once more beside the same in CO₂ equivalents.
fn each_once(explanations: impl Iterator<Item = Explanation>) -> Vec<Explanation> {
    let mut known = HashSet::new();
    let is_new = |one: &Explanation| {
        let Explanation { party, category, substance, year, text, place, .. } = one.clone();
        known.insert((party, category, substance, year, text, place))
    };
    explanations.filter(is_new).collect()
}

fn explanation_of_record(row: Row<'_>, record: &Record) -> Option<Explanation> {
    let Record { party, category, gas, year, reported, .. } = record;
    explanation(row, (party, category, gas.code(), *year), reported)
}

fn explanation_of_other(row: Row<'_>, other: &OtherRecord) -> Option<Explanation> {
    let OtherRecord { party, category, substance, year, reported, .. } = other;
    explanation(row, (party, category, substance, *year), reported)
}

/// What a row says of its keys.
fn explanation(row: Row<'_>, figure: (&RegionCode, &Category, &str, i32), reported: &Reported) -> Option<Explanation> {
    let (party, category, substance, year) = figure;
    Some(Explanation {
        party: party.clone(),
        category: category.clone(),
        subject: String::new(),
        substance: substance.to_owned(),
        keys: reported.keys.clone(),
        year,
        allocation: None,
        text: row.optional(column::EXPLANATION)?.to_owned(),
        place: row.optional(column::EXPLANATION_PLACE).map_or_else(|| row.place(), str::to_owned),
    })
}

/// Where a figure stands: in what the table was taken from, where it says so, else in the table.
fn place(row: Row<'_>) -> String {
    row.optional(column::PLACE).map_or_else(|| row.place(), str::to_owned)
}

/// What a row says by its value and by its notation keys, none where it says nothing.
fn figure(row: Row<'_>) -> Result<Option<Figure>, CellProblem> {
    let (column, empty) = value_columns(row);
    if let Some(beside) = empty.filter(|column| row.optional(column).is_some()) {
        return Err(row.problem(beside, &format!("nothing: the row's unit is that of `{column}`")));
    }
    let named = row.text(column::UNIT);
    let fits = ["", KILOTONNES].contains(&named) || named == KILOTONNES_CO2EQ && row.table().has(column::VALUE_KT_CO2EQ);
    if row.table().has(column::VALUE_KT) && !fits {
        return Err(row.problem(column::UNIT, "kt, as beside `value_kt`; a figure in kt CO2eq stands in a column `value_kt_co2eq`"));
    }
    let figure = cell::figure(row.text(column)).map_err(|_| row.problem(column, cell::EXPECTED_FIGURE))?;
    let keys = row.text(column::NOTATION_KEYS).parse::<NotationKeys>();
    let keys = keys.map_err(|_| row.problem(column::NOTATION_KEYS, "some of NO, NA, IE, NE, C, FX"))?;
    if figure.is_none() && keys.is_empty() {
        return Ok(None);
    }
    let figure = figure.unwrap_or_default();
    Ok(Some(Figure { keys: figure.keys.union(&keys), ..figure }))
}

fn year(row: Row<'_>) -> Result<i32, CellProblem> {
    cell::year(row.text(column::YEAR)).ok_or_else(|| row.problem(column::YEAR, "a calendar year such as 2014"))
}

fn submission_year(row: Row<'_>) -> Result<Option<i32>, CellProblem> {
    let problem = || row.problem(column::SUBMISSION_YEAR, "a calendar year such as 2014, or nothing");
    row.optional(column::SUBMISSION_YEAR).map(|text| cell::year(text).ok_or_else(problem)).transpose()
}

fn refuse_duplicates<'a, F, K: Hash + Eq>(
    figures: &'a [(Row<'_>, F)],
    key: impl Fn(&'a F) -> K,
    text: impl Fn(&F) -> String,
    problems: &mut CellProblems,
) {
    for ((first, _), (second, figure)) in shared::duplicates(figures, |(_, figure)| key(figure)) {
        let expected = format!("each figure once; it stands already in {}", first.place());
        problems.push(CellProblem { found: text(figure), ..second.problem(column::PARTY, &expected) });
    }
}
