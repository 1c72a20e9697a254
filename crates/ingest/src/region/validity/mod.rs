//! Outlines that enclose ground twice or cancel it, and regions that share ground: found on the outlines themselves, whatever grid they will be laid over.
//!
//! What a region counts is the sum of its outer rings less its holes ([`fluxledger_core::Coverage`]). It is held against what the rings run round.
//! Both are areas on a lattice of whole numbers ([`lattice`]) and exact there, so that outlines that are sound, neighbours with one border included, agree to
//! the bit.

mod covered;
mod lattice;
mod mended;
mod pairs;
mod words;

use crate::region::error::RegionError;
pub(super) use covered::SOLVER;
use covered::{boundary_of_union, workplace};
use fluxledger_core::{Region, RegionSet, RegionShapes, Warned, Warning};
use i_overlay::core::overlay::Overlay;
use lattice::{Lattice, Shape, cross, edges, length, twice_the_area};
use mended::Points;
use rayon::prelude::*;
use words::Sentences;
pub(super) use words::{digits, percent};

/// What becomes of outlines at fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Faults {
    /// They are named in warnings; regions that share more than slivers of ground are refused.
    #[default]
    Named,
    /// They are named in warnings and nothing is refused, for a look at a file over which nothing is added up.
    Shown,
    /// They are made valid, and warnings say which: a region has what its rings run round, without what lies only in holes of the polygon that has them; ground
    /// that two regions share belongs to the one of fewer square degrees.
    Mended,
}

/// The part of the larger of two regions up to which shared ground is a sliver along a border or an enclave without its hole.
///
/// Natural Earth 1:50m of `rnaturalearthdata` has both: 0.14 % of the Netherlands in Belgium as well, and the Vatican in Italy.
const SLIVER: f64 = 0.01;

/// The part of a region that may be counted twice without a word; once outlines are mended, none is left. It is as much as a cell may be covered beyond its area.
const TOLERANCE: f64 = 1e-6;

/// A region on the lattice.
struct Drawn {
    /// What it encloses, nothing twice.
    shapes: Vec<Shape>,
    /// Twice the area of those, in squares of the lattice.
    twice_enclosed: i128,
    /// If its outline is at fault: what it counts and what it encloses, in km².
    fault: Option<Miscount>,
}

/// An outline that does not count what it encloses.
struct Miscount {
    counted: f64,
    enclosed: f64,
    /// Whether it is so little that nothing need be said of it.
    is_small: bool,
}

/// Ground that two regions share, by their positions.
struct Overlap {
    /// The smaller region, then the other.
    regions: [usize; 2],
    square_kilometres: f64,
    /// The parts of them that are shared.
    parts: [f64; 2],
}

/// A set whose outlines have been looked through.
///
/// # Errors
/// [`RegionError::SharedGround`] if regions share more than slivers and faults are not to be mended.
pub(super) fn checked(place: &str, read: Warned<RegionSet>, faults: Faults) -> Result<Warned<RegionSet>, RegionError> {
    let Warned { value: set, mut warnings } = read;
    let Some(regions) = set.outlines() else { return Ok(Warned::new(set, warnings)) };
    let lattice = Lattice::over(regions);
    let drawn: Vec<Drawn> = regions.par_iter().map_init(workplace, |overlay, region| Drawn::of(&lattice, overlay, region)).collect();
    let overlaps = overlaps(&lattice, &drawn);
    let sentences = Sentences { regions, drawn: &drawn, overlaps: &overlaps, faults };
    if let Some(refusal) = sentences.refusal(place) {
        return Err(refusal);
    }
    warnings.extend(sentences.warnings().into_iter().map(|message| Warning::new(place, message)));
    let set = match faults {
        Faults::Mended => mended(&lattice, &drawn, &overlaps, regions).map_or_else(|| set.clone(), |regions| made_valid(&set, regions)),
        Faults::Named | Faults::Shown => set,
    };
    Ok(Warned::new(set, warnings))
}

