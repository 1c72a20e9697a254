//! From the errors of an inversion's state to those of a product's totals.

use crate::frame::{Frame, FrameError};
use crate::plan::PlannedState;
use crate::product_totals::FileTotals;
use crate::unknown_errors::{self, MOST_WITHOUT};
use fluxledger_core::covariance::{Covariance, CovarianceError};
use fluxledger_core::reconcile::{EnsembleRule, ErrorBasis, ErrorSource, JointErrors, Members, ProductTotal, TotalUncertainty};
use fluxledger_core::{LayerMeaning, Mass, RegionCode, Role, Warning};
use fluxledger_ingest::product::ProductFile;
use fluxledger_ingest::state::StateErrors;
use ndarray::{Array1, Array2, ArrayView1, Axis};
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

/// The masses of the elements of a state in the totals of a product that have some.
struct TotalMasses {
    /// The positions of these totals among the product's.
    totals: Vec<usize>,
    /// In kg: a row for each total, a column for each element.
    scaled: Array2<f64>,
    /// In kg: a row for each total, and one column, of the cells of no element.
    unscaled: Array2<f64>,
}

impl TotalMasses {
    fn of(state: &PlannedState, files: &[FileTotals], totals: &[ProductTotal]) -> Option<Self> {
        let masses = totals.iter().enumerate().filter_map(|(position, total)| Some((position, of_total(state, files, total)?)));
        let (totals, rows): (Vec<usize>, Vec<Array1<f64>>) = masses.unzip();
        let rows: Vec<_> = rows.iter().map(|row| row.view()).collect();
        let masses = ndarray::stack(Axis(0), &rows).ok()?;
        let (scaled, unscaled) = masses.view().split_at(Axis(1), state.state.count);
        Some(Self { totals, scaled: scaled.to_owned(), unscaled: unscaled.to_owned() })
    }

    /// The share of each total that lies in cells of no element.
    fn shares_unscaled(&self) -> Vec<f64> {
        let share = |(scaled, unscaled): (ArrayView1<'_, f64>, &f64)| {
            let whole = scaled.mapv(f64::abs).sum() + unscaled.abs();
            if whole > 0.0 { unscaled.abs() / whole } else { 0.0 }
        };
        self.scaled.rows().into_iter().zip(&self.unscaled).map(share).collect()
    }
}

/// Gives the totals of a product the errors of its state: E = h′x with h the masses of the elements, so that Cov(E₁, E₂) = h₁′ S h₂.
///
/// Of samples every total is formed for each sample, and the centre of these stands for it. The error of what no element scales is not known, and no error is not
/// none: totals of which more than a little lies there have none by the state.
///
/// # Errors
/// [`CovarianceError`] if the state has not as many elements as the masses.
pub fn apply(
    product: &str,
    state: &PlannedState,
    rule: EnsembleRule,
    (files, totals): (&[FileTotals], &mut [ProductTotal]),
) -> Result<Vec<Warning>, CovarianceError> {
    let Some(masses) = TotalMasses::of(state, files, totals) else { return Ok(Vec::new()) };
    let errors = match &state.state.errors {
        StateErrors::Covariance(covariance) => joint_errors(covariance.of_sums(&masses.scaled)?),
        StateErrors::Factor(factor) => joint_errors(Covariance::of_factor(&masses.scaled.dot(factor))?),
        // A cell of no element keeps its flux in every sample.
        StateErrors::Samples(samples) => members(&(masses.scaled.dot(&samples.t()) + &masses.unscaled), rule),
    };
    let mut unknown = Vec::new();
    for ((&total, errors), share) in masses.totals.iter().zip(errors).zip(masses.shares_unscaled()) {
        let total = &mut totals[total];
        if let TotalUncertainty::Members(members) = &errors {
            total.mass = members.centre();
        }
        if share <= MOST_WITHOUT {
            total.uncertainty = Some(errors);
        }
        unknown.push((total.region_name.as_str().into(), share));
    }
    let cells = ("of no element", "the state tells no standard deviation of the total");
    Ok(unknown_errors::warnings(&format!("{product}, `state`"), cells, &unknown))
}

fn joint_errors(covariance: Covariance) -> Vec<TotalUncertainty> {
    let covariance = Arc::new(covariance);
    let of_total = |position| JointErrors::new(ErrorBasis::Covariance, ErrorSource(0), Arc::clone(&covariance), position);
    (0..covariance.elements()).map(|position| TotalUncertainty::Joint(of_total(position))).collect()
}

fn members(by_sample: &Array2<f64>, rule: EnsembleRule) -> Vec<TotalUncertainty> {
    let of_total = |masses: ArrayView1<'_, f64>| Members::new(masses.iter().copied().map(Mass::from_kg).collect::<Vec<_>>(), rule);
    by_sample.rows().into_iter().map(|masses| TotalUncertainty::Members(of_total(masses))).collect()
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
