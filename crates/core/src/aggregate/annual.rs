//! Totals of steps become totals of years.

use super::LayerTotals;
use crate::conventions::StepSpread;
use crate::field::LayerMeaning;
use crate::period::Period;
use crate::quantity::{Mass, Share};
use crate::region::RegionCode;
use crate::time_span::ReportingYear;
use std::fmt;

/// One layer's totals for a calendar or fiscal year.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnualTotals {
    /// The year.
    pub year: ReportingYear,
    /// The totals, their period the whole year; quadratures are those of steps with independent errors, masses add up.
    pub totals: LayerTotals,
    /// The number of steps that were added.
    pub steps: usize,
    /// [`StepSpread::Even`] where a step that crosses a border of the year was divided by days.
    pub spread: StepSpread,
}

/// The steps of a layer do not make up the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// The layer.
    pub layer: String,
    /// The year.
    pub year: ReportingYear,
    /// Why.
    pub shortfall: Shortfall,
}

/// Why steps do not make up a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// No step has a day of it.
    Nothing,
    /// Days of it are in no step.
    Gaps(Vec<Period>),
    /// Days of it are in two steps.
    Overlap(Period, Period),
    /// Steps cross a border of it, and nobody has said that they may be divided.
    Crossing(Vec<Period>),
}

impl fmt::Display for Incomplete {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "layer `{}` does not fill {}: {}", self.layer, self.year, self.shortfall)
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |periods: &[Period]| periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Self::Nothing => formatter.write_str("found nothing"),
            Self::Gaps(gaps) => write!(formatter, "it lacks {}", listed(gaps)),
            Self::Overlap(one, other) => write!(formatter, "{one} and {other} have days in common"),
            Self::Crossing(steps) => {
                write!(formatter, "{} cross its border, and only the convention spread = \"even\" divides a step", listed(steps))
            }
        }
    }
}

/// A step as far as it lies in the year.
struct Part<'a> {
    step: &'a LayerTotals,
    within: Period,
}

impl<'a> Part<'a> {
    fn within(whole: Period, step: &'a LayerTotals) -> Option<Self> {
        step.meaning.period.common(whole).map(|within| Self { step, within })
    }

    fn is_whole(&self) -> bool {
        self.within == self.step.meaning.period
    }

    /// The days of the step in the year over all its days.
    fn share(&self) -> Share {
        Share::new(self.within.share_of(self.step.meaning.period, self.step.meaning.calendar))
    }
}

/// Adds up the steps of one layer that make up a year; each counts with all its days, so that a mean over the year weighs months by days.
///
/// # Errors
/// [`Incomplete`] if the steps leave a gap, overlap, are none, or cross a border of the year and may not be divided.
pub fn annual(steps: &[&LayerTotals], year: ReportingYear, spread: StepSpread) -> Result<AnnualTotals, Incomplete> {
    let whole = year.period();
    let mut parts: Vec<Part<'_>> = steps.iter().filter_map(|step| Part::within(whole, step)).collect();
    parts.sort_by_key(|part| part.step.meaning.period);
    if let Some(shortfall) = shortfall(&parts, whole, spread) {
        let layer = steps.first().map_or_else(String::new, |step| step.meaning.name.clone());
        return Err(Incomplete { layer, year, shortfall });
    }
    let (first, rest) = parts.split_first().expect("a filled year has a step");
    let mut totals = scaled(first);
    totals.meaning = LayerMeaning { period: whole, ..totals.meaning };
    for part in rest {
        add_step(&mut totals, &scaled(part));
    }
    let spread = if parts.iter().all(Part::is_whole) { StepSpread::None } else { StepSpread::Even };
    Ok(AnnualTotals { year, totals, steps: parts.len(), spread })
}

fn shortfall(parts: &[Part<'_>], whole: Period, spread: StepSpread) -> Option<Shortfall> {
    if parts.is_empty() {
        return Some(Shortfall::Nothing);
    }
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].within.overlaps(&pair[1].within)) {
        return Some(Shortfall::Overlap(pair[0].step.meaning.period, pair[1].step.meaning.period));
    }
    let gaps = gaps(parts, whole);
    if !gaps.is_empty() {
        return Some(Shortfall::Gaps(gaps));
    }
    let crossing: Vec<Period> = parts.iter().filter(|part| !part.is_whole()).map(|part| part.step.meaning.period).collect();
    (spread == StepSpread::None && !crossing.is_empty()).then_some(Shortfall::Crossing(crossing))
}

/// The days of a year that lie in no part; the parts are in order and do not overlap.
fn gaps(parts: &[Part<'_>], whole: Period) -> Vec<Period> {
    let ends = std::iter::once(whole.start).chain(parts.iter().map(|part| part.within.end));
    let starts = parts.iter().map(|part| part.within.start).chain([whole.end]);
    ends.zip(starts).filter(|(end, start)| end < start).map(|(start, end)| Period { start, end }).collect()
}

/// The totals of a step as far as it lies in the year.
fn scaled(part: &Part<'_>) -> LayerTotals {
    let mut totals = part.step.clone();
    if !part.is_whole() {
        let share = part.share();
        for row in &mut totals.rows {
            (row.mass, row.quadrature) = (row.mass * share, row.quadrature * share);
        }
        totals.balance.gross_mass = totals.balance.gross_mass * share;
        totals.balance.unweighted_mass = totals.balance.unweighted_mass * share;
    }
    totals
}

/// Rows of the steps of one layer stand in the same order, since they come from one coverage.
fn add_step(totals: &mut LayerTotals, step: &LayerTotals) {
    for (row, added) in totals.rows.iter_mut().zip(&step.rows) {
        debug_assert_eq!(row.code, added.code, "steps of one layer share their regions");
        row.mass = row.mass + added.mass;
        row.quadrature = Mass::from_kg(libm::hypot(row.quadrature.as_kg(), added.quadrature.as_kg()));
        if added.observed_area < row.observed_area {
            row.observed_area = added.observed_area;
        }
    }
    totals.balance.gross_mass = totals.balance.gross_mass + step.balance.gross_mass;
    totals.balance.unweighted_mass = totals.balance.unweighted_mass + step.balance.unweighted_mass;
    totals.balance.residual = totals.balance.residual.max(step.balance.residual);
    if step.balance.observed_area < totals.balance.observed_area {
        totals.balance.observed_area = step.balance.observed_area;
        totals.balance.missing_area = step.balance.missing_area;
    }
}

impl LayerTotals {
    /// The row of a region.
    #[must_use]
    pub fn row(&self, code: &RegionCode) -> Option<&super::RegionTotal> {
        self.rows.iter().find(|row| row.code == *code)
    }

    /// The row of the whole grid.
    #[must_use]
    pub fn grid(&self) -> Option<&super::RegionTotal> {
        self.rows.iter().find(|row| row.kind == super::RowKind::Total)
    }
}
