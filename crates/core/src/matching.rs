//! The finest level at which two sources can be compared, category by category.
//!
//! Every item of a source covers leaves of one category tree. Items that contain no other item of their source are its finest. Two leaves
//! belong together if a finest item of either source covers both: the groups that arise are the smallest that both sources
//! can be summed to. Within a group each side is represented by its coarsest items, because a reported sub-total
//! is more complete than the sum of its parts, some of which may hide behind notation keys.

use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::crosswalk::is_above;
use std::collections::{BTreeMap, BTreeSet};

type Leaves = BTreeSet<CategoryCode>;

/// A number of one source, with the categories that it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryItem {
    /// Its code in its own source, which tells a sub-total from its parts where both count the same.
    pub own_code: CategoryCode,
    /// What it counts, in the codes of the tree.
    pub codes: Vec<CategoryCode>,
    /// Whether there is anything in it.
    pub content: Content,
}

/// What an item brings to a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// A mass, or a mass that is not known.
    Mass,
    /// Nothing: the category does not occur, or is counted in another item. It covers its leaves, and binds none of them together.
    Nothing,
}

/// Items of both sides that count the same, or whose difference in scope is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedGroup {
    /// The fewest codes of the tree that the group counts.
    pub codes: Vec<CategoryCode>,
    /// Positions of the items of the left side to be added.
    pub left: Vec<usize>,
    /// Positions of the items of the right side to be added.
    pub right: Vec<usize>,
    /// What the right side counts and the left does not; empty where the two count the same.
    pub missing_left: Vec<CategoryCode>,
    /// What the left side counts and the right does not.
    pub missing_right: Vec<CategoryCode>,
}

/// Groups that lie in one category of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumGroup {
    /// The category.
    pub node: CategoryCode,
    /// Positions of the groups in it, at least one.
    pub groups: Vec<usize>,
}

/// The outcome of matching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// The groups, in the order of the tree.
    pub groups: Vec<MatchedGroup>,
    /// The sums over groups, in the order of the tree.
    pub sums: Vec<SumGroup>,
    /// Positions of the left side's coarsest items without a partner.
    pub left_only: Vec<usize>,
    /// Positions of the right side's coarsest items without a partner.
    pub right_only: Vec<usize>,
}

/// Matches the items of two sides at the finest level that both have.
#[must_use]
pub fn match_categories(tree: &CategoryTree, left: &[CategoryItem], right: &[CategoryItem]) -> Matching {
    let (left, right) = (Side::new(tree, left), Side::new(tree, right));
    let mut matching = Matching::default();
    let mut group_leaves = Vec::new();
    for leaves in components(&left, &right) {
        let (on_left, on_right) = (left.coarsest_within(&leaves), right.coarsest_within(&leaves));
        if !on_left.is_empty() && !on_right.is_empty() {
            matching.groups.push(group(tree, &leaves, (&left, on_left), (&right, on_right)));
            group_leaves.push(leaves);
        }
    }
    order_groups(tree, &mut matching, &mut group_leaves);
    matching.left_only = left.coarsest_outside(&group_leaves);
    matching.right_only = right.coarsest_outside(&group_leaves);
    matching.sums = sums(tree, &group_leaves);
    matching
}

fn group(tree: &CategoryTree, leaves: &Leaves, left: (&Side<'_>, Vec<usize>), right: (&Side<'_>, Vec<usize>)) -> MatchedGroup {
    let missing = |(side, items): (&Side<'_>, &[usize])| {
        let chosen = items.iter().map(|&item| &side.leaves[item]);
        let covered: Leaves = chosen.chain(side.of(Content::Nothing)).flatten().cloned().collect();
        tree.names_for(&leaves.difference(&covered).cloned().collect())
    };
    MatchedGroup {
        codes: tree.names_for(leaves),
        missing_left: missing((left.0, &left.1)),
        missing_right: missing((right.0, &right.1)),
        left: left.1,
        right: right.1,
    }
}

/// Groups in the order of the tree, by the first category that each counts.
fn order_groups(tree: &CategoryTree, matching: &mut Matching, group_leaves: &mut Vec<Leaves>) {
    let mut paired: Vec<(MatchedGroup, Leaves)> =
        std::mem::take(&mut matching.groups).into_iter().zip(std::mem::take(group_leaves)).collect();
    paired.sort_by_key(|(group, _)| group.codes.iter().filter_map(|code| tree.position(code)).min());
    (matching.groups, *group_leaves) = paired.into_iter().unzip();
}

