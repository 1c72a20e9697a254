//! What a comparison says, in one plain sentence that a reviewer cannot fault.

use super::number::{decimal, kilotonnes, kilotonnes_beside, percent, probability, years as years_in_words};
use super::subject::category;
use super::uncertainty;
use super::{lack, ledger};
use fluxledger_core::ledger::LedgerAccount;
use fluxledger_core::reconcile::{
    Comparison, Deviation, Estimate, Level, Obstacle, Outcome, Reservation, Side, Thresholds, Verdict, YearBracket,
};
use fluxledger_core::{Gas, Mass, ProductKind, StepSpread};
use std::cmp::Ordering;

const EVENLY_SPREAD: &str =
    "Steps of the product that cross the border of the year are divided by days, as if the source were even all through them.";

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The sentence with which it opens: what follows, for readers who want no numbers.
    pub opening: String,
    /// The numbers behind it, and what must be known beside them; empty where there are none.
    pub details: String,
    /// The verdict as a word.
    pub verdict: &'static str,
    /// Position of the comparison among the reconciliation's.
    pub comparison: usize,
}

impl Finding {
    /// All of it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.opening, self.details).trim_end().to_owned()
    }
}

/// The findings of all comparisons: significant ones first, by their z; then by the size of the difference; the incomparable last.
///
/// The submission of an inventory stands as a clause behind its name.
#[must_use]
pub fn findings(
    comparisons: &[Comparison],
    thresholds: &Thresholds,
    kind_of: impl Fn(&Comparison) -> ProductKind,
    submission_of: impl Fn(&Comparison) -> String,
) -> Vec<Finding> {
    let mut order: Vec<usize> = (0..comparisons.len()).collect();
    order.sort_by(|&left, &right| rank(&comparisons[left], &comparisons[right]));
    let finding = |position: usize| {
        let row = &comparisons[position];
        let kind = kind_of(row);
        Finding {
            opening: opening(row, kind, thresholds, &submission_of(row)),
            details: details(row, kind, thresholds),
            verdict: row.verdict.name(),
            comparison: position,
        }
    };
    order.into_iter().map(finding).collect()
}

fn rank(left: &Comparison, right: &Comparison) -> Ordering {
    let z = |comparison: &Comparison| comparison.difference.and_then(|difference| difference.significance).map_or(0.0, |test| test.z.abs());
    let size = |comparison: &Comparison| comparison.difference.map_or(0.0, |difference| difference.mass.abs().as_kg());
    let first = class(left).cmp(&class(right));
    let by_z = if left.verdict.is_significant() { z(right).total_cmp(&z(left)) } else { Ordering::Equal };
    first.then(by_z).then_with(|| size(right).total_cmp(&size(left)))
}

const fn class(comparison: &Comparison) -> u8 {
    match comparison.verdict {
        Verdict::Higher | Verdict::Lower => 0,
        Verdict::Indicative(_) => 1,
        Verdict::Untested(_) => 2,
        Verdict::Inconclusive => 3,
        Verdict::Equivalent => 4,
        Verdict::PriorDominated { .. } => 5,
        Verdict::NotComparable(_) => 6,
    }
}

/// The plain sentence with which a finding opens; where product and inventory are not independent it says so first.
fn opening(row: &Comparison, kind: ProductKind, thresholds: &Thresholds, submission: &str) -> String {
    let prelude = prelude(row.shared_prior.as_deref(), &row.product, &row.inventory, submission);
    format!(
        "{}, {}: {prelude}{}.{}",
        subject(row),
        years(row),
        claim(row, kind, thresholds, submission),
        no_observation(&row.verdict, kind)
    )
}

/// That a product is not independent of the inventory, and why; empty where nothing is known of that.
pub(super) fn prelude(shared_prior: Option<&str>, product: &str, inventory: &str, submission: &str) -> String {
    let Some(words) = shared_prior else { return String::new() };
    let descent = if words == inventory {
        "from which it or its prior descends".to_owned()
    } else {
        format!("since its profile names as origin: {words}")
    };
    format!("“{product}” is not independent of the inventory “{inventory}”{submission}, {descent}; ")
}

