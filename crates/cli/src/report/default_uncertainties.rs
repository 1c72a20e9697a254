//! Where the uncertainty of an inventory's figure is a default and not the Party's: said in findings, in the table of comparisons and below figures.

use super::number::percent;
use super::{Finding, ReportFigure};
use crate::table::{Column, Table};
use fluxledger_core::reconcile::Comparison;
use fluxledger_ingest::inventory::DefaultUncertainty;
use std::collections::BTreeMap;

/// The default uncertainties of the figures of each inventory, by its name and their places.
pub type Defaults<'a> = BTreeMap<&'a str, &'a BTreeMap<String, DefaultUncertainty>>;

/// The default uncertainties behind a row; none where its inventory's uncertainty is its own, or is not known.
fn of_row<'a>(defaults: &Defaults<'a>, row: &Comparison) -> Vec<&'a DefaultUncertainty> {
    let has_deviation = row.inventory_estimate.is_some_and(|estimate| estimate.deviation.is_some());
    let known = defaults.get(row.inventory.as_str()).copied().filter(|_| has_deviation);
    known.into_iter().flat_map(|known| row.records.iter().filter_map(|place| known.get(place))).collect()
}

/// What the defaults of a row are, each once.
fn in_words(defaults: &[&DefaultUncertainty]) -> String {
    let mut said: Vec<String> = Vec::new();
    for DefaultUncertainty { category, uncertainty, reference, .. } in defaults {
        let (low, high) = (percent(uncertainty.low.as_fraction()), percent(uncertainty.high.as_fraction()));
        let size = if low == high { format!("±{high}") } else { format!("−{low}, +{high}") };
        let words = format!("{size} for {category} ({reference})");
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said.join("; ")
}

/// The findings, each with the defaults that its inventory's uncertainty rests on.
#[must_use]
pub fn beside(mut findings: Vec<Finding>, comparisons: &[Comparison], defaults: &Defaults<'_>) -> Vec<Finding> {
    for finding in &mut findings {
        let given = of_row(defaults, &comparisons[finding.comparison]);
        if !given.is_empty() {
            let sentence =
                format!("Where the inventory states no uncertainty, its interval rests on default uncertainties: {}.", in_words(&given));
            finding.details = format!("{} {sentence}", finding.details).trim_start().to_owned();
            finding.opening = finding.opening.replace(STATED, WITH_DEFAULT);
        }
    }
    findings
}

/// The column that says in the table of comparisons whose uncertainty the inventory's is; none where no default is used.
#[must_use]
pub fn column(comparisons: &[Comparison], defaults: &Defaults<'_>) -> Option<Column> {
    let whose = |row: &Comparison| {
        let given = of_row(defaults, row);
        let is_known = row.inventory_estimate.is_some_and(|estimate| estimate.deviation.is_some());
        is_known.then(|| if given.is_empty() { "stated".to_owned() } else { format!("default where none is stated: {}", in_words(&given)) })
    };
    comparisons
        .iter()
        .any(|row| !of_row(defaults, row).is_empty())
        .then(|| Column::text("inventory_uncertainty_source", "Uncertainty of the inventory", comparisons, whose))
}

/// Adds the column to the table of comparisons.
pub fn label_table(table: &mut Table, comparisons: &[Comparison], defaults: &Defaults<'_>) {
    table.columns.extend(column(comparisons, defaults));
}

/// Says below figures with intervals of inventories how many of these rest on defaults.
pub fn label_figures(figures: &mut [ReportFigure], comparisons: &[Comparison], defaults: &Defaults<'_>) {
    let count = comparisons.iter().filter(|row| !of_row(defaults, row).is_empty()).count();
    if count == 0 {
        return;
    }
    let all = comparisons.len();
    let sentence = format!(
        "In {count} of {all} comparisons the inventory's uncertainty rests on defaults that are not the Party's, see the table of comparisons."
    );
    for figure in figures.iter_mut().filter(|figure| !figure.name.starts_with(FLUX)) {
        figure.caption = format!("{} {sentence}", figure.caption);
    }
}

/// What a finding says of uncertainties that both sides state.
const STATED: &str = "the stated uncertainties of both explain";
/// What it says where the inventory's is a default.
const WITH_DEFAULT: &str = "the product's stated and the inventory's default uncertainty explain";

/// How the names of figures begin that show a product's flux alone.
const FLUX: &str = "map-";

#[cfg(test)]
mod tests {
    use super::super::example::{compared, estimate};
    use super::super::findings;
    use super::*;
    use fluxledger_core::reconcile::{Thresholds, Verdict};
    use fluxledger_core::{CategoryCode, ProductKind, ReportedUncertainty, Share};

    #[test]
    fn no_finding_calls_a_default_uncertainty_stated() {
        let row = compared("AAA", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        let row = Comparison { inventory: "Own".into(), records: vec!["cell".into()], verdict: Verdict::Higher, ..row };
        let comparisons = [Comparison { records: vec!["other cell".into()], ..row.clone() }, row];
        let half = Share::new(0.5);
        let uncertainty = ReportedUncertainty { low: half, high: half };
        let given = DefaultUncertainty {
            category: CategoryCode::new("5"),
            uncertainty,
            reference: "Guideline".to_owned(),
            row_place: "line 2".to_owned(),
        };
        let of_own = BTreeMap::from([("cell".to_owned(), given)]);
        let defaults = BTreeMap::from([("Own", &of_own)]);
        let plain = findings(&comparisons, &Thresholds::default(), |_| ProductKind::Inversion, |_| String::new());
        for finding in beside(plain, &comparisons, &defaults) {
            let has_default = finding.comparison == 1;
            assert_eq!(finding.opening.contains("the product's stated and the inventory's default uncertainty"), has_default);
            assert_eq!(finding.opening.contains("stated uncertainties of both"), !has_default);
            assert_eq!(finding.details.contains("default uncertainties: ±50"), has_default);
        }
    }
}
