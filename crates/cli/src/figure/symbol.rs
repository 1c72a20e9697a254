//! Marks for points, told apart by shape as well as by colour.

use super::canvas::{Canvas, Point, Stroke};
use super::style::Colour;
use std::f64::consts::TAU;

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// A disc.
    Circle,
    /// A square on its side.
    Square,
    /// A triangle that points up.
    TriangleUp,
    /// A triangle that points down.
    TriangleDown,
    /// A triangle that points to the left.
    TriangleLeft,
    /// A triangle that points to the right.
    TriangleRight,
    /// A square on its corner.
    Diamond,
    /// A ring with a white middle.
    Ring,
    /// A square with a white middle.
    HollowSquare,
    /// A square on its corner with a white middle.
    HollowDiamond,
    /// A lying cross.
    Cross,
    /// An upright cross with a white rim.
    Plus,
}

/// The marks of series in their order.
const SERIES: [Symbol; 5] = [Symbol::Circle, Symbol::Square, Symbol::TriangleUp, Symbol::Diamond, Symbol::TriangleDown];

/// The mark of the series at a position; from the sixth on the marks repeat, each in another colour than before.
pub(super) const fn series_symbol(position: usize) -> Symbol {
    SERIES[(position + position / SERIES.len()) % SERIES.len()]
}

/// Draws a mark of about the area of a disc of the radius, with a white rim that keeps marks apart.
pub(super) fn draw(canvas: &mut Canvas, symbol: Symbol, centre: Point, radius: f64, colour: Colour) {
    match symbol {
        Symbol::Circle => {
            canvas.disc(centre, radius * 1.2, Colour::WHITE);
            canvas.disc(centre, radius, colour);
        }
        Symbol::Ring => {
            canvas.disc(centre, radius, colour);
            canvas.disc(centre, radius * 0.55, Colour::WHITE);
        }
        Symbol::HollowDiamond => {
            cornered(canvas, &corners(centre, radius * 1.35, 4, 0.0), colour);
            canvas.polygon(&corners(centre, radius * 0.75, 4, 0.0), Colour::WHITE);
        }
        Symbol::Cross => cross(canvas, centre, radius, colour),
        Symbol::Plus => {
            plus(canvas, centre, radius, Stroke { colour: Colour::WHITE, width: radius * 1.2 });
            plus(canvas, centre, radius, Stroke { colour, width: radius * 0.75 });
        }
        Symbol::Square => cornered(canvas, &corners(centre, radius * 1.25, 4, 0.125), colour),
        Symbol::HollowSquare => {
            cornered(canvas, &corners(centre, radius * 1.25, 4, 0.125), colour);
            canvas.polygon(&corners(centre, radius * 0.7, 4, 0.125), Colour::WHITE);
        }
        Symbol::Diamond => cornered(canvas, &corners(centre, radius * 1.25, 4, 0.0), colour),
        Symbol::TriangleUp => cornered(canvas, &corners(centre, radius * 1.4, 3, 0.0), colour),
        Symbol::TriangleDown => cornered(canvas, &corners(centre, radius * 1.4, 3, 0.5), colour),
        Symbol::TriangleRight => cornered(canvas, &corners(centre, radius * 1.4, 3, 0.25), colour),
        Symbol::TriangleLeft => cornered(canvas, &corners(centre, radius * 1.4, 3, 0.75), colour),
    }
}

fn cornered(canvas: &mut Canvas, corners: &[Point], colour: Colour) {
    let mut rim = corners.to_vec();
    rim.push(corners[0]);
    canvas.path(&rim, Stroke { colour: Colour::WHITE, width: canvas.size.scaled(0.7) });
    canvas.polygon(corners, colour);
}

/// The corners of a regular polygon, the first straight above the centre but for a share of a turn.
fn corners((x, y): Point, radius: f64, count: u32, turned: f64) -> Vec<Point> {
    let angle = |corner: u32| (f64::from(corner) / f64::from(count) + turned) * TAU;
    (0..count).map(|corner| (x + radius * angle(corner).sin(), y - radius * angle(corner).cos())).collect()
}

fn cross(canvas: &mut Canvas, (x, y): Point, radius: f64, colour: Colour) {
    let reach = radius * 0.75;
    let stroke = Stroke { colour, width: radius * 0.45 };
    canvas.path(&[(x - reach, y - reach), (x + reach, y + reach)], stroke);
    canvas.path(&[(x - reach, y + reach), (x + reach, y - reach)], stroke);
}

fn plus(canvas: &mut Canvas, (x, y): Point, radius: f64, stroke: Stroke) {
    let reach = radius * 1.15;
    canvas.path(&[(x - reach, y), (x + reach, y)], stroke);
    canvas.path(&[(x, y - reach), (x, y + reach)], stroke);
}
