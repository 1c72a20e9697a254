//! The head of a figure: its tag and its legend, above the data and never over them.

use super::Frame;
use super::area::hatching;
use super::canvas::{Anchor, Canvas, Lettering, Point, Rectangle, Stroke};
use super::style::Colour;
use super::symbol::{self, Symbol};
use super::text::{self, Weight};

/// The sign before a line of the legend.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Box(Colour),
    FaintBox(Colour),
    Veil,
    /// A box crossed by rising lines.
    Hatching,
    VeiledWhisker,
    Line(Colour, Symbol),
    /// A line without a mark.
    Rule(Colour),
    /// A thinner one, for lines behind others.
    ThinRule(Colour),
    Mark(Colour, Symbol),
    Whisker,
    /// Range, box, mean and median of several values.
    Spread,
    /// No sign: the text begins a new line as a heading for the entries after it.
    Heading,
}

/// How much of what lies behind a band it hides.
pub(super) const VEIL_OPACITY: f64 = 0.22;

/// A sign and what it means.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) meaning: String,
}

impl Entry {
    pub(super) fn new(key: Key, meaning: &str) -> Self {
        Self { key, meaning: meaning.to_owned() }
    }
}

/// Draws the tag and the legend at the top of the canvas, and returns where they end.
pub(super) fn draw_head(canvas: &mut Canvas, frame: &Frame, entries: &[Entry]) -> f64 {
    let margin = margin(canvas);
    let below_tag = frame.tag.as_ref().map_or(margin, |tag| draw_tag(canvas, tag));
    if entries.is_empty() { below_tag } else { draw_legend(canvas, entries, below_tag) }
}

/// The white rim of every figure.
pub(super) fn margin(canvas: &Canvas) -> f64 {
    canvas.size.scaled(4.0)
}

fn draw_tag(canvas: &mut Canvas, tag: &str) -> f64 {
    let margin = margin(canvas);
    let lettering = Lettering { colour: Colour::VERMILLION, weight: Weight::Bold, ..Lettering::new(canvas.size.body(), Anchor::End) };
    let right = canvas.size.width() - margin;
    let lines = text::wrap(tag, lettering.size, lettering.weight, right - margin);
    let mut baseline = margin;
    canvas.group("tag", |canvas| {
        for line in &lines {
            baseline += lettering.size;
            canvas.text(line, (right, baseline), lettering);
        }
    });
    baseline + canvas.size.scaled(4.0)
}

/// Entries side by side from the left, in as many rows as they need.
fn draw_legend(canvas: &mut Canvas, entries: &[Entry], top: f64) -> f64 {
    let (left, right) = (margin(canvas), canvas.size.width() - margin(canvas));
    let lettering = Lettering::new(canvas.size.body(), Anchor::Start);
    let gap = canvas.size.scaled(10.0);
    let line_height = lettering.size * 1.35;
    let (mut x, mut y, mut row_lines) = (left, top, 1_u32);
    canvas.group("legend", |canvas| {
        for entry in entries {
            let key_width = key_width(canvas, entry.key);
            let lines = text::wrap(&entry.meaning, lettering.size, lettering.weight, right - left - key_width);
            let widest = lines.iter().map(|line| text::width(line, lettering.size, lettering.weight)).fold(0.0, f64::max);
            let is_heading = matches!(entry.key, Key::Heading);
            if x > left && (is_heading || x + key_width + widest > right) {
                y += f64::from(row_lines) * line_height;
                (x, row_lines) = (left, 1);
            }
            let middle = y + line_height / 2.0;
            draw_key(canvas, entry.key, (x, middle));
            let mut baseline = middle + lettering.half_capital();
            for line in &lines {
                canvas.text(line, (x + key_width, baseline), lettering);
                baseline += line_height;
            }
            row_lines = row_lines.max(u32::try_from(lines.len()).unwrap_or(1));
            x += key_width + widest + gap;
        }
    });
    y + f64::from(row_lines) * line_height + canvas.size.scaled(3.0)
}

fn key_width(canvas: &Canvas, key: Key) -> f64 {
    let points = match key {
        Key::Heading => 0.0,
        Key::Mark(..) => 9.0,
        _ => 16.0,
    };
    canvas.size.scaled(points)
}

