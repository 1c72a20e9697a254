//! For which periods the positions of a variable hold.

use super::ProductError;
use super::expectation::unexpected;
use super::inputs::Inputs;
use super::pattern::Groups;
use super::profile::CountedMonths;
use crate::raster::time::{self, Labelling, Step};
use crate::raster::{Dimension, RasterError, Variable};
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

fn labelling(inputs: &Inputs) -> Labelling {
    let rules = &inputs.profile.time;
    Labelling { label: rules.label, step: rules.step, months: rules.months }
}

fn from_coordinate(inputs: &Inputs, variable: &Variable, coordinate: &Variable) -> Result<VariablePeriods, ProductError> {
    let found = time::periods(inputs.file, coordinate, labelling(inputs))?;
    let dimension = coordinate.dimensions.first().map(|dimension| dimension.name.clone());
    let periods = found
        .periods
        .iter()
        .zip(&found.labels)
        .map(|(&period, &label)| period.map_or_else(|| stated_period(inputs, variable, Some(label)), Ok))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(VariablePeriods { periods, calendar: found.calendar, dimension, assumption: None })
}

/// The variable of dates that the profile names, if the file has it and the variable runs along its first dimension.
fn dates_of<'a>(inputs: &Inputs<'a>, variable: &Variable) -> Option<&'a Variable> {
    let dates = inputs.file.variable(inputs.profile.time.date_components.as_ref()?).ok()?;
    dates.dimensions.first().and_then(|time| variable.position_of(&time.name)).map(|_| dates)
}

fn from_dates(inputs: &Inputs, dates: &Variable) -> Result<VariablePeriods, ProductError> {
    let failed = |message: String| RasterError::Time { path: inputs.path(), coordinate: dates.name.clone(), message };
    let parts: Vec<f64> = inputs.file.read_whole(&dates.name)?.into_iter().collect();
    let rows = dates.dimensions.first().map_or(1, |time| time.length.max(1));
    let labels = parts.chunks(parts.len() / rows).map(date).collect::<Option<Vec<_>>>();
    let labels = labels.ok_or_else(|| failed("expected year, month and day as whole numbers".to_owned()))?;
    let periods = time::periods_of_dates(&labels, Calendar::Standard, labelling(inputs)).map_err(failed)?;
    let whole = periods.into_iter().collect::<Option<Vec<_>>>();
    let periods = whole.ok_or_else(|| failed("one date alone does not tell how long it holds".to_owned()))?;
    let dimension = dates.dimensions.first().map(|time| time.name.clone());
    Ok(VariablePeriods { periods, calendar: Calendar::Standard, dimension, assumption: None })
}

fn date(parts: &[f64]) -> Option<Date> {
    let &[year, month, day, ..] = parts else { return None };
    let (year, month, day) = (whole(year)?, u8::try_from(whole(month)?).ok()?, u8::try_from(whole(day)?).ok()?);
    let exists = (1..=12).contains(&month) && (1..=Calendar::Standard.days_in_month(year, month)).contains(&day);
    exists.then(|| Date::new(year, month, day))
}

#[expect(clippy::cast_possible_truncation, reason = "the number is checked to be whole and small")]
fn whole(number: f64) -> Option<i32> {
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i32)
}

fn months_of<'a>(inputs: &Inputs<'a>, variable: &'a Variable) -> Option<(&'a CountedMonths, &'a Dimension)> {
    let months = inputs.profile.time.counted_months.as_ref()?;
    variable.dimensions.iter().find(|dimension| months.dimension.fits(&dimension.name)).map(|dimension| (months, dimension))
}

