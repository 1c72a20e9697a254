//! A waterfall: from one total to another by steps, each of which begins where the one before ended.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Lettering, Rectangle, Stroke};
use super::legend::{self, Entry, Key, margin};
use super::panel::{self, LabelColumn, RowLabel, x_of};
use super::style::{Colour, Size};
use super::text::{self, Weight};
use super::{Estimate, FigureError, Frame, Measured};

/// A row of the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its label.
    pub label: String,
    /// What stands at its right: its number, or why it has none.
    pub number: String,
    /// What it shows.
    pub content: Content,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A total, drawn from zero, with its interval where it is known.
    Total(Estimate),
    /// A step from where the row above ended.
    Step(f64),
    /// A total that the steps do not lead to, such as the other side's.
    Beside(Estimate),
    /// Nothing is known of the step.
    Unknown,
}

/// A figure of steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the bars measure.
    pub measured: Measured,
    /// The rows from above to below.
    pub bars: Vec<Bar>,
    /// What the whiskers are, such as "95 % interval".
    pub interval_meaning: String,
}

const TOTAL: Colour = Colour::BLUE;
const BESIDE: Colour = Colour::MUTED;
const DOWN: Colour = Colour::BLUISH_GREEN;
const UP: Colour = Colour::ORANGE;

/// A row with the ends of its bar.
struct Placed<'a> {
    bar: &'a Bar,
    from: f64,
    to: f64,
}

impl Waterfall {
    fn check(&self) -> Result<(), FigureError> {
        if self.bars.is_empty() {
            return Err(FigureError::Empty { missing: "rows" });
        }
        self.bars.iter().try_for_each(|bar| match &bar.content {
            Content::Total(estimate) | Content::Beside(estimate) => estimate.check(&bar.label),
            Content::Step(step) if !step.is_finite() => Err(FigureError::NotFinite { place: bar.label.clone(), found: *step }),
            Content::Step(_) | Content::Unknown => Ok(()),
        })
    }

    /// Each row where the running total puts it.
    fn placed(&self) -> Vec<Placed<'_>> {
        let mut running = 0.0;
        let mut ends = |content: &Content| -> (f64, f64) {
            match content {
                Content::Total(estimate) => {
                    running = estimate.central;
                    (0.0, running)
                }
                Content::Step(step) => {
                    let from = running;
                    running += step;
                    (from, running)
                }
                Content::Beside(estimate) => (0.0, estimate.central),
                Content::Unknown => (running, running),
            }
        };
        let placed = self.bars.iter().map(|bar| {
            let (from, to) = ends(&bar.content);
            Placed { bar, from, to }
        });
        placed.collect()
    }

    fn entries(&self) -> Vec<Entry> {
        let has = |wanted: fn(&Content) -> bool| self.bars.iter().any(|bar| wanted(&bar.content));
        let mut entries = Vec::new();
        let keys: [(bool, Colour, &str); 4] = [
            (has(|content| matches!(content, Content::Total(_))), TOTAL, "total"),
            (has(|content| matches!(content, Content::Step(step) if *step > 0.0)), UP, "raises it"),
            (has(|content| matches!(content, Content::Step(step) if *step <= 0.0)), DOWN, "lowers it"),
            (has(|content| matches!(content, Content::Beside(_))), BESIDE, "inventory"),
        ];
        entries.extend(keys.into_iter().filter(|(occurs, ..)| *occurs).map(|(_, colour, meaning)| Entry::new(Key::Box(colour), meaning)));
        let has_interval = self.bars.iter().any(|bar| estimate(&bar.content).is_some_and(|estimate| estimate.interval.is_some()));
        entries.extend(has_interval.then(|| Entry::new(Key::Whisker, &self.interval_meaning)));
        entries
    }
}

const fn estimate(content: &Content) -> Option<&Estimate> {
    match content {
        Content::Total(estimate) | Content::Beside(estimate) => Some(estimate),
        Content::Step(_) | Content::Unknown => None,
    }
}

/// Draws the figure as SVG; its height grows with the number of rows.
///
/// # Errors
/// [`FigureError::Empty`] without a row, [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub fn draw(waterfall: &Waterfall) -> Result<String, FigureError> {
    waterfall.check()?;
    let mut canvas = Canvas::new(waterfall.frame.size);
    let size = canvas.size;
    let rows = waterfall.placed();
    let column = LabelColumn::of(rows.iter().map(|row| row.bar.label.as_str()), size);
    let left = margin(&canvas) + column.width + size.scaled(4.0);
    let numbers = rows.iter().map(|row| text::width(&row.bar.number, size.body(), Weight::Regular)).fold(0.0, f64::max);
    let width = (size.width() - margin(&canvas) - left - numbers - size.scaled(6.0)).max(size.scaled(40.0));
    let top = legend::draw_head(&mut canvas, &waterfall.frame, &waterfall.entries());
    let heights: Vec<f64> = column.labels.iter().map(|label| row_height(size, label)).collect();
    let plot = Rectangle { left, top, width, height: heights.iter().sum() };
    let axis = axis(waterfall, &rows, width / size.scaled(34.0));

    panel::draw_upright_grid(&mut canvas, &axis, plot);
    let zero = x_of(&axis, plot, 0.0);
    canvas.path(&[(zero, plot.top), (zero, plot.bottom())], panel::axis_stroke(&canvas));
    let mut row_top = plot.top;
    for (position, ((row, label), height)) in rows.iter().zip(&column.labels).zip(&heights).enumerate() {
        let area = Rectangle { top: row_top, height: *height, ..plot };
        draw_row(&mut canvas, &axis, area, row, label);
        if continues(&rows, position) {
            draw_link(&mut canvas, &axis, area, row.to, heights[position + 1]);
        }
        row_top += height;
    }
    let bottom = panel::draw_axis_below(&mut canvas, &axis, plot, &waterfall.measured.title());
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &waterfall.frame))
}

