//! The keys of equivalents of carbon dioxide.

use super::{Key, Kind, NEEDED};

/// The keys of `co2_equivalents`.
pub(in crate::run_file) const CO2_EQUIVALENTS: &[Key] = &[
    Key {
        name: "gwp_set",
        value: Kind::Words(&["SAR", "AR4", "AR5", "AR6"]),
        default: NEEDED,
        meaning: "the set of warming potentials over 100 years, one for all",
        example: r#""AR5""#,
    },
    Key {
        name: "methane",
        value: Kind::Words(&["one", "by-origin"]),
        default: "`\"one\"`",
        meaning: "one potential for all methane, or in AR5 and AR6 one of fossil and one of other methane, by category",
        example: r#""by-origin""#,
    },
];
