//! The standard deviation of totals over the correlation length of cells' errors, one panel a region, with what the comparison comes to at each length.

use super::axis::{self, Axis, Tick};
use super::canvas::{Canvas, Point, Rectangle, Stroke};
use super::legend::{self, Entry, Key, VEIL_OPACITY};
use super::panel::{self, x_of, y_of};
use super::panel_rows::{PanelForm, PanelRows, draw_unit};
use super::style::{Colour, Size};
use super::symbol;
use super::verdict::Verdict;
use super::{FigureError, Frame, Measured};

/// How the errors of cells go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    /// Independent cells: a length of nothing.
    Zero,
    /// exp(−d/L) with L in km.
    Kilometres(f64),
    /// Cells that err as one: a length without end.
    Infinite,
}

/// A standard deviation under one length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SweepPoint {
    /// The length.
    pub length: Length,
    /// The standard deviation that is tested.
    pub sigma: f64,
    /// What it is where the errors of layers and steps are independent; the same where there is one of them.
    pub least: f64,
    /// What the comparison comes to.
    pub verdict: Verdict,
}

/// A region.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepPanel {
    /// Its title.
    pub title: String,
    /// Its points, from the shortest length to the longest.
    pub points: Vec<SweepPoint>,
}

/// A figure of standard deviations over lengths.
#[derive(Clone, Debug, PartialEq)]
pub struct LengthSweep {
    /// Width, tag and description.
    pub frame: Frame,
    /// What is measured upwards.
    pub measured: Measured,
    /// The length in use, in km.
    pub in_use: f64,
    /// The regions.
    pub panels: Vec<SweepPanel>,
}

impl LengthSweep {
    fn check(&self) -> Result<(), FigureError> {
        if self.panels.iter().all(|panel| panel.points.is_empty()) {
            return Err(FigureError::Empty { missing: "points" });
        }
        let numbers = self.panels.iter().flat_map(|panel| panel.points.iter().map(move |point| (panel, point)));
        let mut wrong = numbers.flat_map(|(panel, point)| [point.sigma, point.least].map(|found| (panel, found)));
        let wrong = wrong.find(|(_, found)| !found.is_finite());
        wrong.map_or(Ok(()), |(panel, found)| Err(FigureError::NotFinite { place: panel.title.clone(), found }))
    }

    fn points(&self) -> impl Iterator<Item = &SweepPoint> {
        self.panels.iter().flat_map(|panel| &panel.points)
    }

    fn entries(&self) -> Vec<Entry> {
        let occurring = Verdict::ALL.into_iter().filter(|verdict| self.points().any(|point| point.verdict == *verdict));
        let mut entries: Vec<Entry> = occurring
            .map(|verdict| {
                let (colour, mark) = verdict.mark();
                Entry::new(Key::Mark(colour, mark), verdict.name())
            })
            .collect();
        let has_steps = self.points().any(SweepPoint::has_steps);
        entries.extend(has_steps.then(|| Entry::new(Key::Whisker, "down to independent layers and steps")));
        entries.push(Entry::new(Key::Veil, &format!("length in use: {} km", self.in_use)));
        entries
    }
}

impl SweepPoint {
    /// Whether it hangs on how layers and steps go together.
    fn has_steps(&self) -> bool {
        self.sigma - self.least > 1e-9 * self.sigma.abs()
    }
}

/// Draws the figure as SVG.
///
/// # Errors
/// [`FigureError::Empty`] without a point, [`FigureError::NotFinite`].
pub fn draw(figure: &LengthSweep) -> Result<String, FigureError> {
    figure.check()?;
    let mut canvas = Canvas::new(figure.frame.size);
    let top = legend::draw_head(&mut canvas, &figure.frame, &figure.entries());
    let top = draw_unit(&mut canvas, &figure.measured.title(), top);
    let axes: Vec<Axis> = figure.panels.iter().map(values).collect();
    let (rows, lengths) = (PanelRows::of(canvas.size, &axes, &form(canvas.size)), Lengths::of(figure));
    let draw_panel = |canvas: &mut Canvas, panel: &SweepPanel, plot: Rectangle| draw_panel(canvas, figure.in_use, panel, &lengths, plot);
    let bottom = rows.draw(&mut canvas, &figure.panels, |panel| &panel.title, top, draw_panel);
    let below = Rectangle { left: rows.axis_width, top, width: rows.width_of_row(), height: 0.0 };
    let bottom = panel::draw_title_below(&mut canvas, TITLE, below, bottom - figure.frame.size.scaled(6.0));
    Ok(canvas.finish(bottom + figure.frame.size.scaled(2.0), &figure.frame))
}

const TITLE: &str = "Correlation length L of the errors of cells (km); 0: independent cells, ∞: cells that err as one";

/// Ticks of values wanted in a panel.
const TICKS: f64 = 3.0;

fn form(size: Size) -> PanelForm {
    PanelForm { most: if size == Size::SingleColumn { 1 } else { 3 }, widest: 260.0, height: 0.62 }
}

/// From zero, since a standard deviation is read against it.
fn values(panel: &SweepPanel) -> Axis {
    Axis::linear(panel.points.iter().flat_map(|point| [point.sigma, point.least]).chain([0.0]), TICKS)
}

/// The axis of lengths: equal ratios are equal widths, with a stop for 0 and one for ∞ at its ends.
struct Lengths {
    axis: Axis,
    ends: (f64, f64),
}

