//! Layout `fluxledger-long`: one figure per row, as `docs/inventory-table.md` describes it, in CSV or Parquet.

use super::InventoryOptions;
use super::cell::{self, Figure};
use super::error::{CellProblem, CellProblems, InventoryError};
use super::mass_unit::{MassUnit, MassUnits, NoMassUnit};
use super::party::Parties;
use super::rows::{NamedTable, Row};
use super::shared;
use super::table::Content;
use fluxledger_core::{Category, Gas, Inventory, NotationKeys, Record, Reported, Warned, Warning};
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

    /// The columns that a table must have; `value_kt` stands for the last two.
    pub const REQUIRED: [&str; 7] = [PARTY, CATEGORIZATION, CATEGORY, GAS, YEAR, VALUE, UNIT];
    /// The columns that it may have.
    pub const OPTIONAL: [&str; 9] =
        [CATEGORY_NAME, NOTATION_KEYS, UNCERTAINTY_LOW, UNCERTAINTY_HIGH, SOURCE, SUBMISSION_YEAR, GWP_SET, TERRITORY, LICENCE];
}

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
    let required = required_columns(cells.header());
    let table = NamedTable::new(cells, path, &required, &column::OPTIONAL, &mut problems);
    problems.clone().none_or_error()?;
    let mut reader = Reader { parties: Parties::default(), units: MassUnits::new(&options.conventions), problems };
    let records: Vec<_> = table.rows().filter_map(|row| reader.record(row)).collect();
    let Reader { parties, mut problems, .. } = reader;
    refuse_duplicates(&records, &mut problems);
    let submission_years: Vec<_> = table.rows().filter_map(|row| problems.keep(submission_year(row))).collect();
    problems.none_or_error()?;
    Ok(assemble(&table, options, records, submission_years, parties.into_warnings()))
}

/// The inventory of good records: what the options say wins over what the rows say.
fn assemble(
    table: &NamedTable,
    options: &InventoryOptions,
    records: Vec<Record>,
    submission_years: Vec<Option<i32>>,
    mut warnings: Vec<Warning>,
) -> Warned<Inventory> {
    let texts = |column: &'static str| table.rows().map(move |row| row.optional(column).map(str::to_owned));
    let submission_year = || shared::agreed("submission year", table.file(), submission_years, &mut warnings);
    let submission_year = options.submission_year.or_else(submission_year);
    let gwp_set = shared::agreed("GWP set", table.file(), texts(column::GWP_SET), &mut warnings);
    let territory = || shared::agreed("territory", table.file(), texts(column::TERRITORY), &mut warnings);
    let territory = options.territory.clone().or_else(territory);
    let licence = shared::agreed("licence", table.file(), texts(column::LICENCE), &mut warnings);
    let source = shared::joined(texts(column::SOURCE));
    Warned::new(
        Inventory { name: options.name.clone(), source, submission_year, gwp_set, territory, licence, records, others: Vec::new() },
        warnings,
    )
}

/// The columns that a table must have: one for figures in kilotonnes, or two for figures and their units.
fn required_columns(header: &[String]) -> Vec<&'static str> {
    if header.iter().any(|name| name == column::VALUE_KT) {
        let replaced = [column::VALUE, column::UNIT];
        return column::REQUIRED.into_iter().filter(|name| !replaced.contains(name)).chain([column::VALUE_KT]).collect();
    }
    column::REQUIRED.to_vec()
}

/// What is learnt while the rows are read.
struct Reader<'a> {
    parties: Parties<'static>,
    units: MassUnits<'a>,
    problems: CellProblems,
}

impl Reader<'_> {
    /// The record of a row, or none where nothing is reported or a cell is bad.
    fn record(&mut self, row: Row<'_>) -> Option<Record> {
        let party = self.problems.keep(row.required(column::PARTY)).map(|name| self.parties.code(name, || row.place()));
        let categorization = self.problems.keep(row.required(column::CATEGORIZATION));
        let code = self.problems.keep(row.required(column::CATEGORY));
        let gas = self.problems.keep(row.gas());
        let year = self.problems.keep(year(row));
        let reported = self.reported(row, gas);
        let uncertainty = self.problems.keep(row.two_sided(column::UNCERTAINTY_LOW, column::UNCERTAINTY_HIGH));
        Some(Record {
            party: party?,
            category: Category::new(categorization?, code?),
            category_name: row.text(column::CATEGORY_NAME).to_owned(),
            gas: gas?,
            year: year?,
            reported: reported?,
            uncertainty: uncertainty?,
            place: row.place(),
        })
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
        let name = if row.table().has(column::VALUE_KT) { "kt" } else { row.text(column::UNIT) };
        if name.is_empty() {
            return Ok(None);
        }
        let problem = |refusal: NoMassUnit| CellProblem { hint: refusal.hint, ..row.problem(column::UNIT, MassUnit::EXPECTED) };
        self.units.named(name, gas).map(Some).map_err(problem)
    }
}

/// What a row says by its value and by its notation keys, none where it says nothing.
fn figure(row: Row<'_>) -> Result<Option<Figure>, CellProblem> {
    let column = if row.table().has(column::VALUE_KT) { column::VALUE_KT } else { column::VALUE };
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
    calendar_year(row.text(column::YEAR)).ok_or_else(|| row.problem(column::YEAR, "a calendar year such as 2014"))
}

fn submission_year(row: Row<'_>) -> Result<Option<i32>, CellProblem> {
    let problem = || row.problem(column::SUBMISSION_YEAR, "a calendar year such as 2014, or nothing");
    row.optional(column::SUBMISSION_YEAR).map(|text| calendar_year(text).ok_or_else(problem)).transpose()
}

/// A year in the range for which inventories and historical data sets give figures.
fn calendar_year(text: &str) -> Option<i32> {
    text.parse().ok().filter(|year| (1750..=2200).contains(year))
}

fn refuse_duplicates(records: &[Record], problems: &mut CellProblems) {
    for (first, second) in shared::duplicates(records) {
        let (_, row) = second.place.split_once(": ").unwrap_or_default();
        problems.push(CellProblem {
            place: row.to_owned(),
            column: column::PARTY.to_owned(),
            found: shared::key_text(second),
            expected: format!("each figure once; it stands already in {}", first.place),
            hint: None,
        });
    }
}
