//! How a profile finds the periods of its layers.

use super::pattern::{AttributeWithPattern, Pattern};
use crate::raster::time::{Label, Months, Step};
use serde::Deserialize;

/// How periods are found: bounds of time first, then labels, then names and attributes.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeRules {
    /// Which part of its period a time label names; none leaves it to what the labels look like, with a warning.
    pub label: Option<Label>,
    /// How long a period is.
    pub step: Step,
    /// What `months since` means.
    pub months: Months,
    /// An attribute of the file that states the step, such as `1 year`.
    pub step_attribute: Option<String>,
    /// Pattern of the file name with a group `year`, and perhaps `month` or `last_year`.
    pub file_name: Option<Pattern>,
    /// Attributes of the variable or the file that hold the year.
    pub year_attributes: Vec<String>,
    /// An attribute of the file that states the period in words, with groups as in the file name.
    pub period_attribute: Option<AttributeWithPattern>,
    /// Two attributes of the file with the first day of the period and the day after its last, such as `2022-01-01`.
    pub day_attributes: Option<DayAttributes>,
    /// A variable of dates along time: year, month and day as whole numbers.
    pub date_components: Option<String>,
    /// A dimension whose positions are calendar months.
    pub counted_months: Option<CountedMonths>,
    /// Attributes of the file with the first and the last year that count; all else is spin-up or spin-down.
    pub valid_years: Option<ValidYears>,
}

/// A dimension whose positions are calendar months that follow each other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedMonths {
    /// Pattern of the dimension.
    pub dimension: Pattern,
    /// The numbers of months that a file may have; none for up to a year.
    #[serde(default)]
    pub lengths: Vec<usize>,
    /// The year whose January is the first month; none takes the year that file name or attributes state.
    pub first_year: Option<i32>,
}

/// Attributes of the file with the days between which it holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayAttributes {
    /// The attribute of the first day.
    pub first: String,
    /// The attribute of the day after the last.
    pub end: String,
}

/// Attributes of the file with the first and the last year that count.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidYears {
    /// The attribute of the first year.
    pub first: String,
    /// The attribute of the last year.
    pub last: String,
}

impl Default for TimeRules {
    fn default() -> Self {
        Self {
            label: None,
            step: Step::Neighbours,
            months: Months::Refused,
            step_attribute: None,
            file_name: None,
            year_attributes: Vec::new(),
            period_attribute: None,
            day_attributes: None,
            date_components: None,
            counted_months: None,
            valid_years: None,
        }
    }
}
