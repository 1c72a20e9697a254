use super::*;
use crate::category::Categorization;
use crate::category_tree::CategoryNode;
use crate::quantity::Mass;
use crate::reconcile::{Deviation, DeviationBracket, Estimate, TotalUncertainty};

fn tree() -> CategoryTree {
    let node = CategoryNode::of_parts;
    CategoryTree::new(Categorization::ipcc_2006(), vec![node("0", &["1", "2"]), node("1", &[]), node("2", &[])]).unwrap()
}

fn term(code: &str, fluxes: &[&str], is_natural: bool, needed: &[Gas]) -> ScopeTerm {
    let fluxes = fluxes.iter().map(|flux| (*flux).to_owned()).collect();
    ScopeTerm { code: code.to_owned(), name: format!("the {code}"), fluxes, factor: Factor::Natural, is_natural, needed: needed.to_vec() }
}

fn value(region: &str, year: Option<i32>, kilograms: f64) -> LedgerValue {
    let deviation = Some(Mass::from_kg(kilograms.abs() / 2.0));
    LedgerValue { region: RegionCode::new(region), year, mass: Mass::from_kg(kilograms), deviation, place: format!("row {region}") }
}

fn line(name: &str, term: ScopeTerm, treatment: Treatment, values: &[LedgerValue]) -> LedgerLine {
    let (product, category) = (None, CategoryCode::new("0"));
    LedgerLine { name: name.to_owned(), term, treatment, product, category, values: values.to_vec(), source: "a source".to_owned() }
}

fn wetlands() -> ScopeTerm {
    term("wetlands", &["wetlands"], true, &[Gas::Ch4])
}

fn termites() -> ScopeTerm {
    term("termites", &["termites"], true, &[Gas::Ch4])
}

fn ledger(lines: Vec<LedgerLine>) -> Result<Ledger, LedgerError> {
    booked(lines, Booking::default())
}

fn booked(lines: Vec<LedgerLine>, booking: Booking) -> Result<Ledger, LedgerError> {
    Ledger::new(lines, vec![wetlands(), termites()], booking, &tree())
}

const YEAR: Years = Years { product: 2020, inventory: 2020 };

#[test]
fn a_flux_that_two_lines_count_is_refused_where_both_change_a_number() {
    let natural = term("natural", &["termites", "wetlands"], true, &[]);
    let one = line("map", wetlands(), Treatment::SubtractedFromProduct, &[value("A", Some(2020), 4.0)]);
    let all = line("all", natural, Treatment::SubtractedFromProduct, &[value("B", None, 4.0), value("A", None, 9.0)]);
    let refused = ledger(vec![one.clone(), all.clone()]).unwrap_err();
    assert_eq!(refused.to_string(), "lines `map` and `all` both count wetlands of A in 2020, expected it once");
    assert!(refused.hint().contains("stated"));
    let stated = LedgerLine { treatment: Treatment::StatedOnly, ..one.clone() };
    assert!(ledger(vec![stated, all.clone()]).is_ok());
    let elsewhere = LedgerLine { values: vec![value("C", None, 4.0)], ..one.clone() };
    assert!(ledger(vec![elsewhere, all.clone()]).is_ok());
    let of_products = ["P", "Q"].map(|name| Some(name.to_owned()));
    let [one, other] =
        [(one, &of_products[0]), (all, &of_products[1])].map(|(line, product)| LedgerLine { product: product.clone(), ..line });
    assert!(ledger(vec![one.clone(), other]).is_ok());
    assert!(ledger(vec![one.clone(), one]).is_err());
}

#[test]
fn nothing_is_taken_off_that_is_not_in_the_product() {
    let one = ledger(vec![line("map", wetlands(), Treatment::SubtractedFromProduct, &[value("A", None, 4.0)])]).unwrap();
    let total = |scope| [(scope, tree().leaves(&CategoryCode::new("0")).unwrap().clone())];
    let check = |scope, taken_off: &[&str]| {
        one.check_product("P", &total(scope), &taken_off.iter().map(|flux| (*flux).to_owned()).collect(), &tree())
    };
    assert_eq!(check(Scope::Total, &[]), Ok(()));
    let of_people = check(Scope::Anthropogenic, &[]).unwrap_err().to_string();
    assert_eq!(of_people, "line `map` takes the wetlands off `P`, whose total of category 0 counts fluxes of people only");
    let before = check(Scope::Total, &["wetlands"]).unwrap_err().to_string();
    assert_eq!(before, "line `map` takes wetlands off `P`, from which it is taken off already");
}

