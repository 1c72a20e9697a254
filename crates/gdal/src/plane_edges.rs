//! Outlines in the plane of a projection, whose edges are straight there and curves in longitude and latitude.

use fluxledger_core::chords::{self, Bend, Place};
use gdal::errors::GdalError;
use gdal::spatial_ref::CoordTransform;

/// How far an edge between two points in longitude and latitude may stray from the edge of the plane, in degrees on the ground: 11 mm.
///
/// An area is off by at most that times the length of its outline.
pub const STRAY: f64 = 1e-7;

/// An edge that turns further about the Earth's axis is halved whatever it strays, in degrees: what is taken for the shorter way round the Earth is it.
const WIDEST_TURN: f64 = 120.0;

/// Points nearer to the antimeridian than this, in degrees, are on it.
const ROUNDING: f64 = 1e-9;

/// The way from a plane, in which edges are straight, to longitude and latitude.
pub(crate) struct PlaneEdges(pub(crate) CoordTransform);

impl PlaneEdges {
    /// A ring of the plane in longitude and latitude, with points along its edges.
    pub(crate) fn drawn(&self, ring: &[[f64; 2]]) -> Result<Vec<[f64; 2]>, GdalError> {
        Ok(on_one_side_of_the_antimeridian(chords::drawn(self, ring)?))
    }
}

impl Bend for PlaneEdges {
    type Error = GdalError;

    /// An edge of 20 000 km through a pole ends 5 mm from it.
    const HALVINGS: u32 = 32;

    const ALWAYS_HALVED: bool = false;

    fn draw(&self, [x, y]: [f64; 2]) -> Result<[f64; 2], GdalError> {
        let (mut x, mut y) = ([x], [y]);
        self.0.transform_coords(&mut x, &mut y, &mut [])?;
        Ok([x[0], y[0]])
    }

    /// Longitudes count by what they are on the ground, from the point to each end the shorter way round the Earth.
    fn strays(&self, start: &Place, end: &Place, point: &Place, along: f64) -> f64 {
        let [before, after] = [[start, point], [point, end]].map(|[from, to]| shorter_way(to.drawn[0] - from.drawn[0]));
        if (before + after).abs() > WIDEST_TURN {
            return f64::INFINITY;
        }
        let nearest_to_equator = [start, end, point].map(|place| place.drawn[1].abs()).into_iter().fold(90.0, f64::min);
        let east = (before - along * (before + after)) * nearest_to_equator.to_radians().cos();
        let north = point.drawn[1] - (start.drawn[1] + along * (end.drawn[1] - start.drawn[1]));
        east.hypot(north)
    }

    fn tolerance(&self) -> f64 {
        STRAY
    }
}

/// A difference of longitudes the shorter way round the Earth.
fn shorter_way(turn: f64) -> f64 {
    if turn.abs() > 180.0 { turn - 360.0_f64.copysign(turn) } else { turn }
}

/// The ring with each point on the antimeridian at that of ±180° from which the ring comes, since the plane does not tell one from the other.
fn on_one_side_of_the_antimeridian(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let is_on_it = |longitude: f64| (longitude.abs() - 180.0).abs() < ROUNDING;
    let mut side = ring.iter().rev().map(|point| point[0]).find(|&longitude| !is_on_it(longitude)).unwrap_or(180.0);
    for [longitude, _] in &mut ring {
        if is_on_it(*longitude) {
            *longitude = 180.0_f64.copysign(side);
        } else {
            side = *longitude;
        }
    }
    ring
}
