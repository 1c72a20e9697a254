//! Which part of each cell's mass goes to which region: the shares of a coverage under a coast policy.

use super::parcels::{Band, Holding, Parcels, Portion, number};
use crate::conventions::CoastPolicy;
use crate::coverage::{ByRow, Coverage, FineShares, Run, stretches};
use crate::quantity::Area;
use crate::region::{RegionCode, RegionGroup};
use std::ops::Range;
use std::sync::Arc;

/// A region or a group of them, to which parts of cells are counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Its code.
    pub code: RegionCode,
    /// Its name.
    pub name: Arc<str>,
    /// Its whole area, on the grid or off it.
    pub area: Area,
}

/// How the mass of each cell is shared out among regions, and what is left for nobody.
///
/// For each cell the weights of the regions and of the rest sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Apportionment {
    /// The policy that the weights follow.
    pub policy: CoastPolicy,
    /// The regions, in the order of their set.
    pub regions: Vec<Holder>,
    /// Groups of regions, beside them.
    pub groups: Vec<Holder>,
    /// Cells that are split and for which the fine emissions of [`CoastPolicy::Weighted`] say nothing, so that shares of area stand in, in rising order.
    pub unweighted_cells: Vec<u32>,
    /// Rows and columns of the grid.
    pub shape: (usize, usize),
    /// Row by row the parcels of the regions in their order, of the rest, and of the groups.
    parcels: Parcels,
}

impl Apportionment {
    /// Each region gets its share of a cell's area, what is left the rest: [`CoastPolicy::Share`]
    /// (IPCC 2019 Refinement, Vol. 1, Table 6.5, row C).
    #[must_use]
    pub fn by_share(coverage: &Coverage) -> Self {
        Self::of(coverage, CoastPolicy::Share, |_, _| {})
    }

    /// A cell that touches a region is split among the regions in it by area, and nothing of it is left: [`CoastPolicy::Land`].
    #[must_use]
    pub fn by_land(coverage: &Coverage) -> Self {
        Self::of(coverage, CoastPolicy::Land, |_, portions| {
            let whole = std::mem::take(portions);
            stretches(&ranges(&whole), |columns, active| {
                let total: f64 = active.iter().map(|&position| whole[position].share).sum();
                let (column, length) = (columns.start, columns.end - columns.start);
                portions.extend(active.iter().map(|&position| {
                    let Portion { holder, share, .. } = whole[position];
                    Portion { holder, column, length, share, weight: share / total }
                }));
            });
            portions.sort_by_key(|portion| (portion.holder, portion.column));
        })
    }

    /// A cell is split as the emissions of a finer grid lie in it: [`CoastPolicy::Weighted`]. A cell without fine emissions is split by area.
    #[must_use]
    pub fn by_fine_emissions(coverage: &Coverage, fine: &FineShares) -> Self {
        let columns = coverage.shape.1;
        let mut rows = vec![Vec::new(); coverage.shape.0];
        for (holder, (region, shares)) in (0..).zip(coverage.regions.iter().zip(&fine.regions)) {
            for (cell, weight) in region.cells().zip(shares) {
                let row = cell.cell as usize / columns;
                portion(holder, Run::of(cell), row * columns, weight.unwrap_or(cell.share)).append_to(&mut rows[row]);
            }
        }
        let apportionment = Self::of(coverage, CoastPolicy::Weighted, |row, portions| portions.clone_from(&rows[row]));
        Self { unweighted_cells: fine.unweighted_cells(coverage), ..apportionment }
    }

    /// The apportionment in which a function makes the portions of a row of the regions' shares of area in it.
    fn of(coverage: &Coverage, policy: CoastPolicy, make: impl Fn(usize, &mut Vec<Portion>) + Sync) -> Self {
        let (rows, columns) = coverage.shape;
        let rest = Rest { holder: number(coverage.regions.len()), columns: number(columns), policy };
        let of_band = |rows: Range<usize>| {
            let runs = ByRow::of_regions(&coverage.regions, rows.clone(), columns);
            // Memory for runs and the rest between them; bands that ask for as much can take it one after the other.
            let parcels = (runs.count() + rows.len()).next_power_of_two();
            Band::filled(rows, policy, parcels, |row, portions| {
                portions.extend(runs.runs(row).map(|(holder, run)| portion(holder, run, row * columns, run.share)));
                make(row, portions);
                rest.append_to(portions);
            })
        };
        let regions = coverage.regions.iter();
        Self {
            policy,
            regions: regions
                .map(|region| Holder { code: region.code.clone(), name: region.name.as_str().into(), area: region.area })
                .collect(),
            groups: Vec::new(),
            unweighted_cells: Vec::new(),
            shape: coverage.shape,
            parcels: Parcels::of(rows, of_band),
        }
    }

