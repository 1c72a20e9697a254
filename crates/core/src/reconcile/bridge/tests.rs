use super::*;
use crate::category::Categorization;
use crate::category_tree::CategoryTree;
use crate::conventions::StepSpread;
use crate::crosswalk::Crosswalk;
use crate::field::ProductKind;
use crate::field::Scope;
use crate::gas::Gas;
use crate::inventory::NotationKeys;
use crate::ledger::{BookedOn, Booking, LedgerAccount, ScopeTerm, Treatment};
use crate::reconcile::made_comparison::comparison;
use crate::reconcile::{Difference, Estimate, GroupMembers, MeanOfYears, Prior, Side};
use proptest::prelude::*;
use std::collections::BTreeSet;

const fn estimate(kilograms: f64) -> Estimate {
    Estimate { mass: Mass::from_kg(kilograms), deviation: None }
}

fn total(layer: &str, year: i32, kilograms: f64) -> ProductTotal {
    ProductTotal {
        region: RegionCode::new("A"),
        region_name: "a".into(),
        layer: layer.into(),
        category: None,
        scope: Scope::Total,
        span: TimeSpan::calendar(year),
        mass: Mass::from_kg(kilograms),
        uncertainty: None,
        prior: None,
        sensitivity: None,
        covered: Share::WHOLE,
        spread: StepSpread::None,
    }
}

fn term(code: &str) -> ScopeTerm {
    ScopeTerm {
        code: code.into(),
        name: code.into(),
        fluxes: BTreeSet::from([code.to_owned()]),
        factor: Factor::Natural,
        is_natural: true,
        needed: vec![],
    }
}

fn wetlands(kilograms: f64) -> LedgerEntry {
    LedgerEntry {
        line: "wetlands".into(),
        term: term("wetlands"),
        treatment: Treatment::SubtractedFromProduct,
        booked_on: BookedOn::Whole,
        value: Mass::from_kg(kilograms),
        deviation: None,
        source: String::new(),
        places: vec![],
        holds_every_year: true,
    }
}

fn row(ledger: LedgerAccount, left_out: Vec<LeftOut>) -> Comparison {
    let (product, inventory) = (Estimate { mass: ledger.comparable_product(), deviation: None }, ledger.comparable_inventory().unwrap());
    Comparison {
        span: TimeSpan::calendar(2020),
        inventory_span: TimeSpan::calendar(2019),
        left_out,
        ledger: Some(ledger),
        layers: vec!["matched".into()],
        ..comparison(product, inventory)
    }
}

fn side(crosswalk: &Crosswalk, totals: Vec<ProductTotal>) -> ProductSide<'_> {
    ProductSide {
        name: "P".into(),
        kind: ProductKind::Inversion,
        prior: Prior::Unstated,
        crosswalk,
        members: Vec::new(),
        taken_off: BTreeSet::new(),
        totals,
    }
}

