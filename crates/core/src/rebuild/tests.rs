use super::*;
use crate::category::{Categorization, Category};
use crate::category_tree::Rest;
use proptest::prelude::*;

/// All (1 (1.A, 1.B), 2), 2 (2.A, 2.B of which the CO₂ stands beside), and AllButTwo (1).
fn tree() -> CategoryTree {
    let node = CategoryNode::of_parts;
    let mut nodes = vec![
        node("All", &["1", "2"]),
        node("AllButTwo", &["1"]),
        node("1", &["1.A", "1.B"]),
        node("1.A", &[]),
        node("1.B", &[]),
        node("2", &["2.A", "2.B"]),
        node("2.A", &[]),
        node("2.B", &[]),
    ];
    nodes[5].summation.beside = vec![(Gas::Co2, CategoryCode::new("2.B"))];
    nodes[5].summation.rest = Some(Rest { gases: vec![Gas::N2o], words: "soils".into(), rows: vec![CategoryCode::new("2.Soils")] });
    CategoryTree::new(Categorization::new("CRF"), nodes).expect("a tree")
}

fn record(gas: Gas, code: &str, figure: &str) -> Record {
    let mass = figure.parse().ok().map(Mass::from_kilotonnes);
    let keys = if mass.is_some() { NotationKeys::default() } else { figure.parse().expect("keys") };
    Record {
        party: RegionCode::new("ABC"),
        category: Category::new("CRF", code),
        category_name: code.to_owned(),
        gas,
        year: 2020,
        reported: Reported { mass, keys },
        uncertainty: None,
        place: format!("line of {code}"),
    }
}

/// Each sum in a line: agreement, parts and finest figures in kt, and what is incomplete or parts the two.
fn rebuilt(gas: Gas, figures: &[(&str, &str)]) -> String {
    let records: Vec<Record> = figures.iter().map(|(code, figure)| record(gas, code, figure)).collect();
    let kilotonnes = |mass: Option<Mass>| mass.map_or_else(|| "-".to_owned(), |mass| format!("{:.3}", mass.as_kilotonnes()));
    let line = |sum: RebuiltSum| {
        let incomplete: String = sum.incomplete.iter().map(|(code, keys)| format!(" {code} {keys}")).collect();
        let origins: String = sum.origins.iter().map(|(code, gap)| format!(" {code} {:.3}", gap.as_kilotonnes())).collect();
        format!("{} {:?} {} {} |{incomplete} |{origins}", sum.category, sum.agreement, kilotonnes(sum.parts), kilotonnes(sum.leaves))
    };
    rebuild(&tree(), &records, &[], &[]).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// 1.A 2 + 1.B 3 = 5; 2.A 1.00 + 2.B 2.00 = 3.00, which is 3.01 within three times 0.005; 5 + 3.01 = 8.01, and the finest figures make 8.00.
#[test]
fn sums_agree_exactly_and_within_what_their_digits_allow() {
    let figures = [("All", "8.01"), ("1", "5"), ("1.A", "2"), ("1.B", "3"), ("2", "3.01"), ("2.A", "1.00"), ("2.B", "2.00")];
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @"
    All Exact 8.010 8.000 | |
    1 Exact 5.000 5.000 | |
    2 Rounded 3.000 3.000 | |
    ");
}

/// A zero at the end is lost in writing, so that the figure with the most decimals says how many there are: 5 is 5.000, and 0.4 is missing.
#[test]
fn a_figure_that_happens_to_be_round_allows_no_more_than_the_others() {
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "5"), ("1.A", "2.125"), ("1.B", "2.475")]), @"1 Differs([]) 4.600 4.600 | | 1 0.400");
}

/// Six significant digits, as the UNFCCC shows Parties not in Annex I: 7 623 860 stands for 7 623 855 to 7 623 865, and so with the parts, so that
/// 10 more may be rounding and 20 more may not.
#[test]
fn figures_of_so_many_digits_are_rounded_in_the_last_of_them() {
    insta::assert_snapshot!(rebuilt(Gas::Co2, &[("1", "7623860"), ("1.A", "3425180"), ("1.B", "4198690")]), @"1 Rounded 7623870.000 7623870.000 | |");
    insta::assert_snapshot!(rebuilt(Gas::Co2, &[("1", "7623860"), ("1.A", "3425180"), ("1.B", "4198700")]), @"1 Differs([]) 7623880.000 7623880.000 | | 1 -20.000");
}

