//! The part of the Earth on a map: its window, its graticule, and where boundaries and areas lie in it.

use super::FigureError;
use super::axis::{Axis, Tick, extent as extent_of_values, number};
use super::canvas::{Canvas, Point, Rectangle, Stroke};
use super::panel;
use super::style::Size;
use fluxledger_core::{Polygon, Ring};

/// The part of the Earth that a map shows, in degrees. The east end may lie beyond 180°, so that a map can cross the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    pub(super) west: f64,
    pub(super) east: f64,
    pub(super) south: f64,
    pub(super) north: f64,
}

impl Extent {
    /// All of the Earth.
    pub(super) const EARTH: Self = Self { west: -180.0, east: 180.0, south: -90.0, north: 90.0 };
}

/// Degrees between a region's largest piece and another one beyond which the window leaves that one out.
const FAR_AWAY: f64 = 20.0;

/// The pieces of a region that decide its window: the largest, and those at most 20° away from it.
///
/// French Guiana would otherwise turn a map of Europe into one of the Atlantic.
pub(super) fn main_pieces(region: &[Polygon]) -> Vec<&Polygon> {
    let size = |polygon: &&Polygon| planar_area(&polygon.exterior);
    let Some(largest) = region.iter().max_by(|one, other| size(one).total_cmp(&size(other))) else { return Vec::new() };
    region.iter().filter(|polygon| gap(&polygon.exterior, &largest.exterior) <= FAR_AWAY).collect()
}

/// Half the sum of the cross products of neighbouring corners: an area in square degrees, which is enough to rank pieces of one region.
fn planar_area(ring: &Ring) -> f64 {
    let after = ring.0.iter().cycle().skip(1);
    (ring.0.iter().zip(after).map(|(one, other)| one[0] * other[1] - other[0] * one[1]).sum::<f64>() / 2.0).abs()
}

/// The larger of the gaps between the boxes round two rings, in longitude in the nearest turn and in latitude; 0 where they touch.
fn gap(one: &Ring, other: &Ring) -> f64 {
    let span = |ring: &Ring, axis: usize| extent_of_values(ring.0.iter().map(|point| point[axis])).unwrap_or((0.0, 0.0));
    let between = |one: (f64, f64), other: (f64, f64)| (other.0 - one.1).max(one.0 - other.1).max(0.0);
    let (across, turned) = (span(one, 0), span(other, 0));
    let longitudes = [-360.0, 0.0, 360.0].map(|turn| between(across, (turned.0 + turn, turned.1 + turn)));
    longitudes.into_iter().fold(f64::INFINITY, f64::min).max(between(span(one, 1), span(other, 1)))
}

/// The smallest box round polygons; it crosses the antimeridian where that makes it smaller.
pub(super) fn bounding_box(polygons: &[&Polygon]) -> Extent {
    let points = || polygons.iter().flat_map(|polygon| &polygon.exterior.0);
    let (south, north) = extent_of_values(points().map(|point| point[1])).unwrap_or((-90.0, 90.0));
    let (west, east) = narrowest_turn(polygons);
    Extent { west, east, south, north }
}

/// The arc of longitudes left when the widest gap between polygons is taken out of the circle.
fn narrowest_turn(polygons: &[&Polygon]) -> (f64, f64) {
    let mut spans: Vec<(f64, f64)> =
        polygons.iter().filter_map(|polygon| extent_of_values(polygon.exterior.0.iter().map(|point| point[0]))).collect();
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    let Some(&(first, _)) = spans.first() else { return (-180.0, 180.0) };
    let (mut reached, mut widest_gap, mut arc) = (f64::NEG_INFINITY, f64::NEG_INFINITY, (first, first));
    let closing = (first + 360.0, first + 360.0);
    for (start, end) in spans.into_iter().chain([closing]) {
        if start - reached > widest_gap && reached.is_finite() {
            widest_gap = start - reached;
            arc = (start, reached + 360.0);
        }
        reached = reached.max(end);
    }
    let turns = ((arc.0 + 180.0) / 360.0).floor() * 360.0;
    (arc.0 - turns, arc.1 - turns)
}

