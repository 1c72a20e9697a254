//! Layout `cdiac-national`: the carbon of fossil fuels and cement by country and year, as CDIAC published it (`nation.1751_2014.csv`).
//!
//! A header, lines on gaps (a single dot) and citation, then one row for each country and year in thousand tonnes of carbon. The total
//! is read; its parts by fuel, of cement and of flaring, and bunkers, which are not in it, are left out. Countries go by the names that they had.

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::lines::Line;
use super::mass_unit::{MassUnit, NoMassUnit};
use super::party::Parties;
use super::table::{Content, TextTable, lines_of};
use super::vocabulary::CDIAC;
use super::{InventoryOptions, file_name};
use fluxledger_core::{Category, Gas, Inventory, Record, Reported, Warned, Warning};
use std::path::Path;

const NATION: usize = 0;
const YEAR: usize = 1;
const TOTAL: usize = 2;
const HEADER: [&str; 3] = ["Nation", "Year", "Total CO2 emissions from fossil-fuels and cement production (thousand metric tons of C)"];
const GAP: &str = ".";

const CATEGORIZATION: &str = "CDIAC";
const CATEGORY: &str = "Total";
const SOURCE: &str = "CDIAC, doi:10.3334/CDIAC/00001_V2017; an estimate of a third party, not a submission of the country";
const LEFT_OUT: &str = "the total counts fuels, flaring and cement, and no other carbonates; its parts are left out, and so are bunkers, which it does not count";

/// Why a content has not this layout, or nothing where it has.
pub(super) fn objection(content: &Content) -> Option<String> {
    let Content::Text(text) = content else { return Some(content.kind().to_owned()) };
    let start = HEADER.map(|name| format!("\"{name}\"")).join(",");
    (!text.starts_with(&start)).then(|| "its header does not begin with `Nation`, `Year`, `Total CO2 emissions …`".to_owned())
}

/// Reads a table.
pub(super) fn read(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let (Content::Text(text), None) = (content, objection(content)) else {
        let (place, found, expected) = ("line 1".to_owned(), "another header".to_owned(), "that of the national table of CDIAC".to_owned());
        return Err(InventoryError::Structure { path: path.to_owned(), place, found, expected, hint: None });
    };
    let unit = MassUnit::named("kt C", Gas::Co2, &options.conventions).map_err(|NoMassUnit { hint }| InventoryError::Structure {
        path: path.to_owned(),
        place: "header".to_owned(),
        found: "thousand metric tons of C".to_owned(),
        expected: "a unit of carbon dioxide".to_owned(),
        hint,
    })?;
    let lines: Vec<Line<'_>> = lines_of(text, path)?.into_iter().filter(is_of_table).collect();
    let mut problems = CellProblems::of(path);
    let table = TextTable::from_lines(&lines, path, &mut problems)?;
    let mut reader = Reader { table: &table, unit, file: file_name(path), parties: Parties::called_as_in(&CDIAC) };
    let rows = 0..table.height();
    let records = rows.filter_map(|row| problems.keep(reader.record(row)).flatten()).collect();
    problems.none_or_error()?;
    let inventory = Inventory {
        name: options.name.clone(),
        source: SOURCE.to_owned(),
        submission_year: options.submission_year,
        gwp_set: None,
        territory: options.territory.clone(),
        licence: Some("public domain (work of the U.S. Department of Energy)".to_owned()),
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    };
    Ok(Warned::new(inventory, reader.into_warnings()))
}

/// Whether a line is the header or a row, not a note on gaps or a citation.
fn is_of_table(line: &Line<'_>) -> bool {
    !line.is_blank() && !["(Note", "Source:", "DOI:"].iter().any(|start| line.text.trim_start_matches('"').starts_with(start))
}

struct Reader<'a> {
    table: &'a TextTable,
    unit: MassUnit,
    file: String,
    parties: Parties<'static>,
}

impl Reader<'_> {
    /// The record of a row, none where its total is a gap.
    fn record(&mut self, row: usize) -> Result<Option<Record>, CellProblem> {
        let year = self.table.cell(row, YEAR).parse().map_err(|_| self.problem(row, YEAR, "a calendar year such as 2014"))?;
        let total = self.table.cell(row, TOTAL);
        if total == GAP {
            return Ok(None);
        }
        let total = cell::number(total).ok_or_else(|| self.problem(row, TOTAL, "a number, or a dot where there is none"))?;
        let place = format!("{}: {}", self.file, self.table.place(row));
        Ok(Some(Record {
            party: self.parties.code(self.table.cell(row, NATION), || place.clone()),
            category: Category::new(CATEGORIZATION, CATEGORY),
            category_name: "Fossil fuels and cement, without bunkers".to_owned(),
            gas: Gas::Co2,
            year,
            reported: Reported { mass: Some(self.unit.mass(total)), ..Reported::default() },
            uncertainty: None,
            place,
        }))
    }

    fn problem(&self, row: usize, column: usize, expected: &str) -> CellProblem {
        let (place, found) = (self.table.place(row), self.table.cell(row, column).to_owned());
        CellProblem { place, column: HEADER[column].to_owned(), found, expected: expected.to_owned(), hint: None }
    }

    fn into_warnings(self) -> Vec<Warning> {
        let others = self.parties.without_country().join("; ");
        let mut warnings = vec![Warning::new(&self.file, LEFT_OUT)];
        if !others.is_empty() {
            let message = format!("no countries of today, so that their figures stand under codes or names of their own: {others}");
            warnings.push(Warning::new(&self.file, message));
        }
        let with_neighbours = self.parties.read_as_country();
        if !with_neighbours.is_empty() {
            warnings.push(Warning::new(&self.file, format!("counted with a neighbour: {}", with_neighbours.join("; "))));
        }
        self.parties.into_warnings().into_iter().chain(warnings).collect()
    }
}
