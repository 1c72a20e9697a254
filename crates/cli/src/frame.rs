//! The frame in which the layers of a file are totalled: coverage and cell areas, made once for a grid, a set of regions and conventions.

use crate::coast_weights::CoastWeightsError;
use crate::coverage_cache::{CoverageCache, coverage_of};
use crate::memory_limit::{MemoryLimit, Pace};
use fluxledger_core::aggregate::{Aggregation, AggregationError, Apportionment, GrossMass, LayerSums, LayerTotals, RegionCell};
use fluxledger_core::correlation_length::RegionErrors;
use fluxledger_core::covariance::CovarianceError;
use fluxledger_core::coverage::{CoverageError, FineEmissions, FineShares};
use fluxledger_core::{
    CellAreas, CoastPolicy, Conventions, Coverage, Field, Grid, LayerMeaning, Measure, RegionCode, RegionGroup, RegionSet,
};
use fluxledger_ingest::product::{BlockAddress, ProductError, ProductFile, reuse};
use ndarray::Array2;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Regions on the grid of one file.
pub struct Frame<'a> {
    file: &'a ProductFile,
    shares: Arc<GridShares>,
    own_areas: Option<Array2<f64>>,
    complete_for_land: bool,
    selected: Option<&'a BTreeSet<RegionCode>>,
    memory: Option<MemoryLimit>,
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
    /// Where coverages are kept, if they are.
    pub cache: Option<&'a CoverageCache>,
    /// What the blocks of a file may take while they are read and summed.
    pub memory: Option<MemoryLimit>,
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
    /// A map of standard deviations gives no covariance.
    #[error("standard deviations: {0}")]
    Covariance(#[from] CovarianceError),
    /// The rows do not add up.
    #[error(transparent)]
    Aggregation(#[from] AggregationError),
    /// The weights of coasts are missing.
    #[error(transparent)]
    CoastWeights(#[from] CoastWeightsError),
    /// The smallest part that can be read takes more memory than it may.
    #[error("its chunks need {needed} at once, more than the limit of {limit}")]
    Memory {
        /// What the largest part takes.
        needed: MemoryLimit,
        /// What it may take.
        limit: MemoryLimit,
    },
}

impl FrameError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Coverage(error) => error.hint(),
            Self::Product(error) => error.hint(),
            Self::Aggregation(_) | Self::Covariance(_) => None,
            Self::CoastWeights(error) => error.hint(),
            Self::Memory { needed, .. } => {
                Some(format!("give `--memory` at least {needed}, or cut the file into smaller chunks, for example with `nccopy -c`"))
            }
        }
    }
}

/// How the cells of a grid are shared out, which takes most of the time and is the same for all files on it.
pub struct GridShares {
    /// Under the policy in force first.
    apportionments: Vec<Apportionment>,
    /// For each of them the sums of a layer before its first row.
    begun: Vec<LayerSums>,
    areas: CellAreas,
}

/// The shares of the grids that have been met, so that a thousand files on one grid need them once.
#[derive(Default)]
pub struct KnownGrids(Vec<(Arc<Grid>, Conventions, Arc<GridShares>)>);

impl KnownGrids {
    /// The shares of a grid under conventions; the requests are to be the same each time.
    ///
    /// # Errors
    /// [`FrameError::Coverage`] if the regions do not fit, [`FrameError::CoastWeights`] if the policy in force needs weights and there are none.
    pub fn shares(
        &mut self,
        grid: &Arc<Grid>,
        conventions: &Conventions,
        request: FrameRequest<'_>,
    ) -> Result<Arc<GridShares>, FrameError> {
        let is_same = |(known, under, _): &&(Arc<Grid>, Conventions, Arc<GridShares>)| {
            under == conventions && (Arc::ptr_eq(known, grid) || known == grid)
        };
        if let Some((.., shares)) = self.0.iter().find(is_same) {
            return Ok(Arc::clone(shares));
        }
        let shares = Arc::new(GridShares::compute(grid, conventions, request)?);
        self.0.push((Arc::clone(grid), conventions.clone(), Arc::clone(&shares)));
        Ok(shares)
    }
}

impl GridShares {
    /// Whole cells: each belongs to the region in which its centre lies.
    ///
    /// # Errors
    /// [`CoverageError`] where the regions do not fit the grid.
    pub fn by_centres(grid: &Grid, conventions: &Conventions, regions: &RegionSet) -> Result<Self, CoverageError> {
        let coverage = Coverage::by_centres(grid, regions, conventions.earth)?;
        Ok(Self::new(vec![Apportionment::by_share(&coverage)], grid.areas(conventions.earth)))
    }

    fn new(apportionments: Vec<Apportionment>, areas: CellAreas) -> Self {
        let begun = apportionments.iter().map(|apportionment| LayerSums::begin(apportionment, &areas)).collect();
        Self { apportionments, begun, areas }
    }

