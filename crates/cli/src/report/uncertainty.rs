//! What is known of a product's error: in a sentence of a finding, and in a table of ensembles.

use super::number::kilotonnes;
use super::tables::codes;
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::ensemble::Ensemble;
use fluxledger_core::ledger::Treatment;
use fluxledger_core::reconcile::{
    Centre, Comparison, Deviation, EnsembleRule, ErrorBasis, Members, Reconciliation, Spread, TotalUncertainty,
};
use fluxledger_core::{Gas, Mass};

/// What a finding says of the product's uncertainty; nothing where the product gives one standard deviation and no more.
pub(super) fn sentence(row: &Comparison) -> Option<String> {
    match row.product_uncertainty.as_ref()? {
        TotalUncertainty::Bracket(_) => None,
        TotalUncertainty::Declared(_) => Some("The product's uncertainty is declared in the run file; the product states none.".to_owned()),
        TotalUncertainty::Percentiles(_) => Some(
            "The product's σ comes from percentiles of its cells, on each side its own. Percentiles of cells do not add up: σ of their sum lies between that of cells that err independently and that of cells that err as one."
                .to_owned(),
        ),
        TotalUncertainty::Members(members) => of_members(members, row),
        TotalUncertainty::Joint(errors) => Some(match errors.basis {
            ErrorBasis::Covariance => "The product's σ follows from its covariance.".to_owned(),
            ErrorBasis::CorrelationLength { kilometres } => format!(
                "The product's σ takes the correlation of its cells' errors as exp(−d/L) with L = {} km, by the run file's word.",
                kilometres
            ),
        }),
    }
}

fn of_members(members: &Members, row: &Comparison) -> Option<String> {
    let statistics = members.statistics()?;
    let [least, most, sigma] =
        [statistics.minimum, statistics.maximum, sigma(members.between())].map(|mass| kilotonnes(mass.as_kilotonnes()));
    let has_lines = row.ledger.as_ref().is_some_and(|account| account.of(Treatment::SubtractedFromProduct).next().is_some());
    let own = match (members.within.is_some(), has_lines) {
        (false, _) => "",
        (true, false) => ", and the members' own σ comes on top of it",
        (true, true) => ", and the σ of the ledger's lines, with the members' own where they have one, comes on top of it",
    };
    let negative = match members.negative() {
        // Land takes up carbon dioxide.
        count if count == 0 || row.gas == Gas::Co2 => String::new(),
        count => format!(" Members below zero: {count}."),
    };
    Some(format!(
        "The product is an ensemble of {} members, each totalled by itself, from {least} to {most} kt: its value is their {}, its σ {} ({sigma} kt){own}.{negative}",
        statistics.members,
        centre(members.rule),
        spread(members.rule),
    ))
}

const fn centre(rule: EnsembleRule) -> &'static str {
    match rule.centre {
        Centre::Mean => "mean",
        Centre::Median => "median",
    }
}

const fn spread(rule: EnsembleRule) -> &'static str {
    match rule.spread {
        Spread::StandardDeviation => "their standard deviation",
        Spread::Interquartile => "the distance of their quartiles over 1.349",
        Spread::Percentiles => "the distance to their percentiles 2.5 and 97.5 over 1.96",
    }
}

/// The mean of both sides.
fn sigma(deviation: Deviation) -> Mass {
    Mass::from_kg(f64::midpoint(deviation.down.as_kg(), deviation.up.as_kg()))
}

/// A comparison whose product is an ensemble.
struct EnsembleRow<'a> {
    row: &'a Comparison,
    members: &'a Members,
    statistics: Ensemble,
}

impl EnsembleRow<'_> {
    /// The standard deviation of what one more member would be: s √(1 + 1 / n).
    #[expect(clippy::cast_precision_loss, reason = "there are few members")]
    fn of_one_more(&self) -> f64 {
        self.statistics.standard_deviation.as_kilotonnes() * (1.0 + 1.0 / self.statistics.members as f64).sqrt()
    }
}

/// The table of products that are ensembles, if there are any.
pub(super) fn section(reconciliation: &Reconciliation) -> Option<ReportTable> {
    let rows: Vec<EnsembleRow<'_>> = reconciliation.comparisons.iter().filter_map(ensemble_row).collect();
    (!rows.is_empty()).then(|| ReportTable::in_section(table(&rows), MEMBERS))
}

fn ensemble_row(row: &Comparison) -> Option<EnsembleRow<'_>> {
    let TotalUncertainty::Members(members) = row.product_uncertainty.as_ref()? else { return None };
    Some(EnsembleRow { row, members, statistics: members.statistics()? })
}

const MEMBERS: Section = Section {
    heading: "Members of ensembles",
    note: "Each member is totalled by itself over region, categories and years; statistics come last. Standard deviation with n − 1; quartiles: (P75 − P25) / 1.349. One more member: s √(1 + 1/n), for what a further one might give. Without one: the range of the mean when one member is left out. σ in use is that of the verdicts: between members, with the members’ own on top where they have one. Members that share observations, transport or prior do not count as independent, and their scatter is no error of the mean.",
    empty: "",
};

