//! A table of country totals, read whole.

use super::layout::of_experiment;
use super::{CountryRow, CountryTable, Figure, Layout, TopDownError, detect, detect_in_netcdf, identity, netcdf, table_of};
use crate::inventory::{CellProblem, CellProblems, HeadedTable};
use fluxledger_core::reconcile::Deviation;
use fluxledger_core::{Mass, RegionCode, TimeSpan, Warned, Warning};
use std::collections::BTreeSet;
use std::path::Path;

/// Reads a table under one of its experiments.
///
/// A sum that does not hold is a warning with its lines, and those rows are left out: nobody can say which of their figures is wrong.
/// A standard deviation with a minus sign loses it, with a warning; `nan` is none.
///
/// # Errors
/// [`TopDownError`], with every bad cell in one.
pub fn read(path: &Path, experiment: Option<&str>) -> Result<Warned<CountryTable>, TopDownError> {
    let none = || TopDownError::NoLayout { path: path.to_owned() };
    let layout = detect(path)?.or_else(|| detect_in_netcdf(path)).ok_or_else(none)?;
    let experiment = chosen(path, &layout, experiment)?;
    if let Some(rules) = layout.netcdf.clone() {
        return netcdf::read(path, layout, &rules, experiment);
    }
    let table = table_of(path, &layout)?.ok_or_else(none)?;
    let mut reader = Reader::new(path, &layout, &experiment, &table);
    let rows: Vec<CountryRow> = (0..table.height()).filter_map(|row| reader.row(row)).collect();
    let mut warnings = reader.warnings(&layout);
    reader.problems.none_or_error()?;
    let checks = identity::checks(&layout, &rows);
    let file = path.display().to_string();
    for check in checks.iter().filter(|check| !check.broken.is_empty()) {
        let message = format!("{} does not hold, and the row is left out: {}", check.identity, check.broken.join(", "));
        warnings.push(Warning::new(&file, message));
    }
    let broken: BTreeSet<&String> = checks.iter().flat_map(|check| &check.broken).collect();
    let rows = rows.into_iter().filter(|row| !broken.contains(&row.place)).collect();
    Ok(Warned::new(CountryTable { layout, experiment, rows, checks }, warnings))
}

/// The experiment to read, which the user chooses where the table has several.
fn chosen(path: &Path, layout: &Layout, experiment: Option<&str>) -> Result<String, TopDownError> {
    let only = || Some(layout.experiments.keys().next()?.as_str()).filter(|_| layout.experiments.len() == 1);
    let found = experiment.or_else(only);
    found.filter(|found| layout.experiments.contains_key(*found)).map(str::to_owned).ok_or_else(|| TopDownError::Experiment {
        path: path.to_owned(),
        found: experiment.map(str::to_owned),
        expected: layout.experiments.iter().map(|(name, basis)| format!("{name} ({basis})")).collect::<Vec<_>>().join(", "),
    })
}

/// The columns of one experiment, and what is learnt while the rows are read.
struct Reader<'a> {
    layout: &'a Layout,
    table: &'a HeadedTable,
    experiment: &'a str,
    file: String,
    problems: CellProblems,
    signed: Vec<usize>,
    missing: usize,
    seen: BTreeSet<(RegionCode, TimeSpan)>,
}

impl<'a> Reader<'a> {
    fn new(path: &Path, layout: &'a Layout, experiment: &'a str, table: &'a HeadedTable) -> Self {
        let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let (problems, signed) = (CellProblems::of(path), vec![0; layout.quantities.len()]);
        Self { layout, table, experiment, file, problems, signed, missing: 0, seen: BTreeSet::new() }
    }

    fn row(&mut self, row: usize) -> Option<CountryRow> {
        let layout = self.layout;
        let region = RegionCode::new(self.text(row, &layout.region));
        let span = self.span(row);
        let figures: Vec<Option<Figure>> = (0..layout.quantities.len()).map(|quantity| self.figure(row, quantity)).collect();
        let agreement = layout.columns.agreement.as_ref().and_then(|column| self.number(row, column)).flatten();
        let uncertainty_reduction = layout.columns.uncertainty_reduction.as_ref().and_then(|column| self.number(row, column)).flatten();
        let (span, figures) = (span?, figures.into_iter().collect::<Option<Vec<_>>>()?);
        if !self.seen.insert((region.clone(), span.clone())) {
            self.problem(row, &layout.region, "each region and year once");
        }
        let place = format!("{}: {}", self.file, self.table.place(row));
        Some(CountryRow { region, span, place, figures, agreement, uncertainty_reduction })
    }

    fn span(&mut self, row: usize) -> Option<TimeSpan> {
        let layout = self.layout;
        let text = self.text(row, &layout.year);
        if let Some(mean) = layout.mean.as_ref().filter(|mean| mean.word == text) {
            return Some(mean.span());
        }
        let year = text.parse().ok().filter(|year| (1750..=2200).contains(year));
        if year.is_none() {
            self.problem(row, &layout.year, "a calendar year such as 2015, or the word of the mean");
        }
        year.map(TimeSpan::calendar)
    }

    fn figure(&mut self, row: usize, quantity: usize) -> Option<Figure> {
        let layout = self.layout;
        let columns = &layout.quantities[quantity];
        let value = self.number(row, &columns.value)?;
        let deviation = self.number(row, &columns.deviation)?;
        let Some(value) = value else {
            self.problem(row, &columns.value, "a number");
            return None;
        };
        match deviation {
            None => self.missing += 1,
            Some(deviation) if deviation < 0.0 => self.signed[quantity] += 1,
            Some(_) => {}
        }
        let mass = |number: f64| Mass::from_kilotonnes(number * layout.kilotonnes);
        Some(Figure { mass: mass(value), deviation: deviation.map(|deviation| Deviation::symmetric(mass(deviation))) })
    }

    fn text(&self, row: usize, column: &str) -> &'a str {
        let position = self.table.column(&of_experiment(column, self.experiment));
        position.map_or("", |position| self.table.cell(row, position))
    }

    /// A number, or none where the cell says `nan`; a problem where it says anything else.
    fn number(&mut self, row: usize, column: &str) -> Option<Option<f64>> {
        let number = self.text(row, column).parse::<f64>().ok().filter(|number| !number.is_infinite());
        if number.is_none() {
            self.problem(row, column, "a number or `nan`");
        }
        number.map(|number| Some(number).filter(|number| !number.is_nan()))
    }

    fn problem(&mut self, row: usize, column: &str, expected: &str) {
        self.problems.push(CellProblem {
            place: self.table.place(row),
            column: of_experiment(column, self.experiment),
            found: self.text(row, column).to_owned(),
            expected: expected.to_owned(),
            hint: None,
        });
    }

    fn warnings(&self, layout: &Layout) -> Vec<Warning> {
        let signed = layout
            .quantities
            .iter()
            .zip(&self.signed)
            .filter(|(_, count)| **count > 0)
            .map(|(quantity, count)| format!("{count} standard deviations of {} have a minus sign, which is taken off", quantity.name));
        let missing = (self.missing > 0).then(|| format!("{} standard deviations are `nan` and count as not given", self.missing));
        let messages = layout.caution.iter().cloned().chain(signed).chain(missing);
        messages.map(|message| Warning::new(&self.file, message)).collect()
    }
}
