//! What a comparison of trends says, in a plain sentence, with how far the members of an ensemble bear it out.

use super::finding::{no_observation, noun, or_other, prelude, verdict_in_words};
use super::ledger;
use super::number::{decimal, kilotonnes, kilotonnes_beside, probability, years as years_in_words};
use super::subject::category;
use fluxledger_core::ledger::LedgerAccount;
use fluxledger_core::reconcile::{MemberTrends, Thresholds, Trend, TrendComparison, Verdict};
use fluxledger_core::time_span::in_words;
use fluxledger_core::{Gas, ProductKind};

/// What is said of one comparison of trends.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendFinding {
    /// The sentence with which it opens.
    pub opening: String,
    /// The numbers behind it.
    pub details: String,
    /// The verdict as a word.
    pub verdict: &'static str,
}

/// A sentence of each comparison of trends, significant ones first, else in the order of the reconciliation.
///
/// The submission of an inventory stands as a clause behind its name, the lines of the ledger as one behind the side that they change.
#[must_use]
pub fn trend_findings<'a>(
    trends: &[TrendComparison],
    thresholds: &Thresholds,
    kind_of: impl Fn(&TrendComparison) -> ProductKind,
    submission_of: impl Fn(&TrendComparison) -> String,
    account_of: impl Fn(&TrendComparison) -> Option<&'a LedgerAccount>,
) -> Vec<TrendFinding> {
    let mut ranked: Vec<&TrendComparison> = trends.iter().collect();
    ranked.sort_by_key(|trend| !trend.verdict.is_significant());
    let finding = |trend: &TrendComparison| TrendFinding {
        opening: opening(trend, kind_of(trend), thresholds, (&submission_of(trend), account_of(trend))),
        details: details(trend, thresholds, account_of(trend)),
        verdict: trend.verdict.name(),
    };
    ranked.into_iter().map(finding).collect()
}

fn opening(
    trend: &TrendComparison,
    kind: ProductKind,
    thresholds: &Thresholds,
    (submission, account): (&str, Option<&LedgerAccount>),
) -> String {
    let prelude = prelude(trend.shared_prior.as_deref(), &trend.product, &trend.inventory, submission);
    let submission = if prelude.is_empty() { submission } else { "" };
    let product = format!("the trend of {} “{}”", noun(kind), trend.product);
    let inventory = format!("that of the inventory “{}”{submission}", trend.inventory);
    let (product, inventory) = ledger::named(account, product, inventory);
    let claim = verdict_in_words(&trend.verdict, is_taken_back(trend, thresholds), (&product, &inventory), account);
    let category = category(trend.level, &trend.category_name, &trend.categories);
    let subject = format!("{}, {category}, {}", trend.region_name, in_words(&trend.years));
    format!("{subject}: {prelude}{claim}.{}", no_observation(&trend.verdict, kind))
}

/// Whether slopes that differ significantly by themselves are no finding among so many tests.
fn is_taken_back(trend: &TrendComparison, thresholds: &Thresholds) -> bool {
    let is_low = trend.difference.significance.is_some_and(|test| test.p < thresholds.significance);
    trend.verdict == Verdict::Inconclusive && thresholds.false_discovery.is_some() && is_low
}

fn details(trend: &TrendComparison, thresholds: &Thresholds, account: Option<&LedgerAccount>) -> String {
    let slope = |trend_of_side: &Trend| slope_in_words(trend_of_side, trend.gas);
    let (product, inventory) = (slope(&trend.product_trend), slope(&trend.inventory_trend));
    let test = trend
        .difference
        .significance
        .map_or_else(String::new, |test| format!(": {} standard deviations, {}", decimal(test.z.abs(), 1), probability('p', test.p)));
    let members = trend.members.as_ref().map_or_else(String::new, |members| format!(" {}", of_members(trend, members, thresholds)));
    let (of_product, of_inventory) = ledger::named(account, "The product".to_owned(), "the inventory".to_owned());
    format!("{of_product} changes by {product} a year in each year, {of_inventory} by {inventory}{test}.{}{members}", not_in_it(trend))
}

