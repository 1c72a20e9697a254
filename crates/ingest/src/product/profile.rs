//! What is known of a product, as a small TOML text that an expert can correct or write without Rust.

use super::ProductError;
use super::check::StatedTotal;
use super::expectation::Expectations;
use super::pattern::{AttributeWithPattern, Pattern};
use super::percentiles::Percentiles;
use super::refusal::Refusal;
use super::sectors::SectorDimension;
use super::spelled;
use super::time_rules::TimeRules;
use crate::raster::coordinates::{PointLabel, PointRules, StatedAxes, StatedAxis, Unlisted};
use fluxledger_core::unit::Unit;
use fluxledger_core::{Basis, CarbonToCo2, ConventionChoices, Earth, Gas, ProductKind, Role, Scope, YearLength};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::LazyLock;

/// The profiles that come with fluxledger.
const EMBEDDED: &[&str] = &[
    include_str!("../../../../data/products/cams-glob-ant.toml"),
    include_str!("../../../../data/products/cams-inversion-co2.toml"),
    include_str!("../../../../data/products/carbontracker-co2.toml"),
    include_str!("../../../../data/products/cdiac-gridcar.toml"),
    include_str!("../../../../data/products/ceds-input4mips.toml"),
    include_str!("../../../../data/products/cf-generic.toml"),
    include_str!("../../../../data/products/edgar-txt.toml"),
    include_str!("../../../../data/products/edgar-v432.toml"),
    include_str!("../../../../data/products/edgar-v5-v7-annual.toml"),
    include_str!("../../../../data/products/edgar-v5-v7-monthly.toml"),
    include_str!("../../../../data/products/edgar-v8-on.toml"),
    include_str!("../../../../data/products/epa-ghgi-v1.toml"),
    include_str!("../../../../data/products/epa-ghgi-v2.toml"),
    include_str!("../../../../data/products/fluxledger-simulated.toml"),
    include_str!("../../../../data/products/gfei.toml"),
    include_str!("../../../../data/products/jena-carboscope.toml"),
    include_str!("../../../../data/products/oco2-mip-gridded.toml"),
    include_str!("../../../../data/products/odiac-1km.toml"),
    include_str!("../../../../data/products/odiac-1x1.toml"),
    include_str!("../../../../data/products/open-methane.toml"),
    include_str!("../../../../data/products/openghg-flux.toml"),
    include_str!("../../../../data/products/openghg-inversions.toml"),
    include_str!("../../../../data/products/paris-flux.toml"),
    include_str!("../../../../data/products/ssp-input4mips.toml"),
    include_str!("../../../../data/products/vulcan-v3.toml"),
];

/// How a line begins that asks for something that a drafted profile leaves open.
pub(crate) const QUESTION: &str = "# ?";

/// What a profile rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Evidence {
    /// Files of the product were read.
    #[serde(rename = "real bytes")]
    RealBytes,
    /// The provider's program that writes the files was read.
    #[serde(rename = "provider code")]
    ProviderCode,
    /// Programs of others that read the files were read.
    #[serde(rename = "reader code")]
    ReaderCode,
    /// The provider's documents were read.
    #[serde(rename = "documents")]
    Documents,
    /// It follows from other knowledge and was seen in no file.
    #[serde(rename = "inferred")]
    Inferred,
}

impl fmt::Display for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::RealBytes => "real bytes",
            Self::ProviderCode => "provider code",
            Self::ReaderCode => "reader code",
            Self::Documents => "documents",
            Self::Inferred => "inferred",
        })
    }
}

