//! The map of a flux: cells in colour, boundaries over them, a colour bar below.

use super::axis::{Axis, Scale, Tick};
use super::canvas::{Anchor, Canvas, Lettering, Point, Rectangle, Stroke};
use super::colour_scale::Colours;
use super::legend::{self, Entry, Key, margin};
use super::panel;
use super::raster::{self, Colouring, Extent};
use super::style::Colour;
use super::text;
use super::{FigureError, Frame, Measured};
use fluxledger_core::{Grid, Polygon, Ring};
use ndarray::Array2;

/// How numbers turn into colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourScale {
    /// From zero in equal steps; the highest hundredth of the cells shares the last colour.
    Linear,
    /// In equal ratios over at most five decades; the lowest fiftieth of the cells shares the first colour.
    Logarithmic,
    /// Round zero, blue below and red above, for differences.
    Diverging,
}

/// The part of the Earth on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// All that the grid covers.
    World,
    /// The bounding box of the selected regions with 5 % of its width and height on each side, as far as the grid reaches.
    Selected,
}

/// A map of cells.
#[derive(Clone, Debug)]
pub struct Map<'a> {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the colours measure.
    pub measured: Measured,
    /// Where the cells lie.
    pub grid: &'a Grid,
    /// Rows × columns in the unit of the colour bar; NaN and zero are left white.
    pub values: &'a Array2<f64>,
    /// How numbers turn into colours.
    pub colour_scale: ColourScale,
    /// The part of the Earth.
    pub window: Window,
    /// Boundaries for orientation.
    pub outlines: &'a [Polygon],
    /// Boundaries of the regions that the map is about.
    pub selected: &'a [Polygon],
    /// Where the boundaries come from, as it stands under the map.
    pub boundary_source: String,
}

/// Draws the figure as SVG, in plate carrée with lengths true at the middle latitude.
///
/// # Errors
/// [`FigureError::WrongShape`] if values and grid differ, [`FigureError::Empty`] if the window is to be of selected regions and there are
/// none, [`FigureError::OutsideGrid`], [`FigureError::Picture`].
pub fn draw(map: &Map<'_>) -> Result<String, FigureError> {
    check_shape(map)?;
    let extent = extent_of(map)?;
    let seen = values_within(map, extent);
    let colouring = colouring_of(&seen, map.colour_scale);
    let mut canvas = Canvas::new(map.frame.size);
    let top = legend::draw_head(&mut canvas, &map.frame, &entries(&seen, &colouring)) + canvas.size.body() / 2.0;
    let (longitudes, latitudes, plot) = lay_out(&canvas, extent, top);

    let picture = raster::picture(map.grid, map.values, extent, plot.height / plot.width, &colouring)?;
    canvas.image(plot, &picture);
    draw_boundaries(&mut canvas, map, extent, plot);
    canvas.path(&plot.outline(), panel::axis_stroke(&canvas));
    panel::draw_axis_left(&mut canvas, &latitudes, plot, "");
    let below_map = panel::draw_axis_below(&mut canvas, &longitudes, plot, "");
    let below_bar = draw_colour_bar(&mut canvas, &colouring, &seen, plot, below_map, &map.measured.title())?;
    let bottom = draw_source(&mut canvas, &map.boundary_source, below_bar);
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &map.frame))
}

fn check_shape(map: &Map<'_>) -> Result<(), FigureError> {
    let ((expected_rows, expected_columns), (found_rows, found_columns)) = (map.grid.shape(), map.values.dim());
    if (expected_rows, expected_columns) == (found_rows, found_columns) {
        Ok(())
    } else {
        Err(FigureError::WrongShape { expected_rows, expected_columns, found_rows, found_columns })
    }
}

/// The window in degrees.
fn extent_of(map: &Map<'_>) -> Result<Extent, FigureError> {
    let (longitudes, latitudes) = (map.grid.longitudes(), map.grid.latitudes());
    let (west, east) = if spans_the_earth(map.grid) { (-180.0, 180.0) } else { (longitudes.first(), longitudes.last()) };
    let whole = Extent { west, east, south: latitudes.last(), north: latitudes.first() };
    match map.window {
        Window::World => Ok(whole),
        Window::Selected if map.selected.is_empty() => Err(FigureError::Empty { missing: "selected regions" }),
        Window::Selected => clip(padded(bounding_box(map.selected)), whole, spans_the_earth(map.grid)),
    }
}

