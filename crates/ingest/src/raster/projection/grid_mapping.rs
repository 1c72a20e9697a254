//! Grid mappings of NetCDF and Zarr.
//!
//! # References
//! NetCDF Climate and Forecast Metadata Conventions 1.11, section 5.6 and appendix F.

use super::{Parameters, StatedMethod};
use crate::raster::Attributes;
use fluxledger_core::{Ellipsoid, Projection};

/// The attribute in which a grid mapping says what it is.
pub(in crate::raster) const NAME: &str = "grid_mapping_name";

/// The projection of a grid mapping; its false origin is in the unit of the coordinates, of which so many metres are one.
///
/// # Errors
/// In words, what the attributes lack or what is not known here.
pub(in crate::raster) fn projection(attributes: &Attributes, metres: f64) -> Result<Projection, String> {
    let name = attributes.text(NAME).ok_or_else(|| format!("states no `{NAME}`"))?;
    let method = match name {
        "lambert_conformal_conic" => StatedMethod::LambertConformalConic,
        "albers_conical_equal_area" => StatedMethod::AlbersEqualArea,
        "lambert_azimuthal_equal_area" => StatedMethod::LambertAzimuthalEqualArea,
        "polar_stereographic" => StatedMethod::PolarStereographic,
        "transverse_mercator" => StatedMethod::TransverseMercator,
        other => return Err(format!("`{other}` is not known here")),
    };
    if let Some(meridian) = attributes.number("longitude_of_prime_meridian").filter(|&meridian| meridian != 0.0) {
        return Err(format!("counts longitudes from a prime meridian {meridian}° east of Greenwich"));
    }
    let first_of = |names: &[&str]| names.iter().find_map(|name| attributes.number(name));
    let false_origin = ["false_easting", "false_northing"].map(|name| attributes.number(name).unwrap_or(0.0) * metres);
    let meridians = ["longitude_of_central_meridian", "longitude_of_projection_origin", "straight_vertical_longitude_from_pole"];
    let parameters = Parameters {
        method,
        ellipsoid: ellipsoid(attributes),
        latitude_of_origin: attributes.number("latitude_of_projection_origin"),
        central_meridian: first_of(&meridians),
        standard_parallels: attributes.numbers("standard_parallel").to_vec(),
        scale: first_of(&["scale_factor_at_central_meridian", "scale_factor_at_projection_origin"]),
        false_origin,
    };
    parameters.projection()
}

/// The figure of the Earth, by its lengths or else by its name.
fn ellipsoid(attributes: &Attributes) -> Option<Ellipsoid> {
    let number = |name: &str| attributes.number(name);
    match (number("semi_major_axis"), number("inverse_flattening"), number("semi_minor_axis")) {
        (Some(axis), Some(flattening), _) => Some(Ellipsoid::of_flattening(axis, flattening)),
        (Some(axis), None, Some(minor)) if axis == minor => Some(Ellipsoid::sphere(axis)),
        (Some(axis), None, Some(minor)) => Some(Ellipsoid::of_flattening(axis, axis / (axis - minor))),
        _ => number("earth_radius").map(Ellipsoid::sphere).or_else(|| by_name(attributes)),
    }
}

fn by_name(attributes: &Attributes) -> Option<Ellipsoid> {
    let name = attributes.text("reference_ellipsoid_name").or_else(|| attributes.text("horizontal_datum_name"))?;
    match name.to_lowercase().replace([' ', '_'], "").as_str() {
        "wgs84" | "wgs1984" | "worldgeodeticsystem1984" => Some(Ellipsoid::WGS84),
        "grs80" | "grs1980" | "northamericandatum1983" | "nad83" | "europeanterrestrialreferencesystem1989" => Some(Ellipsoid::GRS80),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::AttributeValue;
    use fluxledger_core::projection::Method;

    fn attributes(texts: &[(&str, &str)], numbers: &[(&str, &[f64])]) -> Attributes {
        let texts = texts.iter().map(|&(name, text)| (name.to_owned(), AttributeValue::Text(text.to_owned())));
        let numbers = numbers.iter().map(|&(name, values)| (name.to_owned(), AttributeValue::Numbers(values.to_vec())));
        Attributes::new(texts.chain(numbers).collect())
    }

    const CONE: [(&str, &[f64]); 3] =
        [("standard_parallel", &[33.0, 45.0]), ("latitude_of_projection_origin", &[40.0]), ("longitude_of_central_meridian", &[-97.0])];

    fn lambert(numbers: &[(&str, &[f64])]) -> Result<Projection, String> {
        let all: Vec<_> = CONE.iter().chain(numbers).copied().collect();
        projection(&attributes(&[(NAME, "lambert_conformal_conic")], &all), 1000.0)
    }

    #[test]
    fn lambert_s_cone_is_read_with_its_figure_of_the_earth() {
        let method = Method::LambertConformalConic { latitude_of_origin: 40.0, standard_parallels: [33.0, 45.0], scale: 1.0 };
        let expected = |ellipsoid, false_origin| Ok(Projection::new(ellipsoid, method.clone(), -97.0, false_origin).unwrap());
        assert_eq!(lambert(&[("earth_radius", &[6_370_000.0])]), expected(Ellipsoid::sphere(6_370_000.0), [0.0; 2]));
        let wgs84: [(&str, &[f64]); 3] =
            [("semi_major_axis", &[6_378_137.0]), ("inverse_flattening", &[298.257_223_563]), ("false_easting", &[500.0])];
        // In kilometres, as the coordinates.
        assert_eq!(lambert(&wgs84), expected(Ellipsoid::WGS84, [500_000.0, 0.0]));
        let sphere: [(&str, &[f64]); 2] = [("semi_major_axis", &[6_370_000.0]), ("semi_minor_axis", &[6_370_000.0])];
        assert_eq!(lambert(&sphere), expected(Ellipsoid::sphere(6_370_000.0), [0.0; 2]));
    }

    #[test]
    fn what_is_missing_or_not_known_is_said() {
        assert_eq!(lambert(&[]).unwrap_err(), "states no figure of the Earth (semi-major axis and flattening, or a radius)");
        let clarke: [(&str, &[f64]); 2] = [("semi_major_axis", &[6_378_206.4]), ("inverse_flattening", &[294.978_698_2])];
        assert_eq!(
            lambert(&clarke).unwrap_err(),
            "counts latitudes on an ellipsoid with a semi-major axis of 6378206.4 m, expected WGS 84, GRS 80 or a sphere: its datum would have to be shifted"
        );
        let of = |name| projection(&attributes(&[(NAME, name)], &[("earth_radius", &[6_371_000.0])]), 1.0).unwrap_err();
        assert_eq!(of("rotated_latitude_longitude"), "`rotated_latitude_longitude` is not known here");
        assert_eq!(of("albers_conical_equal_area"), "states no central meridian");
    }
}
