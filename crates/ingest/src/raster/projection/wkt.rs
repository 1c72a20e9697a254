//! Projections in well-known text: that of GDAL and of ESRI (WKT 1), and WKT 2.
//!
//! # References
//! OGC 01-009 (2001): Coordinate Transformation Services, section 7.
//! OGC 18-010r11 (2023): Geographic information – Well-known text representation of coordinate reference systems.
//! IOGP Guidance Note 7-2, section 3, for the names of methods and parameters.

use super::{Parameters, StatedMethod};
use fluxledger_core::{Ellipsoid, Projection};
use std::collections::BTreeMap;

mod tree;

use tree::Node;

/// What a text says of a plane.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::raster) struct System {
    pub(in crate::raster) parameters: Parameters,
    /// How many metres the unit of its coordinates is.
    pub(in crate::raster) metres: f64,
}

/// The names of systems in the plane of a projection.
const PLANES: [&str; 3] = ["PROJCS", "PROJCRS", "PROJECTEDCRS"];

/// The names of systems of longitude and latitude.
const GEOGRAPHIC: [&str; 5] = ["GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS"];

/// What a method is called, in small letters and without underscores.
const METHODS: [(&str, StatedMethod); 16] = [
    ("lambert conformal conic", StatedMethod::LambertConformalConic),
    ("lambert conformal conic 1sp", StatedMethod::LambertConformalConic),
    ("lambert conformal conic 2sp", StatedMethod::LambertConformalConic),
    ("lambert conic conformal (1sp)", StatedMethod::LambertConformalConic),
    ("lambert conic conformal (2sp)", StatedMethod::LambertConformalConic),
    ("albers", StatedMethod::AlbersEqualArea),
    ("albers conic equal area", StatedMethod::AlbersEqualArea),
    ("albers equal area", StatedMethod::AlbersEqualArea),
    ("lambert azimuthal equal area", StatedMethod::LambertAzimuthalEqualArea),
    ("polar stereographic", StatedMethod::PolarStereographic),
    ("polar stereographic (variant a)", StatedMethod::PolarStereographic),
    ("polar stereographic (variant b)", StatedMethod::PolarStereographic),
    ("stereographic north pole", StatedMethod::PolarStereographic),
    ("stereographic south pole", StatedMethod::PolarStereographic),
    ("transverse mercator", StatedMethod::TransverseMercator),
    ("gauss kruger", StatedMethod::TransverseMercator),
];

const LATITUDES: [&str; 4] = ["latitude of origin", "latitude of center", "latitude of natural origin", "latitude of false origin"];
const MERIDIANS: [&str; 5] =
    ["central meridian", "longitude of center", "longitude of natural origin", "longitude of false origin", "longitude of origin"];
const FIRST_PARALLELS: [&str; 3] = ["standard parallel 1", "latitude of 1st standard parallel", "latitude of standard parallel"];
const SECOND_PARALLELS: [&str; 2] = ["standard parallel 2", "latitude of 2nd standard parallel"];
const SCALES: [&str; 2] = ["scale factor", "scale factor at natural origin"];
const EASTINGS: [&str; 2] = ["false easting", "easting at false origin"];
const NORTHINGS: [&str; 2] = ["false northing", "northing at false origin"];

/// The projection that well-known text describes, and how many metres the unit of its coordinates is.
///
/// # Errors
/// In words, what is no well-known text, what it lacks or what is not known here.
pub fn plane(text: &str) -> Result<(Projection, f64), String> {
    let System { parameters, metres } = system(text)?;
    Ok((parameters.projection()?, metres))
}

/// What a text says of the plane of a projection.
///
/// # Errors
/// In words, what is no well-known text, what it lacks or what is not known here.
pub(in crate::raster) fn system(text: &str) -> Result<System, String> {
    let root = tree::parsed(text)?;
    let plane = root.find(&PLANES).ok_or_else(|| format!("describes no system in a plane, but a {}", root.keyword))?;
    expect_no_shift(plane)?;
    expect_no_transformation(&root)?;
    let conversion = plane.child(&["CONVERSION"]).unwrap_or(plane);
    let named = conversion.child(&["METHOD", "PROJECTION"]).and_then(Node::text).ok_or("names no method of projection")?;
    let name = spelled(named);
    let known = METHODS.iter().find(|(known, _)| *known == name);
    let &(_, method) = known.ok_or_else(|| format!("`{named}` is not known here"))?;
    let metres = unit_of_length(plane);
    let mut stated = Stated::of(conversion, plane, metres)?;
    let mut take = |names: &[&str]| stated.take(names);
    let parallels = [take(&FIRST_PARALLELS), take(&SECOND_PARALLELS)];
    let mut parameters = Parameters {
        method,
        ellipsoid: ellipsoid(plane),
        latitude_of_origin: take(&LATITUDES),
        central_meridian: take(&MERIDIANS),
        standard_parallels: parallels.into_iter().flatten().collect(),
        scale: take(&SCALES),
        false_origin: [take(&EASTINGS), take(&NORTHINGS)].map(|length| length.unwrap_or(0.0)),
    };
    if let Some(other) = stated.0.keys().next() {
        return Err(format!("states `{other}`, which is not known here"));
    }
    if method == StatedMethod::PolarStereographic {
        at_pole(&mut parameters)?;
    }
    Ok(System { parameters, metres })
}

