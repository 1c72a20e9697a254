//! Every key of the run file, said once: the reader knows no others, and the reference and the schema for editors are written from here.
//!
//! A new key is entered here and read in the module of its section; the tables of `docs/run-file.md` and the schema follow.

use super::verdicts::{DRAWS, SEEDS};

/// A key with what a writer of run files must know of it.
#[derive(Debug)]
pub(super) struct Key {
    /// How it is written.
    pub(super) name: &'static str,
    /// What may stand behind it.
    pub(super) value: Kind,
    /// What holds where it is left out, in words.
    pub(super) default: &'static str,
    /// What it means, in words.
    pub(super) meaning: &'static str,
    /// A value as it may be written; none for sections.
    pub(super) example: &'static str,
}

/// What may stand behind a key.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text; the word says what of: a text, a path, a code.
    Text(&'static str),
    /// A calendar year.
    Year,
    /// A number between two bounds; the lower one itself may not be meant.
    Number {
        /// The lower bound.
        from: f64,
        /// Whether the lower bound itself will do.
        with_from: bool,
        /// The upper bound, which will do.
        to: f64,
    },
    /// A whole number between two bounds, which both will do.
    Whole {
        /// The lower bound.
        from: i64,
        /// The upper bound.
        to: i64,
    },
    /// One of a few words.
    Words(&'static [&'static str]),
    /// One of a few words, or a text of a form.
    WordsOrForm {
        /// The words.
        words: &'static [&'static str],
        /// The form in words.
        form: &'static str,
        /// The form as a regular expression.
        pattern: &'static str,
    },
    /// A list of values that is not empty.
    List(&'static Self),
    /// A list of values, or keys in braces.
    ListOrKeys(&'static Self, &'static [Key]),
    /// Keys in braces, or below a line in brackets.
    Keys(&'static [Key]),
    /// Numbers by names of one's own choice, in braces.
    NumbersByName(&'static [&'static str]),
    /// A text, or texts by names of one's own choice, in braces.
    TextOrTextsByName(&'static str),
    /// Texts by a name of the user's choice, which the word says.
    TextsByName(&'static str),
    /// Sections in double brackets.
    Sections(&'static [Key]),
}

/// The names of keys, for sentences and comparisons.
pub(super) fn names(keys: &'static [Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|key| key.name)
}

/// What a default says where the key must be there.
pub(super) const NEEDED: &str = "needed";

const SHARE: Kind = Kind::Number { from: 0.0, with_from: true, to: 1.0 };
const PATH: Kind = Kind::Text("path");
const TEXT: Kind = Kind::Text("text");

/// The verdicts for `fail_on`.
const VERDICTS: &[&str] = &[
    "significant",
    "significantly higher",
    "significantly lower",
    "equivalent",
    "inconclusive",
    "indicative only",
    "prior-dominated",
    "not tested",
    "not comparable",
];

/// The keys above the first section, and the sections.
pub(super) const RUN: &[Key] = &[
    Key { name: "title", value: TEXT, default: NEEDED, meaning: "heading of the report", example: r#""Methane of France, 2020""# },
    Key {
        name: "output",
        value: PATH,
        default: NEEDED,
        meaning: "folder of the results. It appears when it is complete. An earlier one is replaced only with `--overwrite`",
        example: r#""out/france-2020""#,
    },
    Key {
        name: "gas",
        value: Kind::Words(&["CH4", "CO2", "N2O"]),
        default: NEEDED,
        meaning: "the gas that is compared",
        example: r#""CH4""#,
    },
    Key {
        name: "years",
        value: Kind::ListOrKeys(&Kind::Year, YEARS_IN_BRACES),
        default: NEEDED,
        meaning: "the years that are compared: calendar years, or with `fiscal` fiscal years, see below",
        example: "[2018, 2019, 2020]",
    },
    Key {
        name: "means",
        value: Kind::List(&Kind::Keys(FROM_TO)),
        default: "none",
        meaning: "spans of `years` of which the mean is compared too, in rows of its own: of product and inventory over the years that both have, which are named; of a group, over the years that count the same members. Its standard deviation lies between that of independent years, √Σσ²/n, and that of fully correlated ones, Σσ/n; both are stated. The verdict takes for the product what `product_error_correlation` says, for the inventory the larger",
        example: "[{ from = 2019, to = 2020 }]",
    },
    Key {
        name: "trends",
        value: Kind::List(&Kind::Keys(FROM_TO)),
        default: "none",
        meaning: "spans of at least three of `years` over which the trends of product and inventory are compared, through the years that both have: slope by generalised least squares, by Theil and Sen, test of Mann and Kendall, change in per cent, and the difference of slopes with the uncertainty of both",
        example: "[{ from = 2018, to = 2020 }]",
    },
    Key {
        name: "regions",
        value: Kind::Keys(REGIONS),
        default: "needed, unless `boundaries` is there",
        meaning: "where the regions come from and which are compared, see below",
        example: r#"{ set = "natural-earth-50m", select = ["FRA"] }"#,
    },
    Key {
        name: "boundaries",
        value: PATH,
        default: "none",
        meaning: "a file of outlines that takes the place of the source in `regions`, on maps and in totals alike",
        example: r#""borders.geojson""#,
    },
    Key {
        name: "significance",
        value: Kind::Number { from: 0.0, with_from: false, to: 0.5 },
        default: "`0.05`",
        meaning: "two-sided level of the test. 0.05 goes with 95 % confidence",
        example: "0.1",
    },
    Key {
        name: "power",
        value: Kind::Number { from: 0.5, with_from: true, to: 0.999 },
        default: "`0.8`",
        meaning: "the probability with which the test finds a true difference of the minimal detectable size, which stands beside each test",
        example: "0.9",
    },
    Key {
        name: "equivalence_margin",
        value: Kind::Keys(MARGIN),
        default: "none",
        meaning: "how large a difference may be without meaning anything, declared before the data are seen; exactly one of its keys. Where two one-sided tests keep the difference within it, the verdict is `equivalent`, also where the difference is significant. Without a margin no verdict is",
        example: "{ inventory_share = 0.1 }",
    },
    Key {
        name: "false_discovery_rate",
        value: Kind::Number { from: 0.0, with_from: false, to: 0.5 },
        default: "none",
        meaning: "the share of false findings among the significant ones that is let pass, over all tests of the report (Benjamini and Hochberg). A significant difference that would exceed it is `inconclusive`. Without it each test stands on its own; the table shows the rate q of each in any case",
        example: "0.05",
    },
    Key {
        name: "error_correlation",
        value: Kind::Number { from: -0.99, with_from: true, to: 0.99 },
        default: "`0`",
        meaning: "correlation ρ between the errors of product and inventory: the variance of the difference is σ_T² + σ_I² − 2ρσ_Tσ_I",
        example: "0.2",
    },
    Key {
        name: "year_correlation",
        value: Kind::Keys(YEAR_CORRELATION),
        default: "`0` for both",
        meaning: "correlation between the errors of any two years of one side, for trends. What all years share moves a line and does not turn it, so that 0 is the cautious end",
        example: "{ product = 0.3, inventory = 0.8 }",
    },
    Key {
        name: "lognormal_above",
        value: Kind::Number { from: 0.0, with_from: false, to: 10.0 },
        default: "none",
        meaning: "uncertainties of an inventory above this share, with lower and upper half alike, are taken as those of a lognormal quantity, whose upper half is the longer one (IPCC 2006, Vol. 1, equations 3.5 to 3.7)",
        example: "0.5",
    },
    Key {
        name: "monte_carlo",
        value: Kind::Keys(MONTE_CARLO),
        default: "none",
        meaning: "checks each test by drawing both estimates at random, skewed ones lognormally; where the draws decide otherwise than z, the verdict is `indicative only`",
        example: "{ draws = 100000, seed = 1 }",
    },
    Key {
        name: "sensitivity_threshold",
        value: SHARE,
        default: "`0.5`",
        meaning: "a product's total with a smaller averaging-kernel sensitivity is `prior-dominated`",
        example: "0.4",
    },
    Key {
        name: "minimum_coverage",
        value: SHARE,
        default: "`0.99`",
        meaning: "a region of which a smaller share lies in cells with a value is `not comparable`",
        example: "0.95",
    },
    Key {
        name: "product_error_correlation",
        value: Kind::Words(&["unknown", "full", "none"]),
        default: "`\"unknown\"`",
        meaning: "how the errors of a product's cells and layers go together where the product gives a map of standard deviations: `full` adds these up, `none` adds their squares. The truth mostly lies between. `unknown` takes the larger, and where the smaller would change the verdict it is `indicative only`; `full` and `none` are your own word for it",
        example: r#""none""#,
    },
    Key {
        name: "fail_on",
        value: Kind::List(&Kind::Words(VERDICTS)),
        default: "none",
        meaning: "verdicts for which the program ends with exit code 1 after writing the report; `significant` is higher or lower",
        example: r#"["significant", "not comparable"]"#,
    },
    Key {
        name: "figure_size",
        value: Kind::Words(&["single-column", "double-column", "slide"]),
        default: "`\"double-column\"`",
        meaning: "width of the figures and size of their text: one or two columns of a printed page, or a slide",
        example: r#""slide""#,
    },
    Key {
        name: "coast_weights",
        value: Kind::Keys(COAST_WEIGHTS),
        default: "none",
        meaning: "emissions of a grid finer than the products', by whose pattern `coast = \"weighted\"` splits cells among countries and sea. `layer` may be left out where the file has one, `profile` where it is recognised. A split cell without fine emissions goes by area, and the audit says how much mass did",
        example: r#"{ file = "fine.nc", layer = "emi" }"#,
    },
    Key { name: "conventions", value: Kind::Keys(CONVENTIONS), default: "none", meaning: "see below", example: "" },
    Key { name: "group", value: Kind::Sections(GROUP), default: "none", meaning: "see below", example: "" },
    Key { name: "product", value: Kind::Sections(PRODUCT), default: NEEDED, meaning: "see below", example: "" },
    Key { name: "inventory", value: Kind::Sections(INVENTORY), default: NEEDED, meaning: "see below", example: "" },
    Key { name: "uncertainty", value: Kind::Sections(UNCERTAINTY), default: "none", meaning: "see below", example: "" },
];

/// The keys of `equivalence_margin`.
pub(super) const MARGIN: &[Key] = &[
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
pub(super) const YEAR_CORRELATION: &[Key] = &[
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
pub(super) const MONTE_CARLO: &[Key] = &[
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

/// The keys of `years` in braces.
pub(super) const YEARS_IN_BRACES: &[Key] = &[
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
pub(super) const FROM_TO: &[Key] = &[FROM, TO];

/// The keys of `regions`.
pub(super) const REGIONS: &[Key] = &[
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
pub(super) const SEA: &[Key] = &[
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
pub(super) const GROUP: &[Key] = &[
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

/// The keys of `coast_weights`.
pub(super) const COAST_WEIGHTS: &[Key] = &[
    Key { name: "file", value: PATH, default: NEEDED, meaning: "the file", example: r#""fine.nc""# },
    Key { name: "layer", value: TEXT, default: "the only one", meaning: "its layer", example: r#""emi""# },
    Key { name: "profile", value: TEXT, default: "recognised", meaning: "what its variables mean", example: r#""cf-generic""# },
];

/// The keys of `[conventions]`.
pub(super) const CONVENTIONS: &[Key] = &[
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
        default: "CH₄ 16.043, CO₂ 44.009, N₂O 44.013",
        meaning: "molar mass of the whole gas in g mol⁻¹, within 1 % of the default",
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

/// The keys of a `[[product]]`.
pub(super) const PRODUCT: &[Key] = &[
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
];

/// The keys of an `[[inventory]]`.
pub(super) const INVENTORY: &[Key] = &[
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
        meaning: "tables of an earlier submission of the same inventory; the report then has a table of recalculations",
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
        meaning: "whose figures these are, where the table does not say so by a code or a known name",
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

/// The keys of an `[[uncertainty]]`.
pub(super) const UNCERTAINTY: &[Key] = &[
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
