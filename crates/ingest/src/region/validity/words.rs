//! What is said of outlines at fault.

use super::{Drawn, Faults, Miscount, Overlap, SLIVER};
use crate::region::error::RegionError;
use fluxledger_core::Region;

/// How many regions or pairs are named; the others are counted.
const NAMED: usize = 3;

/// What was found in a set.
pub(super) struct Sentences<'a> {
    pub(super) regions: &'a [Region],
    pub(super) drawn: &'a [Drawn],
    pub(super) overlaps: &'a [Overlap],
    pub(super) faults: Faults,
}

impl Sentences<'_> {
    /// The refusal of regions that share more than slivers, unless they are mended or only shown.
    pub(super) fn refusal(&self, place: &str) -> Option<RegionError> {
        let is_gross = |overlap: &&Overlap| overlap.parts[1] > SLIVER;
        let worst = self.overlaps.first().filter(is_gross).filter(|_| self.faults == Faults::Named)?;
        let [smaller, larger] = worst.regions.map(|region| self.regions[region].code.clone());
        let others = self.overlaps.iter().skip(1).filter(is_gross).count();
        let (square_kilometres, part) = (worst.square_kilometres, worst.parts[0]);
        Some(RegionError::SharedGround { place: place.to_owned(), smaller, larger, square_kilometres, part, others })
    }

    /// The warnings, each without its place.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = self.of_outlines();
        warnings.extend(self.of_overlaps());
        warnings
    }

    fn of_outlines(&self) -> Vec<String> {
        let at_fault = self.regions.iter().zip(self.drawn).filter_map(|(region, drawn)| Some((region, drawn.fault.as_ref()?)));
        let is_said = |(_, fault): &(&Region, &Miscount)| self.faults == Faults::Mended || !fault.is_small;
        let mut at_fault: Vec<_> = at_fault.filter(is_said).collect();
        let miscounted = |fault: &Miscount| (fault.counted - fault.enclosed).abs();
        at_fault.sort_by(|(_, one), (_, other)| miscounted(other).total_cmp(&miscounted(one)));
        let way_out = match self.faults {
            Faults::Named | Faults::Shown => "repair it, or have it made valid (`--make-valid`, in a run file `outlines = \"made-valid\"`)",
            Faults::Mended => "it is made valid",
        };
        let sentence = |(region, fault): &(&Region, &Miscount)| {
            let [counted, enclosed] = [fault.counted, fault.enclosed].map(kilometres);
            format!(
                "polygons of `{}` overlap, its rings cross or a hole lies outside, so that it counts {counted} and encloses {enclosed}; {way_out}",
                region.code
            )
        };
        let mut sentences: Vec<String> = at_fault.iter().take(NAMED).map(sentence).collect();
        if at_fault.len() > NAMED {
            sentences.push(format!("the same is so of {} more regions, by less", at_fault.len() - NAMED));
        }
        sentences
    }

    fn of_overlaps(&self) -> Option<String> {
        let all: f64 = self.overlaps.iter().map(|overlap| overlap.square_kilometres).sum();
        let mut largest: Vec<&Overlap> = self.overlaps.iter().collect();
        largest.sort_by(|one, other| other.square_kilometres.total_cmp(&one.square_kilometres));
        let named = |overlap: &&Overlap| {
            let [smaller, larger] = overlap.regions.map(|region| &self.regions[region].code);
            format!("`{smaller}` and `{larger}` {}, {} % of `{smaller}`", kilometres(overlap.square_kilometres), percent(overlap.parts[0]))
        };
        let named: Vec<String> = largest.iter().take(NAMED).map(named).collect();
        let consequence = match self.faults {
            Faults::Named | Faults::Shown => {
                "it counts for both, and is refused where it lies in a cell that is full; have it given to the smaller region \
                 (`--make-valid`, in a run file `outlines = \"made-valid\"`)"
            }
            Faults::Mended => "it counts for the smaller region",
        };
        let pairs = match self.overlaps.len() {
            0 => return None,
            1 => "2 regions share ground".to_owned(),
            pairs => format!("{pairs} pairs of regions share ground, {} in all", kilometres(all)),
        };
        let most = if self.overlaps.len() > NAMED { ", the most of which are" } else { "" };
        Some(format!("{pairs}{most}: {}; {consequence}", named.join("; ")))
    }
}

/// An area in km², in m² where it is small; below that nothing.
fn kilometres(area: f64) -> String {
    match area.abs() {
        size if size < 1e-6 => "0 km²".to_owned(),
        size if size < 0.01 => format!("{} m²", digits(area * 1e6)),
        _ => format!("{} km²", digits(area)),
    }
}

/// A part in three digits at most.
pub(crate) fn percent(part: f64) -> String {
    let percent = 100.0 * part;
    if percent < 0.001 { "less than 0.001".to_owned() } else { digits(percent) }
}

/// A number with three digits at least, none of them behind the point where it has more.
pub(crate) fn digits(number: f64) -> String {
    let decimals = match number.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{number:.decimals$}")
}