fn table(rows: &[EnsembleRow<'_>]) -> Table {
    let kilotonnes = |mass: Mass| Some(mass.as_kilotonnes());
    let own = |row: &EnsembleRow<'_>, bound: fn(&TotalUncertainty) -> Deviation| {
        row.row.product_uncertainty.as_ref().map(|uncertainty| sigma(bound(uncertainty)).as_kilotonnes())
    };
    let columns = vec![
        Column::text("product", "Product", rows, |row| Some(row.row.product.as_str())),
        Column::text("region", "Region", rows, |row| Some(row.row.region.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(row.row.region_name.as_str())),
        Column::text("period", "Period", rows, |row| Some(row.row.span.to_string())),
        Column::text("category", "Category", rows, |row| Some(codes(&row.row.categories))),
        Column::integer("n", "n", rows, |row| i64::try_from(row.statistics.members).ok()),
        Column::integer("below_zero", "Below zero", rows, |row| i64::try_from(row.members.negative()).ok()),
        Column::number("mean_kt", "Mean (kt)", rows, |row| kilotonnes(row.statistics.mean)),
        Column::number("median_kt", "Median (kt)", rows, |row| kilotonnes(row.statistics.median)),
        Column::number("standard_deviation_kt", "Standard deviation (kt)", rows, |row| kilotonnes(row.statistics.standard_deviation)),
        Column::number("interquartile_sigma_kt", "σ by quartiles (kt)", rows, |row| kilotonnes(row.statistics.interquartile)),
        Column::number("one_more_kt", "σ of one more member (kt)", rows, |row| Some(row.of_one_more())),
        Column::number("minimum_kt", "Smallest (kt)", rows, |row| kilotonnes(row.statistics.minimum)),
        Column::number("p2_5_kt", "P2.5 (kt)", rows, |row| kilotonnes(row.statistics.central_95.0)),
        Column::number("p97_5_kt", "P97.5 (kt)", rows, |row| kilotonnes(row.statistics.central_95.1)),
        Column::number("maximum_kt", "Largest (kt)", rows, |row| kilotonnes(row.statistics.maximum)),
        Column::number("without_one_least_kt", "Least mean without one (kt)", rows, |row| kilotonnes(row.statistics.leave_one_out.0)),
        Column::number("without_one_most_kt", "Largest mean without one (kt)", rows, |row| kilotonnes(row.statistics.leave_one_out.1)),
        Column::text("centre", "Value in use", rows, |row| Some(centre(row.members.rule))),
        Column::text("spread", "σ between members", rows, |row| Some(spread(row.members.rule))),
        Column::number("sigma_independent_kt", "σ in use, parts independent (kt)", rows, |row| {
            own(row, |known| known.bracket().uncorrelated)
        }),
        Column::number("sigma_correlated_kt", "σ in use, parts correlated (kt)", rows, |row| own(row, |known| known.bracket().correlated)),
    ];
    Table { name: "members", title: "Members of ensembles: centre and spread".into(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};

    fn with(uncertainty: TotalUncertainty) -> Comparison {
        Comparison { product_uncertainty: Some(uncertainty), ..compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0))) }
    }

    fn ensemble(kilotonnes: &[f64]) -> Members {
        let rule = EnsembleRule { centre: Centre::Median, spread: Spread::Interquartile };
        Members::new(kilotonnes.iter().copied().map(Mass::from_kilotonnes).collect::<Vec<_>>(), rule)
    }

    #[test]
    fn a_finding_says_where_the_uncertainty_comes_from() {
        let declared = fluxledger_core::reconcile::DeviationBracket::between(Mass::ZERO, Mass::ZERO);
        let said = [TotalUncertainty::Members(ensemble(&[10.0, -1.0, 3.0, 2.0, 4.0])), TotalUncertainty::Declared(declared)];
        let said: Vec<String> = said.into_iter().filter_map(|uncertainty| sentence(&with(uncertainty))).collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        The product is an ensemble of 5 members, each totalled by itself, from −1.00 to 10.00 kt: its value is their median, its σ the distance of their quartiles over 1.349 (1.48 kt). Members below zero: 1.
        The product's uncertainty is declared in the run file; the product states none.
        ");
        assert_eq!(sentence(&with(TotalUncertainty::Bracket(declared))), None);
    }

    /// 1, 2 and 6: the mean is 3, s² = (4 + 1 + 9) / 2 = 7, one more √(7 · 4 / 3), and without one member the means are 1.5, 3.5 and 4.
    #[test]
    fn the_table_holds_what_can_be_said_of_three_members() {
        let comparisons = vec![with(TotalUncertainty::Members(ensemble(&[6.0, 1.0, 2.0])))];
        let reconciliation = Reconciliation { comparisons, ..Reconciliation::default() };
        let rows: Vec<EnsembleRow<'_>> = reconciliation.comparisons.iter().filter_map(ensemble_row).collect();
        let statistics = rows[0].statistics;
        assert_eq!([statistics.mean, statistics.leave_one_out.0, statistics.leave_one_out.1].map(Mass::as_kilotonnes), [3.0, 1.5, 4.0]);
        assert!((rows[0].of_one_more() - (28.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!(section(&reconciliation).is_some() && section(&Reconciliation::default()).is_none());
    }
}
