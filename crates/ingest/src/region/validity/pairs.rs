//! Ground that two regions share.

use super::as_number;
use super::covered::{boundary_of_intersection, workplace};
use super::lattice::{Contour, Lattice, Shape, cross, distance};
use i_overlay::core::overlay::Overlay;
use i_overlay::i_float::int::point::IntPoint;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Ground of two regions, each by its position.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shared {
    /// Twice its area in squares of the lattice.
    pub(super) twice_the_area: i128,
    /// Its area on WGS 84.
    pub(super) square_kilometres: f64,
}

/// What each two regions share, by their positions, the lower first; each region encloses no ground twice.
///
/// Slivers of a step of the lattice or less are what rounding makes of one border that is drawn with other points on either side, and are no shared ground.
pub(super) fn shared_ground(lattice: &Lattice, regions: &[&[Shape]]) -> BTreeMap<[usize; 2], Shared> {
    let parts = parts(regions);
    let of_pair = |overlay: &mut Overlay, [one, other]: &[&Part<'_>; 2]| {
        let shared = shared(lattice, overlay, one, other)?;
        Some(([one.region.min(other.region), one.region.max(other.region)], shared))
    };
    let found: Vec<_> = meeting(&parts).par_iter().map_init(workplace, of_pair).collect();
    let found = found.into_iter().flatten();
    let mut by_regions: BTreeMap<[usize; 2], Shared> = BTreeMap::new();
    for (regions, shared) in found {
        let sum = by_regions.entry(regions).or_default();
        sum.twice_the_area += shared.twice_the_area;
        sum.square_kilometres += shared.square_kilometres;
    }
    by_regions
}

/// A polygon of a region and the box about it.
struct Part<'a> {
    region: usize,
    shape: &'a Shape,
    bounds: Bounds,
}

/// West, south, east and north.
type Bounds = [i32; 4];

/// All polygons, from west to east by their western ends.
fn parts<'a>(regions: &[&'a [Shape]]) -> Vec<Part<'a>> {
    let part = |region| move |shape| Part { region, shape, bounds: bounds(shape) };
    let mut parts: Vec<Part<'a>> = regions.iter().enumerate().flat_map(|(region, shapes)| shapes.iter().map(part(region))).collect();
    parts.sort_by_key(|part| part.bounds[0]);
    parts
}

fn bounds(shape: &Shape) -> Bounds {
    shape[0].iter().fold([i32::MAX, i32::MAX, i32::MIN, i32::MIN], |[west, south, east, north], point| {
        [west.min(point.x), south.min(point.y), east.max(point.x), north.max(point.y)]
    })
}

/// Polygons of two regions whose boxes have an inside in common.
fn meeting<'a, 'b>(parts: &'a [Part<'b>]) -> Vec<[&'a Part<'b>; 2]> {
    let mut found = Vec::new();
    for (position, one) in parts.iter().enumerate() {
        let [_, south, east, north] = one.bounds;
        for other in parts[position + 1..].iter().take_while(|other| other.bounds[0] < east) {
            if other.region != one.region && other.bounds[1] < north && other.bounds[3] > south {
                found.push([one, other]);
            }
        }
    }
    found
}

fn shared(lattice: &Lattice, overlay: &mut Overlay, one: &Part<'_>, other: &Part<'_>) -> Option<Shared> {
    let [west, south, east, north] = one.bounds;
    let [other_west, other_south, other_east, other_north] = other.bounds;
    let common = [west.max(other_west), south.max(other_south), east.min(other_east), north.min(other_north)];
    let [one, other] = [one, other].map(|part| abridged(part.shape, &common));
    let boundary = boundary_of_intersection(overlay, one.iter(), other.iter());
    let shared = Shared {
        twice_the_area: boundary.iter().copied().map(cross).sum(),
        square_kilometres: lattice.square_kilometres(boundary.iter().copied()),
    };
    // A sliver of length l and width w has the area l·w and a boundary of 2·l.
    (as_number(shared.twice_the_area) > boundary.iter().copied().map(distance).sum()).then_some(shared)
}

/// A shape that is the same within a box and has few points outside.
///
/// Where points follow one another beyond the same side of the box, all but the first and the last are left out: the line between these stays
/// beyond that side too, so that the contour runs round each point of the box as often as before. Nor does the shape grow beyond its own box.
fn abridged(shape: &Shape, common: &Bounds) -> Vec<Contour> {
    shape.iter().map(|contour| abridged_contour(contour, common)).filter(|contour| contour.len() > 2).collect()
}

fn abridged_contour(contour: &Contour, common: &Bounds) -> Contour {
    let mut kept = Contour::new();
    // The sides beyond which the last two points that are kept both lie.
    let mut of_last_two = 0;
    for point in contour {
        let sides = sides(point, common);
        if kept.len() > 1 && of_last_two & sides != 0 {
            kept.pop();
            of_last_two &= sides;
        } else {
            of_last_two = kept.last().map_or(0, |last| self::sides(last, common) & sides);
        }
        kept.push(*point);
    }
    kept
}

/// A bit for each side of a box beyond or on which a point lies.
fn sides(point: &IntPoint, [west, south, east, north]: &Bounds) -> u8 {
    u8::from(point.x <= *west) | u8::from(point.y <= *south) << 1 | u8::from(point.x >= *east) << 2 | u8::from(point.y >= *north) << 3
}
