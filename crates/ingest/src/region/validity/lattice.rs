//! Outlines on a lattice of whole numbers, on which areas are exact and lines that coincide do so to the bit.

use fluxledger_core::{Earth, Region, Ring};
use i_overlay::i_float::int::point::IntPoint;

/// A closed line on the lattice.
pub(super) type Contour = Vec<IntPoint>;

/// An outer contour, anticlockwise, and the holes in it, clockwise.
pub(super) type Shape = Vec<Contour>;

/// The largest distance from the middle of the lattice: areas of what lies within have 64 bits.
const REACH: f64 = (1_u32 << 29) as f64;

/// Equally spaced points over the extent of some regions; a step is at most 2⁻²⁹ of the extent, 4 cm for the globe.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lattice {
    middle: [f64; 2],
    /// Steps in a degree, a power of two.
    per_degree: f64,
}

impl Lattice {
    pub(super) fn over(regions: &[Region]) -> Self {
        let points = || regions.iter().flat_map(|region| &region.polygons).flat_map(rings).flat_map(|ring| &ring.0);
        let [west, south, east, north] = points()
            .fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |[west, south, east, north], point| {
                [west.min(point[0]), south.min(point[1]), east.max(point[0]), north.max(point[1])]
            });
        let half = (east - west).max(north - south) / 2.0;
        let mut per_degree = (1_u64 << 50) as f64;
        while half * per_degree > REACH {
            per_degree /= 2.0;
        }
        Self { middle: [(west + east) / 2.0, (south + north) / 2.0], per_degree }
    }

    /// The nearest point of the lattice.
    #[expect(clippy::cast_possible_truncation, reason = "the lattice reaches over all regions")]
    pub(super) fn point(&self, [longitude, latitude]: [f64; 2]) -> IntPoint {
        let steps = |degrees: f64, middle: f64| ((degrees - middle) * self.per_degree).round() as i32;
        IntPoint::new(steps(longitude, self.middle[0]), steps(latitude, self.middle[1]))
    }

    /// Longitude and latitude of a point.
    pub(super) fn degrees(&self, point: IntPoint) -> [f64; 2] {
        [f64::from(point.x) / self.per_degree + self.middle[0], f64::from(point.y) / self.per_degree + self.middle[1]]
    }

    /// The polygons of a region.
    pub(super) fn shapes(&self, region: &Region) -> Vec<Shape> {
        let contour = |(position, ring): (usize, &Ring)| {
            let mut contour: Contour = ring.0.iter().map(|&point| self.point(point)).collect();
            if (twice_the_area(&contour) > 0) != (position == 0) {
                contour.reverse();
            }
            contour
        };
        region.polygons.iter().map(|polygon| rings(polygon).enumerate().map(contour).collect()).collect()
    }

    /// The area on WGS 84 of what lies left of edges that close, in km².
    ///
    /// −∮ Q(φ) dλ with [`Earth::area_per_radian`] as Q, by Simpson's rule over stretches of at most ten degrees of latitude: off by less than 10⁻⁶.
    pub(super) fn square_kilometres(&self, edges: impl Iterator<Item = [IntPoint; 2]>) -> f64 {
        -edges.map(|edge| area_south_of(edge.map(|end| self.degrees(end)))).sum::<f64>() / 1e6
    }
}

/// The area in m² between an edge and the equator, positive where it runs to the east in the north.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few stretches")]
fn area_south_of([from, to]: [[f64; 2]; 2]) -> f64 {
    let width = (to[0] - from[0]).to_radians();
    if width == 0.0 {
        return 0.0;
    }
    let height = to[1] - from[1];
    let stretches = (height.abs() / 10.0).ceil().max(1.0) as u32;
    let at = |position: f64| Earth::Wgs84.area_per_radian(from[1] + height * position / f64::from(stretches));
    let mean = |stretch: u32| {
        let start = f64::from(stretch);
        (at(start) + 4.0 * at(start + 0.5) + at(start + 1.0)) / 6.0
    };
    width * (0..stretches).map(mean).sum::<f64>() / f64::from(stretches)
}

/// The outer ring of a polygon and its holes.
pub(super) fn rings(polygon: &fluxledger_core::Polygon) -> impl Iterator<Item = &Ring> {
    std::iter::once(&polygon.exterior).chain(&polygon.holes)
}

/// The edges of a contour, the last back to its first point.
pub(super) fn edges(contour: &Contour) -> impl Iterator<Item = [IntPoint; 2]> {
    contour.iter().zip(contour.iter().cycle().skip(1)).map(|(&from, &to)| [from, to])
}

/// Twice the area that a contour runs round, positive if anticlockwise, in squares of the lattice.
pub(super) fn twice_the_area(contour: &Contour) -> i128 {
    edges(contour).map(cross).sum()
}

/// What an edge adds to twice the area left of it.
pub(super) fn cross([from, to]: [IntPoint; 2]) -> i128 {
    i128::from(i64::from(from.x) * i64::from(to.y) - i64::from(to.x) * i64::from(from.y))
}

/// How long a contour is, in steps of the lattice.
pub(super) fn length(contour: &Contour) -> f64 {
    edges(contour).map(distance).sum()
}

/// How long an edge is, in steps of the lattice.
pub(super) fn distance([from, to]: [IntPoint; 2]) -> f64 {
    let [east, north] = [to.x - from.x, to.y - from.y].map(f64::from);
    (east * east + north * north).sqrt()
}
