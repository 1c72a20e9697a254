//! Groups of regions against the sums of their members' inventories.

use fluxledger_core::category_tree::{CategoryNode, CategoryTree, Summation};
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::reconcile::{
    Comparison, Contribution, DeviationBracket, ErrorCorrelation, ErrorModel, InventorySide, Level, Prior, ProductSide, ProductTotal,
    Reconciliation, Settings, Thresholds, TotalUncertainty, contributions, reconcile,
};
use fluxledger_core::{
    Categorization, Category, CategoryCode, Gas, Inventory, Mass, ProductKind, Record, RegionCode, RegionGroup, Reported,
    ReportedUncertainty, Scope, Share, StepSpread, TimeSpan, YearStart,
};

/// 1 is made of 1.A and 1.B.
fn tree() -> CategoryTree {
    let node = |code: &str, children: &[&str]| CategoryNode {
        code: CategoryCode::new(code),
        name: format!("category {code}"),
        children: children.iter().copied().map(CategoryCode::new).collect(),
        summation: Summation::default(),
    };
    CategoryTree::new(Categorization::new("IPCC2006"), vec![node("1", &["1.A", "1.B"]), node("1.A", &[]), node("1.B", &[])])
        .expect("a tree")
}

/// A total with errors of 3 kg, were all cells' errors one, and 2 kg, were they independent.
fn total(region: &str, category: &str, kilograms: f64) -> ProductTotal {
    ProductTotal {
        region: RegionCode::new(region),
        region_name: region.to_lowercase(),
        layer: category.to_owned(),
        category: Some(Category::new("IPCC2006", category)),
        span: TimeSpan::calendar(2020),
        mass: Mass::from_kg(kilograms),
        uncertainty: Some(TotalUncertainty::Bracket(DeviationBracket::between(Mass::from_kg(2.0), Mass::from_kg(3.0)))),
        prior: None,
        sensitivity: None,
        covered: Share::WHOLE,
        scope: Scope::Anthropogenic,
        spread: StepSpread::None,
    }
}

/// A figure with an uncertainty of 100 %, or a notation key.
fn record(party: &str, category: &str, figure: Result<f64, &str>) -> Record {
    Record {
        party: RegionCode::new(party),
        category: Category::new("IPCC2006", category),
        category_name: category.to_owned(),
        gas: Gas::Ch4,
        year: 2020,
        reported: Reported {
            mass: figure.ok().map(Mass::from_kg),
            keys: figure.err().map(|key| key.parse().expect("keys")).unwrap_or_default(),
        },
        uncertainty: Some(ReportedUncertainty { low: Share::new(1.0), high: Share::new(1.0) }),
        place: format!("{party} {category}"),
    }
}

fn compared(totals: Vec<ProductTotal>, records: Vec<Record>, members: &[&str], correlation: ErrorCorrelation) -> Vec<Comparison> {
    reconciled(totals, records, members, correlation, [2020]).comparisons
}

/// The outcome over some years, with their mean where they are several.
fn reconciled<const YEARS: usize>(
    totals: Vec<ProductTotal>,
    records: Vec<Record>,
    members: &[&str],
    correlation: ErrorCorrelation,
    years: [i32; YEARS],
) -> Reconciliation {
    reconciled_beside(totals, records, members, correlation, years, &[])
}