/// What a reader may take away.
fn claim(row: &Comparison, kind: ProductKind, thresholds: &Thresholds, submission: &str) -> String {
    let (product, inventory) = if row.shared_prior.is_some() {
        ("it".to_owned(), "the inventory".to_owned())
    } else {
        (format!("{} “{}”", noun(kind), row.product), format!("the inventory “{}”{submission}", row.inventory))
    };
    let (product, inventory) = ledger::named(row.ledger.as_ref(), product, inventory);
    match &row.verdict {
        Verdict::NotComparable(obstacle) => {
            format!("not comparable with {}, {}", inventory.trim_end_matches(','), obstacle_in_words(obstacle, row))
        }
        verdict => verdict_in_words(verdict, is_taken_back(row, thresholds), (&product, &inventory), row.ledger.as_ref()),
    }
}

/// A verdict on two things by their names; taken back is one that a test by itself would call significant.
pub(super) fn verdict_in_words(
    verdict: &Verdict,
    is_taken_back: bool,
    (product, inventory): (&str, &str),
    account: Option<&LedgerAccount>,
) -> String {
    let plain = inventory.trim_end_matches(',');
    match verdict {
        Verdict::Higher => format!("{product} is higher than {inventory} by more than the stated uncertainties of both explain"),
        Verdict::Lower => format!("{product} is lower than {inventory} by more than the stated uncertainties of both explain"),
        Verdict::Equivalent => format!("{product} and {inventory} agree within the margin that was declared"),
        Verdict::Inconclusive if is_taken_back => {
            format!(
                "{product} and {inventory} lie farther apart than their own uncertainties explain, which is no finding among so many tests"
            )
        }
        Verdict::Inconclusive => {
            format!("{product} and {inventory} cannot be told apart within their uncertainties, which is no proof of agreement")
        }
        Verdict::Indicative(reservation) => indication(reservation, product, inventory),
        Verdict::PriorDominated { .. } => {
            format!("{product} rests on its prior more than on observations here and says little about {plain}, so that nothing is claimed")
        }
        Verdict::Untested(missing) => {
            format!("whether {product} really differs from {inventory} is not tested, because {}", lack::in_words(*missing, account))
        }
        Verdict::NotComparable(_) => format!("{product} is not comparable with {plain}"),
    }
}

fn indication(reservation: &Reservation, product: &str, inventory: &str) -> String {
    match reservation {
        Reservation::Correlation { .. } => {
            format!("whether {product} differs from {inventory} hangs on how the errors of its parts go together, which it does not state")
        }
        Reservation::SharedPrior(outcome) => {
            format!("that it is {} is an indication and no finding", outcome_in_words(*outcome))
        }
        Reservation::Draws { .. } => {
            format!("whether {product} differs from {inventory} hangs on the shape of their errors: z and random draws decide differently")
        }
    }
}

const fn outcome_in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Higher => "higher",
        Outcome::Lower => "lower",
        Outcome::Equivalent => "equivalent within the margin",
        Outcome::Inconclusive => "not told apart from it",
    }
}

/// What must not be read into a difference that no observation is behind.
pub(super) fn no_observation(verdict: &Verdict, kind: ProductKind) -> &'static str {
    let claims = matches!(verdict, Verdict::Higher | Verdict::Lower | Verdict::Equivalent | Verdict::Indicative(_));
    if kind == ProductKind::BottomUp && claims { " No observation of the atmosphere is in it." } else { "" }
}

/// Whether a difference that is significant by itself is no finding among so many tests.
fn is_taken_back(row: &Comparison, thresholds: &Thresholds) -> bool {
    let p = row.difference.and_then(|difference| difference.significance).map(|test| test.p);
    row.verdict == Verdict::Inconclusive && thresholds.false_discovery.is_some() && p.is_some_and(|p| p < thresholds.significance)
}