/// Months that follow each other from a January on; numbers along their dimension must rise by one, from 1 on where the year is the file's.
fn from_months(
    inputs: &Inputs,
    variable: &Variable,
    months: &CountedMonths,
    dimension: &Dimension,
) -> Result<VariablePeriods, ProductError> {
    let failed = |message: String| RasterError::Time { path: inputs.path(), coordinate: dimension.name.clone(), message };
    let numbers: Vec<f64> = match inputs.file.variable(&dimension.name) {
        Ok(coordinate) => inputs.file.read_whole(&coordinate.name)?.into_iter().collect(),
        Err(_) => Vec::new(),
    };
    if numbers.windows(2).any(|pair| pair[1] - pair[0] != 1.0) {
        return Err(failed("expected months that are counted one by one".to_owned()).into());
    }
    let fits = if months.lengths.is_empty() { dimension.length <= 12 } else { months.lengths.contains(&dimension.length) };
    if !fits {
        return Err(failed(format!("expected {} months, found {}", expected_lengths(&months.lengths), dimension.length)).into());
    }
    let (first_year, assumption) = match months.first_year {
        Some(year) => (year, Some(format!("the file does not date its months: they are counted from January {year}, as its profile says"))),
        None => (stated_year(inputs, variable)?, None),
    };
    if let Some(first) = numbers.first().filter(|first| months.first_year.is_none() && **first != 1.0) {
        return Err(failed(format!("expected the months of {first_year} from 1 on, found them from {first} on")).into());
    }
    let month = |position: usize| Some((i32::try_from(position / 12).ok()?, u8::try_from(position % 12).ok()?));
    let periods = (0..dimension.length).filter_map(month).map(|(years, month)| Period::month(first_year + years, month + 1)).collect();
    Ok(VariablePeriods { periods, calendar: Calendar::Standard, dimension: Some(dimension.name.clone()), assumption })
}

fn expected_lengths(lengths: &[usize]) -> String {
    if lengths.is_empty() { "up to 12".to_owned() } else { lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ") }
}

fn stated_year(inputs: &Inputs, variable: &Variable) -> Result<i32, ProductError> {
    let period = stated_period(inputs, variable, None)?;
    period.as_year().ok_or_else(|| ProductError::NoPeriod {
        path: inputs.path(),
        variable: variable.name.clone(),
        label: Some(period.start),
    })
}

/// The years that the file declares valid, where the profile says that it does.
pub(super) fn valid_years(inputs: &Inputs) -> Result<Option<Period>, ProductError> {
    let Some(rule) = &inputs.profile.time.valid_years else { return Ok(None) };
    let year = |name: &String| {
        let found = inputs.file.attributes().shown(name);
        found.as_ref().and_then(|text| text.trim().parse().ok()).and_then(whole).ok_or_else(|| {
            let found = found.map_or_else(|| "none".to_owned(), |text| format!("`{text}`"));
            unexpected(inputs, format!("attribute `{name}`"), "a year".to_owned(), found)
        })
    };
    Ok(Some(Period { start: Date::new(year(&rule.first)?, 1, 1), end: Date::new(year(&rule.last)? + 1, 1, 1) }))
}

/// A period and the place that states it.
type Statement = (&'static str, Period);

/// The one period that attributes, file name and the user state for a variable whose labels do not tell it.
fn stated_period(inputs: &Inputs, variable: &Variable, label: Option<Date>) -> Result<Period, ProductError> {
    let statements: Vec<Statement> = [
        label.and_then(|label| from_step_attribute(inputs, label)),
        from_file_name(inputs),
        from_period_attribute(inputs),
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

/// The month, the year, or the years from the first to the last that a name states.
fn named_period(groups: &Groups) -> Option<Period> {
    let year = groups.number("year").or_else(|| Some(2000 + groups.number::<i32>("year_since_2000")?))?;
    let last_year: Option<i32> = groups.number("last_year");
    let years = |last: i32| Period { start: Date::new(year, 1, 1), end: Date::new(last + 1, 1, 1) };
    Some(groups.number("month").map_or_else(|| last_year.map_or(Period::year(year), years), |month| Period::month(year, month)))
}

fn from_year_attributes(inputs: &Inputs, variable: &Variable) -> Option<Statement> {
    let stated = |name: &String| inputs.attribute(variable, name)?.trim().parse().ok();
    let year = inputs.profile.time.year_attributes.iter().find_map(stated)?;
    Some(("an attribute", Period::year(year)))
}