/// A box with 5 % more on each side, and at least one degree wide and high.
pub(super) fn padded(extent: Extent) -> Extent {
    let more = |low: f64, high: f64| (0.05 * (high - low)).max((1.0 - (high - low)) / 2.0);
    let (aside, above) = (more(extent.west, extent.east), more(extent.south, extent.north));
    Extent { west: extent.west - aside, east: extent.east + aside, south: extent.south - above, north: extent.north + above }
}

/// The part of a box that a grid covers; a grid round the Earth covers all longitudes.
pub(super) fn clip(extent: Extent, whole: Extent, round: bool) -> Result<Extent, FigureError> {
    let (south, north) = (extent.south.max(whole.south), extent.north.min(whole.north));
    let (west, east) = if round && extent.east - extent.west < 360.0 {
        (extent.west, extent.east)
    } else {
        let turned = [0.0, 360.0, -360.0].map(|turn| ((extent.west + turn).max(whole.west), (extent.east + turn).min(whole.east)));
        turned.into_iter().max_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0))).expect("there are three turns")
    };
    if west < east && south < north { Ok(Extent { west, east, south, north }) } else { Err(FigureError::OutsideGrid) }
}

/// A map in plate carrée, with lengths true at its middle latitude.
pub(super) struct Chart {
    pub(super) extent: Extent,
    pub(super) plot: Rectangle,
    longitudes: Axis,
    latitudes: Axis,
}

impl Chart {
    /// A map below a height, as wide as the figure allows and at most as high as given.
    pub(super) fn lay_out(size: Size, extent: Extent, top: f64, highest: f64) -> Self {
        let latitudes = degrees(extent.south, extent.north, 6.0, ["S", "N"]);
        let left = panel::width_of_axis_left(&latitudes, "", size.width(), size);
        let free = size.width() - left - size.scaled(10.0);
        let middle_latitude = f64::midpoint(extent.south, extent.north).to_radians();
        let proportion = (extent.north - extent.south) / ((extent.east - extent.west) * middle_latitude.cos());
        let width = free.min(highest / proportion);
        let longitudes = degrees(extent.west, extent.east, (width / size.scaled(36.0)).clamp(2.0, 8.0), ["W", "E"]);
        let plot = Rectangle { left: left + (free - width) / 2.0, top, width, height: width * proportion };
        Self { extent, plot, longitudes, latitudes }
    }

    /// The rim with its degrees; returns where they end.
    pub(super) fn draw_frame(&self, canvas: &mut Canvas) -> f64 {
        canvas.path(&self.plot.outline(), panel::axis_stroke(canvas));
        panel::draw_axis_left(canvas, &self.latitudes, self.plot, "");
        panel::draw_axis_below(canvas, &self.longitudes, self.plot, "")
    }

    /// Draws boundaries as far as they can be seen, in each turn round the Earth that reaches the window.
    pub(super) fn draw_boundaries<'p>(&self, canvas: &mut Canvas, polygons: impl Iterator<Item = &'p Polygon>, stroke: Stroke) {
        for ring in polygons.flat_map(rings_of) {
            for turn in TURNS {
                visible_lines(ring, |point| self.place(point, turn), self.plot).iter().for_each(|line| canvas.path(line, stroke));
            }
        }
    }

    /// The rings of polygons on the canvas, in each turn round the Earth that reaches the window.
    pub(super) fn rings(&self, polygons: &[Polygon]) -> Vec<Vec<Point>> {
        let placed = |turn: f64| polygons.iter().flat_map(rings_of).map(move |ring| thinned(ring, |point| self.place(point, turn)));
        TURNS.into_iter().flat_map(placed).filter(|ring| reaches(ring, self.plot)).collect()
    }

    fn place(&self, [longitude, latitude]: [f64; 2], turn: f64) -> Point {
        let Extent { west, east, south, north } = self.extent;
        let (across, down) = ((longitude + turn - west) / (east - west), (north - latitude) / (north - south));
        (self.plot.left + self.plot.width * across, self.plot.top + self.plot.height * down)
    }
}

