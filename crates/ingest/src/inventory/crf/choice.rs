//! Which cell a figure is taken from that stands in several, and whether the others agree with it.
//!
//! The workbook of a year outranks the series of years in the other workbooks, and in a workbook the order of the sheets decides.

use super::form::Unit;
use super::reading::Reading;
use super::sheet::Sighting;
use fluxledger_core::{NotationKeys, Warning};
use std::collections::HashMap;
use std::mem::replace;

/// How far two figures may be apart that are the same, as a share: tables of one submission repeat each other to at least six digits.
const ROUNDING: f64 = 1e-6;

/// How many disagreements of a file are listed.
const SHOWN: usize = 20;

/// A figure with the workbook in which it stands.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) reading: &'a Reading,
    pub(super) sighting: &'a Sighting,
}

/// What no two records may share.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    party: &'a str,
    code: &'a str,
    substance: &'a str,
    gwp_set: Option<Option<&'a str>>,
    year: i32,
}

impl<'a> Placed<'a> {
    fn key(self) -> Key<'a> {
        let Sighting { code, counted, year, .. } = self.sighting;
        let gwp_set = (counted.unit == Unit::KilotonnesCo2Equivalent).then_some(self.reading.gwp_set);
        Key { party: &self.reading.identity.party, code, substance: &counted.substance, gwp_set, year: *year }
    }

    /// File, sheet and cell.
    pub(super) fn place(self) -> String {
        format!("{}: sheet {}, cell {}", self.reading.file, self.sighting.sheet, self.sighting.at)
    }

    fn is_of_its_own_year(self) -> bool {
        self.sighting.year == self.reading.identity.year
    }

    /// The number in tonnes.
    fn tonnes(self) -> Option<f64> {
        let scale = if self.sighting.counted.unit == Unit::Tonnes { 1.0 } else { 1000.0 };
        self.sighting.figure.number.map(|number| number * scale)
    }

    fn keys(self) -> &'a NotationKeys {
        &self.sighting.figure.keys
    }

    /// Whether two cells say the same: numbers to their digits, keys in whether they leave a sum incomplete.
    fn agrees_with(self, other: Self) -> bool {
        match (self.tonnes(), other.tonnes()) {
            (Some(first), Some(second)) => (first - second).abs() <= ROUNDING * first.abs().max(second.abs()),
            (None, None) => self.keys().leave_sum_incomplete() == other.keys().leave_sum_incomplete(),
            _ => false,
        }
    }

    /// Whether a number stands in another table of the same sheet and a key here, as in the tables of approaches that a Party does not use.
    fn is_outdone_by(self, other: Self) -> bool {
        let of_one_sheet = (&self.reading.file, self.sighting.sheet) == (&other.reading.file, other.sighting.sheet);
        of_one_sheet && self.tonnes().is_none() && other.tonnes().is_some()
    }

    fn shown(self) -> String {
        self.sighting.figure.number.map_or_else(|| self.keys().to_string(), |number| number.to_string())
    }
}

/// One cell for each figure, and the cells that contradict the chosen ones.
pub(super) fn choose(readings: &[Reading]) -> (Vec<Placed<'_>>, Vec<Warning>) {
    let all: Vec<Placed<'_>> =
        readings.iter().flat_map(|reading| reading.sightings.iter().map(move |sighting| Placed { reading, sighting })).collect();
    let (own, series): (Vec<_>, Vec<_>) = all.into_iter().partition(|placed| placed.is_of_its_own_year());
    let mut positions: HashMap<Key<'_>, usize> = HashMap::with_capacity(own.len() + series.len());
    let (mut chosen, mut disagreements) = (Vec::new(), Vec::new());
    for placed in own.into_iter().chain(series) {
        let position = *positions.entry(placed.key()).or_insert(chosen.len());
        match chosen.get(position) {
            None => chosen.push(placed),
            Some(first) if first.is_outdone_by(placed) => disagreements.push((replace(&mut chosen[position], placed), placed)),
            Some(first) if !first.agrees_with(placed) => disagreements.push((*first, placed)),
            Some(_) => {}
        }
    }
    (chosen, warnings(&disagreements))
}

fn warnings(disagreements: &[(Placed<'_>, Placed<'_>)]) -> Vec<Warning> {
    let listed = disagreements.iter().take(SHOWN).map(|(first, second)| {
        let Sighting { code, counted, year, .. } = first.sighting;
        let message = format!(
            "{code} {} {year} is {}, and {} in {}; the {} is taken",
            counted.substance,
            first.shown(),
            second.shown(),
            second.place(),
            if first.is_outdone_by(*second) { "number" } else { "first" }
        );
        Warning::new(first.place(), message)
    });
    let rest = disagreements.len().saturating_sub(SHOWN);
    let more = disagreements
        .get(SHOWN)
        .map(|(first, _)| Warning::new(&first.reading.file, format!("{rest} more figures stand in two cells that differ")));
    listed.chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::super::form::Counted;
    use super::super::identity::Identity;
    use super::*;
    use crate::inventory::cell::Figure;
    use crate::inventory::workbook::Address;

    fn sighting(sheet: &'static str, row: usize, number: Option<f64>, keys: &str) -> Sighting {
        Sighting {
            sheet,
            at: Address { row, column: 2 },
            code: "4.G.1".into(),
            label: "Solid wood".into(),
            counted: Counted { substance: "CO2".into(), unit: Unit::Kilotonnes },
            year: 2021,
            figure: Figure { number, keys: keys.parse().unwrap() },
        }
    }

    fn reading(sightings: Vec<Sighting>) -> Reading {
        let identity = Identity { party: "ZZZ".into(), year: 2021, submission: Some(2025) };
        let file = "ZZZ.xlsx".to_owned();
        Reading { file, identity, gwp_set: None, sightings, own_rows: Vec::new(), explanations: Vec::new(), warnings: Vec::new() }
    }

    fn chosen(sightings: Vec<Sighting>) -> (Option<f64>, String) {
        let readings = [reading(sightings)];
        let (chosen, warnings) = choose(&readings);
        assert_eq!(chosen.len(), 1);
        (chosen[0].sighting.figure.number, warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_number_of_the_approach_in_use_outdoes_the_key_of_another() {
        let (number, warnings) = chosen(vec![sighting("Table4.Gs1", 10, None, "NA"), sighting("Table4.Gs1", 30, Some(-60.0), "")]);
        assert_eq!(number, Some(-60.0));
        insta::assert_snapshot!(warnings);
    }

    #[test]
    fn the_first_of_two_sheets_is_taken_and_of_two_numbers() {
        assert_eq!(chosen(vec![sighting("Table4", 10, None, "NA"), sighting("Table4.Gs1", 30, Some(-60.0), "")]).0, None);
        assert_eq!(chosen(vec![sighting("Table4.Gs1", 10, Some(1.0), ""), sighting("Table4.Gs1", 30, Some(-60.0), "")]).0, Some(1.0));
    }
}
