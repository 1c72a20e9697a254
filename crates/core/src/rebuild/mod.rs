//! Whether the sums that an inventory table states are what its parts add up to.
//!
//! A category with parts is recomputed twice: from the figures one level below it, and from the finest figures that the table has. What is
//! marked NO, NA or IE brings nothing to a sum; what is marked NE, C or FX makes it incomplete (IPCC 2006, Vol. 1, Ch. 8, Table 8.1;
//! decision 18/CMA.1, annex, paragraph 31). Two figures agree if they differ by no more than their digits allow.

mod column;
mod digits;
mod reasons;
#[cfg(test)]
mod tests;

pub(crate) use digits::{ARITHMETIC, half_last_places};

use crate::category::CategoryCode;
use crate::category_tree::{CategoryNode, CategoryTree};
use crate::crosswalk::is_above;
use crate::gas::Gas;
use crate::inventory::{NotationKeys, OtherMeasure, OtherRecord, Record, Reported};
use crate::quantity::Mass;
use crate::region::RegionCode;
use column::{Column, Figure};
use std::collections::BTreeMap;

/// What the numbers of a column of a table count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The substance or sum of substances in plain letters: `CH4`, `HFCs`, `GHG`.
    pub substance: String,
    /// Whether it is its mass or CO₂ equivalents.
    pub measure: OtherMeasure,
}

impl Counted {
    /// The gas, where the numbers are its mass or its equivalents.
    #[must_use]
    pub fn gas(&self) -> Option<Gas> {
        self.substance.parse().ok()
    }
}

/// A sum that a table states, recomputed.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuiltSum {
    /// Who reported.
    pub party: RegionCode,
    /// What the numbers count.
    pub counted: Counted,
    /// The year of the emissions.
    pub year: i32,
    /// The category, in the table's own categorization.
    pub category: CategoryCode,
    /// What the table states.
    pub stated: Reported,
    /// What the figures one level below add up to; none if no part has a mass.
    pub parts: Option<Mass>,
    /// The figures one level below, each with its category, where they do not add up to the sum and nothing in the table says why.
    pub contradicting: Vec<(CategoryCode, Mass)>,
    /// What the finest figures below add up to; none if there is no mass at all.
    pub leaves: Option<Mass>,
    /// Whether the stated sum is that of its parts.
    pub agreement: Agreement,
    /// What below it is marked as missing from the sum: NE, C or FX.
    pub incomplete: Vec<(CategoryCode, NotationKeys)>,
    /// Where the stated sum and the finest figures part: categories, itself included, whose stated sum is not that of their parts, and by how much.
    pub origins: Vec<(CategoryCode, Mass)>,
    /// Where the stated sum stands.
    pub place: String,
}

impl RebuiltSum {
    /// The stated sum less what its parts add up to.
    #[must_use]
    pub fn difference(&self) -> Option<Mass> {
        Some(self.stated.mass? - self.parts?)
    }
}

/// How a stated sum compares with its parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Agreement {
    /// It is what the parts add up to.
    Exact,
    /// It is what the parts add up to, within what the digits allow that the table shows.
    Rounded,
    /// None of the parts has a figure: the table does not divide it here.
    Undivided,
    /// It is stated as notation keys though parts have a mass.
    StatedAsKeys,
    /// It is another number, for which the table has reasons or has none.
    Differs(Vec<Reason>),
}

impl Agreement {
    /// Whether the sum is another number than that of its parts, and the table has no reason for it.
    #[must_use]
    pub const fn is_unexplained(&self) -> bool {
        matches!(self, Self::Differs(reasons) if reasons.is_empty())
    }
}

/// Why a stated sum may be another than that of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Parts of the category have no figure in the table.
    WithoutFigure(Vec<CategoryCode>),
    /// Parts are marked as not estimated, confidential, left out by flexibility or, where none has a mass, included elsewhere; the sum may hold them.
    Marked(Vec<(CategoryCode, NotationKeys)>),
    /// The category counts what no row below it shows.
    CountsMore(String),
    /// It is what another total adds up to, such as that with land use.
    IsSumOf(CategoryCode),
    /// With rows below it that the Party entered beside those of the tables it is what they add up to.
    OwnRows(Vec<CategoryCode>),
    /// It is the sum of a group of Parties, and these of its members, whose own parts do not add up to it, make up the difference.
    Members(Vec<RegionCode>),
    /// The figures, each taken to be rounded in the last place that it shows itself, may give it.
    OwnDigits,
}

/// A group of Parties whose figures a table holds beside those of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyGroup {
    /// The group, as figures name it.
    pub code: RegionCode,
    /// Its members.
    pub members: Vec<RegionCode>,
}

/// Recomputes every sum of a table for which it states a mass, or keys above parts with a mass.
///
/// Figures whose categories are not of the tree's categorization are not looked at. The order is that of parties, substances, years and the tree.
#[must_use]
pub fn rebuild(tree: &CategoryTree, records: &[Record], others: &[OtherRecord], groups: &[PartyGroup]) -> Vec<RebuiltSum> {
    let nodes: BTreeMap<&CategoryCode, &CategoryNode> = tree.nodes().iter().map(|node| (&node.code, node)).collect();
    let figures = figures_by_column(tree, records, others);
    let columns: BTreeMap<Key<'_>, Column<'_>> =
        figures.into_iter().map(|(key, figures)| (key.clone(), Column::new(tree, &nodes, key.counted.gas(), figures))).collect();
    let rebuilt = columns.iter().flat_map(|(key, column)| {
        let group = groups.iter().find(|group| group.code == *key.party);
        let of_members = group.into_iter().flat_map(|group| &group.members);
        let members: Vec<(&RegionCode, &Column<'_>)> =
            of_members.filter_map(|party| Some((party, columns.get(&Key { party, ..key.clone() })?))).collect();
        tree.nodes().iter().filter_map(|node| column.rebuilt(node, key, &members)).collect::<Vec<_>>()
    });
    rebuilt.collect()
}

/// What the figures of a column have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    party: &'a RegionCode,
    counted: Counted,
    year: i32,
}

fn figures_by_column<'a>(
    tree: &CategoryTree,
    records: &'a [Record],
    others: &'a [OtherRecord],
) -> BTreeMap<Key<'a>, BTreeMap<&'a CategoryCode, Figure<'a>>> {
    let mut columns: BTreeMap<Key<'a>, BTreeMap<&CategoryCode, Figure<'_>>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.category.categorization == tree.categorization) {
        let counted = Counted { substance: record.gas.code().to_owned(), measure: OtherMeasure::Mass };
        let figure = Figure { reported: &record.reported, place: &record.place };
        let key = Key { party: &record.party, counted, year: record.year };
        columns.entry(key).or_default().insert(&record.category.code, figure);
    }
    for other in others.iter().filter(|other| other.category.categorization == tree.categorization) {
        let counted = Counted { substance: other.substance.clone(), measure: other.measure.clone() };
        let figure = Figure { reported: &other.reported, place: &other.place };
        columns.entry(Key { party: &other.party, counted, year: other.year }).or_default().insert(&other.category.code, figure);
    }
    columns
}

/// Whether a category adds up others across the tree, as totals of all sectors do.
#[must_use]
pub fn is_total(node: &CategoryNode) -> bool {
    node.children.iter().any(|child| !is_above(&node.code, child))
}
