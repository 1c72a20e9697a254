//! The regions of a coverage that are asked for, and groups of them.

use super::{CellShare, Coverage, RegionCoverage, Run};
use crate::quantity::Area;
use crate::region::{RegionCode, RegionGroup};
use crate::sum::compensated;
use std::collections::{BTreeMap, BTreeSet};

impl Coverage {
    /// The regions that are selected, all if none is, in their order, and behind them the groups.
    #[must_use]
    pub fn chosen(&self, selected: Option<&BTreeSet<RegionCode>>, groups: &[RegionGroup]) -> Self {
        let wanted = self.regions.iter().filter(|region| selected.is_none_or(|selected| selected.contains(&region.code)));
        let regions = wanted.cloned().chain(groups.iter().map(|group| self.group(group))).collect();
        Self { shape: self.shape, regions }
    }

    /// The ground of all members of a group; a cell that several of them share is one cell.
    fn group(&self, group: &RegionGroup) -> RegionCoverage {
        let members = || self.regions.iter().filter(|region| group.members.contains(&region.code));
        let mut shares: BTreeMap<u32, f64> = BTreeMap::new();
        members().flat_map(RegionCoverage::cells).for_each(|cell| *shares.entry(cell.cell).or_default() += cell.share);
        let cells = shares.into_iter().map(|(cell, share)| CellShare { cell, share: share.min(1.0) });
        RegionCoverage {
            code: group.code.clone(),
            name: group.name.clone(),
            area: Area::from_m2(compensated(members().map(|region| region.area.as_m2()))),
            runs: Run::joined(cells, self.shape.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of three cells; the middle cell of the south is shared by both regions.
    fn coverage() -> Coverage {
        let region = |code: &str, cells: &[(u32, f64)]| RegionCoverage {
            code: RegionCode::new(code),
            name: code.to_lowercase(),
            area: Area::from_m2(10.0),
            runs: Run::joined(cells.iter().map(|&(cell, share)| CellShare { cell, share }), 3),
        };
        Coverage { shape: (2, 3), regions: vec![region("A", &[(0, 1.0), (4, 0.25)]), region("B", &[(4, 0.75), (5, 0.5)])] }
    }

    fn both() -> RegionGroup {
        RegionGroup { code: RegionCode::new("G"), name: "g".into(), members: ["A", "B"].map(RegionCode::new).to_vec() }
    }

    #[test]
    fn a_cell_that_members_share_is_one_cell_of_the_group() {
        let chosen = coverage().chosen(None, &[both()]);
        assert_eq!(chosen.regions.iter().map(|region| region.code.as_str()).collect::<Vec<_>>(), ["A", "B", "G"]);
        let cells: Vec<(u32, f64)> = chosen.regions[2].cells().map(|cell| (cell.cell, cell.share)).collect();
        assert_eq!((cells, chosen.regions[2].area), (vec![(0, 1.0), (4, 1.0), (5, 0.5)], Area::from_m2(20.0)));
    }

    #[test]
    fn a_group_may_be_chosen_without_its_members() {
        let chosen = coverage().chosen(Some(&BTreeSet::new()), &[both()]);
        assert_eq!(chosen.regions.iter().map(|region| region.code.as_str()).collect::<Vec<_>>(), ["G"]);
    }
}
