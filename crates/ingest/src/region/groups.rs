//! Groups of countries, such as the European Union or the Parties in Annex I.

use super::country_names::rows;
use fluxledger_core::{RegionCode, RegionGroup};
use std::sync::LazyLock;

const GROUPS: &str = include_str!("../../../../data/regions/groups.csv");

static KNOWN: LazyLock<Vec<KnownGroup>> = LazyLock::new(|| rows(GROUPS).map(known_group).collect());

/// A group that comes with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownGroup {
    /// The group.
    pub group: RegionGroup,
    /// What makes its members members.
    pub source: &'static str,
}

/// The groups that come with the program, from `data/regions/groups.csv`.
#[must_use]
pub fn groups() -> &'static [KnownGroup] {
    &KNOWN
}

/// The group of a code, if one is known.
#[must_use]
pub fn group(code: &str) -> Option<&'static RegionGroup> {
    KNOWN.iter().map(|known| &known.group).find(|group| group.code.as_str() == code)
}

fn known_group([code, name, members, source]: [&'static str; 4]) -> KnownGroup {
    let members = members.split('|').map(RegionCode::new).collect();
    KnownGroup { group: RegionGroup { code: RegionCode::new(code), name: name.to_owned(), members }, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::name_of;
    use std::collections::BTreeSet;

    fn members(code: &str) -> BTreeSet<RegionCode> {
        group(code).unwrap().members.iter().cloned().collect()
    }

    /// Numbers of members as their sources state them: the EU has 27 member states, Annex I names 42 states beside the European Union, 155 Parties are
    /// not in Annex I (198 Parties − 43), the OECD has 38 members, the G20 19 states, ASEAN 11.
    #[test]
    fn each_group_has_the_published_number_of_members() {
        let sizes = [("EU27", 27), ("EU27+GBR", 28), ("ANNEX_I", 42), ("NON_ANNEX_I", 155), ("OECD", 38), ("G20", 19), ("ASEAN", 11)];
        assert_eq!(
            groups()
                .iter()
                .take(sizes.len())
                .map(|known| (known.group.code.as_str(), members(known.group.code.as_str()).len()))
                .collect::<Vec<_>>(),
            sizes
        );
    }

    #[test]
    fn members_are_countries_and_listed_once() {
        for KnownGroup { group, source } in groups() {
            assert!(group.members.is_sorted_by(|one, next| one < next), "{}", group.code);
            assert!(group.members.iter().all(|member| name_of(member).is_some()), "{}", group.code);
            assert!(!source.is_empty() && name_of(&group.code).is_none());
        }
    }

    #[test]
    fn territories_counted_together_are_named_after_their_members() {
        for KnownGroup { group, .. } in &groups()[7..] {
            let mut named: Vec<&str> = group.code.as_str().split('+').collect();
            named.sort_unstable();
            assert_eq!(group.members.iter().map(RegionCode::as_str).collect::<Vec<_>>(), named);
        }
    }

    #[test]
    fn annex_i_and_the_rest_have_no_party_in_common_and_hold_the_union() {
        assert!(members("ANNEX_I").is_disjoint(&members("NON_ANNEX_I")));
        assert!(members("EU27").is_subset(&members("ANNEX_I")));
        for apart in ["TWN", "HKG", "MAC"] {
            assert!(groups().iter().all(|known| !known.group.members.contains(&RegionCode::new(apart))), "{apart}");
        }
    }
}
