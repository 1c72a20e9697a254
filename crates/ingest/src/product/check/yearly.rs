//! The sum of a product's layers over the whole grid, per year and without double counting.

use crate::category::{crosswalk, ipcc_2006};
use crate::product::ProductFile;
use fluxledger_core::aggregate::{LayerTotals, RowKind};
use fluxledger_core::{CategoryCode, Gas, LayerMeaning, Mass, Role, Scope};
use std::collections::BTreeSet;

/// How far the steps of a layer may miss whole years, in years.
const WHOLE_YEARS: f64 = 0.02;

/// Categories of which the sources of a gas are made for the most part; who has leaves of all of them has the whole.
const MAIN_SECTORS: [(Gas, &[&str]); 3] =
    [(Gas::Ch4, &["1.B", "3.A", "4"]), (Gas::Co2, &["1.A.1", "1.A.2", "1.A.3"]), (Gas::N2o, &["1.A", "3.C"])];

/// A sum of emission layers of one gas over the whole grid, without those that another layer contains.
#[derive(Clone, Debug, PartialEq)]
pub struct YearlySum {
    /// The gas.
    pub gas: Gas,
    /// Which fluxes they are.
    pub scope: Scope,
    /// Whether layers of several scopes are in it, which together are the net flux.
    pub is_net: bool,
    /// The layers.
    pub layers: Vec<String>,
    /// Their mass per year, the mean over all steps.
    pub per_year: Mass,
    /// The sum of the magnitudes in all cells, per year.
    pub gross_per_year: Mass,
    /// The first and the last year in which a step lies.
    pub years: [i32; 2],
    /// Whether the steps fill whole years, so that no season weighs more than another.
    pub fills_years: bool,
    /// Whether the layers are known to be a part of all sources only.
    pub is_part: bool,
}

impl ProductFile {
    /// The sums of the product's emission layers, by gas and scope, and the net flux of all scopes where layers of total scope are a part of it.
    ///
    /// `totals` are those of the layers that are used, each with its row of the whole grid.
    #[must_use]
    pub fn yearly_sums(&self, totals: &[LayerTotals]) -> Vec<YearlySum> {
        let contained: BTreeSet<&String> = totals.iter().flat_map(|total| &total.meaning.contains).collect();
        let added = |total: &&LayerTotals| total.meaning.role == Role::Emission && !contained.contains(&total.meaning.name);
        let added: Vec<&LayerTotals> = totals.iter().filter(added).collect();
        Gas::MAIN.into_iter().flat_map(|gas| sums_of(gas, &added)).collect()
    }
}

fn sums_of(gas: Gas, totals: &[&LayerTotals]) -> Vec<YearlySum> {
    let of_gas: Vec<&LayerTotals> = totals.iter().filter(|total| total.meaning.gas == gas).copied().collect();
    let of_scope = |scope: Scope| {
        let own: Vec<&LayerTotals> = of_gas.iter().filter(|total| total.meaning.scope == scope).copied().collect();
        (!own.is_empty()).then(|| sum(gas, scope, &own))
    };
    let mut sums: Vec<YearlySum> = [Scope::Anthropogenic, Scope::Natural, Scope::Total].into_iter().filter_map(of_scope).collect();
    if let [_, .., last] = sums.as_mut_slice()
        && last.scope == Scope::Total
    {
        last.is_part = true;
        sums.push(YearlySum { is_net: true, ..sum(gas, Scope::Total, &of_gas) });
    }
    sums
}

fn sum(gas: Gas, scope: Scope, totals: &[&LayerTotals]) -> YearlySum {
    let mut layers: Vec<String> = totals.iter().map(|total| total.meaning.name.clone()).collect();
    layers.dedup();
    let steps_of = |name: &String| totals.iter().filter(|total| total.meaning.name == *name).copied().collect::<Vec<_>>();
    let by_layer: Vec<Vec<&LayerTotals>> = layers.iter().map(steps_of).collect();
    let first = totals.iter().map(|total| total.meaning.period.start.year).min().unwrap_or(0);
    let end = totals.iter().map(|total| total.meaning.period.end).max();
    let last = end.map_or(first, |end| if (end.month, end.day) == (1, 1) { end.year - 1 } else { end.year });
    YearlySum {
        gas,
        scope,
        is_net: false,
        per_year: by_layer.iter().map(|steps| per_year(steps, grid_mass)).sum(),
        gross_per_year: by_layer.iter().map(|steps| per_year(steps, |total| total.balance.gross_mass)).sum(),
        years: [first, last],
        fills_years: by_layer.iter().all(|steps| fills_years(steps)),
        is_part: is_part(gas, totals.iter().map(|total| &total.meaning)),
        layers,
    }
}

/// The mass of a layer over the whole grid.
pub(super) fn grid_mass(total: &LayerTotals) -> Mass {
    total.rows.iter().find(|row| row.kind == RowKind::Total).map_or(Mass::from_kg(0.0), |row| row.mass)
}

fn years_of(steps: &[&LayerTotals]) -> f64 {
    steps.iter().map(|total| total.meaning.period.years(total.meaning.calendar)).sum()
}

fn per_year(steps: &[&LayerTotals], mass: fn(&LayerTotals) -> Mass) -> Mass {
    let sum: Mass = steps.iter().map(|total| mass(total)).sum();
    Mass::from_kg(sum.as_kg() / years_of(steps))
}

fn fills_years(steps: &[&LayerTotals]) -> bool {
    let years = years_of(steps);
    years > 0.5 && (years - years.round()).abs() <= WHOLE_YEARS
}

/// Whether layers lack a main sector of the gas by their categories; unknown categories may be anything.
fn is_part<'a>(gas: Gas, layers: impl Iterator<Item = &'a LayerMeaning>) -> bool {
    let tree = ipcc_2006();
    let mut leaves: BTreeSet<CategoryCode> = BTreeSet::new();
    for layer in layers {
        let Some(category) = &layer.category else { return false };
        let Some(crosswalk) = crosswalk(&category.categorization) else { return false };
        let targets = crosswalk.targets(&category.code, gas).unwrap_or_default();
        leaves.extend(targets.iter().filter_map(|target| tree.leaves(target)).flatten().cloned());
    }
    let sectors = MAIN_SECTORS.iter().find(|(own, _)| *own == gas).map_or(&[][..], |(_, sectors)| sectors);
    let lacks = |sector: &&str| tree.leaves(&CategoryCode::new(*sector)).is_none_or(|own| own.is_disjoint(&leaves));
    sectors.iter().any(lacks)
}
