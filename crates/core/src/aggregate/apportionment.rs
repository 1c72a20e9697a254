//! Which part of each cell's mass goes to which region: the shares of a coverage under a coast policy.

use crate::conventions::CoastPolicy;
use crate::coverage::{CellShare, Coverage, FineShares, RegionCoverage};
use crate::quantity::Area;
use crate::region::{RegionCode, RegionGroup};
use ndarray::Array2;

/// A region's part of one cell: of its area, and of its mass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parcel {
    /// Row × number of columns + column.
    pub cell: u32,
    /// Share of the cell's area that lies in the region.
    pub share: f64,
    /// Share of the cell's mass that is counted for the region.
    pub weight: f64,
}

/// All parcels of one region, in rising order of their cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Estate {
    /// The region's code.
    pub code: RegionCode,
    /// The region's name.
    pub name: String,
    /// The area of the whole region, on the grid or off it.
    pub area: Area,
    /// Its part of each cell that it touches.
    pub parcels: Vec<Parcel>,
}

/// How the mass of each cell is shared out among regions, and what is left for nobody.
///
/// For each cell Σ weights + [`Self::mass_left`] = 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Apportionment {
    /// The policy that the weights follow.
    pub policy: CoastPolicy,
    /// The regions, in the order of their set.
    pub estates: Vec<Estate>,
    /// Groups of regions, beside them.
    pub groups: Vec<Estate>,
    /// The share of each cell's area that lies in no region. Rows × columns.
    pub area_left: Array2<f64>,
    /// The share of each cell's mass that is counted for no region. Rows × columns.
    pub mass_left: Array2<f64>,
    /// Cells that are split and for which the fine emissions of [`CoastPolicy::Weighted`] say nothing, so that shares of area stand in, in rising order.
    pub unweighted_cells: Vec<u32>,
}

impl Apportionment {
    /// Each region gets its share of a cell's area, what is left the rest: [`CoastPolicy::Share`]
    /// (IPCC 2019 Refinement, Vol. 1, Table 6.5, row C).
    #[must_use]
    pub fn by_share(coverage: &Coverage) -> Self {
        let area_left = coverage.total_shares().mapv(|covered| 1.0 - covered);
        let estates = coverage.regions.iter().map(|region| estate(region, |_, cell| cell.share)).collect();
        Self {
            policy: CoastPolicy::Share,
            estates,
            groups: Vec::new(),
            mass_left: area_left.clone(),
            area_left,
            unweighted_cells: Vec::new(),
        }
    }

    /// A cell that touches a region is split among the regions in it by area, and nothing of it is left: [`CoastPolicy::Land`].
    #[must_use]
    pub fn by_land(coverage: &Coverage) -> Self {
        let covered = coverage.total_shares();
        let flat = covered.as_slice().expect("cells are laid out row by row");
        let estates = coverage.regions.iter().map(|region| estate(region, |_, cell| cell.share / flat[cell.cell as usize])).collect();
        Self {
            policy: CoastPolicy::Land,
            estates,
            groups: Vec::new(),
            mass_left: covered.mapv(|covered| f64::from(covered == 0.0)),
            area_left: covered.mapv(|covered| 1.0 - covered),
            unweighted_cells: Vec::new(),
        }
    }

    /// A cell is split as the emissions of a finer grid lie in it: [`CoastPolicy::Weighted`]. A cell without fine emissions is split by area.
    #[must_use]
    pub fn by_fine_emissions(coverage: &Coverage, fine: &FineShares) -> Self {
        let pairs = coverage.regions.iter().zip(&fine.regions);
        let estates: Vec<Estate> =
            pairs.map(|(region, shares)| estate(region, |position, cell| shares[position].unwrap_or(cell.share))).collect();
        let area_left = coverage.total_shares().mapv(|covered| 1.0 - covered);
        let mut mass_left = Array2::ones(coverage.shape);
        let left = mass_left.as_slice_mut().expect("cells are laid out row by row");
        for parcel in estates.iter().flat_map(|estate| &estate.parcels) {
            left[parcel.cell as usize] -= parcel.weight;
        }
        Self {
            policy: CoastPolicy::Weighted,
            estates,
            groups: Vec::new(),
            area_left,
            mass_left,
            unweighted_cells: fine.unweighted_cells(coverage),
        }
    }
}

impl Apportionment {
    /// The same with groups of its regions; a member that is no region of the set adds nothing.
    #[must_use]
    pub fn with_groups(mut self, groups: &[RegionGroup]) -> Self {
        self.groups = groups.iter().map(|group| self.joined(group)).collect();
        self
    }

    /// The estates of a group's members as one: where several lie in a cell, their parts add up.
    fn joined(&self, group: &RegionGroup) -> Estate {
        let members: Vec<&Estate> = self.estates.iter().filter(|estate| group.members.contains(&estate.code)).collect();
        let mut parcels: Vec<Parcel> = members.iter().flat_map(|member| member.parcels.iter().copied()).collect();
        parcels.sort_by_key(|parcel| parcel.cell);
        parcels.dedup_by(|later, earlier| {
            let is_same = later.cell == earlier.cell;
            if is_same {
                (earlier.share, earlier.weight) = (earlier.share + later.share, earlier.weight + later.weight);
            }
            is_same
        });
        Estate { code: group.code.clone(), name: group.name.clone(), area: members.iter().map(|member| member.area).sum(), parcels }
    }
}

fn estate(region: &RegionCoverage, weight: impl Fn(usize, &CellShare) -> f64) -> Estate {
    let cells = region.cells.iter().enumerate();
    let parcels = cells.map(|(position, cell)| Parcel { cell: cell.cell, share: cell.share, weight: weight(position, cell) });
    Estate { code: region.code.clone(), name: region.name.clone(), area: region.area, parcels: parcels.collect() }
}
