//! From a field and a coverage to totals: every gram ends in exactly one row.

mod annual;
mod apportionment;
mod balance;
#[cfg(test)]
mod tests;

pub use annual::{AnnualTotals, Incomplete, Shortfall, annual};
pub use apportionment::{Apportionment, Estate, Parcel};
pub use balance::Balance;

use crate::field::{Field, LayerMeaning, Measure};
use crate::period::YearLength;
use crate::quantity::{Area, Mass, Share};
use crate::region::RegionCode;
use crate::sum::CompensatedSum;
use ndarray::Array2;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The kind of a row of totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowKind {
    /// A region.
    Region,
    /// What lies in no region asked for: `_SEA`, `_UNASSIGNED`, `_OTHER`, `_DISPUTED_…`.
    Remainder,
    /// The whole grid, `_GRID`.
    Total,
    /// The sum of several regions, outside the balance.
    Group,
}

impl RowKind {
    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Remainder => "remainder",
            Self::Total => "total",
            Self::Group => "group",
        }
    }
}

/// The total of one layer over one region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionTotal {
    /// Kind of row.
    pub kind: RowKind,
    /// The region's code.
    pub code: RegionCode,
    /// The region's name.
    pub name: String,
    /// Σ share × value × area × seconds: the mass, were all cells' errors the same; for a standard deviation the fully correlated sum.
    pub mass: Mass,
    /// √Σ (share × value × area × seconds)²: for a standard deviation the uncorrelated sum.
    pub quadrature: Mass,
    /// The area of the whole region, on the grid or off it.
    pub region_area: Area,
    /// The area of the region that lies on the grid.
    pub gridded_area: Area,
    /// The area of the region that lies in cells with a value.
    pub observed_area: Area,
}

impl RegionTotal {
    /// The share of the region that lies in cells with a value.
    #[must_use]
    pub fn covered_share(&self) -> Share {
        let whole = self.region_area.as_m2();
        Share::new(if whole > 0.0 { self.observed_area.as_m2() / whole } else { 0.0 })
    }
}

/// The totals of one layer: regions in their order, remainders, the whole grid, and groups.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerTotals {
    /// The layer's meaning.
    pub meaning: LayerMeaning,
    /// The rows.
    pub rows: Vec<RegionTotal>,
    /// The proof that nothing was lost.
    pub balance: Balance,
}

/// The frame in which layers of one grid are totalled; made once, used for every layer, month and member.
#[derive(Clone, Debug)]
pub struct Aggregation<'a> {
    /// Which part of each cell goes to which region.
    pub apportionment: &'a Apportionment,
    /// Cell areas in m² by which fluxes are multiplied: the product's own, or those of the Earth in force. Rows × columns.
    pub flux_areas: &'a Array2<f64>,
    /// Cell areas in m² on the Earth in force, for the audit of area. Rows × columns.
    pub earth_areas: &'a Array2<f64>,
    /// Whether what lies in no region is sea.
    pub complete_for_land: bool,
    /// Regions that become rows of their own; the others are summed as `_OTHER`. All, if none is named.
    pub selected: Option<&'a BTreeSet<RegionCode>>,
    /// Length of the year.
    pub year_length: YearLength,
}

/// The totals do not add up.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AggregationError {
    /// A layer does not lie on the grid on which cells are shared out.
    #[error("layer `{layer}` has {found:?} rows and columns, the coverage {expected:?}")]
    OtherShape {
        /// The layer.
        layer: String,
        /// Its rows and columns.
        found: (usize, usize),
        /// Rows and columns of the coverage.
        expected: (usize, usize),
    },
    /// Regions and remainders are not the whole grid.
    #[error(
        "layer `{layer}`: the rows sum to {rows} kg, the grid to {grid} kg; they differ by {residual:.3e} of the gross mass, more than {tolerance:.0e}"
    )]
    NotClosed {
        /// The layer.
        layer: String,
        /// Σ of regions and remainders.
        rows: f64,
        /// Total of the grid.
        grid: f64,
        /// |difference| / Σ|mass of cells|.
        residual: f64,
        /// The largest residual allowed.
        tolerance: f64,
    },
}

