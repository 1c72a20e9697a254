//! Product against inventory: one point per country, with the line of equality and those of a factor of two.

use super::axis::{self, Axis, Scale};
use super::canvas::{Anchor, Canvas, Lettering, Point, Rectangle, Stroke};
use super::legend::{self, Entry, Key, margin};
use super::panel::{self, x_of, y_of};
use super::style::{Colour, Size};
use super::symbol;
use super::text;
use super::verdict::Verdict;
use super::{Estimate, FigureError, Frame, Measured};

/// A country or region.
#[derive(Clone, Debug, PartialEq)]
pub struct ScatterPoint {
    /// Its name.
    pub label: String,
    /// The inventory's value.
    pub inventory: Estimate,
    /// The product's value.
    pub product: Estimate,
    /// What their comparison came to.
    pub verdict: Verdict,
}

/// A figure of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// Width, tag and description.
    pub frame: Frame,
    /// What both axes measure.
    pub measured: Measured,
    /// Name of the inventory, along the level axis.
    pub inventory: String,
    /// Name of the product, along the upright axis.
    pub product: String,
    /// The countries.
    pub points: Vec<ScatterPoint>,
    /// What the whiskers are, such as "95 % interval".
    pub interval_meaning: String,
}

impl Scatter {
    fn check(&self) -> Result<(), FigureError> {
        if self.points.is_empty() {
            return Err(FigureError::Empty { missing: "points" });
        }
        self.points.iter().try_for_each(|point| {
            point.inventory.check(&point.label)?;
            point.product.check(&point.label)
        })
    }

    fn centrals(&self) -> impl Iterator<Item = f64> {
        self.points.iter().flat_map(|point| [point.inventory.central, point.product.central])
    }

    fn extents(&self) -> impl Iterator<Item = f64> {
        self.points.iter().flat_map(|point| point.inventory.extent().chain(point.product.extent()))
    }

    /// Ratios where no value is below zero and those above it span more than a decade, else differences.
    fn scale(&self) -> Scale {
        let has_sink = self.centrals().any(|value| value < 0.0);
        match axis::extent(self.centrals().filter(|value| *value > 0.0)) {
            Some((low, high)) if !has_sink && high > 10.0 * low => Scale::Logarithmic,
            _ => Scale::Linear,
        }
    }

    /// One axis for both directions, so that equality is the diagonal. On a scale of ratios an interval that reaches below zero
    /// must not stretch the axis: it begins a decade below the smallest value at most.
    fn axis(&self, wanted: f64) -> Axis {
        match (self.scale(), axis::extent(self.centrals().filter(|value| *value > 0.0))) {
            (Scale::Logarithmic, Some((smallest, _))) => {
                let floor = smallest / 10.0;
                Axis::logarithmic(self.extents().map(|value| value.max(floor)), 12)
            }
            _ => Axis::linear(self.extents().chain([0.0]), wanted),
        }
    }

    fn entries(&self, axis: &Axis) -> Vec<Entry> {
        let occurs = |verdict: Verdict| self.points.iter().any(|point| point.verdict == verdict);
        let verdicts = Verdict::ALL.into_iter().filter(|verdict| occurs(*verdict));
        let mut entries: Vec<Entry> = verdicts
            .map(|verdict| {
                let (colour, mark) = verdict.mark();
                Entry::new(Key::Mark(colour, mark), verdict.name())
            })
            .collect();
        let has_intervals = self.points.iter().any(|point| point.inventory.interval.is_some() || point.product.interval.is_some());
        entries.extend(has_intervals.then(|| Entry::new(Key::Whisker, &self.interval_meaning)));
        entries.push(Entry::new(Key::Rule(EQUALITY), "equality"));
        entries.push(Entry::new(Key::Rule(FACTOR_TWO), "a factor of two"));
        let cut = self.extents().any(|value| axis.is_below(value));
        entries.extend(cut.then(|| Entry::new(Key::Heading, "Marks and whiskers at an axis lie at zero or beyond it.")));
        entries
    }
}

