//! Dates, calendars and periods; how many seconds a year has is a named choice.

use crate::quantity::Seconds;
use std::fmt;

const SECONDS_PER_DAY: f64 = 86_400.0;

/// A day, named by year, month and day; which days exist is for the [`Calendar`] to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year of the common era.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// The date from year, month and day.
    #[must_use]
    pub const fn new(year: i32, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A calendar as the CF conventions name it (CF 1.11, section 4.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Calendar {
    /// `standard`, `gregorian`, `proleptic_gregorian`: the civil calendar.
    #[default]
    Standard,
    /// `noleap`, `365_day`: February never has 29 days.
    NoLeap,
    /// `all_leap`, `366_day`: February always has 29 days.
    AllLeap,
    /// `360_day`: twelve months of thirty days.
    Days360,
}

impl Calendar {
    /// The calendar of a CF attribute, where it is one that fluxledger knows.
    #[must_use]
    pub fn from_cf_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "standard" | "gregorian" | "proleptic_gregorian" => Some(Self::Standard),
            "noleap" | "365_day" => Some(Self::NoLeap),
            "all_leap" | "366_day" => Some(Self::AllLeap),
            "360_day" => Some(Self::Days360),
            _ => None,
        }
    }

    /// The name in CF files and reports.
    #[must_use]
    pub const fn cf_name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::NoLeap => "noleap",
            Self::AllLeap => "all_leap",
            Self::Days360 => "360_day",
        }
    }

    /// The number of days in a year.
    #[must_use]
    pub const fn days_in_year(self, year: i32) -> i64 {
        match self {
            Self::Days360 => 360,
            _ if self.has_leap_day(year) => 366,
            _ => 365,
        }
    }

    /// The number of days in a month.
    #[must_use]
    pub const fn days_in_month(self, year: i32, month: u8) -> u8 {
        match (self, month) {
            (Self::Days360, _) => 30,
            (_, 2) if self.has_leap_day(year) => 29,
            (_, 2) => 28,
            (_, 4 | 6 | 9 | 11) => 30,
            _ => 31,
        }
    }

    /// The number of days from one date to another.
    #[must_use]
    pub fn days_between(self, from: Date, to: Date) -> i64 {
        self.day_number(to) - self.day_number(from)
    }

    /// The date a number of days after another.
    #[must_use]
    pub fn add_days(self, from: Date, days: i64) -> Date {
        let target = self.day_number(from) + days;
        let mut year = i32::try_from(target.div_euclid(366)).unwrap_or(i32::MAX).max(0);
        while self.days_before_year(year + 1) <= target {
            year += 1;
        }
        let mut left = target - self.days_before_year(year);
        let mut month = 1;
        while left >= i64::from(self.days_in_month(year, month)) {
            left -= i64::from(self.days_in_month(year, month));
            month += 1;
        }
        Date::new(year, month, u8::try_from(left + 1).unwrap_or(1))
    }

    const fn has_leap_day(self, year: i32) -> bool {
        match self {
            Self::Standard => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0),
            Self::AllLeap => true,
            Self::NoLeap | Self::Days360 => false,
        }
    }

    fn day_number(self, date: Date) -> i64 {
        let months: i64 = (1..date.month).map(|month| i64::from(self.days_in_month(date.year, month))).sum();
        self.days_before_year(date.year) + months + i64::from(date.day) - 1
    }

    fn days_before_year(self, year: i32) -> i64 {
        let years = i64::from(year);
        match self {
            Self::Standard => {
                let before = years - 1;
                years * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + 1
            }
            Self::NoLeap => years * 365,
            Self::AllLeap => years * 366,
            Self::Days360 => years * 360,
        }
    }
}

/// How long a year counts when a mean flux becomes a mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum YearLength {
    /// The true length of each year in the calendar of the data.
    #[default]
    Calendar,
    /// 365 days.
    Days365,
    /// 366 days.
    Days366,
    /// 365.25 days, the Julian year.
    Days365Quarter,
}

impl YearLength {
    /// The number of days that a year counts, in the calendar of the data.
    #[must_use]
    pub fn days(self, year: i32, calendar: Calendar) -> f64 {
        match self {
            Self::Calendar => {
                let days = calendar.days_in_year(year);
                f64::from(i32::try_from(days).unwrap_or(i32::MAX))
            }
            Self::Days365 => 365.0,
            Self::Days366 => 366.0,
            Self::Days365Quarter => 365.25,
        }
    }

    /// The name in options, run files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Days365 => "365d",
            Self::Days366 => "366d",
            Self::Days365Quarter => "365.25d",
        }
    }
}

/// The days from `start` up to, but without, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The day after the last.
    pub end: Date,
}

impl Period {
    /// A calendar year.
    #[must_use]
    pub const fn year(year: i32) -> Self {
        Self { start: Date::new(year, 1, 1), end: Date::new(year + 1, 1, 1) }
    }

