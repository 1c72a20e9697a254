//! What can be wrong with a file of outlines.

use crate::region::validity::{digits, percent};
use fluxledger_core::RegionCode;
use thiserror::Error;

/// A file of outlines that cannot become regions: where, what was found, what was expected.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum RegionError {
    /// The file cannot be opened or read.
    #[error("{place}: cannot be read: {message}")]
    Unreadable {
        /// The file.
        place: String,
        /// What the system said.
        message: String,
    },
    /// The text is JSON but not GeoJSON, or not JSON.
    #[error("{place}: is not GeoJSON: {message}")]
    NotGeoJson {
        /// The file.
        place: String,
        /// What the parser said.
        message: String,
    },
    /// A GeoJSON file names a coordinate system other than longitude and latitude on WGS 84.
    #[error("{place}: coordinates are in `{found}`, expected longitude and latitude on WGS 84 (`CRS84`)")]
    OtherCoordinateSystem {
        /// The file.
        place: String,
        /// The name of the coordinate system.
        found: String,
    },
    /// A coordinate is not a longitude and latitude in degrees.
    #[error("{place}, feature {feature}: [{longitude}, {latitude}] is not a longitude and latitude in degrees")]
    NotDegrees {
        /// The file.
        place: String,
        /// The feature, counted from 1.
        feature: usize,
        /// The first coordinate.
        longitude: f64,
        /// The second coordinate.
        latitude: f64,
    },
    /// A feature is a point, a line or a curve.
    #[error("{place}, feature {feature}: is a `{found}`, expected a `Polygon` or `MultiPolygon`")]
    NotAnArea {
        /// The file.
        place: String,
        /// The feature, counted from 1.
        feature: usize,
        /// The kind of its geometry.
        found: String,
    },
    /// A feature has no value in any field that may hold its code.
    #[error("{place}, feature {feature}: has no code in {}", tried(expected))]
    NoCode {
        /// The file.
        place: String,
        /// The feature, counted from 1.
        feature: usize,
        /// The field that was asked for, or none for the list of known ones.
        expected: Option<String>,
        /// The fields that it has.
        fields: Vec<String>,
    },
    /// A ring with an edge of more than 180° has a hole that lies beside it, once the edge is taken the short way.
    #[error("{place}, feature {feature}: a hole lies outside its ring, which jumps over the antimeridian")]
    HoleBesideJump {
        /// The file.
        place: String,
        /// The feature, counted from 1.
        feature: usize,
    },
    /// A ring runs round the Earth on both sides of the equator, or more than once.
    #[error("{place}, feature {feature}: a ring runs round the Earth and does not close in longitude and latitude")]
    RoundThePole {
        /// The file.
        place: String,
        /// The feature, counted from 1.
        feature: usize,
    },
    /// Two regions share more than a sliver of ground.
    #[error(
        "{place}: `{smaller}` and `{larger}` share {} km², {} % of `{smaller}`{}, expected regions that share no ground",
        digits(*square_kilometres), percent(*part), more_pairs(*others)
    )]
    SharedGround {
        /// The file.
        place: String,
        /// The smaller region.
        smaller: RegionCode,
        /// The other.
        larger: RegionCode,
        /// What they share.
        square_kilometres: f64,
        /// The part of the smaller region that is shared.
        part: f64,
        /// How many more pairs do.
        others: usize,
    },
    /// No feature has an area.
    #[error("{place}: holds no area")]
    NoRegions {
        /// The file.
        place: String,
    },
    /// The format is not known here.
    #[error("{place}: is not a vector format that can be read here: {message}")]
    UnknownFormat {
        /// The file.
        place: String,
        /// What was tried.
        message: String,
    },
}

/// How many more pairs share ground, in words.
fn more_pairs(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => ", as does one more pair of regions".to_owned(),
        _ => format!(", as do {others} more pairs of regions"),
    }
}

/// The fields in which a code was looked for, in words.
fn tried(expected: &Option<String>) -> String {
    expected.as_ref().map_or_else(|| "any field known to hold one".to_owned(), |field| format!("the field `{field}`"))
}

impl RegionError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Unreadable { .. } => return None,
            Self::NotGeoJson { .. } => "convert it, for example with `ogr2ogr -t_srs OGC:CRS84 -wrapdateline out.geojson FILE`".to_owned(),
            Self::OtherCoordinateSystem { .. } => "convert them with `ogr2ogr -t_srs OGC:CRS84 out.geojson FILE`".to_owned(),
            Self::NotDegrees { .. } => "the coordinates are probably projected; convert them with \
                 `ogr2ogr -s_srs EPSG:CODE -t_srs OGC:CRS84 out.geojson FILE`"
                .to_owned(),
            Self::NotAnArea { .. } => "keep the polygons only, or build areas from the lines first (QGIS: Polygonize)".to_owned(),
            Self::NoCode { fields, .. } if fields.is_empty() => "give each feature a property that holds its code".to_owned(),
            Self::NoCode { fields, .. } => format!("name the field that holds the code; the feature has `{}`", fields.join("`, `")),
            Self::HoleBesideJump { .. } => "the ring has an edge of more than 180°, which is taken the short way, over the antimeridian; \
                 if the long way is meant, add points along it"
                .to_owned(),
            Self::RoundThePole { .. } => "close the ring along the pole: end it at ±180° and go on along latitude ±90°".to_owned(),
            Self::SharedGround { smaller, larger, .. } => format!(
                "choose outlines in which {smaller} and {larger} have one boundary, leave one of them out, or have the ground given to the smaller \
                 region (`--make-valid`, in a run file `outlines = \"made-valid\"`)"
            ),
            Self::NoRegions { .. } => "check that the file holds polygons and that the right layer comes first".to_owned(),
            Self::UnknownFormat { .. } => "convert it to GeoJSON, for example with `ogr2ogr -t_srs OGC:CRS84 out.geojson FILE`".to_owned(),
        };
        Some(text)
    }
}
