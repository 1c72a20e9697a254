//! Whether two sources can be compared category by category without counting a category twice or losing one.
//!
//! Both sources are matched at the finest level that both have ([`match_categories`]). Then each source is gone through leaf by leaf, a leaf being a
//! category that the source does not divide further: it must be in exactly one row of the comparison, or be named as what it is.

use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::crosswalk::{Crosswalk, is_above};
use crate::gas::Gas;
use crate::matching::{CategoryItem, Content, MatchedGroup, match_categories};
use std::collections::{BTreeMap, BTreeSet};

/// One of the two sources.
#[derive(Clone, Debug)]
pub struct ProofSide<'a> {
    /// From its categories to those of the tree.
    pub crosswalk: &'a Crosswalk,
    /// Its own tree, where its categorization has one.
    pub own_tree: Option<&'a CategoryTree>,
    /// Its categories.
    pub categories: BTreeMap<CategoryCode, Content>,
}

/// How many categories of each source a row of the comparison adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// One of each.
    OneToOne,
    /// One of the left source, several of the right.
    OneToMany,
    /// Several of the left source, one of the right.
    ManyToOne,
    /// Several of each.
    ManyToMany,
    /// The right source has no counterpart.
    LeftOnly,
    /// The left source has no counterpart.
    RightOnly,
}

/// A row of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofRow {
    /// How many of each.
    pub relation: Relation,
    /// What the row counts, in the codes of the tree.
    pub codes: Vec<CategoryCode>,
    /// The categories of the left source, to be added.
    pub left: Vec<CategoryCode>,
    /// The categories of the right source, to be added.
    pub right: Vec<CategoryCode>,
    /// What the right source counts in the row and the left does not; with either, the row is comparable in part only.
    pub missing_left: Vec<CategoryCode>,
    /// What the left source counts in the row and the right does not.
    pub missing_right: Vec<CategoryCode>,
}

/// What became of the leaves of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeafProof {
    /// How many leaves are in exactly one row.
    pub once: usize,
    /// Leaves in more than one row or under two categories of a row, or in none because they share a part with a category in use; with those categories.
    pub twice: Vec<(CategoryCode, Vec<CategoryCode>)>,
    /// Leaves without a counterpart of their own, which count in a sum above them that no row uses.
    pub only_in_sum: Vec<(CategoryCode, CategoryCode)>,
    /// Leaves that the crosswalk leaves out: memo items and what else stands outside the totals.
    pub outside: Vec<CategoryCode>,
    /// Leaves that no row of the crosswalk names, nor one above them: their mass would be lost.
    pub lost: Vec<CategoryCode>,
}

impl LeafProof {
    /// Whether no leaf is counted twice and none is lost.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.twice.is_empty() && self.lost.is_empty()
    }
}

/// The comparison of two sources for a gas, with what became of each leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrosswalkProof {
    /// The rows: those that both have in the order of the tree, then what is only in the left source, then only in the right.
    pub rows: Vec<ProofRow>,
    /// The leaves of the left source.
    pub left: LeafProof,
    /// The leaves of the right source.
    pub right: LeafProof,
}

/// Compares two sources for a gas.
#[must_use]
pub fn prove(tree: &CategoryTree, left: &ProofSide<'_>, right: &ProofSide<'_>, gas: Gas) -> CrosswalkProof {
    let (left, right) = (Side::new(tree, left, gas), Side::new(tree, right, gas));
    let matching = match_categories(tree, &left.items, &right.items);
    let only = |side: &Side<'_>, item: &usize, relation| {
        let (own, codes) = (vec![side.items[*item].own_code.clone()], side.items[*item].codes.clone());
        let (left, right) = if relation == Relation::LeftOnly { (own, Vec::new()) } else { (Vec::new(), own) };
        ProofRow { relation, codes, left, right, missing_left: Vec::new(), missing_right: Vec::new() }
    };
    let both = matching.groups.iter().map(|group| row(group, &left, &right));
    let left_only = matching.left_only.iter().map(|item| only(&left, item, Relation::LeftOnly));
    let right_only = matching.right_only.iter().map(|item| only(&right, item, Relation::RightOnly));
    let used = |of_group: fn(&MatchedGroup) -> &Vec<usize>, only: &[usize]| -> Vec<usize> {
        matching.groups.iter().flat_map(of_group).chain(only).copied().collect()
    };
    CrosswalkProof {
        left: left.proof(&used(|group| &group.left, &matching.left_only)),
        right: right.proof(&used(|group| &group.right, &matching.right_only)),
        rows: both.chain(left_only).chain(right_only).collect(),
    }
}

