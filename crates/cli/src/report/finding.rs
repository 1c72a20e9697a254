//! What a comparison says, in one plain sentence that a reviewer cannot fault.

use super::number::{decimal, kilotonnes, percent, probability, years as years_in_words};
use fluxledger_core::reconcile::{
    Comparison, Deviation, Estimate, Level, MeanOfYears, MissingUncertainty, Obstacle, Side, Verdict, YearBracket,
};
use fluxledger_core::{Gas, ProductKind, StepSpread};
use std::cmp::Ordering;

const EVENLY_SPREAD: &str =
    " Steps of the product that cross the border of the year are divided by days, as if the source were even all through them.";

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The sentence.
    pub sentence: String,
    /// The verdict as a word.
    pub verdict: &'static str,
    /// Position of the comparison among the reconciliation's.
    pub comparison: usize,
}

/// The findings of all comparisons: significant ones first, by their z; then by the size of the difference; the incomparable last.
#[must_use]
pub fn findings(comparisons: &[Comparison], kind_of: impl Fn(&Comparison) -> ProductKind) -> Vec<Finding> {
    let mut order: Vec<usize> = (0..comparisons.len()).collect();
    order.sort_by(|&left, &right| rank(&comparisons[left], &comparisons[right]));
    order
        .into_iter()
        .map(|position| {
            let comparison = &comparisons[position];
            Finding { sentence: sentence(comparison, kind_of(comparison)), verdict: comparison.verdict.name(), comparison: position }
        })
        .collect()
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
        Verdict::Untested(_) => 1,
        Verdict::Inconclusive => 2,
        Verdict::PriorDominated { .. } => 3,
        Verdict::NotComparable(_) => 4,
    }
}

/// The sentence of one comparison.
#[must_use]
pub fn sentence(comparison: &Comparison, kind: ProductKind) -> String {
    let mut sentence = format!("{}, {}: ", subject(comparison), years(comparison));
    sentence.push_str(&statement(comparison, kind));
    if comparison.inventory_keys.leave_sum_incomplete() && comparison.inventory_estimate.is_some() {
        sentence.push_str(&format!(" The inventory's figure is incomplete ({}).", comparison.inventory_keys));
    }
    if comparison.spread == StepSpread::Even {
        sentence.push_str(EVENLY_SPREAD);
    }
    if let Some(mean) = &comparison.mean {
        sentence.push_str(&making_of(mean, comparison.group.is_some()));
    }
    if calls_for_caution(comparison) {
        sentence.push_str(" The product's uncertainty is larger than the inventory's, which calls for caution.");
    }
    sentence
}

/// How a mean of years was made: what is not in it, and how much hangs on whether the errors of its years go together.
fn making_of(mean: &MeanOfYears, is_of_group: bool) -> String {
    let mut sentences = String::new();
    if !mean.left_out.is_empty() {
        let (years, of_members) = (years_in_words(&mean.left_out), if is_of_group { ", or only over other members" } else { "" });
        sentences.push_str(&format!(" Not in the mean, because product and inventory cannot be compared then{of_members}: {years}."));
    }
    if mean.stated_by_product {
        sentences.push_str(" The product states this mean itself.");
    }
    for (whose, bracket) in [("product", mean.product), ("inventory", mean.inventory)] {
        sentences.push_str(&bracket.map_or_else(String::new, |bracket| bounds(whose, &bracket)));
    }
    sentences
}

fn bounds(whose: &str, bracket: &YearBracket) -> String {
    let sigma = |deviation: Deviation| kilotonnes(f64::midpoint(deviation.down.as_kilotonnes(), deviation.up.as_kilotonnes()));
    let (independent, correlated) = (sigma(bracket.independent), sigma(bracket.correlated));
    format!(
        " One standard deviation of the {whose}'s mean is {independent} kt if the errors of its years are independent, {correlated} kt if they are one."
    )
}

/// Whether a tested difference rests on a product less certain than the inventory (IPCC 2019 Refinement, Vol. 1, section 6.10.2.1).
fn calls_for_caution(comparison: &Comparison) -> bool {
    let is_tested = comparison.verdict.is_significant() || comparison.verdict == Verdict::Inconclusive;
    is_tested && comparison.sigma_ratio().is_some_and(|ratio| ratio > 1.0)
}

