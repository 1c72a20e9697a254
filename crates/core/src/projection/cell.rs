//! One cell of a grid in a plane: how much of the Earth lies in it, and how evenly.

use super::Projection;
use crate::earth::Earth;
use crate::grid::Grid;

/// A node of a quadrature on an interval of length one about zero, and its weight.
type NodeAndWeight = (f64, f64);

/// Gauss–Legendre quadrature with four points (Abramowitz and Stegun 1964, table 25.4, halved).
pub(crate) const NODES: [NodeAndWeight; 4] = [
    (-0.430_568_155_797_026_3, 0.173_927_422_568_726_9),
    (-0.169_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.169_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.430_568_155_797_026_3, 0.173_927_422_568_726_9),
];

/// The same with two points.
const TWO_POINTS: [NodeAndWeight; 2] = [(-0.288_675_134_594_812_9, 0.5), (0.288_675_134_594_812_9, 0.5)];

/// The longest side in metres of a cell for which two points along each direction do.
///
/// Two points miss h⁴ / 4320 times the fourth derivative of what they integrate (Abramowitz and Stegun 1964, equation 25.4.30), which for the
/// area per area of the plane is a few R⁻⁴ on maps of a continent: 10⁻¹³ of the area at 30 km.
const SMALL: f64 = 30_000.0;

/// A cell in the plane of a projection.
pub(crate) struct PlaneCell {
    middle: [f64; 2],
    /// Width and height in metres.
    size: [f64; 2],
}

impl PlaneCell {
    pub(crate) fn of(grid: &Grid, row: usize, column: usize) -> Self {
        let (columns, rows) = (grid.column_axis(), grid.row_axis());
        let length = |edges: &[f64]| (edges[1] - edges[0]).abs();
        let size = [length(&columns.edges()[column..=column + 1]), length(&rows.edges()[row..=row + 1])];
        Self { middle: [columns.centre(column), rows.centre(row)], size }
    }

    /// Its area on the Earth in m²; not a number where it holds points that are none of the Earth.
    pub(crate) fn area(&self, projection: &Projection, earth: Earth) -> f64 {
        let mean = if self.size[0].max(self.size[1]) <= SMALL {
            self.mean(&TWO_POINTS, projection, earth)
        } else {
            self.mean(&NODES, projection, earth)
        };
        mean * self.size[0] * self.size[1]
    }

    fn mean(&self, nodes: &[NodeAndWeight], projection: &Projection, earth: Earth) -> f64 {
        let of_column = |&(east, weight): &NodeAndWeight| -> f64 {
            weight * nodes.iter().map(|&(north, weight)| weight * self.density(projection, earth, [east, north])).sum::<f64>()
        };
        nodes.iter().map(of_column).sum()
    }

    /// The area on the Earth per area of the plane at the nodes, the eastern position first.
    pub(crate) fn densities(&self, projection: &Projection, earth: Earth) -> [[f64; 4]; 4] {
        NODES.map(|(east, _)| NODES.map(|(north, _)| self.density(projection, earth, [east, north])))
    }

    fn density(&self, projection: &Projection, earth: Earth, [east, north]: [f64; 2]) -> f64 {
        let point = [self.middle[0] + east * self.size[0], self.middle[1] + north * self.size[1]];
        projection.area_on_earth(earth, point).unwrap_or(f64::NAN)
    }
}
