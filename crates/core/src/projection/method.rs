//! Which projection, with the parameters that are its own.

use super::Formulas;
use super::azimuthal::Azimuthal;
use super::conic::{self, Conic};
use super::transverse_mercator::TransverseMercator;
use crate::ellipsoid::Ellipsoid;
use std::fmt;

/// A pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pole {
    /// The north pole.
    North,
    /// The south pole.
    South,
}

/// A method of projection; angles in degrees.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Lambert's conformal conic.
    LambertConformalConic {
        /// Latitude of the origin.
        latitude_of_origin: f64,
        /// The two standard parallels, or the single one twice.
        standard_parallels: [f64; 2],
        /// The scale on them, 1 but for a single one.
        scale: f64,
    },
    /// Albers' equal-area conic.
    AlbersEqualArea {
        /// Latitude of the origin.
        latitude_of_origin: f64,
        /// The two standard parallels, or the single one twice.
        standard_parallels: [f64; 2],
    },
    /// Lambert's azimuthal equal-area projection.
    LambertAzimuthalEqualArea {
        /// Latitude of the centre.
        latitude_of_origin: f64,
    },
    /// The polar stereographic projection, true to scale on a parallel.
    PolarStereographic {
        /// The pole in its centre.
        pole: Pole,
        /// The parallel, on the side of the pole.
        standard_parallel: f64,
    },
    /// The polar stereographic projection of a scale at the pole.
    PolarStereographicOfScale {
        /// The pole in its centre.
        pole: Pole,
        /// The scale at the pole.
        scale: f64,
    },
    /// The transverse Mercator projection.
    TransverseMercator {
        /// Latitude of the origin.
        latitude_of_origin: f64,
        /// The scale on the central meridian.
        scale: f64,
    },
}

/// Parameters that make no projection.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProjectionError {
    /// A parameter is missing a value or out of its range.
    #[error("a projection cannot have a {parameter} of {value}")]
    NotUsable {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: f64,
    },
    /// The parallels lie as far north as south, or at a pole, and make no cone.
    #[error("standard parallels {first}° and {second}° make no cone")]
    NoCone {
        /// The first.
        first: f64,
        /// The second.
        second: f64,
    },
}

impl Method {
    /// The name in words.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LambertConformalConic { .. } => "Lambert conformal conic",
            Self::AlbersEqualArea { .. } => "Albers equal area",
            Self::LambertAzimuthalEqualArea { .. } => "Lambert azimuthal equal area",
            Self::PolarStereographic { .. } | Self::PolarStereographicOfScale { .. } => "polar stereographic",
            Self::TransverseMercator { .. } => "transverse Mercator",
        }
    }

    pub(super) fn formulas(&self, ellipsoid: &Ellipsoid) -> Result<Formulas, ProjectionError> {
        positive("semi-major axis", ellipsoid.semi_major_axis)?;
        if !(0.0..0.5).contains(&ellipsoid.eccentricity_squared) {
            return Err(ProjectionError::NotUsable { parameter: "squared eccentricity", value: ellipsoid.eccentricity_squared });
        }
        Ok(match *self {
            Self::LambertConformalConic { latitude_of_origin, standard_parallels, scale } => {
                positive("scale", scale)?;
                cone(latitude_of_origin, standard_parallels)?;
                Formulas::Conic(Conic::conformal(ellipsoid, latitude_of_origin, standard_parallels, scale))
            }
            Self::AlbersEqualArea { latitude_of_origin, standard_parallels } => {
                cone(latitude_of_origin, standard_parallels)?;
                Formulas::Conic(Conic::equal_area(ellipsoid, latitude_of_origin, standard_parallels))
            }
            Self::LambertAzimuthalEqualArea { latitude_of_origin } => {
                latitude("latitude of origin", latitude_of_origin)?;
                if latitude_of_origin.abs() > 90.0 - 1e-9 {
                    Formulas::Conic(Conic::polar_equal_area(ellipsoid, if latitude_of_origin < 0.0 { Pole::South } else { Pole::North }))
                } else {
                    Formulas::Azimuthal(Azimuthal::new(ellipsoid, latitude_of_origin))
                }
            }
            Self::PolarStereographic { pole, standard_parallel } => {
                latitude("standard parallel", standard_parallel)?;
                if standard_parallel.abs() > 90.0 - 1e-9 {
                    Formulas::Conic(Conic::stereographic_of_scale(ellipsoid, pole, 1.0))
                } else {
                    Formulas::Conic(Conic::stereographic_of_parallel(ellipsoid, pole, standard_parallel))
                }
            }
            Self::PolarStereographicOfScale { pole, scale } => {
                positive("scale", scale)?;
                Formulas::Conic(Conic::stereographic_of_scale(ellipsoid, pole, scale))
            }
            Self::TransverseMercator { latitude_of_origin, scale } => {
                positive("scale", scale)?;
                latitude("latitude of origin", latitude_of_origin)?;
                Formulas::TransverseMercator(TransverseMercator::new(ellipsoid, latitude_of_origin, scale))
            }
        })
    }
}

fn positive(parameter: &'static str, value: f64) -> Result<(), ProjectionError> {
    if value > 0.0 && value.is_finite() { Ok(()) } else { Err(ProjectionError::NotUsable { parameter, value }) }
}

fn latitude(parameter: &'static str, value: f64) -> Result<(), ProjectionError> {
    if (-90.0..=90.0).contains(&value) { Ok(()) } else { Err(ProjectionError::NotUsable { parameter, value }) }
}

fn cone(latitude_of_origin: f64, standard_parallels: [f64; 2]) -> Result<(), ProjectionError> {
    latitude("latitude of origin", latitude_of_origin)?;
    standard_parallels.into_iter().try_for_each(|parallel| latitude("standard parallel", parallel))?;
    let [first, second] = standard_parallels;
    if conic::is_cone(standard_parallels) { Ok(()) } else { Err(ProjectionError::NoCone { first, second }) }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())?;
        match self {
            Self::LambertConformalConic { latitude_of_origin, standard_parallels: [first, second], .. }
            | Self::AlbersEqualArea { latitude_of_origin, standard_parallels: [first, second] } => {
                if first == second {
                    write!(formatter, ", standard parallel {first}°")?;
                } else {
                    write!(formatter, ", standard parallels {first}° and {second}°")?;
                }
                write!(formatter, ", latitude of origin {latitude_of_origin}°")
            }
            Self::LambertAzimuthalEqualArea { latitude_of_origin } | Self::TransverseMercator { latitude_of_origin, .. } => {
                write!(formatter, ", latitude of origin {latitude_of_origin}°")
            }
            Self::PolarStereographic { standard_parallel, .. } => write!(formatter, ", standard parallel {standard_parallel}°"),
            Self::PolarStereographicOfScale { pole, scale } => {
                write!(formatter, ", scale {scale} at the {} pole", if *pole == Pole::North { "north" } else { "south" })
            }
        }
    }
}
