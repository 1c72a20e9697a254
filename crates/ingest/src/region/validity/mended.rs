//! Outlines made valid: each ring encloses what it runs round, holes are taken out of their own polygons, and polygons are joined.

use super::covered::SOLVER;
use super::lattice::{Contour, Lattice, Shape, rings};
use fluxledger_core::{Polygon, Region, Ring};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use std::collections::HashMap;

/// What polygons enclose, as polygons that share no ground.
///
/// A ring encloses all that it runs round once or more often, in either sense; a hole takes away nothing outside its own polygon.
pub(super) fn enclosed(polygons: &[Shape]) -> Vec<Shape> {
    let parts: Vec<Shape> = polygons.iter().flat_map(|polygon| overlaid(&polygon[..1], &polygon[1..], OverlayRule::Difference)).collect();
    let contours: Vec<_> = parts.into_iter().flatten().collect();
    overlaid(&contours, &[], OverlayRule::Subject)
}

/// What shapes have and others have not.
pub(super) fn without(shapes: &[Shape], others: &[Shape]) -> Vec<Shape> {
    overlaid(&shapes.concat(), &others.concat(), OverlayRule::Difference)
}

fn overlaid(subject: &[Contour], clip: &[Contour], rule: OverlayRule) -> Vec<Shape> {
    let options = IntOverlayOptions { ogc: true, ..IntOverlayOptions::keep_all_points() };
    let mut overlay = Overlay::new_custom(0, options, SOLVER);
    overlay.add_contours(subject, ShapeType::Subject);
    overlay.add_contours(clip, ShapeType::Clip);
    overlay.overlay(rule, FillRule::NonZero)
}

/// Points of the lattice as they were in the file; those at which lines cross are new, and rounded to the lattice.
pub(super) struct Points<'a> {
    lattice: &'a Lattice,
    in_file: HashMap<(i32, i32), [f64; 2]>,
}

impl<'a> Points<'a> {
    pub(super) fn of<'b>(lattice: &'a Lattice, regions: impl Iterator<Item = &'b Region>) -> Self {
        let points = regions.flat_map(|region| &region.polygons).flat_map(rings).flat_map(|ring| &ring.0);
        let of_lattice = |point: &[f64; 2]| {
            let IntPoint { x, y } = lattice.point(*point);
            ((x, y), *point)
        };
        Self { lattice, in_file: points.map(of_lattice).collect() }
    }

    pub(super) fn polygons(&self, shapes: &[Shape]) -> Vec<Polygon> {
        let ring = |contour: &Contour| Ring(contour.iter().map(|point| self.degrees(*point)).collect());
        let polygon = |shape: &Shape| Polygon { exterior: ring(&shape[0]), holes: shape[1..].iter().map(ring).collect() };
        shapes.iter().filter(|shape| !shape.is_empty()).map(polygon).collect()
    }

    fn degrees(&self, point: IntPoint) -> [f64; 2] {
        self.in_file.get(&(point.x, point.y)).copied().unwrap_or_else(|| self.lattice.degrees(point))
    }
}