    /// The same with groups of its regions; a member that is no region of the set adds nothing.
    #[must_use]
    pub fn with_groups(mut self, groups: &[RegionGroup]) -> Self {
        if groups.is_empty() {
            return self;
        }
        let is_member = |group: &RegionGroup| self.regions.iter().map(|region| group.members.contains(&region.code)).collect();
        let members: Vec<Vec<bool>> = groups.iter().map(is_member).collect();
        let first = number(self.regions.len() + 1);
        let with_groups = |row, portions: &mut Vec<Portion>| {
            portions.extend(self.parcels.row(row).flat_map(portions_of));
            let of_groups = (first..).zip(&members).flat_map(|(holder, members)| joined(holder, members, portions)).collect::<Vec<_>>();
            portions.extend(of_groups);
        };
        let of_band = |rows| Band::filled(rows, self.policy, 0, with_groups);
        self.parcels = Parcels::of(self.shape.0, of_band);
        let area =
            |members: &[bool]| self.regions.iter().zip(members).filter(|(_, is_member)| **is_member).map(|(region, _)| region.area).sum();
        let holder = |(group, members): (&RegionGroup, &Vec<bool>)| Holder {
            code: group.code.clone(),
            name: group.name.as_str().into(),
            area: area(members),
        };
        self.groups = groups.iter().zip(&members).map(holder).collect();
        self
    }

    /// What each holder has of a row: the regions in their order, the rest, and the groups.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Holding<'_>> {
        self.parcels.row(row)
    }

    /// The number of regions, the rest and groups.
    pub(super) const fn holders(&self) -> usize {
        self.regions.len() + 1 + self.groups.len()
    }
}

/// A run as a holder's portion of the row that begins with a cell.
fn portion(holder: u32, run: Run, first_cell: usize, weight: f64) -> Portion {
    Portion { holder, column: number(run.first as usize - first_cell), length: run.length, share: run.share, weight }
}

fn portions_of(holding: Holding<'_>) -> impl Iterator<Item = Portion> {
    holding.parcels.iter().enumerate().map(move |(position, parcel)| Portion {
        holder: number(holding.holder),
        column: parcel.column,
        length: parcel.length,
        share: holding.share(position),
        weight: parcel.weight,
    })
}

fn ranges(portions: &[Portion]) -> Vec<Range<u32>> {
    portions.iter().map(Portion::range).collect()
}

/// What is left for nobody.
struct Rest {
    holder: u32,
    columns: u32,
    policy: CoastPolicy,
}

impl Rest {
    /// Appends what the regions' portions of a row leave.
    fn append_to(&self, portions: &mut Vec<Portion>) {
        let ranges = ranges(portions);
        let leave = |portions: &mut Vec<Portion>, columns: Range<u32>, share: f64, weight: f64| {
            if !columns.is_empty() && (share, weight) != (0.0, 0.0) {
                let (column, length) = (columns.start, columns.end - columns.start);
                Portion { holder: self.holder, column, length, share, weight }.append_to(portions);
            }
        };
        let mut here = 0;
        stretches(&ranges, |columns, active| {
            let sum = |part: fn(&Portion) -> f64| active.iter().map(|&position| part(&portions[position])).sum::<f64>();
            let share = 1.0 - sum(|portion| portion.share);
            let weight = if self.policy == CoastPolicy::Land { 0.0 } else { 1.0 - sum(|portion| portion.weight) };
            leave(portions, here..columns.start, 1.0, 1.0);
            here = columns.end;
            leave(portions, columns, share, weight);
        });
        leave(portions, here..self.columns, 1.0, 1.0);
    }
}

/// The portions of a group's members in a row as its own: where several lie in a cell, their parts add up.
fn joined(holder: u32, members: &[bool], portions: &[Portion]) -> Vec<Portion> {
    let of_members: Vec<Portion> =
        portions.iter().filter(|portion| members.get(portion.holder as usize).copied().unwrap_or(false)).copied().collect();
    let mut joined = Vec::new();
    stretches(&ranges(&of_members), |columns, active| {
        let sum = |part: fn(&Portion) -> f64| active.iter().map(|&position| part(&of_members[position])).sum();
        let (share, weight) = (sum(|portion| portion.share), sum(|portion| portion.weight));
        Portion { holder, column: columns.start, length: columns.end - columns.start, share, weight }.append_to(&mut joined);
    });
    joined
}