/// Refuses a text of anything but longitudes and latitudes in degrees from Greenwich; what is no well-known text passes.
///
/// # Errors
/// In words, what the text describes.
pub(in crate::raster) fn expect_geographic(text: &str) -> Result<(), String> {
    let Ok(root) = tree::parsed(text) else { return Ok(()) };
    if root.find(&PLANES).is_some() {
        return Err("describes a plane".to_owned());
    }
    let system = root.find(&GEOGRAPHIC).ok_or_else(|| format!("describes a {}", root.keyword))?;
    expect_greenwich(system)?;
    if system.find(&["CONVERSION", "DERIVINGCONVERSION"]).is_some() {
        return Err("describes longitudes and latitudes that are turned against those of the Earth".to_owned());
    }
    let unit = own_unit(system, "ANGLEUNIT").or_else(|| own_unit(system.child(&["AXIS"])?, "ANGLEUNIT")).map_or(1.0, degrees_of);
    // Texts round the factor of the degree, some to seven digits.
    if (unit - 1.0).abs() < 1e-6 { Ok(()) } else { Err(format!("counts angles in units of {unit}°")) }
}

/// Refuses a text that states a shift of its datum or another prime meridian; what is no well-known text passes.
///
/// # Errors
/// In words, what the text states.
pub(in crate::raster) fn expect_datum_in_place(text: &str) -> Result<(), String> {
    let Ok(root) = tree::parsed(text) else { return Ok(()) };
    expect_no_shift(&root)?;
    expect_no_transformation(&root)
}

