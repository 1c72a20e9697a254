//! Lines over years: one line with marks per inventory or product, with a band or whiskers.

use super::axis::{self, Axis};
use super::canvas::{Canvas, Point, Rectangle, Stroke};
use super::legend::{self, Entry, Key, VEIL_OPACITY, margin};
use super::panel::{self, x_of, y_of};
use super::style::{Colour, Size, series_colour};
use super::symbol::{self, series_symbol};
use super::{Estimate, FigureError, Frame, Measured};

/// How much of its series' colour the line of a member has.
const MEMBER_TINT: f64 = 0.65;

/// How the intervals of a series are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalStyle {
    /// A pale band along the line.
    Band,
    /// A whisker at each point.
    Whiskers,
}

/// A series of yearly values.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name of the inventory or product.
    pub name: String,
    /// Years and values, in any order; the line breaks where a year is missing.
    pub points: Vec<(i32, Estimate)>,
    /// How its intervals are drawn.
    pub interval_style: IntervalStyle,
    /// A straight line through the points in place of one from point to point: a year and a value at either end.
    pub trend: Option<[(i32, f64); 2]>,
    /// The same of each member of an ensemble, drawn thin behind it.
    pub member_trends: Vec<[(i32, f64); 2]>,
}

/// A figure of values over years.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSeries {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the lines measure.
    pub measured: Measured,
    /// The lines.
    pub series: Vec<Series>,
    /// What whiskers and bands are, such as "95 % interval".
    pub interval_meaning: String,
}

impl TimeSeries {
    fn check(&self) -> Result<(), FigureError> {
        if self.series.iter().all(|series| series.points.is_empty()) {
            return Err(FigureError::Empty { missing: "points" });
        }
        check(&self.series)
    }
}

/// # Errors
/// [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub(super) fn check(series: &[Series]) -> Result<(), FigureError> {
    let mut points = series.iter().flat_map(|series| series.points.iter().map(move |point| (&series.name, point)));
    points.try_for_each(|(name, (year, estimate))| estimate.check(&format!("{name}, {year}")))
}

/// The legend: each series, then what the intervals are.
pub(super) fn entries(series: &[Series], interval_meaning: &str) -> Vec<Entry> {
    let lines = series.iter().enumerate();
    let mut entries: Vec<Entry> =
        lines.map(|(position, series)| Entry::new(Key::Line(series_colour(position), series_symbol(position)), &series.name)).collect();
    let has = |style: IntervalStyle| {
        let of_style = series.iter().filter(|series| series.interval_style == style);
        of_style.flat_map(|series| &series.points).any(|(_, estimate)| estimate.interval.is_some())
    };
    let key = match (has(IntervalStyle::Whiskers), has(IntervalStyle::Band)) {
        (true, true) => Some(Key::VeiledWhisker),
        (true, false) => Some(Key::Whisker),
        (false, true) => Some(Key::Veil),
        (false, false) => None,
    };
    entries.extend(key.map(|key| Entry::new(key, interval_meaning)));
    let has_trend = series.iter().any(|series| series.trend.is_some());
    entries.extend(has_trend.then(|| Entry::new(Key::Rule(Colour::INK), "trend: least squares")));
    let has_members = series.iter().any(|series| !series.member_trends.is_empty());
    entries.extend(has_members.then(|| Entry::new(Key::ThinRule(Colour::INK.tint(MEMBER_TINT)), "trend of each member")));
    entries
}

fn values(series: &[Series]) -> impl Iterator<Item = f64> {
    let of_members = series.iter().flat_map(|series| series.member_trends.iter().copied());
    let trends = series.iter().filter_map(|series| series.trend).chain(of_members).flatten().map(|(_, value)| value);
    series.iter().flat_map(|series| series.points.iter().flat_map(|(_, estimate)| estimate.extent())).chain(trends)
}

fn years(series: &[Series]) -> impl Iterator<Item = f64> {
    series.iter().flat_map(|series| series.points.iter().map(|(year, _)| f64::from(*year)))
}

/// Draws the figure as SVG.
///
/// The axis of values begins at zero unless all values lie within a factor of two, where zero would flatten the lines.
///
/// # Errors
/// [`FigureError::Empty`] without a point, [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub fn draw(figure: &TimeSeries) -> Result<String, FigureError> {
    figure.check()?;
    let mut canvas = Canvas::new(figure.frame.size);
    let top = legend::draw_head(&mut canvas, &figure.frame, &entries(&figure.series, &figure.interval_meaning));
    let (years, values, plot) = lay_out(canvas.size, figure, top);

    draw_lines(&mut canvas, &figure.series, &years, &values, plot);
    panel::draw_axis_left(&mut canvas, &values, plot, &figure.measured.title());
    let bottom = panel::draw_axis_below(&mut canvas, &years, plot, "Year");
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &figure.frame))
}

