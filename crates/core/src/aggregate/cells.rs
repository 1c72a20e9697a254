//! The parts of cells that lie in regions, one by one, for what cannot be had from sums.

use super::Aggregation;
use crate::correlation_length::{CellError, RegionErrors};
use crate::field::Field;
use crate::region::RegionCode;
use ndarray::Array2;
use std::collections::BTreeSet;

impl Aggregation<'_> {
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
            for parcel in self.apportionment.row(row).iter().filter(|parcel| (parcel.holder as usize) < self.apportionment.regions.len()) {
                for column in parcel.columns() {
                    let mass = parcel.weight * field.values[[row, column]] * areas.map_or(1.0, |areas| areas[column]) * scale;
                    if mass.is_finite() {
                        look(parcel.holder as usize, (row, column), mass);
                    }
                }
            }
        }
    }
}
