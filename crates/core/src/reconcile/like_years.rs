//! Years that can stand in one mean or one trend, since the rows count the same.

use super::comparison::{Comparison, LeftOut};
use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::quantity::Mass;
use crate::region::RegionCode;
use std::collections::BTreeSet;

/// The rows that count what most of them count, of those that are as many the earliest.
///
/// Over other categories or members from year to year a mean or a trend would show what is reported, and not what is emitted.
pub(super) fn of_like_years<'r, K: PartialEq>(rows: &[&'r Comparison], counts: impl Fn(&Comparison) -> K) -> Vec<&'r Comparison> {
    let counted: Vec<K> = rows.iter().map(|row| counts(row)).collect();
    let alike = |what: &&K| counted.iter().filter(|other| other == what).count();
    // Of equal maxima the last is taken, which is the earliest year of rows in reverse.
    let most = counted.iter().rev().max_by_key(alike);
    rows.iter().zip(&counted).filter(|(_, what)| Some(*what) == most).map(|(row, _)| *row).collect()
}

/// What a row counts: the finest categories of each region, however coarse the figures are that state them.
pub(super) fn counted(row: &Comparison, tree: &CategoryTree) -> Vec<(RegionCode, BTreeSet<CategoryCode>)> {
    let leaves = |codes: &[CategoryCode]| codes.iter().filter_map(|code| tree.leaves(code)).flatten().cloned().collect();
    row.counted.iter().map(|(region, codes)| (region.clone(), leaves(codes))).collect()
}

/// What the sums of several years leave out, with the mean of its masses over all of them.
pub(super) fn left_out_on_average(rows: &[&Comparison]) -> Vec<LeftOut> {
    let mut all: Vec<LeftOut> = Vec::new();
    for left in rows.iter().flat_map(|row| &row.left_out) {
        let share = left.mass.map(|mass| mass.over(rows.len()));
        match all.iter_mut().find(|known| known.side == left.side && known.name == left.name) {
            None => all.push(LeftOut { mass: share, ..left.clone() }),
            Some(known) => {
                known.mass = known.mass.map_or(share, |mass| Some(mass + share.unwrap_or(Mass::ZERO)));
                known.keys = known.keys.union(&left.keys);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::made_comparison::comparison;
    use super::super::{Estimate, Side};
    use super::*;
    use crate::category_tree::CategoryNode;
    use crate::{Categorization, NotationKeys};

    fn row(codes: &[&str]) -> Comparison {
        let one = Estimate { mass: Mass::from_kg(1.0), deviation: None };
        let codes = codes.iter().map(|code| CategoryCode::new(*code)).collect();
        Comparison { counted: vec![(RegionCode::new("A"), codes)], ..comparison(one, one) }
    }

    #[test]
    fn years_of_the_categories_that_most_years_count_are_taken_and_of_equal_numbers_the_earliest() {
        let tree = CategoryTree::new(
            Categorization::ipcc_2006(),
            vec![
                CategoryNode::of_parts("1", &["1.A", "1.B"]),
                CategoryNode::of_parts("1.A", &[]),
                CategoryNode::of_parts("1.B", &[]),
                CategoryNode::of_parts("4", &[]),
            ],
        );
        let tree = tree.expect("a tree");
        let positions = |rows: &[Comparison]| -> Vec<usize> {
            let all: Vec<&Comparison> = rows.iter().collect();
            let like = of_like_years(&all, |row| counted(row, &tree));
            like.iter().filter_map(|row| rows.iter().position(|own| std::ptr::eq(own, *row))).collect()
        };
        // The parts of 1 are 1.
        assert_eq!(positions(&[row(&["4"]), row(&["1", "4"]), row(&["1.A", "1.B", "4"])]), [1, 2]);
        assert_eq!(positions(&[row(&["4"]), row(&["1", "4"]), row(&["4"]), row(&["1", "4"])]), [0, 2]);
    }

    /// 6 kt in one of two years are 3 kt on average.
    #[test]
    fn what_years_leave_out_is_averaged_over_all_of_them() {
        let left = |mass: Option<f64>, keys: &str| LeftOut {
            side: Side::Inventory,
            name: "waste".to_owned(),
            mass: mass.map(Mass::from_kg),
            keys: keys.parse::<NotationKeys>().expect("keys"),
        };
        let years = [vec![left(Some(6.0), "")], vec![left(None, "NE")]].map(|left_out| Comparison { left_out, ..row(&["1"]) });
        assert_eq!(left_out_on_average(&years.each_ref()), [left(Some(3.0), "NE")]);
    }
}
