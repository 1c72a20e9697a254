//! Ranked dots by country: inventory and product in one row, the product's mark saying the verdict by shape and colour.

use super::axis::{Axis, Scale};
use super::canvas::{Canvas, Rectangle, Stroke};
use super::legend::{self, Entry, Key, margin};
use super::panel::{self, LabelColumn, RowLabel, x_of};
use super::style::Colour;
use super::symbol::{self, Symbol};
use super::verdict::Verdict;
use super::{Estimate, FigureError, Frame, Measured};

/// The mark of an inventory, whatever the verdict on the product beside it.
const INVENTORY_MARK: (Colour, Symbol) = (Colour::INK, Symbol::Diamond);

/// A country or region.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub label: String,
    /// The inventory's value.
    pub inventory: Option<Estimate>,
    /// The product's value.
    pub product: Option<Estimate>,
    /// What their comparison came to.
    pub verdict: Verdict,
}

impl Row {
    fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.inventory.iter().chain(&self.product)
    }

    fn rank(&self) -> f64 {
        self.estimates().map(|estimate| estimate.central).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// A figure of ranked dots.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the dots measure.
    pub measured: Measured,
    /// Whether countries of very different size share one scale of ratios.
    pub scale: Scale,
    /// Name of the inventory.
    pub inventory: String,
    /// Name of the product.
    pub product: String,
    /// The countries, in any order; they are drawn from the largest to the smallest.
    pub rows: Vec<Row>,
    /// What the whiskers are, such as "95 % interval".
    pub interval_meaning: String,
}

impl Dots {
    fn check(&self) -> Result<(), FigureError> {
        if self.rows.is_empty() {
            return Err(FigureError::Empty { missing: "rows" });
        }
        self.rows.iter().try_for_each(|row| row.estimates().try_for_each(|estimate| estimate.check(&row.label)))
    }

    /// The rows from the largest value to the smallest; rows of one value by name.
    fn ranked(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|one, other| other.rank().total_cmp(&one.rank()).then_with(|| one.label.cmp(&other.label)));
        rows
    }

    fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.rows.iter().flat_map(Row::estimates)
    }

    fn entries(&self, axis: &Axis) -> Vec<Entry> {
        let mark = |(colour, symbol): (Colour, Symbol)| Key::Mark(colour, symbol);
        let mut entries = vec![Entry::new(mark(INVENTORY_MARK), &self.inventory)];
        entries
            .extend(self.estimates().any(|estimate| estimate.interval.is_some()).then(|| Entry::new(Key::Whisker, &self.interval_meaning)));
        entries.push(Entry::new(Key::Heading, &format!("{}:", self.product)));
        let occurring = Verdict::ALL.into_iter().filter(|verdict| self.rows.iter().any(|row| row.verdict == *verdict));
        entries.extend(occurring.map(|verdict| Entry::new(mark(verdict.mark()), verdict.name())));
        let missing = self.rows.iter().any(|row| row.estimates().count() < 2);
        entries.extend(missing.then(|| Entry::new(Key::Mark(Colour::MUTED, Symbol::Cross), "no value")));
        let beyond = self.estimates().flat_map(Estimate::extent).any(|value| axis.is_below(value));
        entries.extend(beyond.then(|| Entry::new(Key::Mark(Colour::INK, Symbol::TriangleLeft), "reaches below the axis")));
        entries
    }
}

/// Draws the figure as SVG; its height grows with the number of rows.
///
/// # Errors
/// [`FigureError::Empty`] without a row, [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub fn draw(dots: &Dots) -> Result<String, FigureError> {
    dots.check()?;
    let mut canvas = Canvas::new(dots.frame.size);
    let rows = dots.ranked();
    let column = LabelColumn::of(rows.iter().map(|row| row.label.as_str()), canvas.size);
    let left = margin(&canvas) + column.width + canvas.size.scaled(4.0);
    let (axis, width) = axis_and_width(&canvas, dots, left);
    let top = legend::draw_head(&mut canvas, &dots.frame, &dots.entries(&axis));
    let heights: Vec<f64> = column.labels.iter().map(|label| row_height(&canvas, label)).collect();
    let plot = Rectangle { left, top, width, height: heights.iter().sum() };

    panel::draw_upright_grid(&mut canvas, &axis, plot);
    let mut row_top = plot.top;
    for ((row, label), height) in rows.iter().zip(&column.labels).zip(&heights) {
        let row_plot = Rectangle { top: row_top, height: *height, ..plot };
        draw_row(&mut canvas, &axis, row_plot, row, label);
        row_top += height;
    }
    let bottom = panel::draw_axis_below(&mut canvas, &axis, plot, &dots.measured.title());
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &dots.frame))
}

