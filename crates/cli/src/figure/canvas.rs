//! A drawing surface measured in points, on which plotters draws in tenths of a point.
//!
//! plotters knows whole numbers only; tenths of a point (0.035 mm) are finer than a printer's dot.

use super::Frame;
use super::style::{Colour, Size};
use super::text::{self, Weight};
use base64::Engine as _;
use plotters::prelude::{DrawingBackend as _, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, RGBColor, ShapeStyle, TextStyle};
use std::fmt::Write as _;

/// Drawing units of plotters in a point.
const UNITS_PER_POINT: f64 = 10.0;

/// plotters hangs text this share of an em above its baseline.
const HANG: f64 = 0.76;

/// Right and down from the top left corner, in points.
pub(super) type Point = (f64, f64);

/// A rectangle in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rectangle {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rectangle {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The four corners and the first again.
    pub(super) fn outline(&self) -> [Point; 5] {
        let (left, top, right, bottom) = (self.left, self.top, self.right(), self.bottom());
        [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    }
}

/// A line's colour and width in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) colour: Colour,
    pub(super) width: f64,
}

/// Which part of a line of text stands at its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line of text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) colour: Colour,
    pub(super) weight: Weight,
    pub(super) anchor: Anchor,
}

impl Lettering {
    pub(super) const fn new(size: f64, anchor: Anchor) -> Self {
        Self { size, colour: Colour::INK, weight: Weight::Regular, anchor }
    }

    /// The distance from the middle of a capital or a digit to the baseline (capitals of DejaVu Sans are 1493 of 2048 units high).
    pub(super) fn half_capital(&self) -> f64 {
        self.size * 1493.0 / 2048.0 / 2.0
    }

    fn style(&self) -> TextStyle<'static> {
        let horizontal = match self.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = text::font(self.size * UNITS_PER_POINT, self.weight);
        TextStyle { font, color: paint(self.colour).to_backend_color(), pos: Pos::new(horizontal, VPos::Top) }
    }
}

/// A drawing of known width that grows downwards.
pub(super) struct Canvas {
    pub(super) size: Size,
    body: String,
}

impl Canvas {
    pub(super) const fn new(size: Size) -> Self {
        Self { size, body: String::new() }
    }

    pub(super) fn path(&mut self, points: &[Point], stroke: Stroke) {
        let style = ShapeStyle { color: paint(stroke.colour).to_rgba(), filled: false, stroke_width: width_in_units(stroke.width) };
        self.draw(|backend| backend.draw_path(points.iter().copied().map(units_of_point), &style));
    }

    pub(super) fn fill(&mut self, area: Rectangle, colour: Colour) {
        let (first, last) = (units_of_point((area.left, area.top)), units_of_point((area.right(), area.bottom())));
        self.draw(|backend| backend.draw_rect(first, last, &paint(colour), true));
    }

    pub(super) fn polygon(&mut self, points: &[Point], colour: Colour) {
        self.draw(|backend| backend.fill_polygon(points.iter().copied().map(units_of_point), &paint(colour)));
    }

    /// An area bounded by rings; what an even number of them encloses is a hole.
    pub(super) fn area(&mut self, rings: &[Vec<Point>], colour: Colour) {
        let Colour(red, green, blue) = colour;
        let outline: String = rings.iter().filter_map(|ring| ring_in_words(ring)).collect();
        let element = format!("<path fill=\"#{red:02X}{green:02X}{blue:02X}\" fill-rule=\"evenodd\" d=\"{outline}\"/>\n");
        self.body.push_str(&element);
    }

    /// A polygon through which what lies behind it can be seen.
    pub(super) fn veil(&mut self, points: &[Point], colour: Colour, opacity: f64) {
        self.draw(|backend| backend.fill_polygon(points.iter().copied().map(units_of_point), &paint(colour).mix(opacity)));
    }

    pub(super) fn disc(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.draw(|backend| backend.draw_circle(units_of_point(centre), width_in_units(radius), &paint(colour), true));
    }

