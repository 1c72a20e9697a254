//! The keys of a table of uncertainties.

use super::{Key, Kind, NEEDED, PATH};

/// The keys of an `[[uncertainty]]`.
pub(in crate::run_file) const UNCERTAINTY: &[Key] = &[
    Key {
        name: "file",
        value: PATH,
        default: NEEDED,
        meaning: "a table of uncertainties, see [`inventory-table.md`](inventory-table.md#uncertainties-in-a-table-of-their-own)",
        example: r#""uncertainties.csv""#,
    },
    Key {
        name: "inventory",
        value: Kind::Text("name"),
        default: "all inventories",
        meaning: "the inventory that it belongs to",
        example: r#""National inventory 2024""#,
    },
    Key {
        name: "categorization",
        value: Kind::Text("name"),
        default: "the table's",
        meaning: "to which categorization its codes belong, such as `CRF`; needed for tables of the guidelines (Table 3.2, 3.3, 7A), which do not say it",
        example: r#""IPCC2006""#,
    },
];
