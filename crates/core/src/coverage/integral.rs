//! Line integrals along an edge: how much of the Earth lies between two parallels, and on which side.

use super::edge::edges;
use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::region::Ring;
use crate::sum::compensated;

/// What a degree of latitude counts for, per degree of longitude.
#[derive(Clone, Debug)]
pub(super) enum Density {
    /// The same everywhere: square degrees.
    Planar,
    /// As much as the Earth has there, degree by degree from the south pole.
    OnEarth(Vec<Polynomial>),
}

/// Powers of a polynomial that stands for the density within a degree of latitude.
///
/// Interpolation at n Chebyshev nodes on an interval of length h misses a function by at most 2 (h/4)ⁿ / n! times its n-th derivative
/// (Davis 1975, Interpolation and Approximation, theorems 3.1.1 and 3.3.4): 2 × 10⁻²⁰ of the density at the equator here.
const TERMS: usize = 7;

/// Coefficients of a polynomial in the distance from the middle of a degree, in degrees.
type Polynomial = [f64; TERMS];

impl Density {
    pub(super) fn new(earth: Earth, measure: CoverageMeasure) -> Self {
        match measure {
            CoverageMeasure::Planar => Self::Planar,
            CoverageMeasure::Area => Self::OnEarth((-90..90).map(|south| interpolated(earth, f64::from(south) + 0.5)).collect()),
        }
    }

    /// The density at latitudes that rise.
    fn at<const N: usize>(&self, latitudes: [f64; N]) -> [f64; N] {
        match self {
            Self::Planar => [1.0; N],
            Self::OnEarth(degrees) => {
                let [first, last] = [degree_of(latitudes[0]), degree_of(latitudes[N - 1])];
                if first == last {
                    return values(degrees, first, latitudes);
                }
                latitudes.map(|latitude| values(degrees, degree_of(latitude), [latitude])[0])
            }
        }
    }
}

/// In which degree from the south pole a latitude lies.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "180 degrees")]
const fn degree_of(latitude: f64) -> u8 {
    let degree = (latitude + 90.0) as u8;
    if degree < 180 { degree } else { 179 }
}

/// The density at latitudes within one degree.
fn values<const N: usize>(degrees: &[Polynomial], degree: u8, latitudes: [f64; N]) -> [f64; N] {
    let offsets = latitudes.map(|latitude| latitude - (f64::from(degree) - 89.5));
    let [inner @ .., highest] = &degrees[usize::from(degree)];
    let mut values = [*highest; N];
    for coefficient in inner.iter().rev() {
        values.iter_mut().zip(offsets).for_each(|(value, offset)| *value = *value * offset + coefficient);
    }
    values
}

/// The polynomial through the density at Chebyshev nodes about the middle of a degree, by Newton's divided differences.
#[expect(clippy::cast_precision_loss, reason = "a handful of nodes")]
fn interpolated(earth: Earth, middle: f64) -> Polynomial {
    let nodes: [f64; TERMS] = std::array::from_fn(|node| 0.5 * libm::cos(std::f64::consts::PI * (node as f64 + 0.5) / TERMS as f64));
    let mut differences = nodes.map(|node| earth.area_per_square_radian(middle + node));
    for order in 1..TERMS {
        for node in (order..TERMS).rev() {
            differences[node] = (differences[node] - differences[node - 1]) / (nodes[node] - nodes[node - order]);
        }
    }
    // From the innermost bracket outwards: p ← p · (x − node) + difference.
    (0..TERMS).rev().fold([0.0; TERMS], |inner, node| {
        std::array::from_fn(|power| {
            let raised = if power == 0 { differences[node] } else { inner[power - 1] };
            raised - nodes[node] * inner[power]
        })
    })
}

/// A node of a quadrature on an interval of length one about zero, and its weight.
type NodeAndWeight = (f64, f64);

/// Gauss–Legendre quadrature with three points (Abramowitz and Stegun 1964, table 25.4, halved), for spans up to [`SHORT_SPAN`].
const THREE_POINTS: [NodeAndWeight; 3] = [
    (-0.387_298_334_620_741_7, 0.277_777_777_777_777_8),
    (0.0, 0.444_444_444_444_444_4),
    (0.387_298_334_620_741_7, 0.277_777_777_777_777_8),
];

/// Gauss–Legendre quadrature with four points (the same table), for spans up to [`LONGEST_SPAN`].
const FOUR_POINTS: [NodeAndWeight; 4] = [
    (-0.430_568_155_797_026_3, 0.173_927_422_568_726_9),
    (-0.169_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.169_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.430_568_155_797_026_3, 0.173_927_422_568_726_9),
];

/// Longest span in degrees for three points.
///
/// With n points on a span of L radians the error is (n!)⁴ / ((2n + 1) ((2n)!)³) · L²ⁿ⁺¹ times the integrand's 2n-th derivative
/// (Abramowitz and Stegun 1964, equation 25.4.30), which for a straight line times a cosine is at most 2n / L: 2 × 10⁻¹⁶ of the result
/// here at the equator, 4 × 10⁻¹⁴ in the row at the pole.
const SHORT_SPAN: f64 = 0.5;

