//! How numbers of a map turn into colours, and the bar that says so.

use super::FigureError;
use super::axis::{Axis, Scale};
use super::canvas::{Canvas, Rectangle};
use super::colour_scale::Colours;
use super::legend::margin;
use super::panel;
use super::raster::{self, Colouring};

/// How numbers turn into colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourScale {
    /// From zero in equal steps; the highest hundredth of the cells shares the last colour.
    Linear,
    /// In equal ratios over at most five decades; the lowest fiftieth of the cells shares the first colour.
    Logarithmic,
    /// Round zero, blue below and red above, for differences; the outer hundredth of the cells shares the last colours.
    Diverging,
}

/// Ticks on a colour bar.
const BAR_TICKS: f64 = 5.0;

/// The value below which a share of sorted values lies.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position in a slice")]
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(share * last as f64).round() as usize])
}

/// The colours of values other than zero, given in rising order.
pub(super) fn colouring_of(seen: &[f64], colour_scale: ColourScale) -> Colouring {
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
        ColourScale::Diverging => symmetric(ends(0.01, 0.99).map(f64::abs).fold(0.0, f64::max)),
    }
}

/// Colours round zero, as far to either side.
pub(super) fn symmetric(far: f64) -> Colouring {
    Colouring { axis: Axis::linear([-far, far].into_iter(), BAR_TICKS), colours: Colours::Diverging }
}

/// The colour bar below a map, pointed at an end beyond which there are values; returns where its title ends.
///
/// # Errors
/// [`FigureError::Picture`].
pub(super) fn draw(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_without_any_value_still_makes_a_map() {
        for colour_scale in [ColourScale::Linear, ColourScale::Logarithmic, ColourScale::Diverging] {
            let colouring = colouring_of(&[], colour_scale);
            assert!(colouring.axis.low < colouring.axis.high && !colouring.axis.ticks.is_empty(), "{colour_scale:?}");
        }
    }
}