impl Aggregation<'_> {
    /// Totals one layer over all regions.
    ///
    /// Region: Σ w f A Δt over cells, w the weight of the cell for it under the coast policy, which is the share of the cell by default (IPCC 2019 Refinement, Vol. 1, Table 6.5, row C: "national total = sum of grid × fraction
    /// of national land"), A the cell's area and Δt the seconds of the layer's period; for masses per cell Σ w m.
    ///
    /// # Errors
    /// [`AggregationError::OtherShape`]; [`AggregationError::NotClosed`] if regions and remainders miss the whole grid by more than 1e-9 of the gross mass.
    pub fn totals(&self, field: &Field) -> Result<LayerTotals, AggregationError> {
        if field.values.dim() != self.apportionment.area_left.dim() {
            return Err(AggregationError::OtherShape {
                layer: field.meaning.name.clone(),
                found: field.values.dim(),
                expected: self.apportionment.area_left.dim(),
            });
        }
        let cell_masses = self.cell_masses(field);
        let mut rows = self.rows_of_regions(&cell_masses);
        rows.push(self.uncovered_row(&cell_masses));
        let grid = self.grid_row(&cell_masses);
        let mut balance = Balance::check(&field.meaning.name, &rows, &grid, &cell_masses, self.earth_areas)?;
        balance.unweighted_mass = self.unweighted_mass(&cell_masses);
        rows.push(grid);
        rows.extend(self.apportionment.groups.iter().map(|group| self.estate_row(group, RowKind::Group, &cell_masses)));
        Ok(LayerTotals { meaning: field.meaning.clone(), rows, balance })
    }

    /// The mean of one layer over each region, weighted by the magnitude of another: Σ w |m| v / Σ w |m|, with m the mass in a cell.
    ///
    /// In the order of [`Self::totals`]' regions and remainders; none where the weights are all zero or missing. With averaging-kernel sensitivities v and
    /// the prior as weight this is the sensitivity of a region's total, h′A x / h′x for a diagonal kernel A
    /// (Rodgers, C. D. 2000: Inverse Methods for Atmospheric Sounding, section 2.4).
    #[must_use]
    pub fn weighted_means(&self, values: &Field, weights: &Field) -> Vec<(RegionCode, Option<f64>)> {
        let masses = self.cell_masses(weights);
        let weight = |cell: usize| {
            let (value, mass) = (values.values.as_slice()?[cell], masses[cell]);
            (value.is_finite() && mass.is_finite()).then_some((value, mass.abs()))
        };
        let mean = |estate: &Estate| {
            let (mut numerator, mut denominator) = (CompensatedSum::default(), CompensatedSum::default());
            for parcel in &estate.parcels {
                if let Some((value, mass)) = weight(parcel.cell as usize) {
                    numerator.add(parcel.weight * mass * value);
                    denominator.add(parcel.weight * mass);
                }
            }
            (denominator.value() > 0.0).then(|| numerator.value() / denominator.value())
        };
        self.apportionment.estates.par_iter().map(|estate| (estate.code.clone(), mean(estate))).collect()
    }

    /// The mass in each cell in kg, NaN where the layer has no value; row by row.
    fn cell_masses(&self, field: &Field) -> Vec<f64> {
        let seconds = field.meaning.period.seconds(field.meaning.calendar, self.year_length).as_seconds();
        match field.meaning.measure {
            Measure::Flux => field.values.iter().zip(self.flux_areas).map(|(flux, area)| flux * area * seconds).collect(),
            Measure::MassPerCell | Measure::Dimensionless => field.values.iter().copied().collect(),
        }
    }

    fn rows_of_regions(&self, cell_masses: &[f64]) -> Vec<RegionTotal> {
        let all: Vec<RegionTotal> =
            self.apportionment.estates.par_iter().map(|estate| self.estate_row(estate, kind_of(&estate.code), cell_masses)).collect();
        let (mut rows, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|row| row.kind == RowKind::Remainder || self.is_selected(&row.code));
        if !others.is_empty() {
            rows.push(sum_of(&others, RowKind::Remainder, "_OTHER", "regions not selected"));
        }
        rows
    }

    fn is_selected(&self, code: &RegionCode) -> bool {
        self.selected.is_none_or(|selected| selected.contains(code))
    }

    fn estate_row(&self, estate: &Estate, kind: RowKind, cell_masses: &[f64]) -> RegionTotal {
        let areas = flat(self.earth_areas);
        let [mut mass, mut squares, mut gridded, mut observed] = [CompensatedSum::default(); 4];
        for parcel in &estate.parcels {
            let cell = parcel.cell as usize;
            let contribution = parcel.weight * cell_masses[cell];
            gridded.add(parcel.share * areas[cell]);
            if contribution.is_finite() {
                mass.add(contribution);
                squares.add(contribution * contribution);
                observed.add(parcel.share * areas[cell]);
            }
        }
        RegionTotal {
            kind,
            code: estate.code.clone(),
            name: estate.name.clone(),
            mass: Mass::from_kg(mass.value()),
            quadrature: Mass::from_kg(squares.value().sqrt()),
            region_area: estate.area,
            gridded_area: Area::from_m2(gridded.value()),
            observed_area: Area::from_m2(observed.value()),
        }
    }

    /// What lies in no region of the set.
    fn uncovered_row(&self, cell_masses: &[f64]) -> RegionTotal {
        let areas = flat(self.earth_areas);
        let (area_left, mass_left) = (flat(&self.apportionment.area_left), flat(&self.apportionment.mass_left));
        let [mut mass, mut squares, mut area, mut observed] = [CompensatedSum::default(); 4];
        for (cell, &cell_mass) in cell_masses.iter().enumerate() {
            let outside = area_left[cell] * areas[cell];
            area.add(outside);
            if cell_mass.is_finite() {
                let left = mass_left[cell] * cell_mass;
                mass.add(left);
                squares.add(left * left);
                observed.add(outside);
            }
        }
        let (code, name) = if self.complete_for_land { ("_SEA", "sea") } else { ("_UNASSIGNED", "in no region") };
        RegionTotal {
            kind: RowKind::Remainder,
            code: RegionCode::new(code),
            name: name.to_owned(),
            mass: Mass::from_kg(mass.value()),
            quadrature: Mass::from_kg(squares.value().sqrt()),
            region_area: Area::from_m2(area.value()),
            gridded_area: Area::from_m2(area.value()),
            observed_area: Area::from_m2(observed.value()),
        }
    }

    /// The gross mass of split cells for which the fine emissions say nothing.
    fn unweighted_mass(&self, cell_masses: &[f64]) -> Mass {
        let masses = self.apportionment.unweighted_cells.iter().map(|&cell| cell_masses[cell as usize].abs());
        Mass::from_kg(crate::sum::compensated(masses.filter(|mass| mass.is_finite())))
    }

    fn grid_row(&self, cell_masses: &[f64]) -> RegionTotal {
        let whole = Area::from_m2(crate::sum::compensated(self.earth_areas.iter().copied()));
        let finite = || cell_masses.iter().zip(self.earth_areas).filter(|(mass, _)| mass.is_finite());
        RegionTotal {
            kind: RowKind::Total,
            code: RegionCode::new("_GRID"),
            name: "whole grid".to_owned(),
            mass: Mass::from_kg(crate::sum::compensated(finite().map(|(mass, _)| *mass))),
            quadrature: Mass::from_kg(crate::sum::compensated(finite().map(|(mass, _)| mass * mass)).sqrt()),
            region_area: whole,
            gridded_area: whole,
            observed_area: Area::from_m2(crate::sum::compensated(finite().map(|(_, area)| *area))),
        }
    }
}

/// Disputed land is nobody's region.
fn kind_of(code: &RegionCode) -> RowKind {
    if code.as_str().starts_with("_DISPUTED") { RowKind::Remainder } else { RowKind::Region }
}

/// Cells row by row, as they lie in memory.
fn flat(cells: &Array2<f64>) -> &[f64] {
    cells.as_slice().expect("cells are laid out row by row")
}

/// One row for several disjoint ones.
fn sum_of(rows: &[RegionTotal], kind: RowKind, code: &str, name: &str) -> RegionTotal {
    let squares = crate::sum::compensated(rows.iter().map(|row| row.quadrature.as_kg().powi(2)));
    RegionTotal {
        kind,
        code: RegionCode::new(code),
        name: name.to_owned(),
        mass: rows.iter().map(|row| row.mass).sum(),
        quadrature: Mass::from_kg(squares.sqrt()),
        region_area: rows.iter().map(|row| row.region_area).sum(),
        gridded_area: rows.iter().map(|row| row.gridded_area).sum(),
        observed_area: rows.iter().map(|row| row.observed_area).sum(),
    }
}
