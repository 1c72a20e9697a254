//! The frame in which the layers of a file are totalled: coverage and cell areas, made once for a grid, a set of regions and conventions.

use fluxledger_core::aggregate::{Aggregation, AggregationError, LayerTotals};
use fluxledger_core::coverage::CoverageError;
use fluxledger_core::{Coverage, Field, Measure, RegionCode, RegionSet};
use fluxledger_ingest::product::{ProductError, ProductFile};
use ndarray::Array2;
use std::collections::BTreeSet;

/// Regions on the grid of one file.
pub struct Frame<'a> {
    file: &'a ProductFile,
    coverage: Coverage,
    covered: Array2<f64>,
    earth_areas: Array2<f64>,
    own_areas: Option<Array2<f64>>,
    complete_for_land: bool,
    selected: Option<&'a BTreeSet<RegionCode>>,
}

/// Whether a product's own cell areas are used where it has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnAreas {
    /// They are: nobody asked for another Earth.
    Used,
    /// They are not: the user named an Earth.
    Outranked,
}

/// Totals could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The regions do not fit the grid, or one another.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// The file's values could not be read.
    #[error(transparent)]
    Product(#[from] ProductError),
    /// The rows do not add up.
    #[error(transparent)]
    Aggregation(#[from] AggregationError),
}

impl FrameError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Coverage(error) => error.hint(),
            Self::Product(error) => error.hint(),
            Self::Aggregation(_) => None,
        }
    }
}

impl<'a> Frame<'a> {
    /// Computes coverage and areas for a file.
    ///
    /// # Errors
    /// [`FrameError::Coverage`] if the regions do not fit, [`FrameError::Product`] if the file's own areas cannot be read.
    pub fn new(
        file: &'a ProductFile,
        regions: &RegionSet,
        selected: Option<&'a BTreeSet<RegionCode>>,
        own_areas: OwnAreas,
    ) -> Result<Self, FrameError> {
        let coverage = Coverage::compute(&file.grid, regions, file.conventions.earth, file.conventions.coverage)?;
        let own_areas = match own_areas {
            OwnAreas::Used => file.cell_areas()?,
            OwnAreas::Outranked => None,
        };
        Ok(Self {
            file,
            covered: coverage.total_shares(),
            coverage,
            earth_areas: file.grid.cell_areas(file.conventions.earth),
            own_areas,
            complete_for_land: regions.complete_for_land,
            selected,
        })
    }

    /// Where the cell areas for fluxes come from, in words.
    #[must_use]
    pub fn area_source(&self) -> String {
        match self.own_areas {
            Some(_) => "area variable of the product".to_owned(),
            None => format!("computed on {}", self.file.conventions.earth),
        }
    }

    /// Reads one layer and totals it over the regions.
    ///
    /// # Errors
    /// [`FrameError`] if the layer cannot be read, or regions and remainder are not the whole grid.
    pub fn totals(&self, layer: usize) -> Result<LayerTotals, FrameError> {
        Ok(self.aggregation().totals(&self.file.read(layer)?)?)
    }

    /// The mean of a layer without unit over each region, weighted by another layer's mass; all regions, in their order.
    ///
    /// # Errors
    /// [`FrameError::Product`] if a layer cannot be read.
    pub fn weighted_means(&self, layer: usize, weights: usize) -> Result<Vec<(RegionCode, Option<f64>)>, FrameError> {
        Ok(self.aggregation().weighted_means(&self.file.read(layer)?, &self.file.read(weights)?))
    }

    /// The flux of one layer in kg m⁻² s⁻¹, whatever the file states it in.
    ///
    /// # Errors
    /// [`FrameError::Product`] if the layer cannot be read.
    pub fn flux(&self, layer: usize) -> Result<Field, FrameError> {
        let mut field = self.file.read(layer)?;
        if field.meaning.measure == Measure::MassPerCell {
            let seconds = field.meaning.period.seconds(field.meaning.calendar, self.file.conventions.year_length).as_seconds();
            field.values = &field.values / &(self.flux_areas() * seconds);
        }
        Ok(field)
    }

    fn flux_areas(&self) -> &Array2<f64> {
        self.own_areas.as_ref().unwrap_or(&self.earth_areas)
    }

    fn aggregation(&self) -> Aggregation<'_> {
        Aggregation {
            coverage: &self.coverage,
            covered: &self.covered,
            flux_areas: self.flux_areas(),
            earth_areas: &self.earth_areas,
            coast: self.file.conventions.coast,
            complete_for_land: self.complete_for_land,
            selected: self.selected,
            year_length: self.file.conventions.year_length,
        }
    }
}
