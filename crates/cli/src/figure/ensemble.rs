//! The spread of several products: one dot per product, their mean and standard deviation, median and range, the inventory beside them.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle, Stroke};
use super::legend::{self, Entry, Key, margin};
use super::panel::{self, LabelColumn, RowLabel, x_of};
use super::style::{Colour, series_colour};
use super::symbol::{self, Symbol, series_symbol};
use super::{Estimate, FigureError, Frame, Measured};

/// Mean and spread of the products of a row, in the unit of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// One standard deviation.
    pub standard_deviation: f64,
    /// The median.
    pub median: f64,
    /// The smallest value.
    pub minimum: f64,
    /// The largest value.
    pub maximum: f64,
}

/// A region or category.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleRow {
    /// Its name.
    pub label: String,
    /// The values, each with the place of its product among the names.
    pub members: Vec<(usize, f64)>,
    /// Their mean and spread.
    pub spread: Spread,
    /// The inventory's value.
    pub inventory: Option<Estimate>,
}

/// A figure of spreads.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleSpread {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the dots measure.
    pub measured: Measured,
    /// Names of the products.
    pub products: Vec<String>,
    /// Name of the inventory.
    pub inventory: String,
    /// The rows from top to bottom.
    pub rows: Vec<EnsembleRow>,
    /// What the inventory's whisker is, such as "95 % interval".
    pub interval_meaning: String,
}

impl EnsembleSpread {
    fn check(&self) -> Result<(), FigureError> {
        if self.rows.is_empty() {
            return Err(FigureError::Empty { missing: "rows" });
        }
        for row in &self.rows {
            if let Some((product, _)) = row.members.iter().find(|(product, _)| *product >= self.products.len()) {
                let (expected, found) = (self.products.len(), product + 1);
                return Err(FigureError::WrongNumberOfValues { group: row.label.clone(), expected, found });
            }
            row.inventory.map_or(Ok(()), |estimate| estimate.check(&row.label))?;
            if let Some(found) = row.values().find(|value| !value.is_finite()) {
                return Err(FigureError::NotFinite { place: row.label.clone(), found });
            }
        }
        Ok(())
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![Entry::new(Key::Mark(INVENTORY_MARK.0, INVENTORY_MARK.1), &self.inventory)];
        let has_interval = self.rows.iter().any(|row| row.inventory.is_some_and(|estimate| estimate.interval.is_some()));
        entries.extend(has_interval.then(|| Entry::new(Key::Whisker, &self.interval_meaning)));
        entries.push(Entry::new(Key::Heading, "Products:"));
        let products = self.products.iter().enumerate();
        entries.extend(products.map(|(position, name)| Entry::new(Key::Mark(series_colour(position), series_symbol(position)), name)));
        entries.push(Entry::new(Key::Spread, "smallest to largest, mean ± standard deviation (box), median (short line)"));
        entries
    }
}

impl EnsembleRow {
    fn values(&self) -> impl Iterator<Item = f64> {
        let Spread { mean, standard_deviation, median, minimum, maximum } = self.spread;
        let spread = [mean - standard_deviation, mean + standard_deviation, median, minimum, maximum];
        self.members.iter().map(|(_, value)| *value).chain(spread)
    }
}

const INVENTORY_MARK: (Colour, Symbol) = (Colour::INK, Symbol::Diamond);

