//! Whether a product's totals can be believed: checks that need the values, and contradictions within the headers.
//!
//! Each check says how it judged; what is wrong becomes an error and what is doubtful a warning where totals are used.

mod global_total;
mod land;
mod plausible;
mod stated_total;
mod substance;
#[cfg(test)]
mod tests;
mod time_label;
mod yearly;

pub use plausible::{PlausibleRange, plausible_range};
pub use stated_total::StatedTotal;
pub(super) use substance::counts;
pub use yearly::YearlySum;

use super::{ProductError, ProductFile};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{Earth, Warning};
use std::path::Path;

/// The share of the Earth's area from which a grid counts as global.
const GLOBAL: f64 = 0.98;

/// One check and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub name: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing speaks against the file; what was compared.
    Passed(String),
    /// It cannot be judged; why.
    NotJudged(String),
    /// Something speaks against the file; a warning.
    Doubtful(Finding),
    /// The file contradicts itself or what is known, so that its total would be wrong; an error.
    Wrong(Finding),
}

/// What speaks against a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: a layer, a variable, the grid.
    pub place: String,
    /// What was found and what was expected.
    pub message: String,
    /// The way out.
    pub hint: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), hint: hint.into() }
    }
}

impl ProductFile {
    /// Checks the product against its own statements and against what is known of the world.
    ///
    /// `totals` are those of the layers that are used, each with its row of the whole grid. Values are read for global grids only.
    ///
    /// # Errors
    /// [`ProductError::Raster`] if values cannot be read.
    pub fn checks(&self, totals: &[LayerTotals]) -> Result<Vec<Check>, ProductError> {
        let sums = self.yearly_sums(totals);
        let mut checks = vec![
            Check { name: "what a mass counts", outcome: substance::check(self) },
            Check { name: "time labels", outcome: time_label::check(self)? },
            Check { name: "stated total", outcome: stated_total::check(self, totals) },
        ];
        for sum in &sums {
            checks.push(Check { name: "global total", outcome: global_total::check(self, sum)? });
        }
        checks.push(Check { name: "land and sea", outcome: land::check(self, &sums, totals)? });
        Ok(checks)
    }

    /// The same checks for whoever uses the totals: what is doubtful about them.
    ///
    /// # Errors
    /// [`ProductError::Contradicted`] with all that is wrong, and those of [`Self::checks`].
    pub fn doubts(&self, totals: &[LayerTotals]) -> Result<Vec<Warning>, ProductError> {
        settled(self.file.path(), &self.checks(totals)?)
    }

    /// The share of the Earth's area that the grid covers.
    fn share_of_earth(&self) -> f64 {
        self.grid.area(Earth::Wgs84).as_m2() / Earth::Wgs84.total_area().as_m2()
    }

    /// Whether the grid covers the whole Earth, up to missing rows at the poles.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.share_of_earth() >= GLOBAL
    }
}

/// What is doubtful as warnings, unless something is wrong.
fn settled(path: &Path, checks: &[Check]) -> Result<Vec<Warning>, ProductError> {
    let wrong: Vec<Finding> = checks.iter().filter_map(Check::wrong).cloned().collect();
    if !wrong.is_empty() {
        return Err(ProductError::Contradicted { path: path.to_owned(), findings: wrong });
    }
    let warning = |finding: &Finding| {
        let place = format!("{}, {}", path.display(), finding.place);
        Warning::new(place, format!("{} ({})", finding.message, finding.hint))
    };
    Ok(checks.iter().filter_map(Check::doubtful).map(warning).collect())
}

impl Check {
    const fn wrong(&self) -> Option<&Finding> {
        if let Outcome::Wrong(finding) = &self.outcome { Some(finding) } else { None }
    }

    const fn doubtful(&self) -> Option<&Finding> {
        if let Outcome::Doubtful(finding) = &self.outcome { Some(finding) } else { None }
    }
}

/// A mass for a sentence, in Pg from 1000 Tg on, in Tg from one on and in kt below.
fn shown(mass: fluxledger_core::Mass) -> String {
    let kilotonnes = mass.as_kilotonnes();
    let (value, unit) = match kilotonnes.abs() {
        magnitude if magnitude >= 1e6 => (kilotonnes / 1e6, "Pg"),
        magnitude if magnitude >= 1e3 => (kilotonnes / 1e3, "Tg"),
        _ => (kilotonnes, "kt"),
    };
    match value.abs() {
        magnitude if (1e-3..1e5).contains(&magnitude) || magnitude == 0.0 => format!("{} {unit}", rounded(value)),
        _ => format!("{value:.3e} {unit}"),
    }
}

/// Four significant figures.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the exponent of a number between 10⁻³ and 10⁵ is small")]
fn rounded(value: f64) -> String {
    let whole_digits = if value == 0.0 { 1.0 } else { value.abs().log10().floor() + 1.0 };
    format!("{value:.0$}", (4.0 - whole_digits).max(0.0) as usize)
}
