//! Territories that a Party's inventory counts or leaves out, whatever an outline holds.

use super::country_names::rows;
use fluxledger_core::{Polygon, Region, RegionCode};
use geo::{Distance, Haversine, Point};
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
    /// The distance from the point, in km, within which all of it lies and nothing else of the Party; none where there is no such distance.
    pub reach: Option<f64>,
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

impl Territory {
    /// How far the middle of a polygon is from the point, in km, if it is within reach.
    fn distance(&self, polygon: &Polygon) -> Option<f64> {
        let kilometres = Haversine.distance(Point::from(self.point), Point::from(middle(polygon))) / 1000.0;
        self.reach.filter(|reach| kilometres <= *reach).map(|_| kilometres)
    }

    /// Whether its parts can be told apart in an outline that holds it: the part with its point is within its reach.
    #[must_use]
    pub fn can_be_cut_from(&self, outline: &Region) -> bool {
        let part = |polygon: &&Polygon| Region { polygons: vec![(*polygon).clone()], ..outline.clone() }.holds(self.point);
        outline.polygons.iter().find(part).is_some_and(|polygon| self.distance(polygon).is_some())
    }
}

/// An outline without the parts that are of some territories of a Party; a part within reach of several belongs to the nearest of all the Party's.
#[must_use]
pub fn outline_without(outline: &Region, party: &RegionCode, without: &[&Territory]) -> Region {
    let nearest = |polygon: &Polygon| {
        let of_party = territories().iter().filter(|territory| territory.party == *party);
        let near = of_party.filter_map(|territory| Some((territory, territory.distance(polygon)?)));
        near.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(territory, _)| territory)
    };
    let is_kept = |polygon: &&Polygon| nearest(polygon).is_none_or(|territory| !without.contains(&territory));
    Region { polygons: outline.polygons.iter().filter(is_kept).cloned().collect(), ..outline.clone() }
}

/// The middle of a polygon's extent, in degrees.
fn middle(polygon: &Polygon) -> [f64; 2] {
    let mean = |axis: usize| {
        let values = polygon.exterior.0.iter().map(|point| point[axis]);
        f64::midpoint(values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
    };
    [mean(0), mean(1)]
}

fn territory([party, code, name, inventory, longitude, latitude, reach, note, reference]: [&'static str; 9]) -> Territory {
    let degrees = |text: &str| text.parse().expect("coordinates of an embedded table are numbers");
    Territory {
        party: RegionCode::new(party),
        code: RegionCode::new(code),
        name,
        inventory: counted(inventory),
        point: [degrees(longitude), degrees(latitude)],
        reach: (!reach.is_empty()).then(|| reach.parse().expect("distances of an embedded table are numbers")),
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

    /// In Natural Earth, 1:10m, five overseas departments lie in the outline of France. Without them all of it lies in Europe, between 41° and 52° N and 6° W and 10° E;
    /// but for Clipperton, where nobody lives; without French Guiana alone Guadeloupe is still there.
    #[test]
    fn the_overseas_departments_can_be_cut_from_the_outline_of_france() {
        let (set, france) = (embedded("natural-earth-10m").unwrap(), RegionCode::new("FRA"));
        let outline = set.all_outlines().find(|region| region.code == france).unwrap();
        let known = |code: &str| territories().iter().find(|territory| territory.code.as_str() == code).unwrap();
        let overseas = ["GUF", "GLP", "MTQ", "MYT", "REU"].map(known);
        assert!(overseas.iter().all(|territory| outline.holds(territory.point) && territory.can_be_cut_from(outline)));
        let rest = outline_without(outline, &france, &overseas);
        let is_european = |[longitude, latitude]: [f64; 2]| (41.0..52.0).contains(&latitude) && (-6.0..10.0).contains(&longitude);
        let is_clipperton = |[longitude, latitude]: [f64; 2]| (longitude + 109.22).abs() < 0.1 && (latitude - 10.3).abs() < 0.1;
        let strays: Vec<[f64; 2]> = rest.polygons.iter().map(middle).filter(|place| !is_european(*place)).collect();
        assert!(strays.len() == 1 && is_clipperton(strays[0]) && rest.holds([2.35, 48.85]), "{strays:?}");
        let rest = outline_without(outline, &france, &overseas[..1]);
        assert!(rest.holds(known("GLP").point) && !rest.holds(known("GUF").point));
    }

    #[test]
    fn every_row_has_a_party_and_a_reference() {
        for territory in territories() {
            assert!(name_of(&territory.party).is_some() && !territory.reference.is_empty() && !territory.note.is_empty(), "{territory:?}");
        }
    }
}
