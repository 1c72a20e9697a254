//! Lines that are straight on one map and curves on another, drawn there as chords.
//!
//! Outlines are straight in longitude and latitude and curves in the plane of a projection, or the reverse. A line is halved where it is
//! straight until its chords stray from the curve by no more than a tolerance.

/// A point on the map on which lines are straight, and where the other map has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// On the map on which lines are straight.
    pub straight: [f64; 2],
    /// On the map on which they are drawn as chords.
    pub drawn: [f64; 2],
}

/// The way from one map to the other, and how near chords are to come to the curves there.
pub trait Bend {
    /// Why a point may have no place on the other map.
    type Error;

    /// A line is halved no more often than this, whatever its chords stray.
    const HALVINGS: u32;

    /// Whether a line whose chord is near enough gets a point in its middle all the same.
    const ALWAYS_HALVED: bool;

    /// Where the other map has a point.
    ///
    /// # Errors
    /// If it has it nowhere.
    fn draw(&self, straight: [f64; 2]) -> Result<[f64; 2], Self::Error>;

    /// How far the chord from `start` to `end` lies from a point of the curve that is so far along the line, in the unit of the tolerance.
    fn strays(&self, start: &Place, end: &Place, point: &Place, along: f64) -> f64;

    /// How far a chord may stray from its curve.
    fn tolerance(&self) -> f64;
}

/// A point at which neither a parabola nor a cubic about the middle lies on the chord.
const BESIDE_MIDDLE: f64 = 0.3;

/// A ring drawn as chords, from its first point on.
///
/// A line has the same points, bit for bit, from whichever end it is walked along, so that neighbours that share it stay neighbours.
///
/// # Errors
/// If a point has no place on the other map.
pub fn drawn<B: Bend>(bend: &B, ring: &[[f64; 2]]) -> Result<Vec<[f64; 2]>, B::Error> {
    let places = ring.iter().map(|&point| place(bend, point)).collect::<Result<Vec<_>, _>>()?;
    let mut points = Vec::with_capacity(2 * places.len());
    for (start, end) in places.iter().zip(places.iter().cycle().skip(1)) {
        points.push(start.drawn);
        let first = points.len();
        if start.straight <= end.straight {
            halve(bend, start, end, B::HALVINGS, &mut points)?;
        } else {
            halve(bend, end, start, B::HALVINGS, &mut points)?;
            points[first..].reverse();
        }
    }
    Ok(points)
}

/// Adds the points between two ends.
///
/// About its middle a short curve is a parabola, so that each half strays a quarter as far as the whole; a second point
/// makes sure that the curve does not merely cross its chord in the middle.
fn halve<B: Bend>(bend: &B, start: &Place, end: &Place, halvings: u32, points: &mut Vec<[f64; 2]>) -> Result<(), B::Error> {
    let middle = between(bend, start, end, 0.5)?;
    let strays_at_most = |limit: f64| {
        let in_middle = bend.strays(start, end, &middle, 0.5) <= limit;
        Ok(in_middle && bend.strays(start, end, &between(bend, start, end, BESIDE_MIDDLE)?, BESIDE_MIDDLE) <= limit)
    };
    if !B::ALWAYS_HALVED && strays_at_most(bend.tolerance())? {
        return Ok(());
    }
    if strays_at_most(4.0 * bend.tolerance())? || halvings == 0 {
        points.push(middle.drawn);
        return Ok(());
    }
    halve(bend, start, &middle, halvings - 1, points)?;
    points.push(middle.drawn);
    halve(bend, &middle, end, halvings - 1, points)
}

fn place<B: Bend>(bend: &B, straight: [f64; 2]) -> Result<Place, B::Error> {
    Ok(Place { straight, drawn: bend.draw(straight)? })
}

fn between<B: Bend>(bend: &B, start: &Place, end: &Place, along: f64) -> Result<Place, B::Error> {
    let straight = [0, 1].map(|direction| {
        let (from, to) = (start.straight[direction], end.straight[direction]);
        if from == to { from } else { from + along * (to - from) }
    });
    place(bend, straight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// Turns (x, y) into (x, y + x²): a line from x to x + w strays from its chord by w²/4, half as wide a quarter as far.
    struct Parabola<const ALWAYS: bool>;

    impl<const ALWAYS: bool> Bend for Parabola<ALWAYS> {
        type Error = Infallible;
        const HALVINGS: u32 = 20;
        const ALWAYS_HALVED: bool = ALWAYS;

        fn draw(&self, [x, y]: [f64; 2]) -> Result<[f64; 2], Infallible> {
            Ok([x, y + x * x])
        }

        fn strays(&self, start: &Place, end: &Place, point: &Place, along: f64) -> f64 {
            (point.drawn[1] - (start.drawn[1] + along * (end.drawn[1] - start.drawn[1]))).abs()
        }

        fn tolerance(&self) -> f64 {
            0.25
        }
    }

    /// 4 wide strays by 4: it is halved twice into chords that stray by the tolerance.
    #[test]
    fn a_curve_is_halved_until_its_chords_are_near_enough() {
        let Ok(points) = drawn(&Parabola::<false>, &[[0.0, 0.0], [4.0, 0.0]]);
        assert_eq!(points[..5], [[0.0, 0.0], [1.0, 1.0], [2.0, 4.0], [3.0, 9.0], [4.0, 16.0]]);
    }

    #[test]
    fn a_line_has_the_same_points_from_either_end() {
        let ends = [[0.1, 0.7], [9.3, -0.3]];
        let Ok(points) = drawn(&Parabola::<false>, &ends);
        let (there, back) = points.split_at(points.len() / 2);
        assert_eq!(there[1..], back[1..].iter().rev().copied().collect::<Vec<_>>());
        assert!(there.len() > 8, "{there:?}");
    }

    #[test]
    fn a_chord_that_is_near_enough_is_halved_only_where_that_is_asked_for() {
        let line = [[0.0, 0.0], [1.0, 0.0]];
        let (Ok(whole), Ok(halved)) = (drawn(&Parabola::<false>, &line), drawn(&Parabola::<true>, &line));
        assert_eq!(whole, [[0.0, 0.0], [1.0, 1.0]]);
        assert_eq!(halved, [[0.0, 0.0], [0.5, 0.25], [1.0, 1.0], [0.5, 0.25]]);
    }
}
