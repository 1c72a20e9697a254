//! What the scope of a layer decides when a product is put beside an inventory.

use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::reconcile::{
    Comparison, ErrorModel, InventorySide, Level, Obstacle, Prior, ProductSide, ProductTotal, Settings, Thresholds, Verdict, reconcile,
};
use fluxledger_core::{
    Category, CategoryCode, Gas, Inventory, Mass, NotationKeys, ProductKind, Record, RegionCode, Reported, Scope, Share, StepSpread,
    TimeSpan, YearStart,
};
use fluxledger_ingest::category::ipcc_2006;

/// A layer of each of the categories 1, 2 and M.AG with 11, 22 and 33 kt.
fn layers(scopes: [Scope; 3]) -> Vec<ProductTotal> {
    let layer = |(code, scope): (&str, Scope), kilotonnes: f64| ProductTotal {
        region: RegionCode::new("A"),
        region_name: "a".to_owned(),
        layer: code.to_owned(),
        category: Some(Category::new("IPCC2006", code)),
        scope,
        span: TimeSpan::calendar(2020),
        mass: Mass::from_kg(kilotonnes * 1e6),
        uncertainty: None,
        prior: None,
        sensitivity: None,
        covered: Share::WHOLE,
        spread: StepSpread::None,
    };
    ["1", "2", "M.AG"].into_iter().zip(scopes).zip([11.0, 22.0, 33.0]).map(|(layer_of, mass)| layer(layer_of, mass)).collect()
}

/// An inventory of the categories 1, 2 and M.AG with 10, 20 and 30 kt.
fn inventory() -> Inventory {
    let record = |code: &str, kilotonnes: f64| Record {
        party: RegionCode::new("A"),
        category: Category::new("IPCC2006", code),
        category_name: code.to_owned(),
        gas: Gas::Ch4,
        year: 2020,
        reported: Reported { mass: Some(Mass::from_kg(kilotonnes * 1e6)), keys: NotationKeys::default() },
        uncertainty: None,
        place: code.to_owned(),
    };
    let records = vec![record("1", 10.0), record("2", 20.0), record("M.AG", 30.0)];
    Inventory {
        name: "inventory".into(),
        source: "test".into(),
        submission_year: None,
        gwp_set: None,
        licence: None,
        territory: None,
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    }
}

fn compared(scopes: [Scope; 3]) -> Vec<Comparison> {
    let (tree, inventory) = (ipcc_2006(), inventory());
    let crosswalk = Crosswalk::identity(&tree);
    let product = ProductSide {
        name: "product".into(),
        kind: ProductKind::BottomUp,
        prior: Prior::Unstated,
        crosswalk: &crosswalk,
        members: Vec::new(),
        taken_off: std::collections::BTreeSet::new(),
        totals: layers(scopes),
    };
    let side = InventorySide { inventory: &inventory, crosswalk: &crosswalk, year: None, year_start: YearStart::default() };
    let settings = Settings {
        gas: Gas::Ch4,
        years: vec![2020],
        means: Vec::new(),
        trends: vec![],
        regions: vec![RegionCode::new("A")],
        groups: vec![],
        thresholds: Thresholds::default(),
        errors: ErrorModel::default(),
        sums: vec![CategoryCode::new("M.0.EL")],
        ledger: fluxledger_core::ledger::Ledger::default(),
    };
    reconcile(&tree, &[product], &[side], &settings).comparisons
}

/// The one comparison of a sum.
fn sum(comparisons: &[Comparison]) -> &Comparison {
    comparisons.iter().find(|comparison| comparison.level == Level::Sum).expect("a sum")
}

#[test]
fn a_natural_layer_is_never_added_to_what_people_emit() {
    let comparisons = compared([Scope::Anthropogenic, Scope::Anthropogenic, Scope::Natural]);
    let farms = comparisons.iter().find(|comparison| comparison.layers == ["M.AG"]).expect("the natural layer stands by itself");
    assert_eq!(farms.verdict, Verdict::NotComparable(Obstacle::Scope));
    // 11 + 22 kt against 10 + 20 kt; the 33 and 30 kt of M.AG are on neither side.
    let sum = sum(&comparisons);
    assert_eq!(sum.layers, ["1", "2"]);
    assert!((sum.product_estimate.mass.as_kilotonnes() - 33.0).abs() < 1e-9);
    assert!((sum.inventory_estimate.as_ref().expect("a mass").mass.as_kilotonnes() - 30.0).abs() < 1e-9);
}

#[test]
fn a_product_that_counts_everything_is_compared_with_nothing() {
    let comparisons = compared([Scope::Total; 3]);
    assert!(comparisons.iter().all(|comparison| comparison.verdict == Verdict::NotComparable(Obstacle::Scope)));
    assert_eq!(sum(&comparisons).layers, ["1", "2", "M.AG"]);
}