/// The grid and the lines in a plot: bands behind whiskers behind lines.
pub(super) fn draw_lines(canvas: &mut Canvas, series: &[Series], years: &Axis, values: &Axis, plot: Rectangle) {
    panel::draw_level_grid(canvas, values, plot);
    let lines: Vec<Line> = (0..series.len()).map(|position| Line::of(series, position, years, values, plot, canvas.size)).collect();
    lines.iter().for_each(|line| line.draw_bands(canvas));
    lines.iter().for_each(|line| line.draw_members(canvas));
    lines.iter().for_each(|line| line.draw_whiskers(canvas));
    lines.iter().for_each(|line| line.draw(canvas));
}

fn lay_out(size: Size, figure: &TimeSeries, top: f64) -> (Axis, Axis, Rectangle) {
    let height = match size {
        Size::SingleColumn => size.width() * 0.6,
        Size::DoubleColumn | Size::Slide => size.width() * 0.42,
    };
    let values = value_axis(&figure.series, height / size.scaled(26.0));
    let left = panel::width_of_axis_left(&values, &figure.measured.title(), height, size);
    let plot = Rectangle { left, top: top + size.body() / 2.0, width: size.width() - size.scaled(8.0) - left, height };
    (year_axis(&figure.series, plot.width / size.scaled(32.0)), values, plot)
}

/// The axis of values, about as many ticks as wanted.
pub(super) fn value_axis(series: &[Series], wanted: f64) -> Axis {
    let (low, high) = axis::extent(values(series)).unwrap_or((0.0, 1.0));
    let with_zero = (low >= 0.0 && low < high / 2.0) || (high <= 0.0 && high > low / 2.0) || low == high;
    Axis::linear(values(series).chain(with_zero.then_some(0.0)), wanted)
}

/// The axis of years, about as many ticks as wanted.
pub(super) fn year_axis(series: &[Series], wanted: f64) -> Axis {
    let (first, last) = axis::extent(years(series)).unwrap_or((0.0, 1.0));
    let step = axis::round_step((last - first).max(1.0) / wanted).max(1.0);
    Axis::linear_between(first - 0.5, last + 0.5, step)
}

/// A point of a line on the canvas with the ends of its interval.
struct Place {
    year: i32,
    centre: Point,
    ends: Option<(f64, f64)>,
}

/// A series on the canvas.
struct Line {
    position: usize,
    interval_style: IntervalStyle,
    /// Runs of points without a missing year between them.
    runs: Vec<Vec<Place>>,
    /// The ends of the straight line through them.
    trend: Option<[Point; 2]>,
    /// Those of the members of an ensemble.
    member_trends: Vec<[Point; 2]>,
}

