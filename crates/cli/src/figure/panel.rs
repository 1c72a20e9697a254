//! The frame of a plot: grid lines, ticks and titles of its axes, and the column of labels at its left.

use super::axis::{Axis, Scale, Tick};
use super::canvas::{Anchor, Canvas, Lettering, Rectangle, Stroke};
use super::legend::{self, margin};
use super::style::{Colour, Size};
use super::symbol::{self, Symbol};
use super::text::{self, Weight};

/// Height of a line of text as a multiple of its size.
const LINE: f64 = 1.25;

/// The label of a row, broken into lines that fit its column.
pub(super) struct RowLabel {
    lines: Vec<String>,
}

/// A column of labels at the left of a figure and the width that it takes.
pub(super) struct LabelColumn {
    pub(super) labels: Vec<RowLabel>,
    pub(super) width: f64,
}

impl LabelColumn {
    /// Breaks labels so that they take at most two fifths of a figure.
    pub(super) fn of<'a>(labels: impl Iterator<Item = &'a str>, size: Size) -> Self {
        let labels: Vec<RowLabel> =
            labels.map(|label| RowLabel { lines: text::wrap(label, size.body(), Weight::Regular, size.width() * 0.4) }).collect();
        let widths = labels.iter().flat_map(|label| &label.lines).map(|line| text::width(line, size.body(), Weight::Regular));
        Self { width: widths.fold(0.0, f64::max), labels }
    }
}

impl RowLabel {
    /// The height of all lines.
    #[expect(clippy::cast_precision_loss, reason = "a label has few lines")]
    pub(super) fn height(&self, size: Size) -> f64 {
        self.lines.len() as f64 * size.body() * LINE
    }

    /// Draws the lines so that they end at a place and are centred on a height.
    pub(super) fn draw(&self, canvas: &mut Canvas, right: f64, middle: f64) {
        let lettering = Lettering::new(canvas.size.body(), Anchor::End);
        let step = lettering.size * LINE;
        let mut line_middle = middle - self.height(canvas.size) / 2.0 + step / 2.0;
        for line in &self.lines {
            canvas.text(line, (right, line_middle + lettering.half_capital()), lettering);
            line_middle += step;
        }
    }
}

/// Where a value of a level axis stands.
pub(super) fn x_of(axis: &Axis, plot: Rectangle, value: f64) -> f64 {
    plot.left + plot.width * axis.share(value)
}

/// Where a value of an upright axis stands.
pub(super) fn y_of(axis: &Axis, plot: Rectangle, value: f64) -> f64 {
    plot.bottom() - plot.height * axis.share(value)
}

/// The width of the widest number of an axis.
pub(super) fn widest_label(axis: &Axis, size: Size) -> f64 {
    axis.ticks.iter().map(|tick| text::width(&tick.label, size.body(), Weight::Regular)).fold(0.0, f64::max)
}

/// Pale upright lines behind the data.
pub(super) fn draw_upright_grid(canvas: &mut Canvas, axis: &Axis, plot: Rectangle) {
    let stroke = grid_stroke(canvas);
    canvas.group("grid", |canvas| {
        for tick in &axis.ticks {
            let x = x_of(axis, plot, tick.value);
            canvas.path(&[(x, plot.top), (x, plot.bottom())], stroke);
        }
    });
}

/// Pale level lines behind the data.
pub(super) fn draw_level_grid(canvas: &mut Canvas, axis: &Axis, plot: Rectangle) {
    let stroke = grid_stroke(canvas);
    canvas.group("grid", |canvas| {
        for tick in &axis.ticks {
            let y = y_of(axis, plot, tick.value);
            canvas.path(&[(plot.left, y), (plot.right(), y)], stroke);
        }
    });
}

fn grid_stroke(canvas: &Canvas) -> Stroke {
    Stroke { colour: Colour::GRID, width: canvas.size.scaled(0.5) }
}

