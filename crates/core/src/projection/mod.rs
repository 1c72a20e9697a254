//! Map projections: from longitude and latitude to a plane in metres and back, and what a square metre of the plane is on the Earth.

mod azimuthal;
mod cell;
mod conic;
mod extent;
mod latitude;
mod method;
mod transverse_mercator;

pub(crate) use cell::{NODES, PlaneCell};
pub use extent::Extent;
pub(crate) use extent::extent;
pub use method::{Method, Pole, ProjectionError};

use crate::earth::{Earth, cosine_of_degrees, sine_of_degrees};
use crate::ellipsoid::Ellipsoid;
use azimuthal::Azimuthal;
use conic::Conic;
use latitude::Latitude;
use std::fmt;
use transverse_mercator::TransverseMercator;

/// A map projection with all its parameters.
///
/// Longitudes and latitudes are taken as geodetic ones on the ellipsoid of the projection; no datum is shifted.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    ellipsoid: Ellipsoid,
    method: Method,
    central_meridian: f64,
    false_origin: [f64; 2],
    formulas: Formulas,
}

/// The constants of a projection's formulas.
#[derive(Clone, Debug, PartialEq)]
enum Formulas {
    Conic(Conic),
    Azimuthal(Azimuthal),
    TransverseMercator(TransverseMercator),
}

impl Projection {
    /// A projection from its method, the meridian that runs straight up in degrees, and easting and northing of its origin in metres.
    ///
    /// # Errors
    /// [`ProjectionError`] for parameters that make no projection.
    pub fn new(ellipsoid: Ellipsoid, method: Method, central_meridian: f64, false_origin: [f64; 2]) -> Result<Self, ProjectionError> {
        let formulas = method.formulas(&ellipsoid)?;
        for (parameter, value) in [("central meridian", central_meridian), ("easting", false_origin[0]), ("northing", false_origin[1])] {
            if !value.is_finite() {
                return Err(ProjectionError::NotUsable { parameter, value });
            }
        }
        Ok(Self { ellipsoid, method, central_meridian: turned(central_meridian), false_origin, formulas })
    }

    /// The ellipsoid on which longitudes and latitudes are counted.
    #[must_use]
    pub const fn ellipsoid(&self) -> &Ellipsoid {
        &self.ellipsoid
    }

    /// The method and its own parameters.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The meridian from which longitudes are counted, in degrees from −180° to 180°.
    #[must_use]
    pub const fn central_meridian(&self) -> f64 {
        self.central_meridian
    }

    /// Easting and northing in metres of its origin.
    #[must_use]
    pub const fn false_origin(&self) -> [f64; 2] {
        self.false_origin
    }

    /// Whether another projection draws the same map, however its figure of the Earth is written down.
    #[must_use]
    pub fn coincides_with(&self, other: &Self) -> bool {
        let own = (&self.method, self.central_meridian, self.false_origin);
        self.ellipsoid.is_near(&other.ellipsoid) && own == (&other.method, other.central_meridian, other.false_origin)
    }

    /// Easting and northing in metres of a longitude and latitude in degrees.
    #[must_use]
    pub fn forward(&self, [longitude, latitude]: [f64; 2]) -> [f64; 2] {
        self.forward_relative([turned(longitude - self.central_meridian), latitude])
    }

    /// Longitude, within half a turn of the central meridian, and latitude in degrees of an easting and northing in metres; none for a
    /// point of the plane that is no point of the Earth, or where the projection is not defined.
    #[must_use]
    pub fn inverse(&self, point: [f64; 2]) -> Option<[f64; 2]> {
        self.inverse_relative(point).map(|[longitude, latitude]| [longitude + self.central_meridian, latitude])
    }