impl Line {
    fn of(all: &[Series], position: usize, years: &Axis, values: &Axis, plot: Rectangle, size: Size) -> Self {
        let series = &all[position];
        let year_width = x_of(years, plot, years.low + 1.0) - plot.left;
        let aside = aside(all, position, year_width, size);
        let mut points = series.points.clone();
        points.sort_by_key(|(year, _)| *year);
        let mut runs: Vec<Vec<Place>> = Vec::new();
        for (year, estimate) in points {
            let y = |value| y_of(values, plot, value);
            let ends = estimate.interval.map(|(low, high)| (y(low), y(high)));
            let place = Place { year, centre: (x_of(years, plot, f64::from(year)) + aside, y(estimate.central)), ends };
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|last| year - last.year <= 1) => run.push(place),
                _ => runs.push(vec![place]),
            }
        }
        let end = |(year, value): (i32, f64)| (x_of(years, plot, f64::from(year)) + aside, y_of(values, plot, value));
        let member_trends = series.member_trends.iter().map(|ends| ends.map(end)).collect();
        Self { position, interval_style: series.interval_style, runs, trend: series.trend.map(|ends| ends.map(end)), member_trends }
    }

    fn draw_bands(&self, canvas: &mut Canvas) {
        if self.interval_style != IntervalStyle::Band {
            return;
        }
        for piece in self.runs.iter().flat_map(|run| run.split(|place| place.ends.is_none())).filter(|piece| piece.len() > 1) {
            let end = |place: &Place, choose: fn((f64, f64)) -> f64| place.ends.map(|ends| (place.centre.0, choose(ends)));
            let lower = piece.iter().filter_map(|place| end(place, |ends| ends.0));
            let upper = piece.iter().rev().filter_map(|place| end(place, |ends| ends.1));
            let outline: Vec<Point> = lower.chain(upper).collect();
            canvas.group("band", |canvas| canvas.veil(&outline, series_colour(self.position), VEIL_OPACITY));
        }
    }

    fn draw(&self, canvas: &mut Canvas) {
        let colour = series_colour(self.position);
        let (width, radius) = (canvas.size.scaled(1.0), canvas.size.scaled(1.9));
        for run in &self.runs {
            let centres: Vec<Point> = run.iter().map(|place| place.centre).collect();
            let path: &[Point] = self.trend.as_ref().map_or(&centres, |ends| ends);
            canvas.group("line", |canvas| canvas.path(path, Stroke { colour, width }));
            centres.iter().for_each(|centre| symbol::draw(canvas, series_symbol(self.position), *centre, radius, colour));
        }
    }

    fn draw_members(&self, canvas: &mut Canvas) {
        let stroke = Stroke { colour: series_colour(self.position).tint(MEMBER_TINT), width: canvas.size.scaled(0.5) };
        for ends in &self.member_trends {
            canvas.group("member", |canvas| canvas.path(ends, stroke));
        }
    }

    /// Whiskers at the points that no band holds.
    fn draw_whiskers(&self, canvas: &mut Canvas) {
        for run in &self.runs {
            for (position, place) in run.iter().enumerate() {
                if let Some((low, high)) = place.ends.filter(|_| !self.has_band(run, position)) {
                    let x = place.centre.0;
                    canvas.group("whisker", |canvas| legend::whisker(canvas, (x, low), (x, high), series_colour(self.position)));
                }
            }
        }
    }

    /// Whether a band runs through a point: it needs another interval in the year before or after.
    fn has_band(&self, run: &[Place], position: usize) -> bool {
        let neighbours = [position.checked_sub(1), Some(position + 1)];
        let mut intervals = neighbours.into_iter().flatten().filter_map(|neighbour| run.get(neighbour)?.ends);
        self.interval_style == IntervalStyle::Band && intervals.next().is_some()
    }
}

/// How far a series with whiskers stands beside its year, so that the whiskers of several do not cover each other:
/// together they take at most three fifths of a year.
#[expect(clippy::cast_precision_loss, reason = "a figure has few series")]
fn aside(all: &[Series], position: usize, year_width: f64, size: Size) -> f64 {
    let standing: Vec<usize> = (0..all.len()).filter(|other| stands_alone(&all[*other])).collect();
    let step = (0.6 * year_width / standing.len().max(1) as f64).min(size.scaled(10.0));
    let rank = standing.iter().position(|other| *other == position);
    rank.map_or(0.0, |rank| (rank as f64 - (standing.len() as f64 - 1.0) / 2.0) * step)
}

/// Whether a series has whiskers, by its style or because it is a single point.
fn stands_alone(series: &Series) -> bool {
    series.interval_style == IntervalStyle::Whiskers || series.points.len() == 1
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{estimate, lines_over_years};
    use super::*;

    #[test]
    fn a_missing_year_breaks_the_line() {
        let mut figure = lines_over_years(Size::SingleColumn);
        figure.series.truncate(1);
        let pieces = |figure: &TimeSeries| draw(figure).unwrap().matches("class=\"line\"").count();
        let whole = pieces(&figure);
        figure.series[0].points.retain(|(year, _)| *year != 2012);
        assert_eq!(pieces(&figure), whole + 1);
    }

    #[test]
    fn a_point_alone_has_a_whisker_in_place_of_a_band() {
        let mut figure = lines_over_years(Size::SingleColumn);
        let series = Series {
            name: "alone".to_owned(),
            points: vec![(2012, estimate(3.0, 0.1))],
            interval_style: IntervalStyle::Band,
            trend: None,
            member_trends: Vec::new(),
        };
        figure.series = vec![series];
        let svg = draw(&figure).unwrap();
        assert_eq!((svg.matches("class=\"whisker\"").count(), svg.matches("class=\"band\"").count()), (1, 0));
    }

    #[test]
    fn the_order_of_the_points_does_not_matter() {
        let figure = lines_over_years(Size::SingleColumn);
        let mut turned = figure.clone();
        turned.series.iter_mut().for_each(|series| series.points.reverse());
        assert_eq!(draw(&figure), draw(&turned));
    }

    #[test]
    fn no_point_is_an_error() {
        let figure = TimeSeries { series: Vec::new(), ..lines_over_years(Size::SingleColumn) };
        assert_eq!(draw(&figure).unwrap_err().to_string(), "the figure has no points");
    }
}
