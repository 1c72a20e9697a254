//! The cells of a grid in colour, as a layer of a map.

use super::axis::Scale;
use super::canvas::Canvas;
use super::chart::{Chart, Extent};
use super::colour_bar::{self, ColourScale, colouring_of};
use super::legend::{Entry, Key};
use super::raster::{self, Colouring};
use super::{FigureError, Measured};
use fluxledger_core::Grid;
use ndarray::Array2;

/// Values of cells and how they turn into colours.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    /// What the colours measure.
    pub measured: Measured,
    /// Where the cells lie.
    pub grid: &'a Grid,
    /// Rows × columns in the unit of the colour bar; NaN and zero are left white.
    pub values: &'a Array2<f64>,
    /// How numbers turn into colours.
    pub colour_scale: ColourScale,
}

/// Cells whose colours have been chosen for a window.
pub(super) struct CellLayer<'a> {
    cells: &'a Cells<'a>,
    /// All values other than zero in the window, in rising order.
    seen: Vec<f64>,
    colouring: Colouring,
}

impl Cells<'_> {
    /// # Errors
    /// [`FigureError::WrongShape`] if values and grid differ.
    pub(super) fn check(&self) -> Result<(), FigureError> {
        let ((expected_rows, expected_columns), (found_rows, found_columns)) = (self.grid.shape(), self.values.dim());
        if (expected_rows, expected_columns) == (found_rows, found_columns) {
            Ok(())
        } else {
            Err(FigureError::WrongShape { expected_rows, expected_columns, found_rows, found_columns })
        }
    }

    /// All that the grid covers.
    pub(super) fn extent(&self) -> Extent {
        let fluxledger_core::projection::Extent { longitudes: [west, east], latitudes: [south, north] } = self.grid.extent();
        let (west, east) = if self.span_the_earth() { (-180.0, 180.0) } else { (west, east) };
        Extent { west, east, south, north }
    }

    pub(super) fn span_the_earth(&self) -> bool {
        let [west, east] = self.grid.extent().longitudes;
        east - west > 360.0 - 1e-6
    }

    /// All values other than zero in the cells whose centres lie in a window, in rising order.
    fn values_within(&self, extent: Extent) -> Vec<f64> {
        let has_longitude = |longitude: f64| {
            [longitude - 360.0, longitude, longitude + 360.0].iter().any(|turned| (extent.west..=extent.east).contains(turned))
        };
        let is_within = |row: usize, column: usize| {
            let [longitude, latitude] = self.grid.centre(row, column);
            (extent.south..=extent.north).contains(&latitude) && has_longitude(longitude)
        };
        let cells = self.values.indexed_iter().filter(|(_, value)| value.is_finite() && **value != 0.0);
        let mut values: Vec<f64> = cells.filter(|((row, column), _)| is_within(*row, *column)).map(|(_, value)| *value).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

impl<'a> CellLayer<'a> {
    /// The colours of the cells that a window shows.
    pub(super) fn of(cells: &'a Cells<'a>, extent: Extent) -> Self {
        let seen = cells.values_within(extent);
        let colouring = colouring_of(&seen, cells.colour_scale);
        Self { cells, seen, colouring }
    }

    /// The legend: only what the colour bar cannot say.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let hidden = self.colouring.axis.scale == Scale::Logarithmic && self.seen.first().is_some_and(|lowest| *lowest < 0.0);
        hidden.then(|| Entry::new(Key::Box(raster::BELOW_ZERO), "below zero")).into_iter().collect()
    }

    /// # Errors
    /// [`FigureError::Picture`].
    pub(super) fn draw(&self, canvas: &mut Canvas, chart: &Chart) -> Result<(), FigureError> {
        let (plot, cells) = (chart.plot, self.cells);
        let picture = raster::picture(cells.grid, cells.values, chart.extent, plot.height / plot.width, &self.colouring)?;
        canvas.image(plot, &picture);
        Ok(())
    }

    /// The colour bar below the map; returns where its title ends.
    ///
    /// # Errors
    /// [`FigureError::Picture`].
    pub(super) fn draw_bar(&self, canvas: &mut Canvas, chart: &Chart, above: f64) -> Result<f64, FigureError> {
        colour_bar::draw(canvas, &self.colouring, &self.seen, chart.plot, above, &self.cells.measured.title())
    }
}
