//! CF time: numbers become days of a calendar, and labels become periods.

use super::{RasterError, RasterFile, Variable};
use fluxledger_core::{Calendar, Date, Period};
use netcdf_reader::cf::time::{CfCalendar, CfTimeRef, CfTimeUnit, decode_time_exact, parse_time_units};

/// Which part of its period a time label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// The first moment.
    Start,
    /// A moment inside.
    Middle,
    /// The last moment, or the first after it.
    End,
}

/// How long the period of a time label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// As far as the next label.
    Neighbours,
    /// A day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// What is to be known of a time coordinate beyond what CF says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labelling {
    /// Which part of its period a label names; none where nobody says so.
    pub label: Option<Label>,
    /// How long the periods are.
    pub step: Step,
    /// Whether `months since` counts calendar months; otherwise it is refused.
    pub months: Months,
}

/// What `months since` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Months {
    /// Nothing that is certain.
    #[default]
    Refused,
    /// Calendar months.
    Calendar,
}

/// The periods of a time coordinate, and the calendar in which they are counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Periods {
    /// One period per position; none where a single label does not tell how long it holds.
    pub periods: Vec<Option<Period>>,
    /// The day that each label names.
    pub labels: Vec<Date>,
    /// Their calendar.
    pub calendar: Calendar,
    /// How the labels were read; none where bounds tell the periods.
    pub reading: Option<Reading>,
}

/// How labels without bounds were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Which part of its period each label was taken for.
    pub part: Label,
    /// Whether nobody says so, and another part would give other periods.
    pub is_assumed: bool,
}

/// A moment, to the second.
#[derive(Clone, Copy)]
struct Moment {
    date: Date,
    second_of_day: u32,
}

/// The periods of a time coordinate: from its bounds where there are any, else from its labels.
///
/// # Errors
/// [`RasterError::Time`] if the units or the calendar are unknown or the labels do not run as the labelling says; errors of reading.
pub fn periods(file: &dyn RasterFile, coordinate: &Variable, labelling: Labelling) -> Result<Periods, RasterError> {
    let failed = |message: String| RasterError::Time { path: file.path().to_owned(), coordinate: coordinate.name.clone(), message };
    let (reference, calendar) = reference(coordinate, labelling.months).map_err(failed)?;
    let moments = |name: &str| -> Result<Vec<Moment>, RasterError> {
        file.read_whole(name)?.iter().map(|&value| moment(value, &reference).map_err(failed)).collect()
    };
    let labels = moments(&coordinate.name)?;
    let (periods, reading) = match bounds_of(file, coordinate) {
        Some(bounds) => (between_bounds(&moments(&bounds.name)?, calendar).map_err(failed)?, None),
        None => from_labels(&labels, calendar, labelling).map(|(periods, reading)| (periods, Some(reading))).map_err(failed)?,
    };
    Ok(Periods { periods, labels: labels.iter().map(|moment| moment.date).collect(), calendar, reading })
}

/// The periods that dates name, as labels of a time coordinate do, and how they were read; none where a single date does not tell how long it holds.
///
/// # Errors
/// In words, if the dates do not run as the labelling says.
pub fn periods_of_dates(dates: &[Date], calendar: Calendar, labelling: Labelling) -> Result<(Vec<Option<Period>>, Reading), String> {
    let labels: Vec<Moment> = dates.iter().map(|&date| Moment { date, second_of_day: 0 }).collect();
    from_labels(&labels, calendar, labelling)
}

/// The time coordinate of a variable: along one of its dimensions, or a scalar named by its attribute `coordinates`.
#[must_use]
pub fn coordinate<'a>(file: &'a dyn RasterFile, variable: &Variable) -> Option<&'a Variable> {
    let along =
        |candidate: &&Variable| variable.dimensions.iter().any(|dimension| candidate.runs_along(&dimension.name)) && is_time(candidate);
    let named = variable.attributes.text("coordinates").unwrap_or_default();
    let scalar = |candidate: &&Variable| {
        candidate.dimensions.is_empty() && named.split_whitespace().any(|name| name == candidate.name) && is_time(candidate)
    };
    file.variables().iter().find(along).or_else(|| file.variables().iter().find(scalar))
}

