//! What contours cover, by the numbers of times that they run round it.

use super::lattice::Contour;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::vector::edge::{CLIP_LEFT, CLIP_RIGHT, SUBJ_LEFT, SUBJ_RIGHT};

/// How the library finds its way.
///
/// Its way through a tree, which it takes by itself for many edges, gives wrong sides for outlines of the states of the world (version 4.5.2): their
/// union lacks a quarter, and a walk along its boundary does not end.
pub(in crate::region) const SOLVER: Solver = Solver::LIST;

/// An edge of a boundary, with what is covered on its left.
pub(super) type Edge = [IntPoint; 2];

/// A place to work in, which is used again so that small shapes cost no new memory.
pub(super) fn workplace() -> Overlay {
    Overlay::new_custom(0, IntOverlayOptions::default(), SOLVER)
}

/// The boundary of what contours run round any number of times but none.
pub(super) fn boundary_of_union<'a>(overlay: &mut Overlay, contours: impl Iterator<Item = &'a Contour>) -> Vec<Edge> {
    boundary(overlay, contours, std::iter::empty(), [SUBJ_LEFT, SUBJ_RIGHT])
}

/// The boundary of what both contours of one group and of the other run round.
pub(super) fn boundary_of_intersection<'a>(
    overlay: &mut Overlay,
    one: impl Iterator<Item = &'a Contour>,
    other: impl Iterator<Item = &'a Contour>,
) -> Vec<Edge> {
    boundary(overlay, one, other, [SUBJ_LEFT | CLIP_LEFT, SUBJ_RIGHT | CLIP_RIGHT])
}

/// The edges that have all of one group of bits on one side and not on the other.
///
/// They are taken as the library splits them; its walk from edge to edge is not needed for an area.
fn boundary<'a>(
    overlay: &mut Overlay,
    one: impl Iterator<Item = &'a Contour>,
    other: impl Iterator<Item = &'a Contour>,
    [left, right]: [u8; 2],
) -> Vec<Edge> {
    overlay.clear();
    one.for_each(|contour| overlay.add_contour(contour, ShapeType::Subject));
    other.for_each(|contour| overlay.add_contour(contour, ShapeType::Clip));
    let edges = overlay.build_separate_vectors(FillRule::NonZero);
    let boundary = edges.into_iter().filter_map(|edge| match (edge.fill & left == left, edge.fill & right == right) {
        (true, false) => Some([edge.a, edge.b]),
        (false, true) => Some([edge.b, edge.a]),
        _ => None,
    });
    boundary.collect()
}
