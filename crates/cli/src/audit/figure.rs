//! The verdicts of a run in standard deviations, with where every other convention would put them.

use super::{Audit, Audited};
use crate::figure::forest::{self, Forest, ForestRow};
use crate::figure::{FigureError, Frame};
use crate::report::draw::mark;
use fluxledger_core::reconcile::{Robustness, critical_z};

/// Most comparisons of the figure.
const MOST_ROWS: usize = 40;

/// The tested comparisons that are findings or do not hold, those of the largest |z| if they are many; none if there is none.
///
/// # Errors
/// [`FigureError`] if it cannot be drawn.
pub fn figure<C: Audited>(
    audit: &Audit,
    rows: &[Robustness<'_, C>],
    significance: f64,
    frame: Frame,
) -> Result<Option<String>, FigureError> {
    let is_shown = |row: &&Robustness<'_, C>| row.is_significant() || !row.overturned_by().is_empty();
    let mut shown: Vec<ForestRow> = rows.iter().filter(is_shown).filter_map(|row| forest_row(audit, row)).collect();
    shown.sort_by(|one, other| other.z.abs().total_cmp(&one.z.abs()));
    shown.truncate(MOST_ROWS);
    if shown.is_empty() {
        return Ok(None);
    }
    let conventions = audit.tried.len();
    let figure = Forest {
        frame,
        critical: critical_z(significance),
        others: format!("the same under each of {conventions} other conventions"),
        rows: shown,
    };
    forest::draw(&figure).map(Some)
}

fn forest_row<C: Audited>(audit: &Audit, row: &Robustness<'_, C>) -> Option<ForestRow> {
    let own = row.own.as_varied();
    Some(ForestRow {
        label: row.own.short(audit),
        z: own.z?,
        others: row.varied.iter().flatten().filter_map(|varied| varied.z).collect(),
        verdict: mark(&own.verdict),
    })
}