/// 400 + 100 = 500 is not 1000, though a table of one digit would show it so, and 0.4 + 0.1 is not 1 likewise. A table shows three digits at least: 92 stands
/// for 91.95 to 92.05, so that 92.09 may be it.
#[test]
fn round_numbers_are_no_room_for_others() {
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "1000"), ("1.A", "400"), ("1.B", "100")]), @"1 Differs([]) 500.000 500.000 | | 1 500.000");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "1"), ("1.A", "0.4"), ("1.B", "0.1")]), @"1 Differs([]) 0.500 0.500 | | 1 0.500");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "92"), ("1.A", "92"), ("1.B", "0.09")]), @"1 Rounded 92.090 92.090 | |");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "92"), ("1.A", "92"), ("1.B", "0.19")]), @"1 Differs([]) 92.190 92.190 | | 1 -0.190");
}

/// 7e-11 of 0.34 is what a program loses that adds up cells of a sheet; 7e-9 is more.
#[test]
fn a_sum_of_computed_cells_is_off_by_little() {
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "0.337573638192"), ("1.A", "0.3375736382622"), ("1.B", "NO")]), @"1 Rounded 0.338 0.338 | |");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "0.337573638192"), ("1.A", "0.3375736452622"), ("1.B", "NO")]), @"1 Differs([]) 0.338 0.338 | | 1 -0.000");
}

#[test]
fn a_difference_has_its_reasons_and_is_found_again_in_the_totals_above() {
    let figures = [("All", "10"), ("1", "5"), ("1.A", "2"), ("2", "5"), ("2.A", "1"), ("2.B", "NE")];
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @r#"
    All Exact 10.000 3.000 | 2.B NE | 1 3.000 2 4.000
    1 Differs([WithoutFigure([CategoryCode("1.B")])]) 2.000 2.000 | | 1 3.000
    2 Differs([Marked([(CategoryCode("2.B"), NotationKeys({Ne}))])]) 1.000 1.000 | 2.B NE | 2 4.000
    "#);
    insta::assert_snapshot!(rebuilt(Gas::N2o, &[("2", "5"), ("2.A", "1"), ("2.B", "NO")]), @r#"2 Differs([CountsMore("soils")]) 1.000 1.000 | | 2 4.000"#);
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("2", "5.25"), ("2.A", "6.5"), ("2.B", "NE")]), @"2 Differs([]) 6.500 6.500 | 2.B NE | 2 -1.250");
}

/// N₂O of soils counts in 2 and stands in a row of its own: 1 + 4 = 5. CH₄ of the same row does not.
#[test]
fn rows_of_what_a_category_counts_beyond_its_parts_count_as_parts() {
    let figures = [("2", "5"), ("2.A", "1"), ("2.B", "NO"), ("2.Soils", "4")];
    insta::assert_snapshot!(rebuilt(Gas::N2o, &figures), @"2 Exact 5.000 5.000 | |");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("2", "1"), ("2.A", "1"), ("2.Soils", "4")]), @"2 Exact 1.000 1.000 | |");
}

#[test]
fn a_total_that_is_another_one_is_recognised() {
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("All", "5"), ("AllButTwo", "8"), ("1", "5"), ("2", "3")]), @r#"
    All Differs([IsSumOf(CategoryCode("AllButTwo"))]) 8.000 8.000 | | All -3.000
    AllButTwo Differs([IsSumOf(CategoryCode("All"))]) 5.000 5.000 | | AllButTwo 3.000
    1 Undivided - 5.000 | |
    2 Undivided - 3.000 | |
    "#);
}

/// 0.00092693785 and 0.0009269379 differ by half of the tenth decimal, which is the last that the part shows; 50.8 shows too few digits to tell.
#[test]
fn unlike_numbers_of_decimals_are_a_reason() {
    let reasons = |figures: &[(&str, &str)]| {
        let records: Vec<Record> = figures.iter().map(|(code, figure)| record(Gas::Ch4, code, figure)).collect();
        rebuild(&tree(), &records, &[], &[]).remove(0).agreement
    };
    assert_eq!(reasons(&[("2", "0.00092693785"), ("2.A", "0.0009269379"), ("2.B", "NO")]), Agreement::Differs(vec![Reason::OwnDigits]));
    assert_eq!(reasons(&[("2", "0.00092693785"), ("2.A", "0.000926938"), ("2.B", "NO")]), Agreement::Differs(vec![Reason::OwnDigits]));
    assert_eq!(reasons(&[("2", "0.00092693785"), ("2.A", "0.000927"), ("2.B", "NO")]), Agreement::Differs(vec![]));
    assert_eq!(reasons(&[("2", "50.796"), ("2.A", "50.8"), ("2.B", "NO")]), Agreement::Differs(vec![]));
}

