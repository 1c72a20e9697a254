//! The parts of cells that lie in regions, one by one, for what cannot be had from sums.

use super::Aggregation;
use crate::correlation_length::{CellError, RegionErrors};
use crate::field::Field;
use crate::quantity::Mass;
use crate::region::RegionCode;
use crate::sum::CompensatedSum;
use ndarray::Array2;
use std::collections::BTreeSet;

/// The gross mass of a layer over a region, and the part of it in cells of which another layer says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GrossMass {
    /// Σ |share × value × area × seconds|.
    pub whole: Mass,
    /// The same over cells where the other layer has no value, or one below zero.
    pub without: Mass,
}

/// The part of a cell that lies in a region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionCell {
    /// The region.
    pub region: RegionCode,
    /// The row of the grid.
    pub row: usize,
    /// The column of the grid.
    pub column: usize,
    /// Share × value × area × seconds.
    pub mass: Mass,
}

/// How far below zero a distance may be by rounding in single precision, as a share of the estimate that it was counted from.
const ROUNDING: f64 = 1e-6;

/// Whether an error of a cell is a width.
fn is_width(error: f64, estimate: f64) -> bool {
    error.is_finite() && error >= -ROUNDING * estimate.abs()
}

impl Aggregation<'_> {
    /// How much of a layer lies in cells of which a layer of errors on the same grid says nothing, in the order of the regions: it has no value there, or the
    /// estimate lies beyond its own percentile, so that their distance is below zero and no width.
    ///
    /// # Panics
    /// If the layers have other rows or columns than the coverage.
    #[must_use]
    pub fn gross_without(&self, field: &Field, other: &Field) -> Vec<(RegionCode, GrossMass)> {
        let mut sums = vec![[CompensatedSum::default(); 2]; self.apportionment.regions.len()];
        self.visit(field, |region, cell, mass| {
            let [whole, without] = &mut sums[region];
            whole.add(mass.abs());
            if !is_width(other.values[cell], field.values[cell]) {
                without.add(mass.abs());
            }
        });
        let gross = |[whole, without]: [CompensatedSum; 2]| GrossMass {
            whole: Mass::from_kg(whole.value()),
            without: Mass::from_kg(without.value()),
        };
        self.apportionment.regions.iter().zip(sums).map(|(region, sums)| (region.code.clone(), gross(sums))).collect()
    }

    /// The parts of cells with a value that lie in some regions.
    #[must_use]
    pub fn region_cells(&self, field: &Field, wanted: &BTreeSet<RegionCode>) -> Vec<RegionCell> {
        let codes: Vec<&RegionCode> = self.apportionment.regions.iter().map(|region| &region.code).collect();
        let mut cells = Vec::new();
        self.visit(field, |region, (row, column), kilograms| {
            if wanted.contains(codes[region]) {
                cells.push(RegionCell { region: codes[region].clone(), row, column, mass: Mass::from_kg(kilograms) });
            }
        });
        cells
    }

    /// The errors of the cells of some regions from a map of standard deviations, each with its place; in the order of the regions.
    #[must_use]
    pub fn region_errors(&self, deviations: &Field, wanted: &BTreeSet<RegionCode>) -> Vec<(RegionCode, RegionErrors)> {
        let mut cells: Vec<Vec<CellError>> = vec![Vec::new(); self.apportionment.regions.len()];
        let is_wanted: Vec<bool> = self.apportionment.regions.iter().map(|region| wanted.contains(&region.code)).collect();
        self.visit(deviations, |region, (row, column), mass| {
            if is_wanted[region] {
                cells[region].push(CellError { place: deviations.grid.centre(row, column), kilograms: mass.abs() });
            }
        });
        let of_region = |(region, cells): (&super::Holder, Vec<CellError>)| (region.code.clone(), RegionErrors::new(&cells));
        let regions = self.apportionment.regions.iter().zip(cells).zip(is_wanted);
        regions.filter(|(_, is_wanted)| *is_wanted).map(|(region, _)| of_region(region)).collect()
    }

    /// The mass in kg of each element of a state in each region: a row for each region, a column for each element, and a last one for cells of no element.
    ///
    /// # Panics
    /// If a cell is of an element beyond their number.
    #[must_use]
    pub fn element_masses(&self, field: &Field, elements: &Array2<Option<usize>>, count: usize) -> Array2<f64> {
        let mut masses = Array2::zeros((self.apportionment.regions.len(), count + 1));
        self.visit(field, |region, cell, mass| masses[[region, elements[cell].unwrap_or(count)]] += mass);
        masses
    }

    /// Looks at every part of a cell with a value that lies in a region: the region's number, the cell, and the mass in kg.
    fn visit(&self, field: &Field, mut look: impl FnMut(usize, (usize, usize), f64)) {
        for row in 0..self.apportionment.shape.0 {
            let (areas, scale) = (self.value_weights(&field.meaning, row), self.scale(&field.meaning, row));
            for holding in self.apportionment.row(row).take_while(|holding| holding.holder < self.apportionment.regions.len()) {
                for (parcel, column) in holding.parcels.iter().flat_map(|parcel| parcel.columns().map(move |column| (parcel, column))) {
                    let mass = parcel.weight * field.values[[row, column]] * areas.map_or(1.0, |areas| areas[column]) * scale;
                    if mass.is_finite() {
                        look(holding.holder, (row, column), mass);
                    }
                }
            }
        }
    }
}