fn spans_the_earth(grid: &Grid) -> bool {
    grid.longitudes().last() - grid.longitudes().first() > 360.0 - 1e-6
}

/// The smallest box round polygons; it crosses the antimeridian where that makes it smaller.
fn bounding_box(polygons: &[Polygon]) -> Extent {
    let points = || polygons.iter().flat_map(|polygon| &polygon.exterior.0);
    let (south, north) = super::axis::extent(points().map(|point| point[1])).unwrap_or((-90.0, 90.0));
    let (west, east) = narrowest_turn(polygons);
    Extent { west, east, south, north }
}

/// The arc of longitudes left when the widest gap between polygons is taken out of the circle.
fn narrowest_turn(polygons: &[Polygon]) -> (f64, f64) {
    let mut spans: Vec<(f64, f64)> =
        polygons.iter().filter_map(|polygon| super::axis::extent(polygon.exterior.0.iter().map(|point| point[0]))).collect();
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
fn padded(extent: Extent) -> Extent {
    let more = |low: f64, high: f64| (0.05 * (high - low)).max((1.0 - (high - low)) / 2.0);
    let (aside, above) = (more(extent.west, extent.east), more(extent.south, extent.north));
    Extent { west: extent.west - aside, east: extent.east + aside, south: extent.south - above, north: extent.north + above }
}

/// The part of a box that a grid covers; a grid round the Earth covers all longitudes.
fn clip(extent: Extent, whole: Extent, round: bool) -> Result<Extent, FigureError> {
    let (south, north) = (extent.south.max(whole.south), extent.north.min(whole.north));
    let (west, east) = if round && extent.east - extent.west < 360.0 {
        (extent.west, extent.east)
    } else {
        let turned = [0.0, 360.0, -360.0].map(|turn| ((extent.west + turn).max(whole.west), (extent.east + turn).min(whole.east)));
        turned.into_iter().max_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0))).expect("there are three turns")
    };
    if west < east && south < north { Ok(Extent { west, east, south, north }) } else { Err(FigureError::OutsideGrid) }
}

/// All values other than zero in the cells whose centres lie in the window, in rising order.
fn values_within(map: &Map<'_>, extent: Extent) -> Vec<f64> {
    let (longitudes, latitudes) = (map.grid.longitudes(), map.grid.latitudes());
    let has_longitude = |longitude: f64| {
        [longitude - 360.0, longitude, longitude + 360.0].iter().any(|turned| (extent.west..=extent.east).contains(turned))
    };
    let columns: Vec<usize> = (0..map.grid.columns()).filter(|column| has_longitude(longitudes.centre(*column))).collect();
    let rows = (0..map.grid.rows()).filter(|row| (extent.south..=extent.north).contains(&latitudes.centre(*row)));
    let mut values: Vec<f64> = rows
        .flat_map(|row| columns.iter().map(move |column| map.values[(row, *column)]))
        .filter(|value| value.is_finite() && *value != 0.0)
        .collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which a share of sorted values lies.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position in a slice")]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(share * last as f64).round() as usize])
}

/// Ticks on a colour bar.
const BAR_TICKS: f64 = 5.0;

fn colouring_of(seen: &[f64], colour_scale: ColourScale) -> Colouring {
    let ends = |low: f64, high: f64| [quantile(seen, low), quantile(seen, high)].into_iter().flatten();
    match colour_scale {
        ColourScale::Linear => {
            let axis = Axis::linear(ends(0.01, 0.99).map(|end| if end < 0.0 { end } else { end.max(0.0) }).chain([0.0]), BAR_TICKS);
            Colouring { axis, colours: Colours::Sequential }
        }
        ColourScale::Logarithmic => {
            let above_zero = &seen[seen.partition_point(|value| *value <= 0.0)..];
            let ends = [quantile(above_zero, 0.02), quantile(above_zero, 1.0)];
            Colouring { axis: Axis::logarithmic(ends.into_iter().flatten(), 5), colours: Colours::Sequential }
        }
        ColourScale::Diverging => {
            let far = ends(0.01, 0.99).map(f64::abs).fold(0.0, f64::max);
            Colouring { axis: Axis::linear([-far, far].into_iter(), BAR_TICKS), colours: Colours::Diverging }
        }
    }
}

