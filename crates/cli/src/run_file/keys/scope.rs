//! The keys of which years and regions are compared.

use super::{Key, Kind, NEEDED, PATH, TEXT};

/// The keys of `years` in braces.
pub(in crate::run_file) const YEARS_IN_BRACES: &[Key] = &[
    FROM,
    TO,
    Key {
        name: "fiscal",
        value: Kind::Text("month and day"),
        default: "1 January",
        meaning: "the day on which the years begin",
        example: r#""07-01""#,
    },
    Key {
        name: "named_after",
        value: Kind::Words(&["start", "end"]),
        default: "`\"start\"`",
        meaning: "after which of its two calendar years the inventories name a fiscal year",
        example: r#""start""#,
    },
];

const FROM: Key = Key { name: "from", value: Kind::Year, default: NEEDED, meaning: "the first year", example: "2015" };
const TO: Key = Key { name: "to", value: Kind::Year, default: NEEDED, meaning: "the last year", example: "2020" };

/// The keys of a span of years.
pub(in crate::run_file) const FROM_TO: &[Key] = &[FROM, TO];

/// The keys of `regions`.
pub(in crate::run_file) const REGIONS: &[Key] = &[
    Key {
        name: "set",
        value: Kind::Text("name of a set"),
        default: "",
        meaning: "a set that comes with the program or that you have installed; `fluxledger regions` lists them, `fluxledger regions show SET` what one holds",
        example: r#""natural-earth-50m""#,
    },
    Key {
        name: "file",
        value: PATH,
        default: "",
        meaning: "your own outlines: GeoJSON; with GDAL also Shapefile, GeoPackage and what else GDAL reads as vectors",
        example: r#""borders.geojson""#,
    },
    Key {
        name: "mask",
        value: Kind::Text("path, or path:variable"),
        default: "",
        meaning: "a gridded file that says for each cell of the product's own grid to which region it belongs, or each region's fraction of it",
        example: r#""masks/countries.nc:country""#,
    },
    Key {
        name: "id_field",
        value: TEXT,
        default: "recognised",
        meaning: "the field of `file` that holds the codes of the regions",
        example: r#""ISO_A3""#,
    },
    Key {
        name: "outlines",
        value: Kind::Words(&["as-they-are", "made-valid"]),
        default: "`\"as-they-are\"`",
        meaning: "what becomes of outlines of `file` and `sea` whose polygons overlap, rings cross or holes lie outside, and of regions that share ground: `\"as-they-are\"` warns of them and refuses more than slivers, `\"made-valid\"` gives a region all that its rings run round and shared ground to the smaller region, with a warning",
        example: r#""made-valid""#,
    },
    Key {
        name: "sea",
        value: Kind::Keys(SEA),
        default: "none",
        meaning: "a layer of sea areas beside the regions. Ground that both cover goes to the land (`priority = \"land\"`, the default) or to the sea (`\"sea\"`), so that each gram ends in one row; what lies in neither stays in `_SEA`",
        example: r#"{ file = "eez.gpkg", id_field = "MRGID" }"#,
    },
    Key {
        name: "select",
        value: Kind::List(&Kind::Text("code")),
        default: "all",
        meaning: "the regions and groups compared; in a set of provinces the code of a country stands for all its provinces. The other regions are added up in one row, `_OTHER`. Without it, the regions that an inventory reports for are compared",
        example: r#"["FRA", "DEU"]"#,
    },
];

/// The keys of `sea` within `regions`.
pub(in crate::run_file) const SEA: &[Key] = &[
    Key { name: "file", value: PATH, default: NEEDED, meaning: "a file of outlines", example: r#""eez.gpkg""# },
    Key { name: "id_field", value: TEXT, default: "recognised", meaning: "the field that holds the codes", example: r#""MRGID""# },
    Key {
        name: "priority",
        value: Kind::Words(&["land", "sea"]),
        default: "`\"land\"`",
        meaning: "which keeps the ground that both cover",
        example: r#""sea""#,
    },
];

/// The keys of `[[group]]`.
pub(in crate::run_file) const GROUP: &[Key] = &[
    Key {
        name: "name",
        value: TEXT,
        default: NEEDED,
        meaning: "a known group, see `fluxledger regions`, or a name of your own",
        example: r#""EU27""#,
    },
    Key {
        name: "members",
        value: Kind::List(&Kind::Text("code")),
        default: "those of the known group",
        meaning: "the regions of a group of your own",
        example: r#"["ESP", "PRT"]"#,
    },
];
