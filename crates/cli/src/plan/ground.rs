//! The ground that inventories count, laid beside the outlines that are compared.

use super::named_regions::NamedRegions;
use super::{Desk, PlannedRegions};
use crate::counted_ground::{CutOutline, PlannedGround};
use crate::position::Located;
use crate::run_file::{Draft, GroundChoice, LedgerChoice};
use fluxledger_core::reconcile::{CountedGround, GroundChange, RestOfOutline};
use fluxledger_core::{Region, RegionCode, RegionSet, RegionShapes, Warning};
use fluxledger_ingest::region::{Territory, outline_without, territories};
use std::collections::{BTreeMap, BTreeSet};

/// Finds what of the counted ground has totals of its own, and what must be cut from an outline.
pub(super) fn planned(desk: &mut Desk, draft: &Draft, regions: Option<&PlannedRegions>) -> Vec<PlannedGround> {
    let Some(regions) = regions else { return Vec::new() };
    let stated = draft.inventories.iter().flat_map(|inventory| inventory.grounds.iter().map(move |choice| (inventory, choice)));
    let mut grounds = Vec::new();
    for (inventory, choice) in stated {
        refuse_lines_of_the_same(desk, choice, &draft.ledger);
        if let Some(planned) = ground(desk, &inventory.name.value, choice, &regions.set) {
            desk.warnings.extend(warning(&planned.ground));
            grounds.push(planned);
        }
    }
    grounds
}

/// A line of the ledger and a stated ground would say the same thing twice.
fn refuse_lines_of_the_same(desk: &mut Desk, choice: &GroundChoice, lines: &[LedgerChoice]) {
    for (is_stated, term) in [(choice.territories.is_some(), "territories"), (choice.sea_areas.is_some(), "sea-areas")] {
        if let Some(line) = lines.iter().find(|line| is_stated && line.term.value == term) {
            let message =
                format!("line `{}` of the ledger and the `ground` of `{}` both speak of {term}", line.name.value, choice.region.value);
            desk.report(line.term.position, message, Some("keep one of the two".to_owned()));
        }
    }
}

fn ground(desk: &mut Desk, inventory: &str, choice: &GroundChoice, set: &RegionSet) -> Option<PlannedGround> {
    let named = NamedRegions::of(set);
    let known =
        [expect_regions(desk, &named, std::iter::once(&choice.region)), expect_regions(desk, &named, choice.sea_areas.iter().flatten())];
    let region = &choice.region.value;
    let outline = set.all_outlines().find(|outline| outline.code == *region);
    let expected = choice.territories.as_ref().is_none_or(|counted| expect_territories(desk, &named, &choice.region, outline, counted));
    if !expected || known.contains(&false) || !expect_each_once(desk, choice) {
        return None;
    }
    let codes = |counted: &Vec<Located<RegionCode>>| counted.iter().map(|code| code.value.clone()).collect::<Vec<_>>();
    let parts = choice.territories.as_ref().zip(outline).map(|(counted, outline)| Parts::of(set, outline, &codes(counted)));
    let names: BTreeMap<RegionCode, String> = set.names().into_iter().collect();
    let beside = |codes: &[Located<RegionCode>]| codes.iter().map(|code| (code.value.clone(), names[&code.value].clone())).collect();
    let sea = choice.sea_areas.as_ref().map(|areas| GroundChange { beside: beside(areas), ..GroundChange::default() });
    let cut = parts.as_ref().zip(outline).and_then(|(parts, outline)| parts.cut(inventory, set, outline));
    let territories = parts.map(|parts| parts.change(&names, cut.as_ref()));
    let (inventory, source) = (inventory.to_owned(), choice.source.value.clone());
    Some(PlannedGround { ground: CountedGround { inventory, region: region.clone(), territories, sea, source }, cut })
}

/// Reports codes of no region, and says whether there is none.
fn expect_regions<'c>(desk: &mut Desk, named: &NamedRegions<'_>, codes: impl Iterator<Item = &'c Located<RegionCode>>) -> bool {
    let unknown: Vec<&Located<RegionCode>> = codes.filter(|code| !named.hold(&code.value)).collect();
    for code in &unknown {
        let hint = named.near(code.value.as_str(), std::iter::empty());
        desk.report(code.position, format!("set `{}` has no region `{}`", named.set(), code.value), hint);
    }
    unknown.is_empty()
}

