//! The frame in which the layers of a file are totalled: coverage and cell areas, made once for a grid, a set of regions and conventions.

use crate::coast_weights::CoastWeightsError;
use fluxledger_core::aggregate::{Aggregation, AggregationError, Apportionment, LayerTotals};
use fluxledger_core::coverage::{CoverageError, FineEmissions, FineShares};
use fluxledger_core::{CellAreas, CoastPolicy, Coverage, Field, Measure, RegionCode, RegionGroup, RegionSet};
use fluxledger_ingest::product::{ProductError, ProductFile};
use ndarray::Array2;
use std::collections::BTreeSet;

/// Regions on the grid of one file.
pub struct Frame<'a> {
    file: &'a ProductFile,
    /// How cells are shared out, under the policy in force first.
    apportionments: Vec<Apportionment>,
    areas: CellAreas,
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

/// What is asked of coasts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coasts<'a> {
    /// Whether layers are totalled under every policy, and not only under the one in force.
    pub compared: bool,
    /// The fine emissions of the weighted policy.
    pub weights: Option<&'a FineEmissions>,
}

impl Coasts<'_> {
    /// The policies under which layers are totalled, the one in force first.
    fn policies(&self, in_force: CoastPolicy) -> Vec<CoastPolicy> {
        let others = CoastPolicy::ALL
            .into_iter()
            .filter(|policy| self.compared && *policy != in_force && (*policy != CoastPolicy::Weighted || self.weights.is_some()));
        std::iter::once(in_force).chain(others).collect()
    }
}

/// What the layers of a file are totalled over, and how.
#[derive(Clone, Copy)]
pub struct FrameRequest<'a> {
    /// The regions.
    pub regions: &'a RegionSet,
    /// Those that become rows of their own; all if none is named.
    pub selected: Option<&'a BTreeSet<RegionCode>>,
    /// Groups that become rows beside them.
    pub groups: &'a [RegionGroup],
    /// Whether the file's own cell areas are used.
    pub own_areas: OwnAreas,
    /// What is asked of coasts.
    pub coasts: Coasts<'a>,
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
    /// The weights of coasts are missing.
    #[error(transparent)]
    CoastWeights(#[from] CoastWeightsError),
}

impl FrameError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Coverage(error) => error.hint(),
            Self::Product(error) => error.hint(),
            Self::Aggregation(_) => None,
            Self::CoastWeights(error) => error.hint(),
        }
    }
}

impl<'a> Frame<'a> {
    /// Computes coverage and areas for a file.
    ///
    /// # Errors
    /// [`FrameError::Coverage`] if the regions do not fit, [`FrameError::Product`] if the file's own areas cannot be read,
    /// [`FrameError::CoastWeights`] if the policy in force needs weights and there are none.
    pub fn new(file: &'a ProductFile, request: FrameRequest<'a>) -> Result<Self, FrameError> {
        let FrameRequest { regions, selected, groups, own_areas, coasts } = request;
        let coverage = Coverage::compute(&file.grid, regions, file.conventions.earth, file.conventions.coverage)?;
        let own_areas = match own_areas {
            OwnAreas::Used => file.cell_areas()?,
            OwnAreas::Outranked => None,
        };
        let policies = coasts.policies(file.conventions.coast).into_iter();
        let apportioned = |policy| Ok(apportionment(file, regions, &coverage, policy, coasts.weights)?.with_groups(groups));
        Ok(Self {
            file,
            apportionments: policies.map(apportioned).collect::<Result<_, FrameError>>()?,
            areas: file.grid.areas(file.conventions.earth),
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
        Ok(self.aggregation(&self.apportionments[0]).totals(&self.file.read(layer)?)?)
    }

    /// Reads one layer and totals it under each policy of coasts that was asked for, the one in force first.
    ///
    /// # Errors
    /// As of [`Self::totals`].
    pub fn totals_by_coast(&self, layer: usize) -> Result<Vec<(CoastPolicy, LayerTotals)>, FrameError> {
        let field = self.file.read(layer)?;
        let total = |apportionment: &Apportionment| Ok((apportionment.policy, self.aggregation(apportionment).totals(&field)?));
        self.apportionments.iter().map(total).collect()
    }

    /// The mean of a layer without unit over each region, weighted by another layer's mass; all regions, in their order.
    ///
    /// # Errors
    /// [`FrameError::Product`] if a layer cannot be read.
    pub fn weighted_means(&self, layer: usize, weights: usize) -> Result<Vec<(RegionCode, Option<f64>)>, FrameError> {
        Ok(self.aggregation(&self.apportionments[0]).weighted_means(&self.file.read(layer)?, &self.file.read(weights)?))
    }

    /// The flux of one layer in kg m⁻² s⁻¹, whatever the file states it in.
    ///
    /// # Errors
    /// [`FrameError::Product`] if the layer cannot be read.
    pub fn flux(&self, layer: usize) -> Result<Field, FrameError> {
        let mut field = self.file.read(layer)?;
        if field.meaning.measure == Measure::MassPerCell {
            let seconds = field.meaning.period.seconds(field.meaning.calendar, self.file.conventions.year_length).as_seconds();
            let areas = self.own_areas.clone().unwrap_or_else(|| self.file.grid.cell_areas(self.file.conventions.earth));
            field.values = &field.values / &(areas * seconds);
        }
        Ok(field)
    }

    fn aggregation<'b>(&'b self, apportionment: &'b Apportionment) -> Aggregation<'b> {
        Aggregation {
            apportionment,
            areas: &self.areas,
            own_areas: self.own_areas.as_ref(),
            complete_for_land: self.complete_for_land,
            selected: self.selected,
            year_length: self.file.conventions.year_length,
        }
    }
}

/// How the cells of a file are shared out under a policy.
fn apportionment(
    file: &ProductFile,
    regions: &RegionSet,
    coverage: &Coverage,
    policy: CoastPolicy,
    weights: Option<&FineEmissions>,
) -> Result<Apportionment, FrameError> {
    match policy {
        CoastPolicy::Share => Ok(Apportionment::by_share(coverage)),
        CoastPolicy::Land => Ok(Apportionment::by_land(coverage)),
        CoastPolicy::Weighted => {
            let fine = weights.ok_or(CoastWeightsError::NotNamed)?;
            let shares = FineShares::compute(coverage, &file.grid, regions, fine, file.conventions.earth, file.conventions.coverage)?;
            Ok(Apportionment::by_fine_emissions(coverage, &shares))
        }
    }
}
