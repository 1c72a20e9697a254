//! Where the uncertainty of an inventory's figure is a default and not the Party's: said in findings, in the table of comparisons and below figures.

use super::number::percent;
use super::{Finding, ReportFigure};
use crate::table::{Column, Table};
use fluxledger_core::reconcile::Comparison;
use fluxledger_ingest::inventory::DefaultUncertainty;
use std::collections::{BTreeMap, BTreeSet};

/// The default uncertainties of the figures of each inventory, by its name and their places.
pub type Defaults<'a> = BTreeMap<&'a str, &'a BTreeMap<String, DefaultUncertainty>>;

/// The default uncertainties behind a row; none where its inventory's uncertainty is its own, or is not known.
fn of_row<'a>(defaults: &Defaults<'a>, row: &Comparison) -> Vec<&'a DefaultUncertainty> {
    let has_deviation = row.inventory_estimate.is_some_and(|estimate| estimate.deviation.is_some());
    let known = defaults.get(row.inventory.as_str()).copied().filter(|_| has_deviation);
    known.into_iter().flat_map(|known| row.records.iter().filter_map(|place| known.get(place))).collect()
}

/// What the defaults of a row are, each once, those of one reference together.
fn in_words(defaults: &[&DefaultUncertainty]) -> String {
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    for DefaultUncertainty { category, uncertainty, reference, .. } in defaults {
        let (low, high) = (percent(uncertainty.low.as_fraction()), percent(uncertainty.high.as_fraction()));
        let size = if low == high { format!("±{high}") } else { format!("−{low}, +{high}") };
        let words = format!("{size} for {category}");
        match said.iter_mut().find(|(known, _)| known == reference) {
            Some((_, sizes)) if sizes.contains(&words) => {}
            Some((_, sizes)) => sizes.push(words),
            None => said.push((reference, vec![words])),
        }
    }
    said.iter().map(|(reference, sizes)| format!("{} ({reference})", sizes.join(" and "))).collect::<Vec<_>>().join("; ")
}

/// How far the comparisons of a report rest on default uncertainties.
#[derive(Clone, Debug, Default)]
pub struct DefaultsUsed {
    /// The comparisons in which the inventory's uncertainty rests on them.
    comparisons: usize,
    /// All comparisons.
    of: usize,
    /// Where the defaults are from.
    references: BTreeSet<String>,
}

impl DefaultsUsed {
    /// The defaults behind comparisons.
    #[must_use]
    pub fn of(comparisons: &[Comparison], defaults: &Defaults<'_>) -> Self {
        let given: Vec<Vec<&DefaultUncertainty>> = comparisons.iter().map(|row| of_row(defaults, row)).collect();
        let references = given.iter().flatten().map(|given| given.reference.clone()).collect();
        Self { comparisons: given.iter().filter(|given| !given.is_empty()).count(), of: comparisons.len(), references }
    }

    /// In how many comparisons they stand in for the Party's own; nothing where in none.
    #[must_use]
    pub fn clause(&self) -> Option<String> {
        let Self { comparisons, of, .. } = self;
        (*comparisons > 0)
            .then(|| format!("In {comparisons} of {of} comparisons the inventory's uncertainty rests on defaults that are not the Party's"))
    }

    /// The same as a sentence that says where the defaults are from.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let references = self.references.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
        self.clause().map(|clause| format!("{clause} ({references})."))
    }
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
pub fn label_figures(figures: &mut [ReportFigure], used: &DefaultsUsed) {
    let Some(clause) = used.clause() else { return };
    for figure in figures.iter_mut().filter(|figure| !figure.name.starts_with(FLUX)) {
        figure.caption = format!("{} {clause}, see the table of comparisons.", figure.caption);
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
    use fluxledger_core::{Category, ProductKind, ReportedUncertainty, Share};

    #[test]
    fn no_finding_calls_a_default_uncertainty_stated() {
        let row = compared("AAA", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        let row = Comparison { inventory: "Own".into(), records: vec!["cell".into()], verdict: Verdict::Higher, ..row };
        let comparisons = [Comparison { records: vec!["other cell".into()], ..row.clone() }, row];
        let half = Share::new(0.5);
        let uncertainty = ReportedUncertainty { low: half, high: half };
        let given = DefaultUncertainty {
            category: Category::new("CRF", "5"),
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
            assert_eq!(
                finding.details.contains("default uncertainties: ±50\u{202f}% for CRF 5 (Guideline)."),
                has_default,
                "{}",
                finding.details
            );
        }
        let used = DefaultsUsed::of(&comparisons, &defaults);
        let sentence = "In 1 of 2 comparisons the inventory's uncertainty rests on defaults that are not the Party's (Guideline).";
        assert_eq!(used.sentence().as_deref(), Some(sentence));
        assert_eq!(DefaultsUsed::of(&comparisons[..1], &defaults).sentence(), None);
    }

    #[test]
    fn defaults_of_one_reference_are_named_together() {
        let given = |code: &str, high: f64, reference: &str| DefaultUncertainty {
            category: Category::new("IPCC2006", code),
            uncertainty: ReportedUncertainty { low: Share::new(0.2), high: Share::new(high) },
            reference: reference.to_owned(),
            row_place: String::new(),
        };
        let all = [given("4.A", 0.2, "one"), given("3.A.1", 0.5, "other"), given("4.D", 0.3, "one"), given("4.A", 0.2, "one")];
        let words = "±20 % for IPCC2006 4.A and −20 %, +30 % for IPCC2006 4.D (one); −20 %, +50 % for IPCC2006 3.A.1 (other)";
        assert_eq!(in_words(&all.iter().collect::<Vec<_>>()).replace('\u{202f}', " "), words);
    }
}
