//! Uncertainties from a table of their own, joined to the records of an inventory.
//!
//! A table is either plain, a row for each category and gas, or one of those that the guidelines prescribe ([`super::ipcc_uncertainty`]).

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::ipcc_uncertainty;
use super::long::column;
use super::party::Parties;
use super::rows::{NamedTable, Row};
use super::table::Content;
use crate::category::tree_of;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::{
    Categorization, Category, CategoryCode, Gas, Inventory, Mass, NotationKeys, Record, RegionCode, Reported, ReportedUncertainty, Warned,
    Warning,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const LOW: &str = "low";
const HIGH: &str = "high";
const BOTH: &str = "uncertainty";
const REFERENCE: &str = "reference";

/// One row of a table of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyRow {
    /// The system of categories; without it the code counts in every system.
    pub categorization: Option<Categorization>,
    /// The category's code.
    pub category: CategoryCode,
    /// The gas.
    pub gas: Gas,
    /// The party; without it the row is for every party that has no row of its own.
    pub party: Option<RegionCode>,
    /// Half of the 95 % interval as a share of the value, downwards and upwards.
    pub uncertainty: ReportedUncertainty,
    /// Where it is from, where the table says so.
    pub reference: Option<String>,
    /// Where the row stands.
    pub place: String,
}

impl UncertaintyRow {
    /// Whether the row, of the record's code and gas, is for its categorization and party too.
    fn is_for(&self, record: &Record) -> bool {
        self.categorization.as_ref().is_none_or(|name| *name == record.category.categorization)
            && self.party.as_ref().is_none_or(|party| *party == record.party)
    }

    /// The warning that no record takes it.
    #[must_use]
    pub fn unused(&self) -> Warning {
        let party = self.party.as_ref().map_or_else(|| "any party".to_owned(), ToString::to_string);
        Warning::new(&self.place, format!("no record takes this uncertainty of category `{}`, {}, {party}", self.category, self.gas))
    }
}

/// How a table of uncertainties is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UncertaintyLayout {
    /// A row for each category and gas under a header of one row, and a categorization where the table names it.
    Plain,
    /// Table 3.2 or 3.3 of the guidelines, or Table 7A; none of them says to which categorization its codes belong.
    Guidelines,
}

/// A table of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyTable {
    /// Its rows.
    pub rows: Vec<UncertaintyRow>,
    /// How it is laid out.
    pub layout: UncertaintyLayout,
}

impl UncertaintyTable {
    /// The table with a categorization for the rows that name none.
    #[must_use]
    pub fn in_categorization(mut self, categorization: &Categorization) -> Self {
        let without = self.rows.iter_mut().filter(|row| row.categorization.is_none());
        without.for_each(|row| row.categorization = Some(categorization.clone()));
        self
    }
}

/// Reads a table of uncertainties: a plain one, CSV or Parquet with the columns `category`, `gas` and either `uncertainty` or `low` and `high`, in
/// per cent of the value (half of the 95 % interval), and optional columns `categorization`, `party` and `reference`; or one of the guidelines, CSV or workbook.
///
/// # Errors
///
/// [`InventoryError`], with every bad cell of the file in one.
pub fn read_uncertainty(path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
    let content = Content::open(path)?;
    match ipcc_uncertainty::table_of(&content, path)? {
        Some(table) => Ok(table),
        None => table_of(&content, path),
    }
}

pub(super) fn table_of(content: &Content, path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
    let mut problems = CellProblems::of(path);
    let cells = content.to_table(path, &mut problems)?;
    let symmetric = cells.header().iter().any(|name| name == BOTH);
    let required: &[&str] = if symmetric { &[column::CATEGORY, column::GAS, BOTH] } else { &[column::CATEGORY, column::GAS, LOW, HIGH] };
    let table = NamedTable::new(cells, path, required, &[column::CATEGORIZATION, column::PARTY, REFERENCE], &mut problems);
    problems.clone().none_or_error()?;
    let mut parties = Parties::default();
    let rows: Vec<UncertaintyRow> = table.rows().filter_map(|row| uncertainty_row(row, &mut parties, &mut problems)).collect();
    problems.none_or_error()?;
    refuse_fractions(
        rows.iter().map(|row| (row.gas, row.uncertainty)),
        path,
        &format!("column `{}`", if symmetric { BOTH } else { HIGH }),
    )?;
    Ok(Warned::new(UncertaintyTable { rows, layout: UncertaintyLayout::Plain }, parties.into_warnings()))
}