impl Drawn {
    fn of(lattice: &Lattice, overlay: &mut Overlay, region: &Region) -> Self {
        let shapes = lattice.shapes(region);
        let twice_enclosed = boundary_of_union(overlay, shapes.iter().flatten()).into_iter().map(cross).sum();
        let length: f64 = shapes.iter().flatten().map(length).sum();
        let counted: i128 = shapes.iter().flatten().map(twice_the_area).sum();
        if counted == twice_enclosed {
            return Self { shapes, twice_enclosed, fault: None };
        }
        // Rounding moves a line by half a step at most, and with it two parts of the region that touch there.
        let is_small = as_number(counted - twice_enclosed).abs() <= 2.0 * length + TOLERANCE * as_number(twice_enclosed);
        let enclosed = mended::enclosed(&shapes);
        let fault = Miscount { counted: square_kilometres(lattice, &shapes), enclosed: square_kilometres(lattice, &enclosed), is_small };
        let twice_enclosed = enclosed.iter().flatten().map(twice_the_area).sum();
        Self { shapes: enclosed, twice_enclosed, fault: Some(fault) }
    }
}

fn square_kilometres(lattice: &Lattice, shapes: &[Shape]) -> f64 {
    lattice.square_kilometres(shapes.iter().flatten().flat_map(edges))
}

/// A number that is compared and no longer summed.
#[expect(clippy::cast_precision_loss, reason = "2⁻⁵³ of an area is less than any tolerance")]
const fn as_number(area: i128) -> f64 {
    area as f64
}

/// Ground that two regions share, that which takes most of its larger region first.
fn overlaps(lattice: &Lattice, drawn: &[Drawn]) -> Vec<Overlap> {
    let shapes: Vec<&[Shape]> = drawn.iter().map(|region| region.shapes.as_slice()).collect();
    let shared = pairs::shared_ground(lattice, &shapes);
    let overlap = |([one, other], shared): ([usize; 2], pairs::Shared)| {
        let is_smaller = drawn[one].twice_enclosed <= drawn[other].twice_enclosed;
        let [smaller, larger] = if is_smaller { [one, other] } else { [other, one] };
        let parts = [smaller, larger].map(|region| as_number(shared.twice_the_area) / as_number(drawn[region].twice_enclosed));
        Overlap { regions: [smaller, larger], square_kilometres: shared.square_kilometres, parts }
    };
    let mut overlaps: Vec<Overlap> = shared.into_iter().map(overlap).collect();
    overlaps.sort_by(|one, other| other.parts[1].total_cmp(&one.parts[1]));
    overlaps
}

/// The regions with valid outlines that share no ground; none if there is nothing to mend.
fn mended(lattice: &Lattice, drawn: &[Drawn], overlaps: &[Overlap], regions: &[Region]) -> Option<Vec<Region>> {
    let takers = |region: usize| -> Vec<usize> {
        overlaps.iter().filter(|overlap| overlap.regions[1] == region).map(|overlap| overlap.regions[0]).collect()
    };
    if overlaps.is_empty() && drawn.iter().all(|region| region.fault.is_none()) {
        return None;
    }
    let mend = |(position, region): (usize, &Region)| {
        let takers = takers(position);
        if takers.is_empty() && drawn[position].fault.is_none() {
            return region.clone();
        }
        let taken: Vec<Shape> = takers.iter().flat_map(|&taker| drawn[taker].shapes.clone()).collect();
        let left = mended::without(&drawn[position].shapes, &taken);
        let involved = std::iter::once(region).chain(takers.iter().map(|&taker| &regions[taker]));
        Region { polygons: Points::of(lattice, involved).polygons(&left), ..region.clone() }
    };
    Some(regions.par_iter().enumerate().map(mend).collect())
}

/// A set with its outlines made valid, which its source says wherever it is named.
fn made_valid(set: &RegionSet, regions: Vec<Region>) -> RegionSet {
    RegionSet { source: format!("{}, made valid", set.source), shapes: RegionShapes::Outlines(regions.into()), ..set.clone() }
}
