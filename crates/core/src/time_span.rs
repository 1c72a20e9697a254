//! What a yearly figure is of: a calendar year, a fiscal year, or the mean of several years.

use crate::period::{Date, Period};
use std::fmt;

/// After which of its two calendar years a fiscal year is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum NamedAfter {
    /// The one in which it begins.
    #[default]
    Start,
    /// The one in which it ends.
    End,
}

/// When the years of a source begin; by default on 1 January.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearStart {
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month; a day that every year has.
    pub day: u8,
    /// After which calendar year a year is named.
    pub named_after: NamedAfter,
}

impl YearStart {
    /// 1 January: the calendar year.
    pub const JANUARY: Self = Self { month: 1, day: 1, named_after: NamedAfter::Start };

    /// Whether years are calendar years, whatever they are named after.
    #[must_use]
    pub const fn is_calendar(self) -> bool {
        self.month == 1 && self.day == 1
    }
}

impl Default for YearStart {
    fn default() -> Self {
        Self::JANUARY
    }
}

/// A calendar or fiscal year, as a source names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportingYear {
    /// The year by which the source names it.
    pub year: i32,
    /// When it begins.
    pub start: YearStart,
}

impl ReportingYear {
    /// A calendar year.
    #[must_use]
    pub const fn calendar(year: i32) -> Self {
        Self { year, start: YearStart::JANUARY }
    }

    /// The days that it has.
    #[must_use]
    pub const fn period(self) -> Period {
        let first = self.first_calendar_year();
        let YearStart { month, day, .. } = self.start;
        Period { start: Date::new(first, month, day), end: Date::new(first + 1, month, day) }
    }

    const fn first_calendar_year(self) -> i32 {
        match self.start.named_after {
            NamedAfter::End if !self.start.is_calendar() => self.year - 1,
            _ => self.year,
        }
    }
}

impl fmt::Display for ReportingYear {
    /// `2015`, and `2015/16` for a fiscal year that begins in 2015, whichever of the two it is named after.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first_calendar_year();
        write!(formatter, "{first}")?;
        if self.start.is_calendar() { Ok(()) } else { write!(formatter, "/{:02}", (first + 1).rem_euclid(100)) }
    }
}

/// What a yearly figure is of. Its [`Display`](fmt::Display) is the one form that tables, findings and figures show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeSpan {
    /// One year.
    Year(ReportingYear),
    /// The mean of several years, in their order.
    Mean(Vec<ReportingYear>),
}

impl TimeSpan {
    /// A calendar year.
    #[must_use]
    pub const fn calendar(year: i32) -> Self {
        Self::Year(ReportingYear::calendar(year))
    }

    /// The year, where it is one.
    #[must_use]
    pub const fn year(&self) -> Option<ReportingYear> {
        match self {
            Self::Year(year) => Some(*year),
            Self::Mean(_) => None,
        }
    }

    /// The years of a mean; none for a single year.
    #[must_use]
    pub fn years_of_mean(&self) -> Option<&[ReportingYear]> {
        match self {
            Self::Year(_) => None,
            Self::Mean(years) => Some(years),
        }
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => year.fmt(formatter),
            Self::Mean(years) => write!(formatter, "mean of {}", in_words(years)),
        }
    }
}

/// Years with runs drawn together, `1990–2012, 2014`; `none` where there are none.
#[must_use]
pub fn in_words(years: &[ReportingYear]) -> String {
    let runs = years.chunk_by(|one, next| next.year - one.year == 1 && next.start == one.start);
    let named = runs.map(|run| if run.len() == 1 { run[0].to_string() } else { format!("{}–{}", run[0], run[run.len() - 1]) });
    if years.is_empty() { "none".to_owned() } else { named.collect::<Vec<_>>().join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn july(year: i32, named_after: NamedAfter) -> ReportingYear {
        ReportingYear { year, start: YearStart { month: 7, day: 1, named_after } }
    }

    #[test]
    fn a_fiscal_year_shows_both_its_calendar_years_whichever_names_it() {
        let (by_start, by_end) = (july(2015, NamedAfter::Start), july(2016, NamedAfter::End));
        assert_eq!(by_start.period(), Period { start: Date::new(2015, 7, 1), end: Date::new(2016, 7, 1) });
        assert_eq!((by_start.period(), by_start.to_string()), (by_end.period(), by_end.to_string()));
        assert_eq!((by_start.to_string(), july(1999, NamedAfter::Start).to_string()), ("2015/16".to_owned(), "1999/00".to_owned()));
    }

    #[test]
    fn a_year_from_january_is_a_calendar_year_whatever_it_is_named_after() {
        let year = ReportingYear { year: 2015, start: YearStart { named_after: NamedAfter::End, ..YearStart::JANUARY } };
        assert_eq!((year.period(), year.to_string()), (Period::year(2015), "2015".to_owned()));
    }

    #[test]
    fn a_mean_names_its_years_with_the_gaps() {
        let mean = TimeSpan::Mean([2015, 2016, 2017, 2019].map(ReportingYear::calendar).to_vec());
        assert_eq!((mean.to_string(), mean.year()), ("mean of 2015–2017, 2019".to_owned(), None));
        let fiscal = TimeSpan::Mean(vec![july(2015, NamedAfter::Start), july(2016, NamedAfter::Start)]);
        assert_eq!(fiscal.to_string(), "mean of 2015/16–2016/17");
    }
}
