//! Small multiples: one panel a country, each with its own scale, all over the same years.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::legend;
use super::panel;
use super::panel_rows::{PanelForm, PanelRows, draw_unit};
use super::style::Size;
use super::time_series::{self, IntervalStyle, Series};
use super::{FigureError, Frame, Measured};

/// Most panels of one figure; further countries make a further figure.
pub const MOST_PANELS: usize = 12;

/// A country.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Its name.
    pub title: String,
    /// Its lines, the same inventories and products in every panel and in the same order; one without a point leaves its place empty.
    pub series: Vec<Series>,
}

/// A figure of panels.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallMultiples {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the lines measure.
    pub measured: Measured,
    /// The panels, from left to right and then downwards.
    pub panels: Vec<Panel>,
    /// What whiskers and bands are, such as "95 % interval".
    pub interval_meaning: String,
}

impl SmallMultiples {
    fn check(&self) -> Result<(), FigureError> {
        let Some(first) = self.panels.first() else { return Err(FigureError::Empty { missing: "panels" }) };
        for panel in &self.panels {
            if panel.series.len() != first.series.len() {
                let (expected, found) = (first.series.len(), panel.series.len());
                return Err(FigureError::WrongNumberOfValues { group: panel.title.clone(), expected, found });
            }
            time_series::check(&panel.series)?;
        }
        match self.all_series().all(|series| series.points.is_empty()) {
            true => Err(FigureError::Empty { missing: "points" }),
            false => Ok(()),
        }
    }

    fn all_series(&self) -> impl Iterator<Item = &Series> {
        self.panels.iter().flat_map(|panel| &panel.series)
    }

    /// Each line of the panels with the points of all of them, for the legend and the years in common.
    fn joined(&self) -> Vec<Series> {
        let place = |position: usize| {
            let parts = || self.panels.iter().map(move |panel| &panel.series[position]);
            let style = parts().next().map_or(IntervalStyle::Band, |series| series.interval_style);
            let name = parts().next().map(|series| series.name.clone()).unwrap_or_default();
            Series {
                name,
                points: parts().flat_map(|series| series.points.clone()).collect(),
                interval_style: style,
                trend: parts().find_map(|series| series.trend),
                member_trends: parts().flat_map(|series| series.member_trends.clone()).collect(),
            }
        };
        (0..self.panels.first().map_or(0, |panel| panel.series.len())).map(place).collect()
    }
}

/// Draws the figure as SVG.
///
/// The axis of values of each panel begins at zero unless all its values lie within a factor of two, where zero would flatten the lines.
///
/// # Errors
/// [`FigureError::Empty`] without a panel or a point, [`FigureError::WrongNumberOfValues`] if panels have different lines,
/// [`FigureError::NotFinite`], [`FigureError::ReversedInterval`].
pub fn draw(figure: &SmallMultiples) -> Result<String, FigureError> {
    figure.check()?;
    let mut canvas = Canvas::new(figure.frame.size);
    let joined = figure.joined();
    let top = legend::draw_head(&mut canvas, &figure.frame, &time_series::entries(&joined, &figure.interval_meaning));
    let top = draw_unit(&mut canvas, &figure.measured.title(), top);
    let axes: Vec<Axis> = figure.panels.iter().map(|panel| time_series::value_axis(&panel.series, TICKS)).collect();
    let rows = PanelRows::of(canvas.size, &axes, &form(canvas.size));
    let years = time_series::year_axis(&joined, (rows.width / canvas.size.scaled(34.0)).max(1.0));
    let draw_panel = |canvas: &mut Canvas, panel: &Panel, plot: Rectangle| draw_panel(canvas, panel, &years, plot);
    let bottom = rows.draw(&mut canvas, &figure.panels, |panel| &panel.title, top, draw_panel);
    Ok(canvas.finish(bottom + figure.frame.size.scaled(2.0), &figure.frame))
}

/// Ticks of values wanted in a panel.
const TICKS: f64 = 3.0;

fn form(size: Size) -> PanelForm {
    PanelForm { most: if size == Size::SingleColumn { 2 } else { 4 }, widest: 220.0, height: 0.75 }
}

fn draw_panel(canvas: &mut Canvas, panel: &Panel, years: &Axis, plot: Rectangle) -> f64 {
    let values = time_series::value_axis(&panel.series, TICKS);
    time_series::draw_lines(canvas, &panel.series, years, &values, plot);
    panel::draw_axis_left(canvas, &values, plot, "");
    panel::draw_axis_below(canvas, years, plot, "")
}

#[cfg(test)]
mod tests {
    use super::super::gallery::panels_of_countries;
    use super::*;

    #[test]
    fn every_country_has_a_panel_with_its_own_scale() {
        let figure = panels_of_countries(Size::DoubleColumn, 3);
        let svg = draw(&figure).unwrap();
        assert_eq!(svg.matches("class=\"panel-title\"").count(), 3);
        let highest = |panel: &Panel| time_series::value_axis(&panel.series, 3.0).high;
        assert!(highest(&figure.panels[0]) > 10.0 * highest(&figure.panels[2]));
    }

    #[test]
    fn panels_with_other_lines_are_refused() {
        let mut figure = panels_of_countries(Size::DoubleColumn, 2);
        figure.panels[1].series.pop();
        insta::assert_snapshot!(draw(&figure).unwrap_err(), @"group `Luxembourg`: expected 2 values, one per series, found 1");
        insta::assert_snapshot!(draw(&SmallMultiples { panels: Vec::new(), ..figure }).unwrap_err(), @"the figure has no panels");
    }
}