fn row_height(size: Size, label: &RowLabel) -> f64 {
    size.scaled(12.0).max(label.height(size) + size.scaled(3.0))
}

fn axis(waterfall: &Waterfall, rows: &[Placed<'_>], wanted: f64) -> Axis {
    let ends = rows.iter().flat_map(|row| [row.from, row.to]);
    let intervals = waterfall.bars.iter().filter_map(|bar| estimate(&bar.content)).flat_map(Estimate::extent);
    Axis::linear(ends.chain(intervals).chain([0.0]), wanted.clamp(2.0, 9.0))
}

/// Whether the row below begins where this one ends, or is the total to which it leads; a total below a total is that of another side.
fn continues(rows: &[Placed<'_>], position: usize) -> bool {
    let below = rows.get(position + 1).map(|row| &row.bar.content);
    match &rows[position].bar.content {
        Content::Beside(_) => false,
        Content::Total(_) => matches!(below, Some(Content::Step(_) | Content::Unknown)),
        Content::Step(_) | Content::Unknown => matches!(below, Some(Content::Total(_) | Content::Step(_) | Content::Unknown)),
    }
}

/// The line from the end of a bar to the next one.
fn draw_link(canvas: &mut Canvas, axis: &Axis, area: Rectangle, value: f64, below: f64) {
    let x = x_of(axis, area, value);
    let stroke = Stroke { colour: Colour::AXIS, width: canvas.size.scaled(0.5) };
    canvas.path(&[(x, area.bottom() - area.height / 2.0), (x, area.bottom() + below / 2.0)], stroke);
}

fn draw_row(canvas: &mut Canvas, axis: &Axis, area: Rectangle, row: &Placed<'_>, label: &RowLabel) {
    let middle = area.top + area.height / 2.0;
    label.draw(canvas, area.left - canvas.size.scaled(4.0), middle);
    let half = canvas.size.scaled(3.6);
    let (from, to) = (x_of(axis, area, row.from.min(row.to)), x_of(axis, area, row.from.max(row.to)));
    let bar = Rectangle { left: from, top: middle - half, width: (to - from).max(canvas.size.scaled(0.6)), height: 2.0 * half };
    let colour = match &row.bar.content {
        Content::Total(_) => Some(TOTAL),
        Content::Beside(_) => Some(BESIDE),
        Content::Step(step) if *step > 0.0 => Some(UP),
        Content::Step(_) => Some(DOWN),
        Content::Unknown => None,
    };
    if let Some(colour) = colour {
        canvas.group("bar", |canvas| canvas.fill(bar, colour));
    }
    if let Some(interval) = estimate(&row.bar.content).and_then(|estimate| estimate.interval) {
        panel::draw_level_whisker(canvas, axis, area, interval, middle, Colour::INK);
    }
    let lettering = Lettering::new(canvas.size.body(), Anchor::End);
    let right = canvas.size.width() - margin(canvas);
    canvas.text(&row.bar.number, (right, middle + lettering.half_capital()), lettering);
}

#[cfg(test)]
mod tests {
    use super::super::gallery::waterfall_of_scope;
    use super::*;

    /// 100 − 30 = 70, + 5 = 75: each step begins where the one before ended.
    #[test]
    fn steps_begin_where_the_row_above_ended() {
        let total = |central| Content::Total(Estimate { central, interval: None });
        let bar = |content| Bar { label: "row".to_owned(), number: String::new(), content };
        let bars = vec![bar(total(100.0)), bar(Content::Step(-30.0)), bar(Content::Unknown), bar(Content::Step(5.0)), bar(total(75.0))];
        let waterfall = Waterfall { bars, ..waterfall_of_scope(Size::DoubleColumn) };
        let ends: Vec<(f64, f64)> = waterfall.placed().iter().map(|row| (row.from, row.to)).collect();
        assert_eq!(ends, [(0.0, 100.0), (100.0, 70.0), (70.0, 70.0), (70.0, 75.0), (0.0, 75.0)]);
    }

    /// Product 100 − 30 = 70, then the inventory's 60 + 5 = 65: no line leads from 70 to 60.
    #[test]
    fn no_line_leads_from_one_side_to_the_other() {
        let total = |central| Content::Total(Estimate { central, interval: None });
        let bar = |content| Bar { label: "row".to_owned(), number: String::new(), content };
        let contents = [total(100.0), Content::Step(-30.0), total(70.0), total(60.0), Content::Step(5.0), total(65.0)];
        let waterfall = Waterfall { bars: contents.map(bar).into(), ..waterfall_of_scope(Size::DoubleColumn) };
        let rows = waterfall.placed();
        let linked: Vec<bool> = (0..rows.len()).map(|position| continues(&rows, position)).collect();
        assert_eq!(linked, [true, true, false, true, true, false]);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let mut waterfall = waterfall_of_scope(Size::DoubleColumn);
        waterfall.bars[1].content = Content::Step(f64::NAN);
        assert!(draw(&waterfall).is_err());
        waterfall.bars.clear();
        assert_eq!(draw(&waterfall), Err(FigureError::Empty { missing: "rows" }));
    }
}