/// Reports sea areas that the outline or the territories hold already, and says whether there is none.
fn expect_each_once(desk: &mut Desk, choice: &GroundChoice) -> bool {
    let territories: BTreeSet<&RegionCode> = choice.territories.iter().flatten().map(|code| &code.value).collect();
    let is_counted = |code: &&Located<RegionCode>| code.value == choice.region.value || territories.contains(&code.value);
    let twice: Vec<&Located<RegionCode>> = choice.sea_areas.iter().flatten().filter(is_counted).collect();
    for code in &twice {
        let message = format!("`{}` is counted already, as the region of the `ground` or one of its territories", code.value);
        desk.report(code.position, message, Some("name regions of the sea in `sea_areas`".to_owned()));
    }
    twice.is_empty()
}

/// Reports territories that nobody knows, or that cannot be seen for want of an outline, and says whether there is none.
fn expect_territories(
    desk: &mut Desk,
    named: &NamedRegions<'_>,
    region: &Located<RegionCode>,
    outline: Option<&Region>,
    counted: &[Located<RegionCode>],
) -> bool {
    if outline.is_none() {
        let message = format!("regions `{}` are cells of a grid, and which territories they hold cannot be seen", named.set());
        desk.report(region.position, message, Some("give outlines, or leave `territories` out".to_owned()));
    }
    let region = &region.value;
    let is_known = |code: &RegionCode| code != region && (named.hold(code) || known(region, code).is_some());
    let unknown: Vec<&Located<RegionCode>> = counted.iter().filter(|code| !is_known(&code.value)).collect();
    for code in &unknown {
        let message = format!("`{}` is neither another region of set `{}` nor a known territory of `{region}`", code.value, named.set());
        desk.report(code.position, message, named.near(code.value.as_str(), of_party(region).map(|territory| territory.code.as_str())));
    }
    outline.is_some() && unknown.is_empty()
}

fn of_party(party: &RegionCode) -> impl Iterator<Item = &'static Territory> {
    territories().iter().filter(move |territory| territory.party == *party)
}

fn known(party: &RegionCode, code: &RegionCode) -> Option<&'static Territory> {
    of_party(party).find(|territory| territory.code == *code)
}

/// The territories of a Party by where they are and whether they are counted.
#[derive(Default)]
struct Parts {
    /// Counted, and regions of their own.
    beside: Vec<RegionCode>,
    /// Not counted, and parts of the outline that can be cut from it.
    cut: Vec<&'static Territory>,
    /// Names of those of which no total can be made, with the reason.
    lost: Vec<String>,
}

impl Parts {
    fn of(set: &RegionSet, outline: &Region, counted: &[RegionCode]) -> Self {
        let named = NamedRegions::of(set);
        let (beside, within): (Vec<RegionCode>, Vec<RegionCode>) = counted.iter().cloned().partition(|code| named.hold(code));
        let mut parts = Self { beside, ..Self::default() };
        for territory in within.iter().filter_map(|code| known(&outline.code, code)).filter(|territory| !outline.holds(territory.point)) {
            let holder = set.region_at(territory.point);
            let place = holder.map_or_else(|| "in no outline".to_owned(), |holder| format!("in the outline of {holder}"));
            parts.lost.push(format!("{}, {place}", territory.name));
        }
        let not_counted = of_party(&outline.code).filter(|territory| !counted.contains(&territory.code));
        for territory in not_counted.filter(|territory| outline.holds(territory.point)) {
            if territory.can_be_cut_from(outline) {
                parts.cut.push(territory);
            } else {
                parts.lost.push(format!("{}, not told apart in the outline", territory.name));
            }
        }
        parts
    }

    /// The outline without what is not counted, in a set that is otherwise the same and has what was cut off as one region more.
    fn cut(&self, inventory: &str, set: &RegionSet, outline: &Region) -> Option<CutOutline> {
        let codes: Vec<&str> = self.cut.iter().map(|territory| territory.code.as_str()).collect();
        let rest = (!codes.is_empty()).then(|| outline_without(outline, &outline.code, &self.cut))?;
        let is_off = |polygon: &&fluxledger_core::Polygon| !rest.polygons.contains(polygon);
        let off = Region {
            code: RegionCode::new(format!("{}: {}", outline.code, codes.join(" "))),
            polygons: outline.polygons.iter().filter(is_off).cloned().collect(),
            ..outline.clone()
        };
        let split = |regions: &[Region]| {
            let parts = |region: &Region| if region.code == outline.code { vec![rest.clone(), off.clone()] } else { vec![region.clone()] };
            regions.iter().flat_map(parts).collect::<Vec<_>>()
        };
        let shapes = match &set.shapes {
            RegionShapes::Outlines(regions) => RegionShapes::Outlines(split(regions).into()),
            RegionShapes::Layered { first, second } => RegionShapes::Layered { first: split(first), second: split(second) },
            RegionShapes::Mask(_) => return None,
        };
        let row = RegionCode::new(format!("{} as “{inventory}” counts it", outline.code));
        Some(CutOutline { region: outline.code.clone(), row, set: RegionSet { shapes, ..set.clone() } })
    }