/// The same beside the rows of single regions.
fn reconciled_beside<const YEARS: usize>(
    totals: Vec<ProductTotal>,
    records: Vec<Record>,
    members: &[&str],
    correlation: ErrorCorrelation,
    years: [i32; YEARS],
    regions: &[&str],
) -> Reconciliation {
    let tree = tree();
    let crosswalk = Crosswalk::identity(&tree);
    let product = ProductSide {
        name: "grid".into(),
        kind: ProductKind::Inversion,
        prior: Prior::Unstated,
        crosswalk: &crosswalk,
        members: Vec::new(),
        taken_off: std::collections::BTreeSet::new(),
        totals,
    };
    let inventory = Inventory {
        name: "tables".into(),
        source: "made up".into(),
        submission_year: None,
        gwp_set: None,
        licence: None,
        territory: None,
        records,
        others: Vec::new(),
        explanations: Vec::new(),
    };
    let side = InventorySide { inventory: &inventory, crosswalk: &crosswalk, year: None, year_start: YearStart::JANUARY };
    let group =
        RegionGroup { code: RegionCode::new("G"), name: "group".into(), members: members.iter().copied().map(RegionCode::new).collect() };
    let settings = Settings {
        gas: Gas::Ch4,
        means: if YEARS > 1 { vec![years[0]..=years[YEARS - 1]] } else { vec![] },
        years: years.to_vec(),
        trends: vec![],
        regions: regions.iter().copied().map(RegionCode::new).collect(),
        groups: vec![group],
        thresholds: Thresholds::default(),
        errors: ErrorModel { parts: correlation, ..ErrorModel::default() },
        sums: vec![CategoryCode::new("1")],
        ledger: fluxledger_core::ledger::Ledger::default(),
    };
    reconcile(&tree, &[product], &[side], &settings)
}

fn row<'a>(rows: &'a [Comparison], code: &str) -> &'a Comparison {
    rows.iter().find(|row| row.categories == [CategoryCode::new(code)]).expect("a row")
}

fn counted(row: &Comparison) -> (Vec<&str>, Vec<&str>) {
    let members = row.group.as_ref().expect("a group");
    (members.counted.iter().map(RegionCode::as_str).collect(), members.left_out.iter().map(RegionCode::as_str).collect())
}

fn two_members() -> (Vec<ProductTotal>, Vec<Record>) {
    let totals = vec![total("A", "1.A", 10.0), total("A", "1.B", 20.0), total("B", "1.A", 30.0), total("B", "1.B", 40.0)];
    let records =
        vec![record("A", "1.A", Ok(1.0)), record("A", "1.B", Ok(2.0)), record("B", "1.A", Ok(3.0)), record("B", "1.B", Err("NE"))];
    (totals, records)
}

/// 1.A: 10 + 30 against 1 + 3. 1.B: B reports NE, so that A stands alone: 20 against 2. Sum: 10 + 20 + 30 against 1 + 2 + 3, B with the category that it reports.
#[test]
fn a_row_adds_the_members_that_both_sides_have_and_names_the_others() {
    let (totals, records) = two_members();
    let rows = compared(totals, records, &["A", "B", "C"], ErrorCorrelation::Full);
    let masses = |row: &Comparison| (row.product_estimate.mass.as_kg(), row.inventory_estimate.expect("a mass").mass.as_kg());
    assert_eq!((masses(row(&rows, "1.A")), counted(row(&rows, "1.A"))), ((40.0, 4.0), (vec!["A", "B"], vec!["C"])));
    assert_eq!((masses(row(&rows, "1.B")), counted(row(&rows, "1.B"))), ((20.0, 2.0), (vec!["A"], vec!["B", "C"])));
    assert_eq!((masses(row(&rows, "1")), counted(row(&rows, "1"))), ((60.0, 6.0), (vec!["A", "B"], vec!["C"])));
    assert_eq!((row(&rows, "1").level, rows.len()), (Level::Sum, 3));
    assert_eq!(row(&rows, "1.B").region_name, "group, 1 of 3 members");
}

/// Product, 1.A of A and B: 3 + 3 kg in line, √(2² + 2²) in quadrature. Inventories: √((1 / 1.96)² + (3 / 1.96)²), independent of one another.
#[test]
fn errors_of_the_product_go_together_and_those_of_inventories_are_independent() {
    for (correlation, expected) in [(ErrorCorrelation::Full, 6.0), (ErrorCorrelation::None, 8.0_f64.sqrt())] {
        let (totals, records) = two_members();
        let rows = compared(totals, records, &["A", "B"], correlation);
        let row = row(&rows, "1.A");
        let of_product = row.product_estimate.deviation.expect("a deviation");
        let of_inventory = row.inventory_estimate.expect("a mass").deviation.expect("a deviation");
        assert!((of_product.up.as_kg() - expected).abs() < 1e-12);
        assert!((of_inventory.up.as_kg() - 10.0_f64.sqrt() / 1.959_963_984_540_054).abs() < 1e-12);
    }
}