/// Whether a variable holds numbers of a unit of time since a moment.
pub(super) fn is_time(variable: &Variable) -> bool {
    variable.attributes.text("units").is_some_and(|units| units.contains(" since "))
}

/// What a time coordinate says at each position: a date, with the time of day where there is one; where no calendar tells it, the number and its unit.
///
/// # Errors
/// Those of reading.
pub(super) fn labels(file: &dyn RasterFile, coordinate: &Variable) -> Result<Vec<String>, RasterError> {
    let reference = reference(coordinate, Months::Refused).ok();
    let units = coordinate.attributes.text("units").unwrap_or_default();
    let text = |moment: Moment| match moment.second_of_day {
        0 => moment.date.to_string(),
        seconds => format!("{}T{:02}:{:02}:{:02}", moment.date, seconds / 3600, seconds / 60 % 60, seconds % 60),
    };
    let dated = |value: f64| reference.as_ref().and_then(|(reference, _)| moment(value, reference).ok()).map(text);
    let label = |&value: &f64| dated(value).unwrap_or_else(|| format!("{value} {units}"));
    Ok(file.read_whole(&coordinate.name)?.iter().map(label).collect())
}

fn reference(coordinate: &Variable, months: Months) -> Result<(CfTimeRef, Calendar), String> {
    let name = coordinate.attributes.text("calendar").unwrap_or_default();
    let calendar = Calendar::from_cf_name(name)
        .ok_or_else(|| format!("calendar `{name}` is none of standard, proleptic_gregorian, noleap, all_leap, 360_day"))?;
    let counted = if name.is_empty() { CfCalendar::Standard } else { CfCalendar::parse(name) };
    let units = coordinate.attributes.text("units").unwrap_or_default();
    // The parser takes the T of UTC for the one between day and hour.
    let without_zone = ["UTC", "GMT", "Z"].iter().fold(units, |units, zone| units.trim_end_matches(zone).trim_end());
    let reference = parse_time_units(without_zone, counted).map_err(|error| error.to_string())?;
    if reference.unit == CfTimeUnit::Months && months == Months::Refused {
        return Err(format!("units `{units}` count months, whose length is not defined, and the profile does not say what they mean"));
    }
    Ok((reference, calendar))
}

fn moment(value: f64, reference: &CfTimeRef) -> Result<Moment, String> {
    if !value.is_finite() {
        return Err("a label is missing".to_owned());
    }
    if reference.unit == CfTimeUnit::Months {
        return months_after(value, reference);
    }
    let decoded = decode_time_exact(value, reference).map_err(|error| error.to_string())?;
    let second_of_day = u32::from(decoded.hour) * 3600 + u32::from(decoded.minute) * 60 + u32::from(decoded.second);
    Ok(Moment { date: Date::new(decoded.year, decoded.month, decoded.day), second_of_day })
}

/// The moment a whole number of calendar months after the epoch, which must be the first of a month.
#[expect(clippy::cast_possible_truncation, reason = "the number of months is checked to be whole and small")]
fn months_after(months: f64, reference: &CfTimeRef) -> Result<Moment, String> {
    let epoch = reference.epoch;
    if epoch.day != 1 || months.fract() != 0.0 || months.abs() > 1e6 {
        return Err(format!("expected whole calendar months after the first of a month, found {months} after day {}", epoch.day));
    }
    let month = epoch.year * 12 + i32::from(epoch.month) - 1 + months as i32;
    let of_year = u8::try_from(month.rem_euclid(12) + 1).expect("a month of a year is below 13");
    Ok(Moment { date: Date::new(month.div_euclid(12), of_year, 1), second_of_day: 0 })
}

