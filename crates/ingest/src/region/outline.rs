//! From the features of any vector file to a set of regions: codes, merging, and rings within [−180°, 180°].

use crate::region::antimeridian::{self, Crossing};
use crate::region::attribute::{self, Attributes, FoundCode};
use crate::region::country_names::name_of;
use crate::region::error::RegionError;
use fluxledger_core::{Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

/// The rings of a polygon as in the file, the outer one first.
pub type Rings = Vec<Vec<[f64; 2]>>;

/// A feature as in the file.
pub struct Feature {
    /// Its place in the file, counted from 1.
    pub number: usize,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its polygons; none if its geometry is empty.
    pub polygons: Vec<Rings>,
}

/// The regions of a file, in the order in which their codes first occur.
///
/// # Errors
/// If a feature has no code, a coordinate is not in degrees, a ring runs round a pole, or nothing has an area.
pub fn region_set(path: &Path, features: Vec<Feature>, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    let mut assembly =
        Assembly { place: path.display().to_string(), regions: Vec::new(), features_of: BTreeMap::new(), warnings: Vec::new() };
    let attributes: Vec<&Attributes> = features.iter().map(|feature| &feature.attributes).collect();
    let fields = attribute::fields_of_codes(&attributes, id_field);
    for feature in features {
        assembly.add(feature, &fields, id_field)?;
    }
    assembly.warn_of_merged_features();
    assembly.drop_repeated_parts();
    if assembly.regions.is_empty() {
        return Err(RegionError::NoRegions { place: assembly.place });
    }
    let id = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let source = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let set = RegionSet { id, source, complete_for_land: false, shapes: RegionShapes::Outlines(assembly.regions.into()) };
    Ok(Warned::new(set, assembly.warnings))
}

/// The regions so far.
struct Assembly {
    place: String,
    regions: Vec<Region>,
    /// For each code the position of its region and the number of its features.
    features_of: BTreeMap<String, (usize, usize)>,
    warnings: Vec<Warning>,
}

impl Assembly {
    fn add(&mut self, feature: Feature, fields: &[&str], id_field: Option<&str>) -> Result<(), RegionError> {
        let number = feature.number;
        if feature.polygons.is_empty() {
            self.warn(number, "has no geometry and is left out");
            return Ok(());
        }
        let Some(found) = attribute::code(&feature.attributes, fields) else {
            let fields = feature.attributes.into_iter().map(|(field, _)| field).collect();
            let expected = id_field.map(str::to_owned);
            return Err(RegionError::NoCode { place: self.place.clone(), feature: number, expected, fields });
        };
        let mut polygons = Vec::new();
        for rings in feature.polygons {
            polygons.extend(self.polygons_within_the_globe(number, rings)?);
        }
        if polygons.is_empty() {
            self.warn(number, format!("`{}` encloses nothing here and is left out", found.code));
        } else {
            self.merge(number, &found, &feature.attributes, polygons);
        }
        Ok(())
    }

    fn merge(&mut self, number: usize, found: &FoundCode, attributes: &Attributes, polygons: Vec<Polygon>) {
        if let [.., last] = found.passed_over.as_slice() {
            self.warn(number, format!("`{last}` holds no code, `{}` is from `{}`", found.code, found.field));
        }
        let next = self.regions.len();
        let (position, features) = self.features_of.entry(found.code.clone()).or_insert((next, 0));
        *features += 1;
        if *position == next {
            let code = RegionCode::new(&found.code);
            let name = attribute::name(attributes).or_else(|| name_of(&code).map(str::to_owned)).unwrap_or_else(|| found.code.clone());
            let country = attribute::country(attributes, &code);
            self.regions.push(Region { code, name, country, polygons });
        } else {
            self.regions[*position].polygons.extend(polygons);
        }
    }

    fn warn(&mut self, number: usize, message: impl Into<String>) {
        self.warnings.push(Warning::new(format!("{}, feature {number}", self.place), message));
    }

    fn warn_of_merged_features(&mut self) {
        let merged = self.features_of.iter().filter(|(_, (_, features))| *features > 1);
        let warning = |(code, (_, features)): (&String, &(usize, usize))| {
            Warning::new(self.place.clone(), format!("{features} features have the code `{code}` and are one region"))
        };
        let warnings: Vec<Warning> = merged.map(warning).collect();
        self.warnings.extend(warnings);
    }

    /// Leaves out polygons that a region has twice: they would count their ground twice, and not always so that a cell shows it.
    fn drop_repeated_parts(&mut self) {
        for region in &mut self.regions {
            let parts = std::mem::take(&mut region.polygons);
            let count = parts.len();
            for part in parts {
                if !region.polygons.contains(&part) {
                    region.polygons.push(part);
                }
            }
            if region.polygons.len() < count {
                let message = format!("`{}` has {} of its parts twice, which count once", region.code, count - region.polygons.len());
                self.warnings.push(Warning::new(self.place.clone(), message));
            }
        }
    }

    /// A polygon of the file as polygons within [−180°, 180°], one for each window of 360° that it reaches into.
    fn polygons_within_the_globe(&mut self, number: usize, rings: Rings) -> Result<Vec<Polygon>, RegionError> {
        let mut unwrapped = Vec::with_capacity(rings.len());
        let mut jumps = false;
        for (position, ring) in rings.into_iter().enumerate() {
            match self.unwrapped_ring(number, ring)? {
                Some(Unwrapped { ring, crossing }) => {
                    jumps |= position == 0 && crossing == Crossing::Jumps;
                    unwrapped.push(ring);
                }
                None if position == 0 => return Ok(Vec::new()),
                None => {}
            }
        }
        let Some((exterior, holes)) = unwrapped.split_first() else { return Ok(Vec::new()) };
        let holes: Vec<Vec<[f64; 2]>> = holes.iter().flat_map(|hole| within(hole, exterior)).collect();
        if jumps && holes.iter().any(|hole| lies_beside(hole, exterior)) {
            return Err(RegionError::HoleBesideJump { place: self.place.clone(), feature: number });
        }
        let windows = antimeridian::windows(antimeridian::extent(exterior));
        Ok(windows.filter_map(|window| polygon_in_window(exterior, &holes, window)).collect())
    }

    /// A ring without its repeated end and without jumps, and how it met the antimeridian; none, with a warning, if it has too few points to enclose anything.
    fn unwrapped_ring(&mut self, number: usize, mut ring: Vec<[f64; 2]>) -> Result<Option<Unwrapped>, RegionError> {
        ring.iter_mut().for_each(|point| *point = antimeridian::snapped(*point));
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        let outside = |[longitude, latitude]: &&[f64; 2]| !(longitude.abs() <= 540.0 && latitude.abs() <= 90.0);
        if let Some([longitude, latitude]) = ring.iter().find(outside).copied() {
            return Err(RegionError::NotDegrees { place: self.place.clone(), feature: number, longitude, latitude });
        }
        if ring.len() < 3 {
            self.warn(number, format!("a ring of {} points encloses nothing and is left out", ring.len()));
            return Ok(None);
        }
        let round_the_pole = |_| RegionError::RoundThePole { place: self.place.clone(), feature: number };
        let (ring, crossing) = antimeridian::unwrap(ring).map_err(round_the_pole)?;
        match crossing {
            Crossing::None => {}
            Crossing::Jumps => self.warn(
                number,
                "a ring jumps over the antimeridian and is cut there; if the long way round the Earth is meant, add points along it",
            ),
            Crossing::Encloses(pole) => {
                self.warn(number, format!("a ring runs round the {} pole without reaching it and is closed along it", pole.name()));
            }
            Crossing::FollowsParallel(latitude) => self.warn(
                number,
                format!("an edge follows the parallel of {latitude}° all round the Earth; if the ring encloses the pole, add points at ±180° on the pole"),
            ),
        }
        Ok(Some(Unwrapped { ring, crossing }))
    }
}

/// A ring without jumps, and how it met the antimeridian.
struct Unwrapped {
    ring: Vec<[f64; 2]>,
    crossing: Crossing,
}

/// A hole moved by whole turns to where its outer ring lies, since each ring was unwrapped from its own first point.
///
/// Where the outer ring goes all round the Earth, a hole that crosses its ends comes in two parts.
fn within(hole: &[[f64; 2]], exterior: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
    let middle = |ring: &[[f64; 2]]| antimeridian::extent(ring).iter().sum::<f64>() / 2.0;
    let [west, east] = antimeridian::extent(exterior);
    if east - west >= 360.0 {
        let part = |turns: i32| antimeridian::part_between(&antimeridian::turned(hole, f64::from(turns)), [west, east]);
        return (-2..=2).map(part).filter(|part| !part.is_empty()).collect();
    }
    let turns = if (west..=east).contains(&middle(hole)) { 0.0 } else { ((middle(exterior) - middle(hole)) / 360.0).round() };
    vec![antimeridian::turned(hole, turns)]
}

/// Whether a hole has no meridian in common with its outer ring.
fn lies_beside(hole: &[[f64; 2]], exterior: &[[f64; 2]]) -> bool {
    let [[hole_west, hole_east], [west, east]] = [hole, exterior].map(antimeridian::extent);
    hole_east <= west || hole_west >= east
}

fn polygon_in_window(exterior: &[[f64; 2]], holes: &[Vec<[f64; 2]>], window: i32) -> Option<Polygon> {
    let part = |ring: &[[f64; 2]]| Some(antimeridian::part_in_window(ring, window)).filter(|part| part.len() > 2).map(Ring);
    Some(Polygon { exterior: part(exterior)?, holes: holes.iter().filter_map(|hole| part(hole)).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feature(number: usize, code: &str, polygons: Vec<Rings>) -> Feature {
        Feature { number, attributes: vec![("id".to_owned(), code.to_owned())], polygons }
    }

    fn read(features: Vec<Feature>) -> Result<Warned<RegionSet>, RegionError> {
        region_set(Path::new("areas.gpkg"), features, None)
    }

    fn polygons(set: &RegionSet) -> Vec<Polygon> {
        let RegionShapes::Outlines(regions) = &set.shapes else { panic!("outlines are no mask") };
        regions.iter().flat_map(|region| region.polygons.clone()).collect()
    }

    #[test]
    fn a_feature_that_encloses_nothing_is_left_out_with_a_warning() {
        let line = vec![vec![[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]];
        let square = vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]];
        let set = read(vec![feature(1, "line", vec![line.clone()]), feature(2, "square", vec![square])]).unwrap();
        assert_eq!(set.value.names().len(), 1);
        assert_eq!(set.warnings[1].to_string(), "areas.gpkg, feature 1: `line` encloses nothing here and is left out");
        assert_eq!(read(vec![feature(1, "line", vec![line])]), Err(RegionError::NoRegions { place: "areas.gpkg".to_owned() }));
    }

    #[test]
    fn rounding_noise_at_the_antimeridian_and_the_pole_is_taken_off() {
        let cap = vec![
            [-179.999_999_999_999_94, -90.000_000_000_000_01],
            [-180.0, -80.0],
            [0.0, -70.0],
            [180.000_000_000_000_06, -80.0],
            [180.0, -90.0],
        ];
        let set = read(vec![feature(1, "cap", vec![vec![cap]])]).unwrap();
        assert_eq!(polygons(&set.value)[0].exterior.0, [[-180.0, -90.0], [-180.0, -80.0], [0.0, -70.0], [180.0, -80.0], [180.0, -90.0]]);
        assert!(set.warnings.is_empty());
    }

    #[test]
    fn coordinates_that_are_not_numbers_are_refused() {
        let error = read(vec![feature(1, "x", vec![vec![vec![[0.0, 0.0], [f64::NAN, 0.0], [1.0, 1.0]]]])]).unwrap_err();
        assert!(matches!(error, RegionError::NotDegrees { feature: 1, .. }), "{error}");
    }

    proptest! {
        /// Quarters of a degree are exact in f64, so the outlines agree bit for bit.
        #[test]
        fn whole_turns_and_wrapping_do_not_change_an_outline(west in -720_i32..720, width in 8_i32..600, south in -300_i32..0) {
            let degrees = |quarters: i32| f64::from(quarters) / 4.0;
            let ring = |longitude: &dyn Fn(f64) -> f64| {
                let corners = [(west, south), (west + width, south), (west + width, south + 40), (west, south + 50)];
                let outer = corners.map(|(east, north)| [longitude(degrees(east)), degrees(north)]).to_vec();
                let [x, y] = [degrees(west + 1), degrees(south + 1)];
                let hole = [[x, y], [x, y + 0.5], [x + 0.5, y + 0.5]].map(|[x, y]| [longitude(x), y]).to_vec();
                vec![outer, hole]
            };
            let sorted = |rings: Rings| {
                let mut parts = polygons(&read(vec![feature(1, "x", vec![rings])]).unwrap().value);
                parts.sort_by(|a, b| a.exterior.0[0].partial_cmp(&b.exterior.0[0]).unwrap());
                parts
            };
            let plain = sorted(ring(&|longitude| longitude));
            prop_assert_eq!(&plain, &sorted(ring(&|longitude| longitude + if west < 0 { 360.0 } else { -360.0 })));
            prop_assert_eq!(&plain, &sorted(ring(&|longitude| (longitude + 180.0).rem_euclid(360.0) - 180.0)));
        }
    }
}
