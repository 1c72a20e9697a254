use super::folder;
use crate::raster::fixture::Fixture;
use crate::raster::time::{Label, Labelling, Months, Periods, Reading, Step, periods};
use crate::raster::*;

fn read_time(units: &str, calendar: &str, values: &[f64], label: Option<Label>, step: Step) -> Result<Periods, RasterError> {
    let folder = folder();
    let fixture = Fixture::new().dimension("time", values.len() as u64).variable(
        "time",
        &["time"],
        values,
        &[("units", units), ("calendar", calendar)],
    );
    let file = open(&fixture.classic(folder.path(), "time.nc")).unwrap();
    periods(file.as_ref(), file.variable("time").unwrap(), Labelling { label, step, months: Months::Refused })
}

fn periods_of(units: &str, calendar: &str, values: &[f64], label: Label, step: Step) -> Result<Vec<String>, RasterError> {
    Ok(in_words(&read_time(units, calendar, values, Some(label), step)?))
}

fn in_words(found: &Periods) -> Vec<String> {
    found.periods.iter().map(|period| period.map_or_else(|| "?".to_owned(), |period| period.to_string())).collect()
}

#[test]
fn time_is_decoded_in_every_calendar() {
    let found = |calendar: &str, days: &[f64]| periods_of("days since 2016-01-01", calendar, days, Label::Start, Step::Neighbours).unwrap();
    assert_eq!(found("standard", &[0.0, 31.0, 60.0])[1], "2016-02-01 to 2016-03-01");
    assert_eq!(found("noleap", &[0.0, 31.0, 59.0])[1], "2016-02-01 to 2016-03-01");
    assert_eq!(found("360_day", &[0.0, 30.0, 60.0])[1], "2016-02-01 to 2016-03-01");
    assert_eq!(found("all_leap", &[0.0, 31.0, 60.0])[2], "2016-03-01 to 2016-04-01");
    assert_eq!(found("standard", &[0.0, 366.0]), ["2016", "2017"]);
}

#[test]
fn labels_name_the_start_the_middle_or_the_end_of_their_period() {
    let found = |label, step, hours: &[f64]| periods_of("hours since 2015-01-01 00:00:00", "standard", hours, label, step).unwrap();
    assert_eq!(found(Label::Start, Step::Month, &[0.0]), ["2015-01-01 to 2015-02-01"]);
    assert_eq!(found(Label::Middle, Step::Neighbours, &[350.0, 1100.0]), ["2015-01-01 to 2015-02-01", "2015-02-01 to 2015-03-01"]);
    assert_eq!(found(Label::End, Step::Neighbours, &[744.0, 1416.0]), ["2015-01-01 to 2015-02-01", "2015-02-01 to 2015-03-01"]);
    assert_eq!(found(Label::Start, Step::Neighbours, &[0.0, 240.0]), ["2015-01-01 to 2015-01-11", "2015-01-11 to 2015-01-21"]);
    assert_eq!(found(Label::Start, Step::Neighbours, &[0.0]), ["?"]);
}

/// The periods of labels in days since 2015-01-01 of which nobody says what they are, and how they were read.
fn unstated(days: &[f64], step: Step) -> (Vec<String>, Reading) {
    let found = read_time("days since 2015-01-01", "standard", days, None, step).unwrap();
    (in_words(&found), found.reading.unwrap())
}

/// Days of 2015 before each month.
const BEFORE_MONTHS: [f64; 12] = [0.0, 31.0, 59.0, 90.0, 120.0, 151.0, 181.0, 212.0, 243.0, 273.0, 304.0, 334.0];

/// From the 14th to the 17th of each month, and on 2 July of two years, and at noon of two days.
#[test]
fn labels_about_the_middles_of_periods_that_follow_each_other_name_these() {
    let assumed = Reading { part: Label::Middle, is_assumed: true };
    for day in [14.0, 15.0, 16.5, 17.0] {
        let (found, reading) = unstated(&BEFORE_MONTHS.map(|before| before + day - 1.0), Step::Neighbours);
        assert_eq!((found[0].as_str(), found[1].as_str()), ("2015-01-01 to 2015-02-01", "2015-02-01 to 2015-03-01"), "{day}");
        assert_eq!((found[11].as_str(), reading), ("2015-12-01 to 2016-01-01", assumed), "{day}");
    }
    assert_eq!(unstated(&[182.0, 548.0], Step::Neighbours), (vec!["2015".to_owned(), "2016".to_owned()], assumed));
    let across_new_year = vec!["2015-12-01 to 2016-01-01".to_owned(), "2016-01-01 to 2016-02-01".to_owned()];
    assert_eq!(unstated(&[349.0, 380.0], Step::Neighbours), (across_new_year, assumed));
    let days = vec!["2015-01-01 to 2015-01-02".to_owned(), "2015-01-02 to 2015-01-03".to_owned()];
    assert_eq!(unstated(&[0.5, 1.5], Step::Neighbours), (days, assumed));
}

