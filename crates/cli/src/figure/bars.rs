//! Level bars by category: in each group one bar per inventory or product, each with its interval.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::legend::{self, Entry, Key, margin};
use super::panel::{self, LabelColumn, x_of};
use super::style::{Colour, series_colour};
use super::symbol::{self, Symbol};
use super::{Estimate, FigureError, Frame, Measured};

/// How a bar is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarStyle {
    /// In the full colour of its series.
    Full,
    /// Pale with a coloured rim: a value that counts less, such as an incomplete sum.
    Faint,
}

/// A value with its interval and look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The value.
    pub estimate: Estimate,
    /// Its look.
    pub style: BarStyle,
}

/// The bars of a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name of the category, such as "Enteric fermentation (3.A.1)".
    pub label: String,
    /// One value per series, `None` where there is no value.
    pub bars: Vec<Option<Bar>>,
}

/// A figure of grouped bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the bars measure.
    pub measured: Measured,
    /// Names of the inventories and products, in the order of the bars.
    pub series: Vec<String>,
    /// The categories from top to bottom.
    pub groups: Vec<Group>,
    /// What the whiskers are, such as "95 % interval".
    pub interval_meaning: String,
    /// What pale bars are, such as "incomplete (NE)".
    pub faint_meaning: String,
}

impl Bars {
    fn all_bars(&self) -> impl Iterator<Item = &Bar> {
        self.groups.iter().flat_map(|group| group.bars.iter().flatten())
    }

    fn check(&self) -> Result<(), FigureError> {
        for (missing, is_empty) in [("groups", self.groups.is_empty()), ("series", self.series.is_empty())] {
            if is_empty {
                return Err(FigureError::Empty { missing });
            }
        }
        for group in &self.groups {
            if group.bars.len() != self.series.len() {
                let (expected, found) = (self.series.len(), group.bars.len());
                return Err(FigureError::WrongNumberOfValues { group: group.label.clone(), expected, found });
            }
            group.bars.iter().flatten().try_for_each(|bar| bar.estimate.check(&group.label))?;
        }
        Ok(())
    }

    /// The legend: each series, then each further sign that occurs.
    fn entries(&self) -> Vec<Entry> {
        let series = self.series.iter().enumerate();
        let mut entries: Vec<Entry> = series.map(|(position, name)| Entry::new(Key::Box(series_colour(position)), name)).collect();
        let mut further = |occurs: bool, key: Key, meaning: &str| entries.extend(occurs.then(|| Entry::new(key, meaning)));
        further(self.all_bars().any(|bar| bar.style == BarStyle::Faint), Key::FaintBox(Colour::MUTED), &self.faint_meaning);
        further(self.all_bars().any(|bar| bar.estimate.interval.is_some()), Key::Whisker, &self.interval_meaning);
        let missing = self.groups.iter().any(|group| group.bars.contains(&None));
        further(missing, Key::Mark(Colour::MUTED, Symbol::Cross), "no value");
        entries
    }
}

/// Draws the figure as SVG; its height grows with the number of groups.
///
/// # Errors
/// [`FigureError::Empty`] without groups or series, [`FigureError::WrongNumberOfValues`], [`FigureError::NotFinite`],
/// [`FigureError::ReversedInterval`].
pub fn draw(bars: &Bars) -> Result<String, FigureError> {
    bars.check()?;
    let mut canvas = Canvas::new(bars.frame.size);
    let top = legend::draw_head(&mut canvas, &bars.frame, &bars.entries());
    let column = LabelColumn::of(bars.groups.iter().map(|group| group.label.as_str()), canvas.size);
    let heights = group_heights(&canvas, bars, &column);
    let (axis, plot) = lay_out(&canvas, bars, &column, top, heights.iter().sum());

    draw_stripes(&mut canvas, plot, &heights);
    panel::draw_upright_grid(&mut canvas, &axis, plot);
    let (mut group_top, label_end) = (plot.top, plot.left - label_gap(&canvas));
    for ((group, label), height) in bars.groups.iter().zip(&column.labels).zip(&heights) {
        let middle = group_top + height / 2.0;
        label.draw(&mut canvas, label_end, middle);
        draw_group(&mut canvas, &axis, plot, group, middle);
        group_top += height;
    }
    draw_zero(&mut canvas, &axis, plot);
    let bottom = panel::draw_axis_below(&mut canvas, &axis, plot, &bars.measured.title());
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &bars.frame))
}

