//! The parameters of a projection as a file states them, and the projection that they make.

use fluxledger_core::projection::{Method, Pole};
use fluxledger_core::{Ellipsoid, Projection};
use serde::Deserialize;

/// A method of projection as files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::raster) enum StatedMethod {
    LambertConformalConic,
    AlbersEqualArea,
    LambertAzimuthalEqualArea,
    PolarStereographic,
    TransverseMercator,
}

/// What a file states; angles in degrees, lengths in metres.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::raster) struct Parameters {
    pub(in crate::raster) method: StatedMethod,
    pub(in crate::raster) ellipsoid: Option<Ellipsoid>,
    pub(in crate::raster) latitude_of_origin: Option<f64>,
    pub(in crate::raster) central_meridian: Option<f64>,
    pub(in crate::raster) standard_parallels: Vec<f64>,
    pub(in crate::raster) scale: Option<f64>,
    pub(in crate::raster) false_origin: [f64; 2],
}

impl Parameters {
    /// The projection, or in words what is missing or wrong.
    pub(in crate::raster) fn projection(&self) -> Result<Projection, String> {
        let needed = |value: Option<f64>, name: &str| value.ok_or_else(|| format!("states no {name}"));
        let ellipsoid = self.ellipsoid.ok_or("states no figure of the Earth (semi-major axis and flattening, or a radius)")?;
        expect_known_datum(&ellipsoid)?;
        let central_meridian = needed(self.central_meridian, "central meridian")?;
        let latitude_of_origin = needed(self.latitude_of_origin, "latitude of its origin")?;
        let method = match self.method {
            StatedMethod::LambertConformalConic => {
                let standard_parallels = self.parallels(latitude_of_origin)?;
                Method::LambertConformalConic { latitude_of_origin, standard_parallels, scale: self.scale.unwrap_or(1.0) }
            }
            StatedMethod::AlbersEqualArea => {
                Method::AlbersEqualArea { latitude_of_origin, standard_parallels: self.parallels(latitude_of_origin)? }
            }
            StatedMethod::LambertAzimuthalEqualArea => Method::LambertAzimuthalEqualArea { latitude_of_origin },
            StatedMethod::PolarStereographic => self.polar_stereographic(latitude_of_origin)?,
            StatedMethod::TransverseMercator => {
                Method::TransverseMercator { latitude_of_origin, scale: needed(self.scale, "scale on its central meridian")? }
            }
        };
        Projection::new(ellipsoid, method, central_meridian, self.false_origin).map_err(|error| error.to_string())
    }

    /// The standard parallels; a cone with a scale and without parallels touches the Earth on the parallel of its origin.
    fn parallels(&self, latitude_of_origin: f64) -> Result<[f64; 2], String> {
        match self.standard_parallels[..] {
            [first, second, ..] => Ok([first, second]),
            [only] => Ok([only; 2]),
            [] if self.scale.is_some() => Ok([latitude_of_origin; 2]),
            [] => Err("states no standard parallel".to_owned()),
        }
    }

    fn polar_stereographic(&self, latitude_of_origin: f64) -> Result<Method, String> {
        if latitude_of_origin.abs() != 90.0 {
            return Err(format!("has its origin at {latitude_of_origin}°, expected a pole"));
        }
        let pole = if latitude_of_origin > 0.0 { Pole::North } else { Pole::South };
        match (self.standard_parallels.first(), self.scale) {
            (Some(&standard_parallel), _) => Ok(Method::PolarStereographic { pole, standard_parallel }),
            (None, Some(scale)) => Ok(Method::PolarStereographicOfScale { pole, scale }),
            (None, None) => Err("states neither a standard parallel nor a scale".to_owned()),
        }
    }
}

/// Refuses ellipsoids of datums that may lie hundreds of metres beside WGS 84; a sphere has no datum, and its latitudes are taken as they are.
fn expect_known_datum(ellipsoid: &Ellipsoid) -> Result<(), String> {
    if ellipsoid.is_sphere() || [Ellipsoid::WGS84, Ellipsoid::GRS80].iter().any(|known| known.is_near(ellipsoid)) {
        return Ok(());
    }
    let axis = ellipsoid.semi_major_axis;
    Err(format!(
        "counts latitudes on an ellipsoid with a semi-major axis of {axis} m, expected WGS 84, GRS 80 or a sphere: its datum would have to be shifted"
    ))
}