/// The bridges where nothing is said of the ground of inventories.
fn bridges_of(comparisons: &[Comparison], products: &[BridgedProduct<'_>], ledger: &Ledger) -> Vec<Bridge> {
    bridges(comparisons, Bridging { products, ledger, grounds: &[], coverage: Share::WHOLE }).bridges
}

fn terms(needed: &[&str]) -> Ledger {
    let term = |code: &&str| ScopeTerm { needed: vec![Gas::Ch4], ..term(code) };
    Ledger::new(vec![], needed.iter().map(term).collect(), Booking::default(), &tree()).unwrap()
}

fn tree() -> CategoryTree {
    CategoryTree::new(Categorization::ipcc_2006(), vec![]).expect("an empty tree")
}

/// By area 90 in 2020 and 80 in 2019, in force 100 and 85, beside them 8, 6, 9 and 7 that the inventory lacks; 4 that the product lacks; wetlands 20; the
/// inventory 50. With nothing switched 90 + 8 − 4 − 50 = 44, with everything 85 − 20 − 50 = 15. Time alone: −10 − 2, with the mask −15 − 2, and without
/// the left-out figures −10 and −15: of the orders of the three switches that meet, first (1/3) −12, after mask (1/6) −17, after category (1/6) −10,
/// last (1/3) −15.
#[test]
fn a_bridge_closes_and_names_what_was_not_stated() {
    let totals = |by_area: bool| {
        let of = |one, other| if by_area { one } else { other };
        vec![
            total("matched", 2020, of(90.0, 100.0)),
            total("matched", 2019, of(80.0, 85.0)),
            total("other", 2020, of(8.0, 9.0)),
            total("other", 2019, of(6.0, 7.0)),
        ]
    };
    let left = |side, name: &str, mass| LeftOut { side, name: name.into(), mass: Some(Mass::from_kg(mass)), keys: NotationKeys::default() };
    let ledger = LedgerAccount {
        product: estimate(100.0),
        product_uncertainty: None,
        inventory: Some(estimate(50.0)),
        entries: vec![wetlands(20.0)],
    };
    let row = row(ledger, vec![left(Side::Product, "other", 9.0), left(Side::Inventory, "rice", 4.0)]);
    let crosswalk = Crosswalk::identity(&tree());
    let side = side(&crosswalk, totals(false));
    let by_area = totals(true);
    let gridded = BridgedProduct { side: &side, by_area: Some(&by_area), by_centre: None };
    let found = &bridges_of(std::slice::from_ref(&row), &[gridded], &terms(&[]))[0];
    assert_eq!((found.discrepancy, found.residual), (Mass::from_kg(44.0), Mass::from_kg(15.0)));
    let effect = |factor| found.steps.iter().find(|step| step.factor == factor).unwrap().effect;
    let StepEffect::Moves(time) = effect(Factor::Time) else { panic!("time is switched") };
    let expected = -12.0 / 3.0 - 17.0 / 6.0 - 10.0 / 6.0 - 15.0 / 3.0;
    assert!((time.as_kg() - expected).abs() < 1e-12, "{time:?}");
    assert_eq!(effect(Factor::Natural), StepEffect::Moves(Mass::from_kg(-20.0)));
    assert_eq!(
        (effect(Factor::Sea), effect(Factor::Gridding), effect(Factor::Land)),
        (StepEffect::NotStated, StepEffect::NotStated, StepEffect::None)
    );
    let moved: f64 =
        found.steps.iter().filter_map(|step| if let StepEffect::Moves(mass) = step.effect { Some(mass.as_kg()) } else { None }).sum();
    assert!((found.discrepancy.as_kg() + moved - found.residual.as_kg()).abs() < 1e-12);
    let bare = BridgedProduct { side: &side, by_area: None, by_centre: None };
    let mask = bridges_of(std::slice::from_ref(&row), &[bare], &terms(&[]))[0]
        .steps
        .iter()
        .find(|step| step.factor == Factor::Mask)
        .unwrap()
        .effect;
    assert_eq!(mask, StepEffect::NotStated);

    // Of whole cells 84 and 7, exact shares take 90 and 8: with nothing switched 84 + 7 − 4 − 50 = 37, and the end stays where it was.
    let by_centre = vec![total("matched", 2020, 84.0), total("matched", 2019, 76.0), total("other", 2020, 7.0), total("other", 2019, 5.0)];
    let gridded = BridgedProduct { side: &side, by_area: Some(&by_area), by_centre: Some(&by_centre) };
    let found = &bridges_of(std::slice::from_ref(&row), &[gridded], &terms(&[]))[0];
    assert_eq!((found.discrepancy, found.residual), (Mass::from_kg(37.0), Mass::from_kg(15.0)));
    let step = found.steps.iter().find(|step| step.factor == Factor::Gridding).unwrap();
    assert!(step.made_of == [Switch::Cells] && matches!(step.effect, StepEffect::Moves(mass) if mass > Mass::ZERO));
}

/// A year of 110 beside 50 with wetlands of 20, and one of 130 beside 60 with 30: bridges from 60 over −20 to 40 and from 70 over −30 to 40. Their mean leads from
/// 65 over −25 to 40; a mean of which the product states another number has none.
#[test]
fn the_bridge_of_a_mean_is_the_mean_of_those_of_its_years() {
    let year = |year: i32, product: f64, inventory: f64, natural: f64| {
        let ledger = LedgerAccount {
            product: estimate(product),
            product_uncertainty: None,
            inventory: Some(estimate(inventory)),
            entries: vec![wetlands(natural)],
        };
        let span = TimeSpan::calendar(year);
        Comparison { span: span.clone(), inventory_span: span, ..row(ledger, vec![]) }
    };
    let years = [year(2020, 110.0, 50.0, 20.0), year(2021, 130.0, 60.0, 30.0)];
    let span = TimeSpan::Mean(years.iter().filter_map(|row| row.span.year()).collect());
    let mean = |product: f64| Comparison {
        span: span.clone(),
        inventory_span: span.clone(),
        mean: Some(MeanOfYears { left_out: vec![], product: None, inventory: None, stated_by_product: false }),
        difference: Some(Difference::between(&estimate(product), &estimate(55.0), 0.0)),
        ..years[0].clone()
    };
    let crosswalk = Crosswalk::identity(&tree());
    let side = side(&crosswalk, vec![total("matched", 2020, 110.0), total("matched", 2021, 130.0)]);
    let product = [BridgedProduct { side: &side, by_area: None, by_centre: None }];
    let [one, other] = &years;
    let found = bridges_of(&[one.clone(), other.clone(), mean(95.0)], &product, &terms(&[]));
    let natural = |bridge: &Bridge| bridge.steps.iter().find(|step| step.factor == Factor::Natural).unwrap().clone();
    assert_eq!(found.iter().map(|bridge| bridge.discrepancy.as_kg()).collect::<Vec<_>>(), [60.0, 70.0, 65.0]);
    assert_eq!(
        found.iter().map(|bridge| natural(bridge).effect).collect::<Vec<_>>(),
        [20.0, 30.0, 25.0].map(|mass| StepEffect::Moves(Mass::from_kg(-mass)))
    );
    let Switch::Line(entry) = &natural(&found[2]).made_of[0] else { panic!("a line is switched") };
    assert_eq!((entry.value.as_kg(), found[2].residual.as_kg()), (25.0, 40.0));
    assert_eq!(bridges_of(&[one.clone(), other.clone(), mean(96.0)], &product, &terms(&[])).len(), 2);
}

/// The members A and B of a group in 2020 beside an inventory of 2019, with the totals that the product has of them.
fn bridges_of_group(totals: Vec<ProductTotal>, of_group: f64) -> Bridges {
    let compared = |region: &str, product: f64, inventory: f64| Comparison {
        region: RegionCode::new(region),
        ledger: None,
        difference: Some(Difference::between(&estimate(product), &estimate(inventory), 0.0)),
        product_estimate: estimate(product),
        inventory_estimate: Some(estimate(inventory)),
        ..row(
            LedgerAccount { product: estimate(product), product_uncertainty: None, inventory: Some(estimate(inventory)), entries: vec![] },
            vec![],
        )
    };
    let counted = ["A", "B"].map(RegionCode::new).to_vec();
    let group = Comparison { group: Some(GroupMembers { counted, left_out: vec![] }), ..compared("G", of_group, 80.0) };
    let crosswalk = Crosswalk::identity(&tree());
    let side = side(&crosswalk, totals);
    let product = [BridgedProduct { side: &side, by_area: None, by_centre: None }];
    let comparisons = [compared("A", 100.0, 50.0), compared("B", 60.0, 30.0), group];
    bridges(&comparisons, Bridging { products: &product, ledger: &terms(&[]), grounds: &[], coverage: Share::WHOLE })
}

/// A has 100 in 2020 and 85 in 2019 beside 50, B 60 and 50 beside 30. Their bridges lead from 50 over −15 to 35 and from 30 over −10 to 20, that of the group of 160
/// beside 80 from 80 over −25 to 55. A median of 150 of the group is not the sum of its members', 70 is not 50 + 30, and it has no bridge.
#[test]
fn a_group_moved_in_time_has_a_bridge_only_where_its_members_add_up_to_it() {
    let of = |region: &str, year, kilograms| ProductTotal { region: RegionCode::new(region), ..total("matched", year, kilograms) };
    let totals = || vec![of("A", 2020, 100.0), of("A", 2019, 85.0), of("B", 2020, 60.0), of("B", 2019, 50.0)];
    let ends = |bridge: &Bridge| (bridge.discrepancy.as_kg(), bridge.residual.as_kg());
    let found = bridges_of_group(totals(), 160.0);
    assert_eq!(found.bridges.iter().map(ends).collect::<Vec<_>>(), [(50.0, 35.0), (30.0, 20.0), (80.0, 55.0)]);
    assert_eq!(found.missing, []);
    let of_median = bridges_of_group(totals(), 150.0);
    assert_eq!((of_median.bridges.len(), of_median.missing), (2, vec![BridgeMissing { comparison: 2, reason: NoBridge::DoesNotAddUp }]));
}

/// Of B there is no total of 2019, so that its residual is that of 2020 and would be added to one of 2019.
#[test]
fn a_group_of_which_only_some_members_can_be_moved_in_time_has_no_bridge() {
    let of = |region: &str, year, kilograms| ProductTotal { region: RegionCode::new(region), ..total("matched", year, kilograms) };
    let found = bridges_of_group(vec![of("A", 2020, 100.0), of("A", 2019, 85.0), of("B", 2020, 60.0)], 160.0);
    let time = |bridge: &Bridge| bridge.steps.iter().find(|step| step.factor == Factor::Time).unwrap().effect;
    assert_eq!(found.bridges.iter().map(time).collect::<Vec<_>>(), [StepEffect::Moves(Mass::from_kg(-15.0)), StepEffect::NotStated]);
    let reason = NoBridge::StatedForSome { factor: Factor::Time, not_stated: vec!["B".to_owned()] };
    assert_eq!(found.missing, [BridgeMissing { comparison: 2, reason }]);
}

/// Of wetlands, termites and seeps the ledger states one, as a number or as nothing, and the product's makers have taken off another.
#[test]
fn a_factor_of_which_a_part_is_stated_has_the_effect_of_that_part_and_names_the_rest() {
    let ledger = terms(&["wetlands", "termites", "seeps"]);
    let crosswalk = Crosswalk::identity(&tree());
    let natural = |entries: Vec<LedgerEntry>, taken_off: &[&str]| {
        let row = Comparison {
            inventory_span: TimeSpan::calendar(2020),
            ..row(LedgerAccount { product: estimate(100.0), product_uncertainty: None, inventory: Some(estimate(50.0)), entries }, vec![])
        };
        let taken_off = taken_off.iter().map(|flux| (*flux).to_owned()).collect();
        let side = ProductSide { taken_off, ..side(&crosswalk, vec![total("matched", 2020, 100.0)]) };
        let found = bridges_of(&[row], &[BridgedProduct { side: &side, by_area: None, by_centre: None }], &ledger).remove(0);
        let step = found.steps.into_iter().find(|step| step.factor == Factor::Natural).unwrap();
        (step.effect, step.not_stated.join(", "))
    };
    let nothing = || LedgerEntry { treatment: Treatment::StatedOnly, ..wetlands(0.0) };
    assert_eq!(natural(vec![wetlands(20.0)], &[]), (StepEffect::Moves(Mass::from_kg(-20.0)), "termites, seeps".to_owned()));
    assert_eq!(natural(vec![wetlands(20.0)], &["termites", "seeps"]), (StepEffect::Moves(Mass::from_kg(-20.0)), String::new()));
    assert_eq!(natural(vec![nothing()], &["seeps"]), (StepEffect::None, "termites".to_owned()));
    assert_eq!(natural(vec![], &["wetlands"]), (StepEffect::None, "termites, seeps".to_owned()));
    assert_eq!(natural(vec![], &[]), (StepEffect::NotStated, "wetlands, termites, seeps".to_owned()));
}

/// Beside the group stands its member A alone.
#[test]
fn a_group_with_a_member_that_is_not_compared_by_itself_has_no_bridge() {
    let nothing = LedgerAccount { product: estimate(100.0), product_uncertainty: None, inventory: Some(estimate(50.0)), entries: vec![] };
    let counted = ["A", "B"].map(RegionCode::new).to_vec();
    let alone = Comparison { ledger: None, ..row(nothing, vec![]) };
    let group = Comparison { region: RegionCode::new("G"), group: Some(GroupMembers { counted, left_out: vec![] }), ..alone.clone() };
    let crosswalk = Crosswalk::identity(&tree());
    let side = side(&crosswalk, vec![total("matched", 2020, 100.0)]);
    let product = [BridgedProduct { side: &side, by_area: None, by_centre: None }];
    let found = bridges(&[alone, group], Bridging { products: &product, ledger: &terms(&[]), grounds: &[], coverage: Share::WHOLE });
    let reason = NoBridge::PartNotCompared { part: "B".to_owned() };
    assert_eq!((found.bridges.len(), found.missing), (1, vec![BridgeMissing { comparison: 1, reason }]));
}

fn over(region: &str, kilograms: f64) -> ProductTotal {
    ProductTotal { region: RegionCode::new(region), ..total("matched", 2020, kilograms) }
}

fn beside(codes: &[&str]) -> GroundChange {
    GroundChange { beside: codes.iter().map(|code| (RegionCode::new(code), format!("isle {code}"))).collect(), ..GroundChange::default() }
}

/// A product of 100 over A beside an inventory of 50, with other totals, where the inventory counts such ground.
fn bridge_over(others: &[ProductTotal], territories: Option<GroundChange>, sea: Option<GroundChange>) -> Bridge {
    let nothing = LedgerAccount { product: estimate(100.0), product_uncertainty: None, inventory: Some(estimate(50.0)), entries: vec![] };
    let row = Comparison { ledger: None, inventory_span: TimeSpan::calendar(2020), ..row(nothing, vec![]) };
    let crosswalk = Crosswalk::identity(&tree());
    let side = side(&crosswalk, std::iter::once(over("A", 100.0)).chain(others.to_vec()).collect());
    let product = [BridgedProduct { side: &side, by_area: None, by_centre: None }];
    let (inventory, source) = ("I".to_owned(), "a source".to_owned());
    let grounds = [CountedGround { inventory, region: RegionCode::new("A"), territories, sea, source }];
    let bridging = Bridging { products: &product, ledger: &terms(&[]), grounds: &grounds, coverage: Share::new(0.99) };
    bridges(&[row], bridging).bridges.remove(0)
}

fn step_of(bridge: &Bridge, factor: Factor) -> &BridgeStep {
    bridge.steps.iter().find(|step| step.factor == factor).unwrap()
}

/// The inventory counts the isle T of 5 beside the outline, not the colony within it, without which the outline has 92, and the sea S of 3:
/// 100 − 50 = 50, territories 92 + 5 − 100 = −3, sea 3, residual 92 + 5 + 3 − 50 = 50.
#[test]
fn territories_and_sea_move_the_discrepancy_to_the_ground_of_the_inventory() {
    let rest = Some(RestOfOutline { row: RegionCode::new("A-rest"), without: vec!["colony".to_owned()] });
    let territories = GroundChange { rest, ..beside(&["T"]) };
    let bridge = bridge_over(&[over("T", 5.0), over("A-rest", 92.0), over("S", 3.0)], Some(territories), Some(beside(&["S"])));
    let effect = |factor| step_of(&bridge, factor).effect;
    assert_eq!((bridge.discrepancy, bridge.residual), (Mass::from_kg(50.0), Mass::from_kg(50.0)));
    assert_eq!(
        (effect(Factor::Territories), effect(Factor::Sea)),
        (StepEffect::Moves(Mass::from_kg(-3.0)), StepEffect::Moves(Mass::from_kg(3.0)))
    );
    let Switch::Ground(switch) = &step_of(&bridge, Factor::Territories).made_of[0] else { panic!("ground is switched") };
    assert_eq!((switch.with.join(""), switch.without.join("")), ("isle T".to_owned(), "colony".to_owned()));
    assert!(bridge.leaves_the_comparison());
}

/// An inventory that is said to count no sea has no step of sea; where nothing is said, that is named and is not zero. An isle that the product does not cover, has no
/// total of or that has no outline is named too, and what is known of the others counts.
#[test]
fn ground_that_is_not_stated_or_not_covered_is_never_zero() {
    let bare = bridge_over(&[], None, Some(GroundChange::default()));
    let effect = |bridge: &Bridge, factor| step_of(bridge, factor).effect;
    assert_eq!((effect(&bare, Factor::Territories), effect(&bare, Factor::Sea)), (StepEffect::NotStated, StepEffect::None));
    assert!(!bare.leaves_the_comparison());
    let half = ProductTotal { covered: Share::new(0.5), ..over("H", 2.0) };
    let lost = GroundChange { without_outline: vec!["rock".to_owned()], ..beside(&["T", "H", "X"]) };
    let bridge = bridge_over(&[over("T", 5.0), half.clone()], Some(lost), Some(beside(&["H"])));
    assert_eq!(
        (effect(&bridge, Factor::Territories), effect(&bridge, Factor::Sea)),
        (StepEffect::Moves(Mass::from_kg(5.0)), StepEffect::NotStated)
    );
    assert_eq!(
        step_of(&bridge, Factor::Territories).not_stated.join("; "),
        "isle H (the product has no total of it); isle X (the product has no total of it); rock (the product has no total of it)"
    );
    assert_eq!((bridge.discrepancy, bridge.residual), (Mass::from_kg(50.0), Mass::from_kg(55.0)));
}

/// By their centres no cell belongs to the isle T, of which whole cells hold 0 and shares 5 of the product's mass: 100 − 50 = 50 to 105 − 50 = 55.
#[test]
fn an_isle_that_no_centre_of_a_cell_lies_in_is_covered_all_the_same() {
    let crosswalk = Crosswalk::identity(&tree());
    let side = side(&crosswalk, vec![over("A", 100.0), over("T", 5.0)]);
    let by_centre = [over("A", 100.0), ProductTotal { covered: Share::new(0.0), ..over("T", 0.0) }];
    let products = [BridgedProduct { side: &side, by_area: None, by_centre: Some(&by_centre) }];
    let (inventory, source) = ("I".to_owned(), String::new());
    let grounds = [CountedGround { inventory, region: RegionCode::new("A"), territories: Some(beside(&["T"])), sea: None, source }];
    let nothing = LedgerAccount { product: estimate(100.0), product_uncertainty: None, inventory: Some(estimate(50.0)), entries: vec![] };
    let row = Comparison { ledger: None, inventory_span: TimeSpan::calendar(2020), ..row(nothing, vec![]) };
    let bridging = Bridging { products: &products, ledger: &terms(&[]), grounds: &grounds, coverage: Share::new(0.99) };
    let bridge = bridges(&[row], bridging).bridges.remove(0);
    assert_eq!((bridge.discrepancy, bridge.residual), (Mass::from_kg(50.0), Mass::from_kg(55.0)));
    assert!(step_of(&bridge, Factor::Territories).not_stated.is_empty());
}

/// All orders of so many things.
fn orders(things: usize) -> Vec<Vec<usize>> {
    if things == 0 {
        return vec![Vec::new()];
    }
    let with_last = |order: Vec<usize>| (0..things).map(move |at| [&order[..at], &[things - 1], &order[at..]].concat());
    orders(things - 1).into_iter().flat_map(with_last).collect()
}

const SWITCHED: [Factor; 5] = [Factor::Time, Factor::Mask, Factor::Territories, Factor::Sea, Factor::Gridding];

proptest! {
    /// Of A, its rest, an isle and a sea there are totals in two years and three ways of sharing out cells: v is worked out for each set of switches here and the effect
    /// of each is the mean over all 120 orders.
    #[test]
    fn a_bridge_over_any_ground_adds_up_and_is_the_mean_over_all_orders(masses in prop::collection::vec(-1e6..1e6_f64, 24)) {
        let rows = ["A", "A-rest", "T", "S"];
        let at = |way: usize, year: usize, row: usize| masses[way * 8 + year * 4 + row];
        let totals = |way: usize| {
            let of = |(position, row): (usize, &&str)| [(0, 2020), (1, 2019)].map(|(year, name)| ProductTotal {
                region: RegionCode::new(row), ..total("matched", name, at(way, year, position))
            });
            rows.iter().enumerate().flat_map(of).collect::<Vec<_>>()
        };
        let (crosswalk, by_area, by_centre) = (Crosswalk::identity(&tree()), totals(1), totals(0));
        let side = side(&crosswalk, totals(2));
        let products = [BridgedProduct { side: &side, by_area: Some(&by_area), by_centre: Some(&by_centre) }];
        let rest = Some(RestOfOutline { row: RegionCode::new("A-rest"), without: vec!["colony".to_owned()] });
        let ground = CountedGround {
            inventory: "I".to_owned(),
            region: RegionCode::new("A"),
            territories: Some(GroundChange { rest, ..beside(&["T"]) }),
            sea: Some(beside(&["S"])),
            source: String::new(),
        };
        let nothing = LedgerAccount { product: estimate(1.0), product_uncertainty: None, inventory: Some(estimate(50.0)), entries: vec![] };
        let row = Comparison { ledger: None, ..row(nothing, vec![]) };
        let ledger = terms(&[]);
        let bridging = Bridging { products: &products, ledger: &ledger, grounds: std::slice::from_ref(&ground), coverage: Share::WHOLE };
        let bridge = bridges(&[row], bridging).bridges.remove(0);

        let value = |on: &[usize]| {
            let is_on = |factor: Factor| on.iter().any(|&place| SWITCHED[place] == factor);
            let way = if is_on(Factor::Gridding) { 1 + usize::from(is_on(Factor::Mask)) } else { 0 };
            let of = |row| at(way, usize::from(is_on(Factor::Time)), row);
            let land = if is_on(Factor::Territories) { of(1) + of(2) } else { of(0) };
            land + if is_on(Factor::Sea) { of(3) } else { 0.0 } - 50.0
        };
        let largest = masses.iter().fold(50.0_f64, |largest, mass| largest.max(mass.abs()));
        let moved = |factor| match step_of(&bridge, factor).effect { StepEffect::Moves(mass) => mass.as_kg(), _ => f64::NAN };
        let sum: f64 = SWITCHED.into_iter().map(moved).sum();
        prop_assert!((bridge.discrepancy.as_kg() + sum - bridge.residual.as_kg()).abs() <= 1e-12 * 10.0 * largest);
        prop_assert!((bridge.residual.as_kg() - value(&[0, 1, 2, 3, 4])).abs() <= 1e-12 * 10.0 * largest);
        let orders = orders(SWITCHED.len());
        for (place, factor) in SWITCHED.into_iter().enumerate() {
            let brings = |order: &Vec<usize>| {
                let at = order.iter().position(|found| *found == place).unwrap();
                value(&order[..=at]) - value(&order[..at])
            };
            let mean = orders.iter().map(brings).sum::<f64>() / orders.len() as f64;
            prop_assert!((mean - moved(factor)).abs() <= 1e-10 * largest, "{factor:?}");
        }
    }
}
