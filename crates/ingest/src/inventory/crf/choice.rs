//! Which cell a figure is taken from that stands in several, and whether the others agree with it.
//!
//! The workbook of a year outranks the series of years in the other workbooks, and in a workbook the order of the sheets decides.

use super::form::Unit;
use super::reading::Reading;
use super::sheet::Sighting;
use fluxledger_core::{NotationKeys, Warning};
use std::collections::HashMap;

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
            "{code} {} {year} is {}, and {} in {}; the first is taken",
            counted.substance,
            first.shown(),
            second.shown(),
            second.place()
        );
        Warning::new(first.place(), message)
    });
    let rest = disagreements.len().saturating_sub(SHOWN);
    let more = disagreements
        .get(SHOWN)
        .map(|(first, _)| Warning::new(&first.reading.file, format!("{rest} more figures stand in two cells that differ")));
    listed.chain(more).collect()
}
