//! Projections in which parallels are arcs about one point and meridians are straight lines from it: conics, and the polar azimuthal ones
//! as conics of a whole turn.

use super::latitude::{Latitude, from_authalic, from_conformal_tangent};
use super::method::Pole;
use super::sine_and_cosine;
use crate::ellipsoid::Ellipsoid;
use std::f64::consts::PI;

/// x = ρ sin(n λ), y = ρ₀ − ρ cos(n λ), with ρ a function of the latitude (Snyder 1987, equations 14-1 to 14-4 and 15-1 to 15-4).
///
/// Formulas stand for cones about the north pole; in the south latitude and y are mirrored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Conic {
    /// Whether the cone opens about the south pole.
    southern: bool,
    /// n, by how much the angle at the apex turns for a turn of longitude.
    cone: f64,
    /// ρ₀, the radius of the origin's parallel.
    origin: f64,
    radius: Radius,
}

/// The radius ρ of a parallel.
#[derive(Clone, Debug, PartialEq)]
enum Radius {
    /// ρ = R tⁿ with t = e^(−ψ) (Snyder 1987, equation 15-7; 21-33 and 21-34 for n = 1).
    Conformal {
        /// R in metres.
        factor: f64,
    },
    /// ρ = (a / n) √(C − n q) (Snyder 1987, equation 14-12; 24-23 for n = 1).
    EqualArea {
        /// a in metres.
        axis: f64,
        /// C.
        constant: f64,
    },
}

/// Parallels closer than this in degrees are one.
const ONE_PARALLEL: f64 = 1e-9;

impl Conic {
    /// Lambert's conformal conic of two standard parallels, which may be one, with a scale on them (Snyder 1987, equations 15-8 and 15-10).
    pub(super) fn conformal(ellipsoid: &Ellipsoid, origin: f64, [first, second]: [f64; 2], scale: f64) -> Self {
        let southern = first + second < 0.0;
        let [origin, first, second] = [origin, first, second].map(|latitude| if southern { -latitude } else { latitude });
        let [one, other] = [first, second].map(|latitude| Latitude::of(ellipsoid, latitude));
        let [m, m_other] = [&one, &other].map(|latitude| ellipsoid.parallel(latitude.sine, latitude.cosine));
        let cone = if (first - second).abs() < ONE_PARALLEL {
            one.sine
        } else {
            (libm::log(m) - libm::log(m_other)) / (other.isometric() - one.isometric())
        };
        let factor = ellipsoid.semi_major_axis * scale * m / (cone * libm::exp(-cone * one.isometric()));
        Self::about(ellipsoid, southern, cone, Radius::Conformal { factor }, origin)
    }

    /// Albers' equal-area conic (Snyder 1987, equations 14-13 and 14-14).
    pub(super) fn equal_area(ellipsoid: &Ellipsoid, origin: f64, [first, second]: [f64; 2]) -> Self {
        let southern = first + second < 0.0;
        let [origin, first, second] = [origin, first, second].map(|latitude| if southern { -latitude } else { latitude });
        let [one, other] = [first, second].map(|latitude| Latitude::of(ellipsoid, latitude));
        let [square, square_other] = [&one, &other].map(|latitude| ellipsoid.parallel(latitude.sine, latitude.cosine).powi(2));
        let cone =
            if (first - second).abs() < ONE_PARALLEL { one.sine } else { (square - square_other) / (other.authalic() - one.authalic()) };
        let radius = Radius::EqualArea { axis: ellipsoid.semi_major_axis, constant: square + cone * one.authalic() };
        Self::about(ellipsoid, southern, cone, radius, origin)
    }

    /// The polar stereographic projection, true to scale on a parallel (Snyder 1987, equation 21-34).
    pub(super) fn stereographic_of_parallel(ellipsoid: &Ellipsoid, pole: Pole, parallel: f64) -> Self {
        let parallel = Latitude::of(ellipsoid, parallel.abs());
        let m = ellipsoid.parallel(parallel.sine, parallel.cosine);
        let factor = ellipsoid.semi_major_axis * m * libm::exp(parallel.isometric());
        Self { southern: pole == Pole::South, cone: 1.0, origin: 0.0, radius: Radius::Conformal { factor } }
    }

    /// The polar stereographic projection of a scale at the pole (Snyder 1987, equation 21-33).
    pub(super) fn stereographic_of_scale(ellipsoid: &Ellipsoid, pole: Pole, scale: f64) -> Self {
        let e = ellipsoid.eccentricity();
        let denominator = (libm::pow(1.0 + e, 1.0 + e) * libm::pow(1.0 - e, 1.0 - e)).sqrt();
        Self {
            southern: pole == Pole::South,
            cone: 1.0,
            origin: 0.0,
            radius: Radius::Conformal { factor: 2.0 * ellipsoid.semi_major_axis * scale / denominator },
        }
    }

