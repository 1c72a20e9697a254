//! From the errors of an inversion's state to those of a product's totals.

use crate::frame::{Frame, FrameError};
use crate::plan::PlannedState;
use crate::product_totals::FileTotals;
use fluxledger_core::covariance::{Covariance, CovarianceError};
use fluxledger_core::reconcile::{EnsembleRule, ErrorBasis, ErrorSource, JointErrors, Members, ProductTotal, TotalUncertainty};
use fluxledger_core::{LayerMeaning, Mass, RegionCode, Role};
use fluxledger_ingest::product::ProductFile;
use fluxledger_ingest::state::StateErrors;
use ndarray::{Array1, Array2, Axis};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The flux of one layer in one step that the elements of a state scale, in each region.
pub struct ElementMasses {
    meaning: LayerMeaning,
    positions: BTreeMap<RegionCode, usize>,
    /// In kg: a row for each region, a column for each element, and a last one for cells of none.
    masses: Array2<f64>,
}

impl ElementMasses {
    /// Reads the layers that the elements scale and sums them by region and element.
    ///
    /// # Errors
    /// [`FrameError`] if a layer cannot be read.
    pub fn of(file: &ProductFile, frame: &Frame<'_>, layers: &[usize], state: &PlannedState) -> Result<Vec<Self>, FrameError> {
        let of_layer = |&layer: &usize| {
            let (codes, masses) = frame.element_masses(layer, &state.state.elements, state.state.count)?;
            let positions = codes.into_iter().enumerate().map(|(position, code)| (code, position)).collect();
            Ok(Self { meaning: file.layers[layer].clone(), positions, masses })
        };
        layers.iter().map(of_layer).collect()
    }
}

/// The share of a total that may lie in cells of no element before its error counts as unknown.
const UNSCALED: f64 = 0.01;

/// Gives the totals of a product the errors of its state: E = h′x with h the masses of the elements, so that Cov(E₁, E₂) = h₁′ S h₂.
///
/// Of samples every total is formed for each sample, and the centre of these stands for it.
///
/// # Errors
/// [`CovarianceError`] if the state has not as many elements as the masses.
pub fn apply(state: &PlannedState, rule: EnsembleRule, files: &[FileTotals], totals: &mut [ProductTotal]) -> Result<(), CovarianceError> {
    let masses: Vec<Option<Array1<f64>>> = totals.iter().map(|total| of_total(state, files, total)).collect();
    let (found, rows): (Vec<usize>, Vec<&Array1<f64>>) =
        masses.iter().enumerate().filter_map(|(position, masses)| Some((position, masses.as_ref()?))).unzip();
    if rows.is_empty() {
        return Ok(());
    }
    let views: Vec<_> = rows.iter().map(|row| row.view()).collect();
    let Ok(masses) = ndarray::stack(Axis(0), &views) else { return Ok(()) };
    let (weights, rest) = masses.view().split_at(Axis(1), state.state.count);
    let weights = weights.to_owned();
    let covariance = match &state.state.errors {
        StateErrors::Covariance(covariance) => covariance.of_sums(&weights)?,
        StateErrors::Factor(factor) => Covariance::of_factor(&weights.dot(factor))?,
        StateErrors::Samples(samples) => {
            // A cell of no element keeps its flux in every sample.
            put_members(&found, &(weights.dot(&samples.t()) + rest), rule, totals);
            return Ok(());
        }
    };
    let covariance = Arc::new(covariance);
    for (position, total) in found.into_iter().enumerate() {
        let (scaled, unscaled) = (weights.row(position).mapv(f64::abs).sum(), rest[[position, 0]].abs());
        // The error of what no element scales is not known, and no error is not none.
        if unscaled > UNSCALED * (scaled + unscaled) {
            continue;
        }
        let errors = JointErrors::new(ErrorBasis::Covariance, ErrorSource(0), Arc::clone(&covariance), position);
        totals[total].uncertainty = Some(TotalUncertainty::Joint(errors));
    }
    Ok(())
}

fn put_members(found: &[usize], by_sample: &Array2<f64>, rule: EnsembleRule, totals: &mut [ProductTotal]) {
    for (&total, masses) in found.iter().zip(by_sample.rows()) {
        let members = Members::new(masses.iter().copied().map(Mass::from_kg).collect::<Vec<_>>(), rule);
        totals[total].mass = members.centre();
        totals[total].uncertainty = Some(TotalUncertainty::Members(members));
    }
}

/// The masses of the elements in a total: its steps as far as they lie in the year.
fn of_total(state: &PlannedState, files: &[FileTotals], total: &ProductTotal) -> Option<Array1<f64>> {
    let year = total.span.year()?.period();
    let belongs = |meaning: &LayerMeaning| {
        meaning.role == state.scales
            && if meaning.role == Role::Emission { meaning.name == total.layer } else { meaning.category == total.category }
    };
    let of_step = |step: &ElementMasses| {
        let share = step.meaning.period.common(year)?.share_of(step.meaning.period, step.meaning.calendar);
        Some(&step.masses.row(*step.positions.get(&total.region)?) * share)
    };
    let steps = files.iter().flat_map(|file| &file.elements).filter(|step| belongs(&step.meaning));
    steps.filter_map(of_step).reduce(|sum, step| sum + step)
}