#[test]
fn a_line_is_booked_on_totals_that_hold_its_category_whole() {
    let one =
        ledger(vec![line("map", wetlands(), Treatment::SubtractedFromProduct, &[value("A", None, 4.0), value("A", Some(2021), 5.0)])]);
    let one = one.unwrap();
    let codes = |codes: &[&str]| codes.iter().map(|code| CategoryCode::new(*code)).collect::<BTreeSet<_>>();
    let found = |year, leaves: &[&str]| {
        let regions = ["A", "B"].map(|region| (RegionCode::new(region), codes(leaves)));
        let entries = one.entries(("P", &[]), &BTreeMap::from(regions), Years { product: year, inventory: year }, &tree());
        entries.first().map(|entry| entry.value.as_kg())
    };
    assert_eq!((found(2020, &["1", "2"]), found(2021, &["1", "2"]), found(2020, &["1"])), (Some(4.0), Some(5.0), None));
}

#[test]
fn what_is_needed_is_missing_until_a_line_or_the_product_says_something_about_it() {
    let one = ledger(vec![line("map", wetlands(), Treatment::StatedOnly, &[value("A", None, 0.0)])]).unwrap();
    let leaves = tree().leaves(&CategoryCode::new("0")).unwrap().clone();
    let entries = one.entries(("P", &[]), &BTreeMap::from([(RegionCode::new("A"), leaves)]), YEAR, &tree());
    assert_eq!(one.missing(Gas::Ch4, &entries, &BTreeSet::new()), ["the termites"]);
    assert_eq!(one.missing(Gas::Ch4, &entries, &BTreeSet::from(["termites".to_owned()])), Vec::<String>::new());
    assert_eq!(one.missing(Gas::Co2, &[], &BTreeSet::new()), Vec::<String>::new());
}

/// σ of 3 and 4 kg in two regions are 7 together, and 3.5 in the mean of two such years with one line: neither the number of regions nor that of years makes an
/// error smaller that all of them share.
#[test]
fn the_errors_of_one_line_go_together_over_regions_and_years() {
    let values =
        [("A", 3.0), ("B", 4.0)].map(|(region, sigma)| LedgerValue { deviation: Some(Mass::from_kg(sigma)), ..value(region, None, 1.0) });
    let line = line("map", wetlands(), Treatment::SubtractedFromProduct, &values);
    let of = |values: &[&LedgerValue]| LedgerEntry::of(&line, BookedOn::Whole, values).unwrap();
    let sigma = |entry: &LedgerEntry| entry.deviation.unwrap().up.as_kg();
    assert_eq!(sigma(&of(&[&values[0], &values[1]])), 7.0);
    let product = Estimate { mass: Mass::from_kg(10.0), deviation: None };
    let year = |value| LedgerAccount { product, product_uncertainty: None, inventory: None, entries: vec![of(&[value])] };
    let years = [year(&values[0]), year(&values[1])];
    let mean = LedgerAccount::mean(&years.each_ref().map(Some), (product, None), None).unwrap();
    assert_eq!(sigma(&mean.entries[0]), 3.5);
}

/// 100 − 20 − 8 = 72 with σ = √(12² + 10² + 4²) = √260; and 50 + 6 = 56 with √(3² + 3²). What is stated only changes nothing.
#[test]
fn an_account_closes_line_by_line_with_the_errors_of_its_lines() {
    let entry = |name: &str, treatment, kilograms| {
        let line = line(name, wetlands(), treatment, &[value("A", None, kilograms)]);
        LedgerEntry::of(&line, BookedOn::Whole, &[&line.values[0]]).unwrap()
    };
    let bracket = TotalUncertainty::Bracket(DeviationBracket::between(Mass::from_kg(12.0), Mass::from_kg(12.0)));
    let estimate = |mass, sigma| Estimate { mass: Mass::from_kg(mass), deviation: Some(Deviation::symmetric(Mass::from_kg(sigma))) };
    let entries = vec![
        entry("wetlands", Treatment::SubtractedFromProduct, 20.0),
        entry("termites", Treatment::SubtractedFromProduct, 8.0),
        entry("ships", Treatment::AddedToInventory, 6.0),
        entry("seeps", Treatment::StatedOnly, 1000.0),
    ];
    let account =
        LedgerAccount { product: estimate(100.0, 12.0), product_uncertainty: Some(bracket), inventory: Some(estimate(50.0, 3.0)), entries };
    assert_eq!(account.comparable_product(), Mass::from_kg(72.0));
    let sigma = account.comparable_uncertainty().unwrap().bracket().correlated.up.as_kg();
    assert!((sigma - 260f64.sqrt()).abs() < 1e-12, "{sigma}");
    let inventory = account.comparable_inventory().unwrap();
    assert_eq!(inventory.mass, Mass::from_kg(56.0));
    assert!((inventory.deviation.unwrap().up.as_kg() - 18f64.sqrt()).abs() < 1e-12);
    let of_product = LedgerAccount { product_uncertainty: None, ..account.clone() };
    assert_eq!(of_product.comparable_uncertainty(), None);
    let mut unknown = account;
    unknown.entries[0].deviation = None;
    assert_eq!(unknown.comparable_uncertainty(), None);
}

