//! What tables call categories and parties, and what they are called here: the tables in `data/layouts/`.
//!
//! They are made at their first use, which may be on a thread that shares out work. The table engine must take no part in that: it would give the
//! thread other work while it waits, and work that needs the same vocabulary would wait for itself.

use crate::category;
use crate::region;
use fluxledger_core::RegionCode;
use fluxledger_core::rebuild::PartyGroup;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The UNFCCC's flexible query.
pub(super) static FLEXIBLE_QUERY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(include_str!("../../../../data/layouts/unfccc-flexible-query.csv")));

/// The UNFCCC's detailed data by Party, for Parties not in Annex I.
pub(super) static NON_ANNEX_1: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(include_str!("../../../../data/layouts/unfccc-non-annex-1.csv")));

/// The labels of one kind of table.
pub(super) struct Vocabulary {
    categories: BTreeMap<String, String>,
    parties: BTreeMap<String, String>,
    members: BTreeMap<String, String>,
}

impl Vocabulary {
    fn new(text: &str) -> Self {
        let mut vocabulary = Self::of(&BTreeMap::new(), &[], &BTreeMap::new());
        for row in &category::Table::new("vocabulary", text).rows {
            let kind = match row.cell(0) {
                "party" => &mut vocabulary.parties,
                "members" => &mut vocabulary.members,
                _ => &mut vocabulary.categories,
            };
            kind.insert(row.cell(1).to_owned(), row.cell(2).to_owned());
        }
        vocabulary
    }

    /// The labels that a layout states; names of groups stay as they are.
    pub(super) fn of(parties: &BTreeMap<String, String>, groups: &[String], categories: &BTreeMap<String, String>) -> Self {
        let entry = |(label, code): (&String, &String)| (single_blanks(label), code.clone());
        let groups = groups.iter().map(|name| (name.clone(), name.clone()));
        Self {
            categories: categories.iter().map(entry).collect(),
            parties: groups.chain(parties.iter().map(entry)).collect(),
            members: BTreeMap::new(),
        }
    }

    /// The groups of Parties of which the members are known.
    pub(super) fn groups(&self) -> Vec<PartyGroup> {
        let group = |(label, members): (&String, &String)| {
            let known = region::group(members).map(|known| known.members.clone());
            let members = known.unwrap_or_else(|| members.split_whitespace().map(RegionCode::new).collect());
            PartyGroup { code: RegionCode::new(label.as_str()), members }
        };
        self.members.iter().map(group).collect()
    }

    /// The code of a category's label, whose blanks may come in runs.
    pub(super) fn category(&self, label: &str) -> Option<&str> {
        self.categories.get(&single_blanks(label)).map(String::as_str)
    }

    /// The code of a party's label, where it is not simply that of the country of this name; of a group it is the label itself.
    pub(super) fn party(&self, label: &str) -> Option<&str> {
        self.parties.get(label).map(String::as_str)
    }
}

/// A text with every run of blanks as one.
pub(super) fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn labels_become_codes() {
        assert_eq!(FLEXIBLE_QUERY.category("1.AA  Fuel Combustion - Sectoral approach"), Some("1.A"));
        assert_eq!(FLEXIBLE_QUERY.category("1.AB  Fuel Combustion - Reference Approach"), Some("Memo.1.AB"));
        assert_eq!(FLEXIBLE_QUERY.category("5.  Waste"), Some("5"));
        assert_eq!(FLEXIBLE_QUERY.category("1.B.2.a.i  Exploration"), Some("1.B.2.a.i"));
        assert_eq!(FLEXIBLE_QUERY.category("Total GHG emissions without LULUCF"), Some("Total.without.LULUCF"));
        assert_eq!(FLEXIBLE_QUERY.category("International Aviation"), Some("Memo.1.D.1.a"));
        assert_eq!(FLEXIBLE_QUERY.category("1.A.9  Something new"), None);
    }

    #[test]
    fn each_code_has_one_label() {
        for vocabulary in [&FLEXIBLE_QUERY, &NON_ANNEX_1] {
            let codes: BTreeSet<_> = vocabulary.categories.values().collect();
            assert_eq!(codes.len(), vocabulary.categories.len());
        }
    }

    #[test]
    fn a_code_stands_in_its_label_unless_it_is_a_memo_item_or_total() {
        for (label, code) in FLEXIBLE_QUERY.categories.iter().chain(&NON_ANNEX_1.categories) {
            let spelled = label.split(' ').next().unwrap_or_default().trim_end_matches('.');
            let named = code.starts_with("Memo.") || code.starts_with("Total.") || label.starts_with("1.AA ");
            assert!(named || spelled == code, "{label}: {code}");
        }
    }

    /// Annex I has the Parties with economies in transition and the others, each once.
    #[test]
    fn the_parts_of_annex_i_are_the_whole() {
        let members = |label: &str| -> Vec<String> {
            let group = FLEXIBLE_QUERY.groups().into_iter().find(|group| group.code.as_str() == label).expect("a group");
            group.members.iter().map(ToString::to_string).collect()
        };
        let mut parts = [members("Annex I EIT"), members("Annex I non-EIT")].concat();
        parts.sort();
        assert_eq!((parts, members("European Union (Convention)").len()), (members("Annex I"), 27));
    }

    #[test]
    fn groups_are_no_countries() {
        let is_group = |label| FLEXIBLE_QUERY.party(label) == Some(label);
        assert!(is_group("Annex I") && is_group("European Union (Convention)") && !is_group("Germany"));
    }
}
