//! Lambert's azimuthal equal-area projection about any point but a pole.

use super::latitude::{Latitude, from_authalic};
use crate::ellipsoid::Ellipsoid;

/// The constants of the projection (Snyder 1987, equations 24-17 to 24-20 and 3-13).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Azimuthal {
    /// Sine and cosine of β₁, the authalic latitude of the centre.
    centre: [f64; 2],
    /// R_q, the radius of the sphere with the area of the ellipsoid.
    radius: f64,
    /// D, which makes the scale at the centre the same in all directions.
    stretch: f64,
    /// q at the pole.
    at_pole: f64,
}

impl Azimuthal {
    pub(super) fn new(ellipsoid: &Ellipsoid, centre: f64) -> Self {
        let centre = Latitude::of(ellipsoid, centre);
        let at_pole = Latitude::of(ellipsoid, 90.0).authalic();
        let beta = libm::asin(centre.authalic() / at_pole);
        let radius = ellipsoid.semi_major_axis * (at_pole / 2.0).sqrt();
        let stretch = ellipsoid.semi_major_axis * ellipsoid.parallel(centre.sine, centre.cosine) / (radius * libm::cos(beta));
        Self { centre: [libm::sin(beta), libm::cos(beta)], radius, stretch, at_pole }
    }

    /// x and y of a longitude in radians and a latitude (Snyder 1987, equations 24-17 to 24-19).
    pub(super) fn forward(&self, longitude: f64, latitude: &Latitude) -> [f64; 2] {
        let sine = (latitude.authalic() / self.at_pole).clamp(-1.0, 1.0);
        let cosine = (1.0 - sine * sine).sqrt();
        let [sine_centre, cosine_centre] = self.centre;
        let (sine_longitude, cosine_longitude) = (libm::sin(longitude), libm::cos(longitude));
        let b = self.radius * (2.0 / (1.0 + sine_centre * sine + cosine_centre * cosine * cosine_longitude)).sqrt();
        [b * self.stretch * cosine * sine_longitude, b / self.stretch * (cosine_centre * sine - sine_centre * cosine * cosine_longitude)]
    }

    /// Longitude and latitude in radians; none at the antipode of the centre and beyond (Snyder 1987, equations 24-26 to 24-30).
    pub(super) fn inverse(&self, ellipsoid: &Ellipsoid, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let (east, north) = (x / self.stretch, y * self.stretch);
        let distance = libm::hypot(east, north);
        let half = distance / (2.0 * self.radius);
        if half > FURTHEST {
            return None;
        }
        let angle = 2.0 * libm::asin(half);
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        let [sine_centre, cosine_centre] = self.centre;
        let towards = if distance == 0.0 { 0.0 } else { north / distance * sine };
        let latitude = from_authalic(ellipsoid, self.at_pole * (cosine * sine_centre + towards * cosine_centre))?;
        let longitude = libm::atan2(east * sine, distance * cosine_centre * cosine - north * sine_centre * sine);
        Some([if distance == 0.0 { 0.0 } else { longitude }, latitude])
    }
}

/// The sine of half the angle from the centre up to which points are taken: 170°, since the antipode is drawn as a circle.
const FURTHEST: f64 = 0.996_194_698_091_745_5;