/// 1 of the group: 5 + 4 = 9; its parts 1.A 2 and 1.B 3 are those of AAA, and BBB divides its 4 not at all. 9.5 is more than its members
/// explain.
#[test]
fn what_a_group_states_beyond_its_parts_is_what_its_members_do_not_divide() {
    let of = |party: &str, code: &str, figure: &str| Record { party: RegionCode::new(party), ..record(Gas::Ch4, code, figure) };
    let members = [of("AAA", "1", "5"), of("AAA", "1.A", "2"), of("AAA", "1.B", "3"), of("BBB", "1", "4"), of("CCC", "1", "7")];
    let group = PartyGroup { code: RegionCode::new("Both"), members: vec![RegionCode::new("AAA"), RegionCode::new("BBB")] };
    let reasons = |stated: &str| {
        let sums = [of("Both", "1", stated), of("Both", "1.A", "2"), of("Both", "1.B", "3")];
        let records: Vec<Record> = members.iter().chain(&sums).cloned().collect();
        let all = rebuild(&tree(), &records, &[], std::slice::from_ref(&group));
        all.into_iter().find(|sum| sum.party == group.code).expect("the group's sum").agreement
    };
    assert_eq!(reasons("9"), Agreement::Differs(vec![Reason::Members(vec![RegionCode::new("BBB")])]));
    assert_eq!(reasons("9.5"), Agreement::Differs(vec![]));
}

#[test]
fn rows_that_a_party_adds_close_a_sum() {
    let figures = [("2", "5.25"), ("2.A", "1.5"), ("2.B", "0.5"), ("2.Tea leaves", "3.25")];
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @r#"2 Differs([OwnRows([CategoryCode("2.Tea leaves")])]) 2.000 2.000 | | 2 3.250"#);
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("2", "7.25"), ("2.A", "1.5"), ("2.B", "0.5"), ("2.Tea leaves", "3.25")]), @"2 Differs([]) 2.000 2.000 | | 2 5.250");
}

#[test]
fn carbon_dioxide_of_biogenic_origin_stands_beside_the_sum_and_methane_does_not() {
    let figures = [("2", "1"), ("2.A", "1"), ("2.B", "40")];
    insta::assert_snapshot!(rebuilt(Gas::Co2, &figures), @"2 Exact 1.000 1.000 | |");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @"2 Differs([]) 41.000 41.000 | | 2 -40.000");
}

#[test]
fn keys_bring_nothing_and_a_category_that_is_not_divided_stands_for_itself() {
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("All", "7"), ("1", "NO"), ("1.A", "2"), ("2", "5")]), @"
    All Exact 7.000 7.000 | |
    1 StatedAsKeys 2.000 2.000 | |
    2 Undivided - 5.000 | |
    ");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "NO"), ("1.A", "NO"), ("1.B", "NE")]), @"");
    insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "3"), ("1.A", "NO"), ("1.B", "IE")]), @r#"1 Differs([Marked([(CategoryCode("1.B"), NotationKeys({Ie}))])]) - 3.000 | |"#);
}

/// 2.F 3 + 2.G 1 = 4 in CO₂ equivalents of one set; the same substance in another set is a column of its own.
#[test]
fn fluorinated_gases_are_added_up_each_in_its_own_measure() {
    let other = |code: &str, kilotonnes: f64, set: &str| OtherRecord {
        party: RegionCode::new("ABC"),
        category: Category::new("CRF", code),
        category_name: String::new(),
        substance: "HFCs".into(),
        measure: OtherMeasure::Co2Equivalent { gwp_set: Some(set.into()) },
        year: 2020,
        reported: Reported { mass: Some(Mass::from_kilotonnes(kilotonnes)), keys: NotationKeys::default() },
        place: String::new(),
    };
    let others = [other("2", 4.0, "AR5"), other("2.A", 3.0, "AR5"), other("2.B", 1.0, "AR5"), other("2.B", 7.0, "AR4")];
    let sums = rebuild(&tree(), &[], &others, &[]);
    assert_eq!(sums.iter().map(|sum| (sum.category.as_str(), sum.agreement.clone())).collect::<Vec<_>>(), [("2", Agreement::Exact)]);
    assert_eq!(sums[0].counted.measure, OtherMeasure::Co2Equivalent { gwp_set: Some("AR5".into()) });
}

proptest! {
    /// The stated sum less the finest figures is what the origins name, but for rounding.
    #[test]
    fn what_parts_a_sum_from_its_finest_figures_is_named(
        figures in proptest::collection::btree_map(proptest::sample::select(vec!["All", "1", "1.A", "1.B", "2", "2.A", "2.B"]), 1_u16..1000, 1..7)
    ) {
        let records: Vec<Record> = figures.iter().map(|(code, figure)| record(Gas::Ch4, code, &format!("{figure}.25"))).collect();
        for sum in rebuild(&tree(), &records, &[], &[]) {
            let (Some(stated), Some(leaves)) = (sum.stated.mass, sum.leaves) else { continue };
            let named: Mass = sum.origins.iter().map(|(_, gap)| *gap).sum();
            // Figures of two decimals: each sum of at most three figures is rounded by 0.015 kt, and there are three.
            prop_assert!(((stated - leaves) - named).as_kilotonnes().abs() < 0.05, "{sum:?}");
        }
    }
}