fn row_height(canvas: &Canvas, label: &RowLabel) -> f64 {
    canvas.size.scaled(12.5).max(label.height(canvas.size) + canvas.size.scaled(3.0))
}

/// Decades that a logarithmic axis reaches down from the largest value.
const DECADES: i32 = 6;

fn axis_and_width(canvas: &Canvas, dots: &Dots, left: f64) -> (Axis, f64) {
    let size = canvas.size;
    let free = size.width() - margin(canvas) - left;
    let values = dots.estimates().flat_map(Estimate::extent);
    let axis = match dots.scale {
        Scale::Linear => Axis::linear(values.chain([0.0]), (free / size.scaled(28.0)).clamp(2.0, 8.0)),
        Scale::Logarithmic => Axis::logarithmic(values, DECADES),
    };
    let width = free - panel::widest_label(&axis, size) / 2.0;
    (axis, width)
}

/// A row: its label, a rule under both values, the inventory above the rule and the product below it.
fn draw_row(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, row: &Row, label: &RowLabel) {
    let middle = plot.top + plot.height / 2.0;
    let (gap, aside) = (canvas.size.scaled(4.0), canvas.size.scaled(2.6));
    label.draw(canvas, plot.left - gap, middle);
    let rule = Stroke { colour: Colour::GRID, width: canvas.size.scaled(0.5) };
    canvas.path(&[(plot.left, plot.bottom()), (plot.right(), plot.bottom())], rule);
    draw_dot(canvas, axis, plot, row.inventory, INVENTORY_MARK, middle - aside);
    draw_dot(canvas, axis, plot, row.product, row.verdict.mark(), middle + aside);
}

fn draw_dot(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, estimate: Option<Estimate>, (colour, mark): (Colour, Symbol), y: f64) {
    let radius = canvas.size.scaled(2.2);
    let Some(estimate) = estimate else {
        canvas.group("no-value", |canvas| symbol::draw(canvas, Symbol::Cross, (plot.left + radius * 2.0, y), radius, Colour::MUTED));
        return;
    };
    if let Some(interval) = estimate.interval {
        panel::draw_level_whisker(canvas, axis, plot, interval, y, colour);
    }
    let mark = if axis.is_below(estimate.central) { Symbol::TriangleLeft } else { mark };
    canvas.group("dot", |canvas| symbol::draw(canvas, mark, (x_of(axis, plot, estimate.central), y), radius, colour));
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{dots_of_countries, estimate};
    use super::super::style::Size;
    use super::*;

    fn rows(count: usize) -> Dots {
        let all = dots_of_countries(Size::SingleColumn);
        Dots { rows: all.rows[..count].to_vec(), ..all }
    }

    #[test]
    fn rows_stand_from_the_largest_to_the_smallest() {
        let mut dots = rows(3);
        let drawn = draw(&dots).unwrap();
        dots.rows.reverse();
        assert_eq!(draw(&dots).unwrap(), drawn);
        let place = |label: &str| drawn.find(&format!("\n{label}\n")).unwrap();
        assert!(place("China") < place("United States of America"));
    }

    #[test]
    fn zero_on_a_logarithmic_axis_is_an_arrow_and_said_in_the_legend() {
        let mut dots = Dots { scale: Scale::Logarithmic, ..rows(3) };
        assert!(!draw(&dots).unwrap().contains("reaches below the axis"));
        dots.rows[0].product = Some(estimate(0.0, 0.0));
        assert!(draw(&dots).unwrap().contains("reaches below the axis"));
    }
}