/// Longest span in degrees that is integrated in one go: an error of 4 × 10⁻¹⁷ by the same bound.
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
    pub(super) fn between(density: &Density, base: f64, south: f64, north: f64) -> Self {
        let mut moments = Self::default();
        if north - south <= SHORT_SPAN {
            moments.add_span(&THREE_POINTS, density, (base, south), (north - south, 0.0, 1.0));
            return moments;
        }
        let spans = ((north - south) / LONGEST_SPAN).ceil().max(1.0);
        let step = (north - south) / spans;
        for span in 0..spans as usize {
            let span = (step, span as f64, spans);
            if step <= SHORT_SPAN {
                moments.add_span(&THREE_POINTS, density, (base, south), span);
            } else {
                moments.add_span(&FOUR_POINTS, density, (base, south), span);
            }
        }
        moments
    }

    /// Adds the span of a length and a number among so many.
    fn add_span<const N: usize>(
        &mut self,
        points: &[NodeAndWeight; N],
        density: &Density,
        (base, south): (f64, f64),
        (step, span, spans): (f64, f64, f64),
    ) {
        let positions = points.map(|(node, _)| span + 0.5 + node);
        let densities = density.at(positions.map(|position| base + (south + position * step)));
        for (((_, weight), position), density) in points.iter().zip(positions).zip(densities) {
            let mass = weight * step * density;
            self.whole += mass;
            self.tilt += mass * (position / spans - 0.5);
        }
    }
}

/// The area inside a ring in m² on the Earth, positive where the ring runs anticlockwise.
///
/// By Green's theorem A = ∮ (λ − λ₀) q(φ) dφ, with λ₀ the longitude of the ring's first point.
pub(super) fn signed_area(density: &Density, ring: &Ring) -> f64 {
    let Some(&[reference, _]) = ring.0.first() else { return 0.0 };
    let square_degrees = edges(ring).map(|edge| {
        let moments = Moments::between(density, edge.south[1], 0.0, edge.rise());
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
        let moments = Moments::between(&Density::Planar, 10.0, 0.25, 0.75);
        assert_relative_eq!(moments.whole, 0.5, max_relative = 1e-15);
        assert!(moments.tilt.abs() < 1e-16);
    }

    /// ∫ cos φ dφ = Δ sin φ, and ∫ φ cos φ dφ = Δ (φ sin φ + cos φ).
    #[test]
    fn the_sphere_has_its_closed_form() {
        let unit = Density::new(Earth::Sphere { radius: 1.0 }, CoverageMeasure::Area);
        for (south, north) in [(-90.0, 90.0), (0.0, 4.0), (30.0, 75.0), (-60.0, -59.0), (51.95, 52.05), (88.25, 89.0)] {
            let (a, b) = (f64::to_radians(south), f64::to_radians(north));
            let first_moment = (b * b.sin() + b.cos()) - (a * a.sin() + a.cos());
            let moments = Moments::between(&unit, south, 0.0, north - south);
            assert_relative_eq!(moments.whole.to_radians(), b.sin() - a.sin(), max_relative = 1e-13);
            let tilt = (first_moment - f64::midpoint(a, b) * (b.sin() - a.sin())) / (b - a);
            assert_relative_eq!(moments.tilt.to_radians(), tilt, max_relative = 1e-10, epsilon = 1e-13);
        }
    }

    fn wgs84() -> Density {
        Density::new(Earth::Wgs84, CoverageMeasure::Area)
    }

    #[test]
    fn a_polynomial_stands_for_the_density_in_each_degree() {
        for (earth, density) in [Earth::Wgs84, Earth::AUTHALIC_SPHERE].map(|earth| (earth, Density::new(earth, CoverageMeasure::Area))) {
            for latitude in [-90.0, -89.99, -45.5, -1e-9, 0.0, 12.3, 60.0, 77.777, 89.9999, 90.0] {
                let expected = earth.area_per_square_radian(latitude);
                assert_relative_eq!(density.at([latitude])[0], expected, max_relative = 1e-12, epsilon = 1e-2);
            }
        }
    }

    #[test]
    fn the_way_round_a_ring_decides_the_sign_alone() {
        let octant = Ring(vec![[0.0, 0.0], [90.0, 0.0], [90.0, 90.0], [0.0, 90.0]]);
        let eighth = Earth::Wgs84.total_area().as_m2() / 8.0;
        assert_relative_eq!(signed_area(&wgs84(), &octant), eighth, max_relative = 1e-14);
        let reversed = Ring(octant.0.into_iter().rev().collect());
        assert_relative_eq!(signed_area(&wgs84(), &reversed), -eighth, max_relative = 1e-14);
    }

    #[test]
    fn a_ring_without_points_has_no_area() {
        assert_eq!(signed_area(&wgs84(), &Ring(Vec::new())), 0.0);
    }
}
