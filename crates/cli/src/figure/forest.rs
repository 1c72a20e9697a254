//! A forest plot: for each region the difference of product and inventory in standard deviations, with the band in which chance alone may put it.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Lettering, Rectangle, Stroke};
use super::legend::{self, Entry, Key, margin};
use super::panel::{self, LabelColumn, RowLabel, x_of};
use super::style::{Colour, Size};
use super::symbol::{self, Symbol};
use super::text::{self, Weight};
use super::verdict::Verdict;
use super::{FigureError, Frame};
use crate::report::number::signed;

/// A region.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// Its name.
    pub label: String,
    /// The difference in standard deviations of the difference.
    pub z: f64,
    /// The same under other assumptions, where there are any to show.
    pub others: Vec<f64>,
    /// What the comparison came to.
    pub verdict: Verdict,
}

impl ForestRow {
    /// Its z, and those under other assumptions.
    fn all(&self) -> impl Iterator<Item = f64> + '_ {
        std::iter::once(self.z).chain(self.others.iter().copied())
    }

    /// The ends of the 95 % interval of its z.
    const fn interval(&self) -> [f64; 2] {
        [self.z - HALF_INTERVAL, self.z + HALF_INTERVAL]
    }
}

/// A figure of differences in standard deviations.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// Width, tag and description.
    pub frame: Frame,
    /// The |z| from which on a difference is significant.
    pub critical: f64,
    /// What the other assumptions of the rows are, in the words of the legend; without a row that has any it is not shown.
    pub others: String,
    /// The regions, in any order; they are drawn from the highest z to the lowest.
    pub rows: Vec<ForestRow>,
}

/// Beyond it a difference is drawn as an arrow with its number beside it.
const FARTHEST: f64 = 12.0;

impl Forest {
    fn check(&self) -> Result<(), FigureError> {
        if self.rows.is_empty() {
            return Err(FigureError::Empty { missing: "rows" });
        }
        let numbers = self.rows.iter().flat_map(|row| row.all().map(move |z| (row, z)));
        let mut wrong =
            numbers.filter(|(_, z)| !z.is_finite()).map(|(row, found)| FigureError::NotFinite { place: row.label.clone(), found });
        wrong.next().map_or(Ok(()), Err)
    }

    /// From the highest z to the lowest; rows of one z by name.
    fn ranked(&self) -> Vec<&ForestRow> {
        let mut rows: Vec<&ForestRow> = self.rows.iter().collect();
        rows.sort_by(|one, other| other.z.total_cmp(&one.z).then_with(|| one.label.cmp(&other.label)));
        rows
    }

    fn entries(&self) -> Vec<Entry> {
        let occurring = Verdict::ALL.into_iter().filter(|verdict| self.rows.iter().any(|row| row.verdict == *verdict));
        let mut entries: Vec<Entry> = occurring
            .map(|verdict| {
                let (colour, mark) = verdict.mark();
                Entry::new(Key::Mark(colour, mark), verdict.name())
            })
            .collect();
        entries.push(Entry::new(Key::Whisker, "95 % interval of z"));
        entries.push(Entry::new(Key::Veil, &format!("|z| < {:.2}: within what chance explains", self.critical)));
        let has_others = self.rows.iter().any(|row| !row.others.is_empty());
        entries.extend(has_others.then(|| Entry::new(Key::Mark(Colour::MUTED, Symbol::Cross), &self.others)));
        let beyond = self.rows.iter().flat_map(|row| row.all().chain(row.interval())).any(|z| z.abs() > FARTHEST);
        entries.extend(beyond.then(|| Entry::new(Key::Mark(Colour::INK, Symbol::TriangleRight), "beyond the axis")));
        entries
    }
}

/// Draws the figure as SVG; its height grows with the number of rows.
///
/// # Errors
/// [`FigureError::Empty`] without a row, [`FigureError::NotFinite`].
pub fn draw(forest: &Forest) -> Result<String, FigureError> {
    forest.check()?;
    let mut canvas = Canvas::new(forest.frame.size);
    let rows = forest.ranked();
    let column = LabelColumn::of(rows.iter().map(|row| row.label.as_str()), canvas.size);
    let left = margin(&canvas) + column.width + canvas.size.scaled(4.0);
    let numbers = rows.iter().map(|row| text::width(&signed(row.z, 1), canvas.size.body(), Weight::Regular)).fold(0.0, f64::max);
    let width = canvas.size.width() - margin(&canvas) - left - numbers - canvas.size.scaled(6.0);
    let top = legend::draw_head(&mut canvas, &forest.frame, &forest.entries());
    let heights: Vec<f64> = column.labels.iter().map(|label| row_height(canvas.size, label)).collect();
    let plot = Rectangle { left, top, width, height: heights.iter().sum() };
    let axis = axis(forest, width / canvas.size.scaled(28.0));

    draw_ground(&mut canvas, &axis, plot, forest.critical);
    let mut row_top = plot.top;
    for ((row, label), height) in rows.iter().zip(&column.labels).zip(&heights) {
        draw_row(&mut canvas, &axis, Rectangle { top: row_top, height: *height, ..plot }, row, label);
        row_top += height;
    }
    let bottom = panel::draw_axis_below(&mut canvas, &axis, plot, "Product minus inventory, in standard deviations of the difference (z)");
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &forest.frame))
}

