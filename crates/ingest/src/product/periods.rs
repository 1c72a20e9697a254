//! For which periods the positions of a variable hold.

use super::ProductError;
use super::inputs::Inputs;
use crate::raster::Variable;
use crate::raster::time::{self, Labelling, Step};
use fluxledger_core::{Calendar, Date, Period};

/// The periods of a variable, along its dimension of time if it has one.
pub(super) struct VariablePeriods {
    pub(super) periods: Vec<Period>,
    pub(super) calendar: Calendar,
    /// The dimension along which they run; without it the variable has one period.
    pub(super) dimension: Option<String>,
}

/// The periods of a variable: from its time coordinate where that tells them, else from the file's name, its attributes or the year asked for.
pub(super) fn periods_of(inputs: &Inputs, variable: &Variable) -> Result<VariablePeriods, ProductError> {
    let Some(coordinate) = time::coordinate(inputs.file, variable) else {
        let period = stated_period(inputs, variable, None)?;
        return Ok(VariablePeriods { periods: vec![period], calendar: Calendar::Standard, dimension: None });
    };
    let rules = &inputs.profile.time;
    let found = time::periods(inputs.file, coordinate, Labelling { label: rules.label, step: rules.step, months: rules.months })?;
    let along = coordinate.dimensions.first().map(|dimension| dimension.name.clone());
    let periods = found
        .periods
        .iter()
        .zip(&found.labels)
        .map(|(&period, &label)| period.map_or_else(|| stated_period(inputs, variable, Some(label)), Ok))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(VariablePeriods { periods, calendar: found.calendar, dimension: along })
}

/// A period and the place that states it.
type Statement = (&'static str, Period);

/// The one period that attributes, file name and the user state for a variable whose labels do not tell it.
fn stated_period(inputs: &Inputs, variable: &Variable, label: Option<Date>) -> Result<Period, ProductError> {
    let statements: Vec<Statement> = [
        label.and_then(|label| from_step_attribute(inputs, label)),
        from_file_name(inputs),
        from_year_attributes(inputs, variable),
        inputs.options.year.map(|year| ("`--year`", Period::year(year))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let conflict = |first: Statement, second_place: &'static str, second: String| ProductError::PeriodConflict {
        path: inputs.path(),
        variable: variable.name.clone(),
        first_place: first.0,
        first: first.1,
        second_place,
        second: second.into(),
    };
    let Some(&first) = statements.first() else {
        return Err(ProductError::NoPeriod { path: inputs.path(), variable: variable.name.clone(), label });
    };
    // Two statements that overlap can both be true: a month and its year are.
    if let Some(&(place, other)) = statements.iter().find(|(_, other)| !first.1.overlaps(other)) {
        return Err(conflict(first, place, other.to_string()));
    }
    match label {
        Some(label) if label < first.1.start || label > first.1.end => Err(conflict(first, "the time label", label.to_string())),
        _ => Ok(first.1),
    }
}

fn from_step_attribute(inputs: &Inputs, label: Date) -> Option<Statement> {
    let attribute = inputs.file.attributes().text(inputs.profile.time.step_attribute.as_ref()?)?;
    let period = match step_of(attribute)? {
        Step::Month => Period::month(label.year, label.month),
        Step::Year => Period::year(label.year),
        Step::Day | Step::Neighbours => return None,
    };
    Some(("an attribute", period))
}

fn step_of(text: &str) -> Option<Step> {
    match text.trim().to_ascii_lowercase().trim_end_matches('s') {
        "1 year" | "year" | "annual" | "yearly" => Some(Step::Year),
        "1 month" | "month" | "monthly" => Some(Step::Month),
        _ => None,
    }
}

fn from_file_name(inputs: &Inputs) -> Option<Statement> {
    let groups = inputs.profile.time.file_name.as_ref()?.groups(inputs.file_name())?;
    let year = groups.number("year")?;
    let period = groups.number("month").map_or(Period::year(year), |month| Period::month(year, month));
    Some(("the file name", period))
}

fn from_year_attributes(inputs: &Inputs, variable: &Variable) -> Option<Statement> {
    let stated = |name: &String| inputs.attribute(variable, name)?.trim().parse().ok();
    let year = inputs.profile.time.year_attributes.iter().find_map(stated)?;
    Some(("an attribute", Period::year(year)))
}
