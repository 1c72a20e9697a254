//! From a field and a coverage to totals: every gram ends in exactly one row.

mod annual;
mod apportionment;
mod balance;
mod cells;
mod extent;
mod layer_sums;
mod parcels;
mod pieces;
mod row;
#[cfg(test)]
mod tests;

pub use annual::{AnnualTotals, Incomplete, Shortfall, annual};
pub use apportionment::{Apportionment, Holder};
pub use balance::Balance;
pub use cells::{GrossMass, RegionCell};
pub use layer_sums::{LayerPart, LayerSums};
pub use parcels::{Holding, Parcel};

use crate::field::{Field, LayerMeaning, Measure};
use crate::grid::CellAreas;
use crate::period::YearLength;
use crate::quantity::{Area, Mass, Share};
use crate::region::RegionCode;
use crate::sum::CompensatedSum;
use extent::Extent;
use layer_sums::HolderSums;
use ndarray::{Array2, Axis};
use pieces::Layer;
use std::collections::BTreeSet;
use std::sync::Arc;

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
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Region, Self::Remainder, Self::Total, Self::Group];

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
    pub name: Arc<str>,
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
    /// Cell areas on the Earth in force.
    pub areas: &'a CellAreas,
    /// The product's own cell areas in m², by which fluxes are multiplied instead. Rows × columns.
    pub own_areas: Option<&'a Array2<f64>>,
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
        if field.values.dim() != self.apportionment.shape {
            return Err(AggregationError::OtherShape {
                layer: field.meaning.name.clone(),
                found: field.values.dim(),
                expected: self.apportionment.shape,
            });
        }
        let mut sums = LayerSums::begin(self.apportionment, self.areas);
        let (layer, values) = (Layer { meaning: &field.meaning, factor: 1.0 }, field.values.view().insert_axis(Axis(0)));
        self.parts(&[layer], 0..field.values.nrows(), &values).into_iter().for_each(|part| sums.add(part));
        self.finish(&field.meaning, &sums)
    }

    /// The totals of a layer all rows of which have been added.
    ///
    /// # Errors
    /// [`AggregationError::OtherShape`] if rows are missing; [`AggregationError::NotClosed`] as of [`Self::totals`].
    pub fn finish(&self, meaning: &LayerMeaning, sums: &LayerSums) -> Result<LayerTotals, AggregationError> {
        let (rows, columns) = self.apportionment.shape;
        if sums.next_row != rows {
            return Err(AggregationError::OtherShape {
                layer: meaning.name.clone(),
                found: (sums.next_row, columns),
                expected: self.apportionment.shape,
            });
        }
        let (extents, of_holders) = (&sums.extents, sums.holders.iter().zip(&sums.extents.holders));
        let of_regions = self.apportionment.regions.iter().zip(of_holders.clone());
        let of_regions: Vec<RegionTotal> = of_regions.map(|(holder, sums)| total(kind_of(&holder.code), holder, sums)).collect();
        let mut rows = self.selected_apart(of_regions);
        let mut others = of_holders.skip(self.apportionment.regions.len());
        rows.extend(others.next().map(|rest| self.rest_row(rest)));
        let whole = Holder { code: RegionCode::new("_GRID"), name: "whole grid".into(), area: extents.grid.area };
        let grid = total(RowKind::Total, &whole, (&sums.grid, &extents.grid));
        let mut balance = Balance::check(&meaning.name, &rows, &grid, Mass::from_kg(sums.gross.value()))?;
        balance.unweighted_mass = Mass::from_kg(sums.unweighted.value());
        rows.push(grid);
        rows.extend(self.apportionment.groups.iter().zip(others).map(|(holder, sums)| total(RowKind::Group, holder, sums)));
        Ok(LayerTotals { meaning: meaning.clone(), rows, balance })
    }

    /// The mean of one layer over each region, weighted by the magnitude of another: Σ w |m| v / Σ w |m|, with m the mass in a cell.
    ///
    /// In the order of the regions; none where the weights are all zero or missing. With averaging-kernel sensitivities v and
    /// the prior as weight this is the sensitivity of a region's total, h′A x / h′x for a diagonal kernel A
    /// (Rodgers, C. D. 2000: Inverse Methods for Atmospheric Sounding, section 2.4).
    #[must_use]
    pub fn weighted_means(&self, values: &Field, weights: &Field) -> Vec<(RegionCode, Option<f64>)> {
        let mut sums = vec![[CompensatedSum::default(); 2]; self.apportionment.regions.len()];
        for row in 0..self.apportionment.shape.0 {
            let (areas, scale) = (self.value_weights(&weights.meaning, row), self.scale(&weights.meaning, row));
            let mass = |column: usize| weights.values[[row, column]] * areas.map_or(1.0, |areas| areas[column]) * scale;
            for holding in self.apportionment.row(row) {
                let Some([numerator, denominator]) = sums.get_mut(holding.holder) else { continue };
                for (parcel, column) in holding.parcels.iter().flat_map(|parcel| parcel.columns().map(move |column| (parcel, column))) {
                    let (value, mass) = (values.values[[row, column]], mass(column).abs());
                    if value.is_finite() && mass.is_finite() {
                        numerator.add(parcel.weight * mass * value);
                        denominator.add(parcel.weight * mass);
                    }
                }
            }
        }
        let mean =
            |[numerator, denominator]: [CompensatedSum; 2]| (denominator.value() > 0.0).then(|| numerator.value() / denominator.value());
        self.apportionment.regions.iter().zip(sums).map(|(region, sums)| (region.code.clone(), mean(sums))).collect()
    }

    /// By what the values of a row are multiplied, but for a factor of the whole row.
    fn value_weights(&self, meaning: &LayerMeaning, row: usize) -> Option<&[f64]> {
        match (meaning.measure, self.own_areas) {
            (Measure::MassPerCell | Measure::Dimensionless, _) => None,
            (Measure::Flux, None) => Some(self.areas.widths(row)),
            (Measure::Flux, Some(areas)) => {
                let columns = areas.ncols();
                Some(&areas.as_slice().expect("cells are laid out row by row")[row * columns..(row + 1) * columns])
            }
        }
    }

    /// The factor of a whole row: seconds of a flux, and the height of the row where cells have the area of the Earth.
    fn scale(&self, meaning: &LayerMeaning, row: usize) -> f64 {
        let seconds = || meaning.period.seconds(meaning.calendar, self.year_length).as_seconds();
        match (meaning.measure, self.own_areas) {
            (Measure::MassPerCell | Measure::Dimensionless, _) => 1.0,
            (Measure::Flux, None) => self.areas.height(row) * seconds(),
            (Measure::Flux, Some(_)) => seconds(),
        }
    }

    /// The rows of regions that were asked for and of remainders, the other regions summed.
    fn selected_apart(&self, all: Vec<RegionTotal>) -> Vec<RegionTotal> {
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

    /// What lies in no region of the set.
    fn rest_row(&self, (sums, extent): (&HolderSums, &Extent)) -> RegionTotal {
        let (code, name) = if self.complete_for_land { ("_SEA", "sea") } else { ("_UNASSIGNED", "in no region") };
        total(RowKind::Remainder, &Holder { code: RegionCode::new(code), name: name.into(), area: extent.area }, (sums, extent))
    }
}