/// The numbers behind a finding, and what must be known beside them.
fn details(row: &Comparison, kind: ProductKind, thresholds: &Thresholds) -> String {
    let mut details = match &row.verdict {
        Verdict::NotComparable(_) => String::new(),
        verdict => format!("{}{}.", side_by_side(row, kind), strength(verdict, row, thresholds)),
    };
    let mut add = |sentence: String| {
        details.push(' ');
        details.push_str(&sentence);
    };
    row.ledger
        .as_ref()
        .filter(|_| row.verdict.is_comparable())
        .into_iter()
        .flat_map(|account| ledger::sentences(row, account))
        .for_each(&mut add);
    if matches!(row.verdict, Verdict::Inconclusive | Verdict::Indicative(_)) {
        row.test.minimal_detectable.iter().for_each(|least| add(detectable(row, *least, thresholds)));
    }
    if row.inventory_keys.leave_sum_incomplete() && row.inventory_estimate.is_some() {
        add(format!("The inventory's figure is incomplete ({}).", row.inventory_keys));
    }
    if row.spread == StepSpread::Even {
        add(EVENLY_SPREAD.to_owned());
    }
    making_of(row).into_iter().for_each(&mut add);
    if row.verdict.is_comparable() {
        uncertainty::sentence(row).into_iter().for_each(&mut add);
    }
    if calls_for_caution(row) {
        add("The product's uncertainty is larger than the inventory's, which calls for caution.".to_owned());
    }
    details.trim_start().to_owned()
}

fn detectable(row: &Comparison, least: Mass, thresholds: &Thresholds) -> String {
    let inventory = row.inventory_estimate.map_or(0.0, |estimate| estimate.mass.as_kg().abs());
    let share = if inventory > 0.0 { format!(" ({} of the inventory)", percent(least.as_kg() / inventory)) } else { String::new() };
    let mass = kilotonnes(least.as_kilotonnes());
    format!("A true difference would have to reach {mass} kt{share} to be found with a probability of {}.", decimal(thresholds.power, 2))
}

/// How a mean of years was made: what is not in it, and how much hangs on whether the errors of its years go together.
fn making_of(row: &Comparison) -> Vec<String> {
    let Some(mean) = &row.mean else { return Vec::new() };
    let mut sentences = Vec::new();
    if !mean.left_out.is_empty() {
        let years = years_in_words(&mean.left_out);
        sentences.push(format!(
            "Not in the mean, because product and inventory cannot be compared then{}: {years}.",
            or_other(row.level, row.group.is_some())
        ));
    }
    if mean.stated_by_product {
        sentences.push("The product states this mean itself.".to_owned());
    }
    for (whose, bracket) in [("product", mean.product), ("inventory", mean.inventory)] {
        sentences.extend(bracket.map(|bracket| bounds(whose, &bracket)));
    }
    sentences
}

/// Why else years of a sum or a group are not in a mean or a trend.
pub(super) const fn or_other(level: Level, is_group: bool) -> &'static str {
    match (level, is_group) {
        (Level::Category, false) => "",
        (Level::Category, true) => ", or only over other members",
        (Level::Sum, false) => ", or only over other categories",
        (Level::Sum, true) => ", or only over other categories or members",
    }
}

fn bounds(whose: &str, bracket: &YearBracket) -> String {
    let sigma = |deviation: Deviation| kilotonnes(f64::midpoint(deviation.down.as_kilotonnes(), deviation.up.as_kilotonnes()));
    let (independent, correlated) = (sigma(bracket.independent), sigma(bracket.correlated));
    format!(
        "One standard deviation of the {whose}'s mean is {independent} kt if the errors of its years are independent, {correlated} kt if they are one."
    )
}

/// Whether a tested difference rests on a product less certain than the inventory (IPCC 2019 Refinement, Vol. 1, section 6.10.2.1).
fn calls_for_caution(comparison: &Comparison) -> bool {
    let is_tested = comparison.verdict.is_significant() || comparison.verdict == Verdict::Inconclusive;
    is_tested && comparison.sigma_ratio().is_some_and(|ratio| ratio > 1.0)
}

fn subject(comparison: &Comparison) -> String {
    let category = category(comparison.level, &comparison.category_name, &comparison.categories);
    format!("{}, {category}", comparison.region_name)
}

fn years(comparison: &Comparison) -> String {
    if comparison.span == comparison.inventory_span {
        comparison.span.to_string()
    } else {
        format!("product year {} against inventory year {}", comparison.span, comparison.inventory_span)
    }
}

pub(super) const fn noun(kind: ProductKind) -> &'static str {
    match kind {
        ProductKind::Inversion => "the product",
        ProductKind::BottomUp => "the gridded inventory",
        ProductKind::Simulated => "the SIMULATED product",
    }
}

