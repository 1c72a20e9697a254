//! Sums that must hold in each row.

use super::{CountryRow, Identity, Layout};

/// What came of one sum over all rows.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityCheck {
    /// The sum in words: `NBE = dC_loss + Rivers + Wood+Crop`.
    pub identity: String,
    /// The number of rows in which it was checked.
    pub rows: usize,
    /// The largest departure among them, as a share of the largest term.
    pub largest: f64,
    /// The rows in which it does not hold.
    pub broken: Vec<String>,
}

impl Identity {
    fn in_words(&self) -> String {
        format!("{} = {}", self.sum, self.parts.join(" + "))
    }

    /// |sum − Σ parts| over the largest of them; none where a quantity is unknown to the layout.
    fn departure(&self, layout: &Layout, row: &CountryRow) -> Option<f64> {
        let mass = |name: &String| Some(row.figures[layout.quantity(name)?].mass.as_kg());
        let sum = mass(&self.sum)?;
        let parts: Vec<f64> = self.parts.iter().map(mass).collect::<Option<_>>()?;
        let largest = parts.iter().fold(sum.abs(), |largest, part| largest.max(part.abs()));
        let departure = (sum - parts.iter().sum::<f64>()).abs();
        Some(if largest > 0.0 { departure / largest } else { 0.0 })
    }

    fn check(&self, layout: &Layout, rows: &[CountryRow]) -> IdentityCheck {
        let departures: Vec<(f64, &CountryRow)> = rows.iter().filter_map(|row| Some((self.departure(layout, row)?, row))).collect();
        let broken = departures.iter().filter(|(departure, _)| *departure > self.tolerance).map(|(_, row)| row.place.clone());
        IdentityCheck {
            identity: self.in_words(),
            rows: departures.len(),
            largest: departures.iter().map(|(departure, _)| *departure).fold(0.0, f64::max),
            broken: broken.collect(),
        }
    }
}

/// Checks every sum of the layout in every row.
pub(super) fn checks(layout: &Layout, rows: &[CountryRow]) -> Vec<IdentityCheck> {
    layout.identities.iter().map(|identity| identity.check(layout, rows)).collect()
}
