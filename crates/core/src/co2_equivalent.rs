//! Masses in CO₂ equivalents, each of which knows its set of warming potentials and stands beside no other set.

use crate::equivalents::GwpSet;
use crate::gas::Gas;
use crate::quantity::Mass;

/// From what methane is, where its origin counts: that of fossil carbon leaves carbon dioxide that was not in the air before.
///
/// AR5, Table 8.A.1 (28 and 30); AR6, Table 7.15 (27.0 and 29.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MethaneOrigin {
    /// Coal, oil and gas, and products of them.
    Fossil,
    /// Animals, rice, waste, fires.
    NonFossil,
}

impl MethaneOrigin {
    /// The substance by which tables of potentials name it.
    #[must_use]
    pub const fn substance(self) -> &'static str {
        match self {
            Self::Fossil => "CH4 fossil",
            Self::NonFossil => "CH4 non-fossil",
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fossil => "fossil",
            Self::NonFossil => "non-fossil",
        }
    }
}

/// The warming potential of a gas in one set: the mass of CO₂ that stands for a mass of it over 100 years.
#[derive(Clone, Debug, PartialEq)]
pub struct Potential {
    /// The set.
    pub set: String,
    /// The factor.
    pub factor: f64,
}

impl Potential {
    /// The potential of a gas, of methane by its origin where one is given; none where the set has none.
    #[must_use]
    pub fn of(gas: Gas, origin: Option<MethaneOrigin>, set: &GwpSet) -> Option<Self> {
        let substance = origin.filter(|_| gas == Gas::Ch4).map_or(gas.code(), MethaneOrigin::substance);
        set.potentials.get(substance).map(|&factor| Self { set: set.name.clone(), factor })
    }

    /// A mass of the gas in equivalents.
    #[must_use]
    pub fn equivalent(&self, mass: Mass) -> Co2Equivalent {
        Co2Equivalent { mass: Mass::from_kg(self.factor * mass.as_kg()), set: self.set.clone() }
    }
}

/// A mass in CO₂ equivalents of one set.
#[derive(Clone, Debug, PartialEq)]
pub struct Co2Equivalent {
    mass: Mass,
    set: String,
}

/// Equivalents of two sets stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found CO2 equivalents under {one} and under {other}, expected one set: a difference between sets is none of emissions")]
pub struct OtherGwpSet {
    /// One set.
    pub one: String,
    /// The other.
    pub other: String,
}

impl Co2Equivalent {
    /// The mass of CO₂ that it stands for.
    #[must_use]
    pub const fn mass(&self) -> Mass {
        self.mass
    }

    /// Its set.
    #[must_use]
    pub fn set(&self) -> &str {
        &self.set
    }

    /// The difference to another one of the same set.
    ///
    /// # Errors
    /// [`OtherGwpSet`]: equivalents of two sets are not compared.
    pub fn minus(&self, other: &Self) -> Result<Self, OtherGwpSet> {
        if self.set == other.set {
            Ok(Self { mass: self.mass - other.mass, set: self.set.clone() })
        } else {
            Err(OtherGwpSet { one: self.set.clone(), other: other.set.clone() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, potentials: &[(&str, f64)]) -> GwpSet {
        GwpSet { name: name.into(), potentials: potentials.iter().map(|(substance, factor)| ((*substance).to_owned(), *factor)).collect() }
    }

    /// 10 kg are 280 kg under AR5, 300 kg where they are fossil, and 250 kg under AR4.
    #[test]
    fn equivalents_are_of_one_set_and_not_compared_with_another() {
        let ar5 = set("AR5", &[("CH4", 28.0), ("CH4 fossil", 30.0), ("CO2", 1.0)]);
        let ar4 = set("AR4", &[("CH4", 25.0)]);
        let of = |origin, set: &GwpSet| Potential::of(Gas::Ch4, origin, set).map(|potential| potential.equivalent(Mass::from_kg(10.0)));
        let (one, fossil, other) = (of(None, &ar5).unwrap(), of(Some(MethaneOrigin::Fossil), &ar5).unwrap(), of(None, &ar4).unwrap());
        assert_eq!([one.mass(), fossil.mass(), other.mass()].map(Mass::as_kg), [280.0, 300.0, 250.0]);
        assert_eq!(fossil.minus(&one).unwrap().mass(), Mass::from_kg(20.0));
        let refused = one.minus(&other).unwrap_err().to_string();
        assert_eq!(
            refused,
            "found CO2 equivalents under AR5 and under AR4, expected one set: a difference between sets is none of emissions"
        );
        assert_eq!(of(Some(MethaneOrigin::Fossil), &ar4), None);
        assert_eq!(Potential::of(Gas::Co2, Some(MethaneOrigin::Fossil), &ar5).unwrap().factor, 1.0);
    }
}
