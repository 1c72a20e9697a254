//! Uncertainties from a table of their own, joined to the records of an inventory.

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::long::column;
use super::party::Parties;
use super::rows::{NamedTable, Row};
use super::table::Content;
use fluxledger_core::{Categorization, CategoryCode, Gas, Inventory, Record, RegionCode, ReportedUncertainty, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

const LOW: &str = "low";
const HIGH: &str = "high";
const BOTH: &str = "uncertainty";

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
    /// Where the row stands.
    pub place: String,
}

impl UncertaintyRow {
    /// Whether the row, of the record's code and gas, is for its categorization and party too.
    fn is_for(&self, record: &Record) -> bool {
        self.categorization.as_ref().is_none_or(|name| *name == record.category.categorization)
            && self.party.as_ref().is_none_or(|party| *party == record.party)
    }

    fn unused(&self) -> Warning {
        let party = self.party.as_ref().map_or_else(|| "any party".to_owned(), ToString::to_string);
        Warning::new(&self.place, format!("no record takes this uncertainty of category `{}`, {}, {party}", self.category, self.gas))
    }
}

/// A table of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyTable {
    /// Its rows.
    pub rows: Vec<UncertaintyRow>,
}

/// Reads a table of uncertainties, CSV or Parquet: columns `category`, `gas` and either `uncertainty` or `low` and `high`,
/// in per cent of the value (half of the 95 % interval); optional columns `categorization` and `party`.
///
/// # Errors
///
/// [`InventoryError`], with every bad cell of the file in one.
pub fn read_uncertainty(path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
    table_of(&Content::open(path)?, path)
}

fn table_of(content: &Content, path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
    let mut problems = CellProblems::of(path);
    let cells = content.to_table(path, &mut problems)?;
    let symmetric = cells.header().iter().any(|name| name == BOTH);
    let required: &[&str] = if symmetric { &[column::CATEGORY, column::GAS, BOTH] } else { &[column::CATEGORY, column::GAS, LOW, HIGH] };
    let table = NamedTable::new(cells, path, required, &[column::CATEGORIZATION, column::PARTY], &mut problems);
    problems.clone().none_or_error()?;
    let mut parties = Parties::default();
    let rows = table.rows().filter_map(|row| uncertainty_row(row, &mut parties, &mut problems)).collect();
    problems.none_or_error()?;
    Ok(Warned::new(UncertaintyTable { rows }, parties.into_warnings()))
}

fn uncertainty_row(row: Row<'_>, parties: &mut Parties, problems: &mut CellProblems) -> Option<UncertaintyRow> {
    let category = problems.keep(row.required(column::CATEGORY));
    let gas = problems.keep(row.gas());
    let uncertainty = problems.keep(uncertainty(row));
    Some(UncertaintyRow {
        categorization: row.optional(column::CATEGORIZATION).map(Categorization::new),
        category: CategoryCode::new(category?),
        gas: gas?,
        party: row.optional(column::PARTY).map(|name| parties.code(name, || row.place())),
        uncertainty: uncertainty?,
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
/// one wins. What the table says replaces what the record had. A row that is used for no record is a warning.
pub fn join_uncertainty(inventory: &mut Inventory, table: &UncertaintyTable) -> Vec<Warning> {
    let mut rows_of_codes: BTreeMap<(&CategoryCode, Gas), Vec<usize>> = BTreeMap::new();
    for (position, row) in table.rows.iter().enumerate() {
        rows_of_codes.entry((&row.category, row.gas)).or_default().push(position);
    }
    // The most specific row comes first; the sort is stable, so that equal rows keep the order of the table.
    for positions in rows_of_codes.values_mut() {
        positions.sort_by_key(|&position| (table.rows[position].party.is_none(), table.rows[position].categorization.is_none()));
    }
    let mut used = vec![false; table.rows.len()];
    for record in &mut inventory.records {
        let positions = rows_of_codes.get(&(&record.category.code, record.gas)).map_or(&[][..], Vec::as_slice);
        if let Some(&position) = positions.iter().find(|&&position| table.rows[position].is_for(record)) {
            record.uncertainty = Some(table.rows[position].uncertainty);
            used[position] = true;
        }
    }
    table.rows.iter().zip(used).filter(|(_, used)| !used).map(|(row, _)| row.unused()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Category, Mass, NotationKeys, Reported};

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
            territory: None,
            records,
            others: Vec::new(),
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

    #[test]
    fn a_row_that_nothing_takes_is_a_warning() {
        let table = table("# survey\ncategory,gas,uncertainty\n4,CH4,50\n9,CH4,10\n").expect("a table").value;
        let warnings = join_uncertainty(&mut inventory(&[("DEU", "CRF", "4")]), &table);
        let texts: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["uncertainty.csv: line 4: no record takes this uncertainty of category `9`, CH4, any party"]);
    }

    #[test]
    fn bad_cells_are_named_together() {
        let error = table("category,gas,low,high\n4,CH4,50,\n,SF6,5,5\n4,CH4,-1,5\n4,CO2,,\n").expect_err("four bad rows");
        insta::assert_snapshot!(error, @r#"
        5 cells of `uncertainty.csv` cannot be used
          line 2, column `high`: found nothing, expected a number, since the other side is given
          line 3, column `category`: found nothing, expected a text
          line 3, column `gas`: found `SF6`, expected CH4, CO2 or N2O
          line 4, column `low`: found `-1`, expected half of the 95 % interval in per cent of the value, such as 25
          line 5, column `low`: found nothing, expected half of the 95 % interval in per cent of the value, such as 25
        "#);
        let error = table("category,gas,uncertainty,low\n").expect_err("two ways to say the same");
        insta::assert_snapshot!(error, @r#"
        1 cell of `uncertainty.csv` cannot be used
          header, column `low`: found `low`, expected one of category, gas, uncertainty, categorization, party
        "#);
    }
}