/// Refuses a table of which most uncertainties are smaller than any that is known so well: a cell that a spreadsheet shows as 25 % holds 0.25, whatever the
/// heading says.
///
/// CO₂ of fuels that are metered may be known to some tenths of one per cent. An uncertainty of zero tells neither.
///
/// # Errors
/// [`InventoryError::Structure`].
pub(super) fn refuse_fractions(
    uncertainties: impl Iterator<Item = (Gas, ReportedUncertainty)>,
    path: &Path,
    place: &str,
) -> Result<(), InventoryError> {
    let halves: Vec<(Gas, f64)> = uncertainties.map(|(gas, both)| (gas, both.high.as_percent())).filter(|(_, half)| *half > 0.0).collect();
    let least = |gas: Gas| if gas == Gas::Co2 { 0.3 } else { 1.0 };
    let below = halves.iter().filter(|(gas, half)| *half < least(*gas)).count();
    if 2 * below <= halves.len() {
        return Ok(());
    }
    Err(InventoryError::Structure {
        path: path.to_owned(),
        place: place.to_owned(),
        found: format!("{below} of {} uncertainties below 1 %, or of CO2 below 0.3 %", halves.len()),
        expected: "half of the 95 % interval in per cent, such as 25".to_owned(),
        hint: Some("multiply by 100 if these are fractions; a cell that the spreadsheet shows as 25 % holds 0.25".to_owned()),
    })
}

fn uncertainty_row(row: Row<'_>, parties: &mut Parties<'_>, problems: &mut CellProblems) -> Option<UncertaintyRow> {
    let category = problems.keep(row.required(column::CATEGORY));
    let gas = problems.keep(row.gas());
    let uncertainty = problems.keep(uncertainty(row));
    Some(UncertaintyRow {
        categorization: row.optional(column::CATEGORIZATION).map(Categorization::new),
        category: CategoryCode::new(category?),
        gas: gas?,
        party: row.optional(column::PARTY).map(|name| parties.code(name, || row.place())),
        uncertainty: uncertainty?,
        reference: row.optional(REFERENCE).map(str::to_owned),
        place: row.place(),
    })
}

fn uncertainty(row: Row<'_>) -> Result<ReportedUncertainty, CellProblem> {
    if row.table().has(BOTH) {
        let half = row.percent(BOTH)?.ok_or_else(|| row.problem(BOTH, cell::EXPECTED_PERCENT))?;
        return Ok(ReportedUncertainty { low: half, high: half });
    }
    row.two_sided(LOW, HIGH)?.ok_or_else(|| row.problem(LOW, cell::EXPECTED_PERCENT))
}

/// Gives the records of an inventory the uncertainties of a table, by category and gas.
///
/// A row for the record's party wins over a row for all parties, and a row with a categorization over one without; of equal rows the first
/// one wins. What the table says replaces what the record had. A row for a category that the inventory has only in parts, and all of them, is given to the sum of
/// the parts, which joins the inventory as a record of its own, with a warning; it is never spread over them. A row that is used for no record is a
/// warning.
pub fn join_uncertainty(inventory: &mut Inventory, table: &UncertaintyTable) -> Vec<Warning> {
    let rows = RowsOfCodes::of(table);
    let mut used = vec![false; table.rows.len()];
    for record in &mut inventory.records {
        if let Some(position) = rows.position_for(record) {
            record.uncertainty = Some(table.rows[position].uncertainty);
            used[position] = true;
        }
    }
    let unused = table.rows.iter().zip(used).filter(|(_, used)| !used).map(|(row, _)| row);
    let joined = |row: &UncertaintyRow| {
        let warnings = join_to_sum(inventory, row);
        if warnings.is_empty() { vec![row.unused()] } else { warnings }
    };
    unused.flat_map(joined).collect()
}

