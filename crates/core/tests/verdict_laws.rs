//! Laws of verdicts: what must not change when nothing about the evidence does.

use fluxledger_core::category_tree::{CategoryNode, CategoryTree, Summation};
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::reconcile::{
    Comparison, Deviation, DeviationBracket, ErrorModel, Estimate, Evidence, InventorySide, Margin, MonteCarlo, Outcome, Prior,
    ProductSide, ProductTotal, Reservation, Settings, Thresholds, TotalUncertainty, Verdict, reconcile,
};
use fluxledger_core::{
    Categorization, Category, CategoryCode, Gas, Inventory, Mass, ProductKind, Record, RegionCode, Reported, ReportedUncertainty, Scope,
    Share, StepSpread, TimeSpan, YearStart,
};
use proptest::prelude::*;

fn estimate() -> impl Strategy<Value = Estimate> {
    (-100.0..100.0_f64, 0.1..30.0_f64, 0.1..30.0_f64).prop_map(|(mass, down, up)| of_kilograms(mass, down, up))
}

fn of_kilograms(mass: f64, down: f64, up: f64) -> Estimate {
    Estimate { mass: Mass::from_kg(mass), deviation: Some(Deviation { down: Mass::from_kg(down), up: Mass::from_kg(up) }) }
}

fn scaled(estimate: Estimate, factor: f64) -> Estimate {
    let deviation = estimate.deviation.expect("a deviation");
    of_kilograms(estimate.mass.as_kg() * factor, deviation.down.as_kg() * factor, deviation.up.as_kg() * factor)
}

const fn thresholds(margin: Margin) -> Thresholds {
    Thresholds { significance: 0.05, power: 0.8, margin: Some(margin), false_discovery: None, sensitivity: 0.5, coverage: Share::WHOLE }
}

fn evidence<'a>(product: Estimate, inventory: Estimate, correlation: f64, thresholds: &'a Thresholds) -> Evidence<'a> {
    let if_independent = product.deviation.map(|deviation| Deviation::symmetric(Mass::from_kg(deviation.down.as_kg() / 3.0)));
    Evidence { product, inventory, if_independent, sensitivity: None, shares_prior: false, correlation, thresholds }
}

const fn mirrored(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Higher => Outcome::Lower,
        Outcome::Lower => Outcome::Higher,
        other => other,
    }
}

fn mirrored_verdict(verdict: &Verdict) -> Verdict {
    match verdict {
        Verdict::Higher => Verdict::Lower,
        Verdict::Lower => Verdict::Higher,
        Verdict::Indicative(Reservation::Correlation { correlated, independent }) => {
            Verdict::Indicative(Reservation::Correlation { correlated: mirrored(*correlated), independent: mirrored(*independent) })
        }
        other => other.clone(),
    }
}

proptest! {
    /// Powers of two scale without rounding, so that not even a tie may fall the other way.
    #[test]
    fn the_unit_does_not_matter(product in estimate(), inventory in estimate(), correlation in -0.9..0.9_f64, power in -20..20_i32) {
        let factor = f64::from(power).exp2();
        let one = thresholds(Margin::ShareOfInventory(Share::new(0.5)));
        let before = evidence(product, inventory, correlation, &one);
        let after = evidence(scaled(product, factor), scaled(inventory, factor), correlation, &one);
        prop_assert_eq!(before.verdict(), after.verdict());
        prop_assert_eq!(before.difference().significance.map(|test| (test.z, test.p)), after.difference().significance.map(|test| (test.z, test.p)));
        prop_assert_eq!(before.minimal_detectable().map(|mass| mass.as_kg() * factor), after.minimal_detectable().map(Mass::as_kg));
    }

    #[test]
    fn exchanging_the_sides_mirrors_the_verdict(product in estimate(), inventory in estimate(), correlation in -0.9..0.9_f64) {
        let margin = thresholds(Margin::Mass(Mass::from_kg(20.0)));
        let bare = |one, other| Evidence { if_independent: None, ..evidence(one, other, correlation, &margin) };
        let (forth, back) = (bare(product, inventory), bare(inventory, product));
        prop_assert_eq!(mirrored_verdict(&forth.verdict()), back.verdict());
        let z = |evidence: Evidence<'_>| evidence.difference().significance.map(|test| test.z).expect("a test");
        prop_assert_eq!(z(forth), -z(back));
    }

    #[test]
    fn turning_the_sign_of_both_sides_mirrors_the_verdict(product in estimate(), inventory in estimate(), correlation in -0.9..0.9_f64) {
        let margin = thresholds(Margin::ShareOfInventory(Share::new(0.4)));
        let turned = |estimate: Estimate| {
            let deviation = estimate.deviation.expect("a deviation");
            of_kilograms(-estimate.mass.as_kg(), deviation.up.as_kg(), deviation.down.as_kg())
        };
        let bare = |one, other| Evidence { if_independent: None, ..evidence(one, other, correlation, &margin) };
        prop_assert_eq!(mirrored_verdict(&bare(product, inventory).verdict()), bare(turned(product), turned(inventory)).verdict());
    }

    #[test]
    fn more_uncertainty_never_makes_a_claim(product in estimate(), inventory in estimate(), more in 1.0..5.0_f64) {
        let one = thresholds(Margin::Mass(Mass::from_kg(20.0)));
        let wider = |estimate: Estimate| {
            let deviation = estimate.deviation.expect("a deviation");
            of_kilograms(estimate.mass.as_kg(), deviation.down.as_kg() * more, deviation.up.as_kg() * more)
        };
        let bare = |one_side, other| Evidence { if_independent: None, ..evidence(one_side, other, 0.0, &one) };
        if bare(product, inventory).verdict() == Verdict::Inconclusive {
            prop_assert_eq!(bare(wider(product), wider(inventory)).verdict(), Verdict::Inconclusive);
        }
    }

    #[test]
    fn an_empty_region_and_an_empty_category_change_nothing(masses in prop::collection::vec((1.0..100.0_f64, 1.0..100.0_f64), 2..6)) {
        let without = outcome(&masses, false);
        let with = outcome(&masses, true);
        let is_empty = |row: &&Comparison| row.region == RegionCode::new("EMPTY") || row.product_estimate.mass == Mass::ZERO;
        let with: Vec<Comparison> = with.iter().filter(|row| !is_empty(row)).cloned().collect();
        prop_assert_eq!(without, with);
    }
}