/// The room between the shortest length and 0, and between the longest and ∞, in decades.
const ROOM: f64 = 0.3;

impl Lengths {
    fn of(figure: &LengthSweep) -> Self {
        let kilometres = |point: &SweepPoint| if let Length::Kilometres(length) = point.length { Some(length) } else { None };
        let mut known: Vec<f64> = figure.points().filter_map(kilometres).chain([figure.in_use]).collect();
        known.sort_by(f64::total_cmp);
        known.dedup();
        let (low, high) = axis::extent(known.iter().map(|length| length.log10())).unwrap_or((0.0, 1.0));
        let ends = (low - ROOM, high + ROOM);
        let lengths = known.iter().map(|length| Tick { value: length.log10(), label: length.to_string() });
        let end = |value: f64, label: &str| Tick { value, label: label.to_owned() };
        let ticks = std::iter::once(end(ends.0, "0")).chain(lengths).chain([end(ends.1, "∞")]).collect();
        let rim = 0.06 * (ends.1 - ends.0);
        Self { axis: Axis { scale: axis::Scale::Linear, low: ends.0 - rim, high: ends.1 + rim, ticks }, ends }
    }

    fn place(&self, plot: Rectangle, length: Length) -> f64 {
        let value = match length {
            Length::Zero => self.ends.0,
            Length::Kilometres(length) => length.log10(),
            Length::Infinite => self.ends.1,
        };
        x_of(&self.axis, plot, value)
    }
}

fn draw_panel(canvas: &mut Canvas, in_use: f64, panel: &SweepPanel, lengths: &Lengths, plot: Rectangle) -> f64 {
    let values = values(panel);
    let half = canvas.size.scaled(4.0);
    let middle = lengths.place(plot, Length::Kilometres(in_use));
    let strip = Rectangle { left: middle - half, width: 2.0 * half, ..plot };
    canvas.group("in-use", |canvas| canvas.veil(&strip.outline()[..4], Colour::INK, VEIL_OPACITY));
    panel::draw_level_grid(canvas, &values, plot);
    let at = |point: &SweepPoint, sigma: f64| (lengths.place(plot, point.length), y_of(&values, plot, sigma));
    draw_line(canvas, panel, &at);
    for point in &panel.points {
        draw_point(canvas, point, &at);
    }
    panel::draw_axis_left(canvas, &values, plot, "");
    panel::draw_axis_below(canvas, &lengths.axis, plot, "")
}

/// From length to length, pale towards the ends, which lie at no distance that could be measured.
fn draw_line(canvas: &mut Canvas, panel: &SweepPanel, at: &impl Fn(&SweepPoint, f64) -> Point) {
    let width = canvas.size.scaled(0.9);
    for pair in panel.points.windows(2) {
        let is_between = pair.iter().all(|point| matches!(point.length, Length::Kilometres(_)));
        let colour = if is_between { Colour::AXIS } else { Colour::MUTED.tint(0.5) };
        canvas.group("line", |canvas| canvas.path(&[at(&pair[0], pair[0].sigma), at(&pair[1], pair[1].sigma)], Stroke { colour, width }));
    }
}

fn draw_point(canvas: &mut Canvas, point: &SweepPoint, at: &impl Fn(&SweepPoint, f64) -> Point) {
    let (colour, mark) = point.verdict.mark();
    if point.has_steps() {
        canvas.group("whisker", |canvas| legend::whisker(canvas, at(point, point.least), at(point, point.sigma), colour));
    }
    let radius = canvas.size.scaled(2.4);
    canvas.group("dot", |canvas| symbol::draw(canvas, mark, at(point, point.sigma), radius, colour));
}

#[cfg(test)]
mod tests {
    use super::super::gallery::sweep_of_countries;
    use super::*;

    #[test]
    fn every_length_has_a_mark_in_every_panel_and_the_one_in_use_a_strip() {
        let figure = sweep_of_countries(Size::DoubleColumn, 3);
        let svg = draw(&figure).unwrap();
        let count = |class: &str| svg.matches(&format!("class=\"{class}\"")).count();
        assert_eq!((count("dot"), count("in-use")), (figure.points().count(), 3));
        assert!(svg.contains("length in use: 500 km"));
    }

    /// 100, 250, 500 and 1000 km span one decade, with 0.3 of a decade on either side for 0 and ∞.
    #[test]
    fn equal_ratios_of_lengths_are_equal_widths() {
        let lengths = Lengths::of(&sweep_of_countries(Size::DoubleColumn, 1));
        let plot = Rectangle { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };
        let at = |length| lengths.place(plot, length);
        let decade = at(Length::Kilometres(1000.0)) - at(Length::Kilometres(100.0));
        let half = at(Length::Kilometres(500.0)) - at(Length::Kilometres(250.0));
        assert!((half / decade - 2.0_f64.log10()).abs() < 1e-9);
        assert!((at(Length::Infinite) - at(Length::Kilometres(1000.0))) / decade - 0.3 < 1e-9);
        let labels: Vec<&str> = lengths.axis.ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels, ["0", "100", "250", "500", "1000", "∞"]);
    }

    #[test]
    fn no_point_is_an_error() {
        let figure = LengthSweep { panels: Vec::new(), ..sweep_of_countries(Size::DoubleColumn, 1) };
        assert_eq!(draw(&figure).unwrap_err().to_string(), "the figure has no points");
    }
}
