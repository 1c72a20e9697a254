//! Areas on the canvas: where a mark stands in one, and how it is hatched.

use super::canvas::Point;
use std::f64::consts::SQRT_2;

/// A stretch of a straight line.
pub(super) type Segment = (Point, Point);

/// The stretches of rising lines, a distance apart, that lie inside rings; what an even number of rings encloses is a hole.
///
/// Lines in place of a pattern need no name, so that several figures can stand in one page.
pub(super) fn hatching(rings: &[Vec<Point>], distance: f64) -> Vec<Segment> {
    // Turned by 45°, rising lines are those of one u = (x + y) / √2, along v = (x − y) / √2.
    let turned: Vec<Vec<Point>> =
        rings.iter().map(|ring| ring.iter().map(|(x, y)| ((y - x) / SQRT_2, (x + y) / SQRT_2)).collect()).collect();
    let back = |v: f64, u: f64| ((u - v) / SQRT_2, (u + v) / SQRT_2);
    let mut segments = Vec::new();
    for u in levels(&turned, distance) {
        segments.extend(inside(&turned, u).into_iter().map(|(from, to)| (back(from, u), back(to, u))));
    }
    segments
}

/// The point of rings that lies deepest inside as far as level lines tell: the middle of the longest stretch, stretches near
/// the upper and lower end counting less; of equal ones that farthest from both ends.
pub(super) fn interior_point(rings: &[Vec<Point>]) -> Option<Point> {
    let (top, bottom) = super::axis::extent(rings.iter().flatten().map(|point| point.1))?;
    let step = (bottom - top) / LEVELS;
    let candidates = (0..40).map(|level| top + (f64::from(level) + 0.5) * step).flat_map(|y| {
        let depth = (y - top).min(bottom - y);
        inside(rings, y).into_iter().map(move |(from, to)| ((to - from).min(4.0 * depth), depth, (f64::midpoint(from, to), y)))
    });
    candidates.max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))).map(|(_, _, point)| point)
}

/// Level lines that are tried for the place of a mark.
const LEVELS: f64 = 40.0;

/// The multiples of a distance between the upper and the lower end of rings.
#[expect(clippy::cast_possible_truncation, reason = "a figure has few lines")]
fn levels(rings: &[Vec<Point>], distance: f64) -> Vec<f64> {
    let Some((top, bottom)) = super::axis::extent(rings.iter().flatten().map(|point| point.1)) else { return Vec::new() };
    let (first, last) = ((top / distance).ceil() as i32, (bottom / distance).floor() as i32);
    (first..=last).map(|line| f64::from(line) * distance).collect()
}

/// The stretches of a level line inside rings, from left to right.
fn inside(rings: &[Vec<Point>], y: f64) -> Vec<(f64, f64)> {
    let mut crossings: Vec<f64> = rings.iter().flat_map(|ring| edges(ring)).filter_map(|edge| crossing(edge, y)).collect();
    crossings.sort_by(f64::total_cmp);
    crossings.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

fn edges(ring: &[Point]) -> impl Iterator<Item = Segment> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Where an edge crosses a level line; an end on the line counts for the edge below it only, so that crossings come in pairs.
fn crossing((from, to): Segment, y: f64) -> Option<f64> {
    ((from.1 <= y) != (to.1 <= y)).then(|| from.0 + (to.0 - from.0) * (y - from.1) / (to.1 - from.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(low: f64, high: f64) -> Vec<Point> {
        vec![(low, low), (high, low), (high, high), (low, high)]
    }

    #[test]
    fn a_mark_stands_in_the_middle_and_never_in_a_hole() {
        let (x, y) = interior_point(&[square(0.0, 10.0)]).unwrap();
        assert!(x == 5.0 && (y - 5.0).abs() <= 10.0 / LEVELS, "({x}, {y})");
        let (x, y) = interior_point(&[square(0.0, 10.0), square(2.0, 9.0)]).unwrap();
        assert!(!((2.0..9.0).contains(&x) && (2.0..9.0).contains(&y)), "({x}, {y})");
        assert_eq!(interior_point(&[]), None);
    }

    /// The diagonal of a square of side 10 is 14.1 long, so that lines 5 / √2 apart cut it at u = 0, 5 / √2, …: x + y = 0, 5, 10, 15, 20.
    /// Inside, they are 0, 5 √2, 10 √2, 5 √2 and 0 long: 28.28 in all.
    #[test]
    fn hatching_lines_lie_inside_and_rise() {
        let segments = hatching(&[square(0.0, 10.0)], 5.0 / SQRT_2);
        let length: f64 = segments.iter().map(|(from, to)| libm::hypot(to.0 - from.0, to.1 - from.1)).sum();
        assert!((length - 20.0 * SQRT_2).abs() < 1e-6, "{length}");
        assert!(segments.iter().all(|(from, to)| (from.0 - to.0) * (from.1 - to.1) <= 1e-9));
    }

    #[test]
    fn a_hole_is_not_hatched() {
        let whole: f64 = hatching(&[square(0.0, 10.0)], 0.01).iter().map(|(from, to)| libm::hypot(to.0 - from.0, to.1 - from.1)).sum();
        let pierced = hatching(&[square(0.0, 10.0), square(0.0, 5.0)], 0.01);
        let rest: f64 = pierced.iter().map(|(from, to)| libm::hypot(to.0 - from.0, to.1 - from.1)).sum();
        // The hole takes a quarter of the area, and lines of one distance measure areas.
        assert!((rest / whole - 0.75).abs() < 0.01, "{rest} of {whole}");
    }
}
