//! The part of a cell in a plane that lies in a region, by its moments.

use super::super::cut::Piece;
use crate::projection::NODES;

/// As many powers along each direction as there are nodes.
const POWERS: usize = NODES.len();

/// A part of a cell: ∫∫ uⁱ vʲ dv du over it, with u from −½ in the west to ½ in the east and v likewise from south to north.
///
/// What the plane counts for is a polynomial in u and v through its values at the nodes of [`NODES`], so that the moments say how much of it lies
/// in the part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Part {
    /// Powers of u, then of v.
    moments: [[f64; POWERS]; POWERS],
}

/// What lies east of a piece in its row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    /// In the piece's own cell.
    pub(super) own: Part,
    /// In each cell further east: ∫ vʲ dv over the height of the piece.
    pub(super) further: Band,
}

/// The heights over which cells are covered from west to east: ∫ vʲ dv.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Band([f64; POWERS]);

impl Moments {
    /// What lies east of a piece of a row that is so high in metres.
    ///
    /// Along the piece u is straight in v, so that four nodes integrate uⁱ⁺¹ vʲ exactly.
    pub(super) fn east_of(piece: &Piece, height: f64) -> Self {
        let [south, north] = piece.north.map(|metres| metres / height - 0.5);
        let [from, to] = piece.east.map(|widths| widths - 0.5);
        let mut moments = Self::default();
        for (node, weight) in NODES {
            let along = node + 0.5;
            let (u, v) = (from + along * (to - from), south + along * (north - south));
            let columns = east_of(u);
            let mut slice = weight * (north - south);
            for power in 0..POWERS {
                moments.further.0[power] += slice;
                (0..POWERS).for_each(|other| moments.own.moments[other][power] += slice * columns[other]);
                slice *= v;
            }
        }
        moments
    }

    /// The moments times a weight.
    pub(super) fn times(mut self, weight: f64) -> Self {
        self.own.moments.as_flattened_mut().iter_mut().chain(&mut self.further.0).for_each(|moment| *moment *= weight);
        self
    }
}

/// ∫ uⁱ du from a position to the eastern side.
fn east_of(position: f64) -> [f64; POWERS] {
    let (mut power, mut half) = (position, 0.5);
    [1.0, 2.0, 3.0, 4.0].map(|order| {
        let integral = (half - power) / order;
        power *= position;
        half *= 0.5;
        integral
    })
}

impl Band {
    /// Adds other heights.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own += other);
    }

    /// The share of a cell's height, where all of it is covered or nothing.
    pub(super) const fn height(&self) -> f64 {
        self.0[0]
    }

    /// The part of a cell that is covered over these heights.
    pub(super) fn part(&self) -> Part {
        let columns = east_of(-0.5);
        Part { moments: columns.map(|column| self.0.map(|row| column * row)) }
    }
}

impl Part {
    /// Adds another part.
    pub(super) fn add(&mut self, other: &Self) {
        let own = self.moments.as_flattened_mut().iter_mut();
        own.zip(other.moments.as_flattened()).for_each(|(own, other)| *own += other);
    }

    /// The part's share of a cell that counts for so much at the nodes.
    pub(super) fn share(&self, weights: &[[f64; POWERS]; POWERS]) -> f64 {
        let powers = lagrange();
        let (mut part, mut whole) = (0.0, 0.0);
        for (east, column) in weights.iter().enumerate() {
            for (north, value) in column.iter().enumerate() {
                let moments = (0..POWERS).flat_map(|i| (0..POWERS).map(move |j| (i, j)));
                let node: f64 = moments.map(|(i, j)| powers[east][i] * powers[north][j] * self.moments[i][j]).sum();
                part += value * node;
                whole += value * NODES[east].1 * NODES[north].1;
            }
        }
        part / whole
    }
}

/// For each node the coefficients of the polynomial that is 1 there and 0 at the others.
fn lagrange() -> [[f64; POWERS]; POWERS] {
    NODES.map(|(node, _)| {
        let others = NODES.iter().map(|&(other, _)| other).filter(|&other| other != node);
        let mut coefficients = [1.0, 0.0, 0.0, 0.0];
        for other in others {
            // p ← p · (u − other) / (node − other)
            coefficients = std::array::from_fn(|power| {
                let raised = if power == 0 { 0.0 } else { coefficients[power - 1] };
                (raised - other * coefficients[power]) / (node - other)
            });
        }
        coefficients
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn piece(north: [f64; 2], east: [f64; 2]) -> Piece {
        Piece { row: 0, column: 0, north, east }
    }

    /// Values at the nodes of a function of position in the cell.
    fn weights(value: impl Fn(f64, f64) -> f64) -> [[f64; 4]; 4] {
        NODES.map(|(u, _)| NODES.map(|(v, _)| value(u, v)))
    }

    /// East of the diagonal from the south-western to the north-eastern corner lies half a cell; of a weight 1 + u a half and ∫∫ u du dv over the
    /// triangle v < u: ∫ u (u + ½) du = 1/12.
    #[test]
    fn half_a_cell_lies_beside_its_diagonal() {
        let part = Moments::east_of(&piece([0.0, 20.0], [0.0, 1.0]), 20.0).own;
        assert_relative_eq!(part.share(&weights(|_, _| 3.0)), 0.5, max_relative = 1e-14);
        assert_relative_eq!(part.share(&weights(|u, _| 1.0 + u)), 0.5 + 1.0 / 12.0, max_relative = 1e-14);
    }

    /// The northern quarter of a cell, of a weight 1 + v³: ¼ + ∫ v³ dv from ¼ to ½ = ¼ + (1/16 − 1/256) / 4; the whole is 1.
    #[test]
    fn a_band_is_weighed_by_its_heights() {
        let band = Moments::east_of(&piece([15.0, 20.0], [0.0, 0.0]), 20.0).further;
        assert_relative_eq!(band.height(), 0.25, max_relative = 1e-15);
        let expected = 0.25 + (1.0 / 16.0 - 1.0 / 256.0) / 4.0;
        assert_relative_eq!(band.part().share(&weights(|_, v| 1.0 + v * v * v)), expected, max_relative = 1e-14);
    }

    #[test]
    fn a_whole_cell_is_one_whatever_it_counts_for() {
        let part = Moments::east_of(&piece([0.0, 20.0], [0.0, 0.0]), 20.0).own;
        assert_relative_eq!(part.share(&weights(|u, v| 2.0 + u + v * v - 0.3 * u * v)), 1.0, max_relative = 1e-14);
    }
}