    /// Lambert's azimuthal equal-area projection about a pole (Snyder 1987, equation 24-23).
    pub(super) fn polar_equal_area(ellipsoid: &Ellipsoid, pole: Pole) -> Self {
        let constant = Latitude::of(ellipsoid, 90.0).authalic();
        Self {
            southern: pole == Pole::South,
            cone: 1.0,
            origin: 0.0,
            radius: Radius::EqualArea { axis: ellipsoid.semi_major_axis, constant },
        }
    }

    fn about(ellipsoid: &Ellipsoid, southern: bool, cone: f64, radius: Radius, origin: f64) -> Self {
        let unplaced = Self { southern, cone, origin: 0.0, radius };
        Self { origin: unplaced.radius_at(&Latitude::of(ellipsoid, origin)), ..unplaced }
    }

    fn radius_at(&self, latitude: &Latitude) -> f64 {
        match self.radius {
            Radius::Conformal { factor } => factor * libm::exp(-self.cone * latitude.isometric()),
            Radius::EqualArea { axis, constant } => axis / self.cone * (constant - self.cone * latitude.authalic()).max(0.0).sqrt(),
        }
    }

    /// x and y of a longitude in radians and a latitude.
    pub(super) fn forward(&self, longitude: f64, latitude: &Latitude) -> [f64; 2] {
        let radius = if self.southern { self.radius_at(&latitude.mirrored()) } else { self.radius_at(latitude) };
        let (sine, cosine) = (libm::sin(self.cone * longitude), libm::cos(self.cone * longitude));
        [radius * sine, self.mirrored(self.origin - radius * cosine)]
    }

    /// Longitude and latitude in radians.
    pub(super) fn inverse(&self, ellipsoid: &Ellipsoid, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let south_of_apex = self.origin - self.mirrored(y);
        let longitude = libm::atan2(x, south_of_apex) / self.cone;
        if longitude.abs() > PI * (1.0 + 1e-12) {
            return None;
        }
        let radius = libm::hypot(x, south_of_apex);
        let latitude = match self.radius {
            Radius::Conformal { factor } => {
                let t = libm::exp(libm::log(radius / factor) / self.cone);
                from_conformal_tangent(ellipsoid, (1.0 / t - t) / 2.0)
            }
            Radius::EqualArea { axis, constant } => {
                let ratio = radius * self.cone / axis;
                from_authalic(ellipsoid, (constant - ratio * ratio) / self.cone)?
            }
        };
        Some([longitude, self.mirrored(latitude)])
    }

    /// k² with k = n ρ / (a m) of a conformal projection (Snyder 1987, equation 15-11 as 14-16), 1 of an equal-area one.
    pub(super) fn areal_scale(&self, ellipsoid: &Ellipsoid, degrees: f64) -> f64 {
        match self.radius {
            Radius::EqualArea { .. } => 1.0,
            Radius::Conformal { .. } => {
                // At the pole itself ρ / m is 0 / 0.
                let latitude = Latitude::of(ellipsoid, self.mirrored(degrees).clamp(-NEAREST_TO_POLE, NEAREST_TO_POLE));
                let m = ellipsoid.parallel(latitude.sine, latitude.cosine);
                (self.cone * self.radius_at(&latitude) / (ellipsoid.semi_major_axis * m)).powi(2)
            }
        }
    }

    /// The point in which the meridians meet.
    pub(super) fn apex(&self) -> [f64; 2] {
        [0.0, self.mirrored(self.origin)]
    }

    /// Whether a turn of longitude is a whole turn about the apex.
    pub(super) const fn closes(&self) -> bool {
        self.cone == 1.0
    }

    fn mirrored(&self, y: f64) -> f64 {
        if self.southern { -y } else { y }
    }
}

/// As near to the pole, in degrees, as the scale is computed: a tenth of a millimetre.
const NEAREST_TO_POLE: f64 = 90.0 - 1e-9;

/// Whether standard parallels in degrees make a cone: neither lies at a pole, and they are not as far north as south of the equator.
pub(super) fn is_cone([first, second]: [f64; 2]) -> bool {
    let open = |latitude: f64| sine_and_cosine(latitude).1 > 1e-9;
    (first + second).abs() > ONE_PARALLEL && open(first) && open(second)
}
