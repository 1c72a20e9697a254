//! A simulated inversion: what a product would say, were the truth known.
//!
//! Each country and sector is one scalar state. With x_I the reported emission, σ_I its standard deviation, f the injected factor and
//! a the averaging-kernel sensitivity:
//!
//! - truth x = f · x_I + σ_I ε₁ (the inventory errs as its uncertainty says),
//! - prior x_A = x_I + σ_I ε₁ + σ_A ε₂ (it knows nothing of the injected difference),
//! - posterior x̂ = x_A + a (x − x_A) + √(a S) ε₃ with posterior variance S = (1 − a) σ_A².
//!
//! The smoothing (1 − a)(x_A − x) and the noise √(a S) together have the variance S
//! (Rodgers, C. D. 2000: Inverse Methods for Atmospheric Sounding, equations 3.28–3.31, for a scalar), so that for f = 1 the
//! statistic (x̂ − x_I) / √(S + σ_I²) is standard normal: untouched countries are flagged at the stated level.
//!
//! Emissions are placed only in cells that lie wholly inside a country, so that a country's simulated total is known exactly.

use super::factors::Factors;
use super::pattern::Pattern;
use fluxledger_core::coverage::RegionCoverage;
use fluxledger_core::reconcile::NORMAL_QUANTILE_95;
use fluxledger_core::{Coverage, Earth, Grid, Inventory, Mass, Period, RegionCode, YearLength};
use ndarray::Array2;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

/// Standard deviation of the simulated prior, as a share of the reported emission.
const PRIOR_DEVIATION: f64 = 0.3;
/// The share of a cell from which on it counts as wholly inside.
const WHOLLY_INSIDE: f64 = 1.0 - 1e-9;
/// Mean flux that fills countries without a reported figure, in kg m⁻² s⁻¹ (about 1 g m⁻² a⁻¹ for each sector), so that the map has no holes.
const BACKGROUND_FLUX: f64 = 3e-11;

/// A sector of the simulated product with the category that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sector {
    /// Name in the product's variables.
    pub name: &'static str,
    /// Code in IPCC 2006.
    pub category: &'static str,
}

impl Sector {
    /// All sectors of the simulated product.
    pub const ALL: [Self; 4] = [
        Self { name: "energy", category: "1" },
        Self { name: "industry", category: "2" },
        Self { name: "agriculture", category: "M.AG" },
        Self { name: "waste", category: "4" },
    ];
}

/// What was simulated for one country and sector; masses of the year.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedTotal {
    /// The country.
    pub region: RegionCode,
    /// The sector.
    pub sector: Sector,
    /// Injected factor.
    pub factor: f64,
    /// Averaging-kernel sensitivity.
    pub sensitivity: f64,
    /// Prior estimate.
    pub prior: Mass,
    /// Posterior estimate.
    pub posterior: Mass,
    /// Its standard deviation.
    pub deviation: Mass,
}

/// The layers of one sector: fluxes in kg m⁻² s⁻¹, rows × columns, row 0 in the north.
#[derive(Clone, Debug)]
pub struct SectorLayers {
    /// The sector.
    pub sector: Sector,
    /// Prior flux.
    pub prior: Array2<f64>,
    /// Posterior flux.
    pub posterior: Array2<f64>,
    /// One standard deviation of the posterior flux, fully correlated within a country.
    pub deviation: Array2<f64>,
    /// Averaging-kernel sensitivity.
    pub sensitivity: Array2<f64>,
}

/// A simulated product on its grid.
#[derive(Clone, Debug)]
pub struct SimulatedProduct {
    /// The year.
    pub year: i32,
    /// The layers, sector by sector.
    pub sectors: Vec<SectorLayers>,
    /// What the layers amount to.
    pub totals: Vec<SimulatedTotal>,
}

/// Simulates a product over all countries of a coverage, with the inventory's figures of one year at its root.
#[must_use]
pub fn simulate(seed: u64, factors: &Factors, inventory: &Inventory, year: i32, grid: &Grid, coverage: &Coverage) -> SimulatedProduct {
    let (mut sectors, mut totals) = (Vec::new(), Vec::new());
    for (number, sector) in (0..).zip(Sector::ALL) {
        let canvas = Canvas { grid, areas: grid.cell_areas(Earth::Wgs84), pattern: Pattern::new(seed, number), seconds: seconds_of(year) };
        let mut layers = SectorLayers::empty(sector, grid.shape());
        for (country, region) in (0..).zip(&coverage.regions) {
            let inside = canvas.weights_inside(region);
            let stream = 1_000 + number * 1_000 + country;
            match reported(inventory, &region.code, sector, year).filter(|_| !inside.is_empty()) {
                Some((mass, deviation)) => {
                    let total = draw(seed, stream, factors, &region.code, sector, mass, deviation);
                    canvas.paint(&mut layers, &inside, &total);
                    totals.push(total);
                }
                None => canvas.paint_background(&mut layers, &inside),
            }
        }
        sectors.push(layers);
    }
    SimulatedProduct { year, sectors, totals }
}