fn row(group: &MatchedGroup, left: &Side<'_>, right: &Side<'_>) -> ProofRow {
    let own = |side: &Side<'_>, items: &[usize]| items.iter().map(|&item| side.items[item].own_code.clone()).collect::<Vec<_>>();
    let relation = match (group.left.len(), group.right.len()) {
        (1, 1) => Relation::OneToOne,
        (1, _) => Relation::OneToMany,
        (_, 1) => Relation::ManyToOne,
        _ => Relation::ManyToMany,
    };
    ProofRow {
        relation,
        codes: group.codes.clone(),
        left: own(left, &group.left),
        right: own(right, &group.right),
        missing_left: group.missing_left.clone(),
        missing_right: group.missing_right.clone(),
    }
}

/// A source with what its categories are in the tree.
struct Side<'a> {
    tree: &'a CategoryTree,
    source: &'a ProofSide<'a>,
    gas: Gas,
    items: Vec<CategoryItem>,
}

impl<'a> Side<'a> {
    fn new(tree: &'a CategoryTree, source: &'a ProofSide<'a>, gas: Gas) -> Self {
        let item = |(code, &content): (&CategoryCode, &Content)| {
            let codes = source.crosswalk.targets(code, gas)?.to_vec();
            Some(CategoryItem { own_code: code.clone(), codes, content })
        };
        Self { tree, source, gas, items: source.categories.iter().filter_map(item).collect() }
    }

    fn proof(&self, used: &[usize]) -> LeafProof {
        let mut proof = LeafProof::default();
        for leaf in self.leaves() {
            let carriers: Vec<&CategoryCode> =
                used.iter().map(|&item| &self.items[item].own_code).filter(|code| *code == leaf || self.contains(code, leaf)).collect();
            match carriers.as_slice() {
                [_] => proof.once += 1,
                [] => self.without_row(leaf, used, &mut proof),
                several => proof.twice.push((leaf.clone(), several.iter().map(|code| (*code).clone()).collect())),
            }
        }
        proof.twice.extend(self.counted_twice(used));
        proof
    }

    /// The categories with something in them that the source does not divide further.
    fn leaves(&self) -> impl Iterator<Item = &CategoryCode> {
        let filled = || self.source.categories.iter().filter(|(_, content)| **content == Content::Mass).map(|(code, _)| code);
        filled().filter(move |code| !filled().any(|other| other != *code && self.contains(code, other)))
    }

    /// Whether a category of the source counts another: by its own tree, else by its code and by what both are in the common tree.
    fn contains(&self, upper: &CategoryCode, lower: &CategoryCode) -> bool {
        if upper == lower {
            return false;
        }
        let in_own_tree = self.source.own_tree.and_then(|own| own.leaves(upper).zip(own.leaves(lower)));
        match in_own_tree {
            // The code alone would be wrong: international bunkers (1.A.3.a.i of IPCC 2006) are no part of 1.A.3.a.
            Some((of_upper, of_lower)) => of_lower.is_subset(of_upper) && (of_lower != of_upper || is_above(upper, lower)),
            None => is_above(upper, lower) || self.source.own_tree.is_none() && self.counts_more(upper, lower),
        }
    }

