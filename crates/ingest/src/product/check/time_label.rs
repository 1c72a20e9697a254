//! Time labels against the bounds of their periods, and periods against the year in the file's name.

use super::{Finding, Outcome};
use crate::product::inputs::file_name;
use crate::product::periods::labelling;
use crate::product::{ProductError, ProductFile};
use crate::raster::Variable;
use crate::raster::time;
use fluxledger_core::{Date, Period};

/// Checks the time of the first layer's variable; all layers of a product share it.
pub(super) fn check(file: &ProductFile) -> Result<Outcome, ProductError> {
    if let Some(outcome) = against_file_name(file) {
        return Ok(outcome);
    }
    let Some(slab) = file.slabs.first() else { return Ok(Outcome::NotJudged("there is no layer".to_owned())) };
    let variable = file.file.variable(&slab.variable)?;
    let Some(coordinate) = time::coordinate(file.file.as_ref(), variable) else {
        return Ok(Outcome::NotJudged("the file holds no time coordinate".to_owned()));
    };
    if time::bounds_of(file.file.as_ref(), coordinate).is_none() {
        return Ok(Outcome::NotJudged(format!("`{}` has no bounds to compare its labels with", coordinate.name)));
    }
    against_bounds(file, coordinate)
}

/// A label lies within its bounds, the ends included (CF 1.11, section 7.1).
fn against_bounds(file: &ProductFile, coordinate: &Variable) -> Result<Outcome, ProductError> {
    let found = time::periods(file.file.as_ref(), coordinate, labelling(&file.profile.time))?;
    let outside = |(period, label): (&Option<Period>, &Date)| {
        let period = (*period)?;
        (*label < period.start || *label > period.end).then_some((period, *label))
    };
    let Some((period, label)) = found.periods.iter().zip(&found.labels).find_map(outside) else {
        return Ok(Outcome::Passed(format!("{} within their bounds", found.labels.len())));
    };
    let message = format!("found label {label}, expected one within its bounds, {} to {}", period.start, period.end);
    let finding = Finding::new(
        format!("coordinate `{}`", coordinate.name),
        message,
        "the bounds are what is read; find out from the provider which of the two holds, and correct the other in the file",
    );
    let other_year = !period.overlaps(&Period::year(label.year));
    Ok(if other_year { Outcome::Wrong(finding) } else { Outcome::Doubtful(finding) })
}

/// The year that the profile reads in the file's name must be one in which a layer lies.
fn against_file_name(file: &ProductFile) -> Option<Outcome> {
    let name = file_name(file.file.as_ref());
    let groups = file.profile.time.file_name.as_ref()?.groups(name)?;
    if groups.get("last_year").is_some() {
        return None;
    }
    let year = groups.number("year")?;
    let first = file.layers.first()?;
    if file.layers.iter().any(|layer| layer.period.overlaps(&Period::year(year))) {
        return None;
    }
    let message = format!("found {} in the time of the file, expected {year} by its name `{name}`", first.period);
    Some(Outcome::Wrong(Finding::new(
        format!("layer `{}`", first.name),
        message,
        "rename the file, or correct its time, whichever is wrong",
    )))
}