    fn compute(grid: &Grid, conventions: &Conventions, request: FrameRequest<'_>) -> Result<Self, FrameError> {
        let FrameRequest { regions, groups, coasts, cache, .. } = request;
        let (earth, measure) = (conventions.earth, conventions.coverage);
        let coverage = match conventions.compat {
            Some(compat) => compat.shares_of_area(compat.coverage(grid, regions)?, &compat.cell_areas(grid)),
            None => coverage_of(cache, grid, regions, earth, measure)?,
        };
        let apportioned = |policy| {
            let apportionment = match policy {
                CoastPolicy::Share => Apportionment::by_share(&coverage),
                CoastPolicy::Land => Apportionment::by_land(&coverage),
                CoastPolicy::Weighted => {
                    let fine = coasts.weights.ok_or(CoastWeightsError::NotNamed)?;
                    Apportionment::by_fine_emissions(&coverage, &FineShares::compute(&coverage, grid, regions, fine, earth, measure)?)
                }
            };
            Ok(apportionment.with_groups(groups))
        };
        let apportionments = coasts.policies(conventions.coast).into_iter().map(apportioned).collect::<Result<_, FrameError>>()?;
        Ok(Self::new(apportionments, grid.areas(earth)))
    }
}

/// The sums of layers under one aggregation, to which several threads add.
struct Under<'a> {
    aggregation: &'a Aggregation<'a>,
    sums: Vec<Mutex<LayerSums>>,
}

impl Under<'_> {
    /// The totals of the layers, whose numbers are given in the order of the sums.
    fn finished(self, meanings: &[LayerMeaning], layers: &[usize]) -> Result<Vec<LayerTotals>, FrameError> {
        let sums = self.sums.into_iter().map(|sums| sums.into_inner().unwrap_or_else(PoisonError::into_inner));
        let totals = layers.iter().zip(sums).map(|(&layer, sums)| self.aggregation.finish(&meanings[layer], &sums));
        totals.collect::<Result<Vec<_>, _>>().map_err(FrameError::from)
    }
}

impl<'a> Frame<'a> {
    /// The frame of a file whose grid is shared out so.
    ///
    /// # Errors
    /// [`FrameError::Product`] if the file's own areas cannot be read, [`FrameError::Coverage`] if another program has none of this grid.
    pub fn new(file: &'a ProductFile, request: FrameRequest<'a>, shares: Arc<GridShares>) -> Result<Self, FrameError> {
        let own_areas = match (file.conventions.compat, request.own_areas) {
            (Some(compat), _) => Some(compat.cell_areas(&file.grid)),
            (None, OwnAreas::Used) => file.cell_areas()?,
            (None, OwnAreas::Outranked) => None,
        };
        let FrameRequest { regions, selected, memory, .. } = request;
        Ok(Self { file, shares, own_areas, complete_for_land: regions.complete_for_land, selected, memory })
    }

    /// Where the cell areas for fluxes come from, in words.
    #[must_use]
    pub fn area_source(&self) -> String {
        match (self.file.conventions.compat, &self.own_areas) {
            (Some(compat), _) => format!("computed as {} does", compat.name()),
            (None, Some(_)) if self.file.profile.areas_in_plane => "width × height in the plane, as the product counts".to_owned(),
            (None, Some(_)) => "area variable of the product".to_owned(),
            (None, None) => format!("computed on {}", self.file.conventions.earth),
        }
    }

    /// Reads layers and totals them over the regions, under the policy in force.
    ///
    /// # Errors
    /// [`FrameError`] if a layer cannot be read, or regions and remainder are not the whole grid.
    pub fn totals(&self, layers: &[usize]) -> Result<Vec<LayerTotals>, FrameError> {
        let aggregations = [self.aggregation(&self.shares.apportionments[0])];
        Ok(self.totals_under(&aggregations, layers)?.into_iter().flatten().collect())
    }

    /// Reads layers and totals them under each policy of coasts that was asked for, the one in force first.
    ///
    /// # Errors
    /// As of [`Self::totals`].
    pub fn totals_by_coast(&self, layers: &[usize]) -> Result<Vec<(CoastPolicy, Vec<LayerTotals>)>, FrameError> {
        let apportionments = &self.shares.apportionments;
        let aggregations: Vec<Aggregation<'_>> = apportionments.iter().map(|apportionment| self.aggregation(apportionment)).collect();
        let totals = self.totals_under(&aggregations, layers)?;
        Ok(apportionments.iter().map(|apportionment| apportionment.policy).zip(totals).collect())
    }

