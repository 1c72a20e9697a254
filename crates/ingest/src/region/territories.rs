//! Territories that a Party's inventory counts or leaves out, whatever an outline holds.

use super::country_names::rows;
use fluxledger_core::RegionCode;
use std::sync::LazyLock;

const TERRITORIES: &str = include_str!("../../../../data/regions/territories.csv");

static KNOWN: LazyLock<Vec<Territory>> = LazyLock::new(|| rows(TERRITORIES).map(territory).collect());

/// A territory that may be counted in a Party's inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Territory {
    /// The Party.
    pub party: RegionCode,
    /// The territory's code.
    pub code: RegionCode,
    /// Its name.
    pub name: &'static str,
    /// Whether the Party's inventory under the Convention counts it.
    pub inventory: Counted,
    /// Longitude and latitude of a point on it, in degrees.
    pub point: [f64; 2],
    /// What to know.
    pub note: &'static str,
    /// The document that says so.
    pub reference: &'static str,
}

/// Whether an inventory counts a territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It does.
    In,
    /// It does not.
    Out,
    /// That differs between inventories of the Party, over time, or two Parties count it.
    Varies,
}

/// The territories of `data/regions/territories.csv`.
#[must_use]
pub fn territories() -> &'static [Territory] {
    &KNOWN
}

fn territory([party, code, name, inventory, longitude, latitude, note, reference]: [&'static str; 8]) -> Territory {
    let degrees = |text: &str| text.parse().expect("coordinates of an embedded table are numbers");
    Territory {
        party: RegionCode::new(party),
        code: RegionCode::new(code),
        name,
        inventory: counted(inventory),
        point: [degrees(longitude), degrees(latitude)],
        note,
        reference,
    }
}

fn counted(word: &str) -> Counted {
    match word {
        "in" => Counted::In,
        "out" => Counted::Out,
        "varies" => Counted::Varies,
        _ => panic!("an embedded table says in, out or varies"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::{embedded, name_of};

    /// Each point lies on its territory: where Natural Earth draws the territory as a region of its own, the point is in that region.
    #[test]
    fn every_point_lies_on_its_territory() {
        let set = embedded("natural-earth-50m").unwrap();
        let codes: Vec<RegionCode> = set.names().into_iter().map(|(code, _)| code).collect();
        let drawn = territories().iter().filter(|territory| codes.contains(&territory.code));
        let off: Vec<_> = drawn.filter(|territory| set.region_at(territory.point).as_ref() != Some(&territory.code)).collect();
        assert!(off.is_empty(), "{off:?}");
    }

    /// `data/boundaries/README.md`: French Guiana, Guadeloupe, Martinique, Mayotte and Réunion are in FRA, Svalbard in NOR, Crimea in RUS.
    #[test]
    fn the_outlines_hold_the_territories_that_their_description_says() {
        let set = embedded("natural-earth-50m").unwrap();
        for (code, holder) in
            [("GUF", "FRA"), ("GLP", "FRA"), ("MTQ", "FRA"), ("MYT", "FRA"), ("REU", "FRA"), ("SJM", "NOR"), ("CRIMEA", "RUS")]
        {
            let territory = territories().iter().find(|territory| territory.code.as_str() == code).unwrap();
            assert_eq!(set.region_at(territory.point), Some(RegionCode::new(holder)), "{code}");
        }
    }

    #[test]
    fn every_row_has_a_party_and_a_reference() {
        for territory in territories() {
            assert!(name_of(&territory.party).is_some() && !territory.reference.is_empty() && !territory.note.is_empty(), "{territory:?}");
        }
    }
}
