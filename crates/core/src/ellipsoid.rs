//! Ellipsoids of revolution: the figure of the Earth and those on which maps are drawn.

/// An ellipsoid of revolution; a sphere where the eccentricity is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipsoid {
    /// Semi-major axis in metres.
    pub semi_major_axis: f64,
    /// Square of the first eccentricity, e² = f (2 − f) with f the flattening (Snyder 1987, equation 3-10).
    pub eccentricity_squared: f64,
}

/// Inverse flattening of WGS 84 (NIMA TR8350.2, third edition, table 3.1).
const WGS84_INVERSE_FLATTENING: f64 = 298.257_223_563;
/// Inverse flattening of GRS 80 (Moritz 2000, J. Geodesy 74, 128–133).
const GRS80_INVERSE_FLATTENING: f64 = 298.257_222_101;
const WGS84_FLATTENING: f64 = 1.0 / WGS84_INVERSE_FLATTENING;
const GRS80_FLATTENING: f64 = 1.0 / GRS80_INVERSE_FLATTENING;

impl Ellipsoid {
    /// The ellipsoid of the World Geodetic System 1984 (NIMA TR8350.2, third edition, table 3.1).
    pub const WGS84: Self = Self { semi_major_axis: 6_378_137.0, eccentricity_squared: WGS84_FLATTENING * (2.0 - WGS84_FLATTENING) };

    /// The ellipsoid of the Geodetic Reference System 1980, on which NAD83 and ETRS89 rest; it lies within 0.1 mm of WGS 84.
    pub const GRS80: Self = Self { semi_major_axis: 6_378_137.0, eccentricity_squared: GRS80_FLATTENING * (2.0 - GRS80_FLATTENING) };

    /// A sphere of a radius in metres.
    #[must_use]
    pub const fn sphere(radius: f64) -> Self {
        Self { semi_major_axis: radius, eccentricity_squared: 0.0 }
    }

    /// An ellipsoid of a semi-major axis in metres and an inverse flattening, of which 0 stands for a sphere.
    #[must_use]
    pub fn of_flattening(semi_major_axis: f64, inverse_flattening: f64) -> Self {
        let flattening = if inverse_flattening == 0.0 { 0.0 } else { 1.0 / inverse_flattening };
        Self { semi_major_axis, eccentricity_squared: flattening * (2.0 - flattening) }
    }

    /// 1 / f with f = 1 − √(1 − e²) (Snyder 1987, equation 3-10), 0 for a sphere; those of WGS 84 and GRS 80 as they are defined.
    #[must_use]
    pub fn inverse_flattening(&self) -> f64 {
        let is_defined_by =
            |inverse: &f64| Self::of_flattening(self.semi_major_axis, *inverse).eccentricity_squared == self.eccentricity_squared;
        let computed = || 1.0 / (1.0 - (1.0 - self.eccentricity_squared).sqrt());
        [0.0, WGS84_INVERSE_FLATTENING, GRS80_INVERSE_FLATTENING].into_iter().find(is_defined_by).unwrap_or_else(computed)
    }

    /// Whether this is a sphere.
    #[must_use]
    pub fn is_sphere(&self) -> bool {
        self.eccentricity_squared == 0.0
    }

    /// Whether another ellipsoid is the same to a micrometre at the equator and to a millimetre at the poles.
    #[must_use]
    pub fn is_near(&self, other: &Self) -> bool {
        let polar = |ellipsoid: &Self| ellipsoid.semi_major_axis * (1.0 - ellipsoid.eccentricity_squared).sqrt();
        (self.semi_major_axis - other.semi_major_axis).abs() < 1e-6 && (polar(self) - polar(other)).abs() < 1e-3
    }

    /// First eccentricity.
    pub(crate) fn eccentricity(&self) -> f64 {
        self.eccentricity_squared.sqrt()
    }

    /// M N: the product of the radii of curvature along the meridian and across it, a² (1 − e²) / (1 − e² sin² φ)², in m².
    ///
    /// An area is ∫∫ M N cos φ dφ dλ (Snyder 1987, equations 4-18 and 4-20).
    pub(crate) fn radii_product(&self, sine: f64) -> f64 {
        let shrinkage = 1.0 - self.eccentricity_squared * sine * sine;
        self.semi_major_axis * self.semi_major_axis * (1.0 - self.eccentricity_squared) / (shrinkage * shrinkage)
    }

    /// The radius of a parallel as a share of the semi-major axis, m = cos φ / √(1 − e² sin² φ) (Snyder 1987, equation 14-15).
    pub(crate) fn parallel(&self, sine: f64, cosine: f64) -> f64 {
        cosine / (1.0 - self.eccentricity_squared * sine * sine).sqrt()
    }
}
