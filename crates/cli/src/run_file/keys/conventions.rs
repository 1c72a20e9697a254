//! The keys of the conventions of area, time and coast.

use super::{Key, Kind, NEEDED, PATH, TEXT};

/// The keys of `coast_weights`.
pub(in crate::run_file) const COAST_WEIGHTS: &[Key] = &[
    Key { name: "file", value: PATH, default: NEEDED, meaning: "the file", example: r#""fine.nc""# },
    Key { name: "layer", value: TEXT, default: "the only one", meaning: "its layer", example: r#""emi""# },
    Key { name: "profile", value: TEXT, default: "recognised", meaning: "what its variables mean", example: r#""cf-generic""# },
];

/// The keys of `[conventions]`.
pub(in crate::run_file) const CONVENTIONS: &[Key] = &[
    Key {
        name: "earth",
        value: Kind::WordsOrForm { words: &["product", "wgs84"], form: "sphere:RADIUS", pattern: r"^sphere:[0-9]+(\.[0-9]+)?$" },
        default: "`\"product\"`, else WGS 84",
        meaning: "figure of the Earth for areas; the radius in metres. A stated figure also goes before cell areas in the file",
        example: r#""sphere:6371000""#,
    },
    Key {
        name: "year_seconds",
        value: Kind::Words(&["product", "calendar", "365d", "366d", "365.25d"]),
        default: "`\"product\"`, else calendar",
        meaning: "length of a year when a flux becomes a mass",
        example: r#""365d""#,
    },
    Key {
        name: "molar_mass",
        value: Kind::NumbersByName(&["CH4", "CO2", "N2O"]),
        default: "CH₄ 16.043, CO₂ 44.009, N₂O 44.013; of fluorinated gases the sum of the atomic weights",
        meaning: "molar mass of the whole gas in g mol⁻¹, within 1 % of the default; fluorinated gases by their names",
        example: "{ CH4 = 16.0425 }",
    },
    Key {
        name: "carbon_to_co2",
        value: Kind::Words(&["44/12", "3.664", "molar"]),
        default: "`\"molar\"`",
        meaning: "factor from carbon to CO₂: the IPCC's, the Global Carbon Budget's, or the quotient of the molar masses",
        example: r#""3.664""#,
    },
    Key {
        name: "coverage",
        value: Kind::Words(&["area", "planar"]),
        default: "`\"area\"`",
        meaning: "share of a cell's area, or of its square degrees as planar tools take it",
        example: r#""planar""#,
    },
    Key {
        name: "coast",
        value: Kind::Words(&["share", "land", "weighted"]),
        default: "`\"share\"`",
        meaning: "a country gets its share of a coastal cell and the sea the rest; or the land gets all of it; or the cell is split as the emissions of `coast_weights` lie in it. The report shows the totals under the other policies beside those in force",
        example: r#""land""#,
    },
    Key {
        name: "spread",
        value: Kind::Words(&["none", "even"]),
        default: "`\"none\"`",
        meaning: "what becomes of a step of the product that lies in two of the years compared: the years are left out, or the step is divided by days as if the source were even all through it",
        example: r#""even""#,
    },
];
