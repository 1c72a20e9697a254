//! The transverse Mercator projection, of which UTM has sixty zones.

use super::latitude::{Latitude, from_conformal_tangent};
use crate::ellipsoid::Ellipsoid;

/// The constants of Krüger's series to the sixth order in the third flattening n.
///
/// # References
/// Karney, C. F. F. (2011): Transverse Mercator with an accuracy of a few nanometers. J. Geodesy 85, 475–485; the errors of the series are
/// below 5 nm within 3900 km of the central meridian.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TransverseMercator {
    /// k₀ A, the scale times the rectifying radius (equation 14), in metres.
    radius: f64,
    /// α of equation 35.
    forward: [f64; 6],
    /// β of equation 36.
    inverse: [f64; 6],
    /// k₀ A / a, for the scale.
    scale: f64,
    eccentricity_squared: f64,
    /// y of the origin's latitude.
    origin: f64,
}

/// The furthest from the central meridian, in radii of the Earth: 35°.
const FURTHEST: f64 = 0.61;

impl TransverseMercator {
    pub(super) fn new(ellipsoid: &Ellipsoid, origin: f64, scale: f64) -> Self {
        let root = (1.0 - ellipsoid.eccentricity_squared).sqrt();
        let n = (1.0 - root) / (1.0 + root);
        let square = n * n;
        let rectifying = ellipsoid.semi_major_axis / (1.0 + n) * (1.0 + square / 4.0 * (1.0 + square / 16.0 * (1.0 + square / 4.0)));
        let unplaced = Self {
            radius: scale * rectifying,
            forward: coefficients(n, &ALPHA),
            inverse: coefficients(n, &BETA),
            scale: scale * rectifying / ellipsoid.semi_major_axis,
            eccentricity_squared: ellipsoid.eccentricity_squared,
            origin: 0.0,
        };
        let [_, y] = unplaced.forward(0.0, &Latitude::of(ellipsoid, origin));
        Self { origin: y, ..unplaced }
    }

    /// x and y of a longitude in radians and a latitude (Karney 2011, equations 7 to 11).
    pub(super) fn forward(&self, longitude: f64, latitude: &Latitude) -> [f64; 2] {
        let [xi, eta] = on_sphere(longitude, latitude);
        let terms = orders().zip(&self.forward);
        let moved = terms.fold([xi, eta], |[north, east], (order, alpha)| {
            let [sine, cosine, hyperbolic_sine, hyperbolic_cosine] = multiples(order, xi, eta);
            [north + alpha * sine * hyperbolic_cosine, east + alpha * cosine * hyperbolic_sine]
        });
        [self.radius * moved[1], self.radius * moved[0] - self.origin]
    }

    /// Longitude and latitude in radians (Karney 2011, equations 15 to 18); none too far from the central meridian or beyond the poles.
    pub(super) fn inverse(&self, ellipsoid: &Ellipsoid, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let [xi, eta] = [(y + self.origin) / self.radius, x / self.radius];
        if eta.abs() > FURTHEST || xi.abs() > std::f64::consts::FRAC_PI_2 {
            return None;
        }
        let terms = orders().zip(&self.inverse);
        let [north, east] = terms.fold([xi, eta], |[north, east], (order, beta)| {
            let [sine, cosine, hyperbolic_sine, hyperbolic_cosine] = multiples(order, xi, eta);
            [north - beta * sine * hyperbolic_cosine, east - beta * cosine * hyperbolic_sine]
        });
        let (height, cosine) = (libm::sinh(east), libm::cos(north));
        let conformal = libm::sin(north) / libm::hypot(height, cosine);
        Some([libm::atan2(height, cosine), from_conformal_tangent(ellipsoid, conformal)])
    }