fn subject(comparison: &Comparison) -> String {
    let codes: Vec<&str> = comparison.categories.iter().map(fluxledger_core::CategoryCode::as_str).collect();
    let what = match comparison.level {
        Level::Category => "",
        Level::Sum => "sum of matched categories in ",
    };
    format!("{}, {what}{} ({})", comparison.region_name, comparison.category_name, codes.join(" + "))
}

fn years(comparison: &Comparison) -> String {
    if comparison.span == comparison.inventory_span {
        comparison.span.to_string()
    } else {
        format!("product year {} against inventory year {}", comparison.span, comparison.inventory_span)
    }
}

fn statement(comparison: &Comparison, kind: ProductKind) -> String {
    match &comparison.verdict {
        Verdict::NotComparable(obstacle) => format!("not comparable, {}.", obstacle_in_words(obstacle, comparison)),
        verdict => format!("{}; {}.", side_by_side(comparison, kind), consequence(verdict, comparison)),
    }
}

fn side_by_side(comparison: &Comparison, kind: ProductKind) -> String {
    let (product, inventory) = (&comparison.product, &comparison.inventory);
    let noun = match kind {
        ProductKind::Inversion => "the product",
        ProductKind::BottomUp => "the gridded inventory",
        ProductKind::Simulated => "the SIMULATED product",
    };
    let product_mass = mass_in_words(&comparison.product_estimate, comparison.gas);
    let Some((estimate, difference)) = comparison.inventory_estimate.zip(comparison.difference) else {
        return format!("{noun} “{product}” gives {product_mass}");
    };
    let amount = kilotonnes(difference.mass.abs().as_kilotonnes());
    let relation = if difference.mass.as_kg() >= 0.0 { "more" } else { "less" };
    let share = difference.ratio.map_or_else(String::new, |ratio| format!(" ({})", percent((ratio - 1.0).abs())));
    let inventory_mass = mass_in_words(&estimate, comparison.gas);
    format!("{noun} “{product}” gives {product_mass}, {amount} kt{share} {relation} than the inventory “{inventory}” with {inventory_mass}")
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

fn consequence(verdict: &Verdict, comparison: &Comparison) -> String {
    let test = comparison.difference.and_then(|difference| difference.significance);
    let strength =
        test.map_or_else(String::new, |test| format!("{} standard deviations, {}", decimal(test.z.abs(), 1), probability(test.p)));
    match verdict {
        Verdict::Higher | Verdict::Lower => format!("the difference is significant ({strength})"),
        Verdict::Inconclusive => format!("the difference lies within the uncertainties ({strength}), which is no proof of agreement"),
        Verdict::PriorDominated { sensitivity } => format!(
            "the product rests on its prior here (averaging-kernel sensitivity {}), so that it says little about the inventory and nothing is claimed",
            decimal(*sensitivity, 2)
        ),
        Verdict::Untested(missing) => format!("not tested, because {}", lack_in_words(*missing)),
        Verdict::NotComparable(obstacle) => obstacle_in_words(obstacle, comparison),
    }
}

const fn lack_in_words(missing: MissingUncertainty) -> &'static str {
    match missing {
        MissingUncertainty::Product => "the product states no uncertainty",
        MissingUncertainty::Inventory => "the inventory's uncertainty is not given",
        MissingUncertainty::Both => "neither side states an uncertainty",
    }
}

fn obstacle_in_words(obstacle: &Obstacle, comparison: &Comparison) -> String {
    match obstacle {
        Obstacle::OutsideGrid { covered } => {
            format!("because only {}\u{202f}% of the region lies inside the grid, in cells with a value", decimal(covered.as_percent(), 1))
        }
        Obstacle::NotReported(keys) if keys.is_empty() => "because the inventory reports no figure".to_owned(),
        Obstacle::NotReported(keys) => {
            let mass = kilotonnes(comparison.product_estimate.mass.as_kilotonnes());
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
        Obstacle::NoCommonYear { other_years } if other_years.is_empty() => {
            format!("because “{}” has no figures for it", comparison.inventory)
        }
        Obstacle::NoCommonYear { other_years } => {
            format!("because there is no common year: “{}” has {}", comparison.inventory, years_in_words(other_years))
        }
    }
}