/// Draws the figure as SVG; its height grows with the number of rows.
///
/// # Errors
/// [`FigureError::Empty`] without a row, [`FigureError::WrongNumberOfValues`], [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub fn draw(figure: &EnsembleSpread) -> Result<String, FigureError> {
    figure.check()?;
    let mut canvas = Canvas::new(figure.frame.size);
    let size = canvas.size;
    let column = LabelColumn::of(figure.rows.iter().map(|row| row.label.as_str()), size);
    let left = margin(&canvas) + column.width + size.scaled(4.0);
    let free = size.width() - margin(&canvas) - left;
    let inventories = figure.rows.iter().filter_map(|row| row.inventory);
    let values =
        figure.rows.iter().flat_map(EnsembleRow::values).chain(inventories.flat_map(|estimate| estimate.extent().collect::<Vec<_>>()));
    let axis = Axis::linear(values.chain([0.0]), (free / size.scaled(28.0)).clamp(2.0, 8.0));
    let top = legend::draw_head(&mut canvas, &figure.frame, &figure.entries());
    let heights: Vec<f64> = column.labels.iter().map(|label| size.scaled(28.0).max(label.height(size) + size.scaled(4.0))).collect();
    let width = free - panel::widest_label(&axis, size) / 2.0;
    let plot = Rectangle { left, top, width, height: heights.iter().sum() };

    panel::draw_upright_grid(&mut canvas, &axis, plot);
    let mut row_top = top;
    for ((row, label), height) in figure.rows.iter().zip(&column.labels).zip(&heights) {
        draw_row(&mut canvas, &axis, Rectangle { top: row_top, height: *height, ..plot }, row, label);
        row_top += height;
    }
    let bottom = panel::draw_axis_below(&mut canvas, &axis, plot, &figure.measured.title());
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &figure.frame))
}

/// A row: its label, the inventory above, the products below on their spread.
fn draw_row(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, row: &EnsembleRow, label: &RowLabel) {
    let (middle, size) = (plot.top + plot.height / 2.0, canvas.size);
    label.draw(canvas, plot.left - size.scaled(4.0), middle);
    let rule = Stroke { colour: Colour::GRID, width: size.scaled(0.5) };
    canvas.path(&[(plot.left, plot.bottom()), (plot.right(), plot.bottom())], rule);
    let (inventory_y, products_y) = (middle - size.scaled(8.0), middle + size.scaled(4.5));
    if let Some(estimate) = row.inventory {
        if let Some(interval) = estimate.interval {
            panel::draw_level_whisker(canvas, axis, plot, interval, inventory_y, INVENTORY_MARK.0);
        }
        let place = (x_of(axis, plot, estimate.central), inventory_y);
        canvas.group("inventory", |canvas| symbol::draw(canvas, INVENTORY_MARK.1, place, size.scaled(2.4), INVENTORY_MARK.0));
    }
    draw_spread(canvas, axis, plot, row.spread, products_y);
    for (position, &(product, value)) in row.members.iter().enumerate() {
        // On three levels, so that values that are alike do not cover each other.
        let aside = [0.0, -2.8, 2.8][position % 3];
        let place = (x_of(axis, plot, value), products_y + size.scaled(aside));
        canvas.group("member", |canvas| symbol::draw(canvas, series_symbol(product), place, size.scaled(2.2), series_colour(product)));
    }
}

fn draw_spread(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, spread: Spread, y: f64) {
    let x = |value: f64| x_of(axis, plot, value);
    let (low, high) = (x(spread.mean - spread.standard_deviation), x(spread.mean + spread.standard_deviation));
    canvas.group("spread", |canvas| {
        legend::spread(canvas, [x(spread.minimum), low, x(spread.mean), x(spread.median), high, x(spread.maximum)], y);
    });
}

#[cfg(test)]
mod tests {
    use super::super::gallery::spread_of_products;
    use super::super::style::Size;
    use super::*;

    #[test]
    fn every_product_has_a_dot_and_every_row_its_spread() {
        let figure = spread_of_products(Size::DoubleColumn);
        let svg = draw(&figure).unwrap();
        let members = figure.rows.iter().flat_map(|row| &row.members).count();
        assert_eq!(svg.matches("class=\"member\"").count(), members);
        assert_eq!(svg.matches("class=\"spread\"").count(), figure.rows.len());
    }

    #[test]
    fn what_cannot_be_drawn_is_said_with_its_place() {
        let whole = spread_of_products(Size::SingleColumn);
        let mut short = whole.clone();
        short.rows[0].members.push((6, 1.0));
        insta::assert_snapshot!(draw(&short).unwrap_err(), @"group `Germany`: expected 6 values, one per series, found 7");
        insta::assert_snapshot!(draw(&EnsembleSpread { rows: Vec::new(), ..whole }).unwrap_err(), @"the figure has no rows");
    }
}