/// The sign of an entry in the space before its text.
fn draw_key(canvas: &mut Canvas, key: Key, (left, middle): Point) {
    let unit = canvas.size.scaled(1.0);
    let swatch = Rectangle { left: left + unit, top: middle - 3.0 * unit, width: 11.0 * unit, height: 6.0 * unit };
    match key {
        Key::Box(colour) => canvas.fill(swatch, colour),
        Key::FaintBox(colour) => faint_box(canvas, swatch, colour),
        Key::Line(colour, mark) => {
            canvas.path(&[(swatch.left, middle), (swatch.right(), middle)], Stroke { colour, width: unit });
            symbol::draw(canvas, mark, (swatch.left + swatch.width / 2.0, middle), 2.2 * unit, colour);
        }
        Key::Mark(colour, mark) => symbol::draw(canvas, mark, (left + 4.0 * unit, middle), 2.4 * unit, colour),
        Key::Veil => canvas.veil(&swatch.outline()[..4], Colour::INK, VEIL_OPACITY),
        Key::Heading => {}
        Key::Spread => spread(canvas, [0.0, 3.0, 6.0, 4.5, 9.0, 11.0].map(|along| swatch.left + along * unit), middle),
        Key::Rule(colour) => canvas.path(&[(swatch.left, middle), (swatch.right(), middle)], Stroke { colour, width: 0.9 * unit }),
        Key::ThinRule(colour) => canvas.path(&[(swatch.left, middle), (swatch.right(), middle)], Stroke { colour, width: 0.5 * unit }),
        Key::Hatching => hatched_box(canvas, swatch),
        Key::Whisker => whisker(canvas, (swatch.left, middle), (swatch.right(), middle), Colour::INK),
        Key::VeiledWhisker => {
            canvas.veil(&swatch.outline()[..4], Colour::INK, VEIL_OPACITY);
            whisker(canvas, (swatch.left + 5.5 * unit, swatch.top), (swatch.left + 5.5 * unit, swatch.bottom()), Colour::INK);
        }
    }
}

/// A white box with a rim, crossed by rising lines.
fn hatched_box(canvas: &mut Canvas, area: Rectangle) {
    let stroke = Stroke { colour: Colour::AXIS, width: canvas.size.scaled(0.5) };
    let outline = area.outline();
    canvas.path(&outline, stroke);
    for (from, to) in hatching(&[outline[..4].to_vec()], canvas.size.scaled(2.2)) {
        canvas.path(&[from, to], stroke);
    }
}

/// A box that counts less: pale, with a rim in its colour.
pub(super) fn faint_box(canvas: &mut Canvas, area: Rectangle, colour: Colour) {
    let rim = canvas.size.scaled(0.6);
    canvas.fill(area, colour.tint(0.3));
    let inner =
        Rectangle { left: area.left + rim / 2.0, top: area.top + rim / 2.0, width: (area.width - rim).max(0.0), height: area.height - rim };
    canvas.path(&inner.outline(), Stroke { colour, width: rim });
}

/// The spread of several values along a level line: smallest, mean − s, mean, median, mean + s, largest.
pub(super) fn spread(canvas: &mut Canvas, [smallest, low, mean, median, high, largest]: [f64; 6], y: f64) {
    let unit = canvas.size.scaled(1.0);
    let upright = |canvas: &mut Canvas, x: f64, half: f64, width: f64| {
        canvas.path(&[(x, y - half * unit), (x, y + half * unit)], Stroke { colour: Colour::AXIS, width: width * unit });
    };
    let reach = Rectangle { left: low, top: y - 4.5 * unit, width: high - low, height: 9.0 * unit };
    canvas.fill(reach, Colour::GRID);
    canvas.path(&[(smallest, y), (largest, y)], Stroke { colour: Colour::AXIS, width: 0.6 * unit });
    upright(canvas, mean, 4.5, 1.2);
    upright(canvas, median, 2.2, 0.6);
}

/// A line between the ends of an interval with a cap at each, level or upright, on a white rim.
///
/// A line shorter than its caps has none, since they would run into one blot.
pub(super) fn whisker(canvas: &mut Canvas, from: Point, to: Point, colour: Colour) {
    let length = (from.0 - to.0).abs() + (from.1 - to.1).abs();
    let cap = if length < canvas.size.scaled(3.2) { 0.0 } else { canvas.size.scaled(1.6) };
    let across = if (from.1 - to.1).abs() < f64::EPSILON { (0.0, cap) } else { (cap, 0.0) };
    let cap_at = |(x, y): Point| [(x - across.0, y - across.1), (x + across.0, y + across.1)];
    let (rim, line) = (canvas.size.scaled(1.8), canvas.size.scaled(0.8));
    for stroke in [Stroke { colour: Colour::WHITE, width: rim }, Stroke { colour, width: line }] {
        canvas.path(&[from, to], stroke);
        canvas.path(&cap_at(from), stroke);
        canvas.path(&cap_at(to), stroke);
    }
}
