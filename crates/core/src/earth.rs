//! The figure of the Earth and the area of a cell on it.

use crate::ellipsoid::Ellipsoid;
use crate::quantity::Area;
use std::fmt;

/// The figure of the Earth on which areas are computed.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Earth {
    /// The ellipsoid of the World Geodetic System 1984.
    #[default]
    Wgs84,
    /// A sphere of the given radius in metres.
    Sphere {
        /// Radius in metres.
        radius: f64,
    },
}

const WGS84_SEMI_MAJOR_AXIS: f64 = Ellipsoid::WGS84.semi_major_axis;
const WGS84_ECCENTRICITY_SQUARED: f64 = Ellipsoid::WGS84.eccentricity_squared;

impl Earth {
    /// The sphere with the area of the GRS 80 ellipsoid, radius 6 371 007.181 m (Moritz 2000, J. Geodesy 74, 128–133).
    pub const AUTHALIC_SPHERE: Self = Self::Sphere { radius: 6_371_007.181 };

    /// The same as an ellipsoid.
    #[must_use]
    pub const fn ellipsoid(self) -> Ellipsoid {
        match self {
            Self::Wgs84 => Ellipsoid::WGS84,
            Self::Sphere { radius } => Ellipsoid::sphere(radius),
        }
    }

    /// The area between two parallels and two meridians.
    ///
    /// A = Δλ (Q(φ₂) − Q(φ₁)), with [`Self::area_per_radian`] as Q. All angles in degrees, south before north.
    #[must_use]
    pub fn cell_area(self, south: f64, north: f64, longitude_width: f64) -> Area {
        Area::from_m2(longitude_width.to_radians() * (self.area_per_radian(north) - self.area_per_radian(south)))
    }

    /// The area of the whole Earth.
    #[must_use]
    pub fn total_area(self) -> Area {
        self.cell_area(-90.0, 90.0, 360.0)
    }

    /// Q(φ): the area in m² between the equator and a parallel, per radian of longitude; latitude in degrees.
    ///
    /// On the sphere Q = R² sin φ. On the ellipsoid
    /// Q = a² (1 − e²)/2 · [ s/(1 − e² s²) + artanh(e s)/e ] with s = sin φ.
    ///
    /// # References
    /// Snyder, J. P. (1987): Map Projections – A Working Manual. USGS Professional Paper 1395, equation 3-12.
    #[must_use]
    pub fn area_per_radian(self, latitude: f64) -> f64 {
        let sine = sine_of_degrees(latitude);
        match self {
            Self::Sphere { radius } => radius * radius * sine,
            Self::Wgs84 => {
                let eccentricity = WGS84_ECCENTRICITY_SQUARED.sqrt();
                let bracket = sine / (1.0 - WGS84_ECCENTRICITY_SQUARED * sine * sine) + libm::atanh(eccentricity * sine) / eccentricity;
                WGS84_SEMI_MAJOR_AXIS * WGS84_SEMI_MAJOR_AXIS * (1.0 - WGS84_ECCENTRICITY_SQUARED) / 2.0 * bracket
            }
        }
    }

    /// q(φ) = dQ/dφ: the area in m² per radian of longitude and radian of latitude; latitude in degrees.
    ///
    /// On the sphere q = R² cos φ. On the ellipsoid q = M N cos φ = a² (1 − e²) cos φ / (1 − e² sin² φ)²,
    /// with the radii of curvature M along the meridian and N across it.
    ///
    /// # References
    /// Snyder, J. P. (1987): Map Projections – A Working Manual. USGS Professional Paper 1395, equations 4-18 and 4-20.
    #[must_use]
    pub fn area_per_square_radian(self, latitude: f64) -> f64 {
        let cosine = cosine_of_degrees(latitude);
        match self {
            Self::Sphere { radius } => radius * radius * cosine,
            Self::Wgs84 => {
                let shrinkage = 1.0 - WGS84_ECCENTRICITY_SQUARED * (1.0 - cosine * cosine);
                WGS84_SEMI_MAJOR_AXIS * WGS84_SEMI_MAJOR_AXIS * (1.0 - WGS84_ECCENTRICITY_SQUARED) * cosine / (shrinkage * shrinkage)
            }
        }
    }
}

impl fmt::Display for Earth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wgs84 => formatter.write_str("wgs84"),
            Self::Sphere { radius } => write!(formatter, "sphere:{radius}"),
        }
    }
}

/// The sine of an angle in degrees, exactly ±1 at the poles and the same on every platform.
pub(crate) fn sine_of_degrees(degrees: f64) -> f64 {
    if degrees.abs() >= 90.0 { degrees.signum() } else { libm::sin(degrees.to_radians()) }
}

/// The cosine of a latitude in degrees, taken from the distance to the nearer pole so that it keeps all its digits there.
pub(crate) fn cosine_of_degrees(latitude: f64) -> f64 {
    libm::sin((90.0 - latitude.abs()).to_radians())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn square_kilometres(earth: Earth, south: f64, north: f64, width: f64) -> f64 {
        earth.cell_area(south, north, width).as_m2() / 1e6
    }

    /// Reference areas in km² of cells of one degree and a tenth, computed from the closed form in high precision.
    #[test]
    fn cells_have_their_published_areas() {
        let sphere = Earth::Sphere { radius: 6_371_000.0 };
        for (south, north, width, wgs84, spherical) in [
            (0.0, 1.0, 1.0, 12_308.463_894, 12_363.683_990),
            (45.0, 46.0, 1.0, 8_686.494_957, 8_666.150_630),
            (60.0, 61.0, 1.0, 6_123.140_879, 6_088.401_114),
            (89.0, 90.0, 1.0, 108.866_682, 107.896_236),
            (0.0, 0.1, 0.1, 123.090_660, 123.643_054),
            (45.0, 45.1, 0.1, 87.548_405, 87.352_546),
        ] {
            assert!((square_kilometres(Earth::Wgs84, south, north, width) - wgs84).abs() < 1e-6);
            assert!((square_kilometres(sphere, south, north, width) - spherical).abs() < 1e-6);
        }
    }

    #[test]
    fn the_ellipsoid_has_its_known_surface() {
        assert_relative_eq!(Earth::Wgs84.total_area().as_m2() / 1e6, 510_065_621.724, epsilon = 1e-3);
    }

    /// A symmetric difference quotient of Q over a thousandth of a degree stands in for the derivative.
    #[test]
    fn the_density_is_the_derivative_of_the_area() {
        let step = 1e-3_f64;
        for earth in [Earth::Wgs84, Earth::AUTHALIC_SPHERE] {
            for latitude in [-89.0, -60.0, -45.0, 0.0, 12.5, 30.0, 75.0, 89.9] {
                let difference = earth.area_per_radian(latitude + step) - earth.area_per_radian(latitude - step);
                assert_relative_eq!(earth.area_per_square_radian(latitude), difference / (2.0 * step).to_radians(), max_relative = 1e-7);
            }
        }
    }

    #[test]
    fn the_density_vanishes_at_the_poles() {
        assert_eq!(Earth::Wgs84.area_per_square_radian(90.0), 0.0);
        assert_eq!(Earth::Wgs84.area_per_square_radian(-90.0), 0.0);
    }

    #[test]
    fn the_authalic_sphere_has_the_area_of_the_ellipsoid() {
        assert_relative_eq!(Earth::AUTHALIC_SPHERE.total_area().as_m2(), Earth::Wgs84.total_area().as_m2(), max_relative = 1e-9);
    }
}