fn side_by_side(comparison: &Comparison, kind: ProductKind) -> String {
    let (product, inventory) = (&comparison.product, &comparison.inventory);
    let noun = noun(kind).replacen('t', "T", 1);
    let (product, inventory) =
        ledger::named(comparison.ledger.as_ref(), format!("{noun} “{product}”"), format!("the inventory “{inventory}”"));
    let product_mass = mass_in_words(&comparison.product_estimate, comparison.gas);
    let Some((estimate, difference)) = comparison.inventory_estimate.zip(comparison.difference) else {
        return format!("{product} gives {product_mass}");
    };
    let amount = kilotonnes_beside(comparison.product_estimate.mass.as_kilotonnes(), difference.mass.abs().as_kilotonnes());
    let relation = if difference.mass.as_kg() >= 0.0 { "more" } else { "less" };
    let share = difference.ratio.map_or_else(String::new, |ratio| format!(" ({})", percent((ratio - 1.0).abs())));
    let inventory_mass = mass_in_words(&estimate, comparison.gas);
    format!("{product} gives {product_mass}, {amount} kt{share} {relation} than {inventory} with {inventory_mass}")
}

fn mass_in_words(estimate: &Estimate, gas: Gas) -> String {
    let mass = kilotonnes(estimate.mass.as_kilotonnes());
    match estimate.deviation {
        None => format!("{mass} kt {}", gas.formula()),
        Some(deviation) => {
            let (low, high) = deviation.interval_95(estimate.mass);
            format!(
                "{mass} kt {} (95 % interval {} to {})",
                gas.formula(),
                kilotonnes(low.as_kilotonnes()),
                kilotonnes(high.as_kilotonnes())
            )
        }
    }
}

/// How strong the evidence is, after a colon.
fn strength(verdict: &Verdict, row: &Comparison, thresholds: &Thresholds) -> String {
    let test = row.difference.and_then(|difference| difference.significance);
    let test =
        test.map_or_else(String::new, |test| format!(": {} standard deviations, {}", decimal(test.z.abs(), 1), probability('p', test.p)));
    match verdict {
        Verdict::Equivalent => row
            .test
            .margin
            .map_or_else(String::new, |margin| format!("{test}; the margin is {} kt to either side", kilotonnes(margin.as_kilotonnes()))),
        Verdict::Inconclusive if is_taken_back(row, thresholds) => {
            row.test.adjusted_p.map_or_else(String::new, |q| format!("{test}, among all tests {}", probability('q', q)))
        }
        Verdict::Indicative(Reservation::Correlation { correlated, independent }) => format!(
            "{test}; if its parts err as one it is {}, if they err independently {}",
            outcome_in_words(*correlated),
            outcome_in_words(*independent)
        ),
        Verdict::Indicative(Reservation::Draws { p, .. }) => format!("{test}, by random draws {}", probability('p', *p)),
        Verdict::PriorDominated { sensitivity } => format!("; its averaging-kernel sensitivity is {}", decimal(*sensitivity, 2)),
        Verdict::Untested(_) => String::new(),
        _ => test,
    }
}

