//! Layouts `gcb-fossil` and `gcb-luc-…`: national CO₂ of the Global Carbon Budget, from its workbooks.
//!
//! A sheet has lines of text, of which one states million tonnes of carbon and the factor 3.664 to CO₂, then a row of names, then one row
//! for each year. The row of names stands directly above the first row that begins with a year, wherever that is in an edition.

use super::error::{CellProblem, CellProblems, InventoryError};
use super::mass_unit::MassUnit;
use super::party::Parties;
use super::table::Content;
use super::vocabulary::GLOBAL_CARBON_BUDGET;
use super::workbook::{Cell, Sheet, SheetRow, sheet_names};
use super::{InventoryOptions, file_name};
use fluxledger_core::{CarbonToCo2, Category, Conventions, Gas, Inventory, Mass, Record, RegionCode, Reported, Warned, Warning};
use std::path::Path;

const CATEGORIZATION: &str = "GCB";

/// An estimate that has a sheet of its own.
#[derive(Clone, Copy)]
pub(super) struct Estimate {
    sheet: &'static str,
    code: &'static str,
    name: &'static str,
    /// What a reader of the figures must know.
    note: &'static str,
}

/// Fossil emissions where they arise.
pub(super) const FOSSIL: Estimate = Estimate {
    sheet: "Territorial Emissions",
    code: "Fossil",
    name: "Fossil fuels and cement, without bunkers",
    note: "the Global Carbon Budget states ±5 % (1σ) for the fossil emissions of the world and nothing by country: no uncertainty is assumed",
};

/// Land-use change by the model of Hansis and others.
pub(super) const BLUE: Estimate = land_use("BLUE");
/// Land-use change by Houghton and Castanho.
pub(super) const HOUGHTON_CASTANHO: Estimate = land_use("H&C2023");
/// Land-use change by the model of Gasser and others.
pub(super) const OSCAR: Estimate = land_use("OSCAR");
/// Land-use change by the model of Qin and others.
pub(super) const LUCE: Estimate = land_use("LUCE");

const fn land_use(sheet: &'static str) -> Estimate {
    Estimate {
        sheet,
        code: "LUC",
        name: "Land-use change, by a bookkeeping model",
        note: "a bookkeeping model leaves out what environmental change does on managed land, which inventories count",
    }
}

impl Estimate {
    /// Why a content is not recognised as this estimate, or nothing where it is.
    ///
    /// A workbook of several estimates is never taken for one of them unasked.
    pub(super) fn objection(self, content: &Content) -> Option<String> {
        let Content::Workbook(bytes) = content else { return Some(content.kind().to_owned()) };
        if !sheet_names(bytes, Path::new("")).is_ok_and(|names| names.iter().any(|name| name == self.sheet)) {
            return Some(format!("it has no sheet `{}`", self.sheet));
        }
        (self.code == "LUC").then(|| "one of several estimates in the workbook, to be named".to_owned())
    }

    /// Reads the sheet of a workbook.
    pub(super) fn read(self, content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
        let Content::Workbook(bytes) = content else {
            return Err(structure(path, "start", content.kind(), &format!("a workbook with a sheet `{}`", self.sheet)));
        };
        let sheet = Sheet::open(bytes, self.sheet, path)?;
        let rows = sheet.rows();
        let (above, years) =
            rows.split_at(first_year(&rows).ok_or_else(|| structure(path, self.sheet, "no row of a year", "names, and below them years"))?);
        check_unit(above, self.sheet, path)?;
        let (mut problems, mut parties) = (CellProblems::of(path), Parties::called_as_in(&GLOBAL_CARBON_BUDGET));
        let table = Table { estimate: self, sheet: &sheet, names: &above[above.len() - 1].cells, file: file_name(path), unit: carbon() };
        let records = years.iter().flat_map(|row| table.records(row, &mut parties, &mut problems)).collect();
        problems.none_or_error()?;
        let note = Warning::new(&table.file, self.note);
        let inventory = Inventory {
            name: options.name.clone(),
            source: source(&format!("sheet {}", self.sheet)),
            submission_year: options.submission_year,
            gwp_set: None,
            territory: options.territory.clone(),
            licence: Some("CC BY 4.0 (Global Carbon Project)".to_owned()),
            records,
            others: Vec::new(),
            explanations: Vec::new(),
        };
        Ok(Warned::new(inventory, parties.into_warnings().into_iter().chain([note]).collect()))
    }