/// The line on which product and inventory agree.
const EQUALITY: Colour = Colour::INK;
/// The lines on which one is twice the other.
const FACTOR_TWO: Colour = Colour::MUTED;
/// Most points that are named.
const MOST_LABELS: usize = 15;

/// Draws the figure as SVG, its plot a square.
///
/// # Errors
/// [`FigureError::Empty`] without a point, [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub fn draw(scatter: &Scatter) -> Result<String, FigureError> {
    scatter.check()?;
    let mut canvas = Canvas::new(scatter.frame.size);
    let size = canvas.size;
    let side = side(size);
    let axis = scatter.axis(side / size.scaled(36.0));
    let top = legend::draw_head(&mut canvas, &scatter.frame, &scatter.entries(&axis)) + size.body() / 2.0;
    let title = |name: &str| format!("{name}: {}", scatter.measured.title());
    let axis_width = panel::width_of_axis_left(&axis, &title(&scatter.product), side, size);
    let free = size.width() - axis_width - margin(&canvas) - panel::widest_label(&axis, size) / 2.0;
    let width = side.min(free);
    let plot = Rectangle { left: axis_width, top, width, height: width };

    panel::draw_level_grid(&mut canvas, &axis, plot);
    panel::draw_upright_grid(&mut canvas, &axis, plot);
    draw_rules(&mut canvas, &axis, plot);
    draw_points(&mut canvas, scatter, &axis, plot);
    draw_labels(&mut canvas, scatter, &axis, plot);
    panel::draw_axis_left(&mut canvas, &axis, plot, &title(&scatter.product));
    let bottom = panel::draw_axis_below(&mut canvas, &axis, plot, &title(&scatter.inventory));
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &scatter.frame))
}

/// The side of the square: the width of a single column, two thirds of a wider figure.
fn side(size: Size) -> f64 {
    match size {
        Size::SingleColumn => size.width(),
        Size::DoubleColumn => size.width() * 0.68,
        Size::Slide => size.width() * 0.5,
    }
}

/// Where a point stands; values beyond an end of the axis stand at the end.
fn place(axis: &Axis, plot: Rectangle, point: &ScatterPoint) -> Point {
    (x_of(axis, plot, point.inventory.central), y_of(axis, plot, point.product.central))
}

/// The lines product = inventory, and twice and half of it.
fn draw_rules(canvas: &mut Canvas, axis: &Axis, plot: Rectangle) {
    for (factor, colour, width) in [(1.0, EQUALITY, 0.9), (2.0, FACTOR_TWO, 0.6), (0.5, FACTOR_TWO, 0.6)] {
        let stroke = Stroke { colour, width: canvas.size.scaled(width) };
        if let Some((from, to)) = rule(axis, factor) {
            let at = |value: f64| (x_of(axis, plot, value), y_of(axis, plot, value * factor));
            canvas.group("rule", |canvas| canvas.path(&[at(from), at(to)], stroke));
        }
    }
}

/// The inventory's values between which factor · value lies on the axis.
fn rule(axis: &Axis, factor: f64) -> Option<(f64, f64)> {
    let (low, high) = (axis.low.max(axis.low / factor), axis.high.min(axis.high / factor));
    (low < high).then_some((low, high))
}

fn draw_points(canvas: &mut Canvas, scatter: &Scatter, axis: &Axis, plot: Rectangle) {
    for point in &scatter.points {
        let (x, y) = place(axis, plot, point);
        let (colour, _) = point.verdict.mark();
        let pale = colour.tint(0.55);
        if let Some((low, high)) = point.inventory.interval {
            canvas.group("whisker", |canvas| legend::whisker(canvas, (x_of(axis, plot, low), y), (x_of(axis, plot, high), y), pale));
        }
        if let Some((low, high)) = point.product.interval {
            canvas.group("whisker", |canvas| legend::whisker(canvas, (x, y_of(axis, plot, low)), (x, y_of(axis, plot, high)), pale));
        }
    }
    for point in &scatter.points {
        let (colour, mark) = point.verdict.mark();
        let radius = canvas.size.scaled(2.3);
        canvas.group("point", |canvas| symbol::draw(canvas, mark, place(axis, plot, point), radius, colour));
    }
}

