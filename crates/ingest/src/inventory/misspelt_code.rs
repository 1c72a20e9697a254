//! Codes of categories that miss those of their categorization by the letters alone: `1.b.2`, `1A1a`, `4 Waste`.

use crate::category::tree_of;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::{Category, CategoryCode, Inventory, Warning};
use std::collections::BTreeMap;

/// A warning for each code that its categorization has not, and has but for upper and lower case, full stops or a name behind it: such a figure
/// would else be without a partner in silence.
pub(super) fn warnings(inventory: &Inventory) -> Vec<Warning> {
    let mut first_and_count: BTreeMap<&Category, (&str, usize)> = BTreeMap::new();
    let of_records = inventory.records.iter().map(|record| (&record.category, record.place.as_str()));
    let of_others = inventory.others.iter().map(|other| (&other.category, other.place.as_str()));
    for (category, place) in of_records.chain(of_others) {
        first_and_count.entry(category).or_insert((place, 0)).1 += 1;
    }
    let warning = |(category, (place, count)): (&Category, (&str, usize))| {
        let tree = tree_of(&category.categorization)?;
        let meant = meant(tree, &category.code)?;
        let message = format!(
            "`{}` is no code of {}, and has no partner in a comparison (figures: {count}); did you mean `{meant}`?",
            category.code, category.categorization
        );
        Some(Warning::new(place, message))
    };
    first_and_count.into_iter().filter_map(warning).collect()
}

/// The one code that a misspelt one may be; none for a code of the tree.
fn meant<'t>(tree: &'t CategoryTree, code: &CategoryCode) -> Option<&'t CategoryCode> {
    if tree.node(code).is_some() {
        return None;
    }
    let written = bare(code.as_str().split_whitespace().next()?);
    let mut alike = tree.nodes().iter().map(|node| &node.code).filter(|known| bare(known.as_str()) == written);
    alike.next().filter(|_| alike.next().is_none())
}

fn bare(code: &str) -> String {
    code.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::ipcc_2006;

    #[test]
    fn letters_and_stops_tell_the_code() {
        let tree = ipcc_2006();
        let meant = |code: &str| meant(&tree, &CategoryCode::new(code)).map(CategoryCode::as_str);
        assert_eq!(
            ["1.b.2", "1B2", "4.", "4 Waste", "1A1a"].map(meant),
            [Some("1.B.2"), Some("1.B.2"), Some("4"), Some("4"), Some("1.A.1.a")]
        );
        assert_eq!(["1.B.2", "1.B.2.z.9", "Waste", ""].map(meant), [None; 4]);
    }
}