/// What is known of a product.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Short name.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What it is.
    #[serde(deserialize_with = "spelled::one")]
    pub kind: ProductKind,
    /// Which fluxes it counts.
    #[serde(deserialize_with = "spelled::one")]
    pub scope: Scope,
    /// Files of the product that count other fluxes, by their names.
    #[serde(default)]
    pub scopes: Vec<ScopeOfFiles>,
    /// What the estimate started from.
    pub prior: Option<String>,
    /// The inventory submission that the product or its prior descends from.
    pub inventory_vintage: Option<String>,
    /// Terms of use of the data.
    pub licence: String,
    /// What to cite.
    pub citation: String,
    /// What the profile rests on.
    pub evidence: Evidence,
    /// What every reader of the product must know; a warning on opening.
    pub caution: Option<String>,
    /// Whether the profile is only tried when no other fits.
    #[serde(default)]
    pub detection: Detection,
    /// How files of the product are recognised.
    #[serde(default)]
    pub detect: DetectionRules,
    /// Files of the product that are known and not read.
    #[serde(default)]
    pub refuse: Vec<Refusal>,
    /// What holds for every file of the product.
    #[serde(default)]
    pub expect: Expectations,
    /// What the table of products says of it.
    pub support: Option<Support>,
    /// The gas of all layers, where it is one.
    #[serde(default, deserialize_with = "spelled::maybe_gas")]
    pub gas: Option<Gas>,
    /// Where else a layer's gas is found.
    #[serde(default)]
    pub gas_from: GasSources,
    /// What a mass or an amount counts, where the unit does not say.
    #[serde(default, deserialize_with = "spelled::maybe")]
    pub basis: Option<Basis>,
    /// What they count by their CF standard names; the first that fits holds.
    #[serde(default)]
    pub basis_from: Vec<BasisOfName>,
    /// The unit in which the numbers are, whatever the file calls it; none leaves it to the file.
    pub unit: Option<String>,
    /// Spellings in files that mean the unit, beyond those that read as it.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// The system of the categories.
    pub categorization: Option<String>,
    /// Where the files state the totals of their layers.
    pub stated_total: Option<StatedTotal>,
    /// A variable of cell areas in m².
    pub cell_areas: Option<String>,
    /// Whether the product counts its cells by their width × height in the plane of their projection, and not by their area on the Earth.
    #[serde(default)]
    pub areas_in_plane: bool,
    /// Axes that the files do not hold.
    #[serde(default)]
    pub grid: StatedGrid,
    /// How periods are found.
    #[serde(default)]
    pub time: TimeRules,
    /// The product's own conventions.
    #[serde(default)]
    pub conventions: OwnConventions,
    /// Parts of names that stand where a file name leaves a group out.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
    /// Layers that others contain, by the name of the containing layer.
    #[serde(default)]
    pub contains: BTreeMap<String, Vec<String>>,
    /// Gridded variables that are known and not read.
    #[serde(default)]
    pub ignore: Vec<Pattern>,
    /// The layers.
    pub layers: Vec<LayerPattern>,
}

/// What the table of products says of one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// The versions whose files are read.
    pub versions: String,
    /// The gases.
    pub gases: String,
    /// The format of the files.
    pub format: String,
    /// The files with which the tests read the product.
    pub tests: String,
}

/// The scope of those files whose names fit a pattern.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeOfFiles {
    /// The pattern of the file name.
    pub file_name: Pattern,
    /// Which fluxes such a file counts.
    #[serde(deserialize_with = "spelled::one")]
    pub scope: Scope,
}

/// What a variable with a fitting CF standard name counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisOfName {
    /// The pattern of the standard name.
    pub standard_name: Pattern,
    /// What such a variable counts.
    #[serde(deserialize_with = "spelled::one")]
    pub basis: Basis,
}

/// When a profile is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detection {
    /// Always.
    #[default]
    ByRules,
    /// When no other fits.
    LastResort,
}

/// How files of a product are recognised: everything that is stated must hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DetectionRules {
    /// Patterns of variables, each fitting at least one in the file.
    pub variables: Vec<Pattern>,
    /// Patterns of the file's attributes.
    pub attributes: BTreeMap<String, Pattern>,
    /// Pattern of the file name.
    pub file_name: Option<Pattern>,
}

/// Where a layer's gas is found if no profile states it; a group `gas` in the pattern of the variable goes before.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GasSources {
    /// Attributes of the variable or the file that name it.
    pub attributes: Vec<String>,
    /// Words of a CF standard name, each with the gas that it stands for.
    pub standard_name: BTreeMap<String, String>,
    /// Pattern of the file name with a group `gas`.
    pub file_name: Option<Pattern>,
    /// The gas of files whose names fit a pattern.
    pub of_files: Vec<GasOfFiles>,
}

/// The gas of those files whose names fit a pattern.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GasOfFiles {
    /// The pattern of the file name.
    pub file_name: Pattern,
    /// What such a file counts.
    #[serde(deserialize_with = "spelled::gas")]
    pub gas: Gas,
}