    /// Whether a category counts all leaves of the common tree that another does, and more.
    fn counts_more(&self, upper: &CategoryCode, lower: &CategoryCode) -> bool {
        let (upper, lower) = (self.common_leaves(upper), self.common_leaves(lower));
        !lower.is_empty() && lower.len() < upper.len() && lower.is_subset(&upper)
    }

    fn common_leaves(&self, code: &CategoryCode) -> BTreeSet<&CategoryCode> {
        let targets = self.source.crosswalk.targets(code, self.gas).unwrap_or_default();
        targets.iter().filter_map(|target| self.tree.leaves(target)).flatten().collect()
    }

    fn without_row(&self, leaf: &CategoryCode, used: &[usize], proof: &mut LeafProof) {
        let own = self.common_leaves(leaf);
        let sharing: Vec<CategoryCode> = used
            .iter()
            .map(|&item| &self.items[item].own_code)
            .filter(|code| !own.is_disjoint(&self.common_leaves(code)))
            .cloned()
            .collect();
        if !sharing.is_empty() {
            proof.twice.push((leaf.clone(), sharing));
            return;
        }
        let sums = self.items.iter().filter(|item| self.contains(&item.own_code, leaf));
        let nearest = sums.min_by_key(|item| self.common_leaves(&item.own_code).len());
        match nearest {
            Some(sum) => proof.only_in_sum.push((leaf.clone(), sum.own_code.clone())),
            None if self.source.crosswalk.knows(leaf, self.gas) => proof.outside.push(leaf.clone()),
            None => proof.lost.push(leaf.clone()),
        }
    }

    /// Leaves of the common tree that two categories in use both count though they are not parts of one.
    fn counted_twice(&self, used: &[usize]) -> Vec<(CategoryCode, Vec<CategoryCode>)> {
        let mut counting: BTreeMap<&CategoryCode, Vec<usize>> = BTreeMap::new();
        for &item in used {
            self.common_leaves(&self.items[item].own_code).into_iter().for_each(|leaf| counting.entry(leaf).or_default().push(item));
        }
        let codes = |items: &[usize]| items.iter().map(|&item| self.items[item].own_code.clone()).collect::<Vec<_>>();
        let are_parts_of_one = |items: &[usize]| items.iter().all(|&item| self.items[item].codes == self.items[items[0]].codes);
        let twice = counting.into_iter().filter(|(_, items)| items.len() > 1 && !are_parts_of_one(items));
        twice.map(|(leaf, items)| (leaf.clone(), codes(&items))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Categorization;
    use crate::category_tree::CategoryNode;
    use crate::crosswalk::CrosswalkRule;

    /// 1 (1.A, 1.B (1.B.1, 1.B.2)) and 2.
    fn tree() -> CategoryTree {
        let node = CategoryNode::of_parts;
        let nodes = vec![
            node("1", &["1.A", "1.B"]),
            node("1.A", &[]),
            node("1.B", &["1.B.1", "1.B.2"]),
            node("1.B.1", &[]),
            node("1.B.2", &[]),
            node("2", &[]),
        ];
        CategoryTree::new(Categorization::ipcc_2006(), nodes).expect("a tree")
    }

    /// A crosswalk from words such as `coal=1.B.1 1.B.2`.
    fn crosswalk(rows: &[&str]) -> Crosswalk {
        let codes = |words: &str| words.split_whitespace().map(CategoryCode::new).collect();
        let rules = rows.iter().map(|row| {
            let (from, to) = row.split_once('=').expect("a row");
            CrosswalkRule { from: CategoryCode::new(from), to: codes(to), gases: Vec::new() }
        });
        Crosswalk::new("test".into(), "none".into(), Categorization::new("OWN"), rules.collect(), &tree()).expect("a crosswalk")
    }

    fn side<'a>(crosswalk: &'a Crosswalk, codes: &[&str]) -> ProofSide<'a> {
        let categories = codes.iter().map(|code| (CategoryCode::new(*code), Content::Mass)).collect();
        ProofSide { crosswalk, own_tree: None, categories }
    }

