//! How far a grid in a plane reaches in longitude and latitude.

use super::Projection;
use crate::grid::{Axis, GridError};

/// A box of longitudes and latitudes in degrees that holds a grid in a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Western and eastern side; they are a whole turn apart where the grid lies about a pole or on the seam of its map.
    pub longitudes: [f64; 2],
    /// Southern and northern side.
    pub latitudes: [f64; 2],
}

/// As many points at least are looked at on each side of a grid.
const POINTS_OF_SIDE: usize = 64;

/// The extent of a grid, longitudes counted from the central meridian.
///
/// Longitude and latitude have their extremes on the outer edge of the grid, unless a pole lies inside. The edge is looked at point by point and
/// the box widened by the largest step from one point to the next, so that nothing of the grid lies outside.
pub(crate) fn extent(projection: &Projection, rows: &Axis, columns: &Axis) -> Result<Extent, GridError> {
    let points = outer_edge(rows, columns);
    let placed: Result<Vec<[f64; 2]>, GridError> = points.iter().map(|&point| placed(projection, point)).collect();
    let placed = placed?;
    let steps = |direction: usize| {
        let next = placed.iter().cycle().skip(1);
        placed.iter().zip(next).map(|(a, b)| (a[direction] - b[direction]).abs()).fold(0.0, f64::max)
    };
    let (step_east, step_north) = (steps(0), steps(1));
    let [mut longitudes, mut latitudes] = [0, 1].map(|direction| range(placed.iter().map(|point| point[direction])));
    latitudes = [latitudes[0] - step_north, latitudes[1] + step_north];
    let poles = poles_inside(projection, rows, columns)?;
    let crosses_seam = step_east > 180.0;
    if crosses_seam && !projection.closes() {
        return Err(GridError::BeyondProjection { easting: columns.first(), northing: rows.first() });
    }
    if !poles.is_empty() || crosses_seam {
        longitudes = [-180.0, 180.0];
    } else {
        longitudes = [(longitudes[0] - step_east).max(-180.0), (longitudes[1] + step_east).min(180.0)];
    }
    for pole in poles {
        latitudes = if pole > 0.0 { [latitudes[0], 90.0] } else { [-90.0, latitudes[1]] };
    }
    Ok(Extent { longitudes, latitudes: [latitudes[0].max(-90.0), latitudes[1].min(90.0)] })
}

fn placed(projection: &Projection, point: [f64; 2]) -> Result<[f64; 2], GridError> {
    projection.inverse_relative(point).ok_or(GridError::BeyondProjection { easting: point[0], northing: point[1] })
}

/// Points on the four sides in their order round the grid.
fn outer_edge(rows: &Axis, columns: &Axis) -> Vec<[f64; 2]> {
    let [xs, ys] = [columns, rows].map(positions);
    let (north, south, west, east) = (rows.first(), rows.last(), columns.first(), columns.last());
    let sides = xs.iter().map(|&x| [x, north]).chain(ys.iter().map(|&y| [east, y]));
    sides.chain(xs.iter().rev().map(|&x| [x, south])).chain(ys.iter().rev().map(|&y| [west, y])).collect()
}

/// The edges of an axis, and points between them where they are few.
#[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
fn positions(axis: &Axis) -> Vec<f64> {
    let parts = POINTS_OF_SIDE.div_ceil(axis.count());
    let between = |pair: &[f64]| {
        let (start, end) = (pair[0], pair[1]);
        (0..parts).map(move |part| start + (end - start) * part as f64 / parts as f64).collect::<Vec<_>>()
    };
    axis.edges().windows(2).flat_map(between).chain(std::iter::once(axis.last())).collect()
}

/// The latitudes of the poles that a grid lies about, or comes closer to than a cell.
fn poles_inside(projection: &Projection, rows: &Axis, columns: &Axis) -> Result<Vec<f64>, GridError> {
    let cell = |axis: &Axis| (axis.last() - axis.first()).abs() / axis.edges().len() as f64;
    let within = |axis: &Axis, position: f64| {
        let [low, high] = range(axis.edges().iter().copied());
        (low - cell(axis)..=high + cell(axis)).contains(&position)
    };
    let inside = |[x, y]: &[f64; 2]| within(columns, *x) && within(rows, *y);
    let latitude = |pole: [f64; 2]| {
        let [easting, northing] = pole;
        if projection.closes() {
            placed(projection, pole).map(|[_, latitude]| latitude)
        } else {
            Err(GridError::BeyondProjection { easting, northing })
        }
    };
    projection.meeting_points().into_iter().filter(inside).map(latitude).collect()
}

fn range(numbers: impl Iterator<Item = f64>) -> [f64; 2] {
    numbers.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], number| [low.min(number), high.max(number)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::earth::Earth;
    use crate::projection::Method;

    /// About a centre on the equator the poles lie 9009 km north and south of it (2 R sin 45°), within the grid.
    #[test]
    fn a_grid_that_holds_both_poles_reaches_to_both() {
        let method = Method::LambertAzimuthalEqualArea { latitude_of_origin: 0.0 };
        let projection = Projection::new(Earth::Wgs84.ellipsoid(), method, 400.0, [0.0, 0.0]).expect("a projection");
        let axis = |half: f64, count| Axis::uniform(-half, half, count).expect("an axis");
        let extent = extent(&projection, &axis(9.5e6, 190), &axis(5e6, 100)).expect("an extent");
        assert_eq!((extent.longitudes, extent.latitudes), ([-180.0, 180.0], [-90.0, 90.0]));
        assert_eq!(projection.central_meridian(), 40.0);
    }
}