/// The day at whose beginning a moment lies, to half a day: ends are written as 24:00, 23:59:59 or with noise of single precision.
fn midnight(moment: Moment, calendar: Calendar) -> Date {
    if moment.second_of_day >= 43_200 { calendar.add_days(moment.date, 1) } else { moment.date }
}

/// The bounds of a time coordinate: the variable that it names, or that is named after it (CF 1.11, section 7.1).
pub(crate) fn bounds_of<'a>(file: &'a dyn RasterFile, coordinate: &Variable) -> Option<&'a Variable> {
    let named = coordinate.attributes.text("bounds").map(str::to_owned);
    let names = named.into_iter().chain(["_bnds", "_bounds"].map(|ending| format!("{}{ending}", coordinate.name)));
    names.filter_map(|name| file.find(&name)).find(|bounds| {
        let lengths: Vec<&str> = bounds.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
        let own: Vec<&str> = coordinate.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
        lengths.len() == own.len() + 1 && lengths.starts_with(&own) && bounds.dimensions[own.len()].length == 2
    })
}

fn between_bounds(bounds: &[Moment], calendar: Calendar) -> Result<Vec<Option<Period>>, String> {
    let period = |pair: &[Moment]| {
        let (start, end) = (midnight(pair[0], calendar), midnight(pair[1], calendar));
        if start < end { Ok(Some(Period { start, end })) } else { Err(format!("bounds {start} to {end} hold no day")) }
    };
    bounds.chunks_exact(2).map(period).collect()
}

/// How far from the middle of its day, month or year a label may lie, in parts of the length of that, to be taken for the middle where nobody says
/// what it is.
///
/// In a month this is about three days to each side, and holds the 14th to the 17th of every month; in a year it is from the end of May to the first
/// days of August. Starts and ends lie at the borders of a month, half of it away. Labels that keep another step than calendar months, such as 28
/// days, leave these days after three steps at most.
const NEAR_MIDDLE: f64 = 0.1;

/// Periods from labels, and how these were read: as somebody says, else as middles where they lie like middles, else as starts.
fn from_labels(labels: &[Moment], calendar: Calendar, labelling: Labelling) -> Result<(Vec<Option<Period>>, Reading), String> {
    let named = |part, step| named_by(labels, calendar, part, step);
    if let Some(part) = labelling.label {
        return Ok((named(part, labelling.step)?, Reading { part, is_assumed: false }));
    }
    let (part, step) = match unit_of_middles(labels, calendar, labelling.step) {
        Some(unit) => (Label::Middle, unit),
        None => (Label::Start, labelling.step),
    };
    let periods = named(part, step)?;
    let agrees = |other| named(other, labelling.step).as_ref() == Ok(&periods);
    let is_assumed = ![Label::Start, Label::Middle, Label::End].into_iter().all(agrees);
    Ok((periods, Reading { part, is_assumed }))
}

/// The days, months or years that follow each other without a gap and about whose middles the labels lie, one each.
///
/// A single label is about the middle of something too often to tell how long it holds.
fn unit_of_middles(labels: &[Moment], calendar: Calendar, step: Step) -> Option<Step> {
    let may_be = |unit: &Step| step == *unit || (step == Step::Neighbours && labels.len() > 1);
    let are_middles = |unit: &Step| {
        let units: Vec<Period> = labels.iter().filter_map(|label| unit_with(label.date, *unit, calendar)).collect();
        follow_each_other(&units) && units.iter().zip(labels).all(|(unit, &label)| is_near_middle(unit, label, calendar))
    };
    [Step::Year, Step::Month, Step::Day].into_iter().filter(may_be).find(are_middles)
}

#[expect(clippy::cast_precision_loss, reason = "a year has few days")]
fn is_near_middle(period: &Period, label: Moment, calendar: Calendar) -> bool {
    let length = calendar.days_between(period.start, period.end) as f64;
    let passed = calendar.days_between(period.start, label.date) as f64 + f64::from(label.second_of_day) / 86_400.0;
    (passed / length - 0.5).abs() <= NEAR_MIDDLE
}

