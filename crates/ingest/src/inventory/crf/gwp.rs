//! By which GWP set a workbook formed its equivalents: what its own figures say, whatever the rules of its submission.

use super::form::Unit;
use super::sheet::Sighting;
use crate::gwp::gwp_sets;
use std::collections::HashMap;

/// How far a quotient of two figures may be from the GWP, as a share.
const ROUNDING: f64 = 1e-3;

/// The GWP set of a workbook.
pub(super) enum Found<'a> {
    /// Equivalents over mass are its potential, in these two cells.
    Set { name: &'static str, substance: &'static str, equivalent: &'a Sighting, mass: &'a Sighting },
    /// Equivalents over mass are the potential of no known set.
    Unknown { quotient: f64, equivalent: &'a Sighting, mass: &'a Sighting },
    /// Nothing stands in both.
    NotShown,
}

/// The set by which equivalents were formed, from the largest figure of methane, else of nitrous oxide, of the
/// year of the workbook that stands in both.
pub(super) fn found<'a>(sightings: &'a [Sighting], year: i32) -> Found<'a> {
    let of_gas = |substance| pair(sightings, substance, year).map(|pair| (substance, pair));
    let Some((substance, (equivalent, mass))) = of_gas("CH4").or_else(|| of_gas("N2O")) else { return Found::NotShown };
    let quotient = number(equivalent) / number(mass);
    let is_by = |potential: &f64| (quotient / potential - 1.0).abs() < ROUNDING;
    let set = gwp_sets().iter().find(|set| set.potentials.get(substance).is_some_and(is_by));
    set.map_or(Found::Unknown { quotient, equivalent, mass }, |set| Found::Set { name: &set.name, substance, equivalent, mass })
}

fn number(sighting: &Sighting) -> f64 {
    sighting.figure.number.unwrap_or(f64::NAN)
}

/// The largest mass of a gas that stands in equivalents too, with these.
fn pair<'a>(sightings: &'a [Sighting], substance: &str, year: i32) -> Option<(&'a Sighting, &'a Sighting)> {
    let of_year = || sightings.iter().filter(move |sighting| sighting.year == year);
    let of_unit = |unit| of_year().filter(move |sighting| sighting.counted.substance == substance && sighting.counted.unit == unit);
    let positive = |sighting: &&Sighting| sighting.figure.number.is_some_and(|number| number > 0.0);
    let equivalents: HashMap<_, _> = of_unit(Unit::KilotonnesCo2Equivalent).filter(positive).map(|one| (&one.code, one)).collect();
    let both = of_unit(Unit::Kilotonnes).filter(positive).filter_map(|mass| Some((*equivalents.get(&mass.code)?, mass)));
    both.max_by(|first, second| number(first.1).total_cmp(&number(second.1)))
}
