//! Which part of each cell's mass goes to which region: the shares of a coverage under a coast policy.

use crate::conventions::CoastPolicy;
use crate::coverage::{Bands, ByRow, Coverage, FineShares, Run, stretches};
use crate::quantity::Area;
use crate::region::{RegionCode, RegionGroup};
use std::ops::Range;
use std::sync::Arc;

/// A holder's part of neighbouring cells of one row, the same for each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parcel {
    /// The holder's number: regions, the rest, then groups.
    pub(super) holder: u32,
    /// The westernmost column.
    pub column: u32,
    /// The number of columns.
    pub length: u32,
    /// Share of each cell's area that lies in the holder.
    pub share: f64,
    /// Share of each cell's mass that is counted for the holder.
    pub weight: f64,
}

impl Parcel {
    pub(super) const fn columns(&self) -> Range<usize> {
        self.column as usize..self.column as usize + self.length as usize
    }

    const fn range(&self) -> Range<u32> {
        self.column..self.column + self.length
    }

    /// Puts the parcel behind others of its row, as one with the last of them where it goes on alike.
    fn append_to(self, parcels: &mut Vec<Self>) {
        match parcels.last_mut() {
            Some(last)
                if (last.holder, last.share, last.weight) == (self.holder, self.share, self.weight) && last.range().end == self.column =>
            {
                last.length += self.length;
            }
            _ => parcels.push(self),
        }
    }
}

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
    parcels: Bands<Parcel>,
}

impl Apportionment {
    /// Each region gets its share of a cell's area, what is left the rest: [`CoastPolicy::Share`]
    /// (IPCC 2019 Refinement, Vol. 1, Table 6.5, row C).
    #[must_use]
    pub fn by_share(coverage: &Coverage) -> Self {
        Self::of(coverage, CoastPolicy::Share, |_, runs, parcels| {
            parcels.extend(runs.iter().map(|&(holder, run)| parcel(holder, run, coverage.shape.1, run.share)));
        })
    }

    /// A cell that touches a region is split among the regions in it by area, and nothing of it is left: [`CoastPolicy::Land`].
    #[must_use]
    pub fn by_land(coverage: &Coverage) -> Self {
        Self::of(coverage, CoastPolicy::Land, |_, runs, parcels| {
            let whole: Vec<Parcel> = runs.iter().map(|&(holder, run)| parcel(holder, run, coverage.shape.1, run.share)).collect();
            let first = parcels.len();
            stretches(&ranges(&whole), |columns, active| {
                let total: f64 = active.iter().map(|&position| whole[position].share).sum();
                let (column, length) = (columns.start, columns.end - columns.start);
                parcels.extend(active.iter().map(|&position| {
                    let Parcel { holder, share, .. } = whole[position];
                    Parcel { holder, column, length, share, weight: share / total }
                }));
            });
            parcels[first..].sort_by_key(|parcel| (parcel.holder, parcel.column));
        })
    }

    /// A cell is split as the emissions of a finer grid lie in it: [`CoastPolicy::Weighted`]. A cell without fine emissions is split by area.
    #[must_use]
    pub fn by_fine_emissions(coverage: &Coverage, fine: &FineShares) -> Self {
        let columns = coverage.shape.1;
        let mut rows = vec![Vec::new(); coverage.shape.0];
        for (holder, (region, shares)) in (0..).zip(coverage.regions.iter().zip(&fine.regions)) {
            for (cell, weight) in region.cells().zip(shares) {
                let parcel = parcel(holder, Run::of(cell), columns, weight.unwrap_or(cell.share));
                parcel.append_to(&mut rows[cell.cell as usize / columns]);
            }
        }
        let apportionment = Self::of(coverage, CoastPolicy::Weighted, |row, _, parcels| parcels.extend(&rows[row]));
        Self { unweighted_cells: fine.unweighted_cells(coverage), ..apportionment }
    }