/// Every category of the tree that holds a group.
fn sums(tree: &CategoryTree, group_leaves: &[Leaves]) -> Vec<SumGroup> {
    let within = |node: &CategoryCode| {
        let own = tree.leaves(node).expect("a category of the tree");
        (0..group_leaves.len()).filter(|&group| group_leaves[group].is_subset(own)).collect::<Vec<_>>()
    };
    let candidates = tree.nodes().iter().map(|node| SumGroup { groups: within(&node.code), node: node.code.clone() });
    candidates.filter(|sum| !sum.groups.is_empty()).collect()
}

/// The items of one side with the leaves that each covers.
struct Side<'a> {
    items: &'a [CategoryItem],
    leaves: Vec<Leaves>,
}

impl<'a> Side<'a> {
    fn new(tree: &CategoryTree, items: &'a [CategoryItem]) -> Self {
        let leaves_of = |item: &CategoryItem| item.codes.iter().filter_map(|code| tree.leaves(code)).flatten().cloned().collect();
        Self { items, leaves: items.iter().map(leaves_of).collect() }
    }

    /// The items with content that contain no smaller such item of the side.
    fn finest(&self) -> impl Iterator<Item = &Leaves> {
        let has_smaller = |leaves: &Leaves| {
            self.of(Content::Mass).any(|other| other.len() < leaves.len() && !other.is_empty() && other.is_subset(leaves))
        };
        self.of(Content::Mass).filter(move |leaves| !leaves.is_empty() && !has_smaller(leaves))
    }

    /// What the items with or without content cover.
    fn of(&self, content: Content) -> impl Iterator<Item = &Leaves> {
        self.items.iter().zip(&self.leaves).filter(move |(item, _)| item.content == content).map(|(_, leaves)| leaves)
    }

    /// The coarsest items that lie within the leaves and do not overlap.
    fn coarsest_within(&self, leaves: &Leaves) -> Vec<usize> {
        let inside = (0..self.items.len()).filter(|&item| !self.leaves[item].is_empty() && self.leaves[item].is_subset(leaves));
        self.coarsest(inside.collect())
    }

    /// The coarsest items that share nothing with the groups.
    fn coarsest_outside(&self, groups: &[Leaves]) -> Vec<usize> {
        let all = self.leaves.iter().flatten().cloned();
        self.coarsest_within(&all.filter(|leaf| !groups.iter().any(|group| group.contains(leaf))).collect())
    }

    /// Items with content first, and from larger to smaller, each item that adds leaves, and each that counts a further part of the very same leaves.
    ///
    /// Of items that count the same, the code decides and not the order of the input: a sub-total sorts before its parts.
    fn coarsest(&self, mut candidates: Vec<usize>) -> Vec<usize> {
        candidates.sort_by_key(|&item| (self.items[item].content, std::cmp::Reverse(self.leaves[item].len()), &self.items[item].own_code));
        let mut chosen: Vec<usize> = Vec::new();
        for item in candidates {
            if chosen.iter().all(|&other| self.leaves[item].is_disjoint(&self.leaves[other]) || self.are_parts_of_one(item, other)) {
                chosen.push(item);
            }
        }
        chosen.sort_unstable();
        chosen
    }

    /// Whether two items count different parts of the same categories, as two layers for one category do; a sub-total and its only part do not.
    fn are_parts_of_one(&self, first: usize, second: usize) -> bool {
        let (one, other) = (&self.items[first].own_code, &self.items[second].own_code);
        self.leaves[first] == self.leaves[second] && one != other && !is_above(one, other) && !is_above(other, one)
    }
}