/// An axis by its dimension and outer edges in degrees.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedEdges {
    dimension: String,
    first_edge: f64,
    last_edge: f64,
    cells: Option<usize>,
}

/// How the points of a list stand for cells.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedPoints {
    label: PointLabel,
    unlisted: Unlisted,
}

/// Axes that the files do not hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatedGrid {
    latitude: Option<StatedEdges>,
    longitude: Option<StatedEdges>,
    points: Option<StatedPoints>,
}

impl StatedGrid {
    pub(super) fn axes(&self) -> StatedAxes {
        let axis = |edges: &StatedEdges| StatedAxis {
            dimension: edges.dimension.clone(),
            first_edge: edges.first_edge,
            last_edge: edges.last_edge,
            cells: edges.cells,
        };
        let points = self.points.as_ref().map(|points| PointRules { label: points.label, unlisted: points.unlisted });
        StatedAxes { latitude: self.latitude.as_ref().map(axis), longitude: self.longitude.as_ref().map(axis), points }
    }

    /// What is wrong with the axes, if anything: those of a list need their numbers of cells.
    fn objection(&self) -> Option<&'static str> {
        let (Some(latitude), Some(longitude)) = (&self.latitude, &self.longitude) else { return None };
        let listed = latitude.dimension == longitude.dimension;
        let uncounted = latitude.cells.is_none() || longitude.cells.is_none();
        (listed && uncounted).then_some("latitude and longitude run along one dimension under `[grid]`, and both need `cells` then")
    }
}

/// The conventions with which a product was made, as far as they are known.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnConventions {
    #[serde(deserialize_with = "spelled::earth")]
    earth: Option<Earth>,
    #[serde(deserialize_with = "spelled::maybe")]
    year_length: Option<YearLength>,
    year_length_attribute: Option<AttributeWithPattern>,
    molar_masses: BTreeMap<String, f64>,
    #[serde(deserialize_with = "spelled::maybe")]
    carbon_to_co2: Option<CarbonToCo2>,
}

impl OwnConventions {
    /// The conventions of a file whose variable has the given attributes; its own statement of the year's length goes before the profile's.
    pub(super) fn choices(&self, attributes: &crate::raster::Attributes) -> ConventionChoices {
        let stated = self.year_length_attribute.as_ref().and_then(|rule| rule.pattern.groups(attributes.text(&rule.name)?));
        let year_length = match stated.as_ref().and_then(|groups| groups.get("days")) {
            Some("365") => Some(YearLength::Days365),
            Some("366") => Some(YearLength::Days366),
            _ => self.year_length,
        };
        let masses = self.molar_masses.iter().filter_map(|(gas, &mass)| Some((gas.parse().ok()?, mass)));
        ConventionChoices {
            earth: self.earth,
            year_length,
            molar_masses: masses.collect(),
            carbon_to_co2: self.carbon_to_co2,
            ..ConventionChoices::default()
        }
    }
}

/// Layers by the pattern of their variable; templates are filled from its groups and those of the file name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerPattern {
    /// Pattern of the variable.
    pub variable: Pattern,
    /// Pattern of the file name; the layer exists only where it fits.
    pub file_name: Option<Pattern>,
    /// Template of the layer's name; none takes the variable's.
    pub name: Option<String>,
    /// What the numbers are.
    #[serde(deserialize_with = "spelled::one")]
    pub role: Role,
    /// Template of the category's code.
    pub category: Option<String>,
    /// Codes for the words that the template gives, where it does not give codes.
    #[serde(default)]
    pub categories: BTreeMap<String, String>,
    /// The unit, where it is not the profile's.
    pub unit: Option<String>,
    /// Spellings in files that mean this unit; those of the profile do not.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// Which fluxes they are, where it is not the profile's.
    #[serde(default, deserialize_with = "spelled::maybe")]
    pub scope: Option<Scope>,
    /// What made them, where it is not the product: a flux that is imposed on an inversion is bottom-up.
    #[serde(default, deserialize_with = "spelled::maybe")]
    pub kind: Option<ProductKind>,
    /// The dimension of the variable whose positions are layers of their own.
    pub sectors: Option<SectorDimension>,
    /// Of which variable the numbers are percentiles, and which: the standard deviation on one side follows from them.
    pub percentiles: Option<Percentiles>,
    /// Template of another variable of the file that multiplies the numbers, cell by cell: a prior that scaling factors belong to.
    pub times: Option<String>,
}