fn total(kind: RowKind, holder: &Holder, (sums, extent): (&HolderSums, &Extent)) -> RegionTotal {
    RegionTotal {
        kind,
        code: holder.code.clone(),
        name: Arc::clone(&holder.name),
        mass: sums.mass(),
        quadrature: sums.quadrature(),
        region_area: holder.area,
        gridded_area: extent.area,
        observed_area: sums.observed(*extent),
    }
}

/// Disputed land is nobody's region.
fn kind_of(code: &RegionCode) -> RowKind {
    if code.as_str().starts_with("_DISPUTED") { RowKind::Remainder } else { RowKind::Region }
}

/// One row for several disjoint ones.
fn sum_of(rows: &[RegionTotal], kind: RowKind, code: &str, name: &str) -> RegionTotal {
    let squares = crate::sum::compensated(rows.iter().map(|row| row.quadrature.as_kg().powi(2)));
    RegionTotal {
        kind,
        code: RegionCode::new(code),
        name: name.into(),
        mass: rows.iter().map(|row| row.mass).sum(),
        quadrature: Mass::from_kg(squares.sqrt()),
        region_area: rows.iter().map(|row| row.region_area).sum(),
        gridded_area: rows.iter().map(|row| row.gridded_area).sum(),
        observed_area: rows.iter().map(|row| row.observed_area).sum(),
    }
}
