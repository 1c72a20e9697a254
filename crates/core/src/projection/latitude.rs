//! A latitude and the auxiliary latitudes that projections are written in.

use super::sine_and_cosine;
use crate::ellipsoid::Ellipsoid;

/// A geodetic latitude on an ellipsoid, and what follows from it.
pub(super) struct Latitude {
    eccentricity: f64,
    pub(super) sine: f64,
    pub(super) cosine: f64,
}

impl Latitude {
    /// A latitude in degrees.
    pub(super) fn of(ellipsoid: &Ellipsoid, degrees: f64) -> Self {
        let (sine, cosine) = sine_and_cosine(degrees);
        Self { eccentricity: ellipsoid.eccentricity(), sine, cosine }
    }

    /// The same north of the equator where this one is south of it, and the other way round.
    pub(super) fn mirrored(&self) -> Self {
        Self { sine: -self.sine, ..*self }
    }

    /// The isometric latitude ψ = arsinh tan φ − e artanh(e sin φ), infinite at the poles; Snyder's t is e^(−ψ).
    ///
    /// # References
    /// Snyder (1987), equations 7-7 and 15-9; in this form Karney (2011), J. Geodesy 85, 475–485, equation 2.
    pub(super) fn isometric(&self) -> f64 {
        libm::asinh(self.sine / self.cosine) - self.eccentricity * libm::atanh(self.eccentricity * self.sine)
    }

    /// tan χ with χ the conformal latitude (Karney 2011, equations 7 to 9).
    pub(super) fn conformal_tangent(&self) -> f64 {
        let tangent = self.sine / self.cosine;
        if tangent.is_infinite() {
            return tangent;
        }
        let sigma = libm::sinh(self.eccentricity * libm::atanh(self.eccentricity * self.sine));
        tangent * hypotenuse(sigma) - sigma * hypotenuse(tangent)
    }

    /// q = (1 − e²) [ sin φ / (1 − e² sin² φ) + artanh(e sin φ) / e ], twice the sine of the latitude on a sphere (Snyder 1987, equation 3-12).
    pub(super) fn authalic(&self) -> f64 {
        authalic(self.eccentricity * self.eccentricity, self.sine)
    }
}

/// √(1 + x²).
pub(super) fn hypotenuse(x: f64) -> f64 {
    libm::hypot(1.0, x)
}

fn authalic(eccentricity_squared: f64, sine: f64) -> f64 {
    if eccentricity_squared == 0.0 {
        return 2.0 * sine;
    }
    let eccentricity = eccentricity_squared.sqrt();
    let bracket = sine / (1.0 - eccentricity_squared * sine * sine) + libm::atanh(eccentricity * sine) / eccentricity;
    (1.0 - eccentricity_squared) * bracket
}

/// The latitude in radians of tan χ, by Newton's method (Karney 2011, equations 19 to 21).
pub(super) fn from_conformal_tangent(ellipsoid: &Ellipsoid, conformal: f64) -> f64 {
    let (square, eccentricity) = (ellipsoid.eccentricity_squared, ellipsoid.eccentricity());
    if !conformal.is_finite() {
        return std::f64::consts::FRAC_PI_2.copysign(conformal);
    }
    let mut tangent = conformal / (1.0 - square);
    // The error is squared each time: from e⁴ at most to below 10⁻¹⁶ in three steps.
    for _ in 0..3 {
        let secant = hypotenuse(tangent);
        let reached = Latitude { eccentricity, sine: tangent / secant, cosine: 1.0 / secant }.conformal_tangent();
        let steepness = (1.0 + (1.0 - square) * tangent * tangent) / ((1.0 - square) * secant);
        tangent += (conformal - reached) / hypotenuse(reached) * steepness;
    }
    libm::atan(tangent)
}

/// The latitude in radians of q, by Newton's method on sin φ; none beyond the poles.
pub(super) fn from_authalic(ellipsoid: &Ellipsoid, q: f64) -> Option<f64> {
    let square = ellipsoid.eccentricity_squared;
    let at_pole = authalic(square, 1.0);
    if q.abs() > at_pole * (1.0 + 1e-12) {
        return None;
    }
    let mut sine = q / at_pole;
    for _ in 0..4 {
        let shrinkage = 1.0 - square * sine * sine;
        sine += (q - authalic(square, sine)) * shrinkage * shrinkage / (2.0 * (1.0 - square));
        sine = sine.clamp(-1.0, 1.0);
    }
    Some(libm::asin(sine))
}
