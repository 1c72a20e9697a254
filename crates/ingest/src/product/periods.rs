//! For which periods the positions of a variable hold.

use super::ProductError;
use super::counted_months::{from_months, months_of};
use super::date_components::{dates_of, from_dates};
use super::inputs::Inputs;
use super::pattern::Groups;
use super::time_rules::TimeRules;
use crate::raster::Variable;
use crate::raster::time::{self, Label, Labelling, Reading, Step};
use fluxledger_core::{Calendar, Date, Period};

/// The periods of a variable, along its dimension of time if it has one.
pub(super) struct VariablePeriods {
    pub(super) periods: Vec<Period>,
    pub(super) calendar: Calendar,
    /// The dimension along which they run; without it the variable has one period.
    pub(super) dimension: Option<String>,
    /// What the profile, and not the file, says about them.
    pub(super) assumption: Option<String>,
}

/// The periods of a variable: from a variable of dates where the profile names one, else from its time coordinate, else from months that are
/// counted, else from the file's name, its attributes or the year asked for.
pub(super) fn periods_of(inputs: &Inputs, variable: &Variable) -> Result<VariablePeriods, ProductError> {
    if let Some(dates) = dates_of(inputs, variable) {
        return from_dates(inputs, dates);
    }
    if let Some(coordinate) = time::coordinate(inputs.file, variable) {
        return from_coordinate(inputs, variable, coordinate);
    }
    if let Some((months, dimension)) = months_of(inputs, variable) {
        return from_months(inputs, variable, months, dimension);
    }
    let period = stated_period(inputs, variable, None)?;
    Ok(VariablePeriods { periods: vec![period], calendar: Calendar::Standard, dimension: None, assumption: None })
}

/// How the profile labels time.
pub(super) const fn labelling(rules: &TimeRules) -> Labelling {
    Labelling { label: rules.label, step: rules.step, months: rules.months }
}

fn from_coordinate(inputs: &Inputs, variable: &Variable, coordinate: &Variable) -> Result<VariablePeriods, ProductError> {
    let found = time::periods(inputs.file, coordinate, labelling(&inputs.profile.time))?;
    let dimension = coordinate.dimensions.first().map(|dimension| dimension.name.clone());
    let periods = found
        .periods
        .iter()
        .zip(&found.labels)
        .map(|(&period, &label)| period.map_or_else(|| stated_period(inputs, variable, Some(label)), Ok))
        .collect::<Result<Vec<_>, _>>()?;
    let assumption = found.reading.and_then(|reading| assumption(&coordinate.name, reading, &periods));
    Ok(VariablePeriods { periods, calendar: found.calendar, dimension, assumption })
}

/// What labels were taken for, in words, where nobody says it and it makes a difference.
pub(super) fn assumption(coordinate: &str, reading: Reading, periods: &[Period]) -> Option<String> {
    let first = periods.first().filter(|_| reading.is_assumed)?;
    let parts = match reading.part {
        Label::Start => "starts",
        Label::Middle => "middles",
        Label::End => "ends",
    };
    Some(format!(
        "`{coordinate}` has no bounds: its labels are taken for the {parts} of their periods, the first for {first}; `label` under `[time]` in a \
         product profile of your own says otherwise"
    ))
}

/// A period and the place that states it.
type Statement = (&'static str, Period);

/// The one period that attributes, file name and the user state for a variable whose labels do not tell it.
pub(super) fn stated_period(inputs: &Inputs, variable: &Variable, label: Option<Date>) -> Result<Period, ProductError> {
    let statements: Vec<Statement> = [
        label.and_then(|label| from_step_attribute(inputs, label)),
        from_file_name(inputs),
        from_period_attribute(inputs),
        from_day_attributes(inputs),
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
    Some(("the file name", named_period(&groups)?))
}

fn from_period_attribute(inputs: &Inputs) -> Option<Statement> {
    let rule = inputs.profile.time.period_attribute.as_ref()?;
    let groups = rule.pattern.groups(inputs.file.attributes().text(&rule.name)?)?;
    Some(("an attribute", named_period(&groups)?))
}

fn from_day_attributes(inputs: &Inputs) -> Option<Statement> {
    let rule = inputs.profile.time.day_attributes.as_ref()?;
    let day = |name: &String| date_of(inputs.file.attributes().text(name)?);
    let (start, end) = (day(&rule.first)?, day(&rule.end)?);
    (start < end).then_some(("attributes", Period { start, end }))
}

/// A day as ISO 8601 writes it, `2022-01-01`, whatever hour follows.
pub(crate) fn date_of(text: &str) -> Option<Date> {
    let day = text.trim().get(..10)?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| Date::new(year, month, day))
}

/// The month, the year, or the years from the first to the last that a name states.
fn named_period(groups: &Groups) -> Option<Period> {
    let year = groups.number("year").or_else(|| Some(2000 + groups.number::<i32>("year_since_2000")?))?;
    let last_year: Option<i32> = groups.number("last_year");
    let years = |last: i32| Period { start: Date::new(year, 1, 1), end: Date::new(last + 1, 1, 1) };
    match groups.number("month") {
        None => Some(last_year.map_or(Period::year(year), years)),
        Some(month) => (1..=12).contains(&month).then(|| Period::month(year, month)),
    }
}

fn from_year_attributes(inputs: &Inputs, variable: &Variable) -> Option<Statement> {
    let stated = |name: &String| inputs.attribute(variable, name)?.trim().parse().ok();
    let year = inputs.profile.time.year_attributes.iter().find_map(stated)?;
    Some(("an attribute", Period::year(year)))
}
