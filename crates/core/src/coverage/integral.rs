//! Line integrals along an edge: how much of the Earth lies between two parallels, and on which side.

use super::edge::edges;
use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::region::Ring;
use crate::sum::compensated;

/// What a degree of latitude counts for, per degree of longitude.
#[derive(Clone, Copy, Debug)]
pub(super) enum Density {
    /// The same everywhere: square degrees.
    Planar,
    /// As much as the Earth has there: q(φ) of [`Earth::area_per_square_radian`].
    OnEarth(Earth),
}

impl Density {
    pub(super) const fn new(earth: Earth, measure: CoverageMeasure) -> Self {
        match measure {
            CoverageMeasure::Planar => Self::Planar,
            CoverageMeasure::Area => Self::OnEarth(earth),
        }
    }

    fn at(self, latitude: f64) -> f64 {
        match self {
            Self::Planar => 1.0,
            Self::OnEarth(earth) => earth.area_per_square_radian(latitude),
        }
    }
}

/// Nodes and weights of Gauss–Legendre quadrature with four points on an interval of length one about zero
/// (Abramowitz and Stegun 1964, table 25.4, halved).
const NODES_AND_WEIGHTS: [(f64, f64); 4] = [
    (-0.430_568_155_797_026_3, 0.173_927_422_568_726_9),
    (-0.169_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.169_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.430_568_155_797_026_3, 0.173_927_422_568_726_9),
];

/// Longest span in degrees that is integrated in one go.
///
/// The quadrature's error on a span of L radians is below (4!)⁴ / (9 · (8!)³) · 8 · L⁷ of the result, the eighth derivative of
/// a cosine times a straight line taken at its largest (Abramowitz and Stegun 1964, equation 25.4.30): 4 × 10⁻¹⁷ here.
const LONGEST_SPAN: f64 = 4.0;

/// The density between two parallels, integrated over latitude with weight 1 and with weight τ.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    /// ∫ q dφ.
    pub(super) whole: f64,
    /// ∫ τ q dφ, where τ runs straight from −½ in the south to ½ in the north.
    pub(super) tilt: f64,
}

impl Moments {
    /// The moments between two parallels that are given in degrees north of a base parallel.
    ///
    /// The integral is a sum of positive terms, so that it keeps all its digits however thin the slice is;
    /// a difference of areas from the equator would not.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of spans")]
    pub(super) fn between(density: Density, base: f64, south: f64, north: f64) -> Self {
        let spans = ((north - south) / LONGEST_SPAN).ceil().max(1.0);
        let step = (north - south) / spans;
        let mut moments = Self::default();
        for span in 0..spans as usize {
            for (node, weight) in NODES_AND_WEIGHTS {
                let position = span as f64 + 0.5 + node;
                let mass = weight * step * density.at(base + (south + position * step));
                moments.whole += mass;
                moments.tilt += mass * (position / spans - 0.5);
            }
        }
        moments
    }
}

/// The area inside a ring in m² on the Earth, positive where the ring runs anticlockwise.
///
/// By Green's theorem A = ∮ (λ − λ₀) q(φ) dφ, with λ₀ the longitude of the ring's first point.
pub(super) fn signed_area(earth: Earth, ring: &Ring) -> f64 {
    let Some(&[reference, _]) = ring.0.first() else { return 0.0 };
    let square_degrees = edges(ring).map(|edge| {
        let moments = Moments::between(Density::OnEarth(earth), edge.south[1], 0.0, edge.rise());
        let middle = f64::midpoint(edge.south[0] - reference, edge.north[0] - reference);
        edge.direction * (middle * moments.whole + edge.lean() * moments.tilt)
    });
    compensated(square_degrees).to_radians().to_radians()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_plane_has_length_and_no_tilt() {
        let moments = Moments::between(Density::Planar, 10.0, 0.25, 0.75);
        assert_relative_eq!(moments.whole, 0.5, max_relative = 1e-15);
        assert!(moments.tilt.abs() < 1e-16);
    }

    /// ∫ cos φ dφ = Δ sin φ, and ∫ φ cos φ dφ = Δ (φ sin φ + cos φ).
    #[test]
    fn the_sphere_has_its_closed_form() {
        let unit = Density::OnEarth(Earth::Sphere { radius: 1.0 });
        for (south, north) in [(-90.0, 90.0), (0.0, 4.0), (30.0, 75.0), (-60.0, -59.0)] {
            let (a, b) = (f64::to_radians(south), f64::to_radians(north));
            let first_moment = (b * b.sin() + b.cos()) - (a * a.sin() + a.cos());
            let moments = Moments::between(unit, south, 0.0, north - south);
            assert_relative_eq!(moments.whole.to_radians(), b.sin() - a.sin(), max_relative = 1e-13);
            let tilt = (first_moment - f64::midpoint(a, b) * (b.sin() - a.sin())) / (b - a);
            assert_relative_eq!(moments.tilt.to_radians(), tilt, max_relative = 1e-10, epsilon = 1e-13);
        }
    }

    #[test]
    fn the_way_round_a_ring_decides_the_sign_alone() {
        let octant = Ring(vec![[0.0, 0.0], [90.0, 0.0], [90.0, 90.0], [0.0, 90.0]]);
        let eighth = Earth::Wgs84.total_area().as_m2() / 8.0;
        assert_relative_eq!(signed_area(Earth::Wgs84, &octant), eighth, max_relative = 1e-14);
        let reversed = Ring(octant.0.into_iter().rev().collect());
        assert_relative_eq!(signed_area(Earth::Wgs84, &reversed), -eighth, max_relative = 1e-14);
    }

    #[test]
    fn a_ring_without_points_has_no_area() {
        assert_eq!(signed_area(Earth::Wgs84, &Ring(Vec::new())), 0.0);
    }
}
