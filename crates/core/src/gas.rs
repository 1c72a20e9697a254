//! Gases, the element that a file may count instead of them, and the masses that convert one into the other.

use crate::fluorinated_gas::FluorinatedGas;
use std::fmt;
use std::str::FromStr;

/// A greenhouse gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gas {
    /// Methane, CH₄.
    Ch4,
    /// Carbon dioxide, CO₂.
    Co2,
    /// Nitrous oxide, N₂O.
    N2o,
    /// A fluorinated gas.
    Fluorinated(FluorinatedGas),
}

impl Gas {
    /// The gases that all sectors of an inventory have figures of, in the order of tables.
    pub const MAIN: [Self; 3] = [Self::Ch4, Self::Co2, Self::N2o];

    /// The code in plain letters: `CH4`, `CO2`, `N2O`, `HFC-23`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ch4 => "CH4",
            Self::Co2 => "CO2",
            Self::N2o => "N2O",
            Self::Fluorinated(gas) => gas.code(),
        }
    }

    /// The formula with subscripts, or the name where it has none, for a reader's eye.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Ch4 => "CH₄",
            Self::Co2 => "CO₂",
            Self::N2o => "N₂O",
            Self::Fluorinated(gas) => gas.formula(),
        }
    }

    /// One of the main gases by its code or formula, whatever its case and subscripts; none for every other substance.
    #[must_use]
    pub fn main_named(text: &str) -> Option<Self> {
        let plain = text.trim().replace('₂', "2").replace('₄', "4").to_ascii_uppercase();
        Self::MAIN.into_iter().find(|gas| gas.code() == plain)
    }
}

impl fmt::Display for Gas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// The name given is none of the known gases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown gas `{found}`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23")]
pub struct UnknownGas {
    /// What stood in the place of a gas.
    pub found: String,
}

impl FromStr for Gas {
    type Err = UnknownGas;

    /// Reads a code or formula, whatever its case and subscripts: `CH4`, `ch4`, `CH₄`; of fluorinated gases also without hyphens: `hfc23`.
    fn from_str(text: &str) -> Result<Self, UnknownGas> {
        let fluorinated = || FluorinatedGas::named(text).map(Self::Fluorinated);
        Self::main_named(text).or_else(fluorinated).ok_or_else(|| UnknownGas { found: text.to_owned() })
    }
}

/// What the mass or amount in a file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The gas itself.
    Gas,
    /// The carbon in it (`C`, as in `PgC`).
    Carbon,
    /// The nitrogen in it (`N`, as in `N2O-N`).
    Nitrogen,
}

/// Molar masses in g mol⁻¹.
///
/// The default is that of the standard atomic weights C 12.011, H 1.008, N 14.007, O 15.999
/// (IUPAC 2021, abridged to five figures), from which CH₄ 16.043, CO₂ 44.009 and N₂O 44.013 follow, and those of [`FluorinatedGas::molar_mass`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MolarMasses {
    /// Methane.
    pub ch4: f64,
    /// Carbon dioxide.
    pub co2: f64,
    /// Nitrous oxide.
    pub n2o: f64,
    /// Carbon.
    pub carbon: f64,
    /// Nitrogen.
    pub nitrogen: f64,
    /// Fluorinated gases, in the order of [`FluorinatedGas::all`].
    pub fluorinated: [f64; FluorinatedGas::COUNT],
}

impl Default for MolarMasses {
    fn default() -> Self {
        let mut fluorinated = [0.0; FluorinatedGas::COUNT];
        FluorinatedGas::all().for_each(|gas| fluorinated[gas.position()] = gas.molar_mass());
        Self { ch4: 16.043, co2: 44.009, n2o: 44.013, carbon: 12.011, nitrogen: 14.007, fluorinated }
    }
}

impl MolarMasses {
    /// The molar mass of a gas in g mol⁻¹.
    #[must_use]
    pub const fn of(&self, gas: Gas) -> f64 {
        match gas {
            Gas::Ch4 => self.ch4,
            Gas::Co2 => self.co2,
            Gas::N2o => self.n2o,
            Gas::Fluorinated(gas) => self.fluorinated[gas.position()],
        }
    }

    /// The same masses with one replaced, in g mol⁻¹.
    #[must_use]
    pub const fn with(mut self, gas: Gas, grams_per_mole: f64) -> Self {
        match gas {
            Gas::Ch4 => self.ch4 = grams_per_mole,
            Gas::Co2 => self.co2 = grams_per_mole,
            Gas::N2o => self.n2o = grams_per_mole,
            Gas::Fluorinated(gas) => self.fluorinated[gas.position()] = grams_per_mole,
        }
        self
    }
}

/// The factor that turns a mass of carbon into a mass of CO₂; the three in use differ by 0.07 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CarbonToCo2 {
    /// 44/12 = 3.6667, the factor of the IPCC guidelines (2006, Vol. 2, Ch. 1).
    FortyFourTwelfths,
    /// 3.664, the factor of the Global Carbon Budget (Friedlingstein et al. 2025, Table 1).
    GlobalCarbonBudget,
    /// The quotient of the molar masses in force.
    #[default]
    Molar,
}

impl CarbonToCo2 {
    /// The factor in kg CO₂ per kg C.
    #[must_use]
    pub fn factor(self, masses: &MolarMasses) -> f64 {
        match self {
            Self::FortyFourTwelfths => 44.0 / 12.0,
            Self::GlobalCarbonBudget => 3.664,
            Self::Molar => masses.co2 / masses.carbon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gases_are_read_with_and_without_subscripts() {
        assert_eq!("CH₄".parse(), Ok(Gas::Ch4));
        assert_eq!(" n2o".parse(), Ok(Gas::N2o));
        assert_eq!("hfc23".parse::<Gas>().map(Gas::code), Ok("HFC-23"));
        assert_eq!((Gas::main_named("CO₂"), Gas::main_named("SF6")), (Some(Gas::Co2), None));
        let refused = "CFC-11".parse::<Gas>().unwrap_err().to_string();
        assert_eq!(refused, "unknown gas `CFC-11`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23");
    }

    #[test]
    fn carbon_to_co2_has_three_values_in_use() {
        let masses = MolarMasses::default();
        assert!((CarbonToCo2::FortyFourTwelfths.factor(&masses) - 3.666_666_7).abs() < 1e-7);
        assert!((CarbonToCo2::GlobalCarbonBudget.factor(&masses) - 3.664).abs() < 1e-12);
        assert!((CarbonToCo2::Molar.factor(&masses) - 3.664_058).abs() < 1e-6);
    }
}