/// The profiles that come with fluxledger, by their ids.
///
/// # Panics
/// Never; a test reads them all.
#[must_use]
pub fn profiles() -> &'static [Profile] {
    static KNOWN: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        // Patterns take their time to compile, and thousands of files may be opened.
        EMBEDDED.iter().map(|text| read(text, "embedded profile").expect("embedded profiles are read in a test")).collect()
    });
    &KNOWN
}

/// The text of a profile that comes with fluxledger, by its id.
///
/// # Errors
/// [`ProductError::UnknownProfile`].
pub fn profile_text(id: &str) -> Result<&'static str, ProductError> {
    let known: Vec<String> = profiles().iter().map(|profile| profile.id.clone()).collect();
    let position = known.iter().position(|name| name == id);
    position.map(|position| EMBEDDED[position]).ok_or_else(|| ProductError::UnknownProfile { found: id.to_owned(), known })
}

/// A profile from a file that a user has written.
///
/// # Errors
/// [`ProductError::ProfileUnopened`], [`ProductError::OpenQuestions`], [`ProductError::BadProfile`].
pub fn profile_from_file(path: &Path) -> Result<Profile, ProductError> {
    let text = std::fs::read_to_string(path).map_err(|source| ProductError::ProfileUnopened { path: path.to_owned(), source })?;
    read(&text, &path.display().to_string())
}

fn read(text: &str, place: &str) -> Result<Profile, ProductError> {
    let bad = |message: String| ProductError::BadProfile { place: place.to_owned(), message };
    let questions = open_questions(text);
    if !questions.is_empty() {
        return Err(ProductError::OpenQuestions { place: place.to_owned(), questions });
    }
    let profile: Profile = toml::from_str(text).map_err(|error| bad(error.to_string().trim_end().to_owned()))?;
    let of_total = profile.stated_total.iter().filter_map(|stated| stated.unit.as_ref());
    let units = profile.unit.iter().chain(profile.layers.iter().filter_map(|layer| layer.unit.as_ref())).chain(of_total);
    for unit in units {
        unit.parse::<Unit>().map_err(|error| bad(error.to_string()))?;
    }
    for gas in profile.conventions.molar_masses.keys().chain(profile.gas_from.standard_name.values()) {
        gas.parse::<Gas>().map_err(|error| bad(error.to_string()))?;
    }
    if let Some(objection) = profile.grid.objection() {
        return Err(bad(objection.to_owned()));
    }
    if let Some(objection) = profile.layers.iter().find_map(objection) {
        return Err(bad(objection));
    }
    if profile.categorization.is_none() && profile.layers.iter().any(|layer| layer.category.is_some()) {
        return Err(bad("layers have a `category`, but `categorization` is not stated".to_owned()));
    }
    Ok(profile)
}

/// What is wrong with a layer's percentiles or factors, if anything.
fn objection(layer: &LayerPattern) -> Option<String> {
    if layer.times.is_some() && layer.unit.is_none() {
        return Some("a layer with `times` needs a `unit` of its own: that of the product of both variables".to_owned());
    }
    let percentiles = layer.percentiles.as_ref()?;
    if layer.times.is_some() {
        return Some("a layer has `percentiles` or `times`, and not both".to_owned());
    }
    if layer.role != Role::StandardDeviation {
        return Some("a layer with `percentiles` has the role `standard-deviation`, which follows from them".to_owned());
    }
    percentiles.objection()
}

/// The questions of a draft that nobody has answered, each with its line.
pub(crate) fn open_questions(text: &str) -> Vec<String> {
    let asked = text.lines().enumerate().filter_map(|(line, text)| Some((line + 1, text.trim_start().strip_prefix(QUESTION)?.trim())));
    asked.map(|(line, question)| format!("line {line}: {question}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_in_the_manual_is_a_profile() {
        let manual = include_str!("../../../../data/products/README.md");
        let example = manual.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let profile = read(example, "README.md").unwrap();
        assert_eq!(profile.layers.len(), 5);
        assert_eq!(profile.conventions.choices(&crate::raster::Attributes::default()).earth, Some(Earth::Sphere { radius: 6_371_000.0 }));
    }
}
