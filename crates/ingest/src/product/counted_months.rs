//! Periods from a dimension that counts months without dating them.

use super::ProductError;
use super::inputs::Inputs;
use super::periods::{VariablePeriods, stated_period};
use super::time_rules::CountedMonths;
use crate::raster::{Dimension, RasterError, Variable};
use fluxledger_core::{Calendar, Period};

/// The dimension of a variable along which the profile counts months.
pub(super) fn months_of<'a>(inputs: &Inputs<'a>, variable: &'a Variable) -> Option<(&'a CountedMonths, &'a Dimension)> {
    let months = inputs.profile.time.counted_months.as_ref()?;
    variable.dimensions.iter().find(|dimension| months.dimension.fits(&dimension.name)).map(|dimension| (months, dimension))
}

/// Months that follow each other from a January on; numbers along their dimension must rise by one, from 1 on where the year is the file's.
pub(super) fn from_months(
    inputs: &Inputs,
    variable: &Variable,
    months: &CountedMonths,
    dimension: &Dimension,
) -> Result<VariablePeriods, ProductError> {
    let failed = |message: String| RasterError::Time { path: inputs.path(), coordinate: dimension.name.clone(), message };
    check_length(months, dimension.length).map_err(failed)?;
    let numbers = numbers(inputs, dimension)?;
    if numbers.windows(2).any(|pair| pair[1] - pair[0] != 1.0) {
        return Err(failed("expected months that are counted one by one".to_owned()).into());
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

/// What stands along the dimension, if the file has a variable for it.
fn numbers(inputs: &Inputs, dimension: &Dimension) -> Result<Vec<f64>, RasterError> {
    match inputs.file.variable(&dimension.name) {
        Ok(coordinate) => Ok(inputs.file.read_whole(&coordinate.name)?.into_iter().collect()),
        Err(_) => Ok(Vec::new()),
    }
}

fn check_length(months: &CountedMonths, length: usize) -> Result<(), String> {
    let lengths = &months.lengths;
    let fits = if lengths.is_empty() { length <= 12 } else { lengths.contains(&length) };
    let listed = || lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let expected = || if lengths.is_empty() { "up to 12".to_owned() } else { listed() };
    if fits { Ok(()) } else { Err(format!("expected {} months, found {length}", expected())) }
}

fn stated_year(inputs: &Inputs, variable: &Variable) -> Result<i32, ProductError> {
    let period = stated_period(inputs, variable, None)?;
    period.as_year().ok_or_else(|| ProductError::NoPeriod {
        path: inputs.path(),
        variable: variable.name.clone(),
        label: Some(period.start),
    })
}
