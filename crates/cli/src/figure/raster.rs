//! Cells as pixels: resampling a grid to the picture inside a map.

use super::FigureError;
use super::axis::Axis;
use super::chart::Extent;
use super::colour_scale::Colours;
use super::style::Colour;
use fluxledger_core::Grid;
use ndarray::Array2;

/// The colours of a map's numbers: where each lies on an axis, and what colour that place has.
#[derive(Clone, Debug)]
pub(super) struct Colouring {
    pub(super) axis: Axis,
    pub(super) colours: Colours,
}

/// What a number below a logarithmic axis because it is negative is shown as.
pub(super) const BELOW_ZERO: Colour = Colour(150, 150, 150);

/// Place in the palette of what is not drawn: a missing value or zero.
const NOTHING: u8 = 0;
/// Place in the palette of what lies below zero on a logarithmic axis.
const NEGATIVE: u8 = 1;
/// Place in the palette of the low end of the axis; the high end is the last.
const FIRST: u8 = 2;

impl Colouring {
    /// The place in the palette of a number.
    fn index(&self, value: f64) -> u8 {
        if !value.is_finite() || value == 0.0 {
            NOTHING
        } else if value < 0.0 && self.axis.scale == super::Scale::Logarithmic {
            NEGATIVE
        } else {
            index_of_share(self.axis.share(value))
        }
    }