/// The years that were asked for and are not in the trend, with what may be the reason.
fn not_in_it(trend: &TrendComparison) -> String {
    if trend.left_out.is_empty() {
        return String::new();
    }
    let (or_other, years) = (or_other(trend.level, trend.group.is_some()), years_in_words(&trend.left_out));
    format!(
        " Not in the trend, because product and inventory cannot be compared then{or_other}, or the inventory is incomplete (NE, C, FX) as it is not in the other \
         years, or the other way round: {years}."
    )
}

fn slope_in_words(&Trend { slope, first, .. }: &Trend, gas: Gas) -> String {
    let amount = format!("{} kt {}", kilotonnes_beside(first.as_kilotonnes(), slope.mass.as_kilotonnes()), gas.formula());
    let interval = slope.deviation.map(|deviation| deviation.interval_95(slope.mass));
    interval.map_or_else(
        || amount.clone(),
        |(low, high)| format!("{amount} (95 % interval {} to {})", kilotonnes(low.as_kilotonnes()), kilotonnes(high.as_kilotonnes())),
    )
}

/// How the members' own trends lie about that of their ensemble.
fn of_members(trend: &TrendComparison, members: &MemberTrends, thresholds: &Thresholds) -> String {
    let test = match trend.product_trend.mann_kendall.direction(thresholds.significance) {
        1 => "rises",
        -1 => "falls",
        _ => "neither rises nor falls",
    };
    format!(
        "Of its {} members, whose slopes are {} ± {} kt a year in each year (mean and standard deviation), {} have the sign of the ensemble's slope \
         and {} lie on its side of the inventory's; of {} Mann and Kendall's test says what it says of the ensemble, that it {test}.",
        members.members.len(),
        kilotonnes(members.slopes.mean.as_kilotonnes()),
        kilotonnes(members.slopes.standard_deviation.as_kilotonnes()),
        members.same_sign,
        members.same_side,
        members.same_test,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};
    use fluxledger_core::reconcile::{Comparison, Difference, Level, Trend};
    use fluxledger_core::trend::{MannKendall, TheilSen};
    use fluxledger_core::{Mass, ReportingYear};

    /// A slope of some kilotonnes a year with a standard deviation of 1.
    fn trend(slope: f64) -> Trend {
        Trend {
            slope: estimate(slope, 1.0),
            first: Mass::from_kilotonnes(9.0),
            scatter: None,
            theil_sen: TheilSen { slope, interval: None },
            mann_kendall: MannKendall::of(&[1.0, 2.0, 3.0]),
            change: None,
        }
    }

    fn compared_trends(level: Level) -> TrendComparison {
        let row = Comparison { level, category_name: "National total".to_owned(), ..compared("Ayland", estimate(9.0, 1.0), None) };
        let (product_trend, inventory_trend) = (trend(6.0), trend(1.0));
        TrendComparison {
            product: "P".to_owned(),
            inventory: "I".to_owned(),
            region: row.region,
            region_name: row.region_name,
            group: None,
            gas: row.gas,
            level: row.level,
            categories: row.categories,
            category_name: row.category_name,
            years: [2014, 2015, 2016].map(ReportingYear::calendar).into(),
            left_out: Vec::new(),
            difference: Difference::between(&product_trend.slope, &inventory_trend.slope, 0.0),
            product_trend,
            inventory_trend,
            members: None,
            change_difference: None,
            end_points: None,
            minimal_detectable: None,
            adjusted_p: None,
            shared_prior: None,
            verdict: Verdict::Higher,
        }
    }

    #[test]
    fn a_trend_of_matched_categories_is_not_called_that_of_the_total() {
        let opening_of = |level| opening(&compared_trends(level), ProductKind::Inversion, &Thresholds::default(), ("", None));
        assert!(opening_of(Level::Category).starts_with("Ayland, National total (1), 2014–2016: "));
        assert!(opening_of(Level::Sum).starts_with("Ayland, sum of matched categories in National total (1), 2014–2016: "));
    }

    #[test]
    fn years_that_are_not_in_a_trend_are_named_with_what_may_be_the_reason() {
        let with_gap = TrendComparison { left_out: vec![2017, 2018], ..compared_trends(Level::Sum) };
        insta::assert_snapshot!(not_in_it(&with_gap), @" Not in the trend, because product and inventory cannot be compared then, or only over other categories, or the inventory is incomplete (NE, C, FX) as it is not in the other years, or the other way round: 2017–2018.");
        assert_eq!(not_in_it(&compared_trends(Level::Sum)), "");
    }
}