    fn change(&self, names: &BTreeMap<RegionCode, String>, cut: Option<&CutOutline>) -> GroundChange {
        let without = || self.cut.iter().map(|territory| territory.name.to_owned()).collect();
        GroundChange {
            beside: self.beside.iter().map(|code| (code.clone(), names[code].clone())).collect(),
            rest: cut.map(|cut| RestOfOutline { row: cut.row.clone(), without: without() }),
            without_outline: self.lost.clone(),
        }
    }
}

/// That an inventory counts other ground than the outline which its figures stand beside.
fn warning(ground: &CountedGround) -> Option<Warning> {
    let changes: Vec<&GroundChange> = [&ground.territories, &ground.sea].into_iter().flatten().collect();
    let with: Vec<&str> = changes.iter().flat_map(|change| &change.beside).map(|(_, name)| name.as_str()).collect();
    let without: Vec<&str> = changes.iter().flat_map(|change| &change.rest).flat_map(|rest| &rest.without).map(String::as_str).collect();
    let said = [("with", with), ("without", without)].into_iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<String> = said.map(|(word, names)| format!("{word} {}", names.join(", "))).collect();
    let message = format!(
        "its figures of {} count other ground than the outline beside which they stand, {}: totals and verdicts are those of the outline, \
         and the bridge says what the other ground makes",
        ground.region,
        said.join("; ")
    );
    (!said.is_empty()).then(|| Warning::new(&ground.inventory, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Polygon, Ring};

    fn square([longitude, latitude]: [f64; 2]) -> Polygon {
        let corner = |east: f64, north: f64| [longitude + east, latitude + north];
        Polygon { exterior: Ring(vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]), holes: Vec::new() }
    }

    fn region(code: &str, places: &[[f64; 2]]) -> Region {
        let polygons = places.iter().copied().map(square).collect();
        Region { code: RegionCode::new(code), name: code.to_lowercase(), country: None, polygons }
    }

    const PARIS: [f64; 2] = [2.0, 48.0];
    const GUIANA: [f64; 2] = [-53.1, 4.0];

    /// An outline of France with French Guiana, and New Caledonia as a region of its own.
    fn set() -> RegionSet {
        let shapes = RegionShapes::Outlines(vec![region("FRA", &[PARIS, GUIANA]), region("NCL", &[[165.5, -21.4]])].into());
        RegionSet { id: "made".to_owned(), source: String::new(), complete_for_land: false, shapes }
    }

    fn parts(counted: &[&str]) -> (Parts, Option<CutOutline>) {
        let (set, counted) = (set(), counted.iter().map(|code| RegionCode::new(*code)).collect::<Vec<_>>());
        let outline = set.all_outlines().next().unwrap();
        let parts = Parts::of(&set, outline, &counted);
        let cut = parts.cut("I", &set, outline);
        (parts, cut)
    }

    #[test]
    fn what_an_inventory_counts_beside_the_outline_is_added_and_what_it_does_not_is_cut() {
        let (parts, cut) = parts(&["NCL", "REU"]);
        let cut = cut.expect("French Guiana is not counted");
        assert_eq!(parts.beside, [RegionCode::new("NCL")]);
        assert_eq!(parts.lost, ["Réunion, in no outline"]);
        let change = parts.change(&set().names().into_iter().collect(), Some(&cut));
        assert_eq!(change.rest.unwrap(), RestOfOutline { row: cut.row.clone(), without: vec!["French Guiana".to_owned()] });
        let regions: Vec<(&str, usize)> = cut.set.all_outlines().map(|region| (region.code.as_str(), region.polygons.len())).collect();
        assert_eq!(regions, [("FRA", 1), ("FRA: GUF", 1), ("NCL", 1)]);
        assert!(cut.set.region_at(PARIS) == Some(RegionCode::new("FRA")) && cut.set.region_at(GUIANA) == Some(RegionCode::new("FRA: GUF")));
    }

    #[test]
    fn a_territory_that_lies_in_the_outline_and_is_counted_changes_nothing() {
        let (parts, cut) = parts(&["GUF"]);
        assert!(cut.is_none() && parts.beside.is_empty() && parts.lost.is_empty());
        assert_eq!(parts.change(&set().names().into_iter().collect(), None), GroundChange::default());
    }
}