fn thickness(canvas: &Canvas) -> f64 {
    canvas.size.scaled(6.5)
}

fn label_gap(canvas: &Canvas) -> f64 {
    canvas.size.scaled(4.0)
}

/// The height of each group: its bars or its label, whichever is higher, and air.
#[expect(clippy::cast_precision_loss, reason = "a figure has few series")]
fn group_heights(canvas: &Canvas, bars: &Bars, column: &LabelColumn) -> Vec<f64> {
    let stack = thickness(canvas) * bars.series.len() as f64;
    column.labels.iter().map(|label| stack.max(label.height(canvas.size)) + canvas.size.scaled(6.0)).collect()
}

/// The axis and the place of the plot at the right of the labels, with room for half of the last number.
fn lay_out(canvas: &Canvas, bars: &Bars, column: &LabelColumn, top: f64, height: f64) -> (Axis, Rectangle) {
    let size = canvas.size;
    let left = margin(canvas) + column.width + label_gap(canvas);
    let values = || bars.all_bars().flat_map(|bar| bar.estimate.extent()).chain([0.0]);
    let axis_of_width = |width: f64| Axis::linear(values(), (width / size.scaled(28.0)).clamp(2.0, 8.0));
    let free = size.width() - margin(canvas) - left;
    let mut axis = axis_of_width(free);
    if bars.all_bars().next().is_none() {
        // Without a value there is no scale: only zero keeps its number.
        axis.ticks.retain(|tick| tick.value == 0.0);
    }
    let width = free - panel::widest_label(&axis, size) / 2.0;
    (axis, Rectangle { left, top, width, height })
}

/// A pale band behind every second group, from the labels to the right end of the plot.
fn draw_stripes(canvas: &mut Canvas, plot: Rectangle, heights: &[f64]) {
    let left = margin(canvas) / 2.0;
    let mut top = plot.top;
    for (position, height) in heights.iter().enumerate() {
        if position % 2 == 1 {
            canvas.fill(Rectangle { left, top, width: plot.right() - left, height: *height }, Colour::STRIPE);
        }
        top += height;
    }
}

fn draw_zero(canvas: &mut Canvas, axis: &Axis, plot: Rectangle) {
    let x = x_of(axis, plot, 0.0);
    let stroke = panel::axis_stroke(canvas);
    canvas.path(&[(x, plot.top), (x, plot.bottom())], stroke);
}

#[expect(clippy::cast_precision_loss, reason = "a figure has few series")]
fn draw_group(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, group: &Group, middle: f64) {
    let thickness = thickness(canvas);
    let mut bar_top = middle - thickness * group.bars.len() as f64 / 2.0;
    for (position, bar) in group.bars.iter().enumerate() {
        let bar_middle = bar_top + thickness / 2.0;
        match bar {
            Some(bar) => draw_bar(canvas, axis, plot, bar, series_colour(position), bar_middle),
            None => draw_missing(canvas, x_of(axis, plot, 0.0), bar_middle),
        }
        bar_top += thickness;
    }
}

fn draw_bar(canvas: &mut Canvas, axis: &Axis, plot: Rectangle, bar: &Bar, colour: Colour, middle: f64) {
    let (zero, end) = (x_of(axis, plot, 0.0), x_of(axis, plot, bar.estimate.central));
    let height = thickness(canvas) * 0.86;
    let width = (end - zero).abs().max(canvas.size.scaled(0.8));
    let area = Rectangle { left: zero.min(end), top: middle - height / 2.0, width, height };
    canvas.group("bar", |canvas| match bar.style {
        BarStyle::Full => canvas.fill(area, colour),
        BarStyle::Faint => legend::faint_box(canvas, area, colour),
    });
    if let Some(interval) = bar.estimate.interval {
        panel::draw_level_whisker(canvas, axis, plot, interval, middle, Colour::INK);
    }
}