/// The legend: only what the colour bar cannot say.
fn entries(seen: &[f64], colouring: &Colouring) -> Vec<Entry> {
    let hidden = colouring.axis.scale == Scale::Logarithmic && seen.first().is_some_and(|lowest| *lowest < 0.0);
    hidden.then(|| Entry::new(Key::Box(raster::BELOW_ZERO), "below zero")).into_iter().collect()
}

/// The axes and the place of the map. A window that is high and narrow is drawn at most as high as the figure is wide.
fn lay_out(canvas: &Canvas, extent: Extent, top: f64) -> (Axis, Axis, Rectangle) {
    let size = canvas.size;
    let latitudes = degrees(extent.south, extent.north, 6.0, ["S", "N"]);
    let left = panel::width_of_axis_left(&latitudes, "", size.width(), size);
    let free = size.width() - left - size.scaled(10.0);
    let middle_latitude = f64::midpoint(extent.south, extent.north).to_radians();
    let proportion = (extent.north - extent.south) / ((extent.east - extent.west) * middle_latitude.cos());
    let width = free.min(size.width() / proportion);
    let longitudes = degrees(extent.west, extent.east, (width / size.scaled(36.0)).clamp(2.0, 8.0), ["W", "E"]);
    let plot = Rectangle { left: left + (free - width) / 2.0, top, width, height: width * proportion };
    (longitudes, latitudes, plot)
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
        *label = format!("{}°{letter}", super::axis::number(within.abs(), step));
    }
    axis
}

fn draw_boundaries(canvas: &mut Canvas, map: &Map<'_>, extent: Extent, plot: Rectangle) {
    let stroke = |colour: Colour, points: f64| Stroke { colour, width: canvas.size.scaled(points) };
    let layers = [
        ("outline", map.outlines, stroke(Colour::INK, 0.4)),
        ("selected-rim", map.selected, stroke(Colour::WHITE, 1.8)),
        ("selected", map.selected, stroke(Colour::INK, 0.9)),
    ];
    canvas.clipped(plot, |canvas| {
        for (class, polygons, stroke) in layers {
            canvas.group(class, |canvas| {
                let rings = polygons.iter().flat_map(|polygon| std::iter::once(&polygon.exterior).chain(&polygon.holes));
                rings.for_each(|ring| draw_ring(canvas, ring, extent, plot, stroke));
            });
        }
    });
}