/// The rows of a table by category and gas, the most specific first; equal rows keep the order of the table.
pub(super) struct RowsOfCodes<'a> {
    table: &'a UncertaintyTable,
    positions: BTreeMap<(&'a CategoryCode, Gas), Vec<usize>>,
}

impl<'a> RowsOfCodes<'a> {
    pub(super) fn of(table: &'a UncertaintyTable) -> Self {
        let mut positions: BTreeMap<(&CategoryCode, Gas), Vec<usize>> = BTreeMap::new();
        for (position, row) in table.rows.iter().enumerate() {
            positions.entry((&row.category, row.gas)).or_default().push(position);
        }
        for of_code in positions.values_mut() {
            of_code.sort_by_key(|&position| (table.rows[position].party.is_none(), table.rows[position].categorization.is_none()));
        }
        Self { table, positions }
    }

    /// The row that a record takes.
    pub(super) fn position_for(&self, record: &Record) -> Option<usize> {
        let positions = self.positions.get(&(&record.category.code, record.gas))?;
        positions.iter().copied().find(|&position| self.table.rows[position].is_for(record))
    }
}

/// Gives an uncertainty to the sum of a category's parts where the inventory has those only; nothing where it has none.
fn join_to_sum(inventory: &mut Inventory, row: &UncertaintyRow) -> Vec<Warning> {
    let Some(categorization) = row.categorization.clone().or_else(|| only_categorization(&inventory.records)) else { return Vec::new() };
    let Some(tree) = tree_of(&categorization).filter(|tree| tree.leaves(&row.category).is_some()) else { return Vec::new() };
    let of_row = |record: &&Record| {
        record.gas == row.gas
            && record.category.categorization == categorization
            && row.party.as_ref().is_none_or(|party| *party == record.party)
    };
    let mut columns: BTreeMap<(RegionCode, i32), BTreeMap<CategoryCode, Record>> = BTreeMap::new();
    for record in inventory.records.iter().filter(of_row) {
        columns.entry((record.party.clone(), record.year)).or_default().insert(record.category.code.clone(), record.clone());
    }
    let mut added: BTreeSet<String> = BTreeSet::new();
    let mut lacking: BTreeSet<String> = BTreeSet::new();
    let mut sums = Vec::new();
    for records in columns.values().filter(|records| !records.contains_key(&row.category)) {
        let Parts { records: parts, lacking: without } = Parts::of(tree, &row.category, records);
        if !parts.is_empty() && !without.is_empty() {
            // A sum of some parts is no total, and an uncertainty would make it look like one.
            lacking.extend(without.iter().map(ToString::to_string));
            continue;
        }
        if let Some(sum) = sum_of(&parts, row, &categorization, tree.name(&row.category)) {
            added.extend(parts.iter().map(|part| part.category.code.to_string()));
            sums.push(sum);
        }
    }
    inventory.records.extend(sums);
    let mut warnings = Vec::new();
    if !lacking.is_empty() {
        let lacking = lacking.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!(
            "the inventory has neither `{}` of {} nor all of its parts ({lacking} are missing), so that there is no sum to which the uncertainty belongs",
            row.category, row.gas
        );
        warnings.push(Warning::new(&row.place, message));
    }
    let codes = added.into_iter().collect::<Vec<_>>().join(", ");
    let message = format!(
        "the inventory has `{}` of {} only in parts; the uncertainty is that of their sum ({codes}), not of each",
        row.category, row.gas
    );
    warnings.extend((!codes.is_empty()).then(|| Warning::new(&row.place, message)));
    warnings
}

fn only_categorization(records: &[Record]) -> Option<Categorization> {
    let mut found: BTreeSet<&Categorization> = records.iter().map(|record| &record.category.categorization).collect();
    let only = found.pop_first().cloned();
    only.filter(|_| found.is_empty())
}

/// What an inventory has of a category that it does not have as a whole.
#[derive(Default)]
struct Parts<'a> {
    /// The coarsest records below it.
    records: Vec<&'a Record>,
    /// The coarsest categories below it of which there is no record at all.
    lacking: Vec<CategoryCode>,
}

