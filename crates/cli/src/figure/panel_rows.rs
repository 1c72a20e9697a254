//! Panels side by side and in rows below one another, each under its title.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Lettering, Rectangle};
use super::legend::margin;
use super::panel;
use super::style::Size;
use super::text::{self, Weight};

/// What the panels of a kind of figure look like.
pub(super) struct PanelForm {
    /// Most panels side by side.
    pub(super) most: usize,
    /// The widest that a plot becomes.
    pub(super) widest: f64,
    /// The height of a plot as a part of its width.
    pub(super) height: f64,
}

/// How panels share the width of a figure.
pub(super) struct PanelRows {
    columns: usize,
    /// Room at the left of each plot for the numbers of its axis.
    pub(super) axis_width: f64,
    /// Width and height of each plot.
    pub(super) width: f64,
    height: f64,
}

impl PanelRows {
    /// Rows of panels, of each of which an axis of values stands at the left.
    #[expect(clippy::cast_precision_loss, reason = "a figure has few columns")]
    pub(super) fn of(size: Size, axes: &[Axis], form: &PanelForm) -> Self {
        let columns = form.most.min(axes.len());
        let axis_width = axes.iter().map(|axis| panel::width_of_axis_left(axis, "", size.width(), size)).fold(0.0, f64::max);
        // The last number below a panel may reach beyond it.
        let room = (size.width() - size.scaled(9.0)) / columns as f64;
        let width = (room - axis_width).min(size.scaled(form.widest));
        Self { columns, axis_width, width, height: width * form.height }
    }

    /// From the left of the first plot to the right of the last.
    #[expect(clippy::cast_precision_loss, reason = "a figure has few columns")]
    pub(super) fn width_of_row(&self) -> f64 {
        self.columns as f64 * (self.axis_width + self.width) - self.axis_width
    }

    /// Draws the panels below one another; `draw_panel` returns where a panel ends, and this where all of them do.
    pub(super) fn draw<P>(
        &self,
        canvas: &mut Canvas,
        panels: &[P],
        title: fn(&P) -> &str,
        top: f64,
        mut draw_panel: impl FnMut(&mut Canvas, &P, Rectangle) -> f64,
    ) -> f64 {
        panels.chunks(self.columns).fold(top, |top, row| self.draw_row(canvas, row, title, top, &mut draw_panel))
    }

    fn draw_row<P>(
        &self,
        canvas: &mut Canvas,
        row: &[P],
        title: fn(&P) -> &str,
        top: f64,
        draw_panel: &mut impl FnMut(&mut Canvas, &P, Rectangle) -> f64,
    ) -> f64 {
        let size = canvas.size;
        let titles: Vec<Vec<String>> = row.iter().map(|panel| text::wrap(title(panel), size.body(), Weight::Bold, self.width)).collect();
        let lines = titles.iter().map(Vec::len).max().unwrap_or(1);
        let plot_top = top + size.body() * 1.25 * f64::from(u32::try_from(lines).unwrap_or(1)) + size.scaled(4.0);
        let mut left = self.axis_width;
        let mut bottom = plot_top;
        for (panel, title) in row.iter().zip(&titles) {
            draw_title(canvas, title, left, plot_top - size.scaled(5.0));
            let plot = Rectangle { left, top: plot_top, width: self.width, height: self.height };
            bottom = bottom.max(draw_panel(canvas, panel, plot));
            left += self.width + self.axis_width;
        }
        bottom + size.scaled(5.0)
    }
}

/// What all panels measure, once above them; returns where it ends.
pub(super) fn draw_unit(canvas: &mut Canvas, title: &str, top: f64) -> f64 {
    let lettering = Lettering::new(canvas.size.body(), Anchor::Start);
    let left = margin(canvas);
    let mut baseline = top;
    canvas.group("title", |canvas| {
        for line in text::wrap(title, lettering.size, lettering.weight, canvas.size.width() - 2.0 * left) {
            baseline += lettering.size * 1.25;
            canvas.text(&line, (left, baseline), lettering);
        }
    });
    baseline + canvas.size.scaled(4.0)
}

/// The lines of a title, the last one standing on a baseline.
fn draw_title(canvas: &mut Canvas, lines: &[String], left: f64, baseline: f64) {
    let lettering = Lettering { weight: Weight::Bold, ..Lettering::new(canvas.size.body(), Anchor::Start) };
    canvas.group("panel-title", |canvas| {
        for (above, line) in (0_u32..).zip(lines.iter().rev()) {
            canvas.text(line, (left, baseline - f64::from(above) * lettering.size * 1.25), lettering);
        }
    });
}
