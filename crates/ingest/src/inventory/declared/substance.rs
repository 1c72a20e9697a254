//! Which gas a figure is of, and how many kilograms of it its unit is.

use super::super::mass_unit::{MassUnit, NoMassUnit};
use super::layout::Role;
use fluxledger_core::{Conventions, Gas, Mass, Substance as Counted, Unit};

/// What a figure is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Substance {
    /// The mass of one of the gases that are compared.
    Gas(Gas),
    /// The mass of another gas.
    Other(String),
    /// The CO₂ of the same warming by a set of potentials, of one gas or of several.
    Equivalents {
        /// What was added up.
        of: String,
        /// The set, where the source names one.
        gwp_set: Option<String>,
    },
}

/// How many kilograms one unit is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kilograms(f64);

impl Kilograms {
    /// A number of units.
    pub(super) fn mass(self, number: f64) -> Mass {
        Mass::from_kg(number * self.0)
    }
}

/// What cannot be used: the role whose text is wrong, what it should be, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) role: Role,
    pub(super) expected: &'static str,
    pub(super) hint: Option<String>,
}

/// What a gas and a unit as tables write them stand for together.
///
/// `CH4` and `kt` are a mass of methane, `C2F6` and `t C2F6 / yr` one of another gas, `KYOTOGHG (AR4GWP100)` and `CO2 * gigagram / a` CO₂
/// equivalents by the set in brackets, `HFCs` and `kt CO2 eq` equivalents by the set that is stated beside them.
pub(super) fn read(gas: &str, unit: &str, gwp_set: Option<&str>, conventions: &Conventions) -> Result<(Substance, Kilograms), Refusal> {
    let (name, context) = with_context(gas);
    let refuse = |role, expected, hint| Refusal { role, expected, hint };
    let known = unit.parse::<Unit>().or_else(|_| without(unit, name).parse());
    let parsed = known.map_err(|_| refuse(Role::Unit, MassUnit::EXPECTED, None))?;
    let kilograms = || parsed.kilograms().map(Kilograms).ok_or_else(|| refuse(Role::Unit, MassUnit::EXPECTED, None));
    if parsed.is_co2_equivalent() || context.is_some() {
        let gwp_set = context.or(gwp_set).map(|set| set.trim_end_matches("GWP100").to_owned());
        if !matches!(parsed.substance(), None | Some(Counted::Co2Equivalent | Counted::Gas(Gas::Co2))) {
            return Err(refuse(Role::Unit, "a mass of CO₂ equivalents", None));
        }
        return Ok((Substance::Equivalents { of: name.to_owned(), gwp_set }, kilograms()?));
    }
    if let Some(gas) = Gas::main_named(name) {
        let unit = MassUnit::named(unit, gas, conventions).map_err(|NoMassUnit { hint }| refuse(Role::Unit, MassUnit::EXPECTED, hint))?;
        return Ok((Substance::Gas(gas), Kilograms(unit.mass(1.0).as_kg())));
    }
    if parsed.substance().is_some() {
        return Err(refuse(Role::Unit, "a mass of the gas itself, or CO₂ equivalents", None));
    }
    Ok((Substance::Other(name.to_owned()), kilograms()?))
}

/// A gas and the set of potentials in brackets behind it: `HFCS (AR5GWP100)`.
fn with_context(gas: &str) -> (&str, Option<&str>) {
    let bracketed = gas.strip_suffix(')').and_then(|rest| rest.split_once('('));
    match bracketed {
        Some((name, set)) if ["SAR", "AR4", "AR5", "AR6"].iter().any(|report| set.trim().starts_with(report)) => {
            (name.trim(), Some(set.trim()))
        }
        _ => (gas.trim(), None),
    }
}

/// A unit without the name of the gas in it.
fn without(unit: &str, gas: &str) -> String {
    unit.split_whitespace().filter(|word| *word != gas).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kilotonnes(gas: &str, unit: &str) -> Result<(Substance, f64), Refusal> {
        read(gas, unit, None, &Conventions::default()).map(|(substance, kilograms)| (substance, kilograms.mass(1.0).as_kilotonnes()))
    }

    fn equivalents(of: &str, set: &str) -> Substance {
        Substance::Equivalents { of: of.to_owned(), gwp_set: Some(set.to_owned()) }
    }

    #[test]
    fn every_spelling_of_the_sources_is_a_mass() {
        let gases = [
            ("CH4", "kt", Gas::Ch4, 1.0),
            ("CO2", "CO2 * gigagram / a", Gas::Co2, 1.0),
            ("N2O", "N2O * kt / a", Gas::N2o, 1.0),
            ("CO2", "Gg CO2 / year", Gas::Co2, 1.0),
            ("CO2", "ktCO2", Gas::Co2, 1.0),
            ("CH4", "tonnes", Gas::Ch4, 1e-3),
            ("CO2", "Mt", Gas::Co2, 1e3),
        ];
        for (gas, unit, expected, factor) in gases {
            assert_eq!(kilotonnes(gas, unit), Ok((Substance::Gas(expected), factor)), "{unit}");
        }
        assert_eq!(kilotonnes("C2F6", "t C2F6 / yr"), Ok((Substance::Other("C2F6".to_owned()), 1e-3)));
        assert_eq!(kilotonnes("SF6", "SF6 * kt / a"), Ok((Substance::Other("SF6".to_owned()), 1.0)));
    }

    #[test]
    fn equivalents_carry_their_set() {
        assert_eq!(kilotonnes("KYOTOGHG (AR4GWP100)", "CO2 * gigagram / yr"), Ok((equivalents("KYOTOGHG", "AR4"), 1.0)));
        let stated = read("HFCs", "kt CO2  eq", Some("AR4"), &Conventions::default()).expect("equivalents");
        assert_eq!(stated.0, equivalents("HFCs", "AR4"));
        let unnamed = kilotonnes("HFCs", "kt CO2 eq").expect("equivalents by a set that nobody names");
        assert_eq!(unnamed.0, Substance::Equivalents { of: "HFCs".to_owned(), gwp_set: None });
        let of_methane = read("CH4", "Mt CO2eq", Some("AR5"), &Conventions::default()).expect("equivalents");
        assert_eq!(of_methane.0, equivalents("CH4", "AR5"));
    }

    #[test]
    fn a_unit_of_another_gas_is_refused() {
        for (gas, unit) in [("CH4", "kt CO2"), ("SF6", "kt CH4"), ("CH4", "bushel"), ("C2F6", "t CF4"), ("CH4", "kg m-2 s-1"), ("CH4", "")]
        {
            assert_eq!(kilotonnes(gas, unit).expect_err(unit).role, Role::Unit);
        }
    }
}
