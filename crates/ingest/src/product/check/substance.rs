//! What a layer's attributes say that its numbers count, against what they are read as.

use super::{Finding, Outcome};
use crate::product::ProductFile;
use crate::product::layers::basis_of;
use crate::raster::Variable;
use fluxledger_core::{Amount, Basis, Substance, Unit};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words in a description by which a mass is that of an element. They are ASCII, and a pattern without Unicode's tables is made in no time.
static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u)\b(?i:as|elemental|mass of) (?i:carbon|nitrogen)\b|\b(?:[kMGTP]?g|t|tonnes?)[ -]?(?:C|N|N2O-N|CO2-C|CH4-C)\b")
        .expect("a pattern")
});

/// Attributes that describe a variable to people.
const DESCRIPTIONS: [&str; 5] = ["long_name", "description", "comment", "comments", "note"];

/// Checks every variable that is a layer; the first that is wrong counts before those that are doubtful.
pub(super) fn check(file: &ProductFile) -> Outcome {
    let names: BTreeSet<&String> = file.slabs.iter().map(|slab| &slab.variable).collect();
    let variables: Vec<&Variable> = names.into_iter().filter_map(|name| file.file.find(name)).collect();
    let found: Vec<Outcome> = variables.iter().filter_map(|variable| contradiction(file, variable)).collect();
    let wrong = found.iter().find(|outcome| matches!(outcome, Outcome::Wrong(_)));
    wrong.or(found.first()).cloned().unwrap_or_else(|| Outcome::Passed(counted(file, &variables)))
}

/// What the numbers of a variable are read as.
pub(in crate::product) fn counts(file: &ProductFile, variable: &Variable) -> &'static str {
    Reading::of(file, variable).words()
}

fn counted(file: &ProductFile, variables: &[&Variable]) -> String {
    let words: BTreeSet<&str> = variables.iter().map(|variable| counts(file, variable)).collect();
    format!("{}; no attribute says otherwise", words.into_iter().collect::<Vec<_>>().join(" and "))
}

/// As what the numbers of a variable are read.
struct Reading {
    unit: Option<Unit>,
    basis: Basis,
    /// Whether the profile states the unit, so that an expert has seen more than the attribute.
    unit_by_profile: bool,
}

impl Reading {
    fn of(file: &ProductFile, variable: &Variable) -> Self {
        let stated = file.profile.layers.iter().find(|layer| layer.variable.fits(&variable.name)).and_then(|layer| layer.unit.as_deref());
        let by_profile = stated.or(file.profile.unit.as_deref());
        let unit: Option<Unit> = by_profile.or(variable.attributes.text("units")).and_then(|unit| unit.parse().ok());
        let by_unit = match unit.and_then(|unit| unit.substance()) {
            Some(Substance::Carbon) => Some(Basis::Carbon),
            Some(Substance::Nitrogen) => Some(Basis::Nitrogen),
            Some(Substance::Gas(_) | Substance::Co2Equivalent) => Some(Basis::Gas),
            None => basis_of(&file.profile, variable),
        };
        Self { unit, basis: by_unit.unwrap_or(Basis::Gas), unit_by_profile: by_profile.is_some() }
    }

    fn is_mass(&self) -> bool {
        self.unit.is_some_and(|unit| matches!(unit.amount(), Amount::Mass(_)))
    }

    fn is_moles(&self) -> bool {
        self.unit.is_some_and(|unit| matches!(unit.amount(), Amount::Moles(_)))
    }

    const fn words(&self) -> &'static str {
        match self.basis {
            Basis::Gas => "the gas itself",
            Basis::Carbon => "carbon",
            Basis::Nitrogen => "nitrogen",
        }
    }
}

fn contradiction(file: &ProductFile, variable: &Variable) -> Option<Outcome> {
    let reading = Reading::of(file, variable);
    by_element_in_name(variable, &reading)
        .or_else(|| by_amount_in_name(variable, &reading))
        .or_else(|| by_gas_in_name(variable, &reading))
        .or_else(|| by_description(variable, &reading))
}

fn place(variable: &Variable, attribute: &str) -> String {
    format!("variable `{}`, attribute `{attribute}`", variable.name)
}

const BASIS_HINT: &str =
    "state `basis` in a profile of your own as the provider's documents say; C for CO2 is a factor of 3.66, N for N2O one of 1.57";

/// A standard name says `expressed_as` where a mass is that of an element (CF Conventions, guidelines for construction of standard names).
fn by_element_in_name(variable: &Variable, reading: &Reading) -> Option<Outcome> {
    let name = variable.attributes.text("standard_name")?;
    let element = ["carbon", "nitrogen"].into_iter().find(|element| name.contains(&format!("expressed_as_{element}")))?;
    let agrees = reading.words() == element || !reading.is_mass();
    let message = || format!("`{name}` says that a mass is that of {element}, but it is read as {}", reading.words());
    (!agrees).then(|| Outcome::Wrong(Finding::new(place(variable, "standard_name"), message(), BASIS_HINT)))
}

/// A standard name says mole or mass (CF standard name table); where the profile states the unit, its author knows more than the attribute.
fn by_amount_in_name(variable: &Variable, reading: &Reading) -> Option<Outcome> {
    let name = variable.attributes.text("standard_name")?;
    let (of_moles, of_mass) =
        (name.contains("mole_flux") || name.contains("mole_content"), name.contains("mass_flux") || name.contains("mass_content"));
    let found = match (of_moles && reading.is_mass(), of_mass && reading.is_moles()) {
        (true, _) => "`{}` says moles, but the unit is one of mass",
        (_, true) => "`{}` says mass, but the unit is one of moles",
        _ => return None,
    };
    let message = found.replace("{}", name);
    let finding = Finding::new(
        place(variable, "standard_name"),
        message,
        "correct `units` or `standard_name`, or state `unit` in a profile of your own",
    );
    Some(if reading.unit_by_profile { Outcome::Doubtful(finding) } else { Outcome::Wrong(finding) })
}

/// A standard name of a gas without `expressed_as` is the mass of the gas, which providers do not always mind.
fn by_gas_in_name(variable: &Variable, reading: &Reading) -> Option<Outcome> {
    let name = variable.attributes.text("standard_name")?;
    let names_gas = ["carbon_dioxide", "methane", "nitrous_oxide"].iter().any(|gas| name.contains(gas)) && !name.contains("expressed_as");
    let message = || format!("`{name}` says that a mass is that of the gas, but it is read as {}", reading.words());
    (names_gas && reading.is_mass() && reading.basis != Basis::Gas)
        .then(|| Outcome::Doubtful(Finding::new(place(variable, "standard_name"), message(), BASIS_HINT)))
}

/// A description that speaks of the element where the gas is read.
fn by_description(variable: &Variable, reading: &Reading) -> Option<Outcome> {
    if !reading.is_mass() || reading.basis != Basis::Gas {
        return None;
    }
    DESCRIPTIONS.iter().find_map(|attribute| {
        let text = variable.attributes.text(attribute)?.replace("arbon dioxide", "O2");
        let found = ELEMENT.find(&text)?;
        let message = format!("`{}` speaks of an element, but the numbers are read as {}", found.as_str(), reading.words());
        Some(Outcome::Doubtful(Finding::new(place(variable, attribute), message, BASIS_HINT)))
    })
}
