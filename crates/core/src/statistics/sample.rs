//! One cell of a region, and how much it counts.

/// What a cell counts for beside its share in the region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverageWeight {
    /// Its area: c = share × area.
    #[default]
    Area,
    /// Nothing: c = share.
    Fraction,
    /// Not even its share: c = 1 for each cell that is touched.
    None,
}

impl CoverageWeight {
    /// A cell with its weight; the area in any unit, the same for all cells.
    #[must_use]
    pub fn sample(self, value: f64, share: f64, area: f64, second: f64) -> Sample {
        let (counted, weight) = match self {
            Self::Area => (share, share * area),
            Self::Fraction => (share, share),
            Self::None => (1.0, 1.0),
        };
        Sample { value, counted, weight, second }
    }
}

/// One cell of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The raster's value; NaN where it has none.
    pub value: f64,
    /// How much of a cell it is.
    pub counted: f64,
    /// Its weight c.
    pub weight: f64,
    /// The value w of a second raster; NaN where it has none, or where there is no second raster.
    pub second: f64,
}

/// What is kept of a cell with a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) value: f64,
    pub(super) weight: f64,
}