    fn palette(&self) -> Vec<u8> {
        let share = |index: u8| f64::from(index - FIRST) / f64::from(u8::MAX - FIRST);
        let scale = (FIRST..=u8::MAX).map(|index| self.colours.at(share(index)));
        [Colour::WHITE, BELOW_ZERO].into_iter().chain(scale).flat_map(|colour| [colour.0, colour.1, colour.2]).collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a byte is a byte")]
fn index_of_share(share: f64) -> u8 {
    FIRST + (share * f64::from(u8::MAX - FIRST)).round() as u8
}

/// The longer side of the picture inside a map, in pixels: 230 dots per inch on 180 mm.
const LONGER_SIDE: f64 = 1600.0;

/// The picture of a grid in an extent as PNG, its height given by its proportion of the width.
///
/// A pixel is the mean of the cells whose centres lie in it, or else the cell at its own centre, so that no cell is lost where cells are
/// finer than pixels, and cells stay sharp where they are coarser.
///
/// # Errors
/// [`FigureError::Picture`].
pub(super) fn picture(
    grid: &Grid,
    values: &Array2<f64>,
    extent: Extent,
    proportion: f64,
    colouring: &Colouring,
) -> Result<Vec<u8>, FigureError> {
    let width = LONGER_SIDE / proportion.max(1.0);
    let (width, height) = (whole(width.max(1.0)), whole((width * proportion).max(1.0)));
    if grid.projection().is_some() {
        let means = means_from_plane(grid, values, extent, (height, width));
        let pixels: Vec<u8> = means.iter().map(|&mean| colouring.index(mean)).collect();
        return encode(&pixels, width, height, colouring);
    }
    let columns = cells_of_pixels(grid.longitudes().edges(), extent.west, extent.east, width);
    let rows = cells_of_pixels(grid.latitudes().edges(), extent.north, extent.south, height);
    let mean = |rows: &[usize], columns: &[usize]| {
        let cells = rows.iter().flat_map(|row| columns.iter().map(move |column| values[(*row, *column)]));
        let (sum, present) = cells.filter(|value| value.is_finite()).fold((0.0, 0.0), |(sum, present), value| (sum + value, present + 1.0));
        sum / present
    };
    let pixels: Vec<u8> =
        rows.iter().flat_map(|rows| columns.iter().map(|columns| colouring.index(mean(rows, columns))).collect::<Vec<u8>>()).collect();
    encode(&pixels, width, height, colouring)
}

/// The values of a grid in a plane, pixel by pixel of a map in longitude and latitude: as of [`picture`], each cell where its centre lies.
#[expect(clippy::cast_precision_loss, reason = "a picture has a few thousand pixels on a side")]
fn means_from_plane(grid: &Grid, values: &Array2<f64>, extent: Extent, (height, width): (usize, usize)) -> Array2<f64> {
    let [across, down] = [(extent.east - extent.west) / width as f64, (extent.north - extent.south) / height as f64];
    let mut sums = Array2::<(f64, f64)>::default((height, width));
    for ((row, column), &value) in values.indexed_iter().filter(|(_, value)| value.is_finite()) {
        let [longitude, latitude] = grid.centre(row, column);
        for turned in [longitude - 360.0, longitude, longitude + 360.0] {
            let (x, y) = (((turned - extent.west) / across).floor(), ((extent.north - latitude) / down).floor());
            if x >= 0.0 && x < width as f64 && y >= 0.0 && y < height as f64 {
                let (sum, present) = &mut sums[(whole(y), whole(x))];
                *sum += value;
                *present += 1.0;
            }
        }
    }
    Array2::from_shape_fn((height, width), |(y, x)| match sums[(y, x)] {
        (sum, present) if present > 0.0 => sum / present,
        _ => {
            let centre = [extent.west + (x as f64 + 0.5) * across, extent.north - (y as f64 + 0.5) * down];
            grid.locate(centre).map_or(f64::NAN, |cell| values[cell])
        }
    })
}

/// The colours of a scale from left to right as PNG.
///
/// # Errors
/// [`FigureError::Picture`].
pub(super) fn bar(colouring: &Colouring) -> Result<Vec<u8>, FigureError> {
    let pixels: Vec<u8> = (FIRST..=u8::MAX).collect();
    encode(&pixels, pixels.len(), 1, colouring)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture has a few thousand pixels on a side")]
fn whole(pixels: f64) -> usize {
    pixels.round() as usize
}

/// For each pixel between two ends the cells that it shows; none where the grid does not reach.
///
/// Latitudes fall and longitudes rise; a longitude matches in any turn round the Earth.
#[expect(clippy::cast_precision_loss, reason = "an axis has far fewer than 2^53 cells")]
fn cells_of_pixels(edges: &[f64], first: f64, last: f64, pixels: usize) -> Vec<Vec<usize>> {
    let pixel_width = (last - first) / pixels as f64;
    let mut cells = vec![Vec::new(); pixels];
    for (cell, pair) in edges.windows(2).enumerate() {
        let centre = f64::midpoint(pair[0], pair[1]);
        for turned in [centre - 360.0, centre, centre + 360.0] {
            let place = ((turned - first) / pixel_width).floor();
            if place >= 0.0 && place < pixels as f64 {
                cells[whole(place)].push(cell);
            }
        }
    }
    for (pixel, cells) in cells.iter_mut().enumerate().filter(|(_, cells)| cells.is_empty()) {
        let centre = first + (pixel as f64 + 0.5) * pixel_width;
        cells.extend([centre, centre - 360.0, centre + 360.0].into_iter().find_map(|turned| cell_at(edges, turned)));
    }
    cells
}

/// The cell that holds a coordinate.
fn cell_at(edges: &[f64], coordinate: f64) -> Option<usize> {
    let rises = edges[1] > edges[0];
    let after = edges.partition_point(|edge| if rises { *edge <= coordinate } else { *edge >= coordinate });
    (after > 0 && after < edges.len()).then(|| after - 1)
}

fn encode(pixels: &[u8], width: usize, height: usize, colouring: &Colouring) -> Result<Vec<u8>, FigureError> {
    let (width, height) = (u32::try_from(width).unwrap_or(u32::MAX), u32::try_from(height).unwrap_or(u32::MAX));
    let mut bytes = Vec::new();
    let mut write = || {
        let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(::png::ColorType::Indexed);
        encoder.set_depth(::png::BitDepth::Eight);
        encoder.set_palette(colouring.palette());
        encoder.set_trns(vec![0]);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels)?;
        writer.finish()
    };
    write().map_err(|error| FigureError::Picture { width, height, reason: error.to_string() })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarse_cells_are_repeated_and_fine_cells_shared() {
        assert_eq!(cells_of_pixels(&[0.0, 10.0, 20.0], 0.0, 20.0, 4), [[0], [0], [1], [1]]);
        assert_eq!(cells_of_pixels(&[0.0, 5.0, 10.0, 15.0, 20.0], 0.0, 20.0, 2), [[0, 1], [2, 3]]);
    }

    #[test]
    fn a_grid_from_0_to_360_is_turned_under_a_map_from_minus_180() {
        assert_eq!(cells_of_pixels(&[0.0, 90.0, 180.0, 270.0, 360.0], -180.0, 180.0, 4), [[2], [3], [0], [1]]);
    }

    #[test]
    fn a_map_across_the_antimeridian_shows_both_sides() {
        assert_eq!(cells_of_pixels(&[-180.0, -90.0, 0.0, 90.0, 180.0], 90.0, 270.0, 2), [[3], [0]]);
    }

    #[test]
    fn pixels_beyond_the_grid_show_nothing() {
        assert_eq!(cells_of_pixels(&[60.0, 50.0, 40.0], 70.0, 40.0, 3), [vec![], vec![0], vec![1]]);
    }

    #[test]
    fn missing_and_zero_are_not_drawn_and_negatives_are_marked_on_a_logarithmic_axis() {
        let colouring = Colouring { axis: Axis::logarithmic([1.0, 100.0].into_iter(), 5), colours: Colours::Sequential };
        assert_eq!([f64::NAN, 0.0, -1.0, 1.0, 100.0, 1e9].map(|value| colouring.index(value)), [0, 0, 1, 2, 255, 255]);
    }
}
