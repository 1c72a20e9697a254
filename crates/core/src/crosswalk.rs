//! Crosswalks: what the categories of one categorization are in another.

use crate::category::{Categorization, CategoryCode};
use crate::category_tree::CategoryTree;
use crate::gas::Gas;
use std::collections::{BTreeMap, BTreeSet};

/// One row: a source code and the target codes that it is, all of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrosswalkRule {
    /// The code in the source's categorization.
    pub from: CategoryCode,
    /// The codes in the target's; none says that the category lies outside national totals.
    pub to: Vec<CategoryCode>,
    /// The gases for which the row holds; all, if none is named.
    pub gases: Vec<Gas>,
}

/// A crosswalk with its reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    /// Its name.
    pub id: String,
    /// Where its rows come from.
    pub reference: String,
    /// The source's categorization.
    pub from: Categorization,
    /// The target's categorization.
    pub to: Categorization,
    rules: BTreeMap<(CategoryCode, Option<Gas>), Vec<CategoryCode>>,
}

/// Rows that are no crosswalk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrosswalkError {
    /// A source code has two rows for one gas.
    #[error("source category `{code}` has two rows{}", gas.map(|gas| format!(" for {gas}")).unwrap_or_default())]
    Repeated {
        /// The source code.
        code: CategoryCode,
        /// The gas.
        gas: Option<Gas>,
    },
    /// A target code is no category of the tree.
    #[error("source category `{code}` leads to `{target}`, which is no category of {categorization}")]
    UnknownTarget {
        /// The source code.
        code: CategoryCode,
        /// The unknown target.
        target: CategoryCode,
        /// The target's categorization.
        categorization: Categorization,
    },
}

impl Crosswalk {
    /// A crosswalk from its rows.
    ///
    /// # Errors
    /// [`CrosswalkError`] if a source code has two rows for one gas, or a target is no category of the tree.
    pub fn new(
        id: String,
        reference: String,
        from: Categorization,
        rules: Vec<CrosswalkRule>,
        tree: &CategoryTree,
    ) -> Result<Self, CrosswalkError> {
        let mut by_source: BTreeMap<(CategoryCode, Option<Gas>), Vec<CategoryCode>> = BTreeMap::new();
        for rule in rules {
            if let Some(target) = rule.to.iter().find(|target| tree.leaves(target).is_none()) {
                return Err(CrosswalkError::UnknownTarget {
                    code: rule.from,
                    target: target.clone(),
                    categorization: tree.categorization.clone(),
                });
            }
            let gases: Vec<Option<Gas>> = if rule.gases.is_empty() { vec![None] } else { rule.gases.into_iter().map(Some).collect() };
            for gas in gases {
                if by_source.insert((rule.from.clone(), gas), rule.to.clone()).is_some() {
                    return Err(CrosswalkError::Repeated { code: rule.from, gas });
                }
            }
        }
        Ok(Self { id, reference, from, to: tree.categorization.clone(), rules: by_source })
    }

    /// The crosswalk of a source that speaks the target's categorization already.
    #[must_use]
    pub fn identity(tree: &CategoryTree) -> Self {
        let rules = tree.nodes().iter().map(|node| ((node.code.clone(), None), vec![node.code.clone()]));
        let reference = "source and target have the same categorization".to_owned();
        Self {
            id: "identity".to_owned(),
            reference,
            from: tree.categorization.clone(),
            to: tree.categorization.clone(),
            rules: rules.collect(),
        }
    }

    /// What a source category is in the target, for a gas; none if it lies outside national totals or no row names it.
    #[must_use]
    pub fn targets(&self, code: &CategoryCode, gas: Gas) -> Option<&[CategoryCode]> {
        let own = self.rules.get(&(code.clone(), Some(gas))).or_else(|| self.rules.get(&(code.clone(), None)));
        own.map(Vec::as_slice).filter(|targets| !targets.is_empty())
    }

    /// Whether a row names the source category for a gas, be it only to leave it out.
    #[must_use]
    pub fn knows(&self, code: &CategoryCode, gas: Gas) -> bool {
        self.rules.contains_key(&(code.clone(), Some(gas))) || self.rules.contains_key(&(code.clone(), None))
    }

    /// The source codes, in their order.
    #[must_use]
    pub fn sources(&self) -> BTreeSet<&CategoryCode> {
        self.rules.keys().map(|(code, _)| code).collect()
    }

    /// The source categories that are all of a target category, for a gas: it is the only one that they lead to, and none beside them leads to it alone too. That none leads to a part of it is for the crosswalk to see to.
    #[must_use]
    pub fn equal_to(&self, target: &CategoryCode, gas: Gas) -> Vec<&CategoryCode> {
        let leads = |code: &&CategoryCode| self.targets(code, gas) == Some(std::slice::from_ref(target));
        let sources: Vec<&CategoryCode> = self.sources().into_iter().filter(leads).collect();
        let is_beside = |one: &CategoryCode, other: &CategoryCode| one != other && !is_above(one, other) && !is_above(other, one);
        sources.iter().copied().filter(|code| !sources.iter().any(|other| is_beside(code, other))).collect()
    }