fn row_height(size: Size, label: &RowLabel) -> f64 {
    size.scaled(11.0).max(label.height(size) + size.scaled(3.0))
}

fn axis(forest: &Forest, wanted: f64) -> Axis {
    let ends = forest.rows.iter().flat_map(|row| row.interval().into_iter().chain(row.others.iter().copied()));
    let values = ends.chain([-forest.critical, forest.critical]).map(|z| z.clamp(-FARTHEST, FARTHEST));
    Axis::linear(values, wanted.clamp(2.0, 10.0))
}

/// Half the 95 % interval of a difference, in its own standard deviations.
const HALF_INTERVAL: f64 = fluxledger_core::reconcile::NORMAL_QUANTILE_95;

/// The grid, the band of chance and the line of no difference.
fn draw_ground(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, critical: f64) {
    let (low, high) = (x_of(axis, plot, -critical), x_of(axis, plot, critical));
    let band = Rectangle { left: low, width: high - low, ..plot };
    canvas.veil(&band.outline()[..4], Colour::INK, legend::VEIL_OPACITY);
    panel::draw_upright_grid(canvas, axis, plot);
    let zero = x_of(axis, plot, 0.0);
    canvas.path(&[(zero, plot.top), (zero, plot.bottom())], panel::axis_stroke(canvas));
}

/// What stands for a z: its mark, or an arrow where it lies beyond the axis.
fn mark_at(z: f64, mark: Symbol) -> Symbol {
    if z.abs() > FARTHEST { arrow(z) } else { mark }
}

const fn arrow(z: f64) -> Symbol {
    if z > 0.0 { Symbol::TriangleRight } else { Symbol::TriangleLeft }
}

fn draw_row(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, row: &ForestRow, label: &RowLabel) {
    let middle = plot.top + plot.height / 2.0;
    label.draw(canvas, plot.left - canvas.size.scaled(4.0), middle);
    let (colour, mark) = row.verdict.mark();
    let radius = canvas.size.scaled(2.4);
    let within = |z: f64| x_of(axis, plot, z.clamp(-FARTHEST, FARTHEST));
    if !row.others.is_empty() {
        let stroke = Stroke { colour: Colour::MUTED, width: canvas.size.scaled(0.5) };
        let (least, greatest) = (row.all().fold(f64::INFINITY, f64::min), row.all().fold(f64::NEG_INFINITY, f64::max));
        canvas.path(&[(within(least), middle), (within(greatest), middle)], stroke);
    }
    for &other in &row.others {
        canvas.group("dot", |canvas| symbol::draw(canvas, mark_at(other, Symbol::Cross), (within(other), middle), radius, Colour::MUTED));
    }
    if row.z.abs() <= FARTHEST {
        let [from, to] = row.interval().map(|end| (within(end), middle));
        canvas.group("whisker", |canvas| legend::whisker(canvas, from, to, colour));
        for end in row.interval().into_iter().filter(|end| end.abs() > FARTHEST) {
            canvas.group("arrow", |canvas| symbol::draw(canvas, arrow(end), (within(end), middle), radius, colour));
        }
    }
    canvas.group("dot", |canvas| symbol::draw(canvas, mark_at(row.z, mark), (within(row.z), middle), radius, colour));
    let lettering = Lettering::new(canvas.size.body(), Anchor::End);
    let right = canvas.size.width() - margin(canvas);
    canvas.text(&signed(row.z, 1), (right, middle + lettering.half_capital()), lettering);
}

#[cfg(test)]
mod tests {
    use super::super::gallery::forest_of_countries;
    use super::*;

    #[test]
    fn rows_stand_from_the_highest_z_to_the_lowest_whatever_their_order() {
        let mut forest = forest_of_countries(Size::DoubleColumn);
        let drawn = draw(&forest).unwrap();
        forest.rows.reverse();
        assert_eq!(draw(&forest).unwrap(), drawn);
        let place = |label: &str| drawn.find(&format!("\n{label}\n")).unwrap();
        assert!(place("United States of America") < place("Russian Federation"));
    }

    /// The axis ends at 12: of 10 ± 1.96 all of the interval is drawn, of 11 ± 1.96 an arrow says that it goes on.
    #[test]
    fn an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrow() {
        let mut forest = forest_of_countries(Size::DoubleColumn);
        let mut arrows = |z: f64| {
            forest.rows[0].z = z;
            let drawn = draw(&forest).unwrap();
            (drawn.matches("class=\"arrow\"").count(), drawn.contains("beyond the axis"))
        };
        assert_eq!([arrows(10.0), arrows(-11.0)], [(0, false), (1, true)]);
    }

    #[test]
    fn a_difference_beyond_the_axis_is_an_arrow_with_its_number() {
        let mut forest = forest_of_countries(Size::DoubleColumn);
        assert!(!draw(&forest).unwrap().contains("beyond the axis"));
        forest.rows[0].z = -40.0;
        let drawn = draw(&forest).unwrap();
        assert!(drawn.contains("beyond the axis") && drawn.contains("−40.0"));
        forest.rows[0].z = f64::NAN;
        assert!(draw(&forest).is_err());
    }
}
