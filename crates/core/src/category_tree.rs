//! A categorization as a tree: which categories a category is made of.

use crate::category::{Categorization, CategoryCode};
use crate::gas::Gas;
use std::collections::{BTreeMap, BTreeSet};

/// One category of a tree, with the categories that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryNode {
    /// Its code.
    pub code: CategoryCode,
    /// Its name.
    pub name: String,
    /// The codes of its parts; none for a leaf.
    pub children: Vec<CategoryCode>,
    /// How a table forms its sum, where that is not what all its parts add up to.
    pub summation: Summation,
}

/// In what the sum of a category, as tables state it, differs from what its parts add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summation {
    /// Parts that are listed under the category and do not count in it for a gas, such as CO₂ of biogenic origin.
    pub beside: Vec<(Gas, CategoryCode)>,
    /// What the category counts beyond its parts.
    pub rest: Option<Rest>,
}

/// What a category counts beyond its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The gases for which there may be such a rest; all, if none is named.
    pub gases: Vec<Gas>,
    /// What it is, in words that follow "it also counts".
    pub words: String,
    /// Rows that show it, where a table has them: they are no categories of the tree and count as parts.
    pub rows: Vec<CategoryCode>,
}

impl CategoryNode {
    /// A category of that code and those parts, named by its code, whose sum is what its parts add up to; for tests.
    #[cfg(test)]
    pub(crate) fn of_parts(code: &str, children: &[&str]) -> Self {
        Self {
            code: CategoryCode::new(code),
            name: code.to_owned(),
            children: children.iter().map(|child| CategoryCode::new(*child)).collect(),
            summation: Summation::default(),
        }
    }

    /// The parts that make up the stated sum for a gas; for sums of several gases all that do for any of them.
    pub fn summed_parts(&self, gas: Option<Gas>) -> impl Iterator<Item = &CategoryCode> {
        let is_beside = move |child: &CategoryCode| self.summation.beside.iter().any(|(of, code)| gas == Some(*of) && code == child);
        self.children.iter().filter(move |child| !is_beside(child))
    }

    /// What the stated sum counts beyond its parts for a gas.
    #[must_use]
    pub fn rest(&self, gas: Option<Gas>) -> Option<&Rest> {
        let holds = |rest: &&Rest| rest.gases.is_empty() || gas.is_none_or(|gas| rest.gases.contains(&gas));
        self.summation.rest.as_ref().filter(holds)
    }
}

/// A categorization with all its categories.
///
/// Besides the tree proper there may be aggregates, such as a national total without land use, whose parts belong to other
/// categories as well: the whole is a directed graph without cycles.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryTree {
    /// The categorization.
    pub categorization: Categorization,
    nodes: Vec<CategoryNode>,
    leaves: BTreeMap<CategoryCode, BTreeSet<CategoryCode>>,
}

/// A list of categories that is no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryTreeError {
    /// A code stands twice.
    #[error("category `{code}` stands twice")]
    Repeated {
        /// The code.
        code: CategoryCode,
    },
    /// A part is no category of the list.
    #[error("category `{code}` has a part `{child}` that is not in the list")]
    UnknownChild {
        /// The code.
        code: CategoryCode,
        /// Its unknown part.
        child: CategoryCode,
    },
    /// A category is part of itself.
    #[error("category `{code}` is a part of itself")]
    Cycle {
        /// The code.
        code: CategoryCode,
    },
}

impl CategoryTree {
    /// A tree from its categories, in the order in which tables show them.
    ///
    /// # Errors
    /// [`CategoryTreeError`] if a code stands twice, a part is unknown, or a category is part of itself.
    pub fn new(categorization: Categorization, nodes: Vec<CategoryNode>) -> Result<Self, CategoryTreeError> {
        let by_code: BTreeMap<&CategoryCode, &CategoryNode> = nodes.iter().map(|node| (&node.code, node)).collect();
        if by_code.len() < nodes.len() {
            let mut seen = BTreeSet::new();
            let code = nodes.iter().map(|node| &node.code).find(|code| !seen.insert(*code)).expect("fewer codes than nodes");
            return Err(CategoryTreeError::Repeated { code: code.clone() });
        }
        let mut leaves = BTreeMap::new();
        for node in &nodes {
            collect_leaves(&node.code, &by_code, &mut leaves, &mut BTreeSet::new())?;
        }
        Ok(Self { categorization, nodes, leaves })
    }

    /// The categories in the order of tables.
    #[must_use]
    pub fn nodes(&self) -> &[CategoryNode] {
        &self.nodes
    }

    /// A category by its code.
    #[must_use]
    pub fn node(&self, code: &CategoryCode) -> Option<&CategoryNode> {
        self.nodes.iter().find(|node| node.code == *code)
    }

