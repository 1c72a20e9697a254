//! The keys of what a product's errors are: ensembles, states, correlation lengths.

use super::{Key, Kind, NEEDED, TEXT};

/// Correlation lengths in km that make a difference from one cell and from the whole Earth.
pub(in crate::run_file) const LENGTHS: (f64, f64) = (1.0, 20_000.0);

const LENGTH: Kind = Kind::Number { from: LENGTHS.0, with_from: true, to: LENGTHS.1 };

/// The keys of `product_error_correlation` in braces.
pub(in crate::run_file) const CORRELATION_LENGTH: &[Key] = &[
    Key {
        name: "length_km",
        value: LENGTH,
        default: NEEDED,
        meaning: "the distance over which the correlation of errors falls to 1/e",
        example: "500",
    },
    Key {
        name: "sweep_km",
        value: Kind::List(&LENGTH),
        default: "`[100, 250, 500, 1000]`",
        meaning: "further lengths, whose standard deviations stand in a table of the report",
        example: "[100, 300, 1000]",
    },
];

/// The words of `centre`.
pub(in crate::run_file) const CENTRES: &[&str] = &["mean", "median"];

/// The words of `spread`.
pub(in crate::run_file) const SPREADS: &[&str] = &["standard-deviation", "interquartile", "percentiles"];

const CENTRE: Key = Key {
    name: "centre",
    value: Kind::Words(CENTRES),
    default: "`\"mean\"`",
    meaning: "which value stands for the ensemble. A median is taken of the members' sums, never summed from medians",
    example: r#""median""#,
};

const SPREAD: Key = Key {
    name: "spread",
    value: Kind::Words(SPREADS),
    default: "`\"standard-deviation\"`",
    meaning: "what is taken as σ: the standard deviation of the members (n − 1); their quartiles' distance over 1.349; or from the centre to the percentiles 2.5 and 97.5 over 1.96, with unlike sides. Members' own σ come on top of it",
    example: r#""interquartile""#,
};

const FILE_AND_VARIABLE: Kind = Kind::Text("path:variable");

/// The words of `scales`.
pub(in crate::run_file) const SCALES: &[&str] = &["prior", "posterior"];

/// The keys of `state` in a product.
pub(in crate::run_file) const STATE: &[Key] = &[
    Key {
        name: "map",
        value: FILE_AND_VARIABLE,
        default: NEEDED,
        meaning: "for each cell of the product's grid the number of its element; what is missing or below the first number is no element's",
        example: r#""StateVector.nc:StateVector""#,
    },
    Key {
        name: "first_label",
        value: Kind::Whole { from: 0, to: 1 },
        default: "`1`",
        meaning: "the number in the map of the first element",
        example: "0",
    },
    Key {
        name: "covariance",
        value: FILE_AND_VARIABLE,
        default: "",
        meaning: "S, elements by elements, of factors without unit",
        example: r#""inversion_result.nc:S_post""#,
    },
    Key {
        name: "factor",
        value: FILE_AND_VARIABLE,
        default: "",
        meaning: "L with S = LLᵀ, elements by rank, in place of `covariance`",
        example: r#""low_rank.nc:L""#,
    },
    Key {
        name: "samples",
        value: FILE_AND_VARIABLE,
        default: "",
        meaning: "factors of the elements in each sample, the elements last, in place of `covariance`. Each total is formed sample by sample; `ensemble = { members = \"samples\" }` chooses centre and spread",
        example: r#""outs.nc:xtrace""#,
    },
    Key {
        name: "scales",
        value: Kind::Words(SCALES),
        default: "`\"prior\"`",
        meaning: "the flux that the factors multiply: the product's prior, or, where the errors are relative to it, its posterior",
        example: r#""posterior""#,
    },
];

/// The keys of `ensemble` in a product.
pub(in crate::run_file) const PRODUCT_ENSEMBLE: &[Key] = &[
    Key {
        name: "members",
        value: Kind::Text("`files`, `samples`, or the name of a dimension"),
        default: NEEDED,
        meaning: "what its members are: each of its files, the samples of its `state`, or the positions of a dimension",
        example: r#""files""#,
    },
    CENTRE,
    SPREAD,
];

/// The keys of an `[[ensemble]]`.
pub(in crate::run_file) const ENSEMBLE: &[Key] = &[
    Key {
        name: "name",
        value: TEXT,
        default: NEEDED,
        meaning: "its name in the report, unlike that of any product",
        example: r#""five inversions""#,
    },
    Key {
        name: "products",
        value: Kind::List(&Kind::Text("name of a product")),
        default: NEEDED,
        meaning: "its members. Totals that all of them have, of one region, category and period, become totals of the ensemble",
        example: r#"["one inversion", "other inversion"]"#,
    },
    CENTRE,
    SPREAD,
    Key {
        name: "compare",
        value: Kind::Words(&["ensemble", "both"]),
        default: "`\"ensemble\"`",
        meaning: "whether only the ensemble stands beside the inventory, or its members by themselves too",
        example: r#""both""#,
    },
];