    fn words(codes: &[CategoryCode]) -> String {
        codes.iter().map(CategoryCode::as_str).collect::<Vec<_>>().join("+")
    }

    /// The rows and the leaves of both sources in words.
    fn shown(left: &ProofSide<'_>, right: &ProofSide<'_>) -> String {
        let proof = prove(&tree(), left, right, Gas::Ch4);
        let row = |row: &ProofRow| {
            let lacks = [words(&row.missing_left), words(&row.missing_right)].join("/");
            format!("{:?} {} | {} | {} | {lacks}\n", row.relation, words(&row.codes), words(&row.left), words(&row.right))
        };
        let rows: String = proof.rows.iter().map(row).collect();
        format!("{rows}{:?}\n{:?}", proof.left, proof.right)
    }

    #[test]
    fn rows_are_one_to_one_many_to_one_partial_or_of_one_source_only() {
        let left = crosswalk(&["burning=1.A", "coal=1.B.1", "waste="]);
        let right = crosswalk(&["A=1.A", "B=1.B", "B.1=1.B.1", "B.2=1.B.2", "C=2"]);
        insta::assert_snapshot!(shown(&side(&left, &["burning", "coal", "waste"]), &side(&right, &["A", "B", "B.1", "B.2", "C"])), @r#"
        OneToOne 1.A | burning | A | /
        OneToOne 1.B.1 | coal | B.1 | /
        RightOnly 1.B.2 |  | B.2 | /
        RightOnly 2 |  | C | /
        LeafProof { once: 2, twice: [], only_in_sum: [], outside: [CategoryCode("waste")], lost: [] }
        LeafProof { once: 4, twice: [], only_in_sum: [], outside: [], lost: [] }
        "#);
        let coarse = crosswalk(&["energy=1"]);
        insta::assert_snapshot!(shown(&side(&left, &["burning", "coal"]), &side(&coarse, &["energy"])), @"
        ManyToOne 1 | burning+coal | energy | 1.B.2/
        LeafProof { once: 2, twice: [], only_in_sum: [], outside: [], lost: [] }
        LeafProof { once: 1, twice: [], only_in_sum: [], outside: [], lost: [] }
        ");
    }

    /// `B.3` has no counterpart, so that it is in no row but only in `B`; `D` is in no row of the crosswalk at all.
    #[test]
    fn a_leaf_without_a_counterpart_is_named_and_an_unknown_one_is_lost() {
        let left = crosswalk(&["B=1.B", "B.1=1.B.1", "B.2=1.B.2", "B.3="]);
        let right = crosswalk(&["coal=1.B.1", "oil=1.B.2"]);
        insta::assert_snapshot!(shown(&side(&left, &["B", "B.1", "B.2", "B.3", "D"]), &side(&right, &["coal", "oil"])), @r#"
        OneToOne 1.B.1 | B.1 | coal | /
        OneToOne 1.B.2 | B.2 | oil | /
        LeafProof { once: 2, twice: [], only_in_sum: [(CategoryCode("B.3"), CategoryCode("B"))], outside: [], lost: [CategoryCode("D")] }
        LeafProof { once: 2, twice: [], only_in_sum: [], outside: [], lost: [] }
        "#);
    }

    #[test]
    fn a_leaf_that_two_rows_count_is_named_with_both() {
        let whole = crosswalk(&["all=1", "fuels=1.B", "oil=1.B.2"]);
        let proof = prove(&tree(), &side(&whole, &["fuels", "oil"]), &side(&crosswalk(&["A=1.A"]), &["A"]), Gas::Ch4);
        assert!(proof.left.holds(), "the larger one stands for both: {proof:?}");
        let overlapping = crosswalk(&["coal=1.A 1.B.1", "oil=1.B.1 1.B.2"]);
        let proof = prove(&tree(), &side(&overlapping, &["coal", "oil"]), &side(&whole, &["all"]), Gas::Ch4);
        assert_eq!(proof.left.twice, [(CategoryCode::new("oil"), vec![CategoryCode::new("coal")])]);
    }
}
