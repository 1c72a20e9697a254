//! The keys of an inventory.

use super::{GROUND, Key, Kind, NEEDED, PATH, TEXT};

/// The keys of an `[[inventory]]`.
pub(in crate::run_file) const INVENTORY: &[Key] = &[
    Key {
        name: "name",
        value: TEXT,
        default: NEEDED,
        meaning: "its name in the report; no two alike",
        example: r#""National inventory 2024""#,
    },
    Key {
        name: "files",
        value: Kind::List(&PATH),
        default: NEEDED,
        meaning: "its tables; a folder or zip archive of workbooks is one path; `*` stands for any letters",
        example: r#"["data/inventory.csv"]"#,
    },
    Key {
        name: "layout",
        value: Kind::Text("id or path"),
        default: "recognised",
        meaning: "the layout of the tables; `fluxledger layouts` lists them, [`inventory-table.md`](inventory-table.md) describes them. A path that ends in `.toml` is a layout of your own",
        example: r#""unfccc-non-annex-1""#,
    },
    Key {
        name: "select",
        value: Kind::TextsByName("column"),
        default: "all rows",
        meaning: "the one text of each column whose rows are read, where a table holds several estimates side by side",
        example: r#"{ scenario = "HISTCR" }"#,
    },
    Key {
        name: "submission_year",
        value: Kind::Year,
        default: "the table's, else none",
        meaning: "when it was submitted; it is never guessed",
        example: "2024",
    },
    Key {
        name: "earlier_files",
        value: Kind::List(&PATH),
        default: "none",
        meaning: "tables of an earlier submission of the same inventory; the report then has a table of recalculations. `layout` and `territory` are not applied to them: their layout is recognised",
        example: r#"["data/inventory-2023.xlsx"]"#,
    },
    Key {
        name: "earlier_submission_year",
        value: Kind::Year,
        default: "the table's, else none",
        meaning: "when that was submitted; it is never guessed",
        example: "2023",
    },
    Key {
        name: "inventory_year",
        value: Kind::Year,
        default: "the product's year",
        meaning: "the one inventory year that every product year is compared with, such as the nearest one reported; a warning says so in the report",
        example: "2014",
    },
    Key {
        name: "fiscal_year_start",
        value: Kind::Text("month and day"),
        default: "as `years` says",
        meaning: "the day on which the years of this inventory begin; the product is totalled over the same days",
        example: r#""07-01""#,
    },
    Key {
        name: "fiscal_year_named_after",
        value: Kind::Words(&["start", "end"]),
        default: "`\"start\"`",
        meaning: "after which of its two calendar years the inventory names a fiscal year",
        example: r#""end""#,
    },
    Key {
        name: "party",
        value: Kind::TextOrTextsByName("code"),
        default: "the table's",
        meaning: "whose figures these are, where the table does not say so by a code or a known name. A code alone is for a table of one Party, and no two Parties get one code",
        example: r#"{ "Deutschland" = "DEU" }"#,
    },
    Key {
        name: "gwp_set",
        value: TEXT,
        default: "the table's",
        meaning: "the GWP set behind figures that were computed from CO₂ equivalents; stated in the report",
        example: r#""AR5""#,
    },
    Key {
        name: "territory",
        value: TEXT,
        default: "the table's",
        meaning: "the territory that the figures count; stated in the report",
        example: r#""without Greenland""#,
    },
    Key {
        name: "ground",
        value: Kind::List(&Kind::Keys(GROUND)),
        default: "not stated",
        meaning: "which territories and sea areas the figures of a region count, where that is other ground than the outline compared. Totals and verdicts stay those of the outline; the bridge says what the other ground makes. See [`ledger.md`](ledger.md#the-ground-of-an-inventory)",
        example: r#"[{ region = "GBR", territories = ["GGY", "IMN", "JEY"], sea_areas = "none", source = "UK NIR 2014, section 1.1" }]"#,
    },
    Key {
        name: "source",
        value: TEXT,
        default: "the table's",
        meaning: "where the figures come from, as the report is to say it",
        example: r#""NIR 2024, Annex 3""#,
    },
    Key {
        name: "crosswalk",
        value: PATH,
        default: "the built-in one",
        meaning: "a table from its categories to IPCC 2006",
        example: r#""categories.csv""#,
    },
];