    /// The apportionment in which a function puts the regions' parcels of a row, of which it is given the runs, behind those that are there.
    fn of(coverage: &Coverage, policy: CoastPolicy, append: impl Fn(usize, &[(u32, Run)], &mut Vec<Parcel>) + Sync) -> Self {
        let (rows, columns) = coverage.shape;
        let rest = Rest { holder: number(coverage.regions.len()), columns: number(columns), policy };
        let of_band = |rows: Range<usize>| {
            let runs = ByRow::of_regions(&coverage.regions, rows.clone(), columns);
            ByRow::filled(rows, |row, parcels| {
                let first = parcels.len();
                append(row, runs.row(row), parcels);
                let rest = rest.beside(&parcels[first..]);
                parcels.extend(rest);
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
            parcels: Bands::of(rows, of_band),
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
        let with_groups = |row, parcels: &mut Vec<Parcel>| {
            let of_regions = self.parcels.row(row);
            parcels.extend(of_regions);
            parcels.extend((first..).zip(&members).flat_map(|(holder, members)| joined(holder, members, of_regions)));
        };
        self.parcels = Bands::of(self.shape.0, |rows| ByRow::filled(rows, with_groups));
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

    /// The parcels of a row: of the regions in their order, of the rest, and of the groups.
    #[must_use]
    pub fn row(&self, row: usize) -> &[Parcel] {
        self.parcels.row(row)
    }

    /// The number of regions, the rest and groups.
    pub(super) const fn holders(&self) -> usize {
        self.regions.len() + 1 + self.groups.len()
    }
}

fn parcel(holder: u32, run: Run, columns: usize, weight: f64) -> Parcel {
    Parcel { holder, column: number(run.first as usize % columns), length: run.length, share: run.share, weight }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a grid has fewer than 2³² columns and regions")
}

fn ranges(parcels: &[Parcel]) -> Vec<Range<u32>> {
    parcels.iter().map(Parcel::range).collect()
}

/// What is left for nobody.
struct Rest {
    holder: u32,
    columns: u32,
    policy: CoastPolicy,
}

impl Rest {
    /// What the regions' parcels of a row leave.
    fn beside(&self, parcels: &[Parcel]) -> Vec<Parcel> {
        let mut rest = Vec::new();
        let mut here = 0;
        let mut leave = |columns: Range<u32>, share: f64, weight: f64| {
            if !columns.is_empty() && (share, weight) != (0.0, 0.0) {
                let (column, length) = (columns.start, columns.end - columns.start);
                Parcel { holder: self.holder, column, length, share, weight }.append_to(&mut rest);
            }
        };
        stretches(&ranges(parcels), |columns, active| {
            let sum = |part: fn(&Parcel) -> f64| active.iter().map(|&position| part(&parcels[position])).sum::<f64>();
            let share = 1.0 - sum(|parcel| parcel.share);
            let weight = if self.policy == CoastPolicy::Land { 0.0 } else { 1.0 - sum(|parcel| parcel.weight) };
            leave(here..columns.start, 1.0, 1.0);
            here = columns.end;
            leave(columns, share, weight);
        });
        leave(here..self.columns, 1.0, 1.0);
        rest
    }
}

/// The parcels of a group's members in a row as its own: where several lie in a cell, their parts add up.
fn joined(holder: u32, members: &[bool], parcels: &[Parcel]) -> Vec<Parcel> {
    let of_members: Vec<Parcel> =
        parcels.iter().filter(|parcel| members.get(parcel.holder as usize).copied().unwrap_or(false)).copied().collect();
    let mut joined = Vec::new();
    stretches(&ranges(&of_members), |columns, active| {
        let sum = |part: fn(&Parcel) -> f64| active.iter().map(|&position| part(&of_members[position])).sum();
        let (share, weight) = (sum(|parcel| parcel.share), sum(|parcel| parcel.weight));
        Parcel { holder, column: columns.start, length: columns.end - columns.start, share, weight }.append_to(&mut joined);
    });
    joined
}