/// A category that only some members have would be a sum over other members than its neighbour.
#[test]
fn a_category_that_a_member_lacks_is_in_the_sums_alone() {
    let totals = vec![total("A", "1.A", 10.0), total("A", "1.B", 20.0), total("B", "1.A", 30.0)];
    let records = vec![record("A", "1.A", Ok(1.0)), record("A", "1.B", Ok(2.0)), record("B", "1.A", Ok(3.0))];
    let rows = compared(totals, records, &["A", "B"], ErrorCorrelation::Full);
    let codes: Vec<String> = rows.iter().map(|row| row.categories[0].to_string()).collect();
    assert_eq!(codes, ["1.A", "1"]);
    assert_eq!(row(&rows, "1").product_estimate.mass.as_kg(), 60.0);
}

/// Half of B lies off the grid: it is left out on both sides, not only on the product's.
#[test]
fn a_member_off_the_grid_is_left_out_on_both_sides() {
    let (mut totals, records) = two_members();
    totals.iter_mut().filter(|total| total.region.as_str() == "B").for_each(|total| total.covered = Share::new(0.5));
    let rows = compared(totals, records, &["A", "B"], ErrorCorrelation::Full);
    let row = row(&rows, "1.A");
    assert_eq!((row.product_estimate.mass.as_kg(), row.inventory_estimate.expect("a mass").mass.as_kg()), (10.0, 1.0));
    assert_eq!(counted(row), (vec!["A"], vec!["B"]));
}

#[test]
fn a_group_of_one_is_its_member() {
    let (totals, records) = two_members();
    let group = compared(totals, records, &["A"], ErrorCorrelation::Full);
    assert_eq!(group.iter().map(|row| row.product_estimate.mass.as_kg()).collect::<Vec<_>>(), [10.0, 20.0, 30.0]);
    assert!(group.iter().all(|row| row.group.as_ref().is_some_and(|members| members.left_out.is_empty())));
}

/// A group of A and B in three years of 1.A, of which B has no inventory in the last.
///
/// Product: 10 + 30, 14 + 34, 99 + 99 kg with σ 3 + 3 in line each year. Inventory: 1 + 3, 2 + 4 and 5 alone, with σ = U / 1.96 of 100 %.
fn three_years() -> (Vec<ProductTotal>, Vec<Record>) {
    let of = |year: i32, region: &str, kilograms: f64| ProductTotal { span: TimeSpan::calendar(year), ..total(region, "1.A", kilograms) };
    let figure = |year: i32, region: &str, kilograms: f64| Record { year, ..record(region, "1.A", Ok(kilograms)) };
    let totals =
        vec![of(2018, "A", 10.0), of(2018, "B", 30.0), of(2019, "A", 14.0), of(2019, "B", 34.0), of(2020, "A", 99.0), of(2020, "B", 99.0)];
    let records =
        vec![figure(2018, "A", 1.0), figure(2018, "B", 3.0), figure(2019, "A", 2.0), figure(2019, "B", 4.0), figure(2020, "A", 5.0)];
    (totals, records)
}