/// The stroke of axes and ticks.
pub(super) fn axis_stroke(canvas: &Canvas) -> Stroke {
    Stroke { colour: Colour::AXIS, width: canvas.size.scaled(0.6) }
}

/// An axis below a plot; returns where its title ends.
pub(super) fn draw_axis_below(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, title: &str) -> f64 {
    let (stroke, tick_length) = (axis_stroke(canvas), canvas.size.scaled(2.5));
    let lettering = Lettering::new(canvas.size.body(), Anchor::Middle);
    let baseline = plot.bottom() + tick_length + canvas.size.scaled(2.5) + lettering.size * 0.75;
    canvas.group("axis", |canvas| {
        canvas.path(&[(plot.left, plot.bottom()), (plot.right(), plot.bottom())], stroke);
        for tick in &axis.ticks {
            let x = x_of(axis, plot, tick.value);
            canvas.path(&[(x, plot.bottom()), (x, plot.bottom() + tick_length)], stroke);
        }
        for tick in labelled_ticks(axis, plot, canvas.size) {
            canvas.text(&tick.label, (x_of(axis, plot, tick.value), baseline), lettering);
        }
    });
    draw_title_below(canvas, title, plot, baseline)
}

/// The ticks of a level axis that have room for a number: all, else the powers of ten of a logarithmic axis, else every so many; of an axis with
/// stops at its own places both ends and what has room between them.
fn labelled_ticks(axis: &Axis, plot: Rectangle, size: Size) -> Vec<&Tick> {
    let half = |tick: &Tick| text::width(&tick.label, size.body(), Weight::Regular) / 2.0;
    let are_apart = |west: &Tick, east: &Tick| {
        x_of(axis, plot, east.value) - x_of(axis, plot, west.value) >= half(west) + half(east) + size.scaled(3.0)
    };
    let have_room = |ticks: &[&Tick]| ticks.windows(2).all(|pair| are_apart(pair[0], pair[1]));
    let every = |stride: usize| axis.ticks.iter().step_by(stride).collect::<Vec<&Tick>>();
    if axis.scale == Scale::Linear && !axis.is_even() && !have_room(&every(1)) {
        return with_both_ends(&axis.ticks, are_apart);
    }
    let decades: Vec<&Tick> = axis.ticks.iter().filter(|tick| axis.scale == Scale::Logarithmic && tick.is_power_of_ten()).collect();
    let choices = [every(1), decades].into_iter().chain((2..=axis.ticks.len()).map(every));
    choices.into_iter().find(|ticks| !ticks.is_empty() && have_room(ticks)).unwrap_or_default()
}

/// The first tick, the last, and from west to east those that stand apart from the one before and from the last.
fn with_both_ends(ticks: &[Tick], are_apart: impl Fn(&Tick, &Tick) -> bool) -> Vec<&Tick> {
    let Some((last, others)) = ticks.split_last() else { return Vec::new() };
    let mut kept: Vec<&Tick> = Vec::new();
    for tick in others {
        if are_apart(tick, last) && kept.last().is_none_or(|before| are_apart(before, tick)) {
            kept.push(tick);
        }
    }
    kept.push(last);
    kept
}

/// The whisker of an interval along a level axis, with an arrow head where its lower end lies beyond the axis.
pub(super) fn draw_level_whisker(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, (low, high): (f64, f64), y: f64, colour: Colour) {
    let (from, to) = (x_of(axis, plot, low), x_of(axis, plot, high));
    canvas.group("whisker", |canvas| {
        legend::whisker(canvas, (from, y), (to, y), colour);
        if axis.is_below(low) {
            symbol::draw(canvas, Symbol::TriangleLeft, (from, y), canvas.size.scaled(1.8), colour);
        }
    });
}

