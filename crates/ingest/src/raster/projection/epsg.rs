//! Projections by their EPSG code.

use super::{Parameters, StatedMethod};
use fluxledger_core::Ellipsoid;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The systems of the table that comes with fluxledger, by code.
static SYSTEMS: LazyLock<BTreeMap<String, System>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../data/projections/epsg.toml")).expect("the table comes with the program and is tested")
});

/// Zones of UTM: the code before that of zone 1, the first and the last zone, whether they lie in the south, and their ellipsoid
/// (EPSG Guidance Note 7-2, section 3.2.4).
const UTM: [(u16, u16, u16, bool, Ellipsoid); 4] = [
    (32_600, 1, 60, false, Ellipsoid::WGS84),
    (32_700, 1, 60, true, Ellipsoid::WGS84),
    (25_800, 28, 38, false, Ellipsoid::GRS80),
    (26_900, 1, 23, false, Ellipsoid::GRS80),
];

/// One system of the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct System {
    #[expect(dead_code, reason = "for people who read the table")]
    name: String,
    method: StatedMethod,
    ellipsoid: Named,
    latitude_of_origin: f64,
    central_meridian: f64,
    #[serde(default)]
    standard_parallels: Vec<f64>,
    scale: Option<f64>,
    #[serde(default)]
    false_origin: [f64; 2],
}

/// The ellipsoids of the table.
#[derive(Clone, Copy, Deserialize)]
enum Named {
    #[serde(rename = "WGS84")]
    Wgs84,
    #[serde(rename = "GRS80")]
    Grs80,
}

/// The parameters of a code, if it is known here.
pub(in crate::raster) fn parameters(code: u16) -> Option<Parameters> {
    utm(code).or_else(|| SYSTEMS.get(&code.to_string()).map(System::parameters))
}

impl System {
    fn parameters(&self) -> Parameters {
        Parameters {
            method: self.method,
            ellipsoid: Some(match self.ellipsoid {
                Named::Wgs84 => Ellipsoid::WGS84,
                Named::Grs80 => Ellipsoid::GRS80,
            }),
            latitude_of_origin: Some(self.latitude_of_origin),
            central_meridian: Some(self.central_meridian),
            standard_parallels: self.standard_parallels.clone(),
            scale: self.scale,
            false_origin: self.false_origin,
        }
    }
}

/// A zone of UTM: six degrees wide, the first about 177° west.
fn utm(code: u16) -> Option<Parameters> {
    let zone = |&(base, first, last, ..): &(u16, u16, u16, bool, Ellipsoid)| (base + first..=base + last).contains(&code);
    let &(base, _, _, is_southern, ellipsoid) = UTM.iter().find(|zones| zone(zones))?;
    Some(Parameters {
        method: StatedMethod::TransverseMercator,
        ellipsoid: Some(ellipsoid),
        latitude_of_origin: Some(0.0),
        central_meridian: Some(6.0 * f64::from(code - base) - 183.0),
        standard_parallels: Vec::new(),
        scale: Some(0.9996),
        false_origin: [500_000.0, if is_southern { 10_000_000.0 } else { 0.0 }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_of_the_table_is_a_projection() {
        for (code, system) in SYSTEMS.iter() {
            assert!(code.parse::<u16>().is_ok(), "{code}");
            system.parameters().projection().unwrap_or_else(|error| panic!("{code} {error}"));
        }
    }

    /// From PROJ 9.5.1 (pyproj 3.7.2): `Transformer.from_crs(CRS.from_epsg(CODE).geodetic_crs, CODE, always_xy=True).transform(longitude, latitude)`.
    #[test]
    fn codes_place_points_where_proj_has_them() {
        for (code, point, expected) in [
            (5_070, [-75.5, 35.25], [1_835_256.544_943, 1_553_492.128_210]),
            (3_035, [25.25, 60.5], [5_153_887.251_041, 4_245_696.308_962]),
            (3_978, [-120.5, 60.25], [-1_335_758.324_444, 1_502_761.623_583]),
            (3_577, [150.25, -33.5], [1_679_512.144_362, -3_775_125.817_778]),
            (3_413, [10.5, 75.25], [1_323_838.882_466, -909_849.256_175]),
            (3_031, [100.5, -75.25], [1_584_196.430_392, -293_613.453_393]),
            (5_936, [-150.5, 70.25], [1_980_681.060_067, -213_731.248_823]),
            (6_931, [30.5, 60.25], [1_666_201.072_724, -2_828_648.110_546]),
            (2_154, [2.25, 48.75], [644_857.941_838, 6_850_249.338_733]),
            (32_633, [12.25, 47.5], [292_894.915_727, 5_264_395.476_275]),
            (32_719, [-70.5, -33.25], [360_266.345_554, 6_319_994.448_741]),
            (26_917, [-80.5, 43.5], [540_422.191_656, 4_816_462.791_178]),
            (3_067, [24.75, 60.25], [375_464.533_672, 6_681_377.020_463]),
        ] {
            let projection = parameters(code).unwrap().projection().unwrap();
            let found = projection.forward(point);
            let off = (found[0] - expected[0]).hypot(found[1] - expected[1]);
            assert!(off < 1e-5, "{code}: {found:?} and not {expected:?}");
        }
    }

    #[test]
    fn a_code_that_is_not_in_the_table_is_not_known() {
        assert!([27_700, 4_326, 32_661, 3_857].into_iter().all(|code| parameters(code).is_none()));
    }
}
