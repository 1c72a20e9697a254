//! What is known of a table of country totals, as a small TOML text that an expert can correct without Rust.

use crate::product::{Evidence, spelled};
use fluxledger_core::{CategoryCode, Gas, ProductKind, ReportingYear, Scope, TimeSpan};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};

/// The layouts that come with fluxledger.
const EMBEDDED: [&str; 2] = [
    include_str!("../../../../data/top-down/oco2-mip-v10-countries.toml"),
    include_str!("../../../../data/top-down/openghg-inversions.toml"),
];

/// A layout of tables of country totals.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Short name.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What the product is; a quantity may be another.
    #[serde(deserialize_with = "spelled::one")]
    pub kind: ProductKind,
    /// What the estimate started from.
    pub prior: Option<String>,
    /// Terms of use of the data.
    pub licence: String,
    /// What to cite.
    pub citation: String,
    /// What the layout rests on.
    pub evidence: Evidence,
    /// What every reader must know; a warning on reading.
    pub caution: Option<String>,
    /// The gas of all columns; none where the user says it.
    #[serde(default, deserialize_with = "spelled::maybe_gas")]
    pub gas: Option<Gas>,
    /// How many kilotonnes of the gas the unit of the columns is.
    pub kilotonnes: f64,
    /// The column of countries and regions.
    pub region: String,
    /// The column of years; of a NetCDF file, the attribute of the first day.
    pub year: String,
    /// What a NetCDF file needs beyond a table; none for a table. Its columns are variables along the regions.
    pub netcdf: Option<NetcdfRules>,
    /// Rows that are means of years.
    pub mean: Option<MeanRows>,
    /// The experiments side by side in the table, each with what it rests on.
    pub experiments: BTreeMap<String, String>,
    /// Further columns that are carried along.
    #[serde(default)]
    pub columns: FurtherColumns,
    /// The fluxes.
    pub quantities: Vec<Quantity>,
    /// Sums that hold in each row.
    #[serde(default)]
    pub identities: Vec<Identity>,
}

/// Where a NetCDF file holds what a table says in its columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetcdfRules {
    /// The attribute of the day after the last.
    pub until: String,
    /// The unit that all variables state.
    pub unit: String,
}

/// How rows that are means of years are marked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeanRows {
    /// The word in the column of years.
    pub word: String,
    /// The first year of the mean.
    pub from: i32,
    /// The last.
    pub to: i32,
}

impl MeanRows {
    pub(super) fn span(&self) -> TimeSpan {
        TimeSpan::Mean((self.from..=self.to).map(ReportingYear::calendar).collect())
    }
}

/// Columns that are read and carried along.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FurtherColumns {
    /// How far experiments disagree, in standard deviations.
    pub agreement: Option<String>,
    /// Fractional reduction of the prior's uncertainty.
    pub uncertainty_reduction: Option<String>,
}

/// One flux.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// Its name in the table and in run files.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Column of its values, positive to the atmosphere.
    pub value: String,
    /// Column of one standard deviation.
    pub deviation: String,
    /// Variable of both ends of the 95 % interval, which goes before the standard deviation; of NetCDF files only.
    pub interval: Option<String>,
    /// What it is, where that is not what the product is.
    #[serde(default, deserialize_with = "spelled::maybe")]
    pub kind: Option<ProductKind>,
    /// Which fluxes it counts.
    #[serde(deserialize_with = "spelled::one")]
    pub scope: Scope,
    /// What it stands beside in an inventory, in IPCC 2006; none if nothing.
    #[serde(default, deserialize_with = "codes")]
    pub categories: Vec<CategoryCode>,
    /// Fluxes of the ledger of scope that are taken off it already.
    #[serde(default)]
    pub taken_off: BTreeSet<String>,
    /// What every reader of it must know.
    pub caution: Option<String>,
}

/// A sum that holds in each row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The quantity that is the sum.
    pub sum: String,
    /// Its parts.
    pub parts: Vec<String>,
    /// The largest departure, as a share of the largest of them.
    pub tolerance: f64,
}

fn codes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<CategoryCode>, D::Error> {
    Ok(Vec::<String>::deserialize(deserializer)?.into_iter().map(CategoryCode::new).collect())
}

impl Layout {
    /// The position of a quantity among the layout's.
    #[must_use]
    pub fn quantity(&self, name: &str) -> Option<usize> {
        self.quantities.iter().position(|quantity| quantity.name == name)
    }

    /// The columns that a table of this layout has for an experiment.
    pub(super) fn columns_of(&self, experiment: &str) -> Vec<String> {
        let further = [&self.columns.agreement, &self.columns.uncertainty_reduction].into_iter().flatten();
        let of_quantities = self.quantities.iter().flat_map(|quantity| [&quantity.value, &quantity.deviation]);
        [&self.region, &self.year].into_iter().chain(of_quantities).chain(further).map(|column| of_experiment(column, experiment)).collect()
    }
}

/// The name of a column for an experiment.
pub(super) fn of_experiment(column: &str, experiment: &str) -> String {
    column.replace("{experiment}", experiment)
}

/// The layouts that come with fluxledger, by their ids.
///
/// # Panics
/// Never; a test reads them all.
#[must_use]
pub fn layouts() -> Vec<Layout> {
    EMBEDDED.iter().map(|text| toml::from_str(text).expect("embedded layouts are read in a test")).collect()
}