    /// k², with k the product of the scales of the projection of the sphere and of the series (Karney 2011, equations 23 to 26).
    pub(super) fn areal_scale(&self, longitude: f64, latitude: &Latitude) -> f64 {
        let [xi, eta] = on_sphere(longitude, latitude);
        let terms = orders().zip(&self.forward);
        let [p, q] = terms.fold([1.0, 0.0], |[p, q], (order, alpha)| {
            let [sine, cosine, hyperbolic_sine, hyperbolic_cosine] = multiples(order, xi, eta);
            [p + order * alpha * cosine * hyperbolic_cosine, q + order * alpha * sine * hyperbolic_sine]
        });
        let m = latitude.cosine / (1.0 - self.eccentricity_squared * latitude.sine * latitude.sine).sqrt();
        let of_sphere = libm::hypot(latitude.conformal_tangent(), libm::cos(longitude)) * m;
        (self.scale * libm::hypot(p, q) / of_sphere).powi(2)
    }
}

/// ξ′ and η′, the projection of the conformal sphere (Karney 2011, equation 10).
fn on_sphere(longitude: f64, latitude: &Latitude) -> [f64; 2] {
    let conformal = latitude.conformal_tangent();
    let cosine = libm::cos(longitude);
    [libm::atan2(conformal, cosine), libm::asinh(libm::sin(longitude) / libm::hypot(conformal, cosine))]
}

/// 2 j for j from 1 to 6.
fn orders() -> impl Iterator<Item = f64> {
    [2.0, 4.0, 6.0, 8.0, 10.0, 12.0].into_iter()
}

/// sin, cos of a multiple of ξ and sinh, cosh of the same multiple of η.
fn multiples(order: f64, xi: f64, eta: f64) -> [f64; 4] {
    [libm::sin(order * xi), libm::cos(order * xi), libm::sinh(order * eta), libm::cosh(order * eta)]
}

/// Row j holds the coefficients of n, n², … n⁶ (Karney 2011, equation 35).
const ALPHA: [[f64; 6]; 6] = [
    [1.0 / 2.0, -2.0 / 3.0, 5.0 / 16.0, 41.0 / 180.0, -127.0 / 288.0, 7_891.0 / 37_800.0],
    [0.0, 13.0 / 48.0, -3.0 / 5.0, 557.0 / 1_440.0, 281.0 / 630.0, -1_983_433.0 / 1_935_360.0],
    [0.0, 0.0, 61.0 / 240.0, -103.0 / 140.0, 15_061.0 / 26_880.0, 167_603.0 / 181_440.0],
    [0.0, 0.0, 0.0, 49_561.0 / 161_280.0, -179.0 / 168.0, 6_601_661.0 / 7_257_600.0],
    [0.0, 0.0, 0.0, 0.0, 34_729.0 / 80_640.0, -3_418_889.0 / 1_995_840.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 212_378_941.0 / 319_334_400.0],
];

/// Row j holds the coefficients of n, n², … n⁶ (Karney 2011, equation 36).
const BETA: [[f64; 6]; 6] = [
    [1.0 / 2.0, -2.0 / 3.0, 37.0 / 96.0, -1.0 / 360.0, -81.0 / 512.0, 96_199.0 / 604_800.0],
    [0.0, 1.0 / 48.0, 1.0 / 15.0, -437.0 / 1_440.0, 46.0 / 105.0, -1_118_711.0 / 3_870_720.0],
    [0.0, 0.0, 17.0 / 480.0, -37.0 / 840.0, -209.0 / 4_480.0, 5_569.0 / 90_720.0],
    [0.0, 0.0, 0.0, 4_397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0],
    [0.0, 0.0, 0.0, 0.0, 4_583.0 / 161_280.0, -108_847.0 / 3_991_680.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 20_648_693.0 / 638_668_800.0],
];

fn coefficients(n: f64, table: &[[f64; 6]; 6]) -> [f64; 6] {
    table.map(|row| row.iter().rev().fold(0.0, |sum, coefficient| (sum + coefficient) * n))
}
