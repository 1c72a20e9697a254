//! Units of mass in inventory tables.

use fluxledger_core::{Conventions, ConversionError, Gas, Mass, Unit};
use std::collections::BTreeMap;

/// A unit of mass: so many kilograms of the gas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MassUnit {
    kilograms: f64,
}

/// A text that is no unit of mass of the gas, with the way out where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoMassUnit {
    pub(super) hint: Option<String>,
}

impl MassUnit {
    /// What may stand in the place of a unit.
    pub(super) const EXPECTED: &'static str = "a unit of mass such as kt, Gg, t, Mt, Tg or kg";

    /// The unit that a text names.
    pub(super) fn named(name: &str, gas: Gas, conventions: &Conventions) -> Result<Self, NoMassUnit> {
        let unit: Unit = name.parse().map_err(|_| NoMassUnit { hint: None })?;
        let kilograms = unit.mass_factor(gas, conventions).map_err(|error| NoMassUnit { hint: hint(&error) })?;
        Ok(Self { kilograms })
    }

    /// A number of units as a mass.
    pub(super) const fn mass(self, number: f64) -> Mass {
        Mass::from_kg(number * self.kilograms)
    }
}

/// The other ways out speak of product profiles, which tables have not.
fn hint(error: &ConversionError) -> Option<String> {
    matches!(error, ConversionError::Co2Equivalent { .. }).then(|| error.hint()).flatten()
}

/// The units of a table, each read once.
pub(super) struct MassUnits<'a> {
    conventions: &'a Conventions,
    known: BTreeMap<Gas, BTreeMap<String, Result<MassUnit, NoMassUnit>>>,
}

impl<'a> MassUnits<'a> {
    /// No units yet; those of carbon or nitrogen will follow the conventions.
    pub(super) const fn new(conventions: &'a Conventions) -> Self {
        Self { conventions, known: BTreeMap::new() }
    }

    /// The unit that a text names.
    pub(super) fn named(&mut self, name: &str, gas: Gas) -> Result<MassUnit, NoMassUnit> {
        let known = self.known.entry(gas).or_default();
        if let Some(unit) = known.get(name) {
            return unit.clone();
        }
        let unit = MassUnit::named(name, gas, self.conventions);
        known.insert(name.to_owned(), unit.clone());
        unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kilograms(name: &str, gas: Gas) -> Result<f64, NoMassUnit> {
        MassUnit::named(name, gas, &Conventions::default()).map(|unit| unit.kilograms)
    }

    #[test]
    fn units_of_mass_are_exact_powers_of_ten() {
        for (name, expected) in [("kt", 1e6), ("Gg", 1e6), ("t", 1e3), ("Mt", 1e9), ("Tg", 1e9), ("kg", 1.0)] {
            assert_eq!(kilograms(name, Gas::Ch4), Ok(expected), "{name}");
        }
    }

    #[test]
    fn carbon_becomes_carbon_dioxide_by_the_conventions() {
        // 44.009 / 12.011 = 3.664 058 by the default molar masses.
        let carbon = kilograms("kt C", Gas::Co2).expect("a unit of carbon");
        assert!((carbon - 3_664_058.0).abs() < 1.0, "{carbon}");
    }

    #[test]
    fn equivalents_are_refused_with_a_way_out() {
        let refusal = kilograms("kt CO2 equivalent", Gas::Ch4).expect_err("equivalents");
        assert!(refusal.hint.is_some());
        assert_eq!(kilograms("bushel", Gas::Ch4), Err(NoMassUnit { hint: None }));
    }
}