fn obstacle_in_words(obstacle: &Obstacle, comparison: &Comparison) -> String {
    match obstacle {
        Obstacle::OutsideGrid { covered } => {
            format!("because only {}\u{202f}% of the region lies inside the grid, in cells with a value", decimal(covered.as_percent(), 1))
        }
        Obstacle::NotReported(keys) if keys.is_empty() => "because the inventory reports no figure".to_owned(),
        Obstacle::NotReported(keys) => {
            let stated = comparison.ledger.as_ref().map_or(comparison.product_estimate, |account| account.product);
            let mass = kilotonnes(stated.mass.as_kilotonnes());
            format!("because the inventory reports {keys} where “{}” has {mass} kt {}", comparison.product, comparison.gas.formula())
        }
        Obstacle::PartOnly { missing, side } => {
            let who = match side {
                Side::Product => format!("“{}”", comparison.product),
                Side::Inventory => format!("“{}”", comparison.inventory),
            };
            format!("because {who} lacks {} of it", missing.join(", "))
        }
        Obstacle::Scope => format!("because “{}” counts natural fluxes too, and none have been taken off", comparison.product),
        Obstacle::TermsNotStated { missing } => format!(
            "because “{}” counts natural fluxes too, and the ledger says nothing about {}",
            comparison.product,
            ledger::in_series(missing)
        ),
        Obstacle::NoCommonYear { other_years } if other_years.is_empty() => {
            format!("because “{}” has no figures for it", comparison.inventory)
        }
        Obstacle::NoCommonYear { other_years } => {
            format!("because there is no common year: “{}” has {}", comparison.inventory, years_in_words(other_years))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};
    use fluxledger_core::reconcile::MissingUncertainty;
    use fluxledger_core::reconcile::Test;

    /// 9 ± 1 kt beside 4 ± 1 kt with a verdict: z = 5 / √2 = 3.5.
    fn row(verdict: Verdict) -> Comparison {
        let row = compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        let [product, inventory, category] = ["P", "I", "energy"].map(str::to_owned);
        Comparison { product, inventory, category_name: category, verdict, ..row }
    }

    fn opening_of(row: &Comparison, kind: ProductKind) -> String {
        opening(row, kind, &Thresholds::default(), " (submission of 2024)")
    }

    #[test]
    fn a_finding_opens_with_what_may_be_taken_away() {
        let higher = row(Verdict::Higher);
        assert_eq!(
            opening_of(&higher, ProductKind::Inversion),
            "Ayland, energy (1), 2014: the product “P” is higher than the inventory “I” (submission of 2024) by more than the stated uncertainties of both explain."
        );
        let bottom_up = opening_of(&higher, ProductKind::BottomUp);
        assert!(
            bottom_up.contains("the gridded inventory “P” is higher") && bottom_up.ends_with("No observation of the atmosphere is in it.")
        );
        let equivalent =
            Comparison { test: Test { margin: Some(Mass::from_kilotonnes(8.0)), ..Test::default() }, ..row(Verdict::Equivalent) };
        assert!(opening_of(&equivalent, ProductKind::Inversion).contains("agree within the margin that was declared"));
        assert!(
            details(&equivalent, ProductKind::Inversion, &Thresholds::default())
                .ends_with("p < 0.001; the margin is 8.00 kt to either side.")
        );
    }

    #[test]
    fn a_shared_prior_stands_in_the_first_sentence() {
        let shared = Comparison { shared_prior: Some("I".into()), ..row(Verdict::Indicative(Reservation::SharedPrior(Outcome::Higher))) };
        assert_eq!(
            opening_of(&shared, ProductKind::Inversion),
            "Ayland, energy (1), 2014: “P” is not independent of the inventory “I” (submission of 2024), from which it or its prior descends; that it is higher is \
             an indication and no finding."
        );
        let untested = Comparison { shared_prior: Some("submission of 2020".into()), ..row(Verdict::Untested(MissingUncertainty::Both)) };
        assert!(
            opening_of(&untested, ProductKind::Inversion).contains(
                "since its profile names as origin: submission of 2020; whether it really differs from the inventory is not tested"
            )
        );
    }

    #[test]
    fn what_an_indication_hangs_on_is_said_with_both_outcomes() {
        let reservation = Reservation::Correlation { correlated: Outcome::Inconclusive, independent: Outcome::Higher };
        let open = row(Verdict::Indicative(reservation));
        assert!(opening_of(&open, ProductKind::Inversion).contains("hangs on how the errors of its parts go together"));
        let details = details(&open, ProductKind::Inversion, &Thresholds::default());
        assert!(details.ends_with("if its parts err as one it is not told apart from it, if they err independently higher."), "{details}");
    }

    #[test]
    fn a_difference_taken_back_among_many_tests_says_so() {
        let among_many = Thresholds { false_discovery: Some(0.05), ..Thresholds::default() };
        let taken_back = Comparison { test: Test { adjusted_p: Some(0.2), ..Test::default() }, ..row(Verdict::Inconclusive) };
        assert!(opening(&taken_back, ProductKind::Inversion, &among_many, "").contains("which is no finding among so many tests"));
        assert!(details(&taken_back, ProductKind::Inversion, &among_many).contains("among all tests q = 0.200"));
    }
}