/// Turns round the Earth by which a place may lie in a window.
const TURNS: [f64; 3] = [-360.0, 0.0, 360.0];

fn rings_of(polygon: &Polygon) -> impl Iterator<Item = &Ring> {
    std::iter::once(&polygon.exterior).chain(&polygon.holes)
}

/// A ring on the canvas without points that nobody could tell apart.
fn thinned(ring: &Ring, place: impl Fn([f64; 2]) -> Point) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for point in ring.0.iter().map(|point| place(*point)) {
        if points.last().is_none_or(|last| !is_near(*last, point)) {
            points.push(point);
        }
    }
    points
}

/// Whether the box round points and a plot share a place.
fn reaches(points: &[Point], plot: Rectangle) -> bool {
    let span = |axis: fn(&Point) -> f64| extent_of_values(points.iter().map(axis));
    let touches = |span: Option<(f64, f64)>, low: f64, high: f64| span.is_some_and(|(first, last)| last >= low && first <= high);
    touches(span(|point| point.0), plot.left, plot.right()) && touches(span(|point| point.1), plot.top, plot.bottom())
}

/// Steps between the lines of a graticule in degrees.
const STEPS: [f64; 12] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 90.0];

/// An axis in degrees with the letter of the direction.
fn degrees(low: f64, high: f64, wanted: f64, [negative, positive]: [&str; 2]) -> Axis {
    let step = STEPS.into_iter().find(|step| *step * wanted >= high - low).unwrap_or(90.0);
    let mut axis = Axis::linear_between(low, high, step);
    for Tick { value, label } in &mut axis.ticks {
        let within = if *value > 180.0 { *value - 360.0 } else { *value };
        let letter = match within {
            middle if middle == 0.0 || middle.abs() == 180.0 => "",
            below if below < 0.0 => negative,
            _ => positive,
        };
        *label = format!("{}°{letter}", number(within.abs(), step));
    }
    axis
}

/// A closed ring as lines on the canvas, without points that nobody could tell apart, without the edges of a cut,
/// and without what lies beside the plot.
fn visible_lines(ring: &Ring, place: impl Fn([f64; 2]) -> Point, plot: Rectangle) -> Vec<Vec<Point>> {
    let Some(&first) = ring.0.first() else { return Vec::new() };
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let (mut before, mut at_before, mut continues) = (first, place(first), false);
    let last = ring.0.len();
    for (position, &point) in ring.0.iter().chain([&first]).enumerate().skip(1) {
        let at = place(point);
        if is_near(at_before, at) && position != last {
            continue;
        }
        let visible = !is_cut(before, point) && !is_outside(at_before, at, plot);
        match lines.last_mut() {
            Some(line) if visible && continues => line.push(at),
            _ if visible => lines.push(vec![at_before, at]),
            _ => {}
        }
        (before, at_before, continues) = (point, at, visible);
    }
    lines
}

/// Whether two points are so near that nobody sees the way between them.
fn is_near(one: Point, other: Point) -> bool {
    (one.0 - other.0).abs() + (one.1 - other.1).abs() < 0.25
}

/// Whether an edge is no boundary but the cut of a polygon at the antimeridian or a pole.
fn is_cut(one: [f64; 2], other: [f64; 2]) -> bool {
    let on = |axis: usize, limit: f64| (one[axis].abs() - limit).abs() < 1e-9 && one[axis] == other[axis];
    on(0, 180.0) || on(1, 90.0)
}

