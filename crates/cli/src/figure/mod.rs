//! The figures of a report: drawn once as SVG, turned into PNG from the same drawing.
//!
//! Each figure is a plain structure and a pure function `draw` of it; the same structure gives the same bytes. Text stays text in the SVG,
//! laid out for DejaVu Sans, which the PNG embeds, so that a figure looks the same on every machine.

mod area;
mod axis;
pub mod bars;
mod canvas;
pub mod cells;
mod chart;
pub mod colour_bar;
mod colour_scale;
pub mod difference_map;
pub mod dots;
pub mod ensemble;
pub mod forest;
#[cfg(test)]
mod gallery;
mod legend;
pub mod length_sweep;
pub mod map;
mod panel;
mod panel_rows;
pub mod pdf;
pub mod png;
mod raster;
pub mod scatter;
pub mod small_multiples;
pub mod style;
mod symbol;
mod text;
pub mod time_series;
pub mod verdict;
pub mod waterfall;

pub use axis::Scale;
pub use symbol::Symbol;

/// Why a figure cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FigureError {
    /// There is nothing to draw.
    #[error("the figure has no {missing}")]
    Empty {
        /// What is missing: groups, series, rows, points or cells.
        missing: &'static str,
    },
    /// A group does not have one value for each series.
    #[error("group `{group}`: expected {expected} values, one per series, found {found}")]
    WrongNumberOfValues {
        /// The group's label.
        group: String,
        /// Number of series.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// A number is infinite or not a number.
    #[error("`{place}`: expected a finite number, found {found}")]
    NotFinite {
        /// The label beside which the number would stand.
        place: String,
        /// The number.
        found: f64,
    },
    /// The lower end of an interval lies above its upper end.
    #[error("`{place}`: expected an interval from low to high, found {low} to {high}")]
    ReversedInterval {
        /// The label beside which the interval would stand.
        place: String,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// The values do not have the shape of their grid.
    #[error("expected {expected_rows} × {expected_columns} cells as the grid has, found {found_rows} × {found_columns}")]
    WrongShape {
        /// Rows of the grid.
        expected_rows: usize,
        /// Columns of the grid.
        expected_columns: usize,
        /// Rows of the values.
        found_rows: usize,
        /// Columns of the values.
        found_columns: usize,
    },
    /// The selected regions lie outside the grid.
    #[error("the selected regions and the grid have no place in common")]
    OutsideGrid,
    /// The drawing is not valid SVG.
    #[error("the drawing is not valid SVG: {reason}")]
    InvalidSvg {
        /// What the SVG reader said.
        reason: String,
    },
    /// The picture cannot be made in this size.
    #[error("a picture of {width} × {height} pixels cannot be made: {reason}")]
    Picture {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Why not.
        reason: String,
    },
}

impl FigureError {
    /// What to do about it, where that is not plain from the message.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::WrongNumberOfValues { .. } => Some("give a missing value as `None`, it is drawn as a mark".to_owned()),
            Self::NotFinite { .. } => Some("leave the value or its interval out where it is not known".to_owned()),
            Self::OutsideGrid => Some("draw the whole world, or choose regions that the product covers".to_owned()),
            Self::Picture { .. } => Some("choose fewer dots per inch".to_owned()),
            _ => None,
        }
    }
}

/// A central value and, where it is known, the interval round it, both in the unit of the figure's axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The central value.
    pub central: f64,
    /// Lower and upper end of the interval; without it no whisker is drawn.
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    /// The value and the ends of its interval.
    fn extent(&self) -> impl Iterator<Item = f64> {
        let ends = self.interval.map(|(low, high)| [low, high]);
        std::iter::once(self.central).chain(ends.into_iter().flatten())
    }

    fn check(&self, place: &str) -> Result<(), FigureError> {
        if let Some(found) = self.extent().find(|number| !number.is_finite()) {
            return Err(FigureError::NotFinite { place: place.to_owned(), found });
        }
        match self.interval {
            Some((low, high)) if low > high => Err(FigureError::ReversedInterval { place: place.to_owned(), low, high }),
            _ => Ok(()),
        }
    }
}

/// What an axis or a colour bar measures. Its title is "quantity (unit)".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The quantity, such as "CH₄ emissions in 2012".
    pub quantity: String,
    /// The unit with real sub- and superscripts, such as "kt yr⁻¹".
    pub unit: String,
}

impl Measured {
    fn title(&self) -> String {
        format!("{} ({})", self.quantity, self.unit)
    }
}

/// What all figures have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The width of the figure and the size of its text.
    pub size: style::Size,
    /// A line at the top right that marks the whole figure, such as "SIMULATED DATA".
    pub tag: Option<String>,
    /// What the figure shows, in a sentence for readers who cannot see it.
    pub description: String,
}
