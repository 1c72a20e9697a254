//! From the numbers of a file to kilograms of the gas.

use super::{Amount, Duration, Extent, Substance, Unit};
use crate::conventions::Conventions;
use crate::field::Measure;
use crate::gas::{Basis, Gas};
use crate::period::{Calendar, Period};

const SECONDS_PER_HOUR: f64 = 3_600.0;
const SECONDS_PER_DAY: f64 = 86_400.0;
const KILOGRAMS_PER_GRAM: f64 = 1e-3;

/// What makes a file's numbers canonical.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conversion {
    /// What a number of the file is multiplied by.
    pub factor: f64,
    /// What the product is: kg of the gas m⁻² s⁻¹, kg of the gas per cell over the layer's period, or a plain number.
    pub measure: Measure,
}

/// A unit that cannot become kilograms of the gas as it is.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConversionError {
    /// The unit names another substance than was stated.
    #[error("unit `{unit}` counts {found}, expected {expected}")]
    AnotherSubstance {
        /// The unit in its canonical spelling.
        unit: String,
        /// What the unit names.
        found: String,
        /// What the profile or the table names.
        expected: String,
    },
    /// The gas does not hold the element.
    #[error("unit `{unit}` is to count {element}, but {gas} holds none")]
    NoSuchElement {
        /// The unit in its canonical spelling.
        unit: String,
        /// Carbon or nitrogen.
        element: &'static str,
        /// The gas.
        gas: Gas,
    },
    /// Neither unit nor profile say whether a mass is of the gas or of the carbon or nitrogen in it.
    #[error("unit `{unit}` does not say whether it counts {gas} or an element of it")]
    BasisUnstated {
        /// The unit in its canonical spelling.
        unit: String,
        /// The gas.
        gas: Gas,
    },
    /// The unit counts CO₂ equivalents.
    #[error("unit `{unit}` counts CO₂ equivalents, expected a mass of {gas}")]
    Co2Equivalent {
        /// The unit in its canonical spelling.
        unit: String,
        /// The gas.
        gas: Gas,
    },
    /// The unit does not fit its use.
    #[error("unit `{unit}` fits no {place}, expected {expected}")]
    Unfit {
        /// The unit in its canonical spelling.
        unit: String,
        /// Where the unit stands.
        place: &'static str,
        /// What may stand there.
        expected: &'static str,
    },
    /// A value per month belongs to a period that is neither within one month nor made of whole months.
    #[error("unit `{unit}` is per month, expected a period within one month or of whole months, found {period}")]
    NotWholeMonths {
        /// The unit in its canonical spelling.
        unit: String,
        /// The period.
        period: Period,
    },
    /// The period has no length.
    #[error("period {period} of a layer in `{unit}` is empty")]
    EmptyPeriod {
        /// The unit in its canonical spelling.
        unit: String,
        /// The period.
        period: Period,
    },
}

impl ConversionError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::AnotherSubstance { .. } => {
                "correct gas and basis in the product's profile, or its unit if the file's is wrong".to_owned()
            }
            Self::NoSuchElement { gas: Gas::N2o, .. } => "state the gas itself or nitrogen as the basis".to_owned(),
            Self::NoSuchElement { .. } => "state the gas itself or carbon as the basis".to_owned(),
            Self::BasisUnstated { .. } => "state the basis in the product's profile: the gas, carbon or nitrogen".to_owned(),
            Self::Co2Equivalent { .. } => "use the layer or column in mass of the gas, or divide by the GWP that was used".to_owned(),
            Self::Unfit { .. } => "correct the unit in the product's profile, or choose another layer or column".to_owned(),
            Self::NotWholeMonths { .. } | Self::EmptyPeriod { .. } => "correct the time labels in the product's profile".to_owned(),
        })
    }
}