impl<'a> Parts<'a> {
    fn of(tree: &CategoryTree, code: &CategoryCode, records: &'a BTreeMap<CategoryCode, Record>) -> Self {
        let children = tree.node(code).map(|node| node.children.as_slice()).unwrap_or_default();
        let mut parts = Self::default();
        for child in children {
            let Some(record) = records.get(child) else {
                let below = Self::of(tree, child, records);
                if below.records.is_empty() {
                    parts.lacking.push(child.clone());
                } else {
                    parts.lacking.extend(below.lacking);
                    parts.records.extend(below.records);
                }
                continue;
            };
            parts.records.push(record);
        }
        parts
    }
}

fn sum_of(parts: &[&Record], row: &UncertaintyRow, categorization: &Categorization, name: Option<&str>) -> Option<Record> {
    let masses: Vec<Mass> = parts.iter().filter_map(|part| part.reported.mass).collect();
    let first = parts.first().filter(|_| !masses.is_empty())?;
    let keys = parts.iter().fold(NotationKeys::default(), |keys, part| keys.union(&part.reported.keys));
    let places = parts.iter().map(|part| part.place.as_str()).collect::<Vec<_>>().join(" + ");
    Some(Record {
        party: first.party.clone(),
        category: Category { categorization: categorization.clone(), code: row.category.clone() },
        category_name: name.unwrap_or_default().to_owned(),
        gas: row.gas,
        year: first.year,
        reported: Reported { mass: Some(masses.into_iter().sum()), keys: keys.iter().filter(|key| key.leaves_sum_incomplete()).collect() },
        uncertainty: Some(row.uncertainty),
        place: format!("sum of {places}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Warned<UncertaintyTable>, InventoryError> {
        table_of(&Content::Text(text.to_owned()), Path::new("uncertainty.csv"))
    }

    fn inventory(keys: &[(&str, &str, &str)]) -> Inventory {
        let record = |&(party, categorization, code): &(&str, &str, &str)| Record {
            party: RegionCode::new(party),
            category: Category::new(categorization, code),
            category_name: String::new(),
            gas: Gas::Ch4,
            year: 2014,
            reported: Reported { mass: Some(Mass::from_kilotonnes(1.0)), keys: NotationKeys::default() },
            uncertainty: None,
            place: String::new(),
        };
        let records = keys.iter().map(record).collect();
        Inventory {
            name: String::new(),
            source: String::new(),
            submission_year: None,
            gwp_set: None,
            licence: None,
            territory: None,
            records,
            others: Vec::new(),
            explanations: Vec::new(),
        }
    }

    fn halves_in_percent(inventory: &Inventory) -> Vec<Option<(f64, f64)>> {
        let halves = |uncertainty: ReportedUncertainty| (uncertainty.low.as_percent(), uncertainty.high.as_percent());
        inventory.records.iter().map(|record| record.uncertainty.map(halves)).collect()
    }

    #[test]
    fn a_row_for_the_party_wins() {
        let table = table("category,gas,party,low,high\n4,CH4,,50,100\n4,CH4,DEU,20,25\n").expect("a table").value;
        let mut inventory = inventory(&[("DEU", "CRF", "4"), ("FRA", "CRF", "4"), ("FRA", "CRF", "1")]);
        assert_eq!(join_uncertainty(&mut inventory, &table), []);
        assert_eq!(halves_in_percent(&inventory), [Some((20.0, 25.0)), Some((50.0, 100.0)), None]);
    }

    #[test]
    fn a_row_with_a_categorization_is_for_that_one_only() {
        let table = table("categorization,category,gas,uncertainty\nIPCC2006,4,CH4,50\n").expect("a table").value;
        let mut inventory = inventory(&[("DEU", "IPCC2006", "4"), ("DEU", "CRF", "4")]);
        join_uncertainty(&mut inventory, &table);
        assert_eq!(halves_in_percent(&inventory), [Some((50.0, 50.0)), None]);
    }

    /// All that CRF has below 1.A, as coarse as the inventory has it.
    const PARTS: [&str; 9] = ["1.A.1", "1.A.2", "1.A.3.a", "1.A.3.b", "1.A.3.c", "1.A.3.d", "1.A.3.e", "1.A.4", "1.A.5"];

    /// Nine parts of 1 kt each: the row of 1.A is given to their sum of 9 kt, and the parts have no uncertainty of their own.
    #[test]
    fn a_row_that_is_coarser_than_the_inventory_is_for_the_sum_of_its_parts() {
        let table = table("category,gas,uncertainty\n1.A,CH4,50\n").expect("a table").value;
        let mut inventory = inventory(&PARTS.map(|code| ("DEU", "CRF", code)));
        let warnings = join_uncertainty(&mut inventory, &table);
        let texts: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [format!(
                "uncertainty.csv: line 2: the inventory has `1.A` of CH4 only in parts; the uncertainty is that of their sum ({}), not of each",
                PARTS.join(", ")
            )]
        );
        assert_eq!(halves_in_percent(&inventory)[8..], [None, Some((50.0, 50.0))]);
        assert_eq!(inventory.records[9].reported.mass, Some(Mass::from_kilotonnes(9.0)));
        assert_eq!(inventory.records[9].category, Category::new("CRF", "1.A"));
    }

    /// The sum of some parts is no total.
    #[test]
    fn a_row_of_which_parts_are_missing_is_for_no_sum() {
        let table = table("category,gas,uncertainty\n1.A,CH4,50\n").expect("a table").value;
        let mut inventory = inventory(&[("DEU", "CRF", "1.A.1"), ("DEU", "CRF", "1.A.3.b")]);
        let warnings = join_uncertainty(&mut inventory, &table);
        insta::assert_snapshot!(warnings[0], @"uncertainty.csv: line 2: the inventory has neither `1.A` of CH4 nor all of its parts (1.A.2, 1.A.3.a, 1.A.3.c, 1.A.3.d, 1.A.3.e, 1.A.4, 1.A.5 are missing), so that there is no sum to which the uncertainty belongs");
        assert_eq!(halves_in_percent(&inventory), [None, None]);
    }

    /// The code 3.C of IPCC 2006 is not that of CRF, so that a table in the codes of IPCC 2006 says nothing of rice in CRF.
    #[test]
    fn a_table_in_another_categorization_is_for_no_record() {
        let table = table("category,gas,uncertainty\n3.C,CH4,50\n").expect("a table").value.in_categorization(&Categorization::ipcc_2006());
        let mut inventory = inventory(&[("DEU", "CRF", "3.C")]);
        assert_eq!(join_uncertainty(&mut inventory, &table).len(), 1);
        assert_eq!(halves_in_percent(&inventory), [None]);
    }

    #[test]
    fn a_row_that_nothing_takes_is_a_warning() {
        let table = table("# survey\ncategory,gas,uncertainty\n4,CH4,50\n9,CH4,10\n").expect("a table").value;
        let warnings = join_uncertainty(&mut inventory(&[("DEU", "CRF", "4")]), &table);
        let texts: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["uncertainty.csv: line 4: no record takes this uncertainty of category `9`, CH4, any party"]);
    }

    #[test]
    fn bad_cells_are_named_together() {
        let error = table("category,gas,low,high\n4,CH4,50,\n,SF7,5,5\n4,CH4,-1,5\n4,CO2,,\n").expect_err("four bad rows");
        insta::assert_snapshot!(error, @r#"
        5 cells of `uncertainty.csv` cannot be used
          line 2, column `high`: found nothing, expected a number, since the other side is given
          line 3, column `category`: found nothing, expected a text
          line 3, column `gas`: found `SF7`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23
          line 4, column `low`: found `-1`, expected half of the 95 % interval in per cent of the value, such as 25
          line 5, column `low`: found nothing, expected half of the 95 % interval in per cent of the value, such as 25
        "#);
        let error = table("category,gas,uncertainty,low\n").expect_err("two ways to say the same");
        insta::assert_snapshot!(error, @r#"
        1 cell of `uncertainty.csv` cannot be used
          header, column `low`: found `low`, expected one of category, gas, uncertainty, categorization, party, reference
        "#);
    }
}
