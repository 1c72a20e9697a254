//! What the UNFCCC data interface calls categories and groups of Parties: the table `data/layouts/unfccc-flexible-query.csv`.

use super::error::CellProblems;
use super::table::Content;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

const NAME: &str = "data/layouts/unfccc-flexible-query.csv";
const TEXT: &str = include_str!("../../../../data/layouts/unfccc-flexible-query.csv");

#[derive(Default)]
struct Vocabulary {
    categories: BTreeMap<String, String>,
    groups: BTreeSet<String>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut problems = CellProblems::of(Path::new(NAME));
    let table = Content::Text(TEXT.to_owned()).to_table(Path::new(NAME), &mut problems).expect("the embedded vocabulary is a table");
    let mut vocabulary = Vocabulary::default();
    for row in 0..table.height() {
        let (label, code) = (table.cell(row, 1).to_owned(), table.cell(row, 2).to_owned());
        if table.cell(row, 0) == "party" {
            vocabulary.groups.insert(label);
        } else {
            vocabulary.categories.insert(label, code);
        }
    }
    vocabulary
});

/// The code in the CRF tables of a category's label, whose blanks may come in runs.
pub(super) fn category_code(label: &str) -> Option<&'static str> {
    VOCABULARY.categories.get(&single_blanks(label)).map(String::as_str)
}

/// Whether a party's label names a group of Parties.
pub(super) fn is_group(label: &str) -> bool {
    VOCABULARY.groups.contains(label)
}

/// A text with every run of blanks as one.
pub(super) fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_codes() {
        assert_eq!(category_code("1.AA  Fuel Combustion - Sectoral approach"), Some("1.A"));
        assert_eq!(category_code("1.AB  Fuel Combustion - Reference Approach"), Some("Memo.1.AB"));
        assert_eq!(category_code("5.  Waste"), Some("5"));
        assert_eq!(category_code("1.B.2.a.i  Exploration"), Some("1.B.2.a.i"));
        assert_eq!(category_code("Total GHG emissions without LULUCF"), Some("Total.without.LULUCF"));
        assert_eq!(category_code("International Aviation"), Some("Memo.1.D.1.a"));
        assert_eq!(category_code("1.A.9  Something new"), None);
    }

    #[test]
    fn each_code_has_one_label() {
        let codes: BTreeSet<_> = VOCABULARY.categories.values().collect();
        assert_eq!(codes.len(), VOCABULARY.categories.len());
    }

    #[test]
    fn a_code_stands_in_its_label_unless_it_is_a_memo_item_or_total() {
        for (label, code) in &VOCABULARY.categories {
            let spelled = label.split(' ').next().unwrap_or_default().trim_end_matches('.');
            let named = code.starts_with("Memo.") || code.starts_with("Total.") || label.starts_with("1.AA ");
            assert!(named || spelled == code, "{label}: {code}");
        }
    }

    #[test]
    fn groups_are_no_countries() {
        assert!(is_group("Annex I") && is_group("European Union (Convention)") && !is_group("Germany"));
    }
}
