//! The keys of a product.

use super::{CONVENTIONS, Key, Kind, NEEDED, PATH, PRODUCT_ENSEMBLE, STATE, TEXT};

/// The keys of a `[[product]]`.
pub(in crate::run_file) const PRODUCT: &[Key] = &[
    Key { name: "name", value: TEXT, default: NEEDED, meaning: "its name in the report; no two alike", example: r#""GOSAT inversion""# },
    Key {
        name: "files",
        value: Kind::List(&PATH),
        default: NEEDED,
        meaning: "its gridded files; a Zarr store is one path; `*` stands for any letters",
        example: r#"["data/2020_*.nc"]"#,
    },
    Key {
        name: "profile",
        value: Kind::Text("id, or path that ends in `.toml`"),
        default: "recognised",
        meaning: "what the variables mean; `fluxledger products` lists the built-in profiles, [`data/products/README.md`](../data/products/README.md) says how to write one",
        example: r#""paris-flux""#,
    },
    Key { name: "variable", value: TEXT, default: "all", meaning: "the one variable to read", example: r#""flux_total_posterior""# },
    Key {
        name: "experiment",
        value: TEXT,
        default: "the only one",
        meaning: "the experiment to read of a [table of country totals](#tables-of-country-totals)",
        example: r#""LNLGIS""#,
    },
    Key { name: "year", value: Kind::Year, default: "from the file", meaning: "the year of files that do not say it", example: "2012" },
    Key {
        name: "scope",
        value: Kind::Words(&["anthropogenic", "total", "natural"]),
        default: "the profile's, layer by layer",
        meaning: "which fluxes the product counts. Only `anthropogenic` is comparable with an inventory",
        example: r#""anthropogenic""#,
    },
    Key {
        name: "prior_inventory",
        value: Kind::Text("name of an inventory, or `none`"),
        default: "the profile's word",
        meaning: "the inventory of this run from which the product or its prior descends: the two are then not independent, every finding says so first, and no verdict goes beyond `indicative only`. `\"none\"` is your word that it descends from none of them",
        example: r#""National inventory 2024""#,
    },
    Key {
        name: "category",
        value: Kind::Text("IPCC 2006 code"),
        default: "none",
        meaning: "the category of layers to which the profile gives none; `M.0.EL` is the national total without land use",
        example: r#""M.0.EL""#,
    },
    Key {
        name: "conventions",
        value: Kind::Keys(CONVENTIONS),
        default: "those of the run",
        meaning: "conventions of this product alone, as above",
        example: r#"{ year_seconds = "365d" }"#,
    },
    Key {
        name: "crosswalk",
        value: PATH,
        default: "the built-in one",
        meaning: "a table from its sectors to IPCC 2006, in the form of those in [`data/crosswalks/`](../data/crosswalks)",
        example: r#""sectors.csv""#,
    },
    Key {
        name: "ensemble",
        value: Kind::Keys(PRODUCT_ENSEMBLE),
        default: "none",
        meaning: "that the product is an ensemble, each member of which is totalled by itself, see [uncertainty of a product](product-uncertainty.md)",
        example: r#"{ members = "files", centre = "median", spread = "interquartile" }"#,
    },
    Key {
        name: "state",
        value: Kind::Keys(STATE),
        default: "none",
        meaning: "the errors of the inversion's state: a covariance, a factor of it or samples, and the map of its elements. Each total then has the error that follows from them, sums and groups the covariances between their parts, see [uncertainty of a product](product-uncertainty.md)",
        example: r#"{ map = "StateVector.nc:StateVector", covariance = "inversion_result.nc:S_post" }"#,
    },
    Key {
        name: "uncertainty",
        value: Kind::Number { from: 0.0, with_from: false, to: 10.0 },
        default: "the product's own",
        meaning: "half of the 95 % interval of each of its totals, as a share, for a product that states none: your own word, which each finding says",
        example: "0.3",
    },
];
