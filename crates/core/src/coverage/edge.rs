//! The edges of a ring, each seen from its southern to its northern end.

use crate::region::Ring;

/// A straight edge in longitude and latitude, in degrees, from its southern to its northern end.
///
/// Two regions that share an edge see the very same numbers whichever way their rings run,
/// so that what one gains the other loses to the last bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    /// Longitude and latitude of the southern end.
    pub(super) south: [f64; 2],
    /// Longitude and latitude of the northern end.
    pub(super) north: [f64; 2],
    /// 1 where the ring runs north along the edge, −1 where it runs south.
    pub(super) direction: f64,
}

/// The edges of a ring that are not horizontal: a horizontal edge bounds no area towards the east.
pub(super) fn edges(ring: &Ring) -> impl Iterator<Item = Edge> {
    let starts = &ring.0;
    let ends = starts.iter().cycle().skip(1);
    starts.iter().zip(ends).filter_map(|(&start, &end)| Edge::between(start, end))
}

impl Edge {
    fn between(start: [f64; 2], end: [f64; 2]) -> Option<Self> {
        if start[1] < end[1] {
            Some(Self { south: start, north: end, direction: 1.0 })
        } else if start[1] > end[1] {
            Some(Self { south: end, north: start, direction: -1.0 })
        } else {
            None
        }
    }

    /// How far the northern end lies east of the southern end; negative where the edge leans west.
    pub(super) fn lean(&self) -> f64 {
        self.north[0] - self.south[0]
    }

    /// How far the northern end lies from the southern end; always positive.
    pub(super) fn rise(&self) -> f64 {
        self.north[1] - self.south[1]
    }

    /// How far east of a meridian the edge meets a parallel.
    ///
    /// Counted from the nearer end, so that it is exact at both, and relative to a meridian close by, so that no digit
    /// is spent on the distance from Greenwich.
    pub(super) fn east_of(&self, meridian: f64, parallel: f64) -> f64 {
        let (above, below) = (parallel - self.south[1], self.north[1] - parallel);
        if above <= below {
            (self.south[0] - meridian) + above / self.rise() * self.lean()
        } else {
            (self.north[0] - meridian) - below / self.rise() * self.lean()
        }
    }

    /// How far north of a parallel the edge meets a meridian, in the manner of [`Self::east_of`].
    pub(super) fn north_of(&self, parallel: f64, meridian: f64) -> f64 {
        let (from_south, to_north) = (meridian - self.south[0], self.north[0] - meridian);
        if from_south.abs() <= to_north.abs() {
            (self.south[1] - parallel) + from_south / self.lean() * self.rise()
        } else {
            (self.north[1] - parallel) - to_north / self.lean() * self.rise()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_has_two_edges_that_are_not_horizontal() {
        let square = Ring(vec![[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [0.0, 2.0]]);
        let east = Edge { south: [1.0, 0.0], north: [1.0, 2.0], direction: 1.0 };
        let west = Edge { south: [0.0, 0.0], north: [0.0, 2.0], direction: -1.0 };
        assert_eq!(edges(&square).collect::<Vec<_>>(), [east, west]);
    }

    #[test]
    fn a_ring_without_points_has_no_edges() {
        assert_eq!(edges(&Ring(Vec::new())).count(), 0);
    }

    #[test]
    fn an_edge_meets_lines_where_its_equation_says() {
        let edge = Edge { south: [10.0, 40.0], north: [14.0, 48.0], direction: 1.0 };
        assert_eq!(edge.east_of(10.0, 42.0), 1.0);
        assert_eq!(edge.east_of(10.0, 46.0), 3.0);
        assert_eq!(edge.north_of(40.0, 11.0), 2.0);
        assert_eq!(edge.north_of(40.0, 13.0), 6.0);
    }
}
