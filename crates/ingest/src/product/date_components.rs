//! Periods from a variable of dates: year, month and day of each step as numbers.

use super::ProductError;
use super::inputs::Inputs;
use super::periods::{VariablePeriods, assumption, labelling};
use crate::raster::{RasterError, Variable, time};
use fluxledger_core::{Calendar, Date};

/// The variable of dates that the profile names, if the file has it and the variable runs along its first dimension.
pub(super) fn dates_of<'a>(inputs: &Inputs<'a>, variable: &Variable) -> Option<&'a Variable> {
    let dates = inputs.file.variable(inputs.profile.time.date_components.as_ref()?).ok()?;
    dates.dimensions.first().and_then(|time| variable.position_of(&time.name)).map(|_| dates)
}

pub(super) fn from_dates(inputs: &Inputs, dates: &Variable) -> Result<VariablePeriods, ProductError> {
    let failed = |message: String| RasterError::Time { path: inputs.path(), coordinate: dates.name.clone(), message };
    let parts: Vec<f64> = inputs.file.read_whole(&dates.name)?.into_iter().collect();
    let rows = dates.dimensions.first().map_or(1, |time| time.length.max(1));
    let labels = parts.chunks((parts.len() / rows).max(1)).map(date).collect::<Option<Vec<_>>>();
    let labels = labels.ok_or_else(|| failed("expected year, month and day as whole numbers".to_owned()))?;
    let (periods, reading) = time::periods_of_dates(&labels, Calendar::Standard, labelling(&inputs.profile.time)).map_err(failed)?;
    let whole = periods.into_iter().collect::<Option<Vec<_>>>();
    let periods = whole.ok_or_else(|| failed("one date alone does not tell how long it holds".to_owned()))?;
    let dimension = dates.dimensions.first().map(|time| time.name.clone());
    let assumption = assumption(&dates.name, reading, &periods);
    Ok(VariablePeriods { periods, calendar: Calendar::Standard, dimension, assumption })
}

fn date(parts: &[f64]) -> Option<Date> {
    let &[year, month, day, ..] = parts else { return None };
    let (year, month, day) = (whole(year)?, u8::try_from(whole(month)?).ok()?, u8::try_from(whole(day)?).ok()?);
    let exists = (1..=12).contains(&month) && (1..=Calendar::Standard.days_in_month(year, month)).contains(&day);
    exists.then(|| Date::new(year, month, day))
}

/// A number that is a whole one.
#[expect(clippy::cast_possible_truncation, reason = "the number is checked to be whole and small")]
pub(super) fn whole(number: f64) -> Option<i32> {
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i32)
}