/// A name in small letters, its words set apart by blanks.
fn spelled(name: &str) -> String {
    name.to_lowercase().replace(['_', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parameters by name: angles in degrees, lengths in metres.
struct Stated(BTreeMap<String, f64>);

impl Stated {
    fn of(conversion: &Node, plane: &Node, metres: f64) -> Result<Self, String> {
        let degrees = degrees_of_angles(plane);
        let mut stated = BTreeMap::new();
        for parameter in conversion.children("PARAMETER") {
            let (Some(name), Some(value)) = (parameter.text(), parameter.number(0)) else {
                return Err("holds a parameter without a name or a number".to_owned());
            };
            let name = spelled(name);
            let unit = match &name {
                name if name.contains("easting") || name.contains("northing") => own_unit(parameter, "LENGTHUNIT").unwrap_or(metres),
                name if name.contains("scale") => own_unit(parameter, "SCALEUNIT").unwrap_or(1.0),
                _ => own_unit(parameter, "ANGLEUNIT").map_or(degrees, degrees_of),
            };
            if stated.insert(name.clone(), value * unit).is_some() {
                return Err(format!("states `{name}` twice"));
            }
        }
        Ok(Self(stated))
    }

    /// The parameter that has one of some names.
    fn take(&mut self, names: &[&str]) -> Option<f64> {
        names.iter().find_map(|name| self.0.remove(*name))
    }
}

/// The unit that stands in a node itself.
fn own_unit(node: &Node, kind: &str) -> Option<f64> {
    node.child(&[kind, "UNIT"])?.number(0)
}

/// How many degrees an angle of so many radians is; texts round the factor of the degree to fifteen digits.
fn degrees_of(radians: f64) -> f64 {
    let degrees = radians.to_degrees();
    if (degrees - 1.0).abs() < 1e-12 { 1.0 } else { degrees }
}

/// How many degrees the unit of angles is in which a text counts parameters that state none of their own.
fn degrees_of_angles(plane: &Node) -> f64 {
    let base = plane.child(&["GEOGCS", "BASEGEOGCRS", "BASEGEODCRS"]);
    base.and_then(|base| own_unit(base, "ANGLEUNIT")).map_or(1.0, degrees_of)
}

/// How many metres the unit of the plane's coordinates is: for both axes, or of the first of them.
fn unit_of_length(plane: &Node) -> f64 {
    let of_axis = || own_unit(plane.child(&["AXIS"])?, "LENGTHUNIT");
    own_unit(plane, "LENGTHUNIT").or_else(of_axis).unwrap_or(1.0)
}

fn ellipsoid(plane: &Node) -> Option<Ellipsoid> {
    let found = plane.find(&["SPHEROID", "ELLIPSOID"])?;
    let unit = own_unit(found, "LENGTHUNIT").unwrap_or(1.0);
    Some(Ellipsoid::of_flattening(found.number(0)? * unit, found.number(1)?))
}

fn expect_greenwich(system: &Node) -> Result<(), String> {
    if let Some(meridian) = system.find(&["PRIMEM", "PRIMEMERIDIAN"]).and_then(|node| node.number(0)).filter(|&meridian| meridian != 0.0) {
        return Err(format!("counts longitudes from a prime meridian {meridian}° east of Greenwich"));
    }
    Ok(())
}

/// Refuses another prime meridian than Greenwich, and a datum that is to be shifted.
fn expect_no_shift(plane: &Node) -> Result<(), String> {
    expect_greenwich(plane)?;
    let shift = plane.find(&["TOWGS84"]).filter(|shift| shift.numbers().any(|number| number != 0.0));
    shift.map_or(Ok(()), |_| Err("states a shift of its datum against WGS 84 (`TOWGS84`), which is not known here".to_owned()))
}

/// Refuses a plane that is bound to another system by a transformation that moves anything (`BOUNDCRS`, OGC 18-010r11, section 17): its coordinates are not those
/// of its own datum, and no transformation is carried out here. That of heights says nothing of places in the plane.
fn expect_no_transformation(root: &Node) -> Result<(), String> {
    let bound = root.find(&["BOUNDCRS"]).filter(|bound| bound.find(&PLANES).is_some());
    let Some(transformation) = bound.and_then(|bound| bound.child(&["ABRIDGEDTRANSFORMATION"])) else { return Ok(()) };
    let moves = |parameter: &Node| {
        // A scale is stated as a factor, or as what it differs from 1 by.
        let is_scale = parameter.text().is_some_and(|name| spelled(name).contains("scale"));
        parameter.number(0).is_none_or(|number| number != 0.0 && !(is_scale && number == 1.0))
    };
    if transformation.child(&["PARAMETERFILE"]).is_none() && !transformation.children("PARAMETER").any(moves) {
        return Ok(());
    }
    let name = transformation.text().unwrap_or_default();
    Err(format!("states a transformation of its datum, `{name}` (`ABRIDGEDTRANSFORMATION`), which is not known here"))
}

/// Polar stereographic maps by their true parallel, which some texts give as the latitude of the origin, or by the scale at their pole.
fn at_pole(parameters: &mut Parameters) -> Result<(), String> {
    let of_origin = parameters.latitude_of_origin.filter(|latitude| latitude.abs() < 90.0);
    let Some(parallel) = parameters.standard_parallels.first().copied().or(of_origin) else { return Ok(()) };
    if parameters.scale.is_some_and(|scale| scale != 1.0) {
        return Err("states both a true parallel and a scale".to_owned());
    }
    parameters.scale = None;
    parameters.standard_parallels = vec![parallel];
    parameters.latitude_of_origin = Some(if parallel < 0.0 { -90.0 } else { 90.0 });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::projection::epsg;
    use std::path::Path;

    fn written(code: u16, dialect: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/projections");
        std::fs::read_to_string(folder.join(format!("{code}.{dialect}"))).unwrap()
    }

    /// What `gdalsrsinfo` of GDAL 3.6 writes of each code in three dialects.
    #[test]
    fn each_dialect_says_what_the_code_says() {
        for code in [2154, 3031, 3035, 3067, 3413, 3577, 3978, 5070, 5936, 6931, 26_917, 32_633, 32_719] {
            let expected = epsg::parameters(code).unwrap().projection().unwrap();
            for dialect in ["wkt1", "wkt2", "esri"] {
                let found = system(&written(code, dialect)).unwrap_or_else(|error| panic!("{code} {dialect}: {error}"));
                assert_eq!(found.parameters.projection().unwrap(), expected, "{code} {dialect}");
                assert_eq!(found.metres, 1.0);
            }
        }
    }

    /// The same cone in kilometres, degrees of 400 to the circle, round brackets and on a sphere: 37 grads are 33.3°.
    #[test]
    fn units_are_those_of_the_text() {
        let text = r#"PROJCS("cone ""of grads""", GEOGCS("g", DATUM("d", SPHEROID("s", 6370000, 0)), PRIMEM("Greenwich", 0),
            UNIT("grad", 0.01570796326794897)), PROJECTION("Lambert_Conformal_Conic_2SP"), PARAMETER("standard_parallel_1", 37),
            PARAMETER("standard_parallel_2", 50), PARAMETER("latitude_of_origin", 40), PARAMETER("central_meridian", -100),
            PARAMETER("false_easting", 5), UNIT("kilometre", 1000))"#;
        let System { parameters, metres } = system(text).unwrap();
        assert!((parameters.standard_parallels[0] - 33.3).abs() < 1e-12 && (parameters.central_meridian.unwrap() + 90.0).abs() < 1e-12);
        assert_eq!((parameters.false_origin, metres, parameters.ellipsoid), ([5000.0, 0.0], 1000.0, Some(Ellipsoid::sphere(6_370_000.0))));
    }

    /// As `gdalsrsinfo` of GDAL 3.6 binds a plane by `+towgs84` and `+nadgrids`, and its heights by `+geoidgrids`.
    #[test]
    fn a_plane_that_is_bound_by_a_transformation_is_refused_unless_it_moves_nothing() {
        let plane = written(5070, "wkt2");
        let bound = |transformation: &str| format!(r#"BOUNDCRS[SOURCECRS[{plane}],TARGETCRS[GEOGCRS["WGS 84"]],{transformation}]"#);
        let helmert = |east: f64, scale: f64| {
            bound(&format!(
                r#"ABRIDGEDTRANSFORMATION["to WGS84",METHOD["Position Vector transformation (geog2D domain)"],
                PARAMETER["X-axis translation",{east}],PARAMETER["Z-axis rotation",0],PARAMETER["Scale difference",{scale}]]"#
            ))
        };
        let of_heights = format!(
            r#"COMPOUNDCRS["both",{plane},BOUNDCRS[SOURCECRS[VERTCRS["h"]],TARGETCRS[GEOGCRS["WGS 84"]],ABRIDGEDTRANSFORMATION["geoid",PARAMETERFILE["g","g.gtx"]]]]"#
        );
        let expected = system(&plane).unwrap();
        assert_eq!([system(&helmert(0.0, 1.0)), system(&of_heights)], [Ok(expected.clone()), Ok(expected)]);
        let refused = "states a transformation of its datum, `to WGS84` (`ABRIDGEDTRANSFORMATION`), which is not known here";
        let by_file = bound(r#"ABRIDGEDTRANSFORMATION["to WGS84",METHOD["NTv2"],PARAMETERFILE["difference file","foo.gsb"]]"#);
        for text in [helmert(10.0, 1.0), helmert(0.0, 1.000_001), by_file] {
            assert_eq!(system(&text).unwrap_err(), refused);
        }
    }

    #[test]
    fn what_is_no_known_plane_is_said() {
        let of = |text: &str| system(text).unwrap_err();
        let albers = written(5070, "wkt1");
        let changed = |from: &str, to: &str| {
            assert!(albers.contains(from), "{from}");
            of(&albers.replace(from, to))
        };
        let messages = [
            of("+proj=lcc +lat_1=33"),
            of(r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]]]"#),
            of(r#"PROJCS["open",GEOGCS["WGS 84""#),
            of(&"A[".repeat(100_000)),
            changed("Albers_Conic_Equal_Area", "Krovak"),
            changed(r#"PRIMEM["Greenwich",0"#, r#"PRIMEM["Paris",2.337229"#),
            changed(r#"AUTHORITY["EPSG","6269"]"#, "TOWGS84[10,0,0,0,0,0,0]"),
            changed("longitude_of_center", "azimuth"),
        ];
        insta::assert_snapshot!(messages.join("\n"), @"
        is no well-known text
        describes no system in a plane, but a GEOGCS
        holds well-known text that ends within brackets
        holds well-known text of more than 64 brackets in one another
        `Krovak` is not known here
        counts longitudes from a prime meridian 2.337229° east of Greenwich
        states a shift of its datum against WGS 84 (`TOWGS84`), which is not known here
        states `azimuth`, which is not known here
        ");
    }
}