    /// The totals of layers for each aggregation. Blocks are read, summed and added in parallel, those of each layer in the order of its rows.
    fn totals_under(&self, aggregations: &[Aggregation<'_>], layers: &[usize]) -> Result<Vec<Vec<LayerTotals>>, FrameError> {
        let pace = self.pace(layers)?;
        let sums = |begun: &LayerSums| layers.iter().map(|_| Mutex::new(begun.clone())).collect();
        let aggregations = aggregations.iter().zip(&self.shares.begun);
        let under: Vec<Under<'_>> = aggregations.map(|(aggregation, begun)| Under { aggregation, sums: sums(begun) }).collect();
        for addresses in self.file.blocks(layers, pace.bytes_of_block).chunks(pace.blocks_at_once) {
            let done = addresses.par_iter().with_max_len(1).map(|address| self.add_block(&under, layers, address, pace));
            // All are collected before the first error is taken, so that it is the same on any number of threads.
            done.collect::<Vec<_>>().into_iter().collect::<Result<(), _>>()?;
        }
        under.into_iter().map(|under| under.finished(&self.file.layers, layers)).collect()
    }

    fn pace(&self, layers: &[usize]) -> Result<Pace, FrameError> {
        let too_much = |needed| FrameError::Memory { needed, limit: self.memory.unwrap_or(needed) };
        Pace::of(self.file, layers, self.memory).map_err(too_much)
    }

    /// Reads a block and adds it to the sums of its layers.
    fn add_block(&self, under: &[Under<'_>], layers: &[usize], address: &BlockAddress, pace: Pace) -> Result<(), ProductError> {
        let block = self.file.read_block(address)?;
        let meanings: Vec<&LayerMeaning> = address.layers.iter().map(|&layer| &self.file.layers[layer]).collect();
        for Under { aggregation, sums } in under {
            for (held, part) in address.layers.iter().zip(aggregation.summed(&meanings, &block)) {
                let position = layers.iter().position(|layer| layer == held).expect("blocks hold the layers that they were cut from");
                sums[position].lock().unwrap_or_else(PoisonError::into_inner).add(part);
            }
        }
        if pace.keeps_memory {
            reuse(block);
        }
        Ok(())
    }

    /// The mean of a layer without unit over each region, weighted by another layer's mass; all regions, in their order.
    ///
    /// # Errors
    /// [`FrameError::Product`] if a layer cannot be read.
    pub fn weighted_means(&self, layer: usize, weights: usize) -> Result<Vec<(RegionCode, Option<f64>)>, FrameError> {
        Ok(self.aggregation(&self.shares.apportionments[0]).weighted_means(&self.file.read(layer)?, &self.file.read(weights)?))
    }

    /// How much of a layer lies in cells where another one on the same grid has no value, which may be of another file; all regions, in their order.
    ///
    /// # Errors
    /// [`FrameError::Product`] if a layer cannot be read.
    pub fn gross_without(
        &self,
        layer: usize,
        (other, its_layer): (&ProductFile, usize),
    ) -> Result<Vec<(RegionCode, GrossMass)>, FrameError> {
        Ok(self.aggregation(&self.shares.apportionments[0]).gross_without(&self.file.read(layer)?, &other.read(its_layer)?))
    }

    /// The parts of cells of a layer that lie in some regions.
    ///
    /// # Errors
    /// [`FrameError::Product`] if the layer cannot be read.
    pub fn cells(&self, layer: usize, wanted: &BTreeSet<RegionCode>) -> Result<Vec<RegionCell>, FrameError> {
        Ok(self.aggregation(&self.shares.apportionments[0]).region_cells(&self.file.read(layer)?, wanted))
    }

    /// The errors of the cells of some regions from a layer of standard deviations, in the order of the regions.
    ///
    /// # Errors
    /// [`FrameError::Product`] if the layer cannot be read.
    pub fn region_errors(&self, layer: usize, wanted: &BTreeSet<RegionCode>) -> Result<Vec<(RegionCode, RegionErrors)>, FrameError> {
        Ok(self.aggregation(&self.shares.apportionments[0]).region_errors(&self.file.read(layer)?, wanted))
    }

    /// The mass in kg of a layer by region and element of a state; the regions in the order of the rows.
    ///
    /// # Errors
    /// [`FrameError::Product`] if the layer cannot be read.
    pub fn element_masses(
        &self,
        layer: usize,
        elements: &Array2<Option<usize>>,
        count: usize,
    ) -> Result<(Vec<RegionCode>, Array2<f64>), FrameError> {
        let apportionment = &self.shares.apportionments[0];
        let codes = apportionment.regions.iter().map(|region| region.code.clone()).collect();
        Ok((codes, self.aggregation(apportionment).element_masses(&self.file.read(layer)?, elements, count)))
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
            areas: &self.shares.areas,
            own_areas: self.own_areas.as_ref(),
            complete_for_land: self.complete_for_land,
            selected: self.selected,
            year_length: self.file.conventions.year_length,
        }
    }
}
