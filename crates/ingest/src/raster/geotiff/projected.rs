//! The projection of a GeoTIFF, by its code or by the keys that spell it out (OGC GeoTIFF 1.1, OGC 19-008r4, sections 7.5 and C.2).

use super::georeference::{
    ANGULAR_UNITS, CITATION, DEGREES, GEODETIC_CRS, GREENWICH, GeoKeys, PRIME_MERIDIAN, PROJECTED_CITATION, PROJECTED_CRS, USER_DEFINED,
};
use crate::raster::projection::{Parameters, StatedMethod, epsg};
use fluxledger_core::{Ellipsoid, Projection};

const DATUM: u16 = 2050;
const ELLIPSOID: u16 = 2056;
const SEMI_MAJOR_AXIS: u16 = 2057;
const SEMI_MINOR_AXIS: u16 = 2058;
const INVERSE_FLATTENING: u16 = 2059;
const METHOD: u16 = 3075;
const LINEAR_UNITS: u16 = 3076;
const PARALLELS: [u16; 2] = [3078, 3079];
/// Natural origin, false origin, centre: what each method calls its origin.
const LONGITUDES: [u16; 4] = [3080, 3084, 3088, 3095];
const LATITUDES: [u16; 3] = [3081, 3085, 3089];
const EASTINGS: [u16; 3] = [3082, 3086, 3090];
const NORTHINGS: [u16; 3] = [3083, 3087, 3091];
const SCALES: [u16; 2] = [3092, 3093];

const PRIME_MERIDIAN_LONGITUDE: u16 = 2061;
/// `GeogTOWGS84GeoKey`, which GDAL writes (GeoTIFF 1.8.2, section 6.2.2).
const SHIFT_TO_WGS84: u16 = 2062;

const METRE: u16 = 9001;
/// Geodetic systems, datums and ellipsoids that lie within metres of WGS 84, by the ellipsoid that they count on.
const ON_WGS84: [u16; 3] = [4326, 6326, 7030];
const ON_GRS80: [u16; 15] = [4269, 6269, 4258, 6258, 4283, 6283, 7844, 1168, 4171, 6171, 4617, 6140, 4759, 6318, 7019];

/// The projection of a file in a plane, or the name of its system and why it is none that is known here.
pub(super) fn projection(keys: &GeoKeys) -> Result<Projection, String> {
    let name = keys.text(PROJECTED_CITATION).or_else(|| keys.text(CITATION)).unwrap_or("a projection");
    let parameters = match keys.number(PROJECTED_CRS).filter(|&code| code != USER_DEFINED) {
        Some(code) => epsg::parameters(code).ok_or_else(|| format!("{name} (EPSG:{code})"))?,
        None => spelled_out(keys).map_err(|reason| format!("{name}: {reason}"))?,
    };
    expect_plain_units(keys).and_then(|()| parameters.projection()).map_err(|reason| format!("{name}: {reason}"))
}

/// Refuses other units than metres and degrees, a datum that is to be shifted, and longitudes that are not counted from Greenwich.
fn expect_plain_units(keys: &GeoKeys) -> Result<(), String> {
    if let Some(unit) = keys.number(LINEAR_UNITS).filter(|&unit| unit != METRE) {
        return Err(format!("lengths in unit EPSG:{unit}"));
    }
    if let Some(unit) = keys.number(ANGULAR_UNITS).filter(|unit| !DEGREES.contains(unit)) {
        return Err(format!("angles in unit EPSG:{unit}"));
    }
    if keys.doubles(SHIFT_TO_WGS84).iter().any(|&shift| shift != 0.0) {
        return Err("a shift of its datum against WGS 84, which is not known here".to_owned());
    }
    let other_meridian = keys.number(PRIME_MERIDIAN).is_some_and(|code| code != GREENWICH && code != USER_DEFINED)
        || keys.double(PRIME_MERIDIAN_LONGITUDE).is_some_and(|longitude| longitude != 0.0);
    if other_meridian { Err("longitudes from another prime meridian than Greenwich".to_owned()) } else { Ok(()) }
}

/// The parameters that the keys of a system without a code spell out.
fn spelled_out(keys: &GeoKeys) -> Result<Parameters, String> {
    let method = match keys.number(METHOD) {
        Some(1) => StatedMethod::TransverseMercator,
        Some(8 | 9) => StatedMethod::LambertConformalConic,
        Some(10) => StatedMethod::LambertAzimuthalEqualArea,
        Some(11) => StatedMethod::AlbersEqualArea,
        Some(15) => StatedMethod::PolarStereographic,
        Some(other) => return Err(format!("method {other} of GeoTIFF, which is not known here")),
        None => return Err("a projection of which the file states neither code nor method".to_owned()),
    };
    let first_of = |candidates: &[u16]| candidates.iter().find_map(|&key| keys.double(key));
    let parameters = Parameters {
        method,
        ellipsoid: ellipsoid(keys),
        latitude_of_origin: first_of(&LATITUDES),
        central_meridian: first_of(&LONGITUDES),
        standard_parallels: PARALLELS.iter().filter_map(|&key| keys.double(key)).collect(),
        scale: first_of(&SCALES),
        false_origin: [first_of(&EASTINGS).unwrap_or(0.0), first_of(&NORTHINGS).unwrap_or(0.0)],
    };
    Ok(if method == StatedMethod::PolarStereographic { at_pole(parameters) } else { parameters })
}

/// GeoTIFF has the latitude of true scale where other methods have that of their origin, unless it is a pole.
fn at_pole(parameters: Parameters) -> Parameters {
    match parameters.latitude_of_origin {
        Some(latitude) if latitude.abs() < 90.0 => {
            Parameters { latitude_of_origin: Some(90.0_f64.copysign(latitude)), standard_parallels: vec![latitude], ..parameters }
        }
        _ => parameters,
    }
}

/// The figure of the Earth, by its lengths or else by a code of system, datum or ellipsoid.
fn ellipsoid(keys: &GeoKeys) -> Option<Ellipsoid> {
    let number = |key| keys.double(key);
    match (number(SEMI_MAJOR_AXIS), number(INVERSE_FLATTENING), number(SEMI_MINOR_AXIS)) {
        (Some(axis), Some(flattening), _) => return Some(Ellipsoid::of_flattening(axis, flattening)),
        (Some(axis), None, Some(minor)) if axis == minor => return Some(Ellipsoid::sphere(axis)),
        (Some(axis), None, Some(minor)) => return Some(Ellipsoid::of_flattening(axis, axis / (axis - minor))),
        _ => {}
    }
    let codes = [GEODETIC_CRS, DATUM, ELLIPSOID].into_iter().filter_map(|key| keys.number(key)).filter(|&code| code != USER_DEFINED);
    codes.into_iter().find_map(|code| match code {
        _ if ON_WGS84.contains(&code) => Some(Ellipsoid::WGS84),
        _ if ON_GRS80.contains(&code) => Some(Ellipsoid::GRS80),
        _ => None,
    })
}