    /// A line of text whose baseline runs through a point.
    pub(super) fn text(&mut self, text: &str, baseline: Point, lettering: Lettering) {
        let at = units_of_point((baseline.0, baseline.1 - HANG * lettering.size));
        self.draw(|backend| backend.draw_text(text, &lettering.style(), at));
    }

    /// A line of text that reads upwards and whose baseline runs through a point.
    pub(super) fn text_upwards(&mut self, text: &str, baseline: Point, lettering: Lettering) {
        let at = units_of_point((baseline.0 - HANG * lettering.size, baseline.1));
        let level = lettering.style();
        let style = TextStyle { font: level.font.transform(FontTransform::Rotate270), ..level };
        self.draw(|backend| backend.draw_text(text, &style, at));
    }

    /// A picture stretched over a rectangle, its pixels kept sharp.
    pub(super) fn image(&mut self, area: Rectangle, png: &[u8]) {
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        let place = place(area);
        let element = format!(
            "<image {place} preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\" xlink:href=\"data:image/png;base64,{data}\"/>\n"
        );
        self.body.push_str(&element);
    }

    /// Elements that belong together, under a class by which style sheets and tests find them.
    pub(super) fn group(&mut self, class: &str, draw: impl FnOnce(&mut Self)) {
        self.body.push_str(&format!("<g class=\"{class}\">\n"));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// Elements of which only what lies in a rectangle is seen.
    ///
    /// A nested drawing clips without an id, so that several figures can stand in one page.
    pub(super) fn clipped(&mut self, area: Rectangle, draw: impl FnOnce(&mut Self)) {
        let (place, corner, extent) = (place(area), units_of_point((area.left, area.top)), (units(area.width), units(area.height)));
        let (left, top, width, height) = (corner.0, corner.1, extent.0, extent.1);
        self.body.push_str(&format!("<svg {place} viewBox=\"{left} {top} {width} {height}\">\n"));
        draw(self);
        self.body.push_str("</svg>\n");
    }

    /// The whole drawing on white, as high as given; its size on paper stands in millimetres.
    pub(super) fn finish(self, height: f64, frame: &Frame) -> String {
        let (width, height) = (units(self.size.width()), units(height));
        let millimetres = |units: i32| f64::from(units) / UNITS_PER_POINT / 72.0 * 25.4;
        let description = escaped(&frame.description);
        let mut svg = String::new();
        write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{:.3}mm\" height=\"{:.3}mm\" \
             viewBox=\"0 0 {width} {height}\" stroke-linejoin=\"round\" role=\"img\" aria-label=\"{description}\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n{}</svg>\n",
            millimetres(width),
            millimetres(height),
            self.body
        )
        .expect("writing to a string does not fail");
        svg
    }

    /// Lets plotters draw one element and takes it out of the document that plotters wraps round it.
    fn draw<E: std::fmt::Debug>(&mut self, element: impl FnOnce(&mut SVGBackend<'_>) -> Result<(), E>) {
        let mut document = String::new();
        let mut backend = SVGBackend::with_string(&mut document, (1, 1));
        element(&mut backend).expect("drawing into a string does not fail");
        drop(backend);
        let (_, rest) = document.split_once('\n').expect("the root element has a line of its own");
        self.body.push_str(rest.trim_end().trim_end_matches("</svg>"));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a drawing is far smaller than 2^31 tenths of a point")]
fn units(points: f64) -> i32 {
    (points * UNITS_PER_POINT).round() as i32
}

fn units_of_point((x, y): Point) -> (i32, i32) {
    (units(x), units(y))
}

/// A closed ring in the language of SVG's paths.
fn ring_in_words(ring: &[Point]) -> Option<String> {
    let places: Vec<String> = ring.iter().map(|point| units_of_point(*point)).map(|(x, y)| format!("{x} {y}")).collect();
    (!places.is_empty()).then(|| format!("M{}Z", places.join("L")))
}

fn width_in_units(points: f64) -> u32 {
    units(points).unsigned_abs().max(1)
}

fn place(area: Rectangle) -> String {
    let (x, y, width, height) = (units(area.left), units(area.top), units(area.width), units(area.height));
    format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

const fn paint(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

/// Text as it may stand in an attribute of XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