    /// The name of a category.
    #[must_use]
    pub fn name(&self, code: &CategoryCode) -> Option<&str> {
        self.node(code).map(|node| node.name.as_str())
    }

    /// The leaves that a category is made of; itself, if it is one.
    #[must_use]
    pub fn leaves(&self, code: &CategoryCode) -> Option<&BTreeSet<CategoryCode>> {
        self.leaves.get(code)
    }

    /// The fewest categories that are made of exactly these leaves, in the order of tables.
    #[must_use]
    pub fn names_for(&self, leaves: &BTreeSet<CategoryCode>) -> Vec<CategoryCode> {
        let mut left = leaves.clone();
        let mut by_size: Vec<&CategoryNode> = self.nodes.iter().filter(|node| self.leaves[&node.code].is_subset(leaves)).collect();
        by_size.sort_by_key(|node| std::cmp::Reverse(self.leaves[&node.code].len()));
        let mut chosen: BTreeSet<&CategoryCode> = BTreeSet::new();
        for node in by_size {
            let own = &self.leaves[&node.code];
            if own.is_subset(&left) {
                left.retain(|leaf| !own.contains(leaf));
                chosen.insert(&node.code);
            }
        }
        self.nodes.iter().map(|node| &node.code).filter(|code| chosen.contains(code)).cloned().collect()
    }

    /// The place of a category in the order of tables.
    #[must_use]
    pub fn position(&self, code: &CategoryCode) -> Option<usize> {
        self.nodes.iter().position(|node| node.code == *code)
    }
}

/// Finds the leaves of a category and of all its parts, and refuses a part that is unknown or above itself.
fn collect_leaves(
    code: &CategoryCode,
    nodes: &BTreeMap<&CategoryCode, &CategoryNode>,
    leaves: &mut BTreeMap<CategoryCode, BTreeSet<CategoryCode>>,
    above: &mut BTreeSet<CategoryCode>,
) -> Result<(), CategoryTreeError> {
    if leaves.contains_key(code) {
        return Ok(());
    }
    if !above.insert(code.clone()) {
        return Err(CategoryTreeError::Cycle { code: code.clone() });
    }
    let mut own = BTreeSet::new();
    for child in &nodes[code].children {
        if !nodes.contains_key(child) {
            return Err(CategoryTreeError::UnknownChild { code: code.clone(), child: child.clone() });
        }
        collect_leaves(child, nodes, leaves, above)?;
        own.extend(leaves[child].iter().cloned());
    }
    if own.is_empty() {
        own.insert(code.clone());
    }
    above.remove(code);
    leaves.insert(code.clone(), own);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(code: &str, children: &[&str]) -> CategoryNode {
        CategoryNode { name: format!("name of {code}"), ..CategoryNode::of_parts(code, children) }
    }

    fn tree(nodes: Vec<CategoryNode>) -> Result<CategoryTree, CategoryTreeError> {
        CategoryTree::new(Categorization::ipcc_2006(), nodes)
    }

    fn codes(codes: &[&str]) -> BTreeSet<CategoryCode> {
        codes.iter().map(|code| CategoryCode::new(*code)).collect()
    }

    fn example() -> CategoryTree {
        tree(vec![
            node("1", &["1.A", "1.B"]),
            node("1.A", &["1.A.1", "1.A.2"]),
            node("1.A.1", &[]),
            node("1.A.2", &[]),
            node("1.B", &[]),
            node("M", &["1.A.2", "1.B"]),
        ])
        .expect("a tree")
    }

    #[test]
    fn a_category_is_made_of_leaves_and_a_leaf_of_itself() {
        let tree = example();
        assert_eq!(tree.leaves(&CategoryCode::new("1")), Some(&codes(&["1.A.1", "1.A.2", "1.B"])));
        assert_eq!(tree.leaves(&CategoryCode::new("1.B")), Some(&codes(&["1.B"])));
        assert_eq!(tree.leaves(&CategoryCode::new("9")), None);
    }

    #[test]
    fn leaves_are_named_by_the_fewest_categories() {
        let tree = example();
        assert_eq!(tree.names_for(&codes(&["1.A.1", "1.A.2"])), [CategoryCode::new("1.A")]);
        assert_eq!(tree.names_for(&codes(&["1.A.2", "1.B"])), [CategoryCode::new("M")]);
        assert_eq!(tree.names_for(&codes(&["1.A.1", "1.B"])), [CategoryCode::new("1.A.1"), CategoryCode::new("1.B")]);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        assert_eq!(tree(vec![node("1", &[]), node("1", &[])]).unwrap_err().to_string(), "category `1` stands twice");
        assert_eq!(tree(vec![node("1", &["2"])]).unwrap_err().to_string(), "category `1` has a part `2` that is not in the list");
        assert_eq!(tree(vec![node("1", &["2"]), node("2", &["1"])]).unwrap_err().to_string(), "category `1` is a part of itself");
    }
}