/// The periods of which each label names a part.
fn named_by(labels: &[Moment], calendar: Calendar, part: Label, step: Step) -> Result<Vec<Option<Period>>, String> {
    let inside: Vec<Date> = labels.iter().map(|&label| day_inside(label, calendar, part)).collect();
    if let Some(pair) = inside.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(match pair[0] == pair[1] {
            true => format!("steps shorter than a day are not read, found two labels on {}", pair[0]),
            false => format!("labels must rise, found {} before {}", pair[0], pair[1]),
        });
    }
    match step {
        Step::Neighbours => from_neighbours(labels, &inside, calendar, part),
        unit => distinct(inside.iter().filter_map(|&day| unit_with(day, unit, calendar)).collect()),
    }
}

/// The day, month or year in which a day lies; none where the step is none of these.
fn unit_with(day: Date, step: Step, calendar: Calendar) -> Option<Period> {
    match step {
        Step::Day => Some(Period { start: day, end: calendar.add_days(day, 1) }),
        Step::Month => Some(Period::month(day.year, day.month)),
        Step::Year => Some(Period::year(day.year)),
        Step::Neighbours => None,
    }
}

/// A day that lies in the period which a label names.
fn day_inside(label: Moment, calendar: Calendar, part: Label) -> Date {
    match part {
        Label::Start => midnight(label, calendar),
        Label::Middle => label.date,
        Label::End => calendar.add_days(midnight(label, calendar), -1),
    }
}

fn distinct(periods: Vec<Period>) -> Result<Vec<Option<Period>>, String> {
    match periods.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("two labels fall in {}", pair[0])),
        None => Ok(periods.into_iter().map(Some).collect()),
    }
}

/// Periods from labels whose step nobody states: calendar years or months where each label falls in the next one,
/// else the days from a start to the next start or from an end to the next end.
fn from_neighbours(labels: &[Moment], inside: &[Date], calendar: Calendar, part: Label) -> Result<Vec<Option<Period>>, String> {
    if labels.len() == 1 {
        return Ok(vec![None]);
    }
    let years: Vec<Period> = inside.iter().map(|day| Period::year(day.year)).collect();
    let months: Vec<Period> = inside.iter().map(|day| Period::month(day.year, day.month)).collect();
    if let Some(whole) = [years, months].into_iter().find(|periods| are_named_by(periods, labels, calendar, part)) {
        return Ok(whole.into_iter().map(Some).collect());
    }
    match part {
        Label::Middle => Err("labels in the middle of their periods are neither one per month nor one per year".to_owned()),
        Label::Start | Label::End => Ok(between_labels(labels, calendar, part).into_iter().map(Some).collect()),
    }
}

/// Whether periods follow each other without a gap and each label names its own.
fn are_named_by(periods: &[Period], labels: &[Moment], calendar: Calendar, part: Label) -> bool {
    let named = |(period, &label): (&Period, &Moment)| match part {
        Label::Start => midnight(label, calendar) == period.start,
        Label::Middle => true,
        Label::End => midnight(label, calendar) == period.end,
    };
    follow_each_other(periods) && periods.iter().zip(labels).all(named)
}

fn follow_each_other(periods: &[Period]) -> bool {
    periods.windows(2).all(|pair| pair[0].end == pair[1].start)
}

/// Periods between neighbouring labels; the outermost, which has one neighbour only, is as many days long as the one beside it.
fn between_labels(labels: &[Moment], calendar: Calendar, part: Label) -> Vec<Period> {
    let mut edges: Vec<Date> = labels.iter().map(|&label| midnight(label, calendar)).collect();
    let last = edges.len() - 1;
    if part == Label::Start {
        edges.push(calendar.add_days(edges[last], calendar.days_between(edges[last - 1], edges[last])));
    } else {
        edges.insert(0, calendar.add_days(edges[0], calendar.days_between(edges[1], edges[0])));
    }
    edges.windows(2).map(|pair| Period { start: pair[0], end: pair[1] }).collect()
}