/// How far a point lies from the line of equality, as a share of the axis.
fn distance(axis: &Axis, point: &ScatterPoint) -> f64 {
    (axis.share(point.product.central) - axis.share(point.inventory.central)).abs()
}

/// Names the points that lie farthest from equality, each where it covers no mark and no other name, and as few lines as may be.
fn draw_labels(canvas: &mut Canvas, scatter: &Scatter, axis: &Axis, plot: Rectangle) {
    let mut order: Vec<&ScatterPoint> = scatter.points.iter().collect();
    order.sort_by(|one, other| distance(axis, other).total_cmp(&distance(axis, one)).then_with(|| one.label.cmp(&other.label)));
    let radius = canvas.size.scaled(3.2);
    let around = |(x, y): Point| Rectangle { left: x - radius, top: y - radius, width: 2.0 * radius, height: 2.0 * radius };
    let mut taken: Vec<Rectangle> = scatter.points.iter().map(|point| around(place(axis, plot, point))).collect();
    let lines = lines(scatter, axis, plot);
    for point in order.into_iter().take(MOST_LABELS) {
        let lettering = Lettering::new(canvas.size.small(), Anchor::Start);
        let width = text::width(&point.label, lettering.size, lettering.weight);
        let at = place(axis, plot, point);
        let candidates = label_places(at, width, lettering.size, radius).into_iter();
        let free = candidates.filter(|place| lies_inside(*place, plot) && taken.iter().all(|other| !overlaps(*place, *other)));
        if let Some(room) = free.min_by_key(|place| lines.iter().filter(|line| crosses(*place, **line)).count()) {
            draw_label(canvas, &point.label, at, room, lettering);
            taken.push(room);
        }
    }
}

/// A name on a veil, with a line to its point where it stands apart from it.
fn draw_label(canvas: &mut Canvas, label: &str, at: Point, room: Rectangle, lettering: Lettering) {
    let middle = room.top + room.height / 2.0;
    let nearest = (at.0.clamp(room.left, room.right()), at.1.clamp(room.top, room.bottom()));
    canvas.group("label", |canvas| {
        if libm::hypot(nearest.0 - at.0, nearest.1 - at.1) > canvas.size.scaled(5.0) {
            canvas.path(&[at, nearest], Stroke { colour: Colour::MUTED, width: canvas.size.scaled(0.4) });
        }
        canvas.veil(&room.outline()[..4], Colour::WHITE, 0.75);
        canvas.text(label, (room.left, middle + lettering.half_capital()), lettering);
    });
}

/// All whiskers and the lines of equality and of a factor of two.
fn lines(scatter: &Scatter, axis: &Axis, plot: Rectangle) -> Vec<(Point, Point)> {
    let whiskers = scatter.points.iter().flat_map(|point| {
        let (x, y) = place(axis, plot, point);
        let level = point.inventory.interval.map(|(low, high)| ((x_of(axis, plot, low), y), (x_of(axis, plot, high), y)));
        let upright = point.product.interval.map(|(low, high)| ((x, y_of(axis, plot, low)), (x, y_of(axis, plot, high))));
        level.into_iter().chain(upright)
    });
    let rules = [1.0, 2.0, 0.5].into_iter().filter_map(|factor| {
        let (from, to) = rule(axis, factor)?;
        let at = |value: f64| (x_of(axis, plot, value), y_of(axis, plot, value * factor));
        Some((at(from), at(to)))
    });
    whiskers.chain(rules).collect()
}

/// Boxes round a point at three distances, the nearest first.
fn label_places((x, y): Point, width: f64, size: f64, radius: f64) -> Vec<Rectangle> {
    let height = size * 1.2;
    let at_distance = |apart: f64| {
        let (right, left, centred) = (x + apart, x - apart - width, x - width / 2.0);
        let (level, above, below) = (y - height / 2.0, y - apart - height, y + apart);
        let aside = [(right, level), (left, level), (right, above), (left, above), (right, below), (left, below)];
        aside.into_iter().chain([(centred, above), (centred, below)])
    };
    let places = [1.1, 2.2, 3.6, 5.5].into_iter().flat_map(|distance| at_distance(distance * radius));
    places.map(|(left, top)| Rectangle { left, top, width, height }).collect()
}