fn region_a() -> BTreeMap<RegionCode, BTreeSet<CategoryCode>> {
    BTreeMap::from([(RegionCode::new("A"), tree().leaves(&CategoryCode::new("0")).unwrap().clone())])
}

/// Beside the inventory of 2012, what is added is that of 2012 and what is taken off that of 2020.
#[test]
fn what_is_added_to_an_inventory_is_of_its_year() {
    let values = [value("A", Some(2012), 3.0), value("A", Some(2020), 5.0)];
    let add = line("add", termites(), Treatment::AddedToInventory, &values);
    let subtract = line("subtract", wetlands(), Treatment::SubtractedFromProduct, &values);
    let found = ledger(vec![add, subtract]).unwrap().entries(("P", &[]), &region_a(), Years { product: 2020, inventory: 2012 }, &tree());
    assert_eq!(found.iter().map(|entry| entry.value.as_kg()).collect::<Vec<_>>(), [3.0, 5.0]);
}

/// The years of the two sides meet only where the inventory's is fixed.
#[test]
fn a_flux_taken_off_in_one_year_and_added_in_the_fixed_year_is_counted_twice() {
    let add = line("add", wetlands(), Treatment::AddedToInventory, &[value("A", Some(2012), 3.0)]);
    let subtract = line("subtract", wetlands(), Treatment::SubtractedFromProduct, &[value("A", Some(2020), 5.0)]);
    let fixed = |years: &[i32]| Booking { fixed_years: years.iter().copied().collect(), ..Booking::default() };
    assert!(booked(vec![add.clone(), subtract.clone()], fixed(&[])).is_ok());
    assert!(booked(vec![add.clone(), subtract.clone()], fixed(&[2012])).is_err());
    assert!(booked(vec![subtract, add], fixed(&[2012])).is_err());
}

fn ensemble() -> Booking {
    Booking { ensembles: BTreeMap::from([("E".to_owned(), vec!["P".to_owned(), "Q".to_owned()])]), ..Booking::default() }
}

fn of_product(product: &str, line: LedgerLine) -> LedgerLine {
    LedgerLine { product: Some(product.to_owned()), ..line }
}

#[test]
fn lines_of_an_ensemble_and_of_its_member_count_one_flux_twice_and_those_of_two_members_do_not() {
    let map = |product: &str| of_product(product, line(product, wetlands(), Treatment::SubtractedFromProduct, &[value("A", None, 4.0)]));
    assert!(booked(vec![map("E"), map("Q")], ensemble()).is_err());
    assert!(booked(vec![map("P"), map("Q")], ensemble()).is_ok());
    let total = [(Scope::Anthropogenic, tree().leaves(&CategoryCode::new("0")).unwrap().clone())];
    let taken = booked(vec![map("E")], ensemble()).unwrap();
    assert!(taken.check_product("Q", &total, &BTreeSet::new(), &tree()).is_err());
    assert!(taken.check_product("R", &total, &BTreeSet::new(), &tree()).is_ok());
}

/// P has 10 and Q 20 kg, in the mean 15. A line of 4 ± 2 kg is Q's alone: 10 and 16, in the mean 13; between them s² = 18, within them (0 + 2²) / 2 = 2.
#[test]
fn a_line_of_one_member_is_booked_on_that_member_of_an_ensemble() {
    use crate::reconcile::{EnsembleRule, Members};
    let one = of_product("Q", line("map", wetlands(), Treatment::SubtractedFromProduct, &[value("A", None, 4.0)]));
    let members = ["P", "Q"].map(str::to_owned);
    let entries = booked(vec![one], ensemble()).unwrap().entries(("E", &members), &region_a(), YEAR, &tree());
    assert_eq!((entries[0].booked_on, entries[0].effect().as_kg()), (BookedOn::Member { position: 1, of: 2 }, -2.0));
    let known = ledger(vec![]).unwrap();
    assert_eq!(known.missing(Gas::Ch4, &entries, &BTreeSet::new()), ["the wetlands", "the termites"]);
    let both = [entries[0].clone(), LedgerEntry { booked_on: BookedOn::Member { position: 0, of: 2 }, ..entries[0].clone() }];
    assert_eq!(known.missing(Gas::Ch4, &both, &BTreeSet::new()), ["the termites"]);
    let total = TotalUncertainty::Members(Members::new([10.0, 20.0].map(Mass::from_kg).to_vec(), EnsembleRule::default()));
    let product = Estimate { mass: Mass::from_kg(15.0), deviation: None };
    let account = LedgerAccount { product, product_uncertainty: Some(total), inventory: None, entries };
    let found = account.comparable_uncertainty().unwrap();
    assert_eq!((account.comparable_product().as_kg(), found.centre().unwrap().as_kg()), (13.0, 13.0));
    assert!((found.bracket().correlated.up.as_kg() - 20f64.sqrt()).abs() < 1e-12, "{found:?}");
}
