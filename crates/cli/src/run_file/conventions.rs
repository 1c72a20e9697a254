//! Conventions of the whole run and of single products.

use super::keys::{CONVENTIONS, RUN};
use super::reader::{Fault, Section, Value};
use crate::convention_words::{self, ConventionWordError, Stated};
use crate::position::Located;
use fluxledger_core::{ConventionChoices, Gas};

/// The conventions that hold for every product.
pub(super) fn of_run(root: &Section<'_, '_>) -> ConventionChoices {
    let section = root.optional("conventions").and_then(|value| value.section("[conventions]", CONVENTIONS, RUN));
    section.map(|section| read(&section, ConventionChoices::default())).unwrap_or_default()
}

/// The conventions of one product: its own, else those of the run.
pub(super) fn of_product(product: &Section<'_, '_>, of_run: &ConventionChoices) -> ConventionChoices {
    let section = product.optional("conventions").and_then(|value| value.section("[product.conventions]", CONVENTIONS, RUN));
    section.map_or_else(|| of_run.clone(), |section| read(&section, of_run.clone()))
}

fn read(section: &Section<'_, '_>, mut choices: ConventionChoices) -> ConventionChoices {
    if let Some(earth) = word(section, "earth", convention_words::earth) {
        choices.earth = Stated::choice(earth);
    }
    if let Some(length) = word(section, "year_seconds", convention_words::year_length) {
        choices.year_length = Stated::choice(length);
    }
    choices.carbon_to_co2 = word(section, "carbon_to_co2", convention_words::carbon_to_co2).or(choices.carbon_to_co2);
    choices.coverage = word(section, "coverage", convention_words::coverage).or(choices.coverage);
    choices.coast = word(section, "coast", convention_words::coast).or(choices.coast);
    choices.spread = word(section, "spread", convention_words::spread).or(choices.spread);
    if let Some(value) = section.optional("molar_mass") {
        let own = molar_masses(&value);
        choices.molar_masses.retain(|(gas, _)| own.iter().all(|(stated, _)| stated != gas));
        choices.molar_masses.extend(own);
    }
    choices
}

fn word<T>(section: &Section<'_, '_>, key: &'static str, read: fn(&str) -> Result<T, ConventionWordError>) -> Option<T> {
    section.optional(key)?.read_as(|text| read(text).map_err(|error| fault(&error))).map(|located| located.value)
}

fn molar_masses(value: &Value<'_, '_>) -> Vec<(Gas, f64)> {
    let section = value.free_section("{ CH4 = 16.0425 }");
    let mut masses: Vec<_> = section.iter().flat_map(|section| section.entries().filter_map(|entry| molar_mass(section, entry))).collect();
    masses.sort_by_key(|&(gas, _)| gas);
    masses
}

fn molar_mass(section: &Section<'_, '_>, (name, value): (Located<&str>, Value<'_, '_>)) -> Option<(Gas, f64)> {
    let grams = value.number();
    let gas = name.value.parse().map_err(|error| section.report_at(name.position, fault(&ConventionWordError::UnknownGas(error))));
    let checked = convention_words::molar_mass_of(gas.ok()?, grams?.value);
    checked.map_err(|error| value.report(fault(&error))).ok()
}

fn fault(error: &ConventionWordError) -> Fault {
    Fault::new(error.to_string(), error.hint())
}
