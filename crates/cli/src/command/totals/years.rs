//! Steps of a product as rows of years.

use crate::args::RowPeriod;
use fluxledger_core::aggregate::{LayerTotals, annual};
use fluxledger_core::{ReportingYear, StepSpread, Warned, Warning};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The rows that are asked for.
pub(super) fn rows_of(layers: &[LayerTotals], period: RowPeriod) -> Warned<Cow<'_, [LayerTotals]>> {
    match period {
        RowPeriod::Step => Warned::clean(Cow::Borrowed(layers)),
        RowPeriod::Year => by_year(layers),
    }
}

/// Steps of one layer added up to years; a year that they do not fill is kept step by step, with a warning.
fn by_year(layers: &[LayerTotals]) -> Warned<Cow<'_, [LayerTotals]>> {
    let keys: BTreeSet<(usize, i32)> = layers.iter().map(|layer| (first_of_name(layers, layer), layer.meaning.period.start.year)).collect();
    let (mut rows, mut warnings) = (Vec::new(), Vec::new());
    for (first, year) in keys {
        let steps: Vec<&LayerTotals> = layers.iter().filter(|layer| is_one_series(layer, &layers[first])).collect();
        match annual(&steps, ReportingYear::calendar(year), StepSpread::None) {
            Ok(annual) => rows.push(annual.totals),
            Err(incomplete) => {
                warnings.push(Warning::new(&layers[first].meaning.name, format!("{incomplete}; its steps are listed one by one")));
                rows.extend(steps.into_iter().filter(|step| step.meaning.period.start.year == year).cloned());
            }
        }
    }
    Warned::new(Cow::Owned(rows), warnings)
}

fn first_of_name(layers: &[LayerTotals], layer: &LayerTotals) -> usize {
    layers.iter().position(|other| is_one_series(other, layer)).expect("a layer is of its own name")
}

/// Whether two layers are the same thing, at one time or two.
fn is_one_series(one: &LayerTotals, other: &LayerTotals) -> bool {
    let key = |layer: &LayerTotals| (layer.meaning.role, layer.meaning.gas);
    key(one) == key(other) && one.meaning.name == other.meaning.name
}