/// First and last days of months, four weeks each, a month left out, and New Year's days.
#[test]
fn labels_elsewhere_are_starts() {
    for (days, first) in [
        (&BEFORE_MONTHS[..], "2015-01-01 to 2015-02-01"),
        (&[30.0, 58.0, 89.0, 119.0], "2015-01-31 to 2015-02-28"),
        (&[13.0, 41.0, 69.0, 97.0], "2015-01-14 to 2015-02-11"),
        (&[15.0, 45.0, 105.0], "2015-01-16 to 2015-02-15"),
        (&[0.0, 365.0], "2015"),
    ] {
        let (found, reading) = unstated(days, Step::Neighbours);
        assert_eq!((found[0].as_str(), reading), (first, Reading { part: Label::Start, is_assumed: true }));
    }
}

/// Whatever part of a month its 15th is, the month is the same; and one label alone tells nothing in any case.
#[test]
fn nothing_is_assumed_where_it_makes_no_difference() {
    assert!(!unstated(&[14.0, 45.0], Step::Month).1.is_assumed);
    assert_eq!(unstated(&[14.0], Step::Neighbours), (vec!["?".to_owned()], Reading { part: Label::Start, is_assumed: false }));
    assert_eq!(unstated(&[0.0, 31.0], Step::Month).1, Reading { part: Label::Start, is_assumed: true });
}

#[test]
fn time_that_is_not_certain_is_refused() {
    let refused = |units: &str, calendar: &str, values: &[f64], step| {
        periods_of(units, calendar, values, Label::Middle, step).unwrap_err().to_string().split_once("time.nc`, ").unwrap().1.to_owned()
    };
    insta::assert_snapshot!(refused("months since 2012-01-01", "standard", &[0.0], Step::Month), @"time `time`: units `months since 2012-01-01` count months, whose length is not defined, and the profile does not say what they mean");
    insta::assert_snapshot!(refused("days since 2012-01-01", "julian", &[0.0], Step::Month), @"time `time`: calendar `julian` is none of standard, proleptic_gregorian, noleap, all_leap, 360_day");
    insta::assert_snapshot!(refused("days since 2012-01-01", "standard", &[0.0, 1.0], Step::Month), @"time `time`: two labels fall in 2012-01-01 to 2012-02-01");
    insta::assert_snapshot!(refused("days since 2012-01-01", "standard", &[5.0, 1.0], Step::Month), @"time `time`: labels must rise, found 2012-01-06 before 2012-01-02");
    insta::assert_snapshot!(refused("days since 2012-01-01", "standard", &[0.0, 7.0], Step::Neighbours), @"time `time`: labels in the middle of their periods are neither one per month nor one per year");
}

#[test]
fn months_are_counted_where_a_profile_says_what_they_mean() {
    let folder = folder();
    let fixture = Fixture::new().dimension("time", 2).variable("time", &["time"], &[12.0, 13.0], &[("units", "months since 2015-01-01")]);
    let file = open(&fixture.classic(folder.path(), "months.nc")).unwrap();
    let labelling = Labelling { label: Some(Label::Start), step: Step::Neighbours, months: Months::Calendar };
    let found = periods(file.as_ref(), file.variable("time").unwrap(), labelling).unwrap();
    assert_eq!(found.periods[1].unwrap().to_string(), "2016-02-01 to 2016-03-01");
}

#[test]
fn bounds_outrank_labels() {
    let folder = folder();
    let fixture = Fixture::new()
        .dimension("time", 1)
        .dimension("pair", 2)
        .variable("time", &["time"], &[15.0], &[("units", "days since 2019-07-01"), ("bounds", "edges")])
        .variable("edges", &["time", "pair"], &[0.0, 366.0], &[]);
    let file = open(&fixture.classic(folder.path(), "bounds.nc")).unwrap();
    let labelling = Labelling { label: Some(Label::Start), step: Step::Month, months: Months::Refused };
    let found = periods(file.as_ref(), file.variable("time").unwrap(), labelling).unwrap();
    assert_eq!(found.periods[0].unwrap().to_string(), "2019-07-01 to 2020-07-01");
}
