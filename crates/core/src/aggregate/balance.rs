//! The balance of a layer: what entered the rows against what lies on the grid.

use super::{AggregationError, RegionTotal};
use crate::quantity::{Area, Mass};

/// The largest residual of a balance, as a share of the gross mass.
const TOLERANCE: f64 = 1e-9;

/// The audit of one layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Σ over cells of the magnitude of their mass.
    pub gross_mass: Mass,
    /// |Σ rows − grid| / gross mass; 0 for a layer without mass.
    pub residual: f64,
    /// The area of cells with a value.
    pub observed_area: Area,
    /// The area of cells without one.
    pub missing_area: Area,
    /// Under [`CoastPolicy::Weighted`](crate::CoastPolicy::Weighted): the gross mass of split cells that had no fine emissions and went by area.
    pub unweighted_mass: Mass,
}

impl Balance {
    /// Compares the rows with the grid.
    ///
    /// # Errors
    /// [`AggregationError::NotClosed`] if the residual exceeds 1e-9.
    pub(super) fn check(layer: &str, rows: &[RegionTotal], grid: &RegionTotal, gross_mass: Mass) -> Result<Self, AggregationError> {
        let sum: Mass = rows.iter().map(|row| row.mass).sum();
        let gross = gross_mass.as_kg();
        let residual = if gross > 0.0 { (sum - grid.mass).abs().as_kg() / gross } else { 0.0 };
        if residual > TOLERANCE {
            return Err(AggregationError::NotClosed {
                layer: layer.to_owned(),
                rows: sum.as_kg(),
                grid: grid.mass.as_kg(),
                residual,
                tolerance: TOLERANCE,
            });
        }
        Ok(Self {
            gross_mass,
            residual,
            observed_area: grid.observed_area,
            missing_area: Area::from_m2(grid.gridded_area.as_m2() - grid.observed_area.as_m2()),
            unweighted_mass: Mass::ZERO,
        })
    }
}
