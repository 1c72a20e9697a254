//! The rows of a table of the guidelines below its heading.

use super::super::cell;
use super::super::error::{CellProblem, CellProblems, InventoryError};
use super::super::uncertainty::{UncertaintyLayout, UncertaintyRow, UncertaintyTable, refuse_fractions};
use super::combination::{Entry, combined_row, contradiction, product_rule};
use super::grid::Grid;
use super::heading::{Columns, Heading, category_code, plain};
use fluxledger_core::{CategoryCode, Gas, NotationKeys, ReportedUncertainty, Share, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

const EXPECTED_PERCENT: &str = "half of the 95 % interval in per cent, such as 25";

/// The table with its heading.
pub(super) struct Table<'a> {
    pub(super) grid: &'a Grid,
    pub(super) heading: Heading,
    pub(super) file: String,
}

impl Table<'_> {
    pub(super) fn read(&self, path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
        if !self.heading.states_percent {
            return Err(InventoryError::Structure {
                path: path.to_owned(),
                place: self.grid.place(self.heading.first_row.saturating_sub(1), self.heading.category).to_owned(),
                found: "a heading that does not say whether uncertainties are per cent or fractions".to_owned(),
                expected: "`%` above the columns of uncertainties".to_owned(),
                hint: Some("write `%` into the heading if they are per cent; multiply fractions by 100 first".to_owned()),
            });
        }
        if let Some(doubt) = &self.heading.doubt {
            return Err(InventoryError::Structure {
                path: path.to_owned(),
                place: self.grid.place(self.heading.first_row.saturating_sub(1), doubt.column).to_owned(),
                found: doubt.found.clone(),
                expected: "one column of half the 95 % interval, or two that are headed `(-)` and `(+)`".to_owned(),
                hint: Some("give half of the 95 % interval in per cent of the value: 1.96 standard deviations".to_owned()),
            });
        }
        let (mut problems, mut warnings, mut left_out) = (CellProblems::of(path), Vec::new(), BTreeMap::<String, usize>::new());
        let mut entries: BTreeMap<(CategoryCode, Gas), Vec<Entry>> = BTreeMap::new();
        let mut unstated: BTreeMap<(CategoryCode, Gas), Vec<String>> = BTreeMap::new();
        for row in self.heading.first_row..self.grid.rows.len() {
            let name = self.grid.cell(row, self.heading.category);
            let Some(code) = category_code(name) else {
                if let Some(()) = problems.keep(self.expect_name(row, name)) {
                    warnings.extend(self.without_code(row, name));
                }
                continue;
            };
            let gas = self.grid.cell(row, self.heading.gas);
            match Gas::main_named(gas) {
                Some(gas) => match problems.keep(self.entry(row, &mut warnings)) {
                    Some(Some(entry)) => entries.entry((code, gas)).or_default().push(entry),
                    Some(None) => unstated.entry((code, gas)).or_default().push(self.grid.place(row, self.heading.category).to_owned()),
                    None => {}
                },
                None => *left_out.entry(gas.to_owned()).or_default() += 1,
            }
        }
        for ((code, gas), places) in unstated.iter().filter(|(key, _)| entries.contains_key(key)) {
            let message = format!("{code}, {gas}: no uncertainty in {}; that of the other rows is taken for all", places.join(", "));
            warnings.push(Warning::new(&self.file, message));
        }
        let rows: Vec<UncertaintyRow> =
            entries.into_iter().filter_map(|((code, gas), entries)| problems.keep(combined_row(code, gas, &entries))).collect();
        problems.none_or_error()?;
        let place = self.grid.place(self.heading.first_row, self.heading.category);
        refuse_fractions(rows.iter().map(|row| (row.gas, row.uncertainty)), path, place)?;
        warnings.extend(left_out.into_iter().map(|(gas, rows)| {
            let gas = if gas.is_empty() { "no gas".to_owned() } else { format!("gas `{gas}`") };
            Warning::new(&self.file, format!("rows of {gas} left out: {rows}"))
        }));
        Ok(Warned::new(UncertaintyTable { rows, layout: UncertaintyLayout::Guidelines }, warnings))
    }

    /// Refuses a row with a gas and an uncertainty that no category is named for, as the lower rows of a merged cell.
    fn expect_name(&self, row: usize, name: &str) -> Result<(), CellProblem> {
        let columns = [self.heading.activity, self.heading.factor, self.heading.combined];
        let states_one = || columns.into_iter().flatten().flat_map(Columns::both).any(|column| !self.grid.cell(row, column).is_empty());
        if !name.is_empty() || Gas::main_named(self.grid.cell(row, self.heading.gas)).is_none() || !states_one() {
            return Ok(());
        }
        Err(CellProblem {
            place: self.grid.place(row, self.heading.category).to_owned(),
            column: String::from("category"),
            found: String::new(),
            expected: "the code of a category".to_owned(),
            hint: Some("a merged cell holds its text in the first row only; repeat the category in each row".to_owned()),
        })
    }

    /// A warning for a row with uncertainties whose category has no code; a total has none, and notes below the table hold no gas.
    fn without_code(&self, row: usize, name: &str) -> Option<Warning> {
        let counts =
            !name.is_empty() && !plain(name).starts_with("total") && Gas::main_named(self.grid.cell(row, self.heading.gas)).is_some();
        let place = format!("{}: {}", self.file, self.grid.place(row, self.heading.category));
        counts.then(|| Warning::new(place, format!("`{name}` begins with no code of a category; the row is left out")))
    }

    /// A row's uncertainty; nothing where it states none.
    fn entry(&self, row: usize, warnings: &mut Vec<Warning>) -> Result<Option<Entry>, CellProblem> {
        if self.heading.combined.is_some_and(|columns| self.is_marked(row, columns)) {
            return Ok(None);
        }
        let read = |columns: Option<Columns>| columns.map_or(Ok(None), |columns| self.uncertainty(row, columns));
        let (activity, factor, combined) = (read(self.heading.activity)?, read(self.heading.factor)?, read(self.heading.combined)?);
        let product = match (activity, factor) {
            (None, None) => None,
            (one, other) => Some(product_rule(one, other)),
        };
        let place = format!("{}: {}", self.file, self.grid.place(row, self.heading.category));
        if combined.is_none() && activity.is_some() != factor.is_some() {
            let missing = if activity.is_none() { "activity data" } else { "emission factor" };
            warnings.push(Warning::new(&place, format!("no uncertainty of the {missing}; the other one is taken as the combined one")));
        }
        if let (Some(stated), Some(product)) = (combined, product.filter(|_| activity.is_some() && factor.is_some())) {
            warnings.extend(contradiction(&place, stated, product));
        }
        let emissions = self.heading.emissions.map_or(Ok(None), |column| self.number(row, column, "a number"))?;
        Ok(combined.or(product).map(|uncertainty| Entry { emissions, uncertainty, place }))
    }

    /// Whether a quantity is notation keys, such as NE.
    fn is_marked(&self, row: usize, columns: Columns) -> bool {
        let (Columns::Symmetric(column) | Columns::Sides { low: column, .. }) = columns;
        self.grid.cell(row, column).parse::<NotationKeys>().is_ok_and(|keys| !keys.is_empty())
    }

    fn uncertainty(&self, row: usize, columns: Columns) -> Result<Option<ReportedUncertainty>, CellProblem> {
        let share = |column: usize| {
            let percent = self.number(row, column, EXPECTED_PERCENT)?;
            // The lower side is written with a minus sign in some tables and without in others.
            Ok(percent.map(|percent| Share::new(percent.abs() / 100.0)))
        };
        let [low, high] = columns.both().map(share);
        match (low?, high?) {
            (Some(low), Some(high)) => Ok(Some(ReportedUncertainty { low, high })),
            (None, None) => Ok(None),
            (low, _) => Err(self.one_side(row, columns.both()[usize::from(low.is_some())])),
        }
    }

    fn one_side(&self, row: usize, column: usize) -> CellProblem {
        CellProblem {
            place: self.grid.place(row, column).to_owned(),
            column: String::from("uncertainty"),
            found: String::new(),
            expected: "a number, since the other side is given".to_owned(),
            hint: None,
        }
    }

    fn number(&self, row: usize, column: usize, expected: &str) -> Result<Option<f64>, CellProblem> {
        let text = self.grid.cell(row, column);
        if text.is_empty() || text.parse::<NotationKeys>().is_ok() {
            return Ok(None);
        }
        let bare = text.trim_end_matches('%').trim_end().trim_start_matches(['±', '+']).replace('−', "-");
        cell::number(&bare).map(Some).ok_or_else(|| CellProblem {
            place: self.grid.place(row, column).to_owned(),
            column: String::from("uncertainty"),
            found: text.to_owned(),
            expected: expected.to_owned(),
            hint: None,
        })
    }
}