/// Regions with one category each and, on request, one more region and one more category in which both sides say zero.
fn outcome(masses: &[(f64, f64)], with_empty: bool) -> Vec<Comparison> {
    let node =
        |code: &str| CategoryNode { code: CategoryCode::new(code), name: code.into(), children: vec![], summation: Summation::default() };
    let tree = CategoryTree::new(Categorization::ipcc_2006(), vec![node("1"), node("2")]).expect("a tree");
    let crosswalk = Crosswalk::identity(&tree);
    let mut regions: Vec<RegionCode> = (0..masses.len()).map(|position| RegionCode::new(format!("R{position}"))).collect();
    let mut totals: Vec<ProductTotal> = regions.iter().zip(masses).map(|(region, (mass, _))| total(region, "1", *mass)).collect();
    let mut records: Vec<Record> = regions.iter().zip(masses).map(|(region, (_, mass))| record(region, "1", *mass)).collect();
    if with_empty {
        let empty = RegionCode::new("EMPTY");
        let all: Vec<RegionCode> = regions.iter().cloned().chain([empty.clone()]).collect();
        totals.extend(all.iter().map(|region| total(region, "2", 0.0)).chain([total(&empty, "1", 0.0)]));
        records.extend(all.iter().map(|region| record(region, "2", 0.0)).chain([record(&empty, "1", 0.0)]));
        regions.insert(0, empty);
    }
    let product = ProductSide {
        name: "product".into(),
        kind: ProductKind::Inversion,
        prior: Prior::Unstated,
        crosswalk: &crosswalk,
        members: Vec::new(),
        taken_off: std::collections::BTreeSet::new(),
        totals,
    };
    let inventory = Inventory {
        name: "inventory".into(),
        source: String::new(),
        submission_year: None,
        gwp_set: None,
        territory: None,
        licence: None,
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    };
    let inventory = InventorySide { inventory: &inventory, crosswalk: &crosswalk, year: None, year_start: YearStart::JANUARY };
    let settings = Settings {
        gas: Gas::Ch4,
        years: vec![2020],
        means: vec![],
        trends: vec![],
        regions,
        groups: vec![],
        thresholds: Thresholds { false_discovery: Some(0.1), ..Thresholds::default() },
        errors: ErrorModel { monte_carlo: Some(MonteCarlo { draws: 200, seed: 7 }), ..ErrorModel::default() },
        sums: vec![],
        ledger: fluxledger_core::ledger::Ledger::default(),
    };
    reconcile(&tree, &[product], &[inventory], &settings).comparisons
}

fn total(region: &RegionCode, code: &str, mass: f64) -> ProductTotal {
    let sigma = Mass::from_kg(mass * 0.2);
    ProductTotal {
        region: region.clone(),
        region_name: region.to_string(),
        layer: format!("layer {code}"),
        category: Some(Category::new("IPCC2006", code)),
        scope: Scope::Anthropogenic,
        span: TimeSpan::calendar(2020),
        mass: Mass::from_kg(mass),
        uncertainty: Some(TotalUncertainty::Bracket(DeviationBracket::between(sigma, sigma))),
        prior: None,
        sensitivity: None,
        covered: Share::WHOLE,
        spread: StepSpread::None,
    }
}

fn record(party: &RegionCode, code: &str, mass: f64) -> Record {
    Record {
        party: party.clone(),
        category: Category::new("IPCC2006", code),
        category_name: code.into(),
        gas: Gas::Ch4,
        year: 2020,
        reported: Reported { mass: Some(Mass::from_kg(mass)), ..Reported::default() },
        uncertainty: Some(ReportedUncertainty { low: Share::new(0.3), high: Share::new(0.5) }),
        place: format!("{party} {code}"),
    }
}
