//! The map of a flux: cells in colour, boundaries over them, a colour bar below.

use super::canvas::{Anchor, Canvas, Lettering, Stroke};
use super::cells::{CellLayer, Cells};
use super::chart::{Chart, Extent, bounding_box, clip, main_pieces, padded};
use super::legend::{self, margin};
use super::style::Colour;
use super::text;
use super::{FigureError, Frame};
use fluxledger_core::Polygon;

/// The part of the Earth on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// All that the grid covers.
    World,
    /// The bounding box of the selected regions with 5 % of its width and height on each side, as far as the grid reaches.
    /// Pieces more than 20° away from the largest one of their region do not widen it.
    Selected,
}

/// A map of cells.
#[derive(Clone, Debug)]
pub struct Map<'a> {
    /// Width, tag and description.
    pub frame: Frame,
    /// The cells.
    pub cells: Cells<'a>,
    /// The part of the Earth.
    pub window: Window,
    /// Boundaries for orientation.
    pub outlines: &'a [Polygon],
    /// Boundaries of the regions that the map is about, region by region.
    pub selected: &'a [&'a [Polygon]],
    /// Where the boundaries come from, as it stands under the map.
    pub boundary_source: String,
}

/// Draws the figure as SVG, in plate carrée with lengths true at the middle latitude.
///
/// # Errors
/// [`FigureError::WrongShape`] if values and grid differ, [`FigureError::Empty`] if the window is to be of selected regions and there are
/// none, [`FigureError::OutsideGrid`], [`FigureError::Picture`].
pub fn draw(map: &Map<'_>) -> Result<String, FigureError> {
    map.cells.check()?;
    let extent = extent_of(map)?;
    let layer = CellLayer::of(&map.cells, extent);
    let mut canvas = Canvas::new(map.frame.size);
    let top = legend::draw_head(&mut canvas, &map.frame, &layer.entries()) + canvas.size.body() / 2.0;
    // A window that is high and narrow is drawn at most as high as the figure is wide.
    let chart = Chart::lay_out(canvas.size, extent, top, canvas.size.width());

    layer.draw(&mut canvas, &chart)?;
    draw_boundaries(&mut canvas, map.outlines, map.selected, &chart);
    let below_map = chart.draw_frame(&mut canvas);
    let below_bar = layer.draw_bar(&mut canvas, &chart, below_map)?;
    let bottom = draw_note(&mut canvas, &format!("White cells: zero or no value. Boundaries: {}", map.boundary_source), below_bar);
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &map.frame))
}

/// The window in degrees.
fn extent_of(map: &Map<'_>) -> Result<Extent, FigureError> {
    match map.window {
        Window::World => Ok(map.cells.extent()),
        Window::Selected => {
            let pieces: Vec<&Polygon> = map.selected.iter().flat_map(|region| main_pieces(region)).collect();
            if pieces.is_empty() {
                return Err(FigureError::Empty { missing: "selected regions" });
            }
            clip(padded(bounding_box(&pieces)), map.cells.extent(), map.cells.span_the_earth())
        }
    }
}

/// Boundaries of all regions as thin lines, those of the regions that a map is about as thick ones on a white rim.
pub(super) fn draw_boundaries(canvas: &mut Canvas, outlines: &[Polygon], selected: &[&[Polygon]], chart: &Chart) {
    let stroke = |colour: Colour, points: f64| Stroke { colour, width: canvas.size.scaled(points) };
    let [thin, rim, thick] = [stroke(Colour::INK, 0.4), stroke(Colour::WHITE, 1.8), stroke(Colour::INK, 0.9)];
    let of_selected = || selected.iter().copied().flatten();
    canvas.clipped(chart.plot, |canvas| {
        canvas.group("outline", |canvas| chart.draw_boundaries(canvas, outlines.iter(), thin));
        canvas.group("selected-rim", |canvas| chart.draw_boundaries(canvas, of_selected(), rim));
        canvas.group("selected", |canvas| chart.draw_boundaries(canvas, of_selected(), thick));
    });
}

/// Small print under a map; returns where it ends.
pub(super) fn draw_note(canvas: &mut Canvas, note: &str, above: f64) -> f64 {
    let lettering = Lettering { colour: Colour::AXIS, ..Lettering::new(canvas.size.small(), Anchor::Start) };
    let left = margin(canvas);
    let lines = text::wrap(note, lettering.size, lettering.weight, canvas.size.width() - 2.0 * left);
    let mut baseline = above + canvas.size.scaled(3.0);
    canvas.group("source", |canvas| {
        for line in &lines {
            baseline += lettering.size * 1.25;
            canvas.text(line, (left, baseline), lettering);
        }
    });
    baseline + lettering.size * 0.3
}

#[cfg(test)]
mod tests {
    use super::super::Measured;
    use super::super::colour_bar::ColourScale;
    use super::super::style::Size;
    use super::*;
    use fluxledger_core::{Axis, Grid, Ring};
    use ndarray::Array2;

    fn square(west: f64, east: f64) -> Polygon {
        let ring = Ring(vec![[west, 0.0], [east, 0.0], [east, 10.0], [west, 10.0]]);
        Polygon { exterior: ring, holes: Vec::new() }
    }

    #[test]
    fn only_what_the_window_shows_is_drawn() {
        let grid = Grid::new(Axis::uniform(60.0, 0.0, 6).unwrap(), Axis::uniform(0.0, 60.0, 6).unwrap()).unwrap();
        let values = Array2::from_elem((6, 6), 1.0);
        let (selected, outlines) = ([square(10.0, 20.0)], [square(10.0, 20.0), square(100.0, 120.0)]);
        let cells = Cells {
            measured: Measured { quantity: "flux".to_owned(), unit: "g m⁻² yr⁻¹".to_owned() },
            grid: &grid,
            values: &values,
            colour_scale: ColourScale::Linear,
        };
        let map = Map {
            frame: Frame { size: Size::SingleColumn, tag: None, description: String::new() },
            cells: cells.clone(),
            window: Window::Selected,
            outlines: &outlines,
            selected: &[&selected],
            boundary_source: "two squares".to_owned(),
        };
        let svg = draw(&map).unwrap();
        let group = |class: &str| svg.split(&format!("<g class=\"{class}\">")).nth(1).unwrap().split("</g>").next().unwrap().to_owned();
        assert_eq!((group("outline").matches("<polyline").count(), group("selected").matches("<polyline").count()), (1, 1));
        assert!(group("source").contains("no value. Boundaries: two squares"));
        assert!(svg.contains("\nflux (g m⁻² yr⁻¹)\n"));

        let error = |map: &Map<'_>| draw(map).unwrap_err().to_string();
        insta::assert_snapshot!(error(&Map { selected: &[], ..map.clone() }), @"the figure has no selected regions");
        insta::assert_snapshot!(
            error(&Map { selected: &[&outlines[1..]], ..map.clone() }),
            @"the selected regions and the grid have no place in common"
        );
        insta::assert_snapshot!(
            error(&Map { cells: Cells { values: &Array2::zeros((5, 6)), ..cells }, ..map }),
            @"expected 6 × 6 cells as the grid has, found 5 × 6"
        );
    }
}