fn seconds_of(year: i32) -> f64 {
    Period::year(year).seconds(fluxledger_core::Calendar::Standard, YearLength::Calendar).as_seconds()
}

/// The reported mass and its standard deviation in kg.
fn reported(inventory: &Inventory, region: &RegionCode, sector: Sector, year: i32) -> Option<(f64, f64)> {
    let record = inventory
        .records
        .iter()
        .find(|record| record.party == *region && record.year == year && record.category.code.as_str() == sector.category)?;
    let mass = record.reported.mass?.as_kg();
    let half_width =
        record.uncertainty.map_or(0.0, |uncertainty| f64::midpoint(uncertainty.low.as_fraction(), uncertainty.high.as_fraction()));
    Some((mass, mass * half_width / NORMAL_QUANTILE_95))
}

fn draw(
    seed: u64,
    stream: u128,
    factors: &Factors,
    region: &RegionCode,
    sector: Sector,
    mass: f64,
    inventory_deviation: f64,
) -> SimulatedTotal {
    let mut random = Pcg64::new(u128::from(seed), stream);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let injection = factors.of(region, &fluxledger_core::CategoryCode::new(sector.category));
    let inventory_error = inventory_deviation * normal();
    let prior_deviation = PRIOR_DEVIATION * mass;
    let truth = injection.factor * mass + inventory_error;
    let prior = mass + inventory_error + prior_deviation * normal();
    let variance = (1.0 - injection.sensitivity) * prior_deviation * prior_deviation;
    let noise = (injection.sensitivity * variance).sqrt() * normal();
    SimulatedTotal {
        region: region.clone(),
        sector,
        factor: injection.factor,
        sensitivity: injection.sensitivity,
        prior: Mass::from_kg(prior),
        posterior: Mass::from_kg(prior + injection.sensitivity * (truth - prior) + noise),
        deviation: Mass::from_kg(variance.sqrt()),
    }
}

impl SectorLayers {
    fn empty(sector: Sector, shape: (usize, usize)) -> Self {
        let zeros = || Array2::zeros(shape);
        Self { sector, prior: zeros(), posterior: zeros(), deviation: zeros(), sensitivity: zeros() }
    }
}

/// What turns a country's total into fluxes.
struct Canvas<'a> {
    grid: &'a Grid,
    areas: Array2<f64>,
    pattern: Pattern,
    seconds: f64,
}

impl Canvas<'_> {
    /// The cells wholly inside a region with the share of its total that each gets; the shares add up to 1.
    fn weights_inside(&self, region: &RegionCoverage) -> Vec<((usize, usize), f64)> {
        let inside = region.cells().filter(|cell| cell.share >= WHOLLY_INSIDE).map(|cell| {
            let place = (cell.cell as usize / self.grid.columns(), cell.cell as usize % self.grid.columns());
            let weight = self.pattern.weight(self.grid.latitudes().centre(place.0), self.grid.longitudes().centre(place.1));
            (place, weight * self.areas[place])
        });
        let weighted: Vec<_> = inside.collect();
        let sum: f64 = weighted.iter().map(|(_, weight)| weight).sum();
        weighted.into_iter().map(|(place, weight)| (place, weight / sum)).collect()
    }

    fn paint(&self, layers: &mut SectorLayers, inside: &[((usize, usize), f64)], total: &SimulatedTotal) {
        for &(place, share) in inside {
            let per_mass = share / (self.areas[place] * self.seconds);
            layers.prior[place] = total.prior.as_kg() * per_mass;
            layers.posterior[place] = total.posterior.as_kg() * per_mass;
            layers.deviation[place] = total.deviation.as_kg() * per_mass;
            layers.sensitivity[place] = total.sensitivity;
        }
    }

    fn paint_background(&self, layers: &mut SectorLayers, inside: &[((usize, usize), f64)]) {
        let area: f64 = inside.iter().map(|(place, _)| self.areas[*place]).sum();
        for &(place, share) in inside {
            let flux = BACKGROUND_FLUX * share * area / self.areas[place];
            layers.prior[place] = flux;
            layers.posterior[place] = flux;
            layers.deviation[place] = PRIOR_DEVIATION * flux;
        }
    }
}
