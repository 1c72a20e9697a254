//! Units of mass in inventory tables.

use fluxledger_core::Mass;

const KILOGRAMS: [(&str, f64); 6] = [("kt", 1e6), ("Gg", 1e6), ("t", 1e3), ("Mt", 1e9), ("Tg", 1e9), ("kg", 1.0)];

/// A unit of mass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MassUnit {
    kilograms: f64,
}

impl MassUnit {
    /// What may stand in the place of a unit.
    pub(super) const EXPECTED: &'static str = "one of kt, Gg, t, Mt, Tg, kg";

    /// The unit of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        KILOGRAMS.iter().find(|(known, _)| *known == name).map(|&(_, kilograms)| Self { kilograms })
    }

    /// A number of units as a mass.
    pub(super) const fn mass(self, number: f64) -> Mass {
        Mass::from_kg(number * self.kilograms)
    }
}

/// The way out where masses stand in CO₂ equivalents.
pub(super) fn hint(unit: &str) -> Option<String> {
    let equivalents = unit.to_ascii_lowercase().replace('₂', "2").contains("co2");
    equivalents.then(|| "give masses of the gas itself: a mass in CO2 equivalents depends on the GWP set of each submission".to_owned())
}
