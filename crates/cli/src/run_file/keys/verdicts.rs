//! The keys of what decides about verdicts.

use super::super::cells::NUMBERS;
use super::super::verdicts::{DRAWS, SEEDS};
use super::{Key, Kind, NEEDED, TEXT};

/// The keys of `equivalence_margin`.
pub(in crate::run_file) const MARGIN: &[Key] = &[
    Key {
        name: "inventory_share",
        value: Kind::Number { from: 0.0, with_from: false, to: 1.0 },
        default: "",
        meaning: "a share of the inventory's figure",
        example: "0.1",
    },
    Key {
        name: "inventory_uncertainty",
        value: Kind::Number { from: 0.0, with_from: false, to: 10.0 },
        default: "",
        meaning: "so many times the inventory's own uncertainty, half its 95 % interval, on the side where that is smaller",
        example: "1",
    },
    Key {
        name: "kilotonnes",
        value: Kind::Number { from: 0.0, with_from: false, to: 1e9 },
        default: "",
        meaning: "a mass of the gas",
        example: "50",
    },
];

/// The keys of `year_correlation`.
pub(in crate::run_file) const YEAR_CORRELATION: &[Key] = &[
    Key {
        name: "product",
        value: Kind::Number { from: 0.0, with_from: true, to: 0.99 },
        default: "`0`",
        meaning: "of the product",
        example: "0.3",
    },
    Key {
        name: "inventory",
        value: Kind::Number { from: 0.0, with_from: true, to: 0.99 },
        default: "`0`",
        meaning: "of the inventory",
        example: "0.8",
    },
];

/// The keys of `monte_carlo`.
pub(in crate::run_file) const MONTE_CARLO: &[Key] = &[
    Key {
        name: "draws",
        value: Kind::Whole { from: *DRAWS.start(), to: *DRAWS.end() },
        default: NEEDED,
        meaning: "number of pairs that are drawn",
        example: "100000",
    },
    Key {
        name: "seed",
        value: Kind::Whole { from: *SEEDS.start(), to: *SEEDS.end() },
        default: NEEDED,
        meaning: "seed of the random numbers: the same seed gives the same result",
        example: "1",
    },
];

/// The keys of `largest_cells`.
pub(in crate::run_file) const LARGEST_CELLS: &[Key] = &[
    Key {
        name: "most",
        value: Kind::Whole { from: *NUMBERS.start(), to: *NUMBERS.end() },
        default: NEEDED,
        meaning: "number of cells of each region and product",
        example: "10",
    },
    Key {
        name: "beside",
        value: TEXT,
        default: "the product's own prior, where it has one",
        meaning: "a product on the same grid, such as a bottom-up one, from whose cells those of the others are counted",
        example: r#""EDGAR""#,
    },
];