    /// A figure of this estimate.
    pub(super) fn record(self, party: RegionCode, year: i32, mass: Mass, place: String) -> Record {
        Record {
            party,
            category: Category::new(CATEGORIZATION, self.code),
            category_name: self.name.to_owned(),
            gas: Gas::Co2,
            year,
            reported: Reported { mass: Some(mass), ..Reported::default() },
            uncertainty: None,
            place,
        }
    }
}

/// Where figures come from, with the factor that made them carbon dioxide.
pub(super) fn source(part: &str) -> String {
    format!("Global Carbon Budget, {part}; Mt C times 3.664, its own factor; an estimate of a third party, not a submission of the country")
}

/// The unit of all tables: million tonnes of carbon, times 3.664 whatever the conventions of products.
pub(super) fn carbon() -> MassUnit {
    let own = Conventions { carbon_to_co2: CarbonToCo2::GlobalCarbonBudget, ..Conventions::default() };
    MassUnit::named("Mt C", Gas::Co2, &own).expect("a unit of carbon")
}

/// The position of the first row that begins with a year and has a row above it.
fn first_year(rows: &[SheetRow<'_>]) -> Option<usize> {
    rows.iter().position(|row| year(row).is_some()).filter(|&first| first > 0)
}

/// The year that a row begins with.
fn year(row: &SheetRow<'_>) -> Option<i32> {
    let Some(Cell::Number(number)) = row.cells.first() else { return None };
    (1700..=2300).find(|&year| f64::from(year) == *number)
}

/// Refuses a sheet that does not say the unit and factor by which it is read.
fn check_unit(above: &[SheetRow<'_>], sheet: &str, path: &Path) -> Result<(), InventoryError> {
    let mut texts = above.iter().flat_map(|row| &row.cells).map(|cell| cell.text());
    if texts.any(|text| text.contains("million tonnes of carbon") && text.contains("multiply the values below by 3.664")) {
        return Ok(());
    }
    let expected = "`All values in million tonnes of carbon per year`, to be multiplied by 3.664";
    Err(structure(path, sheet, "no statement of unit and factor", expected))
}

fn structure(path: &Path, place: &str, found: &str, expected: &str) -> InventoryError {
    let [place, found, expected] = [place, found, expected].map(str::to_owned);
    InventoryError::Structure { path: path.to_owned(), place, found, expected, hint: None }
}

/// The names of a sheet, and how its figures are read.
struct Table<'a> {
    estimate: Estimate,
    sheet: &'a Sheet,
    names: &'a [Cell<'a>],
    file: String,
    unit: MassUnit,
}

impl Table<'_> {
    /// The records of a row; a row below the last year has none.
    fn records(&self, row: &SheetRow<'_>, parties: &mut Parties<'_>, problems: &mut CellProblems) -> Vec<Record> {
        let Some(year) = year(row) else { return Vec::new() };
        let named = self.names.iter().zip(&row.cells).enumerate().skip(1).filter(|(_, (name, _))| !name.text().is_empty());
        let mut records = Vec::new();
        for (position, (name, cell)) in named {
            let place = self.sheet.place(row, position);
            match cell {
                Cell::Empty => {}
                Cell::Number(carbon) => {
                    let place = format!("{}: {place}", self.file);
                    let party = parties.code(name.text(), || place.clone());
                    records.push(self.estimate.record(party, year, self.unit.mass(*carbon), place));
                }
                _ => problems.push(CellProblem {
                    place,
                    column: name.text().to_owned(),
                    found: cell.to_string(),
                    expected: "a number, or nothing".to_owned(),
                    hint: None,
                }),
            }
        }
        records
    }
}