/// Draws the parts of a ring that can be seen, in each turn round the Earth that reaches the window.
fn draw_ring(canvas: &mut Canvas, ring: &Ring, extent: Extent, plot: Rectangle, stroke: Stroke) {
    for turn in [-360.0, 0.0, 360.0] {
        let place = |[longitude, latitude]: [f64; 2]| {
            let across = (longitude + turn - extent.west) / (extent.east - extent.west);
            let down = (extent.north - latitude) / (extent.north - extent.south);
            (plot.left + plot.width * across, plot.top + plot.height * down)
        };
        visible_lines(ring, place, plot).iter().for_each(|line| canvas.path(line, stroke));
    }
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

/// The colour bar, pointed at an end beyond which there are values; returns where its title ends.
fn draw_colour_bar(
    canvas: &mut Canvas,
    colouring: &Colouring,
    seen: &[f64],
    plot: Rectangle,
    above: f64,
    title: &str,
) -> Result<f64, FigureError> {
    let (height, width) = (canvas.size.scaled(6.0), canvas.size.width() * 0.6);
    let left = (plot.left + plot.width / 2.0 - width / 2.0).max(margin(canvas) + height * 2.0);
    let bar = Rectangle { left, top: above + canvas.size.scaled(5.0), width, height };
    let picture = raster::bar(colouring)?;
    let has_below = seen.iter().any(|value| colouring.axis.is_below(*value) && (*value > 0.0 || colouring.axis.scale == Scale::Linear));
    let has_above = seen.last().is_some_and(|highest| *highest > colouring.axis.high * (1.0 + 1e-9));
    let middle = bar.top + height / 2.0;
    canvas.group("colour-bar", |canvas| {
        canvas.image(bar, &picture);
        for (occurs, end, tip, share) in [(has_below, bar.left, -height, 0.0), (has_above, bar.right(), height, 1.0)] {
            if occurs {
                let corners = [(end, bar.top), (end + tip, middle), (end, bar.bottom())];
                canvas.polygon(&corners, colouring.colours.at(share));
            }
        }
    });
    Ok(panel::draw_axis_below(canvas, &colouring.axis, bar, title))
}

/// The line under a map that says what is white and where its boundaries come from; returns where it ends.
fn draw_source(canvas: &mut Canvas, source: &str, above: f64) -> f64 {
    let lettering = Lettering { colour: Colour::AXIS, ..Lettering::new(canvas.size.small(), Anchor::Start) };
    let left = margin(canvas);
    let lines = text::wrap(
        &format!("White cells: zero or no value. Boundaries: {source}"),
        lettering.size,
        lettering.weight,
        canvas.size.width() - 2.0 * left,
    );
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
    use super::*;

    fn square(west: f64, east: f64) -> Polygon {
        let ring = Ring(vec![[west, 0.0], [east, 0.0], [east, 10.0], [west, 10.0]]);
        Polygon { exterior: ring, holes: Vec::new() }
    }

    #[test]
    fn a_region_on_both_sides_of_the_antimeridian_makes_a_narrow_window() {
        assert_eq!(narrowest_turn(&[square(170.0, 180.0), square(-180.0, -170.0)]), (170.0, 190.0));
        assert_eq!(narrowest_turn(&[square(-10.0, 5.0), square(0.0, 20.0)]), (-10.0, 20.0));
        assert_eq!(narrowest_turn(&[square(-180.0, 180.0)]), (-180.0, 180.0));
    }

    #[test]
    fn windows_are_padded_by_a_twentieth_and_clipped_to_the_grid() {
        let whole = Extent { west: -20.0, east: 30.0, south: 2.0, north: 60.0 };
        let window = clip(padded(bounding_box(&[square(0.0, 40.0)])), whole, false).unwrap();
        assert_eq!(window, Extent { west: -2.0, east: 30.0, south: 2.0, north: 10.5 });
        assert_eq!(clip(padded(bounding_box(&[square(50.0, 60.0)])), whole, false), Err(FigureError::OutsideGrid));
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
    fn only_what_the_window_shows_is_drawn() {
        let grid = Grid::new(fluxledger_core::Axis::uniform(60.0, 0.0, 6).unwrap(), fluxledger_core::Axis::uniform(0.0, 60.0, 6).unwrap())
            .unwrap();
        let values = Array2::from_elem((6, 6), 1.0);
        let (selected, outlines) = ([square(10.0, 20.0)], [square(10.0, 20.0), square(100.0, 120.0)]);
        let map = Map {
            frame: Frame { size: super::super::style::Size::SingleColumn, tag: None, description: String::new() },
            measured: Measured { quantity: "flux".to_owned(), unit: "g m⁻² yr⁻¹".to_owned() },
            grid: &grid,
            values: &values,
            colour_scale: ColourScale::Linear,
            window: Window::Selected,
            outlines: &outlines,
            selected: &selected,
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
            error(&Map { selected: &outlines[1..], ..map.clone() }),
            @"the selected regions and the grid have no place in common"
        );
        insta::assert_snapshot!(
            error(&Map { values: &Array2::zeros((5, 6)), ..map }),
            @"expected 6 × 6 cells as the grid has, found 5 × 6"
        );
    }

    #[test]
    fn a_grid_without_any_value_still_makes_a_map() {
        for colour_scale in [ColourScale::Linear, ColourScale::Logarithmic, ColourScale::Diverging] {
            let colouring = colouring_of(&[], colour_scale);
            assert!(colouring.axis.low < colouring.axis.high && !colouring.axis.ticks.is_empty(), "{colour_scale:?}");
        }
    }
}
