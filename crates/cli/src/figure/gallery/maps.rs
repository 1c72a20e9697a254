//! Maps of a flux and of differences, of made coasts.

use super::countries::COUNTRIES;
use super::frame;
use crate::figure::cells::Cells;
use crate::figure::colour_bar::ColourScale;
use crate::figure::difference_map::{self, ComparedRegion, DifferenceMap};
use crate::figure::map::{self, Map, Window};
use crate::figure::style::Size;
use crate::figure::{FigureError, Frame, Measured};
use fluxledger_core::{Axis, Grid, Polygon, Ring};
use ndarray::Array2;

/// A lumpy coast round a place.
pub(super) fn island(longitude: f64, latitude: f64, radius: f64) -> Polygon {
    let point = |step: u32| {
        let angle = f64::from(step) / 90.0 * std::f64::consts::TAU;
        let reach = radius * (1.0 + 0.15 * (5.0 * angle).sin() + 0.05 * (17.0 * angle).cos());
        [longitude + 1.4 * reach * angle.cos(), latitude + reach * angle.sin()]
    };
    Polygon { exterior: Ring((0..90).map(point).collect()), holes: Vec::new() }
}

fn made_grid(first_longitude: f64) -> Grid {
    let latitudes = Axis::uniform(90.0, -90.0, 90).unwrap();
    Grid::new(latitudes, Axis::uniform(first_longitude, first_longitude + 360.0, 144).unwrap()).unwrap()
}

/// Hot spots over six decades, falling off from the same places on Earth whatever the order of the columns.
fn made_flux(grid: &Grid) -> Array2<f64> {
    Array2::from_shape_fn(grid.shape(), |(row, column)| {
        let (latitude, longitude) = (grid.latitudes().centre(row).to_radians(), grid.longitudes().centre(column).to_radians());
        let near = |centre: f64, height: f64| (-6.0 * (latitude - height).powi(2)).exp() * (4.0 * ((longitude - centre).cos() - 1.0)).exp();
        let flux = 30.0 * near(1.9, 0.5) + 12.0 * near(-1.6, 0.7) + 8.0 * near(-1.0, -0.2);
        if latitude < -1.2 {
            f64::NAN
        } else if flux < 1e-4 {
            0.0
        } else {
            flux
        }
    })
}

pub(super) fn made_map(
    first_longitude: f64,
    size: Size,
    colour_scale: ColourScale,
    window: Window,
    selected: &[Polygon],
) -> Result<String, FigureError> {
    let grid = made_grid(first_longitude);
    let mut values = made_flux(&grid);
    if colour_scale == ColourScale::Diverging {
        values.mapv_inplace(|value| value - 1.0);
    }
    let outlines = [island(10.0, 50.0, 12.0), island(-100.0, 40.0, 20.0), island(105.0, 35.0, 22.0), island(-60.0, -15.0, 20.0)];
    map::draw(&Map {
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) },
        cells: Cells { measured: flux(), grid: &grid, values: &values, colour_scale },
        window,
        outlines: &outlines,
        selected: &[selected],
        boundary_source: BOUNDARY_SOURCE.to_owned(),
    })
}

fn flux() -> Measured {
    Measured { quantity: "CH₄ flux in 2012".to_owned(), unit: "g CH₄ m⁻² yr⁻¹".to_owned() }
}

const BOUNDARY_SOURCE: &str = "made coasts, no country on Earth, drawn to test the figure and nothing else";

/// Islands in rows between two meridians, some of them tiny, with a difference and a verdict each.
pub(super) fn made_differences(count: u32, west: f64, east: f64, size: Size, with_cells: bool) -> Result<String, FigureError> {
    let columns = f64::from(count).sqrt().ceil();
    let spacing = ((east - west) / columns * 0.6).min(110.0 / columns);
    let place = |position: u32| {
        let (column, row) = (f64::from(position) % columns, (f64::from(position) / columns).floor());
        (west + (east - west) * (column + 0.5) / columns, 65.0 - spacing * row)
    };
    let radius = |position: u32| if position % 7 == 5 { 0.5 } else { spacing * 0.4 };
    let islands: Vec<[Polygon; 1]> =
        (0..count).map(|position| (place(position), radius(position))).map(|((x, y), r)| [island(x, y, r)]).collect();
    let regions = (0..count).zip(&islands).map(|(position, polygons)| ComparedRegion {
        name: format!("island {position}"),
        polygons,
        difference: (position % 10 != 9).then(|| f64::from(position % 9) * 35.0 - 110.0),
        verdict: COUNTRIES[position as usize % 12].3,
    });
    let mut outlines: Vec<Polygon> = islands.iter().flatten().cloned().collect();
    outlines.push(island(f64::midpoint(west, east), 40.0, 8.0));
    let grid = made_grid(-180.0);
    let values = made_flux(&grid);
    let cells = Cells { measured: flux(), grid: &grid, values: &values, colour_scale: ColourScale::Logarithmic };
    difference_map::draw(&DifferenceMap {
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) },
        measured: Measured { quantity: "Product minus inventory".to_owned(), unit: "% of inventory".to_owned() },
        regions: regions.collect(),
        cells: with_cells.then_some(cells),
        window: if count > 20 { Window::World } else { Window::Selected },
        outlines: &outlines,
        boundary_source: BOUNDARY_SOURCE.to_owned(),
    })
}