impl Unit {
    /// The factor from a layer's numbers to the canonical measure.
    ///
    /// Per area it is kg / (m² · s), per cell and for a total kg · period / duration. A year lasts as long as the
    /// mean year of the period under the conventions, a month as long as the period's own month, or as the mean of the
    /// whole months that make it up; without a duration the number is a sum over the period.
    ///
    /// The basis is what a profile states that the numbers count; none leaves it to the unit. Moles that name no element are moles of the gas.
    ///
    /// # Errors
    /// [`ConversionError`], if gas, basis or period do not fit the unit, or the unit is no flux, mass or plain number.
    pub fn conversion(
        &self,
        gas: Gas,
        basis: Option<Basis>,
        period: Period,
        calendar: Calendar,
        conventions: &Conventions,
    ) -> Result<Conversion, ConversionError> {
        if let Amount::Number(factor) = self.amount {
            self.check_plain_number()?;
            return Ok(Conversion { factor, measure: Measure::Dimensionless });
        }
        let kilograms = self.kilograms_of(gas, self.stated_basis(gas, basis)?, conventions)?;
        let span = Span { period, calendar, conventions };
        let seconds = self.duration_seconds(&span)?;
        Ok(match self.extent {
            Extent::Area(area) => Conversion { factor: kilograms / area.square_metres() / seconds, measure: Measure::Flux },
            Extent::Cell | Extent::Total => Conversion { factor: kilograms * (span.seconds() / seconds), measure: Measure::MassPerCell },
        })
    }

    /// The kilograms of the gas in one unit of an inventory table, whose figures are totals of a year.
    ///
    /// A unit that names no substance counts the gas itself, as the tables of the reporting guidelines do.
    ///
    /// # Errors
    /// [`ConversionError::Co2Equivalent`] for `kt CO2 eq`, whose kilograms [`Unit::kilograms`] gives;
    /// [`ConversionError::Unfit`] per area, cell, month or second; else as for [`Unit::conversion`].
    pub fn mass_factor(&self, gas: Gas, conventions: &Conventions) -> Result<f64, ConversionError> {
        if self.kilograms().is_none() {
            return Err(self.unfit("inventory table", "a mass in a year, such as `kt`"));
        }
        let basis = self.substance.is_none().then_some(Basis::Gas);
        self.kilograms_of(gas, self.stated_basis(gas, basis)?, conventions)
    }

    /// The kilograms in one unit, of whatever it counts, if it is a mass or a mass per year and nothing else.
    #[must_use]
    pub const fn kilograms(&self) -> Option<f64> {
        match (self.amount, self.extent, self.duration) {
            (Amount::Mass(kilograms), Extent::Total, None | Some(Duration::Year)) => Some(kilograms),
            _ => None,
        }
    }

    fn check_plain_number(&self) -> Result<(), ConversionError> {
        if self.substance.is_none() && self.extent == Extent::Total && self.duration.is_none() {
            return Ok(());
        }
        Err(self.unfit("layer", "a flux, a mass or a plain number"))
    }

    /// The basis on which unit and profile agree.
    fn stated_basis(&self, gas: Gas, stated: Option<Basis>) -> Result<Basis, ConversionError> {
        let named = match self.substance {
            None if matches!(self.amount, Amount::Moles(_)) => return Ok(stated.unwrap_or(Basis::Gas)),
            None => return stated.ok_or_else(|| ConversionError::BasisUnstated { unit: self.to_string(), gas }),
            Some(Substance::Co2Equivalent) => return Err(ConversionError::Co2Equivalent { unit: self.to_string(), gas }),
            Some(Substance::Gas(named)) if named != gas => return Err(self.another_substance(named.code(), gas.code())),
            Some(Substance::Gas(_)) => Basis::Gas,
            Some(Substance::Carbon) => Basis::Carbon,
            Some(Substance::Nitrogen) => Basis::Nitrogen,
        };
        match stated {
            Some(stated) if stated != named => Err(self.another_substance(name_of(named, gas), name_of(stated, gas))),
            _ => Ok(named),
        }
    }