    /// Target leaves that two source categories lead to though neither is above the other: each would be counted twice.
    ///
    /// One source category is above another if its code, followed by a full stop, begins the other's; sources named in `additive` count parts of one
    /// category and are meant to be added.
    #[must_use]
    pub fn counted_twice(&self, gas: Gas, tree: &CategoryTree, additive: &[&[&str]]) -> Vec<(CategoryCode, CategoryCode, CategoryCode)> {
        let leaves_of = |code| {
            let targets = self.targets(code, gas)?.iter();
            Some((code, targets.filter_map(|target| tree.leaves(target)).flatten().collect::<BTreeSet<_>>()))
        };
        let sources: Vec<(&CategoryCode, BTreeSet<&CategoryCode>)> = self.sources().into_iter().filter_map(leaves_of).collect();
        let added = |first: &CategoryCode, second: &CategoryCode| {
            additive.iter().any(|group| group.contains(&first.as_str()) && group.contains(&second.as_str()))
        };
        let mut twice = Vec::new();
        for (position, (first, leaves)) in sources.iter().enumerate() {
            for (second, others) in &sources[position + 1..] {
                if is_above(first, second) || is_above(second, first) || added(first, second) {
                    continue;
                }
                twice.extend(leaves.intersection(others).map(|leaf| ((*first).clone(), (*second).clone(), (*leaf).clone())));
            }
        }
        twice
    }
}

/// Whether a code lies above another of the same categorization.
#[must_use]
pub fn is_above(upper: &CategoryCode, lower: &CategoryCode) -> bool {
    lower.as_str().strip_prefix(upper.as_str()).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category_tree::CategoryNode;

    fn code(code: &str) -> CategoryCode {
        CategoryCode::new(code)
    }

    fn tree() -> CategoryTree {
        let node = CategoryNode::of_parts;
        CategoryTree::new(Categorization::ipcc_2006(), vec![node("3", &["3.A", "3.C"]), node("3.A", &[]), node("3.C", &[])])
            .expect("a tree")
    }

    fn rule(from: &str, to: &[&str], gases: &[Gas]) -> CrosswalkRule {
        CrosswalkRule { from: code(from), to: to.iter().map(|target| code(target)).collect(), gases: gases.to_vec() }
    }

    fn crosswalk(rules: Vec<CrosswalkRule>) -> Result<Crosswalk, CrosswalkError> {
        Crosswalk::new("test".into(), "none".into(), Categorization::new("CRF"), rules, &tree())
    }

    #[test]
    fn a_row_for_a_gas_outranks_the_row_for_all() {
        let crosswalk =
            crosswalk(vec![rule("3.B", &["3.A"], &[]), rule("3.B", &["3.C"], &[Gas::N2o]), rule("Memo", &[], &[])]).expect("a crosswalk");
        assert_eq!(crosswalk.targets(&code("3.B"), Gas::Ch4), Some([code("3.A")].as_slice()));
        assert_eq!(crosswalk.targets(&code("3.B"), Gas::N2o), Some([code("3.C")].as_slice()));
        assert_eq!(crosswalk.targets(&code("Memo"), Gas::Ch4), None);
        assert!(crosswalk.knows(&code("Memo"), Gas::Ch4) && !crosswalk.knows(&code("4"), Gas::Ch4));
    }

    /// `3.B` and `3.C` are the two parts of what `3.C` is in the target, and `3.A` and its only part are each all of `3.A`.
    #[test]
    fn a_part_of_a_category_is_not_all_of_it() {
        let rules = [("3.A", "3.A"), ("3.A.1", "3.A"), ("3.B", "3.C"), ("3.C", "3.C")];
        let crosswalk = crosswalk(rules.map(|(from, to)| rule(from, &[to], &[])).into()).expect("a crosswalk");
        assert_eq!(crosswalk.equal_to(&code("3.A"), Gas::Ch4), [&code("3.A"), &code("3.A.1")]);
        assert!(crosswalk.equal_to(&code("3.C"), Gas::Ch4).is_empty());
    }

    #[test]
    fn what_is_no_crosswalk_is_refused() {
        assert_eq!(
            crosswalk(vec![rule("3", &["3"], &[]), rule("3", &["3.A"], &[])]).unwrap_err().to_string(),
            "source category `3` has two rows"
        );
        assert_eq!(
            crosswalk(vec![rule("3", &["4"], &[])]).unwrap_err().to_string(),
            "source category `3` leads to `4`, which is no category of IPCC2006"
        );
    }

    #[test]
    fn siblings_that_share_a_leaf_are_named() {
        let crosswalk =
            crosswalk(vec![rule("3", &["3"], &[]), rule("3.A", &["3.A"], &[]), rule("3.B", &["3.A"], &[])]).expect("a crosswalk");
        assert_eq!(crosswalk.counted_twice(Gas::Ch4, &tree(), &[]), [(code("3.A"), code("3.B"), code("3.A"))]);
        assert!(crosswalk.counted_twice(Gas::Ch4, &tree(), &[&["3.A", "3.B"]]).is_empty());
    }
}