    /// A calendar month.
    #[must_use]
    pub const fn month(year: i32, month: u8) -> Self {
        let end = if month == 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month + 1, 1) };
        Self { start: Date::new(year, month, 1), end }
    }

    /// The year, where the period is exactly one calendar year.
    #[must_use]
    pub fn as_year(&self) -> Option<i32> {
        (*self == Self::year(self.start.year)).then_some(self.start.year)
    }

    /// Whether the whole period lies in a calendar year.
    #[must_use]
    pub fn lies_in_year(&self, year: i32) -> bool {
        self.common(Self::year(year)) == Some(*self)
    }

    /// The days that are in both periods, if there are any.
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        let common = Self { start: self.start.max(other.start), end: self.end.min(other.end) };
        (common.start < common.end).then_some(common)
    }

    /// The days of this period over those of another that contains it.
    #[must_use]
    pub fn share_of(self, whole: Self, calendar: Calendar) -> f64 {
        let days = |period: Self| f64::from(i32::try_from(calendar.days_between(period.start, period.end)).unwrap_or(i32::MAX));
        days(self) / days(whole)
    }

    /// Whether the two periods have a day in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The length of the period.
    ///
    /// Each year's days are scaled so that the whole year has the length chosen:
    /// Σ over years of (days of the period in the year / days of the year) × length × 86 400 s.
    #[must_use]
    pub fn seconds(&self, calendar: Calendar, year_length: YearLength) -> Seconds {
        Seconds::new(
            self.fractions_of_years(calendar).map(|(year, fraction)| fraction * year_length.days(year, calendar)).sum::<f64>()
                * SECONDS_PER_DAY,
        )
    }

    /// The length in years, each counted by its own calendar length.
    #[must_use]
    pub fn years(&self, calendar: Calendar) -> f64 {
        self.fractions_of_years(calendar).map(|(_, fraction)| fraction).sum()
    }

    fn fractions_of_years(&self, calendar: Calendar) -> impl Iterator<Item = (i32, f64)> {
        let Self { start, end } = *self;
        (start.year..=end.year).map(move |year| {
            let whole = Self::year(year);
            let days = calendar.days_between(start.max(whole.start), end.min(whole.end));
            let share = f64::from(i32::try_from(days).unwrap_or(i32::MAX)) / YearLength::Calendar.days(year, calendar);
            (year, share)
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_year() {
            Some(year) => write!(formatter, "{year}"),
            None => write!(formatter, "{} to {}", self.start, self.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(period: Period, calendar: Calendar, length: YearLength) -> f64 {
        period.seconds(calendar, length).as_seconds() / SECONDS_PER_DAY
    }

    #[test]
    fn a_leap_year_has_one_day_more_than_the_next() {
        assert_eq!(days(Period::year(2020), Calendar::Standard, YearLength::Calendar), 366.0);
        assert_eq!(days(Period::year(2021), Calendar::Standard, YearLength::Calendar), 365.0);
        assert_eq!(days(Period::year(2020), Calendar::NoLeap, YearLength::Calendar), 365.0);
        assert_eq!(days(Period::year(2020), Calendar::Days360, YearLength::Calendar), 360.0);
    }

    #[test]
    fn a_fixed_year_length_holds_for_the_sum_of_its_months() {
        let months: f64 = (1..=12).map(|month| days(Period::month(2020, month), Calendar::Standard, YearLength::Days365)).sum();
        assert!((months - 365.0).abs() < 1e-9);
    }

    #[test]
    fn months_have_their_true_length() {
        assert_eq!(days(Period::month(2016, 2), Calendar::Standard, YearLength::Calendar), 29.0);
        assert_eq!(days(Period::month(2016, 2), Calendar::Days360, YearLength::Calendar), 30.0);
    }

    #[test]
    fn days_are_added_across_leap_years() {
        let calendar = Calendar::Standard;
        assert_eq!(calendar.add_days(Date::new(2000, 1, 1), 60), Date::new(2000, 3, 1));
        assert_eq!(Calendar::NoLeap.add_days(Date::new(2000, 1, 1), 60), Date::new(2000, 3, 2));
        assert_eq!(Calendar::Days360.add_days(Date::new(2000, 1, 1), 30), Date::new(2000, 2, 1));
        assert_eq!(calendar.add_days(Date::new(1970, 1, 1), 18_262), Date::new(2020, 1, 1));
        assert_eq!(calendar.days_between(Date::new(1750, 1, 1), Date::new(2015, 1, 1)), 96_789);
    }

    #[test]
    fn a_period_over_new_year_counts_both_years() {
        let fiscal = Period { start: Date::new(2019, 7, 1), end: Date::new(2020, 7, 1) };
        assert_eq!(days(fiscal, Calendar::Standard, YearLength::Calendar).round(), 366.0);
        assert_eq!(fiscal.as_year(), None);
        assert!(!fiscal.lies_in_year(2019));
    }

    /// The half of 2016 from July has 184 of 366 days; in a year of twelve months of thirty days it is a half.
    #[test]
    fn periods_share_days() {
        let fiscal = Period { start: Date::new(2016, 7, 1), end: Date::new(2017, 7, 1) };
        let half = fiscal.common(Period::year(2016)).expect("they meet");
        assert_eq!(half, Period { start: Date::new(2016, 7, 1), end: Date::new(2017, 1, 1) });
        assert_eq!(half.share_of(Period::year(2016), Calendar::Standard), 184.0 / 366.0);
        assert_eq!(half.share_of(Period::year(2016), Calendar::Days360), 0.5);
        assert_eq!(Period::year(2015).common(Period::year(2016)), None);
    }
}