    /// The kilograms of the gas in one unit.
    fn kilograms_of(&self, gas: Gas, basis: Basis, conventions: &Conventions) -> Result<f64, ConversionError> {
        let masses = &conventions.molar_masses;
        // The factor from the element's mass, and the moles of the gas per mole of the element.
        let (per_kilogram, per_mole) = match (basis, gas) {
            (Basis::Gas, _) => (1.0, 1.0),
            (Basis::Carbon, Gas::Co2) => (conventions.carbon_to_co2.factor(masses), 1.0),
            (Basis::Carbon, Gas::Ch4) => (masses.ch4 / masses.carbon, 1.0),
            // A molecule of N₂O holds two atoms of nitrogen: 44.013 / 28.014 (IPCC 2006, Vol. 4, Ch. 11, equation 11.1: 44/28).
            (Basis::Nitrogen, Gas::N2o) => (masses.n2o / (2.0 * masses.nitrogen), 0.5),
            (Basis::Carbon | Basis::Nitrogen, _) => {
                return Err(ConversionError::NoSuchElement { unit: self.to_string(), element: name_of(basis, gas), gas });
            }
        };
        match self.amount {
            Amount::Mass(kilograms) => Ok(kilograms * per_kilogram),
            Amount::Moles(moles) => Ok(moles * per_mole * (masses.of(gas) * KILOGRAMS_PER_GRAM)),
            Amount::Number(_) => Err(self.unfit("layer", "a flux or a mass")),
        }
    }

    /// The length in seconds of what the unit is per, the whole period where it is per nothing.
    fn duration_seconds(&self, span: &Span<'_>) -> Result<f64, ConversionError> {
        if span.seconds() <= 0.0 {
            return Err(ConversionError::EmptyPeriod { unit: self.to_string(), period: span.period });
        }
        match self.duration {
            None => Ok(span.seconds()),
            Some(Duration::Second) => Ok(1.0),
            Some(Duration::Hour) => Ok(SECONDS_PER_HOUR),
            Some(Duration::Day) => Ok(SECONDS_PER_DAY),
            Some(Duration::Month) => {
                span.month_seconds().ok_or_else(|| ConversionError::NotWholeMonths { unit: self.to_string(), period: span.period })
            }
            Some(Duration::Year) => Ok(span.seconds() / span.period.years(span.calendar)),
        }
    }

    fn another_substance(&self, found: &str, expected: &str) -> ConversionError {
        ConversionError::AnotherSubstance { unit: self.to_string(), found: found.to_owned(), expected: expected.to_owned() }
    }

    fn unfit(&self, place: &'static str, expected: &'static str) -> ConversionError {
        ConversionError::Unfit { unit: self.to_string(), place, expected }
    }
}

const fn name_of(basis: Basis, gas: Gas) -> &'static str {
    match basis {
        Basis::Gas => gas.code(),
        Basis::Carbon => "carbon",
        Basis::Nitrogen => "nitrogen",
    }
}

/// A period with all that decides its length.
struct Span<'conventions> {
    period: Period,
    calendar: Calendar,
    conventions: &'conventions Conventions,
}

impl Span<'_> {
    fn seconds(&self) -> f64 {
        self.seconds_of(self.period)
    }

    fn seconds_of(&self, period: Period) -> f64 {
        period.seconds(self.calendar, self.conventions.year_length).as_seconds()
    }

    /// The length of the month that holds the period, or the mean of the whole months that make up the period.
    fn month_seconds(&self) -> Option<f64> {
        let Period { start, end } = self.period;
        let month = Period::month(start.year, start.month);
        if end <= month.end {
            return Some(self.seconds_of(month));
        }
        let months = 12 * (end.year - start.year) + i32::from(end.month) - i32::from(start.month);
        (start.day == 1 && end.day == 1).then(|| self.seconds() / f64::from(months))
    }
}
