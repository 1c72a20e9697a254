//! The keys of what ground an inventory counts.

use super::{Key, Kind, NEEDED, TEXT};

const CODES: Kind = Kind::WordsOrList(&["none"], &Kind::Text("code"));

/// The keys of one `ground` of an inventory.
pub(in crate::run_file) const GROUND: &[Key] = &[
    Key {
        name: "region",
        value: Kind::Text("code"),
        default: NEEDED,
        meaning: "the region whose outline is compared with the inventory's figures",
        example: r#""GBR""#,
    },
    Key {
        name: "territories",
        value: CODES,
        default: "not stated",
        meaning: "all territories that the figures count beside the motherland, wherever the outlines have them: regions of the set, or territories of `data/regions/territories.csv` that lie in the region's outline. Territories of that table that lie in the outline and are not listed are not counted",
        example: r#"["GGY", "IMN", "JEY", "GIB"]"#,
    },
    Key {
        name: "sea_areas",
        value: CODES,
        default: "not stated",
        meaning: "the sea areas that the figures count beside the land, regions of the layer `sea` or of a mask: a territorial sea, an exclusive economic zone",
        example: r#"["GBR-EEZ"]"#,
    },
    Key {
        name: "source",
        value: TEXT,
        default: NEEDED,
        meaning: "where that is stated, as the report is to say it",
        example: r#""UK NIR 2014, section 1.1""#,
    },
];
