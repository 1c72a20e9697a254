//! Grid mappings of NetCDF and Zarr.
//!
//! # References
//! NetCDF Climate and Forecast Metadata Conventions 1.11, section 5.6 and appendix F.

use super::{Parameters, StatedMethod, wkt};
use crate::raster::{AttributeValue, Attributes};
use fluxledger_core::projection::{Method, Pole};
use fluxledger_core::{Ellipsoid, Projection};

/// The attribute in which a grid mapping says what it is.
pub(in crate::raster) const NAME: &str = "grid_mapping_name";

/// The attributes in which a grid mapping may state well-known text: that of CF, and that of GDAL.
const WELL_KNOWN_TEXTS: [&str; 2] = ["crs_wkt", "spatial_ref"];

/// Methods as CF names them.
const METHODS: [(&str, StatedMethod); 5] = [
    ("lambert_conformal_conic", StatedMethod::LambertConformalConic),
    ("albers_conical_equal_area", StatedMethod::AlbersEqualArea),
    ("lambert_azimuthal_equal_area", StatedMethod::LambertAzimuthalEqualArea),
    ("polar_stereographic", StatedMethod::PolarStereographic),
    ("transverse_mercator", StatedMethod::TransverseMercator),
];

/// Grid mappings whose coordinates are no longitudes and latitudes (CF 1.11, appendix F); what is none of CF's says nothing of them.
const OTHER_COORDINATES: [&str; 15] = [
    "albers_conical_equal_area",
    "azimuthal_equidistant",
    "geostationary",
    "lambert_azimuthal_equal_area",
    "lambert_conformal_conic",
    "lambert_cylindrical_equal_area",
    "mercator",
    "oblique_mercator",
    "orthographic",
    "polar_stereographic",
    "rotated_latitude_longitude",
    "sinusoidal",
    "stereographic",
    "transverse_mercator",
    "vertical_perspective",
];

/// Whether attributes describe a projection.
pub(in crate::raster) fn is_in(attributes: &Attributes) -> bool {
    attributes.text(NAME).is_some() || well_known_text(attributes).is_some()
}

/// Refuses a grid mapping of other coordinates than longitude and latitude in degrees from Greenwich; one that says nothing of them passes.
///
/// # Errors
/// In words, what the coordinates are of.
pub(in crate::raster) fn expect_geographic(attributes: &Attributes) -> Result<(), String> {
    expect_greenwich(attributes)?;
    match (attributes.text(NAME), well_known_text(attributes)) {
        (Some(name), _) if OTHER_COORDINATES.contains(&name) => Err(format!("is `{name}`")),
        (_, Some(text)) => wkt::expect_geographic(text),
        (_, None) => Ok(()),
    }
}

fn expect_greenwich(attributes: &Attributes) -> Result<(), String> {
    let meridian = attributes.number("longitude_of_prime_meridian").filter(|&meridian| meridian % 360.0 != 0.0);
    meridian.map_or(Ok(()), |meridian| Err(format!("counts longitudes from a prime meridian {meridian}° east of Greenwich")))
}

/// The projection of a grid mapping; its false origin is in the unit of the coordinates, of which so many metres are one.
///
/// Well-known text is read where the attributes of CF are absent; what they lack is taken from it where it names the same method, and what both state from them
/// (CF 1.11, section 5.6.1).
///
/// # Errors
/// In words, what the attributes lack or what is not known here.
pub(crate) fn projection(attributes: &Attributes, metres: f64) -> Result<Projection, String> {
    let text = || well_known_text(attributes).map(wkt::system);
    let Some(name) = attributes.text(NAME) else {
        let system = text().ok_or_else(|| format!("states neither `{NAME}` nor `{}`", WELL_KNOWN_TEXTS.join("` nor `")))?;
        return system?.parameters.projection();
    };
    let method = METHODS.iter().find(|(known, _)| *known == name).map(|&(_, method)| method);
    let method = method.ok_or_else(|| format!("`{name}` is not known here"))?;
    if let Some(text) = well_known_text(attributes) {
        wkt::expect_datum_in_place(text)?;
    }
    let of_text = text().and_then(Result::ok).map(|system| system.parameters).filter(|parameters| parameters.method == method);
    parameters(attributes, method, metres, of_text)?.projection()
}