/// Mean of 40 and 48 is 44 with σ between √(6² + 6²) / 2 = √18 and (6 + 6) / 2 = 6. Mean of 4 and 6 is 5; σ of the years are √(1² + 3²) / 1.96 and
/// √(2² + 4²) / 1.96, so that the mean's lies between √(10 + 20) / 2 / 1.96 and (√10 + √20) / 2 / 1.96. 2020 counts A alone and is not in it.
#[test]
fn a_mean_of_a_group_is_over_the_years_that_count_the_same_members() {
    let (totals, records) = three_years();
    let outcome = reconciled(totals, records, &["A", "B"], ErrorCorrelation::Full, [2018, 2019, 2020]);
    let row = outcome.comparisons.iter().find(|row| row.mean.is_some()).expect("a mean");
    let inventory = row.inventory_estimate.expect("a mass");
    assert_eq!((row.product_estimate.mass.as_kg(), inventory.mass.as_kg()), (44.0, 5.0));
    assert_eq!((row.region_name.as_str(), row.span.to_string().as_str()), ("group, 2 members", "mean of 2018–2019"));
    let made = row.mean.clone().expect("a mean");
    assert_eq!((made.left_out, outcome.means_left_out.len()), (vec![2020], 0));
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    let (of_product, of_inventory) = (made.product.expect("σ each year"), made.inventory.expect("U each year"));
    close(of_product.independent.up.as_kg(), 18.0_f64.sqrt());
    close(of_product.correlated.up.as_kg(), 6.0);
    close(of_inventory.independent.up.as_kg(), 30.0_f64.sqrt() / 2.0 / 1.959_963_984_540_054);
    close(of_inventory.correlated.up.as_kg(), (10.0_f64.sqrt() + 20.0_f64.sqrt()) / 2.0 / 1.959_963_984_540_054);
    assert_eq!((row.product_estimate.deviation, inventory.deviation), (Some(of_product.correlated), Some(of_inventory.correlated)));
}

/// 2019 counts B too, 2020 A alone: no two years count the same members.
#[test]
fn there_is_no_mean_of_a_group_whose_years_all_count_other_members() {
    let (totals, records) = three_years();
    let outcome = reconciled(totals, records, &["A", "B"], ErrorCorrelation::Full, [2019, 2020]);
    assert!(outcome.comparisons.iter().all(|row| row.mean.is_none()));
    assert_eq!(outcome.means_left_out.iter().map(|mean| mean.comparable.clone()).collect::<Vec<_>>(), [[2019]]);
}

/// A: 1.A 10 − 1 = 9 and 1.B 20 − 2 = 18 make 27. The group: A 27 and B, of which 1.B is not reported, 30 − 3 = 27.
#[test]
fn the_parts_of_a_discrepancy_add_up_to_it_and_to_its_z() {
    let (totals, records) = two_members();
    let outcome = reconciled_beside(totals, records, &["A", "B"], ErrorCorrelation::Full, [2020], &["A", "B"]);
    let rows = &outcome.comparisons;
    let parts = contributions(rows);
    let of = |whole: &str, code: &str| -> Vec<Contribution> {
        let is_whole =
            |part: &&Contribution| rows[part.whole].region.as_str() == whole && rows[part.whole].categories == [CategoryCode::new(code)];
        parts.iter().filter(is_whole).copied().collect()
    };
    let names = |parts: &[Contribution]| -> Vec<(String, f64)> {
        parts
            .iter()
            .map(|part| (format!("{} {}", rows[part.part].region, rows[part.part].categories[0]), part.difference.as_kg()))
            .collect()
    };
    assert_eq!(names(&of("A", "1")), [("A 1.B".to_owned(), 18.0), ("A 1.A".to_owned(), 9.0)]);
    assert_eq!(names(&of("G", "1")), [("A 1".to_owned(), 27.0), ("B 1.A".to_owned(), 27.0)]);
    for whole in [of("A", "1"), of("G", "1")] {
        let z = rows[whole[0].whole].difference.expect("both").significance.expect("a test").z;
        let sum = |share: fn(&Contribution) -> Option<f64>| whole.iter().filter_map(share).sum::<f64>();
        assert!((sum(|part| part.of_z) - z).abs() < 1e-12 && (sum(|part| part.of_difference) - 1.0).abs() < 1e-12);
    }
}