/// Whether a line runs through a box: their boxes overlap, and not all corners lie on one side of the line.
fn crosses(room: Rectangle, (from, to): (Point, Point)) -> bool {
    let (left, top) = (from.0.min(to.0), from.1.min(to.1));
    let beside = |(x, y): Point| (to.0 - from.0) * (y - from.1) - (to.1 - from.1) * (x - from.0) > 0.0;
    let sides = room.outline().map(beside);
    let touches = left <= room.right() && from.0.max(to.0) >= room.left && top <= room.bottom() && from.1.max(to.1) >= room.top;
    touches && sides.iter().any(|side| *side != sides[0])
}

fn lies_inside(inner: Rectangle, outer: Rectangle) -> bool {
    inner.left > outer.left && inner.right() < outer.right() && inner.top > outer.top && inner.bottom() < outer.bottom()
}

fn overlaps(one: Rectangle, other: Rectangle) -> bool {
    one.left < other.right() && other.left < one.right() && one.top < other.bottom() && other.top < one.bottom()
}

#[cfg(test)]
mod tests {
    use super::super::gallery::scatter_of_countries;
    use super::*;

    #[test]
    fn ratios_are_shown_over_decades_and_differences_else() {
        let mut scatter = scatter_of_countries(Size::SingleColumn);
        assert_eq!(scatter.scale(), Scale::Logarithmic);
        scatter.points[0].product.central = -1.0;
        assert_eq!(scatter.scale(), Scale::Linear);
        scatter.points.truncate(1);
        scatter.points[0].product.central = scatter.points[0].inventory.central * 3.0;
        assert_eq!(scatter.scale(), Scale::Linear);
    }

    /// On an axis from 1 to 100, twice the inventory leaves it at 50, and half of it enters at 2.
    #[test]
    fn the_lines_of_a_factor_of_two_end_at_the_rim() {
        let axis = Axis::logarithmic([1.0, 100.0].into_iter(), 5);
        assert_eq!([1.0, 2.0, 0.5].map(|factor| rule(&axis, factor).unwrap()), [(1.0, 100.0), (1.0, 50.0), (2.0, 100.0)]);
        // From −10 to 20: twice −5 is −10 and twice 10 is 20; half of it always lies within.
        let axis = Axis::linear_between(-10.0, 20.0, 5.0);
        assert_eq!([2.0, 0.5].map(|factor| rule(&axis, factor).unwrap()), [(-5.0, 10.0), (-10.0, 20.0)]);
    }

    #[test]
    fn equality_is_the_diagonal() {
        let scatter = scatter_of_countries(Size::SingleColumn);
        let axis = scatter.axis(5.0);
        let plot = Rectangle { left: 0.0, top: 0.0, width: 100.0, height: 100.0 };
        let equal = ScatterPoint { product: scatter.points[0].inventory, ..scatter.points[0].clone() };
        let (x, y) = place(&axis, plot, &equal);
        assert!((x + y - 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_line_crosses_a_box_that_it_runs_through_and_no_other() {
        let room = Rectangle { left: 2.0, top: 2.0, width: 4.0, height: 2.0 };
        assert!(crosses(room, ((0.0, 0.0), (8.0, 6.0))) && crosses(room, ((0.0, 3.0), (9.0, 3.0))));
        // Past a corner, beyond an end, and beside.
        assert!(
            !crosses(room, ((0.0, 3.0), (3.0, 9.0)))
                && !crosses(room, ((0.0, 3.0), (1.0, 3.0)))
                && !crosses(room, ((9.0, 0.0), (9.0, 9.0)))
        );
    }

    #[test]
    fn only_the_farthest_points_are_named_and_every_point_is_drawn() {
        let scatter = scatter_of_countries(Size::DoubleColumn);
        let svg = draw(&scatter).unwrap();
        assert_eq!(svg.matches("class=\"point\"").count(), scatter.points.len());
        assert!(svg.matches("class=\"label\"").count() <= MOST_LABELS);
    }
}
