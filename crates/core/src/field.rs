//! Gridded layers of a product: what each means, and its values.

use crate::category::Category;
use crate::gas::Gas;
use crate::grid::Grid;
use crate::period::{Calendar, Period};
use ndarray::Array2;
use std::sync::Arc;

/// What the numbers of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The product's own estimate: the posterior of an inversion, or the grid of a bottom-up inventory.
    Emission,
    /// The estimate before the observations.
    Prior,
    /// One standard deviation of the estimate.
    StandardDeviation,
    /// One standard deviation on the side below the estimate: its distance from a lower percentile, over the normal quantile of that percentile.
    DeviationBelow,
    /// The same on the side above it, from an upper percentile.
    DeviationAbove,
    /// Averaging-kernel sensitivity: the response of the estimate to a change of the true flux, 0 for the prior alone, 1 for the data alone.
    Sensitivity,
}

/// What a value of a layer is per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Flux density in kg of the gas per m² and second.
    Flux,
    /// Mass in kg of the gas per cell, for the whole period.
    MassPerCell,
    /// A number without unit, such as a sensitivity.
    Dimensionless,
}

/// The meaning of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerMeaning {
    /// The layer's name in the product.
    pub name: String,
    /// What its numbers are.
    pub role: Role,
    /// The gas they count.
    pub gas: Gas,
    /// The category of source, where the product says.
    pub category: Option<Category>,
    /// Which fluxes they are.
    pub scope: Scope,
    /// What made them: a part of an inversion that is imposed on it, such as its fossil fuels, is bottom-up.
    pub kind: ProductKind,
    /// The period that they are a mean of (or a sum over, per cell).
    pub period: Period,
    /// The calendar in which the period is counted.
    pub calendar: Calendar,
    /// What they are per.
    pub measure: Measure,
    /// Layers of the same product that this one already contains: they are never added to it.
    pub contains: Vec<String>,
    /// The place among the members of an ensemble, from 0, where the layer is that of one member.
    pub member: Option<usize>,
}

/// One layer of a product on its grid.
///
/// NaN is the one missing value. Row 0 is the northernmost, column 0 the westernmost, as in [`Grid`].
#[derive(Clone, Debug)]
pub struct Field {
    /// What the values mean.
    pub meaning: LayerMeaning,
    /// Where they lie.
    pub grid: Arc<Grid>,
    /// Rows × columns.
    pub values: Array2<f64>,
}

/// What a product is, which decides what may be concluded from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductKind {
    /// Atmospheric observations have changed it.
    Inversion,
    /// A gridded inventory; it never yields an atmospheric finding.
    BottomUp,
    /// Made by a random number generator to show or test the tool.
    Simulated,
}

impl ProductKind {
    /// The name in profiles and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inversion => "inversion",
            Self::BottomUp => "bottom-up",
            Self::Simulated => "simulated",
        }
    }
}

/// Which fluxes a product counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Emissions by people only, as inventories count them.
    Anthropogenic,
    /// Everything that the atmosphere receives.
    Total,
    /// Emissions without people only.
    Natural,
}

impl Scope {
    /// The name in profiles and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anthropogenic => "anthropogenic",
            Self::Total => "total",
            Self::Natural => "natural",
        }
    }
}