    /// The area on an Earth of a small piece of the plane, per area of the piece; none where there is no point of the Earth.
    ///
    /// M N cos φ dφ dλ on the Earth divided by s M N cos φ dφ dλ in the plane, with s the areal scale of the projection on its own ellipsoid
    /// (Snyder 1987, equation 4-25, s = h k sin θ′).
    #[must_use]
    pub fn area_on_earth(&self, earth: Earth, point: [f64; 2]) -> Option<f64> {
        let [longitude, latitude] = self.inverse_relative(point)?;
        let sine = sine_of_degrees(latitude);
        let in_plane = self.areal_scale([longitude, latitude]) * self.ellipsoid.radii_product(sine);
        Some(earth.ellipsoid().radii_product(sine) / in_plane)
    }

    /// Easting and northing of a longitude east of the central meridian, which may be off by whole turns, and a latitude.
    pub(crate) fn forward_relative(&self, [longitude, latitude]: [f64; 2]) -> [f64; 2] {
        let latitude = Latitude::of(&self.ellipsoid, latitude);
        let [x, y] = match &self.formulas {
            Formulas::Conic(conic) => conic.forward(longitude.to_radians(), &latitude),
            Formulas::Azimuthal(azimuthal) => azimuthal.forward(longitude.to_radians(), &latitude),
            Formulas::TransverseMercator(mercator) => mercator.forward(longitude.to_radians(), &latitude),
        };
        [x + self.false_origin[0], y + self.false_origin[1]]
    }

    /// Longitude east of the central meridian, within half a turn, and latitude.
    pub(crate) fn inverse_relative(&self, [easting, northing]: [f64; 2]) -> Option<[f64; 2]> {
        let point = [easting - self.false_origin[0], northing - self.false_origin[1]];
        let [longitude, latitude] = match &self.formulas {
            Formulas::Conic(conic) => conic.inverse(&self.ellipsoid, point),
            Formulas::Azimuthal(azimuthal) => azimuthal.inverse(&self.ellipsoid, point),
            Formulas::TransverseMercator(mercator) => mercator.inverse(&self.ellipsoid, point),
        }?;
        Some([longitude.to_degrees(), latitude.to_degrees()])
    }

    /// Area in the plane per area on the own ellipsoid.
    fn areal_scale(&self, [longitude, latitude]: [f64; 2]) -> f64 {
        match &self.formulas {
            Formulas::Conic(conic) => conic.areal_scale(&self.ellipsoid, latitude),
            Formulas::Azimuthal(_) => 1.0,
            Formulas::TransverseMercator(mercator) => {
                mercator.areal_scale(longitude.to_radians(), &Latitude::of(&self.ellipsoid, latitude))
            }
        }
    }

    /// The points of the plane in which meridians meet.
    fn meeting_points(&self) -> Vec<[f64; 2]> {
        match &self.formulas {
            Formulas::Conic(conic) => {
                let [x, y] = conic.apex();
                vec![[x + self.false_origin[0], y + self.false_origin[1]]]
            }
            Formulas::Azimuthal(_) | Formulas::TransverseMercator(_) => {
                [90.0, -90.0].map(|pole| self.forward_relative([0.0, pole])).to_vec()
            }
        }
    }

    /// Whether the map closes without a seam on the meridian opposite the central one.
    const fn closes(&self) -> bool {
        match &self.formulas {
            Formulas::Conic(conic) => conic.closes(),
            Formulas::Azimuthal(_) => true,
            Formulas::TransverseMercator(_) => false,
        }
    }
}

/// A longitude turned by whole circles into [−180°, 180°].
fn turned(longitude: f64) -> f64 {
    if (-180.0..=180.0).contains(&longitude) { longitude } else { longitude - 360.0 * ((longitude + 180.0) / 360.0).floor() }
}

/// Sine and cosine of an angle in degrees.
fn sine_and_cosine(degrees: f64) -> (f64, f64) {
    (sine_of_degrees(degrees), cosine_of_degrees(degrees))
}

impl fmt::Display for Projection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, central meridian {}°", self.method, self.central_meridian)?;
        if self.ellipsoid.is_sphere() {
            write!(formatter, ", sphere of {} m", self.ellipsoid.semi_major_axis)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
