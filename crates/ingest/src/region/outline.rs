//! From the features of any vector file to a set of regions: codes, merging, and rings within [−180°, 180°].

use crate::region::antimeridian::{self, Crossing};
use crate::region::attribute::{self, Attributes, FoundCode};
use crate::region::country_names::name_of;
use crate::region::error::RegionError;
use fluxledger_core::{Polygon, Region, RegionCode, RegionSet, RegionShapes, Ring, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

/// The rings of a polygon as in the file, the outer one first.
pub(super) type Rings = Vec<Vec<[f64; 2]>>;

/// A feature as in the file.
pub(super) struct Feature {
    /// Its place in the file, counted from 1.
    pub(super) number: usize,
    /// Its attributes.
    pub(super) attributes: Attributes,
    /// Its polygons; none if its geometry is empty.
    pub(super) polygons: Vec<Rings>,
}

/// The regions of a file, in the order in which their codes first occur.
///
/// # Errors
/// If a feature has no code, a coordinate is not in degrees, a ring runs round a pole, or nothing has an area.
pub(super) fn region_set(path: &Path, features: Vec<Feature>, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionError> {
    let mut assembly =
        Assembly { place: path.display().to_string(), regions: Vec::new(), features_of: BTreeMap::new(), warnings: Vec::new() };
    for feature in features {
        assembly.add(feature, id_field)?;
    }
    assembly.warn_of_merged_features();
    if assembly.regions.is_empty() {
        return Err(RegionError::NoRegions { place: assembly.place });
    }
    let id = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let source = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let set = RegionSet { id, source, complete_for_land: false, shapes: RegionShapes::Outlines(assembly.regions) };
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
    fn add(&mut self, feature: Feature, id_field: Option<&str>) -> Result<(), RegionError> {
        let number = feature.number;
        if feature.polygons.is_empty() {
            self.warn(number, "has no geometry and is left out");
            return Ok(());
        }
        let Some(found) = attribute::code(&feature.attributes, id_field) else {
            let fields = feature.attributes.into_iter().map(|(field, _)| field).collect();
            let expected = id_field.map(str::to_owned);
            return Err(RegionError::NoCode { place: self.place.clone(), feature: number, expected, fields });
        };
        let mut polygons = Vec::new();
        for rings in feature.polygons {
            polygons.extend(self.polygons_within_the_globe(number, rings)?);
        }
        self.merge(number, &found, &feature.attributes, polygons);
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
            self.regions.push(Region { code, name, polygons });
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

    /// A polygon of the file as polygons within [−180°, 180°], one for each window of 360° that it reaches into.
    fn polygons_within_the_globe(&mut self, number: usize, rings: Rings) -> Result<Vec<Polygon>, RegionError> {
        let mut unwrapped = Vec::with_capacity(rings.len());
        for (position, ring) in rings.into_iter().enumerate() {
            match self.unwrapped_ring(number, ring)? {
                Some(ring) => unwrapped.push(ring),
                None if position == 0 => return Ok(Vec::new()),
                None => {}
            }
        }
        let Some((exterior, holes)) = unwrapped.split_first() else { return Ok(Vec::new()) };
        let holes: Vec<Vec<[f64; 2]>> = holes.iter().map(|hole| beside(hole, exterior)).collect();
        let windows = antimeridian::windows(antimeridian::extent(exterior));
        Ok(windows.filter_map(|window| polygon_in_window(exterior, &holes, window)).collect())
    }

    /// A ring without its repeated end and without jumps; none, with a warning, if it has too few points to enclose anything.
    fn unwrapped_ring(&mut self, number: usize, mut ring: Vec<[f64; 2]>) -> Result<Option<Vec<[f64; 2]>>, RegionError> {
        for point in &mut ring {
            point[0] = antimeridian::snapped(point[0]);
        }
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
        if crossing == Crossing::Jumps {
            self.warn(
                number,
                "a ring jumps over the antimeridian and is cut there; if the long way round the Earth is meant, add points along it",
            );
        }
        Ok(Some(ring))
    }
}

/// A hole moved by whole turns to where its outer ring lies, since each ring was unwrapped from its own first point.
fn beside(hole: &[[f64; 2]], exterior: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let middle = |ring: &[[f64; 2]]| antimeridian::extent(ring).iter().sum::<f64>() / 2.0;
    let [west, east] = antimeridian::extent(exterior);
    let turns = if (west..=east).contains(&middle(hole)) { 0.0 } else { ((middle(exterior) - middle(hole)) / 360.0).round() };
    hole.iter().map(|[longitude, latitude]| [longitude + 360.0 * turns, *latitude]).collect()
}

fn polygon_in_window(exterior: &[[f64; 2]], holes: &[Vec<[f64; 2]>], window: i32) -> Option<Polygon> {
    let part = |ring: &[[f64; 2]]| Some(antimeridian::part_in_window(ring, window)).filter(|part| part.len() > 2).map(Ring);
    Some(Polygon { exterior: part(exterior)?, holes: holes.iter().filter_map(|hole| part(hole)).collect() })
}