/// The finest sets of leaves that the finest items of both sides make up.
fn components(left: &Side<'_>, right: &Side<'_>) -> Vec<Leaves> {
    let mut component_of: BTreeMap<&CategoryCode, usize> = BTreeMap::new();
    let mut components: Vec<Leaves> = Vec::new();
    for block in left.finest().chain(right.finest()) {
        let touched: BTreeSet<usize> = block.iter().filter_map(|leaf| component_of.get(leaf).copied()).collect();
        let mut joined = block.clone();
        for component in touched {
            joined.append(&mut components[component]);
        }
        for leaf in left.leaves.iter().chain(&right.leaves).flatten().filter(|leaf| joined.contains(*leaf)) {
            component_of.insert(leaf, components.len());
        }
        components.push(joined);
    }
    components.retain(|component| !component.is_empty());
    components
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Categorization;
    use crate::category_tree::CategoryNode;
    use proptest::prelude::*;

    /// 1 (1.A (1.A.1, 1.A.2, 1.A.3), 1.B (1.B.1, 1.B.2)), 2, and M = 1 + 2.
    fn tree() -> CategoryTree {
        let parts = [
            ("M", vec!["1", "2"]),
            ("1", vec!["1.A", "1.B"]),
            ("1.A", vec!["1.A.1", "1.A.2", "1.A.3"]),
            ("1.A.1", vec![]),
            ("1.A.2", vec![]),
            ("1.A.3", vec![]),
            ("1.B", vec!["1.B.1", "1.B.2"]),
            ("1.B.1", vec![]),
            ("1.B.2", vec![]),
            ("2", vec![]),
        ];
        let node = |(code, children): (&str, Vec<&str>)| CategoryNode::of_parts(code, &children);
        CategoryTree::new(Categorization::ipcc_2006(), parts.into_iter().map(node).collect()).expect("a tree")
    }

    fn items(items: &[(&str, &[&str])]) -> Vec<CategoryItem> {
        let item = |(own, codes): &(&str, &[&str])| CategoryItem {
            own_code: CategoryCode::new(*own),
            codes: codes.iter().map(|code| CategoryCode::new(*code)).collect(),
            content: Content::Mass,
        };
        items.iter().map(item).collect()
    }

    fn words(codes: &[CategoryCode]) -> String {
        codes.iter().map(CategoryCode::as_str).collect::<Vec<_>>().join("+")
    }

    #[test]
    fn the_finest_common_level_is_found_and_the_coarsest_items_stand_for_it() {
        let product = items(&[("stationary", &["1.A.1", "1.A.2"]), ("mobile", &["1.A.3"]), ("coal", &["1.B.1"])]);
        let inventory = items(&[
            ("M", &["M"]),
            ("1", &["1"]),
            ("1.A", &["1.A"]),
            ("1.A.1", &["1.A.1"]),
            ("1.A.2", &["1.A.2"]),
            ("1.A.3", &["1.A.3"]),
            ("1.B.1", &["1.B.1"]),
            ("2", &["2"]),
        ]);
        let matching = match_categories(&tree(), &product, &inventory);
        let groups: Vec<_> = matching.groups.iter().map(|group| (words(&group.codes), group.left.clone(), group.right.clone())).collect();
        assert_eq!(
            groups,
            [("1.A.1+1.A.2".into(), vec![0], vec![3, 4]), ("1.A.3".into(), vec![1], vec![5]), ("1.B.1".into(), vec![2], vec![6])]
        );
        assert!(matching.groups.iter().all(|group| group.missing_left.is_empty() && group.missing_right.is_empty()));
        assert_eq!((matching.left_only, matching.right_only), (vec![], vec![7]));
        let of_several = matching.sums.iter().filter(|sum| sum.groups.len() > 1);
        let sums: Vec<_> = of_several.map(|sum| (sum.node.as_str(), sum.groups.clone())).collect();
        assert_eq!(sums, [("M", vec![0, 1, 2]), ("1", vec![0, 1, 2]), ("1.A", vec![0, 1])]);
    }

    #[test]
    fn what_one_side_lacks_within_a_group_is_named() {
        let matching = match_categories(&tree(), &items(&[("oil", &["1.B.2"])]), &items(&[("1.B", &["1.B"])]));
        assert_eq!(words(&matching.groups[0].codes), "1.B");
        assert_eq!(words(&matching.groups[0].missing_left), "1.B.1");
        assert!(matching.groups[0].missing_right.is_empty());
    }

    #[test]
    fn two_layers_of_one_category_are_added_and_a_subtotal_with_one_part_is_not() {
        let layers = items(&[("municipal", &["2"]), ("industrial", &["2"])]);
        let reported = items(&[("5", &["2"]), ("5.A", &["2"])]);
        let matching = match_categories(&tree(), &layers, &reported);
        assert_eq!((matching.groups[0].left.clone(), matching.groups[0].right.clone()), (vec![0, 1], vec![0]));
    }

    #[test]
    fn a_subtotal_stands_for_its_parts_wherever_it_is_in_the_list() {
        let reported = [("4.A.1", ["2"].as_slice()), ("4.A.2", &["2"]), ("4.A", &["2"])];
        let matching = match_categories(&tree(), &items(&[("land", &["2"])]), &items(&reported));
        assert_eq!(matching.groups[0].right, [2]);
    }

    #[test]
    fn of_a_total_and_its_variant_with_indirect_carbon_dioxide_one_is_taken() {
        let reported = [("Total.without.LULUCF.indirect.CO2", ["M"].as_slice()), ("Total.without.LULUCF", &["M"])];
        let matching = match_categories(&tree(), &items(&[("total", &["M"])]), &items(&reported));
        assert_eq!(matching.groups[0].right, [1]);
    }

    #[test]
    fn a_total_is_compared_with_the_reported_total() {
        let reported = items(&[("0", &["M"]), ("1.A.1", &["1.A.1"]), ("1.B", &["1.B"]), ("2", &["2"])]);
        let matching = match_categories(&tree(), &items(&[("total", &["M"])]), &reported);
        assert_eq!((words(&matching.groups[0].codes), matching.groups[0].right.clone()), ("M".into(), vec![0]));
        assert!(matching.right_only.is_empty());
    }

    /// Venting and flaring of oil and gas, said to be counted elsewhere, does not bind oil and gas together.
    #[test]
    fn an_item_without_content_covers_and_does_not_bind() {
        let product = items(&[("oil", &["1.A"]), ("gas", &["1.B"])]);
        let mut inventory = items(&[("oil", &["1.A.1", "1.A.2"]), ("gas", &["1.B.1"]), ("venting", &["1.A.3", "1.B.2"])]);
        assert_eq!(match_categories(&tree(), &product, &inventory).groups.len(), 1);
        inventory[2].content = Content::Nothing;
        let matching = match_categories(&tree(), &product, &inventory);
        let groups: Vec<_> = matching.groups.iter().map(|group| (words(&group.codes), group.right.clone())).collect();
        assert_eq!(groups, [("1.A".into(), vec![0]), ("1.B".into(), vec![1])]);
        assert!(matching.groups.iter().all(|group| group.missing_right.is_empty()));
    }

    #[test]
    fn a_total_without_partner_is_left_over_whole_though_only_one_of_its_parts_is_reported() {
        let matching = match_categories(&tree(), &[], &items(&[("M", &["M"]), ("2", &["2"])]));
        assert_eq!(matching.right_only, [0]);
    }

    #[test]
    fn a_total_beside_its_sectors_is_no_block() {
        let product = items(&[("TOTALS", &["M"]), ("coal", &["1.B.1"])]);
        let matching = match_categories(&tree(), &product, &items(&[("1.B.1", &["1.B.1"]), ("2", &["2"])]));
        assert_eq!(
            (words(&matching.groups[0].codes), matching.groups[0].left.clone(), matching.right_only.clone()),
            ("1.B.1".into(), vec![1], vec![1])
        );
    }

    const CODES: [&str; 10] = ["M", "1", "1.A", "1.A.1", "1.A.2", "1.A.3", "1.B", "1.B.1", "1.B.2", "2"];

    fn some_items() -> impl Strategy<Value = Vec<CategoryItem>> {
        proptest::sample::subsequence(CODES.to_vec(), 0..=10).prop_map(|codes| {
            codes
                .into_iter()
                .map(|code| CategoryItem {
                    own_code: CategoryCode::new(code),
                    codes: vec![CategoryCode::new(code)],
                    content: Content::Mass,
                })
                .collect()
        })
    }

    fn swapped(matching: &Matching) -> Matching {
        let group = |group: &MatchedGroup| MatchedGroup {
            codes: group.codes.clone(),
            left: group.right.clone(),
            right: group.left.clone(),
            missing_left: group.missing_right.clone(),
            missing_right: group.missing_left.clone(),
        };
        Matching {
            groups: matching.groups.iter().map(group).collect(),
            sums: matching.sums.clone(),
            left_only: matching.right_only.clone(),
            right_only: matching.left_only.clone(),
        }
    }

    proptest! {
        #[test]
        fn swapping_the_sides_mirrors_the_matching(left in some_items(), right in some_items()) {
            prop_assert_eq!(match_categories(&tree(), &left, &right), swapped(&match_categories(&tree(), &right, &left)));
        }

        #[test]
        fn no_leaf_lies_in_two_groups(left in some_items(), right in some_items()) {
            let tree = tree();
            let matching = match_categories(&tree, &left, &right);
            let leaves: Vec<_> = matching.groups.iter().flat_map(|group| &group.codes).flat_map(|code| tree.leaves(code).expect("known")).collect();
            prop_assert_eq!(leaves.iter().collect::<BTreeSet<_>>().len(), leaves.len());
        }

        #[test]
        fn no_leaf_of_a_side_is_added_twice(left in some_items(), right in some_items()) {
            let tree = tree();
            let matching = match_categories(&tree, &left, &right);
            let used = matching.groups.iter().flat_map(|group| &group.left).chain(&matching.left_only);
            let leaves: Vec<_> = used.flat_map(|&item| &left[item].codes).flat_map(|code| tree.leaves(code).expect("known")).collect();
            prop_assert_eq!(leaves.iter().collect::<BTreeSet<_>>().len(), leaves.len());
        }

        #[test]
        fn sides_that_are_the_same_match_without_a_rest(items in some_items()) {
            let matching = match_categories(&tree(), &items, &items);
            prop_assert!(matching.left_only.is_empty() && matching.right_only.is_empty());
            prop_assert!(matching.groups.iter().all(|group| group.left == group.right && group.missing_left == group.missing_right));
        }
    }
}
