//! Units of fluxes and emissions: one reader for every spelling that files use, and the way to the canonical kilogram of gas.
//!
//! A unit says how much of what, per which extent, per which duration. It does not say how long a month or a year is:
//! that is known only with a layer's period and the conventions in force, in [`Unit::conversion`].

mod conversion;
mod parse;
mod spelling;
mod words;

pub use conversion::{Conversion, ConversionError};
pub use parse::UnitError;

use crate::gas::Gas;
use std::fmt;
use std::str::FromStr;

/// How much one of the unit is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A mass, in kilograms.
    Mass(f64),
    /// An amount of substance, in moles.
    Moles(f64),
    /// A plain number, such as 0.01 for one per cent.
    Number(f64),
}

impl Amount {
    /// One molecule: 1 / N_A moles, with N_A = 6.022 140 76 × 10²³ mol⁻¹ (SI Brochure, 9th edition, 2019, section 2.2).
    pub const MOLECULE: Self = Self::Moles(1.0 / 6.022_140_76e23);

    fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Mass(kilograms) => Self::Mass(kilograms * factor),
            Self::Moles(moles) => Self::Moles(moles * factor),
            Self::Number(number) => Self::Number(number * factor),
        }
    }

    const fn size(self) -> f64 {
        match self {
            Self::Mass(size) | Self::Moles(size) | Self::Number(size) => size,
        }
    }
}

/// What a unit says that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Substance {
    /// A gas, as in `kg CH4`.
    Gas(Gas),
    /// Carbon, as in `PgC`.
    Carbon,
    /// Nitrogen, as in `kg N2O-N`.
    Nitrogen,
    /// The CO₂ of the same warming, as in `kt CO2 eq`: not a mass of any one gas.
    Co2Equivalent,
}

/// An area that fluxes are per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AreaUnit {
    /// cm²
    SquareCentimetre,
    /// m²
    SquareMetre,
    /// ha
    Hectare,
    /// km²
    SquareKilometre,
}

impl AreaUnit {
    /// The area in m².
    #[must_use]
    pub const fn square_metres(self) -> f64 {
        match self {
            Self::SquareCentimetre => 1e-4,
            Self::SquareMetre => 1.0,
            Self::Hectare => 1e4,
            Self::SquareKilometre => 1e6,
        }
    }

    const fn reciprocal(self) -> &'static str {
        match self {
            Self::SquareCentimetre => "cm⁻²",
            Self::SquareMetre => "m⁻²",
            Self::Hectare => "ha⁻¹",
            Self::SquareKilometre => "km⁻²",
        }
    }
}

/// What in space a unit is per.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Extent {
    /// Nothing: a bare total. Whether it belongs to a cell or to a country is for a product's profile to say.
    #[default]
    Total,
    /// A cell of the grid.
    Cell,
    /// An area.
    Area(AreaUnit),
}

/// What in time a unit is per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// A second.
    Second,
    /// An hour of 3600 s.
    Hour,
    /// A day of 86 400 s.
    Day,
    /// A month, of a length that the unit does not say.
    Month,
    /// A year, of a length that the unit does not say.
    Year,
}

impl Duration {
    const fn reciprocal(self) -> &'static str {
        match self {
            Self::Second => "s⁻¹",
            Self::Hour => "h⁻¹",
            Self::Day => "d⁻¹",
            Self::Month => "month⁻¹",
            Self::Year => "yr⁻¹",
        }
    }
}

/// The unit of a layer or of a table.
///
/// Read with [`str::parse`]; written in one canonical spelling, such as `kg CH₄ m⁻² s⁻¹`, that reads back as the same unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    amount: Amount,
    substance: Option<Substance>,
    extent: Extent,
    duration: Option<Duration>,
}

impl Unit {
    /// How much one of the unit is.
    #[must_use]
    pub const fn amount(&self) -> Amount {
        self.amount
    }

    /// What it counts, where its spelling says so.
    #[must_use]
    pub const fn substance(&self) -> Option<Substance> {
        self.substance
    }

    /// What in space it is per.
    #[must_use]
    pub const fn extent(&self) -> Extent {
        self.extent
    }

    /// What in time it is per; none for a total over a period that is known from elsewhere.
    #[must_use]
    pub const fn duration(&self) -> Option<Duration> {
        self.duration
    }

    /// Whether it counts CO₂ equivalents, which become masses of a gas only with the GWP set that made them.
    #[must_use]
    pub fn is_co2_equivalent(&self) -> bool {
        self.substance == Some(Substance::Co2Equivalent)
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    /// Reads any spelling that gridded products and inventory tables use: `kg m-2 s-1`, `kg/m^2/s`, `gC per m2 per year`,
    /// `moleccm-2s-1`, `ton substance / 0.1degree x 0.1degree / year`, `Gg CO₂ equivalent`.
    ///
    /// A `ton` is the metric one, `T` is read as `t`, and letters keep their case where it matters (`Mg`, `mg`).
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse::unit(text)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (words::canonical_symbol(*self), self) {
            (Some(symbol), _) => formatter.write_str(&symbol),
            (None, Self::Mass(kilograms)) => write!(formatter, "{kilograms:e} kg"),
            (None, Self::Moles(moles)) => write!(formatter, "{moles:e} mol"),
            (None, Self::Number(number)) => write!(formatter, "{number:e}"),
        }
    }
}

impl fmt::Display for Substance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Gas(gas) => gas.formula(),
            Self::Carbon => "C",
            Self::Nitrogen => "N",
            Self::Co2Equivalent => "CO₂ eq",
        })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.amount)?;
        if let Some(substance) = self.substance {
            write!(formatter, " {substance}")?;
        }
        match self.extent {
            Extent::Total => {}
            Extent::Cell => formatter.write_str(" cell⁻¹")?,
            Extent::Area(area) => write!(formatter, " {}", area.reciprocal())?,
        }
        self.duration.map_or(Ok(()), |duration| write!(formatter, " {}", duration.reciprocal()))
    }
}

#[cfg(test)]
mod tests;