/// A title centred below a plot, or on the figure where it is wider than the plot; returns where it ends.
pub(super) fn draw_title_below(canvas: &mut Canvas, title: &str, plot: Rectangle, above: f64) -> f64 {
    let lettering = Lettering::new(canvas.size.body(), Anchor::Middle);
    let margin = margin(canvas);
    let lines = text::wrap(title, lettering.size, lettering.weight, canvas.size.width() - 2.0 * margin);
    let half = lines.iter().map(|line| text::width(line, lettering.size, lettering.weight)).fold(0.0, f64::max) / 2.0;
    let middle = (plot.left + plot.width / 2.0).clamp(margin + half, (canvas.size.width() - margin - half).max(margin + half));
    let mut baseline = above + canvas.size.scaled(1.5);
    canvas.group("title", |canvas| {
        for line in &lines {
            baseline += lettering.size * LINE;
            canvas.text(line, (middle, baseline), lettering);
        }
    });
    baseline + lettering.size * 0.3
}

/// An axis at the left of a plot, its title reading upwards at the rim of the figure.
pub(super) fn draw_axis_left(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, title: &str) {
    let (stroke, tick_length) = (axis_stroke(canvas), canvas.size.scaled(2.5));
    let lettering = Lettering::new(canvas.size.body(), Anchor::End);
    canvas.group("axis", |canvas| {
        canvas.path(&[(plot.left, plot.top), (plot.left, plot.bottom())], stroke);
        for tick in &axis.ticks {
            let y = y_of(axis, plot, tick.value);
            canvas.path(&[(plot.left - tick_length, y), (plot.left, y)], stroke);
            let right = plot.left - tick_length - canvas.size.scaled(1.5);
            canvas.text(&tick.label, (right, y + lettering.half_capital()), lettering);
        }
    });
    let lettering = Lettering::new(canvas.size.body(), Anchor::Middle);
    let mut baseline = margin(canvas);
    canvas.group("title", |canvas| {
        for line in text::wrap(title, lettering.size, lettering.weight, plot.height) {
            baseline += lettering.size;
            canvas.text_upwards(&line, (baseline, plot.top + plot.height / 2.0), lettering);
            baseline += lettering.size * (LINE - 1.0);
        }
    });
}

/// The width that numbers and title of an axis at the left take.
#[expect(clippy::cast_precision_loss, reason = "a title has few lines")]
pub(super) fn width_of_axis_left(axis: &Axis, title: &str, plot_height: f64, size: Size) -> f64 {
    let lines = text::wrap(title, size.body(), Weight::Regular, plot_height).len();
    size.scaled(4.0 + 3.0 + 2.5 + 1.5) + lines as f64 * size.body() * LINE + widest_label(axis, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Correlation lengths in km at equal ratios, with stops for 0 and ∞ beside them.
    fn lengths() -> Axis {
        let lengths = ["50", "100", "500", "1000", "5000"].map(|label| (label.parse::<f64>().unwrap().log10(), label));
        let ticks = [(1.4, "0")].into_iter().chain(lengths).chain([(4.0, "∞")]);
        let ticks = ticks.map(|(value, label)| Tick { value, label: label.to_owned() }).collect();
        Axis { scale: Scale::Linear, low: 1.3, high: 4.1, ticks }
    }

    fn labels(axis: &Axis, width: f64) -> Vec<&str> {
        let plot = Rectangle { left: 0.0, top: 0.0, width, height: 1.0 };
        labelled_ticks(axis, plot, Size::SingleColumn).into_iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn both_ends_of_an_axis_with_stops_are_labelled_and_what_has_room_between_them() {
        let axis = lengths();
        assert_eq!(labels(&axis, 300.0), ["0", "50", "100", "500", "1000", "5000", "∞"]);
        assert_eq!(labels(&axis, 120.0), ["0", "50", "500", "∞"]);
        assert_eq!(labels(&axis, 5.0), ["∞"]);
    }

    #[test]
    fn labels_of_an_even_axis_stand_at_even_distances() {
        let axis = Axis::linear([0.0, 10_000.0].into_iter(), 10.0);
        assert_eq!(labels(&axis, 100.0), ["0", "3000", "6000", "9000"]);
    }
}