/// Whether an edge lies wholly on one side of the map.
fn is_outside(one: Point, other: Point, plot: Rectangle) -> bool {
    one.0.max(other.0) < plot.left
        || one.0.min(other.0) > plot.right()
        || one.1.max(other.1) < plot.top
        || one.1.min(other.1) > plot.bottom()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, east: f64) -> Polygon {
        let ring = Ring(vec![[west, 0.0], [east, 0.0], [east, 10.0], [west, 10.0]]);
        Polygon { exterior: ring, holes: Vec::new() }
    }

    #[test]
    fn a_region_on_both_sides_of_the_antimeridian_makes_a_narrow_window() {
        assert_eq!(narrowest_turn(&[&square(170.0, 180.0), &square(-180.0, -170.0)]), (170.0, 190.0));
        assert_eq!(narrowest_turn(&[&square(-10.0, 5.0), &square(0.0, 20.0)]), (-10.0, 20.0));
        assert_eq!(narrowest_turn(&[&square(-180.0, 180.0)]), (-180.0, 180.0));
    }

    #[test]
    fn pieces_far_from_the_largest_do_not_widen_the_window() {
        // From 0° to 30° the largest piece; 15° away an island, across the antimeridian 20° away another, and one 35° away.
        let region = [square(45.0, 46.0), square(0.0, 30.0), square(65.0, 70.0)];
        assert_eq!(main_pieces(&region), [&region[0], &region[1]]);
        let across = [square(150.0, 175.0), square(-165.0, -164.0)];
        assert_eq!(main_pieces(&across).len(), 2);
        assert!(main_pieces(&[]).is_empty());
    }

    #[test]
    fn windows_are_padded_by_a_twentieth_and_clipped_to_the_grid() {
        let whole = Extent { west: -20.0, east: 30.0, south: 2.0, north: 60.0 };
        let window = clip(padded(bounding_box(&[&square(0.0, 40.0)])), whole, false).unwrap();
        assert_eq!(window, Extent { west: -2.0, east: 30.0, south: 2.0, north: 10.5 });
        assert_eq!(clip(padded(bounding_box(&[&square(50.0, 60.0)])), whole, false), Err(FigureError::OutsideGrid));
    }

    #[test]
    fn degrees_carry_their_direction_also_beyond_the_antimeridian() {
        let labels = |axis: Axis| axis.ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>();
        assert_eq!(labels(degrees(-180.0, 180.0, 6.0, ["W", "E"])), ["180°", "120°W", "60°W", "0°", "60°E", "120°E", "180°"]);
        assert_eq!(labels(degrees(168.0, 192.0, 3.0, ["W", "E"])), ["170°E", "180°", "170°W"]);
        assert_eq!(labels(degrees(-0.6, 0.6, 3.0, ["S", "N"])), ["0.5°S", "0.0°", "0.5°N"]);
    }

    #[test]
    fn the_cut_at_the_antimeridian_is_no_boundary() {
        assert!(is_cut([180.0, 60.0], [180.0, 70.0]));
        assert!(!is_cut([180.0, 60.0], [179.0, 60.0]));
    }

    #[test]
    fn a_ring_is_closed_and_loses_only_what_cannot_be_seen() {
        let plot = Rectangle { left: 0.0, top: 0.0, width: 100.0, height: 100.0 };
        let lines = |ring: &[[f64; 2]]| visible_lines(&Ring(ring.to_vec()), |[x, y]| (x, y), plot);
        let triangle = [[10.0, 10.0], [10.05, 10.0], [50.0, 10.0], [10.0, 50.0]];
        assert_eq!(lines(&triangle), [[(10.0, 10.0), (50.0, 10.0), (10.0, 50.0), (10.0, 10.0)]]);
        // The edge from (150, 20) to (150, 80) lies right of the plot.
        let leaving = [[50.0, 50.0], [150.0, 20.0], [150.0, 80.0]];
        assert_eq!(lines(&leaving), [vec![(50.0, 50.0), (150.0, 20.0)], vec![(150.0, 80.0), (50.0, 50.0)]]);
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn an_area_appears_in_the_turn_that_the_window_shows() {
        let extent = Extent { west: 170.0, east: 190.0, south: 0.0, north: 20.0 };
        let chart = Chart::lay_out(Size::SingleColumn, extent, 0.0, 100.0);
        // The square from −175° to −170° lies from 185° to 190°, the last quarter of the plot.
        let rings = chart.rings(&[square(-175.0, -170.0), square(0.0, 10.0)]);
        assert_eq!(rings.len(), 1);
        let left = rings[0].iter().map(|point| point.0).fold(f64::INFINITY, f64::min);
        assert!((left - (chart.plot.left + 0.75 * chart.plot.width)).abs() < 1e-9);
    }
}