/// How many metres the unit of the plane is that well-known text states; none where it is no text of a plane that is known here.
pub(in crate::raster) fn unit_of_plane(attributes: &Attributes) -> Option<f64> {
    well_known_text(attributes).and_then(|text| wkt::system(text).ok()).map(|system| system.metres)
}

fn well_known_text(attributes: &Attributes) -> Option<&str> {
    WELL_KNOWN_TEXTS.iter().find_map(|name| attributes.text(name))
}

/// What the attributes of CF state, and of what they do not what a text of the same method does.
fn parameters(attributes: &Attributes, method: StatedMethod, metres: f64, of_text: Option<Parameters>) -> Result<Parameters, String> {
    expect_greenwich(attributes)?;
    if attributes.numbers("towgs84").iter().any(|&shift| shift != 0.0) {
        return Err("states a shift of its datum against WGS 84 (`towgs84`), which is not known here".to_owned());
    }
    let first_of = |names: &[&str]| names.iter().find_map(|name| attributes.number(name));
    let false_origin = ["false_easting", "false_northing"].map(|name| attributes.number(name).map(|length| length * metres));
    let meridians = ["longitude_of_central_meridian", "longitude_of_projection_origin", "straight_vertical_longitude_from_pole"];
    let standard_parallels = attributes.numbers("standard_parallel").to_vec();
    let scale = first_of(&["scale_factor_at_central_meridian", "scale_factor_at_projection_origin"]);
    // Parallels and a scale say the same in two ways.
    let is_scaled = scale.is_some() || !standard_parallels.is_empty();
    let text = of_text.unwrap_or(Parameters {
        method,
        ellipsoid: None,
        latitude_of_origin: None,
        central_meridian: None,
        standard_parallels: Vec::new(),
        scale: None,
        false_origin: [0.0; 2],
    });
    Ok(Parameters {
        method,
        ellipsoid: ellipsoid(attributes).or(text.ellipsoid),
        latitude_of_origin: attributes.number("latitude_of_projection_origin").or(text.latitude_of_origin),
        central_meridian: first_of(&meridians).or(text.central_meridian),
        standard_parallels: if is_scaled { standard_parallels } else { text.standard_parallels },
        scale: if is_scaled { scale } else { text.scale },
        false_origin: [0, 1].map(|axis| false_origin[axis].unwrap_or(text.false_origin[axis])),
    })
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

/// The attributes of CF by which `projection` finds a projection again; lengths in metres.
#[must_use]
pub fn attributes_of(projection: &Projection) -> Attributes {
    let text = |name: &str, text: &str| (name.to_owned(), AttributeValue::Text(text.to_owned()));
    let numbers = |name: &str, numbers: &[f64]| (name.to_owned(), AttributeValue::Numbers(numbers.to_vec()));
    let (name, meridian, latitude, own) = match *projection.method() {
        Method::LambertConformalConic { latitude_of_origin, standard_parallels, scale } => {
            let own = vec![numbers("standard_parallel", &standard_parallels), numbers("scale_factor_at_projection_origin", &[scale])];
            ("lambert_conformal_conic", "longitude_of_central_meridian", latitude_of_origin, own)
        }
        Method::AlbersEqualArea { latitude_of_origin, standard_parallels } => {
            let own = vec![numbers("standard_parallel", &standard_parallels)];
            ("albers_conical_equal_area", "longitude_of_central_meridian", latitude_of_origin, own)
        }
        Method::LambertAzimuthalEqualArea { latitude_of_origin } => {
            ("lambert_azimuthal_equal_area", "longitude_of_projection_origin", latitude_of_origin, Vec::new())
        }
        Method::PolarStereographic { pole, standard_parallel } => {
            let own = vec![numbers("standard_parallel", &[standard_parallel])];
            ("polar_stereographic", "straight_vertical_longitude_from_pole", latitude_of(pole), own)
        }
        Method::PolarStereographicOfScale { pole, scale } => {
            let own = vec![numbers("scale_factor_at_projection_origin", &[scale])];
            ("polar_stereographic", "straight_vertical_longitude_from_pole", latitude_of(pole), own)
        }
        Method::TransverseMercator { latitude_of_origin, scale } => {
            let own = vec![numbers("scale_factor_at_central_meridian", &[scale])];
            ("transverse_mercator", "longitude_of_central_meridian", latitude_of_origin, own)
        }
    };
    let mut all =
        vec![text(NAME, name), numbers(meridian, &[projection.central_meridian()]), numbers("latitude_of_projection_origin", &[latitude])];
    let [easting, northing] = projection.false_origin();
    all.extend(own);
    all.extend([numbers("false_easting", &[easting]), numbers("false_northing", &[northing])]);
    let ellipsoid = projection.ellipsoid();
    all.extend([
        numbers("semi_major_axis", &[ellipsoid.semi_major_axis]),
        numbers("inverse_flattening", &[ellipsoid.inverse_flattening()]),
    ]);
    Attributes::new(all)
}

const fn latitude_of(pole: Pole) -> f64 {
    match pole {
        Pole::North => 90.0,
        Pole::South => -90.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::projection::epsg;

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

    const ALBERS: &str = include_str!("../../../../../tests/fixtures/projections/5070.wkt2");

    #[test]
    fn well_known_text_stands_for_attributes_that_are_not_there() {
        let expected = epsg::parameters(5070).unwrap().projection().unwrap();
        for name in WELL_KNOWN_TEXTS {
            assert_eq!(projection(&attributes(&[(name, ALBERS)], &[]), 1000.0), Ok(expected.clone()), "{name}");
        }
        let named = |name| projection(&attributes(&[(NAME, name), ("crs_wkt", ALBERS)], &[]), 1.0);
        assert_eq!(named("albers_conical_equal_area"), Ok(expected));
        assert!(named("lambert_conformal_conic").unwrap_err().starts_with("states no"));
        assert_eq!(
            projection(&attributes(&[], &[]), 1.0).unwrap_err(),
            "states neither `grid_mapping_name` nor `crs_wkt` nor `spatial_ref`"
        );
    }

    #[test]
    fn attributes_go_before_the_text_that_completes_them() {
        // The text has 29.5° and 45.5°, 23° and −96°, and no false easting.
        let of = |numbers: &[(&str, &[f64])]| {
            projection(&attributes(&[(NAME, "albers_conical_equal_area"), ("crs_wkt", ALBERS)], numbers), 1000.0).unwrap()
        };
        let parallels: [(&str, &[f64]); 2] = [("standard_parallel", &[33.0, 45.0]), ("false_easting", &[100.0])];
        let found = of(&parallels);
        assert_eq!(*found.method(), Method::AlbersEqualArea { latitude_of_origin: 23.0, standard_parallels: [33.0, 45.0] });
        assert_eq!((found.central_meridian(), found.false_origin(), *found.ellipsoid()), (-96.0, [100_000.0, 0.0], Ellipsoid::GRS80));
    }

    #[test]
    fn a_shift_of_the_datum_is_refused_wherever_it_is_stated() {
        let sphere: (&str, &[f64]) = ("earth_radius", &[6_371_000.0]);
        assert!(lambert(&[sphere, ("towgs84", &[0.0, 0.0, 0.0])]).is_ok());
        assert!(lambert(&[sphere, ("towgs84", &[100.0, 0.0, 0.0])]).unwrap_err().contains("towgs84"));
        let shifted = r#"PROJCS["plane",GEOGCS["x",DATUM["x",SPHEROID["x",6371000,0],TOWGS84[100,0,0,0,0,0,0]],PRIMEM["Greenwich",0]]]"#;
        let all: Vec<_> = CONE.iter().copied().chain([sphere]).collect();
        let refused = projection(&attributes(&[(NAME, "lambert_conformal_conic"), ("crs_wkt", shifted)], &all), 1.0).unwrap_err();
        assert!(refused.contains("TOWGS84"), "{refused}");
    }

    #[test]
    fn every_method_is_found_again_by_the_attributes_that_are_written_of_it() {
        for code in [2154, 3031, 3035, 3413, 5070, 5936, 32_719] {
            let written = epsg::parameters(code).unwrap().projection().unwrap();
            assert_eq!(projection(&attributes_of(&written), 1.0), Ok(written), "{code}");
        }
        let sphere = lambert(&[("earth_radius", &[6_370_000.0])]).unwrap();
        assert_eq!(projection(&attributes_of(&sphere), 1.0), Ok(sphere));
    }
}