fn draw_missing(canvas: &mut Canvas, zero: f64, middle: f64) {
    let radius = canvas.size.scaled(2.4);
    canvas.group("no-value", |canvas| symbol::draw(canvas, Symbol::Cross, (zero + radius * 1.8, middle), radius, Colour::MUTED));
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{bars_of_sectors, estimate};
    use super::super::style::Size;
    use super::*;

    fn count(svg: &str, class: &str) -> usize {
        svg.matches(&format!("<g class=\"{class}\">")).count()
    }

    #[test]
    fn each_value_has_a_bar_each_interval_a_whisker_and_each_gap_a_mark() {
        let mut bars = bars_of_sectors(Size::DoubleColumn);
        if let Some(bar) = &mut bars.groups[2].bars[0] {
            bar.estimate.interval = None;
        }
        let svg = draw(&bars).unwrap();
        // Twelve groups of two, one value missing and one without an interval.
        assert_eq!((count(&svg, "bar"), count(&svg, "whisker"), count(&svg, "no-value")), (23, 22, 1));
    }

    #[test]
    fn labels_series_and_unit_stand_as_text() {
        let svg = draw(&bars_of_sectors(Size::DoubleColumn)).unwrap();
        for text in ["Enteric fermentation (3.A.1)", "EPA inventory 2016", "95 % interval", "CH₄ emissions, USA 2012 (kt yr⁻¹)"] {
            assert!(svg.contains(&format!("\n{text}\n")), "{text} is not in the figure");
        }
        assert!(svg.contains("font-family=\"DejaVu Sans, Arial, sans-serif\""));
    }

    #[test]
    fn markup_in_names_stays_text() {
        let mut bars = bars_of_sectors(Size::DoubleColumn);
        bars.groups[0].label = "<b>&\"'".to_owned();
        bars.frame.description = "<b>&\"".to_owned();
        bars.frame.tag = Some("<i>".to_owned());
        let svg = draw(&bars).unwrap();
        assert!(svg.contains("\n&lt;b&gt;&amp;&quot;&apos;\n") && svg.contains("aria-label=\"&lt;b&gt;&amp;&quot;\""));
        assert!(!svg.contains("<b>") && !svg.contains("<i>"));
        assert!(super::super::png::parse(&svg).is_ok());
    }

    #[test]
    fn a_whisker_runs_between_the_ends_of_its_interval() {
        let mut bars = bars_of_sectors(Size::DoubleColumn);
        bars.groups.truncate(1);
        bars.groups[0].bars = vec![Some(Bar { estimate: estimate(50.0, 1.0), style: BarStyle::Full }), None];
        let svg = draw(&bars).unwrap();
        let x_coordinates = |class: &str| -> Vec<i32> {
            let group = svg.split(&format!("<g class=\"{class}\">")).nth(1).unwrap().split("</g>").next().unwrap();
            let points = group.split("points=\"").skip(1).flat_map(|rest| rest.split('"').next().unwrap().split_whitespace());
            points.map(|point| point.split(',').next().unwrap().parse().unwrap()).collect()
        };
        // The interval from 0 to 100 spans the axis, which runs from 0 to 100 too.
        let (whisker, axis) = (x_coordinates("whisker"), x_coordinates("axis"));
        assert_eq!((whisker.iter().min(), whisker.iter().max()), (axis.iter().min(), axis.iter().max()));
    }

    #[test]
    fn what_cannot_be_drawn_is_said_with_its_place() {
        let whole = bars_of_sectors(Size::SingleColumn);
        let with_bar = |estimate: Estimate| {
            let mut bars = whole.clone();
            bars.groups[0].bars[0] = Some(Bar { estimate, style: BarStyle::Full });
            draw(&bars).unwrap_err()
        };
        insta::assert_snapshot!(draw(&Bars { groups: Vec::new(), ..whole.clone() }).unwrap_err(), @"the figure has no groups");
        insta::assert_snapshot!(
            draw(&Bars { series: vec!["one".to_owned()], ..whole.clone() }).unwrap_err(),
            @"group `Natural gas systems (1.B.2.b)`: expected 1 values, one per series, found 2"
        );
        insta::assert_snapshot!(
            with_bar(Estimate { central: f64::NAN, interval: None }),
            @"`Natural gas systems (1.B.2.b)`: expected a finite number, found NaN"
        );
        insta::assert_snapshot!(
            with_bar(Estimate { central: 1.0, interval: Some((2.0, 0.5)) }),
            @"`Natural gas systems (1.B.2.b)`: expected an interval from low to high, found 2 to 0.5"
        );
        let hint = with_bar(Estimate { central: f64::INFINITY, interval: None }).hint().unwrap();
        insta::assert_snapshot!(hint, @"leave the value or its interval out where it is not known");
    }
}
