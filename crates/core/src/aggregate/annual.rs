//! Totals of steps become totals of years.

use super::LayerTotals;
use crate::field::LayerMeaning;
use crate::period::Period;
use crate::quantity::Mass;
use crate::region::RegionCode;
use std::fmt;

/// One layer's totals for a calendar year.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnualTotals {
    /// The year.
    pub year: i32,
    /// The totals, their period the whole year; quadratures are those of steps with independent errors, masses add up.
    pub totals: LayerTotals,
    /// The number of steps that were added.
    pub steps: usize,
}

/// The steps of a layer do not make up the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// The layer.
    pub layer: String,
    /// The year.
    pub year: i32,
    /// The periods found.
    pub found: Vec<Period>,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let periods: Vec<String> = self.found.iter().map(ToString::to_string).collect();
        write!(
            formatter,
            "layer `{}` does not fill {}: found {}",
            self.layer,
            self.year,
            if periods.is_empty() { "nothing".to_owned() } else { periods.join(", ") }
        )
    }
}

/// Adds up the steps of one layer that make up a year.
///
/// # Errors
/// [`Incomplete`] if the steps leave a gap, overlap, or are none.
pub fn annual(steps: &[&LayerTotals], year: i32) -> Result<AnnualTotals, Incomplete> {
    let mut within: Vec<&LayerTotals> = steps.iter().copied().filter(|step| step.meaning.period.lies_in_year(year)).collect();
    within.sort_by_key(|step| step.meaning.period);
    if !fill_the_year(&within, year) {
        let layer = steps.first().map_or_else(String::new, |step| step.meaning.name.clone());
        return Err(Incomplete { layer, year, found: within.iter().map(|step| step.meaning.period).collect() });
    }
    let (first, rest) = within.split_first().expect("a filled year has a step");
    let mut totals = LayerTotals { meaning: LayerMeaning { period: Period::year(year), ..first.meaning.clone() }, ..(*first).clone() };
    for step in rest {
        add_step(&mut totals, step);
    }
    Ok(AnnualTotals { year, totals, steps: within.len() })
}

fn fill_the_year(steps: &[&LayerTotals], year: i32) -> bool {
    let whole = Period::year(year);
    let reached =
        steps.iter().try_fold(whole.start, |reached, step| (step.meaning.period.start == reached).then_some(step.meaning.period.end));
    reached == Some(whole.end)
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
