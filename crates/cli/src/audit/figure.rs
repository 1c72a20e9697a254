//! The verdicts of a run in standard deviations, with where every other convention would put them.

use super::{Audit, tables};
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
pub fn figure(audit: &Audit, rows: &[Robustness<'_>], significance: f64, frame: Frame) -> Result<Option<String>, FigureError> {
    let is_shown = |row: &&Robustness<'_>| row.comparison.verdict.is_significant() || !row.overturned_by().is_empty();
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

fn forest_row(audit: &Audit, row: &Robustness<'_>) -> Option<ForestRow> {
    Some(ForestRow {
        label: tables::short(audit, row.comparison),
        z: row.comparison.difference?.significance?.z,
        others: row.varied.iter().flatten().filter_map(|varied| varied.z).collect(),
        verdict: mark(&row.comparison.verdict),
    })
}
